//! What only PostgreSQL promises: several processes at once, a schema of its own, and a server that may go and come back.

use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use candor::event::{Consent, Customer, Event, Kind, Usage};
use candor::store::{self, Change, Collection, Expected, ModelDir, Person, Postgres, Span, Store, StoreError, Told};
use candor::units::Time;

use super::fixtures::{
    by_customer, by_visitor, customer, decided, decision, event_id, event_ids, item, titled, view, visitor,
};
use super::process::{BATCH, batch};
use crate::cluster::{Cluster, Sync, shared};

/// An empty store in a schema of its own.
pub(crate) struct Fresh {
    store: Postgres,
    schema: String,
    cluster: &'static Cluster,
}

impl Deref for Fresh {
    type Target = Postgres;

    fn deref(&self) -> &Postgres {
        &self.store
    }
}

pub(crate) fn fresh() -> Option<Fresh> {
    let (cluster, schema) = shared()?;
    let store = open(&cluster.url(&schema, &[]));
    Some(Fresh { store, schema, cluster })
}

fn open(url: &str) -> Postgres {
    Postgres::open(url).expect("a store")
}

impl Fresh {
    fn url(&self) -> String {
        self.cluster.url(&self.schema, &[])
    }

    /// Another process at the same store: it shares nothing with the first but the server.
    fn other(&self) -> Postgres {
        open(&self.url())
    }
}

fn refusal(url: &str) -> StoreError {
    Postgres::open(url).map(drop).expect_err("it should be refused")
}

#[test]
fn a_store_is_there_again_after_it_was_closed_and_for_others_meanwhile() {
    let Some(shop) = fresh() else { return };
    shop.append_events(&[view("e", by_customer("c"), 1)]).expect("durable");
    shop.put_items(&[titled("a", "A")]).expect("durable");
    shop.put_decision(decided("d", [7])).expect("taken");
    let (url, state) = (shop.url(), shop.catalog_state().expect("readable"));
    drop(shop);
    let store = store::open(&url).expect("a store");
    assert_eq!(event_ids(&*store), ["e"]);
    assert_eq!(store.catalog_state().expect("readable"), state);
    let record = store.decision(&decision("d")).expect("readable");
    assert_eq!(record, Some(vec![7]), "closing waits for what was handed over");
}

#[test]
fn a_look_from_beside_makes_nothing_and_says_what_is_there() {
    let Some((cluster, schema)) = shared() else { return };
    let url = cluster.url(&schema, &[]);
    let seen = store::glance(&url).expect("a server");
    assert_eq!((seen.schema, seen.newest_event), (None, None));
    let is_there = format!("SELECT count(*) FROM pg_namespace WHERE nspname = '{schema}'");
    assert_eq!(cluster.sql("public", &is_there), "0");
    let shop = open(&url);
    shop.append_events(&[view("e", by_customer("c"), 7)]).expect("durable");
    let seen = store::glance(&url).expect("a server");
    assert_eq!((seen.schema, seen.newest_event), (Some(seen.known), Some(Time::from_millis(7 * 60_000))));
    assert!(seen.server_clock.is_some());
    cluster.sql(&schema, "UPDATE candor_store SET schema = 999");
    assert!(matches!(store::glance(&url), Err(StoreError::NewerSchema { found: 999, .. })));
}

#[test]
fn what_one_process_writes_all_others_read() {
    let Some(shop) = fresh() else { return };
    let other = shop.other();
    for (n, writer) in [&shop.store, &other, &shop.store].into_iter().enumerate() {
        writer.put_items(&[titled("a", &format!("T{n}")), titled(&format!("b{n}"), "B")]).expect("durable");
        let state = shop.catalog_state().expect("readable");
        assert_eq!((state.revision, &state), (n as u64 + 1, &other.catalog_state().expect("readable")));
        assert_eq!(shop.items_at(state.revision).expect("readable"), other.items_at(state.revision).expect("readable"));
    }
    shop.append_events(&[view("e", by_visitor("v"), 1), view("f", by_visitor("w"), 2)]).expect("durable");
    other.merge_visitor(&customer("c"), &visitor("v")).expect("durable");
    // The number of the visitor, which the first process had used, now stands for nobody.
    shop.append_events(&[view("g", by_visitor("v"), 3)]).expect("durable");
    shop.erase(&by_customer("c")).expect("durable");
    other.append_events(&[view("h", by_customer("c"), 1)]).expect("durable");
    assert_eq!(event_ids(&*shop), ["h", "g", "f"]);
    assert_eq!(shop.event_items().expect("readable"), ["i1", "i2", "i3"].map(item));
    let change = |expected| vec![Change::write(Collection::Key, "k", expected, "1".to_owned())];
    assert!(shop.change_documents(change(Expected::Absent)).expect("durable"));
    assert!(!other.change_documents(change(Expected::Absent)).expect("durable"), "the other one was first");
}

