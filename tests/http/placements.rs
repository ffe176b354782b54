//! A placement has the standard policy until one is put; what is put gets the next version and is live. Its disclosure follows
//! the live policy and is measured on the last decisions.

use serde_json::json;

use crate::client::{ask, get};
use crate::shop::Shop;

#[tokio::test]
async fn what_is_put_gets_the_next_version_and_is_live() {
    let shop = Shop::untrained();
    assert_eq!(get(&shop.router, "/v1/placements/home/policy").await.expect(200)["version"], 0);
    for version in [1, 2] {
        let policy = json!({"diversity": 0.3, "reasons_max": 2, "caps": {"brand": version}});
        let put = ask(&shop.router, "PUT", "/v1/placements/home/policy?reason=so", &policy).await.expect(200);
        assert_eq!((&put["version"], &put["placement"]), (&json!(version), &json!("home")));
        assert_eq!(get(&shop.router, "/v1/placements/home/policy").await.expect(200), put);
    }
}

#[tokio::test]
async fn a_wrong_policy_is_refused_by_pointer() {
    let shop = Shop::untrained();
    let pin = |label: &str, position: u16| json!({"item": format!("i{position}"), "position": 1, "label": label});
    for (policy, pointer) in [
        (json!({"diversity": 2.0}), "/diversity"),
        (json!({"diversity": "much"}), "/diversity"),
        (json!({"tone": "stern"}), "/tone"),
        (json!({"locale": "pt"}), "/locale"),
        (json!({"pins": [pin("", 1)]}), "/pins/0/label"),
        (json!({"pins": [pin("a", 1), pin("a", 2)]}), "/pins/1"),
        (json!({"boosts": [{"label": "a", "members": {}, "points": 1.0}]}), "/boosts/0/members"),
        (json!({"boosts": [{"label": "a", "members": {"brand": ["x"]}, "points": 1.0}]}), "/boosts/0/members/brand"),
        (json!({"placement": "elsewhere"}), "/placement"),
    ] {
        let reply = ask(&shop.router, "PUT", "/v1/placements/home/policy", &policy).await;
        assert_eq!(reply.expect_problem(422, "invalid"), [pointer], "{policy}");
    }
}

#[tokio::test]
async fn the_disclosure_follows_the_live_policy_and_measures_the_last_decisions() {
    let shop = Shop::trained();
    let url = "/v1/disclosure/home?locale=de";
    let before = get(&shop.router, url).await.expect(200);
    assert_eq!((&before["policy"], &before["locale"]), (&json!("home@0"), &json!("de")));
    assert_eq!(before["measured"]["decisions"], 0);
    assert!(before["parameters"].as_array().expect("parameters").iter().all(|told| told["share"].is_null()));
    let policy = json!({"diversity": 0.0, "boosts": [
        {"label": "Summer", "members": {"items": ["i01"]}, "points": 0.5, "paid_by": "Lumen Ltd"}]});
    ask(&shop.router, "PUT", "/v1/placements/home/policy?reason=summer", &policy).await.expect(200);
    for customer in 0..20 {
        let few = get(&shop.router, url).await.expect(200);
        let is_told = |told: &serde_json::Value| !told["share"].is_null();
        assert!(
            !few["parameters"].as_array().expect("parameters").iter().any(is_told),
            "{customer} people are too few"
        );
        assert_eq!(few["measured"]["too_few_people"], customer > 0);
        let request = json!({"placement": "home", "customer": format!("c{customer}"), "count": 5});
        ask(&shop.router, "POST", "/v1/recommendations", &request).await.expect(200);
    }
    let elsewhere = json!({"placement": "basket", "customer": "c0", "count": 5});
    ask(&shop.router, "POST", "/v1/recommendations", &elsewhere).await.expect(200);
    let after = get(&shop.router, url).await.expect(200);
    assert_eq!((&after["policy"], &after["measured"]["decisions"]), (&json!("home@1"), &json!(20)));
    let shares = after["parameters"].as_array().expect("parameters");
    let sum: f64 = shares.iter().map(|told| told["share"].as_f64().expect("a share")).sum();
    assert!((sum - 1.0).abs() < 1e-9, "{shares:?}");
    assert!(shares.iter().all(|told| told["id"] != "diversity"), "it is switched off");
    let rules = after["rules"].as_array().expect("rules");
    assert_eq!(rules[0]["kind"], "paid");
    assert!(rules[0]["text"].as_str().expect("a text").contains("Lumen Ltd"), "{rules:?}");
    get(&shop.router, "/v1/disclosure/home?lang=de").await.expect_problem(422, "invalid");
}

#[tokio::test]
async fn a_preview_tells_what_a_draft_would_change_and_saves_nothing() {
    let shop = Shop::trained();
    let url = "/v1/placements/home/preview";
    for customer in 0..8 {
        ask(&shop.router, "PUT", &format!("/v1/customers/c{customer}"), &json!({})).await;
    }
    let same = ask(&shop.router, "POST", url, &json!({"diversity": 0.1})).await.expect(200);
    assert_eq!((&same["moves"]["moved"], &same["overlap"]["low"]), (&json!(0), &json!(1.0)), "{same}");
    assert_eq!(same["relevance"]["difference"], json!({"mean": 0.0, "low": 0.0, "high": 0.0}));
    let draft = json!({"diversity": 0.1, "pins": [{"item": "i01", "position": 1, "label": "Summer"}],
        "groups": [{"name": "few", "members": {"items": ["i01", "i02"]}, "min_share": 0.2}]});
    let told = ask(&shop.router, "POST", url, &draft).await.expect(200);
    assert_eq!(told["customers"], same["customers"]);
    assert!(told["moves"]["by_cause"]["pin"].as_u64().is_some_and(|moved| moved > 0), "{told}");
    assert!(told["exposure"][0]["difference"]["mean"].as_f64().is_some_and(|more| more > 0.0), "{told}");
    assert_eq!(get(&shop.router, "/v1/placements/home/policy").await.expect(200)["version"], 0);
    let wrong = ask(&shop.router, "POST", url, &json!({"diversity": 2.0})).await;
    assert_eq!(wrong.expect_problem(422, "invalid"), ["/diversity"]);
}
