//! Bars in a drawing: shares, ratios, differences or times, each with what bounds it and where it alarms. A table beside has the numbers.

use crate::http::pages::tongue::Tongue;

/// The width of what is measured, in the drawing's own units; labels stand to the left of it.
const WIDTH: f64 = 400.0;
/// The height of a row.
const ROW: usize = 34;
/// Steps of the scale.
const STEPS: u8 = 4;
/// The first digits at which a scale may end: quarters of them are easily read.
const NICE: [f64; 6] = [1.0, 2.0, 4.0, 6.0, 8.0, 10.0];

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    /// Shares from 0 to 1, all of it.
    Whole,
    /// Shares that are mostly small, from 0 to what is needed.
    Share,
    /// Ratios from 0 to 1.6: four fifths is in the middle.
    Ratio,
    /// Differences of shares, nothing in the middle.
    Difference,
    /// Milliseconds.
    Millis,
    /// Counts and other plain numbers.
    Number,
}

/// One row before it is drawn.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) value: f64,
    /// Where it certainly lies; without an end where nothing bounds it above.
    pub(super) interval: Option<(f64, Option<f64>)>,
    /// Where it alarms.
    pub(super) limit: Option<f64>,
    /// Whether it does.
    pub(super) is_over: bool,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bar {
    pub(super) name: String,
    pub(super) y: usize,
    pub(super) x: f64,
    pub(super) width: f64,
    /// From, to, and whether it goes on past the drawing.
    pub(super) whisker: Option<(f64, f64, bool)>,
    pub(super) limit: Option<f64>,
    pub(super) is_over: bool,
}

/// A drawing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bars {
    /// What it shows, for whoever does not see it.
    pub(super) label: String,
    pub(super) rows: Vec<Bar>,
    /// Where the scale has lines, and what stands there.
    pub(super) ticks: Vec<(f64, String)>,
    /// Where nothing is.
    pub(super) zero: f64,
    pub(super) height: usize,
}

impl Bars {
    /// None where there is nothing to draw.
    pub(super) fn new(tongue: Tongue, label: &str, scale: Scale, entries: Vec<Entry>) -> Option<Self> {
        if entries.is_empty() {
            return None;
        }
        let (from, to) = scale.reach(&entries);
        let place = |value: f64| (value.clamp(from, to) - from) / (to - from) * WIDTH;
        let ticks = (0..=STEPS).map(|step| {
            let value = from + (to - from) * f64::from(step) / f64::from(STEPS);
            (place(value), tongue.number(&scale.text(value)))
        });
        let height = entries.len() * ROW;
        let rows = entries.into_iter().enumerate().map(|(at, entry)| Bar {
            y: at * ROW,
            x: place(entry.value.min(0.0)),
            width: place(entry.value.max(0.0)) - place(entry.value.min(0.0)),
            whisker: entry.interval.map(|(low, high)| {
                let high = high.filter(|high| *high <= to);
                (place(low), high.map_or(WIDTH, place), high.is_none())
            }),
            limit: entry.limit.filter(|limit| (from..=to).contains(limit)).map(place),
            is_over: entry.is_over,
            name: entry.name,
        });
        let label = tongue.told("desk-chart", label);
        Some(Self { label, rows: rows.collect(), ticks: ticks.collect(), zero: place(0.0), height })
    }

    /// Whether any row has a line where it alarms.
    pub(super) fn has_limits(&self) -> bool {
        self.rows.iter().any(|row| row.limit.is_some())
    }
}

impl Scale {
    fn reach(self, entries: &[Entry]) -> (f64, f64) {
        let ends = |entry: &Entry| {
            let (low, high) = entry.interval.map_or((entry.value, None), |(low, high)| (low, high));
            entry.value.abs().max(low.abs()).max(high.unwrap_or_default().abs())
        };
        let most = entries.iter().map(ends).fold(0.0, f64::max);
        match self {
            Self::Whole => (0.0, 1.0),
            Self::Share => (0.0, nice(most.max(0.04)).min(1.0)),
            Self::Ratio => (0.0, 1.6),
            Self::Difference => (-nice(most.max(0.04)).min(1.0), nice(most.max(0.04)).min(1.0)),
            Self::Millis | Self::Number => (0.0, nice(most.max(1.0))),
        }
    }

    fn text(self, value: f64) -> String {
        match self {
            Self::Whole | Self::Share => format!("{} %", plain(value * 100.0)),
            Self::Ratio | Self::Number => plain(value),
            Self::Difference => {
                let sign = if value < 0.0 { "−" } else { "" };
                format!("{sign}{}", plain(value.abs() * 100.0))
            }
            Self::Millis => format!("{} ms", plain(value)),
        }
    }
}

/// A number without digits that say nothing.
fn plain(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The least number with a nice first digit that is no less.
fn nice(value: f64) -> f64 {
    let unit = 10_f64.powf(value.log10().floor());
    let found = NICE.into_iter().map(|digit| digit * unit).find(|nice| *nice >= value * (1.0 - 1e-9));
    found.unwrap_or(10.0 * unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(value: f64, interval: Option<(f64, Option<f64>)>) -> Entry {
        Entry { value, interval, ..Entry::default() }
    }

    #[test]
    fn a_drawing_stays_within_its_width_whatever_it_is_of() {
        let entries = |values: &[f64]| values.iter().map(|v| entry(*v, Some((v - 0.3, Some(v + 0.3))))).collect();
        for (scale, values) in [
            (Scale::Whole, &[0.0, 0.5, 1.0][..]),
            (Scale::Share, &[0.001, 0.07]),
            (Scale::Ratio, &[0.2, 1.0, 1.6]),
            (Scale::Difference, &[-0.4, 0.0, 0.02]),
            (Scale::Millis, &[0.3, 812.0]),
        ] {
            let bars = Bars::new(Tongue::of("en"), "x", scale, entries(values)).expect("something to draw");
            for bar in &bars.rows {
                assert!(bar.x >= 0.0 && bar.width >= 0.0 && bar.x + bar.width <= WIDTH, "{scale:?} {bar:?}");
                assert!(
                    bar.whisker.is_some_and(|(low, high, _)| low >= 0.0 && low <= high && high <= WIDTH),
                    "{bar:?}"
                );
            }
            assert_eq!((bars.ticks.len(), bars.height), (5, values.len() * ROW));
        }
        assert_eq!(Bars::new(Tongue::of("en"), "x", Scale::Whole, Vec::new()), None);
    }

    #[test]
    fn a_scale_ends_at_a_number_that_is_easily_read() {
        assert_eq!([0.03, 0.2, 0.21, 0.85, 7.0, 812.0].map(nice), [0.04, 0.2, 0.4, 1.0, 8.0, 1_000.0]);
        let bars =
            Bars::new(Tongue::of("en"), "x", Scale::Difference, vec![entry(-0.03, None)]).expect("something to draw");
        let texts: Vec<&str> = bars.ticks.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!((texts, bars.zero), (vec!["−4", "−2", "0", "2", "4"], WIDTH / 2.0));
    }

    #[test]
    fn what_nothing_bounds_above_goes_on_past_the_drawing() {
        let bars = Bars::new(
            Tongue::of("en"),
            "x",
            Scale::Ratio,
            vec![entry(1.0, Some((0.5, None))), entry(1.0, Some((0.5, Some(9.0))))],
        );
        assert!(bars.expect("something to draw").rows.iter().all(|bar| bar.whisker == Some((125.0, WIDTH, true))));
    }
}
