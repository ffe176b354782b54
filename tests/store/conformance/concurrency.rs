use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use candor::store::Store;

use crate::store::fixtures::{by_customer, decided, event_ids, streamed, titled, view};

const WRITERS: usize = 8;

pub(super) fn of_eight_writers_nothing_is_lost_and_nothing_kept_twice(store: &dyn Store) {
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            scope.spawn(move || {
                for n in 0..60 {
                    let batch: Vec<_> = (0..=n % 5)
                        .map(|k| view(&format!("{writer}-{n}-{k}"), by_customer(&format!("c{k}")), n))
                        .collect();
                    assert_eq!(store.append_events(&batch).expect("durable").accepted, batch.len());
                    let mine = store.events_of(&by_customer("c0")).expect("readable");
                    assert!(mine.iter().any(|event| event.id == batch[0].id), "what returned can be read");
                }
            });
        }
    });
    let ids = event_ids(store);
    assert_eq!(ids.len(), WRITERS * 60 * 3);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    assert_eq!(store.counts().expect("readable").events, ids.len() as u64);
}

pub(super) fn writers_of_the_same_events_accept_each_once(store: &dyn Store) {
    let batch: Vec<_> = (0..200).map(|n| view(&format!("e{n}"), by_customer(&format!("c{}", n % 9)), n)).collect();
    let accepted = AtomicUsize::new(0);
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (batch, accepted) = (&batch, &accepted);
            scope.spawn(move || {
                for part in batch.chunks(10 + writer) {
                    let appended = store.append_events(part).expect("durable");
                    assert_eq!(appended.accepted + appended.duplicates, part.len());
                    accepted.fetch_add(appended.accepted, Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(accepted.into_inner(), batch.len());
    assert_eq!(event_ids(store).len(), batch.len());
}

pub(super) fn a_batch_is_never_seen_in_part(store: &dyn Store) {
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            for n in 0..100 {
                let batch = ["a", "b", "c"].map(|who| view(&format!("{n}{who}"), by_customer(who), n));
                store.append_events(&batch).expect("durable");
            }
            done.store(true, Ordering::Release);
        });
        loop {
            let was_done = done.load(Ordering::Acquire);
            let lengths: BTreeSet<usize> = streamed(store).iter().map(|(_, events)| events.len()).collect();
            assert!(lengths.len() <= 1, "{lengths:?}");
            if was_done {
                assert_eq!(lengths, BTreeSet::from([100]));
                break;
            }
        }
    });
}

pub(super) fn catalogue_revisions_of_concurrent_writers_are_a_sequence(store: &dyn Store) {
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            scope.spawn(move || {
                for n in 0..20 {
                    let items = [titled(&format!("w{writer}"), &format!("v{n}"))];
                    assert_eq!(store.put_items(&items).expect("durable"), 1);
                    let state = store.catalog_state().expect("readable");
                    let (digest, items) = store.items_at(state.revision).expect("readable");
                    assert_eq!(digest, state.digest);
                    assert!(items.iter().any(|item| item.title == format!("v{n}")));
                }
            });
        }
    });
    let revisions = store.catalog_state().expect("readable").revision;
    assert_eq!(revisions, WRITERS as u64 * 20);
    for revision in 1..=revisions {
        let (_, before) = store.items_at(revision - 1).expect("readable");
        let (_, items) = store.items_at(revision).expect("readable");
        assert_eq!(items.iter().filter(|item| !before.contains(item)).count(), 1, "one change per revision");
    }
}

pub(super) fn many_decisions_pass_a_bounded_queue(store: &dyn Store) {
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            scope.spawn(move || {
                for n in 0..400 {
                    let decided = decided(&format!("d_{writer}_{n}"), format!("{writer}:{n}"));
                    store.put_decision(decided.clone()).expect("taken");
                    assert_eq!(store.decision(&decided.id).expect("readable"), Some(decided.record));
                }
            });
        }
    });
    store.flush().expect("durable");
    assert_eq!(store.counts().expect("readable").decisions, WRITERS as u64 * 400);
}
