//! The listening socket: bounded connections, bounded patience, encryption, an orderly stop.
//!
//! Drives the connections itself, because the framework's own loop sets no limit on how long a client may take for the
//! head of a request, so that slow clients would hold connections for ever.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::{CONNECTION, STRICT_TRANSPORT_SECURITY};
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore};
use tokio::time::timeout;
use tower::ServiceExt;

use super::door::Peer;
use super::tls::Tls;
use crate::config::{Config, ConfigError, Limits};

/// What of a head is kept in memory at most: a client that sends it bit by bit costs no more.
const HEAD_BYTES_MAX: usize = 64 << 10;

/// While fewer than one in so many connections is free, a client has this part of its time for a head, so that those who are slow on
/// purpose make room.
const SCARCE: usize = 4;
const HASTE: u32 = 10;

/// How many may wait at the door, and how long nobody may have come before it is closed.
const WAITING_MAX: usize = 1_024;
const LAST_CALL: Duration = Duration::from_millis(5);

/// What a browser is told over an encrypted connection: for a year, ask this host and those below it over no other.
const ONLY_ENCRYPTED: &str = "max-age=31536000; includeSubDomains";

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
    /// After the signal to stop, for clients to turn elsewhere.
    pub farewell: Duration,
    /// For open requests, after that.
    pub drain: Duration,
    /// Open connections.
    pub connections: usize,
}

impl Patience {
    /// As configured.
    #[must_use]
    pub const fn of(limits: &Limits) -> Self {
        Self {
            header_read: limits.header_read(),
            farewell: limits.farewell(),
            drain: limits.drain(),
            connections: limits.connections,
        }
    }
}

/// That the service is about to stop; readiness says so.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stopping;

/// Serves until `stop` is ready. Then it says farewell for a while: it answers as before, but closes each connection with its next
/// answer, for a client that is sending at the moment when an idle connection is closed would find its request lost. At last it takes no
/// more connections and lets open requests finish. Connections are encrypted where there is something to do it with.
pub async fn serve(
    listener: TcpListener,
    tls: Option<Tls>,
    router: Router,
    patience: Patience,
    stop: impl Future<Output = ()>,
) {
    let slots = Arc::new(Semaphore::new(patience.connections));
    let (graceful, is_stopping, closing) = (GracefulShutdown::new(), Arc::default(), Arc::default());
    let open = Open { router, patience, tls, slots, graceful, is_stopping, closing };
    open.accept_until(&listener, stop).await;
    open.is_stopping.store(true, Ordering::Relaxed);
    // Where nobody is connected there is nobody to say farewell to.
    if open.is_anybody_there() {
        open.accept_until(&listener, tokio::time::sleep(patience.farewell)).await;
    }
    open.accept_the_last(&listener).await;
    drop(listener);
    // Whoever came last is about to send; those who send nothing are not waited for longer.
    drop(timeout(patience.farewell, open.all_have_left()).await);
    open.closing.notify_waiters();
    if timeout(patience.drain, open.graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time and were cut off");
    }
}

/// What every connection needs.
struct Open {
    router: Router,
    patience: Patience,
    tls: Option<Tls>,
    slots: Arc<Semaphore>,
    graceful: GracefulShutdown,
    is_stopping: Arc<AtomicBool>,
    /// Tells those who have not agreed on encryption yet that it is too late.
    closing: Arc<Notify>,
}

impl Open {
    async fn all_have_left(&self) {
        let all = u32::try_from(self.patience.connections).unwrap_or(u32::MAX);
        drop(self.slots.acquire_many(all).await);
    }

    fn is_anybody_there(&self) -> bool {
        self.slots.available_permits() < self.patience.connections
    }

    async fn accept_until(&self, listener: &TcpListener, end: impl Future<Output = ()>) {
        let mut end = pin!(end);
        loop {
            tokio::select! {
                biased;
                () = &mut end => return,
                () = self.accept(listener) => {}
            }
        }
    }

    /// Takes whoever waits at the door already: they have been told that there is a connection.
    async fn accept_the_last(&self, listener: &TcpListener) {
        for _ in 0..WAITING_MAX {
            if timeout(LAST_CALL, self.accept(listener)).await.is_err() {
                return;
            }
        }
    }

    async fn accept(&self, listener: &TcpListener) {
        let slot = Arc::clone(&self.slots).acquire_owned().await.expect("the slots are never closed");
        match listener.accept().await {
            Ok((stream, peer)) => {
                let connection = self.connection(Peer(peer.ip()));
                tokio::spawn(async move {
                    connection.run(stream).await;
                    drop(slot);
                });
            }
            Err(cause) => {
                tracing::warn!(%cause, "a connection was not accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }

    fn connection(&self, peer: Peer) -> Connection {
        let is_scarce = self.slots.available_permits() < self.patience.connections / SCARCE;
        Connection {
            router: self.router.clone(),
            peer,
            header_read: self.patience.header_read / if is_scarce { HASTE } else { 1 },
            tls: self.tls.clone(),
            is_stopping: Arc::clone(&self.is_stopping),
            closing: Arc::clone(&self.closing),
            watcher: self.graceful.watcher(),
        }
    }
}

/// What one connection needs.
struct Connection {
    router: Router,
    peer: Peer,
    header_read: Duration,
    tls: Option<Tls>,
    is_stopping: Arc<AtomicBool>,
    closing: Arc<Notify>,
    watcher: Watcher,
}

impl Connection {
    /// To its end. Agreeing on encryption may take as long as a head may, and no longer than the service goes on.
    async fn run(self, stream: TcpStream) {
        let closing = Arc::clone(&self.closing);
        let ended = match &self.tls {
            None => self.speak(stream).await.map_err(|cause| cause.to_string()),
            Some(tls) => tokio::select! {
                biased;
                shaken = timeout(self.header_read, tls.shake_hands(stream)) => match shaken {
                    Ok(Ok(stream)) => self.speak(stream).await.map_err(|cause| cause.to_string()),
                    Ok(Err(cause)) => Err(cause.to_string()),
                    Err(_) => Err("the client took too long to agree on encryption".to_owned()),
                },
                () = closing.notified() => Err("the service stopped before the client agreed on encryption".to_owned()),
            },
        };
        if let Err(cause) = ended {
            tracing::debug!(cause, "a connection ended early");
        }
    }

    async fn speak(self, stream: impl AsyncRead + AsyncWrite + Unpin + 'static) -> Result<(), hyper::Error> {
        let Self { router, peer, header_read, tls, is_stopping, closing: _, watcher } = self;
        let (asked, answered) = (Arc::clone(&is_stopping), is_stopping);
        let router = router.map_request(move |mut request: hyper::Request<Incoming>| {
            request.extensions_mut().insert(peer);
            if asked.load(Ordering::Relaxed) {
                request.extensions_mut().insert(Stopping);
            }
            request
        });
        let router = router.map_response(move |mut response: Response| {
            if answered.load(Ordering::Relaxed) {
                response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            if tls.is_some() {
                response.headers_mut().insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(ONLY_ENCRYPTED));
            }
            response
        });
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(header_read).max_buf_size(HEAD_BYTES_MAX);
        watcher.watch(builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))).await
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
