//! `candor benchmark`

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use super::benchmark_sessions::{self, Extras, Request};
use super::{ThreadsArg, output, train};
use crate::evaluate::{
    Accuracy, CooccurrenceKnn, Interactions, KnnParams, Linear, Popularity, Recommender, Split, accuracy, recommend,
    sum_split,
};
use crate::fit::neighbourhood_ridge;
use crate::stats::Statistics;

/// What is asked of the recommenders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Protocol {
    /// All unseen items are ranked for every user of a LightGCN-format split.
    Lightgcn,
    /// The next click is named after every click of a visit.
    Sessions,
}

/// Fits a LightGCN-format split and ranks all unseen items for every user of the test part; or learns from visits and
/// names the next click.
#[derive(Debug, Args)]
pub(super) struct Benchmark {
    /// The protocol, and with it the form of the files.
    #[arg(long, value_enum, default_value_t = Protocol::Lightgcn)]
    protocol: Protocol,
    /// Chooses parameters on the newest visits of the training part first (sessions only).
    #[arg(long)]
    tune: bool,
    /// What is learnt from: a line is `user item item ...`; `.gz` is read as is.
    #[arg(long, value_name = "FILE")]
    train: PathBuf,
    /// What is to be found, in the same form.
    #[arg(long, value_name = "FILE")]
    test: PathBuf,
    /// The length of the lists.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=1000))]
    k: u16,
    /// Parameters as JSON; only `ridge` counts, since such files hold neither times nor kinds of event.
    #[arg(long, value_name = "FILE")]
    params: Option<PathBuf>,
    /// Measures popularity and co-occurrence neighbours too.
    #[arg(long)]
    baselines: bool,
    #[command(flatten)]
    threads: ThreadsArg,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

impl Benchmark {
    pub(super) fn run(self) -> anyhow::Result<()> {
        if self.protocol == Protocol::Sessions {
            return self.run_sessions();
        }
        anyhow::ensure!(!self.tune, "`--tune` needs `--protocol sessions`");
        let split = Split::new(read(&self.train)?, read(&self.test)?)?;
        let params = train::params(self.params.as_deref())?.ridge;
        let (k, threads) = (usize::from(self.k), self.threads.count());
        let start = Instant::now();
        let statistics = sum_split(&split, params.customer_exponent, threads);
        let weights = neighbourhood_ridge(&statistics.gram, &params, threads)?;
        let fit_seconds = start.elapsed().as_secs_f64();
        let start = Instant::now();
        let lists = recommend(&Linear(&weights), &split, k, threads);
        let recommend_seconds = start.elapsed().as_secs_f64();
        let ours = accuracy(&lists, &split, k);
        let mut report = figures(ours, k);
        report.insert("users".to_owned(), json!(ours.users));
        report.insert("items".to_owned(), json!(split.n_items));
        report.insert("weights".to_owned(), json!(weights.targets.len()));
        report.insert("fit_seconds".to_owned(), json!(fit_seconds));
        report.insert("recommend_seconds".to_owned(), json!(recommend_seconds));
        report.insert("peak_rss_mb".to_owned(), json!(output::peak_rss_mb()));
        if self.baselines {
            report.insert("baselines".to_owned(), baselines(&statistics, &split, k, threads));
        }
        if self.json { output::json(&report) } else { in_words(&report) }
    }

    fn run_sessions(&self) -> anyhow::Result<()> {
        let report = benchmark_sessions::run(&Request {
            train: &self.train,
            test: &self.test,
            params: self.params.as_deref(),
            k: usize::from(self.k),
            threads: self.threads.count(),
            extras: Extras { tune: self.tune, baselines: self.baselines },
        })?;
        if self.json { output::json(&report) } else { in_words(&report) }
    }
}

/// Opens a file; one whose name ends in `.gz` is unpacked.
fn read(path: &Path) -> anyhow::Result<Interactions> {
    let file = File::open(path).with_context(|| format!("opening `{}`", path.display()))?;
    let is_packed = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
    let bytes: Box<dyn Read> =
        if is_packed { Box::new(flate2::read::MultiGzDecoder::new(file)) } else { Box::new(file) };
    Interactions::read(BufReader::new(bytes)).with_context(|| format!("reading `{}`", path.display()))
}

fn figures(accuracy: Accuracy, k: usize) -> Map<String, Value> {
    let named = [("recall", accuracy.recall), ("ndcg", accuracy.ndcg)];
    named.into_iter().map(|(name, value)| (format!("{name}@{k}"), json!(value))).collect()
}

fn baselines(statistics: &Statistics, split: &Split, k: usize, threads: usize) -> Value {
    let measured = |recommender: &dyn Recommender| {
        Value::Object(figures(accuracy(&recommend(recommender, split, k, threads), split, k), k))
    };
    let neighbours = CooccurrenceKnn::of(&statistics.gram, &KnnParams::default(), threads);
    json!({ "popularity": measured(&Popularity::of(statistics)), "cooccurrence_knn": measured(&neighbours) })
}

fn in_words(report: &Map<String, Value>) -> anyhow::Result<()> {
    report.iter().try_for_each(|(name, value)| output::line(&format!("{name:<18} {value}")))
}
