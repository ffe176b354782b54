//! A service on the embedded store keeps what it read of people and rules; the next answer follows each change all the same.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use candor::access::{Actor, Role};
use candor::decision::{Record, Request};
use candor::event::{Consent, Customer, Event, Kind, Usage};
use candor::monitor::Outcome;
use candor::oversight::{Act, Plan, Source, Verdict};
use candor::rerank::Policy;
use candor::service::Service;
use candor::store::{Embedded, ModelDir, Shop, Store};
use candor::units::Time;
use tempfile::TempDir;

use super::fixtures::{by_customer, by_visitor, customer, decision, event_id, titled, view, visitor};
use super::service::{events, train};

/// A shop that recommends to `c1`.
struct Served {
    service: Service,
    store: Arc<dyn Store>,
    asked: AtomicU32,
    _home: TempDir,
}

impl Served {
    fn open() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let store: Arc<dyn Store> = Arc::new(Embedded::open(&home.path().join("store")).expect("a store"));
        let items: Vec<_> = (0..12).map(|n| titled(&format!("i{n}"), &format!("Thing {n}"))).collect();
        store.put_items(&items).expect("durable");
        store.append_events(&events()).expect("durable");
        let models = ModelDir::new(home.path().join("models"));
        train(Arc::clone(&store), &models);
        let service = Service::open(Arc::clone(&store), models);
        Self { service, store, asked: AtomicU32::new(0), _home: home }
    }

    /// The record of one more list.
    fn next(&self) -> Record {
        let id = decision(&format!("d_{}", self.asked.fetch_add(1, Ordering::Relaxed)));
        let request = Request { count: 3, ..Request::home(Some(customer("c1"))) };
        self.service.recommend(id.clone(), Service::now(), request).expect("a list");
        self.service.record(&id).expect("on record")
    }

    /// Asks until everything that can be kept is kept, makes the change, and asks again.
    fn after(&self, change: impl FnOnce(&Self)) -> (Record, Record) {
        self.next();
        let before = self.next();
        change(self);
        (before, self.next())
    }
}

fn act() -> Act {
    let by = Actor { name: "anna".to_owned(), role: Role::Admin };
    Act { by, at: Service::now(), reason: Some("to see".to_owned()), known_to: Vec::new() }
}

#[test]
fn the_next_list_follows_whatever_the_customer_does_and_chooses() {
    let shop = Served::open();
    let c1 = by_customer("c1");
    let bought = |id: &str, subject| Event { kind: Kind::Purchase, ..view(id, subject, 100) };
    let append = |event| {
        shop.store.append_events(&[event]).expect("durable");
    };

    let (before, after) = shop.after(|_| append(bought("new", c1.clone())));
    assert_eq!(after.inputs.events.len(), before.inputs.events.len() + 1);
    let (before, after) = shop.after(|_| append(Event { kind: Kind::NotInterested, ..view("no", c1.clone(), 101) }));
    assert_eq!(after.inputs.events.len(), before.inputs.events.len() + 1);
    let (before, after) =
        shop.after(|_| assert!(shop.store.set_usage(&c1, &event_id("new"), Usage::Unused).expect("durable")));
    assert_eq!(after.inputs.events.len() + 1, before.inputs.events.len());
    let (before, after) = shop.after(|_| {
        append(bought("device", by_visitor("v")));
        shop.store.merge_visitor(&customer("c1"), &visitor("v")).expect("durable");
    });
    assert_eq!(after.inputs.events.len(), before.inputs.events.len() + 1);
    for (consent, is_used) in [(Consent::NONE, false), (Consent::RECOMMEND_AND_EXPLAIN, true)] {
        let (_, after) = shop.after(|_| {
            let record = Customer { consent: Some(consent), ..Customer::unknown(customer("c1")) };
            shop.store.put_customers(&[record]).expect("durable");
        });
        assert_eq!((after.inputs.consent, !after.inputs.events.is_empty()), (consent, is_used));
        assert_eq!(after.answer.personalised, is_used);
    }
    let (_, after) = shop.after(|_| drop(shop.store.expire_events(&[(Kind::Purchase, Time::from_millis(i64::MAX))])));
    assert!(after.inputs.events.iter().all(|event| event.kind != Kind::Purchase));
    let (_, after) = shop.after(|_| assert!(shop.store.erase(&c1).expect("durable").was_known));
    assert!(!after.inputs.is_known && after.inputs.events.is_empty());
}

#[test]
fn the_next_list_follows_each_change_of_what_rules_it() {
    let shop = Served::open();
    let named = Shop { name: "Corner".to_owned(), consent_unrecorded: Consent::NONE, ..Shop::default() };
    let (before, after) = shop.after(|_| shop.store.put_shop(&named).expect("durable"));
    assert_ne!(before.inputs.shop, "Corner");
    assert_eq!((after.inputs.shop.as_str(), after.inputs.consent), ("Corner", Consent::NONE));
    shop.store.put_shop(&Shop::default()).expect("durable");

    let (before, after) =
        shop.after(|_| assert!(shop.store.put_policy(&Policy::standard("home")).expect("durable") > 0));
    assert_eq!(after.inputs.policy.version, before.inputs.policy.version + 1);

    let shown = |record: &Record| record.answer.items[0].item.clone();
    let (before, after) = shop.after(|shop| assert!(shop.store.delete_item(&shown(&shop.next())).expect("durable")));
    assert!(after.answer.items.iter().all(|item| item.item != shown(&before)));
    assert_eq!(after.provenance.catalog_revision, before.provenance.catalog_revision + 1);

    let suppress = |shop: &Served| {
        let record = shop.next();
        let report = view("report", by_customer("c2"), 102);
        let report = Event { kind: Kind::Report, item: shown(&record), decision: Some(record.inputs.id), ..report };
        shop.service.take_events(&[report]).expect("durable");
        let entries = shop.service.reviews(None, 9, &|review| review.source == Source::Report).expect("readable");
        let ruled =
            shop.service.rule(&entries[0].id, entries[0].revision, Some(Verdict::SuppressEverywhere), &[], &act());
        ruled.expect("it may be suppressed");
    };
    let (before, after) = shop.after(suppress);
    assert!(before.inputs.suppressed.is_empty());
    assert_eq!(after.inputs.suppressed, [shown(&before)].into());

    let consent = Consent { measure_fairness: true, ..Consent::RECOMMEND_AND_EXPLAIN };
    let record = Customer { consent: Some(consent), ..Customer::unknown(customer("c1")) };
    shop.store.put_customers(&[record]).expect("durable");
    let plan = Plan {
        placement: "home".to_owned(),
        question: "what helps?".to_owned(),
        share: 0.5,
        outcome: Outcome::Clicks,
        fall_max: 0.5,
        days: 14,
    };
    let draft = shop.service.draft_experiment(plan, None, &act()).expect("a draft");
    let begin = |shop: &Served| drop(shop.service.begin_experiment(&draft.id, draft.revision, &act()).expect("begun"));
    let (before, after) = shop.after(begin);
    assert_eq!((before.inputs.trial.is_some(), after.inputs.trial.is_some()), (false, true));
    let stop =
        |shop: &Served| drop(shop.service.stop_experiment(&draft.id, draft.revision + 1, &act()).expect("ended"));
    let (_, after) = shop.after(stop);
    assert!(after.inputs.trial.is_none());
}
