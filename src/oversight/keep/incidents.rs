//! Incidents in the store, and what the watch remembers of standing alarms, so that one alarm is one incident however often it is seen.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::super::incident::{Done, Handling, Incident, Phase};
use super::super::step::Act;
use super::{Kept, OversightError, PAGE, json, made, read, read_named, wanted};
use crate::monitor::{Alarm, AlarmKind, Crossing};
use crate::store::{Change, Collection, Expected, Store, StoreError};
use crate::units::Time;

const ALARM: &str = "alarm/";
/// Beside each open incident lies an empty document under its name, so that what is open is found without reading what is not.
const OPEN: &str = "open/";

/// What is remembered of an alarm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Standing {
    placement: String,
    kind: AlarmKind,
    /// The incident that it last opened.
    incident: String,
    /// Whether it was there when the watch last looked.
    stands: bool,
}

/// What there is to do now, for the gauges.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standings {
    /// The kinds of the alarms that stand, one for each.
    pub alarms: Vec<AlarmKind>,
    /// Incidents that are open.
    pub open: u64,
}

pub(super) fn hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..16].to_owned()
}

fn name(what: &str, at: Time) -> String {
    name_of("i", what, at)
}

/// A name of a kind; names sort by time.
pub(super) fn name_of(kind: &str, what: &str, at: Time) -> String {
    format!("{kind}_{:012x}{}", at.millis().max(0), hash(what))
}

fn alarm_id(placement: &str, alarm: &Alarm) -> String {
    let about = alarm.about.as_deref().unwrap_or_default();
    format!("{ALARM}{}/{}/{}", hash(placement), alarm.kind.as_str(), hash(about))
}

/// The changes that keep an incident, and whether it is open.
fn write(id: &str, expected: Expected, incident: &Incident) -> [Change; 2] {
    let open = format!("{OPEN}{id}");
    let mark = match incident.state {
        Phase::Open => Change::write(Collection::Oversight, &open, Expected::Any, "{}".to_owned()),
        Phase::Resolved => Change::remove(Collection::Oversight, &open, Expected::Any),
    };
    [Change::write(Collection::Incident, id, expected, json(incident)), mark]
}

/// The changes that open the incident of a review that was decided at a moment.
pub(super) fn of_review(review: &str, incident: &Incident, at: Time) -> [Change; 2] {
    write(&name(&format!("{review}/{}", at.millis()), at), Expected::Absent, incident)
}

/// Opens an incident of what somebody saw.
///
/// # Errors
/// When the store fails.
pub fn open_incident(store: &dyn Store, incident: Incident, act: &Act) -> Result<Kept<Incident>, OversightError> {
    let id = name(&uuid::Uuid::now_v7().to_string(), act.at);
    made(store.change_documents(write(&id, Expected::Absent, &incident).into())?)?;
    Ok(Kept { id, revision: 1, subject: None, it: incident })
}

/// An incident.
///
/// # Errors
/// When there is none, or the store fails.
pub fn incident(store: &dyn Store, id: &str) -> Result<Kept<Incident>, OversightError> {
    let unknown = || OversightError::Unknown { what: "incident", id: id.to_owned() };
    let found = store.document(Collection::Incident, id)?.ok_or_else(unknown)?;
    Ok(read("incident", found, id)?)
}

/// Incidents that are wanted, after one, in the order of time, at most `limit`.
///
/// # Errors
/// When the store fails.
pub fn incidents(
    store: &dyn Store,
    after: Option<&str>,
    limit: usize,
    is_wanted: &dyn Fn(&Incident) -> bool,
) -> Result<Vec<Kept<Incident>>, OversightError> {
    Ok(wanted(store, (Collection::Incident, "incident"), after, limit, is_wanted)?)
}

