//! The customers: where they live, what they allow, and what they like.

use std::collections::BTreeMap;

use super::goods::Goods;
use super::random::Chance;
use super::recipe::{Lifestyle, PersonaRecipe, Recipe};
use crate::event::{Consent, Customer, Personalisation};
use crate::ids::CustomerId;

/// How many there are.
pub(super) const CUSTOMERS: usize = 5_000;
/// How many days of life are generated.
pub(super) const DAYS: usize = 547;

/// A customer and what only the generator knows about them.
pub(super) struct Person {
    pub(super) record: Customer,
    pub(super) taste: Taste,
    /// How often they visit the shop.
    pub(super) visits: usize,
    /// The first day on which they may.
    pub(super) joined_day: usize,
    /// The hand-written story, if they have one.
    pub(super) persona: Option<&'static PersonaRecipe>,
}

/// What draws somebody to an item.
pub(super) struct Taste {
    /// By shelf.
    pub(super) shelves: Vec<f64>,
    /// By brand; 1 is indifferent.
    pub(super) brands: Vec<f64>,
    pub(super) colors: Vec<String>,
    /// Cheap (-1) to dear (1).
    pub(super) level: f64,
    /// The share of baskets that are for somebody else.
    pub(super) gifts: f64,
}

/// The customer at a position; each has a stream of chance of their own.
pub(super) fn person(recipe: &'static Recipe, goods: &Goods, seed: u64, at: usize) -> Person {
    let id = format!("c{:04}", at + 1);
    let mut chance = Chance::named(seed, &id);
    let persona = recipe.people.personas.iter().find(|persona| persona.id == id);
    let mut record = Customer::unknown(CustomerId::new(&id).expect("a short printable id"));
    let age = age(recipe, persona, &mut chance);
    let regions = &recipe.people.regions;
    let region = chance.weighted(regions.iter().map(|(_, share)| *share)).expect("there are regions");
    let region = persona.map_or(&regions[region].0, |persona| &persona.region);
    record.segments = BTreeMap::from([
        ("age_band".to_owned(), recipe.people.age_bands[age].0.clone()),
        ("region".to_owned(), region.clone()),
    ]);
    (record.consent, record.personalisation) = choices(&mut chance);
    if let Some(persona) = persona {
        record.consent = Some(EVERYTHING);
        record.personalisation = persona.personalisation;
    }
    let taste = match persona {
        Some(persona) => told_taste(recipe, goods, persona, &mut chance),
        None => drawn_taste(recipe, goods, age, &mut chance),
    };
    let joined_day = if persona.is_some() || chance.happens(0.6) { 0 } else { chance.below(DAYS - 7) };
    let visits = persona.map_or_else(|| visits(age, joined_day, &mut chance), |persona| persona.visits);
    Person { record, taste, visits, joined_day, persona }
}

fn age(recipe: &Recipe, persona: Option<&PersonaRecipe>, chance: &mut Chance) -> usize {
    let bands = &recipe.people.age_bands;
    let drawn = chance.weighted(bands.iter().map(|(_, share)| *share)).expect("there are age bands");
    persona.and_then(|persona| bands.iter().position(|(name, _)| *name == persona.age_band)).unwrap_or(drawn)
}

const EVERYTHING: Consent = Consent { recommend: true, explain: true, measure_fairness: true };

/// Most allow everything; the rest shows what happens when somebody does not.
fn choices(chance: &mut Chance) -> (Option<Consent>, Personalisation) {
    let consent = match chance.unit() {
        share if share < 0.80 => Some(EVERYTHING),
        share if share < 0.89 => Some(Consent::RECOMMEND_AND_EXPLAIN),
        share if share < 0.93 => Some(Consent { recommend: true, ..Consent::NONE }),
        share if share < 0.97 => Some(Consent::NONE),
        _ => None,
    };
    let personalisation = match chance.unit() {
        share if share < 0.93 => Personalisation::Full,
        share if share < 0.97 => Personalisation::Light,
        _ => Personalisation::Off,
    };
    (consent, personalisation)
}

/// Visits in the whole time: most come a few times, some every week.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "at most 90 visits"
)]
fn visits(age: usize, joined_day: usize, chance: &mut Chance) -> usize {
    if chance.happens(0.03) {
        return 0;
    }
    const BY_AGE: [f64; 6] = [0.95, 1.05, 1.05, 1.0, 0.97, 0.95];
    let share = (DAYS - joined_day) as f64 / DAYS as f64;
    let expected = 6.0 * BY_AGE[age] * chance.log_normal(0.85) * libm::pow(share, 0.7);
    libm::round(expected).clamp(1.0, 90.0) as usize
}

fn drawn_taste(recipe: &Recipe, goods: &Goods, age: usize, chance: &mut Chance) -> Taste {
    let ways = &recipe.people.lifestyles;
    let mut way = || chance.weighted(ways.iter().map(|way| way.ages[age])).expect("somebody lives at every age");
    let (main, second) = (way(), way());
    let second_share = if chance.happens(0.75) { chance.between(0.15, 0.5) } else { 0.0 };
    let shelves = (0..goods.shelves.len())
        .map(|shelf| {
            let liked = liking(&ways[main], goods, shelf) + second_share * liking(&ways[second], goods, shelf);
            (0.05 * chance.log_normal(0.8) + liked * chance.log_normal(0.5)) * frequency(goods, shelf)
        })
        .collect();
    let brands = recipe.shop.brands.iter().map(|_| chance.log_normal(0.7)).collect();
    let sets: Vec<&Vec<String>> = recipe.shop.colors.values().collect();
    let colors = sets.iter().map(|set| chance.one_of(set).clone()).collect();
    Taste { shelves, brands, colors, level: 0.45 * chance.normal() - 0.1, gifts: 0.05 }
}

fn told_taste(recipe: &Recipe, goods: &Goods, persona: &PersonaRecipe, chance: &mut Chance) -> Taste {
    let way = recipe.people.lifestyles.iter().find(|way| way.name == persona.lifestyle);
    let way = way.expect("the recipe names lifestyles that exist");
    let shelves = (0..goods.shelves.len())
        .map(|shelf| (0.008 + liking(way, goods, shelf) * chance.log_normal(0.3)) * frequency(goods, shelf))
        .collect();
    let favours = |name: &String| if persona.brands.contains(name) { 4.0 } else { 1.0 };
    let brands = recipe.shop.brands.iter().map(|brand| favours(&brand.name)).collect();
    let gifts = persona.gifts.unwrap_or(0.0);
    Taste { shelves, brands, colors: persona.colors.clone(), level: persona.level, gifts }
}

/// What a lifestyle gives to a shelf: its own figure, or its department's spread over it.
fn liking(way: &Lifestyle, goods: &Goods, shelf: usize) -> f64 {
    let shelf = &goods.shelves[shelf];
    let department = || way.likes.get(shelf.department).map_or(0.0, |liked| 0.6 * liked);
    way.types.get(&shelf.kind.key).copied().unwrap_or_else(department)
}

/// Dear goods are bought rarely: a laptop is no loaf tin.
fn frequency(goods: &Goods, shelf: usize) -> f64 {
    let (low, high) = goods.shelves[shelf].kind.prices;
    let usual = libm::sqrt(low * high);
    libm::pow(30.0 / usual, 0.35).clamp(0.35, 1.6)
}
