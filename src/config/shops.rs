//! Several shops in one process: what each has for itself.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Audit, Config, ConfigError, Letters, Refit, Retention, Webhooks};

/// The longest name of a shop.
const NAME_BYTES_MAX: usize = 32;

/// One shop of several. What concerns its people and its partners is its own and has the defaults of [`Config`]; refits and retention are
/// as for the whole process where it says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneShop {
    /// The names under which it is reached, and no other shop is.
    pub hosts: BTreeSet<String>,
    /// [`Config::store`].
    pub store: String,
    /// [`Config::models`].
    pub models: PathBuf,
    /// [`Config::audit`].
    #[serde(default)]
    pub audit: Audit,
    /// [`Config::webhooks`].
    #[serde(default)]
    pub webhooks: Webhooks,
    /// [`Config::letters`].
    #[serde(default)]
    pub letters: Letters,
    /// [`Config::refit`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refit: Option<Refit>,
    /// [`Config::retention`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention: Option<Retention>,
}

impl Config {
    /// By what each shop goes: this configuration where no shop is named, else one for each.
    #[must_use]
    pub fn of_shops(&self) -> Vec<Self> {
        if self.shops.is_empty() {
            return vec![self.clone()];
        }
        self.shops.iter().map(|(name, shop)| self.of_shop(name, shop.clone())).collect()
    }

    fn of_shop(&self, name: &str, shop: OneShop) -> Self {
        let OneShop { hosts, store, models, audit, webhooks, letters, refit, retention } = shop;
        let mut config = Self {
            shop: Some(name.to_owned()),
            shops: BTreeMap::new(),
            hosts,
            store,
            models,
            audit,
            webhooks,
            letters,
            refit: refit.unwrap_or(self.refit),
            retention: retention.unwrap_or_else(|| self.retention.clone()),
            ..self.clone()
        };
        config.imports.folder.push(name);
        config
    }

    /// Checks that the shops have names, and nothing in common.
    pub(super) fn check_shops(&self) -> Result<(), ConfigError> {
        let mut taken = BTreeMap::new();
        for (name, shop) in &self.shops {
            let is_plain = name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
            if name.is_empty() || name.len() > NAME_BYTES_MAX || !is_plain {
                return Err(ConfigError::ShopName { name: name.clone() });
            }
            if shop.hosts.is_empty() {
                return Err(ConfigError::Unreachable { name: name.clone() });
            }
            let hosts = shop.hosts.iter().map(|host| ("hosts", host.to_ascii_lowercase()));
            let folder =
                |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone()).display().to_string();
            let store =
                if shop.store.contains("://") { shop.store.clone() } else { folder(&PathBuf::from(&shop.store)) };
            let own = [("store", store), ("models", folder(&shop.models))];
            let key = Some(("audit.signing_key", folder(&shop.audit.signing_key)));
            let key = key.filter(|_| !shop.audit.signing_key.as_os_str().is_empty());
            for thing in hosts.chain(own).chain(key) {
                let setting = thing.0;
                if let Some(other) = taken.insert(thing, name) {
                    return Err(ConfigError::Shared { setting, one: other.clone(), other: name.clone() });
                }
            }
        }
        self.shops.iter().try_for_each(|(name, shop)| self.of_shop(name, shop.clone()).check())
    }
}
