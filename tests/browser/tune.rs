//! Pins by dragging and with the keyboard, and the curve of what variety costs, in a real browser.

use std::time::Duration;

use fantoccini::actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use serde_json::json;

use super::console::{press_because, sign_in};
use super::driver::{attributes, picture, shown};
use super::overseeing::open;
use super::rights::click;
use super::shop::few;
use super::visit::{all_quiet, in_browser, listen};

/// The draft's list.
async fn draft(client: &Client) -> Vec<String> {
    attributes(client, "#preview .draft > li", "data-item").await
}

/// Waits until the draft's list has an item at a place, from 1.
async fn stands(client: &Client, item: &str, place: usize) {
    let there = format!("#preview .draft > li:nth-child({place})[data-item='{item}']");
    client.wait().for_element(Locator::Css(&there)).await.unwrap_or_else(|cause| panic!("{there}: {cause}"));
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

#[test]
fn the_curve_appears_and_what_is_pinned_by_dragging_and_with_the_keyboard_is_told_of_by_how_we_choose() {
    in_browser(few(), |client, address| async move {
        sign_in(&client, &address, "Mara").await;
        client.goto(&format!("{address}/console/tune/home")).await.expect("the form");
        listen(&client).await;
        let curve = client.wait().at_most(Duration::from_secs(120));
        curve.for_element(Locator::Css("#frontier:not(:has([data-waiting])) .frontier .here")).await.expect("a curve");
        let told = shown(&client, "#frontier").await.text().await.expect("a text");
        assert!(told.contains("under home@1, on") && told.contains("you are here"), "{told}");
        let points = client.find_all(Locator::Css("#frontier .dot")).await.expect("points").len();
        let rows = client.find_all(Locator::Css("#frontier tbody tr")).await.expect("rows").len();
        assert_eq!((points, rows), (22, 23), "a table beside the drawing, and where the live rules stand");
        let to = "document.querySelector('#frontier').scrollIntoView()";
        client.execute(to, Vec::new()).await.expect("a look");
        picture(&client, "frontier.webp").await;
        all_quiet(&client).await;
        from_a_pin_to_how_we_choose(&client, &address).await;
    });
}
