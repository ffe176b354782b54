//! Whether what events say of the decision that led to them can be so.
//!
//! No event is lost over it. What cannot be so leaves the event, so that nothing of one person hangs on a list that was made for another one; a
//! decision that is not known may still be on its way from another process, so its name stays.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Service, ServiceError};
use crate::decision::Outline;
use crate::event::Event;

/// What is wrong with what an event says of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Misquote {
    /// None of this customer or visitor has the name, whoever else's has it.
    NotTheirs,
    /// Its list does not show the item.
    NotShown,
}

impl Misquote {
    /// In words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotTheirs => {
                "`decision` is known as none of this customer or visitor; send the `decision` of the answer that they were shown"
            }
            Self::NotShown => "`decision` does not show `item`; send it only with what its list led to",
        }
    }
}

impl Service {
    /// Looks up the decisions that events name, and takes from an event the name of one that was made for somebody else or does not show its
    /// item. What is wrong, each with the event's place.
    ///
    /// # Errors
    /// When the store fails.
    pub fn check_quotes(&self, events: &mut [Event]) -> Result<Vec<(usize, Misquote)>, ServiceError> {
        let mut known = BTreeMap::new();
        let mut wrong = Vec::new();
        for (at, event) in events.iter_mut().enumerate() {
            let Some(id) = event.decision.clone() else { continue };
            if !known.contains_key(&id) {
                let record = self.store.decision(&id)?;
                known.insert(id.clone(), record.map(|bytes| Outline::from_bytes(&bytes)));
            }
            let misquote = match known.get(&id).expect("it was just looked up") {
                None => Some(Misquote::NotTheirs),
                // Of a record that cannot be read nothing is known to be wrong.
                Some(Err(_)) => None,
                Some(Ok(outline)) => misquote(event, outline),
            };
            if misquote.is_some() && known[&id].is_some() {
                event.decision = None;
            }
            wrong.extend(misquote.map(|misquote| (at, misquote)));
        }
        Ok(wrong)
    }
}

/// A list that was made for nobody in particular may be quoted by everybody.
fn misquote(event: &Event, outline: &Outline) -> Option<Misquote> {
    if outline.subject.as_ref().is_some_and(|subject| *subject != event.subject) {
        return Some(Misquote::NotTheirs);
    }
    let is_shown = outline.shown.iter().any(|shown| shown.item == event.item);
    (!is_shown).then_some(Misquote::NotShown)
}
