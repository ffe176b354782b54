//! From a score to a probability: Platt scaling, fitted by linfa's logistic regression.

use linfa::prelude::*;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

use super::FitError;

/// A candidate that was scored on a hold-out, and whether the customer then chose it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observation {
    /// The score of the evidence, before reranking.
    pub score: f64,
    /// What happened.
    pub was_chosen: bool,
}

/// `confidence = 1 / (1 + exp(-(slope * score + intercept)))` (Platt 1999).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Log-odds per score point; above 0.
    pub slope: f64,
    /// Log-odds of a score of 0.
    pub intercept: f64,
}

/// Parameters are rounded to this grid, so that the last bits of an optimiser do not enter the model.
const GRID: f64 = 10_000.0;
/// The widest log-odds that a confidence may express.
const LOG_ODDS_MAX: f64 = 30.0;

impl Calibration {
    /// The probability that the customer chooses an item of this score; between 0 and 1.
    #[must_use]
    pub fn confidence(&self, score: f64) -> f64 {
        let log_odds = (self.slope * score + self.intercept).clamp(-LOG_ODDS_MAX, LOG_ODDS_MAX);
        1.0 / (1.0 + libm::exp(-log_odds))
    }
}

/// Fits the calibration on a hold-out that lies after what the model learnt from.
///
/// Where every outcome is the same there is nothing to fit: the confidence is then the smoothed share of chosen ones,
/// `(chosen + 1) / (n + 2)`, whatever the score.
///
/// # Errors
/// When the optimiser finds no solution, or one that is not finite.
pub fn calibrate(observations: &[Observation]) -> Result<Calibration, FitError> {
    let chosen = observations.iter().filter(|o| o.was_chosen).count();
    if chosen == 0 || chosen == observations.len() {
        return Ok(constant(chosen, observations.len()));
    }
    let scores = observations.iter().map(|o| o.score).collect();
    let scores = Array2::from_shape_vec((observations.len(), 1), scores).expect("one column of scores");
    let outcomes: Array1<bool> = observations.iter().map(|o| o.was_chosen).collect();
    let fitted = LogisticRegression::default()
        .alpha(1e-6)
        .max_iterations(200)
        .fit(&Dataset::new(scores, outcomes))
        .map_err(|error| FitError::Calibration(error.to_string()))?;
    // linfa reports the parameters towards the label that it calls positive; we want them towards `true`.
    let sign = if fitted.labels().pos.class { 1.0 } else { -1.0 };
    let slope = sign * fitted.params()[0];
    let intercept = sign * fitted.intercept();
    if !(slope.is_finite() && intercept.is_finite()) {
        return Err(FitError::Calibration(format!("slope {slope}, intercept {intercept}")));
    }
    Ok(Calibration { slope: on_grid(slope).max(0.0), intercept: on_grid(intercept) })
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn constant(chosen: usize, n: usize) -> Calibration {
    let share = (chosen as f64 + 1.0) / (n as f64 + 2.0);
    Calibration { slope: 0.0, intercept: on_grid(libm::log(share / (1.0 - share))) }
}

fn on_grid(value: f64) -> f64 {
    libm::round(value * GRID) / GRID
}
