//! Measures of a list, of many lists and of their explanations. Pure functions: lists, outcomes and groups in, numbers out.
//!
//! Must not know which model made a list. Each function states its formula and where it comes from; logarithms are
//! libm's, so that a figure has the same bits on every machine.

mod accuracy;
mod calibration;
mod coverage;
mod divergence;
mod diversity;
mod explanation;
mod fairness;
mod faithfulness;
mod impact;
mod inequality;
mod novelty;
mod proportion;
mod readability;
mod sequential;

pub use accuracy::{
    capped_recall_at_k, hit_at_k, ndcg_at_k, precision_at_k, rank_biased_precision, recall_at_k, reciprocal_rank_at_k,
};
pub use calibration::{ReliabilityBin, brier_score, expected_calibration_error, reliability_table};
pub use coverage::{COVERAGE_MIN, Coverage, REST_MAX, coverage_of_evidence};
pub use divergence::{js_bits, kl_bits, largest_gap, miscalibration_bits, ndkl_bits, skews, total_variation};
pub use diversity::{alpha_ndcg_at_k, coverage, entropy_bits, gini, intra_list_distance, intra_list_distance_min};
pub use explanation::{ExplanationQuality, explanation_quality, type_diversity};
pub use fairness::{FOUR_FIFTHS, GroupMean, GroupMeans, exposure_ratios, exposure_shares, group_means};
pub use faithfulness::{DELETION_STEPS, Deletion, cdcg, deletion_counts, overlap, share_within};
pub use impact::{ImpactRatio, Selected, impact_ratios};
pub use inequality::{atkinson, generalized_entropy};
pub use novelty::{
    Surprise, expected_free_discovery, expected_popularity_complement, expected_serendipity, novelty_bits,
    self_information_bits, serendipity_at_k, serendipity_of_all_three, unexpectedness,
};
pub use proportion::score_interval;
pub use readability::{
    GRADE_EASY_MAX, LIX_EASY_MAX, Readability, Scale, flesch_kincaid_grade, lix, readability, syllables,
};
pub use sequential::{RateInterval, mixture_rho, normal_mixture_bound, rate_interval};

use crate::ledger::fold;

/// The arithmetic mean, folded in order; `None` of nothing.
#[must_use]
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| fold(values.iter().copied()) / real(values.len()))
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
const fn real(count: usize) -> f64 {
    count as f64
}
