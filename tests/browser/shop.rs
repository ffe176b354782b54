//! A smaller demo shop, trained once for all tests of this file, and its pages.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use axum::Router;
use candor::chain::SecretKey;
use candor::config::{Audit, Config};
use candor::demo;
use candor::evaluate::{Grid, Reading, Start, train};
use candor::event::{Consent, Subject};
use candor::http::{AppState, Pages, app};
use candor::model::ModelParams;
use candor::service::{Outbox, Service};
use candor::store::{self, ModelDir, Shop, Store, StoreData};

use super::no_script::{OWN, Reply, with};

/// How many customers are kept: the personas and enough others to learn from.
const CUSTOMERS: usize = 1_000;
/// The personas, and enough others to measure what a rule would change.
const FEW: usize = 60;
/// The personas, and enough others for groups of them to be told of.
pub(crate) const CROWD: usize = 150;

/// What the shops of the tests sign with.
pub(crate) const SIGNING_KEY: [u8; 32] = [7; 32];

struct Stocked {
    folder: tempfile::TempDir,
}

/// A trained model and the shop's data, made once.
fn stocked() -> &'static Stocked {
    static STOCKED: OnceLock<Stocked> = OnceLock::new();
    STOCKED.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = stock(&folder.path().join("store"), CUSTOMERS);
        learn(&store, &folder.path().join("models"));
        store.flush().expect("durable");
        Stocked { folder }
    })
}

/// Learns from a store, and publishes what was learnt.
pub(crate) fn learn(store: &Arc<dyn Store>, models: &std::path::Path) {
    let params = ModelParams::default();
    let data = StoreData::new(Arc::clone(store), Service::now()).expect("a readable store");
    let start = Start::Choose { params: &params, grid: &Grid::nothing() };
    let trained = train(&data, start, Reading::Everybody, 2, &mut |_, _| {}).expect("enough to learn from");
    ModelDir::new(models).publish(&trained.model, &trained.card).expect("a writable folder");
}

/// A store with a slice of the demo shop.
fn stock(path: &std::path::Path, customers: usize) -> Arc<dyn Store> {
    let shop = demo::generate(7, "2026-06-30T18:00:00Z".parse().expect("a valid time"));
    let store = store::open(path.to_str().expect("a plain path")).expect("an empty store");
    let kept: Vec<_> = shop.customers.into_iter().take(customers).collect();
    let last = kept.last().expect("customers").id.clone();
    let events: Vec<_> = shop
        .events
        .into_iter()
        .filter(|event| matches!(&event.subject, Subject::Customer(id) if *id <= last))
        .collect();
    store.put_items(&shop.items).expect("sound items");
    store.put_customers(&kept).expect("sound customers");
    store.put_policy(&shop.policy).expect("a sound policy");
    let consent_unrecorded = Consent::RECOMMEND_AND_EXPLAIN;
    store.put_shop(&Shop { name: shop.shop_name, consent_unrecorded, ..Shop::default() }).expect("a writable store");
    for batch in events.chunks(5_000) {
        store.append_events(batch).expect("sound events");
    }
    store
}

/// A shop of one's own: the folder lives as long as the router is used.
pub(crate) struct Own {
    folder: tempfile::TempDir,
    pub(crate) router: Router,
    pub(crate) service: Arc<Service>,
}

impl Own {
    /// Sends a form of the shop's own pages as a customer.
    pub(crate) async fn post(&self, path: &str, body: &str, persona: &str) -> Reply {
        self.with(&[("cookie", &format!("persona={persona}")), OWN], "POST", path, body).await
    }

    /// Every file of the store and of the messages, to the byte.
    pub(crate) fn kept(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut folders = vec![self.folder.path().join("store"), self.folder.path().join("messages")];
        let mut kept = BTreeMap::new();
        while let Some(folder) = folders.pop() {
            // There are no messages before the first one.
            for entry in std::fs::read_dir(folder).into_iter().flatten() {
                let path = entry.expect("a readable folder").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let bytes = std::fs::read(&path).expect("a readable file");
                    kept.insert(path, bytes);
                }
            }
        }
        kept
    }

    /// Asks with headers of one's own.
    pub(crate) async fn with(&self, headers: &[(&str, &str)], method: &str, path: &str, body: &str) -> Reply {
        with(&self.router, method, path, headers, body).await
    }
}

