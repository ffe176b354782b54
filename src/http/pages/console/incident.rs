//! One incident: what it comes from, who looks after it, what was done, and what this person may do now.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::answered;
use super::deed::{Deed, Said, signed, written_by};
use super::door::Person;
use super::fault::refusal_words;
use super::incidents::{from, titled};
use super::page::{Frame, Here};
use super::steps::because;
use super::words::done_words;
use crate::access::Actor;
use crate::http::AppState;
use crate::http::pages::PageError;
use crate::http::pages::act::{encoded, see};
use crate::http::pages::asked::{Asked, Filled, Named};
use crate::http::pages::page::Rendered;
use crate::http::pages::tongue::Tongue;
use crate::http::policies::act;
use crate::http::rule::REVIEWERS;
use crate::oversight::{Handling, Incident, Line, Origin, Phase, REASON_CHARS_MAX, TITLE_CHARS_MAX};
use crate::report::line_in_words;

/// What this person may do.
#[derive(Debug, Default, PartialEq, Eq)]
struct Offers {
    /// Give it to somebody, themself included.
    assign: bool,
    note: bool,
    resolve: bool,
    reopen: bool,
    /// Why nothing; none where they may do something.
    may_not: Option<String>,
}

#[derive(Template)]
#[template(path = "console/incident.html")]
struct Page {
    frame: Frame,
    id: String,
    revision: u64,
    notice: Option<String>,
    title: String,
    /// Whether the service wrote its title in English.
    is_english: bool,
    is_open: bool,
    owner: Option<String>,
    from: String,
    placement: Option<String>,
    /// The entry of the review queue that it comes from, where this person may open it.
    review: Option<String>,
    deeds: Vec<Deed>,
    offers: Offers,
    is_own: bool,
    name_chars_max: usize,
    reason_chars_max: usize,
}

/// `GET /console/incidents/{id}`
pub(super) async fn incident(
    State(state): State<AppState>,
    person: Person,
    Named(id): Named<String>,
    Asked(said): Asked<Said>,
) -> Response {
    answered(state, move |service| {
        let kept = service.incident(&id)?;
        let it = kept.it;
        let review = match &it.origin {
            Origin::Review { review, .. } if REVIEWERS.contains(&person.actor.role) => Some(review.clone()),
            Origin::Review { .. } | Origin::Alarm { .. } | Origin::Person => None,
        };
        let frame = Frame::new(service, &person, Here::Incidents)?;
        let tongue = frame.words;
        let (title, is_english) = titled(tongue, service, &it)?;
        Ok(Rendered(Page {
            frame,
            notice: said.done.as_deref().and_then(notice).map(|name| tongue.say(name)),
            title,
            is_english,
            is_open: it.state == Phase::Open,
            from: from(tongue, &it.origin),
            deeds: it.log.iter().rev().map(|line| deed(tongue, &it.origin, line)).collect(),
            offers: Offers::of(tongue, &it, &person.actor),
            is_own: it.owner.as_ref() == Some(&person.actor.name),
            owner: it.owner,
            placement: it.placement,
            name_chars_max: TITLE_CHARS_MAX,
            reason_chars_max: REASON_CHARS_MAX,
            revision: kept.revision,
            id: kept.id,
            review,
        }))
    })
    .await
}

/// What was just done, by the name of its words: the address only picks among them.
fn notice(done: &str) -> Option<&'static str> {
    Some(match done {
        "opened" => "incident-opened",
        "assign" => "incident-assigned",
        "note" => "incident-noted",
        "resolve" => "incident-resolved",
        "reopen" => "incident-reopened",
        _ => return None,
    })
}

fn deed(tongue: Tongue, origin: &Origin, line: &Line) -> Deed {
    let is_taken = line.owner.is_some() && line.owner.as_ref() == line.by.as_ref().map(|by| &by.name);
    let by = line.by.as_ref().map_or_else(|| tongue.say("incident-the-watch"), |by| signed(tongue, by));
    let to = line.owner.as_ref().filter(|_| !is_taken).map(|owner| tongue.told("incident-given-to", owner));
    let did = if is_taken { tongue.say("incident-taken") } else { done_words(tongue, line.did) };
    let deed = Deed::new(did, by, line.at).further(to);
    match line_in_words(&tongue, origin, line) {
        Some(told) => deed.reason(told),
        None => deed.reason(written_by(tongue, line.by.as_ref(), &line.reason)).written_by(line.by.as_ref()),
    }
}

impl Offers {
    /// Asks the incident itself: what is offered here is what it would take.
    fn of(tongue: Tongue, incident: &Incident, by: &Actor) -> Self {
        // With some reason: the form asks for one.
        let act = act(by.clone(), Some("-".to_owned()));
        let may = |handling: Handling| incident.step(handling, &act).is_ok();
        let mut offers = Self {
            assign: may(Handling::Assign(by.name.clone())),
            note: may(Handling::Note),
            resolve: may(Handling::Resolve),
            reopen: may(Handling::Reopen),
            may_not: None,
        };
        if offers == Self::default() {
            offers.may_not = incident.step(Handling::Note, &act).err().map(|refusal| refusal_words(tongue, &refusal));
        }
        offers
    }
}

/// A step, as a form says it.
#[derive(Debug, Deserialize)]
pub(super) struct Taken {
    revision: u64,
    action: String,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    reason: String,
}

/// `POST /console/incidents/{id}`
pub(super) async fn handle(
    State(state): State<AppState>,
    person: Person,
    Named(id): Named<String>,
    Filled(taken): Filled<Taken>,
) -> Response {
    answered(state, move |service| {
        let (handling, done) = match taken.action.as_str() {
            "take" => (Handling::Assign(person.actor.name.clone()), "assign"),
            "assign" => (Handling::Assign(taken.owner), "assign"),
            "note" => (Handling::Note, "note"),
            "resolve" => (Handling::Resolve, "resolve"),
            "reopen" => (Handling::Reopen, "reopen"),
            _ => return Err(PageError::Form("action")),
        };
        let act = because(person.actor, taken.reason);
        service.handle_incident(&id, taken.revision, handling, &act)?;
        Ok(see(&format!("/console/incidents/{}?done={done}", encoded(&id))))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Role;

    #[test]
    fn what_is_offered_is_what_the_incident_would_take_from_this_person() {
        let english = Tongue::of("en");
        let by = |role| Actor { name: "x".to_owned(), role };
        let some = |role| act(by(role), Some("seen".to_owned()));
        let open = Incident::of_person(None, "it burns", &some(Role::Marketer)).expect("an incident");
        let all = Offers { assign: true, note: true, resolve: true, reopen: false, may_not: None };
        assert_eq!(Offers::of(english, &open, &by(Role::Approver)), all);
        let resolved = open.step(Handling::Resolve, &some(Role::Marketer)).expect("resolved");
        let few = Offers { assign: false, note: true, resolve: false, reopen: true, may_not: None };
        assert_eq!(Offers::of(english, &resolved, &by(Role::Admin)), few);
        for role in [Role::Analyst, Role::Auditor] {
            let none = Offers::of(english, &open, &by(role));
            assert!(none.may_not.is_some() && !none.note, "{none:?}");
        }
    }
}
