//! A customer's history as weights on items: what a recommendation is computed from.

use serde::{Deserialize, Serialize};

use super::{Admitted, Event, Explain, Kind, Recommend};
use crate::ids::{EventId, ItemIx, SessionId, Vocabulary};
use crate::units::Time;

/// The most items of a history that speak; the newest are kept.
pub const EVIDENCE_MAX: usize = 400;

/// How strongly each kind of event speaks, in units of one purchase. Negative kinds speak against.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
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
    /// Whether anything was done with it for somebody else: it is never named then, whichever event speaks.
    pub gift: bool,
    /// Whether the event passed the door for explaining ([`Profile::name_only`]).
    pub is_explainable: bool,
    /// Whether others may read along where it would be named ([`Profile::hide_names`]).
    pub is_shared: bool,
    /// The event that it stands for.
    pub event: EventId,
}

impl Evidence {
    fn of(item: ItemIx, Heard { event, weight }: Heard<'_>, gift: bool, session: Option<&SessionId>) -> Self {
        let is_now = session.is_some() && event.session.as_ref() == session;
        Self {
            item,
            kind: event.kind,
            origin: if is_now { Origin::Session } else { Origin::History },
            time: event.time,
            weight,
            gift,
            is_explainable: false,
            is_shared: false,
            event: event.id.clone(),
        }
    }
}

/// A history: evidence in a fixed order (newest first, ties by item), at most [`EVIDENCE_MAX`] items.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Profile {
    evidence: Vec<Evidence>,
    /// Places of the evidence, by item.
    by_item: Vec<usize>,
    owned: Vec<ItemIx>,
    rejected: Vec<ItemIx>,
    rhythms: Vec<Rhythm>,
}

/// How often a customer buys an item again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rhythm {
    /// Which.
    pub item: ItemIx,
    /// The median time between purchases on different days, in days; above 0.
    pub median_days: f64,
    /// The last purchase.
    pub last: Time,
}

/// The fewest purchases that make a rhythm.
const RHYTHM_MIN: usize = 3;

