//! Experiments over HTTP: who takes part, that an arm stays and is on record and replays, what hidden reasons still disclose, when one ends by
//! itself, and who may begin one.

use std::collections::BTreeMap;

use candor::access::{Actor, Role};
use candor::decision::Request;
use candor::event::{Consent, Customer, Event, Kind};
use candor::ids::{DecisionId, EventId};
use candor::oversight::{Act, Step};
use candor::rerank::Policy;
use candor::service::{History, Service};
use candor::units::Time;
use serde_json::{Value, json};

use crate::client::{Reply, ask, get};
use crate::shop::{Shop, customer};
use crate::watch::{ALL, PEOPLE, allow, known};

/// A shop whose customers allow measuring, but for the last ten.
fn shop() -> Shop {
    let shop = Shop::trained();
    allow(&shop, |no| Consent { measure_fairness: no < PEOPLE - 10, ..ALL });
    shop
}

fn plan(placement: &str, more: &[(&str, Value)]) -> Value {
    let mut plan = json!({"placement": placement, "question": "what helps?", "outcome": "clicks", "days": 14, "reason": "to know"});
    more.iter().for_each(|(name, value)| plan[*name] = value.clone());
    plan
}

async fn begun(shop: &Shop, plan: &Value) -> String {
    let id = drafted(shop, plan).await;
    let begun = begin(shop, &id).await.expect(200);
    assert_eq!((&begun["state"], &begun["revision"]), (&json!("running"), &json!(2)));
    id
}

async fn drafted(shop: &Shop, plan: &Value) -> String {
    let draft = ask(&shop.router, "POST", "/v1/experiments", plan).await.expect(201);
    assert_eq!((&draft["state"], &draft["revision"], &draft["run"]), (&json!("draft"), &json!(1), &Value::Null));
    draft["id"].as_str().expect("a name").to_owned()
}

async fn begin(shop: &Shop, id: &str) -> Reply {
    let step = json!({"revision": 1, "reason": "go"});
    ask(&shop.router, "POST", &format!("/v1/experiments/{id}/begin"), &step).await
}

async fn list(shop: &Shop, no: usize) -> Value {
    let request = json!({"customer": format!("c{no}"), "count": 3});
    ask(&shop.router, "POST", "/v1/recommendations", &request).await.expect(200)
}

/// A proposal that somebody else approved.
pub(crate) fn approved(shop: &Shop, policy: Policy) -> String {
    let act = |name: &str, role| Act {
        by: Actor { name: name.to_owned(), role },
        at: Service::now(),
        reason: Some("to try".to_owned()),
        known_to: Vec::new(),
    };
    let ann = act("ann", Role::Marketer);
    let draft = shop.service.draft(policy, &ann).expect("a draft");
    let submitted = shop.service.submit("home", &draft.id, draft.revision, &ann, 1).expect("handed in");
    let bea = act("bea", Role::Approver);
    shop.service.step("home", &submitted.id, submitted.revision, Step::Approve, &bea).expect("approved");
    submitted.id
}

#[tokio::test]
async fn an_arm_stays_is_on_record_and_replays_after_the_end_too() {
    let shop = shop();
    let varied = Policy { diversity: 0.9, reasons_max: 1, ..Policy::standard("home") };
    let proposal = approved(&shop, varied);
    let id = begun(&shop, &plan("home", &[("proposal", json!(proposal))])).await;
    let (mut arms, mut decisions): (BTreeMap<String, usize>, Vec<Value>) = Default::default();
    for no in 0..PEOPLE {
        let (once, again) = (list(&shop, no).await, list(&shop, no).await);
        assert_eq!(once["experiment"], again["experiment"]);
        let arm = once["experiment"].as_str().map_or_else(|| "none".to_owned(), |arm| arm.replace(&id, "x"));
        *arms.entry(arm).or_default() += 1;
        decisions.push(once["decision"].clone());
    }
    assert_eq!(arms.keys().collect::<Vec<_>>(), ["none", "x:control", "x:treatment"]);
    assert_eq!(arms["none"], 10, "who does not allow measuring takes no part");
    assert!(arms["x:treatment"] > 15 && arms["x:control"] > 15, "{arms:?}");
    assert_eq!(
        ask(&shop.router, "POST", "/v1/recommendations", &json!({"visitor": "v"})).await.expect(200)["experiment"],
        Value::Null
    );
    let request = Request::home(Some(known(1, ALL).id));
    let unused = shop.service.recommend_with(Service::new_decision_id(), Service::now(), request, History::Unused);
    assert_eq!(unused.expect("a list").experiment, None, "whose browser wants no profile takes no part");
    let stop = json!({"revision": 2, "reason": "enough"});
    let ended = ask(&shop.router, "POST", &format!("/v1/experiments/{id}/stop"), &stop).await.expect(200);
    assert_eq!((&ended["state"], list(&shop, 1).await["experiment"].clone()), (&json!("ended"), Value::Null));
    for decision in decisions.iter().take(12) {
        let path = format!("/v1/decisions/{}", decision.as_str().expect("a name"));
        let record = get(&shop.router, &path).await.expect(200);
        let trial = &record["inputs"]["trial"];
        let is_treated = trial["arm"] == "treatment";
        assert_eq!(
            record["inputs"]["policy"]["diversity"] == 0.9,
            is_treated,
            "the rules of the arm are in the record"
        );
        assert_eq!(
            ask(&shop.router, "POST", &format!("{path}/replay"), &json!({})).await.expect(200)["identical"],
            true
        );
    }
}

