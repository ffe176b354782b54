//! What a shop sets for its oversight: what needs approval, and what is drawn for review.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::step::Act;
use super::threshold::Thresholds;
use crate::access::Actor;
use crate::monitor::Alarms;
use crate::units::Time;

/// The most entries of a week's sample: all of it is rewritten with each one that comes in.
pub const WEEKLY_MAX: u16 = 1_000;

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

/// How much of what is recommended is drawn for review. The draw follows from week, source and decision alone, so that anybody who knows
/// the decisions can repeat it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Sampling {
    /// So many of all lists of a week, each as likely as any other; none at 0, at most 1,000. A larger number holds at once while no list of
    /// the week was left out for want of room, else from the next Monday on.
    #[schema(example = 20)]
    pub weekly: u16,
    /// Of the lists that show an item with less confidence than `confidence_min` this share, 0 to 1.
    #[schema(example = 0.001)]
    pub low_confidence: f64,
    /// A confidence below this is low, 0 to 1.
    #[schema(example = 0.02)]
    pub confidence_min: f64,
    /// Of the lists that show an item of a sensitive kind this share, 0 to 1.
    #[schema(example = 0.01)]
    pub sensitive: f64,
}

impl Default for Sampling {
    fn default() -> Self {
        Self { weekly: 20, low_confidence: 0.001, confidence_min: 0.02, sensitive: 0.01 }
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
    /// Who let it be, where less is asked for approval since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved: Option<Signed>,
}

/// Who decided something, when and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = SettingsDecision)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// By whom.
    pub by: Actor,
    /// When.
    pub at: Time,
    /// Why, in their words.
    #[schema(example = "Nobody could tell anything of fewer people.")]
    pub reason: String,
}

impl Signed {
    pub(super) fn of(act: &Act) -> Self {
        Self { by: act.by.clone(), at: act.at, reason: act.words().to_owned() }
    }
}

/// Settings that ask for less approval than those in force, so that they hold only once somebody else has let them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = SettingsWish)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    /// The settings that are wished for.
    pub settings: Settings,
    /// The revision of the settings that they would replace; once another holds, they are wished for no more.
    #[schema(example = 1)]
    pub against: u64,
    /// Who wishes for them.
    pub wished: Signed,
    /// Who refused them, or took them back; absent while they wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Signed>,
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
            ("sampling/weekly", f64::from(sampling.weekly), f64::from(WEEKLY_MAX)),
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
