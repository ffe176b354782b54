//! The configuration: defaults, then `candor.toml`, then `CANDOR_*` variables, then flags; checked once, here.
//!
//! `docs/configuration.md` lists every key. Must not know what the rest of the program does with a value.

mod customers;
mod error;
mod limits;
mod shops;
mod tls;
mod traces;

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::providers::{Format, Serialized, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};
use serde::{Deserialize, Serialize};

pub use customers::Customers;
pub use error::ConfigError;
pub use limits::Limits;
pub use shops::OneShop;
pub use tls::Tls;
pub use traces::Traces;

use crate::event::Kind;

/// The file that is read where none is named, if it is there.
pub const DEFAULT_FILE: &str = "candor.toml";
/// What the names of our environment variables begin with; `__` separates a section from its key.
pub const ENV_PREFIX: &str = "CANDOR_";
/// By how much the figures of a new model may fall behind unless somebody says otherwise, in percent.
pub const FALL_PERCENT_MAX: u8 = 10;
/// The most events or items of one request.
pub const BATCH_MAX: usize = 1_000;

/// The resolved configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The address and port to listen on.
    pub listen: SocketAddr,
    /// Further names under which browsers may reach the service, such as `shop.test`.
    pub hosts: BTreeSet<String>,
    /// The store's URL: a directory, or `postgres://USER@HOST/DATABASE`.
    pub store: String,
    /// The folder of models.
    pub models: PathBuf,
    /// Whether the console is served at `/console`, to whoever signs in with a key of their role.
    pub console: bool,
    /// Whose customers the pages on their data are for.
    pub customers: Customers,
    /// With what connections are encrypted.
    pub tls: Tls,
    /// What a caller may cost.
    pub limits: Limits,
    /// How the model keeps up with what happens.
    pub refit: Refit,
    /// How long things are kept.
    pub retention: Retention,
    /// How the decision log is signed.
    pub audit: Audit,
    /// Who may be told of what happens.
    pub webhooks: Webhooks,
    /// Messages to customers about what they changed.
    pub letters: Letters,
    /// Files that are handed over to be imported.
    pub imports: Imports,
    /// What is told of the work.
    pub log: Log,
    /// Where traces of requests go.
    pub traces: Traces,
    /// The shops by their names, where there are several; what one shop has may be said nowhere else then.
    pub shops: BTreeMap<String, OneShop>,
    /// The name of the shop among several that this is the configuration of; nobody sets it.
    #[serde(skip)]
    pub shop: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 7878)),
            hosts: BTreeSet::new(),
            store: "candor-data".to_owned(),
            models: PathBuf::from("models"),
            console: true,
            customers: Customers::default(),
            tls: Tls::default(),
            limits: Limits::default(),
            refit: Refit::default(),
            retention: Retention::default(),
            audit: Audit::default(),
            webhooks: Webhooks::default(),
            letters: Letters::default(),
            imports: Imports::default(),
            log: Log::default(),
            traces: Traces::default(),
            shops: BTreeMap::new(),
            shop: None,
        }
    }
}

/// How the model keeps up with what happens: by a refit on all events, with the parameters of the current model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Refit {
    /// Minutes between the end of one refit and the start of the next; 0 for none.
    pub every_minutes: u64,
    /// Threads of a refit, beside those that answer.
    pub threads: usize,
    /// By how much the figures of a new model may fall behind those of the current one, in percent of these; 100 takes any.
    pub fall_percent_max: u8,
}

impl Default for Refit {
    fn default() -> Self {
        Self { every_minutes: 0, threads: 1, fall_percent_max: FALL_PERCENT_MAX }
    }
}

/// How long things are kept; what is older goes within the hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Days that events are kept, by their kind; those of other kinds are kept for good.
    pub events_days: BTreeMap<Kind, u32>,
    /// Days that decisions are kept; 0 for good. Their links stay in the chain.
    pub decisions_days: u32,
    /// Days that entries of `/v1/audit` are kept; 0 for good.
    pub trail_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { events_days: BTreeMap::new(), decisions_days: 0, trail_days: 365 }
    }
}

/// How the decision log is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Audit {
    /// The file of the key that signs, as `candor audit key` writes it; nothing is signed where it is empty.
    pub signing_key: PathBuf,
    /// Minutes between two signatures.
    pub checkpoint_minutes: u64,
}

impl Default for Audit {
    fn default() -> Self {
        Self { signing_key: PathBuf::new(), checkpoint_minutes: 60 }
    }
}

/// Who may be told of what happens.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Webhooks {
    /// Hosts beside this machine, by name or address; what goes to them is not encrypted.
    pub hosts: BTreeSet<String>,
}

/// Messages to customers about what they changed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Letters {
    /// The mail server that takes them, as host and port; none are sent where it is empty.
    pub relay: String,
    /// From whom they are.
    pub from: String,
    /// The domain at which the mail server knows customers by their name.
    pub domain: String,
    /// The address of the shop's page where customers see their choices.
    pub choices: String,
}

/// Files that are handed over to be imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Imports {
    /// The folder where they lie until they are read, and their rejected rows afterwards.
    pub folder: PathBuf,
    /// The largest file, in bytes.
    pub bytes: u64,
}

impl Default for Imports {
    fn default() -> Self {
        Self { folder: PathBuf::from("imports"), bytes: 1 << 30 }
    }
}

/// What is told of the work, on standard error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// Which events: a level, or levels by target such as `info,candor::http=debug`.
    pub filter: String,
    /// In which form.
    pub format: LogFormat,
}

impl Default for Log {
    fn default() -> Self {
        Self { filter: "info".to_owned(), format: LogFormat::Text }
    }
}

