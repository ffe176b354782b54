//! `candor verify`

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use serde::Deserialize;

use super::{StoreArg, output};
use crate::bundle;
use crate::chain::{Checked, Checkpoint, PublicKey};
use crate::service::Service;
use crate::store::ModelDir;

/// Checks the decision log: that no decision was changed, left out or put in later; of a bundle, everything in it. Without a file the
/// store's log is read.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// A file that `candor audit export` or `candor audit bundle` wrote.
    #[arg(value_name = "FILE", conflicts_with = "store")]
    file: Option<PathBuf>,
    /// The public key that the signed states must be signed with, as `candor audit key` printed it; where keys followed one another,
    /// may be given once for each.
    #[arg(long, value_name = "KEY")]
    key: Vec<PublicKey>,
    /// A file with a signed state, as `candor audit sign` printed it, that was kept away from the store; may be given more than once.
    #[arg(long, value_name = "FILE")]
    held: Vec<PathBuf>,
    #[command(flatten)]
    store: StoreArg,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let held = self.held.iter().map(|file| read_held(file)).collect::<anyhow::Result<Vec<_>>>()?;
        if let Some(file) = self.file.as_deref().filter(|file| file.exists())
            && bundle::is_bundle(file)?
        {
            return self.tell(&bundle::verify(file, &held, &self.key)?);
        }
        let outcome = match &self.file {
            Some(file) => bundle::log::verify(file, held, &self.key)?,
            None => Service::open(self.store.open_filled()?, ModelDir::new("models")).verify_chain(held, &self.key)?,
        };
        let checked = outcome?;
        if self.json { output::json(&checked) } else { self.tell_log(&checked) }
    }

    /// What a sound bundle holds.
    fn tell(&self, sound: &bundle::Sound) -> anyhow::Result<()> {
        if self.json {
            return output::json(sound);
        }
        let bundle::Sound { shop, span, files, reports, key, log, .. } = sound;
        output::line(&format!("{files} files of {shop}, {} to {}, are those that {key} signed", span.from, span.to))?;
        output::line(&format!("{reports} reports were made on the log that is in it"))?;
        self.tell_log(log)
    }

    fn tell_log(&self, checked: &Checked) -> anyhow::Result<()> {
        output::line(&format!("{} decisions, in one unbroken chain up to {}", checked.links, checked.hash))?;
        output::line(&format!(
            "{} are kept as they were made, {} were forgotten or left out",
            checked.kept, checked.forgotten
        ))?;
        output::line(&format!("{} signed states agree, over the first {} links", checked.checkpoints, checked.signed))?;
        if checked.checkpoints == 0 {
            output::line(
                "Nothing is signed: somebody who can write to the store could have made the whole chain anew.",
            )?;
        } else if self.key.is_empty() {
            output::line("Name the key with --key: a signature by just any key proves nothing.")?;
        }
        Ok(())
    }
}

/// What `candor audit sign` prints.
#[derive(Deserialize)]
struct Held {
    signed: Checkpoint,
}

fn read_held(file: &Path) -> anyhow::Result<Checkpoint> {
    let text = fs::read_to_string(file).with_context(|| format!("reading `{}`", file.display()))?;
    let held: Held = serde_json::from_str(&text)
        .with_context(|| format!("`{}` is no signed state: keep what `candor audit sign` prints", file.display()))?;
    Ok(held.signed)
}
