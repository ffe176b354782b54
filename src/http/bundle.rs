//! `GET /v1/audit/bundle`: what an auditor from outside is given, as one signed file. It goes over the disk, and is never whole in memory.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek};
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use hyper::body::{Frame, SizeHint};
use serde::Deserialize;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::timeout;
use utoipa::IntoParams;

use super::body::InQuery;
use super::caller::Acting;
use super::problem::{FieldError, Kind, Problem, ReadProblems};
use super::state::spawn_blocking;
use super::{AppState, read_key, report_html};
use crate::access::Actor;
use crate::bundle::{self, Wish};
use crate::monitor::Window;
use crate::report::{Language, span};
use crate::service::{Service, ServiceError, random};
use crate::store::{ModelDirError, StoreError};
use crate::units::Time;

/// How much is read at a time, and how many of these wait for a slow reader.
const PIECE_BYTES: usize = 64 << 10;
const WAITING_MAX: usize = 4;

/// Which span the reports are of.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Spanned {
    /// A month in UTC, `YYYY-MM`; the last whole one where absent, unless `since` and `until` are given.
    #[param(value_type = Option<String>, example = "2026-06")]
    month: Option<String>,
    /// Instead of a month: when the first day begins, at midnight in UTC.
    #[param(value_type = Option<String>)]
    since: Option<Time>,
    /// When the last day is over, at a midnight too, at most 92 days later.
    #[param(value_type = Option<String>)]
    until: Option<Time>,
    /// The language of its reports: `en`, `de` or `fr`; the shop's where absent.
    #[param(value_type = Option<String>, example = "de")]
    language: Option<Language>,
}

/// A bundle for an auditor from outside
///
/// A tar file with the reports on a span, the decision log without records, the rules and their histories and the model's card, all named with
/// their hashes by a manifest that is signed with the service's key; `candor verify` checks it without the shop. The present state of the log
/// is signed first. 409 where no key signs (`audit.signing_key`); 503 `busy` while another bundle is made or fetched.
#[utoipa::path(
    get, path = "/v1/audit/bundle", tag = "access", params(Spanned),
    responses(
        (status = 200, description = "The file.", body = String, content_type = "application/x-tar"),
        (status = 409, description = "No key signs here.", body = super::problem::ProblemDocument, content_type = "application/problem+json"),
        ReadProblems,
    ),
)]
pub(crate) async fn get_bundle(
    State(state): State<AppState>,
    Acting(by): Acting,
    InQuery(Spanned { month, since, until, language }): InQuery<Spanned>,
) -> Result<Response, Problem> {
    let span = span(month.as_deref(), since, until, Service::now())
        .map_err(|cause| Problem::invalid(vec![FieldError::of_query(&cause.to_string())]))?;
    bundled(&state, span, language, by).await
}

/// Whether a key signs here, so that there can be a bundle.
pub(super) fn is_signed(state: &AppState) -> bool {
    !state.config().audit.signing_key.as_os_str().is_empty()
}

/// A bundle of a span for somebody, for saving.
pub(super) async fn bundled(
    state: &AppState,
    span: Window,
    language: Option<Language>,
    by: Actor,
) -> Result<Response, Problem> {
    if !is_signed(state) {
        return Err(Problem::new(Kind::Conflict, "no key signs here: name one in `audit.signing_key`"));
    }
    let Some(alone) = state.bundling() else {
        return Err(Problem::new(Kind::Busy, "a bundle is being made or fetched already; try again when it is there"));
    };
    let file = state.config().audit.signing_key.clone();
    let wish = Wish { span, language, page: report_html };
    // The permit belongs to the work, and then to what is sent: a caller who hangs up does not free it early.
    let work = move |service: &Service| Ok::<_, Problem>((written(service, &wish, &by, &file)?, alone));
    let (written, alone) = state.off_thread(work).await?;
    let name = format!("attachment; filename=\"bundle-{}.tar\"", span.from.day());
    let headers = [(CONTENT_TYPE, "application/x-tar"), (CONTENT_DISPOSITION, name.as_str())];
    let pieces = Pieces::of(written, state.config().limits.body_read(), alone)?;
    Ok((headers, Body::new(pieces)).into_response())
}

fn written(service: &Service, wish: &Wish, by: &Actor, key: &Path) -> Result<File, Problem> {
    let failed = |cause: &dyn std::fmt::Display| Problem::internal(&cause);
    let key = read_key(key).map_err(|cause| failed(&cause))?;
    let mut out = BufWriter::new(nameless().map_err(|cause| failed(&cause))?);
    bundle::write_to(&mut out, service, wish, Some(by), &key).map_err(refused)?;
    let mut file = out.into_inner().map_err(|cause| failed(&cause))?;
    file.rewind().map_err(|cause| failed(&cause))?;
    Ok(file)
}

/// What a bundle failed of, as any other work would say it: a store that is away is no fault to look for here.
fn refused(cause: anyhow::Error) -> Problem {
    cause
        .downcast::<ServiceError>()
        .map(Problem::from)
        .or_else(|cause| cause.downcast::<StoreError>().map(Problem::from))
        .or_else(|cause| cause.downcast::<ModelDirError>().map(Problem::from))
        .unwrap_or_else(|cause| Problem::internal(&format_args!("{cause:#}")))
}

