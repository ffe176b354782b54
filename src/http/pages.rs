//! The demo shop's pages: a storefront whose every recommendation shows its ledger, and the rules of the list.
//!
//! Rendered on the server and complete without scripts. Knows what a person sees and clicks. Must not know how a score
//! comes about: it asks the service, as the JSON API does.

mod view;

use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use self::view::{ConsolePage, HomePage, ItemPage, WhyPage};
use super::AppState;
use super::problem::{Kind as ProblemKind, Problem};
use crate::demo;
use crate::event::{Event, Kind, Subject};
use crate::ids::{CustomerId, DecisionId, EventId, ItemId};
use crate::service::{Service, ServiceError};

/// Everything comes from here; nothing inline runs.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";
const STYLE: &str = include_str!("pages/style.css");
const SCRIPT: &str = include_str!("pages/shop.js");
const PERSONA: &str = "persona";

/// The routes of the demo shop.
pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/", get(home))
        .route("/shop/items/{item}", get(item))
        .route("/shop/events", post(record))
        .route("/shop/persona", post(persona))
        .route("/shop/decisions/{decision}/items/{item}/why", get(why))
        .route("/console", get(console))
        .route("/art/{item}", get(art))
        .route("/assets/style.css", get(style))
        .route("/assets/shop.js", get(script))
        .route_layer(middleware::from_fn(guard))
}

/// Refuses forms that another site sent, and keeps pages to themselves.
async fn guard(request: Request, next: Next) -> Response {
    let host = request.headers().get("host").and_then(|host| host.to_str().ok()).unwrap_or_default().to_owned();
    let origin = request.headers().get(ORIGIN).and_then(|origin| origin.to_str().ok());
    let is_foreign = origin.is_some_and(|origin| origin.split("://").nth(1) != Some(host.as_str()));
    if is_foreign && !request.method().is_safe() {
        return Problem::new(ProblemKind::Misdirected, "this form was sent by another site").into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    headers.insert("referrer-policy", HeaderValue::from_static("same-origin"));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-store"));
    response
}

/// Who shops: the persona of the cookie, or the first.
fn shopper(headers: &HeaderMap) -> CustomerId {
    let cookies = headers.get(COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let named = cookies.split(';').filter_map(|pair| pair.trim().split_once('=')).find(|(name, _)| *name == PERSONA);
    let known = named.and_then(|(_, id)| demo::personas().iter().find(|persona| persona.id == id));
    let id = known.or_else(|| demo::personas().first()).map_or("c0001", |persona| persona.id);
    CustomerId::new(id).expect("a persona has a valid id")
}

/// Runs a page's work off the async threads and renders it.
async fn page<T, F>(state: AppState, work: F) -> Result<Html<String>, Problem>
where
    T: Template + Send + 'static,
    F: FnOnce(&Service) -> Result<T, ServiceError> + Send + 'static,
{
    let page = state.off_thread(work).await?;
    page.render().map(Html).map_err(|cause| Problem::internal(&cause))
}

async fn home(State(state): State<AppState>, headers: HeaderMap) -> Result<Html<String>, Problem> {
    let shopper = shopper(&headers);
    page(state, move |service| HomePage::of(service, &shopper)).await
}

async fn item(
    State(state): State<AppState>,
    Path(id): Path<ItemId>,
    headers: HeaderMap,
) -> Result<Html<String>, Problem> {
    let shopper = shopper(&headers);
    page(state, move |service| {
        append(service, &shopper, &id, Kind::View)?;
        ItemPage::of(service, &shopper, &id)
    })
    .await
}

async fn why(
    State(state): State<AppState>,
    Path((decision, item)): Path<(DecisionId, ItemId)>,
) -> Result<Html<String>, Problem> {
    page(state, move |service| WhyPage::of(service, &decision, &item)).await
}

async fn console(State(state): State<AppState>, headers: HeaderMap) -> Result<Html<String>, Problem> {
    let shopper = shopper(&headers);
    page(state, move |service| ConsolePage::of(service, &shopper)).await
}

#[derive(Deserialize)]
struct Deed {
    item: ItemId,
    kind: Kind,
}

async fn record(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(deed): Form<Deed>,
) -> Result<Redirect, Problem> {
    let shopper = shopper(&headers);
    state.off_thread(move |service| append(service, &shopper, &deed.item, deed.kind)).await?;
    Ok(Redirect::to("/"))
}

/// What a click tells the engine.
fn append(service: &Service, shopper: &CustomerId, item: &ItemId, kind: Kind) -> Result<(), ServiceError> {
    if service.store().item(item)?.is_none() {
        return Err(ServiceError::UnknownItem(item.clone()));
    }
    let id = EventId::new(&format!("page-{}", Service::new_decision_id())).expect("a short printable id");
    let event = Event::new(id, Subject::Customer(shopper.clone()), item.clone(), kind, Service::now());
    service.store().append_events(&[event])?;
    Ok(())
}

#[derive(Deserialize)]
struct Choice {
    id: CustomerId,
}

async fn persona(Form(choice): Form<Choice>) -> Response {
    let known = demo::personas().iter().find(|persona| persona.id == choice.id.as_str());
    let cookie = known.map(|persona| format!("{PERSONA}={}; Path=/; HttpOnly; SameSite=Strict", persona.id));
    let mut response = Redirect::to("/").into_response();
    if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}

async fn art(State(state): State<AppState>, Path(file): Path<String>) -> Result<Response, Problem> {
    let id = file.strip_suffix(".svg").and_then(|id| ItemId::new(id).ok());
    let id = id.ok_or_else(|| Problem::not_found("there is no such picture"))?;
    let picture = state.off_thread(move |service| -> Result<String, ServiceError> {
        let item = service.store().item(&id)?.ok_or(ServiceError::UnknownItem(id))?;
        Ok(demo::art(&item))
    });
    Ok(([(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, "max-age=3600")], picture.await?).into_response())
}

async fn style() -> Response {
    ([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "max-age=300")], STYLE).into_response()
}

async fn script() -> Response {
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CACHE_CONTROL, "max-age=300")], SCRIPT).into_response()
}
