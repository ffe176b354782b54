//! The watch over HTTP: figures of real lists and what came of them, alarms that open one incident however often they are seen, what is
//! done about it, and whose figures are not told.

use std::cell::Cell;

use candor::decision::Request;
use candor::event::{Consent, Customer, Event, Kind};
use candor::ids::{CustomerId, DecisionId, EventId};
use candor::service::Service;
use candor::store::Store;
use candor::units::Time;
use serde_json::{Value, json};

use crate::client::{ask, get};
use crate::shop::{Shop, customer};

pub(crate) const PEOPLE: usize = 80;
pub(crate) const ALL: Consent = Consent { recommend: true, explain: true, measure_fairness: true };

pub(crate) fn known(no: usize, consent: Consent) -> Customer {
    let id = CustomerId::new(&format!("c{no}")).expect("a short id");
    let segments = [("parity".to_owned(), if no.is_multiple_of(2) { "even" } else { "odd" }.to_owned())].into();
    Customer { consent: Some(consent), segments, ..Customer::unknown(id) }
}

pub(crate) fn allow(shop: &Shop, consent: impl Fn(usize) -> Consent) {
    let all: Vec<Customer> = (0..PEOPLE).map(|no| known(no, consent(no))).collect();
    shop.store.put_customers(&all).expect("a store at work");
}

/// Two days ago everybody was shown a list; those of the even group then looked at its first item, and every fourth bought it.
pub(crate) fn shown(now: Time) -> Shop {
    filled(Shop::trained(), now)
}

/// The same of another shop.
pub(crate) fn filled(shop: Shop, now: Time) -> Shop {
    allow(&shop, |_| ALL);
    for no in 0..PEOPLE {
        let id = DecisionId::new(&format!("d_{no}")).expect("a short id");
        let request = Request { count: 3, ..Request::home(Some(known(no, ALL).id)) };
        let answer = shop.service.recommend(id.clone(), now.plus_days(-2), request).expect("a list");
        let kind = if no % 4 == 0 { Kind::Purchase } else { Kind::View };
        let event = EventId::new(&format!("after-{no}")).expect("a short id");
        let item = answer.items[0].item.clone();
        let time = Time::from_millis(now.plus_days(-2).millis() + 60_000);
        let event = Event { decision: Some(id), ..Event::new(event, customer(&format!("c{no}")), item, kind, time) };
        if no.is_multiple_of(2) {
            shop.service.take_events(&[event]).expect("a store at work");
        }
    }
    shop
}

async fn watched(shop: &Shop) -> Value {
    get(&shop.router, "/v1/watch/home?days=7").await.expect(200)
}

async fn incidents(shop: &Shop, part: &str) -> Vec<Value> {
    let reply = get(&shop.router, &format!("/v1/incidents?{part}")).await.expect(200);
    reply["incidents"].as_array().expect("incidents").clone()
}

fn group<'v>(watch: &'v Value, name: &str) -> &'v Value {
    let groups = watch["segments"][0]["groups"].as_array().expect("groups").iter();
    groups.clone().find(|group| group["group"] == name).unwrap_or(&Value::Null)
}

#[tokio::test]
async fn figures_are_those_of_the_lists_and_of_what_quotes_them() {
    let now = Service::now();
    let shop = shown(now);
    let watch = watched(&shop).await;
    assert_eq!((&watch["lists"], &watch["too_few_people"]), (&json!(80), &json!(false)), "{watch}");
    assert_eq!((&group(&watch, "even")["people"], &group(&watch, "odd")["people"]), (&json!(40), &json!(40)));
    assert_eq!(group(&watch, "even")["clicks"]["rate"], 1.0);
    assert_eq!(group(&watch, "even")["purchases"]["rate"], 0.5);
    assert_eq!(group(&watch, "odd")["clicks"]["certainly_below"], true);
    let categories = watch["items"].as_array().expect("groups of items").iter().filter(|one| one["kind"] == "category");
    let (mut exposure, mut clicked) = (0.0, 0.0);
    for one in categories {
        let shown = one["shown"].as_f64().expect("a count");
        exposure += one["exposure"].as_f64().expect("a share");
        clicked += one["click_rate"].as_f64().expect("a rate") * shown;
    }
    assert!((exposure - 1.0).abs() < 1e-9 && (clicked - 40.0).abs() < 1e-9, "{watch}");
    let alarms = watch["alarms"].as_array().expect("alarms");
    let kinds: Vec<&Value> = alarms.iter().map(|alarm| &alarm["kind"]).collect();
    assert_eq!(kinds, ["clicks"], "of purchases forty people tell too little: {watch}");
    assert_eq!(watch["latency"], Value::Null, "no list was made within the hour");
    assert!(!watch.to_string().contains("\"c0\""), "nobody is named");
    let shown = get(&shop.router, "/v1/decisions/d_0").await.expect(200)["answer"]["items"][0]["item"].clone();
    let report = json!({"item": shown, "id": "r1", "customer": "c0", "kind": "report", "time": now, "decision": "d_0"});
    ask(&shop.router, "POST", "/v1/events", &report).await.expect(200);
    ask(&shop.router, "POST", "/v1/recommendations", &json!({"customer": "c0"})).await.expect(200);
    let watch = watched(&shop).await;
    assert_eq!((&watch["reports"], &watch["lists"], &watch["latency"]["lists"]), (&json!(1), &json!(81), &json!(1)));
    assert!(watch["latency"]["ms_p99"].as_f64().is_some_and(|ms| ms > 0.0), "{watch}");
    let other = get(&shop.router, "/v1/watch/basket").await.expect(200);
    assert_eq!((&other["lists"], &other["personalised"]), (&json!(0), &Value::Null));
}

