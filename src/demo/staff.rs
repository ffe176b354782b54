//! Who works at the demo shop: one person for each role of the console.

use crate::access::Role;

/// Somebody who works at the demo shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colleague {
    /// As histories name them.
    pub name: &'static str,
    /// What their key lets them be.
    pub role: Role,
}

/// All of them.
#[must_use]
pub const fn staff() -> &'static [Colleague] {
    &[
        Colleague { name: "Mara", role: Role::Marketer },
        Colleague { name: "Tomas", role: Role::Approver },
        Colleague { name: "Noor", role: Role::Analyst },
        Colleague { name: "Ines", role: Role::Auditor },
        Colleague { name: "Ada", role: Role::Admin },
    ]
}
