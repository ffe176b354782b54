//! A decision can be read, explained, compared and replayed; what it does not name is not found.

use serde_json::{Value, json};

use crate::client::{ask, get, on_record};
use crate::shop::Shop;

/// A shop, a decision of it, and the first item of its list.
async fn decided() -> (Shop, String, Value) {
    let shop = Shop::trained();
    let answer =
        ask(&shop.router, "POST", "/v1/recommendations", &json!({"customer": "c0", "count": 3})).await.expect(200);
    let decision = answer["decision"].as_str().expect("an id").to_owned();
    (shop, decision, answer)
}

#[tokio::test]
async fn the_record_holds_the_answer_and_what_it_depended_on() {
    let (shop, decision, answer) = decided().await;
    let record = get(&shop.router, &format!("/v1/decisions/{decision}")).await.expect(200);
    assert_eq!(record["answer"], on_record(answer.clone()));
    assert_eq!(record["inputs"]["request"]["customer"], "c0");
    assert_eq!(record["provenance"]["model"], answer["model"]);
    let moves = record["moves"].as_array().expect("a move for each item");
    let ranks =
        |items: &Value| items.as_array().expect("a list").iter().map(|i| i["base_rank"].clone()).collect::<Vec<_>>();
    assert_eq!((moves.len(), ranks(&record["moves"])), (ranks(&answer["items"]).len(), ranks(&answer["items"])));
    assert!(record["kept_out"].is_array(), "{record}");
}

#[tokio::test]
async fn a_replay_is_identical_even_after_the_shop_has_moved_on() {
    let (shop, decision, answer) = decided().await;
    ask(&shop.router, "PUT", "/v1/items/i02", &json!({"title": "Another title", "stock": 0})).await.expect(200);
    ask(&shop.router, "PUT", "/v1/placements/home/policy?reason=more", &json!({"diversity": 0.9})).await.expect(200);
    shop.train(0.5);
    shop.state.follow_model().expect("a sound model");
    let replayed = ask(&shop.router, "POST", &format!("/v1/decisions/{decision}/replay"), &json!({})).await.expect(200);
    assert_eq!(replayed, json!({"identical": true, "decision": decision, "model": answer["model"]}));
}

#[tokio::test]
async fn an_item_is_explained_in_full_and_compared_with_another() {
    let (shop, decision, answer) = decided().await;
    let item = answer["items"][0]["item"].as_str().expect("an id");
    let why = format!("/v1/decisions/{decision}/items/{item}/why");
    let plain = get(&shop.router, &why).await.expect(200);
    assert_eq!((&plain["item"]["item"], &plain["item"]["rank"]), (&json!(item), &json!(1)), "{plain}");
    assert!(plain["item"]["ledger"].is_array() && plain.get("instead_of").is_none(), "{plain}");
    let other = answer["items"][1]["item"].as_str().expect("an id");
    let compared = get(&shop.router, &format!("{why}?instead_of={other}")).await.expect(200);
    assert_eq!(compared["instead_of"]["item"], other, "{compared}");
}

#[tokio::test]
async fn what_a_decision_does_not_name_is_not_found() {
    let (shop, decision, _) = decided().await;
    get(&shop.router, "/v1/decisions/d_none").await.expect_problem(404, "not-found");
    get(&shop.router, &format!("/v1/decisions/{decision}/items/nothing/why")).await.expect_problem(404, "not-found");
    ask(&shop.router, "POST", "/v1/decisions/d_none/replay", &json!({})).await.expect_problem(404, "not-found");
}

#[tokio::test]
async fn decisions_are_found_by_customer_item_and_time_in_pages() {
    let (shop, decision, answer) = decided().await;
    ask(&shop.router, "POST", "/v1/recommendations", &json!({"customer": "c1", "count": 3})).await.expect(200);
    let names = |page: &Value| {
        let found = page["decisions"].as_array().expect("a page");
        found.iter().map(|one| one["decision"].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
    };
    let page = |query: &str| {
        let (router, path) = (shop.router.clone(), format!("/v1/decisions?{query}"));
        async move { get(&router, &path).await.expect(200) }
    };
    let all = page("").await;
    assert_eq!((names(&all).len(), &all["next"]), (2, &json!(null)), "{all}");
    assert_eq!(names(&page("customer=c0").await), std::slice::from_ref(&decision));
    let item = answer["items"][0]["item"].as_str().expect("an id");
    assert!(names(&page(&format!("item={item}&limit=100")).await).contains(&decision));
    assert!(names(&page("item=nothing").await).is_empty());
    assert!(names(&page("until=2020-01-01T00:00:00Z").await).is_empty());
    let first = page("limit=1").await;
    let next = first["next"].as_str().expect("there is more");
    let second = page(&format!("limit=1&after={next}")).await;
    get(&shop.router, &format!("/v1/decisions?customer=c0&after={next}")).await.expect_problem(422, "invalid");
    assert_eq!([names(&first), names(&second)].concat(), names(&all));
    let record = get(&shop.router, &format!("/v1/decisions/{decision}")).await.expect(200);
    let summary = &page("customer=c0").await["decisions"][0];
    assert_eq!((&summary["time"], &summary["model"]), (&record["inputs"]["now"], &answer["model"]));
    for wrong in ["limit=0", "limit=101", "customer=a&visitor=b", "since=yesterday", "who=c0"] {
        get(&shop.router, &format!("/v1/decisions?{wrong}")).await.expect_problem(422, "invalid");
    }
}
