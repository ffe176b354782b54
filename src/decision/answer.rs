//! What is answered, in its form on the wire.

use serde::{Deserialize, Serialize};

use crate::catalog::Aspect;
use crate::event::Kind;
use crate::ids::{DecisionId, ItemId};
use crate::reason::{Certainty, Code, Disclosure};
use crate::units::Time;

/// The answer to a [`super::Request`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Recommendations)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Clicks and purchases quote this.
    pub decision: DecisionId,
    /// The model's fingerprint.
    #[schema(example = "9f2c4b1e7a3d5c6b8e0f1a2b3c4d5e6f")]
    pub model: String,
    /// `placement@version`.
    #[schema(example = "home@12")]
    pub policy: String,
    /// Whether the customer's own history or visit was used.
    #[schema(example = true)]
    pub personalised: bool,
    /// What stood in, when nothing personal could be shown.
    pub fallback: Option<Fallback>,
    /// Why it had to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback_reason: Option<FallbackReason>,
    /// The experiment that the request took part in.
    #[schema(example = "none")]
    pub experiment: Option<String>,
    /// The list, by rank.
    pub items: Vec<AnswerItem>,
    /// Rules that could not be held with what may be shown, in English whatever the language of the reasons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!([]))]
    pub relaxed: Vec<String>,
    /// Give it with the page's next list, which then shows nothing that stands here or in the lists before. Not on record: it says no more
    /// than the decisions do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "1f6c2a90b4d7e3585b223232343233225d")]
    pub page: Option<String>,
    /// Give it as `cursor` to go on with this list; absent where it is known to end here. Not on record either.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "83b0d4f1a2695c7e5b223232343233225d")]
    pub next: Option<String>,
    /// What becomes of the decision's record, where the store is away; absent when it is kept as always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Keeping>,
}

/// What becomes of the record of a decision that is made while the store is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = "later")]
#[serde(rename_all = "snake_case")]
pub enum Keeping {
    /// It waits in memory, and is written when the store is back; lost if the process ends before.
    Later,
    /// It is not kept: too many wait already, or writing has stopped. Nobody can ask about this decision.
    Never,
}

/// What stood in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = "popular")]
#[serde(rename_all = "snake_case")]
pub enum Fallback {
    /// Popular items.
    Popular,
    /// What goes with the page's items, whoever looks at them.
    Context,
    /// Nothing.
    Empty,
}

/// Why something had to stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = "unknown")]
#[serde(rename_all = "snake_case")]
pub enum FallbackReason {
    /// The shop has never heard of the customer or visitor.
    Unknown,
    /// No customer, visitor, session or context was given.
    Anonymous,
    /// The person's events do not speak of any item that the model knows.
    NoHistory,
    /// The customer does not allow recommendations from their history.
    ConsentWithheld,
    /// The customer switched personalisation off.
    PersonalisationOff,
    /// Filters, exclusions and rules leave no item.
    NothingLeft,
    /// The store is away: what the person did and allows could not be read, or the decision could not be put on record.
    StoreAway,
}

impl Fallback {
    /// What stood in, for people.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Popular => "popular items",
            Self::Context => "what goes with the items of the page",
            Self::Empty => "an empty list",
        }
    }
}

impl FallbackReason {
    /// Why, for people.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Unknown => "for the shop does not know the customer",
            Self::Anonymous => "for nobody was named",
            Self::NoHistory => "for nothing that they did speaks of what is on offer",
            Self::ConsentWithheld => "for they do not allow it",
            Self::PersonalisationOff => "for they switched it off",
            Self::NothingLeft => "for filters, exclusions and rules leave no item",
            Self::StoreAway => "for the store is away",
        }
    }

    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Unknown,
        Self::Anonymous,
        Self::NoHistory,
        Self::ConsentWithheld,
        Self::PersonalisationOff,
        Self::NothingLeft,
        Self::StoreAway,
    ];

    /// As JSON names it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Anonymous => "anonymous",
            Self::NoHistory => "no_history",
            Self::ConsentWithheld => "consent_withheld",
            Self::PersonalisationOff => "personalisation_off",
            Self::NothingLeft => "nothing_left",
            Self::StoreAway => "store_away",
        }
    }
}

impl Keeping {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Later, Self::Never];

    /// As JSON names it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Later => "later",
            Self::Never => "never",
        }
    }
}

/// An item of the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = RecommendedItem)]
#[serde(deny_unknown_fields)]
pub struct AnswerItem {
    /// Which.
    pub item: ItemId,
    /// Its place, from 1.
    #[schema(example = 1)]
    pub rank: u32,
    /// Its place by evidence alone.
    #[schema(example = 3)]
    pub base_rank: u32,
    /// The folded ledger.
    #[schema(example = 2.3125)]
    pub score: f64,
    /// The probability that it suits, 0 to 1.
    #[schema(example = 0.41)]
    pub confidence: f64,
    /// Why; absent with `explain: none`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasons: Option<Vec<ShownReason>>,
    /// What was too small to be told on its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smaller_signals: Option<SmallerSignals>,
    /// The whole account; with `explain: full` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ledger: Option<Vec<LedgerLine>>,
}

