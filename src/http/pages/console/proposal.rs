//! One proposal: what it changes, what that would do, what was held against it, what was done with it, and what may be done next.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde_json::Value;

use super::answered;
use super::deed::{Deed, Said, signed};
use super::door::Person;
use super::heard::Heard;
use super::impact::ImpactView;
use super::page::{Frame, Here};
use super::policy_form::choice;
use super::steps::{Offers, Wish};
use super::words::{did_words, field_words, quoted, state_class, state_words, threshold_words, value_words};
use crate::http::AppState;
use crate::http::pages::asked::{Asked, Named};
use crate::http::pages::filters;
use crate::http::pages::page::Rendered;
use crate::oversight::{Difference, Entry, Proposal, State as Stands};

/// A difference in words.
pub(super) struct Changed {
    pub(super) field: String,
    pub(super) from: String,
    pub(super) to: String,
}

#[derive(Template)]
#[template(path = "console/proposal.html")]
struct Page {
    frame: Frame,
    placement: String,
    id: String,
    revision: u64,
    notice: Option<&'static str>,
    state: &'static str,
    class: &'static str,
    author: String,
    next: String,
    against: u32,
    differences: Vec<Changed>,
    measured: Option<String>,
    impact: Option<ImpactView>,
    /// How reasons would read, while it may still become live and they would read otherwise.
    heard: Option<Heard>,
    checks: Vec<(&'static str, bool, String)>,
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
        let heard = heard.then(|| Heard::of(service, ("Live", &live), ("This", &it.policy)));
        let impact = it.measured.as_ref().map_or(&Value::Null, |measured| &measured.impact);
        Ok(Rendered(Page {
            frame: Frame::new(service, &person, Here::Policies)?,
            notice: said.done.as_deref().and_then(notice),
            state: state_words(it.state),
            class: state_class(it.state),
            author: it.author.name.clone(),
            next: next(it),
            differences: differences.into_iter().map(changed).collect(),
            measured: it.measured.as_ref().map(|m| format!("on {}, against version {}", m.at.minute(), m.against)),
            impact: ImpactView::of(impact),
            checks: it.checks.iter().map(|c| (threshold_words(c.threshold), c.met, quoted(&c.detail))).collect(),
            deeds: it.history.iter().rev().map(deed).collect(),
            heard: heard.transpose()?,
            offers: Offers::new(it, live.version, &person.actor),
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

/// What was just done, in words made here: the address only picks among them.
fn notice(done: &str) -> Option<&'static str> {
    Some(match done {
        "created" => "Kept as a draft. Nothing is live yet: measure it, then hand it in.",
        "edited" => "Changed. It is a draft again.",
        "previewed" => "Measured.",
        "submitted" => "Handed in.",
        "approved" => "Approved. It is not live before it is published.",
        "rejected" => "Rejected. Its author may change it and hand it in again.",
        "withdrawn" => "Withdrawn.",
        "scheduled" => "Scheduled. It goes live by itself at its moment.",
        "published" => "Live: the next list follows these rules.",
        "rolled_back" => "Live: the next list follows the earlier rules again.",
        _ => return None,
    })
}

/// Where it stands and what comes next.
fn next(proposal: &Proposal) -> String {
    let version = proposal.policy.version;
    match proposal.state {
        Stands::Draft => "Being written. Next: measure it and hand it in.".to_owned(),
        Stands::Previewed => "Written and measured. Next: hand it in.".to_owned(),
        Stands::Submitted if proposal.needs_approval() => {
            "A threshold is met, so somebody else has to approve it.".to_owned()
        }
        Stands::Submitted => "No threshold is met: its author may publish it.".to_owned(),
        Stands::Approved => "Approved. Next: publish it, now or at a moment.".to_owned(),
        Stands::Scheduled => match proposal.due {
            Some(due) => format!("Goes live by itself on {}.", due.minute()),
            None => "Goes live by itself.".to_owned(),
        },
        Stands::Live => format!("Version {version}, in force now."),
        Stands::Retired => format!("Was version {version}; a later one is in force."),
        Stands::Rejected => "Rejected. Its author may change it and hand it in again.".to_owned(),
        Stands::Withdrawn => "Taken back, for good.".to_owned(),
    }
}

pub(super) fn changed(difference: Difference) -> Changed {
    let Difference { pointer, from, to } = &difference;
    if let Some((field, [from, to])) = choice(pointer, [from.as_ref(), to.as_ref()]) {
        return Changed { field: field.to_owned(), from: from.to_owned(), to: to.to_owned() };
    }
    let side = |value: Option<&Value>| value.map_or_else(|| "—".to_owned(), value_words);
    Changed {
        field: field_words(&difference.pointer),
        from: side(difference.from.as_ref()),
        to: side(difference.to.as_ref()),
    }
}

fn deed(entry: &Entry) -> Deed {
    let further = match (entry.version, entry.due) {
        (Some(version), _) => Some(format!("as version {version}")),
        (None, Some(due)) => Some(format!("for {}", due.minute())),
        (None, None) => None,
    };
    Deed::new(did_words(entry.did), signed(&entry.by), entry.at).further(further).reason(entry.reason.clone())
}
