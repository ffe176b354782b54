//! Leakage budgets over HTTP: what is wrong is refused by pointer, and so is a segment of which the model has learnt nothing, with what
//! to do about it, as long as somebody is there to do it; what comes due by itself or is rolled back goes live, with an alarm.

use candor::access::{Actor, Role};
use candor::oversight::{Act, Step};
use candor::rerank::Policy;
use candor::service::{Came, Service, ServiceError};
use candor::store::Store;
use serde_json::{Value, json};

use crate::client::{ask, get};
use crate::shop::Shop;

fn of(segment: &str, budget: f64) -> Value {
    json!({"segment": segment, "budget": budget})
}

#[tokio::test]
async fn a_wrong_leakage_budget_is_refused_by_pointer() {
    let shop = Shop::untrained();
    for (budgets, pointer) in [
        (json!([of("age", -0.1)]), "/leakages/0/budget"),
        (json!([of("age", 11.0)]), "/leakages/0/budget"),
        (json!([of(" ", 0.5)]), "/leakages/0/segment"),
        (json!([of("age", 0.5), of("age", 0.7)]), "/leakages/1/segment"),
    ] {
        let reply = ask(&shop.router, "PUT", "/v1/placements/home/policy", &json!({"leakages": budgets})).await;
        assert_eq!(reply.expect_problem(422, "invalid"), [pointer], "{budgets}");
    }
}

#[tokio::test]
async fn what_cannot_wait_keeps_a_live_budget_of_which_the_model_has_nothing_left() {
    let shop = Shop::trained();
    let live: Policy =
        serde_json::from_value(json!({"placement": "home", "leakages": [of("age", 0.5)]})).expect("rules");
    shop.store.put_policy(&live).expect("durable");
    let impose = async |budget: f64| {
        let policy = json!({"leakages": [of("age", budget)], "diversity": 0.3});
        ask(&shop.router, "PUT", "/v1/placements/home/policy?reason=recalled", &policy).await
    };
    assert_eq!(impose(0.4).await.expect_problem(422, "invalid"), ["/leakages/0/segment"], "another budget");
    assert_eq!(impose(0.5).await.json()["diversity"], 0.3);
    let preview = async |budget: f64| {
        let policy = json!({"leakages": [of("age", budget)], "diversity": 0.6});
        ask(&shop.router, "POST", "/v1/placements/home/preview", &policy).await
    };
    assert_eq!(preview(0.4).await.expect_problem(422, "invalid"), ["/leakages/0/segment"], "another budget");
    preview(0.5).await.expect(200);
}

#[tokio::test]
async fn a_segment_of_which_nothing_was_learnt_is_refused_with_what_to_do() {
    let shop = Shop::trained();
    let policy = json!({"leakages": [of("age", 0.5)]});
    for (method, path) in [("PUT", "/v1/placements/home/policy?reason=less"), ("POST", "/v1/placements/home/preview")] {
        let reply = ask(&shop.router, method, path, &policy).await;
        let said = reply.json()["errors"][0]["detail"].as_str().unwrap_or_default().to_owned();
        assert!(said.contains("candor train --leaning age") && said.contains("50 customers"), "{said}");
        assert_eq!(reply.expect_problem(422, "invalid"), ["/leakages/0/segment"], "{path}");
    }
}

fn act(name: &str, role: Role) -> Act {
    let by = Actor { name: name.to_owned(), role };
    Act { by, at: Service::now(), reason: Some("so it is".to_owned()), known_to: Vec::new() }
}

fn bounded(diversity: f64) -> Policy {
    let policy = json!({"placement": "home", "leakages": [of("age", 0.5)], "diversity": diversity});
    serde_json::from_value(policy).expect("rules")
}

/// The open incidents, by what they are about and their titles.
async fn open(shop: &Shop) -> Vec<(Value, String)> {
    let reply = get(&shop.router, "/v1/incidents?state=open").await.expect(200);
    let told = |one: &Value| (one["origin"].clone(), one["title"].as_str().unwrap_or_default().to_owned());
    reply["incidents"].as_array().expect("incidents").iter().map(told).collect()
}

