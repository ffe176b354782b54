//! The one thread that writes. Everything that waits goes into one transaction, so one sync of the disk serves them all.

use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;

use super::numbers::Numbers;
use super::rows::failed;
use crate::store::StoreError;
use crate::store::queue::{Entry, Next, Origin, Queue};

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

/// The door to the writing thread. Dropping it finishes what is queued.
pub(super) struct Writer {
    queue: Arc<Queue<Box<dyn Job>>>,
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
        answer.recv().unwrap_or_else(|_| Err(ended(&self.queue)))
    }

    /// Queues a job that nobody waits for, as soon as there is room.
    pub(super) fn hand_over(&self, job: Box<dyn Job>) -> Result<(), StoreError> {
        self.queue.push(Entry { job, rows: 1, origin: Origin::HandedOver })
    }

    /// Whether writes are taken.
    pub(super) fn writable(&self) -> Result<(), StoreError> {
        self.queue.stopped().map_or(Ok(()), |cause| Err(StoreError::WriterStopped(cause)))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue.close();
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

fn ended(queue: &Queue<Box<dyn Job>>) -> StoreError {
    StoreError::WriterStopped(queue.stopped().unwrap_or_else(|| "the writing thread has ended".to_owned()))
}

fn finish(queue: &Queue<Box<dyn Job>>, group: Vec<Entry<Box<dyn Job>>>, outcome: Result<(), &str>) {
    let handed_over = group.iter().filter(|entry| entry.origin == Origin::HandedOver).count();
    group.into_iter().for_each(|entry| entry.job.finish(outcome));
    queue.make_room(handed_over);
}

/// Refuses further work however the thread ends, even by a panic, so that no caller waits for ever.
struct Ending<'q>(&'q Queue<Box<dyn Job>>);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        drop(self.0.stop("the writing thread has ended"));
    }
}

fn serve(conn: Connection, queue: &Queue<Box<dyn Job>>) {
    let _ending = Ending(queue);
    let mut numbers = Numbers::default();
    while let Next::Group(mut group) = queue.take(None) {
        match commit(&conn, &mut numbers, &mut group) {
            Ok(()) => finish(queue, group, Ok(())),
            Err(cause) => {
                tracing::error!(cause, "the store has stopped writing");
                group.extend(queue.stop(&cause));
                finish(queue, group, Err(&cause));
                return;
            }
        }
    }
}

/// One transaction for a whole group. On an error it is unknown what a crash would leave of it, so writing must stop.
fn commit(conn: &Connection, numbers: &mut Numbers, group: &mut [Entry<Box<dyn Job>>]) -> Result<(), String> {
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
