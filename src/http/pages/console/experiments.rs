//! Experiments: what runs first, then drafts, then what has ended, the newest first.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::answered;
use super::door::Person;
use super::page::{Frame, Here};
use super::words::{course_class, course_words, outcome_words};
use crate::http::AppState;
use crate::http::pages::asked::Asked;
use crate::http::pages::page::Rendered;
use crate::http::pages::tongue::Tongue;
use crate::http::rule::PLANNERS;
use crate::oversight::{Course, Experiment, Kept, Treatment};

/// Experiments of one page.
const PAGE: usize = 50;

/// Which part of the list.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Part {
    page: Option<usize>,
}

/// An experiment in the list.
struct Row {
    id: String,
    question: String,
    placement: String,
    tried: String,
    outcome: String,
    state: String,
    class: &'static str,
    at: String,
}

#[derive(Template)]
#[template(path = "console/experiments.html")]
struct Experiments {
    frame: Frame,
    rows: Vec<Row>,
    page: usize,
    pages: usize,
    may_plan: bool,
}

/// `GET /console/experiments`
pub(super) async fn list(State(state): State<AppState>, person: Person, Asked(part): Asked<Part>) -> Response {
    answered(state, move |service| {
        let mut all = service.experiments(None, usize::MAX)?;
        all.reverse();
        all.sort_by_key(|kept| match kept.it.state {
            Course::Running => 0,
            Course::Draft => 1,
            Course::Dropped | Course::Ended | Course::Guarded | Course::Overtaken => 2,
        });
        let pages = all.len().div_ceil(PAGE).max(1);
        let page = part.page.unwrap_or(1).clamp(1, pages);
        let frame = Frame::new(service, &person, Here::Experiments)?;
        Ok(Rendered(Experiments {
            rows: all.iter().skip((page - 1) * PAGE).take(PAGE).map(|kept| row(frame.words, kept)).collect(),
            frame,
            may_plan: PLANNERS.contains(&person.actor.role),
            page,
            pages,
        }))
    })
    .await
}

fn row(tongue: Tongue, kept: &Kept<Experiment>) -> Row {
    let it = &kept.it;
    Row {
        id: kept.id.clone(),
        question: it.question.clone(),
        placement: it.placement.clone(),
        tried: tongue.say(match it.treatment {
            Treatment::Policy { .. } => "trials-rules",
            Treatment::ReasonsHidden => "trials-hidden",
        }),
        outcome: outcome_words(tongue, it.outcome),
        state: course_words(tongue, it.state),
        class: course_class(it.state),
        at: it.log.last().map(|turn| turn.at.minute()).unwrap_or_default(),
    }
}
