//! Who calls, and what they may do.
//!
//! Must not know how a caller proves who they are, nor any address.

use serde::{Deserialize, Serialize};

/// What a key lets its holder be. `docs/http.md` says what each may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = "marketer")]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A page in somebody's browser: writes events, reads recommendations of the visitor or customer that its token names.
    Publishable,
    /// The shop's own servers.
    Secret,
    /// Writes rules and asks for their approval.
    Marketer,
    /// Approves rules that others wrote.
    Approver,
    /// Reads and replays what was decided; changes nothing.
    Auditor,
    /// Everything, keys included.
    Admin,
}

/// Who did something, as it stands in a history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// The name of the key that they used.
    #[schema(example = "anna")]
    pub name: String,
    /// As what they acted.
    pub role: Role,
}
