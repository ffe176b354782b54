//! What each stage of a policy costs: the list with all stages before it, against the list with this one too.

use super::discount;
use super::inquiry::{Inquiry, entries};
use super::layout::{Layout, Lines};
use super::pass::{Run, Start};
use super::record::{Price, Rule, Stage};
use crate::ledger::{Source, fold};

impl Inquiry<'_> {
    /// What each stage cost, from the list that no rule touches to the one that is shown.
    pub(super) fn prices(&mut self) -> Vec<Price> {
        let active: Vec<Stage> = STAGES.into_iter().filter(|stage| self.is_active(*stage)).collect();
        let mut before = fold(self.field.best.iter().enumerate().map(|(at, base)| base * discount(at)));
        let mut prices = Vec::with_capacity(active.len());
        for (at, &stage) in active.iter().enumerate() {
            // Budgets come last, over the list that all else makes.
            let list = match active.get(at + 1) {
                None => self.shown.clone(),
                Some(Stage::Leakage) => entries(self.main),
                Some(_) => self.at_stage(stage),
            };
            let bases = list.iter().map(|&entry| self.field.entries[entry].base);
            let after = fold(bases.enumerate().map(|(at, base)| base * discount(at)));
            prices.push(Price { stage, relevance: before - after });
            before = after;
        }
        prices
    }

    fn is_active(&self, stage: Stage) -> bool {
        let rules = &self.rules.rules;
        match stage {
            Stage::Exclusions => !self.field.barred.is_empty(),
            Stage::Boosts => self.field.entries.iter().any(|entry| !entry.boosts.is_empty()),
            Stage::Pins => self.rules.pinned.iter().any(Option::is_some),
            Stage::Caps => rules.iter().any(|rule| matches!(rule, Rule::Cap { .. })),
            Stage::Fairness => rules.iter().any(|rule| matches!(rule, Rule::Group { .. })),
            Stage::Diversity => self.policy.diversity > 0.0,
            Stage::Novelty => self.policy.novelty > 0.0,
            Stage::Serendipity => self.policy.serendipity > 0.0,
            Stage::Exposure => self.raises(|source| matches!(source, Source::Exposure { .. })),
            Stage::Parity => self.raises(|source| matches!(source, Source::Parity { .. })),
            Stage::Calibration => self.policy.calibration > 0.0,
            Stage::Leakage => !self.meters.is_idle(),
        }
    }

    fn raises(&self, is_of: impl Fn(Source) -> bool) -> bool {
        self.field.entries.iter().any(|entry| entry.exposure.iter().any(|line| is_of(line.source)))
    }

    /// The list with all stages up to this one, and none after it.
    fn at_stage(&mut self, stage: Stage) -> Vec<usize> {
        let has = |other: Stage| other <= stage;
        let later =
            self.policy.novelty + self.policy.serendipity + self.policy.calibration > 0.0 || self.raises(|_| true);
        if let Some(plain) = self.plain.as_ref().filter(|_| stage == Stage::Fairness && !later) {
            return plain.clone();
        }
        if stage < Stage::Caps {
            return self.unbounded(stage);
        }
        let lines = match stage {
            Stage::Parity | Stage::Calibration | Stage::Leakage => Lines::All,
            Stage::Exposure => Lines::ButParity,
            Stage::Serendipity => Lines::ButPrices,
            Stage::Novelty => Lines::BoostsAndNovelty,
            _ => Lines::Boosts,
        };
        let rules = self.rules;
        let is_later = |g: usize| match rules.rules[g] {
            Rule::Group { .. } => !has(Stage::Fairness),
            Rule::Serendipity => !has(Stage::Serendipity),
            Rule::Cap { .. } | Rule::Pin { .. } | Rule::Leakage { .. } => false,
        };
        let is_same = lines == Lines::All || !later;
        let own = (!is_same).then(|| Layout::new(self.field, rules, self.scene, self.policy, lines));
        let diversity = if has(Stage::Diversity) { self.run().diversity } else { 0.0 };
        let run = Run { layout: own.as_ref().unwrap_or(self.layout), diversity, calibration: 0.0, ..self.run() };
        self.loosened(&is_later, run, (Start::Top, self.main.list.len()))
    }

    /// The list by score with the pins in their places, before any bound.
    fn unbounded(&self, stage: Stage) -> Vec<usize> {
        let all = &self.field.entries;
        let mut order: Vec<usize> = (0..all.len()).collect();
        if stage >= Stage::Boosts {
            order.sort_by(|&a, &b| all[b].boosted.total_cmp(&all[a].boosted).then(all[a].item.cmp(&all[b].item)));
        }
        let pinned: &[Option<usize>] = if stage >= Stage::Pins { &self.rules.pinned } else { &[] };
        let mut others = order.into_iter().filter(|&entry| !pinned.contains(&Some(entry)));
        let length = self.count.min(all.len());
        (0..length).filter_map(|at| pinned.get(at).copied().flatten().or_else(|| others.next())).collect()
    }
}

const STAGES: [Stage; 12] = [
    Stage::Exclusions,
    Stage::Boosts,
    Stage::Pins,
    Stage::Caps,
    Stage::Fairness,
    Stage::Diversity,
    Stage::Novelty,
    Stage::Serendipity,
    Stage::Exposure,
    Stage::Parity,
    Stage::Calibration,
    Stage::Leakage,
];
