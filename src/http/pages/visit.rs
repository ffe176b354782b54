//! How a shop's customers come to the pages on their data, and how these know them: by the token that the shop's servers sign.
//!
//! A page of the shop sends the token in a form, so that it stands in no address and no log; from then on the browser has it as a cookie
//! until it ends. Nothing is remembered here: every call reads the token anew, so a revoked key ends the visits that it let in. Must not
//! know what the pages show.

use axum::extract::{FromRequest, MatchedPath, Request, State};
use axum::http::header::{HeaderValue, ORIGIN, REFERRER_POLICY, SET_COOKIE};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::act::{encoded, see};
use super::asked::{Filled, cookie};
use super::guard::seal;
use super::notice::YOU;
use super::page::{Failed, Oops, Rendered};
use super::shopper::Reader;
use crate::access::{Audience, Claims};
use crate::event::Subject;
use crate::http::AppState;
use crate::http::door::{Refused, address, claims};
use crate::http::problem::{Kind, Problem};
use crate::http::trail;
use crate::ids::CustomerId;
use crate::service::{By, Service};

/// The way in, as the trail names it.
const ENTER: &str = "POST /shop/enter";

/// The calls that are noted in the trail, as those of the API that do the same.
const NOTED: [&str; 2] = ["GET /shop/you/copy", "POST /shop/you/leave"];

/// Whom the door let in.
#[derive(Debug, Clone)]
pub(super) struct Guest(CustomerId);

impl Guest {
    /// Their name at the shop.
    pub(super) fn id(&self) -> CustomerId {
        self.0.clone()
    }
}

/// What a page of the shop sends.
#[derive(Deserialize)]
struct EnterForm {
    token: String,
    /// A recommendation whose reasons are wanted; else their data and choices are.
    #[serde(default)]
    decision: String,
    #[serde(default)]
    item: String,
}

/// `POST /shop/enter`: from a page of the shop, with a token whose audience is `me`.
pub(super) async fn enter(State(state): State<AppState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let mut response = if is_from(&parts.headers, &state.config().customers.shop) {
        match Filled::<EnterForm>::from_request(Request::from_parts(parts, body), &state).await {
            Ok(Filled(form)) => entered(&state, &form).await,
            Err(error) => error.into_response(),
        }
    } else {
        state.trail().count(By::Nothing, ENTER.to_owned(), StatusCode::FORBIDDEN.as_u16());
        Failed("oops-visit").with(StatusCode::FORBIDDEN)
    };
    seal(response.headers_mut());
    response
}

async fn entered(state: &AppState, form: &EnterForm) -> Response {
    let claims = match guest(state, &form.token).await {
        Ok((_, claims)) => claims,
        Err(refused) => return turned_away(state, ENTER.to_owned(), refused),
    };
    let to = match (form.decision.as_str(), form.item.as_str()) {
        ("", _) | (_, "") => YOU.to_owned(),
        (decision, item) => format!("/shop/decisions/{}/items/{}/why", encoded(decision), encoded(item)),
    };
    let seconds = (claims.expires.millis() - Service::now().millis()).max(0) / 1_000;
    ([(SET_COOKIE, Line::of(state).cookie(&form.token, seconds))], see(&to)).into_response()
}

/// `POST /shop/you/end`: as on a machine that others use too.
pub(super) async fn end(State(state): State<AppState>, reader: Reader) -> Response {
    let told = super::answered(state.clone(), move |service| {
        let tongue = reader.tongue(service)?;
        Ok(Rendered(Oops::goodbye(tongue, reader.shop)))
    });
    over(&state, told.await)
}

/// With the cookie taken away.
pub(super) fn over(state: &AppState, response: Response) -> Response {
    ([(SET_COOKIE, Line::of(state).cookie("", 0))], response).into_response()
}

