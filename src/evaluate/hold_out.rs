//! A time-based hold-out of a shop: what customers did up to a moment, and what they newly chose after it.

use std::collections::{BTreeMap, BTreeSet};

use super::trail::Trail;
use crate::decision::{Inputs, Request};
use crate::engine::{Person, Survey, TrainError, TrainingData};
use crate::event::{Admitted, Device, Event, KindWeights, Profile, Recency, Recommend, Subject, Use, admit};
use crate::ids::{DecisionId, ItemIx};
use crate::model::ModelParams;
use crate::reason::Tone;
use crate::rerank::Policy;
use crate::units::Time;

/// One customer of the hold-out.
#[derive(Debug, Clone)]
pub struct Case {
    /// The customer with the events before the cut only.
    pub person: Person,
    /// Items chosen (positive evidence) after the cut and not before, ascending.
    pub targets: Vec<ItemIx>,
}

/// A hold-out: cases in a fixed order that has nothing to do with what is in them.
#[derive(Debug, Clone)]
pub struct HoldOut {
    /// Up to here is history.
    pub cut: Time,
    /// The customers with both a history and something new.
    pub cases: Vec<Case>,
    /// A visit after the cut of each of so many people at most, with or without a history.
    pub trails: Vec<Trail>,
}

impl HoldOut {
    /// Splits at `cut`; targets are looked for before `until`. At most `cases_max` customers, chosen by a hash of their
    /// name, so that the choice is the same every time and fair.
    ///
    /// # Errors
    /// When the data cannot be read.
    pub fn gather(
        data: &dyn TrainingData,
        survey: &Survey,
        kinds: &KindWeights,
        cut: Time,
        until: Option<Time>,
        cases_max: usize,
    ) -> Result<Self, TrainError> {
        let (mut cases, mut trails) = (Sample::new(cases_max), Sample::new(cases_max));
        data.for_each(&mut |mut person| {
            let key = *blake3::hash(person.subject.as_str().as_bytes()).as_bytes();
            let later = split_off(&mut person, cut, until);
            trails.offer(key, || Trail::first_of(&person, &later, survey, kinds));
            cases.offer(key, || case_of(person, &later, survey, kinds, cut));
        })?;
        Ok(Self { cut, cases: cases.into_values(), trails: trails.into_values() })
    }
}

/// At most so many of what is offered: those with the least keys.
struct Sample<T> {
    chosen: BTreeMap<[u8; 32], T>,
    max: usize,
}

impl<T> Sample<T> {
    const fn new(max: usize) -> Self {
        Self { chosen: BTreeMap::new(), max }
    }

    fn offer(&mut self, key: [u8; 32], value: impl FnOnce() -> Option<T>) {
        let is_full = self.chosen.len() >= self.max;
        if is_full && self.chosen.last_key_value().is_none_or(|(last, _)| key > *last) {
            return;
        }
        if let Some(value) = value() {
            self.chosen.insert(key, value);
        }
        if self.chosen.len() > self.max {
            self.chosen.pop_last();
        }
    }

    fn into_values(self) -> Vec<T> {
        self.chosen.into_values().collect()
    }
}

/// Takes the events after the cut, up to `until`.
fn split_off(person: &mut Person, cut: Time, until: Option<Time>) -> Vec<Event> {
    let split = person.events.partition_point(|event| event.time < cut);
    let mut later = person.events.split_off(split);
    later.retain(|event| until.is_none_or(|end| event.time < end));
    later
}

impl Case {
    /// What the service would have gathered for this person at the moment of the cut, asked like `request`.
    pub(super) fn inputs(&self, cut: Time, request: Request, policy: &Policy) -> Inputs {
        let (customer, visitor) = match &self.person.subject {
            Subject::Customer(id) => (Some(id.clone()), None),
            Subject::Visitor(id) => (None, Some(id.clone())),
        };
        let events = self.admitted::<Recommend>(cut).map(|admitted| admitted.event().clone());
        Inputs {
            id: DecisionId::new("d_evaluation").expect("a constant id"),
            now: cut,
            request: Request { customer, visitor, placement: policy.placement.clone(), ..request },
            consent: self.person.consent,
            personalisation: self.person.personalisation,
            device: Device::Own,
            blocked_topics: BTreeSet::new(),
            preferred_topics: Vec::new(),
            is_known: true,
            is_away: false,
            events: events.collect(),
            policy: policy.clone(),
            trial: None,
            suppressed: BTreeSet::new(),
            exposure: Vec::new(),
            parity: Vec::new(),
            shop: "the shop".to_owned(),
            locale: "en".to_owned(),
            tone: Tone::Neutral,
        }
    }

    /// The events of the history that pass the door for a purpose, as of the cut.
    pub fn admitted<P: Use>(&self, cut: Time) -> impl Iterator<Item = Admitted<'_, P>> {
        let (consent, personalisation) = (self.person.consent, self.person.personalisation);
        self.person.events.iter().filter_map(move |event| admit(event, consent, personalisation, cut).ok())
    }

    /// The history as a model with these parameters sees it.
    #[must_use]
    pub fn profile(&self, survey: &Survey, params: &ModelParams, cut: Time) -> Profile {
        Profile::build(self.admitted::<Recommend>(cut), &survey.vocabulary, &params.kinds, params.recency(), None)
    }
}

fn case_of(person: Person, later: &[Event], survey: &Survey, kinds: &KindWeights, cut: Time) -> Option<Case> {
    let (consent, personalisation) = (person.consent, person.personalisation);
    let profile = |events: &[Event], now: Time| {
        let admitted = events.iter().filter_map(|event| admit(event, consent, personalisation, now).ok());
        Profile::build(admitted, &survey.vocabulary, kinds, Recency::Timeless, None)
    };
    let last = later.last()?.time;
    let (before, after) = (profile(&person.events, cut), profile(later, last));
    let is_choice = |weight: f64| weight >= CHOICE_MIN;
    let mut targets: Vec<ItemIx> = after
        .evidence()
        .iter()
        .filter(|evidence| is_choice(evidence.weight) && before.on(evidence.item).is_none())
        .map(|evidence| evidence.item)
        .collect();
    targets.sort_unstable();
    let has_history = before.evidence().iter().any(|evidence| evidence.weight > 0.0);
    (has_history && !targets.is_empty()).then_some(Case { person, targets })
}

/// The weight from which an event counts as choosing an item: a basket or more, not a look.
const CHOICE_MIN: f64 = 0.5;
