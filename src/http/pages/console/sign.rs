//! Signing in and out. A person shows the key of their role once; from then on a cookie stands for it.

use std::collections::BTreeMap;
use std::sync::Mutex;

use askama::Template;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::fault::Oops;
use super::page::LANGUAGE;
use super::session::{Line, TOKEN_BYTES};
use super::words::role_words;
use crate::access::{KeyWish, Presented};
use crate::demo::{self, Colleague};
use crate::http::door::{Caller, Refused, address, by, opened, with_key};
use crate::http::pages::act::{encoded, see};
use crate::http::pages::asked::{Asked, Filled};
use crate::http::pages::page::Rendered;
use crate::http::pages::tongue::{Switch, Tongue};
use crate::http::pages::{PageError, assets};
use crate::http::problem::Problem;
use crate::http::rule::{OVERSEERS, Who};
use crate::http::{AppState, Pages};
use crate::service::{By, Noted, Service, ServiceError, random};

/// Where one signs in.
pub(super) const IN: &str = "/console/sign-in";
/// The start page.
const START: &str = "/console";

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Said {
    /// Where somebody wanted to go.
    to: Option<String>,
    /// That a session ended.
    ended: Option<String>,
    /// That somebody signed out.
    out: Option<String>,
}

/// What the form sends; never printed.
#[derive(Deserialize)]
pub(super) struct KeyForm {
    key: String,
    #[serde(default)]
    to: String,
}

/// One of the demo's people.
#[derive(Deserialize)]
pub(super) struct ColleagueForm {
    name: String,
    #[serde(default)]
    to: String,
}

