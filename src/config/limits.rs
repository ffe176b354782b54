//! What a caller may cost: sizes, times and counts.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{BATCH_MAX, ConfigError, within};

/// What a caller may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// The largest request body, in bytes.
    pub body_bytes: usize,
    /// The most bytes of request bodies that are arriving at once; a body beyond them is answered 503.
    pub bodies_bytes: usize,
    /// The most events or items of one request, 1 to 1,000.
    pub batch: usize,
    /// How long a client may take for the head of a request, in milliseconds; also how long a connection may idle.
    pub header_read_ms: u64,
    /// How long a client may take for the body of a request, and for each piece of a bundle that it is sent, in milliseconds.
    pub body_read_ms: u64,
    /// How long an answer may take, in milliseconds.
    pub request_ms: u64,
    /// How long the service goes on taking connections after the signal to stop, in milliseconds, so that clients can turn elsewhere.
    pub farewell_ms: u64,
    /// How long open requests may take to finish after the signal to stop, in milliseconds.
    pub drain_ms: u64,
    /// The most open connections; further ones wait to be accepted.
    pub connections: usize,
    /// The most requests in the store or the engine at once; further ones are answered 503.
    pub in_flight: usize,
    /// The most bytes of answers that are kept for repeated requests, a quarter of them for pages; a further request that wants its answer kept
    /// is answered 503, and a list without being kept.
    pub answers_bytes: u64,
    /// The most calls with one key in a second; 0 for no limit.
    pub key_per_second: u32,
    /// The most calls from one address in a second, those with a server's key aside; 0 for no limit.
    pub address_per_second: u32,
    /// The most attempts to sign in to the console from one address in a minute; 0 for no limit.
    pub sign_ins_per_minute: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 4 << 20,
            bodies_bytes: 256 << 20,
            batch: BATCH_MAX,
            header_read_ms: 10_000,
            body_read_ms: 10_000,
            request_ms: 30_000,
            farewell_ms: 500,
            drain_ms: 10_000,
            connections: 1_024,
            in_flight: 64,
            answers_bytes: 1 << 30,
            key_per_second: 20_000,
            address_per_second: 100,
            sign_ins_per_minute: 20,
        }
    }
}

impl Limits {
    /// [`Limits::header_read_ms`].
    #[must_use]
    pub const fn header_read(&self) -> Duration {
        Duration::from_millis(self.header_read_ms)
    }

    /// [`Limits::body_read_ms`].
    #[must_use]
    pub const fn body_read(&self) -> Duration {
        Duration::from_millis(self.body_read_ms)
    }

    /// [`Limits::request_ms`].
    #[must_use]
    pub const fn request(&self) -> Duration {
        Duration::from_millis(self.request_ms)
    }

    /// [`Limits::farewell_ms`].
    #[must_use]
    pub const fn farewell(&self) -> Duration {
        Duration::from_millis(self.farewell_ms)
    }

    /// [`Limits::drain_ms`].
    #[must_use]
    pub const fn drain(&self) -> Duration {
        Duration::from_millis(self.drain_ms)
    }
}

impl Limits {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let size = |bytes: usize| u64::try_from(bytes).unwrap_or(u64::MAX);
        let (hour_ms, gib) = (3_600_000, 1 << 30);
        let ranges = [
            ("limits.body_bytes", size(self.body_bytes), 1_024, gib),
            // At least one body of the largest size.
            ("limits.bodies_bytes", size(self.bodies_bytes), size(self.body_bytes), 64 * gib),
            ("limits.batch", size(self.batch), 1, size(BATCH_MAX)),
            ("limits.header_read_ms", self.header_read_ms, 1, hour_ms),
            ("limits.body_read_ms", self.body_read_ms, 1, hour_ms),
            ("limits.request_ms", self.request_ms, 1, hour_ms),
            ("limits.farewell_ms", self.farewell_ms, 0, hour_ms),
            ("limits.drain_ms", self.drain_ms, 0, hour_ms),
            ("limits.connections", size(self.connections), 1, 1_000_000),
            ("limits.in_flight", size(self.in_flight), 1, 400),
            // At least one answer of the largest size that is kept.
            ("limits.answers_bytes", self.answers_bytes, 1 << 20, 1 << 40),
            ("limits.key_per_second", u64::from(self.key_per_second), 0, 1_000_000),
            ("limits.address_per_second", u64::from(self.address_per_second), 0, 1_000_000),
            ("limits.sign_ins_per_minute", u64::from(self.sign_ins_per_minute), 0, 1_000_000),
        ];
        within(&ranges)
    }
}
