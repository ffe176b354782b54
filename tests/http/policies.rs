//! The life of a policy over HTTP: small changes are published by their author, large ones by nobody alone; what is scheduled goes live by
//! itself, also when nobody watched; every version has its right on record, and a store that fails leaves neither half of a publication.

use std::sync::Arc;

use axum::Router;
use candor::access::{Actor, Role};
use candor::config::Config;
use candor::http::{AppState, Pages, app};
use candor::oversight::{Act, State, Step};
use candor::rerank::Policy;
use candor::service::{Came, Service};
use candor::store::{Embedded, ModelDir, Store};
use serde_json::{Value, json};

use crate::client::{Reply, ask, get, request, send};
use crate::memory::Fault;
use crate::shop::Shop;

const POLICIES: &str = "/v1/placements/home/policies";

/// Asks as somebody.
pub(crate) async fn by(name: &str, router: &Router, method: &str, path: &str, body: &Value) -> Reply {
    let mut request = request(method, path, body.to_string());
    request.headers_mut().insert("candor-actor", name.parse().expect("a plain name"));
    send(router, request).await
}

/// A shop of twenty known customers, on whom changes can be measured.
async fn known() -> Shop {
    let shop = Shop::trained();
    for customer in 0..20 {
        ask(&shop.router, "PUT", &format!("/v1/customers/c{customer}"), &json!({})).await.expect(200);
    }
    let settings = json!({"revision": 0, "settings": {"thresholds": {"customers_min": 10}}, "reason": "a small shop"});
    ask(&shop.router, "PUT", "/v1/oversight", &settings).await.expect(202);
    let seen = json!({"revision": 1, "reason": "it has no more"});
    by("zoe", &shop.router, "POST", "/v1/oversight/approve", &seen).await.expect(200);
    shop
}

async fn draft(router: &Router, name: &str, policy: Value) -> String {
    let made = by(name, router, "POST", POLICIES, &json!({"policy": policy})).await.expect(201);
    assert_eq!(
        (&made["state"], &made["revision"], &made["author"]["name"]),
        (&json!("draft"), &json!(1), &json!(name))
    );
    format!("{POLICIES}/{}", made["id"].as_str().expect("a name"))
}

async fn live(router: &Router) -> Value {
    get(router, "/v1/placements/home/policy").await.expect(200)["version"].clone()
}

fn met(proposal: &Value) -> Vec<&str> {
    let checks = proposal["checks"].as_array().expect("checks").iter().filter(|check| check["met"] == true);
    checks.map(|check| check["threshold"].as_str().expect("a name")).collect()
}

#[tokio::test]
async fn a_rule_that_begins_or_ends_later_is_measured_at_the_moment_at_which_it_does() {
    let shop = known().await;
    let router = &shop.router;
    let tomorrow = Service::now().midnight().plus_days(1);
    let zero = json!([{"name": "Zero", "members": {"brands": ["Brand 0"]}, "min_share": 0.1}]);
    let lifted = |from: Value, until: Value| {
        let (members, active) = (json!({"items": ["i11"]}), json!({"from": from, "until": until}));
        json!({"groups": zero, "boosts": [{"label": "Late", "points": 10.0, "members": members, "active": active}]})
    };
    let impose = async |policy: &Value| {
        ask(router, "PUT", "/v1/placements/home/policy?reason=so", policy).await.expect(200);
    };
    impose(&json!({"groups": zero})).await;
    let (now, later) = (lifted(Value::Null, Value::Null), lifted(json!(tomorrow), Value::Null));
    for (policy, at) in [(&now, Value::Null), (&later, json!(tomorrow))] {
        let draft = draft(router, "ann", policy.clone()).await;
        let seen = by("ann", router, "POST", &format!("{draft}/preview"), &json!({})).await.expect(200);
        let impact = &seen["measured"]["impact"];
        assert!(impact["moves"]["moved"].as_u64().is_some_and(|moved| moved > 0), "{impact}");
        assert_eq!(impact["at"], at, "{impact}");
        let handed_in = json!({"revision": 2, "reason": "for later"});
        let handed_in = by("ann", router, "POST", &format!("{draft}/submit"), &handed_in).await.expect(200);
        assert_eq!(met(&handed_in), ["exposure"], "{handed_in}");
        let publish = by("ann", router, "POST", &format!("{draft}/publish"), &json!({"revision": 3})).await;
        publish.expect_problem(409, "conflict");
    }
    impose(&lifted(Value::Null, json!(tomorrow))).await;
    let longer = draft(router, "ann", lifted(Value::Null, json!(tomorrow.plus_days(9)))).await;
    let seen = by("ann", router, "POST", &format!("{longer}/preview"), &json!({})).await.expect(200);
    assert_eq!(seen["measured"]["impact"]["at"], json!(tomorrow), "the end of a live rule is moved");
    let many: Vec<Value> = (0..6)
        .map(|day| {
            json!({"label": format!("Day {day}"), "points": 0.1, "members": {"items": ["i11"]},
            "active": {"from": tomorrow.plus_days(day), "until": tomorrow.plus_days(day + 1)}})
        })
        .collect();
    let many = draft(router, "ann", json!({"groups": zero, "boosts": many})).await;
    let handed_in = json!({"revision": 1, "reason": "each day another"});
    let handed_in = by("ann", router, "POST", &format!("{many}/submit"), &handed_in).await.expect(200);
    assert!(met(&handed_in).contains(&"unmeasured"), "more moments than are measured: {handed_in}");
}

