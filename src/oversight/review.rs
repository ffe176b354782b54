//! Something that a person looks at, what they decide, and how often they agree with the engine.

use serde::{Deserialize, Serialize};

use super::step::{Act, Refusal};
use super::suppression::Suppression;
use crate::access::Actor;
use crate::ids::{DecisionId, EventId, ItemId};
use crate::units::Time;

/// Why it is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ReviewSource, example = "report")]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A customer reported it: an event of kind `report`.
    Report,
    /// It was shown with little confidence.
    LowConfidence,
    /// It is of a sensitive kind.
    Sensitive,
    /// It was drawn among all decisions of the week.
    Sample,
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = "suppress_here")]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing is wrong with it.
    Fine,
    /// The item is shown to nobody in this placement any more.
    SuppressHere,
    /// The item is shown to nobody in any placement any more.
    SuppressEverywhere,
    /// The item is fine, what was said of it is not.
    WrongReason,
    /// Something went wrong that needs more than this.
    Incident,
}

/// One decision of a person, or that it was undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ruling {
    /// What was decided; absent where the decision before was undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// By whom.
    pub by: Actor,
    /// When.
    pub at: Time,
    /// Why, in their words.
    #[schema(example = "The lamp was recalled.")]
    pub reason: String,
}

/// An entry of the queue: one item, as somebody was shown it. Of whom it tells the store knows, so that it goes when they are erased.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Why it is looked at.
    pub source: Source,
    /// When it was shown, or reported.
    pub at: Time,
    /// Which item.
    pub item: ItemId,
    /// The decision that showed it, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<DecisionId>,
    /// Where, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "home")]
    pub placement: Option<String>,
    /// With how much confidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 0.018)]
    pub confidence: Option<f64>,
    /// The week of the draw, counted from Monday, 5 January 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 2965)]
    pub week: Option<i64>,
    /// The customer's event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<EventId>,
    /// Whether it is in the sample of its week no more: somebody had looked at it already when a list took its place.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[schema(example = false)]
    pub displaced: bool,
    /// What was decided, the oldest first; lines are added, never changed. It is open while this is empty or ends with an undoing.
    pub history: Vec<Ruling>,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Report, Self::LowConfidence, Self::Sensitive, Self::Sample];

    /// As it stands on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::LowConfidence => "low_confidence",
            Self::Sensitive => "sensitive",
            Self::Sample => "sample",
        }
    }
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Fine, Self::SuppressHere, Self::SuppressEverywhere, Self::WrongReason, Self::Incident];

    /// As it stands on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::SuppressHere => "suppress_here",
            Self::SuppressEverywhere => "suppress_everywhere",
            Self::WrongReason => "wrong_reason",
            Self::Incident => "incident",
        }
    }
}

impl Review {
    /// The decision that holds.
    #[must_use]
    pub fn ruling(&self) -> Option<&Ruling> {
        self.history.last().filter(|ruling| ruling.verdict.is_some())
    }

    /// Decides an open entry; with it what has to be kept out from now on.
    ///
    /// # Errors
    /// When it is decided, the role does not approve, there is no reason, or no placement to keep it out of.
    pub fn decide(&self, id: &str, verdict: Verdict, act: &Act) -> Result<(Self, Option<Suppression>), Refusal> {
        act.as_approver()?;
        act.with_reason()?;
        if self.ruling().is_some() {
            return Err(Refusal::State { did: "decided", state: "decided" });
        }
        let placement = match verdict {
            Verdict::Fine | Verdict::WrongReason | Verdict::Incident => None,
            Verdict::SuppressEverywhere => Some(None),
            Verdict::SuppressHere => Some(Some(self.placement.clone().ok_or(Refusal::NoPlacement)?)),
        };
        let kept_out = placement.map(|placement| Suppression {
            item: self.item.clone(),
            placement,
            review: id.to_owned(),
            by: act.by.clone(),
            at: act.at,
        });
        Ok((self.with(Some(verdict), act), kept_out))
    }

    /// Undoes the decision that holds; the entry is open again.
    ///
    /// # Errors
    /// When it is open, the role does not approve, or there is no reason.
    pub fn undo(&self, act: &Act) -> Result<Self, Refusal> {
        act.as_approver()?;
        act.with_reason()?;
        match self.ruling() {
            Some(_) => Ok(self.with(None, act)),
            None => Err(Refusal::State { did: "undone", state: "open" }),
        }
    }

    fn with(&self, verdict: Option<Verdict>, act: &Act) -> Self {
        let reason = act.reason.as_deref().unwrap_or_default().trim().to_owned();
        let mut next = self.clone();
        next.history.push(Ruling { verdict, by: act.by.clone(), at: act.at, reason });
        next
    }
}
