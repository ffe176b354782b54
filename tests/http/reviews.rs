//! The review queue over HTTP: what comes into it, what a decision does to the next list and to a replay, that it can be undone, and that
//! what told of somebody goes with them.

use axum::Router;
use candor::access::{Actor, Role};
use candor::store::{Collection, Store, UNLINKED};
use serde_json::{Value, json};

use crate::client::{ask, get};
use crate::shop::Shop;

/// Somebody who did the same as the reporter, customer `c0`.
const FELLOW: &str = "c12";

async fn list(router: &Router, customer: &str, placement: &str) -> Value {
    let request = json!({"customer": customer, "placement": placement, "count": 3, "explain": "full"});
    ask(router, "POST", "/v1/recommendations", &request).await.expect(200)
}

fn items(answer: &Value) -> Vec<String> {
    let items = answer["items"].as_array().expect("a list").iter();
    items.map(|item| item["item"].as_str().expect("an id").to_owned()).collect()
}

async fn queue(router: &Router, part: &str) -> Vec<Value> {
    let reply = get(router, &format!("/v1/reviews?{part}")).await.expect(200);
    reply["reviews"].as_array().expect("entries").clone()
}

/// The customer reports the first item of their list; the answer and the entry that it makes.
async fn reported(shop: &Shop) -> (Value, Value) {
    let answer = list(&shop.router, "c0", "home").await;
    let event = json!({"id": "unfair-1", "customer": "c0", "item": items(&answer)[0], "kind": "report",
        "time": "2024-05-02T09:00:00Z", "decision": answer["decision"]});
    for accepted in [1, 0] {
        let told = ask(&shop.router, "POST", "/v1/events", &event).await.expect(200);
        assert_eq!(told["accepted"], accepted);
    }
    let entries = queue(&shop.router, "source=report").await;
    assert_eq!(entries.len(), 1, "one entry, however often it is sent");
    (answer, entries[0].clone())
}

fn decide(verdict: &str) -> Value {
    json!({"revision": 1, "verdict": verdict, "reason": "seen"})
}

fn path(entry: &Value) -> String {
    format!("/v1/reviews/{}", entry["id"].as_str().expect("a name"))
}

#[tokio::test]
async fn a_report_is_looked_at_and_a_suppression_holds_from_the_next_list_on_until_it_is_undone() {
    let shop = Shop::trained();
    let (reporter, entry) = reported(&shop).await;
    let item = items(&reporter)[0].clone();
    // Who reports an item is not shown it again anyway.
    let before = list(&shop.router, FELLOW, "home").await;
    assert!(items(&before).contains(&item), "{before}");
    assert_eq!(
        (&entry["item"], &entry["placement"], &entry["event"]),
        (&json!(item), &json!("home"), &json!("unfair-1"))
    );
    assert!(!entry.to_string().contains("\"c0\""), "of whom it tells the store alone knows");
    let decided = ask(&shop.router, "POST", &path(&entry), &decide("suppress_here")).await.expect(200);
    assert_eq!(decided["verdict"], "suppress_here");
    let after = list(&shop.router, FELLOW, "home").await;
    assert!(!items(&after).contains(&item), "{after}");
    assert!(items(&list(&shop.router, FELLOW, "basket").await).contains(&item), "here is not everywhere");
    let told = get(&shop.router, "/v1/oversight").await.expect(200);
    assert_eq!((&told["suppressed"][0]["item"], &told["suppressed"][0]["placement"]), (&json!(item), &json!("home")));
    let disclosure = get(&shop.router, "/v1/disclosure/home").await.expect(200).to_string();
    assert!(disclosure.contains("Kept out by people who looked at what was recommended: 1 item."), "{disclosure}");
    let undo = json!({"revision": 2, "reason": "it was fine"});
    let undone = ask(&shop.router, "POST", &format!("{}/undo", path(&entry)), &undo).await.expect(200);
    assert_eq!((&undone["verdict"], undone["history"].as_array().map(Vec::len)), (&Value::Null, Some(2)));
    assert_eq!(items(&list(&shop.router, FELLOW, "home").await), items(&before));
    for answer in [&before, &after] {
        let id = answer["decision"].as_str().expect("an id");
        let record = get(&shop.router, &format!("/v1/decisions/{id}")).await.expect(200);
        let suppressed = record["inputs"].get("suppressed").cloned().unwrap_or(json!([]));
        assert_eq!(suppressed, if answer == &before { json!([]) } else { json!([item]) }, "on record");
        let replay = ask(&shop.router, "POST", &format!("/v1/decisions/{id}/replay"), &json!({})).await.expect(200);
        assert_eq!(replay["identical"], true, "whatever holds now");
    }
}

