//! From ledger lines to reasons: which line belongs to which reason, what it is called, and what it says.
//!
//! Knows ledgers, placements, the catalogue and the customer's own history. Must not know how a score is computed, nor
//! anybody else's events.

mod certainty;
mod code;
mod content;
mod draft;
mod group;
mod history;
mod noun;
mod phrases;
mod rules;
mod samples;
mod select;
mod topics;
mod wording;

pub use certainty::{Beliefs, Certainty};
pub use code::{CATALOGUE_VERSION, Code, Disclosure, Entry, UnknownCode, catalogue};
pub use group::Groups;
pub use history::may_name;
pub use select::explain;
pub use topics::{Facet, FacetKind, Topics};
pub use wording::{Manner, Said, Wording, WordingError, pick};

pub use crate::rerank::Tone;

use crate::catalog::Catalog;
use crate::event::{Kind, Profile};
use crate::ids::ItemIx;
use crate::ledger::Ledger;
use crate::rerank::{Cause, Placed, Policy};
use crate::units::Time;

/// The most reasons on one item; disclosures alone may exceed it.
pub const REASONS_MAX: usize = 4;
/// The least share of the positive evidence that is told on its own.
pub const REASON_SHARE_MIN: f64 = 0.05;
/// The share of the positive evidence that reasons should carry between them.
const COVERED_MIN: f64 = 0.8;
/// The largest share of the positive evidence that [`Code::HisOther`] may stand for.
const OTHER_MAX: f64 = 0.5;
/// The fewest people that a sentence may speak of as a group.
pub const PEOPLE_MIN: u64 = 50;
/// `ln 1.2`: the least trend that is told.
const TREND_MIN: f64 = 0.182;
/// The most words in a sentence.
pub const WORDS_MAX: usize = 20;

/// Everything that the reasons of one placed item follow from.
#[derive(Debug, Clone, Copy)]
pub struct Account<'a> {
    /// The item and what reranking did.
    pub placed: &'a Placed,
    /// Its whole ledger, reranking lines included.
    pub ledger: &'a Ledger,
    /// What can be believed of its lines; `None` where the model does not know.
    pub beliefs: Option<Beliefs<'a>>,
    /// The evidence that its place hangs on most, most of all first: told before other evidence.
    pub decisive: &'a [ItemIx],
    /// How that is told.
    pub telling: TellingOrder,
    /// The items of the history that the item is bought together with, by many people and more often than by chance; ascending.
    pub partners: &'a [ItemIx],
    /// The customer's history.
    pub profile: &'a Profile,
    /// Titles, categories, flags.
    pub catalog: &'a Catalog,
    /// What items share.
    pub topics: &'a Topics,
    /// Which pieces of the history share something.
    pub groups: &'a Groups,
    /// The rules in force.
    pub policy: &'a Policy,
    /// The topics that the customer told the shop they like, by position; empty where they do not let them be named.
    pub stated: &'a [String],
    /// How many people chose the item, and how much more than usual lately.
    pub demand: Demand,
    /// Whether the list is personal.
    pub mode: Mode,
}

/// Which evidence is told first. What was told once is told so again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TellingOrder {
    /// The largest lines, as in records before schema 3.
    LargestFirst,
    /// All that the place hangs on, piece by piece, then the largest lines, as in records of schema 3.
    DecisiveAlone,
    /// What the place hangs on, as much of it by itself as leaves room for the rest, then the largest lines.
    #[default]
    DecisiveFirst,
}

impl TellingOrder {
    /// Of a record of this schema.
    #[must_use]
    pub const fn of_schema(schema: u32) -> Self {
        match schema {
            0..=2 => Self::LargestFirst,
            3 => Self::DecisiveAlone,
            4.. => Self::DecisiveFirst,
        }
    }
}

/// What the shop as a whole does with an item.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Demand {
    /// Customers with interest in it: who bought it, looked at it, saved it.
    pub people: u64,
    /// `ln((late + s) / (expected + s))`: above 0 where it finds more interest lately than its share.
    pub trend: f64,
}

impl Demand {
    /// Whether it may be called popular: a group large enough to hide everybody in it.
    #[must_use]
    pub fn is_popular(&self) -> bool {
        self.people >= PEOPLE_MIN
    }

    /// Whether it may be said to be in more demand than usual: by a fifth at least, among enough people.
    #[must_use]
    pub fn is_rising(&self) -> bool {
        self.is_popular() && self.trend >= TREND_MIN
    }
}

