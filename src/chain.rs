//! The decision log as a chain of hashes: what was decided can be forgotten, but not changed, left out or put in later, unseen.
//!
//! A record is committed to by `c = H(salt, id, record)`, its salt being 32 random bytes; link `n` of the chain is
//! `h_n = H(h_(n-1), n, c_n)` with `h` all zero before the first (the linked log of Haber & Stornetta 1991). Forgetting a
//! person removes record and salt and leaves the link: without the salt, `c` tells nothing of the record. A checkpoint is a
//! signed `h_n` (Ed25519, RFC 8032): whoever holds one, and the public key, sees every later change of what lies before it.
//!
//! Must not know where links are kept, nor what a record says.

mod checkpoint;
mod seal;
mod verify;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

pub use checkpoint::{Checkpoint, CheckpointError, PublicKey, SecretKey, Signed};
pub use seal::{BrokenSeal, Seal};
pub use verify::{Checked, Fault, Verifier};

use crate::ids::DecisionId;

/// What separates these hashes from any other use of the same function.
const COMMITMENT: &str = "candor 2026 decision commitment";
const LINK: &str = "candor 2026 decision link";

/// 32 bytes; in texts 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, utoipa::ToSchema)]
#[schema(value_type = String, example = "9f2c4b1e7a3d5c6b8e0f1a2b3c4d5e6f9f2c4b1e7a3d5c6b8e0f1a2b3c4d5e6f")]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// What stands before the first link.
    pub const START: Self = Self([0; 32]);
}

/// A text that is not 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("64 hexadecimal digits are expected, not `{0}`")]
pub struct NotHex(String);

/// Bytes as hexadecimal digits.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `N` bytes from `2 N` lower-case hexadecimal digits.
pub(crate) fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let is_hex = text.len() == 2 * N && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let mut bytes = [0; N];
    for (at, byte) in bytes.iter_mut().enumerate().take(if is_hex { N } else { 0 }) {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    is_hex.then_some(bytes)
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_hex(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Digest {
    type Err = NotHex;

    fn from_str(text: &str) -> Result<Self, NotHex> {
        from_hex(text).map(Self).ok_or_else(|| NotHex(text.to_owned()))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Commits to a record: `H(salt, length of id, id, record)`.
#[must_use]
pub fn commit(salt: &Digest, id: &DecisionId, record: &[u8]) -> Digest {
    let mut hasher = blake3::Hasher::new_derive_key(COMMITMENT);
    hasher.update(&salt.0);
    hasher.update(&(id.as_str().len() as u64).to_le_bytes());
    hasher.update(id.as_str().as_bytes());
    hasher.update(record);
    Digest(*hasher.finalize().as_bytes())
}

/// The hash of link `no` after a link with the hash `before`.
#[must_use]
pub fn link(before: &Digest, no: u64, commitment: &Digest) -> Digest {
    let mut hasher = blake3::Hasher::new_derive_key(LINK);
    hasher.update(&before.0);
    hasher.update(&no.to_le_bytes());
    hasher.update(&commitment.0);
    Digest(*hasher.finalize().as_bytes())
}

/// The end of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The number of the last link; 0 before the first.
    #[schema(example = 1289)]
    pub no: u64,
    /// Its hash.
    pub hash: Digest,
}

impl Head {
    /// Before the first link.
    pub const START: Self = Self { no: 0, hash: Digest::START };

    /// With one more link.
    #[must_use]
    pub fn next(&self, commitment: &Digest) -> Self {
        let no = self.no + 1;
        Self { no, hash: link(&self.hash, no, commitment) }
    }
}

/// A link with what is still kept of its decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// Counts up from 1, without a gap.
    pub no: u64,
    /// What it commits to.
    pub commitment: Digest,
    /// Its hash.
    pub hash: Digest,
    /// The decision; `None` once it was forgotten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
}

/// A decision that is still kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// Its name.
    pub id: DecisionId,
    /// What hides the record behind its commitment.
    pub salt: Digest,
    /// The record, canonical JSON.
    pub record: String,
}

#[cfg(test)]
mod tests;
