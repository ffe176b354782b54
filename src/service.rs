//! One shop at work: its store, its models and the engine snapshot that answers now.
//!
//! What the command line and the HTTP layer share. Synchronous: callers run it off the async threads. Knows the clock.

mod answers;
mod auditing;
mod away;
mod disclosing;
mod experimenting;
mod explaining;
mod exposing;
mod frontiers;
mod hearing;
mod importing;
mod keys;
mod latency;
mod letters;
mod postman;
mod promoting;
mod proposing;
mod quoting;
mod recommending;
mod refit;
mod relay;
mod reporting;
mod reviewing;
mod rights;
mod rulebook;
mod sample;
mod settling;
mod speaking;
mod trail;
mod watching;
mod webhooks;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};

use thiserror::Error;

use crate::decision::{Record, RecordError, RequestError};
use crate::engine::{CatalogState, Engine, WhyError};
use crate::event::Customer;
use crate::fit::GROUP_PEOPLE_MIN;
use crate::ids::{CustomerId, DecisionId, ItemId};
use crate::model::Model;
use crate::oversight::{self, OversightError};
use crate::reason::Wording;
use crate::store::{ModelDir, ModelDirError, Store, StoreError};
use crate::units::Time;

use answers::KeptBytes;
use away::Memory;
use exposing::Exposures;
use frontiers::Frontiers;
use keys::Keyring;
use rulebook::Rulebook;
use trail::ErasureCount;
use watching::Watcher;

/// The target of the spans that a request and its stages have, where requests are traced.
pub const STAGES: &str = "candor::stages";

pub use answers::{ANSWER_BYTES_MAX, ANSWERS_KEPT, Asked, Before, Kept as KeptAnswer, No, Place};
pub use auditing::{Expired, Page, Replays, Summary, Wanted};
pub use frontiers::{FrontierStanding, KeptFrontier};
pub use hearing::{HeardKind, HeardSide, Hearing};
pub use importing::{IMPORTS_KEPT, Import, Progress, Read, Reading, Upload, upload_path};
pub(crate) use keys::random;
pub use keys::{KEYS_FRESH, KEYS_KEPT_AWAY, KeyError, OVERLAP_SECONDS_MAX};
pub use letters::{Letter, Outbox};
pub use postman::Postman;
pub use promoting::{Gate, promote};
pub use proposing::Came;
pub use quoting::Misquote;
pub use refit::{RefitError, Refitted};
pub use relay::{Relay, RelayError};
pub use reporting::ReportWish;
pub use rights::{ConsentState, Derived, Export, Given, KeptEvent, Recommended, Voice, Word};
pub use sample::SAMPLE_MAX;
pub use settling::Assent;
pub use speaking::Reworded;
pub use trail::{By, Erasures, Noted, TrailEntry};
pub use webhooks::{Errand, GIVEN_UP_AFTER, GIVEN_UP_KEPT, Message, News, WEBHOOKS_MAX, Webhook};

