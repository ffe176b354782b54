//! Which items a request lets through, and what it may ask of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::RequestError;
use crate::catalog::Item;
use crate::ids::pointer_part;
use crate::units::Decimal;

/// Which items may be shown: every field that is given must match, within a field any of its values will do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// Any level of the category path.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schema(example = json!(["HOME"]))]
    pub category: BTreeSet<String>,
    /// The brand.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schema(example = json!(["Lumen"]))]
    pub brand: BTreeSet<String>,
    /// The seller.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schema(example = json!(["north-depot"]))]
    pub seller: BTreeSet<String>,
    /// The price, in the shop's currency; an item without a price does not match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Span>,
    /// Only what can be bought now (`true`), or only what cannot (`false`). Without it, what is out of stock stays out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = true)]
    pub in_stock: Option<bool>,
    /// By attribute: values of which any will do, `true` or `false`, or from and to. An attribute that no item has is refused, and so is
    /// what does not suit its type: it is a number where every value of the catalogue is one, and likewise `true` or `false`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(example = json!({"colour": ["white", "grey"], "size": {"min": "36", "max": "38"}}))]
    pub attributes: BTreeMap<String, Wish>,
}

/// From and to, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = PriceRange)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// At least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Decimal>,
    /// At most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Decimal>,
}

/// What is asked of an attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = AttributeWish)]
#[serde(
    untagged,
    expecting = "an array of values, `true` or `false`, or an object with `min` and `max` as decimals is expected"
)]
pub enum Wish {
    /// Any of these values.
    AnyOf(BTreeSet<String>),
    /// Yes, or no.
    Is(bool),
    /// A number from and to.
    Within(Span),
}

/// What an attribute's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AttributeType {
    /// `true` or `false`, each of them.
    YesNo,
    /// Decimal numbers, each of them.
    Number,
    /// Anything.
    Text,
}

impl fmt::Display for AttributeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::YesNo => "`true` or `false`",
            Self::Number => "a number",
            Self::Text => "text",
        })
    }
}

/// The attributes of a catalogue, each with its type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attributes(BTreeMap<String, AttributeType>);

impl Attributes {
    /// Of these items.
    pub fn of<'a>(items: impl Iterator<Item = &'a Item>) -> Self {
        let mut known: BTreeMap<String, AttributeType> = BTreeMap::new();
        for (name, value) in items.flat_map(|item| &item.attributes) {
            let here = type_of(value);
            match known.get_mut(name) {
                Some(before) if *before != here => *before = AttributeType::Text,
                Some(_) => {}
                None => drop(known.insert(name.clone(), here)),
            }
        }
        Self(known)
    }
}

fn type_of(value: &str) -> AttributeType {
    match value {
        "true" | "false" => AttributeType::YesNo,
        _ if value.parse::<Decimal>().is_ok() => AttributeType::Number,
        _ => AttributeType::Text,
    }
}

impl Filter {
    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether an item may be shown.
    #[must_use]
    pub fn admits(&self, item: &Item) -> bool {
        let any = |set: &BTreeSet<String>, value: Option<&String>| {
            set.is_empty() || value.is_some_and(|value| set.contains(value))
        };
        item.in_stock() == self.in_stock.unwrap_or(true)
            && (self.category.is_empty() || item.category.iter().any(|level| self.category.contains(level)))
            && any(&self.brand, item.brand.as_ref())
            && any(&self.seller, item.seller.as_ref())
            && self.price.is_none_or(|span| item.price.is_some_and(|price| span.holds(price.amount)))
            && self.attributes.iter().all(|(name, wish)| wish.admits(item.attributes.get(name)))
    }

    /// Checks that what is asked of attributes can be asked of this catalogue.
    ///
    /// # Errors
    /// The first attribute that no item has, or whose type is another one.
    pub fn check(&self, known: &Attributes) -> Result<(), RequestError> {
        self.attributes.iter().try_for_each(|(name, wish)| {
            let Some(&is) = known.0.get(name) else {
                let known = known.0.iter().map(|(name, is)| format!("`{name}` ({is})")).collect();
                return Err(RequestError::UnknownAttribute { name: name.clone(), known });
            };
            if wish.suits(is) { Ok(()) } else { Err(RequestError::AttributeType { name: name.clone(), is }) }
        })
    }

