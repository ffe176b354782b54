//! What a shop sets for its oversight: what needs approval, and what is drawn for review.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::threshold::Thresholds;
use crate::access::Actor;
use crate::monitor::Alarms;
use crate::units::Time;

/// The settings of oversight.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = OversightSettings)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// What needs approval.
    pub thresholds: Thresholds,
    /// What is drawn for review.
    pub sampling: Sampling,
    /// What is alarming.
    pub alarms: Alarms,
}

/// How much of what is recommended is drawn for review. Each rate is the chance of a decision, 0 to 1; the draw follows from week, source
/// and decision alone, so that anybody who knows the decision can repeat it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Sampling {
    /// Of all decisions with a list.
    #[schema(example = 0.001)]
    pub random: f64,
    /// Of those that show an item with less confidence than `confidence_min`.
    #[schema(example = 0.001)]
    pub low_confidence: f64,
    /// A confidence below this is low, 0 to 1.
    #[schema(example = 0.02)]
    pub confidence_min: f64,
    /// Of those that show an item of a sensitive kind.
    #[schema(example = 0.01)]
    pub sensitive: f64,
}

impl Default for Sampling {
    fn default() -> Self {
        Self { random: 0.001, low_confidence: 0.001, confidence_min: 0.02, sensitive: 0.01 }
    }
}

/// A change of the settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingsChange {
    /// By whom.
    pub by: Actor,
    /// When.
    pub at: Time,
    /// Why, in their words.
    #[schema(example = "The catalogue has grown.")]
    pub reason: String,
    /// What holds since.
    pub settings: Settings,
}

/// A setting outside its range.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("`/settings/{field}` must be between 0 and {max}, not {value}")]
pub struct SettingsError {
    /// Which, below the settings.
    pub field: &'static str,
    /// The highest.
    pub max: f64,
    /// What it is.
    pub value: f64,
}

impl Settings {
    /// Checks what the type cannot say.
    ///
    /// # Errors
    /// The first number out of its range.
    pub fn check(&self) -> Result<(), SettingsError> {
        let Self { thresholds, sampling, alarms } = self;
        let ranges = [
            ("thresholds/bury_points", thresholds.bury_points, 10.0),
            ("thresholds/exposure_fall", thresholds.exposure_fall, 1.0),
            ("thresholds/relevance_fall", thresholds.relevance_fall, 1.0),
            ("sampling/random", sampling.random, 1.0),
            ("sampling/low_confidence", sampling.low_confidence, 1.0),
            ("sampling/confidence_min", sampling.confidence_min, 1.0),
            ("sampling/sensitive", sampling.sensitive, 1.0),
        ];
        match ranges.into_iter().chain(alarms.ranges()).find(|(_, value, max)| !(0.0..=*max).contains(value)) {
            Some((field, value, max)) => Err(SettingsError { field, max, value }),
            None => Ok(()),
        }
    }
}
