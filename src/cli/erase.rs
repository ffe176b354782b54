//! `candor erase`

use clap::Args;
use serde_json::json;

use super::{ModelArg, StoreArg, ThreadsArg, output};
use crate::event::Subject;
use crate::ids::CustomerId;
use crate::service::{Gate, Service};
use crate::store::ModelDir;

/// Removes everything that is kept of a customer, and fits the model that never saw them.
#[derive(Debug, Args)]
pub(super) struct Erase {
    /// Whom to forget.
    #[arg(long, value_name = "ID")]
    customer: CustomerId,
    #[command(flatten)]
    store: StoreArg,
    #[command(flatten)]
    model: ModelArg,
    #[command(flatten)]
    threads: ThreadsArg,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

impl Erase {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let models = ModelDir::new(&self.model.folder);
        let service = Service::open(self.store.open_filled()?, models.clone());
        let before = models.current()?;
        let erased = service.erase(&Subject::Customer(self.customer.clone()))?;
        let refitted = before.as_ref().map(|_| service.refit(Gate::Open, self.threads.count()));
        let refit_error = refitted.and_then(Result::err).map(|cause| cause.to_string());
        let model = models.current()?;
        let digest = models.load_current().ok().map(|model| model.manifest().data_digest.clone());
        let earlier: Vec<String> = models.list()?.into_iter().filter(|name| Some(name) != model.as_ref()).collect();
        let report = json!({
            "customer": self.customer,
            "was_known": erased.was_known,
            "events": erased.events,
            "decisions": erased.decisions,
            "model": model,
            "data_digest": digest,
            "earlier_models": earlier,
            "refit_error": refit_error,
        });
        if before.is_none() {
            let folder = self.model.folder.display();
            eprintln!(
                "note: there is no model in `{folder}`, so none was fitted anew; one elsewhere keeps sums that they were part of"
            );
        }
        if self.json {
            output::json(&report)?
        } else {
            in_words(&report)?
        }
        match refit_error {
            Some(cause) => {
                anyhow::bail!("erased, but the current model still holds them, for there was no refit: {cause}")
            }
            None => Ok(()),
        }
    }
}

fn in_words(report: &serde_json::Value) -> anyhow::Result<()> {
    for (name, value) in report.as_object().into_iter().flatten() {
        output::line(&format!("{name:<16} {}", value.to_string().trim_matches('"')))?;
    }
    output::line(
        "An earlier model holds sums that the customer was part of; remove its folder when no decision names it.",
    )
}
