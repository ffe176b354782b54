//! One experiment: who sees what, whether its guard rails hold, what can be said so far, and what this person may do.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::answered;
use super::bars::{Bars, Entry, Scale};
use super::deed::{Deed, Said, signed};
use super::door::Person;
use super::page::{Frame, Here};
use super::proposal::{Changed, changed};
use super::steps::because;
use super::words::{course_class, course_words, grouped, outcome_words, percent, quoted, too_few};
use crate::http::AppState;
use crate::http::pages::act::{encoded, see};
use crate::http::pages::asked::{Asked, Filled, Named};
use crate::http::pages::filters;
use crate::http::pages::page::Rendered;
use crate::http::policies::act;
use crate::monitor::{Compared, Comparison, Finding, PEOPLE_TOLD_MIN};
use crate::oversight::{self, Act, Course, Experiment, Kept, OversightError, REASON_CHARS_MAX, Treatment, Turn};
use crate::rerank::Policy;
use crate::service::{Service, ServiceError};
use crate::units::{DAY_MS, Time};

/// What an arm sees.
struct Side {
    name: &'static str,
    sees: String,
    share: String,
    people: String,
}

/// One outcome in both arms.
struct Seen {
    heading: &'static str,
    decides: bool,
    rates: Option<Bars>,
    difference: Option<Bars>,
    /// Control, treatment, and the difference.
    rows: [(&'static str, String, String); 3],
    rail: String,
    holds: bool,
}

#[derive(Template)]
#[template(path = "console/experiment.html")]
struct Page {
    frame: Frame,
    id: String,
    revision: u64,
    notice: Option<&'static str>,
    question: String,
    placement: String,
    state: &'static str,
    class: &'static str,
    next: String,
    verdict: &'static str,
    words: String,
    follows: &'static str,
    sides: [Side; 2],
    proposal: Option<String>,
    differences: Vec<Changed>,
    seen: Vec<Seen>,
    rail: String,
    deeds: Vec<Deed>,
    is_draft: bool,
    is_over: bool,
    may_begin: bool,
    may_stop: bool,
    /// What not, and why.
    may_not: Vec<(&'static str, String)>,
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
        let begin = if is_draft { refused(service.may_begin_experiment(it, &act))? } else { None };
        let stop = it.stop(&act).err().map(|why| why.to_string());
        let may_not = [
            ("Begin it", begin.as_ref()),
            (if is_draft { "Drop it" } else { "End it" }, stop.as_ref().filter(|_| is_draft || is_running)),
        ];
        let may_not = may_not.into_iter().filter_map(|(what, why)| Some((what, quoted(why?))));
        Ok(Rendered(Page {
            frame: Frame::new(service, &person, Here::Experiments)?,
            notice: said.done.as_deref().and_then(notice),
            state: course_words(it.state),
            class: course_class(it.state),
            next: next(it, now),
            verdict: verdict(&figures, it.state),
            follows: follows(&figures, it),
            sides: sides(it, &figures),
            proposal: it.treatment.proposal().map(str::to_owned),
            differences: differences(service, it)?,
            seen: figures.outcomes.iter().map(|compared| seen(compared, it)).collect(),
            rail: rail(it.fall_max),
            deeds: it.log.iter().rev().map(deed).collect(),
            may_begin: is_draft && begin.is_none(),
            may_stop: stop.is_none(),
            may_not: may_not.collect(),
            is_over: !is_draft && !is_running,
            is_draft,
            told_min: PEOPLE_TOLD_MIN,
            reason_chars_max: REASON_CHARS_MAX,
            question: it.question.clone(),
            placement: it.placement.clone(),
            words: figures.words,
            revision: kept.revision,
            id: kept.id,
        }))
    })
    .await
}

/// Why something is refused, where it is.
fn refused(outcome: Result<(), ServiceError>) -> Result<Option<String>, ServiceError> {
    match outcome {
        Ok(()) => Ok(None),
        Err(ServiceError::Oversight(why @ (OversightError::Refused(_) | OversightError::Unknown { .. }))) => {
            Ok(Some(why.to_string()))
        }
        Err(cause) => Err(cause),
    }
}

/// What was just done, in words made here: the address only picks among them.
fn notice(done: &str) -> Option<&'static str> {
    Some(match done {
        "drafted" => "Kept as a draft. Nobody’s list is another before an approver begins it.",
        "begun" => "Running: the next lists are those of the arms.",
        "stopped" => "Done. Everybody’s list is that of the live rules.",
        _ => return None,
    })
}

/// Where it stands and what comes next.
fn next(it: &Experiment, now: Time) -> String {
    let on = |at: Option<Time>| at.map(Time::minute).unwrap_or_default();
    match (it.state, it.run) {
        (Course::Draft, _) | (Course::Running, None) => {
            format!("Planned for {} days. Next: an approver begins it.", it.days)
        }
        (Course::Dropped, _) => "Given up before it began.".to_owned(),
        (Course::Running, Some(run)) => {
            let day = (now.millis() - run.began.millis()).div_euclid(DAY_MS) + 1;
            format!(
                "Day {day} of {}. It ends by itself on {}, or earlier by its guard rails.",
                it.days,
                run.ends.minute()
            )
        }
        (Course::Ended, _) => format!("Ended on {}.", on(it.log.last().map(|turn| turn.at))),
        (Course::Guarded, _) => {
            format!(
                "Its guard rail ended it on {}: the treatment certainly did harm.",
                on(it.log.last().map(|turn| turn.at))
            )
        }
        (Course::Overtaken, _) => {
            "It ended early: what was compared is no longer what it was. Its log says why.".to_owned()
        }
    }
}

