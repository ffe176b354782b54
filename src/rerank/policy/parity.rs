//! How often groups of customers see some items, over time.

use serde::{Deserialize, Serialize};

use super::{Selector, Window, gain_default};

/// Items that every group of customers is to see about equally often.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParityRule {
    /// What the console and the disclosure call it. The prices are kept under this name.
    #[schema(example = "discounts")]
    pub name: String,
    /// Which items.
    pub members: Selector,
    /// Which segment tells the groups of customers apart. Only customers who let fairness be measured are in one.
    #[schema(example = "age")]
    pub segment: String,
    /// The largest difference, 0.01 to 1, between two groups' shares of attention for these items: a group that lags the one
    /// which sees most of them by more is raised.
    #[schema(example = 0.02)]
    pub difference: f64,
    /// What a group's share is measured over: lists of its own customers.
    #[serde(default)]
    pub window: Window,
    /// How fast a price answers: spreads of a list for each first place too few, above 0 and at most 1.
    #[serde(default = "gain_default")]
    #[schema(example = 0.05)]
    pub gain: f64,
}
