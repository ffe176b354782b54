//! The leakage budget: how far a list may move a guess at a group of whoever it is shown to.
//!
//! A list moves the log-odds of a group by the sum of what its items lean to it, whoever the customer is. One that moves any of them by
//! more than the budget is mended last of all: items are exchanged for other candidates within every other bound, first what costs
//! the least relevance for what it takes away, and the list is filled again from what it then holds. Sums are whole steps, so
//! nothing is rounded at the bound.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::ops::Range;

use super::bounds::index;
use super::field::Field;
use super::pass::{Filled, Filler, Notes, Run};
use super::record::{Leak, Relaxed};
use super::scene::Scene;
use super::witness::{broken, is_within};
use super::{DiversityMode, Policy, discount};
use crate::fit::{Leaning, STEPS_PER_NAT};

/// Exchanges that one budget may take.
const EXCHANGES_MAX: usize = 200;
/// How many exchanges are looked at for one list; what is found until then holds.
const LOOKS_MAX: usize = 1_000_000;
/// Where no exchange of one item helps, two are tried among so many of the best others.
const OTHERS_MAX: usize = 24;
/// What an exchange counts by itself, in spreads: a few that take away much are better than many that take away little.
const EXCHANGE_COST: f64 = 0.01;

/// A budget, and which columns it sums.
struct Meter {
    rule: u16,
    columns: Range<usize>,
    /// In steps.
    most: i64,
}

/// What became of a list.
#[derive(Default)]
pub(super) struct Mended {
    /// The list filled again within the budgets, or as near to them as was found; `None` where it stays as it is.
    pub(super) filled: Option<Filled>,
    /// The constraints that held off a better exchange or, in filling again, a better item; noted where that is asked for.
    pub(super) held_off: BTreeSet<u16>,
}

/// The budgets of a policy over the candidates.
pub(super) struct Meters {
    /// In the order of the rules: an earlier one is kept first.
    meters: Vec<Meter>,
    /// The rules of which segment nothing was learnt.
    unlearnt: Vec<u16>,
    columns: usize,
    /// Entry by entry, what it adds to each column.
    steps: Vec<i32>,
}

impl Meters {
    pub(super) fn new(field: &Field, scene: &Scene<'_>, policy: &Policy) -> Self {
        let (mut meters, mut unlearnt, mut known): (_, _, Vec<&Leaning>) = (Vec::new(), Vec::new(), Vec::new());
        let mut columns = 0;
        for (rule, budget) in policy.leakages.iter().enumerate().filter(|(_, budget)| budget.is_in_force()) {
            let Some(leaning) = scene.traits.leaning(&budget.segment) else {
                unlearnt.push(index(rule));
                continue;
            };
            let of_rule = columns..columns + leaning.groups();
            columns = of_rule.end;
            meters.push(Meter { rule: index(rule), columns: of_rule, most: whole_steps(budget.budget) });
            known.push(leaning);
        }
        let mut steps = Vec::with_capacity(columns * field.entries.len());
        for entry in field.entries.iter().filter(|_| columns > 0) {
            for leaning in &known {
                let own = leaning.of(entry.item);
                steps.extend((0..leaning.groups()).map(|group| own.get(group).copied().unwrap_or(0)));
            }
        }
        Self { meters, unlearnt, columns, steps }
    }

    /// Whether no budget bounds anything.
    pub(super) fn is_idle(&self) -> bool {
        self.meters.is_empty()
    }

    /// The budgets that bound something, by the position of their rules.
    pub(super) fn rules(&self) -> impl Iterator<Item = u16> + '_ {
        self.meters.iter().map(|meter| meter.rule)
    }

    /// What a list came to, and what it comes to now.
    pub(super) fn leaks(&self, before: &[usize], after: &[usize]) -> Vec<Leak> {
        let (before, after) = (self.sums(before), self.sums(after));
        let leak = |meter: &Meter| Leak {
            rule: meter.rule,
            before: nats(meter.furthest(&before)),
            after: nats(meter.furthest(&after)),
        };
        self.meters.iter().map(leak).collect()
    }

    /// The budgets that a list does not keep, and those that nobody can hold it to.
    pub(super) fn relaxed(&self, list: &[usize]) -> Vec<Relaxed> {
        let sums = self.sums(list);
        let unkept = self.meters.iter().filter(|meter| meter.excess(&sums) > 0).map(|meter| meter.rule);
        let mut rules: Vec<u16> = unkept.chain(self.unlearnt.iter().copied()).collect();
        rules.sort_unstable();
        rules.into_iter().map(|rule| Relaxed::Leakage { rule }).collect()
    }

    /// The list within the budgets.
    pub(super) fn mended(
        &self,
        run: Run<'_>,
        list: &[usize],
        (mode, notes): (DiversityMode, Notes),
        filler: &mut Filler,
    ) -> Mended {
        let sums = self.sums(list);
        if self.meters.iter().all(|meter| meter.excess(&sums) == 0) {
            return Mended::default();
        }
        let mut mending = Mending::new((self, notes), run, list, filler.worths(run, list));
        (0..self.meters.len()).for_each(|level| mending.keep(level));
        mending.improve();
        let (rules, layout) = (run.rules.only(run.bounds, &mending.list), run.layout.only(&mending.is_in));
        let run = Run { rules: &rules, bounds: &rules.bounds, layout: &layout, ..run };
        let is_changed = mending.list != list;
        let filled = is_changed.then(|| Filler::first(run, mode, notes).1);
        let mut held_off = mending.held_off.into_inner();
        held_off.extend(filled.iter().flat_map(|filled| &filled.blocks).map(|&(_, g)| g));
        Mended { filled, held_off }
    }

    fn step(&self, entry: usize, column: usize) -> i64 {
        i64::from(self.steps[entry * self.columns + column])
    }

    fn sums(&self, list: &[usize]) -> Vec<i64> {
        (0..self.columns).map(|column| list.iter().map(|&entry| self.step(entry, column)).sum()).collect()
    }
}

