//! When pages are first painted, beside a page with nothing in it, in the same browser and in turn with it: what a machine and a browser take for
//! any page is no merit and no fault of ours. Nothing is asserted; `docs/pages.md` has the figures.
//!
//! `cargo test --locked --test browser -- --ignored --nocapture when_pages_are_first_painted`

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use fantoccini::Client;
use serde_json::Value;

use super::console::sign_in;
use super::driver::attributes;
use super::shop::own;
use super::visit::in_browser;

/// How often each page is loaded; the first load, which fetches the files that are kept, is not counted.
const LOADS: usize = 9;
const NOTHING: &str = "/nothing";

/// The pages, and who looks.
const LOOKED_AT: [(Option<&str>, &str); 12] = [
    (None, "/"),
    (None, "/shop/you"),
    (None, "/shop/you/leave"),
    (None, "/shop/how"),
    (None, "/console/sign-in"),
    (Some("Mara"), "/console"),
    (Some("Mara"), "/console/tune/home"),
    (Some("Mara"), "/console/policies/home"),
    (Some("Mara"), "/console/wording/home"),
    (Some("Mara"), "/console/watch/home"),
    (Some("Mara"), "/console/experiments"),
    (Some("Mara"), "/console/reviews"),
];

/// First byte, first paint, and how many files were fetched that were not kept.
async fn load(client: &Client, address: &str) -> [f64; 3] {
    client.goto(address).await.expect("a page");
    let told = "const done = arguments[arguments.length - 1]; \
        const tell = (paint) => { const [page] = performance.getEntriesByType('navigation'); \
            const fetched = performance.getEntriesByType('resource').filter((one) => one.transferSize > 0).length; \
            done([page.responseStart, paint, fetched]); }; \
        new PerformanceObserver((list) => { for (const one of list.getEntriesByName('first-contentful-paint')) tell(one.startTime); }) \
            .observe({ type: 'paint', buffered: true });";
    let told = client.execute_async(told, Vec::new()).await.expect("figures");
    [0, 1, 2].map(|at| told[at].as_f64().unwrap_or(f64::NAN))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[expect(clippy::print_stderr, reason = "the figures are what it is for")]
async fn compare(client: &Client, address: &str, (name, path): (&str, &str)) {
    let (mut nothing, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..=LOADS {
        nothing.push(load(client, &format!("{address}{NOTHING}")).await);
        ours.push(load(client, &format!("{address}{path}")).await);
    }
    let of = |loads: &[[f64; 3]], at: usize| median(loads.iter().skip(1).map(|load| load[at]).collect());
    let after = |loads: &[[f64; 3]]| median(loads.iter().skip(1).map(|load| load[1] - load[0]).collect());
    eprintln!(
        "{name}: first byte {:.0} ms, painted {:.0} ms after it; nothing: {:.0} ms after its own; ratio {:.2}; {} files fetched anew",
        of(&ours, 0),
        after(&ours),
        after(&nothing),
        after(&ours) / after(&nothing),
        of(&ours, 2)
    );
}

/// "Why this?" of the first item of the front page, and the same with the question what would be without the first thing that it names.
async fn explained(client: &Client, address: &str) -> [(&'static str, String); 2] {
    client.goto(address).await.expect("the shop");
    let why = attributes(client, "main a[href$='/why']", "href").await.swap_remove(0);
    client.goto(&format!("{address}{why}")).await.expect("an explanation");
    let without = attributes(client, "main a[href*='without=']", "href").await.swap_remove(0);
    let asked = without.split('#').next().unwrap_or_default();
    let asked = if asked.starts_with('?') { format!("{why}{asked}") } else { asked.to_owned() };
    [("why", why), ("why, without a thing", asked)]
}

#[test]
#[ignore = "prints figures; nothing is asserted of a clock"]
fn when_pages_are_first_painted() {
    let mut shop = own();
    let nothing =
        get(|| async { Html("<!doctype html><html lang=\"en\"><title>Nothing</title><p>Nothing.</p></html>") });
    shop.router = shop.router.clone().merge(Router::new().route(NOTHING, nothing));
    in_browser(shop, |client, address| async move {
        for (name, path) in explained(&client, &address).await {
            compare(&client, &address, (name, &path)).await;
        }
        let mut who = None;
        for (eye, path) in LOOKED_AT {
            if let Some(name) = eye.filter(|_| eye != who) {
                sign_in(&client, &address, name).await;
                who = eye;
            }
            compare(&client, &address, (path, path)).await;
        }
        assert_ne!(client.execute("return performance.now()", Vec::new()).await.expect("a clock"), Value::Null);
    });
}