impl Rhythm {
    /// Of the purchases of one item that were no gifts, at least [`RHYTHM_MIN`] of them a day or more apart.
    fn of(item: ItemIx, events: &[(ItemIx, Heard<'_>)]) -> Option<Self> {
        if events.len() < RHYTHM_MIN {
            return None;
        }
        let bought = events.iter().filter(|(_, heard)| heard.event.kind == Kind::Purchase && !heard.event.gift);
        let mut times: Vec<Time> = bought.map(|(_, heard)| heard.event.time).collect();
        times.sort_unstable();
        times.dedup_by(|later, earlier| later.days_since(*earlier) < 1.0);
        if times.len() < RHYTHM_MIN {
            return None;
        }
        let mut intervals: Vec<f64> = times.windows(2).map(|pair| pair[1].days_since(pair[0])).collect();
        intervals.sort_unstable_by(f64::total_cmp);
        let (low, high) = (intervals[(intervals.len() - 1) / 2], intervals[intervals.len() / 2]);
        Some(Self { item, median_days: f64::midpoint(low, high), last: *times.last()? })
    }
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
        let known = |admitted: Admitted<'a, Recommend>| Some((vocabulary.index(&admitted.event().item)?, admitted));
        Self::of(admitted.into_iter().filter_map(known), weights, recency, session)
    }

    /// The same of events whose items are looked up.
    #[must_use]
    pub fn of<'a>(
        known: impl IntoIterator<Item = (ItemIx, Admitted<'a, Recommend>)>,
        weights: &KindWeights,
        recency: Recency,
        session: Option<&SessionId>,
    ) -> Self {
        let known: Vec<(ItemIx, &Event)> = known.into_iter().map(|(item, admitted)| (item, admitted.event())).collect();
        let newest = known.iter().map(|(_, event)| event.time).max().unwrap_or(Time::from_millis(0));
        let heard = |(item, event): (ItemIx, &'a Event)| {
            let weight = weights.of(event) * recency.factor(newest.days_since(event.time));
            (item, Heard { event, weight })
        };
        let mut by_item: Vec<(ItemIx, Heard<'a>)> = known.into_iter().map(heard).collect();
        let when = |heard: &Heard<'a>| (heard.event.time, &heard.event.id);
        by_item.sort_by(|(a, first), (b, second)| a.cmp(b).then_with(|| when(first).cmp(&when(second))));
        let mut profile = Self::default();
        for events in by_item.chunk_by(|(a, _), (b, _)| a == b) {
            let item = events[0].0;
            let rhythm = Rhythm::of(item, events);
            let tally = tally(events);
            profile.rhythms.extend(rhythm.filter(|_| tally.is_owned && !tally.is_gift));
            profile.owned.extend(tally.is_owned.then_some(item));
            profile.rejected.extend(tally.is_rejected.then_some(item));
            profile.evidence.extend(tally.speaker.map(|heard| Evidence::of(item, heard, tally.is_gift, session)));
        }
        profile.evidence.sort_by(|a, b| b.time.cmp(&a.time).then(a.item.cmp(&b.item)));
        profile.evidence.truncate(EVIDENCE_MAX);
        profile.by_item = (0..profile.evidence.len()).collect();
        profile.by_item.sort_unstable_by_key(|&place| profile.evidence[place].item);
        profile
    }

    /// Lets reasons name what stands for these events, and nothing else. Until this is called nothing is named.
    pub fn name_only<'a>(&mut self, admitted: impl IntoIterator<Item = Admitted<'a, Explain>>) {
        let when = |admitted: Admitted<'a, Explain>| (admitted.event().time, &admitted.event().id);
        let mut open: Vec<(Time, &EventId)> = admitted.into_iter().map(when).collect();
        // They mostly come in this order, so this costs little more than a look.
        open.sort_unstable();
        let is_open = |evidence: &Evidence| open.binary_search(&(evidence.time, &evidence.event)).is_ok();
        self.evidence.iter_mut().for_each(|evidence| evidence.is_explainable = is_open(evidence));
    }

    /// Takes every name back from reasons: others may read along.
    pub fn hide_names(&mut self) {
        self.evidence.iter_mut().for_each(|evidence| evidence.is_shared = true);
    }

    /// Whether the customer bought the item and did not send all of it back.
    #[must_use]
    pub fn owns(&self, item: ItemIx) -> bool {
        self.owned.binary_search(&item).is_ok()
    }

    /// Whether the customer sent it back, disliked it, reported it or is not interested.
    #[must_use]
    pub fn rejects(&self, item: ItemIx) -> bool {
        self.rejected.binary_search(&item).is_ok()
    }

    /// How often the customer buys again what they own, by item.
    #[must_use]
    pub fn rhythms(&self) -> &[Rhythm] {
        &self.rhythms
    }

    /// The evidence on an item, if it speaks.
    #[must_use]
    pub fn on(&self, item: ItemIx) -> Option<&Evidence> {
        self.place_of(item).map(|place| &self.evidence[place])
    }

    /// The place of an item in [`Self::evidence`], if it speaks.
    #[must_use]
    pub fn place_of(&self, item: ItemIx) -> Option<usize> {
        let at = self.by_item.binary_search_by_key(&item, |&place| self.evidence[place].item).ok()?;
        Some(self.by_item[at])
    }

    /// The evidence, in its fixed order.
    #[must_use]
    pub fn evidence(&self) -> &[Evidence] {
        &self.evidence
    }

    /// `ln(1 + items that speak)`: how much the customer does here.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a history has at most a few hundred items")]
    pub fn activity(&self) -> f64 {
        libm::log1p(self.evidence.len() as f64)
    }

    /// `max(1, sum_i |x_u[i]|)^-exponent`: what long histories are quietened by, so that they do not drown all else.
    #[must_use]
    pub fn quietness(&self, exponent: f64) -> f64 {
        let loudness: f64 = self.evidence.iter().map(|evidence| evidence.weight.abs()).sum();
        libm::pow(loudness.max(1.0), -exponent)
    }

    /// Whether there is nothing to go by.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.evidence.is_empty()
    }
}

