//! A time-based hold-out of a shop: what customers did up to a moment, and what they newly chose after it.

use std::collections::BTreeMap;

use crate::engine::{Person, Survey, TrainError, TrainingData};
use crate::event::{Admitted, Event, KindWeights, Profile, Recency, Recommend, Use, admit};
use crate::ids::ItemIx;
use crate::model::ModelParams;
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
        let mut chosen: BTreeMap<[u8; 32], Case> = BTreeMap::new();
        data.for_each(&mut |person| {
            let key = *blake3::hash(person.subject.as_str().as_bytes()).as_bytes();
            let is_out = chosen.len() >= cases_max && chosen.last_key_value().is_some_and(|(last, _)| key > *last);
            if is_out {
                return;
            }
            if let Some(case) = case_of(person, survey, kinds, cut, until) {
                chosen.insert(key, case);
            }
            if chosen.len() > cases_max {
                chosen.pop_last();
            }
        })?;
        Ok(Self { cut, cases: chosen.into_values().collect() })
    }
}

impl Case {
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

fn case_of(mut person: Person, survey: &Survey, kinds: &KindWeights, cut: Time, until: Option<Time>) -> Option<Case> {
    let later: Vec<Event> = {
        let split = person.events.partition_point(|event| event.time < cut);
        person.events.split_off(split)
    };
    let (consent, personalisation) = (person.consent, person.personalisation);
    let profile = |events: &[Event], now: Time| {
        let admitted = events.iter().filter_map(|event| admit(event, consent, personalisation, now).ok());
        Profile::build(admitted, &survey.vocabulary, kinds, Recency::Timeless, None)
    };
    let end = until.unwrap_or(Time::from_millis(i64::MAX));
    let later: Vec<Event> = later.into_iter().filter(|event| event.time < end).collect();
    let last = later.last()?.time;
    let (before, after) = (profile(&person.events, cut), profile(&later, last));
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
