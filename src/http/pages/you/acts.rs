//! What the buttons of the page of choices change. Each is told to the customer outside of the shop too.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::super::act::{Way, joined, usage_of};
use super::super::asked::Filled;
use super::super::notice::{TOO_MANY, Told, tell, topics};
use super::super::shopper::Shopper;
use super::super::{PageError, answered};
use super::{EXTENTS, PURPOSES};
use crate::event::{Customer, Event, Personalisation, Usage};
use crate::http::AppState;
use crate::ids::EventId;
use crate::service::{Service, Word};

/// How much an address tells of what was off before a fresh start; beyond it there is no way back that would be exact, and none is offered.
const UNDO_BYTES_MAX: usize = 1_500;

/// How long a pause lasts, in days.
const PAUSE_DAYS: i64 = 7;

#[derive(Debug, Deserialize)]
pub(in crate::http::pages) struct PurposeForm {
    purpose: String,
    allowed: String,
    #[serde(flatten)]
    way: Way,
}

#[derive(Debug, Deserialize)]
pub(in crate::http::pages) struct ExtentForm {
    extent: String,
    #[serde(flatten)]
    way: Way,
}

#[derive(Debug, Deserialize)]
pub(in crate::http::pages) struct TopicForm {
    topic: String,
    list: String,
    #[serde(flatten)]
    way: Way,
}

#[derive(Debug, Deserialize)]
pub(in crate::http::pages) struct EventForm {
    item: String,
    event: String,
    usage: String,
    #[serde(flatten)]
    way: Way,
}

#[derive(Debug, Deserialize)]
pub(in crate::http::pages) struct AllForm {
    usage: String,
    /// Events that stay as they are, a line for each.
    #[serde(default)]
    except: String,
    #[serde(flatten)]
    way: Way,
}

/// Writes to the customer where something changed, and leads back to the page.
fn told(service: &Service, shopper: &Shopper, is_changed: bool, way: &Way, told: &Told) -> Result<Response, PageError> {
    if is_changed {
        tell(service, shopper, shopper.tongue(service)?, told)?;
    }
    Ok(way.back(shopper, told))
}

fn plainly(done: String) -> Told {
    Told { done, ..Told::default() }
}

/// `POST /shop/you/purpose`
pub(in crate::http::pages) async fn purpose(
    State(state): State<AppState>,
    shopper: Shopper,
    Filled(form): Filled<PurposeForm>,
) -> Response {
    answered(state, move |service| {
        let known = PURPOSES.into_iter().find(|(id, _)| *id == form.purpose);
        let (id, purpose) = known.ok_or(PageError::Form("purpose"))?;
        let word = match form.allowed.as_str() {
            "yes" => shopper.may_allow_more().map(|()| Word::Allowed)?,
            "no" => Word::Withheld,
            _ => return Err(PageError::Form("allowed")),
        };
        let is_changed = service.allow(&shopper.id(), purpose, word)?;
        told(service, &shopper, is_changed, &form.way, &plainly(format!("{id}-{}", form.allowed)))
    })
    .await
}

/// `POST /shop/you/extent`: how much is used, and a pause, which leaves that as it is.
pub(in crate::http::pages) async fn extent(
    State(state): State<AppState>,
    shopper: Shopper,
    Filled(form): Filled<ExtentForm>,
) -> Response {
    answered(state, move |service| {
        let (is_changed, done) = if form.extent == "pause" {
            let until = Service::now().plus_days(PAUSE_DAYS);
            (service.choose(&shopper.id(), |customer| customer.paused_until = Some(until))?, "paused".to_owned())
        } else {
            let known = EXTENTS.into_iter().find(|(id, _)| *id == form.extent);
            let (id, extent) = known.ok_or(PageError::Form("extent"))?;
            if extent != Personalisation::Off {
                shopper.may_allow_more()?;
            }
            let is_changed = service.choose(&shopper.id(), |customer| {
                customer.personalisation = extent;
                customer.paused_until = None;
            })?;
            (is_changed, format!("extent-{id}"))
        };
        told(service, &shopper, is_changed, &form.way, &plainly(done))
    })
    .await
}

/// Where a topic stands.
#[derive(Debug, Clone, Copy)]
enum TopicList {
    Blocked,
    Preferred,
}

