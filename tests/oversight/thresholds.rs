//! Each threshold is met by a change that goes beyond it, by none that does not, and can be switched off or moved.

use std::sync::Arc;

use candor::catalog::{Item, Sensitive};
use candor::evaluate::{Change, GroupChange, Impact, Interval, Moves};
use candor::ids::ItemId;
use candor::oversight::{Compared, Threshold, Thresholds, checks};
use candor::rerank::Policy;

fn policy(rules: serde_json::Value) -> Policy {
    let mut json = serde_json::json!({"placement": "home"});
    let object = json.as_object_mut().expect("an object");
    object.extend(rules.as_object().expect("rules").clone());
    serde_json::from_value(json).expect("a policy")
}

fn near(mean: f64, by: f64) -> Interval {
    Interval { mean, low: mean - by, high: mean + by }
}

/// An impact that keeps this share of relevance, and moves a group that had a fifth of the attention by so much.
fn impact(kept: f64, moved: f64, by: f64) -> Impact {
    let change = |live: f64, moved: f64| Change {
        live: near(live, 0.0),
        draft: near(live + moved, by),
        difference: near(moved, by),
    };
    Impact {
        at: None,
        moments_left_out: 0,
        customers: 1_000,
        relevance: change(1.0, kept - 1.0),
        relevance_kept: near(kept, by),
        intra_list_distance: change(0.5, 0.0),
        serendipity: change(0.1, 0.0),
        coverage: change(0.5, 0.0),
        exposure: vec![GroupChange { group: "small makers".to_owned(), share: change(0.2, moved) }],
        parts: Vec::new(),
        leakage: Vec::new(),
        prices: Vec::new(),
        overlap: near(0.9, 0.0),
        moves: Moves::default(),
    }
}

#[test]
fn thresholds_are_looser_exactly_if_they_let_something_pass_that_needed_approval() {
    let standard = Thresholds::default();
    let looser = [
        Thresholds { exclusion: false, ..standard },
        Thresholds { bury_points: 1.5, ..standard },
        Thresholds { exposure_fall: 0.2, ..standard },
        Thresholds { relevance_fall: 0.06, customers_min: 90, ..standard },
        Thresholds { sensitive: false, ..standard },
        Thresholds { sponsored: false, ..standard },
        Thresholds { wording: false, ..standard },
        Thresholds { customers_min: 29, ..standard },
    ];
    for one in looser {
        assert!(one.are_looser_than(&standard), "{one:?}");
        let back = standard.are_looser_than(&one);
        assert_eq!(back, one.customers_min == 90, "{one:?}");
    }
    assert!(!standard.are_looser_than(&standard));
    let [none, one] = [0, 1].map(|customers_min| Thresholds { customers_min, ..standard });
    assert!(!none.are_looser_than(&one), "on nobody nothing is measured either way");
}

fn met(live: &Policy, draft: &Policy, impact: Option<&Impact>, thresholds: &Thresholds) -> Vec<Threshold> {
    let mut medicine = Item::titled(ItemId::new("m").expect("a valid id"), "Medicine");
    medicine.sensitive = Some(Sensitive::Health);
    medicine.category = vec!["PHARMACY".to_owned()];
    let lamp = Item::titled(ItemId::new("l").expect("a valid id"), "Lamp");
    let items = [Arc::new(medicine), Arc::new(lamp)];
    let all =
        checks(Compared { live, draft, impacts: impact.map_or(&[], std::slice::from_ref), items: &items }, thresholds);
    assert_eq!(all.len(), 7, "every threshold is told of");
    assert!(all.iter().all(|check| !check.detail.is_empty()));
    all.into_iter().filter(|check| check.met).map(|check| check.threshold).collect()
}

#[test]
fn relevance_and_attention_count_by_the_pessimistic_end() {
    let (same, standard) = (policy(serde_json::json!({})), Thresholds::default());
    for (impact, wanted) in [
        (impact(0.97, 0.0, 0.01), vec![]),
        (impact(0.97, 0.0, 0.03), vec![Threshold::Exposure, Threshold::Relevance]),
        (impact(0.9, 0.0, 0.0), vec![Threshold::Relevance]),
        (impact(1.0, -0.019, 0.0), vec![]),
        (impact(1.0, -0.021, 0.0), vec![Threshold::Exposure]),
        (impact(1.0, 0.1, 0.0), vec![]),
    ] {
        assert_eq!(met(&same, &same, Some(&impact), &standard), wanted, "{impact:?}");
    }
    let lenient = Thresholds { relevance_fall: 0.2, exposure_fall: 0.5, ..standard };
    assert_eq!(met(&same, &same, Some(&impact(0.9, -0.05, 0.0)), &lenient), []);
}

