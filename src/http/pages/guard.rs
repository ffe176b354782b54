//! What every page carries in its headers, and the door for what changes something.

use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, HeaderValue, ORIGIN, REFERRER_POLICY,
    RETRY_AFTER, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::console::Fault;
use super::page::{Failed, Oops, Rendered};
use super::tongue::Tongue;
use crate::http::problem::Kind;
use crate::http::{AppState, Pages};

/// Nothing but our own files, no inline style or script, no framing.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
     connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const PURPOSE: HeaderName = HeaderName::from_static("sec-purpose");

/// Refuses changes that another site asked for, and sets the headers of every answer.
pub(super) async fn guard(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_encrypted = state.config().tls.is_on();
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut response = if is_safe || is_own(request.headers(), is_encrypted) {
        next.run(request).await
    } else {
        Failed("oops-outside").with(StatusCode::FORBIDDEN)
    };
    seal(response.headers_mut());
    response
}

pub(super) fn seal(headers: &mut HeaderMap) {
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(REFERRER_POLICY).or_insert(HeaderValue::from_static("no-referrer"));
}

/// Makes a page of what went wrong: of what a page says, and of a problem where a browser asked for a page, such as one that came too late.
pub(in crate::http) async fn told(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let (is_console, is_api) = (path.starts_with("/console"), path.starts_with("/v1/"));
    let in_words = if path.starts_with("/shop/") { to_customers } else { in_words };
    let accepted = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    let wants_page = !is_api && accepted.is_some_and(|accepted| accepted.contains("text/html"));
    let tongue = Tongue::asked(request.headers()).unwrap_or_else(Tongue::english);
    let mut response = next.run(request).await;
    let status = response.status();
    let problem = response.extensions().get::<Kind>().copied().filter(|_| wants_page);
    let extensions = response.extensions_mut();
    let (fault, failed) = (extensions.remove::<Fault>(), extensions.remove::<Failed>());
    let said = failed.map(|Failed(said)| said).or_else(|| problem.map(in_words));
    let page = match (fault, said) {
        (Some(fault), _) => Oops::at_console(tongue, status, fault.words(tongue)),
        // The console says the same, but not as one speaks to customers.
        (None, Some(said)) if is_console => {
            Oops::at_console(tongue, status, tongue.say(&said.replacen("oops", "fault", 1)))
        }
        (None, Some(said)) => Oops::in_shop(tongue, status, said, way_back(&state)),
        (None, None) => return response,
    };
    let mut told = (status, Rendered(page)).into_response();
    for name in [ALLOW, RETRY_AFTER] {
        if let Some(value) = response.headers().get(&name) {
            told.headers_mut().insert(name, value.clone());
        }
    }
    seal(told.headers_mut());
    told
}

/// Where a customer's way on leads: to the shop, where it is known where that is.
fn way_back(state: &AppState) -> Option<String> {
    match state.pages() {
        Pages::DemoShop => Some("/".to_owned()),
        Pages::Off | Pages::Console => Some(state.config().customers.shop.clone()).filter(|shop| !shop.is_empty()),
    }
}

/// What a page of the shop says of a problem.
const fn to_customers(kind: Kind) -> &'static str {
    if matches!(kind, Kind::Unauthenticated | Kind::Forbidden) { "oops-visit" } else { in_words(kind) }
}

/// What a page says of a problem.
pub(super) const fn in_words(kind: Kind) -> &'static str {
    match kind {
        Kind::NotFound => "oops-page",
        Kind::MethodNotAllowed => "oops-way",
        Kind::TooLarge => "oops-large",
        Kind::TooMany | Kind::Busy => "oops-busy",
        Kind::BodyTimeout | Kind::Timeout => "oops-late",
        Kind::NoModel => "oops-unlearnt",
        Kind::Conflict => "oops-changed",
        Kind::Internal | Kind::ReadOnly | Kind::StoreAway => "oops-ours",
        Kind::Malformed
        | Kind::Unauthenticated
        | Kind::Forbidden
        | Kind::UnsupportedMediaType
        | Kind::Misdirected
        | Kind::Invalid => "oops-form",
    }
}

/// Whether the request comes from one of our own pages.
///
/// `Sec-Fetch-Site` is set by the browser and cannot be forged by a page. Where it is missing, `Origin` must name this
/// host, and where connections are encrypted no page that came over a plain one. A request with neither is refused: no browser of today
/// sends a form without both.
fn is_own(headers: &HeaderMap, is_encrypted: bool) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    match (text(FETCH_SITE), text(ORIGIN), text(HOST)) {
        (Some(site), _, _) => site == "same-origin",
        (None, Some(origin), Some(host)) => {
            let is_ours = |(scheme, authority): (&str, &str)| {
                authority.eq_ignore_ascii_case(host) && (!is_encrypted || scheme.eq_ignore_ascii_case("https"))
            };
            origin.split_once("://").is_some_and(is_ours)
        }
        (None, _, _) => false,
    }
}

/// Whether somebody really looks at the page: not a prefetch, and not a link or image on another site.
pub(super) fn is_looked_at(headers: &HeaderMap) -> bool {
    let site = headers.get(FETCH_SITE).and_then(|value| value.to_str().ok());
    !headers.contains_key(PURPOSE) && !matches!(site, Some("cross-site" | "same-site"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |&(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn only_our_own_pages_may_ask_for_changes() {
        for (pairs, own) in [
            (&[("sec-fetch-site", "same-origin")][..], true),
            (&[("sec-fetch-site", "cross-site"), ("origin", "http://shop"), ("host", "shop")][..], false),
            (&[("sec-fetch-site", "same-site")][..], false),
            (&[("sec-fetch-site", "none")][..], false),
            (&[("origin", "http://127.0.0.1:7878"), ("host", "127.0.0.1:7878")][..], true),
            (&[("origin", "http://127.0.0.1:7878.evil.example"), ("host", "127.0.0.1:7878")][..], false),
            (&[("origin", "null"), ("host", "127.0.0.1:7878")][..], false),
            (&[("host", "127.0.0.1:7878")][..], false),
        ] {
            assert_eq!(is_own(&headers(pairs), false), own, "{pairs:?}");
        }
    }

    #[test]
    fn where_connections_are_encrypted_a_page_that_came_over_a_plain_one_is_not_ours() {
        for (pairs, own) in [
            (&[("origin", "https://shop:7878"), ("host", "shop:7878")][..], true),
            (&[("origin", "http://shop:7878"), ("host", "shop:7878")][..], false),
            (&[("sec-fetch-site", "same-origin"), ("origin", "https://shop"), ("host", "shop")][..], true),
        ] {
            assert_eq!(is_own(&headers(pairs), true), own, "{pairs:?}");
        }
    }

    #[test]
    fn a_prefetch_or_a_link_from_elsewhere_is_not_a_look() {
        assert!(is_looked_at(&headers(&[])));
        assert!(is_looked_at(&headers(&[("sec-fetch-site", "none")])));
        assert!(!is_looked_at(&headers(&[("sec-purpose", "prefetch")])));
        assert!(!is_looked_at(&headers(&[("sec-fetch-site", "cross-site")])));
    }
}
