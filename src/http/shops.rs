//! Several shops in one process: the outermost layer, which picks the shop by the `Host` of a request before anything else of it is looked at.
//!
//! Each shop is a whole service of its own, with its store, models, keys, sessions, limits and figures. Nothing below this layer has hold of two
//! of them, so what comes to one shop cannot reach another: its keys, tokens and cookies mean nothing there.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::Request;
use axum::http::Extensions;
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use tower::ServiceExt;
use tracing::Instrument;

use super::guard::{Meant, meant_host};
use super::operations::{Health, Readiness, missing};
use super::problem::{Kind, Problem};
use super::server::Stopping;
use super::throttle::Throttle;
use super::{AppState, app, door};

/// The service of one shop, or of several, each at the hosts that its configuration names.
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
}

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
    let front = Arc::new(Front { shops, states: states.to_vec(), throttle: Throttle::new(&limits) });
    Router::new().fallback(move |request: Request| {
        let front = Arc::clone(&front);
        async move { front.answer(request).await }
    })
}

impl Front {
    async fn answer(&self, request: Request) -> Response {
        if let Meant::Host(host) = meant_host(request.uri(), request.headers())
            && let Some(Shop { name, router }) = self.shops.get(&host).cloned()
        {
            let span = tracing::info_span!("shop", name);
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

    /// How many shops are not ready. Which they are is told to nobody who asks of the whole: each says so itself.
    async fn readiness(&self, extensions: &Extensions) -> Response {
        let mut unready = 0;
        for state in &self.states {
            unready += usize::from(!missing(state).await.is_empty());
        }
        let shops = (unready > 0).then(|| format!("{unready} of {} shops: ask `/readyz` of each", self.states.len()));
        Readiness::of(shops.into_iter().collect(), extensions.get::<Stopping>())
    }
}
