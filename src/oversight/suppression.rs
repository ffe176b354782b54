//! What reviews keep out: items that no list shows, of one placement or of all, until the review is undone.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::ids::ItemId;
use crate::units::Time;

/// The most items that are kept out at once: every decision reads them.
pub const SUPPRESSED_MAX: usize = 1_000;

/// An item that is kept out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Suppression {
    /// Which.
    pub item: ItemId,
    /// Of which placement; of all where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "home")]
    pub placement: Option<String>,
    /// The review that decided it.
    #[schema(example = "r_0192f0c4a5b2c81f27d3e5a0b")]
    pub review: String,
    /// By whom.
    pub by: Actor,
    /// Since when.
    pub at: Time,
}

/// All of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Suppressed {
    /// In the order in which they were decided.
    pub items: Vec<Suppression>,
}

impl Suppressed {
    /// Those that a placement does not show.
    #[must_use]
    pub fn of(&self, placement: &str) -> BTreeSet<ItemId> {
        let here = |kept: &&Suppression| kept.placement.as_deref().is_none_or(|of| of == placement);
        self.items.iter().filter(here).map(|kept| kept.item.clone()).collect()
    }

    /// Those that no placement shows.
    #[must_use]
    pub fn everywhere(&self) -> BTreeSet<ItemId> {
        self.items.iter().filter(|kept| kept.placement.is_none()).map(|kept| kept.item.clone()).collect()
    }

    /// Without what a review decided; what others decided of the same item stays.
    #[must_use]
    pub fn without(mut self, review: &str) -> Self {
        self.items.retain(|kept| kept.review != review);
        self
    }
}
