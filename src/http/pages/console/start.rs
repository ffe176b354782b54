//! The start page: what may be done, the placements, and what the shop stands on.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::answered;
use super::door::Person;
use super::page::{Frame, Here};
use crate::access::Role;
use crate::engine::Engine;
use crate::http::AppState;
use crate::http::pages::PageError;
use crate::http::pages::page::Rendered;
use crate::http::pages::tongue::{Tongue, grouped};
use crate::http::rule::TRIERS;
use crate::oversight::{Incident, Kept, Phase, State as Stands};
use crate::service::Service;
use crate::store::Counts;

/// The most proposals of a placement that are counted.
const COUNTED_MAX: usize = 1_000;

/// What the model learnt from.
struct Learnt {
    fingerprint: String,
    told: String,
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
    may: String,
    may_try: bool,
    places: Vec<Place>,
    counts: [(String, String); 4],
    learnt: Option<Learnt>,
}

/// `GET /console`
pub(super) async fn start(State(state): State<AppState>, person: Person) -> Response {
    answered(state, move |service| {
        let names = service.placements()?;
        let open = service.incidents(None, usize::MAX, Some(Phase::Open))?;
        let frame = Frame::new(service, &person, Here::Start)?;
        let tongue = frame.words;
        Ok(Rendered(Start {
            frame,
            may: tongue.say(may(person.actor.role)),
            may_try: TRIERS.contains(&person.actor.role),
            places: names.into_iter().map(|name| place(service, name, &open)).collect::<Result<_, _>>()?,
            counts: counts(tongue, &service.store().counts()?),
            learnt: service.engine().ok().map(|engine| learnt(tongue, &engine)),
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

fn counts(tongue: Tongue, counts: &Counts) -> [(String, String); 4] {
    let Counts { customers, items, events, decisions, .. } = *counts;
    let all = [
        ("start-customers", customers),
        ("start-items", items),
        ("start-events", events),
        ("start-decisions", decisions),
    ];
    all.map(|(what, count)| (tongue.say(what), grouped(count)))
}

/// The name of what is told of a role.
const fn may(role: Role) -> &'static str {
    match role {
        Role::Marketer => "start-marketer",
        Role::Approver => "start-approver",
        Role::Analyst => "start-analyst",
        Role::Auditor => "start-auditor",
        Role::Admin => "start-admin",
        Role::Publishable | Role::Secret => "",
    }
}

fn learnt(tongue: Tongue, engine: &Engine) -> Learnt {
    let manifest = engine.model().manifest();
    let events = tongue.counting("start-of-events", manifest.events, []);
    let told = tongue.pair("start-told", events, tongue.counting("start-of-customers", manifest.customers, []));
    Learnt {
        fingerprint: manifest.fingerprint.chars().take(12).collect(),
        told: manifest.newest_event.map_or_else(|| told.clone(), |at| tongue.pair("start-until", &told, at.day())),
    }
}
