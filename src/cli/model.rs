//! `candor model`

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use super::output;
use crate::service::Service;
use crate::store::{ModelDir, ModelDirError};

/// Lists, shows, rolls back and promotes models.
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
    /// Makes an earlier model the current one, unless it was refused.
    Rollback {
        /// Which.
        fingerprint: String,
    },
    /// Makes a model the current one although it was refused; the reason stays beside it.
    Promote {
        /// Which.
        fingerprint: String,
        /// Why.
        #[arg(long, value_name = "WHY")]
        reason: String,
    },
}

impl Model {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let models = ModelDir::new(&self.model);
        match self.action {
            Action::List => {
                let current = models.current()?;
                let names = models.list()?;
                let promotion = |name: &String| Ok((name.clone(), models.promotion(name)?));
                let promotions = names.iter().map(promotion).collect::<Result<BTreeMap<_, _>, ModelDirError>>()?;
                output::json(&json!({ "models": names, "current": current, "promotions": promotions }))
            }
            Action::Show { fingerprint } => {
                let model = match fingerprint {
                    Some(fingerprint) => models.load(&fingerprint)?,
                    None => models.load_current()?,
                };
                output::json(model.manifest())
            }
            Action::Rollback { fingerprint } => {
                models.roll_back(&fingerprint)?;
                output::json(&json!({ "current": fingerprint }))
            }
            Action::Promote { fingerprint, reason } => {
                anyhow::ensure!(!reason.trim().is_empty(), "--reason must say why");
                let promotion = models.override_refusal(&fingerprint, reason, Service::now())?;
                output::json(&json!({ "current": fingerprint, "promotion": promotion }))
            }
        }
    }
}
