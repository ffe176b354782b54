//! Proposals, reviews and settings in the store. Whoever changes one says which revision they saw; what is decided and what follows
//! from it are written in one call, so that no crash comes between.

mod experiments;
mod incidents;
mod queue;
mod sample;
mod settings;
mod wanted;

use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

pub use experiments::{all_running, begin, end, experiment, experiments, plan, running, stop};
pub use incidents::{
    Standings, alarmed, handle, incident, incidents, open_incident, open_incidents, raise_alarm, settle_alarms,
    standings,
};
pub use queue::{Finding, entry, review, reviews, reviews_of, rule, suppressed};
pub use sample::{Candidate, join_sample};
pub use settings::{
    approve_settings, put_settings, refuse_settings, refused_settings, settings, settings_changes, wished_settings,
};
pub use wanted::{read_named, wanted};

use super::proposal::Proposal;
use super::settings::SettingsError;
use super::step::{Act, Refusal, Step};
use super::suppression::SUPPRESSED_MAX;
use crate::access::Actor;
use crate::event::Subject;
use crate::store::{Change, Collection, Document, Expected, Store, StoreError, UNLINKED_MAX};
use crate::units::Time;

/// How often a publication is tried again when another version went live just before it.
const ATTEMPTS_MAX: usize = 8;
/// Documents of one page.
const PAGE: usize = 256;

const DUE: &str = "due/";

/// Why something was not done.
#[derive(Debug, Error)]
pub enum OversightError {
    /// It may not be done, not now, or not by this person.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such thing.
    #[error("there is no {what} `{id}`")]
    Unknown {
        /// What.
        what: &'static str,
        /// Which.
        id: String,
    },
    /// Somebody else changed it since it was read.
    #[error("somebody has changed it since you read it; read it again")]
    Changed,
    /// So much is kept out already that no more fits.
    #[error("{SUPPRESSED_MAX} items are kept out already; undo some reviews, or exclude the items by a policy")]
    Full,
    /// So many pairs are taken back already that no more fit.
    #[error("{UNLINKED_MAX} pairs of items are taken back already; undo some reviews that found a wrong reason")]
    FullOfPairs,
    /// A setting is out of its range.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A thing with its name and the revision at which it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept<T> {
    /// Its name.
    pub id: String,
    /// Counts its changes, from 1.
    pub revision: u64,
    /// Of whom it tells.
    pub subject: Option<Subject>,
    /// The thing.
    pub it: T,
}

impl<T> Kept<T> {
    /// Refuses to go on when it is not at the revision that somebody saw.
    ///
    /// # Errors
    /// [`OversightError::Changed`].
    pub fn at(self, revision: u64) -> Result<Self, OversightError> {
        if self.revision == revision { Ok(self) } else { Err(OversightError::Changed) }
    }
}

/// A fresh name for a proposal, sortable by time.
#[must_use]
pub fn fresh_id() -> String {
    format!("p_{}", uuid::Uuid::now_v7().simple())
}

fn json<T: Serialize>(it: &T) -> String {
    serde_json::to_string(it).expect("plain data")
}

fn read<T: DeserializeOwned>(what: &'static str, document: Document, id: &str) -> Result<Kept<T>, StoreError> {
    let corrupt = |cause: serde_json::Error| StoreError::Corrupt { what, id: id.to_owned(), cause: cause.to_string() };
    let it = serde_json::from_str(&document.body).map_err(corrupt)?;
    Ok(Kept { id: id.to_owned(), revision: document.version, subject: document.subject, it })
}

/// Where a proposal lies: those of a placement beside each other, in the order of their names.
fn place(placement: &str, id: &str) -> String {
    format!("{placement}/{id}")
}

fn due_id(due: Time, placement: &str, id: &str) -> String {
    format!("{DUE}{:020}/{}", due.millis().max(0), place(placement, id))
}

/// A proposal.
///
/// # Errors
/// When there is none, or the store fails.
pub fn proposal(store: &dyn Store, placement: &str, id: &str) -> Result<Kept<Proposal>, OversightError> {
    let found = store.document(Collection::Proposal, &place(placement, id))?;
    let unknown = || OversightError::Unknown { what: "proposal", id: id.to_owned() };
    Ok(read("proposal", found.ok_or_else(unknown)?, id)?)
}

