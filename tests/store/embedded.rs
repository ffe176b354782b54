//! What only the embedded store promises: one process at a time, versions, and places that cannot be a store.

use std::fs;
use std::ops::Deref;
use std::path::Path;

use candor::rerank::Policy;
use candor::store::{self, Change, Collection, Embedded, Expected, Receipt, Shop, Span, Store, StoreError, Told};
use candor::units::Time;
use rusqlite::Connection;
use tempfile::TempDir;

use super::fixtures::{by_customer, decided, decision, event_ids, item, titled, view};

/// An empty store in a directory that goes with it.
pub(crate) struct Fresh {
    store: Embedded,
    _dir: TempDir,
}

impl Deref for Fresh {
    type Target = Embedded;

    fn deref(&self) -> &Embedded {
        &self.store
    }
}

pub(crate) fn fresh() -> Fresh {
    let dir = tempfile::tempdir().expect("a directory");
    Fresh { store: open(dir.path()), _dir: dir }
}

pub(crate) fn open(path: &Path) -> Embedded {
    Embedded::open(path).expect("a store")
}

fn refusal(path: &Path) -> StoreError {
    Embedded::open(path).map(drop).expect_err("it should be refused")
}

#[test]
fn a_store_is_there_again_after_it_was_closed() {
    let dir = tempfile::tempdir().expect("a directory");
    let home = dir.path().join("not/there/yet");
    let store = open(&home);
    store.append_events(&[view("e", by_customer("c"), 1)]).expect("durable");
    store.put_items(&[titled("a", "A")]).expect("durable");
    store.put_decision(decided("d", [7])).expect("taken");
    let state = store.catalog_state().expect("readable");
    drop(store);
    let store = store::open(home.to_str().expect("a text")).expect("a store");
    assert_eq!(event_ids(&*store), ["e"]);
    assert_eq!(store.catalog_state().expect("readable"), state);
    assert_eq!(
        store.decision(&decision("d")).expect("readable"),
        Some(vec![7]),
        "closing waits for what was handed over"
    );
}

#[test]
fn a_second_opening_is_told_that_the_store_is_in_use() {
    let shop = fresh();
    let error = refusal(shop._dir.path());
    assert!(matches!(error, StoreError::Busy { .. }), "{error}");
    assert!(error.to_string().contains("in use by another process"), "{error}");
    shop.append_events(&[view("e", by_customer("c"), 1)]).expect("the first one goes on");
}

#[test]
fn an_address_that_is_no_directory_is_refused_with_what_to_do() {
    for url in ["https://example.com", "", " "] {
        let error = store::open(url).map(drop).expect_err("it should be refused");
        assert!(matches!(error, StoreError::Open { .. }), "{error}");
        assert!(error.to_string().contains("name a directory") && error.to_string().contains("--store"), "{error}");
    }
}

#[test]
fn a_place_that_cannot_be_a_store_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().expect("a directory");
    let file = dir.path().join("file");
    fs::write(&file, "hello").expect("a file");
    for (place, needle) in [(file.clone(), "a file is in its place"), (file.join("below"), "cannot be made")] {
        let error = refusal(&place).to_string();
        assert!(error.contains(needle) && error.contains("--store"), "{error}");
    }
    assert_eq!(fs::read(&file).expect("the file"), b"hello");
}

#[test]
fn a_file_that_is_no_database_of_ours_is_refused_and_left_alone() {
    let texts: [Vec<u8>; 3] = [b"hello".to_vec(), vec![b'x'; 10_000], b"SQLite format 3\0".repeat(300)];
    for bytes in texts {
        let dir = tempfile::tempdir().expect("a directory");
        let database = dir.path().join("candor.db");
        fs::write(&database, &bytes).expect("a file");
        let error = refusal(dir.path());
        assert!(matches!(error, StoreError::Open { .. }), "{error}");
        assert!(error.to_string().contains("candor.db"), "{error}");
        assert_eq!(fs::read(&database).expect("the file"), bytes);
    }
}

#[test]
fn the_database_of_another_program_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().expect("a directory");
    let theirs = Connection::open(dir.path().join("candor.db")).expect("a database");
    theirs.execute_batch("CREATE TABLE theirs (x); PRAGMA user_version = 1;").expect("a table");
    drop(theirs);
    let before = fs::read(dir.path().join("candor.db")).expect("the file");
    let error = refusal(dir.path()).to_string();
    assert!(error.contains("belongs to another program"), "{error}");
    assert_eq!(fs::read(dir.path().join("candor.db")).expect("the file"), before);
}

#[cfg(unix)]
#[test]
fn a_new_store_is_for_its_owner_alone_and_one_that_is_there_keeps_its_rights() {
    use std::os::unix::fs::PermissionsExt;
    let rights = |path: &Path| fs::metadata(path).expect("a folder").permissions().mode() & 0o777;
    let dir = tempfile::tempdir().expect("a directory");
    let (new, old) = (dir.path().join("new"), dir.path().join("old"));
    fs::create_dir(&old).expect("a folder");
    fs::set_permissions(&old, fs::Permissions::from_mode(0o750)).expect("rights");
    drop((open(&new), open(&old)));
    assert_eq!((rights(&new), rights(&old)), (0o700, 0o750));
}