impl Meter {
    /// The most by which a group's log-odds are moved.
    fn furthest(&self, sums: &[i64]) -> i64 {
        sums[self.columns.clone()].iter().map(|sum| sum.abs()).max().unwrap_or(0)
    }

    /// By how much the groups together are over budget.
    fn excess(&self, sums: &[i64]) -> i64 {
        sums[self.columns.clone()].iter().map(|sum| self.over(*sum)).sum()
    }

    fn over(&self, sum: i64) -> i64 {
        (sum.abs() - self.most).max(0)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a budget is a few nats")]
fn whole_steps(nats: f64) -> i64 {
    (nats * STEPS_PER_NAT).floor() as i64
}

#[expect(clippy::cast_precision_loss, reason = "a sum over a short list")]
fn nats(steps: i64) -> f64 {
    steps as f64 / STEPS_PER_NAT
}

/// An entry in the place of the one that stands there.
#[derive(Debug, Clone, Copy)]
struct Exchange {
    place: usize,
    entry: usize,
}

/// A list whose items are exchanged.
struct Mending<'a> {
    meters: &'a Meters,
    run: Run<'a>,
    /// By entry: what it is worth in the list.
    worth: Vec<f64>,
    /// By place: its attention.
    discount: Vec<f64>,
    list: Vec<usize>,
    is_in: Vec<bool>,
    sums: Vec<i64>,
    /// Exchanges that may still be looked at.
    looks: Cell<usize>,
    notes: Notes,
    /// The constraints that held off a better exchange, where they are noted.
    held_off: RefCell<BTreeSet<u16>>,
}

impl<'a> Mending<'a> {
    fn new((meters, notes): (&'a Meters, Notes), run: Run<'a>, list: &[usize], worth: Vec<f64>) -> Self {
        let mut is_in = vec![false; worth.len()];
        list.iter().for_each(|&entry| is_in[entry] = true);
        let discount = (0..list.len()).map(discount).collect();
        let (list, sums, looks) = (list.to_vec(), meters.sums(list), Cell::new(LOOKS_MAX));
        Self { meters, run, worth, discount, list, is_in, sums, looks, notes, held_off: RefCell::default() }
    }

    /// Brings the list within a budget, or as near to it as exchanges of one item and of two can, while those before it stay as they are.
    fn keep(&mut self, level: usize) {
        for _ in 0..EXCHANGES_MAX {
            let before = self.excesses();
            if before[level] == 0 {
                return;
            }
            let cost = |exchanges: &[Exchange], least: f64| self.cost(level, (exchanges, least), &before);
            let others = self.others();
            let one = self.cheapest(self.singles(&others), cost).map(|one| one.to_vec());
            let two = || self.cheapest(self.doubles(&others), cost).map(|two| two.to_vec());
            let Some(exchanges) = one.or_else(two) else { return };
            exchanges.into_iter().for_each(|exchange| self.take(exchange));
        }
    }

    /// Exchanges what more relevant items can stand in for, with every budget as it is.
    fn improve(&mut self) {
        for _ in 0..self.list.len() {
            let before = self.excesses();
            let cost = |exchanges: &[Exchange], least: f64| {
                let loss = self.loss(exchanges);
                (loss < least.min(-f64::EPSILON) && self.is_kept(self.meters.meters.len(), exchanges, &before))
                    .then_some(loss)
            };
            let Some([exchange]) = self.cheapest(self.singles(&self.others()), cost) else { return };
            self.take(exchange);
        }
    }

    fn excesses(&self) -> Vec<i64> {
        self.meters.meters.iter().map(|meter| meter.excess(&self.sums)).collect()
    }

    /// The relevance that a step towards a budget costs for what it takes away; `None` where it is none, or costs no less than `least`.
    #[expect(clippy::cast_precision_loss, reason = "a sum over a short list")]
    fn cost(&self, level: usize, (exchanges, least): (&[Exchange], f64), before: &[i64]) -> Option<f64> {
        let paid = self.loss(exchanges).max(0.0) + EXCHANGE_COST * self.run.field.spread;
        // Nothing takes away more than all of it.
        if paid / before[level] as f64 >= least {
            return None;
        }
        let taken = before[level] - self.excess_after(level, exchanges);
        (taken > 0 && self.is_kept(level, exchanges, before)).then(|| paid / taken as f64)
    }

    /// Whether none of the first budgets is further from being kept than before.
    fn is_kept(&self, first: usize, exchanges: &[Exchange], before: &[i64]) -> bool {
        (0..first).all(|level| self.excess_after(level, exchanges) <= before[level])
    }

    fn excess_after(&self, level: usize, exchanges: &[Exchange]) -> i64 {
        let meter = &self.meters.meters[level];
        let moved = |column: usize, &Exchange { place, entry }: &Exchange| {
            self.meters.step(entry, column) - self.meters.step(self.list[place], column)
        };
        let after = |column: usize| self.sums[column] + exchanges.iter().map(|one| moved(column, one)).sum::<i64>();
        meter.columns.clone().map(|column| meter.over(after(column))).sum()
    }

    /// Discounted relevance that the exchanges cost.
    fn loss(&self, exchanges: &[Exchange]) -> f64 {
        let loss =
            |one: &Exchange| (self.worth[self.list[one.place]] - self.worth[one.entry]) * self.discount[one.place];
        exchanges.iter().map(loss).fold(0.0, |sum, loss| sum + loss)
    }

    /// The cheapest exchanges within the bounds; of the same cost the first.
    fn cheapest<const N: usize>(
        &self,
        all: impl Iterator<Item = [Exchange; N]>,
        cost: impl Fn(&[Exchange], f64) -> Option<f64>,
    ) -> Option<[Exchange; N]> {
        let mut best: Option<(f64, [Exchange; N])> = None;
        let mut refused: Vec<(f64, Vec<u16>)> = Vec::new();
        for exchanges in all {
            let Some(left) = self.looks.get().checked_sub(1) else { break };
            self.looks.set(left);
            let least = best.map_or(f64::INFINITY, |(least, _)| least);
            let Some(cost) = cost(&exchanges, least) else { continue };
            if cost >= least {
                continue;
            }
            if self.is_within(&exchanges) {
                best = Some((cost, exchanges));
            } else if self.notes == Notes::Yes {
                refused.push((cost, broken(self.run.bounds, &self.types_with(&exchanges))));
            }
        }
        let is_better = |cost: f64| best.is_none_or(|(least, _)| cost < least);
        let better = refused.into_iter().filter(|(cost, _)| is_better(*cost));
        self.held_off.borrow_mut().extend(better.flat_map(|(_, constraints)| constraints));
        best.map(|(_, exchanges)| exchanges)
    }

    fn is_within(&self, exchanges: &[Exchange]) -> bool {
        let type_of = &self.run.rules.type_of;
        let is_same = |one: &Exchange| type_of[self.list[one.place]] == type_of[one.entry];
        if exchanges.iter().all(is_same) {
            return true;
        }
        is_within(self.run.bounds, &self.types_with(exchanges))
    }

    /// The types of the list after the exchanges.
    fn types_with(&self, exchanges: &[Exchange]) -> Vec<usize> {
        let type_of = &self.run.rules.type_of;
        let mut types: Vec<usize> = self.list.iter().map(|&entry| type_of[entry]).collect();
        exchanges.iter().for_each(|one| types[one.place] = type_of[one.entry]);
        types
    }

    /// What is not in the list.
    fn others(&self) -> Vec<usize> {
        (0..self.is_in.len()).filter(|&entry| !self.is_in[entry]).collect()
    }

    /// Places without a pin.
    fn free(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.list.len()).filter(|&place| self.run.rules.pinned[place].is_none())
    }