/// The layer around all of it: counts each caller by address, as the API's door does.
pub(super) async fn counted(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    if let Err(wait) = state.throttle().address(address(&parts)) {
        let path = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
        return turned_away(&state, format!("{} {path}", parts.method), wait.into());
    }
    let mut response = next.run(Request::from_parts(parts, body)).await;
    // A browser then names the origin of our forms, also where it says nothing else of where they come from.
    response.headers_mut().insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

/// The layer around the pages on somebody's data: lets in whoever has a token, and says to the handlers who that is.
pub(super) async fn door(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    // Whoever asks for the head alone asks for the same.
    let method = if request.method() == Method::HEAD { &Method::GET } else { request.method() };
    let route = format!("{method} {path}");
    let token = cookie(request.headers(), Line::of(&state).name()).unwrap_or_default().to_owned();
    let (mut parts, body) = request.into_parts();
    match guest(&state, &token).await {
        Ok((guest, _)) => drop(parts.extensions.insert(guest)),
        Err(refused) => return turned_away(&state, route, refused),
    }
    request = Request::from_parts(parts, body);
    if NOTED.contains(&route.as_str()) {
        return trail::noted(state, By::Token { audience: Audience::Me }, route, request, next).await;
    }
    next.run(request).await
}

/// The customer of whom a token speaks.
async fn guest(state: &AppState, token: &str) -> Result<(Guest, Claims), Refused> {
    let claims = claims(state, token, Audience::Me).await?;
    match &claims.subject {
        Subject::Customer(id) => Ok((Guest(id.clone()), claims)),
        Subject::Visitor(_) => {
            let detail = "the token is of a device that has not signed in; these pages are for customers";
            Err(Problem::new(Kind::Forbidden, detail).into())
        }
    }
}

/// A page says how to come in again; a program reads what is wrong.
fn turned_away(state: &AppState, route: String, Refused { by, problem }: Refused) -> Response {
    state.trail().count(by, route, problem.status().as_u16());
    problem.into_response()
}

/// Whether a form was sent by a page of the shop.
fn is_from(headers: &HeaderMap, shop: &str) -> bool {
    let mut origins = headers.get_all(ORIGIN).iter();
    origins.next().is_some_and(|origin| origin == shop) && origins.next().is_none()
}

/// How the browser reaches this page, and so which cookie it gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// Encrypted, here or by a proxy before it: the cookie is bound to this host and to encryption by its name.
    Secure,
    /// Plain, as a shop on this machine alone.
    Plain,
}

impl Line {
    /// A shop whose own pages are encrypted has no other ones.
    fn of(state: &AppState) -> Self {
        let config = state.config();
        if config.tls.is_on() || config.customers.shop.starts_with("https://") { Self::Secure } else { Self::Plain }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Secure => "__Host-candor-visit",
            Self::Plain => "candor-visit",
        }
    }

    /// `Lax`, since the way in is a form of another site.
    fn cookie(self, token: &str, seconds: i64) -> String {
        let secure = if self == Self::Secure { "; Secure" } else { "" };
        format!("{}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}", self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_shops_own_pages_send_anybody_in() {
        let headers = |origins: &[&'static str]| {
            origins.iter().map(|origin| (ORIGIN, HeaderValue::from_static(origin))).collect::<HeaderMap>()
        };
        let shop = "https://shop.example";
        assert!(is_from(&headers(&[shop]), shop));
        for origins in [
            &[][..],
            &["null"],
            &["http://shop.example"],
            &["https://shop.example.evil.example"],
            &["https://shop.example:444"],
            &[shop, "https://evil.example"],
        ] {
            assert!(!is_from(&headers(origins), shop), "{origins:?}");
        }
    }

    #[test]
    fn a_cookie_says_what_it_is_bound_to() {
        let cookie = Line::Secure.cookie("candor_token_0", 9);
        assert_eq!(cookie, "__Host-candor-visit=candor_token_0; Path=/; Max-Age=9; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(Line::Plain.cookie("", 0), "candor-visit=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    }
}
