//! Bytes that start on a boundary at which numbers may be read in place.

use std::fmt;

/// Read-only bytes of an artifact, wherever they live: in memory, or in a mapped file. Aligned to at least 8.
pub trait ModelBytes: Send + Sync + fmt::Debug {
    /// All of them.
    fn as_bytes(&self) -> &[u8];
}

/// Bytes in memory, aligned to 8.
#[derive(Clone, PartialEq, Eq)]
pub struct AlignedBytes {
    words: Vec<u64>,
    len: usize,
}

impl AlignedBytes {
    /// Copies bytes to an aligned place.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Self {
        let mut words = vec![0u64; bytes.len().div_ceil(8)];
        bytemuck::cast_slice_mut::<u64, u8>(&mut words)[..bytes.len()].copy_from_slice(bytes);
        Self { words, len: bytes.len() }
    }
}

impl fmt::Debug for AlignedBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AlignedBytes({} bytes)", self.len)
    }
}

impl ModelBytes for AlignedBytes {
    fn as_bytes(&self) -> &[u8] {
        &bytemuck::cast_slice::<u64, u8>(&self.words)[..self.len]
    }
}
