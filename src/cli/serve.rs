//! `candor serve`

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;
use tokio::runtime::Builder;
use tokio::task::JoinHandle;
use tracing::{Instrument, Span};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use super::traces::Tracing;
use crate::config::{Config, Letters, Log, LogFormat, Overrides, Traces, environment};
use crate::http::{self, AppState, Patience, Tls};
use crate::service::{Outbox, Postman, Relay, Service};
use crate::store::{self, ModelDir};

/// Threads of a shop for work that blocks, beyond that of its requests in flight: upkeep, figures, notes, kept answers.
const THREADS_BESIDE: usize = 112;

/// How long the end of the process waits for work that is still in the store, and for messages that are on their way.
const LAST_WORK: Duration = Duration::from_secs(10);

/// Serves the HTTP API until it is told to stop. Without a model it takes events and items, and recommends as soon as
/// one is published.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// The configuration; `candor.toml` where it is there.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The store: a directory (embedded), or `postgres://USER@HOST/DATABASE`.
    #[arg(long, value_name = "URL")]
    store: Option<String>,
    /// The folder of models.
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    /// The address and port.
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// The certificate for encrypted connections, as PEM, followed by those that lead to its authority.
    #[arg(long, value_name = "FILE")]
    tls_certificate: Option<PathBuf>,
    /// Its private key, as PEM.
    #[arg(long, value_name = "FILE")]
    tls_key: Option<PathBuf>,
}

impl Serve {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let overrides = Overrides {
            listen: self.listen,
            store: self.store,
            models: self.model,
            certificate: self.tls_certificate,
            key: self.tls_key,
        };
        let config = Config::load_with(self.config.as_deref(), environment(), overrides)?;
        let _tracing = start_log(&config.log, &config.traces)?;
        let tls = Tls::open(&config.tls)?;
        let scheme = if tls.is_some() { "https" } else { "http" };
        let states = open(&config)?;
        let in_flight: Vec<usize> = states.iter().map(|state| state.config().limits.in_flight).collect();
        let runtime = Builder::new_multi_thread().enable_all().max_blocking_threads(threads(&in_flight)).build();
        let runtime = runtime.context("starting the async threads")?;
        let listening = |address| tracing::info!("listening on {scheme}://{address}");
        let served = runtime.block_on(serve(&states, tls, listening));
        let end = Instant::now() + LAST_WORK;
        runtime.shutdown_timeout(LAST_WORK);
        let flushed = of_each(states.iter().map(|state| (state, state.service().flush().map_err(Into::into))));
        for state in &states {
            let left = state.service().outbox().settle(end.saturating_duration_since(Instant::now()));
            if left > 0 {
                tracing::error!(left, shop = state.config().shop, "messages to customers were not handed over");
            }
        }
        served.and(flushed)
    }
}

/// How many threads may block at once, where the shops may have so many requests in flight: work of one never waits for a thread of another.
fn threads(in_flight: &[usize]) -> usize {
    in_flight.iter().map(|in_flight| in_flight + THREADS_BESIDE).sum()
}

/// What came of each shop's last work: all of it is done, whatever came of the others', and each fault is told with its shop's name. The first.
fn of_each<'a>(outcomes: impl IntoIterator<Item = (&'a AppState, anyhow::Result<()>)>) -> anyhow::Result<()> {
    let mut first = Ok(());
    for (state, outcome) in outcomes {
        let Err(cause) = outcome else { continue };
        let cause = cause.context(name(state.config()));
        tracing::error!(cause = format!("{cause:#}"), "the last work of a shop was not done");
        first = first.and(Err(cause));
    }
    first
}

/// What errors call a shop.
fn name(config: &Config) -> String {
    config.shop.as_ref().map_or_else(|| "the shop".to_owned(), |name| format!("the shop `{name}`"))
}

/// Opens each shop that is configured, with a store, models and keys of its own.
fn open(config: &Config) -> anyhow::Result<Vec<AppState>> {
    let shop = |config: Config| {
        let name = name(&config);
        open_shop(config).context(name)
    };
    let states: Vec<AppState> = config.of_shops().into_iter().map(shop).collect::<anyhow::Result<_>>()?;
    ensure_apart(&states)?;
    Ok(states)
}

fn open_shop(config: Config) -> anyhow::Result<AppState> {
    let store = store::open(&config.store)?;
    let outbox = outbox(&config.letters)?;
    let service = Arc::new(Service::open(store, ModelDir::new(&config.models)).with_outbox(outbox));
    tell_first_key(&service, config.shop.as_deref())?;
    Ok(AppState::new(service, config))
}

/// A key opens one shop, and a model or a signature is one shop's. Stores that share a key are the same store under two addresses, or copies of
/// each other; folders and files are the same where links lead to the same place.
fn ensure_apart(states: &[AppState]) -> anyhow::Result<()> {
    let (mut holders, mut places) = (BTreeMap::new(), BTreeMap::new());
    for state in states {
        let config = state.config();
        let name = config.shop.as_deref().unwrap_or_default();
        let key = Some(("audit.signing_key", &config.audit.signing_key)).filter(|(_, key)| !key.as_os_str().is_empty());
        for (setting, path) in [("models", &config.models)].into_iter().chain(key) {
            if let Some(other) = places.insert((setting, real(path)), name) {
                bail!("the shops `{other}` and `{name}` have the same `{setting}` behind a link: give each its own");
            }
        }
        for key in state.service().keys()? {
            if let Some(other) = holders.insert(key.id, name) {
                bail!(
                    "the shops `{other}` and `{name}` have a key in common: their stores are the same, or one is a copy of the \
                     other; let `store` of each name its own"
                );
            }
        }
    }
    Ok(())
}

