//! What waits for the one thread that writes. Everything that waits when it is free is its next group.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::StoreError;

/// Rows after which a group takes no further job.
const GROUP_ROWS_MAX: usize = 16_384;
/// How many jobs that nobody waits for may be queued; who brings one more waits.
const HANDED_OVER_MAX: usize = 1_024;

/// Whether somebody waits for a job.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    Awaited,
    HandedOver,
}

/// One job, about as many rows as it writes, and whether somebody waits for it.
pub(super) struct Entry<J> {
    pub(super) job: J,
    pub(super) rows: usize,
    pub(super) origin: Origin,
}

struct Waiting<J> {
    entries: VecDeque<Entry<J>>,
    handed_over: usize,
    closing: bool,
    stopped: Option<String>,
    away: Option<String>,
}

/// The door to a writing thread.
pub(super) struct Queue<J> {
    waiting: Mutex<Waiting<J>>,
    work: Condvar,
    room: Condvar,
}

impl<J> Default for Queue<J> {
    fn default() -> Self {
        let waiting = Waiting { entries: VecDeque::new(), handed_over: 0, closing: false, stopped: None, away: None };
        Self { waiting: Mutex::new(waiting), work: Condvar::new(), room: Condvar::new() }
    }
}

/// What the writing thread is to do next.
pub(super) enum Next<J> {
    /// These.
    Group(Vec<Entry<J>>),
    /// Nothing came for as long as it was ready to wait.
    Nothing,
    /// The store is closed and all is done.
    End,
}

impl<J> Queue<J> {
    fn lock(&self) -> MutexGuard<'_, Waiting<J>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues a job. One that nobody waits for waits for room, unless what would make room is away.
    pub(super) fn push(&self, entry: Entry<J>) -> Result<(), StoreError> {
        let is_full = |waiting: &Waiting<J>| {
            entry.origin == Origin::HandedOver && waiting.handed_over >= HANDED_OVER_MAX && waiting.stopped.is_none()
        };
        let must_wait = |waiting: &mut Waiting<J>| is_full(waiting) && waiting.away.is_none();
        let mut waiting = self.room.wait_while(self.lock(), must_wait).unwrap_or_else(PoisonError::into_inner);
        if let Some(cause) = &waiting.stopped {
            return Err(StoreError::WriterStopped(cause.clone()));
        }
        if let Some(cause) = waiting.away.as_ref().filter(|_| is_full(&waiting)) {
            return Err(StoreError::Away(cause.clone()));
        }
        waiting.handed_over += usize::from(entry.origin == Origin::HandedOver);
        waiting.entries.push_back(entry);
        drop(waiting);
        self.work.notify_one();
        Ok(())
    }

    /// Takes what waits, up to the size of a group; waits for it, as long as `patience` says where it says so.
    pub(super) fn take(&self, patience: Option<Duration>) -> Next<J> {
        // While what is written to is away, only somebody who waits is worth another attempt at once.
        let is_worth_it = |entry: &Entry<J>| entry.origin == Origin::Awaited;
        let is_idle = |waiting: &mut Waiting<J>| {
            let can_wait = waiting.away.is_some() && !waiting.entries.iter().any(is_worth_it);
            (waiting.entries.is_empty() || can_wait) && !waiting.closing
        };
        let mut waiting = match patience {
            None => self.work.wait_while(self.lock(), is_idle).unwrap_or_else(PoisonError::into_inner),
            Some(patience) => {
                let waited = self.work.wait_timeout_while(self.lock(), patience, is_idle);
                waited.unwrap_or_else(PoisonError::into_inner).0
            }
        };
        if waiting.entries.is_empty() {
            return if waiting.closing { Next::End } else { Next::Nothing };
        }
        let mut rows = 0;
        let mut group = Vec::with_capacity(waiting.entries.len());
        while rows < GROUP_ROWS_MAX {
            let Some(entry) = waiting.entries.pop_front() else { break };
            rows += entry.rows;
            group.push(entry);
        }
        Next::Group(group)
    }

    /// Makes room for as many jobs that nobody waited for.
    pub(super) fn make_room(&self, handed_over: usize) {
        if handed_over > 0 {
            self.lock().handed_over -= handed_over;
            self.room.notify_all();
        }
    }

    /// Whether the store is being closed.
    pub(super) fn is_closing(&self) -> bool {
        self.lock().closing
    }

    /// Why what is written to cannot be reached, if it cannot.
    pub(super) fn away(&self) -> Option<String> {
        self.lock().away.clone()
    }

    /// Puts jobs that were taken back to where they stood.
    pub(super) fn put_back(&self, group: Vec<Entry<J>>) {
        let mut waiting = self.lock();
        group.into_iter().rev().for_each(|entry| waiting.entries.push_front(entry));
    }

    /// Says why what is written to cannot be reached, or that it can.
    pub(super) fn set_away(&self, cause: Option<String>) {
        self.lock().away = cause;
        self.room.notify_all();
    }

    /// Refuses everything from now on, and hands out what still waited.
    pub(super) fn stop(&self, cause: &str) -> Vec<Entry<J>> {
        let mut waiting = self.lock();
        waiting.stopped.get_or_insert_with(|| cause.to_owned());
        let rest = waiting.entries.drain(..).collect();
        drop(waiting);
        self.room.notify_all();
        rest
    }

    /// Why everything is refused, if it is.
    pub(super) fn stopped(&self) -> Option<String> {
        self.lock().stopped.clone()
    }

    /// Lets the thread end when all is done.
    pub(super) fn close(&self) {
        self.lock().closing = true;
        self.work.notify_all();
    }
}
