//! The form of rules in a real browser: rules that are typed and clicked, from the form to what is scheduled, rejected or withdrawn; pins by dragging
//! and with the keyboard; the curve of what variety costs.

use std::time::Duration;

use fantoccini::actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use serde_json::json;

use super::console::{press_because, sign_in};
use super::driver::{attributes, keep_in_front, picture, shown};
use super::overseeing::open;
use super::rights::click;
use super::shop::few;
use super::visit::{all_quiet, in_browser, listen, press, rail, tab_to};

/// The draft's list.
async fn draft(client: &Client) -> Vec<String> {
    attributes(client, "#preview .draft > li", "data-item").await
}

/// Waits until the draft's list has an item at a place, from 1.
async fn stands(client: &Client, item: &str, place: usize) {
    let there = format!("#preview .draft > li:nth-child({place})[data-item='{item}']");
    if let Err(cause) = client.wait().for_element(Locator::Css(&there)).await {
        panic!("{there}: {cause}: {}", told(client, "#preview").await);
    }
}

async fn with_the_keyboard(client: &Client) {
    let before = draft(client).await;
    let grip = format!("#preview li[data-item='{}'] .grip", before[2]);
    client.execute("document.querySelector(arguments[0]).focus()", vec![json!(grip)]).await.expect("a focus");
    let up = String::from(char::from(Key::Up)).repeat(2);
    client.active_element().await.expect("a focus").send_keys(&up).await.expect("a key press");
    stands(client, &before[2], 1).await;
    let said = shown(client, "#pin-said").await.prop("textContent").await.expect("a text").expect("words");
    assert!(said.ends_with("is pinned to place 1."), "{said}");
    let is_held = "return document.activeElement.closest('li')?.dataset.item";
    assert_eq!(
        client.execute(is_held, Vec::new()).await.expect("a focus"),
        json!(before[2]),
        "the focus stays with it"
    );
    let delete = String::from(char::from(Key::Delete));
    client.active_element().await.expect("a focus").send_keys(&delete).await.expect("a key press");
    stands(client, &before[2], 3).await;
}

/// Drags the grip of one item of the draft onto another.
async fn drag(client: &Client, from: usize, to: usize) {
    let at = |place: usize| format!("#preview .draft > li:nth-child({place}) .grip");
    let (grip, target) = (shown(client, &at(from)).await, shown(client, &at(to)).await);
    let over =
        |element| PointerAction::MoveToElement { element, duration: Some(Duration::from_millis(40)), x: 0.0, y: 0.0 };
    let mouse = MouseActions::new("mouse".to_owned())
        .then(over(grip))
        .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
        .then(over(target))
        .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
    client.perform_actions(mouse).await.expect("a drag");
}

async fn with_the_mouse(client: &Client) {
    let before = draft(client).await;
    drag(client, 4, 2).await;
    stands(client, &before[3], 2).await;
    let second = draft(client).await;
    drag(client, 5, 1).await;
    stands(client, &second[4], 1).await;
    stands(client, &before[3], 2).await;
    // What is dropped where another pin stands takes its place.
    drag(client, 1, 2).await;
    stands(client, &second[4], 2).await;
    stands(client, &before[3], 1).await;
    click(client, ".stick button.main").await;
    let told = shown(client, ".diff").await.text().await.expect("a text");
    assert!(told.contains(&before[3]) && told.contains(&second[4]), "both pins are in the draft: {told}");
}

/// A pin by hand becomes a rule that is in force, and the page that says how the shop chooses tells of it.
pub(crate) async fn from_a_pin_to_how_we_choose(client: &Client, address: &str) {
    client.set_window_size(1_280, 1_000).await.expect("a desk");
    sign_in(client, address, "Mara").await;
    open(client, address, "/console/tune/home").await;
    with_the_keyboard(client).await;
    with_the_mouse(client).await;
    let proposal = client.current_url().await.expect("an address");
    press_because(client, "form[action$='/submit'] button", "By hand.").await;
    sign_in(client, address, "Tomas").await;
    client.goto(proposal.as_str()).await.expect("the proposal");
    press_because(client, "form[action$='/approve'] button.main", "Right.").await;
    let rules = async || {
        client.goto(&format!("{address}/shop/how")).await.expect("how we choose");
        shown(client, "[aria-labelledby=rules]").await.text().await.expect("a text")
    };
    let before = rules().await;
    client.goto(proposal.as_str()).await.expect("the proposal");
    press_because(client, "form[action$='/publish'] button", "Now.").await;
    let after = rules().await;
    let pinned = "One item is always shown in place";
    assert_eq!((before.matches(pinned).count(), after.matches(pinned).count()), (0, 2), "{after}");
}

