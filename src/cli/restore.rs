//! `candor restore`

use std::path::PathBuf;

use clap::Args;

use super::{StoreArg, output};
use crate::store;

/// Fills an empty store from a file that `candor backup` wrote, of whichever kind of store. The file is checked first.
#[derive(Debug, Args)]
pub(super) struct Restore {
    /// The file.
    #[arg(value_name = "FROM")]
    from: PathBuf,
    #[command(flatten)]
    store: StoreArg,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

impl Restore {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let contents = store::restore(&self.from, &self.store.store)?;
        if self.json { output::json(&contents) } else { output::contents(&contents) }
    }
}
