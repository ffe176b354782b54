//! From a customer's click to its effect in the next list on a real shop's sales: Online Retail, its first weeks, with three of its customers in
//! the places of the demo's people, whose names the pages know.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;

use candor::event::{Consent, Subject};
use candor::ids::{CustomerId, DecisionId};
use candor::import::{self, RejectFile, Source, StoreIntake};
use candor::service::Service;
use candor::store::{self, Shop, Store};
use candor::units::Time;
use fantoccini::{Client, Locator};
use flate2::read::GzDecoder;
use serde_json::{Value, json};

use super::console::{
    SOURCES, from_a_draft_to_the_next_list_and_back, from_a_wish_to_settings_that_hold,
    from_a_word_of_a_customer_to_an_incident, from_a_word_of_a_customer_to_the_next_list,
    from_a_wrong_reason_to_the_next_training, from_each_source_to_the_figures, sign_in,
};
use super::driver::shown;
use super::overseeing::{from_a_proposal_to_a_verdict, from_an_alarm_to_its_resolution, open, rows, send};
use super::reports::{an_audit_is_made_read_and_saved, everything_is_made_and_saved, shown_to_all};
use super::rights::{
    a_copy_is_saved, a_gift_and_what_is_too_personal, a_pause_and_a_fresh_start, a_word_on_a_recommendation, click,
    leaving, list, noticed,
};
use super::shop::{Own, learn, opened};
use super::tune::{from_a_pin_to_how_we_choose, from_the_fields_to_what_never_was_live, the_curve_says_you_are_here};
use super::visit::{all_quiet, in_browser, listen, rail};
use super::wording::{from_a_choice_to_the_next_list, hidden_from_one_arm, in_the_language_of_the_customer};

#[path = "../common/mod.rs"]
mod common;

const FILE: &str = "data/uci-online-retail/online_retail_by_day.csv.gz";
/// Lines of the file: enough customers to learn from, few enough for a test.
const LINES: usize = 25_000;
/// The customers who are kept once it is learnt: enough to measure a rule on.
const FEW: usize = 60;
/// The same, enough for groups of them to be compared, and how many of these are told of in no group.
const CROWD: usize = 120;
const ALONE: usize = 10;
/// Who stands in for whom: three regular customers of these weeks, with long, middling and short histories.
const PEOPLE: [(&str, &str); 3] = [("17850.0", "c0001"), ("14911.0", "c0002"), ("17841.0", "c0003")];

/// The first lines of the file, with some customers under the names of the demo's people.
fn excerpt(file: &Path) -> Vec<u8> {
    let lines = BufReader::new(GzDecoder::new(std::fs::File::open(file).expect("a readable file"))).lines();
    let renamed = |line: std::io::Result<String>| {
        let line = line.expect("UTF-8");
        PEOPLE.iter().fold(line, |line, (theirs, ours)| line.replace(&format!(",{theirs},"), &format!(",{ours},")))
    };
    lines.take(LINES).map(renamed).collect::<Vec<_>>().join("\n").into_bytes()
}

fn import_all(store: &dyn Store, csv: &Path, folder: &Path) {
    let reader = import::reader("online-retail").expect("a format");
    let paths = [csv.to_owned()];
    let source = Source::new(reader, &paths, &|_| {}).expect("a readable file");
    let rejects = RejectFile::create(&folder.join("rejects.jsonl"), &[]).expect("a writable folder");
    let mut intake = StoreIntake::new(store, rejects);
    import::import(reader, &source, &mut intake).expect("sound rows and rejects");
}

/// What some of the customers did, beside all that is sold.
fn keep_few(all: &dyn Store, few: &dyn Store, customers: usize) {
    let (_, items) = all.items_at(all.catalog_state().expect("a catalogue").revision).expect("items");
    few.put_items(&items.iter().map(|item| (**item).clone()).collect::<Vec<_>>()).expect("sound items");
    let ours = PEOPLE.map(|(_, ours)| ours.to_owned());
    let ids = all.customer_ids(None, 10_000).expect("customers");
    let kept = ids.iter().filter(|id| ours.contains(&id.to_string())).chain(ids.iter().take(customers));
    for id in kept {
        few.append_events(&all.events_of(&Subject::Customer(id.clone())).expect("events")).expect("sound events");
        few.put_customers(&all.customer(id).expect("readable").into_iter().collect::<Vec<_>>()).expect("sound");
    }
    let consent_unrecorded = Consent::RECOMMEND_AND_EXPLAIN;
    few.put_shop(&Shop { name: "Online Retail".to_owned(), consent_unrecorded, ..Shop::default() }).expect("durable");
}

/// The real shop with its pages.
fn real(file: &Path, customers: usize) -> Own {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let csv = folder.path().join("excerpt.csv");
    std::fs::write(&csv, excerpt(file)).expect("a writable folder");
    let open = |name: &str| store::open(folder.path().join(name).to_str().expect("a plain path")).expect("a store");
    let all = open("all");
    import_all(&*all, &csv, folder.path());
    let few = open("store");
    keep_few(&*all, &*few, customers);
    learn(&all, &folder.path().join("models"));
    opened(folder, few)
}

