//! A shop's own recommendations, asked again with less of a customer's history.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use super::super::exposure::catalog_of;
use super::super::hold_out::{Case, HoldOut};
use super::super::selection::{HISTORY_SHARE, tune};
use super::super::store_report::{Material, Options};
use super::asked::{Again, Asked, Evidence};
use super::count;
use super::explainers::Background;
use super::study::{Faithfulness, measure, measure_all, summed_up};
use super::told::{Told, told};
use crate::engine::{Engine, Lesson, SET_MAX, Survey, TrainError};
use crate::event::{Event, Profile, Recommend};
use crate::ids::ItemIx;
use crate::ledger::Source;
use crate::model::{Model, ModelParams};
use crate::score::{Muted, Query, Setting, candidates, ledgers};
use crate::stats::Gram;
use crate::units::Time;

/// One customer, as of the cut.
struct Shopper<'a> {
    model: &'a Model,
    survey: &'a Survey,
    case: &'a Case,
    cut: Time,
    profile: Profile,
}

impl Shopper<'_> {
    /// The history without what was done with some of its items.
    fn profile(&self, kept: &[bool]) -> Profile {
        let pieces = self.profile.evidence().iter().zip(kept);
        let gone: BTreeSet<ItemIx> = pieces.filter(|(_, kept)| !**kept).map(|(evidence, _)| evidence.item).collect();
        let vocabulary = &self.survey.vocabulary;
        let is_kept = |event: &Event| vocabulary.index(&event.item).is_none_or(|item| !gone.contains(&item));
        let admitted = self.case.admitted::<Recommend>(self.cut).filter(|admitted| is_kept(admitted.event()));
        let params = self.model.params();
        Profile::build(admitted, vocabulary, &params.kinds, params.recency(), None)
    }

    fn query<'q>(&'q self, profile: &'q Profile) -> Query<'q> {
        Query { model: self.model, profile, context: &[], muted: Muted::default(), setting: Setting::default() }
    }

    /// How loud one piece is, with all that makes the whole history louder or quieter.
    fn loudness(&self, profile: &Profile, at: usize) -> f64 {
        profile.evidence()[at].weight * profile.quietness(self.model.params().history_exponent)
    }

    fn evidence(&self) -> Evidence {
        let everything: Vec<ItemIx> = (0..self.model.n_items()).map(ItemIx::from_at).collect();
        let pieces: Vec<ItemIx> = self.profile.evidence().iter().map(|evidence| evidence.item).collect();
        let place: BTreeMap<ItemIx, usize> = pieces.iter().copied().zip(0..).collect();
        let mut rows: Vec<Vec<(u32, f64)>> = vec![Vec::new(); pieces.len()];
        let mut rest = vec![0.0; everything.len()];
        for (target, ledger) in everything.iter().zip(ledgers(&self.query(&self.profile), &everything)) {
            for line in ledger.lines() {
                match line.source {
                    Source::History { item, .. } | Source::Content { item, .. } => {
                        add(&mut rows[place[&item]], target.0, line.amount);
                    }
                    Source::Session { .. }
                    | Source::Transition { .. }
                    | Source::Context { .. }
                    | Source::Popularity
                    | Source::Trend
                    | Source::Newness
                    | Source::Season
                    | Source::Stated { .. }
                    | Source::Reorder
                    | Source::Boost { .. }
                    | Source::Diversity
                    | Source::Novelty
                    | Source::Serendipity
                    | Source::Exposure { .. }
                    | Source::Parity { .. }
                    | Source::Calibration => rest[target.at()] += line.amount,
                }
            }
        }
        let newest = self.profile.evidence().first().map_or(self.cut, |evidence| evidence.time);
        let ages = self.profile.evidence().iter().map(|evidence| newest.days_since(evidence.time)).collect();
        let is_open =
            |&item: &ItemIx| !self.profile.owns(item) && !self.profile.rejects(item) && self.profile.on(item).is_none();
        let is_open = everything.iter().map(is_open).collect();
        Evidence { pieces, rows, rest, is_open, ages_days: Some(ages) }
    }
}

/// Adds to the last entry of a row that is filled in the order of targets.
fn add(row: &mut Vec<(u32, f64)>, target: u32, amount: f64) {
    match row.last_mut() {
        Some(last) if last.0 == target => last.1 += amount,
        _ => row.push((target, amount)),
    }
}

