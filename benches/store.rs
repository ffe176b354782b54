//! How fast are the stores? Each figure is the median of three runs on a new store, with its ratio to a reference of the
//! same run: 400 writes of 64 KiB, each synced, which is what the disk allows, or what the database allows without us.
#![expect(clippy::print_stdout, reason = "a bench speaks through standard output")]

use std::fs::File;
use std::hint::black_box;
use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use candor::event::{Event, Kind, Subject};
use candor::ids::{CustomerId, EventId, ItemId};
use candor::store::{Embedded, Postgres, Store};
use candor::units::Time;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use self::cluster::{Cluster, Sync};

#[expect(dead_code, reason = "a bench needs less of a cluster than the tests")]
#[path = "../tests/common/postgres.rs"]
mod cluster;

const EVENTS: usize = 400_000;
const BATCH: usize = 1_000;
const CUSTOMERS: u64 = 4_000;
const ITEMS: u64 = 4_000;
const THREADS: usize = 64;
const SENDERS: usize = 8;
const SENT: usize = 100_000;
const SENT_ALONE: usize = 16_000;

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

/// Hands events out in parts to as many threads, which add them in batches.
fn added(store: &dyn Store, events: &[Event], threads: usize, batch: usize) -> Duration {
    let parts = events.chunks(events.len().div_ceil(threads));
    timed(|| {
        thread::scope(|scope| {
            for part in parts {
                scope.spawn(move || {
                    for events in part.chunks(batch) {
                        store.append_events(events).expect("durable");
                    }
                });
            }
        });
    })
}

/// What SQLite itself allows: the same rows in one table with one index, a durable commit for each batch.
fn raw_sqlite(events: &[Event], batch: usize) -> Duration {
    let dir = tempfile::tempdir().expect("a directory");
    let conn = rusqlite::Connection::open(dir.path().join("raw.db")).expect("a database");
    let settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
        CREATE TABLE raw (id TEXT PRIMARY KEY, subject TEXT, item TEXT, time INTEGER) WITHOUT ROWID;";
    conn.execute_batch(settings).expect("a table");
    timed(|| {
        for events in events.chunks(batch) {
            let tx = conn.unchecked_transaction().expect("a transaction");
            let mut insert = tx.prepare_cached("INSERT INTO raw VALUES (?1, ?2, ?3, ?4)").expect("a statement");
            for event in events {
                let row = (event.id.as_str(), event.subject.as_str(), event.item.as_str(), event.time.millis());
                insert.execute(row).expect("a row");
            }
            drop(insert);
            tx.commit().expect("durable");
        }
    })
}

/// What PostgreSQL itself allows: the same over as many connections.
fn raw_postgres(cluster: &Cluster, events: &[Event], threads: usize, batch: usize) -> Duration {
    cluster.sql(
        "public",
        "DROP TABLE IF EXISTS raw; CREATE TABLE raw (id text PRIMARY KEY, subject text, item text, time int8)",
    );
    let url = cluster.url("public", &[]);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let connect = || {
        runtime.block_on(async {
            let (client, connection) =
                tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("a connection");
            tokio::spawn(connection);
            let sql = "INSERT INTO raw SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int8[])";
            let insert = client.prepare(sql).await.expect("a statement");
            (client, insert)
        })
    };
    let parts: Vec<_> = events.chunks(events.len().div_ceil(threads)).map(|part| (part, connect())).collect();
    timed(|| {
        thread::scope(|scope| {
            for (part, (client, insert)) in &parts {
                let handle = runtime.handle();
                scope.spawn(move || {
                    for events in part.chunks(batch) {
                        let ids: Vec<&str> = events.iter().map(|event| event.id.as_str()).collect();
                        let subjects: Vec<&str> = events.iter().map(|event| event.subject.as_str()).collect();
                        let items: Vec<&str> = events.iter().map(|event| event.item.as_str()).collect();
                        let times: Vec<i64> = events.iter().map(|event| event.time.millis()).collect();
                        handle.block_on(client.execute(insert, &[&ids, &subjects, &items, &times])).expect("durable");
                    }
                });
            }
        });
    })
}

fn on_postgres(cluster: &Cluster, run: impl FnOnce(&Postgres) -> Duration) -> Duration {
    cluster.sql("public", "DROP SCHEMA IF EXISTS bench CASCADE");
    run(&Postgres::open(&cluster.url("bench", &[])).expect("a store"))
}

/// Events as a shop's servers send them, each figure with its ratio to what the database allows for the same commits.
fn as_sent(report: &dyn Fn(&str, usize, f64, f64)) {
    let events = events(20);
    let cluster = Cluster::start(Sync::On);
    for (how, count, threads, batch) in
        [("batches_of_100", SENT, SENDERS, 100), ("single_events", SENT_ALONE, THREADS, 1)]
    {
        let events = &events[..count];
        let name = |store: &str| format!("append_{count}_in_{how}_from_{threads}_threads_{store}");
        let raw = median(|| raw_sqlite(events, batch));
        let ours = median(|| on_a_new_store(|store| added(store, events, threads, batch)));
        report(&name("embedded"), count, ours, raw);
        if let Some(cluster) = &cluster {
            let raw = median(|| raw_postgres(cluster, events, threads, batch));
            let ours = median(|| on_postgres(cluster, |store| added(store, events, threads, batch)));
            report(&name("postgres"), count, ours, raw);
        }
    }
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
    as_sent(&|name, count, ours, raw| {
        let (rate, allowed) = (count as f64 / ours, count as f64 / raw);
        println!("{name}: {rate:.0} events/s, the database itself {allowed:.0}, ratio {:.2}", rate / allowed);
    });
}