#[derive(Template)]
#[template(path = "console/sign-in.html")]
struct SignIn {
    assets: &'static str,
    shop: String,
    tongue: Tongue,
    switch: Switch,
    notice: Option<String>,
    refused: Option<String>,
    to: String,
    /// The demo's people: name, role and task.
    colleagues: Vec<(&'static str, String, String)>,
}

/// The keys of the demo's people, made when one of them first signs in; their secrets never leave this process.
#[derive(Default)]
pub(in crate::http) struct DemoKeys(Mutex<BTreeMap<&'static str, Presented>>);

impl DemoKeys {
    fn of(&self, service: &Service, colleague: &Colleague) -> Result<Presented, ServiceError> {
        let mut keys = self.0.lock().expect("no holder panics");
        if let Some(known) = keys.get(colleague.name) {
            return Ok(known.clone());
        }
        let is_theirs = |key: &crate::access::Key| key.name == colleague.name && key.role == colleague.role;
        let live = |key: &crate::access::Key| key.is_live(Service::now()).is_ok();
        // A key of an earlier run, whose secret went with it, gets another one.
        let (_, text) = match service.keys()?.into_iter().find(|key| is_theirs(key) && live(key)) {
            Some(key) => service.rotate_key(&key.id, 0)?,
            None => service.create_key(KeyWish {
                name: colleague.name.to_owned(),
                role: colleague.role,
                expires: None,
                origins: [].into(),
            })?,
        };
        let presented = Presented::read(&text).expect("a key that was just made");
        keys.insert(colleague.name, presented.clone());
        Ok(presented)
    }
}

/// `GET /console/sign-in`
pub(super) async fn ask(State(state): State<AppState>, headers: HeaderMap, Asked(said): Asked<Said>) -> Response {
    let notice = match (&said.ended, &said.out) {
        (Some(_), _) => Some("sign-ended"),
        (None, Some(_)) => Some("sign-out"),
        (None, None) => None,
    };
    form(&state, &headers, said.to.as_deref().unwrap_or_default(), (notice, None)).await
}

/// The form, with what was just done or was refused, each by the name of its words.
async fn form(
    state: &AppState,
    headers: &HeaderMap,
    to: &str,
    (notice, refused): (Option<&str>, Option<&str>),
) -> Response {
    let shop = match state.off_thread(|service| Ok::<_, ServiceError>(service.store().shop()?)).await {
        Ok(shop) => shop,
        Err(problem) => return Oops::of(&problem).into_response(),
    };
    let tongue = Tongue::asked(headers).unwrap_or_else(|| Tongue::of(&shop.locale));
    let staff = if state.pages() == Pages::DemoShop { demo::staff() } else { &[] };
    let told = |Colleague { name, role }: &Colleague| {
        (*name, role_words(tongue, *role), tongue.say(&format!("task-{}", role.as_str())))
    };
    Rendered(SignIn {
        assets: assets::version(),
        shop: shop.name,
        notice: notice.map(|name| tongue.say(name)),
        refused: refused.map(|name| tongue.say(name)),
        colleagues: staff.iter().map(told).collect(),
        switch: Switch { to: LANGUAGE, at: format!("{IN}?to={}", encoded(to)), words: tongue },
        to: to.to_owned(),
        tongue,
    })
    .into_response()
}

/// `POST /console/sign-in`
pub(super) async fn sign_in(State(state): State<AppState>, parts: Parts, Filled(form): Filled<KeyForm>) -> Response {
    if let Err(wait) = state.throttle().sign_in(address(&parts)) {
        state.trail().count(By::Nothing, route(IN), StatusCode::TOO_MANY_REQUESTS.as_u16());
        return Oops::wait(wait.0).into_response();
    }
    match Presented::read(form.key.trim()) {
        Some(presented) => admit(&state, &parts, presented, &form.to).await,
        None => {
            refuse((&state, &parts.headers), By::Nothing, StatusCode::UNAUTHORIZED, ("sign-no-key", &form.to)).await
        }
    }
}

/// `POST /console/people`, in the demo alone
pub(super) async fn demo_sign_in(
    State(state): State<AppState>,
    parts: Parts,
    Filled(form): Filled<ColleagueForm>,
) -> Response {
    let Some(colleague) = demo::staff().iter().find(|colleague| colleague.name == form.name) else {
        return Oops::from(PageError::Form("name")).into_response();
    };
    let keys = state.clone();
    match state.off_thread(move |service| keys.demo_keys().of(service, colleague)).await {
        Ok(presented) => admit(&state, &parts, presented, &form.to).await,
        Err(problem) => Oops::of(&problem).into_response(),
    }
}

/// Begins a session for the holder of a key that opens and has a role at this desk.
async fn admit(state: &AppState, parts: &Parts, presented: Presented, to: &str) -> Response {
    let let_in = match opened(state, presented.clone(), address(parts)).await {
        Ok(key) => {
            let who = by(&key);
            let let_in = with_key(state, Who::Keys(OVERSEERS), &key, &parts.headers).await;
            let_in.map_err(|refused| Refused { by: who, ..refused })
        }
        Err(refused) => Err(refused),
    };
    let Caller { by, .. } = match let_in {
        Ok(caller) => caller,
        Err(Refused { by, problem }) => {
            let words = match problem.status() {
                StatusCode::UNAUTHORIZED => "sign-shut",
                StatusCode::FORBIDDEN => "sign-program",
                _ => return Oops::of(&problem).into_response(),
            };
            return refuse((state, &parts.headers), by, problem.status(), (words, to)).await;
        }
    };
    let random = match random::<TOKEN_BYTES>() {
        Ok(random) => random,
        Err(cause) => return Oops::of(&Problem::from(cause)).into_response(),
    };
    // Whoever signs in again leaves no session behind.
    state.sessions().end(&parts.headers);
    let line = if state.config().tls.is_on() { Line::Secure } else { Line::of(&parts.headers) };
    let token = state.sessions().begin(presented, line, random, Service::now());
    note(state, by, IN).await;
    with_cookie(see(inside(to)), &line.set_cookie(&token))
}

/// Shows the form again, and counts the refusal.
async fn refuse(
    (state, headers): (&AppState, &HeaderMap),
    by: By,
    status: StatusCode,
    (words, to): (&str, &str),
) -> Response {
    state.trail().count(by, route(IN), status.as_u16());
    let mut response = form(state, headers, to, (None, Some(words))).await;
    if response.status().is_success() {
        *response.status_mut() = status;
    }
    response
}

/// `POST /console/sign-out`
pub(super) async fn sign_out(State(state): State<AppState>, headers: HeaderMap) -> Response {
    if let Some(presented) = state.sessions().end(&headers)
        && let Some(key) = state.service().remembered_key(presented.id())
    {
        note(&state, by(&key), OUT).await;
    }
    let response = see(&format!("{IN}?out=1"));
    let response = with_cookie(response, &Line::Secure.set_cookie(""));
    with_cookie(response, &Line::Plain.set_cookie(""))
}

const OUT: &str = "/console/sign-out";

fn route(path: &str) -> String {
    format!("POST {path}")
}

/// Notes in the trail that somebody came or went. Nobody is kept out, or in, because that failed.
async fn note(state: &AppState, by: By, path: &str) {
    let noted =
        Noted { time: Service::now(), by, route: route(path), status: StatusCode::SEE_OTHER.as_u16(), count: 1 };
    if let Err(cause) = state.beside(move |service| service.note(vec![(noted, None)], service.erasures())).await {
        tracing::error!(cause = cause.detail(), "a sign-in or sign-out was not noted in the trail");
    }
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    let cookie = HeaderValue::from_str(cookie).expect("names and digits");
    response.headers_mut().append(SET_COOKIE, cookie);
    response
}

/// Where to go after signing in: only to pages of the console, whatever the address says.
fn inside(to: &str) -> &str {
    let is_ours = to == START || to.strip_prefix(START).is_some_and(|rest| rest.starts_with(['/', '?']));
    let is_plain = to.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_ours && is_plain { to } else { START }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere_after_signing_in() {
        for to in ["/console", "/console?x=1", "/console/reviews/r_1?state=open"] {
            assert_eq!(inside(to), to);
        }
        for to in [
            "",
            "/",
            "//evil.example",
            "/console.evil.example",
            "https://evil.example",
            "/console/\\evil",
            "/console\r\nx",
        ] {
            assert_eq!(inside(to), START, "{to}");
        }
    }
}
