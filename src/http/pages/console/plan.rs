//! Planning an experiment: the form for a draft, with what can be seen with how many people.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::answered;
use super::door::Person;
use super::page::{Frame, Here};
use super::steps::because;
use super::words::state_words;
use crate::http::AppState;
use crate::http::pages::PageError;
use crate::http::pages::act::{encoded, see};
use crate::http::pages::asked::{Asked, Filled};
use crate::http::pages::page::Rendered;
use crate::http::pages::placement_name;
use crate::http::pages::tongue::{Tongue, grouped};
use crate::http::rule::PLANNERS;
use crate::monitor::{Outcome, certain_from};
use crate::oversight::{EXPERIMENT_DAYS_MAX, Kept, Plan, Proposal, REASON_CHARS_MAX, State as Stands, TITLE_CHARS_MAX};

/// A rate that is told as an example, and numbers of people in each arm.
const EXAMPLE: f64 = 0.1;
const ARMS: [u64; 4] = [100, 500, 2_000, 10_000];
/// The proposals that may be chosen, the newest.
const OFFERED_MAX: usize = 20;

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Said {
    placement: Option<String>,
    /// The proposal that is chosen beforehand.
    proposal: Option<String>,
}

/// A proposal that may be tried.
struct Offered {
    id: String,
    author: String,
    state: String,
    reason: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "console/plan.html")]
struct Page {
    frame: Frame,
    placement: String,
    places: Vec<String>,
    offered: Vec<Offered>,
    hides_chosen: bool,
    example: String,
    seen: Vec<(String, String)>,
    may_plan: bool,
    days_max: u16,
    title_chars_max: usize,
    reason_chars_max: usize,
}

/// `GET /console/experiments/plan?placement=&proposal=`
pub(super) async fn plan(State(state): State<AppState>, person: Person, Asked(said): Asked<Said>) -> Response {
    answered(state, move |service| {
        let placement = said.placement.unwrap_or_else(|| "home".to_owned());
        placement_name(&placement)?;
        let mut proposals = service.proposals(&placement, None, usize::MAX)?;
        proposals.retain(|kept| may_be_tried(kept.it.state));
        let chosen = said.proposal.unwrap_or_default();
        let frame = Frame::new(service, &person, Here::Experiments)?;
        let tongue = frame.words;
        let offered: Vec<Offered> =
            proposals.iter().rev().take(OFFERED_MAX).map(|kept| offered(tongue, kept, &chosen)).collect();
        Ok(Rendered(Page {
            frame,
            places: service.placements()?,
            hides_chosen: offered.iter().all(|one| !one.is_chosen),
            offered,
            placement,
            example: tongue.percent(EXAMPLE),
            seen: ARMS.map(|people| (grouped(people), visible(tongue, people))).to_vec(),
            may_plan: PLANNERS.contains(&person.actor.role),
            days_max: EXPERIMENT_DAYS_MAX,
            title_chars_max: TITLE_CHARS_MAX,
            reason_chars_max: REASON_CHARS_MAX,
        }))
    })
    .await
}

/// Whether a proposal may be approved still, so that an experiment with it may begin.
const fn may_be_tried(state: Stands) -> bool {
    match state {
        Stands::Draft | Stands::Previewed | Stands::Submitted | Stands::Approved => true,
        Stands::Scheduled | Stands::Live | Stands::Retired | Stands::Rejected | Stands::Withdrawn => false,
    }
}

fn offered(tongue: Tongue, kept: &Kept<Proposal>, chosen: &str) -> Offered {
    let reason = kept.it.history.iter().rev().find_map(|entry| entry.reason.clone());
    Offered {
        id: kept.id.clone(),
        author: kept.it.author.name.clone(),
        state: state_words(tongue, kept.it.state),
        reason: reason.unwrap_or_default(),
        is_chosen: kept.id == chosen,
    }
}

/// From which rate on the example's control is certainly beaten.
fn visible(tongue: Tongue, people: u64) -> String {
    certain_from(EXAMPLE, people).map_or_else(
        || tongue.say("plan-trial-no-difference"),
        |rate| tongue.told("watch-or-more", tongue.percent(rate)),
    )
}

/// What the form says; shares are in percent.
#[derive(Debug, Deserialize)]
pub(super) struct Planned {
    placement: String,
    #[serde(default)]
    question: String,
    /// A proposal, or nothing for lists without reasons.
    #[serde(default)]
    proposal: String,
    share: f64,
    outcome: Outcome,
    fall_max: f64,
    days: u16,
    #[serde(default)]
    reason: String,
}

/// `POST /console/experiments`
pub(super) async fn keep(State(state): State<AppState>, person: Person, Filled(form): Filled<Planned>) -> Response {
    answered(state, move |service| {
        placement_name(&form.placement)?;
        let Planned { placement, question, proposal, share, outcome, fall_max, days, reason } = form;
        let plan = Plan { placement, question, share: share / 100.0, outcome, fall_max: fall_max / 100.0, days };
        let proposal = Some(proposal).filter(|id| !id.is_empty());
        let act = because(person.actor, reason);
        let kept = service.draft_experiment(plan, proposal.as_deref(), &act)?;
        Ok::<_, PageError>(see(&format!("/console/experiments/{}?done=drafted", encoded(&kept.id))))
    })
    .await
}
