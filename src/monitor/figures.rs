//! The figures of a window, as an overseer reads them. Nothing is told of fewer than [`PEOPLE_TOLD_MIN`] people.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::PEOPLE_TOLD_MIN;
use super::alarm::Alarm;
use super::listed::Listed;
use super::people::Smallest;
use super::scene::{GroupKind, Scene};
use super::tally::{Counts, First, Tally, of_steps, real};
use super::window::Window;
use crate::metrics::{ImpactRatio, Selected, coverage, gini, impact_ratios, total_variation};
use crate::units::Time;

/// The chance that any interval of a look is ever wrong while its window grows, at most.
const ALPHA: f64 = 0.05;
/// About how many people the intervals are tightest for; fixed beforehand, as the proof of the intervals asks.
const PEOPLE_OPT: f64 = 1_000.0;
/// The most groups of items of one kind that are told of, those with the most attention.
const ITEM_GROUPS_MAX: usize = 50;

/// What a placement showed in a window, and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Watch {
    /// Where.
    #[schema(example = "home")]
    pub placement: String,
    /// The part of the log that was read.
    pub window: Window,
    /// The part before it, which it is compared with.
    pub before: Window,
    /// Lists that were made.
    #[schema(example = 5120)]
    pub lists: u64,
    /// Those of the part before.
    #[schema(example = 4980)]
    pub lists_before: u64,
    /// Records that could not be read, so that they are counted nowhere.
    #[schema(example = 0)]
    pub unreadable: u64,
    /// Whether there were some people, but so few that nothing is told that speaks of them.
    #[schema(example = false)]
    pub too_few_people: bool,
    /// The share of lists that rest on something personal.
    #[schema(example = 0.81)]
    pub personalised: Option<f64>,
    /// The share of lists in which something had to stand in.
    #[schema(example = 0.12)]
    pub fallback: Option<f64>,
    /// The share of lists made for people who had said that nothing personal is to be used; `null` while these are too few.
    #[schema(example = 0.03)]
    pub opted_out: Option<f64>,
    /// Reports of customers about what was shown here.
    #[schema(example = 2)]
    pub reports: u64,
    /// Reports that quote no list that is known, so that nobody can tell where it was shown: of the whole shop, the same in each placement.
    #[serde(default)]
    #[schema(example = 0)]
    pub reports_unplaced: u64,
    /// The share of the items on offer that stood in any list.
    #[schema(example = 0.64)]
    pub coverage: Option<f64>,
    /// How unevenly places are shared among the items on offer: 0 evenly, near 1 few items have all (Gini).
    #[schema(example = 0.71)]
    pub concentration: Option<f64>,
    /// The share of places whose items are not on offer any more; they are in no group.
    #[schema(example = 0.002)]
    pub gone: Option<f64>,
    /// What has changed since the part before.
    pub drift: Drift,
    /// Groups of items, those with the most attention first within each kind.
    pub items: Vec<ItemGroup>,
    /// What is not listed, as one for each kind: the groups with less attention. None of a kind that is listed as a whole.
    pub items_rest: Vec<RestOfItems>,
    /// Segments of customers who allow measuring.
    pub segments: Vec<Segment>,
    /// How long making lists took in this process lately; `null` where none was made.
    pub latency: Option<Latency>,
    /// Segments of which the live policy, or one that is tried, has a leakage budget and the model in use has learnt nothing, so that nothing bounds
    /// lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["age_band"]))]
    pub unlearnt: Vec<String>,
    /// What is alarming, by the thresholds that hold.
    pub alarms: Vec<Alarm>,
}

/// What has changed since the window before. `null` where either has too few people, or no list.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = WatchDrift)]
#[serde(deny_unknown_fields)]
pub struct Drift {
    /// The share of attention that went over to other categories: half the sum of the differences of the categories' shares.
    #[schema(example = 0.04)]
    pub categories: Option<f64>,
    /// The mean confidence of what is shown.
    #[schema(example = 0.11)]
    pub confidence: Option<f64>,
    /// The same in the window before.
    #[schema(example = 0.12)]
    pub confidence_before: Option<f64>,
}

