//! `foodmart`: a synthetic grocery shop: `product`, `product_class`, `customer`, `time_by_day` and `sales_fact_...`, `.csv`.
//!
//! Holds the classes and days, and one digest per product and customer. Names, addresses, telephone numbers and dates of
//! birth of customers are never taken over.

use std::collections::BTreeMap;

use super::csv::{Row, csv};
use super::intake::Seen;
use super::source::{Found, Source};
use super::{CustomerUpdate, ImportError, Intake, Reader, Reason, Refusal, Trouble, text};
use crate::catalog::Item;
use crate::event::{Event, Kind, Subject};
use crate::units::{Currency, Money, Time};

const NAME: &str = "foodmart";
const CLASS: [&str; 5] =
    ["product_class_id", "product_family", "product_department", "product_category", "product_subcategory"];
const PRODUCT: [&str; 7] =
    ["product_id", "product_class_id", "brand_name", "product_name", "SRP", "recyclable_package", "low_fat"];
const CUSTOMER: [&str; 6] = ["customer_id", "gender", "yearly_income", "marital_status", "education", "member_card"];
const SEGMENTS: [&str; 5] = ["gender", "income", "marital_status", "education", "member_card"];
const DAY: [&str; 2] = ["time_id", "the_date"];
const SALE: [&str; 8] =
    ["product_id", "time_id", "customer_id", "promotion_id", "store_id", "store_sales", "store_cost", "unit_sales"];
/// The table behind the shop's figures. A folder gives this one; others, such as one further December, are read by name.
const SALES: &str = "sales_fact_1997.csv";

/// The reader.
pub(super) struct Foodmart;

fn is_sales(file_name: &str) -> bool {
    file_name.starts_with("sales_fact") && file_name.ends_with(".csv")
}

impl Reader for Foodmart {
    fn name(&self) -> &'static str {
        NAME
    }

    fn takes(&self, file_name: &str, found: Found) -> bool {
        let lists = ["product.csv", "product_class.csv", "customer.csv", "time_by_day.csv", SALES];
        lists.contains(&file_name) || (found == Found::ByName && is_sales(file_name))
    }

    fn expects(&self) -> &'static str {
        "product.csv, product_class.csv, customer.csv, time_by_day.csv and sales_fact_1997.csv"
    }

    fn read(&self, source: &Source<'_>, intake: &mut dyn Intake) -> Result<(), ImportError> {
        for (name, needs) in [
            ("product.csv", "the products (product.csv)"),
            ("product_class.csv", "the products' classes (product_class.csv)"),
            ("customer.csv", "the customers (customer.csv)"),
            ("time_by_day.csv", "the days (time_by_day.csv)"),
        ] {
            source.named(name).next().ok_or(ImportError::MissingFile { format: NAME, needs })?;
        }
        let mut shop = Shop::new();
        for input in source.named("product_class.csv") {
            csv(input, source, CLASS, intake, &mut |_, row| shop.class(row))?;
        }
        for input in source.named("time_by_day.csv") {
            csv(input, source, DAY, intake, &mut |_, row| shop.day(row))?;
        }
        for input in source.named("product.csv") {
            csv(input, source, PRODUCT, intake, &mut |intake, row| shop.product(intake, row))?;
        }
        for input in source.named("customer.csv") {
            csv(input, source, CUSTOMER, intake, &mut |intake, row| shop.customer(intake, row))?;
        }
        let mut sales = source.inputs().iter().filter(|input| is_sales(&input.name));
        sales.try_for_each(|input| csv(input, source, SALE, intake, &mut |intake, row| shop.sale(intake, row)))
    }
}

struct Shop {
    currency: Currency,
    classes: BTreeMap<String, Vec<String>>,
    days: BTreeMap<String, Time>,
    products: Seen,
    customers: Seen,
}

impl Shop {
    fn new() -> Self {
        Self {
            currency: "USD".parse().expect("a currency code"),
            classes: BTreeMap::new(),
            days: BTreeMap::new(),
            products: Seen::default(),
            customers: Seen::default(),
        }
    }

    fn class(&mut self, row: &Row<'_, 5>) -> Result<(), Trouble> {
        let [id, path @ ..] = row.fields;
        self.classes.insert(id.to_owned(), path.into_iter().filter_map(text::present).collect());
        Ok(())
    }

    fn day(&mut self, row: &Row<'_, 2>) -> Result<(), Trouble> {
        let [id, date] = row.fields;
        self.days.insert(id.to_owned(), text::civil_time(date)?);
        Ok(())
    }

    fn product(&mut self, intake: &mut dyn Intake, row: &Row<'_, 7>) -> Result<(), Trouble> {
        let [id, class, brand, name, price, is_recyclable, is_low_fat] = row.fields;
        let item = Item::titled(text::item_id("product_id", id)?, text::tidy(name));
        let mut item = Item {
            brand: text::present(brand),
            category: self.classes.get(class).cloned().unwrap_or_default(),
            price: Some(Money { amount: text::price(price)?, currency: self.currency }),
            ..item
        };
        for (name, value) in [("recyclable_package", is_recyclable), ("low_fat", is_low_fat)] {
            item.attributes.extend(text::present(value).map(|value| (name.to_owned(), value)));
        }
        let item = text::checked(item)?;
        if !self.products.insert(item.id.as_str().as_bytes()) {
            return Err(Refusal::new(Reason::DuplicateId, "the product stands in the file before").into());
        }
        Ok(intake.item(item)?)
    }

    fn customer(&mut self, intake: &mut dyn Intake, row: &Row<'_, 6>) -> Result<(), Trouble> {
        let [id, facts @ ..] = row.fields;
        let id = text::customer_id("customer_id", id)?;
        if !self.customers.insert(id.as_str().as_bytes()) {
            return Err(Refusal::new(Reason::DuplicateId, "the customer stands in the file before").into());
        }
        let update = SEGMENTS.into_iter().zip(facts).fold(CustomerUpdate::new(id), |update, (name, value)| {
            update.with_segment(name, text::at_most(value, 128))
        });
        Ok(intake.customer(update)?)
    }

    fn sale(&self, intake: &mut dyn Intake, row: &Row<'_, 8>) -> Result<(), Trouble> {
        // The fields not used here still tell one sale from another: two differ in nothing but the store's cost.
        let [product, day, customer, _promotion, _store, sales, _cost, pieces] = row.fields;
        let item = text::item_id("product_id", product)?;
        if !self.products.has(item.as_str().as_bytes()) {
            return Err(Refusal::new(Reason::UnknownItem, format!("product `{product}` is not in product.csv")).into());
        }
        let customer = text::customer_id("customer_id", customer)?;
        if !self.customers.has(customer.as_str().as_bytes()) {
            let detail = format!("customer `{customer}` is not in customer.csv");
            return Err(Refusal::new(Reason::UnknownCustomer, detail).into());
        }
        let unknown_day = || Refusal::new(Reason::UnknownDay, format!("day `{day}` is not in time_by_day.csv"));
        let time = *self.days.get(day).ok_or_else(unknown_day)?;
        let quantity = text::quantity(text::pieces(pieces)?)?;
        let amount = text::per_piece(text::rounded_price(sales)?, quantity);
        let event =
            Event::new(text::event_id(NAME, &row.fields), Subject::Customer(customer), item, Kind::Purchase, time);
        let price = Some(Money { amount, currency: self.currency });
        Ok(intake.event(Event { quantity: Some(quantity), price, ..event })?)
    }
}
