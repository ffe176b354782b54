//! The command line: one file per command. Standard output carries results, standard error carries words.
#![expect(clippy::print_stderr, reason = "a command line speaks through these")]

mod audit;
mod backup;
mod benchmark;
mod benchmark_row_weights;
mod benchmark_scale;
mod benchmark_sessions;
mod benchmark_strong;
mod config;
mod demo;
mod doctor;
mod erase;
mod evaluate;
mod evaluate_explanations;
mod export;
mod files;
mod frontier;
mod import;
mod key;
mod model;
mod output;
mod reasons;
mod recommend;
mod report;
mod rerank;
mod restore;
mod serve;
mod traces;
mod train;
mod verify;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};

use crate::service::Service;
use crate::store::{self, ModelDir, Store};

/// The exit code of a command line that cannot be followed, as clap has it.
const MISUSED: u8 = 2;
/// The exit code of a command that failed.
const FAILED: u8 = 1;

/// Candor recommends, and can always say why.
#[derive(Debug, Parser)]
#[command(version, about, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Generates the demo shop, trains, and serves it on this machine.
    Demo(demo::Demo),
    /// Reads a shop's files into the store.
    Import(import::Import),
    /// Learns from the store and publishes a model.
    Train(train::Train),
    /// Recommends for one customer, with reasons.
    Recommend(recommend::Recommend),
    /// Fits and ranks a LightGCN-format split.
    Benchmark(benchmark::Benchmark),
    /// Measures a time-based hold-out of the store.
    Evaluate(evaluate::Evaluate),
    /// Measures what variety and surprise cost at a placement.
    Frontier(frontier::Frontier),
    /// Runs the reranker alone on instances, one JSON per line.
    Rerank(rerank::Rerank),
    /// Prints the catalogue of reason codes.
    Reasons(reasons::Reasons),
    /// Serves the HTTP API.
    Serve(serve::Serve),
    /// Prints the resolved configuration.
    Config(config::Config),
    /// Says what is wrong with the machine, the configuration, the store or the models, and what to do about it.
    Doctor(doctor::Doctor),
    /// Makes, lists, replaces and revokes the keys of a shop.
    Key(key::Key),
    /// Lists, shows and rolls back models.
    Model(model::Model),
    /// Finds, replays, signs and exports what was decided.
    Audit(audit::Audit),
    /// Writes reports on a span: the fairness audit, the transparency report, the model card, the campaign review.
    Report(report::Reporting),
    /// Checks the decision log, of a store, as it was exported, or in a bundle.
    Verify(verify::Verify),
    /// Copies the store into one file, while the service goes on.
    Backup(backup::Backup),
    /// Fills an empty store from such a file.
    Restore(restore::Restore),
    /// Prints a copy of everything that is kept of a customer.
    Export(export::Export),
    /// Removes a customer for good, and fits the model that never saw them.
    Erase(erase::Erase),
}

/// Where the shop's memory is.
#[derive(Debug, Args)]
struct StoreArg {
    /// The store: a directory (embedded), or `postgres://USER@HOST/DATABASE`.
    #[arg(long, value_name = "URL", default_value = "candor-data")]
    store: String,
}

impl StoreArg {
    /// The store, made where there is none.
    fn open(&self) -> anyhow::Result<Arc<dyn Store>> {
        Ok(store::open(&self.store)?)
    }

    /// A store that somebody has filled; a mistyped name makes no store.
    fn open_filled(&self) -> anyhow::Result<Arc<dyn Store>> {
        let is_directory = !self.store.contains("://");
        if is_directory && !Path::new(&self.store).is_dir() {
            anyhow::bail!("there is no store at `{}`: check --store, or run `candor import` first", self.store);
        }
        let store = self.open()?;
        let counts = store.counts()?;
        if counts.events == 0 && counts.items == 0 {
            anyhow::bail!("the store `{}` is empty: run `candor import` first", store::shown(&self.store));
        }
        Ok(store)
    }
}

/// Where models are.
#[derive(Debug, Args)]
struct ModelArg {
    /// The folder of models.
    #[arg(long = "model", value_name = "DIR", default_value = "models")]
    folder: PathBuf,
}

/// A shop that is filled: its store and its models.
#[derive(Debug, Args)]
struct ShopArg {
    #[command(flatten)]
    store: StoreArg,
    #[command(flatten)]
    model: ModelArg,
}

impl ShopArg {
    /// The service on both.
    fn open(&self) -> anyhow::Result<Service> {
        Ok(Service::open(self.store.open_filled()?, ModelDir::new(&self.model.folder)))
    }
}

/// How many threads a fit may use.
#[derive(Debug, Args)]
struct ThreadsArg {
    /// Threads; the processors of this machine by default. The result does not depend on it.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

impl ThreadsArg {
    fn count(&self) -> usize {
        self.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get)).max(1)
    }
}

/// A word of the command line that cannot be followed, of which only the command itself can tell.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct WrongUsage(String);

/// Ends a command with [`WrongUsage`] unless a condition holds.
fn usage(is_right: bool, otherwise: impl Into<String>) -> anyhow::Result<()> {
    if is_right { Ok(()) } else { Err(WrongUsage(otherwise.into()).into()) }
}

/// Runs a command line and says how it went: 0 done, 1 failed, 2 wrong usage.
#[must_use]
pub fn run(cli: Cli) -> ExitCode {
    let outcome = match cli.command {
        Command::Demo(command) => command.run(),
        Command::Import(command) => command.run(),
        Command::Train(command) => command.run(),
        Command::Recommend(command) => command.run(),
        Command::Benchmark(command) => command.run(),
        Command::Evaluate(command) => command.run(),
        Command::Frontier(command) => command.run(),
        Command::Rerank(command) => command.run(),
        Command::Reasons(command) => command.run(),
        Command::Serve(command) => command.run(),
        Command::Config(command) => command.run(),
        Command::Doctor(command) => command.run(),
        Command::Key(command) => command.run(),
        Command::Model(command) => command.run(),
        Command::Audit(command) => command.run(),
        Command::Report(command) => command.run(),
        Command::Verify(command) => command.run(),
        Command::Backup(command) => command.run(),
        Command::Restore(command) => command.run(),
        Command::Export(command) => command.run(),
        Command::Erase(command) => command.run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(if error.is::<WrongUsage>() { MISUSED } else { FAILED })
        }
    }
}
