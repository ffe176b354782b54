//! How every backend writes names, kinds and switches, and reads them back.

use std::fmt::Display;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::StoreError;
use crate::event::{Event, Kind, Subject, Usage};
use crate::ids::{CustomerId, DecisionId, EventId, ItemId, SessionId, VisitorId};
use crate::units::{Currency, Decimal, Money, Time};

/// Bought for somebody else.
const GIFT: i64 = 1;
/// Not to be used.
pub(super) const UNUSED: i64 = 2;

/// The code of a kind of event; it never changes.
pub(super) const fn kind_code(kind: Kind) -> i64 {
    match kind {
        Kind::View => 0,
        Kind::Cart => 1,
        Kind::Purchase => 2,
        Kind::Rate => 3,
        Kind::Like => 4,
        Kind::Dislike => 5,
        Kind::Save => 6,
        Kind::Return => 7,
        Kind::NotInterested => 8,
        Kind::Report => 9,
    }
}

/// The flag of a usage.
pub(super) const fn usage_flag(usage: Usage) -> i64 {
    match usage {
        Usage::Used => 0,
        Usage::Unused => UNUSED,
    }
}

/// The flags of an event.
pub(super) const fn flags(event: &Event) -> i64 {
    let usage = usage_flag(event.usage);
    if event.gift { usage | GIFT } else { usage }
}

/// The code of a kind of subject; customers sort before visitors.
pub(super) const fn subject_code(subject: &Subject) -> i64 {
    match subject {
        Subject::Customer(_) => 0,
        Subject::Visitor(_) => 1,
    }
}

/// Back from [`subject_code`] and the id.
pub(super) fn subject_of(code: i64, id: &str) -> Result<Subject, StoreError> {
    match code {
        0 => CustomerId::new(id).map(Subject::Customer).map_err(|cause| corrupt("customer", id, cause)),
        1 => VisitorId::new(id).map(Subject::Visitor).map_err(|cause| corrupt("visitor", id, cause)),
        kind => Err(corrupt("subject", id, format!("unknown kind {kind}"))),
    }
}

/// How a decision or a document names the subject that it tells of.
pub(super) fn key(subject: &Subject) -> String {
    match subject {
        Subject::Customer(id) => format!("c:{id}"),
        Subject::Visitor(id) => format!("v:{id}"),
    }
}

/// Back from [`key`].
pub(super) fn from_key(what: &'static str, row: &str, key: &str) -> Result<Subject, StoreError> {
    let wrong = |cause: &dyn Display| corrupt(what, row, cause);
    match key.split_once(':') {
        Some(("c", id)) => CustomerId::new(id).map(Subject::Customer).map_err(|cause| wrong(&cause)),
        Some(("v", id)) => VisitorId::new(id).map(Subject::Visitor).map_err(|cause| wrong(&cause)),
        Some(_) | None => Err(wrong(&"it names no subject")),
    }
}

/// An event as it is stored, its item by name.
pub(super) struct EventRow<'r> {
    pub(super) id: &'r str,
    pub(super) time: i64,
    pub(super) item: ItemId,
    pub(super) kind: i64,
    pub(super) flags: i64,
    pub(super) value: Option<f64>,
    pub(super) quantity: Option<i64>,
    pub(super) price: Option<i64>,
    pub(super) currency: Option<&'r str>,
    pub(super) decision: Option<&'r str>,
    pub(super) session: Option<&'r str>,
}

impl EventRow<'_> {
    /// The event of a subject.
    pub(super) fn event(self, subject: &Subject) -> Result<Event, StoreError> {
        let broken = |cause: &dyn Display| corrupt("event", self.id, cause);
        if self.flags & !(GIFT | UNUSED) != 0 {
            return Err(broken(&format_args!("unknown flags {}", self.flags)));
        }
        let kind = Kind::ALL.into_iter().find(|&known| kind_code(known) == self.kind);
        Ok(Event {
            id: EventId::new(self.id).map_err(|cause| broken(&cause))?,
            subject: subject.clone(),
            kind: kind.ok_or_else(|| broken(&"unknown kind"))?,
            time: Time::from_millis(self.time),
            value: self.value,
            quantity: self.quantity.map(u32::try_from).transpose().map_err(|cause| broken(&cause))?,
            price: self.price()?,
            decision: self.decision.map(DecisionId::new).transpose().map_err(|cause| broken(&cause))?,
            session: self.session.map(SessionId::new).transpose().map_err(|cause| broken(&cause))?,
            gift: self.flags & GIFT != 0,
            usage: if self.flags & UNUSED == 0 { Usage::Used } else { Usage::Unused },
            item: self.item,
        })
    }

    fn price(&self) -> Result<Option<Money>, StoreError> {
        let currency = self.currency.map(str::parse::<Currency>).transpose();
        match (self.price, currency.map_err(|cause| corrupt("event", self.id, cause))?) {
            (Some(micros), Some(currency)) => Ok(Some(Money { amount: Decimal::from_micros(micros), currency })),
            (None, None) => Ok(None),
            _ => Err(corrupt("event", self.id, "half a price")),
        }
    }
}

/// A key of traces as a signed column holds it: the same bits.
pub(super) const fn bits(key: u64) -> i64 {
    i64::from_le_bytes(key.to_le_bytes())
}

/// A row that cannot be read back.
pub(super) fn corrupt(what: &'static str, id: &str, cause: impl Display) -> StoreError {
    StoreError::Corrupt { what, id: id.to_owned(), cause: cause.to_string() }
}

/// Back from [`to_json`].
pub(super) fn from_json<T: DeserializeOwned>(what: &'static str, id: &str, json: &str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|cause| corrupt(what, id, cause))
}

/// The canonical JSON of a record: fields in declaration order, maps in key order.
pub(super) fn to_json<T: Serialize>(record: &T) -> String {
    serde_json::to_string(record).expect("records have text keys only")
}
