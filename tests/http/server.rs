//! Over a real socket: requests are answered, a taken port is told, slow heads are cut off, connections are bounded, and
//! a stop lets open requests finish.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use candor::config::Config;
use candor::http::{AppState, Pages, Patience, bind, serve};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::shop::{Shop, limits};

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
}

async fn run(shop: &Shop, patience: Patience) -> Running {
    let config = Config { listen: SocketAddr::from(([127, 0, 0, 1], 0)), ..Config::default() };
    let listener = bind(&config).await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel::<()>();
    let signal = async { drop(stopped.await) };
    let served = tokio::spawn(serve(listener, None, shop.router.clone(), patience, signal));
    Running { address, stop, served }
}

fn patience() -> Patience {
    Patience::of(&limits())
}

async fn write(stream: &TcpStream, text: &str) {
    let mut left = text.as_bytes();
    while !left.is_empty() {
        stream.writable().await.expect("an open connection");
        match stream.try_write(left) {
            Ok(written) => left = &left[written..],
            Err(cause) => assert_eq!(cause.kind(), ErrorKind::WouldBlock),
        }
    }
}

/// What has arrived, at least one byte; nothing once the other side has closed.
async fn read(stream: &TcpStream) -> Vec<u8> {
    let mut bytes = vec![0; 4_096];
    loop {
        stream.readable().await.expect("a connection");
        match stream.try_read(&mut bytes) {
            Ok(length) => {
                bytes.truncate(length);
                return bytes;
            }
            Err(cause) => assert_eq!(cause.kind(), ErrorKind::WouldBlock),
        }
    }
}

/// Everything until the other side closes.
async fn rest(stream: &TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let more = read(stream).await;
        if more.is_empty() {
            return String::from_utf8(bytes).expect("text");
        }
        bytes.extend(more);
    }
}

/// One answer of a connection that stays open.
async fn answer(stream: &TcpStream) -> String {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"}") {
        let more = read(stream).await;
        assert!(!more.is_empty(), "closed early");
        bytes.extend(more);
    }
    String::from_utf8(bytes).expect("text")
}

const HEALTH: &str = "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";

#[tokio::test]
async fn a_request_over_a_socket_is_answered_and_a_stop_ends_the_service() {
    let shop = Shop::untrained();
    let running = run(&shop, patience()).await;
    let stream = TcpStream::connect(running.address).await.expect("a connection");
    write(&stream, "GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await;
    let text = rest(&stream).await;
    assert!(text.starts_with("HTTP/1.1 200 OK") && text.ends_with(r#"{"status":"ok"}"#), "{text}");
    running.stop.send(()).expect("the service runs");
    running.served.await.expect("an orderly end");
    let refused = TcpStream::connect(running.address).await.expect_err("nobody listens");
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn a_taken_port_is_told_with_the_setting_to_change() {
    let shop = Shop::untrained();
    let running = run(&shop, patience()).await;
    let config = Config { listen: running.address, ..Config::default() };
    let error = bind(&config).await.expect_err("it is taken").to_string();
    assert!(error.contains("in use") && error.contains("`listen`"), "{error}");
}

#[test]
fn a_service_that_asks_for_no_key_is_not_offered_to_other_machines() {
    let shop = Shop::untrained();
    for listen in ["0.0.0.0:7878", "192.0.2.1:7878", "[::]:7878"] {
        let config = Config { listen: listen.parse().expect("an address"), ..Config::default() };
        let refused = AppState::open(Arc::clone(&shop.service), config, Pages::Off).err();
        assert!(refused.is_some_and(|cause| cause.to_string().contains(listen)), "{listen}");
    }
}

#[tokio::test]
async fn a_client_that_does_not_finish_its_head_is_cut_off() {
    let shop = Shop::untrained();
    let running = run(&shop, Patience { header_read: Duration::from_millis(250), ..patience() }).await;
    let stream = TcpStream::connect(running.address).await.expect("a connection");
    write(&stream, "GET /healthz HTTP/1.1\r\nhost: loc").await;
    let text = rest(&stream).await;
    assert!(!text.contains("200 OK"), "{text}");
}

#[tokio::test]
async fn a_connection_beyond_the_limit_waits_until_another_ends() {
    let shop = Shop::untrained();
    let running = run(&shop, Patience { connections: 1, ..patience() }).await;
    let first = TcpStream::connect(running.address).await.expect("a connection");
    write(&first, HEALTH).await;
    answer(&first).await;
    let second = TcpStream::connect(running.address).await.expect("the system accepts it");
    write(&second, HEALTH).await;
    write(&first, HEALTH).await;
    answer(&first).await;
    let early = second.try_read(&mut [0; 16]).expect_err("it waits");
    assert_eq!(early.kind(), ErrorKind::WouldBlock);
    drop(first);
    assert!(answer(&second).await.contains("200 OK"));
}

#[tokio::test]
async fn a_stop_is_told_by_readiness_and_by_the_end_of_each_connection_before_the_door_is_closed() {
    let shop = Shop::trained();
    let running = run(&shop, Patience { farewell: Duration::from_secs(2), ..patience() }).await;
    let first = TcpStream::connect(running.address).await.expect("a connection");
    write(&first, HEALTH).await;
    assert!(!answer(&first).await.contains("connection: close"));
    running.stop.send(()).expect("the service runs");
    let ready = "GET /readyz HTTP/1.1\r\nhost: localhost\r\n\r\n";
    loop {
        let later = TcpStream::connect(running.address).await.expect("the door is open");
        write(&later, ready).await;
        let told = answer(&later).await;
        if told.contains("connection: close") {
            assert!(told.contains("503") && told.contains("about to stop"), "{told}");
            break;
        }
    }
    write(&first, HEALTH).await;
    let told = rest(&first).await;
    assert!(told.contains("200 OK") && told.contains("connection: close"), "{told}");
    running.served.await.expect("an orderly end");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_lets_an_open_request_finish() {
    let shop = Shop::untrained();
    let gate = shop.store.gate();
    let running = run(&shop, patience()).await;
    let stream = TcpStream::connect(running.address).await.expect("a connection");
    let event = r#"{"id":"x","visitor":"v1","item":"i01","kind":"view","time":"2024-05-02T10:00:00Z"}"#;
    let head = "POST /v1/events HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";
    write(&stream, &format!("{head}content-length: {}\r\n\r\n{event}", event.len())).await;
    gate.begun.recv().expect("the request reaches the store");
    running.stop.send(()).expect("the service runs");
    gate.open.send(()).expect("the request waits");
    let text = rest(&stream).await;
    assert!(text.contains("200 OK") && text.contains(r#""accepted":1"#), "{text}");
    running.served.await.expect("an orderly end");
}
