//! The settings of oversight in the store. Those that would ask for less approval wait for somebody else, so that nobody can lower what is
//! asked of them and then do without.

use serde::de::DeserializeOwned;

use super::super::settings::{Settings, SettingsChange, Signed, Wish};
use super::super::step::{Act, Refusal};
use super::{Kept, OversightError, PAGE, json, made, read};
use crate::store::{Change, Collection, Expected, Store, StoreError};

const SETTINGS: &str = "settings";
const WISH: &str = "wish";
const CHANGE: &str = "change/";
const REFUSED: &str = "refused/";

/// The settings; the standard ones, at revision 0, until some were saved.
///
/// # Errors
/// When the store fails.
pub fn settings(store: &dyn Store) -> Result<Kept<Settings>, StoreError> {
    let found = store.document(Collection::Oversight, SETTINGS)?;
    let standard = Kept { id: SETTINGS.to_owned(), revision: 0, subject: None, it: Settings::default() };
    found.map_or(Ok(standard), |document| read("settings of oversight", document, SETTINGS))
}

/// The settings that wait for somebody else, if any do.
///
/// # Errors
/// When the store fails.
pub fn wished_settings(store: &dyn Store) -> Result<Option<Kept<Wish>>, StoreError> {
    let found = last_wish(store)?.filter(|kept| kept.it.refused.is_none());
    let revision = settings(store)?.revision;
    Ok(found.filter(|kept| kept.it.against == revision))
}

/// The last that were wished for, whatever became of them: what is written over them then counts on.
fn last_wish(store: &dyn Store) -> Result<Option<Kept<Wish>>, StoreError> {
    let found = store.document(Collection::Oversight, WISH)?;
    found.map(|document| read("wish for other settings", document, WISH)).transpose()
}

/// Replaces the settings, and notes who did and why. Where others would ask for less approval, they are kept as a wish instead, in the
/// place of an earlier one, and what holds stays.
///
/// # Errors
/// When the role is no admin, there is no reason, a number is out of range, somebody else changed them, or the store fails.
pub fn put_settings(
    store: &dyn Store,
    new: Settings,
    revision: u64,
    act: &Act,
) -> Result<Kept<Settings>, OversightError> {
    act.as_admin()?;
    act.with_reason()?;
    new.check()?;
    let now = settings(store)?.at(revision)?;
    if !new.thresholds.are_looser_than(&now.it.thresholds) {
        return hold(store, now.revision, new, (Signed::of(act), None), Vec::new());
    }
    let before = last_wish(store)?.map_or(0, |kept| kept.revision);
    let wish = Wish { settings: new, against: revision, wished: Signed::of(act), refused: None };
    made(store.change_documents(vec![Change::write(Collection::Oversight, WISH, at(before), json(&wish))])?)?;
    Ok(now)
}

/// Lets the settings hold that wait.
///
/// # Errors
/// When the role does not approve, it is who wishes for them, there is no reason, none wait at this revision, or the store fails.
pub fn approve_settings(store: &dyn Store, revision: u64, act: &Act) -> Result<Kept<Settings>, OversightError> {
    let wish = waiting(store, revision, act)?;
    if wish.wished.by.name == act.by.name {
        return Err(Refusal::Own.into());
    }
    // Whatever becomes of the wish, its document stays, so that no later one has its revision.
    let done = Change::write(Collection::Oversight, WISH, Expected::Version(revision), json(&wish));
    hold(store, wish.against, wish.settings, (wish.wished, Some(Signed::of(act))), vec![done])
}

/// Refuses the settings that wait; whoever wished for them takes them back in the same way.
///
/// # Errors
/// When the role does not approve, there is no reason, none wait at this revision, or the store fails.
pub fn refuse_settings(store: &dyn Store, revision: u64, act: &Act) -> Result<(), OversightError> {
    let wish = waiting(store, revision, act)?;
    let refused = Wish { refused: Some(Signed::of(act)), ..wish };
    let note_id = format!("{REFUSED}{revision:020}");
    made(store.change_documents(vec![
        Change::write(Collection::Oversight, WISH, Expected::Version(revision), json(&refused)),
        Change::write(Collection::Oversight, &note_id, Expected::Absent, json(&refused)),
    ])?)
}

fn waiting(store: &dyn Store, revision: u64, act: &Act) -> Result<Wish, OversightError> {
    act.as_approver()?;
    act.with_reason()?;
    Ok(wished_settings(store)?.ok_or(OversightError::Changed)?.at(revision)?.it)
}

/// Makes settings hold, and notes who changed them and who let them.
fn hold(
    store: &dyn Store,
    revision: u64,
    new: Settings,
    (wished, approved): (Signed, Option<Signed>),
    further: Vec<Change>,
) -> Result<Kept<Settings>, OversightError> {
    let Signed { by, at: moment, reason } = wished;
    let note = SettingsChange { by, at: moment, reason, settings: new, approved };
    let note_id = format!("{CHANGE}{:020}", revision + 1);
    let mut changes = further;
    changes.push(Change::write(Collection::Oversight, SETTINGS, at(revision), json(&new)));
    changes.push(Change::write(Collection::Oversight, &note_id, Expected::Absent, json(&note)));
    made(store.change_documents(changes)?)?;
    Ok(Kept { id: SETTINGS.to_owned(), revision: revision + 1, subject: None, it: new })
}

const fn at(revision: u64) -> Expected {
    if revision == 0 { Expected::Absent } else { Expected::Version(revision) }
}

/// Who changed the settings, the oldest first.
///
/// # Errors
/// When the store fails.
pub fn settings_changes(store: &dyn Store) -> Result<Vec<SettingsChange>, StoreError> {
    noted(store, CHANGE, "change of the settings")
}

/// Which settings were wished for and refused, the oldest first.
///
/// # Errors
/// When the store fails.
pub fn refused_settings(store: &dyn Store) -> Result<Vec<Wish>, StoreError> {
    noted(store, REFUSED, "refused settings")
}

/// All that is noted under names with a beginning, in their order.
fn noted<T: DeserializeOwned>(store: &dyn Store, beginning: &str, what: &'static str) -> Result<Vec<T>, StoreError> {
    let mut found = Vec::new();
    let mut last = beginning.to_owned();
    loop {
        let page = store.documents(Collection::Oversight, Some(&last), PAGE)?;
        let is_last = page.len() < PAGE;
        for document in page {
            last.clone_from(&document.id);
            if !last.starts_with(beginning) {
                return Ok(found);
            }
            found.push(read(what, document, &last)?.it);
        }
        if is_last {
            return Ok(found);
        }
    }
}
