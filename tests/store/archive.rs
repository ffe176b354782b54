//! A restored store answers as the one that it was made of, whichever kinds they are; what is no whole archive restores
//! nothing.

use std::fs;
use std::path::Path;

use candor::event::{Customer, Event, Kind, Subject, Usage};
use candor::rerank::{ExposureState, Policy};
use candor::store::{
    self, ArchiveError, Becomes, Change, Collection, Contents, Decided, Embedded, Expected, ModelDir, Search, Shop,
    Span, Store, StoreError,
};
use candor::units::Time;
use proptest::prelude::*;
use tempfile::TempDir;

use super::embedded;
use super::fixtures::{
    by_customer, by_visitor, customer, decided_for, decision, event_id, item, streamed, titled, view, visitor,
};
use crate::cluster::shared;

/// Something that is done with a store.
#[derive(Debug, Clone)]
enum Act {
    Event { id: u16, who: u8, minute: i64, kind: u8, gift: bool },
    Unuse { id: u16, who: u8 },
    Item { id: u8, title: u8 },
    Withdraw(u8),
    Customer { id: u8, locale: Option<u8> },
    Merge { customer: u8, visitor: u8 },
    Erase(u8),
    Policy { placement: u8, diversity: u8 },
    Decision { id: u16, who: u8, record: Vec<u8> },
    Document { collection: usize, id: u8, who: Option<u8> },
    Exposure(u8),
    Shop(u8),
}

fn act() -> impl Strategy<Value = Act> {
    let (who, few) = (0..8_u8, 0..5_u8);
    prop_oneof![
        8 => (0..60_u16, who.clone(), -9..99_i64, 0..10_u8, any::<bool>())
            .prop_map(|(id, who, minute, kind, gift)| Act::Event { id, who, minute, kind, gift }),
        2 => (0..60_u16, who.clone()).prop_map(|(id, who)| Act::Unuse { id, who }),
        4 => (few.clone(), 0..3_u8).prop_map(|(id, title)| Act::Item { id, title }),
        1 => few.clone().prop_map(Act::Withdraw),
        2 => (few.clone(), proptest::option::of(0..3_u8)).prop_map(|(id, locale)| Act::Customer { id, locale }),
        1 => (few.clone(), few.clone()).prop_map(|(customer, visitor)| Act::Merge { customer, visitor }),
        1 => who.clone().prop_map(Act::Erase),
        1 => (0..2_u8, 0..4_u8).prop_map(|(placement, diversity)| Act::Policy { placement, diversity }),
        3 => (0..60_u16, who.clone(), proptest::collection::vec(any::<u8>(), 0..20))
            .prop_map(|(id, who, record)| Act::Decision { id, who, record }),
        2 => (0..Collection::ALL.len(), few.clone(), proptest::option::of(who))
            .prop_map(|(collection, id, who)| Act::Document { collection, id, who }),
        1 => few.clone().prop_map(Act::Exposure),
        1 => few.prop_map(Act::Shop),
    ]
}

/// Half of the people are customers, half are visitors.
fn subject(who: u8) -> Subject {
    if who.is_multiple_of(2) { by_customer(&format!("p{who}")) } else { by_visitor(&format!("p{who}")) }
}