#[tokio::test]
async fn a_small_change_is_published_by_its_author_with_what_was_not_met() {
    let shop = known().await;
    let draft = draft(&shop.router, "ann", json!({"diversity": 0.1, "reasons_max": 3})).await;
    let seen = by("ann", &shop.router, "POST", &format!("{draft}/preview"), &json!({})).await.expect(200);
    assert_eq!((&seen["state"], &seen["measured"]["impact"]["customers"]), (&json!("previewed"), &json!(20)));
    let body = json!({"revision": 2, "reason": "shorter reasons"});
    let submitted = by("ann", &shop.router, "POST", &format!("{draft}/submit"), &body).await.expect(200);
    assert_eq!((&submitted["needs_approval"], met(&submitted)), (&json!(false), vec![]), "{submitted}");
    assert_eq!(submitted["thresholds"]["customers_min"], 10, "those of the moment are kept");
    assert_eq!(live(&shop.router).await, 0);
    let other = by("bea", &shop.router, "POST", &format!("{draft}/publish"), &json!({"revision": 3})).await;
    other.expect_problem(403, "forbidden");
    let done = by("ann", &shop.router, "POST", &format!("{draft}/publish"), &json!({"revision": 3})).await.expect(200);
    assert_eq!((&done["state"], &done["policy"]["version"]), (&json!("live"), &json!(1)));
    assert_eq!(live(&shop.router).await, 1);
    let history = get(&shop.router, &format!("{draft}/history")).await.expect(200);
    let did: Vec<&str> = history["history"]
        .as_array()
        .expect("lines")
        .iter()
        .map(|line| line["did"].as_str().expect("a step"))
        .collect();
    assert_eq!(did, ["created", "previewed", "submitted", "published"]);
    let diff = get(&shop.router, &format!("{draft}/diff")).await.expect(200);
    assert_eq!(diff, json!({"against": 0, "differences": [{"pointer": "/reasons_max", "from": 4, "to": 3}]}));
}

