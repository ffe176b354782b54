//! `candor evaluate --explanations`

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::{StoreArg, output, train, usage};
use crate::evaluate::{Faithfulness, Grid, Liked, LxrOptions, Material, Options, Resampling, lxr, shop_explanations};
use crate::reason::Wording;
use crate::service::Service;
use crate::store::StoreData;

/// What is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Protocol {
    /// The store's own recommendations at the moment before its last 15 % of events.
    Store,
    /// The protocol of LXR: four fifths of the people of `--ratings` are learnt from, the others get one recommendation each.
    Lxr,
}

/// Whether explanations name what recommendations rest on.
#[derive(Debug, Args)]
pub(super) struct ExplanationArgs {
    /// Measures explanations instead: evidence is taken away as each explainer ranks it, and the model is asked again.
    #[arg(long)]
    pub(super) explanations: bool,
    /// Whose recommendations are explained.
    #[arg(long, value_enum, default_value_t = Protocol::Store, requires = "explanations")]
    protocol: Protocol,
    /// Files of `user,item,rating`, read one after the other (`lxr`); `.gz` is read as is.
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "explanations")]
    ratings: Vec<PathBuf>,
    /// Ratings above this are choices (`lxr`).
    #[arg(long, value_name = "RATING", default_value_t = 3.5, requires = "explanations")]
    liked_above: f64,
    /// Names the draw of people, and all other draws.
    #[arg(long, value_name = "N", default_value_t = 7, requires = "explanations")]
    seed: u64,
}

/// What is asked for, from the command line.
pub(super) struct Request<'a> {
    pub(super) store: &'a StoreArg,
    pub(super) users_max: usize,
    pub(super) params: Option<&'a Path>,
    pub(super) how: &'a ExplanationArgs,
    pub(super) threads: usize,
}

const RESAMPLES: usize = 1_000;

pub(super) fn run(request: &Request<'_>, is_json: bool) -> anyhow::Result<()> {
    match request.how.protocol {
        Protocol::Lxr => run_lxr(request, is_json),
        Protocol::Store => run_store(request, is_json),
    }
}

fn run_store(request: &Request<'_>, is_json: bool) -> anyhow::Result<()> {
    let store = request.store.open_filled()?;
    let data = StoreData::new(Arc::clone(&store), Service::now())?;
    let (_, items) = store.items_at(store.catalog_state()?.revision)?;
    let wording = Some(Arc::new(Wording::new().context("the compiled-in wordings")?));
    let material = Material { data: &data, items: &items, segments: &|_| BTreeMap::new(), wording };
    let options = Options {
        explained_max: request.users_max,
        start: train::params(request.params)?,
        grid: if request.params.is_some() { Grid::nothing() } else { Grid::standard() },
        threads: request.threads,
        resampling: Resampling { resamples: RESAMPLES, seed: request.how.seed },
        ..Options::default()
    };
    let bar = output::progress(0, "{msg} {bar:40} {pos}/{len} trials, {elapsed}");
    bar.set_message("tuning before the cut");
    let report = shop_explanations(&material, &options, &mut |done, of| {
        bar.set_length(of as u64);
        bar.set_position(done as u64);
    })?;
    bar.finish_and_clear();
    if is_json {
        return output::json(&report);
    }
    output::line(&serde_json::to_string_pretty(&report.told)?)?;
    in_words(&report.faithfulness)
}

fn run_lxr(request: &Request<'_>, is_json: bool) -> anyhow::Result<()> {
    let how = request.how;
    usage(!how.ratings.is_empty(), "`--protocol lxr` needs `--ratings FILE...`")?;
    let mut liked = Liked::default();
    for path in &how.ratings {
        liked.read(open(path)?, how.liked_above).with_context(|| format!("reading `{}`", path.display()))?;
    }
    let options = LxrOptions {
        params: train::params(request.params)?.fit,
        seed: how.seed,
        users_max: request.users_max,
        resampling: Resampling { resamples: RESAMPLES, seed: how.seed },
        threads: request.threads,
    };
    let bar = output::progress(request.users_max as u64, "{bar:40} {pos} people, {elapsed}");
    let report = lxr(liked, &options, &|| bar.inc(1))?;
    bar.finish_and_clear();
    if is_json {
        return output::json(&report);
    }
    output::line(&format!(
        "{} people, {} items; learnt from {} people, {} weights.",
        report.users, report.items, report.users_fitted, report.weights
    ))?;
    in_words(&report.faithfulness)
}

/// Opens a file; one whose name ends in `.gz` is unpacked.
fn open(path: &Path) -> anyhow::Result<Box<dyn BufRead>> {
    let file = File::open(path).with_context(|| format!("opening `{}`", path.display()))?;
    let is_packed = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
    Ok(if is_packed {
        Box::new(BufReader::new(flate2::read::MultiGzDecoder::new(file)))
    } else {
        Box::new(BufReader::new(file))
    })
}

/// The metrics of the first table; all of them are in the JSON.
const TOLD: [&str; 12] = [
    "pos@5",
    "pos@10",
    "pos@20",
    "neg@5",
    "cdcg",
    "del",
    "ins",
    "pos@5|1",
    "pos@5|3",
    "pn_r",
    "stability",
    "cited_popularity",
];

fn in_words(report: &Faithfulness) -> anyhow::Result<()> {
    output::line(&format!(
        "{} recommendations with {:.0} pieces of evidence each; residual of the account at most {:e}; its four largest lines hold \
         {:.1} % of what is positive.",
        report.recommendations,
        report.evidence_mean,
        report.account.residual_max,
        100.0 * report.account.coverage_of_four
    ))?;
    output::line(&format!("{:<10} {}", "", TOLD.map(|name| format!("{name:>10}")).join(" ")))?;
    for explainer in &report.explainers {
        let cell =
            |name: &str| explainer.metrics.get(name).map_or_else(String::new, |told| format!("{:.4}", told.mean));
        output::line(&format!("{:<10} {}", explainer.name, TOLD.map(|name| format!("{:>10}", cell(name))).join(" ")))?;
    }
    output::line("less lines, 95 % interval of POS@5 and CDCG; share of the gap closed at POS@5 with 1, 2, 3 pieces")?;
    for explainer in &report.explainers {
        let cell = |name: &str| {
            let told = explainer.less_lines.get(name);
            told.map_or_else(String::new, |told| format!("{:+.4} [{:+.4}, {:+.4}]", told.mean, told.low, told.high))
        };
        let closed: Vec<String> = explainer.gap_closed.iter().map(|closed| format!("{closed:.3}")).collect();
        output::line(&format!(
            "{:<10} {:>28} {:>28}  {}",
            explainer.name,
            cell("pos@5"),
            cell("cdcg"),
            closed.join(" ")
        ))?;
    }
    for bound in &report.exhaustive {
        output::line(&format!(
            "exhaustive, {} pieces: POS@5 {:.4}, unproven {:.4}",
            bound.pieces, bound.pos_at_5.mean, bound.unproven
        ))?;
    }
    Ok(())
}
