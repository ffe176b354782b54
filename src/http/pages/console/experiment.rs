//! One experiment: who sees what, whether its guard rails hold, what can be said so far, and what this person may do.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::answered;
use super::bars::{Bars, Entry, Scale};
use super::deed::{Deed, Said, signed};
use super::door::Person;
use super::fault::refusal_words;
use super::harms::{Harmed, harmed};
use super::page::{Frame, Here};
use super::proposal::{Changed, changed};
use super::steps::because;
use super::words::{course_class, course_words, outcome_words, too_few};
use crate::http::AppState;
use crate::http::pages::act::{encoded, see};
use crate::http::pages::asked::{Asked, Filled, Named};
use crate::http::pages::filters;
use crate::http::pages::page::Rendered;
use crate::http::pages::tongue::{Tongue, grouped};
use crate::http::policies::act;
use crate::monitor::{Compared, Comparison, Finding, PEOPLE_TOLD_MIN};
use crate::oversight::{self, Act, Course, Experiment, Kept, OversightError, REASON_CHARS_MAX, Treatment, Turn};
use crate::report::finding_in_words;
use crate::rerank::Policy;
use crate::service::{Service, ServiceError};
use crate::units::{DAY_MS, Time};

/// What an arm sees.
struct Side {
    name: String,
    sees: String,
    share: String,
    people: String,
}

/// One outcome in both arms.
struct Seen {
    heading: String,
    decides: bool,
    rates: Option<Bars>,
    difference: Option<Bars>,
    /// Control, treatment, and the difference.
    rows: [(String, String, String); 3],
    rail: String,
    holds: bool,
}

#[derive(Template)]
#[template(path = "console/experiment.html")]
struct Page {
    frame: Frame,
    id: String,
    revision: u64,
    notice: Option<String>,
    question: String,
    placement: String,
    state: String,
    class: &'static str,
    next: String,
    verdict: String,
    words: String,
    follows: String,
    sides: [Side; 2],
    proposal: Option<String>,
    differences: Vec<Changed>,
    seen: Vec<Seen>,
    harms: Vec<Harmed>,
    rail: String,
    deeds: Vec<Deed>,
    is_draft: bool,
    is_over: bool,
    may_begin: bool,
    may_stop: bool,
    /// What not, and why.
    may_not: Vec<(String, String)>,
    told_min: usize,
    reason_chars_max: usize,
}

/// `GET /console/experiments/{id}`
pub(super) async fn experiment(
    State(state): State<AppState>,
    person: Person,
    Named(id): Named<String>,
    Asked(said): Asked<Said>,
) -> Response {
    answered(state, move |service| {
        let now = Service::now();
        let (kept, figures) = service.experiment(&id, now)?;
        let it = &kept.it;
        // With some reason: the form asks for one.
        let act = act(person.actor.clone(), Some("-".to_owned()));
        let (is_draft, is_running) = (it.state == Course::Draft, it.state == Course::Running);
        let frame = Frame::new(service, &person, Here::Experiments)?;
        let tongue = frame.words;
        let begin = if is_draft { refused(tongue, service.may_begin_experiment(it, &act))? } else { None };
        let stop = it.stop(&act).err().map(|why| refusal_words(tongue, &why));
        let may_not = [
            ("trial-begin", begin.as_ref()),
            (if is_draft { "trial-drop" } else { "trial-end" }, stop.as_ref().filter(|_| is_draft || is_running)),
        ];
        let may_not = may_not.into_iter().filter_map(|(what, why)| Some((tongue.say(what), why?.clone())));
        Ok(Rendered(Page {
            frame,
            notice: said.done.as_deref().and_then(notice).map(|name| tongue.say(name)),
            state: course_words(tongue, it.state),
            class: course_class(it.state),
            next: next(tongue, it, now),
            verdict: tongue.say(verdict(&figures, it.state)),
            words: finding_in_words(&tongue, &figures, it.outcome),
            follows: tongue.say(follows(&figures, it)),
            sides: sides(tongue, it, &figures),
            proposal: it.treatment.proposal().map(str::to_owned),
            differences: differences(tongue, service, it)?,
            seen: figures.outcomes.iter().map(|compared| seen(tongue, compared, it)).collect(),
            harms: figures.harms.iter().map(|harm| harmed(tongue, harm, it.fall_max)).collect(),
            rail: rail(tongue, it.fall_max),
            deeds: it.log.iter().rev().map(|turn| deed(tongue, turn)).collect(),
            may_begin: is_draft && begin.is_none(),
            may_stop: stop.is_none(),
            may_not: may_not.collect(),
            is_over: !is_draft && !is_running,
            is_draft,
            told_min: PEOPLE_TOLD_MIN,
            reason_chars_max: REASON_CHARS_MAX,
            question: it.question.clone(),
            placement: it.placement.clone(),
            revision: kept.revision,
            id: kept.id,
        }))
    })
    .await
}

