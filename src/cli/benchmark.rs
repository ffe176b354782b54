//! `candor benchmark`

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use clap::error::ErrorKind;
use clap::{Args, CommandFactory, ValueEnum};
use serde_json::{Map, Value, json};

use super::benchmark_scale::{self, ScaleArgs};
use super::benchmark_sessions::{self, Extras, Request};
use super::benchmark_strong::{self, HeldOutArgs};
use super::{Cli, ThreadsArg, benchmark_row_weights, files, output, train, usage};
use crate::evaluate::{
    Accuracy, CooccurrenceKnn, Interactions, KnnParams, Linear, Popularity, Recommender, Split, accuracy,
    choose_on_validation, contributions, recommend, split_half,
};
use crate::fit::{FitParams, Workshop};
use crate::stats::{Contribution, Counts, Gram};

/// What is asked of the recommenders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Protocol {
    /// All unseen items are ranked for every user of a LightGCN-format split.
    Lightgcn,
    /// The next click is named after every click of a visit.
    Sessions,
    /// Users are held out whole, out of one file; a fifth of their items is to be found.
    Strong,
    /// Time and memory of a fit on invented customers of any number; reads no files.
    Scale,
}

/// Fits a LightGCN-format split and ranks all unseen items for every user of the test part; or learns from visits and
/// names the next click.
#[derive(Debug, Args)]
pub(super) struct Benchmark {
    /// The protocol, and with it the form of the files.
    #[arg(long, value_enum, default_value_t = Protocol::Lightgcn)]
    protocol: Protocol,
    /// What is learnt from: a line is `user item item ...`, or with `strong` `user,item[,rating]`; `.gz` is read as is.
    /// Not for `scale`.
    #[arg(long, value_name = "FILE")]
    train: Option<PathBuf>,
    /// What is to be found, in the same form; not with `strong`, which holds out of `--train`, nor for `scale`.
    #[arg(long, value_name = "FILE")]
    test: Option<PathBuf>,
    /// The length of the lists; `strong` has 20, 50 and 100.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=1000))]
    k: u16,
    /// Parameters as JSON; only `fit` counts, since such files hold neither times nor kinds of event.
    #[arg(long, value_name = "FILE", conflicts_with = "tune")]
    params: Option<PathBuf>,
    /// What parameters are chosen on, instead of a file or the defaults.
    #[arg(long, value_enum, default_value_t = Tune::None)]
    tune: Tune,
    /// Measures popularity and co-occurrence neighbours too.
    #[arg(long)]
    baselines: bool,
    /// Folds as in a catalogue of more than 65,536 items, with so many popular targets (there 8,192).
    #[arg(long, value_name = "N", conflicts_with_all = ["tune", "row_weights"])]
    as_if_large: Option<usize>,
    /// Measures how many weights a row should keep, instead: accuracy for each of these numbers, ascending, on the test part
    /// and on the end of each user's line in the training part.
    #[arg(long, value_name = "N,N,...", value_delimiter = ',', conflicts_with_all = ["tune", "baselines"])]
    row_weights: Vec<usize>,
    /// Draws charts of `--row-weights` or `--sizes` into this folder.
    #[arg(long, value_name = "DIR")]
    charts: Option<PathBuf>,
    #[command(flatten)]
    scale: ScaleArgs,
    #[command(flatten)]
    strong: HeldOutArgs,
    #[command(flatten)]
    threads: ThreadsArg,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Tune {
    /// Nothing: the defaults.
    None,
    /// The end of each user's line in the training part, or its newest visits, or the users held out for it.
    Validation,
    /// One half of the test users, and the figures are of the other; both ways, averaged. For `lightgcn` only.
    SplitHalf,
}

impl Benchmark {
    pub(super) fn run(mut self) -> anyhow::Result<()> {
        self.scale.seed = self.strong.seed;
        match self.protocol {
            Protocol::Lightgcn if self.row_weights.is_empty() => self.run_lightgcn(),
            Protocol::Lightgcn => self.run_row_weights(),
            Protocol::Sessions => self.run_sessions(),
            Protocol::Strong => self.run_strong(),
            Protocol::Scale => self.run_scale(),
        }
    }

    /// The files of a protocol that reads some.
    fn files(&self) -> (&Path, &Path) {
        self.train
            .as_deref()
            .zip(self.test.as_deref())
            .unwrap_or_else(|| wrong_usage("`--train` and `--test` are needed"))
    }

    fn split(&self) -> anyhow::Result<Split> {
        let (train, test) = self.files();
        Ok(Split::new(read(train)?, read(test)?)?)
    }

    fn run_scale(&self) -> anyhow::Result<()> {
        if self.scale.items.is_none() && self.scale.sizes.is_empty() {
            wrong_usage("`--items` and `--interactions` are needed, or `--sizes`");
        }
        let report = benchmark_scale::run(&self.scale, self.charts.as_deref(), self.threads.count())?;
        if self.json { output::json(&report) } else { in_words(&report) }
    }

    fn run_row_weights(&self) -> anyhow::Result<()> {
        usage(self.row_weights.is_sorted(), "`--row-weights` must ascend")?;
        let params = train::params(self.params.as_deref())?.fit;
        let report = benchmark_row_weights::run(&benchmark_row_weights::Request {
            split: &self.split()?,
            params: &params,
            sizes: &self.row_weights,
            k: usize::from(self.k),
            threads: self.threads.count(),
            charts: self.charts.as_deref(),
        })?;
        if self.json { output::json(&report) } else { in_words(&report) }
    }

