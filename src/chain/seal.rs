//! A signature of something whole, such as a bundle of files, by the key that signs the chain.

use ed25519_dalek::{Signature, Signer, VerifyingKey};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::checkpoint::Signed;
use super::{Digest, PublicKey, SecretKey};

/// What a seal is for: begins each sealed message, so that none is a checkpoint's.
const PURPOSE: &[u8] = b"candor 2026 sealed bundle";

/// The signature is of something else, or by another key than it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the signature is not of this by the key that it names")]
pub struct BrokenSeal;

/// A signature and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// Whose signature it is.
    pub key: PublicKey,
    /// The signature of purpose and digest.
    pub signature: Signed,
}

impl SecretKey {
    /// Signs the digest of something whole.
    #[must_use]
    pub fn seal(&self, of: &Digest) -> Seal {
        let signature = self.0.sign(&message(of));
        Seal { key: self.public(), signature: Signed(signature.to_bytes()) }
    }
}

impl Seal {
    /// Checks the signature against the key that it names.
    ///
    /// # Errors
    /// When it is of something else, or by another key.
    pub fn check(&self, of: &Digest) -> Result<(), BrokenSeal> {
        let key = VerifyingKey::from_bytes(&self.key.0).map_err(|_| BrokenSeal)?;
        key.verify_strict(&message(of), &Signature::from_bytes(&self.signature.0)).map_err(|_| BrokenSeal)
    }
}

fn message(of: &Digest) -> Vec<u8> {
    [PURPOSE, &of.0].concat()
}
