//! What the console's form offers: the fields of a policy and of its rules, and how each is written.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

/// A field of the form.
#[derive(Debug, PartialEq)]
pub(in crate::http::pages::console) struct Field {
    /// Where it lies, in the policy or in its rule.
    pub(super) path: &'static str,
    pub(in crate::http::pages::console) label: &'static str,
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
    /// One of these values, each with its label; the first is meant where nothing is said, and says nothing where it is blank.
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
    pub(in crate::http::pages::console) heading: &'static str,
    /// What one of them is called.
    pub(super) one: &'static str,
    /// The first is the name without which there is no rule.
    pub(super) fields: &'static [Field],
    /// A rule of which nothing is said yet.
    pub(super) blank: &'static str,
}

const fn field(path: &'static str, label: &'static str, shape: Shape) -> Field {
    Field { path, label, shape }
}

/// The fields that stand alone, by heading.
pub(super) const SINGLES: [(&str, &[Field]); 4] = [
    (
        "Wishes",
        &[
            field("diversity", "Variety", Shape::Strength),
            field(
                "diversity_mode",
                "Variety next to",
                Shape::Choice(&[("mmr", "the likest item above"), ("dpp", "all items above together")]),
            ),
            field("serendipity", "Share of surprises", Shape::Strength),
            field("calibration", "Closeness to the customer’s own mix", Shape::Strength),
            field("novelty", "Room for what few know", Shape::Strength),
        ],
    ),
    (
        "At most, in one list (empty: no limit)",
        &[
            field("caps.brand", "of a brand", Shape::Count),
            field("caps.category", "of a category", Shape::Count),
            field("caps.seller", "of a seller", Shape::Count),
        ],
    ),
    (
        "In general",
        &[
            field(
                "owned",
                "What was bought before",
                Shape::Choice(&[("exclude", "is not shown again"), ("allow", "may be shown again")]),
            ),
            field("fallback", "To strangers", Shape::Choice(&[("popular", "what many choose"), ("empty", "nothing")])),
            field("reasons_max", "Reasons on an item, at most", Shape::Count),
        ],
    ),
    (WORDING, &[field("tone", "Tone of reasons", TONES), field("locale", "Language of reasons", LANGUAGES)]),
];

/// The heading of how reasons speak.
pub(super) const WORDING: &str = "Wording";
const TONES: Shape =
    Shape::Choice(&[("", "the shop’s"), ("neutral", "plain"), ("warm", "warm"), ("playful", "playful")]);
const LANGUAGES: Shape = Shape::Choice(&[("", "the shop’s"), ("en", "English"), ("de", "German"), ("fr", "French")]);

const WINDOWS: Shape = Shape::Choice(&[("requests", "lists"), ("days", "days")]);

macro_rules! members {
    ($($before:expr),* ; $($after:expr),* $(,)?) => {
        &[
            $($before,)*
            field("members.attributes", "Items with (name=value; …)", Shape::Pairs),
            field("members.brands", "of brands (…; …)", Shape::Names),
            field("members.categories", "in categories", Shape::Names),
            field("members.sellers", "of sellers", Shape::Names),
            field("members.items", "by id", Shape::Names),
            $($after,)*
        ]
    };
}

const FROM: Field = field("active.from", "From (UTC)", Shape::Moment);
const UNTIL: Field = field("active.until", "Until (UTC)", Shape::Moment);

/// The rules, by kind.
pub(super) const LISTS: [List; 6] = [
    List {
        path: "groups",
        heading: "Places for groups of items",
        one: "a group",
        fields: members![
            field("name", "Name, as customers read it", Shape::Text);
            field("min_share", "At least, in %", Shape::Percent),
            field("max_share", "At most, in %", Shape::Percent),
            field("scope", "Of", Shape::Choice(&[("prefix", "every stretch from the top"), ("list", "the whole list")])),
            field("priority", "Priority, kept first if higher", Shape::Count),
            field("fair_star.p", "Or tested by chance of, in %", Shape::Percent),
            field("fair_star.alpha", "failing at most, in %", Shape::Percent),
            field("fair_star.correction", "Corrected", Shape::Choice(&[
                ("conservative", "never above that"), ("nearest", "nearest to that"), ("none", "not at all"),
            ])),
        ],
        blank: r#"{"name": "", "members": {}}"#,
    },
    List {
        path: "exposures",
        heading: "Attention for groups of items, over time",
        one: "a target",
        fields: members![
            field("name", "Name, as customers read it", Shape::Text);
            field("target", "Attention, at least, in %", Shape::Percent),
            field("window.length", "Measured over", Shape::Number),
            field("window.kind", "which are", WINDOWS),
            field("gain", "How fast the price answers", Shape::Number),
        ],
        blank: r#"{"name": "", "members": {}, "window": {"kind": "requests", "length": 1000}, "gain": 0.05}"#,
    },
    List {
        path: "parities",
        heading: "Items that groups of customers see alike",
        one: "a parity rule",
        fields: members![
            field("name", "Name", Shape::Text);
            field("segment", "Customers by segment", Shape::Text),
            field("difference", "Attention differs by at most, in points", Shape::Percent),
            field("window.length", "Measured over", Shape::Number),
            field("window.kind", "which are", WINDOWS),
            field("gain", "How fast the price answers", Shape::Number),
        ],
        blank: r#"{"name": "", "members": {}, "segment": "", "window": {"kind": "requests", "length": 1000}, "gain": 0.05}"#,
    },
    List {
        path: "pins",
        heading: "Pins",
        one: "a pin",
        fields: &[
            field("label", "Promotion, as customers read it", Shape::Text),
            field("item", "Item, by id", Shape::Text),
            field("position", "Place", Shape::Count),
            field("paid_by", "Paid by", Shape::Text),
            FROM,
            UNTIL,
        ],
        blank: r#"{"label": ""}"#,
    },
    List {
        path: "boosts",
        heading: "Boosts and buries",
        one: "a boost",
        fields: members![
            field("label", "Promotion, as customers read it", Shape::Text);
            field("points", "Points, -10 to 10", Shape::Number),
            field("paid_by", "Paid by", Shape::Text),
            FROM,
            UNTIL,
        ],
        blank: r#"{"label": "", "members": {}}"#,
    },
    List {
        path: "exclusions",
        heading: "Never shown",
        one: "an exclusion",
        fields: members![field("label", "Why", Shape::Text); FROM, UNTIL],
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

    /// What a value of a choice is called; nothing for other shapes.
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
