//! The full explanation of one item of a decision: "why this", "why this and not that", "what would it take".

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Engine;
use super::accounts::Accounts;
use super::counterfactual::Reruns;
use super::pipeline::{Ablation, Pipeline};
use super::present::Teller;
use crate::decision::{AnswerItem, Detail, Inputs, LineSource, Record, Without};
use crate::ids::{ItemId, ItemIx};
use crate::ledger::{Ledger, Source, fold};
use crate::reason::{TellingOrder, may_name};
use crate::score;

/// Why an item stands where it does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Why {
    /// The item with reasons, ledger and the rank without each reason.
    pub item: AnswerItem,
    /// The fewest pieces of all evidence without which it would not be in the list; `null` when no set of at most three was
    /// found.
    pub minimal_set: Option<MinimalSet>,
    /// Whether every smaller set (with `null`, every set of at most three) is known not to do it, by bounds on the lines and by
    /// re-runs. If not, a smaller one may exist.
    #[serde(default)]
    #[schema(example = true)]
    pub minimal_set_is_proven: bool,
    /// Line by line against another item, if asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<Contrast>,
}

/// Evidence without which an item would leave the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MinimalSet {
    /// The items of the evidence; how many must not be named is in `unnamed`.
    pub items: Vec<ItemId>,
    /// How many more belong to the set but must not be named.
    #[schema(example = 0)]
    pub unnamed: usize,
    /// The rank without them.
    #[schema(example = 27)]
    pub rank: Option<u32>,
}

/// Why this and not that: `amount_this - amount_that` per source, which add up to the gap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Contrast {
    /// The other item.
    pub item: ItemId,
    /// Its score by evidence, with the reranking lines where it is in the list.
    #[schema(example = 1.9)]
    pub score: f64,
    /// The score of the one less the score of the other.
    #[schema(example = 0.4125)]
    pub gap: f64,
    /// Line by line, largest difference first.
    pub lines: Vec<ContrastLine>,
}

/// One source on both sides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ContrastLine {
    /// Where it comes from.
    pub source: LineSource,
    /// What it gives to the item that is shown.
    #[schema(example = 1.41)]
    pub this: f64,
    /// What it gives to the other.
    #[schema(example = 0.2)]
    pub that: f64,
}

/// Why there is no explanation.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WhyError {
    /// The item is not in the list.
    #[error("item `{0}` is not in this decision's list")]
    NotInList(ItemId),
    /// The other item is unknown to the model.
    #[error("item `{0}` is unknown to the model of this decision")]
    UnknownOther(ItemId),
}

impl Engine {
    /// Explains one item of a decision in full, as its record tells it.
    ///
    /// # Errors
    /// When the item is not in the list, or the other one is unknown.
    pub fn why(&self, record: &Record, item: &ItemId, instead_of: Option<&ItemId>) -> Result<Why, WhyError> {
        let inputs = &record.inputs;
        let pipeline = Pipeline::run(self, inputs, &Ablation::default());
        let not_in_list = || WhyError::NotInList(item.clone());
        let ix = self.model().vocabulary().index(item).ok_or_else(not_in_list)?;
        let at = pipeline.reranked.placed.iter().position(|placed| placed.item == ix).ok_or_else(not_in_list)?;
        let accounts = Accounts::of(self, &pipeline, TellingOrder::of_schema(record.schema));
        let reruns = Reruns::new(self, inputs, &pipeline);
        let teller = Teller { engine: self, inputs, pipeline: &pipeline, accounts: &accounts, reruns: &reruns, at };
        let contrast = instead_of.map(|other| self.contrast(&teller, other)).transpose()?;
        let fewest = reruns.fewest_without(ix, pipeline.reranked.placed.len());
        Ok(Why {
            item: teller.told(Detail::Full),
            minimal_set: fewest.set.as_ref().map(|set| self.minimal_set(&teller, set)),
            minimal_set_is_proven: fewest.is_proven,
            instead_of: contrast,
        })
    }

