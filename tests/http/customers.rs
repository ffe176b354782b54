//! Records are put and read back; a visitor's events become the customer's once; an event that is
//! marked "do not use" no longer counts.

use serde_json::json;

use crate::client::{ask, get, on_record};
use crate::shop::Shop;

#[tokio::test]
async fn a_record_is_read_back_as_it_was_put() {
    let shop = Shop::untrained();
    get(&shop.router, "/v1/customers/17850").await.expect_problem(404, "not-found");
    let consent = json!({"recommend": true, "explain": false, "measure_fairness": true});
    let record = json!({"id": "17850", "consent": consent, "personalisation": "light",
        "segments": {"age_band": "25-34"}, "blocked_topics": ["ALCOHOL"], "device": "shared", "locale": "de"});
    let put = ask(&shop.router, "PUT", "/v1/customers/17850", &record).await;
    assert_eq!(put.expect(200), json!({"changed": true}));
    let read = get(&shop.router, "/v1/customers/17850").await;
    assert_eq!(read.expect(200), record);
    assert_eq!(read.header("cache-control"), "private, no-store");
}

#[tokio::test]
async fn a_wrong_record_is_refused_by_pointer() {
    let shop = Shop::untrained();
    for (record, pointer) in [
        (json!({"consent": {"recommend": "yes"}}), "/consent/recommend"),
        (json!({"personalisation": "half"}), "/personalisation"),
        (json!({"locale": ""}), "/locale"),
        (json!({"device": "mine"}), "/device"),
        (json!({"segments": {"age_band": ""}}), "/segments"),
        (
            json!({"consent": {"recommend": true, "explain": false, "measure_fairness": false}, "undecided": ["recommend"]}),
            "/undecided",
        ),
        (json!({"undecided": ["recommend"]}), "/undecided"),
        (json!({"card": "4111"}), "/card"),
    ] {
        let reply = ask(&shop.router, "PUT", "/v1/customers/1", &record).await;
        assert_eq!(reply.expect_problem(422, "invalid"), [pointer], "{record}");
    }
}

#[tokio::test]
async fn a_visitor_who_signs_in_brings_their_events_once() {
    let shop = Shop::untrained();
    let event = json!({"id": "x", "visitor": "v1", "item": "i01", "kind": "view", "time": "2024-05-02T10:00:00Z"});
    ask(&shop.router, "POST", "/v1/events", &event).await.expect(200);
    for moved in [1, 0] {
        let merged = ask(&shop.router, "POST", "/v1/customers/c1/merge", &json!({"visitor": "v1"})).await;
        assert_eq!(merged.expect(200), json!({"moved": moved}));
    }
    let reply = ask(&shop.router, "POST", "/v1/customers/c1/merge", &json!({})).await;
    assert_eq!(reply.expect_problem(422, "invalid"), ["/visitor"]);
}

#[tokio::test]
async fn news_of_a_segment_takes_back_no_choice() {
    let shop = Shop::untrained();
    let chosen = json!({"consent": {"recommend": false}, "personalisation": "off"});
    ask(&shop.router, "PUT", "/v1/customers/c7", &chosen).await.expect(200);
    ask(&shop.router, "PUT", "/v1/customers/c7", &json!({"segments": {"vip": "yes"}, "consent": null}))
        .await
        .expect(200);
    let record = get(&shop.router, "/v1/customers/c7").await.expect(200);
    assert_eq!(record["consent"]["recommend"], false, "{record}");
    assert_eq!((&record["personalisation"], &record["segments"]["vip"]), (&json!("off"), &json!("yes")), "{record}");
    ask(&shop.router, "PUT", "/v1/customers/c7", &json!({"personalisation": "full"})).await.expect(200);
    let record = get(&shop.router, "/v1/customers/c7").await.expect(200);
    assert_eq!((&record["personalisation"], record["segments"].get("vip")), (&json!("full"), None), "{record}");
}

#[tokio::test]
async fn an_event_that_is_not_to_be_used_leaves_the_next_answer() {
    let shop = Shop::trained();
    let events = get(&shop.router, "/v1/customers/c0/events").await.expect(200);
    let all = events["events"].as_array().expect("events").clone();
    assert_eq!(events["total"], all.len());
    assert!(all.iter().all(|event| event["used"] == true && event["customer"] == "c0"), "{all:?}");
    let request = json!({"placement": "home", "customer": "c0", "count": 5, "explain": "full"});
    let cited = |answer: &serde_json::Value| answer.to_string();
    let ask_again = || async { ask(&shop.router, "POST", "/v1/recommendations", &request).await.expect(200) };
    assert_eq!(ask_again().await["personalised"], true);
    for event in &all {
        let url = format!("/v1/customers/c0/events/{}", event["id"].as_str().expect("an id"));
        let saved = ask(&shop.router, "PATCH", &url, &json!({"used": false})).await;
        assert_eq!(saved.expect(200), json!({"changed": true}));
    }
    let after = ask_again().await;
    assert_eq!(after["personalised"], false);
    assert!(!cited(&after).contains("\"history\""), "{after}");
    let events = get(&shop.router, "/v1/customers/c0/events").await.expect(200);
    assert!(events["events"].as_array().expect("events").iter().all(|event| event["used"] == false));
    ask(&shop.router, "PATCH", "/v1/customers/c0/events/none", &json!({"used": false}))
        .await
        .expect_problem(404, "not-found");
    ask(&shop.router, "PATCH", "/v1/customers/c0/events/none", &json!({"used": "no"}))
        .await
        .expect_problem(422, "invalid");
}

