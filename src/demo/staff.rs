//! Who works at the demo shop: one person for each role of the console.

use crate::access::Role;

/// Somebody who works at the demo shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colleague {
    /// As histories name them.
    pub name: &'static str,
    /// What their key lets them be.
    pub role: Role,
    /// What they are there for.
    pub task: &'static str,
}

/// All of them.
#[must_use]
pub const fn staff() -> &'static [Colleague] {
    &[
        Colleague { name: "Mara", role: Role::Marketer, task: "writes rules and hands them in" },
        Colleague { name: "Tomas", role: Role::Approver, task: "approves what others wrote, and decides reviews" },
        Colleague { name: "Noor", role: Role::Analyst, task: "looks at what came of the rules, changes none" },
        Colleague { name: "Ines", role: Role::Auditor, task: "looks at everything, changes no rule and no list" },
        Colleague { name: "Ada", role: Role::Admin, task: "may do all of it, but approve her own" },
    ]
}
