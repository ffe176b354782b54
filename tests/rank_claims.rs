//! "Without this it would stand at rank n" is what happens when the events are really marked as not to be used. Properties held:
//! - over sampled reasons, the claimed rank is the rank of a decision after the store was told not to use the events, and an item
//!   that is claimed to leave the list leaves it; `CANDOR_RANK_CLAIMS` says how many are sampled (300 without it);
//! - marking them as used again gives the first answer again;
//! - with every rule in force, over lists of 1 to 100 items, the folded ledger is the served score bit for bit;
//!   `CANDOR_FOLDS` says how many recommendations are folded (2,000 without it);
//! - without a minimal set the item really leaves the list, and where smaller sets are said to be ruled out, none does it;
//! - line by line, "why this and not that" adds up to the difference of the scores.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use candor::catalog::{Catalog, Item};
use candor::decision::{Answer, Detail, House, Inputs, Known, Request};
use candor::engine::{DataError, Engine, Lesson, Person, SET_MAX, Survey, TrainingData};
use candor::event::{Consent, Event, Kind, Personalisation, Subject, Usage};
use candor::fit::Calibration;
use candor::ids::{CustomerId, DecisionId, EventId, ItemId};
use candor::ledger::{Source, fold};
use candor::model::ModelParams;
use candor::reason::{Code, Wording};
use candor::rerank::{
    Boost, Caps, DiversityMode, ExposureState, ExposureTarget, GroupRule, Owned, ParityRule, ParityStand, Pin, Policy,
    Schedule, Selector, Window,
};
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
    Arc::new(Item {
        category: vec![format!("Aisle {}", at / 50)],
        brand: Some(format!("Brand {}", at % 7)),
        seller: Some(format!("Seller {}", at % 5)),
        ..Item::titled(item_id(at), format!("Thing {at}"))
    })
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
    engine.decide(&Inputs::gather(id, now, request, Known { customer: None, events: events.into() }, house))
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

fn brand(at: usize) -> Selector {
    Selector { brands: BTreeSet::from([format!("Brand {at}")]), ..Selector::default() }
}

fn seller(at: usize) -> Selector {
    Selector { sellers: BTreeSet::from([format!("Seller {at}")]), ..Selector::default() }
}

/// A policy that uses every kind of rule and aim.
fn everything() -> Policy {
    let boost = |label: &str, members, points| Boost {
        label: label.to_owned(),
        members,
        points,
        paid_by: None,
        active: Schedule::default(),
    };
    let group = |name: &str, members, min_share, max_share| GroupRule {
        name: name.to_owned(),
        members,
        min_share,
        max_share,
        ..GroupRule::default()
    };
    let (label, active) = ("Summer".to_owned(), Schedule::default());
    Policy {
        diversity: 0.2,
        diversity_mode: DiversityMode::Dpp,
        serendipity: 0.1,
        calibration: 0.3,
        novelty: 0.1,
        caps: Caps { brand: Some(25), category: Some(40), seller: Some(40) },
        groups: vec![group("small makers", brand(1), 0.15, None), group("house brand", brand(2), 0.0, Some(0.3))],
        exposures: vec![ExposureTarget {
            name: "newcomers".to_owned(),
            members: seller(3),
            target: 0.2,
            window: Window::default(),
            gain: 0.05,
        }],
        parities: vec![ParityRule {
            name: "discounts".to_owned(),
            members: seller(4),
            segment: "age".to_owned(),
            difference: 0.05,
            window: Window::default(),
            gain: 0.05,
        }],
        pins: vec![Pin { item: item_id(7), position: 2, label, paid_by: Some("Payer".to_owned()), active }],
        boosts: vec![boost("Autumn", brand(3), 0.3), boost("Clearance", brand(4), -0.2)],
        owned: Owned::Allow,
        ..Policy::standard("home")
    }
}

/// What a list of one person depends on; `at` varies what else is asked.
fn inputs(who: usize, at: usize, count: u16, policy: Policy) -> Inputs {
    let exposure = policy.exposures.iter().map(|_| ExposureState { price: 0.2, ..ExposureState::default() }).collect();
    let house = House {
        shop: "the shop".to_owned(),
        locale: "en".to_owned(),
        tone: candor::reason::Tone::Neutral,
        consent_unrecorded: Consent::RECOMMEND_AND_EXPLAIN,
        policy,
        exposure,
        parity: Vec::new(),
    };
    let request = Request { explain: Detail::Reasons, count, ..Request::home(Some(customer(who))) };
    let now = Time::from_millis(0).plus_days(400);
    let id = DecisionId::new(&format!("d_{at}")).expect("a valid id");
    // Every round leaves out other events, so that no two histories are alike.
    let mut events = person(who).events;
    if at >= N_PEOPLE {
        events.remove(at / N_PEOPLE % events.len());
    }
    let parity = house.policy.parities.iter().map(|_| ParityStand { group: Some("young".to_owned()), price: 0.2 });
    let parity = parity.collect();
    Inputs { parity, ..Inputs::gather(id, now, request, Known { customer: None, events: events.into() }, house) }
}

