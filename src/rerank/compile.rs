//! A policy over candidates as constraints that can all be held, and what had to be given up for that.

use std::collections::BTreeMap;

use super::bounds::{Bounds, Limits, Types, index, saturate};
use super::witness::{Budget, Completion, complete};
use super::{Candidate, Excluded, ExclusionCause, Placed, Policy, Relaxed};
use crate::catalog::{Catalog, Item};
use crate::ids::ItemIx;
use crate::ledger::{Line, Source};

/// Steps that one question "can these bounds be held" may take.
pub(super) const STEPS_MAX: u64 = 20_000;

/// A candidate with what its score became.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) item: ItemIx,
    pub(super) base: f64,
    pub(super) base_rank: u32,
    /// Boosts and buries, in the order of the rules.
    pub(super) lines: Vec<Line>,
    /// The base with these lines added.
    pub(super) boosted: f64,
}

/// The candidates under exclusions and boosts, by base score.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) entries: Vec<Entry>,
    /// What an exclusion rule bars.
    pub(super) barred: Vec<Excluded>,
}

/// What a re-run leaves out of the scores: one item's own boost.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Left {
    pub(super) boost: Option<(ItemIx, u16)>,
}

impl Entry {
    /// The boosted score without what is left out.
    pub(super) fn score(&self, left: Left) -> f64 {
        match left.boost {
            Some((item, rule)) if item == self.item => {
                let kept = self.lines.iter().filter(|line| line.source != Source::Boost { rule });
                kept.fold(self.base, |sum, line| sum + line.amount)
            }
            _ => self.boosted,
        }
    }
}

impl Field {
    pub(super) fn new(candidates: &[Candidate], catalog: &Catalog, policy: &Policy) -> Self {
        let mut ranked = candidates.to_vec();
        ranked.sort_by(|a, b| b.base.total_cmp(&a.base).then(a.item.cmp(&b.item)));
        ranked.dedup_by_key(|candidate| candidate.item);
        let mut field = Self { entries: Vec::new(), barred: Vec::new() };
        for (at, candidate) in ranked.iter().enumerate() {
            assert!(candidate.base.is_finite(), "a candidate has a finite score");
            let base_rank = u32::try_from(at + 1).expect("a few hundred candidates");
            let item = catalog.item(candidate.item);
            let matches = |members: &super::Selector| item.is_some_and(|item| members.matches(item));
            if let Some(rule) = policy.exclusions.iter().position(|rule| matches(&rule.members)) {
                let cause = ExclusionCause::Rule { rule: index(rule) };
                field.barred.push(Excluded { item: candidate.item, base_rank, cause });
                continue;
            }
            let boosts = policy.boosts.iter().enumerate().filter(|(_, boost)| matches(&boost.members));
            let line = |(rule, boost): (usize, &super::Boost)| {
                let source = Source::Boost { rule: index(rule) };
                Line { source, amount: boost.points }
            };
            let lines: Vec<Line> = boosts.map(line).collect();
            let boosted = lines.iter().fold(candidate.base, |sum, line| sum + line.amount);
            field.entries.push(Entry { item: candidate.item, base: candidate.base, base_rank, lines, boosted });
        }
        field
    }
}

/// The constraints that hold for a list, and what was given up.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) bounds: Bounds,
    /// The type of each entry.
    pub(super) type_of: Vec<usize>,
    /// By place: the entry that is pinned there.
    pub(super) pinned: Vec<Option<usize>>,
    pub(super) relaxed: Vec<Relaxed>,
}

/// What the entries are counted by: caps and groups.
struct Counted {
    /// By entry: constraints, ascending.
    by_entry: Vec<Vec<u16>>,
    /// Upper bounds of the caps, then one open bound per group.
    caps: Vec<usize>,
    /// The share that each group is owed, and its members among the entries.
    groups: Vec<(f64, usize)>,
}

type Level = fn(&Item) -> Option<&str>;

fn brand(item: &Item) -> Option<&str> {
    item.brand.as_deref()
}

fn category(item: &Item) -> Option<&str> {
    item.category.last().map(String::as_str)
}

fn seller(item: &Item) -> Option<&str> {
    item.seller.as_deref()
}

fn levels(policy: &Policy) -> [(Level, Option<u16>, ExclusionCause); 3] {
    [
        (brand, policy.caps.brand, ExclusionCause::BrandCap),
        (category, policy.caps.category, ExclusionCause::CategoryCap),
        (seller, policy.caps.seller, ExclusionCause::SellerCap),
    ]
}

impl Counted {
    fn new(field: &Field, catalog: &Catalog, policy: &Policy) -> Self {
        let mut counted =
            Self { by_entry: vec![Vec::new(); field.entries.len()], caps: Vec::new(), groups: Vec::new() };
        let items: Vec<Option<&Item>> = field.entries.iter().map(|entry| catalog.item(entry.item)).collect();
        for (level, cap, _) in levels(policy) {
            let Some(cap) = cap.map(usize::from) else { continue };
            let mut members: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for (at, item) in items.iter().enumerate() {
                if let Some(name) = item.and_then(level) {
                    members.entry(name).or_default().push(at);
                }
            }
            for entries in members.into_values().filter(|entries| entries.len() > cap) {
                let g = index(counted.caps.len());
                counted.caps.push(cap);
                entries.into_iter().for_each(|at| counted.by_entry[at].push(g));
            }
        }
        for (rule, group) in policy.groups.iter().enumerate() {
            let g = index(counted.caps.len() + rule);
            let is_member = |at: &usize| items[*at].is_some_and(|item| group.members.matches(item));
            let members: Vec<usize> = (0..items.len()).filter(is_member).collect();
            counted.groups.push((group.min_share, members.len()));
            members.into_iter().for_each(|at| counted.by_entry[at].push(g));
        }
        counted
    }

