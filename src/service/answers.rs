//! What was answered to requests that may come again, kept where every process of the shop finds it.
//!
//! A request takes its place first, so that nobody else does the same work meanwhile, and leaves its answer there. A process that dies
//! in between leaves a place that is free again after a while.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Erasures, Misquote, Service, ServiceError};
use crate::event::Subject;
use crate::store::{Appended, Becomes, Change, Collection, Document, Expected, Receipt, StoreError};
use crate::units::Time;

/// How long an answer is kept.
pub const ANSWERS_KEPT: Duration = Duration::from_secs(24 * 3_600);
/// The largest answer that is kept, in bytes.
pub const ANSWER_BYTES_MAX: usize = 1 << 20;
/// Answers that are looked through at once.
const PAGE: usize = 128;
/// How often it is tried again to take a place whose holder changes meanwhile.
const ATTEMPTS: usize = 8;
/// What pages may have kept is one in so many of all bytes: everybody has their keys, and no page may take the room of the shop's own servers.
const PAGES: u64 = 4;

/// A request that may come again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Names it: the caller and the key that they chose.
    pub id: String,
    /// Tells it from other requests under that name.
    pub digest: String,
    /// Whether it is a page's, which asks for one person alone.
    pub is_pages: bool,
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
        /// What was wrong with what they said of decisions.
        misquoted: Vec<(usize, Misquote)>,
    },
    /// The work is not to be done, and there is no answer.
    No(No),
}

