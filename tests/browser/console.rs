//! The console in a real browser: signing in by role, a rule from its author over an approver into the shop's next list, a customer's report
//! from the queue to the list that follows, what asks for approval from a wish over somebody else to what holds, on a desk and on a phone.

use std::time::Duration;

use fantoccini::{Client, Locator};

use super::access::nothing_ails;
use super::driver::{picture, shown};
use super::rights::{click, noticed};
use super::shop::few;
use super::visit::{all_quiet, in_browser, listen, no_sideways_scrolling, rail, the_account_adds_up};

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

/// An author writes a rule and sees what it would do, an approver approves it, the shop's next list follows, and one step leads back.
pub(crate) async fn from_a_draft_to_the_next_list_and_back(client: &Client, address: &str) {
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
    picture(client, "proposal.webp").await;
    all_quiet(client).await;
    assert!(client.find(Locator::Css("form[action$='/approve']")).await.is_err(), "nobody approves their own");
    sign_in(client, address, "Tomas").await;
    client.goto(page.as_str()).await.expect("the proposal");
    press_because(client, "form[action$='/approve'] button.main", "Right.").await;
    press_because(client, "form[action$='/publish'] button", "Now.").await;
    client.goto(address).await.expect("the shop");
    let after = rail(client).await;
    assert!(!after.contains(&before[0]), "the next list follows");
    client.goto(&format!("{address}/console/policies/home")).await.expect("the proposals");
    press_because(client, "form[action$='/rollback'] button", "Only one batch was.").await;
    all_quiet(client).await;
    client.goto(address).await.expect("the shop");
    assert_eq!(rail(client).await, before, "the earlier rules hold again");
}

async fn at_the_console(client: &Client, address: &str) {
    sign_in(client, address, "Mara").await;
    let rules = "diversity=0.6&caps.brand=2&caps.category=2&caps.seller=&groups.0.min_share=40&for=2";
    client.goto(&format!("{address}/console/tune/home?{rules}")).await.expect("the console");
    listen(client).await;
    shown(client, ".places .move").await;
    picture(client, "console.webp").await;
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

/// A customer calls a recommendation unfair; an approver reads what they were told and suppresses the item. It stays out of their next list even
/// when they take their word back, until the approver takes the decision back too.
pub(crate) async fn from_a_word_of_a_customer_to_the_next_list(client: &Client, address: &str) {
    client.goto(address).await.expect("the shop");
    let before = rail(client).await;
    let card = format!("#rail [data-item='{}']", before[1]);
    let text = async |selector: &str| shown(client, selector).await.text().await.expect("a text");
    let (title, told) = (text(&format!("{card} .go")).await, text(&format!("{card} .reason")).await);
    click(client, &format!("{card} a[data-why]")).await;
    the_account_adds_up(client).await;
    click(client, ".account button[value=unfair]").await;
    noticed(client, "People will look at it").await;
    assert!(!rail(client).await.contains(&before[1]), "it leaves their own list at once");
    let answered = client.current_url().await.expect("an address");
    sign_in(client, address, "Tomas").await;
    client.goto(&format!("{address}/console/reviews?source=report")).await.expect("the queue");
    listen(client).await;
    let entry = client.wait().for_element(Locator::LinkText(&title)).await.expect("the entry of the report");
    entry.click().await.expect("the entry");
    let read = text("[aria-labelledby=said] .reasons").await;
    assert!(read.contains(&told), "what the customer read: {told:?}; what the approver reads: {read:?}");
    click(client, "input[value=suppress_everywhere]").await;
    press_because(client, "form.step button.main", "It was recalled.").await;
    picture(client, "review.webp").await;
    all_quiet(client).await;
    let decided = client.current_url().await.expect("an address");
    client.goto(answered.as_str()).await.expect("the shop");
    click(client, ".notice button").await;
    noticed(client, "Undone:").await;
    assert!(!rail(client).await.contains(&before[1]), "what was decided holds");
    client.goto(decided.as_str()).await.expect("the entry");
    press_because(client, "form[action$='/undo'] button", "It was another one.").await;
    client.goto(address).await.expect("the shop");
    assert_eq!(rail(client).await, before, "both are taken back");
}

/// An admin asks for less approval; it waits until somebody else lets it, and from then on holds.
pub(crate) async fn from_a_wish_to_settings_that_hold(client: &Client, address: &str) {
    let page = format!("{address}/console/oversight");
    let field = "[name='thresholds.exposure_fall']";
    sign_in(client, address, "Ada").await;
    client.goto(&page).await.expect("the settings");
    listen(client).await;
    let before = shown(client, field).await.attr("value").await.expect("a field").expect("a value");
    let typed = shown(client, field).await;
    typed.clear().await.expect("a field");
    typed.send_keys("25").await.expect("a share");
    press_because(client, "form.rules button.main", "Small groups are noisy.").await;
    all_quiet(client).await;
    assert!(client.find(Locator::Css("form[action$='/approve']")).await.is_err(), "nobody lets their own wishes hold");
    let holds = async || shown(client, field).await.attr("value").await.expect("a field").expect("a value");
    assert_eq!(holds().await, before, "it waits");
    sign_in(client, address, "Tomas").await;
    client.goto(&page).await.expect("the settings");
    let wished = shown(client, ".diff ins").await.text().await.expect("a text");
    assert!(wished.contains("25"), "{wished}");
    press_because(client, "form[action$='/approve'] button.main", "As long as we look.").await;
    all_quiet(client).await;
    assert!(client.find(Locator::Css(".diff")).await.is_err(), "nothing waits any more");
    sign_in(client, address, "Ada").await;
    client.goto(&page).await.expect("the settings");
    assert_eq!(holds().await, "25");
}

/// What a page says when it takes no form, or no address, can be used by everybody too.
async fn what_is_refused(client: &Client, address: &str) {
    client.goto(&format!("{address}/console/sign-in")).await.expect("the door");
    shown(client, "#key").await.send_keys("no key").await.expect("a key");
    click(client, "form.or button").await;
    shown(client, ".wrong[role=alert]").await;
    all_quiet(client).await;
    sign_in(client, address, "Mara").await;
    for path in ["/console/tune/home?caps.brand=0", "/console/policies/home/nothing", "/?page=no", "/shop/items/none"] {
        client.goto(&format!("{address}{path}")).await.expect("a page that says no");
        shown(client, ".oops").await;
        nothing_ails(client).await;
    }
    sign_in(client, address, "Tomas").await;
    client.goto(&format!("{address}/console/incidents")).await.expect("the incidents");
    let unfilled = "for (const one of document.querySelectorAll('[required]')) one.required = false";
    client.execute(unfilled, Vec::new()).await.expect("a form that asks for nothing");
    click(client, "form.step button").await;
    shown(client, ".oops").await;
    nothing_ails(client).await;
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
    in_browser(few(), |client, address| async move {
        at_the_console(&client, &address).await;
        from_a_draft_to_the_next_list_and_back(&client, &address).await;
        from_a_word_of_a_customer_to_the_next_list(&client, &address).await;
        from_a_wish_to_settings_that_hold(&client, &address).await;
        what_is_refused(&client, &address).await;
        on_a_phone(&client, &address).await;
    });
}
