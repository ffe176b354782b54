//! Choosing hyper-parameters and calibrating, on a hold-out that lies at the end of the training data.

use serde::Serialize;

use super::blend::{BlendForm, Blended, Keep, Outcome, Reliability, in_log_odds};
use super::hold_out::{Case, HoldOut};
use super::recommender::{Popularity, Recommender, top_k};
use super::search::{Knob, Trial, search};
use super::trail::Trail;
use crate::engine::{Fitted, Lesson, Survey, TrainError, TrainingData};
use crate::fit::{Calibration, Weights, calibrate, seasons};
use crate::ids::ItemIx;
use crate::metrics::{mean, ndcg_at_k, recall_at_k, reciprocal_rank_at_k};
use crate::model::{Model, ModelParams};
use crate::parallel;
use crate::score::{self, Candidate, Muted, Query, Setting};
use crate::stats::Counts;
use crate::units::Time;
use rayon::prelude::*;

/// The cutoff at which parameters are compared.
const K: usize = 20;
/// Candidates per customer that calibration looks at.
pub(super) const CALIBRATION_DEPTH: usize = 50;
/// What following a click may be worth next to going with a purchase; a tie leaves it at the first.
const SESSION_FACTORS: [f64; 7] = [1.0, 0.0, 0.25, 0.5, 2.0, 4.0, 8.0];
/// So many first items of a visit are asked after.
const PREFIX_MAX: usize = 5;

/// What is tried.
#[derive(Debug, Clone)]
pub struct Grid {
    /// One after the other, each at the best of those before it; none: nothing is chosen.
    pub knobs: Vec<Knob>,
    /// At most so many customers are asked.
    pub cases_max: usize,
    /// What may change of the parameters besides what the knobs try.
    pub keep: Keep,
}

impl Grid {
    /// What `candor train` tries unless parameters are given.
    #[must_use]
    pub fn standard() -> Self {
        // What serving chooses costs no fit, so it is chosen before and after what a fit chooses.
        let mut knobs = Knob::of_serving();
        knobs.extend(Knob::of_fit());
        knobs.extend(Knob::of_serving());
        Self { knobs, cases_max: 3_000, keep: Keep::Proportions }
    }

    /// Nothing is chosen; only the calibration is fitted.
    #[must_use]
    pub const fn nothing() -> Self {
        Self { knobs: Vec::new(), cases_max: 2_000, keep: Keep::Everything }
    }
}

/// What was chosen, and all that was tried.
#[derive(Debug, Clone, Serialize)]
pub struct Tuned {
    /// The chosen parameters.
    pub params: ModelParams,
    /// Scores to probabilities, fitted on all of the hold-out.
    pub calibration: Calibration,
    /// In the order in which they were tried; the score is NDCG@20 of new choices on the hold-out.
    pub trials: Vec<Trial>,
    /// Reliability on one half of the hold-out of a calibration fitted on the other half.
    pub reliability: Reliability,
    /// How score points became log-odds.
    pub blended: Blended,
    /// Where the hold-out began; `null` when there was too little data for one.
    pub cut: Option<Time>,
    /// Customers asked.
    pub cases: usize,
    /// The chosen parameters and popularity on the hold-out; `null` when there was none. The parameters were chosen on
    /// these very customers, so a later hold-out (`store_report`) is the fair measure.
    pub on_hold_out: Option<OnHoldOut>,
}

/// Accuracy at 20 places, averaged over the customers of the hold-out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct OnHoldOut {
    /// NDCG@20 of the chosen parameters.
    pub ndcg: f64,
    /// Their recall@20.
    pub recall: f64,
    /// NDCG@20 of the most popular unseen items.
    pub popularity_ndcg: f64,
    /// Their recall@20.
    pub popularity_recall: f64,
}

/// The share of the events that is history; what lies after is the hold-out.
pub(super) const HISTORY_SHARE: f64 = 0.85;