/// The form of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For machines, one object per line.
    Json,
}

/// What the command line sets; it wins over file and environment.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// [`Config::listen`].
    pub listen: Option<SocketAddr>,
    /// [`Config::store`].
    pub store: Option<String>,
    /// [`Config::models`].
    pub models: Option<PathBuf>,
    /// [`Tls::certificate`].
    pub certificate: Option<PathBuf>,
    /// [`Tls::key`].
    pub key: Option<PathBuf>,
}

/// The process's environment, as [`Config::load`] takes it; what is not UTF-8 is none of ours.
pub fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

impl Config {
    /// Reads and checks: defaults, the file (or [`DEFAULT_FILE`] where it is there), then the environment.
    ///
    /// # Errors
    /// When the named file cannot be read, a key is unknown, or a value is out of range; says what to change.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        Self::load_with(file, environment, Overrides::default())
    }

    /// The same, with what the command line sets on top.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn load_with(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
        overrides: Overrides,
    ) -> Result<Self, ConfigError> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        let default = Path::new(DEFAULT_FILE);
        if let Some(path) = file.or_else(|| default.exists().then_some(default)) {
            std::fs::File::open(path).map_err(|cause| ConfigError::File { path: path.to_owned(), cause })?;
            figment = figment.merge(Toml::file_exact(path));
        }
        for (name, value) in environment {
            if let Some(key) = name.strip_prefix(ENV_PREFIX) {
                let key = key.to_ascii_lowercase().replace("__", ".");
                figment = figment.merge(Variable { name, key, value });
            }
        }
        let mut config: Self = figment.extract().map_err(refused)?;
        for (is_set, said, key) in
            [(overrides.store.is_some(), "--store", "store"), (overrides.models.is_some(), "--model", "models")]
        {
            if is_set && !config.shops.is_empty() {
                return Err(ConfigError::OneOfSeveral { said, key });
            }
        }
        config.listen = overrides.listen.unwrap_or(config.listen);
        config.store = overrides.store.unwrap_or(config.store);
        config.models = overrides.models.unwrap_or(config.models);
        config.tls.certificate = overrides.certificate.unwrap_or(config.tls.certificate);
        config.tls.key = overrides.key.unwrap_or(config.tls.key);
        config.check()?;
        Ok(config)
    }

    /// Checks what the types cannot say.
    ///
    /// # Errors
    /// The first number out of range, or a broken log filter.
    pub fn check(&self) -> Result<(), ConfigError> {
        self.check_shops()?;
        self.tls.check()?;
        self.customers.check()?;
        self.limits.check()?;
        self.traces.check()?;
        self.refit.check()?;
        self.retention.check()?;
        within(&[("imports.bytes", self.imports.bytes, 1_024, 1 << 40)])?;
        within(&[("audit.checkpoint_minutes", self.audit.checkpoint_minutes, 1, 525_600)])?;
        if let Err(cause) = tracing_subscriber::EnvFilter::try_new(&self.log.filter) {
            return Err(ConfigError::LogFilter { filter: self.log.filter.clone(), cause: cause.to_string() });
        }
        Ok(())
    }

    /// Whether only this machine can reach the service.
    #[must_use]
    pub const fn is_loopback(&self) -> bool {
        match self.listen {
            SocketAddr::V4(address) => address.ip().is_loopback(),
            SocketAddr::V6(address) => address.ip().is_loopback(),
        }
    }
}

impl Refit {
    fn check(&self) -> Result<(), ConfigError> {
        let threads = u64::try_from(self.threads).unwrap_or(u64::MAX);
        within(&[
            ("refit.every_minutes", self.every_minutes, 0, 525_600),
            ("refit.threads", threads, 1, 1_024),
            ("refit.fall_percent_max", u64::from(self.fall_percent_max), 0, 100),
        ])
    }
}

impl Retention {
    fn check(&self) -> Result<(), ConfigError> {
        let days = |key, days: u32, min| within(&[(key, u64::from(days), min, 36_500)]);
        self.events_days.values().try_for_each(|&kept| days("retention.events_days", kept, 1))?;
        days("retention.decisions_days", self.decisions_days, 0)?;
        days("retention.trail_days", self.trail_days, 0)
    }
}

/// Refuses the first of some numbers (name, value, lowest, highest) that is out of its range.
fn within(ranges: &[(&'static str, u64, u64, u64)]) -> Result<(), ConfigError> {
    match ranges.iter().find(|(_, value, min, max)| !(min..=max).contains(&value)) {
        Some(&(key, value, min, max)) => Err(ConfigError::Range { key, min, max, value }),
        None => Ok(()),
    }
}

/// One environment variable as a source of its own, so that an error can name it.
struct Variable {
    name: String,
    key: String,
    value: String,
}

impl Provider for Variable {
    fn metadata(&self) -> Metadata {
        Metadata::named(format!("the environment variable `{}`", self.name))
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        let Ok(value) = self.value.parse::<Value>();
        Serialized::default(&self.key, value).data()
    }
}

fn refused(error: figment::Error) -> ConfigError {
    let source = error.metadata.as_ref().map(|metadata| match metadata.source.as_ref() {
        Some(source) => format!("`{source}`"),
        None => metadata.name.clone().into_owned(),
    });
    let key = error.path.join(".");
    let place = match (key.is_empty(), source) {
        (true, None) => "the configuration".to_owned(),
        (true, Some(source)) => source,
        (false, None) => format!("`{key}`"),
        (false, Some(source)) => format!("`{key}` in {source}"),
    };
    ConfigError::Value { place, cause: error.kind.to_string() }
}

#[cfg(test)]
mod tests;
