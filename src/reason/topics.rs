//! What items have in common, as far as it may be named.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, Item};
use crate::ids::ItemIx;

/// The attribute that names a series.
const SERIES: &str = "series";
/// How much of a facet's worth is lost when it covers the whole catalogue.
const VAGUENESS_COST: f64 = 0.8;
/// A word that more than so large a share of all titles has says nothing.
const WORD_SHARE_MAX: f64 = 0.2;
/// The shortest word that says something, in characters.
const WORD_LENGTH_MIN: usize = 3;
/// Words that name nothing.
const FUNCTION_WORDS: [&str; 40] = [
    "and", "the", "for", "with", "from", "into", "your", "you", "this", "that", "are", "not", "set", "new", "und",
    "der", "die", "das", "dem", "den", "des", "ein", "eine", "mit", "von", "vom", "zum", "zur", "les", "des", "une",
    "dans", "avec", "pour", "par", "sur", "aux", "est", "its", "all",
];

/// What kind of thing items share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FacetKind {
    /// A level of the category path.
    Category,
    /// The brand.
    Brand,
    /// The attribute `series`.
    Series,
    /// The value of any other attribute.
    Attribute,
    /// A word of the title.
    Word,
}

/// Something that items share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// What kind of thing it is.
    pub kind: FacetKind,
    /// Its name in the catalogue.
    pub name: String,
    /// How many items of the catalogue have it.
    pub items: u32,
}

/// What items share, precomputed over a catalogue.
///
/// A name that any sensitive item carries, as category, brand or series, is left out everywhere: naming it could tell
/// what was bought.
#[derive(Debug, Clone, Default)]
pub struct Topics {
    /// In lower case.
    sensitive: BTreeSet<String>,
    /// How many items have a value of an attribute, in lower case.
    valued: BTreeMap<(String, String), u32>,
    facets: Vec<Facet>,
    /// By facet: how much it tells ([`Self::sharpness`]).
    sharpness: Vec<f64>,
    of_item: Vec<Vec<u32>>,
    /// By item: the words of its title as numbers, each once, ascending.
    title_words: Vec<Vec<u32>>,
}

impl Topics {
    /// Of a catalogue.
    #[must_use]
    pub fn new(catalog: &Catalog) -> Self {
        let items: Vec<Option<&Item>> = (0..catalog.len()).map(|at| catalog.item(ItemIx::from_at(at))).collect();
        let sensitive: BTreeSet<String> = items
            .iter()
            .flatten()
            .filter(|item| item.sensitive.is_some())
            .flat_map(|item| {
                names(item).map(|(_, name)| name).chain(item.attributes.values().map(|value| value.trim()))
            })
            .map(str::to_lowercase)
            .collect();
        let mut topics = Self { of_item: vec![Vec::new(); catalog.len()], ..Self::default() };
        let mut ids: BTreeMap<(FacetKind, &str), u32> = BTreeMap::new();
        for (at, item) in items.iter().enumerate() {
            let Some(item) = item else { continue };
            for (kind, name) in names(item).filter(|(_, name)| !sensitive.contains(&name.to_lowercase())) {
                let id = *ids.entry((kind, name)).or_insert_with(|| topics.open(kind, name));
                topics.enter(at, id);
            }
        }
        topics.enter_words(&items);
        topics.title_words = numbered_words(&items);
        for (name, value) in items.iter().flatten().flat_map(|item| &item.attributes) {
            *topics.valued.entry((name.clone(), value.trim().to_lowercase())).or_default() += 1;
        }
        topics.sharpness = topics.facets.iter().map(|facet| sharpness(facet, catalog.len())).collect();
        Self { sensitive, ..topics }
    }

    /// How many items have a value of an attribute; `None` where all have it, so that it tells nothing.
    pub(super) fn items_with(&self, name: &str, value: &str) -> Option<u32> {
        let count = self.valued.get(&(name.to_owned(), value.trim().to_lowercase())).copied()?;
        ((count as usize) < self.of_item.len()).then_some(count)
    }

    /// Whether a name may be said: no sensitive item carries it, in whatever place.
    #[must_use]
    pub fn may_say(&self, name: &str) -> bool {
        self.sensitive.is_empty() || !self.sensitive.contains(&name.to_lowercase())
    }

