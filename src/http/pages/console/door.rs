//! The door of the console: whose session it is, whether their key still opens, and whether it lets them do this.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::header::{LOCATION, REFERRER_POLICY};
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::fault::{Fault, Oops};
use super::sign::IN;
use crate::access::Actor;
use crate::http::door::{Caller, Refused, address, by, opened, with_key};
use crate::http::pages::act::encoded;
use crate::http::pages::tongue::Tongue;
use crate::http::policies::act;
use crate::http::rule::{Rules, Who};
use crate::http::{AppState, Pages, trail};
use crate::oversight::Act;
use crate::service::Service;

/// Who is signed in.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// As histories name them.
    pub(super) actor: Actor,
    /// Who may be acting in their name, as they were given the key lately.
    pub(super) known_to: Vec<String>,
    /// Whether this is the demo shop's console, whose people are made up.
    pub(super) is_demo: bool,
    /// The language that they chose, or that the browser asks for.
    pub(super) tongue: Option<Tongue>,
    /// The page that was asked for, to come back to.
    pub(super) at: String,
}

impl Person {
    /// What they would do now, without a reason yet: to be asked whether they may.
    pub(super) fn act(&self) -> Act {
        Act { known_to: self.known_to.clone(), ..act(self.actor.clone(), None) }
    }
}

impl FromRequestParts<AppState> for Person {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let actor = parts.extensions.get::<Actor>().cloned().expect("the door stands before every page of somebody");
        let known_to = parts.extensions.get::<Caller>().map_or_else(Vec::new, |caller| caller.known_to.clone());
        let at = parts.uri.path_and_query().map_or("/console", PathAndQuery::as_str).to_owned();
        Ok(Self {
            actor,
            known_to,
            is_demo: state.pages() == Pages::DemoShop,
            tongue: Tongue::asked(&parts.headers),
            at,
        })
    }
}

/// The layer around every route of the console.
pub(super) async fn guard(
    State((state, rules)): State<(AppState, Arc<Rules>)>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = guarded(state, &rules, request, next).await;
    // A browser then names the origin of our forms, which says whether the line is encrypted.
    response.headers_mut().insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

async fn guarded(state: AppState, rules: &Rules, request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let Some(rule) = rules.of(path, request.method()) else {
        tracing::error!(path, "a route of the console has no rule");
        return Oops::new(StatusCode::INTERNAL_SERVER_ERROR, Fault::Named("fault-ours")).into_response();
    };
    let route = format!("{} {path}", request.method());
    let (mut parts, body) = request.into_parts();
    if matches!(rule.who, Who::Everybody) {
        if let Err(wait) = state.throttle().address(address(&parts)) {
            return Oops::wait(wait.0).into_response();
        }
        return next.run(Request::from_parts(parts, body)).await;
    }
    let Some(presented) = state.sessions().key(&parts.headers, Service::now()) else {
        return stranger(&parts, "");
    };
    let let_in = match opened(&state, presented, address(&parts)).await {
        Ok(key) => match with_key(&state, rule.who, &key, &parts.headers).await {
            Ok(caller) => Ok((key, caller)),
            Err(refused) => Err(Refused { by: by(&key), ..refused }),
        },
        Err(refused) => Err(refused),
    };
    let (key, caller) = match let_in {
        Ok(let_in) => let_in,
        Err(Refused { by, problem }) => {
            state.trail().count(by, route, problem.status().as_u16());
            if problem.status() == StatusCode::UNAUTHORIZED {
                state.sessions().end(&parts.headers);
                return stranger(&parts, "ended=1");
            }
            return Oops::of(&problem).into_response();
        }
    };
    parts.extensions.insert(key.actor());
    parts.extensions.insert(caller.clone());
    let request = Request::from_parts(parts, body);
    if rule.is_noted { trail::noted(state, caller.by, route, request, next).await } else { next.run(request).await }
}

/// Whoever is not signed in is asked to, and comes back to where they wanted to go; what they sent is not kept.
fn stranger(parts: &Parts, why: &str) -> Response {
    if !matches!(parts.method, Method::GET | Method::HEAD) {
        return Oops::new(StatusCode::UNAUTHORIZED, Fault::Named("fault-signed-off")).into_response();
    }
    let wanted = parts.uri.path_and_query().map_or("", |wanted| wanted.as_str());
    let to = format!("{IN}?{why}{}to={}", if why.is_empty() { "" } else { "&" }, encoded(wanted));
    (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response()
}
