//! The decision log as a file: a line of JSON for the beginning with all signed states, then one for each link.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::chain::{Checked, Checkpoint, Fault, Head, Link, PublicKey, Verifier};
use crate::service::Service;

/// How many links are read from the store at a time.
const PAGE: usize = 256;
/// The form of the file; a later form gets a later number.
const FORM: u32 = 1;

/// Whether records are in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Records {
    /// With their salts.
    Told,
    /// Left out.
    Left,
}

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Beginning {
    candor_decision_log: u32,
    checkpoints: Vec<Checkpoint>,
}

/// Writes the log beside the file and moves it into its place when it is whole and synced; how many links.
pub(super) fn write(path: &Path, service: &Service, records: Records) -> anyhow::Result<u64> {
    let draft = path.with_extension("part");
    let naming = || format!("writing `{}`", path.display());
    let mut out = BufWriter::new(File::create(&draft).with_context(naming)?);
    let beginning = Beginning { candor_decision_log: FORM, checkpoints: service.checkpoints()? };
    line(&mut out, &beginning).with_context(naming)?;
    let (mut after, mut written) = (0, 0);
    loop {
        let links = service.store().chain_links(after, PAGE)?;
        let is_last = links.len() < PAGE;
        for mut link in links {
            after = link.no;
            written += 1;
            if records == Records::Left {
                link.kept = None;
            }
            line(&mut out, &link).with_context(naming)?;
        }
        if is_last {
            break;
        }
    }
    out.into_inner()
        .map_err(std::io::IntoInnerError::into_error)
        .and_then(|file| file.sync_all())
        .with_context(naming)?;
    fs::rename(&draft, path).with_context(naming)?;
    Ok(written)
}

/// Reads a file and checks it, against signed states that were held elsewhere too; the first fault is the inner error.
pub(super) fn verify(
    path: &Path,
    held: Vec<Checkpoint>,
    key: Option<PublicKey>,
) -> anyhow::Result<Result<Checked, Fault>> {
    let naming = || format!("reading `{}`", path.display());
    let mut lines = BufReader::new(File::open(path).with_context(naming)?).lines();
    let first = lines.next().context("the file is empty")?.with_context(naming)?;
    let beginning: Beginning = serde_json::from_str(&first)
        .with_context(|| format!("`{}` is not a decision log: write one with `candor audit export`", path.display()))?;
    anyhow::ensure!(beginning.candor_decision_log == FORM, "the file is of a later form: use a newer candor");
    let signed = [beginning.checkpoints, held].concat();
    let mut verifier = match Verifier::new(Head::START, signed, key) {
        Ok(verifier) => verifier,
        Err(fault) => return Ok(Err(fault)),
    };
    for (number, line) in (2..).zip(lines) {
        let line = line.with_context(naming)?;
        let link: Link = serde_json::from_str(&line).with_context(|| format!("`{}`, line {number}", path.display()))?;
        if let Err(fault) = verifier.read(&link) {
            return Ok(Err(fault));
        }
    }
    Ok(verifier.finish())
}

/// Writes one line.
fn line(out: &mut impl Write, value: &impl Serialize) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}
