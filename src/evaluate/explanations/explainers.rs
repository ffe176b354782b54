//! Ways to say which evidence a recommendation rests on, all about the same model.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use super::super::interval::below;
use super::asked::Asked;
use super::surrogates::{lime, shapley};
use crate::engine::{Leads, RIVALS_BEHIND, Until, decisive};
use crate::ids::ItemIx;
use crate::reason::{REASON_SHARE_MIN, REASONS_MAX};
use crate::stats::SymmetricRows;

/// So many places of the list, counted from the item, are what contrastive explainers look at: what `POS@5` asks for.
pub(super) const PLACES: usize = 5;
/// So many rivals are at hand for the search for the smallest lead.
const RIVALS: usize = 100;

/// A way to rank evidence by how much a recommendation rests on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Explainer {
    /// The lines of the account: what each piece gives to the item.
    Lines,
    /// What a piece gives to the item less what it gives to the next one in the list.
    RunnerUp,
    /// What a piece gives to the item less what it gives to the next five on average.
    Contrast,
    /// One after the other, the piece whose absence most lessens the lead over the fifth of those that come next.
    Margin,
    /// As `Margin` until the item would leave the best five, for three pieces at most; the others by their lines.
    Decisive,
    /// As `Decisive`, by what the product does: see [`as_told`].
    Told,
    /// How alike the piece and the item are: the cosine of who chose them.
    Cosine,
    /// Any order.
    Random,
    /// A weighted linear model of scores under random absences (Ribeiro, Singh & Guestrin 2016).
    Lime,
    /// Sampled Shapley values of the score (Castro, Gómez & Tejada 2009).
    Shapley,
}

/// What explainers need besides the recommendation.
pub(super) struct Background<'a> {
    /// How many people chose both of two items.
    pub(super) together: &'a SymmetricRows,
    /// How many people were learnt from.
    pub(super) people: f64,
    /// Names all draws.
    pub(super) seed: u64,
}

impl Background<'_> {
    fn cosine(&self, a: ItemIx, b: ItemIx) -> f64 {
        let norm = (self.together.get(a, a) * self.together.get(b, b)).sqrt();
        if norm > 0.0 { self.together.get(a, b) / norm } else { 0.0 }
    }

    /// The share of people who chose an item.
    pub(super) fn popularity(&self, item: ItemIx) -> f64 {
        self.together.get(item, item) / self.people.max(1.0)
    }

    /// A stream of chance for one recommendation and purpose.
    pub(super) fn random(&self, asked: &Asked<'_>, purpose: &str) -> Xoshiro256PlusPlus {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.seed.to_le_bytes()).update(purpose.as_bytes()).update(&asked.item.0.to_le_bytes());
        for piece in &asked.pieces {
            hasher.update(&piece.0.to_le_bytes());
        }
        Xoshiro256PlusPlus::from_seed(*hasher.finalize().as_bytes())
    }
}

impl Explainer {
    /// All of them.
    pub(super) const ALL: [Self; 10] = [
        Self::Lines,
        Self::RunnerUp,
        Self::Contrast,
        Self::Margin,
        Self::Decisive,
        Self::Told,
        Self::Cosine,
        Self::Random,
        Self::Lime,
        Self::Shapley,
    ];

    /// The name in reports.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Lines => "lines",
            Self::RunnerUp => "runner_up",
            Self::Contrast => "contrast",
            Self::Margin => "margin",
            Self::Decisive => "decisive",
            Self::Told => "told",
            Self::Cosine => "cosine",
            Self::Random => "random",
            Self::Lime => "lime",
            Self::Shapley => "shapley",
        }
    }

    /// The pieces of evidence, the most important first; ties by place.
    pub(super) fn order(self, asked: &Asked<'_>, background: &Background<'_>) -> Vec<usize> {
        match self {
            Self::Lines => by_value(&asked.lines(asked.item)),
            Self::RunnerUp => by_value(&contrast(asked, 1)),
            Self::Contrast => by_value(&contrast(asked, PLACES)),
            Self::Margin => margin(asked, RIVALS, &by_value(&asked.lines(asked.item)), Until::Nothing),
            Self::Decisive => margin(asked, RIVALS, &by_value(&asked.lines(asked.item)), Until::Lost),
            Self::Told => as_told(asked),
            Self::Cosine => {
                let alike = asked.pieces.iter().map(|&piece| background.cosine(piece, asked.item));
                by_value(&alike.collect::<Vec<f64>>())
            }
            Self::Random => shuffled(asked.len(), &mut background.random(asked, "order")),
            Self::Lime => by_value(&lime(asked, &mut background.random(asked, "lime"))),
            Self::Shapley => by_value(&shapley(asked, &mut background.random(asked, "shapley"))),
        }
    }
}

