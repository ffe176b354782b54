//! Where traces of requests go.

use serde::{Deserialize, Serialize};

use super::{ConfigError, within};

/// Where traces of requests go, as OTLP over plain HTTP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Traces {
    /// The collector, such as `http://127.0.0.1:4318`; nothing is traced where it is empty.
    pub collector: String,
    /// One request of so many is traced.
    pub one_in: u32,
    /// What the collector calls this service.
    pub service: String,
}

impl Default for Traces {
    fn default() -> Self {
        Self { collector: String::new(), one_in: 1, service: "candor".to_owned() }
    }
}

impl Traces {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        within(&[("traces.one_in", u64::from(self.one_in), 1, 1_000_000)])?;
        let rest = self.collector.strip_prefix("http://");
        let is_host = rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(['@', '?', '#', ' ']));
        if self.collector.is_empty() || is_host {
            Ok(())
        } else {
            Err(ConfigError::Collector { collector: self.collector.clone() })
        }
    }
}
