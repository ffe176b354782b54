//! How sure a share is that was counted once.

use super::sequential::RateInterval;

/// The 97.5th percentile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// The 95 % score interval (Wilson 1927) of a share of `trials` draws,
/// `(p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)`. Where draws come in clusters, `trials` is how many independent ones
/// would be as sure (the effective sample size; Franco, Little, Louis & Slud 2019). No draws give the whole range.
#[must_use]
pub fn score_interval(share: f64, trials: f64) -> RateInterval {
    if trials <= 0.0 {
        return RateInterval { low: 0.0, high: 1.0 };
    }
    let (centre, scale) = (share + Z * Z / (2.0 * trials), 1.0 + Z * Z / trials);
    let half = Z * libm::sqrt(share * (1.0 - share) / trials + Z * Z / (4.0 * trials * trials));
    // At its ends a share is its own bound; rounding must not take a bit off it.
    let low = if share <= 0.0 { 0.0 } else { ((centre - half) / scale).max(0.0) };
    let high = if share >= 1.0 { 1.0 } else { ((centre + half) / scale).min(1.0) };
    RateInterval { low, high }
}