/// Places by value, largest first.
fn by_value(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]).then(a.cmp(&b)));
    order
}

/// A random order (Fisher & Yates).
pub(super) fn shuffled(n: usize, random: &mut Xoshiro256PlusPlus) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    for last in (1..n).rev() {
        order.swap(last, below(last + 1, random));
    }
    order
}

/// Heads or tails, many times.
pub(super) fn coins(n: usize, random: &mut Xoshiro256PlusPlus) -> Vec<bool> {
    (0..n).map(|_| random.next_u64() >> 63 == 1).collect()
}

fn contrast(asked: &Asked<'_>, n_rivals: usize) -> Vec<f64> {
    let rivals = asked.rivals(n_rivals);
    let own = asked.lines(asked.item);
    let mean = |piece: usize| {
        let given: f64 = rivals.iter().map(|&rival| asked.line(piece, rival)).sum();
        given / super::count(rivals.len().max(1))
    };
    own.iter().enumerate().map(|(piece, own)| own - mean(piece)).collect()
}

/// Of some pieces, at each step the one without which the lead over the fifth-nearest of so many rivals is smallest; then all
/// others by their lines.
fn margin(asked: &Asked<'_>, n_rivals: usize, from: &[usize], until: Until) -> Vec<usize> {
    let mut order = decisive(&leads(asked, n_rivals), from, PLACES, until);
    let own = asked.lines(asked.item);
    let others: Vec<usize> = by_value(&own).into_iter().filter(|piece| !order.contains(piece)).collect();
    order.extend(others);
    order
}

/// How far the item is ahead of its nearest rivals, and which pieces that rests on.
fn leads(asked: &Asked<'_>, n_rivals: usize) -> Leads {
    let (own, rivals) = (asked.lines(asked.item), asked.rivals(n_rivals));
    let ahead = rivals.iter().map(|rival| asked.score() - asked.scores[rival.at()]).collect();
    let lost = |(piece, own): (usize, &f64)| rivals.iter().map(|&rival| own - asked.line(piece, rival)).collect();
    Leads { ahead, losses: own.iter().enumerate().map(lost).collect() }
}

/// As the product tells of a list of five: only pieces that are large enough to be told by themselves come first, and the
/// rivals are the list and so many behind it as the product looks at. It shows no more than so many; what would come after them is
/// ranked as if these were gone, by the margin as long as the item keeps its place, and by the lines while it has lost it.
fn as_told(asked: &Asked<'_>) -> Vec<usize> {
    let own = asked.lines(asked.item);
    let positive = own.iter().map(|line| line.max(0.0)).sum::<f64>() + asked.rest[asked.item.at()].max(0.0);
    let large: Vec<usize> = by_value(&own)
        .into_iter()
        .filter(|&piece| own[piece] > 0.0 && own[piece] >= REASON_SHARE_MIN * positive)
        .collect();
    let mut order = margin(asked, PLACES - 1 + RIVALS_BEHIND, &large, Until::Lost);
    let others = order.split_off(REASONS_MAX.min(order.len()));
    let mut leads = leads(asked, RIVALS);
    for &shown in &order {
        leads.ahead.iter_mut().zip(&leads.losses[shown]).for_each(|(lead, loss)| *lead -= loss);
    }
    order.extend(decisive(&leads, &others, PLACES, Until::Kept));
    order
}
