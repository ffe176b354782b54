//! A person's rights: to decide what is used, a copy of everything, and being forgotten.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::json;

use super::{News, Service, ServiceError};
use crate::decision::{Answer, Inputs, Record, Request};
use crate::event::{Consent, Customer, Event, Kind, Purpose, Subject, Usage};
use crate::ids::{CustomerId, DecisionId, EventId, ItemId, VisitorId};
use crate::oversight::{self, Review};
use crate::store::{Erased, sweep_unlinked};
use crate::units::Time;

/// A customer's word on a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// Yes.
    Allowed,
    /// No.
    Withheld,
}

/// What a customer allows, and what holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ConsentState {
    /// What holds now: what the customer chose, else the shop's declared basis.
    pub consent: Consent,
    /// Whether the customer has chosen anything.
    #[schema(example = true)]
    pub chosen: bool,
    /// The purposes that they have not decided on.
    #[schema(example = json!(["measure_fairness"]))]
    pub undecided: BTreeSet<Purpose>,
}

/// Everything that is kept of somebody (GDPR Art. 15 and 20): what was given by or observed of them, and what was
/// derived from it.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Export {
    /// Whom it is about, where that is a customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// Whom it is about, where that is a visitor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visitor: Option<VisitorId>,
    /// When the copy was made.
    pub exported_at: Time,
    /// What came from them.
    pub given: Given,
    /// What was made of it.
    pub derived: Derived,
}

/// What came from a customer.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Given {
    /// Their record: consent, choices, segments; `null` where there is none.
    pub record: Option<Customer>,
    /// What they did, the oldest first.
    pub events: Vec<KeptEvent>,
}

/// An event that is kept.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct KeptEvent {
    /// As it came.
    #[serde(flatten)]
    pub event: Event,
    /// Whether the customer lets it count.
    #[schema(example = true)]
    pub used: bool,
}

impl From<Event> for KeptEvent {
    fn from(event: Event) -> Self {
        Self { used: event.usage == Usage::Used, event }
    }
}

/// What was made of what came from a customer.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Derived {
    /// What speaks for or against items when something is recommended, the newest first; empty without consent.
    pub profile: Vec<Voice>,
    /// What was recommended, the oldest first.
    pub decisions: Vec<Recommended>,
    /// What people looked at of it, and what they decided, the oldest first.
    pub reviews: Vec<Review>,
}

/// One item of the profile.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Voice {
    /// Which item.
    pub item: ItemId,
    /// What was done with it.
    pub kind: Kind,
    /// When.
    pub time: Time,
    /// How strongly it speaks, in purchases of today.
    #[schema(example = 0.75)]
    pub weight: f64,
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Recommended {
    /// Its name.
    pub decision: DecisionId,
    /// When.
    pub time: Time,
    /// Where.
    #[schema(example = "home")]
    pub placement: String,
    /// What was shown, and why.
    pub answer: Answer,
}

impl Service {
    /// What a customer allows.
    ///
    /// # Errors
    /// When the store fails.
    pub fn consent(&self, id: &CustomerId) -> Result<ConsentState, ServiceError> {
        let customer = self.store.customer(id)?.unwrap_or_else(|| Customer::unknown(id.clone()));
        let consent = customer.consent_under(self.store.shop()?.consent_unrecorded);
        Ok(ConsentState { consent, chosen: customer.consent.is_some(), undecided: customer.open() })
    }

    /// Lets a customer allow or withhold one purpose. What they have not decided on of the others stays undecided.
    /// `true` when anything changed.
    ///
    /// # Errors
    /// When the store fails.
    pub fn allow(&self, id: &CustomerId, purpose: Purpose, word: Word) -> Result<bool, ServiceError> {
        self.choose(id, |customer| customer.decide(purpose, word == Word::Allowed))
    }

    /// Marks something that somebody did as to be used or not: whether that changed anything, and `None` where there is no such event.
    ///
    /// # Errors
    /// When the store fails.
    pub fn set_usage(&self, subject: &Subject, event: &EventId, usage: Usage) -> Result<Option<bool>, ServiceError> {
        let known = self.store.events_of(subject)?.into_iter().find(|known| known.id == *event);
        let Some(known) = known else { return Ok(None) };
        Ok(Some(known.usage != usage && self.store.set_usage(subject, event, usage)?))
    }

    /// A copy of everything that is kept of a customer or visitor.
    ///
    /// # Errors
    /// When a record cannot be read, or the store fails.
    pub fn export(&self, subject: &Subject, now: Time) -> Result<Export, ServiceError> {
        // What was handed over a moment ago belongs to it too.
        self.store.flush()?;
        let (customer, visitor) = match subject {
            Subject::Customer(id) => (Some(id.clone()), None),
            Subject::Visitor(id) => (None, Some(id.clone())),
        };
        let events = self.store.events_of(subject)?.into_iter().map(KeptEvent::from).collect();
        let record = customer.as_ref().map_or(Ok(None), |id| self.store.customer(id))?;
        let records = self.store.decisions_of(subject)?;
        let decisions = records.iter().map(|bytes| Ok(told(Record::from_bytes(bytes)?)));
        let decisions = decisions.collect::<Result<_, ServiceError>>()?;
        let reviews = oversight::reviews_of(&*self.store, subject)?;
        let request = Request { visitor: visitor.clone(), ..Request::home(customer.clone()) };
        let derived = Derived { profile: self.profile(request, now)?, decisions, reviews };
        Ok(Export { customer, visitor, exported_at: now, given: Given { record, events }, derived })
    }

    /// What would speak if something were recommended now; nothing while there is no model.
    fn profile(&self, request: Request, now: Time) -> Result<Vec<Voice>, ServiceError> {
        let Ok(engine) = self.engine() else { return Ok(Vec::new()) };
        let inputs: Inputs = self.gather(Self::new_decision_id(), now, request)?;
        let vocabulary = engine.model().vocabulary();
        let voice = |evidence: &crate::event::Evidence| Voice {
            item: vocabulary.id(evidence.item).clone(),
            kind: evidence.kind,
            time: evidence.time,
            weight: evidence.weight,
        };
        Ok(engine.history(&inputs).evidence().iter().map(voice).collect())
    }

    /// Removes everything that is kept of a customer or visitor, for good. What they added to the sums is gone with the next fit that
    /// begins after it: [`Service::refit`] then gives what the same parameters give for a shop that never saw them.
    ///
    /// # Errors
    /// When the store fails, nothing is removed then; or when the messages cannot be removed, and then nothing else is.
    pub fn erase(&self, subject: &Subject) -> Result<Erased, ServiceError> {
        let _one_at_a_time = self.customers.lock().expect("no writer panics");
        let _no_decision = self.histories.write().expect("no reader panics");
        if let Subject::Customer(id) = subject {
            self.outbox.forget(id)?;
        }
        self.erased.raise();
        let erased = self.store.erase(subject)?;
        // What they took back holds no more already; what is kept of it goes as soon as it can.
        if let Err(cause) = sweep_unlinked(&*self.store) {
            tracing::error!(%cause, "what reviews of somebody erased took back is still listed");
        }
        if erased.was_known
            && let Err(cause) = self.tell(News::ErasureFinished, &json!(erased))
        {
            tracing::error!(%cause, "an erasure was not told to webhooks");
        }
        Ok(erased)
    }
}

fn told(record: Record) -> Recommended {
    let Inputs { id, now, request, .. } = record.inputs;
    Recommended { decision: id, time: now, placement: request.placement, answer: record.answer }
}
