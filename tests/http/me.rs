//! With a token somebody sees and decides about themself: consent purpose by purpose, topics, how much is used, each event, a copy of
//! everything, and being forgotten. A visitor can do what needs no record.

use candor::access::Audience;
use candor::event::Subject;
use candor::ids::VisitorId;
use serde_json::{Value, json};

use crate::client::{Headers, Reply, ask, ask_as};
use crate::shop::{Shop, customer, unhurried};

/// Somebody with a token of a shop.
struct Me {
    shop: Shop,
    token: String,
}

impl Me {
    fn of(shop: Shop, subject: Subject) -> Self {
        let token = shop.token(subject, Audience::Me);
        Self { shop, token }
    }

    async fn with(&self, headers: Headers<'_>, route: (&str, &str), body: Value) -> Reply {
        ask_as(&self.shop.router, &self.token, headers, route, &body).await
    }

    async fn get(&self, path: &str) -> Reply {
        self.with(&[], ("GET", path), json!(null)).await
    }

    async fn put(&self, path: &str, body: Value) -> Reply {
        self.with(&[], ("PUT", path), body).await
    }
}

fn c1() -> Me {
    Me::of(Shop::guarded(unhurried()), customer("c1"))
}

#[tokio::test]
async fn consent_is_chosen_purpose_by_purpose() {
    let me = c1();
    let basis = json!({"recommend": true, "explain": true, "measure_fairness": false});
    assert_eq!(
        me.get("/v1/me/consent").await.expect(200),
        json!({"consent": basis, "chosen": false, "undecided": ["recommend", "explain", "measure_fairness"]})
    );
    let after = me.put("/v1/me/consent/explain", json!({"allowed": false})).await.expect(200);
    let chosen = json!({"recommend": true, "explain": false, "measure_fairness": false});
    let open = json!(["recommend", "measure_fairness"]);
    assert_eq!(after, json!({"consent": chosen, "chosen": true, "undecided": open}), "nobody decided on the others");
    let after = me.put("/v1/me/consent/measure_fairness", json!({"allowed": true})).await.expect(200);
    assert_eq!(after["consent"]["measure_fairness"], true);
    assert_eq!(me.get("/v1/me/consent").await.expect(200), after);
    me.put("/v1/me/consent/sell", json!({"allowed": true})).await.expect_problem(422, "invalid");
    let wrong = me.put("/v1/me/consent/explain", json!({"allowed": "yes"})).await;
    assert_eq!(wrong.expect_problem(422, "invalid"), ["/allowed"]);
}

#[tokio::test]
async fn a_browser_that_asks_for_no_profile_may_withhold_and_not_allow() {
    let me = c1();
    let gpc: Headers<'_> = &[("sec-gpc", "1")];
    let consent = ("PUT", "/v1/me/consent/recommend");
    me.with(gpc, consent, json!({"allowed": true})).await.expect_problem(409, "conflict");
    me.with(gpc, consent, json!({"allowed": false})).await.expect(200);
    let extent = ("PUT", "/v1/me/personalisation");
    for more in ["full", "light"] {
        me.with(gpc, extent, json!({"personalisation": more})).await.expect_problem(409, "conflict");
    }
    me.with(gpc, extent, json!({"personalisation": "off"})).await.expect(200);
    let event = ("PATCH", "/v1/me/events/e-1-0");
    me.with(gpc, event, json!({"used": false})).await.expect(200);
    me.with(gpc, event, json!({"used": true})).await.expect_problem(409, "conflict");
    assert_eq!(me.get("/v1/me/consent").await.expect(200)["consent"]["recommend"], false);
    assert_eq!(me.get("/v1/me/personalisation").await.expect(200), json!({"personalisation": "off"}));
}

#[tokio::test]
async fn topics_and_personalisation_are_read_back_and_leave_the_rest_of_the_record() {
    let me = c1();
    me.put("/v1/me/consent/explain", json!({"allowed": false})).await.expect(200);
    assert_eq!(me.get("/v1/me/topics").await.expect(200), json!({"blocked": [], "preferred": []}));
    let topics = json!({"blocked": ["GARDEN"], "preferred": ["LIGHTING"]});
    assert_eq!(me.put("/v1/me/topics", topics.clone()).await.expect(200), topics);
    assert_eq!(me.get("/v1/me/topics").await.expect(200), topics);
    assert_eq!(me.get("/v1/me/personalisation").await.expect(200), json!({"personalisation": "full"}));
    me.put("/v1/me/personalisation", json!({"personalisation": "light"})).await.expect(200);
    assert_eq!(me.get("/v1/me/personalisation").await.expect(200), json!({"personalisation": "light"}));
    assert_eq!(me.get("/v1/me/consent").await.expect(200)["consent"]["explain"], false);
    let wrong = me.put("/v1/me/topics", json!({"blocked": [""]})).await;
    assert_eq!(wrong.expect_problem(422, "invalid"), ["/blocked"]);
}