fn event(id: u16, who: u8, minute: i64, kind: u8, gift: bool) -> Event {
    let mut event = view(&format!("e{id}"), subject(who), minute);
    event.kind = Kind::ALL[usize::from(kind)];
    event.value = (event.kind == Kind::Rate).then_some(1.1 + f64::from(id) / 30.0);
    event.price = serde_json::from_str(&format!(r#"{{"amount":"{id}.000001","currency":"EUR"}}"#)).ok();
    event.quantity = (!id.is_multiple_of(3)).then_some(u32::from(id));
    event.session = (!id.is_multiple_of(2)).then(|| "s ✓".parse().expect("a valid id"));
    event.gift = gift;
    event
}

fn perform(store: &dyn Store, act: &Act) -> Result<(), StoreError> {
    match act.clone() {
        Act::Event { id, who, minute, kind, gift } => {
            store.append_events(&[event(id, who, minute, kind, gift)]).map(drop)
        }
        Act::Unuse { id, who } => store.set_usage(&subject(who), &event_id(&format!("e{id}")), Usage::Unused).map(drop),
        Act::Item { id, title } => store.put_items(&[titled(&format!("i{id}"), &format!("T\"{title}"))]).map(drop),
        Act::Withdraw(id) => store.delete_item(&item(&format!("i{id}"))).map(drop),
        Act::Customer { id, locale } => {
            let record = Customer::unknown(customer(&format!("p{id}")));
            store.put_customers(&[Customer { locale: locale.map(|n| format!("l{n}")), ..record }]).map(drop)
        }
        Act::Merge { customer: to, visitor: from } => {
            store.merge_visitor(&customer(&format!("p{to}")), &visitor(&format!("p{from}"))).map(drop)
        }
        Act::Erase(who) => store.erase(&subject(who)).map(drop),
        Act::Policy { placement, diversity } => {
            let policy = Policy::standard(&format!("place {placement}"));
            store.put_policy(&Policy { diversity: f64::from(diversity) / 7.0, ..policy }).map(drop)
        }
        Act::Decision { id, who, record } => {
            let name = format!("d{id}");
            store.put_decision(Decided { record, ..decided_for(subject(who), &name, id.into()) })?;
            store.flush()
        }
        Act::Document { collection, id, who } => {
            let to = Becomes::Written { subject: who.map(subject), body: format!(r#"{{"n":{id},"s":"\u0000 ü"}}"#) };
            let collection = Collection::ALL[collection];
            store
                .change_documents(vec![Change { collection, id: format!("k{id}"), expected: Expected::Any, to }])
                .map(drop)
        }
        Act::Exposure(n) => {
            let state = ExposureState { price: f64::from(n) / 3.0, lists: u64::from(n), ..ExposureState::default() };
            store.put_exposures("home", &[(format!("t{n}"), state)].into())?;
            store.flush()
        }
        Act::Shop(n) => store.put_shop(&Shop { name: format!("shop {n}"), ..Shop::default() }),
    }
}

/// Everything that the store answers, as text.
fn answers(store: &dyn Store) -> Result<String, StoreError> {
    let mut told = vec![format!("{:?}", streamed(store)), format!("{:?}", store.counts()?)];
    told.push(format!("{:?} {:?}", store.event_items()?, store.newest_event_time()?));
    let state = store.catalog_state()?;
    for revision in 0..=state.revision {
        told.push(format!("{:?}", store.items_at(revision)?));
    }
    told.push(format!("{state:?} {:?}", (0..5).map(|n| store.item(&item(&format!("i{n}")))).collect::<Vec<_>>()));
    let ids = store.customer_ids(None, 100)?;
    told.push(format!("{:?}", ids.iter().map(|id| store.customer(id)).collect::<Result<Vec<_>, _>>()?));
    for placement in ["place 0", "place 1"] {
        let versions: Result<Vec<_>, _> = (0..9).map(|version| store.policy(placement, version)).collect();
        told.push(format!("{:?} {:?}", store.live_policy(placement)?, versions?));
    }
    told.push(format!("{:?} {:?}", store.last_decisions(1_000)?, store.exposures("home")?));
    for who in 0..8 {
        told.push(format!("{:?}", store.decisions_of(&subject(who))?));
    }
    for id in 0..60 {
        told.push(format!("{:?}", store.decision(&decision(&format!("d{id}")))?));
    }
    for collection in Collection::ALL {
        let of: Result<Vec<_>, _> = (0..8).map(|who| store.documents_of(collection, &subject(who))).collect();
        told.push(format!("{:?} {:?}", store.documents(collection, None, 100)?, of?));
    }
    told.push(format!("{:?} {:?}", store.shop()?, store.chain_head()?));
    // A record that is no text cannot be told as part of a link.
    told.push(format!("{:?}", store.chain_links(0, 1_000).map_err(|cause| cause.to_string())));
    told.push(format!(
        "{:?}",
        store.find_decisions(&Search { since: Some(Time::from_millis(0)), limit: 99, ..Search::default() })?
    ));
    let (since, until) = (Time::from_millis(i64::MIN), Time::from_millis(i64::MAX));
    told.push(format!("{:?}", store.outlines(&Span { since, until, after: 0, limit: 99 })?));
    Ok(told.join("\n"))
}

fn back_up(url: &str, to: &Path) -> Result<Contents, ArchiveError> {
    store::back_up(url, &ModelDir::new(to.with_extension("models")), to)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a text")
}

/// Performs on an embedded store, backs it up while it is held, and restores it into others, and from those.
fn check(acts: &[Act], others: &[String]) {
    let (from, folder) = (tempfile::tempdir().expect("a directory"), tempfile::tempdir().expect("a directory"));
    let store = embedded::open(from.path());
    acts.iter().for_each(|act| perform(&store, act).expect("a writable store"));
    let wanted = answers(&store).expect("readable");
    let mut archive = folder.path().join("0");
    let contents = back_up(text(from.path()), &archive).expect("a backup beside the store's process");
    for (n, url) in (1..).zip(others) {
        assert_eq!(store::restore(&archive, url).expect("an empty store"), contents);
        let restored = store::open(url).expect("a store");
        assert_eq!(answers(&*restored).expect("readable"), wanted, "{url}");
        archive = folder.path().join(n.to_string());
        assert_eq!(back_up(url, &archive).expect("a backup"), contents);
    }
    let refused = store::restore(&archive, text(from.path())).expect_err("it is held by a process");
    assert!(matches!(refused, ArchiveError::Store(StoreError::Busy { .. })), "{refused}");
}

fn cases() -> ProptestConfig {
    let cases = std::env::var("CANDOR_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(6);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_restored_store_answers_as_the_one_it_was_made_of(acts in proptest::collection::vec(act(), 0..80)) {
        let home = tempfile::tempdir().expect("a directory");
        let near = |name: &str| text(&home.path().join(name)).to_owned();
        let mut others = vec![near("a")];
        if let Some((cluster, schema)) = shared() {
            let (_, further) = shared().expect("it is there");
            others.extend([cluster.url(&schema, &[]), cluster.url(&further, &[]), near("b")]);
        }
        check(&acts, &others);
    }
}

/// A store with a little of much, and its archive.
fn archived() -> (TempDir, std::path::PathBuf) {
    let dir = tempfile::tempdir().expect("a directory");
    let store = embedded::open(&dir.path().join("store"));
    for n in 0..40 {
        perform(&store, &Act::Event { id: n, who: 2, minute: 1, kind: 0, gift: false }).expect("durable");
        perform(&store, &Act::Decision { id: n, who: 2, record: vec![b'r'; 30] }).expect("durable");
    }
    perform(&store, &Act::Item { id: 1, title: 1 }).expect("durable");
    let archive = dir.path().join("archive");
    back_up(text(&dir.path().join("store")), &archive).expect("a backup");
    (dir, archive)
}

#[test]
fn what_is_no_whole_archive_restores_nothing() {
    let (dir, archive) = archived();
    let sound = fs::read(&archive).expect("the archive");
    let refuse = |bytes: &[u8], what: &str| {
        let (damaged, home) = (dir.path().join("damaged"), dir.path().join("new"));
        fs::write(&damaged, bytes).expect("a file");
        let error = store::restore(&damaged, text(&home)).expect_err(what);
        assert!(matches!(error, ArchiveError::Damaged { .. }), "{what}: {error}");
        assert!(!home.exists(), "{what}: the store was not touched");
    };
    for cut in (0..sound.len()).step_by(1 + sound.len() / 60) {
        refuse(&sound[..cut], "a cut");
    }
    for at in (0..sound.len()).step_by(1 + sound.len() / 60) {
        let mut bytes = sound.clone();
        bytes[at] ^= 1 << (at % 8);
        // A bit that means nothing to the packer may be flipped.
        if zstd::decode_all(&bytes[..]).ok() != zstd::decode_all(&sound[..]).ok() {
            refuse(&bytes, "a flipped bit");
        }
    }
    let text_of = String::from_utf8(zstd::decode_all(&sound[..]).expect("packed text")).expect("text");
    let lines: Vec<&str> = text_of.lines().collect();
    for at in 0..lines.len() {
        let without: Vec<&str> = lines.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, line)| *line).collect();
        refuse(&zstd::encode_all(without.join("\n").as_bytes(), 1).expect("packed"), "a missing line");
    }
    let newer = text_of.replacen(r#""format":1"#, r#""format":2"#, 1);
    refuse(&zstd::encode_all(newer.as_bytes(), 1).expect("packed"), "a newer form");
}

#[test]
fn a_store_that_is_not_empty_and_a_file_that_is_there_are_left_alone() {
    let (dir, archive) = archived();
    let before = fs::read(&archive).expect("the archive");
    let error = back_up(text(&dir.path().join("store")), &archive).expect_err("it is there");
    assert!(matches!(error, ArchiveError::Exists { .. }), "{error}");
    assert_eq!(fs::read(&archive).expect("the archive"), before);
    let mut places = vec![text(&dir.path().join("other")).to_owned()];
    places.extend(shared().map(|(cluster, schema)| cluster.url(&schema, &[])));
    for url in places {
        store::open(&url).expect("a store").put_policy(&Policy::standard("home")).expect("durable");
        let error = store::restore(&archive, &url).expect_err("it is not empty");
        assert!(matches!(error, ArchiveError::NotEmpty { .. }), "{error}");
        let store = store::open(&url).expect("a store");
        assert_eq!(store.counts().expect("readable"), store::Counts::default());
    }
    let error = back_up(text(&dir.path().join("nowhere")), &dir.path().join("new")).expect_err("there is no store");
    assert!(error.to_string().contains("there is no store"), "{error}");
    assert!(!dir.path().join("nowhere").exists() && !dir.path().join("new").exists());
}

#[test]
fn a_backup_beside_writers_is_one_state() {
    let dir = tempfile::tempdir().expect("a directory");
    let home = dir.path().join("store");
    let store = Embedded::open(&home).expect("a store");
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            for n in 0..400 {
                let pair = ["a", "b"].map(|half| view(&format!("{n}{half}"), by_customer(half), n));
                store.append_events(&pair).expect("durable");
            }
        });
        for n in 0.. {
            let archive = dir.path().join(format!("archive{n}"));
            back_up(text(&home), &archive).expect("a backup");
            let copy = dir.path().join(format!("copy{n}"));
            store::restore(&archive, text(&copy)).expect("an empty store");
            let all = streamed(&embedded::open(&copy));
            assert!(all.iter().all(|(_, events)| events.len() == all[0].1.len()), "a batch is there in part");
            if writing.is_finished() {
                break;
            }
        }
    });
}
