//! Weights of customers in the sums. Properties held here:
//! - a customer of weight 3 is three customers who chose the same, for the sums and for the ridge, against the dense oracle;
//! - counts of people, and with them popularity and trend, know no weights;
//! - a weighted customer is taken out of the sums exactly;
//! - a customer fades by half in the half-life, and never vanishes;
//! - groups are made equally heavy within bounds, and an under-represented group is heard more in the model;
//! - who withholds measuring is in no group, and weighs 1;
//! - the order of customers changes no weight, and by default nobody is weighed.

use std::collections::BTreeMap;

use candor::engine::{DataError, Lesson, Person, Survey, TrainingData};
use candor::event::{Consent, Event, Kind, Personalisation, Subject};
use candor::fit::{Calibration, FitParams, RidgeParams, SpectralParams, Workshop, dense_ridge, priors};
use candor::ids::{CustomerId, EventId, ItemId, ItemIx};
use candor::model::{Model, ModelParams, Weighting};
use candor::stats::{Contribution, Statistics};
use candor::units::Time;
use proptest::prelude::*;

const N_ITEMS: usize = 10;
const MEASURED: Consent = Consent { measure_fairness: true, ..Consent::RECOMMEND_AND_EXPLAIN };

fn weighted() -> impl Strategy<Value = Vec<(Contribution, u32)>> {
    let items = prop::collection::btree_set((0..10u32).prop_map(ItemIx), 1..6);
    let customer = (items, 1..5u32);
    prop::collection::vec(
        customer.prop_map(|(items, copies)| (Contribution::of_items(&items.into_iter().collect::<Vec<_>>()), copies)),
        1..20,
    )
}

proptest! {
    #[test]
    fn a_weight_of_three_is_three_customers(customers in weighted(), exponent in prop_oneof![Just(0.0), Just(0.3)]) {
        let copies: Vec<Contribution> =
            customers.iter().flat_map(|(one, copies)| vec![one.clone(); *copies as usize]).collect();
        let plain: Vec<Contribution> = customers.iter().map(|(one, _)| one.clone()).collect();
        let heavy: Vec<Contribution> = customers.iter().map(|(one, n)| one.clone().weighted(f64::from(*n))).collect();
        let ridge = RidgeParams { neighbours: N_ITEMS, lambda: 2.0, customer_exponent: exponent, ..RidgeParams::default() };
        let spectral = SpectralParams { strength: 0.0, ..SpectralParams::default() };
        let ours = Workshop::new(N_ITEMS, &heavy, 1).fit(&FitParams { ridge, spectral, ..FitParams::default() }).expect("solvable");
        let [copies, plain, heavy] = [copies, plain, heavy].map(|c| Statistics::of(N_ITEMS, &c, exponent, 2));
        if exponent == 0.0 {
            prop_assert_eq!(&heavy.gram, &copies.gram, "bit for bit");
        }
        let dense = dense_ridge(&copies.gram, &ridge).expect("solvable");
        for item in 0..N_ITEMS {
            let range = ours.offsets[item] as usize..ours.offsets[item + 1] as usize;
            let row: BTreeMap<u32, f32> = ours.targets[range.clone()].iter().copied().zip(ours.values[range].iter().copied()).collect();
            for target in 0..N_ITEMS {
                let weight = row.get(&ItemIx::from_at(target).0).copied().map_or(0.0, f64::from);
                prop_assert!((weight - dense[[item, target]]).abs() < 1e-4, "B[{item}][{target}]");
            }
        }
        prop_assert_eq!(&heavy.counts, &plain.counts, "people are counted once");
        prop_assert_eq!(priors(&heavy.counts), priors(&plain.counts));
    }

    #[test]
    fn a_weighted_customer_is_taken_out_exactly(customers in weighted(), scale in 0.01..4.0f64) {
        let weigh = |(one, copies): &(Contribution, u32)| one.clone().weighted(scale * f64::from(*copies));
        let heavy: Vec<Contribution> = customers.iter().map(weigh).collect();
        let (first, rest) = heavy.split_first().expect("at least one");
        let mut all = Statistics::of(N_ITEMS, &heavy, 0.3, 2);
        all.remove(&Statistics::of(N_ITEMS, std::slice::from_ref(first), 0.3, 1));
        prop_assert_eq!(all, Statistics::of(N_ITEMS, rest, 0.3, 1));
    }
}

struct Shop(Vec<Person>);