async fn what_is_bought_and_what_is_not_used(client: &Client, address: &str) {
    client.goto(address).await.expect("the shop");
    listen(client).await;
    let before = rail(client).await;
    click(client, "#rail .go").await;
    click(client, ".item button[value=purchase]").await;
    noticed(client, "Your list follows.").await;
    let after = rail(client).await;
    assert!(!after.contains(&before[0]) && after != before, "what was bought is not suggested again");
    all_quiet(client).await;
    client.goto(&format!("{address}/shop/you")).await.expect("the page");
    let own = list(client).await;
    click(client, "button[name=extent][value=off]").await;
    shown(client, "button[value=off][aria-pressed=true]").await;
    assert_ne!(list(client).await, own, "nothing of theirs is used");
    click(client, "button[name=extent][value=full]").await;
    shown(client, "button[value=full][aria-pressed=true]").await;
    assert_eq!(list(client).await, own);
    click(client, ".deeds button[value=unused]").await;
    noticed(client, "no longer used").await;
    click(client, ".notice button").await;
    assert_eq!(list(client).await, own);
}

/// These goods have neither brand nor category, so no topic is offered.
async fn nothing_is_asked_of_topics(client: &Client, address: &str) {
    client.goto(&format!("{address}/shop/you")).await.expect("the page");
    shown(client, "#purposes").await;
    assert!(client.find(Locator::Css("#topic")).await.is_err(), "an empty choice is none");
}

#[test]
fn on_a_real_shops_sales_each_click_shows_in_the_next_list() {
    let Some(file) = common::shared(FILE) else { return };
    let shop = real(&file, FEW);
    let service = Arc::clone(&shop.service);
    in_browser(shop, |client, address| async move {
        a_word_on_a_recommendation(&client, &address).await;
        what_is_bought_and_what_is_not_used(&client, &address).await;
        a_pause_and_a_fresh_start(&client, &address).await;
        a_gift_and_what_is_too_personal(&client, &address).await;
        nothing_is_asked_of_topics(&client, &address).await;
        a_copy_is_saved(&client, &address).await;
        in_the_language_of_the_customer(&client, &address).await;
        from_a_draft_to_the_next_list_and_back(&client, &address).await;
        from_a_word_of_a_customer_to_the_next_list(&client, &address).await;
        from_a_word_of_a_customer_to_an_incident(&client, &address).await;
        from_a_wrong_reason_to_the_next_training(&client, &address, &service).await;
        // Nothing of these goods is said to be of a sensitive kind.
        from_each_source_to_the_figures(&client, &address, &SOURCES[..3]).await;
        leaving(&client, &address).await;
    });
}

/// A few live by themselves: too few to be told of.
fn settle_apart(service: &Service, people: &[CustomerId]) {
    for id in people.iter().take(ALONE) {
        service.choose(id, |one| one.segments = [("region".to_owned(), "west".to_owned())].into()).expect("at work");
    }
}

/// What the watch says of the clicks of a group.
async fn clicked(client: &Client, group: &str) -> f64 {
    let rows = rows(client, "segment-0").await;
    let row = rows.iter().find(|row| row[0] == group).unwrap_or_else(|| panic!("no {group}: {rows:?}"));
    row[2].split(" %").next().and_then(|share| share.trim().parse().ok()).expect("a share")
}

/// Customers of the south, none of whom clicked, click what they were shown, and the watch says so.
async fn from_clicks_to_the_watch(client: &Client, address: &str, service: &Service) {
    sign_in(client, address, "Noor").await;
    open(client, address, "/console/watch/home").await;
    let before = clicked(client, "south").await;
    let ids = service.store().customer_ids(None, usize::MAX).expect("customers");
    let time = Time::from_millis(Service::now().plus_days(-2).millis() + 3_600_000);
    let press = |(no, customer): (usize, CustomerId)| -> Option<Value> {
        let is_south = service.store().customer(&customer).ok()??.segments.get("region")? == "south";
        let decision = DecisionId::new(&format!("d_{no}")).expect("a short id");
        let item = service.record(&decision).expect("on record").answer.items[0].item.clone();
        let id = format!("late-{no}");
        is_south.then(|| json!({"id": id, "customer": customer, "item": item, "kind": "view", "time": time, "decision": decision}))
    };
    let clicks: Vec<Value> = ids.into_iter().enumerate().filter_map(press).take(8).collect();
    assert_eq!((clicks.len(), before), (8, 0.0));
    send(client, "/v1/events", json!(clicks)).await;
    open(client, address, "/console/watch/home").await;
    assert!(clicked(client, "south").await > 0.0, "the clicks are counted");
    all_quiet(client).await;
}

#[test]
fn on_a_real_shops_sales_the_console_watches_tries_and_reports() {
    let Some(file) = common::shared(FILE) else { return };
    let shop = real(&file, CROWD);
    shown_to_all(&shop);
    let service = Arc::clone(&shop.service);
    let ours = PEOPLE.map(|(_, ours)| ours.to_owned());
    let mut people = service.store().customer_ids(None, usize::MAX).expect("customers");
    people.retain(|id| !ours.contains(&id.to_string()));
    settle_apart(&service, &people);
    in_browser(shop, |client, address| async move {
        from_clicks_to_the_watch(&client, &address, &service).await;
        from_an_alarm_to_its_resolution(&client, &address, &service).await;
        from_a_proposal_to_a_verdict(&client, &address, (&service, &people)).await;
        everything_is_made_and_saved(&client, &address).await;
        an_audit_is_made_read_and_saved(client.clone(), address.clone()).await;
        the_curve_says_you_are_here(&client, &address).await;
        from_the_fields_to_what_never_was_live(&client, &address).await;
        from_a_pin_to_how_we_choose(&client, &address).await;
        from_a_wish_to_settings_that_hold(&client, &address).await;
        hidden_from_one_arm(&client, &address).await;
        from_a_choice_to_the_next_list(client, address).await;
    });
}