#[tokio::test]
async fn hidden_reasons_are_not_told_but_on_asking_and_what_must_be_disclosed_is() {
    let shop = shop();
    let boost = json!({"label": "Summer", "points": 5.0, "members": {"items": ["i00"]}, "paid_by": "Lumen Ltd"});
    let policy = json!({"boosts": [boost]});
    ask(&shop.router, "PUT", "/v1/placements/home/policy?reason=x", &policy).await.expect(200);
    let id = begun(&shop, &plan("home", &[("share", json!(0.95))])).await;
    let (mut hidden, mut disclosed) = (0, 0);
    for no in 0..20 {
        let answer = list(&shop, no).await;
        if answer["experiment"] != format!("{id}:treatment") {
            continue;
        }
        for item in answer["items"].as_array().expect("a list") {
            let reasons = item["reasons"].as_array();
            hidden += usize::from(reasons.is_none());
            let is_interested = |reason: &Value| reason["disclosure"] != "none";
            disclosed += usize::from(reasons.is_some_and(|reasons| reasons.iter().any(is_interested)));
            assert!(reasons.is_none_or(|reasons| reasons.iter().any(is_interested)), "{item}");
            assert!(item["item"] != "i00" || reasons.is_some(), "who paid is told: {item}");
        }
        let (decision, item) = (answer["decision"].as_str(), answer["items"][0]["item"].as_str());
        let why = format!("/v1/decisions/{}/items/{}/why", decision.expect("a name"), item.expect("a name"));
        get(&shop.router, &why).await.expect(200);
    }
    assert!(hidden > 10 && disclosed > 5, "{hidden} {disclosed}");
}

/// The first list two days ago of everybody, and of twice as many newcomers: the arms are drawn, and of 70 people one may be too small to
/// be certain of. Of those in the treatment nobody clicks, of the others everybody.
fn tried(shop: &Shop, now: Time) {
    let newcomers: Vec<Customer> = (PEOPLE..3 * PEOPLE).map(|no| known(no, ALL)).collect();
    shop.service.store().put_customers(&newcomers).expect("a store at work");
    for no in 0..3 * PEOPLE {
        let id = DecisionId::new(&format!("d_{no}")).expect("a short id");
        let request = Request { count: 3, ..Request::home(Some(known(no, ALL).id)) };
        let answer = shop.service.recommend(id.clone(), now.plus_days(-2), request).expect("a list");
        if answer.experiment.is_some_and(|arm| arm.ends_with(":control")) {
            let event = EventId::new(&format!("after-{no}")).expect("a short id");
            let at = Time::from_millis(now.plus_days(-2).millis() + 60_000);
            let event = Event::new(event, customer(&format!("c{no}")), answer.items[0].item.clone(), Kind::View, at);
            shop.service.take_events(&[Event { decision: Some(id), ..event }]).expect("a store at work");
        }
    }
}

#[tokio::test]
async fn a_treatment_that_certainly_does_harm_is_ended_by_its_guard_rail() {
    let (shop, now) = (shop(), Service::now());
    let id = begun(&shop, &plan("home", &[])).await;
    assert!(shop.service.guard_experiments(now).expect("a store at work").is_empty());
    let later = now.plus_days(3);
    tried(&shop, later);
    let (_, found) = shop.service.experiment(&id, later).expect("a store at work");
    assert!(found.words.starts_with("The treatment is worse: between "), "{found:?}");
    let ended = shop.service.guard_experiments(later).expect("a store at work");
    assert_eq!(ended.iter().map(|kept| kept.id.as_str()).collect::<Vec<_>>(), [id.as_str()]);
    let told = get(&shop.router, &format!("/v1/experiments/{id}")).await.expect(200);
    assert_eq!((&told["state"], &told["log"][2]["by"]), (&json!("guarded"), &Value::Null), "{told}");
    assert_eq!(list(&shop, 1).await["experiment"], Value::Null, "everybody's list is as before");
    begun(&shop, &plan("home", &[])).await;
}

