//! The record of a decision: its form, how it is read and written, and what it names.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Answer, Inputs};
use crate::catalog::Catalog;
use crate::ids::ItemId;
use crate::model::Model;
use crate::rerank::{CapLevel, Cause, ExclusionCause, Price};

/// The version of the record's form. Records of every released version stay readable.
pub const RECORD_SCHEMA: u32 = 5;

/// Names the artifacts that an answer was computed from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// The model's fingerprint.
    #[schema(example = "9f2c4b1e7a3d5c6b8e0f1a2b3c4d5e6f")]
    pub model: String,
    /// The catalogue's revision.
    #[schema(example = 42)]
    pub catalog_revision: u64,
    /// The digest of the catalogue at that revision.
    #[schema(example = "5f1b0c9d")]
    pub catalog_digest: String,
}

impl Provenance {
    /// Of a model and a catalogue.
    #[must_use]
    pub fn of(model: &Model, catalog: &Catalog) -> Self {
        Self {
            model: model.manifest().fingerprint.clone(),
            catalog_revision: catalog.revision(),
            catalog_digest: catalog.digest().to_owned(),
        }
    }
}

/// A decision as it is kept: enough to give the same bytes again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = DecisionRecord)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The version of the record's form ([`RECORD_SCHEMA`]). Before 5, an empty list for somebody with a history was put down to their having none; before 4, all that a place hangs on was told piece by piece; before 3, the largest
    /// lines were told first, and nothing took part in an experiment.
    #[schema(example = 5)]
    pub schema: u32,
    /// The artifacts.
    pub provenance: Provenance,
    /// Everything else that the answer depends on.
    pub inputs: Inputs,
    /// What was answered.
    pub answer: Answer,
    /// What the rules did to each item of the list.
    #[serde(default)]
    pub moves: Vec<Move>,
    /// What the rules kept out of it.
    #[serde(default)]
    pub kept_out: Vec<KeptOut>,
    /// What each stage of the policy cost in relevance, in the order in which the stages build on each other; together what the
    /// rules cost this list. From schema 2 on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prices: Vec<Price>,
    /// What the list gives away of its customer, by leakage budget of which segment the model has learnt something.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leakage: Vec<Leakage>,
}

/// How far a list moves a guess at its customer's group in a segment, without a leakage budget and with it. Which group is in no record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Leakage {
    /// Which segment.
    #[schema(example = "age_band")]
    pub segment: String,
    /// The most nats that the policy allows; where `after` is more, `relaxed` of the answer says so.
    #[schema(example = 0.7)]
    pub budget: f64,
    /// The most nats by which the list that all other rules make moves the log-odds of any group.
    #[schema(example = 1.9)]
    pub before: f64,
    /// The same of the list that is shown.
    #[schema(example = 0.6)]
    pub after: f64,
}

/// What the rules did to an item of the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// Which.
    pub item: ItemId,
    /// Its place, from 1.
    #[schema(example = 1)]
    pub rank: u32,
    /// Its place by evidence alone.
    #[schema(example = 3)]
    pub base_rank: u32,
    /// The rules without which it would not be there.
    #[schema(example = json!([{"kind": "group", "rule": 0}]))]
    pub causes: Vec<Cause>,
    /// Rules that held a better item off this place; without any one of them another item would stand here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bindings: Vec<Bond>,
    /// Who would stand here without the first of these rules, or the first cause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "71053")]
    pub displaced: Option<ItemId>,
    /// Relevance that the rules cost at this place: base score points, discounted by `1 / log2(1 + rank)`. Below 0 where a
    /// better item was moved down to here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 0.02)]
    pub paid: Option<f64>,
}

/// A rule that bound a place, and how tightly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Bond {
    /// Which.
    pub rule: BondRule,
    /// How many items more or fewer it would still have borne after this place; 0 when it was tight, and for a leakage budget.
    #[schema(example = 0)]
    pub slack: u32,
}

/// A rule that bounds lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = json!({"kind": "cap", "level": "brand", "name": "Lumen"}))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BondRule {
    /// `policy.pins[rule]`.
    Pin {
        /// Which, from 0.
        #[schema(example = 0)]
        rule: u16,
    },
    /// The cap of one brand, category or seller.
    Cap {
        /// What it counts by.
        level: CapLevel,
        /// Which of them.
        #[schema(example = "Lumen")]
        name: String,
    },
    /// `policy.groups[rule]`.
    Group {
        /// Which, from 0.
        #[schema(example = 0)]
        rule: u16,
    },
    /// The share that should surprise.
    Serendipity,
    /// `policy.leakages[rule]`.
    Leakage {
        /// Which, from 0.
        #[schema(example = 0)]
        rule: u16,
    },
}

/// A candidate that a rule kept out although its evidence would have put it into the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeptOut {
    /// Which.
    pub item: ItemId,
    /// Its place by evidence alone.
    #[schema(example = 2)]
    pub base_rank: u32,
    /// Why.
    pub cause: ExclusionCause,
}

/// Why a record cannot be read or replayed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RecordError {
    /// Not a record.
    #[error("the record cannot be read: {0}")]
    Unreadable(String),
    /// Written by a newer program.
    #[error("the record has schema {found}, this program reads up to {RECORD_SCHEMA}; use a newer candor")]
    NewerSchema {
        /// What it has.
        found: u32,
    },
    /// The artifacts at hand are not those that the record names.
    #[error("the record was made with {what} {wanted}, at hand is {found}")]
    OtherArtifact {
        /// `model` or `catalogue`.
        what: &'static str,
        /// What the record names.
        wanted: String,
        /// What there is.
        found: String,
    },
}

impl Record {
    /// The canonical bytes: fields in declaration order, no blanks.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a record is plain data")
    }

    /// The record in an earlier form, without what that form did not hold.
    #[must_use]
    pub fn of_schema(mut self, schema: u32) -> Self {
        self.schema = schema;
        if schema < 2 {
            self.prices = Vec::new();
            for moved in &mut self.moves {
                (moved.bindings, moved.displaced, moved.paid) = (Vec::new(), None, None);
            }
        }
        self
    }

    /// Reads a record of this or an earlier schema.
    ///
    /// # Errors
    /// When it is not a record, or of a newer schema.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RecordError> {
        #[derive(Deserialize)]
        struct Head {
            schema: u32,
        }
        let unreadable = |cause: serde_json::Error| RecordError::Unreadable(cause.to_string());
        let head: Head = serde_json::from_slice(bytes).map_err(unreadable)?;
        if head.schema > RECORD_SCHEMA {
            return Err(RecordError::NewerSchema { found: head.schema });
        }
        serde_json::from_slice(bytes).map_err(unreadable)
    }

    /// Checks that the artifacts at hand are the ones that the record names.
    ///
    /// # Errors
    /// The first that differs.
    pub fn check_artifacts(&self, at_hand: &Provenance) -> Result<(), RecordError> {
        let wanted = &self.provenance;
        let pairs =
            [("model", &wanted.model, &at_hand.model), ("catalogue", &wanted.catalog_digest, &at_hand.catalog_digest)];
        match pairs.into_iter().find(|(_, wanted, found)| wanted != found) {
            Some((what, wanted, found)) => {
                Err(RecordError::OtherArtifact { what, wanted: wanted.clone(), found: found.clone() })
            }
            None => Ok(()),
        }
    }
}
