//! How the shop speaks where a placement's rules do not say: other words there are a change of what was approved.

use super::watching::Depth;
use super::{Service, ServiceError};
use crate::monitor::Window;
use crate::rerank::{Language, Policy};
use crate::store::Shop;
use crate::units::Time;

/// A placement that was shown within so many days, today included, is one that people read.
const LATELY_DAYS: u16 = 31;
/// The most placements that are named.
const NAMED_MAX: usize = 20;

/// What of the shop's settings reasons would be told by otherwise, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reworded {
    /// `tone` or `locale`.
    pub field: &'static str,
    /// The placements, at most 20.
    pub placements: Vec<String>,
}

impl Service {
    /// Where people would read other words under other settings of the shop, field by field. Nowhere while no rules are live: the shop is being
    /// set up. Afterwards wherever rules leave the words to the shop, and wherever lists were shown lately without any rules.
    ///
    /// # Errors
    /// When the store fails.
    pub fn reworded(&self, next: &Shop, now: Time) -> Result<Vec<Reworded>, ServiceError> {
        let shop = self.store.shop()?;
        let leaves_tone = |policy: &Policy| policy.tone.is_none();
        let leaves_locale = |policy: &Policy| policy.locale.is_none();
        let mut found = Vec::new();
        if shop.tone != next.tone {
            found.push(Reworded { field: "tone", placements: self.left_to_shop(&leaves_tone, now)? });
        }
        if Language::of(&shop.locale) != Language::of(&next.locale) {
            found.push(Reworded { field: "locale", placements: self.left_to_shop(&leaves_locale, now)? });
        }
        found.retain(|reworded| !reworded.placements.is_empty());
        Ok(found)
    }

    fn left_to_shop(&self, leaves: &dyn Fn(&Policy) -> bool, now: Time) -> Result<Vec<String>, ServiceError> {
        let (mut ruled, mut left) = (Vec::new(), Vec::new());
        for placement in self.placements()? {
            let policy = self.policy(&placement)?;
            if policy.version > 0 {
                left.extend(leaves(&policy).then(|| placement.clone()));
                ruled.push(placement);
            }
        }
        if !ruled.is_empty() && left.len() < NAMED_MAX {
            left.extend(self.named_in_log(
                (Window::last(LATELY_DAYS, now), Depth::Outlines),
                &ruled,
                NAMED_MAX - left.len(),
            )?);
        }
        left.truncate(NAMED_MAX);
        Ok(left)
    }
}
