//! Learning again from what has changed:
//! - after any changes to a shop an incremental training gives the bytes of a full one, whatever was kept before;
//! - what reviewers took back has no weight in the next model, and has it again in the one after it was undone;
//! - it reads the events of those who have changed and of nobody else;
//! - after an erasure the next training gives the bytes of a shop that never saw the customer, and after events expired those of
//!   one that never saw them;
//! - a running service refits with the parameters and the calibration that it has, and says when nothing has changed;
//! - `candor export` gives a copy of what is kept of a customer, `candor erase` forgets them and says with which model;
//! - `candor train --keep --incremental` publishes the model that `candor train --keep` publishes, and keeps its card.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use candor::access::{Actor, Role};
use candor::catalog::Item;
use candor::engine::{DataError, Keep, Person, Told, TrainingData};
use candor::evaluate::{Grid, Reading, Start, Trained, train};
use candor::event::{Consent, Customer, Event, Kind, Personalisation, Subject, Usage};
use candor::ids::{CustomerId, EventId, ItemId, SessionId, VisitorId};
use candor::model::{Manifest, Model, ModelParams};
use candor::oversight::{self, Act, Finding, Review, Source, Verdict};
use candor::service::{Gate, Refitted, Service};
use candor::store::{ModelDir, Shop, Store, StoreData, open};
use candor::units::Time;
use proptest::prelude::*;

const DAY: i64 = 86_400_000;
/// The moment of every training.
const NOW: Time = Time::from_millis(100 * DAY);

fn customer(who: u8) -> CustomerId {
    CustomerId::new(&format!("c{who}")).expect("a valid id")
}

fn visitor(who: u8) -> VisitorId {
    VisitorId::new(&format!("v{who}")).expect("a valid id")
}

fn subject(who: u8) -> Subject {
    if who < 8 { Subject::Customer(customer(who)) } else { Subject::Visitor(visitor(who)) }
}

/// Something that happens to a shop.
#[derive(Debug, Clone)]
enum Change {
    Event {
        id: u16,
        who: u8,
        item: u8,
        kind: Kind,
        day: i64,
        session: Option<u8>,
    },
    Usage {
        id: u16,
        who: u8,
        usage: Usage,
    },
    Record {
        who: u8,
        personalisation: Personalisation,
        consent: Option<Consent>,
        band: Option<bool>,
    },
    Merge {
        who: u8,
        visitor: u8,
    },
    Describe {
        item: u8,
        words: u8,
    },
    /// Taken back, or given back where it was, in a review of what customer `evidence % 8` was shown.
    Unlink {
        evidence: u8,
        item: u8,
    },
    Basis {
        may: bool,
    },
}

fn change() -> impl Strategy<Value = Change> {
    let kind = prop_oneof![4 => Just(Kind::Purchase), 2 => Just(Kind::View), 1 => Just(Kind::Return)];
    // Some days lie after the moment of the training.
    let event = (0u16..400, 0u8..12, 0u8..15, kind, 40i64..103, prop::option::of(0u8..3))
        .prop_map(|(id, who, item, kind, day, session)| Change::Event { id, who, item, kind, day, session });
    let consent = (any::<bool>(), any::<bool>()).prop_map(|(recommend, measure_fairness)| Consent {
        recommend,
        measure_fairness,
        ..Consent::NONE
    });
    let personalisation = prop_oneof![3 => Just(Personalisation::Full), 1 => Just(Personalisation::Light), 1 => Just(Personalisation::Off)];
    prop_oneof![
        12 => event,
        1 => (0u16..400, 0u8..12, any::<bool>()).prop_map(|(id, who, used)| {
            Change::Usage { id, who, usage: if used { Usage::Used } else { Usage::Unused } }
        }),
        1 => (0u8..8, personalisation, prop::option::of(consent), prop::option::of(any::<bool>()))
            .prop_map(|(who, personalisation, consent, band)| Change::Record { who, personalisation, consent, band }),
        1 => (0u8..8, 8u8..12).prop_map(|(who, visitor)| Change::Merge { who, visitor }),
        1 => (0u8..20, 0u8..4).prop_map(|(item, words)| Change::Describe { item, words }),
        1 => (0u8..15, 0u8..15).prop_map(|(evidence, item)| Change::Unlink { evidence, item }),
        1 => any::<bool>().prop_map(|may| Change::Basis { may }),
    ]
}

