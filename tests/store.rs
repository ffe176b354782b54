//! What every store holds, and what the embedded one adds.
//!
//! - `conformance`: the properties of [`candor::store::Store`], written once; a further backend joins with one line.
//! - `embedded`: one process at a time, versions, places that cannot be a store.
//! - `archive`: a store that was restored from a backup, of whichever kind, answers as the one that it was made of.
//! - `service`: a service on PostgreSQL learns, recommends, replays, and says so when its store is away.
//! - `served`: the next answer follows each change of people and rules, whatever the service keeps of them.
//! - `away`: while the server is away recommendations are answered without anything of anybody, on record later, and said so.
//! - `kill`: whatever was acknowledged survives the end of the process, a torn tail does not.
//! - `undo`: a call that fails midway leaves nothing behind and spares the others of its transaction.
//! - `full_disk`: after a write that failed, writing stops and reading goes on.
//! - `postgres`: several processes at once, versions, addresses, and a server that is killed, stopped or full of others.
//! - `damage`: a damaged file gives errors, never a panic.

#[path = "common/postgres.rs"]
mod cluster;

mod store {
    mod archive;
    mod away;
    mod conformance;
    mod damage;
    mod embedded;
    mod fixtures;
    mod full_disk;
    mod kill;
    mod postgres;
    mod process;
    mod served;
    mod service;
    mod undo;
}
