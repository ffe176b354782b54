use candor::event::{Consent, Customer};
use candor::ids::CustomerId;
use candor::reason::Tone;
use candor::rerank::Policy;
use candor::store::{Change, Collection, Counts, Expected, Shop, Store};

use crate::store::fixtures::{by_customer, by_visitor, customer, decided, decision, item, titled, view, visitor};

fn full_customer() -> Customer {
    let json = r#"{"id":"c ✓","consent":{"recommend":true,"explain":false,"measure_fairness":true},
        "personalisation":"light","paused_until":"2026-07-07T00:00:00Z","device":"shared","segments":{"age_band":"25-34"},"blocked_topics":["HOME","TOYS"],"locale":"de"}"#;
    serde_json::from_str(json).expect("a valid customer")
}

pub(super) fn a_customer_survives_with_all_fields(store: &dyn Store) {
    let full = full_customer();
    store.append_events(&[view("e", by_customer("only events"), 1)]).expect("durable");
    assert_eq!(store.put_customers(std::slice::from_ref(&full)).expect("durable"), 1);
    assert_eq!(store.customer(&full.id).expect("readable"), Some(full));
    assert_eq!(store.customer(&customer("only events")).expect("readable"), None);
    assert_eq!(store.customer(&customer("nobody")).expect("readable"), None);
}

pub(super) fn unchanged_customers_are_not_counted(store: &dyn Store) {
    let (a, b) = (Customer::unknown(customer("a")), Customer::unknown(customer("b")));
    let changed = Customer { locale: Some("de".to_owned()), ..b.clone() };
    let put = |customers: &[Customer]| store.put_customers(customers).expect("durable");
    assert_eq!(put(&[a.clone(), b.clone(), b.clone()]), 2);
    assert_eq!(put(&[a.clone(), b.clone()]), 0);
    assert_eq!(put(&[a, b, changed.clone()]), 1);
    assert_eq!(store.customer(&changed.id).expect("readable"), Some(changed));
}

pub(super) fn records_of_many_customers_come_in_id_order(store: &dyn Store) {
    let known = ["c", "a", "b"].map(|id| Customer::unknown(customer(id)));
    store.put_customers(&known).expect("durable");
    store.append_events(&[view("e", by_customer("d"), 1)]).expect("durable");
    let asked = ["d", "c", "nobody", "a"].map(customer).into();
    let found = store.customers(&asked).expect("readable");
    let ids: Vec<&str> = found.iter().map(|found| found.id.as_str()).collect();
    assert_eq!(ids, ["a", "c"], "who has no record is not among them");
    assert_eq!(store.customers(&[].into()).expect("readable"), []);
}

pub(super) fn customer_ids_come_in_order_in_pages(store: &dyn Store) {
    store.append_events(&["b", "10"].map(|id| view(id, by_customer(id), 1))).expect("durable");
    store.append_events(&[view("v", by_visitor("a visitor"), 1)]).expect("durable");
    store.put_customers(&["c", "a", "b"].map(|id| Customer::unknown(customer(id)))).expect("durable");
    let page = |after: Option<&CustomerId>, limit| store.customer_ids(after, limit).expect("readable");
    assert_eq!(page(None, 100), ["10", "a", "b", "c"].map(customer));
    assert_eq!(page(None, usize::MAX).len(), 4);
    assert_eq!(page(None, 0), []);
    assert_eq!(page(Some(&customer("a")), 1), [customer("b")]);
    assert_eq!(page(Some(&customer("aa")), 9), ["b", "c"].map(customer));
    assert_eq!(page(Some(&customer("c")), 9), []);
}

pub(super) fn policy_versions_are_kept_and_the_last_is_live(store: &dyn Store) {
    assert_eq!(store.live_policy("home").expect("readable"), None);
    assert_eq!(store.live_policies().expect("readable"), []);
    let varied = |diversity| Policy { diversity, ..Policy::standard("home") };
    for (version, diversity) in [(1, 0.1), (2, 0.2), (3, 0.1)] {
        assert_eq!(store.put_policy(&varied(diversity)).expect("durable"), version);
    }
    assert_eq!(store.put_policy(&Policy::standard("basket")).expect("durable"), 1, "each placement counts for itself");
    assert_eq!(store.live_policy("home").expect("readable"), Some(Policy { version: 3, ..varied(0.1) }));
    assert_eq!(store.policy("home", 2).expect("readable"), Some(Policy { version: 2, ..varied(0.2) }));
    for (placement, version) in [("home", 0), ("home", 4), ("home", u32::MAX), ("basket", 2), ("elsewhere", 1)] {
        assert_eq!(store.policy(placement, version).expect("readable"), None, "{placement}@{version}");
    }
    let live = [Policy { version: 1, ..Policy::standard("basket") }, Policy { version: 3, ..varied(0.1) }];
    assert_eq!(store.live_policies().expect("readable"), live);
}