/// A file for its owner alone, which nobody finds by a name and which is gone once it is closed.
fn nameless() -> io::Result<File> {
    let name = random::<16>().map_err(io::Error::other)?;
    let path = std::env::temp_dir().join(format!("candor-{}.tar", blake3::hash(&name).to_hex()));
    let mut options = File::options();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&path)?;
    fs::remove_file(&path)?;
    Ok(file)
}

/// A file as a body: read piece by piece, no faster than it is taken.
struct Pieces {
    pieces: mpsc::Receiver<io::Result<Bytes>>,
    left: u64,
}

impl Pieces {
    /// Whoever takes longer than `piece_in` over a piece gets no more, and file and permit are free again.
    fn of(file: File, piece_in: Duration, alone: OwnedSemaphorePermit) -> Result<Self, Problem> {
        let left = file.metadata().map_err(|cause| Problem::internal(&cause))?.len();
        let (sender, pieces) = mpsc::channel(WAITING_MAX);
        drop(tokio::spawn(async move {
            feed(file, left, &sender, piece_in).await;
            // Before the reader is told of the end: who has the whole of it may ask for another.
            drop(alone);
            drop(sender);
        }));
        Ok(Self { pieces, left })
    }
}

/// Reads to the end, or until the reader has gone or stands still; no thread waits for them.
async fn feed(mut file: File, mut left: u64, pieces: &mpsc::Sender<io::Result<Bytes>>, piece_in: Duration) {
    while left > 0 {
        let bytes = usize::try_from(left).unwrap_or(usize::MAX).min(PIECE_BYTES);
        let reading = spawn_blocking(move || {
            let mut piece = vec![0; bytes];
            let read = file.read_exact(&mut piece).map(|()| Bytes::from(piece));
            (file, read)
        });
        let Ok((rest, read)) = reading.await else { return };
        (file, left) = (rest, if read.is_ok() { left - bytes as u64 } else { 0 });
        if !matches!(timeout(piece_in, pieces.send(read)).await, Ok(Ok(()))) {
            return;
        }
    }
    // There is room for all that may wait once the last of it is taken.
    drop(timeout(piece_in, pieces.reserve_many(WAITING_MAX)).await);
}

impl hyper::body::Body for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let next = match ready!(self.pieces.poll_recv(context)) {
            // A part must not look like the whole, whose length a compressed answer does not tell.
            None if self.left > 0 => Some(Err(io::ErrorKind::TimedOut.into())),
            next => next,
        };
        self.left = match &next {
            Some(Ok(piece)) => self.left.saturating_sub(piece.len() as u64),
            Some(Err(_)) | None => 0,
        };
        Poll::Ready(next.map(|piece| piece.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::body::to_bytes;
    use tokio::sync::Semaphore;

    use super::*;

    /// More than may wait for a reader.
    const BYTES: usize = PIECE_BYTES * (WAITING_MAX + 2) + 1;

    async fn body(piece_in: Duration) -> (Arc<Semaphore>, Body) {
        let bundles = Arc::new(Semaphore::new(1));
        let alone = Arc::clone(&bundles).acquire_owned().await.expect("it is never closed");
        let mut file = nameless().expect("a folder for temporary files");
        io::Write::write_all(&mut file, &[7; BYTES]).expect("room for a file");
        file.rewind().expect("a file");
        (bundles, Body::new(Pieces::of(file, piece_in, alone).expect("a file")))
    }

    #[tokio::test]
    async fn a_reader_who_takes_all_gets_all_and_then_it_is_another_ones_turn() {
        let (bundles, body) = body(Duration::MAX).await;
        assert_eq!(bundles.available_permits(), 0);
        assert_eq!(to_bytes(body, usize::MAX).await.expect("a whole file"), vec![7; BYTES]);
        assert_eq!(bundles.available_permits(), 1);
    }

    #[tokio::test]
    async fn a_reader_who_stands_still_is_let_go_and_what_they_got_does_not_look_whole() {
        let (bundles, body) = body(Duration::ZERO).await;
        drop(bundles.acquire().await.expect("it is never closed"));
        to_bytes(body, usize::MAX).await.expect_err("the rest is missing");
    }

    #[tokio::test]
    async fn a_reader_who_goes_away_makes_room() {
        let (bundles, body) = body(Duration::MAX).await;
        drop(body);
        drop(bundles.acquire().await.expect("it is never closed"));
    }

    #[test]
    fn what_the_store_says_is_said_and_a_fault_of_ours_is_not() {
        for (cause, kind) in [
            (anyhow::Error::new(StoreError::Away("gone".to_owned())), Kind::StoreAway),
            (ServiceError::Store(StoreError::WriterStopped("full".to_owned())).into(), Kind::ReadOnly),
            (anyhow::Error::new(StoreError::Away("gone".to_owned())).context("reading the log"), Kind::StoreAway),
            (io::Error::other("no room").into(), Kind::Internal),
        ] {
            assert_eq!(refused(cause).kind(), kind);
        }
    }
}
