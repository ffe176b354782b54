//! The settings of oversight at work: what somebody else decides about those that wait.

use super::{Service, ServiceError};
use crate::oversight::{self, Act};

/// What is decided about settings that wait for somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assent {
    /// They hold from now on.
    Given,
    /// They wait no more, and nothing of them holds.
    Refused,
}

impl Service {
    /// Lets the settings hold that wait, or refuses them; whoever wished for them takes them back by refusing.
    ///
    /// # Errors
    /// When the role does not approve, it is who wishes for them or may be, there is no reason, none wait at this revision, or the store fails.
    pub fn settle(&self, revision: u64, assent: Assent, act: &Act) -> Result<(), ServiceError> {
        let store = self.store();
        let outcome = match assent {
            Assent::Given => {
                let asker = oversight::wished_settings(store)?.map(|wish| wish.it.wished.by);
                let act = asker.map_or_else(|| Ok(act.clone()), |asker| self.towards(&asker, act))?;
                oversight::approve_settings(store, revision, &act).map(drop)
            }
            Assent::Refused => oversight::refuse_settings(store, revision, act),
        };
        Ok(outcome?)
    }
}
