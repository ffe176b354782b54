//! The watch at a glance: each figure of a placement with what it means, and where it alarms.

use super::bars::{Bars, Entry, Scale};
use super::words::{grouped, percent, too_few};
use crate::monitor::{AlarmKind, Alarms, Watch};

/// A figure.
#[derive(Debug)]
pub(super) struct Figure {
    pub(super) name: &'static str,
    pub(super) now: String,
    /// When it alarms, in words.
    pub(super) alarms: String,
    pub(super) means: &'static str,
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
    fn words(self) -> String {
        match self {
            Self::Above(limit, _) if limit < 1.0 => format!("above {}", percent(limit)),
            Self::Below(limit, _) if limit > 0.0 => format!("below {}", percent(limit)),
            Self::Above(..) | Self::Below(..) | Self::None => "never".to_owned(),
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

/// The figures of a window, held against the thresholds.
pub(super) fn glance(watch: &Watch, limits: &Alarms) -> Glance {
    let drift = Limit::Above(limits.drift_max, AlarmKind::Drift);
    let concentration = Limit::Above(limits.concentration_max, AlarmKind::Concentration);
    let opted_out = Limit::Above(limits.opted_out_max, AlarmKind::OptedOut);
    let shares = [
        ("Personal", watch.personalised, Limit::None, "Lists that rest on something of the customer’s own."),
        (
            "Stood in",
            watch.fallback,
            Limit::Above(limits.fallback_max, AlarmKind::Fallback),
            "Lists in which something popular had to stand in, because nothing personal was there or allowed.",
        ),
        (
            "Opted out",
            watch.opted_out,
            opted_out,
            "Lists for people who want nothing personal. More of them: ask what bothers people.",
        ),
        (
            "Offer shown",
            watch.coverage,
            Limit::Below(limits.coverage_min, AlarmKind::Coverage),
            "Items on offer that stood in at least one list. What is never shown is never bought.",
        ),
        (
            "Concentration",
            watch.concentration,
            concentration,
            "0 %: all items on offer get alike many places. Near 100 %: few have them all (Gini).",
        ),
        (
            "Went elsewhere",
            watch.drift.categories,
            drift,
            "Attention that went over to other categories than in the window before.",
        ),
        ("Gone", watch.gone, Limit::None, "Places of items that are not on offer any more."),
    ];
    let figure = |(name, value, limit, means): (&'static str, Option<f64>, Limit, &'static str)| Figure {
        name,
        now: value.map_or_else(|| missing(watch, name), percent),
        alarms: limit.words(),
        means,
        is_over: limit.is_over(watch),
    };
    let entry = |(name, value, limit, _): &(&'static str, Option<f64>, Limit, &'static str)| {
        let (limit, is_over) = (limit.at(), limit.is_over(watch));
        Some(Entry { name: (*name).to_owned(), value: (*value)?, limit, is_over, ..Entry::default() })
    };
    let bars = Bars::new("Shares of the window", Scale::Whole, shares.iter().filter_map(entry).collect());
    Glance { figures: shares.into_iter().map(figure).chain(further(watch, limits)).collect(), bars }
}

/// Why a figure is not there.
fn missing(watch: &Watch, name: &str) -> String {
    if watch.lists == 0 {
        "no list".to_owned()
    } else if name == "Went elsewhere" && !watch.too_few_people {
        "nothing to compare with".to_owned()
    } else {
        too_few()
    }
}

/// What is no share.
fn further(watch: &Watch, limits: &Alarms) -> [Figure; 3] {
    let confidence = |value: Option<f64>| value.map_or_else(|| missing(watch, "Went elsewhere"), percent);
    [
        Figure {
            name: "Reports",
            now: grouped(watch.reports),
            alarms: format!("more than {} for each 1,000 lists", limits.reports_max),
            means: "Recommendations that customers reported. Each lies in the review queue.",
            is_over: watch.alarms.iter().any(|alarm| alarm.kind == AlarmKind::Reports),
        },
        Figure {
            name: "Confidence, mean",
            now: confidence(watch.drift.confidence),
            alarms: "never".to_owned(),
            means: "How likely what is shown is taken up, as the model has it. In the window before it is the figure below.",
            is_over: false,
        },
        Figure {
            name: "Confidence before",
            now: confidence(watch.drift.confidence_before),
            alarms: "never".to_owned(),
            means: "A fall says that the model knows its customers less well: look when it was trained.",
            is_over: false,
        },
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
        .map(Limit::words);
        assert_eq!(words, ["never", "never", "above 30.0 %", "below 10.0 %"]);
    }
}
