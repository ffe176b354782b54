//! One connection: synchronous calls, each with a limit on how long an answer may take.

use std::collections::HashMap;
use std::error::Error as _;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{FromSql, ToSql, Type};
use tokio_postgres::{Client, Config, Error, NoTls, Row, Statement};

use crate::store::codes::corrupt;
use crate::store::{StoreError, shown};

/// How long the server may take to let somebody in.
const CONNECT: Duration = Duration::from_secs(2);

/// Parameters of a statement.
pub(super) type Params<'p> = &'p [&'p (dyn ToSql + Sync)];

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Short questions, many at a time.
    Ask,
    /// One long reading of one state.
    Stream,
    /// The one that writes.
    Write,
}

impl Role {
    /// How long one answer may take: a question is asked while somebody waits for a page, a writer may have to wait for
    /// the writers of other processes. The server itself gives up a little earlier, so that only one that is stuck is cut
    /// off.
    const fn limit(self) -> Duration {
        match self {
            Self::Ask => Duration::from_secs(5),
            Self::Stream | Self::Write => Duration::from_secs(60),
        }
    }

    /// Plans are made while tables are small and are kept, so they must not rest on that.
    const fn settings(self) -> &'static str {
        match self {
            Self::Ask => "SET jit = off; SET enable_seqscan = off; SET statement_timeout = '4s'",
            Self::Stream => "SET jit = off; SET enable_seqscan = off",
            Self::Write => {
                "SET jit = off; SET enable_seqscan = off; SET statement_timeout = '55s'; SET lock_timeout = '30s';
                 SET idle_in_transaction_session_timeout = '60s'"
            }
        }
    }
}

/// Where the server is.
pub(super) struct Address {
    config: Config,
    shown: String,
}

impl Address {
    pub(super) fn parse(url: &str) -> Result<Self, StoreError> {
        let refused = |cause: Error| StoreError::Open { url: shown(url), cause: told(&cause) };
        let mut config: Config = url.parse().map_err(refused)?;
        if config.get_application_name().is_none() {
            config.application_name("candor");
        }
        config.connect_timeout(CONNECT).tcp_user_timeout(Role::Write.limit());
        Ok(Self { config, shown: shown(url) })
    }

    /// Without its password.
    pub(super) fn shown(&self) -> &str {
        &self.shown
    }
}

/// A connection.
pub(super) struct Line {
    client: Client,
    runtime: Handle,
    limit: Duration,
    statements: Mutex<HashMap<&'static str, Statement>>,
    is_stuck: AtomicBool,
}

impl Line {
    /// Connects.
    pub(super) fn open(address: &Address, runtime: &Handle, role: Role) -> Result<Self, StoreError> {
        let connect = async {
            let (client, connection) = address.config.connect(NoTls).await?;
            // What ends a connection is told to whoever uses it next.
            tokio::spawn(async { drop(connection.await) });
            client.batch_execute(role.settings()).await?;
            Ok::<_, Error>(client)
        };
        let connected = runtime.block_on(async { tokio::time::timeout(CONNECT, connect).await });
        let client = match connected {
            Ok(client) => client.map_err(|cause| StoreError::Away(told(&cause)))?,
            Err(_) => return Err(StoreError::Away(format!("the server let nobody in for {} s", CONNECT.as_secs()))),
        };
        let statements = Mutex::default();
        Ok(Self { client, runtime: runtime.clone(), limit: role.limit(), statements, is_stuck: AtomicBool::new(false) })
    }

    /// Whether it may be used again.
    pub(super) fn is_usable(&self) -> bool {
        !self.client.is_closed() && !self.is_stuck()
    }

    /// Whether an answer did not come in time; then none will come before it.
    pub(super) fn is_stuck(&self) -> bool {
        self.is_stuck.load(Ordering::Relaxed)
    }

    fn wait<T>(&self, answer: impl Future<Output = Result<T, Error>>) -> Result<T, StoreError> {
        match self.runtime.block_on(async { tokio::time::timeout(self.limit, answer).await }) {
            Ok(answer) => answer.map_err(failed),
            Err(_) => {
                self.is_stuck.store(true, Ordering::Relaxed);
                Err(StoreError::Away(format!("no answer within {} s", self.limit.as_secs())))
            }
        }
    }

