//! On real people, what one group sees less of is raised until all see it about as often, at a price in accuracy.
//!
//! They are the viewers of MovieLens-100K, their groups women and men, and the films those of one genre. `CANDOR_SHOP` names another
//! store that nobody else holds, such as `candor import completejourney` makes, `CANDOR_SEGMENT` its segment and `CANDOR_ITEMS` the selector
//! of the items that are meant; `CANDOR_CASES` sets the number of requests.

mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use candor::decision::{Answer, Detail, House, Inputs, Known, Request};
use candor::engine::{CatalogState, Engine, Lesson, Survey};
use candor::evaluate::{Case, HoldOut};
use candor::event::{Consent, Customer, Subject};
use candor::fit::Calibration;
use candor::ids::{DecisionId, ItemIx};
use candor::metrics::{mean, ndcg_at_k};
use candor::model::ModelParams;
use candor::reason::Wording;
use candor::rerank::{ParityRule, ParityStates, Policy, Selector, Shown, Window};
use candor::service::Service;
use candor::store::{Embedded, Store, StoreData};

const DIFFERENCE: f64 = 0.02;
const COUNT: u16 = 10;

fn setting(name: &str, default: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| default.to_owned())
}

/// The items that groups are to see about equally often.
fn meant() -> Selector {
    let action = r#"{"attributes": {"genre_action": ["yes"]}}"#;
    serde_json::from_str(&setting("CANDOR_ITEMS", action)).expect("a selector, as policies have them")
}

/// A store of the viewers, made as people make it; `None` where their data are not on this machine.
fn viewers(folder: &Path) -> Option<PathBuf> {
    let (data, store) = (common::shared("data/ml-100k")?, folder.join("store"));
    let mut import = Command::new(env!("CARGO_BIN_EXE_candor"));
    let output = import.args(["import", "movielens"]).arg(data).arg("--store").arg(&store).output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(store)
}

struct Trial {
    engine: Engine,
    hold_out: HoldOut,
    policy: Policy,
}

impl Trial {
    /// Learns from the first 85 % of the events.
    fn new(folder: &Path) -> Self {
        let store: Arc<dyn Store> = Arc::new(Embedded::open(folder).expect("a store that nobody holds"));
        let data = StoreData::new(Arc::clone(&store), Service::now()).expect("a readable store");
        let survey = Survey::of(&data).expect("events");
        let (params, cut) = (ModelParams::default(), survey.cut(0.85, None));
        let lesson = Lesson::gather(&data, &survey, &params, Some(cut)).expect("events before the cut");
        let model = lesson.learn(&survey, &params, Calibration::plain(1.0, 0.0), 2).expect("a sound fit");
        let hold_out = HoldOut::gather(&data, &survey, &params.kinds, cut, None, 5_000).expect("a readable store");
        let revision = store.catalog_state().expect("a readable store").revision;
        let (digest, items) = store.items_at(revision).expect("a readable store");
        let rule = ParityRule {
            name: "offers".to_owned(),
            members: meant(),
            segment: setting("CANDOR_SEGMENT", "gender"),
            difference: DIFFERENCE,
            window: Window::Requests { length: 1_000 },
            gain: 0.02,
        };
        let wording = Arc::new(Wording::new().expect("sound wordings"));
        let engine = Engine::open(Arc::new(model), CatalogState { revision, digest, items }, wording, None);
        Self { engine, hold_out, policy: Policy { parities: vec![rule], ..Policy::standard("home") } }
    }

    /// A customer's request. The data say nothing of consent; for this trial everybody gave it.
    fn inputs(&self, case: &Case, states: &ParityStates) -> Inputs {
        let Subject::Customer(customer) = &case.person.subject else { panic!("a shop of customers") };
        let request = Request { count: COUNT, explain: Detail::None, ..Request::home(Some(customer.clone())) };
        let consent = Some(Consent { recommend: true, explain: true, measure_fairness: true });
        let segments = case.person.segments.clone();
        let record = Customer { consent, segments, ..Customer::unknown(customer.clone()) };
        let house = House {
            shop: "the shop".to_owned(),
            locale: "en".to_owned(),
            tone: candor::reason::Tone::Neutral,
            consent_unrecorded: Consent::NONE,
            policy: self.policy.clone(),
            exposure: Vec::new(),
            parity: vec![states.clone()],
        };
        let before = case.person.events.iter().filter(|event| event.time < self.hold_out.cut).cloned();
        let known = Known { customer: Some(&record), events: before.collect() };
        Inputs::gather(DecisionId::new("d_trial").expect("a short id"), self.hold_out.cut, request, known, house)
    }

