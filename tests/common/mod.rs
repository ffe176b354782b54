//! What several test files need: the shared real data, and skipping by name where it is absent.

use std::path::PathBuf;

/// A file or folder under the shared folder beside the checkout.
///
/// Where it is absent the caller returns early and its name is printed; with `CI=true` its absence is a failure.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let full = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    if full.exists() {
        return Some(full);
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "CI needs {}", full.display());
    eprintln!("skipped: {} is not on this machine", full.display());
    None
}
