//! Where items would stand without some of the evidence: the whole pipeline again, from as few numbers as will do.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::pool::Pool;
use crate::decision::Inputs;
use crate::engine::Engine;
use crate::engine::pipeline::{Ablation, Offer, Pipeline, depth, fallback, pinned, together};
use crate::engine::traits::{ModelTraits, taste};
use crate::event::{Admitted, Recommend};
use crate::ids::ItemIx;
use crate::rerank::{CatalogSimilarity, Fallback, Scene, Similarity, relist};
use crate::score::Query;

/// So many times as many items as are reranked are in the pool, so that what moves up is in it.
const POOL_FACTOR: usize = 5;

/// The counterfactuals of one decision. Each answer is that of [`Pipeline::run`] under the same ablation, bit for bit.
pub(in crate::engine) struct Reruns<'a> {
    pub(super) engine: &'a Engine,
    pub(super) inputs: &'a Inputs,
    pub(super) pipeline: &'a Pipeline,
    pub(super) offer: Offer<'a>,
    pool: OnceCell<Pool>,
    heard: OnceCell<Vec<(ItemIx, Admitted<'a, Recommend>)>>,
    /// The places without sets of items that were asked before.
    known: RefCell<BTreeMap<Vec<ItemIx>, Rc<Vec<ItemIx>>>>,
    /// By item of a list: how alike the items of the pool are to it; `NaN` where nobody asked.
    likeness: RefCell<BTreeMap<ItemIx, Vec<f64>>>,
}

impl<'a> Reruns<'a> {
    /// Of a decision; costs nothing until something is asked.
    pub(in crate::engine) fn new(engine: &'a Engine, inputs: &'a Inputs, pipeline: &'a Pipeline) -> Self {
        let offer = Offer::new(engine, inputs, &pipeline.context);
        let (pool, heard) = (OnceCell::new(), OnceCell::new());
        let (known, likeness) = (RefCell::default(), RefCell::default());
        Self { engine, inputs, pipeline, offer, pool, heard, known, likeness }
    }

    /// The rank of an item under an ablation, past the end of the list too; `None` when it is no candidate.
    pub(in crate::engine) fn rank_under(&self, ablation: &Ablation, item: ItemIx) -> Option<u32> {
        let is_history_alone = *ablation == Ablation { forgotten: ablation.forgotten.clone(), ..Ablation::default() };
        if !is_history_alone {
            return Pipeline::run(self.engine, self.inputs, ablation).rank_of(item);
        }
        let vocabulary = self.engine.model.vocabulary();
        let gone: Vec<ItemIx> = ablation.forgotten.iter().filter_map(|id| vocabulary.index(id)).collect();
        self.rank_without(&gone, item)
    }

    /// The rank of an item without everything that the customer did with some items, ascending.
    pub(in crate::engine) fn rank_without(&self, gone: &[ItemIx], item: ItemIx) -> Option<u32> {
        let at = self.places_without(gone).iter().position(|placed| *placed == item)?;
        Some(u32::try_from(at + 1).expect("a few hundred candidates"))
    }

    fn places_without(&self, gone: &[ItemIx]) -> Rc<Vec<ItemIx>> {
        if let Some(places) = self.known.borrow().get(gone) {
            return Rc::clone(places);
        }
        let whole = || Pipeline::run(self.engine, self.inputs, &self.ablation(gone)).places();
        let places = Rc::new(self.refolded(gone).unwrap_or_else(whole));
        debug_assert_eq!(*places, whole(), "a refold is the whole run, bit for bit");
        self.known.borrow_mut().insert(gone.to_vec(), Rc::clone(&places));
        places
    }

    fn ablation(&self, gone: &[ItemIx]) -> Ablation {
        let vocabulary = self.engine.model.vocabulary();
        Ablation { forgotten: gone.iter().map(|&item| vocabulary.id(item).clone()).collect(), ..Ablation::default() }
    }

    /// The list and its tail from the pool; `None` when it cannot tell.
    fn refolded(&self, gone: &[ItemIx]) -> Option<Vec<ItemIx>> {
        let (engine, policy) = (self.engine, self.inputs.policy.in_force(self.inputs.now));
        let heard = self.heard.get_or_init(|| engine.heard(self.inputs));
        let is_kept = |(item, _): &&(ItemIx, Admitted<'_, Recommend>)| gone.binary_search(item).is_err();
        let profile = engine.nameless(self.inputs, heard.iter().filter(is_kept).copied());
        let context = &self.pipeline.context;
        if fallback(self.inputs, &profile, context).is_some() && policy.fallback == Fallback::Empty {
            return Some(Vec::new());
        }
        let pins = pinned(engine, &policy);
        let pool = self.pool(&pins);
        let query = Query { profile: &profile, ..self.pipeline.query(engine) };
        let is_free = |item: ItemIx| self.offer.is_free(item, &profile, &policy);
        let candidates = pool.candidates(&query, gone, &is_free, &pins, depth(self.inputs))?;
        let similarity = CatalogSimilarity::new(&engine.catalog, |a, b| together(engine, a, b));
        let remembered = Remembered { similarity: &similarity, pool, likeness: &self.likeness };
        let count = usize::from(self.inputs.request.count);
        let (exposure, parity) = self.inputs.prices();
        let scene = Scene {
            catalog: &engine.catalog,
            labels: &engine.labels,
            similarity: &remembered,
            traits: &ModelTraits(&engine.model),
            taste: &taste(&profile),
            exposure: &exposure,
            parity: &parity,
        };
        Some(relist(&candidates, &scene, &policy, count).places())
    }

    pub(super) fn pool_of_decision(&self) -> &Pool {
        self.pool(&pinned(self.engine, &self.inputs.policy.in_force(self.inputs.now)))
    }

    fn pool(&self, pins: &[ItemIx]) -> &Pool {
        self.pool.get_or_init(|| {
            let size = POOL_FACTOR * depth(self.inputs);
            Pool::gather(&self.pipeline.query(self.engine), &|item| self.offer.may_show(item), pins, size)
        })
    }
}

/// A similarity that is asked about each pair once.
struct Remembered<'a> {
    similarity: &'a dyn Similarity,
    pool: &'a Pool,
    likeness: &'a RefCell<BTreeMap<ItemIx, Vec<f64>>>,
}

impl Similarity for Remembered<'_> {
    fn between(&self, a: ItemIx, b: ItemIx) -> f64 {
        let Some(slot) = self.pool.slot(a) else { return self.similarity.between(a, b) };
        let mut likeness = self.likeness.borrow_mut();
        let known = likeness.entry(b).or_insert_with(|| vec![f64::NAN; self.pool.len()]);
        if known[slot].is_nan() {
            known[slot] = self.similarity.between(a, b);
        }
        known[slot]
    }
}
