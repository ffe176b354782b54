//! From a model that was just fitted to the current one: kept, held to the one that answers now, and promoted or refused.

use super::refit::RefitError;
use crate::evaluate::{Trained, shadow};
use crate::store::{ModelDir, ModelDirError, Promotion, StoreData, Verdict};

/// How far a new model may fall behind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Gate {
    /// By at most this share of the current model's figures.
    FallShareMax(f64),
    /// However far: somebody was erased, and the model that knew them must go.
    Open,
}

impl Gate {
    /// By at most so many percent of the current model's figures.
    #[must_use]
    pub fn of_percent(percent: u8) -> Self {
        Self::FallShareMax(f64::from(percent) / 100.0)
    }
}

/// Keeps a model, measures it beside the current one, and makes it current unless it falls too far behind.
///
/// # Errors
/// When the data cannot be read, a fit or the disk fails.
pub fn promote(
    models: &ModelDir,
    data: &StoreData,
    trained: &Trained,
    gate: Gate,
    threads: usize,
) -> Result<Promotion, RefitError> {
    models.keep(&trained.model, &trained.card)?;
    let new = trained.model.manifest();
    let promotion = match (models.load_current(), gate) {
        (Err(ModelDirError::None { .. }), _) => Promotion::without_comparison("it is the first model here"),
        // Whatever is wrong with it, it cannot answer.
        (Err(cause), _) => Promotion::without_comparison(format!("the current model cannot be read: {cause}")),
        (Ok(current), _) if current.manifest().fingerprint == new.fingerprint => {
            match models.promotion(&new.fingerprint)? {
                Some(known) => known,
                None => Promotion::without_comparison("it is the current model already"),
            }
        }
        (Ok(_), Gate::Open) => {
            Promotion::without_comparison("somebody was erased, so it was not held to the model that knew them")
        }
        (Ok(current), Gate::FallShareMax(share)) => {
            let against = current.manifest().fingerprint.clone();
            Promotion::of(against, shadow(data, &current, new, threads)?, share)
        }
    };
    models.put_promotion(&new.fingerprint, &promotion)?;
    match promotion.verdict {
        Verdict::Promoted => models.make_current(&new.fingerprint)?,
        Verdict::Refused => {}
    }
    Ok(promotion)
}
