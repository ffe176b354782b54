//! While the store is away: the shop as it was seen last, and answers that use nothing of anybody.
//!
//! What somebody allows cannot be read then, so nothing of theirs is used, the clicks that came with the request included. The
//! policies, the settings and what reviews keep out hold as they were seen last; where nothing was seen, nothing is answered.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::recommending::{house, to_be_kept};
use super::{Service, ServiceError};
use crate::decision::{Answer, Inputs, Keeping, Request};
use crate::ids::DecisionId;
use crate::oversight::{self, Suppressed};
use crate::rerank::Policy;
use crate::store::{Shop, StoreError};
use crate::units::Time;

/// The shop as it was seen last.
#[derive(Debug)]
struct Seen {
    shop: Shop,
    /// The live policies by their placements; the standard one holds where none is.
    policies: BTreeMap<String, Policy>,
    suppressed: Suppressed,
}

/// What was seen last, if anything was.
#[derive(Debug, Default)]
pub(super) struct Memory {
    seen: RwLock<Option<Arc<Seen>>>,
    /// Held while somebody looks, so that no earlier look replaces a later one.
    looking: Mutex<()>,
}

impl Memory {
    fn recall(&self) -> Option<Arc<Seen>> {
        self.seen.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn hold(&self, seen: Option<Seen>) {
        *self.seen.write().unwrap_or_else(PoisonError::into_inner) = seen.map(Arc::new);
    }
}

impl Service {
    /// Looks at the rules of the shop, to go on by them when the store is away.
    ///
    /// # Errors
    /// When the store fails; what was seen before still holds.
    pub fn look(&self) -> Result<(), ServiceError> {
        let _one_at_a_time = self.memory.looking.lock().unwrap_or_else(PoisonError::into_inner);
        let policies = self.store.live_policies()?.into_iter().map(|policy| (policy.placement.clone(), policy));
        let seen = Seen {
            policies: policies.collect(),
            shop: self.store.shop()?,
            suppressed: oversight::suppressed(&*self.store)?,
        };
        self.memory.hold(Some(seen));
        Ok(())
    }

    /// The same where nothing was seen yet.
    pub(super) fn look_once(&self) -> Result<(), ServiceError> {
        if self.memory.recall().is_some() { Ok(()) } else { self.look() }
    }

    /// The same after this process has changed a rule. What was seen before it must not come back.
    pub(super) fn look_again(&self) {
        if let Err(cause) = self.look() {
            tracing::warn!(%cause, "the rules could not be read after a change of them");
            self.memory.hold(None);
        }
    }

    /// Whether recommendations are answered, be it without the store.
    #[must_use]
    pub fn answers(&self) -> bool {
        self.engine().is_ok() || self.engine.read().expect("no writer panics").is_some()
    }

    /// Decides without the store.
    pub(super) fn decide_away(
        &self,
        id: DecisionId,
        now: Time,
        request: Request,
        cause: StoreError,
    ) -> Result<Answer, ServiceError> {
        let engine = self.engine.read().expect("no writer panics").clone();
        let (Some(engine), Some(seen)) = (engine, self.memory.recall()) else { return Err(cause.into()) };
        request.check()?;
        request.filter.check(engine.attributes())?;
        let placement = &request.placement;
        let policy = seen.policies.get(placement).cloned().unwrap_or_else(|| Policy::standard(placement));
        let suppressed = seen.suppressed.of(placement);
        let house = house(seen.shop.clone(), policy.clone(), self.exposures.remembered(&policy));
        let record = engine.decide_on_record(Inputs { suppressed, ..Inputs::unread(id, now, request, house) });
        let keeping = match self.store.put_decision(to_be_kept(&record)) {
            Ok(()) => Keeping::Later,
            Err(_) => Keeping::Never,
        };
        self.exposures.shown(&engine, &record);
        Ok(Answer { record: Some(keeping), ..record.answer })
    }
}
