//! The HTTP service: `/v1` as JSON, health, metrics, and the description of it all.
//!
//! Knows how a call becomes work on a [`Service`](crate::service::Service) and how its outcome becomes an answer. Must not know how anything is
//! scored or kept. `docs/http.md` says what every route has in common.

mod audit;
mod body;
mod bundle;
mod caller;
mod cors;
mod cursor;
mod customers;
mod decisions;
mod disclosure;
mod door;
mod etag;
mod events;
mod experiments;
mod guard;
mod history;
mod idempotency;
mod imports;
mod incidents;
mod items;
mod keys;
mod me;
mod messenger;
mod metrics;
mod operations;
mod oversight;
mod pages;
mod policies;
mod preview;
mod problem;
mod recommendations;
mod reports;
mod reviews;
mod rights;
mod rule;
mod schemas;
mod server;
mod shop;
mod shops;
mod state;
mod table;
mod throttle;
mod tls;
mod tokens;
mod trail;
mod upkeep;
mod upload;
mod watch;
mod webhooks;
pub(crate) mod wire;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::{Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use utoipa_axum::routes;

pub use imports::import_uploads;
pub use messenger::deliver;
pub use operations::openapi;
pub use server::{BindError, Patience, bind, serve, stop_signal};
pub use shops::whole;
pub use state::{AppState, Pages};
pub use tls::{Tls, TlsError, follow_certificate};
pub use upkeep::{
    ModelNews, expire_now_and_then, follow_models, forget_answers, keep_trail, publish_what_is_due, read_key,
    refit_now_and_then, remember_rules, sign_now_and_then, watch_now_and_then,
};

use crate::access::Role;
pub(crate) use keys::{KeyMade, KeyView, Keys};
pub(crate) use pages::report_html;
pub(crate) use problem::Problem;
use rule::{
    ADMINS, ALL, APPROVERS, AUDITORS, AUTHORS, LOOKERS, OVERSEERS, PLANNERS, REVIEWERS, Routes, Rule, Rules, SERVERS,
    STAFF, TRIERS,
};
pub(crate) use state::Door;

/// The whole service.
pub fn app(state: AppState) -> Router {
    let customers = match state.pages() {
        Pages::DemoShop => Some(pages::shop(&state)),
        Pages::Off | Pages::Console => state.config().customers.are_served().then(|| pages::customers(&state)),
    };
    let console = (state.pages() != Pages::Off).then(|| pages::console(&state, &rules()));
    let pages = customers.into_iter().chain(console).reduce(Router::merge);
    let pages = pages.map_or_else(Router::new, |pages| pages.merge(pages::files(&state)));
    app_with(state, pages)
}

/// The whole service, with further routes beside it. They get its guards, limits and measurements.
pub(crate) fn app_with(state: AppState, further: Router<AppState>) -> Router {
    let (api, rules) = api().split();
    let api = api
        .route_layer(middleware::from_fn_with_state(state.clone(), idempotency::once))
        .route_layer(middleware::from_fn_with_state((state.clone(), Arc::new(rules)), door::guard))
        .route_layer(middleware::from_fn(guard::private_by_default));
    api.merge(further)
        .fallback(guard::not_found)
        .method_not_allowed_fallback(guard::method_not_allowed)
        .layer(DefaultBodyLimit::max(state.config().limits.body_bytes))
        .layer(middleware::from_fn_with_state(state.clone(), cors::cors))
        .layer(middleware::from_fn_with_state(state.clone(), guard::in_time))
        .layer(middleware::from_fn_with_state(state.clone(), guard::known_host))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(guard::panicked))
        .layer(middleware::from_fn_with_state(state.clone(), pages::told))
        .layer(middleware::from_fn_with_state(state.clone(), guard::measured))
        .with_state(state)
}

/// The rules of the API.
fn rules() -> Rules {
    api().split().1
}

/// Who may call what at the console: each route as `GET /console/...` with its roles, none where everybody may.
#[must_use]
pub fn console_roles() -> Vec<(String, Vec<Role>)> {
    pages::console_roles(&rules())
}

