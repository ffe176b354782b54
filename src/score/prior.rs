//! What can be said of an item whoever asks.

use super::{Query, Reach, Scorer};
use crate::ledger::{Sink, Source};

/// `score(j) += popularity (ln(1 + c_j) / ln(1 + max c) - mean)`: what is less popular than average loses by it.
#[derive(Debug, Clone, Copy)]
pub struct Popularity;

/// `score(j) += trend ln(late_j / expected_j)`, smoothed and clamped.
#[derive(Debug, Clone, Copy)]
pub struct Trend;

impl Scorer for Popularity {
    fn reach(&self) -> Reach {
        Reach::Everything
    }

    fn rows(&self, query: &Query<'_>, targets: &[u32], sink: &mut dyn Sink) {
        if !query.muted.popularity {
            let strength = query.model.params().popularity;
            row(Source::Popularity, strength, query.model.popularity(), targets, sink);
        }
    }
}

impl Scorer for Trend {
    fn reach(&self) -> Reach {
        Reach::Everything
    }

    fn rows(&self, query: &Query<'_>, targets: &[u32], sink: &mut dyn Sink) {
        if !query.muted.trend {
            row(Source::Trend, query.model.params().trend, query.model.trend(), targets, sink);
        }
    }
}

fn row(source: Source, strength: f64, prior: &[f32], targets: &[u32], sink: &mut dyn Sink) {
    if strength != 0.0 {
        let weights: Vec<f32> = targets.iter().map(|&target| prior[target as usize]).collect();
        sink.row(source, strength, targets, &weights);
    }
}