/// Incidents that are open, after one, in the order of time, at most `limit`.
///
/// # Errors
/// When the store fails.
pub fn open_incidents(
    store: &dyn Store,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<Kept<Incident>>, OversightError> {
    open_ids(store, after, limit)?.iter().map(|id| incident(store, id)).collect()
}

/// Takes a step, and keeps what became of the incident.
///
/// # Errors
/// When it is refused, the incident is not at that revision, or the store fails.
pub fn handle(
    store: &dyn Store,
    id: &str,
    revision: u64,
    handling: Handling,
    act: &Act,
) -> Result<Kept<Incident>, OversightError> {
    let kept = incident(store, id)?.at(revision)?;
    let next = kept.it.step(handling, act)?;
    made(store.change_documents(write(id, Expected::Version(revision), &next).into())?)?;
    Ok(Kept { revision: revision + 1, it: next, ..kept })
}

/// Holds what the watch sees of a placement against what it saw before: a new alarm opens an incident, one that stands does nothing,
/// one that ends or comes back is noted in its incident while that is open. What somebody else changes at the same moment waits for
/// the next look.
///
/// # Errors
/// When the store fails.
pub fn settle_alarms(store: &dyn Store, placement: &str, alarms: &[Alarm], now: Time) -> Result<(), OversightError> {
    for alarm in alarms {
        raise_alarm(store, placement, alarm, now)?;
    }
    let ids: Vec<String> = alarms.iter().map(|alarm| alarm_id(placement, alarm)).collect();
    let prefix = format!("{ALARM}{}/", hash(placement));
    for known in standing(store, &prefix)? {
        if known.it.stands && !ids.contains(&known.id) {
            let mut changes = log(store, &known.it.incident, Done::Quiet, ("it is no longer so", None), now)?;
            changes.push(mark(&known.id, Expected::Version(known.revision), Standing { stands: false, ..known.it }));
            store.change_documents(changes)?;
        }
    }
    Ok(())
}

/// The same of one alarm that is seen before the watch looks; the others of the placement stay as they are.
///
/// # Errors
/// When the store fails.
pub fn raise_alarm(store: &dyn Store, placement: &str, alarm: &Alarm, now: Time) -> Result<(), OversightError> {
    let id = &alarm_id(placement, alarm);
    let known = store.document(Collection::Oversight, id)?.map(|found| read::<Standing>("standing alarm", found, id));
    let known = known.transpose()?;
    if known.as_ref().is_some_and(|known| known.it.stands) {
        return Ok(());
    }
    let expected = known.as_ref().map_or(Expected::Absent, |known| Expected::Version(known.revision));
    let mut changes = match &known {
        Some(known) => log(store, &known.it.incident, Done::Back, (&alarm.detail, alarm.found), now)?,
        None => Vec::new(),
    };
    let mut incident = known.map(|known| known.it.incident).unwrap_or_default();
    if changes.is_empty() {
        incident = name(id, now);
        changes.extend(write(&incident, Expected::Absent, &Incident::of_alarm(placement, alarm, now)));
    }
    changes.push(mark(
        id,
        expected,
        Standing { placement: placement.to_owned(), kind: alarm.kind, incident, stands: true },
    ));
    store.change_documents(changes)?;
    Ok(())
}

fn mark(id: &str, expected: Expected, standing: Standing) -> Change {
    Change::write(Collection::Oversight, id, expected, json(&standing))
}

/// The change that adds a line to an incident that is still open; none where it is not.
fn log(
    store: &dyn Store,
    id: &str,
    did: Done,
    found: (&str, Option<Crossing>),
    now: Time,
) -> Result<Vec<Change>, OversightError> {
    let Some(document) = store.document(Collection::Incident, id)? else { return Ok(Vec::new()) };
    let kept: Kept<Incident> = read("incident", document, id)?;
    let next = kept.it.seen(did, found, now);
    Ok(next.map(|next| write(id, Expected::Version(kept.revision), &next)).into_iter().flatten().collect())
}

fn standing(store: &dyn Store, prefix: &str) -> Result<Vec<Kept<Standing>>, StoreError> {
    let (mut found, mut last) = (Vec::new(), prefix.to_owned());
    loop {
        let page = store.documents(Collection::Oversight, Some(&last), PAGE)?;
        let is_last = page.len() < PAGE;
        for document in page {
            last.clone_from(&document.id);
            if !last.starts_with(prefix) {
                return Ok(found);
            }
            found.push(read_named("standing alarm", document)?);
        }
        if is_last {
            return Ok(found);
        }
    }
}

/// The placements in which alarms stand.
///
/// # Errors
/// When the store fails.
pub fn alarmed(store: &dyn Store) -> Result<BTreeSet<String>, StoreError> {
    let known = standing(store, ALARM)?.into_iter().filter(|known| known.it.stands);
    Ok(known.map(|known| known.it.placement).collect())
}

/// The alarms that stand, and how many incidents are open.
///
/// # Errors
/// When the store fails.
pub fn standings(store: &dyn Store) -> Result<Standings, OversightError> {
    let alarms = standing(store, ALARM)?.into_iter().filter(|known| known.it.stands).map(|known| known.it.kind);
    Ok(Standings { alarms: alarms.collect(), open: open_ids(store, None, usize::MAX)?.len() as u64 })
}

/// The names of open incidents after one, in the order of time.
fn open_ids(store: &dyn Store, after: Option<&str>, limit: usize) -> Result<Vec<String>, StoreError> {
    let (mut found, mut last) = (Vec::new(), format!("{OPEN}{}", after.unwrap_or_default()));
    loop {
        let page = store.documents(Collection::Oversight, Some(&last), PAGE)?;
        let is_last = page.len() < PAGE;
        for document in page {
            let Some(id) = document.id.strip_prefix(OPEN).filter(|_| found.len() < limit) else { return Ok(found) };
            found.push(id.to_owned());
            last = document.id;
        }
        if is_last {
            return Ok(found);
        }
    }
}
