//! Over encrypted connections.

use std::fs;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion};

use crate::client::Client;
use crate::shop::{Running, Shop};
use crate::stop::ask_until_farewell;
use crate::times;

const SETTINGS: [(&str, &str); 2] = [("CANDOR_TLS__CERTIFICATE", "chain.pem"), ("CANDOR_TLS__KEY", "key.pem")];
/// The files are looked at every two seconds.
const NOTICED_MAX: Duration = Duration::from_secs(20);

type Encrypted = StreamOwned<ClientConnection, TcpStream>;

/// A certificate for this machine, and its key.
struct Pair {
    certificate: CertificateDer<'static>,
    chain: String,
    key: String,
}

impl Pair {
    fn new() -> Self {
        Self::until(2100)
    }

    /// Good until that year begins.
    fn until(year: i32) -> Self {
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
        params.not_after = date_time_ymd(year, 1, 1);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("a certificate");
        Self { certificate: certificate.der().clone(), chain: certificate.pem(), key: key.serialize_pem() }
    }

    fn write(&self, shop: &Shop) {
        write(shop, &self.chain, &self.key);
    }
}

fn write(shop: &Shop, chain: &str, key: &str) {
    for (file, text) in [("chain.pem", chain), ("key.pem", key)] {
        fs::write(shop.folder.join(file), text).expect("a writable folder");
    }
}

/// What a client does who trusts this certificate alone.
fn trusting(pair: &Pair, version: &'static SupportedProtocolVersion) -> Arc<ClientConfig> {
    let mut trusted = RootCertStore::empty();
    trusted.add(pair.certificate.clone()).expect("a certificate");
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_protocol_versions(&[version]).expect("it is compiled in");
    let mut config = config.with_root_certificates(trusted).with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Arc::new(config)
}

/// A connection on which both sides have agreed.
fn connect(address: SocketAddr, key: &str, config: &Arc<ClientConfig>) -> io::Result<Client<Encrypted>> {
    let name = ServerName::try_from("localhost").expect("a name");
    Client::connect(address, key)?.spoken(|mut stream| {
        let mut connection = ClientConnection::new(Arc::clone(config), name).map_err(io::Error::other)?;
        while connection.is_handshaking() {
            connection.complete_io(&mut stream)?;
        }
        Ok(StreamOwned::new(connection, stream))
    })
}

/// A shop, its pair, and the program that serves it under some further settings.
fn serving(further: &[(&str, &str)]) -> (Shop, Pair, Running) {
    let (shop, pair) = (Shop::new(None), Pair::new());
    pair.write(&shop);
    let running = shop.serve(&[], &[&SETTINGS[..], further].concat());
    (shop, pair, running)
}

#[test]
fn whoever_trusts_the_certificate_is_answered_encrypted_and_others_are_not() {
    let (shop, pair, running) = serving(&[]);
    for version in [&TLS13, &TLS12] {
        let mut client = connect(running.address, &shop.key, &trusting(&pair, version)).expect("they agree");
        assert_eq!(client.stream.conn.alpn_protocol(), Some(&b"http/1.1"[..]));
        let reply = client.get("/healthz").expect("an answer");
        assert_eq!(reply.status, 200);
        assert!(
            reply.head.contains("strict-transport-security: max-age=31536000; includesubdomains"),
            "{}",
            reply.head
        );
        assert_eq!(client.get("/v1/items").expect("an answer of the same connection").status, 200);
    }
    let stranger = connect(running.address, &shop.key, &trusting(&Pair::new(), &TLS13));
    assert!(stranger.is_err(), "another certificate is trusted");
    let plain = running.client(&shop.key).get("/healthz");
    assert!(plain.is_err(), "{plain:?}");
}

#[test]
fn the_cookie_of_the_console_is_bound_to_encryption_whatever_the_browser_says() {
    let (shop, pair, running) = serving(&[]);
    let mut client = connect(running.address, &shop.key, &trusting(&pair, &TLS13)).expect("they agree");
    let form = format!("key={}", shop.key);
    let head = "POST /console/sign-in HTTP/1.1\r\nhost: localhost\r\norigin: https://localhost\r\nconnection: close\r\n\
                content-type: application/x-www-form-urlencoded\r\n";
    write!(client.stream, "{head}content-length: {}\r\n\r\n{form}", form.len()).expect("an open connection");
    let mut answer = String::new();
    client.stream.read_to_string(&mut answer).expect("an end that is told");
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")).expect("a cookie");
    assert!(cookie.starts_with("__Host-candor=") && cookie.ends_with("; Secure"), "{cookie}");
}

#[test]
fn it_does_not_start_without_a_sound_pair_and_says_what_to_change() {
    let (shop, pair) = (Shop::new(None), Pair::new());
    let check = |chain: &str, key: &str, needles: &[&str]| {
        write(&shop, chain, key);
        let ended = shop.spawn(&[], &SETTINGS).wait_with_output().expect("it ends");
        let told = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!(ended.status.code(), Some(1), "{told}");
        assert!(needles.iter().all(|needle| told.contains(needle)) && !told.contains("panicked"), "{told}");
    };
    check("", &pair.key, &["chain.pem", "no certificate", "`tls.certificate`"]);
    check(&pair.chain.replace("END", "EXIT"), &pair.key, &["chain.pem", "`tls.certificate`"]);
    check(&pair.chain, &pair.chain, &["key.pem", "no private key", "`tls.key`"]);
    check(&pair.chain, &Pair::new().key, &["key.pem", "chain.pem", "made together"]);
    let broken = pair.key.replacen(|c: char| c.is_ascii_lowercase(), "!", 1);
    check(&pair.chain, &broken, &["key.pem"]);
    fs::remove_file(shop.folder.join("key.pem")).expect("a file");
    let ended = shop.spawn(&[], &SETTINGS).wait_with_output().expect("it ends");
    let told = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(told.contains("key.pem") && told.contains("`tls.key`"), "{told}");
    let ended = shop.spawn(&[], &SETTINGS[..1]).wait_with_output().expect("it ends");
    let told = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(told.contains("`tls.certificate` is set and `tls.key` is not"), "{told}");
}

