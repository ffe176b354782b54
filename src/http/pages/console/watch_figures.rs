//! The watch at a glance: each figure of a placement with what it means, and where it alarms.

use super::bars::{Bars, Entry, Scale};
use super::words::too_few;
use crate::http::pages::tongue::{Tongue, grouped};
use crate::monitor::{AlarmKind, Alarms, Watch};

/// A figure.
#[derive(Debug)]
pub(super) struct Figure {
    pub(super) name: String,
    pub(super) now: String,
    /// When it alarms, in words.
    pub(super) alarms: String,
    pub(super) means: String,
    pub(super) is_over: bool,
}

/// All of them.
#[derive(Debug)]
pub(super) struct Glance {
    pub(super) figures: Vec<Figure>,
    /// Those that are shares.
    pub(super) bars: Option<Bars>,
}

/// On which side of its limit a share alarms.
#[derive(Debug, Clone, Copy)]
enum Limit {
    Above(f64, AlarmKind),
    Below(f64, AlarmKind),
    None,
}

impl Limit {
    fn words(self, tongue: Tongue) -> String {
        match self {
            Self::Above(limit, _) if limit < 1.0 => tongue.told("glance-above", tongue.percent(limit)),
            Self::Below(limit, _) if limit > 0.0 => tongue.told("glance-under", tongue.percent(limit)),
            Self::Above(..) | Self::Below(..) | Self::None => tongue.say("glance-never"),
        }
    }

    /// Where it is drawn.
    fn at(self) -> Option<f64> {
        match self {
            Self::Above(limit, _) => Some(limit).filter(|limit| *limit < 1.0),
            Self::Below(limit, _) => Some(limit).filter(|limit| *limit > 0.0),
            Self::None => None,
        }
    }

    fn is_over(self, watch: &Watch) -> bool {
        match self {
            Self::Above(_, kind) | Self::Below(_, kind) => watch.alarms.iter().any(|alarm| alarm.kind == kind),
            Self::None => false,
        }
    }
}

/// A share of a window: the name of what it is called, what it is, and where it alarms.
type Share = (&'static str, Option<f64>, Limit);

/// The figures of a window, held against the thresholds.
pub(super) fn glance(tongue: Tongue, watch: &Watch, limits: &Alarms) -> Glance {
    let shares: [Share; 7] = [
        ("glance-personal", watch.personalised, Limit::None),
        ("glance-fallback", watch.fallback, Limit::Above(limits.fallback_max, AlarmKind::Fallback)),
        ("glance-opted_out", watch.opted_out, Limit::Above(limits.opted_out_max, AlarmKind::OptedOut)),
        ("glance-coverage", watch.coverage, Limit::Below(limits.coverage_min, AlarmKind::Coverage)),
        ("glance-concentration", watch.concentration, Limit::Above(limits.concentration_max, AlarmKind::Concentration)),
        (DRIFT, watch.drift.categories, Limit::Above(limits.drift_max, AlarmKind::Drift)),
        ("glance-gone", watch.gone, Limit::None),
    ];
    let figure = |(id, value, limit): Share| {
        let now = value.map_or_else(|| missing(tongue, watch, id), |share| tongue.percent(share));
        Figure { now, alarms: limit.words(tongue), is_over: limit.is_over(watch), ..Figure::of(tongue, id) }
    };
    let entry = |(id, value, limit): &Share| {
        let (limit, is_over) = (limit.at(), limit.is_over(watch));
        Some(Entry { name: tongue.say(id), value: (*value)?, limit, is_over, ..Entry::default() })
    };
    let bars = Bars::new(tongue, &tongue.say("glance-chart"), Scale::Whole, shares.iter().filter_map(entry).collect());
    Glance { figures: shares.into_iter().map(figure).chain(further(tongue, watch, limits)).collect(), bars }
}

/// What there is only beside a window before.
const DRIFT: &str = "glance-drift";

impl Figure {
    /// Of which nothing is known yet.
    fn of(tongue: Tongue, id: &str) -> Self {
        let means = tongue.say(&format!("{id}-means"));
        Self { name: tongue.say(id), now: String::new(), alarms: tongue.say("glance-never"), means, is_over: false }
    }
}

/// Why a figure is not there.
fn missing(tongue: Tongue, watch: &Watch, id: &str) -> String {
    if watch.lists == 0 {
        tongue.say("glance-no-list")
    } else if id == DRIFT && !watch.too_few_people {
        tongue.say("glance-no-before")
    } else {
        too_few(tongue)
    }
}

/// What is no share.
fn further(tongue: Tongue, watch: &Watch, limits: &Alarms) -> [Figure; 4] {
    let confidence =
        |value: Option<f64>| value.map_or_else(|| missing(tongue, watch, DRIFT), |share| tongue.percent(share));
    [
        Figure {
            now: grouped(watch.reports),
            alarms: tongue.told("glance-reports-limit", tongue.number(&limits.reports_max.to_string())),
            is_over: watch.alarms.iter().any(|alarm| alarm.kind == AlarmKind::Reports),
            ..Figure::of(tongue, "glance-reports")
        },
        Figure { now: grouped(watch.reports_unplaced), ..Figure::of(tongue, "glance-unplaced") },
        Figure { now: confidence(watch.drift.confidence), ..Figure::of(tongue, "glance-confidence") },
        Figure { now: confidence(watch.drift.confidence_before), ..Figure::of(tongue, "glance-before") },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_that_nothing_can_cross_is_said_to_be_none() {
        let words = [
            Limit::Above(1.0, AlarmKind::Concentration),
            Limit::Below(0.0, AlarmKind::Coverage),
            Limit::Above(0.3, AlarmKind::Drift),
            Limit::Below(0.1, AlarmKind::Coverage),
        ]
        .map(|limit| limit.words(Tongue::of("en")));
        assert_eq!(words, ["never", "never", "above 30.0 %", "below 10.0 %"]);
    }
}
