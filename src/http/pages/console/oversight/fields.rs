//! The settings as a page tells them and a form says them. A setting is named by its path in their JSON: `thresholds.bury_points`.

use std::collections::BTreeMap;

use serde_json::{Number, Value};

use crate::http::pages::PageError;
use crate::http::pages::tongue::{Tongue, grouped};
use crate::monitor::DAYS_MAX;
use crate::oversight::{Settings, WEEKLY_MAX};

/// How a setting is told and asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http::pages::console) enum Shape {
    /// On or off.
    Switch,
    /// A share of a whole, in percent.
    Share,
    /// So many, from and to.
    Count(u64, Option<u64>),
    /// A number from 0 to this.
    Number(u64),
}

/// The settings by what they are for, in the order in which they are told.
pub(in crate::http::pages::console) const GROUPS: [(&str, &[(&str, Shape)]); 3] = [
    (
        "thresholds",
        &[
            ("thresholds.exclusion", Shape::Switch),
            ("thresholds.bury_points", Shape::Number(10)),
            ("thresholds.exposure_fall", Shape::Share),
            ("thresholds.relevance_fall", Shape::Share),
            ("thresholds.sensitive", Shape::Switch),
            ("thresholds.sponsored", Shape::Switch),
            ("thresholds.wording", Shape::Switch),
            ("thresholds.customers_min", Shape::Count(0, None)),
        ],
    ),
    (
        "sampling",
        &[
            ("sampling.weekly", Shape::Count(0, Some(WEEKLY_MAX as u64))),
            ("sampling.low_confidence", Shape::Share),
            ("sampling.confidence_min", Shape::Share),
            ("sampling.sensitive", Shape::Share),
        ],
    ),
    (
        "alarms",
        &[
            ("alarms.days", Shape::Count(1, Some(DAYS_MAX as u64))),
            ("alarms.lists_min", Shape::Count(0, None)),
            ("alarms.four_fifths", Shape::Switch),
            ("alarms.drift_max", Shape::Share),
            ("alarms.coverage_min", Shape::Share),
            ("alarms.concentration_max", Shape::Number(1)),
            ("alarms.fallback_max", Shape::Share),
            ("alarms.opted_out_max", Shape::Share),
            ("alarms.reports_max", Shape::Number(1_000)),
        ],
    ),
];

/// The words of a setting by its path.
pub(in crate::http::pages::console) fn word(path: &str) -> String {
    format!("setting-{}", path.replace('.', "-"))
}

/// What a setting is called, by its path or pointer.
pub(in crate::http::pages::console) fn label(tongue: Tongue, path: &str) -> String {
    tongue.say(&word(&path.replace('/', ".")))
}

/// The highest that a setting may be, as it is told.
pub(in crate::http::pages::console) fn bound(tongue: Tongue, path: &str, max: f64) -> String {
    let shape = GROUPS.iter().flat_map(|(_, of)| of.iter()).find(|(name, _)| *name == path.replace('/', "."));
    match shape {
        Some((_, Shape::Share)) => format!("{} %", max * 100.0),
        _ => tongue.number(&max.to_string()),
    }
}

/// A setting as it stands.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) path: &'static str,
    pub(super) label: String,
    pub(super) means: String,
    pub(super) shape: Shape,
    /// As a reader wants it.
    pub(super) told: String,
    /// As a form has it.
    pub(super) text: String,
}

/// Settings of one kind.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) id: &'static str,
    pub(super) heading: String,
    pub(super) story: String,
    pub(super) settings: Vec<Shown>,
}

/// A setting that becomes another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Turned {
    pub(super) label: String,
    pub(super) from: String,
    pub(super) to: String,
}

fn json(settings: &Settings) -> Value {
    serde_json::to_value(settings).expect("plain data")
}

fn at<'v>(settings: &'v Value, path: &str) -> &'v Value {
    path.split('.').fold(settings, |value, name| &value[name])
}

impl Shape {
    fn told(self, tongue: Tongue, value: &Value) -> String {
        match (self, value) {
            (Self::Switch, Value::Bool(true)) => tongue.say("setting-on"),
            (Self::Switch, _) => tongue.say("setting-off"),
            (Self::Share, _) => tongue.number(&format!("{} %", self.text(value))),
            (Self::Count(..), _) => value.as_u64().map_or_else(String::new, grouped),
            (Self::Number(_), _) => tongue.number(&self.text(value)),
        }
    }

    fn text(self, value: &Value) -> String {
        match self {
            Self::Switch => value.as_bool().map_or("", |is| if is { "on" } else { "off" }).to_owned(),
            Self::Share => ((value.as_f64().unwrap_or_default() * 1e8).round() / 1e6).to_string(),
            Self::Count(..) => value.to_string(),
            Self::Number(_) => value.as_f64().unwrap_or_default().to_string(),
        }
    }

