//! The tables, and how an older file is brought forward. `docs/store.md` describes them.

use rusqlite::Connection;

/// "Cndr": tells a store of ours from any other SQLite file.
pub(super) const APPLICATION_ID: i32 = 0x436e_6472;

/// The schema that this program writes.
pub(super) const SCHEMA: u32 = 9;

/// Step `n` leads from schema `n` to `n + 1`. A step that was released never changes.
pub(super) const STEPS: [&str; SCHEMA as usize] = [
    r"
PRAGMA application_id = 1131308146;
CREATE TABLE subject (
  no INTEGER PRIMARY KEY, kind INTEGER NOT NULL, id TEXT NOT NULL, record TEXT,
  UNIQUE (kind, id)) STRICT;
CREATE TABLE event_item (no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE event (
  subject INTEGER NOT NULL, time INTEGER NOT NULL, id TEXT NOT NULL,
  item INTEGER NOT NULL, kind INTEGER NOT NULL, flags INTEGER NOT NULL,
  value REAL, quantity INTEGER, price INTEGER, currency TEXT, decision TEXT, session TEXT,
  PRIMARY KEY (subject, time, id)) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX event_id ON event (id);
CREATE TABLE item (
  id TEXT NOT NULL, revision INTEGER NOT NULL, body TEXT,
  PRIMARY KEY (id, revision)) STRICT, WITHOUT ROWID;
CREATE INDEX item_revision ON item (revision);
CREATE TABLE revision (no INTEGER PRIMARY KEY, digest BLOB NOT NULL, items INTEGER NOT NULL) STRICT;
INSERT INTO revision VALUES (0, zeroblob(32), 0);
CREATE TABLE policy (
  placement TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (placement, version)) STRICT, WITHOUT ROWID;
CREATE TABLE decision (no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, record BLOB NOT NULL) STRICT;
CREATE TABLE shop (one INTEGER PRIMARY KEY CHECK (one = 1), body TEXT NOT NULL) STRICT;
CREATE TABLE total (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  events INTEGER NOT NULL, decisions INTEGER NOT NULL, newest INTEGER) STRICT;
INSERT INTO total VALUES (1, 0, 0, NULL);
",
    r"
ALTER TABLE total ADD COLUMN changes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE subject ADD COLUMN state INTEGER NOT NULL DEFAULT 0;
CREATE TABLE trace (
  subject INTEGER PRIMARY KEY, key INTEGER NOT NULL, state INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
",
    r"
ALTER TABLE event_item ADD COLUMN is_named INTEGER NOT NULL DEFAULT 1;
ALTER TABLE decision ADD COLUMN subject TEXT;
UPDATE decision SET subject = coalesce(
    'c:' || json_extract(CAST(record AS TEXT), '$.inputs.request.customer'),
    'v:' || json_extract(CAST(record AS TEXT), '$.inputs.request.visitor'))
  WHERE json_valid(CAST(record AS TEXT));
CREATE INDEX decision_subject ON decision (subject);
CREATE TABLE exposure (
  placement TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (placement, name)) STRICT, WITHOUT ROWID;
",
    r"
CREATE TABLE document (
  collection TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, subject TEXT, body TEXT NOT NULL,
  PRIMARY KEY (collection, id)) STRICT, WITHOUT ROWID;
CREATE INDEX document_subject ON document (subject) WHERE subject IS NOT NULL;
",
    r"
ALTER TABLE decision ADD COLUMN time INTEGER;
ALTER TABLE decision ADD COLUMN salt BLOB;
UPDATE decision SET time =
    CAST(round(1000 * unixepoch(json_extract(CAST(record AS TEXT), '$.inputs.now'), 'subsec')) AS INTEGER)
  WHERE json_valid(CAST(record AS TEXT));
CREATE INDEX decision_time ON decision (time);
CREATE TABLE chain (
  no INTEGER PRIMARY KEY, decision INTEGER NOT NULL, commitment BLOB NOT NULL, hash BLOB NOT NULL) STRICT;
",
    r"
CREATE TABLE parity (
  placement TEXT NOT NULL, name TEXT NOT NULL, customers TEXT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (placement, name, customers)) STRICT, WITHOUT ROWID;
",
    "CREATE INDEX event_decision ON event (decision) WHERE decision IS NOT NULL;",
    "-- Records may be packed from here on, which an earlier program does not read.",
    r"
CREATE TABLE outline (no INTEGER PRIMARY KEY, time INTEGER, body BLOB) STRICT;
INSERT INTO outline SELECT no, time, NULL FROM decision;
CREATE TRIGGER outline_ends AFTER DELETE ON decision BEGIN DELETE FROM outline WHERE no = old.no; END;
",
];

/// Brings a file from schema `found` to the last of `steps`; each step is kept whole or not at all.
pub(super) fn migrate(conn: &mut Connection, found: u32, steps: &[&str]) -> rusqlite::Result<()> {
    for (schema, step) in (1_u32..).zip(steps).skip(found as usize) {
        let tx = conn.transaction()?;
        tx.execute_batch(step)?;
        tx.pragma_update(None, "user_version", schema)?;
        tx.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(conn: &Connection) -> u32 {
        conn.pragma_query_value(None, "user_version", |row| row.get(0)).expect("a version")
    }

    #[test]
    fn the_steps_name_this_program_as_the_owner_of_the_file() {
        let mut conn = Connection::open_in_memory().expect("memory");
        migrate(&mut conn, 0, &STEPS).expect("a sound schema");
        let id: i32 = conn.pragma_query_value(None, "application_id", |row| row.get(0)).expect("an id");
        assert_eq!((id, version(&conn)), (APPLICATION_ID, SCHEMA));
    }

    #[test]
    fn an_older_file_takes_only_the_steps_that_it_lacks_and_keeps_its_rows() {
        let mut conn = Connection::open_in_memory().expect("memory");
        let steps = ["CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y DEFAULT 7"];
        migrate(&mut conn, 0, &steps[..1]).expect("the first step");
        conn.execute("INSERT INTO a VALUES (1)", []).expect("a row");
        migrate(&mut conn, 1, &steps).expect("the second step");
        let row: (i64, i64) =
            conn.query_row("SELECT x, y FROM a", [], |r| Ok((r.get(0)?, r.get(1)?))).expect("the row");
        assert_eq!((row, version(&conn)), ((1, 7), 2));
    }

    #[test]
    fn a_step_that_fails_leaves_the_file_as_it_was() {
        let mut conn = Connection::open_in_memory().expect("memory");
        let steps = ["CREATE TABLE a (x)", "CREATE TABLE b (x); INSERT INTO nowhere VALUES (1)"];
        migrate(&mut conn, 0, &steps).expect_err("the second step is broken");
        let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).expect("a count");
        assert_eq!((tables, version(&conn)), (1, 1));
    }
}