    fn ndcg(&self, case: &Case, answer: &Answer) -> f64 {
        let vocabulary = self.engine.model().vocabulary();
        let list: Vec<ItemIx> = answer.items.iter().filter_map(|shown| vocabulary.index(&shown.item)).collect();
        ndcg_at_k(&list, &case.targets, usize::from(COUNT))
    }

    fn shown(&self, answer: &Answer) -> Shown {
        let (catalog, rule) = (self.engine.catalog(), &self.policy.parities[0]);
        let item = |shown: &candor::decision::AnswerItem| catalog.item(catalog.vocabulary().index(&shown.item)?);
        Shown::count(answer.items.iter().map(|shown| item(shown).is_some_and(|item| rule.members.matches(item))))
    }
}

/// Attention by group.
#[derive(Default)]
struct Seen(BTreeMap<String, Shown>);

impl Seen {
    fn add(&mut self, group: &str, shown: Shown) {
        let sum = self.0.entry(group.to_owned()).or_default();
        *sum = Shown { members: sum.members + shown.members, all: sum.all + shown.all };
    }

    fn gap(&self) -> f64 {
        let shares = || self.0.values().map(|shown| shown.members / shown.all);
        shares().fold(0.0, f64::max) - shares().fold(1.0, f64::min)
    }

    fn told(&self) -> String {
        let told = self.0.iter().map(|(group, shown)| format!("{group} {:.4}", shown.members / shown.all));
        told.collect::<Vec<_>>().join(", ")
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "the figures are told with --nocapture")]
fn every_group_sees_such_items_about_as_often_for_little_accuracy() {
    let own = tempfile::tempdir().expect("a temporary folder");
    let named = std::env::var("CANDOR_SHOP").ok().map(PathBuf::from);
    let Some(folder) = named.or_else(|| viewers(own.path())) else { return };
    let trial = Trial::new(&folder);
    let segment = trial.policy.parities[0].segment.clone();
    let is_in_a_group = |case: &&Case| case.person.segments.contains_key(&segment);
    let cases: Vec<&Case> = trial.hold_out.cases.iter().filter(is_in_a_group).collect();
    let group = |case: &Case| case.person.segments[&segment].clone();
    let (mut free, mut ndcg_free) = (Seen::default(), Vec::new());
    for case in &cases {
        let answer = trial.engine.decide(&trial.inputs(case, &ParityStates::new()));
        free.add(&group(case), trial.shown(&answer));
        ndcg_free.push(trial.ndcg(case, &answer));
    }
    let (mut states, mut held, mut ndcg_held) = (ParityStates::new(), Seen::default(), Vec::new());
    // Whole rounds of the same customers; what is counted is the last half, when the prices are found.
    let requests: usize = setting("CANDOR_CASES", "6000").parse().expect("a number");
    let rounds = (requests / cases.len()).max(2);
    for round in 0..rounds {
        for case in &cases {
            let inputs = trial.inputs(case, &states);
            let answer = trial.engine.decide(&inputs);
            let after = trial.engine.parity_after(&inputs, &answer, std::slice::from_ref(&states));
            states.extend(after.into_iter().flatten());
            if round >= rounds / 2 {
                held.add(&group(case), trial.shown(&answer));
                ndcg_held.push(trial.ndcg(case, &answer));
            }
        }
    }
    let (before, after) = (mean(&ndcg_free).expect("cases"), mean(&ndcg_held).expect("cases"));
    let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
    cases.iter().for_each(|case| *sizes.entry(group(case)).or_default() += 1);
    eprintln!("{} customers: {sizes:?}", cases.len());
    eprintln!("without: {}; gap {:.4}; NDCG@10 {before:.5}", free.told(), free.gap());
    eprintln!(
        "with: {}; gap {:.4}; NDCG@10 {after:.5} ({:+.2} %)",
        held.told(),
        held.gap(),
        100.0 * (after / before - 1.0)
    );
    eprintln!(
        "{rounds} rounds; prices: {:?}",
        states.iter().map(|(group, state)| (group, state.price)).collect::<Vec<_>>()
    );
    assert!(free.gap() > DIFFERENCE, "there is something to even out: {}", free.gap());
    assert!(held.gap() < free.gap() && held.gap() < DIFFERENCE + 0.01, "{}", held.gap());
}
