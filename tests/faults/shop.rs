//! A shop with a model in a folder, and the program that serves it.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use candor::catalog::Item;
use candor::engine::{Lesson, Survey};
use candor::evaluate::Card;
use candor::event::{Event, Kind, Subject};
use candor::fit::Calibration;
use candor::ids::{CustomerId, EventId, ItemId};
use candor::model::ModelParams;
use candor::service::Service;
use candor::store::{self, ModelDir, Store, StoreData};
use candor::units::Time;
use serde_json::json;
use tempfile::TempDir;

use crate::FACTOR;
use crate::client::Client;

/// A start takes less.
const READY_MAX: Duration = Duration::from_secs(30);

pub(crate) struct Shop {
    pub(crate) folder: PathBuf,
    url: String,
    pub(crate) key: String,
    /// Two sound models, the first one current.
    pub(crate) models: [String; 2],
    _temporary: TempDir,
}

/// The program at work. It is killed when this is dropped.
pub(crate) struct Running {
    pub(crate) child: Child,
    pub(crate) address: SocketAddr,
    /// What it has told since it listens.
    log: Arc<Mutex<String>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Running {
    pub(crate) fn client(&self, key: &str) -> Client {
        Client::connect(self.address, key).expect("a connection")
    }

    /// Waits until its log has told something so many times.
    pub(crate) fn wait_until_told(&self, words: &str, times: usize) {
        let began = Instant::now();
        loop {
            let told = self.log.lock().expect("no holder panics").clone();
            if told.matches(words).count() >= times {
                return;
            }
            assert!(began.elapsed() < READY_MAX, "it does not tell {words:?}: {told}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, name: &str) {
        let told = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(told.is_ok_and(|told| told.success()), "a living child");
    }
}

impl Shop {
    /// On an embedded store below a folder, or below the system's for what is temporary.
    pub(crate) fn new(below: Option<&Path>) -> Self {
        let temporary = below.map_or_else(tempfile::tempdir, tempfile::tempdir_in).expect("a folder");
        let url = temporary.path().join("store").to_str().expect("UTF-8").to_owned();
        Self::of(temporary, url)
    }

    /// On the store of an address.
    pub(crate) fn at(url: String) -> Self {
        Self::of(tempfile::tempdir().expect("a folder"), url)
    }

    fn of(temporary: TempDir, url: String) -> Self {
        let folder = temporary.path().to_owned();
        let (store, models) = (store::open(&url).expect("a store"), ModelDir::new(folder.join("models")));
        fill(&*store);
        let fingerprints = [0.2, 0.1].map(|popularity| train(Arc::clone(&store), &models, popularity));
        models.make_current(&fingerprints[0]).expect("a sound model");
        drop(store);
        let mut shop = Self { folder, url, key: String::new(), models: fingerprints, _temporary: temporary };
        let made = shop.candor(&["key", "create", "--role", "admin", "--name", "test", "--json", "--store", &shop.url]);
        let made: serde_json::Value = serde_json::from_slice(&made.stdout).expect("one JSON object");
        shop.key = made["key"].as_str().expect("a key").to_owned();
        shop
    }

    pub(crate) fn store(&self) -> Arc<dyn Store> {
        store::open(&self.url).expect("a store")
    }

    pub(crate) fn model_dir(&self) -> ModelDir {
        ModelDir::new(self.folder.join("models"))
    }

    /// Runs a command to its end.
    pub(crate) fn candor(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
        command.current_dir(&self.folder).args(arguments).output().expect("the program starts")
    }

    /// Starts the program, below the words of another command if there are any.
    pub(crate) fn spawn(&self, below: &[&str], settings: &[(&str, &str)]) -> Child {
        let serve = [env!("CARGO_BIN_EXE_candor"), "serve", "--store", &self.url, "--model", "models"];
        let words = [below, &serve, &["--listen", "127.0.0.1:0"]].concat();
        let mut command = Command::new(words[0]);
        command.current_dir(&self.folder).args(&words[1..]).envs(settings.iter().copied());
        // What multiplies the counts here would be an unknown setting there.
        command.env_remove(FACTOR).env("CANDOR_LOG__FILTER", "warn,candor::cli=info");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts")
    }

    /// Starts the program and waits until it says where it listens.
    pub(crate) fn serve(&self, below: &[&str], settings: &[(&str, &str)]) -> Running {
        let mut child = self.spawn(below, settings);
        let mut log = BufReader::new(child.stderr.take().expect("a pipe"));
        let address = listening(&mut log);
        // The rest is read so that nobody waits for it.
        let told = Arc::new(Mutex::new(String::new()));
        let kept = Arc::clone(&told);
        thread::spawn(move || {
            for line in log.lines().map_while(Result::ok) {
                kept.lock().expect("no holder panics").push_str(&line);
            }
        });
        Running { child, address, log: told }
    }

    /// Waits until it is ready.
    pub(crate) fn wait_until_ready(&self, running: &Running) {
        let began = Instant::now();
        while !running.client(&self.key).get("/readyz").is_ok_and(|reply| reply.status == 200) {
            assert!(began.elapsed() < READY_MAX, "it is not ready");
            thread::sleep(Duration::from_millis(10));
        }
    }

    pub(crate) fn verify(&self) {
        let verified = self.candor(&["verify", "--store", &self.url]);
        assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    }
}

/// The address that the log tells.
fn listening(log: &mut BufReader<ChildStderr>) -> SocketAddr {
    let mut told = String::new();
    loop {
        let from = told.len();
        assert!(log.read_line(&mut told).expect("a readable pipe") > 0, "it ended early: {told}");
        if let Some((_, address)) = told[from..].split_once("listening on ") {
            let (_, address) = address.trim().split_once("://").expect("an address with its scheme");
            return address.parse().expect("an address");
        }
    }
}

/// Puts the things and the first customers into a store.
pub(crate) fn fill(store: &dyn Store) {
    let items = (0..12).map(|n| Item::titled(item(n), format!("Thing {n}")));
    store.put_items(&items.collect::<Vec<_>>()).expect("durable");
    store.append_events(&events()).expect("durable");
}

fn item(n: i64) -> ItemId {
    format!("i{n}").parse().expect("a short id")
}

fn customer(n: i64) -> CustomerId {
    format!("c{n}").parse().expect("a short id")
}

/// Thirty customers who buy within three families of things.
fn events() -> Vec<Event> {
    let event = |n: i64| {
        let id: EventId = format!("first-{n}").parse().expect("a short id");
        let (who, what) = (Subject::Customer(customer(n % 30)), item((n % 3) * 4 + (n / 30) % 4));
        Event::new(id, who, what, Kind::Purchase, Time::from_millis(n * 60_000))
    };
    (0..90).map(event).collect()
}

fn train(store: Arc<dyn Store>, models: &ModelDir, popularity: f64) -> String {
    let data = StoreData::new(store, Service::now()).expect("readable");
    let params = ModelParams { popularity, ..ModelParams::default() };
    let survey = Survey::of(&data).expect("events to learn from");
    let lesson = Lesson::gather(&data, &survey, &params, None).expect("events to learn from");
    let model = lesson.learn(&survey, &params, Calibration::plain(1.0, 0.0), 1).expect("a system that can be solved");
    models.publish(&model, &Card::default()).expect("a writable folder");
    model.manifest().fingerprint.clone()
}

/// A batch of views of a writer, by its name and number; their ids are `{name}-{k}`.
pub(crate) fn batch(name: &str, size: usize) -> serde_json::Value {
    let view = |k: usize| {
        json!({"id": format!("{name}-{k}"), "customer": format!("c{}", k % 30), "item": format!("i{}", k % 12),
            "kind": "view", "time": "2024-05-01T09:14:00Z"})
    };
    (0..size).map(view).collect()
}
