//! What the rows of one stock code say of its product.

use std::collections::{BTreeMap, VecDeque};

use crate::catalog::{Item, TEXT_BYTES_MAX};
use crate::ids::ItemId;
use crate::import::text;
use crate::units::{Currency, Decimal, Money};

/// How many of the last sales speak for the usual price.
const PRICES_MAX: usize = 25;
/// How many spellings of one product are counted; the file at hand has at most a handful.
const TITLES_MAX: usize = 64;

/// Remarks of the warehouse that were entered where a description belongs. Compared in small letters and whole.
const REMARKS: [&str; 26] = [
    "adjust",
    "adjustment",
    "amazon",
    "broken",
    "check",
    "counted",
    "cracked",
    "crushed",
    "damaged",
    "damages",
    "display",
    "dotcom",
    "ebay",
    "faulty",
    "fba",
    "found",
    "lost",
    "mailout",
    "mia",
    "missing",
    "mixed up",
    "mouldy",
    "returned",
    "samples",
    "test",
    "wet",
];

/// A product, as far as it has been seen.
#[derive(Debug, Default)]
pub(super) struct Goods {
    titles: BTreeMap<String, u32>,
    prices_of_customers: VecDeque<Decimal>,
    prices_of_nobody: VecDeque<Decimal>,
}

impl Goods {
    /// A piece was sold at a price above zero. Only such rows speak: the warehouse's remarks stand in rows without price.
    pub(super) fn sold(&mut self, description: &str, price: Decimal, customer: &str) {
        let prices = if customer.is_empty() { &mut self.prices_of_nobody } else { &mut self.prices_of_customers };
        if prices.len() == PRICES_MAX {
            prices.pop_front();
        }
        prices.push_back(price);
        let title = text::tidy(description);
        if is_title(&title) && (self.titles.len() < TITLES_MAX || self.titles.contains_key(&title)) {
            *self.titles.entry(title).or_default() += 1;
        }
    }

    /// The item: its most frequent description (ties: the first in the alphabet) and its usual price, which is the median
    /// of the last sales to known customers, or to anybody where there are none.
    pub(super) fn item(&self, id: ItemId, currency: Currency) -> Item {
        let most_frequent = self.titles.iter().rev().max_by_key(|(_, count)| **count);
        let title = most_frequent.map_or_else(|| id.to_string(), |(title, _)| text::calm(title));
        let prices =
            if self.prices_of_customers.is_empty() { &self.prices_of_nobody } else { &self.prices_of_customers };
        let price = median(prices).map(|amount| Money { amount, currency });
        Item { price, ..Item::titled(id, text::at_most(&title, TEXT_BYTES_MAX)) }
    }
}

/// The middle one, the lower of two: a price that was really asked.
fn median(prices: &VecDeque<Decimal>) -> Option<Decimal> {
    let mut sorted: Vec<Decimal> = prices.iter().copied().collect();
    sorted.sort_unstable();
    sorted.get(sorted.len().checked_sub(1)? / 2).copied()
}

fn is_title(text: &str) -> bool {
    let begins_small = text.starts_with(char::is_lowercase);
    !text.is_empty() && !begins_small && !text.contains('?') && !REMARKS.contains(&text.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_never_becomes_a_title_and_the_usual_price_is_one_that_was_asked() {
        let mut goods = Goods::default();
        let price = |text: &str| text.parse::<Decimal>().expect("a valid price");
        for (description, amount) in [("damaged", "9.00"), ("?", "9.00"), (" RED  MUG", "2.55"), ("FOUND", "2.95")] {
            goods.sold(description, price(amount), "1");
        }
        let item = goods.item(ItemId::new("1").expect("a valid id"), "GBP".parse().expect("a currency"));
        assert_eq!(item.title, "Red Mug");
        assert_eq!(item.price.map(|money| money.amount), Some(price("2.95")));
    }
}
