//! The decision log: the chain, searches, and what expires.

use candor::chain::{Checked, Fault, Head, Verifier};
use candor::event::{Customer, Event, Kind};
use candor::store::{Counts, Decided, Outlined, Search, Span, Store, Told};
use candor::units::Time;

use crate::store::fixtures::{
    by_customer, by_visitor, customer, decided, decided_for, decision, event_ids, item, streamed, view,
};

fn verified(store: &dyn Store) -> Result<Checked, Fault> {
    let mut verifier = Verifier::new(Head::START, Vec::new(), &[])?;
    let mut after = 0;
    // In pages of two, so that the last is met in every way.
    loop {
        let links = store.chain_links(after, 2).expect("readable");
        let Some(last) = links.last() else { return verifier.finish() };
        after = last.no;
        links.iter().try_for_each(|link| verifier.read(link))?;
    }
}

fn found(store: &dyn Store, search: Search) -> Vec<String> {
    let found = store.find_decisions(&Search { limit: search.limit.max(9), ..search }).expect("readable");
    assert!(found.is_sorted_by_key(|one| one.place));
    found.into_iter().map(|one| String::from_utf8(one.record).expect("a name")).collect()
}

fn filled(store: &dyn Store) {
    for (minute, name) in (1..).zip(["d1", "d2", "d3", "d4", "d5"]) {
        let subject = if minute % 2 == 0 { by_visitor("ann") } else { by_customer("ann") };
        store.put_decision(decided_for(subject, name, minute)).expect("taken");
    }
    store.flush().expect("durable");
}

pub(crate) fn each_decision_gets_the_next_link_and_the_chain_is_sound(store: &dyn Store) {
    assert_eq!(store.chain_head().expect("readable"), Head::START);
    assert_eq!(verified(store).expect("sound").links, 0);
    filled(store);
    store.put_decision(decided("d3", "again")).expect("taken");
    store.flush().expect("durable");
    let checked = verified(store).expect("sound");
    assert_eq!((checked.links, checked.kept, checked.forgotten), (5, 5, 0));
    let head = store.chain_head().expect("readable");
    assert_eq!((head.no, head.hash), (5, checked.hash));
    let links = store.chain_links(1, 2).expect("readable");
    let names: Vec<&str> = links.iter().flat_map(|link| &link.kept).map(|kept| kept.record.as_str()).collect();
    assert_eq!((links[0].no, names), (2, vec!["d2", "d3"]));
}

pub(crate) fn what_is_forgotten_leaves_its_link_and_no_other_takes_its_place(store: &dyn Store) {
    filled(store);
    // The newest goes too: what comes next must not be taken for it.
    store.erase(&by_customer("ann")).expect("writable");
    store.put_decision(decided("d6", "d6")).expect("taken");
    store.flush().expect("durable");
    let checked = verified(store).expect("sound");
    assert_eq!((checked.links, checked.kept, checked.forgotten), (6, 3, 3));
    let links = store.chain_links(0, 9).expect("readable");
    let kept: Vec<Option<&str>> =
        links.iter().map(|link| link.kept.as_ref().map(|kept| kept.record.as_str())).collect();
    assert_eq!(kept, [None, Some("d2"), None, Some("d4"), None, Some("d6")]);
}

pub(crate) fn equal_records_are_committed_to_differently(store: &dyn Store) {
    for id in ["a", "b"] {
        store.put_decision(decided(id, "the same")).expect("taken");
    }
    store.flush().expect("durable");
    let links = store.chain_links(0, 9).expect("readable");
    assert_ne!(links[0].commitment, links[1].commitment);
}

pub(crate) fn decisions_are_found_by_whom_they_were_for_and_when(store: &dyn Store) {
    filled(store);
    let minute = |minute: i64| Some(Time::from_millis(minute * 60_000));
    let all = || Search::default();
    assert_eq!(found(store, all()), ["d1", "d2", "d3", "d4", "d5"]);
    assert_eq!(found(store, Search { subject: Some(by_customer("ann")), ..all() }), ["d1", "d3", "d5"]);
    assert_eq!(found(store, Search { subject: Some(by_visitor("ann")), since: minute(3), ..all() }), ["d4"]);
    assert_eq!(found(store, Search { since: minute(2), until: minute(4), ..all() }), ["d2", "d3"]);
    assert_eq!(found(store, Search { subject: Some(by_customer("nobody")), ..all() }), Vec::<String>::new());
    let page = |after| store.find_decisions(&Search { after, limit: 2, ..all() }).expect("readable");
    let (first, second) = (page(0), page(page(0)[1].place));
    assert_eq!((first.len(), second[0].record.as_slice()), (2, b"d3".as_slice()));
}

fn outlined(store: &dyn Store, (since, until): (i64, i64), after: u64) -> Vec<Outlined> {
    let minute = |minute: i64| Time::from_millis(minute * 60_000);
    let (since, until) = (minute(since), minute(until));
    // In pages of two, so that the last is met in every way.
    let mut span = Span { since, until, after, limit: 2 };
    let mut found = Vec::new();
    loop {
        let page = store.outlines(&span).expect("readable");
        let Some(last) = page.last() else { return found };
        span.after = last.place;
        found.extend(page);
    }
}

