//! A placement's policy as a marketer writes it. Versions are immutable; a decision names the one that it used.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::catalog::Item;
use crate::ids::ItemId;

/// The most rules of one kind in a policy.
pub const RULES_MAX: usize = 64;

/// The rules of one placement; also its form on the wire.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Where it applies, such as `home`.
    #[schema(example = "home")]
    pub placement: String,
    /// Counts up from 1; set by the store when a version is saved.
    #[serde(default)]
    #[schema(example = 12)]
    pub version: u32,
    /// How much variety counts against relevance: 0 not at all, 1 as much as the whole spread of the scores.
    #[serde(default)]
    #[schema(example = 0.1)]
    pub diversity: f64,
    /// The most items of one brand, category (its narrowest level) or seller in a list.
    #[serde(default)]
    pub caps: Caps,
    /// Groups of items with a guaranteed share of every prefix.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupRule>,
    /// Items at fixed positions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pins: Vec<Pin>,
    /// Points added to (or, negative, taken from) the items that a selector matches.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub boosts: Vec<Boost>,
    /// Items that are never shown here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclusions: Vec<Exclusion>,
    /// Whether what the customer already bought may come again.
    #[serde(default)]
    pub owned: Owned,
    /// What is shown when nothing personal can be.
    #[serde(default)]
    pub fallback: Fallback,
    /// The most reasons on one item, 1 to 4.
    #[serde(default = "reasons_max_default")]
    #[schema(example = 4)]
    pub reasons_max: u8,
}

const fn reasons_max_default() -> u8 {
    4
}

/// Upper bounds per list; absent means unbounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Caps {
    /// Per brand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 2)]
    pub brand: Option<u16>,
    /// Per narrowest category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 3)]
    pub category: Option<u16>,
    /// Per seller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 4)]
    pub seller: Option<u16>,
}

/// Which items a rule means. Every field that is given must match; within a field any of its values will do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Selector {
    /// By id.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub items: BTreeSet<ItemId>,
    /// By brand.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schema(example = json!(["Lumen"]))]
    pub brands: BTreeSet<String>,
    /// By any level of the category path.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schema(example = json!(["HOME"]))]
    pub categories: BTreeSet<String>,
    /// By seller.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schema(example = json!(["north-depot"]))]
    pub sellers: BTreeSet<String>,
    /// By attribute value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(example = json!({"colour": ["white"]}))]
    pub attributes: BTreeMap<String, BTreeSet<String>>,
}

impl Selector {
    /// Whether it means this item. An empty selector means none.
    #[must_use]
    pub fn matches(&self, item: &Item) -> bool {
        let any = |set: &BTreeSet<String>, value: Option<&String>| {
            set.is_empty() || value.is_some_and(|value| set.contains(value))
        };
        !self.is_empty()
            && (self.items.is_empty() || self.items.contains(&item.id))
            && any(&self.brands, item.brand.as_ref())
            && any(&self.sellers, item.seller.as_ref())
            && (self.categories.is_empty() || item.category.iter().any(|level| self.categories.contains(level)))
            && self.attributes.iter().all(|(name, values)| any(values, item.attributes.get(name)))
    }

    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
            && self.brands.is_empty()
            && self.categories.is_empty()
            && self.sellers.is_empty()
            && self.attributes.is_empty()
    }
}

/// A group of items and the share that it is owed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupRule {
    /// What the customer reads: "Shown to give {name} a fair chance".
    #[schema(example = "small makers")]
    pub name: String,
    /// Who is in it.
    pub members: Selector,
    /// At least `floor(min_share * q)` of the first `q` places, for every `q`; 0 to 1.
    #[schema(example = 0.2)]
    pub min_share: f64,
}

/// An item at a fixed place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// Which.
    pub item: ItemId,
    /// Where, from 1.
    #[schema(example = 1)]
    pub position: u16,
    /// What the promotion is called, as the customer will read it.
    #[schema(example = "Summer outdoors")]
    pub label: String,
    /// Who pays for it, if anybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "Lumen Ltd")]
    pub paid_by: Option<String>,
}

/// Points for (or against) some items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Boost {
    /// What the promotion is called, as the customer will read it.
    #[schema(example = "Summer outdoors")]
    pub label: String,
    /// Which.
    pub members: Selector,
    /// Score points, -10 to 10.
    #[schema(example = 0.5)]
    pub points: f64,
    /// Who pays for it, if anybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "Lumen Ltd")]
    pub paid_by: Option<String>,
}

/// Items that are kept out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    /// Why.
    #[schema(example = "recalled")]
    pub label: String,
    /// Which.
    pub members: Selector,
}

/// Whether what the customer already bought may come again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = "exclude")]
#[serde(rename_all = "snake_case")]
pub enum Owned {
    /// Never.
    #[default]
    Exclude,
    /// It may.
    Allow,
}

/// What is shown when nothing personal can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = PolicyFallback, example = "popular")]
#[serde(rename_all = "snake_case")]
pub enum Fallback {
    /// What many customers choose.
    #[default]
    Popular,
    /// Nothing.
    Empty,
}

