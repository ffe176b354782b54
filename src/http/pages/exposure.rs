//! Two lists side by side: who moved, and what each list gives to whom.

use std::collections::BTreeSet;

use super::view::{Card, item_of};
use super::words;
use crate::catalog::Item;
use crate::decision::{Answer, AnswerItem};
use crate::engine::Engine;
use crate::rerank::Policy;

/// An item of one of the lists.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    pub(super) card: Card,
    pub(super) rank: u32,
    /// `up`, `down`, `same`, `new` or `gone`.
    pub(super) class: &'static str,
    /// The same in words.
    pub(super) moved: String,
    /// Why it stands there, in one sentence.
    pub(super) reason: String,
    pub(super) disclosures: Vec<&'static str>,
    pub(super) is_member: bool,
}

/// A figure before and after.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Measure {
    pub(super) name: String,
    pub(super) before: String,
    pub(super) after: String,
    /// Both as widths in percent, where the figure is a share.
    pub(super) bars: Option<(f64, f64)>,
}

/// A list, each item with how it moved against `other`.
pub(super) fn placed(engine: &Engine, list: &Answer, other: &Answer, side: Side, policy: &Policy) -> Vec<Placed> {
    let rank_there = |item: &AnswerItem| other.items.iter().find(|there| there.item == item.item).map(|t| t.rank);
    let placed = |shown: &AnswerItem| {
        let item = item_of(engine, &shown.item)?;
        let (class, moved) = side.moved(shown.rank, rank_there(shown));
        let reasons = shown.reasons.as_deref().unwrap_or_default();
        let mut disclosures: Vec<_> = reasons.iter().filter_map(|r| words::disclosure(r.disclosure)).collect();
        disclosures.dedup();
        let reason = reasons.first().map(|reason| reason.text.clone()).unwrap_or_default();
        let is_member = is_member(policy, item);
        Some(Placed { card: Card::new(item), rank: shown.rank, class, moved, reason, disclosures, is_member })
    };
    list.items.iter().filter_map(placed).collect()
}

/// Which of the two lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
}

impl Side {
    fn moved(self, here: u32, there: Option<u32>) -> (&'static str, String) {
        match (self, there) {
            (Self::Before, None) => ("gone", "leaves".to_owned()),
            (Self::After, None) => ("new", "new".to_owned()),
            (Self::Before, Some(_)) => ("same", String::new()),
            (Self::After, Some(there)) if there > here => ("up", format!("up {}", there - here)),
            (Self::After, Some(there)) if there < here => ("down", format!("down {}", here - there)),
            (Self::After, Some(_)) => ("same", "stays".to_owned()),
        }
    }
}

fn is_member(policy: &Policy, item: &Item) -> bool {
    policy.groups.first().is_some_and(|group| group.members.matches(item))
}

/// A list: ranks and what stands there.
type Places = Vec<(u32, Item)>;
/// What an item is counted by.
type Trait = fn(&Item) -> Option<&String>;

/// What two lists give: to the policy's first group, and in variety.
pub(super) fn measures(engine: &Engine, before: &Answer, after: &Answer, policy: &Policy) -> Vec<Measure> {
    let items = |list: &Answer| -> Places {
        list.items.iter().filter_map(|shown| Some((shown.rank, item_of(engine, &shown.item)?.clone()))).collect()
    };
    let (before, after) = (items(before), items(after));
    let mut measures = Vec::new();
    if let Some(group) = policy.groups.first() {
        let share = |name: String, weight: fn(u32) -> f64| {
            let of = |list: &Places| weighted(list.iter().map(|(rank, item)| (weight(*rank), is_member(policy, item))));
            let (before, after) = (of(&before), of(&after));
            let text = |share: f64| format!("{:.0} %", share * 100.0);
            Measure { name, before: text(before), after: text(after), bars: Some((before * 100.0, after * 100.0)) }
        };
        measures.push(share(format!("places for {}", group.name), |_| 1.0));
        measures.push(share(format!("attention for {}", group.name), attention));
    }
    let kinds: [(&str, Trait); 3] = [
        ("different brands", |item| item.brand.as_ref()),
        ("different categories", |item| item.category.last()),
        ("different sellers", |item| item.seller.as_ref()),
    ];
    for (name, of) in kinds {
        let count = |list: &Places| list.iter().filter_map(|(_, item)| of(item)).collect::<BTreeSet<_>>().len();
        let (before, after) = (count(&before).to_string(), count(&after).to_string());
        measures.push(Measure { name: name.to_owned(), before, after, bars: None });
    }
    measures
}

/// How much a place is looked at: `1 / log2(1 + rank)`, as in DCG (Singh & Joachims, KDD 2018).
fn attention(rank: u32) -> f64 {
    1.0 / libm::log2(1.0 + f64::from(rank))
}

/// The members' part of a weight; 0 of nothing.
fn weighted(places: impl Iterator<Item = (f64, bool)>) -> f64 {
    let (mut members, mut all) = (0.0, 0.0);
    for (weight, is_member) in places {
        all += weight;
        members += if is_member { weight } else { 0.0 };
    }
    if all > 0.0 { members / all } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attention_falls_with_rank_and_a_share_is_of_the_whole() {
        assert!(attention(1) > attention(2) && attention(2) > attention(8));
        let share = weighted([(attention(1), false), (attention(2), true)].into_iter());
        assert!(share > 0.38 && share < 0.39, "{share}");
        assert_eq!(weighted(std::iter::empty()), 0.0);
    }
}
