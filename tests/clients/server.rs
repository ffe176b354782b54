//! `candor serve` on a free port of loopback, with a small shop in a temporary store.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use candor::access::{KeyWish, Role};
use candor::catalog::Item;
use candor::engine::{Lesson, Survey};
use candor::evaluate::Card;
use candor::event::{Consent, Event, Kind, Subject};
use candor::fit::Calibration;
use candor::ids::{CustomerId, EventId, ItemId};
use candor::model::ModelParams;
use candor::service::Service;
use candor::store::{self, ModelDir, Shop, Store, StoreData};
use candor::units::Time;
use serde_json::{Value, json};
use tempfile::TempDir;

/// The program at work; it ends with the test.
pub(super) struct Running {
    child: Child,
    pub(super) address: String,
    _folder: TempDir,
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Two services, and what opens them, as the clients' tests read it.
pub(super) struct Services {
    _shop: Running,
    _bare: Running,
    pub(super) told: Value,
}

/// A shop that recommends, and one without a model that lets each key call three times a second.
pub(super) fn services() -> Services {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = stocked(folder.path());
    let service = Arc::new(Service::open(Arc::clone(&store), models(folder.path())));
    let key = |role| made(&service, role);
    let (secret, publishable, auditor) = (key(Role::Secret), key(Role::Publishable), key(Role::Auditor));
    drop((store, service));
    let shop = start(folder, &[]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = store::open(&path(folder.path(), "store")).expect("an empty store");
    let service = Service::open(store, models(folder.path()));
    let bare_keys: Vec<String> = (0..3).map(|_| made(&service, Role::Secret)).collect();
    drop(service);
    let bare = start(folder, &[("CANDOR_LIMITS__KEY_PER_SECOND", "3")]);
    let told = json!({
        "service": shop.address, "secret": secret, "publishable": publishable, "auditor": auditor,
        "bare": bare.address, "bare_keys": bare_keys,
    });
    Services { _shop: shop, _bare: bare, told }
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().expect("a plain path").to_owned()
}

fn models(folder: &Path) -> ModelDir {
    ModelDir::new(folder.join("models"))
}

fn made(service: &Service, role: Role) -> String {
    let wish = KeyWish { name: format!("a {role}"), role, expires: None, origins: BTreeSet::new() };
    service.create_key(wish).expect("a store at work").1
}

fn start(folder: TempDir, environment: &[(&str, &str)]) -> Running {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--store"]).arg(folder.path().join("store"));
    command.arg("--model").arg(folder.path().join("models")).current_dir(folder.path());
    command.envs(environment.iter().copied()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
    let mut said = Vec::new();
    let address = lines.by_ref().find_map(|line| {
        let address = line.split_once("listening on ").map(|(_, address)| address.trim().to_owned());
        said.push(line);
        address
    });
    let address = address.unwrap_or_else(|| panic!("it ended before it listened: {said:?}"));
    // What it says later must not block it.
    std::thread::spawn(move || lines.for_each(drop));
    Running { child, address, _folder: folder }
}

/// Twelve things in four families, twenty customers who mostly buy within one, and a model of that.
fn stocked(folder: &Path) -> Arc<dyn Store> {
    let store = store::open(&path(folder, "store")).expect("an empty store");
    store.put_items(&items()).expect("sound items");
    store.append_events(&events()).expect("sound events");
    let consent_unrecorded = Consent::RECOMMEND_AND_EXPLAIN;
    store.put_shop(&Shop { consent_unrecorded, ..Shop::default() }).expect("a writable store");
    let data = StoreData::new(Arc::clone(&store), Service::now()).expect("a readable store");
    let params = ModelParams::default();
    let survey = Survey::of(&data).expect("events to learn from");
    let lesson = Lesson::gather(&data, &survey, &params, None).expect("events to learn from");
    let model = lesson.learn(&survey, &params, Calibration::plain(1.0, 0.0), 1).expect("a system that can be solved");
    let card = Card { text: "# A model for tests\n".to_owned(), ..Card::default() };
    models(folder).publish(&model, &card).expect("a writable folder");
    store
}

fn item(at: usize) -> ItemId {
    ItemId::new(&format!("i{at:02}")).expect("a short id")
}

fn items() -> Vec<Item> {
    let families = ["LIGHTING", "KITCHEN", "GARDEN", "TOYS"];
    let category = |at: usize| vec!["HOME".to_owned(), families[at / 3].to_owned()];
    (0..12).map(|at| Item { category: category(at), ..Item::titled(item(at), format!("Thing {at}")) }).collect()
}

fn events() -> Vec<Event> {
    let newest: Time = "2024-05-01T12:00:00Z".parse().expect("a valid time");
    let of = |customer: usize| {
        let family = customer % 4;
        let bought = [family * 3 + customer % 3, family * 3 + (customer + 1) % 3];
        let viewed = ((family + 1) % 4) * 3 + customer % 3;
        let done = bought.map(|at| (at, Kind::Purchase)).into_iter().chain([(viewed, Kind::View)]);
        done.enumerate().map(move |(nth, (at, kind))| {
            let id = EventId::new(&format!("e-{customer}-{nth}")).expect("a short id");
            let subject = Subject::Customer(CustomerId::new(&format!("c{customer}")).expect("a short id"));
            let days_ago = i64::try_from(customer * 3 + nth).expect("a few days");
            Event::new(id, subject, item(at), kind, newest.plus_days(-days_ago))
        })
    };
    (0..20).flat_map(of).collect()
}
