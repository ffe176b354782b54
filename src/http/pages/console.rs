//! The marketer's console: all rules of the home page, a preview of others, and a button that makes them live.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::act::see;
use super::asked::{Asked, Filled};
use super::exposure::{Measure, Placed, Side, measures, placed};
use super::filters;
use super::page::{Frame, Here, Rendered};
use super::policy_form::{Fields, Shape, Shown, ShownList, lists, singles, with_group};
use super::shopper::{Shopper, persona};
use super::{PageError, answered};
use crate::access::{Actor, Role};
use crate::decision::{Answer, Request};
use crate::demo::Persona;
use crate::engine::Engine;
use crate::http::AppState;
use crate::ids::{CustomerId, ItemIx};
use crate::oversight::Act;
use crate::rerank::Policy;
use crate::service::Service;
use crate::store::Counts;

const PLACEMENT: &str = "home";
/// As whom the demo's console saves: nobody signs in to it.
const CONSOLE: &str = "console";
/// How many items a preview shows.
const COUNT: u16 = 10;

/// What the address may say besides the form's fields.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Said {
    saved: Option<u32>,
}

/// What the model learnt from.
struct Learnt {
    fingerprint: String,
    items: usize,
    customers: u64,
    events: u64,
    weights: u64,
    until: String,
}

#[derive(Template)]
#[template(path = "console.html")]
struct Console {
    frame: Frame,
    version: u32,
    saved: Option<u32>,
    is_changed: bool,
    singles: Vec<(&'static str, Vec<Shown>)>,
    lists: Vec<ShownList>,
    /// The name of the first group, whose items the lists mark.
    group: Option<String>,
    subject: &'static Persona,
    /// The live list and the preview, each under its title.
    sides: [(&'static str, Vec<Placed>); 2],
    places: usize,
    moved: usize,
    relaxed: Vec<String>,
    measures: Vec<Measure>,
    counts: Counts,
    learnt: Learnt,
}

/// `GET /console`
pub(super) async fn console(
    State(state): State<AppState>,
    shopper: Shopper,
    Asked(fields): Asked<Fields>,
    Asked(said): Asked<Said>,
) -> Response {
    answered(state, move |service| Ok(Rendered(page(service, &shopper, &fields, &said)?))).await
}

/// `POST /console/policy`
pub(super) async fn save(State(state): State<AppState>, Filled(fields): Filled<Fields>) -> Response {
    answered(state, move |service| {
        let engine = service.engine()?;
        let policy = fields.onto(&live(service, &engine)?)?;
        let by = Actor { name: CONSOLE.to_owned(), role: Role::Admin };
        let act = Act { by, at: Service::now(), reason: Some("Saved in the console of the demo shop.".to_owned()) };
        let version = service.impose(&policy, &act)?.it.policy.version;
        Ok(see(&format!("/console?saved={version}")))
    })
    .await
}

fn live(service: &Service, engine: &Engine) -> Result<Policy, PageError> {
    let catalog = engine.catalog();
    let items = (0..catalog.len()).filter_map(|at| catalog.item(ItemIx::from_at(at)));
    Ok(with_group(service.policy(PLACEMENT)?, items))
}

fn page(service: &Service, shopper: &Shopper, fields: &Fields, said: &Said) -> Result<Console, PageError> {
    let engine = service.engine()?;
    let engine = &*engine;
    let live = live(service, engine)?;
    let draft = fields.onto(&live)?;
    let subject = fields.persona().and_then(persona).unwrap_or(shopper.persona);
    let (before, after) = preview(service, engine, subject, &draft)?;
    let after_placed = placed(engine, &after, &before, Side::After, &draft);
    Ok(Console {
        frame: Frame::new(service, shopper, Here::Console)?,
        version: live.version,
        saved: said.saved,
        is_changed: draft != live,
        singles: singles(&draft),
        lists: lists(&draft, &live),
        group: draft.groups.first().map(|group| group.name.clone()),
        subject,
        places: after_placed.len(),
        moved: after_placed.iter().filter(|placed| placed.class != "same").count(),
        sides: [("Live", placed(engine, &before, &after, Side::Before, &draft)), ("Preview", after_placed)],
        relaxed: after.relaxed.clone(),
        measures: measures(engine, &before, &after, &draft),
        counts: service.store().counts()?,
        learnt: learnt(engine),
    })
}

/// Both lists, of one moment and one history; neither goes into the log, for nobody was shown them.
fn preview(
    service: &Service,
    engine: &Engine,
    subject: &Persona,
    draft: &Policy,
) -> Result<(Answer, Answer), PageError> {
    let customer = CustomerId::new(subject.id).expect("the demo's customers have sound names");
    let request = Request { count: COUNT, ..Request::home(Some(customer)) };
    let mut inputs = service.gather(Service::new_decision_id(), Service::now(), request)?;
    let before = engine.decide(&inputs);
    let live = std::mem::replace(&mut inputs.policy, draft.clone());
    let names = |policy: &Policy| policy.exposures.iter().map(|rule| rule.name.clone()).collect::<Vec<_>>();
    inputs.exposure = by_name(&names(&live), &names(draft), &inputs.exposure);
    let names = |policy: &Policy| policy.parities.iter().map(|rule| rule.name.clone()).collect::<Vec<_>>();
    inputs.parity = by_name(&names(&live), &names(draft), &inputs.parity);
    Ok((before, engine.decide(&inputs)))
}

/// What was learnt under the live policy's names, in the order of the draft's: a price belongs to a name and not to a position.
fn by_name<T: Clone + Default>(live: &[String], draft: &[String], learnt: &[T]) -> Vec<T> {
    let of = |name: &String| live.iter().position(|other| other == name).and_then(|at| learnt.get(at));
    draft.iter().map(|name| of(name).cloned().unwrap_or_default()).collect()
}

fn learnt(engine: &Engine) -> Learnt {
    let manifest = engine.model().manifest();
    Learnt {
        fingerprint: manifest.fingerprint.chars().take(12).collect(),
        items: manifest.items,
        customers: manifest.customers,
        events: manifest.events,
        weights: manifest.weights,
        until: manifest.newest_event.map(super::words::day).unwrap_or_default(),
    }
}