#[tokio::test]
async fn a_large_change_waits_for_somebody_else_who_sees_what_its_author_saw() {
    let shop = known().await;
    let paid = json!({"diversity": 0.1, "exclusions": [{"label": "recalled", "members": {"items": ["i01"]}}],
        "boosts": [{"label": "Summer", "members": {"items": ["i02"]}, "points": 0.1, "paid_by": "Lumen Ltd"}]});
    let draft = draft(&shop.router, "ann", paid).await;
    let body = json!({"revision": 1, "reason": "the campaign"});
    let no_reason = by("ann", &shop.router, "POST", &format!("{draft}/submit"), &json!({"revision": 1})).await;
    assert_eq!(no_reason.expect_problem(422, "invalid"), ["/reason"]);
    let submitted = by("ann", &shop.router, "POST", &format!("{draft}/submit"), &body).await.expect(200);
    assert_eq!(submitted["needs_approval"], true);
    assert!(met(&submitted).contains(&"exclusion") && met(&submitted).contains(&"sponsored"), "{submitted}");
    let publish = json!({"revision": 2});
    by("ann", &shop.router, "POST", &format!("{draft}/publish"), &publish).await.expect_problem(409, "conflict");
    let approve = json!({"revision": 2, "reason": "seen"});
    by("ann", &shop.router, "POST", &format!("{draft}/approve"), &approve).await.expect_problem(403, "forbidden");
    let shown = get(&shop.router, &draft).await.expect(200);
    assert_eq!(shown["measured"], submitted["measured"]);
    let stale = json!({"revision": 1, "reason": "seen"});
    by("bea", &shop.router, "POST", &format!("{draft}/approve"), &stale).await.expect_problem(409, "conflict");
    let approved = by("bea", &shop.router, "POST", &format!("{draft}/approve"), &approve).await.expect(200);
    assert_eq!((&approved["state"], &approved["approved_by"]["name"]), (&json!("approved"), &json!("bea")));
    by("ann", &shop.router, "POST", &format!("{draft}/publish"), &json!({"revision": 3})).await.expect(200);
    assert_eq!(live(&shop.router).await, 1);
    let waiting = get(&shop.router, &format!("{POLICIES}?state=submitted")).await.expect(200);
    assert_eq!(waiting, json!({"proposals": [], "next": null}));
}

#[tokio::test]
async fn what_is_rejected_is_changed_and_handed_in_again_and_what_is_withdrawn_stays_so() {
    let shop = Shop::untrained();
    let draft = draft(&shop.router, "ann", json!({"diversity": 0.9})).await;
    let said = |revision: u64| json!({"revision": revision, "reason": "so"});
    let submitted = by("ann", &shop.router, "POST", &format!("{draft}/submit"), &said(1)).await.expect(200);
    assert_eq!((met(&submitted), &submitted["measured"]["impact"]), (vec!["unmeasured"], &Value::Null), "no model");
    by("bea", &shop.router, "POST", &format!("{draft}/reject"), &said(2)).await.expect(200);
    let change = json!({"revision": 3, "policy": {"diversity": 0.2}});
    by("bea", &shop.router, "PUT", &draft, &change).await.expect_problem(403, "forbidden");
    let changed = by("ann", &shop.router, "PUT", &draft, &change).await.expect(200);
    assert_eq!((&changed["state"], &changed["policy"]["diversity"]), (&json!("draft"), &json!(0.2)));
    by("ann", &shop.router, "DELETE", &draft, &json!({})).await.expect_problem(409, "conflict");
    by("ann", &shop.router, "POST", &format!("{draft}/withdraw"), &said(4)).await.expect(200);
    by("ann", &shop.router, "POST", &format!("{draft}/submit"), &said(5)).await.expect_problem(409, "conflict");
}

#[tokio::test]
async fn a_draft_that_was_never_handed_in_can_be_deleted_and_a_wrong_one_is_refused_by_pointer() {
    let shop = Shop::untrained();
    let draft = draft(&shop.router, "ann", json!({})).await;
    by("bea", &shop.router, "DELETE", &draft, &json!({})).await.expect_problem(403, "forbidden");
    assert_eq!(by("ann", &shop.router, "DELETE", &draft, &json!({})).await.status, 204);
    get(&shop.router, &draft).await.expect_problem(404, "not-found");
    for (body, pointer) in [
        (json!({"policy": {"diversity": 2.0}}), "/policy/diversity"),
        (json!({"policy": {"diversity": "much"}}), "/policy/diversity"),
        (json!({"policy": {"placement": "basket"}}), "/policy/placement"),
        (json!({"policy": {"boosts": [{"label": "a", "members": {}, "points": 1.0}]}}), "/policy/boosts/0/members"),
        (json!({}), "/policy"),
    ] {
        let reply = by("ann", &shop.router, "POST", POLICIES, &body).await;
        assert_eq!(reply.expect_problem(422, "invalid"), [pointer], "{body}");
    }
}

