//! How long does one request take to score, beside a dense scan of the same evidence?
//!
//! A synthetic model of fixed seed in the size of the gowalla split: 41,000 items, 200 weights a row, histories of 50.
#![expect(clippy::print_stderr, reason = "a bench reports")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use candor::event::{Consent, Event, Kind, KindWeights, Personalisation, Profile, Recency, Subject, admit};
use candor::fit::{Calibration, Leanings, Lexicon, Priors, Weights};
use candor::ids::{CustomerId, EventId, ItemId, ItemIx, Vocabulary};
use candor::model::{Manifest, Model, ModelParams, Parts};
use candor::score::{Muted, Query, Setting, candidates, ledgers};
use candor::units::Time;
use criterion::Criterion;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

const N_ITEMS: u32 = 41_000;
const ROW_WEIGHTS: usize = 200;
const HISTORY: usize = 50;
const CANDIDATES: usize = 200;
const ROUNDS: u32 = 300;

fn below(n: u32, random: &mut Xoshiro256PlusPlus) -> u32 {
    u32::try_from((u64::from(random.next_u32()) * u64::from(n)) >> 32).expect("below n")
}

fn row(random: &mut Xoshiro256PlusPlus) -> Vec<(u32, f32)> {
    let mut targets: Vec<u32> = (0..ROW_WEIGHTS).map(|_| below(N_ITEMS, random)).collect();
    targets.sort_unstable();
    targets.dedup();
    targets
        .into_iter()
        .map(|target| (target, f32::from(i8::try_from(below(200, random)).unwrap_or(1)) / 400.0))
        .collect()
}

fn model() -> Model {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(1);
    let ids = (0..N_ITEMS).map(|at| ItemId::new(&format!("i{at:05}")).expect("a valid id"));
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
        unlinked: 0,
        most_chosen: 0,
        mean_popularity: 0.0,
        newest_event: None,
    };
    let weights = Weights::from_rows((0..N_ITEMS).map(|_| row(&mut random)).collect());
    let n = N_ITEMS as usize;
    let priors = Priors { popularity: vec![0.5; n], trend: vec![0.0; n], most_chosen: 0, mean_popularity: 0.0 };
    let (next, like, lexicon) = (Weights::none(n), Weights::none(5 * n), Lexicon::default());
    let (pairs, seasons) = (Weights::none(n), Weights::none(12));
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

fn profile(model: &Model) -> Profile {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(2);
    let now = Time::from_millis(0);
    let subject = Subject::Customer(CustomerId::new("c").expect("a valid id"));
    let event = |at: usize| {
        let item = model.vocabulary().id(ItemIx(below(N_ITEMS, &mut random))).clone();
        Event::new(EventId::new(&format!("e{at}")).expect("a valid id"), subject.clone(), item, Kind::Purchase, now)
    };
    let events: Vec<Event> = (0..HISTORY).map(event).collect();
    let admitted = events.iter().map(|e| admit(e, Consent::RECOMMEND_AND_EXPLAIN, Personalisation::Full, now));
    let kinds = KindWeights::default();
    Profile::build(admitted.filter_map(Result::ok), model.vocabulary(), &kinds, Recency::Timeless, None)
}

/// The rows of the history, as a dense matrix holds them.
fn dense_rows(model: &Model, profile: &Profile) -> Vec<Vec<f32>> {
    let row = |item: ItemIx| {
        let mut dense = vec![0.0; model.n_items()];
        let (targets, weights) = model.row(item);
        targets.iter().zip(weights).for_each(|(&target, &weight)| dense[target as usize] = weight);
        dense
    };
    profile.evidence().iter().map(|evidence| row(evidence.item)).collect()
}

/// The reference: adds whole rows and sorts out the best of the whole catalogue.
fn dense_scan(rows: &[Vec<f32>], profile: &Profile) -> Vec<(f32, u32)> {
    let mut scores = vec![0.0f32; N_ITEMS as usize];
    for (row, evidence) in rows.iter().zip(profile.evidence()) {
        #[expect(clippy::cast_possible_truncation, reason = "the reference works in f32 throughout")]
        let strength = evidence.weight as f32;
        scores.iter_mut().zip(row).for_each(|(score, weight)| *score += strength * weight);
    }
    let mut best: Vec<(f32, u32)> = scores.into_iter().zip(0..).collect();
    best.select_nth_unstable_by(CANDIDATES, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    best.truncate(CANDIDATES);
    best.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    best
}

fn timed(mut work: impl FnMut()) -> Duration {
    let began = Instant::now();
    (0..ROUNDS).for_each(|_| work());
    began.elapsed() / ROUNDS
}

fn main() {
    let model = model();
    let profile = profile(&model);
    let rows = dense_rows(&model, &profile);
    let query =
        Query { model: &model, profile: &profile, context: &[], muted: Muted::default(), setting: Setting::default() };
    let is_eligible = |item: ItemIx| !profile.owns(item);
    let score = || black_box(candidates(black_box(&query), &is_eligible, &[], CANDIDATES));
    let scan = || black_box(dense_scan(black_box(&rows), &profile));
    let shown: Vec<ItemIx> = score().iter().take(10).map(|candidate| candidate.item).collect();
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    criterion.bench_function("score_request_41000_items_50_events", |b| b.iter(score));
    let is_rare = |item: ItemIx| item.0.is_multiple_of(100);
    let filtered = || black_box(candidates(black_box(&query), &is_rare, &[], CANDIDATES));
    criterion.bench_function("score_request_41000_items_50_events_1_in_100_eligible", |b| b.iter(filtered));
    criterion.bench_function("dense_scan_41000_items_50_events", |b| b.iter(scan));
    criterion.bench_function("ledgers_10_items_50_events", |b| b.iter(|| black_box(ledgers(&query, &shown))));
    let (ours, reference) = (timed(|| drop(score())), timed(|| drop(scan())));
    eprintln!(
        "score_request / dense_scan = {:.3} ({ours:?} / {reference:?})",
        ours.as_secs_f64() / reference.as_secs_f64()
    );
    criterion.final_summary();
}
