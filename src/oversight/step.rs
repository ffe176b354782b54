//! The words of a policy's life: where a proposal stands, what can be done with it, by whom, and why not.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use super::threshold::{Check, Thresholds};
use crate::access::{Actor, KEY_SETTLES_DAYS, Role};
use crate::evaluate::Impact;
use crate::rerank::Policy;
use crate::units::Time;

/// The longest reason, in characters.
pub const REASON_CHARS_MAX: usize = 1_000;

/// Where a proposal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ProposalState, example = "submitted")]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Being written.
    Draft,
    /// Written, and its impact was measured.
    Previewed,
    /// Waits for an approver, or, where no threshold was met, for its author to publish it.
    Submitted,
    /// Somebody else approved it.
    Approved,
    /// Goes live by itself at its moment.
    Scheduled,
    /// In force. What is kept says `live` for good; it is retired from the moment on at which a later version is live.
    Live,
    /// Was in force; a later version is.
    Retired,
    /// An approver refused it.
    Rejected,
    /// Taken back.
    Withdrawn,
}

/// What was done with a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ProposalStep, example = "submitted")]
#[serde(rename_all = "snake_case")]
pub enum Did {
    /// Written for the first time.
    Created,
    /// Written anew.
    Edited,
    /// Measured.
    Previewed,
    /// Handed in.
    Submitted,
    /// Approved.
    Approved,
    /// Refused.
    Rejected,
    /// Taken back.
    Withdrawn,
    /// Given a moment at which to go live.
    Scheduled,
    /// Made live.
    Published,
    /// Made live by an admin, past approval.
    Imposed,
    /// Made live again, as a new version with the rules of an earlier one.
    RolledBack,
    /// Not made live at its moment, because another policy had become live since it was measured and nobody had approved it.
    Lapsed,
}

/// One line of a history; lines are added, never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ProposalEntry)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What was done.
    pub did: Did,
    /// Where the proposal stood after it.
    pub state: State,
    /// By whom; what goes live at its moment is by whoever gave it the moment.
    pub by: Actor,
    /// When.
    pub at: Time,
    /// Why, in their words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "The summer goods have arrived.")]
    pub reason: Option<String>,
    /// The version that it became live as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 12)]
    pub version: Option<u32>,
    /// The moment that it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Time>,
}

/// What a proposal would change, as its author saw it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// When it was measured.
    pub at: Time,
    /// The live version that it was compared with.
    #[schema(example = 11)]
    pub against: u32,
    /// The model that made the lists; `null` when there was none, and nothing could be measured.
    #[schema(example = "9f2c4b1e7a3d5c6b8e0f1a2b3c4d5e6f")]
    pub model: Option<String>,
    /// The proposal against the live policy, as `preview` gives it; `null` when nothing could be measured.
    #[schema(value_type = Option<Impact>)]
    pub impact: Value,
}

/// Who acts, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Who.
    pub by: Actor,
    /// When.
    pub at: Time,
    /// Why, in their words.
    pub reason: Option<String>,
    /// Who may be acting in their name, as they were given their key lately.
    pub known_to: Vec<String>,
}

/// A step that somebody wants to take.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Write the rules anew.
    Edit(Box<Policy>),
    /// Keep what was measured.
    Preview(Measured),
    /// Hand it in.
    Submit {
        /// What it would change now.
        measured: Measured,
        /// In force now.
        thresholds: Thresholds,
        /// What follows from both.
        checks: Vec<Check>,
    },
    /// Approve it.
    Approve,
    /// Refuse it.
    Reject,
    /// Take it back.
    Withdraw,
    /// Give it a moment at which to go live.
    Schedule {
        /// Which.
        due: Time,
        /// The version that is live now.
        live: u32,
    },
    /// Make it live.
    Publish {
        /// The version that is live now.
        live: u32,
    },
    /// Find at its moment that it may no longer go live by itself.
    Lapse {
        /// The version that is live now.
        live: u32,
    },
}

/// Whose roles a step is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Of those who approve.
    Approvers,
    /// Of those who may do everything.
    Admins,
    /// Of those who write rules.
    Authors,
    /// Of all who change something.
    Planners,
}

impl fmt::Display for Whose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Approvers => "an approver or an admin",
            Self::Admins => "an admin",
            Self::Authors => "a marketer or an admin",
            Self::Planners => "a marketer, an approver or an admin",
        })
    }
}