#[tokio::test]
async fn proposals_are_listed_by_placement_in_pages() {
    let shop = Shop::untrained();
    for placement in ["home", "home/x", "homes"] {
        for _ in 0..3 {
            let path = format!("/v1/placements/{}/policies", placement.replace('/', "%2F"));
            by("ann", &shop.router, "POST", &path, &json!({"policy": {}})).await.expect(201);
        }
    }
    let first = get(&shop.router, &format!("{POLICIES}?limit=2")).await.expect(200);
    assert_eq!(first["proposals"].as_array().map(Vec::len), Some(2));
    let next = first["next"].as_str().expect("there is more");
    let rest = get(&shop.router, &format!("{POLICIES}?limit=2&after={next}")).await.expect(200);
    assert_eq!((rest["proposals"].as_array().map(Vec::len), &rest["next"]), (Some(1), &Value::Null));
    let all = get(&shop.router, "/v1/placements/home%2Fx/policies").await.expect(200);
    assert_eq!(all["proposals"].as_array().map(Vec::len), Some(3));
}

#[tokio::test]
async fn going_back_is_one_call_and_names_where_to() {
    let shop = Shop::untrained();
    for diversity in [0.3, 0.6] {
        shop.store.put_policy(&Policy { diversity, ..Policy::standard("home") }).expect("durable");
    }
    let back = format!("{POLICIES}/rollback");
    let no_reason = by("bea", &shop.router, "POST", &back, &json!({})).await;
    assert_eq!(no_reason.expect_problem(422, "invalid"), ["/reason"]);
    let done = by("bea", &shop.router, "POST", &back, &json!({"reason": "worse"})).await.expect(200);
    assert_eq!(
        (&done["returns_to"], &done["policy"]["version"], &done["policy"]["diversity"]),
        (&json!(1), &json!(3), &json!(0.3))
    );
    let standard =
        by("bea", &shop.router, "POST", &back, &json!({"version": 0, "reason": "all of it"})).await.expect(200);
    assert_eq!((&standard["returns_to"], &standard["policy"]["version"]), (&json!(0), &json!(4)));
    let never = json!({"version": 9, "reason": "x"});
    by("bea", &shop.router, "POST", &back, &never).await.expect_problem(404, "not-found");
    let states = get(&shop.router, POLICIES).await.expect(200);
    let states: Vec<&Value> = states["proposals"].as_array().expect("both").iter().map(|one| &one["state"]).collect();
    assert_eq!(states, ["retired", "live"], "the first is retired by the second");
}

#[tokio::test]
async fn past_approval_goes_an_admin_only_with_a_reason_and_on_record() {
    let shop = Shop::untrained();
    let put = "/v1/placements/home/policy";
    let out = json!({"exclusions": [{"label": "recalled", "members": {"items": ["i01"]}}]});
    let quiet = ask(&shop.router, "PUT", put, &out).await;
    assert_eq!(quiet.expect_problem(422, "invalid"), ["/reason"]);
    by("ann", &shop.router, "PUT", &format!("{put}?reason=recalled"), &out).await.expect(200);
    let all = get(&shop.router, POLICIES).await.expect(200);
    let one = &all["proposals"][0];
    assert_eq!((&one["state"], &one["needs_approval"]), (&json!("live"), &json!(true)));
    let line = &one["history"][0];
    assert_eq!(
        (&line["did"], &line["reason"], &line["by"]["name"]),
        (&json!("imposed"), &json!("recalled"), &json!("ann"))
    );
    for role in [Role::Marketer, Role::Approver, Role::Analyst, Role::Auditor, Role::Secret, Role::Publishable] {
        let actor = Actor { name: "ann".to_owned(), role };
        let router = shop.router.clone().layer(axum::Extension(actor));
        let refused = ask(&router, "PUT", &format!("{put}?reason=recalled"), &out).await;
        refused.expect_problem(403, "forbidden");
    }
    assert_eq!(live(&shop.router).await, 1);
}

