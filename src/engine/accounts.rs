//! The accounts of a list, from one traversal of the evidence: every line of what is listed, and on which evidence each place
//! hangs most.

use super::Engine;
use super::beliefs::beliefs;
use super::counterfactual::{Leads, Until, decisive};
use super::pipeline::Pipeline;
use crate::event::{Evidence, Profile};
use crate::fit::{Belief, Crowd, Spreads};
use crate::ids::ItemIx;
use crate::ledger::{Ledger, Sink, Slots, Source, amount};
use crate::model::Model;
use crate::reason::{Groups, REASON_SHARE_MIN, TellingOrder};
use crate::score::{reach_out, speak_of};

/// So many candidates behind the list are what its items are held against.
pub const RIVALS_BEHIND: usize = 20;

/// The accounts of the items of a list, in its order.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    /// The lines of the evidence, then those of reranking.
    pub(super) ledgers: Vec<Ledger>,
    /// Which evidence could be told together.
    pub(super) groups: Groups,
    /// By item of the list: the evidence that its place hangs on most, at most three pieces.
    decisive: Vec<Vec<ItemIx>>,
    /// How these are told.
    telling: TellingOrder,
    /// By item of the list: the items of the history that it is bought together with, ascending.
    partners: Vec<Vec<ItemIx>>,
    /// By item of the list, then by line of its evidence.
    roots: Vec<Vec<Root>>,
    /// By piece of evidence: how many people chose its item; empty where no law asks.
    crowds: Vec<Crowd>,
}

/// What a line of the evidence was made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Root {
    /// Which piece of the history speaks, if one does.
    pub(super) place: Option<u32>,
    /// The weight that its amount is a multiple of.
    pub(super) weight: f32,
}

impl Accounts {
    pub(super) fn of(engine: &Engine, pipeline: &Pipeline, telling: TellingOrder) -> Self {
        let placed = &pipeline.reranked.placed;
        let n_behind = match telling {
            TellingOrder::LargestFirst => 0,
            TellingOrder::DecisiveAlone | TellingOrder::DecisiveFirst => RIVALS_BEHIND,
        };
        let behind = pipeline.reranked.tail.iter().take(n_behind).map(|item| item.0);
        let items: Vec<u32> = placed.iter().map(|placed| placed.item.0).chain(behind).collect();
        let pieces = pipeline.profile.evidence();
        let mut table = Table::new(engine.model.n_items(), &items, placed.len(), &pipeline.profile);
        let query = pipeline.query(engine);
        reach_out(&query, &mut table);
        speak_of(&query, &items, &mut table);
        for (ledger, placed) in table.ledgers.iter_mut().zip(placed) {
            placed.lines.iter().for_each(|line| ledger.append(line.source, line.amount));
            debug_assert_eq!(ledger.fold().to_bits(), placed.score.to_bits(), "invariant 3");
        }
        let hangs_on = |slot: usize| match telling {
            TellingOrder::LargestFirst => Vec::new(),
            TellingOrder::DecisiveAlone | TellingOrder::DecisiveFirst => {
                table.decisive(slot).into_iter().map(|at| pieces[at].item).collect()
            }
        };
        let decisive = (0..placed.len()).map(hangs_on).collect();
        let groups = Groups::of(&pipeline.profile, &engine.topics);
        let partners = table.partners(&engine.model);
        let Table { ledgers, roots, .. } = table;
        Self { ledgers, groups, decisive, telling, partners, roots, crowds: crowds(engine, &pipeline.profile) }
    }

    /// What can be believed of each line of an item of the list, in order; `None` where the model does not know.
    pub(super) fn beliefs_of(&self, engine: &Engine, at: usize, item: ItemIx) -> Option<Vec<Belief>> {
        beliefs(engine, item, self.ledgers[at].lines(), (&self.roots[at], &self.crowds))
    }

    /// The items of the history that an item of the list is bought together with.
    pub(super) fn partners_of(&self, at: usize) -> &[ItemIx] {
        &self.partners[at]
    }

    /// How what places hang on is told.
    pub(super) const fn telling(&self) -> TellingOrder {
        self.telling
    }

    /// The evidence that the place of an item of the list hangs on most.
    pub(super) fn decisive_of(&self, at: usize) -> &[ItemIx] {
        &self.decisive[at]
    }
}

