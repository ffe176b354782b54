//! The proposals of a placement, the newest first, and the way back to earlier rules.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::answered;
use super::door::Person;
use super::page::{Frame, Here, others};
use super::steps::because;
use super::words::{state_class, state_words};
use crate::http::AppState;
use crate::http::pages::PageError;
use crate::http::pages::act::{encoded, see};
use crate::http::pages::asked::{Asked, Filled, Named};
use crate::http::pages::page::Rendered;
use crate::http::pages::tongue::Tongue;
use crate::http::rule::{APPROVERS, AUTHORS};
use crate::oversight::{Kept, Proposal, State as Stands};
use crate::service::Service;

/// Proposals of one page.
const PAGE: usize = 50;

/// Which part of the list.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Part {
    placement: Option<String>,
    state: Option<String>,
    page: Option<usize>,
}

/// A proposal in the list.
struct Row {
    id: String,
    state: String,
    class: &'static str,
    author: String,
    version: Option<u32>,
    at: String,
    /// The last reason that somebody gave.
    reason: String,
    needs_approval: bool,
    is_own: bool,
}

#[derive(Template)]
#[template(path = "console/proposals.html")]
struct Proposals {
    frame: Frame,
    placement: String,
    others: Vec<String>,
    states: Vec<(&'static str, String, bool)>,
    filter: Option<Stands>,
    rows: Vec<Row>,
    page: usize,
    pages: usize,
    live: u32,
    /// Versions that one may return to, the newest first.
    earlier: Vec<u32>,
    may_return: bool,
    may_write: bool,
}

/// `GET /console/policies?placement=`
pub(super) async fn to_placement(Asked(part): Asked<Part>) -> Response {
    see(&format!("/console/policies/{}", encoded(part.placement.as_deref().unwrap_or("home"))))
}

/// `GET /console/policies/{placement}`
pub(super) async fn list(
    State(state): State<AppState>,
    person: Person,
    Named(placement): Named<String>,
    Asked(part): Asked<Part>,
) -> Response {
    answered(state, move |service| {
        let filter = part.state.as_deref().and_then(|wanted| Stands::ALL.into_iter().find(|s| s.as_str() == wanted));
        let mut all = service.proposals(&placement, None, usize::MAX)?;
        all.retain(|kept| filter.is_none_or(|wanted| wanted == kept.it.state));
        let pages = all.len().div_ceil(PAGE).max(1);
        let page = part.page.unwrap_or(1).clamp(1, pages);
        let shown = all.iter().rev().skip((page - 1) * PAGE).take(PAGE);
        let live = service.policy(&placement)?.version;
        let role = person.actor.role;
        let frame = Frame::new(service, &person, Here::Policies)?;
        let tongue = frame.words;
        Ok(Rendered(Proposals {
            rows: shown.map(|kept| row(tongue, kept, &person)).collect(),
            others: others(service, &placement)?,
            states: Stands::ALL
                .map(|state| (state.as_str(), state_words(tongue, state), filter == Some(state)))
                .to_vec(),
            frame,
            earlier: (0..live).rev().take(PAGE).collect(),
            may_return: APPROVERS.contains(&role),
            may_write: AUTHORS.contains(&role),
            filter,
            placement,
            page,
            pages,
            live,
        }))
    })
    .await
}

fn row(tongue: Tongue, kept: &Kept<Proposal>, person: &Person) -> Row {
    let Proposal { state, author, policy, history, .. } = &kept.it;
    let last = history.last();
    let reason = history.iter().rev().find_map(|entry| entry.reason.clone());
    Row {
        id: kept.id.clone(),
        state: state_words(tongue, *state),
        class: state_class(*state),
        author: author.name.clone(),
        version: (policy.version > 0).then_some(policy.version),
        at: last.map(|entry| entry.at.minute()).unwrap_or_default(),
        reason: reason.unwrap_or_default(),
        needs_approval: *state == Stands::Submitted && kept.it.needs_approval(),
        is_own: author.name == person.actor.name,
    }
}

/// Where to return to, and why.
#[derive(Debug, Deserialize)]
pub(super) struct Return {
    version: u32,
    #[serde(default)]
    reason: String,
}

/// `POST /console/policies/{placement}/rollback`
pub(super) async fn roll_back(
    State(state): State<AppState>,
    person: Person,
    Named(placement): Named<String>,
    Filled(form): Filled<Return>,
) -> Response {
    answered(state, move |service: &Service| -> Result<Response, PageError> {
        let act = because(person.actor, form.reason);
        let kept = service.roll_back(&placement, Some(form.version), &act)?;
        Ok(see(&format!("/console/policies/{}/{}?done=rolled_back", encoded(&placement), kept.id)))
    })
    .await
}
