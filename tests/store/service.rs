//! A service on PostgreSQL, driven through its routes.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use candor::config::Config;
use candor::engine::{Lesson, Survey};
use candor::evaluate::Card;
use candor::event::{Event, Kind};
use candor::fit::Calibration;
use candor::http::{AppState, Pages, app};
use candor::model::ModelParams;
use candor::service::Service;
use candor::store::{ModelDir, Postgres, Store, StoreData};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::fixtures::{by_customer, view};
use crate::cluster::{Cluster, Sync};

/// What a route answers.
pub(super) async fn ask(router: &Router, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
    let request = Request::builder().method(method).uri(path).header("host", "localhost:7878");
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    let request = request.header("content-type", "application/json").body(body).expect("a valid request");
    let response = router.clone().oneshot(request).await.expect("a router always answers");
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), usize::MAX).await.expect("a body in memory");
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

/// Thirty customers who buy within three families of things.
pub(super) fn events() -> Vec<Event> {
    let event = |n: i64| {
        let mut event = view(&format!("e{n}"), by_customer(&format!("c{}", n % 30)), n);
        event.item = format!("i{}", (n % 3) * 4 + (n / 30) % 4).parse().expect("a valid id");
        event.kind = Kind::Purchase;
        event
    };
    (0..90).map(event).collect()
}

pub(super) fn train(store: Arc<dyn Store>, models: &ModelDir) {
    let data = StoreData::new(store, Service::now()).expect("readable");
    let params = ModelParams::default();
    let survey = Survey::of(&data).expect("events to learn from");
    let lesson = Lesson::gather(&data, &survey, &params, None).expect("events to learn from");
    let model = lesson.learn(&survey, &params, Calibration::plain(1.0, 0.0), 1).expect("a system that can be solved");
    models.publish(&model, &Card::default()).expect("a writable folder");
}

#[tokio::test(flavor = "multi_thread")]
async fn events_come_in_recommendations_go_out_and_an_absent_server_is_told() {
    let Some(cluster) = Cluster::start(Sync::Off) else { return };
    let cluster = Arc::new(cluster);
    let folder = tempfile::tempdir().expect("a folder");
    let models = ModelDir::new(folder.path());
    let url = cluster.url("shop", &[]);
    let open = move || -> Arc<dyn Store> { Arc::new(Postgres::open(&url).expect("a store")) };
    let store = tokio::task::spawn_blocking(open).await.expect("an end");
    let service = Service::open(Arc::clone(&store), models.clone());
    let state = AppState::open(Arc::new(service), Config::default(), Pages::Off).expect("on loopback");
    let router = app(state.clone());

    let items: Vec<Value> = (0..12).map(|n| json!({"id": format!("i{n}"), "title": format!("Thing {n}")})).collect();
    assert_eq!(ask(&router, "POST", "/v1/items", Some(json!(items))).await.0, 200);
    let (status, answer) = ask(&router, "POST", "/v1/events", Some(json!(events()))).await;
    assert_eq!((status, &answer["accepted"]), (200, &json!(90)));
    let (theirs, folder_of) = (Arc::clone(&store), models.clone());
    tokio::task::spawn_blocking(move || train(theirs, &folder_of)).await.expect("a model");
    let follower = state.clone();
    tokio::task::spawn_blocking(move || follower.follow_model().map(drop))
        .await
        .expect("an end")
        .expect("a sound model");

    let asked = || Some(json!({"customer": "c1", "count": 3}));
    let (status, answer) = ask(&router, "POST", "/v1/recommendations", asked()).await;
    assert_eq!((status, answer["personalised"].as_bool()), (200, Some(true)), "{answer}");
    let replay = format!("/v1/decisions/{}/replay", answer["decision"].as_str().expect("an id"));
    let (status, replayed) = ask(&router, "POST", &replay, Some(json!({}))).await;
    assert_eq!((status, &replayed["identical"]), (200, &json!(true)));

    let server = Arc::clone(&cluster);
    tokio::task::spawn_blocking(move || server.stop()).await.expect("a stop");
    let (status, problem) = ask(&router, "POST", "/v1/events", Some(json!(events()[..1]))).await;
    assert_eq!((status, &problem["type"]), (503, &json!("urn:candor:problem:store-away")));
    assert_eq!(ask(&router, "GET", "/readyz", None).await.0, 503);
    let server = Arc::clone(&cluster);
    tokio::task::spawn_blocking(move || server.resume()).await.expect("a start");
    let mut status = 0;
    for _ in 0..500 {
        (status, _) = ask(&router, "GET", "/readyz", None).await;
        if status == 200 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(status, 200);
    assert_eq!(ask(&router, "POST", "/v1/recommendations", asked()).await.0, 200);
    assert_eq!(ask(&router, "POST", &replay, Some(json!({}))).await.1["identical"], json!(true));
}
