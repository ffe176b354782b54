//! What was found when a model was to become the current one, kept beside it in `promotion.json`.

use serde::{Deserialize, Serialize};

use crate::evaluate::{Fall, Shadow};
use crate::units::Time;

/// Whether a model was made the current one, and what spoke for or against it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promotion {
    /// What became of it.
    pub verdict: Verdict,
    /// Why, in words.
    pub reason: String,
    /// The model that it was held to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<String>,
    /// The figures of both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shadow: Option<Shadow>,
    /// Who made it current all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overridden: Option<Override>,
}

/// What became of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It was made the current one.
    Promoted,
    /// It was kept, and another one stayed.
    Refused,
}

/// That somebody made a model current whatever its figures say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// When.
    pub at: Time,
    /// Who; missing where it was kept before that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Why.
    pub reason: String,
}

impl Promotion {
    /// Of a model that there is nothing to hold to.
    #[must_use]
    pub fn without_comparison(reason: impl Into<String>) -> Self {
        Self { verdict: Verdict::Promoted, reason: reason.into(), against: None, shadow: None, overridden: None }
    }

    /// Of a model that was measured beside the current one, which it may fall behind by a share at most.
    #[must_use]
    pub fn of(against: String, shadow: Shadow, fall_share_max: f64) -> Self {
        let fall = shadow.fall(fall_share_max);
        let reason = match (&fall, &shadow) {
            (Some(Fall { metric, from, to }), _) => {
                let percent = 100.0 * (1.0 - to / from);
                format!("its {metric} is {to:.4}, {percent:.1} % below the {from:.4} of the current model")
            }
            (None, Shadow::Compared { .. }) => {
                "no figure falls behind the current model by more than allowed".to_owned()
            }
            (None, Shadow::NothingNew) => {
                "the parameters are those of the current model, and fewer than 50 customers chose anything since"
                    .to_owned()
            }
            (None, Shadow::TooFew) => "fewer than 50 customers could be asked".to_owned(),
        };
        let verdict = if fall.is_some() { Verdict::Refused } else { Verdict::Promoted };
        Self { verdict, reason, against: Some(against), shadow: Some(shadow), overridden: None }
    }
}
