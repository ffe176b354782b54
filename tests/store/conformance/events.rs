use std::thread;

use candor::event::{Customer, Kind, Subject, Usage};
use candor::ids::DecisionId;
use candor::store::{Appended, Collection, Expected, Receipt, Store, StoreError};
use candor::units::Time;

use crate::store::fixtures::{
    by_customer, by_visitor, customer, decision, event_id, event_ids, item, streamed, view, visitor,
};

fn appended(accepted: usize, duplicates: usize) -> Appended {
    Appended { accepted, duplicates }
}

pub(super) fn an_event_survives_with_all_its_fields(store: &dyn Store) {
    let plain = view("plain", by_customer("c"), -5);
    let mut full = view("full ✓", by_customer("c"), 2);
    full.kind = Kind::Rate;
    full.value = Some(4.3);
    full.quantity = Some(u32::MAX);
    full.price = serde_json::from_str(r#"{"amount":"12.345678","currency":"GBP"}"#).expect("valid money");
    full.decision = Some(decision("d_1"));
    full.session = Some("s 1".parse().expect("a valid id"));
    full.gift = true;
    full.usage = Usage::Unused;
    let kinds = Kind::ALL.map(|kind| {
        let mut event = view(kind.as_str(), by_visitor("v"), 1);
        event.kind = kind;
        event
    });
    store.append_events(&[plain.clone(), full.clone()]).expect("durable");
    store.append_events(&kinds).expect("durable");
    assert_eq!(store.events_of(&by_customer("c")).expect("readable"), [plain, full]);
    let mut in_order = kinds.to_vec();
    in_order.sort_by(|a, b| a.id.cmp(&b.id));
    assert_eq!(store.events_of(&by_visitor("v")).expect("readable"), in_order);
    assert_eq!(store.events_of(&by_visitor("c")).expect("readable"), [], "a visitor is not the customer of that id");
}

pub(super) fn a_history_is_in_time_then_id_order(store: &dyn Store) {
    let batch =
        [("b", 3), ("a", 3), ("z", 1), ("A", 3), ("é", 3), ("c", -9)].map(|(id, at)| view(id, by_customer("c"), at));
    store.append_events(&batch[..3]).expect("durable");
    store.append_events(&batch[3..]).expect("durable");
    let history = store.events_of(&by_customer("c")).expect("readable");
    let ids: Vec<&str> = history.iter().map(|event| event.id.as_str()).collect();
    assert_eq!(ids, ["c", "z", "A", "a", "b", "é"]);
    assert_eq!(streamed(store), [(by_customer("c"), history)]);
}

pub(super) fn the_first_event_with_an_id_wins_in_the_whole_store(store: &dyn Store) {
    let first = view("e", by_customer("c"), 1);
    let same_batch = [first.clone(), view("e", by_visitor("v"), 2)];
    assert_eq!(store.append_events(&same_batch).expect("durable"), appended(1, 1));
    let later = [view("e", by_customer("other"), 3), view("new", by_customer("c"), 4)];
    assert_eq!(store.append_events(&later).expect("durable"), appended(1, 1));
    assert_eq!(store.events_of(&by_customer("c")).expect("readable"), [first, later[1].clone()]);
    assert_eq!(streamed(store).len(), 1, "a refused event makes no subject");
    assert_eq!(store.counts().expect("readable").customers, 1);
}

pub(super) fn a_repeated_batch_changes_nothing(store: &dyn Store) {
    let batch: Vec<_> = (0..500).map(|n| view(&format!("e{n}"), by_customer(&format!("c{}", n % 40)), n)).collect();
    assert_eq!(store.append_events(&batch).expect("durable"), appended(500, 0));
    let before = streamed(store);
    assert_eq!(store.append_events(&batch).expect("durable"), appended(0, 500));
    assert_eq!(streamed(store), before);
    assert_eq!(store.counts().expect("readable").events, 500);
}

fn receipt(expected: Expected) -> Receipt {
    let body = |appended: Appended| format!("[{},{}]", appended.accepted, appended.duplicates);
    Receipt { collection: Collection::Answer, id: "a".to_owned(), expected, body: Box::new(body) }
}

pub(super) fn a_receipt_is_written_with_its_events_or_neither_is(store: &dyn Store) {
    let batch = [view("e1", by_customer("c"), 1), view("e2", by_customer("c"), 2)];
    let append = |events, expected| store.append_with_receipt(events, receipt(expected)).expect("writable");
    let told = || store.document(Collection::Answer, "a").expect("readable").map(|document| document.body);
    assert_eq!(append(&batch[..1], Expected::Version(1)), None, "there is no such document");
    assert_eq!((event_ids(store).len(), told()), (0, None));
    assert_eq!(append(&batch[..1], Expected::Absent), Some(appended(1, 0)));
    assert_eq!(told().as_deref(), Some("[1,0]"));
    assert_eq!(append(&batch, Expected::Absent), None, "somebody was here");
    assert_eq!(event_ids(store).len(), 1);
    assert_eq!(append(&batch, Expected::Version(1)), Some(appended(1, 1)));
    assert_eq!((event_ids(store).len(), told().as_deref()), (2, Some("[1,1]")));
}

pub(super) fn of_two_writers_with_one_receipt_one_keeps_its_events(store: &dyn Store) {
    let kept = thread::scope(|scope| {
        let writers = ["x", "y"].map(|id| {
            let write = move || store.append_with_receipt(&[view(id, by_customer("c"), 1)], receipt(Expected::Absent));
            scope.spawn(write)
        });
        writers.map(|writer| writer.join().expect("no panic").expect("writable")).into_iter().flatten().count()
    });
    assert_eq!((kept, event_ids(store).len()), (1, 1));
}

pub(super) fn an_empty_batch_is_fine(store: &dyn Store) {
    assert_eq!(store.append_events(&[]).expect("durable"), appended(0, 0));
    assert_eq!(store.newest_event_time().expect("readable"), None);
    assert_eq!(streamed(store), []);
}

pub(super) fn an_event_can_be_switched_off_and_on_by_its_subject_only(store: &dyn Store) {
    let mut event = view("e", by_customer("c"), 1);
    event.gift = true;
    store.append_events(&[event.clone(), view("f", by_customer("d"), 1)]).expect("durable");
    let set = |subject, id, usage| store.set_usage(&subject, &event_id(id), usage).expect("durable");
    assert!(!set(by_customer("d"), "e", Usage::Unused), "somebody else's event");
    assert!(!set(by_customer("c"), "nothing", Usage::Unused));
    assert!(!set(by_visitor("c"), "e", Usage::Unused));
    for usage in [Usage::Unused, Usage::Unused, Usage::Used] {
        assert!(set(by_customer("c"), "e", usage));
        event.usage = usage;
        assert_eq!(store.events_of(&by_customer("c")).expect("readable"), [event.clone()]);
    }
}

pub(super) fn the_stream_gives_customers_then_visitors_in_id_order(store: &dyn Store) {
    let subjects =
        [by_visitor("a"), by_customer("b"), by_customer("a"), by_visitor("B"), by_customer("10"), by_customer("9")];
    for (n, subject) in subjects.iter().enumerate() {
        let id = format!("e{n}");
        store.append_events(&[view(&id, subject.clone(), 1)]).expect("durable");
    }
    store.put_customers(&[Customer::unknown(customer("silent"))]).expect("durable");
    let seen: Vec<_> = streamed(store).into_iter().map(|(subject, _)| subject).collect();
    let wanted =
        [by_customer("10"), by_customer("9"), by_customer("a"), by_customer("b"), by_visitor("B"), by_visitor("a")];
    assert_eq!(seen, wanted);
}

pub(super) fn a_visitor_closure_can_read_the_store_and_stop_the_stream(store: &dyn Store) {
    let ids = ["a", "b", "c"];
    let batch = ids.map(|id| view(id, by_customer(id), 1));
    store.append_events(&batch).expect("durable");
    store.put_customers(&ids.map(|id| Customer::unknown(customer(id)))).expect("durable");
    let mut visited = 0;
    let outcome = store.for_each_subject(&mut |subject, events| {
        assert_eq!(store.events_of(&subject)?, events);
        assert!(store.customer(&customer(subject.as_str()))?.is_some());
        visited += 1;
        if visited == 2 { Err(StoreError::Backend("enough".to_owned())) } else { Ok(()) }
    });
    assert!(matches!(outcome, Err(StoreError::Backend(cause)) if cause == "enough"));
    assert_eq!(visited, 2);
    assert_eq!(streamed(store).len(), 3, "a stream that was stopped leaves nothing behind");
}

pub(super) fn the_stream_is_one_state_while_others_write(store: &dyn Store) {
    let batch: Vec<_> = (0..50).map(|n| view(&format!("e{n}"), by_customer(&format!("c{n:02}")), n)).collect();
    store.append_events(&batch).expect("durable");
    let mut seen = 0;
    let stream = store.for_each_subject(&mut |subject, events| {
        assert_eq!(events.len(), 1, "{subject:?} as it was when the stream began");
        let late = batch.iter().map(|event| view(&format!("{}-late{seen}", event.id), event.subject.clone(), 9));
        store.append_events(&late.collect::<Vec<_>>())?;
        store.append_events(&[view(&format!("new{seen}"), by_visitor(&format!("v{seen}")), 1)])?;
        seen += 1;
        Ok(())
    });
    stream.expect("a whole stream");
    assert_eq!(seen, 50);
    assert_eq!(event_ids(store).len(), 50 + 50 * 51);
}

pub(super) fn merging_moves_all_events_and_forgets_the_visitor(store: &dyn Store) {
    let mut theirs = view("v1", by_visitor("v"), 2);
    theirs.usage = Usage::Unused;
    store.append_events(&[view("c1", by_customer("c"), 1), theirs, view("v2", by_visitor("v"), 0)]).expect("durable");
    assert_eq!(store.merge_visitor(&customer("c"), &visitor("v")).expect("durable"), 2);
    let history = store.events_of(&by_customer("c")).expect("readable");
    let facts: Vec<_> = history.iter().map(|event| (event.id.as_str(), event.usage)).collect();
    assert_eq!(facts, [("v2", Usage::Used), ("c1", Usage::Used), ("v1", Usage::Unused)]);
    assert!(history.iter().all(|event| event.subject == by_customer("c")));
    assert_eq!(store.events_of(&by_visitor("v")).expect("readable"), []);
    assert_eq!(store.merge_visitor(&customer("c"), &visitor("v")).expect("durable"), 0, "a second time");
    assert_eq!(store.append_events(&[view("v1", by_visitor("v"), 7)]).expect("durable"), appended(0, 1));
    store.append_events(&[view("v3", by_visitor("v"), 3)]).expect("durable");
    assert_eq!(streamed(store).len(), 2, "the device may come back");
    assert_eq!(store.merge_visitor(&customer("new"), &visitor("v")).expect("durable"), 1);
    assert_eq!(store.counts().expect("readable").customers, 2);
}

pub(super) fn merging_an_unknown_visitor_changes_nothing(store: &dyn Store) {
    assert_eq!(store.merge_visitor(&customer("c"), &visitor("v")).expect("durable"), 0);
    assert_eq!(store.counts().expect("readable").customers, 0);
    assert_eq!(store.customer_ids(None, 10).expect("readable"), []);
}

pub(super) fn event_items_are_those_of_accepted_events_in_order(store: &dyn Store) {
    let of = |id: &str, name: &str| {
        let mut event = view(id, by_customer("c"), 1);
        event.item = item(name);
        event
    };
    store.append_events(&[of("1", "b"), of("2", "a"), of("3", "b")]).expect("durable");
    store.append_events(&[of("1", "never")]).expect("durable");
    store.append_events(&[of("4", "B")]).expect("durable");
    assert_eq!(store.event_items().expect("readable"), ["B", "a", "b"].map(item));
}

pub(super) fn the_newest_event_time_ignores_order_and_duplicates(store: &dyn Store) {
    let newest = || store.newest_event_time().expect("readable").map(Time::millis);
    store.append_events(&[view("old", by_customer("c"), -10)]).expect("durable");
    assert_eq!(newest(), Some(-600_000));
    store.append_events(&[view("a", by_customer("c"), 5), view("b", by_customer("c"), 3)]).expect("durable");
    store.append_events(&[view("a", by_customer("c"), 99), view("d", by_customer("c"), 4)]).expect("durable");
    assert_eq!(newest(), Some(300_000));
}

pub(super) fn events_that_quote_a_decision_are_found_by_it(store: &dyn Store) {
    let quote = |id: &str, subject: &Subject, minute, of: &str| {
        let mut event = view(id, subject.clone(), minute);
        event.decision = Some(decision(of));
        event
    };
    let (ann, bob) = (by_customer("ann"), by_visitor("bob"));
    let events = [
        quote("e3", &ann, 3, "d1"),
        quote("e1", &ann, 1, "d2"),
        quote("e2", &bob, 2, "d1"),
        quote("e0", &ann, 3, "d1"),
        quote("e4", &bob, 4, "d3"),
        view("none", ann.clone(), 1),
    ];
    store.append_events(&events).expect("durable");
    store.set_usage(&ann, &event_id("e3"), Usage::Unused).expect("durable");
    let found = |ids: &[&str]| -> Vec<(String, Subject, Usage)> {
        let ids: Vec<DecisionId> = ids.iter().map(|id| decision(id)).collect();
        let events = store.events_quoting(&ids).expect("readable");
        events.into_iter().map(|event| (event.id.to_string(), event.subject, event.usage)).collect()
    };
    let told = |id: &str, subject: &Subject, usage| (id.to_owned(), subject.clone(), usage);
    let of_both = [
        told("e2", &bob, Usage::Used),
        told("e0", &ann, Usage::Used),
        told("e3", &ann, Usage::Unused),
        told("e1", &ann, Usage::Used),
    ];
    assert_eq!(found(&["d2", "d1", "nothing"]), of_both);
    assert_eq!(found(&[]), []);
    store.erase(&ann).expect("durable");
    assert_eq!(found(&["d1", "d2"]), [told("e2", &bob, Usage::Used)]);
}
