//! Small documents.

use candor::store::{Becomes, Change, Collection, Document, Expected, Store};

use crate::store::fixtures::{by_customer, by_visitor, customer, visitor};

fn put(store: &dyn Store, id: &str, expected: Expected, body: &str) -> bool {
    store.change_documents(vec![Change::write(Collection::Key, id, expected, body.to_owned())]).expect("writable")
}

fn one(store: &dyn Store, id: &str) -> Option<Document> {
    store.document(Collection::Key, id).expect("readable")
}

fn ids(documents: &[Document]) -> Vec<&str> {
    documents.iter().map(|document| document.id.as_str()).collect()
}

fn about(collection: Collection, id: &str, subject: candor::event::Subject) -> Change {
    let to = Becomes::Written { subject: Some(subject), body: "{}".to_owned() };
    Change { collection, id: id.to_owned(), expected: Expected::Any, to }
}

pub(crate) fn a_document_counts_its_versions_and_its_collection_is_its_own(store: &dyn Store) {
    assert_eq!(one(store, "a"), None);
    assert!(put(store, "a", Expected::Absent, "{}"));
    assert!(put(store, "a", Expected::Version(1), r#"{"n":"ü"}"#));
    assert!(put(store, "a", Expected::Any, r#"{"n":2}"#));
    let last = Document { id: "a".to_owned(), version: 3, subject: None, body: r#"{"n":2}"#.to_owned() };
    assert_eq!(one(store, "a"), Some(last));
    for collection in Collection::ALL.into_iter().filter(|&collection| collection != Collection::Key) {
        assert_eq!(store.document(collection, "a").expect("readable"), None);
    }
}

pub(crate) fn a_document_changes_only_from_what_is_expected(store: &dyn Store) {
    assert!(!put(store, "a", Expected::Version(1), "1"), "not there yet");
    assert!(put(store, "a", Expected::Absent, "1"));
    assert!(!put(store, "a", Expected::Absent, "2"));
    assert!(!put(store, "a", Expected::Version(2), "2"));
    let remove = |expected| store.change_documents(vec![Change::remove(Collection::Key, "a", expected)]);
    assert!(!remove(Expected::Version(2)).expect("writable"));
    assert!(remove(Expected::Version(1)).expect("writable"));
    assert_eq!(one(store, "a"), None);
    assert!(remove(Expected::Any).expect("writable"), "nothing to remove is as expected");
}

pub(crate) fn changes_of_one_call_are_made_together_or_not_at_all(store: &dyn Store) {
    assert!(put(store, "a", Expected::Absent, "1"));
    let both = |expected| {
        vec![
            Change::write(Collection::Key, "b", Expected::Any, "2".to_owned()),
            Change::remove(Collection::Key, "a", expected),
        ]
    };
    assert!(!store.change_documents(both(Expected::Version(9))).expect("writable"));
    assert_eq!((one(store, "a").is_some(), one(store, "b")), (true, None));
    assert!(store.change_documents(both(Expected::Version(1))).expect("writable"));
    assert_eq!((one(store, "a"), one(store, "b").is_some()), (None, true));
}

pub(crate) fn documents_come_in_byte_order_in_pages(store: &dyn Store) {
    for id in ["b", "a", "é", "B", "aa"] {
        assert!(put(store, id, Expected::Absent, "{}"));
    }
    let page = |after, limit| store.documents(Collection::Key, after, limit).expect("readable");
    assert_eq!(ids(&page(None, usize::MAX)), ["B", "a", "aa", "b", "é"]);
    assert_eq!(ids(&page(Some("a"), 2)), ["aa", "b"]);
    assert_eq!(page(Some("é"), 9), []);
    assert_eq!(store.documents(Collection::Job, None, 9).expect("readable"), []);
}

pub(crate) fn what_tells_of_a_subject_follows_it_and_goes_with_it(store: &dyn Store) {
    let told = vec![
        about(Collection::Review, "r1", by_customer("ann")),
        about(Collection::Job, "j1", by_customer("ann")),
        about(Collection::Review, "r2", by_visitor("ann")),
        about(Collection::Review, "r3", by_customer("bob")),
    ];
    assert!(store.change_documents(told).expect("writable"));
    let of = |subject| store.documents_of(Collection::Review, &subject).expect("readable");
    assert_eq!(ids(&of(by_customer("ann"))), ["r1"]);
    store.merge_visitor(&customer("ann"), &visitor("ann")).expect("writable");
    assert_eq!(ids(&of(by_customer("ann"))), ["r1", "r2"]);
    store.erase(&by_customer("ann")).expect("writable");
    assert_eq!(of(by_customer("ann")), []);
    assert_eq!(store.document(Collection::Job, "j1").expect("readable"), None);
    assert_eq!(ids(&of(by_customer("bob"))), ["r3"]);
}
