//! The kept inputs, and chance changes of them.

use std::fs;
use std::panic::catch_unwind;
use std::path::PathBuf;

use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use super::targets::{Target, target};

fn cases() -> usize {
    std::env::var("CANDOR_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(200)
}

/// The kept inputs of a target, by name.
fn kept(target: &Target) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target.name);
    let paths = fs::read_dir(folder).expect("kept inputs").map(|entry| entry.expect("a readable folder").path());
    let mut inputs: Vec<_> = paths.map(|path| (path.clone(), fs::read(path).expect("a readable file"))).collect();
    inputs.sort();
    inputs
}

/// Changes an input in one to four places: a bit, a byte, a piece left out, or one of another input put in.
fn change(random: &mut SplitMix64, input: &[u8], other: &[u8]) -> Vec<u8> {
    let mut below = |end: usize| usize::try_from(random.next_u64() % (end as u64 + 1)).expect("small");
    let mut input = input.to_vec();
    for _ in 0..=below(3) {
        let (from, to) = (below(input.len()), below(input.len()));
        let (from, to) = (from.min(to), from.max(to).min(from.min(to) + 64));
        match below(3) {
            0 => input.iter_mut().skip(from).take(1).for_each(|byte| *byte ^= 1 << below(7)),
            1 => input.insert(from, u8::try_from(below(255)).expect("a byte")),
            2 => drop(input.drain(from..to)),
            _ => {
                let start = below(other.len());
                let end = other.len().min(start + below(64));
                input.splice(from..to, other[start..end].iter().copied());
            }
        }
    }
    input
}

fn hold(name: &str) {
    let (target, mut random) = (target(name), SplitMix64::seed_from_u64(1));
    let inputs = kept(target);
    assert!(inputs.len() >= 3, "{name} keeps inputs");
    for (path, input) in &inputs {
        assert!(catch_unwind(|| (target.check)(input)).is_ok(), "{} is not borne", path.display());
    }
    for case in 0..cases() {
        let mut any = || &inputs[usize::try_from(random.next_u64() % inputs.len() as u64).expect("small")].1;
        let (one, other) = (any(), any());
        let input = change(&mut random, one, other);
        assert!(catch_unwind(|| (target.check)(&input)).is_ok(), "case {case} is not borne: {}", input.escape_ascii());
    }
}

#[test]
fn any_events_are_borne() {
    hold("events");
}

#[test]
fn any_imports_are_borne() {
    hold("imports");
}

#[test]
fn any_policies_are_borne() {
    hold("policies");
}

#[test]
fn any_filters_are_borne() {
    hold("filters");
}

#[test]
fn any_models_are_borne() {
    hold("models");
}

#[test]
fn any_reranking_is_borne() {
    hold("reranker");
}
