//! What is alarming about the figures of a window.

use serde::{Deserialize, Serialize};

use super::figures::{Impact, Watch};
use super::window::DAYS_MAX;

/// The thresholds of a shop. Where a window has fewer lists than `lists_min`, only two can alarm: the impact ratios, whose intervals know
/// how little that is, and a leakage budget that bounds nothing, which no count of lists makes better.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = AlarmThresholds)]
#[serde(deny_unknown_fields, default)]
pub struct Alarms {
    /// Over how many days alarms are looked for, 1 to 92, today included.
    #[schema(example = 7)]
    pub days: u16,
    /// The fewest lists, of the window and of the one before for drift.
    #[schema(example = 200)]
    pub lists_min: u64,
    /// Whether an impact ratio that is certainly below four fifths alarms.
    #[schema(example = true)]
    pub four_fifths: bool,
    /// More attention than this share that goes over to other categories, 0 to 1.
    #[schema(example = 0.3)]
    pub drift_max: f64,
    /// Less of the catalogue than this share, 0 to 1.
    #[schema(example = 0.0)]
    pub coverage_min: f64,
    /// A higher concentration (Gini) than this, 0 to 1.
    #[schema(example = 1.0)]
    pub concentration_max: f64,
    /// More lists than this share in which something stands in, 0 to 1.
    #[schema(example = 0.5)]
    pub fallback_max: f64,
    /// More lists than this share for people who opted out, 0 to 1.
    #[schema(example = 0.2)]
    pub opted_out_max: f64,
    /// More reports than this for each 1,000 lists.
    #[schema(example = 5.0)]
    pub reports_max: f64,
}

impl Default for Alarms {
    fn default() -> Self {
        Self {
            days: 7,
            lists_min: 200,
            four_fifths: true,
            drift_max: 0.3,
            coverage_min: 0.0,
            concentration_max: 1.0,
            fallback_max: 0.5,
            opted_out_max: 0.2,
            reports_max: 5.0,
        }
    }
}

impl Alarms {
    /// Each number with its name below the settings and the highest that it may be.
    #[must_use]
    pub fn ranges(&self) -> [(&'static str, f64, f64); 7] {
        [
            ("alarms/days", f64::from(self.days), f64::from(DAYS_MAX)),
            ("alarms/drift_max", self.drift_max, 1.0),
            ("alarms/coverage_min", self.coverage_min, 1.0),
            ("alarms/concentration_max", self.concentration_max, 1.0),
            ("alarms/fallback_max", self.fallback_max, 1.0),
            ("alarms/opted_out_max", self.opted_out_max, 1.0),
            ("alarms/reports_max", self.reports_max, 1_000.0),
        ]
    }
}

/// What an alarm is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = "clicks")]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    /// A group of customers clicks certainly less than four fifths as often as another.
    Clicks,
    /// It buys certainly less than four fifths as often.
    Purchases,
    /// Other categories are shown than before.
    Drift,
    /// Little of the catalogue is shown.
    Coverage,
    /// Few items get most places.
    Concentration,
    /// Something stands in too often.
    Fallback,
    /// Many opt out.
    OptedOut,
    /// Many report what they were shown.
    Reports,
    /// A leakage budget bounds nothing: the model in use has learnt nothing of its segment.
    Leakage,
}

impl AlarmKind {
    /// Every kind, in declaration order.
    pub const ALL: [Self; 9] = [
        Self::Clicks,
        Self::Purchases,
        Self::Drift,
        Self::Coverage,
        Self::Concentration,
        Self::Fallback,
        Self::OptedOut,
        Self::Reports,
        Self::Leakage,
    ];

    /// As it stands on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clicks => "clicks",
            Self::Purchases => "purchases",
            Self::Drift => "drift",
            Self::Coverage => "coverage",
            Self::Concentration => "concentration",
            Self::Fallback => "fallback",
            Self::OptedOut => "opted_out",
            Self::Reports => "reports",
            Self::Leakage => "leakage",
        }
    }
}

/// A figure and what it is held against.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = AlarmCrossing)]
#[serde(deny_unknown_fields)]
pub struct Crossing {
    /// The figure: a share, reports for each 1,000 lists, or an impact ratio.
    #[schema(example = 0.41)]
    pub value: f64,
    /// Its threshold; of an impact ratio the highest that it may be.
    #[schema(example = 0.3)]
    pub limit: f64,
}

