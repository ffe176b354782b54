//! A difference is told where it is, and a rule that only moved along is none.

use candor::oversight::diff;
use candor::rerank::Policy;
use serde_json::Value;

fn policy(json: Value) -> Policy {
    serde_json::from_value(json).expect("a policy")
}

#[test]
fn a_rule_that_is_added_in_front_is_one_difference_and_a_changed_number_another() {
    let one = serde_json::json!({"label": "a", "members": {"brands": ["x"]}, "points": 1.0});
    let two = serde_json::json!({"label": "b", "members": {"brands": ["y"]}, "points": 1.0});
    let from = policy(serde_json::json!({"placement": "home", "version": 1, "diversity": 0.1, "boosts": [one]}));
    let to = policy(serde_json::json!({"placement": "home", "diversity": 0.3, "boosts": [two, one]}));
    let found = diff(&from, &to);
    let told: Vec<(&str, bool, bool)> =
        found.iter().map(|d| (d.pointer.as_str(), d.from.is_some(), d.to.is_some())).collect();
    assert_eq!(told, [("/boosts/0", false, true), ("/diversity", true, true)]);
    assert_eq!(diff(&to, &to), []);
}

#[test]
fn another_wording_is_told_by_its_fields() {
    let plain = policy(serde_json::json!({"placement": "home", "locale": "en"}));
    let warm = policy(serde_json::json!({"placement": "home", "tone": "warm", "locale": "de"}));
    let told: Vec<(String, Option<Value>, Option<Value>)> =
        diff(&plain, &warm).into_iter().map(|d| (d.pointer, d.from, d.to)).collect();
    let text = |text: &str| Some(Value::from(text));
    assert_eq!(told, [("/locale".to_owned(), text("en"), text("de")), ("/tone".to_owned(), None, text("warm"))]);
}

#[test]
fn a_field_that_comes_or_goes_is_told() {
    let capped = policy(serde_json::json!({"placement": "home", "caps": {"brand": 2}}));
    let open = policy(serde_json::json!({"placement": "home"}));
    let pointers = |from, to| diff(from, to).into_iter().map(|d| (d.pointer, d.to.is_some())).collect::<Vec<_>>();
    assert_eq!(pointers(&open, &capped), [("/caps/brand".to_owned(), true)]);
    assert_eq!(pointers(&capped, &open), [("/caps/brand".to_owned(), false)]);
}
