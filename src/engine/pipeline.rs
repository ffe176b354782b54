//! One run from inputs to a reranked list: what a decision, a counterfactual and a replay all do.

use std::collections::BTreeSet;

use super::Engine;
use super::traits::{ModelTraits, taste};
use crate::catalog::Item;
use crate::decision::{FallbackReason, Inputs, Intent};
use crate::event::{Evidence, Personalisation, Profile};
use crate::ids::{ItemId, ItemIx};
use crate::rerank::{self, Candidate, CatalogSimilarity, Owned, Policy, Reranked, Scene};
use crate::score::{self, Muted, Query, Setting};
use crate::units::Time;

/// How many candidates are reranked: enough for rules and variety to choose from.
const CANDIDATES_MIN: usize = 200;
/// ... and so many for each place of the list.
const CANDIDATES_PER_PLACE: usize = 10;

/// What a counterfactual leaves out. The default leaves out nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Ablation {
    /// Everything that the customer did with these items, in the past and in this visit.
    pub(super) forgotten: BTreeSet<ItemId>,
    /// Items of the page.
    pub(super) context: BTreeSet<ItemId>,
    /// Priors.
    pub(super) muted: Muted,
    /// Topics that the customer told the shop they like, by position.
    pub(super) unstated: BTreeSet<u16>,
    /// Rules, by the policy that is used instead.
    pub(super) policy: Option<Policy>,
}

/// A run and what it found.
#[derive(Debug)]
pub(super) struct Pipeline {
    pub(super) profile: Profile,
    pub(super) context: Vec<ItemIx>,
    pub(super) muted: Muted,
    now: Time,
    /// What the customer told the shop; what is left out is blank.
    stated: Vec<String>,
    pub(super) reranked: Reranked,
    /// Why nothing personal could be used and popular items stand in, if so.
    pub(super) fallback: Option<FallbackReason>,
    /// What the customer switched off or withholds, whether or not the page gives something to go by.
    pub(super) closed: Option<FallbackReason>,
    /// Whether anything that the customer did speaks for or against an item of the list.
    pub(super) is_personal: bool,
}

impl Pipeline {
    /// Runs everything: evidence, candidates, filters, rules.
    pub(super) fn run(engine: &Engine, inputs: &Inputs, ablation: &Ablation) -> Self {
        let policy = ablation.policy.as_ref().unwrap_or(&inputs.policy).in_force(inputs.now);
        let mut pipeline = Self::open(engine, inputs, ablation);
        if pipeline.fallback.is_some() && policy.fallback == rerank::Fallback::Empty {
            return pipeline;
        }
        let candidates = pipeline.candidates(engine, inputs, &policy);
        let similarity = CatalogSimilarity::new(&engine.catalog, |a, b| together(engine, a, b));
        let count = usize::from(inputs.request.count);
        let (exposure, parity) = inputs.prices();
        let scene = Scene {
            catalog: &engine.catalog,
            labels: &engine.labels,
            similarity: &similarity,
            traits: &ModelTraits(&engine.model),
            taste: &taste(&pipeline.profile),
            exposure: &exposure,
            parity: &parity,
        };
        let is_real = *ablation == Ablation::default();
        let make = if is_real { rerank::rerank } else { rerank::relist };
        pipeline.reranked = make(&candidates, &scene, &policy, count);
        pipeline.is_personal = pipeline.speaks(engine);
        if !pipeline.is_personal && pipeline.context.is_empty() {
            pipeline.fallback = pipeline.fallback.or(Some(FallbackReason::NoHistory));
        }
        pipeline
    }

    /// What is known before a candidate is looked for.
    pub(super) fn open(engine: &Engine, inputs: &Inputs, ablation: &Ablation) -> Self {
        let profile = engine.profile(inputs, ablation);
        let context = context_items(engine, inputs, ablation);
        let (fallback, closed) = (fallback(inputs, &profile, &context), closed(inputs));
        let (muted, now, reranked) = (ablation.muted, inputs.now, Reranked::default());
        let stated = stated(inputs, ablation);
        Self { profile, context, muted, now, stated, reranked, fallback, closed, is_personal: false }
    }

    /// Whether any evidence has a weight on any item of the list.
    fn speaks(&self, engine: &Engine) -> bool {
        let placed = &self.reranked.placed;
        let speaks = |evidence: &Evidence| placed.iter().any(|placed| engine.model.relates(evidence, placed.item));
        let is_of = |items: &[u32]| placed.iter().any(|placed| items.binary_search(&placed.item.0).is_ok());
        let is_stated = || self.stated.iter().any(|topic| is_of(engine.shelf.of_topic(topic)));
        let can_state = engine.model.params().stated != 0.0;
        self.profile.evidence().iter().any(speaks) || (can_state && is_stated())
    }

    /// What the scorers are asked.
    pub(super) fn query<'a>(&'a self, engine: &'a Engine) -> Query<'a> {
        let setting = Setting { now: Some(self.now), shelf: Some(&engine.shelf), stated: &self.stated };
        Query { model: &engine.model, profile: &self.profile, context: &self.context, muted: self.muted, setting }
    }

    /// The list, then the other candidates as they would come next.
    pub(super) fn places(&self) -> Vec<ItemIx> {
        self.reranked.places()
    }