#[tokio::test]
async fn settings_are_an_admins_and_their_changes_are_kept() {
    let shop = Shop::untrained();
    let standard = get(&shop.router, "/v1/oversight").await.expect(200);
    assert_eq!((&standard["revision"], &standard["changes"]), (&json!(0), &json!([])));
    let new = |revision: u64, fall: f64| json!({"revision": revision, "settings": {"thresholds": {"relevance_fall": fall}}, "reason": "bold"});
    let router = shop.router.clone().layer(axum::Extension(Actor { name: "ann".to_owned(), role: Role::Approver }));
    ask(&router, "PUT", "/v1/oversight", &new(0, 0.2)).await.expect_problem(403, "forbidden");
    let wrong = by("cyd", &shop.router, "PUT", "/v1/oversight", &new(0, 2.0)).await;
    assert_eq!(wrong.expect_problem(422, "invalid"), ["/settings/thresholds/relevance_fall"]);
    let saved = by("cyd", &shop.router, "PUT", "/v1/oversight", &new(0, 0.04)).await.expect(200);
    assert_eq!(saved["settings"]["thresholds"]["relevance_fall"], 0.04);
    by("cyd", &shop.router, "PUT", "/v1/oversight", &new(0, 0.03)).await.expect_problem(409, "conflict");
    let saved = by("cyd", &shop.router, "PUT", "/v1/oversight", &new(1, 0.03)).await.expect(200);
    let told: Vec<&Value> =
        saved["changes"].as_array().expect("both").iter().map(|change| &change["by"]["name"]).collect();
    assert_eq!((told, &saved["revision"]), (vec![&json!("cyd"); 2], &json!(2)));
}

#[tokio::test]
async fn nobody_lowers_what_is_asked_of_themselves() {
    let shop = Shop::untrained();
    let ask_for = |revision: u64, fall: f64, weekly: u16| {
        json!({"revision": revision, "reason": "bold",
        "settings": {"thresholds": {"relevance_fall": fall}, "sampling": {"weekly": weekly}}})
    };
    let decide = |revision: u64| json!({"revision": revision, "reason": "seen"});
    let holds = |told: &Value| told["settings"]["thresholds"]["relevance_fall"].clone();
    let (put, approve, reject) = ("/v1/oversight", "/v1/oversight/approve", "/v1/oversight/reject");
    let waits = by("cyd", &shop.router, "PUT", put, &ask_for(0, 0.5, 7)).await.expect(202);
    assert_eq!((holds(&waits), &waits["revision"]), (json!(0.05), &json!(0)), "nothing holds yet");
    assert_eq!((&waits["waits"]["revision"], &waits["waits"]["wished"]["by"]["name"]), (&json!(1), &json!("cyd")));
    by("cyd", &shop.router, "POST", approve, &decide(1)).await.expect_problem(403, "forbidden");
    let quiet = by("bea", &shop.router, "POST", approve, &json!({"revision": 1})).await;
    assert_eq!(quiet.expect_problem(422, "invalid"), ["/reason"]);
    by("cyd", &shop.router, "PUT", put, &ask_for(0, 0.6, 7)).await.expect(202);
    by("bea", &shop.router, "POST", approve, &decide(1)).await.expect_problem(409, "conflict");
    let held = by("bea", &shop.router, "POST", approve, &decide(2)).await.expect(200);
    assert_eq!(
        (holds(&held), &held["settings"]["sampling"]["weekly"], &held["waits"]),
        (json!(0.6), &json!(7), &Value::Null)
    );
    let change = &held["changes"][0];
    assert_eq!((&change["by"]["name"], &change["approved"]["by"]["name"]), (&json!("cyd"), &json!("bea")));
    by("bea", &shop.router, "POST", approve, &decide(2)).await.expect_problem(409, "conflict");

    by("cyd", &shop.router, "PUT", put, &ask_for(1, 0.7, 7)).await.expect(202);
    let refused = by("bea", &shop.router, "POST", reject, &decide(4)).await.expect(200);
    assert_eq!(
        (holds(&refused), &refused["waits"], &refused["refused"][1]["refused"]["reason"]),
        (json!(0.6), &Value::Null, &json!("seen"))
    );
    let displaced = &refused["refused"][0];
    assert_eq!(
        (&displaced["settings"]["thresholds"]["relevance_fall"], &displaced["refused"]["by"]["name"]),
        (&json!(0.5), &json!("cyd")),
        "what another wish took the place of is on record"
    );
    by("cyd", &shop.router, "PUT", put, &ask_for(1, 0.8, 7)).await.expect(202);
    let tightened = by("cyd", &shop.router, "PUT", put, &ask_for(1, 0.2, 7)).await.expect(200);
    assert_eq!(
        (holds(&tightened), &tightened["waits"]),
        (json!(0.2), &Value::Null),
        "what was wished against the one before waits no more"
    );
    by("bea", &shop.router, "POST", approve, &decide(6)).await.expect_problem(409, "conflict");
}