#[test]
fn what_another_process_changes_of_a_person_is_seen_at_the_next_look() {
    let Some(shop) = fresh() else { return };
    let (other, ann, device) = (shop.other(), by_customer("ann"), by_visitor("v"));
    let seen = || {
        let person = shop.person(&ann).expect("readable");
        assert_eq!(person.events[..], other.events_of(&ann).expect("readable"));
        assert_eq!(person.customer, other.customer(&customer("ann")).expect("readable"));
        person
    };
    let consent = |consent| Customer { consent: Some(consent), ..Customer::unknown(customer("ann")) };
    let put = |given| other.put_customers(&[consent(given)]).map(drop);
    let changes: [&dyn Fn() -> Result<(), StoreError>; 8] = [
        &|| other.append_events(&[view("e1", ann.clone(), 1), view("e2", ann.clone(), 20)]).map(drop),
        &|| put(Consent::RECOMMEND_AND_EXPLAIN),
        &|| put(Consent::NONE),
        &|| other.set_usage(&ann, &event_id("e1"), Usage::Unused).map(drop),
        &|| other.append_events(&[view("e3", device.clone(), 3)]).map(drop),
        &|| other.merge_visitor(&customer("ann"), &visitor("v")).map(drop),
        &|| other.expire_events(&[(Kind::View, Time::from_millis(10 * 60_000))]).map(drop),
        &|| other.erase(&ann).map(drop),
    ];
    for change in changes {
        assert!(Arc::ptr_eq(&seen(), &shop.person(&ann).expect("readable")) || *seen() == Person::default());
        change().expect("durable");
        seen();
    }
    assert_eq!(*seen(), Person::default());
}

#[test]
fn a_store_that_is_restored_in_the_place_of_another_one_does_not_pass_for_it() {
    let Some(shop) = fresh() else { return };
    let (dir, ann) = (tempfile::tempdir().expect("a directory"), by_customer("ann"));
    let archive = dir.path().join("archive");
    shop.append_events(&[view("e1", ann.clone(), 1)]).expect("durable");
    store::back_up(&shop.url(), &ModelDir::new(dir.path()), &archive).expect("a backup");
    // As many changes as the other store will have seen, so that nothing but where it counts from tells them apart.
    let again = |events: &[Event]| {
        shop.cluster.sql("public", &format!("DROP SCHEMA {} CASCADE", shop.schema));
        shop.other().append_events(events).expect("durable");
        // Connections that were open know the old tables by their statements; the server tells them so, and they ask anew.
        (0..50).find_map(|_| shop.person(&ann).ok()).expect("readable again")
    };
    for id in ["e2", "e3"] {
        let person = again(&[view(id, ann.clone(), 1)]);
        assert_eq!(person.events[0].id.as_str(), id);
    }
    shop.cluster.sql("public", &format!("DROP SCHEMA {} CASCADE", shop.schema));
    store::restore(&archive, &shop.url()).expect("an empty store");
    let person = (0..50).find_map(|_| shop.person(&ann).ok()).expect("readable again");
    assert_eq!(person.events[0].id.as_str(), "e1");
}