    /// The rank of an item, past the end of the list too; `None` when it is no candidate.
    pub(super) fn rank_of(&self, item: ItemIx) -> Option<u32> {
        let placed = &self.reranked.placed;
        let in_list = placed.iter().find(|placed| placed.item == item).map(|placed| placed.rank);
        let after = || self.reranked.tail.iter().position(|&tail| tail == item).map(|at| at + placed.len() + 1);
        in_list.or_else(|| after().map(|rank| u32::try_from(rank).expect("a few hundred candidates")))
    }

    /// What may be listed, scored.
    pub(super) fn candidates(&self, engine: &Engine, inputs: &Inputs, policy: &Policy) -> Vec<Candidate> {
        let offer = Offer::new(engine, inputs, &self.context);
        let is_eligible = |item: ItemIx| offer.is_free(item, &self.profile, policy) && offer.may_show(item);
        score::candidates(&self.query(engine), &is_eligible, &pinned(engine, policy), depth(inputs))
    }
}

/// How many candidates are reranked.
pub(super) fn depth(inputs: &Inputs) -> usize {
    CANDIDATES_MIN.max(CANDIDATES_PER_PLACE * usize::from(inputs.request.count))
}

/// The items that a policy pins.
pub(super) fn pinned(engine: &Engine, policy: &Policy) -> Vec<ItemIx> {
    policy.pins.iter().filter_map(|pin| engine.model.vocabulary().index(&pin.item)).collect()
}

/// What may be shown to whom.
pub(super) struct Offer<'a> {
    engine: &'a Engine,
    inputs: &'a Inputs,
    /// Whether neither the request nor the person asks for anything of an item, but that it can be bought.
    is_open: bool,
    unwanted: BTreeSet<ItemIx>,
}

impl<'a> Offer<'a> {
    pub(super) fn new(engine: &'a Engine, inputs: &'a Inputs, context: &[ItemIx]) -> Self {
        let excluded = inputs.request.exclude.iter().chain(&inputs.suppressed);
        let excluded = excluded.filter_map(|id| engine.model.vocabulary().index(id));
        let is_open = inputs.request.filter.is_empty() && inputs.blocked_topics.is_empty();
        Self { engine, inputs, is_open, unwanted: excluded.chain(context.iter().copied()).collect() }
    }

    /// Whether the request lets an item through, whoever asks.
    pub(super) fn may_show(&self, item: ItemIx) -> bool {
        let admits = |item: &Item| self.inputs.request.filter.admits(item) && !is_blocked(self.inputs, item);
        let is_admitted = || {
            if self.is_open {
                self.engine.stocked[item.at()]
            } else {
                self.engine.catalog.item(item).is_some_and(admits)
            }
        };
        !self.unwanted.contains(&item) && is_admitted()
    }

    /// Whether what the person owns and rejects leaves an item free.
    pub(super) fn is_free(&self, item: ItemIx, profile: &Profile, policy: &Policy) -> bool {
        let is_taken = match self.inputs.request.intent {
            None => policy.owned == Owned::Exclude && profile.owns(item),
            Some(Intent::Discover | Intent::Complete) => profile.owns(item),
            Some(Intent::Restock) => !profile.owns(item),
            Some(Intent::Gift) => false,
        };
        !is_taken && !profile.rejects(item)
    }
}

fn context_items(engine: &Engine, inputs: &Inputs, ablation: &Ablation) -> Vec<ItemIx> {
    let items = inputs.request.context_items.iter().filter(|id| !ablation.context.contains(*id));
    let mut known: Vec<ItemIx> = items.filter_map(|id| engine.model.vocabulary().index(id)).collect();
    known.sort_unstable();
    known.dedup();
    known
}

fn stated(inputs: &Inputs, ablation: &Ablation) -> Vec<String> {
    let topics = (0u16..).zip(&inputs.preferred_topics);
    topics.map(|(at, topic)| if ablation.unstated.contains(&at) { String::new() } else { topic.clone() }).collect()
}

fn is_blocked(inputs: &Inputs, item: &Item) -> bool {
    let topics = item.category.iter().chain(item.brand.iter());
    !inputs.blocked_topics.is_empty() && topics.into_iter().any(|topic| inputs.blocked_topics.contains(topic))
}

pub(super) fn fallback(inputs: &Inputs, profile: &Profile, context: &[ItemIx]) -> Option<FallbackReason> {
    if !profile.is_empty() || !context.is_empty() || !inputs.preferred_topics.is_empty() {
        return None;
    }
    let request = &inputs.request;
    Some(if inputs.is_away {
        FallbackReason::StoreAway
    } else if let Some(closed) = closed(inputs) {
        closed
    } else if inputs.is_known {
        FallbackReason::NoHistory
    } else if request.subject().is_some() {
        FallbackReason::Unknown
    } else {
        FallbackReason::Anonymous
    })
}

/// What the customer switched off or withholds.
fn closed(inputs: &Inputs) -> Option<FallbackReason> {
    if inputs.is_away {
        None
    } else if inputs.personalisation == Personalisation::Off {
        Some(FallbackReason::PersonalisationOff)
    } else {
        (!inputs.consent.recommend).then_some(FallbackReason::ConsentWithheld)
    }
}

/// How strongly two items go together: the larger of their two weights, clamped to 0..=1.
pub(super) fn together(engine: &Engine, a: ItemIx, b: ItemIx) -> f64 {
    f64::from(engine.model.weight(a, b).max(engine.model.weight(b, a))).clamp(0.0, 1.0)
}
