//! The console's watch, incidents and experiments in a real browser: from a customer's click to its effect in the watch, an alarm that becomes an
//! incident, is taken and resolved, an experiment from its draft to its verdict, and an analyst who changes no rule and no list.

use std::collections::BTreeMap;
use std::sync::Arc;

use candor::decision::Request;
use candor::event::{Consent, Personalisation};
use candor::ids::{CustomerId, DecisionId};
use candor::oversight::Experiment;
use candor::service::Service;
use candor::store::{Change, Collection, Expected};
use candor::units::Time;
use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

use super::console::{press_because, sign_in};
use super::driver::{attributes, picture, shown};
use super::shop::crowd;
use super::visit::{all_quiet, in_browser, listen, no_sideways_scrolling, press, rail, tab_to};

/// Everybody who has ever been shown a list in this test but the personas.
const FROM: usize = 20;

/// Those who chose to be counted; every other one is made a guest, the rest are members.
fn counted(service: &Service, to: usize) -> Vec<(CustomerId, bool)> {
    let everything = Consent { recommend: true, explain: true, measure_fairness: true };
    let ids = (FROM..=to).map(|no| CustomerId::new(&format!("c{no:04}")).expect("a short id"));
    let mut found = service.store().customers(&ids.collect()).expect("a store at work");
    found.retain(|one| one.consent == Some(everything) && one.personalisation != Personalisation::Off);
    let mut people = Vec::new();
    for (at, customer) in found.iter_mut().enumerate() {
        let is_guest = at.is_multiple_of(2);
        let group = if is_guest { "guest" } else { "member" };
        customer.segments.insert("membership".to_owned(), group.to_owned());
        people.push((customer.id.clone(), is_guest));
    }
    service.store().put_customers(&found).expect("a store at work");
    people
}

/// Shows somebody a list two days ago; the decision, its first item, and the arm.
fn shown_before(service: &Service, customer: &CustomerId, name: &str) -> (String, String, Option<String>) {
    let decision = format!("d_{name}-{customer}");
    let id = DecisionId::new(&decision).expect("a short id");
    let request = Request { count: 12, ..Request::home(Some(customer.clone())) };
    let answer = service.recommend(id, two_days_ago(), request).expect("a list");
    (decision, answer.items[0].item.to_string(), answer.experiment)
}

fn two_days_ago() -> Time {
    Service::now().plus_days(-2)
}

/// A click on an item of a list, an hour after it, as the API takes it.
fn click(customer: &CustomerId, (decision, item): (&str, &str)) -> Value {
    let time = Time::from_millis(two_days_ago().millis() + 3_600_000);
    let id = format!("click-{decision}");
    json!({"id": id, "customer": customer, "item": item, "kind": "view", "time": time, "decision": decision})
}

/// Sends something to the API from the page that is open.
pub(crate) async fn send(client: &Client, path: &str, body: Value) {
    let script = "fetch(arguments[0], { method: 'POST', headers: { 'content-type': 'application/json' }, \
        body: JSON.stringify(arguments[1]) }).then((answer) => arguments[2](answer.status))";
    let status = client.execute_async(script, vec![json!(path), body]).await.expect("an answer");
    assert_eq!(status, 200, "{path}");
}

pub(crate) async fn open(client: &Client, address: &str, path: &str) {
    client.goto(&format!("{address}{path}")).await.expect("a page of the console");
    listen(client).await;
    shown(client, ".tabs a[aria-current]").await;
}

async fn text(client: &Client, selector: &str) -> String {
    shown(client, selector).await.text().await.expect("a text")
}

/// The rows of the table of a kind of groups: name, places, attention, clicked, bought.
pub(crate) async fn rows(client: &Client, kind: &str) -> Vec<Vec<String>> {
    let script = "return [...document.querySelectorAll(`[aria-labelledby=${arguments[0]}] tbody tr`)] \
        .map((row) => [...row.cells].map((cell) => cell.textContent))";
    let found = client.execute(script, vec![json!(kind)]).await.expect("a table");
    serde_json::from_value(found).expect("texts")
}

