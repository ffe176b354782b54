//! What each person was shown of each group of items, and what came of it: shares with intervals that know that one person's lists are
//! alike.
//!
//! A share is `R = sum y / sum x` over people. Its variance is linearised, `n / (n - 1) * sum (y - R x)^2 / (sum x)^2` (Taylor; one person is
//! one cluster), and its interval the score interval of as many independent draws as are as sure.

use std::collections::BTreeMap;

use super::PEOPLE_TOLD_MIN;
use super::listed::Listed;
use super::people::Smallest;
use super::scene::{GroupKind, Scene};
use super::tally::{attention, real, steps};
use crate::metrics::{RateInterval, score_interval};

/// The most people who are counted; of more, so many are drawn by hash.
const PEOPLE_MAX: usize = 8_192;
/// What varies less, against one draw, is rounding: as many people as it would speak of there are not.
const VARIANCE_MIN: f64 = 1e-12;

/// A share of people or places, how sure it is, and of how many people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The share.
    pub share: f64,
    /// Where the true share lies, 95 times in 100: from.
    pub low: f64,
    /// To.
    pub high: f64,
    /// Of how many people; at most 8,192, who are then drawn among all.
    pub people: u64,
}

/// How a group of items fared. What fewer than 20 people would tell of is `None`.
#[derive(Debug, Clone, PartialEq)]
pub struct Reached {
    /// What makes it a group.
    pub kind: GroupKind,
    /// Which.
    pub name: String,
    /// Its share of the items on offer.
    pub offer: f64,
    /// Its share of all attention, a place counting `1 / log2(1 + rank)`.
    pub exposure: Option<Estimate>,
    /// The share of its places that were clicked, of those whose outcome may be counted.
    pub clicks: Option<Estimate>,
    /// The share of these that were bought.
    pub purchases: Option<Estimate>,
}

/// What lists rested on. Each is a share of lists.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stood {
    /// With something personal.
    pub personalised: Option<Estimate>,
    /// With something that stood in.
    pub fallback: Option<Estimate>,
    /// Made for people who had said that nothing personal is to be used.
    pub opted_out: Option<Estimate>,
}

/// Places and what came of them, in whole numbers so that they add up in any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Part {
    attention: u64,
    counted: u64,
    clicked: u64,
    bought: u64,
}

impl Part {
    fn join(&mut self, other: Self) {
        self.attention += other.attention;
        self.counted += other.counted;
        self.clicked += other.clicked;
        self.bought += other.bought;
    }
}

/// All that one person was shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Person {
    lists: u64,
    personalised: u64,
    fallback: u64,
    opted_out: u64,
    all: Part,
    groups: BTreeMap<u32, Part>,
}

impl Person {
    fn join(&mut self, other: Self) {
        self.lists += other.lists;
        self.personalised += other.personalised;
        self.fallback += other.fallback;
        self.opted_out += other.opted_out;
        self.all.join(other.all);
        for (group, part) in other.groups {
            self.groups.entry(group).or_default().join(part);
        }
    }
}

/// The people of a window. Lists for nobody in particular are in none of its shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach(Smallest<Person>);

impl Default for Reach {
    fn default() -> Self {
        Self(Smallest::new(PEOPLE_MAX))
    }
}

impl Reach {
    /// Counts a list.
    pub fn add(&mut self, scene: &Scene<'_>, listed: &Listed<'_>) {
        let Some(person) = listed.person else { return };
        let outline = listed.outline;
        let mut shown = Person {
            lists: 1,
            personalised: u64::from(outline.personalised),
            fallback: u64::from(outline.fallback.is_some()),
            opted_out: u64::from(listed.is_opted_out()),
            ..Person::default()
        };
        for (at, place) in outline.shown.iter().enumerate() {
            let came = listed.came.as_ref();
            let part = Part {
                attention: steps(attention(at + 1)),
                counted: u64::from(came.is_some()),
                clicked: u64::from(came.is_some_and(|came| came.clicked.contains(&place.item))),
                bought: u64::from(came.is_some_and(|came| came.bought.contains(&place.item))),
            };
            shown.all.join(part);
            for group in scene.find(&place.item).map(|(_, groups)| groups).unwrap_or_default() {
                shown.groups.entry(*group).or_default().join(part);
            }
        }
        self.0.add(person, shown, Person::join);
    }

    /// How many people are counted.
    #[must_use]
    pub fn people(&self) -> u64 {
        self.0.len() as u64
    }

    /// Whether there were more, so that these are a sample.
    #[must_use]
    pub const fn is_sample(&self) -> bool {
        self.0.has_more()
    }

    /// What the lists rested on.
    #[must_use]
    pub fn stood(&self) -> Stood {
        let share = |of: &dyn Fn(&Person) -> u64| self.ratio(&|person| Some((of(person), person.lists)));
        // Of people who opted out something is told only where they are enough themselves, or none.
        let opted: usize = self.0.values().filter(|person| person.opted_out > 0).count();
        let is_told = opted == 0 || opted >= PEOPLE_TOLD_MIN;
        Stood {
            personalised: share(&|person| person.personalised),
            fallback: share(&|person| person.fallback),
            opted_out: share(&|person| person.opted_out).filter(|_| is_told),
        }
    }

