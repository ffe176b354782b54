//! The review queue in the store, and what follows from it.

use std::collections::BTreeSet;

use super::super::incident::Incident;
use super::super::review::{Review, Verdict};
use super::super::step::Act;
use super::super::suppression::{SUPPRESSED_MAX, Suppressed};
use super::{ATTEMPTS_MAX, Kept, OversightError, incidents, json, read, read_named, wanted};
use crate::event::Subject;
use crate::ids::ItemId;
use crate::store::{
    Becomes, Change, Collection, Expected, Store, StoreError, UNLINKED, UNLINKED_MAX, Unlink, Unlinked, unlinked,
};

const SUPPRESSED: &str = "suppressed";
/// As it is called when it is not there, or damaged.
const REVIEW: &str = "review";

fn kept_out(store: &dyn Store) -> Result<Kept<Suppressed>, StoreError> {
    let found = store.document(Collection::Oversight, SUPPRESSED)?;
    let nothing = Kept { id: SUPPRESSED.to_owned(), revision: 0, subject: None, it: Suppressed::default() };
    found.map_or(Ok(nothing), |document| read("list of what is kept out", document, SUPPRESSED))
}

/// What reviews keep out now.
///
/// # Errors
/// When the store fails.
pub fn suppressed(store: &dyn Store) -> Result<Suppressed, StoreError> {
    Ok(kept_out(store)?.it)
}

/// The change that puts a new entry into the queue.
#[must_use]
pub fn review(id: &str, review: &Review, subject: Option<Subject>) -> Change {
    let to = Becomes::Written { subject, body: json(review) };
    Change { collection: Collection::Review, id: id.to_owned(), expected: Expected::Absent, to }
}

/// Entries of the queue that are wanted, after one, in the order of time, at most `limit`.
///
/// # Errors
/// When the store fails.
pub fn reviews(
    store: &dyn Store,
    after: Option<&str>,
    limit: usize,
    is_wanted: &dyn Fn(&Review) -> bool,
) -> Result<Vec<Kept<Review>>, OversightError> {
    Ok(wanted(store, (Collection::Review, REVIEW), after, limit, is_wanted)?)
}

/// The entries that tell of somebody, in the order of time.
///
/// # Errors
/// When the store fails.
pub fn reviews_of(store: &dyn Store, subject: &Subject) -> Result<Vec<Review>, StoreError> {
    let theirs = store.documents_of(Collection::Review, subject)?;
    theirs.into_iter().map(|document| Ok(read_named::<Review>(REVIEW, document)?.it)).collect()
}

/// An entry.
///
/// # Errors
/// When there is none, or the store fails.
pub fn entry(store: &dyn Store, id: &str) -> Result<Kept<Review>, OversightError> {
    let unknown = || OversightError::Unknown { what: REVIEW, id: id.to_owned() };
    let found = store.document(Collection::Review, id)?.ok_or_else(unknown)?;
    Ok(read_named(REVIEW, found)?)
}

/// A decision of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What is decided.
    pub verdict: Verdict,
    /// Of [`Verdict::WrongReason`]: the items that were cited as reasons and are none. The next training gives them no weight on the item.
    pub evidence: BTreeSet<ItemId>,
}

impl From<Verdict> for Finding {
    fn from(verdict: Verdict) -> Self {
        Self { verdict, evidence: BTreeSet::new() }
    }
}

/// Decides an entry, or with no finding undoes what was decided; what is kept out, and what is learnt no more, follows in the same call.
///
/// # Errors
/// When it is refused, somebody else changed it, or the store fails.
pub fn rule(
    store: &dyn Store,
    id: &str,
    revision: u64,
    finding: Option<&Finding>,
    act: &Act,
) -> Result<Kept<Review>, OversightError> {
    for _ in 0..ATTEMPTS_MAX {
        if let Some(ruled) = try_rule(store, id, revision, finding, act)? {
            return Ok(ruled);
        }
    }
    Err(OversightError::Changed)
}

/// Once; nothing where a list that every review shares was changed just before, or the entry itself.
fn try_rule(
    store: &dyn Store,
    id: &str,
    revision: u64,
    finding: Option<&Finding>,
    act: &Act,
) -> Result<Option<Kept<Review>>, OversightError> {
    let before = entry(store, id)?.at(revision)?;
    let list = kept_out(store)?;
    let was = list.it.clone();
    let (next, out) = match finding {
        Some(finding) => {
            let (next, more) = before.it.decide(id, finding.verdict, act)?;
            let mut out = list.it;
            out.items.extend(more);
            (next, out)
        }
        None => (before.it.undo(act)?, list.it.without(id)),
    };
    if out.items.len() > SUPPRESSED_MAX && out.items.len() > was.items.len() {
        return Err(OversightError::Full);
    }
    let to = Becomes::Written { subject: before.subject.clone(), body: json(&next) };
    let mut changes =
        vec![Change { collection: Collection::Review, id: id.to_owned(), expected: Expected::Version(revision), to }];
    if finding.is_some_and(|finding| finding.verdict == Verdict::Incident) {
        let incident = Incident::of_review(id, next.placement.clone(), &next.item, act);
        changes.extend(incidents::of_review(id, &incident, act.at));
    }
    if out != was {
        let expected = if list.revision == 0 { Expected::Absent } else { Expected::Version(list.revision) };
        changes.push(Change::write(Collection::Oversight, SUPPRESSED, expected, json(&out)));
    }
    changes.extend(unlinking(store, id, &next, finding, act)?);
    let is_made = store.change_documents(changes)?;
    Ok(is_made.then(|| Kept { revision: revision + 1, it: next, ..before }))
}

/// What a finding takes back of what is learnt, or gives back where there is none; nothing where that changes nothing.
fn unlinking(
    store: &dyn Store,
    id: &str,
    review: &Review,
    finding: Option<&Finding>,
    act: &Act,
) -> Result<Option<Change>, OversightError> {
    let (version, list) = unlinked(store)?;
    let was = list.clone();
    let now = match finding {
        None => list.without(id),
        Some(finding) if finding.verdict == Verdict::WrongReason => {
            let pair = |evidence: &ItemId| Unlink {
                evidence: evidence.clone(),
                item: review.item.clone(),
                review: id.to_owned(),
                by: act.by.clone(),
                at: act.at,
            };
            let Unlinked { mut pairs } = list;
            pairs.extend(finding.evidence.iter().map(pair));
            Unlinked { pairs }
        }
        Some(_) => list,
    };
    if now == was {
        return Ok(None);
    }
    if now.pairs.len() > UNLINKED_MAX && now.pairs.len() > was.pairs.len() {
        return Err(OversightError::FullOfPairs);
    }
    let expected = if version == 0 { Expected::Absent } else { Expected::Version(version) };
    Ok(Some(Change::write(Collection::Oversight, UNLINKED, expected, json(&now))))
}
