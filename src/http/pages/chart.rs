//! A ledger as a waterfall: bars from zero to the score, with numbers that add up as they are printed.
//!
//! Amounts are printed in ten-thousandths of a point. Rounded amounts need not add up to the rounded score, so what is left
//! over is a row of its own, "rounding", and the printed column is exact.

use crate::catalog::Aspect;
use crate::decision::{LedgerLine, LineSource};
use crate::ids::ItemId;
use crate::ledger::fold;

use super::tongue::Tongue;
use super::words;

/// How many pieces of evidence get a bar of their own.
const BARS_MAX: usize = 8;
/// The width of the drawing, in its own units.
const WIDTH: f64 = 1000.0;
/// The narrowest bar that can still be seen.
const BAR_MIN: f64 = 3.0;

/// Printed units in a score point.
const SCALE: f64 = 10_000.0;

/// An amount in ten-thousandths of a score point, as it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Points(i64);

impl Points {
    /// The nearest.
    #[expect(clippy::cast_possible_truncation, reason = "scores are small; a ten-thousandth of one fits by far")]
    pub(super) fn of(points: f64) -> Self {
        Self((points * SCALE).round() as i64)
    }

    /// With its sign, a true minus included.
    pub(super) fn signed(self) -> String {
        let sign = if self.0 < 0 { "−" } else { "+" };
        format!("{sign}{}", self.magnitude())
    }

    /// Without a sign where it is positive.
    pub(super) fn plain(self) -> String {
        if self.0 < 0 { self.signed() } else { self.magnitude() }
    }

    fn magnitude(self) -> String {
        let units = self.0.unsigned_abs();
        format!("{}.{:04}", units / 10_000, units % 10_000)
    }

    /// The sum of two printed amounts.
    pub(super) const fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    /// The difference of two printed amounts.
    pub(super) const fn less(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }

    /// As an integer, for checks.
    pub(super) const fn count(self) -> i64 {
        self.0
    }
}

/// One row of the chart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bar {
    /// What the customer did, or the rule.
    pub(super) label: String,
    /// The exact amount.
    pub(super) amount: f64,
    /// The printed amount.
    pub(super) shown: Points,
    /// The bar's left edge.
    pub(super) x: f64,
    /// The bar's width.
    pub(super) width: f64,
    /// Where the running sum stands after it.
    pub(super) end: f64,
    /// `for`, `against` or `rule`.
    pub(super) class: &'static str,
}

/// A ledger, drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Chart {
    /// From zero towards the score.
    pub(super) bars: Vec<Bar>,
    /// What rounding left over, where it did.
    pub(super) rounding: Option<Points>,
    /// The score, exactly.
    pub(super) score: f64,
    /// The score, as printed.
    pub(super) shown: Points,
    /// Where zero is.
    pub(super) zero: f64,
    /// The score's bar: left edge and width.
    pub(super) total: (f64, f64),
}

/// A row before it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) label: String,
    pub(super) amount: f64,
    pub(super) is_rule: bool,
}

/// Names a ledger line; `title` gives an item's title.
pub(super) fn label(tongue: Tongue, source: &LineSource, title: &dyn Fn(&ItemId) -> String) -> String {
    let unnamed = || tongue.say("line-unnamed");
    let named = |item: Option<&ItemId>| item.map_or_else(unnamed, title);
    match source {
        LineSource::History { item, event } | LineSource::Session { item, event } => {
            words::did(tongue, *event, &named(item.as_ref()))
        }
        LineSource::Transition { item, .. } => tongue.told("line-after", named(item.as_ref())),
        LineSource::Content { item, aspect: Some(aspect), .. } => tongue.told(alike(*aspect), named(item.as_ref())),
        LineSource::Content { aspect: None, .. } => tongue.told("line-common", unnamed()),
        LineSource::Context { item } => tongue.told("line-page", title(item)),
        LineSource::Popularity => tongue.say("line-popular"),
        LineSource::Trend => tongue.say("line-trend"),
        LineSource::Newness => tongue.say("line-new"),
        LineSource::Season => tongue.say("line-season"),
        LineSource::Stated { topic: Some(topic) } => tongue.told("line-told", topic),
        LineSource::Stated { topic: None } => tongue.say("line-told-unnamed"),
        LineSource::Reorder => tongue.say("line-again"),
        LineSource::Boost { label } => tongue.told("line-boost", label),
        LineSource::Diversity => tongue.say("line-variety"),
        LineSource::Novelty => tongue.say("line-few"),
        LineSource::Serendipity => tongue.say("line-surprise"),
        LineSource::Exposure { name } => tongue.told("line-chance", name),
        LineSource::Parity { name } => tongue.told("line-alike", name),
        LineSource::Calibration => tongue.say("line-mix"),
    }
}

