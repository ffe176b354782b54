//! Why the list is as it is: found by leaving rules out and running again, so that what is said is true by construction.

use std::collections::BTreeSet;

use super::bounds::index;
use super::compile::Rules;
use super::field::{Dropped, Field};
use super::layout::{Layout, Lines};
use super::leakage::Meters;
use super::pass::{Filled, Filler, Notes, Run, Start};
use super::policy::NOWHERE;
use super::record::{Account, Binding, Rule};
use super::scene::Scene;
use super::{Caps, Cause, Placed, Policy, Selector, discount};
use crate::ids::ItemIx;
use crate::ledger::Source;

/// A list that was made.
pub(super) struct Made<'a> {
    /// Before any leakage budget.
    pub(super) main: &'a Filled,
    /// As it is shown.
    pub(super) shown: Vec<usize>,
    /// The constraints that held something better off while it was mended.
    pub(super) held_off: BTreeSet<u16>,
    pub(super) meters: &'a Meters,
    pub(super) filler: Filler,
}

/// A list and everything that it was made from.
pub(super) struct Inquiry<'a> {
    pub(super) field: &'a Field,
    pub(super) scene: &'a Scene<'a>,
    pub(super) policy: &'a Policy,
    pub(super) count: usize,
    pub(super) rules: &'a Rules,
    pub(super) layout: &'a Layout,
    pub(super) main: &'a Filled,
    filler: Filler,
    /// The list that is shown: the main one, mended where it gives too much away.
    pub(super) shown: Vec<usize>,
    /// The constraints that held something better off while it was mended.
    held_off: BTreeSet<u16>,
    pub(super) meters: &'a Meters,
    /// The types of the list, within any looser bounds too, and the members that they hold by constraint and prefix.
    types: Vec<usize>,
    held: Vec<i32>,
    /// The list without variety, where it has been made.
    pub(super) plain: Option<Vec<usize>>,
}

/// The entries of a list.
pub(super) fn entries(filled: &Filled) -> Vec<usize> {
    filled.list.iter().map(|pick| pick.entry).collect()
}

