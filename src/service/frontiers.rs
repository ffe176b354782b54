//! What variety costs at each placement: measured beside the answers, and kept until its model or its rules are others.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::{Service, ServiceError};
use crate::evaluate::{Frontier, Panel, Resampling, Settings, frontier};
use crate::monitor::PEOPLE_TOLD_MIN;
use crate::rerank::DiversityMode;
use crate::units::Time;

/// How many customers a curve is measured on: it is for finding one's way; what a draft does is measured on many more.
const CUSTOMERS: usize = 200;
/// Of how many placements a curve is kept.
const KEPT_MAX: usize = 64;
const RESAMPLING: Resampling = Resampling { resamples: 300, seed: 7 };

/// A frontier that was measured.
#[derive(Debug, Clone)]
pub struct KeptFrontier {
    /// When.
    pub at: Time,
    /// Under which rules and by which model.
    under: Under,
    /// What it is; nothing where fewer than [`PEOPLE_TOLD_MIN`] customers have a history that may be used, for then it would tell of them.
    pub frontier: Option<Arc<Frontier>>,
}

/// The name of the live rules and the fingerprint of the model.
type Under = (String, String);

/// What is known of a placement's frontier.
#[derive(Debug, Clone)]
pub struct FrontierStanding {
    /// The last one that was measured.
    pub last: Option<KeptFrontier>,
    /// Whether it is of the rules and the model of now.
    pub is_current: bool,
    /// Whether the caller has been given the work of measuring it; then [`Service::measure_frontier`] ends it.
    pub is_due: bool,
}

/// Those that were measured, and whether one is being measured: one at a time, so that answers keep their share of the machine.
#[derive(Default)]
pub(super) struct Frontiers(Mutex<(BTreeMap<String, KeptFrontier>, bool)>);

/// However the work ends, somebody else may begin.
struct Working<'a>(&'a Frontiers);

impl Drop for Working<'_> {
    fn drop(&mut self) {
        self.0.0.lock().expect("no holder panics").1 = false;
    }
}

impl Service {
    /// What is known of a placement's frontier; quick.
    ///
    /// # Errors
    /// When there is no usable model, or the store fails.
    ///
    /// # Panics
    /// When an earlier call panicked.
    pub fn frontier(&self, placement: &str) -> Result<FrontierStanding, ServiceError> {
        let under = self.under(placement)?;
        let mut known = self.frontiers.0.lock().expect("no holder panics");
        let last = known.0.get(placement).cloned();
        let is_current = last.as_ref().is_some_and(|last| last.under == under);
        let is_due = !is_current && !known.1;
        known.1 |= is_due;
        Ok(FrontierStanding { last, is_current, is_due })
    }

    fn under(&self, placement: &str) -> Result<Under, ServiceError> {
        let model = self.engine()?.model().manifest().fingerprint.clone();
        Ok((self.policy(placement)?.name(), model))
    }

    /// Measures a placement's frontier on some of its customers and keeps it.
    ///
    /// # Errors
    /// When there is no usable model, or the store fails.
    ///
    /// # Panics
    /// When an earlier call panicked.
    pub fn measure_frontier(&self, placement: &str) -> Result<(), ServiceError> {
        let _working = Working(&self.frontiers);
        let measured = self.measured(placement)?;
        keep(&mut self.frontiers.0.lock().expect("no holder panics").0, placement, measured);
        Ok(())
    }

    fn measured(&self, placement: &str) -> Result<KeptFrontier, ServiceError> {
        let (under, at) = (self.under(placement)?, Self::now());
        let (engine, live) = (self.engine()?, self.policy(placement)?);
        let inputs = self.sample(&live, at, CUSTOMERS, 1)?;
        if inputs.len() < PEOPLE_TOLD_MIN {
            return Ok(KeptFrontier { at, under, frontier: None });
        }
        let panel = Panel::new(&engine, &inputs, Vec::new(), 1);
        let series = vec![("mmr", DiversityMode::Mmr, live.serendipity), ("dpp", DiversityMode::Dpp, live.serendipity)];
        let settings = Settings { series, resampling: RESAMPLING, ..Settings::default() };
        let frontier = frontier(&live, &panel, None, &settings, &mut |_, _| {});
        Ok(KeptFrontier { at, under, frontier: Some(Arc::new(frontier)) })
    }
}

/// Keeps a curve; where they are too many the one that was measured first goes.
fn keep(known: &mut BTreeMap<String, KeptFrontier>, placement: &str, measured: KeptFrontier) {
    known.insert(placement.to_owned(), measured);
    let first = known.iter().min_by_key(|(_, kept)| kept.at).map(|(name, _)| name.clone());
    if let Some(first) = first.filter(|_| known.len() > KEPT_MAX) {
        known.remove(&first);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_so_many_placements_the_curve_that_was_measured_first_goes() {
        let measured = |at| KeptFrontier { at: Time::from_millis(at), under: Under::default(), frontier: None };
        let mut known = BTreeMap::new();
        for at in 0..=KEPT_MAX {
            let at = i64::try_from(at).expect("a small number");
            keep(&mut known, &format!("p{at:03}"), measured(at));
        }
        assert_eq!((known.len(), known.contains_key("p000")), (KEPT_MAX, false));
        keep(&mut known, "p001", measured(1_000));
        assert!(known.len() == KEPT_MAX && known.contains_key("p002"), "one that is measured again replaces itself");
    }
}