/// The proposals of a placement after one, the oldest first, at most `limit`.
///
/// # Errors
/// When the store fails.
pub fn proposals(
    store: &dyn Store,
    placement: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<Kept<Proposal>>, OversightError> {
    let prefix = place(placement, "");
    let mut last = place(placement, after.unwrap_or_default());
    let mut found = Vec::new();
    loop {
        let page = store.documents(Collection::Proposal, Some(&last), PAGE)?;
        let is_last = page.len() < PAGE;
        for document in page {
            last.clone_from(&document.id);
            let Some(id) = document.id.strip_prefix(&prefix).map(str::to_owned) else { return Ok(found) };
            // A placement's name may go on where this one's ends.
            if !id.contains('/') {
                found.push(read("proposal", document, &id)?);
            }
            if found.len() >= limit {
                return Ok(found);
            }
        }
        if is_last {
            return Ok(found);
        }
    }
}

/// The placements that have proposals.
///
/// # Errors
/// When the store fails.
pub fn placements(store: &dyn Store) -> Result<Vec<String>, StoreError> {
    let mut found: Vec<String> = Vec::new();
    let mut last = None;
    loop {
        let page = store.documents(Collection::Proposal, last.as_deref(), 1)?;
        let Some((placement, _)) = page.first().and_then(|document| document.id.rsplit_once('/')) else {
            return Ok(found);
        };
        // Past all of its proposals, whose names are `p_` and digits.
        last = Some(place(placement, "p_~"));
        found.push(placement.to_owned());
    }
}

/// Keeps a new draft.
///
/// # Errors
/// When the store fails.
pub fn write_new(store: &dyn Store, id: String, draft: Proposal) -> Result<Kept<Proposal>, OversightError> {
    let place = place(&draft.policy.placement, &id);
    let write = Change::write(Collection::Proposal, &place, Expected::Absent, json(&draft));
    made(store.change_documents(vec![write])?)?;
    Ok(Kept { id, revision: 1, subject: None, it: draft })
}

const fn made(is_made: bool) -> Result<(), OversightError> {
    if is_made { Ok(()) } else { Err(OversightError::Changed) }
}

/// Keeps what became of a proposal; a moment that it was given or lost is noted in the same call.
///
/// # Errors
/// When somebody else changed it meanwhile, or the store fails.
pub fn save(store: &dyn Store, before: &Kept<Proposal>, next: Proposal) -> Result<Kept<Proposal>, OversightError> {
    made(store.change_documents(changes(before, &next))?)?;
    Ok(Kept { id: before.id.clone(), revision: before.revision + 1, subject: None, it: next })
}

fn changes(before: &Kept<Proposal>, next: &Proposal) -> Vec<Change> {
    let (placement, id) = (&next.policy.placement, &before.id);
    let expected = Expected::Version(before.revision);
    let mut changes = vec![Change::write(Collection::Proposal, &place(placement, id), expected, json(next))];
    if before.it.due != next.due {
        let lost = before.it.due.map(|due| due_id(due, placement, id));
        changes.extend(lost.map(|at| Change::remove(Collection::Oversight, &at, Expected::Any)));
        let given = next.due.map(|due| due_id(due, placement, id));
        changes.extend(given.map(|at| Change::write(Collection::Oversight, &at, Expected::Any, "{}".to_owned())));
    }
    changes
}

/// Deletes a draft that was never handed in.
///
/// # Errors
/// When it was, somebody else wrote or changed it, or the store fails.
pub fn remove(store: &dyn Store, draft: &Kept<Proposal>, act: &Act) -> Result<(), OversightError> {
    draft.it.may_be_deleted(act)?;
    let place = place(&draft.it.policy.placement, &draft.id);
    made(store.change_documents(vec![Change::remove(
        Collection::Proposal,
        &place,
        Expected::Version(draft.revision),
    )])?)
}

/// Makes a proposal live: the policy's next version and what the proposal says of it are written in one call of the store, so one is
/// there exactly if the other is. `take` gives what the proposal becomes while a version is live; where another version comes between, it is
/// asked again.
///
/// # Errors
/// When `take` refuses, somebody else changed the proposal, or the store fails.
pub fn make_live(
    store: &dyn Store,
    before: Option<&Kept<Proposal>>,
    placement: &str,
    take: &dyn Fn(u32) -> Result<Proposal, Refusal>,
) -> Result<Kept<Proposal>, OversightError> {
    let id = before.map_or_else(fresh_id, |kept| kept.id.clone());
    for _ in 0..ATTEMPTS_MAX {
        let live = store.live_policy(placement)?.map_or(0, |live| live.version);
        let next = take(live)?;
        let changes = before.map_or_else(
            || vec![Change::write(Collection::Proposal, &place(placement, &id), Expected::Absent, json(&next))],
            |kept| changes(kept, &next),
        );
        if store.publish(&next.policy, changes)? {
            return Ok(Kept { id, revision: before.map_or(0, |kept| kept.revision) + 1, subject: None, it: next });
        }
        if let Some(kept) = before {
            proposal(store, placement, &id)?.at(kept.revision)?;
        }
    }
    Err(OversightError::Changed)
}

/// The proposals whose moment has come, in the order of their moments, with their placements.
///
/// # Errors
/// When the store fails.
pub fn due(store: &dyn Store, now: Time) -> Result<Vec<(String, Kept<Proposal>)>, OversightError> {
    let mut found = Vec::new();
    for document in store.documents(Collection::Oversight, Some(DUE), PAGE)? {
        let Some((moment, place)) = document.id.strip_prefix(DUE).and_then(|rest| rest.split_once('/')) else { break };
        if moment.parse().is_ok_and(|moment: i64| moment > now.millis()) {
            break;
        }
        let Some((placement, id)) = place.rsplit_once('/') else { continue };
        found.push((placement.to_owned(), proposal(store, placement, id)?));
    }
    Ok(found)
}

/// Takes a step that follows from nothing but the proposal, and keeps what became of it.
///
/// # Errors
/// When it is refused, the proposal is not at that revision, or the store fails.
pub fn change(
    store: &dyn Store,
    kept: Kept<Proposal>,
    revision: u64,
    step: Step,
    act: &Act,
) -> Result<Kept<Proposal>, OversightError> {
    let kept = kept.at(revision)?;
    let next = kept.it.step(step, act)?;
    save(store, &kept, next)
}

impl Kept<Proposal> {
    /// Who gave it its moment, as who it goes live.
    #[must_use]
    pub fn scheduled_by(&self) -> Actor {
        let given = self.it.history.iter().rev().find(|entry| entry.did == super::Did::Scheduled);
        given.map_or_else(|| self.it.author.clone(), |entry| entry.by.clone())
    }
}
