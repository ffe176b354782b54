//! The listening socket: bounded connections, bounded patience, an orderly stop.
//!
//! Drives the connections itself, because the framework's own loop sets no limit on how long a client may take for the
//! head of a request, so that slow clients would hold connections for ever.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt;

use super::door::Peer;
use crate::config::{Config, ConfigError, Limits};

/// How long the loop waits after the system had no room for another connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Why the service cannot listen.
#[derive(Debug, Error)]
pub enum BindError {
    /// Somebody else does.
    #[error("{listen} is in use by another program; stop that one or set `listen` (--listen) to another port")]
    InUse {
        /// The address.
        listen: SocketAddr,
    },
    /// The system does not allow it.
    #[error("cannot listen on {listen}: {cause}; set `listen` (--listen) to another address")]
    Io {
        /// The address.
        listen: SocketAddr,
        /// Why.
        cause: io::Error,
    },
    /// The configuration forbids it.
    #[error(transparent)]
    Config(#[from] ConfigError),
}

/// Listens on the configured address.
///
/// # Errors
/// When the port is taken or not allowed, or the configuration is at fault; says which setting to change.
pub async fn bind(config: &Config) -> Result<TcpListener, BindError> {
    config.check()?;
    let listen = config.listen;
    TcpListener::bind(listen).await.map_err(|cause| match cause.kind() {
        io::ErrorKind::AddrInUse => BindError::InUse { listen },
        _ => BindError::Io { listen, cause },
    })
}

/// How long the service waits for its clients, and how many it has at once.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the head of a request.
    pub header_read: Duration,
    /// For open requests, after the signal to stop.
    pub drain: Duration,
    /// Open connections.
    pub connections: usize,
}

impl Patience {
    /// As configured.
    #[must_use]
    pub const fn of(limits: &Limits) -> Self {
        Self { header_read: limits.header_read(), drain: limits.drain(), connections: limits.connections }
    }
}

/// Serves until `stop` is ready, then takes no more connections and lets open requests finish.
pub async fn serve(listener: TcpListener, router: Router, patience: Patience, stop: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let slots = Arc::new(Semaphore::new(patience.connections));
    let mut stop = pin!(stop);
    loop {
        let accepted = async {
            let slot = Arc::clone(&slots).acquire_owned().await.expect("the slots are never closed");
            (slot, listener.accept().await)
        };
        let (slot, accepted) = tokio::select! {
            () = &mut stop => break,
            accepted = accepted => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let connection = connection(stream, Peer(peer.ip()), router.clone(), patience, graceful.watcher());
                tokio::spawn(async move {
                    connection.await;
                    drop(slot);
                });
            }
            Err(cause) => {
                tracing::warn!(%cause, "a connection was not accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(listener);
    if tokio::time::timeout(patience.drain, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time and were cut off");
    }
}

async fn connection(stream: TcpStream, peer: Peer, router: Router, patience: Patience, watcher: Watcher) {
    let router = router.map_request(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(peer);
        request
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(patience.header_read);
    let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    if let Err(cause) = watcher.watch(connection).await {
        tracing::debug!(%cause, "a connection ended early");
    }
}

/// Ready when the process is asked to stop: Ctrl-C, or the termination signal. Both are watched from the call on, not
/// from the first poll on: whoever is told that a server is up may stop it at once.
///
/// # Panics
/// Outside a tokio runtime, or when the system does not let signals be watched.
pub fn stop_signal() -> impl Future<Output = ()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let watched = |kind| signal(kind).expect("signals can be watched");
        let (mut interrupted, mut terminated) = (watched(SignalKind::interrupt()), watched(SignalKind::terminate()));
        async move {
            tokio::select! {
                _ = interrupted.recv() => {}
                _ = terminated.recv() => {}
            }
        }
    }
    #[cfg(not(unix))]
    async {
        tokio::signal::ctrl_c().await.expect("Ctrl-C can be watched");
    }
}