    /// Of all places, the shares that were clicked and bought.
    #[must_use]
    pub fn overall(&self) -> (Option<Estimate>, Option<Estimate>) {
        let counted = |of: &dyn Fn(Part) -> u64| {
            self.ratio(&|person| (person.all.counted > 0).then(|| (of(person.all), person.all.counted)))
        };
        (counted(&|part| part.clicked), counted(&|part| part.bought))
    }

    /// How each group fared, those with the most attention first within each kind.
    #[must_use]
    pub fn told(&self, scene: &Scene<'_>) -> Vec<Reached> {
        let offers = scene.sizes();
        let group = |(no, (kind, name)): (usize, &(GroupKind, String))| {
            let number = u32::try_from(no).expect("a scene has fewer than 2^32 groups");
            let part = |person: &Person| person.groups.get(&number).copied();
            let people = self.0.values().filter(|person| part(person).is_some()).count();
            let is_told = people == 0 || people >= PEOPLE_TOLD_MIN;
            let counted = |of: &dyn Fn(Part) -> u64| {
                self.ratio(&|person| part(person).filter(|part| part.counted > 0).map(|p| (of(p), p.counted)))
            };
            let attention = |person: &Person| Some((part(person).unwrap_or_default().attention, person.all.attention));
            Reached {
                kind: *kind,
                name: name.clone(),
                offer: offers[no],
                exposure: self.ratio(&attention).filter(|_| is_told),
                clicks: counted(&|part| part.clicked),
                purchases: counted(&|part| part.bought),
            }
        };
        let mut told: Vec<Reached> = scene.groups().iter().enumerate().map(group).collect();
        let attention = |one: &Reached| one.exposure.map_or(0.0, |exposure| exposure.share);
        told.sort_by(|a, b| {
            a.kind.cmp(&b.kind).then(attention(b).total_cmp(&attention(a))).then_with(|| a.name.cmp(&b.name))
        });
        told
    }

    /// `sum y / sum x` over the people of whom there is something; `None` where they are too few.
    fn ratio(&self, of: &dyn Fn(&Person) -> Option<(u64, u64)>) -> Option<Estimate> {
        let pairs: Vec<(f64, f64)> = self.0.values().filter_map(of).map(|(y, x)| (real(y), real(x))).collect();
        ratio(&pairs)
    }
}

fn ratio(pairs: &[(f64, f64)]) -> Option<Estimate> {
    let (y, x) = pairs.iter().fold((0.0, 0.0), |(y, x), pair| (y + pair.0, x + pair.1));
    if pairs.len() < PEOPLE_TOLD_MIN || x <= 0.0 {
        return None;
    }
    let (people, share) = (real(pairs.len() as u64), y / x);
    let squares: f64 = pairs.iter().map(|(y, x)| (y - share * x) * (y - share * x)).sum();
    let variance = people / (people - 1.0) * squares / (x * x);
    let of_one_draw = share * (1.0 - share);
    // Where nothing varies but the last bits, nothing is known of how alike one person's lists are: then a person is one draw.
    let trials = if variance > VARIANCE_MIN * of_one_draw { of_one_draw / variance } else { people };
    let RateInterval { low, high } = score_interval(share, trials);
    Some(Estimate { share, low, high, people: pairs.len() as u64 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_independent_draws_has_the_usual_interval_and_of_alike_ones_a_wider() {
        let independent: Vec<(f64, f64)> = (0..400).map(|at| (f64::from(at % 4 == 0), 1.0)).collect();
        let clustered: Vec<(f64, f64)> = (0..40).map(|at| (if at % 4 == 0 { 10.0 } else { 0.0 }, 10.0)).collect();
        let (a, b) = (ratio(&independent).expect("enough people"), ratio(&clustered).expect("enough people"));
        let usual = score_interval(0.25, 399.0);
        assert!((a.low - usual.low).abs() < 1e-9 && (a.high - usual.high).abs() < 1e-9, "{a:?}");
        assert!((a.share - b.share).abs() < 1e-12 && b.high - b.low > 2.0 * (a.high - a.low), "{b:?}");
        let unit: Vec<(f64, f64)> = clustered.iter().map(|(y, x)| (y * 7.0, x * 7.0)).collect();
        let c = ratio(&unit).expect("enough people");
        assert!((c.low - b.low).abs() < 1e-12 && (c.high - b.high).abs() < 1e-12, "no unit matters");
    }

    #[test]
    fn that_everybody_has_the_same_share_to_the_last_bits_is_not_certainty() {
        for people in [20_usize, 21, 57] {
            for places in 1..=10 {
                let all: u64 = (1..=places).map(|rank| steps(attention(rank))).sum();
                for rank in 1..=places {
                    let alike = vec![(real(steps(attention(rank))), real(all)); people];
                    let told = ratio(&alike).expect("enough people");
                    let of_people = score_interval(told.share, real(people as u64));
                    assert_eq!((told.low, told.high), (of_people.low, of_people.high), "{people}: {rank} of {places}");
                }
            }
        }
    }

    #[test]
    fn too_few_people_tell_nothing_and_none_who_clicked_is_not_certainty() {
        assert_eq!(ratio(&[(1.0, 2.0); PEOPLE_TOLD_MIN - 1]), None);
        let none = ratio(&[(0.0, 5.0); 30]).expect("enough people");
        assert!(none.low == 0.0 && none.high > 0.1 && none.people == 30, "{none:?}");
    }
}
