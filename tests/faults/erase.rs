//! Customers forgotten one after the other, each time with a kill in the middle.

use std::collections::BTreeSet;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use candor::evaluate::{Reading, Start, train};
use candor::event::{Event, Kind, Subject};
use candor::model::Manifest;
use candor::service::Service;
use candor::store::{self, Store, StoreData};
use candor::units::Time;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;

use crate::shop::{self, Shop};
use crate::times;

/// Those who stay, and how much each does.
const STAYING: i64 = 20;
const EACH: i64 = 6;
/// An erasure is done in less; whoever waits for it longer waits in vain.
const DONE_MAX: Duration = Duration::from_secs(30);

/// What somebody did who comes after the shop's first customers; some of it nobody else did.
fn further(who: i64) -> Vec<Event> {
    let event = |n: i64| {
        let what = if n == 0 { format!("only-{who}") } else { format!("i{}", (who * 5 + n * n) % 12) };
        let kind = if n % 3 == 1 { Kind::View } else { Kind::Purchase };
        let time = Time::from_millis((1_000 + who * EACH + n) * 60_000);
        let id = format!("further-{who}-{n}").parse().expect("a short id");
        Event::new(id, subject(who), what.parse().expect("a short id"), kind, time)
    };
    (0..EACH).map(event).collect()
}

fn subject(who: i64) -> Subject {
    Subject::Customer(name(who).parse().expect("a short id"))
}

fn name(who: i64) -> String {
    format!("f{who}")
}

/// The model of a shop that never saw any but these, by its fingerprint.
fn never_seen_otherwise(manifest: &Manifest, those: impl Iterator<Item = i64>) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let store = store::open(folder.path().join("store").to_str().expect("UTF-8")).expect("a store");
    shop::fill(&*store);
    store.append_events(&those.flat_map(further).collect::<Vec<_>>()).expect("durable");
    let data = StoreData::new(store, Service::now()).expect("readable");
    let trained = train(&data, Start::TakeOver(manifest), Reading::Everybody, 1, &mut |_, _| {}).expect("a fit");
    trained.model.manifest().fingerprint.clone()
}

/// Begins to forget somebody.
fn begin(shop: &Shop, who: i64) -> Child {
    let mut erase = Command::new(env!("CARGO_BIN_EXE_candor"));
    erase.current_dir(&shop.folder).args(["erase", "--customer", &name(who), "--store", "store", "--model", "models"]);
    erase.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts")
}

/// Waits until the store has one person less, which is before there is a model without them.
fn wait_until_removed(shop: &Shop, child: &mut Child, people: i64) {
    let began = Instant::now();
    let database = shop.folder.join("store/candor.db");
    let look = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("a database");
    let count = || look.query_row("SELECT count(*) FROM subject", [], |row| row.get::<_, i64>(0)).expect("readable");
    while count() == people {
        assert!(began.elapsed() < DONE_MAX && child.try_wait().expect("a child").is_none(), "nobody is removed");
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn whoever_is_forgotten_although_it_was_killed_in_the_middle_was_never_seen_by_the_model() {
    let forgotten = i64::try_from(times(4)).expect("a small number");
    let everybody = 0..forgotten + STAYING;
    let shop = Shop::new(None);
    let people = |store: &dyn Store| i64::try_from(store.counts().expect("readable").customers).expect("few");
    let mut left = {
        let store = shop.store();
        store.append_events(&everybody.clone().flat_map(further).collect::<Vec<_>>()).expect("durable");
        people(&*store)
    };
    let manifest = shop.model_dir().load_current().expect("a sound model").manifest().clone();
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(17);
    let (mut between, mut models) = (0, BTreeSet::new());
    for who in 0..forgotten {
        let mut child = begin(&shop, who);
        // Between the removal and the new model, and at any moment, in turn.
        if who % 2 == 0 {
            wait_until_removed(&shop, &mut child, left);
        } else {
            thread::sleep(Duration::from_millis(rng.next_u64() % 200));
        }
        let ended = child.kill().and_then(|()| child.wait()).expect("a child");

        let done = shop.candor(&["erase", "--customer", &name(who), "--store", "store", "--model", "models", "--json"]);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let told: Value = serde_json::from_slice(&done.stdout).expect("one JSON object");
        between += u32::from(told["was_known"] == false && ended.code().is_none());
        left -= 1;
        let store = shop.store();
        assert_eq!((people(&*store), store.events_of(&subject(who)).expect("readable").len()), (left, 0), "{who}");
        let wanted = never_seen_otherwise(&manifest, who + 1..everybody.end);
        assert_eq!(told["model"], *wanted, "after {who} was forgotten");
        assert!(models.insert(wanted), "each of them made a difference to the model");
    }
    assert!(between > 0, "none was killed between the removal and the new model");
}