/// Whether a list is personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It is.
    Personal,
    /// It is not.
    Fallback(FallbackCause),
}

/// Why a list is not personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FallbackCause {
    /// Nothing is known.
    NoHistory,
    /// Personalisation is off.
    Off,
    /// The purpose is withheld.
    Withheld,
}

/// The reasons of an item; with `smaller` they partition its lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// Shown, in order: who pays and what stood in, then evidence, what the place hangs on before what gives most points, then
    /// other rules, then what speaks against.
    pub reasons: Vec<Reason>,
    /// The rest.
    pub smaller: Smaller,
}

/// Lines that are not told on their own.
#[derive(Debug, Clone, PartialEq)]
pub struct Smaller {
    /// Positions in the ledger, ascending.
    pub lines: Vec<usize>,
    /// `score - fold(points of the shown reasons)`.
    pub points: f64,
}

impl Smaller {
    /// How many lines.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.lines.len()
    }
}

/// One reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// What kind.
    pub code: Code,
    /// What its sentence speaks of; a sentence takes its nouns from here and nowhere else.
    pub subject: ReasonSubject,
    /// How many reasons before it, on the same item, have the same code: they should not read alike.
    pub repeat: u64,
    /// Positions in the ledger, ascending; empty for a rule that moved the item without a line.
    pub lines: Vec<usize>,
    /// The fold of its lines, in order, in score points.
    pub points: f64,
    /// What can be believed of the points; `None` where that is unknown or the reason has no lines.
    pub at_large: Option<AtLarge>,
    /// Of the sum of the positive lines, 0 to 1; 0 for what speaks against.
    pub share: f64,
    /// What may be named.
    pub evidence: Vec<Cited>,
    /// Whose interest.
    pub disclosure: Disclosure,
    /// The rules of the policy that it tells of.
    pub causes: Vec<Cause>,
}

/// What the points of a reason are for people at large, and not only for those who were learnt from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AtLarge {
    /// On average, in score points.
    pub expected: f64,
    /// How far they stray from that.
    pub standard_error: f64,
    /// How sure their sign is; `None` where it is not certain at 90 %, which only a disclosure is told with.
    pub certainty: Option<Certainty>,
}

/// What a sentence speaks of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReasonSubject {
    /// Nothing that has a name.
    Nothing,
    /// One item and what the customer did with it.
    Item {
        /// Which; it may be named.
        item: ItemIx,
        /// What was done.
        kind: Kind,
    },
    /// Several items that share something.
    Topic {
        /// What kind of thing they share.
        facet: FacetKind,
        /// Its name in the catalogue.
        name: String,
        /// How many distinct items of the customer's own.
        n: usize,
        /// What was done with all of them.
        deed: Deed,
    },
    /// All else that the customer did.
    Rest {
        /// How many distinct items.
        n: usize,
        /// What was done with all of them.
        deed: Deed,
    },
    /// Several clicks of this visit.
    Visit {
        /// What they were.
        deed: Deed,
    },
    /// A name in the policy or the catalogue: a group, whoever promotes, whoever pays.
    Named(String),
}

/// What was done with several items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deed {
    /// All were bought.
    Bought,
    /// All were looked at.
    Viewed,
    /// All were liked, or rated well.
    Liked,
    /// Now this, now that.
    Mixed,
}

impl Deed {
    /// Every deed, in declaration order.
    pub(crate) const ALL: [Self; 4] = [Self::Bought, Self::Viewed, Self::Liked, Self::Mixed];

    /// Of several kinds of event.
    #[must_use]
    pub fn of(kinds: impl IntoIterator<Item = Kind>) -> Self {
        let mut deeds = kinds.into_iter().map(|kind| match kind {
            Kind::Purchase => Self::Bought,
            Kind::View => Self::Viewed,
            Kind::Like | Kind::Rate => Self::Liked,
            Kind::Cart | Kind::Save | Kind::Dislike | Kind::Return | Kind::NotInterested | Kind::Report => Self::Mixed,
        });
        let first = deeds.next().unwrap_or(Self::Mixed);
        if deeds.all(|deed| deed == first) { first } else { Self::Mixed }
    }
}

/// Evidence that may be named.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cited {
    /// Which item.
    pub item: ItemIx,
    /// What was done.
    pub kind: Kind,
    /// When.
    pub time: Time,
    /// The fold of its lines.
    pub points: f64,
}

#[cfg(test)]
mod tests;
