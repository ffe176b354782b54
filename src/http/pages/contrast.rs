//! "Why this and not that?": two accounts line by line, as bars to either side.

use super::chart::{Points, label};
use super::tongue::Tongue;
use crate::engine::{Contrast, ContrastLine};
use crate::ids::ItemId;
use crate::ledger::fold;

/// How many lines are told on their own.
const ROWS_MAX: usize = 8;
/// Half the drawing's width: the reach of one side.
const REACH: f64 = 500.0;

/// Gives the title of an item.
type Titles<'a> = &'a dyn Fn(&ItemId) -> String;

/// One source on both sides.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// What the customer did, or the rule.
    pub(super) label: String,
    /// What it gives to the item that is shown.
    pub(super) this: Points,
    /// What it gives to the other.
    pub(super) that: Points,
    /// The first less the second, as printed.
    pub(super) gap: Points,
    /// Left edge and width of the bar.
    pub(super) bar: (f64, f64),
    /// `for` or `against`.
    pub(super) class: &'static str,
}

/// One item against another.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Versus {
    /// Which item less which.
    pub(super) title: String,
    /// The loudest differences, then the rest taken together.
    pub(super) rows: Vec<Row>,
    /// What rounding left over, where it did: on each side.
    pub(super) rounding: Option<(Points, Points, Points)>,
    /// Both scores and their gap, as printed.
    pub(super) total: (Points, Points, Points),
}

impl Versus {
    /// Of a contrast; `shown` are score and title of the item that is shown.
    pub(super) fn new(tongue: Tongue, contrast: &Contrast, shown: (f64, &str), title: Titles<'_>) -> Self {
        let label = |line: &ContrastLine| label(tongue, &line.source, title);
        let mut sides: Vec<(String, f64, f64)> =
            contrast.lines.iter().map(|line| (label(line), line.this, line.that)).collect();
        let rest = if sides.len() > ROWS_MAX + 1 { sides.split_off(ROWS_MAX) } else { Vec::new() };
        if !rest.is_empty() {
            let name = tongue.counted("line-differences", rest.len());
            sides.push((name, fold(rest.iter().map(|side| side.1)), fold(rest.iter().map(|side| side.2))));
        }
        let widest = sides.iter().map(|(_, this, that)| (this - that).abs()).fold(f64::MIN_POSITIVE, f64::max);
        let rows: Vec<Row> = sides.into_iter().map(|(label, this, that)| row(label, this, that, widest)).collect();
        let (this, that) = (Points::of(shown.0), Points::of(contrast.score));
        let left_this = this.less(sum(rows.iter().map(|row| row.this)));
        let left_that = that.less(sum(rows.iter().map(|row| row.that)));
        let is_exact = left_this == Points::default() && left_that == Points::default();
        let rounding = (!is_exact).then(|| (left_this, left_that, left_this.less(left_that)));
        let title = tongue.with("why-less", [("this", shown.1.into()), ("that", title(&contrast.item).into())]);
        Self { title, rows, rounding, total: (this, that, this.less(that)) }
    }
}

fn sum(amounts: impl Iterator<Item = Points>) -> Points {
    amounts.fold(Points::default(), Points::plus)
}

fn row(label: String, this: f64, that: f64, widest: f64) -> Row {
    let width = ((this - that).abs() / widest * REACH).max(3.0);
    let (x, class) = if this >= that { (REACH, "for") } else { (REACH - width, "against") };
    let (this, that) = (Points::of(this), Points::of(that));
    Row { label, this, that, gap: this.less(that), bar: (x, width.min(REACH)), class }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::decision::LineSource;

    proptest! {
        #[test]
        fn the_printed_differences_add_up_to_the_printed_gap(
            sides in prop::collection::vec((-2.0..2.0f64, -2.0..2.0f64), 0..30),
        ) {
            let line = |&(this, that): &(f64, f64)| ContrastLine { source: LineSource::Popularity, this, that };
            let (this, that) = (fold(sides.iter().map(|s| s.0)), fold(sides.iter().map(|s| s.1)));
            let item = ItemId::new("other").expect("a valid id");
            let lines = sides.iter().map(line).collect();
            let contrast = Contrast { item, score: that, gap: this - that, lines };
            let versus = Versus::new(Tongue::of("en"), &contrast, (this, "this"), &|item| item.to_string());
            let left = versus.rounding.unwrap_or_default();
            prop_assert_eq!(sum(versus.rows.iter().map(|row| row.this)).plus(left.0), versus.total.0);
            prop_assert_eq!(sum(versus.rows.iter().map(|row| row.that)).plus(left.1), versus.total.1);
            prop_assert_eq!(sum(versus.rows.iter().map(|row| row.gap)).plus(left.2), versus.total.2);
        }
    }
}