fn item(number: u8) -> ItemId {
    ItemId::new(&format!("i{number:02}")).expect("a valid id")
}

fn apply(store: &dyn Store, change: &Change) {
    match *change {
        Change::Event { id, who, item: number, kind, day, session } => {
            let time = Time::from_millis(day * DAY + i64::from(id) * 60_000);
            let id = EventId::new(&format!("e{id}")).expect("a valid id");
            let session = session.map(|name| SessionId::new(&format!("s{name}")).expect("a valid id"));
            let event = Event { session, ..Event::new(id, subject(who), item(number), kind, time) };
            store.append_events(&[event]).expect("a writable store");
        }
        Change::Usage { id, who, usage } => {
            let id = EventId::new(&format!("e{id}")).expect("a valid id");
            store.set_usage(&subject(who), &id, usage).expect("a writable store");
        }
        Change::Record { who, personalisation, consent, band } => {
            let band = band.map(|young| ("age_band".to_owned(), if young { "18-34" } else { "35+" }.to_owned()));
            let segments: BTreeMap<String, String> = band.into_iter().collect();
            let record = Customer { personalisation, consent, segments, ..Customer::unknown(customer(who)) };
            store.put_customers(&[record]).expect("a writable store");
        }
        Change::Merge { who, visitor: from } => {
            store.merge_visitor(&customer(who), &visitor(from)).expect("a writable store");
        }
        Change::Describe { item: number, words } => {
            let title = ["Lantern", "Candle", "White lantern", "Heart candle"][usize::from(words)];
            store.put_items(&[Item::titled(item(number), title)]).expect("a writable store");
        }
        Change::Unlink { evidence, item: number } => {
            let id = format!("r_{evidence}_{number}");
            let of = Some(Subject::Customer(customer(evidence % 8)));
            store.change_documents(vec![oversight::review(&id, &entry(number), of)]).expect("a writable store");
            let kept = oversight::entry(store, &id).expect("just written, or before");
            let finding = Finding { verdict: Verdict::WrongReason, evidence: [item(evidence)].into() };
            let by = Actor { name: "bea".to_owned(), role: Role::Approver };
            let act = Act { by, at: NOW, reason: Some("it is no reason".to_owned()), known_to: Vec::new() };
            let finding = Some(&finding).filter(|_| kept.it.ruling().is_none());
            oversight::rule(store, &id, kept.revision, finding, &act).expect("decided, or undone");
        }
        Change::Basis { may } => {
            let consent_unrecorded = if may { Consent::RECOMMEND_AND_EXPLAIN } else { Consent::NONE };
            store.put_shop(&Shop { consent_unrecorded, ..Shop::default() }).expect("a writable store");
        }
    }
}

/// An entry of the review queue.
fn entry(number: u8) -> Review {
    Review {
        source: Source::Report,
        at: NOW,
        item: item(number),
        decision: None,
        placement: None,
        confidence: None,
        week: None,
        event: None,
        displaced: false,
        history: Vec::new(),
    }
}

/// A store's data, and who was read by their events.
struct Watched {
    data: StoreData,
    read: Mutex<Vec<String>>,
}

impl Watched {
    fn of(store: &Arc<dyn Store>) -> Self {
        Self { data: StoreData::new(Arc::clone(store), NOW).expect("a readable store"), read: Mutex::default() }
    }
}

impl TrainingData for Watched {
    fn items(&self) -> Result<Vec<ItemId>, DataError> {
        self.data.items()
    }

    fn descriptions(&self) -> Result<Vec<Arc<Item>>, DataError> {
        self.data.descriptions()
    }

    fn unlinked(&self) -> Result<BTreeSet<(ItemId, ItemId)>, DataError> {
        self.data.unlinked()
    }

    fn for_each(&self, visit: &mut dyn FnMut(Person)) -> Result<(), DataError> {
        self.data.for_each(visit)
    }

