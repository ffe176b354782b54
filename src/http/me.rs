//! `/v1/me`: what a customer or visitor may see and decide about themself, with a token and no key.
//!
//! The same work as the shop's own routes do for a customer. A visitor has events, which can be seen, switched off, copied and erased;
//! what stands in a record (consent, topics, personalisation) waits until they sign in.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use fluent_bundle::FluentArgs;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::AppState;
use super::body::{InPath, InQuery, Typed};
use super::door::Caller;
use super::history::{self, Events, Use, Wanted as WantedEvents};
use super::problem::{CustomersAlone, Kind, Problem, ReadProblems, WriteProblems};
use super::rights::{self, Wanted};
use super::schemas::Saved;
use crate::disclosure::Words;
use crate::event::{Customer, Personalisation, Purpose, Subject};
use crate::ids::{CustomerId, EventId};
use crate::service::{ConsentState, History, Outbox, Service, ServiceError, Word};
use crate::store::Erased;
use crate::units::Time;

impl Caller {
    fn themself(&self) -> Result<Subject, Problem> {
        self.bound.clone().ok_or_else(|| Problem::internal(&"a call to `/v1/me` came in without a token"))
    }

    fn customer(&self) -> Result<CustomerId, Problem> {
        match self.themself()? {
            Subject::Customer(id) => Ok(id),
            Subject::Visitor(_) => {
                let detail =
                    "a visitor has no record to choose in; sign in first, or erase what is kept of the visitor";
                Err(Problem::new(Kind::Conflict, detail))
            }
        }
    }

    /// Nothing more may be used of somebody whose browser says that they want no profile.
    fn may_allow_more(&self) -> Result<(), Problem> {
        match self.history {
            History::AsAllowed => Ok(()),
            History::Unused => {
                let detail = "the browser says that its user wants no profile (`Sec-GPC: 1`), so nothing more is allowed; \
                              switch that off for this site to allow it";
                Err(Problem::new(Kind::Conflict, detail))
            }
        }
    }
}

/// What I allow
///
/// What holds now, and whether it is my choice or the shop's declared basis.
#[utoipa::path(
    get, path = "/v1/me/consent", tag = "me",
    responses((status = 200, description = "What holds.", body = ConsentState), CustomersAlone, ReadProblems),
)]
pub(crate) async fn get_consent(State(state): State<AppState>, caller: Caller) -> Result<Json<ConsentState>, Problem> {
    let id = caller.customer()?;
    state.off_thread(move |service| service.consent(&id)).await.map(Json)
}

/// A word on one purpose.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Allowance {
    /// Whether it is allowed.
    #[schema(example = false)]
    allowed: bool,
}

/// Allows or withholds one purpose
///
/// It holds from the next answer on, and for the next training. The others stay as they are, undecided ones undecided. With
/// `Sec-GPC: 1` nothing more can be allowed (409); withholding always works.
#[utoipa::path(
    put, path = "/v1/me/consent/{purpose}", tag = "me", request_body = Allowance,
    params(("purpose" = inline(Purpose), Path, description = "Which.")),
    responses((status = 200, description = "Saved and durable.", body = ConsentState), WriteProblems),
)]
pub(crate) async fn put_consent(
    State(state): State<AppState>,
    caller: Caller,
    InPath(purpose): InPath<Purpose>,
    Typed(Allowance { allowed }): Typed<Allowance>,
) -> Result<Json<ConsentState>, Problem> {
    let id = caller.customer()?;
    let word = if allowed { Word::Allowed } else { Word::Withheld };
    if allowed {
        caller.may_allow_more()?;
    }
    let work = move |service: &Service| {
        if service.allow(&id, purpose, word)? {
            let purpose = match purpose {
                Purpose::Recommend => "recommend",
                Purpose::Explain => "explain",
                Purpose::MeasureFairness => "measure_fairness",
            };
            tell(service, &id, &format!("done-{purpose}-{}", if allowed { "yes" } else { "no" }), [])?;
        }
        service.consent(&id)
    };
    state.off_thread(work).await.map(Json)
}

/// How much of my history is used.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Extent {
    /// All that consent allows, the last 30 days of it, or nothing.
    personalisation: Personalisation,
    /// A pause: until then nothing is used, and what is chosen holds again by itself afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    paused_until: Option<Time>,
}

impl Extent {
    /// The sentence that says it.
    const fn said(&self) -> &'static str {
        match self.personalisation {
            Personalisation::Full => "done-extent-full",
            Personalisation::Light => "done-extent-light",
            Personalisation::Off => "done-extent-off",
        }
    }
}