    /// Every range that is asked for, with the JSON pointer to it.
    pub(super) fn spans(&self) -> impl Iterator<Item = (String, Span)> + '_ {
        let price = self.price.map(|span| ("/filter/price".to_owned(), span));
        let attributes = self.attributes.iter().filter_map(|(name, wish)| match wish {
            Wish::Within(span) => Some((format!("/filter/attributes/{}", pointer_part(name)), *span)),
            Wish::AnyOf(_) | Wish::Is(_) => None,
        });
        price.into_iter().chain(attributes)
    }
}

impl Span {
    fn holds(self, number: Decimal) -> bool {
        self.min.is_none_or(|min| number >= min) && self.max.is_none_or(|max| number <= max)
    }

    /// Whether nothing can lie within.
    pub(super) fn is_empty(self) -> bool {
        matches!((self.min, self.max), (Some(min), Some(max)) if min > max)
    }
}

impl Wish {
    /// An item without the attribute has only what nobody asks for.
    fn admits(&self, value: Option<&String>) -> bool {
        match self {
            Self::AnyOf(values) => values.is_empty() || value.is_some_and(|value| is_any(values, value)),
            Self::Is(wanted) => value.is_some_and(|value| value.parse() == Ok(*wanted)),
            Self::Within(span) => value.is_some_and(|value| value.parse().is_ok_and(|number| span.holds(number))),
        }
    }

    fn suits(&self, is: AttributeType) -> bool {
        match (self, is) {
            (Self::AnyOf(_), AttributeType::Text) => true,
            (Self::AnyOf(values), AttributeType::Number | AttributeType::YesNo) => {
                values.iter().all(|value| type_of(value) == is)
            }
            (Self::Is(_), is) => is == AttributeType::YesNo,
            (Self::Within(_), is) => is == AttributeType::Number,
        }
    }
}

/// Whether a value is among some: as text, or as the same number written otherwise.
fn is_any(values: &BTreeSet<String>, value: &str) -> bool {
    let is_same_number = |number: Decimal| values.iter().any(|wanted| wanted.parse() == Ok(number));
    values.contains(value) || value.parse().is_ok_and(is_same_number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ItemId;

    fn item(attributes: &[(&str, &str)]) -> Item {
        let attributes = attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Item { attributes, ..Item::titled(ItemId::new("i").expect("a short id"), "Thing") }
    }

    fn filter(json: &str) -> Filter {
        serde_json::from_str(&format!(r#"{{"attributes":{json}}}"#)).expect("a filter")
    }

    #[test]
    fn an_attribute_is_a_number_or_a_yes_only_where_every_value_is() {
        let shop = [
            item(&[("size", "36"), ("lit", "true"), ("code", "7"), ("mixed", "true")]),
            item(&[("size", "36.5"), ("lit", "false"), ("code", "7b"), ("mixed", "1")]),
        ];
        let known = Attributes::of(shop.iter());
        let types: Vec<_> = known.0.values().copied().collect();
        assert_eq!(types, [AttributeType::Text, AttributeType::YesNo, AttributeType::Text, AttributeType::Number]);
        for (json, is_fine) in [
            (r#"{"size": {"min": "36"}}"#, true),
            (r#"{"size": ["36", "36.50"]}"#, true),
            (r#"{"size": ["small"]}"#, false),
            (r#"{"size": true}"#, false),
            (r#"{"lit": true}"#, true),
            (r#"{"lit": ["true"]}"#, true),
            (r#"{"lit": {"min": "1"}}"#, false),
            (r#"{"code": ["7"]}"#, true),
            (r#"{"code": {"max": "9"}}"#, false),
            (r#"{"colour": ["white"]}"#, false),
        ] {
            assert_eq!(filter(json).check(&known).is_ok(), is_fine, "{json}");
        }
    }

    #[test]
    fn a_wish_is_met_by_value_by_number_and_never_by_what_is_not_there() {
        let thing = item(&[("size", "36.5"), ("lit", "true")]);
        for (json, is_met) in [
            (r#"{"size": {"min": "36.5", "max": "36.5"}}"#, true),
            (r#"{"size": {"max": "36"}}"#, false),
            (r#"{"size": ["36.50"]}"#, true),
            (r#"{"lit": true}"#, true),
            (r#"{"lit": false}"#, false),
            (r#"{"colour": ["white"]}"#, false),
            (r#"{"colour": false}"#, false),
        ] {
            assert_eq!(filter(json).admits(&thing), is_met, "{json}");
        }
    }
}