impl TrainingData for Shop {
    fn items(&self) -> Result<Vec<ItemId>, DataError> {
        Ok(self.0.iter().flat_map(|person| person.events.iter().map(|event| event.item.clone())).collect())
    }

    fn for_each(&self, visit: &mut dyn FnMut(Person)) -> Result<(), DataError> {
        self.0.iter().cloned().for_each(visit);
        Ok(())
    }
}

fn person(who: usize, age: &str, items: &[String], day: i64) -> Person {
    let subject = Subject::Customer(CustomerId::new(&format!("c{who:03}")).expect("a valid id"));
    let event = |(at, item): (usize, &String)| {
        let id = EventId::new(&format!("c{who:03}-{at}")).expect("a valid id");
        let item = ItemId::new(item).expect("a valid id");
        Event::new(id, subject.clone(), item, Kind::Purchase, Time::from_millis(0).plus_days(day))
    };
    Person {
        events: items.iter().enumerate().map(event).collect(),
        subject: subject.clone(),
        consent: MEASURED,
        personalisation: Personalisation::Full,
        segments: BTreeMap::from([("age".to_owned(), age.to_owned())]),
    }
}

/// 180 older and 20 younger people; everybody buys the bridge, and two of the five items of their group.
fn shop() -> Shop {
    let people = (0..200usize).map(|who| {
        let group = if who < 180 { "old" } else { "young" };
        let items = ["bridge".to_owned(), format!("{group}{}", who % 5), format!("{group}{}", (who + 1) % 5)];
        person(who, group, &items, 100)
    });
    Shop(people.collect())
}

fn params(weighting: Weighting) -> ModelParams {
    ModelParams { weighting, ..ModelParams::default() }
}

fn by_age() -> Weighting {
    Weighting { reweigh: Some("age".to_owned()), ..Weighting::default() }
}

fn learnt(shop: &Shop, weighting: Weighting) -> (Survey, Lesson, Model) {
    let survey = Survey::of(shop).expect("data");
    let params = params(weighting);
    let lesson = Lesson::gather(shop, &survey, &params, None).expect("data");
    let model = lesson.learn(&survey, &params, Calibration::plain(1.0, 0.0), 2).expect("solvable");
    (survey, lesson, model)
}

/// `n_i` by item id.
fn degrees(shop: &Shop, weighting: Weighting) -> BTreeMap<String, f64> {
    let (survey, lesson, _) = learnt(shop, weighting.clone());
    let degrees = lesson.statistics(&survey, &params(weighting), 1).gram.degrees();
    survey.vocabulary.ids().iter().map(|id| id.to_string()).zip(degrees).collect()
}

fn weight_of(degrees: &BTreeMap<String, f64>, group: &str) -> f64 {
    degrees.iter().filter(|(item, _)| item.starts_with(group)).map(|(_, n)| n / 2.0).sum()
}

#[test]
fn groups_are_made_equally_heavy_within_bounds() {
    let plain = degrees(&shop(), Weighting::default());
    assert_eq!((weight_of(&plain, "old"), weight_of(&plain, "young")), (180.0, 20.0));
    let even = degrees(&shop(), by_age());
    // Equal would be 100 each: the younger would weigh 5, and 4 is the most.
    assert!(
        (weight_of(&even, "old") - 100.0).abs() < 1e-3 && (weight_of(&even, "young") - 80.0).abs() < 1e-3,
        "{even:?}"
    );
    let mut larger = shop();
    larger.0.drain(..120);
    let even = degrees(&larger, by_age());
    assert!(
        (weight_of(&even, "old") - 40.0).abs() < 1e-3 && (weight_of(&even, "young") - 40.0).abs() < 1e-3,
        "{even:?}"
    );
}

#[test]
fn an_under_represented_group_is_heard_more_in_the_model() {
    let bridge_to = |model: &Model, group: &str| -> f64 {
        let at = |name: &str| model.vocabulary().index(&ItemId::new(name).expect("a valid id")).expect("an item");
        (0..5).map(|n| f64::from(model.weight(at("bridge"), at(&format!("{group}{n}"))))).sum()
    };
    let (_, _, plain) = learnt(&shop(), Weighting::default());
    let (_, _, even) = learnt(&shop(), by_age());
    assert!(bridge_to(&even, "young") > 1.5 * bridge_to(&plain, "young"));
    assert!(bridge_to(&even, "old") < bridge_to(&plain, "old"));
    assert_eq!(plain.popularity(), even.popularity(), "people are counted once");
    assert_ne!(plain.manifest().data_digest, even.manifest().data_digest);
}

