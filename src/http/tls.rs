//! Encryption of connections: the certificate and its key, read from their files, and anew when these change.
//!
//! The files are looked at every two seconds, as the folder of models is: a tool that renews a certificate need not know the service. What
//! cannot be used is told once, and the pair before it stays. Must not know what is said over a connection.

mod validity;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use thiserror::Error;
use tokio::net::TcpStream;
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{self, InconsistentKeys, ServerConfig};
use tokio_rustls::server::TlsStream;

use super::AppState;
use crate::config;
use crate::units::Time;

/// What is spoken inside.
const PROTOCOL: &[u8] = b"http/1.1";

/// How often the files are looked at.
const FOLLOW_EVERY: Duration = Duration::from_secs(2);

/// Why connections cannot be encrypted.
#[derive(Debug, Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("`{}` cannot be read: {cause}; let `{setting}` name a PEM file that the service may read", path.display())]
    File {
        /// The setting that names it.
        setting: &'static str,
        /// Which.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// A file holds something else.
    #[error("`{}` holds no {wanted} as PEM{}; let `{setting}` name a file that does", path.display(), told(cause.as_ref()))]
    Content {
        /// The setting that names it.
        setting: &'static str,
        /// Which.
        path: PathBuf,
        /// What should be there.
        wanted: &'static str,
        /// What is wrong with what is there, if there is anything.
        cause: Option<pem::Error>,
    },
    /// The two files are not a pair.
    #[error("the key in `{}` is not that of the first certificate in `{}`: name the two files that were made together, \
             and let the service's own certificate stand first", key.display(), certificate.display())]
    Apart {
        /// The file of the certificate.
        certificate: PathBuf,
        /// The file of the key.
        key: PathBuf,
    },
    /// They cannot be used.
    #[error("`{}` and `{}` cannot be used: {cause}; an RSA key of 2048 bits or more, or an ECDSA or Ed25519 key can, \
             with an X.509 certificate of version 3", certificate.display(), key.display())]
    Unusable {
        /// The file of the certificate.
        certificate: PathBuf,
        /// The file of the key.
        key: PathBuf,
        /// Why.
        cause: rustls::Error,
    },
}

fn told(cause: Option<&pem::Error>) -> String {
    cause.map(|cause| format!(" that can be read ({cause})")).unwrap_or_default()
}

/// What encrypts connections. Cheap to clone.
#[derive(Clone)]
pub struct Tls(Arc<Inner>);

struct Inner {
    files: config::Tls,
    shown: Arc<Shown>,
    acceptor: TlsAcceptor,
    /// What the files held when they were last tried, or why they could not be read, so that a bad pair is told once.
    tried: Mutex<blake3::Hash>,
}

/// The pair that is shown to whoever connects now.
#[derive(Debug)]
struct Shown(RwLock<Arc<CertifiedKey>>);

impl Shown {
    fn now(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.0.read().expect("no writer panics"))
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.now())
    }
}

