//! The shelves: the recipe's types become items with titles, prices and sellers.

use std::collections::{BTreeMap, BTreeSet};

use super::random::Chance;
use super::recipe::{Brand, Department, ProductType, Recipe, Seller, Size};
use crate::catalog::{Item, Sponsorship};
use crate::ids::ItemId;
use crate::units::{Decimal, Money, Time};

/// What is sold, with what only the generator knows about it. `traits[at]` belongs to `items[at]`.
pub(super) struct Goods {
    pub(super) items: Vec<Item>,
    pub(super) traits: Vec<Traits>,
    /// One per type of product, over all departments.
    pub(super) shelves: Vec<Shelf>,
    /// The items of each series.
    pub(super) sets: Vec<Vec<usize>>,
}

/// What makes people choose an item.
pub(super) struct Traits {
    pub(super) brand: usize,
    /// The position in [`Goods::sets`].
    pub(super) set: Option<usize>,
    pub(super) color: Option<String>,
    /// From the cheapest of its type (-1) to the dearest (1).
    pub(super) level: f64,
    /// How many look at it, other things being equal; the median is 1.
    pub(super) appeal: f64,
    /// Whether it keeps what it promises: standard normal.
    pub(super) quality: f64,
}

/// The items of one type.
pub(super) struct Shelf {
    pub(super) kind: &'static ProductType,
    pub(super) department: &'static str,
    /// Their positions in [`Goods::items`].
    pub(super) items: std::ops::Range<usize>,
    /// Types that go with this one: positions in [`Goods::shelves`], and how probably they are bought too.
    pub(super) with: Vec<(usize, f64)>,
}

impl Goods {
    /// The shelf of a type; the recipe's test holds that every name is one.
    pub(super) fn shelf(&self, key: &str) -> usize {
        self.shelves.iter().position(|shelf| shelf.kind.key == key).expect("the recipe names types that exist")
    }
}

/// The share of items that is offered by sellers of each size, and how their items fare.
const SIZES: [(Size, f64, f64); 3] = [(Size::Large, 0.42, 1.15), (Size::Medium, 0.34, 1.0), (Size::Small, 0.24, 0.75)];

/// Words of titles that name a material.
const MATERIALS: [(&str, &str); 20] = [
    ("organic cotton", "organic cotton"),
    ("cotton", "cotton"),
    ("linen", "linen"),
    ("merino", "merino wool"),
    ("wool", "wool"),
    ("velvet", "velvet"),
    ("silk", "silk"),
    ("flannel", "cotton flannel"),
    ("leather", "leather"),
    ("canvas", "canvas"),
    ("cork", "cork"),
    ("silicone", "silicone"),
    ("titanium", "titanium"),
    ("cast-iron", "cast iron"),
    ("enamel", "enamelled steel"),
    ("steel water", "stainless steel"),
    ("stoneware", "stoneware"),
    ("glass", "glass"),
    ("wooden", "beech wood"),
    ("straw", "straw"),
];

/// Fills the shelves, as they stand at `end`.
pub(super) fn stock(recipe: &'static Recipe, seed: u64, end: Time) -> Goods {
    let mut goods = Goods { items: Vec::new(), traits: Vec::new(), shelves: Vec::new(), sets: Vec::new() };
    let mut maker = Maker { recipe, end, titles: BTreeSet::new(), sets: BTreeMap::new() };
    for department in &recipe.departments {
        for kind in &department.types {
            let first = goods.items.len();
            let mut chance = Chance::named(seed, &kind.key);
            for _ in 0..kind.count {
                maker.add(&mut goods, (department, kind), &mut chance);
            }
            let items = first..goods.items.len();
            goods.shelves.push(Shelf { kind, department: &department.name, items, with: Vec::new() });
        }
    }
    for at in 0..goods.shelves.len() {
        let with = &goods.shelves[at].kind.with;
        goods.shelves[at].with = with.iter().map(|(key, share)| (goods.shelf(key), *share)).collect();
    }
    goods
}

/// What has been made so far.
struct Maker {
    recipe: &'static Recipe,
    end: Time,
    titles: BTreeSet<String>,
    sets: BTreeMap<(usize, usize), usize>,
}

/// What a title is made of.
struct Design {
    title: String,
    brand: usize,
    series: Option<usize>,
    color: Option<String>,
    /// How much more than usual is in the pack, as a logarithm.
    surplus: f64,
}

/// How often a new combination is tried before the type is left with fewer items.
const TRIES: usize = 400;

