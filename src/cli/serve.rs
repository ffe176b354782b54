//! `candor serve`

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Args;
use tokio::runtime::Runtime;

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
        let store = store::open(&config.store)?;
        let outbox = outbox(&config.letters)?;
        let service = Arc::new(Service::open(store, ModelDir::new(&config.models)).with_outbox(outbox));
        tell_first_key(&service)?;
        let state = AppState::new(Arc::clone(&service), config);
        let runtime = Runtime::new().context("starting the async threads")?;
        let served = runtime.block_on(serve(state, tls, |address| tracing::info!("listening on {scheme}://{address}")));
        let end = Instant::now() + LAST_WORK;
        runtime.shutdown_timeout(LAST_WORK);
        let flushed = service.flush();
        let left = service.outbox().settle(end.saturating_duration_since(Instant::now()));
        if left > 0 {
            tracing::error!(left, "messages to customers were not handed over");
        }
        flushed?;
        served
    }
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
fn tell_first_key(service: &Service) -> anyhow::Result<()> {
    if let Some(key) = service.first_key()? {
        eprintln!("the first key of this shop, an admin's; it is shown this once and kept nowhere:\n\n    {key}\n");
    }
    Ok(())
}

/// Listens, says where, and serves until the process is told to stop.
pub(super) async fn serve(state: AppState, tls: Option<Tls>, listening: impl FnOnce(SocketAddr)) -> anyhow::Result<()> {
    let listener = http::bind(state.config()).await?;
    let stop = http::stop_signal();
    listening(listener.local_addr().context("asking for the address")?);
    let patience = Patience::of(&state.config().limits);
    let following = tokio::spawn(http::follow_models(state.clone()));
    let refitting = tokio::spawn(http::refit_now_and_then(state.clone()));
    let expiring = tokio::spawn(http::expire_now_and_then(state.clone()));
    let signing = tokio::spawn(http::sign_now_and_then(state.clone()).context("`audit.signing_key`")?);
    let publishing = tokio::spawn(http::publish_what_is_due(state.clone()));
    let remembering = tokio::spawn(http::remember_rules(state.clone()));
    let trailing = tokio::spawn(http::keep_trail(state.clone()));
    let forgetting = tokio::spawn(http::forget_answers(state.clone()));
    let delivering = tokio::spawn(http::deliver(state.clone()));
    let importing = tokio::spawn(http::import_uploads(state.clone()));
    let watching = tokio::spawn(http::watch_now_and_then(state.clone()));
    let certifying = tokio::spawn(http::follow_certificate(state.clone(), tls.clone()));
    http::serve(listener, tls, http::app(state.clone()), patience, stop).await;
    let answering = [publishing, remembering, trailing, forgetting, delivering, importing, watching];
    let beside = [following, refitting, expiring, signing, certifying].into_iter().chain(answering);
    beside.for_each(|task| task.abort());
    state.settle().await?;
    tracing::info!("stopped");
    Ok(())
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
