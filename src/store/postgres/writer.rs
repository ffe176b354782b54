//! The one thread of this process that writes. Everything that waits goes into one transaction, so one commit serves them
//! all. Writers of other processes take turns with it: each transaction holds one lock of the schema.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::decisions::{self, HandedOver};
use super::line::{Line, Role};
use super::lines::Reach;
use super::schema::{self, LOCK};
use super::{events, records};
use crate::event::Event;
use crate::store::pending::Pending;
use crate::store::queue::{Entry, Next, Origin, Queue};
use crate::store::{Appended, StoreError};

/// How often an idle writer asks whether the server is there.
const PROBE: Duration = Duration::from_secs(1);
/// How often it looks for a server that is away.
const PROBE_AWAY: Duration = Duration::from_millis(250);

/// One piece of work.
enum Job {
    Append(Append),
    Decision(HandedOver),
    Exposures { placement: String, states: BTreeMap<String, String> },
    Parities { placement: String, states: Vec<[String; 3]> },
    Call(Box<dyn Call>),
}

/// Events of one call.
struct Append {
    events: Vec<Event>,
    result: Option<Result<Appended, StoreError>>,
    reply: SyncSender<Result<Appended, StoreError>>,
}

/// Work that is no row of a kind of which many come.
trait Call: Send {
    /// Does it, within the transaction; nothing of it is kept on an error.
    fn run(&mut self, line: &Line) -> Result<(), StoreError>;
    /// Told once the transaction is durable, or why it is not.
    fn finish(self: Box<Self>, outcome: Result<(), &StoreError>);
}

struct Work<T, F> {
    work: Option<F>,
    result: Option<Result<T, StoreError>>,
    reply: SyncSender<Result<T, StoreError>>,
}

impl<T, F> Call for Work<T, F>
where
    T: Send,
    F: FnOnce(&Line) -> Result<T, StoreError> + Send,
{
    fn run(&mut self, line: &Line) -> Result<(), StoreError> {
        let work = self.work.take().expect("a call runs once");
        let (result, verdict) = match work(line) {
            Ok(result) => (Ok(result), Ok(())),
            Err(cause) => (Err(again(&cause)), Err(cause)),
        };
        self.result = Some(result);
        verdict
    }

    fn finish(self: Box<Self>, outcome: Result<(), &StoreError>) {
        answer(&self.reply, self.result, outcome);
    }
}

/// Tells a caller its result, once that is durable. The caller waits until it has an answer.
fn answer<T>(
    reply: &SyncSender<Result<T, StoreError>>,
    result: Option<Result<T, StoreError>>,
    outcome: Result<(), &StoreError>,
) {
    let answer = match outcome {
        Ok(()) => result.expect("a job of a committed transaction has run"),
        Err(cause) => Err(again(cause)),
    };
    drop(reply.send(answer));
}

/// A failure for one more of those whom it meets.
fn again(cause: &StoreError) -> StoreError {
    match cause {
        StoreError::Away(cause) => StoreError::Away(cause.clone()),
        StoreError::Corrupt { what, id, cause } => StoreError::Corrupt { what, id: id.clone(), cause: cause.clone() },
        StoreError::Backend(cause) => StoreError::Backend(cause.clone()),
        StoreError::WriterStopped(cause) => StoreError::WriterStopped(cause.clone()),
        StoreError::Open { .. } | StoreError::Busy { .. } | StoreError::NewerSchema { .. } => {
            StoreError::Away(cause.to_string())
        }
    }
}

