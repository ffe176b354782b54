//! What oversight refuses, as an answer.

use super::{Kind, Problem};
use crate::oversight::{OversightError, Refusal};

impl From<OversightError> for Problem {
    fn from(error: OversightError) -> Self {
        match error {
            OversightError::Refused(refusal) => refusal.into(),
            OversightError::Unknown { .. } => Self::not_found(error.to_string()),
            OversightError::Changed | OversightError::Full | OversightError::FullOfPairs => {
                Self::new(Kind::Conflict, error.to_string())
            }
            OversightError::Settings(cause) => Self::failed_check(&cause),
            OversightError::Store(cause) => cause.into(),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Role(_) | Refusal::NotYours(_) | Refusal::Own | Refusal::OwnWish | Refusal::NewKey(_) => {
                Self::new(Kind::Forbidden, refusal.to_string())
            }
            Refusal::Reason
            | Refusal::Title
            | Refusal::Range { .. }
            | Refusal::Past
            | Refusal::Sentences
            | Refusal::Uncited => Self::failed_check(&refusal),
            Refusal::State { .. }
            | Refusal::NeedsApproval(_)
            | Refusal::Outdated { .. }
            | Refusal::NotDue
            | Refusal::NoPlacement
            | Refusal::NothingBefore
            | Refusal::Running => Self::new(Kind::Conflict, refusal.to_string()),
        }
    }
}