#[tokio::test]
async fn what_somebody_says_they_like_rises_in_their_next_list() {
    let shop = Shop::trained();
    let list = async || {
        let asked = json!({"customer": "c1", "count": 12, "seed": 7});
        let answer = ask(&shop.router, "POST", "/v1/recommendations", &asked).await.expect(200);
        let items = answer["items"].as_array().expect("items").clone();
        let told =
            |item: Value| (item["item"].as_str().expect("an id").to_owned(), item["score"].as_f64().expect("one"));
        items.into_iter().map(told).collect::<Vec<_>>()
    };
    let before = list().await;
    ask(&shop.router, "PUT", "/v1/customers/c1", &json!({"preferred_topics": ["TOYS"]})).await.expect(200);
    let after = list().await;
    let is_liked = |id: &str| ["i09", "i10", "i11"].contains(&id);
    let places = |list: &[(String, f64)]| -> Vec<usize> {
        (0..).zip(list).filter(|(_, (id, _))| is_liked(id)).map(|(place, _)| place).collect()
    };
    let (was, is) = (places(&before), places(&after));
    assert!(!was.is_empty() && is.len() == was.len(), "{was:?} {is:?}");
    assert!(is.iter().sum::<usize>() < was.iter().sum::<usize>(), "{was:?} {is:?}");
    for (id, score) in &before {
        let Some((_, now)) = after.iter().find(|(other, _)| other == id) else { continue };
        // What variety adds goes with the spread of the scores.
        let gain = if is_liked(id) { 0.1 } else { 0.0 };
        assert!((now - score - gain).abs() < 0.02, "{id}: {score} {now}");
    }
}

#[tokio::test]
async fn what_is_chosen_counts_in_the_next_answer() {
    let me = Me::of(Shop::guarded(unhurried()).learnt(), customer("c1"));
    let secret = me.shop.key(candor::access::Role::Secret);
    let ask = || async {
        let route = ("POST", "/v1/recommendations");
        ask_as(&me.shop.router, &secret, &[], route, &json!({"customer": "c1", "count": 3})).await.expect(200)
    };
    assert_eq!(ask().await["personalised"], true);
    me.put("/v1/me/personalisation", json!({"personalisation": "off"})).await.expect(200);
    assert_eq!(ask().await["fallback_reason"], "personalisation_off");
    let paused = json!({"personalisation": "light", "paused_until": "2999-01-01T00:00:00Z"});
    assert_eq!(me.put("/v1/me/personalisation", paused.clone()).await.expect(200), paused);
    assert_eq!(ask().await["fallback_reason"], "personalisation_off");
    let over = json!({"personalisation": "full", "paused_until": "2001-01-01T00:00:00Z"});
    me.put("/v1/me/personalisation", over).await.expect(200);
    assert_eq!(ask().await["personalised"], true);
    me.put("/v1/me/personalisation", json!({"personalisation": "full"})).await.expect(200);
    assert_eq!(me.get("/v1/me/personalisation").await.expect(200), json!({"personalisation": "full"}));
    me.put("/v1/me/consent/recommend", json!({"allowed": false})).await.expect(200);
    assert_eq!(ask().await["fallback_reason"], "consent_withheld");
}

#[tokio::test]
async fn somebody_sees_switches_off_copies_and_erases_what_is_their_own() {
    let me = c1();
    let events = me.get("/v1/me/events?limit=2").await.expect(200);
    assert_eq!((events["total"].as_u64(), events["events"].as_array().map(Vec::len)), (Some(3), Some(2)), "{events}");
    assert!(events["next"].is_string(), "{events}");
    let event = events["events"][0]["id"].as_str().expect("an id");
    me.with(&[], ("PATCH", &format!("/v1/me/events/{event}")), json!({"used": false})).await.expect(200);
    assert_eq!(me.get("/v1/me/events").await.expect(200)["events"][0]["used"], false);
    // Somebody else's event is none of mine.
    me.with(&[], ("PATCH", "/v1/me/events/e-2-0"), json!({"used": false})).await.expect_problem(404, "not-found");
    let copy = me.get("/v1/me/export").await;
    assert_eq!(copy.header("cache-control"), "private, no-store");
    let copy = copy.expect(200);
    assert_eq!((&copy["customer"], copy["given"]["events"].as_array().map(Vec::len)), (&json!("c1"), Some(3)));
    let table = me.get("/v1/me/export?format=csv").await;
    assert_eq!(table.text().lines().filter(|line| line.starts_with("given,event,")).count(), 3, "{}", table.text());
    let erased = me.with(&[], ("DELETE", "/v1/me"), json!(null)).await.expect(200);
    assert_eq!((&erased["events"], &erased["was_known"]), (&json!(3), &json!(true)));
    assert_eq!(me.get("/v1/me/events").await.expect(200)["total"], 0);
}

#[tokio::test]
async fn a_visitor_can_do_what_needs_no_record() {
    let shop = Shop::guarded(unhurried());
    let secret = shop.key(candor::access::Role::Secret);
    let event = json!({"id": "x", "visitor": "v1", "item": "i01", "kind": "view", "time": "2024-05-02T10:00:00Z"});
    ask_as(&shop.router, &secret, &[], ("POST", "/v1/events"), &event).await.expect(200);
    let me = Me::of(shop, Subject::Visitor(VisitorId::new("v1").expect("a short id")));
    for path in ["/v1/me/consent", "/v1/me/topics", "/v1/me/personalisation"] {
        me.get(path).await.expect_problem(409, "conflict");
    }
    assert_eq!(me.get("/v1/me/events").await.expect(200)["total"], 1);
    me.with(&[], ("PATCH", "/v1/me/events/x"), json!({"used": false})).await.expect(200);
    let copy = me.get("/v1/me/export").await.expect(200);
    assert_eq!((&copy["visitor"], &copy["given"]["events"][0]["used"]), (&json!("v1"), &json!(false)), "{copy}");
    assert_eq!(me.with(&[], ("DELETE", "/v1/me"), json!(null)).await.expect(200)["events"], 1);
    assert_eq!(me.get("/v1/me/events").await.expect(200)["total"], 0);
}
