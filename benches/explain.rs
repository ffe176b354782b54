//! What do reasons cost beside bare recommendations, and how long does an explanation in full take?
//!
//! A synthetic shop of fixed seed: 100,000 items in 250 tastes, 200 weights a row, four levels of description, histories of 10 to
//! 90 purchases from three tastes. One thread. Prints the ratio `reasons / none` and the percentiles of `full` over 300 customers.
#![expect(clippy::print_stderr, reason = "a bench reports")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use candor::catalog::{Catalog, Item};
use candor::decision::{Detail, House, Inputs, Known, Request};
use candor::engine::Engine;
use candor::event::{Consent, Event, Kind, Subject};
use candor::fit::{Calibration, Lexicon, Priors, Weights};
use candor::ids::{CustomerId, DecisionId, EventId, ItemId, ItemIx, Vocabulary};
use candor::model::{Manifest, Model, ModelParams, Parts};
use candor::reason::Wording;
use candor::rerank::Policy;
use candor::units::Time;
use criterion::Criterion;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

const N_ITEMS: u32 = 100_000;
const TASTE: u32 = 400;
const ROW_WEIGHTS: usize = 200;
const LIKE_WEIGHTS: usize = 30;
const CUSTOMERS: usize = 300;
const DAY_MS: i64 = 86_400_000;

fn below(n: u32, random: &mut Xoshiro256PlusPlus) -> u32 {
    u32::try_from((u64::from(random.next_u32()) * u64::from(n)) >> 32).expect("below n")
}

/// Three targets in four of the item's own taste; mostly positive weights, a few large.
fn row(item: u32, n: usize, random: &mut Xoshiro256PlusPlus) -> Vec<(u32, f32)> {
    let taste = item / TASTE * TASTE;
    let target = |random: &mut Xoshiro256PlusPlus| match below(4, random) {
        0 => below(N_ITEMS, random),
        _ => taste + below(TASTE, random),
    };
    let mut targets: Vec<u32> = (0..n).map(|_| target(random)).collect();
    targets.sort_unstable();
    targets.dedup();
    let mut weight = || {
        #[expect(clippy::cast_precision_loss, reason = "a few digits of chance")]
        let share = below(1 << 20, random) as f32 / (1 << 20) as f32;
        share * share * share * 0.3 - 0.01
    };
    targets.into_iter().filter(|target| *target != item).map(|target| (target, weight())).collect()
}

fn model() -> Model {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(1);
    let ids = (0..N_ITEMS).map(|at| ItemId::new(&format!("i{at:06}")).expect("a valid id"));
    let manifest = Manifest {
        format: 0,
        fingerprint: String::new(),
        code_version: "bench".to_owned(),
        data_digest: String::new(),
        params: ModelParams::default(),
        calibration: Calibration::plain(1.0, 0.0),
        spreads: None,
        items: 0,
        customers: 0,
        events: 0,
        weights: 0,
        most_chosen: 0,
        mean_popularity: 0.0,
        newest_event: None,
    };
    let weights = Weights::from_rows((0..N_ITEMS).map(|item| row(item, ROW_WEIGHTS, &mut random)).collect());
    let like = (0..5 * N_ITEMS).map(|at| match at % 5 {
        0 | 1 => row(at / 5, LIKE_WEIGHTS, &mut random),
        _ => Vec::new(),
    });
    let like = Weights::from_rows(like.collect());
    let n = N_ITEMS as usize;
    let popularity = (0..N_ITEMS).map(|item| if item % 7 == 0 { 0.6 } else { -0.1 }).collect();
    let priors = Priors { popularity, trend: vec![0.0; n], most_chosen: 5_000, mean_popularity: 0.2 };
    let (next, lexicon) = (Weights::none(n), Lexicon::default());
    Model::freeze(Parts { vocabulary: Vocabulary::new(ids), weights, next, like, lexicon, priors, manifest })
}