#[test]
fn writers_of_several_processes_lose_nothing_and_keep_nothing_twice() {
    let Some(shop) = fresh() else { return };
    let others: Vec<Postgres> = (0..3).map(|_| shop.other()).collect();
    let (accepted, versions) = (AtomicUsize::new(0), Mutex::new(BTreeSet::new()));
    thread::scope(|scope| {
        for (n, store) in others.iter().enumerate() {
            let (accepted, versions) = (&accepted, &versions);
            scope.spawn(move || {
                for round in 0..30 {
                    let own = view(&format!("{n}-{round}"), by_customer(&format!("c{}", round % 5)), round);
                    let same = view(&format!("same-{round}"), by_customer(&format!("c{n}")), round);
                    let appended = store.append_events(&[own, same]).expect("durable");
                    accepted.fetch_add(appended.accepted, Ordering::Relaxed);
                    store.put_items(&[titled(&format!("i{n}"), &format!("T{round}"))]).expect("durable");
                    store.put_customers(&[Customer::unknown(customer(&format!("c{n}")))]).expect("durable");
                    let version = store.put_policy(&candor::rerank::Policy::standard("home")).expect("durable");
                    assert!(versions.lock().expect("a sound lock").insert(version), "a version was given twice");
                }
            });
        }
    });
    assert_eq!(accepted.into_inner(), 3 * 30 + 30, "of the same events each was accepted once");
    assert_eq!(event_ids(&*shop).len(), 120);
    assert_eq!(shop.counts().expect("readable").events, 120);
    assert_eq!(shop.catalog_state().expect("readable").revision, 90, "revisions without a gap");
    assert_eq!(versions.into_inner().expect("a sound lock"), (1..=90).collect());
}

#[test]
fn many_processes_may_make_the_same_store_at_once() {
    let Some((cluster, schema)) = shared() else { return };
    cluster.sql("public", &format!("CREATE SCHEMA {schema}"));
    thread::scope(|scope| {
        for n in 0..4 {
            let url = cluster.url(&schema, &[]);
            scope.spawn(move || {
                open(&url).append_events(&[view(&format!("e{n}"), by_customer("c"), n)]).expect("durable");
            });
        }
    });
    assert_eq!(event_ids(&open(&cluster.url(&schema, &[]))).len(), 4);
}

#[test]
fn a_store_of_the_version_before_keeps_its_people_and_counts_on_from_elsewhere() {
    let Some(shop) = fresh() else { return };
    shop.append_events(&[view("e", by_customer("c"), 1)]).expect("durable");
    let was = (*shop.person(&by_customer("c")).expect("readable")).clone();
    let sql = |statement: &str| shop.cluster.sql(&shop.schema, statement);
    shop.put_decision(decided("d", "a record")).expect("taken");
    shop.flush().expect("durable");
    sql("DROP TABLE outline");
    sql("UPDATE candor_store SET schema = 2");
    let changes = || sql("SELECT changes FROM total").parse::<u64>().expect("a number");
    let before = changes();
    let store = shop.other();
    assert_eq!(sql("SELECT schema FROM candor_store"), "4");
    let span = Span { since: Time::from_millis(0), until: Time::from_millis(i64::MAX), after: 0, limit: 9 };
    let told: Vec<Told> = store.outlines(&span).expect("readable").into_iter().map(|one| one.told).collect();
    assert_eq!(told, [Told::Record(b"a record".to_vec())]);
    assert!(changes() > before + 1_000, "{} after {before}", changes());
    assert_eq!(*store.person(&by_customer("c")).expect("readable"), was);
    store.append_events(&[view("f", by_customer("c"), 2)]).expect("durable");
    assert_eq!(store.person(&by_customer("c")).expect("readable").events.len(), 2);
}

#[test]
fn a_store_of_a_newer_version_is_refused_and_left_alone() {
    let Some(shop) = fresh() else { return };
    shop.cluster.sql(&shop.schema, "UPDATE candor_store SET schema = 99");
    let error = refusal(&shop.url());
    assert!(matches!(error, StoreError::NewerSchema { found: 99, .. }), "{error}");
    assert_eq!(shop.cluster.sql(&shop.schema, "SELECT schema FROM candor_store"), "99");
}