#[tokio::test]
async fn a_live_budget_that_bounds_nothing_since_a_refit_is_one_incident_until_the_model_knows_or_the_budget_goes() {
    let shop = Shop::trained();
    shop.store.put_policy(&bounded(0.2)).expect("durable");
    ask(&shop.router, "POST", "/v1/recommendations", &json!({"customer": "c0"})).await.expect(200);
    for _ in 0..2 {
        shop.service.look_for_alarms(Service::now()).expect("a store at work");
    }
    let [(origin, title)] = &open(&shop).await[..] else { panic!("one incident") };
    assert_eq!(origin, &json!({"kind": "alarm", "alarm": "leakage", "about": "age"}));
    assert!(title.contains("`age`") && title.contains("candor train --leaning age"), "{title}");
    let watch = get(&shop.router, "/v1/watch/home").await.expect(200);
    assert_eq!((&watch["unlearnt"], &watch["alarms"][0]["kind"]), (&json!(["age"]), &json!("leakage")));
    assert!(get(&shop.router, "/metrics").await.text().contains("candor_alarms{kind=\"leakage\"} 1"));
    let free = json!({"diversity": 0.2});
    ask(&shop.router, "PUT", "/v1/placements/home/policy?reason=not+kept", &free).await.expect(200);
    shop.service.look_for_alarms(Service::now()).expect("a store at work");
    let reply = get(&shop.router, "/v1/incidents").await.expect(200);
    assert_eq!(reply["incidents"][0]["log"][1]["did"], "quiet");
    assert!(get(&shop.router, "/v1/watch/home").await.expect(200).get("unlearnt").is_none());
}

#[tokio::test]
async fn what_comes_due_or_is_rolled_back_goes_live_with_an_alarm_and_what_is_published_by_hand_is_refused() {
    let shop = Shop::untrained();
    let (ann, bea) = (act("ann", Role::Marketer), act("bea", Role::Approver));
    // As long as there is no model, none can be asked what it has learnt.
    let approved = |diversity: f64| {
        let draft = shop.service.draft(bounded(diversity), &ann).expect("a draft");
        shop.service.submit("home", &draft.id, 1, &ann, 1).expect("submitted");
        shop.service.step("home", &draft.id, 2, Step::Approve, &bea).expect("approved");
        draft.id
    };
    let (by_hand, by_itself) = (approved(0.1), approved(0.2));
    let due = Some(Service::now().plus_days(1));
    shop.service.publish("home", &by_itself, 3, due, &ann).expect("scheduled");
    let shop = shop.learnt();
    let service = &shop.service;
    for due in [None, due] {
        let refused = service.publish("home", &by_hand, 3, due, &ann);
        assert!(matches!(&refused, Err(ServiceError::Unlearnt { at: 0, .. })), "{refused:?}");
    }
    let came = service.publish_due(Service::now().plus_days(2)).expect("readable");
    assert!(matches!(&came[..], [Ok(Came::Live(_))]), "{came:?}");
    let [(origin, _)] = &open(&shop).await[..] else { panic!("one incident, at once") };
    assert_eq!(origin["about"], "age");
    service.publish("home", &by_hand, 3, None, &ann).expect("its budget is live as it is");
    let free = json!({"diversity": 0.3});
    ask(&shop.router, "PUT", "/v1/placements/home/policy?reason=not+kept", &free).await.expect(200);
    service.look_for_alarms(Service::now()).expect("a store at work");
    let back = service.roll_back("home", Some(1), &bea).expect("the way back is open");
    assert_eq!((back.it.policy.version, &back.it.policy.leakages), (4, &bounded(0.2).leakages));
    let log = get(&shop.router, "/v1/incidents?state=open").await.expect(200)["incidents"][0]["log"].clone();
    let did: Vec<&Value> = log.as_array().expect("a log").iter().map(|line| &line["did"]).collect();
    assert_eq!(did, ["opened", "quiet", "back"]);
}
