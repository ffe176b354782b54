//! The console's form: every rule of a policy as text, and back.
//!
//! A field's name is the path of what it says in the policy's JSON: `caps.brand`, `groups.0.min_share`. What is written back
//! is only what was changed, into the live policy: a form never drops or rounds what it does not show, or what nobody touched.

mod fields;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::http::pages::PageError;
use crate::http::pages::tongue::Tongue;
use crate::rerank::{Policy, RULES_MAX};
use fields::{Field, LISTS, List, SINGLES, WORDING};

pub(super) use fields::Shape;

/// What a form or an address says, by the fields' names. What it does not say stays as the live policy has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(super) struct Fields(BTreeMap<String, String>);

/// A field as the page shows it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shown {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) value: String,
    /// The same as it is read.
    pub(super) told: String,
    pub(super) shape: Shape,
    /// The values of a choice, each with what it is called.
    pub(super) choices: Vec<(&'static str, String)>,
    /// The end of a slider.
    pub(super) max: f64,
}

impl Shown {
    fn of(tongue: Tongue, prefix: &str, field: &Field, policy: &Value) -> Self {
        let name = format!("{prefix}{}", field.path);
        let choices = match field.shape {
            Shape::Choice(choices) => choices.iter().map(|(value, label)| (*value, tongue.say(label))).collect(),
            _ => Vec::new(),
        };
        let (label, shape) = (tongue.say(field.label), field.shape);
        let value = shape.text(at(policy, &name));
        Self { told: tongue.number(&value), value, name, label, shape, choices, max: 1.0 }
    }

    /// A slider rounds to its step what is between two; a value that nobody touched is not to be rounded.
    pub(super) fn step(&self) -> &'static str {
        let hundredths = self.value.parse::<f64>().unwrap_or_default() * 100.0;
        if (hundredths - hundredths.round()).abs() < 1e-9 { "0.01" } else { "any" }
    }

    /// Whether it takes a line of its own.
    pub(super) fn is_wide(&self) -> bool {
        matches!(
            self.shape,
            Shape::Strength | Shape::Names | Shape::Pairs | Shape::Text | Shape::Choice(_) | Shape::Moment
        )
    }
}

/// A rule as the page shows it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ShownRule {
    pub(super) title: String,
    pub(super) fields: Vec<Shown>,
    /// The field that takes the rule away; none for one that is not there yet.
    pub(super) remove: Option<String>,
}

/// The rules of one kind as the page shows them; the last is a blank one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ShownList {
    pub(super) heading: String,
    pub(super) rules: Vec<ShownRule>,
    /// Whether the draft has other ones than the live policy.
    pub(super) is_changed: bool,
}

impl ShownList {
    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.rules.iter().filter(|rule| rule.remove.is_some()).count()
    }
}

impl Fields {
    /// The revision of the proposal that was changed.
    pub(super) fn revision(&self) -> Option<u64> {
        self.0.get("revision").and_then(|revision| revision.parse().ok())
    }

