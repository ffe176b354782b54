//! A collector of traces: what it is told, and that nobody waits for it.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::client::Reply;
use crate::shop::{Running, Shop};

/// A low one, which a draw by the name itself would take.
const TRACE: &str = "00000000000000000000000000000001";
const CALLER: &str = "b7ad6b7169203331";

/// A collector that says yes to everything; the bodies that it is sent.
fn collector() -> (SocketAddr, Receiver<Value>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound");
    let (tell, told) = channel();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let Some(body) = take(stream) else { continue };
            if tell.send(body).is_err() {
                return;
            }
        }
    });
    (address, told)
}

/// Reads one request of a connection and answers it.
fn take(mut stream: TcpStream) -> Option<Value> {
    let (mut bytes, mut part) = (Vec::new(), [0; 16 << 10]);
    loop {
        let n = stream.read(&mut part).ok().filter(|n| *n > 0)?;
        bytes.extend_from_slice(&part[..n]);
        let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&bytes[..at]).to_ascii_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok())?;
        if bytes.len() >= at + 4 + length {
            assert!(head.starts_with("post /v1/traces "), "{head}");
            stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}")
                .ok()?;
            return serde_json::from_slice(&bytes[at + 4..]).ok();
        }
    }
}

/// Asks for a list within a trace that somebody else has begun, and says is wanted.
fn ask(shop: &Shop, running: &Running) -> Reply {
    let body = r#"{"customer": "somebody-of-note", "count": 2}"#;
    let mut client = running.client(&shop.key);
    let head = format!(
        "POST /v1/recommendations?validate_only=false HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\n\
         content-type: application/json\r\ntraceparent: 00-{TRACE}-{CALLER}-01\r\ntracestate: shop=somebody-of-note\r\ncontent-length: {}\r\n\r\n{body}",
        shop.key,
        body.len()
    );
    client.stream.write_all(head.as_bytes()).expect("an open connection");
    client.read().expect("an answer")
}

fn stop(mut running: Running) {
    running.signal("TERM");
    let began = Instant::now();
    while running.child.try_wait().expect("a child").is_none() {
        assert!(began.elapsed() < Duration::from_secs(30), "it does not stop");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Every span that a collector is told of until the program has ended.
fn spans(told: &Receiver<Value>) -> Vec<Value> {
    let bodies = std::iter::from_fn(|| told.recv_timeout(Duration::from_millis(500)).ok());
    let list = |value: &Value, name: &str| value[name].as_array().cloned().unwrap_or_default();
    let scopes = bodies.flat_map(|body| list(&body, "resourceSpans")).flat_map(|of| list(&of, "scopeSpans"));
    scopes.flat_map(|of| list(&of, "spans")).collect()
}

#[test]
fn a_collector_is_told_of_a_request_and_its_stages_within_the_callers_trace_and_of_nobodys_name() {
    let shop = Shop::new(None);
    let (address, told) = collector();
    let running = shop.serve(&[], &[("CANDOR_TRACES__COLLECTOR", &format!("http://{address}"))]);
    shop.wait_until_ready(&running);
    assert_eq!(ask(&shop, &running).status, 200);
    stop(running);
    let spans = spans(&told);
    let within = |parent: &str| -> Vec<&Value> { spans.iter().filter(|span| span["parentSpanId"] == parent).collect() };
    let [request] = within(CALLER)[..] else { panic!("{spans:?}") };
    assert_eq!((&request["name"], &request["traceId"]), (&"POST /v1/recommendations".into(), &TRACE.into()));
    let stages = within(request["spanId"].as_str().expect("an id"));
    let names: BTreeSet<&str> = stages.iter().map(|stage| stage["name"].as_str().expect("a name")).collect();
    assert_eq!(names, ["decide", "gather", "keep"].into());
    assert!(stages.iter().all(|stage| stage["traceId"] == TRACE));
    let mut keys = BTreeSet::new();
    for span in &spans {
        keys.extend(span["attributes"].as_array().into_iter().flatten().map(|of| of["key"].to_string()));
        assert!(!span.to_string().contains("somebody-of-note"), "{span}");
    }
    let known = ["http.request.method", "http.response.status_code", "http.route"];
    assert_eq!(keys, known.map(|key| format!("\"{key}\"")).into());
}

#[test]
fn who_calls_decides_not_what_is_traced_and_nobody_waits_for_a_collector_that_is_away() {
    let shop = Shop::new(None);
    let (address, told) = collector();
    let collector = format!("http://{address}");
    let rarely = [("CANDOR_TRACES__COLLECTOR", collector.as_str()), ("CANDOR_TRACES__ONE_IN", "1000000")];
    let running = shop.serve(&[], &rarely);
    shop.wait_until_ready(&running);
    assert_eq!(ask(&shop, &running).status, 200);
    stop(running);
    assert_eq!(spans(&told), Vec::<Value>::new(), "the caller said that it is wanted, and was not drawn");

    let nobody = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
    let running = shop.serve(&[], &[("CANDOR_TRACES__COLLECTOR", &format!("http://{nobody}"))]);
    shop.wait_until_ready(&running);
    assert_eq!(ask(&shop, &running).status, 200);
    running.wait_until_told("the collector takes no traces", 1);
    stop(running);

    // One that takes a connection and says nothing: all are answered before anybody gives it up.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = silent.local_addr().expect("bound");
    let running = shop.serve(&[], &[("CANDOR_TRACES__COLLECTOR", &format!("http://{address}"))]);
    shop.wait_until_ready(&running);
    assert_eq!(ask(&shop, &running).status, 200);
    let (mut held, _) = silent.accept().expect("spans on their way");
    for _ in 0..20 {
        assert_eq!(ask(&shop, &running).status, 200);
    }
    held.set_nonblocking(true).expect("an open connection");
    let mut part = [0; 64 << 10];
    let is_held = loop {
        match held.read(&mut part) {
            Ok(0) => break false,
            Ok(_) => {}
            Err(cause) => break cause.kind() == std::io::ErrorKind::WouldBlock,
        }
    };
    assert!(is_held, "the answers waited until the collector was given up");
    stop(running);
}
