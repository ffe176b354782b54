//! What people see: the demo shop, whose every recommendation shows its ledger, the pages on their data for a real shop's customers, and the
//! console of those who work for a shop.
//!
//! Rendered on the server and complete without scripts; the modules under `assets/` only save page loads. Knows what a
//! person sees and clicks. Must not know how a score comes about: it asks the service, as the JSON API does.

mod act;
mod asked;
mod assets;
mod chart;
mod console;
mod contrast;
mod filters;
mod front;
mod guard;
mod home;
mod how;
mod item;
mod notice;
mod page;
mod shopper;
mod tongue;
mod view;
mod visit;
mod why;
mod words;
mod you;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use thiserror::Error;

pub(super) use console::{DemoKeys, Sessions};
pub(crate) use console::{ReportForm, report_file, report_html};
pub(super) use guard::told;

use front::Front;
use page::Failed;

use super::problem::Problem;
use super::rule::Rules;
use super::shop::check_placement;
use super::{AppState, Pages};
use crate::access::Role;
use crate::engine::WhyError;
use crate::event::CustomerError;
use crate::oversight::OversightError;
use crate::rerank::PolicyError;
use crate::service::{Service, ServiceError};
use crate::store::StoreError;

/// The pages of the demo shop.
pub(super) fn shop(state: &AppState) -> Router<AppState> {
    sealed(state, front().router())
}

/// What the demo shop answers to, each route as `POST /shop/...`.
pub(super) fn demo_routes() -> Vec<String> {
    front().listed()
}

fn front() -> Front {
    let shop = Front::new()
        .get("/", home::home)
        .get("/shop/rail", home::rail)
        .get("/shop/items/{item}", item::item)
        .post("/shop/events", act::event)
        .post("/shop/persona", act::persona)
        .get("/art/{file}", assets::art);
    shop.merge(personal()).merge(public())
}

/// The pages on their data for the customers of a shop that has pages of its own.
pub(super) fn customers(state: &AppState) -> Router<AppState> {
    let door = middleware::from_fn_with_state(state.clone(), visit::door);
    let end = Front::new().post("/shop/you/end", visit::end);
    let inside = personal().router().route_layer(door).merge(public().merge(end).router());
    // The one form that another site sends.
    let all = Front::new().post("/shop/enter", visit::enter).router().merge(sealed(state, inside));
    all.layer(middleware::from_fn_with_state(state.clone(), visit::counted))
}

/// What only the customer of whom it is answers to, each route as `POST /shop/...`.
pub(super) fn personal_routes() -> Vec<String> {
    personal().listed()
}

/// What is of one customer alone.
fn personal() -> Front {
    Front::new()
        .post("/shop/usage", act::usage)
        .get("/shop/decisions/{decision}/items/{item}/why", why::why)
        .post("/shop/feedback", act::feedback)
        .post("/shop/undo", act::undo)
        .get("/shop/you", you::you)
        .post("/shop/you/purpose", you::acts::purpose)
        .post("/shop/you/extent", you::acts::extent)
        .post("/shop/you/topic", you::acts::topic)
        .post("/shop/you/event", you::acts::event)
        .post("/shop/you/all", you::acts::all)
        .get("/shop/you/copy", you::leave::copy)
        .get("/shop/you/leave", you::leave::ask)
        .post("/shop/you/leave", you::leave::leave)
}

/// What everybody may read and choose.
fn public() -> Front {
    Front::new().post("/shop/language", act::language).get("/shop/how", how::how)
}

/// Pages that no other site changes anything through, with the headers that keep them to themselves.
fn sealed(state: &AppState, pages: Router<AppState>) -> Router<AppState> {
    pages.layer(middleware::from_fn_with_state(state.clone(), guard::guard))
}

/// The files that all pages share.
pub(super) fn files(state: &AppState) -> Router<AppState> {
    sealed(state, Router::new().route("/assets/{version}/{file}", get(assets::asset)))
}

/// The routes of the console, behind its door.
pub(super) fn console(state: &AppState, api: &Rules) -> Router<AppState> {
    sealed(state, console::desk(api, state.pages()).router(state))
}

/// Who may call which of the console's routes, those of the demo's included.
pub(super) fn console_roles(api: &Rules) -> Vec<(String, Vec<Role>)> {
    console::desk(api, Pages::DemoShop).roles()
}

