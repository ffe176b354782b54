//! `completejourney`: a year of grocery baskets: `products`, `transactions...` and `demographics`, each `.csv`.
//!
//! Holds one digest per product, to tell baskets with unknown products. Prices are those of the baskets; products have none.

use super::csv::{Row, csv};
use super::intake::Seen;
use super::source::{Found, Source};
use super::{CustomerUpdate, ImportError, Intake, Reader, Reason, Refusal, Trouble, text};
use crate::catalog::Item;
use crate::event::{Event, Kind, Subject};
use crate::ids::SessionId;
use crate::units::{Currency, Money};

const NAME: &str = "completejourney";
const PRODUCTS: [&str; 6] = ["product_id", "department", "brand", "product_category", "product_type", "package_size"];
const BASKETS: [&str; 6] =
    ["household_id", "basket_id", "product_id", "quantity", "sales_value", "transaction_timestamp"];
const DEMOGRAPHICS: [&str; 8] = [
    "household_id",
    "age",
    "income",
    "home_ownership",
    "marital_status",
    "household_size",
    "household_comp",
    "kids_count",
];

/// The reader.
pub(super) struct CompleteJourney;

fn is_baskets(file_name: &str) -> bool {
    file_name.starts_with("transactions") && file_name.ends_with(".csv")
}

impl Reader for CompleteJourney {
    fn name(&self) -> &'static str {
        NAME
    }

    fn takes(&self, file_name: &str, _found: Found) -> bool {
        is_baskets(file_name) || ["products.csv", "demographics.csv"].contains(&file_name)
    }

    fn expects(&self) -> &'static str {
        "products.csv, transactions*.csv and demographics.csv"
    }

    fn read(&self, source: &Source<'_>, intake: &mut dyn Intake) -> Result<(), ImportError> {
        let mut shelf = Shelf { products: Seen::default(), currency: "USD".parse().expect("a currency code") };
        for input in source.named("products.csv") {
            csv(input, source, PRODUCTS, intake, &mut |intake, row| shelf.product(intake, row))?;
        }
        for input in source.named("demographics.csv") {
            csv(input, source, DEMOGRAPHICS, intake, &mut household)?;
        }
        let mut baskets = source.inputs().iter().filter(|input| is_baskets(&input.name)).peekable();
        if shelf.products.len() == 0 && baskets.peek().is_some() {
            return Err(ImportError::MissingFile { format: NAME, needs: "the products (products.csv)" });
        }
        baskets.try_for_each(|input| csv(input, source, BASKETS, intake, &mut |intake, row| shelf.basket(intake, row)))
    }
}

struct Shelf {
    products: Seen,
    currency: Currency,
}

impl Shelf {
    fn product(&mut self, intake: &mut dyn Intake, row: &Row<'_, 6>) -> Result<(), Trouble> {
        let [id, department, brand, category, kind, size] = row.fields;
        let id = text::item_id("product_id", id)?;
        for (oddity, field) in [("product_without_category", category), ("product_without_type", kind)] {
            intake.notice(oddity, u64::from(text::present(field).is_none()));
        }
        let path: Vec<String> = [department, category, kind].into_iter().filter_map(calm).collect();
        let nature = path.last().cloned().unwrap_or_else(|| id.to_string());
        let title = text::present(size).map_or_else(|| nature.clone(), |size| format!("{nature}, {size}"));
        let item = Item { brand: text::present(brand), category: path, ..Item::titled(id, title) };
        let item = text::checked(item)?;
        if !self.products.insert(item.id.as_str().as_bytes()) {
            return Err(Refusal::new(Reason::DuplicateId, "the product stands in the file before").into());
        }
        Ok(intake.item(item)?)
    }

    fn basket(&self, intake: &mut dyn Intake, row: &Row<'_, 6>) -> Result<(), Trouble> {
        let [household, basket, product, pieces, sales, time] = row.fields;
        let pieces = text::pieces(pieces)?;
        let item = text::item_id("product_id", product)?;
        let is_known = self.products.has(item.as_str().as_bytes());
        intake.notice("unknown_item", u64::from(!is_known));
        intake.notice("zero_quantity", u64::from(pieces == 0));
        if !is_known {
            return Err(Refusal::new(Reason::UnknownItem, format!("product `{product}` is not in products.csv")).into());
        }
        let quantity = text::quantity(pieces)?;
        let total = text::rounded_price(sales)?;
        let time = text::epoch_time(time)?;
        let customer = text::customer_id("household_id", household)?;
        let session = text::id(SessionId::new, "basket_id", basket)?;
        let id = text::event_id(NAME, &row.fields);
        let price = Money { amount: text::per_piece(total, quantity), currency: self.currency };
        let event = Event::new(id, Subject::Customer(customer), item, Kind::Purchase, time);
        Ok(intake.event(Event { quantity: Some(quantity), price: Some(price), session: Some(session), ..event })?)
    }
}

fn calm(name: &str) -> Option<String> {
    text::present(name).map(|name| text::calm(&name))
}

fn household(intake: &mut dyn Intake, row: &Row<'_, 8>) -> Result<(), Trouble> {
    let [id, facts @ ..] = row.fields;
    let mut update = CustomerUpdate::new(text::customer_id("household_id", id)?);
    for (name, value) in DEMOGRAPHICS[1..].iter().zip(facts) {
        intake.notice("demographic_gap", u64::from(text::present(value).is_none()));
        update = update.with_segment(name, text::at_most(value, 128));
    }
    Ok(intake.customer(update)?)
}
