//! Told to stop under load.

use std::io::{self, Read, Write};
use std::thread;
use std::time::Duration;

use serde_json::json;

use crate::client::Client;
use crate::shop::{Shop, batch};
use crate::times;

const KEEPING: usize = 3;
const CONNECTING: usize = 2;

/// Asks, so often on each connection, until an answer says farewell by ending its connection; how many answers came. Whoever is told so
/// turns elsewhere, as a load balancer does: one that connects anew at the very moment when the door is closed may find nobody there.
pub(crate) fn ask_until_farewell<S: Read + Write>(
    connect: impl Fn() -> io::Result<Client<S>>,
    name: &str,
    per_connection: usize,
) -> Result<usize, String> {
    let mut answers = 0;
    loop {
        let mut client = connect().map_err(|cause| format!("no connection: {cause}"))?;
        for at in 0..per_connection {
            let outcome = if answers % 2 == 0 {
                client.post("/v1/recommendations", &json!({"customer": "c1", "count": 3}))
            } else {
                client.post("/v1/events", &batch(&format!("{name}n{answers}"), 2))
            };
            let reply =
                outcome.map_err(|cause| format!("request {at} of a connection, after {answers} answers: {cause}"))?;
            if reply.status != 200 {
                return Err(format!("{}: {}", reply.status, String::from_utf8_lossy(&reply.body)));
            }
            answers += 1;
            if reply.is_last() {
                return Ok(answers);
            }
        }
    }
}

#[test]
fn no_request_fails_when_the_program_is_told_to_stop_and_it_stops_in_order() {
    let shop = Shop::new(None);
    for round in 0..times(5) {
        let mut running = shop.serve(&[], &[]);
        shop.wait_until_ready(&running);
        let outcomes = thread::scope(|scope| {
            let running = &running;
            let clients: Vec<_> = (0..KEEPING + CONNECTING)
                .map(|who| {
                    let per_connection = if who < KEEPING { usize::MAX } else { 1 };
                    let connect = || Client::connect(running.address, &shop.key);
                    scope.spawn(move || ask_until_farewell(connect, &format!("s{round}c{who}"), per_connection))
                })
                .collect();
            thread::sleep(Duration::from_millis(150 + 37 * (round as u64 % 7)));
            running.signal("TERM");
            clients.into_iter().map(|client| client.join().expect("a client")).collect::<Vec<_>>()
        });
        for outcome in &outcomes {
            assert!(outcome.as_ref().is_ok_and(|answers| *answers > 0), "round {round}: {outcomes:?}");
        }
        let status = running.child.wait().expect("an end");
        assert_eq!(status.code(), Some(0), "round {round}");
        shop.verify();
    }
}
