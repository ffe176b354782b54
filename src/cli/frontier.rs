//! `candor frontier`

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::{ModelArg, StoreArg, ThreadsArg, output, usage};
use crate::engine::Survey;
use crate::evaluate::{self, Interval, Later, Panel, Settings, Worth, frontier, frontier_chart, later_panel};
use crate::reason::Wording;
use crate::rerank::Policy;
use crate::service::Service;
use crate::store::{ModelDir, StoreData};

/// The share of the data that tuning and the choice of a policy may see.
const SEEN_SHARE: f64 = 0.85;

/// Measures what variety and surprise cost at a placement: relevance against intra-list distance over a grid of policies, on real customers of
/// the store. Accuracy is asked of a model that is fitted on the part before the hold-out, with the parameters of the current one.
#[derive(Debug, Args)]
pub(super) struct Frontier {
    /// Whose rules hold besides those that are varied.
    #[arg(long, default_value = "home")]
    placement: String,
    /// A policy as JSON in place of the live one.
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// At most so many customers are asked.
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    customers: usize,
    /// Strengths of diversity [default: eleven over what a policy may say, up to 1 by mmr and 5 by dpp]; more shows where the curve goes on.
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = strength)]
    diversity: Vec<f64>,
    /// The hold-out that accuracy is asked on.
    #[arg(long, value_enum, default_value_t = Part::Validation)]
    part: Part,
    #[command(flatten)]
    store: StoreArg,
    #[command(flatten)]
    model: ModelArg,
    #[command(flatten)]
    threads: ThreadsArg,
    /// Writes the chart here, as SVG.
    #[arg(long, value_name = "DIR")]
    charts: Option<PathBuf>,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

/// Which part of the data is held out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The end of the first 85 %: what a policy may be chosen by.
    Validation,
    /// The last 15 %: what a choice is measured by, once.
    Test,
    /// None; only relevance is told.
    None,
}

fn strength(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| format!("`{text}` is no number"))?;
    if (0.0..=1_000.0).contains(&value) { Ok(value) } else { Err(format!("{value} is not from 0 to 1000")) }
}

impl Frontier {
    pub(super) fn run(self) -> anyhow::Result<()> {
        usage(self.customers > 0, "`--customers` must be 1 or more")?;
        let threads = self.threads.count();
        let store = self.store.open_filled()?;
        let service = Service::open(Arc::clone(&store), ModelDir::new(&self.model.folder));
        let engine = service.reload()?;
        let policy = self.policy(&service)?;
        let now = Service::now();
        let settings = Settings { diversity: self.diversity.clone(), ..Settings::default() };
        let later = self.later(&StoreData::new(store, now)?, &engine, &policy)?;
        let inputs = service.sample(&policy, now, self.customers, threads)?;
        let panel = Panel::new(&engine, &inputs, Vec::new(), threads);
        let later = later.as_ref().map(|later| later_panel(later, threads));
        let bar = output::progress(0, "{msg} {bar:40} {pos}/{len} policies, {elapsed}");
        let frontier = frontier(&policy, &panel, later.as_ref(), &settings, &mut |done, of| {
            bar.set_length(of as u64);
            bar.set_position(done as u64);
        });
        bar.finish_and_clear();
        if let Some(folder) = &self.charts {
            output::charts(folder, &[("frontier.svg", &frontier_chart(&frontier))])?;
        }
        if self.json { output::json(&frontier) } else { in_words(&frontier) }
    }

    fn policy(&self, service: &Service) -> anyhow::Result<Policy> {
        let Some(path) = &self.policy else { return Ok(service.policy(&self.placement)?) };
        let text = std::fs::read_to_string(path).with_context(|| format!("reading `{}`", path.display()))?;
        let policy: Policy =
            serde_json::from_str(&text).with_context(|| format!("`{}` holds no policy", path.display()))?;
        policy.check()?;
        Ok(policy)
    }

    fn later(
        &self,
        data: &StoreData,
        engine: &crate::engine::Engine,
        policy: &Policy,
    ) -> anyhow::Result<Option<Later>> {
        if self.part == Part::None {
            return Ok(None);
        }
        let survey = Survey::of(data)?;
        let until = (self.part == Part::Validation).then(|| survey.cut(SEEN_SHARE, None));
        let wording = Arc::new(Wording::new().context("the compiled-in wordings")?);
        let manifest = engine.model().manifest();
        let sizes = (self.customers, self.threads.count());
        Ok(Later::gather(data, &survey, manifest, (policy, wording), until, sizes)?)
    }
}

fn in_words(frontier: &evaluate::Frontier) -> anyhow::Result<()> {
    output::line(&format!(
        "{}: lists of {} customers, {} of them in the hold-out",
        frontier.policy, frontier.customers, frontier.held_out_customers
    ))?;
    output::line(
        "diversity  relevance kept           distance                 surprise  coverage  NDCG@10 kept             distance there",
    )?;
    row("no rules", &frontier.unruled)?;
    row("no variety", &frontier.without_variety)?;
    row("you are here", &frontier.live)?;
    for series in &frontier.series {
        output::line(series.name)?;
        series.points.iter().try_for_each(|point| row(&format!("{:.2}", point.diversity), &point.worth))?;
        if let Some(widest) = &series.widest {
            let (gained, kept) = (100.0 * widest.distance_gained, 100.0 * widest.kept);
            output::line(&format!(
                "  widest at 99 %: {:.2}, {gained:+.1} % distance, {kept:.2} % kept",
                widest.diversity
            ))?;
        }
    }
    Ok(())
}

fn row(name: &str, worth: &Worth) -> anyhow::Result<()> {
    let sure = |interval: Interval| format!("{:.4} [{:.4}, {:.4}]", interval.mean, interval.low, interval.high);
    let later = worth.held_out.as_ref().map(|later| {
        format!(
            "{}  {:.4} ({:+.1} %)",
            sure(later.ndcg_kept),
            later.intra_list_distance.mean,
            100.0 * later.distance_gained.mean
        )
    });
    let groups = worth.exposure.iter().map(|group| format!("  {} {:.4}", group.group, group.share.mean));
    output::line(&format!(
        "  {name:<12} {}  {}  {:.4}  {:.4}  {}{}",
        sure(worth.relevance_kept),
        sure(worth.intra_list_distance),
        worth.serendipity.mean,
        worth.coverage,
        later.unwrap_or_default(),
        groups.collect::<String>()
    ))
}
