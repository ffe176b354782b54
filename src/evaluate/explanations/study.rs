//! All explainers beside each other, on the same recommendations of the same model.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use super::super::interval::{Interval, Resampling, bootstrap};
use super::asked::{Asked, all_but};
use super::count;
use super::explainers::{Background, Explainer, PLACES};
use crate::engine::{Fewest, Hunt, Rival, SET_MAX, fewest};
use crate::ids::ItemIx;
use crate::ledger::fold;
use crate::metrics::{Deletion, cdcg, deletion_counts, mean, overlap};

/// At most so many pieces are shown to a person.
const SHOWN: usize = 4;
/// The lengths of the fixed-length forms: 1 to this.
const LENGTHS: usize = 5;
/// The list that an item leaves or does not leave.
const LIST: u32 = 10;
/// How long the exhaustive search may take for one recommendation.
const HUNT: Hunt = Hunt { places: PLACES, steps_max: 300_000_000, asked_max: 200_000 };

/// How faithfully explainers name what recommendations rest on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Faithfulness {
    /// Recommendations explained, one per person: the first of the list.
    pub recommendations: usize,
    /// Pieces of evidence of a person, on average.
    pub evidence_mean: f64,
    /// What the account of the score says by itself.
    pub account: AccountReport,
    /// The explainers, the account's own lines first.
    pub explainers: Vec<ExplainerReport>,
    /// The best that any explainer could do at `POS@5` with so many pieces, by search over all sets.
    pub exhaustive: Vec<ExhaustiveReport>,
}

/// Whether the account is whole, and how much of it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct AccountReport {
    /// The largest `|fold of the lines - score|`.
    pub residual_max: f64,
    /// The mean share of the positive lines that the four largest hold.
    pub coverage_of_four: f64,
    /// The share of recommendations whose four largest lines hold at least 80 % of what is positive.
    pub four_hold_four_fifths: f64,
}

/// How one explainer fares.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainerReport {
    /// Which.
    pub name: &'static str,
    /// By metric; 95 % intervals over people.
    pub metrics: BTreeMap<String, Interval>,
    /// The metrics less those of `lines`, for the same people; an interval that does not hold 0 is a difference.
    pub less_lines: BTreeMap<String, Interval>,
    /// The same less those of `told`, which the product tells.
    pub less_told: BTreeMap<String, Interval>,
    /// `(random - this) / (random - exhaustive)` at `POS@5`, for 1 to 3 pieces: 1 where nothing could do better.
    pub gap_closed: Vec<f64>,
}

/// The bound for so many pieces.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ExhaustiveReport {
    /// At most so many pieces are taken away.
    pub pieces: usize,
    /// The share of recommendations that are still among the best five whatever is taken.
    pub pos_at_5: Interval,
    /// The share of recommendations for which the search was cut short; they count as staying.
    pub unproven: f64,
}

/// Per metric, one value.
type Row = BTreeMap<String, f64>;

/// What was measured on one recommendation.
pub(super) struct Measured {
    pieces: usize,
    residual: f64,
    coverage: f64,
    by_explainer: Vec<Row>,
    /// The fewest pieces that drive the item from the best five, and whether smaller numbers are ruled out.
    fewest: Fewest,
}

/// Measures one recommendation with all explainers.
pub(super) fn measure(asked: &Asked<'_>, background: &Background<'_>) -> Measured {
    let lines = asked.lines(asked.item);
    let mut shares: Vec<f64> = lines.iter().copied().filter(|line| *line > 0.0).collect();
    shares.sort_by(|a, b| b.total_cmp(a));
    let positive = fold(shares.iter().copied()) + asked.rest[asked.item.at()].max(0.0);
    let shown = fold(shares.iter().copied().take(SHOWN));
    Measured {
        pieces: asked.len(),
        residual: (asked.told(&lines, &vec![true; asked.len()]) - asked.score()).abs(),
        coverage: if positive > 0.0 { shown / positive } else { 0.0 },
        by_explainer: Explainer::ALL.into_iter().map(|explainer| row(explainer, asked, background)).collect(),
        fewest: exhaustive(asked),
    }
}

