//! What a click changes: an event, the customer who shops, whether an event may be used.

use axum::extract::State;
use axum::http::HeaderName;
use axum::http::StatusCode;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::asked::{Asked, Filled};
use super::page::Rendered;
use super::shopper::{COOKIE_NAME, Shopper, persona as persona_of};
use super::view::{decision_id, item_id};
use super::{PageError, answered, home, words};
use crate::event::{Event, Kind, Usage};
use crate::http::AppState;
use crate::ids::{EventId, ItemId};
use crate::service::Service;

/// How long the choice of a customer is kept, in seconds: a month.
const COOKIE_AGE_S: u32 = 30 * 24 * 3600;

/// What the shop's buttons send.
#[derive(Debug, Deserialize)]
pub(super) struct EventForm {
    item: String,
    kind: String,
    /// The recommendation that led here.
    #[serde(default)]
    decision: String,
}

/// Whether a whole page or a part of it is wanted.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Part {
    /// `rail` or `panel`; the whole page where absent.
    pub(super) part: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct PersonaForm {
    persona: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct UsageForm {
    item: String,
    usage: String,
}

/// The kinds that the shop's buttons send, by their name on the wire.
pub(super) fn kind(name: &str) -> Option<Kind> {
    const OFFERED: [Kind; 6] = [Kind::Cart, Kind::Purchase, Kind::Save, Kind::Like, Kind::Dislike, Kind::NotInterested];
    OFFERED.into_iter().find(|kind| kind.as_str() == name)
}

/// `POST /shop/events`
pub(super) async fn event(
    State(state): State<AppState>,
    shopper: Shopper,
    Asked(part): Asked<Part>,
    Filled(form): Filled<EventForm>,
) -> Response {
    answered(state, move |service| {
        let kind = kind(&form.kind).ok_or(PageError::Form("kind"))?;
        let item = item_id(&form.item)?;
        let title = service.store().item(&item)?.ok_or(PageError::NotFound("item"))?.title;
        record(service, &shopper, &item, kind, &form.decision)?;
        if part.part.as_deref() == Some("rail") {
            let notice = format!("{}. Your list follows.", words::did(kind, &title));
            return Ok(Rendered(home::part(service, &shopper, Some(notice))?).into_response());
        }
        Ok(see(&format!("/?done={}&item={}", kind.as_str(), encoded(item.as_str()))))
    })
    .await
}

/// Keeps what the customer did. A decision that is not named, or badly, is left out.
pub(super) fn record(
    service: &Service,
    shopper: &Shopper,
    item: &ItemId,
    kind: Kind,
    decision: &str,
) -> Result<(), PageError> {
    let id = EventId::new(&format!("shop-{}", uuid::Uuid::now_v7().simple())).expect("a short printable id");
    let mut event = Event::new(id, shopper.subject(), item.clone(), kind, Service::now());
    event.decision = decision_id(decision).ok();
    service.take_events(&[event])?;
    Ok(())
}

/// `POST /shop/persona`
pub(super) async fn persona(Filled(form): Filled<PersonaForm>) -> Response {
    let Some(persona) = persona_of(&form.persona) else { return PageError::Form("persona").into_response() };
    let cookie = format!("{COOKIE_NAME}={}; Path=/; Max-Age={COOKIE_AGE_S}; HttpOnly; SameSite=Lax", persona.id);
    ([(SET_COOKIE, cookie)], see("/")).into_response()
}

/// `POST /shop/usage`: everything that the customer did with an item, used or not.
pub(super) async fn usage(
    State(state): State<AppState>,
    shopper: Shopper,
    Filled(form): Filled<UsageForm>,
) -> Response {
    answered(state, move |service| {
        let usage = match form.usage.as_str() {
            "used" => Usage::Used,
            "unused" => Usage::Unused,
            _ => return Err(PageError::Form("usage")),
        };
        let item = item_id(&form.item)?;
        let subject = shopper.subject();
        for event in service.store().events_of(&subject)?.iter().filter(|event| event.item == item) {
            service.store().set_usage(&subject, &event.id, usage)?;
        }
        Ok(see(&format!("/?done={}&item={}", form.usage, encoded(item.as_str()))))
    })
    .await
}

/// Sends the browser to a page with GET, so that reloading it does not send the form again.
pub(super) fn see(path: &str) -> Response {
    let headers: [(HeaderName, &str); 1] = [(LOCATION, path)];
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// A text as part of an address.
pub(super) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