/// Why something is refused, where it is.
fn refused(tongue: Tongue, outcome: Result<(), ServiceError>) -> Result<Option<String>, ServiceError> {
    match outcome {
        Ok(()) => Ok(None),
        Err(ServiceError::Oversight(OversightError::Refused(why))) => Ok(Some(refusal_words(tongue, &why))),
        Err(ServiceError::Oversight(OversightError::Unknown { id, .. })) => {
            Ok(Some(tongue.told("refused-unknown", id)))
        }
        Err(cause) => Err(cause),
    }
}

/// What was just done, by the name of its words: the address only picks among them.
fn notice(done: &str) -> Option<&'static str> {
    Some(match done {
        "drafted" => "trial-drafted",
        "begun" => "trial-begun",
        "stopped" => "trial-stopped",
        _ => return None,
    })
}

/// Where it stands and what comes next.
fn next(tongue: Tongue, it: &Experiment, now: Time) -> String {
    let last = it.log.last().map(|turn| turn.at.minute()).unwrap_or_default();
    match (it.state, it.run) {
        (Course::Draft, _) | (Course::Running, None) => tongue.many("trial-planned", usize::from(it.days)),
        (Course::Dropped, _) => tongue.say("trial-given-up"),
        (Course::Running, Some(run)) => {
            let day = (now.millis() - run.began.millis()).div_euclid(DAY_MS) + 1;
            tongue.filled("trial-day", [day.to_string(), it.days.to_string(), run.ends.minute()])
        }
        (Course::Ended, _) => tongue.told("trial-ended-on", last),
        (Course::Guarded, _) => tongue.told("trial-guarded-on", last),
        (Course::Overtaken, _) => tongue.say("trial-overtaken"),
    }
}

/// The name of the verdict's words.
const fn verdict(figures: &Comparison, state: Course) -> &'static str {
    match (figures.finding, state) {
        (_, Course::Draft | Course::Dropped) => "trial-untried",
        (Finding::TooFew, _) => "trial-few-yet",
        (Finding::Open, Course::Running) => "trial-undecided",
        (Finding::Open, _) => "trial-never",
        (Finding::Better, _) => "trial-better",
        (Finding::Worse, _) => "trial-worse",
    }
}

/// The name of what somebody may do with that.
fn follows(figures: &Comparison, it: &Experiment) -> &'static str {
    match (figures.finding, &it.treatment) {
        (Finding::TooFew | Finding::Open, _) if it.state == Course::Running => "trial-look-often",
        (Finding::TooFew | Finding::Open, _) => "trial-unseen",
        (Finding::Better, Treatment::Policy { .. }) => "trial-not-by-itself",
        (Finding::Better, Treatment::ReasonsHidden) => "trial-ask-why",
        (Finding::Worse, _) => "trial-end-it",
    }
}

fn sides(tongue: Tongue, it: &Experiment, figures: &Comparison) -> [Side; 2] {
    let control = match it.run.map(|run| run.against) {
        None => tongue.say("trial-sees-live"),
        Some(0) => tongue.say("trial-sees-standard"),
        Some(version) => tongue.told("trial-sees-version", version),
    };
    let treatment = match &it.treatment {
        Treatment::Policy { .. } => "trial-sees-proposal",
        Treatment::ReasonsHidden => "trial-sees-hidden",
    };
    let people = |count: Option<u64>| match (count, it.run) {
        (Some(count), _) => grouped(count),
        (None, None) => "—".to_owned(),
        (None, Some(_)) => too_few(tongue),
    };
    [
        Side {
            name: tongue.say("trial-control"),
            sees: control,
            share: tongue.percent(1.0 - it.share),
            people: people(figures.control),
        },
        Side {
            name: tongue.say("trial-treatment"),
            sees: tongue.say(treatment),
            share: tongue.percent(it.share),
            people: people(figures.treatment),
        },
    ]
}

