use super::*;
use crate::ids::ItemIx;
use crate::ledger::{Ledger, Source};
use crate::model::ModelParams;

const ITEM: ItemIx = ItemIx(0);
const NOW: Time = Time::from_millis(0);

fn ledger(lines: &[(Source, f64)]) -> Ledger {
    let mut ledger = Ledger::default();
    lines.iter().for_each(|&(source, amount)| ledger.append(source, amount));
    ledger
}

fn manifest() -> Manifest {
    let json = serde_json::json!({
        "format": 2, "fingerprint": "f", "code_version": "0", "data_digest": "d", "params": ModelParams::default(),
        "calibration": {"slope": 1.0, "intercept": 0.0}, "items": 1, "customers": 1, "events": 1, "weights": 1,
        "most_chosen": 1, "mean_popularity": 0.5, "newest_event": null,
    });
    serde_json::from_value(json).expect("a manifest")
}

/// A policy with a rule of every kind.
fn policy() -> Policy {
    let json = serde_json::json!({
        "placement": "home", "version": 3, "diversity": 0.2, "serendipity": 0.1, "calibration": 0.3, "novelty": 0.05, "caps": {"brand": 2, "category": 3, "seller": 4},
        "groups": [{"name": "small makers", "members": {"sellers": ["s"]}, "min_share": 0.25},
                   {"name": "own label", "members": {"brands": ["o"]}, "max_share": 0.5, "scope": "list"},
                   {"name": "young sellers", "members": {"sellers": ["y"]}, "fair_star": {"p": 0.4, "alpha": 0.1}}],
        "parities": [{"name": "discounts", "members": {"attributes": {"offer": ["yes"]}}, "segment": "age", "difference": 0.02}],
        "pins": [{"item": "i", "position": 2, "label": "Spring", "paid_by": "Lumen Ltd"}],
        "boosts": [{"label": "Summer", "members": {"brands": ["b"]}, "points": 0.5},
                   {"label": "Winter", "members": {"brands": ["c"]}, "points": -0.5}],
        "exclusions": [{"label": "Recalled", "members": {"items": ["x"]}},
                       {"label": "Later", "members": {"items": ["y"]}, "active": {"from": "2030-01-01T00:00:00Z"}}],
    });
    serde_json::from_value(json).expect("a policy")
}

fn told(policy: &Policy, tally: &Tally, locale: &str) -> Disclosure {
    silenced(policy, tally, locale, &[])
}

fn silenced(policy: &Policy, tally: &Tally, locale: &str, silent: &[Parameter]) -> Disclosure {
    let (manifest, words) = (&manifest(), &Words::of(locale));
    disclose(Live { policy, manifest, silent, tally, kept_out: 3, words, now: NOW })
}

#[test]
fn shares_are_those_of_the_absolute_amounts_of_all_lines_and_add_up_to_one() {
    let mut tally = Tally::default();
    let bought = Source::History { item: ITEM, kind: Kind::Purchase };
    let returned = Source::History { item: ITEM, kind: Kind::Return };
    let day = |day: i64| Time::from_millis(day * crate::units::DAY_MS);
    let nobody = Concerns::Nobody;
    tally.add(day(2), nobody, &[ledger(&[(bought, 3.0), (returned, -1.0)]), ledger(&[(Source::Popularity, 4.0)])]);
    tally.add(day(1), nobody, &[ledger(&[(Source::Diversity, 2.0)])]);
    let disclosure = told(&policy(), &tally, "en");
    let (from, to) = (Some(day(1)), Some(day(2)));
    assert_eq!(disclosure.measured, Measured { decisions: 2, items: 3, people: 0, too_few_people: false, from, to });
    let share = |id: &str| disclosure.parameters.iter().find(|told| told.id == id).and_then(|told| told.share);
    assert_eq!([share("purchase"), share("return"), share("popularity")], [Some(0.3), Some(0.1), Some(0.4)]);
    let all: f64 = disclosure.parameters.iter().filter_map(|told| told.share).sum();
    assert!((all - 1.0).abs() < 1e-12, "{all}");
    assert!(disclosure.parameters.is_sorted_by(|a, b| a.share >= b.share), "the largest share first");
}

#[test]
fn decisions_of_too_few_people_tell_no_share_and_no_moment() {
    let mut tally = Tally::default();
    for at in 0..PEOPLE_TOLD_MIN {
        // Asking twice does not make two people.
        for _ in 0..2 {
            let name = format!("c{at}");
            tally.add(NOW, Concerns::Person(&name), &[ledger(&[(Source::Popularity, 1.0)])]);
        }
        let disclosure = told(&policy(), &tally, "en");
        let is_told = at + 1 == PEOPLE_TOLD_MIN;
        assert_eq!(disclosure.measured.people, at + 1);
        assert_eq!(disclosure.measured.too_few_people, !is_told);
        assert_eq!(disclosure.measured.from.is_some(), is_told);
        assert_eq!(disclosure.parameters.iter().any(|told| told.share.is_some()), is_told);
    }
}

