//! `candor serve`

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tracing::{Instrument, Span};

use crate::config::{Config, Letters, Log, LogFormat, Overrides, environment};
use crate::http::{self, AppState, Patience, Tls};
use crate::service::{Outbox, Postman, Relay, Service};
use crate::store::{self, ModelDir};

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
        start_log(&config.log)?;
        let tls = Tls::open(&config.tls)?;
        let scheme = if tls.is_some() { "https" } else { "http" };
        let states = open(&config)?;
        let runtime = Runtime::new().context("starting the async threads")?;
        let listening = |address| tracing::info!("listening on {scheme}://{address}");
        let served = runtime.block_on(serve(&states, tls, listening));
        let end = Instant::now() + LAST_WORK;
        runtime.shutdown_timeout(LAST_WORK);
        let flushed: Result<(), _> = states.iter().try_for_each(|state| state.service().flush());
        for state in &states {
            let left = state.service().outbox().settle(end.saturating_duration_since(Instant::now()));
            if left > 0 {
                tracing::error!(left, shop = state.config().shop, "messages to customers were not handed over");
            }
        }
        flushed?;
        served
    }
}

/// Opens each shop that is configured, with a store, models and keys of its own.
fn open(config: &Config) -> anyhow::Result<Vec<AppState>> {
    let shop = |config: Config| {
        let name = config.shop.clone();
        open_shop(config)
            .with_context(|| name.map_or_else(|| "the shop".to_owned(), |name| format!("the shop `{name}`")))
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

/// A key opens one shop. Stores that share one are the same store under two addresses, or copies of each other.
fn ensure_apart(states: &[AppState]) -> anyhow::Result<()> {
    let mut holders = BTreeMap::new();
    for state in states {
        let name = state.config().shop.as_deref().unwrap_or_default();
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
    for state in states {
        state.settle().await?;
    }
    tracing::info!("stopped");
    Ok(())
}

/// What a shop does besides answering.
fn work_beside(state: &AppState) -> anyhow::Result<Vec<JoinHandle<()>>> {
    let shop = state.config().shop.as_deref();
    let span = || shop.map_or_else(Span::none, |name| tracing::info_span!("shop", name));
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

/// Writes log lines to standard error. The first call of a process wins.
pub(super) fn start_log(log: &Log) -> anyhow::Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(&log.filter).context("`log.filter`")?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A log that is already there belongs to whoever embeds this.
    match log.format {
        LogFormat::Text => drop(lines.try_init()),
        LogFormat::Json => drop(lines.json().try_init()),
    }
    Ok(())
}