#[tokio::test]
async fn who_withdraws_or_is_erased_is_counted_no_more() {
    let shop = shown(Service::now());
    allow(&shop, |no| Consent { measure_fairness: no != 0, ..ALL });
    assert_eq!(group(&watched(&shop).await, "even")["people"], 39);
    ask(&shop.router, "DELETE", "/v1/customers/c2", &json!({})).await.expect(200);
    let watch = watched(&shop).await;
    assert_eq!((&watch["lists"], &group(&watch, "even")["people"]), (&json!(79), &json!(38)));
    allow(&shop, |no| Consent { measure_fairness: no % 2 == 0, ..ALL });
    let watch = watched(&shop).await;
    assert_eq!(watch["segments"].as_array().map(Vec::len), Some(1), "{watch}");
    assert_eq!(group(&watch, "odd"), &Value::Null, "of those who do not allow it nothing is counted");
}

#[tokio::test]
async fn an_alarm_opens_one_incident_however_often_it_is_seen_and_another_once_it_comes_back() {
    let now = Service::now();
    let shop = shown(now);
    let looks = Cell::new(0);
    let look = || {
        looks.set(looks.get() + 1);
        let now = Time::from_millis(now.millis() + looks.get());
        shop.service.look_for_alarms(now).expect("a store at work");
    };
    look();
    look();
    let found = incidents(&shop, "state=open").await;
    assert_eq!(found.len(), 1, "{found:?}");
    let clicks = &found[0];
    assert_eq!((&clicks["placement"], &clicks["origin"]["about"]), (&json!("home"), &json!("parity=odd")));
    let metrics = get(&shop.router, "/metrics").await.text();
    assert!(
        metrics.contains("candor_alarms{kind=\"clicks\"} 1") && metrics.contains("candor_incidents_open 1"),
        "{metrics}"
    );
    let path = format!("/v1/incidents/{}", clicks["id"].as_str().expect("a name"));
    allow(&shop, |no| Consent { measure_fairness: no % 2 == 0, ..ALL });
    look();
    let log = get(&shop.router, &path).await.expect(200)["log"].clone();
    assert_eq!((&log[0]["did"], &log[1]["did"], &log[1]["by"]), (&json!("opened"), &json!("quiet"), &Value::Null));
    allow(&shop, |_| ALL);
    look();
    let back = get(&shop.router, &path).await.expect(200);
    assert_eq!((&back["log"][2]["did"], incidents(&shop, "").await.len()), (&json!("back"), 1));
    let resolve = json!({"revision": back["revision"], "action": "resolve", "reason": "the odd ones see another page"});
    ask(&shop.router, "POST", &path, &resolve).await.expect(200);
    look();
    assert_eq!(incidents(&shop, "state=open").await.len(), 0, "what stands was resolved by somebody who knows");
    for consent in [Consent { measure_fairness: false, ..ALL }, ALL] {
        allow(&shop, |_| consent);
        look();
    }
    assert_eq!(incidents(&shop, "").await.len(), 2, "it ended, and came back after it was resolved");
}

