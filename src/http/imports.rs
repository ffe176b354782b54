//! `/v1/imports`

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::time::{MissedTickBehavior, interval};
use utoipa::{IntoParams, ToSchema};

use super::body::{InPath, InQuery};
use super::cursor::{self, Part};
use super::door::Caller;
use super::idempotency::key_of;
use super::problem::{FieldError, Kind, Problem, ReadProblems, WriteProblems};
use super::state::spawn_blocking;
use super::{AppState, idempotency, upload};
use crate::import::{self, Report};
use crate::service::{Import, Progress, Service, ServiceError, Upload, upload_path};
use crate::units::Time;

/// What a file may be declared as: nothing that a form on a foreign page can send.
const MEDIA_TYPES: [&str; 5] = [
    "application/octet-stream",
    "text/csv",
    "application/x-ndjson",
    "application/vnd.apache.parquet",
    "application/gzip",
];
/// How often it is looked for jobs, and said that one goes on.
const LOOK_EVERY: Duration = Duration::from_secs(1);
const GO_ON_EVERY: Duration = Duration::from_secs(10);

/// What is handed over.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wish {
    /// The format, as `candor import` names it.
    #[param(example = "events")]
    format: String,
    /// The file's name, whose ending says how it is written: `.csv`, `.jsonl`, `.parquet`, each also with `.gz`.
    #[param(example = "events.csv")]
    name: String,
}

/// A file that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportQueued {
    /// The job's name; ask for it at `/v1/imports/{id}`.
    #[schema(example = "imp_019ac2f05a7e7c3b9d0e2f6b8a1c4d5e")]
    id: String,
    /// The format.
    #[schema(example = "events")]
    format: String,
    /// The file's name.
    #[schema(example = "events.csv")]
    name: String,
    /// The file's size in bytes.
    #[schema(example = 48_213)]
    bytes: u64,
    /// The BLAKE3 hash of the file.
    #[schema(example = "9f2c4b1e7a3d5c6b8e0f1a2b3c4d5e6f9f2c4b1e7a3d5c6b8e0f1a2b3c4d5e6f")]
    blake3: String,
}

/// A job.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Import)]
pub(crate) struct Shown {
    /// What was taken.
    #[serde(flatten)]
    queued: ImportQueued,
    /// How far it is.
    state: Progress,
    /// Since when it waits.
    created: Time,
    /// When it ended.
    ended: Option<Time>,
    /// How often it was begun; more than once where a process died.
    #[schema(example = 1)]
    attempts: u32,
    /// What became of the rows, as `candor import --json` prints it; `null` before the end.
    #[schema(value_type = Option<Report>)]
    report: Option<Value>,
    /// Why it failed; what came before is kept.
    #[schema(example = json!(null))]
    failure: Option<String>,
}

impl From<Upload> for ImportQueued {
    fn from(upload: Upload) -> Self {
        let Upload { id, format, name, bytes, digest } = upload;
        Self { id, format, name, bytes, blake3: digest }
    }
}

impl From<Import> for Shown {
    fn from(import: Import) -> Self {
        let Import { upload, state, created, ended, attempts, report, failure, .. } = import;
        Self { queued: upload.into(), state, created, ended, attempts, report, failure }
    }
}

/// Some jobs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Imports {
    /// In the order of their ids, which is that of time where no `Idempotency-Key` was given.
    imports: Vec<Shown>,
    /// Give it as `after` to go on; `null` at the end.
    #[schema(example = "5d0f8a1c2b3e4f6022696d705f3022")]
    next: Option<String>,
}

/// Some rejected rows.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RejectedRows {
    /// Each with its line, the reason, the fault in words, and the row: `docs/import.md`.
    #[schema(value_type = Vec<Object>, example = json!([{"line": 3, "reason": "bad_time", "detail": "...", "row": "..."}]))]
    rejects: Vec<Value>,
    /// Give it as `after` to go on; `null` at the end.
    #[schema(example = "5d0f8a1c2b3e4f60313238")]
    next: Option<String>,
}