pub(super) fn a_policy_and_what_goes_with_it_are_published_together_or_not_at_all(store: &dyn Store) {
    let policy = |version| Policy { version, ..Policy::standard("home") };
    let note = |expected| vec![Change::write(Collection::Proposal, "home/p", expected, "{}".to_owned())];
    let is_there = || store.document(Collection::Proposal, "home/p").expect("readable").is_some();
    let live = || store.live_policy("home").expect("readable").map(|live| live.version);
    for version in [0, 2, u32::MAX] {
        assert!(!store.publish(&policy(version), note(Expected::Absent)).expect("writable"), "it is not the next");
        assert_eq!((live(), is_there()), (None, false));
    }
    assert!(
        !store.publish(&policy(1), note(Expected::Version(1))).expect("writable"),
        "the document is not as expected"
    );
    assert_eq!((live(), is_there()), (None, false));
    assert!(store.publish(&policy(1), note(Expected::Absent)).expect("durable"));
    assert_eq!((live(), is_there()), (Some(1), true));
    assert!(!store.publish(&policy(1), note(Expected::Any)).expect("writable"), "it is live already");
    assert!(store.publish(&policy(2), Vec::new()).expect("durable"));
    assert_eq!(store.live_policy("home").expect("readable"), Some(policy(2)));
}

pub(super) fn a_decision_can_be_read_at_once_and_after_a_flush(store: &dyn Store) {
    let ids = ["d_1", "d_2", "d_3"].map(decision);
    for (n, id) in (0..).zip(&ids) {
        store.put_decision(decided(id.as_str(), vec![n, 0, 255])).expect("taken");
        assert_eq!(store.decision(id).expect("readable"), Some(vec![n, 0, 255]));
    }
    store.flush().expect("durable");
    assert_eq!(store.counts().expect("readable").decisions, 3);
    assert_eq!(store.decision(&ids[1]).expect("readable"), Some(vec![1, 0, 255]));
    assert_eq!(store.decision(&decision("d_4")).expect("readable"), None);
}

pub(super) fn the_first_record_of_a_decision_is_kept(store: &dyn Store) {
    let id = decision("d");
    store.put_decision(decided("d", [1])).expect("taken");
    store.put_decision(decided("d", [2])).expect("taken");
    assert_eq!(store.decision(&id).expect("readable"), Some(vec![1]));
    store.flush().expect("durable");
    store.put_decision(decided("d", [3])).expect("taken");
    assert_eq!(store.decision(&id).expect("readable"), Some(vec![1]));
    store.flush().expect("durable");
    assert_eq!(store.decision(&id).expect("readable"), Some(vec![1]));
    assert_eq!(store.counts().expect("readable").decisions, 1);
}

pub(super) fn settings_are_the_standard_ones_until_replaced(store: &dyn Store) {
    assert_eq!(store.shop().expect("readable"), Shop::default());
    for name in ["Léa's", "other"] {
        let shop = Shop {
            name: name.to_owned(),
            locale: "fr".to_owned(),
            tone: Tone::Warm,
            consent_unrecorded: Consent::NONE,
        };
        store.put_shop(&shop).expect("durable");
        assert_eq!(store.shop().expect("readable"), shop);
    }
}

pub(super) fn counts_follow_every_call(store: &dyn Store) {
    let counts = || store.counts().expect("readable");
    assert_eq!(counts(), Counts::default());
    store.append_events(&[view("1", by_customer("c"), 1), view("2", by_visitor("v"), 1)]).expect("durable");
    store.put_customers(&["c", "silent"].map(|id| Customer::unknown(customer(id)))).expect("durable");
    assert_eq!(counts(), Counts { customers: 3, items: 0, events: 2, decisions: 0 });
    store.put_items(&[titled("a", "A"), titled("b", "B")]).expect("durable");
    store.delete_item(&item("a")).expect("durable");
    store.merge_visitor(&customer("c"), &visitor("v")).expect("durable");
    store.put_decision(decided("d", [1])).expect("taken");
    store.flush().expect("durable");
    assert_eq!(counts(), Counts { customers: 2, items: 1, events: 2, decisions: 1 });
    store.writable().expect("a store that nothing happened to");
}