#[test]
fn a_store_of_a_newer_version_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().expect("a directory");
    drop(open(dir.path()));
    let database = dir.path().join("candor.db");
    Connection::open(&database).expect("a database").pragma_update(None, "user_version", 99).expect("an update");
    let before = fs::read(&database).expect("the file");
    let error = refusal(dir.path());
    assert!(matches!(error, StoreError::NewerSchema { found: 99, known: 9, .. }), "{error}");
    assert_eq!(fs::read(&database).expect("the file"), before);
    Connection::open(&database).expect("a database").pragma_update(None, "user_version", -1).expect("an update");
    assert!(matches!(refusal(dir.path()), StoreError::Open { .. }));
}

#[test]
fn a_directory_whose_lock_is_a_folder_is_refused() {
    let dir = tempfile::tempdir().expect("a directory");
    fs::create_dir(dir.path().join("candor.lock")).expect("a folder");
    let error = refusal(dir.path()).to_string();
    assert!(error.contains("candor.lock") && error.contains("check"), "{error}");
}

#[test]
fn whatever_rules_recommendations_gets_another_name_when_it_changes_and_what_people_do_does_not() {
    let store = fresh();
    let name = || store.rules_name().expect("no other process writes");
    let write = |collection| Change::write(collection, "d", Expected::Any, "{}".to_owned());
    let changes: [&dyn Fn() -> Result<(), StoreError>; 9] = [
        &|| store.put_shop(&Shop::default()),
        &|| store.put_items(&[titled("a", "A")]).map(drop),
        &|| store.delete_item(&item("a")).map(drop),
        &|| store.put_policy(&Policy::standard("home")).map(drop),
        &|| store.change_documents(vec![write(Collection::Oversight)]).map(drop),
        &|| store.change_documents(vec![write(Collection::Review), write(Collection::Experiment)]).map(drop),
        &|| store.append_with_receipt(&[], receipt(Collection::Oversight)).map(drop),
        &|| store.append_with_receipt(&[], receipt(Collection::Experiment)).map(drop),
        &|| store.erase(&by_customer("c")).map(drop),
    ];
    for (at, change) in changes.into_iter().enumerate() {
        let before = name();
        change().expect("durable");
        assert_ne!(name(), before, "change {at}");
    }
    let before = name();
    store.append_events(&[view("e", by_customer("c"), 1)]).expect("durable");
    store.append_with_receipt(&[], receipt(Collection::Answer)).expect("durable");
    store.change_documents(vec![write(Collection::Review)]).expect("durable");
    store.put_decision(decided("d", [7])).expect("taken");
    store.flush().expect("durable");
    assert_eq!(name(), before);
}

fn receipt(collection: Collection) -> Receipt {
    Receipt { collection, id: "r".to_owned(), expected: Expected::Any, body: Box::new(|_| "{}".to_owned()) }
}

#[test]
fn a_record_that_an_earlier_version_wrote_is_read_as_it_lies_and_new_ones_are_packed() {
    let dir = tempfile::tempdir().expect("a directory");
    let long = r#"{"say":"the same"}"#.repeat(100);
    let store = open(dir.path());
    store.put_decision(decided("new", long.clone())).expect("taken");
    store.append_events(&[view("e", by_customer("c"), 1)]).expect("durable");
    drop(store);
    let database = Connection::open(dir.path().join("candor.db")).expect("a database");
    let sql = "SELECT length(record) FROM decision WHERE id = 'new'";
    let bytes: u32 = database.query_row(sql, [], |row| row.get(0)).expect("a row");
    assert!(5 * (bytes as usize) < long.len(), "{bytes}");
    let sql = "INSERT INTO decision (no, id, record) VALUES (2, 'old', CAST(?1 AS BLOB))";
    database.execute(sql, [&long]).expect("a row");
    // The schema before packing differs in nothing but its number and the outlines.
    database.execute_batch("DROP TABLE outline; DROP TRIGGER outline_ends").expect("a sound schema");
    database.pragma_update(None, "user_version", 7).expect("an update");
    drop(database);
    let store = open(dir.path());
    assert_eq!(store.person(&by_customer("c")).expect("readable").events.len(), 1);
    let kept = store.last_decisions(9).expect("readable");
    let long = long.into_bytes();
    assert_eq!(kept, [long.clone(), long.clone()]);
    // What has no moment is in no span.
    let span = Span { since: Time::from_millis(0), until: Time::from_millis(i64::MAX), after: 0, limit: 9 };
    let told: Vec<Told> = store.outlines(&span).expect("readable").into_iter().map(|one| one.told).collect();
    assert_eq!(told, [Told::Record(long)]);
    drop(store);
    let database = Connection::open(dir.path().join("candor.db")).expect("a database");
    let schema: u32 = database.pragma_query_value(None, "user_version", |row| row.get(0)).expect("a version");
    assert_eq!(schema, 9);
}
