//! The tables, and how an older schema is brought forward. `docs/store.md` describes them.

use super::line::{Line, column};
use super::records;
use crate::store::{Glance, StoreError};
use crate::units::Time;

/// The schema that this program writes.
pub(super) const SCHEMA: u32 = 4;

/// The oldest server that is known to do, as `server_version_num` counts.
const SERVER_MIN: i32 = 130_000;

/// Takes the one lock of everybody who writes into this schema, until the transaction ends.
pub(super) const LOCK: &str = "SELECT pg_advisory_xact_lock(1131308146, hashtext(current_schema()::text))";

/// Step `n` leads from schema `n` to `n + 1`. A step that was released never changes.
const STEPS: [&str; SCHEMA as usize] = [
    r#"
CREATE TABLE subject (
  no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind SMALLINT NOT NULL, id TEXT COLLATE "C" NOT NULL,
  record TEXT, state BIGINT NOT NULL DEFAULT 0, UNIQUE (kind, id)) WITH (fillfactor = 80);
CREATE TABLE event_item (
  no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id TEXT COLLATE "C" NOT NULL UNIQUE,
  is_named BOOLEAN NOT NULL DEFAULT true);
CREATE TABLE event (
  subject BIGINT NOT NULL, time BIGINT NOT NULL, id TEXT COLLATE "C" PRIMARY KEY, item BIGINT NOT NULL,
  kind SMALLINT NOT NULL, flags SMALLINT NOT NULL, value DOUBLE PRECISION, quantity BIGINT, price BIGINT,
  currency TEXT, decision TEXT, session TEXT);
CREATE INDEX event_subject ON event (subject, time);
CREATE TABLE trace (subject BIGINT PRIMARY KEY, key BIGINT NOT NULL, state BIGINT NOT NULL, body BYTEA NOT NULL);
CREATE TABLE item (id TEXT COLLATE "C" NOT NULL, revision BIGINT NOT NULL, body TEXT, PRIMARY KEY (id, revision));
CREATE INDEX item_revision ON item (revision);
CREATE TABLE revision (no BIGINT PRIMARY KEY, digest BYTEA NOT NULL, items BIGINT NOT NULL);
INSERT INTO revision VALUES (0, decode(repeat('00', 32), 'hex'), 0);
CREATE TABLE policy (
  placement TEXT COLLATE "C" NOT NULL, version BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (placement, version));
CREATE TABLE decision (
  no BIGINT PRIMARY KEY, id TEXT COLLATE "C" NOT NULL UNIQUE, subject TEXT COLLATE "C",
  time BIGINT, salt BYTEA, record BYTEA NOT NULL);
CREATE INDEX decision_subject ON decision (subject);
CREATE INDEX decision_time ON decision (time);
CREATE TABLE chain (no BIGINT PRIMARY KEY, decision BIGINT NOT NULL, commitment BYTEA NOT NULL, hash BYTEA NOT NULL);
CREATE TABLE exposure (
  placement TEXT COLLATE "C" NOT NULL, name TEXT COLLATE "C" NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (placement, name));
CREATE TABLE parity (
  placement TEXT COLLATE "C" NOT NULL, name TEXT COLLATE "C" NOT NULL, customers TEXT COLLATE "C" NOT NULL,
  body TEXT NOT NULL, PRIMARY KEY (placement, name, customers));
CREATE TABLE document (
  collection TEXT COLLATE "C" NOT NULL, id TEXT COLLATE "C" NOT NULL, version BIGINT NOT NULL,
  subject TEXT COLLATE "C", body TEXT NOT NULL, PRIMARY KEY (collection, id));
CREATE INDEX document_subject ON document (subject) WHERE subject IS NOT NULL;
CREATE TABLE shop (one BIGINT PRIMARY KEY CHECK (one = 1), body TEXT NOT NULL);
CREATE TABLE total (
  one BIGINT PRIMARY KEY CHECK (one = 1),
  events BIGINT NOT NULL, decisions BIGINT NOT NULL, newest BIGINT, changes BIGINT NOT NULL);
INSERT INTO total VALUES (1, 0, 0, NULL, 0);
"#,
    "CREATE INDEX event_decision ON event (decision) WHERE decision IS NOT NULL",
    // Records may be packed from here on, which an earlier program does not read. A store that is made in the place of another one must not
    // count the states of its people from where that one did: what was kept of those would pass for theirs.
    "UPDATE total SET changes = changes + (random() * 1e15)::int8",
    "
CREATE TABLE outline (no BIGINT PRIMARY KEY REFERENCES decision (no) ON DELETE CASCADE, time BIGINT, body BYTEA);
INSERT INTO outline SELECT no, time, NULL FROM decision;
",
];