/// An event on one item, not yet chosen to speak for it.
#[derive(Clone, Copy)]
struct Heard<'a> {
    event: &'a Event,
    weight: f64,
}

/// What all events on one item amount to.
#[derive(Default)]
struct Tally<'a> {
    speaker: Option<Heard<'a>>,
    is_owned: bool,
    is_rejected: bool,
    is_gift: bool,
}

/// Finds the event that speaks for an item, among all on it in (time, id) order: the strongest since the last rejection, or that
/// rejection itself.
///
/// A return takes pieces away from what was bought before; only when none is left is it a rejection. A return that says
/// no quantity takes all.
fn tally<'a>(events: &[(ItemIx, Heard<'a>)]) -> Tally<'a> {
    let is_gift = events.iter().any(|(_, heard)| heard.event.gift);
    let (mut speaker, mut pieces, mut is_rejected) = (None, 0u64, false);
    for &(_, new) in events {
        let quantity = new.event.quantity.map_or(1, u64::from);
        let rejects = match new.event.kind {
            Kind::Return => {
                pieces = new.event.quantity.map_or(0, |_| pieces.saturating_sub(quantity));
                if pieces > 0 {
                    continue;
                }
                true
            }
            Kind::Dislike | Kind::NotInterested | Kind::Report => true,
            Kind::Rate => new.weight < 0.0,
            Kind::View | Kind::Cart | Kind::Purchase | Kind::Like | Kind::Save => false,
        };
        match new.event.kind {
            Kind::Purchase => {
                pieces += quantity;
                is_rejected = false;
            }
            _ if rejects => {
                speaker = None;
                is_rejected = true;
            }
            _ => {}
        }
        // Of two that speak alike the later one speaks.
        let is_outdone = |spoken: Heard<'_>| spoken.weight.total_cmp(&new.weight).is_gt();
        if new.weight != 0.0 && !speaker.is_some_and(is_outdone) {
            speaker = Some(new);
        }
    }
    Tally { speaker, is_owned: pieces > 0, is_rejected, is_gift }
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
    fn a_return_of_some_pieces_leaves_the_purchase_standing() {
        let subject = Subject::Customer(CustomerId::new("c").expect("a valid id"));
        let vocabulary = Vocabulary::new([ItemId::new("a").expect("a valid id")]);
        let event = |id: &str, kind, days_ago: i64, quantity| {
            let item = ItemId::new("a").expect("a valid id");
            let time = NOW.plus_days(-days_ago);
            let id = EventId::new(id).expect("a valid id");
            Event { quantity, ..Event::new(id, subject.clone(), item, kind, time) }
        };
        for (returned, speaks) in [(Some(2), Kind::Purchase), (Some(12), Kind::Return), (None, Kind::Return)] {
            let events = [event("e1", Kind::Purchase, 2, Some(12)), event("e2", Kind::Return, 0, returned)];
            let admitted = events.iter().map(|e| admit(e, Consent::RECOMMEND_AND_EXPLAIN, Personalisation::Full, NOW));
            let weights = KindWeights::default();
            let profile =
                Profile::build(admitted.filter_map(Result::ok), &vocabulary, &weights, Recency::Timeless, None);
            assert_eq!(profile.evidence()[0].kind, speaks, "{returned:?} of 12 came back");
        }
    }

    #[test]
    fn the_order_of_events_does_not_matter_and_the_newest_comes_first() {
        let one = profile(&[("a", Kind::Purchase, 2), ("b", Kind::View, 0)]);
        let kinds: Vec<Kind> = one.evidence().iter().map(|e| e.kind).collect();
        assert_eq!(kinds, [Kind::View, Kind::Purchase]);
    }
}
