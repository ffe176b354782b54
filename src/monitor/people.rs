//! People, counted in bounded memory.

use std::collections::BTreeMap;

/// What is known under the smallest of many keys, at most so many. Keys are hashes of names, so these are a sample of the people in
/// which everybody is as likely as anybody else; whoever was left out once never comes back, so of those who are in everything is
/// known (bottom-k sketch, Cohen & Kaplan 2007).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Smallest<V> {
    max: usize,
    has_more: bool,
    kept: BTreeMap<u64, V>,
}

impl<V: Clone> Smallest<V> {
    /// Nobody yet.
    #[must_use]
    pub const fn new(max: usize) -> Self {
        Self { max, has_more: false, kept: BTreeMap::new() }
    }

    /// Adds what is known under a key; `join` adds to what is known under it already.
    pub fn add(&mut self, key: u64, value: V, join: impl FnOnce(&mut V, V)) {
        if let Some(known) = self.kept.get_mut(&key) {
            join(known, value);
            return;
        }
        let is_beyond = self.kept.last_key_value().is_some_and(|(last, _)| key > *last);
        if self.kept.len() >= self.max && is_beyond {
            self.has_more = true;
            return;
        }
        self.kept.insert(key, value);
        if self.kept.len() > self.max {
            self.kept.pop_last();
            self.has_more = true;
        }
    }

    /// Adds all that another knows.
    pub fn merge(&mut self, other: &Self, join: impl Fn(&mut V, V)) {
        self.has_more |= other.has_more;
        for (key, value) in &other.kept {
            self.add(*key, value.clone(), &join);
        }
    }

    /// How many are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Whether there were more than are kept.
    #[must_use]
    pub const fn has_more(&self) -> bool {
        self.has_more
    }

    /// What is known under a key.
    #[must_use]
    pub fn get(&self, key: u64) -> Option<&V> {
        self.kept.get(&key)
    }

    /// What is known of each, with its key.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &V)> {
        self.kept.iter().map(|(key, value)| (*key, value))
    }

    /// What is known of each.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.kept.values()
    }
}
