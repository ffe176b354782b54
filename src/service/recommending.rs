//! A recommendation: what it depends on is read, it is decided, it goes to the log, and only then it is answered.

use std::sync::Arc;
use std::time::Instant;

use super::exposing::Stand;
use super::rulebook::Rules;
use super::{History, STAGES, Service, ServiceError};
use crate::decision::{Answer, House, Inputs, Keeping, Known, Outline, Record, Request};
use crate::ids::DecisionId;
use crate::rerank::Policy;
use crate::store::{Decided, Shop, StoreError};
use crate::units::Time;

impl Service {
    /// The live policy of a placement, or the standard one.
    ///
    /// # Errors
    /// When the store fails.
    pub fn policy(&self, placement: &str) -> Result<Policy, ServiceError> {
        Ok(self.store.live_policy(placement)?.unwrap_or_else(|| Policy::standard(placement)))
    }

    /// Gathers what an answer depends on.
    ///
    /// # Errors
    /// When the request is at fault or the store fails.
    pub fn gather(&self, id: DecisionId, now: Time, request: Request) -> Result<Inputs, ServiceError> {
        let rules = self.rules(&request.placement)?;
        self.gather_with(id, now, request, History::AsAllowed, &rules)
    }

    /// The same, with a say in how much of the history is used; whose is not used takes part in no experiment.
    fn gather_with(
        &self,
        id: DecisionId,
        now: Time,
        request: Request,
        history: History,
        rules: &Rules,
    ) -> Result<Inputs, ServiceError> {
        request.check()?;
        let person = request.subject().map_or(Ok(Arc::default()), |subject| self.store.person(&subject))?;
        let known = Known { customer: person.customer.as_ref(), events: person.events.clone() };
        let (policy, trial) = rules.policy_for(known.customer.filter(|_| history == History::AsAllowed), now);
        let stand = self.exposures.at(&*self.store, &policy)?;
        let house = house(rules.shop.clone(), policy, stand);
        let suppressed = rules.suppressed.clone();
        let inputs = Inputs { suppressed, trial, ..Inputs::gather(id, now, request, known, house) };
        match history {
            History::AsAllowed => Ok(inputs),
            History::Unused => Ok(inputs.without_history()),
        }
    }

    /// Recommends, and hands the decision to the log.
    ///
    /// # Errors
    /// When the request is at fault, there is no usable model, or the store fails.
    pub fn recommend(&self, id: DecisionId, now: Time, request: Request) -> Result<Answer, ServiceError> {
        self.recommend_with(id, now, request, History::AsAllowed)
    }

    /// The same, with a say in how much of the history is used. While the store is away, or takes no decision, the answer is made
    /// without anything of the person, and says so.
    ///
    /// # Errors
    /// As [`Self::recommend`]; while the store is away only when nothing is remembered of the shop.
    pub fn recommend_with(
        &self,
        id: DecisionId,
        now: Time,
        request: Request,
        history: History,
    ) -> Result<Answer, ServiceError> {
        let begun = Instant::now();
        let _no_erasure = self.histories.read().expect("no writer panics");
        let answer = match self.decide(id.clone(), now, request.clone(), history) {
            Err(ServiceError::Store(cause)) if cause.is_outage() => self.decide_away(id, now, request, cause),
            outcome => outcome,
        }?;
        self.watcher.latencies.took(now, begun.elapsed());
        Ok(answer)
    }

    /// Checks that a request can be answered, and decides nothing.
    ///
    /// # Errors
    /// As [`Self::recommend`].
    pub fn check_request(&self, request: &Request) -> Result<(), ServiceError> {
        request.check()?;
        Ok(request.filter.check(self.engine()?.attributes())?)
    }

    fn decide(&self, id: DecisionId, now: Time, request: Request, history: History) -> Result<Answer, ServiceError> {
        self.look_once()?;
        let rules = self.rules(&request.placement)?;
        let engine = self.engine_at(rules.revision)?;
        request.filter.check(engine.attributes())?;
        let gather = || self.gather_with(id, now, request, history, &rules);
        let inputs = tracing::trace_span!(target: STAGES, "gather").in_scope(gather)?;
        let record = tracing::trace_span!(target: STAGES, "decide").in_scope(|| engine.decide_on_record(inputs));
        let keep = || self.store.put_decision(to_be_kept(&record));
        tracing::trace_span!(target: STAGES, "keep").in_scope(keep)?;
        let moved = self.exposures.served(&*self.store, &engine, &record).map_err(ServiceError::from);
        match moved.and_then(|()| self.draw_for_review(&engine, &record, &rules.settings)) {
            Ok(()) => Ok(record.answer),
            // It is on its way to the log already.
            Err(ServiceError::Store(cause)) if cause.is_outage() => {
                Ok(Answer { record: Some(Keeping::Later), ..record.answer })
            }
            Err(cause) => Err(cause),
        }
    }
}

/// The shop's side of a request.
pub(super) fn house(shop: Shop, policy: Policy, (exposure, parity): Stand) -> House {
    let Shop { name, locale, tone, consent_unrecorded } = shop;
    House { shop: name, locale, tone, consent_unrecorded, exposure, parity, policy }
}

/// A record as the log takes it.
pub(super) fn to_be_kept(record: &Record) -> Decided {
    Decided {
        id: record.inputs.id.clone(),
        subject: record.inputs.request.subject(),
        time: record.inputs.now,
        record: record.to_bytes(),
        outline: Some(Outline::of(record).to_kept()),
    }
}

impl StoreError {
    /// Whether the store as a whole is away or takes no writes, and not the call at fault.
    fn is_outage(&self) -> bool {
        match self {
            Self::Away(_) | Self::WriterStopped(_) => true,
            Self::Open { .. }
            | Self::Busy { .. }
            | Self::NewerSchema { .. }
            | Self::Backend(_)
            | Self::Corrupt { .. } => false,
        }
    }
}
