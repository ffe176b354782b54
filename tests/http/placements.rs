//! A placement has the standard policy until one is put; what is put gets the next version and is live.

use serde_json::json;

use crate::client::{ask, get};
use crate::shop::Shop;

#[tokio::test]
async fn what_is_put_gets_the_next_version_and_is_live() {
    let shop = Shop::untrained();
    assert_eq!(get(&shop.router, "/v1/placements/home/policy").await.expect(200)["version"], 0);
    for version in [1, 2] {
        let policy = json!({"diversity": 0.3, "reasons_max": 2, "caps": {"brand": version}});
        let put = ask(&shop.router, "PUT", "/v1/placements/home/policy", &policy).await.expect(200);
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
