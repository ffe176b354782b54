//! A shop at work for requests of any bytes: the whole service in process, over the embedded store and the golden model.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use candor::catalog::Item;
use candor::config::{Config, Limits};
use candor::http::{AppState, Pages, app};
use candor::ids::ItemId;
use candor::service::Service;
use candor::store::{ModelDir, Store, open};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use super::client::{Reply, request, send};

/// The largest body.
pub(crate) const BODY_BYTES: usize = 64 << 10;
/// After so many inputs a shop is opened anew: what was accepted piles up in it.
const INPUTS_MAX: u32 = 1_000;

/// A shop, and the folder of its store.
pub(crate) struct Shop {
    pub(crate) store: Arc<dyn Store>,
    router: Router,
    runtime: Runtime,
    _folder: TempDir,
}

thread_local! {
    static AT_HAND: RefCell<Option<(u32, Shop)>> = const { RefCell::new(None) };
}

/// Does something in a shop.
pub(crate) fn within(work: impl FnOnce(&Shop)) {
    AT_HAND.with_borrow_mut(|at_hand| {
        let (used, shop) = at_hand.take().filter(|(used, _)| *used < INPUTS_MAX).unwrap_or_else(|| (0, Shop::open()));
        work(&shop);
        *at_hand = Some((used + 1, shop));
    });
}

/// The items of the golden model: six things that differ in all that can be asked for.
pub(crate) fn items() -> Vec<Item> {
    let item = |at: usize| {
        let id = ItemId::new(&format!("g{at}")).expect("a short id");
        let size = ["36", "36.5", "37", "38", "40", "41.25"][at];
        let attributes = [("colour", ["white", "grey"][at % 2]), ("size", size), ("lit", ["true", "false"][at / 3])];
        let price = format!(r#"{{"amount": "{}.50", "currency": "EUR"}}"#, 10 * at);
        Item {
            category: vec!["HOME".to_owned(), ["LIGHT", "KITCHEN", "GARDEN"][at % 3].to_owned()],
            brand: (at > 0).then(|| format!("Brand {}", at % 2)),
            seller: (!at.is_multiple_of(3)).then(|| format!("seller-{}", at % 3)),
            price: (at < 5).then(|| serde_json::from_str(&price).expect("a price")),
            stock: (at == 4).then_some(0),
            attributes: BTreeMap::from(attributes.map(|(name, value)| (name.to_owned(), value.to_owned()))),
            ..Item::titled(id, format!("Thing {at}"))
        }
    };
    (0..6).map(item).collect()
}

impl Shop {
    fn open() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = open(folder.path().to_str().expect("a plain path")).expect("a new store");
        store.put_items(&items()).expect("a store at work");
        let models = ModelDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/models/golden"));
        let service = Arc::new(Service::open(Arc::clone(&store), models));
        let limits = Limits { body_bytes: BODY_BYTES, key_per_second: 0, address_per_second: 0, ..Limits::default() };
        let config = Config { limits, ..Config::default() };
        let state = AppState::open(service, config, Pages::Off).expect("on loopback");
        state.follow_model().expect("the golden model");
        let runtime = Builder::new_current_thread().enable_all().build().expect("a thread");
        Self { store, router: app(state), runtime, _folder: folder }
    }

    /// Asks with any bytes as body.
    pub(crate) fn ask(&self, method: &str, path: &str, body: &[u8]) -> Reply {
        self.runtime.block_on(send(&self.router, request(method, path, body.to_vec())))
    }
}

/// Holds a refusal to its form: a problem of the caller's, and where it names a part of the body, one that is there or
/// whose place is. What is no JSON may be refused for what stands before that shows.
pub(crate) fn check_refusal(reply: &Reply, body: &[u8]) {
    let read: Option<Value> = serde_json::from_slice(body).ok();
    let expected: &[u16] = match &read {
        _ if body.len() > BODY_BYTES => &[413],
        None => &[400, 422],
        Some(_) => &[422],
    };
    assert!(expected.contains(&reply.status), "{}: {}", reply.status, reply.text());
    assert_eq!(reply.header("content-type"), "application/problem+json");
    let problem = reply.json();
    assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{problem}");
    for error in problem["errors"].as_array().into_iter().flatten() {
        let pointer = error["pointer"].as_str().expect("a pointer");
        read.iter().for_each(|body| check_pointer(pointer, body));
    }
}

/// Holds a pointer to a part of a body, or to one that is missing in a part of it.
pub(crate) fn check_pointer(pointer: &str, body: &Value) {
    let parent = pointer.rsplit_once('/').map(|(parent, _)| parent);
    assert!(pointer.is_empty() || parent.is_some_and(|parent| body.pointer(parent).is_some()), "`{pointer}` of {body}");
}
