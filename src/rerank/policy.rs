//! A placement's policy as a marketer writes it. Versions are immutable; a decision names the one that it used.

mod check;
mod exposure;
mod leakage;
mod parity;
mod schedule;
mod voice;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use check::{Clashing, PolicyError};
use exposure::gain_default;
pub use exposure::{ExposureTarget, Window};
pub use leakage::LeakageBudget;
pub use parity::ParityRule;
pub(crate) use schedule::NOWHERE;
pub use schedule::Schedule;
pub use voice::{Language, Tone};

use crate::catalog::Item;
use crate::ids::ItemId;
use crate::rerank::FairStar;

/// The most rules of one kind in a policy.
pub const RULES_MAX: usize = 64;

/// The rules of one placement; also its form on the wire.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Where it applies, such as `home`.
    #[schema(example = "home")]
    pub placement: String,
    /// Counts up from 1; set by the store when a version is saved.
    #[serde(default)]
    #[schema(example = 12)]
    pub version: u32,
    /// How much variety counts against relevance: 0 not at all, 1 as much as the whole spread of the scores. At most 1 by `mmr`, and
    /// 5 by `dpp`, under which items differ less in what they add.
    #[serde(default)]
    #[schema(example = 0.1)]
    pub diversity: f64,
    /// How variety is measured.
    #[serde(default, skip_serializing_if = "DiversityMode::is_default")]
    #[schema(example = "dpp")]
    pub diversity_mode: DiversityMode,
    /// The share of the list, 0 to 1, that should surprise: far from the customer's own taste, little known, and yet relevant.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[schema(example = 0.1)]
    pub serendipity: f64,
    /// How much the list's mix of categories is drawn to that of the customer's own history: 0 not at all, 1 as much as the
    /// whole spread of the scores.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[schema(example = 0.2)]
    pub calibration: f64,
    /// How much little-known items gain: 0 nothing, 1 as much as the whole spread of the scores.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[schema(example = 0.05)]
    pub novelty: f64,
    /// The most items of one brand, category (its narrowest level) or seller in a list.
    #[serde(default)]
    pub caps: Caps,
    /// Groups of items with a guaranteed or limited share; an item may be in several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupRule>,
    /// Groups of items that get a share of attention over time, at a price that finds itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exposures: Vec<ExposureTarget>,
    /// Items that every group of customers is to see about equally often.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parities: Vec<ParityRule>,
    /// How far a list may give away which group its customer is in. Where not all can be kept, the earlier are kept first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leakages: Vec<LeakageBudget>,
    /// Items at fixed positions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pins: Vec<Pin>,
    /// Points added to (or, negative, taken from) the items that a selector matches.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub boosts: Vec<Boost>,
    /// Items that are never shown here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclusions: Vec<Exclusion>,
    /// Whether what the customer already bought may come again.
    #[serde(default)]
    pub owned: Owned,
    /// What is shown when nothing personal can be.
    #[serde(default)]
    pub fallback: Fallback,
    /// The most reasons on one item, 1 to 4.
    #[serde(default = "reasons_max_default")]
    #[schema(example = 4)]
    pub reasons_max: u8,
    /// The tone of its reasons; the shop's where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tone: Option<Tone>,
    /// The language of its reasons where neither request nor customer names one; the shop's where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Language>,
}

const fn reasons_max_default() -> u8 {
    4
}

/// Upper bounds per list; absent means unbounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Caps {
    /// Per brand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 2)]
    pub brand: Option<u16>,
    /// Per narrowest category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 3)]
    pub category: Option<u16>,
    /// Per seller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 4)]
    pub seller: Option<u16>,
}

/// Which items a rule means. Every field that is given must match; within a field any of its values will do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Selector {
    /// By id.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub items: BTreeSet<ItemId>,
    /// By brand.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schema(example = json!(["Lumen"]))]
    pub brands: BTreeSet<String>,
    /// By any level of the category path.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schema(example = json!(["HOME"]))]
    pub categories: BTreeSet<String>,
    /// By seller.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schema(example = json!(["north-depot"]))]
    pub sellers: BTreeSet<String>,
    /// By attribute value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(example = json!({"colour": ["white"]}))]
    pub attributes: BTreeMap<String, BTreeSet<String>>,
}

impl Selector {
    /// Whether it means this item. An empty selector means none.
    #[must_use]
    pub fn matches(&self, item: &Item) -> bool {
        let any = |set: &BTreeSet<String>, value: Option<&String>| {
            set.is_empty() || value.is_some_and(|value| set.contains(value))
        };
        !self.is_empty()
            && (self.items.is_empty() || self.items.contains(&item.id))
            && any(&self.brands, item.brand.as_ref())
            && any(&self.sellers, item.seller.as_ref())
            && (self.categories.is_empty() || item.category.iter().any(|level| self.categories.contains(level)))
            && self.attributes.iter().all(|(name, values)| any(values, item.attributes.get(name)))
    }

    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
            && self.brands.is_empty()
            && self.categories.is_empty()
            && self.sellers.is_empty()
            && self.attributes.is_empty()
    }
}

