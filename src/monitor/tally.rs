//! The counters of a window. Each is an integer, a set or the smallest of many, so adding lists in any order, or in parts whose
//! counters are merged, gives the same.

use std::collections::BTreeMap;

use super::PEOPLE_TOLD_MIN;
use super::listed::{Came, Listed};
use super::people::Smallest;
use super::scene::Scene;
use crate::units::Time;

/// The most people of one group who are counted; of a larger group so many are drawn by hash.
pub const PEOPLE_MAX: usize = 16_384;
/// The most groups of customers that are counted, the first by name; a segment with more values than that is no group anyway.
pub const GROUPS_MAX: usize = 128;
/// One unit of attention or confidence, as weights are held in steps of 2^-20.
const UNIT: f64 = 1_048_576.0;

/// What one person did with the first list of the window that they were shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct First {
    /// When it was made.
    pub at: Time,
    /// Whether they turned to any item of it.
    pub clicked: bool,
    /// Whether they bought any.
    pub bought: bool,
    /// Whether they disliked, rejected or reported any.
    pub objected: bool,
}

impl First {
    /// What came of a list; `None` where its customer does not allow measuring.
    pub(super) fn of(listed: &Listed<'_>) -> Option<Self> {
        let (came, _) = listed.measured.as_ref()?;
        let at = listed.outline.at;
        Some(Self { at, clicked: !came.clicked.is_empty(), bought: !came.bought.is_empty(), objected: came.objected })
    }

    /// Of two lists the earlier; of two of one moment the one of which more came, so that the order does not matter.
    pub(super) fn join(&mut self, other: Self) {
        let rank = |first: &Self| (first.at, !first.bought, !first.clicked, !first.objected);
        if rank(&other) < rank(self) {
            *self = other;
        }
    }
}

/// What is counted of a group of items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counts {
    /// Places in lists.
    pub(super) shown: u64,
    /// Attention, in steps of 2^-20: `1 / log2(1 + rank)` for each place.
    pub(super) attention: u64,
    /// Places in lists whose outcome may be counted.
    pub(super) counted: u64,
    /// Those of them that were clicked.
    pub(super) clicked: u64,
    /// Those of them that were bought.
    pub(super) bought: u64,
    /// Who was shown any.
    pub(super) people: Smallest<()>,
    /// Who was shown any in a list whose outcome may be counted.
    pub(super) counted_people: Smallest<()>,
}

impl Counts {
    /// Adds what was counted of other items, or of the same ones in another part of the log.
    pub(super) fn merge(&mut self, other: &Self) {
        self.shown += other.shown;
        self.attention += other.attention;
        self.counted += other.counted;
        self.clicked += other.clicked;
        self.bought += other.bought;
        self.people.merge(&other.people, |(), ()| {});
        self.counted_people.merge(&other.counted_people, |(), ()| {});
    }
}

impl Default for Counts {
    fn default() -> Self {
        let nobody = || Smallest::new(PEOPLE_TOLD_MIN);
        let (people, counted_people) = (nobody(), nobody());
        Self { shown: 0, attention: 0, counted: 0, clicked: 0, bought: 0, people, counted_people }
    }
}

/// The counters of one window of one placement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    pub(super) lists: u64,
    pub(super) personalised: u64,
    pub(super) fallback: u64,
    pub(super) opted_out: u64,
    /// Records that could not be read.
    pub(super) unreadable: u64,
    /// Places in lists, and the sum of their confidence in steps of 2^-20.
    pub(super) places: u64,
    pub(super) confidence: u64,
    /// Attention of all places, in steps of 2^-20.
    pub(super) attention: u64,
    /// Places of items that are not on offer any more.
    pub(super) gone: u64,
    pub(super) people: Smallest<()>,
    pub(super) people_opted_out: Smallest<()>,
    /// Places by item.
    pub(super) items: Vec<u64>,
    /// By group of items.
    pub(super) groups: Vec<Counts>,
    /// By segment and group of customers.
    pub(super) customers: BTreeMap<(String, String), Smallest<First>>,
}

impl Tally {
    /// Nothing yet.
    #[must_use]
    pub fn new(scene: &Scene<'_>) -> Self {
        Self {
            lists: 0,
            personalised: 0,
            fallback: 0,
            opted_out: 0,
            unreadable: 0,
            places: 0,
            confidence: 0,
            attention: 0,
            gone: 0,
            people: Smallest::new(PEOPLE_TOLD_MIN),
            people_opted_out: Smallest::new(PEOPLE_TOLD_MIN),
            items: vec![0; scene.len()],
            groups: vec![Counts::default(); scene.groups().len()],
            customers: BTreeMap::new(),
        }
    }

