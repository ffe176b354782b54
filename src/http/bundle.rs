//! `GET /v1/audit/bundle`: what an auditor from outside is given, as one signed file. It goes over the disk, and is never whole in memory.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek};
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use hyper::body::{Frame, SizeHint};
use serde::Deserialize;
use tokio::sync::mpsc;
use utoipa::IntoParams;

use super::body::InQuery;
use super::problem::{FieldError, Kind, Problem, ReadProblems};
use super::state::spawn_blocking;
use super::{AppState, read_key, report_html};
use crate::bundle;
use crate::monitor::Window;
use crate::report::span;
use crate::service::{Service, random};
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
}

/// A bundle for an auditor from outside
///
/// A tar file with the reports on a span, the decision log without records, the rules and their histories and the model's card, all named with
/// their hashes by a manifest that is signed with the service's key; `candor verify` checks it without the shop. The present state of the log
/// is signed first. 409 where no key signs (`audit.signing_key`).
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
    InQuery(Spanned { month, since, until }): InQuery<Spanned>,
) -> Result<Response, Problem> {
    let span = span(month.as_deref(), since, until, Service::now())
        .map_err(|cause| Problem::invalid(vec![FieldError::of_query(&cause.to_string())]))?;
    bundled(&state, span).await
}

/// Whether a key signs here, so that there can be a bundle.
pub(super) fn is_signed(state: &AppState) -> bool {
    !state.config().audit.signing_key.as_os_str().is_empty()
}

/// A bundle of a span, for saving.
pub(super) async fn bundled(state: &AppState, span: Window) -> Result<Response, Problem> {
    if !is_signed(state) {
        return Err(Problem::new(Kind::Conflict, "no key signs here: name one in `audit.signing_key`"));
    }
    let file = state.config().audit.signing_key.clone();
    let written = state.off_thread(move |service| written(service, span, &file)).await?;
    let name = format!("attachment; filename=\"bundle-{}.tar\"", span.from.day());
    let headers = [(CONTENT_TYPE, "application/x-tar"), (CONTENT_DISPOSITION, name.as_str())];
    Ok((headers, Body::new(Pieces::of(written)?)).into_response())
}

fn written(service: &Service, span: Window, key: &std::path::Path) -> Result<File, Problem> {
    let failed = |cause: &dyn std::fmt::Display| Problem::internal(&cause);
    let key = read_key(key).map_err(|cause| failed(&cause))?;
    let mut out = BufWriter::new(nameless().map_err(|cause| failed(&cause))?);
    bundle::write_to(&mut out, service, (span, report_html), &key)
        .map_err(|cause| failed(&format_args!("{cause:#}")))?;
    let mut file = out.into_inner().map_err(|cause| failed(&cause))?;
    file.rewind().map_err(|cause| failed(&cause))?;
    Ok(file)
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
    fn of(mut file: File) -> Result<Self, Problem> {
        let left = file.metadata().map_err(|cause| Problem::internal(&cause))?.len();
        let (sender, pieces) = mpsc::channel(WAITING_MAX);
        // It ends with the file, or when the reader has gone.
        drop(spawn_blocking(move || {
            loop {
                let mut piece = vec![0; PIECE_BYTES];
                let read = file.read(&mut piece);
                let is_last = !matches!(read, Ok(1..));
                let sent = match read {
                    Ok(0) => return,
                    Ok(bytes) => {
                        piece.truncate(bytes);
                        sender.blocking_send(Ok(piece.into()))
                    }
                    Err(cause) => sender.blocking_send(Err(cause)),
                };
                if is_last || sent.is_err() {
                    return;
                }
            }
        }));
        Ok(Self { pieces, left })
    }
}

impl hyper::body::Body for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let next = self.pieces.poll_recv(context);
        if let Poll::Ready(Some(Ok(piece))) = &next {
            self.left = self.left.saturating_sub(piece.len() as u64);
        }
        next.map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
