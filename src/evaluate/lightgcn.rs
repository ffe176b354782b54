//! Files of the LightGCN benchmarks: a line is `user item item ...`, dense numbers from 0; a line may hold a user only.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead};

use thiserror::Error;

use crate::ids::ItemIx;

/// The highest user or item number that is taken: arrays of that length must fit into memory.
const NUMBER_MAX: u32 = 50_000_000;

/// Why a file is not of this format.
#[derive(Debug, Error)]
pub enum ReadError {
    /// Not a number that fits.
    #[error("line {line}: `{text}` is not a number between 0 and {NUMBER_MAX}")]
    Number {
        /// Where, from 1.
        line: usize,
        /// What stands there.
        text: String,
    },
    /// Two lines of one user.
    #[error("line {line}: user {user} has a line already; join the two")]
    Twice {
        /// Where, from 1.
        line: usize,
        /// Who.
        user: u32,
    },
    /// The file cannot be read as text.
    #[error("line {line}: {cause}")]
    Read {
        /// Where, from 1.
        line: usize,
        /// What happened.
        cause: io::Error,
    },
    /// There is nothing to rank or to find.
    #[error("the {0} part holds no interaction")]
    Empty(&'static str),
}

/// Who chose what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Interactions {
    /// Items by user, in the order of the file, each once.
    pub by_user: BTreeMap<u32, Vec<ItemIx>>,
}

impl Interactions {
    /// Reads one file.
    ///
    /// # Errors
    /// The first line that is not of the format, by its number.
    pub fn read(input: impl BufRead) -> Result<Self, ReadError> {
        let mut by_user = BTreeMap::new();
        for (at, line) in input.lines().enumerate() {
            let number = at + 1;
            let text = line.map_err(|cause| ReadError::Read { line: number, cause })?;
            // Some programs begin a text with a mark of its encoding.
            let text = text.trim_start_matches('\u{feff}');
            let mut fields = text.split_ascii_whitespace().map(|field| parsed(field, number));
            let Some(user) = fields.next().transpose()? else { continue };
            let mut items = fields.map(|field| field.map(ItemIx)).collect::<Result<Vec<ItemIx>, ReadError>>()?;
            let mut known = BTreeSet::new();
            items.retain(|item| known.insert(*item));
            if by_user.insert(user, items).is_some() {
                return Err(ReadError::Twice { line: number, user });
            }
        }
        Ok(Self { by_user })
    }

    /// One more than the highest item.
    fn n_items(&self) -> usize {
        self.by_user.values().flatten().map(|item| item.at() + 1).max().unwrap_or(0)
    }
}

fn parsed(text: &str, line: usize) -> Result<u32, ReadError> {
    let number = text.parse().ok().filter(|number| *number <= NUMBER_MAX);
    number.ok_or_else(|| ReadError::Number { line, text: text.to_owned() })
}

/// A fixed split into what is learnt from and what is to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// One more than the highest item of either part.
    pub n_items: usize,
    /// What is learnt from.
    pub train: Interactions,
    /// What is to be found.
    pub test: Interactions,
}

impl Split {
    /// Puts two files together.
    ///
    /// # Errors
    /// When either holds no interaction.
    pub fn new(train: Interactions, test: Interactions) -> Result<Self, ReadError> {
        if train.n_items() == 0 {
            return Err(ReadError::Empty("training"));
        }
        if test.n_items() == 0 {
            return Err(ReadError::Empty("test"));
        }
        Ok(Self { n_items: train.n_items().max(test.n_items()), train, test })
    }

    /// The users with something to be found: their items to learn from (maybe none) and those to be found, ascending.
    #[must_use]
    pub fn cases(&self) -> Vec<(Vec<ItemIx>, Vec<ItemIx>)> {
        let sorted = |items: Option<&Vec<ItemIx>>| {
            let mut items = items.cloned().unwrap_or_default();
            items.sort_unstable();
            items
        };
        let has_targets = |(_, targets): &(&u32, &Vec<ItemIx>)| !targets.is_empty();
        let with_targets = self.test.by_user.iter().filter(has_targets);
        with_targets.map(|(user, targets)| (sorted(self.train.by_user.get(user)), sorted(Some(targets)))).collect()
    }

    /// A split of the training part alone: what stands at the end of each user's line is to be found, a fifth of it,
    /// from users with at least five items. Such files keep the order in which things happened, as far as they have one.
    #[must_use]
    pub fn validation(&self) -> Self {
        let (mut train, mut test) = (Interactions::default(), Interactions::default());
        for (&user, items) in &self.train.by_user {
            let (before, after) = items.split_at(items.len() - items.len() / 5);
            train.by_user.insert(user, before.to_vec());
            test.by_user.insert(user, after.to_vec());
        }
        Self { n_items: self.n_items, train, test }
    }
}
