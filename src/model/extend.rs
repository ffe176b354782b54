//! A model and the items that came after its fit.

use std::sync::Arc;

use super::layout::{self, LIKE, Matrix, NEXT, PAIRS, Rows, SEASONS, TOGETHER};
use super::{AlignedBytes, Model, Parts};
use crate::catalog::{Aspect, Catalog};
use crate::fit::{Newcomers, Priors, Weights, newcomers};
use crate::ids::{ItemIx, Vocabulary};

impl Model {
    /// The same model over the vocabulary of a catalogue, which holds at least its own: items that are new get weights by
    /// their descriptions alone, as nobody has chosen them. A pure function of both; the name stays that of the fit.
    ///
    /// Costs a copy of the model and a reading of every description.
    ///
    /// # Panics
    /// When the catalogue lacks an item of the model.
    #[must_use]
    pub fn extended(&self, catalog: &Catalog) -> Self {
        let place: Vec<u32> = self
            .vocabulary
            .ids()
            .iter()
            .map(|id| catalog.vocabulary().index(id).expect("a catalogue holds the items of its model").0)
            .collect();
        let new = absent(catalog.vocabulary(), &place);
        let people = spread(&place, catalog.len(), |at| self.people(ItemIx::from_at(at)), 0);
        let late = newcomers(catalog, &self.lexicon, &people, &self.params().description, &new);
        let unpopular = -self.manifest.mean_popularity;
        let parts = Parts {
            vocabulary: (**catalog.vocabulary()).clone(),
            weights: self.moved(TOGETHER, &place, catalog.len()),
            next: self.moved(NEXT, &place, catalog.len()),
            like: with_newcomers(&self.moved(LIKE, &place, catalog.len()), &new, late),
            pairs: self.moved(PAIRS, &place, catalog.len()),
            seasons: self.moved(SEASONS, &place, catalog.len()),
            lexicon: (*self.lexicon).clone(),
            leanings: self.leanings.moved(&place),
            priors: Priors {
                popularity: spread(&place, catalog.len(), |at| self.popularity()[at], crate::fit::narrowed(unpopular)),
                trend: spread(&place, catalog.len(), |at| self.trend()[at], 0.0),
                most_chosen: self.manifest.most_chosen,
                mean_popularity: self.manifest.mean_popularity,
            },
            manifest: super::Manifest { items: catalog.len(), ..self.manifest.clone() },
        };
        let bytes = AlignedBytes::from_slice(&layout::write(&super::sections_of(&parts)));
        Self::from_bytes(Arc::new(bytes)).expect("what was just written reads back")
    }

    /// A matrix with every item at its new place. Places ascend, so that targets still do.
    fn moved(&self, matrix: Matrix, place: &[u32], n_items: usize) -> Weights {
        let mut rows: Vec<Vec<(u32, f32)>> = vec![Vec::new(); matrix.rows.count(n_items)];
        let mut set = |from: usize, to: usize| {
            let (targets, values) = self.sections.row(matrix, from);
            rows[to] = targets.iter().map(|&target| place[target as usize]).zip(values.iter().copied()).collect();
        };
        match matrix.rows {
            Rows::InAll(n_rows) => (0..n_rows).for_each(|row| set(row, row)),
            Rows::PerItem(per_item) => {
                let items = place.iter().enumerate();
                let each = items.flat_map(|(at, &to)| (0..per_item).map(move |part| (at, to as usize, part)));
                each.for_each(|(at, to, part)| set(per_item * at + part, per_item * to + part));
            }
        }
        Weights::from_rows(rows)
    }
}

/// The items at none of these places, which ascend.
fn absent(vocabulary: &Vocabulary, place: &[u32]) -> Vec<ItemIx> {
    let is_new = |item: &ItemIx| place.binary_search(&item.0).is_err();
    (0..vocabulary.len()).map(ItemIx::from_at).filter(is_new).collect()
}

fn spread<T: Copy>(place: &[u32], n_items: usize, of: impl Fn(usize) -> T, otherwise: T) -> Vec<T> {
    let mut values = vec![otherwise; n_items];
    place.iter().enumerate().for_each(|(at, &to)| values[to as usize] = of(at));
    values
}

/// The most items that one item speaks for in one aspect, newcomers included: a request reads every one of them.
const ROW_MAX: usize = 300;

fn with_newcomers(like: &Weights, new: &[ItemIx], late: Newcomers) -> Weights {
    let mut rows = like.to_rows();
    for (item, by_aspect) in new.iter().zip(late.rows) {
        for (aspect, row) in by_aspect.into_iter().enumerate() {
            rows[Aspect::ALL.len() * item.at() + aspect] = row;
        }
    }
    for (evidence, newcomer, parts) in late.columns {
        for (aspect, part) in parts.into_iter().enumerate().filter(|&(_, part)| part > 0.0) {
            let row = &mut rows[Aspect::ALL.len() * evidence as usize + aspect];
            if row.len() < ROW_MAX {
                let at = row.partition_point(|&(target, _)| target < newcomer);
                row.insert(at, (newcomer, part));
            }
        }
    }
    Weights::from_rows(rows)
}
