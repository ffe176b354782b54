//! The rules of a policy in words.

use super::{Live, RuleKind, RuleTold, Words, exact, figure, with};
use crate::rerank::{Caps, Correction, ExposureTarget, FairStar, GroupRule, LeakageBudget, Owned, ParityRule, Scope};

/// The rules in force at the moment, in words; who pays stands before what they pay for.
pub(super) fn told(live: Live<'_>) -> Vec<RuleTold> {
    [promotions(live), fairness(live), variety(live), exclusions(live)].concat()
}

fn rule(words: &Words, kind: RuleKind, id: &str, arguments: &[(&'static str, String)]) -> RuleTold {
    RuleTold { kind, text: words.said(id, Some(&with(arguments.iter().cloned()))) }
}

fn promotions(live: Live<'_>) -> Vec<RuleTold> {
    let Live { words, policy, now, .. } = live;
    let paid = |name: &String, payer: &Option<String>| {
        let arguments = [("name", name.clone()), ("payer", payer.clone()?)];
        Some(rule(words, RuleKind::Paid, "rule-paid", &arguments))
    };
    let mut rules = Vec::new();
    for pin in policy.pins.iter().filter(|pin| pin.active.holds(now)) {
        rules.extend(paid(&pin.label, &pin.paid_by));
        rules.push(rule(words, RuleKind::Promotion, "rule-pin", &[("position", pin.position.to_string())]));
    }
    for boost in policy.boosts.iter().filter(|boost| boost.active.holds(now)) {
        let direction = if boost.points < 0.0 { "down" } else { "up" };
        let points = exact(boost.points.abs());
        let arguments = [("name", boost.label.clone()), ("points", points), ("direction", direction.to_owned())];
        rules.extend(paid(&boost.label, &boost.paid_by));
        rules.push(rule(words, RuleKind::Promotion, "rule-boost", &arguments));
    }
    rules
}

fn percent(share: f64) -> String {
    figure(100.0 * share)
}

fn fairness(live: Live<'_>) -> Vec<RuleTold> {
    let bound = |group: &GroupRule, id: &str, share: f64| {
        let scope = match group.scope {
            Scope::Prefix => "prefix",
            Scope::List => "list",
        };
        let arguments = [("name", group.name.clone()), ("percent", percent(share)), ("scope", scope.to_owned())];
        rule(live.words, RuleKind::Fairness, id, &arguments)
    };
    let tested = |group: &GroupRule| {
        let FairStar { p, alpha, correction } = group.fair_star?;
        let correction = match correction {
            Correction::Conservative => "conservative",
            Correction::Nearest => "nearest",
            Correction::None => "none",
        };
        let shares = [("percent", percent(p)), ("alpha", percent(alpha)), ("correction", correction.to_owned())];
        let arguments = [vec![("name", group.name.clone())], shares.to_vec()].concat();
        Some(rule(live.words, RuleKind::Fairness, "rule-fair-star", &arguments))
    };
    let all = |group: &GroupRule| {
        let least = (group.min_share > 0.0).then(|| bound(group, "rule-group", group.min_share));
        [least, tested(group), group.max_share.map(|share| bound(group, "rule-group-most", share))]
    };
    let over_time = |target: &ExposureTarget| {
        let arguments = [("name", target.name.clone()), ("percent", percent(target.target))];
        rule(live.words, RuleKind::Fairness, "rule-exposure", &arguments)
    };
    let groups = live.policy.groups.iter().flat_map(all).flatten();
    let evened = |parity: &ParityRule| {
        let segment = ("segment", parity.segment.clone());
        let arguments = [("name", parity.name.clone()), ("percent", percent(parity.difference)), segment];
        rule(live.words, RuleKind::Fairness, "rule-parity", &arguments)
    };
    let over_time = live.policy.exposures.iter().map(over_time);
    let bounded = |leakage: &LeakageBudget| {
        let arguments = [("segment", leakage.segment.clone()), ("factor", figure(libm::exp(leakage.budget)))];
        rule(live.words, RuleKind::Fairness, "rule-leakage", &arguments)
    };
    let evened = live.policy.parities.iter().map(evened);
    groups.chain(over_time).chain(evened).chain(live.policy.leakages.iter().map(bounded)).collect()
}

fn variety(live: Live<'_>) -> Vec<RuleTold> {
    let Live { words, policy, .. } = live;
    let Caps { brand, category, seller } = policy.caps;
    let caps = [("rule-cap-brand", brand), ("rule-cap-category", category), ("rule-cap-seller", seller)];
    let cap = |(id, n): (&str, Option<u16>)| {
        Some(RuleTold { kind: RuleKind::Variety, text: words.many(id, usize::from(n?)) })
    };
    let aims = [
        ("rule-diversity", policy.diversity),
        ("rule-serendipity", policy.serendipity),
        ("rule-calibration", policy.calibration),
        ("rule-novelty", policy.novelty),
    ];
    let aim = |(id, amount): (&str, f64)| {
        (amount > 0.0).then(|| rule(words, RuleKind::Variety, id, &[("percent", percent(amount))]))
    };
    caps.into_iter().filter_map(cap).chain(aims.into_iter().filter_map(aim)).collect()
}

fn exclusions(live: Live<'_>) -> Vec<RuleTold> {
    let Live { words, policy, now, kept_out, .. } = live;
    let active = policy.exclusions.iter().filter(|exclusion| exclusion.active.holds(now));
    let excluded = active
        .map(|exclusion| rule(words, RuleKind::Exclusion, "rule-exclusion", &[("name", exclusion.label.clone())]));
    let reviewed =
        (kept_out > 0).then(|| RuleTold { kind: RuleKind::Exclusion, text: words.many("rule-reviewed", kept_out) });
    let shown = match policy.owned {
        Owned::Exclude => "no",
        Owned::Allow => "yes",
    };
    excluded
        .chain(reviewed)
        .chain([rule(words, RuleKind::Exclusion, "rule-owned", &[("shown", shown.to_owned())])])
        .collect()
}
