//! Short numbers in place of names that many events repeat.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use rusqlite::{Connection, OptionalExtension, params};

use super::rows::{failed, text};
use crate::event::Subject;
use crate::ids::ItemId;
use crate::store::StoreError;
use crate::store::codes::{corrupt, subject_code};

/// How many names of a kind the writer remembers before it starts afresh.
const REMEMBERED_MAX: usize = 65_536;

/// The number of a subject that is there.
pub(super) fn find_subject(conn: &Connection, subject: &Subject) -> Result<Option<i64>, StoreError> {
    conn.prepare_cached("SELECT no FROM subject WHERE kind = ?1 AND id = ?2")
        .and_then(|mut find| {
            find.query_row(params![subject_code(subject), subject.as_str()], |row| row.get(0)).optional()
        })
        .map_err(failed)
}

/// What the writer remembers, so that it need not look up each name again.
#[derive(Default)]
pub(super) struct Numbers {
    subjects: HashMap<Subject, i64>,
    items: HashMap<ItemId, i64>,
}

impl Numbers {
    /// After rows were undone or removed.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// A subject's number; a new subject gets one.
    pub(super) fn subject(&mut self, conn: &Connection, subject: &Subject) -> Result<i64, StoreError> {
        if let Some(&no) = self.subjects.get(subject) {
            return Ok(no);
        }
        let add = || {
            conn.prepare_cached("INSERT INTO subject (kind, id) VALUES (?1, ?2)")
                .and_then(|mut add| add.insert(params![subject_code(subject), subject.as_str()]))
                .map_err(failed)
        };
        let no = find_subject(conn, subject)?.map_or_else(add, Ok)?;
        remember(&mut self.subjects, subject.clone(), no);
        Ok(no)
    }

    /// The number of an item that an event names; a new item gets one.
    pub(super) fn item(&mut self, conn: &Connection, item: &ItemId) -> Result<i64, StoreError> {
        if let Some(&no) = self.items.get(item) {
            return Ok(no);
        }
        let find = || {
            conn.prepare_cached("SELECT no FROM event_item WHERE id = ?1")?
                .query_row([item.as_str()], |row| row.get(0))
                .optional()
        };
        let add = || conn.prepare_cached("INSERT INTO event_item (id) VALUES (?1)")?.insert([item.as_str()]);
        let again = |no: i64| {
            conn.prepare_cached("UPDATE event_item SET is_named = 1 WHERE no = ?1 AND is_named = 0")?.execute([no])?;
            Ok(no)
        };
        let no = find().and_then(|found| found.map_or_else(add, again)).map_err(failed)?;
        remember(&mut self.items, item.clone(), no);
        Ok(no)
    }
}

fn remember<K: std::hash::Hash + Eq>(names: &mut HashMap<K, i64>, name: K, no: i64) {
    if names.len() >= REMEMBERED_MAX {
        names.clear();
    }
    names.insert(name, no);
}

/// The items' names for readers. A committed number never changes its name, so one table serves every snapshot.
#[derive(Default)]
pub(super) struct Names(RwLock<HashMap<i64, ItemId>>);

impl Names {
    /// The item of a number; `event` names the row that holds it.
    pub(super) fn item(&self, conn: &Connection, no: i64, event: &str) -> Result<ItemId, StoreError> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&no).cloned();
        if let Some(id) = known {
            return Ok(id);
        }
        let mut find = conn.prepare_cached("SELECT id FROM event_item WHERE no = ?1").map_err(failed)?;
        let mut rows = find.query([no]).map_err(failed)?;
        let row = rows.next().map_err(failed)?;
        let row = row.ok_or_else(|| corrupt("event", event, format!("item number {no} has no name")))?;
        let id = ItemId::new(text(row, 0, "event item")?).map_err(|cause| corrupt("event", event, cause))?;
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(no, id.clone());
        Ok(id)
    }
}
