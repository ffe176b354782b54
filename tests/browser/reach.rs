//! Every page of the list, as everybody meets it: in light and dark, on a desk and a phone, with hostile texts wherever a text can stand.
//!
//! What is checked for accessibility is checked by axe-core, which `make test` puts beside the build; it is no part of this project.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use candor::catalog::Item;
use candor::event::Customer;
use candor::service::Service;
use fantoccini::Client;
use serde_json::{Value, json};

use super::console::sign_in;
use super::driver::{Scheme, attributes, prefer, reported, shown};
use super::no_script::send;
use super::places::{Known, PLACES};
use super::rights::{click, noticed};
use super::shop::few;
use super::visit::{in_browser, rail};

/// The most bytes of a page with all its files, as they are sent.
const WEIGHT_MAX: f64 = 150.0 * 1_024.0;

/// Texts that would run where a page takes a text for markup, a script, an address or a style.
const HOSTILE: [&str; 16] = [
    "<script>window.broken = 1</script>",
    "\"><script>window.broken = 1</script>",
    "'><img src=x onerror='window.broken = 1'>",
    "<img src=x onerror=window.broken=1>",
    "<svg onload=window.broken=1>",
    "<svg><animate onbegin=window.broken=1 attributeName=x dur=1s>",
    "<details open ontoggle=window.broken=1>",
    "</title><script>window.broken = 1</script>",
    "</textarea></select></option><iframe srcdoc='<script>parent.broken = 1</script>'>",
    "\" autofocus onfocus=\"window.broken = 1",
    "' onmouseover='window.broken = 1' x='",
    "javascript:window.broken=1",
    "<a href=\"javascript:window.broken=1\">x</a>",
    "{{ 7 * 7 }}{% include \"base.html\" %}",
    "<style>body { display: none }</style><base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>\u{202e}",
];

/// Puts hostile texts wherever the shop's goods, rules and customers hold a text.
fn poison(service: &Service) {
    let store = service.store();
    let mut shop = store.shop().expect("a shop");
    shop.name = HOSTILE[0].to_owned();
    store.put_shop(&shop).expect("a writable store");
    let revision = store.catalog_state().expect("a catalogue").revision;
    let (_, items) = store.items_at(revision).expect("items");
    let poisoned = items.iter().enumerate().map(|(at, item)| {
        let text = |by: usize| HOSTILE[(at + by) % HOSTILE.len()].to_owned();
        let mut category = item.category.clone();
        category.push(text(3));
        let attributes = [("type".to_owned(), text(4)), ("colour".to_owned(), text(5))].into();
        Item { title: text(0), brand: Some(text(1)), seller: Some(text(2)), category, attributes, ..(**item).clone() }
    });
    store.put_items(&poisoned.collect::<Vec<_>>()).expect("sound items");
    let mut policy = service.policy("home").expect("a policy");
    policy.boosts.iter_mut().zip(HOSTILE).for_each(|(boost, text)| boost.label = text.to_owned());
    policy.groups.iter_mut().zip(HOSTILE).for_each(|(group, text)| group.name = text.to_owned());
    policy.exposures.iter_mut().zip(HOSTILE).for_each(|(rule, text)| rule.name = text.to_owned());
    store.put_policy(&policy).expect("a sound policy");
    let ids = store.customer_ids(None, 100).expect("customers");
    let known = ids.iter().filter_map(|id| store.customer(id).expect("readable")).enumerate();
    let with_segments = known.map(|(at, customer)| {
        let segment = HOSTILE[at % HOSTILE.len()].to_owned();
        Customer { segments: [("age_band".to_owned(), segment.clone()), (segment, "x".to_owned())].into(), ..customer }
    });
    store.put_customers(&with_segments.collect::<Vec<_>>()).expect("sound customers");
}

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

/// Where the forms of a page go that change something, how heavy it is, and when it was first painted.
const TOLD: &str = "const sizes = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]; \
    const forms = [...document.querySelectorAll('form')]; \
    const posts = [...forms.filter((one) => one.method === 'post').map((one) => new URL(one.getAttribute('action') ?? '', location).pathname), \
        ...[...document.querySelectorAll('[formmethod=post]')].map((one) => new URL(one.formAction).pathname)]; \
    return [posts, sizes.reduce((sum, one) => sum + one.encodedBodySize, 0), \
        performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null];";

/// What reaches beyond the window, where the page scrolls sideways.
const WIDE: &str = "const reach = document.documentElement.clientWidth; \
    if (document.documentElement.scrollWidth <= reach) return []; \
    return [...document.querySelectorAll('body *')].filter((one) => !one.closest('.scroll') && one.getBoundingClientRect().right > reach + 1) \
        .map((one) => one.outerHTML.slice(0, 120)).slice(0, 8);";

async fn found(client: &Client) -> Value {
    client.execute_async(FOUND, Vec::new()).await.expect("a report")
}

/// The script of axe-core; nothing where this machine lacks it.
#[expect(clippy::print_stderr, reason = "a skipped check says so")]
fn axe() -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/axe/axe.min.js");
    let script = fs::read_to_string(&path).ok();
    if script.is_none() {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "CI needs {}", path.display());
        eprintln!("skipped: axe-core is not on this machine; `make axe` fetches it");
    }
    script
}

/// What axe finds serious or critical: rule, element, and what is wrong.
async fn ails(client: &Client, rules: &[&str]) -> Vec<String> {
    let run = "const done = arguments[arguments.length - 1]; \
        const only = arguments[0].length ? { runOnly: { type: 'rule', values: arguments[0] } } : {}; \
        axe.run(document, { resultTypes: ['violations'], ...only }).then((told) => done(told.violations \
            .filter((one) => one.impact === 'serious' || one.impact === 'critical') \
            .flatMap((one) => one.nodes.slice(0, 3).map((node) => `${one.id}: ${node.html.slice(0, 160)} ${node.failureSummary}`))), \
            (cause) => done([String(cause)]))";
    let told = client.execute_async(run, vec![json!(rules)]).await.expect("a report");
    told.as_array().expect("a list").iter().map(Value::to_string).collect()
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
    let told = client.execute(TOLD, Vec::new()).await.expect("a report");
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
            let (more, forms) = page(&client, &path, axe.as_deref()).await;
            faults.extend(more);
            faults.extend(in_other_languages(&client, &format!("{address}{path}"), axe.as_deref()).await);
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
        client.execute(&axe, Vec::new()).await.expect("axe is there");
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
