//! `online-retail`: the invoices of a gift shop (UCI, Online Retail), one CSV row per line of an invoice.
//!
//! Holds one digest per row (to find exact duplicates), one count per customer and item (to match cancellations), and one
//! entry per stock code (to choose titles and prices at the end).

mod codes;
mod goods;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use self::goods::Goods;
use super::csv::{Row, csv};
use super::intake::Seen;
use super::source::{Found, Source};
use super::{CustomerUpdate, ImportError, Intake, Reader, Reason, Refusal, Trouble, text};
use crate::event::{Event, Kind, Subject};
use crate::ids::{CustomerId, ItemId, SessionId};
use crate::units::{Currency, Decimal, Money, Time};

const NAME: &str = "online-retail";
const COLUMNS: [&str; 8] =
    ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"];

/// The reader.
pub(super) struct OnlineRetail;

impl Reader for OnlineRetail {
    fn name(&self) -> &'static str {
        NAME
    }

    fn takes(&self, file_name: &str, found: Found) -> bool {
        found == Found::ByName || file_name.ends_with(".csv")
    }

    fn expects(&self) -> &'static str {
        "a .csv file with the columns InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country"
    }

    fn read(&self, source: &Source<'_>, intake: &mut dyn Intake) -> Result<(), ImportError> {
        let mut invoices = Invoices::new();
        let mut outcome = Ok(());
        for input in source.inputs() {
            outcome = csv(input, source, COLUMNS, intake, &mut |intake, row| invoices.take(intake, row));
            if outcome.is_err() {
                break;
            }
        }
        // What the rows before a break taught about items and customers belongs to the events that are kept.
        invoices.finish(intake)?;
        outcome
    }
}

/// One row, read.
struct Line<'a> {
    invoice: &'a str,
    code: String,
    description: &'a str,
    pieces: i64,
    time: Time,
    price: Decimal,
    customer: &'a str,
    country: &'a str,
    is_repeated: bool,
}

impl Line<'_> {
    fn is_cancellation(&self) -> bool {
        self.invoice.starts_with('C')
    }

    fn is_bad_debt(&self) -> bool {
        self.invoice.starts_with('A')
    }

    fn has_price(&self) -> bool {
        self.price > Decimal::default()
    }

    fn is_sale(&self) -> bool {
        self.has_price() && self.pieces > 0 && !self.is_cancellation() && !self.is_bad_debt()
    }

    fn refuse(reason: Reason, detail: impl Into<String>) -> Result<(), Refusal> {
        Err(Refusal::new(reason, detail))
    }

    /// The rules, in the order in which a row that breaks several is counted.
    fn check(&self) -> Result<(), Refusal> {
        if self.customer.is_empty() {
            return Self::refuse(Reason::NoCustomer, "the row names no customer; it only teaches its item");
        }
        if self.is_repeated {
            return Self::refuse(Reason::DuplicateRow, "the same row stands in the file before");
        }
        if self.is_bad_debt() {
            return Self::refuse(Reason::BadDebt, "an accounting entry");
        }
        if let Some(meaning) = codes::not_a_product(&self.code) {
            return Self::refuse(Reason::NotAProduct, format!("`{}`: {meaning}", self.code));
        }
        if !self.has_price() {
            return Self::refuse(Reason::NoPrice, format!("the price is {}", self.price));
        }
        if self.is_cancellation() { Ok(()) } else { text::quantity(self.pieces).map(|_| ()) }
    }
}

/// How many raw descriptions a raw code has.
enum Descriptions {
    One(String),
    Several,
}

/// What is remembered while rows stream by.
struct Invoices {
    currency: Currency,
    rows_seen: Seen,
    /// Pieces bought and not cancelled yet.
    outstanding: HashMap<(CustomerId, ItemId), u64>,
    goods: BTreeMap<String, Goods>,
    countries: BTreeMap<CustomerId, String>,
    codes: BTreeMap<String, Descriptions>,
}

impl Invoices {
    fn new() -> Self {
        Self {
            currency: "GBP".parse().expect("a currency code"),
            rows_seen: Seen::default(),
            outstanding: HashMap::new(),
            goods: BTreeMap::new(),
            countries: BTreeMap::new(),
            codes: BTreeMap::new(),
        }
    }

    fn take(&mut self, intake: &mut dyn Intake, row: &Row<'_, 8>) -> Result<(), Trouble> {
        let [invoice, code, description, pieces, time, price, customer, country] = row.fields;
        self.describe(code, description);
        let line = Line {
            invoice,
            code: code.trim().to_uppercase(),
            description,
            pieces: text::pieces(pieces)?,
            time: text::civil_time(time)?,
            price: text::price(price)?,
            customer: customer.trim().strip_suffix(".0").unwrap_or(customer.trim()),
            country: country.trim(),
            is_repeated: !self.rows_seen.insert(row.fields.join("\0").as_bytes()),
        };
        notice(intake, &line);
        if line.is_sale() && !line.is_repeated && codes::not_a_product(&line.code).is_none() {
            self.goods.entry(line.code.clone()).or_default().sold(line.description, line.price, line.customer);
        }
        line.check()?;
        let event = self.event(intake, &line, row)?;
        Ok(intake.event(event)?)
    }