fn row(explainer: Explainer, asked: &Asked<'_>, background: &Background<'_>) -> Row {
    let order = explainer.order(asked, background);
    let mut row = Row::new();
    deleted(asked, &order, &mut row);
    of_fixed_length(asked, &order, &mut row);
    let cited: Vec<ItemIx> = order.iter().take(SHOWN).map(|&at| asked.pieces[at]).collect();
    let popularity: Vec<f64> = cited.iter().map(|&item| background.popularity(item)).collect();
    row.insert("cited_popularity".to_owned(), mean(&popularity).unwrap_or(0.0));
    if let Some(ages) = &asked.ages_days {
        let is_older = |age: f64, than: f64| if age >= than { 1.0 } else { 0.0 };
        let recency = |&at: &usize| mean(&ages.iter().map(|&age| is_older(age, ages[at])).collect::<Vec<f64>>());
        let of_cited: Vec<f64> = order.iter().take(SHOWN).filter_map(recency).collect();
        row.insert("cited_recency".to_owned(), mean(&of_cited).unwrap_or(0.0));
    }
    if let Some(stability) = stability(explainer, asked, background, &cited) {
        row.insert("stability".to_owned(), stability);
    }
    row
}

/// The LXR metrics: the history goes in ten steps.
fn deleted(asked: &Asked<'_>, order: &[usize], row: &mut Row) {
    let (n, mut scores, mut deletion) = (asked.len(), Vec::new(), Deletion::default());
    for gone in deletion_counts(n) {
        let (rank, score) = asked.outcome(&all_but(n, &order[..gone]), &mut scores);
        let (rank_from_last, _) = asked.outcome(&all_but(n, &order[n - gone..]), &mut scores);
        let (_, alone) = asked.outcome(&all_but(n, &order[gone..]), &mut scores);
        deletion.ranks.push(rank);
        deletion.ranks_from_last.push(rank_from_last);
        deletion.kept.push(score / asked.score());
        deletion.inserted.push(alone / asked.score());
    }
    for k in [1, 5, 10, 20, 50, 100] {
        row.insert(format!("pos@{k}"), deletion.pos_at_k(k));
        row.insert(format!("neg@{k}"), deletion.neg_at_k(k));
    }
    row.insert("del".to_owned(), deletion.del());
    row.insert("ins".to_owned(), deletion.ins());
    row.insert("cdcg".to_owned(), deletion.cdcg());
}

/// The fixed-length forms, and necessity: what becomes of the item without what is shown.
///
/// PN-R is the share of items that leave the list of ten without what is shown (probability of necessity, Tan et al. 2021),
/// PN-S the share of the score that is lost with it.
fn of_fixed_length(asked: &Asked<'_>, order: &[usize], row: &mut Row) {
    let (n, mut scores) = (asked.len(), Vec::new());
    for length in 1..=LENGTHS {
        let (rank, score) = asked.outcome(&all_but(n, &order[..length.min(n)]), &mut scores);
        let is_within = |k: u32| if rank <= k { 1.0 } else { 0.0 };
        row.insert(format!("pos@5|{length}"), is_within(5));
        row.insert(format!("pos@10|{length}"), is_within(10));
        row.insert(format!("cdcg|{length}"), cdcg(&[rank]));
        row.insert(format!("del|{length}"), score / asked.score());
        if length == SHOWN {
            row.insert("pn_r".to_owned(), 1.0 - is_within(LIST));
            row.insert("pn_s".to_owned(), 1.0 - score / asked.score());
        }
    }
}

/// How much of what is shown stays when one piece of evidence at random is gone (Jaccard, over the pieces that remain).
fn stability(explainer: Explainer, asked: &Asked<'_>, background: &Background<'_>, cited: &[ItemIx]) -> Option<f64> {
    let n = asked.len();
    if n < 2 {
        return None;
    }
    let gone = super::super::interval::below(n, &mut background.random(asked, "event"));
    let less = asked.without(gone);
    let mut before: Vec<ItemIx> = cited.iter().copied().filter(|&item| item != asked.pieces[gone]).collect();
    let mut after: Vec<ItemIx> =
        explainer.order(&less, background).into_iter().take(before.len()).map(|at| less.pieces[at]).collect();
    before.sort_unstable();
    after.sort_unstable();
    Some(overlap(&before, &after))
}

/// The fewest pieces without which the item is not among the best five.
fn exhaustive(asked: &Asked<'_>) -> Fewest {
    let n = asked.len();
    let own = asked.lines(asked.item);
    let volumes = asked.volume_bounds();
    let rest = |at: usize| asked.rest[asked.item.at()] - asked.rest[at];
    let mut losses: Vec<Vec<f64>> = vec![own.clone(); asked.scores.len()];
    for (piece, row) in asked.rows.iter().enumerate() {
        row.iter().for_each(|&(target, given)| losses[target as usize][piece] -= given);
    }
    let rivals: Vec<Rival> = losses
        .into_iter()
        .enumerate()
        .filter(|(at, _)| asked.is_open[*at] && *at != asked.item.at())
        .map(|(at, losses)| {
            let rest = volumes.map(|volume| rest(at) / volume).into_iter().fold(f64::INFINITY, f64::min);
            Rival { lead: fold(losses.iter().copied()) + rest, losses }
        })
        .collect();
    let mut scores = Vec::new();
    let places = u32::try_from(PLACES).expect("a short list");
    fewest(&rivals, n, HUNT, &mut |gone| asked.outcome(&all_but(n, gone), &mut scores).0 > places)
}