fn act(name: &str, role: Role, reason: &str) -> Act {
    Act {
        by: Actor { name: name.to_owned(), role },
        at: Service::now(),
        reason: Some(reason.to_owned()),
        known_to: Vec::new(),
    }
}

/// Drafted and submitted by ann, approved by bea, due in a day; its name.
fn scheduled(service: &Service, diversity: f64, days: i64) -> String {
    let (ann, bea) = (act("ann", Role::Marketer, "why"), act("bea", Role::Approver, "seen"));
    let policy = Policy { diversity, ..Policy::standard("home") };
    let draft = service.draft(policy, &ann).expect("a marketer drafts");
    service.submit("home", &draft.id, 1, &ann, 1).expect("submitted");
    service.step("home", &draft.id, 2, Step::Approve, &bea).expect("approved");
    let due = Some(Service::now().plus_days(days));
    let given = service.publish("home", &draft.id, 3, due, &ann).expect("scheduled");
    assert_eq!((given.it.state, given.it.due), (State::Scheduled, due));
    draft.id
}

fn diversity(service: &Service) -> f64 {
    service.policy("home").expect("readable").diversity
}

#[test]
fn what_is_scheduled_goes_live_by_itself_once_and_a_missed_moment_is_caught_up_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let open = || {
        let store: Arc<dyn Store> = Arc::new(Embedded::open(&folder.path().join("store")).expect("a store"));
        Service::open(store, ModelDir::new(folder.path().join("models")))
    };
    let service = open();
    let (second, first) = (scheduled(&service, 0.7, 2), scheduled(&service, 0.3, 1));
    let gone = scheduled(&service, 0.9, 3);
    let bea = act("bea", Role::Approver, "changed my mind");
    service.step("home", &gone, 4, Step::Reject, &bea).expect("until it is live");
    assert_eq!(service.publish_due(Service::now()).expect("readable").len(), 0);
    drop(service);
    let service = open();
    let week = Service::now().plus_days(7);
    let came = service.publish_due(week).expect("readable");
    let live: Vec<(String, u32)> = came
        .into_iter()
        .map(|came| match came.expect("nothing fails") {
            Came::Live(kept) => (kept.id, kept.it.policy.version),
            Came::Lapsed(kept) => panic!("{kept:?}"),
        })
        .collect();
    assert_eq!(live, [(first, 1), (second, 2)], "in the order of their moments");
    assert!((diversity(&service) - 0.7).abs() < 1e-12);
    assert_eq!(service.publish_due(week).expect("readable").len(), 0, "once");
}

#[test]
fn what_nobody_approved_goes_live_at_its_moment_only_if_it_was_measured_against_what_is_live() {
    let shop = Shop::trained();
    let service = Service::open(Arc::clone(&shop.store) as Arc<dyn Store>, shop.models.clone());
    service.reload().expect("a model");
    let customer = |n: usize| serde_json::from_value(json!({"id": format!("c{n}")})).expect("a customer");
    let customers: Vec<candor::event::Customer> = (0..20).map(customer).collect();
    shop.store.put_customers(&customers).expect("durable");
    let settings: candor::oversight::Settings =
        serde_json::from_value(json!({"thresholds": {"customers_min": 10}})).expect("settings");
    let admin = act("cyd", Role::Admin, "small");
    candor::oversight::put_settings(&*shop.store, settings, 0, &admin).expect("durable");
    candor::oversight::approve_settings(&*shop.store, 1, &act("bea", Role::Approver, "small")).expect("durable");
    let ann = act("ann", Role::Marketer, "why");
    let small = |reasons_max: u8| {
        let draft = service.draft(Policy { reasons_max, ..Policy::standard("home") }, &ann).expect("a draft");
        let submitted = service.submit("home", &draft.id, 1, &ann, 1).expect("submitted");
        assert!(!submitted.it.needs_approval(), "{:?}", submitted.it.checks);
        draft.id
    };
    let (later, now) = (small(3), small(2));
    let due = Service::now().plus_days(1);
    service.publish("home", &later, 2, Some(due), &ann).expect("scheduled");
    service.publish("home", &now, 2, None, &ann).expect("live");
    let came = service.publish_due(due).expect("readable");
    let [Ok(Came::Lapsed(kept))] = &came[..] else { panic!("{came:?}") };
    assert_eq!((&kept.id, kept.it.state), (&later, State::Submitted));
    assert_eq!(service.policy("home").expect("readable").reasons_max, 2);
    assert!(service.publish("home", &later, 4, None, &ann).is_err(), "nor by hand");
    assert_eq!(service.publish_due(due).expect("readable").len(), 0);
}

