//! One entry of the review queue: what was shown, with which reasons, what was decided of it, and what may be decided now.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::answered;
use super::deed::{Deed, Said, signed};
use super::door::Person;
use super::fault::refusal_words;
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
    /// What it cites, by title: what would be taken back.
    cites: Vec<String>,
    share: String,
    disclosure: Option<String>,
}

#[derive(Template)]
#[template(path = "console/review.html")]
struct Page {
    frame: Frame,
    id: String,
    revision: u64,
    notice: Option<String>,
    item: String,
    title: String,
    story: String,
    confidence: Option<String>,
    is_known: bool,
    reasons: Vec<Told>,
    /// Whether any of them cites something that could be no reason.
    is_cited: bool,
    /// What the decision took for no reason.
    unlinked: Vec<String>,
    deeds: Vec<Deed>,
    verdict: Option<String>,
    /// Each with its words and what it means.
    verdicts: Vec<(&'static str, String, String)>,
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
        let (unlinked, (kept, reasons)) = (service.unlinked_by(&id)?, service.review(&id)?);
        let it = &kept.it;
        let frame = Frame::new(service, &person, Here::Reviews)?;
        let tongue = frame.words;
        let told = |reason: &crate::decision::ShownReason| -> Result<Told, PageError> {
            let cites = reason.evidence.iter().map(|cited| title(service, &cited.item));
            Ok(Told {
                text: reason.text.clone(),
                cites: cites.collect::<Result<_, PageError>>()?,
                share: format!("{:.0} %", reason.share * 100.0),
                disclosure: words::disclosure(tongue, reason.disclosure),
            })
        };
        let is_possible = |verdict: &Verdict| *verdict != Verdict::SuppressHere || it.placement.is_some();
        let offered = Verdict::ALL.into_iter().filter(is_possible);
        let (source, at) = (source_words(tongue, it.source), it.at.minute());
        let story = it.placement.clone().map_or_else(
            || tongue.pair("review-story", &source, &at),
            |placement| tongue.filled("review-shown", [source.clone(), at.clone(), placement]),
        );
        Ok(Rendered(Page {
            frame,
            notice: match said.done.as_deref() {
                Some("decided") => Some(tongue.say("review-decided")),
                Some("undone") => Some(tongue.say("review-undone")),
                _ => None,
            },
            item: it.item.to_string(),
            title: title(service, &it.item)?,
            story,
            confidence: it.confidence.map(|confidence| words::confidence(tongue, confidence)),
            is_known: reasons.is_some(),
            is_cited: reasons.iter().flatten().any(|reason| !reason.evidence.is_empty()),
            reasons: reasons.iter().flatten().map(told).collect::<Result<_, PageError>>()?,
            unlinked: unlinked.iter().map(|item| title(service, item)).collect::<Result<_, PageError>>()?,
            deeds: it.history.iter().rev().map(|ruling| deed(tongue, ruling)).collect(),
            verdict: it.ruling().and_then(|ruling| ruling.verdict).map(|verdict| verdict_words(tongue, verdict)),
            verdicts: offered.map(|verdict| offer(tongue, verdict)).collect(),
            may_not: act(person.actor, None).as_approver().err().map(|refusal| refusal_words(tongue, &refusal)),
            reason_chars_max: REASON_CHARS_MAX,
            revision: kept.revision,
            id: kept.id,
        }))
    })
    .await
}

fn deed(tongue: Tongue, ruling: &Ruling) -> Deed {
    let did = ruling.verdict.map_or_else(|| tongue.say("review-was-undone"), |verdict| verdict_words(tongue, verdict));
    Deed::new(did, signed(tongue, &ruling.by), ruling.at).reason(ruling.reason.clone())
}

/// A verdict as the form offers it.
fn offer(tongue: Tongue, verdict: Verdict) -> (&'static str, String, String) {
    let name = verdict.as_str();
    (name, verdict_words(tongue, verdict), tongue.say(&format!("meaning-{name}")))
}

/// What the form says.
#[derive(Debug, Deserialize)]
pub(super) struct Decided {
    revision: u64,
    #[serde(default)]
    verdict: Option<Verdict>,
    /// Of a wrong reason the sentence, from 0; all of them where blank.
    #[serde(default)]
    sentence: String,
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
        // The form has the field whatever is chosen.
        let sentence = Some(form.sentence.trim()).filter(|_| verdict == Verdict::WrongReason);
        let sentence = sentence.filter(|sentence| !sentence.is_empty()).map(str::parse::<usize>).transpose();
        let sentence = sentence.map_err(|_| PageError::Form("sentence"))?;
        service.rule(&id, form.revision, Some(verdict), sentence.as_slice(), &act)?;
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
        service.rule(&id, form.revision, None, &[], &act)?;
        Ok(see(&format!("/console/reviews/{}?done=undone", encoded(&id))))
    })
    .await
}