/// Where a topic stands, as a form says it.
fn standing(customer: &Customer, topic: &str) -> &'static str {
    if customer.blocked_topics.contains(topic) {
        "blocked"
    } else if customer.preferred_topics.contains(topic) {
        "preferred"
    } else {
        "free"
    }
}

/// Moves a topic to a list, or off both.
fn put(customer: &mut Customer, topic: &str, list: Option<TopicList>) {
    customer.blocked_topics.remove(topic);
    customer.preferred_topics.remove(topic);
    let list = match list {
        Some(TopicList::Blocked) => &mut customer.blocked_topics,
        Some(TopicList::Preferred) => &mut customer.preferred_topics,
        None => return,
    };
    list.insert(topic.to_owned());
}

/// `POST /shop/you/topic`: a topic is blocked, preferred or neither.
pub(in crate::http::pages) async fn topic(
    State(state): State<AppState>,
    shopper: Shopper,
    Filled(form): Filled<TopicForm>,
) -> Response {
    answered(state, move |service| {
        let TopicForm { topic, list, way } = form;
        if list != "free" && !topics(&*service.engine()?).contains(&topic) {
            return Err(PageError::Form("topic"));
        }
        let (done, list) = match list.as_str() {
            "blocked" => ("blocked", Some(TopicList::Blocked)),
            "preferred" => shopper.may_allow_more().map(|()| ("preferred", Some(TopicList::Preferred)))?,
            "free" => ("topic-free", None),
            _ => return Err(PageError::Form("list")),
        };
        let (mut checked, mut stood) = (Ok(()), "free");
        let is_changed = service.choose(&shopper.id(), |customer| {
            let before = customer.clone();
            stood = standing(customer, &topic);
            put(customer, &topic, list);
            checked = customer.check();
            if checked.is_err() {
                *customer = before;
            }
        })?;
        checked?;
        told(service, &shopper, is_changed, &way, &Told { topic, event: stood.to_owned(), ..plainly(done.to_owned()) })
    })
    .await
}

/// `POST /shop/you/event`: one thing that the customer did, used or not.
pub(in crate::http::pages) async fn event(
    State(state): State<AppState>,
    shopper: Shopper,
    Filled(form): Filled<EventForm>,
) -> Response {
    answered(state, move |service| {
        let usage = usage_of(&shopper, &form.usage)?;
        let event = EventId::new(&form.event).map_err(|_| PageError::NotFound("event"))?;
        let changed = service.set_usage(&shopper.subject(), &event, usage)?;
        let is_changed = changed.ok_or(PageError::NotFound("event"))?;
        let done = if usage == Usage::Used { "event-used" } else { "event-unused" };
        let about = Told { item: form.item, event: form.event, ..plainly(done.to_owned()) };
        told(service, &shopper, is_changed, &form.way, &about)
    })
    .await
}

/// `POST /shop/you/all`: everything that the customer did so far, used or not.
pub(in crate::http::pages) async fn all(
    State(state): State<AppState>,
    shopper: Shopper,
    Filled(form): Filled<AllForm>,
) -> Response {
    answered(state, move |service| {
        let usage = usage_of(&shopper, &form.usage)?;
        let subject = shopper.subject();
        let stays = |event: &Event| form.except.lines().any(|line| line == event.id.as_str());
        let events = service.store().events_of(&subject)?;
        let off = events.iter().filter(|event| event.usage == Usage::Unused).map(|event| event.id.clone());
        let off = joined(&off.collect::<Vec<_>>());
        let mut is_changed = false;
        for event in events.iter().filter(|event| event.usage != usage && !stays(event)) {
            is_changed |= service.store().set_usage(&subject, &event.id, usage)?;
        }
        let done = match (usage, form.except.is_empty()) {
            (Usage::Unused, _) => "all-unused",
            (Usage::Used, true) => "all-used",
            (Usage::Used, false) => "all-before",
        };
        let off = if off.len() > UNDO_BYTES_MAX { TOO_MANY.to_owned() } else { off };
        let about = Told { event: off, ..plainly(done.to_owned()) };
        told(service, &shopper, is_changed, &form.way, &about)
    })
    .await
}
