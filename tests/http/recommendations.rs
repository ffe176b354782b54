//! A list has reasons whose ledger folds to the score; what is missing or wrong is said; a new model is taken into use.

use candor::http::ModelNews;
use serde_json::{Value, json};

use crate::client::{ask, get};
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

fn ids(answer: &Value) -> Vec<String> {
    let items = answer["items"].as_array().expect("a list");
    items.iter().map(|item| item["item"].as_str().expect("an id").to_owned()).collect()
}

#[tokio::test]
async fn the_lists_of_a_page_repeat_nothing_and_their_records_say_what_was_kept_out() {
    let shop = Shop::trained();
    let asked =
        |placement: &str, page: &Value| json!({"placement": placement, "customer": "c0", "count": 3, "page": page});
    let (mut page, mut shown) = (Value::Null, Vec::new());
    for placement in ["home", "basket", "home"] {
        let answer = ask(&shop.router, "POST", "/v1/recommendations", &asked(placement, &page)).await.expect(200);
        assert!(ids(&answer).iter().all(|id| !shown.contains(id)), "{shown:?} {answer}");
        let decision = answer["decision"].as_str().expect("a name");
        let record = get(&shop.router, &format!("/v1/decisions/{decision}")).await.expect(200);
        let kept_out = record["inputs"]["request"]["exclude"].as_array().map_or(0, Vec::len);
        assert_eq!(kept_out, shown.len(), "{record}");
        let replay = ask(&shop.router, "POST", &format!("/v1/decisions/{decision}/replay"), &json!(null)).await;
        assert_eq!(replay.expect(200)["identical"], true);
        shown.extend(ids(&answer));
        page = answer["page"].clone();
    }
    assert_eq!(shown.len(), 9);
}

#[tokio::test]
async fn a_list_goes_on_to_its_end_without_repeats_beside_other_lists_of_its_page() {
    let shop = Shop::trained();
    let other = ask(&shop.router, "POST", "/v1/recommendations", &json!({"count": 2})).await.expect(200);
    let (mut shown, mut cursor) = (ids(&other), Value::Null);
    for part in 0.. {
        let asked = json!({"customer": "c0", "intent": "gift", "count": 3, "page": other["page"], "cursor": cursor});
        let answer = ask(&shop.router, "POST", "/v1/recommendations", &asked).await.expect(200);
        shown.extend(ids(&answer));
        cursor = answer["next"].clone();
        if cursor.is_null() {
            assert!(ids(&answer).len() < 3 && part == 3, "{answer}");
            break;
        }
    }
    let different: std::collections::BTreeSet<_> = shown.iter().collect();
    assert_eq!((different.len(), shown.len()), (12, 12), "{shown:?}");
}

#[tokio::test]
async fn a_list_goes_on_past_what_one_request_may_exclude() {
    let shop = Shop::trained();
    let more: Vec<Value> = (0..450).map(|at| json!({"id": format!("z{at:03}"), "title": format!("Z {at}")})).collect();
    for part in more.chunks(200) {
        ask(&shop.router, "POST", "/v1/items", &json!(part)).await.expect(200);
    }
    let (mut shown, mut cursor) = (std::collections::BTreeSet::new(), Value::Null);
    loop {
        let asked = json!({"customer": "c0", "count": 100, "explain": "none", "cursor": cursor});
        let answer = ask(&shop.router, "POST", "/v1/recommendations", &asked).await.expect(200);
        assert!(ids(&answer).into_iter().all(|id| shown.insert(id)), "{answer}");
        cursor = answer["next"].clone();
        if cursor.is_null() {
            break;
        }
    }
    assert!(shown.len() >= 450, "{}", shown.len());
    let exclude: Vec<String> = (0..201).map(|at| format!("z{at:03}")).collect();
    let reply = ask(&shop.router, "POST", "/v1/recommendations", &json!({"exclude": exclude})).await;
    assert_eq!(reply.expect_problem(422, "invalid"), ["/exclude"]);
}

