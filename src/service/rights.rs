//! A customer's rights: a copy of everything, and being forgotten.

use serde::Serialize;

use super::{Service, ServiceError};
use crate::decision::{Answer, Inputs, Record, Request};
use crate::event::{Customer, Event, Kind, Subject, Usage};
use crate::ids::{CustomerId, DecisionId, ItemId};
use crate::oversight::{self, Review};
use crate::store::Erased;
use crate::units::Time;

/// Everything that is kept of a customer (GDPR Art. 15 and 20): what was given by or observed of them, and what was
/// derived from it.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Export {
    /// Whom it is about.
    pub customer: CustomerId,
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
    /// A copy of everything that is kept of a customer.
    ///
    /// # Errors
    /// When a record cannot be read, or the store fails.
    pub fn export(&self, id: &CustomerId, now: Time) -> Result<Export, ServiceError> {
        let subject = Subject::Customer(id.clone());
        // What was handed over a moment ago belongs to it too.
        self.store.flush()?;
        let events = self.store.events_of(&subject)?.into_iter().map(KeptEvent::from).collect();
        let given = Given { record: self.store.customer(id)?, events };
        let records = self.store.decisions_of(&subject)?;
        let decisions = records.iter().map(|bytes| Ok(told(Record::from_bytes(bytes)?)));
        let decisions = decisions.collect::<Result<_, ServiceError>>()?;
        let reviews = oversight::reviews_of(&*self.store, &subject)?;
        let derived = Derived { profile: self.profile(id, now)?, decisions, reviews };
        Ok(Export { customer: id.clone(), exported_at: now, given, derived })
    }

    /// What would speak if something were recommended now; nothing while there is no model.
    fn profile(&self, id: &CustomerId, now: Time) -> Result<Vec<Voice>, ServiceError> {
        let Ok(engine) = self.engine() else { return Ok(Vec::new()) };
        let request = Request::home(Some(id.clone()));
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

    /// Removes everything that is kept of a customer, for good. What they added to the sums is gone with the next fit that
    /// begins after it: [`Service::refit`] then gives what the same parameters give for a shop that never saw them.
    ///
    /// # Errors
    /// When the store fails; nothing is removed then.
    pub fn erase(&self, id: &CustomerId) -> Result<Erased, ServiceError> {
        let _one_at_a_time = self.customers.lock().expect("no writer panics");
        let _no_decision = self.histories.write().expect("no reader panics");
        Ok(self.store.erase(&Subject::Customer(id.clone()))?)
    }
}

fn told(record: Record) -> Recommended {
    let Inputs { id, now, request, .. } = record.inputs;
    Recommended { decision: id, time: now, placement: request.placement, answer: record.answer }
}
