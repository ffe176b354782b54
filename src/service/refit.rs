//! Learning again while the shop is at work.

use std::sync::Arc;

use thiserror::Error;

use super::Service;
use super::promoting::{Gate, promote};
use crate::engine::TrainError;
use crate::evaluate::{Grid, Reading, Start, train};
use crate::model::{Model, ModelParams};
use crate::store::{ModelDirError, StoreData, StoreError, Verdict};

/// Why there is no new model. The present one keeps answering.
#[derive(Debug, Error)]
pub enum RefitError {
    /// The current model is damaged, or the disk failed.
    #[error(transparent)]
    Model(#[from] ModelDirError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The fit failed.
    #[error(transparent)]
    Train(#[from] TrainError),
}

/// What became of a refit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refitted {
    /// Nothing has changed since the current model was fitted, or since the one that was refused last; or there is neither a model nor
    /// anything to learn from.
    Unchanged,
    /// This model is the current one now, by fingerprint.
    Promoted(String),
    /// This model was kept, and the present one stays.
    Refused {
        /// Which, by fingerprint.
        model: String,
        /// What its figures said.
        reason: String,
    },
}

impl Service {
    /// Fits on all that is there now, with the parameters and the calibration of the current model, and promotes the result if it
    /// passes the gate. Only who has changed since the last time is read. Where there is no model yet, the first is fitted with the standard
    /// parameters.
    ///
    /// Answers go on meanwhile with the model that they have; [`Service::reload`] takes the new one into use.
    ///
    /// # Errors
    /// When there is a model and nothing to learn from any more, or the store or a fit fails.
    pub fn refit(&self, gate: Gate, threads: usize) -> Result<Refitted, RefitError> {
        let current = match self.models.load_current() {
            Ok(current) => Some(current),
            Err(ModelDirError::None { .. }) => None,
            Err(cause) => return Err(cause.into()),
        };
        let data = StoreData::new(Arc::clone(&self.store), Self::now())?;
        let (params, grid) = (ModelParams::default(), Grid::nothing());
        let first = Start::Choose { params: &params, grid: &grid };
        let start = current.as_ref().map_or(first, |current| Start::TakeOver(current.manifest()));
        let trained = match train(&data, start, Reading::Changed, threads, &mut |_, _| {}) {
            // A shop that has just begun.
            Err(TrainError::Empty) if current.is_none() => return Ok(Refitted::Unchanged),
            trained => trained?,
        };
        let fingerprint = &trained.model.manifest().fingerprint;
        if let Some(current) = &current {
            let is_settled = matches!(gate, Gate::FallShareMax(_)) && self.is_settled(fingerprint, current)?;
            if *fingerprint == current.manifest().fingerprint || is_settled {
                return Ok(Refitted::Unchanged);
            }
        }
        let promotion = promote(&self.models, &data, &trained, gate, threads)?;
        let model = fingerprint.clone();
        Ok(match promotion.verdict {
            Verdict::Promoted => Refitted::Promoted(model),
            Verdict::Refused => Refitted::Refused { model, reason: promotion.reason },
        })
    }

    /// Whether it was decided of a model before that it is not to take the place of the current one: it was refused, or somebody went back from
    /// those that are known. What was left for another one may come again otherwise, such as after a review was undone.
    fn is_settled(&self, fingerprint: &str, current: &Model) -> Result<bool, ModelDirError> {
        match self.models.promotion(fingerprint)? {
            None => Ok(false),
            Some(known) if known.verdict == Verdict::Refused => Ok(true),
            Some(_) => self.models.is_held(&current.manifest().fingerprint),
        }
    }
}
