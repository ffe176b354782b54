//! Leakage budgets over HTTP: what is wrong is refused by pointer, and so is a segment of which the model has learnt nothing, with what
//! to do about it.

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
