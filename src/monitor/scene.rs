//! The items that lists are made of, and the groups that they are in.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::tally::real;
use crate::catalog::Item;
use crate::ids::ItemId;
use crate::rerank::{Policy, Selector};

/// What makes a group of items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = WatchedKind, example = "brand")]
#[serde(rename_all = "snake_case")]
pub enum GroupKind {
    /// A group, exposure target or parity rule of the live policy, by its name.
    Rule,
    /// The widest level of the category path.
    Category,
    /// The brand.
    Brand,
    /// The seller.
    Seller,
    /// Items whose place somebody pays for, by who pays.
    Payer,
}

impl GroupKind {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 5] = [Self::Rule, Self::Category, Self::Brand, Self::Seller, Self::Payer];

    /// As it stands on the wire and in names of tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Category => "category",
            Self::Brand => "brand",
            Self::Seller => "seller",
            Self::Payer => "payer",
        }
    }
}

/// What is on offer, with the groups of each item.
#[derive(Debug, Clone)]
pub struct Scene<'a> {
    items: &'a [Arc<Item>],
    groups: Vec<(GroupKind, String)>,
    /// The groups of each item, by its place.
    of: Vec<Box<[u32]>>,
}

impl<'a> Scene<'a> {
    /// Of all items on offer, in id order, under a policy.
    ///
    /// # Panics
    /// When there are 2^32 groups.
    #[must_use]
    pub fn new(items: &'a [Arc<Item>], policy: &Policy) -> Self {
        Self::by(items, &|item| groups_of(item, policy))
    }

    /// Of all items on offer, in id order, in the groups that `of` puts each into.
    ///
    /// # Panics
    /// When there are 2^32 groups.
    #[must_use]
    pub fn by(items: &'a [Arc<Item>], groups_of: &dyn Fn(&Item) -> Vec<(GroupKind, String)>) -> Self {
        let mut numbers: BTreeMap<(GroupKind, String), u32> = BTreeMap::new();
        let mut of: Vec<Box<[u32]>> = Vec::with_capacity(items.len());
        for item in items {
            let groups = groups_of(item).into_iter().map(|group| {
                let next = u32::try_from(numbers.len()).expect("fewer than 2^32 groups");
                *numbers.entry(group).or_insert(next)
            });
            of.push(groups.collect());
        }
        let mut groups: Vec<_> = numbers.into_iter().map(|(group, number)| (number, group)).collect();
        groups.sort_by_key(|(number, _)| *number);
        Self { items, groups: groups.into_iter().map(|(_, group)| group).collect(), of }
    }

    /// How many items are on offer.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether nothing is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// All groups that an item on offer is in.
    #[must_use]
    pub fn groups(&self) -> &[(GroupKind, String)] {
        &self.groups
    }

    /// The share of the items on offer that each group has.
    #[must_use]
    pub fn sizes(&self) -> Vec<f64> {
        let mut sizes = vec![0_u64; self.groups.len()];
        self.of.iter().flatten().for_each(|&group| sizes[group as usize] += 1);
        sizes.into_iter().map(|size| real(size) / real(self.len().max(1) as u64)).collect()
    }

    /// The place of an item and its groups; `None` where it is not on offer any more.
    #[must_use]
    pub fn find(&self, id: &ItemId) -> Option<(usize, &[u32])> {
        let at = self.items.binary_search_by(|item| item.id.cmp(id)).ok()?;
        Some((at, &self.of[at]))
    }
}

fn groups_of(item: &Item, policy: &Policy) -> Vec<(GroupKind, String)> {
    let rules = policy.groups.iter().map(|rule| (&rule.name, &rule.members));
    let rules = rules.chain(policy.exposures.iter().map(|target| (&target.name, &target.members)));
    let rules = rules.chain(policy.parities.iter().map(|rule| (&rule.name, &rule.members)));
    let is_in = |(_, members): &(&String, &Selector)| members.matches(item);
    let mut groups: Vec<(GroupKind, String)> =
        rules.filter(is_in).map(|(name, _)| (GroupKind::Rule, name.clone())).collect();
    groups.sort();
    groups.dedup();
    groups.extend(item.category.first().map(|name| (GroupKind::Category, name.clone())));
    groups.extend(item.brand.iter().map(|name| (GroupKind::Brand, name.clone())));
    groups.extend(item.seller.iter().map(|name| (GroupKind::Seller, name.clone())));
    groups.extend(item.sponsored.iter().map(|sponsored| (GroupKind::Payer, sponsored.payer.clone())));
    groups
}
