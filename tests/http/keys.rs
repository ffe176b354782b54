//! A key is shown once and kept as a hash; it ends when it is revoked, replaced or its time is over; what it may not do is told
//! without repeating it.

use std::sync::Arc;

use candor::access::{KeyId, Role};
use candor::service::Service;
use candor::store::{Collection, ModelDir, Store};
use serde_json::{Value, json};

use crate::client::{Reply, ask_as, request, send};
use crate::shop::{Shop, unhurried};

async fn call(shop: &Shop, key: &str, route: (&str, &str), body: Value) -> Reply {
    ask_as(&shop.router, key, &[], route, &body).await
}

/// Makes a key over the API: its text and its id.
async fn made(shop: &Shop, admin: &str, wish: Value) -> (String, String) {
    let made = call(shop, admin, ("POST", "/v1/keys"), wish).await.expect(201);
    let text = |field: &str| made[field].as_str().expect("a text").to_owned();
    (text("key"), text("id"))
}

#[tokio::test]
async fn a_key_is_shown_once_and_only_its_hash_is_kept() {
    let shop = Shop::guarded(unhurried());
    let admin = shop.key(Role::Admin);
    let (key, id) = made(&shop, &admin, json!({"name": "storefront servers", "role": "secret"})).await;
    assert!(key.starts_with(&format!("candor_secret_{id}_")), "{key}");
    call(&shop, &key, ("GET", "/v1/shop"), json!(null)).await.expect(200);
    let list = call(&shop, &admin, ("GET", "/v1/keys"), json!(null)).await;
    let listed = list.expect(200)["keys"].as_array().expect("keys").clone();
    let listed = listed.iter().find(|listed| listed["id"] == id).expect("it is listed");
    assert_eq!((&listed["role"], &listed["name"]), (&json!("secret"), &json!("storefront servers")));
    assert_eq!((&listed["live"], &listed["expires"]), (&json!(true), &Value::Null));
    assert!(listed["last_used"].as_str().is_some_and(|day| day.ends_with("T00:00:00Z")), "{listed}");
    let secret = key.rsplit('_').next().expect("a secret");
    let documents = shop.store.documents(Collection::Key, None, 100).expect("a store at work");
    assert_eq!(documents.len(), 2, "two keys and no token yet");
    assert!(!list.text().contains(secret) && documents.iter().all(|document| !document.body.contains(secret)));
}

#[tokio::test]
async fn a_revoked_key_opens_nothing_from_then_on() {
    let shop = Shop::guarded(unhurried());
    let admin = shop.key(Role::Admin);
    let (key, id) = made(&shop, &admin, json!({"name": "auditor", "role": "auditor"})).await;
    call(&shop, &key, ("GET", "/v1/shop"), json!(null)).await.expect(200);
    let revoked = call(&shop, &admin, ("DELETE", &format!("/v1/keys/{id}")), json!(null)).await.expect(200);
    assert_eq!(revoked["live"], false);
    call(&shop, &key, ("GET", "/v1/shop"), json!(null)).await.expect_problem(401, "unauthenticated");
    let rotate = format!("/v1/keys/{id}/rotate");
    call(&shop, &admin, ("POST", &rotate), json!({})).await.expect_problem(409, "conflict");
    let none = format!("/v1/keys/{}", KeyId::of([0; 8]));
    call(&shop, &admin, ("DELETE", &none), json!(null)).await.expect_problem(404, "not-found");
}

#[tokio::test]
async fn another_process_notices_a_revocation() {
    let shop = Shop::guarded(unhurried());
    let key = shop.key(Role::Secret);
    call(&shop, &key, ("GET", "/v1/shop"), json!(null)).await.expect(200);
    let other = Service::open(Arc::clone(&shop.store) as Arc<dyn Store>, ModelDir::new("none"));
    other.revoke_key(&other.keys().expect("a store at work")[0].id).expect("a store at work");
    // It may go on for `KEYS_FRESH`, and no test of ours waits by the clock: it asks until it is told.
    while call(&shop, &key, ("GET", "/v1/shop"), json!(null)).await.status == 200 {}
}