    fn describe(&mut self, code: &str, description: &str) {
        match self.codes.get_mut(code) {
            None => {
                self.codes.insert(code.to_owned(), Descriptions::One(description.to_owned()));
            }
            Some(known) => {
                if matches!(known, Descriptions::One(first) if first != description) {
                    *known = Descriptions::Several;
                }
            }
        }
    }

    fn event(&mut self, intake: &mut dyn Intake, line: &Line<'_>, row: &Row<'_, 8>) -> Result<Event, Refusal> {
        let customer = text::customer_id("CustomerID", line.customer)?;
        let item = text::item_id("StockCode", &line.code)?;
        let session = text::id(SessionId::new, "InvoiceNo", line.invoice)?;
        let key = (customer.clone(), item.clone());
        let (kind, quantity) = if line.is_cancellation() {
            (Kind::Return, self.cancel(intake, &key, line.pieces)?)
        } else {
            let quantity = text::quantity(line.pieces)?;
            *self.outstanding.entry(key).or_default() += u64::from(quantity);
            (Kind::Purchase, quantity)
        };
        self.countries.insert(customer.clone(), line.country.to_owned());
        let id = text::event_id(NAME, &row.fields);
        let price = Some(Money { amount: line.price, currency: self.currency });
        let event = Event::new(id, Subject::Customer(customer), item, kind, line.time);
        Ok(Event { quantity: Some(quantity), price, session: Some(session), ..event })
    }

    /// Matches a cancellation against what its customer bought of the item; how many pieces come back.
    fn cancel(&mut self, intake: &mut dyn Intake, key: &(CustomerId, ItemId), pieces: i64) -> Result<u32, Refusal> {
        let cancelled = pieces.unsigned_abs();
        let nothing = || Refusal::new(Reason::CancelsNothing, "no earlier row of this customer bought the item");
        let outstanding = self.outstanding.get_mut(key).filter(|left| **left > 0).ok_or_else(nothing)?;
        if cancelled > *outstanding {
            intake.notice("cancels_more_than_bought", 1);
        }
        let returned = cancelled.min(*outstanding);
        let quantity = text::quantity(i64::try_from(returned).unwrap_or(i64::MAX))?;
        *outstanding -= returned;
        Ok(quantity)
    }

    /// Hands over what all rows together say of items and customers.
    fn finish(self, intake: &mut dyn Intake) -> Result<(), ImportError> {
        self.notice_codes(intake);
        for (code, goods) in self.goods {
            let Ok(id) = ItemId::new(&code) else { continue };
            intake.item(goods.item(id, self.currency))?;
        }
        for (customer, country) in self.countries {
            let country = if country == "Unspecified" { "" } else { text::at_most(&country, 128) };
            intake.customer(CustomerUpdate::new(customer).with_segment("country", country))?;
        }
        Ok(())
    }

    fn notice_codes(&self, intake: &mut dyn Intake) {
        let count = |n: usize| n as u64;
        let several = self.codes.values().filter(|known| matches!(known, Descriptions::Several)).count();
        intake.notice("codes_with_several_descriptions", count(several));
        let folded = |code: &str| code.trim().to_uppercase();
        let not_products = self.codes.keys().filter(|code| codes::is_charge(&folded(code))).count();
        intake.notice("codes_that_are_no_products", count(not_products));
        let services = self.codes.keys().filter(|code| codes::is_service(&folded(code))).count();
        intake.notice("product_codes_of_services", count(services));
        let (mut once, mut differing) = (BTreeSet::new(), BTreeSet::new());
        for code in self.codes.keys().map(|code| folded(code)) {
            if !once.insert(code.clone()) {
                differing.insert(code);
            }
        }
        intake.notice("codes_that_differ_by_case", count(differing.len()));
    }
}

fn notice(intake: &mut dyn Intake, line: &Line<'_>) {
    let oddities = [
        ("no_customer", line.customer.is_empty()),
        ("cancellation", line.is_cancellation()),
        ("negative_quantity", line.pieces < 0),
        ("bad_debt", line.is_bad_debt()),
        ("no_price", !line.has_price()),
        ("duplicate_row", line.is_repeated),
        ("no_description", line.description.is_empty()),
        ("stray_blanks", line.description != line.description.trim()),
    ];
    for (oddity, _) in oddities.into_iter().filter(|(_, applies)| *applies) {
        intake.notice(oddity, 1);
    }
}
