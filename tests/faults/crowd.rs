//! More callers than there is room for.

use std::fs;
use std::io::Write;
use std::thread;
use std::time::Duration;

use serde_json::json;

use crate::client::Client;
use crate::shop::{Running, Shop, batch};
use crate::times;

/// Each of them takes one of the files that this process may open.
const SLOW_MAX: usize = 2_000;
/// How much more than when it was ready the program may hold with a crowd before it.
const MEMORY_MORE_MAX_KB: u64 = 100_000;

/// The most memory that the program has held; 0 where the system does not tell.
fn memory_max_kb(running: &Running) -> u64 {
    let Ok(status) = fs::read_to_string(format!("/proc/{}/status", running.child.id())) else { return 0 };
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the most it held");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

fn check_memory(running: &Running, at_first_kb: u64) {
    let more_kb = memory_max_kb(running) - at_first_kb;
    assert!(more_kb <= MEMORY_MORE_MAX_KB, "{more_kb} kB more than the {at_first_kb} kB when it was ready");
}

#[test]
fn slow_clients_in_every_place_but_a_few_do_not_keep_others_out() {
    let shop = Shop::new(None);
    let limits = [("CANDOR_LIMITS__CONNECTIONS", "40"), ("CANDOR_LIMITS__HEADER_READ_MS", "2000")];
    let running = shop.serve(&[], &limits);
    shop.wait_until_ready(&running);
    let at_first_kb = memory_max_kb(&running);
    let slow: Vec<Client> = (0..times(80).min(SLOW_MAX))
        .map(|_| {
            let mut client = running.client(&shop.key);
            client.stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: loc").expect("an open connection");
            client
        })
        .collect();
    let mut client = running.client(&shop.key);
    assert_eq!(client.get("/healthz").expect("an answer").status, 200, "once the slow ones before it are cut off");
    check_memory(&running, at_first_kb);
    drop(slow);
}

#[test]
fn more_calls_than_can_be_worked_on_are_told_when_to_come_again_and_the_others_are_answered() {
    let shop = Shop::new(None);
    let limits = [("CANDOR_LIMITS__IN_FLIGHT", "1"), ("CANDOR_LIMITS__BODIES_BYTES", "5000000")];
    let running = shop.serve(&[], &limits);
    shop.wait_until_ready(&running);
    let at_first_kb = memory_max_kb(&running);
    let call = |who: usize| {
        let mut client = running.client(&shop.key);
        let (mut answered, mut sent_away) = (0, 0);
        for n in 0..times(60) {
            let reply = client.post("/v1/events", &batch(&format!("o{who}n{n}"), 20)).expect("an answer");
            match reply.status {
                200 => answered += 1,
                503 => {
                    assert!(reply.says_when() && reply.json()["type"] == "urn:candor:problem:busy");
                    sent_away += 1;
                }
                other => panic!("{other}"),
            }
        }
        (answered, sent_away)
    };
    let outcomes: Vec<(u32, u32)> = thread::scope(|scope| {
        let call = &call;
        let calls: Vec<_> = (0..12).map(|who| scope.spawn(move || call(who))).collect();
        calls.into_iter().map(|call| call.join().expect("a caller")).collect()
    });
    let (answered, sent_away) = outcomes.iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    assert!(answered > 0 && sent_away > 0, "{answered} answered, {sent_away} sent away");

    // Four fifths of the room for bodies is taken by one that does not arrive.
    let mut slow = running.client(&shop.key);
    let head = format!(
        "POST /v1/events HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
         content-length: 4000000\r\n\r\n[",
        shop.key
    );
    slow.stream.write_all(head.as_bytes()).expect("an open connection");
    let mut client = running.client(&shop.key);
    let large = json!({"id": "x".repeat(1_500_000)});
    let mut statuses = Vec::new();
    for _ in 0..200 {
        let reply = client.post("/v1/events", &large).expect("an answer");
        statuses.push(reply.status);
        if reply.status == 503 {
            assert!(reply.says_when());
            break;
        }
        thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(statuses.last(), Some(&503), "{statuses:?}");
    assert_eq!(client.post("/v1/events", &batch("small", 1)).expect("an answer").status, 200, "small ones go on");
    check_memory(&running, at_first_kb);
}
