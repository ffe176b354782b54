//! How far a list may move a guess at a group of whoever it is shown to.

use serde::{Deserialize, Serialize};

/// A bound on what a list gives away of its customer's group in a segment, whoever the customer is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeakageBudget {
    /// Which segment of customers; the model must have learnt which items lean to its groups (`candor train --leaning`).
    #[schema(example = "age_band")]
    pub segment: String,
    /// The most nats, 0 to 10, by which a list may move the log-odds of any group, for or against: by 0.7 the odds double or
    /// halve.
    #[schema(example = 0.7)]
    pub budget: f64,
}

impl LeakageBudget {
    /// Bounds nothing any more.
    pub const fn lift(&mut self) {
        self.budget = f64::INFINITY;
    }

    /// Whether it bounds anything.
    #[must_use]
    pub const fn is_in_force(&self) -> bool {
        self.budget.is_finite()
    }
}