#[test]
fn the_moment_that_costs_most_counts_and_a_moment_that_nobody_measured_needs_approval() {
    let (same, standard) = (policy(serde_json::json!({})), Thresholds::default());
    let at = Some("2030-01-01T00:00:00Z".parse().expect("a moment"));
    let later = Impact { at, ..impact(0.9, -0.1, 0.0) };
    let impacts = [impact(1.0, 0.0, 0.0), later];
    let all = checks(Compared { live: &same, draft: &same, impacts: &impacts, items: &[] }, &standard);
    let beyond: Vec<_> = all.iter().filter(|check| check.met).collect();
    assert_eq!(
        beyond.iter().map(|check| check.threshold).collect::<Vec<_>>(),
        [Threshold::Exposure, Threshold::Relevance]
    );
    assert!(beyond.iter().all(|check| check.detail.contains("from 2030-01-01 00:00 UTC on")), "{beyond:?}");
    let some = Impact { moments_left_out: 1, ..impact(1.0, 0.0, 0.0) };
    assert_eq!(met(&same, &same, Some(&some), &standard), [Threshold::Unmeasured]);
}

#[test]
fn what_was_not_measured_or_on_too_few_needs_approval() {
    let (same, standard) = (policy(serde_json::json!({})), Thresholds::default());
    assert_eq!(met(&same, &same, None, &standard), [Threshold::Unmeasured]);
    let few = Impact { customers: 29, ..impact(1.0, 0.0, 0.0) };
    assert_eq!(met(&same, &same, Some(&few), &standard), [Threshold::Unmeasured]);
    assert_eq!(met(&same, &same, Some(&few), &Thresholds { customers_min: 29, ..standard }), []);
    let nobody = Impact { customers: 0, ..few };
    let any = Thresholds { customers_min: 0, ..standard };
    assert_eq!(met(&same, &same, Some(&nobody), &any), [Threshold::Unmeasured]);
}

#[test]
fn rules_that_keep_out_touch_what_is_sensitive_or_are_paid_for_need_approval() {
    let (plain, standard, fine) = (policy(serde_json::json!({})), Thresholds::default(), impact(1.0, 0.0, 0.0));
    let lamp = serde_json::json!({"items": ["l"]});
    let rule = |points: f64, payer: Option<&str>| {
        let boost = serde_json::json!({"label": "Summer", "members": lamp, "points": points, "paid_by": payer});
        policy(serde_json::json!({"boosts": [boost]}))
    };
    let cases = [
        (
            plain.clone(),
            policy(serde_json::json!({"exclusions": [{"label": "a", "members": lamp}]})),
            Threshold::Exclusion,
        ),
        (
            plain.clone(),
            policy(serde_json::json!({"groups": [{"name": "g", "members": lamp, "max_share": 0.0}]})),
            Threshold::Exclusion,
        ),
        (plain.clone(), rule(-2.0, None), Threshold::Exclusion),
        (plain.clone(), rule(0.5, Some("Lumen Ltd")), Threshold::Sponsored),
        (rule(0.5, Some("Lumen Ltd")), rule(0.5, None), Threshold::Sponsored),
        (
            plain.clone(),
            policy(serde_json::json!({"pins": [{"item": "m", "position": 1, "label": "a"}]})),
            Threshold::Sensitive,
        ),
        (
            policy(serde_json::json!({"groups": [{"name": "g", "members": {"categories": ["PHARMACY"]}}]})),
            plain.clone(),
            Threshold::Sensitive,
        ),
    ];
    for (live, draft, wanted) in cases {
        assert_eq!(met(&live, &draft, Some(&fine), &standard), [wanted], "{draft:?}");
        assert_eq!(met(&draft, &draft, Some(&fine), &standard), [], "what is live already is no change");
        let off = Thresholds { exclusion: false, sensitive: false, sponsored: false, ..standard };
        assert_eq!(met(&live, &draft, Some(&fine), &off), []);
    }
    assert_eq!(met(&plain, &rule(0.5, None), Some(&fine), &standard), []);
}