/// Unfolds what stands under a summary, scrolled to where no bar covers it, unless it is open already.
async fn unfold(client: &Client, details: &str) {
    let to = "const summary = document.querySelector(arguments[0] + ' > summary'); \
        summary.scrollIntoView({ block: 'center' }); return summary.parentElement.open";
    let is_open = client.execute(to, vec![json!(details)]).await.unwrap_or_else(|cause| panic!("{details}: {cause}"));
    if is_open == json!(false) {
        click(client, &format!("{details} > summary")).await;
    }
}

/// Where the rules of a kind stand, and where the blank one of it does.
fn places(kind: &str) -> [String; 2] {
    let all = format!("details:has(> details.one [name^='{kind}.'])");
    let blank = format!("{all} > details.one:last-child");
    [all, blank]
}

/// Fills in the blank rule of a kind with the mouse, field by field.
pub(crate) async fn with_clicks(client: &Client, kind: &str, values: &[(&str, &str)]) {
    let [all, blank] = places(kind);
    unfold(client, &all).await;
    unfold(client, &blank).await;
    for (name, value) in values {
        let field = shown(client, &format!("{blank} [name$='.{name}']")).await;
        let to = "arguments[0].scrollIntoView({ block: 'center' })";
        client.execute(to, vec![serde_json::to_value(&field).expect("plain data")]).await.expect("a look");
        field.click().await.expect("the field is in reach");
        field.send_keys(value).await.expect("a field");
    }
}

/// The same with the keyboard alone.
async fn with_keys(client: &Client, kind: &str, values: &[(&str, &str)]) {
    let [all, blank] = places(kind);
    for details in [&all, &blank] {
        tab_to(client, &format!("{details} > summary")).await;
        if client.find(Locator::Css(&format!("{details}[open]"))).await.is_err() {
            press(client, &char::from(Key::Enter).to_string()).await;
        }
    }
    for (name, value) in values {
        tab_to(client, &format!("{blank} [name$='.{name}']")).await;
        press(client, value).await;
    }
}

/// The keys that a browser in English wants for nine in the morning of the first day of a year; in British English there is nothing for the last one to
/// change.
fn new_year(year: u16) -> String {
    format!("0101{year}{}0900A", char::from(Key::Right))
}

async fn told(client: &Client, selector: &str) -> String {
    shown(client, selector).await.text().await.expect("a text")
}

/// Waits until the preview says when the lists will next differ otherwise, and nothing more is asked.
async fn turns(client: &Client, at: &str) {
    let told = format!("//*[@id='preview'][not(@aria-busy)]//p[contains(., 'Rules begin or end at {at}')]");
    client.wait().for_element(Locator::XPath(&told)).await.unwrap_or_else(|cause| panic!("{at}: {cause}"));
}

/// A cap, a share, a boost, a bury and exclusions, two of these with schedules: typed and clicked, seen in the preview, kept, changed, and handed in.
/// The proposal's address.
async fn from_the_fields_to_a_proposal(client: &Client, address: &str) -> String {
    sign_in(client, address, "Mara").await;
    open(client, address, "/console/tune/home").await;
    let shown_before = draft(client).await;
    tab_to(client, "[name='caps.brand']").await;
    press(client, &format!("{}2", char::from(Key::Delete))).await;
    let share = format!("{}; {}", shown_before[5], shown_before[6]);
    with_keys(client, "groups", &[("name", "Picked"), ("members.items", &share), ("min_share", "20")]).await;
    with_clicks(client, "boosts", &[("label", "Fair"), ("members.items", &shown_before[8]), ("points", "5")]).await;
    stands(client, &shown_before[8], 1).await;
    let later = new_year(2097);
    with_keys(
        client,
        "exclusions",
        &[("label", "Recalled"), ("members.items", &shown_before[1]), ("active.until", &later)],
    )
    .await;
    shown(client, &format!("#preview .draft:not(:has([data-item='{}']))", shown_before[1])).await;
    turns(client, "2097-01-01 09:00").await;
    all_quiet(client).await;
    click(client, ".stick button[name=measure]").await;
    shown(client, "#preview:not([aria-busy]) .impact").await;
    all_quiet(client).await;
    click(client, ".stick button.main").await;
    let written = told(client, ".diff").await;
    for word in ["Picked", "min share: 0.2", "Fair", "Recalled", "2097-01-01", &shown_before[1], &shown_before[5]] {
        assert!(written.contains(word), "{word}: {written}");
    }
    click(client, "a.button[href*='?proposal=']").await;
    shown(client, ".stick button[formaction$='/edit']").await;
    listen(client).await;
    with_keys(client, "boosts", &[("label", "Old stock"), ("members.items", &shown_before[0]), ("points", "-9")]).await;
    shown(client, &format!("#preview .draft:not(:has([data-item='{}']))", shown_before[0])).await;
    with_clicks(
        client,
        "exclusions",
        &[("label", "Not in winter"), ("members.items", &shown_before[2]), ("active.from", &new_year(2096))],
    )
    .await;
    turns(client, "2096-01-01 09:00").await;
    all_quiet(client).await;
    click(client, ".stick button.main").await;
    shown(client, ".notice[role=status]").await;
    let written = told(client, ".diff").await;
    for word in ["Old stock", "-9", "Not in winter", "2096-01-01"] {
        assert!(written.contains(word), "{word}: {written}");
    }
    click(client, "form[action$='/preview'] button").await;
    shown(client, "[aria-labelledby=impact] .impact").await;
    press_because(client, "form[action$='/submit'] button", "For the season.").await;
    client.current_url().await.expect("an address").path().to_owned()
}

