//! `POST /v1/recommendations` with any bytes. Stated:
//! - what asks for an attribute that no item has, or for something that does not suit its type, is refused, and what can be asked for is not;
//! - every item of the list is one that the filter means, by a reading of its own of the JSON, and none is excluded or there twice;
//! - a request written and read again is the same; `validate_only` says of it what the answer does.

use std::collections::BTreeSet;

use candor::catalog::Item;
use candor::decision::Request;
use candor::units::Decimal;
use serde_json::Value;

use super::client::Reply;
use super::shop::{self, Shop, check_refusal, items};

const PATH: &str = "/v1/recommendations";

pub(crate) fn check(data: &[u8]) {
    shop::within(|shop| check_in(shop, data));
}

fn check_in(shop: &Shop, data: &[u8]) {
    let reply = shop.ask("POST", PATH, data);
    let request = (data.len() <= shop::BODY_BYTES).then(|| serde_json::from_slice::<Request>(data).ok()).flatten();
    let Some(request) = request.filter(|_| data.trim_ascii_start().starts_with(b"{")) else {
        return check_refusal(&reply, data);
    };
    let text = serde_json::to_string(&request).expect("plain data");
    let off_record = Request { page: None, cursor: None, validate_only: false, ..request.clone() };
    assert_eq!(serde_json::from_str::<Request>(&text).ok(), Some(off_record), "{text}");
    let filter = serde_json::to_value(&request.filter).expect("plain data");
    let has_token = request.page.is_some() || request.cursor.is_some();
    let is_sound = request.check().is_ok() && can_be_asked(&filter);
    match reply.status {
        200 => check_list(&reply, &request, &filter),
        204 => assert!(request.validate_only),
        _ => {
            assert!(!is_sound || has_token, "{}", reply.text());
            return check_refusal(&reply, data);
        }
    }
    assert!(is_sound, "{text}");
    let mut asked = serde_json::from_slice::<Value>(data).expect("a request");
    asked["validate_only"] = (!request.validate_only).into();
    let other = shop.ask("POST", PATH, asked.to_string().as_bytes());
    assert_eq!(other.status, if request.validate_only { 200 } else { 204 }, "{}", other.text());
}

/// Whether all that is asked of attributes suits them: `colour` is text, `size` a number, `lit` yes or no.
fn can_be_asked(filter: &Value) -> bool {
    let numbers = |wish: &Value| wish.as_array().is_some_and(|any| any.iter().all(|text| number(text).is_some()));
    let words =
        |wish: &Value| wish.as_array().is_some_and(|any| any.iter().all(|text| *text == "true" || *text == "false"));
    filter["attributes"].as_object().into_iter().flatten().all(|(name, wish)| match name.as_str() {
        "colour" => wish.is_array(),
        "size" => wish.is_object() || numbers(wish),
        "lit" => wish.is_boolean() || words(wish),
        _ => false,
    })
}

fn number(text: &Value) -> Option<Decimal> {
    text.as_str()?.parse().ok()
}

fn check_list(reply: &Reply, request: &Request, filter: &Value) {
    let answer = reply.json();
    let items = items();
    let listed = answer["items"].as_array().expect("a list").iter().map(|one| one["item"].as_str().expect("an id"));
    let listed: Vec<&str> = listed.collect();
    assert!(listed.len() <= usize::from(request.count));
    assert_eq!(listed.iter().collect::<BTreeSet<_>>().len(), listed.len(), "{listed:?}");
    for id in listed {
        let item = items.iter().find(|item| item.id.as_str() == id).expect("an item of the shop");
        assert!(is_meant(item, filter), "{id} under {filter}");
        assert!(request.exclude.iter().all(|excluded| excluded.as_str() != id), "{id} is excluded");
    }
}

/// Whether a filter, as it is written, means an item.
fn is_meant(item: &Item, filter: &Value) -> bool {
    let any = |field: &str, own: &[&str]| {
        let wanted = filter[field].as_array();
        wanted.is_none_or(|wanted| wanted.iter().any(|text| own.contains(&text.as_str().expect("a text"))))
    };
    let levels: Vec<&str> = item.category.iter().map(String::as_str).collect();
    let (brand, seller): (Vec<&str>, Vec<&str>) =
        (item.brand.as_deref().into_iter().collect(), item.seller.as_deref().into_iter().collect());
    let is_in_stock = item.stock != Some(0);
    let price =
        filter["price"].is_null() || item.price.is_some_and(|price| lies_within(price.amount, &filter["price"]));
    let attributes = filter["attributes"].as_object().into_iter().flatten();
    any("category", &levels)
        && any("brand", &brand)
        && any("seller", &seller)
        && price
        && is_in_stock == filter["in_stock"].as_bool().unwrap_or(true)
        && attributes
            .into_iter()
            .all(|(name, wish)| item.attributes.get(name).is_some_and(|own| is_met(own, wish)) || is_anything(wish))
}

fn is_anything(wish: &Value) -> bool {
    wish.as_array().is_some_and(Vec::is_empty)
}

fn is_met(own: &str, wish: &Value) -> bool {
    match wish {
        Value::Bool(wanted) => own == wanted.to_string(),
        Value::Array(any) => {
            any.iter().any(|text| *text == own || number(text).is_some_and(|wanted| own.parse() == Ok(wanted)))
        }
        range => own.parse().is_ok_and(|own| lies_within(own, range)),
    }
}

fn lies_within(own: Decimal, range: &Value) -> bool {
    let bound = |name: &str| (!range[name].is_null()).then(|| number(&range[name]).expect("a decimal"));
    bound("min").is_none_or(|min| own >= min) && bound("max").is_none_or(|max| own <= max)
}
