//! Every page of the list, as everybody meets it: in light and dark, on a desk and a phone, with hostile texts wherever a text can stand.

use std::collections::BTreeSet;

use fantoccini::Client;
use serde_json::{Value, json};

use super::access::{ails, axe};
use super::console::sign_in;
use super::driver::{Scheme, attributes, prefer, reported, shown};
use super::hostile::{HOSTILE, poison};
use super::no_script::send;
use super::places::{Known, PLACES};
use super::rights::{click, noticed};
use super::shop::few;
use super::visit::{in_browser, rail};

/// The most bytes of a page with all its files, as they are sent.
const WEIGHT_MAX: f64 = 150.0 * 1_024.0;

/// What of a page ran, or is markup that none of our templates holds; what did not arrive or came from elsewhere; which forms go elsewhere.
const FOUND: &str = "const found = []; \
    if (window.broken !== undefined) found.push('a script ran'); \
    for (const one of document.querySelectorAll('*')) { \
        for (const { name, value } of one.attributes) { \
            if (name.startsWith('on') || name === 'style' || name === 'srcdoc' || /^\\s*javascript:/i.test(value) && name === 'href') \
                found.push(`${one.tagName} ${name}`); } } \
    for (const one of document.querySelectorAll('script:not([src^=\"/assets/\"]), style, iframe, object, embed, base, animate, meta[http-equiv]')) \
        found.push(one.tagName); \
    for (const one of document.images) if (one.complete && !one.naturalWidth) found.push(`no picture ${one.src}`); \
    for (const { name } of performance.getEntriesByType('resource')) if (!name.startsWith(location.origin)) found.push(name); \
    for (const one of document.forms) { const to = new URL(one.getAttribute('action') ?? '', location); if (to.origin !== location.origin) found.push(to.href); } \
    const done = arguments[arguments.length - 1]; \
    const observer = new ReportingObserver((reports) => found.push(...reports.map((one) => one.type)), \
        { buffered: true, types: ['csp-violation'] }); \
    observer.observe(); \
    setTimeout(() => done(found), 60);";

/// Where the forms of a page go that change something, how heavy it is with all that one can scroll to, and when it was first painted.
const TOLD: &str = "const done = arguments[arguments.length - 1]; \
    const pictures = [...document.images].map((one) => { one.loading = 'eager'; return one.decode().catch(() => {}); }); \
    Promise.all(pictures).then(() => { \
    const sizes = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]; \
    const forms = [...document.querySelectorAll('form')]; \
    const posts = [...forms.filter((one) => one.method === 'post').map((one) => new URL(one.getAttribute('action') ?? '', location).pathname), \
        ...[...document.querySelectorAll('[formmethod=post]')].map((one) => new URL(one.formAction).pathname)]; \
    done([posts, sizes.reduce((sum, one) => sum + one.encodedBodySize, 0), \
        performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null]); });";

/// What reaches beyond the window, where the page scrolls sideways.
const WIDE: &str = "const reach = document.documentElement.clientWidth; \
    if (document.documentElement.scrollWidth <= reach) return []; \
    return [...document.querySelectorAll('body *')].filter((one) => !one.closest('.scroll') && one.getBoundingClientRect().right > reach + 1) \
        .map((one) => one.outerHTML.slice(0, 120)).slice(0, 8);";

async fn found(client: &Client) -> Value {
    client.execute_async(FOUND, Vec::new()).await.expect("a report")
}

/// No text of a page ran, none became markup, and nothing came from elsewhere.
pub(crate) async fn nothing_ran(client: &Client, path: &str) {
    assert_eq!(found(client).await, json!([]), "{path}");
}

/// A page in light and dark, on a desk and on a phone. Dark differs in its colours alone, so nothing else is asked again.
async fn everybody_can_use(client: &Client, axe: &str, path: &str) -> Vec<String> {
    client.execute(axe, Vec::new()).await.expect("axe is there");
    let mut faults = Vec::new();
    for (width, height) in [(1_280, 1_000), (360, 780)] {
        client.set_window_size(width, height).await.expect("a window");
        let wide = client.execute(WIDE, Vec::new()).await.expect("a report");
        if wide != json!([]) {
            faults.push(format!("{path}, {width} wide, scrolls sideways: {wide}"));
        }
        for (scheme, rules) in [(Scheme::Light, &[][..]), (Scheme::Dark, &["color-contrast"][..])] {
            prefer(client, scheme).await;
            let ails = ails(client, rules).await.into_iter();
            faults.extend(ails.map(|ail| format!("{path}, {width} wide, {scheme:?}: {ail}")));
        }
    }
    faults
}

#[expect(clippy::print_stderr, reason = "how quick and heavy pages are is told, not judged")]
async fn page(client: &Client, path: &str, axe: Option<&str>) -> (Vec<String>, BTreeSet<String>) {
    let mut faults = Vec::new();
    if found(client).await != json!([]) {
        faults.push(format!("{path}: {}", found(client).await));
    }
    let errors = reported(client).await.into_iter();
    // A page that says that there is no page is itself reported, by its status.
    faults.extend(
        errors.filter(|text| !path.ends_with("/nowhere") || !text.contains("404")).map(|e| format!("{path}: {e}")),
    );
    let told = client.execute_async(TOLD, Vec::new()).await.expect("a report");
    let (weight, paint) = (told[1].as_f64().expect("bytes"), told[2].as_f64());
    eprintln!("{path}: {:.0} kB, first paint after {:.0} ms", weight / 1_024.0, paint.unwrap_or(f64::NAN));
    if weight > WEIGHT_MAX {
        faults.push(format!("{path}: {weight} bytes"));
    }
    if let Some(axe) = axe {
        faults.extend(everybody_can_use(client, axe, path).await);
    }
    let posts = told[0].as_array().expect("a list").iter().filter_map(|path| path.as_str().map(str::to_owned));
    (faults, posts.collect())
}

