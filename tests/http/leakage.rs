//! Leakage budgets over HTTP: what is wrong is refused by pointer, and so is a segment of which the model has learnt nothing, with what
//! to do about it.

use candor::rerank::Policy;
use candor::store::Store;
use serde_json::{Value, json};

use crate::client::ask;
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
