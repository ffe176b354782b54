//! Tuning: every rule of a placement in a form, and what other rules would do, before anybody decides about them.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tracing::Instrument;

use super::answered;
use super::door::Person;
use super::frontier::{FrontierPart, FrontierView};
use super::impact::ImpactView;
use super::page::{Frame, Here};
use super::policy_form::{Fields, Shape, Shown, ShownList, lists, singles};
use super::preview::{Lists, Sampled};
use crate::access::Role;
use crate::http::AppState;
use crate::http::pages::PageError;
use crate::http::pages::act::{encoded, see};
use crate::http::pages::asked::{Asked, Filled, Named};
use crate::http::pages::filters;
use crate::http::pages::page::Rendered;
use crate::http::pages::placement_name;
use crate::http::pages::tongue::Tongue;
use crate::http::policies::act;
use crate::http::preview::threads;
use crate::http::rule::AUTHORS;
use crate::oversight::{self, Step};
use crate::rerank::Policy;
use crate::service::{SAMPLE_MAX, Service};

/// What an address or a form may say besides the form's fields.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Said {
    /// For whom the preview is.
    #[serde(rename = "for")]
    subject: Option<usize>,
    /// Whether the impact on many is wanted.
    measure: Option<String>,
    /// `preview` or `frontier`: that part alone, for the script.
    part: Option<String>,
    /// Which proposal is being changed.
    proposal: Option<String>,
}

/// Which placement.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wish {
    placement: Option<String>,
}

/// A proposal that is being changed.
struct Changing {
    id: String,
    revision: u64,
}

#[derive(Template)]
#[template(path = "console/tune.html")]
struct Tune {
    frame: Frame,
    placement: String,
    version: u32,
    singles: Vec<(String, Vec<Shown>)>,
    lists: Vec<ShownList>,
    changing: Option<Changing>,
    may_write: bool,
    preview: Preview,
    /// None before something has been learnt.
    frontier: Option<FrontierView>,
}

#[derive(Template)]
#[template(path = "console/preview.html")]
struct PreviewPart {
    frame: Frame,
    preview: Preview,
}

/// What the rules of the form would do.
struct Preview {
    is_changed: bool,
    sampled: Option<Sampled>,
    lists: Option<Lists>,
    impact: Option<ImpactView>,
}

impl Preview {
    /// Who is shown.
    fn name(&self, tongue: &Tongue) -> String {
        let chosen = self.sampled.as_ref().and_then(|sampled| sampled.names.get(sampled.chosen));
        chosen.map_or_else(|| tongue.say("tune-customer"), String::clone)
    }
}

/// `GET /console/tune?placement=`
pub(super) async fn to_placement(Asked(wish): Asked<Wish>) -> Response {
    wish.lead("/console/tune")
}

impl Wish {
    /// To the page of the placement below an address.
    pub(super) fn lead(self, to: &str) -> Response {
        let placement = self.placement.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| "home".to_owned());
        see(&format!("{to}/{}", encoded(placement.trim())))
    }
}

/// `GET /console/tune/{placement}`
pub(super) async fn tune(
    State(state): State<AppState>,
    person: Person,
    Named(placement): Named<String>,
    Asked(fields): Asked<Fields>,
    Asked(said): Asked<Said>,
) -> Response {
    shown(state, person, placement, fields, said).await
}

/// `POST /console/tune/{placement}/preview`: what the rules would do, alone, for the script. A form holds more rules than an address.
pub(super) async fn follow(
    State(state): State<AppState>,
    person: Person,
    Named(placement): Named<String>,
    Filled(fields): Filled<Fields>,
) -> Response {
    let said = |name: &str| fields.said(name).map(str::to_owned);
    let subject = said("for").map(|at| at.parse().map_err(|_| PageError::Form("for"))).transpose();
    let said = match subject {
        Ok(subject) => {
            Said { subject, measure: said("measure"), part: Some("preview".to_owned()), proposal: said("proposal") }
        }
        Err(error) => return answered(state, move |_| Err::<Response, _>(error)).await,
    };
    shown(state, person, placement, fields, said).await
}

