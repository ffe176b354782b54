//! `candor key`

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::bail;
use clap::{Args, Subcommand};

use super::{StoreArg, output, usage};
use crate::access::{Key as Record, KeyId, KeyWish, Role};
use crate::http::{KeyMade, KeyView, Keys};
use crate::service::Service;
use crate::store::ModelDir;
use crate::units::Time;

/// Makes, lists, replaces and revokes the keys of a shop. While a service holds the store, `/v1/keys` does the same.
#[derive(Debug, Args)]
pub(super) struct Key {
    #[command(subcommand)]
    action: Action,
    /// The store: a directory (embedded).
    #[arg(long, value_name = "URL", default_value = "candor-data", global = true)]
    store: String,
    /// Prints JSON.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Makes a key and prints it, this once.
    Create {
        /// What it lets its holder be: publishable, secret, marketer, approver, analyst, auditor or admin.
        #[arg(long)]
        role: Role,
        /// Who will hold it, as it will stand in histories.
        #[arg(long)]
        name: String,
        /// When it ends, such as 2027-01-31T00:00:00Z; never by default.
        #[arg(long, value_name = "TIME")]
        expires: Option<Time>,
        /// From which pages browsers may use a publishable key, such as https://shop.example; may be repeated.
        #[arg(long = "origin", value_name = "ORIGIN")]
        origins: Vec<String>,
    },
    /// All keys, without their secrets.
    List,
    /// Makes a key open nothing any more.
    Revoke {
        /// Which.
        id: KeyId,
    },
    /// Gives a key another secret and prints it, this once.
    Rotate {
        /// Which.
        id: KeyId,
        /// For how many seconds the earlier secret still opens.
        #[arg(long, value_name = "SECONDS", default_value_t = 0)]
        overlap: u32,
    },
}

impl Key {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let makes_store = matches!(self.action, Action::Create { .. });
        if !makes_store && !self.store.contains("://") && !Path::new(&self.store).is_dir() {
            bail!("there is no store at `{}`: check --store", self.store);
        }
        // Keys lie in the store alone; no model is read.
        let service = Service::open(StoreArg { store: self.store }.open()?, ModelDir::new("models"));
        let as_json = self.json;
        let told = |made| if as_json { output::json(&KeyMade::new(made)) } else { in_words(&made) };
        match self.action {
            Action::Create { role, name, expires, origins } => {
                usage(!name.trim().is_empty(), "--name must say who will hold it")?;
                let wish = KeyWish { name, role, expires, origins: origins.into_iter().collect::<BTreeSet<_>>() };
                told(service.create_key(wish)?)
            }
            Action::List if as_json => output::json(&Keys::new(service.keys()?)),
            Action::List => service.keys()?.iter().try_for_each(listed),
            Action::Revoke { id } => {
                let key = service.revoke_key(&id)?;
                if as_json { output::json(&KeyView::from(key)) } else { output::line(&format!("revoked {id}")) }
            }
            Action::Rotate { id, overlap } => told(service.rotate_key(&id, overlap)?),
        }
    }
}

fn in_words((_, text): &(Record, String)) -> anyhow::Result<()> {
    output::line(text)?;
    output::line("It is shown this once; only its hash is kept.")
}

fn listed(key: &Record) -> anyhow::Result<()> {
    let state = key.is_live(Service::now()).err().map_or_else(|| "opens".to_owned(), |cause| cause.to_string());
    let used = key.last_used.map_or_else(|| "never used".to_owned(), |day| format!("last used {day}"));
    let given = if key.given_to.is_empty() { String::new() } else { format!(", given to {}", key.given_to.join(", ")) };
    output::line(&format!("{}  {:<11}  {state}, {used}{given}  {}", key.id, key.role, key.name))
}
