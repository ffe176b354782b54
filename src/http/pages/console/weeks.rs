//! Shares week by week in a drawing: a dot with its interval for each week, and a line from one to the next. A table beside has the numbers.

use crate::http::pages::tongue::Tongue;

/// The drawing, in its own units; labels stand outside of it.
const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 200.0;
/// Steps of the scale.
const STEPS: u8 = 4;
/// How many weeks are named below.
const NAMED_MAX: usize = 6;

/// A week before it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Week {
    pub(super) name: String,
    /// The share with its interval; none where there is nothing to tell.
    pub(super) share: Option<(f64, (f64, f64))>,
}

/// A dot: where it stands, and from where to where its interval reaches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Dot {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

/// A drawing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Weeks {
    /// What it shows, for whoever does not see it.
    pub(super) label: String,
    pub(super) dots: Vec<Dot>,
    /// From dot to dot; a week of which nothing is told breaks it.
    pub(super) path: String,
    pub(super) x_ticks: Vec<(f64, String)>,
    pub(super) y_ticks: Vec<(f64, String)>,
}

impl Weeks {
    /// Of consecutive weeks, the oldest first; none where fewer than two have anything to tell: the figures say as much.
    pub(super) fn new(tongue: Tongue, label: &str, weeks: &[Week]) -> Option<Self> {
        if weeks.iter().filter(|week| week.share.is_some()).count() < 2 {
            return None;
        }
        let step = WIDTH / real(weeks.len());
        let x = |at: usize| step * (real(at) + 0.5);
        let y = |share: f64| (1.0 - share.clamp(0.0, 1.0)) * HEIGHT;
        let (mut dots, mut path, mut is_on) = (Vec::new(), String::new(), false);
        for (at, week) in weeks.iter().enumerate() {
            if let Some((share, (low, high))) = week.share {
                let dot = Dot { x: x(at), y: y(share), low: y(low), high: y(high) };
                path.push_str(&format!("{}{:.1} {:.1}", if is_on { "L" } else { "M" }, dot.x, dot.y));
                dots.push(dot);
            }
            is_on = week.share.is_some();
        }
        let every = weeks.len().div_ceil(NAMED_MAX);
        let named = weeks.iter().enumerate().rev().step_by(every);
        let steps = (0..=STEPS).map(|step| f64::from(step) / f64::from(STEPS));
        Some(Self {
            label: tongue.told("desk-chart", label),
            dots,
            path,
            x_ticks: named.map(|(at, week)| (x(at), week.name.clone())).collect(),
            y_ticks: steps.map(|share| (y(share), format!("{:.0} %", 100.0 * share))).collect(),
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few weeks")]
const fn real(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(at: usize, share: Option<f64>) -> Week {
        let share = share.map(|share| (share, (share - 0.1, share + 0.1)));
        Week { name: format!("w{at}"), share }
    }

    #[test]
    fn a_week_without_figures_has_no_dot_and_breaks_the_line() {
        let shares = [Some(0.5), Some(1.0), None, Some(0.0), Some(0.9)];
        let weeks: Vec<Week> = shares.into_iter().enumerate().map(|(at, share)| week(at, share)).collect();
        let drawn = Weeks::new(Tongue::of("en"), "x", &weeks).expect("a drawing");
        assert_eq!((drawn.dots.len(), drawn.path.matches('M').count(), drawn.path.matches('L').count()), (4, 2, 2));
        assert_eq!(drawn.y_ticks[0], (HEIGHT, "0 %".to_owned()));
        for dot in &drawn.dots {
            assert!(
                (0.0..=WIDTH).contains(&dot.x) && dot.high <= dot.y && dot.y <= dot.low && dot.low <= HEIGHT,
                "{dot:?}"
            );
        }
        assert_eq!(
            drawn.x_ticks.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(),
            ["w4", "w3", "w2", "w1", "w0"]
        );
        assert!(Weeks::new(Tongue::of("en"), "x", &weeks[..1]).is_none());
        let year: Vec<Week> = (0..53).map(|at| week(at, Some(0.5))).collect();
        assert!(Weeks::new(Tongue::of("en"), "x", &year).expect("a drawing").x_ticks.len() <= NAMED_MAX);
    }
}
