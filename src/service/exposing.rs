//! Where the controllers of exposure targets and parity rules stand, by placement: read once, moved by every list, kept durable.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Service, ServiceError};
use crate::decision::Record;
use crate::engine::Engine;
use crate::rerank::{ExposureState, ParityStates, Policy};
use crate::store::{Store, StoreError};
use crate::units::Time;

/// Between two writes of a placement, milliseconds: what a crash may cost.
const KEEP_EVERY: i64 = 1_000;

/// One placement's controllers.
#[derive(Debug, Default)]
struct Held {
    /// By the target's name, those that the live policy no longer has included: one that comes back goes on.
    states: BTreeMap<String, ExposureState>,
    /// The same by the parity rule's name.
    parities: BTreeMap<String, ParityStates>,
    /// When they were last handed to the store.
    kept: Option<Time>,
    /// Whether they have moved since.
    has_moved: bool,
}

impl Held {
    fn read(store: &dyn Store, placement: &str) -> Result<Self, StoreError> {
        let (states, parities) = (store.exposures(placement)?, store.parities(placement)?);
        Ok(Self { states, parities, ..Self::default() })
    }

    fn of(&self, policy: &Policy) -> Vec<ExposureState> {
        let state = |name: &String| self.states.get(name).copied().unwrap_or_default();
        policy.exposures.iter().map(|target| state(&target.name)).collect()
    }

    fn parities_of(&self, policy: &Policy) -> Vec<ParityStates> {
        let states = |name: &String| self.parities.get(name).cloned().unwrap_or_default();
        policy.parities.iter().map(|rule| states(&rule.name)).collect()
    }

    /// By a list that is served.
    fn moved(&mut self, engine: &Engine, Record { inputs, answer, .. }: &Record) {
        let policy = &inputs.policy;
        let after = engine.exposure_after(inputs, answer, &self.of(policy));
        self.states.extend(policy.exposures.iter().map(|target| target.name.clone()).zip(after));
        let after = engine.parity_after(inputs, answer, &self.parities_of(policy));
        for (rule, (group, state)) in policy.parities.iter().zip(after).filter_map(|(rule, after)| Some((rule, after?)))
        {
            self.parities.entry(rule.name.clone()).or_default().insert(group, state);
        }
        self.has_moved = true;
    }

    fn keep(&mut self, store: &dyn Store, placement: &str) -> Result<(), StoreError> {
        if !self.states.is_empty() {
            store.put_exposures(placement, &self.states)?;
        }
        if !self.parities.is_empty() {
            store.put_parities(placement, &self.parities)?;
        }
        self.has_moved = false;
        Ok(())
    }
}

/// Where a policy's exposure targets stand, and its parity rules.
pub(super) type Stand = (Vec<ExposureState>, Vec<ParityStates>);

fn has_prices(policy: &Policy) -> bool {
    !policy.exposures.is_empty() || !policy.parities.is_empty()
}

/// The controllers of all placements.
#[derive(Debug, Default)]
pub(super) struct Exposures(Mutex<BTreeMap<String, Held>>);

impl Exposures {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Held>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where a policy's controllers stand, by the position of the target, and of the parity rule.
    pub(super) fn at(&self, store: &dyn Store, policy: &Policy) -> Result<Stand, StoreError> {
        if !has_prices(policy) {
            return Ok(Stand::default());
        }
        let mut all = self.lock();
        if let Some(held) = all.get(&policy.placement) {
            return Ok((held.of(policy), held.parities_of(policy)));
        }
        let held = Held::read(store, &policy.placement)?;
        let held = all.entry(policy.placement.clone()).or_insert(held);
        Ok((held.of(policy), held.parities_of(policy)))
    }

    /// Moves the controllers by a list that is served. They are written at most once in [`KEEP_EVERY`].
    pub(super) fn served(&self, store: &dyn Store, engine: &Engine, record: &Record) -> Result<(), StoreError> {
        let (inputs, policy) = (&record.inputs, &record.inputs.policy);
        if !has_prices(policy) || record.answer.items.is_empty() {
            return Ok(());
        }
        let mut all = self.lock();
        let held = all.entry(policy.placement.clone()).or_default();
        held.moved(engine, record);
        let is_due = |kept: Time| !(0..KEEP_EVERY).contains(&inputs.now.millis().saturating_sub(kept.millis()));
        if held.kept.is_none_or(is_due) {
            held.kept = Some(inputs.now);
            held.keep(store, &policy.placement)?;
        }
        Ok(())
    }

    /// Where a policy's controllers stand as far as it is remembered; where it is not, they raise nothing.
    pub(super) fn remembered(&self, policy: &Policy) -> Stand {
        let (all, nothing) = (self.lock(), Held::default());
        let held = all.get(&policy.placement).unwrap_or(&nothing);
        (held.of(policy), held.parities_of(policy))
    }

    /// Moves controllers that are remembered by a list that is served while the store is away. They are written when it is back.
    pub(super) fn shown(&self, engine: &Engine, record: &Record) {
        if let Some(held) = self.lock().get_mut(&record.inputs.policy.placement)
            && !record.answer.items.is_empty()
        {
            held.moved(engine, record);
        }
    }

    /// Hands everything that has moved to the store.
    fn keep(&self, store: &dyn Store) -> Result<(), StoreError> {
        let mut all = self.lock();
        let mut moved = all.iter_mut().filter(|(_, held)| held.has_moved);
        moved.try_for_each(|(placement, held)| held.keep(store, placement))
    }
}

impl Service {
    /// Waits until all that was handed to the store, and where the controllers stand, is durable.
    ///
    /// # Errors
    /// When the store fails.
    pub fn flush(&self) -> Result<(), ServiceError> {
        self.exposures.keep(&*self.store)?;
        Ok(self.store.flush()?)
    }
}

/// What the controllers learnt since the last write outlives a shop that is closed without a flush.
impl Drop for Service {
    fn drop(&mut self) {
        if let Err(cause) = self.exposures.keep(&*self.store) {
            tracing::warn!(%cause, "the prices of exposure targets and parity rules were not kept");
        }
    }
}
