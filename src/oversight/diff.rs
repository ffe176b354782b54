//! What differs between two policies, field by field.

use serde::Serialize;
use serde_json::Value;
use utoipa::openapi::schema::{Object, ObjectBuilder, SchemaType};

use crate::ids::pointer_part;
use crate::rerank::Policy;

/// One difference.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Difference {
    /// Where, as a JSON pointer (RFC 6901): into the policy that has it, the new one where both do.
    #[schema(example = "/groups/0/min_share")]
    pub pointer: String,
    /// What stood there; absent where nothing did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = was)]
    pub from: Option<Value>,
    /// What stands there now; absent where nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = is)]
    pub to: Option<Value>,
}

fn was() -> Object {
    anything("What stood there; absent where nothing did.", 0.2)
}

fn is() -> Object {
    anything("What stands there now; absent where nothing does.", 0.3)
}

/// Any JSON: a number, a text, a rule.
fn anything(description: &str, example: f64) -> Object {
    let any = ObjectBuilder::new().schema_type(SchemaType::AnyValue);
    any.description(Some(description)).examples([example]).build()
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
                let pointer = format!("{at}/{}", pointer_part(name));
                match after.get(name) {
                    Some(is) => compare(&pointer, was, is, found),
                    None => found.push(Difference { pointer, from: Some(was.clone()), to: None }),
                }
            }
            for (name, is) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
                let pointer = format!("{at}/{}", pointer_part(name));
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
