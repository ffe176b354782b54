//! The decision log as a file: a line of JSON for the beginning with all signed states, then one for each link.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
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
pub(crate) enum Records {
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

/// What was written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written {
    /// How many links.
    pub(crate) links: u64,
    /// The last of them.
    pub(crate) end: Head,
}

/// Writes the log.
pub(crate) fn write_to(out: &mut impl Write, service: &Service, records: Records) -> anyhow::Result<Written> {
    let beginning = Beginning { candor_decision_log: FORM, checkpoints: service.checkpoints()? };
    line(out, &beginning)?;
    let mut written = Written { links: 0, end: Head::START };
    loop {
        let links = service.store().chain_links(written.end.no, PAGE)?;
        let is_last = links.len() < PAGE;
        for mut link in links {
            written = Written { links: written.links + 1, end: Head { no: link.no, hash: link.hash } };
            if records == Records::Left {
                link.kept = None;
            }
            line(out, &link)?;
        }
        if is_last {
            return Ok(written);
        }
    }
}

/// Reads a file and checks it, against signed states that were held elsewhere too; the first fault is the inner error.
pub(crate) fn verify(path: &Path, held: Vec<Checkpoint>, keys: &[PublicKey]) -> anyhow::Result<Result<Checked, Fault>> {
    let naming = || format!("reading `{}`", path.display());
    let file = BufReader::new(File::open(path).with_context(naming)?);
    verify_from(file, held, keys, &mut |_| {}).with_context(naming)
}

/// The same of a log wherever it is read from; `meet` is told each sound link.
pub(super) fn verify_from(
    log: impl BufRead,
    held: Vec<Checkpoint>,
    keys: &[PublicKey],
    meet: &mut dyn FnMut(Head),
) -> anyhow::Result<Result<Checked, Fault>> {
    let mut lines = log.lines();
    let first = lines.next().context("the file is empty")??;
    let beginning: Beginning =
        serde_json::from_str(&first).context("it is not a decision log: write one with `candor audit export`")?;
    anyhow::ensure!(beginning.candor_decision_log == FORM, "the file is of a later form: use a newer candor");
    let signed = [beginning.checkpoints, held].concat();
    let mut verifier = match Verifier::new(Head::START, signed, keys) {
        Ok(verifier) => verifier,
        Err(fault) => return Ok(Err(fault)),
    };
    for (number, line) in (2..).zip(lines) {
        let link: Link = serde_json::from_str(&line?).with_context(|| format!("line {number}"))?;
        if let Err(fault) = verifier.read(&link) {
            return Ok(Err(fault));
        }
        meet(Head { no: link.no, hash: link.hash });
    }
    Ok(verifier.finish())
}

/// Writes one line.
fn line(out: &mut impl Write, value: &impl Serialize) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}
