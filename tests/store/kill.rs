//! What was acknowledged survives the end of the process at any moment; what the log holds in part does not.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::thread;

use candor::store::Store;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use super::embedded::open;
use super::fixtures::{decided, decision, event_ids};
use super::process::{BATCH, acknowledge, acknowledgements, batch, directory, start};

const ROUNDS: usize = 5;
const WRITERS: usize = 4;

#[test]
#[ignore = "plays the child of `acknowledged_events_survive_a_kill`"]
fn child_appends_until_it_is_killed() {
    let Some(dir) = directory() else { return };
    let store = open(&dir);
    let pid = std::process::id();
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let store = &store;
            scope.spawn(move || {
                for n in 0.. {
                    store.append_events(&batch(&format!("{pid}.{writer}"), n)).expect("durable");
                    acknowledge(&format!("{pid}.{writer}-{n}"));
                }
            });
        }
    });
}

/// Every batch is there whole or not at all; the names `{writer}-{n}` of those that are.
fn whole_batches(store: &dyn Store) -> BTreeSet<String> {
    let ids = event_ids(store);
    let name = |id: &String| id.rsplit_once('-').expect("the name of a batch").0.to_owned();
    let names: BTreeSet<String> = ids.iter().map(name).collect();
    assert_eq!(ids.len(), names.len() * BATCH, "a batch is there in part, or an event twice");
    assert_eq!(store.counts().expect("readable").events, ids.len() as u64);
    names
}

#[test]
fn acknowledged_events_survive_a_kill() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut acknowledged = BTreeSet::new();
    for round in 0..ROUNDS {
        let mut child = start("store::kill::child_appends_until_it_is_killed", dir.path(), None);
        let mut lines = acknowledgements(child.stdout.take().expect("a pipe"));
        let enough = 40 + 37 * round;
        let before = acknowledged.len();
        acknowledged.extend(lines.by_ref().take(enough));
        child.kill().expect("a living child");
        acknowledged.extend(lines);
        child.wait().expect("an end");
        assert!(acknowledged.len() >= before + enough, "the child ended early");

        let store = open(dir.path());
        let kept = whole_batches(&store);
        let lost: Vec<_> = acknowledged.difference(&kept).collect();
        assert!(lost.is_empty(), "lost: {lost:?}");
        store.append_events(&batch(&format!("parent.{round}"), 0)).expect("the store goes on");
        acknowledged.insert(format!("parent.{round}-0"));
    }
}

fn copy(from: &Path, to: &Path) {
    for file in ["candor.db", "candor.db-wal"] {
        fs::copy(from.join(file), to.join(file)).expect("a copy");
    }
}

/// A store that was not closed: everything that it wrote is still in its log.
fn unclosed(dir: &Path, batches: usize) {
    let store = open(dir);
    for n in 0..batches {
        store.append_events(&batch("w", n)).expect("durable");
    }
    let aside = tempfile::tempdir().expect("a directory");
    copy(dir, aside.path());
    drop(store);
    copy(aside.path(), dir);
}

#[test]
fn a_torn_log_gives_the_batches_before_the_tear_and_no_part_of_one() {
    let dir = tempfile::tempdir().expect("a directory");
    unclosed(dir.path(), 40);
    let log = fs::read(dir.path().join("candor.db-wal")).expect("a log");
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
    let mut cuts: Vec<usize> = (0..40).map(|_| usize::try_from(rng.next_u64()).expect("64 bits") % log.len()).collect();
    cuts.extend([log.len() - 1, log.len()]);
    cuts.sort_unstable();
    let mut kept_before = 0;
    for cut in cuts {
        let torn = tempfile::tempdir().expect("a directory");
        copy(dir.path(), torn.path());
        let mut bytes = log[..cut].to_vec();
        bytes.resize(log.len() + 5_000, 0xa5);
        fs::write(torn.path().join("candor.db-wal"), bytes).expect("a torn log");
        let store = open(torn.path());
        let kept = whole_batches(&store).len();
        let first: BTreeSet<String> = (0..kept).map(|n| format!("w-{n}")).collect();
        assert_eq!(whole_batches(&store), first, "the first batches, without a gap");
        assert!(kept >= kept_before, "a longer log gives no less");
        kept_before = kept;
    }
    assert_eq!(kept_before, 40, "the whole log gives everything");
}

#[test]
#[ignore = "plays the child of `flushed_decisions_survive_a_kill`"]
fn child_decides_until_it_is_killed() {
    let Some(dir) = directory() else { return };
    let store = open(&dir);
    for n in 0.. {
        for k in 0..20 {
            store.put_decision(decided(&format!("d_{n}_{k}"), format!("{n} {k}"))).expect("taken");
        }
        store.flush().expect("durable");
        acknowledge(&n.to_string());
    }
}

#[test]
fn flushed_decisions_survive_a_kill() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut child = start("store::kill::child_decides_until_it_is_killed", dir.path(), None);
    let mut lines = acknowledgements(child.stdout.take().expect("a pipe"));
    let mut flushed: Vec<String> = lines.by_ref().take(30).collect();
    child.kill().expect("a living child");
    flushed.extend(lines);
    child.wait().expect("an end");
    assert!(flushed.len() >= 30, "the child ended early");
    let store = open(dir.path());
    for n in flushed {
        for k in 0..20 {
            let record = store.decision(&decision(&format!("d_{n}_{k}"))).expect("readable");
            assert_eq!(record, Some(format!("{n} {k}").into_bytes()));
        }
    }
}