/// A group of items and the share that it is owed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupRule {
    /// What the customer reads: "Shown to give {name} a fair chance".
    #[schema(example = "small makers")]
    pub name: String,
    /// Who is in it.
    pub members: Selector,
    /// At least `floor(min_share * q)` of the first `q` places, for every `q` of the scope; 0 to 1.
    #[serde(default)]
    #[schema(example = 0.2)]
    pub min_share: f64,
    /// In place of a least share: at least as many of every prefix as a test for a disadvantaged group asks for. Only with
    /// `scope: prefix`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fair_star: Option<FairStar>,
    /// At most `ceil(max_share * q)` of the first `q` places for every `q`, or `floor(max_share * k)` of a list of `k`; 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 0.5)]
    pub max_share: Option<f64>,
    /// Where the shares hold.
    #[serde(default, skip_serializing_if = "Scope::is_default")]
    #[schema(example = "prefix")]
    pub scope: Scope,
    /// When not all groups can be held together, those of a higher priority are kept first; of the same, the earlier in the list.
    #[serde(default, skip_serializing_if = "is_unranked")]
    #[schema(example = 1)]
    pub priority: u8,
}

impl GroupRule {
    /// Asks for nothing any more, and bounds nothing.
    pub fn open(&mut self) {
        (self.min_share, self.fair_star, self.max_share) = (0.0, None, None);
    }
}

/// Where a group's shares hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = "prefix")]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// In the first `q` places, for every `q`: also for those who read only the top.
    #[default]
    Prefix,
    /// In the whole list.
    List,
}

impl Scope {
    fn is_default(&self) -> bool {
        *self == Self::Prefix
    }
}

/// How variety is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = "dpp")]
#[serde(rename_all = "snake_case")]
pub enum DiversityMode {
    /// By the likest item above: maximal marginal relevance. What policies that do not say mean.
    #[default]
    Mmr,
    /// By what all items above leave unsaid: the log-determinant of the items' likenesses.
    Dpp,
}

impl DiversityMode {
    /// The most that a policy may let variety count. What an item adds to the determinant differs little from item to item, so more
    /// of it is needed to change a list; beyond this little of the relevance is left (`docs/reranker.md`).
    #[must_use]
    pub const fn strength_max(self) -> f64 {
        match self {
            Self::Mmr => 1.0,
            Self::Dpp => 5.0,
        }
    }

    fn is_default(&self) -> bool {
        *self == Self::Mmr
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
fn is_zero(value: &f64) -> bool {
    *value == 0.0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
const fn is_unranked(value: &u8) -> bool {
    *value == 0
}

/// An item at a fixed place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// Which.
    pub item: ItemId,
    /// Where, from 1.
    #[schema(example = 1)]
    pub position: u16,
    /// What the promotion is called, as the customer will read it.
    #[schema(example = "Summer outdoors")]
    pub label: String,
    /// Who pays for it, if anybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "Lumen Ltd")]
    pub paid_by: Option<String>,
    /// When it holds; always, where nothing is said.
    #[serde(default, skip_serializing_if = "Schedule::is_always")]
    pub active: Schedule,
}

/// Points for (or against) some items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Boost {
    /// What the promotion is called, as the customer will read it.
    #[schema(example = "Summer outdoors")]
    pub label: String,
    /// Which.
    pub members: Selector,
    /// Score points, -10 to 10.
    #[schema(example = 0.5)]
    pub points: f64,
    /// Who pays for it, if anybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "Lumen Ltd")]
    pub paid_by: Option<String>,
    /// When it holds; always, where nothing is said.
    #[serde(default, skip_serializing_if = "Schedule::is_always")]
    pub active: Schedule,
}

/// Items that are kept out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    /// Why.
    #[schema(example = "recalled")]
    pub label: String,
    /// Which.
    pub members: Selector,
    /// When it holds; always, where nothing is said.
    #[serde(default, skip_serializing_if = "Schedule::is_always")]
    pub active: Schedule,
}

/// Whether what the customer already bought may come again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = "exclude")]
#[serde(rename_all = "snake_case")]
pub enum Owned {
    /// Never.
    #[default]
    Exclude,
    /// It may.
    Allow,
}

/// What is shown when nothing personal can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = PolicyFallback, example = "popular")]
#[serde(rename_all = "snake_case")]
pub enum Fallback {
    /// What many customers choose.
    #[default]
    Popular,
    /// Nothing.
    Empty,
}

impl Policy {
    /// The policy of a placement that nobody has tuned: mild variety, nothing promoted, nothing guaranteed.
    #[must_use]
    pub fn standard(placement: &str) -> Self {
        Self {
            placement: placement.to_owned(),
            version: 0,
            diversity: 0.1,
            diversity_mode: DiversityMode::default(),
            serendipity: 0.0,
            calibration: 0.0,
            novelty: 0.0,
            caps: Caps::default(),
            groups: Vec::new(),
            exposures: Vec::new(),
            parities: Vec::new(),
            leakages: Vec::new(),
            pins: Vec::new(),
            boosts: Vec::new(),
            exclusions: Vec::new(),
            owned: Owned::Exclude,
            fallback: Fallback::Popular,
            reasons_max: reasons_max_default(),
            tone: None,
            locale: None,
        }
    }

    /// `placement@version`, as decisions name it.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}@{}", self.placement, self.version)
    }
}