#[test]
fn clients_that_never_agree_on_encryption_do_not_keep_others_out() {
    let limits = [("CANDOR_LIMITS__CONNECTIONS", "8"), ("CANDOR_LIMITS__HEADER_READ_MS", "2000")];
    let (shop, pair, running) = serving(&limits);
    // Half of them say nothing, half begin and go no further.
    let slow: Vec<Client> = (0..24)
        .map(|nth| {
            let mut client = running.client(&shop.key);
            if nth % 2 == 0 {
                client.stream.write_all(&[0x16, 0x03, 0x01, 0x02]).expect("an open connection");
            }
            client
        })
        .collect();
    let mut client = connect(running.address, &shop.key, &trusting(&pair, &TLS13)).expect("they agree in the end");
    assert_eq!(client.get("/healthz").expect("an answer").status, 200, "once the slow ones before it are cut off");
    drop(slow);
}

#[test]
fn a_renewed_certificate_is_taken_into_use_and_a_damaged_one_is_not() {
    let (shop, pair, running) = serving(&[]);
    let mut before = connect(running.address, &shop.key, &trusting(&pair, &TLS13)).expect("they agree");
    let renewed = Pair::until(2101);
    let is_shown = |pair: &Pair| connect(running.address, &shop.key, &trusting(pair, &TLS13)).is_ok();
    let is_refused = "the certificate of before is shown on";
    // The chain is there before its key, as with many tools; meanwhile the pair before is shown.
    write(&shop, &renewed.chain, &pair.key);
    running.wait_until_told(is_refused, 1);
    assert!(is_shown(&pair) && !is_shown(&renewed), "what does not fit together is not shown");
    renewed.write(&shop);
    let began = Instant::now();
    while !is_shown(&renewed) {
        assert!(began.elapsed() < NOTICED_MAX, "it is not taken into use");
        thread::sleep(Duration::from_millis(50));
    }
    assert!(!is_shown(&pair), "the one before is not shown any more");
    assert_eq!(before.get("/healthz").expect("an answer").status, 200, "what is open goes on");
    let end = |client: &mut Client<Encrypted>| {
        let told = client.get("/metrics").expect("an answer");
        String::from_utf8(told.body).expect("text")
    };
    let mut client = connect(running.address, &shop.key, &trusting(&renewed, &TLS13)).expect("they agree");
    let seconds = "candor_certificate_end_seconds 4133980800";
    assert!(end(&mut client).contains(seconds), "the end of the renewed one is told");
    write(&shop, &pair.chain, "nothing");
    running.wait_until_told(is_refused, 2);
    assert!(is_shown(&renewed) && !is_shown(&pair), "the sound one goes on");
}

#[test]
fn no_encrypted_request_fails_when_the_program_is_told_to_stop() {
    for round in 0..times(2) {
        let (shop, pair, mut running) = serving(&[]);
        let config = trusting(&pair, &TLS13);
        let connect = || connect(running.address, &shop.key, &config);
        let began = Instant::now();
        while !connect().and_then(|mut client| client.get("/readyz")).is_ok_and(|reply| reply.status == 200) {
            assert!(began.elapsed() < NOTICED_MAX, "it is not ready");
        }
        let outcomes = thread::scope(|scope| {
            let connect = &connect;
            let clients: Vec<_> = [usize::MAX, usize::MAX, 1, 1]
                .into_iter()
                .enumerate()
                .map(|(who, per_connection)| {
                    scope.spawn(move || ask_until_farewell(connect, &format!("t{round}c{who}"), per_connection))
                })
                .collect();
            thread::sleep(Duration::from_millis(200));
            running.signal("TERM");
            clients.into_iter().map(|client| client.join().expect("a client")).collect::<Vec<_>>()
        });
        for outcome in &outcomes {
            assert!(outcome.as_ref().is_ok_and(|answers| *answers > 0), "round {round}: {outcomes:?}");
        }
        assert_eq!(running.child.wait().expect("an end").code(), Some(0), "round {round}");
        shop.verify();
    }
}

#[test]
fn a_client_that_never_agrees_on_encryption_holds_up_no_stop() {
    let patience = [("CANDOR_LIMITS__HEADER_READ_MS", "60000"), ("CANDOR_LIMITS__DRAIN_MS", "60000")];
    let (shop, pair, mut running) = serving(&patience);
    let silent = running.client(&shop.key);
    let mut client = connect(running.address, &shop.key, &trusting(&pair, &TLS13)).expect("they agree");
    assert_eq!(client.get("/healthz").expect("an answer").status, 200, "whoever came before is at the door");
    drop(client);
    let began = Instant::now();
    running.signal("TERM");
    assert_eq!(running.child.wait().expect("an end").code(), Some(0));
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    drop(silent);
}
