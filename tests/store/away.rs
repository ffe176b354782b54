//! While PostgreSQL is away: who may call goes on being let in, lists use nothing of anybody and hold to the rules seen last, what is
//! decided is on record afterwards or said not to be, and an event is never acknowledged.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use candor::access::{Actor, Audience, Claims, KeyWish, Role};
use candor::config::Config;
use candor::decision::{Detail, Keeping};
use candor::http::{AppState, app};
use candor::oversight::Act;
use candor::rerank::{Fallback, Policy};
use candor::service::Service;
use candor::store::{ModelDir, Postgres, Store};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::spawn_blocking;
use tower::ServiceExt;

use super::fixtures::{by_customer, customer, decision};
use super::service::{events, train};
use crate::cluster::{Cluster, Sync};

/// How many decisions wait at most (`src/store/queue.rs`).
const WAITING_MAX: usize = 1_024;

struct Shop {
    cluster: Arc<Cluster>,
    service: Arc<Service>,
    router: Router,
    admin: String,
    page: String,
    token: String,
    _models: TempDir,
}

struct Reply {
    status: u16,
    retry_after: Option<String>,
    body: String,
}

impl Reply {
    fn json(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        serde_json::from_str(&self.body).expect("JSON")
    }
}

fn open(cluster: Arc<Cluster>) -> Shop {
    let folder = tempfile::tempdir().expect("a folder");
    let models = ModelDir::new(folder.path());
    let store: Arc<dyn Store> = Arc::new(Postgres::open(&cluster.url("shop", &[])).expect("a store"));
    let items = (0..12).map(|n| candor::catalog::Item::titled(format!("i{n}").parse().expect("an id"), "Thing"));
    store.put_items(&items.collect::<Vec<_>>()).expect("durable");
    store.append_events(&events()).expect("durable");
    train(Arc::clone(&store), &models);
    let service = Arc::new(Service::open(store, models));
    let key = |role: Role| {
        let origins = (role == Role::Publishable).then(|| "https://shop.example".to_owned()).into_iter().collect();
        service.create_key(KeyWish { name: role.to_string(), role, expires: None, origins }).expect("a key")
    };
    let (issuer, admin) = key(Role::Admin);
    let (_, page) = key(Role::Publishable);
    let claims = Claims::new(by_customer("c1"), Audience::Storefront, issuer.id, Service::now(), 600);
    let token = service.sign_token(&claims).expect("a token");
    service.choose(&customer("c2"), |c| c.consent = Some(candor::event::Consent::NONE)).expect("durable");
    let act = Act {
        by: Actor { name: "a".to_owned(), role: Role::Admin },
        at: Service::now(),
        reason: Some("r".to_owned()),
        known_to: Vec::new(),
    };
    service.impose(&Policy { fallback: Fallback::Empty, ..Policy::standard("strict") }, &act).expect("live");
    let router = app(AppState::new(Arc::clone(&service), Config::default()));
    Shop { cluster, service, router, admin, page, token, _models: folder }
}

impl Shop {
    async fn send(&self, headers: &[(&str, &str)], method: &str, path: &str, body: &Value) -> Reply {
        let mut request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_string())).expect("a valid request");
        let response = self.router.clone().oneshot(request).await.expect("a router always answers");
        let status = response.status().as_u16();
        let retry_after = response.headers().get("retry-after").map(|v| v.to_str().expect("printable").to_owned());
        let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a body in memory");
        Reply { status, retry_after, body: String::from_utf8(bytes.to_vec()).expect("text") }
    }

    async fn ask(&self, method: &str, path: &str, body: &Value) -> Reply {
        self.send(&[("authorization", &format!("Bearer {}", self.admin))], method, path, body).await
    }

    async fn list(&self, body: Value) -> Value {
        self.ask("POST", "/v1/recommendations", &body).await.json(200)
    }

    async fn page_lists(&self) -> Value {
        let (key, token) = (format!("Bearer {}", self.page), self.token.as_str());
        let headers = [("authorization", key.as_str()), ("candor-token", token)];
        self.send(&headers, "POST", "/v1/recommendations", &json!({"count": 3})).await.json(200)
    }

    async fn off<T: Send + 'static>(&self, work: impl FnOnce(&Cluster, &Service) -> T + Send + 'static) -> T {
        let (cluster, service) = (Arc::clone(&self.cluster), Arc::clone(&self.service));
        spawn_blocking(move || work(&cluster, &service)).await.expect("an end")
    }

    async fn wait_until_ready(&self) {
        for _ in 0..500 {
            if self.ask("GET", "/readyz", &json!(null)).await.status == 200 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("the server was not found again");
    }
}

