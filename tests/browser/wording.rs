//! How reasons speak, in a real browser: from the marketer's choice over somebody else's approval to the sentences of the shop's next list.

use candor::reason::{Code, Tone, Wording};
use fantoccini::key::Key;
use fantoccini::{Client, Locator};

use super::console::{press_because, sign_in};
use super::driver::{picture, shown};
use super::rights::click;
use super::shop::few;
use super::visit::{all_quiet, in_browser, listen, no_sideways_scrolling, rail};

/// What sentences of a tone begin with where a clause about a purchase follows.
fn openings(tone: Tone) -> Vec<String> {
    let wordings = Wording::new().expect("sound wordings").wordings("en", tone, Code::HisBought);
    let before = wordings.iter().filter_map(|text| text.split_once("you bought"));
    before.map(|(before, _)| before.to_owned()).filter(|before| !before.is_empty()).collect()
}

async fn texts(client: &Client, selector: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for element in client.find_all(Locator::Css(selector)).await.expect("a page") {
        texts.push(element.text().await.expect("a text"));
    }
    texts
}

/// How many sentences begin as those of a tone do.
fn spoken_in(tone: Tone, sentences: &[String]) -> usize {
    let openings = openings(tone);
    sentences.iter().filter(|text| openings.iter().any(|opening| text.starts_with(opening.as_str()))).count()
}

/// Every reason of the shop's list that its cards tell.
async fn told(client: &Client, address: &str) -> (Vec<String>, Vec<String>) {
    client.goto(address).await.expect("the shop");
    let items = rail(client).await;
    (items, texts(client, "#rail .reason").await)
}

pub(crate) async fn from_a_choice_to_the_next_list(client: Client, address: String) {
    let (items, before) = told(&client, &address).await;
    assert!(before.len() == items.len() && spoken_in(Tone::Playful, &before) == 0, "{before:?}");
    sign_in(&client, &address, "Mara").await;
    click(&client, ".tabs a[href='/console/wording']").await;
    shown(&client, ".tabs a[href='/console/wording'][aria-current]").await;
    listen(&client).await;
    let live = texts(&client, "#preview > .heard .voice").await;
    assert!(live.len() > 8 && spoken_in(Tone::Playful, &live) == 0, "{live:?}");
    let made_up = texts(&client, "#preview > .heard .marks .tag").await.len();
    let kinds = texts(&client, "#preview > .heard > li").await.len();
    assert!(made_up * 2 < kinds, "most of {kinds} kinds are told with what real customers read: {made_up} are not");
    // Past plain and warm, as a keyboard does it.
    let downs = String::from(char::from(Key::Down)).repeat(3);
    shown(&client, "#tone").await.send_keys(&downs).await.expect("a tone");
    let told_so = "//*[@id='preview']//*[@role='status'][contains(., 'Draft: playful, in English.')]";
    client.wait().for_element(Locator::XPath(told_so)).await.expect("the sentences follow the choice");
    let drafted = texts(&client, "#preview > .heard .sides > div + div .voice").await;
    assert!(drafted.len() == live.len() && spoken_in(Tone::Playful, &drafted) > 0, "{drafted:?}");
    all_quiet(&client).await;
    picture(&client, "wording.webp").await;
    click(&client, ".rules button.main").await;
    let changed = shown(&client, ".diff").await.text().await.expect("a text");
    assert!(changed.contains("Tone of reasons") && changed.contains("playful"), "{changed}");
    let page = client.current_url().await.expect("an address");
    press_because(&client, "form[action$='/submit'] button", "It suits us.").await;
    let checks = shown(&client, ".checks .met").await.text().await.expect("a text");
    assert!(checks.contains("Needs approval: Changes how reasons speak"), "{checks}");
    sign_in(&client, &address, "Tomas").await;
    client.goto(page.as_str()).await.expect("the proposal");
    let seen = texts(&client, "[aria-labelledby=heard] > .heard .sides > div + div .voice").await;
    assert_eq!(seen, drafted, "who approves reads what the author read");
    press_because(&client, "form[action$='/approve'] button.main", "Why not.").await;
    assert!(spoken_in(Tone::Playful, &told(&client, &address).await.1) == 0, "approved is not live");
    client.goto(page.as_str()).await.expect("the proposal");
    press_because(&client, "form[action$='/publish'] button", "Now.").await;
    let (after, sentences) = told(&client, &address).await;
    assert_eq!(after, items, "another wording moves nothing");
    assert!(spoken_in(Tone::Playful, &sentences) > items.len() / 2, "{sentences:?}");
    client.set_window_size(360, 780).await.expect("a phone");
    client.goto(&format!("{address}/console/wording/home?tone=warm&locale=fr")).await.expect("the page");
    no_sideways_scrolling(&client, "/console/wording").await;
}

#[test]
fn another_tone_goes_from_the_marketers_choice_into_the_sentences_of_the_next_list() {
    in_browser(few(), from_a_choice_to_the_next_list);
}
