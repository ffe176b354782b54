//! What people took back of what a model learnt: pairs of items of which the one is no reason for the other. Kept with the store, since
//! training reads it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::ids::ItemId;
use crate::store::{Collection, Document, Store, StoreError};
use crate::units::Time;

/// Where the list of them lies.
pub const UNLINKED: &str = "unlinked";
/// The most pairs that are taken back at once.
pub const UNLINKED_MAX: usize = 10_000;

/// A pair that a reviewer took back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unlink {
    /// What speaks no more, whoever did something with it.
    pub evidence: ItemId,
    /// For which item.
    pub item: ItemId,
    /// The review that decided it.
    pub review: String,
    /// By whom.
    pub by: Actor,
    /// Since when.
    pub at: Time,
}

/// All of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unlinked {
    /// In the order in which they were decided.
    pub pairs: Vec<Unlink>,
}

impl Unlinked {
    /// What a review took back.
    #[must_use]
    pub fn of(&self, review: &str) -> Vec<ItemId> {
        self.pairs.iter().filter(|pair| pair.review == review).map(|pair| pair.evidence.clone()).collect()
    }

    /// Without what a review decided; what others decided of the same pair stays.
    #[must_use]
    pub fn without(mut self, review: &str) -> Self {
        self.pairs.retain(|pair| pair.review != review);
        self
    }

    /// The pairs of evidence and item, each once.
    #[must_use]
    pub fn pairs(self) -> BTreeSet<(ItemId, ItemId)> {
        self.pairs.into_iter().map(|pair| (pair.evidence, pair.item)).collect()
    }
}

/// What is taken back now, and the revision of the list; 0 while nothing ever was.
///
/// # Errors
/// When the store fails.
pub fn unlinked(store: &dyn Store) -> Result<(u64, Unlinked), StoreError> {
    let read = |Document { version, body, .. }: Document| {
        let corrupt = |cause: serde_json::Error| StoreError::Corrupt {
            what: "list of what reviewers took back",
            id: UNLINKED.to_owned(),
            cause: cause.to_string(),
        };
        Ok((version, serde_json::from_str(&body).map_err(corrupt)?))
    };
    store.document(Collection::Oversight, UNLINKED)?.map_or(Ok((0, Unlinked::default())), read)
}
