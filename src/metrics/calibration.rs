//! Whether a stated confidence comes true as often as it says.

use serde::Serialize;

use super::{mean, real};
use crate::ledger::fold;

/// Predictions of like confidence, and how often they came true.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ReliabilityBin {
    /// The lowest confidence in it.
    pub from: f64,
    /// The highest.
    pub to: f64,
    /// Predictions.
    pub count: usize,
    /// Their mean confidence.
    pub mean_confidence: f64,
    /// The share of them that came true.
    pub share_chosen: f64,
}

/// Bins `(confidence, came true)` pairs into at most `bins` bins of about equal count, by confidence.
///
/// Confidences of a shop crowd near 0, so that bins of equal width would put all of them into one; equal counts are
/// the adaptive binning of Nguyen & O'Connor 2015. Equal confidences always share a bin, so the order of the input does
/// not matter.
#[must_use]
pub fn reliability_table(told: &[(f64, bool)], bins: usize) -> Vec<ReliabilityBin> {
    let mut told = told.to_vec();
    told.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let size = told.len().div_ceil(bins.max(1)).max(1);
    let mut table = Vec::new();
    let mut rest = told.as_slice();
    while !rest.is_empty() {
        let mut end = size.min(rest.len());
        while end < rest.len() && rest[end].0.total_cmp(&rest[end - 1].0).is_eq() {
            end += 1;
        }
        let (bin, after) = rest.split_at(end);
        table.push(bin_of(bin));
        rest = after;
    }
    table
}

fn bin_of(told: &[(f64, bool)]) -> ReliabilityBin {
    let chosen = told.iter().filter(|(_, was_chosen)| *was_chosen).count();
    ReliabilityBin {
        from: told[0].0,
        to: told[told.len() - 1].0,
        count: told.len(),
        mean_confidence: fold(told.iter().map(|(confidence, _)| *confidence)) / real(told.len()),
        share_chosen: real(chosen) / real(told.len()),
    }
}

/// `ECE = sum over bins of count / n |mean confidence - share that came true|`; 0 of nothing (Naeini et al. 2015).
#[must_use]
pub fn expected_calibration_error(told: &[(f64, bool)], bins: usize) -> f64 {
    let gaps = reliability_table(told, bins)
        .into_iter()
        .map(|bin| real(bin.count) * (bin.mean_confidence - bin.share_chosen).abs());
    if told.is_empty() { 0.0 } else { fold(gaps) / real(told.len()) }
}

/// Mean of `(confidence - outcome)^2`; 0 is perfect, `None` of nothing (Brier 1950).
#[must_use]
pub fn brier_score(told: &[(f64, bool)]) -> Option<f64> {
    let squares: Vec<f64> = told
        .iter()
        .map(|&(confidence, was_chosen)| {
            let gap = confidence - f64::from(u8::from(was_chosen));
            gap * gap
        })
        .collect();
    mean(&squares)
}