#[tokio::test]
async fn a_rotated_key_has_a_new_secret_and_the_earlier_one_ends_when_said() {
    let shop = Shop::guarded(unhurried());
    let admin = shop.key(Role::Admin);
    let (first, id) = made(&shop, &admin, json!({"name": "servers", "role": "secret"})).await;
    let rotate = format!("/v1/keys/{id}/rotate");
    let second = call(&shop, &admin, ("POST", &rotate), json!({"overlap_seconds": 3600})).await.expect(200);
    let second = second["key"].as_str().expect("a key").to_owned();
    for key in [&first, &second] {
        call(&shop, key, ("GET", "/v1/shop"), json!(null)).await.expect(200);
    }
    call(&shop, &admin, ("POST", &rotate), json!({})).await.expect(200);
    for key in [&first, &second] {
        call(&shop, key, ("GET", "/v1/shop"), json!(null)).await.expect_problem(401, "unauthenticated");
    }
    let too_long = call(&shop, &admin, ("POST", &rotate), json!({"overlap_seconds": 604_801})).await;
    assert_eq!(too_long.expect_problem(422, "invalid"), ["/overlap_seconds"]);
}

#[tokio::test]
async fn a_wrong_wish_is_refused_field_by_field() {
    let shop = Shop::guarded(unhurried());
    let admin = shop.key(Role::Admin);
    for (wish, pointer) in [
        (json!({"name": " ", "role": "secret"}), "/name"),
        (json!({"name": "x", "role": "king"}), "/role"),
        (json!({"name": "x", "role": "secret", "expires": "2001-01-01T00:00:00Z"}), "/expires"),
        (json!({"name": "x", "role": "publishable", "origins": ["shop.example"]}), "/origins"),
        (json!({"name": "x", "role": "secret", "origins": ["https://shop.example"]}), "/origins"),
    ] {
        let reply = call(&shop, &admin, ("POST", "/v1/keys"), wish.clone()).await;
        assert_eq!(reply.expect_problem(422, "invalid"), [pointer], "{wish}");
    }
}

#[tokio::test]
async fn nobody_locks_the_last_admin_out() {
    let shop = Shop::guarded(unhurried());
    let admin = shop.key(Role::Admin);
    let keys = call(&shop, &admin, ("GET", "/v1/keys"), json!(null)).await.expect(200);
    let path = format!("/v1/keys/{}", keys["keys"][0]["id"].as_str().expect("an id"));
    call(&shop, &admin, ("DELETE", &path), json!(null)).await.expect_problem(409, "conflict");
    shop.key(Role::Admin);
    call(&shop, &admin, ("DELETE", &path), json!(null)).await.expect(200);
}

#[test]
fn only_a_shop_without_keys_gets_a_first_one() {
    let shop = Shop::guarded(unhurried());
    let first = shop.service.first_key().expect("a store at work").expect("there was none");
    assert!(first.starts_with("candor_admin_"));
    assert_eq!(shop.service.first_key().expect("a store at work"), None);
    let other = Shop::guarded(unhurried());
    other.key(Role::Publishable);
    assert_eq!(other.service.first_key().expect("a store at work"), None);
}

#[tokio::test]
async fn a_refusal_says_who_may_and_never_repeats_the_key() {
    let shop = Shop::guarded(unhurried());
    let key = shop.key(Role::Marketer);
    let reply = call(&shop, &key, ("POST", "/v1/items"), json!([])).await;
    reply.expect_problem(403, "forbidden");
    assert!(reply.text().contains("secret, admin") && !reply.text().contains("candor_"), "{}", reply.text());
    let mut twice = request("GET", "/v1/shop", "");
    for _ in 0..2 {
        let value = format!("Bearer {key}").parse().expect("a header");
        twice.headers_mut().append("authorization", value);
    }
    send(&shop.router, twice).await.expect_problem(401, "unauthenticated");
}

#[tokio::test]
async fn what_showed_a_key_is_neither_done_nor_answered_again() {
    let shop = Shop::guarded(unhurried());
    let admin = shop.key(Role::Admin);
    let wish = json!({"name": "x", "role": "secret"});
    let make = || ask_as(&shop.router, &admin, &[("idempotency-key", "k")], ("POST", "/v1/keys"), &wish);
    let first = make().await.expect(201);
    let second = make().await;
    second.expect_problem(409, "conflict");
    assert!(!second.text().contains(first["key"].as_str().expect("a key")));
    let keys = ask_as(&shop.router, &admin, &[], ("GET", "/v1/keys"), &json!(null)).await.expect(200);
    let named = keys["keys"].as_array().expect("keys").iter().filter(|key| key["name"] == "x");
    assert_eq!(named.count(), 1);
}

