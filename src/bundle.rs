//! A bundle for an auditor from outside: reports, the decision log without records, the rules and their histories, the model's card, all
//! named with their hashes by a manifest that is signed. `candor verify` checks it without the store. Must not know who asks for it.

pub(crate) mod log;
mod tar;
mod verify;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub(crate) use verify::{Sound, is_bundle, verify};

use log::Records;

use crate::access::Actor;
use crate::chain::{Digest, Head, PublicKey, SecretKey};
use crate::monitor::Window;
use crate::oversight;
use crate::report::{Kind, Language, Report, csv};
use crate::service::{ReportWish, Service};
use crate::units::Time;

/// The form of a bundle; a later form gets a later number.
const FORM: u32 = 1;
/// What separates the hash that is signed from any other.
const CONTEXT: &str = "candor 2026 bundle manifest";
/// How much of a placement's name stands in names of files.
const NAME_CHARS: usize = 40;

const README: &str = "README.txt";
const LOG: &str = "log.jsonl";
const MANIFEST: &str = "manifest.json";
const SEAL: &str = "manifest.seal.json";
const MODEL: &str = "model/manifest.json";

/// What is in a bundle.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    candor_bundle: u32,
    shop: String,
    span: Window,
    made_at: Time,
    /// The last link of the log in it.
    log: Head,
    /// The model whose card is in it.
    model: Option<String>,
    /// Every file before this one, in order.
    files: Vec<Listed>,
}

/// A file and its hash.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    path: String,
    bytes: u64,
    blake3: Digest,
}

fn digest(manifest: &[u8]) -> Digest {
    Digest(blake3::derive_key(CONTEXT, manifest))
}

/// Writes files and notes what they are.
struct Bundle<'o> {
    out: &'o mut BufWriter<File>,
    files: Vec<Listed>,
}

impl Bundle<'_> {
    fn file(&mut self, path: &str, content: &[u8]) -> anyhow::Result<()> {
        let (bytes, blake3) = tar::write(self.out, path, &mut |file| Ok(file.write_all(content)?))?;
        self.files.push(Listed { path: path.to_owned(), bytes, blake3 });
        Ok(())
    }

    fn json(&mut self, path: &str, value: &impl Serialize) -> anyhow::Result<()> {
        self.file(path, &serde_json::to_vec_pretty(value)?)
    }

    fn report(&mut self, no: usize, report: &Report, page: Page) -> anyhow::Result<()> {
        let stem = format!("reports/{no:02}-{}-{}-{}", short(&report.placement), report.kind, report.language);
        self.file(&format!("{stem}.json"), report.json().as_bytes())?;
        self.file(&format!("{stem}.csv"), csv(report).as_bytes())?;
        self.file(&format!("{stem}.html"), page(report).as_bytes())
    }

    fn log(&mut self, service: &Service) -> anyhow::Result<Head> {
        let mut end = Head::START;
        let (bytes, blake3) = tar::write(self.out, LOG, &mut |file| {
            end = log::write_to(file, service, Records::Left)?.end;
            Ok(())
        })?;
        self.files.push(Listed { path: LOG.to_owned(), bytes, blake3 });
        Ok(end)
    }

    /// The manifest, its seal and the end.
    fn seal(mut self, manifest: Manifest, key: &SecretKey) -> anyhow::Result<()> {
        let manifest = Manifest { files: std::mem::take(&mut self.files), ..manifest };
        let bytes = serde_json::to_vec_pretty(&manifest)?;
        self.file(MANIFEST, &bytes)?;
        self.json(SEAL, &key.seal(&digest(&bytes)))?;
        Ok(tar::finish(self.out)?)
    }
}

/// A name that every file system takes.
fn short(name: &str) -> String {
    name.chars().take(NAME_CHARS).map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect()
}

/// What was written.
#[derive(Debug, Serialize)]
pub(crate) struct Written {
    /// How many files are in it.
    files: usize,
    /// How many decisions its log commits to.
    decisions: u64,
    /// Who signed it.
    key: PublicKey,
}

/// A report as a page that needs nothing but itself.
pub(crate) type Page = fn(&Report) -> String;

/// Which bundle is wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wish {
    /// Its reports are on this span ...
    pub(crate) span: Window,
    /// ... in this language; that of the shop where nobody says.
    pub(crate) language: Option<Language>,
    /// How a report becomes a page.
    pub(crate) page: Page,
}

