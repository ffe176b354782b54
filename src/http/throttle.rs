//! How many calls a key or an address may make in a second.
//!
//! Addresses are those of the connections: what a header says of a caller's address is not believed. Behind a proxy all calls come
//! from one address; limit them there, and set `limits.address_per_second` to what the proxy lets through, or to 0.

use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::access::KeyId;
use crate::config::Limits;

/// With more callers than so many remembered, those who have been idle are forgotten before another one is.
const REMEMBERED_MAX: usize = 50_000;

type Limiter<K> = RateLimiter<K, HashMapStateStore<K>, DefaultClock>;

/// The limits, and who has used how much of them.
pub(super) struct Throttle {
    keys: Option<Limiter<KeyId>>,
    addresses: Option<Limiter<IpAddr>>,
    sign_ins: Option<Limiter<IpAddr>>,
    clock: DefaultClock,
}

/// For how long a caller has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wait(pub(super) Duration);

impl Throttle {
    /// As configured.
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            keys: limiter(limits.key_per_second, Quota::per_second),
            addresses: limiter(limits.address_per_second, Quota::per_second),
            sign_ins: limiter(limits.sign_ins_per_minute, Quota::per_minute),
            clock: DefaultClock::default(),
        }
    }

    /// Counts a call with a key.
    pub(super) fn key(&self, id: &KeyId) -> Result<(), Wait> {
        self.count(self.keys.as_ref(), id)
    }

    /// Counts a call from an address. Whoever has one IPv6 address has 2^64 of them: they count as one.
    pub(super) fn address(&self, address: IpAddr) -> Result<(), Wait> {
        self.count(self.addresses.as_ref(), &counted(address))
    }

    /// Counts an attempt to sign in from an address.
    pub(super) fn sign_in(&self, address: IpAddr) -> Result<(), Wait> {
        self.count(self.sign_ins.as_ref(), &counted(address))
    }

    fn count<K: Clone + Hash + Eq>(&self, limiter: Option<&Limiter<K>>, caller: &K) -> Result<(), Wait> {
        let Some(limiter) = limiter else { return Ok(()) };
        if limiter.len() > REMEMBERED_MAX {
            limiter.retain_recent();
        }
        limiter.check_key(caller).map_err(|not_yet| Wait(not_yet.wait_time_from(self.clock.now())))
    }

    /// Forgets who has been idle for long enough to have the whole of their limit again.
    pub(super) fn forget_idle(&self) {
        if let Some(keys) = &self.keys {
            keys.retain_recent();
            keys.shrink_to_fit();
        }
        for addresses in self.addresses.iter().chain(&self.sign_ins) {
            addresses.retain_recent();
            addresses.shrink_to_fit();
        }
    }
}

fn counted(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
        v4 @ IpAddr::V4(_) => v4,
    }
}

fn limiter<K: Clone + Hash + Eq>(count: u32, per: fn(NonZeroU32) -> Quota) -> Option<Limiter<K>> {
    NonZeroU32::new(count).map(|count| RateLimiter::hashmap(per(count)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn throttle(per_second: u32) -> Throttle {
        Throttle::new(&Limits { address_per_second: per_second, key_per_second: per_second, ..Limits::default() })
    }

    /// Three calls, and nothing made good while a test runs.
    fn three() -> Throttle {
        let quota = Quota::per_hour(NonZeroU32::new(3).expect("not 0"));
        Throttle { addresses: Some(RateLimiter::hashmap(quota)), ..throttle(0) }
    }

    fn allowed(throttle: &Throttle, address: &str) -> usize {
        let address: IpAddr = address.parse().expect("an address");
        (0..10).filter(|_| throttle.address(address).is_ok()).count()
    }

    #[test]
    fn each_address_has_its_own_limit_and_neighbours_in_ipv6_share_one() {
        let throttle = three();
        for (address, expected) in [
            ("192.0.2.1", 3),
            ("192.0.2.2", 3),
            ("::ffff:192.0.2.1", 0),
            ("2001:db8::1", 3),
            ("2001:db8::ffff", 0),
            ("2001:db8:0:1::1", 3),
        ] {
            assert_eq!(allowed(&throttle, address), expected, "{address}");
        }
        let wait = throttle.address("2001:db8::1".parse().expect("an address")).expect_err("it has used all");
        assert!(wait.0 > Duration::from_secs(1_000) && wait.0 <= Duration::from_secs(1_200), "{wait:?}");
    }

    #[test]
    fn without_a_limit_nobody_waits_and_nobody_is_remembered() {
        let throttle = throttle(0);
        assert_eq!(allowed(&throttle, "192.0.2.1"), 10);
        assert!(throttle.addresses.is_none() && throttle.keys.is_none());
    }

    #[test]
    fn whoever_has_been_idle_is_forgotten() {
        let throttle = throttle(1_000_000);
        allowed(&throttle, "192.0.2.1");
        let addresses = throttle.addresses.as_ref().expect("a limit");
        assert_eq!(addresses.len(), 1);
        // Ten of a million a second are made good within ten microseconds.
        while !addresses.is_empty() {
            throttle.forget_idle();
        }
    }
}
