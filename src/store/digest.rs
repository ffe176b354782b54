//! The digest of a set of items: a sum, so that it does not depend on order and follows one change in constant time.

use std::fmt;

use crate::ids::ItemId;

/// The bytes of a digest.
pub(super) const DIGEST_BYTES: usize = 32;

const LIMBS: usize = DIGEST_BYTES / 8;

/// `sum over items of blake3(id, 0, canonical JSON) mod 2^256`; the empty set has zero.
///
/// A sum of hashes tells states apart that differ by accident. It is no defence against somebody who may choose very
/// many items at will in order to make two states collide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Digest([u64; LIMBS]);

impl Digest {
    /// The hash of one item in its canonical JSON. An id holds no control character, so the zero byte ends it.
    pub(super) fn of(id: &ItemId, body: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(id.as_str().as_bytes()).update(&[0]).update(body.as_bytes());
        Self::from_bytes(*hasher.finalize().as_bytes())
    }

    /// Back from [`Digest::to_bytes`].
    pub(super) fn from_bytes(bytes: [u8; DIGEST_BYTES]) -> Self {
        let mut limbs = [0; LIMBS];
        for (limb, bytes) in limbs.iter_mut().zip(bytes.chunks_exact(8)) {
            *limb = u64::from_le_bytes(bytes.try_into().expect("chunks of eight bytes"));
        }
        Self(limbs)
    }

    /// Little-endian.
    pub(super) fn to_bytes(self) -> [u8; DIGEST_BYTES] {
        let mut bytes = [0; DIGEST_BYTES];
        for (bytes, limb) in bytes.chunks_exact_mut(8).zip(self.0) {
            bytes.copy_from_slice(&limb.to_le_bytes());
        }
        bytes
    }

    /// With one more item.
    #[must_use]
    pub(super) fn plus(self, other: Self) -> Self {
        let mut sum = self.0;
        let mut carry = false;
        for (limb, term) in sum.iter_mut().zip(other.0) {
            let (partial, over) = limb.overflowing_add(term);
            let (total, over_by_carry) = partial.overflowing_add(u64::from(carry));
            (*limb, carry) = (total, over || over_by_carry);
        }
        Self(sum)
    }

    /// Without an item that was in it: plus its two's complement.
    #[must_use]
    pub(super) fn minus(self, other: Self) -> Self {
        let one = Self([1, 0, 0, 0]);
        self.plus(Self(other.0.map(|limb| !limb))).plus(one)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_bytes().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(n: u32) -> Vec<Digest> {
        let id = ItemId::new("i").expect("a valid id");
        (0..n).map(|n| Digest::of(&id, &n.to_string())).collect()
    }

    #[test]
    fn a_digest_does_not_depend_on_order_and_forgets_what_was_taken_out() {
        let hashes = hashes(50);
        let sum = |hashes: &[Digest]| hashes.iter().fold(Digest::default(), |sum, &hash| sum.plus(hash));
        let reversed: Vec<Digest> = hashes.iter().rev().copied().collect();
        assert_eq!(sum(&hashes), sum(&reversed));
        assert_eq!(hashes[10..].iter().fold(sum(&hashes), |sum, &hash| sum.minus(hash)), sum(&hashes[..10]));
        assert_eq!(hashes.iter().fold(sum(&hashes), |sum, &hash| sum.minus(hash)), Digest::default());
    }

    #[test]
    fn the_sum_carries_through_every_limb_and_wraps() {
        let one = Digest([1, 0, 0, 0]);
        assert_eq!(Digest([u64::MAX; LIMBS]).plus(one), Digest::default());
        assert_eq!(Digest::default().minus(one), Digest([u64::MAX; LIMBS]));
        assert_eq!(Digest([u64::MAX, 0, 0, 0]).plus(one), Digest([0, 1, 0, 0]));
    }

    #[test]
    fn bytes_and_hex_name_the_same_number() {
        let digest = hashes(1)[0];
        assert_eq!(Digest::from_bytes(digest.to_bytes()), digest);
        assert_eq!(digest.to_string().len(), 2 * DIGEST_BYTES);
    }
}
