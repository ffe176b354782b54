//! What the reranker takes and what it answers: every move with its cause.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
    /// What reranking appends to its ledger, in order: boosts, then diversity.
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
    /// It made room for a pin, a group's share or something more different.
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
    /// `policy.pins[rule]`: the item cannot be shown now.
    Pin {
        /// Which, from 0.
        rule: u16,
    },
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
}
