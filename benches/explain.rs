//! What do reasons cost beside bare recommendations, and how long does an explanation in full take?
//!
//! Two shops. A synthetic one of fixed seed: 100,000 items in 250 tastes, 200 weights a row, two aspects of descriptions,
//! histories of 10 to 90 purchases from three tastes. And Online Retail, where the shared data are there, as the program imports
//! and trains it with default parameters. One thread; every customer is asked for `none`, `reasons` and `full` in turn. Prints
//! the ratios to `none` and the percentiles of all three over 300 customers.
#![expect(clippy::print_stderr, reason = "a bench reports")]

use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use candor::catalog::{Catalog, Item};
use candor::decision::{Detail, House, Inputs, Known, Request};
use candor::engine::{CatalogState, Engine};
use candor::event::{Consent, Event, Kind, Subject};
use candor::fit::{Calibration, Leanings, Lexicon, Priors, Spread, Spreads, Weights};
use candor::ids::{CustomerId, DecisionId, EventId, ItemId, ItemIx, Vocabulary};
use candor::model::{Manifest, Model, ModelParams, Parts};
use candor::reason::Wording;
use candor::rerank::Policy;
use candor::service::Service;
use candor::store::ModelDir;
use candor::units::Time;
use criterion::Criterion;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

const N_ITEMS: u32 = 100_000;
const TASTE: u32 = 400;
const ROW_WEIGHTS: usize = 200;
const LIKE_WEIGHTS: usize = 30;
const CUSTOMERS: usize = 300;
const FILE: &str = "../shared/data/uci-online-retail/online_retail_by_day.csv.gz";
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

/// Laws like those of Online Retail, so that every line is asked how sure it is.
fn spreads() -> Spreads {
    let together = Spread {
        keep: [0.7, 0.65, 1.25, -0.54],
        noise: [-2.3, 0.96, -0.2, -0.27, -1.1],
        stretch: [0.56, 0.63, 0.72, 0.88, 0.98],
        shared: 0.14,
    };
    Spreads { people: 5_000, together, next: None, late_share: 0.1 }
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
        spreads: Some(spreads()),
        items: 0,
        customers: 10_000,
        events: 0,
        weights: 0,
        unlinked: 0,
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
    let (next, pairs, seasons, lexicon) = (Weights::none(n), Weights::none(n), Weights::none(12), Lexicon::default());
    Model::freeze(Parts {
        vocabulary: Vocabulary::new(ids),
        weights,
        next,
        like,
        pairs,
        seasons,
        lexicon,
        priors,
        leanings: Leanings::default(),
        manifest,
    })
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
    let events: Vec<Event> = (0..10 + who % 81).map(event).collect();
    let house = House {
        shop: "the shop".to_owned(),
        locale: "en".to_owned(),
        tone: candor::reason::Tone::Neutral,
        consent_unrecorded: Consent::RECOMMEND_AND_EXPLAIN,
        policy: Policy::standard("home"),
        exposure: Vec::new(),
        parity: Vec::new(),
    };
    let id = DecisionId::new(&format!("d{who}")).expect("a valid id");
    Inputs::gather(
        id,
        now,
        Request::home(Some(customer.clone())),
        Known { customer: None, events: events.into() },
        house,
    )
}

fn asked(inputs: &Inputs, explain: Detail) -> Inputs {
    let mut inputs = inputs.clone();
    inputs.request.explain = explain;
    inputs
}

/// An engine and the customers who ask it.
struct Shop {
    engine: Engine,
    customers: Vec<Inputs>,
}

fn synthetic() -> Shop {
    let model = Arc::new(model());
    let catalog = Arc::new(catalog(&model));
    let engine = Engine::new(Arc::clone(&model), catalog, Arc::new(Wording::new().expect("sound wordings")));
    Shop { engine, customers: (0..CUSTOMERS).map(|who| inputs(&model, who)).collect() }
}

/// Online Retail, imported and trained in a folder of its own.
fn real() -> Option<Shop> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    if !file.exists() {
        eprintln!("skipped: {} is not on this machine", file.display());
        return None;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let run = |arguments: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_candor")).args(arguments).current_dir(folder.path()).output();
        assert!(done.expect("the program starts").status.success(), "{arguments:?}");
    };
    run(&["import", "online-retail", file.to_str().expect("a plain path")]);
    std::fs::write(folder.path().join("params.json"), "{}").expect("a writable folder");
    run(&["train", "--params", "params.json"]);
    let store = candor::store::open(folder.path().join("candor-data").to_str().expect("a plain path"));
    let service = Service::open(store.expect("a store"), ModelDir::new(folder.path().join("models")));
    let ids = service.store().customer_ids(None, usize::MAX >> 1).expect("readable");
    let now = service.store().newest_event_time().expect("readable").expect("events");
    let asked = |(who, customer): (usize, &CustomerId)| {
        let id = DecisionId::new(&format!("d{who}")).expect("a valid id");
        service.gather(id, now, Request::home(Some(customer.clone()))).expect("a sound request")
    };
    let customers: Vec<Inputs> =
        ids.iter().step_by(ids.len() / CUSTOMERS).take(CUSTOMERS).enumerate().map(asked).collect();
    let state = service.store().catalog_state().expect("readable");
    let (digest, items) = service.store().items_at(state.revision).expect("readable");
    let state = CatalogState { revision: state.revision, digest, items };
    let model = Arc::new(service.models().load_current().expect("a model"));
    let engine = Engine::open(model, state, Arc::new(Wording::new().expect("sound wordings")), None);
    Some(Shop { engine, customers })
}

const DETAILS: [(&str, Detail); 3] = [("none", Detail::None), ("reasons", Detail::Reasons), ("full", Detail::Full)];

/// By detail: one time per customer in milliseconds, ascending.
fn times(shop: &Shop) -> [Vec<f64>; DETAILS.len()] {
    let mut times: [Vec<f64>; DETAILS.len()] = Default::default();
    for inputs in &shop.customers {
        // What is asked first would pay for reading the customer's part of the model.
        black_box(shop.engine.decide(&asked(inputs, Detail::None)));
        for ((_, explain), times) in DETAILS.iter().zip(&mut times) {
            let inputs = asked(inputs, *explain);
            let began = Instant::now();
            black_box(shop.engine.decide(black_box(&inputs)));
            times.push(1e3 * began.elapsed().as_secs_f64());
        }
    }
    times.iter_mut().for_each(|times| times.sort_unstable_by(f64::total_cmp));
    times
}

fn report(name: &str, shop: &Shop) {
    let times = times(shop);
    let at = |times: &[f64], percent: usize| times[percent * (times.len() - 1) / 100];
    eprintln!("{name}: {} items, {} customers", shop.engine.model().n_items(), shop.customers.len());
    for ((detail, _), own) in DETAILS.iter().zip(&times) {
        let [median, high] = [50, 99].map(|percent| at(own, percent));
        let ratio = median / at(&times[0], 50);
        let mean = own.iter().sum::<f64>() / times[0].iter().sum::<f64>();
        eprintln!(
            "  {detail:<8} median {median:.3} ms, 99 % {high:.3} ms; over none: median {ratio:.2}, mean {mean:.2}"
        );
    }
}

fn main() {
    let shop = synthetic();
    report("synthetic", &shop);
    if let Some(shop) = real() {
        report("Online Retail", &shop);
    }
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    for (name, how) in DETAILS {
        let inputs = asked(&shop.customers[40], how);
        criterion.bench_function(&format!("explain_{name}_100000_items"), |b| {
            b.iter(|| shop.engine.decide(black_box(&inputs)));
        });
    }
    criterion.final_summary();
}
