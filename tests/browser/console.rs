//! The console in a real browser: signing in by role, a rule from its author over an approver into the shop's next list, a customer's report
//! from the queue to the list that follows, on a desk and on a phone.

use std::time::Duration;

use candor::config::Config;
use candor::http::{Patience, serve};
use fantoccini::{Client, Locator};

use super::driver::{attributes, browser, driver, picture, shown};
use super::shop::few;
use super::visit::{all_quiet, listen, no_sideways_scrolling, rail};

/// Signs in at the console as one of the demo's people.
pub(crate) async fn sign_in(client: &Client, address: &str, name: &str) {
    client.goto(&format!("{address}/console/sign-in")).await.expect("the door of the console");
    shown(client, &format!("button[value={name}]")).await.click().await.expect("signed in");
    shown(client, ".tabs").await;
}

/// Fills in why, and presses a button of that form.
pub(crate) async fn press_because(client: &Client, button: &str, reason: &str) {
    let (form, _) = button.split_once(" button").expect("a form");
    let field = shown(client, &format!("{form} textarea")).await;
    field.send_keys(reason).await.expect("a reason");
    // The page that the step is taken on may have a notice of its own.
    client.execute("window.isBefore = true;", Vec::new()).await.expect("a mark");
    shown(client, button).await.click().await.expect("the step is taken");
    let is_before = async || client.execute("return window.isBefore;", Vec::new()).await.is_ok_and(|mark| mark == true);
    for _ in 0..600 {
        if !is_before().await {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    shown(client, ".notice[role=status]").await;
}

/// An author writes a rule, an approver approves it, and the shop's next list follows; what a review suppresses is gone from it too.
pub(crate) async fn from_a_draft_to_the_next_list(client: &Client, address: &str) {
    client.goto(address).await.expect("the shop");
    let before = rail(client).await;
    sign_in(client, address, "Mara").await;
    let rule = format!("exclusions.0.label=Recalled&exclusions.0.members.items={}", before[0]);
    client.goto(&format!("{address}/console/tune/home?{rule}")).await.expect("the form");
    listen(client).await;
    shown(client, "#preview .places .gone, #preview .places").await;
    shown(client, ".stick button.main").await.click().await.expect("a draft");
    shown(client, ".notice[role=status]").await;
    let page = client.current_url().await.expect("an address");
    press_because(client, "form[action$='/submit'] button", "It was recalled.").await;
    picture(client, "proposal.png").await;
    all_quiet(client).await;
    assert!(client.find(Locator::Css("form[action$='/approve']")).await.is_err(), "nobody approves their own");
    sign_in(client, address, "Tomas").await;
    client.goto(page.as_str()).await.expect("the proposal");
    press_because(client, "form[action$='/approve'] button.main", "Right.").await;
    press_because(client, "form[action$='/publish'] button", "Now.").await;
    client.goto(address).await.expect("the shop");
    let after = rail(client).await;
    assert!(!after.contains(&before[0]), "the next list follows");
}

async fn at_the_console(client: &Client, address: &str) {
    sign_in(client, address, "Mara").await;
    let rules = "diversity=0.6&caps.brand=2&caps.category=2&caps.seller=&groups.0.min_share=40&for=2";
    client.goto(&format!("{address}/console/tune/home?{rules}")).await.expect("the console");
    listen(client).await;
    shown(client, ".places .move").await;
    picture(client, "console.png").await;
    all_quiet(client).await;
    // A slider's move is followed without another page.
    let moved = "const slider = document.getElementById('novelty'); slider.value = 1; \
        slider.dispatchEvent(new Event('input', { bubbles: true })); \
        document.querySelector('#preview').firstElementChild.id = 'old'";
    client.execute(moved, Vec::new()).await.expect("a slider");
    client.wait().for_element(Locator::Css("#preview:not(:has(#old)) .places")).await.expect("the preview follows");
    all_quiet(client).await;
    sign_in(client, address, "Ines").await;
    assert!(client.find(Locator::Css(".tabs a[href='/console/tune']")).await.is_err(), "an auditor tries no rules");
    for path in ["/console", "/console/policies/home", "/console/reviews", "/console/reviews/figures"] {
        client.goto(&format!("{address}{path}")).await.expect("a page of the console");
        listen(client).await;
        shown(client, ".tabs a[aria-current]").await;
        all_quiet(client).await;
    }
    shown(client, ".me button").await.click().await.expect("signed out");
    client.goto(&format!("{address}/console")).await.expect("the door");
    shown(client, "#key").await;
}

/// A customer reports an item; an approver reads what they were told and suppresses it; nobody is shown it any more.
pub(crate) async fn from_a_report_to_the_next_list(client: &Client, address: &str) {
    client.goto(address).await.expect("the shop");
    let before = rail(client).await;
    let decision = attributes(client, "#rail .rail", "data-decision").await.remove(0);
    let report = "fetch('/v1/events', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ \
        id: 'unfair', customer: 'c0009', item: arguments[0], kind: 'report', time: '2026-07-01T10:00:00Z', decision: arguments[1] }) }) \
        .then((answer) => arguments[2](answer.status))";
    let told = client.execute_async(report, vec![before[1].clone().into(), decision.into()]).await.expect("an answer");
    assert_eq!(told, 200);
    client.goto(&format!("{address}/console/reviews?source=report")).await.expect("the queue");
    listen(client).await;
    shown(client, ".list th a").await.click().await.expect("the entry");
    shown(client, "input[value=suppress_everywhere]").await.click().await.expect("a verdict");
    press_because(client, "form.step button.main", "It was recalled.").await;
    picture(client, "review.png").await;
    all_quiet(client).await;
    client.goto(address).await.expect("the shop");
    assert!(!rail(client).await.contains(&before[1]), "the next list follows");
}

async fn on_a_phone(client: &Client, address: &str) {
    client.set_window_size(360, 780).await.expect("a phone");
    for path in ["", "/tune/home", "/policies/home", "/reviews?state=any", "/reviews/figures", "/sign-in"] {
        client.goto(&format!("{address}/console{path}")).await.expect("a page");
        no_sideways_scrolling(client, path).await;
    }
}

#[test]
fn people_sign_in_and_what_they_decide_is_in_the_next_list() {
    let Some((_driver, port)) = driver() else { return };
    let shop = few();
    let profile = tempfile::tempdir().expect("a temporary folder");
    let runtime = tokio::runtime::Runtime::new().expect("async threads");
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let patience = Patience::of(&Config::default().limits);
        let server = tokio::spawn(serve(listener, None, shop.router.clone(), patience, std::future::pending()));
        let client = browser(port, profile.path()).await;
        let visit = tokio::spawn({
            let client = client.clone();
            async move {
                at_the_console(&client, &address).await;
                from_a_draft_to_the_next_list(&client, &address).await;
                from_a_report_to_the_next_list(&client, &address).await;
                on_a_phone(&client, &address).await;
            }
        });
        let outcome = visit.await;
        client.close().await.expect("the browser closes");
        server.abort();
        outcome.expect("the visit");
    });
}
