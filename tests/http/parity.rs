//! Parity between groups of customers: the group that sees less of some items is raised, as a line of the ledger and a reason
//! where it moved a rank, on record; who did not let fairness be measured is served and neither raised nor counted; what was
//! learnt outlives the process.

use std::sync::Arc;

use candor::decision::{Detail, Record, Request};
use candor::event::{Consent, Customer};
use candor::ids::{CustomerId, DecisionId};
use candor::rerank::{ParityRule, ParityStand, Policy, Selector, Window};
use candor::service::Service;
use candor::store::{Embedded, Store};
use candor::units::Time;
use serde_json::{Value, json};

use crate::client::{ask, get};
use crate::shop::{Shop, item};

/// Half of the customers are young and half old; every tenth does not let fairness be measured.
fn customer(at: usize) -> Customer {
    let measure_fairness = at % 10 != 9;
    Customer {
        consent: Some(Consent { recommend: true, explain: true, measure_fairness }),
        segments: [("age".to_owned(), if at.is_multiple_of(2) { "young" } else { "old" }.to_owned())].into(),
        ..Customer::unknown(CustomerId::new(&format!("c{at}")).expect("a short id"))
    }
}

fn register(store: &dyn Store) {
    let all: Vec<Customer> = (0..20).map(customer).collect();
    assert_eq!(store.put_customers(&all).expect("durable"), 20);
}

/// The young and the old are to see the first family of items about as often.
fn even() -> Policy {
    let members = Selector { items: [item(0), item(1), item(2)].into(), ..Selector::default() };
    let window = Window::Requests { length: 200 };
    let (name, segment) = ("offers".to_owned(), "age".to_owned());
    let rule = ParityRule { name, members, segment, difference: 0.05, window, gain: 0.1 };
    Policy { diversity: 0.0, parities: vec![rule], ..Policy::standard("home") }
}

#[tokio::test]
async fn the_group_that_sees_less_is_raised_and_every_record_tells_how() {
    let shop = Shop::trained();
    register(&*shop.store);
    let put = ask(&shop.router, "PUT", "/v1/placements/home/policy?reason=even", &json!(even())).await.expect(200);
    assert_eq!(put["parities"][0]["difference"], 0.05);
    let (mut disclosed, mut raised) = (0, 0);
    let mut last = Value::Null;
    for round in 0..400 {
        let who = round % 20;
        // The young look at one of these items within their visit, the old at another thing.
        let look = if who % 2 == 0 { "i00" } else { "i05" };
        let request =
            json!({"customer": format!("c{who}"), "count": 3, "explain": "full", "session": [{"item": look}]});
        let answer = ask(&shop.router, "POST", "/v1/recommendations", &request).await.expect(200);
        for shown in answer["items"].as_array().expect("a list") {
            let lines = shown["ledger"].as_array().expect("in full");
            let line = lines.iter().find(|line| line["source"] == json!({"kind": "parity", "name": "offers"}));
            if line.is_some() {
                raised += 1;
                last = answer["decision"].clone();
            }
            assert!(line.is_none() || who % 10 != 9, "nobody is raised who is not measured: {shown}");
            let reasons = shown["reasons"].as_array().expect("asked for");
            if reasons.iter().any(|reason| reason["code"] == "FAI-PARITY" && reason["disclosure"] == "fairness") {
                assert!(line.is_some_and(|line| line["amount"].as_f64() > Some(0.0)), "{shown}");
                disclosed += 1;
            }
        }
    }
    assert!(disclosed > 0 && raised >= disclosed, "the rule moved something: {disclosed} of {raised}");
    let last = last.as_str().expect("an id");
    let record = get(&shop.router, &format!("/v1/decisions/{last}")).await.expect(200);
    let stand: ParityStand = serde_json::from_value(record["inputs"]["parity"][0].clone()).expect("a stand");
    assert!(stand.group.is_some() && stand.price > 0.0, "{stand:?}");
    let replay = ask(&shop.router, "POST", &format!("/v1/decisions/{last}/replay"), &json!({})).await.expect(200);
    assert_eq!(replay["identical"], true);
    let disclosure = get(&shop.router, "/v1/disclosure/home").await.expect(200);
    let rules = disclosure["rules"].as_array().expect("rules");
    let told =
        |rule: &Value| rule["kind"] == "fairness" && rule["text"].as_str().is_some_and(|text| text.contains("age"));
    assert!(rules.iter().any(told), "{rules:?}");
}

#[tokio::test]
async fn a_wrong_parity_rule_is_refused_by_pointer() {
    let shop = Shop::untrained();
    let sound = json!(even())["parities"][0].clone();
    let with = |field: &str, value: Value| {
        let mut rule = sound.clone();
        rule[field] = value;
        json!({"parities": [rule]})
    };
    for (policy, pointer) in [
        (with("difference", json!(0.001)), "/parities/0/difference"),
        (with("gain", json!(2.0)), "/parities/0/gain"),
        (with("name", json!(" ")), "/parities/0/name"),
        (with("segment", json!("")), "/parities/0/segment"),
        (with("members", json!({})), "/parities/0/members"),
        (with("window", json!({"kind": "requests", "length": 0})), "/parities/0/window/length"),
        (json!({"parities": [sound, sound]}), "/parities/1/name"),
    ] {
        let reply = ask(&shop.router, "PUT", "/v1/placements/home/policy", &policy).await;
        assert_eq!(reply.expect_problem(422, "invalid"), [pointer], "{policy}");
    }
}

/// Asks at a moment; how the customer stood then.
fn asked(service: &Service, at: usize) -> ParityStand {
    let id = DecisionId::new(&format!("d_{at}")).expect("a short id");
    let customer = CustomerId::new(&format!("c{}", at % 20)).expect("a short id");
    let request = Request { count: 3, explain: Detail::None, ..Request::home(Some(customer)) };
    let now = Time::from_millis(1_714_600_000_000 + i64::try_from(at).expect("small"));
    service.recommend(id.clone(), now, request).expect("a shop at work");
    let record: Record = service.record(&id).expect("kept");
    assert!(service.replay(&id).expect("the same artifacts").identical);
    record.inputs.parity[0].clone()
}

#[test]
fn what_groups_saw_outlives_the_process_and_who_is_not_measured_leaves_no_trace() {
    let (shop, folder) = (Shop::trained(), tempfile::tempdir().expect("a folder"));
    let open = || {
        let store = Arc::new(Embedded::open(folder.path()).expect("a store"));
        let service = Service::open(Arc::clone(&store) as Arc<dyn Store>, shop.models.clone());
        (store, service)
    };
    let (store, service) = open();
    Shop::fill(&*store);
    register(&*store);
    store.put_policy(&even()).expect("durable");
    let stands: Vec<ParityStand> = (0..40).map(|at| asked(&service, at)).collect();
    assert_eq!((stands[8].group.as_deref(), stands[9].group.as_deref()), (Some("young"), None));
    drop(service);
    drop(store);
    let (store, service) = open();
    let kept = store.parities("home").expect("readable");
    let lists = |group: &str| kept["offers"][group].lists;
    assert_eq!(
        (kept["offers"].len(), lists("young"), lists("old")),
        (2, 20, 16),
        "four lists were for who is not measured"
    );
    asked(&service, 40);
    service.flush().expect("durable");
    assert_eq!(store.parities("home").expect("readable")["offers"]["young"].lists, 21, "it goes on from there");
}
