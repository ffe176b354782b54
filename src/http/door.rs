//! The door: who calls, and whether they may.
//!
//! A key comes as `Authorization: Bearer`. A publishable key, which everybody can read in a page, opens only together with the token of
//! the customer or visitor whom the call is about; a token alone opens `/v1/me`. What was shown is never repeated, neither in an answer
//! nor in a log.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::header::{AUTHORIZATION, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::{Kind, Problem};
use super::rule::{Rule, Rules, Who};
use super::throttle::Wait;
use super::{AppState, Door, trail};
use crate::access::{Actor, Audience, Claims, Key, Presented, Refusal, Role, TokenError, is_token};
use crate::event::Subject;
use crate::service::{By, History, Service};

/// The token beside a publishable key.
pub(super) const TOKEN: HeaderName = HeaderName::from_static("candor-token");
/// Global Privacy Control: the browser's user wants no profile.
const GPC: HeaderName = HeaderName::from_static("sec-gpc");

/// The address at the other end of the connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) IpAddr);

/// Who calls.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    /// With what.
    pub(super) by: By,
    /// Of whom alone the call may be, where it comes from a page.
    pub(super) bound: Option<Subject>,
    /// How much of their history it may use.
    pub(super) history: History,
    /// Who may be calling in their name, as they were given the key lately.
    pub(super) known_to: Vec<String>,
}

impl Caller {
    /// Whoever calls a service that is open to everybody on this machine.
    const ANYBODY: Self = Self { by: By::Nothing, bound: None, history: History::AsAllowed, known_to: Vec::new() };

    /// Who knows what this caller is given now.
    pub(super) fn known_with(self, by: Actor) -> Vec<String> {
        let all: BTreeSet<String> = std::iter::once(by.name).chain(self.known_to).collect();
        all.into_iter().collect()
    }

    /// Tells apart what different callers have asked for.
    pub(super) fn scope(&self) -> String {
        let key = match &self.by {
            By::Nothing | By::Token { .. } => "",
            By::Key { id, .. } => id.as_str(),
        };
        match &self.bound {
            Some(Subject::Customer(id)) => format!("{key} c:{id}"),
            Some(Subject::Visitor(id)) => format!("{key} v:{id}"),
            None => key.to_owned(),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or(Self::ANYBODY))
    }
}

/// Somebody who is not let in, as far as it is known who it is.
pub(super) struct Refused {
    pub(super) by: By,
    pub(super) problem: Problem,
}

fn refused(kind: Kind, detail: impl Into<String>) -> Refused {
    Refused { by: By::Nothing, problem: Problem::new(kind, detail) }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self { by: By::Nothing, problem }
    }
}

impl From<Wait> for Refused {
    fn from(wait: Wait) -> Self {
        Self { by: By::Nothing, problem: Problem::too_many(wait.0) }
    }
}

/// The layer around every route: lets in, or refuses.
pub(super) async fn guard(
    State((state, rules)): State<(AppState, Arc<Rules>)>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let Some(rule) = rules.of(path, request.method()) else {
        return Problem::internal(&format_args!("`{} {path}` has no rule", request.method())).into_response();
    };
    let route = format!("{} {path}", request.method());
    let (mut parts, body) = request.into_parts();
    let caller = match admitted(&state, rule, &parts).await {
        Ok(caller) => caller,
        Err(Refused { by, problem }) => {
            state.trail().count(by, route, problem.status().as_u16());
            return problem.into_response();
        }
    };
    if let By::Key { name, role, .. } = &caller.by {
        parts.extensions.insert(Actor { name: name.clone(), role: *role });
    }
    parts.extensions.insert(caller.clone());
    let request = Request::from_parts(parts, body);
    if rule.is_noted { trail::noted(state, caller.by, route, request, next).await } else { next.run(request).await }
}

/// Where a call comes from. In process there is no connection; all such calls count as one caller's.
pub(super) fn address(parts: &Parts) -> IpAddr {
    parts.extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0)
}

