//! The sample of a week: so many of its lists, each as likely as any other, drawn while nobody knows how many there will be.
//!
//! Each list has a place by a hash, and the lists with the lowest places are the sample (bottom-k sampling; Cohen & Kaplan 2007). The first
//! lists of a week are all in it; a later one takes the place of the one that stands last, if it stands before it.

use serde::{Deserialize, Serialize};

/// An entry of the sample.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drawn {
    /// Its place: the lower, the surer.
    pub place: u64,
    /// The entry of the review queue.
    pub review: String,
}

/// The sample so far.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weekly {
    /// How many it may have.
    size: usize,
    /// Those in it, by their places.
    drawn: Vec<Drawn>,
    /// Whether lists of the week were left out while nothing was to be drawn.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    paused: bool,
}

impl Weekly {
    /// With the size that is wished for. It shrinks at once. It grows only while there was room for every list so far: those that were left
    /// out are not known any more, and a sample of the others would not be fair to them.
    #[must_use]
    pub fn sized(mut self, wished: usize) -> (Self, Vec<Drawn>) {
        let had_room = !self.paused && (self.drawn.len() < self.size || self.size == 0);
        self.paused |= wished == 0 && self.size > 0;
        self.size = if had_room { wished } else { self.size.min(wished) };
        let out = self.drawn.split_off(self.size.min(self.drawn.len()));
        (self, out)
    }

    /// The place from which on nothing comes in any more; none while there is room.
    #[must_use]
    pub fn bound(&self) -> Option<u64> {
        match self.drawn.last() {
            Some(last) if self.drawn.len() >= self.size => Some(last.place),
            None if self.size == 0 => Some(0),
            Some(_) | None => None,
        }
    }

    /// With an entry, and what had to go for it; nothing where it does not come in, or is in it already.
    #[must_use]
    pub fn with(mut self, entry: Drawn) -> Option<(Self, Option<Drawn>)> {
        let at = self.drawn.binary_search(&entry).err()?;
        if at >= self.size {
            return None;
        }
        self.drawn.insert(at, entry);
        let out = if self.drawn.len() > self.size { self.drawn.pop() } else { None };
        Some((self, out))
    }
}
