//! What a click changes: an event, the customer who shops, whether an event may be used.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::HeaderName;
use axum::http::StatusCode;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::asked::{Asked, Filled};
use super::notice::{Told, YOU, tell};
use super::page::Rendered;
use super::shopper::{COOKIE_NAME, Shopper, persona as persona_of};
use super::tongue::{COOKIE_NAME as TONGUE, LANGUAGES};
use super::view::{decision_id, item_id};
use super::{PageError, answered, home};
use crate::decision::Record;
use crate::event::{Event, Kind, Usage};
use crate::http::AppState;
use crate::ids::{EventId, ItemId};
use crate::service::{Service, ServiceError};

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
    /// The events that are meant, where not all of them are.
    #[serde(default)]
    event: String,
    #[serde(flatten)]
    way: Way,
}

#[derive(Debug, Deserialize)]
pub(super) struct FeedbackForm {
    item: String,
    decision: String,
    verb: String,
    /// What is used again.
    #[serde(default)]
    event: String,
    #[serde(flatten)]
    way: Way,
}

#[derive(Debug, Deserialize)]
pub(super) struct UndoForm {
    item: String,
    event: String,
    #[serde(flatten)]
    way: Way,
}

/// Where a form was and where it leads.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Way {
    /// `you` for the page of choices; else the shop's front page.
    #[serde(default)]
    page: String,
    /// The list that was shown there.
    #[serde(default)]
    before: String,
}

impl Way {
    /// Back with word of what was done. Of a shop whose front page is elsewhere there is the page of choices alone.
    pub(super) fn back(&self, shopper: &Shopper, told: &Told) -> Response {
        let before = if told.before.is_empty() { &self.before } else { &told.before };
        let pairs = [
            ("done", &told.done),
            ("item", &told.item),
            ("topic", &told.topic),
            ("event", &told.event),
            ("before", before),
        ];
        let path = if self.page == "you" || shopper.persona.is_none() { YOU } else { "/" };
        see(&address(path, &pairs))
    }
}

/// An address with those pairs of its query that say something.
pub(super) fn address(path: &str, pairs: &[(&str, &String)]) -> String {
    let pairs = pairs.iter().filter(|(_, value)| !value.is_empty());
    let query: Vec<String> = pairs.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
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
        let item = offered(service, &form.item)?;
        let event = record(service, &shopper, &item, kind, &form.decision)?;
        let told = Told {
            done: kind.as_str().to_owned(),
            item: item.to_string(),
            event: event.to_string(),
            before: form.decision,
            ..Told::default()
        };
        if part.part.as_deref() == Some("rail") {
            return Ok(Rendered(home::part(service, &shopper, &told)?).into_response());
        }
        Ok(Way::default().back(&shopper, &told))
    })
    .await
}

/// An item of the shop, by the name that a form gives.
fn offered(service: &Service, id: &str) -> Result<ItemId, PageError> {
    let item = item_id(id)?;
    service.store().item(&item)?.map(|_| item).ok_or(PageError::NotFound("item"))
}

/// Keeps what the customer did. A decision that is not named, or badly, is left out.
pub(super) fn record(
    service: &Service,
    shopper: &Shopper,
    item: &ItemId,
    kind: Kind,
    decision: &str,
) -> Result<EventId, PageError> {
    let id = EventId::new(&format!("shop-{}", uuid::Uuid::now_v7().simple())).expect("a short printable id");
    let mut event = Event::new(id.clone(), shopper.subject(), item.clone(), kind, Service::now());
    event.decision = decision_id(decision).ok();
    service.take_events(&[event])?;
    Ok(id)
}

/// The record of a decision for whoever shops; nothing where it is of somebody else, or of nobody.
pub(super) fn record_of(service: &Service, shopper: &Shopper, decision: &str) -> Result<Option<Record>, PageError> {
    let Ok(id) = decision_id(decision) else { return Ok(None) };
    match service.record(&id) {
        Ok(record) => Ok(Some(record).filter(|record| record.inputs.request.customer.as_ref() == Some(&shopper.id()))),
        Err(ServiceError::UnknownDecision(_)) => Ok(None),
        Err(cause) => Err(cause.into()),
    }
}

/// `POST /shop/feedback`: what the customer thinks of one recommendation.
pub(super) async fn feedback(
    State(state): State<AppState>,
    shopper: Shopper,
    Filled(form): Filled<FeedbackForm>,
) -> Response {
    answered(state, move |service| {
        let item = offered(service, &form.item)?;
        let note = |kind, decision: &str| record(service, &shopper, &item, kind, decision).map(|id| id.to_string());
        let mut is_changed = false;
        let event = match form.verb.as_str() {
            "not_interested" => note(Kind::NotInterested, &form.decision)?,
            // It was not bought here and not because of this list, so it is credited to no decision.
            "have" => note(Kind::Purchase, "")?,
            "unfair" => note(Kind::Report, &form.decision)?,
            "personal" => {
                let switched = rest(service, &shopper, &form.decision, &item)?;
                is_changed = !switched.is_empty();
                joined(&switched)
            }
            "personal-back" => {
                shopper.may_allow_more()?;
                let is_back = |event: &Event| !form.event.is_empty() && is_named(&form.event, event);
                is_changed = !switch(service, &shopper, Usage::Used, is_back)?.is_empty();
                String::new()
            }
            _ => return Err(PageError::Form("verb")),
        };
        let told = Told { done: form.verb, item: item.to_string(), event, before: form.decision, ..Told::default() };
        if is_changed {
            tell(service, &shopper, shopper.tongue(service)?, &told)?;
        }
        Ok(form.way.back(&shopper, &told))
    })
    .await
}

