//! The console in a real browser: signing in by role, a rule from its author over an approver into the shop's next list, a customer's report
//! from the queue to the list that follows, what asks for approval from a wish over somebody else to what holds, on a desk and on a phone.

use std::sync::Arc;
use std::time::Duration;

use candor::service::{Gate, Service};
use fantoccini::{Client, Locator};

use super::access::nothing_ails;
use super::driver::{attributes, picture, shown};
use super::reports::make;
use super::rights::{click, noticed};
use super::shop::{few, learning};
use super::visit::{all_quiet, in_browser, listen, no_sideways_scrolling, rail, switch_customer, the_account_adds_up};

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
    leave_by(client, button).await;
    shown(client, ".notice[role=status]").await;
}

/// Presses what leads to another page, and waits until that is there.
pub(crate) async fn leave_by(client: &Client, button: &str) {
    client.execute("window.isBefore = true;", Vec::new()).await.expect("a mark");
    shown(client, button).await.click().await.unwrap_or_else(|cause| panic!("{button}: {cause}"));
    let is_after = "return !window.isBefore && document.readyState === 'complete';";
    for _ in 0..600 {
        // Between two pages there is nothing to ask.
        if client.execute(is_after, Vec::new()).await.is_ok_and(|answer| answer == true) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{button} leads nowhere");
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

async fn text(client: &Client, selector: &str) -> String {
    shown(client, selector).await.text().await.expect("a text")
}

/// A recommendation that a customer called unfair.
struct Word {
    /// Their list before.
    list: Vec<String>,
    item: String,
    title: String,
    /// What its card told.
    told: String,
    /// The page that answered, with the way back.
    answered: String,
}

impl Word {
    /// A customer reads why they see something, and calls it unfair.
    async fn said(client: &Client, address: &str, place: usize) -> Self {
        client.goto(address).await.expect("the shop");
        let list = rail(client).await;
        let item = list[place].clone();
        let card = format!("#rail [data-item='{item}']");
        let (title, told) =
            (text(client, &format!("{card} .go")).await, text(client, &format!("{card} .reason")).await);
        click(client, &format!("{card} a[data-why]")).await;
        the_account_adds_up(client).await;
        click(client, ".account button[value=unfair]").await;
        noticed(client, "People will look at it").await;
        assert!(!rail(client).await.contains(&item), "it leaves their own list at once");
        let answered = client.current_url().await.expect("an address").to_string();
        Self { list, item, title, told, answered }
    }

    /// An approver decides about it; the address of the entry.
    async fn is_decided(&self, client: &Client, address: &str, (verdict, reason): (&str, &str)) -> String {
        sign_in(client, address, "Tomas").await;
        client.goto(&format!("{address}/console/reviews?source=report")).await.expect("the queue");
        listen(client).await;
        let entries = client.find_all(Locator::LinkText(&self.title)).await.expect("a page");
        // The newest stands last.
        let entry = entries.into_iter().last().unwrap_or_else(|| panic!("no entry for {}", self.title));
        entry.click().await.expect("the entry");
        let (told, read) = (&self.told, text(client, "[aria-labelledby=said] .reasons").await);
        assert!(read.contains(told), "what the customer read: {told:?}; what the approver reads: {read:?}");
        click(client, &format!("input[value={verdict}]")).await;
        press_because(client, "form.step button.main", reason).await;
        client.current_url().await.expect("an address").to_string()
    }

    /// The customer takes it back; their list.
    async fn is_taken_back(&self, client: &Client) -> Vec<String> {
        client.goto(&self.answered).await.expect("the shop");
        click(client, ".notice button").await;
        noticed(client, "Undone:").await;
        rail(client).await
    }
}

/// Undoes what was decided of an entry.
async fn is_undone(client: &Client, entry: &str) {
    client.goto(entry).await.expect("the entry");
    press_because(client, "form[action$='/undo'] button", "It was another one.").await;
}

/// A customer calls a recommendation unfair; an approver reads what they were told and suppresses the item, in this placement or everywhere. It stays
/// out of their next list even when they take their word back, until the approver takes the decision back too.
pub(crate) async fn from_a_word_of_a_customer_to_the_next_list(client: &Client, address: &str) {
    for (verdict, place) in [("suppress_here", "home"), ("suppress_everywhere", "everywhere")] {
        let word = Word::said(client, address, 1).await;
        let entry = word.is_decided(client, address, (verdict, "It was recalled.")).await;
        picture(client, "review.webp").await;
        all_quiet(client).await;
        client.goto(&format!("{address}/console/reviews")).await.expect("the queue");
        let out = text(client, "[aria-labelledby=out] tbody").await;
        assert!(out.contains(&word.title) && out.contains(place) && out.contains("Tomas"), "{out}");
        assert!(!word.is_taken_back(client).await.contains(&word.item), "what was decided holds");
        is_undone(client, &entry).await;
        client.goto(address).await.expect("the shop");
        assert_eq!(rail(client).await, word.list, "both are taken back");
    }
}

/// An approver finds something worse behind a report: it becomes an incident, which is told where the incidents are.
pub(crate) async fn from_a_word_of_a_customer_to_an_incident(client: &Client, address: &str) {
    let incidents = async || {
        client.goto(&format!("{address}/console/incidents")).await.expect("the incidents");
        shown(client, "[aria-labelledby=open] h2").await;
        client.find_all(Locator::Css("[aria-labelledby=open] tbody a")).await.expect("a page").len()
    };
    sign_in(client, address, "Tomas").await;
    let before = incidents().await;
    let word = Word::said(client, address, 0).await;
    let entry = word.is_decided(client, address, ("incident", "Its maker has no licence.")).await;
    assert_eq!(incidents().await, before + 1);
    click(client, "[aria-labelledby=open] tbody tr:first-child a").await;
    assert!(text(client, "main").await.contains("Its maker has no licence."));
    assert_eq!(text(client, "h1 .state").await, "open");
    all_quiet(client).await;
    is_undone(client, &entry).await;
    assert_eq!(word.is_taken_back(client).await, word.list);
}

/// An approver finds a reason wrong: the next training takes what it cited back, the model's card counts it, and no explanation names it for that
/// item any more; once undone, the training after that learns it again.
pub(crate) async fn from_a_wrong_reason_to_the_next_training(client: &Client, address: &str, service: &Service) {
    client.goto(address).await.expect("the shop");
    let citing = citing(client, address).await;
    let word = Word::said(client, address, citing.place).await;
    let entry = word.is_decided(client, address, ("wrong_reason", "It has nothing to do with it.")).await;
    let taken = client.find_all(Locator::Css("[aria-labelledby=said] > ul:last-child li")).await.expect("a list").len();
    assert!(text(client, "[aria-labelledby=said]").await.contains("From the next training on") && taken > 0);
    all_quiet(client).await;
    let learnt = || {
        service.refit(Gate::Open, 2).expect("enough to learn from");
        service.reload().expect("what was learnt").model().manifest().unlinked
    };
    let taken = u64::try_from(taken).expect("a few");
    assert_eq!(learnt(), taken);
    word.is_taken_back(client).await;
    for why in attributes(client, "#rail a[data-why]", "href").await {
        if why.contains(&format!("/items/{}/", word.item)) {
            client.goto(&format!("{address}{why}")).await.expect("an explanation");
            let named = attributes(client, ".reasons .evidence input[name=item]", "value").await;
            assert!(citing.named.iter().all(|wrong| !named.contains(wrong)), "{named:?}");
        }
    }
    sign_in(client, address, "Ines").await;
    make(client, address, "model").await;
    let row = "//tr[contains(., 'pairs of evidence and item that reviewers took back')]/td";
    let counted = client.wait().for_element(Locator::XPath(row)).await.expect("its row");
    assert_eq!(counted.text().await.expect("a text"), taken.to_string());
    sign_in(client, address, "Tomas").await;
    is_undone(client, &entry).await;
    assert_eq!(learnt(), 0);
}

/// A card of the front page whose reasons name something.
struct Citing {
    place: usize,
    named: Vec<String>,
}

async fn citing(client: &Client, address: &str) -> Citing {
    for (place, why) in attributes(client, "#rail a[data-why]", "href").await.into_iter().enumerate() {
        client.goto(&format!("{address}{why}")).await.expect("an explanation");
        let named = attributes(client, ".reasons .evidence input[name=item]", "value").await;
        if !named.is_empty() {
            return Citing { place, named };
        }
    }
    panic!("no reason names anything");
}

/// Why something is in the queue: the name of it in forms, and what the console calls it.
pub(crate) const SOURCES: [(&str, &str); 4] = [
    ("report", "reported by a customer"),
    ("low_confidence", "little confidence"),
    ("sample", "weekly sample"),
    ("sensitive", "sensitive kind"),
];

/// An admin has everything looked at; each list then comes into the queue for what speaks for a look at it, is found there under that, and decided.
pub(crate) async fn from_each_source_to_the_figures(client: &Client, address: &str, sources: &[(&str, &str)]) {
    sign_in(client, address, "Ada").await;
    client.goto(&format!("{address}/console/oversight")).await.expect("the settings");
    for name in ["low_confidence", "confidence_min", "sensitive"] {
        let field = shown(client, &format!("[name='sampling.{name}']")).await;
        field.clear().await.expect("a field");
        field.send_keys("100").await.expect("a share");
    }
    press_because(client, "form.rules button.main", "Everything, for a day.").await;
    assert!(client.find(Locator::Css(".diff")).await.is_err(), "who asks for more waits for nobody");
    for at in 0..3 {
        client.goto(address).await.expect("the shop");
        switch_customer(client, at).await;
    }
    client.goto(address).await.expect("the shop");
    switch_customer(client, 0).await;
    Word::said(client, address, 2).await.is_taken_back(client).await;
    sign_in(client, address, "Tomas").await;
    for (source, said) in sources {
        client.goto(&format!("{address}/console/reviews")).await.expect("the queue");
        shown(client, "#source").await.select_by_value(source).await.expect("a source");
        click(client, ".filter button").await;
        shown(client, &format!("#source option[value='{source}'][selected]")).await;
        let found = attributes(client, "[aria-labelledby=queue] tbody a", "href").await.len();
        let reasons = client.find_all(Locator::XPath(&format!("//tbody/tr[td[1][. = '{said}']]"))).await.expect("rows");
        assert!(found > 0 && reasons.len() == found, "{found} of {source}");
        click(client, "[aria-labelledby=queue] tbody a").await;
        assert!(text(client, ".story").await.starts_with(said));
        click(client, "input[value=fine]").await;
        press_because(client, "form.step button.main", "It is right.").await;
        all_quiet(client).await;
    }
    client.goto(&format!("{address}/console/reviews/figures")).await.expect("the figures");
    let told = text(client, "main").await;
    assert!(sources.iter().all(|(_, said)| told.contains(said)), "{told}");
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
    picture(client, "oversight.webp").await;
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

#[test]
fn every_source_and_every_verdict_of_the_review_queue_has_its_way() {
    let shop = learning();
    let service = Arc::clone(&shop.service);
    in_browser(shop, |client, address| async move {
        from_a_word_of_a_customer_to_an_incident(&client, &address).await;
        from_a_wrong_reason_to_the_next_training(&client, &address, &service).await;
        from_each_source_to_the_figures(&client, &address, &SOURCES).await;
    });
}
