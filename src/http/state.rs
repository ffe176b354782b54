//! What every request of a shop shares.

use std::sync::{Arc, Mutex};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};
use tokio::task::JoinHandle;
use tracing::Span;

use super::metrics::Metrics;
use super::pages::{DemoKeys, Sessions};
use super::problem::Problem;
use super::throttle::Throttle;
use super::trail::Trail;
use crate::config::{Config, ConfigError};
use crate::service::{Service, ServiceError};

const KIB: usize = 1_024;

/// Which HTML pages are served beside the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pages {
    /// None, but those for customers where the configuration says whose.
    #[default]
    Off,
    /// The console, and the same.
    Console,
    /// The demo shop and its console.
    DemoShop,
}

/// Whether callers need a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// Each needs one that may.
    Keys,
    /// None does: whoever reaches the service may do everything.
    Open,
}

/// Runs what blocks off the async threads. What it logs there says whose work it is, as here.
pub(super) fn spawn_blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    let span = Span::current();
    tokio::task::spawn_blocking(move || span.in_scope(work))
}

/// What every request shares. Cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

struct Shared {
    service: Arc<Service>,
    config: Config,
    door: Door,
    pages: Pages,
    throttle: Throttle,
    trail: Trail,
    sessions: Sessions,
    demo_keys: DemoKeys,
    /// One permit per request in the store or the engine.
    work: Arc<Semaphore>,
    /// One permit per KiB of a body that is arriving.
    bodies: Semaphore,
    /// The permit of whoever is given a bundle: each reads the whole log, and lies on the disk until it is taken.
    bundles: Arc<Semaphore>,
    metrics: Metrics,
    /// The published model that was last tried, so that a damaged one is reported once.
    tried: Mutex<Option<String>>,
}

impl AppState {
    /// A service and how it is offered, to callers with keys; with the console, if the configuration says so.
    #[must_use]
    pub fn new(service: Arc<Service>, config: Config) -> Self {
        let pages = if config.console { Pages::Console } else { Pages::Off };
        Self::with(service, config, Door::Keys, pages)
    }

    /// A service that asks nobody for a key, for the demo shop and for tests.
    ///
    /// # Errors
    /// When other machines could reach it.
    pub fn open(service: Arc<Service>, config: Config, pages: Pages) -> Result<Self, ConfigError> {
        if config.is_loopback() {
            Ok(Self::with(service, config, Door::Open, pages))
        } else {
            Err(ConfigError::OpenToOthers { listen: config.listen })
        }
    }

    fn with(service: Arc<Service>, config: Config, door: Door, pages: Pages) -> Self {
        let (limits, metrics) = (config.limits, Metrics::new(config.shop.as_deref()));
        Self(Arc::new(Shared {
            service,
            config,
            door,
            pages,
            throttle: Throttle::new(&limits),
            trail: Trail::default(),
            sessions: Sessions::default(),
            demo_keys: DemoKeys::default(),
            work: Arc::new(Semaphore::new(limits.in_flight)),
            bodies: Semaphore::new(limits.bodies_bytes / KIB),
            bundles: Arc::new(Semaphore::new(1)),
            metrics,
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

    pub(crate) fn door(&self) -> Door {
        self.0.door
    }

    /// The service, for what does not block.
    pub(crate) fn service(&self) -> &Service {
        &self.0.service
    }

    /// The service, for work beside the answers.
    pub(super) fn shared_service(&self) -> Arc<Service> {
        Arc::clone(&self.0.service)
    }

    /// The published model that was last tried.
    pub(super) fn tried(&self) -> &Mutex<Option<String>> {
        &self.0.tried
    }

    pub(super) fn throttle(&self) -> &Throttle {
        &self.0.throttle
    }

    pub(super) fn trail(&self) -> &Trail {
        &self.0.trail
    }

    pub(super) fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }

    pub(super) fn demo_keys(&self) -> &DemoKeys {
        &self.0.demo_keys
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// Room for a body, if there is some; it is free again when this is dropped.
    pub(super) fn room_for(&self, bytes: usize) -> Option<SemaphorePermit<'_>> {
        let permits = u32::try_from(bytes / KIB).ok()?;
        self.0.bodies.try_acquire_many(permits).ok()
    }

    /// The right to a bundle, unless somebody has it already; it is free again when this is dropped.
    pub(super) fn bundling(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0.bundles).try_acquire_owned().ok()
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
        self.beside(move |service| {
            // The permit belongs to the work, not to the request: a caller who hangs up does not free it early.
            let _permit = permit;
            work(service)
        })
        .await
    }

    /// The same beyond the number: for what the service does on its own, and must not leave out because it is busy.
    ///
    /// # Errors
    /// What the work says; `internal` when it panics.
    pub(crate) async fn beside<T, E, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        E: Into<Problem>,
        F: FnOnce(&Service) -> Result<T, E> + Send + 'static,
    {
        let service = Arc::clone(&self.0.service);
        let task = spawn_blocking(move || work(&service).map_err(Into::into));
        task.await.unwrap_or_else(|cause| Err(Problem::internal(&cause)))
    }

    /// Notes what is still counted of refused calls.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn settle(&self) -> Result<(), ServiceError> {
        let state = self.clone();
        let settled = spawn_blocking(move || state.trail().settle(state.service()));
        settled.await.expect("settling does not panic")
    }
}