/// Switches off what an item of a list mostly rests on; gives what was used until then. No event says so.
fn rest(service: &Service, shopper: &Shopper, decision: &str, item: &ItemId) -> Result<Vec<EventId>, PageError> {
    record_of(service, shopper, decision)?.ok_or(PageError::NotFound("decision"))?;
    let things: BTreeSet<ItemId> = service.rests_on(&decision_id(decision)?, item)?.into_iter().collect();
    switch(service, shopper, Usage::Unused, |event| things.contains(&event.item))
}

/// `POST /shop/undo`: an event that a button noted is not used.
pub(super) async fn undo(State(state): State<AppState>, shopper: Shopper, Filled(form): Filled<UndoForm>) -> Response {
    answered(state, move |service| {
        let event = EventId::new(&form.event).map_err(|_| PageError::NotFound("event"))?;
        let changed = service.set_usage(&shopper.subject(), &event, Usage::Unused)?;
        let is_changed = changed.ok_or(PageError::NotFound("event"))?;
        let told = Told { done: "undone".to_owned(), item: form.item, ..Told::default() };
        if is_changed {
            tell(service, &shopper, shopper.tongue(service)?, &told)?;
        }
        Ok(form.way.back(&shopper, &told))
    })
    .await
}

/// `POST /shop/persona`
pub(super) async fn persona(Filled(form): Filled<PersonaForm>) -> Response {
    let Some(persona) = persona_of(&form.persona) else { return PageError::Form("persona").into_response() };
    let cookie = format!("{COOKIE_NAME}={}; Path=/; Max-Age={COOKIE_AGE_S}; HttpOnly; SameSite=Lax", persona.id);
    ([(SET_COOKIE, cookie)], see("/")).into_response()
}

#[derive(Debug, Deserialize)]
pub(super) struct LanguageForm {
    lang: String,
    #[serde(default)]
    to: String,
}

/// `POST /shop/language`: in which language pages speak from now on.
pub(super) async fn language(Filled(form): Filled<LanguageForm>) -> Response {
    let known = LANGUAGES.into_iter().find(|(code, _)| *code == form.lang);
    let Some((code, _)) = known else { return PageError::Form("lang").into_response() };
    let cookie = format!("{TONGUE}={code}; Path=/; Max-Age={COOKIE_AGE_S}; HttpOnly; SameSite=Lax");
    ([(SET_COOKIE, cookie)], see(inside(&form.to))).into_response()
}

/// An address of this site, whatever the form says.
fn inside(to: &str) -> &str {
    let is_ours = to.starts_with('/') && !to.starts_with("//");
    let is_plain = to.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_ours && is_plain { to } else { "/" }
}

/// `POST /shop/usage`: what the customer did with an item, used or not.
pub(super) async fn usage(
    State(state): State<AppState>,
    shopper: Shopper,
    Filled(form): Filled<UsageForm>,
) -> Response {
    answered(state, move |service| {
        let usage = usage_of(&shopper, &form.usage)?;
        let item = item_id(&form.item)?;
        let is_meant = |event: &Event| event.item == item && is_named(&form.event, event);
        let switched = switch(service, &shopper, usage, is_meant)?;
        let told = Told { done: form.usage, item: form.item, event: joined(&switched), ..Told::default() };
        if !switched.is_empty() {
            tell(service, &shopper, shopper.tongue(service)?, &told)?;
        }
        Ok(form.way.back(&shopper, &told))
    })
    .await
}

/// Whether something is used, as a form says it: what was a gift is not.
pub(super) fn usage_of(shopper: &Shopper, said: &str) -> Result<Usage, PageError> {
    match said {
        "used" => shopper.may_allow_more().map(|()| Usage::Used),
        "unused" | "gift" => Ok(Usage::Unused),
        _ => Err(PageError::Form("usage")),
    }
}

/// Switches those events on or off that are not so yet; gives them.
fn switch(
    service: &Service,
    shopper: &Shopper,
    usage: Usage,
    is_meant: impl Fn(&Event) -> bool,
) -> Result<Vec<EventId>, PageError> {
    let subject = shopper.subject();
    let events = service.store().events_of(&subject)?.into_iter();
    let meant: Vec<EventId> =
        events.filter(|event| event.usage != usage && is_meant(event)).map(|event| event.id).collect();
    for event in &meant {
        service.store().set_usage(&subject, event, usage)?;
    }
    Ok(meant)
}

/// Several events in one field, so that undoing switches on again exactly what was switched off: a line for each, which no name holds.
pub(super) fn joined(events: &[EventId]) -> String {
    events.iter().map(EventId::as_str).collect::<Vec<_>>().join("\n")
}

/// Whether a field names an event; where it names none, all are meant.
fn is_named(field: &str, event: &Event) -> bool {
    field.is_empty() || field.lines().any(|line| line == event.id.as_str())
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
