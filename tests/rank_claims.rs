//! "Without this it would stand at rank n" is what happens when the events are really marked as not to be used. Properties held:
//! - over sampled reasons, the claimed rank is the rank of a decision after the store was told not to use the events, and an item
//!   that is claimed to leave the list leaves it; `CANDOR_RANK_CLAIMS` says how many are sampled (300 without it);
//! - marking them as used again gives the first answer again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use candor::catalog::{Catalog, Item};
use candor::decision::{Answer, Detail, House, Inputs, Known, Request};
use candor::engine::{DataError, Engine, Lesson, Person, Survey, TrainingData};
use candor::event::{Consent, Event, Kind, Personalisation, Subject, Usage};
use candor::fit::Calibration;
use candor::ids::{CustomerId, DecisionId, EventId, ItemId};
use candor::model::ModelParams;
use candor::reason::{Code, Wording};
use candor::rerank::Policy;
use candor::store::{self, Store};
use candor::units::Time;

const N_ITEMS: usize = 400;
const N_PEOPLE: usize = 400;
const COUNT: u16 = 10;

struct Shop;

fn item_id(at: usize) -> ItemId {
    ItemId::new(&format!("i{at:04}")).expect("a valid id")
}

fn customer(who: usize) -> CustomerId {
    CustomerId::new(&format!("c{who:04}")).expect("a valid id")
}

/// A fixed scatter of numbers: Weyl's sequence.
fn scatter(seed: usize, below: usize) -> usize {
    (seed.wrapping_mul(2_654_435_761) >> 7) % below
}

fn person(who: usize) -> Person {
    let subject = Subject::Customer(customer(who));
    let event = |at: usize| {
        let seed = who * 101 + at;
        let own = (who % 8) * 50 + scatter(seed, 50);
        let item = if at.is_multiple_of(6) { scatter(seed, N_ITEMS) } else { own };
        let day = i64::try_from(scatter(seed + 17, 300)).expect("a day");
        let id = EventId::new(&format!("e{who:04}-{at:02}")).expect("a valid id");
        let kind = [Kind::View, Kind::Purchase, Kind::Purchase, Kind::Save, Kind::Like][scatter(seed, 13) % 5];
        Event::new(id, subject.clone(), item_id(item), kind, Time::from_millis(0).plus_days(day))
    };
    let mut events: Vec<Event> = (0..5 + who % 20).map(event).collect();
    events.sort_by(|a, b| a.time.cmp(&b.time).then_with(|| a.id.cmp(&b.id)));
    let (consent, personalisation) = (Consent::RECOMMEND_AND_EXPLAIN, Personalisation::Full);
    Person { subject: subject.clone(), consent, personalisation, segments: BTreeMap::new(), events }
}

fn item(at: usize) -> Arc<Item> {
    Arc::new(Item { category: vec![format!("Aisle {}", at / 50)], ..Item::titled(item_id(at), format!("Thing {at}")) })
}

impl TrainingData for Shop {
    fn items(&self) -> Result<Vec<ItemId>, DataError> {
        Ok((0..N_ITEMS).map(item_id).collect())
    }

    fn for_each(&self, visit: &mut dyn FnMut(Person)) -> Result<(), DataError> {
        (0..N_PEOPLE).map(person).for_each(visit);
        Ok(())
    }
}

fn engine() -> Engine {
    let survey = Survey::of(&Shop).expect("there is something to learn");
    let params = ModelParams::default();
    let lesson = Lesson::gather(&Shop, &survey, &params, None).expect("there is something to learn");
    let model = lesson.learn(&survey, &params, Calibration::plain(1.0, -2.0), 2).expect("a sound fit");
    let items: Vec<Arc<Item>> = (0..N_ITEMS).map(item).collect();
    let catalog = Catalog::new(Arc::clone(model.vocabulary()), 1, "test".to_owned(), items);
    Engine::new(Arc::new(model), Arc::new(catalog), Arc::new(Wording::new().expect("sound wordings")))
}

/// A decision as the service makes it: with what the store says of the customer now.
fn decide(engine: &Engine, store: &dyn Store, who: usize, explain: Detail) -> Answer {
    let request = Request { explain, count: COUNT, ..Request::home(Some(customer(who))) };
    let events = store.events_of(&Subject::Customer(customer(who))).expect("a readable store");
    let house = House {
        shop: "the shop".to_owned(),
        locale: "en".to_owned(),
        tone: candor::reason::Tone::Neutral,
        consent_unrecorded: Consent::RECOMMEND_AND_EXPLAIN,
        policy: Policy::standard("home"),
        exposure: Vec::new(),
        parity: Vec::new(),
    };
    let now = Time::from_millis(0).plus_days(400);
    let id = DecisionId::new("d_claims").expect("a valid id");
    engine.decide(&Inputs::gather(id, now, request, Known { customer: None, events }, house))
}

fn mark(store: &dyn Store, who: usize, items: &BTreeSet<ItemId>, usage: Usage) {
    let subject = Subject::Customer(customer(who));
    for event in store.events_of(&subject).expect("a readable store").iter().filter(|e| items.contains(&e.item)) {
        assert!(store.set_usage(&subject, &event.id, usage).expect("a writable store"));
    }
}

/// The reasons that rest on what the customer did and name all of it.
fn claims(answer: &Answer) -> Vec<(ItemId, BTreeSet<ItemId>, Option<u32>)> {
    let own = [Code::HisBought, Code::HisViewed, Code::HisRated, Code::HisSaved, Code::HisGroup];
    let of_item = |item: &candor::decision::AnswerItem| {
        let reasons = item.reasons.iter().flatten().filter(|reason| own.contains(&reason.code));
        let claim = |reason: &candor::decision::ShownReason| {
            let cited: BTreeSet<ItemId> = reason.evidence.iter().map(|cited| cited.item.clone()).collect();
            (item.item.clone(), cited, reason.without.expect("asked for in full").rank)
        };
        reasons.map(claim).collect::<Vec<_>>()
    };
    answer.items.iter().flat_map(of_item).collect()
}

#[test]
fn invariant_8_claimed_ranks_are_those_of_decisions_without_the_marked_events() {
    let wanted: usize = std::env::var("CANDOR_RANK_CLAIMS").map_or(300, |text| text.parse().expect("a number"));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = store::open(folder.path().to_str().expect("a plain path")).expect("a new store");
    let engine = engine();
    let (mut checked, mut left) = (0, 0);
    for who in 0..N_PEOPLE {
        if checked >= wanted {
            break;
        }
        store.append_events(&person(who).events).expect("a writable store");
        let answer = decide(&engine, store.as_ref(), who, Detail::Full);
        for (item, cited, told) in claims(&answer).into_iter().take(wanted - checked) {
            mark(store.as_ref(), who, &cited, Usage::Unused);
            let without = decide(&engine, store.as_ref(), who, Detail::None);
            let found = without.items.iter().find(|shown| shown.item == item).map(|shown| shown.rank);
            let length = u32::try_from(without.items.len()).expect("a short list");
            assert_eq!(told.filter(|rank| *rank <= length), found, "{item} of {who} without {cited:?}");
            mark(store.as_ref(), who, &cited, Usage::Used);
            checked += 1;
            left += usize::from(found.is_none());
        }
        assert_eq!(decide(&engine, store.as_ref(), who, Detail::Full), answer);
    }
    assert_eq!(checked, wanted, "{N_PEOPLE} people give fewer claims: ask for fewer");
    assert!(left > 0 && left < checked, "{left} of {checked} left the list: both must occur");
}
