//! The customer's data and choices: what is allowed, how much is used, what was done, a copy of it, and the way out.
//!
//! It shows the list that the choices make now, so that each change can be seen at once. Must not know how a choice takes effect: the
//! service and the engine do.

pub(super) mod acts;
pub(super) mod leave;

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::asked::Asked;
use super::notice::{Notice, Told, topics};
use super::page::{Frame, Here, Rendered};
use super::shopper::Shopper;
use super::tongue::Tongue;
use super::view::{Rail, home_request, title_of};
use super::words::did;
use super::{PageError, answered};
use crate::engine::Engine;
use crate::event::{Customer, Event, Kind, LIGHT_DAYS, Personalisation, Purpose, Usage};
use crate::http::AppState;
use crate::service::{ConsentState, History, Outbox, Service, ServiceError};
use crate::store::ModelDirError;
use crate::units::Time;

/// How many items the list shows: as many as on the shop's front page, so that lists can be compared.
const LIST: u16 = super::home::RAIL;
/// How many events a page of the history shows.
const EVENTS: usize = 20;
/// How many messages are shown.
const LETTERS: usize = 3;
/// The name of this page in forms.
const PAGE: &str = "you";

/// What the address may say besides what was done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wish {
    /// The page of the history, from 1.
    page: Option<usize>,
}

/// A choice with its present answer.
struct Choice {
    /// Its name in forms.
    id: &'static str,
    title: String,
    text: String,
    /// Whether it is the one that holds by the customer's own choice.
    is_chosen: bool,
}

/// A purpose with both answers.
struct Asking {
    choice: Choice,
    /// What holds.
    allowed: bool,
}

/// Something that the customer did.
struct Deed {
    event: String,
    item: String,
    text: String,
    day: String,
    is_used: bool,
    /// Whether it can have been bought for somebody else.
    may_be_gift: bool,
}

#[derive(Template)]
#[template(path = "you.html")]
struct You {
    frame: Frame,
    words: Tongue,
    notice: Option<Notice>,
    /// The list that the choices make; none before the shop has learnt anything.
    rail: Option<Rail>,
    /// Whether there is none because the model cannot be read.
    is_broken: bool,
    no_profile: bool,
    /// The name of the words for how much of the purposes is decided.
    decided: &'static str,
    purposes: Vec<Asking>,
    extents: Vec<Choice>,
    /// The day until which nothing is used.
    paused: Option<String>,
    blocked: BTreeSet<String>,
    preferred: BTreeSet<String>,
    topics: BTreeSet<String>,
    deeds: Vec<Deed>,
    n_deeds: usize,
    n_unused: usize,
    page: usize,
    pages: usize,
    /// Whether the customer is told of changes outside of the page.
    is_written_to: bool,
    letters: Vec<String>,
}

impl You {
    fn say(&self, name: &str) -> String {
        self.words.say(&format!("you-{name}"))
    }

    fn counted(&self, name: &str, n: &usize) -> String {
        self.words.counted(&format!("you-{name}"), n)
    }

    fn told(&self, name: &str, thing: &str) -> String {
        self.words.told(&format!("you-{name}"), thing)
    }

    /// The list that stands here, which forms quote.
    fn before(&self) -> &str {
        self.rail.as_ref().map_or("", |rail| &rail.decision)
    }

    /// "Page 2 of 5".
    fn of_pages(&self) -> String {
        self.words.with("you-page", [("page", self.page.into()), ("pages", self.pages.into())])
    }
}

/// `GET /shop/you`
pub(super) async fn you(
    State(state): State<AppState>,
    shopper: Shopper,
    Asked(wish): Asked<Wish>,
    Asked(told): Asked<Told>,
) -> Response {
    answered(state, move |service| {
        let words = shopper.tongue(service)?;
        let request = home_request(&shopper, LIST);
        let mut is_broken = false;
        let rail = match service.engine() {
            Ok(_) => Some(Rail::recommend(service, words, request, shopper.history)?),
            Err(ServiceError::Model(ModelDirError::None { .. })) => None,
            // What people may choose does not hang on a model.
            Err(ServiceError::Model(cause)) => {
                tracing::error!(%cause, "a page shows no list: the model cannot be read");
                is_broken = true;
                None
            }
            Err(cause) => return Err(cause.into()),
        };
        let notice = Notice::of(service, &shopper, words, &told, rail.as_ref(), PAGE)?;
        Ok(Rendered(page(service, &shopper, &wish, (rail, is_broken), notice)?))
    })
    .await
}