fn catalog(model: &Model) -> Catalog {
    let item = |(at, id): (usize, &ItemId)| {
        Arc::new(Item {
            brand: Some(format!("Brand {}", at % 97)),
            category: vec![format!("Hall {}", at / 10_000), format!("Aisle {}", at / 400)],
            ..Item::titled(id.clone(), format!("Thing {at}"))
        })
    };
    let items: Vec<Arc<Item>> = model.vocabulary().ids().iter().enumerate().map(item).collect();
    Catalog::new(Arc::clone(model.vocabulary()), 1, "bench".to_owned(), items)
}

fn inputs(model: &Model, who: usize) -> Inputs {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(1_000 + who as u64);
    let customer = CustomerId::new(&format!("c{who}")).expect("a valid id");
    let now = Time::from_millis(1_000 * DAY_MS);
    let tastes: Vec<u32> = (0..3).map(|_| below(N_ITEMS / TASTE, &mut random) * TASTE).collect();
    let event = |at: usize| {
        let item = tastes[at % 3] + below(TASTE, &mut random);
        let time = now.plus_days(-i64::from(below(400, &mut random)));
        let id = EventId::new(&format!("e{at}")).expect("a valid id");
        Event::new(
            id,
            Subject::Customer(customer.clone()),
            model.vocabulary().id(ItemIx(item)).clone(),
            Kind::Purchase,
            time,
        )
    };
    let events = (0..10 + who % 81).map(event).collect();
    let house = House {
        shop: "the shop".to_owned(),
        locale: "en".to_owned(),
        tone: candor::reason::Tone::Neutral,
        consent_unrecorded: Consent::RECOMMEND_AND_EXPLAIN,
        policy: Policy::standard("home"),
        exposure: Vec::new(),
    };
    let id = DecisionId::new(&format!("d{who}")).expect("a valid id");
    Inputs::gather(id, now, Request::home(Some(customer.clone())), Known { customer: None, events }, house)
}

fn asked(inputs: &Inputs, explain: Detail) -> Inputs {
    let mut inputs = inputs.clone();
    inputs.request.explain = explain;
    inputs
}

/// One time per customer, ascending.
fn times(engine: &Engine, customers: &[Inputs], explain: Detail) -> Vec<Duration> {
    let mut times: Vec<Duration> = customers
        .iter()
        .map(|inputs| {
            let inputs = asked(inputs, explain);
            let began = Instant::now();
            black_box(engine.decide(black_box(&inputs)));
            began.elapsed()
        })
        .collect();
    times.sort_unstable();
    times
}

fn mean_ms(times: &[Duration]) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
    let n = times.len() as f64;
    1e3 * times.iter().sum::<Duration>().as_secs_f64() / n
}

fn main() {
    let model = Arc::new(model());
    let catalog = Arc::new(catalog(&model));
    let engine = Engine::new(Arc::clone(&model), catalog, Arc::new(Wording::new().expect("sound wordings")));
    let customers: Vec<Inputs> = (0..CUSTOMERS).map(|who| inputs(&model, who)).collect();
    times(&engine, &customers, Detail::Reasons);
    let [none, reasons, full] =
        [Detail::None, Detail::Reasons, Detail::Full].map(|how| times(&engine, &customers, how));
    eprintln!(
        "reasons / none = {:.3} ({:.3} ms / {:.3} ms)",
        mean_ms(&reasons) / mean_ms(&none),
        mean_ms(&reasons),
        mean_ms(&none)
    );
    let ms = |at: usize| 1e3 * full[at * (full.len() - 1) / 100].as_secs_f64();
    eprintln!("full: median {:.2} ms, 90 % {:.2} ms, 99 % {:.2} ms, largest {:.2} ms", ms(50), ms(90), ms(99), ms(100));
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    for (name, how) in [("none", Detail::None), ("reasons", Detail::Reasons), ("full", Detail::Full)] {
        let inputs = asked(&customers[40], how);
        criterion
            .bench_function(&format!("explain_{name}_100000_items"), |b| b.iter(|| engine.decide(black_box(&inputs))));
    }
    criterion.final_summary();
}
