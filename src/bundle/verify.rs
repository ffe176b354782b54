//! Checking a bundle with nothing but itself and the key.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use anyhow::{Context, bail, ensure};
use serde::Serialize;

use super::log;
use super::tar::{self, Measured};
use super::{FORM, LOG, Listed, MANIFEST, MODEL, Manifest, SEAL, digest};
use crate::chain::{Checked, Checkpoint, Digest, Head, PublicKey, Seal};
use crate::monitor::Window;
use crate::report::Report;
use crate::units::Time;

/// The largest file that is read into memory.
const READ_BYTES_MAX: u64 = 64 << 20;
/// Where the form of a bundle stands in it.
const MAGIC: (usize, &[u8]) = (257, b"ustar");

/// A sound bundle.
#[derive(Debug, Serialize)]
pub(crate) struct Sound {
    /// The shop.
    pub(crate) shop: String,
    /// The span of its reports.
    pub(crate) span: Window,
    /// When it was made.
    pub(crate) made_at: Time,
    /// How many files are what the manifest says.
    pub(crate) files: usize,
    /// How many reports name a state of the log that the log had.
    pub(crate) reports: usize,
    /// Who signed it.
    pub(crate) key: PublicKey,
    /// The log in it.
    pub(crate) log: Checked,
}

/// What was read, before it is held to the manifest.
#[derive(Default)]
struct Found {
    files: Vec<Listed>,
    manifest: Vec<u8>,
    seal: Vec<u8>,
    model: Option<Vec<u8>>,
    /// The ends of the log that reports name, by report.
    named: Vec<(String, Head)>,
    /// The hashes of the log at these ends.
    met: BTreeMap<u64, Digest>,
    log: Option<Checked>,
}

/// Whether a file is a bundle, or what else it may be.
pub(crate) fn is_bundle(path: &Path) -> anyhow::Result<bool> {
    let mut head = Vec::new();
    let file = File::open(path).with_context(|| format!("reading `{}`", path.display()))?;
    file.take(512).read_to_end(&mut head)?;
    Ok(head.get(MAGIC.0..MAGIC.0 + MAGIC.1.len()) == Some(MAGIC.1))
}

/// Checks a bundle: every byte is one that was signed, its log is one unbroken chain that ends where the manifest says, and every report
/// was made on that log.
pub(crate) fn verify(path: &Path, held: &[Checkpoint], keys: &[PublicKey]) -> anyhow::Result<Sound> {
    let naming = || format!("`{}`", path.display());
    let mut found = Found::default();
    let mut file = BufReader::new(File::open(path).with_context(naming)?);
    tar::read(&mut file, &mut |name, bytes, content| found.take(name, bytes, content, held, keys))
        .with_context(naming)?;
    found.hold(keys).with_context(naming)
}

impl Found {
    fn take(
        &mut self,
        name: &str,
        bytes: u64,
        content: &mut dyn Read,
        held: &[Checkpoint],
        keys: &[PublicKey],
    ) -> anyhow::Result<()> {
        let is_read = [MANIFEST, SEAL, MODEL].contains(&name) || is_report(name);
        ensure!(!is_read || bytes <= READ_BYTES_MAX, "{name} is too large to be read");
        let mut measured = Measured::of(content);
        if name == LOG {
            self.log(&mut measured, held, keys).with_context(|| format!("in {LOG}"))?;
        } else if is_read {
            let mut text = Vec::new();
            measured.read_to_end(&mut text)?;
            match name {
                MANIFEST => self.manifest = text,
                SEAL => self.seal = text,
                MODEL => self.model = Some(text),
                _ => {
                    let report: Report = serde_json::from_slice(&text).with_context(|| format!("in {name}"))?;
                    self.named.push((name.to_owned(), report.log));
                }
            }
        }
        std::io::copy(&mut measured, &mut std::io::sink())?;
        self.files.push(Listed { path: name.to_owned(), bytes: measured.bytes, blake3: measured.hash() });
        Ok(())
    }

    fn log(&mut self, content: impl Read, held: &[Checkpoint], keys: &[PublicKey]) -> anyhow::Result<()> {
        let met = &mut self.met;
        let named: Vec<u64> = self.named.iter().map(|(_, head)| head.no).collect();
        let mut meet = |head: Head| {
            if named.contains(&head.no) {
                met.insert(head.no, head.hash);
            }
        };
        meet(Head::START);
        let checked = log::verify_from(BufReader::new(content), held.to_vec(), keys, &mut meet)??;
        self.log = Some(checked);
        Ok(())
    }

    /// Holds what was found to the manifest, and that to its seal.
    fn hold(mut self, keys: &[PublicKey]) -> anyhow::Result<Sound> {
        let last: Vec<&str> = self.files.iter().rev().take(2).map(|file| file.path.as_str()).collect();
        ensure!(last == [SEAL, MANIFEST], "it does not end with a manifest and its seal");
        let seal: Seal = serde_json::from_slice(&self.seal).with_context(|| format!("in {SEAL}"))?;
        ensure!(serde_json::to_vec_pretty(&seal)? == self.seal, "{SEAL} is not as candor writes it");
        ensure!(keys.is_empty() || keys.contains(&seal.key), "it is signed by {}, not by an expected key", seal.key);
        seal.check(&digest(&self.manifest)).context("the manifest is not the one that was signed")?;
        let manifest: Manifest = serde_json::from_slice(&self.manifest).with_context(|| format!("in {MANIFEST}"))?;
        ensure!(manifest.candor_bundle == FORM, "it is of a later form: use a newer candor");
        self.files.truncate(self.files.len() - 2);
        held_to(&self.files, &manifest.files)?;
        let log = self.log.with_context(|| format!("there is no {LOG}"))?;
        let end = Head { no: log.end, hash: log.hash };
        ensure!(
            end == manifest.log,
            "{LOG} ends at link {}, not at link {} as the manifest says",
            end.no,
            manifest.log.no
        );
        for (name, head) in &self.named {
            let is_of_log = self.met.get(&head.no) == Some(&head.hash);
            ensure!(is_of_log, "{name} was made on another log: its link {} is not the one in {LOG}", head.no);
        }
        let model = self.model.map(|model| serde_json::from_slice::<serde_json::Value>(&model)).transpose()?;
        let model = model.as_ref().and_then(|model| model["fingerprint"].as_str());
        ensure!(model == manifest.model.as_deref(), "the model of {MODEL} is not the one that the manifest names");
        let Manifest { shop, span, made_at, .. } = manifest;
        let (files, reports) = (self.files.len() + 2, self.named.len());
        Ok(Sound { shop, span, made_at, files, reports, key: seal.key, log })
    }
}

fn is_report(name: &str) -> bool {
    name.starts_with("reports/") && Path::new(name).extension().is_some_and(|ending| ending == "json")
}

/// The files are those of the manifest, in its order, each with its length and hash.
fn held_to(found: &[Listed], manifest: &[Listed]) -> anyhow::Result<()> {
    for (at, wanted) in manifest.iter().enumerate() {
        let path = &wanted.path;
        match found.get(at) {
            Some(file) if file.path != *path => bail!("{path} is missing: {} stands in its place", file.path),
            Some(file) if file != wanted => bail!("{path} is not the file that was signed"),
            Some(_) => {}
            None => bail!("{path} is missing"),
        }
    }
    match found.get(manifest.len()) {
        Some(file) => bail!("{} is not among what was signed", file.path),
        None => Ok(()),
    }
}