    /// What the form says besides the rules.
    pub(super) fn said(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The live policy with these fields in place of its own.
    ///
    /// # Errors
    /// When a field says what its kind cannot, or the policy is refused.
    pub(super) fn onto(&self, live: &Policy) -> Result<Policy, PageError> {
        let mut policy = json(live);
        for field in SINGLES.iter().flat_map(|(_, fields)| *fields) {
            self.put(&mut policy, field.path.to_owned(), field)?;
        }
        for list in &LISTS {
            self.put_list(&mut policy, list)?;
        }
        let unread = |cause: serde_json::Error| PageError::Rules(cause.to_string());
        let policy: Policy = serde_json::from_value(policy).map_err(unread)?;
        policy.check()?;
        Ok(policy)
    }

    /// Writes a field into the policy, where it says something else than the policy does.
    fn put(&self, policy: &mut Value, name: String, field: &Field) -> Result<(), PageError> {
        let Some(text) = self.0.get(&name).map(|text| text.trim()) else { return Ok(()) };
        if text == field.shape.text(at(policy, &name)) {
            return Ok(());
        }
        match field.shape.value(text) {
            Ok(Value::Null) => remove(policy, &name),
            Ok(value) => *slot(policy, &name) = value,
            Err(()) => return Err(PageError::Value { name, text: text.to_owned() }),
        }
        Ok(())
    }

    fn put_list(&self, policy: &mut Value, list: &List) -> Result<(), PageError> {
        let known = rules(policy, list).len();
        // A rule is made when the first of its fields, its name, is filled in.
        let is_new = |rule: usize, field: &Field| {
            self.0.get(&format!("{}.{rule}.{}", list.path, field.path)).is_some_and(|text| !text.trim().is_empty())
        };
        let mut count = known;
        while list.fields.first().is_some_and(|name| is_new(count, name)) && count < RULES_MAX {
            count += 1;
            let blank: Value = serde_json::from_str(list.blank).expect("the rules that the form makes are JSON");
            slot(policy, list.path).as_array_mut().expect("a list of rules").push(blank);
        }
        for rule in 0..count {
            for field in list.fields {
                self.put(policy, format!("{}.{rule}.{}", list.path, field.path), field)?;
            }
        }
        let is_kept = |rule: usize| !self.0.contains_key(&format!("{}.{rule}.remove", list.path));
        if let Some(all) = policy.get_mut(list.path).and_then(Value::as_array_mut) {
            let mut position = 0..;
            all.retain(|_| position.next().is_some_and(is_kept));
            all.iter_mut().filter_map(Value::as_object_mut).for_each(prune);
        }
        Ok(())
    }
}

/// The fields of a policy that stand alone, under their headings.
pub(super) fn singles(tongue: Tongue, policy: &Policy) -> Vec<(String, Vec<Shown>)> {
    SINGLES.iter().map(|(heading, fields)| (tongue.say(heading), alone(tongue, fields, policy))).collect()
}

fn alone(tongue: Tongue, fields: &[Field], policy: &Policy) -> Vec<Shown> {
    let (policy, mode) = (json(policy), policy.diversity_mode);
    let one = |field: &Field| match field.path {
        "diversity" => Shown { max: mode.strength_max(), ..Shown::of(tongue, "", field, &policy) },
        _ => Shown::of(tongue, "", field, &policy),
    };
    fields.iter().map(one).collect()
}

/// The fields of how its reasons speak.
pub(super) fn voice(tongue: Tongue, policy: &Policy) -> Vec<Shown> {
    SINGLES
        .iter()
        .filter(|(heading, _)| *heading == WORDING)
        .flat_map(|(_, fields)| alone(tongue, fields, policy))
        .collect()
}

/// The names of what the form calls a choice that stands alone, and its values there, by the pointer of a difference.
pub(super) fn choice(pointer: &str, values: [Option<&Value>; 2]) -> Option<(&'static str, [&'static str; 2])> {
    let mut fields = SINGLES.iter().flat_map(|(_, fields)| *fields);
    let field = fields.find(|field| pointer.strip_prefix('/') == Some(field.path))?;
    let [from, to] = values.map(|value| field.shape.label(value));
    Some((field.label, [from?, to?]))
}

/// The name of what the form calls a value of a choice in a rule, by the last part of the field's path.
pub(super) fn called(field: &str, value: &str) -> Option<&'static str> {
    let mut fields = LISTS.iter().flat_map(|list| list.fields);
    let field =
        fields.find(|one| one.path.rsplit('.').next() == Some(field) && matches!(one.shape, Shape::Choice(_)))?;
    field.shape.label(Some(&value.into()))
}

/// The rules of a draft, by kind, each kind with a blank one at its end.
pub(super) fn lists(tongue: Tongue, draft: &Policy, live: &Policy) -> Vec<ShownList> {
    let (policy, live) = (json(draft), json(live));
    let shown = |list: &'static List| {
        let count = rules(&policy, list).len();
        let mut with_blank = policy.clone();
        let blank = serde_json::from_str(list.blank).expect("the rules that the form makes are JSON");
        slot(&mut with_blank, list.path).as_array_mut().expect("a list of rules").push(blank);
        let rule = |rule: usize| {
            let prefix = format!("{}.{rule}.", list.path);
            let fields: Vec<Shown> =
                list.fields.iter().map(|field| Shown::of(tongue, &prefix, field, &with_blank)).collect();
            let is_there = rule < count;
            let title = if is_there { fields[0].value.clone() } else { tongue.say(list.add) };
            ShownRule { title, fields, remove: is_there.then(|| format!("{prefix}remove")) }
        };
        let is_changed = policy.get(list.path) != live.get(list.path);
        ShownList {
            heading: tongue.say(list.heading),
            rules: (0..=count.min(RULES_MAX - 1)).map(rule).collect(),
            is_changed,
        }
    };
    LISTS.iter().map(shown).collect()
}

fn json(policy: &Policy) -> Value {
    serde_json::to_value(policy).expect("a policy is plain data")
}

fn rules<'a>(policy: &'a Value, list: &List) -> &'a [Value] {
    policy.get(list.path).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// What a path leads to.
fn at<'a>(policy: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(policy, |value, key| match value {
        Value::Array(list) => list.get(key.parse::<usize>().ok()?),
        other => other.get(key),
    })
}

