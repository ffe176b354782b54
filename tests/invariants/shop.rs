//! Random shops: items, people with consents, events, policies, requests; and the engine trained on them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use candor::catalog::{Item, Sensitive, Sponsorship};
use candor::decision::{Click, Detail, House, Inputs, Known, Request, SessionKind};
use candor::engine::{CatalogState, DataError, Engine, Lesson, Person, Survey, TrainError, TrainingData};
use candor::event::{Consent, Customer, Event, Kind, Personalisation, Subject, Usage};
use candor::fit::Calibration;
use candor::ids::{CustomerId, DecisionId, EventId, ItemId, SessionId};
use candor::model::{Model, ModelParams};
use candor::reason::{Tone, Wording};
use candor::rerank::{
    Boost, Caps, DiversityMode, Exclusion, ExposureState, ExposureTarget, Fallback, GroupRule, Owned, ParityRule, Pin,
    Policy, Schedule, Selector, Window,
};
use candor::units::Time;
use proptest::prelude::*;

/// The moment of asking.
pub(crate) const NOW: Time = Time::from_millis(1_600_000_000_000);

const BRANDS: [&str; 4] = ["Arbor", "Brix", "Cirro", "Dune"];
const CATEGORIES: [[&str; 2]; 5] =
    [["Home", "Lamps"], ["Home", "Mugs"], ["Garden", "Pots"], ["Garden", "Seeds"], ["Care", "Remedies"]];
const SELLERS: [&str; 3] = ["Little Mill", "Big Barn", "Corner"];

/// A random shop.
#[derive(Debug, Clone)]
pub(crate) struct Shop {
    pub(crate) items: Vec<Item>,
    pub(crate) people: Vec<Person>,
    pub(crate) policy: Policy,
}

impl TrainingData for Shop {
    fn items(&self) -> Result<Vec<ItemId>, DataError> {
        Ok(self.items.iter().map(|item| item.id.clone()).collect())
    }

    /// The last items are described only once the model is at work.
    fn descriptions(&self) -> Result<Vec<Arc<Item>>, DataError> {
        Ok(self.items[..self.items.len() - 2].iter().cloned().map(Arc::new).collect())
    }

    fn for_each(&self, visit: &mut dyn FnMut(Person)) -> Result<(), DataError> {
        self.people.iter().cloned().for_each(visit);
        Ok(())
    }
}

/// An item that came after the fit.
pub(crate) fn newcomer() -> ItemId {
    ItemId::new("i99").expect("a valid id")
}

pub(crate) fn item_id(at: usize) -> ItemId {
    ItemId::new(&format!("i{at:02}")).expect("a valid id")
}

/// A title that no sentence holds by accident.
pub(crate) fn title(at: usize) -> String {
    format!("Zeta{at:02} Thing")
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    let item = (0..CATEGORIES.len(), 0..BRANDS.len(), 0..SELLERS.len(), 0..12u8);
    prop::collection::vec(item, 6..28).prop_map(|raw| {
        let item = |(at, (category, brand, seller, flag)): (usize, (usize, usize, usize, u8))| Item {
            brand: Some(BRANDS[brand].to_owned()),
            category: CATEGORIES[category].map(str::to_owned).to_vec(),
            seller: Some(SELLERS[seller].to_owned()),
            attributes: BTreeMap::from([("series".to_owned(), format!("Set{}", at % 3))]),
            sensitive: (category == 4).then_some(Sensitive::Health),
            sponsored: (flag == 1).then(|| Sponsorship { payer: "Payer Ltd".to_owned() }),
            stock: (flag == 2).then_some(0),
            ..Item::titled(item_id(at), title(at))
        };
        raw.into_iter().enumerate().map(item).collect()
    })
}

type RawEvent = (usize, usize, i64, u8);

fn consent() -> impl Strategy<Value = Consent> {
    let some = (any::<bool>(), any::<bool>(), any::<bool>());
    let some = some.prop_map(|(recommend, explain, measure_fairness)| Consent { recommend, explain, measure_fairness });
    prop_oneof![3 => Just(Consent::RECOMMEND_AND_EXPLAIN), 1 => some]
}

fn personalisation() -> impl Strategy<Value = Personalisation> {
    prop_oneof![
        6 => Just(Personalisation::Full),
        1 => Just(Personalisation::Light),
        1 => Just(Personalisation::Off)
    ]
}