impl<'a> Inquiry<'a> {
    /// Over a list and what made it.
    pub(super) fn new(
        (field, scene): (&'a Field, &'a Scene<'a>),
        (policy, count): (&'a Policy, usize),
        (rules, layout): (&'a Rules, &'a Layout),
        Made { main, shown, held_off, meters, filler }: Made<'a>,
    ) -> Self {
        let types = main.list.iter().map(|pick| rules.type_of[pick.entry]).collect();
        let held = filler.held();
        let plain = None;
        Self { field, scene, policy, count, rules, layout, main, filler, shown, held_off, meters, types, held, plain }
    }

    /// The causes of every place, and its account.
    pub(super) fn causes(&mut self, placed: &mut [Placed]) -> Vec<Account> {
        let mut accounts: Vec<Account> = vec![Account::default(); placed.len()];
        self.bounds(placed, &mut accounts);
        self.pins(placed, &mut accounts);
        self.boosts(placed, &mut accounts);
        self.wishes(placed, &mut accounts);
        self.prices_of_groups(placed, &mut accounts);
        self.caps(placed, &mut accounts);
        self.leakages(placed, &mut accounts);
        for (at, account) in accounts.iter_mut().enumerate() {
            let best = self.field.best.get(at).copied().unwrap_or(0.0);
            account.paid = (best - placed[at].base) * discount(at);
        }
        placed.iter_mut().for_each(|placed| placed.causes.sort_unstable());
        accounts
    }

    /// Each constraint that held something off, left out alone.
    fn bounds(&mut self, placed: &mut [Placed], accounts: &mut [Account]) {
        for g in self.suspects() {
            let rule = self.rules.rules[usize::from(g)];
            let without = match rule {
                Rule::Group { rule } if !self.rules.is_whole() => {
                    let mut policy = self.policy.clone();
                    policy.groups[usize::from(rule)].open();
                    self.under(&policy, None)
                }
                // Records from before there were budgets tell the part of a cap among the rules that were kept, and replay so.
                Rule::Cap { .. } if !self.rules.is_whole() && !self.meters.is_idle() => {
                    let rules = Rules::settle_but(Some(rule), self.field, self.scene, (self.policy, self.count));
                    self.made_by(self.field, &rules, self.policy)
                }
                Rule::Group { .. } | Rule::Cap { .. } | Rule::Serendipity | Rule::Pin { .. } | Rule::Leakage { .. } => {
                    let blocks = self.blocks(&|other| other == g);
                    // Whom a group raised is asked of the whole list.
                    let until = if matches!(rule, Rule::Group { .. }) { placed.len() } else { blocks.1 + 1 };
                    self.mended_without(&|other| other == usize::from(g), self.run(), (Start::Block(blocks.0), until))
                }
            };
            for place in self.places_of(g) {
                if without.get(place) != Some(&self.shown[place]) {
                    accounts[place].bindings.push(Binding { rule, slack: self.slack(usize::from(g), place) });
                    self.displaces(&without, place, &mut accounts[place]);
                }
            }
            if let Rule::Group { rule } = rule {
                let matcher = &self.policy.groups[usize::from(rule)].members;
                let matcher = self.scene.labels.matcher(matcher, self.scene.catalog.vocabulary());
                let is_member = |item| matcher.matches(self.scene.labels, item);
                self.raised(placed, &without, Cause::Group { rule }, &is_member);
            }
        }
    }

    /// The constraints that held something off.
    fn suspects(&self) -> BTreeSet<u16> {
        self.main.blocks.iter().map(|&(_, g)| g).chain(self.held_off.iter().copied()).collect()
    }

    /// The places at which a constraint may have held something off: those where it did, or, if it did so while the list was mended, any.
    fn places_of(&self, g: u16) -> BTreeSet<usize> {
        if self.held_off.contains(&g) {
            return (0..self.shown.len()).collect();
        }
        let of_g = self.main.blocks.iter().filter(|(_, other)| *other == g);
        of_g.map(|(place, _)| usize::from(*place)).collect()
    }

    /// The first and the last place at which one of these constraints held something off.
    fn blocks(&self, is_of: &dyn Fn(u16) -> bool) -> (usize, usize) {
        let places = self.main.blocks.iter().filter(|(_, g)| is_of(*g)).map(|(place, _)| usize::from(*place));
        places.fold((usize::MAX, 0), |(first, last), place| (first.min(place), last.max(place)))
    }

    /// The run that made the list.
    pub(super) fn run(&self) -> Run<'a> {
        Run::new((self.field, self.scene), (self.rules, self.layout), self.policy)
    }

    /// How many items more or fewer constraint `g` would have borne in the prefix that `place` completes.
    fn slack(&self, g: usize, place: usize) -> u32 {
        let of_entry = |at: usize| &self.rules.bounds.counted_by[self.rules.type_of[self.shown[at]]];
        let members = (0..=place).filter(|&at| of_entry(at).contains(&index(g))).count();
        let (members, limits) = (super::bounds::saturate(members), &self.rules.bounds.limits[g]);
        let slack = (members - limits.lower[place + 1]).min(limits.upper[place + 1] - members);
        u32::try_from(slack).unwrap_or(0)
    }

    fn displaces(&self, without: &[usize], place: usize, account: &mut Account) {
        let other = without.get(place).map(|&entry| self.field.entries[entry].item);
        let own = self.field.entries[self.shown[place]].item;
        account.displaced = account.displaced.or(other.filter(|other| *other != own));
    }

    fn pins(&mut self, placed: &mut [Placed], accounts: &mut [Account]) {
        for (rule, pin) in self.policy.pins.iter().enumerate() {
            let Some(at) = usize::from(pin.position).checked_sub(1) else { continue };
            let item = self.scene.catalog.vocabulary().index(&pin.item);
            if placed.get(at).is_none_or(|placed| Some(placed.item) != item) {
                continue;
            }
            let mut policy = self.policy.clone();
            policy.pins[rule].position = NOWHERE;
            let without = self.under(&policy, None);
            if without.get(at) != Some(&self.shown[at]) {
                placed[at].causes.push(Cause::Pin { rule: index(rule) });
                accounts[at].bindings.push(Binding { rule: Rule::Pin { rule: index(rule) }, slack: 0 });
                self.displaces(&without, at, &mut accounts[at]);
            }
        }
    }

    fn boosts(&mut self, placed: &mut [Placed], accounts: &mut [Account]) {
        for at in 0..placed.len() {
            let own = placed[at].lines.iter().filter_map(|line| match line.source {
                Source::Boost { rule } => Some(rule),
                _ => None,
            });
            for rule in own.collect::<Vec<u16>>() {
                let without = self.under(self.policy, Some((placed[at].item, rule)));
                if without.get(at) != Some(&self.shown[at]) {
                    placed[at].causes.push(Cause::Boost { rule });
                    self.displaces(&without, at, &mut accounts[at]);
                }
            }
        }
    }

    /// Variety, novelty, surprise and calibration, each left out.
    fn wishes(&mut self, placed: &mut [Placed], accounts: &mut [Account]) {
        if self.policy.diversity > 0.0 {
            let run = Run { diversity: 0.0, ..self.run() };
            let plain = self.loosened(&|_| false, run, (Start::Top, placed.len()));
            let without = self.mended(plain.clone(), run);
            self.wish(placed, accounts, &without, Cause::Diversity);
            self.plain = Some(plain);
        }
        if self.policy.calibration > 0.0 {
            let run = Run { calibration: 0.0, ..self.run() };
            let without = self.mended_without(&|_| false, run, (Start::Top, placed.len()));
            self.wish(placed, accounts, &without, Cause::Calibration);
        }
        if self.policy.novelty > 0.0 {
            let without = self.under(&Policy { novelty: 0.0, ..self.policy.clone() }, None);
            self.wish(placed, accounts, &without, Cause::Novelty);
        }
        if self.policy.serendipity > 0.0 {
            let without = self.under(&Policy { serendipity: 0.0, ..self.policy.clone() }, None);
            self.wish(placed, accounts, &without, Cause::Serendipity);
        }
    }

    /// Each exposure target and parity rule, left out alone.
    fn prices_of_groups(&mut self, placed: &mut [Placed], accounts: &mut [Account]) {
        for at in 0..self.policy.exposures.len() {
            let (rule, leave_out) =
                (index(at), |policy: &mut Policy| policy.exposures[at].members = Selector::default());
            self.priced((Source::Exposure { rule }, Cause::Exposure { rule }), &leave_out, placed, accounts);
        }
        for at in 0..self.policy.parities.len() {
            let (rule, leave_out) =
                (index(at), |policy: &mut Policy| policy.parities[at].members = Selector::default());
            self.priced((Source::Parity { rule }, Cause::Parity { rule }), &leave_out, placed, accounts);
        }
    }

    /// One of them, if its price raised anything.
    fn priced(
        &mut self,
        (source, cause): (Source, Cause),
        leave_out: &dyn Fn(&mut Policy),
        placed: &mut [Placed],
        accounts: &mut [Account],
    ) {
        let is_raised = |placed: &&Placed| placed.lines.iter().any(|line| line.source == source);
        let raised: BTreeSet<ItemIx> = placed.iter().filter(is_raised).map(|placed| placed.item).collect();
        if raised.is_empty() {
            return;
        }
        let mut policy = self.policy.clone();
        leave_out(&mut policy);
        let without = self.under(&policy, None);
        self.raised(placed, &without, cause, &|item| raised.contains(&item));
        let caused = placed.iter().enumerate().filter(|(_, placed)| placed.causes.contains(&cause));
        caused.for_each(|(at, _)| self.displaces(&without, at, &mut accounts[at]));
    }

    fn wish(&self, placed: &mut [Placed], accounts: &mut [Account], without: &[usize], cause: Cause) {
        self.raised(placed, without, cause, &|_| true);
        let caused = placed.iter().enumerate().filter(|(_, placed)| placed.causes.contains(&cause));
        caused.for_each(|(at, _)| self.displaces(without, at, &mut accounts[at]));
    }

    fn caps(&mut self, placed: &mut [Placed], accounts: &mut [Account]) {
        let is_cap = |g: u16| matches!(self.rules.rules[usize::from(g)], Rule::Cap { .. });
        if self.policy.caps == Caps::default() || !self.suspects().into_iter().any(is_cap) && self.rules.is_whole() {
            return;
        }
        let without = if self.rules.is_whole() {
            let start = Start::Block(self.blocks(&is_cap).0);
            self.mended_without(&|g| is_cap(index(g)), self.run(), (start, placed.len()))
        } else {
            self.under(&Policy { caps: Caps::default(), ..self.policy.clone() }, None)
        };
        self.wish(placed, accounts, &without, Cause::Cap);
    }

    /// Notes a cause at the items that stand higher than they would without it.
    fn raised(&self, placed: &mut [Placed], without: &[usize], cause: Cause, may_be: &dyn Fn(ItemIx) -> bool) {
        for (at, placed) in placed.iter_mut().enumerate() {
            let other = without.iter().position(|entry| *entry == self.shown[at]);
            if other.is_none_or(|other| at < other) && may_be(placed.item) {
                placed.causes.push(cause);
            }
        }
    }

    /// Each leakage budget, left out alone: it brought in what would not be in the list without it.
    fn leakages(&mut self, placed: &mut [Placed], accounts: &mut [Account]) {
        if self.shown == entries(self.main) {
            return;
        }
        for rule in self.meters.rules() {
            let mut policy = self.policy.clone();
            policy.leakages[usize::from(rule)].lift();
            let without = self.under(&policy, None);
            for place in (0..placed.len()).filter(|&place| without.get(place) != Some(&self.shown[place])) {
                accounts[place].bindings.push(Binding { rule: Rule::Leakage { rule }, slack: 0 });
                self.displaces(&without, place, &mut accounts[place]);
            }
            let brought = placed.iter_mut().zip(&self.shown).filter(|(_, entry)| !without.contains(entry));
            brought.for_each(|(placed, _)| placed.causes.push(Cause::Leakage { rule }));
        }
    }

    /// What is shown without some constraints.
    fn mended_without(
        &mut self,
        is_left_out: &dyn Fn(usize) -> bool,
        run: Run<'_>,
        (start, until): (Start, usize),
    ) -> Vec<usize> {
        if self.meters.is_idle() {
            return self.loosened(is_left_out, run, (start, until));
        }
        let loose = self.rules.bounds.without(is_left_out);
        let list = self.loosened(is_left_out, run, (start, self.main.list.len()));
        self.mended(list, Run { bounds: &loose, ..run })
    }

    /// A list as it is shown: within the leakage budgets.
    fn mended(&mut self, list: Vec<usize>, run: Run<'_>) -> Vec<usize> {
        let how = (self.policy.diversity_mode, Notes::No);
        let mended = self.meters.mended(run, &list, how, &mut self.filler);
        mended.filled.as_ref().map_or(list, entries)
    }

    /// The list without some constraints, before any leakage budget: what holds the others still does. As far as a place, and from where on it may differ.
    pub(super) fn loosened(
        &mut self,
        is_left_out: &dyn Fn(usize) -> bool,
        run: Run<'_>,
        (start, until): (Start, usize),
    ) -> Vec<usize> {
        let any = (0..self.rules.rules.len()).any(is_left_out);
        let loose = any.then(|| self.rules.bounds.without(is_left_out));
        let bounds = loose.as_ref().unwrap_or(&self.rules.bounds);
        self.filler.again(Run { bounds, ..run }, self.main, (&self.types, &self.held), (start, until))
    }

    /// The list under another policy, made anew but for its candidates.
    fn under(&self, policy: &Policy, dropped: Dropped) -> Vec<usize> {
        let field = self.field.without(dropped, self.scene, policy, self.count);
        self.made_by(&field, &Rules::settle(&field, self.scene, policy, self.count), policy)
    }

    /// The list under a policy and what was settled of it.
    fn made_by(&self, field: &Field, rules: &Rules, policy: &Policy) -> Vec<usize> {
        let layout = Layout::new(field, rules, self.scene, policy, Lines::All);
        let run = Run::new((field, self.scene), (rules, &layout), policy);
        let (mut filler, filled) = Filler::first(run, policy.diversity_mode, Notes::No);
        let meters = Meters::new(field, self.scene, policy);
        let how = (policy.diversity_mode, Notes::No);
        entries(meters.mended(run, &entries(&filled), how, &mut filler).filled.as_ref().unwrap_or(&filled))
    }
}
