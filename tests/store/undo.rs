//! A call that fails midway leaves nothing behind, and does not touch the calls that share its transaction.
//!
//! The failure is a trigger, put into the closed database by hand.

use std::thread;

use candor::rerank::Policy;
use candor::store::{Change, Collection, Expected, Store, StoreError};
use rusqlite::Connection;

use super::embedded::{fresh, open};
use super::fixtures::{by_customer, decided, decision, event_ids, streamed, view};

/// A store in which an insertion into `table` of the id `bad` fails in this way.
fn failing(table: &str, how: &str) -> (tempfile::TempDir, candor::store::Embedded) {
    let dir = tempfile::tempdir().expect("a directory");
    drop(open(dir.path()));
    let trigger = format!(
        "CREATE TRIGGER bad BEFORE INSERT ON {table} WHEN new.id = 'bad' BEGIN SELECT RAISE({how}, 'as wished'); END"
    );
    Connection::open(dir.path().join("candor.db")).and_then(|conn| conn.execute_batch(&trigger)).expect("a trigger");
    let store = open(dir.path());
    (dir, store)
}

#[test]
fn of_a_batch_that_fails_midway_nothing_is_kept() {
    let (_dir, store) = failing("event", "ABORT");
    let batch =
        [view("good", by_customer("new"), 1), view("bad", by_customer("c"), 9), view("late", by_customer("c"), 1)];
    let error = store.append_events(&batch).expect_err("it fails midway");
    assert!(matches!(&error, StoreError::Backend(cause) if cause.contains("as wished")), "{error}");
    assert_eq!(streamed(&store), []);
    assert_eq!(store.counts().expect("readable"), fresh().counts().expect("readable"));
    assert_eq!(store.newest_event_time().expect("readable"), None);
    assert_eq!(store.event_items().expect("readable"), []);
    store.writable().expect("a call that was undone does not stop the writer");
    assert_eq!(store.append_events(&[batch[0].clone(), batch[2].clone()]).expect("durable").accepted, 2);
    assert_eq!(streamed(&store).len(), 2, "the undone subjects and items are made anew");
}

#[test]
fn calls_that_share_a_transaction_with_a_failing_one_are_kept() {
    let (_dir, store) = failing("event", "ABORT");
    thread::scope(|scope| {
        for writer in 0..8 {
            let store = &store;
            scope.spawn(move || {
                for n in 0..100 {
                    let who = by_customer(&format!("{writer}-{}", n % 10));
                    let good = view(&format!("{writer}-{n}"), who.clone(), n);
                    if writer % 2 == 0 {
                        assert_eq!(store.append_events(&[good]).expect("durable").accepted, 1);
                    } else {
                        store.append_events(&[good, view("bad", who, n)]).expect_err("it fails midway");
                    }
                }
            });
        }
    });
    let ids = event_ids(&store);
    assert_eq!(ids.len(), 400);
    assert!(ids.iter().all(|id| ["0", "2", "4", "6"].contains(&&id[..1])), "{ids:?}");
    assert_eq!(store.counts().expect("readable").customers, 40);
    assert_eq!(store.counts().expect("readable").events, 400);
}

#[test]
fn a_lost_transaction_stops_the_writer_and_readers_see_what_was_durable() {
    let (dir, store) = failing("event", "ROLLBACK");
    store.append_events(&[view("good", by_customer("c"), 1)]).expect("durable");
    for id in ["bad", "any"] {
        let error = store.append_events(&[view(id, by_customer("c"), 2)]).expect_err("it is lost");
        assert!(matches!(error, StoreError::WriterStopped(_)), "{error}");
    }
    assert!(matches!(store.writable(), Err(StoreError::WriterStopped(_))));
    assert_eq!(event_ids(&store), ["good"]);
    drop(store);
    let store = open(dir.path());
    assert_eq!(event_ids(&store), ["good"]);
    store.append_events(&[view("after", by_customer("c"), 2)]).expect("a new start");
}

#[test]
fn a_decision_that_cannot_be_kept_stops_the_writer_and_stays_readable() {
    let (_dir, store) = failing("decision", "ABORT");
    store.put_decision(decided("good", [1])).expect("taken");
    store.flush().expect("durable");
    store.put_decision(decided("bad", [2])).expect("taken");
    let error = store.flush().expect_err("one decision is lost");
    assert!(matches!(&error, StoreError::WriterStopped(cause) if cause.contains("`bad`")), "{error}");
    assert_eq!(store.decision(&decision("bad")).expect("readable"), Some(vec![2]));
    assert_eq!(store.decision(&decision("good")).expect("readable"), Some(vec![1]));
    assert!(store.put_decision(decided("next", [3])).is_err());
    assert_eq!(store.counts().expect("readable").decisions, 1);
}

#[test]
fn a_publication_that_fails_after_its_first_half_leaves_neither() {
    let (_dir, store) = failing("document", "ABORT");
    let policy = Policy { version: 1, ..Policy::standard("home") };
    let note = |id: &str| vec![Change::write(Collection::Proposal, id, Expected::Absent, "{}".to_owned())];
    store.publish(&policy, [note("good"), note("bad")].concat()).expect_err("it fails midway");
    assert_eq!(store.live_policy("home").expect("readable"), None);
    assert_eq!(store.document(Collection::Proposal, "good").expect("readable"), None);
    assert!(store.publish(&policy, note("good")).expect("a call that was undone does not stop the writer"));
    assert_eq!(store.live_policy("home").expect("readable"), Some(policy));
}

#[test]
fn a_publication_whose_policy_is_not_kept_leaves_no_document() {
    let dir = tempfile::tempdir().expect("a directory");
    drop(open(dir.path()));
    let trigger = "CREATE TRIGGER bad BEFORE INSERT ON policy BEGIN SELECT RAISE(ABORT, 'as wished'); END";
    Connection::open(dir.path().join("candor.db")).and_then(|conn| conn.execute_batch(trigger)).expect("a trigger");
    let store = open(dir.path());
    let policy = Policy { version: 1, ..Policy::standard("home") };
    let note = vec![Change::write(Collection::Proposal, "good", Expected::Absent, "{}".to_owned())];
    store.publish(&policy, note).expect_err("it fails after the document");
    assert_eq!(store.document(Collection::Proposal, "good").expect("readable"), None);
    assert_eq!(store.live_policy("home").expect("readable"), None);
}