/// Why a policy is refused.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum PolicyError {
    /// A number outside its range.
    #[error("`{field}` must be between {min} and {max}, not {value}")]
    Range {
        /// Which, as a JSON pointer.
        field: String,
        /// The lowest.
        min: f64,
        /// The highest.
        max: f64,
        /// What it is.
        value: f64,
    },
    /// A blank text.
    #[error("`{field}` must not be empty")]
    Empty {
        /// Which, as a JSON pointer.
        field: String,
    },
    /// Too many rules of a kind.
    #[error("`{field}` has {count} rules, at most {RULES_MAX} are kept")]
    TooMany {
        /// Which.
        field: &'static str,
        /// How many.
        count: usize,
    },
    /// Two pins want one place, or one item two.
    #[error("`/pins/{second}` wants the same {what} as `/pins/{first}`")]
    PinConflict {
        /// The earlier one.
        first: usize,
        /// The later one.
        second: usize,
        /// `position` or `item`.
        what: &'static str,
    },
}

impl Policy {
    /// The policy of a placement that nobody has tuned: mild variety, nothing promoted, nothing guaranteed.
    #[must_use]
    pub fn standard(placement: &str) -> Self {
        Self {
            placement: placement.to_owned(),
            version: 0,
            diversity: 0.1,
            caps: Caps::default(),
            groups: Vec::new(),
            pins: Vec::new(),
            boosts: Vec::new(),
            exclusions: Vec::new(),
            owned: Owned::Exclude,
            fallback: Fallback::Popular,
            reasons_max: reasons_max_default(),
        }
    }

    /// `placement@version`, as decisions name it.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}@{}", self.placement, self.version)
    }

    /// Checks what the type cannot say.
    ///
    /// # Errors
    /// The first number out of range, blank text, overlong list or pair of pins in conflict, by JSON pointer.
    pub fn check(&self) -> Result<(), PolicyError> {
        let counts = [
            ("groups", self.groups.len()),
            ("pins", self.pins.len()),
            ("boosts", self.boosts.len()),
            ("exclusions", self.exclusions.len()),
        ];
        if let Some(&(field, count)) = counts.iter().find(|(_, count)| *count > RULES_MAX) {
            return Err(PolicyError::TooMany { field, count });
        }
        filled("/placement".to_owned(), &self.placement)?;
        within("/diversity".to_owned(), self.diversity, 0.0, 1.0)?;
        within("/reasons_max".to_owned(), f64::from(self.reasons_max), 1.0, 4.0)?;
        let caps = [("brand", self.caps.brand), ("category", self.caps.category), ("seller", self.caps.seller)];
        for (name, cap) in caps {
            within(format!("/caps/{name}"), f64::from(cap.unwrap_or(1)), 1.0, f64::from(u16::MAX))?;
        }
        self.check_rules()?;
        self.check_pins()
    }

    fn check_rules(&self) -> Result<(), PolicyError> {
        for (at, group) in self.groups.iter().enumerate() {
            filled(format!("/groups/{at}/name"), &group.name)?;
            within(format!("/groups/{at}/min_share"), group.min_share, 0.0, 1.0)?;
            selected(format!("/groups/{at}/members"), &group.members)?;
        }
        for (at, boost) in self.boosts.iter().enumerate() {
            filled(format!("/boosts/{at}/label"), &boost.label)?;
            within(format!("/boosts/{at}/points"), boost.points, -10.0, 10.0)?;
            selected(format!("/boosts/{at}/members"), &boost.members)?;
            filled(format!("/boosts/{at}/paid_by"), boost.paid_by.as_deref().unwrap_or(UNPAID))?;
        }
        for (at, exclusion) in self.exclusions.iter().enumerate() {
            filled(format!("/exclusions/{at}/label"), &exclusion.label)?;
            selected(format!("/exclusions/{at}/members"), &exclusion.members)?;
        }
        Ok(())
    }

    fn check_pins(&self) -> Result<(), PolicyError> {
        for (second, pin) in self.pins.iter().enumerate() {
            filled(format!("/pins/{second}/label"), &pin.label)?;
            filled(format!("/pins/{second}/paid_by"), pin.paid_by.as_deref().unwrap_or(UNPAID))?;
            within(format!("/pins/{second}/position"), f64::from(pin.position), 1.0, 100.0)?;
            for (first, other) in self.pins[..second].iter().enumerate() {
                let what = match (other.position == pin.position, other.item == pin.item) {
                    (true, _) => "position",
                    (false, true) => "item",
                    (false, false) => continue,
                };
                return Err(PolicyError::PinConflict { first, second, what });
            }
        }
        Ok(())
    }
}

/// Stands for the payer of a rule that nobody pays for, which is sound.
const UNPAID: &str = "nobody";

fn within(field: String, value: f64, min: f64, max: f64) -> Result<(), PolicyError> {
    if (min..=max).contains(&value) { Ok(()) } else { Err(PolicyError::Range { field, min, max, value }) }
}

fn filled(field: String, text: &str) -> Result<(), PolicyError> {
    if text.trim().is_empty() { Err(PolicyError::Empty { field }) } else { Ok(()) }
}

fn selected(field: String, selector: &Selector) -> Result<(), PolicyError> {
    if selector.is_empty() { Err(PolicyError::Empty { field }) } else { Ok(()) }
}