#[test]
fn another_tone_or_language_of_reasons_needs_approval() {
    let (standard, fine) = (Thresholds::default(), impact(1.0, 0.0, 0.0));
    let worded = |tone: Option<&str>, locale: Option<&str>| policy(serde_json::json!({"tone": tone, "locale": locale}));
    let silent = policy(serde_json::json!({}));
    let cases = [
        (silent.clone(), worded(Some("warm"), None), "the tone of reasons becomes `warm` and was the shop's"),
        (worded(Some("warm"), None), silent.clone(), "the tone of reasons becomes the shop's and was `warm`"),
        (worded(None, Some("de")), worded(None, Some("fr")), "the language of reasons becomes `fr` and was `de`"),
    ];
    for (live, draft, told) in cases {
        assert_eq!(met(&live, &draft, Some(&fine), &standard), [Threshold::Wording], "{told}");
        assert_eq!(met(&draft, &draft, Some(&fine), &standard), []);
        assert_eq!(met(&live, &draft, Some(&fine), &Thresholds { wording: false, ..standard }), []);
        let all = checks(
            Compared { live: &live, draft: &draft, impacts: std::slice::from_ref(&fine), items: &[] },
            &standard,
        );
        assert!(all.iter().any(|check| check.detail == told), "{all:?}");
    }
}

#[test]
fn attention_that_is_owed_over_time_may_not_be_lowered_unseen() {
    let (standard, fine) = (Thresholds::default(), impact(1.0, 0.0, 0.0));
    let owed = |target: f64| {
        let target = serde_json::json!({"name": "small", "members": {"items": ["l"]}, "target": target});
        policy(serde_json::json!({"exposures": [target]}))
    };
    assert_eq!(met(&owed(0.2), &owed(0.1), Some(&fine), &standard), [Threshold::Exposure]);
    assert_eq!(met(&owed(0.2), &policy(serde_json::json!({})), Some(&fine), &standard), [Threshold::Exposure]);
    assert_eq!(met(&owed(0.1), &owed(0.2), Some(&fine), &standard), []);
}

#[test]
fn what_lists_give_away_may_not_grow_unseen_nor_its_budget_come_behind_another() {
    let (standard, fine) = (Thresholds::default(), impact(1.0, 0.0, 0.0));
    let budgets = |all: &[(&str, f64)]| {
        let all = all.iter().map(|(segment, budget)| serde_json::json!({"segment": segment, "budget": budget}));
        policy(serde_json::json!({"leakages": all.collect::<Vec<_>>()}))
    };
    let met =
        |live: &[(&str, f64)], draft: &[(&str, f64)]| met(&budgets(live), &budgets(draft), Some(&fine), &standard);
    let (age, kind, town) = (("age", 0.5), ("kind", 0.5), ("town", 0.5));
    for (live, draft) in [
        (vec![age, kind], vec![kind, age]),
        (vec![age], vec![kind, age]),
        (vec![age, kind, town], vec![age, town, kind]),
        (vec![age], vec![("age", 0.6)]),
        (vec![age, kind], vec![kind]),
    ] {
        assert_eq!(met(&live, &draft), [Threshold::Exposure], "{live:?} {draft:?}");
    }
    for (live, draft) in [
        (vec![age, kind], vec![age, kind]),
        (vec![age], vec![age, kind]),
        (vec![age, kind], vec![("age", 0.4), ("kind", 0.1)]),
        (vec![], vec![kind, age]),
    ] {
        assert_eq!(met(&live, &draft), [], "{live:?} {draft:?}");
    }
    let (live, draft) = (budgets(&[age, kind]), budgets(&[kind, age]));
    let all =
        checks(Compared { live: &live, draft: &draft, impacts: std::slice::from_ref(&fine), items: &[] }, &standard);
    let told = "the leakage budget of `age` is kept only after that of `kind`";
    assert!(all.iter().any(|check| check.detail == told), "{all:?}");
}

#[test]
fn groups_of_customers_may_not_be_treated_less_equally_unseen() {
    let (standard, fine, none) = (Thresholds::default(), impact(1.0, 0.0, 0.0), policy(serde_json::json!({})));
    let parity = |item: &str, difference: f64| {
        let members = serde_json::json!({"items": [item]});
        let rule =
            serde_json::json!({"name": "offers", "members": members, "segment": "age", "difference": difference});
        policy(serde_json::json!({"parities": [rule]}))
    };
    let met = |live: &Policy, draft: &Policy| met(live, draft, Some(&fine), &standard);
    assert_eq!(met(&parity("l", 0.02), &parity("l", 0.05)), [Threshold::Exposure]);
    assert_eq!(met(&parity("l", 0.02), &none), [Threshold::Exposure]);
    assert_eq!(met(&parity("l", 0.05), &parity("l", 0.02)), []);
    assert_eq!(met(&none, &parity("l", 0.02)), []);
    assert_eq!(met(&none, &parity("m", 0.02)), [Threshold::Sensitive]);
}
