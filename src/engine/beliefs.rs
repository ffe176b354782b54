//! What can be believed of each line of a ledger.

use super::Engine;
use super::accounts::Root;
use crate::fit::{Belief, Crowd, Spread, Spreads, popularity_error, trend_error};
use crate::ids::ItemIx;
use crate::ledger::{Line, Source, amount};

/// What can be believed of each line of an item's account, in order; `None` where the model does not know. The lines of its evidence
/// come first, each from its root, which names a piece of the history by its place among the crowds.
///
/// What was learnt from customers strays: weights, popularity, trend. What the shop or the customer said, what is described, and what
/// a rule adds is as it is.
pub(super) fn beliefs(
    engine: &Engine,
    item: ItemIx,
    lines: &[Line],
    (roots, crowds): (&[Root], &[Crowd]),
) -> Option<Vec<Belief>> {
    let spreads = engine.model.manifest().spreads?;
    let people = engine.model.people(item);
    let crowd = spreads.among(people, engine.model.manifest().customers);
    let gauge = Gauge { engine, item, people, crowd, spreads, crowds };
    let roots = roots.iter().copied().map(Some).chain(std::iter::repeat(None));
    Some(lines.iter().zip(roots).map(|(line, root)| gauge.of(line, root)).collect())
}

struct Gauge<'a> {
    engine: &'a Engine,
    item: ItemIx,
    people: u64,
    crowd: Crowd,
    spreads: Spreads,
    /// By piece of evidence.
    crowds: &'a [Crowd],
}

impl Gauge<'_> {
    fn of(&self, line: &Line, root: Option<Root>) -> Belief {
        let model = &self.engine.model;
        let params = model.params();
        let around = |deviation: f64| Belief { expected: line.amount, deviation };
        match line.source {
            Source::History { .. } | Source::Session { .. } => self.rooted(line.amount, root, self.spreads.together),
            Source::Transition { .. } => match self.spreads.next {
                Some(spread) => self.rooted(line.amount, root, spread),
                // Too few visits tell: it may as well be nothing.
                None => around(line.amount.abs()),
            },
            Source::Context { item } => {
                let weight = model.weight(item, self.item);
                // The page's descriptions have lines of the same source.
                let is_learnt = amount(params.context * params.history, weight).to_bits() == line.amount.to_bits();
                let crowd = || self.spreads.among(model.people(item), model.manifest().customers);
                let learnt = || self.learnt(line.amount, weight, crowd(), self.spreads.together);
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
            | Source::Season
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

    /// Of an amount that a piece of the history gave.
    fn rooted(&self, amount: f64, root: Option<Root>, spread: Spread) -> Belief {
        let Root { place, weight } = root.expect("a line of the evidence has a root");
        let place = place.expect("what the customer did is in the history");
        self.learnt(amount, weight, self.crowds[place as usize], spread)
    }

    /// Of an amount that a weight gave, between what a crowd chose and the item.
    fn learnt(&self, amount: f64, weight: f32, crowd: Crowd, spread: Spread) -> Belief {
        let weight = f64::from(weight);
        if weight == 0.0 {
            return Belief::exact(amount);
        }
        let belief = spread.belief(weight, [crowd, self.crowd]);
        let by = amount / weight;
        Belief { expected: by * belief.expected, deviation: by.abs() * belief.deviation }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn count(people: u64) -> f64 {
    people as f64
}
