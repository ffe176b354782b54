//! The HTTP service: `/v1` as JSON, health, metrics, and the description of it all.
//!
//! Knows how a call becomes work on a [`Service`] and how its outcome becomes an answer. Must not know how anything is
//! scored or kept. `docs/http.md` says what every route has in common.

mod body;
mod caller;
mod customers;
mod decisions;
mod disclosure;
mod events;
mod guard;
mod history;
mod idempotency;
mod items;
mod metrics;
mod operations;
mod pages;
mod policies;
mod preview;
mod problem;
mod recommendations;
mod reviews;
mod rights;
mod schemas;
mod server;
mod shop;
mod upkeep;

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use operations::openapi;
pub use server::{BindError, Patience, bind, serve, stop_signal};
pub use upkeep::{
    expire_now_and_then, follow_models, publish_what_is_due, read_key, refit_now_and_then, sign_now_and_then,
};

use crate::config::Config;
use crate::service::{Service, ServiceError};
use idempotency::Answers;
use metrics::Metrics;
pub(crate) use problem::Problem;

/// Which HTML pages are served beside the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pages {
    /// None.
    #[default]
    Off,
    /// The demo shop and its console.
    DemoShop,
}

/// What every request shares. Cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

struct Shared {
    service: Arc<Service>,
    config: Config,
    pages: Pages,
    /// One permit per request in the store or the engine.
    work: Arc<Semaphore>,
    metrics: Metrics,
    answers: Answers,
    /// The published model that was last tried, so that a damaged one is reported once.
    tried: Mutex<Option<String>>,
}

/// What a look at the model folder brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ModelNews {
    /// Nothing new.
    None,
    /// This model, by fingerprint, answers from now on.
    Taken(String),
}

impl AppState {
    /// A service and how it is offered, without pages.
    #[must_use]
    pub fn new(service: Arc<Service>, config: Config) -> Self {
        Self::with_pages(service, config, Pages::Off)
    }

    /// A service and how it is offered.
    #[must_use]
    pub fn with_pages(service: Arc<Service>, config: Config, pages: Pages) -> Self {
        let limits = config.limits;
        Self(Arc::new(Shared {
            service,
            config,
            pages,
            work: Arc::new(Semaphore::new(limits.in_flight)),
            metrics: Metrics::new(),
            answers: Answers::new(limits.idempotency_bytes),
            tried: Mutex::new(None),
        }))
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// Which pages are served.
    #[must_use]
    pub fn pages(&self) -> Pages {
        self.0.pages
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    pub(crate) fn answers(&self) -> &Answers {
        &self.0.answers
    }

    /// Runs work on the service off the async threads. At most `limits.in_flight` run at once.
    ///
    /// # Errors
    /// What the work says; `busy` when too much is in flight; `internal` when it panics.
    pub(crate) async fn off_thread<T, E, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        E: Into<Problem>,
        F: FnOnce(&Service) -> Result<T, E> + Send + 'static,
    {
        let permit = Arc::clone(&self.0.work).try_acquire_owned().map_err(|_| Problem::busy())?;
        let service = Arc::clone(&self.0.service);
        let task = tokio::task::spawn_blocking(move || {
            // The permit belongs to the work, not to the request: a caller who hangs up does not free it early.
            let _permit = permit;
            work(&service).map_err(Into::into)
        });
        task.await.unwrap_or_else(|cause| Err(Problem::internal(&cause)))
    }

    /// Takes a newly published model into use; looks, does not wait. Blocks on the disk.
    ///
    /// # Errors
    /// When the model folder cannot be read or the new model is damaged; the last good one keeps answering. A damaged
    /// model is reported once and not tried again.
    ///
    /// # Panics
    /// When an earlier call panicked.
    pub fn follow_model(&self) -> Result<ModelNews, ServiceError> {
        let Some(current) = self.0.service.models().current()? else { return Ok(ModelNews::None) };
        let mut tried = self.0.tried.lock().expect("no holder panics");
        if tried.as_ref() == Some(&current) {
            return Ok(ModelNews::None);
        }
        let outcome = self.0.service.reload();
        if !matches!(outcome, Err(ServiceError::Store(_))) {
            *tried = Some(current.clone());
        }
        outcome.map(|_| ModelNews::Taken(current))
    }
}

/// The whole service.
pub fn app(state: AppState) -> Router {
    let pages = match state.pages() {
        Pages::Off => Router::new(),
        Pages::DemoShop => pages::router(),
    };
    app_with(state, pages)
}

/// The whole service, with further routes beside it. They get its guards, limits and measurements.
pub(crate) fn app_with(state: AppState, further: Router<AppState>) -> Router {
    let (api, _) = api().split_for_parts();
    let api = api
        .route_layer(middleware::from_fn_with_state(state.clone(), idempotency::once))
        .route_layer(middleware::from_fn(guard::private_by_default));
    api.merge(further)
        .fallback(guard::not_found)
        .method_not_allowed_fallback(guard::method_not_allowed)
        .layer(DefaultBodyLimit::max(state.config().limits.body_bytes))
        .layer(middleware::from_fn_with_state(state.clone(), guard::in_time))
        .layer(middleware::from_fn_with_state(state.clone(), guard::known_host))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(guard::panicked))
        .layer(middleware::from_fn_with_state(state.clone(), guard::measured))
        .with_state(state)
}

/// Every route of the API with its description; a route without one does not compile.
fn api() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(operations::description())
        .routes(routes!(events::record_events))
        .routes(routes!(items::put_items))
        .routes(routes!(items::put_item, items::get_item, items::delete_item))
        .routes(routes!(items::similar_items))
        .routes(routes!(customers::put_customer, customers::get_customer, rights::erase_customer))
        .routes(routes!(rights::export_customer))
        .routes(routes!(customers::merge_visitor))
        .routes(routes!(history::get_events))
        .routes(routes!(history::use_event))
        .routes(routes!(recommendations::recommend))
        .routes(routes!(decisions::list_decisions))
        .routes(routes!(decisions::get_decision))
        .routes(routes!(decisions::explain_item))
        .routes(routes!(decisions::replay_decision))
        .routes(routes!(shop::get_shop, shop::put_shop))
        .routes(routes!(shop::get_policy, shop::put_policy))
        .routes(routes!(preview::preview_policy))
        .routes(routes!(policies::list_proposals, policies::create_proposal))
        .routes(routes!(policies::steps::roll_back))
        .routes(routes!(policies::get_proposal, policies::put_proposal, policies::delete_proposal))
        .routes(routes!(policies::steps::preview_proposal))
        .routes(routes!(policies::steps::submit_proposal))
        .routes(routes!(policies::steps::approve_proposal))
        .routes(routes!(policies::steps::reject_proposal))
        .routes(routes!(policies::steps::withdraw_proposal))
        .routes(routes!(policies::steps::publish_proposal))
        .routes(routes!(policies::get_history))
        .routes(routes!(policies::get_diff))
        .routes(routes!(reviews::list_reviews))
        .routes(routes!(reviews::review_figures))
        .routes(routes!(reviews::decide_review))
        .routes(routes!(reviews::undo_review))
        .routes(routes!(reviews::get_oversight, reviews::put_oversight))
        .routes(routes!(disclosure::disclose))
        .routes(routes!(operations::healthz))
        .routes(routes!(operations::readyz))
        .routes(routes!(operations::get_metrics))
        .routes(routes!(operations::get_openapi))
}