/// A reason in words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Reason)]
#[serde(deny_unknown_fields)]
pub struct ShownReason {
    /// What kind.
    pub code: Code,
    /// One sentence.
    #[schema(example = "Because you bought White Metal Lantern.")]
    pub text: String,
    /// Of the item's positive evidence, 0 to 1.
    #[schema(example = 0.61)]
    pub share: f64,
    /// The signed sum of its lines.
    #[schema(example = 1.41)]
    pub points: f64,
    /// What the points are for people at large, on average: mostly less, since what stood out among the customers did so by luck as well.
    /// Absent where the model does not know, and for a reason without lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 1.02)]
    pub expected: Option<f64>,
    /// The standard error around that. Absent with `expected`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 0.21)]
    pub standard_error: Option<f64>,
    /// How sure its direction is; what is not certain at 90 % is not shown, save what must be disclosed. Absent with `expected`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certainty: Option<Certainty>,
    /// The same in words; with `explain: full` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "We are sure of this.")]
    pub how_sure: Option<String>,
    /// What it rests on, as far as it may be named.
    pub evidence: Vec<CitedEvidence>,
    /// Where the item would stand without all that was done with the items of this reason; with `explain: full` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without: Option<Without>,
    /// Whether somebody's interest other than the customer's is behind it.
    pub disclosure: Disclosure,
}

/// Evidence that may be named.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CitedEvidence {
    /// Which item.
    pub item: ItemId,
    /// What was done with it.
    pub kind: Kind,
    /// When.
    pub time: Time,
    /// How much it counts here.
    #[schema(example = 1.41)]
    pub points: f64,
}

/// The outcome of a re-run without some evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Without {
    /// The rank that the whole pipeline gives, past the end of the list too; `null` when it would not be a candidate.
    #[schema(example = 27)]
    pub rank: Option<u32>,
}

/// What is not told on its own.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SmallerSignals {
    /// How many lines.
    #[schema(example = 4)]
    pub count: usize,
    /// The score less the points of the shown reasons.
    #[schema(example = 0.12)]
    pub points: f64,
}

/// A ledger line on the wire.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LedgerLine {
    /// Where it comes from.
    pub source: LineSource,
    /// How much; folding these in order, in f64, gives the score exactly.
    #[schema(example = 1.41)]
    pub amount: f64,
}

/// Where a line comes from. An item that must not be named (sensitive, a gift, no consent to explain) is absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = json!({"kind": "history", "item": "71053", "event": "purchase"}))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LineSource {
    /// An earlier event.
    History {
        /// With which item.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<ItemId>,
        /// What was done.
        event: Kind,
    },
    /// A click of this visit.
    Session {
        /// On which item.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<ItemId>,
        /// What was done.
        event: Kind,
    },
    /// What people click after a click of this visit.
    Transition {
        /// On which item.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<ItemId>,
        /// What was done.
        event: Kind,
    },
    /// What its description has in common with that of an item of the history.
    Content {
        /// Which item.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<ItemId>,
        /// What was done with it.
        event: Kind,
        /// Which side of the description; absent with the item, since it would tell of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        aspect: Option<Aspect>,
    },
    /// The page's item.
    Context {
        /// Which.
        item: ItemId,
    },
    /// How many customers choose it.
    Popularity,
    /// How much more than usual they do so lately.
    Trend,
    /// How new it is here.
    Newness,
    /// How much more than usual it sells at this time of the year, year after year.
    Season,
    /// A topic that the customer told the shop they like; absent without consent to explain.
    Stated {
        /// Which.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(example = "LIGHTING")]
        topic: Option<String>,
    },
    /// The customer's own rhythm of buying it.
    Reorder,
    /// A merchandiser's rule.
    Boost {
        /// As the policy calls it.
        #[schema(example = "Summer outdoors")]
        label: String,
    },
    /// How different it is from what stands above it.
    Diversity,
    /// How little known it is.
    Novelty,
    /// How far from the customer's own taste, little known, and yet relevant it is.
    Serendipity,
    /// What gives a group its share of attention over time.
    Exposure {
        /// The group, as the policy calls it.
        #[schema(example = "small makers")]
        name: String,
    },
    /// What lets a group of customers see such items as often as others do.
    Parity {
        /// The rule, as the policy calls it.
        #[schema(example = "discounts")]
        name: String,
    },
    /// How much nearer it brings the list's mix to the customer's own.
    Calibration,
}