    /// Counts records that could not be read.
    pub fn add_unreadable(&mut self, more: u64) {
        self.unreadable += more;
    }

    /// Counts a list.
    pub fn add(&mut self, scene: &Scene<'_>, listed: &Listed<'_>) {
        let outline = listed.outline;
        self.lists += 1;
        self.personalised += u64::from(outline.personalised);
        self.fallback += u64::from(outline.fallback.is_some());
        self.opted_out += u64::from(listed.is_opted_out());
        if let Some(person) = listed.person {
            self.people.add(person, (), |(), ()| {});
            if listed.is_opted_out() {
                self.people_opted_out.add(person, (), |(), ()| {});
            }
        }
        for (at, shown) in outline.shown.iter().enumerate() {
            self.places += 1;
            self.confidence += steps(shown.confidence);
            self.attention += steps(attention(at + 1));
            let Some((item, groups)) = scene.find(&shown.item) else {
                self.gone += 1;
                continue;
            };
            self.items[item] += 1;
            let came = listed.came.as_ref();
            let is_in = |of: fn(&Came) -> &std::collections::BTreeSet<crate::ids::ItemId>| {
                u64::from(came.is_some_and(|came| of(came).contains(&shown.item)))
            };
            let (clicked, bought) = (is_in(|came| &came.clicked), is_in(|came| &came.bought));
            for &group in groups {
                let counts = &mut self.groups[group as usize];
                counts.shown += 1;
                counts.attention += steps(attention(at + 1));
                counts.counted += u64::from(came.is_some());
                counts.clicked += clicked;
                counts.bought += bought;
                if let Some(person) = listed.person {
                    counts.people.add(person, (), |(), ()| {});
                    if came.is_some() {
                        counts.counted_people.add(person, (), |(), ()| {});
                    }
                }
            }
        }
        self.add_customer(listed);
    }

    fn add_customer(&mut self, listed: &Listed<'_>) {
        let (Some(person), Some(first), Some((_, segments))) = (listed.person, First::of(listed), &listed.measured)
        else {
            return;
        };
        for (segment, group) in *segments {
            let people = self.customers.entry((segment.clone(), group.clone()));
            people.or_insert_with(|| Smallest::new(PEOPLE_MAX)).add(person, first, First::join);
        }
        self.bound_groups();
    }

    /// Keeps the first groups by name: one that was left out once never comes back.
    fn bound_groups(&mut self) {
        while self.customers.len() > GROUPS_MAX {
            self.customers.pop_last();
        }
    }

    /// Adds what another part of the same window counted, over the same scene.
    pub fn merge(&mut self, other: &Self) {
        self.lists += other.lists;
        self.personalised += other.personalised;
        self.fallback += other.fallback;
        self.opted_out += other.opted_out;
        self.unreadable += other.unreadable;
        self.places += other.places;
        self.confidence += other.confidence;
        self.attention += other.attention;
        self.gone += other.gone;
        self.people.merge(&other.people, |(), ()| {});
        self.people_opted_out.merge(&other.people_opted_out, |(), ()| {});
        self.items.iter_mut().zip(&other.items).for_each(|(own, others)| *own += others);
        self.groups.iter_mut().zip(&other.groups).for_each(|(own, others)| own.merge(others));
        for (name, people) in &other.customers {
            let own = self.customers.entry(name.clone()).or_insert_with(|| Smallest::new(PEOPLE_MAX));
            own.merge(people, First::join);
        }
        self.bound_groups();
    }
}

/// The attention that a place gets, `1 / log2(1 + rank)` (Jarvelin & Kekalainen 2002; as exposure: Singh & Joachims 2018).
pub(super) fn attention(rank: usize) -> f64 {
    1.0 / libm::log2(real(rank as u64 + 1))
}

/// In steps of 2^-20.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1, so at most 2^20")]
pub(super) fn steps(share: f64) -> u64 {
    libm::round(share.clamp(0.0, 1.0) * UNIT) as u64
}

/// A sum of steps as a number.
pub(super) fn of_steps(steps: u64) -> f64 {
    real(steps) / UNIT
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub(super) const fn real(count: u64) -> f64 {
    count as f64
}
