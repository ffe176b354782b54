//! The parts of the offer that no rule names, by category and by brand: the largest by themselves, all others as one.

use std::collections::BTreeMap;

use serde::Serialize;

use super::impact::Change;
use super::panel::{List, Panel};
use crate::catalog::Item;
use crate::ids::ItemIx;
use crate::metrics::exposure_shares;

/// The most parts of one kind that are told of by themselves.
const PARTS_MAX: usize = 8;

/// What makes a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, utoipa::ToSchema)]
#[schema(as = ImpactPartKind, example = "brand")]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// The widest level of the category path.
    Category,
    /// The brand.
    Brand,
}

impl PartKind {
    const ALL: [Self; 2] = [Self::Category, Self::Brand];

    fn of(self, item: &Item) -> Option<&str> {
        match self {
            Self::Category => item.category.first().map(String::as_str),
            Self::Brand => item.brand.as_deref(),
        }
    }
}

/// The share of attention of a part of the offer, under both policies.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = ImpactPart)]
pub struct PartChange {
    /// What makes it a part.
    pub kind: PartKind,
    /// Which; `null` for all others of the kind together, with the items that are in none.
    #[schema(example = "Lumen")]
    pub name: Option<String>,
    /// How many parts these are.
    #[schema(example = 1)]
    pub parts: usize,
    /// Its share of attention, `1 / log2(1 + place)`.
    #[serde(flatten)]
    pub share: Change,
}

/// A part with its items.
pub(super) struct Part {
    pub(super) kind: PartKind,
    pub(super) name: Option<String>,
    pub(super) parts: usize,
    /// By item whether it is in it.
    pub(super) members: Vec<bool>,
}

/// The parts of either kind that have the most attention under either policy, then the others as one. None of a kind of which no list
/// shows any.
pub(super) fn parts(panel: &Panel<'_>, was: &[List], is: &[List]) -> Vec<Part> {
    PartKind::ALL.into_iter().flat_map(|kind| of_kind(panel, kind, [was, is])).collect()
}

fn of_kind(panel: &Panel<'_>, kind: PartKind, both: [&[List]; 2]) -> Vec<Part> {
    let name_of = |item: ItemIx| panel.item(item).and_then(|item| kind.of(item));
    let mut most: BTreeMap<&str, f64> = BTreeMap::new();
    for lists in both {
        for (name, share) in exposure_shares(lists, |(item, _)| name_of(*item)) {
            let known = most.entry(name).or_default();
            *known = known.max(share);
        }
    }
    let n_parts = most.len();
    let mut largest: Vec<(&str, f64)> = most.into_iter().collect();
    largest.sort_by(|(a, a_share), (b, b_share)| b_share.total_cmp(a_share).then(a.cmp(b)));
    largest.truncate(PARTS_MAX);
    let members = |is_member: &dyn Fn(Option<&str>) -> bool| -> Vec<bool> {
        panel.places().map(|item| is_member(name_of(item))).collect()
    };
    let named = largest.iter().map(|(name, _)| Part {
        kind,
        name: Some((*name).to_owned()),
        parts: 1,
        members: members(&|of| of == Some(name)),
    });
    let mut found: Vec<Part> = named.collect();
    let others = members(&|of| largest.iter().all(|(name, _)| of != Some(name)));
    let is_shown = |(item, _): &(ItemIx, f64)| others[item.at()];
    if !found.is_empty() && both.into_iter().flatten().flatten().any(is_shown) {
        found.push(Part { kind, name: None, parts: n_parts - found.len(), members: others });
    }
    found
}
