//! An item's own page. Looking at it is an event, and both of its rails know of it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::asked::{Asked, Named};
use super::filters;
use super::notice::Notice;
use super::page::{Frame, Here, Rendered};
use super::shopper::Shopper;
use super::tongue::Tongue;
use super::view::{Card, Rail, home_request, item_id};
use super::{PageError, act, answered};
use crate::catalog::Item;
use crate::decision::Request;
use crate::event::Kind;
use crate::http::AppState;
use crate::ids::ItemId;

/// How many items each rail of the page shows.
const RAIL: u16 = 4;

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Led {
    /// The recommendation that led here.
    #[serde(default)]
    from: String,
}

#[derive(Template)]
#[template(path = "item.html")]
struct ItemPage {
    frame: Frame,
    words: Tongue,
    card: Card,
    path: String,
    facts: Vec<(String, String)>,
    from: String,
    with: Rail,
    home: Rail,
    /// Nothing was just done; the rails ask.
    notice: Option<Notice>,
    payer: Option<String>,
}

/// `GET /shop/items/{item}`
pub(super) async fn item(
    State(state): State<AppState>,
    shopper: Shopper,
    Named(id): Named<String>,
    Asked(Led { from }): Asked<Led>,
) -> Response {
    answered(state, move |service| {
        let id = item_id(&id)?;
        let item = service.store().item(&id)?.ok_or(PageError::NotFound("item"))?;
        if shopper.looks {
            act::record(service, &shopper, &id, Kind::View, &from)?;
        }
        let words = shopper.tongue(service)?;
        let with = Rail::recommend(service, words, beside(&shopper, &id), shopper.history)?;
        let home = Rail::recommend(service, words, home_request(&shopper, RAIL), shopper.history)?;
        let frame = Frame::new(service, &shopper, Here::Shop)?;
        let payer = item.sponsored.as_ref().map(|sponsorship| sponsorship.payer.clone());
        let (card, path, facts) = (Card::new(&item), item.category.join(" / "), facts(words, &item));
        Ok(Rendered(ItemPage { frame, words, card, path, facts, from, with, home, notice: None, payer }))
    })
    .await
}

/// What goes with an item, for this customer.
fn beside(shopper: &Shopper, item: &ItemId) -> Request {
    Request {
        placement: "item".to_owned(),
        context_items: vec![item.clone()],
        count: RAIL,
        ..Request::home(Some(shopper.id()))
    }
}

fn facts(words: Tongue, item: &Item) -> Vec<(String, String)> {
    let named = |name: &str, value: Option<&String>| Some((words.say(name), value?.clone()));
    let attributes = item.attributes.iter().map(|(name, value)| (name.replace('_', " "), value.replace('_', " ")));
    let stock = item.stock.map(|pieces| (words.say("item-stock"), pieces.to_string()));
    let makers = [named("item-brand", item.brand.as_ref()), named("item-seller", item.seller.as_ref())];
    makers.into_iter().flatten().chain(attributes).chain(stock).collect()
}
