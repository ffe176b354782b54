//! Lists made under one policy after another from candidates that were scored once: what trials of policies do.

use std::collections::BTreeMap;

use super::Engine;
use super::pipeline::{Ablation, Pipeline, together};
use super::traits::{ModelTraits, taste};
use crate::decision::Inputs;
use crate::fit::Leaning;
use crate::ids::ItemIx;
use crate::rerank::{
    self, Candidate, CatalogSimilarity, DIMENSIONS, Fallback, Policy, Reranked, Scene, Traits, Vector,
};
use crate::units::Time;

/// A customer's candidates, as the inputs' own policy lets them be: what was bought and what is pinned count.
#[derive(Debug, Clone)]
pub struct Prospect {
    candidates: Vec<Candidate>,
    taste: Vec<(ItemIx, f64)>,
    count: usize,
    now: Time,
    is_personal: bool,
    /// The customer's group by the segment that tells it, of those that the inputs' own policy evens out.
    groups: BTreeMap<String, String>,
}

/// What exposure targets and parity rules add to their members' scores, in spreads, by position; what is absent is 0.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Prices {
    /// Of the exposure targets.
    pub exposure: Vec<f64>,
    /// Of the parity rules, for the customer of the list.
    pub parity: Vec<f64>,
}

impl Prospect {
    /// The best candidates without any rule, as many as the list is long, best first, with their scores.
    #[must_use]
    pub fn unruled(&self) -> Vec<Candidate> {
        let mut best = self.candidates.clone();
        best.sort_unstable_by(|a, b| b.base.total_cmp(&a.base).then(a.item.cmp(&b.item)));
        best.truncate(self.count);
        best
    }

    /// The customer's group in a segment, where a rule of the inputs' own policy evens it out and its customers let it.
    #[must_use]
    pub fn group(&self, segment: &str) -> Option<&str> {
        self.groups.get(segment).map(String::as_str)
    }
}

/// What all trials of one snapshot share: the vectors of the items that may be listed, worked out once.
pub struct Rehearsal<'a> {
    engine: &'a Engine,
    known: Known<'a>,
}

/// Vectors by item; all zeros where none was asked for.
struct Known<'a> {
    traits: ModelTraits<'a>,
    vectors: Vec<Vector>,
}

impl Traits for Known<'_> {
    fn vector(&self, item: ItemIx, into: &mut Vector) {
        *into = self.vectors[item.at()];
    }

    fn novelty(&self, item: ItemIx) -> f64 {
        self.traits.novelty(item)
    }

    fn leaning(&self, segment: &str) -> Option<&Leaning> {
        self.traits.leaning(segment)
    }
}

impl Engine {
    /// Scores a customer's candidates for trials of policies.
    #[must_use]
    pub fn prospect(&self, inputs: &Inputs) -> Prospect {
        let pipeline = Pipeline::open(self, inputs, &Ablation::default());
        let policy = inputs.policy.in_force(inputs.now);
        let stands = inputs.policy.parities.iter().zip(&inputs.parity);
        let groups = stands.filter_map(|(rule, stand)| Some((rule.segment.clone(), stand.group.clone()?)));
        Prospect {
            candidates: pipeline.candidates(self, inputs, &policy),
            taste: taste(&pipeline.profile),
            count: usize::from(inputs.request.count),
            now: inputs.now,
            is_personal: pipeline.fallback.is_none(),
            groups: groups.collect(),
        }
    }
}

impl<'a> Rehearsal<'a> {
    /// Works out what lists of these customers may need.
    #[must_use]
    pub fn new<'p>(engine: &'a Engine, prospects: impl IntoIterator<Item = &'p Prospect>) -> Self {
        let traits = ModelTraits(&engine.model);
        let mut vectors = vec![[0.0; DIMENSIONS]; engine.catalog.len()];
        let mut is_known = vec![false; vectors.len()];
        for prospect in prospects {
            let candidates = prospect.candidates.iter().map(|candidate| candidate.item);
            for item in candidates.chain(prospect.taste.iter().map(|&(item, _)| item)) {
                if !std::mem::replace(&mut is_known[item.at()], true) {
                    traits.vector(item, &mut vectors[item.at()]);
                }
            }
        }
        Self { engine, known: Known { traits, vectors } }
    }

    /// The list under a policy at these prices, with causes, accounts and prices of stages.
    #[must_use]
    pub fn rerank(&self, prospect: &Prospect, policy: &Policy, prices: &Prices) -> Reranked {
        self.made(prospect, (policy, prices), rerank::rerank)
    }

    /// The same list without what is told about it.
    #[must_use]
    pub fn relist(&self, prospect: &Prospect, policy: &Policy, prices: &Prices) -> Reranked {
        self.made(prospect, (policy, prices), rerank::relist)
    }

    fn made(
        &self,
        prospect: &Prospect,
        (policy, prices): (&Policy, &Prices),
        make: fn(&[Candidate], &Scene<'_>, &Policy, usize) -> Reranked,
    ) -> Reranked {
        if !prospect.is_personal && policy.fallback == Fallback::Empty {
            return Reranked::default();
        }
        let policy = policy.in_force(prospect.now);
        self.with_scene(prospect, prices, |scene| make(&prospect.candidates, scene, &policy, prospect.count))
    }

    fn with_scene<T>(&self, prospect: &Prospect, prices: &Prices, of: impl FnOnce(&Scene<'_>) -> T) -> T {
        let similarity = CatalogSimilarity::new(&self.engine.catalog, |a, b| together(self.engine, a, b));
        of(&Scene {
            catalog: &self.engine.catalog,
            labels: &self.engine.labels,
            similarity: &similarity,
            traits: &self.known,
            taste: &prospect.taste,
            exposure: &prices.exposure,
            parity: &prices.parity,
        })
    }

    /// How many of these items, which are candidates of the customer's, surprise them.
    #[must_use]
    pub fn surprises(&self, prospect: &Prospect, items: &[ItemIx]) -> usize {
        let each = self.with_scene(prospect, &Prices::default(), |scene| rerank::surprises(scene, items));
        each.into_iter().filter(|surprises| *surprises).count()
    }

    /// The cosine of two candidates' vectors; 0 where nothing is known of one.
    #[must_use]
    pub fn cosine(&self, a: ItemIx, b: ItemIx) -> f64 {
        let (a, b) = (&self.known.vectors[a.at()], &self.known.vectors[b.at()]);
        a.iter().zip(b).fold(0.0, |sum, (a, b)| f64::from(*a).mul_add(f64::from(*b), sum))
    }
}
