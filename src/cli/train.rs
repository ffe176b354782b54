//! `candor train`

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use clap::Args;
use serde_json::{Map, Value, json};

use super::{StoreArg, ThreadsArg, output};
use crate::config::FALL_PERCENT_MAX;
use crate::evaluate::{Grid, Origin, Reading, Start, Trained, Tuned, train};
use crate::model::{Manifest, ModelParams};
use crate::service::{Gate, Service, promote};
use crate::store::{ModelDir, ModelDirError, Promotion, StoreData, Verdict};

/// Learns from the store and publishes a model.
#[derive(Debug, Args)]
pub(super) struct Train {
    #[command(flatten)]
    store: StoreArg,
    /// The folder of models.
    #[arg(long, value_name = "DIR", default_value = "models")]
    out: PathBuf,
    /// Parameters as JSON; what is absent has its default. Without a file they are tuned on the last part of the data.
    #[arg(long, value_name = "FILE")]
    params: Option<PathBuf>,
    /// Takes over the parameters and the calibration of the current model instead of choosing them anew: a quick refit.
    #[arg(long, conflicts_with = "params")]
    keep: bool,
    /// For the final fit reads only who has changed since the last run with this option; the model is the same, byte for
    /// byte, as without it.
    #[arg(long)]
    incremental: bool,
    /// By how much the figures of the new model may fall behind those of the current one, in percent; one that falls further is kept
    /// but not made current. 100 takes any.
    #[arg(long, value_name = "PERCENT", default_value_t = FALL_PERCENT_MAX, value_parser = clap::value_parser!(u8).range(..=100))]
    fall_percent_max: u8,
    /// Also learns which items lean to which groups of customers of this segment, for leakage budgets; may be given again for others. Without
    /// `--params`, what the current model learnt of is learnt of again.
    #[arg(long, value_name = "SEGMENT")]
    leaning: Vec<String>,
    #[command(flatten)]
    threads: ThreadsArg,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

impl Train {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let data = StoreData::new(self.store.open_filled()?, Service::now())?;
        let models = ModelDir::new(&self.out);
        let taken_over = || models.load_current().context("--keep takes over from the current model");
        let current = self.keep.then(taken_over).transpose()?;
        let current = current.map(|current| with_leanings(current.manifest(), &self.leaning));
        let mut params = params(self.params.as_deref())?;
        if self.params.is_none() && !self.keep {
            params.leanings.extend(learnt_of(&models));
        }
        params.leanings.extend(self.leaning.iter().cloned());
        let grid = if self.params.is_some() { Grid::nothing() } else { Grid::standard() };
        let start = current.as_ref().map_or(Start::Choose { params: &params, grid: &grid }, Start::TakeOver);
        let reading = if self.incremental { Reading::Changed } else { Reading::Everybody };
        let began = Instant::now();
        let bar = output::progress(0, "{msg} {bar:40} {pos}/{len} trials, {elapsed}");
        bar.set_message("tuning");
        let trained = train(&data, start, reading, self.threads.count(), &mut |done, of| {
            bar.set_length(of as u64);
            bar.set_position(done as u64);
        })?;
        bar.finish_and_clear();
        let fit_seconds = began.elapsed().as_secs_f64();
        let gate = Gate::of_percent(self.fall_percent_max);
        let promotion = promote(&models, &data, &trained, gate, self.threads.count())?;
        let report = report(&trained, fit_seconds, &promotion);
        if self.json {
            output::json(&report)?
        } else {
            in_words(&report, &self.out)?
        }
        if let Some(figures) = worse_than_popular(&report) {
            let way_out = if self.params.is_some() {
                "`candor train` without --params chooses parameters for this shop"
            } else {
                "there may be too little to learn from yet"
            };
            eprintln!("{figures}: {way_out}");
        }
        match promotion.verdict {
            Verdict::Promoted => Ok(()),
            Verdict::Refused => {
                let fingerprint = trained.model.manifest().fingerprint.clone();
                Err(ModelDirError::Refused { fingerprint, reason: promotion.reason }.into())
            }
        }
    }
}

