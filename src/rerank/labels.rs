//! What a catalogue says of its items, as numbers: so that rules are matched by comparing numbers.

use std::collections::BTreeMap;

use super::Selector;
use crate::catalog::Catalog;
use crate::ids::{ItemIx, Vocabulary};

/// No label: numbers of labels begin at 1.
pub(super) const NONE: u32 = 0;

/// Names of one kind, numbered from 1 in order of appearance.
#[derive(Debug, Clone, Default)]
struct Names {
    number: BTreeMap<String, u32>,
    texts: Vec<String>,
}

impl Names {
    fn enter(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.number.get(text) {
            return number;
        }
        self.texts.push(text.to_owned());
        let number = u32::try_from(self.texts.len()).expect("fewer labels than items");
        self.number.insert(text.to_owned(), number);
        number
    }

    fn numbers<'a>(&self, texts: impl IntoIterator<Item = &'a String>) -> Vec<u32> {
        let mut numbers: Vec<u32> = texts.into_iter().filter_map(|text| self.number.get(text).copied()).collect();
        numbers.sort_unstable();
        numbers
    }
}

/// Lists of numbers by item, end to end.
#[derive(Debug, Clone)]
struct Lists {
    /// Where each begins, and where the last ends.
    starts: Vec<u32>,
    numbers: Vec<u32>,
}

impl Default for Lists {
    fn default() -> Self {
        Self { starts: vec![0], numbers: Vec::new() }
    }
}

impl Lists {
    fn close(&mut self) {
        self.starts.push(u32::try_from(self.numbers.len()).expect("fewer than 2^32 labels"));
    }

    fn of(&self, item: ItemIx) -> &[u32] {
        &self.numbers[self.starts[item.at()] as usize..self.starts[item.at() + 1] as usize]
    }
}

/// The labels of every item of a catalogue: made once for a snapshot.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    is_offered: Vec<bool>,
    brand: Vec<u32>,
    seller: Vec<u32>,
    category: Lists,
    attribute: Lists,
    brands: Names,
    sellers: Names,
    categories: Names,
    /// `name`, a zero byte, `value`.
    attributes: Names,
}

/// What a cap counts by.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[schema(example = "brand")]
#[serde(rename_all = "snake_case")]
pub enum CapLevel {
    /// The brand.
    Brand,
    /// The narrowest category.
    Category,
    /// The seller.
    Seller,
}

impl CapLevel {
    pub(super) const ALL: [Self; 3] = [Self::Brand, Self::Category, Self::Seller];
}

impl Labels {
    /// Reads a catalogue.
    #[must_use]
    pub fn new(catalog: &Catalog) -> Self {
        let mut labels = Self::default();
        for at in 0..catalog.len() {
            let item = catalog.item(ItemIx::from_at(at));
            labels.is_offered.push(item.is_some());
            let brand = item.and_then(|item| item.brand.as_deref());
            labels.brand.push(brand.map_or(NONE, |brand| labels.brands.enter(brand)));
            let seller = item.and_then(|item| item.seller.as_deref());
            labels.seller.push(seller.map_or(NONE, |seller| labels.sellers.enter(seller)));
            for level in item.map_or(&[] as &[String], |item| &item.category) {
                labels.category.numbers.push(labels.categories.enter(level));
            }
            labels.category.close();
            for (name, value) in item.iter().flat_map(|item| &item.attributes) {
                labels.attribute.numbers.push(labels.attributes.enter(&attribute(name, value)));
            }
            labels.attribute.close();
        }
        labels
    }

    /// The label of an item that a cap counts by; [`NONE`] where it has none.
    pub(super) fn at_level(&self, level: CapLevel, item: ItemIx) -> u32 {
        match level {
            CapLevel::Brand => self.brand[item.at()],
            CapLevel::Category => self.category.of(item).last().copied().unwrap_or(NONE),
            CapLevel::Seller => self.seller[item.at()],
        }
    }

    /// The category path of an item, widest first.
    pub(super) fn path(&self, item: ItemIx) -> &[u32] {
        self.category.of(item)
    }

    fn names(&self, level: CapLevel) -> &Names {
        match level {
            CapLevel::Brand => &self.brands,
            CapLevel::Category => &self.categories,
            CapLevel::Seller => &self.sellers,
        }
    }

    /// How many labels a level has, [`NONE`] included.
    pub(super) fn count(&self, level: CapLevel) -> usize {
        self.names(level).texts.len() + 1
    }

    /// The text of a label that an item has.
    ///
    /// # Panics
    /// When it is none of this catalogue's.
    #[must_use]
    pub fn text(&self, level: CapLevel, label: u32) -> &str {
        &self.names(level).texts[label as usize - 1]
    }

    /// A selector as numbers.
    pub(super) fn matcher(&self, selector: &Selector, vocabulary: &Vocabulary) -> Matcher {
        let given = |is_given: bool, numbers: Vec<u32>| is_given.then_some(numbers);
        let items = selector.items.iter().filter_map(|id| vocabulary.index(id)).map(|item| item.0).collect();
        let values = |(name, values): (&String, &std::collections::BTreeSet<String>)| {
            self.attributes.numbers(&values.iter().map(|value| attribute(name, value)).collect::<Vec<_>>())
        };
        Matcher {
            is_empty: selector.is_empty(),
            items: given(!selector.items.is_empty(), items),
            brands: given(!selector.brands.is_empty(), self.brands.numbers(&selector.brands)),
            sellers: given(!selector.sellers.is_empty(), self.sellers.numbers(&selector.sellers)),
            categories: given(!selector.categories.is_empty(), self.categories.numbers(&selector.categories)),
            attributes: selector.attributes.iter().map(values).collect(),
        }
    }
}

fn attribute(name: &str, value: &str) -> String {
    format!("{name}\0{value}")
}

/// A [`Selector`] as numbers; within each list any will do, and every list that is given must.
#[derive(Debug)]
pub(super) struct Matcher {
    is_empty: bool,
    items: Option<Vec<u32>>,
    brands: Option<Vec<u32>>,
    sellers: Option<Vec<u32>>,
    categories: Option<Vec<u32>>,
    attributes: Vec<Vec<u32>>,
}

impl Matcher {
    /// Whether it means an item; never one that is not offered.
    #[inline]
    pub(super) fn matches(&self, labels: &Labels, item: ItemIx) -> bool {
        let holds = |list: &Option<Vec<u32>>, number: u32| list.as_ref().is_none_or(|list| list.contains(&number));
        let any = |list: &Vec<u32>, numbers: &[u32]| numbers.iter().any(|number| list.contains(number));
        !self.is_empty
            && labels.is_offered[item.at()]
            && self.items.as_ref().is_none_or(|list| list.binary_search(&item.0).is_ok())
            && holds(&self.brands, labels.brand[item.at()])
            && holds(&self.sellers, labels.seller[item.at()])
            && self.categories.as_ref().is_none_or(|list| any(list, labels.category.of(item)))
            && self.attributes.iter().all(|list| any(list, labels.attribute.of(item)))
    }
}