/// Writes a bundle for somebody; for nobody where the command line makes it. The state of the log is signed first.
///
/// # Errors
/// When the store, the folder of models or the file fails, or there is no such span of the log.
pub(crate) fn write_to(
    out: &mut BufWriter<File>,
    service: &Service,
    &Wish { span, language, page }: &Wish,
    by: Option<&Actor>,
    key: &SecretKey,
) -> anyhow::Result<Written> {
    let now = Service::now();
    let mut bundle = Bundle { out, files: Vec::new() };
    let mut keys = vec![key.public()];
    for state in service.checkpoints()? {
        if !keys.contains(&state.key) {
            keys.push(state.key);
        }
    }
    bundle.file(README, readme(&keys).as_bytes())?;
    let placements = service.placements_in(span)?;
    for (no, placement) in (1..).zip(&placements) {
        for kind in Kind::ALL {
            let wish = ReportWish { kind, placement: placement.clone(), span, language, by: by.cloned() };
            bundle.report(no, &service.report(wish, now)?, page)?;
        }
        bundle.json(&format!("policies/{no:02}-{}.json", short(placement)), &policies(service, placement)?)?;
    }
    bundle.json("oversight.json", &overseen(service)?)?;
    let model = service.models().current()?;
    if let Some(fingerprint) = &model {
        let card = service.models().card(fingerprint)?;
        bundle.file(MODEL, service.models().load(fingerprint)?.manifest_json())?;
        bundle.file("model/card.md", card.text.as_bytes())?;
        card.reliability.iter().try_for_each(|chart| bundle.file("model/reliability.svg", chart.as_bytes()))?;
    }
    service.sign_chain(key, now)?;
    let log = bundle.log(service)?;
    let shop = service.store().shop()?.name;
    let files = bundle.files.len() + 2;
    let manifest = Manifest { candor_bundle: FORM, shop, span, made_at: now, log, model, files: Vec::new() };
    bundle.seal(manifest, key)?;
    Ok(Written { files, decisions: log.no, key: key.public() })
}

/// The rules of a placement: every version, and every proposal with its history.
fn policies(service: &Service, placement: &str) -> anyhow::Result<Value> {
    let live = service.policy(placement)?.version;
    let mut versions = Vec::new();
    for version in 1..=live {
        versions.extend(service.store().policy(placement, version)?);
    }
    let proposals: BTreeMap<String, _> =
        service.proposals(placement, None, usize::MAX)?.into_iter().map(|kept| (kept.id, kept.it)).collect();
    Ok(json!({ "placement": placement, "live": live, "versions": versions, "proposals": proposals }))
}

/// What people set, opened and tried.
fn overseen(service: &Service) -> anyhow::Result<Value> {
    let incidents: BTreeMap<String, _> =
        service.incidents(None, usize::MAX, None)?.into_iter().map(|kept| (kept.id, kept.it)).collect();
    let experiments: BTreeMap<String, _> =
        service.experiments(None, usize::MAX)?.into_iter().map(|kept| (kept.id, kept.it)).collect();
    let settings = oversight::settings(service.store())?.it;
    let changes = oversight::settings_changes(service.store())?;
    Ok(json!({ "settings": settings, "changes": changes, "incidents": incidents, "experiments": experiments }))
}

/// `keys`: whose signature the bundle has, then of any earlier states of the log.
fn readme(keys: &[PublicKey]) -> String {
    let listed: String = keys.iter().map(|key| format!("  {key}\n")).collect();
    let options: String = keys.iter().map(|_| " --key KEY").collect();
    format!(
        "\
What a shop recommended, for an auditor.

  reports/         reports on the span, each as JSON, CSV and a page for a browser, in the language that its name ends in
  policies/        the rules of each placement: every version, every proposal with its history
  oversight.json   what needs approval, incidents, experiments
  model/           what the model is, and its card
  {LOG}        the decision log: a chain of hashes with its signed states, without anything personal
  {MANIFEST}    all of the above with their BLAKE3 hashes
  {SEAL}   the signature of the manifest

`candor verify FILE{options}` checks all of it on the file as it was given to you, with no access to the shop. It was signed with
the first of these, and states of its log with any other, before that one took its place:

{listed}
which proves something only if you know from elsewhere that they are the shop's.
"
    )
}