    fn read(self, text: &str) -> Option<Value> {
        let number = || text.trim().replace(',', ".").parse::<f64>().ok();
        match self {
            Self::Switch => match text {
                "on" => Some(true.into()),
                "off" => Some(false.into()),
                _ => None,
            },
            Self::Share => Number::from_f64(number()? / 100.0).map(Value::Number),
            Self::Count(..) => text.trim().parse::<u64>().ok().map(Value::from),
            Self::Number(_) => Number::from_f64(number()?).map(Value::Number),
        }
    }

    /// The bounds of its field; nothing above where there is none.
    pub(super) fn bounds(self) -> (u64, Option<u64>) {
        match self {
            Self::Switch => (0, None),
            Self::Share => (0, Some(100)),
            Self::Count(min, max) => (min, max),
            Self::Number(max) => (0, Some(max)),
        }
    }
}

/// All settings as they stand.
pub(super) fn groups(tongue: Tongue, settings: &Settings) -> Vec<Group> {
    let settings = json(settings);
    let shown = |&(path, shape): &(&'static str, Shape)| {
        let value = at(&settings, path);
        let means = tongue.say(&format!("{}-means", word(path)));
        Shown {
            path,
            label: label(tongue, path),
            means,
            shape,
            told: shape.told(tongue, value),
            text: shape.text(value),
        }
    };
    let group = |(id, of): (&'static str, &'static [(&'static str, Shape)])| Group {
        id,
        heading: tongue.say(&format!("settings-{id}")),
        story: tongue.say(&format!("settings-{id}-means")),
        settings: of.iter().map(shown).collect(),
    };
    GROUPS.into_iter().map(group).collect()
}

/// What is another in other settings.
pub(super) fn turned(tongue: Tongue, from: &Settings, to: &Settings) -> Vec<Turned> {
    let (from, to) = (json(from), json(to));
    let all = GROUPS.into_iter().flat_map(|(_, of)| of);
    let changed = all.filter(|(path, _)| at(&from, path) != at(&to, path));
    let told = |(path, shape): &(&'static str, Shape)| Turned {
        label: label(tongue, path),
        from: shape.told(tongue, at(&from, path)),
        to: shape.told(tongue, at(&to, path)),
    };
    changed.map(told).collect()
}

/// Settings with what a form says of them; what it leaves as it stands, or does not say, stays to the last digit.
pub(super) fn said(now: &Settings, form: &BTreeMap<String, String>) -> Result<Settings, PageError> {
    let mut settings = json(now);
    for (path, shape) in GROUPS.into_iter().flat_map(|(_, of)| of) {
        let Some(text) = form.get(*path).filter(|text| **text != shape.text(at(&settings, path))) else { continue };
        let value = shape.read(text).ok_or(PageError::Form("settings"))?;
        let (group, name) = path.split_once('.').expect("a setting lies in a group");
        settings[group][name] = value;
    }
    serde_json::from_value(settings).map_err(|_| PageError::Form("settings"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_told_and_what_nobody_touched_stays_to_the_last_digit() {
        let settings = json(&Settings::default());
        let groups = settings.as_object().expect("groups");
        for (group, of) in groups {
            for name in of.as_object().expect("settings").keys() {
                let path = format!("{group}.{name}");
                let is_told = GROUPS.iter().flat_map(|(_, of)| of.iter()).any(|(told, _)| *told == path);
                assert!(is_told, "`{path}` is no line of the page");
            }
        }
        let mut now = Settings::default();
        now.thresholds.relevance_fall = 0.1 + 0.2;
        let shown = super::groups(Tongue::of("en"), &now);
        let form: BTreeMap<String, String> =
            shown.iter().flat_map(|group| &group.settings).map(|one| (one.path.to_owned(), one.text.clone())).collect();
        assert_eq!(said(&now, &form).expect("settings"), now);
        assert_eq!(said(&now, &BTreeMap::new()).expect("settings"), now);
    }

    #[test]
    fn a_form_says_shares_in_percent_and_only_what_a_setting_may_be() {
        let now = Settings::default();
        let of = |path: &str, text: &str| said(&now, &BTreeMap::from([(path.to_owned(), text.to_owned())]));
        assert!(
            (of("thresholds.exposure_fall", "12,5").expect("a share").thresholds.exposure_fall - 0.125).abs() < 1e-12
        );
        assert_eq!(of("sampling.weekly", "7").expect("a count").sampling.weekly, 7);
        assert!(!of("thresholds.sponsored", "off").expect("a switch").thresholds.sponsored);
        for (path, text) in [
            ("thresholds.sponsored", "maybe"),
            ("sampling.weekly", "-1"),
            ("sampling.weekly", "70000"),
            ("alarms.drift_max", "x"),
        ] {
            assert!(of(path, text).is_err(), "{path} {text}");
        }
        let changed = turned(Tongue::of("en"), &now, &of("sampling.weekly", "7").expect("a count"));
        assert_eq!((changed.len(), changed[0].from.as_str(), changed[0].to.as_str()), (1, "20", "7"));
    }
}