/// What the treatment's rules change against the control's; those of a draft are its proposal's as they stand now, for so it begins.
fn differences(tongue: Tongue, service: &Service, it: &Experiment) -> Result<Vec<Changed>, ServiceError> {
    let Treatment::Policy { policy, proposal } = &it.treatment else { return Ok(Vec::new()) };
    let (control, treatment) = match it.run.map(|run| run.against) {
        None => {
            let treatment = match service.proposal(&it.placement, proposal) {
                Ok(kept) => kept.it.policy,
                // It was deleted; what is left of it is what was copied.
                Err(ServiceError::Oversight(OversightError::Unknown { .. })) => (**policy).clone(),
                Err(cause) => return Err(cause),
            };
            (service.policy(&it.placement)?, treatment)
        }
        Some(version) => {
            let kept = service.store().policy(&it.placement, version)?;
            (kept.unwrap_or_else(|| Policy::standard(&it.placement)), (**policy).clone())
        }
    };
    Ok(oversight::diff(&control, &treatment).into_iter().map(|difference| changed(tongue, difference)).collect())
}

fn rail(tongue: Tongue, fall_max: f64) -> String {
    if fall_max > 0.0 { tongue.told("trial-fall", tongue.percent(fall_max)) } else { tongue.say("trial-fall-none") }
}

fn seen(tongue: Tongue, compared: &Compared, it: &Experiment) -> Seen {
    let (control, treatment) = (compared.control, compared.treatment);
    let heading = outcome_words(tongue, compared.outcome);
    let entry = |name: &str, value: f64, low: f64, high: f64| Entry {
        name: tongue.say(name),
        value,
        interval: Some((low, Some(high))),
        ..Entry::default()
    };
    let rates = vec![
        entry("trial-control", control.rate, control.low, control.high),
        entry("trial-treatment", treatment.rate, treatment.low, treatment.high),
    ];
    let difference = treatment.rate - control.rate;
    let drawn = vec![entry("trial-difference", difference, compared.low, compared.high)];
    let bounds = |low: f64, high: f64| tongue.pair("desk-range", tongue.percent(low), tongue.percent(high));
    let points = |difference: f64| tongue.number(&points(difference));
    let floor = (1.0 - it.fall_max) * control.low;
    let holds = treatment.high >= floor;
    let rail = if holds { "trial-rail-holds" } else { "trial-rail-crossed" };
    Seen {
        decides: compared.outcome == it.outcome,
        rates: Bars::new(tongue, &tongue.told("trial-rates-chart", &heading), Scale::Share, rates),
        difference: Bars::new(tongue, &tongue.told("trial-difference-chart", &heading), Scale::Difference, drawn),
        rows: [
            (tongue.say("trial-control"), tongue.percent(control.rate), bounds(control.low, control.high)),
            (tongue.say("trial-treatment"), tongue.percent(treatment.rate), bounds(treatment.low, treatment.high)),
            (
                tongue.say("trial-difference-points"),
                points(difference),
                tongue.pair("desk-range", points(compared.low), points(compared.high)),
            ),
        ],
        rail: tongue.pair(rail, tongue.percent(treatment.high), tongue.percent(floor)),
        heading,
        holds,
    }
}

/// A difference of shares, with a true minus.
pub(super) fn points(difference: f64) -> String {
    let sign = if difference < 0.0 { "−" } else { "+" };
    format!("{sign}{:.1}", difference.abs() * 100.0)
}

fn deed(tongue: Tongue, turn: &Turn) -> Deed {
    let by = turn.by.as_ref().map_or_else(|| tongue.say("trial-the-service"), |by| signed(tongue, by));
    Deed::new(tongue.say(&format!("trial-did-{}", turn.state.as_str())), by, turn.at)
        .reason(turn.reason.clone())
        .written_by(turn.by.as_ref())
}

/// A step, as a form says it.
#[derive(Debug, Deserialize)]
pub(super) struct Taken {
    revision: u64,
    #[serde(default)]
    reason: String,
}

/// `POST /console/experiments/{id}/begin`
pub(super) async fn begin(
    State(state): State<AppState>,
    person: Person,
    Named(id): Named<String>,
    Filled(taken): Filled<Taken>,
) -> Response {
    take(state, (person, id, taken), "begun", Service::begin_experiment).await
}

/// `POST /console/experiments/{id}/stop`
pub(super) async fn stop(
    State(state): State<AppState>,
    person: Person,
    Named(id): Named<String>,
    Filled(taken): Filled<Taken>,
) -> Response {
    take(state, (person, id, taken), "stopped", Service::stop_experiment).await
}

/// What a step does.
type Work = fn(&Service, &str, u64, &Act) -> Result<Kept<Experiment>, ServiceError>;

async fn take(
    state: AppState,
    (person, id, taken): (Person, String, Taken),
    done: &'static str,
    work: Work,
) -> Response {
    answered(state, move |service| {
        work(service, &id, taken.revision, &because(person.actor, taken.reason))?;
        Ok(see(&format!("/console/experiments/{}?done={done}", encoded(&id))))
    })
    .await
}