impl Maker {
    fn add(&mut self, goods: &mut Goods, of: (&'static Department, &'static ProductType), chance: &mut Chance) {
        let number = goods.items.len() - goods.shelves.last().map_or(0, |shelf| shelf.items.end);
        let fresh = (0..TRIES).map(|_| self.design(of, number, chance)).find(|d| !self.titles.contains(&d.title));
        let Some(design) = fresh else { return };
        self.titles.insert(design.title.clone());
        let at = goods.items.len();
        let set = design.series.map(|series| {
            let fresh = goods.sets.len();
            let set = *self.sets.entry((design.brand, series)).or_insert(fresh);
            if set == fresh {
                goods.sets.push(Vec::new());
            }
            goods.sets[set].push(at);
            set
        });
        let (item, traits) = self.make(of, number, design, set, chance);
        goods.items.push(item);
        goods.traits.push(traits);
    }

    fn design(&self, of: (&Department, &ProductType), number: usize, chance: &mut Chance) -> Design {
        let (department, kind) = of;
        let brands = &self.recipe.shop.brands;
        let makes = |brand: &Brand| f64::from(u8::from(brand.makes(&department.name, kind)));
        let at = chance.weighted(brands.iter().map(makes)).expect("every type has a brand");
        let color = kind.colors.as_ref().map(|set| chance.one_of(&self.recipe.shop.colors[set]).clone());
        if !kind.titles.is_empty() {
            let suffix = kind.suffix.iter().map(|suffix| format!(" – {suffix}")).collect::<String>();
            let title = format!("{}{suffix}", kind.titles[number]);
            return Design { title, brand: at, series: None, color, surplus: 0.0 };
        }
        let series = (kind.series && chance.happens(0.75)).then(|| chance.below(brands[at].series.len()));
        let variant = (!kind.variants.is_empty()).then(|| chance.one_of(&kind.variants));
        let mut title = brands[at].name.clone();
        for word in series.map(|s| &brands[at].series[s]).into_iter().chain([chance.one_of(&kind.names)]) {
            title = format!("{title} {word}");
        }
        for detail in variant.into_iter().chain(&color) {
            title = format!("{title}, {detail}");
        }
        let surplus = variant.map_or(0.0, |variant| surplus(variant, &kind.variants));
        Design { title, brand: at, series, color, surplus }
    }

    fn make(
        &self,
        (department, kind): (&Department, &ProductType),
        number: usize,
        design: Design,
        set: Option<usize>,
        chance: &mut Chance,
    ) -> (Item, Traits) {
        let shop = &self.recipe.shop;
        let brand = &shop.brands[design.brand];
        let rank = 0.42 + 0.24 * brand.level + 0.12 * chance.normal() + 0.25 * design.surplus;
        let rank = rank.clamp(0.0, 1.0);
        let seller = self.seller(department, chance);
        let id = ItemId::new(&format!("{}-{:02}", kind.key, number + 1)).expect("a short printable id");
        let mut item = Item::titled(id, design.title);
        item.brand = Some(brand.name.clone());
        item.category = std::iter::once(&department.name).chain(&kind.path).cloned().collect();
        item.price = Some(Money { amount: price(kind.prices, rank), currency: shop.currency });
        item.seller = Some(seller.name.clone());
        item.sensitive = kind.sensitive;
        item.stock = Some(if chance.happens(0.03) { 0 } else { pieces(seller.size, chance) });
        item.available_since = Some(self.first_offered(seller, chance));
        let is_sponsored = kind.sensitive.is_none() && chance.happens(0.012);
        item.sponsored = is_sponsored.then(|| Sponsorship { payer: brand.name.clone() });
        item.attributes = self.attributes(kind, seller, (&item.title, &design.color), chance);
        item.attributes.extend(design.series.map(|s| ("series".to_owned(), brand.series[s].clone())));
        let fortune = SIZES.iter().find(|(size, ..)| *size == seller.size).map_or(1.0, |(_, _, fortune)| *fortune);
        let traits = Traits {
            brand: design.brand,
            set,
            color: design.color,
            level: 2.0 * rank - 1.0,
            appeal: chance.log_normal(0.7) * fortune,
            quality: chance.normal(),
        };
        (item, traits)
    }