/// Why a step is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The step does not follow from where the proposal or entry stands.
    #[error("this cannot be {did} any more, or not yet: it is {state}")]
    State {
        /// What was wanted.
        did: &'static str,
        /// Where it stands.
        state: &'static str,
    },
    /// The role does not allow it.
    #[error("only {0} may do this")]
    Role(Whose),
    /// Only who wrote it may.
    #[error("only `{0}`, who wrote it, may do this")]
    NotYours(String),
    /// Nobody approves or refuses what they wrote themselves.
    #[error("nobody approves or rejects their own proposal; ask another approver, or withdraw it")]
    Own,
    /// Nobody lets settings hold that they wished for themselves.
    #[error("nobody approves settings that they wish for themselves; ask another approver or admin, or take them back")]
    OwnWish,
    /// Somebody knows the key and that of who asks since lately, so that it may be them twice.
    #[error(
        "your key and that of `{0}`, who asks for this, were known to one person less than {KEY_SETTLES_DAYS} days ago; somebody else approves it, or you do then"
    )]
    NewKey(String),
    /// No reason was given, or an overlong one.
    #[error("`/reason` must have 1 to {REASON_CHARS_MAX} characters")]
    Reason,
    /// A title or a name says nothing, or too much.
    #[error("a title, a question and a name must have 1 to {} characters", super::incident::TITLE_CHARS_MAX)]
    Title,
    /// A number is out of its range.
    #[error("`/{field}` must be between {min} and {max}")]
    Range {
        /// Which.
        field: &'static str,
        /// The lowest.
        min: String,
        /// The highest.
        max: String,
    },
    /// An experiment runs in the placement.
    #[error("an experiment runs in this placement already; end it first")]
    Running,
    /// A threshold was met and nobody has approved it.
    #[error("this needs the approval of somebody else: {0}")]
    NeedsApproval(String),
    /// Another version is live than the one that it was compared with, and nobody has approved it.
    #[error(
        "version {live} is live now, and this was measured against version {against}; submit it again, or have it approved"
    )]
    Outdated {
        /// What it was compared with.
        against: u32,
        /// What is live.
        live: u32,
    },
    /// A moment that has passed already.
    #[error("`/at` has passed already; leave it out to publish now")]
    Past,
    /// Its moment has not come.
    #[error("its moment has not come")]
    NotDue,
    /// A list to keep out of, where no list is named.
    #[error("the entry names no placement; suppress everywhere instead")]
    NoPlacement,
    /// Sentences are named of which none is said to be wrong.
    #[error("`/sentences` says what is wrong of a `wrong_reason`; leave it out for other verdicts")]
    Sentences,
    /// A sentence is named that is not there, or cites nothing.
    #[error("`/sentences` names sentences of the entry, from 0, that cite something; this one does not")]
    Uncited,
    /// There is nothing to go back to.
    #[error("there is no earlier version to return to")]
    NothingBefore,
}

impl State {
    /// All of them, in the order of a life.
    pub const ALL: [Self; 9] = [
        Self::Draft,
        Self::Previewed,
        Self::Submitted,
        Self::Approved,
        Self::Scheduled,
        Self::Live,
        Self::Retired,
        Self::Rejected,
        Self::Withdrawn,
    ];

    /// As it stands on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Previewed => "previewed",
            Self::Submitted => "submitted",
            Self::Approved => "approved",
            Self::Scheduled => "scheduled",
            Self::Live => "live",
            Self::Retired => "retired",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl Act {
    /// Refuses an act without a reason.
    ///
    /// # Errors
    /// [`Refusal::Reason`].
    pub fn with_reason(&self) -> Result<(), Refusal> {
        let length = self.reason.as_deref().map_or(0, |reason| reason.trim().chars().count());
        if (1..=REASON_CHARS_MAX).contains(&length) { Ok(()) } else { Err(Refusal::Reason) }
    }

    /// Refuses whoever may be who asked for something, so that nobody approves their own by another key.
    ///
    /// # Errors
    /// [`Refusal::NewKey`].
    pub fn as_somebody_but(&self, asker: &Actor) -> Result<(), Refusal> {
        if self.known_to.contains(&asker.name) { Err(Refusal::NewKey(asker.name.clone())) } else { Ok(()) }
    }

    /// Refuses a reason that says nothing or too much, where one was given.
    pub(super) fn with_sound_reason(&self) -> Result<(), Refusal> {
        if self.reason.is_none() { Ok(()) } else { self.with_reason() }
    }

    /// The reason, trimmed.
    pub(super) fn words(&self) -> &str {
        self.reason.as_deref().unwrap_or_default().trim()
    }

    /// Refuses whoever neither writes rules nor approves them.
    ///
    /// # Errors
    /// [`Refusal::Role`].
    pub fn as_approver(&self) -> Result<(), Refusal> {
        self.as_one_of(&[Role::Approver, Role::Admin], Whose::Approvers)
    }

    /// Refuses everybody but admins.
    ///
    /// # Errors
    /// [`Refusal::Role`].
    pub fn as_admin(&self) -> Result<(), Refusal> {
        self.as_one_of(&[Role::Admin], Whose::Admins)
    }

    pub(super) fn as_author(&self) -> Result<(), Refusal> {
        self.as_one_of(&[Role::Marketer, Role::Admin], Whose::Authors)
    }

    pub(super) fn as_one_of(&self, roles: &[Role], whose: Whose) -> Result<(), Refusal> {
        if roles.contains(&self.by.role) { Ok(()) } else { Err(Refusal::Role(whose)) }
    }
}
