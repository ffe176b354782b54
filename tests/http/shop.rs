//! A tiny shop: twelve items in four families, twenty customers who mostly buy within one family; and `/v1/shop`.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use candor::access::{Audience, Claims, KeyWish, Role};
use candor::catalog::Item;
use candor::config::{Config, Limits};
use candor::engine::{Lesson, Survey};
use candor::evaluate::Card;
use candor::event::{Event, Kind, Subject};
use candor::fit::Calibration;
use candor::http::{AppState, Pages, app};
use candor::ids::{CustomerId, EventId, ItemId};
use candor::model::ModelParams;
use candor::service::Service;
use candor::store::{ModelDir, Store, StoreData};
use candor::units::Time;
use serde_json::json;
use tempfile::TempDir;

use crate::client::{ask, get};
use crate::memory::MemoryStore;

/// A shop at work, and the folder of its models.
pub(crate) struct Shop {
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) service: Arc<Service>,
    pub(crate) state: AppState,
    pub(crate) router: Router,
    pub(crate) models: ModelDir,
    _folder: TempDir,
}

/// What a shop may cost in tests, unless one says otherwise.
pub(crate) fn limits() -> Limits {
    Limits { body_bytes: 64 << 10, ..Limits::default() }
}

impl Shop {
    /// With items and events, and nothing learnt from them.
    pub(crate) fn untrained() -> Self {
        Self::limited(limits())
    }

    /// The same under other limits.
    pub(crate) fn limited(limits: Limits) -> Self {
        Self::configured(Config { limits, ..Config::default() })
    }

    /// The same under another configuration.
    pub(crate) fn configured(config: Config) -> Self {
        Self::behind(|service| AppState::open(service, config, Pages::Off).expect("on loopback"))
    }

    /// The same for callers with keys only, whom nothing slows down unless `limits` says so.
    pub(crate) fn guarded(limits: Limits) -> Self {
        Self::locked(Config { limits, ..Config::default() })
    }

    /// The same, otherwise configured.
    pub(crate) fn locked(config: Config) -> Self {
        Self::behind(|service| AppState::new(service, config))
    }

    /// One of several shops, at a host of its own.
    pub(crate) fn among(name: &str, host: &str) -> Self {
        Self::limited_among(name, host, unhurried())
    }

    /// The same under other limits.
    pub(crate) fn limited_among(name: &str, host: &str, limits: Limits) -> Self {
        let (shop, hosts) = (Some(name.to_owned()), [host.to_owned()].into());
        let config = Config { limits, shop, hosts, ..Config::default() };
        Self::locked(config)
    }

    /// A key of this shop.
    pub(crate) fn key(&self, role: Role) -> String {
        let wish = KeyWish { name: format!("a {role}"), role, expires: None, origins: origins(role) };
        self.service.create_key(wish).expect("a store at work").1
    }

    /// A token of this shop, asked for with a new key of its servers.
    pub(crate) fn token(&self, subject: Subject, audience: Audience) -> String {
        let wish = KeyWish { name: "servers".to_owned(), role: Role::Secret, expires: None, origins: BTreeSet::new() };
        let (issuer, _) = self.service.create_key(wish).expect("a store at work");
        let claims = Claims::new(subject, audience, issuer.id, Service::now(), 600);
        self.service.sign_token(&claims).expect("a store at work")
    }

