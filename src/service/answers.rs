//! What was answered to requests that may come again, kept where every process of the shop finds it.
//!
//! A request takes its place first, so that nobody else does the same work meanwhile, and leaves its answer there. A process that dies
//! in between leaves a place that is free again after a while.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Erasures, Service, ServiceError};
use crate::event::Subject;
use crate::store::{Appended, Becomes, Change, Collection, Document, Expected, Receipt, StoreError};
use crate::units::Time;

/// How long an answer is kept.
pub const ANSWERS_KEPT: Duration = Duration::from_secs(24 * 3_600);
/// Answers that are looked through at once.
const PAGE: usize = 128;
/// How often it is tried again to take a place whose holder changes meanwhile.
const ATTEMPTS: usize = 8;

/// A request that may come again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Names it: the caller and the key that they chose.
    pub id: String,
    /// Tells it from other requests under that name.
    pub digest: String,
}

/// An answer that is given again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: String,
}

/// The right to do a request's work.
#[derive(Debug, Clone)]
pub struct Place {
    asked: Asked,
    version: u64,
}

/// What was there before a request.
#[derive(Debug)]
pub enum Before {
    /// Nothing; do the work.
    Nothing(Place),
    /// This was answered.
    Answer(Kept),
    /// These events were taken at this moment.
    Events {
        /// When.
        at: Time,
        /// What became of them.
        appended: Appended,
    },
    /// Somebody works on it.
    Working,
    /// The name belongs to another request.
    Other,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    digest: String,
    until: Time,
    state: State,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Working,
    Answer(Kept),
    /// Counts alone: a batch may tell of many people, so the rest of the answer is made from the request again.
    Events {
        at: Time,
        accepted: usize,
        duplicates: usize,
    },
}

impl Entry {
    fn read(document: &Document) -> Result<Self, StoreError> {
        serde_json::from_str(&document.body).map_err(|cause| StoreError::Corrupt {
            what: "answer",
            id: document.id.clone(),
            cause: cause.to_string(),
        })
    }

    fn json(&self) -> String {
        serde_json::to_string(self).expect("an answer is plain data")
    }
}

fn after(now: Time, duration: Duration) -> Time {
    let millis = i64::try_from(duration.as_millis()).expect("hours, not ages");
    Time::from_millis(now.millis().saturating_add(millis))
}

impl Place {
    fn entry(&self, now: Time, state: State) -> String {
        Entry { digest: self.asked.digest.clone(), until: after(now, ANSWERS_KEPT), state }.json()
    }

    /// What is written together with the request's events.
    pub(super) fn receipt(&self, at: Time) -> Receipt {
        let place = self.clone();
        let body = move |appended: Appended| {
            let Appended { accepted, duplicates } = appended;
            place.entry(at, State::Events { at, accepted, duplicates })
        };
        Receipt {
            collection: Collection::Answer,
            id: self.asked.id.clone(),
            expected: Expected::Version(self.version),
            body: Box::new(body),
        }
    }

    fn change(&self, to: Becomes) -> Change {
        let expected = Expected::Version(self.version);
        Change { collection: Collection::Answer, id: self.asked.id.clone(), expected, to }
    }
}

impl Service {
    /// Takes a request's place for so long, or says what is there.
    ///
    /// # Errors
    /// When the store fails.
    pub fn take_place(&self, asked: Asked, lease: Duration, now: Time) -> Result<Before, ServiceError> {
        for _ in 0..ATTEMPTS {
            let found = self.store.document(Collection::Answer, &asked.id)?;
            let (expected, version) = match &found {
                None => (Expected::Absent, 1),
                Some(document) => {
                    let entry = Entry::read(document)?;
                    if entry.until > now {
                        return Ok(before(entry, &asked));
                    }
                    (Expected::Version(document.version), document.version + 1)
                }
            };
            let entry = Entry { digest: asked.digest.clone(), until: after(now, lease), state: State::Working };
            let change = Change::write(Collection::Answer, &asked.id, expected, entry.json());
            if self.store.change_documents(vec![change])? {
                return Ok(Before::Nothing(Place { asked, version }));
            }
        }
        Ok(Before::Working)
    }

    /// Leaves an answer in its place. One that tells of somebody goes with them, and is not left at all if anybody was erased since `began`.
    ///
    /// # Errors
    /// When the store fails.
    pub fn keep_answer(
        &self,
        place: &Place,
        kept: Kept,
        subject: Option<Subject>,
        (began, now): (Erasures, Time),
    ) -> Result<(), ServiceError> {
        let _no_erasure = self.histories.read().expect("no writer panics");
        let to = if subject.is_some() && self.erasures() != began {
            Becomes::Removed
        } else {
            Becomes::Written { subject, body: place.entry(now, State::Answer(kept)) }
        };
        self.store.change_documents(vec![place.change(to)])?;
        Ok(())
    }

    /// Gives a place back: the request's work was not done, or its answer is not to be given again.
    ///
    /// # Errors
    /// When the store fails.
    pub fn free_place(&self, place: &Place) -> Result<(), ServiceError> {
        self.store.change_documents(vec![place.change(Becomes::Removed)])?;
        Ok(())
    }

    /// Removes the answers that were kept long enough, and the places of processes that died; how many.
    ///
    /// # Errors
    /// When an answer cannot be read, or the store fails.
    pub fn forget_answers(&self, now: Time) -> Result<usize, ServiceError> {
        let (mut removed, mut last) = (0, None);
        loop {
            let page = self.store.documents(Collection::Answer, last.as_deref(), PAGE)?;
            let is_last = page.len() < PAGE;
            last = page.last().map(|document| document.id.clone());
            for document in page {
                if Entry::read(&document)?.until <= now {
                    let expected = Expected::Version(document.version);
                    let change = Change::remove(Collection::Answer, &document.id, expected);
                    removed += usize::from(self.store.change_documents(vec![change])?);
                }
            }
            if is_last {
                return Ok(removed);
            }
        }
    }
}

fn before(entry: Entry, asked: &Asked) -> Before {
    if entry.digest != asked.digest {
        return Before::Other;
    }
    match entry.state {
        State::Working => Before::Working,
        State::Answer(kept) => Before::Answer(kept),
        State::Events { at, accepted, duplicates } => {
            Before::Events { at, appended: Appended { accepted, duplicates } }
        }
    }
}
