//! The start page: what may be done, the placements, and what the shop stands on.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::answered;
use super::door::Person;
use super::page::{Frame, Here};
use super::words::grouped;
use crate::access::Role;
use crate::engine::Engine;
use crate::http::AppState;
use crate::http::pages::PageError;
use crate::http::pages::page::Rendered;
use crate::http::rule::TRIERS;
use crate::oversight::{Incident, Kept, Phase, State as Stands};
use crate::service::Service;
use crate::store::Counts;
use crate::units::Time;

/// The most proposals of a placement that are counted.
const COUNTED_MAX: usize = 1_000;

/// What the model learnt from.
struct Learnt {
    fingerprint: String,
    told: String,
    until: String,
}

/// A placement and what lies there.
struct Place {
    name: String,
    version: u32,
    drafts: usize,
    waiting: usize,
    scheduled: usize,
    /// The experiment that runs.
    experiment: Option<String>,
    /// Incidents that are open.
    open: usize,
}

#[derive(Template)]
#[template(path = "console/start.html")]
struct Start {
    frame: Frame,
    may: &'static str,
    may_try: bool,
    places: Vec<Place>,
    counts: [(&'static str, String); 4],
    learnt: Option<Learnt>,
}

/// `GET /console`
pub(super) async fn start(State(state): State<AppState>, person: Person) -> Response {
    answered(state, move |service| {
        let names = service.placements()?;
        let open = service.incidents(None, usize::MAX, Some(Phase::Open))?;
        Ok(Rendered(Start {
            frame: Frame::new(service, &person, Here::Start)?,
            may: may(person.actor.role),
            may_try: TRIERS.contains(&person.actor.role),
            places: names.into_iter().map(|name| place(service, name, &open)).collect::<Result<_, _>>()?,
            counts: counts(&service.store().counts()?),
            learnt: service.engine().ok().map(|engine| learnt(&engine)),
        }))
    })
    .await
}

fn place(service: &Service, name: String, open: &[Kept<Incident>]) -> Result<Place, PageError> {
    let proposals = service.proposals(&name, None, COUNTED_MAX)?;
    let count = |states: &[Stands]| proposals.iter().filter(|kept| states.contains(&kept.it.state)).count();
    Ok(Place {
        version: service.policy(&name)?.version,
        drafts: count(&[Stands::Draft, Stands::Previewed]),
        waiting: count(&[Stands::Submitted, Stands::Approved]),
        scheduled: count(&[Stands::Scheduled]),
        experiment: service.running_experiment(&name)?.map(|kept| kept.id),
        open: open.iter().filter(|kept| kept.it.placement.as_ref() == Some(&name)).count(),
        name,
    })
}

fn counts(counts: &Counts) -> [(&'static str, String); 4] {
    let Counts { customers, items, events, decisions, .. } = *counts;
    let all = [("customers", customers), ("items on offer", items), ("events", events), ("decisions", decisions)];
    all.map(|(what, count)| (what, grouped(count)))
}

const fn may(role: Role) -> &'static str {
    match role {
        Role::Marketer => {
            "You write rules, see what they would change, and hand them in. What costs much is approved by somebody else."
        }
        Role::Approver => {
            "You approve or reject what others wrote, go back to earlier rules, and decide what comes up for review."
        }
        Role::Analyst => {
            "You see the rules, try others, see what comes of them, and make reports. You change no rule and no list."
        }
        Role::Auditor => {
            "You see everything that is decided here, by whom and why, and make reports. You change no rule and no list."
        }
        Role::Admin => "You may do everything here, but approve what you wrote yourself.",
        Role::Publishable | Role::Secret => "",
    }
}

fn learnt(engine: &Engine) -> Learnt {
    let manifest = engine.model().manifest();
    Learnt {
        fingerprint: manifest.fingerprint.chars().take(12).collect(),
        told: format!("{} events of {} customers", grouped(manifest.events), grouped(manifest.customers)),
        until: manifest.newest_event.map(Time::day).unwrap_or_default(),
    }
}
