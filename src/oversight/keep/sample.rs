//! The sample of a week in the store: with each entry that comes in, the one whose place it takes goes.

use super::super::review::Review;
use super::super::weekly::{Drawn, Weekly};
use super::{Kept, OversightError, entry, json, queue, read};
use crate::event::Subject;
use crate::store::{Becomes, Change, Collection, Expected, Store, StoreError};

/// How often an entry is tried again when another process's came in just before it.
const ATTEMPTS_MAX: usize = 8;
/// How many past weeks are looked at when a new one begins; there is one, but for weeks in which nothing was drawn.
const PAST_MAX: usize = 100;

/// An entry that may come into the sample, with its name and its place.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The week.
    pub week: i64,
    /// The place in its draw.
    pub place: u64,
    /// The name of the entry.
    pub id: String,
    /// The entry.
    pub review: Review,
    /// Of whom it tells.
    pub subject: Option<Subject>,
}

/// Takes an entry into the sample of its week if it belongs there, and into the queue with it; the place from which on nothing comes in
/// any more.
///
/// # Errors
/// When others came in before it again and again, or the store fails.
pub fn join_sample(store: &dyn Store, candidate: &Candidate, size: u16) -> Result<Option<u64>, OversightError> {
    for _ in 0..ATTEMPTS_MAX {
        let Kept { revision, it: before, .. } = weekly(store, candidate.week)?;
        let (sized, mut out) = before.clone().sized(usize::from(size));
        let entry = Drawn { place: candidate.place, review: candidate.id.clone() };
        let (next, displaced, is_in) = match sized.clone().with(entry) {
            Some((next, displaced)) => (next, displaced, true),
            None => (sized, None, false),
        };
        if next == before {
            return Ok(next.bound());
        }
        out.extend(displaced);
        let expected = if revision == 0 { Expected::Absent } else { Expected::Version(revision) };
        let mut changes = vec![Change::write(Collection::Sample, &name(candidate.week), expected, json(&next))];
        changes.extend(is_in.then(|| queue::review(&candidate.id, &candidate.review, candidate.subject.clone())));
        for gone in &out {
            changes.extend(without(store, &gone.review)?);
        }
        if revision == 0 {
            changes.extend(past(store, candidate.week)?);
        }
        if store.change_documents(changes)? {
            return Ok(next.bound());
        }
    }
    Err(OversightError::Changed)
}

/// What was kept of the draws of earlier weeks goes: their entries stay in the queue, and nothing more comes in.
fn past(store: &dyn Store, week: i64) -> Result<Vec<Change>, StoreError> {
    let past = store.documents(Collection::Sample, None, PAST_MAX)?.into_iter();
    let past = past.filter(|document| document.id < name(week));
    Ok(past.map(|document| Change::remove(Collection::Sample, &document.id, Expected::Any)).collect())
}

fn name(week: i64) -> String {
    format!("{:020}", week.max(0))
}

fn weekly(store: &dyn Store, week: i64) -> Result<Kept<Weekly>, StoreError> {
    let name = name(week);
    let found = store.document(Collection::Sample, &name)?;
    let nothing = Kept { id: name.clone(), revision: 0, subject: None, it: Weekly::default() };
    found.map_or(Ok(nothing), |document| read("sample of a week", document, &name))
}

/// What becomes of an entry that is in the sample no more: it goes, unless somebody has looked at it. Nothing of one that went with its customer.
fn without(store: &dyn Store, id: &str) -> Result<Option<Change>, OversightError> {
    let kept = match entry(store, id) {
        Err(OversightError::Unknown { .. }) => return Ok(None),
        found => found?,
    };
    let expected = Expected::Version(kept.revision);
    if kept.it.history.is_empty() {
        return Ok(Some(Change::remove(Collection::Review, id, expected)));
    }
    let body = json(&Review { displaced: true, ..kept.it });
    let to = Becomes::Written { subject: kept.subject, body };
    Ok(Some(Change { collection: Collection::Review, id: id.to_owned(), expected, to }))
}