#[test]
fn invariant_3_with_every_rule_in_force_the_folded_ledger_is_the_served_score_bit_for_bit() {
    let wanted: usize = std::env::var("CANDOR_FOLDS").map_or(2_000, |text| text.parse().expect("a number"));
    let engine = engine();
    let (mut folded, mut at) = (0, 0);
    let mut written: BTreeMap<&str, usize> = BTreeMap::new();
    while folded < wanted {
        let count = u16::try_from(1 + scatter(at, 100)).expect("a short list");
        let inputs = inputs(at % N_PEOPLE, at, count, everything());
        let answer = engine.decide(&inputs);
        let accounts = engine.accounts(&inputs);
        assert_eq!(answer.items.len(), accounts.len());
        for (item, account) in answer.items.iter().zip(&accounts) {
            assert_eq!(account.fold().to_bits(), item.score.to_bits(), "{} of {:?}", item.item, inputs.id);
            let told = fold(item.reasons.iter().flatten().map(|reason| reason.points));
            let smaller = item.smaller_signals.expect("asked for").points;
            assert!((told + smaller - item.score).abs() < 1e-9);
            account.lines().iter().filter_map(|line| rule_of(line.source)).for_each(|rule| {
                *written.entry(rule).or_default() += 1;
            });
        }
        folded += answer.items.len();
        at += 1;
    }
    assert_eq!(written.len(), 7, "every kind of rule that writes lines has written some: {written:?}");
}

const fn rule_of(source: Source) -> Option<&'static str> {
    match source {
        Source::Boost { .. } => Some("boost"),
        Source::Diversity => Some("diversity"),
        Source::Novelty => Some("novelty"),
        Source::Serendipity => Some("serendipity"),
        Source::Exposure { .. } => Some("exposure"),
        Source::Calibration => Some("calibration"),
        Source::Parity { .. } => Some("parity"),
        Source::History { .. }
        | Source::Session { .. }
        | Source::Transition { .. }
        | Source::Content { .. }
        | Source::Context { .. }
        | Source::Popularity
        | Source::Trend
        | Source::Newness
        | Source::Season
        | Source::Stated { .. }
        | Source::Reorder => None,
    }
}

/// The rank of an item when these events' items had never been touched; `None` when it is not in the list.
fn rank_without(engine: &Engine, inputs: &Inputs, gone: &[ItemId], item: &ItemId) -> Option<u32> {
    let mut inputs = inputs.clone();
    inputs.events = inputs.events.iter().filter(|event| !gone.contains(&event.item)).cloned().collect();
    engine.decide(&inputs).items.iter().find(|shown| shown.item == *item).map(|shown| shown.rank)
}

/// All sets of so many of the items.
fn sets(items: &[ItemId], size: usize) -> Vec<Vec<ItemId>> {
    let Some(smaller) = size.checked_sub(1) else { return vec![Vec::new()] };
    let from = |first: usize| sets(&items[first + 1..], smaller).into_iter().map(move |rest| (first, rest));
    let with = |(first, rest): (usize, Vec<ItemId>)| [vec![items[first].clone()], rest].concat();
    (0..items.len()).flat_map(from).map(with).collect()
}

#[test]
fn invariant_8_minimal_sets_hold_and_contrasts_add_up_whatever_rules_are_in_force() {
    let engine = engine();
    let varied = Policy { diversity: 0.3, ..Policy::standard("home") };
    let (mut n_sets, mut n_proven) = ([0; 2], 0);
    for (kind, policy) in [varied, everything()].into_iter().enumerate() {
        for who in (0..N_PEOPLE).step_by(20).chain((1..N_PEOPLE).step_by(40)) {
            let record = engine.decide_on_record(inputs(who, who, 5, policy.clone()));
            let (list, inputs) = (&record.answer.items, &record.inputs);
            let other = item_id((who * 7 + 3) % N_ITEMS);
            for (shown, other) in [(&list[0], &list[1].item), (&list[4], &other)] {
                let why = engine.why(&record, &shown.item, Some(other)).expect("an item of the list");
                let contrast = why.instead_of.expect("asked for");
                let apart = fold(contrast.lines.iter().map(|line| line.this - line.that));
                assert!((apart - contrast.gap).abs() < 1e-9, "{contrast:?}");
                assert_eq!(contrast.gap.to_bits(), (shown.score - contrast.score).to_bits());
                if let Some(set) = why.minimal_set.as_ref().filter(|set| set.unnamed == 0) {
                    assert_eq!(rank_without(&engine, inputs, &set.items, &shown.item), None, "{set:?}");
                    n_sets[kind] += 1;
                }
                if why.minimal_set_is_proven {
                    n_proven += 1;
                    let touched: BTreeSet<ItemId> = inputs.events.iter().map(|event| event.item.clone()).collect();
                    let touched: Vec<ItemId> = touched.into_iter().collect();
                    let size = why.minimal_set.map_or(SET_MAX + 1, |set| set.items.len() + set.unnamed);
                    for gone in (1..size).flat_map(|size| sets(&touched, size)) {
                        assert!(rank_without(&engine, inputs, &gone, &shown.item).is_some(), "{gone:?}");
                    }
                }
            }
        }
    }
    assert!(n_sets[0] > 10 && n_sets[1] > 10 && n_proven > 10, "{n_sets:?} {n_proven}");
}
