//! What people took back of what a model learnt: pairs of items of which the one is no reason for the other. Kept with the store, since
//! training reads it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::ids::ItemId;
use crate::store::{Change, Collection, Document, Expected, Store, StoreError};
use crate::units::Time;

/// Where the list of them lies.
pub const UNLINKED: &str = "unlinked";
/// How often a change is tried again when somebody else changed the list just before it.
const ATTEMPTS_MAX: usize = 8;
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
    fn of(&self, review: &str) -> Vec<ItemId> {
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

/// What is taken back now, and the revision of the list; 0 while nothing ever was. What a review took back holds as long as the review is
/// there, so it goes with the customer of whom it tells.
///
/// # Errors
/// When the store fails.
pub fn unlinked(store: &dyn Store) -> Result<(u64, Unlinked), StoreError> {
    let (version, Unlinked { mut pairs }) = listed(store)?;
    let mut is_there = BTreeMap::new();
    for pair in &pairs {
        if !is_there.contains_key(&pair.review) {
            is_there.insert(pair.review.clone(), store.document(Collection::Review, &pair.review)?.is_some());
        }
    }
    pairs.retain(|pair| is_there[&pair.review]);
    Ok((version, Unlinked { pairs }))
}

/// What a review that is there took back.
///
/// # Errors
/// When the store fails.
pub fn unlinked_by(store: &dyn Store, review: &str) -> Result<Vec<ItemId>, StoreError> {
    Ok(listed(store)?.1.of(review))
}

/// The list as it was written, with what no longer holds.
fn listed(store: &dyn Store) -> Result<(u64, Unlinked), StoreError> {
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

/// Removes from the list what no longer holds because its review is gone: what a list keeps of somebody goes with them.
///
/// # Errors
/// When the store fails.
pub fn sweep_unlinked(store: &dyn Store) -> Result<(), StoreError> {
    for _ in 0..ATTEMPTS_MAX {
        let ((version, held), (_, listed)) = (unlinked(store)?, listed(store)?);
        if held == listed {
            return Ok(());
        }
        let body = serde_json::to_string(&held).expect("plain data");
        let write = Change::write(Collection::Oversight, UNLINKED, Expected::Version(version), body);
        if store.change_documents(vec![write])? {
            return Ok(());
        }
    }
    Err(StoreError::Backend("the list of what reviewers took back changes all the time".to_owned()))
}
