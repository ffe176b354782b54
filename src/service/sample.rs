//! Some of the shop's customers, and what a draft of a policy would change for them.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::{Service, ServiceError};
use crate::decision::{House, Inputs, Known, Request};
use crate::evaluate::{Impact, Panel, Resampling, impact};
use crate::event::Subject;
use crate::ids::{CustomerId, DecisionId};
use crate::oversight;
use crate::rerank::{ParityRule, ParityStates, Policy};
use crate::store::StoreError;
use crate::units::Time;

/// At most so many customers stand for all where the impact of a policy is measured.
pub const SAMPLE_MAX: usize = 1_000;

/// At most at so many moments it is measured: each makes all lists anew.
const MOMENTS_MAX: usize = 4;

/// Customers of one page of ids.
const IDS_AT_ONCE: usize = 4_096;
/// Half of those that nobody knows a history of are made up for in one go.
const SPARE: usize = 2;
/// How sure an impact is: two digits of an interval are not needed while a slider is dragged.
const RESAMPLING: Resampling = Resampling { resamples: 300, seed: 7 };

impl Service {
    /// What would be asked now for some customers of a placement: those with a history that may be used, at most `customers_max`, chosen by a
    /// hash of their names, so that the choice is the same every time and fair. No controller has raised anything for them; the groups of
    /// customers that the policy's parity rules even out are told.
    ///
    /// # Errors
    /// When the store fails.
    pub fn sample(
        &self,
        policy: &Policy,
        now: Time,
        customers_max: usize,
        threads: usize,
    ) -> Result<Vec<Inputs>, ServiceError> {
        let shop = self.store.shop()?;
        let suppressed = oversight::suppressed(&*self.store)?.of(&policy.placement);
        let house = House {
            shop: shop.name,
            locale: shop.locale,
            tone: shop.tone,
            consent_unrecorded: shop.consent_unrecorded,
            policy: policy.clone(),
            exposure: Vec::new(),
            parity: vec![ParityStates::default(); policy.parities.len()],
        };
        let pool = crate::parallel::pool(threads);
        let chosen = self.chosen(customers_max.saturating_mul(SPARE))?;
        let mut sample = Vec::with_capacity(customers_max);
        for ids in chosen.chunks(customers_max.max(1)) {
            let gather = |id: &CustomerId| {
                let inputs = self.customer_inputs(id, now, &house)?;
                Ok(Inputs { suppressed: suppressed.clone(), ..inputs })
            };
            let inputs: Result<Vec<Inputs>, StoreError> = pool.install(|| ids.par_iter().map(gather).collect());
            sample.extend(inputs?.into_iter().filter(|inputs| !inputs.events.is_empty()));
            if sample.len() >= customers_max {
                break;
            }
        }
        sample.truncate(customers_max);
        Ok(sample)
    }

    /// The customers with the least hashes of their names, in the order of these.
    fn chosen(&self, max: usize) -> Result<Vec<CustomerId>, StoreError> {
        let mut chosen: BTreeSet<([u8; 32], CustomerId)> = BTreeSet::new();
        let mut after: Option<CustomerId> = None;
        loop {
            let ids = self.store.customer_ids(after.as_ref(), IDS_AT_ONCE)?;
            let Some(last) = ids.last() else { break };
            after = Some(last.clone());
            for id in ids {
                let key = *blake3::hash(id.as_str().as_bytes()).as_bytes();
                let is_in = chosen.len() < max || chosen.last().is_some_and(|(last, _)| key < *last);
                if is_in {
                    chosen.insert((key, id));
                }
                if chosen.len() > max {
                    chosen.pop_last();
                }
            }
        }
        Ok(chosen.into_iter().map(|(_, id)| id).collect())
    }