/// A customer clicks something in the shop, and the watch counts it.
async fn from_a_click_to_the_watch(client: &Client, address: &str) {
    client.goto(address).await.expect("the shop");
    rail(client).await;
    let item = attributes(client, "#rail .go", "href").await.remove(0);
    sign_in(client, address, "Noor").await;
    open(client, address, "/console/watch/home").await;
    let before = rows(client, "category").await;
    client.goto(&format!("{address}{item}")).await.expect("an item");
    open(client, address, "/console/watch/home").await;
    let after = rows(client, "category").await;
    let clicked = |rows: &[Vec<String>]| -> BTreeMap<String, f64> {
        // Of a group that too few were shown there is no figure.
        let share = |row: &Vec<String>| Some((row[0].clone(), row[3].trim_end_matches(" %").parse().ok()?));
        rows.iter().filter_map(share).collect()
    };
    // The item's page has a list as well, which nobody clicks: all other shares fall or stay.
    let was = clicked(&before);
    let risen: Vec<String> = clicked(&after)
        .into_iter()
        .filter(|(name, share)| was.get(name).is_some_and(|was| share > was))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(risen.len(), 1, "one category was clicked more: {before:?} {after:?}");
}

/// A group that nobody of clicks alarms; the alarm becomes an incident, which is taken, written about by keyboard, and resolved.
pub(crate) async fn from_an_alarm_to_its_resolution(client: &Client, address: &str, service: &Arc<Service>) {
    open(client, address, "/console/watch/home").await;
    assert!(text(client, ".checks .met").await.contains("It becomes an incident when the service next looks"));
    service.look_for_alarms(Service::now()).expect("a store at work");
    sign_in(client, address, "Tomas").await;
    open(client, address, "/console/watch/home").await;
    let told = text(client, "main").await;
    assert!(told.contains("certainly below four fifths"), "{told}");
    assert!(told.contains("fewer than 20 people who may be counted, so nothing is told of them"), "{told}");
    picture(client, "watch.webp").await;
    all_quiet(client).await;
    shown(client, ".checks .met a").await.click().await.expect("its incident");
    listen(client).await;
    assert_eq!(text(client, ".story").await, "Nobody looks after it yet.");
    let page = client.current_url().await.expect("an address");
    press_because(client, "form.step:has([value=take]) button", "I know the guests.").await;
    assert_eq!(text(client, ".story").await, "Tomas looks after it.");
    listen(client).await;
    tab_to(client, "#reason-note").await;
    press(client, "Their page has no prices.").await;
    tab_to(client, "form.step:has([value=note]) button").await;
    press(client, &String::from(char::from(Key::Enter))).await;
    client.wait().for_element(Locator::XPath("//blockquote[text()='Their page has no prices.']")).await.expect("noted");
    picture(client, "incident.webp").await;
    all_quiet(client).await;
    press_because(client, "form.step:has([value=resolve]) button", "It has prices now.").await;
    assert_eq!(text(client, "h1 .state").await, "resolved");
    open(client, address, "/console/incidents").await;
    assert_eq!(text(client, "[aria-labelledby=open] .empty").await, "Nothing is open.");
    assert!(text(client, "[aria-labelledby=resolved] tbody").await.contains("Tomas"));
    all_quiet(client).await;
    client.goto(page.as_str()).await.expect("the incident");
    press_because(client, "form.step:has([value=reopen]) button", "It goes on.").await;
    assert_eq!(text(client, "h1 .state").await, "open");
}

/// Moves the beginning of what runs back, so that a day can have passed since its first lists.
fn as_if_begun_three_days_ago(service: &Service, id: &str) {
    let store = service.store();
    let kept = store.document(Collection::Experiment, id).expect("a store at work").expect("the experiment");
    let mut experiment: Experiment = serde_json::from_str(&kept.body).expect("an experiment");
    let run = experiment.run.as_mut().expect("it runs");
    run.began = run.began.plus_days(-3);
    let body = serde_json::to_string(&experiment).expect("plain data");
    let change = Change::write(Collection::Experiment, id, Expected::Version(kept.version), body);
    assert!(store.change_documents(vec![change]).expect("a store at work"));
}

