//! A customer's history as weights on items: what a recommendation is computed from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Admitted, Event, Kind, Recommend};
use crate::ids::{EventId, ItemIx, SessionId, Vocabulary};
use crate::units::Time;

/// The most items of a history that speak; the newest are kept.
pub const EVIDENCE_MAX: usize = 400;

/// How strongly each kind of event speaks, in units of one purchase. Negative kinds speak against.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindWeights {
    /// [`Kind::View`].
    pub view: f64,
    /// [`Kind::Cart`].
    pub cart: f64,
    /// [`Kind::Purchase`].
    pub purchase: f64,
    /// [`Kind::Save`].
    pub save: f64,
    /// [`Kind::Like`], and a rating of 5; a rating of 3 speaks neither way, a rating of 1 as a dislike.
    pub like: f64,
    /// [`Kind::Dislike`].
    pub dislike: f64,
    /// [`Kind::Return`].
    pub r#return: f64,
    /// [`Kind::NotInterested`].
    pub not_interested: f64,
}

impl Default for KindWeights {
    fn default() -> Self {
        Self {
            view: 0.25,
            cart: 0.6,
            purchase: 1.0,
            save: 0.7,
            like: 1.0,
            dislike: -0.5,
            r#return: -0.25,
            not_interested: -0.5,
        }
    }
}

impl KindWeights {
    /// The weight of one event; 0 says nothing.
    #[must_use]
    pub fn of(&self, event: &Event) -> f64 {
        match event.kind {
            Kind::View => self.view,
            Kind::Cart => self.cart,
            Kind::Purchase => self.purchase,
            Kind::Save => self.save,
            Kind::Like => self.like,
            Kind::Dislike => self.dislike,
            Kind::Return => self.r#return,
            Kind::NotInterested => self.not_interested,
            Kind::Rate => self.rating(event.value.unwrap_or(3.0)),
            Kind::Report => 0.0,
        }
    }

    fn rating(&self, stars: f64) -> f64 {
        let tilt = (stars - 3.0) / 2.0;
        if tilt >= 0.0 { tilt * self.like } else { -tilt * self.dislike }
    }
}

/// How a weight fades with age.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Recency {
    /// It does not.
    Timeless,
    /// It halves every so many days: `2^(-age / half_life_days)`.
    HalfLife {
        /// Days.
        half_life_days: f64,
    },
}

impl Recency {
    fn factor(self, age_days: f64) -> f64 {
        match self {
            Self::Timeless => 1.0,
            Self::HalfLife { half_life_days } => libm::exp2(-age_days.max(0.0) / half_life_days),
        }
    }
}

/// Whether evidence is from the past or from this very visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// An earlier event.
    History,
    /// An event of the visit that asks.
    Session,
}

/// One item of a history, with the weight `x_u[i]` of its strongest event.
///
/// An item speaks once: several events on it do not add up, so that a viewed and then bought item is evidence of a
/// purchase. A later rejection (return, dislike, not interested) silences what came before it.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// Which item.
    pub item: ItemIx,
    /// What was done with it.
    pub kind: Kind,
    /// Past or present.
    pub origin: Origin,
    /// When.
    pub time: Time,
    /// `x_u[i]`: the kind's weight times its recency; signed, never 0.
    pub weight: f64,
    /// Bought for somebody else: never named.
    pub gift: bool,
    /// The event that it stands for.
    pub event: EventId,
}

/// A history: evidence in a fixed order (newest first, ties by item), at most [`EVIDENCE_MAX`] items.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Profile {
    evidence: Vec<Evidence>,
}