/// What a path leads to; objects, and lists at the first step, are made on the way.
fn slot<'a>(policy: &'a mut Value, path: &str) -> &'a mut Value {
    let is_list = LISTS.iter().any(|list| list.path == path);
    path.split('.').fold(policy, |value, key| match value {
        Value::Array(list) => {
            let rule: usize = key.parse().expect("a rule's number");
            &mut list[rule]
        }
        other => {
            if other.is_null() {
                *other = Value::Object(Map::new());
            }
            let made = if is_list { Value::Array(Vec::new()) } else { Value::Null };
            other.as_object_mut().expect("fields lie in objects").entry(key.to_owned()).or_insert(made)
        }
    })
}

fn remove(policy: &mut Value, path: &str) {
    let (parent, key) = path.rsplit_once('.').unwrap_or(("", path));
    let parent = if parent.is_empty() { policy } else { slot(policy, parent) };
    if let Some(fields) = parent.as_object_mut() {
        fields.remove(key);
    }
}

/// Takes away a test of fairness of which nothing but its kind is left.
fn prune(rule: &mut Map<String, Value>) {
    let is_blank = |test: &Value| test.get("p").is_none() && test.get("alpha").is_none();
    if rule.get("fair_star").is_some_and(is_blank) {
        rule.remove("fair_star");
    }
}

