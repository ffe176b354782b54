//! How fast is the embedded store? Each figure is the median of three runs on a new store, with its ratio to a
//! reference of the same run: 400 writes of 64 KiB, each synced, which is what the disk allows.
#![expect(clippy::print_stdout, reason = "a bench speaks through standard output")]

use std::fs::File;
use std::hint::black_box;
use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use candor::event::{Event, Kind, Subject};
use candor::ids::{CustomerId, EventId, ItemId};
use candor::store::{Embedded, Store};
use candor::units::Time;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

const EVENTS: usize = 400_000;
const BATCH: usize = 1_000;
const CUSTOMERS: u64 = 4_000;
const ITEMS: u64 = 4_000;
const THREADS: usize = 64;
const SINGLES: usize = 500;

/// Purchases in time order; `basket` neighbouring ones belong to one customer.
fn events(basket: usize) -> Vec<Event> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    let mut customer = 0;
    let mut event = |n: usize| {
        if n.is_multiple_of(basket) {
            customer = rng.next_u64() % CUSTOMERS;
        }
        let item = ItemId::new(&format!("{}", 20_000 + rng.next_u64() % ITEMS)).expect("a valid id");
        let subject = Subject::Customer(CustomerId::new(&format!("{}", 12_000 + customer)).expect("a valid id"));
        let id = EventId::new(&format!("{}-{}", 536_365 + n / basket, n % basket)).expect("a valid id");
        let mut event = Event::new(id, subject, item, Kind::Purchase, Time::from_millis(n as i64 * 60_000));
        event.quantity = Some(6);
        event.price = serde_json::from_str(r#"{"amount":"2.55","currency":"GBP"}"#).ok();
        event
    };
    (0..EVENTS).map(&mut event).collect()
}

fn timed(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn on_a_new_store(run: impl FnOnce(&Embedded) -> Duration) -> Duration {
    let dir = tempfile::tempdir().expect("a directory");
    run(&Embedded::open(dir.path()).expect("a store"))
}

fn fill(store: &Embedded, events: &[Event]) {
    for batch in events.chunks(BATCH) {
        store.append_events(batch).expect("durable");
    }
}

fn stream(store: &Embedded) {
    let mut seen = 0;
    let visit = &mut |_, events: Vec<Event>| {
        seen += black_box(events).len();
        Ok(())
    };
    store.for_each_subject(visit).expect("readable");
    assert_eq!(seen, EVENTS);
}

fn single_events(store: &Embedded, events: &[Event]) {
    thread::scope(|scope| {
        for part in events.chunks(SINGLES).take(THREADS) {
            scope.spawn(move || {
                for one in part.chunks(1) {
                    store.append_events(one).expect("durable");
                }
            });
        }
    });
}

fn synced_writes() -> Duration {
    let dir = tempfile::tempdir().expect("a directory");
    let mut file = File::create(dir.path().join("reference")).expect("a file");
    let block = vec![7; 1 << 16];
    timed(|| (0..400).for_each(|_| file.write_all(&block).and_then(|()| file.sync_data()).expect("a sound disk")))
}

fn median(run: impl Fn() -> Duration) -> f64 {
    let mut times = [run(), run(), run()];
    times.sort_unstable();
    times[1].as_secs_f64()
}

fn main() {
    let (baskets, scattered) = (events(20), events(1));
    let reference = median(synced_writes);
    println!("reference: 400 synced writes of 64 KiB: {reference:.3} s");
    let report = |name: &str, count: usize, seconds: f64| {
        let rate = count as f64 / seconds;
        println!("{name}: {seconds:.3} s, {rate:.0} events/s, {:.2} of the reference", seconds / reference);
    };
    let append = |events: &[Event]| median(|| on_a_new_store(|store| timed(|| fill(store, events))));
    report("append_400000_events_in_baskets_of_20", EVENTS, append(&baskets));
    report("append_400000_events_of_scattered_customers", EVENTS, append(&scattered));
    let streamed = |store: &Embedded| {
        fill(store, &scattered);
        timed(|| stream(store))
    };
    report("stream_400000_events", EVENTS, median(|| on_a_new_store(streamed)));
    let singles = || on_a_new_store(|store| timed(|| single_events(store, &baskets)));
    report("append_32000_single_events_from_64_threads", THREADS * SINGLES, median(singles));
}