/// How a group of items fared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = WatchedItems)]
#[serde(deny_unknown_fields)]
pub struct ItemGroup {
    /// What makes it a group.
    pub kind: GroupKind,
    /// Which.
    #[schema(example = "Lumen")]
    pub name: String,
    /// Places in lists.
    #[schema(example = 1200)]
    pub shown: u64,
    /// Its share of all attention, a place counting `1 / log2(1 + rank)`; `null`, as the rates, while too few people were shown it.
    #[schema(example = 0.18)]
    pub exposure: Option<f64>,
    /// The share of places that were clicked, of those whose outcome may be counted; `null` while these were shown to too few people.
    #[schema(example = 0.031)]
    pub click_rate: Option<f64>,
    /// The share of these that were bought.
    #[schema(example = 0.007)]
    pub purchase_rate: Option<f64>,
}

/// The groups of items of one kind that have too little attention to be listed, taken together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = WatchedRest)]
#[serde(deny_unknown_fields)]
pub struct RestOfItems {
    /// What makes them groups.
    pub kind: GroupKind,
    /// How many they are.
    #[schema(example = 120)]
    pub groups: usize,
    /// Places in lists.
    #[schema(example = 400)]
    pub shown: u64,
    /// Their share of all attention; `null`, as the rates, while too few people were shown any of them.
    #[schema(example = 0.06)]
    pub exposure: Option<f64>,
    /// The share of places that were clicked, of those whose outcome may be counted.
    #[schema(example = 0.02)]
    pub click_rate: Option<f64>,
    /// The share of these that were bought.
    #[schema(example = 0.004)]
    pub purchase_rate: Option<f64>,
}

/// One segment of customers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = WatchedSegment)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// Which.
    #[schema(example = "age_band")]
    pub segment: String,
    /// Its groups of enough people.
    pub groups: Vec<CustomerGroup>,
    /// Groups of which nothing is told, because they are too small.
    #[schema(example = 1)]
    pub withheld: usize,
}

/// How a group of customers fared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = WatchedCustomers)]
#[serde(deny_unknown_fields)]
pub struct CustomerGroup {
    /// Which.
    #[schema(example = "25-34")]
    pub group: String,
    /// Its people whose first list of the window has had its time.
    #[schema(example = 412)]
    pub people: u64,
    /// Whether more people are in it than are counted, so that these are a sample.
    #[schema(example = false)]
    pub is_sample: bool,
    /// Of the people, who clicked an item of that list.
    pub clicks: Impact,
    /// Of the people, who bought one.
    pub purchases: Impact,
}

/// A rate of people against that of the group with the highest.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = WatchedImpact)]
#[serde(deny_unknown_fields)]
pub struct Impact {
    /// The share of people.
    #[schema(example = 0.21)]
    pub rate: f64,
    /// Where the true share lies, however often somebody looks while the window grows: from.
    #[schema(example = 0.17)]
    pub rate_low: f64,
    /// To.
    #[schema(example = 0.26)]
    pub rate_high: f64,
    /// It over the highest rate; 1 where nobody did it at all.
    #[schema(example = 0.74)]
    pub ratio: f64,
    /// Where the true ratio lies, in the same way: from.
    #[schema(example = 0.58)]
    pub low: f64,
    /// To; `null` where nothing bounds it yet.
    #[schema(example = 0.95)]
    pub high: Option<f64>,
    /// Whether the ratio is below four fifths.
    #[schema(example = true)]
    pub below_four_fifths: bool,
    /// Whether all of the interval is.
    #[schema(example = false)]
    pub certainly_below: bool,
}

/// How long making lists took.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = WatchedLatency)]
#[serde(deny_unknown_fields)]
pub struct Latency {
    /// Over how many minutes.
    #[schema(example = 60)]
    pub minutes: u32,
    /// How many lists.
    #[schema(example = 840)]
    pub lists: u64,
    /// Half of them took at most about so many milliseconds, counted in steps of an eighth.
    #[schema(example = 4.5)]
    pub ms_p50: f64,
    /// 99 of 100 took at most about so many.
    #[schema(example = 18.0)]
    pub ms_p99: f64,
}

