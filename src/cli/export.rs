//! `candor export`

use clap::Args;

use super::{ModelArg, StoreArg, output};
use crate::event::Subject;
use crate::ids::CustomerId;
use crate::service::Service;
use crate::store::ModelDir;

/// Prints a copy of everything that is kept of a customer, as JSON.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// Whom it is about.
    #[arg(long, value_name = "ID")]
    customer: CustomerId,
    #[command(flatten)]
    store: StoreArg,
    #[command(flatten)]
    model: ModelArg,
    /// Prints JSON; this command always does.
    #[arg(long)]
    json: bool,
}

impl Export {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let service = Service::open(self.store.open_filled()?, ModelDir::new(&self.model.folder));
        output::json(&service.export(&Subject::Customer(self.customer), Service::now())?)
    }
}