    fn customer_inputs(&self, id: &CustomerId, now: Time, house: &House) -> Result<Inputs, StoreError> {
        let person = self.store.person(&Subject::Customer(id.clone()))?;
        let known = Known { customer: person.customer.as_ref(), events: person.events.clone() };
        let request = Request { placement: house.policy.placement.clone(), ..Request::home(Some(id.clone())) };
        let decision = DecisionId::new("d_evaluation").expect("a constant id");
        Ok(Inputs::gather(decision, now, request, known, house.clone()))
    }

    /// What a draft of a placement's policy would change for at most `customers_max` customers, at the moment at which that costs most.
    /// Nothing is saved, and nothing goes into the log.
    ///
    /// # Errors
    /// When there is no usable model, or the store fails.
    pub fn impact(&self, draft: &Policy, customers_max: usize, threads: usize) -> Result<Impact, ServiceError> {
        let impacts = self.impacts(draft, customers_max, threads)?;
        Ok(costliest(&impacts).cloned().expect("at least one moment"))
    }

    /// The same now and whenever a schedule begins or ends after which the draft does otherwise than the live policy, at most at four of
    /// these moments; each impact says how many were left out.
    ///
    /// # Errors
    /// When there is no usable model, or the store fails.
    pub fn impacts(&self, draft: &Policy, customers_max: usize, threads: usize) -> Result<Vec<Impact>, ServiceError> {
        let (live, now) = (self.policy(&draft.placement)?, Self::now());
        let mut moments = moments(&live, draft, now);
        let moments_left_out = moments.len().saturating_sub(MOMENTS_MAX);
        moments.truncate(MOMENTS_MAX);
        let told = |at: Time| {
            let impact = self.impact_at(&live, draft, at, (customers_max, threads))?;
            Ok(Impact { at: Some(at).filter(|at| *at != now), moments_left_out, ..impact })
        };
        moments.into_iter().map(told).collect()
    }

    fn impact_at(
        &self,
        live: &Policy,
        draft: &Policy,
        at: Time,
        (customers_max, threads): (usize, usize),
    ) -> Result<Impact, ServiceError> {
        self.check_new_learnt(live, draft)?;
        let engine = self.engine()?;
        // In which groups customers are is asked for the parity rules of both.
        let parities: Vec<ParityRule> = live.parities.iter().chain(&draft.parities).cloned().collect();
        let with_all = |policy: &Policy| Policy { parities: parities.clone(), ..policy.clone() };
        let mut inputs = self.sample(&with_all(live), at, customers_max, threads)?;
        let before = Panel::new(&engine, &inputs, Vec::new(), threads);
        if (live.owned, &live.pins) == (draft.owned, &draft.pins) {
            return Ok(impact((live, &before), (draft, &before), RESAMPLING));
        }
        inputs.iter_mut().for_each(|inputs| inputs.policy = with_all(draft));
        let after = Panel::new(&engine, &inputs, Vec::new(), threads);
        Ok(impact((live, &before), (draft, &after), RESAMPLING))
    }
}

/// Now, and each later moment at which a rule begins or ends, as far as the two policies do otherwise then, and as they do at no moment
/// before; now, where they never do.
fn moments(live: &Policy, draft: &Policy, now: Time) -> Vec<Time> {
    let mut turns = live.turns(now);
    turns.append(&mut draft.turns(now));
    let (mut found, mut known) = (Vec::new(), Vec::new());
    for moment in std::iter::once(now).chain(turns) {
        let acting = (live.acting(moment), draft.acting(moment));
        if acting.0 != acting.1 && !known.contains(&acting) {
            found.push(moment);
            known.push(acting);
        }
    }
    if found.is_empty() { vec![now] } else { found }
}

/// The one that keeps the least relevance; of such that keep as much, the one that moves the most places.
pub(super) fn costliest(impacts: &[Impact]) -> Option<&Impact> {
    let costs_less = |one: &&Impact, other: &&Impact| {
        let by_relevance = other.relevance_kept.low.total_cmp(&one.relevance_kept.low);
        by_relevance.then(one.moves.moved.cmp(&other.moves.moved))
    };
    // Of equal ones the earliest.
    impacts.iter().rev().max_by(costs_less)
}