/// The door to the writing thread. Dropping it finishes what is queued, if the server is there.
pub(super) struct Writer {
    queue: Arc<Queue<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread with its connection.
    pub(super) fn start(reach: Arc<Reach>, line: Line, pending: Arc<Pending>) -> Result<Self, StoreError> {
        let queue = Arc::new(Queue::default());
        let theirs = Arc::clone(&queue);
        let mut desk = Desk { reach, line: Some(line), pending };
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || desk.serve(&theirs))
            .map_err(|cause| StoreError::Backend(format!("the writing thread cannot be started: {cause}")))?;
        Ok(Self { queue, thread: Some(thread) })
    }

    fn wait<T>(
        &self,
        rows: usize,
        job: impl FnOnce(SyncSender<Result<T, StoreError>>) -> Job,
    ) -> Result<T, StoreError> {
        let (reply, answer) = sync_channel(1);
        self.queue.push(Entry { job: job(reply), rows, origin: Origin::Awaited })?;
        answer.recv().unwrap_or_else(|_| Err(StoreError::WriterStopped("the writing thread has ended".to_owned())))
    }

    /// Runs `work` in a transaction and returns when that is durable; on an error nothing of it is kept.
    ///
    /// `rows` says about how many it writes.
    pub(super) fn call<T, F>(&self, rows: usize, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Line) -> Result<T, StoreError> + Send + 'static,
    {
        self.wait(rows, |reply| Job::Call(Box::new(Work { work: Some(work), result: None, reply })))
    }

    /// Adds events, together with those of other calls.
    pub(super) fn append(&self, events: Vec<Event>) -> Result<Appended, StoreError> {
        self.wait(events.len(), |reply| Job::Append(Append { events, result: None, reply }))
    }

    /// Queues a decision that nobody waits for, as soon as there is room.
    pub(super) fn hand_over(&self, decision: HandedOver) -> Result<(), StoreError> {
        self.queue.push(Entry { job: Job::Decision(decision), rows: 1, origin: Origin::HandedOver })
    }

    /// Queues where exposure targets stand.
    pub(super) fn hand_over_exposures(
        &self,
        placement: &str,
        states: BTreeMap<String, String>,
    ) -> Result<(), StoreError> {
        let job = Job::Exposures { placement: placement.to_owned(), states };
        self.queue.push(Entry { job, rows: 1, origin: Origin::HandedOver })
    }

    /// Queues where parity rules stand: a rule's name, a group of customers, JSON.
    pub(super) fn hand_over_parities(&self, placement: &str, states: Vec<[String; 3]>) -> Result<(), StoreError> {
        let job = Job::Parities { placement: placement.to_owned(), states };
        self.queue.push(Entry { job, rows: 1, origin: Origin::HandedOver })
    }

    /// Whether writes are taken.
    pub(super) fn writable(&self) -> Result<(), StoreError> {
        if let Some(cause) = self.queue.stopped() {
            return Err(StoreError::WriterStopped(cause));
        }
        self.queue.away().map_or(Ok(()), |cause| Err(StoreError::Away(cause)))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue.close();
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was already reported to every caller that waited for it.
            drop(thread.join());
        }
    }
}

/// Refuses further work however the thread ends, even by a panic, so that no caller waits for ever.
struct Ending<'q>(&'q Queue<Job>);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        drop(self.0.stop("the writing thread has ended"));
    }
}

/// Where the thread works.
struct Desk {
    reach: Arc<Reach>,
    line: Option<Line>,
    pending: Arc<Pending>,
}

impl Desk {
    fn serve(&mut self, queue: &Queue<Job>) {
        let _ending = Ending(queue);
        loop {
            let is_away = queue.away().is_some() || self.reach.check().is_err();
            let patience = if is_away { PROBE_AWAY } else { PROBE };
            match queue.take(Some(patience)) {
                Next::End => return,
                Next::Nothing => {
                    let outcome = self.probe(is_away);
                    self.note(queue, outcome.err());
                }
                Next::Group(mut group) => match self.commit(&mut group) {
                    Ok(()) => {
                        self.note(queue, None);
                        self.finish(queue, group);
                    }
                    Err(cause) => {
                        // What the server does with the rest of this connection is not known.
                        self.line = None;
                        refuse(queue, group, &cause);
                        self.note(queue, Some(cause));
                    }
                },
            }
        }
    }

    /// Asks whether the server is there, and, after it was not, whether it takes writes.
    fn probe(&mut self, was_away: bool) -> Result<(), StoreError> {
        let is_there = |line: &Line| line.is_usable() && line.batch("SELECT 1").is_ok();
        if !was_away && self.line.as_ref().is_some_and(is_there) {
            return Ok(());
        }
        let outcome = self.begin().and_then(|line| line.batch("UPDATE total SET changes = changes; COMMIT"));
        outcome.inspect_err(|_| self.line = None)
    }

    /// Remembers whether the server takes writes.
    fn note(&self, queue: &Queue<Job>, cause: Option<StoreError>) {
        match (cause, queue.away()) {
            (None, before) => {
                // A reader may have lost the server on its own.
                self.reach.found();
                if before.is_some() {
                    tracing::info!("the store is reached again");
                    queue.set_away(None);
                }
            }
            (Some(cause), before) => {
                if before.is_none() {
                    tracing::error!(%cause, "the store takes no writes");
                }
                // A server that refuses a write may still be read.
                if let StoreError::Away(_) = cause {
                    self.reach.lost(&cause);
                }
                let told = match cause {
                    StoreError::Away(cause) => cause,
                    other => other.to_string(),
                };
                queue.set_away(Some(told));
            }
        }
    }

    /// A transaction that has the lock; on a new connection where the old one turns out to have ended.
    fn begin(&mut self) -> Result<&Line, StoreError> {
        let begin = format!("BEGIN ISOLATION LEVEL READ COMMITTED; {LOCK}");
        let line = match self.line.take().filter(|line| line.is_usable() && line.batch(&begin).is_ok()) {
            Some(line) => line,
            None => {
                let line = self.reach.connect(Role::Write)?;
                schema::settle(&line, self.reach.address().shown())?;
                line.batch(&begin)?;
                line
            }
        };
        Ok(self.line.insert(line))
    }