/// A marketer drafts an experiment, an approver begins it, and what customers do decides it.
async fn from_a_draft_to_a_verdict(client: &Client, address: &str, (service, people): (&Arc<Service>, &[CustomerId])) {
    sign_in(client, address, "Mara").await;
    open(client, address, "/console/experiments").await;
    shown(client, ".button.main").await.click().await.expect("the plan");
    listen(client).await;
    shown(client, "#question").await.send_keys("Do reasons help?").await.expect("a question");
    all_quiet(client).await;
    press_because(client, "form.step button.main", "Nobody knows.").await;
    assert!(client.find(Locator::Css("form[action$='/begin']")).await.is_err(), "a marketer does not begin it");
    let page = client.current_url().await.expect("an address");
    let id = page.path().rsplit('/').next().expect("a name").to_owned();
    begin_and_decide(client, address, (service, people), &id).await;
    assert_eq!(text(client, "#verdict").await, "The treatment is worse");
    assert!(text(client, ".found").await.starts_with("The treatment is worse: between "));
    assert!(text(client, "[aria-labelledby=rails] .met").await.contains("Crossed"));
    picture(client, "experiment.webp").await;
    all_quiet(client).await;
    service.guard_experiments(Service::now()).expect("a store at work");
    open(client, address, page.path()).await;
    assert_eq!(text(client, "h1 .state").await, "ended by its guard rail");
    assert!(text(client, ".history").await.contains("by the service"));
}

/// An approver begins an experiment; everybody is shown a list of their arm, and all of the control click, but few of the treatment.
async fn begin_and_decide(client: &Client, address: &str, (service, people): (&Arc<Service>, &[CustomerId]), id: &str) {
    let page = format!("/console/experiments/{id}");
    sign_in(client, address, "Tomas").await;
    open(client, address, &page).await;
    press_because(client, "form[action$='/begin'] button", "It does no harm.").await;
    assert_eq!(text(client, "#verdict").await, "Too few people yet");
    as_if_begun_three_days_ago(service, id);
    let (mut clicks, mut treated) = (Vec::new(), 0);
    for customer in people {
        let (decision, item, arm) = shown_before(service, customer, id);
        let arm = arm.expect("whoever may be counted takes part");
        let again =
            service.recommend(Service::new_decision_id(), two_days_ago(), Request::home(Some(customer.clone())));
        assert_eq!(again.expect("a list").experiment, Some(arm.clone()), "the same arm every time");
        let is_control = arm == format!("{id}:control");
        treated += usize::from(!is_control);
        if is_control || treated % 9 == 8 {
            clicks.push(click(customer, (&decision, &item)));
        }
    }
    assert!(treated > 0 && treated < people.len(), "{treated} of {}", people.len());
    send(client, "/v1/events", json!(clicks)).await;
    open(client, address, &page).await;
}

