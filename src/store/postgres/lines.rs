//! The connections that read, and what is known of the server's health.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio::runtime::Handle;

use super::line::{Address, Line, Role};
use crate::store::StoreError;

/// Connections for short questions. Many callers share one: a question is sent while earlier ones are being answered.
const SHARED: usize = 4;
/// How many idle connections for long readings are kept.
const IDLE_MAX: usize = 4;

/// The way to the server.
pub(super) struct Reach {
    address: Address,
    runtime: Handle,
    away: RwLock<Option<String>>,
}

impl Reach {
    pub(super) const fn new(address: Address, runtime: Handle) -> Self {
        Self { address, runtime, away: RwLock::new(None) }
    }

    pub(super) const fn address(&self) -> &Address {
        &self.address
    }

    /// Connects; what comes of it is remembered.
    pub(super) fn connect(&self, role: Role) -> Result<Line, StoreError> {
        Line::open(&self.address, &self.runtime, role).inspect_err(|cause| self.lost(cause))
    }

    /// Remembers that the server is away. Until the writer reaches it again nobody else tries, so nobody waits.
    pub(super) fn lost(&self, cause: &StoreError) {
        let cause = match cause {
            StoreError::Away(cause) => cause.clone(),
            other => other.to_string(),
        };
        *self.away.write().unwrap_or_else(PoisonError::into_inner) = Some(cause);
    }

    /// The server was reached.
    pub(super) fn found(&self) {
        *self.away.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// An error while the server is known to be away.
    pub(super) fn check(&self) -> Result<(), StoreError> {
        let away = self.away.read().unwrap_or_else(PoisonError::into_inner).clone();
        away.map_or(Ok(()), |cause| Err(StoreError::Away(cause)))
    }
}

/// The connections that read.
pub(super) struct Lines {
    reach: Arc<Reach>,
    shared: [Mutex<Option<Arc<Line>>>; SHARED],
    turn: AtomicUsize,
    idle: Mutex<Vec<Line>>,
}

impl Lines {
    pub(super) fn new(reach: Arc<Reach>) -> Self {
        Self { reach, shared: Default::default(), turn: AtomicUsize::new(0), idle: Mutex::default() }
    }

    /// An error while the server is known to be away.
    pub(super) fn check(&self) -> Result<(), StoreError> {
        self.reach.check()
    }

    /// Asks one question, whose answer is of one state. Asked again once when its connection turns out to have ended.
    pub(super) fn ask<T>(&self, ask: impl Fn(&Line) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.reach.check()?;
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % SHARED;
        let line = self.line(turn)?;
        match ask(&line) {
            Err(cause @ StoreError::Away(_)) if line.is_stuck() => {
                self.reach.lost(&cause);
                Err(cause)
            }
            Err(StoreError::Away(_)) => {
                let line = self.line(turn)?;
                ask(&line).inspect_err(|cause| {
                    if matches!(cause, StoreError::Away(_)) {
                        self.reach.lost(cause);
                    }
                })
            }
            answer => answer,
        }
    }

    fn line(&self, turn: usize) -> Result<Arc<Line>, StoreError> {
        let mut slot = self.shared[turn].lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = slot.as_ref().filter(|line| line.is_usable()) {
            return Ok(Arc::clone(line));
        }
        *slot = None;
        // Who waited here for a connection that did not come need not wait for one more.
        self.reach.check()?;
        let line = Arc::new(self.reach.connect(Role::Ask)?);
        *slot = Some(Arc::clone(&line));
        Ok(line)
    }

    /// Reads one state, however long it takes, on a connection of its own: who reads may meanwhile ask.
    pub(super) fn stream<T>(&self, read: impl FnOnce(&Line) -> Result<T, StoreError>) -> Result<T, StoreError> {
        const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        self.reach.check()?;
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let line = match idle.filter(|line| line.batch(BEGIN).is_ok()) {
            Some(line) => line,
            None => {
                let line = self.reach.connect(Role::Stream)?;
                line.batch(BEGIN)?;
                line
            }
        };
        let outcome = read(&line);
        if line.batch("ROLLBACK").is_ok() {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < IDLE_MAX {
                idle.push(line);
            }
        }
        outcome
    }
}