async fn shown(state: AppState, person: Person, placement: String, fields: Fields, said: Said) -> Response {
    let beside = state.clone();
    answered(state, move |service| {
        placement_name(&placement)?;
        let live = service.policy(&placement)?;
        let frame = Frame::new(service, &person, Here::Tune)?;
        let tongue = frame.words;
        if said.part.as_deref() == Some("frontier") {
            let known = frontier(tongue, service, &beside, &placement)?.ok_or(PageError::NotFound("model"))?;
            return Ok(Rendered(FrontierPart { frame, frontier: known }).into_response());
        }
        let (base, changing) = base(service, &placement, said.proposal.as_deref(), &live)?;
        let draft = fields.onto(&base)?;
        let preview = preview(&frame, service, (&live, &draft), &said)?;
        if said.part.as_deref() == Some("preview") {
            return Ok(Rendered(PreviewPart { frame, preview }).into_response());
        }
        let frontier = frontier(tongue, service, &beside, &placement)?;
        let page = Tune {
            frontier,
            may_write: may_write(person.actor.role),
            singles: singles(tongue, &draft),
            lists: lists(tongue, &draft, &live),
            version: live.version,
            placement,
            frame,
            changing,
            preview,
        };
        Ok(Rendered(page).into_response())
    })
    .await
}

/// What is known of the frontier; where another one is due it is measured beside the answers, and the page does not wait for it.
fn frontier(
    tongue: Tongue,
    service: &Service,
    beside: &AppState,
    placement: &str,
) -> Result<Option<FrontierView>, PageError> {
    if service.engine().is_err() {
        return Ok(None);
    }
    let standing = service.frontier(placement)?;
    if standing.is_due {
        let (beside, placement) = (beside.clone(), placement.to_owned());
        let measured = async move {
            if let Err(problem) = beside.beside(move |service| service.measure_frontier(&placement)).await {
                tracing::error!(cause = problem.detail(), "a frontier was not measured");
            }
        };
        tokio::spawn(measured.in_current_span());
    }
    Ok(Some(FrontierView::of(tongue, standing)))
}

/// Whether somebody of this role writes drafts.
pub(super) fn may_write(role: Role) -> bool {
    AUTHORS.contains(&role)
}

/// The rules that the form begins with: those of the proposal that is being changed, or the live ones.
fn base(
    service: &Service,
    placement: &str,
    proposal: Option<&str>,
    live: &Policy,
) -> Result<(Policy, Option<Changing>), PageError> {
    let Some(id) = proposal else { return Ok((live.clone(), None)) };
    let kept = service.proposal(placement, id)?;
    Ok((kept.it.policy, Some(Changing { id: kept.id, revision: kept.revision })))
}

fn preview(
    frame: &Frame,
    service: &Service,
    (live, draft): (&Policy, &Policy),
    said: &Said,
) -> Result<Preview, PageError> {
    let tongue = frame.words;
    let is_changed = !oversight::diff(live, draft).is_empty();
    // Without a model the rules can be written all the same.
    let Ok(engine) = service.engine() else {
        return Ok(Preview { is_changed, sampled: None, lists: None, impact: None });
    };
    let sampled = Sampled::of(tongue, service, live, (said.subject.unwrap_or_default(), frame.person.is_demo))?;
    let lists = sampled.lists(tongue, &engine, draft);
    let impact = match said.measure {
        Some(_) => {
            let impact = service.impact(draft, SAMPLE_MAX, threads())?;
            ImpactView::of(tongue, &serde_json::to_value(&impact).expect("figures are plain data"))
        }
        None => None,
    };
    Ok(Preview { is_changed, sampled: Some(sampled), lists, impact })
}

/// `POST /console/tune/{placement}`: a new draft.
pub(super) async fn save(
    State(state): State<AppState>,
    person: Person,
    Named(placement): Named<String>,
    Filled(fields): Filled<Fields>,
) -> Response {
    answered(state, move |service| {
        placement_name(&placement)?;
        let live = service.policy(&placement)?;
        let draft = fields.onto(&live)?;
        if oversight::diff(&live, &draft).is_empty() {
            return Err(PageError::Unchanged);
        }
        let kept = service.draft(draft, &act(person.actor, None))?;
        Ok(see(&format!("/console/policies/{}/{}?done=created", encoded(&placement), kept.id)))
    })
    .await
}

/// `POST /console/policies/{placement}/{id}/edit`
pub(super) async fn edit(
    State(state): State<AppState>,
    person: Person,
    Named((placement, id)): Named<(String, String)>,
    Filled(fields): Filled<Fields>,
) -> Response {
    answered(state, move |service| {
        let kept = service.proposal(&placement, &id)?;
        let revision = fields.revision().ok_or(PageError::Form("revision"))?;
        let step = Step::Edit(Box::new(fields.onto(&kept.it.policy)?));
        service.step(&placement, &id, revision, step, &act(person.actor, None))?;
        Ok(see(&format!("/console/policies/{}/{id}?done=edited", encoded(&placement))))
    })
    .await
}
