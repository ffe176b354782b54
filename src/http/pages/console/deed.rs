//! What was done to something, as its page tells it.

use serde::Deserialize;

use super::words::role_words;
use crate::access::Actor;
use crate::http::pages::tongue::Tongue;
use crate::units::Time;

/// What was just done, as an address says it; a page picks its own words by it.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Said {
    pub(super) done: Option<String>,
}

/// A line of a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deed {
    pub(super) did: String,
    /// To whom, as which version, for when.
    pub(super) further: Option<String>,
    pub(super) by: String,
    pub(super) at: String,
    pub(super) reason: Option<String>,
}

impl Deed {
    pub(super) fn new(did: String, by: String, at: Time) -> Self {
        Self { did, further: None, by, at: at.minute(), reason: None }
    }

    pub(super) fn further(self, further: Option<String>) -> Self {
        Self { further, ..self }
    }

    pub(super) fn reason(self, reason: impl Into<Option<String>>) -> Self {
        Self { reason: reason.into(), ..self }
    }
}

/// Somebody by the name and the role of their key.
pub(super) fn signed(tongue: Tongue, by: &Actor) -> String {
    format!("{}, {}", by.name, role_words(tongue, by.role))
}
