//! Experiments in the store: at most one of a placement runs at a time, which a document of its own says.

use serde::{Deserialize, Serialize};

use super::super::experiment::{Course, Experiment};
use super::super::step::{Act, Refusal};
use super::incidents::{hash, name_of};
use super::{Kept, OversightError, PAGE, json, made, read, read_named};
use crate::store::{Change, Collection, Expected, Store, StoreError};

const RUNNING: &str = "running/";

/// Which experiment runs in a placement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Running {
    experiment: String,
}

fn running_id(placement: &str) -> String {
    format!("{RUNNING}{}", hash(placement))
}

/// Keeps a new draft.
///
/// # Errors
/// When the store fails.
pub fn plan(store: &dyn Store, draft: Experiment, act: &Act) -> Result<Kept<Experiment>, OversightError> {
    let id = name_of("x", &format!("{}/{}", draft.placement, uuid::Uuid::now_v7()), act.at);
    let write = Change::write(Collection::Experiment, &id, Expected::Absent, json(&draft));
    made(store.change_documents(vec![write])?)?;
    Ok(Kept { id, revision: 1, subject: None, it: draft })
}

/// Begins a draft. Two people cannot begin two in one placement: what runs there is written in the same call.
///
/// # Errors
/// When one runs in the placement already, somebody else changed the draft, or the store fails.
pub fn begin(
    store: &dyn Store,
    draft: Kept<Experiment>,
    begun: Experiment,
) -> Result<Kept<Experiment>, OversightError> {
    let place = running_id(&begun.placement);
    let running = Running { experiment: draft.id.clone() };
    let is_made = store.change_documents(vec![
        Change::write(Collection::Experiment, &draft.id, Expected::Version(draft.revision), json(&begun)),
        Change::write(Collection::Oversight, &place, Expected::Absent, json(&running)),
    ])?;
    if !is_made && store.document(Collection::Oversight, &place)?.is_some() {
        return Err(Refusal::Running.into());
    }
    made(is_made)?;
    Ok(Kept { revision: draft.revision + 1, it: begun, ..draft })
}

/// The experiment that runs in a placement, if one does.
///
/// # Errors
/// When the store fails.
pub fn running(store: &dyn Store, placement: &str) -> Result<Option<Kept<Experiment>>, StoreError> {
    let at = running_id(placement);
    let Some(found) = store.document(Collection::Oversight, &at)? else { return Ok(None) };
    let Running { experiment } = read::<Running>("running experiment", found, &at)?.it;
    let found = store.document(Collection::Experiment, &experiment)?;
    found.map(|found| read("experiment", found, &experiment)).transpose()
}

/// An experiment.
///
/// # Errors
/// When there is none, or the store fails.
pub fn experiment(store: &dyn Store, id: &str) -> Result<Kept<Experiment>, OversightError> {
    let unknown = || OversightError::Unknown { what: "experiment", id: id.to_owned() };
    let found = store.document(Collection::Experiment, id)?.ok_or_else(unknown)?;
    Ok(read("experiment", found, id)?)
}

/// Experiments after one, in the order in which they were drafted, at most `limit`.
///
/// # Errors
/// When the store fails.
pub fn experiments(
    store: &dyn Store,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<Kept<Experiment>>, OversightError> {
    let page = store.documents(Collection::Experiment, after, limit)?;
    page.into_iter().map(|document| Ok(read_named("experiment", document)?)).collect()
}

/// All that run.
///
/// # Errors
/// When the store fails.
pub fn all_running(store: &dyn Store) -> Result<Vec<Kept<Experiment>>, OversightError> {
    let (mut found, mut last) = (Vec::new(), RUNNING.to_owned());
    loop {
        let page = store.documents(Collection::Oversight, Some(&last), PAGE)?;
        let is_last = page.len() < PAGE;
        for document in page {
            last.clone_from(&document.id);
            if !last.starts_with(RUNNING) {
                return Ok(found);
            }
            let running: Kept<Running> = read_named("running experiment", document)?;
            found.push(experiment(store, &running.it.experiment)?);
        }
        if is_last {
            return Ok(found);
        }
    }
}

/// Keeps how an experiment ended, and lets another begin; or that a draft was dropped.
///
/// # Errors
/// When somebody else changed it, or the store fails.
pub fn end(store: &dyn Store, kept: Kept<Experiment>, ended: Experiment) -> Result<Kept<Experiment>, OversightError> {
    debug_assert!(!matches!(ended.state, Course::Draft | Course::Running), "only an end is written here");
    let mut changes =
        vec![Change::write(Collection::Experiment, &kept.id, Expected::Version(kept.revision), json(&ended))];
    if kept.it.state == Course::Running {
        changes.push(Change::remove(Collection::Oversight, &running_id(&ended.placement), Expected::Any));
    }
    made(store.change_documents(changes)?)?;
    Ok(Kept { revision: kept.revision + 1, it: ended, ..kept })
}

/// Ends an experiment by what somebody decided.
///
/// # Errors
/// When it is refused, not at that revision, or the store fails.
pub fn stop(store: &dyn Store, id: &str, revision: u64, act: &Act) -> Result<Kept<Experiment>, OversightError> {
    let kept = experiment(store, id)?.at(revision)?;
    let ended = kept.it.stop(act)?;
    end(store, kept, ended)
}
