//! Forgetting somebody for good.

use candor::event::Customer;
use candor::store::{Counts, Erased, Remembered, Store, Trace};

use crate::store::fixtures::{
    by_customer, by_visitor, customer, decided_for, decision, event_id, event_ids, item, streamed, titled, view,
    visitor,
};

fn filled(store: &dyn Store) {
    store.append_events(&[view("e1", by_customer("ann"), 1), view("e2", by_customer("bob"), 2)]).expect("taken");
    store.append_events(&[view("e3", by_customer("ann"), 3), view("e4", by_visitor("ann"), 4)]).expect("taken");
    store.put_customers(&[Customer::unknown(customer("ann"))]).expect("taken");
    for (id, subject) in [("d1", by_customer("ann")), ("d2", by_customer("bob")), ("d3", by_visitor("ann"))] {
        store.put_decision(decided_for(subject, id, 1)).expect("taken");
    }
    store.flush().expect("durable");
}

pub(crate) fn an_erasure_takes_everything_of_a_subject_and_nothing_of_others(store: &dyn Store) {
    filled(store);
    let erased = store.erase(&by_customer("ann")).expect("a writable store");
    assert_eq!(erased, Erased { events: 2, decisions: 1, was_known: true });
    assert_eq!(event_ids(store), ["e2", "e4"]);
    assert_eq!(store.customer(&customer("ann")).expect("readable"), None);
    assert_eq!(store.decision(&decision("d1")).expect("readable"), None);
    assert_eq!(store.decisions_of(&by_customer("ann")).expect("readable"), Vec::<Vec<u8>>::new());
    assert_eq!(store.decisions_of(&by_customer("bob")).expect("readable"), [b"d2".to_vec()]);
    assert_eq!(store.decisions_of(&by_visitor("ann")).expect("readable"), [b"d3".to_vec()]);
    let counts = store.counts().expect("readable");
    assert_eq!(counts, Counts { customers: 2, items: 0, events: 2, decisions: 2 });
    let again = store.erase(&by_customer("ann")).expect("a writable store");
    assert_eq!(again, Erased::default());
    assert_eq!(store.append_events(&[view("e1", by_customer("ann"), 9)]).expect("taken").accepted, 1);
}

pub(crate) fn an_item_that_only_the_erased_named_is_named_no_more_until_somebody_does(store: &dyn Store) {
    // Minute 1 names `i1`, minute 2 `i2`, minute 3 `i3`, minute 4 `i4`.
    filled(store);
    store.erase(&by_customer("ann")).expect("a writable store");
    assert_eq!(store.event_items().expect("readable"), ["i2", "i4"].map(item));
    store.append_events(&[view("e9", by_customer("bob"), 8)]).expect("taken");
    assert_eq!(store.event_items().expect("readable"), ["i1", "i2", "i4"].map(item));
    store.put_items(&[titled("i3", "Lantern")]).expect("taken");
    assert!(store.set_usage(&by_customer("bob"), &event_id("e9"), candor::event::Usage::Used).expect("writable"));
}

pub(crate) fn what_was_kept_for_learning_goes_too_and_does_not_come_back(store: &dyn Store) {
    filled(store);
    let mut traces = Vec::new();
    let stream = store.for_each_remembered(7, &mut |subject, remembered| {
        if let Remembered::Events { state: Some(state), .. } = remembered {
            traces.push(Trace { body: subject.as_str().as_bytes().to_vec(), subject, state });
        }
        Ok(())
    });
    stream.expect("readable");
    assert_eq!(store.keep_traces(7, traces.clone()).expect("writable"), 3);
    store.erase(&by_customer("ann")).expect("writable");
    assert_eq!(store.keep_traces(7, traces).expect("writable"), 2, "a trace that comes late is not kept");
    let subjects: Vec<String> = streamed(store).into_iter().map(|(subject, _)| subject.as_str().to_owned()).collect();
    assert_eq!(subjects, ["bob", "ann"]);
}

pub(crate) fn a_customer_takes_over_the_decisions_of_the_visitor_they_were(store: &dyn Store) {
    filled(store);
    store.merge_visitor(&customer("bob"), &visitor("ann")).expect("writable");
    assert_eq!(store.decisions_of(&by_customer("bob")).expect("readable"), [b"d2".to_vec(), b"d3".to_vec()]);
    // A visitor who did nothing has no events to bring along, but decisions.
    store.put_decision(decided_for(by_visitor("zed"), "d4", 1)).expect("taken");
    store.flush().expect("durable");
    assert_eq!(store.merge_visitor(&customer("bob"), &visitor("zed")).expect("writable"), 0);
    let erased = store.erase(&by_customer("bob")).expect("writable");
    assert_eq!(erased, Erased { events: 2, decisions: 3, was_known: true });
    assert_eq!(event_ids(store), ["e1", "e3"]);
}
