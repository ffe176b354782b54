//! The shop's front page, and its rail alone for the script that refreshes it in place.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::asked::Asked;
use super::filters;
use super::page::{Frame, Here, Rendered};
use super::shopper::Shopper;
use super::view::{Card, Rail, home_request};
use super::{PageError, answered, words};
use crate::catalog::Item;
use crate::engine::Engine;
use crate::http::AppState;
use crate::ids::{ItemId, ItemIx};
use crate::service::Service;

/// How many items the rail shows.
pub(super) const RAIL: u16 = 8;
/// How many items a page of the grid shows.
const GRID: usize = 24;

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wish {
    /// A department: the widest level of the category path.
    department: Option<String>,
    /// The page of the grid, from 1.
    page: Option<usize>,
    /// What was just done.
    done: Option<String>,
    /// With which item.
    item: Option<String>,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    rail: Rail,
    notice: Option<String>,
    departments: Vec<String>,
    chosen: Option<String>,
    grid: Vec<Card>,
    page: usize,
    pages: usize,
}

#[derive(Template)]
#[template(path = "rail.html")]
pub(super) struct RailPart {
    pub(super) rail: Rail,
    pub(super) notice: Option<String>,
}

/// `GET /`
pub(super) async fn home(State(state): State<AppState>, shopper: Shopper, Asked(wish): Asked<Wish>) -> Response {
    answered(state, move |service| {
        let rail = Rail::recommend(service, home_request(&shopper, RAIL))?;
        let engine = service.engine()?;
        let shelf = shelf(&engine, wish.department.as_deref());
        let pages = shelf.len().div_ceil(GRID).max(1);
        let page = wish.page.unwrap_or(1).clamp(1, pages);
        let grid = shelf.into_iter().skip((page - 1) * GRID).take(GRID).map(Card::new).collect();
        let frame = Frame::new(service, &shopper, Here::Shop)?;
        let departments = departments(&engine);
        let notice = notice(service, &wish)?;
        Ok(Rendered(Home { frame, rail, notice, departments, chosen: wish.department, grid, page, pages }))
    })
    .await
}

/// `GET /shop/rail`
pub(super) async fn rail(State(state): State<AppState>, shopper: Shopper) -> Response {
    answered(state, move |service| Ok(Rendered(part(service, &shopper, None)?))).await
}

/// The rail alone.
pub(super) fn part(service: &Service, shopper: &Shopper, notice: Option<String>) -> Result<RailPart, PageError> {
    Ok(RailPart { rail: Rail::recommend(service, home_request(shopper, RAIL))?, notice })
}

/// What is on offer, most chosen first.
fn shelf<'a>(engine: &'a Engine, department: Option<&str>) -> Vec<&'a Item> {
    let order = engine.model().prior_order().iter();
    let items = order.filter_map(|&ix| engine.catalog().item(ItemIx(ix)));
    let is_here = |item: &&Item| department.is_none_or(|wanted| item.category.iter().any(|level| level == wanted));
    items.filter(|item| item.in_stock()).filter(is_here).collect()
}

fn departments(engine: &Engine) -> Vec<String> {
    let items = (0..engine.catalog().len()).filter_map(|at| engine.catalog().item(ItemIx::from_at(at)));
    let widest: BTreeSet<&String> = items.filter_map(|item| item.category.first()).collect();
    widest.into_iter().cloned().collect()
}

/// What was just done, in words made here: the address only picks among them.
fn notice(service: &Service, wish: &Wish) -> Result<Option<String>, PageError> {
    let Some(id) = wish.item.as_deref().and_then(|id| ItemId::new(id).ok()) else { return Ok(None) };
    let Some(item) = service.store().item(&id)? else { return Ok(None) };
    let said = match wish.done.as_deref() {
        Some("unused") => format!("What you did with {} is no longer used. This list was made without it.", item.title),
        Some("used") => format!("What you did with {} is used again.", item.title),
        Some(kind) => match super::act::kind(kind) {
            Some(kind) => format!("{}. Your list follows.", words::did(kind, &item.title)),
            None => return Ok(None),
        },
        None => return Ok(None),
    };
    Ok(Some(said))
}
