//! The targets by name. Each takes any bytes and panics where what it states does not hold.

use super::{events, filters, imports, models, policies, reranker};

/// One target.
pub(crate) struct Target {
    /// Its name, also that of its folder of kept inputs.
    pub(crate) name: &'static str,
    /// Holds an input to what is stated.
    pub(crate) check: fn(&[u8]),
}

pub(crate) static TARGETS: [Target; 6] = [
    Target { name: "events", check: events::check },
    Target { name: "imports", check: imports::check },
    Target { name: "policies", check: policies::check },
    Target { name: "filters", check: filters::check },
    Target { name: "models", check: models::check },
    Target { name: "reranker", check: reranker::check },
];

/// The target of a name.
pub(crate) fn target(name: &str) -> &'static Target {
    let names = || TARGETS.iter().map(|target| target.name).collect::<Vec<_>>().join(", ");
    TARGETS.iter().find(|target| target.name == name).unwrap_or_else(|| panic!("`{name}` is none of {}", names()))
}
