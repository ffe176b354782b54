//! What a placement shows, to whom, and what comes of it: counters that are read in one pass over the log, the figures of a window,
//! and what is alarming about them. `docs/watch.md` says what each figure means.
//!
//! Counters are integers that add up, so that any order and any split of the log gives the same. Must not know where the log is
//! kept, nor what time it is.

mod alarm;
mod figures;
mod harm;
mod listed;
mod people;
mod reach;
mod scene;
mod tally;
mod trial;
mod window;

pub use alarm::{Alarm, AlarmKind, Alarms, Crossing, alarms};
pub use figures::{CustomerGroup, Drift, Impact, ItemGroup, Latency, RestOfItems, Segment, Watch, watch};
pub use harm::{Guard, Harm};
pub use listed::{ATTRIBUTION_HOURS, Came, Listed, has_opted_out};
pub use people::Smallest;
pub use reach::{Estimate, Reach, Reached, Stood};
pub use scene::{GroupKind, Scene};
pub use tally::{First, GROUPS_MAX, PEOPLE_MAX, Tally};
pub use trial::{Arms, Compared, Comparison, Finding, Outcome, Rate, certain_from};
pub use window::{DAYS_MAX, Window};

/// The fewest people of whom anything is told.
pub const PEOPLE_TOLD_MIN: usize = crate::disclosure::PEOPLE_TOLD_MIN;

#[cfg(test)]
mod tests;