/// Tunes on the last part of the data before `until`: first what needs a fit, then what does not, one parameter at a
/// time, each at the best of those before it. `tick` is told after each trial how many of how many are done.
///
/// # Errors
/// When the data cannot be read or a fit fails.
pub fn tune(
    data: &dyn TrainingData,
    survey: &Survey,
    start: &ModelParams,
    grid: &Grid,
    until: Option<Time>,
    threads: usize,
    tick: &mut dyn FnMut(usize, usize),
) -> Result<Tuned, TrainError> {
    let cut = survey.cut(HISTORY_SHARE, until);
    let hold_out = HoldOut::gather(data, survey, &start.kinds, cut, until, grid.cases_max)?;
    let lesson = Lesson::gather(data, survey, start, Some(cut));
    let (Ok(lesson), false) = (lesson, hold_out.cases.is_empty()) else {
        return Ok(untuned(start)?);
    };
    let bench = Bench { survey, lesson: &lesson, hold_out, threads };
    let (model, _, trials) = bench.search(start, grid, tick)?;
    let Outcome { params, calibration, reliability, blended } = in_log_odds(&bench, &model, grid.keep)?;
    let (params, session_trials) = bench.weigh_session(&model.with_params(params), grid.keep);
    let on_hold_out = Some(bench.figures(&model.with_params(params.clone())));
    Ok(Tuned {
        params,
        calibration,
        trials: trials.into_iter().chain(session_trials).collect(),
        reliability,
        blended,
        cut: Some(cut),
        cases: bench.hold_out.cases.len(),
        on_hold_out,
    })
}

fn untuned(start: &ModelParams) -> Result<Tuned, crate::fit::FitError> {
    Ok(Tuned {
        params: start.clone(),
        calibration: calibrate(&[])?,
        trials: Vec::new(),
        reliability: Reliability::default(),
        blended: Blended { form: BlendForm::AsGiven, ndcg_weighed: None, ndcg_scaled: None },
        cut: None,
        cases: 0,
        on_hold_out: None,
    })
}

/// What every trial uses.
pub(super) struct Bench<'a> {
    pub(super) survey: &'a Survey,
    lesson: &'a Lesson,
    pub(super) hold_out: HoldOut,
    threads: usize,
}

const NO_CALIBRATION: Calibration = Calibration::plain(1.0, 0.0);