#[test]
fn visits_weigh_what_their_customers_weigh() {
    // After the bridge four in five turn to an item of the older group, one to an item of the younger.
    let people = (0..100usize).map(|who| {
        let group = if who < 80 { "old" } else { "young" };
        let mut person = person(who, group, &["bridge".to_owned(), format!("{group}0")], 100);
        (0i64..)
            .zip(&mut person.events)
            .for_each(|(at, event)| event.time = Time::from_millis(86_400_000 + 60_000 * at));
        person
    });
    let shop = Shop(people.collect());
    let next = |weighting: Weighting, group: &str| -> f64 {
        let (_, _, model) = learnt(&shop, weighting);
        let at = |name: &str| model.vocabulary().index(&ItemId::new(name).expect("a valid id")).expect("an item");
        let (targets, weights) = model.next_row(at("bridge"));
        let wanted = at(&format!("{group}0")).0;
        let found = targets.iter().zip(weights).find(|(target, _)| **target == wanted);
        f64::from(*found.expect("what follows the bridge").1)
    };
    let [old, young] = ["old", "young"].map(|group| next(Weighting::default(), group));
    let [old_even, young_even] = ["old", "young"].map(|group| next(by_age(), group));
    assert!(old > 2.0 * young, "{old} {young}");
    assert!((old_even - young_even).abs() < 0.05 * old_even, "{old_even} {young_even}");
}

#[test]
fn who_withholds_measuring_is_in_no_group_and_weighs_1() {
    let mut silent = shop();
    silent
        .0
        .iter_mut()
        .filter(|p| p.segments["age"] == "young")
        .for_each(|p| p.consent = Consent::RECOMMEND_AND_EXPLAIN);
    assert_eq!(
        degrees(&silent, by_age()),
        degrees(&silent, Weighting::default()),
        "one group is left: nothing to even out"
    );
    let mut one = shop();
    one.0[0].consent = Consent::RECOMMEND_AND_EXPLAIN;
    one.0[0].events[1].item = ItemId::new("own").expect("a valid id");
    assert_eq!(degrees(&one, by_age())["own"], 1.0);
    assert!(degrees(&one, by_age())["old1"] < degrees(&one, Weighting::default())["old1"], "the others are weighed");
}

#[test]
fn a_customer_fades_by_half_in_the_half_life_and_never_vanishes() {
    let items = |name: &str| ["shared".to_owned(), name.to_owned()];
    let people = [("new", 1_000), ("half", 910), ("quarter", 820), ("ancient", -90_000)];
    let people = people.iter().enumerate().map(|(who, (name, day))| person(who, "any", &items(name), *day));
    let fading = Weighting { customer_half_life_days: Some(90.0), ..Weighting::default() };
    let degrees = degrees(&Shop(people.collect()), fading);
    let expected = [("new", 1.0), ("half", 0.5), ("quarter", 0.25), ("ancient", 1.0 / 1024.0)];
    for (name, weight) in expected {
        assert!((degrees[name] - weight).abs() < 1e-6, "{name}: {degrees:?}");
    }
}

#[test]
fn the_order_of_customers_changes_no_weight_and_by_default_nobody_is_weighed() {
    let mut fading = by_age();
    fading.customer_half_life_days = Some(30.0);
    let mut people = shop();
    people.0.iter_mut().enumerate().for_each(|(who, person)| {
        let time = Time::from_millis(0).plus_days(i64::try_from(who % 37).expect("few"));
        person.events.iter_mut().for_each(|event| event.time = time);
    });
    let forwards = degrees(&people, fading.clone());
    people.0.reverse();
    assert_eq!(forwards, degrees(&people, fading));
    let (_, lesson, _) = learnt(&people, Weighting::default());
    assert!(lesson.contributions.iter().all(|contribution| *contribution == contribution.clone().weighted(1.0)));
}

#[test]
fn a_half_life_out_of_range_is_refused_by_name() {
    let shop = shop();
    let survey = Survey::of(&shop).expect("data");
    for wrong in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let weighting = Weighting { customer_half_life_days: Some(wrong), ..Weighting::default() };
        let refused = Lesson::gather(&shop, &survey, &params(weighting), None).expect_err("out of range").to_string();
        assert!(refused.contains("weighting.customer_half_life_days"), "{refused}");
    }
}
