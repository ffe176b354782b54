//! Names and indices.
//!
//! Outside, things are named by texts that the shop chose; inside, items are dense indices. This module is the only
//! place that turns one into the other. It must not know what an item or an event is.

mod lookup;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

use lookup::Lookup;

/// The longest name that is accepted, in bytes.
pub const ID_BYTES_MAX: usize = 128;

/// Why a text cannot be a name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IdError {
    /// Empty, or nothing but blanks.
    #[error("an id must not be empty")]
    Empty,
    /// Longer than [`ID_BYTES_MAX`].
    #[error("an id has at most {ID_BYTES_MAX} bytes, this one has {bytes}")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// Holds a control character.
    #[error("an id must not hold control characters")]
    Control,
}

fn check_id(text: &str) -> Result<(), IdError> {
    if text.trim().is_empty() {
        return Err(IdError::Empty);
    }
    if text.len() > ID_BYTES_MAX {
        return Err(IdError::TooLong { bytes: text.len() });
    }
    if text.chars().any(char::is_control) {
        return Err(IdError::Control);
    }
    Ok(())
}

/// A name as a part of a JSON pointer (RFC 6901).
pub(crate) fn pointer_part(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

macro_rules! outside_name {
    ($(#[$doc:meta])* $name:ident, $example:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, utoipa::ToSchema)]
        #[schema(value_type = String, min_length = 1, max_length = 128, example = $example)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Checks and takes a name.
            ///
            /// # Errors
            /// When the text is empty, longer than [`ID_BYTES_MAX`] bytes or holds control characters.
            pub fn new(text: &str) -> Result<Self, IdError> {
                check_id(text)?;
                Ok(Self(Arc::from(text)))
            }

            /// The name as it was given.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({:?})"), self.as_str())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Cow::<'de, str>::deserialize(deserializer)?;
                Self::new(&text).map_err(de::Error::custom)
            }
        }
    };
}

outside_name! {
    /// What the shop calls an item.
    ItemId, "71053"
}
outside_name! {
    /// What the shop calls a customer.
    CustomerId, "17850"
}
outside_name! {
    /// A device or browser that has not signed in.
    VisitorId, "v-4f1c"
}
outside_name! {
    /// What the sender calls an event; the first event with an id wins.
    EventId, "order-536365-1"
}
outside_name! {
    /// A recommendation decision, `d_...`; clicks and purchases quote it.
    DecisionId, "d_019ac2f0"
}
outside_name! {
    /// One visit.
    SessionId, "s-81"
}

/// A dense item index, `0..n_items`, in the [`Vocabulary`] of the model at hand. It never leaves the core.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemIx(pub u32);

impl ItemIx {
    /// As a position in an array of `n_items` entries.
    #[must_use]
    pub const fn at(self) -> usize {
        self.0 as usize
    }

    /// The index of position `at`.
    ///
    /// # Panics
    /// When `at` exceeds `u32::MAX`; a [`Vocabulary`] cannot grow that far.
    #[must_use]
    pub fn from_at(at: usize) -> Self {
        Self(u32::try_from(at).expect("a vocabulary holds fewer than 2^32 items"))
    }
}

/// A frozen bijection between item ids and `0..n_items`.
///
/// Indices follow the byte order of the ids, so that "ties break by item id" and "ties break by index" are one rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vocabulary {
    ids: Vec<ItemId>,
    lookup: Lookup,
}

impl Vocabulary {
    /// Freezes a set of ids; order and repetition of the input do not matter.
    #[must_use]
    pub fn new(ids: impl IntoIterator<Item = ItemId>) -> Self {
        let mut ids: Vec<ItemId> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        assert!(u32::try_from(ids.len()).is_ok(), "a vocabulary holds fewer than 2^32 items");
        let lookup = Lookup::of(&ids);
        Self { ids, lookup }
    }

    /// `n_items`.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no item.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The index of an id, if it is known.
    #[must_use]
    pub fn index(&self, id: &ItemId) -> Option<ItemIx> {
        self.lookup.find(&self.ids, id)
    }

    /// The id of an index.
    ///
    /// # Panics
    /// When `ix` belongs to another vocabulary and lies outside this one.
    #[must_use]
    pub fn id(&self, ix: ItemIx) -> &ItemId {
        &self.ids[ix.at()]
    }

    /// All ids, in index order.
    #[must_use]
    pub fn ids(&self) -> &[ItemId] {
        &self.ids
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vocabulary_is_a_bijection_in_byte_order() {
        let ids = ["b", "a", "c", "a"].map(|s| ItemId::new(s).expect("a valid id"));
        let vocabulary = Vocabulary::new(ids);
        assert_eq!(vocabulary.len(), 3);
        for (at, id) in vocabulary.ids().iter().enumerate() {
            assert_eq!(vocabulary.index(id), Some(ItemIx::from_at(at)));
        }
        assert_eq!(vocabulary.id(ItemIx(0)).as_str(), "a");
    }

    #[test]
    fn every_id_is_found_and_no_other_whatever_the_size() {
        let id = |n: u32| ItemId::new(&format!("item-{n}")).expect("a valid id");
        for size in [0, 1, 2, 7, 8, 9, 1_000] {
            let vocabulary = Vocabulary::new((0..size).map(id));
            assert!(
                vocabulary.ids().iter().enumerate().all(|(at, id)| vocabulary.index(id) == Some(ItemIx::from_at(at)))
            );
            assert!((size..size + 100).all(|n| vocabulary.index(&id(n)).is_none()), "of {size}");
        }
    }

    #[test]
    fn a_name_is_short_printable_and_not_blank() {
        assert_eq!(ItemId::new("  "), Err(IdError::Empty));
        assert_eq!(ItemId::new("a\nb"), Err(IdError::Control));
        assert_eq!(ItemId::new(&"x".repeat(129)), Err(IdError::TooLong { bytes: 129 }));
        assert!(ItemId::new(&"x".repeat(128)).is_ok());
    }
}
