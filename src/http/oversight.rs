//! `/v1/oversight`: what needs approval, what is drawn for review and what is alarming; who changed that, and what waits for somebody else.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::AppState;
use super::body::Typed;
use super::caller::Acting;
use super::door::Caller;
use super::policies::act;
use super::problem::{Problem, ReadProblems, WriteProblems};
use crate::oversight::{self, Act, Kept, Settings, SettingsChange, Suppression, Wish};
use crate::service::{Assent, Service, ServiceError};
use crate::store::unlinked;

/// How a shop oversees what it recommends.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Oversight {
    /// Counts changes of the settings; 0 while they are the standard ones.
    #[schema(example = 2)]
    revision: u64,
    /// What needs approval and what is drawn for review.
    settings: Settings,
    /// Who changed them, the oldest first.
    changes: Vec<SettingsChange>,
    /// Settings that ask for less approval and wait for somebody else; `null` while none do.
    waits: Option<WaitingSettings>,
    /// Such settings that were refused or taken back, the oldest first.
    refused: Vec<Wish>,
    /// What reviews keep out now.
    suppressed: Vec<Suppression>,
    /// How many pairs of evidence and item reviews take for no reason now; each entry says which.
    #[schema(example = 0)]
    unlinked: usize,
}

/// Settings that wait for somebody else.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WaitingSettings {
    /// Counts the settings that were wished for; whoever decides says which they saw.
    #[schema(example = 1)]
    revision: u64,
    /// What is wished for, by whom and why.
    #[serde(flatten)]
    wish: Wish,
}

/// A decision about settings that wait.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SettingsDecided {
    /// The revision of what waits that was seen.
    #[schema(example = 1)]
    revision: u64,
    /// Why, in your words, 1 to 1,000 characters.
    #[schema(example = "Nobody could tell anything of fewer people.")]
    reason: Option<String>,
}

/// New settings.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSettings {
    /// The revision that was seen.
    #[schema(example = 1)]
    revision: u64,
    /// All of them; what is left out gets its standard value.
    settings: Settings,
    /// Why, in your words, 1 to 1,000 characters.
    #[schema(example = "The catalogue has grown.")]
    reason: Option<String>,
}

/// How the shop oversees what it recommends
///
/// The thresholds of approval, what is drawn for review, what is alarming, who changed them, what waits for somebody else, and what reviews
/// keep out now.
#[utoipa::path(
    get, path = "/v1/oversight", tag = "reviews",
    responses((status = 200, description = "The settings and what holds.", body = Oversight), ReadProblems),
)]
pub(crate) async fn get_oversight(State(state): State<AppState>) -> Result<Json<Oversight>, Problem> {
    state.off_thread(overseen).await.map(Json)
}

fn overseen(service: &Service) -> Result<Oversight, ServiceError> {
    let (kept, waits) = (oversight::settings(service.store())?, oversight::wished_settings(service.store())?);
    Ok(Oversight {
        revision: kept.revision,
        settings: kept.it,
        changes: oversight::settings_changes(service.store())?,
        waits: waits.map(|Kept { revision, it, .. }| WaitingSettings { revision, wish: it }),
        refused: oversight::refused_settings(service.store())?,
        suppressed: oversight::suppressed(service.store())?.items,
        unlinked: unlinked(service.store())?.1.pairs().len(),
    })
}

/// Replaces the settings of oversight
///
/// For admins. What was submitted before keeps the thresholds of its submission. Thresholds that ask for less approval wait, with all that
/// is changed along with them, until another person lets them: nobody lowers what is asked of themselves. They take the place of what waited.
#[utoipa::path(
    put, path = "/v1/oversight", tag = "reviews", request_body = NewSettings,
    responses(
        (status = 200, description = "Saved and durable.", body = Oversight),
        (status = 202, description = "Durable; they wait for somebody else.", body = Oversight),
        WriteProblems,
    ),
)]
pub(crate) async fn put_oversight(
    State(state): State<AppState>,
    Acting(by): Acting,
    Typed(NewSettings { revision, settings, reason }): Typed<NewSettings>,
) -> Result<(StatusCode, Json<Oversight>), Problem> {
    let work = move |service: &Service| {
        let kept = oversight::put_settings(service.store(), settings, revision, &act(by, reason))?;
        let status = if kept.it == settings { StatusCode::OK } else { StatusCode::ACCEPTED };
        Ok::<_, ServiceError>((status, Json(overseen(service)?)))
    };
    state.off_thread(work).await
}

/// Lets settings hold that wait
///
/// For approvers and admins, but not for who wishes for them, nor for whoever may be them by a key that was given out over the API in the last
/// seven days (`docs/oversight.md`).
#[utoipa::path(
    post, path = "/v1/oversight/approve", tag = "reviews", request_body = SettingsDecided,
    responses((status = 200, description = "They hold.", body = Oversight), WriteProblems),
)]
pub(crate) async fn approve_oversight(
    State(state): State<AppState>,
    Acting(by): Acting,
    Caller { known_to, .. }: Caller,
    Typed(SettingsDecided { revision, reason }): Typed<SettingsDecided>,
) -> Result<Json<Oversight>, Problem> {
    settle(&state, revision, Assent::Given, Act { known_to, ..act(by, reason) }).await
}

/// Refuses settings that wait
///
/// For approvers and admins; whoever wishes for them takes them back in the same way.
#[utoipa::path(
    post, path = "/v1/oversight/reject", tag = "reviews", request_body = SettingsDecided,
    responses((status = 200, description = "They wait no more.", body = Oversight), WriteProblems),
)]
pub(crate) async fn reject_oversight(
    State(state): State<AppState>,
    Acting(by): Acting,
    Typed(SettingsDecided { revision, reason }): Typed<SettingsDecided>,
) -> Result<Json<Oversight>, Problem> {
    settle(&state, revision, Assent::Refused, act(by, reason)).await
}

async fn settle(state: &AppState, revision: u64, assent: Assent, act: Act) -> Result<Json<Oversight>, Problem> {
    let work = move |service: &Service| {
        service.settle(revision, assent, &act)?;
        overseen(service)
    };
    state.off_thread(work).await.map(Json)
}
