//! What is asked, what is answered, and the record that lets an auditor ask again.
//!
//! A record holds everything that an answer depends on, or names it: request, moment, consent, the admitted events, the
//! policy, the model's fingerprint and the catalogue's revision and digest. Must not know how the answer is found.

mod answer;
mod prices;
mod request;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use answer::{
    Answer, AnswerItem, CitedEvidence, Fallback, FallbackReason, LedgerLine, LineSource, ShownReason, SmallerSignals,
    Without,
};
pub use request::{
    COUNT_MAX, Click, Detail, ENTRIES_MAX, Filter, Intent, PriceRange, Request, RequestError, SessionKind,
};

use crate::catalog::Catalog;
use crate::event::{Consent, Customer, Device, Event, Personalisation, Recommend, Subject, admit};
use crate::ids::{DecisionId, EventId, ItemId, SessionId};
use crate::model::Model;
use crate::reason::Tone;
use crate::rerank::{CapLevel, Cause, ExclusionCause, ExposureState, ParityStand, ParityStates, Policy, Price};
use crate::units::Time;

/// The version of the record's form. Records of every released version stay readable.
pub const RECORD_SCHEMA: u32 = 2;

/// The session id that clicks sent with a request get: "this visit".
const THIS_VISIT: &str = "this-visit";

/// Everything that an answer depends on besides the model and the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = DecisionInputs)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// The decision's name; it also picks the wordings, unless the request brings a seed.
    pub id: DecisionId,
    /// The moment of asking.
    pub now: Time,
    /// What was asked.
    pub request: Request,
    /// What the person allows, or the shop's declared basis where they have not chosen.
    pub consent: Consent,
    /// How much of the history is used.
    pub personalisation: Personalisation,
    /// Who may read along.
    #[serde(default, skip_serializing_if = "Device::is_own")]
    pub device: Device,
    /// Categories and brands that they never want to see.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schema(example = json!(["ALCOHOL"]))]
    pub blocked_topics: BTreeSet<String>,
    /// Categories and brands that they told the shop they like.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["LIGHTING"]))]
    pub preferred_topics: Vec<String>,
    /// Whether the shop knows the person: a record or at least one event.
    #[schema(example = true)]
    pub is_known: bool,
    /// The admitted events of history and visit, in (time, id) order.
    pub events: Vec<Event>,
    /// The rules of the placement.
    pub policy: Policy,
    /// Items that people who looked at recommendations keep out of this placement.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub suppressed: BTreeSet<ItemId>,
    /// Where the controllers of the policy's exposure targets stood, by the target's position.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exposure: Vec<ExposureState>,
    /// How the customer stands to each of the policy's parity rules, by the rule's position.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parity: Vec<ParityStand>,
    /// The shop as customers read it.
    #[schema(example = "the shop")]
    pub shop: String,
    /// The language of the reasons.
    #[schema(example = "en")]
    pub locale: String,
    /// The tone of the reasons.
    #[serde(default, skip_serializing_if = "Tone::is_neutral")]
    pub tone: Tone,
}

/// What the shell knows of a person when they ask.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Their record.
    pub customer: Option<Customer>,
    /// All their events; [`Inputs::gather`] admits what may be used.
    pub events: Vec<Event>,
}

/// The shop's side of a request.
#[derive(Debug, Clone)]
pub struct House {
    /// Its name.
    pub shop: String,
    /// Its language.
    pub locale: String,
    /// Its tone.
    pub tone: Tone,
    /// Its declared basis for customers who have not chosen.
    pub consent_unrecorded: Consent,
    /// The live policy of the placement.
    pub policy: Policy,
    /// Where the controllers of its exposure targets stand, by the target's position; empty where it has none.
    pub exposure: Vec<ExposureState>,
    /// The same of its parity rules, by group of customers.
    pub parity: Vec<ParityStates>,
}

impl Inputs {
    /// Gathers what an answer depends on, and keeps of the events only those that pass the door for recommending. Nothing is
    /// suppressed unless the caller says so afterwards.
    #[must_use]
    pub fn gather(id: DecisionId, now: Time, request: Request, known: Known, house: House) -> Self {
        let is_known = known.customer.is_some() || !known.events.is_empty();
        let customer = known.customer.as_ref();
        let consent = customer.and_then(|c| c.consent).unwrap_or(house.consent_unrecorded);
        let personalisation = customer.map_or(Personalisation::Full, |c| c.personalisation);
        let visit = visit_events(&request, now);
        let mut events: Vec<Event> = known
            .events
            .into_iter()
            .chain(visit)
            .filter(|event| admit::<Recommend>(event, consent, personalisation, now).is_ok())
            .collect();
        events.sort_by(|a, b| a.time.cmp(&b.time).then_with(|| a.id.cmp(&b.id)));
        let locale = request.locale.clone().or_else(|| customer.and_then(|c| c.locale.clone()));
        let parity = prices::stands(customer, &house);
        Self {
            id,
            now,
            consent,
            personalisation,
            device: request.device.max(customer.map_or(Device::Own, |c| c.device)),
            blocked_topics: customer.map(|c| c.blocked_topics.clone()).unwrap_or_default(),
            preferred_topics: preferred(customer, consent, personalisation),
            is_known,
            events,
            policy: house.policy,
            suppressed: BTreeSet::new(),
            exposure: house.exposure,
            parity,
            shop: house.shop,
            locale: locale.unwrap_or(house.locale),
            tone: house.tone,
            request,
        }
    }

    /// The topics that they stated, where these may be named.
    #[must_use]
    pub fn nameable_topics(&self) -> &[String] {
        if self.consent.explain && self.device.is_own() { &self.preferred_topics } else { &[] }
    }

    /// As if the person had switched personalisation off for this once.
    #[must_use]
    pub fn without_history(self) -> Self {
        Self { personalisation: Personalisation::Off, preferred_topics: Vec::new(), events: Vec::new(), ..self }
    }

    /// The session whose events count as "this visit".
    #[must_use]
    pub fn visit(&self) -> Option<SessionId> {
        (!self.request.session.is_empty()).then(this_visit)
    }
}

/// What they told the shop, as far as it may be used.
fn preferred(customer: Option<&Customer>, consent: Consent, personalisation: Personalisation) -> Vec<String> {
    let may_use = consent.recommend && personalisation != Personalisation::Off;
    customer.filter(|_| may_use).map(|c| c.preferred_topics.iter().cloned().collect()).unwrap_or_default()
}

fn this_visit() -> SessionId {
    SessionId::new(THIS_VISIT).expect("a constant id")
}

/// The clicks that came with the request, as events of this moment: each a millisecond after the one before it, the last
/// one now, so that their order is kept.
fn visit_events(request: &Request, now: Time) -> Vec<Event> {
    let subject = request
        .subject()
        .unwrap_or_else(|| Subject::Visitor(crate::ids::VisitorId::new("anonymous").expect("a constant id")));
    let event = |(at, click): (usize, &Click)| {
        let id = EventId::new(&format!("{THIS_VISIT}-{at:03}")).expect("a short id");
        let steps = i64::try_from(request.session.len() - 1 - at).expect("a visit is short");
        let time = Time::from_millis(now.millis().saturating_sub(steps));
        let mut event = Event::new(id, subject.clone(), click.item.clone(), click.kind.into(), time);
        event.session = Some(this_visit());
        event
    };
    request.session.iter().enumerate().map(event).collect()
}

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
    /// The version of the record's form ([`RECORD_SCHEMA`]).
    #[schema(example = 2)]
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
    /// How many items more or fewer it would still have borne after this place; 0 when it was tight.
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