#[tokio::test]
async fn a_history_is_read_page_by_page_the_newest_first() {
    let shop = Shop::untrained();
    let whole = get(&shop.router, "/v1/customers/c0/events").await.expect(200);
    assert_eq!((whole["total"].as_u64(), &whole["next"]), (Some(3), &json!(null)), "{whole}");
    let (mut read, mut after) = (Vec::new(), String::new());
    loop {
        let page = get(&shop.router, &format!("/v1/customers/c0/events?limit=1{after}")).await.expect(200);
        read.extend(page["events"].as_array().expect("events").clone());
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(json!(read), whole["events"]);
    for wrong in ["limit=0", "limit=1001", "after=nothing", "beyond=1"] {
        get(&shop.router, &format!("/v1/customers/c0/events?{wrong}")).await.expect_problem(422, "invalid");
    }
}

#[tokio::test]
async fn a_copy_tells_everything_and_an_erasure_leaves_nothing() {
    let shop = Shop::trained();
    ask(&shop.router, "PUT", "/v1/customers/c1", &json!({"locale": "de"})).await.expect(200);
    let request = json!({"placement": "home", "customer": "c1", "count": 3});
    let answer = ask(&shop.router, "POST", "/v1/recommendations", &request).await.expect(200);
    let copy = get(&shop.router, "/v1/customers/c1/export").await;
    assert_eq!(copy.header("cache-control"), "private, no-store");
    let copy = copy.expect(200);
    assert_eq!(copy["given"]["record"]["locale"], "de");
    let events = copy["given"]["events"].as_array().expect("events").len();
    assert_eq!(copy["derived"]["profile"].as_array().expect("a profile").len(), events, "each item speaks once");
    assert_eq!(copy["derived"]["decisions"][0]["answer"], on_record(answer.clone()));
    let table = get(&shop.router, "/v1/customers/c1/export?format=csv").await;
    assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
    let text = table.text();
    let rows = |start: &str| text.lines().filter(|line| line.starts_with(start)).count();
    assert!(text.starts_with("data,what,id,item,"), "{text}");
    assert_eq!((rows("given,event,"), rows("derived,profile,"), rows("derived,recommendation,")), (events, events, 3));
    assert!(text.contains("given,record,locale,,,,de,"), "{text}");
    assert_eq!(text.lines().count(), rows("given,") + rows("derived,") + 1);
    let erased = ask(&shop.router, "DELETE", "/v1/customers/c1", &json!(null)).await.expect(200);
    assert_eq!(erased, json!({"events": events, "decisions": 1, "was_known": true}));
    get(&shop.router, "/v1/customers/c1").await.expect_problem(404, "not-found");
    let decision = answer["decision"].as_str().expect("a name");
    get(&shop.router, &format!("/v1/decisions/{decision}")).await.expect_problem(404, "not-found");
    let copy = get(&shop.router, "/v1/customers/c1/export").await.expect(200);
    assert_eq!(copy["given"], json!({"record": null, "events": []}));
    assert_eq!(copy["derived"], json!({"profile": [], "decisions": [], "reviews": []}));
    let next = ask(&shop.router, "POST", "/v1/recommendations", &request).await.expect(200);
    assert_eq!((&next["personalised"], &next["fallback_reason"]), (&json!(false), &json!("unknown")));
}

#[tokio::test]
async fn a_pause_is_kept_by_itself_and_a_word_on_personalisation_ends_it() {
    let shop = Shop::untrained();
    let put = async |record: serde_json::Value| ask(&shop.router, "PUT", "/v1/customers/c8", &record).await.expect(200);
    put(json!({"personalisation": "light"})).await;
    let pause = "2999-12-10T00:00:00Z";
    assert_eq!(put(json!({"paused_until": pause, "undecided": []})).await, json!({"changed": true}));
    let read = async || get(&shop.router, "/v1/customers/c8").await.expect(200);
    let paused = read().await;
    assert_eq!((&paused["personalisation"], &paused["paused_until"]), (&json!("light"), &json!(pause)));
    put(json!({"segments": {"age_band": "25-34"}})).await;
    assert_eq!(read().await["paused_until"], pause);
    put(json!({"personalisation": "full"})).await;
    assert!(read().await["paused_until"].is_null());
}
