//! Whose customers the pages on their data are for.

use serde::{Deserialize, Serialize};

use super::ConfigError;
use crate::access::is_origin;

/// The longest name of a placement, in characters.
const PLACEMENT_CHARS_MAX: usize = 64;

/// The pages on their data for the customers of a shop that has pages of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Customers {
    /// The shop's own address for browsers, from which customers come and to which they go back; no such pages are served where it is
    /// empty.
    pub shop: String,
    /// The placement whose rules are told, and whose list shows what a choice changes.
    pub placement: String,
}

impl Default for Customers {
    fn default() -> Self {
        Self { shop: String::new(), placement: "home".to_owned() }
    }
}

impl Customers {
    /// Whether anybody is served.
    #[must_use]
    pub const fn are_served(&self) -> bool {
        !self.shop.is_empty()
    }

    /// Checks what the types cannot say.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if self.are_served() && !is_origin(&self.shop) {
            return Err(ConfigError::CustomersShop { shop: self.shop.clone() });
        }
        let is_name = !self.placement.trim().is_empty() && self.placement.chars().count() <= PLACEMENT_CHARS_MAX;
        is_name.then_some(()).ok_or(ConfigError::CustomersPlacement)
    }
}