pub(crate) fn an_outline_stands_for_its_record_where_there_is_one_and_goes_with_it(store: &dyn Store) {
    filled(store);
    let bob = Decided { outline: Some(b"in short".to_vec()), ..decided_for(by_customer("bob"), "d6", 2) };
    store.put_decision(bob).expect("taken");
    store.put_decision(Decided { outline: Some(b"another".to_vec()), ..decided("d6", "again") }).expect("taken");
    store.flush().expect("durable");
    let (short, record) = (|text: &str| Told::Outline(text.into()), |name: &str| Told::Record(name.into()));
    let told = |span, after| outlined(store, span, after).into_iter().map(|one| one.told).collect::<Vec<_>>();
    assert_eq!(told((2, 4), 0), [record("d2"), record("d3"), short("in short")]);
    let all = outlined(store, (0, 99), 0);
    assert!(all.is_sorted_by_key(|one| one.place) && all.len() == 6, "{all:?}");
    assert_eq!(told((2, 4), all[1].place), [record("d3"), short("in short")]);
    let made = |at: usize, text: &str| (all[at].place, text.as_bytes().to_vec());
    store.keep_outlines(vec![made(0, "made of d1"), made(1, "made of d2")]).expect("writable");
    assert_eq!(told((0, 3), 0), [short("made of d1"), short("made of d2"), short("in short")]);
    assert_eq!(store.decision(&decision("d1")).expect("readable"), Some(b"d1".to_vec()), "the record is as it was");
    store.erase(&by_customer("ann")).expect("writable");
    assert_eq!(told((0, 99), 0), [short("made of d2"), record("d4"), short("in short")]);
    // Who read the record before it went must not bring it back.
    store.keep_outlines(vec![made(0, "made of d1")]).expect("writable");
    assert_eq!(told((0, 99), 0).len(), 3);
    assert_eq!(store.expire_decisions(Time::from_millis(4 * 60_000), 9).expect("writable"), 2);
    assert_eq!(told((0, 99), 0), [record("d4")]);
}

pub(crate) fn a_pass_can_begin_where_a_moment_does_however_the_log_is_ordered(store: &dyn Store) {
    let minute = |minute: i64| Time::from_millis(minute * 60_000);
    assert_eq!(store.place_before(minute(1)).expect("readable"), 0);
    filled(store);
    // Written later than what was decided after it.
    store.put_decision(decided_for(by_customer("bob"), "late", 2)).expect("taken");
    store.flush().expect("durable");
    for (since, until) in [(0, 9), (3, 9), (2, 3), (4, 9), (6, 9)] {
        let after = store.place_before(minute(since)).expect("readable");
        let search = Search { since: Some(minute(since)), until: Some(minute(until)), ..Search::default() };
        assert_eq!(found(store, Search { after, ..search.clone() }), found(store, search), "nothing is passed over");
    }
    let head = store.chain_head().expect("readable").no;
    assert_eq!(store.place_before(minute(6)).expect("readable"), head, "there is nothing to read");
    assert!(store.place_before(minute(4)).expect("readable") >= 3, "what is older is not read");
}

pub(crate) fn decisions_expire_by_age_the_oldest_first(store: &dyn Store) {
    filled(store);
    let before = Time::from_millis(4 * 60_000);
    assert_eq!(store.expire_decisions(before, 2).expect("writable"), 2);
    assert_eq!(found(store, Search::default()), ["d3", "d4", "d5"]);
    assert_eq!(store.expire_decisions(before, 2).expect("writable"), 1);
    assert_eq!(store.expire_decisions(before, 2).expect("writable"), 0);
    assert_eq!(store.decision(&decision("d2")).expect("readable"), None);
    assert_eq!(store.counts().expect("readable").decisions, 2);
    let checked = verified(store).expect("sound");
    assert_eq!((checked.links, checked.forgotten), (5, 3));
}

pub(crate) fn events_expire_by_kind_and_age_with_what_hangs_on_nothing_else(store: &dyn Store) {
    let bought = |id, subject, minute| Event { kind: Kind::Purchase, ..view(id, subject, minute) };
    let (ann, bob) = (by_customer("ann"), by_visitor("bob"));
    let events = [view("e1", ann.clone(), 1), bought("e2", ann, 2), view("e3", bob.clone(), 3), view("e4", bob, 4)];
    store.append_events(&events).expect("durable");
    store.append_events(&[view("e5", by_customer("cid"), 5), view("e6", by_customer("dan"), 13)]).expect("durable");
    store.put_customers(&[Customer::unknown(customer("cid"))]).expect("durable");
    let before = Time::from_millis(6 * 60_000);
    assert_eq!(store.expire_events(&[(Kind::View, before), (Kind::Cart, before)]).expect("writable"), 4);
    assert_eq!(event_ids(store), ["e2", "e6"]);
    // Item 6 is still named by the event of minute 13, item 2 by the purchase.
    assert_eq!(store.event_items().expect("readable"), ["i2", "i6"].map(item));
    assert_eq!(store.counts().expect("readable"), Counts { customers: 3, items: 0, events: 2, decisions: 0 });
    assert_eq!(streamed(store).len(), 2);
    assert_eq!(store.expire_events(&[(Kind::View, before)]).expect("writable"), 0);
    assert_eq!(store.append_events(&[view("e1", by_customer("ann"), 1)]).expect("durable").accepted, 1);
    assert_eq!(store.expire_events(&[(Kind::View, Time::from_millis(i64::MAX))]).expect("writable"), 2);
    assert_eq!(store.newest_event_time().expect("readable"), Some(Time::from_millis(2 * 60_000)));
}
