//! On a real shop, a group of little-known items gets its share of attention over time, at a small price in accuracy.
//!
//! `CANDOR_SHOP` names a store that nobody else holds, such as `candor import` makes; without it the test is skipped by name.

use std::collections::BTreeSet;
use std::path::Path;
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
use candor::rerank::{ExposureState, ExposureTarget, Policy, Selector, Shown, Window};
use candor::service::Service;
use candor::store::{Embedded, Store, StoreData};

const REQUESTS: usize = 10_000;
const TARGET: f64 = 0.1;
const COUNT: u16 = 10;
/// More of the accuracy than this is a fault, not a price.
const COST_MAX: f64 = 0.05;

struct Trial {
    engine: Engine,
    hold_out: HoldOut,
    policy: Policy,
}

impl Trial {
    /// Learns from the first 85 % of the events; the tail is what at most the median number of people chose in them.
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
        let mut people: Vec<(u64, ItemIx)> =
            (0..model.n_items()).map(ItemIx::from_at).map(|item| (model.people(item), item)).collect();
        people.sort_unstable();
        let median = people[people.len() / 2].0;
        let tail = people.iter().filter(|(people, _)| *people <= median);
        let members: BTreeSet<_> = tail.map(|(_, item)| model.vocabulary().id(*item).clone()).collect();
        let target = ExposureTarget {
            name: "tail".to_owned(),
            members: Selector { items: members, ..Selector::default() },
            target: TARGET,
            window: Window::Requests { length: 1_000 },
            gain: 0.05,
        };
        let wording = Arc::new(Wording::new().expect("sound wordings"));
        let engine = Engine::open(Arc::new(model), CatalogState { revision, digest, items }, wording, None);
        Self { engine, hold_out, policy: Policy { exposures: vec![target], ..Policy::standard("home") } }
    }

    fn inputs(&self, case: &Case, exposure: Vec<ExposureState>) -> Inputs {
        let Subject::Customer(customer) = &case.person.subject else { panic!("a shop of customers") };
        let request = Request { count: COUNT, explain: Detail::None, ..Request::home(Some(customer.clone())) };
        let (consent, personalisation) = (Some(case.person.consent), case.person.personalisation);
        let record = Customer { consent, personalisation, ..Customer::unknown(customer.clone()) };
        let house = House {
            shop: "the shop".to_owned(),
            locale: "en".to_owned(),
            tone: candor::reason::Tone::Neutral,
            consent_unrecorded: Consent::NONE,
            policy: self.policy.clone(),
            exposure,
            parity: Vec::new(),
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
        let members = &self.policy.exposures[0].members.items;
        Shown::count(answer.items.iter().map(|shown| members.contains(&shown.item)))
    }
}

fn share(lists: &[Shown]) -> f64 {
    let sum = |of: fn(&Shown) -> f64| lists.iter().map(of).sum::<f64>();
    sum(|shown| shown.members) / sum(|shown| shown.all)
}

#[test]
#[expect(clippy::print_stderr, reason = "the figures are what it is run for; a skipped test says so")]
fn a_tail_gets_a_tenth_of_the_attention_for_little_accuracy() {
    let Ok(folder) = std::env::var("CANDOR_SHOP") else {
        return eprintln!("skipped: CANDOR_SHOP names no store");
    };
    let trial = Trial::new(Path::new(&folder));
    let cases = &trial.hold_out.cases;
    let plain: Vec<(f64, Shown)> = cases
        .iter()
        .map(|case| {
            let answer = trial.engine.decide(&trial.inputs(case, Vec::new()));
            (trial.ndcg(case, &answer), trial.shown(&answer))
        })
        .collect();
    let (mut state, mut lists, mut ndcgs) = (vec![ExposureState::default()], Vec::new(), Vec::new());
    for case in cases.iter().cycle().take(REQUESTS) {
        let inputs = trial.inputs(case, state.clone());
        let answer = trial.engine.decide(&inputs);
        lists.push(trial.shown(&answer));
        ndcgs.push(trial.ndcg(case, &answer));
        state = trial.engine.exposure_after(&inputs, &answer, &state);
    }
    // Whole rounds of the same customers, the first left out, in which the price had to be found.
    let rounds = cases.len()..REQUESTS / cases.len() * cases.len();
    let before = mean(&plain.iter().map(|(ndcg, _)| *ndcg).collect::<Vec<f64>>()).expect("cases");
    let after = mean(&ndcgs[rounds]).expect("more requests than cases");
    let all: Vec<Shown> = plain.iter().map(|(_, shown)| *shown).collect();
    let windowed = state[0].share().expect("lists");
    eprintln!(
        "{} cases, {} of {} items in the tail; share without target {:.4}, NDCG@10 {before:.5}",
        cases.len(),
        trial.policy.exposures[0].members.items.len(),
        trial.engine.model().n_items(),
        share(&all)
    );
    for at in [100, 1_000, REQUESTS] {
        eprintln!("share of the first {at} lists {:.4}", share(&lists[..at]));
    }
    eprintln!("share of the window {windowed:.5}, of the last 5,000 lists {:.5}", share(&lists[REQUESTS - 5_000..]));
    eprintln!("price {:.3}; NDCG@10 {after:.5}, {:+.2} %", state[0].price, 100.0 * (after / before - 1.0));
    assert!((windowed - TARGET).abs() <= 0.001, "{windowed}");
    assert!(after >= before * (1.0 - COST_MAX), "{after} of {before}");
}