/// Why a page cannot be shown.
#[derive(Debug, Error)]
enum PageError {
    /// Nothing is there.
    #[error("There is no such {0}.")]
    NotFound(&'static str),
    /// What was chosen cannot be kept.
    #[error("This cannot be kept: {0}.")]
    Choice(#[from] CustomerError),
    /// A form field that the page did not offer.
    #[error("The form's `{0}` is not one that this page offers; go back and choose again.")]
    Form(&'static str),
    /// What the console's form says is no policy.
    #[error("the rules of a form cannot be read: {0}")]
    Rules(String),
    /// A field of the console's form holds what its kind cannot be.
    #[error("`{name}` cannot be `{text}`")]
    Value {
        /// Which.
        name: String,
        /// What it holds.
        text: String,
    },
    /// What is to be kept as a draft are the live rules.
    #[error("the rules of a form are the live ones")]
    Unchanged,
    /// A query that the page does not know.
    #[error("The address holds something that this page does not know; open the page from its link.")]
    Address,
    /// More shall be used of somebody whose browser says that they want no profile.
    #[error(
        "Your browser says that you want no profile (Global Privacy Control), so nothing more is used. Switch that off for this shop to allow more."
    )]
    NoProfile,
    /// A form that misses a field or holds a wrong value.
    #[error("The form misses something, or holds what this page does not offer; go back and choose again.")]
    Unfilled,
    /// A form with more in it than is taken.
    #[error("That was too much at once.")]
    Large,
    /// The policy of the console's form is refused.
    #[error("The rules cannot be saved: {0}.")]
    Policy(#[from] PolicyError),
    /// The service failed, or refuses.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<StoreError> for PageError {
    fn from(cause: StoreError) -> Self {
        Self::Service(cause.into())
    }
}

impl PageError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::NoProfile => StatusCode::CONFLICT,
            Self::Large => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Form(_)
            | Self::Rules(_)
            | Self::Value { .. }
            | Self::Unchanged
            | Self::Address
            | Self::Unfilled
            | Self::Policy(_)
            | Self::Choice(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Service(cause) => match cause {
                ServiceError::UnknownDecision(_)
                | ServiceError::UnknownItem(_)
                | ServiceError::Why(WhyError::NotInList(_) | WhyError::UnknownOther(_))
                | ServiceError::Oversight(OversightError::Unknown { .. }) => StatusCode::NOT_FOUND,
                ServiceError::Request(_) | ServiceError::Unlearnt { .. } => StatusCode::UNPROCESSABLE_ENTITY,
                ServiceError::Model(_) => StatusCode::SERVICE_UNAVAILABLE,
                ServiceError::Oversight(
                    OversightError::Refused(_)
                    | OversightError::Settings(_)
                    | OversightError::Changed
                    | OversightError::Full
                    | OversightError::FullOfPairs,
                ) => StatusCode::CONFLICT,
                ServiceError::Record(_)
                | ServiceError::Key(_)
                | ServiceError::Store(_)
                | ServiceError::Outbox(_)
                | ServiceError::Oversight(OversightError::Store(_)) => StatusCode::INTERNAL_SERVER_ERROR,
            },
        }
    }

    /// What a customer reads of it: the cause of a failure of ours stays in the log.
    fn said(&self) -> Failed {
        Failed(match self {
            Self::Address => "oops-address",
            Self::NoProfile => "oops-no-profile",
            Self::Choice(_) => "oops-choice",
            Self::Large => "oops-large",
            _ => match self.status() {
                StatusCode::NOT_FOUND => "oops-page",
                StatusCode::UNPROCESSABLE_ENTITY => "oops-form",
                StatusCode::CONFLICT => "oops-changed",
                StatusCode::SERVICE_UNAVAILABLE => "oops-unlearnt",
                _ => "oops-ours",
            },
        })
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let status = self.status();
        if status.is_server_error() {
            tracing::error!(cause = %self, "a page failed");
        }
        self.said().with(status)
    }
}

/// Refuses a placement that is no name.
fn placement_name(placement: &str) -> Result<(), PageError> {
    check_placement(placement).map_err(|_| PageError::Form("placement"))
}

/// Does a page's work off the async threads.
async fn answered<T, W>(state: AppState, work: W) -> Response
where
    T: IntoResponse + Send + 'static,
    W: FnOnce(&Service) -> Result<T, PageError> + Send + 'static,
{
    match state.off_thread(move |service| Ok::<_, Problem>(work(service))).await {
        Ok(Ok(page)) => page.into_response(),
        Ok(Err(error)) => error.into_response(),
        Err(problem) => problem.into_response(),
    }
}

#[cfg(test)]
mod tests;