/// The figures of a window against the one before. `reports`, `reports_unplaced`, `latency` and `unlearnt` come from elsewhere; alarms are added by
/// [`super::alarms`].
#[must_use]
pub fn watch(placement: &str, window: Window, scene: &Scene<'_>, tallies: (&Tally, &Tally), now: Time) -> Watch {
    let (own, before) = tallies;
    let is_told = is_enough(&own.people);
    let share = |part: u64| (is_told && own.lists > 0).then(|| real(part) / real(own.lists));
    let (items, items_rest) = item_groups(own, scene);
    Watch {
        placement: placement.to_owned(),
        window,
        before: window.before(),
        lists: own.lists,
        lists_before: before.lists,
        unreadable: own.unreadable,
        too_few_people: !is_told,
        personalised: share(own.personalised),
        fallback: share(own.fallback),
        opted_out: share(own.opted_out).filter(|_| is_enough(&own.people_opted_out)),
        reports: 0,
        reports_unplaced: 0,
        coverage: (is_told && !scene.is_empty()).then(|| coverage(&own.items)),
        concentration: (is_told && own.places > own.gone).then(|| gini(&own.items)),
        gone: (is_told && own.places > 0).then(|| real(own.gone) / real(own.places)),
        drift: if is_told && is_enough(&before.people) { drift(own, before, scene) } else { Drift::default() },
        items,
        items_rest,
        segments: segments(own, now),
        latency: None,
        unlearnt: Vec::new(),
        alarms: Vec::new(),
    }
}

/// Whether something may be told of these people: of nobody, or of enough.
fn is_enough(people: &Smallest<()>) -> bool {
    people.is_empty() || people.len() >= PEOPLE_TOLD_MIN
}

fn drift(own: &Tally, before: &Tally, scene: &Scene<'_>) -> Drift {
    let categories = |tally: &Tally| -> Vec<f64> {
        let groups = scene.groups().iter().zip(&tally.groups);
        groups
            .filter(|((kind, _), _)| *kind == GroupKind::Category)
            .map(|(_, counts)| of_steps(counts.attention))
            .collect()
    };
    let (now, then) = (categories(own), categories(before));
    let has_any = |attention: &[f64]| attention.iter().any(|one| *one > 0.0);
    let confidence = |tally: &Tally| (tally.places > 0).then(|| of_steps(tally.confidence) / real(tally.places));
    Drift {
        categories: (has_any(&now) && has_any(&then)).then(|| total_variation(&now, &then)),
        confidence: confidence(own),
        confidence_before: confidence(before),
    }
}

fn item_groups(tally: &Tally, scene: &Scene<'_>) -> (Vec<ItemGroup>, Vec<RestOfItems>) {
    let mut shown: Vec<(&(GroupKind, String), &Counts)> = scene.groups().iter().zip(&tally.groups).collect();
    shown.sort_by(|((a_kind, a_name), a), ((b_kind, b_name), b)| {
        a_kind.cmp(b_kind).then(b.attention.cmp(&a.attention)).then_with(|| a_name.cmp(b_name))
    });
    let all = of_steps(tally.attention);
    let (mut told, mut rest, mut last) = (Vec::new(), BTreeMap::<GroupKind, (usize, Counts)>::new(), (None, 0));
    for ((kind, name), counts) in shown {
        last = if last.0 == Some(*kind) { (last.0, last.1 + 1) } else { (Some(*kind), 1) };
        // Groups of rules overlap, so that they cannot be told as one; a policy has few.
        if last.1 > ITEM_GROUPS_MAX && *kind != GroupKind::Rule {
            let (groups, together) = rest.entry(*kind).or_default();
            *groups += 1;
            together.merge(counts);
            continue;
        }
        let [exposure, click_rate, purchase_rate] = fared(counts, all);
        let (kind, name, shown) = (*kind, name.clone(), counts.shown);
        told.push(ItemGroup { kind, name, shown, exposure, click_rate, purchase_rate });
    }
    let rest = rest.into_iter().map(|(kind, (groups, counts))| {
        let [exposure, click_rate, purchase_rate] = fared(&counts, all);
        RestOfItems { kind, groups, shown: counts.shown, exposure, click_rate, purchase_rate }
    });
    (told, rest.collect())
}