/// Every part of the path of a field.
#[cfg(test)]
pub(super) fn parts() -> Vec<&'static str> {
    let singles = SINGLES.iter().flat_map(|(_, fields)| *fields);
    let fields = singles.chain(LISTS.iter().flat_map(|list| list.fields)).map(|field| field.path);
    fields.chain(LISTS.iter().map(|list| list.path)).flat_map(|path| path.split('.')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rerank::{GroupRule, Selector};

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields(pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect())
    }

    fn live() -> Policy {
        let attributes = [("seller_size".to_owned(), ["small".to_owned()].into())].into();
        let members = Selector { attributes, ..Selector::default() };
        let group = GroupRule { name: "small sellers".to_owned(), members, ..GroupRule::default() };
        Policy { groups: vec![group], ..Policy::standard("home") }
    }

    /// A policy that says everything that one can say, in numbers that no form would round to.
    fn full() -> Policy {
        let json = serde_json::json!({
            "placement": "home", "version": 7, "diversity": 0.123_456_7, "diversity_mode": "dpp", "serendipity": 0.100_000_1,
            "calibration": 0.3, "novelty": 0.05, "caps": {"brand": 2, "category": 3, "seller": 4},
            "groups": [
                {"name": "small; makers", "members": {"attributes": {"size": ["small", "tiny"]}}, "min_share": 0.123_456_7,
                 "max_share": 0.5, "scope": "list", "priority": 3},
                {"name": "young", "members": {"sellers": ["a; b", "c"]},
                 "fair_star": {"p": 0.401, "alpha": 0.1, "correction": "nearest"}}],
            "exposures": [{"name": "tail", "members": {"items": ["i1", "i2"]}, "target": 0.1,
                           "window": {"kind": "days", "length": 7.5}, "gain": 0.05}],
            "parities": [{"name": "offers", "members": {"brands": ["b"]}, "segment": "age", "difference": 0.02,
                          "window": {"kind": "requests", "length": 500}, "gain": 0.1}],
            "leakages": [{"segment": "age", "budget": 0.712_345}],
            "pins": [{"item": "i3", "position": 2, "label": "Spring", "paid_by": "Lumen Ltd",
                      "active": {"from": "2030-01-01T00:00:30.123Z"}}],
            "boosts": [{"label": "Summer", "members": {"categories": ["A = B"]}, "points": -0.5,
                        "active": {"from": "2030-01-01T00:00:00Z", "until": "2031-01-01T00:00:00Z"}}],
            "exclusions": [{"label": "Recalled", "members": {"items": ["x"]}}],
            "owned": "allow", "fallback": "empty", "reasons_max": 3, "tone": "warm", "locale": "fr",
        });
        serde_json::from_value(json).expect("a policy")
    }

    /// The form as a browser would send it.
    fn sent(policy: &Policy) -> Fields {
        let singles = singles(Tongue::of("en"), policy).into_iter().flat_map(|(_, shown)| shown);
        let rules = lists(Tongue::of("en"), policy, policy)
            .into_iter()
            .flat_map(|list| list.rules)
            .flat_map(|rule| rule.fields);
        Fields(singles.chain(rules).map(|shown| (shown.name, shown.value)).collect())
    }

    #[test]
    fn a_form_that_nobody_touched_gives_the_live_policy_to_the_last_digit() {
        for live in [live(), full(), Policy::standard("home")] {
            live.check().expect("a sound policy");
            assert_eq!(sent(&live).onto(&live).expect("a sound form"), live);
            assert_eq!(fields(&[]).onto(&live).expect("a form of another page"), live);
        }
    }

    #[test]
    fn every_field_of_a_policy_and_its_rules_is_in_the_form() {
        let sent = sent(&full());
        fn leaves(path: &str, value: &Value, found: &mut Vec<String>) {
            match value {
                Value::Object(fields) if !path.ends_with(".attributes") => {
                    fields.iter().for_each(|(key, value)| leaves(&format!("{path}.{key}"), value, found));
                }
                Value::Array(list) if list.iter().all(Value::is_object) => {
                    list.iter().enumerate().for_each(|(at, value)| leaves(&format!("{path}.{at}"), value, found));
                }
                _ => found.push(path.trim_start_matches('.').to_owned()),
            }
        }
        let mut found = Vec::new();
        leaves("", &json(&full()), &mut found);
        let missing: Vec<&String> = found.iter().filter(|path| !sent.0.contains_key(*path)).collect();
        assert_eq!(missing, ["placement", "version"], "these two are not the marketer's to change here");
    }

    #[test]
    fn one_changed_field_changes_that_and_nothing_else() {
        let live = full();
        let mut form = sent(&live);
        form.0.insert("groups.1.fair_star.p".to_owned(), "25".to_owned());
        let mut wanted = live.clone();
        wanted.groups[1].fair_star.as_mut().expect("a test").p = 0.25;
        assert_eq!(form.onto(&live).expect("sound"), wanted);
        let form =
            fields(&[("groups.1.fair_star.p", ""), ("groups.1.fair_star.alpha", ""), ("boosts.0.active.until", "")]);
        (wanted.groups[1].fair_star, wanted.boosts[0].active.until) = (None, None);
        assert_eq!(form.onto(&live).expect("sound"), wanted);
    }

    #[test]
    fn a_choice_is_told_as_the_form_calls_it_and_a_blank_one_leaves_it_to_the_shop() {
        let told = choice("/tone", [None, Some(&"warm".into())]);
        assert_eq!(told, Some(("form-tone", ["form-shops", "form-warm"])));
        assert_eq!((choice("/diversity", [None; 2]), choice("/groups/0/scope", [None; 2])), (None, None));
        let silent = fields(&[("tone", ""), ("locale", "")]).onto(&full()).expect("a sound form");
        assert_eq!((silent.tone, silent.locale), (None, None));
    }

    #[test]
    fn rules_are_added_by_name_and_taken_away_by_their_mark() {
        let live = full();
        let form = fields(&[
            ("parities.0.remove", "on"),
            ("pins.1.label", "Cover"),
            ("pins.1.item", "i9"),
            ("pins.1.position", "1"),
            ("groups.2.name", "fair trade"),
            ("groups.2.members.attributes", "fair=yes; fair=partly"),
            ("groups.2.fair_star.p", "30"),
            ("groups.2.fair_star.alpha", "10"),
            ("pins.2.label", "Cover too"),
            ("pins.2.item", "i8"),
            ("pins.2.position", "3"),
            ("exposures.1.target", "50"),
        ]);
        let policy = form.onto(&live).expect("a sound form");
        assert!(policy.parities.is_empty() && policy.exposures == live.exposures, "a rule without a name is none");
        assert_eq!((policy.pins.len(), policy.pins[1].position, policy.pins[2].position), (3, 1, 3));
        assert_eq!(policy.groups[..2], live.groups);
        assert_eq!(policy.groups[2].members.attributes["fair"].len(), 2);
        assert_eq!(policy.groups[2].fair_star.expect("a test").p, 0.3);
    }

    #[test]
    fn a_field_out_of_range_is_refused() {
        for (name, broken) in [
            ("diversity", "2"),
            ("diversity", "x"),
            ("diversity", "inf"),
            ("caps.brand", "0"),
            ("caps.brand", "1.5"),
            ("groups.0.min_share", "120"),
            ("groups.0.members.attributes", "seller_size"),
            ("groups.0.fair_star.p", "30"),
            ("diversity_mode", "best"),
            ("tone", "stern"),
            ("locale", "pt"),
            ("boosts.0.label", "without items"),
        ] {
            assert!(fields(&[(name, broken)]).onto(&live()).is_err(), "{name}: {broken}");
        }
        let form = fields(&[("diversity", "0.4"), ("caps.brand", "2"), ("groups.0.min_share", "30")]);
        let sound = form.onto(&live()).expect("a sound form");
        assert_eq!((sound.diversity, sound.caps.brand, sound.groups[0].min_share), (0.4, Some(2), 0.3));
    }
}
