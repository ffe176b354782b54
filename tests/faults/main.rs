//! The program under faults. Each is bounded in count and time; `CANDOR_FAULTS` multiplies the counts: 100 for a release.
//!
//! - `away`: while PostgreSQL is away lists are still answered, and no event is acknowledged that is not there afterwards.
//! - `kill`: killed at any moment under load, at its start and while models change, it has every acknowledged event once, an
//!   unbroken chain, and is ready again.
//! - `stop`: told to stop under load, it fails no request.
//! - `erase`: customers forgotten one after the other are gone from store and model although each erasure was killed in the middle: the model is that
//!   of a shop that never saw them.
//! - `disk`: after a sync that failed, and on a full disk, nothing is acknowledged and reading goes on.
//! - `model`: no damaged model is loaded, and the one before it goes on.
//! - `swap`: while models change, every answer can be computed again from the model that it names.
//! - `tls`: encrypted it answers those who trust it and nobody else, takes a renewed certificate into use, keeps the one before where the files
//!   are damaged, does not start without a sound pair, waits for no slow handshake, and fails no request when it is told to stop.
//! - `traces`: a collector is told of requests and their stages and of nobody's name, draws are ours, and answers go on while it is away.
//! - `crowd`: slow clients do not keep others out, and more calls than can be worked on are told when to come again.
#![cfg(unix)]

#[path = "../common/postgres.rs"]
#[expect(dead_code, reason = "the store's own tests need more of it")]
mod cluster;

mod away;
mod client;
mod crowd;
mod disk;
mod erase;
mod kill;
mod model;
mod shop;
mod stop;
mod swap;
mod tls;
mod traces;

/// The variable that multiplies the counts.
const FACTOR: &str = "CANDOR_FAULTS";

/// How often a fault is tried: `least` times, and as often more as that variable says.
fn times(least: usize) -> usize {
    let factor = std::env::var(FACTOR).ok().map_or(1, |text| text.parse().expect("a whole number"));
    least * factor
}
