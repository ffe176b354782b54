//! Candor recommends, and can always say why: a score is a ledger of evidence that adds up.
//!
//! The modules are listed in reading order; each uses only modules above it. `tests/tidy.rs` holds that order.

pub mod units;
pub mod ids;
pub mod catalog;
pub mod event;
pub mod ledger;
pub mod parallel;
pub mod stats;
pub mod fit;
pub mod model;
pub mod score;
pub mod rerank;
pub mod reason;
pub mod decision;
pub mod chain;
pub mod disclosure;
pub mod engine;
pub mod metrics;
pub mod evaluate;
pub mod access;
pub mod monitor;
// ---- shell: async, clock, disk, network live below this line only ----
pub mod store;
pub mod import;
pub mod demo;
pub mod oversight;
pub mod report;
pub mod service;
pub mod bundle;
pub mod config;
pub mod http;
pub mod cli;

/// Runs the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
