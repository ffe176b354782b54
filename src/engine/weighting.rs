//! From what is known of customers to how loud each is in the sums. Consent decides who is assigned to a group.

use std::collections::BTreeMap;

use super::Person;
use crate::event::{MeasureFairness, admit};
use crate::fit::FitError;
use crate::model::Weighting;
use crate::stats::{Contribution, WEIGHT_ONE};
use crate::units::Time;

/// How much louder or quieter than without groups a customer may be.
const FACTOR_RANGE: (f64, f64) = (0.25, 4.0);
/// Fading ends here, so that nobody who may be learnt from vanishes.
const FADED_MIN: f64 = 1.0 / 1024.0;

/// Gathers what the weights of customers depend on, one customer at a time.
pub(super) struct Scales<'a> {
    weighting: &'a Weighting,
    newest: Time,
    /// Indices of group names, in the order of their arrival; which index a group has changes no weight.
    names: BTreeMap<String, usize>,
    /// One per customer: how much they have faded, and their group.
    people: Vec<(f64, Option<usize>)>,
}

impl<'a> Scales<'a> {
    /// For customers whose events end at `newest`.
    ///
    /// # Errors
    /// A parameter out of range.
    pub(super) fn new(weighting: &'a Weighting, newest: Time) -> Result<Self, FitError> {
        weighting.check()?;
        Ok(Self { weighting, newest, names: BTreeMap::new(), people: Vec::new() })
    }

    /// Takes note of a customer with something to contribute: their newest evidence, and their group.
    pub(super) fn note(&mut self, last: Option<Time>, group: Option<&str>) {
        let next = self.names.len();
        let group = group.map(|name| *self.names.entry(name.to_owned()).or_insert(next));
        self.people.push((self.faded(last), group));
    }

    /// `2^(-age / half-life)`, with the age of the newest evidence that may be learnt from.
    fn faded(&self, last: Option<Time>) -> f64 {
        match (self.weighting.customer_half_life_days, last) {
            (Some(half_life_days), Some(last)) => {
                libm::exp2(-self.newest.days_since(last).max(0.0) / half_life_days).max(FADED_MIN)
            }
            (Some(_) | None, _) => 1.0,
        }
    }

    /// Weighs the contributions of the noted customers, given in the same order.
    ///
    /// # Panics
    /// When there is not one contribution per noted customer: that is a bug of the caller.
    pub(super) fn weigh(&self, contributions: &mut [Contribution]) {
        assert_eq!(contributions.len(), self.people.len(), "one contribution per customer");
        let factors = self.factors();
        for (contribution, &(faded, group)) in contributions.iter_mut().zip(&self.people) {
            let weight = faded * group.map_or(1.0, |group| factors[group]);
            contribution.weigh(weight);
        }
    }

    /// Per group: all weight of people in groups, shared equally among the groups, over the weight that the group has
    /// (Kamiran & Calders 2012, "Data preprocessing techniques for classification without discrimination"). Sums are in
    /// whole steps of a weight, so the order of customers does not matter.
    fn factors(&self) -> Vec<f64> {
        let mut sums = vec![0u64; self.names.len()];
        for &(faded, group) in &self.people {
            if let Some(group) = group {
                sums[group] += steps(faded);
            }
        }
        let equal = real(sums.iter().sum()) / real(sums.len() as u64);
        sums.iter().map(|&own| (equal / real(own)).clamp(FACTOR_RANGE.0, FACTOR_RANGE.1)).collect()
    }
}

/// The group of a person among those that `segment` tells apart. Only a customer with an event that passes the door for
/// [`MeasureFairness`] is assigned to one.
pub(super) fn group_of(person: &Person, segment: &str, now: Time) -> Option<String> {
    let name = person.segments.get(segment)?;
    let door = |event| admit::<MeasureFairness>(event, person.consent, person.personalisation, now);
    person.events.iter().any(|event| door(event).is_ok()).then(|| name.clone())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a faded weight is above 0 and at most 1")]
fn steps(faded: f64) -> u64 {
    libm::round(faded * WEIGHT_ONE) as u64
}

#[expect(clippy::cast_precision_loss, reason = "sums stay below 2^53 up to 2^33 customers")]
const fn real(sum: u64) -> f64 {
    sum as f64
}
