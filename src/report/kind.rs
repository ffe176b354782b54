//! Which reports there are, and who reads them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::access::Role;

/// What a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ReportKind, example = "fairness")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The fairness audit: how groups of customers and of items fared.
    Fairness,
    /// The transparency report: how lists are made, what people can do about it, what they reported.
    Transparency,
    /// The model card: what the model is, what it learnt from, how it was measured.
    Model,
    /// The review of a campaign: what the rules promoted, and what came of it.
    Campaign,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Fairness, Self::Transparency, Self::Model, Self::Campaign];

    /// As it stands on the wire and in names of files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fairness => "fairness",
            Self::Transparency => "transparency",
            Self::Model => "model",
            Self::Campaign => "campaign",
        }
    }

    /// Whether somebody who sees reports at all may see one of this kind: who writes rules reads what came of them, and no more.
    #[must_use]
    pub fn is_for(self, role: Role) -> bool {
        role != Role::Marketer || self == Self::Campaign
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        found
            .ok_or_else(|| format!("there is no report `{text}`; there are {}", Self::ALL.map(Self::as_str).join(", ")))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
