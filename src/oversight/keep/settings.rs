//! The settings of oversight in the store. Those that would ask for less approval wait for somebody else, so that nobody can lower what is
//! asked of them and then do without.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::super::settings::{Settings, SettingsChange, Signed, Wish};
use super::super::step::{Act, Refusal};
use super::{Kept, OversightError, PAGE, json, made, read};
use crate::store::{Change, Collection, Document, Expected, Store, StoreError};

const SETTINGS: &str = "settings";
const WISH: &str = "wish";
const CHANGE: &str = "change/";
const REFUSED: &str = "refused/";
/// What a week's sample was, once.
const RATE: &str = "random";

/// The settings; the standard ones, at revision 0, until some were saved.
///
/// # Errors
/// When the store fails.
pub fn settings(store: &dyn Store) -> Result<Kept<Settings>, StoreError> {
    let found = store.document(Collection::Oversight, SETTINGS)?;
    let standard = Kept { id: SETTINGS.to_owned(), revision: 0, subject: None, it: Settings::default() };
    found.map_or(Ok(standard), |document| read("settings of oversight", of_today(document), SETTINGS))
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
    let mut changes = displaced(store, act)?;
    if !new.thresholds.are_looser_than(&now.it.thresholds) {
        return hold(store, now.revision, new, (Signed::of(act), None), changes);
    }
    let before = last_wish(store)?.map_or(0, |kept| kept.revision);
    let wish = Wish { settings: new, against: revision, wished: Signed::of(act), refused: None };
    changes.push(Change::write(Collection::Oversight, WISH, at(before), json(&wish)));
    made(store.change_documents(changes)?)?;
    Ok(now)
}

/// Puts what waited on record as refused by whoever puts something else in its place.
fn displaced(store: &dyn Store, act: &Act) -> Result<Vec<Change>, StoreError> {
    let note = |kept: Kept<Wish>| {
        let note = Wish { refused: Some(Signed::of(act)), ..kept.it };
        Change::write(Collection::Oversight, &refused_id(kept.revision), Expected::Absent, json(&note))
    };
    Ok(wished_settings(store)?.map(note).into_iter().collect())
}

fn refused_id(revision: u64) -> String {
    format!("{REFUSED}{revision:020}")
}

/// Lets the settings hold that wait.
///
/// # Errors
/// When the role does not approve, it is who wishes for them, there is no reason, none wait at this revision, or the store fails.
pub fn approve_settings(store: &dyn Store, revision: u64, act: &Act) -> Result<Kept<Settings>, OversightError> {
    let wish = waiting(store, revision, act)?;
    if wish.wished.by.name == act.by.name {
        return Err(Refusal::OwnWish.into());
    }
    act.as_somebody_but(&wish.wished.by)?;
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
    made(store.change_documents(vec![
        Change::write(Collection::Oversight, WISH, Expected::Version(revision), json(&refused)),
        Change::write(Collection::Oversight, &refused_id(revision), Expected::Absent, json(&refused)),
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

/// Settings that were kept while a week's sample was a rate, without it: nothing reads it any more.
fn of_today(mut document: Document) -> Document {
    if !document.body.contains(RATE) {
        return document;
    }
    if let Ok(mut body) = serde_json::from_str::<Value>(&document.body) {
        for sampling in ["/sampling", "/settings/sampling"] {
            body.pointer_mut(sampling).and_then(Value::as_object_mut).and_then(|sampling| sampling.remove(RATE));
        }
        document.body = body.to_string();
    }
    document
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
            found.push(read(what, of_today(document), &last)?.it);
        }
        if is_last {
            return Ok(found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Actor, Role};
    use crate::oversight::{Sampling, Thresholds};
    use crate::units::Time;

    fn act(name: &str, reason: &str) -> Act {
        let by = Actor { name: name.to_owned(), role: Role::Admin };
        Act { by, at: Time::from_millis(0), reason: Some(reason.to_owned()), known_to: Vec::new() }
    }

    fn looser(relevance_fall: f64) -> Settings {
        Settings { thresholds: Thresholds { relevance_fall, ..Thresholds::default() }, ..Settings::default() }
    }

    #[test]
    fn settings_that_were_kept_with_a_rate_are_read_without_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = crate::store::open(folder.path().to_str().expect("a plain path")).expect("a new store");
        let sampling = r#"{"random": 0.001, "low_confidence": 0.5, "confidence_min": 0.02, "sensitive": 0.01}"#;
        let body = format!(r#"{{"thresholds": {{}}, "sampling": {sampling}, "alarms": {{}}}}"#);
        let by = r#"{"name": "Ada", "role": "admin"}"#;
        let note = format!(r#"{{"by": {by}, "at": "2026-01-01T00:00:00Z", "reason": "Few.", "settings": {body}}}"#);
        let changes = [(SETTINGS, body), ("change/00000000000000000001", note)];
        let changes = changes.map(|(id, body)| Change::write(Collection::Oversight, id, Expected::Absent, body));
        assert!(store.change_documents(changes.to_vec()).expect("a store at work"));
        let expected = Sampling { low_confidence: 0.5, ..Sampling::default() };
        assert_eq!(settings(&*store).expect("readable").it.sampling, expected);
        assert_eq!(settings_changes(&*store).expect("readable")[0].settings.sampling, expected);
        put_settings(&*store, Settings::default(), 1, &act("Ada", "Anew.")).expect("they can be replaced");
    }

    #[test]
    fn whatever_takes_the_place_of_a_wish_leaves_it_on_record() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = crate::store::open(folder.path().to_str().expect("a plain path")).expect("a new store");
        put_settings(&*store, looser(0.2), 0, &act("Ada", "A little.")).expect("kept as a wish");
        put_settings(&*store, looser(0.3), 0, &act("Bo", "More.")).expect("kept as a wish");
        let wish = wished_settings(&*store).expect("readable").expect("one waits");
        assert_eq!(wish.it.wished.by.name, "Bo");
        assert!(approve_settings(&*store, wish.revision, &act("Bo", "Mine.")).is_err());
        put_settings(&*store, looser(0.01), 0, &act("Cy", "Less.")).expect("it asks for more");
        assert!(wished_settings(&*store).expect("readable").is_none());
        let refused = refused_settings(&*store).expect("readable").into_iter();
        let told: Vec<(String, Option<String>)> =
            refused.map(|wish| (wish.wished.by.name, wish.refused.map(|refused| refused.by.name))).collect();
        let who = |wished: &str, by: &str| (wished.to_owned(), Some(by.to_owned()));
        assert_eq!(told, [who("Ada", "Bo"), who("Bo", "Cy")]);
    }
}