    fn attributes(
        &self,
        kind: &ProductType,
        seller: &Seller,
        (title, color): (&str, &Option<String>),
        chance: &mut Chance,
    ) -> BTreeMap<String, String> {
        let material = self.material(kind, title, chance);
        let optional = [("color", color.clone()), ("material", material), ("season", kind.season.clone())];
        let certain = [
            ("type", kind.key.replace('-', " ")),
            ("seller_size", seller.size.as_str().to_owned()),
            ("seller_since", seller.since.to_string()),
        ];
        let optional = optional.into_iter().filter_map(|(name, value)| value.map(|value| (name, value)));
        certain.into_iter().chain(optional).map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// What the title says it is made of, or what such things usually are.
    fn material(&self, kind: &ProductType, title: &str, chance: &mut Chance) -> Option<String> {
        let lower = title.to_lowercase();
        let told = MATERIALS.iter().find(|(word, _)| lower.contains(word)).map(|(_, material)| (*material).to_owned());
        let usual = kind.colors.as_ref().and_then(|set| self.recipe.shop.materials.get(set));
        told.or_else(|| usual.map(|set| chance.one_of(set).clone()))
    }

    fn seller(&self, department: &Department, chance: &mut Chance) -> &'static Seller {
        let size = chance.weighted(SIZES.iter().map(|(_, share, _)| *share)).map_or(Size::Large, |at| SIZES[at].0);
        let fits: Vec<&'static Seller> =
            self.recipe.shop.sellers.iter().filter(|s| s.size == size && s.sells(&department.name)).collect();
        if fits.is_empty() { &self.recipe.shop.sellers[0] } else { fits[chance.below(fits.len())] }
    }

    /// Most goods are old, some came during the last year and a half, a few are new.
    fn first_offered(&self, seller: &Seller, chance: &mut Chance) -> Time {
        let days = match chance.unit() {
            share if share < 0.03 => chance.between(2.0, 21.0),
            share if share < 0.25 => chance.between(21.0, 540.0),
            _ => chance.between(548.0, 1_400.0),
        };
        let began: Time = format!("{}-01-15T09:00:00Z", seller.since).parse().expect("a valid date");
        #[expect(clippy::cast_possible_truncation, reason = "days of a few years")]
        let offered = self.end.plus_days(-(days as i64));
        offered.max(began).min(self.end.plus_days(-2))
    }
}

/// What a shop of that size has on hand of an item.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred pieces at most")]
fn pieces(size: Size, chance: &mut Chance) -> u32 {
    let most = match size {
        Size::Small => 12.0,
        Size::Medium => 60.0,
        Size::Large => 240.0,
    };
    chance.between(1.0, most) as u32
}

/// A price as shops write them, at a rank between the cheapest (0) and the dearest (1) of a type.
#[expect(clippy::cast_possible_truncation, reason = "prices of a shop")]
fn price((low, high): (f64, f64), rank: f64) -> Decimal {
    let raw = low * libm::pow(high / low, rank);
    let pennies = match raw {
        raw if raw < 5.0 => libm::round(raw * 10.0) * 10.0,
        raw if raw < 20.0 => libm::round(raw * 2.0) * 50.0 - 1.0,
        raw if raw < 100.0 => libm::round(raw) * 100.0 - 5.0,
        raw => libm::floor(raw / 10.0) * 1_000.0 + 900.0,
    };
    Decimal::from_micros(pennies as i64 * 10_000)
}

/// The logarithm of a variant's content relative to the geometric mean of its type's: "1 kg" costs more than "250 g".
#[expect(clippy::cast_precision_loss, reason = "a handful of variants")]
fn surplus(variant: &str, all: &[String]) -> f64 {
    let logs: Vec<f64> = all.iter().filter_map(|text| content(text)).map(libm::log).collect();
    match content(variant) {
        Some(own) if logs.len() == all.len() => libm::log(own) - logs.iter().sum::<f64>() / logs.len() as f64,
        Some(_) | None => 0.0,
    }
}

/// The last quantity in a text, such as 250 in "Ethiopia, 250 g", in grams, millilitres or pieces.
fn content(text: &str) -> Option<f64> {
    let words: Vec<&str> = text.split([' ', '-']).collect();
    let at = words.iter().rposition(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let number: f64 = words[at].trim_end_matches(',').replace(',', "").parse().ok()?;
    let thousand = matches!(words.get(at + 1), Some(&("kg" | "l")));
    let number = if thousand { number * 1_000.0 } else { number };
    (number > 0.0).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_in_the_pack_costs_more() {
        let all = ["House Espresso, 500 g", "Kenya, 250 g", "Brazil, 1 kg"].map(str::to_owned);
        let of = |at: usize| surplus(&all[at], &all);
        assert!(of(1) < of(0) && of(0) < of(2));
        assert_eq!(content("5,000 mAh"), Some(5_000.0));
        assert_eq!(content("with sea salt"), None);
    }

    #[test]
    fn prices_look_like_prices() {
        let texts = [3.52, 12.3, 47.2, 342.0].map(|raw| price((raw, raw), 0.5).to_string());
        assert_eq!(texts, ["3.50", "12.49", "46.95", "349.00"]);
    }
}
