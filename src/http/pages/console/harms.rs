//! The guard rails of an experiment beside its outcomes: what must not come of it, in both arms.

use super::words::within;
use crate::http::pages::tongue::Tongue;
use crate::monitor::{Guard, Harm, Rate};

/// A guard rail as the page shows it.
pub(super) struct Harmed {
    pub(super) heading: String,
    pub(super) means: String,
    pub(super) rail: String,
    pub(super) holds: bool,
    /// Of the control, of the treatment, and the difference, each with where it certainly lies.
    pub(super) cells: [String; 3],
}

pub(super) fn harmed(tongue: Tongue, harm: &Harm, rise_max: f64) -> Harmed {
    let holds = !harm.is_crossed(rise_max);
    let rail = if holds { "harm-holds" } else { "harm-crossed" };
    let ceiling = ((1.0 + rise_max) * harm.control.high).min(1.0);
    let rate = |of: Rate| within(tongue, tongue.percent(of.rate), [of.low, of.high].map(|end| tongue.percent(end)));
    let points = |difference: f64| tongue.number(&super::experiment::points(difference));
    let difference = harm.treatment.rate - harm.control.rate;
    let name = match harm.guard {
        Guard::OptedOut => "harm-opted_out",
        Guard::Objected => "harm-objected",
        Guard::Fallback => "harm-fallback",
    };
    let means = match harm.guard {
        Guard::OptedOut => "harm-opted_out-means",
        Guard::Objected => "harm-objected-means",
        Guard::Fallback => "harm-fallback-means",
    };
    Harmed {
        heading: tongue.say(name),
        means: tongue.say(means),
        rail: tongue.pair(rail, tongue.percent(harm.treatment.low), tongue.percent(ceiling)),
        holds,
        cells: [
            rate(harm.control),
            rate(harm.treatment),
            within(tongue, points(difference), [harm.low, harm.high].map(points)),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guard_rail_is_crossed_only_where_all_that_the_treatment_may_do_is_more_than_is_borne() {
        let rate = |low: f64, high: f64| Rate { rate: (low + high) / 2.0, low, high };
        let harm = |treatment: Rate| Harm {
            guard: Guard::Objected,
            control: rate(0.01, 0.03),
            treatment,
            low: treatment.low - 0.03,
            high: treatment.high - 0.01,
        };
        let english = Tongue::of("en");
        let crossed = harmed(english, &harm(rate(0.04, 0.06)), 0.2);
        assert!(!crossed.holds && crossed.rail.starts_with("Crossed:"), "{}", crossed.rail);
        assert_eq!(crossed.cells[2], "+3.0 (+1.0 to +5.0)");
        assert!(harmed(english, &harm(rate(0.035, 0.06)), 0.2).holds, "a fifth more is borne");
    }
}
