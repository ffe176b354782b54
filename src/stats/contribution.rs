//! What one customer adds to the sums.

use crate::ids::ItemIx;

/// The fixed-point representation of 1 for `x_u[i]`: eight fraction bits.
pub(super) const CHOICE_ONE: f64 = 256.0;
/// The fixed-point representation of 1 for the customer's weight `w_u`: twenty fraction bits.
pub const WEIGHT_ONE: f64 = 1_048_576.0;

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

impl Entry {
    /// `x_u[i]`, above 0 and at most 1.
    pub(crate) fn strength(&self) -> f64 {
        f64::from(self.choice) / CHOICE_ONE
    }
}

/// `x_u[i]` in 1/256 of a weight, at most 1; `None` where it speaks against the item, or for it by next to nothing.
pub(crate) fn choice(weight: f64) -> Option<u16> {
    let choice = u16::try_from(fixed(weight.min(1.0), CHOICE_ONE)).expect("a choice is at most 256/256");
    (choice > 0).then_some(choice)
}

/// One customer's part of the sums: `x_u` (in 1/256) and the customer's own weight (in 1/2^20), 1 unless somebody
/// reweights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    weight: u32,
    entries: Vec<Entry>,
}

impl Contribution {
    /// Of choices, in any order.
    pub(crate) fn of(mut entries: Vec<Entry>) -> Self {
        entries.sort_unstable_by_key(|entry| entry.item);
        Self { weight: fixed(1.0, WEIGHT_ONE), entries }
    }

    /// From a set of items alone, each chosen with weight 1, as benchmark files give them.
    #[must_use]
    pub fn of_items(items: &[ItemIx]) -> Self {
        let mut items = items.to_vec();
        items.sort_unstable();
        items.dedup();
        let entry = |item| Entry { item, choice: 256, is_late: false };
        Self { weight: fixed(1.0, WEIGHT_ONE), entries: items.into_iter().map(entry).collect() }
    }

    /// The same choices of items under other names, no two of them the same.
    pub(crate) fn renamed(&self, name: impl Fn(ItemIx) -> ItemIx) -> Self {
        let entries = self.entries.iter().map(|entry| Entry { item: name(entry.item), ..*entry }).collect();
        Self { weight: self.weight, ..Self::of(entries) }
    }

    /// The same choices with a weight of the customer's own, 0 to 1,000, in steps of 2^-20: reweighting of groups that
    /// the data speak too little of (Kamiran & Calders 2012), or fading of old customers.
    #[must_use]
    pub fn weighted(mut self, weight: f64) -> Self {
        self.weigh(weight);
        self
    }

    /// [`Self::weighted`], in place.
    pub(crate) fn weigh(&mut self, weight: f64) {
        self.weight = fixed(weight.clamp(0.0, 1_000.0), WEIGHT_ONE);
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

    /// The customer's own weight `v_u`.
    pub(crate) fn weight(&self) -> f64 {
        f64::from(self.weight) / WEIGHT_ONE
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// `w_u`: the own weight times `|x_u|^-customer_exponent`, in 1/2^20.
    #[expect(clippy::cast_precision_loss, reason = "a history has far fewer than 2^53 items")]
    pub(crate) fn weight_in(&self, customer_exponent: f64) -> u32 {
        let quiet = libm::pow((self.entries.len() as f64).max(1.0), -customer_exponent);
        fixed(self.weight() * quiet, WEIGHT_ONE)
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range of the target")]
fn fixed(value: f64, one: f64) -> u32 {
    libm::round(value * one).clamp(0.0, f64::from(u32::MAX)) as u32
}
