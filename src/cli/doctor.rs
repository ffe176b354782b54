//! `candor doctor`

mod certificate;
mod machine;
mod shop;

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::output;
use crate::config::{Config, Overrides, environment};
use crate::service::Service;

/// Says what is wrong with the machine, the configuration, the store or the models, and what to do about it. Changes nothing, and may run
/// beside a service. Exits with 1 when something must be mended before the service can work.
#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// The configuration; `candor.toml` where it is there.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The store: a directory (embedded), or `postgres://USER@HOST/DATABASE`.
    #[arg(long, value_name = "URL")]
    store: Option<String>,
    /// The folder of models.
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Fine,
    /// It works, but may not for long, or not as somebody expects.
    Doubtful,
    /// It must be mended.
    Broken,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Check {
    about: &'static str,
    /// Of which shop, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    shop: Option<String>,
    state: State,
    found: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
}

impl Check {
    fn fine(about: &'static str, found: impl Into<String>) -> Self {
        Self { about, shop: None, state: State::Fine, found: found.into(), advice: None }
    }

    fn doubtful(about: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { about, shop: None, state: State::Doubtful, found: found.into(), advice: Some(advice.into()) }
    }

    fn broken(about: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { about, shop: None, state: State::Broken, found: found.into(), advice: Some(advice.into()) }
    }
}

impl Doctor {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let overrides = Overrides { store: self.store, models: self.model, ..Overrides::default() };
        let checks = match Config::load_with(self.config.as_deref(), environment(), overrides) {
            Ok(config) => checks(&config),
            Err(cause) => vec![Check::broken("configuration", cause.to_string(), "see docs/configuration.md")],
        };
        let is_healthy = checks.iter().all(|check| check.state != State::Broken);
        if self.json {
            output::json(&serde_json::json!({ "healthy": is_healthy, "checks": checks }))?;
        } else {
            checks.iter().try_for_each(told)?;
        }
        anyhow::ensure!(is_healthy, "something must be mended before the service can work");
        Ok(())
    }
}

fn checks(config: &Config) -> Vec<Check> {
    let now = Service::now();
    let mut checks = vec![Check::fine("configuration", "it can be followed"), machine::address(config)];
    checks.extend(certificate::certificate(config, now));
    for config in config.of_shops() {
        let of_shop = |check| Check { shop: config.shop.clone(), ..check };
        let kept = shop::store(&config, now).into_iter().chain(shop::models(&config)).chain(shop::signing_key(&config));
        checks.extend(kept.chain(machine::disks(&config)).map(of_shop));
    }
    checks.push(machine::clock(now));
    checks.extend(machine::open_files(config));
    checks
}

fn told(check: &Check) -> anyhow::Result<()> {
    let word = match check.state {
        State::Fine => "fine",
        State::Doubtful => "DOUBTFUL",
        State::Broken => "BROKEN",
    };
    let about = check.shop.as_ref().map_or_else(|| check.about.to_owned(), |shop| format!("{shop}: {}", check.about));
    output::line(&format!("{word:<9} {about:<14} {}", check.found))?;
    check.advice.iter().try_for_each(|advice| output::line(&format!("{:<24} -> {advice}", "")))
}
