//! Why a configuration is refused, and what to change.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use thiserror::Error;

/// Why a configuration is refused.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The named file is not there or not readable.
    #[error("the configuration `{}` cannot be read: {cause}; name another file with --config", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// A key is unknown or its value is of the wrong type.
    #[error("{place}: {cause}; docs/configuration.md lists every key")]
    Value {
        /// The key and where it was set.
        place: String,
        /// What is wrong.
        cause: String,
    },
    /// A number outside its range.
    #[error("`{key}` must be between {min} and {max}, not {value}")]
    Range {
        /// Which.
        key: &'static str,
        /// The lowest.
        min: u64,
        /// The highest.
        max: u64,
        /// What it is.
        value: u64,
    },
    /// The log filter cannot be read.
    #[error("`log.filter` is `{filter}`, which is not a filter: {cause}; write a level such as `info`")]
    LogFilter {
        /// What it is.
        filter: String,
        /// What is wrong with it.
        cause: String,
    },
    /// The address of the collector is none.
    #[error("`traces.collector` is `{collector}`: write `http://`, a host and a port, such as `http://127.0.0.1:4318`")]
    Collector {
        /// What it is.
        collector: String,
    },
    /// The address of the shop is none that a browser names.
    #[error(
        "`customers.shop` is `{shop}`: write scheme, host and port in small letters, no path and not the scheme's own port, such as `https://www.shop.example`"
    )]
    CustomersShop {
        /// What it is.
        shop: String,
    },
    /// The placement has no name.
    #[error("`customers.placement` must have 1 to 64 characters")]
    CustomersPlacement,
    /// One half of what encryption needs.
    #[error("`{given}` is set and `{missing}` is not: encryption needs both, and plain HTTP neither")]
    Half {
        /// What is there.
        given: &'static str,
        /// What is not.
        missing: &'static str,
    },
    /// A shop's name is none.
    #[error("`shops.{name}`: a shop's name has 1 to 32 small letters, digits and `-`")]
    ShopName {
        /// Which.
        name: String,
    },
    /// No request would come to a shop.
    #[error("`shops.{name}.hosts` is empty: name the hosts at which this shop is reached")]
    Unreachable {
        /// Which.
        name: String,
    },
    /// Two shops would not be apart.
    #[error("the shops `{one}` and `{other}` have the same `{setting}`: give each its own")]
    Shared {
        /// What.
        setting: &'static str,
        /// The one.
        one: String,
        /// The other.
        other: String,
    },
    /// A host that no request can name.
    #[error("`shops.{name}.hosts` has `{host}`, which no request can name: {cause}")]
    Host {
        /// Which shop.
        name: String,
        /// What it is.
        host: String,
        /// What to change.
        cause: &'static str,
    },
    /// What one shop has is said of the whole, where there are several.
    #[error("`{said}` names what one shop has, and `shops` names several: say it there, as `shops.NAME.{key}`")]
    OneOfSeveral {
        /// The flag, or the key.
        said: &'static str,
        /// The key.
        key: &'static str,
    },
    /// Other machines would reach a service that is open to everybody.
    #[error(
        "`{listen}` can be reached from other machines, and this service asks nobody for a key; listen on 127.0.0.1"
    )]
    OpenToOthers {
        /// The address.
        listen: SocketAddr,
    },
}