/// The shop, freshly stocked: what one test clicks, no other sees.
pub(crate) fn own() -> Own {
    of(copy)
}

/// The same with few customers: a change of its rules is measured quickly.
pub(crate) fn few() -> Own {
    of(|path| stock(path, FEW))
}

/// The same with a model of its own: what it learns, no other test sees.
pub(crate) fn learning() -> Own {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = stock(&folder.path().join("store"), FEW);
    learn(&store, &folder.path().join("models"));
    opened(folder, store)
}

/// The same with so many that groups of them can be compared.
pub(crate) fn crowd() -> Own {
    of(|path| stock(path, CROWD))
}

/// A copy of what was stocked once.
fn copy(path: &std::path::Path) -> Arc<dyn Store> {
    std::fs::create_dir(path).expect("a writable folder");
    for file in std::fs::read_dir(stocked().folder.path().join("store")).expect("a stocked store") {
        let file = file.expect("a file of the store");
        std::fs::copy(file.path(), path.join(file.file_name())).expect("a writable folder");
    }
    store::open(path.to_str().expect("a plain path")).expect("a copy of the store")
}

fn of(fill: impl FnOnce(&std::path::Path) -> Arc<dyn Store>) -> Own {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = fill(&folder.path().join("store"));
    with_models(folder, store, &stocked().folder.path().join("models"))
}

/// A shop whose models lie in its own folder.
pub(crate) fn opened(folder: tempfile::TempDir, store: Arc<dyn Store>) -> Own {
    let models = folder.path().join("models");
    with_models(folder, store, &models)
}

fn with_models(folder: tempfile::TempDir, store: Arc<dyn Store>, models: &std::path::Path) -> Own {
    let models = ModelDir::new(models);
    let outbox = Outbox::Folder(folder.path().join("messages"));
    let service = Arc::new(Service::open(store, models).with_outbox(outbox));
    let signing_key = folder.path().join("key");
    std::fs::write(&signing_key, SecretKey::from_random(SIGNING_KEY).to_secret_text()).expect("a writable folder");
    let config = Config { audit: Audit { signing_key, ..Audit::default() }, ..Config::default() };
    let router = app(AppState::open(Arc::clone(&service), config, Pages::DemoShop).expect("on loopback"));
    Own { folder, router, service }
}

/// A shop as a service alone, for callers with keys.
pub(crate) struct Keyed {
    _folder: tempfile::TempDir,
    pub(crate) service: Arc<Service>,
}

/// The shop with few customers, freshly stocked, without pages.
pub(crate) fn keyed() -> Keyed {
    keyed_with(&stocked().folder.path().join("models"))
}

/// The same before it has learnt anything.
pub(crate) fn untaught() -> Keyed {
    keyed_with(std::path::Path::new("no/such/models"))
}

/// The same with a model that nobody can read.
pub(crate) fn damaged() -> Keyed {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let models = folder.path().join("models");
    let known = ModelDir::new(stocked().folder.path().join("models")).load_current().expect("a model");
    let fingerprint = &known.manifest().fingerprint;
    std::fs::create_dir_all(models.join(fingerprint)).expect("a writable folder");
    for (name, text) in [("current", fingerprint.as_str()), (&format!("{fingerprint}/model.bin"), "no model")] {
        std::fs::write(models.join(name), text).expect("a writable folder");
    }
    keyed_in(folder, &models)
}

fn keyed_with(models: &std::path::Path) -> Keyed {
    keyed_in(tempfile::tempdir().expect("a temporary folder"), models)
}

fn keyed_in(folder: tempfile::TempDir, models: &std::path::Path) -> Keyed {
    let store = stock(&folder.path().join("store"), FEW);
    let outbox = Outbox::Folder(folder.path().join("messages"));
    let service = Service::open(store, ModelDir::new(models)).with_outbox(outbox);
    Keyed { _folder: folder, service: Arc::new(service) }
}