#[test]
fn an_address_that_will_not_do_is_refused_at_once_without_its_password() {
    let begun = Instant::now();
    for url in [
        "postgres://ann:s3cret@127.0.0.1:1/shop",
        "postgres://ann:s3cret@%2Fnowhere/shop",
        "postgres://ann:s3cret@/shop?port=many",
        "postgres://ann:s3cret@127.0.0.1:1/shop?unknown=1",
    ] {
        let error = refusal(url);
        assert!(matches!(error, StoreError::Open { .. }), "{error}");
        assert!(!error.to_string().contains("s3cret") && error.to_string().contains("ann@"), "{error}");
    }
    assert!(begun.elapsed() < Duration::from_secs(10), "nobody waits for a server that is not there");
}

#[test]
fn a_server_that_would_sort_or_encode_otherwise_is_no_matter_or_refused() {
    let Some(shop) = fresh() else { return };
    let order = shop.cluster.sql("public", "SELECT 'a' < 'B'");
    assert_eq!(order, "t", "the suite means nothing on a server that sorts by bytes anyway");
    shop.cluster
        .sql("public", "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' LOCALE_PROVIDER libc TEMPLATE template0");
    let error = refusal(&shop.url().replace("/postgres?", "/latin?")).to_string();
    assert!(error.contains("UTF8"), "{error}");
}

/// Waits until something holds, for a bounded number of steps.
fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..1_000 {
        if holds() {
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("{what} did not come to hold");
}

/// The session asks for less than a durable commit; the store does not take it.
fn careless(cluster: &Cluster) -> Postgres {
    open(&cluster.url("shop", &["synchronous_commit=off"]))
}

#[test]
fn acknowledged_events_are_there_once_after_the_server_was_killed() {
    const ROUNDS: usize = 3;
    const WRITERS: usize = 4;
    let Some(cluster) = Cluster::start(Sync::On) else { return };
    let store = careless(&cluster);
    let acknowledged = Mutex::new(BTreeSet::new());
    let is_over = AtomicBool::new(false);
    let count = || acknowledged.lock().expect("a sound lock").len();
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (store, acknowledged, is_over) = (&store, &acknowledged, &is_over);
            scope.spawn(move || {
                let mut n = 0;
                while !is_over.load(Ordering::Relaxed) {
                    // A batch whose fate is not known is sent again, as a careful client would.
                    match store.append_events(&batch(&format!("w{writer}"), n)) {
                        Ok(appended) => {
                            assert_eq!(appended.accepted + appended.duplicates, BATCH);
                            assert!(appended.accepted == 0 || appended.duplicates == 0, "a batch was kept in part");
                            acknowledged.lock().expect("a sound lock").insert(format!("w{writer}-{n}"));
                            n += 1;
                        }
                        Err(cause) => {
                            assert!(matches!(cause, StoreError::Away(_)), "{cause}");
                            thread::sleep(Duration::from_millis(5));
                        }
                    }
                }
            });
        }
        for round in 0..ROUNDS {
            let before = count();
            until("a writer at work", || count() >= before + 40 + 30 * round);
            cluster.kill();
            cluster.resume();
        }
        let before = count();
        until("writers that go on", || count() > before + 20);
        is_over.store(true, Ordering::Relaxed);
    });
    let fresh = careless(&cluster);
    let ids = event_ids(&fresh);
    let there: BTreeSet<String> =
        ids.iter().map(|id| id.rsplit_once('-').expect("the name of a batch").0.to_owned()).collect();
    assert_eq!(ids.len(), there.len() * BATCH, "a batch is there in part, or an event twice");
    assert_eq!(fresh.counts().expect("readable").events, ids.len() as u64);
    let acknowledged = acknowledged.into_inner().expect("a sound lock");
    assert!(acknowledged.is_subset(&there), "lost: {:?}", acknowledged.difference(&there).collect::<Vec<_>>());
}

