//! What a model is, and what a training run found out about it.

use serde::{Deserialize, Serialize};

use super::ModelParams;
use crate::fit::{Calibration, Spreads};
use crate::units::Time;

/// What a model is, in words and numbers; the JSON beside the binary, and a section inside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The binary layout.
    pub format: u32,
    /// Names the model: a hash of data, parameters, code version and every weight.
    pub fingerprint: String,
    /// The program that fitted it.
    pub code_version: String,
    /// A hash of all that was learnt from.
    pub data_digest: String,
    /// The resolved parameters.
    pub params: ModelParams,
    /// Scores to probabilities.
    pub calibration: Calibration,
    /// How sure the weights are; absent where nobody measured it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spreads: Option<Spreads>,
    /// Items of the vocabulary.
    pub items: usize,
    /// Customers learnt from.
    pub customers: u64,
    /// Events admitted for learning.
    pub events: u64,
    /// Item-item weights.
    pub weights: u64,
    /// Pairs of evidence and item of which reviewers said that the one is no reason for the other: there is no weight from it to the item.
    #[serde(default, skip_serializing_if = "is_none")]
    pub unlinked: u64,
    /// Customers of the most chosen item; with it a popularity becomes a number of people again.
    #[serde(default)]
    pub most_chosen: u64,
    /// The mean popularity over all choices, which the popularity of every item is told from.
    #[serde(default)]
    pub mean_popularity: f64,
    /// The newest event learnt from.
    pub newest_event: Option<Time>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_none(count: &u64) -> bool {
    *count == 0
}

/// What a training run found out about a model besides its parameters; a refit takes it over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tuning {
    /// Scores to probabilities.
    pub calibration: Calibration,
    /// How sure the weights are, where it was measured.
    pub spreads: Option<Spreads>,
}

impl From<Calibration> for Tuning {
    fn from(calibration: Calibration) -> Self {
        Self { calibration, spreads: None }
    }
}

/// Reads a manifest. Evidence that a model is too old to know of stays silent, so that its decisions replay.
pub(super) fn read(json: &[u8]) -> Result<Manifest, serde_json::Error> {
    let mut value: serde_json::Value = serde_json::from_slice(json)?;
    if let Some(params) = value.get_mut("params").and_then(serde_json::Value::as_object_mut) {
        for later in ["newness", "stated", "reorder", "season"] {
            params.entry(later).or_insert_with(|| 0.0.into());
        }
    }
    serde_json::from_value(value)
}
