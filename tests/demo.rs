//! The demo shop is believable:
//! - it is the size that it promises, and the same for the same seed
//! - every item, customer and event passes its own check, and the policy too
//! - what belongs together is bought together, seasonal goods sell in season, people follow their tastes
//! - no group of customers is small or badly served
//! - the personas' events tell their stories
//! - every item has a picture that is small, safe and stable

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use candor::demo::{self, Generated};
use candor::event::{Event, Kind, Personalisation, Subject};
use candor::units::Time;

fn end() -> Time {
    "2026-06-30T00:00:00Z".parse().expect("a valid time")
}

fn shop() -> &'static Generated {
    static SHOP: OnceLock<Generated> = OnceLock::new();
    SHOP.get_or_init(|| demo::generate(7, end()))
}

fn digest(shop: &Generated) -> blake3::Hash {
    let text = serde_json::to_string(&(&shop.items, &shop.customers, &shop.events, &shop.policy));
    blake3::hash(text.expect("serialisable").as_bytes())
}

fn purchases() -> impl Iterator<Item = &'static Event> {
    shop().events.iter().filter(|event| event.kind == Kind::Purchase)
}

/// A fact of every item, by id.
fn by_item<T>(of: impl Fn(&'static candor::catalog::Item) -> T) -> BTreeMap<&'static str, T> {
    shop().items.iter().map(|item| (item.id.as_str(), of(item))).collect()
}

fn types() -> BTreeMap<&'static str, &'static str> {
    by_item(|item| item.attributes["type"].as_str())
}

#[test]
fn it_is_the_size_that_it_promises() {
    let shop = shop();
    assert!((1_900..=2_100).contains(&shop.items.len()), "{} items", shop.items.len());
    assert_eq!(shop.customers.len(), 5_000);
    assert!((150_000..=250_000).contains(&shop.events.len()), "{} events", shop.events.len());
    let set =
        |of: fn(&candor::catalog::Item) -> Option<&String>| shop.items.iter().filter_map(of).collect::<BTreeSet<_>>();
    assert_eq!(set(|item| item.category.first()).len(), 12);
    assert!((55..=65).contains(&set(|item| item.brand.as_ref()).len()));
    assert!((38..=45).contains(&set(|item| item.seller.as_ref()).len()));
    assert_eq!(set(|item| item.attributes.get("seller_size")).len(), 3);
    assert_eq!(set(|item| Some(&item.title)).len(), shop.items.len(), "titles repeat");
    let count = |of: fn(&candor::catalog::Item) -> bool| shop.items.iter().filter(|item| of(item)).count();
    assert!((10..60).contains(&count(|item| item.sponsored.is_some())));
    assert!((20..150).contains(&count(|item| !item.in_stock())));
    assert!((60..200).contains(&count(|item| item.sensitive.is_some())));
    assert!(count(|item| item.attributes.contains_key("series")) > 400);
    assert!(count(|item| item.available_since > Some(end().plus_days(-30))) > 15);
}

#[test]
fn a_seed_names_one_shop() {
    assert_eq!(digest(shop()), digest(&demo::generate(7, end())));
    assert_ne!(digest(shop()), digest(&demo::generate(8, end())));
}

#[test]
fn everything_passes_its_own_check() {
    let shop = shop();
    shop.items.iter().for_each(|item| item.check().expect("a sound item"));
    shop.customers.iter().for_each(|customer| customer.check().expect("a sound customer"));
    shop.events.iter().for_each(|event| event.check().expect("a sound event"));
    shop.policy.check().expect("a sound policy");
    let ids: BTreeSet<&str> = shop.events.iter().map(|event| event.id.as_str()).collect();
    assert_eq!(ids.len(), shop.events.len(), "event ids repeat");
    let items = by_item(|item| item.available_since);
    let customers: BTreeSet<&str> = shop.customers.iter().map(|customer| customer.id.as_str()).collect();
    for event in &shop.events {
        assert!(items[event.item.as_str()] <= Some(event.time), "{} before it was offered", event.item);
        assert!(customers.contains(event.subject.as_str()));
        assert!(event.time < end() && event.time >= end().plus_days(-550));
    }
    assert!(shop.events.is_sorted_by_key(|event| event.time));
}

#[test]
fn every_kind_of_event_but_reports_happens() {
    for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Report) {
        let count = shop().events.iter().filter(|event| event.kind == kind).count();
        assert!(count > 200, "{}: {count}", kind.as_str());
    }
    assert!(shop().events.iter().filter(|event| event.gift).count() > 1_000);
}

/// How much likelier somebody who bought one type also buys the other than anybody does.
#[expect(clippy::cast_precision_loss, reason = "a few thousand customers")]
fn lift(one: &str, other: &str) -> f64 {
    let types = types();
    let mut baskets: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for event in purchases() {
        baskets.entry(event.subject.as_str()).or_default().insert(types[event.item.as_str()]);
    }
    let count = |of: &[&str]| baskets.values().filter(|basket| of.iter().all(|t| basket.contains(t))).count() as f64;
    count(&[one, other]) * baskets.len() as f64 / (count(&[one]) * count(&[other]))
}

/// Two types of which one calls for the other.
const COMPLEMENTS: [(&str, &str); 6] = [
    ("coffee grinder", "coffee filters"),
    ("tent", "sleeping mat"),
    ("bird feeder", "bird seed"),
    ("wall paint", "paintbrush"),
    ("tennis racket", "tennis balls"),
    ("barbecue", "charcoal"),
];

#[test]
fn complements_are_bought_together() {
    let (mut together, mut crossed) = (0.0, 0.0);
    for (at, (one, other)) in COMPLEMENTS.into_iter().enumerate() {
        let (_, stranger) = COMPLEMENTS[(at + 1) % COMPLEMENTS.len()];
        let own = lift(one, other);
        assert!(own > 2.0, "{one} and {other}: lift {own:.2}");
        together += own;
        crossed += lift(one, stranger);
    }
    assert!(crossed * 1.5 < together, "complements {together:.1}, strangers {crossed:.1}, each summed over the pairs");
}

#[test]
fn items_of_a_series_are_bought_together() {
    let sets = by_item(|item| item.attributes.get("series").map(|series| (item.brand.clone(), series.clone())));
    let (mut same, mut other) = (0_u32, 0_u32);
    let mut last: BTreeMap<&str, &Event> = BTreeMap::new();
    for event in purchases() {
        if let Some(before) = last.insert(event.subject.as_str(), event) {
            let (a, b) = (before.item.as_str(), event.item.as_str());
            if let (Some(one), Some(two), true) = (&sets[a], &sets[b], a != b) {
                same += u32::from(one == two);
                other += u32::from(one.0 == two.0 && one.1 != two.1);
            }
        }
    }
    assert!(same > 2 * other, "{same} within a series, {other} in another series of the brand");
}

#[test]
fn seasonal_items_sell_in_season() {
    let seasons = by_item(|item| item.attributes.get("season").map(String::as_str));
    let share = |season: Option<&str>, months: &[&str]| {
        let of: Vec<&Event> = purchases()
            .filter(|event| event.time >= end().plus_days(-365))
            .filter(|event| seasons[event.item.as_str()] == season)
            .collect();
        let within = of.iter().filter(|event| months.contains(&&event.time.to_string()[5..7])).count();
        (u32::try_from(within).map(f64::from).expect("few"), u32::try_from(of.len()).map(f64::from).expect("few"))
    };
    for (season, months) in
        [("summer", ["06", "07", "05"]), ("christmas", ["11", "12", "10"]), ("spring", ["03", "04", "05"])]
    {
        let (within, all) = share(Some(season), &months);
        let (within_plain, all_plain) = share(None, &months);
        let ratio = (within / all) / (within_plain / all_plain);
        assert!(ratio > 1.5, "{season}: {ratio:.2}");
    }
}

#[test]
#[expect(clippy::cast_precision_loss, reason = "a few dozen departments and purchases")]
fn people_buy_what_they_like() {
    let departments = by_item(|item| item.category[0].as_str());
    let mut by_customer: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut overall: BTreeMap<&str, usize> = BTreeMap::new();
    for event in purchases() {
        let department = departments[event.item.as_str()];
        *by_customer.entry(event.subject.as_str()).or_default().entry(department).or_default() += 1;
        *overall.entry(department).or_default() += 1;
    }
    let top = |counts: &BTreeMap<&str, usize>| {
        let total: usize = counts.values().sum();
        let most = counts.values().max().copied().unwrap_or(0);
        (total, most as f64 / total as f64)
    };
    let tops: Vec<f64> =
        by_customer.values().map(top).filter(|(total, _)| *total >= 10).map(|(_, share)| share).collect();
    let mean = tops.iter().sum::<f64>() / tops.len() as f64;
    assert!(tops.len() > 500, "{} with ten purchases", tops.len());
    assert!(mean > 2.0 * top(&overall).1, "mean top share {mean:.2}, of the shop {:.2}", top(&overall).1);
    assert!(top(&overall).1 < 0.25, "one department is the whole shop");
}

#[test]
fn consumables_are_bought_again() {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for event in purchases() {
        *counts.entry((event.subject.as_str(), event.item.as_str())).or_default() += 1;
    }
    assert!(counts.values().filter(|count| **count > 1).count() > 2_000);
}

#[test]
#[expect(clippy::cast_precision_loss, reason = "a few thousand customers")]
fn no_group_of_customers_is_small_or_badly_served() {
    let mut bought: BTreeMap<&str, usize> = BTreeMap::new();
    purchases().for_each(|event| *bought.entry(event.subject.as_str()).or_default() += 1);
    let overall = purchases().count() as f64 / shop().customers.len() as f64;
    let mut groups: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for customer in &shop().customers {
        for (name, value) in &customer.segments {
            groups.entry((name, value)).or_default().push(bought.get(customer.id.as_str()).copied().unwrap_or(0));
        }
    }
    assert_eq!(groups.len(), 12);
    for (group, counts) in groups {
        let mean = counts.iter().sum::<usize>() as f64 / counts.len() as f64;
        assert!(counts.len() >= 50, "{group:?}: {}", counts.len());
        assert!((0.75..1.35).contains(&(mean / overall)), "{group:?}: {mean:.1} purchases, {overall:.1} overall");
    }
}

#[test]
fn activity_has_a_heavy_tail_and_some_allow_nothing() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    shop().events.iter().for_each(|event| *counts.entry(event.subject.as_str()).or_default() += 1);
    let mut counts: Vec<usize> = counts.into_values().collect();
    counts.sort_unstable();
    let top: usize = counts[counts.len() * 9 / 10..].iter().sum();
    assert!(top * 4 > shop().events.len(), "the busiest tenth does {top}");
    let customers = &shop().customers;
    let allows = |of: fn(&candor::event::Consent) -> bool| {
        customers.iter().filter(|c| c.consent.as_ref().is_some_and(of)).count()
    };
    assert!(allows(|consent| consent.measure_fairness) > 3_500);
    assert!(allows(|consent| !consent.recommend) > 100);
    assert!(customers.iter().any(|customer| customer.consent.is_none()));
    assert!(customers.iter().filter(|customer| customer.personalisation != Personalisation::Full).count() > 200);
}

