//! Decisions of the past: why, what if, and again; on the artifacts that they name.

use std::sync::Arc;

use super::{Service, ServiceError};
use crate::decision::{Record, Without};
use crate::disclosure::Words;
use crate::engine::{Engine, Replay, Why};
use crate::ids::{DecisionId, ItemId};

/// How many past snapshots are kept for replays.
const PAST_MAX: usize = 4;

impl Service {
    /// The full explanation of an item of a decision, on the artifacts that the decision names.
    ///
    /// # Errors
    /// When there is no such decision or item, its artifacts are gone, or the store fails.
    pub fn why(&self, id: &DecisionId, item: &ItemId, instead_of: Option<&ItemId>) -> Result<Why, ServiceError> {
        let record = self.record(id)?;
        let engine = self.engine_of(&record)?;
        Ok(engine.why(&record, item, instead_of)?)
    }

    /// Where an item of a decision would stand without what the customer did with another one.
    ///
    /// # Errors
    /// As [`Self::why`].
    pub fn without(&self, id: &DecisionId, item: &ItemId, gone: &ItemId) -> Result<Without, ServiceError> {
        let record = self.record(id)?;
        Ok(self.engine_of(&record)?.without(&record.inputs, item, gone)?)
    }

    /// What an item of a decision mostly rests on of what the customer did.
    ///
    /// # Errors
    /// As [`Self::why`].
    pub fn rests_on(&self, id: &DecisionId, item: &ItemId) -> Result<Vec<ItemId>, ServiceError> {
        let record = self.record(id)?;
        Ok(self.engine_of(&record)?.rests_on(&record.inputs, item)?)
    }

    /// What a decision's list had to give up, in the words of a language.
    ///
    /// # Errors
    /// When there is no such decision, its artifacts are gone, or the store fails.
    pub fn relaxed(&self, id: &DecisionId, words: &Words) -> Result<Vec<String>, ServiceError> {
        let record = self.record(id)?;
        Ok(self.engine_of(&record)?.relaxed(&record.inputs, words))
    }

    /// Decides again and compares bytes.
    ///
    /// # Errors
    /// When there is no such decision, its artifacts are gone, or the store fails.
    pub fn replay(&self, id: &DecisionId) -> Result<Replay, ServiceError> {
        let record = self.record(id)?;
        Ok(self.engine_of(&record)?.replay(&record)?)
    }

    /// The snapshot that a record names: the current one, a remembered one, or loaded again. Never refitted.
    pub(super) fn engine_of(&self, record: &Record) -> Result<Arc<Engine>, ServiceError> {
        let wanted = &record.provenance;
        let current = self.engine.read().expect("no writer panics").clone();
        if let Some(engine) = current.filter(|engine| engine.provenance() == *wanted) {
            return Ok(engine);
        }
        let kept = self.past.lock().expect("no reader panics").iter().find(|e| e.provenance() == *wanted).cloned();
        if let Some(engine) = kept {
            return Ok(engine);
        }
        let model = Arc::new(self.models.load(&wanted.model)?);
        let engine = Arc::new(self.snapshot(model, wanted.catalog_revision)?);
        record.check_artifacts(&engine.provenance())?;
        let mut past = self.past.lock().expect("no reader panics");
        if past.len() >= PAST_MAX {
            past.pop_front();
        }
        past.push_back(Arc::clone(&engine));
        Ok(engine)
    }
}