#[test]
fn without_a_decision_no_share_is_told() {
    let disclosure = told(&policy(), &Tally::default(), "en");
    assert!(!disclosure.parameters.is_empty());
    assert!(disclosure.parameters.iter().all(|told| told.share.is_none()));
}

#[test]
fn every_rule_in_force_is_told_and_who_pays_comes_first() {
    let disclosure = told(&policy(), &Tally::default(), "en");
    let texts: Vec<&str> = disclosure.rules.iter().map(|rule| rule.text.as_str()).collect();
    let wanted = [
        "Spring is paid for by Lumen Ltd.",
        "One item is always shown in place 2.",
        "Summer: items are raised by 0.5 points.",
        "Winter: items are lowered by 0.5 points.",
        "small makers: at least 25 % of every stretch from the top of the list.",
        "own label: at most 50 % of the list.",
        "young sellers: in every stretch from the top of the list as many as chance gives where each place is theirs with 40 %; a list of pure chance would fail in at most 10 % of cases.",
        "discounts: groups of customers by age see these about equally often, so that shares of attention differ by at most 2 points over time. Only who lets fairness be measured is counted, and only where a group sees less is anything moved up.",
        "At most 2 items of one brand.",
        "At most 3 items of one category.",
        "At most 4 items of one seller.",
        "Variety counts 20 % of the spread between the first and the last score of a list.",
        "10 % of a list are meant to surprise: far from what you know, and yet fitting.",
        "Your own mix of categories counts 30 % of the spread between the first and the last score of a list.",
        "Little-known items gain up to 5 % of the spread between the first and the last score of a list.",
        "Recalled: such items are not shown here.",
        "Kept out by people who looked at what was recommended: 3 items.",
        "What you already bought is not shown again.",
    ];
    assert_eq!(texts, wanted);
    assert_eq!(disclosure.rules[0].kind, RuleKind::Paid);
}

#[test]
fn a_parameter_that_is_switched_off_is_not_told_of() {
    let plain = Policy { diversity: 0.0, novelty: 0.0, boosts: Vec::new(), ..policy() };
    let disclosure = told(&plain, &Tally::default(), "en");
    let ids: Vec<&str> = disclosure.parameters.iter().map(|told| told.id.as_str()).collect();
    assert!(
        !ids.contains(&"boost")
            && !ids.contains(&"diversity")
            && !ids.contains(&"novelty")
            && ids.contains(&"purchase"),
        "{ids:?}"
    );
    assert!(!ids.contains(&"report"), "a kind of event that says nothing");
}

#[test]
fn what_the_model_has_no_weight_for_is_not_told_of() {
    let ids = |silent: &[Parameter]| -> Vec<String> {
        let disclosure = silenced(&policy(), &Tally::default(), "en", silent);
        disclosure.parameters.into_iter().map(|told| told.id).collect()
    };
    let (all, young) = (ids(&[]), ids(&[Parameter::Season]));
    assert!(all.contains(&"season".to_owned()));
    assert_eq!(young, all.into_iter().filter(|id| id != "season").collect::<Vec<_>>());
}

#[test]
fn every_sentence_is_there_in_every_language() {
    let english = told(&policy(), &Tally::default(), "en-GB");
    for (language, _) in DISCLOSURE_LANGUAGES {
        let disclosure = told(&policy(), &Tally::default(), language);
        assert_eq!(disclosure.locale, language);
        let json = serde_json::to_string(&disclosure).expect("JSON");
        let broken = ["source-", "why-", "data-event", "data-seg", "rule-", "control-", "{ $", "{$"];
        for mark in broken {
            assert!(!json.contains(mark), "{language}: {mark} in {json}");
        }
        assert_eq!(disclosure.rules.len(), english.rules.len());
    }
    let names = |source: &str| -> Vec<String> {
        source.lines().filter_map(|line| line.split_once(" = ")).map(|(name, _)| name.to_owned()).collect()
    };
    let [first, others @ ..] = DISCLOSURE_LANGUAGES.map(|(_, source)| names(source));
    others.iter().for_each(|other| assert_eq!(*other, first, "the same messages in the same order"));
    assert_eq!(told(&policy(), &Tally::default(), "pt").locale, "en");
}
