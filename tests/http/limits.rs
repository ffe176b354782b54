//! Whoever calls too often is told when to go on, by key and by address; a server's key is not held up by what others do from its address.

use candor::access::Role;
use candor::config::Limits;
use serde_json::json;

use crate::client::{Reply, ask_as};
use crate::shop::{Shop, unhurried};

/// The first answer of many calls that is not of this status.
async fn first_other(shop: &Shop, key: &str, path: &str, status: u16) -> Reply {
    for _ in 0..10_000 {
        let reply = ask_as(&shop.router, key, &[], ("GET", path), &json!(null)).await;
        if reply.status != status {
            return reply;
        }
    }
    panic!("nothing but {status}");
}

#[tokio::test]
async fn a_key_that_is_used_too_often_has_to_wait_and_others_do_not() {
    let shop = Shop::guarded(Limits { key_per_second: 2, ..unhurried() });
    let (busy, calm) = (shop.key(Role::Auditor), shop.key(Role::Auditor));
    let reply = first_other(&shop, &busy, "/v1/shop", 200).await;
    reply.expect_problem(429, "too-many");
    assert_eq!(reply.header("retry-after"), "1");
    ask_as(&shop.router, &calm, &[], ("GET", "/v1/shop"), &json!(null)).await.expect(200);
}

#[tokio::test]
async fn an_address_that_knocks_too_often_has_to_wait_and_a_servers_key_still_opens() {
    let shop = Shop::guarded(Limits { address_per_second: 2, ..unhurried() });
    let secret = shop.key(Role::Secret);
    ask_as(&shop.router, &secret, &[], ("GET", "/v1/shop"), &json!(null)).await.expect(200);
    for (path, status) in [("/v1/shop", 401), ("/v1/openapi.json", 200)] {
        let reply = first_other(&shop, "candor_secret_x", path, status).await;
        reply.expect_problem(429, "too-many");
        assert!(!reply.header("retry-after").is_empty());
    }
    ask_as(&shop.router, &secret, &[], ("GET", "/v1/shop"), &json!(null)).await.expect(200);
}
