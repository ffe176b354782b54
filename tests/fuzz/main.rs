//! What comes from outside, as any bytes: six targets, each of which states what holds of every input (`tests/fuzz/targets.rs`).
//! `make fuzz` looks for inputs that a target does not bear (`tests/fuzz/engine.rs`). Here, in every `cargo test`:
//! - each kept input, among them every finding, is borne;
//! - so are the kept inputs changed at random, by a fixed seed.
//!
//! `CANDOR_CASES` sets how many changed inputs each target gets.

mod all_lists;
#[path = "../http/client.rs"]
#[expect(dead_code, reason = "the tests of the service ask for more")]
mod client;
mod events;
#[path = "../common/exact.rs"]
mod exact;
mod filters;
mod imports;
#[path = "../import/memory.rs"]
mod memory;
mod models;
mod policies;
#[cfg(not(fuzzing))]
mod replay;
mod reranker;
#[path = "../import/run.rs"]
#[expect(dead_code, reason = "the tests of importing ask for more")]
mod run;
mod shop;
mod targets;
#[path = "../common/world.rs"]
mod world;

/// One input of the engine. A panic that somebody catches, as the service and the reader of Parquet do, is no finding; one that reaches here is.
#[cfg(fuzzing)]
pub(crate) fn run(data: &[u8]) {
    use std::sync::{LazyLock, Mutex};

    static LAST_PANIC: Mutex<String> = Mutex::new(String::new());
    static CHECK: LazyLock<fn(&[u8])> = LazyLock::new(|| {
        std::panic::set_hook(Box::new(|panic| *LAST_PANIC.lock().expect("no panic within") = panic.to_string()));
        targets::target(&std::env::var("CANDOR_FUZZ").expect("CANDOR_FUZZ names a target")).check
    });
    let check = *CHECK;
    if std::panic::catch_unwind(|| check(data)).is_err() {
        println!("\nnot borne: {}", LAST_PANIC.lock().expect("no panic within"));
        std::process::abort();
    }
}