fn page(
    service: &Service,
    shopper: &Shopper,
    wish: &Wish,
    (rail, is_broken): (Option<Rail>, bool),
    notice: Option<Notice>,
) -> Result<You, PageError> {
    let (engine, words) = (service.engine().ok(), shopper.tongue(service)?);
    let record = service.store().customer(&shopper.id())?.unwrap_or_else(|| Customer::unknown(shopper.id()));
    let state = service.consent(&shopper.id())?;
    let mut events = service.store().events_of(&shopper.subject())?;
    events.reverse();
    let pages = events.len().div_ceil(EVENTS).max(1);
    let at = wish.page.unwrap_or(1).clamp(1, pages);
    let shown = events.iter().skip((at - 1) * EVENTS).take(EVENTS);
    let paused = record.paused_until.filter(|until| Service::now() < *until).map(Time::day);
    Ok(You {
        frame: Frame::new(service, shopper, Here::You)?,
        notice,
        rail,
        is_broken,
        no_profile: shopper.history == History::Unused,
        decided: decided(&state),
        purposes: purposes(words, &state),
        extents: extents(words, record.personalisation),
        paused,
        topics: engine.as_deref().map(topics).unwrap_or_default(),
        blocked: record.blocked_topics,
        preferred: record.preferred_topics,
        deeds: shown.map(|event| deed(service, words, engine.as_deref(), event)).collect::<Result<_, _>>()?,
        n_deeds: events.len(),
        n_unused: events.iter().filter(|event| event.usage == Usage::Unused).count(),
        page: at,
        pages,
        is_written_to: !matches!(service.outbox(), Outbox::Closed),
        letters: service.outbox().last(&shopper.id(), LETTERS).map_err(ServiceError::from)?,
        words,
    })
}

/// A purpose by its name on the wire.
const PURPOSES: [(&str, Purpose); 3] =
    [("recommend", Purpose::Recommend), ("explain", Purpose::Explain), ("measure_fairness", Purpose::MeasureFairness)];

/// How much is used, by its name on the wire.
const EXTENTS: [(&str, Personalisation); 3] =
    [("full", Personalisation::Full), ("light", Personalisation::Light), ("off", Personalisation::Off)];

fn choice(words: Tongue, id: &'static str, is_chosen: bool) -> Choice {
    let text = words.with(&format!("you-{id}-text"), [("days", LIGHT_DAYS.into())]);
    Choice { id, title: words.say(&format!("you-{id}")), text, is_chosen }
}

/// The name of the words for how much of it the customer has decided.
fn decided(state: &ConsentState) -> &'static str {
    match (state.chosen, state.undecided.is_empty()) {
        (false, _) => "unchosen",
        (true, false) => "partly",
        (true, true) => "chosen",
    }
}

fn purposes(words: Tongue, state: &ConsentState) -> Vec<Asking> {
    let asking = |(id, purpose): (&'static str, Purpose)| Asking {
        choice: choice(words, id, !state.undecided.contains(&purpose)),
        allowed: state.consent.allows(purpose),
    };
    PURPOSES.into_iter().map(asking).collect()
}

fn extents(words: Tongue, chosen: Personalisation) -> Vec<Choice> {
    EXTENTS.into_iter().map(|(id, extent)| choice(words, id, extent == chosen)).collect()
}

fn deed(service: &Service, words: Tongue, engine: Option<&Engine>, event: &Event) -> Result<Deed, PageError> {
    let title = match engine {
        Some(engine) => title_of(engine, &event.item),
        None => service.store().item(&event.item)?.map_or_else(|| event.item.to_string(), |item| item.title),
    };
    Ok(Deed {
        event: event.id.to_string(),
        item: event.item.to_string(),
        text: did(words, event.kind, &title),
        day: event.time.day(),
        is_used: event.usage == Usage::Used,
        may_be_gift: event.kind == Kind::Purchase && event.usage == Usage::Used,
    })
}
