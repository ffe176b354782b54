//! How much each parameter counted in the decisions of the past.

use std::collections::{BTreeMap, BTreeSet};

use super::Measured;
use crate::event::Kind;
use crate::ledger::{Ledger, Source};
use crate::units::Time;

/// What a line is put down to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Parameter {
    /// Earlier events of a kind.
    Event(Kind),
    /// What the customer turns to in this visit.
    Session,
    /// What people turn to next.
    Transition,
    /// What descriptions have in common.
    Content,
    /// The page that asks.
    Context,
    /// How many choose the item.
    Popularity,
    /// How much more than usual they do so lately.
    Trend,
    /// What was first offered not long ago.
    Newness,
    /// What sells at this time of the year.
    Season,
    /// Topics that the customer stated.
    Stated,
    /// The customer's own rhythm of buying an item.
    Reorder,
    /// Rules that raise or lower.
    Boost,
    /// Variety.
    Diversity,
    /// Little-known items.
    Novelty,
    /// Surprise.
    Serendipity,
    /// Shares of attention that groups get over time.
    Exposure,
    /// Parity between groups of customers.
    Parity,
    /// The customer's own mix.
    Calibration,
}

impl Parameter {
    /// Every parameter.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let others = [
            Self::Session,
            Self::Transition,
            Self::Content,
            Self::Context,
            Self::Popularity,
            Self::Trend,
            Self::Newness,
            Self::Season,
            Self::Stated,
            Self::Reorder,
            Self::Boost,
            Self::Diversity,
            Self::Novelty,
            Self::Serendipity,
            Self::Exposure,
            Self::Parity,
            Self::Calibration,
        ];
        Kind::ALL.into_iter().map(Self::Event).chain(others).collect()
    }

    /// Its stable name.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Event(kind) => kind.as_str(),
            Self::Session => "session",
            Self::Transition => "transition",
            Self::Content => "content",
            Self::Context => "context",
            Self::Popularity => "popularity",
            Self::Trend => "trend",
            Self::Newness => "newness",
            Self::Season => "season",
            Self::Stated => "stated",
            Self::Reorder => "reorder",
            Self::Boost => "boost",
            Self::Diversity => "diversity",
            Self::Novelty => "novelty",
            Self::Serendipity => "serendipity",
            Self::Exposure => "exposure",
            Self::Parity => "parity",
            Self::Calibration => "calibration",
        }
    }

    /// What a line is put down to.
    #[must_use]
    pub const fn of(source: Source) -> Self {
        match source {
            Source::History { kind, .. } => Self::Event(kind),
            Source::Session { .. } => Self::Session,
            Source::Transition { .. } => Self::Transition,
            Source::Content { .. } => Self::Content,
            Source::Context { .. } => Self::Context,
            Source::Popularity => Self::Popularity,
            Source::Trend => Self::Trend,
            Source::Newness => Self::Newness,
            Source::Season => Self::Season,
            Source::Stated { .. } => Self::Stated,
            Source::Reorder => Self::Reorder,
            Source::Boost { .. } => Self::Boost,
            Source::Diversity => Self::Diversity,
            Source::Novelty => Self::Novelty,
            Source::Serendipity => Self::Serendipity,
            Source::Exposure { .. } => Self::Exposure,
            Source::Parity { .. } => Self::Parity,
            Source::Calibration => Self::Calibration,
        }
    }
}

/// The fewest people whose decisions shares are told of: those of fewer could speak of one of them.
pub const PEOPLE_TOLD_MIN: usize = 20;

/// Whom a decision speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concerns<'a> {
    /// Nobody: it rests on nothing that one person did.
    Nobody,
    /// The person of this name; whoever gives none counts as one and the same.
    Person(&'a str),
}

/// Sums of the absolute amounts of lines, over the items that decisions showed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tally {
    measured: Measured,
    /// Digests of names, to count them.
    people: BTreeSet<[u8; 32]>,
    amounts: BTreeMap<Parameter, f64>,
}

impl Tally {
    /// Adds a decision by the ledgers of the items that it showed.
    pub fn add(&mut self, now: Time, concerns: Concerns<'_>, ledgers: &[Ledger]) {
        if let Concerns::Person(name) = concerns {
            self.people.insert(*blake3::hash(name.as_bytes()).as_bytes());
        }
        self.measured.decisions += 1;
        self.measured.items += ledgers.len();
        self.measured.from = Some(self.measured.from.map_or(now, |from| from.min(now)));
        self.measured.to = Some(self.measured.to.map_or(now, |to| to.max(now)));
        for line in ledgers.iter().flat_map(Ledger::lines) {
            *self.amounts.entry(Parameter::of(line.source)).or_default() += line.amount.abs();
        }
    }

    /// What was measured on; of too few people not when.
    #[must_use]
    pub fn measured(&self) -> Measured {
        let is_told = !self.is_of_too_few();
        let Measured { from, to, .. } = self.measured;
        let (from, to) = (from.filter(|_| is_told), to.filter(|_| is_told));
        Measured { people: self.people.len(), too_few_people: !is_told, from, to, ..self.measured }
    }

    /// Whether the decisions are of some people, but of fewer than [`PEOPLE_TOLD_MIN`].
    fn is_of_too_few(&self) -> bool {
        (1..PEOPLE_TOLD_MIN).contains(&self.people.len())
    }

    /// A parameter's share of all amounts; `None` when there is none at all, or they are of too few people.
    #[must_use]
    pub fn share(&self, parameter: Parameter) -> Option<f64> {
        if self.is_of_too_few() {
            return None;
        }
        let all: f64 = crate::ledger::fold(self.amounts.values().copied());
        (all > 0.0).then(|| self.amounts.get(&parameter).copied().unwrap_or(0.0) / all)
    }
}