    fn for_each_known(&self, key: u64, visit: &mut dyn FnMut(Told)) -> Result<(), DataError> {
        self.data.for_each_known(key, &mut |told| {
            if let Told::Anew { person, .. } = &told {
                self.read.lock().expect("no holder panics").push(person.subject.as_str().to_owned());
            }
            visit(told);
        })
    }

    fn keep(&self, key: u64, people: Vec<Keep>) -> Result<(), DataError> {
        self.data.keep(key, people)
    }
}

/// A manifest to take over from: of any model with these parameters.
fn earlier(params: ModelParams) -> Manifest {
    let dir = tempfile::tempdir().expect("a directory");
    let store = store(dir.path());
    for who in 0..4 {
        for number in 0..3 {
            let id = u16::from(who * 3 + number);
            apply(&*store, &Change::Event { id, who, item: number, kind: Kind::Purchase, day: 50, session: None });
        }
    }
    let start = Start::Choose { params: &params, grid: &Grid::nothing() };
    let data = StoreData::new(store, NOW).expect("a readable store");
    let trained = train(&data, start, Reading::Everybody, 1, &mut |_, _| {}).expect("enough to learn from");
    trained.model.manifest().clone()
}

fn store(path: &Path) -> Arc<dyn Store> {
    open(path.to_str().expect("UTF-8")).expect("a store")
}

/// The model's bytes, or why there is none.
fn bytes(outcome: Result<Trained, candor::engine::TrainError>) -> Result<Vec<u8>, String> {
    outcome.map(|trained| trained.model.to_bytes().to_vec()).map_err(|cause| cause.to_string())
}

fn again(data: &dyn TrainingData, manifest: &Manifest, reading: Reading) -> Result<Vec<u8>, String> {
    bytes(train(data, Start::TakeOver(manifest), reading, 1, &mut |_, _| {}))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn an_incremental_training_gives_the_bytes_of_a_full_one(
        rounds in prop::collection::vec(prop::collection::vec(change(), 0..60), 1..5),
        reweighed in any::<bool>(),
        leans in any::<bool>(),
        fading in any::<bool>(),
    ) {
        let mut params = ModelParams::default();
        params.weighting.reweigh = reweighed.then(|| "age_band".to_owned());
        params.leanings.extend(leans.then(|| "age_band".to_owned()));
        params.weighting.customer_half_life_days = fading.then_some(20.0);
        let manifest = earlier(params.clone());
        let other = earlier(ModelParams { kinds: candor::event::KindWeights { view: 0.5, ..params.kinds }, ..params });
        let dir = tempfile::tempdir().expect("a directory");
        let store = store(dir.path());
        for (round, changes) in rounds.iter().enumerate() {
            changes.iter().for_each(|change| apply(&*store, change));
            // Every third time with other parameters, under which nothing that was kept is right.
            let manifest = if round % 3 == 2 { &other } else { &manifest };
            let full = again(&Watched::of(&store), manifest, Reading::Everybody);
            prop_assert_eq!(again(&Watched::of(&store), manifest, Reading::Changed), full.clone(), "round {}", round);
            prop_assert_eq!(again(&Watched::of(&store), manifest, Reading::Changed), full, "again, round {}", round);
        }
    }
}

/// Whether a change is of customer `who`, by that name.
fn is_of(change: &Change, customer: u8) -> bool {
    match *change {
        Change::Event { who, .. } | Change::Usage { who, .. } | Change::Record { who, .. } => who == customer,
        Change::Unlink { evidence, .. } => evidence % 8 == customer,
        Change::Merge { .. } | Change::Describe { .. } | Change::Basis { .. } => false,
    }
}

