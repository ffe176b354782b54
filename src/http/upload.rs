//! A body that goes to the disk as it comes: it may be larger than memory, and is never whole in it.

use std::fs::{self, File};
use std::future::poll_fn;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use tokio::sync::mpsc;

use super::problem::{Kind, Problem};
use super::state::spawn_blocking;

/// Pieces of a body that wait for the disk; the sender waits for them.
const WAITING_MAX: usize = 16;

/// A file that was taken: how large it is, and its BLAKE3 hash in hex.
#[derive(Debug)]
pub(super) struct Taken {
    pub(super) bytes: u64,
    pub(super) digest: String,
}

/// Writes a body to a file that is not there yet, in a folder that is made; each piece must come in time. A file that is not
/// taken whole is removed.
pub(super) async fn take(body: Body, path: PathBuf, bytes_max: u64, piece_in: Duration) -> Result<Taken, Problem> {
    let (pieces, waiting) = mpsc::channel(WAITING_MAX);
    let place = path.clone();
    let writing = spawn_blocking(move || write(&place, waiting));
    let fed = feed(body, pieces, bytes_max, piece_in).await;
    let written = writing.await.map_err(|cause| Problem::internal(&cause))?;
    let outcome = match (fed, written) {
        (Ok(bytes), Ok(digest)) => return Ok(Taken { bytes, digest }),
        (_, Err(cause)) => Problem::internal(&cause),
        (Err(problem), Ok(_)) => problem,
    };
    drop(spawn_blocking(move || fs::remove_file(path)).await);
    Err(outcome)
}

async fn feed(mut body: Body, pieces: mpsc::Sender<Bytes>, bytes_max: u64, piece_in: Duration) -> Result<u64, Problem> {
    let mut bytes = 0;
    loop {
        let next = poll_fn(|context| Pin::new(&mut body).poll_frame(context));
        let frame = match tokio::time::timeout(piece_in, next).await {
            Ok(None) => return Ok(bytes),
            Ok(Some(frame)) => frame.map_err(|_| Problem::new(Kind::Malformed, "the body broke off"))?,
            Err(_) => {
                let detail = format!("each piece of the body must arrive within {} ms", piece_in.as_millis());
                return Err(Problem::new(Kind::BodyTimeout, detail));
            }
        };
        let Ok(piece) = frame.into_data() else { continue };
        bytes += piece.len() as u64;
        if bytes > bytes_max {
            return Err(Problem::new(Kind::TooLarge, format!("at most {bytes_max} bytes are taken")));
        }
        // Where the writer has given up, its own failure is told.
        if pieces.send(piece).await.is_err() {
            return Ok(bytes);
        }
    }
}

fn write(path: &Path, mut pieces: mpsc::Receiver<Bytes>) -> io::Result<String> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut hasher = blake3::Hasher::new();
    let mut file = BufWriter::new(File::create_new(path)?);
    while let Some(piece) = pieces.blocking_recv() {
        hasher.update(&piece);
        file.write_all(&piece)?;
    }
    file.into_inner()?.sync_all()?;
    Ok(hasher.finalize().to_hex().to_string())
}
