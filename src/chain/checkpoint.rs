//! Signed states of the chain.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::{Digest, Head, from_hex, to_hex};
use crate::units::Time;

/// What a signature of ours is for: begins each signed message.
const PURPOSE: &[u8] = b"candor 2026 decision checkpoint";

/// What is wrong with a key or a signature.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CheckpointError {
    /// Not a key.
    #[error("{0} is 64 lower-case hexadecimal digits, as `candor audit key` prints it")]
    NoKey(&'static str),
    /// Not signed by the key that it names.
    #[error("the signature of the checkpoint at link {0} is not by the key that it names")]
    Signature(u64),
}

/// The key that signs. It belongs outside the store, so that whoever can change the store cannot sign.
pub struct SecretKey(pub(super) SigningKey);

impl SecretKey {
    /// From 32 random bytes.
    #[must_use]
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(SigningKey::from_bytes(&bytes))
    }

    /// The digits that [`SecretKey::from_str`] reads. Keep them secret.
    #[must_use]
    pub fn to_secret_text(&self) -> String {
        to_hex(self.0.as_bytes())
    }

    /// What others check signatures with.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// Signs a state of the chain.
    #[must_use]
    pub fn sign(&self, head: Head, at: Time) -> Checkpoint {
        let signature = self.0.sign(&message(head, at));
        Checkpoint { no: head.no, hash: head.hash, at, key: self.public(), signature: Signed(signature.to_bytes()) }
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey(of {})", self.public())
    }
}

impl FromStr for SecretKey {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        from_hex(text.trim()).map(Self::from_random).ok_or(CheckpointError::NoKey("a signing key"))
    }
}

/// The key that checks signatures; in texts 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, utoipa::ToSchema)]
#[schema(value_type = String, example = "3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29")]
pub struct PublicKey(pub(super) [u8; 32]);

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_hex(&self.0))
    }
}

impl FromStr for PublicKey {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        let bytes: [u8; 32] = from_hex(text.trim()).ok_or(CheckpointError::NoKey("a public key"))?;
        VerifyingKey::from_bytes(&bytes).map_err(|_| CheckpointError::NoKey("a public key"))?;
        Ok(Self(bytes))
    }
}

impl Serialize for PublicKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A signature; in texts 128 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, utoipa::ToSchema)]
#[schema(value_type = String)]
pub struct Signed(pub(super) [u8; 64]);

impl Serialize for Signed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&to_hex(&self.0))
    }
}

impl<'de> Deserialize<'de> for Signed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        from_hex(&text).map(Self).ok_or_else(|| serde::de::Error::custom("a signature is 128 hexadecimal digits"))
    }
}

/// A signed state of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// The number of the link.
    #[schema(example = 1289)]
    pub no: u64,
    /// The hash of the chain there.
    pub hash: Digest,
    /// When it was signed, by the clock of who signed.
    pub at: Time,
    /// Whose signature it is.
    pub key: PublicKey,
    /// The signature of purpose, number, hash and time.
    pub signature: Signed,
}

impl Checkpoint {
    /// Checks the signature against the key that the checkpoint names.
    ///
    /// # Errors
    /// When the signature is of something else, or by another key.
    pub fn check(&self) -> Result<(), CheckpointError> {
        let wrong = || CheckpointError::Signature(self.no);
        let key = VerifyingKey::from_bytes(&self.key.0).map_err(|_| wrong())?;
        let head = Head { no: self.no, hash: self.hash };
        key.verify_strict(&message(head, self.at), &Signature::from_bytes(&self.signature.0)).map_err(|_| wrong())
    }
}

fn message(head: Head, at: Time) -> Vec<u8> {
    [PURPOSE, &head.no.to_le_bytes(), &head.hash.0, &at.millis().to_le_bytes()].concat()
}
