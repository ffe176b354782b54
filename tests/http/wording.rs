//! How reasons speak, by a placement's policy: no change of it is live without somebody else's approval, what was told before replays as it
//! was told, what somebody asks for themselves comes first, and the console's examples tell of nobody.

use std::collections::BTreeSet;

use axum::Router;
use candor::access::Role;
use candor::decision::{Answer, Request};
use candor::event::Consent;
use candor::ids::{CustomerId, DecisionId};
use candor::reason::Manner;
use candor::rerank::{Policy, Tone};
use candor::service::Service;
use serde_json::{Value, json};

use crate::client::{ask, get};
use crate::console::{browse, person, shown, unhurried_shop};
use crate::policies::by;
use crate::shop::Shop;
use crate::watch::{ALL, allow};

const POLICIES: &str = "/v1/placements/home/policies";

/// A list of which the wordings do not follow from its name.
async fn list(router: &Router, further: &Value) -> Value {
    let mut body = json!({"customer": "c0", "count": 4, "seed": 7});
    body.as_object_mut().expect("an object").extend(further.as_object().expect("fields").clone());
    ask(router, "POST", "/v1/recommendations", &body).await.expect(200)
}

/// A field of every reason of an answer, in order.
fn each(answer: &Value, field: &str) -> Vec<Value> {
    let items = answer["items"].as_array().expect("items").iter();
    let reasons = items.flat_map(|item| item["reasons"].as_array().expect("reasons"));
    reasons.map(|reason| reason[field].clone()).collect()
}

async fn replayed(router: &Router, answer: &Value) -> (bool, String) {
    let path = format!("/v1/decisions/{}", answer["decision"].as_str().expect("a name"));
    let replay = ask(router, "POST", &format!("{path}/replay"), &json!({})).await.expect(200);
    (replay["identical"] == true, get(router, &path).await.text())
}

#[tokio::test]
async fn a_wording_needs_approval_speaks_in_the_next_answer_and_leaves_what_was_told_as_it_was() {
    let shop = Shop::trained();
    let router = &shop.router;
    let before = list(router, &json!({})).await;
    let (identical, kept) = replayed(router, &before).await;
    assert!(identical);
    let policy = json!({"policy": {"diversity": 0.1, "tone": "warm"}});
    let made = by("ann", router, "POST", POLICIES, &policy).await.expect(201);
    let draft = format!("{POLICIES}/{}", made["id"].as_str().expect("a name"));
    let diff = get(router, &format!("{draft}/diff")).await.expect(200);
    assert_eq!(diff, json!({"against": 0, "differences": [{"pointer": "/tone", "to": "warm"}]}));
    let said = |revision: u64| json!({"revision": revision, "reason": "friendlier"});
    let handed_in = by("ann", router, "POST", &format!("{draft}/submit"), &said(1)).await.expect(200);
    let checks = handed_in["checks"].as_array().expect("checks").iter();
    let wording = checks.clone().find(|check| check["threshold"] == "wording").expect("it is told of");
    let told = "the tone of reasons becomes `warm` and was the shop's";
    assert_eq!((&wording["met"], &wording["detail"]), (&json!(true), &json!(told)));
    let publish = format!("{draft}/publish");
    by("ann", router, "POST", &publish, &json!({"revision": 2})).await.expect_problem(409, "conflict");
    assert_eq!(each(&list(router, &json!({})).await, "text"), each(&before, "text"), "a draft changes nothing");
    by("bea", router, "POST", &format!("{draft}/approve"), &said(2)).await.expect(200);
    by("ann", router, "POST", &publish, &json!({"revision": 3})).await.expect(200);
    let after = list(router, &json!({})).await;
    for field in ["code", "points", "evidence"] {
        assert_eq!(each(&after, field), each(&before, field), "what is said does not depend on it");
    }
    for (was, is) in each(&before, "text").iter().zip(&each(&after, "text")) {
        assert_ne!(was, is);
    }
    assert_eq!(replayed(router, &before).await, (true, kept), "what was told stays as it was");
    let (identical, record) = replayed(router, &after).await;
    assert!(identical && record.contains("\"tone\":\"warm\""), "{record}");
    let back = json!({"version": 0, "reason": "too friendly"});
    by("bea", router, "POST", &format!("{POLICIES}/rollback"), &back).await.expect(200);
    assert_eq!(each(&list(router, &json!({})).await, "text"), each(&before, "text"));
}

