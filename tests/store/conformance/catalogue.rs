use std::collections::BTreeMap;
use std::sync::Arc;

use candor::catalog::Item;
use candor::store::{CatalogState, Store};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use crate::store::fixtures::{item, titled};

fn state(store: &dyn Store) -> CatalogState {
    store.catalog_state().expect("readable")
}

fn put(store: &dyn Store, items: &[Item]) -> usize {
    store.put_items(items).expect("durable")
}

/// The items of a revision; its digest is that of its state.
fn at(store: &dyn Store, revision: u64) -> (String, Vec<Item>) {
    let (digest, items) = store.items_at(revision).expect("readable");
    (digest, items.into_iter().map(Arc::unwrap_or_clone).collect())
}

pub(super) fn a_new_store_has_an_empty_catalogue_at_revision_zero(store: &dyn Store) {
    let state = state(store);
    assert_eq!(state.revision, 0);
    assert_eq!(at(store, 0), (state.digest, Vec::new()));
}

pub(super) fn an_item_survives_with_all_its_fields(store: &dyn Store) {
    let json = r#"{"id":"a ✓","title":"T","brand":"B","category":["X","Y"],"price":{"amount":"2.55","currency":"GBP"},
        "seller":"S","attributes":{"colour":"red","size":"L"},"sensitive":"health","sponsored":{"payer":"P"},"stock":0,
        "available_since":"2011-11-02T09:14:00.123Z"}"#;
    let full: Item = serde_json::from_str(json).expect("a valid item");
    assert_eq!(put(store, &[full.clone(), titled("b", "B")]), 2);
    assert_eq!(store.item(&full.id).expect("readable"), Some(full.clone()));
    assert_eq!(store.item(&item("none")).expect("readable"), None);
    assert_eq!(at(store, 1).1, [full, titled("b", "B")]);
}

pub(super) fn unchanged_items_change_nothing(store: &dyn Store) {
    let items = [titled("a", "A"), titled("b", "B")];
    assert_eq!(put(store, &items), 2);
    let before = state(store);
    assert_eq!(put(store, &items), 0);
    assert_eq!(put(store, &[]), 0);
    assert!(!store.delete_item(&item("none")).expect("durable"));
    assert_eq!(state(store), before);
    assert_eq!(put(store, &[titled("a", "A"), titled("b", "Bee")]), 1);
}

pub(super) fn each_call_that_changes_something_raises_the_revision_by_one(store: &dyn Store) {
    let many: Vec<Item> = (0..100).map(|n| titled(&format!("i{n}"), "T")).collect();
    assert_eq!((put(store, &many), state(store).revision), (100, 1));
    assert_eq!((put(store, &many), state(store).revision), (0, 1));
    assert!(store.delete_item(&many[3].id).expect("durable"));
    assert_eq!(state(store).revision, 2);
    assert!(!store.delete_item(&many[3].id).expect("durable"), "already withdrawn");
    assert_eq!(state(store).revision, 2);
    assert_eq!((put(store, &many), state(store).revision), (1, 3));
    assert_eq!(store.counts().expect("readable").items, 100);
}

pub(super) fn the_last_of_two_versions_in_a_call_counts(store: &dyn Store) {
    assert_eq!(put(store, &[titled("a", "first"), titled("a", "last")]), 1);
    assert_eq!(store.item(&item("a")).expect("readable"), Some(titled("a", "last")));
    let before = state(store);
    assert_eq!(put(store, &[titled("a", "other"), titled("a", "last")]), 0);
    assert_eq!(state(store), before);
}

pub(super) fn every_past_revision_can_be_read_again(store: &dyn Store) {
    let mut past = vec![at(store, 0)];
    put(store, &[titled("b", "1"), titled("a", "1")]);
    past.push(at(store, 1));
    put(store, &[titled("b", "2")]);
    past.push(at(store, 2));
    store.delete_item(&item("a")).expect("durable");
    put(store, &[titled("c", "1"), titled("a", "3")]);
    past.push((String::new(), vec![titled("b", "2")]));
    past[3].0 = at(store, 3).0;
    past.push(at(store, 4));
    assert_eq!(past[4].1, [titled("a", "3"), titled("b", "2"), titled("c", "1")]);
    for _ in 0..2 {
        for (revision, wanted) in [4, 3, 2, 1, 0].into_iter().zip(past.iter().rev()) {
            assert_eq!(&at(store, revision), wanted);
        }
    }
    let titles: Vec<usize> = past.iter().map(|(_, items)| items.len()).collect();
    assert_eq!(titles, [0, 2, 2, 1, 3]);
}

pub(super) fn a_digest_names_contents_not_the_way_there(store: &dyn Store) {
    let empty = state(store).digest;
    put(store, &[titled("a", "A"), titled("b", "B")]);
    let both = state(store).digest;
    store.delete_item(&item("a")).expect("durable");
    let only_b = state(store).digest;
    store.delete_item(&item("b")).expect("durable");
    assert_eq!(state(store).digest, empty);
    put(store, &[titled("b", "B")]);
    assert_eq!(state(store).digest, only_b);
    put(store, &[titled("a", "A changed")]);
    assert_ne!(state(store).digest, both);
    put(store, &[titled("a", "A")]);
    assert_eq!(state(store).digest, both);
    assert!(both.len() == 64 && both.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let different = [&empty, &only_b, &both];
    assert!(different.iter().enumerate().all(|(n, digest)| !different[..n].contains(digest)));
}

pub(super) fn a_revision_that_is_not_there_is_an_error(store: &dyn Store) {
    put(store, &[titled("a", "A")]);
    for revision in [2, u64::MAX] {
        let error = store.items_at(revision).expect_err("there is none").to_string();
        assert!(error.contains(&format!("no revision {revision}")) && error.contains("newest is 1"), "{error}");
    }
}

/// Random puts and deletes against maps: contents, counts and revisions agree, and equal contents have equal digests.
pub(super) fn random_changes_agree_with_a_model(store: &dyn Store) {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
    let mut below = |n: u64| rng.next_u64() % n;
    let mut model = BTreeMap::new();
    let mut past = vec![model.clone()];
    for _ in 0..150 {
        let before = model.clone();
        if below(4) == 0 {
            let id = item(&format!("i{}", below(8)));
            assert_eq!(store.delete_item(&id).expect("durable"), model.remove(&id).is_some());
        } else {
            let batch: Vec<Item> =
                (0..below(4)).map(|_| titled(&format!("i{}", below(8)), &format!("t{}", below(2)))).collect();
            model.extend(batch.iter().map(|item| (item.id.clone(), item.clone())));
            let changed = model.iter().filter(|(id, item)| before.get(id) != Some(item)).count();
            assert_eq!(put(store, &batch), changed);
        }
        if model != before {
            past.push(model.clone());
        }
        assert_eq!(state(store).revision, past.len() as u64 - 1);
        if below(5) == 0 {
            assert_eq!(at(store, state(store).revision).1, model.values().cloned().collect::<Vec<_>>());
        }
    }
    let mut digests: BTreeMap<String, Vec<Item>> = BTreeMap::new();
    let mut states = Vec::new();
    for (revision, wanted) in (0..).zip(past) {
        let (digest, items) = at(store, revision);
        assert_eq!(items, wanted.into_values().collect::<Vec<_>>(), "revision {revision}");
        assert_eq!(digests.entry(digest.clone()).or_insert_with(|| items.clone()), &items);
        states.push((items, digest));
    }
    for (items, digest) in &states {
        assert!(states.iter().all(|(others, of)| (items == others) == (digest == of)));
    }
}
