//! Killed at any moment.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use candor::event::{Event, Kind, Subject};
use candor::store::Store;
use candor::units::Time;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use serde_json::json;

use crate::shop::{Running, Shop, batch};
use crate::times;

/// What the shop knows from before, people and what each did: a million events where all counts are a hundred times as high.
const PEOPLE: usize = 200;
const EACH: usize = 50;
/// From its start, with all of these.
const READY_MAX: Duration = Duration::from_secs(5);
const WRITERS: usize = 3;
const BATCH: usize = 3;

/// Writes, asks and changes models until the program is killed, which is when `enough` batches were acknowledged; which these were.
fn load_and_kill(shop: &Shop, running: &Running, round: usize, enough: usize) -> BTreeSet<String> {
    let acknowledged = Mutex::new(BTreeSet::new());
    let is_over = AtomicBool::new(false);
    let write = &|writer: usize| {
        let mut client = running.client(&shop.key);
        for n in 0.. {
            let name = format!("r{round}w{writer}n{n}");
            let Ok(reply) = client.post("/v1/events", &batch(&name, BATCH)) else { return };
            assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.body));
            acknowledged.lock().expect("no holder panics").insert(name);
        }
    };
    let ask = || {
        let mut client = running.client(&shop.key);
        while client.post("/v1/recommendations", &json!({"customer": "c1", "count": 3})).is_ok() {}
    };
    let change_models = || {
        let models = shop.model_dir();
        for model in shop.models.iter().cycle().take_while(|_| !is_over.load(Ordering::Relaxed)) {
            models.make_current(model).expect("a sound model");
            thread::sleep(Duration::from_millis(3));
        }
    };
    thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS).map(|writer| scope.spawn(move || write(writer))).collect();
        scope.spawn(ask);
        scope.spawn(change_models);
        while acknowledged.lock().expect("no holder panics").len() < enough && !writers.iter().all(|w| w.is_finished())
        {
            thread::sleep(Duration::from_millis(1));
        }
        running.signal("KILL");
        is_over.store(true, Ordering::Relaxed);
    });
    acknowledged.into_inner().expect("no holder panics")
}

/// Events of before, by people who are not asked for.
fn put_earlier(store: &dyn Store) {
    let event = |n: usize| {
        let [id, by, what] = [format!("earlier-{n}"), format!("e{}", n / EACH), format!("i{}", n % 12)];
        let time = Time::from_millis(i64::try_from(n).expect("a small number") * 1_000);
        let by = Subject::Customer(by.parse().expect("a short id"));
        Event::new(id.parse().expect("a short id"), by, what.parse().expect("a short id"), Kind::View, time)
    };
    let events: Vec<Event> = (0..times(PEOPLE) * EACH).map(event).collect();
    events.chunks(1_000).for_each(|some| {
        store.append_events(some).expect("durable");
    });
}

fn ids(store: &dyn Store) -> Vec<String> {
    let mut ids = Vec::new();
    let mut add = |event: &Event| ids.push(event.id.to_string());
    store
        .for_each_subject(&mut |_, events| {
            events.iter().for_each(&mut add);
            Ok(())
        })
        .expect("readable");
    ids
}

/// Every acknowledged event is there, and none twice or in part.
fn check(shop: &Shop, acknowledged: &BTreeSet<String>) {
    let kept = ids(&*shop.store());
    let unique: BTreeSet<&String> = kept.iter().collect();
    assert_eq!(unique.len(), kept.len(), "an event is there twice");
    let wanted = acknowledged.iter().flat_map(|name| (0..BATCH).map(move |k| format!("{name}-{k}")));
    let lost: Vec<String> = wanted.filter(|id| !unique.contains(id)).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
    assert_eq!(kept.iter().filter(|id| id.starts_with("earlier-")).count(), times(PEOPLE) * EACH);
}

#[test]
fn whatever_was_acknowledged_is_there_once_after_every_kill_and_the_chain_is_whole() {
    let shop = Shop::new(None);
    put_earlier(&*shop.store());
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(11);
    let mut random = |below: u64| rng.next_u64() % below;
    let mut acknowledged = BTreeSet::new();
    for round in 0..times(10) {
        if round % 3 == 2 {
            // During the start, and so during the recovery from the kill before.
            let mut child = shop.spawn(&[], &[]);
            thread::sleep(Duration::from_millis(random(60)));
            child.kill().and_then(|()| child.wait()).expect("a living child");
        }
        let began = Instant::now();
        let running = shop.serve(&[], &[]);
        shop.wait_until_ready(&running);
        let took = began.elapsed();
        assert!(took <= READY_MAX, "ready after {took:?}");
        let enough = 10 + usize::try_from(random(30)).expect("a small number");
        let more = load_and_kill(&shop, &running, round, enough);
        assert!(more.len() >= enough, "it ended early");
        acknowledged.extend(more);
        drop(running);
        // A broken chain stays broken, and looking at all of it takes longer with every round: of many not after each.
        if round < 10 || round % 10 == 9 {
            shop.verify();
        }
    }
    check(&shop, &acknowledged);
}