/// What the demo shop's pages answer to: each route as `GET /shop/...`.
#[must_use]
pub fn demo_routes() -> Vec<String> {
    pages::demo_routes()
}

/// What only the customer of whom it is answers to, where a shop's customers have pages here: each route as `GET /shop/...`.
#[must_use]
pub fn personal_routes() -> Vec<String> {
    pages::personal_routes()
}

/// Every route of the API with its description and its rule; a route without one of them does not compile.
fn api() -> Routes {
    let routes = Routes::described(operations::description());
    let routes = shop_routes(routes)
        .add(Rule::EVERYBODY, routes!(operations::healthz))
        .add(Rule::EVERYBODY, routes!(operations::readyz))
        .add(Rule::keys(LOOKERS), routes!(operations::get_metrics))
        .add(Rule::EVERYBODY, routes!(operations::get_openapi));
    access_routes(reports::routes(watch_routes(oversight_routes(routes))))
}

fn shop_routes(routes: Routes) -> Routes {
    routes
        .add(Rule::storefront(SERVERS), routes!(events::record_events))
        .add(Rule::keys(SERVERS), routes!(items::put_items))
        .add(Rule::keys(STAFF), routes!(items::list_items))
        .add(Rule::keys(SERVERS), routes!(items::put_item, items::delete_item))
        .add(Rule::keys(STAFF), routes!(items::get_item))
        .add(Rule::keys(SERVERS).noted(), routes!(imports::create_import))
        .add(Rule::keys(SERVERS), routes!(imports::list_imports))
        .add(Rule::keys(SERVERS), routes!(imports::get_import))
        .add(Rule::keys(SERVERS).noted(), routes!(imports::delete_import))
        .add(Rule::keys(SERVERS), routes!(imports::list_rejects))
        .add(Rule::keys(STAFF), routes!(items::similar_items))
        .add(Rule::keys(SERVERS), routes!(customers::put_customer, customers::get_customer))
        .add(Rule::keys(SERVERS).noted(), routes!(rights::erase_customer))
        .add(Rule::keys(SERVERS).noted(), routes!(rights::export_customer))
        .add(Rule::keys(SERVERS), routes!(customers::merge_visitor))
        .add(Rule::keys(SERVERS), routes!(history::get_events))
        .add(Rule::keys(SERVERS), routes!(history::use_event))
        .add(Rule::storefront(SERVERS), routes!(recommendations::recommend))
        .add(Rule::keys(LOOKERS), routes!(decisions::list_decisions))
        .add(Rule::keys(LOOKERS), routes!(decisions::get_decision))
        .add(Rule::storefront(LOOKERS), routes!(decisions::explain_item))
        .add(Rule::keys(AUDITORS).noted(), routes!(decisions::replay_decision))
        .add(Rule::keys(STAFF), routes!(shop::get_shop))
        .add(Rule::keys(ADMINS).noted(), routes!(shop::put_shop))
        .add(Rule::keys(STAFF), routes!(shop::get_policy))
        .add(Rule::keys(ADMINS).noted(), routes!(shop::put_policy))
        .add(Rule::keys(TRIERS), routes!(preview::preview_policy))
        .add(Rule::keys(ALL), routes!(disclosure::disclose))
}

