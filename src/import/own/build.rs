//! Events, items and customers from flat records, with a reason for every fault.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::record::{Cell, Record};
use crate::catalog::{Item, ItemError, Sponsorship};
use crate::event::{Consent, Customer, Event, Kind, Subject};
use crate::ids::{CustomerId, DecisionId, EventId, IdError, ItemId, SessionId, VisitorId};
use crate::import::{CustomerUpdate, Reason, Refusal, text};
use crate::units::{Money, Time};

/// Between two levels of a category in one cell.
const LEVELS: &str = " > ";
/// Between two topics in one cell.
const TOPICS: &str = ";";

fn bad(reason: Reason, column: &str, fault: impl std::fmt::Display) -> Refusal {
    Refusal::new(reason, format!("`{column}`: {fault}"))
}

fn one<'a>(record: &'a Record, column: &str) -> Result<Option<&'a str>, Refusal> {
    match record.cell(column) {
        None => Ok(None),
        Some(Cell::Text(text)) => Ok(Some(text.trim())),
        Some(Cell::List(_)) => Err(bad(Reason::BadText, column, "one text is expected, not a list")),
    }
}

fn needed<'a>(record: &'a Record, column: &str, reason: Reason) -> Result<&'a str, Refusal> {
    one(record, column)?.ok_or_else(|| bad(reason, column, "it must not be empty"))
}

fn list(record: &Record, column: &str, separator: &str) -> Option<Vec<String>> {
    Some(match record.cell(column)? {
        Cell::Text(text) => text.split(separator).map(|part| part.trim().to_owned()).collect(),
        Cell::List(list) => list.clone(),
    })
}

fn id<T>(record: &Record, column: &str, new: fn(&str) -> Result<T, IdError>) -> Result<Option<T>, Refusal> {
    one(record, column)?.map(|value| text::id(new, column, value)).transpose()
}

fn needed_id<T>(record: &Record, column: &str, new: fn(&str) -> Result<T, IdError>) -> Result<T, Refusal> {
    text::id(new, column, needed(record, column, Reason::MissingId)?)
}

fn time(column: &str, value: &str) -> Result<Time, Refusal> {
    value.parse().map_err(|error| bad(Reason::BadTime, column, error))
}

fn flag(record: &Record, column: &str) -> Result<Option<bool>, Refusal> {
    one(record, column)?
        .map(|value| match value {
            "true" => Ok(true),
            "false" => Ok(false),
            other => Err(bad(Reason::BadFlag, column, format!("`{other}` is neither true nor false"))),
        })
        .transpose()
}

/// One of a closed set of words.
fn word<T: DeserializeOwned>(record: &Record, column: &str) -> Result<Option<T>, Refusal> {
    let parse = |value: &str| serde_json::from_value(Value::String(value.to_owned()));
    one(record, column)?.map(|value| parse(value).map_err(|error| bad(Reason::BadText, column, error))).transpose()
}

fn price(record: &Record) -> Result<Option<Money>, Refusal> {
    let (amount, currency) = (one(record, "price_amount")?, one(record, "price_currency")?);
    let Some(amount) = amount else { return Ok(None) };
    let amount = text::price(amount)?;
    if amount.micros() < 0 {
        return Err(bad(Reason::BadPrice, "price_amount", "it must not be negative"));
    }
    let currency = currency.ok_or_else(|| bad(Reason::BadCurrency, "price_currency", "an amount needs one"))?;
    let currency = currency.parse().map_err(|error| bad(Reason::BadCurrency, "price_currency", error))?;
    Ok(Some(Money { amount, currency }))
}