    /// What an item shares with others: categories from the narrowest to the widest, then brand, series and words of the
    /// title.
    pub fn of(&self, item: ItemIx) -> impl Iterator<Item = &Facet> {
        self.ids_of(item).iter().map(|&id| self.facet(id))
    }

    /// As [`Self::of`], by position; of two categories the one with the lower position is not the wider one.
    pub(super) fn ids_of(&self, item: ItemIx) -> &[u32] {
        self.of_item.get(item.at()).map_or(&[], Vec::as_slice)
    }

    /// The words of an item's title as numbers, each once, ascending.
    pub(super) fn title_words_of(&self, item: ItemIx) -> &[u32] {
        self.title_words.get(item.at()).map_or(&[], Vec::as_slice)
    }

    /// The facet at a position that [`Self::ids_of`] gave.
    pub(super) fn facet(&self, id: u32) -> &Facet {
        &self.facets[id as usize]
    }

    /// How much a facet tells, from 1 (next to one item) down to 1/5 (the whole catalogue):
    /// `1 - 0.8 ln(1 + items) / ln(1 + n_items)`.
    pub(super) fn sharpness(&self, id: u32) -> f64 {
        self.sharpness[id as usize]
    }

    /// Words of titles, unless a sensitive item's title has them too.
    #[expect(clippy::cast_precision_loss, reason = "a catalogue has far fewer than 2^53 items")]
    fn enter_words(&mut self, items: &[Option<&Item>]) {
        let words_of = |item: &Item| -> BTreeSet<String> {
            let words = item.title_words().into_iter().filter(|word| word.chars().count() >= WORD_LENGTH_MIN);
            words.filter(|word| !FUNCTION_WORDS.contains(&word.as_str())).collect()
        };
        let mut having: BTreeMap<String, Option<Vec<usize>>> = BTreeMap::new();
        for (at, item) in items.iter().enumerate() {
            let Some(item) = item else { continue };
            for word in words_of(item) {
                let found = having.entry(word).or_insert_with(|| Some(Vec::new()));
                match (item.sensitive, found.as_mut()) {
                    (None, Some(found)) => found.push(at),
                    (Some(_), _) => *found = None,
                    (None, None) => {}
                }
            }
        }
        let most = WORD_SHARE_MAX * items.len() as f64;
        for (word, found) in having {
            let found = found.filter(|found| found.len() >= 2 && found.len() as f64 <= most);
            let Some(found) = found else { continue };
            let id = self.open(FacetKind::Word, &word);
            found.into_iter().for_each(|at| self.enter(at, id));
        }
    }

    fn open(&mut self, kind: FacetKind, name: &str) -> u32 {
        self.facets.push(Facet { kind, name: name.to_owned(), items: 0 });
        u32::try_from(self.facets.len() - 1).expect("at most a few facets for each item")
    }

    fn enter(&mut self, at: usize, id: u32) {
        if !self.of_item[at].contains(&id) {
            self.of_item[at].push(id);
            self.facets[id as usize].items += 1;
        }
    }
}

fn sharpness(facet: &Facet, n_items: usize) -> f64 {
    let n_items = u32::try_from(n_items).unwrap_or(u32::MAX);
    let spread = libm::log1p(f64::from(facet.items)) / libm::log1p(f64::from(n_items));
    1.0 - VAGUENESS_COST * spread
}

/// The words of every title as numbers, equal words by equal numbers.
fn numbered_words(items: &[Option<&Item>]) -> Vec<Vec<u32>> {
    let mut known: BTreeMap<String, u32> = BTreeMap::new();
    let mut number = |word: String| {
        let next = u32::try_from(known.len()).expect("fewer words than 2^32");
        *known.entry(word).or_insert(next)
    };
    let mut words = |item: &Item| {
        let mut numbers: Vec<u32> = item.title_words().into_iter().map(&mut number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    };
    items.iter().map(|item| item.map_or_else(Vec::new, &mut words)).collect()
}

/// What an item could be grouped by, sharpest first.
fn names(item: &Item) -> impl Iterator<Item = (FacetKind, &str)> {
    let categories = item.category.iter().rev().map(|level| (FacetKind::Category, level));
    let brand = item.brand.iter().map(|brand| (FacetKind::Brand, brand));
    let series = item.attributes.get(SERIES).into_iter().map(|series| (FacetKind::Series, series));
    categories.chain(brand).chain(series).map(|(kind, name)| (kind, name.trim())).filter(|(_, name)| !name.is_empty())
}
