//! What a decision did, without why: what counters read of a record, past everything that it holds besides.

use serde::{Deserialize, Serialize};

use super::record::{RECORD_SCHEMA, RecordError};
use super::{Fallback, FallbackReason, Record};
use crate::event::Subject;
use crate::ids::{CustomerId, DecisionId, ItemId, VisitorId};
use crate::units::Time;

/// A decision in outline.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// Its name.
    pub id: DecisionId,
    /// When it was made.
    pub at: Time,
    /// Where.
    pub placement: String,
    /// For whom, where somebody was named.
    pub subject: Option<Subject>,
    /// Whether anything personal was used.
    pub personalised: bool,
    /// What stood in, where nothing personal could be shown.
    pub fallback: Option<Fallback>,
    /// Why.
    pub fallback_reason: Option<FallbackReason>,
    /// The experiment that it took part in.
    pub experiment: Option<String>,
    /// The list, by rank.
    pub shown: Vec<Shown>,
}

/// An item of the list.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Shown {
    /// Which.
    pub item: ItemId,
    /// The probability that it suits.
    pub confidence: f64,
}

#[derive(Deserialize)]
struct Whole {
    schema: u32,
    inputs: Inputs,
    answer: Answer,
}

#[derive(Deserialize)]
struct Inputs {
    id: DecisionId,
    now: Time,
    request: Request,
}

#[derive(Deserialize)]
struct Request {
    placement: String,
    #[serde(default)]
    customer: Option<CustomerId>,
    #[serde(default)]
    visitor: Option<VisitorId>,
}

#[derive(Deserialize)]
struct Answer {
    personalised: bool,
    #[serde(default)]
    fallback: Option<Fallback>,
    #[serde(default)]
    fallback_reason: Option<FallbackReason>,
    #[serde(default)]
    experiment: Option<String>,
    items: Vec<Shown>,
}

/// The form in which outlines are kept; what is in another one is made anew from its record.
const FORM: u32 = 1;

/// An outline as it is kept beside its record.
#[derive(Serialize, Deserialize)]
struct Kept {
    form: u32,
    id: DecisionId,
    at: Time,
    placement: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    customer: Option<CustomerId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    visitor: Option<VisitorId>,
    personalised: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fallback: Option<Fallback>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fallback_reason: Option<FallbackReason>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    experiment: Option<String>,
    shown: Vec<(ItemId, f64)>,
}

impl Outline {
    /// Of a record; the same that its bytes give.
    #[must_use]
    pub fn of(record: &Record) -> Self {
        let (inputs, answer) = (&record.inputs, &record.answer);
        let shown = answer.items.iter().map(|item| Shown { item: item.item.clone(), confidence: item.confidence });
        Self {
            id: inputs.id.clone(),
            at: inputs.now,
            placement: inputs.request.placement.clone(),
            subject: inputs.request.subject(),
            personalised: answer.personalised,
            fallback: answer.fallback,
            fallback_reason: answer.fallback_reason,
            experiment: answer.experiment.clone(),
            shown: shown.collect(),
        }
    }

    /// As it is kept beside its record.
    ///
    /// # Panics
    /// Never: it is plain data.
    #[must_use]
    pub fn to_kept(&self) -> Vec<u8> {
        let (customer, visitor) = match self.subject.clone() {
            Some(Subject::Customer(id)) => (Some(id), None),
            Some(Subject::Visitor(id)) => (None, Some(id)),
            None => (None, None),
        };
        let kept = Kept {
            form: FORM,
            id: self.id.clone(),
            at: self.at,
            placement: self.placement.clone(),
            customer,
            visitor,
            personalised: self.personalised,
            fallback: self.fallback,
            fallback_reason: self.fallback_reason,
            experiment: self.experiment.clone(),
            shown: self.shown.iter().map(|shown| (shown.item.clone(), shown.confidence)).collect(),
        };
        serde_json::to_vec(&kept).expect("an outline is plain data")
    }

    /// Back from [`Self::to_kept`].
    ///
    /// # Errors
    /// When it is damaged, or of another form.
    pub fn from_kept(bytes: &[u8]) -> Result<Self, RecordError> {
        let read = |cause: serde_json::Error| RecordError::Unreadable(cause.to_string());
        let kept: Kept = serde_json::from_slice(bytes).map_err(read)?;
        if kept.form != FORM {
            return Err(RecordError::Unreadable(format!("an outline of form {}", kept.form)));
        }
        let subject = kept.customer.map(Subject::Customer).or_else(|| kept.visitor.map(Subject::Visitor));
        Ok(Self {
            id: kept.id,
            at: kept.at,
            placement: kept.placement,
            subject,
            personalised: kept.personalised,
            fallback: kept.fallback,
            fallback_reason: kept.fallback_reason,
            experiment: kept.experiment,
            shown: kept.shown.into_iter().map(|(item, confidence)| Shown { item, confidence }).collect(),
        })
    }

    /// Reads a record of this or an earlier schema, and keeps little of it.
    ///
    /// # Errors
    /// When it is not a record, or of a newer schema.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RecordError> {
        let read = |cause: serde_json::Error| RecordError::Unreadable(cause.to_string());
        let Whole { schema, inputs, answer } = serde_json::from_slice(bytes).map_err(read)?;
        if schema > RECORD_SCHEMA {
            return Err(RecordError::NewerSchema { found: schema });
        }
        let Request { placement, customer, visitor } = inputs.request;
        Ok(Self {
            id: inputs.id,
            at: inputs.now,
            placement,
            subject: customer.map(Subject::Customer).or_else(|| visitor.map(Subject::Visitor)),
            personalised: answer.personalised,
            fallback: answer.fallback,
            fallback_reason: answer.fallback_reason,
            experiment: answer.experiment,
            shown: answer.items,
        })
    }
}