async fn admitted(state: &AppState, rule: Rule, parts: &Parts) -> Result<Caller, Refused> {
    let (address, headers) = (address(parts), &parts.headers);
    match (rule.who, state.door()) {
        (Who::Everybody, Door::Open) => Ok(Caller::ANYBODY),
        (Who::Everybody, Door::Keys) => {
            state.throttle().address(address)?;
            Ok(Caller::ANYBODY)
        }
        (Who::Themself, Door::Open | Door::Keys) => themself(state, headers, address).await,
        (Who::Keys(_) | Who::Storefront(_), Door::Open) => Ok(Caller::ANYBODY),
        (Who::Keys(_) | Who::Storefront(_), Door::Keys) => {
            let key = key(state, headers, address).await?;
            let by = by(&key);
            with_key(state, rule.who, &key, headers).await.map_err(|refused| Refused { by, ..refused })
        }
    }
}

/// As whom the trail knows the holder of a key.
pub(super) fn by(key: &Key) -> By {
    By::Key { id: key.id.clone(), name: key.name.clone(), role: key.role }
}

/// What came as `Authorization`.
enum Shown<'a> {
    Nothing,
    Key(Presented),
    Token(&'a str),
    Neither,
}

fn shown(headers: &HeaderMap) -> Shown<'_> {
    let mut given = headers.get_all(AUTHORIZATION).iter();
    let Some(first) = given.next() else { return Shown::Nothing };
    let bearer = first.to_str().ok().and_then(|text| text.split_once(' '));
    let text = bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, text)| text.trim());
    match (text, given.next()) {
        (Some(text), None) if is_token(text) => Shown::Token(text),
        (Some(text), None) => Presented::read(text).map_or(Shown::Neither, Shown::Key),
        (None, _) | (_, Some(_)) => Shown::Neither,
    }
}

/// The key that came with the call, if it opens.
async fn key(state: &AppState, headers: &HeaderMap, address: IpAddr) -> Result<Arc<Key>, Refused> {
    let presented = match shown(headers) {
        Shown::Key(presented) => presented,
        Shown::Nothing => {
            state.throttle().address(address)?;
            return Err(refused(Kind::Unauthenticated, "send a key as `Authorization: Bearer`"));
        }
        Shown::Token(_) => {
            state.throttle().address(address)?;
            let detail =
                format!("a token opens `/v1/me` only; here it belongs into `{TOKEN}`, beside a publishable key");
            return Err(refused(Kind::Unauthenticated, detail));
        }
        Shown::Neither => {
            state.throttle().address(address)?;
            return Err(refused(Kind::Unauthenticated, "what came as `Authorization` is not one key of this service"));
        }
    };
    opened(state, presented, address).await
}

/// The key that somebody shows, if it opens. Whoever does not come with a server's key that was seen before is counted by address, so that a
/// server goes on whatever others do from its address.
pub(super) async fn opened(state: &AppState, presented: Presented, address: IpAddr) -> Result<Arc<Key>, Refused> {
    let now = Service::now();
    let remembered = state.service().remembered_key(presented.id());
    let is_servers = remembered.is_some_and(|key| key.role != Role::Publishable && key.opens(&presented, now).is_ok());
    if !is_servers {
        state.throttle().address(address)?;
    }
    let opened = match state.service().fresh_key(presented.id()) {
        Some(key) => key.opens(&presented, now).map(|()| key),
        None => state.off_thread(move |service| service.opened_by(&presented)).await?,
    };
    let key = opened.map_err(|cause: Refusal| refused(Kind::Unauthenticated, cause.to_string()))?;
    let counted = state.throttle().key(&key.id).map_err(|wait| Refused { by: by(&key), ..wait.into() });
    counted.map(|()| key)
}

