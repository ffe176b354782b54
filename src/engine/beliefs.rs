//! What can be believed of each line of a ledger.

use super::Engine;
use crate::fit::{Belief, Spread, Spreads, popularity_error, trend_error};
use crate::ids::ItemIx;
use crate::ledger::{Ledger, Line, Source, amount};

/// What can be believed of each line of an item's ledger, in order; `None` where the model does not know.
///
/// What was learnt from customers strays: weights, popularity, trend. What the shop or the customer said, what is described, and what
/// a rule adds is as it is.
pub(super) fn beliefs(engine: &Engine, item: ItemIx, ledger: &Ledger) -> Option<Vec<Belief>> {
    let spreads = engine.model.manifest().spreads?;
    let gauge = Gauge { engine, item, people: engine.model.people(item), spreads };
    Some(ledger.lines().iter().map(|line| gauge.of(line)).collect())
}

struct Gauge<'a> {
    engine: &'a Engine,
    item: ItemIx,
    people: u64,
    spreads: Spreads,
}

impl Gauge<'_> {
    fn of(&self, line: &Line) -> Belief {
        let model = &self.engine.model;
        let params = model.params();
        let around = |deviation: f64| Belief { expected: line.amount, deviation };
        match line.source {
            Source::History { item, .. } | Source::Session { item, .. } => {
                self.learnt(line.amount, item, model.weight(item, self.item), self.spreads.together)
            }
            Source::Transition { item, .. } => match self.spreads.next {
                Some(spread) => self.learnt(line.amount, item, model.next_weight(item, self.item), spread),
                // Too few visits tell: it may as well be nothing.
                None => around(line.amount.abs()),
            },
            Source::Context { item } => {
                let weight = model.weight(item, self.item);
                // The page's descriptions have lines of the same source.
                let is_learnt = amount(params.context * params.history, weight).to_bits() == line.amount.to_bits();
                let learnt = || self.learnt(line.amount, item, weight, self.spreads.together);
                if is_learnt { learnt() } else { Belief::exact(line.amount) }
            }
            Source::Popularity => {
                around(params.popularity * popularity_error(self.people, model.manifest().most_chosen))
            }
            Source::Trend => {
                let trend = f64::from(model.trend()[self.item.at()]);
                around(params.trend * trend_error(trend, self.spreads.late_share * count(self.people)))
            }
            Source::Content { .. }
            | Source::Newness
            | Source::Stated { .. }
            | Source::Reorder
            | Source::Boost { .. }
            | Source::Diversity
            | Source::Novelty
            | Source::Serendipity
            | Source::Exposure { .. }
            | Source::Parity { .. }
            | Source::Calibration => Belief::exact(line.amount),
        }
    }

    /// Of an amount that a weight gave.
    fn learnt(&self, amount: f64, evidence: ItemIx, weight: f32, spread: Spread) -> Belief {
        let weight = f64::from(weight);
        if weight == 0.0 {
            return Belief::exact(amount);
        }
        let (model, spreads) = (&self.engine.model, &self.spreads);
        let people = [model.people(evidence), self.people].map(|n| spreads.among(n, model.manifest().customers));
        let belief = spread.belief(weight, people);
        let by = amount / weight;
        Belief { expected: by * belief.expected, deviation: by.abs() * belief.deviation }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn count(people: u64) -> f64 {
    people as f64
}
