//! A list has reasons whose ledger folds to the score; what is missing or wrong is said; a new model is taken into use.

use candor::http::ModelNews;
use serde_json::{Value, json};

use crate::client::ask;
use crate::shop::Shop;

#[tokio::test]
async fn a_list_is_personal_and_every_ledger_folds_to_its_score() {
    let shop = Shop::trained();
    let asked = json!({"customer": "c0", "count": 4, "explain": "full"});
    let reply = ask(&shop.router, "POST", "/v1/recommendations", &asked).await;
    let answer = reply.expect(200);
    assert_eq!(reply.header("cache-control"), "private, no-store");
    assert_eq!((&answer["personalised"], &answer["fallback"]), (&json!(true), &Value::Null), "{answer}");
    let items = answer["items"].as_array().expect("a list");
    assert_eq!(items.len(), 4, "{answer}");
    for item in items {
        let amounts = item["ledger"].as_array().expect("a ledger").iter().filter_map(|line| line["amount"].as_f64());
        let folded = amounts.fold(0.0, |sum: f64, amount| sum + amount);
        assert_eq!(Some(folded.to_bits()), item["score"].as_f64().map(f64::to_bits), "{item}");
        assert!(item["reasons"].as_array().is_some_and(|reasons| !reasons.is_empty()), "{item}");
    }
}

#[tokio::test]
async fn without_explanation_there_are_no_reasons_and_an_unknown_customer_is_told_so() {
    let shop = Shop::trained();
    let asked = json!({"customer": "nobody", "count": 3, "explain": "none"});
    let answer = ask(&shop.router, "POST", "/v1/recommendations", &asked).await.expect(200);
    assert_eq!(answer["personalised"], false, "{answer}");
    assert_eq!((&answer["fallback"], &answer["fallback_reason"]), (&json!("popular"), &json!("unknown")), "{answer}");
    assert!(answer["items"].as_array().expect("a list").iter().all(|item| item.get("reasons").is_none()), "{answer}");
}

#[tokio::test]
async fn a_wrong_request_is_refused_by_pointer() {
    let shop = Shop::untrained();
    for (asked, pointer, needle) in [
        (json!({"intent": "browse"}), "/intent", "unknown variant"),
        (json!([]), "", "an object"),
        (json!(["home", "c0001"]), "", "an object"),
        (json!({"count": 70000}), "/count", "a whole number from 0 to 65535"),
        (json!({"count": 0}), "/count", "between 1 and 100"),
        (json!({"count": "ten"}), "/count", "invalid type"),
        (json!({"colour": "red"}), "/colour", "unknown field"),
        (json!({"session": [{"item": "a"}, {"item": "b", "kind": "stare"}]}), "/session/1/kind", "unknown variant"),
        (json!({"context_items": ["a", ""]}), "/context_items/1", "must not be empty"),
        (json!({"filter": {"price": {"max": "cheap"}}}), "/filter/price/max", "decimal"),
        (json!({"filter": {"price": {"min": "2", "max": "1"}}}), "/filter/price/min", "above"),
        (json!({"explain": "everything"}), "/explain", "unknown variant"),
        (json!({"customer": "a", "visitor": "b"}), "", "not both"),
    ] {
        let reply = ask(&shop.router, "POST", "/v1/recommendations", &asked).await;
        assert_eq!(reply.expect_problem(422, "invalid"), [pointer], "{asked}: {}", reply.text());
        assert!(reply.text().contains(needle), "{asked}: {}", reply.text());
    }
}

#[tokio::test]
async fn without_a_model_the_answer_says_so_and_a_published_one_is_taken_into_use_once() {
    let shop = Shop::untrained();
    let asked = json!({"customer": "c0"});
    let reply = ask(&shop.router, "POST", "/v1/recommendations", &asked).await;
    reply.expect_problem(503, "no-model");
    assert!(!reply.header("retry-after").is_empty());
    assert_eq!(shop.state.follow_model().expect("a readable folder"), ModelNews::None);
    for popularity in [0.05, 0.5] {
        let model = shop.train(popularity);
        assert_eq!(shop.state.follow_model().expect("a sound model"), ModelNews::Taken(model.clone()));
        assert_eq!(shop.state.follow_model().expect("a sound model"), ModelNews::None);
        let answer = ask(&shop.router, "POST", "/v1/recommendations", &asked).await.expect(200);
        assert_eq!(answer["model"], model);
    }
}

#[tokio::test]
async fn an_intent_decides_whether_what_the_customer_owns_is_shown() {
    let shop = Shop::trained();
    let event =
        json!({"id": "again", "customer": "c0", "item": "i07", "kind": "purchase", "time": "2026-01-02T00:00:00Z"});
    ask(&shop.router, "POST", "/v1/events", &event).await.expect(200);
    let listed = async |intent: &str| {
        let asked = json!({"customer": "c0", "count": 20, "intent": intent});
        let answer = ask(&shop.router, "POST", "/v1/recommendations", &asked).await.expect(200);
        let items = answer["items"].as_array().expect("a list");
        items.iter().map(|item| item["item"].as_str().expect("an id").to_owned()).collect::<Vec<_>>()
    };
    for intent in ["discover", "complete"] {
        assert!(!listed(intent).await.contains(&"i07".to_owned()), "{intent}");
    }
    assert!(listed("gift").await.contains(&"i07".to_owned()));
    let again = listed("restock").await;
    assert!(again.contains(&"i07".to_owned()) && again.len() < listed("gift").await.len(), "{again:?}");
}

#[tokio::test]
async fn switched_off_is_told_even_where_the_page_gives_something_to_go_by() {
    let shop = Shop::trained();
    ask(&shop.router, "PUT", "/v1/customers/c0", &json!({"personalisation": "off"})).await.expect(200);
    let asked = json!({"customer": "c0", "context_items": ["i03"], "count": 3});
    let answer = ask(&shop.router, "POST", "/v1/recommendations", &asked).await.expect(200);
    assert_eq!(answer["personalised"], false);
    for item in answer["items"].as_array().expect("a list") {
        let codes: Vec<&str> =
            item["reasons"].as_array().expect("reasons").iter().filter_map(|r| r["code"].as_str()).collect();
        assert!(codes.contains(&"CON-OFF"), "{codes:?}");
    }
}

#[tokio::test]
async fn where_others_may_read_along_nothing_that_was_done_is_named() {
    let shop = Shop::trained();
    let named = async |asked: Value| {
        let answer = ask(&shop.router, "POST", "/v1/recommendations", &asked).await.expect(200);
        assert_eq!(answer["personalised"], true);
        let items = answer["items"].as_array().expect("a list").clone();
        let reasons = items.iter().flat_map(|item| item["reasons"].as_array().expect("reasons").clone());
        let lines = items.iter().flat_map(|item| item["ledger"].as_array().expect("a ledger").clone());
        let has_name = |line: &Value| line["source"]["item"].is_string();
        reasons.filter(|reason| reason["evidence"] != json!([])).count() + lines.filter(has_name).count()
    };
    let asked = |device: &str| json!({"customer": "c0", "count": 4, "explain": "full", "device": device});
    assert!(named(asked("own")).await > 0);
    for device in ["shared", "signed_out"] {
        assert_eq!(named(asked(device)).await, 0, "{device}");
    }
    ask(&shop.router, "PUT", "/v1/customers/c0", &json!({"device": "shared"})).await.expect(200);
    // A record that is put without it does not take it back, and no request does either.
    ask(&shop.router, "PUT", "/v1/customers/c0", &json!({"locale": "de"})).await.expect(200);
    assert_eq!(named(asked("own")).await, 0);
}