/// How many people chose the items of a history, where the model has laws that ask.
fn crowds(engine: &Engine, profile: &Profile) -> Vec<Crowd> {
    let (model, spreads) = (&engine.model, engine.model.manifest().spreads);
    let crowd =
        |spreads: Spreads, piece: &Evidence| spreads.among(model.people(piece.item), model.manifest().customers);
    spreads.map_or_else(Vec::new, |spreads| profile.evidence().iter().map(|piece| crowd(spreads, piece)).collect())
}

/// What every piece of evidence gives to the items of a list and to those behind it.
struct Table<'a> {
    slots: Slots,
    profile: &'a Profile,
    n_slots: usize,
    /// By piece of evidence, then by item.
    given: Vec<f64>,
    /// By item: the evidence, folded.
    sums: Vec<f64>,
    /// Of the items of the list, which come first.
    ledgers: Vec<Ledger>,
    /// By item of the list, then by line.
    roots: Vec<Vec<Root>>,
}

impl<'a> Table<'a> {
    fn new(n_items: usize, items: &[u32], n_listed: usize, profile: &'a Profile) -> Self {
        let (slots, n_slots) = (Slots::of(n_items, items.iter().copied().map(ItemIx)), items.len());
        let (given, sums) = (vec![0.0; n_slots * profile.evidence().len()], vec![0.0; n_slots]);
        let (ledgers, roots) = (vec![Ledger::default(); n_listed], vec![Vec::new(); n_listed]);
        Self { slots, profile, n_slots, given, sums, ledgers, roots }
    }

    /// By item of the list: the items of the history that it is bought together with, ascending.
    fn partners(&self, model: &Model) -> Vec<Vec<ItemIx>> {
        let mut partners = vec![Vec::new(); self.ledgers.len()];
        for own in self.profile.evidence().iter().map(|piece| piece.item) {
            let slots = model.pairs_of(own).iter().filter_map(|&target| self.slots.get(ItemIx(target)));
            slots.for_each(|slot| partners.get_mut(slot).into_iter().for_each(|of: &mut Vec<ItemIx>| of.push(own)));
        }
        partners.iter_mut().for_each(|of| of.sort_unstable());
        partners
    }

    /// The pieces that the place of a listed item hangs on. Only what is large enough to be told comes into
    /// question; the item has lost its place when as many others as the list is long have more evidence.
    fn decisive(&self, slot: usize) -> Vec<usize> {
        let given = |piece: usize, slot: usize| self.given[piece * self.n_slots + slot];
        let positive: f64 = self.ledgers[slot].lines().iter().map(|line| line.amount.max(0.0)).sum();
        let is_large = |&piece: &usize| given(piece, slot) > 0.0 && given(piece, slot) >= REASON_SHARE_MIN * positive;
        let mut large: Vec<usize> = (0..self.profile.evidence().len()).filter(is_large).collect();
        large.sort_by(|&a, &b| given(b, slot).total_cmp(&given(a, slot)).then(a.cmp(&b)));
        let rivals = || (0..self.n_slots).filter(|&other| other != slot);
        let lost = |&piece: &usize| rivals().map(|other| given(piece, slot) - given(piece, other)).collect();
        let ahead = rivals().map(|other| self.sums[slot] - self.sums[other]).collect();
        let leads = Leads { ahead, losses: large.iter().map(lost).collect() };
        let from: Vec<usize> = (0..large.len()).collect();
        let found = decisive(&leads, &from, self.ledgers.len(), Until::Lost);
        found.into_iter().map(|at| large[at]).collect()
    }
}

impl Sink for Table<'_> {
    fn row(&mut self, source: Source, strength: f64, targets: &[u32], weights: &[f32]) {
        let place = source.done_with().and_then(|item| self.profile.place_of(item));
        let root = place.map(|place| u32::try_from(place).expect("a history is short"));
        for (&target, &weight) in targets.iter().zip(weights) {
            let Some(slot) = self.slots.get(ItemIx(target)) else { continue };
            let amount = amount(strength, weight);
            self.sums[slot] += amount;
            if let Some(place) = place {
                self.given[place * self.n_slots + slot] += amount;
            }
            if let Some(ledger) = self.ledgers.get_mut(slot) {
                ledger.append(source, amount);
                self.roots[slot].push(Root { place: root, weight });
            }
        }
    }
}
