//! The shared real files, with the figures that their manifest gives.

use std::collections::BTreeSet;

use candor::event::{Kind, Subject};
use candor::ids::{CustomerId, ItemId};
use candor::store::Store;

use crate::common::shared;
use crate::run::Shop;

#[test]
fn online_retail_is_counted_row_by_row_and_a_second_run_changes_nothing() {
    let Some(file) = shared("data/uci-online-retail/online_retail_by_day.csv.gz") else { return };
    let shop = Shop::new();
    let run = shop.import_twice("online-retail", &[&file]);
    assert_eq!(run.report.read, 541_909);
    for (oddity, count) in [
        ("no_customer", 135_080),
        ("cancellation", 9_288),
        ("negative_quantity", 10_624),
        ("bad_debt", 3),
        ("no_price", 2_517),
        ("duplicate_row", 5_268),
        ("no_description", 1_454),
        ("stray_blanks", 113_452),
        ("codes_with_several_descriptions", 1_324),
        ("codes_that_are_no_products", 33),
        ("product_codes_of_services", 4),
        ("codes_that_differ_by_case", 112),
    ] {
        assert_eq!(run.noticed(oddity), count, "{oddity}");
    }
    // A row counts for the first rule that it breaks: 43 of the 5,268 repeated rows name no customer either.
    assert_eq!(run.rejected("no_customer"), 135_080);
    assert_eq!(run.rejected("duplicate_row"), 5_225);
    for (reason, count) in [("not_a_product", 2_014), ("no_price", 33), ("cancels_nothing", 1_052)] {
        assert_eq!(run.rejected(reason), count, "{reason}");
    }
    assert_eq!((run.report.events, run.report.items, run.report.customers), (398_505, 3_787, 4_334));
    bought_and_returned(&shop, "12346", "23166", 74_215);
    bought_and_returned(&shop, "16446", "23843", 80_995);
    titles_are_clean(&shop);
    let contents = shop.store.contents();
    let bought: Vec<_> = contents.events.values().filter(|event| event.kind == Kind::Purchase).collect();
    let pairs: BTreeSet<_> = bought.iter().map(|event| (&event.subject, &event.item)).collect();
    let items: BTreeSet<_> = bought.iter().map(|event| &event.item).collect();
    let subjects: BTreeSet<_> = bought.iter().map(|event| &event.subject).collect();
    // The manifest's cleaning keeps repeated rows and four services, of which three were bought by known customers: with
    // them it is 396,337 rows, 3,659 items and 266,221 pairs of 4,334 customers.
    assert_eq!((bought.len(), items.len(), pairs.len()), (391_054, 3_656, 266_146));
    assert_eq!(subjects.len(), 4_334);
}

fn bought_and_returned(shop: &Shop, customer: &str, item: &str, pieces: u32) {
    let subject = Subject::Customer(CustomerId::new(customer).expect("a valid id"));
    let events = shop.store.events_of(&subject).expect("a store in memory");
    let events: Vec<_> = events.iter().filter(|event| event.item.as_str() == item).collect();
    let story: Vec<_> = events.iter().map(|event| (event.kind, event.quantity)).collect();
    assert_eq!(story, [(Kind::Purchase, Some(pieces)), (Kind::Return, Some(pieces))]);
}

fn titles_are_clean(shop: &Shop) {
    let contents = shop.store.contents();
    let item = &contents.items[&ItemId::new("85123A").expect("a valid id")];
    assert_eq!(item.title, "White Hanging Heart T-Light Holder");
    for event in contents.events.values() {
        assert!(contents.items.contains_key(&event.item), "{} was sold and has no title", event.item);
    }
    for item in contents.items.values() {
        let small = item.title.to_lowercase();
        let is_remark = ["damage", "check", "thrown", "missing", "?"].iter().any(|remark| small.starts_with(remark));
        assert!(!is_remark && item.title == item.title.trim() && !item.title.contains("  "), "{}", item.title);
        assert!(item.title.chars().any(char::is_lowercase), "{} shouts", item.title);
        assert_eq!(item.id.as_str(), item.id.as_str().to_uppercase());
        assert!(item.category.is_empty(), "the file has no categories");
    }
}

