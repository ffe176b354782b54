//! Threads as an argument: a pool of a given size, never the global one.

/// A pool of `threads` threads (at least one).
///
/// Work is split by index and gathered by index, so that no answer depends on how many threads there are.
///
/// # Panics
/// When the operating system refuses a thread.
#[must_use]
pub fn pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build().expect("the system gives us a few threads")
}