/// How much of my history is used
///
/// `full` until it is chosen otherwise.
#[utoipa::path(
    get, path = "/v1/me/personalisation", tag = "me",
    responses((status = 200, description = "The choice.", body = Extent), CustomersAlone, ReadProblems),
)]
pub(crate) async fn get_personalisation(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<Json<Extent>, Problem> {
    let record = record(&state, caller.customer()?).await?;
    Ok(Json(Extent { personalisation: record.personalisation, paused_until: record.paused_until }))
}

/// Chooses how much of my history is used
///
/// It holds from the next answer on; without `paused_until` a pause ends. With `Sec-GPC: 1` only `off` can be chosen (409).
#[utoipa::path(
    put, path = "/v1/me/personalisation", tag = "me", request_body = Extent,
    responses((status = 200, description = "Saved and durable.", body = Extent), WriteProblems),
)]
pub(crate) async fn put_personalisation(
    State(state): State<AppState>,
    caller: Caller,
    Typed(extent): Typed<Extent>,
) -> Result<Json<Extent>, Problem> {
    let id = caller.customer()?;
    if extent.personalisation != Personalisation::Off {
        caller.may_allow_more()?;
    }
    let change = move |customer: &mut Customer| {
        customer.personalisation = extent.personalisation;
        customer.paused_until = extent.paused_until;
    };
    let work = move |service: &Service| {
        if !service.choose(&id, change)? {
            return Ok(());
        }
        match extent.paused_until {
            Some(until) => tell(service, &id, "done-paused-until", [("thing", until.to_string())]),
            None => tell(service, &id, extent.said(), []),
        }
    };
    state.off_thread(work).await?;
    Ok(Json(extent))
}

/// Topics: categories or brands.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Topics {
    /// I never want to see these.
    #[serde(default)]
    #[schema(example = json!(["ALCOHOL"]))]
    blocked: BTreeSet<String>,
    /// I like these.
    #[serde(default)]
    #[schema(example = json!(["LIGHTING"]))]
    preferred: BTreeSet<String>,
}

/// My topics
///
/// What is never shown, and what I told the shop that I like.
#[utoipa::path(
    get, path = "/v1/me/topics", tag = "me",
    responses((status = 200, description = "The topics.", body = Topics), CustomersAlone, ReadProblems),
)]
pub(crate) async fn get_topics(State(state): State<AppState>, caller: Caller) -> Result<Json<Topics>, Problem> {
    let record = record(&state, caller.customer()?).await?;
    Ok(Json(Topics { blocked: record.blocked_topics, preferred: record.preferred_topics }))
}

/// Replaces my topics
///
/// They hold from the next answer on. What is blocked is never shown; what is preferred is evidence and can be named in a reason.
#[utoipa::path(
    put, path = "/v1/me/topics", tag = "me", request_body = Topics,
    responses((status = 200, description = "Saved and durable.", body = Topics), WriteProblems),
)]
pub(crate) async fn put_topics(
    State(state): State<AppState>,
    caller: Caller,
    Typed(topics): Typed<Topics>,
) -> Result<Json<Topics>, Problem> {
    let id = caller.customer()?;
    let checked = Customer {
        blocked_topics: topics.blocked.clone(),
        preferred_topics: topics.preferred.clone(),
        ..Customer::unknown(id.clone())
    };
    // The record's names of the fields are these with an ending.
    checked.check().map_err(|cause| Problem::failed_check(&cause.to_string().replace("_topics", "")))?;
    let change = move |customer: &mut Customer| {
        customer.blocked_topics = checked.blocked_topics;
        customer.preferred_topics = checked.preferred_topics;
    };
    let listed = |topics: &BTreeSet<String>| {
        let names: Vec<&str> = topics.iter().map(String::as_str).collect();
        if names.is_empty() { "—".to_owned() } else { names.join(", ") }
    };
    let said = [("blocked", listed(&topics.blocked)), ("preferred", listed(&topics.preferred))];
    let work = move |service: &Service| {
        if service.choose(&id, change)? { tell(service, &id, "done-topics", said) } else { Ok(()) }
    };
    state.off_thread(work).await?;
    Ok(Json(topics))
}