/// Why a request's work is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum No {
    /// It was done, and its answer was too large to be kept.
    TooLarge,
    /// It was done, and its answer held a secret, which is shown once.
    Secret,
    /// As much is kept as may be.
    Full,
    /// Somebody works on it.
    Working,
    /// The name belongs to another request.
    Other,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    digest: String,
    until: Time,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_pages: bool,
    state: State,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Working,
    Answer(Kept),
    /// The work was done; doing it again would be worse than not telling what came of it.
    TooLarge,
    /// The same of an answer that held a secret.
    Secret,
    /// Counts and places alone: a batch may tell of many people, so the rest of the answer is made from the request again.
    Events {
        at: Time,
        accepted: usize,
        duplicates: usize,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        misquoted: Vec<(usize, Misquote)>,
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

/// How much is kept: as it was counted last, with all that came since. What goes in between, as by an erasure, is noticed at the next count.
#[derive(Debug, Default)]
pub(super) struct KeptBytes {
    all: AtomicU64,
    pages: AtomicU64,
}

/// How much is kept at a moment, of all and of pages.
#[derive(Debug, Clone, Copy, Default)]
struct Bytes {
    all: u64,
    pages: u64,
}

impl Bytes {
    fn add(&mut self, bytes: usize, is_pages: bool) {
        self.all += bytes as u64;
        self.pages += if is_pages { bytes as u64 } else { 0 };
    }
}

impl KeptBytes {
    fn bytes(&self) -> Bytes {
        Bytes { all: self.all.load(Ordering::Relaxed), pages: self.pages.load(Ordering::Relaxed) }
    }

    fn add(&self, bytes: usize, is_pages: bool) {
        let mut more = Bytes::default();
        more.add(bytes, is_pages);
        self.all.fetch_add(more.all, Ordering::Relaxed);
        self.pages.fetch_add(more.pages, Ordering::Relaxed);
    }

    /// Whether no more is kept for such a caller, where there may be so much of all.
    fn is_full(&self, is_pages: bool, bytes_max: u64) -> bool {
        let Bytes { all, pages } = self.bytes();
        all >= bytes_max || (is_pages && pages >= bytes_max / PAGES)
    }

    /// So much was found by a count that began when so much was known of.
    fn settle(&self, found: Bytes, at_its_beginning: Bytes) {
        let now = self.bytes();
        let with = |found: u64, now: u64, then: u64| found.saturating_add(now.saturating_sub(then));
        self.all.store(with(found.all, now.all, at_its_beginning.all), Ordering::Relaxed);
        self.pages.store(with(found.pages, now.pages, at_its_beginning.pages), Ordering::Relaxed);
    }
}

impl Asked {
    fn entry(&self, until: Time, state: State) -> Entry {
        Entry { digest: self.digest.clone(), until, is_pages: self.is_pages, state }
    }
}

impl Place {
    fn entry(&self, now: Time, state: State) -> String {
        self.asked.entry(after(now, ANSWERS_KEPT), state).json()
    }

    fn change(&self, to: Becomes) -> Change {
        let expected = Expected::Version(self.version);
        Change { collection: Collection::Answer, id: self.asked.id.clone(), expected, to }
    }
}

impl Service {
    /// What is written together with a request's events.
    pub(super) fn receipt(&self, place: &Place, at: Time, misquoted: Vec<(usize, Misquote)>) -> Receipt {
        let (id, expected) = (place.asked.id.clone(), Expected::Version(place.version));
        let (place, is_pages) = (place.clone(), place.asked.is_pages);
        let entry = move |Appended { accepted, duplicates }| {
            place.entry(at, State::Events { at, accepted, duplicates, misquoted: misquoted.clone() })
        };
        // How many there are of each is known when they are kept; no batch has more than fills these digits.
        self.answers.add(entry(Appended { accepted: 1_000, duplicates: 1_000 }).len(), is_pages);
        Receipt { collection: Collection::Answer, id, expected, body: Box::new(entry) }
    }

    /// Takes a request's place for so long, or says what is there. No further place is taken while answers of so many bytes are kept, and none
    /// for a page while a quarter of these are of pages.
    ///
    /// # Errors
    /// When the store fails.
    pub fn take_place(&self, asked: Asked, lease: Duration, bytes_max: u64, now: Time) -> Result<Before, ServiceError> {
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
            if self.answers.is_full(asked.is_pages, bytes_max) {
                return Ok(Before::No(No::Full));
            }
            let entry = asked.entry(after(now, lease), State::Working).json();
            self.answers.add(entry.len(), asked.is_pages);
            let change = Change::write(Collection::Answer, &asked.id, expected, entry);
            if self.store.change_documents(vec![change])? {
                return Ok(Before::Nothing(Place { asked, version }));
            }
        }
        Ok(Before::No(No::Working))
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
            let is_kept = kept.body.len() <= ANSWER_BYTES_MAX;
            let body = place.entry(now, if is_kept { State::Answer(kept) } else { State::TooLarge });
            self.answers.add(body.len(), place.asked.is_pages);
            Becomes::Written { subject, body }
        };
        self.store.change_documents(vec![place.change(to)])?;
        Ok(())
    }

    /// Notes in a place that the work was done, and that its answer held a secret, which is kept nowhere.
    ///
    /// # Errors
    /// When the store fails.
    pub fn keep_no_secret(&self, place: &Place, now: Time) -> Result<(), ServiceError> {
        let body = place.entry(now, State::Secret);
        self.answers.add(body.len(), place.asked.is_pages);
        self.store.change_documents(vec![place.change(Becomes::Written { subject: None, body })])?;
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
        let (mut stay, counted) = (Bytes::default(), self.answers.bytes());
        loop {
            let page = self.store.documents(Collection::Answer, last.as_deref(), PAGE)?;
            let is_last = page.len() < PAGE;
            last = page.last().map(|document| document.id.clone());
            for document in page {
                let entry = Entry::read(&document)?;
                if entry.until <= now {
                    let expected = Expected::Version(document.version);
                    let change = Change::remove(Collection::Answer, &document.id, expected);
                    removed += usize::from(self.store.change_documents(vec![change])?);
                } else {
                    stay.add(document.body.len(), entry.is_pages);
                }
            }
            if is_last {
                self.answers.settle(stay, counted);
                return Ok(removed);
            }
        }
    }
}

fn before(entry: Entry, asked: &Asked) -> Before {
    if entry.digest != asked.digest {
        return Before::No(No::Other);
    }
    match entry.state {
        State::Working => Before::No(No::Working),
        State::TooLarge => Before::No(No::TooLarge),
        State::Secret => Before::No(No::Secret),
        State::Answer(kept) => Before::Answer(kept),
        State::Events { at, accepted, duplicates, misquoted } => {
            Before::Events { at, appended: Appended { accepted, duplicates }, misquoted }
        }
    }
}