/// Why a call failed.
#[derive(Debug, Error)]
pub enum ServiceError {
    /// The request is at fault.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// There is no such decision.
    #[error("there is no decision `{0}`")]
    UnknownDecision(DecisionId),
    /// There is no such item.
    #[error("there is no item `{0}`")]
    UnknownItem(ItemId),
    /// The explanation is impossible.
    #[error(transparent)]
    Why(#[from] WhyError),
    /// The record cannot be replayed.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// There is no usable model.
    #[error(transparent)]
    Model(#[from] ModelDirError),
    /// A step of a policy's life or of a review was not taken.
    #[error(transparent)]
    Oversight(#[from] OversightError),
    /// It cannot be done with a key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A policy bounds lists by what the model in use has not learnt.
    #[error(
        "`/leakages/{at}/segment` names `{segment}`, of which the model in use has learnt nothing: run `candor train --leaning {segment}`; \
         a group is told apart where {GROUP_PEOPLE_MIN} customers in it and as many outside it let fairness be measured"
    )]
    Unlearnt {
        /// Which leakage budget, from 0.
        at: usize,
        /// Its segment.
        segment: String,
    },
    /// The messages to customers cannot be written, read or removed.
    #[error("messages to customers: {0}")]
    Outbox(#[from] std::io::Error),
}

/// How much of a history an answer may use, whatever the customer's record says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum History {
    /// What consent and the customer's switches allow.
    AsAllowed,
    /// Nothing, as if personalisation were switched off: the browser said that its user wants no profile.
    Unused,
}

/// A shop at work.
pub struct Service {
    store: Arc<dyn Store>,
    models: ModelDir,
    wording: Arc<Wording>,
    /// The snapshot that answers, replaced as a whole.
    engine: RwLock<Option<Arc<Engine>>>,
    /// Held while a new snapshot is built, so that a change of the catalogue is read once.
    rebuild: Mutex<()>,
    /// Held while a customer's record is read and written.
    customers: Mutex<()>,
    /// Shared by decisions from reading a history to handing over the record; an erasure has it alone, so that no record of
    /// somebody who was erased comes after.
    histories: RwLock<()>,
    /// Snapshots of the past for replays, the oldest first; a few at most.
    past: Mutex<VecDeque<Arc<Engine>>>,
    /// What exposure targets and parity rules have learnt.
    exposures: Exposures,
    /// How much is kept of answers.
    answers: KeptBytes,
    /// What is remembered of the keys.
    keyring: Keyring,
    /// How many erasures there have been.
    erased: ErasureCount,
    /// The rules of each placement.
    rulebook: Rulebook,
    /// The shop as it was seen last, for when the store is away.
    memory: Memory,
    /// A week, and the place from which on no list comes into its sample any more; the bound only falls.
    sample_bound: Mutex<Option<reviewing::Bound>>,
    /// What watching needs.
    watcher: Watcher,
    /// Where messages to customers go.
    outbox: Outbox,
    /// What variety costs, by placement.
    frontiers: Frontiers,
}

/// Which of the customer's own choices a new record says anything about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choices {
    /// Whether it says what they allow, and what they have not decided on.
    pub consent: bool,
    /// Whether it says how much of their history is used.
    pub personalisation: bool,
    /// Whether it says until when nothing is.
    pub paused_until: bool,
    /// Whether it says who may read along.
    pub device: bool,
}

impl Service {
    /// Opens a shop. A missing or damaged model is not an error yet: events and items are taken all the same.
    ///
    /// # Panics
    /// When the compiled-in wordings are broken, which a test rules out.
    #[must_use]
    pub fn open(store: Arc<dyn Store>, models: ModelDir) -> Self {
        let wording = Arc::new(Wording::new().expect("the compiled-in wordings were tested"));
        Self {
            store,
            models,
            wording,
            engine: RwLock::new(None),
            rebuild: Mutex::new(()),
            customers: Mutex::new(()),
            histories: RwLock::new(()),
            past: Mutex::new(VecDeque::new()),
            exposures: Exposures::default(),
            answers: KeptBytes::default(),
            keyring: Keyring::default(),
            erased: ErasureCount::default(),
            rulebook: Rulebook::default(),
            memory: Memory::default(),
            sample_bound: Mutex::new(None),
            watcher: Watcher::default(),
            outbox: Outbox::Closed,
            frontiers: Frontiers::default(),
        }
    }

    /// The same with a way out for messages to customers.
    #[must_use]
    pub fn with_outbox(mut self, outbox: Outbox) -> Self {
        self.outbox = outbox;
        self
    }

    /// The way out for messages to customers.
    #[must_use]
    pub const fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &dyn Store {
        &*self.store
    }

    /// The models.
    #[must_use]
    pub const fn models(&self) -> &ModelDir {
        &self.models
    }

    /// The current moment.
    ///
    /// # Panics
    /// When the clock stands before 1970.
    #[must_use]
    pub fn now() -> Time {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970");
        Time::from_millis(i64::try_from(since.as_millis()).expect("a clock before the year 292,000,000"))
    }

    /// A fresh name for a decision, sortable by time.
    #[must_use]
    pub fn new_decision_id() -> DecisionId {
        let id = format!("d_{}", uuid::Uuid::now_v7().simple());
        DecisionId::new(&id).expect("a short printable id")
    }

    /// Takes the current model of the model folder into use. When it is damaged, the last good one keeps serving.
    ///
    /// # Errors
    /// When there is none, it is damaged, or the store fails.
    pub fn reload(&self) -> Result<Arc<Engine>, ServiceError> {
        let _one_at_a_time = self.rebuild.lock().expect("no builder panics");
        self.load()
    }

    /// As [`Self::reload`], for whoever holds the builder's lock.
    fn load(&self) -> Result<Arc<Engine>, ServiceError> {
        let model = Arc::new(self.models.load_current()?);
        self.swap(model)
    }