/// Makes a new connection fit for writing: a commit is durable when it returns, and the tables are those of this program.
pub(super) fn settle(line: &Line, url: &str) -> Result<(), StoreError> {
    let refused = |cause: &str| StoreError::Open { url: url.to_owned(), cause: cause.to_owned() };
    let asked = "SELECT current_setting('synchronous_commit'), current_setting('fsync'),
        current_setting('full_page_writes'), pg_is_in_recovery(), current_setting('server_version_num')::int4,
        current_setting('server_encoding'), split_part(current_setting('search_path'), ',', 1), current_schema()::text";
    let row = line.one(asked, &[])?.ok_or_else(|| refused("the server says nothing of itself"))?;
    let setting = |ix| column::<&str>(&row, ix, "setting", "of the server");
    if column(&row, 3, "setting", "of the server")? {
        return Err(refused("the server is a standby and takes no writes; name the primary"));
    }
    if column::<i32>(&row, 4, "setting", "of the server")? < SERVER_MIN {
        return Err(refused("the server is too old; 13 is the oldest that will do"));
    }
    if setting(5)? != "UTF8" {
        return Err(refused("the database must be one with the encoding UTF8"));
    }
    if setting(0)? == "off" {
        line.batch("SET synchronous_commit = on")?;
    }
    if setting(1)? == "off" || setting(2)? == "off" {
        tracing::warn!(
            url,
            "the server runs with fsync or full_page_writes off: a crash of its machine may lose everything"
        );
    }
    if column::<Option<&str>>(&row, 7, "setting", "of the server")?.is_none() {
        make_schema(line, setting(6)?, &refused)?;
    }
    migrate(line, url)
}

/// Makes the schema that `search_path` names first.
fn make_schema(line: &Line, name: &str, refused: &dyn Fn(&str) -> StoreError) -> Result<(), StoreError> {
    let is_plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !is_plain {
        return Err(refused(
            "the schema that `search_path` names is not there, and its name is not plain enough to make it",
        ));
    }
    line.batch(&format!("CREATE SCHEMA IF NOT EXISTS {name}"))
}

/// Brings the tables to this program's schema, once however many processes come at the same time.
fn migrate(line: &Line, url: &str) -> Result<(), StoreError> {
    let found = found(line)?;
    if found == i64::from(SCHEMA) {
        return Ok(());
    }
    line.batch(&format!("BEGIN; {LOCK}; CREATE TABLE IF NOT EXISTS candor_store (one BIGINT PRIMARY KEY CHECK (one = 1), schema BIGINT NOT NULL)"))?;
    let moved = forward(line, url);
    line.batch(if moved.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    moved
}

fn forward(line: &Line, url: &str) -> Result<(), StoreError> {
    let found = found(line)?;
    let newer = |found| StoreError::NewerSchema { url: url.to_owned(), found, known: SCHEMA };
    let found = u32::try_from(found).map_err(|_| newer(u32::MAX))?;
    if found > SCHEMA {
        return Err(newer(found));
    }
    STEPS.iter().skip(found as usize).try_for_each(|step| line.batch(step))?;
    line.batch(&format!(
        "INSERT INTO candor_store VALUES (1, {SCHEMA}) ON CONFLICT (one) DO UPDATE SET schema = excluded.schema"
    ))
}

/// What a look from beside shows.
pub(super) fn glance(line: &Line, url: &str) -> Result<Glance, StoreError> {
    let clock = line.once("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::int8")?;
    let clock: Option<i64> = clock.first().map(|row| column(row, 0, "clock", "of the server")).transpose()?;
    let there = u32::try_from(found(line)?).unwrap_or(u32::MAX);
    if there > SCHEMA {
        return Err(StoreError::NewerSchema { url: url.to_owned(), found: there, known: SCHEMA });
    }
    let newest_event = if there == SCHEMA { records::newest_event_time(line)? } else { None };
    Ok(Glance {
        schema: (there > 0).then_some(there),
        known: SCHEMA,
        newest_event,
        server_clock: clock.map(Time::from_millis),
    })
}

/// The schema that is there, 0 where there is none.
fn found(line: &Line) -> Result<i64, StoreError> {
    let is_there =
        line.once("SELECT to_regclass(quote_ident(current_schema()::text) || '.candor_store') IS NOT NULL")?;
    if !is_there.first().map_or(Ok(false), |row| column(row, 0, "schema", "of the store"))? {
        return Ok(0);
    }
    let row = line.once("SELECT schema FROM candor_store")?;
    row.first().map_or(Ok(0), |row| column(row, 0, "schema", "of the store"))
}