    /// The bounds for a list of `k` places, the first `kept` groups among them.
    fn limits(&self, k: usize, kept: usize, pinned: &[Option<usize>]) -> Vec<Limits> {
        let pinned_in = |g: usize| pinned.iter().flatten().filter(|&&at| self.by_entry[at].contains(&index(g))).count();
        let caps = self.caps.iter().enumerate().map(|(g, &cap)| {
            let cap = saturate(cap.max(pinned_in(g)));
            Limits { lower: vec![0; k + 1], upper: vec![cap; k + 1] }
        });
        let groups = self.groups.iter().enumerate().map(|(rule, &(share, members))| {
            let share = if rule < kept { share } else { 0.0 };
            let lower = (0..=k).map(|q| saturate(owed(share, q).min(members))).collect();
            Limits { lower, upper: vec![saturate(k); k + 1] }
        });
        caps.chain(groups).collect()
    }
}

/// `floor(share * q)`.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a short list"
)]
fn owed(share: f64, q: usize) -> usize {
    (share * q as f64).floor() as usize
}

impl Rules {
    /// Finds what can be held, giving up in this order: pins that cannot be shown, places that the caps leave empty, then
    /// groups from the last to the first.
    pub(super) fn settle(field: &Field, catalog: &Catalog, policy: &Policy, count: usize) -> Self {
        let counted = Counted::new(field, catalog, policy);
        let types = Types::new(&counted.by_entry);
        let longest = count.min(field.entries.len());
        let lengths = (0..=longest).rev();
        let fits = |&k: &usize| is_feasible(&bounds(&counted, &types, k, 0, &pins(field, catalog, policy, k)));
        let k = lengths.into_iter().find(fits).unwrap_or(0);
        let pinned = pins(field, catalog, policy, k);
        let all = counted.groups.len();
        let holds = |&kept: &usize| is_feasible(&bounds(&counted, &types, k, kept, &pinned));
        let kept = (0..=all).rev().find(holds).unwrap_or(0);
        let is_short = |rule: &usize| {
            let (share, members) = counted.groups[*rule];
            owed(share, k) > members || *rule >= kept && owed(share, k) > 0
        };
        let mut relaxed: Vec<Relaxed> =
            (0..all).filter(is_short).map(|rule| Relaxed::Group { rule: index(rule) }).collect();
        relaxed.extend((k < longest).then_some(Relaxed::Shortened));
        let is_shown = |item| pinned.iter().flatten().any(|&at| field.entries[at].item == item);
        relaxed.extend(policy.pins.iter().enumerate().filter_map(|(rule, pin)| {
            let is_wanted = usize::from(pin.position) <= count;
            let is_in = catalog.vocabulary().index(&pin.item).is_some_and(is_shown);
            (is_wanted && !is_in).then(|| Relaxed::Pin { rule: index(rule) })
        }));
        Self { bounds: bounds(&counted, &types, k, kept, &pinned), type_of: types.of_item, pinned, relaxed }
    }

    /// Whether any group is owed a place.
    pub(super) fn holds_groups(&self) -> bool {
        self.bounds.limits.iter().any(|limits| limits.lower.last().is_some_and(|lower| *lower > 0))
    }

    /// The cap that keeps an item out of a list, if one does.
    pub(super) fn cap_reached(
        &self,
        item: ItemIx,
        placed: &[Placed],
        policy: &Policy,
        catalog: &Catalog,
    ) -> Option<ExclusionCause> {
        let item = catalog.item(item)?;
        let reached = levels(policy).into_iter().find(|(level, cap, _)| {
            let (Some(cap), Some(name)) = (cap, level(item)) else { return false };
            let same = placed.iter().filter(|placed| catalog.item(placed.item).and_then(level) == Some(name));
            same.count() >= usize::from(*cap)
        });
        reached.map(|(_, _, cause)| cause)
    }
}

/// By place: the entry that is pinned there.
fn pins(field: &Field, catalog: &Catalog, policy: &Policy, k: usize) -> Vec<Option<usize>> {
    let mut pinned = vec![None; k];
    for pin in policy.pins.iter().filter(|pin| (1..=k).contains(&usize::from(pin.position))) {
        let item = catalog.vocabulary().index(&pin.item);
        let at = field.entries.iter().position(|entry| Some(entry.item) == item);
        pinned[usize::from(pin.position) - 1] = at;
    }
    pinned
}

fn bounds(counted: &Counted, types: &Types, k: usize, kept: usize, pinned: &[Option<usize>]) -> Bounds {
    let mut supply = vec![0; types.len()];
    types.of_item.iter().for_each(|&t| supply[t] += 1);
    let fixed: Vec<Option<usize>> = pinned.iter().map(|slot| slot.map(|at| types.of_item[at])).collect();
    fixed.iter().flatten().for_each(|&t| supply[t] -= 1);
    Bounds::new(counted.limits(k, kept, pinned), types.counted_by.clone(), supply, fixed)
}

/// What cannot be shown to be feasible within the budget counts as infeasible: it is given up, and said.
fn is_feasible(bounds: &Bounds) -> bool {
    matches!(complete(bounds, &bounds.empty(), &mut Budget(STEPS_MAX)), Completion::Found(_))
}
