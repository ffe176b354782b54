//! What a change must not do without the approval of somebody else.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::fact::{Fact, Respoken};
use crate::catalog::Item;
use crate::evaluate::Impact;
use crate::ids::ItemId;
use crate::rerank::{Language, LeakageBudget, ParityRule, Policy, Selector, Tone};

/// What needs approval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Thresholds {
    /// A change that keeps items out: a new exclusion, or a group that may have no place.
    #[schema(example = true)]
    pub exclusion: bool,
    /// A boost that takes more score points than this: so strong a bury keeps items out as well.
    #[schema(example = 1.0)]
    pub bury_points: f64,
    /// A group's attention that falls by more than this share of what it had, 0 to 1. A fall counts by the pessimistic end of its
    /// interval. So does an exposure target that is lowered, a parity rule that allows a larger difference, a leakage budget that is
    /// raised or comes behind another in the order in which they are kept, and any of these if it is left out.
    #[schema(example = 0.1)]
    pub exposure_fall: f64,
    /// Relevance that falls by more than this share of what it was, 0 to 1, by the pessimistic end of its interval.
    #[schema(example = 0.05)]
    pub relevance_fall: f64,
    /// A changed rule that means an item of a sensitive kind.
    #[schema(example = true)]
    pub sensitive: bool,
    /// A rule that somebody pays for, new or changed, or one whose payer is no longer named.
    #[schema(example = true)]
    pub sponsored: bool,
    /// Another tone or language of reasons.
    #[schema(example = true)]
    pub wording: bool,
    /// A measurement on fewer customers than this counts as none, and what was not measured needs approval.
    #[schema(example = 30)]
    pub customers_min: usize,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            exclusion: true,
            bury_points: 1.0,
            exposure_fall: 0.1,
            relevance_fall: 0.05,
            sensitive: true,
            sponsored: true,
            wording: true,
            customers_min: 30,
        }
    }
}

impl Thresholds {
    /// Whether anything that these let pass would need approval under others.
    #[must_use]
    pub fn are_looser_than(&self, others: &Self) -> bool {
        let switches = [
            (self.exclusion, others.exclusion),
            (self.sensitive, others.sensitive),
            (self.sponsored, others.sponsored),
            (self.wording, others.wording),
        ];
        let limits = [
            (self.bury_points, others.bury_points),
            (self.exposure_fall, others.exposure_fall),
            (self.relevance_fall, others.relevance_fall),
        ];
        // On fewer customers more counts as measured.
        switches.into_iter().any(|(own, other)| other && !own)
            || limits.into_iter().any(|(own, other)| own > other)
            || self.customers_min.max(1) < others.customers_min.max(1)
    }
}

/// Which threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = "relevance")]
#[serde(rename_all = "snake_case")]
pub enum Threshold {
    /// Items are kept out.
    Exclusion,
    /// A group's attention falls.
    Exposure,
    /// Relevance falls.
    Relevance,
    /// A sensitive kind of item is meant.
    Sensitive,
    /// Somebody pays.
    Sponsored,
    /// Reasons speak otherwise.
    Wording,
    /// The impact was not measured.
    Unmeasured,
}

/// One threshold against one change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Which.
    pub threshold: Threshold,
    /// Whether the change meets it, so that somebody else has to approve.
    #[schema(example = false)]
    pub met: bool,
    /// What was found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Fact>,
    /// The same in English words.
    #[schema(example = "relevance may fall by 0.8 %, at most 5 % go without approval")]
    pub detail: String,
}

/// A change and what is known of it.
#[derive(Debug, Clone, Copy)]
pub struct Compared<'a> {
    /// In force.
    pub live: &'a Policy,
    /// Proposed.
    pub draft: &'a Policy,
    /// The one against the other, at each moment at which they differ; empty when it was not measured.
    pub impacts: &'a [Impact],
    /// What is on offer.
    pub items: &'a [Arc<Item>],
}

/// Holds a change against every threshold, those that it does not meet included.
#[must_use]
pub fn checks(of: Compared<'_>, thresholds: &Thresholds) -> Vec<Check> {
    let is_told = |impact: &&Impact| impact.customers >= thresholds.customers_min.max(1);
    let measured: Vec<&Impact> = of.impacts.iter().filter(is_told).collect();
    vec![
        exclusion(of, thresholds),
        exposure(of, &measured, thresholds),
        relevance(&measured, thresholds),
        sensitive(of, thresholds),
        sponsored(of, thresholds),
        wording(of, thresholds),
        unmeasured(of.impacts, thresholds),
    ]
}

fn check(threshold: Threshold, found: Vec<Fact>, nothing: &str) -> Check {
    let detail = if found.is_empty() { nothing.to_owned() } else { in_words(&found) };
    Check { threshold, met: !found.is_empty(), facts: found, detail }
}

/// The same where it can be said how little was found.
fn check_against(threshold: Threshold, found: Vec<Fact>, little: Fact) -> Check {
    let met = !found.is_empty();
    let facts = if met { found } else { vec![little] };
    Check { threshold, met, detail: in_words(&facts), facts }
}