    /// The place of an item of a decision without everything that the customer did with another one: the whole pipeline again.
    ///
    /// # Errors
    /// When the item is not in the list.
    pub fn without(&self, inputs: &Inputs, item: &ItemId, gone: &ItemId) -> Result<Without, WhyError> {
        let pipeline = Pipeline::run(self, inputs, &Ablation::default());
        let place = self.model().vocabulary().index(item);
        let listed = place.filter(|place| pipeline.reranked.placed.iter().any(|placed| placed.item == *place));
        let ix = listed.ok_or_else(|| WhyError::NotInList(item.clone()))?;
        let gone: Vec<ItemIx> = self.model().vocabulary().index(gone).into_iter().collect();
        Ok(Without { rank: Reruns::new(self, inputs, &pipeline).rank_without(&gone, ix) })
    }

    /// What an item of a decision mostly rests on of what the customer did: the loudest things, together at least half of what their
    /// history says for it, those that must not be named among them.
    ///
    /// # Errors
    /// When the item is not in the list.
    pub fn rests_on(&self, inputs: &Inputs, item: &ItemId) -> Result<Vec<ItemId>, WhyError> {
        let pipeline = Pipeline::run(self, inputs, &Ablation::default());
        let place = self.model().vocabulary().index(item);
        let at = pipeline.reranked.placed.iter().position(|placed| Some(placed.item) == place);
        let at = at.ok_or_else(|| WhyError::NotInList(item.clone()))?;
        let mut said: BTreeMap<ItemIx, f64> = BTreeMap::new();
        for line in Accounts::of(self, &pipeline, TellingOrder::LargestFirst).ledgers[at].lines() {
            if let Some(of) = line.source.done_with() {
                *said.entry(of).or_default() += line.amount;
            }
        }
        let mut said: Vec<(ItemIx, f64)> = said.into_iter().filter(|(_, amount)| *amount > 0.0).collect();
        said.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let half = fold(said.iter().map(|(_, amount)| *amount)) / 2.0;
        let before = said.iter().scan(0.0, |sum, (_, amount)| Some(std::mem::replace(sum, *sum + amount)));
        let loudest = said.iter().zip(before).take_while(|(_, before)| *before < half);
        Ok(loudest.map(|((item, _), _)| self.model().vocabulary().id(*item).clone()).collect())
    }

    fn contrast(&self, teller: &Teller<'_>, other: &ItemId) -> Result<Contrast, WhyError> {
        let unknown = || WhyError::UnknownOther(other.clone());
        let other_ix = self.model().vocabulary().index(other).ok_or_else(unknown)?;
        let listed = teller.pipeline.reranked.placed.iter().position(|placed| placed.item == other_ix);
        let that = match listed {
            Some(at) => teller.accounts.ledgers[at].clone(),
            None => score::ledgers(&teller.pipeline.query(self), &[other_ix]).remove(0),
        };
        let this = teller.ledger();
        let sources: BTreeSet<Source> = this.lines().iter().chain(that.lines()).map(|line| line.source).collect();
        let mut lines: Vec<ContrastLine> = sources
            .into_iter()
            .map(|source| ContrastLine {
                source: teller.line(&crate::ledger::Line { source, amount: 0.0 }).source,
                this: of_source(this, source),
                that: of_source(&that, source),
            })
            .collect();
        lines.sort_by(|a, b| (b.this - b.that).abs().total_cmp(&(a.this - a.that).abs()));
        Ok(Contrast { item: other.clone(), score: that.fold(), gap: this.fold() - that.fold(), lines })
    }

    /// The set in names, as far as they may be named.
    fn minimal_set(&self, teller: &Teller<'_>, set: &[usize]) -> MinimalSet {
        let evidence = teller.pipeline.profile.evidence();
        let mut gone: Vec<ItemIx> = set.iter().map(|&at| evidence[at].item).collect();
        gone.sort_unstable();
        let named = set.iter().map(|&at| &evidence[at]).filter(|piece| may_name(piece, self.catalog()));
        let items: BTreeSet<ItemId> = named.map(|piece| self.model().vocabulary().id(piece.item).clone()).collect();
        let rank = teller.reruns.rank_without(&gone, teller.placed().item);
        MinimalSet { unnamed: set.len() - items.len(), items: items.into_iter().collect(), rank }
    }
}

fn of_source(ledger: &Ledger, source: Source) -> f64 {
    fold(ledger.lines().iter().filter(|line| line.source == source).map(|line| line.amount))
}