/// Where a path leads, as far as it is there already.
fn real(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let known = path.ancestors().find_map(|part| Some((part, part.canonicalize().ok()?)));
    let Some((part, real)) = known else { return path };
    path.strip_prefix(part).map_or_else(|_| path.clone(), |rest| real.join(rest))
}

/// Where messages to customers go.
pub(super) fn outbox(letters: &Letters) -> anyhow::Result<Outbox> {
    let Letters { relay, from, domain, choices } = letters;
    if relay.is_empty() {
        return Ok(Outbox::Closed);
    }
    let relay = Relay::new(relay, from, domain, choices)?;
    Ok(Outbox::Relay(Postman::new(relay).context("starting the thread of messages to customers")?))
}

/// A shop without keys gets its first one here. It goes to whoever starts the service, past the log, and is shown at no other time.
fn tell_first_key(service: &Service, shop: Option<&str>) -> anyhow::Result<()> {
    if let Some(key) = service.first_key()? {
        let of = shop.map_or_else(|| "this shop".to_owned(), |name| format!("the shop `{name}`"));
        eprintln!("the first key of {of}, an admin's; it is shown this once and kept nowhere:\n\n    {key}\n");
    }
    Ok(())
}

/// Listens, says where, and serves until the process is told to stop.
pub(super) async fn serve(
    states: &[AppState],
    tls: Option<Tls>,
    listening: impl FnOnce(SocketAddr),
) -> anyhow::Result<()> {
    let config = states.first().context("there is a shop")?.config();
    let listener = http::bind(config).await?;
    let stop = http::stop_signal();
    listening(listener.local_addr().context("asking for the address")?);
    let mut beside = vec![tokio::spawn(http::follow_certificate(states.to_vec(), tls.clone()))];
    for state in states {
        beside.extend(work_beside(state)?);
    }
    http::serve(listener, tls, http::whole(states), Patience::of(&config.limits), stop).await;
    beside.iter().for_each(JoinHandle::abort);
    let mut settled = Vec::new();
    for state in states {
        settled.push((state, state.settle().await.map_err(Into::into)));
    }
    tracing::info!("stopped");
    of_each(settled)
}

/// What a shop does besides answering.
fn work_beside(state: &AppState) -> anyhow::Result<Vec<JoinHandle<()>>> {
    let shop = state.config().shop.as_deref();
    let span = || shop.map_or_else(Span::none, |name| tracing::error_span!("shop", name));
    let signing = http::sign_now_and_then(state.clone()).context("`audit.signing_key`")?;
    let works: [Pin<Box<dyn Future<Output = ()> + Send>>; 11] = [
        Box::pin(http::follow_models(state.clone())),
        Box::pin(http::refit_now_and_then(state.clone())),
        Box::pin(http::expire_now_and_then(state.clone())),
        Box::pin(signing),
        Box::pin(http::publish_what_is_due(state.clone())),
        Box::pin(http::remember_rules(state.clone())),
        Box::pin(http::keep_trail(state.clone())),
        Box::pin(http::forget_answers(state.clone())),
        Box::pin(http::deliver(state.clone())),
        Box::pin(http::import_uploads(state.clone())),
        Box::pin(http::watch_now_and_then(state.clone())),
    ];
    Ok(works.into_iter().map(|work| tokio::spawn(work.instrument(span()))).collect())
}

/// Writes log lines to standard error, and hands spans over until what it gives is dropped. The first call of a process wins.
pub(super) fn start_log(log: &Log, traces: &Traces) -> anyhow::Result<Option<Tracing>> {
    let filter = EnvFilter::try_new(&log.filter).context("`log.filter`")?;
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = match log.format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    let tracing = Tracing::new(traces)?;
    let spans = tracing.as_ref().map(Tracing::layer);
    // A log that is already there belongs to whoever embeds this.
    drop(tracing_subscriber::registry().with(lines.with_filter(filter)).with(spans).try_init());
    Ok(tracing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_requests_of_all_shops_may_block_at_once_and_leave_threads_for_the_rest() {
        assert_eq!(threads(&[400]), 512);
        assert_eq!(threads(&[64, 400, 1]), 465 + 3 * THREADS_BESIDE);
    }

    #[test]
    fn the_last_work_of_each_shop_is_done_whatever_came_of_the_others_and_the_first_fault_is_told_with_its_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let state = |name: &str| {
            let place = |of: &str| folder.path().join(name).join(of);
            let (store, models) = (place("store").display().to_string(), place("models"));
            open_shop(Config { shop: Some(name.to_owned()), store, models, ..Config::default() }).expect("a shop")
        };
        let states = ["one", "two", "three"].map(state);
        let mut asked = 0;
        let outcomes = states.iter().zip([Ok(()), Err("full"), Err("away")]).map(|(state, outcome)| {
            asked += 1;
            (state, outcome.map_err(anyhow::Error::msg))
        });
        let told = format!("{:#}", of_each(outcomes).expect_err("two failed"));
        assert_eq!((told.as_str(), asked), ("the shop `two`: full", 3));
    }
}
