//! From score points to log-odds: what each source is worth, and what a confidence is worth.

use serde::Serialize;

use super::hold_out::Case;
use super::selection::{Bench, CALIBRATION_DEPTH, ranked};
use crate::engine::{Survey, TrainError};
use crate::fit::{ACTIVITY, Calibration, Observation, PLACE, SOURCES, Sample, Standing, blend, calibrate};
use crate::ids::ItemIx;
use crate::ledger::{Ledger, Source};
use crate::metrics::{ReliabilityBin, expected_calibration_error, reliability_table};
use crate::model::{Model, ModelParams};
use crate::score::{self, Candidate, Muted, Query, Setting};
use crate::units::Time;

/// The ridge penalty of the blend, on columns of unit deviation.
const ALPHA: f64 = 1.0;
/// The ranks that are shown.
const SHOWN: usize = 20;
/// The last of them.
const SHOWN_RANK: u32 = 20;
/// Ranks whose confidences are judged together.
const BANDS: [(usize, usize); 3] = [(1, 5), (6, 10), (11, 20)];
const BINS: usize = 10;

/// How score points became log-odds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BlendForm {
    /// Every source has its own weight, by logistic regression.
    Weighed,
    /// All sources keep the proportions that the search found, and share one slope.
    Scaled,
    /// Scores stay as they are: the parameters were given, or there was nothing to learn it from.
    AsGiven,
}

/// What was chosen, and why.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Blended {
    /// Which form.
    pub form: BlendForm,
    /// NDCG@20 with a weight for each source, fitted on one half of the hold-out, on the other half.
    pub ndcg_weighed: Option<f64>,
    /// The same with one slope for all.
    pub ndcg_scaled: Option<f64>,
}

/// Whether confidences come true, by rank.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RankBand {
    /// The first rank.
    pub from: usize,
    /// The last.
    pub to: usize,
    /// Candidates of these ranks.
    pub count: usize,
    /// Their mean confidence.
    pub mean_confidence: f64,
    /// The share of them that was chosen.
    pub share_chosen: f64,
    /// Expected calibration error within the band.
    pub expected_calibration_error: f64,
}

/// What is told about confidences: of customers that the calibration was not fitted on.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Reliability {
    /// By confidence.
    pub bins: Vec<ReliabilityBin>,
    /// By rank.
    pub bands: Vec<RankBand>,
    /// Expected calibration error over all.
    pub expected_calibration_error: f64,
}

/// A candidate on the hold-out.
#[derive(Debug, Clone, Copy)]
struct Told {
    sample: Sample,
    score: f64,
    standing: Standing,
}

/// Parameters in log-odds with their calibration.
pub(super) struct Outcome {
    pub(super) params: ModelParams,
    pub(super) calibration: Calibration,
    pub(super) reliability: Reliability,
    pub(super) blended: Blended,
}

/// Learns on half of the customers how the sources weigh and which form ranks the other half better, tells there whether
/// its confidences come true, and then learns that form from all of them.
pub(super) fn in_log_odds(bench: &Bench<'_>, model: &Model, keep: Keep) -> Result<Outcome, TrainError> {
    let told: Vec<Vec<Told>> = bench.over_cases(|case| told(bench, model, case));
    let half = |parity: usize| -> Vec<Told> { told.iter().skip(parity).step_by(2).flatten().copied().collect() };
    let everybody: Vec<Told> = told.iter().flatten().copied().collect();
    let params = model.params();
    let (learnt, mut blended) = (half(0), Blended { form: BlendForm::AsGiven, ndcg_weighed: None, ndcg_scaled: None });
    if keep == Keep::Proportions {
        let [weighed, scaled] = [weighed(params, &learnt)?, scaled(params, &learnt)?];
        let ndcg = |(params, _): &(ModelParams, Calibration)| bench.ndcg_of_half(&model.with_params(params.clone()), 1);
        (blended.ndcg_weighed, blended.ndcg_scaled) = (weighed.as_ref().map(ndcg), scaled.as_ref().map(ndcg));
        blended.form = match (blended.ndcg_weighed, blended.ndcg_scaled) {
            (Some(weighed), Some(scaled)) if weighed >= scaled => BlendForm::Weighed,
            (_, Some(_)) => BlendForm::Scaled,
            (Some(_) | None, None) => BlendForm::AsGiven,
        };
    }
    let judge = formed(blended.form, params, &learnt)?;
    let reliability = reliability(bench, &model.with_params(judge.0), judge.1);
    let (params, calibration) = formed(blended.form, params, &everybody)?;
    Ok(Outcome { params, calibration, reliability, blended })
}

