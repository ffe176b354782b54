//! How often people agree with the engine, and where they do not.

use std::collections::BTreeMap;

use serde::Serialize;

use super::queue::{week, week_begins};
use super::review::{Review, Source, Verdict};
use crate::metrics::{RateInterval, score_interval};
use crate::units::Time;

/// The most weeks that are told of: a year.
const WEEKS_MAX: i64 = 53;

/// What was decided of some entries.
#[derive(Debug, Clone, PartialEq, Default, Serialize, utoipa::ToSchema)]
pub struct Pattern {
    /// How many there are.
    #[schema(example = 40)]
    pub entries: u64,
    /// How many of them are decided.
    #[schema(example = 30)]
    pub decided: u64,
    /// How many of these by verdict.
    #[schema(example = json!({"fine": 27, "suppress_here": 3}))]
    pub verdicts: BTreeMap<Verdict, u64>,
    /// The share of the decided that is fine: where people agree with the engine. `null` while nothing is decided.
    #[schema(example = 0.9)]
    pub agreement: Option<f64>,
    /// Where that share lies with 95 % confidence (Wilson 1927); `null` while nothing is decided.
    #[schema(example = json!([0.74, 0.97]))]
    pub interval: Option<(f64, f64)>,
}

/// How often people agree with the engine, and where they do not.
#[derive(Debug, Clone, PartialEq, Default, Serialize, utoipa::ToSchema)]
pub struct Figures {
    /// Of all entries.
    pub all: Pattern,
    /// By why they were looked at; of the sample only what is in it still.
    #[schema(example = json!({"report": {"entries": 2, "decided": 1, "verdicts": {"fine": 1}, "agreement": 1.0, "interval": [0.21, 1.0]}}))]
    pub by_source: BTreeMap<Source, Pattern>,
    /// By where they were shown; `-` where that is not known.
    #[schema(example = json!({"home": {"entries": 2, "decided": 0, "verdicts": {}, "agreement": null, "interval": null}}))]
    pub by_placement: BTreeMap<String, Pattern>,
    /// By who decided, open entries aside.
    #[schema(example = json!({"bea": {"entries": 1, "decided": 1, "verdicts": {"fine": 1}, "agreement": 1.0, "interval": [0.21, 1.0]}}))]
    pub by_reviewer: BTreeMap<String, Pattern>,
    /// By the week in which it was decided, the oldest first, up to the last in which anything was; at most 53.
    pub by_week: Vec<WeekFigures>,
}

/// What was decided in a week, Monday to Sunday in UTC.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct WeekFigures {
    /// Its first moment.
    pub from: Time,
    /// Of all that was decided.
    pub all: Pattern,
    /// By who decided.
    #[schema(example = json!({"bea": {"entries": 1, "decided": 1, "verdicts": {"fine": 1}, "agreement": 1.0, "interval": [0.21, 1.0]}}))]
    pub by_reviewer: BTreeMap<String, Pattern>,
}

/// Counts entries by what was decided of them.
#[must_use]
pub fn figures<'r>(reviews: impl IntoIterator<Item = &'r Review>) -> Figures {
    let (mut figures, mut weeks) = (Figures::default(), BTreeMap::<i64, (Pattern, BTreeMap<String, Pattern>)>::new());
    for review in reviews {
        let ruling = review.ruling();
        let verdict = ruling.and_then(|ruling| ruling.verdict);
        let placement = review.placement.clone().unwrap_or_else(|| "-".to_owned());
        figures.all.add(verdict);
        if !review.displaced {
            figures.by_source.entry(review.source).or_default().add(verdict);
        }
        figures.by_placement.entry(placement).or_default().add(verdict);
        if let Some(ruling) = ruling {
            figures.by_reviewer.entry(ruling.by.name.clone()).or_default().add(verdict);
            let (all, by_reviewer) = weeks.entry(week(ruling.at)).or_default();
            all.add(verdict);
            by_reviewer.entry(ruling.by.name.clone()).or_default().add(verdict);
        }
    }
    figures.by_week = by_week(weeks);
    let Figures { all, by_source, by_placement, by_reviewer, by_week: _ } = &mut figures;
    let patterns = by_source.values_mut().chain(by_placement.values_mut()).chain(by_reviewer.values_mut());
    std::iter::once(all).chain(patterns).for_each(Pattern::settle);
    figures
}

/// The weeks from the first to the last of those that have figures, also those between that have none.
fn by_week(mut weeks: BTreeMap<i64, (Pattern, BTreeMap<String, Pattern>)>) -> Vec<WeekFigures> {
    let (Some((&first, _)), Some((&last, _))) = (weeks.first_key_value(), weeks.last_key_value()) else {
        return Vec::new();
    };
    let told = |week: i64| {
        let (mut all, mut by_reviewer) = weeks.remove(&week).unwrap_or_default();
        by_reviewer.values_mut().chain([&mut all]).for_each(Pattern::settle);
        WeekFigures { from: week_begins(week), all, by_reviewer }
    };
    (first.max(last - (WEEKS_MAX - 1))..=last).map(told).collect()
}

impl Pattern {
    fn add(&mut self, verdict: Option<Verdict>) {
        self.entries += 1;
        if let Some(verdict) = verdict {
            self.decided += 1;
            *self.verdicts.entry(verdict).or_default() += 1;
        }
    }

    fn settle(&mut self) {
        if self.decided == 0 {
            return;
        }
        let fine = self.verdicts.get(&Verdict::Fine).copied().unwrap_or_default();
        let (share, interval) = share(fine, self.decided);
        (self.agreement, self.interval) = (Some(share), Some(interval));
    }
}

/// `hits / of` and its 95 % interval.
#[expect(clippy::cast_precision_loss, reason = "counts of what people decided")]
fn share(hits: u64, of: u64) -> (f64, (f64, f64)) {
    let (share, trials) = (hits as f64 / of as f64, of as f64);
    let RateInterval { low, high } = score_interval(share, trials);
    (share, (low, high))
}
