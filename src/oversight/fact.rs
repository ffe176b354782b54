//! What a threshold found, as facts that whoever tells of it puts into words; in English where nobody asks for another language.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::units::Time;

/// How reasons were to speak and how they are to, in one respect; what the shop says where it is not said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Respoken {
    /// How they were to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "neutral")]
    pub was: Option<String>,
    /// How they are to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "warm")]
    pub becomes: Option<String>,
}

/// One thing that was found. Shares are from 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = json!({"kind": "relevance_falls", "by": 0.008, "limit": 0.05}))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fact {
    /// A rule keeps items out.
    Excluded {
        /// Which.
        #[schema(example = "Summer outdoors")]
        rule: String,
    },
    /// A group may have no place.
    NoPlace {
        /// Which.
        #[schema(example = "small makers")]
        group: String,
    },
    /// A boost takes so many points that it keeps items out.
    Buried {
        /// Which.
        #[schema(example = "Summer outdoors")]
        rule: String,
        /// How many.
        #[schema(example = 2.0)]
        points: f64,
    },
    /// A group's attention may fall.
    AttentionFalls {
        /// Which.
        #[schema(example = "small makers")]
        group: String,
        /// By this share of what it had.
        #[schema(example = 0.12)]
        by: f64,
        /// From when on, where that is later.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Time>,
    },
    /// No group's attention was measured to fall by more than is let pass.
    AttentionHolds {
        /// The share of what it had that is let pass.
        #[schema(example = 0.05)]
        limit: f64,
    },
    /// An exposure target is lowered or left out.
    OwedLess {
        /// Which.
        #[schema(example = "Summer outdoors")]
        rule: String,
    },
    /// A parity rule allows a larger difference, or is left out.
    LessEqual {
        /// Which.
        #[schema(example = "Summer outdoors")]
        rule: String,
    },
    /// A leakage budget is raised or left out.
    GivesAwayMore {
        /// Of which segment.
        #[schema(example = "age_band")]
        segment: String,
    },
    /// A leakage budget comes behind another.
    KeptAfter {
        /// Of which segment.
        #[schema(example = "age_band")]
        segment: String,
        /// That of which other one.
        #[schema(example = "membership")]
        other: String,
    },
    /// How far relevance may fall.
    RelevanceFalls {
        /// By this share of what it was.
        #[schema(example = 0.12)]
        by: f64,
        /// What is let pass.
        #[schema(example = 0.05)]
        limit: f64,
        /// From when on, where that is later.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Time>,
    },
    /// A changed rule means items of a sensitive kind.
    MeansSensitive {
        /// Which.
        #[schema(example = "Summer outdoors")]
        rule: String,
    },
    /// A rule is paid for.
    Paid {
        /// Which.
        #[schema(example = "Summer outdoors")]
        rule: String,
        /// By whom.
        #[schema(example = "Lumen Ltd")]
        payer: String,
    },
    /// Who pays for a rule is no longer named.
    Unnamed {
        /// Which.
        #[schema(example = "Summer outdoors")]
        rule: String,
        /// Who pays.
        #[schema(example = "Lumen Ltd")]
        payer: String,
    },
    /// Reasons get another tone.
    Tone(Respoken),
    /// Reasons get another language.
    Language(Respoken),
    /// Nothing was measured.
    NotMeasured,
    /// It was measured on few customers.
    MeasuredOnFew {
        /// On how many.
        #[schema(example = 12)]
        customers: usize,
        /// How many it takes.
        #[schema(example = 30)]
        least: usize,
    },
    /// Some moments were not measured.
    MomentsLeftOut {
        /// How many.
        #[schema(example = 2)]
        moments: usize,
    },
    /// It was measured on enough customers.
    Measured {
        /// How many it takes.
        #[schema(example = 30)]
        least: usize,
    },
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Excluded { rule } => write!(f, "`{rule}` is excluded"),
            Self::NoPlace { group } => write!(f, "`{group}` may have no place"),
            Self::Buried { rule, points } => write!(f, "`{rule}` is buried by {points} points"),
            Self::AttentionFalls { group, by, from } => {
                write!(f, "the attention of `{group}` may fall by {}{}", percent(*by), since(*from))
            }
            Self::AttentionHolds { limit } => {
                let limit = percent(*limit);
                write!(f, "no group's attention was measured to fall by more than {limit} of what it had")
            }
            Self::OwedLess { rule } => write!(f, "`{rule}` is owed less attention over time"),
            Self::LessEqual { rule } => write!(f, "`{rule}` may reach groups of customers less equally"),
            Self::GivesAwayMore { segment } => write!(f, "lists may give away more of `{segment}`"),
            Self::KeptAfter { segment, other } => {
                write!(f, "the leakage budget of `{segment}` is kept only after that of `{other}`")
            }
            Self::RelevanceFalls { by, limit, from } => {
                let (by, limit) = (percent(*by), percent(*limit));
                write!(f, "relevance may fall by {by}{}, at most {limit} go without approval", since(*from))
            }
            Self::MeansSensitive { rule } => write!(f, "`{rule}` means items of a sensitive kind"),
            Self::Paid { rule, payer } => write!(f, "`{rule}` is paid for by {payer}"),
            Self::Unnamed { rule, payer } => write!(f, "{payer} is no longer named as who pays for `{rule}`"),
            Self::Tone(turn) => spoken(f, "tone", turn),
            Self::Language(turn) => spoken(f, "language", turn),
            Self::NotMeasured => f.write_str("the change was not measured"),
            Self::MeasuredOnFew { customers, least } => {
                write!(f, "the change was measured on {customers} customers, fewer than {least}")
            }
            Self::MomentsLeftOut { moments } => {
                write!(f, "of the moments at which the change acts otherwise {moments} were not measured")
            }
            Self::Measured { least } => write!(f, "the change was measured on at least {least} customers"),
        }
    }
}

fn spoken(f: &mut fmt::Formatter<'_>, what: &str, Respoken { was, becomes }: &Respoken) -> fmt::Result {
    let told = |one: &Option<String>| one.as_ref().map_or_else(|| "the shop's".to_owned(), |one| format!("`{one}`"));
    let (was, becomes) = (told(was), told(becomes));
    write!(f, "the {what} of reasons becomes {becomes} and was {was}")
}

/// From when on a figure holds, where that is later.
fn since(from: Option<Time>) -> String {
    from.map_or_else(String::new, |from| format!(" from {} on", from.minute()))
}

fn percent(share: f64) -> String {
    format!("{} %", libm::round(share * 1_000.0) / 10.0)
}
