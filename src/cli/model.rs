//! `candor model`

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use super::{output, usage};
use crate::service::Service;
use crate::store::{ModelDir, ModelDirError, Override};

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
    /// Makes a model the current one although it was refused; who did it and why stays beside it.
    Promote {
        /// Which.
        fingerprint: String,
        /// Why.
        #[arg(long, value_name = "WHY")]
        reason: String,
        /// Who; by default the user of this machine who runs the command.
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
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
            Action::Promote { fingerprint, reason, by } => {
                usage(!reason.trim().is_empty(), "--reason must say why")?;
                let by = by.or_else(user).unwrap_or_default();
                usage(!by.trim().is_empty(), "--by must say who does it")?;
                let overridden = Override { at: Service::now(), by: Some(by), reason };
                let promotion = models.override_refusal(&fingerprint, overridden)?;
                output::json(&json!({ "current": fingerprint, "promotion": promotion }))
            }
        }
    }
}

/// Who is signed in at this machine, as the system tells programs.
fn user() -> Option<String> {
    ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok())
}
