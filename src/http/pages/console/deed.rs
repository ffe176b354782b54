//! What was done to something, as its page tells it.

use serde::Deserialize;

use super::words::role_words;
use crate::access::Actor;
use crate::http::pages::tongue::Tongue;
use crate::http::pages::words::quoted;
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
    /// Whether the service wrote the reason, which it does in English.
    pub(super) is_english: bool,
}

impl Deed {
    pub(super) fn new(did: String, by: String, at: Time) -> Self {
        Self { did, further: None, by, at: at.minute(), reason: None, is_english: false }
    }

    pub(super) fn further(self, further: Option<String>) -> Self {
        Self { further, ..self }
    }

    /// Of the service itself, where nobody is named.
    pub(super) fn written_by(self, by: Option<&Actor>) -> Self {
        Self { is_english: by.is_none(), ..self }
    }

    pub(super) fn reason(self, reason: impl Into<Option<String>>) -> Self {
        Self { reason: reason.into(), ..self }
    }
}

/// What somebody wrote, or the service, with quotation marks of its language.
pub(super) fn written_by(tongue: Tongue, by: Option<&Actor>, text: &str) -> String {
    quoted(if by.is_some() { tongue } else { Tongue::english() }, text)
}

/// Somebody by the name and the role of their key.
pub(super) fn signed(tongue: Tongue, by: &Actor) -> String {
    format!("{}, {}", by.name, role_words(tongue, by.role))
}
