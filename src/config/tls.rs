//! With what connections are encrypted.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::ConfigError;

/// With what connections are encrypted; they are not where both are empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tls {
    /// The PEM file of the service's certificate, followed by those that lead to its authority.
    pub certificate: PathBuf,
    /// The PEM file of its private key, without a passphrase.
    pub key: PathBuf,
}

impl Tls {
    /// The name of [`Self::certificate`] in the configuration.
    pub const CERTIFICATE: &str = "tls.certificate";
    /// The name of [`Self::key`].
    pub const KEY: &str = "tls.key";

    /// Whether connections are encrypted.
    #[must_use]
    pub fn is_on(&self) -> bool {
        !self.certificate.as_os_str().is_empty()
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        match (self.is_on(), !self.key.as_os_str().is_empty()) {
            (true, false) => Err(ConfigError::Half { given: Self::CERTIFICATE, missing: Self::KEY }),
            (false, true) => Err(ConfigError::Half { given: Self::KEY, missing: Self::CERTIFICATE }),
            (true, true) | (false, false) => Ok(()),
        }
    }
}
