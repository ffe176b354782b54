//! What variety costs, drawn: relevance against variety, with the place where the live rules stand.

use askama::Template;

use super::page::Frame;
use super::words::{too_few, within};
use crate::evaluate::{FrontierSeries, Interval, Worth};
use crate::http::pages::filters;
use crate::http::pages::tongue::{Tongue, grouped};
use crate::rerank::DiversityMode;
use crate::service::FrontierStanding;

/// The drawing, in its own units; labels stand outside of it.
const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 240.0;
/// How many steps an axis has.
const TICKS: u32 = 4;
/// The least reach of an axis, so that a curve that hardly moves does not look steep.
const SPAN_MIN: f64 = 0.02;

/// A frontier as the page shows it.
pub(super) struct FrontierView {
    /// Whether another one is being measured.
    pub(super) is_waiting: bool,
    pub(super) shown: Option<Shown>,
    /// What stands for a curve of too few.
    pub(super) too_few: String,
}

/// That part of the page alone.
#[derive(Template)]
#[template(path = "console/frontier.html")]
pub(super) struct FrontierPart {
    pub(super) frame: Frame,
    pub(super) frontier: FrontierView,
}

/// A frontier that was measured.
pub(super) struct Shown {
    /// When, under which rules and on how many.
    pub(super) measured: String,
    pub(super) is_current: bool,
    pub(super) curves: Vec<Curve>,
    pub(super) here: (f64, f64),
    /// What the live rules keep, and how varied their lists are.
    pub(super) here_told: String,
    pub(super) x_ticks: Vec<(f64, String)>,
    pub(super) y_ticks: Vec<(f64, String)>,
    pub(super) rows: Vec<Row>,
}

/// One kind of variety.
pub(super) struct Curve {
    pub(super) name: String,
    pub(super) class: &'static str,
    pub(super) path: String,
    pub(super) points: Vec<(f64, f64)>,
}

/// One strength of it.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) strength: String,
    pub(super) kept: String,
    pub(super) distance: String,
    pub(super) coverage: String,
    pub(super) is_here: bool,
}

impl FrontierView {
    /// Of what is known; nothing where too few customers have a history.
    pub(super) fn of(tongue: Tongue, standing: FrontierStanding) -> Self {
        let is_current = standing.is_current;
        let measured = standing.last.and_then(|last| Some((last.at, last.frontier?)));
        let shown = measured.map(|(at, frontier)| {
            let worths = || frontier.series.iter().flat_map(|series| &series.points).map(|point| &point.worth);
            let all = || worths().chain([&frontier.live]);
            let x = Axis::over(all().map(distance));
            let y = Axis::over(all().map(kept));
            let place = |worth: &Worth| (x.at(distance(worth)) * WIDTH, (1.0 - y.at(kept(worth))) * HEIGHT);
            let curve = |series: &FrontierSeries| {
                let points: Vec<(f64, f64)> = series.points.iter().map(|point| place(&point.worth)).collect();
                let steps: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
                let (name, class) = kind(series.diversity_mode);
                let name = tongue.say(name);
                Curve { name, class, path: format!("M{}", steps.join("L")), points }
            };
            Shown {
                measured: tongue.filled(
                    "curve-measured",
                    [at.minute(), frontier.policy.clone(), grouped(frontier.customers as u64)],
                ),
                is_current,
                curves: frontier.series.iter().map(curve).collect(),
                here: place(&frontier.live),
                here_told: tongue.pair(
                    "curve-stands",
                    percent(tongue, frontier.live.relevance_kept),
                    tongue.number(&format!("{:.3}", distance(&frontier.live))),
                ),
                x_ticks: x.ticks(|value| tongue.number(&format!("{value:.2}")), WIDTH),
                y_ticks: y.ticks(|value| format!("{:.0} %", 100.0 * value), HEIGHT),
                rows: rows(tongue, &frontier.series, &frontier.live),
            }
        });
        Self { is_waiting: !is_current, shown, too_few: too_few(tongue) }
    }
}

fn distance(worth: &Worth) -> f64 {
    worth.intra_list_distance.mean
}

fn kept(worth: &Worth) -> f64 {
    worth.relevance_kept.mean
}

/// The name of what it is called, and how it looks.
const fn kind(mode: DiversityMode) -> (&'static str, &'static str) {
    match mode {
        DiversityMode::Mmr => ("curve-mmr", "first"),
        DiversityMode::Dpp => ("curve-dpp", "second"),
    }
}

fn rows(tongue: Tongue, series: &[FrontierSeries], live: &Worth) -> Vec<Row> {
    let row = |name: &str, strength: String, worth: &Worth, is_here| Row {
        name: tongue.say(name),
        strength: tongue.number(&strength),
        kept: percent(tongue, worth.relevance_kept),
        distance: tongue.number(&format!("{:.3}", distance(worth))),
        coverage: tongue.percent(worth.coverage),
        is_here,
    };
    let of = |series: &FrontierSeries| {
        let name = kind(series.diversity_mode).0;
        series.points.iter().map(move |point| (name, format!("{:.1}", point.diversity), point.worth.clone())).collect()
    };
    let points: Vec<(&'static str, String, Worth)> =
        series.iter().flat_map(|series| -> Vec<_> { of(series) }).collect();
    let here = row("curve-here", String::new(), live, true);
    let points = points.into_iter().map(|(name, strength, worth)| row(name, strength, &worth, false));
    [here].into_iter().chain(points).collect()
}

fn percent(tongue: Tongue, interval: Interval) -> String {
    let bounds = [interval.low, interval.high].map(|share| tongue.number(&format!("{:.1}", 100.0 * share)));
    within(tongue, tongue.percent(interval.mean), bounds)
}

/// From the least to the most of what is drawn.
struct Axis {
    low: f64,
    high: f64,
}

impl Axis {
    fn over(values: impl Iterator<Item = f64>) -> Self {
        let (low, high) = values.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
        let middle = f64::midpoint(low, high);
        let half = ((high - low) / 2.0).max(SPAN_MIN / 2.0);
        Self { low: middle - half, high: middle + half }
    }

    /// From 0 to 1.
    fn at(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    fn ticks(&self, told: impl Fn(f64) -> String, reach: f64) -> Vec<(f64, String)> {
        let tick = |step: u32| {
            let share = f64::from(step) / f64::from(TICKS);
            (share * reach, told(self.low + share * (self.high - self.low)))
        };
        (0..=TICKS).map(tick).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_holds_every_value_and_has_room_where_there_is_only_one() {
        let axis = Axis::over([0.4, 0.9, 0.6].into_iter());
        assert!([0.4, 0.9, 0.6].iter().all(|value| (0.0..=1.0).contains(&axis.at(*value))));
        assert_eq!((axis.at(0.4), axis.at(0.9)), (0.0, 1.0));
        let one = Axis::over([0.5].into_iter());
        assert!((one.at(0.5) - 0.5).abs() < 1e-9);
        let ticks = one.ticks(|value| format!("{value:.3}"), 100.0);
        assert_eq!((ticks.len(), ticks[0].0, ticks[4].0), (5, 0.0, 100.0));
        assert_eq!((ticks[0].1.as_str(), ticks[4].1.as_str()), ("0.490", "0.510"));
    }
}