const fn verdict(figures: &Comparison, state: Course) -> &'static str {
    match (figures.finding, state) {
        (_, Course::Draft | Course::Dropped) => "Nothing was tried",
        (Finding::TooFew, _) => "Too few people yet",
        (Finding::Open, Course::Running) => "Not decided yet",
        (Finding::Open, _) => "It was never decided",
        (Finding::Better, _) => "The treatment is better",
        (Finding::Worse, _) => "The treatment is worse",
    }
}

/// What somebody may do with that.
fn follows(figures: &Comparison, it: &Experiment) -> &'static str {
    match (figures.finding, &it.treatment) {
        (Finding::TooFew | Finding::Open, _) if it.state == Course::Running => {
            "Look as often as you like: the intervals hold at every look, and they narrow as people come in."
        }
        (Finding::TooFew | Finding::Open, _) => {
            "A difference may be there all the same: it was not seen with so many people."
        }
        (Finding::Better, Treatment::Policy { .. }) => {
            "Nothing goes live by itself: publishing the proposal is a step of its own, and ends the experiment."
        }
        (Finding::Better, Treatment::ReasonsHidden) => {
            "More people do what counts where reasons are hidden. Ask why before anybody wishes for that: reasons are also there to be fair."
        }
        (Finding::Worse, _) => "Everybody else’s list stays as it is. End it, unless a guard rail has done so.",
    }
}

fn sides(it: &Experiment, figures: &Comparison) -> [Side; 2] {
    let control = it.run.map_or_else(
        || "The live rules, as everybody else.".to_owned(),
        |run| match run.against {
            0 => "The standard rules, as everybody else.".to_owned(),
            version => format!("Version {version}, the rules that were live at its beginning, as everybody else."),
        },
    );
    let treatment = match &it.treatment {
        Treatment::Policy { .. } => "The rules of the proposal.",
        Treatment::ReasonsHidden => {
            "Lists without reasons. Whatever discloses that somebody pays, or why an item was placed, is told all the same, and “why this?” answers everybody."
        }
    };
    let people = |count: Option<u64>| match (count, it.run) {
        (Some(count), _) => grouped(count),
        (None, None) => "—".to_owned(),
        (None, Some(_)) => too_few(),
    };
    [
        Side { name: "Control", sees: control, share: percent(1.0 - it.share), people: people(figures.control) },
        Side {
            name: "Treatment",
            sees: treatment.to_owned(),
            share: percent(it.share),
            people: people(figures.treatment),
        },
    ]
}

/// What the treatment's rules change against the control's; those of a draft are its proposal's as they stand now, for so it begins.
fn differences(service: &Service, it: &Experiment) -> Result<Vec<Changed>, ServiceError> {
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
    Ok(oversight::diff(&control, &treatment).into_iter().map(changed).collect())
}

fn rail(fall_max: f64) -> String {
    if fall_max > 0.0 {
        let fall = percent(fall_max);
        format!(
            "It ends by itself once clicks or purchases of the treatment are certainly more than {fall} of the control’s below it."
        )
    } else {
        "It ends by itself once clicks or purchases of the treatment are certainly below those of the control."
            .to_owned()
    }
}

fn seen(compared: &Compared, it: &Experiment) -> Seen {
    let (control, treatment) = (compared.control, compared.treatment);
    let heading = outcome_words(compared.outcome);
    let entry = |name: &str, value: f64, low: f64, high: f64| Entry {
        name: name.to_owned(),
        value,
        interval: Some((low, Some(high))),
        ..Entry::default()
    };
    let rates = vec![
        entry("Control", control.rate, control.low, control.high),
        entry("Treatment", treatment.rate, treatment.low, treatment.high),
    ];
    let difference = treatment.rate - control.rate;
    let bounds = |low: f64, high: f64| format!("{} to {}", percent(low), percent(high));
    let floor = (1.0 - it.fall_max) * control.low;
    let holds = treatment.high >= floor;
    let state = if holds { "Holds" } else { "Crossed" };
    Seen {
        heading,
        decides: compared.outcome == it.outcome,
        rates: Bars::new(format!("The share of {heading} in both arms"), Scale::Share, rates),
        difference: Bars::new(
            format!("The difference in {heading}, in points"),
            Scale::Difference,
            vec![entry("Difference", difference, compared.low, compared.high)],
        ),
        rows: [
            ("Control", percent(control.rate), bounds(control.low, control.high)),
            ("Treatment", percent(treatment.rate), bounds(treatment.low, treatment.high)),
            (
                "Difference, in points",
                points(difference),
                format!("{} to {}", points(compared.low), points(compared.high)),
            ),
        ],
        rail: format!(
            "{state}: the treatment’s share may be as high as {}, the rail is at {}.",
            percent(treatment.high),
            percent(floor)
        ),
        holds,
    }
}

/// A difference of shares, with a true minus.
fn points(difference: f64) -> String {
    let sign = if difference < 0.0 { "−" } else { "+" };
    format!("{sign}{:.1}", difference.abs() * 100.0)
}

fn deed(turn: &Turn) -> Deed {
    let did = match turn.state {
        Course::Draft => "Drafted",
        Course::Dropped => "Dropped",
        Course::Running => "Begun",
        Course::Ended => "Ended",
        Course::Guarded => "Ended by its guard rail",
        Course::Overtaken => "Overtaken",
    };
    let by = turn.by.as_ref().map_or_else(|| "the service".to_owned(), signed);
    Deed::new(did, by, turn.at).reason(turn.reason.clone())
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
