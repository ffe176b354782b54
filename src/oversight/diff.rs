//! What differs between two policies, field by field.

use serde::Serialize;
use serde_json::Value;

use crate::rerank::Policy;

/// One difference.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Difference {
    /// Where, as a JSON pointer (RFC 6901): into the policy that has it, the new one where both do.
    #[schema(example = "/groups/0/min_share")]
    pub pointer: String,
    /// What stood there; absent where nothing did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 0.2)]
    pub from: Option<Value>,
    /// What stands there now; absent where nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 0.3)]
    pub to: Option<Value>,
}

/// What is different in `to`; names and versions aside. Of lists of different lengths the entries that both have are left out, so
/// that a rule that was added in front is one difference.
///
/// # Panics
/// Never: a policy is plain data.
#[must_use]
pub fn diff(from: &Policy, to: &Policy) -> Vec<Difference> {
    let plain = |policy: &Policy| {
        let policy = Policy { version: 0, placement: String::new(), ..policy.clone() };
        serde_json::to_value(policy).expect("a policy is plain data")
    };
    let mut found = Vec::new();
    compare("", &plain(from), &plain(to), &mut found);
    found
}

fn compare(at: &str, from: &Value, to: &Value, found: &mut Vec<Difference>) {
    match (from, to) {
        _ if from == to => {}
        (Value::Object(before), Value::Object(after)) => {
            for (name, was) in before {
                let pointer = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
                match after.get(name) {
                    Some(is) => compare(&pointer, was, is, found),
                    None => found.push(Difference { pointer, from: Some(was.clone()), to: None }),
                }
            }
            for (name, is) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
                let pointer = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
                found.push(Difference { pointer, from: None, to: Some(is.clone()) });
            }
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            for (nth, (was, is)) in before.iter().zip(after).enumerate() {
                compare(&format!("{at}/{nth}"), was, is, found);
            }
        }
        (Value::Array(before), Value::Array(after)) => {
            let gone = before.iter().enumerate().filter(|(_, was)| !after.contains(was));
            let gone = gone.map(|(nth, was)| (nth, Some(was.clone()), None));
            let new = after.iter().enumerate().filter(|(_, is)| !before.contains(is));
            let new = new.map(|(nth, is)| (nth, None, Some(is.clone())));
            found.extend(gone.chain(new).map(|(nth, from, to)| Difference {
                pointer: format!("{at}/{nth}"),
                from,
                to,
            }));
        }
        _ => found.push(Difference { pointer: at.to_owned(), from: Some(from.clone()), to: Some(to.clone()) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_field_that_comes_or_goes_is_told() {
        let capped = policy(serde_json::json!({"placement": "home", "caps": {"brand": 2}}));
        let open = policy(serde_json::json!({"placement": "home"}));
        let pointers = |from, to| diff(from, to).into_iter().map(|d| (d.pointer, d.to.is_some())).collect::<Vec<_>>();
        assert_eq!(pointers(&open, &capped), [("/caps/brand".to_owned(), true)]);
        assert_eq!(pointers(&capped, &open), [("/caps/brand".to_owned(), false)]);
    }
}
