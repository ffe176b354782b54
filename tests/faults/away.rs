//! PostgreSQL is stopped under load, and comes back.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use candor::event::Event;
use serde_json::{Value, json};

use crate::cluster::{Cluster, Sync};
use crate::shop::{Shop, batch};
use crate::times;

const ASKING: usize = 3;
/// So long the server is there, then away, then there again; at last it is away for as long as all these times together.
const PHASE: Duration = Duration::from_millis(700);

/// Answers with status 200, others, and of the first those that say that the store was away.
#[derive(Debug, Default)]
struct Told {
    answered: usize,
    refused: usize,
    flagged: usize,
}

#[test]
fn while_the_server_is_away_lists_are_answered_and_say_so_and_no_event_is_acknowledged_that_is_lost() {
    let Some(cluster) = Cluster::start(Sync::On) else { return };
    let shop = Shop::at(cluster.url("shop", &[]));
    let running = shop.serve(&[], &[]);
    shop.wait_until_ready(&running);
    // The rules are looked at, and the key is known.
    let mut client = running.client(&shop.key);
    let asked = json!({"customer": "c1", "count": 3});
    assert_eq!(client.post("/v1/recommendations", &asked).expect("an answer").json()["personalised"], true);

    let (told, acknowledged) = (Mutex::new(Told::default()), Mutex::new(BTreeSet::new()));
    let is_over = AtomicBool::new(false);
    let ask = || {
        let mut client = running.client(&shop.key);
        while !is_over.load(Ordering::Relaxed) {
            let reply = client.post("/v1/recommendations", &asked).expect("an answer");
            let is_flagged = reply.status == 200 && reply.json()["fallback_reason"] == "store_away";
            let mut told = told.lock().expect("no holder panics");
            if reply.status == 200 {
                told.answered += 1
            } else {
                told.refused += 1
            }
            told.flagged += usize::from(is_flagged);
        }
    };
    let write = || {
        let mut client = running.client(&shop.key);
        for n in (0..).take_while(|_| !is_over.load(Ordering::Relaxed)) {
            let name = format!("a{n}");
            let reply = client.post("/v1/events", &batch(&name, 1)).expect("an answer");
            match reply.status {
                200 => drop(acknowledged.lock().expect("no holder panics").insert(name + "-0")),
                status => assert_eq!((status, reply.says_when()), (503, true)),
            }
        }
    };
    thread::scope(|scope| {
        (0..ASKING).for_each(|_| drop(scope.spawn(ask)));
        scope.spawn(write);
        let longest = PHASE * u32::try_from(times(1)).expect("a small number");
        for away in std::iter::repeat_n(PHASE, times(1)).chain([longest]) {
            thread::sleep(PHASE);
            cluster.stop();
            thread::sleep(away);
            cluster.resume();
        }
        shop.wait_until_ready(&running);
        thread::sleep(PHASE);
        is_over.store(true, Ordering::Relaxed);
    });
    let told = told.into_inner().expect("no holder panics");
    assert!(told.refused * 1_000 <= told.answered, "{told:?}");
    assert!(told.flagged > 0 && told.flagged < told.answered, "{told:?}");
    let last: Value = client.post("/v1/recommendations", &asked).expect("an answer").json();
    assert_eq!((&last["personalised"], last.get("record")), (&json!(true), None), "{last}");
    running.signal("TERM");
    drop(running);

    let mut kept = BTreeSet::new();
    let mut add = |event: &Event| assert!(kept.insert(event.id.to_string()), "{} is there twice", event.id);
    let store = shop.store();
    store
        .for_each_subject(&mut |_, events| {
            events.iter().for_each(&mut add);
            Ok(())
        })
        .expect("readable");
    let acknowledged = acknowledged.into_inner().expect("no holder panics");
    let lost: Vec<_> = acknowledged.difference(&kept).collect();
    assert!(acknowledged.len() > 10 && lost.is_empty(), "lost: {lost:?}");
    drop(store);
    shop.verify();
}
