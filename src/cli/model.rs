//! `candor model`

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use super::output;
use crate::store::ModelDir;

/// Lists, shows and rolls back models.
#[derive(Debug, Args)]
pub(super) struct Model {
    #[command(subcommand)]
    action: Action,
    /// The folder of models.
    #[arg(long, value_name = "DIR", default_value = "models", global = true)]
    model: PathBuf,
    /// Prints JSON; this command always does.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// All models, the current one marked.
    List,
    /// The manifest of one (the current one by default), after checking every byte of it.
    Show {
        /// Which.
        fingerprint: Option<String>,
    },
    /// Makes an earlier model the current one.
    Rollback {
        /// Which.
        fingerprint: String,
    },
}

impl Model {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let models = ModelDir::new(&self.model);
        match self.action {
            Action::List => {
                let current = models.current()?;
                output::json(&json!({ "models": models.list()?, "current": current }))
            }
            Action::Show { fingerprint } => {
                let model = match fingerprint {
                    Some(fingerprint) => models.load(&fingerprint)?,
                    None => models.load_current()?,
                };
                output::json(model.manifest())
            }
            Action::Rollback { fingerprint } => {
                models.make_current(&fingerprint)?;
                output::json(&json!({ "current": fingerprint }))
            }
        }
    }
}