#[tokio::test]
async fn an_incident_has_an_owner_a_log_and_a_resolution() {
    let shop = Shop::untrained();
    let seen =
        json!({"title": " The recalled lamp is still shown ", "reason": "a customer called", "placement": "home"});
    let opened = ask(&shop.router, "POST", "/v1/incidents", &seen).await.expect(201);
    assert_eq!((&opened["title"], &opened["owner"]), (&json!("The recalled lamp is still shown"), &Value::Null));
    let path = format!("/v1/incidents/{}", opened["id"].as_str().expect("a name"));
    let step = |revision: u64, action: &str| json!({"revision": revision, "action": action, "reason": "so it is"});
    let assign = json!({"revision": 1, "action": "assign", "owner": "bea", "reason": "she knows the lamps"});
    let assigned = ask(&shop.router, "POST", &path, &assign).await.expect(200);
    assert_eq!((&assigned["owner"], &assigned["revision"]), (&json!("bea"), &json!(2)));
    ask(&shop.router, "POST", &path, &step(1, "note")).await.expect_problem(409, "conflict");
    ask(&shop.router, "POST", &path, &step(2, "note")).await.expect(200);
    let resolved = ask(&shop.router, "POST", &path, &step(3, "resolve")).await.expect(200);
    let did: Vec<&Value> = resolved["log"].as_array().expect("a log").iter().map(|line| &line["did"]).collect();
    assert_eq!(
        (&resolved["state"], did),
        (
            &json!("resolved"),
            vec!["opened", "assigned", "noted", "resolved"]
                .into_iter()
                .map(|did| json!(did))
                .collect::<Vec<_>>()
                .iter()
                .collect()
        )
    );
    ask(&shop.router, "POST", &path, &step(4, "resolve")).await.expect_problem(409, "conflict");
    assert_eq!((incidents(&shop, "state=open").await.len(), incidents(&shop, "state=resolved").await.len()), (0, 1));
    assert!(get(&shop.router, "/metrics").await.text().contains("candor_incidents_open 0"));
    ask(&shop.router, "POST", &path, &step(4, "reopen")).await.expect(200);
    assert_eq!((incidents(&shop, "state=open").await.len(), incidents(&shop, "state=resolved").await.len()), (1, 0));
    assert!(get(&shop.router, "/metrics").await.text().contains("candor_incidents_open 1"));
    let silent = json!({"revision": 5, "action": "note"});
    let pointers = ask(&shop.router, "POST", &path, &silent).await.expect_problem(422, "invalid");
    assert_eq!(pointers, ["/reason"]);
    let owned = json!({"revision": 5, "action": "note", "owner": "bea", "reason": "x"});
    assert_eq!(ask(&shop.router, "POST", &path, &owned).await.expect_problem(422, "invalid"), ["/owner"]);
    let blank = json!({"title": " ", "reason": "x"});
    ask(&shop.router, "POST", "/v1/incidents", &blank).await.expect_problem(422, "invalid");
    get(&shop.router, "/v1/incidents/i_none").await.expect_problem(404, "not-found");
    get(&shop.router, "/v1/watch/home?days=93").await.expect_problem(422, "invalid");
}

#[tokio::test]
async fn a_review_that_finds_an_incident_opens_one() {
    let shop = Shop::trained();
    let event =
        json!({"id": "unfair-1", "customer": "c0", "item": "i00", "kind": "report", "time": "2024-05-02T09:00:00Z"});
    ask(&shop.router, "POST", "/v1/events", &event).await.expect(200);
    let review = get(&shop.router, "/v1/reviews?source=report").await.expect(200)["reviews"][0]["id"].clone();
    let path = format!("/v1/reviews/{}", review.as_str().expect("a name"));
    let decision = json!({"revision": 1, "verdict": "incident", "reason": "the lamp burns"});
    ask(&shop.router, "POST", &path, &decision).await.expect(200);
    let found = incidents(&shop, "state=open").await;
    assert_eq!((found.len(), &found[0]["origin"]["review"]), (1, &review));
    assert_eq!(found[0]["log"][0]["reason"], "the lamp burns");
}

#[tokio::test]
async fn thresholds_are_settings_of_oversight() {
    let now = Service::now();
    let shop = shown(now);
    let settings = |alarms: Value| json!({"revision": 0, "reason": "fewer", "settings": {"alarms": alarms}});
    let wrong = ask(&shop.router, "PUT", "/v1/oversight", &settings(json!({"drift_max": 2.0}))).await;
    assert_eq!(wrong.expect_problem(422, "invalid"), ["/settings/alarms/drift_max"]);
    let strict = json!({"four_fifths": false, "lists_min": 10, "fallback_max": 0.1});
    ask(&shop.router, "PUT", "/v1/oversight", &settings(strict)).await.expect(200);
    let watch = watched(&shop).await;
    let kinds: Vec<&Value> = watch["alarms"].as_array().expect("alarms").iter().map(|alarm| &alarm["kind"]).collect();
    assert_eq!(kinds, ["fallback"], "{watch}");
}

#[tokio::test]
async fn a_report_of_no_known_list_is_counted_for_the_shop_and_not_for_a_placement() {
    let shop = Shop::trained();
    let event = json!({"id": "unfair-1", "customer": "c0", "item": "i00", "kind": "report",
        "time": Service::now(), "decision": "d_of_nobody"});
    ask(&shop.router, "POST", "/v1/events", &event).await.expect(200);
    for placement in ["home", "basket"] {
        let watch = get(&shop.router, &format!("/v1/watch/{placement}")).await.expect(200);
        assert_eq!((&watch["reports"], &watch["reports_unplaced"]), (&json!(0), &json!(1)), "{placement}");
    }
}
