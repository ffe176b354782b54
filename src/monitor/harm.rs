//! What must not be bought with clicks: who opts out, who rejects what they are shown, and how often something has to stand in, in both arms
//! of an experiment. Each person counts once, by their first list, after its time, as in the comparison itself.

use serde::{Deserialize, Serialize};

use super::PEOPLE_TOLD_MIN;
use super::listed::{ATTRIBUTION_HOURS, Listed};
use super::people::Smallest;
use super::tally::real;
use super::trial::Rate;
use crate::decision::Arm;
use crate::metrics::{RateInterval, rate_interval};
use crate::units::Time;

/// The chance that any bound of a guard rail is ever wrong, at most, beside that of the outcomes. Shared among three of two arms.
const ALPHA: f64 = 0.05;
/// About how many people of an arm the bounds are tightest for; fixed beforehand.
const PEOPLE_OPT: f64 = 1_000.0;
const HOUR_MS: i64 = 3_600_000;

/// What is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ExperimentGuard, example = "opted_out")]
#[serde(rename_all = "snake_case")]
pub enum Guard {
    /// The share of people who asked for another list within a day, by then without anything of theirs: they had withheld their consent to
    /// recommendations or switched personalisation off, and still let themselves be measured.
    OptedOut,
    /// The share who disliked, rejected or reported an item of their first list, of those who may be counted.
    Objected,
    /// The share in whose first list something had to stand in.
    Fallback,
}

impl Guard {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::OptedOut, Self::Objected, Self::Fallback];

    /// As it stands on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OptedOut => "opted_out",
            Self::Objected => "objected",
            Self::Fallback => "fallback",
        }
    }
}

/// A guard rail in both arms.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ExperimentHarm)]
#[serde(deny_unknown_fields)]
pub struct Harm {
    /// Which.
    pub guard: Guard,
    /// As everybody else.
    pub control: Rate,
    /// With what is tried.
    pub treatment: Rate,
    /// Where the difference, treatment less control, lies: from.
    #[schema(example = -0.01)]
    pub low: f64,
    /// To.
    #[schema(example = 0.02)]
    pub high: f64,
}

impl Harm {
    /// Whether the treatment certainly does more of it than the control and a share of that.
    #[must_use]
    pub fn is_crossed(&self, rise_max: f64) -> bool {
        self.treatment.low > (1.0 + rise_max) * self.control.high
    }
}

/// Whether the figure may be told: of nobody in an arm, or of enough people, as the watch tells who opted out.
pub(super) fn may_be_told(guard: Guard, shares: [Share; 2]) -> bool {
    let is_enough = |(hits, _): Share| hits == 0 || hits >= PEOPLE_TOLD_MIN as u64;
    match guard {
        Guard::OptedOut => shares.into_iter().all(is_enough),
        Guard::Objected | Guard::Fallback => true,
    }
}

/// The first list of somebody, as far as the log alone tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Begun {
    at: Time,
    fallback: bool,
}

/// What the log tells of the people of both arms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Begins {
    control: Smallest<Begun>,
    treatment: Smallest<Begun>,
    /// Whoever had opted out when they asked for a list, by the first such list.
    opted_out: Smallest<Time>,
}

/// How many did it, of how many.
pub(super) type Share = (u64, u64);

impl Begins {
    pub(super) const fn new(people_max: usize) -> Self {
        Self {
            control: Smallest::new(people_max),
            treatment: Smallest::new(people_max),
            opted_out: Smallest::new(people_max),
        }
    }

    /// Counts a list of an arm.
    pub(super) fn add(&mut self, arm: Arm, listed: &Listed<'_>) {
        let Some(person) = listed.person.filter(|_| listed.may_measure) else { return };
        let begun = Begun { at: listed.outline.at, fallback: listed.outline.fallback.is_some() };
        let of = match arm {
            Arm::Control => &mut self.control,
            Arm::Treatment => &mut self.treatment,
        };
        of.add(person, begun, |known, other| {
            if (other.at, !other.fallback) < (known.at, !known.fallback) {
                *known = other;
            }
        });
    }

    /// Notes a list of no arm, where it is of somebody who had opted out.
    pub(super) fn note(&mut self, listed: &Listed<'_>) {
        let Some(person) = listed.person.filter(|_| listed.may_measure && listed.is_opted_out()) else { return };
        self.opted_out.add(person, listed.outline.at, |known, other| *known = (*known).min(other));
    }

    /// Of an arm those who opted out, and those in whose list something stood in.
    pub(super) fn shares(&self, arm: Arm, now: Time) -> [Share; 2] {
        let of = match arm {
            Arm::Control => &self.control,
            Arm::Treatment => &self.treatment,
        };
        let (mut people, mut opted_out, mut fallback) = (0, 0, 0);
        for (person, begun) in of.iter().filter(|(_, begun)| Listed::is_settled(begun.at, now)) {
            let is_after =
                |at: &&Time| (0..ATTRIBUTION_HOURS * HOUR_MS).contains(&at.millis().saturating_sub(begun.at.millis()));
            people += 1;
            opted_out += u64::from(self.opted_out.get(person).filter(is_after).is_some());
            fallback += u64::from(begun.fallback);
        }
        [(opted_out, people), (fallback, people)]
    }
}

/// A guard rail from the shares of control and treatment; nothing of fewer than [`PEOPLE_TOLD_MIN`] people.
pub(super) fn harm(guard: Guard, control: Share, treatment: Share) -> Option<Harm> {
    if control.1.min(treatment.1) < PEOPLE_TOLD_MIN as u64 {
        return None;
    }
    let rate = |(hits, people): Share| {
        let RateInterval { low, high } = rate_interval(hits, people, ALPHA / 6.0, PEOPLE_OPT);
        Rate { rate: real(hits) / real(people), low, high }
    };
    let (control, treatment) = (rate(control), rate(treatment));
    let (low, high) = (treatment.low - control.high, treatment.high - control.low);
    Some(Harm { guard, control, treatment, low, high })
}
