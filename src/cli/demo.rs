//! `candor demo`

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;
use tokio::runtime::Runtime;

use super::{ThreadsArg, output, serve};
use crate::config::Config;
use crate::demo::{self, Generated};
use crate::evaluate::{Grid, Reading, Start, train};
use crate::event::Event;
use crate::http::{AppState, Pages};
use crate::model::ModelParams;
use crate::rerank::Policy;
use crate::service::{Outbox, Service};
use crate::store::{self, ModelDir, Shop, Store, StoreData};
use crate::units::Time;

/// The demo is always the same shop.
const SEED: u64 = 7;
/// Its last day is always the same too, so that its model and its answers are.
const END: &str = "2026-06-30T18:00:00Z";
/// Events that are written, and made durable, together.
const BATCH: usize = 20_000;
/// How long the end of the process waits for work that is still in the store.
const LAST_WORK: Duration = Duration::from_secs(10);

/// Generates the demo shop, trains, and serves it on this machine.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// The port on 127.0.0.1.
    #[arg(long, value_name = "PORT", default_value_t = 7878)]
    port: u16,
    /// Where the shop and its models are kept.
    #[arg(long, value_name = "DIR", default_value = "demo-data")]
    dir: PathBuf,
    #[command(flatten)]
    threads: ThreadsArg,
}

impl Demo {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let config = self.config()?;
        let _tracing = serve::start_log(&config.log, &config.traces)?;
        // Asked before the work, so that a taken port is not told after it.
        free(config.listen)?;
        let store = store::open(&config.store)?;
        fill(&store)?;
        let models = ModelDir::new(&config.models);
        learn(&store, &models, self.threads.count())?;
        let service = Service::open(Arc::clone(&store), models).with_outbox(Outbox::Folder(self.dir.join("messages")));
        service.reload()?;
        let why = why_path(&service)?;
        let state = AppState::open(Arc::new(service), config, Pages::DemoShop)?;
        let runtime = Runtime::new().context("starting the async threads")?;
        let served = runtime.block_on(serve::serve(&[state], None, |listen| addresses(listen, &why)));
        runtime.shutdown_timeout(LAST_WORK);
        store.flush()?;
        served
    }

    fn config(&self) -> anyhow::Result<Config> {
        let store = self.dir.join("store").to_str().context("--dir must be valid UTF-8")?.to_owned();
        let listen = SocketAddr::from(([127, 0, 0, 1], self.port));
        let mut config = Config { listen, store, models: self.dir.join("models"), ..Config::default() };
        config.imports.folder = self.dir.join("imports");
        // The addresses are what a demo has to say; only what goes wrong interrupts them.
        config.log.filter = "warn".to_owned();
        std::fs::create_dir_all(&self.dir).with_context(|| format!("creating `{}`", self.dir.display()))?;
        Ok(config)
    }
}

/// Fails when somebody else listens there.
fn free(listen: SocketAddr) -> anyhow::Result<()> {
    match std::net::TcpListener::bind(listen) {
        Ok(_) => Ok(()),
        Err(cause) if cause.kind() == std::io::ErrorKind::AddrInUse => {
            bail!("{listen} is in use by another program; stop that one or give another --port")
        }
        Err(cause) => Err(cause).with_context(|| format!("listening on {listen}; give another --port")),
    }
}

fn end() -> Time {
    END.parse().expect("a valid date")
}

/// Generates the shop into an empty store; leaves a complete one alone, and refuses another shop's.
fn fill(store: &Arc<dyn Store>) -> anyhow::Result<()> {
    let began = Instant::now();
    let Generated { shop_name, items, customers, events, policy } = demo::generate(SEED, end());
    let name = shop_name.clone();
    let shop = Shop { name: shop_name, ..Shop::default() };
    let there = store.counts()?;
    let is_ours = store.shop()?.name == name;
    if there.events > 0 && !is_ours {
        bail!("the directory holds another shop; give another --dir");
    }
    if is_ours && there.events >= events.len() as u64 {
        return step("found", began, &format!("{name}: {} items, {} events", there.items, there.events));
    }
    store.put_shop(&shop)?;
    store.put_items(&items)?;
    store.put_customers(&customers)?;
    keep_policy(&**store, &policy)?;
    keep_events(&**store, &events)?;
    let counts = [items.len(), customers.len(), events.len()];
    let [items, customers, events] = counts;
    step("generated", began, &format!("{name}: {items} items, {customers} customers, {events} events"))
}

/// A marketer's own version stays live when an interrupted generation is resumed.
fn keep_policy(store: &dyn Store, policy: &Policy) -> anyhow::Result<()> {
    if store.live_policy(&policy.placement)?.is_none() {
        store.put_policy(policy)?;
    }
    Ok(())
}

/// Events with a known id change nothing, so that an interrupted generation can be resumed.
fn keep_events(store: &dyn Store, events: &[Event]) -> anyhow::Result<()> {
    let bar = output::progress(events.len() as u64, "{msg} {bar:40} {pos}/{len} events, {elapsed}");
    bar.set_message("storing");
    for batch in events.chunks(BATCH) {
        store.append_events(batch)?;
        bar.inc(batch.len() as u64);
    }
    bar.finish_and_clear();
    Ok(())
}

/// Fits the default parameters, without a search, unless a good model is there already.
fn learn(store: &Arc<dyn Store>, models: &ModelDir, threads: usize) -> anyhow::Result<()> {
    let began = Instant::now();
    if let Ok(model) = models.load_current() {
        return step("found", began, &format!("model {}", model.manifest().fingerprint));
    }
    let data = StoreData::new(Arc::clone(store), Service::now())?;
    let bar = output::progress(0, "{msg} {bar:40} {pos}/{len} steps, {elapsed}");
    bar.set_message("training");
    let start = Start::Choose { params: &ModelParams::default(), grid: &Grid::nothing() };
    let trained = train(&data, start, Reading::Everybody, threads, &mut |done, of| {
        bar.set_length(of as u64);
        bar.set_position(done as u64);
    })?;
    bar.finish_and_clear();
    models.publish(&trained.model, &trained.card)?;
    let manifest = trained.model.manifest();
    step("trained", began, &format!("model {}, {} weights", manifest.fingerprint, manifest.weights))
}

fn step(did: &str, began: Instant, what: &str) -> anyhow::Result<()> {
    output::line(&format!("{did:<10} {what} ({:.1} s)", began.elapsed().as_secs_f64()))
}

/// The page that explains the first item of the first persona's list.
fn why_path(service: &Service) -> anyhow::Result<String> {
    let persona = demo::personas().first().context("the demo has personas")?;
    let request = serde_json::from_value(serde_json::json!({"placement": "home", "customer": persona.id, "count": 1}))?;
    let decision = Service::new_decision_id();
    let answer = service.recommend(decision.clone(), Service::now(), request)?;
    let item = &answer.items.first().context("the demo shop has nothing to recommend")?.item;
    Ok(format!("/shop/decisions/{decision}/items/{item}/why"))
}

/// The three pages to open. A closed terminal is not a reason to stop serving.
fn addresses(listen: SocketAddr, why: &str) {
    let lines = [
        String::new(),
        format!("  shop       http://{listen}/"),
        format!("  why this?  http://{listen}{why}"),
        format!("  console    http://{listen}/console"),
        String::new(),
        "Stop with Ctrl-C.".to_owned(),
    ];
    drop(lines.iter().try_for_each(|text| output::line(text)));
}
