//! One proposal: what it changes, what that would do, what was held against it, what was done with it, and what may be done next.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde_json::Value;

use super::answered;
use super::deed::{Deed, Said, signed};
use super::door::Person;
use super::facts::found_words;
use super::heard::Heard;
use super::impact::ImpactView;
use super::page::{Frame, Here};
use super::policy_form::choice;
use super::steps::{Offers, Wish};
use super::words::{did_words, field_words, state_class, state_words, threshold_words, value_words};
use crate::http::AppState;
use crate::http::pages::asked::{Asked, Named};
use crate::http::pages::filters;
use crate::http::pages::page::Rendered;
use crate::http::pages::tongue::Tongue;
use crate::http::pages::words::quoted;
use crate::oversight::{Check, Difference, Entry, Proposal, State as Stands};

/// A difference in words.
pub(super) struct Changed {
    pub(super) field: String,
    pub(super) from: String,
    pub(super) to: String,
}

/// A threshold, whether it is met, and what was found.
struct Held {
    name: String,
    met: bool,
    detail: String,
    /// Whether that is in the English in which it was kept.
    is_english: bool,
}

#[derive(Template)]
#[template(path = "console/proposal.html")]
struct Page {
    frame: Frame,
    placement: String,
    id: String,
    revision: u64,
    notice: Option<String>,
    state: String,
    class: &'static str,
    author: String,
    next: String,
    against: u32,
    differences: Vec<Changed>,
    measured: Option<String>,
    impact: Option<ImpactView>,
    /// How reasons would read, while it may still become live and they would read otherwise.
    heard: Option<Heard>,
    checks: Vec<Held>,
    deeds: Vec<Deed>,
    offers: Offers,
    reason_chars_max: usize,
}

/// `GET /console/policies/{placement}/{id}`
pub(super) async fn proposal(
    State(state): State<AppState>,
    person: Person,
    Named((placement, id)): Named<(String, String)>,
    Asked(said): Asked<Said>,
) -> Response {
    answered(state, move |service| {
        let kept = service.proposal(&placement, &id)?;
        let (against, differences) = service.differences(&placement, &id, None)?;
        let live = service.policy(&placement)?;
        let it = &kept.it;
        let heard = may_go_live(it.state) && (it.policy.tone, it.policy.locale) != (live.tone, live.locale);
        let frame = Frame::new(service, &person, Here::Policies)?;
        let tongue = frame.words;
        let heard = heard.then(|| Heard::of(tongue, service, ("desk-live", &live), ("desk-this", &it.policy)));
        let known_to = service.towards(&it.author, &person.act())?.known_to;
        let impact = it.measured.as_ref().map_or(&Value::Null, |measured| &measured.impact);
        Ok(Rendered(Page {
            frame,
            notice: said.done.as_deref().and_then(notice).map(|name| tongue.say(name)),
            state: state_words(tongue, it.state),
            class: state_class(it.state),
            author: it.author.name.clone(),
            next: next(tongue, it),
            differences: differences.into_iter().map(|difference| changed(tongue, difference)).collect(),
            measured: it.measured.as_ref().map(|m| tongue.pair("plan-measured", m.at.minute(), m.against)),
            impact: ImpactView::of(tongue, impact),
            checks: it.checks.iter().map(|check| held(tongue, check)).collect(),
            deeds: it.history.iter().rev().map(|entry| deed(tongue, entry)).collect(),
            heard: heard.transpose()?,
            offers: Offers::new(tongue, it, live.version, (&person.actor, &known_to)),
            reason_chars_max: crate::oversight::REASON_CHARS_MAX,
            revision: kept.revision,
            id: kept.id,
            placement,
            against,
        }))
    })
    .await
}

/// Whether what it says may still become what customers read.
const fn may_go_live(state: Stands) -> bool {
    match state {
        Stands::Draft
        | Stands::Previewed
        | Stands::Submitted
        | Stands::Approved
        | Stands::Scheduled
        | Stands::Rejected => true,
        Stands::Live | Stands::Retired | Stands::Withdrawn => false,
    }
}

fn held(tongue: Tongue, check: &Check) -> Held {
    let told = found_words(tongue, check);
    Held {
        name: threshold_words(tongue, check.threshold),
        met: check.met,
        is_english: told.is_none(),
        detail: told.unwrap_or_else(|| quoted(Tongue::english(), &check.detail)),
    }
}

/// What was just done, by the name of its words: the address only picks among them.
fn notice(done: &str) -> Option<&'static str> {
    Some(match done {
        "created" => "plan-created",
        "edited" => "plan-edited",
        "previewed" => "plan-previewed",
        "submitted" => "plan-submitted",
        "approved" => "plan-approved",
        "rejected" => "plan-rejected",
        "withdrawn" => "plan-withdrawn",
        "scheduled" => "plan-scheduled",
        "published" => "plan-published",
        "rolled_back" => "plan-rolled_back",
        _ => return None,
    })
}

/// Where it stands and what comes next.
fn next(tongue: Tongue, proposal: &Proposal) -> String {
    let version = proposal.policy.version;
    match proposal.state {
        Stands::Draft => tongue.say("next-draft"),
        Stands::Previewed => tongue.say("next-previewed"),
        Stands::Submitted if proposal.needs_approval() => tongue.say("next-needs"),
        Stands::Submitted => tongue.say("next-submitted"),
        Stands::Approved => tongue.say("next-approved"),
        Stands::Scheduled => {
            proposal.due.map_or_else(|| tongue.say("next-scheduled"), |due| tongue.told("next-due", due.minute()))
        }
        Stands::Live => tongue.told("next-live", version),
        Stands::Retired => tongue.told("next-retired", version),
        Stands::Rejected => tongue.say("plan-rejected"),
        Stands::Withdrawn => tongue.say("next-withdrawn"),
    }
}

pub(super) fn changed(tongue: Tongue, difference: Difference) -> Changed {
    let Difference { pointer, from, to } = &difference;
    if let Some((field, [from, to])) = choice(pointer, [from.as_ref(), to.as_ref()]) {
        return Changed { field: tongue.say(field), from: tongue.say(from), to: tongue.say(to) };
    }
    let name = pointer.rsplit('/').next().unwrap_or_default();
    let side = |value: Option<&Value>| value.map_or_else(|| "—".to_owned(), |value| value_words(tongue, name, value));
    Changed {
        field: field_words(tongue, &difference.pointer),
        from: side(difference.from.as_ref()),
        to: side(difference.to.as_ref()),
    }
}

fn deed(tongue: Tongue, entry: &Entry) -> Deed {
    let further = match (entry.version, entry.due) {
        (Some(version), _) => Some(tongue.told("done-as", version)),
        (None, Some(due)) => Some(tongue.told("done-for", due.minute())),
        (None, None) => None,
    };
    Deed::new(did_words(tongue, entry.did), signed(tongue, &entry.by), entry.at)
        .further(further)
        .reason(entry.reason.clone())
}