impl Profile {
    /// Builds a history from admitted events. Items outside the vocabulary are left out.
    ///
    /// Age is counted back from the newest of these events, not from the clock: a customer who comes back after a
    /// year has the same tastes in the same proportions, and the answer does not drift while nothing happens.
    /// Events of `session` count as [`Origin::Session`]. The order of the input does not matter.
    #[must_use]
    pub fn build<'a>(
        admitted: impl IntoIterator<Item = Admitted<'a, Recommend>>,
        vocabulary: &Vocabulary,
        weights: &KindWeights,
        recency: Recency,
        session: Option<&SessionId>,
    ) -> Self {
        let known: Vec<(ItemIx, &Event)> = admitted
            .into_iter()
            .filter_map(|admitted| Some((vocabulary.index(&admitted.event().item)?, admitted.event())))
            .collect();
        let newest = known.iter().map(|(_, event)| event.time).max().unwrap_or(Time::from_millis(0));
        let mut by_item: BTreeMap<ItemIx, Vec<Evidence>> = BTreeMap::new();
        for (item, event) in known {
            let weight = weights.of(event) * recency.factor(newest.days_since(event.time));
            let is_now = session.is_some() && event.session.as_ref() == session;
            by_item.entry(item).or_default().push(Evidence {
                item,
                kind: event.kind,
                origin: if is_now { Origin::Session } else { Origin::History },
                time: event.time,
                weight,
                gift: event.gift,
                event: event.id.clone(),
            });
        }
        let mut evidence: Vec<Evidence> = by_item.into_values().filter_map(speaker).collect();
        evidence.sort_by(|a, b| b.time.cmp(&a.time).then(a.item.cmp(&b.item)));
        evidence.truncate(EVIDENCE_MAX);
        Self { evidence }
    }

    /// The evidence, in its fixed order.
    #[must_use]
    pub fn evidence(&self) -> &[Evidence] {
        &self.evidence
    }

    /// Whether there is nothing to go by.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.evidence.is_empty()
    }
}

/// The one event that speaks for an item: the strongest, unless a later rejection silences it.
fn speaker(mut events: Vec<Evidence>) -> Option<Evidence> {
    events.sort_by(|a, b| a.time.cmp(&b.time).then_with(|| a.event.cmp(&b.event)));
    let last_rejection = events.iter().rposition(|e| e.weight < 0.0);
    let from = last_rejection.unwrap_or(0);
    events
        .drain(from..)
        .filter(|e| e.weight != 0.0)
        .max_by(|a, b| a.weight.total_cmp(&b.weight).then(a.time.cmp(&b.time)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Consent, Personalisation, Subject, admit};
    use crate::ids::{CustomerId, ItemId};

    const NOW: Time = Time::from_millis(1_000 * crate::units::DAY_MS);

    fn profile(events: &[(&str, Kind, i64)]) -> Profile {
        let subject = Subject::Customer(CustomerId::new("c").expect("a valid id"));
        let vocabulary = Vocabulary::new(["a", "b"].map(|id| ItemId::new(id).expect("a valid id")));
        let events: Vec<Event> = events
            .iter()
            .enumerate()
            .map(|(at, &(item, kind, days_ago))| {
                let id = EventId::new(&format!("e{at}")).expect("a valid id");
                let item = ItemId::new(item).expect("a valid id");
                Event::new(id, subject.clone(), item, kind, NOW.plus_days(-days_ago))
            })
            .collect();
        let admitted = events
            .iter()
            .filter_map(|event| admit(event, Consent::RECOMMEND_AND_EXPLAIN, Personalisation::Full, NOW).ok());
        let recency = Recency::HalfLife { half_life_days: 10.0 };
        Profile::build(admitted, &vocabulary, &KindWeights::default(), recency, None)
    }

    #[test]
    fn an_item_speaks_once_with_its_strongest_event() {
        let profile = profile(&[("a", Kind::View, 0), ("a", Kind::Purchase, 10), ("unknown", Kind::Purchase, 0)]);
        let [evidence] = profile.evidence() else { panic!("one item speaks: {profile:?}") };
        assert_eq!((evidence.kind, evidence.weight), (Kind::Purchase, 0.5));
    }

    #[test]
    fn a_later_rejection_silences_a_purchase_and_a_later_purchase_ends_the_rejection() {
        let returned = profile(&[("a", Kind::Purchase, 2), ("a", Kind::Return, 0)]);
        assert_eq!(returned.evidence()[0].kind, Kind::Return);
        let again = profile(&[("a", Kind::Return, 2), ("a", Kind::Purchase, 0)]);
        assert_eq!(again.evidence()[0].kind, Kind::Purchase);
    }

    #[test]
    fn the_order_of_events_does_not_matter_and_the_newest_comes_first() {
        let one = profile(&[("a", Kind::Purchase, 2), ("b", Kind::View, 0)]);
        let kinds: Vec<Kind> = one.evidence().iter().map(|e| e.kind).collect();
        assert_eq!(kinds, [Kind::View, Kind::Purchase]);
    }
}
