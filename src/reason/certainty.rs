//! How sure a reason is: whether what it rests on holds for people at large, or came out so for those who were learnt from.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::Account;
use super::draft::{Draft, Standing};
use crate::fit::Belief;

/// How sure the direction of a reason is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = "sure")]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// At 99 %.
    Sure,
    /// At 90 %, not at 99 %.
    FairlySure,
}

/// Standard errors from 0 on one side of which a normal quantity lies nine times in ten: nearer than that nothing is told.
const TOLD_MIN: f64 = 1.2816;
/// ... and ninety-nine times in a hundred.
const SURE_MIN: f64 = 2.3263;

impl Certainty {
    /// Every degree, in declaration order.
    pub const ALL: [Self; 2] = [Self::Sure, Self::FairlySure];

    /// The message that says it.
    pub(super) const fn message(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::FairlySure => "fairly-sure",
        }
    }
}

/// What can be believed of the lines of a ledger.
#[derive(Debug, Clone, Copy)]
pub struct Beliefs<'a> {
    /// Of each line, in order.
    pub lines: &'a [Belief],
    /// The correlation between two of them, 0 to 1.
    pub shared: f64,
}

/// What can be believed of a sum of lines.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Doubt {
    /// On average.
    expected: f64,
    /// The sum of the variances.
    variance: f64,
    /// The sum of the standard deviations.
    deviation: f64,
}

impl AddAssign for Doubt {
    fn add_assign(&mut self, other: Self) {
        self.expected += other.expected;
        self.variance += other.variance;
        self.deviation += other.deviation;
    }
}

impl Doubt {
    /// What a sum comes to on average.
    pub(super) const fn expected(&self) -> f64 {
        self.expected
    }

    /// How far it strays from that: `((1 - r) sum v + r (sum sd)^2)^1/2`.
    pub(super) fn standard_error(&self, shared: f64) -> f64 {
        ((1.0 - shared) * self.variance + shared * self.deviation * self.deviation).sqrt()
    }

    /// How sure the sign of points is; `None` where it is not.
    fn certainty(&self, points: f64, shared: f64) -> Option<Certainty> {
        let distance = self.expected * points.signum();
        let error = self.standard_error(shared);
        if distance > SURE_MIN * error {
            Some(Certainty::Sure)
        } else {
            (distance > TOLD_MIN * error).then_some(Certainty::FairlySure)
        }
    }
}

impl Account<'_> {
    /// What can be believed of some lines; nothing where the model does not know.
    pub(super) fn doubt(&self, lines: &[usize]) -> Doubt {
        let mut doubt = Doubt::default();
        for belief in lines.iter().filter_map(|&at| Some(self.beliefs?.lines[at])) {
            let Belief { expected, deviation } = belief;
            doubt += Doubt { expected, variance: deviation * deviation, deviation };
        }
        doubt
    }

    /// How sure the sign of points is; `None` where it is not certain, or nothing is known of it.
    pub(super) fn certainty(&self, points: f64, doubt: Doubt) -> Option<Certainty> {
        doubt.certainty(points, self.beliefs?.shared)
    }

    /// Whether the sign of points is certain, or nothing is known of it.
    pub(super) fn is_certain(&self, points: f64, doubt: Doubt) -> bool {
        self.beliefs.is_none() || self.certainty(points, doubt).is_some()
    }

    /// Whether a draft may be told: what must be disclosed is, whatever it rests on.
    pub(super) fn is_sound(&self, draft: &Draft) -> bool {
        draft.standing == Standing::Disclosed || self.is_certain(draft.points, self.doubt(&draft.lines))
    }
}