#[test]
fn while_the_server_is_away_calls_fail_at_once_and_afterwards_all_goes_on() {
    let Some(cluster) = Cluster::start(Sync::Off) else { return };
    let store = Arc::new(careless(&cluster));
    store.append_events(&[view("before", by_customer("c"), 1)]).expect("durable");
    store.put_decision(decided("d_before", [1])).expect("taken");
    store.flush().expect("durable");
    cluster.stop();

    let begun = Instant::now();
    let error = store.append_events(&[view("lost", by_customer("c"), 2)]).expect_err("nobody is there");
    assert!(matches!(error, StoreError::Away(_)), "{error}");
    assert!(matches!(store.writable(), Err(StoreError::Away(_))));
    for _ in 0..200 {
        assert!(matches!(store.events_of(&by_customer("c")), Err(StoreError::Away(_))));
        assert!(matches!(store.for_each_subject(&mut |_, _| Ok(())), Err(StoreError::Away(_))));
    }
    assert!(matches!(store.flush(), Err(StoreError::Away(_))));
    assert!(begun.elapsed() < Duration::from_secs(10), "they fail at once: {:?}", begun.elapsed());
    for n in 0..2_000_u32 {
        let taken = store.put_decision(decided(&format!("d_{n}"), n.to_le_bytes()));
        assert_eq!(taken.is_ok(), n < 1_024, "as many as the queue holds are taken");
    }
    assert_eq!(store.decision(&decision("d_7")).expect("on its way"), Some(7_u32.to_le_bytes().to_vec()));

    cluster.resume();
    until("a store that takes writes", || store.writable().is_ok());
    assert_eq!(event_ids(&*store), ["before"]);
    assert_eq!(store.append_events(&[view("after", by_customer("c"), 2)]).expect("durable").accepted, 1);
    store.flush().expect("durable");
    assert_eq!(store.counts().expect("readable").decisions, 1_025, "what was handed over meanwhile is there");
    assert_eq!(store.decision(&decision("d_1023")).expect("readable"), Some(1_023_u32.to_le_bytes().to_vec()));
}

#[test]
fn a_server_that_restarts_between_two_calls_costs_none() {
    let Some(cluster) = Cluster::start(Sync::Off) else { return };
    let store = careless(&cluster);
    for round in 0..2 {
        let id = format!("e{round}");
        assert_eq!(store.append_events(&[view(&id, by_customer("c"), round)]).expect("durable").accepted, 1);
        assert_eq!(store.events_of(&by_customer("c")).expect("readable").len(), round as usize + 1);
        assert_eq!(event_ids(&store).len(), round as usize + 1);
        cluster.stop();
        cluster.resume();
    }
    assert_eq!(store.events_of(&by_customer("c")).expect("readable").len(), 2);
    assert_eq!(store.append_events(&[view("e9", by_customer("c"), 9)]).expect("durable").accepted, 1);
    assert_eq!(event_ids(&store).len(), 3);
}

#[test]
fn a_call_that_fails_midway_leaves_nothing_and_spares_the_others_of_its_transaction() {
    let Some(shop) = fresh() else { return };
    shop.cluster.sql(
        &shop.schema,
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN IF new.id = 'bad' THEN RAISE EXCEPTION 'as wished'; END IF; RETURN new; END $$;
         CREATE TRIGGER bad BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION refuse()",
    );
    let batch = [view("good", by_customer("new"), 1), view("bad", by_customer("c"), 9)];
    let error = shop.append_events(&batch).expect_err("it fails midway");
    assert!(matches!(&error, StoreError::Backend(cause) if cause.contains("as wished")), "{error}");
    assert_eq!((event_ids(&*shop).len(), shop.counts().expect("readable")), (0, store::Counts::default()));
    assert_eq!(shop.event_items().expect("readable"), []);
    thread::scope(|scope| {
        for writer in 0..8 {
            let store = &shop.store;
            scope.spawn(move || {
                for n in 0..20 {
                    let good = view(&format!("{writer}-{n}"), by_customer(&format!("{writer}")), n);
                    if writer % 2 == 0 {
                        assert_eq!(store.append_events(&[good]).expect("durable").accepted, 1);
                    } else {
                        store.append_events(&[good, view("bad", by_customer("c"), n)]).expect_err("it fails midway");
                    }
                }
            });
        }
    });
    assert_eq!(event_ids(&*shop).len(), 80);
    let counts = shop.counts().expect("readable");
    assert_eq!((counts.customers, counts.events), (4, 80));
    shop.writable().expect("a call that was undone does not stop the writer");
}