#[test]
fn complete_journey_rejects_unknown_products_and_empty_lines_of_baskets() {
    let Some(folder) = shared("data/completejourney") else { return };
    let shop = Shop::new();
    let run = shop.import_twice("completejourney", &[&folder]);
    assert_eq!(run.report.read, 92_331 + 75_000 + 801);
    assert_eq!((run.noticed("unknown_item"), run.noticed("zero_quantity")), (222, 416));
    // 221 of the 222 rows with unknown products have no pieces either, and count as the former.
    assert_eq!((run.rejected("unknown_item"), run.rejected("zero_quantity")), (222, 416 - 221));
    assert_eq!(run.report.events, 75_000 - 222 - (416 - 221));
    // Of the 2,377 households 4 have no row that is accepted, and no demographics.
    assert_eq!((run.report.items, run.report.customers), (92_331, 2_377 - 4));
    let contents = shop.store.contents();
    let item = &contents.items[&ItemId::new("25671").expect("a valid id")];
    assert_eq!(item.title, "Ice - Crushed/Cubed, 22 LB");
    assert_eq!(item.category, ["Grocery", "Frzn Ice", "Ice - Crushed/Cubed"]);
    assert_eq!(item.brand.as_deref(), Some("National"));
    let with_segments = contents.customers.values().filter(|customer| !customer.segments.is_empty()).count();
    assert_eq!(with_segments, 801);
}

#[test]
fn movielens_100k_gives_timed_ratings_and_titles_of_its_own_alphabet() {
    let Some(folder) = shared("data/ml-100k") else { return };
    let shop = Shop::new();
    let run = shop.import_twice("movielens", &[&folder]);
    assert_eq!((run.report.events, run.report.items, run.report.customers), (100_000, 1_682, 943));
    assert_eq!(run.report.rejected, 0);
    let contents = shop.store.contents();
    let times: BTreeSet<_> = contents.events.values().map(|event| event.time).collect();
    assert!(times.len() > 40_000);
    let film = &contents.items[&ItemId::new("1").expect("a valid id")];
    assert_eq!(
        (film.title.as_str(), film.category.as_slice()),
        ("Toy Story (1995)", ["Animation".to_owned()].as_slice())
    );
    assert_eq!(film.attributes["genre_childrens"], "yes");
    assert_eq!(film.attributes["year"], "1995");
    for customer in contents.customers.values() {
        assert_eq!(customer.segments.keys().collect::<Vec<_>>(), ["age", "gender"], "no postal code, no occupation");
    }
}

#[test]
fn movielens_1m_gives_every_rating_of_its_five_files_at_one_declared_moment() {
    let Some(folder) = shared("data/ml-1m") else { return };
    let shop = Shop::new();
    let run = shop.import_whole("movielens", &[&folder]);
    assert_eq!((run.report.events, run.report.items, run.report.customers), (1_000_209, 3_883, 6_040));
    assert_eq!((run.report.rejected, run.report.unchanged), (0, 0));
    assert_eq!(run.noticed("rating_without_time"), 1_000_209);
    let contents = shop.store.contents();
    let times: BTreeSet<_> = contents.events.values().map(|event| event.time.to_string()).collect();
    assert_eq!(times.into_iter().collect::<Vec<_>>(), ["2000-12-31T00:00:00Z"]);
    let film = &contents.items[&ItemId::new("73").expect("a valid id")];
    assert_eq!(film.title, "Misérables, Les (1995)");
}

#[test]
fn foodmart_keeps_what_was_sold_and_nothing_that_names_a_person() {
    let Some(folder) = shared("data/foodmart") else { return };
    let shop = Shop::new();
    let run = shop.import_twice("foodmart", &[&folder]);
    assert_eq!((run.report.events, run.report.items, run.report.customers), (86_837, 1_560, 10_281));
    assert_eq!(run.report.rejected, 0);
    let contents = shop.store.contents();
    let item = &contents.items[&ItemId::new("1").expect("a valid id")];
    assert_eq!((item.title.as_str(), item.brand.as_deref()), ("Washington Berry Juice", Some("Washington")));
    assert_eq!(item.category.len(), 4);
    let kept: BTreeSet<_> = contents.customers.values().flat_map(|customer| customer.segments.keys()).collect();
    assert_eq!(
        kept.into_iter().collect::<Vec<_>>(),
        ["education", "gender", "income", "marital_status", "member_card"]
    );
    let december = folder.join("sales_fact_dec_1998.csv.gz");
    let more = shop.import_whole("foodmart", &[&folder, &december]);
    assert_eq!(more.report.events, 86_837 + 18_325);
}