#[tokio::test]
async fn an_empty_list_is_not_put_down_to_the_customer() {
    let shop = Shop::trained();
    let asked = json!({"customer": "c0", "filter": {"brand": ["no such brand"]}});
    let answer = ask(&shop.router, "POST", "/v1/recommendations", &asked).await.expect(200);
    assert_eq!((&answer["fallback"], &answer["fallback_reason"]), (&json!("empty"), &json!("nothing_left")));
}

#[tokio::test]
async fn a_token_of_another_kind_or_a_changed_one_is_refused() {
    let shop = Shop::trained();
    let answer = ask(&shop.router, "POST", "/v1/recommendations", &json!({"count": 2})).await.expect(200);
    for (field, token) in
        [("page", &answer["next"]), ("cursor", &answer["page"]), ("page", &json!("x")), ("cursor", &json!(""))]
    {
        let reply = ask(&shop.router, "POST", "/v1/recommendations", &json!({field: token})).await;
        assert_eq!(reply.expect_problem(422, "invalid"), [format!("/{field}")]);
    }
}

#[tokio::test]
async fn a_filter_on_attributes_knows_their_types_and_refuses_what_it_does_not_know() {
    let shop = Shop::trained();
    for (id, size, lit) in [("i00", "36", "true"), ("i01", "38.5", "false"), ("i02", "40", "true")] {
        let item = json!({"title": id, "category": ["HOME"], "attributes": {"size": size, "lit": lit, "colour": id}});
        ask(&shop.router, "PUT", &format!("/v1/items/{id}"), &item).await.expect(200);
    }
    let listed = async |attributes: Value| {
        let asked = json!({"count": 9, "filter": {"attributes": attributes}});
        ask(&shop.router, "POST", "/v1/recommendations", &asked).await
    };
    for (attributes, expected) in [
        (json!({"size": {"min": "37", "max": "38.5"}}), vec!["i01"]),
        (json!({"size": ["36.0", "40"], "lit": true}), vec!["i00", "i02"]),
        (json!({"colour": ["i02"], "lit": ["true"]}), vec!["i02"]),
        (json!({"colour": ["green"]}), vec![]),
    ] {
        let answer = listed(attributes).await.expect(200);
        let mut found = ids(&answer);
        found.sort();
        assert_eq!(found, expected);
        assert_eq!(answer["fallback"] == "empty", expected.is_empty(), "{answer}");
    }
    for (attributes, pointer, needle) in [
        (
            json!({"color": ["red"]}),
            "/filter/attributes/color",
            "`colour` (text), `lit` (`true` or `false`), `size` (a number)",
        ),
        (json!({"size": ["small"]}), "/filter/attributes/size", "is a number"),
        (json!({"size": true}), "/filter/attributes/size", "is a number"),
        (json!({"colour": {"min": "1"}}), "/filter/attributes/colour", "is text"),
        (json!({"size": {"min": "2", "max": "1"}}), "/filter/attributes/size/min", "above"),
        (json!({"size": 36}), "/filter/attributes/size", "an array of values"),
    ] {
        let reply = listed(attributes).await;
        assert_eq!(reply.expect_problem(422, "invalid"), [pointer], "{}", reply.text());
        assert!(reply.text().contains(needle), "{}", reply.text());
    }
}

#[tokio::test]
async fn a_request_that_is_only_checked_decides_and_keeps_nothing() {
    let shop = Shop::trained();
    let check = async |mut asked: Value| {
        asked["validate_only"] = json!(true);
        ask(&shop.router, "POST", "/v1/recommendations", &asked).await
    };
    let fine = check(json!({"customer": "c0"})).await;
    assert_eq!((fine.status, fine.body.len()), (204, 0));
    for asked in [json!({"count": 0}), json!({"page": "x"}), json!({"filter": {"attributes": {"size": ["1"]}}})] {
        check(asked).await.expect_problem(422, "invalid");
    }
    assert_eq!(get(&shop.router, "/v1/decisions").await.expect(200)["decisions"], json!([]));
    let untrained = Shop::untrained();
    let asked = json!({"validate_only": true});
    ask(&untrained.router, "POST", "/v1/recommendations", &asked).await.expect_problem(503, "no-model");
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