impl Bench<'_> {
    fn search(
        &self,
        start: &ModelParams,
        grid: &Grid,
        tick: &mut dyn FnMut(usize, usize),
    ) -> Result<(Model, ModelParams, Vec<Trial>), TrainError> {
        let mut workshop = self.lesson.workshop(self.survey, self.threads);
        // No knob asks for another fit of these.
        let next = self.lesson.next(self.survey, start, self.threads)?;
        let like = self.lesson.like(self.survey, start, self.threads)?;
        let seasons = seasons(self.survey.vocabulary.len(), &self.lesson.baskets);
        let mut fitted: Option<Model> = None;
        let mut model_of = |params: &ModelParams| -> Result<Model, TrainError> {
            let model = match fitted.take().filter(|model| model.params().fit == params.fit) {
                Some(model) => model.with_params(params.clone()),
                None => {
                    let together = workshop.fit(&params.fit)?;
                    // Trials are not explained.
                    let pairs = Weights::none(self.survey.vocabulary.len());
                    let (next, like, seasons) = (next.clone(), like.clone(), seasons.clone());
                    let fitted = Fitted { together, next, like, pairs, seasons };
                    self.lesson.freeze(self.survey, params, NO_CALIBRATION, fitted)
                }
            };
            fitted = Some(model.clone());
            Ok(model)
        };
        let mut measure = |params: &ModelParams| -> Result<f64, TrainError> {
            let model = model_of(params)?;
            Ok(self.accuracy(&|case| self.list(&model, case)).0)
        };
        let (params, trials) = search(start, &grid.knobs, &mut measure, tick)?;
        Ok((model_of(&params)?, params, trials))
    }

    fn list(&self, model: &Model, case: &Case) -> Vec<ItemIx> {
        ranked(self.survey, model, case, self.hold_out.cut, K).iter().map(|candidate| candidate.item).collect()
    }

    /// Mean NDCG and recall of a way to make lists.
    fn accuracy(&self, list: &(dyn Fn(&Case) -> Vec<ItemIx> + Sync)) -> (f64, f64) {
        let each = self.over_cases(|case| {
            let list = list(case);
            (ndcg_at_k(&list, &case.targets, K), recall_at_k(&list, &case.targets, K))
        });
        let (ndcg, recall): (Vec<f64>, Vec<f64>) = each.into_iter().unzip();
        (mean(&ndcg).unwrap_or(0.0), mean(&recall).unwrap_or(0.0))
    }

    fn figures(&self, model: &Model) -> OnHoldOut {
        let n_items = self.survey.vocabulary.len();
        let mut scores = vec![0.0; n_items];
        Popularity::of(&Counts::of(n_items, &self.lesson.contributions)).score(&[], &mut scores);
        let popular = |case: &Case| {
            let profile = case.profile(self.survey, model.params(), self.hold_out.cut);
            top_k(&scores, |item| !profile.owns(item) && !profile.rejects(item), K)
        };
        let (ndcg, recall) = self.accuracy(&|case| self.list(model, case));
        let (popularity_ndcg, popularity_recall) = self.accuracy(&popular);
        OnHoldOut { ndcg, recall, popularity_ndcg, popularity_recall }
    }

    /// Mean NDCG over every other customer, from the first or the second on.
    pub(super) fn ndcg_of_half(&self, model: &Model, parity: usize) -> f64 {
        let each = self.over_cases(|case| ndcg_at_k(&self.list(model, case), &case.targets, K));
        mean(&each.into_iter().skip(parity).step_by(2).collect::<Vec<f64>>()).unwrap_or(0.0)
    }

    /// Weighs what follows a click against what goes with it, on the visits of the hold-out: the mean reciprocal rank of
    /// the next item, after each of a visit's first items, for somebody of whom nothing else is known.
    fn weigh_session(&self, model: &Model, keep: Keep) -> (ModelParams, Vec<Trial>) {
        let trails: Vec<&Trail> = self.hold_out.trails.iter().filter(|trail| trail.is_ordered()).collect();
        let start = model.params().clone();
        if keep == Keep::Everything || self.lesson.walks.is_empty() || trails.is_empty() {
            return (start, Vec::new());
        }
        let (mut best, mut most) = (start.clone(), f64::MIN);
        let mut trials = Vec::new();
        for factor in SESSION_FACTORS {
            let params = ModelParams { session: factor * start.history, ..start.clone() };
            let model = model.with_params(params.clone());
            let each = self.over(&trails, |trail| self.next_ranks(&model, trail));
            let score = mean(&each.into_iter().flatten().collect::<Vec<f64>>()).unwrap_or(0.0);
            trials.push(Trial { parameter: "session / history (MRR@20 within visits)", value: factor, score });
            if score > most {
                (best, most) = (params, score);
            }
        }
        (best, trials)
    }

    /// 1 / rank of the next item after each prefix of a visit; 0 where it is not among the first [`K`].
    fn next_ranks(&self, model: &Model, trail: &Trail) -> Vec<f64> {
        let items = trail.items();
        let asked = 1..items.len().min(PREFIX_MAX + 1);
        asked
            .map(|clicks| {
                let profile = trail.profile(self.survey, model.params(), clicks);
                let query = Query {
                    model,
                    profile: &profile,
                    context: &[],
                    muted: Muted::default(),
                    setting: Setting::default(),
                };
                let found = score::candidates(&query, &|item| !items[..clicks].contains(&item), &[], K);
                let list: Vec<ItemIx> = found.iter().map(|candidate| candidate.item).collect();
                reciprocal_rank_at_k(&list, &items[clicks..=clicks], K)
            })
            .collect()
    }

    pub(super) fn over_cases<T: Send>(&self, of: impl Fn(&Case) -> T + Sync) -> Vec<T> {
        self.over(&self.hold_out.cases, of)
    }

    fn over<A: Sync, T: Send>(&self, all: &[A], of: impl Fn(&A) -> T + Sync) -> Vec<T> {
        parallel::pool(self.threads).install(|| all.par_iter().map(&of).collect())
    }
}

/// The `k` best items of a case by evidence and priors, as the engine ranks them before any rule.
pub(super) fn ranked(survey: &Survey, model: &Model, case: &Case, cut: Time, k: usize) -> Vec<Candidate> {
    let profile = case.profile(survey, model.params(), cut);
    let query = Query { model, profile: &profile, context: &[], muted: Muted::default(), setting: Setting::default() };
    score::candidates(&query, &|item| !profile.owns(item) && !profile.rejects(item), &[], k)
}
