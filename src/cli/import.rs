//! `candor import`

use std::path::PathBuf;

use anyhow::Context;
use clap::builder::PossibleValuesParser;
use clap::{Args, builder::TypedValueParser};

use super::{StoreArg, files, output};
use crate::import::{self, READERS, Reader, RejectFile, Report, Source, StoreIntake};
use crate::service::Service;

/// Reads a shop's files into the store. A second run of the same files changes nothing.
#[derive(Args)]
pub(super) struct Import {
    /// What the files hold.
    #[arg(value_name = "FORMAT", value_parser = format_parser())]
    format: &'static str,
    /// Files, or folders of them; `.gz` is read as it is.
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    store: StoreArg,
    /// Where rejected rows are listed, one JSON object per line [default: <store>/rejects-<format>.jsonl].
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

fn format_parser() -> impl TypedValueParser<Value = &'static str> {
    let names = READERS.map(Reader::name);
    PossibleValuesParser::new(names).map(|name| import::reader(&name).map_or("", Reader::name))
}

impl std::fmt::Debug for Import {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Import").field("format", &self.format).field("paths", &self.paths).finish_non_exhaustive()
    }
}

impl Import {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let reader = import::reader(self.format).context("a format of the list")?;
        let bar = output::progress(0, "{bar:40} {bytes}/{total_bytes} {eta}");
        let progressed = |n_bytes| bar.inc(n_bytes);
        let source = Source::new(reader, &self.paths, &progressed)?;
        bar.set_length(source.bytes());
        let store = self.store.open()?;
        let inputs: Vec<PathBuf> = source.inputs().iter().map(|input| input.path.clone()).collect();
        files::spare(&self.store.store, &self.rejects_path())?;
        let mut intake =
            StoreIntake::new(&*store, RejectFile::create(&self.rejects_path(), &inputs)?).at(Service::now());
        let outcome = import::import(reader, &source, &mut intake);
        bar.finish_and_clear();
        let report = intake.report();
        if self.json {
            output::json(&report)?;
        } else {
            in_words(&report, &intake)?;
        }
        Ok(outcome?)
    }

    /// Beside the embedded store; a store elsewhere has no folder, so the list goes to the current one.
    fn rejects_path(&self) -> PathBuf {
        let name = format!("rejects-{}.jsonl", self.format);
        match &self.rejects {
            Some(path) => path.clone(),
            None if self.store.store.contains("://") => PathBuf::from(name),
            None => PathBuf::from(&self.store.store).join(name),
        }
    }
}

fn in_words(report: &Report, intake: &StoreIntake<'_>) -> anyhow::Result<()> {
    let Report { read, accepted, rejected, customers, items, events, unchanged, .. } = report;
    output::line(&format!("{read} rows read, {accepted} accepted, {rejected} rejected"))?;
    for (reason, count) in &report.rejected_by_reason {
        output::line(&format!("  {count:>9}  {reason}"))?;
    }
    output::line(&format!(
        "{events} events, {items} items, {customers} customers; {unchanged} of these were known already"
    ))?;
    if !report.noticed.is_empty() {
        output::line("Noticed over all rows, whatever became of them:")?;
    }
    for (oddity, count) in &report.noticed {
        output::line(&format!("  {count:>9}  {oddity}"))?;
    }
    if *rejected > 0 {
        output::line(&format!("The rejected rows are listed in {}", intake.rejects_path().display()))?;
    }
    Ok(())
}
