//! What is asked, what is answered, and the record that lets an auditor ask again.
//!
//! A record holds everything that an answer depends on, or names it: request, moment, consent, the admitted events, the
//! policy, the model's fingerprint and the catalogue's revision and digest. Must not know how the answer is found.

mod answer;
mod filter;
mod outline;
mod prices;
mod record;
mod request;
mod trial;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use answer::{
    Answer, AnswerItem, CitedEvidence, Fallback, FallbackReason, Keeping, LedgerLine, LineSource, ShownReason,
    SmallerSignals, Without,
};
pub use filter::{AttributeType, Attributes, Filter, Span, Wish};
pub use outline::{Outline, Shown};
pub use record::{Bond, BondRule, KeptOut, Leakage, Move, Provenance, RECORD_SCHEMA, Record, RecordError};
pub use request::{COUNT_MAX, Click, Detail, ENTRIES_MAX, Intent, Request, RequestError, SHOWN_MAX, SessionKind};
pub use trial::{Arm, Telling, Trial};

use crate::event::{Consent, Customer, Device, Event, Events, Personalisation, Recommend, Subject, admit};
use crate::ids::{DecisionId, EventId, ItemId, SessionId};
use crate::rerank::{ExposureState, ParityStand, ParityStates, Policy, Tone};
use crate::units::Time;

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
    /// Whether the store was away, so that nothing of the person could be read, not even what they allow, and nothing was used.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schema(example = false)]
    pub is_away: bool,
    /// The admitted events of history and visit, in (time, id) order.
    #[schema(value_type = Vec<Event>)]
    pub events: Events,
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
    /// The part that it plays in an experiment; its policy is then that of its arm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trial: Option<Trial>,
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
pub struct Known<'k> {
    /// Their record.
    pub customer: Option<&'k Customer>,
    /// All their events; [`Inputs::gather`] admits what may be used.
    pub events: Events,
}

/// The shop's side of a request.
#[derive(Debug, Clone)]
pub struct House {
    /// Its name.
    pub shop: String,
    /// Its language, for placements whose policy names none.
    pub locale: String,
    /// Its tone, for placements whose policy names none.
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
    /// suppressed, and no experiment takes part, unless the caller says so afterwards.
    #[must_use]
    pub fn gather(id: DecisionId, now: Time, request: Request, known: Known<'_>, house: House) -> Self {
        let is_known = known.customer.is_some() || !known.events.is_empty();
        let customer = known.customer;
        let consent = customer.map_or(house.consent_unrecorded, |c| c.consent_under(house.consent_unrecorded));
        let personalisation = customer.map_or(Personalisation::Full, |c| c.extent(now));
        let visit = visit_events(&request, now);
        let is_admitted = |event: &Event| admit::<Recommend>(event, consent, personalisation, now).is_ok();
        let events = ordered(known.events, visit, is_admitted);
        let wished = request.locale.clone().or_else(|| customer.and_then(|c| c.locale.clone()));
        let locale = wished.unwrap_or_else(|| house.policy.locale_in(&house.locale).to_owned());
        let tone = house.policy.tone_in(house.tone);
        let parity = prices::stands(customer, &house, now);
        Self {
            id,
            now,
            consent,
            personalisation,
            device: request.device.max(customer.map_or(Device::Own, |c| c.device)),
            blocked_topics: customer.map(|c| c.blocked_topics.clone()).unwrap_or_default(),
            preferred_topics: preferred(customer, consent, personalisation),
            is_known,
            is_away: false,
            events,
            policy: house.policy,
            suppressed: BTreeSet::new(),
            trial: None,
            exposure: house.exposure,
            parity,
            shop: house.shop,
            locale,
            tone,
            request,
        }
    }

    /// What an answer depends on while the store is away. Of a person nothing can be read, so nothing of theirs is used: what they
    /// click in this visit no more than their history. Who asks for nobody is answered on the shop's basis, as always.
    #[must_use]
    pub fn unread(id: DecisionId, now: Time, request: Request, house: House) -> Self {
        let is_away = request.subject().is_some();
        let consent_unrecorded = if is_away { Consent::NONE } else { house.consent_unrecorded };
        let house = House { consent_unrecorded, ..house };
        Self { is_away, ..Self::gather(id, now, request, Known::default(), house) }
    }

    /// The topics that they stated, where these may be named.
    #[must_use]
    pub fn nameable_topics(&self) -> &[String] {
        if self.consent.explain && self.device.is_own() { &self.preferred_topics } else { &[] }
    }

    /// As if the person had switched personalisation off for this once.
    #[must_use]
    pub fn without_history(self) -> Self {
        Self { personalisation: Personalisation::Off, preferred_topics: Vec::new(), events: Events::default(), ..self }
    }

    /// The session whose events count as "this visit".
    #[must_use]
    pub fn visit(&self) -> Option<SessionId> {
        (!self.request.session.is_empty()).then(this_visit)
    }
}

/// Those of both that are admitted, in (time, id) order: the history itself where it is all of them.
fn ordered(history: Events, visit: Vec<Event>, is_admitted: impl Fn(&Event) -> bool) -> Events {
    let order = |a: &Event, b: &Event| a.time.cmp(&b.time).then_with(|| a.id.cmp(&b.id));
    if visit.is_empty() && history.is_sorted_by(|a, b| order(a, b).is_le()) && history.iter().all(&is_admitted) {
        return history;
    }
    let mut events: Vec<Event> = history.iter().cloned().chain(visit).filter(is_admitted).collect();
    events.sort_by(order);
    events.into()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(value: &bool) -> bool {
    !value
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