fn people(n_items: usize) -> impl Strategy<Value = Vec<Person>> {
    let events = prop::collection::vec((0..n_items, 0..14usize, 0i64..300, 0..20u8), 0..14);
    prop::collection::vec((consent(), personalisation(), events), 2..24).prop_map(|raw| {
        let person = |(who, (consent, personalisation, events)): (usize, (Consent, Personalisation, Vec<RawEvent>))| {
            let subject = Subject::Customer(CustomerId::new(&format!("c{who:02}")).expect("a valid id"));
            let event = |(at, raw): (usize, RawEvent)| event(&subject, &format!("e{who:02}-{at:02}"), raw);
            let mut events: Vec<Event> = events.into_iter().enumerate().map(event).collect();
            events.sort_by(|a, b| a.time.cmp(&b.time).then_with(|| a.id.cmp(&b.id)));
            Person { subject: subject.clone(), consent, personalisation, segments: Default::default(), events }
        };
        raw.into_iter().enumerate().map(person).collect()
    })
}

/// Purchases are the most likely kind: what lies past the ten kinds is one.
fn event(subject: &Subject, id: &str, (item, kind, hours, flag): RawEvent) -> Event {
    let kind = Kind::ALL.get(kind).copied().unwrap_or(Kind::Purchase);
    let time = Time::from_millis(NOW.millis() - hours * 3_600_000);
    let id = EventId::new(id).expect("a valid id");
    let new = Event::new(id, subject.clone(), item_id(item), kind, time);
    Event {
        value: (kind == Kind::Rate).then_some(f64::from(flag % 5) + 1.0),
        session: (flag > 9).then(|| SessionId::new(&format!("s{}", hours / 100)).expect("a valid id")),
        gift: flag == 7,
        usage: if flag == 8 { Usage::Unused } else { Usage::Used },
        ..new
    }
}

fn selector(n_items: usize) -> impl Strategy<Value = Selector> {
    prop_oneof![
        (0..n_items).prop_map(|at| Selector { items: BTreeSet::from([item_id(at)]), ..Selector::default() }),
        (0..BRANDS.len())
            .prop_map(|b| Selector { brands: BTreeSet::from([BRANDS[b].to_owned()]), ..Selector::default() }),
        (0..SELLERS.len())
            .prop_map(|s| Selector { sellers: BTreeSet::from([SELLERS[s].to_owned()]), ..Selector::default() }),
    ]
}

fn policy(n_items: usize) -> impl Strategy<Value = Policy> {
    let wish = || prop_oneof![3 => Just(0.0), 1 => 0.05..0.6f64];
    let diversity = (prop_oneof![1 => Just(0.0), 2 => 0.05..1.0f64], any::<bool>(), wish(), wish(), wish());
    let caps = (prop::option::of(1..4u16), prop::option::of(1..4u16), prop::option::of(1..5u16))
        .prop_map(|(brand, category, seller)| Caps { brand, category, seller });
    let groups = prop::collection::vec((selector(n_items), 0.0..0.6f64), 0..3);
    let pins = prop::collection::btree_map(0..n_items, 1..8u16, 0..3);
    let boosts = prop::collection::vec((selector(n_items), -1.0..1.0f64, any::<bool>()), 0..3);
    let exclusions = prop::collection::vec(selector(n_items), 0..2);
    let exposures = prop::collection::vec(selector(n_items), 0..3);
    let parity = prop::option::of(selector(n_items));
    let rules = (groups, pins, boosts, exclusions, (exposures, parity));
    (diversity, caps, rules, 1..5u8, any::<bool>()).prop_map(|(diversity, caps, rules, reasons_max, allow)| {
        let (groups, pins, boosts, exclusions, (exposures, parity)) = rules;
        let (diversity, is_dpp, serendipity, calibration, novelty) = diversity;
        let group = |(at, (members, min_share))| GroupRule {
            name: format!("group {at}"),
            members,
            min_share,
            ..GroupRule::default()
        };
        let mut taken = BTreeSet::new();
        let pins = pins.into_iter().filter(|(_, position)| taken.insert(*position));
        let pin = |(item, position): (usize, u16)| {
            let paid_by = (item % 2 == 0).then(|| "Payer Ltd".to_owned());
            let active = Schedule::default();
            Pin { item: item_id(item), position, label: "Corner Shop".to_owned(), paid_by, active }
        };
        let boost = |(members, points, is_paid): (Selector, f64, bool)| {
            let paid_by = is_paid.then(|| "Payer Ltd".to_owned());
            Boost { label: "Corner Shop".to_owned(), members, points, paid_by, active: Schedule::default() }
        };
        Policy {
            version: 3,
            diversity,
            diversity_mode: if is_dpp { DiversityMode::Dpp } else { DiversityMode::Mmr },
            serendipity,
            calibration,
            novelty,
            caps,
            groups: groups.into_iter().enumerate().map(group).collect(),
            pins: pins.map(pin).collect(),
            boosts: boosts.into_iter().map(boost).collect(),
            exclusions: exclusions
                .into_iter()
                .map(|members| Exclusion { label: "withdrawn".to_owned(), members, active: Schedule::default() })
                .collect(),
            exposures: exposures.into_iter().enumerate().map(owed).collect(),
            parities: parity.into_iter().map(even).collect(),
            owned: if allow { Owned::Allow } else { Owned::Exclude },
            fallback: Fallback::Popular,
            reasons_max,
            ..Policy::standard("home")
        }
    })
}

