//! How unknown and how unexpected the items of a list are.

use super::{mean, real};

/// Self-information `-log2(chosen / total)` in bits: how surprising it is that somebody chose the item.
///
/// An item that nobody chose counts as chosen once, since it has no finite surprise (Zhou et al. 2010; Vargas &
/// Castells 2011).
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub fn self_information_bits(chosen: u64, total: u64) -> f64 {
    libm::log2(total.max(1) as f64 / chosen.max(1) as f64)
}

/// Mean self-information of a list's items, in bits; `None` of an empty list. `chosen` tells how often an item was
/// chosen, `total` how often any was.
#[must_use]
pub fn novelty_bits<T>(list: &[T], chosen: impl Fn(&T) -> u64, total: u64) -> Option<f64> {
    let bits: Vec<f64> = list.iter().map(|item| self_information_bits(chosen(item), total)).collect();
    mean(&bits)
}

/// The share of the `k` places that hold an item which was chosen and which `expected` (what everybody would be shown:
/// the popularity list of the same customer) does not hold among its first `k`.
///
/// `|list_k ∩ targets \ expected_k| / k` (Murakami et al. 2008; Ge et al. 2010). `targets` ascending.
#[must_use]
pub fn serendipity_at_k<T: Ord>(list: &[T], targets: &[T], expected: &[T], k: usize) -> f64 {
    debug_assert!(targets.is_sorted(), "targets are ascending");
    let is_expected = |item: &T| expected.iter().take(k).any(|other| other == item);
    let found = list.iter().take(k).filter(|item| targets.binary_search(item).is_ok() && !is_expected(item));
    real(found.count()) / real(k.max(1))
}