const fn alike(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Title => "line-title",
        Aspect::Category => "line-category",
        Aspect::Brand => "line-brand",
        Aspect::Attribute => "line-attribute",
        Aspect::Price => "line-price",
    }
}

const fn is_rule(source: &LineSource) -> bool {
    matches!(
        source,
        LineSource::Boost { .. }
            | LineSource::Diversity
            | LineSource::Novelty
            | LineSource::Serendipity
            | LineSource::Exposure { .. }
            | LineSource::Parity { .. }
            | LineSource::Calibration
    )
}

/// Draws a ledger: the loudest evidence first, then what is small taken together, then the rules.
pub(super) fn chart(tongue: Tongue, ledger: &[LedgerLine], title: &dyn Fn(&ItemId) -> String) -> Chart {
    let entry = |line: &LedgerLine| Entry {
        label: label(tongue, &line.source, title),
        amount: line.amount,
        is_rule: is_rule(&line.source),
    };
    let (rules, mut evidence): (Vec<Entry>, Vec<Entry>) = ledger.iter().map(entry).partition(|entry| entry.is_rule);
    evidence.sort_by(|a, b| b.amount.abs().total_cmp(&a.amount.abs()));
    let small = if evidence.len() > BARS_MAX + 1 { evidence.split_off(BARS_MAX) } else { Vec::new() };
    evidence.extend(gathered(tongue, &small));
    evidence.extend(rules);
    drawn(evidence, fold(ledger.iter().map(|line| line.amount)))
}

fn gathered(tongue: Tongue, small: &[Entry]) -> Option<Entry> {
    let amount = fold(small.iter().map(|entry| entry.amount));
    let label = tongue.counted("line-smaller", small.len());
    (!small.is_empty()).then_some(Entry { label, amount, is_rule: false })
}

/// Lays bars end to end from zero.
fn drawn(entries: Vec<Entry>, score: f64) -> Chart {
    let mut at = 0.0;
    let ends: Vec<f64> = entries
        .iter()
        .map(|entry| {
            at += entry.amount;
            at
        })
        .collect();
    let reach = || ends.iter().copied().chain([0.0, score]);
    let low = reach().fold(0.0, f64::min);
    let span = (reach().fold(0.0, f64::max) - low).max(f64::MIN_POSITIVE);
    let place = |points: f64| (points - low) / span * WIDTH;
    let stretch = |from: f64, to: f64| {
        let (left, right) = (place(from.min(to)), place(from.max(to)));
        let width = (right - left).max(BAR_MIN);
        (left.min(WIDTH - width), width)
    };
    let starts = [0.0].into_iter().chain(ends.iter().copied());
    let bars: Vec<Bar> = entries
        .into_iter()
        .zip(starts.zip(ends.iter().copied()))
        .map(|(entry, (start, end))| {
            let (x, width) = stretch(start, end);
            let class = match (entry.is_rule, entry.amount < 0.0) {
                (_, true) => "against",
                (true, false) => "rule",
                (false, false) => "for",
            };
            let shown = Points::of(entry.amount);
            Bar { label: entry.label, amount: entry.amount, shown, x, width, end: place(end), class }
        })
        .collect();
    let shown = Points::of(score);
    let left_over = shown.0 - bars.iter().map(|bar| bar.shown.0).sum::<i64>();
    let rounding = (left_over != 0).then_some(Points(left_over));
    Chart { bars, rounding, score, shown, zero: place(0.0), total: stretch(0.0, score) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(amount: f64) -> LedgerLine {
        LedgerLine { source: LineSource::Popularity, amount }
    }

    proptest! {
        #[test]
        fn the_printed_rows_add_up_to_the_printed_score(amounts in prop::collection::vec(-3.0..3.0f64, 0..60)) {
            let ledger: Vec<LedgerLine> = amounts.iter().copied().map(line).collect();
            let chart = chart(Tongue::of("en"), &ledger, &|item| item.to_string());
            let rows: i64 = chart.bars.iter().map(|bar| bar.shown.count()).sum();
            let rounding = chart.rounding.map_or(0, Points::count);
            prop_assert_eq!(rows + rounding, chart.shown.count());
            prop_assert_eq!(chart.score.to_bits(), fold(amounts).to_bits());
            prop_assert!(chart.bars.len() <= BARS_MAX + 1);
            for bar in &chart.bars {
                prop_assert!(bar.x >= -1e-6 && bar.x + bar.width <= WIDTH + 1e-6, "{bar:?}");
            }
        }
    }

    #[test]
    fn a_number_is_printed_with_its_sign() {
        assert_eq!([0.25, -1.0004, 0.0].map(|points| Points::of(points).signed()), ["+0.2500", "−1.0004", "+0.0000"]);
        assert_eq!(Points::of(2.5).plain(), "2.5000");
    }
}
