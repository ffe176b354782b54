//! `candor config`

use std::path::PathBuf;

use clap::Args;

use super::output;
use crate::{config, store};

/// Prints the resolved configuration: defaults, file and environment together, as JSON; without
/// the password of a database.
#[derive(Debug, Args)]
pub(super) struct Config {
    /// The file; `candor.toml` where it is there.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// JSON is the only form; the flag is taken for the sake of uniformity.
    #[arg(long)]
    json: bool,
}

impl Config {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let mut config = config::Config::load(self.config.as_deref(), config::environment())?;
        config.store = store::shown(&config.store);
        config.shops.values_mut().for_each(|shop| shop.store = store::shown(&shop.store));
        output::json(&config)
    }
}