    async fn prepared(&self, sql: &'static str) -> Result<Statement, Error> {
        let known = self.statements.lock().unwrap_or_else(PoisonError::into_inner).get(sql).cloned();
        if let Some(statement) = known {
            return Ok(statement);
        }
        let statement = self.client.prepare(sql).await?;
        self.statements.lock().unwrap_or_else(PoisonError::into_inner).insert(sql, statement.clone());
        Ok(statement)
    }

    /// The rows of an answer.
    pub(super) fn query(&self, sql: &'static str, params: Params<'_>) -> Result<Vec<Row>, StoreError> {
        self.wait(async { self.client.query(&self.prepared(sql).await?, params).await })
    }

    /// The only row of an answer, if there is one.
    pub(super) fn one(&self, sql: &'static str, params: Params<'_>) -> Result<Option<Row>, StoreError> {
        self.wait(async { self.client.query_opt(&self.prepared(sql).await?, params).await })
    }

    /// How many rows were touched.
    pub(super) fn execute(&self, sql: &'static str, params: Params<'_>) -> Result<u64, StoreError> {
        self.wait(async { self.client.execute(&self.prepared(sql).await?, params).await })
    }

    /// The rows of a statement that is not kept.
    pub(super) fn once(&self, sql: &str) -> Result<Vec<Row>, StoreError> {
        self.wait(self.client.query_typed(sql, &[]))
    }

    /// The same with parameters and their types.
    pub(super) fn once_with(&self, sql: &str, params: &[(&(dyn ToSql + Sync), Type)]) -> Result<Vec<Row>, StoreError> {
        self.wait(self.client.query_typed(sql, params))
    }

    /// Runs statements whose answers say nothing.
    pub(super) fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.wait(self.client.batch_execute(sql))
    }
}

/// What a failure means for the caller.
fn failed(cause: Error) -> StoreError {
    let is_lost = match cause.code() {
        Some(code) => {
            let ends = [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::CANNOT_CONNECT_NOW];
            ends.contains(code) || code.code().starts_with("08")
        }
        None => cause.is_closed() || cause.source().is_some_and(|source| source.is::<io::Error>()),
    };
    let told = told(&cause);
    if is_lost { StoreError::Away(told) } else { StoreError::Backend(told) }
}

/// A cause in words. Details are left out: they quote what was stored.
fn told(cause: &Error) -> String {
    match (cause.as_db_error(), cause.source()) {
        (Some(answer), _) => answer.message().to_owned(),
        (None, Some(source)) => format!("{cause}: {source}"),
        (None, None) => cause.to_string(),
    }
}

/// A column of the row of `what` called `id`.
pub(super) fn column<'r, T: FromSql<'r>>(
    row: &'r Row,
    ix: usize,
    what: &'static str,
    id: &str,
) -> Result<T, StoreError> {
    row.try_get(ix).map_err(|cause| corrupt(what, id, cause))
}

/// A text column that names its row.
pub(super) fn text<'r>(row: &'r Row, ix: usize, what: &'static str) -> Result<&'r str, StoreError> {
    column(row, ix, what, "?")
}

/// As many rows as a caller wants at most.
pub(super) fn limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// How many rows of a cursor are in memory.
const PAGE: usize = 1_024;

/// A long answer, read page by page within a transaction.
pub(super) struct Cursor<'l> {
    line: &'l Line,
    name: &'static str,
    page: std::vec::IntoIter<Row>,
    is_at_end: bool,
}

impl<'l> Cursor<'l> {
    /// Opens one; a name stands for one cursor at a time.
    pub(super) fn open(line: &'l Line, name: &'static str, select: &str) -> Result<Self, StoreError> {
        line.batch(&format!("DECLARE {name} NO SCROLL CURSOR FOR {select}"))?;
        Ok(Self { line, name, page: Vec::new().into_iter(), is_at_end: false })
    }

    /// The next row.
    pub(super) fn next(&mut self) -> Result<Option<Row>, StoreError> {
        if self.page.len() == 0 && !self.is_at_end {
            let page = self.line.once(&format!("FETCH {PAGE} FROM {}", self.name))?;
            self.is_at_end = page.len() < PAGE;
            self.page = page.into_iter();
        }
        Ok(self.page.next())
    }

    /// Lets its name be used again.
    pub(super) fn close(self) -> Result<(), StoreError> {
        self.line.batch(&format!("CLOSE {}", self.name))
    }
}
