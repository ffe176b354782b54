//! What goes into the decision log, and how it is asked for.

use super::StoreError;
use crate::chain::Digest;
use crate::event::Subject;
use crate::ids::DecisionId;
use crate::units::Time;

/// A decision for the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Its name.
    pub id: DecisionId,
    /// Whom it was made for.
    pub subject: Option<Subject>,
    /// When.
    pub time: Time,
    /// Its record, canonical JSON.
    pub record: Vec<u8>,
    /// What counters read in place of the record; `None` where they have to read that.
    pub outline: Option<Vec<u8>>,
}

/// Which decisions are asked for: those that meet all that is said, in the order of the log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    /// Made for them.
    pub subject: Option<Subject>,
    /// Made at this moment or later.
    pub since: Option<Time>,
    /// Made before this moment.
    pub until: Option<Time>,
    /// That stand after this place in the log.
    pub after: u64,
    /// At most so many.
    pub limit: usize,
}

/// A decision that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its place in the log; ascends.
    pub place: u64,
    /// Its record.
    pub record: Vec<u8>,
}

/// Which outlines are asked for, in the order of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Of decisions made at this moment or later.
    pub since: Time,
    /// Made before this moment.
    pub until: Time,
    /// That stand after this place in the log.
    pub after: u64,
    /// At most so many.
    pub limit: usize,
}

/// A decision in outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlined {
    /// Its place in the log; ascends.
    pub place: u64,
    /// What is told of it.
    pub told: Told,
}

/// What is told of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// Its outline.
    Outline(Vec<u8>),
    /// Its record, where no outline is kept: of an earlier version of this program, or restored from a copy.
    Record(Vec<u8>),
}

/// What hides a record behind its commitment.
pub(super) fn salt() -> Result<Digest, StoreError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|cause| StoreError::Backend(format!("the system gives no random bytes: {cause}")))?;
    Ok(Digest(bytes))
}
