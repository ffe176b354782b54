//! The HTTP service, driven in process, and once over a real socket. One file per route file of `src/http/`.

mod client;
mod console;
mod customers;
mod decisions;
mod events;
mod exposure;
mod guard;
mod idempotency;
mod items;
mod keys;
mod limits;
mod matrix;
mod me;
mod memory;
mod newcomers;
mod operations;
mod parity;
mod placements;
mod policies;
mod recommendations;
mod reviews;
mod server;
mod shop;
mod tokens;
mod trail;