/// What of the parameters may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Nothing: they were given.
    Everything,
    /// Scores may be told in log-odds, each source at its own weight if that ranks as well.
    Proportions,
}

fn formed(form: BlendForm, params: &ModelParams, told: &[Told]) -> Result<(ModelParams, Calibration), TrainError> {
    let blended = match form {
        BlendForm::Weighed => weighed(params, told)?,
        BlendForm::Scaled => scaled(params, told)?,
        BlendForm::AsGiven => None,
    };
    Ok(match blended {
        Some(blended) => blended,
        None => (params.clone(), platt(told)?),
    })
}

fn platt(told: &[Told]) -> Result<Calibration, TrainError> {
    let observation =
        |told: &Told| Observation { score: told.score, standing: told.standing, was_chosen: told.sample.was_chosen };
    Ok(calibrate(&told.iter().map(observation).collect::<Vec<_>>())?)
}

/// A weight for each source; `None` where histories would get none.
fn weighed(params: &ModelParams, told: &[Told]) -> Result<Option<(ModelParams, Calibration)>, TrainError> {
    let samples: Vec<Sample> = told.iter().map(|told| told.sample).collect();
    let found = blend(&samples, ALPHA)?.filter(|blend| blend.weights[0] > 0.0);
    Ok(found.map(|blend| {
        (rescaled(params, blend.weights), log_odds(blend.intercept, [blend.weights[ACTIVITY], blend.weights[PLACE]]))
    }))
}

/// One slope for all sources; `None` where it would be 0.
fn scaled(params: &ModelParams, told: &[Told]) -> Result<Option<(ModelParams, Calibration)>, TrainError> {
    let Calibration { slope, intercept, activity, place } = platt(told)?;
    Ok((slope > 0.0).then(|| (rescaled(params, [slope; SOURCES]), log_odds(intercept, [activity, place]))))
}

const fn log_odds(intercept: f64, [activity, place]: [f64; 2]) -> Calibration {
    Calibration { slope: 1.0, intercept, activity, place }
}

/// What follows a click is weighed like what goes with a purchase: the hold-out's customers are not asked during a visit.
///
/// Descriptions that said nothing of these candidates, all of them well known, still have to speak of new items: they keep
/// their proportion to histories.
fn rescaled(params: &ModelParams, [history, content, popularity, trend, ..]: [f64; SOURCES]) -> ModelParams {
    let content = if content > 0.0 { content } else { history };
    ModelParams {
        history: params.history * history,
        session: params.session * history,
        content: params.content * content,
        popularity: params.popularity * popularity,
        trend: params.trend * trend,
        newness: params.newness * history,
        season: params.season * history,
        stated: params.stated * history,
        reorder: params.reorder * history,
        ..params.clone()
    }
}

fn told(bench: &Bench<'_>, model: &Model, case: &Case) -> Vec<Told> {
    let found = ranked(bench.survey, model, case, bench.hold_out.cut, CALIBRATION_DEPTH);
    let profile = case.profile(bench.survey, model.params(), bench.hold_out.cut);
    let query = Query { model, profile: &profile, context: &[], muted: Muted::default(), setting: Setting::default() };
    // What is shown weighs most: of what stands further down, which is more, every third is asked.
    let asked = (1u32..).zip(&found).filter(|(rank, _)| *rank <= SHOWN_RANK || (rank - 1).is_multiple_of(3));
    let (ranks, items): (Vec<u32>, Vec<ItemIx>) = asked.map(|(rank, candidate)| (rank, candidate.item)).unzip();
    let ledgers = score::ledgers(&query, &items);
    let told = |((&base_rank, item), ledger): ((&u32, &ItemIx), &Ledger)| {
        let was_chosen = case.targets.binary_search(item).is_ok();
        let standing = Standing { activity: profile.activity(), base_rank };
        Told { sample: Sample { parts: parts(ledger, standing), was_chosen }, score: ledger.fold(), standing }
    };
    ranks.iter().zip(&items).zip(&ledgers).map(told).collect()
}

