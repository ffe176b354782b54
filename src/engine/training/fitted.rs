//! What a lesson teaches: the weights of every matrix.

use super::{Lesson, Survey};
use crate::catalog::{Aspect, Catalog};
use crate::event::Walk;
use crate::fit::{self, FitError, Lexicon, Weights};
use crate::ids::ItemIx;
use crate::model::ModelParams;
use crate::stats::{Counts, TransitionSums, Visit};
use crate::units::Time;

/// The weights of a model.
#[derive(Debug, Clone)]
pub struct Fitted {
    /// What goes together.
    pub together: Weights,
    /// What is clicked after what.
    pub next: Weights,
    /// What is described alike, a row per item and aspect.
    pub like: Weights,
    /// What is bought together on one day.
    pub pairs: Weights,
    /// What sells in each month of the year more than in others.
    pub seasons: Weights,
}

impl Fitted {
    /// Without the weights from evidence to item of some pairs, ascending, in every matrix.
    pub(super) fn without(self, unlinked: &[(ItemIx, ItemIx)]) -> Self {
        Self {
            together: self.together.without(1, unlinked),
            next: self.next.without(1, unlinked),
            like: self.like.without(Aspect::ALL.len(), unlinked),
            pairs: self.pairs.without(1, unlinked),
            seasons: self.seasons,
        }
    }
}

impl Lesson {
    /// The weights alone.
    ///
    /// # Errors
    /// A parameter out of range, or a system that cannot be solved.
    pub fn fit(&self, survey: &Survey, params: &ModelParams, threads: usize) -> Result<Fitted, FitError> {
        let together = self.workshop(survey, threads).fit(&params.fit)?;
        let next = self.next(survey, params, threads)?;
        let like = self.like(survey, params, threads)?;
        let pairs = fit::bought_together(&self.baskets, &together, threads);
        let seasons = fit::seasons(survey.vocabulary.len(), &self.baskets);
        Ok(Fitted { together, next, like, pairs, seasons })
    }

    /// What is clicked after what, from the visits of which the order is known.
    ///
    /// # Errors
    /// A parameter out of range, or a system that cannot be solved.
    pub fn next(&self, survey: &Survey, params: &ModelParams, threads: usize) -> Result<Weights, FitError> {
        let n_items = survey.vocabulary.len();
        if self.walks.is_empty() {
            return Ok(Weights::none(n_items));
        }
        let own = |walker: &Option<usize>| walker.map_or(1.0, |walker| self.contributions[walker].weight());
        let ages = ages(&self.walks).into_iter().zip(&self.walkers);
        let weights = ages.map(|(age, walker)| params.transitions.visit_weight(age) * own(walker));
        let visits: Vec<Visit<'_>> =
            self.walks.iter().zip(weights).map(|(walk, weight)| Visit { clicks: &walk.clicks, weight }).collect();
        let sums = TransitionSums::of(n_items, &visits, &params.transitions.shape(), threads);
        fit::session_transitions(&sums, &params.transitions, threads)
    }

    /// What is described alike.
    ///
    /// # Errors
    /// A parameter out of range.
    pub fn like(&self, survey: &Survey, params: &ModelParams, threads: usize) -> Result<Weights, FitError> {
        let counts = Counts::of(survey.vocabulary.len(), &self.contributions);
        let people: Vec<u64> = counts.chosen.iter().map(|&people| people.unsigned_abs()).collect();
        fit::content_weights(&survey.catalog, &lexicon(&survey.catalog), &people, &params.description, threads)
    }
}

pub(super) fn lexicon(catalog: &Catalog) -> Lexicon {
    Lexicon::of((0..catalog.len()).filter_map(|at| catalog.item(ItemIx::from_at(at))))
}

/// For each visit the share of all visits that ended after it.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn ages(walks: &[Walk]) -> Vec<f64> {
    let mut ends: Vec<Time> = walks.iter().map(|walk| walk.end).collect();
    ends.sort_unstable();
    let later = |walk: &Walk| ends.len() - ends.partition_point(|end| *end <= walk.end);
    walks.iter().map(|walk| later(walk) as f64 / ends.len() as f64).collect()
}
