//! A share of attention that a group gets over time, not in every list.

use serde::{Deserialize, Serialize};

use super::Selector;

/// A group and the share of attention that its items are to have over all lists of the placement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExposureTarget {
    /// What the customer reads: "Shown to give {name} a fair chance". The price is kept under this name: a target that is
    /// changed goes on from it.
    #[schema(example = "small makers")]
    pub name: String,
    /// Who is in it.
    pub members: Selector,
    /// The least share of attention, 0 to 1; the place of rank `r` has `1 / log2(1 + r)` of it.
    #[schema(example = 0.1)]
    pub target: f64,
    /// What the share is measured over.
    #[serde(default)]
    pub window: Window,
    /// How fast the price answers: spreads of a list for each first place too few, above 0 and at most 1.
    #[serde(default = "gain_default")]
    #[schema(example = 0.05)]
    pub gain: f64,
}

pub(super) const fn gain_default() -> f64 {
    0.05
}

/// A sliding window whose weights fall exponentially: a list of one window ago counts 1/e.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ExposureWindow, example = json!({"kind": "requests", "length": 1000}))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Window {
    /// By the number of lists.
    Requests {
        /// How many, from 1.
        #[schema(example = 1000)]
        length: u32,
    },
    /// By time.
    Days {
        /// How many days, above 0.
        #[schema(example = 7.0)]
        length: f64,
    },
}

impl Default for Window {
    fn default() -> Self {
        Self::Requests { length: 1_000 }
    }
}
