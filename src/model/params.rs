//! What a training run may choose.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Weighting;
use crate::event::{KindWeights, Recency};
use crate::fit::{ContentParams, FitParams, TransitionParams};

/// Everything that a training run may choose. The resolved whole is part of the model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ModelParams {
    /// How the weights of what goes together are fitted.
    pub fit: FitParams,
    /// How the weights of what is clicked after what are fitted.
    pub transitions: TransitionParams,
    /// How the weights of what is described alike are fitted.
    pub description: ContentParams,
    /// How strongly each kind of event speaks.
    pub kinds: KindWeights,
    /// How loud each customer is.
    pub weighting: Weighting,
    /// Segments of customers, such as `age_band`, of which it is learnt what leans to which of their groups: what leakage budgets
    /// bound lists by. By default none.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub leanings: BTreeSet<String>,
    /// In how many days the voice of an event halves, counted back from the customer's newest event.
    pub half_life_days: f64,
    /// Score points of a weight of 1 between a purchase and an item that goes with it.
    pub history: f64,
    /// `e` in `max(1, |x_u|)^-e`, by which all evidence of a history is quietened as it grows longer; 0 does not.
    pub history_exponent: f64,
    /// Score points of a weight of 1 between the last click of a visit and what is clicked next.
    pub session: f64,
    /// Score points of a purchase described in every way like the item.
    pub content: f64,
    /// Score points of the most popular item.
    pub popularity: f64,
    /// Score points of an item that sells e times as much as usual.
    pub trend: f64,
    /// Score points of an item on the day when it is first offered.
    pub newness: f64,
    /// Score points of an item that sells e times as much as usual at this time of the year, year after year.
    pub season: f64,
    /// In how many days an item stops being new; its points fade in a straight line.
    pub newness_days: f64,
    /// Score points of a topic that the customer told the shop they like.
    pub stated: f64,
    /// Score points of an item whose time to be bought again is now.
    pub reorder: f64,
    /// How many days at the end of the data count as "lately".
    pub trend_days: i64,
    /// The weight of the item of the page that asks, in units of one purchase.
    pub context: f64,
}

impl Default for ModelParams {
    fn default() -> Self {
        Self {
            fit: FitParams::default(),
            transitions: TransitionParams::default(),
            description: ContentParams::default(),
            kinds: KindWeights::default(),
            weighting: Weighting::default(),
            leanings: BTreeSet::new(),
            half_life_days: 180.0,
            history: 1.0,
            history_exponent: 0.3,
            session: 1.0,
            content: 0.05,
            popularity: 0.02,
            trend: 0.01,
            newness: 0.02,
            season: 0.02,
            newness_days: 30.0,
            stated: 0.1,
            reorder: 0.2,
            trend_days: 28,
            context: 1.0,
        }
    }
}

impl ModelParams {
    /// How events fade under these parameters.
    #[must_use]
    pub const fn recency(&self) -> Recency {
        Recency::HalfLife { half_life_days: self.half_life_days }
    }
}