/// A share of attention over time.
fn owed((at, members): (usize, Selector)) -> ExposureTarget {
    ExposureTarget { name: format!("owed {at}"), members, target: 0.2, window: Window::default(), gain: 0.05 }
}

/// Items that customers of every age are to see about as often.
fn even(members: Selector) -> ParityRule {
    let (name, segment) = ("offers".to_owned(), "age".to_owned());
    ParityRule { name, members, segment, difference: 0.05, window: Window::default(), gain: 0.05 }
}

/// Random shops.
pub(crate) fn shops() -> impl Strategy<Value = Shop> {
    items().prop_flat_map(|items| {
        let n_items = items.len();
        (Just(items), people(n_items), policy(n_items)).prop_map(|(items, people, policy)| Shop {
            items,
            people,
            policy,
        })
    })
}

impl Shop {
    /// Learns; `None` when nobody allows it.
    pub(crate) fn train(&self, threads: usize) -> Option<Model> {
        let params = ModelParams::default();
        let survey = match Survey::of(self) {
            Ok(survey) => survey,
            Err(TrainError::Empty) => return None,
            Err(other) => panic!("{other}"),
        };
        let lesson = match Lesson::gather(self, &survey, &params, None) {
            Ok(lesson) => lesson,
            Err(TrainError::Empty) => return None,
            Err(other) => panic!("{other}"),
        };
        let calibration = Calibration::plain(4.0, -2.0);
        Some(lesson.learn(&survey, &params, calibration, threads).expect("a sound fit"))
    }

    pub(crate) fn engine(&self, threads: usize) -> Option<Engine> {
        let model = self.train(threads)?;
        let wording = Arc::new(Wording::new().expect("sound wordings"));
        Some(Engine::open(Arc::new(model), self.state(), wording, None))
    }

    /// Everything that is on offer, the newcomer too.
    pub(crate) fn state(&self) -> CatalogState {
        let items = self.offer().map(Arc::new).collect();
        CatalogState { revision: 1, digest: "digest".to_owned(), items }
    }

    pub(crate) fn offer(&self) -> impl Iterator<Item = Item> + '_ {
        let newcomer = Item { brand: Some(BRANDS[0].to_owned()), ..Item::titled(newcomer(), "Zeta99 Thing") };
        self.items.iter().cloned().chain([newcomer])
    }

    /// What a person's request depends on.
    pub(crate) fn inputs(&self, who: usize, count: u16, explain: Detail) -> Inputs {
        let person = &self.people[who % self.people.len()];
        let Subject::Customer(customer) = &person.subject else { panic!("shops of customers only") };
        let click = |at: usize| Click { item: item_id(at % self.items.len()), kind: SessionKind::View };
        let session = if who.is_multiple_of(3) { vec![click(who), click(who + 1)] } else { Vec::new() };
        let request = Request { count, explain, session, ..Request::home(Some(customer.clone())) };
        let record = Customer {
            consent: Some(person.consent),
            personalisation: person.personalisation,
            segments: [("age".to_owned(), "young".to_owned())].into(),
            ..Customer::unknown(customer.clone())
        };
        let priced = |price| ExposureState { price, ..ExposureState::default() };
        let house = House {
            shop: "Corner Shop".to_owned(),
            locale: "en".to_owned(),
            tone: Tone::Neutral,
            consent_unrecorded: Consent::NONE,
            policy: self.policy.clone(),
            exposure: [0.3, 1.0].map(priced).to_vec(),
            parity: vec![[("young".to_owned(), priced(0.6))].into()],
        };
        let known = Known { customer: Some(&record), events: person.events.clone().into() };
        Inputs::gather(DecisionId::new("d_test").expect("a valid id"), NOW, request, known, house)
    }
}
