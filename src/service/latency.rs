//! How long making lists took, over the last hour of this process: a histogram for each minute.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::monitor::Latency;
use crate::units::Time;

/// How long is remembered.
const MINUTES: u32 = 60;
const MINUTE_MS: i64 = 60_000;
/// Steps to each doubling of the time, and doublings from 1/64 ms to over four minutes.
const STEPS: usize = 8;
const DOUBLINGS: usize = 24;
const SHORTEST_MS: f64 = 1.0 / 64.0;

struct Minute {
    no: i64,
    counts: [u32; STEPS * DOUBLINGS],
}

/// What is remembered.
#[derive(Default)]
pub(super) struct Latencies(Mutex<VecDeque<Minute>>);

impl Latencies {
    /// Counts a list.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the steps that there are")]
    pub(super) fn took(&self, now: Time, time: Duration) {
        let doublings = libm::log2((time.as_secs_f64() * 1_000.0 / SHORTEST_MS).max(1.0));
        let step = ((doublings * STEPS as f64) as usize).min(STEPS * DOUBLINGS - 1);
        let no = now.millis().div_euclid(MINUTE_MS);
        let mut minutes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if minutes.back().is_none_or(|last| last.no < no) {
            minutes.push_back(Minute { no, counts: [0; STEPS * DOUBLINGS] });
            if minutes.len() > MINUTES as usize {
                minutes.pop_front();
            }
        }
        if let Some(last) = minutes.back_mut() {
            last.counts[step] = last.counts[step].saturating_add(1);
        }
    }

    /// The figures of the last hour; `None` where no list was made in it.
    pub(super) fn last_hour(&self, now: Time) -> Option<Latency> {
        let since = now.millis().div_euclid(MINUTE_MS) - i64::from(MINUTES);
        let mut counts = [0_u64; STEPS * DOUBLINGS];
        let minutes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for minute in minutes.iter().filter(|minute| minute.no > since) {
            counts.iter_mut().zip(&minute.counts).for_each(|(sum, count)| *sum += u64::from(*count));
        }
        let lists: u64 = counts.iter().sum();
        let quantile = |per_cent: u64| {
            let wanted = (lists * per_cent).div_ceil(100);
            let mut seen = 0;
            let step = counts.iter().position(|count| {
                seen += count;
                seen >= wanted
            });
            let end = (step.unwrap_or_default() + 1) as f64 / STEPS as f64;
            libm::round(SHORTEST_MS * libm::exp2(end) * 1_000.0) / 1_000.0
        };
        (lists > 0).then(|| Latency { minutes: MINUTES, lists, ms_p50: quantile(50), ms_p99: quantile(99) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_within_a_step_and_an_hour_is_remembered() {
        let latencies = Latencies::default();
        let at = |minute: i64| Time::from_millis(minute * MINUTE_MS);
        assert_eq!(latencies.last_hour(at(0)), None);
        for ms in 1_u8..=100 {
            latencies.took(at(ms.into()), Duration::from_millis(ms.into()));
        }
        let told = latencies.last_hour(at(100)).expect("lists were made");
        assert_eq!(told.lists, 60, "those of the last hour");
        let is_near = |told: f64, ms: f64| (ms..=ms * 1.1).contains(&told);
        assert!(is_near(told.ms_p50, 70.0) && is_near(told.ms_p99, 100.0), "{told:?}");
        assert_eq!(latencies.last_hour(at(200)), None);
    }
}
