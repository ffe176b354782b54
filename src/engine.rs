//! One immutable snapshot that answers: a model, a catalogue, the wordings. Pure: the same inputs give the same bytes.
//!
//! Knows how the parts work together. Must not know stores, clocks or the network.

mod accounts;
mod beliefs;
mod counterfactual;
mod pipeline;
mod present;
mod rehearsal;
mod relaxed;
mod spoken;
mod training;
mod traits;
mod weighting;
mod why;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use accounts::RIVALS_BEHIND;
pub use counterfactual::{Fewest, Hunt, Leads, Rival, SET_MAX, Until, decisive, fewest};
pub use rehearsal::{Prices, Prospect, Rehearsal};
pub use spoken::Spoken;
pub use training::{DataError, Fitted, Keep, Lesson, Person, Survey, Told, TrainError, TrainingData};
pub use why::{Contrast, ContrastLine, MinimalSet, Why, WhyError};

use crate::catalog::{Aspect, Catalog, Item};
use crate::decision::{Answer, Attributes, Inputs, Provenance, RECORD_SCHEMA, Record, RecordError};
use crate::disclosure::Words;
use crate::event::{Admitted, Event, Profile, Recommend, admit};
use crate::ids::{ItemId, ItemIx, Vocabulary};
use crate::ledger::{Ledger, amount};
use crate::model::Model;
use crate::reason::{TellingOrder, Topics, Wording};
use crate::rerank::{ExposureState, ExposureTarget, Labels, ParityRule, ParityStand, ParityStates, Selector, Shown};
use crate::score::Shelf;
use accounts::Accounts;
use pipeline::{Ablation, Pipeline};

/// A model and a catalogue at work.
#[derive(Debug)]
pub struct Engine {
    /// As it was fitted.
    fitted: Arc<Model>,
    /// The same over the catalogue's vocabulary.
    model: Arc<Model>,
    catalog: Arc<Catalog>,
    topics: Topics,
    labels: Labels,
    shelf: Shelf,
    /// By item: whether it is offered and can be bought now.
    stocked: Vec<bool>,
    attributes: Attributes,
    wording: Arc<Wording>,
    /// What records say of rules that could not be held.
    english: Words,
}

/// A state of the shop's items.
#[derive(Debug, Clone)]
pub struct CatalogState {
    /// Its revision number.
    pub revision: u64,
    /// The digest of every item.
    pub digest: String,
    /// The items on offer.
    pub items: Vec<Arc<Item>>,
}

/// The outcome of a replay.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// What the same inputs give now.
    pub answer: Answer,
    /// Whether the whole record, made anew, has the same bytes: the answer, and what the rules moved and kept out.
    pub identical: bool,
}

impl Engine {
    /// Puts a model and a catalogue to work.
    ///
    /// # Panics
    /// When the catalogue is not aligned with the model's vocabulary: that is a bug of the caller.
    #[must_use]
    pub fn new(model: Arc<Model>, catalog: Arc<Catalog>, wording: Arc<Wording>) -> Self {
        assert_eq!(**model.vocabulary(), **catalog.vocabulary(), "a catalogue aligned with the model");
        let (topics, labels, shelf) = (Topics::new(&catalog), Labels::new(&catalog), Shelf::new(&catalog));
        let attributes = Attributes::of((0..catalog.len()).filter_map(|at| catalog.item(ItemIx::from_at(at))));
        let stocked = (0..catalog.len()).map(|at| catalog.item(ItemIx::from_at(at)).is_some_and(Item::in_stock));
        let stocked = stocked.collect();
        let (fitted, english) = (Arc::clone(&model), Words::of("en"));
        Self { fitted, model, catalog, topics, labels, shelf, stocked, attributes, wording, english }
    }