    fn swap(&self, model: Arc<Model>) -> Result<Arc<Engine>, ServiceError> {
        let revision = self.store.catalog_state()?.revision;
        let engine = Arc::new(self.snapshot(model, revision)?);
        *self.engine.write().expect("no writer panics") = Some(Arc::clone(&engine));
        Ok(engine)
    }

    fn snapshot(&self, model: Arc<Model>, revision: u64) -> Result<Engine, ServiceError> {
        let (digest, items) = self.store.items_at(revision)?;
        let last = self.engine.read().expect("no writer panics").clone();
        let state = CatalogState { revision, digest, items };
        Ok(Engine::open(model, state, Arc::clone(&self.wording), last.as_deref()))
    }

    /// The snapshot that answers now; it follows the catalogue.
    ///
    /// # Errors
    /// When there is no usable model, or the store fails.
    pub fn engine(&self) -> Result<Arc<Engine>, ServiceError> {
        self.engine_at(self.store.catalog_state()?.revision)
    }

    /// The same with the items of this revision, or of a later one.
    fn engine_at(&self, revision: u64) -> Result<Arc<Engine>, ServiceError> {
        if let Some(engine) = self.fresh(revision) {
            return Ok(engine);
        }
        let _one_at_a_time = self.rebuild.lock().expect("no builder panics");
        if let Some(engine) = self.fresh(revision) {
            return Ok(engine);
        }
        let model = self.engine.read().expect("no writer panics").as_ref().map(|engine| Arc::clone(engine.fitted()));
        model.map_or_else(|| self.load(), |model| self.swap(model))
    }

    fn fresh(&self, revision: u64) -> Option<Arc<Engine>> {
        let engine = self.engine.read().expect("no writer panics");
        engine.as_ref().filter(|engine| engine.catalog().revision() >= revision).map(Arc::clone)
    }

    /// Saves a customer's record. Choices of the customer's own that are not `given` stay as they were recorded, so that
    /// news of a segment never takes back a withheld consent. `true` when anything changed.
    ///
    /// # Errors
    /// When the store fails.
    pub fn put_customer(&self, mut customer: Customer, given: Choices) -> Result<bool, ServiceError> {
        let _one_at_a_time = self.customers.lock().expect("no writer panics");
        if let Some(known) = self.store.customer(&customer.id)? {
            if !given.consent {
                customer.consent = known.consent;
                customer.undecided.clone_from(&known.undecided);
            }
            if !given.personalisation {
                customer.personalisation = known.personalisation;
            }
            // Who says how much is used, and nothing of a pause, ends it.
            if !given.personalisation && !given.paused_until {
                customer.paused_until = known.paused_until;
            }
            if !given.device {
                customer.device = known.device;
            }
        }
        Ok(self.store.put_customers(&[customer])? > 0)
    }

    /// Changes one of the customer's own choices. `true` when anything changed.
    ///
    /// # Errors
    /// When the store fails.
    pub fn choose(&self, id: &CustomerId, change: impl FnOnce(&mut Customer)) -> Result<bool, ServiceError> {
        let _one_at_a_time = self.customers.lock().expect("no writer panics");
        let known = self.store.customer(id)?;
        let mut customer = known.clone().unwrap_or_else(|| Customer::unknown(id.clone()));
        change(&mut customer);
        if known.as_ref() == Some(&customer) {
            return Ok(false);
        }
        Ok(self.store.put_customers(&[customer])? > 0)
    }

    /// A decision's record.
    ///
    /// # Errors
    /// When there is none, it cannot be read, or the store fails.
    pub fn record(&self, id: &DecisionId) -> Result<Record, ServiceError> {
        let bytes = self.store.decision(id)?.ok_or_else(|| ServiceError::UnknownDecision(id.clone()))?;
        Ok(Record::from_bytes(&bytes)?)
    }

    /// What goes with an item, best first, without what reviews keep out everywhere.
    ///
    /// # Errors
    /// When the model does not know the item, there is no usable model, or the store fails.
    pub fn similar(&self, item: &ItemId, count: usize) -> Result<Vec<(ItemId, f64)>, ServiceError> {
        let out = oversight::suppressed(&*self.store)?.everywhere();
        let found = self.engine()?.similar(item, count + out.len());
        let found = found.ok_or_else(|| ServiceError::UnknownItem(item.clone()))?;
        Ok(found.into_iter().filter(|(item, _)| !out.contains(item)).take(count).collect())
    }
}
