//! Which part of the log is looked at.

use serde::{Deserialize, Serialize};

use crate::units::{DAY_MS, Time};

/// The longest window, in days.
pub const DAYS_MAX: u16 = 92;

/// From a moment until before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = WatchWindow)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// The first moment.
    pub from: Time,
    /// The first moment after it.
    pub to: Time,
}

impl Window {
    /// Today, in UTC, as far as it has come, and the days before it: `days` in all. It begins at a midnight, so that within a day it
    /// only grows.
    #[must_use]
    pub fn last(days: u16, now: Time) -> Self {
        let from = now.midnight().plus_days(1 - i64::from(days.max(1)));
        Self { from, to: Time::from_millis(now.millis().saturating_add(1)) }
    }

    /// As many whole days before it.
    #[must_use]
    pub fn before(self) -> Self {
        let millis = self.to.millis() - self.from.millis();
        let days = millis.div_euclid(DAY_MS) + i64::from(millis.rem_euclid(DAY_MS) > 0);
        Self { from: self.from.plus_days(-days), to: self.from }
    }

    /// Whether a moment lies in it.
    #[must_use]
    pub fn holds(self, at: Time) -> bool {
        self.from <= at && at < self.to
    }
}