impl Tls {
    /// Reads the files that the configuration names, if it names any. Blocks on the disk.
    ///
    /// # Errors
    /// When they cannot be used; says which setting to change.
    ///
    /// # Panics
    /// When the cryptography that is compiled in knows no version of TLS.
    pub fn open(files: &config::Tls) -> Result<Option<Self>, TlsError> {
        if !files.is_on() {
            return Ok(None);
        }
        let provider = Arc::new(ring::default_provider());
        let content = Content::read(files);
        let tried = Mutex::new(hash(&content));
        let shown = Arc::new(Shown(RwLock::new(Arc::new(content?.pair(files, &provider)?))));
        let versions = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = versions.expect("TLS 1.2 and 1.3 are compiled in").with_no_client_auth();
        let mut config = config.with_cert_resolver(Arc::clone(&shown) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = vec![PROTOCOL.to_vec()];
        let acceptor = TlsAcceptor::from(Arc::new(config));
        Ok(Some(Self(Arc::new(Inner { files: files.clone(), shown, acceptor, tried }))))
    }

    /// Shows another pair from now on if the files hold one; whether they do. Connections that are open go on. Blocks on the disk.
    ///
    /// # Errors
    /// When they hold something else that cannot be used; the pair before it stays, and the same content is not told again.
    fn follow(&self) -> Result<bool, TlsError> {
        let Inner { files, shown, acceptor, tried } = &*self.0;
        let content = Content::read(files);
        let mut tried = tried.lock().expect("no holder panics");
        let now = hash(&content);
        if *tried == now {
            return Ok(false);
        }
        *tried = now;
        let pair = content?.pair(files, acceptor.config().crypto_provider())?;
        *shown.0.write().expect("no writer panics") = Arc::new(pair);
        Ok(true)
    }

    /// Until when the certificate that is shown now is good, if it says so in a form that is known.
    #[must_use]
    pub fn ends(&self) -> Option<Time> {
        validity::ends(self.0.shown.now().cert.first()?)
    }

    /// Agrees with a client on how to encrypt.
    pub(super) async fn shake_hands(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        self.0.acceptor.accept(stream).await
    }
}

/// What the two files hold.
struct Content {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

impl Content {
    fn read(files: &config::Tls) -> Result<Self, TlsError> {
        let read = |setting, path: &Path| {
            fs::read(path).map_err(|cause| TlsError::File { setting, path: path.to_owned(), cause })
        };
        Ok(Self {
            certificate: read(config::Tls::CERTIFICATE, &files.certificate)?,
            key: read(config::Tls::KEY, &files.key)?,
        })
    }

    fn pair(&self, files: &config::Tls, provider: &CryptoProvider) -> Result<CertifiedKey, TlsError> {
        let config::Tls { certificate, key } = files.clone();
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&self.certificate).collect();
        let without = |cause| without(config::Tls::CERTIFICATE, &certificate, "certificate", cause);
        let chain = chain.map_err(|cause| without(Some(cause)))?;
        if chain.is_empty() {
            return Err(without(None));
        }
        let private = PrivateKeyDer::from_pem_slice(&self.key).map_err(|cause| {
            let cause = Some(cause).filter(|cause| !matches!(cause, pem::Error::NoItemsFound));
            self::without(config::Tls::KEY, &key, "private key", cause)
        })?;
        CertifiedKey::from_der(chain, private, provider).map_err(|cause| match cause {
            rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => TlsError::Apart { certificate, key },
            cause => TlsError::Unusable { certificate, key, cause },
        })
    }
}

fn without(setting: &'static str, path: &Path, wanted: &'static str, cause: Option<pem::Error>) -> TlsError {
    TlsError::Content { setting, path: path.to_owned(), wanted, cause }
}

/// Names what the files held, or why they could not be read.
fn hash(content: &Result<Content, TlsError>) -> blake3::Hash {
    match content {
        Ok(Content { certificate, key }) => {
            let mut hasher = blake3::Hasher::new();
            hasher.update(&certificate.len().to_le_bytes()).update(certificate).update(key);
            hasher.finalize()
        }
        Err(cause) => blake3::hash(cause.to_string().as_bytes()),
    }
}

/// Follows the files of the certificate and its key for as long as it is polled; at once returns where there are none.
pub async fn follow_certificate(states: Vec<AppState>, tls: Option<Tls>) {
    let Some(tls) = tls else { return };
    let mut ticks = interval(FOLLOW_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let looking = tls.clone();
        match spawn_blocking(move || looking.follow()).await {
            Ok(Ok(false)) => {}
            Ok(Ok(true)) => tracing::info!("another certificate is shown from now on"),
            Ok(Err(cause)) => tracing::error!(%cause, "the certificate of before is shown on"),
            Err(cause) => tracing::error!(%cause, "looking for another certificate failed"),
        }
        states.iter().for_each(|state| state.metrics().set_certificate(tls.ends()));
    }
}