#[tokio::test]
async fn a_store_that_fails_leaves_neither_half_of_a_publication() {
    let shop = Shop::untrained();
    let service = Service::open(Arc::clone(&shop.store) as Arc<dyn Store>, shop.models.clone());
    let id = scheduled(&service, 0.4, 1);
    shop.store.set_fault(Fault::Stopped);
    let due = service.publish_due(Service::now().plus_days(2)).expect("reading goes on");
    assert!(matches!(&due[..], [Err(_)]), "{due:?}");
    let stands = || service.proposal("home", &id).expect("readable").it.state;
    assert_eq!((stands(), service.policy("home").expect("readable").version), (State::Scheduled, 0));
    shop.store.set_fault(Fault::None);
    let due = service.publish_due(Service::now().plus_days(2)).expect("readable");
    assert!(matches!(&due[..], [Ok(Came::Live(_))]), "{due:?}");
    assert_eq!((stands(), service.policy("home").expect("readable").version), (State::Live, 1));
}

#[test]
fn of_many_who_publish_at_once_each_gets_a_version_of_its_own_and_no_proposal_goes_live_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let store: Arc<dyn Store> = Arc::new(Embedded::open(&folder.path().join("store")).expect("a store"));
    let service = Service::open(store, ModelDir::new(folder.path().join("models")));
    let ids: Vec<String> = (0..4).map(|_| scheduled(&service, 0.5, 1)).collect();
    let ann = act("ann", Role::Marketer, "why");
    let mut versions: Vec<u32> = std::thread::scope(|scope| {
        let publish = |id: &String| service.publish("home", id, 4, None, &ann).ok().map(|kept| kept.it.policy.version);
        let each = |id| [scope.spawn(move || publish(id)), scope.spawn(move || publish(id))];
        let threads: Vec<_> = ids.iter().flat_map(each).collect();
        threads.into_iter().filter_map(|thread| thread.join().expect("no panic")).collect()
    });
    versions.sort_unstable();
    assert_eq!(versions, [1, 2, 3, 4]);
    let states = service.proposals("home", None, 9).expect("readable").into_iter().map(|kept| kept.it.state);
    assert_eq!(states.filter(|state| *state == State::Live).count(), 1);
    assert_eq!(service.publish_due(Service::now().plus_days(2)).expect("readable").len(), 0);
}

#[tokio::test]
async fn the_service_makes_live_what_is_due_without_being_asked() {
    let shop = Shop::untrained();
    let service = Service::open(Arc::clone(&shop.store) as Arc<dyn Store>, shop.models.clone());
    let id = scheduled(&service, 0.4, 1);
    // The moment is moved into the past as a restart after it would find it.
    let kept = candor::oversight::proposal(&*shop.store, "home", &id).expect("readable");
    let mut early = kept.it.clone();
    early.due = Some(Service::now().plus_days(-1));
    candor::oversight::save(&*shop.store, &kept, early).expect("durable");
    let state = AppState::open(Arc::new(service), Config::default(), Pages::Off).expect("on loopback");
    let watching = tokio::spawn(candor::http::publish_what_is_due(state.clone()));
    let router = app(state);
    while live(&router).await == 0 {
        tokio::task::yield_now().await;
    }
    watching.abort();
    assert_eq!(get(&router, &format!("{POLICIES}/{id}")).await.expect(200)["state"], "live");
}