#[tokio::test]
async fn what_somebody_asks_for_comes_before_the_policy_and_the_policy_before_the_shop() {
    let shop = Shop::trained();
    let router = &shop.router;
    let consent = json!({"recommend": true, "explain": true, "measure_fairness": false});
    let settings = json!({"name": "Lantern & Co", "locale": "en-GB", "tone": "warm", "consent_unrecorded": consent});
    ask(router, "PUT", "/v1/shop", &settings).await.expect(200);
    ask(router, "PUT", "/v1/customers/c1", &json!({"locale": "de-AT"})).await.expect(200);
    let manner = async |customer: &str, asked: Value| {
        let mut body = json!({"customer": customer});
        body.as_object_mut().expect("an object").extend(asked.as_object().expect("fields").clone());
        let answer = list(router, &body).await;
        let path = format!("/v1/decisions/{}", answer["decision"].as_str().expect("a name"));
        let inputs = get(router, &path).await.expect(200)["inputs"].clone();
        let tone = inputs["tone"].as_str().unwrap_or("neutral").to_owned();
        (tone, inputs["locale"].as_str().expect("a language").to_owned())
    };
    let is = |tone: &str, locale: &str| (tone.to_owned(), locale.to_owned());
    assert_eq!(manner("c0", json!({})).await, is("warm", "en-GB"), "the shop's where the policy says nothing");
    let policy = json!({"tone": "neutral", "locale": "fr"});
    ask(router, "PUT", "/v1/placements/home/policy?reason=so", &policy).await.expect(200);
    assert_eq!(manner("c0", json!({})).await, is("neutral", "fr"));
    assert_eq!(manner("c1", json!({})).await, is("neutral", "de-AT"), "a customer's own language");
    assert_eq!(manner("c1", json!({"locale": "en"})).await, is("neutral", "en"), "a request's own");
    assert_eq!(manner("c0", json!({"placement": "basket"})).await, is("warm", "en-GB"), "another placement");
}

#[tokio::test]
async fn the_shops_own_wording_is_free_until_rules_are_live_and_then_only_where_nobody_would_read_other_words() {
    let shop = Shop::trained();
    let router = &shop.router;
    let put = async |name: &str, locale: &str, tone: &str| {
        let consent = json!({"recommend": true, "explain": true, "measure_fairness": false});
        let settings = json!({"name": name, "locale": locale, "tone": tone, "consent_unrecorded": consent});
        ask(router, "PUT", "/v1/shop", &settings).await
    };
    list(router, &json!({"placement": "basket"})).await;
    put("Lantern & Co", "de", "warm").await.expect(200);
    put("Lantern & Co", "en", "playful").await.expect(200);
    let impose = async |policy: &Value| {
        ask(router, "PUT", "/v1/placements/home/policy?reason=so", policy).await.expect(200);
    };
    impose(&json!({"diversity": 0.1})).await;
    let (before, kept) = (list(router, &json!({})).await, get(router, "/v1/shop").await.expect(200));
    let refused = put("Lantern & Co", "fr", "warm").await;
    assert_eq!(refused.expect_problem(409, "conflict"), ["/tone", "/locale"]);
    let detail = refused.expect(409)["detail"].as_str().expect("a text").to_owned();
    for named in ["`home`", "`basket`", "hand in a draft of their rules that says `tone` first"] {
        assert!(detail.contains(named), "{detail}");
    }
    assert_eq!(put("Lantern & Co", "fr", "playful").await.expect_problem(409, "conflict"), ["/locale"]);
    assert_eq!(get(router, "/v1/shop").await.expect(200), kept, "nothing was saved");
    assert_eq!(each(&list(router, &json!({})).await, "text"), each(&before, "text"));
    put("Wick & Sons", "en-GB", "playful").await.expect(200);
    impose(&json!({"diversity": 0.1, "tone": "neutral", "locale": "en"})).await;
    let refused = put("Wick & Sons", "en-GB", "warm").await;
    assert_eq!(refused.expect_problem(409, "conflict"), ["/tone"], "the basket was shown and has no rules");
    assert!(!refused.text().contains("`home`"), "{}", refused.text());
    let basket = json!({"tone": "playful", "locale": "en"});
    ask(router, "PUT", "/v1/placements/basket/policy?reason=so", &basket).await.expect(200);
    let before = ["home", "basket"].map(|placement| json!({"placement": placement}));
    let told = async || {
        let mut told = Vec::new();
        for placement in &before {
            told.push(each(&list(router, placement).await, "text"));
        }
        told
    };
    let was = told().await;
    put("Wick & Sons", "fr", "warm").await.expect(200);
    assert_eq!(told().await, was, "every placement says its own");
}

fn texts(answer: &Answer) -> Vec<String> {
    let reasons = answer.items.iter().flat_map(|item| item.reasons.iter().flatten());
    reasons.map(|reason| reason.text.clone()).collect()
}