    fn behind(state: impl FnOnce(Arc<Service>) -> AppState) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let models = ModelDir::new(folder.path());
        let store = Arc::new(MemoryStore::default());
        store.put_items(&items()).expect("a store at work");
        store.append_events(&events()).expect("a store at work");
        let service = Arc::new(Service::open(Arc::clone(&store) as Arc<dyn Store>, models.clone()));
        let state = state(Arc::clone(&service));
        Self { router: app(state.clone()), store, service, state, models, _folder: folder }
    }

    /// With a model.
    pub(crate) fn trained() -> Self {
        Self::untrained().learnt()
    }

    /// The same shop, with a model.
    pub(crate) fn learnt(self) -> Self {
        self.train(0.05);
        self.state.follow_model().expect("a published model");
        self
    }

    /// The router of another process on the same store, or of this one after a restart.
    pub(crate) fn beside(&self) -> Router {
        let store = Arc::clone(&self.store) as Arc<dyn Store>;
        let service = Arc::new(Service::open(store, self.models.clone()));
        app(AppState::open(service, Config::default(), Pages::Off).expect("on loopback"))
    }

    /// Gives another store the same items and events.
    pub(crate) fn fill(store: &dyn Store) {
        store.put_items(&items()).expect("a store at work");
        store.append_events(&events()).expect("a store at work");
    }

    /// Learns from the events and publishes the model; its fingerprint.
    pub(crate) fn train(&self, popularity: f64) -> String {
        let data = StoreData::new(Arc::clone(&self.store) as Arc<dyn Store>, Service::now()).expect("a store at work");
        let params = ModelParams { popularity, ..ModelParams::default() };
        let survey = Survey::of(&data).expect("events to learn from");
        let lesson = Lesson::gather(&data, &survey, &params, None).expect("events to learn from");
        let calibration = Calibration::plain(1.0, 0.0);
        let model = lesson.learn(&survey, &params, calibration, 1).expect("a system that can be solved");
        let card = Card { text: "# A model for tests\n".to_owned(), ..Card::default() };
        self.models.publish(&model, &card).expect("a writable folder");
        model.manifest().fingerprint.clone()
    }
}

/// Where the pages with publishable keys are.
pub(crate) const PAGE: &str = "https://shop.example";

fn origins(role: Role) -> BTreeSet<String> {
    if role == Role::Publishable { BTreeSet::from([PAGE.to_owned()]) } else { BTreeSet::new() }
}

/// A customer, as tokens name them.
pub(crate) fn customer(id: &str) -> Subject {
    Subject::Customer(CustomerId::new(id).expect("a short id"))
}

/// No limit on how often somebody calls.
pub(crate) fn unhurried() -> Limits {
    Limits { key_per_second: 0, address_per_second: 0, ..limits() }
}

pub(crate) fn item(at: usize) -> ItemId {
    ItemId::new(&format!("i{at:02}")).expect("a short id")
}

fn items() -> Vec<Item> {
    let families = ["LIGHTING", "KITCHEN", "GARDEN", "TOYS"];
    let item = |at: usize| Item {
        category: vec!["HOME".to_owned(), families[at / 3].to_owned()],
        brand: Some(format!("Brand {}", at % 5)),
        ..Item::titled(item(at), format!("Thing number {at}"))
    };
    (0..12).map(item).collect()
}

/// Customer `n` buys two things of family `n % 4` and views one of the next.
fn events() -> Vec<Event> {
    let newest: Time = "2024-05-01T12:00:00Z".parse().expect("a valid time");
    let mut events = Vec::new();
    for customer in 0..20_usize {
        let family = customer % 4;
        let bought = [family * 3 + customer % 3, family * 3 + (customer + 1) % 3];
        let viewed = ((family + 1) % 4) * 3 + customer % 3;
        let done = bought.map(|at| (at, Kind::Purchase)).into_iter().chain([(viewed, Kind::View)]);
        for (nth, (at, kind)) in done.enumerate() {
            let id = EventId::new(&format!("e-{customer}-{nth}")).expect("a short id");
            let subject = Subject::Customer(CustomerId::new(&format!("c{customer}")).expect("a short id"));
            let days_ago = i64::try_from(customer * 3 + nth).expect("a few days");
            events.push(Event::new(id, subject, item(at), kind, newest.plus_days(-days_ago)));
        }
    }
    events
}

#[tokio::test]
async fn the_settings_are_read_back_as_they_were_put() {
    let shop = Shop::untrained();
    let consent = json!({"recommend": true, "explain": false, "measure_fairness": false});
    let settings = json!({"name": "Lantern & Co", "locale": "de", "tone": "warm", "consent_unrecorded": consent});
    assert_eq!(ask(&shop.router, "PUT", "/v1/shop", &settings).await.expect(200), settings);
    assert_eq!(get(&shop.router, "/v1/shop").await.expect(200), settings);
}

#[tokio::test]
async fn settings_without_a_name_or_with_fairness_as_a_basis_are_refused_field_by_field() {
    let shop = Shop::untrained();
    let settings = json!({"name": " ", "locale": "en", "consent_unrecorded": {"measure_fairness": true}});
    let reply = ask(&shop.router, "PUT", "/v1/shop", &settings).await;
    assert_eq!(reply.expect_problem(422, "invalid"), ["/name", "/consent_unrecorded/measure_fairness"]);
}
