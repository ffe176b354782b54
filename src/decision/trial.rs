//! The part that a decision plays in an experiment.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{AnswerItem, ShownReason};
use crate::ids::CustomerId;
use crate::reason::Disclosure;

/// One of the two groups that an experiment compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = "treatment")]
#[serde(rename_all = "snake_case")]
pub enum Arm {
    /// As everybody else.
    Control,
    /// With what is tried.
    Treatment,
}

impl Arm {
    /// As it stands on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Control => "control",
            Self::Treatment => "treatment",
        }
    }

    /// The arm of a customer: the same in every process and at every call, with nothing kept. The hash of experiment and customer, read
    /// as a number in [0, 1), is below `share` for the treatment.
    #[must_use]
    pub fn of(experiment: &str, customer: &CustomerId, share: f64) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("candor 2026 arm of an experiment");
        hasher.update(&(experiment.len() as u64).to_le_bytes());
        hasher.update(experiment.as_bytes());
        hasher.update(customer.as_str().as_bytes());
        let hash = hasher.finalize();
        let number = u32::from_le_bytes(std::array::from_fn(|byte| hash.as_bytes()[byte]));
        let is_below = f64::from(number) / (f64::from(u32::MAX) + 1.0) < share;
        if is_below { Self::Treatment } else { Self::Control }
    }
}

/// Whether reasons are told in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = "hidden")]
#[serde(rename_all = "snake_case")]
pub enum Telling {
    /// As the request asks.
    #[default]
    AsAsked,
    /// Only those that disclose an interest other than the customer's.
    Hidden,
}

impl Telling {
    /// Whether it is as the request asks.
    #[must_use]
    pub fn is_as_asked(&self) -> bool {
        *self == Self::AsAsked
    }
}

/// The part of one decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// In which experiment.
    #[schema(example = "x_0192f0c4a5b2c81f27d3e5a0b91d")]
    pub experiment: String,
    /// In which arm. The policy of the arm is the decision's own.
    pub arm: Arm,
    /// Whether the arm is told reasons.
    #[serde(default, skip_serializing_if = "Telling::is_as_asked")]
    pub telling: Telling,
}

impl Trial {
    /// An item as its arm is told of it: where reasons are hidden, only an item with one that discloses an interest other than the
    /// customer's is explained, and then in full.
    #[must_use]
    pub fn tell(&self, item: AnswerItem) -> AnswerItem {
        let discloses = |reason: &ShownReason| reason.disclosure != Disclosure::None;
        let is_plain = !item.reasons.as_ref().is_some_and(|reasons| reasons.iter().any(discloses));
        match self.telling {
            Telling::Hidden if is_plain => AnswerItem { reasons: None, smaller_signals: None, ledger: None, ..item },
            Telling::Hidden | Telling::AsAsked => item,
        }
    }
}

/// As an answer names it: `experiment:arm`.
impl fmt::Display for Trial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.experiment, self.arm.as_str())
    }
}
