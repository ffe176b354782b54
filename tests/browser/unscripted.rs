//! Chromium with scripts switched off: what customers and those who work for a shop do, by links and forms alone. But for the preview that follows
//! while one fills in, nothing is missing.

use fantoccini::{Client, Locator};

use super::access::runs_scripts;
use super::console::{
    from_a_draft_to_the_next_list_and_back, from_a_wish_to_settings_that_hold,
    from_a_word_of_a_customer_to_the_next_list, press_because, sign_in,
};
use super::driver::{Scripts, attributes, shown};
use super::overseeing::open;
use super::reports::{make, shown_to_all};
use super::rights::{
    a_gift_and_what_is_too_personal, a_pause_and_a_fresh_start, a_word_on_a_recommendation, click, data_and_choices,
    leaving, noticed,
};
use super::shop::{few, own};
use super::tune::with_clicks;
use super::visit::{all_quiet, in_browser_with, rail, switch_customer};

async fn text(client: &Client, selector: &str) -> String {
    shown(client, selector).await.text().await.expect("a text")
}

/// "Why this?" is a page of its own, and so is what it leads to.
async fn why_is_a_page(client: &Client, address: &str) {
    client.goto(address).await.expect("the shop");
    assert!(!runs_scripts(client).await, "scripts are off");
    switch_customer(client, 2).await;
    switch_customer(client, 0).await;
    click(client, "#rail a[data-why]").await;
    shown(client, "main .account").await;
    let page = client.current_url().await.expect("an address");
    assert!(page.path().ends_with("/why"), "{page}");
    assert!(client.find(Locator::Css("dialog[open]")).await.is_err(), "no script opens a panel");
    click(client, "form.ask button").await;
    shown(client, ".versus tfoot").await;
    client.goto(page.as_str()).await.expect("the page");
    click(client, ".account a[href*='without=']").await;
    let told = text(client, ".whatif").await;
    assert!(told.starts_with("Without this it would"), "{told}");
    all_quiet(client).await;
}

/// Likes something where it stands, looks at something and buys it; reads the shop in another language.
async fn what_is_bought_leaves_the_list(client: &Client, address: &str) {
    client.goto(address).await.expect("the shop");
    click(client, "#rail button[value=like]").await;
    noticed(client, "Your list follows.").await;
    let before = rail(client).await;
    click(client, "#rail .go").await;
    click(client, ".item button[value=purchase]").await;
    noticed(client, "Your list follows.").await;
    assert!(!rail(client).await.contains(&before[0]));
    for lang in ["de", "en"] {
        click(client, &format!(".tongues [value={lang}]")).await;
        shown(client, &format!("html[lang={lang}]")).await;
    }
    all_quiet(client).await;
}

#[test]
fn a_customer_without_scripts_does_everything_by_links_and_forms() {
    in_browser_with(Scripts::Off, own(), |client, address| async move {
        why_is_a_page(&client, &address).await;
        a_word_on_a_recommendation(&client, &address).await;
        what_is_bought_leaves_the_list(&client, &address).await;
        data_and_choices(&client, &address).await;
        a_pause_and_a_fresh_start(&client, &address).await;
        a_gift_and_what_is_too_personal(&client, &address).await;
        leaving(&client, &address).await;
    });
}

/// A rule is tried in the form, without being kept; an item is pinned by its fields.
async fn rules_are_tried_and_an_item_is_pinned(client: &Client, address: &str) {
    sign_in(client, address, "Mara").await;
    open(client, address, "/console/tune/home").await;
    let items = attributes(client, "#preview .draft > li", "data-item").await;
    let item = &items[4];
    with_clicks(client, "pins", &[("item", item), ("position", "1"), ("label", "By hand")]).await;
    click(client, ".stick button:not([name], .main)").await;
    shown(client, &format!("#preview .draft > li:first-child[data-item='{item}']")).await;
    all_quiet(client).await;
    click(client, ".stick button[name=measure]").await;
    shown(client, "#preview .impact").await;
    click(client, ".stick button.main").await;
    assert!(text(client, ".diff").await.contains(item));
    all_quiet(client).await;
}

/// Another tone is read before it is proposed.
async fn another_tone_is_read_and_proposed(client: &Client, address: &str) {
    open(client, address, "/console/wording/home").await;
    shown(client, "#tone").await.select_by_value("playful").await.expect("a tone");
    click(client, ".rules button:not(.main)").await;
    let read = "//*[@id='preview']//*[@role='status'][contains(., 'Draft: playful, in English.')]";
    client.wait().for_element(Locator::XPath(read)).await.expect("the sentences of the draft");
    click(client, ".rules button.main").await;
    assert!(text(client, ".diff").await.contains("Tone of reasons"));
}

/// What somebody saw is written down, taken, noted and resolved.
async fn an_incident_is_looked_after(client: &Client, address: &str) {
    sign_in(client, address, "Tomas").await;
    open(client, address, "/console/incidents").await;
    shown(client, "#title").await.send_keys("Prices are missing").await.expect("a title");
    press_because(client, "form.step button", "Seen on the front page.").await;
    for (action, reason) in [("take", "Mine."), ("note", "A file was late."), ("resolve", "It came.")] {
        press_because(client, &format!("form.step:has([value={action}]) button"), reason).await;
    }
    assert_eq!(text(client, "h1 .state").await, "resolved");
    all_quiet(client).await;
}

/// An experiment is planned, begun by somebody else, and ended.
async fn an_experiment_is_begun_and_ended(client: &Client, address: &str) {
    sign_in(client, address, "Mara").await;
    open(client, address, "/console/experiments/plan?placement=home").await;
    shown(client, "#question").await.send_keys("Do reasons help?").await.expect("a question");
    press_because(client, "form.step button.main", "Nobody knows.").await;
    let page = client.current_url().await.expect("an address").path().to_owned();
    sign_in(client, address, "Tomas").await;
    open(client, address, &page).await;
    press_because(client, "form[action$='/begin'] button", "It does no harm.").await;
    press_because(client, "form[action$='/stop'] button", "Enough.").await;
    all_quiet(client).await;
}

#[test]
fn those_who_work_for_a_shop_do_everything_by_links_and_forms() {
    let shop = few();
    shown_to_all(&shop);
    in_browser_with(Scripts::Off, shop, |client, address| async move {
        rules_are_tried_and_an_item_is_pinned(&client, &address).await;
        another_tone_is_read_and_proposed(&client, &address).await;
        from_a_draft_to_the_next_list_and_back(&client, &address).await;
        from_a_word_of_a_customer_to_the_next_list(&client, &address).await;
        an_incident_is_looked_after(&client, &address).await;
        an_experiment_is_begun_and_ended(&client, &address).await;
        from_a_wish_to_settings_that_hold(&client, &address).await;
        sign_in(&client, &address, "Ines").await;
        make(&client, &address, "fairness").await;
        assert_eq!(text(&client, "h1").await, "Fairness audit");
        click(&client, ".me button").await;
        shown(&client, "#key").await;
    });
}
