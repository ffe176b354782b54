//! The accounts of a list, from one traversal of the evidence: every line of what is listed, and on which evidence each place
//! hangs most.

use super::Engine;
use super::counterfactual::{Rival, Until, decisive};
use super::pipeline::Pipeline;
use crate::event::Profile;
use crate::ids::ItemIx;
use crate::ledger::{Ledger, Sink, Source, amount};
use crate::reason::{Groups, REASON_SHARE_MIN, Telling};
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
    telling: Telling,
    /// By item of the list: the items of the history that it is bought together with, ascending.
    partners: Vec<Vec<ItemIx>>,
}

impl Accounts {
    pub(super) fn of(engine: &Engine, pipeline: &Pipeline, telling: Telling) -> Self {
        let placed = &pipeline.reranked.placed;
        let n_behind = match telling {
            Telling::LargestFirst => 0,
            Telling::DecisiveAlone | Telling::DecisiveFirst => RIVALS_BEHIND,
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
            Telling::LargestFirst => Vec::new(),
            Telling::DecisiveAlone | Telling::DecisiveFirst => {
                table.decisive(slot).into_iter().map(|at| pieces[at].item).collect()
            }
        };
        let decisive = (0..placed.len()).map(hangs_on).collect();
        let groups = Groups::of(&pipeline.profile, &engine.topics);
        let partners = placed.iter().map(|placed| {
            let own = pieces.iter().map(|piece| piece.item);
            let mut partners: Vec<ItemIx> = own.filter(|&own| engine.model.is_pair(own, placed.item)).collect();
            partners.sort_unstable();
            partners
        });
        Self { ledgers: table.ledgers, groups, decisive, telling, partners: partners.collect() }
    }

    /// The items of the history that an item of the list is bought together with.
    pub(super) fn partners_of(&self, at: usize) -> &[ItemIx] {
        &self.partners[at]
    }

    /// How what places hang on is told.
    pub(super) const fn telling(&self) -> Telling {
        self.telling
    }

    /// The evidence that the place of an item of the list hangs on most.
    pub(super) fn decisive_of(&self, at: usize) -> &[ItemIx] {
        &self.decisive[at]
    }
}

/// What every piece of evidence gives to the items of a list and to those behind it.
struct Table<'a> {
    /// By item of the catalogue: its column, or [`NO_SLOT`].
    slot_of: Vec<u32>,
    profile: &'a Profile,
    n_slots: usize,
    /// By piece of evidence, then by item.
    given: Vec<f64>,
    /// By item: the evidence, folded.
    sums: Vec<f64>,
    /// Of the items of the list, which come first.
    ledgers: Vec<Ledger>,
}

const NO_SLOT: u32 = u32::MAX;

impl<'a> Table<'a> {
    fn new(n_items: usize, items: &[u32], n_listed: usize, profile: &'a Profile) -> Self {
        let mut slot_of = vec![NO_SLOT; n_items];
        (0..).zip(items).for_each(|(slot, &item)| slot_of[item as usize] = slot);
        let n_slots = items.len();
        let (given, sums) = (vec![0.0; n_slots * profile.evidence().len()], vec![0.0; n_slots]);
        Self { slot_of, profile, n_slots, given, sums, ledgers: vec![Ledger::default(); n_listed] }
    }

    /// The pieces that the place of a listed item hangs on. Only what is large enough to be told comes into
    /// question; the item has lost its place when as many others as the list is long have more evidence.
    fn decisive(&self, slot: usize) -> Vec<usize> {
        let given = |piece: usize, slot: usize| self.given[piece * self.n_slots + slot];
        let positive: f64 = self.ledgers[slot].lines().iter().map(|line| line.amount.max(0.0)).sum();
        let is_large = |&piece: &usize| given(piece, slot) > 0.0 && given(piece, slot) >= REASON_SHARE_MIN * positive;
        let mut large: Vec<usize> = (0..self.profile.evidence().len()).filter(is_large).collect();
        large.sort_by(|&a, &b| given(b, slot).total_cmp(&given(a, slot)).then(a.cmp(&b)));
        let rival = |other: usize| Rival {
            lead: self.sums[slot] - self.sums[other],
            losses: large.iter().map(|&piece| given(piece, slot) - given(piece, other)).collect(),
        };
        let rivals: Vec<Rival> = (0..self.n_slots).filter(|&other| other != slot).map(rival).collect();
        let from: Vec<usize> = (0..large.len()).collect();
        let found = decisive(&rivals, &from, self.ledgers.len(), Until::Lost);
        found.into_iter().map(|at| large[at]).collect()
    }
}

impl Sink for Table<'_> {
    fn row(&mut self, source: Source, strength: f64, targets: &[u32], weights: &[f32]) {
        let place = source.done_with().and_then(|item| self.profile.place_of(item));
        for (&target, &weight) in targets.iter().zip(weights) {
            let slot = self.slot_of[target as usize];
            if slot == NO_SLOT {
                continue;
            }
            let (slot, amount) = (slot as usize, amount(strength, weight));
            self.sums[slot] += amount;
            if let Some(place) = place {
                self.given[place * self.n_slots + slot] += amount;
            }
            if let Some(ledger) = self.ledgers.get_mut(slot) {
                ledger.append(source, amount);
            }
        }
    }
}
