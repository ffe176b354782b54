//! Reading a chain from its beginning, and naming the first fault.

use std::collections::BTreeMap;

use serde::Serialize;
use thiserror::Error;

use super::{Checkpoint, CheckpointError, Digest, Head, Link, PublicKey, commit, link};

/// What is wrong with a chain.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// A link is missing, or stands twice.
    #[error("link {expected} is missing: link {found} follows")]
    Gap {
        /// What should follow.
        expected: u64,
        /// What does.
        found: u64,
    },
    /// A record is not the one that was committed to.
    #[error("the decision of link {0} was changed: it is not what the link commits to")]
    Changed(u64),
    /// A link does not follow from the one before.
    #[error("link {0} does not follow from the link before: one of them was changed")]
    Broken(u64),
    /// A checkpoint is not signed by the key that it names.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// A checkpoint is signed, but by somebody else.
    #[error("the checkpoint at link {no} is signed by {found}, not by an expected key")]
    Stranger {
        /// Where.
        no: u64,
        /// By whom.
        found: PublicKey,
    },
    /// The chain was another one when the checkpoint was signed.
    #[error("the chain is not the one that was signed at link {0}: it was changed before that link")]
    Forked(u64),
    /// The chain ends before a state that was signed.
    #[error("the chain ends at link {end}, before link {no}, whose state was signed: its end is missing")]
    Short {
        /// The last link.
        end: u64,
        /// The signed one.
        no: u64,
    },
}

/// What a sound chain holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Links.
    pub links: u64,
    /// Decisions that are kept, each the one that its link commits to.
    pub kept: u64,
    /// Decisions that were forgotten; their links stand.
    pub forgotten: u64,
    /// Signed states that agree with it.
    pub checkpoints: u64,
    /// Links that stand before the last signed state: nobody without the signing key can have changed them since.
    pub signed: u64,
    /// The number of the last link.
    pub end: u64,
    /// Its hash.
    pub hash: Digest,
}

/// Reads a chain link by link.
#[derive(Debug)]
pub struct Verifier {
    head: Head,
    checkpoints: BTreeMap<u64, Checkpoint>,
    checked: Checked,
}

impl Verifier {
    /// Begins after `head` ([`Head::START`] for a whole chain), with the states that were signed, and whose signatures they
    /// may be: of one of these keys, or of any where none is named.
    ///
    /// # Errors
    /// When a checkpoint is not signed by the key that it names, or by none of the expected ones.
    pub fn new(head: Head, checkpoints: Vec<Checkpoint>, keys: &[PublicKey]) -> Result<Self, Fault> {
        for checkpoint in &checkpoints {
            checkpoint.check()?;
            if !keys.is_empty() && !keys.contains(&checkpoint.key) {
                return Err(Fault::Stranger { no: checkpoint.no, found: checkpoint.key });
            }
        }
        let (end, hash) = (head.no, head.hash);
        let checked = Checked { links: 0, kept: 0, forgotten: 0, checkpoints: 0, signed: 0, end, hash };
        let mut verifier = Self { head, checkpoints: BTreeMap::new(), checked };
        for checkpoint in checkpoints.into_iter().filter(|checkpoint| checkpoint.no >= head.no) {
            // Two states of one link that differ cannot both be true of it.
            if verifier.checkpoints.get(&checkpoint.no).is_some_and(|other| other.hash != checkpoint.hash) {
                return Err(Fault::Forked(checkpoint.no));
            }
            verifier.checkpoints.insert(checkpoint.no, checkpoint);
        }
        verifier.meet_checkpoint()?;
        Ok(verifier)
    }

    /// Reads the next link.
    ///
    /// # Errors
    /// The first fault; what was read before it is sound.
    pub fn read(&mut self, next: &Link) -> Result<(), Fault> {
        let expected = self.head.no + 1;
        if next.no != expected {
            return Err(Fault::Gap { expected, found: next.no });
        }
        match &next.kept {
            Some(kept) if commit(&kept.salt, &kept.id, kept.record.as_bytes()) != next.commitment => {
                return Err(Fault::Changed(next.no));
            }
            Some(_) => self.checked.kept += 1,
            None => self.checked.forgotten += 1,
        }
        if link(&self.head.hash, next.no, &next.commitment) != next.hash {
            return Err(Fault::Broken(next.no));
        }
        self.head = Head { no: next.no, hash: next.hash };
        self.checked.links += 1;
        self.meet_checkpoint()
    }

    fn meet_checkpoint(&mut self) -> Result<(), Fault> {
        let Some(checkpoint) = self.checkpoints.remove(&self.head.no) else { return Ok(()) };
        if checkpoint.hash != self.head.hash {
            return Err(Fault::Forked(checkpoint.no));
        }
        self.checked.checkpoints += 1;
        self.checked.signed = self.checked.links;
        Ok(())
    }

    /// At the end of the chain.
    ///
    /// # Errors
    /// When a later state was signed than the last that was read.
    pub fn finish(self) -> Result<Checked, Fault> {
        match self.checkpoints.keys().next() {
            Some(&no) => Err(Fault::Short { end: self.head.no, no }),
            None => Ok(Checked { end: self.head.no, hash: self.head.hash, ..self.checked }),
        }
    }
}