/// A word on a model that ranks worse than popularity alone does, if it does.
fn worse_than_popular(report: &Value) -> Option<String> {
    let figure = |name: &str| report["metrics"][name].as_f64();
    let (own, popular) = (figure("ndcg@20")?, figure("popularity_ndcg@20")?);
    (own < popular).then(|| {
        format!(
            "note: on the choices held out, popular items alone do better (NDCG@20 {popular:.3}, this model {own:.3})"
        )
    })
}

/// The segments that the current model learnt of: what live budgets bound lists by is not unlearnt by the way.
fn learnt_of(models: &ModelDir) -> BTreeSet<String> {
    match models.load_current() {
        Ok(current) => current.params().leanings.clone(),
        Err(ModelDirError::None { .. }) => BTreeSet::new(),
        // A training may be what is to mend it, so it goes on.
        Err(cause) => {
            tracing::warn!(%cause, "name the segments of live leakage budgets with --leaning: the current model cannot say them");
            BTreeSet::new()
        }
    }
}

/// A manifest to take over from, with more segments to learn of.
fn with_leanings(manifest: &Manifest, more: &[String]) -> Manifest {
    let mut manifest = manifest.clone();
    manifest.params.leanings.extend(more.iter().cloned());
    manifest
}

/// Reads parameters; unknown names and values out of range are refused. The defaults without a file.
pub(super) fn params(path: Option<&Path>) -> anyhow::Result<ModelParams> {
    let Some(path) = path else { return Ok(ModelParams::default()) };
    let text = std::fs::read_to_string(path).with_context(|| format!("reading `{}`", path.display()))?;
    let no_params = || format!("`{}` holds no parameters", path.display());
    // A list would be read as the fields in their order.
    let fields: Map<String, Value> = serde_json::from_str(&text).with_context(no_params)?;
    let params: ModelParams = serde_json::from_value(Value::Object(fields)).with_context(no_params)?;
    params.fit.check()?;
    params.weighting.check()?;
    anyhow::ensure!(params.half_life_days > 0.0, "`half_life_days` must be above 0, not {}", params.half_life_days);
    Ok(params)
}

fn report(trained: &Trained, fit_seconds: f64, promotion: &Promotion) -> Value {
    let manifest = trained.model.manifest();
    json!({
        "model": manifest.fingerprint,
        "items": manifest.items,
        "customers": manifest.customers,
        "events": manifest.events,
        "weights": manifest.weights,
        "fit_seconds": fit_seconds,
        "peak_rss_mb": output::peak_rss_mb(),
        "params": manifest.params,
        "metrics": metrics(&trained.origin),
        "promotion": promotion,
    })
}

fn metrics(origin: &Origin) -> Value {
    match origin {
        Origin::Chosen(tuned) => measured(tuned),
        Origin::TakenOver { from } => json!({ "taken_over_from": from }),
    }
}

fn measured(tuned: &Tuned) -> Value {
    let figures = tuned.on_hold_out;
    json!({
        "hold_out_customers": tuned.cases,
        "hold_out_from": tuned.cut,
        "ndcg@20": figures.map(|figures| figures.ndcg),
        "recall@20": figures.map(|figures| figures.recall),
        "popularity_ndcg@20": figures.map(|figures| figures.popularity_ndcg),
        "popularity_recall@20": figures.map(|figures| figures.popularity_recall),
        "calibration_error": figures.map(|_| tuned.reliability.expected_calibration_error),
        "calibration_error_by_rank": figures.map(|_| &tuned.reliability.bands),
    })
}

fn in_words(report: &Value, out: &Path) -> anyhow::Result<()> {
    let fields = ["model", "items", "customers", "events", "weights", "fit_seconds", "peak_rss_mb"];
    for field in fields {
        output::line(&format!("{field:<22} {}", report[field].to_string().trim_matches('"')))?;
    }
    for (name, value) in report["metrics"].as_object().into_iter().flatten() {
        output::line(&format!("{name:<22} {}", value.to_string().trim_matches('"')))?;
    }
    output::line(&format!("{:<22} {}", "promotion", report["promotion"]["reason"].as_str().unwrap_or_default()))?;
    output::line(&format!("Kept in `{}`, with its card.", out.display()))
}
