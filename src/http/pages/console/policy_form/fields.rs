//! What the console's form offers: the fields of a policy and of its rules, and how each is written.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

/// A field of the form.
#[derive(Debug, PartialEq)]
pub(in crate::http::pages::console) struct Field {
    /// Where it lies, in the policy or in its rule.
    pub(super) path: &'static str,
    /// The name of its label.
    pub(super) label: &'static str,
    pub(in crate::http::pages::console) shape: Shape,
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::http::pages::console) enum Shape {
    /// From 0, on a slider.
    Strength,
    /// A share, in percent.
    Percent,
    /// A whole number.
    Count,
    /// Any number.
    Number,
    /// A name.
    Text,
    /// One of these values, each with the name of its label; the first is meant where nothing is said, and says nothing where it is blank.
    Choice(&'static [(&'static str, &'static str)]),
    /// Several names, between semicolons.
    Names,
    /// Several `name=value`, between semicolons.
    Pairs,
    /// A moment in UTC, to the minute.
    Moment,
}

/// The rules of one kind.
#[derive(Debug, PartialEq)]
pub(in crate::http::pages::console) struct List {
    pub(super) path: &'static str,
    /// The name of its heading.
    pub(super) heading: &'static str,
    /// The name of what the blank one is called.
    pub(super) add: &'static str,
    /// The first is the name without which there is no rule.
    pub(super) fields: &'static [Field],
    /// A rule of which nothing is said yet.
    pub(super) blank: &'static str,
}

const fn field(path: &'static str, label: &'static str, shape: Shape) -> Field {
    Field { path, label, shape }
}

/// The fields that stand alone, by the name of their heading.
pub(super) const SINGLES: [(&str, &[Field]); 4] = [
    (
        "form-wishes",
        &[
            field("diversity", "form-variety", Shape::Strength),
            field("diversity_mode", "form-next-to", Shape::Choice(&[("mmr", "form-mmr"), ("dpp", "form-dpp")])),
            field("serendipity", "form-surprises", Shape::Strength),
            field("calibration", "form-closeness", Shape::Strength),
            field("novelty", "form-novelty", Shape::Strength),
        ],
    ),
    (
        "form-caps",
        &[
            field("caps.brand", "form-of-brand", Shape::Count),
            field("caps.category", "form-of-category", Shape::Count),
            field("caps.seller", "form-of-seller", Shape::Count),
        ],
    ),
    (
        "form-general",
        &[
            field("owned", "form-owned", Shape::Choice(&[("exclude", "form-owned-out"), ("allow", "form-owned-in")])),
            field("fallback", "form-strangers", Shape::Choice(&[("popular", "form-popular"), ("empty", "form-empty")])),
            field("reasons_max", "form-reasons", Shape::Count),
        ],
    ),
    (WORDING, &[field("tone", "form-tone", TONES), field("locale", "form-language", LANGUAGES)]),
];

/// The name of the heading of how reasons speak.
pub(super) const WORDING: &str = "form-wording";
const TONES: Shape = Shape::Choice(&[
    ("", "form-shops"),
    ("neutral", "form-neutral"),
    ("warm", "form-warm"),
    ("playful", "form-playful"),
]);
const LANGUAGES: Shape = Shape::Choice(&[("", "form-shops"), ("en", "form-en"), ("de", "form-de"), ("fr", "form-fr")]);

const WINDOWS: Shape = Shape::Choice(&[("requests", "form-requests"), ("days", "form-days")]);

macro_rules! members {
    ($($before:expr),* ; $($after:expr),* $(,)?) => {
        &[
            $($before,)*
            field("members.attributes", "form-attributes", Shape::Pairs),
            field("members.brands", "form-brands", Shape::Names),
            field("members.categories", "form-categories", Shape::Names),
            field("members.sellers", "form-sellers", Shape::Names),
            field("members.items", "form-items", Shape::Names),
            $($after,)*
        ]
    };
}

const FROM: Field = field("active.from", "form-from", Shape::Moment);
const UNTIL: Field = field("active.until", "form-until", Shape::Moment);

/// The rules, by kind.
pub(super) const LISTS: [List; 7] = [
    List {
        path: "groups",
        heading: "form-groups",
        add: "form-add-group",
        fields: members![
            field("name", "form-name-read", Shape::Text);
            field("min_share", "form-least", Shape::Percent),
            field("max_share", "form-most", Shape::Percent),
            field("scope", "form-scope", Shape::Choice(&[("prefix", "form-prefix"), ("list", "form-list")])),
            field("priority", "form-priority", Shape::Count),
            field("fair_star.p", "form-tested", Shape::Percent),
            field("fair_star.alpha", "form-alpha", Shape::Percent),
            field("fair_star.correction", "form-corrected", Shape::Choice(&[
                ("conservative", "form-conservative"), ("nearest", "form-nearest"), ("none", "form-uncorrected"),
            ])),
        ],
        blank: r#"{"name": "", "members": {}}"#,
    },
    List {
        path: "exposures",
        heading: "form-exposures",
        add: "form-add-exposure",
        fields: members![
            field("name", "form-name-read", Shape::Text);
            field("target", "form-target", Shape::Percent),
            field("window.length", "form-over", Shape::Number),
            field("window.kind", "form-which-are", WINDOWS),
            field("gain", "form-gain", Shape::Number),
        ],
        blank: r#"{"name": "", "members": {}, "window": {"kind": "requests", "length": 1000}, "gain": 0.05}"#,
    },
    List {
        path: "parities",
        heading: "form-parities",
        add: "form-add-parity",
        fields: members![
            field("name", "form-name", Shape::Text);
            field("segment", "form-segment", Shape::Text),
            field("difference", "form-apart", Shape::Percent),
            field("window.length", "form-over", Shape::Number),
            field("window.kind", "form-which-are", WINDOWS),
            field("gain", "form-gain", Shape::Number),
        ],
        blank: r#"{"name": "", "members": {}, "segment": "", "window": {"kind": "requests", "length": 1000}, "gain": 0.05}"#,
    },
    List {
        path: "leakages",
        heading: "form-leakages",
        add: "form-add-leakage",
        fields: &[field("segment", "form-segment", Shape::Text), field("budget", "form-nats", Shape::Number)],
        blank: r#"{"segment": ""}"#,
    },
    List {
        path: "pins",
        heading: "form-pins",
        add: "form-add-pin",
        fields: &[
            field("label", "form-promotion", Shape::Text),
            field("item", "form-item", Shape::Text),
            field("position", "form-place", Shape::Count),
            field("paid_by", "form-paid", Shape::Text),
            FROM,
            UNTIL,
        ],
        blank: r#"{"label": ""}"#,
    },
    List {
        path: "boosts",
        heading: "form-boosts",
        add: "form-add-boost",
        fields: members![
            field("label", "form-promotion", Shape::Text);
            field("points", "form-points", Shape::Number),
            field("paid_by", "form-paid", Shape::Text),
            FROM,
            UNTIL,
        ],
        blank: r#"{"label": "", "members": {}}"#,
    },
    List {
        path: "exclusions",
        heading: "form-exclusions",
        add: "form-add-exclusion",
        fields: members![field("label", "form-why", Shape::Text); FROM, UNTIL],
        blank: r#"{"label": "", "members": {}}"#,
    },
];

impl Shape {
    /// A value as text; blank where there is none.
    pub(super) fn text(self, value: Option<&Value>) -> String {
        let number = |value: Option<&Value>| value.and_then(Value::as_f64);
        let names = |value: Option<&Value>| -> Vec<String> {
            let list = value.and_then(Value::as_array).into_iter().flatten();
            list.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        match self {
            Self::Strength => number(value).unwrap_or_default().to_string(),
            Self::Percent => number(value).map(|share| percent(share).to_string()).unwrap_or_default(),
            Self::Count | Self::Number => number(value).map(|number| number.to_string()).unwrap_or_default(),
            Self::Text => value.and_then(Value::as_str).unwrap_or_default().to_owned(),
            Self::Choice(choices) => value.and_then(Value::as_str).unwrap_or(choices[0].0).to_owned(),
            Self::Names => names(value).join("; "),
            Self::Pairs => {
                let pairs = value.and_then(Value::as_object).into_iter().flatten();
                let pair = |(name, values): (&String, &Value)| -> Vec<String> {
                    names(Some(values)).into_iter().map(|value| format!("{name}={value}")).collect()
                };
                pairs.flat_map(pair).collect::<Vec<_>>().join("; ")
            }
            Self::Moment => value.and_then(Value::as_str).map(minute).unwrap_or_default(),
        }
    }

    /// The name of what a value of a choice is called; nothing for other shapes.
    pub(super) fn label(self, value: Option<&Value>) -> Option<&'static str> {
        let Self::Choice(choices) = self else { return None };
        let said = self.text(value);
        choices.iter().find(|(value, _)| *value == said).map(|(_, label)| *label)
    }

    /// A text as a value, null where it says that there is none.
    pub(super) fn value(self, text: &str) -> Result<Value, ()> {
        let number = || text.parse::<f64>().ok().filter(|number| number.is_finite()).ok_or(());
        let is_blank = text.is_empty() && !matches!(self, Self::Strength | Self::Choice(_));
        if is_blank {
            return Ok(Value::Null);
        }
        let parts = || text.split(';').map(str::trim).filter(|part| !part.is_empty());
        match self {
            Self::Strength => Ok(number()?.into()),
            Self::Percent => Ok((number()? / 100.0).into()),
            Self::Count => Ok(text.parse::<u32>().map_err(drop)?.into()),
            // A window's length in lists is a whole number, which JSON tells from others.
            Self::Number => text.parse::<Number>().map(Value::Number).or_else(|_| number().map(Value::from)),
            Self::Text => Ok(text.into()),
            Self::Choice(choices) => {
                let (value, _) = choices.iter().find(|(value, _)| *value == text).ok_or(())?;
                Ok(if value.is_empty() { Value::Null } else { (*value).into() })
            }
            Self::Names => Ok(parts().collect::<Vec<_>>().into()),
            Self::Pairs => {
                let mut pairs: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
                for part in parts() {
                    let (name, value) = part.split_once('=').ok_or(())?;
                    pairs.entry(name.trim()).or_default().push(value.trim());
                }
                let pairs = pairs.into_iter().map(|(name, values)| (name.to_owned(), values.into()));
                Ok(Value::Object(pairs.collect::<Map<String, Value>>()))
            }
            Self::Moment => Ok(format!("{text}{}Z", if text.len() <= MINUTE { ":00" } else { "" }).into()),
        }
    }
}

/// The length of `2030-01-01T00:00`.
const MINUTE: usize = 16;

fn minute(moment: &str) -> String {
    moment.chars().take(MINUTE).collect()
}

/// To a thousandth of a percent, which a slider of shares never needs.
fn percent(share: f64) -> f64 {
    (share * 100_000.0).round() / 1_000.0
}