#[tokio::test]
async fn an_experiment_ends_when_another_policy_is_live_or_its_time_is_over() {
    let (shop, now) = (shop(), Service::now());
    let guard = |days| shop.service.guard_experiments(now.plus_days(days)).expect("a store at work");
    begun(&shop, &plan("home", &[])).await;
    begun(&shop, &plan("basket", &[("days", json!(3))])).await;
    ask(&shop.router, "PUT", "/v1/placements/home/policy?reason=x", &json!({"diversity": 0.1})).await.expect(200);
    assert_eq!(list(&shop, 1).await["experiment"], Value::Null, "from the next list on");
    let states = |ended: Vec<candor::oversight::Kept<candor::oversight::Experiment>>| -> Vec<Value> {
        ended.iter().map(|kept| json!(kept.it.state)).collect()
    };
    assert_eq!(states(guard(1)), ["overtaken"]);
    assert_eq!(states(guard(4)), ["ended"]);
    let all = get(&shop.router, "/v1/experiments").await.expect(200);
    assert_eq!(all["experiments"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn what_is_approved_no_more_is_tried_on_nobody_any_more() {
    let shop = shop();
    let proposal = approved(&shop, Policy { diversity: 0.3, ..Policy::standard("home") });
    let id = begun(&shop, &plan("home", &[("proposal", json!(proposal))])).await;
    assert_ne!(list(&shop, 1).await["experiment"], Value::Null);
    let kept = shop.service.proposal("home", &proposal).expect("the proposal");
    let by = Actor { name: "bea".to_owned(), role: Role::Approver };
    let act = Act { by, at: Service::now(), reason: Some("it harms".to_owned()), known_to: Vec::new() };
    shop.service.step("home", &proposal, kept.revision, Step::Reject, &act).expect("rejected");
    assert_eq!(list(&shop, 1).await["experiment"], Value::Null);
    let told = get(&shop.router, &format!("/v1/experiments/{id}")).await.expect(200);
    assert_eq!(told["state"], json!("overtaken"), "{told}");
    assert!(told.to_string().contains("the proposal that it tried is rejected"), "{told}");
}

#[tokio::test]
async fn one_runs_at_a_time_on_approved_rules_and_within_its_ranges() {
    let shop = shop();
    let draft = json!({"policy": {"diversity": 0.2}});
    let draft = ask(&shop.router, "POST", "/v1/placements/home/policies", &draft).await.expect(201)["id"].clone();
    let wrong = [
        (plan("home", &[("proposal", json!("p_none"))]), 404, "not-found"),
        (plan("home", &[("share", json!(0.01))]), 422, "invalid"),
        (plan("home", &[("days", json!(93))]), 422, "invalid"),
        (plan("home", &[("reason", Value::Null)]), 422, "invalid"),
        (plan("home", &[("question", json!(" "))]), 422, "invalid"),
    ];
    for (plan, status, kind) in wrong {
        ask(&shop.router, "POST", "/v1/experiments", &plan).await.expect_problem(status, kind);
    }
    let unapproved = drafted(&shop, &plan("home", &[("proposal", draft)])).await;
    begin(&shop, &unapproved).await.expect_problem(409, "conflict");
    let id = begun(&shop, &plan("home", &[])).await;
    let other = drafted(&shop, &plan("home", &[])).await;
    begin(&shop, &other).await.expect_problem(409, "conflict");
    begin(&shop, &id).await.expect_problem(409, "conflict");
    let stale = json!({"revision": 7, "reason": "x"});
    ask(&shop.router, "POST", &format!("/v1/experiments/{id}/stop"), &stale).await.expect_problem(409, "conflict");
    let told = get(&shop.router, &format!("/v1/experiments/{id}")).await.expect(200);
    assert_eq!((&told["figures"]["finding"], &told["figures"]["control"]), (&json!("too_few"), &Value::Null));
}

#[tokio::test]
async fn a_draft_is_tried_on_nobody_and_only_an_approver_begins_it() {
    let shop = shop();
    let id = drafted(&shop, &plan("home", &[])).await;
    assert_eq!(list(&shop, 1).await["experiment"], Value::Null);
    let act = |role| Act {
        by: Actor { name: "x".to_owned(), role },
        at: Service::now(),
        reason: Some("to know".to_owned()),
        known_to: Vec::new(),
    };
    for role in [Role::Marketer, Role::Analyst, Role::Auditor] {
        assert!(shop.service.begin_experiment(&id, 1, &act(role)).is_err(), "{role}");
    }
    assert!(shop.service.stop_experiment(&id, 1, &act(Role::Analyst)).is_err());
    let running = begun(&shop, &plan("home", &[])).await;
    assert!(shop.service.stop_experiment(&running, 2, &act(Role::Marketer)).is_err(), "what runs is an approver's");
    let dropped =
        shop.service.stop_experiment(&id, 1, &act(Role::Marketer)).expect("a draft is dropped by who may plan");
    assert_eq!(json!(dropped.it.state), json!("dropped"));
    assert_ne!(list(&shop, 1).await["experiment"], Value::Null, "the other one goes on");
    begin(&shop, &id).await.expect_problem(409, "conflict");
}
