//! Who calls, and what they may do: the seven roles, the keys that carry them, and the tokens of customers.
//!
//! Must not know where keys are kept, nor any address; the moment and every random byte are arguments.

pub(crate) mod hex;
mod key;
mod token;

use std::fmt;

use serde::{Deserialize, Serialize};

pub(crate) use key::is_origin;
pub use key::{
    ID_BYTES, KEY_SETTLES_DAYS, Key, KeyId, KeyWish, NAME_CHARS_MAX, ORIGINS_MAX, Presented, Refusal, SECRET_BYTES,
    WishError,
};
pub(crate) use token::is_token;
pub use token::{Audience, Claims, Signer, TOKEN_SECONDS_MAX, TokenError};

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
    /// Looks at rules and at what came of them; changes nothing.
    Analyst,
    /// Reads and replays what was decided; changes nothing.
    Auditor,
    /// Everything, keys included.
    Admin,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Publishable, Self::Secret, Self::Marketer, Self::Approver, Self::Analyst, Self::Auditor, Self::Admin];

    /// The name on the wire, which also stands in every key.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Publishable => "publishable",
            Self::Secret => "secret",
            Self::Marketer => "marketer",
            Self::Approver => "approver",
            Self::Analyst => "analyst",
            Self::Auditor => "auditor",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|role| role.as_str() == text);
        found.ok_or_else(|| {
            format!("there is no role `{text}`; the roles are {}", Self::ALL.map(Self::as_str).join(", "))
        })
    }
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
