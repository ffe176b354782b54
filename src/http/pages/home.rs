//! The shop's front page, and its rail alone for the script that refreshes it in place.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::asked::Asked;
use super::filters;
use super::notice::{Notice, Told};
use super::page::{Frame, Here, Rendered};
use super::shopper::Shopper;
use super::tongue::Tongue;
use super::view::{Card, Rail, home_request};
use super::{PageError, answered};
use crate::catalog::Item;
use crate::demo::Persona;
use crate::engine::Engine;
use crate::http::AppState;
use crate::ids::ItemIx;
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
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    persona: &'static Persona,
    words: Tongue,
    rail: Rail,
    notice: Option<Notice>,
    departments: Vec<String>,
    chosen: Option<String>,
    grid: Vec<Card>,
    page: usize,
    pages: usize,
}

#[derive(Template)]
#[template(path = "rail.html")]
pub(super) struct RailPart {
    words: Tongue,
    rail: Rail,
    notice: Option<Notice>,
}

/// `GET /`
pub(super) async fn home(
    State(state): State<AppState>,
    shopper: Shopper,
    Asked(wish): Asked<Wish>,
    Asked(told): Asked<Told>,
) -> Response {
    answered(state, move |service| {
        let persona = shopper.persona.ok_or(PageError::NotFound("page"))?;
        let words = shopper.tongue(service)?;
        let rail = Rail::recommend(service, words, home_request(&shopper, RAIL), shopper.history)?;
        let engine = service.engine()?;
        let shelf = shelf(&engine, wish.department.as_deref());
        let pages = shelf.len().div_ceil(GRID).max(1);
        let page = wish.page.unwrap_or(1).clamp(1, pages);
        let grid = shelf.into_iter().skip((page - 1) * GRID).take(GRID).map(Card::new).collect();
        let frame = Frame::new(service, &shopper, Here::Shop)?;
        let departments = departments(&engine);
        let notice = Notice::of(service, &shopper, words, &told, Some(&rail), "")?;
        let chosen = wish.department;
        Ok(Rendered(Home { frame, persona, words, rail, notice, departments, chosen, grid, page, pages }))
    })
    .await
}

impl Home {
    /// "Page 2 of 5".
    fn of_pages(&self) -> String {
        self.words.with("you-page", [("page", self.page.into()), ("pages", self.pages.into())])
    }
}

/// `GET /shop/rail`
pub(super) async fn rail(State(state): State<AppState>, shopper: Shopper) -> Response {
    answered(state, move |service| Ok(Rendered(part(service, &shopper, &Told::default())?))).await
}

/// The rail alone, with what was just done.
pub(super) fn part(service: &Service, shopper: &Shopper, told: &Told) -> Result<RailPart, PageError> {
    let words = shopper.tongue(service)?;
    let rail = Rail::recommend(service, words, home_request(shopper, RAIL), shopper.history)?;
    let notice = Notice::of(service, shopper, words, told, Some(&rail), "")?;
    Ok(RailPart { words, rail, notice })
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