/// The page in German on a phone and in French on a desk: words are longer there, and other labels are read out.
async fn in_other_languages(client: &Client, address: &str, axe: Option<&str>) -> Vec<String> {
    let mut faults = Vec::new();
    prefer(client, Scheme::Light).await;
    for (lang, (width, height)) in [("de", (360, 780)), ("fr", (1_280, 1_000))] {
        let choose = "document.cookie = `lang=${arguments[0]}; path=/`";
        client.execute(choose, vec![json!(lang)]).await.expect("a cookie");
        client.set_window_size(width, height).await.expect("a window");
        client.goto(address).await.expect("a page");
        assert_eq!(attributes(client, "html", "lang").await, [lang], "{address}");
        let wide = client.execute(WIDE, Vec::new()).await.expect("a report");
        if wide != json!([]) {
            faults.push(format!("{address}, {lang}, {width} wide, scrolls sideways: {wide}"));
        }
        let errors = reported(client).await.into_iter().filter(|text| !text.contains("404"));
        faults.extend(errors.map(|error| format!("{address}, {lang}: {error}")));
        if let Some(axe) = axe {
            client.execute(axe, Vec::new()).await.expect("axe is there");
            faults.extend(ails(client, &[]).await.into_iter().map(|ail| format!("{address}, {lang}: {ail}")));
        }
    }
    client.execute("document.cookie = 'lang=; path=/; max-age=0'", Vec::new()).await.expect("no cookie");
    client.set_window_size(1_280, 1_000).await.expect("a desk");
    faults
}

#[test]
fn everybody_can_use_every_page_and_no_text_runs_on_any() {
    let shop = few();
    poison(&shop.service);
    let known = Known::of(&shop.service, &HOSTILE);
    let router = shop.router.clone();
    in_browser(shop, |client, address| async move {
        let axe = axe();
        let (mut faults, mut posts, mut who) = (Vec::new(), BTreeSet::new(), None);
        for (eye, path) in PLACES {
            if let Some(name) = eye.filter(|_| eye != who) {
                client.set_window_size(1_280, 1_000).await.expect("a desk");
                sign_in(&client, &address, name).await;
                who = eye;
            }
            let path = known.address(path);
            client.goto(&format!("{address}{path}")).await.expect("a page");
            let (more, forms) = page(&client, &path, axe).await;
            faults.extend(more);
            faults.extend(in_other_languages(&client, &format!("{address}{path}"), axe).await);
            posts.extend(forms);
        }
        assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
        assert!(posts.len() > 15, "{posts:?}");
        for path in posts {
            for header in [("sec-fetch-site", "cross-site"), ("origin", "http://evil.example"), ("x-a", "b")] {
                assert_eq!(send(&router, "POST", &path, header, "").await.status, 403, "{path} {header:?}");
            }
        }
        what_appears_later(&client, &address).await;
    });
}

/// Notices and the panel hold texts too; and the checks can fail.
async fn what_appears_later(client: &Client, address: &str) {
    client.set_window_size(1_280, 1_000).await.expect("a desk");
    prefer(client, Scheme::Light).await;
    client.goto(&format!("{address}/shop/you")).await.expect("the page");
    let first = HOSTILE[0];
    let topics = shown(client, "#topic").await.text().await.expect("a text");
    assert!(topics.contains(first), "the texts are there, as texts");
    shown(client, "#topic").await.select_by_label(first).await.expect("a topic");
    click(client, "button[name=list][value=blocked]").await;
    noticed(client, first).await;
    assert_eq!(found(client).await, json!([]), "a notice");
    client.goto(address).await.expect("the shop");
    assert!(!rail(client).await.is_empty());
    click(client, "#rail a[data-why]").await;
    shown(client, "dialog[open] .account").await;
    assert_eq!(found(client).await, json!([]), "the panel");
    if let Some(axe) = axe() {
        client.execute(axe, Vec::new()).await.expect("axe is there");
        assert_eq!(ails(client, &[]).await, Vec::<String>::new(), "the panel");
        let nameless = "document.querySelector('dialog .close').textContent = ''";
        client.execute(nameless, Vec::new()).await.expect("an attempt");
        assert!(ails(client, &[]).await.iter().any(|ail| ail.contains("button-name")));
    }
    assert!(attributes(client, "dialog .close", "type").await.len() == 1);
    let inline =
        "const script = document.createElement('script'); script.textContent = '1'; document.body.append(script)";
    client.execute(inline, Vec::new()).await.expect("an attempt");
    assert_eq!(found(client).await, json!(["SCRIPT", "csp-violation"]));
    assert!(reported(client).await.iter().any(|text| text.contains("Content Security Policy")));
}