fn oversight_routes(routes: Routes) -> Routes {
    routes
        .add(Rule::keys(OVERSEERS), routes!(policies::list_proposals))
        .add(Rule::keys(OVERSEERS), routes!(policies::get_proposal))
        .add(Rule::keys(OVERSEERS), routes!(policies::get_history))
        .add(Rule::keys(OVERSEERS), routes!(policies::get_diff))
        .add(Rule::keys(AUTHORS).noted(), routes!(policies::create_proposal))
        .add(Rule::keys(AUTHORS).noted(), routes!(policies::put_proposal, policies::delete_proposal))
        .add(Rule::keys(AUTHORS), routes!(policies::steps::preview_proposal))
        .add(Rule::keys(AUTHORS).noted(), routes!(policies::steps::submit_proposal))
        .add(Rule::keys(APPROVERS).noted(), routes!(policies::steps::approve_proposal))
        .add(Rule::keys(APPROVERS).noted(), routes!(policies::steps::reject_proposal))
        .add(Rule::keys(AUTHORS).noted(), routes!(policies::steps::withdraw_proposal))
        .add(Rule::keys(PLANNERS).noted(), routes!(policies::steps::publish_proposal))
        .add(Rule::keys(APPROVERS).noted(), routes!(policies::steps::roll_back))
        .add(Rule::keys(OVERSEERS), routes!(reviews::list_reviews))
        .add(Rule::keys(OVERSEERS), routes!(reviews::review_figures))
        .add(Rule::keys(REVIEWERS), routes!(reviews::get_review))
        .add(Rule::keys(APPROVERS).noted(), routes!(reviews::decide_review))
        .add(Rule::keys(APPROVERS).noted(), routes!(reviews::undo_review))
        .add(Rule::keys(OVERSEERS), routes!(oversight::get_oversight))
        .add(Rule::keys(ADMINS).noted(), routes!(oversight::put_oversight))
        .add(Rule::keys(APPROVERS).noted(), routes!(oversight::approve_oversight))
        .add(Rule::keys(APPROVERS).noted(), routes!(oversight::reject_oversight))
}

fn watch_routes(routes: Routes) -> Routes {
    routes
        .add(Rule::keys(OVERSEERS), routes!(watch::watch))
        .add(Rule::keys(OVERSEERS), routes!(incidents::list_incidents))
        .add(Rule::keys(PLANNERS).noted(), routes!(incidents::open_incident))
        .add(Rule::keys(OVERSEERS), routes!(incidents::get_incident))
        .add(Rule::keys(PLANNERS).noted(), routes!(incidents::handle_incident))
        .add(Rule::keys(OVERSEERS), routes!(experiments::list_experiments))
        .add(Rule::keys(PLANNERS).noted(), routes!(experiments::draft_experiment))
        .add(Rule::keys(OVERSEERS), routes!(experiments::get_experiment))
        .add(Rule::keys(APPROVERS).noted(), routes!(experiments::begin_experiment))
        .add(Rule::keys(PLANNERS).noted(), routes!(experiments::stop_experiment))
}

fn access_routes(routes: Routes) -> Routes {
    routes
        .add(Rule::keys(ADMINS), routes!(keys::list_keys))
        .add(Rule::keys(ADMINS).noted(), routes!(keys::create_key))
        .add(Rule::keys(ADMINS).noted(), routes!(keys::revoke_key))
        .add(Rule::keys(ADMINS).noted(), routes!(keys::rotate_key))
        .add(Rule::keys(SERVERS), routes!(tokens::create_token))
        .add(Rule::keys(AUDITORS), routes!(audit::get_trail))
        .add(Rule::keys(AUDITORS).noted(), routes!(bundle::get_bundle))
        .add(Rule::keys(ADMINS), routes!(webhooks::list_webhooks))
        .add(Rule::keys(ADMINS).noted(), routes!(webhooks::create_webhook))
        .add(Rule::keys(ADMINS).noted(), routes!(webhooks::rotate_webhook))
        .add(Rule::keys(ADMINS).noted(), routes!(webhooks::delete_webhook))
        .add(Rule::keys(ADMINS), routes!(webhooks::list_deliveries))
        .add(Rule::THEMSELF, routes!(me::get_consent))
        .add(Rule::THEMSELF, routes!(me::put_consent))
        .add(Rule::THEMSELF, routes!(me::get_personalisation, me::put_personalisation))
        .add(Rule::THEMSELF, routes!(me::get_topics, me::put_topics))
        .add(Rule::THEMSELF, routes!(me::get_my_events))
        .add(Rule::THEMSELF, routes!(me::use_my_event))
        .add(Rule::THEMSELF.noted(), routes!(me::export_me))
        .add(Rule::THEMSELF.noted(), routes!(me::erase_me))
}
