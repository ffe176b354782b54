//! What reranking asks of an item, read from the model.

use crate::catalog::Aspect;
use crate::event::Profile;
use crate::fit::Leaning;
use crate::ids::ItemIx;
use crate::model::Model;
use crate::rerank::{DIMENSIONS, Traits, Vector};

/// Places that one weight is spread over.
const SPREAD: u32 = 4;

/// Items as the model knows them.
///
/// A vector is a sketch of the item's own row, what goes with it and what is described like it in score points, and of the
/// item itself as loud as its loudest neighbour: a sparse random projection whose inner products estimate those of the
/// rows (Kane & Nelson 2014), with a fixed hash of the index in place of randomness. It costs one pass over the row, only for the
/// items that are asked for, and no memory; cosines are off by about `1 / sqrt(64)`.
#[derive(Debug, Clone, Copy)]
pub(super) struct ModelTraits<'a>(pub(super) &'a Model);

impl Traits for ModelTraits<'_> {
    fn vector(&self, item: ItemIx, into: &mut Vector) {
        let model = self.0;
        into.fill(0.0);
        let mut loudest = 0.0_f64;
        let params = model.params();
        let mut add = |strength: f64, (targets, weights): (&[u32], &[f32])| {
            for (&target, &weight) in targets.iter().zip(weights) {
                let amount = crate::ledger::amount(strength, weight);
                loudest = loudest.max(amount);
                project(target, amount, into);
            }
        };
        add(params.history, model.row(item));
        Aspect::ALL.into_iter().for_each(|aspect| add(params.content, model.like_row(item, aspect)));
        project(item.0, loudest, into);
        let length = into.iter().fold(0.0_f32, |sum, x| sum + x * x).sqrt();
        if length > 0.0 {
            into.iter_mut().for_each(|x| *x /= length);
        }
    }

    /// One less the share, on the logarithmic scale, of the people who chose the most chosen item.
    fn novelty(&self, item: ItemIx) -> f64 {
        let share = f64::from(self.0.popularity()[item.at()]) + self.0.manifest().mean_popularity;
        1.0 - share.clamp(0.0, 1.0)
    }

    fn leaning(&self, segment: &str) -> Option<&Leaning> {
        self.0.leaning(segment)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "single precision is kept")]
fn project(target: u32, amount: f64, into: &mut Vector) {
    let mut bits = mix(u64::from(target));
    for _ in 0..SPREAD {
        let at = usize::from((bits & 0xff) as u8) % DIMENSIONS;
        into[at] += if bits & 0x100 == 0 { amount as f32 } else { -amount as f32 };
        bits >>= 9;
    }
}

/// The finaliser of splitmix64 (Steele, Lea & Flood 2014).
const fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// What a customer turned to, loudest first.
pub(super) fn taste(profile: &Profile) -> Vec<(ItemIx, f64)> {
    let turned_to = profile.evidence().iter().filter(|evidence| evidence.weight > 0.0);
    let mut taste: Vec<(ItemIx, f64)> = turned_to.map(|evidence| (evidence.item, evidence.weight)).collect();
    taste.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    taste
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_projection_keeps_lengths_and_angles_on_average() {
        let mut one = [0.0; DIMENSIONS];
        (0..40).for_each(|target| project(target, 1.0, &mut one));
        let mut other = [0.0; DIMENSIONS];
        (20..60).for_each(|target| project(target, 1.0, &mut other));
        let inner = |a: &Vector, b: &Vector| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        let cosine = inner(&one, &other) / (inner(&one, &one) * inner(&other, &other)).sqrt();
        assert!((cosine - 0.5).abs() < 0.3, "half of what they point to is shared, not {cosine}");
    }
}
