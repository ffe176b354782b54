//! Properties of importing:
//! - every row of a file is accepted or rejected, and the figures of the shared files come out exactly;
//! - a second run of the same files changes nothing;
//! - broken input is rejected row by row, listed with its line, and never ends in a crash or in half a row;
//! - what was acknowledged before a file broke off is kept.

mod common;
#[path = "import/memory.rs"]
mod memory;
#[path = "import/own.rs"]
mod own;
#[path = "import/parquet_file.rs"]
mod parquet_file;
#[path = "import/real.rs"]
mod real;
#[path = "import/run.rs"]
mod run;
