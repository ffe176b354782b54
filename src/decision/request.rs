//! What a storefront asks.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::filter::{AttributeType, Filter};
use crate::event::{Device, Kind, Subject};
use crate::ids::{CustomerId, ItemId, VisitorId, pointer_part};

/// The longest list.
pub const COUNT_MAX: u16 = 100;
/// The most clicks, context items, excluded items or filter values of one request.
pub const ENTRIES_MAX: usize = 200;
/// The most items that the lists of a page, or the parts of a list, show together; those shown before are excluded besides.
pub const SHOWN_MAX: usize = 1_000;

/// The body of `POST /v1/recommendations`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = RecommendationRequest)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Where the list will stand, such as `home`.
    #[serde(default = "default_placement")]
    #[schema(example = "home")]
    pub placement: String,
    /// For a customer who is known by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// For a device that has not signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visitor: Option<VisitorId>,
    /// Who may read along: on a shared device, or one whose owner has signed out, nothing that was done is named.
    #[serde(default, skip_serializing_if = "Device::is_own")]
    pub device: Device,
    /// The clicks of this visit that may not have arrived as events, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub session: Vec<Click>,
    /// The items of the page that asks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub context_items: Vec<ItemId>,
    /// How many items, 1 to 100.
    #[serde(default = "default_count")]
    #[schema(example = 10)]
    pub count: u16,
    /// Which items may be shown.
    #[serde(default, skip_serializing_if = "Filter::is_empty")]
    pub filter: Filter,
    /// Items that must not be shown.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub exclude: BTreeSet<ItemId>,
    /// What the customer is out for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<Intent>,
    /// The language of the reasons; the customer's, the placement's or the shop's where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "en")]
    pub locale: Option<String>,
    /// How much is explained.
    #[serde(default)]
    pub explain: Detail,
    /// Picks among equivalent wordings; the decision's id does where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 7)]
    pub seed: Option<u64>,
    /// The `page` of the page's last list: what the lists of the page have shown is not shown again.
    #[serde(default, skip_serializing_if = "is_off_record")]
    #[schema(example = "1f6c2a90b4d7e3585b223232343233225d")]
    pub page: Option<String>,
    /// The `next` of a list: goes on where it ended, without repeats.
    #[serde(default, skip_serializing_if = "is_off_record")]
    #[schema(example = "83b0d4f1a2695c7e5b223232343233225d")]
    pub cursor: Option<String>,
    /// Checks the request, decides nothing and keeps nothing: the answer is 204.
    #[serde(default, skip_serializing_if = "is_off_record")]
    #[schema(example = false)]
    pub validate_only: bool,
}

fn told(known: &[String]) -> String {
    if known.is_empty() { "none".to_owned() } else { known.join(", ") }
}

/// What names earlier lists is on no record. Said for each value, because a field that is never written would be missing in the description.
const fn is_off_record<T>(_: &T) -> bool {
    true
}

fn default_placement() -> String {
    "home".to_owned()
}

const fn default_count() -> u16 {
    10
}

/// What a customer is out for. It overrides the policy's rule on what they own already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = "discover")]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// Something they do not have: nothing that they own is shown.
    Discover,
    /// Something again: only what they have bought before is shown.
    Restock,
    /// What goes with the page's items and with what they have: nothing that they own is shown.
    Complete,
    /// Something for somebody else: what they own themselves may be shown too.
    Gift,
}

/// A click of this visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Click {
    /// On which item.
    pub item: ItemId,
    /// What it was.
    #[serde(default)]
    pub kind: SessionKind,
}

/// What can happen within a visit. Ratings and returns are events of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = "view")]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    /// Looked at it.
    #[default]
    View,
    /// Put it into the basket.
    Cart,
    /// Bought it.
    Purchase,
    /// Put it on a wish list.
    Save,
    /// Said "I like this".
    Like,
    /// Said "I do not like this".
    Dislike,
    /// Said "not interested".
    NotInterested,
}