#[tokio::test]
async fn nobody_approves_their_own_by_a_key_that_they_were_given_lately() {
    let shop = Shop::guarded(unhurried());
    let (ada, tomas) = (shop.key(Role::Admin), shop.key(Role::Approver));
    let (bea, _) = made(&shop, &ada, json!({"name": "bea", "role": "admin"})).await;
    // What comes of a key that somebody was given lately is theirs as well.
    let (carl, id) = made(&shop, &bea, json!({"name": "carl", "role": "approver"})).await;
    let listed = call(&shop, &ada, ("GET", "/v1/keys"), json!(null)).await.expect(200);
    let carls = listed["keys"].as_array().expect("keys").iter().find(|listed| listed["id"] == id).expect("listed");
    assert_eq!(carls["given_to"], json!(["a admin", "bea"]));
    let wish = json!({"revision": 0, "settings": {"thresholds": {"relevance_fall": 0.2}}, "reason": "bold"});
    call(&shop, &ada, ("PUT", "/v1/oversight"), wish).await.expect(202);
    let approve = async |key: &str, revision: u64| {
        let seen = json!({"revision": revision, "reason": "seen"});
        call(&shop, key, ("POST", "/v1/oversight/approve"), seen).await
    };
    for key in [&bea, &carl] {
        approve(key, 1).await.expect_problem(403, "forbidden");
    }
    approve(&tomas, 1).await.expect(200);
    // A key that somebody gave another secret is one that they were given.
    let keys = shop.service.keys().expect("a store at work");
    let his = &keys.iter().find(|key| key.role == Role::Approver && key.name != "carl").expect("his key").id;
    let renewed = call(&shop, &ada, ("POST", &format!("/v1/keys/{his}/rotate")), json!({})).await.expect(200);
    let wish = json!({"revision": 1, "settings": {"thresholds": {"relevance_fall": 0.3}}, "reason": "bolder"});
    call(&shop, &ada, ("PUT", "/v1/oversight"), wish).await.expect(202);
    approve(renewed["key"].as_str().expect("a key"), 3).await.expect_problem(403, "forbidden");
    let proposals = "/v1/placements/home/policies";
    let draft = call(&shop, &ada, ("POST", proposals), json!({"policy": {"diversity": 0.5}})).await.expect(201);
    let step = format!("{proposals}/{}", draft["id"].as_str().expect("a name"));
    let because = |revision: u64| json!({"revision": revision, "reason": "so it is"});
    call(&shop, &ada, ("POST", &format!("{step}/submit")), because(1)).await.expect(200);
    call(&shop, &bea, ("POST", &format!("{step}/approve")), because(2)).await.expect_problem(403, "forbidden");
    call(&shop, &bea, ("POST", &format!("{step}/reject")), because(2)).await.expect(200);
    // Nor what is asked for by a key that they were given, by their own or by another such key.
    let (mara, _) = made(&shop, &ada, json!({"name": "mara", "role": "marketer"})).await;
    let draft = call(&shop, &mara, ("POST", proposals), json!({"policy": {"diversity": 0.6}})).await.expect(201);
    let step = format!("{proposals}/{}", draft["id"].as_str().expect("a name"));
    call(&shop, &mara, ("POST", &format!("{step}/submit")), because(1)).await.expect(200);
    for key in [&ada, &bea] {
        call(&shop, key, ("POST", &format!("{step}/approve")), because(2)).await.expect_problem(403, "forbidden");
    }
}

#[tokio::test]
async fn who_knew_a_key_is_known_while_its_earlier_secret_opens_and_stands_there_once() {
    let shop = Shop::guarded(unhurried());
    let ada = shop.key(Role::Admin);
    let (_, id) = made(&shop, &ada, json!({"name": "carl", "role": "approver"})).await;
    let id = id.parse().expect("a key's id");
    let given = |overlap: u32, to: &[&str]| {
        let to: Vec<String> = to.iter().map(|name| (*name).to_owned()).collect();
        shop.service.rotate_key_for(&id, overlap, &to).expect("a live key").0.given_to
    };
    assert_eq!(given(60, &["zoe"]), ["a admin", "zoe"]);
    assert_eq!(given(60, &["zoe"]), ["a admin", "zoe"]);
    assert_eq!(given(0, &["zoe"]), ["zoe"]);
}
