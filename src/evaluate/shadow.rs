//! A new model beside the current one, on choices that neither has learnt from: what is asked before a model is promoted.
//!
//! A fitted model has seen everything, so a stand-in is measured: the same parameters, fitted on what came before the hold-out. The
//! current model is measured as it is where enough people chose something after its own fit; that also shows what became of the data.
//! Else both stand in, fitted on the same history, and the question is which parameters are better.

use serde::{Deserialize, Serialize};

use super::hold_out::{Case, HoldOut};
use super::selection::HISTORY_SHARE;
use crate::catalog::Catalog;
use crate::engine::{Lesson, Survey, TrainError, TrainingData};
use crate::event::{Profile, Recommend};
use crate::ids::{ItemIx, Vocabulary};
use crate::metrics::{mean, ndcg_at_k, recall_at_k};
use crate::model::{Manifest, Model, ModelParams};
use crate::parallel;
use crate::score::{self, Muted, Query, Setting};
use crate::units::Time;
use rayon::prelude::*;

/// The cutoff of the figures.
const K: usize = 20;
/// Fewer customers than so many tell nothing.
const CUSTOMERS_MIN: usize = 50;
/// At most so many are asked.
const CUSTOMERS_MAX: usize = 2_000;

/// Accuracy at 20 places, averaged over the same customers for both models.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// NDCG@20.
    pub ndcg: f64,
    /// Recall@20.
    pub recall: f64,
}

/// What the current model is measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measured {
    /// Itself, on what happened after its fit.
    AsItIs,
    /// Its parameters, fitted on the same history as those of the new one.
    ByItsParameters,
}

/// A new model beside the current one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case", deny_unknown_fields)]
pub enum Shadow {
    /// Both were measured.
    Compared {
        /// The choices after this moment are the hold-out.
        from: Time,
        /// How many customers were asked.
        customers: usize,
        /// How the current model was measured.
        current_measured: Measured,
        /// Of the current model.
        current: Figures,
        /// Of the new one.
        new: Figures,
    },
    /// The parameters are the same, and fewer than 50 customers have chosen anything since the current model was fitted.
    NothingNew,
    /// The whole of the data leaves fewer than 50 customers for a hold-out.
    TooFew,
}

/// A figure that has fallen too far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fall {
    /// Which.
    pub metric: &'static str,
    /// Of the current model.
    pub from: f64,
    /// Of the new one.
    pub to: f64,
}

impl Shadow {
    /// The figure of the new model that has fallen by more than a share of the current one's, if one has.
    #[must_use]
    pub fn fall(&self, share_max: f64) -> Option<Fall> {
        let Self::Compared { current, new, .. } = self else { return None };
        let pairs = [("NDCG@20", current.ndcg, new.ndcg), ("recall@20", current.recall, new.recall)];
        let has_fallen = |&(_, from, to): &(&str, f64, f64)| to < from * (1.0 - share_max);
        pairs.into_iter().find(has_fallen).map(|(metric, from, to)| Fall { metric, from, to })
    }
}

/// Measures a model that was just fitted on `data` beside the current one.
///
/// # Errors
/// When the data cannot be read or a fit fails.
pub fn shadow(data: &dyn TrainingData, current: &Model, new: &Manifest, threads: usize) -> Result<Shadow, TrainError> {
    let bench = Bench { data, survey: Survey::of(data)?, threads };
    let now = current.manifest();
    let unseen = now.newest_event.map(|newest| Time::from_millis(newest.millis().saturating_add(1)));
    if let Some(from) = unseen
        && let Some(hold_out) = bench.hold_out(new, from)?
    {
        let current = bench.measure(&bench.extended(current)?, &hold_out);
        return bench.compared(&hold_out, Measured::AsItIs, current, new);
    }
    if now.params == new.params {
        return Ok(Shadow::NothingNew);
    }
    let Some(hold_out) = bench.hold_out(new, bench.survey.cut(HISTORY_SHARE, None))? else {
        return Ok(Shadow::TooFew);
    };
    let current = bench.measure(&bench.stand_in(now, hold_out.cut)?, &hold_out);
    bench.compared(&hold_out, Measured::ByItsParameters, current, new)
}

struct Bench<'a> {
    data: &'a dyn TrainingData,
    survey: Survey,
    threads: usize,
}

impl Bench<'_> {
    /// Who had a history and chose something new afterwards, if they are enough.
    fn hold_out(&self, new: &Manifest, from: Time) -> Result<Option<HoldOut>, TrainError> {
        let found = HoldOut::gather(self.data, &self.survey, &new.params.kinds, from, None, CUSTOMERS_MAX)?;
        Ok(Some(found).filter(|found| found.cases.len() >= CUSTOMERS_MIN))
    }

    /// What the same parameters give without the hold-out.
    fn stand_in(&self, of: &Manifest, until: Time) -> Result<Model, TrainError> {
        let lesson = Lesson::gather(self.data, &self.survey, &of.params, Some(until))?;
        lesson.learn(&self.survey, &of.params, of.calibration, self.threads)
    }

    /// A model that was fitted earlier, with the items that came since, as it serves them.
    fn extended(&self, model: &Model) -> Result<Model, TrainError> {
        let items = model.vocabulary().ids().iter().chain(self.survey.vocabulary.ids());
        let vocabulary = std::sync::Arc::new(Vocabulary::new(items.cloned()));
        Ok(model.extended(&Catalog::new(vocabulary, 0, String::new(), self.data.descriptions()?)))
    }

    fn compared(
        &self,
        hold_out: &HoldOut,
        current_measured: Measured,
        current: Figures,
        new: &Manifest,
    ) -> Result<Shadow, TrainError> {
        let new = self.measure(&self.stand_in(new, hold_out.cut)?, hold_out);
        Ok(Shadow::Compared { from: hold_out.cut, customers: hold_out.cases.len(), current_measured, current, new })
    }

    fn measure(&self, model: &Model, hold_out: &HoldOut) -> Figures {
        // What the shop no longer has takes nobody's place in a list.
        let place = |id| self.survey.vocabulary.index(id);
        let places: Vec<Option<ItemIx>> = model.vocabulary().ids().iter().map(place).collect();
        let of = |case: &Case| {
            let list = list(model, &places, case, hold_out.cut);
            (ndcg_at_k(&list, &case.targets, K), recall_at_k(&list, &case.targets, K))
        };
        let each = parallel::pool(self.threads).install(|| hold_out.cases.par_iter().map(of).collect::<Vec<_>>());
        let (ndcg, recall): (Vec<f64>, Vec<f64>) = each.into_iter().unzip();
        Figures { ndcg: mean(&ndcg).unwrap_or(0.0), recall: mean(&recall).unwrap_or(0.0) }
    }
}

/// What a model would show somebody at the moment of the cut, by evidence and priors, in the indices of the data.
fn list(model: &Model, places: &[Option<ItemIx>], case: &Case, cut: Time) -> Vec<ItemIx> {
    let params: &ModelParams = model.params();
    let admitted = case.admitted::<Recommend>(cut);
    let profile = Profile::build(admitted, model.vocabulary(), &params.kinds, params.recency(), None);
    let query = Query { model, profile: &profile, context: &[], muted: Muted::default(), setting: Setting::default() };
    let is_eligible = |item: ItemIx| places[item.at()].is_some() && !profile.owns(item) && !profile.rejects(item);
    let found = score::candidates(&query, &is_eligible, &[], K);
    found.iter().filter_map(|candidate| places[candidate.item.at()]).collect()
}