/// Tells a customer outside of the shop's pages what they changed, in their language.
fn tell<const N: usize>(
    service: &Service,
    id: &CustomerId,
    name: &str,
    about: [(&str, String); N],
) -> Result<(), ServiceError> {
    if matches!(service.outbox(), Outbox::Closed) {
        return Ok(());
    }
    let words = words_of(service, id)?;
    let mut arguments = FluentArgs::new();
    about.into_iter().for_each(|(name, value)| arguments.set(name, value));
    service.write_to(id, &words, &words.said(name, Some(&arguments)))
}

/// Those of a customer's language, else of the shop's.
fn words_of(service: &Service, id: &CustomerId) -> Result<Words, ServiceError> {
    let own = service.store().customer(id)?.and_then(|customer| customer.locale);
    Ok(Words::of(&own.map_or_else(|| service.store().shop().map(|shop| shop.locale), Ok)?))
}

async fn record(state: &AppState, id: CustomerId) -> Result<Customer, Problem> {
    let wanted = id.clone();
    let record = state.off_thread(move |service| service.store().customer(&wanted)).await?;
    Ok(record.unwrap_or_else(|| Customer::unknown(id)))
}

/// What I did
///
/// The newest first, each with whether it counts.
#[utoipa::path(
    get, path = "/v1/me/events", tag = "me", params(WantedEvents),
    responses((status = 200, description = "The events.", body = Events), ReadProblems),
)]
pub(crate) async fn get_my_events(
    State(state): State<AppState>,
    caller: Caller,
    InQuery(wanted): InQuery<WantedEvents>,
) -> Result<Json<Events>, Problem> {
    history::events(&state, caller.themself()?, wanted).await
}

/// Lets one thing that I did count, or not
///
/// "Do not use this": the next answer does without it, and so does the next training.
#[utoipa::path(
    patch, path = "/v1/me/events/{event}", tag = "me", request_body = Use,
    params(("event" = EventId, Path, description = "One of my events.")),
    responses((status = 200, description = "Saved and durable.", body = Saved), WriteProblems),
)]
pub(crate) async fn use_my_event(
    State(state): State<AppState>,
    caller: Caller,
    InPath(event): InPath<EventId>,
    Typed(used): Typed<Use>,
) -> Result<Json<Saved>, Problem> {
    if used.is_more() {
        caller.may_allow_more()?;
    }
    let subject = caller.themself()?;
    let saved = history::set(&state, subject.clone(), event.clone(), used).await?;
    let Subject::Customer(id) = subject else { return Ok(saved) };
    if !saved.changed {
        return Ok(saved);
    }
    let name = if used.is_more() { "done-event-used" } else { "done-event-unused" };
    let work = move |service: &Service| {
        let events = service.store().events_of(&Subject::Customer(id.clone()))?;
        let Some(event) = events.into_iter().find(|known| known.id == event) else { return Ok(()) };
        let item = service.store().item(&event.item)?;
        let thing = item.map_or_else(|| event.item.to_string(), |item| item.title);
        tell(service, &id, name, [("thing", thing)])
    };
    state.off_thread(work).await?;
    Ok(saved)
}

/// A copy of everything that is kept of me
///
/// What came from me (`given`) and what was made of it (`derived`).
#[utoipa::path(
    get, path = "/v1/me/export", tag = "me", params(Wanted),
    responses(
        (status = 200, description = "The copy.", content(
            (crate::service::Export = "application/json"), (String = "text/csv"),
        )),
        ReadProblems,
    ),
)]
pub(crate) async fn export_me(
    State(state): State<AppState>,
    caller: Caller,
    InQuery(wanted): InQuery<Wanted>,
) -> Result<Response, Problem> {
    rights::copy(&state, caller.themself()?, wanted).await
}

/// Forgets me
///
/// Everything that is kept of me is removed for good, as `DELETE /v1/customers/{id}` does.
#[utoipa::path(
    delete, path = "/v1/me", tag = "me",
    responses((status = 200, description = "Erased and durable.", body = Erased), WriteProblems),
)]
pub(crate) async fn erase_me(State(state): State<AppState>, caller: Caller) -> Result<Json<Erased>, Problem> {
    let subject = caller.themself()?;
    let Subject::Customer(id) = subject.clone() else { return rights::erase(&state, subject).await };
    let language = id.clone();
    let words = state.off_thread(move |service| words_of(service, &language)).await?;
    let erased = rights::erase(&state, subject).await?;
    // They are gone already, whatever becomes of the letter.
    let written = state.off_thread(move |service| service.write_last_to(&id, &words)).await;
    if let Err(problem) = written {
        tracing::error!(cause = problem.detail(), "a last message was not written");
    }
    Ok(erased)
}
