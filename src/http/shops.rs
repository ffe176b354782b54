//! Several shops in one process: the outermost layer, which picks the shop by the `Host` of a request before anything else of it is looked at.
//!
//! Each shop is a whole service of its own, with its store, models, keys, sessions, limits and figures. Nothing below this layer has hold of two
//! of them, so what comes to one shop cannot reach another: its keys, tokens and cookies mean nothing there.

use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::extract::Request;
use axum::http::Extensions;
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};
use tower::ServiceExt;
use tracing::Instrument;

use super::guard::{Meant, meant_host};
use super::operations::{Health, Readiness, missing};
use super::problem::{Kind, Problem};
use super::server::Stopping;
use super::throttle::Throttle;
use super::{AppState, app, door};

/// The service of one shop, or of several, each at the hosts that its configuration names.
///
/// # Panics
/// Outside a tokio runtime, where there are several.
pub fn whole(states: &[AppState]) -> Router {
    match states {
        [one] if one.config().shop.is_none() => app(one.clone()),
        several => shops(several),
    }
}

/// What stands before the shops.
struct Front {
    /// By host, in small letters.
    shops: HashMap<String, Shop>,
    states: Vec<AppState>,
    /// For what asks of the whole process.
    throttle: Throttle,
    /// One looks at a time, however many ask: a store that does not answer holds one thread, and no shop's permits.
    looks: Arc<Semaphore>,
    /// How long an answer may take.
    request: Duration,
}

/// How often those who asked and have been idle since are forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(60);

#[derive(Clone)]
struct Shop {
    name: String,
    router: Router,
}

fn shops(states: &[AppState]) -> Router {
    let mut shops = HashMap::new();
    for state in states {
        let shop = Shop { name: state.config().shop.clone().unwrap_or_default(), router: app(state.clone()) };
        for host in &state.config().hosts {
            let before = shops.insert(host.to_ascii_lowercase(), shop.clone());
            assert!(before.is_none(), "a checked configuration gives each host to one shop");
        }
    }
    let limits = states.first().map(|state| state.config().limits).unwrap_or_default();
    let front = Arc::new(Front {
        shops,
        states: states.to_vec(),
        throttle: Throttle::new(&limits),
        looks: Arc::new(Semaphore::new(1)),
        request: limits.request(),
    });
    tokio::spawn(forget_idle(Arc::downgrade(&front)));
    Router::new().fallback(move |request: Request| {
        let front = Arc::clone(&front);
        async move { front.answer(request).await }
    })
}

/// Forgets now and then who has been idle, for as long as the front is there.
async fn forget_idle(front: Weak<Front>) {
    loop {
        sleep(FORGET_EVERY).await;
        let Some(front) = front.upgrade() else { return };
        front.throttle.forget_idle();
    }
}

impl Front {
    async fn answer(&self, request: Request) -> Response {
        if let Meant::Host(host) = meant_host(request.uri(), request.headers())
            && let Some(Shop { name, router }) = self.shops.get(&host).cloned()
        {
            let span = tracing::error_span!("shop", name);
            let answered = router.oneshot(request).instrument(span).await;
            return answered.unwrap_or_else(|never| match never {});
        }
        self.of_the_process(request).await.unwrap_or_else(IntoResponse::into_response)
    }

    /// Health of the whole, for whoever starts and watches the process; nothing else is here.
    async fn of_the_process(&self, request: Request) -> Result<Response, Problem> {
        let (parts, _) = request.into_parts();
        self.throttle.address(door::address(&parts)).map_err(|wait| Problem::too_many(wait.0))?;
        match (parts.method.as_str(), parts.uri.path()) {
            ("GET" | "HEAD", "/healthz") => Ok(Json(Health::OK).into_response()),
            ("GET" | "HEAD", "/readyz") => Ok(self.readiness(&parts.extensions).await),
            _ => {
                let detail =
                    "the `Host` of the request is that of no shop here; `hosts` of a shop names those that are";
                Err(Problem::new(Kind::Misdirected, detail))
            }
        }
    }

    /// How many shops are not ready; a busy one is. Which they are is told to nobody who asks of the whole: each says so itself.
    async fn readiness(&self, extensions: &Extensions) -> Response {
        let missing = match timeout(self.request, self.unready()).await {
            Ok(0) => None,
            Ok(unready) => Some(format!("{unready} of {} shops: ask `/readyz` of each", self.states.len())),
            Err(_) => Some(format!("an answer of every shop within {} ms", self.request.as_millis())),
        };
        Readiness::of(missing.into_iter().collect(), extensions.get::<Stopping>())
    }

    async fn unready(&self) -> usize {
        let look = Arc::clone(&self.looks).acquire_owned().await.expect("it is never closed");
        let states = self.states.clone();
        let looked = spawn_blocking(move || {
            // It belongs to the look: whoever is tired of waiting frees no thread.
            let _look = look;
            states.iter().filter(|state| !missing(state.service()).is_empty()).count()
        });
        // One that broke off found nothing ready.
        looked.await.unwrap_or(self.states.len())
    }
}
