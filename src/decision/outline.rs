//! What a decision did, without why: what counters read of a record, past everything that it holds besides.

use serde::Deserialize;

use super::record::{RECORD_SCHEMA, RecordError};
use super::{Fallback, FallbackReason};
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
struct Record {
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

impl Outline {
    /// Reads a record of this or an earlier schema, and keeps little of it.
    ///
    /// # Errors
    /// When it is not a record, or of a newer schema.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RecordError> {
        let read = |cause: serde_json::Error| RecordError::Unreadable(cause.to_string());
        let Record { schema, inputs, answer } = serde_json::from_slice(bytes).map_err(read)?;
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