/// Each event has an id of its own, so that nobody's event stands in the way of another's.
fn distinct(changes: Vec<Change>) -> Vec<Change> {
    let of = |(at, change): (usize, Change)| match change {
        Change::Event { who, item, kind, day, session, .. } => {
            Change::Event { id: u16::try_from(at).expect("few changes"), who, item, kind, day, session }
        }
        other => other,
    };
    changes.into_iter().filter(|change| !matches!(change, Change::Merge { .. })).enumerate().map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn after_an_erasure_the_model_is_that_of_a_shop_that_never_saw_the_customer(
        changes in prop::collection::vec(change(), 20..120),
        who in 0u8..8,
        is_learnt_before in any::<bool>(),
    ) {
        let manifest = earlier(ModelParams::default());
        let changes = distinct(changes);
        let [one, other] = [(); 2].map(|()| tempfile::tempdir().expect("a directory"));
        let (seen, never) = (store(one.path()), store(other.path()));
        changes.iter().for_each(|change| apply(&*seen, change));
        changes.iter().filter(|change| !is_of(change, who)).for_each(|change| apply(&*never, change));
        if is_learnt_before {
            // What is kept of everybody by this must not keep the customer.
            drop(again(&Watched::of(&seen), &manifest, Reading::Changed));
        }
        seen.erase(&Subject::Customer(customer(who))).expect("a writable store");
        let wanted = again(&Watched::of(&never), &manifest, Reading::Everybody);
        prop_assert_eq!(again(&Watched::of(&seen), &manifest, Reading::Changed), wanted.clone());
        prop_assert_eq!(again(&Watched::of(&seen), &manifest, Reading::Everybody), wanted);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn after_events_expired_the_model_is_that_of_a_shop_that_never_saw_them(
        changes in prop::collection::vec(change(), 20..120),
        last_day in 45i64..90,
    ) {
        let manifest = earlier(ModelParams::default());
        let changes = distinct(changes);
        let [one, other] = [(); 2].map(|()| tempfile::tempdir().expect("a directory"));
        let (seen, never) = (store(one.path()), store(other.path()));
        let before = Time::from_millis(last_day * DAY);
        let is_too_old = |change: &Change| match *change {
            Change::Event { id, kind: Kind::View, day, .. } => day * DAY + i64::from(id) * 60_000 < before.millis(),
            _ => false,
        };
        changes.iter().for_each(|change| apply(&*seen, change));
        changes.iter().filter(|change| !is_too_old(change)).for_each(|change| apply(&*never, change));
        drop(again(&Watched::of(&seen), &manifest, Reading::Changed));
        seen.expire_events(&[(Kind::View, before)]).expect("a writable store");
        let wanted = again(&Watched::of(&never), &manifest, Reading::Everybody);
        prop_assert_eq!(again(&Watched::of(&seen), &manifest, Reading::Changed), wanted.clone());
        prop_assert_eq!(again(&Watched::of(&seen), &manifest, Reading::Everybody), wanted);
    }
}

#[test]
fn only_those_who_have_changed_are_read() {
    let manifest = earlier(ModelParams::default());
    let dir = tempfile::tempdir().expect("a directory");
    let store = store(dir.path());
    let bought = |id: u16, who: u8, day: i64| Change::Event {
        id,
        who,
        item: (id % 5) as u8,
        kind: Kind::Purchase,
        day,
        session: None,
    };
    (0..40).for_each(|id| apply(&*store, &bought(id, (id % 10) as u8, 50)));
    let read = || {
        let watched = Watched::of(&store);
        again(&watched, &manifest, Reading::Changed).expect("enough to learn from");
        watched.read.into_inner().expect("no holder panics")
    };
    assert_eq!(read().len(), 10, "nothing was kept yet");
    assert!(read().is_empty(), "nobody has changed");
    apply(&*store, &bought(90, 3, 60));
    apply(&*store, &bought(91, 9, 61));
    assert_eq!(read(), ["c3", "v9"]);
    // Time alone changes what of these may be used, so they are read each time.
    apply(&*store, &bought(92, 4, 101));
    let light = Change::Record { who: 5, personalisation: Personalisation::Light, consent: None, band: None };
    apply(&*store, &light);
    assert_eq!([read(), read()], [["c4", "c5"], ["c4", "c5"]]);
    // What the shop declares for customers without a choice of their own changes everybody.
    store
        .put_shop(&Shop { consent_unrecorded: Consent { recommend: true, ..Consent::NONE }, ..Shop::default() })
        .expect("written");
    assert_eq!(read().len(), 10);
}

#[test]
fn what_reviewers_took_back_has_no_weight_until_that_is_undone() {
    let manifest = earlier(ModelParams::default());
    let dir = tempfile::tempdir().expect("a directory");
    let store = store(dir.path());
    for id in 0..60u16 {
        let (who, day) = ((id % 10) as u8, 50 + i64::from(id / 10));
        let item = if who < 5 { id / 10 } else { 3 + id / 10 } as u8;
        apply(&*store, &Change::Event { id, who, item, kind: Kind::Purchase, day, session: Some(0) });
        apply(&*store, &Change::Describe { item, words: 2 * (item % 2) });
    }
    let model = || {
        let trained = train(&Watched::of(&store), Start::TakeOver(&manifest), Reading::Changed, 1, &mut |_, _| {});
        trained.expect("enough to learn from").model
    };
    let weights = |model: &Model, from: u8, to: u8| {
        let [from, to] = [from, to].map(|number| model.vocabulary().index(&item(number)).expect("known"));
        let like = candor::catalog::Aspect::ALL.map(|aspect| model.like_row(from, aspect).0.contains(&to.0));
        let pair = model.pairs_of(from).contains(&to.0);
        (model.weight(from, to), model.next_row(from).0.contains(&to.0), like.contains(&true), pair)
    };
    let before = model();
    let (linked, back) = (weights(&before, 3, 4), weights(&before, 4, 3));
    assert!(linked.0 != 0.0 && linked.1 && linked.2, "{linked:?}");
    apply(&*store, &Change::Unlink { evidence: 3, item: 4 });
    let after = model();
    assert_eq!(weights(&after, 3, 4), (0.0, false, false, false));
    assert_eq!(weights(&after, 4, 3), back, "the other way stays");
    assert_eq!((before.manifest().unlinked, after.manifest().unlinked), (0, 1));
    assert_ne!(before.manifest().data_digest, after.manifest().data_digest);
    apply(&*store, &Change::Unlink { evidence: 3, item: 4 });
    assert_eq!(model().to_bytes(), before.to_bytes());
}

const GATE: Gate = Gate::FallShareMax(0.1);

#[test]
fn a_running_service_refits_and_says_when_nothing_has_changed() {
    let dir = tempfile::tempdir().expect("a directory");
    let models = ModelDir::new(dir.path().join("models"));
    let store = store(&dir.path().join("store"));
    let service = Service::open(Arc::clone(&store), models.clone());
    assert_eq!(service.refit(GATE, 1).expect("nothing to learn from yet"), Refitted::Unchanged);
    let bought = |id: u16| Change::Event {
        id,
        who: (id % 7) as u8,
        item: (id % 11) as u8,
        kind: Kind::Purchase,
        day: 50,
        session: None,
    };
    (0..70).for_each(|id| apply(&*store, &bought(id)));
    let data = StoreData::new(Arc::clone(&store), NOW).expect("a readable store");
    let start = Start::Choose { params: &ModelParams::default(), grid: &Grid::nothing() };
    let first = train(&data, start, Reading::Everybody, 1, &mut |_, _| {}).expect("enough to learn from");
    models.publish(&first.model, &first.card).expect("published");
    assert_eq!(service.refit(GATE, 1).expect("a refit"), Refitted::Unchanged, "nothing has happened since");
    apply(&*store, &bought(300));
    let Refitted::Promoted(second) = service.refit(GATE, 1).expect("a refit") else { panic!("something has happened") };
    let current = models.load_current().expect("a sound model");
    assert_eq!(current.manifest().fingerprint, second);
    assert_eq!(current.manifest().params, first.model.manifest().params);
    assert_eq!(current.manifest().calibration, first.model.manifest().calibration);
    assert_eq!(current.manifest().events, first.model.manifest().events + 1);

    // What a reviewer took back comes again after an undoing, and as often as they change their mind.
    for _ in 0..2 {
        for wanted_as in ["another", "the one before"] {
            let before = models.load_current().expect("a sound model").manifest().fingerprint.clone();
            apply(&*store, &Change::Unlink { evidence: 1, item: 8 });
            let Refitted::Promoted(now) = service.refit(GATE, 1).expect("a refit") else { panic!("{wanted_as}") };
            assert_eq!((now == second, before == second), (wanted_as != "another", wanted_as == "another"));
        }
    }
    // What somebody went back from does not come again by itself, what is new does.
    models.roll_back(&first.model.manifest().fingerprint).expect("a sound model");
    assert_eq!(service.refit(GATE, 1).expect("a refit"), Refitted::Unchanged);
    apply(&*store, &bought(301));
    assert!(matches!(service.refit(GATE, 1).expect("a refit"), Refitted::Promoted(_)));
}

/// Runs the program; its JSON.
fn candor(arguments: &[&str]) -> serde_json::Value {
    let output = Command::new(env!("CARGO_BIN_EXE_candor")).args(arguments).output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

#[test]
fn the_command_publishes_the_same_model_and_keeps_the_card_of_when_it_was_measured() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = |name: &str| dir.path().join(name).to_str().expect("UTF-8").to_owned();
    let (url, out, params) = (path("store"), path("models"), path("params.json"));
    {
        let store = store(&dir.path().join("store"));
        (0..300u16).for_each(|id| {
            let (who, item, day) = ((id % 8) as u8, (id * 7 % 13) as u8, 40 + i64::from(id % 50));
            apply(&*store, &Change::Event { id, who, item, kind: Kind::Purchase, day, session: None });
        });
    }
    std::fs::write(&params, "{}").expect("written");
    let train = |more: &[&str]| {
        let always = ["train", "--store", &url, "--out", &out, "--json"];
        candor(&[&always, more].concat())
    };
    let measured = train(&["--params", &params]);
    let name = measured["model"].as_str().expect("a fingerprint");
    let card = || std::fs::read_to_string(dir.path().join("models").join(name).join("MODEL_CARD.md")).expect("a card");
    let told = card();
    assert_eq!(train(&["--params", &params, "--incremental"])["model"], measured["model"]);

    for more in [["--keep"].as_slice(), &["--keep", "--incremental"], &["--keep", "--incremental"]] {
        let kept = train(more);
        assert_eq!(kept["model"], measured["model"], "{more:?}");
        assert_eq!(kept["metrics"]["taken_over_from"], measured["model"]);
        assert_eq!(card(), told, "{more:?}");
    }
    let on = ["--store", &url, "--model", &out, "--customer", "c3", "--json"];
    let export = candor(&[&["export"], on.as_slice()].concat());
    let events = export["given"]["events"].as_array().expect("events").len();
    assert!(events > 0 && !export["derived"]["profile"].as_array().expect("a profile").is_empty(), "{export}");
    let erased = candor(&[&["erase"], on.as_slice()].concat());
    assert_eq!((&erased["was_known"], &erased["events"]), (&true.into(), &events.into()));
    assert_ne!(erased["model"], measured["model"], "the model has forgotten them");
    assert_eq!(erased["earlier_models"][0], measured["model"]);
    assert_eq!(train(&["--keep"])["model"], erased["model"], "a full training gives the same");
    let again = candor(&[&["erase"], on.as_slice()].concat());
    assert_eq!((&again["was_known"], &again["model"]), (&false.into(), &erased["model"]));
    let export = candor(&[&["export"], on.as_slice()].concat());
    assert!(export["given"]["events"].as_array().expect("events").is_empty(), "{export}");

    let learnt_of = |named: &[&str]| {
        let trained = train(&[named, &["--fall-percent-max", "100"]].concat());
        let name = trained["model"].as_str().expect("a fingerprint");
        let manifest = std::fs::read(dir.path().join("models").join(name).join("manifest.json")).expect("a manifest");
        serde_json::from_slice::<serde_json::Value>(&manifest).expect("JSON")["params"]["leanings"].clone()
    };
    assert_eq!(learnt_of(&["--keep", "--leaning", "side"]), serde_json::json!(["side"]));
    assert_eq!(learnt_of(&[]), serde_json::json!(["side"]), "a plain training learns again of what is live");
}
