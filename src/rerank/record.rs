//! What the reranker takes and what it answers: every move with its cause.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::labels::CapLevel;
use crate::ids::ItemIx;
use crate::ledger::Line;

/// An item in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// Which.
    pub item: ItemIx,
    /// Its place, from 1.
    pub rank: u32,
    /// Its place by base score (ties by item) among the candidates, from 1, before any rule.
    pub base_rank: u32,
    /// The score of the evidence alone, before any rule.
    pub base: f64,
    /// What reranking appends to its ledger, in order: boosts, novelty, serendipity, exposure, parity, diversity,
    /// calibration.
    pub lines: Vec<Line>,
    /// The base score with these lines added one by one.
    pub score: f64,
    /// The rules without which it would not be at this rank.
    pub causes: Vec<Cause>,
}

/// A rule that put an item where it is. Found by reranking again without the rule, so it is true by construction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"kind": "group", "rule": 0}))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Cause {
    /// Pinned by `policy.pins[rule]`.
    Pin {
        /// Which, from 0.
        #[schema(example = 0)]
        rule: u16,
    },
    /// Its own boost or bury line, `policy.boosts[rule]`, changed its rank.
    Boost {
        /// Which, from 0.
        #[schema(example = 0)]
        rule: u16,
    },
    /// The guaranteed share of `policy.groups[rule]`, of which it is a member, raised it.
    Group {
        /// Which, from 0.
        #[schema(example = 0)]
        rule: u16,
    },
    /// Variety raised it.
    Diversity,
    /// A cap on others raised it.
    Cap,
    /// The wish for surprise raised it.
    Serendipity,
    /// Nearness to the customer's own mix of categories raised it.
    Calibration,
    /// The wish for little-known items raised it.
    Novelty,
    /// The share of attention that `policy.exposures[rule]` owes its group over time raised it.
    Exposure {
        /// Which, from 0.
        #[schema(example = 0)]
        rule: u16,
    },
    /// `policy.parities[rule]`, by which the customer's group is to see such items as often as others do, raised it.
    Parity {
        /// Which, from 0.
        #[schema(example = 0)]
        rule: u16,
    },
    /// The budget of `policy.leakages[rule]` brought it in: with what it stands in for, the list would give more away.
    Leakage {
        /// Which, from 0.
        #[schema(example = 0)]
        rule: u16,
    },
}

/// A rule that bounds a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// `policy.pins[rule]`.
    Pin {
        /// Which.
        rule: u16,
    },
    /// A cap, for one label.
    Cap {
        /// What it counts by.
        level: CapLevel,
        /// The label, in the numbers of [`super::Labels`].
        label: u32,
    },
    /// `policy.groups[rule]`.
    Group {
        /// Which.
        rule: u16,
    },
    /// The share that should surprise.
    Serendipity,
    /// `policy.leakages[rule]`.
    Leakage {
        /// Which.
        rule: u16,
    },
}

/// A rule without which another item would stand at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    /// Which.
    pub rule: Rule,
    /// How many items more or fewer the rule would still have borne after this place; 0 when it was tight, and for a leakage budget.
    pub slack: u32,
}

/// What the rules did at one place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Account {
    /// The rules that held the best item off, each verified by a run without it.
    pub bindings: Vec<Binding>,
    /// Who would stand here without the first rule or wish that changed the place.
    pub displaced: Option<ItemIx>,
    /// The base score of the item that no rule would have put here, less that of the one that stands here, discounted by
    /// `1 / log2(1 + place)`. These add up to what all stages cost.
    pub paid: f64,
}

/// A step from the list that no rule touches to the one that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[schema(example = "fairness")]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// What is excluded.
    Exclusions,
    /// Boosts and buries.
    Boosts,
    /// Pins.
    Pins,
    /// Caps.
    Caps,
    /// Shares of groups.
    Fairness,
    /// Variety.
    Diversity,
    /// Little-known items.
    Novelty,
    /// Surprise.
    Serendipity,
    /// Shares of attention over time.
    Exposure,
    /// Parity between groups of customers.
    Parity,
    /// The customer's own mix.
    Calibration,
    /// What a list may give away.
    Leakage,
}

/// What a stage cost.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// Which.
    pub stage: Stage,
    /// Discounted base score, `sum base / log2(1 + place)`, of the list before it less that of the list with it.
    #[schema(example = 0.08)]
    pub relevance: f64,
}

/// A rule that was given up, and the fewest others that it could not be held with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Which.
    pub given_up: Rule,
    /// Empty when the candidates alone do not allow it.
    pub with: Vec<Rule>,
}

/// A candidate that a rule kept out of the list although its score would have put it there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Excluded {
    /// Which.
    pub item: ItemIx,
    /// Its place by base score among the candidates, from 1.
    pub base_rank: u32,
    /// Why.
    pub cause: ExclusionCause,
}

/// Why a candidate is not in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"kind": "brand_cap"}))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ExclusionCause {
    /// `policy.exclusions[rule]`.
    Rule {
        /// Which, from 0.
        #[schema(example = 0)]
        rule: u16,
    },
    /// The brand's cap was reached.
    BrandCap,
    /// The category's cap was reached.
    CategoryCap,
    /// The seller's cap was reached.
    SellerCap,
    /// It made room for a pin, a group's share, something more different or a list that gives less away.
    Displaced,
}

/// A bound that could not be held with these candidates, and was given up; never silently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relaxed {
    /// `policy.groups[rule]`: too few members among the candidates.
    Group {
        /// Which, from 0.
        rule: u16,
    },
    /// The caps left too few items to fill the list, so the list is shorter.
    Shortened,
    /// Too few of the candidates surprise.
    Serendipity,
    /// `policy.pins[rule]`: the item cannot be shown now.
    Pin {
        /// Which, from 0.
        rule: u16,
    },
    /// `policy.leakages[rule]`: nothing was learnt of the segment, or no list within the budget was found, and the list is as near to it as one was.
    Leakage {
        /// Which, from 0.
        rule: u16,
    },
}

/// How far a list moves a guess at a group of whoever it is shown to, before a leakage budget and with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leak {
    /// `policy.leakages[rule]`.
    pub rule: u16,
    /// The most nats by which the list that all other rules make moves the log-odds of any group.
    pub before: f64,
    /// The same of the list that is shown.
    pub after: f64,
}

/// A reranked list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reranked {
    /// The list, by rank.
    pub placed: Vec<Placed>,
    /// Candidates that a rule kept out although their base rank is within the list's length.
    pub excluded: Vec<Excluded>,
    /// Bounds that could not be held.
    pub relaxed: Vec<Relaxed>,
    /// The other candidates that no exclusion rule bars, by score with boosts, ties by item: they would come next.
    pub tail: Vec<ItemIx>,
    /// By place: what bound it, whom it displaced and what it cost.
    pub accounts: Vec<Account>,
    /// What each stage that the policy has cost; together the whole price of the rules.
    pub prices: Vec<Price>,
    /// Why rules were given up.
    pub conflicts: Vec<Conflict>,
    /// What the list gives away, by leakage budget of which segment something was learnt.
    pub leaks: Vec<Leak>,
}

impl Reranked {
    /// The list, then the other candidates as they would come next.
    #[must_use]
    pub fn places(&self) -> Vec<ItemIx> {
        self.placed.iter().map(|placed| placed.item).chain(self.tail.iter().copied()).collect()
    }
}
