//! How long does the neighbourhood ridge take, beside the dense closed form on the same sums?
//!
//! Synthetic customers of fixed seed: popular items are chosen more often, as in a shop.
#![expect(clippy::print_stderr, reason = "a bench reports")]

use std::hint::black_box;
use std::time::Instant;

use candor::fit::{RidgeParams, dense_ridge, neighbourhood_ridge};
use candor::ids::ItemIx;
use candor::stats::{Contribution, Statistics};
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

fn statistics(n_customers: usize) -> Statistics {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(1);
    let customer = |_| {
        let items: Vec<ItemIx> = (0..CHOICES).map(|_| item(&mut random)).collect();
        Contribution::of_items(&items)
    };
    let customers: Vec<Contribution> = (0..n_customers).map(customer).collect();
    Statistics::of(N_ITEMS as usize, &customers, 0.3, THREADS)
}

fn main() {
    let statistics = statistics(CUSTOMERS);
    let params = RidgeParams { neighbours: 50, ..RidgeParams::default() };
    let local =
        || black_box(neighbourhood_ridge(black_box(&statistics.gram), &params, 200, THREADS)).expect("solvable");
    let dense = || black_box(dense_ridge(black_box(&statistics.gram), &params)).expect("solvable");
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    criterion.bench_function("sum_3000_customers", |b| b.iter(|| self::statistics(CUSTOMERS)));
    criterion.bench_function("solve_600_items_50_neighbours", |b| b.iter(local));
    let began = Instant::now();
    drop(local());
    let ours = began.elapsed();
    let began = Instant::now();
    drop(dense());
    let reference = began.elapsed();
    eprintln!("neighbourhood / dense = {:.3} ({ours:?} / {reference:?})", ours.as_secs_f64() / reference.as_secs_f64());
    criterion.final_summary();
}