fn items(answer: &Value) -> Vec<String> {
    let items = answer["items"].as_array().expect("a list").iter();
    items.map(|item| item["item"].as_str().expect("an id").to_owned()).collect()
}

fn told(answer: &Value) -> [&Value; 4] {
    ["personalised", "fallback", "fallback_reason", "record"].map(|field| &answer[field])
}

async fn shop() -> Option<Shop> {
    let cluster = Arc::new(Cluster::start(Sync::Off)?);
    Some(spawn_blocking(move || open(cluster)).await.expect("an end"))
}

/// Has the first item of a list of `c1` kept out everywhere; the item.
async fn suppress(shop: &Shop) -> String {
    let answer = shop.list(json!({"customer": "c1", "count": 1})).await;
    let item = items(&answer)[0].clone();
    let report = json!({"id": "r", "customer": "c1", "item": item, "kind": "report", "time": "2024-05-02T09:00:00Z",
        "decision": answer["decision"]});
    shop.ask("POST", "/v1/events", &report).await.json(200);
    let entries = shop.ask("GET", "/v1/reviews?source=report", &json!(null)).await.json(200);
    let path = format!("/v1/reviews/{}", entries["reviews"][0]["id"].as_str().expect("a name"));
    let verdict = json!({"revision": 1, "verdict": "suppress_everywhere", "reason": "seen"});
    shop.ask("POST", &path, &verdict).await.json(200);
    item
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_go_on_without_anything_of_anybody_and_are_on_record_when_the_server_is_back() {
    let Some(shop) = shop().await else { return };
    let out = suppress(&shop).await;
    let before = shop.list(json!({"customer": "c1", "count": 3})).await;
    assert_eq!((&before["personalised"], before.get("record")), (&json!(true), None), "{before}");
    shop.page_lists().await;
    shop.off(|cluster, _| cluster.stop()).await;

    let away = [json!(false), json!("popular"), json!("store_away"), json!("later")];
    let mut lists = Vec::new();
    for asked in [
        json!({"customer": "c1", "count": 11}),
        json!({"customer": "c2", "count": 11}),
        json!({"customer": "nobody", "count": 11}),
        json!({"visitor": "v", "count": 11, "session": [{"item": "i0"}, {"item": "i4"}]}),
    ] {
        let answer = shop.list(asked).await;
        assert_eq!(told(&answer), away.each_ref(), "{answer}");
        lists.push(items(&answer));
    }
    assert!(lists.iter().all(|list| *list == lists[0] && list.len() == 11 && !list.contains(&out)), "{lists:?}");
    assert_eq!(told(&shop.page_lists().await), away.each_ref(), "a page is let in with what it had");
    let bearer = format!("Bearer {}", shop.admin);
    let keyed = [("authorization", bearer.as_str()), ("idempotency-key", "k")];
    let keyed = shop.send(&keyed, "POST", "/v1/recommendations", &json!({"customer": "c1"})).await.json(200);
    assert_eq!(told(&keyed), away.each_ref());
    let beside = shop.list(json!({"customer": "c1", "context_items": ["i0"], "count": 3})).await;
    assert_eq!(told(&beside), [json!(false), json!("context"), json!("store_away"), json!("later")].each_ref());
    let anybody = shop.list(json!({"session": [{"item": "i0", "kind": "purchase"}], "count": 3})).await;
    assert_eq!(told(&anybody), [json!(true), json!(null), json!(null), json!("later")].each_ref(), "of nobody");
    let strict = shop.list(json!({"customer": "c1", "placement": "strict"})).await;
    assert_eq!(told(&strict), [json!(false), json!("empty"), json!("store_away"), json!("later")].each_ref());

    let event = shop.ask("POST", "/v1/events", &json!(events()[0])).await;
    assert_eq!(event.json(503)["type"], json!("urn:candor:problem:store-away"));
    assert!(event.retry_after.is_some());
    let stranger = [(
        "authorization",
        "Bearer candor_admin_0000000000000000_0000000000000000000000000000000000000000000000000000000000000000",
    )];
    assert_ne!(shop.send(&stranger, "POST", "/v1/recommendations", &json!({})).await.status, 200);
    let figures = shop.ask("GET", "/metrics", &json!(null)).await.body;
    for line in [
        "candor_fallbacks_total{reason=\"store_away\"} 8",
        "candor_decisions_away_total{record=\"later\"} 9",
        "candor_store_writable 0",
        "candor_model_loaded 1",
    ] {
        assert!(figures.contains(line), "{line}: {figures}");
    }

    shop.off(|cluster, _| cluster.resume()).await;
    shop.wait_until_ready().await;
    shop.off(|_, service| service.flush()).await.expect("durable");
    for answer in [&beside, &strict, &anybody] {
        let id = answer["decision"].as_str().expect("an id");
        let record = shop.off({
            let id = decision(id);
            move |_, service| service.record(&id)
        });
        let record = record.await.expect("on record");
        assert_eq!(record.inputs.is_away, record.inputs.request.customer.is_some());
        assert!(record.inputs.events.is_empty() || !record.inputs.is_away, "nothing of theirs was used");
        let again = shop.ask("POST", &format!("/v1/decisions/{id}/replay"), &json!({})).await.json(200);
        assert_eq!(again["identical"], json!(true));
    }
    shop.off(|_, service| service.verify_chain(Vec::new(), &[])).await.expect("readable").expect("an unbroken chain");
    let after = shop.list(json!({"customer": "c1", "count": 3})).await;
    assert_eq!((items(&after), told(&after)), (items(&before), told(&before)));
}

#[tokio::test(flavor = "multi_thread")]
async fn more_decisions_than_may_wait_are_answered_and_said_not_to_be_on_record() {
    let Some(shop) = shop().await else { return };
    shop.list(json!({"customer": "c1", "count": 1})).await;
    shop.off(|cluster, _| cluster.stop()).await;
    let records = shop.off(|_, service| {
        let decide = |_| {
            let request = candor::decision::Request {
                count: 1,
                explain: Detail::None,
                ..candor::decision::Request::home(Some(customer("c1")))
            };
            let answer = service.recommend(Service::new_decision_id(), Service::now(), request).expect("an answer");
            (answer.record.expect("it is said"), answer.decision)
        };
        (0..WAITING_MAX + 20).map(decide).collect::<Vec<_>>()
    });
    let records = records.await;
    let of = |wanted| records.iter().filter(move |(record, _)| *record == wanted).map(|(_, id)| id.clone());
    assert!((WAITING_MAX - 5..=WAITING_MAX).contains(&of(Keeping::Later).count()), "{}", of(Keeping::Later).count());
    let (kept, lost): (Vec<_>, Vec<_>) = (of(Keeping::Later).collect(), of(Keeping::Never).collect());
    shop.off(|cluster, _| cluster.resume()).await;
    shop.wait_until_ready().await;
    shop.off(move |_, service| {
        service.flush().expect("durable");
        assert!(kept.iter().all(|id| service.record(id).is_ok()), "what was to be kept is");
        assert!(lost.iter().all(|id| service.record(id).is_err()), "what was not to be is not");
    })
    .await;
}