    /// Puts a model to work on a state of the shop's items, among them such as came after its fit: those are known by
    /// their descriptions. A pure function of model and items; `last`, a snapshot of an earlier state, only saves work.
    #[must_use]
    pub fn open(model: Arc<Model>, state: CatalogState, wording: Arc<Wording>, last: Option<&Self>) -> Self {
        let CatalogState { revision, digest, items } = state;
        let known = model.vocabulary();
        let new: Vec<ItemId> =
            items.iter().map(|item| &item.id).filter(|id| known.index(id).is_none()).cloned().collect();
        if new.is_empty() {
            let catalog = Catalog::new(Arc::clone(known), revision, digest, items);
            return Self::new(model, Arc::new(catalog), wording);
        }
        let vocabulary = Arc::new(Vocabulary::new(known.ids().iter().cloned().chain(new)));
        let catalog = Arc::new(Catalog::new(vocabulary, revision, digest, items));
        let fits = |last: &&Self| Arc::ptr_eq(&last.fitted, &model) && last.catalog.describes_like(&catalog);
        let extended = last.filter(fits).map(|last| Arc::clone(&last.model));
        let extended = extended.unwrap_or_else(|| Arc::new(model.extended(&catalog)));
        Self { fitted: model, ..Self::new(extended, catalog, wording) }
    }

    /// The model, over the vocabulary of the catalogue.
    #[must_use]
    pub const fn model(&self) -> &Arc<Model> {
        &self.model
    }

    /// The model as it was fitted.
    #[must_use]
    pub const fn fitted(&self) -> &Arc<Model> {
        &self.fitted
    }

    /// The catalogue.
    #[must_use]
    pub const fn catalog(&self) -> &Arc<Catalog> {
        &self.catalog
    }

    /// What may be asked of the items' attributes.
    #[must_use]
    pub const fn attributes(&self) -> &Attributes {
        &self.attributes
    }

    /// Names the artifacts.
    #[must_use]
    pub fn provenance(&self) -> Provenance {
        Provenance::of(&self.model, &self.catalog)
    }

    /// Decides what to show, and says why.
    #[must_use]
    pub fn decide(&self, inputs: &Inputs) -> Answer {
        let pipeline = Pipeline::run(self, inputs, &Ablation::default());
        present::answer(self, inputs, &pipeline, RECORD_SCHEMA)
    }

    /// Decides, and makes the record of it.
    #[must_use]
    pub fn decide_on_record(&self, inputs: Inputs) -> Record {
        self.record(inputs, RECORD_SCHEMA)
    }

    fn record(&self, inputs: Inputs, schema: u32) -> Record {
        let pipeline = Pipeline::run(self, &inputs, &Ablation::default());
        let answer = present::answer(self, &inputs, &pipeline, schema);
        let (moves, kept_out) = present::moves(self, &pipeline);
        let leakage = present::leakage(&inputs, &pipeline);
        let prices = pipeline.reranked.prices;
        let provenance = self.provenance();
        Record { schema: RECORD_SCHEMA, provenance, inputs, answer, moves, kept_out, prices, leakage }.of_schema(schema)
    }

    /// What a list had to give up, in the words of a language; its record has it in English.
    #[must_use]
    pub fn relaxed(&self, inputs: &Inputs, words: &Words) -> Vec<String> {
        let pipeline = Pipeline::run(self, inputs, &Ablation::default());
        relaxed::relaxed_in_words(self, inputs, &pipeline.reranked, words)
    }

    /// Where the controllers of a decision's exposure targets stand after it, by the target's position.
    #[must_use]
    pub fn exposure_after(&self, inputs: &Inputs, answer: &Answer, now: &[ExposureState]) -> Vec<ExposureState> {
        let after = |(at, target): (usize, &ExposureTarget)| {
            let state = now.get(at).copied().unwrap_or_default();
            state.after(target, self.shown(answer, &target.members), inputs.now)
        };
        inputs.policy.exposures.iter().enumerate().map(after).collect()
    }

    /// Where the controller of the customer's own group stands after a decision, by the parity rule's position; `None` where the
    /// customer is in no group.
    #[must_use]
    pub fn parity_after(
        &self,
        inputs: &Inputs,
        answer: &Answer,
        now: &[ParityStates],
    ) -> Vec<Option<(String, ExposureState)>> {
        let rules = inputs.policy.parities.iter().zip(&inputs.parity).zip(now);
        let after = |((rule, stand), states): ((&ParityRule, &ParityStand), &ParityStates)| {
            let group = stand.group.clone()?;
            let state = rule.after(&group, states, self.shown(answer, &rule.members), inputs.now);
            Some((group, state))
        };
        rules.map(after).collect()
    }