impl Again for Shopper<'_> {
    fn scores(&self, kept: &[bool], scores: &mut Vec<f64>) {
        let profile = self.profile(kept);
        scores.clear();
        scores.resize(self.model.n_items(), f64::NEG_INFINITY);
        for candidate in candidates(&self.query(&profile), &|_| true, &[], self.model.n_items()) {
            scores[candidate.item.at()] = candidate.base;
        }
    }

    fn volume(&self, kept: &[bool]) -> f64 {
        let profile = self.profile(kept);
        let Some(first) = profile.evidence().first() else { return 1.0 };
        let at = self.profile.evidence().iter().position(|evidence| evidence.item == first.item);
        at.map_or(1.0, |at| self.loudness(&profile, 0) / self.loudness(&self.profile, at))
    }

    /// When pieces go, the newest left counts as now, by a factor `r >= 1` on every weight, and the history is quieter: the
    /// volume is `r max(1, r l')^-e / max(1, l)^-e`, with `l'` the loudness of what is left before `r`.
    fn volume_bounds(&self) -> [f64; 2] {
        let pieces = self.profile.evidence();
        let params = self.model.params();
        let newest = self.case.admitted::<Recommend>(self.cut).map(|admitted| admitted.event().time).max();
        let left_newest = pieces.get(SET_MAX).or(pieces.last()).map(|piece| piece.time);
        let days = newest.zip(left_newest).map_or(0.0, |(newest, left)| newest.days_since(left).max(0.0));
        let r = libm::exp2(days / params.half_life_days);
        let mut weights: Vec<f64> = pieces.iter().map(|evidence| evidence.weight.abs()).collect();
        weights.sort_by(|a, b| b.total_cmp(a));
        let all: f64 = weights.iter().sum();
        let left: f64 = weights.iter().skip(SET_MAX).sum();
        let quietness = |loudness: f64| libm::pow(loudness.max(1.0), -params.history_exponent);
        [quietness(r * all) / quietness(all), r * quietness(left) / quietness(all)]
    }
}

/// What the explanations of a shop are worth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShopExplanations {
    /// Up to here is history; lists are as of this moment.
    pub cut: Time,
    /// What was chosen on the data before the cut.
    pub params: ModelParams,
    /// What customers are told, over whole answers with reranking; `null` when nothing was shown to anybody.
    pub told: Option<Told>,
    /// What explainers are worth, by the scores alone, on the first recommendation of each customer. With more than 400
    /// items in a history, older ones come in when others go, and the exhaustive bound is not exact.
    #[serde(flatten)]
    pub faithfulness: Faithfulness,
}

/// Measures the explanations of a shop as of the moment before its last 15 % of events: what customers are told, and how
/// faithfully that and other explainers name what recommendations rest on.
///
/// # Errors
/// When the data cannot be read, there is nothing to learn from, or a fit fails.
pub fn shop_explanations(
    material: &Material<'_>,
    options: &Options,
    tick: &mut dyn FnMut(usize, usize),
) -> Result<ShopExplanations, TrainError> {
    let (data, threads) = (material.data, options.threads);
    let survey = Survey::of(data)?;
    let cut = survey.cut(HISTORY_SHARE, None);
    let tuned = tune(data, &survey, &options.start, &options.grid, Some(cut), threads, tick)?;
    let lesson = Lesson::gather(data, &survey, &tuned.params, Some(cut))?;
    let model = lesson.learn(&survey, &tuned.params, tuned.calibration, threads)?;
    let hold_out = HoldOut::gather(data, &survey, &options.start.kinds, cut, None, options.explained_max)?;
    let together = Gram::of(model.n_items(), &lesson.contributions, 0.0, threads).expand();
    let people = count(lesson.contributions.len());
    let background = Background { together: &together, people, seed: options.resampling.seed };
    let explained = |case: &Case| {
        let profile = case.profile(&survey, model.params(), hold_out.cut);
        let shopper = Shopper { model: &model, survey: &survey, case, cut: hold_out.cut, profile };
        Asked::new(shopper.evidence(), &shopper).map(|asked| measure(&asked, &background))
    };
    let measured = measure_all(&hold_out.cases, threads, &explained, &|| {});
    let told = material.wording.as_ref().and_then(|words| {
        let catalog = catalog_of(material.items, Arc::clone(model.vocabulary()));
        let engine = Engine::new(Arc::new(model.clone()), Arc::new(catalog), Arc::clone(words));
        told(&engine, &hold_out, threads)
    });
    let faithfulness = summed_up(&measured, options.resampling);
    Ok(ShopExplanations { cut, params: tuned.params, told, faithfulness })
}
