//! What templates need beyond askama's own filters.
#![expect(unreachable_pub, reason = "askama's macro makes its own methods public")]

use std::fmt::Display;

use askama::{Result, Values};

/// A length in a drawing, to a tenth.
#[askama::filter_fn]
pub(super) fn tenth<T: Display>(value: T, _: &dyn Values) -> Result<String> {
    Ok(format!("{value:.1}"))
}
