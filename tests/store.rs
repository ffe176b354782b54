//! What every store holds, and what the embedded one adds.
//!
//! - `conformance`: the properties of [`candor::store::Store`], written once; a further backend joins with one line.
//! - `embedded`: one process at a time, versions, places that cannot be a store.
//! - `kill`: whatever was acknowledged survives the end of the process, a torn tail does not.
//! - `undo`: a call that fails midway leaves nothing behind and spares the others of its transaction.
//! - `full_disk`: after a write that failed, writing stops and reading goes on.
//! - `damage`: a damaged file gives errors, never a panic.

mod store {
    mod conformance;
    mod damage;
    mod embedded;
    mod fixtures;
    mod full_disk;
    mod kill;
    mod process;
    mod undo;
}
