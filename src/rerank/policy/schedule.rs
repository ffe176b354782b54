//! When a rule holds: a span of time, compared with the moment of the request and never with a clock.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Policy, Selector};
use crate::units::Time;

/// A span of time, from its first moment up to but without its last; open where nothing is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// The first moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "2011-11-01T00:00:00Z")]
    pub from: Option<Time>,
    /// The first moment after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "2011-12-01T00:00:00Z")]
    pub until: Option<Time>,
}

impl Schedule {
    /// Whether it holds a moment.
    #[must_use]
    pub fn holds(self, now: Time) -> bool {
        self.from.is_none_or(|from| from <= now) && self.until.is_none_or(|until| now < until)
    }

    pub(super) fn is_always(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn is_empty(self) -> bool {
        self.from.zip(self.until).is_some_and(|(from, until)| until <= from)
    }

    /// Whether some moment is in both.
    pub(super) fn overlaps(self, other: Self) -> bool {
        let is_before = |one: Self, other: Self| one.until.zip(other.from).is_some_and(|(until, from)| until <= from);
        !is_before(self, other) && !is_before(other, self)
    }

    /// Whether it holds every moment of another.
    pub(super) fn covers(self, other: Self) -> bool {
        let begins = self.from.is_none_or(|from| other.from.is_some_and(|start| from <= start));
        begins && self.until.is_none_or(|until| other.until.is_some_and(|end| end <= until))
    }
}

/// A place beyond every list: a pin there pins nothing.
pub(crate) const NOWHERE: u16 = u16::MAX;

impl Policy {
    /// The rules that hold at a moment. A rule that does not stays at its position, so that records and causes name the
    /// same one, and does nothing.
    #[must_use]
    pub fn in_force(&self, now: Time) -> Cow<'_, Self> {
        if self.schedules().all(|schedule| schedule.holds(now)) {
            return Cow::Borrowed(self);
        }
        let mut policy = self.clone();
        for pin in policy.pins.iter_mut().filter(|pin| !pin.active.holds(now)) {
            pin.position = NOWHERE;
        }
        for boost in policy.boosts.iter_mut().filter(|boost| !boost.active.holds(now)) {
            boost.members = Selector::default();
        }
        for rule in policy.exclusions.iter_mut().filter(|rule| !rule.active.holds(now)) {
            rule.members = Selector::default();
        }
        Cow::Owned(policy)
    }

    fn schedules(&self) -> impl Iterator<Item = Schedule> {
        let schedules = self.pins.iter().map(|pin| pin.active).chain(self.boosts.iter().map(|boost| boost.active));
        schedules.chain(self.exclusions.iter().map(|rule| rule.active))
    }

    /// The moments after one at which a rule begins or ends, the first first.
    #[must_use]
    pub fn turns(&self, after: Time) -> BTreeSet<Time> {
        let all = self.schedules().flat_map(|schedule| [schedule.from, schedule.until]).flatten();
        all.filter(|turn| *turn > after).collect()
    }

    /// The rules that do something at a moment, without a word of any other: two policies that act alike then are equal so.
    #[must_use]
    pub fn acting(&self, now: Time) -> Self {
        let mut policy = Self { version: 0, ..self.clone() };
        policy.pins.retain(|pin| pin.active.holds(now));
        policy.boosts.retain(|boost| boost.active.holds(now));
        policy.exclusions.retain(|rule| rule.active.holds(now));
        policy.pins.iter_mut().for_each(|pin| pin.active = Schedule::default());
        policy.boosts.iter_mut().for_each(|boost| boost.active = Schedule::default());
        policy.exclusions.iter_mut().for_each(|rule| rule.active = Schedule::default());
        policy
    }
}
