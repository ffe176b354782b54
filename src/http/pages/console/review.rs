//! One entry of the review queue: what was shown, with which reasons, what was decided of it, and what may be decided now.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::answered;
use super::deed::{Deed, Said, signed};
use super::door::Person;
use super::page::{Frame, Here};
use super::reviews::title;
use super::steps::because;
use super::words::{source_words, verdict_words};
use crate::http::AppState;
use crate::http::pages::PageError;
use crate::http::pages::act::{encoded, see};
use crate::http::pages::asked::{Asked, Filled, Named};
use crate::http::pages::page::Rendered;
use crate::http::pages::tongue::Tongue;
use crate::http::pages::words;
use crate::http::policies::act;
use crate::oversight::{REASON_CHARS_MAX, Ruling, Verdict};

/// A reason as it was said.
struct Told {
    text: String,
    share: String,
    disclosure: Option<String>,
}

#[derive(Template)]
#[template(path = "console/review.html")]
struct Page {
    frame: Frame,
    id: String,
    revision: u64,
    notice: Option<&'static str>,
    item: String,
    title: String,
    source: &'static str,
    at: String,
    placement: Option<String>,
    confidence: Option<String>,
    is_known: bool,
    reasons: Vec<Told>,
    deeds: Vec<Deed>,
    verdict: Option<&'static str>,
    verdicts: Vec<(&'static str, &'static str, &'static str)>,
    /// Why this person decides nothing here; none where they may.
    may_not: Option<String>,
    reason_chars_max: usize,
}

/// `GET /console/reviews/{id}`
pub(super) async fn review(
    State(state): State<AppState>,
    person: Person,
    Named(id): Named<String>,
    Asked(said): Asked<Said>,
) -> Response {
    answered(state, move |service| {
        let (kept, reasons) = service.review(&id)?;
        let it = &kept.it;
        let told = |reason: &crate::decision::ShownReason| Told {
            text: reason.text.clone(),
            share: format!("{:.0} %", reason.share * 100.0),
            disclosure: words::disclosure(Tongue::english(), reason.disclosure),
        };
        let is_possible = |verdict: &Verdict| *verdict != Verdict::SuppressHere || it.placement.is_some();
        let offered = Verdict::ALL.into_iter().filter(is_possible);
        Ok(Rendered(Page {
            frame: Frame::new(service, &person, Here::Reviews)?,
            notice: match said.done.as_deref() {
                Some("decided") => Some("Decided. What is kept out is kept out from the next list on."),
                Some("undone") => Some("Undone. The entry is open again."),
                _ => None,
            },
            item: it.item.to_string(),
            title: title(service, &it.item)?,
            source: source_words(it.source),
            at: it.at.minute(),
            placement: it.placement.clone(),
            confidence: it.confidence.map(|confidence| words::confidence(Tongue::english(), confidence)),
            is_known: reasons.is_some(),
            reasons: reasons.iter().flatten().map(told).collect(),
            deeds: it.history.iter().rev().map(deed).collect(),
            verdict: it.ruling().and_then(|ruling| ruling.verdict).map(verdict_words),
            verdicts: offered.map(|verdict| (verdict.as_str(), verdict_words(verdict), meaning(verdict))).collect(),
            may_not: act(person.actor, None).as_approver().err().map(|refusal| refusal.to_string()),
            reason_chars_max: REASON_CHARS_MAX,
            revision: kept.revision,
            id: kept.id,
        }))
    })
    .await
}

fn deed(ruling: &Ruling) -> Deed {
    let did = ruling.verdict.map_or("Undone", verdict_words);
    Deed::new(did, signed(&ruling.by), ruling.at).reason(ruling.reason.clone())
}

const fn meaning(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fine => "Nothing is wrong with it.",
        Verdict::SuppressHere => "Nobody is shown this item in this placement any more.",
        Verdict::SuppressEverywhere => "Nobody is shown this item in any placement any more.",
        Verdict::WrongReason => "The item is fine, what was said of it is not.",
        Verdict::Incident => "Something went wrong that needs more than this.",
    }
}

/// What the form says.
#[derive(Debug, Deserialize)]
pub(super) struct Decided {
    revision: u64,
    #[serde(default)]
    verdict: Option<Verdict>,
    #[serde(default)]
    reason: String,
}

/// `POST /console/reviews/{id}`
pub(super) async fn decide(
    State(state): State<AppState>,
    person: Person,
    Named(id): Named<String>,
    Filled(form): Filled<Decided>,
) -> Response {
    answered(state, move |service| {
        let verdict = form.verdict.ok_or(PageError::Form("verdict"))?;
        let act = because(person.actor, form.reason);
        service.rule(&id, form.revision, Some(verdict), &act)?;
        Ok(see(&format!("/console/reviews/{}?done=decided", encoded(&id))))
    })
    .await
}

/// `POST /console/reviews/{id}/undo`
pub(super) async fn undo(
    State(state): State<AppState>,
    person: Person,
    Named(id): Named<String>,
    Filled(form): Filled<Decided>,
) -> Response {
    answered(state, move |service| {
        let act = because(person.actor, form.reason);
        service.rule(&id, form.revision, None, &act)?;
        Ok(see(&format!("/console/reviews/{}?done=undone", encoded(&id))))
    })
    .await
}
