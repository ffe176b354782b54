//! `candor backup`

use std::path::PathBuf;

use clap::Args;

use super::{ModelArg, StoreArg, output};
use crate::store::{self, ModelDir};

/// Copies the store into one file, while the service goes on. Models are named in it, not copied: keep their folder too.
#[derive(Debug, Args)]
pub(super) struct Backup {
    /// The new file.
    #[arg(value_name = "TO")]
    to: PathBuf,
    #[command(flatten)]
    store: StoreArg,
    #[command(flatten)]
    model: ModelArg,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

impl Backup {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let contents = store::back_up(&self.store.store, &ModelDir::new(&self.model.folder), &self.to)?;
        if self.json { output::json(&contents) } else { output::contents(&contents) }
    }
}
