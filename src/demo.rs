//! The demo shop: a believable shop made of a seed, a recipe (`data/demo/`) and nothing else, and pictures of its goods.
//!
//! The same seed gives the same shop on every machine. Knows what people buy and why, so that tests can ask whether
//! it shows. Must not know how anything is learnt or scored.

mod art;
mod goods;
mod people;
mod random;
mod recipe;
mod staff;
mod visits;

use std::collections::BTreeMap;
use std::sync::OnceLock;

pub use art::art;
pub use staff::{Colleague, staff};

use crate::catalog::Item;
use crate::event::{Customer, Event, Kind, Subject};
use crate::ids::{EventId, SessionId};
use crate::rerank::Policy;
use crate::units::Time;

/// A whole shop.
#[derive(Debug, Clone, PartialEq)]
pub struct Generated {
    /// The shop's name, as customers read it.
    pub shop_name: String,
    /// About 2,000, by department and type.
    pub items: Vec<Item>,
    /// 5,000, the personas first.
    pub customers: Vec<Customer>,
    /// About 200,000, in order of time, all in the year and a half before the end.
    pub events: Vec<Event>,
    /// The rules of the placement `home`.
    pub policy: Policy,
}

/// A customer with a story that their events tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Persona {
    /// The customer's id.
    pub id: &'static str,
    /// A first name.
    pub name: &'static str,
    /// One or two sentences, by language.
    stories: &'static BTreeMap<String, String>,
}

impl Persona {
    /// One or two sentences, in English where there are none in that language.
    #[must_use]
    pub fn story(&self, language: &str) -> &'static str {
        self.stories.get(language).or_else(|| self.stories.get("en")).map_or("", String::as_str)
    }
}

/// The hand-written customers, the first of the shop.
#[must_use]
pub fn personas() -> &'static [Persona] {
    static PERSONAS: OnceLock<Vec<Persona>> = OnceLock::new();
    PERSONAS.get_or_init(|| {
        let told = recipe::recipe().people.personas.iter();
        told.map(|persona| Persona { id: &persona.id, name: &persona.name, stories: &persona.story }).collect()
    })
}

/// Makes the shop that `seed` names, with its last events just before `end`.
///
/// # Panics
/// When the compiled-in recipe is broken, which a test rules out.
#[must_use]
pub fn generate(seed: u64, end: Time) -> Generated {
    let recipe = recipe::recipe();
    let goods = goods::stock(recipe, seed, end);
    let calendar = visits::Calendar::new(recipe, end);
    let world = visits::World { recipe, goods: &goods, calendar: &calendar };
    let mut customers = Vec::with_capacity(people::CUSTOMERS);
    let mut happenings = Vec::new();
    for at in 0..people::CUSTOMERS {
        let person = people::person(recipe, &goods, seed, at);
        customers.push(person.record.clone());
        let chance = random::Chance::named(seed, &format!("life of {}", person.record.id));
        happenings.extend(visits::live(world, person, at, chance));
    }
    happenings.sort_by_key(|happening| (happening.time, happening.person));
    let named = happenings.into_iter().enumerate();
    let events = named.map(|(number, happening)| event(number, happening, &customers, &goods.items)).collect();
    let policy = recipe.policy.clone();
    Generated { shop_name: recipe.shop.name.clone(), items: goods.items, customers, events, policy }
}

fn event(number: usize, happening: visits::Happening, customers: &[Customer], items: &[Item]) -> Event {
    let id = EventId::new(&format!("e{:06}", number + 1)).expect("a short printable id");
    let (customer, item) = (&customers[happening.person].id, &items[happening.item]);
    let subject = Subject::Customer(customer.clone());
    let mut event = Event::new(id, subject, item.id.clone(), happening.kind, happening.time);
    let session = happening.visit.map(|visit| format!("{customer}-{}", visit + 1));
    event.session = session.map(|name| SessionId::new(&name).expect("a short printable id"));
    event.price = item.price.filter(|_| happening.kind == Kind::Purchase);
    event.value = happening.value;
    event.quantity = happening.quantity;
    event.gift = happening.is_gift;
    event
}
