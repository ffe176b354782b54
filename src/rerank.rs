//! From candidates to a list: the policy compiled to constraints, and the one reranker.
//!
//! Knows scores, items and rules. Must not know where a score comes from, nor any customer.

mod policy;
mod record;

pub use crate::score::Candidate;
pub use policy::{Boost, Caps, Exclusion, Fallback, GroupRule, Owned, Pin, Policy, PolicyError, RULES_MAX, Selector};
pub use record::{Cause, Excluded, ExclusionCause, Placed, Relaxed, Reranked};
