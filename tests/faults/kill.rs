//! Killed at any moment.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use candor::event::Event;
use candor::store::Store;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use serde_json::json;

use crate::shop::{Running, Shop, batch};
use crate::times;

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
}

#[test]
fn whatever_was_acknowledged_is_there_once_after_every_kill_and_the_chain_is_whole() {
    let shop = Shop::new(None);
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
        let running = shop.serve(&[], &[]);
        let took = shop.wait_until_ready(&running);
        assert!(took < Duration::from_secs(5), "ready after {took:?}");
        let enough = 10 + usize::try_from(random(30)).expect("a small number");
        let more = load_and_kill(&shop, &running, round, enough);
        assert!(more.len() >= enough, "it ended early");
        acknowledged.extend(more);
        drop(running);
        shop.verify();
    }
    check(&shop, &acknowledged);
}