/// Other rules against the live ones: a marketer proposes and plans, an approver approves and begins, each arm has its own rules, and what
/// customers do decides. Nothing of it is live in the end.
pub(crate) async fn from_a_proposal_to_a_verdict(
    client: &Client,
    address: &str,
    (service, people): (&Arc<Service>, &[CustomerId]),
) {
    sign_in(client, address, "Mara").await;
    open(client, address, "/console/tune/home?diversity=0.85&novelty=0.4").await;
    shown(client, ".stick button.main").await.click().await.expect("a draft");
    shown(client, ".notice[role=status]").await;
    let proposal = client.current_url().await.expect("an address").path().to_owned();
    press_because(client, "form[action$='/submit'] button", "Let us try it first.").await;
    sign_in(client, address, "Tomas").await;
    open(client, address, &proposal).await;
    press_because(client, "form[action$='/approve'] button.main", "On some, yes.").await;
    sign_in(client, address, "Mara").await;
    let name = proposal.rsplit('/').next().expect("a name");
    open(client, address, &format!("/console/experiments/plan?placement=home&proposal={name}")).await;
    shown(client, &format!("input[value='{name}']:checked")).await;
    shown(client, "#question").await.send_keys("Is variety liked?").await.expect("a question");
    all_quiet(client).await;
    press_because(client, "form.step button.main", "Nobody knows.").await;
    let page = client.current_url().await.expect("an address").path().to_owned();
    let id = page.rsplit('/').next().expect("a name").to_owned();
    assert!(text(client, "[aria-labelledby=diff]").await.contains("0.85"), "what the treatment changes");
    assert!(text(client, "[aria-labelledby=arms]").await.contains("The rules of the proposal."));
    begin_and_decide(client, address, (service, people), &id).await;
    assert_eq!(text(client, "#verdict").await, "The treatment is worse");
    let arms = rows(client, "arms").await;
    let counted: u64 = arms.iter().map(|row| row[3].parse::<u64>().expect("a count")).sum();
    assert_eq!(usize::try_from(counted).expect("few"), people.len(), "everybody counts once: {arms:?}");
    let told = |customer: &CustomerId| {
        let decision = DecisionId::new(&format!("d_{id}-{customer}")).expect("a short id");
        let record = service.record(&decision).expect("on record");
        (record.answer.experiment, record.inputs.policy.diversity)
    };
    for customer in people {
        let (arm, diversity) = told(customer);
        let is_treated = arm == Some(format!("{id}:treatment"));
        assert_eq!(diversity == 0.85, is_treated, "each arm has its own rules: {arm:?} {diversity}");
    }
    all_quiet(client).await;
    service.guard_experiments(Service::now()).expect("a store at work");
    open(client, address, &page).await;
    assert_eq!(text(client, "h1 .state").await, "ended by its guard rail");
    assert!((service.policy("home").expect("a policy").diversity - 0.85).abs() > 0.01, "nothing went live by itself");
}

/// An analyst sees all of it and is offered nothing that changes something, but to make a report.
async fn an_analyst_only_looks(client: &Client, address: &str) {
    sign_in(client, address, "Noor").await;
    let paths = [
        "/tune/home",
        "/wording/home",
        "/policies/home",
        "/watch/home",
        "/incidents",
        "/experiments",
        "/experiments/plan",
        "/reports",
    ];
    let mut paths: Vec<String> = paths.map(|path| format!("/console{path}")).to_vec();
    for list in ["incidents", "experiments"] {
        open(client, address, &format!("/console/{list}")).await;
        paths.extend(attributes(client, "main tbody a", "href").await);
    }
    assert!(paths.len() > 8, "{paths:?}");
    for path in &paths {
        open(client, address, path).await;
        let script = "return [...document.querySelectorAll('main form[method=post] [type=submit], [formmethod=post]')] \
            .map((button) => button.textContent)";
        let offered = if path == "/console/reports" { json!(["Make it"]) } else { json!([]) };
        assert_eq!(client.execute(script, Vec::new()).await.expect("texts"), offered, "{path}");
        all_quiet(client).await;
    }
    client.set_window_size(360, 780).await.expect("a phone");
    for path in &paths {
        open(client, address, path).await;
        no_sideways_scrolling(client, path).await;
    }
    open(client, address, "/console/watch/home").await;
    picture(client, "watch-phone.webp").await;
}

#[test]
fn what_customers_do_is_watched_looked_after_and_tried() {
    let shop = crowd();
    let service = Arc::clone(&shop.service);
    let people = counted(&service, super::shop::CROWD);
    in_browser(shop, |client, address| async move {
        sign_in(&client, &address, "Noor").await;
        let mut clicks = Vec::new();
        for (customer, is_guest) in &people {
            let (decision, item, _) = shown_before(&service, customer, "first");
            if !is_guest {
                clicks.push(click(customer, (&decision, &item)));
            }
        }
        send(&client, "/v1/events", json!(clicks)).await;
        from_a_click_to_the_watch(&client, &address).await;
        from_an_alarm_to_its_resolution(&client, &address, &service).await;
        let people: Vec<CustomerId> = people.into_iter().map(|(customer, _)| customer).collect();
        from_a_draft_to_a_verdict(&client, &address, (&service, &people)).await;
        from_a_proposal_to_a_verdict(&client, &address, (&service, &people)).await;
        an_analyst_only_looks(&client, &address).await;
    });
}
