//! How many people of each group of customers chose what: sums over those who let fairness be measured.

use std::collections::BTreeMap;

use super::Contribution;
use crate::ids::ItemIx;

/// By segment, such as `age_band`, and by group of it: people, and what they chose.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupCounts(BTreeMap<String, BTreeMap<String, GroupCount>>);

/// One group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupCount {
    /// Its people with at least one choice.
    pub people: u64,
    /// How many of them chose each item; those that nobody chose are absent.
    pub chosen: BTreeMap<ItemIx, u64>,
}

impl GroupCounts {
    /// Adds a person who is in these groups, by segment.
    pub fn add(&mut self, groups: &BTreeMap<String, String>, contribution: &Contribution) {
        for (segment, group) in groups {
            let count = self.0.entry(segment.clone()).or_default().entry(group.clone()).or_default();
            count.people += 1;
            contribution.entries().iter().for_each(|entry| *count.chosen.entry(entry.item).or_default() += 1);
        }
    }

    /// By segment, by group.
    pub fn segments(&self) -> impl Iterator<Item = (&String, &BTreeMap<String, GroupCount>)> {
        self.0.iter()
    }

    /// Feeds all of it to a hash; nothing where nobody is in a group.
    pub fn hash_into(&self, hasher: &mut blake3::Hasher) {
        let mut text = |text: &str| {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        for (segment, groups) in &self.0 {
            for (group, count) in groups {
                text(segment);
                text(group);
                text(&format!("{} {:?}", count.people, count.chosen));
            }
        }
    }
}
