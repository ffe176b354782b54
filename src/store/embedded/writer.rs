//! The one thread that writes. Everything that waits goes into one transaction, so one sync of the disk serves them all.

use std::collections::VecDeque;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;

use super::numbers::Numbers;
use super::rows::failed;
use crate::store::StoreError;

/// Rows after which a transaction takes no further call.
const GROUP_ROWS_MAX: usize = 16_384;
/// How many jobs that nobody waits for may be queued; who brings one more waits.
const HANDED_OVER_MAX: usize = 1_024;

/// An open transaction, and what the writer remembers of the rows.
pub(super) struct Tx<'c> {
    pub(super) conn: &'c Connection,
    pub(super) numbers: &'c mut Numbers,
}

/// What becomes of a job's rows when it has run.
pub(super) enum Verdict {
    /// They are committed with the others.
    Keep,
    /// They are undone, the others are kept: the job's caller is told why.
    Undo,
    /// Nobody could be told of the loss, so writing stops.
    Stop(String),
}

/// One piece of work.
pub(super) trait Job: Send {
    /// Does it, within the transaction.
    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict;
    /// Told once the transaction is durable, or why writing has stopped.
    fn finish(self: Box<Self>, outcome: Result<(), &str>);
}

/// Whether somebody waits for a job.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Awaited,
    HandedOver,
}

struct Entry {
    job: Box<dyn Job>,
    rows: usize,
    origin: Origin,
}

#[derive(Default)]
struct Waiting {
    entries: VecDeque<Entry>,
    handed_over: usize,
    closing: bool,
    stopped: Option<String>,
}

#[derive(Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    work: Condvar,
    room: Condvar,
}

/// The door to the writing thread. Dropping it finishes what is queued.
pub(super) struct Writer {
    queue: Arc<Queue>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread.
    pub(super) fn start(conn: Connection) -> Result<Self, StoreError> {
        let queue = Arc::new(Queue::default());
        let theirs = Arc::clone(&queue);
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || serve(conn, &theirs))
            .map_err(|cause| StoreError::Backend(format!("the writing thread cannot be started: {cause}")))?;
        Ok(Self { queue, thread: Some(thread) })
    }

    /// Runs `work` in a transaction and returns when that is durable; on an error nothing of it is kept.
    ///
    /// `rows` says about how many it writes.
    pub(super) fn call<T, F>(&self, rows: usize, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let (reply, answer) = sync_channel(1);
        let job = Box::new(Call { work: Some(work), result: None, reply });
        self.queue.push(Entry { job, rows, origin: Origin::Awaited })?;
        answer.recv().unwrap_or_else(|_| Err(self.queue.ended()))
    }

    /// Queues a job that nobody waits for, as soon as there is room.
    pub(super) fn hand_over(&self, job: Box<dyn Job>) -> Result<(), StoreError> {
        self.queue.push(Entry { job, rows: 1, origin: Origin::HandedOver })
    }

    /// Whether writes are taken.
    pub(super) fn writable(&self) -> Result<(), StoreError> {
        let stopped = self.queue.lock().stopped.clone();
        stopped.map_or(Ok(()), |cause| Err(StoreError::WriterStopped(cause)))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue.lock().closing = true;
        self.queue.work.notify_all();
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was already reported to every caller that waited for it.
            let _ = thread.join();
        }
    }
}

struct Call<T, F> {
    work: Option<F>,
    result: Option<Result<T, StoreError>>,
    reply: SyncSender<Result<T, StoreError>>,
}