/// An event.
pub(super) fn event(record: &Record) -> Result<Event, Refusal> {
    let id = needed_id(record, "id", EventId::new)?;
    let customer = self::id(record, "customer", CustomerId::new)?;
    let visitor = self::id(record, "visitor", VisitorId::new)?;
    let subject = match (customer, visitor) {
        (Some(customer), None) => Subject::Customer(customer),
        (None, Some(visitor)) => Subject::Visitor(visitor),
        (None, None) => return Err(bad(Reason::BadSubject, "customer", "give `customer` or `visitor`")),
        (Some(_), Some(_)) => {
            return Err(bad(Reason::BadSubject, "customer", "give only one of `customer` and `visitor`"));
        }
    };
    let item = needed_id(record, "item", ItemId::new)?;
    let kind_name = needed(record, "kind", Reason::MissingField)?;
    let unknown =
        || bad(Reason::BadKind, "kind", format!("`{kind_name}` is none of {}", Kind::ALL.map(Kind::as_str).join(", ")));
    let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == kind_name).ok_or_else(unknown)?;
    let time = time("time", needed(record, "time", Reason::MissingField)?)?;
    let quantity = one(record, "quantity")?.map(|value| text::quantity(text::pieces(value)?)).transpose()?;
    let not_number = |value: &str| bad(Reason::BadValue, "value", format!("`{value}` is not a number"));
    let value = one(record, "value")?.map(|value| value.parse().map_err(|_| not_number(value))).transpose()?;
    let event = Event {
        value,
        quantity,
        price: price(record)?,
        decision: self::id(record, "decision", DecisionId::new)?,
        session: self::id(record, "session", SessionId::new)?,
        gift: flag(record, "gift")?.unwrap_or_default(),
        ..Event::new(id, subject, item, kind, time)
    };
    event.check().map_err(|error| Refusal::new(Reason::BadValue, error.to_string()))?;
    Ok(event)
}

/// An item.
pub(super) fn item(record: &Record) -> Result<Item, Refusal> {
    let id = needed_id(record, "id", ItemId::new)?;
    let stock = one(record, "stock")?.map(|value| {
        let pieces = u32::try_from(text::pieces(value)?);
        pieces.map_err(|_| bad(Reason::BadQuantity, "stock", format!("`{value}` is not a number of pieces")))
    });
    let item = Item {
        brand: one(record, "brand")?.map(str::to_owned),
        category: list(record, "category", LEVELS).unwrap_or_default(),
        price: price(record)?,
        seller: one(record, "seller")?.map(str::to_owned),
        attributes: named(record, "attr.")?,
        sensitive: word(record, "sensitive")?,
        sponsored: one(record, "sponsored_payer")?.map(|payer| Sponsorship { payer: payer.to_owned() }),
        stock: stock.transpose()?,
        available_since: one(record, "available_since")?.map(|value| time("available_since", value)).transpose()?,
        ..Item::titled(id, needed(record, "title", Reason::MissingField)?)
    };
    match item.check() {
        Ok(()) => Ok(item),
        Err(error @ ItemError::NegativePrice) => Err(Refusal::new(Reason::BadPrice, error.to_string())),
        Err(error) => Err(Refusal::new(Reason::BadText, error.to_string())),
    }
}

/// The texts of all columns with a prefix.
fn named(record: &Record, prefix: &str) -> Result<BTreeMap<String, String>, Refusal> {
    let entry = |(name, cell): (&str, &Cell)| match cell {
        Cell::Text(text) => Ok((name.to_owned(), text.trim().to_owned())),
        Cell::List(_) => Err(bad(Reason::BadText, name, "one text is expected, not a list")),
    };
    record.under(prefix).map(entry).collect()
}

/// News of a customer. What the row leaves empty stays as it is; of a consent that is given in part, the rest is withheld.
pub(super) fn customer(record: &Record) -> Result<CustomerUpdate, Refusal> {
    let flags = ["consent.recommend", "consent.explain", "consent.measure_fairness"].map(|column| flag(record, column));
    let [recommend, explain, measure_fairness] = flags;
    let (recommend, explain, measure_fairness) = (recommend?, explain?, measure_fairness?);
    let is_recorded = recommend.or(explain).or(measure_fairness).is_some();
    let consent = is_recorded.then(|| Consent {
        recommend: recommend.unwrap_or_default(),
        explain: explain.unwrap_or_default(),
        measure_fairness: measure_fairness.unwrap_or_default(),
    });
    let id = needed_id(record, "id", CustomerId::new)?;
    let update = CustomerUpdate {
        consent,
        personalisation: word(record, "personalisation")?,
        segments: named(record, "segment.")?,
        blocked_topics: list(record, "blocked_topics", TOPICS).map(BTreeSet::from_iter),
        locale: one(record, "locale")?.map(str::to_owned),
        ..CustomerUpdate::new(id.clone())
    };
    let checked = update.clone().apply(Some(Customer::unknown(id))).check();
    checked.map_err(|error| Refusal::new(Reason::BadText, error.to_string()))?;
    Ok(update)
}