/// The share of attention, and the shares of places that were clicked and bought.
fn fared(counts: &Counts, all: f64) -> [Option<f64>; 3] {
    let is_told = is_enough(&counts.people);
    let has_rates = is_told && is_enough(&counts.counted_people) && counts.counted > 0;
    let rate = |part: u64| has_rates.then(|| real(part) / real(counts.counted));
    let exposure = (is_told && all > 0.0).then(|| of_steps(counts.attention) / all);
    [exposure, rate(counts.clicked), rate(counts.bought)]
}

/// People whose first list has had its time, in all, and who of them clicked and bought.
struct Settled<'t> {
    segment: &'t str,
    group: &'t str,
    is_sample: bool,
    people: u64,
    clicked: u64,
    bought: u64,
}

fn segments(tally: &Tally, now: Time) -> Vec<Segment> {
    let settled: Vec<Settled<'_>> = tally.customers.iter().map(|(name, people)| settle(name, people, now)).collect();
    let is_told = |one: &&Settled<'_>| one.people >= PEOPLE_TOLD_MIN as u64;
    // Each rate may be wrong once, so the error is shared among all rates of the look, of clicks and of purchases.
    let rates = 2 * settled.iter().filter(is_told).count();
    let alpha = ALPHA / real(rates.max(1) as u64);
    let mut names: Vec<&str> = settled.iter().map(|one| one.segment).collect();
    names.dedup();
    let segment = |name: &str| {
        let of: Vec<&Settled<'_>> = settled.iter().filter(|one| one.segment == name).collect();
        let told: Vec<&Settled<'_>> = of.iter().copied().filter(|one| is_told(one)).collect();
        let ratios = |count: &dyn Fn(&Settled<'_>) -> u64| {
            let selected =
                |one: &&Settled<'_>| Selected { group: one.group.to_owned(), people: one.people, selected: count(one) };
            impact_ratios(&told.iter().map(selected).collect::<Vec<_>>(), alpha, PEOPLE_OPT)
        };
        let (clicks, purchases) = (ratios(&|one| one.clicked), ratios(&|one| one.bought));
        let groups = told.iter().zip(clicks.iter().zip(&purchases)).map(|(one, (clicks, purchases))| CustomerGroup {
            group: one.group.to_owned(),
            people: one.people,
            is_sample: one.is_sample,
            clicks: impact(clicks),
            purchases: impact(purchases),
        });
        Segment { segment: name.to_owned(), groups: groups.collect(), withheld: of.len() - told.len() }
    };
    names.into_iter().map(segment).collect()
}

fn settle<'t>((segment, group): &'t (String, String), people: &Smallest<First>, now: Time) -> Settled<'t> {
    let mut settled = Settled { segment, group, is_sample: people.has_more(), people: 0, clicked: 0, bought: 0 };
    for first in people.values().filter(|first| Listed::is_settled(first.at, now)) {
        settled.people += 1;
        settled.clicked += u64::from(first.clicked);
        settled.bought += u64::from(first.bought);
    }
    settled
}

fn impact(ratio: &ImpactRatio) -> Impact {
    Impact {
        rate: ratio.rate,
        rate_low: ratio.rate_interval.low,
        rate_high: ratio.rate_interval.high,
        ratio: ratio.ratio,
        low: ratio.interval.low,
        high: Some(ratio.interval.high).filter(|high| *high < f64::MAX),
        below_four_fifths: ratio.is_below_four_fifths,
        certainly_below: ratio.is_certainly_below,
    }
}