impl<T, F> Job for Call<T, F>
where
    T: Send,
    F: FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict {
        let work = self.work.take().expect("a job runs once");
        let result = work(tx);
        let verdict = if result.is_ok() { Verdict::Keep } else { Verdict::Undo };
        self.result = Some(result);
        verdict
    }

    fn finish(self: Box<Self>, outcome: Result<(), &str>) {
        let answer = match outcome {
            Ok(()) => self.result.expect("a job of a committed transaction has run"),
            Err(cause) => Err(StoreError::WriterStopped(cause.to_owned())),
        };
        // The caller waits until it has an answer, so there is somebody to take it.
        let _ = self.reply.send(answer);
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, entry: Entry) -> Result<(), StoreError> {
        let is_full = |waiting: &mut Waiting| {
            entry.origin == Origin::HandedOver && waiting.handed_over >= HANDED_OVER_MAX && waiting.stopped.is_none()
        };
        let mut waiting = self.room.wait_while(self.lock(), is_full).unwrap_or_else(PoisonError::into_inner);
        if let Some(cause) = &waiting.stopped {
            return Err(StoreError::WriterStopped(cause.clone()));
        }
        waiting.handed_over += usize::from(entry.origin == Origin::HandedOver);
        waiting.entries.push_back(entry);
        drop(waiting);
        self.work.notify_one();
        Ok(())
    }

    /// Takes what waits, up to the size of a transaction; nothing when the store is closed and all is done.
    fn take(&self) -> Vec<Entry> {
        let is_idle = |waiting: &mut Waiting| waiting.entries.is_empty() && !waiting.closing;
        let mut waiting = self.work.wait_while(self.lock(), is_idle).unwrap_or_else(PoisonError::into_inner);
        let mut rows = 0;
        let mut group = Vec::with_capacity(waiting.entries.len());
        while rows < GROUP_ROWS_MAX {
            let Some(entry) = waiting.entries.pop_front() else { break };
            rows += entry.rows;
            group.push(entry);
        }
        group
    }

    fn finish(&self, group: Vec<Entry>, outcome: Result<(), &str>) {
        let handed_over = group.iter().filter(|entry| entry.origin == Origin::HandedOver).count();
        group.into_iter().for_each(|entry| entry.job.finish(outcome));
        if handed_over > 0 {
            self.lock().handed_over -= handed_over;
            self.room.notify_all();
        }
    }

    /// Refuses everything from now on, and hands out what still waited.
    fn stop(&self, cause: &str) -> Vec<Entry> {
        let mut waiting = self.lock();
        waiting.stopped.get_or_insert_with(|| cause.to_owned());
        let rest = waiting.entries.drain(..).collect();
        drop(waiting);
        self.room.notify_all();
        rest
    }

    fn ended(&self) -> StoreError {
        let cause = self.lock().stopped.clone();
        StoreError::WriterStopped(cause.unwrap_or_else(|| "the writing thread has ended".to_owned()))
    }
}

/// Refuses further work however the thread ends, even by a panic, so that no caller waits for ever.
struct Ending<'q>(&'q Queue);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        drop(self.0.stop("the writing thread has ended"));
    }
}

fn serve(conn: Connection, queue: &Queue) {
    let _ending = Ending(queue);
    let mut numbers = Numbers::default();
    loop {
        let mut group = queue.take();
        if group.is_empty() {
            return;
        }
        match commit(&conn, &mut numbers, &mut group) {
            Ok(()) => queue.finish(group, Ok(())),
            Err(cause) => {
                tracing::error!(cause, "the store has stopped writing");
                group.extend(queue.stop(&cause));
                queue.finish(group, Err(&cause));
                return;
            }
        }
    }
}

/// One transaction for a whole group. On an error it is unknown what a crash would leave of it, so writing must stop.
fn commit(conn: &Connection, numbers: &mut Numbers, group: &mut [Entry]) -> Result<(), String> {
    let execute = |sql| conn.prepare_cached(sql).and_then(|mut statement| statement.execute([]));
    let run = |sql| execute(sql).map(drop).map_err(|cause| failed(cause).to_string());
    run("BEGIN IMMEDIATE")?;
    for entry in group {
        run("SAVEPOINT job")?;
        match entry.job.run(&mut Tx { conn, numbers }) {
            Verdict::Keep => {}
            Verdict::Undo => {
                numbers.forget();
                run("ROLLBACK TO job")?;
            }
            Verdict::Stop(cause) => return Err(cause),
        }
        run("RELEASE job")?;
    }
    run("COMMIT")
}