/// Takes a file to be imported
///
/// The body is the file; it is written to the disk as it comes, up to `imports.bytes`, and answered once it is durable there. It is read into the shop
/// afterwards, one file at a time; ask for the job until it has ended, or let a webhook tell. With an `Idempotency-Key`, the same file is
/// taken once, and answered again for as long as the job is kept.
#[utoipa::path(
    post, path = "/v1/imports", tag = "imports", params(Wish),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file."),
    responses((status = 202, description = "It is on the disk.", body = ImportQueued), WriteProblems),
)]
pub(crate) async fn create_import(
    State(state): State<AppState>,
    caller: Caller,
    InQuery(wish): InQuery<Wish>,
    request: Request,
) -> Result<(StatusCode, Json<ImportQueued>), Problem> {
    check(&wish)?;
    check_media_type(request.headers())?;
    let id = match request.headers().contains_key(idempotency::KEY) {
        true => blake3::hash(format!("{}\n{}", caller.scope(), key_of(request.headers())?).as_bytes()).to_hex()[..32]
            .to_owned(),
        false => uuid::Uuid::now_v7().simple().to_string(),
    };
    let id = format!("imp_{id}");
    let folder = state.config().imports.folder.clone();
    let incoming = folder.join(format!("incoming-{}", uuid::Uuid::now_v7().simple()));
    let (bytes_max, piece_in) = (state.config().imports.bytes, state.config().limits.body_read());
    let taken = upload::take(request.into_body(), incoming.clone(), bytes_max, piece_in).await?;
    let upload = Upload { id, format: wish.format, name: wish.name, bytes: taken.bytes, digest: taken.digest };
    let wanted = upload.clone();
    let import = state.off_thread(move |service| queue(service, &folder, &incoming, wanted)).await?;
    if import.upload != upload {
        let detail = "this `Idempotency-Key` was used for another file; choose a new one";
        return Err(Problem::new(Kind::Invalid, detail));
    }
    Ok((StatusCode::ACCEPTED, Json(upload.into())))
}

/// Brings a file to its place, and queues it; a job that is there already keeps its own.
fn queue(service: &Service, folder: &Path, incoming: &Path, upload: Upload) -> Result<Import, Problem> {
    let bring = || -> Result<Import, Problem> {
        if let Some(known) = service.import(&upload.id)? {
            return Ok(known);
        }
        let place = upload_path(folder, &upload);
        let kept =
            place.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::rename(incoming, &place));
        kept.map_err(|cause| Problem::internal(&cause))?;
        let import = service.queue_import(upload.clone(), Service::now())?;
        if import.upload != upload {
            drop(std::fs::remove_file(&place));
        }
        Ok(import)
    };
    let import = bring();
    // Gone where it was brought to its place.
    drop(std::fs::remove_file(incoming));
    import
}

fn check(wish: &Wish) -> Result<(), Problem> {
    let wrong = |detail: String| Problem::invalid(vec![FieldError::of_query(&detail)]);
    let Some(reader) = import::reader(&wish.format) else {
        let known: Vec<&str> = import::READERS.iter().map(|reader| reader.name()).collect();
        return Err(wrong(format!("`format` must be one of {}, not `{}`", known.join(", "), wish.format)));
    };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    let name = wish.name.as_str();
    if name.is_empty() || name.len() > 128 || name.starts_with('.') || !name.bytes().all(is_plain) {
        return Err(wrong(
            "`name` must be 1 to 128 letters, digits, `.`, `_` and `-`, and not begin with `.`".to_owned(),
        ));
    }
    let whole = name.to_ascii_lowercase();
    if !reader.takes(whole.strip_suffix(".gz").unwrap_or(&whole), import::Found::ByName) {
        return Err(wrong(format!("the format `{}` expects {}, not `{name}`", wish.format, reader.expects())));
    }
    Ok(())
}

fn check_media_type(headers: &HeaderMap) -> Result<(), Problem> {
    let declared = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if MEDIA_TYPES.contains(&essence.as_str()) {
        return Ok(());
    }
    let detail = format!("send the file as one of {}", MEDIA_TYPES.join(", "));
    Err(Problem::new(Kind::UnsupportedMediaType, detail))
}

/// Import jobs
///
/// Those that wait, run, or ended within 7 days.
#[utoipa::path(
    get, path = "/v1/imports", tag = "imports", params(Part),
    responses((status = 200, description = "The jobs.", body = Imports), ReadProblems),
)]
pub(crate) async fn list_imports(
    State(state): State<AppState>,
    InQuery(part): InQuery<Part>,
) -> Result<Json<Imports>, Problem> {
    let (limit, after) = part.of::<String>("imports")?;
    let found = state.off_thread(move |service| service.imports(after.as_deref(), limit)).await?;
    let next = cursor::next("imports", &found, limit, |import| import.upload.id.clone());
    Ok(Json(Imports { imports: found.into_iter().map(Shown::from).collect(), next }))
}

/// An import job
///
/// How far it is, and what became of its rows.
#[utoipa::path(
    get, path = "/v1/imports/{id}", tag = "imports",
    params(("id" = String, Path, description = "The job.", example = "imp_019ac2f05a7e7c3b9d0e2f6b8a1c4d5e")),
    responses((status = 200, description = "The job.", body = Shown), ReadProblems),
)]
pub(crate) async fn get_import(
    State(state): State<AppState>,
    InPath(id): InPath<String>,
) -> Result<Json<Shown>, Problem> {
    let wanted = id.clone();
    let found = state.off_thread(move |service| service.import(&wanted)).await?;
    found.map(|import| Json(import.into())).ok_or_else(|| unknown(&id))
}