#[tokio::test]
async fn everywhere_is_every_placement_and_what_goes_with_an_item_and_no_counterfactual_brings_it_back() {
    let shop = Shop::trained();
    let (reporter, entry) = reported(&shop).await;
    let item = items(&reporter)[0].clone();
    // Who reports an item is not shown it again anyway.
    let before = list(&shop.router, FELLOW, "home").await;
    assert!(items(&before).contains(&item), "{before}");
    ask(&shop.router, "POST", &path(&entry), &decide("suppress_everywhere")).await.expect(200);
    for placement in ["home", "basket"] {
        let answer = list(&shop.router, FELLOW, placement).await;
        assert!(!items(&answer).contains(&item), "{answer}");
        let (decision, first) = (answer["decision"].as_str().expect("an id"), items(&answer)[0].clone());
        let why = get(&shop.router, &format!("/v1/decisions/{decision}/items/{first}/why")).await.expect(200);
        assert_eq!(why["item"]["rank"], 1);
    }
    for other in (0..12).map(|at| format!("i{at:02}")).filter(|other| *other != item) {
        let similar = get(&shop.router, &format!("/v1/items/{other}/similar?count=10")).await.expect(200).to_string();
        assert!(!similar.contains(&format!("\"{item}\"")), "{other}: {similar}");
    }
}

