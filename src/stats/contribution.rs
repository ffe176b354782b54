//! What one customer adds to the sums.

use crate::event::Profile;
use crate::ids::ItemIx;
use crate::units::Time;

/// The fixed-point representation of 1 for `x_u[i]`: eight fraction bits.
pub(super) const CHOICE_ONE: f64 = 256.0;
/// The fixed-point representation of 1 for the customer's weight `w_u`: sixteen fraction bits.
pub const WEIGHT_ONE: f64 = 65_536.0;

/// One item of a contribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Which.
    pub(crate) item: ItemIx,
    /// `x_u[i]` in 1/256; positive.
    pub(crate) choice: u16,
    /// Whether the choice lies in the trend window.
    pub(crate) is_late: bool,
}

/// One customer's part of the sums: `x_u` (in 1/256) and the weight `w_u` (in 1/65536).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    weight: u32,
    entries: Vec<Entry>,
}

impl Contribution {
    /// From a history without recency: its positive evidence, each at most 1.
    ///
    /// `w_u = |x_u|^-customer_exponent` takes loudness from customers with many items (Steck 2019 leaves it at 0).
    /// Choices after `late_from` count for the trend.
    #[must_use]
    pub fn of(profile: &Profile, customer_exponent: f64, late_from: Time) -> Self {
        let mut entries: Vec<Entry> = profile
            .evidence()
            .iter()
            .filter_map(|evidence| {
                let choice = fixed(evidence.weight.min(1.0), CHOICE_ONE);
                let choice = u16::try_from(choice).expect("a choice is at most 256/256");
                (choice > 0).then_some(Entry { item: evidence.item, choice, is_late: evidence.time >= late_from })
            })
            .collect();
        entries.sort_by_key(|entry| entry.item);
        let weight = weight_of(entries.len(), customer_exponent);
        Self { weight, entries }
    }

    /// From a set of items alone, each chosen with weight 1, as benchmark files give them.
    #[must_use]
    pub fn of_items(items: &[ItemIx], customer_exponent: f64) -> Self {
        let mut items = items.to_vec();
        items.sort_unstable();
        items.dedup();
        let entry = |item| Entry { item, choice: 256, is_late: false };
        let weight = weight_of(items.len(), customer_exponent);
        Self { weight, entries: items.into_iter().map(entry).collect() }
    }

    /// Whether it adds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Feeds everything that enters the sums to a hash.
    pub fn hash_into(&self, hasher: &mut blake3::Hasher) {
        hasher.update(&self.weight.to_le_bytes());
        for entry in &self.entries {
            hasher.update(&entry.item.0.to_le_bytes());
            hasher.update(&entry.choice.to_le_bytes());
            hasher.update(&[u8::from(entry.is_late)]);
        }
        hasher.update(b";");
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(crate) const fn weight(&self) -> u32 {
        self.weight
    }
}

#[expect(clippy::cast_precision_loss, reason = "a history has far fewer than 2^53 items")]
fn weight_of(n_items: usize, customer_exponent: f64) -> u32 {
    let weight = libm::pow((n_items as f64).max(1.0), -customer_exponent);
    fixed(weight, WEIGHT_ONE).max(1)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range of the target")]
fn fixed(value: f64, one: f64) -> u32 {
    libm::round(value * one).clamp(0.0, f64::from(u32::MAX)) as u32
}
