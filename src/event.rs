//! What people do, what they allow, and the history that follows from both.
//!
//! [`admit`] is the only door: a [`Profile`] and the statistics take nothing but [`Admitted`] events.
//! Must not know how anything is scored.

mod consent;
mod customer;
mod profile;
mod shared;
mod visits;

use serde::{Deserialize, Serialize, Serializer};
use thiserror::Error;

pub use consent::{
    Admitted, Consent, Explain, LIGHT_DAYS, MeasureFairness, Personalisation, Purpose, Recommend, Refused, Usage, Use,
    admit,
};
pub use customer::{Customer, CustomerError, Device, SEGMENTS_MAX};
pub use profile::{EVIDENCE_MAX, Evidence, KindWeights, Origin, Profile, Recency, Rhythm};
pub use shared::Events;
pub use visits::{Walk, visit_groups, visits};

use crate::ids::{CustomerId, DecisionId, EventId, ItemId, SessionId, VisitorId};
use crate::units::{Money, Time};

/// What somebody did with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = "purchase")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Looked at it.
    View,
    /// Put it into the basket.
    Cart,
    /// Bought it.
    Purchase,
    /// Rated it; the event's value is the rating, 1 to 5.
    Rate,
    /// Said "I like this".
    Like,
    /// Said "I do not like this".
    Dislike,
    /// Put it on a wish list.
    Save,
    /// Sent it back, or cancelled the order.
    Return,
    /// Said "not interested".
    NotInterested,
    /// Reported it.
    Report,
}

impl Kind {
    /// Every kind, in declaration order.
    pub const ALL: [Self; 10] = [
        Self::View,
        Self::Cart,
        Self::Purchase,
        Self::Rate,
        Self::Like,
        Self::Dislike,
        Self::Save,
        Self::Return,
        Self::NotInterested,
        Self::Report,
    ];

    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Cart => "cart",
            Self::Purchase => "purchase",
            Self::Rate => "rate",
            Self::Like => "like",
            Self::Dislike => "dislike",
            Self::Save => "save",
            Self::Return => "return",
            Self::NotInterested => "not_interested",
            Self::Report => "report",
        }
    }
}

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A customer who is known by name.
    Customer(CustomerId),
    /// A device that has not signed in.
    Visitor(VisitorId),
}

impl Subject {
    /// The id, whichever kind it is.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Customer(id) => id.as_str(),
            Self::Visitor(id) => id.as_str(),
        }
    }
}

/// One thing that somebody did; also its form on the wire.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "Wire")]
pub struct Event {
    /// The sender's name for it.
    pub id: EventId,
    /// Who did it.
    pub subject: Subject,
    /// With which item.
    pub item: ItemId,
    /// What was done.
    pub kind: Kind,
    /// When.
    pub time: Time,
    /// The rating of a `rate` event, 1 to 5.
    pub value: Option<f64>,
    /// Pieces; at least 1.
    pub quantity: Option<u32>,
    /// The price of one piece.
    pub price: Option<Money>,
    /// The recommendation that led to it.
    pub decision: Option<DecisionId>,
    /// The visit that it belongs to.
    pub session: Option<SessionId>,
    /// Bought for somebody else: it may be used but is never named.
    pub gift: bool,
    /// Whether the customer lets it count; never set by the sender, so not on the wire.
    pub usage: Usage,
}

/// Why an event is refused.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum EventError {
    /// Neither a customer nor a visitor, or both.
    #[error("give either `customer` or `visitor`, not {0}")]
    Subject(&'static str),
    /// A rating without a value between 1 and 5.
    #[error("`value` must be between 1 and 5 for kind `rate`")]
    Rating,
    /// A value on an event that is no rating.
    #[error("`value` belongs to kind `rate` only, this is `{0}`")]
    UnexpectedValue(&'static str),
    /// Zero pieces.
    #[error("`quantity` must be at least 1; send a `return` event for what came back")]
    Quantity,
    /// A price below zero.
    #[error("`price` must not be negative")]
    NegativePrice,
}

/// One thing that somebody did with an item.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = Event)]
#[serde(deny_unknown_fields, expecting = "an event, an object")]
struct Wire {
    /// The sender's name for it; the first event with an id wins.
    id: EventId,
    /// A customer who is known by name. Give either this or `visitor`.
    #[serde(default)]
    customer: Option<CustomerId>,
    /// A device that has not signed in. Give either this or `customer`.
    #[serde(default)]
    visitor: Option<VisitorId>,
    /// With which item.
    item: ItemId,
    /// What was done.
    kind: Kind,
    /// When, RFC 3339.
    time: Time,
    /// The rating of a `rate` event, 1 to 5; no other kind has one.
    #[serde(default)]
    #[schema(example = 4.0)]
    value: Option<f64>,
    /// Pieces; at least 1.
    #[serde(default)]
    #[schema(example = 6)]
    quantity: Option<u32>,
    /// The price of one piece.
    #[serde(default)]
    price: Option<Money>,
    /// The recommendation that led to it.
    #[serde(default)]
    decision: Option<DecisionId>,
    /// The visit that it belongs to.
    #[serde(default)]
    session: Option<SessionId>,
    /// Bought for somebody else: it may be used but is never named.
    #[serde(default)]
    #[schema(example = false)]
    gift: bool,
}

impl utoipa::PartialSchema for Event {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        Wire::schema()
    }
}