#[tokio::test]
async fn what_a_wrong_sentence_cites_is_taken_back_until_that_is_undone() {
    let shop = Shop::trained();
    let before = items(&list(&shop.router, FELLOW, "home").await);
    let (answer, entry) = reported(&shop).await;
    let cited = |reasons: &[Value]| -> Vec<String> {
        let evidence = reasons.iter().flat_map(|reason| reason["evidence"].as_array().expect("evidence").clone());
        let mut items: Vec<String> = evidence.map(|cited| cited["item"].as_str().expect("an id").to_owned()).collect();
        items.sort();
        items.dedup();
        items
    };
    let reasons = answer["items"][0]["reasons"].as_array().expect("reasons").clone();
    let wrong = reasons.iter().position(|reason| !cited(std::slice::from_ref(reason)).is_empty()).expect("evidence");
    let told = get(&shop.router, &path(&entry)).await.expect(200);
    assert_eq!((told["reasons"].as_array().map(Vec::len), &told["unlinked"]), (Some(reasons.len()), &json!([])));
    let mut before_it = told["reasons"][wrong]["cites"].as_array().expect("items").clone();
    before_it.sort_by_key(ToString::to_string);
    assert_eq!(json!(before_it), json!(cited(&reasons[wrong..=wrong])), "seen before it is taken back");

    let saying = |verdict: &str, sentences: Value| json!({"revision": 1, "verdict": verdict, "reason": "seen", "sentences": sentences});
    for (verdict, sentences) in [("wrong_reason", json!([reasons.len()])), ("fine", json!([0]))] {
        let refused = ask(&shop.router, "POST", &path(&entry), &saying(verdict, sentences)).await;
        assert_eq!(refused.expect_problem(422, "invalid"), ["/sentences"], "{verdict}");
    }
    ask(&shop.router, "POST", &path(&entry), &saying("wrong_reason", json!([wrong]))).await.expect(200);
    let told = get(&shop.router, &path(&entry)).await.expect(200);
    assert_eq!(told["unlinked"], json!(cited(&reasons[wrong..=wrong])), "of that sentence alone");
    let undo = json!({"revision": 2, "reason": "it is one after all"});
    ask(&shop.router, "POST", &format!("{}/undo", path(&entry)), &undo).await.expect(200);
    assert_eq!(get(&shop.router, "/v1/oversight").await.expect(200)["unlinked"], 0);

    let all = json!({"revision": 3, "verdict": "wrong_reason", "reason": "none of it"});
    ask(&shop.router, "POST", &path(&entry), &all).await.expect(200);
    let told = get(&shop.router, &path(&entry)).await.expect(200);
    assert_eq!(told["unlinked"], json!(cited(&reasons)));
    assert_eq!(get(&shop.router, "/v1/oversight").await.expect(200)["unlinked"], cited(&reasons).len());
    assert_eq!(items(&list(&shop.router, FELLOW, "home").await), before, "it acts with the next training");

    ask(&shop.router, "DELETE", "/v1/customers/c0", &Value::Null).await.expect(200);
    let list = shop.store.document(Collection::Oversight, UNLINKED).expect("readable").expect("a list");
    assert_eq!(list.body, r#"{"pairs":[]}"#, "it goes with the customer of the entry");
}

#[tokio::test]
async fn only_approvers_and_admins_decide_once_with_a_reason_and_what_they_saw() {
    let shop = Shop::trained();
    let (_, entry) = reported(&shop).await;
    for role in [Role::Marketer, Role::Analyst, Role::Auditor, Role::Secret, Role::Publishable] {
        let router = shop.router.clone().layer(axum::Extension(Actor { name: "ann".to_owned(), role }));
        ask(&router, "POST", &path(&entry), &decide("fine")).await.expect_problem(403, "forbidden");
    }
    let quiet = json!({"revision": 1, "verdict": "fine"});
    assert_eq!(ask(&shop.router, "POST", &path(&entry), &quiet).await.expect_problem(422, "invalid"), ["/reason"]);
    ask(&shop.router, "POST", "/v1/reviews/r_none", &decide("fine")).await.expect_problem(404, "not-found");
    ask(&shop.router, "POST", &path(&entry), &decide("wrong_reason")).await.expect(200);
    ask(&shop.router, "POST", &path(&entry), &decide("fine")).await.expect_problem(409, "conflict");
    assert_eq!(queue(&shop.router, "state=open&source=report").await.len(), 0);
    assert_eq!(queue(&shop.router, "state=decided").await.len(), 1);
    let figures = get(&shop.router, "/v1/reviews/figures").await.expect(200);
    assert_eq!(figures["by_source"]["report"]["verdicts"], json!({"wrong_reason": 1}));
    assert_eq!(figures["all"]["agreement"], json!(0.0));
}

#[tokio::test]
async fn a_report_of_what_somebody_else_was_shown_names_no_list() {
    let shop = Shop::trained();
    let answer = list(&shop.router, "c0", "home").await;
    let event = json!({"id": "e", "customer": "c1", "item": items(&answer)[0], "kind": "report",
        "time": "2024-05-02T09:00:00Z", "decision": answer["decision"]});
    ask(&shop.router, "POST", "/v1/events", &event).await.expect(200);
    let entry = queue(&shop.router, "source=report").await.remove(0);
    assert!(entry.get("decision").is_none() && entry.get("placement").is_none(), "{entry}");
    ask(&shop.router, "POST", &path(&entry), &decide("suppress_here")).await.expect_problem(409, "conflict");
}

#[tokio::test]
async fn what_is_drawn_names_its_week_and_goes_when_the_customer_is_erased() {
    let shop = Shop::trained();
    let settings = json!({"revision": 0, "reason": "to see", "settings": {"sampling":
        {"weekly": 100, "low_confidence": 1.0, "confidence_min": 1.0, "sensitive": 1.0}}});
    ask(&shop.router, "PUT", "/v1/oversight", &settings).await.expect(200);
    let shown = items(&list(&shop.router, "c0", "elsewhere").await)[1].clone();
    let medicine = json!({"title": "Thing", "sensitive": "health"});
    ask(&shop.router, "PUT", &format!("/v1/items/{shown}"), &medicine).await.expect(200);
    for customer in ["c0", "c1"] {
        list(&shop.router, customer, "home").await;
    }
    let drawn = queue(&shop.router, "source=sample").await;
    let drawn: Vec<Value> = drawn.into_iter().filter(|entry| entry["placement"] == "home").collect();
    assert_eq!(drawn.len(), 2);
    assert!(drawn.iter().all(|entry| entry["week"].is_i64() && entry["decision"].is_string()), "{drawn:?}");
    let low = queue(&shop.router, "source=low_confidence").await;
    assert!(low.len() == 3 && low.iter().all(|entry| entry["confidence"].as_f64() < Some(1.0)), "{low:?}");
    let sensitive = queue(&shop.router, "source=sensitive").await;
    assert!(!sensitive.is_empty() && sensitive.iter().all(|entry| entry["item"] == shown), "{sensitive:?}");
    let copy = get(&shop.router, "/v1/customers/c0/export").await.expect(200);
    assert!(copy["derived"]["reviews"].as_array().is_some_and(|reviews| reviews.len() >= 2), "{copy}");
    ask(&shop.router, "DELETE", "/v1/customers/c0", &json!({})).await.expect(200);
    assert_eq!(queue(&shop.router, "source=sample").await.len(), 1);
}

#[tokio::test]
async fn a_weeks_sample_has_its_number_and_what_was_looked_at_stays_when_another_list_takes_its_place() {
    let shop = Shop::trained();
    let settings = |revision: u64, weekly: u16| json!({"revision": revision, "reason": "to see", "settings": {"sampling": {"weekly": weekly}}});
    ask(&shop.router, "PUT", "/v1/oversight", &settings(0, 3)).await.expect(200);
    let sample = async || queue(&shop.router, "source=sample").await;
    for customer in ["c0", "c1", "c2"] {
        list(&shop.router, customer, "home").await;
    }
    let first = sample().await;
    assert_eq!(first.len(), 3, "all of them, while there are no more");
    for entry in &first {
        ask(&shop.router, "POST", &path(entry), &decide("fine")).await.expect(200);
    }
    for at in 0..60 {
        list(&shop.router, &format!("c{}", at % 20), "home").await;
    }
    let all = sample().await;
    let is_displaced = |entry: &&Value| entry["displaced"] == true;
    assert_eq!(all.iter().filter(|entry| !is_displaced(entry)).count(), 3);
    assert!(all.iter().filter(is_displaced).all(|entry| entry["verdict"] == "fine"), "what nobody looked at is gone");
    let displaced = all.iter().filter(is_displaced).count() as u64;
    let figures = get(&shop.router, "/v1/reviews/figures").await.expect(200);
    assert_eq!(figures["by_source"]["sample"]["entries"], 3);
    assert_eq!((&figures["all"]["decided"], &figures["all"]["entries"]), (&json!(3), &json!(3 + displaced)));
    ask(&shop.router, "PUT", "/v1/oversight", &settings(1, 0)).await.expect(200);
    for customer in ["c3", "c4"] {
        list(&shop.router, customer, "home").await;
    }
    let left = sample().await;
    assert!(
        left.iter().all(|entry| is_displaced(&entry)),
        "none are drawn, and of those that were, what was looked at stays: {left:?}"
    );
    assert_eq!(left.iter().filter(|entry| entry["verdict"] == "fine").count(), 3);
    let too_many = ask(&shop.router, "PUT", "/v1/oversight", &settings(2, 1_001)).await;
    assert_eq!(too_many.expect_problem(422, "invalid"), ["/settings/sampling/weekly"]);
}
