//! The program behind `make fuzz`: looks for inputs that a target does not bear, led by the code that they reach (libFuzzer).
//! It is built under `--cfg fuzzing` alone.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
#[path = "main.rs"]
mod main;

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|data: &[u8]| main::run(data));

#[cfg(not(fuzzing))]
fn main() {}
