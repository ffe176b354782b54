//! Calls that need rights are noted at once, refusals counted; entries hold no body and no secret, name nobody who was erased, and go
//! when they are old.

use candor::access::{Audience, Role};
use candor::service::Service;
use serde_json::{Value, json};

use crate::client::{ask_as, get};
use crate::shop::{Shop, customer, unhurried};

async fn trail(shop: &Shop, key: &str, query: &str) -> Value {
    ask_as(&shop.router, key, &[], ("GET", &format!("/v1/audit{query}")), &json!(null)).await.expect(200)
}

fn routes(trail: &Value) -> Vec<(String, u64, u64)> {
    let entry = |entry: &Value| {
        let number = |field: &str| entry[field].as_u64().expect("a number");
        (entry["route"].as_str().expect("a route").to_owned(), number("status"), number("count"))
    };
    trail["entries"].as_array().expect("entries").iter().map(entry).collect()
}

#[tokio::test]
async fn what_needs_rights_is_noted_with_who_did_it_and_without_what_was_sent() {
    let shop = Shop::guarded(unhurried());
    let (admin, auditor) = (shop.key(Role::Admin), shop.key(Role::Auditor));
    let wish = json!({"name": "storefront", "role": "secret"});
    let made = ask_as(&shop.router, &admin, &[], ("POST", "/v1/keys"), &wish).await.expect(201);
    ask_as(&shop.router, &admin, &[], ("PUT", "/v1/shop"), &json!({"name": ""})).await.expect(422);
    let replay = ("POST", "/v1/decisions/d_none/replay");
    ask_as(&shop.router, &auditor, &[], replay, &json!({})).await.expect(404);
    // Reading what is no secret of anybody is no entry.
    ask_as(&shop.router, &auditor, &[], ("GET", "/v1/shop"), &json!(null)).await.expect(200);
    let noted = trail(&shop, &auditor, "").await;
    let expected = [
        ("POST /v1/keys".to_owned(), 201, 1),
        ("PUT /v1/shop".to_owned(), 422, 1),
        ("POST /v1/decisions/{id}/replay".to_owned(), 404, 1),
    ];
    assert_eq!(routes(&noted), expected, "{noted}");
    let by = &noted["entries"][0]["by"];
    assert_eq!((&by["with"], &by["name"], &by["role"]), (&json!("key"), &json!("a admin"), &json!("admin")), "{by}");
    let text = noted.to_string();
    let secret = made["key"].as_str().and_then(|key| key.rsplit('_').next()).expect("a secret");
    assert!(!text.contains(secret) && !text.contains("storefront"), "{text}");
}

#[tokio::test]
async fn refusals_are_counted_and_however_many_they_are_they_take_little_room() {
    let shop = Shop::guarded(unhurried());
    let (admin, marketer) = (shop.key(Role::Admin), shop.key(Role::Marketer));
    for _ in 0..50 {
        get(&shop.router, "/v1/customers/17850").await.expect_problem(401, "unauthenticated");
        ask_as(&shop.router, &marketer, &[], ("GET", "/v1/keys"), &json!(null)).await.expect(403);
    }
    let noted = trail(&shop, &admin, "").await;
    let expected = [("GET /v1/customers/{id}".to_owned(), 401, 50), ("GET /v1/keys".to_owned(), 403, 50)];
    assert_eq!(routes(&noted), expected, "{noted}");
    assert_eq!(noted["entries"][0]["by"], json!({"with": "nothing"}));
    assert_eq!(noted["entries"][1]["by"]["role"], "marketer");
    assert!(!noted.to_string().contains("17850"), "{noted}");
}

#[tokio::test]
async fn a_copy_names_its_customer_until_they_are_erased_and_an_erasure_names_nobody() {
    let shop = Shop::guarded(unhurried());
    let (admin, me) = (shop.key(Role::Admin), shop.token(customer("c2"), Audience::Me));
    for id in ["c1", "c3"] {
        let path = format!("/v1/customers/{id}/export");
        ask_as(&shop.router, &admin, &[], ("GET", &path), &json!(null)).await.expect(200);
    }
    ask_as(&shop.router, &me, &[], ("GET", "/v1/me/export"), &json!(null)).await.expect(200);
    let named = |noted: &Value| -> Vec<Value> {
        noted["entries"].as_array().expect("entries").iter().map(|entry| entry["customer"].clone()).collect()
    };
    assert_eq!(named(&trail(&shop, &admin, "").await), [json!("c1"), json!("c3"), json!("c2")]);
    ask_as(&shop.router, &admin, &[], ("DELETE", "/v1/customers/c1"), &json!(null)).await.expect(200);
    ask_as(&shop.router, &me, &[], ("DELETE", "/v1/me"), &json!(null)).await.expect(200);
    let noted = trail(&shop, &admin, "").await;
    let expected = ["GET /v1/customers/{id}/export", "DELETE /v1/customers/{id}", "DELETE /v1/me"];
    let left: Vec<String> = routes(&noted).into_iter().map(|(route, ..)| route).collect();
    assert_eq!(left, expected, "{noted}");
    assert_eq!(named(&noted), [json!("c3"), Value::Null, Value::Null]);
    assert_eq!(noted["entries"][2]["by"], json!({"with": "token", "audience": "me"}));
}

#[tokio::test]
async fn an_entry_of_a_call_that_began_before_an_erasure_names_nobody() {
    use candor::service::{By, Noted};
    let shop = Shop::guarded(unhurried());
    let began = shop.service.erasures();
    shop.service.erase(&customer("c1")).expect("a store at work");
    let noted = Noted { time: Service::now(), by: By::Nothing, route: "x".to_owned(), status: 200, count: 1 };
    shop.service.note(vec![(noted, Some(customer("c1")))], began).expect("a store at work");
    assert_eq!(shop.service.trail(None, 10).expect("a store at work")[0].customer, None);
}

#[tokio::test]
async fn the_trail_is_read_page_by_page_and_old_entries_go() {
    use candor::service::{By, Noted};
    let shop = Shop::guarded(unhurried());
    let admin = shop.key(Role::Admin);
    let day = |days: i64| Service::now().plus_days(days);
    for (at, time) in [day(-20), day(-10), day(0)].into_iter().enumerate() {
        let noted = Noted { time, by: By::Nothing, route: format!("r{at}"), status: 200, count: 1 };
        shop.service.note(vec![(noted, None)], shop.service.erasures()).expect("a store at work");
    }
    let first = trail(&shop, &admin, "?limit=2").await;
    let next = first["next"].as_str().expect("there is more").to_owned();
    let second = trail(&shop, &admin, &format!("?limit=2&after={next}")).await;
    let read: Vec<String> = [first, second.clone()].iter().flat_map(routes).map(|(route, ..)| route).collect();
    assert_eq!((read, &second["next"]), (vec!["r0".to_owned(), "r1".to_owned(), "r2".to_owned()], &Value::Null));
    assert_eq!(shop.service.forget_trail(day(-15)).expect("a store at work"), 1);
    assert_eq!(routes(&trail(&shop, &admin, "").await).len(), 2);
}