/// The rows that an import did not take
///
/// In the order of the file, from the process that read it. They are kept for 7 days, or until the job is removed.
#[utoipa::path(
    get, path = "/v1/imports/{id}/rejects", tag = "imports",
    params(("id" = String, Path, description = "The job.", example = "imp_019ac2f05a7e7c3b9d0e2f6b8a1c4d5e"), Part),
    responses((status = 200, description = "The rows.", body = RejectedRows), ReadProblems),
)]
pub(crate) async fn list_rejects(
    State(state): State<AppState>,
    InPath(id): InPath<String>,
    InQuery(part): InQuery<Part>,
) -> Result<Json<RejectedRows>, Problem> {
    let list = format!("rejects {id}");
    let (limit, from) = part.of::<u64>(&list)?;
    let from = from.unwrap_or(0);
    let folder = state.config().imports.folder.clone();
    let work = move |service: &Service| -> Result<_, Problem> {
        if service.import(&id)?.is_none_or(|import| import.ended.is_none()) {
            return Err(Problem::not_found(format!("there is no import `{id}` that has ended")));
        }
        let rows = service.rejected_rows(&folder, &id, from, limit).map_err(|cause| Problem::internal(&cause))?;
        rows.ok_or_else(|| Problem::not_found("the rejected rows lie with another process of this shop"))
    };
    let (rejects, next) = state.off_thread(work).await?;
    Ok(Json(RejectedRows { rejects, next: next.map(|place| cursor::seal(&list, &place)) }))
}

/// Removes an import job
///
/// With its files; what it brought into the shop stays. One that is being read is not removed.
#[utoipa::path(
    delete, path = "/v1/imports/{id}", tag = "imports",
    params(("id" = String, Path, description = "The job.", example = "imp_019ac2f05a7e7c3b9d0e2f6b8a1c4d5e")),
    responses((status = 204, description = "Removed."), WriteProblems),
)]
pub(crate) async fn delete_import(
    State(state): State<AppState>,
    InPath(id): InPath<String>,
) -> Result<StatusCode, Problem> {
    let folder = state.config().imports.folder.clone();
    let work = move |service: &Service| -> Result<_, Problem> {
        let known = service.import(&id)?.ok_or_else(|| unknown(&id))?;
        if known.state == Progress::Running || !service.delete_import(&folder, &id)? {
            return Err(Problem::new(Kind::Conflict, "it is being read; remove it when it has ended"));
        }
        Ok(StatusCode::NO_CONTENT)
    };
    state.off_thread(work).await
}

fn unknown(id: &str) -> Problem {
    Problem::not_found(format!("there is no import `{id}`"))
}

/// Reads files that were handed over, one after the other, for as long as it is polled.
pub async fn import_uploads(state: AppState) {
    let mut ticks = interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match import_next(&state).await {
            Ok(()) => {}
            Err(cause) => tracing::error!(%cause, "an import was not read"),
        }
    }
}

async fn import_next(state: &AppState) -> Result<(), ServiceError> {
    let folder: Arc<PathBuf> = Arc::new(state.config().imports.folder.clone());
    let (service, all) = (state.shared_service(), Arc::clone(&folder));
    let Some(mut reading) = joined(spawn_blocking(move || service.take_import(&all, Service::now())).await)? else {
        return Ok(());
    };
    let (service, all, upload) = (state.shared_service(), Arc::clone(&folder), reading.upload().clone());
    let mut work = spawn_blocking(move || service.read_import(&all, &upload));
    let read = loop {
        tokio::select! {
            read = &mut work => break read.unwrap_or_else(|cause| {
                tracing::error!(%cause, "an import stopped its reader");
                (Report::default(), Err("the file stopped its reader; check that it is what its format says".to_owned()))
            }),
            () = tokio::time::sleep(GO_ON_EVERY) => {
                let service = state.shared_service();
                let goes_on = spawn_blocking(move || {
                    let is_ours = service.go_on_importing(&mut reading, Service::now());
                    (reading, is_ours)
                });
                let (same, is_ours) = joined(goes_on.await.map(Ok))?;
                reading = same;
                // Reading goes on where nobody could be told: reading twice changes nothing.
                if let Err(cause) = is_ours {
                    tracing::warn!(%cause, "it could not be said that an import goes on");
                }
            }
        }
    };
    let service = state.shared_service();
    joined(spawn_blocking(move || service.settle_import(&folder, reading, read, Service::now())).await)
}

/// What a task brought; a panic of it is passed on to whoever polls.
fn joined<T>(task: Result<Result<T, ServiceError>, tokio::task::JoinError>) -> Result<T, ServiceError> {
    match task {
        Ok(outcome) => outcome,
        Err(cause) => std::panic::resume_unwind(cause.into_panic()),
    }
}
