//! A person as an answer asks for them: whatever was kept of them, the next look gives what the store holds by then.

use std::sync::Arc;

use candor::event::{Consent, Customer, Event, Kind, Subject, Usage};
use candor::store::{Collection, Expected, Person, Receipt, Store};
use candor::units::Time;

use crate::store::fixtures::{by_customer, by_visitor, customer, event_id, view, visitor};

/// What is given, which must be what the store holds.
fn looked(store: &dyn Store, subject: &Subject) -> Arc<Person> {
    let person = store.person(subject).expect("readable");
    let record = match subject {
        Subject::Customer(id) => store.customer(id).expect("readable"),
        Subject::Visitor(_) => None,
    };
    assert_eq!(person.customer, record);
    assert_eq!(person.events[..], store.events_of(subject).expect("readable"));
    person
}

/// Looks before and after a change; what was seen is another person by then, and the same one until the next change.
fn check(store: &dyn Store, subject: &Subject, change: impl FnOnce()) -> Arc<Person> {
    let before = looked(store, subject);
    assert!(Arc::ptr_eq(&before, &store.person(subject).expect("readable")) || *before == Person::default());
    change();
    let after = looked(store, subject);
    assert_ne!(before, after, "the change shows");
    after
}

fn ids(person: &Person) -> Vec<&str> {
    person.events.iter().map(|event| event.id.as_str()).collect()
}

pub(super) fn nobody_is_somebody_without_record_and_events(store: &dyn Store) {
    assert_eq!(*looked(store, &by_customer("c")), Person::default());
    store.append_events(&[view("e", by_visitor("c"), 1)]).expect("durable");
    assert_eq!(*looked(store, &by_customer("c")), Person::default(), "a visitor is not the customer of that id");
    assert_eq!(ids(&looked(store, &by_visitor("c"))), ["e"]);
}

pub(super) fn the_next_look_sees_each_event_and_feedback(store: &dyn Store) {
    let ann = by_customer("ann");
    let append = |event: Event| assert_eq!(store.append_events(&[event]).expect("durable").accepted, 1);
    check(store, &ann, || append(view("e1", ann.clone(), 1)));
    check(store, &ann, || append(Event { kind: Kind::NotInterested, ..view("e2", ann.clone(), 2) }));
    let with_receipt = || {
        let receipt = Receipt {
            collection: Collection::Answer,
            id: "a".to_owned(),
            expected: Expected::Absent,
            body: Box::new(|_| "{}".to_owned()),
        };
        assert!(store.append_with_receipt(&[view("e0", ann.clone(), 0)], receipt).expect("durable").is_some());
    };
    assert_eq!(ids(&check(store, &ann, with_receipt)), ["e0", "e1", "e2"]);
    let others = store.person(&ann).expect("readable");
    append(view("other", by_customer("bob"), 3));
    assert!(Arc::ptr_eq(&others, &store.person(&ann).expect("readable")), "what others do is nothing to her");
}

pub(super) fn the_next_look_sees_what_is_not_to_be_used(store: &dyn Store) {
    let ann = by_customer("ann");
    store.append_events(&[view("e1", ann.clone(), 1), view("e2", ann.clone(), 2)]).expect("durable");
    for usage in [Usage::Unused, Usage::Used] {
        let mark = || assert!(store.set_usage(&ann, &event_id("e1"), usage).expect("durable"));
        assert_eq!(check(store, &ann, mark).events[0].usage, usage);
    }
}

pub(super) fn the_next_look_sees_each_choice_of_the_customer(store: &dyn Store) {
    let ann = by_customer("ann");
    store.append_events(&[view("e", ann.clone(), 1)]).expect("durable");
    for consent in [Some(Consent::RECOMMEND_AND_EXPLAIN), Some(Consent::NONE), None] {
        let put = Customer { consent, ..Customer::unknown(customer("ann")) };
        let after = check(store, &ann, || assert_eq!(store.put_customers(&[put]).expect("durable"), 1));
        assert_eq!(after.customer.as_ref().expect("a record").consent, consent);
    }
}

pub(super) fn the_next_look_sees_a_visitor_become_a_customer(store: &dyn Store) {
    let (ann, device) = (by_customer("ann"), by_visitor("v"));
    store.append_events(&[view("e1", ann.clone(), 1), view("e2", device.clone(), 2)]).expect("durable");
    looked(store, &device);
    let merge = || assert_eq!(store.merge_visitor(&customer("ann"), &visitor("v")).expect("durable"), 1);
    assert_eq!(ids(&check(store, &ann, merge)), ["e1", "e2"]);
    assert_eq!(*looked(store, &device), Person::default());
    store.append_events(&[view("e3", device.clone(), 3)]).expect("durable");
    assert_eq!(ids(&looked(store, &device)), ["e3"], "somebody else on that device");
}

pub(super) fn who_was_erased_is_nobody_and_comes_back_without_a_past(store: &dyn Store) {
    let ann = by_customer("ann");
    store.put_customers(&[Customer::unknown(customer("ann"))]).expect("durable");
    store.append_events(&[view("e1", ann.clone(), 1)]).expect("durable");
    let erase = || assert!(store.erase(&ann).expect("durable").was_known);
    assert_eq!(*check(store, &ann, erase), Person::default());
    store.append_events(&[view("e2", ann.clone(), 2)]).expect("durable");
    let again = looked(store, &ann);
    assert_eq!((ids(&again), &again.customer), (vec!["e2"], &None));
}

pub(super) fn the_next_look_sees_what_has_expired(store: &dyn Store) {
    let (ann, bob) = (by_customer("ann"), by_customer("bob"));
    store.append_events(&[view("e1", ann.clone(), 1), view("e2", ann.clone(), 9)]).expect("durable");
    store.append_events(&[view("e3", bob.clone(), 1)]).expect("durable");
    looked(store, &bob);
    let before = Time::from_millis(5 * 60_000);
    let expire = || assert_eq!(store.expire_events(&[(Kind::View, before)]).expect("durable"), 2);
    assert_eq!(ids(&check(store, &ann, expire)), ["e2"]);
    assert_eq!(*looked(store, &bob), Person::default());
}