/// Rules that are typed and clicked into the form are handed in, approved, and given a moment; until then nothing holds, and their author takes them
/// back. Others are rejected.
pub(crate) async fn from_the_fields_to_what_never_was_live(client: &Client, address: &str) {
    client.set_window_size(1_280, 1_000).await.expect("a desk");
    keep_in_front(client).await;
    client.goto(address).await.expect("the shop");
    let before = rail(client).await;
    let page = from_the_fields_to_a_proposal(client, address).await;
    sign_in(client, address, "Tomas").await;
    open(client, address, &page).await;
    press_because(client, "form[action$='/approve'] button.main", "Right.").await;
    tab_to(client, "#at").await;
    press(client, &new_year(2095)).await;
    press_because(client, "form[action$='/publish'] button", "When the season begins.").await;
    assert_eq!(told(client, "h1 .state").await, "scheduled");
    assert!(told(client, "main").await.contains("2095-01-01 09:00"));
    all_quiet(client).await;
    client.goto(address).await.expect("the shop");
    assert_eq!(rail(client).await, before, "its moment has not come");
    sign_in(client, address, "Mara").await;
    open(client, address, &page).await;
    unfold(client, "details:has(form[action$='/withdraw'])").await;
    press_because(client, "form[action$='/withdraw'] button", "There is no season.").await;
    assert_eq!(told(client, "h1 .state").await, "withdrawn");
    all_quiet(client).await;
    open(client, address, "/console/tune/home").await;
    tab_to(client, "#novelty").await;
    press(client, &char::from(Key::End).to_string()).await;
    click(client, ".stick button.main").await;
    press_because(client, "form[action$='/submit'] button", "Something new.").await;
    let page = client.current_url().await.expect("an address").path().to_owned();
    sign_in(client, address, "Tomas").await;
    open(client, address, &page).await;
    press_because(client, "form[action$='/approve'] button[formaction$='/reject']", "Too much of it.").await;
    assert_eq!(told(client, "h1 .state").await, "rejected");
    all_quiet(client).await;
    client.goto(address).await.expect("the shop");
    assert_eq!(rail(client).await, before, "nothing of it was ever live");
}

/// The curve takes its place when it is measured, and says where the live rules stand on it.
pub(crate) async fn the_curve_says_you_are_here(client: &Client, address: &str) {
    sign_in(client, address, "Mara").await;
    client.goto(&format!("{address}/console/tune/home")).await.expect("the form");
    listen(client).await;
    let curve = client.wait().at_most(Duration::from_secs(120));
    curve.for_element(Locator::Css("#frontier:not(:has([data-waiting])) .frontier .here")).await.expect("a curve");
    assert!(told(client, "#frontier").await.contains("you are here"));
    let points = client.find_all(Locator::Css("#frontier .dot")).await.expect("points").len();
    let rows = client.find_all(Locator::Css("#frontier tbody tr")).await.expect("rows").len();
    assert_eq!((points, rows), (22, 23), "a table beside the drawing, and where the live rules stand");
    all_quiet(client).await;
}

#[test]
fn the_curve_appears_and_what_is_pinned_by_dragging_and_with_the_keyboard_is_told_of_by_how_we_choose() {
    in_browser(few(), |client, address| async move {
        the_curve_says_you_are_here(&client, &address).await;
        assert!(told(&client, "#frontier").await.contains("under home@1, on"));
        let to = "document.querySelector('#frontier').scrollIntoView()";
        client.execute(to, Vec::new()).await.expect("a look");
        picture(&client, "frontier.webp").await;
        from_the_fields_to_what_never_was_live(&client, &address).await;
        from_a_pin_to_how_we_choose(&client, &address).await;
    });
}