    fn run_lightgcn(&self) -> anyhow::Result<()> {
        let split = self.split()?;
        let (k, threads) = (usize::from(self.k), self.threads.count());
        let mut report = Map::new();
        let params = self.choose(&split, &mut report)?;
        let start = Instant::now();
        let customers = contributions(&split);
        let workshop = Workshop::new(split.n_items, &customers, threads);
        let mut workshop = match self.as_if_large {
            Some(popular_targets) => workshop.as_if_large(popular_targets),
            None => workshop,
        };
        let weights = workshop.fit(&params)?;
        let fit_seconds = start.elapsed().as_secs_f64();
        let start = Instant::now();
        let lists = recommend(&Linear(&weights), &split, k, threads);
        let recommend_seconds = start.elapsed().as_secs_f64();
        let ours = accuracy(&lists, &split, k);
        if !report.contains_key(&format!("recall@{k}")) {
            report.extend(figures(ours, k));
        }
        report.insert("users".to_owned(), json!(ours.users));
        report.insert("items".to_owned(), json!(split.n_items));
        report.insert("weights".to_owned(), json!(weights.targets.len()));
        report.insert("fit_seconds".to_owned(), json!(fit_seconds));
        report.insert("recommend_seconds".to_owned(), json!(recommend_seconds));
        report.insert("peak_rss_mb".to_owned(), json!(output::peak_rss_mb()));
        report.insert("params".to_owned(), json!(params));
        if self.baselines {
            report.insert("baselines".to_owned(), baselines(&customers, &split, k, threads));
        }
        if self.json { output::json(&report) } else { in_words(&report) }
    }

    /// The parameters, and in the report how they were found.
    fn choose(&self, split: &Split, report: &mut Map<String, Value>) -> anyhow::Result<FitParams> {
        let start = train::params(self.params.as_deref())?.fit;
        let (k, threads) = (usize::from(self.k), self.threads.count());
        let bar = output::progress(0, "{msg} {bar:40} {pos}/{len} parameters, {elapsed}");
        bar.set_message("tuning");
        let mut tick = |done: usize, of: usize| {
            bar.set_length(of as u64);
            bar.set_position(done as u64);
        };
        let began = Instant::now();
        let params = match self.tune {
            Tune::None => return Ok(start),
            Tune::Validation => {
                let chosen = choose_on_validation(split, &start, k, threads, &mut tick)?;
                report.insert("trials".to_owned(), json!(chosen.trials));
                chosen.params
            }
            Tune::SplitHalf => {
                let (accuracy, halves) = split_half(split, &start, k, threads, &mut tick)?;
                report.extend(figures(accuracy, k));
                report.insert("halves".to_owned(), json!(halves));
                halves[0].params
            }
        };
        bar.finish_and_clear();
        report.insert("tune_seconds".to_owned(), json!(began.elapsed().as_secs_f64()));
        Ok(params)
    }

    fn run_strong(&self) -> anyhow::Result<()> {
        usage(self.tune != Tune::SplitHalf, "`strong` is tuned on held-out users: use `--tune validation`")?;
        let report = benchmark_strong::run(&benchmark_strong::Request {
            file: self.train.as_deref().unwrap_or_else(|| wrong_usage("`--train` is needed")),
            params: self.params.as_deref(),
            how: &self.strong,
            threads: self.threads.count(),
            is_tuned: self.tune == Tune::Validation,
            with_baselines: self.baselines,
        })?;
        if self.json { output::json(&report) } else { in_words(&report) }
    }

    fn run_sessions(&self) -> anyhow::Result<()> {
        usage(self.tune != Tune::SplitHalf, "`--tune split-half` is not for visits; use `--tune validation`")?;
        let (train, test) = self.files();
        let report = benchmark_sessions::run(&Request {
            train,
            test,
            params: self.params.as_deref(),
            k: usize::from(self.k),
            threads: self.threads.count(),
            extras: Extras { tune: self.tune == Tune::Validation, baselines: self.baselines },
        })?;
        if self.json { output::json(&report) } else { in_words(&report) }
    }
}

/// Ends the program as clap does when something is missing.
fn wrong_usage(what: &str) -> ! {
    let mut command = Cli::command();
    command.build();
    let of_benchmark = command.find_subcommand_mut("benchmark").expect("this command");
    of_benchmark.error(ErrorKind::MissingRequiredArgument, what).exit()
}

/// Opens a file; one whose name ends in `.gz` is unpacked.
fn read(path: &Path) -> anyhow::Result<Interactions> {
    Interactions::read(files::open(path)?).with_context(|| format!("reading `{}`", path.display()))
}

fn figures(accuracy: Accuracy, k: usize) -> Map<String, Value> {
    let named = [("recall", accuracy.recall), ("ndcg", accuracy.ndcg)];
    named.into_iter().map(|(name, value)| (format!("{name}@{k}"), json!(value))).collect()
}

fn baselines(customers: &[Contribution], split: &Split, k: usize, threads: usize) -> Value {
    let measured = |recommender: &dyn Recommender| {
        Value::Object(figures(accuracy(&recommend(recommender, split, k, threads), split, k), k))
    };
    let counts = Counts::of(split.n_items, customers);
    let gram = Gram::of(split.n_items, customers, 0.0, threads);
    let neighbours = CooccurrenceKnn::of(&gram, &KnnParams::default(), threads);
    json!({ "popularity": measured(&Popularity::of(&counts)), "cooccurrence_knn": measured(&neighbours) })
}

fn in_words(report: &Map<String, Value>) -> anyhow::Result<()> {
    report.iter().try_for_each(|(name, value)| output::line(&format!("{name:<18} {value}")))
}