    /// One transaction for a whole group. On an error it is not known what was kept of it.
    fn commit(&mut self, group: &mut [Entry<Job>]) -> Result<(), StoreError> {
        let line = self.begin()?;
        let mut rest = group;
        while !rest.is_empty() {
            let light = rest.iter().take_while(|entry| !matches!(entry.job, Job::Call(_))).count();
            let (many, tail) = rest.split_at_mut(light);
            together(line, many)?;
            rest = match tail.split_first_mut() {
                Some((Entry { job: Job::Call(call), .. }, tail)) => {
                    // The caller is told why it failed.
                    drop(alone(line, || call.run(line))?);
                    tail
                }
                Some(_) | None => &mut [],
            };
        }
        line.batch("COMMIT")
    }

    fn finish(&self, queue: &Queue<Job>, group: Vec<Entry<Job>>) {
        let mut handed_over = 0;
        for Entry { job, .. } in group {
            match job {
                Job::Append(append) => answer(&append.reply, append.result, Ok(())),
                Job::Call(call) => call.finish(Ok(())),
                Job::Decision(decision) => {
                    self.pending.remove(&decision.id);
                    handed_over += 1;
                }
                Job::Exposures { .. } | Job::Parities { .. } => handed_over += 1,
            }
        }
        queue.make_room(handed_over);
    }
}

/// Tells those who wait; what nobody waits for waits for the next attempt.
fn refuse(queue: &Queue<Job>, group: Vec<Entry<Job>>, cause: &StoreError) {
    let mut kept = Vec::new();
    for entry in group {
        match entry.job {
            Job::Append(append) => answer(&append.reply, append.result, Err(cause)),
            Job::Call(call) => call.finish(Err(cause)),
            Job::Decision(_) | Job::Exposures { .. } | Job::Parities { .. } => kept.push(entry),
        }
    }
    if queue.is_closing() && !kept.is_empty() {
        tracing::error!(%cause, decisions = kept.len(), "the store was closed while it was away; what was handed over is lost");
        queue.make_room(kept.len());
        return;
    }
    queue.put_back(kept);
}

/// Runs work that is undone alone when it fails. The outer error means that the whole transaction is lost.
fn alone<T>(line: &Line, work: impl FnOnce() -> Result<T, StoreError>) -> Result<Result<T, StoreError>, StoreError> {
    line.batch("SAVEPOINT job")?;
    let outcome = work();
    match &outcome {
        Ok(_) => line.batch("RELEASE job")?,
        Err(StoreError::Away(cause)) => return Err(StoreError::Away(cause.clone())),
        Err(_) => line.batch("ROLLBACK TO job")?,
    }
    Ok(outcome)
}

/// Events and decisions of many jobs, all in a few statements. They touch different rows, so their order among each other
/// does not matter.
fn together(line: &Line, group: &mut [Entry<Job>]) -> Result<(), StoreError> {
    let (mut appends, mut kept) = (Vec::new(), Vec::new());
    for Entry { job, .. } in group {
        match job {
            Job::Append(append) => appends.push(append),
            Job::Decision(decision) => kept.push(&*decision),
            Job::Exposures { placement, states } => {
                // A state that is not kept costs what was learnt since the last one, so writing goes on.
                if let Err(cause) = alone(line, || records::put_exposures(line, placement, states))? {
                    tracing::warn!(%cause, placement, "the prices of exposure targets were not kept");
                }
            }
            Job::Parities { placement, states } => {
                if let Err(cause) = alone(line, || records::put_parities(line, placement, states))? {
                    tracing::warn!(%cause, placement, "the prices of parity rules were not kept");
                }
            }
            Job::Call(_) => unreachable!("calls are run alone"),
        }
    }
    if !appends.is_empty() {
        append(line, &mut appends)?;
    }
    // Nobody could be told of the loss of a decision, so nothing goes on without it.
    if kept.is_empty() { Ok(()) } else { decisions::keep(line, &kept) }
}

/// Adds the events of all calls at once; where that fails, of each call alone, so that one does not spoil the others.
fn append(line: &Line, calls: &mut [&mut Append]) -> Result<(), StoreError> {
    let all: Vec<&[Event]> = calls.iter().map(|call| &call.events[..]).collect();
    match alone(line, || events::append(line, &all))? {
        Ok(results) => {
            calls.iter_mut().zip(results).for_each(|(call, result)| call.result = Some(Ok(result)));
        }
        Err(cause) if calls.len() == 1 => calls[0].result = Some(Err(cause)),
        Err(_) => {
            for call in calls {
                let one = alone(line, || events::append(line, &[&call.events]))?;
                call.result = Some(one.map(|results| results[0]));
            }
        }
    }
    Ok(())
}
