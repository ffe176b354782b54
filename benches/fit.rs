//! How long does the neighbourhood ridge take, beside the dense closed form of the same customers?
//!
//! Synthetic customers of fixed seed: popular items are chosen more often, as in a shop.
#![expect(clippy::print_stderr, reason = "a bench reports")]

use std::hint::black_box;
use std::time::Instant;

use candor::fit::{FitParams, RidgeParams, SpectralParams, Workshop, dense_ridge};
use candor::ids::ItemIx;
use candor::stats::{Contribution, Gram};
use criterion::Criterion;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

const N_ITEMS: u32 = 600;
const CUSTOMERS: usize = 3_000;
const CHOICES: usize = 25;
const THREADS: usize = 1;

/// The lower of two draws: item `i` is chosen about `1 - i / n` as often as item 0.
fn item(random: &mut Xoshiro256PlusPlus) -> ItemIx {
    let draw = |random: &mut Xoshiro256PlusPlus| (u64::from(random.next_u32()) * u64::from(N_ITEMS)) >> 32;
    let lower = draw(random).min(draw(random));
    ItemIx(u32::try_from(lower).expect("below the number of items"))
}

fn customers() -> Vec<Contribution> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(1);
    let customer = |_| {
        let items: Vec<ItemIx> = (0..CHOICES).map(|_| item(&mut random)).collect();
        Contribution::of_items(&items)
    };
    (0..CUSTOMERS).map(customer).collect()
}

fn main() {
    let customers = customers();
    let ridge = RidgeParams { neighbours: 50, ..RidgeParams::default() };
    let spectral = SpectralParams { strength: 0.0, ..SpectralParams::default() };
    let params = FitParams { ridge, spectral, row_weights: 200, ..FitParams::default() };
    let sums = || Gram::of(N_ITEMS as usize, black_box(&customers), ridge.customer_exponent, THREADS);
    let local = || Workshop::new(N_ITEMS as usize, black_box(&customers), THREADS).fit(&params).expect("solvable");
    let dense = || dense_ridge(&sums(), &ridge).expect("solvable");
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    criterion.bench_function("sum_3000_customers", |b| b.iter(sums));
    criterion.bench_function("sum_and_solve_600_items_50_neighbours", |b| b.iter(local));
    let began = Instant::now();
    black_box(local());
    let ours = began.elapsed();
    let began = Instant::now();
    black_box(dense());
    let reference = began.elapsed();
    eprintln!("neighbourhood / dense = {:.3} ({ours:?} / {reference:?})", ours.as_secs_f64() / reference.as_secs_f64());
    criterion.final_summary();
}