fn in_words(facts: &[Fact]) -> String {
    facts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn exclusion(of: Compared<'_>, thresholds: &Thresholds) -> Check {
    let added =
        added(&of.live.exclusions, &of.draft.exclusions).map(|rule| Fact::Excluded { rule: rule.label.clone() });
    let shut = added_by(&of.live.groups, &of.draft.groups, |group| group.max_share == Some(0.0));
    let shut = shut.map(|group| Fact::NoPlace { group: group.name.clone() });
    let is_out = |points: f64| points < -thresholds.bury_points;
    let buried = added_by(&of.live.boosts, &of.draft.boosts, |boost| is_out(boost.points));
    let buried = buried.map(|boost| Fact::Buried { rule: boost.label.clone(), points: -boost.points });
    let found: Vec<Fact> = if thresholds.exclusion { added.chain(shut).chain(buried).collect() } else { Vec::new() };
    check(Threshold::Exclusion, found, "nothing more is kept out")
}

fn exposure(of: Compared<'_>, measured: &[&Impact], thresholds: &Thresholds) -> Check {
    let mut found = Vec::new();
    let groups = measured.iter().flat_map(|impact| impact.exposure.iter().map(move |group| (group, impact.at)));
    for (group, from) in groups {
        let fall = if group.share.live.mean > 0.0 { -group.share.difference.low / group.share.live.mean } else { 0.0 };
        if fall > thresholds.exposure_fall {
            found.push(Fact::AttentionFalls { group: group.group.clone(), by: fall, from });
        }
    }
    for target in &of.live.exposures {
        let kept = of.draft.exposures.iter().find(|other| other.name == target.name && other.members == target.members);
        if kept.is_none_or(|kept| kept.target < target.target) {
            found.push(Fact::OwedLess { rule: target.name.clone() });
        }
    }
    for rule in &of.live.parities {
        let is_same = |other: &&ParityRule| {
            other.name == rule.name && other.members == rule.members && other.segment == rule.segment
        };
        if of.draft.parities.iter().find(is_same).is_none_or(|kept| kept.difference > rule.difference) {
            found.push(Fact::LessEqual { rule: rule.name.clone() });
        }
    }
    found.extend(leakage(of.live, of.draft));
    check_against(Threshold::Exposure, found, Fact::AttentionHolds { limit: thresholds.exposure_fall })
}

/// Leakage budgets that are weaker: raised, left out, or behind one that did not come before them. Of several an earlier one is kept first;
/// no other rules that promise something to somebody take precedence by their order.
fn leakage(live: &Policy, draft: &Policy) -> Vec<Fact> {
    let at = |policy: &Policy, segment: &str| policy.leakages.iter().position(|rule| rule.segment == segment);
    let weakened = live.leakages.iter().enumerate().filter_map(|(was, rule)| {
        let segment = &rule.segment;
        let Some(kept) = at(draft, segment).filter(|&kept| draft.leakages[kept].budget <= rule.budget) else {
            return Some(Fact::GivesAwayMore { segment: segment.clone() });
        };
        let is_new_before = |other: &&LeakageBudget| at(live, &other.segment).is_none_or(|before| before > was);
        let first = draft.leakages[..kept].iter().find(is_new_before)?;
        Some(Fact::KeptAfter { segment: segment.clone(), other: first.segment.clone() })
    });
    weakened.collect()
}

fn relevance(measured: &[&Impact], thresholds: &Thresholds) -> Check {
    let limit = thresholds.relevance_fall;
    let least = measured.iter().min_by(|a, b| a.relevance_kept.low.total_cmp(&b.relevance_kept.low));
    let (fall, from) = least.map_or((0.0, None), |impact| (1.0 - impact.relevance_kept.low, impact.at));
    let fact = Fact::RelevanceFalls { by: fall.max(0.0), limit, from };
    let found = if fall > limit { vec![fact.clone()] } else { Vec::new() };
    check_against(Threshold::Relevance, found, fact)
}

fn sensitive(of: Compared<'_>, thresholds: &Thresholds) -> Check {
    let mut meant: Vec<(&str, Meant<'_>)> = Vec::new();
    let Compared { live, draft, .. } = of;
    meant.extend(changed(&live.pins, &draft.pins).map(|rule| (rule.label.as_str(), Meant::Item(&rule.item))));
    meant.extend(changed(&live.boosts, &draft.boosts).map(|rule| (rule.label.as_str(), Meant::Any(&rule.members))));
    meant.extend(
        changed(&live.exclusions, &draft.exclusions).map(|rule| (rule.label.as_str(), Meant::Any(&rule.members))),
    );
    meant.extend(changed(&live.groups, &draft.groups).map(|rule| (rule.name.as_str(), Meant::Any(&rule.members))));
    meant
        .extend(changed(&live.exposures, &draft.exposures).map(|rule| (rule.name.as_str(), Meant::Any(&rule.members))));
    meant.extend(changed(&live.parities, &draft.parities).map(|rule| (rule.name.as_str(), Meant::Any(&rule.members))));
    let kinds: Vec<&Item> = of.items.iter().map(|item| &**item).filter(|item| item.sensitive.is_some()).collect();
    let mut found: Vec<Fact> = Vec::new();
    if thresholds.sensitive {
        let touching = meant.iter().filter(|(_, meant)| kinds.iter().any(|item| meant.holds(item)));
        found.extend(touching.map(|(name, _)| Fact::MeansSensitive { rule: (*name).to_owned() }));
        found.dedup();
    }
    check(Threshold::Sensitive, found, "no changed rule means items of a sensitive kind")
}

/// Which items a rule means.
enum Meant<'a> {
    Item(&'a ItemId),
    Any(&'a Selector),
}

impl Meant<'_> {
    fn holds(&self, item: &Item) -> bool {
        match self {
            Self::Item(id) => item.id == **id,
            Self::Any(selector) => selector.matches(item),
        }
    }
}

fn sponsored(of: Compared<'_>, thresholds: &Thresholds) -> Check {
    let Compared { live, draft, .. } = of;
    let paid = |label: &str, payer: &str| Fact::Paid { rule: label.to_owned(), payer: payer.to_owned() };
    let unnamed = |label: &str, payer: &str| Fact::Unnamed { rule: label.to_owned(), payer: payer.to_owned() };
    let pins = added(&live.pins, &draft.pins).filter_map(|pin| Some(paid(&pin.label, pin.paid_by.as_deref()?)));
    let boosts =
        added(&live.boosts, &draft.boosts).filter_map(|boost| Some(paid(&boost.label, boost.paid_by.as_deref()?)));
    let pin_is_kept = |item: &ItemId| draft.pins.iter().any(|pin| pin.item == *item && pin.paid_by.is_none());
    let quiet_pins = live.pins.iter().filter(|pin| pin_is_kept(&pin.item));
    let quiet_pins = quiet_pins.filter_map(|pin| Some(unnamed(&pin.label, pin.paid_by.as_deref()?)));
    let boost_is_kept =
        |members: &Selector| draft.boosts.iter().any(|boost| boost.members == *members && boost.paid_by.is_none());
    let quiet_boosts = live.boosts.iter().filter(|boost| boost_is_kept(&boost.members));
    let quiet_boosts = quiet_boosts.filter_map(|boost| Some(unnamed(&boost.label, boost.paid_by.as_deref()?)));
    let all = pins.chain(boosts).chain(quiet_pins).chain(quiet_boosts);
    let found: Vec<Fact> = if thresholds.sponsored { all.collect() } else { Vec::new() };
    check(Threshold::Sponsored, found, "no rule that somebody pays for is new or changed")
}

fn wording(of: Compared<'_>, thresholds: &Thresholds) -> Check {
    let Compared { live, draft, .. } = of;
    let tone = |policy: &Policy| policy.tone.map(Tone::as_str);
    let language = |policy: &Policy| policy.locale.map(Language::as_str);
    let turned = |was: Option<&str>, becomes: Option<&str>| {
        let said = |one: Option<&str>| one.map(str::to_owned);
        (thresholds.wording && was != becomes).then(|| Respoken { was: said(was), becomes: said(becomes) })
    };
    let tone = turned(tone(live), tone(draft)).map(Fact::Tone);
    let language = turned(language(live), language(draft)).map(Fact::Language);
    check(Threshold::Wording, tone.into_iter().chain(language).collect(), "reasons are worded as before")
}

fn unmeasured(impacts: &[Impact], thresholds: &Thresholds) -> Check {
    let least = thresholds.customers_min.max(1);
    let left_out = impacts.iter().map(|impact| impact.moments_left_out).max().unwrap_or_default();
    let found = match impacts.iter().map(|impact| impact.customers).min() {
        None => vec![Fact::NotMeasured],
        Some(customers) if customers < least => vec![Fact::MeasuredOnFew { customers, least }],
        Some(_) if left_out > 0 => vec![Fact::MomentsLeftOut { moments: left_out }],
        Some(_) => Vec::new(),
    };
    check_against(Threshold::Unmeasured, found, Fact::Measured { least })
}

/// The rules that the draft has and the live policy has not.
fn added<'p, R: PartialEq>(live: &'p [R], draft: &'p [R]) -> impl Iterator<Item = &'p R> {
    draft.iter().filter(move |rule| !live.contains(rule))
}

/// The same among those of a kind.
fn added_by<'p, R: PartialEq>(
    live: &'p [R],
    draft: &'p [R],
    is_meant: impl Fn(&R) -> bool,
) -> impl Iterator<Item = &'p R> {
    added(live, draft).filter(move |rule| is_meant(rule))
}

/// The rules that one of the two has alone.
fn changed<'p, R: PartialEq>(live: &'p [R], draft: &'p [R]) -> impl Iterator<Item = &'p R> {
    added(live, draft).chain(added(draft, live))
}