/// One threshold that figures have crossed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Alarm {
    /// What it is about.
    pub kind: AlarmKind,
    /// The group of customers that it is about, as `segment=group`, or the segment; absent where it is about none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "age_band=25-34")]
    pub about: Option<String>,
    /// The figure that crossed it; absent where it is about none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<Crossing>,
    /// What was found, in English words.
    #[schema(
        example = "`25-34` of `age_band` clicks 0.61 times as often as the group that clicks most, at most 0.74 times"
    )]
    pub detail: String,
}

impl Alarm {
    /// That a segment's leakage budget bounds nothing.
    #[must_use]
    pub fn unlearnt(segment: &str) -> Self {
        let detail = format!(
            "lists are not held to the leakage budget of `{segment}`: the model in use has learnt nothing of it; run `candor train --leaning {segment}`, or leave the budget out"
        );
        Self { kind: AlarmKind::Leakage, about: Some(segment.to_owned()), found: None, detail }
    }
}

/// Holds figures against the thresholds.
#[must_use]
pub fn alarms(watch: &Watch, thresholds: &Alarms) -> Vec<Alarm> {
    let mut found = if thresholds.four_fifths { four_fifths(watch) } else { Vec::new() };
    found.extend(watch.unlearnt.iter().map(|segment| Alarm::unlearnt(segment)));
    let alarm = |kind, (value, limit): (f64, f64), detail: String| {
        let found = Some(Crossing { value, limit });
        Alarm { kind, about: None, found, detail }
    };
    if watch.lists >= thresholds.lists_min {
        let above = |kind, value: Option<f64>, limit: f64, words: &str| {
            let value = value.filter(|value| *value > limit)?;
            Some(alarm(
                kind,
                (value, limit),
                format!("{} {words}, at most {} is usual", percent(value), percent(limit)),
            ))
        };
        let drift = watch.drift.categories.filter(|_| watch.lists_before >= thresholds.lists_min);
        let drift =
            above(AlarmKind::Drift, drift, thresholds.drift_max, "of the attention went over to other categories");
        found.extend(drift);
        if let Some(coverage) = watch.coverage.filter(|coverage| *coverage < thresholds.coverage_min) {
            let (own, least) = (percent(coverage), percent(thresholds.coverage_min));
            found.push(alarm(
                AlarmKind::Coverage,
                (coverage, thresholds.coverage_min),
                format!("{own} of the catalogue is shown, at least {least} is usual"),
            ));
        }
        if let Some(gini) = watch.concentration.filter(|gini| *gini > thresholds.concentration_max) {
            let detail =
                format!("the concentration of places is {gini:.2}, at most {} is usual", thresholds.concentration_max);
            found.push(alarm(AlarmKind::Concentration, (gini, thresholds.concentration_max), detail));
        }
        found.extend(above(
            AlarmKind::Fallback,
            watch.fallback,
            thresholds.fallback_max,
            "of the lists had something stand in",
        ));
        let opted_out = "of the lists were for people who had opted out";
        found.extend(above(AlarmKind::OptedOut, watch.opted_out, thresholds.opted_out_max, opted_out));
        let per_1000 = 1_000.0 * super::tally::real(watch.reports) / super::tally::real(watch.lists.max(1));
        if per_1000 > thresholds.reports_max {
            let detail =
                format!("{per_1000:.1} reports for each 1,000 lists, at most {} are usual", thresholds.reports_max);
            found.push(alarm(AlarmKind::Reports, (per_1000, thresholds.reports_max), detail));
        }
    }
    found
}

fn four_fifths(watch: &Watch) -> Vec<Alarm> {
    let mut found = Vec::new();
    for segment in &watch.segments {
        for group in &segment.groups {
            let mut hold = |kind, impact: &Impact, verb: &str| {
                let (Some(high), true) = (impact.high, impact.certainly_below) else { return };
                let (group, segment) = (&group.group, &segment.segment);
                let detail = format!(
                    "`{group}` of `{segment}` {verb} {:.2} times as often as the group that does most, at most {high:.2} times",
                    impact.ratio
                );
                let crossing = Crossing { value: impact.ratio, limit: high };
                found.push(Alarm { kind, about: Some(format!("{segment}={group}")), found: Some(crossing), detail });
            };
            hold(AlarmKind::Clicks, &group.clicks, "clicks");
            hold(AlarmKind::Purchases, &group.purchases, "buys");
        }
    }
    found
}

fn percent(share: f64) -> String {
    format!("{} %", libm::round(share * 1_000.0) / 10.0)
}
