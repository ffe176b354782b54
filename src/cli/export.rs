//! `candor export`

use clap::Args;

use super::{ShopArg, output};
use crate::event::Subject;
use crate::ids::CustomerId;
use crate::service::Service;

/// Prints a copy of everything that is kept of a customer, as JSON.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// Whom it is about.
    #[arg(long, value_name = "ID")]
    customer: CustomerId,
    #[command(flatten)]
    shop: ShopArg,
    /// Prints JSON; this command always does.
    #[arg(long)]
    json: bool,
}

impl Export {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let service = self.shop.open()?;
        output::json(&service.export(&Subject::Customer(self.customer), Service::now())?)
    }
}
