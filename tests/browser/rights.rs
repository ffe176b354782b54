//! From a customer's click to its effect in the next list, in a real browser.

use std::collections::BTreeSet;
use std::time::Duration;

use fantoccini::{Client, Locator};
use serde_json::Value;

use super::driver::{attributes, picture, saved, shown};
use super::shop::own;
use super::visit::{all_quiet, in_browser, listen, no_sideways_scrolling, rail, the_account_adds_up};

pub(crate) async fn click(client: &Client, selector: &str) {
    shown(client, selector).await.click().await.unwrap_or_else(|cause| panic!("{selector}: {cause}"));
}

/// Waits for a notice that says something. Until then the notice of the page before may stand there still, or go
/// while it is read.
pub(crate) async fn noticed(client: &Client, words: &str) {
    let mut last = String::new();
    for _ in 0..100 {
        if let Ok(text) = shown(client, ".notice").await.text().await {
            if text.contains(words) {
                return;
            }
            last = text;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no notice says {words:?}; the last one: {last:?}");
}

/// The list on the page of choices.
pub(crate) async fn list(client: &Client) -> Vec<String> {
    shown(client, ".strip").await;
    attributes(client, ".strip [data-item]", "data-item").await
}

pub(crate) async fn a_word_on_a_recommendation(client: &Client, address: &str) {
    for verb in ["not_interested", "have", "unfair"] {
        client.goto(address).await.expect("the shop");
        let before = rail(client).await;
        click(client, "#rail a[data-why]").await;
        the_account_adds_up(client).await;
        listen(client).await;
        all_quiet(client).await;
        click(client, &format!(".account button[value={verb}]")).await;
        noticed(client, "Left your list:").await;
        let after = rail(client).await;
        assert!(!after.contains(&before[0]), "{verb}");
        all_quiet(client).await;
        click(client, ".notice button").await;
        noticed(client, "Undone:").await;
        assert_eq!(rail(client).await, before, "{verb}");
    }
}

/// The answer has the focus, and stands where it is seen.
async fn answered_in_sight(client: &Client) {
    let seen = "const place = document.activeElement, at = place.getBoundingClientRect(); \
        return place.id === 'whatif' && at.top >= 0 && at.bottom <= innerHeight";
    assert_eq!(client.execute(seen, Vec::new()).await.expect("an answer"), true, "the answer is in sight");
}

async fn what_if_not(client: &Client, address: &str) {
    client.goto(address).await.expect("the shop");
    for at in 1..=8 {
        client.goto(address).await.expect("the shop");
        click(client, &format!("#rail li:nth-of-type({at}) a[data-why]")).await;
        shown(client, "dialog[open] .account").await;
        if client.find(Locator::Css("dialog a[href*='without=']")).await.is_ok() {
            click(client, "dialog a[href*='without=']").await;
            let told = shown(client, "dialog .whatif").await.text().await.expect("a text");
            assert!(told.starts_with("Without this it would"), "{told}");
            answered_in_sight(client).await;
            // What is folded away is unfolded to answer.
            let folded =
                "return document.querySelector(\"dialog details.plain:not([open]) a[href*='without=']\") !== null";
            if client.execute(folded, Vec::new()).await.expect("a page") == true {
                let ask = "document.querySelector(\"dialog details.plain a[href*='without=']\").click()";
                client.execute(ask, Vec::new()).await.expect("a click");
                shown(client, "dialog details.plain[open] .whatif").await;
                answered_in_sight(client).await;
            }
            return;
        }
    }
    panic!("no reason names what was done");
}

pub(crate) async fn data_and_choices(client: &Client, address: &str) {
    client.goto(&format!("{address}/shop/you")).await.expect("the page");
    listen(client).await;
    let before = list(client).await;
    picture(client, "choices.webp").await;
    all_quiet(client).await;
    click(client, "button[name=extent][value=off]").await;
    noticed(client, "Personalisation is off").await;
    shown(client, "button[value=off][aria-pressed=true]").await;
    let everybodys = list(client).await;
    assert_ne!(everybodys, before);
    click(client, "button[name=extent][value=full]").await;
    shown(client, "button[value=full][aria-pressed=true]").await;
    assert_eq!(list(client).await, before);
    click(client, "button[name=allowed][value=no]").await;
    shown(client, "button[value=no][aria-pressed=true]").await;
    assert_eq!(list(client).await, everybodys, "without consent the list is everybody's");
    click(client, "button[name=allowed][value=yes]").await;
    noticed(client, "may choose what you see").await;
    shown(client, "#topic").await.select_by_label("Kitchen").await.expect("a topic");
    click(client, "button[name=list][value=blocked]").await;
    noticed(client, "Kitchen is never shown").await;
    assert_ne!(list(client).await, before);
    click(client, ".notice button").await;
    noticed(client, "neither kept out nor preferred").await;
    assert_eq!(list(client).await, before);
    click(client, ".deeds button[value=unused]").await;
    noticed(client, "no longer used").await;
    shown(client, ".deeds .off").await;
    shown(client, ".letter").await;
    all_quiet(client).await;
}

async fn text(client: &Client, selector: &str) -> String {
    shown(client, selector).await.text().await.expect("a text")
}

/// A pause and a fresh start use nothing from the next list on, until it is chosen otherwise.
pub(crate) async fn a_pause_and_a_fresh_start(client: &Client, address: &str) {
    client.goto(&format!("{address}/shop/you")).await.expect("the page");
    listen(client).await;
    let own = list(client).await;
    click(client, "button[name=extent][value=pause]").await;
    noticed(client, "Paused: for seven days").await;
    shown(client, "button[value=pause][aria-pressed=true]").await;
    assert_ne!(list(client).await, own);
    assert!(text(client, ".now").await.contains("It is not personal"));
    all_quiet(client).await;
    click(client, "button[name=extent][value=full]").await;
    shown(client, "button[value=full][aria-pressed=true]").await;
    assert_eq!(list(client).await, own, "it goes on");
    click(client, "form[action='/shop/you/all'] button[value=unused]").await;
    noticed(client, "A fresh start").await;
    assert_ne!(list(client).await, own);
    assert!(client.find(Locator::Css(".deeds button[value=unused]")).await.is_err(), "nothing is used any more");
    all_quiet(client).await;
    click(client, ".notice button").await;
    noticed(client, "is used again").await;
    assert_eq!(list(client).await, own, "what was used until then");
}

/// Both copies are saved by clicking, and hold what the page tells of.
pub(crate) async fn a_copy_is_saved(client: &Client, address: &str) {
    client.goto(&format!("{address}/shop/you")).await.expect("the page");
    let kept = text(client, "[aria-labelledby=deeds] .fine").await;
    let list = attributes(client, ".strip", "data-decision").await.remove(0);
    let (name, json) = saved(client, "a[href$='format=json']").await;
    let copy: Value = serde_json::from_slice(&json).expect("JSON");
    let events = copy["given"]["events"].as_array().expect("events").len();
    assert_eq!((name.as_str(), &copy["customer"]), ("my-data.json", &"c0001".into()));
    assert!(events > 0 && kept.contains(&format!("Kept of you: {events},")), "{kept}");
    let suggested = copy["derived"]["decisions"].as_array().expect("decisions");
    assert!(suggested.iter().any(|one| one["decision"] == list.as_str()), "the list of this page is in it");
    let (name, table) = saved(client, "a[href$='format=csv']").await;
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(table.as_slice()).into_records().map(|row| row.expect("a row")).collect();
    let count = |data: &str, what: &str| rows.iter().filter(|row| (&row[0], &row[1]) == (data, what)).count();
    assert_eq!((name.as_str(), count("given", "event")), ("my-data.csv", events));
    assert!(rows.iter().any(|row| &row[1] == "recommendation" && row.iter().any(|cell| cell == list)));
}

/// Everything that the explanations of the front page's list name.
async fn named(client: &Client, address: &str) -> BTreeSet<String> {
    client.goto(address).await.expect("the shop");
    let mut things = BTreeSet::new();
    for why in attributes(client, "#rail a[data-why]", "href").await {
        client.goto(&format!("{address}{why}")).await.expect("an explanation");
        things.extend(attributes(client, ".reasons .evidence input[name=item]", "value").await);
    }
    things
}

/// Opens explanations of the front page until one offers something; what that is about.
async fn offered(client: &Client, address: &str, button: &str) -> String {
    client.goto(address).await.expect("the shop");
    for why in attributes(client, "#rail a[data-why]", "href").await {
        client.goto(&format!("{address}{why}")).await.expect("an explanation");
        let about = client.find(Locator::Css(&format!(".reasons form:has({button}) input[name=item]"))).await;
        if let Ok(about) = about {
            return about.attr("value").await.expect("a field").expect("a name");
        }
    }
    panic!("no explanation offers {button}");
}

/// What was a gift, and what feels too personal, is named in no reason of the next list; both can be taken back.
pub(crate) async fn a_gift_and_what_is_too_personal(client: &Client, address: &str) {
    client.goto(address).await.expect("the shop");
    let (own, before) = (rail(client).await, named(client, address).await);
    let bought = offered(client, address, "[value=gift]").await;
    assert!(before.contains(&bought));
    listen(client).await;
    click(client, ".reasons form button[value=gift]").await;
    noticed(client, "was a gift").await;
    all_quiet(client).await;
    let notice = client.current_url().await.expect("an address");
    assert!(!named(client, address).await.contains(&bought), "a gift is named in no reason");
    client.goto(notice.as_str()).await.expect("the shop");
    click(client, ".notice button").await;
    noticed(client, "is used again").await;
    assert_eq!(rail(client).await, own);
    let close = offered(client, address, "[value=unused]").await;
    click(client, ".account button[value=personal]").await;
    noticed(client, "came too close").await;
    all_quiet(client).await;
    let notice = client.current_url().await.expect("an address");
    let after = named(client, address).await;
    assert!(!after.contains(&close), "{close} weighed most and is named no more: {after:?}");
    client.goto(notice.as_str()).await.expect("the shop");
    click(client, ".notice button").await;
    noticed(client, "is used again").await;
    assert_eq!((rail(client).await, named(client, address).await), (own, before));
}

/// What a customer likes speaks for such items in the next list, which says so.
pub(crate) async fn a_topic_that_is_liked(client: &Client, address: &str, topic: &str) {
    client.goto(&format!("{address}/shop/you")).await.expect("the page");
    let own = list(client).await;
    shown(client, "#topic").await.select_by_label(topic).await.expect("a topic");
    click(client, "button[name=list][value=preferred]").await;
    noticed(client, &format!("You like {topic}")).await;
    assert_ne!(list(client).await, own);
    let mut reasons = String::new();
    for why in attributes(client, ".strip a", "href").await {
        client.goto(&format!("{address}{why}")).await.expect("an explanation");
        reasons += &text(client, ".reasons").await;
    }
    let says = [format!("you like {topic}"), format!("more like this: {topic}")];
    assert!(says.iter().any(|words| reasons.contains(words)), "{reasons}");
    client.goto(&format!("{address}/shop/you")).await.expect("the page");
    click(client, ".topics button[value=free]").await;
    noticed(client, "neither kept out nor preferred").await;
    assert_eq!(list(client).await, own);
}

pub(crate) async fn leaving(client: &Client, address: &str) {
    client.goto(&format!("{address}/shop/you/leave")).await.expect("the page");
    click(client, ".check input").await;
    click(client, "button.danger").await;
    shown(client, ".receipt").await;
    all_quiet(client).await;
    client.goto(&format!("{address}/shop/you")).await.expect("the page");
    let text = shown(client, "#main").await.text().await.expect("a text");
    assert!(text.contains("Kept of you: 0,") && text.contains("You have not decided yet"), "{text}");
    assert_eq!(client.find_all(Locator::Css("[aria-pressed=true][name=allowed]")).await.expect("a page").len(), 0);
}

#[test]
fn each_click_shows_in_the_next_list() {
    in_browser(own(), |client, address| async move {
        a_word_on_a_recommendation(&client, &address).await;
        what_if_not(&client, &address).await;
        data_and_choices(&client, &address).await;
        a_pause_and_a_fresh_start(&client, &address).await;
        a_gift_and_what_is_too_personal(&client, &address).await;
        a_topic_that_is_liked(&client, &address, "Pets").await;
        a_copy_is_saved(&client, &address).await;
        client.goto(&format!("{address}/shop/how")).await.expect("the page");
        picture(&client, "how.webp").await;
        client.set_window_size(360, 780).await.expect("a phone");
        for lang in ["fr", "de", "en"] {
            click(&client, &format!(".tongues [value={lang}]")).await;
            shown(&client, &format!("html[lang={lang}]")).await;
            for path in ["/shop/you", "/shop/you/leave", "/", "/shop/how"] {
                client.goto(&format!("{address}{path}")).await.expect("a page");
                no_sideways_scrolling(&client, path).await;
            }
        }
        leaving(&client, &address).await;
    });
}