/// What all recommendations show together.
pub(super) fn summed_up(measured: &[Measured], how: Resampling) -> Faithfulness {
    let column = |of: &dyn Fn(&Measured) -> f64| -> Vec<f64> { measured.iter().map(of).collect() };
    let exhaustive = bounds(measured, how);
    let rows = |at: usize| measured.iter().map(move |measured| &measured.by_explainer[at]);
    let random = Explainer::ALL.iter().position(|explainer| *explainer == Explainer::Random).expect("one of them");
    let pos_of = |at: usize, length: usize| {
        let values: Vec<f64> = rows(at).map(|row| row[&format!("pos@5|{length}")]).collect();
        mean(&values).unwrap_or(0.0)
    };
    let explainers = Explainer::ALL.into_iter().enumerate().map(|(at, explainer)| {
        let own: Vec<&Row> = rows(at).collect();
        let less = |other: Explainer| {
            let of = Explainer::ALL.into_iter().position(|explainer| explainer == other).expect("one of all");
            let others: Vec<&Row> = rows(of).collect();
            if at == of { BTreeMap::new() } else { intervals(&own, Some(&others), how) }
        };
        let closed = |bound: &ExhaustiveReport| {
            let (floor, chance) = (bound.pos_at_5.mean, pos_of(random, bound.pieces));
            if chance > floor { (chance - pos_of(at, bound.pieces)) / (chance - floor) } else { 1.0 }
        };
        ExplainerReport {
            name: explainer.name(),
            metrics: intervals(&own, None, how),
            less_lines: less(Explainer::Lines),
            less_told: less(Explainer::Told),
            gap_closed: exhaustive.iter().map(closed).collect(),
        }
    });
    Faithfulness {
        recommendations: measured.len(),
        evidence_mean: mean(&column(&|measured| count(measured.pieces))).unwrap_or(0.0),
        account: AccountReport {
            residual_max: measured.iter().map(|measured| measured.residual).fold(0.0, f64::max),
            coverage_of_four: mean(&column(&|measured| measured.coverage)).unwrap_or(0.0),
            four_hold_four_fifths: mean(&column(&|m| if m.coverage >= 0.8 { 1.0 } else { 0.0 })).unwrap_or(0.0),
        },
        explainers: explainers.collect(),
        exhaustive,
    }
}

/// The means of all metrics that every recommendation has, or of their differences to others.
fn intervals(own: &[&Row], less: Option<&[&Row]>, how: Resampling) -> BTreeMap<String, Interval> {
    let Some(first) = own.first() else { return BTreeMap::new() };
    let names: Vec<&String> = first.keys().filter(|name| own.iter().all(|row| row.contains_key(*name))).collect();
    let value = |at: usize, name: &String| own[at][name] - less.map_or(0.0, |less| less[at][name]);
    let columns: Vec<Vec<f64>> = names.iter().map(|name| (0..own.len()).map(|at| value(at, name)).collect()).collect();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    names.into_iter().cloned().zip(bootstrap(&columns, how)).collect()
}

fn bounds(measured: &[Measured], how: Resampling) -> Vec<ExhaustiveReport> {
    let stays = |measured: &Measured, pieces: usize| {
        let is_driven = measured.fewest.set.as_ref().is_some_and(|set| set.len() <= pieces);
        if is_driven { 0.0 } else { 1.0 }
    };
    let report = |pieces: usize| {
        let column: Vec<f64> = measured.iter().map(|measured| stays(measured, pieces)).collect();
        let is_open = |m: &&Measured| !m.fewest.is_proven && m.fewest.set.as_ref().is_none_or(|set| set.len() > pieces);
        ExhaustiveReport {
            pieces,
            pos_at_5: bootstrap(&[&column], how)[0],
            unproven: count(measured.iter().filter(is_open).count()) / count(measured.len().max(1)),
        }
    };
    (1..=SET_MAX).map(report).collect()
}

/// Measures every recommendation, in order, on so many threads.
pub(super) fn measure_all<T: Sync>(
    people: &[T],
    threads: usize,
    measure: &(dyn Fn(&T) -> Option<Measured> + Sync),
    tick: &(dyn Fn() + Sync),
) -> Vec<Measured> {
    let one = |person: &T| {
        let measured = measure(person);
        tick();
        measured
    };
    let all: Vec<Option<Measured>> = crate::parallel::pool(threads).install(|| people.par_iter().map(one).collect());
    all.into_iter().flatten().collect()
}
