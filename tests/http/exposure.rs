//! A target of attention over time: its price rises while its group has too little, is a line of the ledger and a reason where
//! it moved a rank, is part of the record, and outlives the process.

use std::sync::Arc;

use candor::decision::{Detail, Record, Request};
use candor::ids::{CustomerId, DecisionId};
use candor::rerank::{ExposureState, ExposureTarget, Policy, Selector, Window};
use candor::service::Service;
use candor::store::{Embedded, Store};
use candor::units::Time;
use serde_json::{Value, json};

use crate::client::{ask, get};
use crate::shop::{Shop, item};

#[tokio::test]
async fn a_group_gets_its_share_and_every_record_tells_how() {
    let shop = Shop::trained();
    let target = json!({"name": "small makers", "members": {"items": ["i00", "i03"]}, "target": 0.4,
        "window": {"kind": "requests", "length": 40}, "gain": 0.1});
    let policy = json!({"diversity": 0.0, "exposures": [target]});
    let put = ask(&shop.router, "PUT", "/v1/placements/home/policy?reason=fair", &policy).await.expect(200);
    assert_eq!(put["exposures"][0]["window"], json!({"kind": "requests", "length": 40}));
    let (mut disclosed, mut last) = (0, Value::Null);
    for round in 0..200 {
        let request = json!({"customer": format!("c{}", round % 20), "count": 3, "explain": "full"});
        let answer = ask(&shop.router, "POST", "/v1/recommendations", &request).await.expect(200);
        for shown in answer["items"].as_array().expect("a list") {
            let lines = shown["ledger"].as_array().expect("in full");
            let line = lines.iter().find(|line| line["source"] == json!({"kind": "exposure", "name": "small makers"}));
            let reasons = shown["reasons"].as_array().expect("asked for");
            if reasons.iter().any(|reason| reason["code"] == "FAI-EXPOSURE") {
                assert!(line.is_some_and(|line| line["amount"].as_f64() > Some(0.0)), "{shown}");
                disclosed += 1;
            }
        }
        last = answer["decision"].clone();
    }
    assert!(disclosed > 0, "the target moved something");
    let last = last.as_str().expect("an id");
    let record = get(&shop.router, &format!("/v1/decisions/{last}")).await.expect(200);
    let state: ExposureState = serde_json::from_value(record["inputs"]["exposure"][0].clone()).expect("a state");
    let share = state.share().expect("lists");
    assert!(state.lists == 199 && (share - 0.4).abs() < 0.05, "{state:?}: {share}");
    let replay = ask(&shop.router, "POST", &format!("/v1/decisions/{last}/replay"), &json!({})).await.expect(200);
    assert_eq!(replay["identical"], true);
    let disclosure = get(&shop.router, "/v1/disclosure/home").await.expect(200);
    let rules = disclosure["rules"].as_array().expect("rules");
    assert!(rules.iter().any(|rule| rule["kind"] == "fairness"), "{rules:?}");
}

#[tokio::test]
async fn a_wrong_target_is_refused_by_pointer() {
    let shop = Shop::untrained();
    let sound = json!({"name": "a", "members": {"items": ["i00"]}, "target": 0.1});
    let with = |field: &str, value: Value| {
        let mut target = sound.clone();
        target[field] = value;
        json!({"exposures": [target]})
    };
    for (policy, pointer) in [
        (with("target", json!(1.5)), "/exposures/0/target"),
        (with("gain", json!(0.0)), "/exposures/0/gain"),
        (with("name", json!(" ")), "/exposures/0/name"),
        (with("members", json!({})), "/exposures/0/members"),
        (with("window", json!({"kind": "days", "length": 0.0})), "/exposures/0/window/length"),
        (with("window", json!({"kind": "requests", "length": 0})), "/exposures/0/window/length"),
        (json!({"exposures": [sound, sound]}), "/exposures/1/name"),
    ] {
        let reply = ask(&shop.router, "PUT", "/v1/placements/home/policy", &policy).await;
        assert_eq!(reply.expect_problem(422, "invalid"), [pointer], "{policy}");
    }
}

fn owed(target: f64) -> Policy {
    let members = Selector { items: [item(0), item(3)].into(), ..Selector::default() };
    let target = ExposureTarget { name: "small".to_owned(), members, target, window: Window::default(), gain: 0.1 };
    Policy { exposures: vec![target], ..Policy::standard("home") }
}

/// Asks at a moment; where the controller stood then.
fn asked(service: &Service, at: i64) -> ExposureState {
    let id = DecisionId::new(&format!("d_{at}")).expect("a short id");
    let customer = CustomerId::new(&format!("c{}", at % 20)).expect("a short id");
    let request = Request { count: 3, explain: Detail::None, ..Request::home(Some(customer)) };
    let now = Time::from_millis(1_714_600_000_000 + at);
    service.recommend(id.clone(), now, request).expect("a shop at work");
    let record: Record = service.record(&id).expect("kept");
    assert!(service.replay(&id).expect("the same artifacts").identical);
    record.inputs.exposure[0]
}

#[test]
fn a_restart_and_a_changed_target_go_on_with_the_same_price() {
    let (shop, folder) = (Shop::trained(), tempfile::tempdir().expect("a folder"));
    let open = || {
        let store = Arc::new(Embedded::open(folder.path()).expect("a store"));
        let service = Service::open(Arc::clone(&store) as Arc<dyn Store>, shop.models.clone());
        (store, service)
    };
    let (store, service) = open();
    Shop::fill(&*store);
    store.put_policy(&owed(0.4)).expect("durable");
    let before: Vec<ExposureState> = (0..10).map(|at| asked(&service, at)).collect();
    assert!(before[0] == ExposureState::default() && before[9].price > 0.0, "{before:?}");
    drop(service);
    drop(store);
    let (store, service) = open();
    let here = asked(&service, 10);
    assert_eq!((here.lists, here.at), (10, Some(Time::from_millis(1_714_600_000_009))));
    assert!(here.price > 0.0);
    store.put_policy(&owed(0.1)).expect("durable");
    let changed = asked(&service, 11);
    assert_eq!(changed.lists, 11, "the changed target goes on from the old price");
    assert!(changed.price > 0.0);
    service.flush().expect("durable");
    // Another process would find what the last list left.
    let kept = store.exposures("home").expect("readable");
    assert_eq!(kept["small"].lists, 12);
}

#[test]
fn a_placement_is_written_at_most_once_in_a_second() {
    let (shop, folder) = (Shop::trained(), tempfile::tempdir().expect("a folder"));
    let store = Arc::new(Embedded::open(folder.path()).expect("a store"));
    let service = Service::open(Arc::clone(&store) as Arc<dyn Store>, shop.models.clone());
    Shop::fill(&*store);
    store.put_policy(&owed(0.4)).expect("durable");
    let mut kept = Vec::new();
    for at in [0, 400, 999, 1_000, 1_500, 2_100] {
        asked(&service, at);
        store.flush().expect("durable");
        kept.push(store.exposures("home").expect("readable")["small"].lists);
    }
    assert_eq!(kept, [1, 1, 1, 4, 4, 6]);
}