#[test]
fn the_personas_events_tell_their_stories() {
    let types = types();
    let told = |id: &str, kind: Kind| -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        let own = shop().events.iter().filter(|e| e.subject.as_str() == id && e.kind == kind);
        own.for_each(|event| *counts.entry(types[event.item.as_str()]).or_default() += 1);
        counts
    };
    assert!(demo::personas().len() >= 6);
    for (persona, customer) in demo::personas().iter().zip(&shop().customers) {
        assert_eq!(persona.id, customer.id.as_str());
        let stories = ["en", "de", "fr"].map(|language| persona.story(language));
        assert!(stories[0] != stories[1] && stories[0] != stories[2] && !stories.contains(&""), "{stories:?}");
    }
    for (id, wanted) in [
        ("c0001", &["coffee grinder", "coffee beans", "pour over"][..]),
        ("c0002", &["nappies", "cot", "pregnancy vitamins"]),
        ("c0003", &["tent", "sleeping mat", "hiking boots"]),
        ("c0004", &["seeds", "secateurs", "bird seed", "gardening book"]),
        ("c0006", &["tea", "novel"]),
        ("c0007", &["card game", "board game", "headphones"]),
        ("c0009", &["dog food", "dog bed"]),
        ("c0010", &["running shoes", "sports watch"]),
    ] {
        let bought = told(id, Kind::Purchase);
        assert!(wanted.iter().all(|wanted| bought.contains_key(wanted)), "{id}: {bought:?}");
    }
    assert!(told("c0001", Kind::View)["espresso machine"] >= 2);
    assert!(!shop().events.iter().any(|event| event.subject == Subject::Customer(shop().customers[4].id.clone())));
    assert_eq!(shop().customers[5].personalisation, Personalisation::Off);
    let gifts = purchases().filter(|event| event.subject.as_str() == "c0008");
    let (given, kept): (Vec<&Event>, Vec<&Event>) = gifts.partition(|event| event.gift);
    assert!(given.len() > 2 * kept.len(), "{} given, {} kept", given.len(), kept.len());
}

#[test]
fn every_item_has_a_small_safe_picture_of_its_own_type() {
    let mut pictures = BTreeSet::new();
    for item in &shop().items {
        let svg = demo::art(item);
        assert!(svg.len() < 6_000, "{}: {} bytes", item.id, svg.len());
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>") && svg.contains(r#"role="img""#));
        for forbidden in ["style", "script", "href", "url(", " on"] {
            let drawn = svg.split("</title>").nth(1).expect("a title");
            assert!(!drawn.contains(forbidden), "{}: {forbidden}", item.id);
        }
        assert_eq!(svg, demo::art(item));
        pictures.insert(svg.split("</title>").nth(1).map(str::to_owned));
    }
    assert!(pictures.len() * 100 > shop().items.len() * 95, "{} different pictures", pictures.len());
}

#[test]
fn a_picture_cannot_be_broken_by_a_title() {
    let id = candor::ids::ItemId::new("x").expect("a valid id");
    let svg = demo::art(&candor::catalog::Item::titled(id, "<script>&\"'\u{1}"));
    assert!(svg.contains("<title>&lt;script&gt;&amp;&quot;&#39; </title>"));
}