    fn singles<'b>(&'b self, others: &'b [usize]) -> impl Iterator<Item = [Exchange; 1]> + 'b {
        self.free().flat_map(move |place| others.iter().map(move |&entry| [Exchange { place, entry }]))
    }

    /// Two at once, of the best others.
    fn doubles<'b>(&'b self, others: &[usize]) -> impl Iterator<Item = [Exchange; 2]> + 'b {
        let mut best = others.to_vec();
        best.sort_by(|&a, &b| self.worth[b].total_cmp(&self.worth[a]).then(a.cmp(&b)));
        best.truncate(OTHERS_MAX);
        let singles: Vec<Exchange> = self.singles(&best).flatten().collect();
        let n = singles.len();
        let pairs = (0..n).flat_map(move |a| (a + 1..n).map(move |b| (a, b)));
        let pairs = pairs.map(move |(a, b)| [singles[a], singles[b]]);
        pairs.filter(|[a, b]| a.place < b.place && a.entry != b.entry)
    }

    fn take(&mut self, Exchange { place, entry }: Exchange) {
        let gone = std::mem::replace(&mut self.list[place], entry);
        (self.is_in[gone], self.is_in[entry]) = (false, true);
        for (column, sum) in self.sums.iter_mut().enumerate() {
            *sum += self.meters.step(entry, column) - self.meters.step(gone, column);
        }
    }
}
