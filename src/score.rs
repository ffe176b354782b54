//! From evidence to scores: scorers write rows, one traversal runs them, sinks sum or keep the lines.
//!
//! Knows the model and a profile. Must not know policies, words or who asks.

mod candidates;
mod content;
mod context;
mod setting;
mod history;
mod prior;
mod session;

pub(crate) use candidates::better_first;
pub use candidates::{Candidate, candidates, ledgers};
pub use content::Content;
pub use context::Context;
pub use history::History;
pub use prior::{Popularity, Trend};
pub use session::Session;
pub use setting::{Newness, Reorder, Season, Setting, Shelf, Stated};

use crate::event::Profile;
use crate::ids::ItemIx;
use crate::ledger::Sink;
use crate::model::Model;

/// What is asked of the scorers.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// The frozen weights.
    pub model: &'a Model,
    /// The customer's history.
    pub profile: &'a Profile,
    /// The items of the page that asks.
    pub context: &'a [ItemIx],
    /// Priors that are left out, for "what if it were not for its popularity".
    pub muted: Muted,
    /// The moment, the shelf and what the customer told the shop.
    pub setting: Setting<'a>,
}

/// Priors that a counterfactual leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Muted {
    /// [`Popularity`] says nothing.
    pub popularity: bool,
    /// [`Trend`] says nothing.
    pub trend: bool,
    /// [`Newness`] says nothing.
    pub newness: bool,
    /// [`Season`] says nothing.
    pub season: bool,
}

/// Whom a scorer can speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The items in its own rows: it finds candidates.
    OwnRows,
    /// Every item: it is asked about the candidates only.
    Everything,
}

/// A source of additive evidence: one of the engine's extension points.
///
/// A scorer writes rows of `strength * weight`, a pure function of query and targets, in a fixed order. One that reaches
/// everything must write at most one row per call, with `targets` as it was given.
pub trait Scorer: Sync {
    /// Whom it can speak of.
    fn reach(&self) -> Reach;

    /// Writes its rows. A scorer of [`Reach::OwnRows`] ignores `targets`.
    fn rows(&self, query: &Query<'_>, targets: &[u32], sink: &mut dyn Sink);
}

/// Every scorer, in the order in which their lines stand in a ledger: those that find candidates first.
pub const SCORERS: [&dyn Scorer; 10] =
    [&History, &Session, &Content, &Context, &Stated, &Reorder, &Newness, &Season, &Popularity, &Trend];

/// The one traversal, first half: what the evidence itself reaches.
pub(crate) fn reach_out(query: &Query<'_>, sink: &mut dyn Sink) {
    for scorer in SCORERS.iter().filter(|scorer| scorer.reach() == Reach::OwnRows) {
        scorer.rows(query, &[], sink);
    }
}

/// The one traversal, second half: what can be said of any item, for `targets`.
pub(crate) fn speak_of(query: &Query<'_>, targets: &[u32], sink: &mut dyn Sink) {
    for scorer in SCORERS.iter().filter(|scorer| scorer.reach() == Reach::Everything) {
        scorer.rows(query, targets, sink);
    }
}

#[cfg(test)]
mod tests;