impl From<SessionKind> for Kind {
    fn from(kind: SessionKind) -> Self {
        match kind {
            SessionKind::View => Self::View,
            SessionKind::Cart => Self::Cart,
            SessionKind::Purchase => Self::Purchase,
            SessionKind::Save => Self::Save,
            SessionKind::Like => Self::Like,
            SessionKind::Dislike => Self::Dislike,
            SessionKind::NotInterested => Self::NotInterested,
        }
    }
}

/// How much of an answer is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = "reasons")]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// Scores only.
    None,
    /// Reasons in words, with their evidence.
    #[default]
    Reasons,
    /// The whole ledger, and where each item would stand without each reason.
    Full,
}

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RequestError {
    /// A count outside 1 to 100.
    #[error("`count` must be between 1 and {COUNT_MAX}, not {0}")]
    Count(u16),
    /// Too many entries.
    #[error("`{field}` has {count} entries, at most {ENTRIES_MAX} are taken")]
    TooMany {
        /// Which.
        field: &'static str,
        /// How many.
        count: usize,
    },
    /// Both a customer and a visitor.
    #[error("give `customer` or `visitor`, not both")]
    TwoSubjects,
    /// A placement without a name, or with an overlong one.
    #[error("`placement` must have 1 to 64 characters")]
    Placement,
    /// A range that nothing can meet.
    #[error("`{0}/min` is above `{0}/max`")]
    EmptyRange(String),
    /// An attribute that no item has.
    #[error("`/filter/attributes/{}` is an attribute that no item has; known are: {}", pointer_part(name), told(known))]
    UnknownAttribute {
        /// Which.
        name: String,
        /// Those of the catalogue, with their types.
        known: Vec<String>,
    },
    /// Something is asked of an attribute that does not suit its type.
    #[error("`/filter/attributes/{}` is {is}, and this asks for something else", pointer_part(name))]
    AttributeType {
        /// Which.
        name: String,
        /// What it is.
        is: AttributeType,
    },
}

impl Request {
    /// A request with every field at its default.
    #[must_use]
    pub fn home(customer: Option<CustomerId>) -> Self {
        Self {
            placement: default_placement(),
            customer,
            visitor: None,
            device: Device::Own,
            session: Vec::new(),
            context_items: Vec::new(),
            count: default_count(),
            filter: Filter::default(),
            exclude: BTreeSet::new(),
            intent: None,
            locale: None,
            explain: Detail::default(),
            seed: None,
            page: None,
            cursor: None,
            validate_only: false,
        }
    }

    /// For whom, if the request says so.
    #[must_use]
    pub fn subject(&self) -> Option<Subject> {
        let customer = self.customer.clone().map(Subject::Customer);
        customer.or_else(|| self.visitor.clone().map(Subject::Visitor))
    }

    /// Checks what the type cannot say.
    ///
    /// # Errors
    /// The first field that is out of range.
    pub fn check(&self) -> Result<(), RequestError> {
        if !(1..=COUNT_MAX).contains(&self.count) {
            return Err(RequestError::Count(self.count));
        }
        if self.customer.is_some() && self.visitor.is_some() {
            return Err(RequestError::TwoSubjects);
        }
        if self.placement.trim().is_empty() || self.placement.chars().count() > 64 {
            return Err(RequestError::Placement);
        }
        if let Some((name, _)) = self.filter.spans().find(|(_, span)| span.is_empty()) {
            return Err(RequestError::EmptyRange(name));
        }
        let others = [
            ("session", self.session.len()),
            ("context_items", self.context_items.len()),
            ("filter.category", self.filter.category.len()),
            ("filter.brand", self.filter.brand.len()),
            ("filter.seller", self.filter.seller.len()),
            ("filter.attributes", self.filter.attributes.len()),
        ];
        match others.into_iter().find(|(_, count)| *count > ENTRIES_MAX) {
            Some((field, count)) => Err(RequestError::TooMany { field, count }),
            None => Ok(()),
        }
    }

    /// Checks what is asked to be left out, before what was shown before is added to it.
    ///
    /// # Errors
    /// When it is too much.
    pub fn check_exclude(&self) -> Result<(), RequestError> {
        let count = self.exclude.len();
        if count > ENTRIES_MAX { Err(RequestError::TooMany { field: "exclude", count }) } else { Ok(()) }
    }
}