    /// What a list shows of some items.
    fn shown(&self, answer: &Answer, members: &Selector) -> Shown {
        let item = |id: &ItemId| self.catalog.item(self.catalog.vocabulary().index(id)?);
        let is_member = |id: &ItemId| item(id).is_some_and(|item| members.matches(item));
        Shown::count(answer.items.iter().map(|shown| is_member(&shown.item)))
    }

    /// Decides again what a record tells of, on the artifacts that it names.
    ///
    /// # Errors
    /// When the artifacts at hand are not those.
    pub fn replay(&self, record: &Record) -> Result<Replay, RecordError> {
        record.check_artifacts(&self.provenance())?;
        let again = self.record(record.inputs.clone(), record.schema);
        let identical = again.to_bytes() == record.to_bytes();
        Ok(Replay { answer: again.answer, identical })
    }

    /// The accounts of the items that a decision shows, in their order.
    #[must_use]
    pub fn accounts(&self, inputs: &Inputs) -> Vec<Ledger> {
        let pipeline = Pipeline::run(self, inputs, &Ablation::default());
        Accounts::of(self, &pipeline, TellingOrder::LargestFirst).ledgers
    }

    /// The items that most often go with one or are described like it, best first, with their score points beside it; `None` when
    /// the shop does not have it.
    #[must_use]
    pub fn similar(&self, item: &ItemId, count: usize) -> Option<Vec<(ItemId, f64)>> {
        let item = self.model.vocabulary().index(item)?;
        let params = self.model.params();
        let mut sums: BTreeMap<u32, f64> = BTreeMap::new();
        let mut add = |strength: f64, (targets, weights): (&[u32], &[f32])| {
            for (&target, &weight) in targets.iter().zip(weights) {
                *sums.entry(target).or_default() += amount(strength, weight);
            }
        };
        add(params.history, self.model.row(item));
        Aspect::ALL.into_iter().for_each(|aspect| add(params.content, self.model.like_row(item, aspect)));
        let is_on_offer = |target: u32| self.catalog.item(ItemIx(target)).is_some_and(Item::in_stock);
        let mut found: Vec<(u32, f64)> =
            sums.into_iter().filter(|&(target, points)| points > 0.0 && is_on_offer(target)).collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.truncate(count);
        let id = |target: u32| self.model.vocabulary().id(ItemIx(target)).clone();
        Some(found.into_iter().map(|(target, points)| (id(target), points)).collect())
    }

    /// The history that a decision rests on.
    #[must_use]
    pub fn history(&self, inputs: &Inputs) -> Profile {
        self.profile(inputs, &Ablation::default())
    }

    /// The same without what a counterfactual leaves out.
    fn profile(&self, inputs: &Inputs, ablation: &Ablation) -> Profile {
        let is_kept = |event: &Event| !ablation.forgotten.contains(&event.item);
        let heard = self.heard(inputs).into_iter().filter(|(_, admitted)| is_kept(admitted.event()));
        let mut profile = self.nameless(inputs, heard);
        let (consent, personalisation, now) = (inputs.consent, inputs.personalisation, inputs.now);
        profile.name_only(inputs.events.iter().filter_map(|e| admit(e, consent, personalisation, now).ok()));
        if !inputs.device.is_own() {
            profile.hide_names();
        }
        profile
    }

    /// What recommendations may use of the events of a decision, with the items that they are about.
    fn heard<'a>(&self, inputs: &'a Inputs) -> Vec<(ItemIx, Admitted<'a, Recommend>)> {
        let (consent, personalisation, now) = (inputs.consent, inputs.personalisation, inputs.now);
        let heard = |event: &'a Event| {
            let admitted = admit(event, consent, personalisation, now).ok()?;
            Some((self.model.vocabulary().index(&event.item)?, admitted))
        };
        inputs.events.iter().filter_map(heard).collect()
    }

    /// The history that some of them make, of which nothing may be named: for whoever asks for ranks alone.
    fn nameless<'a>(
        &self,
        inputs: &Inputs,
        heard: impl IntoIterator<Item = (ItemIx, Admitted<'a, Recommend>)>,
    ) -> Profile {
        let params = self.model.params();
        Profile::of(heard, &params.kinds, params.recency(), inputs.visit().as_ref())
    }
}
