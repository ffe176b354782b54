//! How a shop's customers come to the pages on their data, and how these know them: by the token that the shop's servers sign.
//!
//! A page of the shop sends the token in a form, so that it stands in no address and no log; from then on the browser has it as a cookie
//! until it ends. Nothing is remembered here: every call reads the token anew, so a revoked key ends the visits that it let in. Must not
//! know what the pages show.

use axum::extract::{FromRequest, MatchedPath, Request, State};
use axum::http::header::{ORIGIN, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
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

/// The calls that are noted in the trail, as those of the API that do the same.
const NOTED: [&str; 2] = ["GET /shop/you/copy", "POST /shop/you/leave"];

/// Whom the door let in.
#[derive(Debug, Clone)]
pub(super) struct Visitor(CustomerId);

impl Visitor {
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
    let headers = parts.headers.clone();
    let mut response = match is_from(&headers, &state.config().storefront) {
        false => Failed("oops-outside").with(StatusCode::FORBIDDEN),
        true => match Filled::<EnterForm>::from_request(Request::from_parts(parts.clone(), body), &state).await {
            Ok(Filled(form)) => entered(&state, &parts, &form).await,
            Err(error) => error.into_response(),
        },
    };
    seal(response.headers_mut());
    response
}

async fn entered(state: &AppState, parts: &Parts, form: &EnterForm) -> Response {
    let claims = match visitor(state, parts, &form.token).await {
        Ok((_, claims)) => claims,
        Err(refused) => return turned_away(state, "POST /shop/enter".to_owned(), refused),
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
    ([(SET_COOKIE, Line::of(&state).cookie("", 0))], told.await).into_response()
}

/// The layer around the pages on somebody's data: lets in whoever has a token, and says to the handlers who that is.
pub(super) async fn door(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let route = format!("{} {path}", request.method());
    let token = cookie(request.headers(), Line::of(&state).name()).unwrap_or_default().to_owned();
    let (mut parts, body) = request.into_parts();
    match visitor(&state, &parts, &token).await {
        Ok((visitor, _)) => drop(parts.extensions.insert(visitor)),
        Err(refused) => return turned_away(&state, route, refused),
    }
    request = Request::from_parts(parts, body);
    if NOTED.contains(&route.as_str()) {
        return trail::noted(state, By::Token { audience: Audience::Me }, route, request, next).await;
    }
    next.run(request).await
}

/// The customer of whom a token speaks.
async fn visitor(state: &AppState, parts: &Parts, token: &str) -> Result<(Visitor, Claims), Refused> {
    state.throttle().address(address(parts))?;
    let claims = claims(state, token, Audience::Me).await?;
    match &claims.subject {
        Subject::Customer(id) => Ok((Visitor(id.clone()), claims)),
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
fn is_from(headers: &HeaderMap, storefront: &str) -> bool {
    let mut origins = headers.get_all(ORIGIN).iter();
    origins.next().is_some_and(|origin| origin == storefront) && origins.next().is_none()
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
        if config.tls.is_on() || config.storefront.starts_with("https://") { Self::Secure } else { Self::Plain }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Secure => "__Host-candor-visit",
            Self::Plain => "candor-visit",
        }
    }

    /// `Lax`, since the way in is a link from another site.
    fn cookie(self, token: &str, seconds: i64) -> String {
        let secure = if self == Self::Secure { "; Secure" } else { "" };
        format!("{}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}", self.name())
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

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
