//! How reasons speak, in a real browser: from the marketer's choice over somebody else's approval to the sentences of the shop's next list; in the
//! language that a customer chooses; and not at all in one arm of an experiment, where "why this?" answers all the same.

use candor::decision::Arm;
use candor::ids::CustomerId;
use candor::reason::{Code, Tone, Wording};
use fantoccini::key::Key;
use fantoccini::{Client, Locator};

use super::console::{press_because, sign_in};
use super::driver::{picture, shown};
use super::rights::{click, noticed};
use super::shop::few;
use super::visit::{all_quiet, in_browser, listen, no_sideways_scrolling, rail, switch_customer, the_account_adds_up};

/// What sentences of a tone begin with where a clause about a purchase follows, by the language and how such a clause begins in it.
fn openings((locale, clause): (&str, &str), tone: Tone) -> Vec<String> {
    let wordings = Wording::new().expect("sound wordings").wordings(locale, tone, Code::HisBought);
    let before = wordings.iter().filter_map(|text| text.split_once(clause));
    before.map(|(before, _)| before.to_owned()).filter(|before| !before.is_empty()).collect()
}

async fn texts(client: &Client, selector: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for element in client.find_all(Locator::Css(selector)).await.expect("a page") {
        texts.push(element.text().await.expect("a text"));
    }
    texts
}

const ENGLISH: (&str, &str) = ("en", "you bought");

/// How many sentences begin as those of a tone do.
fn spoken_in(tone: Tone, sentences: &[String]) -> usize {
    spoken(ENGLISH, tone, sentences)
}

fn spoken(language: (&str, &str), tone: Tone, sentences: &[String]) -> usize {
    let openings = openings(language, tone);
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

/// The shop's list and "why this?" speak the language that a customer chooses at the foot of a page; no language moves anything.
pub(crate) async fn in_the_language_of_the_customer(client: &Client, address: &str) {
    let (items, _) = told(client, address).await;
    for language in [("de", "du "), ("fr", "vous avez acheté"), ENGLISH] {
        let (locale, _) = language;
        click(client, &format!(".tongues [value={locale}]")).await;
        shown(client, &format!("html[lang={locale}]")).await;
        let (same, sentences) = told(client, address).await;
        assert_eq!(same, items, "{locale}");
        assert!(spoken(language, Tone::Neutral, &sentences) > items.len() / 2, "{locale}: {sentences:?}");
        let in_english = spoken(ENGLISH, Tone::Neutral, &sentences);
        assert!(locale == "en" || in_english == 0, "{locale}: {sentences:?}");
        listen(client).await;
        click(client, "#rail a[data-why]").await;
        let read = shown(client, &format!("dialog[open] .account .sentence[lang={locale}]")).await;
        assert_eq!(read.text().await.expect("a text"), sentences[0]);
        all_quiet(client).await;
        click(client, "dialog .close").await;
    }
}

/// A plan without reasons is made again until it puts some of those customers in one arm and some in the other; its name.
async fn planned(client: &Client, address: &str, people: &[CustomerId]) -> String {
    sign_in(client, address, "Mara").await;
    loop {
        client.goto(&format!("{address}/console/experiments/plan?placement=home")).await.expect("the form");
        shown(client, "#question").await.send_keys("Are reasons missed?").await.expect("a question");
        press_because(client, "form.step button.main", "Nobody knows.").await;
        let page = client.current_url().await.expect("an address");
        let id = page.path().rsplit('/').next().expect("a name").to_owned();
        let treated = people.iter().filter(|one| Arm::of(&id, one, 0.5) == Arm::Treatment).count();
        if treated > 0 && treated < people.len() {
            return id;
        }
        press_because(client, "form[action$='/stop'] button", "The wrong people.").await;
    }
}

/// Reasons are hidden from one arm of an experiment but where somebody paid: "why this?" answers these customers too, and when it has ended they
/// read reasons again.
pub(crate) async fn hidden_from_one_arm(client: &Client, address: &str) {
    let people = ["c0001", "c0002", "c0003"].map(|id| CustomerId::new(id).expect("a short id"));
    for at in 0..people.len() {
        client.goto(address).await.expect("the shop");
        switch_customer(client, at).await;
        client.goto(&format!("{address}/shop/you")).await.expect("the page of choices");
        let asked = "form:has([value=measure_fairness]) button[value=yes]";
        click(client, asked).await;
        noticed(client, "You may be counted").await;
    }
    let id = planned(client, address, &people).await;
    sign_in(client, address, "Tomas").await;
    let page = format!("{address}/console/experiments/{id}");
    client.goto(&page).await.expect("the experiment");
    press_because(client, "form[action$='/begin'] button", "It does no harm.").await;
    let unread = "#rail .pick:not(:has(.tag)):not(:has(.reason))";
    for (at, one) in people.iter().enumerate() {
        client.goto(address).await.expect("the shop");
        switch_customer(client, at).await;
        let (items, silent) = (rail(client).await.len(), texts(client, unread).await.len());
        let plain = texts(client, "#rail .pick:not(:has(.tag))").await.len();
        let is_treated = Arm::of(&id, one, 0.5) == Arm::Treatment;
        assert_eq!(silent, if is_treated { plain } else { 0 }, "{one} of {items}");
        listen(client).await;
        click(client, "#rail a[data-why]").await;
        the_account_adds_up(client).await;
        assert!(!texts(client, "dialog .reasons > li > .sentence").await.is_empty(), "who asks is told");
        all_quiet(client).await;
    }
    client.goto(&page).await.expect("the experiment");
    press_because(client, "form[action$='/stop'] button", "We have seen it.").await;
    for at in (0..people.len()).rev() {
        client.goto(address).await.expect("the shop");
        switch_customer(client, at).await;
        assert!(!rail(client).await.is_empty() && texts(client, unread).await.is_empty(), "reasons are told again");
    }
}

#[test]
fn reasons_speak_the_customers_language_and_stay_out_of_one_arm_of_an_experiment() {
    in_browser(few(), |client, address| async move {
        in_the_language_of_the_customer(&client, &address).await;
        hidden_from_one_arm(&client, &address).await;
    });
}

#[test]
fn another_tone_goes_from_the_marketers_choice_into_the_sentences_of_the_next_list() {
    in_browser(few(), from_a_choice_to_the_next_list);
}