/// What histories, descriptions, popularity and trend give, and the standing.
fn parts(ledger: &Ledger, standing: Standing) -> [f64; SOURCES] {
    let mut parts = [0.0; SOURCES];
    (parts[ACTIVITY], parts[PLACE]) = (standing.activity, standing.behind());
    for line in ledger.lines() {
        let source = match line.source {
            Source::History { .. }
            | Source::Session { .. }
            | Source::Transition { .. }
            | Source::Context { .. }
            | Source::Stated { .. }
            | Source::Reorder => 0,
            Source::Content { .. } => 1,
            Source::Popularity => 2,
            Source::Trend => 3,
            Source::Newness
            | Source::Season
            | Source::Boost { .. }
            | Source::Diversity
            | Source::Novelty
            | Source::Serendipity
            | Source::Exposure { .. }
            | Source::Parity { .. }
            | Source::Calibration => continue,
        };
        parts[source] += line.amount;
    }
    parts
}

/// Whether confidences come true for the other half of the customers.
fn reliability(bench: &Bench<'_>, model: &Model, calibration: Calibration) -> Reliability {
    let asked = Asked { survey: bench.survey, model, cut: bench.hold_out.cut };
    let list = |case: &Case| ranked(bench.survey, model, case, bench.hold_out.cut, SHOWN);
    let cases = bench.over_cases(|case| asked.confidences(case, &list(case), calibration));
    reliability_of(cases.into_iter().skip(1).step_by(2).collect())
}

/// A model that was asked at the end of a history.
pub(super) struct Asked<'a> {
    pub(super) survey: &'a Survey,
    pub(super) model: &'a Model,
    pub(super) cut: Time,
}

impl Asked<'_> {
    /// The stated confidence of each candidate of a customer, and whether it came true.
    pub(super) fn confidences(&self, case: &Case, list: &[Candidate], calibration: Calibration) -> Vec<(f64, bool)> {
        let profile = case.profile(self.survey, self.model.params(), self.cut);
        let was_chosen = |item: ItemIx| case.targets.binary_search(&item).is_ok();
        let told = |(base_rank, candidate): (u32, &Candidate)| {
            let standing = Standing { activity: profile.activity(), base_rank };
            (calibration.confidence(candidate.base, standing), was_chosen(candidate.item))
        };
        (1u32..).zip(list).map(told).collect()
    }
}

/// Of lists of `(confidence, came true)`, by rank.
pub(super) fn reliability_of(lists: Vec<Vec<(f64, bool)>>) -> Reliability {
    let band = |(from, to): (usize, usize)| -> Option<RankBand> {
        let within = lists.iter().flat_map(|list| list.iter().take(to).skip(from - 1)).copied();
        let told: Vec<(f64, bool)> = within.collect();
        let whole = reliability_table(&told, 1).into_iter().next()?;
        Some(RankBand {
            from,
            to,
            count: whole.count,
            mean_confidence: whole.mean_confidence,
            share_chosen: whole.share_chosen,
            expected_calibration_error: expected_calibration_error(&told, BINS),
        })
    };
    let bands = BANDS.into_iter().filter_map(band).collect();
    let all: Vec<(f64, bool)> = lists.into_iter().flatten().collect();
    Reliability {
        bins: reliability_table(&all, BINS),
        bands,
        expected_calibration_error: expected_calibration_error(&all, BINS),
    }
}
