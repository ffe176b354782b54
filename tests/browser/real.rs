//! From a customer's click to its effect in the next list on a real shop's sales: Online Retail, its first weeks, with three of its customers in
//! the places of the demo's people, whose names the pages know.

use std::io::{BufRead, BufReader};
use std::path::Path;

use candor::event::{Consent, Subject};
use candor::import::{self, RejectFile, Source, StoreIntake};
use candor::store::{self, Shop, Store};
use fantoccini::Client;
use flate2::read::GzDecoder;

use super::console::{from_a_draft_to_the_next_list, from_a_report_to_the_next_list};
use super::driver::shown;
use super::rights::{a_word_on_a_recommendation, click, list, noticed};
use super::shop::{Own, learn, opened};
use super::visit::{all_quiet, in_browser, listen, rail};

#[path = "../common/mod.rs"]
mod common;

const FILE: &str = "data/uci-online-retail/online_retail_by_day.csv.gz";
/// Lines of the file: enough customers to learn from, few enough for a test.
const LINES: usize = 25_000;
/// The customers who are kept once it is learnt: enough to measure a rule on.
const FEW: usize = 60;
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
fn keep_few(all: &dyn Store, few: &dyn Store) {
    let (_, items) = all.items_at(all.catalog_state().expect("a catalogue").revision).expect("items");
    few.put_items(&items.iter().map(|item| (**item).clone()).collect::<Vec<_>>()).expect("sound items");
    let ours = PEOPLE.map(|(_, ours)| ours.to_owned());
    let ids = all.customer_ids(None, 10_000).expect("customers");
    let kept = ids.iter().filter(|id| ours.contains(&id.to_string())).chain(ids.iter().take(FEW));
    for id in kept {
        few.append_events(&all.events_of(&Subject::Customer(id.clone())).expect("events")).expect("sound events");
        few.put_customers(&all.customer(id).expect("readable").into_iter().collect::<Vec<_>>()).expect("sound");
    }
    let consent_unrecorded = Consent::RECOMMEND_AND_EXPLAIN;
    few.put_shop(&Shop { name: "Online Retail".to_owned(), consent_unrecorded, ..Shop::default() }).expect("durable");
}

/// The real shop with its pages.
fn real(file: &Path) -> Own {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let csv = folder.path().join("excerpt.csv");
    std::fs::write(&csv, excerpt(file)).expect("a writable folder");
    let open = |name: &str| store::open(folder.path().join(name).to_str().expect("a plain path")).expect("a store");
    let all = open("all");
    import_all(&*all, &csv, folder.path());
    let few = open("store");
    keep_few(&*all, &*few);
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

#[test]
fn on_a_real_shops_sales_each_click_shows_in_the_next_list() {
    let Some(file) = common::shared(FILE) else { return };
    in_browser(real(&file), |client, address| async move {
        a_word_on_a_recommendation(&client, &address).await;
        what_is_bought_and_what_is_not_used(&client, &address).await;
        from_a_draft_to_the_next_list(&client, &address).await;
        from_a_report_to_the_next_list(&client, &address).await;
    });
}