#[test]
fn sentences_in_several_manners_are_those_that_answers_in_each_would_have() {
    let shop = Shop::trained();
    allow(&shop, |_| ALL);
    let engine = shop.service.engine().expect("a model");
    let manners = Tone::ALL.map(|tone| Manner { locale: "de", tone, shop: "the shop" });
    for customer in ["c0", "c7", "c70"] {
        let id = DecisionId::new(&format!("d_{customer}")).expect("a short id");
        let request = Request::home(Some(CustomerId::new(customer).expect("a short id")));
        let inputs = shop.service.gather(id, Service::now(), request).expect("a sound request");
        let spoken = engine.spoken(&inputs, &manners);
        assert!(!spoken.is_empty(), "{customer}");
        for (at, tone) in Tone::ALL.into_iter().enumerate() {
            let asked = candor::decision::Inputs { tone, locale: "de".to_owned(), ..inputs.clone() };
            let heard: Vec<String> = spoken.iter().map(|reason| reason.sentences[at].clone()).collect();
            assert_eq!(heard, texts(&engine.decide(&asked)), "{customer} {tone:?}");
        }
    }
}

#[test]
fn a_sentence_is_shown_only_of_what_twenty_people_chose_and_none_of_fewer_than_twenty_people() {
    let shop = Shop::trained();
    let policy = Policy::standard("home");
    for (people, read) in [(20, 20), (19, 0)] {
        allow(&shop, |no| Consent { recommend: no < people, ..ALL });
        let heard = shop.service.hear(&[&policy], 1).expect("a store at work");
        assert_eq!(heard.customers, read);
        let named: Vec<_> = heard.kinds.iter().filter(|kind| kind.code.as_str().starts_with("HIS-BOUGHT")).collect();
        assert_eq!((named[0].times > 0, named[0].is_made_up), (read > 0, true), "a handful bought each: {named:?}");
        assert!(!format!("{:?}", heard.kinds).contains("Thing number"), "{:?}", heard.kinds);
        assert_eq!(heard.sides[0].reading.sentences > 0, read > 0);
        let real = heard.kinds.iter().filter(|kind| !kind.is_made_up).count();
        assert_eq!(real > 0, read > 0, "what names nothing is as it was said: {:?}", heard.kinds);
        let codes: BTreeSet<&str> = heard.kinds.iter().map(|kind| kind.code.as_str()).collect();
        assert_eq!(codes.len(), candor::reason::Code::ALL.len(), "every kind has an example");
    }
}

#[tokio::test]
async fn a_wording_is_tried_on_a_page_and_proposed_by_who_writes_rules() {
    let shop = unhurried_shop().learnt();
    allow(&shop, |_| ALL);
    let (_, mara) = person(&shop, "mara", Role::Marketer).await;
    let (_, noor) = person(&shop, "noor", Role::Analyst).await;
    let (_, tomas) = person(&shop, "tomas", Role::Approver).await;
    let lead = browse(&shop, &mara, ("GET", "/console/wording?placement=basket"), "").await;
    assert_eq!((lead.status, lead.header("location")), (303, "/console/wording/basket"));
    let plain = shown(&shop, &noor, "/console/wording/home").await;
    assert!(plain.contains("This is the live wording: plain, in English.") && !plain.contains("Propose"), "{plain}");
    assert!(plain.contains("voice\" lang=\"en\"") && !plain.contains("voice\" lang=\"de\""), "{plain}");
    let tried = shown(&shop, &mara, "/console/wording/home?tone=warm&locale=de").await;
    for words in
        ["Live: plain, in English. Draft: warm, in German.", "voice\" lang=\"de\"", "Propose this", "LIX", "grade"]
    {
        assert!(tried.contains(words), "{words}: {tried}");
    }
    let mut words = tried.split(|letter: char| !letter.is_alphanumeric());
    let is_id = |word: &str| word.strip_prefix('c').is_some_and(|rest| rest.parse::<u32>().is_ok());
    assert!(!words.any(is_id), "nobody is named: {tried}");
    let part = shown(&shop, &mara, "/console/wording/home?tone=warm&part=preview").await;
    assert!(part.contains("Draft: warm, in English.") && !part.contains("<html"), "{part}");
    for (method, path, form) in
        [("GET", "/console/wording/home?locale=pt", ""), ("POST", "/console/tune/home", "tone=")]
    {
        assert_eq!(browse(&shop, &mara, (method, path), form).await.status, 422, "{path} {form}");
    }
    let kept = browse(&shop, &mara, ("POST", "/console/tune/home"), "tone=warm&locale=").await;
    assert_eq!(kept.status, 303, "{}", kept.text());
    let proposal = shown(&shop, &tomas, kept.header("location").split('?').next().expect("a path")).await;
    for words in ["Tone of reasons</th><td><del>the shop’s</del></td><td><ins>warm</ins>", "How reasons would read"] {
        assert!(proposal.contains(words), "{words}: {proposal}");
    }
    assert!(!proposal.contains("Language of reasons"), "{proposal}");
}
