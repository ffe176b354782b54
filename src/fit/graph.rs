//! A graph filter: how often two items are chosen together, in a graph whose loud customers and items are damped.

use pulp::{Arch, NullaryFnOnce};
use serde::{Deserialize, Serialize};

use super::{FitError, narrowed};
use crate::ids::ItemIx;
use crate::stats::{Contribution, Gram, MeetingRoom, Meetings};

/// The parameters of the graph filter.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GraphParams {
    /// `alpha`: how much of the damping falls on customers, the rest falls on items.
    pub customer_share: f64,
    /// `s`: the power that every entry is raised to.
    pub power: f64,
    /// `phi`: how strongly it enters, relative to the ridge; 0 leaves it out.
    pub strength: f64,
}

impl Default for GraphParams {
    fn default() -> Self {
        Self { customer_share: 0.6, power: 0.7, strength: 0.0 }
    }
}

impl GraphParams {
    pub(super) fn check(&self) -> Result<(), FitError> {
        let checks = [
            ("graph.customer_share", self.customer_share, (0.0..=1.0).contains(&self.customer_share), "from 0 to 1"),
            ("graph.power", self.power, (0.1..=3.0).contains(&self.power), "from 0.1 to 3"),
            ("graph.strength", self.strength, (0.0..=10.0).contains(&self.strength), "from 0 to 10"),
        ];
        match checks.into_iter().find(|(_, _, is_sound, _)| !is_sound) {
            Some((name, value, _, wanted)) => Err(FitError::Parameter { name, wanted, value }),
            None => Ok(()),
        }
    }
}

/// `P = (R' R)^(s)`, entry by entry, without its diagonal, with `R = D_u^-alpha X D_i^(alpha - 1)`: the linear filter of
/// Turbo-CF (Park, Shin & Shin 2024, arXiv:2404.14243). It is never held whole: a row is summed when it is asked for.
pub(super) struct Graph<'a> {
    meetings: Meetings<'a>,
    /// `D_i^(alpha - 1)`.
    damping: Vec<f64>,
    power: f32,
}

impl<'a> Graph<'a> {
    pub(super) fn of(n_items: usize, customers: &'a [Contribution], params: &GraphParams) -> Self {
        let damping = |degree: f64| if degree > 0.0 { libm::pow(degree, params.customer_share - 1.0) } else { 0.0 };
        Self {
            meetings: Meetings::of(n_items, customers, 2.0 * params.customer_share),
            damping: Gram::degrees_of(n_items, customers).into_iter().map(damping).collect(),
            power: narrowed(params.power),
        }
    }

    pub(super) fn room(&self) -> MeetingRoom {
        self.meetings.room()
    }

    /// The entries of a row of evidence, targets ascending.
    pub(super) fn row(&self, item: ItemIx, room: &mut MeetingRoom) -> (Vec<u32>, Vec<f32>) {
        let own = self.damping[item.at()];
        let sums = self.meetings.row(item, room).into_iter().filter(|&(target, _)| target != item.0);
        let damped = |(target, sum): (u32, f64)| (target, narrowed(sum * own * self.damping[target as usize]));
        let (targets, mut values): (Vec<u32>, Vec<f32>) = sums.map(damped).unzip();
        Arch::new().dispatch(Powers { values: &mut values, power: self.power });
        (targets, values)
    }
}

/// `x^s` of positive numbers, as `2^(s log2 x)` in single precision: the same steps on every processor, many at a time.
/// Its relative error is below 1e-5 as long as neither number nor power leaves `2^-60..2^60`.
struct Powers<'a> {
    values: &'a mut [f32],
    power: f32,
}

impl NullaryFnOnce for Powers<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        self.values.iter_mut().for_each(|value| *value = exp2(self.power * log2(*value)));
    }
}

/// Bits of the fraction of a single-precision number.
const FRACTION_BITS: u32 = 23;
/// What the exponent of a single-precision number is raised by.
const BIAS: i32 = 127;

/// By the series of the inverse hyperbolic tangent, around 1.
#[inline(always)]
#[expect(clippy::cast_precision_loss, reason = "an exponent is small")]
fn log2(x: f32) -> f32 {
    let bits = x.to_bits().cast_signed();
    // The exponent that leaves a fraction between 1/sqrt 2 and sqrt 2.
    let exponent = (bits - std::f32::consts::FRAC_1_SQRT_2.to_bits().cast_signed()) >> FRACTION_BITS;
    let fraction = f32::from_bits((bits - (exponent << FRACTION_BITS)).cast_unsigned());
    let s = (fraction - 1.0) / (fraction + 1.0);
    let square = s * s;
    let series = [1.0 / 9.0, 1.0 / 7.0, 1.0 / 5.0, 1.0 / 3.0, 1.0];
    let sum = series.into_iter().fold(0.0f32, |sum, term| sum.mul_add(square, term));
    (2.0 * std::f32::consts::LOG2_E * s).mul_add(sum, exponent as f32)
}

/// By the series of the exponential, between two whole powers.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "a power of 2 within the range of a number")]
fn exp2(y: f32) -> f32 {
    let whole = y.clamp(-126.0, 127.0).round_ties_even();
    let x = (y - whole) * std::f32::consts::LN_2;
    let series = [1.0 / 5040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0];
    let sum = series.into_iter().fold(0.0f32, |sum, term| sum.mul_add(x, term));
    sum * f32::from_bits(((whole as i32 + BIAS) << FRACTION_BITS).cast_unsigned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn powers_are_those_of_double_precision(exponent in -40.0..20.0f64, power in 0.125..3.0f32) {
            let x = narrowed(exponent.exp2());
            let mut values = [x; 20];
            Arch::new().dispatch(Powers { values: &mut values, power });
            let expected = f64::from(x).powf(f64::from(power));
            for value in values {
                prop_assert!((f64::from(value) / expected - 1.0).abs() < 1e-5, "{x}^{power} = {expected}, not {value}");
            }
        }
    }
}
