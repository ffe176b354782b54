//! Whether what events say of the decision that led to them can be so.
//!
//! No event is lost over it. What cannot be so leaves the event, so that nothing of one person hangs on a list that was made for another one; a
//! decision that is not known may still be on its way from another process, so its name stays. A list that a visitor saw is the customer's
//! whom they turned out to be.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Service;
use crate::decision::{Outline, RecordError};
use crate::event::{Event, Subject};
use crate::ids::DecisionId;
use crate::store::{Search, StoreError};
use crate::units::Time;

/// Lists of one customer in one millisecond that are looked through for one; nobody is shown so many.
const MOMENT_MAX: usize = 64;

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

/// What comes of looking a quote up.
enum Looked {
    Fits,
    /// It is told, and stays.
    NotKnown,
    /// It is told, and leaves the event.
    Wrong(Misquote),
}

/// The decisions that a batch names, as far as they were looked up.
#[derive(Default)]
struct Known {
    outlines: BTreeMap<DecisionId, Option<Result<Outline, RecordError>>>,
    owners: BTreeMap<(DecisionId, Subject), bool>,
    /// Nothing more is asked of a store that failed: each of a thousand calls may take as long as the first.
    is_failing: bool,
}

impl Service {
    /// Looks up the decisions that events name, and takes from an event the name of one that was made for somebody else or does not show its
    /// item. What is wrong, each with the event's place. What cannot be looked up is not known; whether events can be kept is for their
    /// keeping to say.
    pub fn check_quotes(&self, events: &mut [Event]) -> Vec<(usize, Misquote)> {
        let mut known = Known::default();
        let mut told = Vec::new();
        for (at, event) in events.iter_mut().enumerate() {
            let Some(id) = event.decision.clone() else { continue };
            match self.look_up(&id, event, &mut known) {
                Looked::Fits => {}
                Looked::NotKnown => told.push((at, Misquote::NotTheirs)),
                Looked::Wrong(misquote) => {
                    event.decision = None;
                    told.push((at, misquote));
                }
            }
        }
        told
    }

    fn look_up(&self, id: &DecisionId, event: &Event, known: &mut Known) -> Looked {
        let Known { outlines, owners, is_failing } = known;
        if !outlines.contains_key(id) {
            let record = unless_failing(is_failing, || self.store.decision(id)).flatten();
            outlines.insert(id.clone(), record.map(|bytes| Outline::from_bytes(&bytes)));
        }
        let outline = match &outlines[id] {
            None => return Looked::NotKnown,
            // Of a record that cannot be read nothing is known to be wrong.
            Some(Err(_)) => return Looked::Fits,
            Some(Ok(outline)) => outline,
        };
        // A list that was made for nobody in particular may be quoted by everybody.
        let is_anothers = outline.subject.as_ref().is_some_and(|subject| *subject != event.subject);
        if is_anothers {
            let asked = (id.clone(), event.subject.clone());
            let is_theirs = match (&outline.subject, owners.get(&asked)) {
                (_, Some(&is_theirs)) => is_theirs,
                (Some(Subject::Visitor(_)), None) => {
                    let found = unless_failing(is_failing, || self.has_become_theirs(outline, &event.subject));
                    let Some(is_theirs) = found else { return Looked::NotKnown };
                    owners.insert(asked, is_theirs);
                    is_theirs
                }
                (Some(Subject::Customer(_)) | None, None) => false,
            };
            if !is_theirs {
                return Looked::Wrong(Misquote::NotTheirs);
            }
        }
        let is_shown = outline.shown.iter().any(|shown| shown.item == event.item);
        if is_shown { Looked::Fits } else { Looked::Wrong(Misquote::NotShown) }
    }

    /// Whether a visitor's list has become a customer's: a record names whom it was made for, the store knows whom it belongs to since they were merged.
    fn has_become_theirs(&self, outline: &Outline, subject: &Subject) -> Result<bool, StoreError> {
        if matches!(subject, Subject::Visitor(_)) {
            return Ok(false);
        }
        let until = Some(Time::from_millis(outline.at.millis().saturating_add(1)));
        let theirs =
            Search { subject: Some(subject.clone()), since: Some(outline.at), until, after: 0, limit: MOMENT_MAX };
        let found = self.store.find_decisions(&theirs)?;
        Ok(found.iter().any(|found| Outline::from_bytes(&found.record).is_ok_and(|other| other.id == outline.id)))
    }
}

/// What the store says, if it says anything.
fn unless_failing<T>(is_failing: &mut bool, ask: impl FnOnce() -> Result<T, StoreError>) -> Option<T> {
    if *is_failing {
        return None;
    }
    match ask() {
        Ok(said) => Some(said),
        Err(cause) => {
            tracing::warn!(%cause, "a decision that an event names was not looked up");
            *is_failing = !matches!(cause, StoreError::Corrupt { .. });
            None
        }
    }
}
