//! Items are put, read back, listed as similar and withdrawn; what is wrong is told by pointer.

use serde_json::json;

use crate::client::{ask, get, pointers, request, send};
use crate::shop::Shop;

#[tokio::test]
async fn an_item_is_read_back_as_it_was_put_and_putting_it_again_changes_nothing() {
    let shop = Shop::untrained();
    let item =
        json!({"id": "new/1", "title": "Lamp", "category": ["HOME"], "price": {"amount": "2.50", "currency": "GBP"}});
    let put = ask(&shop.router, "PUT", "/v1/items/new%2F1", &item).await;
    assert_eq!(put.expect(200), json!({"changed": true}));
    assert_eq!(ask(&shop.router, "PUT", "/v1/items/new%2F1", &item).await.expect(200), json!({"changed": false}));
    assert_eq!(get(&shop.router, "/v1/items/new%2F1").await.expect(200), item);
}

#[tokio::test]
async fn items_are_listed_part_by_part_in_the_order_of_their_ids() {
    let shop = Shop::untrained();
    let whole = get(&shop.router, "/v1/items").await.expect(200);
    assert_eq!((whole["items"].as_array().map(Vec::len), &whole["next"]), (Some(12), &json!(null)));
    let (mut read, mut after) = (Vec::new(), String::new());
    loop {
        let part = get(&shop.router, &format!("/v1/items?limit=5{after}")).await.expect(200);
        read.extend(part["items"].as_array().expect("items").clone());
        let Some(next) = part["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(json!(read), whole["items"]);
    for wrong in ["limit=0", "limit=1001", "after=i03", "beyond=1"] {
        get(&shop.router, &format!("/v1/items?{wrong}")).await.expect_problem(422, "invalid");
    }
}

#[tokio::test]
async fn a_read_of_the_catalogue_that_still_holds_is_not_sent_again() {
    let shop = Shop::trained();
    let again = async |path: &str, known: &str| {
        let mut request = request("GET", path, axum::body::Body::empty());
        request.headers_mut().insert("if-none-match", known.parse().expect("a header"));
        send(&shop.router, request).await
    };
    for path in ["/v1/items", "/v1/items/i01", "/v1/items/i01/similar"] {
        let first = get(&shop.router, path).await;
        let tag = first.header("etag").to_owned();
        assert_eq!((first.status, first.header("cache-control")), (200, "private, no-cache"), "{path}");
        for known in [tag.as_str(), &format!("\"other\", {}", tag.trim_start_matches("W/")), "*"] {
            let same = again(path, known).await;
            assert_eq!((same.status, same.body.len(), same.header("etag")), (304, 0, tag.as_str()), "{path} {known}");
        }
        assert_eq!(again(path, "W/\"0000000000000000\"").await.body, first.body, "{path}");
    }
    let tag = get(&shop.router, "/v1/items/i01").await.header("etag").to_owned();
    ask(&shop.router, "PUT", "/v1/items/i01", &json!({"title": "Another"})).await.expect(200);
    assert_eq!(again("/v1/items/i01", &tag).await.expect(200)["title"], "Another");
}

#[tokio::test]
async fn the_name_in_the_path_counts_and_may_be_left_out_of_the_body() {
    let shop = Shop::untrained();
    ask(&shop.router, "PUT", "/v1/items/a", &json!({"title": "A"})).await.expect(200);
    let reply = ask(&shop.router, "PUT", "/v1/items/a", &json!({"id": "b", "title": "A"})).await;
    assert_eq!(reply.expect_problem(422, "invalid"), ["/id"]);
    let reply = ask(&shop.router, "PUT", "/v1/items/a", &json!(["A"])).await;
    assert_eq!(reply.expect_problem(422, "invalid"), [""]);
}

#[tokio::test]
async fn a_wrong_item_is_refused_by_pointer() {
    let shop = Shop::untrained();
    for (item, pointer) in [
        (json!({"title": " "}), "/title"),
        (json!({}), "/title"),
        (json!({"title": "A", "sponsored": {"payer": ""}}), "/sponsored/payer"),
        (json!({"title": "A", "sponsored": {"who": "x"}}), "/sponsored/who"),
        (json!({"title": "A", "category": ["HOME", 3]}), "/category/1"),
        (json!({"title": "A", "sensitive": "secret"}), "/sensitive"),
        (json!({"title": "A", "stock": -1}), "/stock"),
    ] {
        let reply = ask(&shop.router, "PUT", "/v1/items/a", &item).await;
        assert_eq!(reply.expect_problem(422, "invalid"), [pointer], "{item}");
        let batch = json!([{"id": "ok", "title": "OK"}, {"id": "a", "title": item["title"], "stock": -1}]);
        let answer = ask(&shop.router, "POST", "/v1/items", &batch).await.expect(200);
        assert_eq!((&answer["accepted"], &answer["rejected"][0]["index"]), (&json!(1), &json!(1)), "{answer}");
        assert!(pointers(&answer["rejected"][0]["errors"])[0].starts_with("/1/"), "{answer}");
    }
}

#[tokio::test]
async fn a_withdrawn_item_is_gone_and_withdrawing_it_again_says_so() {
    let shop = Shop::untrained();
    let delete = || request("DELETE", "/v1/items/i01", axum::body::Body::empty());
    assert_eq!(send(&shop.router, delete()).await.status, 204);
    get(&shop.router, "/v1/items/i01").await.expect_problem(404, "not-found");
    send(&shop.router, delete()).await.expect_problem(404, "not-found");
}

#[tokio::test]
async fn similar_items_come_best_first_and_as_many_as_asked_for() {
    let shop = Shop::trained();
    let answer = get(&shop.router, "/v1/items/i00/similar?count=2").await.expect(200);
    let weights: Vec<f64> =
        answer["items"].as_array().expect("a list").iter().filter_map(|item| item["weight"].as_f64()).collect();
    assert_eq!(weights.len(), 2, "{answer}");
    assert!(weights[0] >= weights[1] && weights[1] > 0.0, "{answer}");
    assert!(["i01", "i02"].contains(&answer["items"][0]["item"].as_str().expect("an id")), "{answer}");
    get(&shop.router, "/v1/items/nothing/similar").await.expect_problem(404, "not-found");
    for query in ["count=0", "count=101", "count=many", "amount=3"] {
        get(&shop.router, &format!("/v1/items/i00/similar?{query}")).await.expect_problem(422, "invalid");
    }
}
