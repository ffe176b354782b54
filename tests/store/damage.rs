//! A damaged row, page or log gives an error or a shorter past, never a panic.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use candor::event::{Customer, Event};
use candor::rerank::Policy;
use candor::store::{Embedded, Shop, Store, StoreError};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use rusqlite::Connection;

use super::embedded::open;
use super::fixtures::{by_customer, customer, decided, decision, item, titled, try_streamed, view};

fn sample() -> Event {
    let mut event = view("e", by_customer("c"), 1);
    event.price = serde_json::from_str(r#"{"amount":"2.55","currency":"GBP"}"#).expect("valid money");
    event
}

fn fill(store: &dyn Store) {
    store.append_events(&[sample()]).expect("durable");
    let many: Vec<Event> = (0..300).map(|n| view(&format!("m{n}"), by_customer(&format!("c{}", n % 30)), n)).collect();
    store.append_events(&many).expect("durable");
    store.put_items(&[titled("a", "A"), titled("b", "B")]).expect("durable");
    store.put_customers(&[Customer::unknown(customer("c"))]).expect("durable");
    store.put_policy(&Policy::standard("home")).expect("durable");
    store.put_shop(&Shop::default()).expect("durable");
    store.put_decision(decided("d", [b'x'; 9_000])).expect("taken");
    store.flush().expect("durable");
}

/// Every reading call, by name, with its error if it has one.
fn read_everything(store: &dyn Store) -> Vec<(&'static str, Option<StoreError>)> {
    let revision = store.catalog_state().map_or(1, |state| state.revision);
    vec![
        ("events_of", store.events_of(&by_customer("c")).err()),
        ("stream", try_streamed(store).err()),
        ("event_items", store.event_items().err()),
        ("newest_event_time", store.newest_event_time().err()),
        ("item", store.item(&item("a")).err()),
        ("catalog_state", store.catalog_state().err()),
        ("items_at", store.items_at(revision).err()),
        ("items_at 0", store.items_at(0).err()),
        ("customer", store.customer(&customer("c")).err()),
        ("customer_ids", store.customer_ids(None, 100).err()),
        ("live_policy", store.live_policy("home").err()),
        ("policy", store.policy("home", 1).err()),
        ("decision", store.decision(&decision("d")).err()),
        ("shop", store.shop().err()),
        ("counts", store.counts().err()),
    ]
}

/// After `sql` has changed a sound store, exactly the calls in `broken` fail, and say which row is corrupt.
fn check(sql: &str, broken: &[&str]) {
    let dir = tempfile::tempdir().expect("a directory");
    let store = open(dir.path());
    fill(&store);
    drop(store);
    let database = Connection::open(dir.path().join("candor.db")).expect("a database");
    assert!(database.execute(sql, []).expect("an update") > 0, "{sql}");
    drop(database);
    let store = open(dir.path());
    let mut failed = Vec::new();
    for (call, error) in read_everything(&store) {
        assert!(matches!(error, None | Some(StoreError::Corrupt { .. })), "{sql}: {call}: {error:?}");
        failed.extend(error.map(|_| call));
    }
    assert_eq!(failed, broken, "{sql}");
    store.writable().expect("a corrupt row does not stop the writer");
}

#[test]
fn a_corrupt_event_is_named_and_spoils_only_what_reads_it() {
    let history: &[&str] = &["events_of", "stream"];
    for change in [
        "kind = 77",
        "flags = 4",
        "item = 4711",
        "quantity = -1",
        "currency = 'pounds'",
        "currency = NULL",
        "price = NULL",
        "decision = ''",
        "session = ' '",
        "id = ''",
        "id = char(10)",
    ] {
        check(&format!("UPDATE event SET {change} WHERE id = 'e'"), history);
    }
    check("UPDATE event_item SET id = '' WHERE no = 1", &["events_of", "stream", "event_items"]);
}

#[test]
fn a_corrupt_record_is_named_and_spoils_only_what_reads_it() {
    check("UPDATE subject SET id = ' ' WHERE id = 'c'", &["stream", "customer_ids"]);
    check("UPDATE subject SET record = '{' WHERE id = 'c'", &["customer"]);
    check("UPDATE item SET body = '{}' WHERE id = 'a'", &["item", "items_at"]);
    check("UPDATE item SET id = '' WHERE id = 'b'", &["items_at"]);
    check("UPDATE revision SET digest = x'00' WHERE no = 1", &["catalog_state", "items_at", "counts"]);
    check("DELETE FROM revision", &["catalog_state", "items_at", "items_at 0", "counts"]);
    check("UPDATE policy SET body = 'null'", &["live_policy", "policy"]);
    check("UPDATE shop SET body = '[]'", &["shop"]);
    check("DELETE FROM total", &["newest_event_time", "counts"]);
    check("UPDATE total SET events = -1", &["counts"]);
}

/// Opens and reads; an error is fine, a panic is not.
fn survives(home: &Path, what: &str) -> bool {
    let attempt = || Embedded::open(home).map(|store| read_everything(&store).iter().all(|(_, error)| error.is_none()));
    let outcome = catch_unwind(AssertUnwindSafe(attempt));
    outcome.unwrap_or_else(|_| panic!("a panic on {what}")).unwrap_or(false)
}

#[test]
fn a_damaged_database_file_never_makes_a_panic() {
    let dir = tempfile::tempdir().expect("a directory");
    let store = open(dir.path());
    fill(&store);
    drop(store);
    let sound = fs::read(dir.path().join("candor.db")).expect("the file");
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(11);
    let mut below = |n: usize| usize::try_from(rng.next_u64()).expect("64 bits") % n;
    let mut refused = 0;
    for round in 0..120 {
        let mut bytes = sound.clone();
        let at = below(bytes.len());
        let what = match round % 3 {
            0 => {
                bytes.truncate(at);
                "a cut"
            }
            1 => {
                let end = bytes.len().min(at + 1 + below(2_000));
                bytes[at..end].fill_with(|| u8::try_from(below(256)).expect("a byte"));
                "noise"
            }
            _ => {
                let page = at / 4_096 * 4_096;
                bytes[page..page + 4_096].fill(0);
                "an empty page"
            }
        };
        let home = tempfile::tempdir().expect("a directory");
        fs::write(home.path().join("candor.db"), bytes).expect("a file");
        refused += usize::from(!survives(home.path(), &format!("{what} at {at}")));
    }
    assert!(refused > 60, "only {refused} of 120 damages were noticed");
    let home = tempfile::tempdir().expect("a directory");
    fs::write(home.path().join("candor.db"), sound).expect("a file");
    assert!(survives(home.path(), "nothing"), "the sound file reads well");
}
