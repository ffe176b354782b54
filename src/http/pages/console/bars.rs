//! A chart of bars with their intervals, drawn from numbers alone. The table with the same numbers stands beside it.

use crate::report::Unit;

/// The width of what a chart measures, in its own units; labels stand to the left of it.
const WIDTH: f64 = 400.0;
/// The height of a row.
const ROW: usize = 34;
/// Where axes may end, so that their quarters are round.
const ENDS: [f64; 12] = [0.02, 0.04, 0.08, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.6, 2.0, 4.0];

/// A number to draw.
pub(super) struct Number {
    /// Whose it is.
    pub(super) name: String,
    /// The number.
    pub(super) value: f64,
    /// Where the truth lies; nothing where it is counted in full, to nowhere where nothing bounds it.
    pub(super) range: Option<(f64, Option<f64>)>,
    /// What it is held against.
    pub(super) mark: Option<f64>,
}

/// A bar.
pub(super) struct Bar {
    pub(super) name: String,
    pub(super) y: usize,
    pub(super) width: f64,
    pub(super) whisker: Option<(f64, f64)>,
    pub(super) mark: Option<f64>,
}

/// The chart.
pub(super) struct Bars {
    /// What is drawn, for those who do not see it.
    pub(super) label: String,
    pub(super) rows: Vec<Bar>,
    pub(super) height: usize,
    /// Where a tick stands, and what it says.
    pub(super) ticks: Vec<(f64, String)>,
    /// A line across all bars.
    pub(super) line: Option<f64>,
}

impl Bars {
    /// Draws numbers on an axis from 0 to the next round number, or to `end`; nothing where there is none.
    pub(super) fn of(
        label: String,
        unit: Unit,
        numbers: Vec<Number>,
        line: Option<f64>,
        end: Option<f64>,
    ) -> Option<Self> {
        let reach = numbers.iter().map(|number| {
            let high = number.range.and_then(|(_, high)| high).unwrap_or(0.0);
            number.value.max(high).max(number.mark.unwrap_or(0.0))
        });
        let reach = reach.chain(line).fold(0.0, f64::max);
        let end = end.unwrap_or_else(|| ENDS.into_iter().find(|end| *end >= reach).unwrap_or(reach));
        let place = |value: f64| (value / end).clamp(0.0, 1.0) * WIDTH;
        let bar = |(at, number): (usize, Number)| Bar {
            name: number.name,
            y: at * ROW,
            width: place(number.value),
            whisker: number.range.map(|(low, high)| (place(low), high.map_or(WIDTH, place))),
            mark: number.mark.map(place),
        };
        let rows: Vec<Bar> = numbers.into_iter().enumerate().map(bar).collect();
        let tick = |quarter: u8| {
            let share = f64::from(quarter) / 4.0;
            (WIDTH * share, written(end * share, unit))
        };
        let height = rows.len() * ROW;
        let ticks = (0..=4).map(tick).collect();
        (height > 0).then_some(Self { label, rows, height, ticks, line: line.map(place) })
    }
}

/// A number as a reader wants it.
pub(super) fn written(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Share if value > 0.0 && value < 0.0995 => format!("{:.1} %", 100.0 * value),
        Unit::Share => format!("{:.0} %", 100.0 * value),
        Unit::Ratio => format!("{value:.2}"),
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count is a whole number from 0")]
        Unit::Count => super::words::grouped(value as u64),
        Unit::Number | Unit::Text => format!("{}", (value * 1e6).round() / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(value: f64, range: Option<(f64, Option<f64>)>, mark: Option<f64>) -> Number {
        Number { name: "one".to_owned(), value, range, mark }
    }

    #[test]
    fn all_that_is_drawn_stays_within_the_chart() {
        let numbers = vec![
            number(0.31, Some((0.2, Some(0.41))), Some(0.5)),
            number(0.9, Some((0.0, None)), None),
            number(0.0, None, None),
        ];
        let bars = Bars::of("x".to_owned(), Unit::Ratio, numbers, Some(0.8), None).expect("something to draw");
        assert_eq!((bars.rows.len(), bars.height, bars.ticks[4].1.as_str()), (3, 3 * ROW, "1.00"));
        for bar in &bars.rows {
            let (low, high) = bar.whisker.unwrap_or((0.0, 0.0));
            assert!(bar.width <= WIDTH && low <= high && high <= WIDTH && bar.mark.unwrap_or(0.0) <= WIDTH);
        }
        assert_eq!(bars.rows[1].whisker, Some((0.0, WIDTH)), "what nothing bounds reaches the end");
        assert!(Bars::of("x".to_owned(), Unit::Share, Vec::new(), None, None).is_none());
    }

    #[test]
    fn numbers_are_written_as_people_read_them() {
        let written = |value, unit| written(value, unit).replace('\u{202f}', " ");
        assert_eq!(written(0.031, Unit::Share), "3.1 %");
        assert_eq!(written(0.31, Unit::Share), "31 %");
        assert_eq!(written(0.74, Unit::Ratio), "0.74");
        assert_eq!(written(5120.0, Unit::Count), "5 120");
        assert_eq!(written(0.000_25, Unit::Number), "0.00025");
    }
}