/// Whether the holder of a key may.
pub(super) async fn with_key(
    state: &AppState,
    who: Who,
    key: &Arc<Key>,
    headers: &HeaderMap,
) -> Result<Caller, Refused> {
    let roles = who.roles();
    if !roles.contains(&key.role) {
        let names: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
        let detail = format!("this may be called with a key of these roles: {}", names.join(", "));
        return Err(refused(Kind::Forbidden, detail));
    }
    let caller = Caller { by: by(key), known_to: key.known_to(Service::now()).to_vec(), ..Caller::ANYBODY };
    if key.is_first_use(Service::now()) {
        let id = key.id.clone();
        // A call is not refused because this could not be noted.
        drop(state.off_thread(move |service| service.use_key(&id)).await);
    }
    if key.role != Role::Publishable {
        return Ok(caller);
    }
    check_origin(headers, |origin| key.origins.contains(origin))?;
    if !matches!(who, Who::Storefront(_)) {
        return Ok(caller);
    }
    let mut given = headers.get_all(TOKEN).iter();
    let (Some(token), None) = (given.next().and_then(|token| token.to_str().ok()), given.next()) else {
        let detail = format!("with a publishable key, send the token of the customer or visitor as `{TOKEN}`");
        return Err(refused(Kind::Unauthenticated, detail));
    };
    let subject = claims(state, token, Audience::Storefront).await?.subject;
    Ok(Caller { bound: Some(subject), history: history(headers), ..caller })
}

/// The customer or visitor who comes with a token alone.
async fn themself(state: &AppState, headers: &HeaderMap, address: IpAddr) -> Result<Caller, Refused> {
    let token = match shown(headers) {
        Shown::Token(token) => token,
        Shown::Key(_) => {
            let key = key(state, headers, address).await?;
            let detail = "this is for customers and visitors, with a token whose audience is `me`";
            return Err(Refused { by: by(&key), problem: Problem::new(Kind::Forbidden, detail) });
        }
        Shown::Nothing | Shown::Neither => {
            state.throttle().address(address)?;
            let detail = "send a token whose audience is `me` as `Authorization: Bearer`";
            return Err(refused(Kind::Unauthenticated, detail));
        }
    };
    state.throttle().address(address)?;
    let subject = claims(state, token, Audience::Me).await?.subject;
    if headers.contains_key(ORIGIN) {
        let origins = state.off_thread(Service::origins).await?;
        check_origin(headers, |origin| origins.contains(origin))?;
    }
    let (bound, history) = (Some(subject), history(headers));
    Ok(Caller { by: By::Token { audience: Audience::Me }, bound, history, ..Caller::ANYBODY })
}

/// What a token says, if it opens this part of the service.
pub(super) async fn claims(state: &AppState, token: &str, audience: Audience) -> Result<Claims, Refused> {
    let token = token.to_owned();
    let read = state.off_thread(move |service| service.read_token(&token)).await?;
    let claims = read.map_err(|cause: TokenError| refused(Kind::Unauthenticated, cause.to_string()))?;
    if claims.audience != audience {
        let detail =
            format!("the token is for `{}`, here one for `{}` is needed", claims.audience.as_str(), audience.as_str());
        return Err(refused(Kind::Forbidden, detail));
    }
    Ok(claims)
}

/// A browser says which page calls; other programs say nothing.
fn check_origin(headers: &HeaderMap, is_allowed: impl Fn(&str) -> bool) -> Result<(), Problem> {
    let mut origins = headers.get_all(ORIGIN).iter();
    if origins.all(|origin| origin.to_str().is_ok_and(&is_allowed)) {
        return Ok(());
    }
    Err(Problem::new(Kind::Forbidden, "the page that calls is not among the key's `origins`"))
}

/// What the browser says of profiles.
pub(super) fn history(headers: &HeaderMap) -> History {
    if headers.get(GPC).is_some_and(|value| value.as_bytes() == b"1") { History::Unused } else { History::AsAllowed }
}

/// Refuses what is of somebody else than the call may be of.
pub(super) fn not_theirs() -> Problem {
    Problem::new(Kind::Forbidden, "the token is of another customer or visitor than the call is about")
}
