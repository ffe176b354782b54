//! Several shops in one process: what each has for itself.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv6Addr;
use std::path::{Component, Path, PathBuf};

use axum::http::uri::Authority;
use serde::{Deserialize, Serialize};

use super::{Audit, Config, ConfigError, Customers, Letters, Refit, Retention, Webhooks};

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
    /// [`Config::customers`].
    #[serde(default)]
    pub customers: Customers,
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
        let OneShop { hosts, store, models, customers, audit, webhooks, letters, refit, retention } = shop;
        let mut config = Self {
            shop: Some(name.to_owned()),
            shops: BTreeMap::new(),
            hosts,
            store,
            models,
            customers,
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

    /// Checks that the shops have names, hosts that can be named, and nothing in common, and that what one shop has is said of none but it.
    pub(super) fn check_shops(&self) -> Result<(), ConfigError> {
        if !self.shops.is_empty() {
            self.check_whole()?;
        }
        let mut taken = BTreeMap::new();
        for (name, shop) in &self.shops {
            let is_plain = name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
            if name.is_empty() || name.len() > NAME_BYTES_MAX || !is_plain {
                return Err(ConfigError::ShopName { name: name.clone() });
            }
            if shop.hosts.is_empty() {
                return Err(ConfigError::Unreachable { name: name.clone() });
            }
            for host in &shop.hosts {
                check_host(host).map_err(|cause| ConfigError::Host {
                    name: name.clone(),
                    host: host.clone(),
                    cause,
                })?;
            }
            let hosts = shop.hosts.iter().map(|host| ("hosts", PathBuf::from(host.to_ascii_lowercase())));
            let is_folder = !shop.store.contains("://");
            let store = if is_folder { plain(Path::new(&shop.store)) } else { PathBuf::from(&shop.store) };
            let own = [("store", store), ("models", plain(&shop.models))];
            let key = Some(("audit.signing_key", plain(&shop.audit.signing_key)));
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

    /// Refuses what the whole says and one shop alone can have: nobody would heed it.
    fn check_whole(&self) -> Result<(), ConfigError> {
        let (said, none) = (self, Self::default());
        let settings = [
            ("hosts", said.hosts != none.hosts),
            ("store", said.store != none.store),
            ("models", said.models != none.models),
            ("customers.shop", said.customers.shop != none.customers.shop),
            ("customers.placement", said.customers.placement != none.customers.placement),
            ("audit.signing_key", said.audit.signing_key != none.audit.signing_key),
            ("audit.checkpoint_minutes", said.audit.checkpoint_minutes != none.audit.checkpoint_minutes),
            ("webhooks.hosts", said.webhooks.hosts != none.webhooks.hosts),
            ("letters.relay", said.letters.relay != none.letters.relay),
            ("letters.from", said.letters.from != none.letters.from),
            ("letters.domain", said.letters.domain != none.letters.domain),
            ("letters.choices", said.letters.choices != none.letters.choices),
        ];
        match settings.iter().find(|(_, is_said)| *is_said) {
            Some(&(key, _)) => Err(ConfigError::OneOfSeveral { said: key, key }),
            None => Ok(()),
        }
    }
}

/// Whether the `Host` of a request can be this; else what to change.
fn check_host(host: &str) -> Result<(), &'static str> {
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    if let Ok(address) = address.parse::<Ipv6Addr>() {
        let is_bracketed = host == format!("[{address}]");
        return if is_bracketed { Ok(()) } else { Err("an IPv6 address is written short and in brackets, as `[::1]`") };
    }
    if host.ends_with('.') {
        return Err("leave out the dot at its end");
    }
    if host.contains('*') {
        return Err("name each host by itself");
    }
    match host.parse::<Authority>() {
        Ok(authority) if authority.host() == host => Ok(()),
        _ => Err("write the name alone, without scheme, port, path and spaces"),
    }
}

/// The same place in the fewest words, however it is said; links are not followed.
fn plain(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => plain.push(component),
        }
    }
    plain
}