impl utoipa::ToSchema for Event {
    fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>) {
        Wire::schemas(schemas);
    }
}

impl TryFrom<Wire> for Event {
    type Error = EventError;

    fn try_from(wire: Wire) -> Result<Self, EventError> {
        let subject = match (wire.customer, wire.visitor) {
            (Some(customer), None) => Subject::Customer(customer),
            (None, Some(visitor)) => Subject::Visitor(visitor),
            (None, None) => return Err(EventError::Subject("neither")),
            (Some(_), Some(_)) => return Err(EventError::Subject("both")),
        };
        let event = Self {
            id: wire.id,
            subject,
            item: wire.item,
            kind: wire.kind,
            time: wire.time,
            value: wire.value,
            quantity: wire.quantity,
            price: wire.price,
            decision: wire.decision,
            session: wire.session,
            gift: wire.gift,
            usage: Usage::Used,
        };
        event.check()?;
        Ok(event)
    }
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        /// As [`Wire`], without copies.
        #[derive(Serialize)]
        struct Written<'e> {
            id: &'e EventId,
            #[serde(skip_serializing_if = "Option::is_none")]
            customer: Option<&'e CustomerId>,
            #[serde(skip_serializing_if = "Option::is_none")]
            visitor: Option<&'e VisitorId>,
            item: &'e ItemId,
            kind: Kind,
            time: Time,
            #[serde(skip_serializing_if = "Option::is_none")]
            value: Option<f64>,
            #[serde(skip_serializing_if = "Option::is_none")]
            quantity: Option<u32>,
            #[serde(skip_serializing_if = "Option::is_none")]
            price: Option<Money>,
            #[serde(skip_serializing_if = "Option::is_none")]
            decision: Option<&'e DecisionId>,
            #[serde(skip_serializing_if = "Option::is_none")]
            session: Option<&'e SessionId>,
            #[serde(skip_serializing_if = "std::ops::Not::not")]
            gift: bool,
        }
        let (customer, visitor) = match &self.subject {
            Subject::Customer(id) => (Some(id), None),
            Subject::Visitor(id) => (None, Some(id)),
        };
        let &Self { ref id, ref item, kind, time, value, quantity, price, gift, .. } = self;
        let (decision, session) = (self.decision.as_ref(), self.session.as_ref());
        Written { id, customer, visitor, item, kind, time, value, quantity, price, decision, session, gift }
            .serialize(serializer)
    }
}

impl Event {
    /// An event with nothing but the required facts. A `rate` event still needs its `value`.
    #[must_use]
    pub const fn new(id: EventId, subject: Subject, item: ItemId, kind: Kind, time: Time) -> Self {
        Self {
            id,
            subject,
            item,
            kind,
            time,
            value: None,
            quantity: None,
            price: None,
            decision: None,
            session: None,
            gift: false,
            usage: Usage::Used,
        }
    }

    /// Checks what the type cannot say.
    ///
    /// # Errors
    /// When a rating has no value between 1 and 5, another kind has one, the quantity is 0 or the price negative.
    pub fn check(&self) -> Result<(), EventError> {
        match (self.kind, self.value) {
            (Kind::Rate, Some(value)) if (1.0..=5.0).contains(&value) => {}
            (Kind::Rate, _) => return Err(EventError::Rating),
            (_, None) => {}
            (kind, Some(_)) => return Err(EventError::UnexpectedValue(kind.as_str())),
        }
        if self.quantity == Some(0) {
            return Err(EventError::Quantity);
        }
        match self.price {
            Some(price) if price.amount.micros() < 0 => Err(EventError::NegativePrice),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Result<Event, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn an_event_on_the_wire_survives_a_round_trip() {
        let json = r#"{"id":"e1","customer":"17850","item":"71053","kind":"purchase","time":"2011-11-02T09:14:00Z","quantity":6,"price":{"amount":"3.39","currency":"GBP"}}"#;
        let event = parse(json).expect("a valid event");
        assert_eq!(serde_json::to_string(&event).expect("serialisable"), json);
    }

    #[test]
    fn an_event_names_exactly_one_subject_and_a_sound_value() {
        let with = |extra: &str| parse(&format!(r#"{{"id":"e","item":"i","time":"2011-11-02T09:14:00Z",{extra}}}"#));
        for (extra, needle) in [
            (r#""kind":"view""#, "either `customer` or `visitor`"),
            (r#""kind":"view","customer":"c","visitor":"v""#, "not both"),
            (r#""kind":"rate","customer":"c""#, "between 1 and 5"),
            (r#""kind":"rate","customer":"c","value":9"#, "between 1 and 5"),
            (r#""kind":"view","customer":"c","value":3"#, "belongs to kind `rate`"),
            (r#""kind":"view","customer":"c","quantity":0"#, "at least 1"),
            (r#""kind":"view","customer":"c","colour":"red""#, "unknown field"),
            (r#""kind":"stare","customer":"c""#, "unknown variant"),
        ] {
            let error = with(extra).expect_err("it should be refused");
            assert!(error.contains(needle), "{extra}: {error}");
        }
    }
}
