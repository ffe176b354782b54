//! What is kept: events, items, customers, policies, decisions and the shop's own settings, behind one small trait.
//!
//! The trait is synchronous: every caller already runs off the async threads. Must not know how anything is scored.

mod archive;
mod codes;
mod digest;
mod documents;
mod embedded;
mod glance;
mod log;
mod models;
mod open;
mod pack;
mod pending;
mod people;
mod postgres;
mod queue;
mod shelf;
mod training;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use archive::{ArchiveError, Contents, back_up, restore};
pub use documents::{Becomes, Change, Collection, Document, Expected, Receipt, ReceiptBody};
pub use embedded::Embedded;
pub use glance::{Glance, glance};
pub use log::{Decided, Found, Outlined, Search, Span, Told};
pub use models::{ModelDir, ModelDirError, Override, Promotion, Verdict};
pub use open::{is_own_file, open, shown};
pub use people::Person;
pub use postgres::Postgres;
pub use training::{StoreData, UNLINKED, UNLINKED_MAX, Unlink, Unlinked, sweep_unlinked, unlinked, unlinked_by};

use crate::catalog::Item;
use crate::chain::{Head, Link};
use crate::event::{Consent, Customer, Event, Kind, Subject, Usage};
use crate::ids::{CustomerId, DecisionId, EventId, ItemId, VisitorId};
use crate::reason::Tone;
use crate::rerank::{ExposureState, ParityStates, Policy};
use crate::units::Time;

/// What went wrong with the store. The caller's mistakes are `Option`s and counts, not errors.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The place cannot be opened.
    #[error("the store `{url}` cannot be opened: {cause}")]
    Open {
        /// Which.
        url: String,
        /// Why, and what to change.
        cause: String,
    },
    /// Another process holds it.
    #[error("the store `{url}` is in use by another process; stop that one or name another directory with --store")]
    Busy {
        /// Which.
        url: String,
    },
    /// Written by a newer version.
    #[error("the store `{url}` has schema {found}, this program knows up to {known}; use a newer candor")]
    NewerSchema {
        /// Which.
        url: String,
        /// What it has.
        found: u32,
        /// What we know.
        known: u32,
    },
    /// The backend cannot be reached. Of a call that writes it is not known whether it was kept; repeat it with the same ids.
    #[error("the store cannot be reached: {0}")]
    Away(String),
    /// The backend failed; nothing of the call was kept.
    #[error("the store failed: {0}")]
    Backend(String),
    /// A stored row cannot be read back.
    #[error("the stored {what} `{id}` cannot be read: {cause}")]
    Corrupt {
        /// What kind of row.
        what: &'static str,
        /// Which.
        id: String,
        /// Why.
        cause: String,
    },
    /// An earlier write failed to reach the disk; writing has stopped, reading goes on.
    #[error("writing has stopped, because an earlier write did not reach the disk: {0}")]
    WriterStopped(String),
}

/// What became of a batch of events. `accepted + duplicates` is its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Appended {
    /// New, and durable now.
    pub accepted: usize,
    /// Their id was known; the first event with an id wins.
    pub duplicates: usize,
}

/// What an erasure removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, utoipa::ToSchema)]
pub struct Erased {
    /// Events.
    #[schema(example = 42)]
    pub events: u64,
    /// Decisions with their records.
    #[schema(example = 7)]
    pub decisions: u64,
    /// Whether there was anything at all of the subject.
    #[schema(example = true)]
    pub was_known: bool,
}

/// The state of the shop's items: every change raises the revision, the digest names the contents.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CatalogState {
    /// Counts changes.
    pub revision: u64,
    /// Hex; a sum over the items' hashes, so it does not depend on the order in which they came.
    pub digest: String,
}

/// What is remembered of a subject.
#[derive(Debug, Clone, PartialEq)]
pub enum Remembered {
    /// The trace that was kept, as it was given; nothing of the subject has changed since.
    Trace(Vec<u8>),
    /// Everything it did, in (time, event id) order.
    Events {
        /// What it did.
        events: Vec<Event>,
        /// Names the state that was read; `None` in a store that keeps no traces.
        state: Option<u64>,
    },
}

/// A trace to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// Of whom.
    pub subject: Subject,
    /// The state that it was made from.
    pub state: u64,
    /// The trace.
    pub body: Vec<u8>,
}

/// How many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Customers and visitors with a record or an event.
    pub customers: u64,
    /// Items on offer now.
    pub items: u64,
    /// Events.
    pub events: u64,
    /// Decisions.
    pub decisions: u64,
}

/// What the shop says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shop {
    /// As customers read it, where a rule has no name of its own.
    pub name: String,
    /// The language of reasons where neither request, customer nor policy names one.
    pub locale: String,
    /// How reasons speak where the policy of a placement does not say.
    #[serde(default)]
    pub tone: Tone,
    /// The shop's declared basis for customers who have not chosen yet. Measuring fairness always needs a choice.
    pub consent_unrecorded: Consent,
}

impl Default for Shop {
    fn default() -> Self {
        Self {
            name: "the shop".to_owned(),
            locale: "en".to_owned(),
            tone: Tone::Neutral,
            consent_unrecorded: Consent::RECOMMEND_AND_EXPLAIN,
        }
    }
}

/// One shop's memory. Whatever a call that returned `Ok` has written is durable.
pub trait Store: Send + Sync {
    /// Keeps events that are new; all of a batch or none.
    fn append_events(&self, events: &[Event]) -> Result<Appended, StoreError>;

    /// Keeps events that are new, and writes their receipt in the same step; nothing at all, and `None`, where the receipt does not find its document as it expects.
    fn append_with_receipt(&self, events: &[Event], receipt: Receipt) -> Result<Option<Appended>, StoreError>;

    /// Everything a subject did, in (time, event id) order, unused events included and marked.
    fn events_of(&self, subject: &Subject) -> Result<Vec<Event>, StoreError>;

    /// A subject's record and everything it did, from one state: what an answer for them rests on. A backend may have kept it, if
    /// it has seen that nothing of the subject has changed since, whoever might have changed it.
    fn person(&self, subject: &Subject) -> Result<Arc<Person>, StoreError> {
        let customer = match subject {
            Subject::Customer(id) => self.customer(id)?,
            Subject::Visitor(_) => None,
        };
        Ok(Arc::new(Person { customer, events: self.events_of(subject)?.into() }))
    }

    /// Marks one event of a subject as used or unused; `false` when there is no such event.
    fn set_usage(&self, subject: &Subject, event: &EventId, usage: Usage) -> Result<bool, StoreError>;

    /// Streams every subject with its events (in (time, event id) order), subjects in id order, customers first.
    /// The history of one subject is in memory at a time. The visitor may stop the stream by returning an error.
    fn for_each_subject(
        &self,
        visit: &mut dyn FnMut(Subject, Vec<Event>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;

    /// Streams as [`Store::for_each_subject`] does. Where a trace was kept under `key` and neither events nor record of the
    /// subject have changed since, the trace stands in for the events. By default nothing is remembered.
    fn for_each_remembered(
        &self,
        _key: u64,
        visit: &mut dyn FnMut(Subject, Remembered) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.for_each_subject(&mut |subject, events| visit(subject, Remembered::Events { events, state: None }))
    }

    /// Keeps traces under `key`, in place of those under any other, of the subjects that are still in the state that the
    /// trace was made from; how many. By default none is kept.
    fn keep_traces(&self, _key: u64, _traces: Vec<Trace>) -> Result<usize, StoreError> {
        Ok(0)
    }

    /// Moves a visitor's events to a customer who has signed in; how many moved.
    fn merge_visitor(&self, customer: &CustomerId, visitor: &VisitorId) -> Result<u64, StoreError>;

    /// Every item that an event names, in id order.
    fn event_items(&self) -> Result<Vec<ItemId>, StoreError>;

    /// The time of the newest event.
    fn newest_event_time(&self) -> Result<Option<Time>, StoreError>;

    /// Adds or replaces items; how many of them differ from what was there (the others change nothing).
    fn put_items(&self, items: &[Item]) -> Result<usize, StoreError>;

    /// Withdraws an item; `false` when it was not on offer.
    fn delete_item(&self, id: &ItemId) -> Result<bool, StoreError>;

    /// An item that is on offer.
    fn item(&self, id: &ItemId) -> Result<Option<Item>, StoreError>;

    /// The state of the items now.
    fn catalog_state(&self) -> Result<CatalogState, StoreError>;

    /// All items as they were at a revision, in id order, with the digest of that state.
    fn items_at(&self, revision: u64) -> Result<(String, Vec<Arc<Item>>), StoreError>;

    /// Adds or replaces customers' records; how many of them differ from what was there.
    fn put_customers(&self, customers: &[Customer]) -> Result<usize, StoreError>;

    /// A customer's record.
    fn customer(&self, id: &CustomerId) -> Result<Option<Customer>, StoreError>;

    /// The records of those of these customers that have one, in id order.
    fn customers(&self, ids: &BTreeSet<CustomerId>) -> Result<Vec<Customer>, StoreError> {
        ids.iter().filter_map(|id| self.customer(id).transpose()).collect()
    }

    /// Customers' ids in order, after `after`, at most `limit`: for choosing one to look at.
    fn customer_ids(&self, after: Option<&CustomerId>, limit: usize) -> Result<Vec<CustomerId>, StoreError>;

    /// Makes a policy live as the version that it names, and makes these changes of documents, if the version is the next of its
    /// placement and each change finds its document as it expects; else does nothing at all. Whether it was done.
    fn publish(&self, policy: &Policy, changes: Vec<Change>) -> Result<bool, StoreError>;

    /// Makes a policy live as the next version of its placement; the version. For shops that nobody watches yet: what people change goes through [`crate::oversight`].
    fn put_policy(&self, policy: &Policy) -> Result<u32, StoreError> {
        loop {
            let live = self.live_policy(&policy.placement)?.map_or(0, |live| live.version);
            let Some(version) = live.checked_add(1) else {
                let (what, id, cause) = ("policy", policy.placement.clone(), "its version is the last".to_owned());
                return Err(StoreError::Corrupt { what, id, cause });
            };
            if self.publish(&Policy { version, ..policy.clone() }, Vec::new())? {
                return Ok(version);
            }
        }
    }

    /// The live policy of a placement, if one was saved.
    fn live_policy(&self, placement: &str) -> Result<Option<Policy>, StoreError>;

    /// The live policies of all placements that have one, in the order of their names.
    fn live_policies(&self) -> Result<Vec<Policy>, StoreError>;

    /// A certain version.
    fn policy(&self, placement: &str, version: u32) -> Result<Option<Policy>, StoreError>;

    /// Hands a decision to the log, where it gets the next link of the chain. It can be read back at once and is durable soon after; the first one with an id is kept.
    fn put_decision(&self, decided: Decided) -> Result<(), StoreError>;

    /// The durable decisions that are asked for.
    fn find_decisions(&self, search: &Search) -> Result<Vec<Found>, StoreError>;

    /// The durable decisions of a span in outline.
    fn outlines(&self, span: &Span) -> Result<Vec<Outlined>, StoreError>;

    /// Keeps outlines that were made from records, by place; of a decision that is gone nothing is kept.
    fn keep_outlines(&self, made: Vec<(u64, Vec<u8>)>) -> Result<(), StoreError>;

    /// The place in the log after which every durable decision stands that was made at a moment or later; to begin a pass there.
    fn place_before(&self, since: Time) -> Result<u64, StoreError>;

    /// The events that quote one of these decisions, unused ones included and marked, in (decision, time, event id) order.
    fn events_quoting(&self, decisions: &[DecisionId]) -> Result<Vec<Event>, StoreError>;

    /// The end of the chain of durable decisions.
    fn chain_head(&self) -> Result<Head, StoreError>;

    /// The links of the chain after one, at most `limit`, each with what is still kept of its decision.
    fn chain_links(&self, after: u64, limit: usize) -> Result<Vec<Link>, StoreError>;

    /// Removes decisions that were made before a moment, at most `limit`; how many. Their links stand.
    fn expire_decisions(&self, before: Time, limit: usize) -> Result<u64, StoreError>;

    /// Removes the events of each kind that happened before its moment, and what hangs on nothing else; how many events. What
    /// is learnt afterwards is what would be learnt had they never been there.
    fn expire_events(&self, older: &[(Kind, Time)]) -> Result<u64, StoreError>;

    /// The durable records of the decisions that were made for a subject, the oldest first.
    fn decisions_of(&self, subject: &Subject) -> Result<Vec<Vec<u8>>, StoreError>;

    /// Removes a subject for good: record, events, decisions, documents, and what was kept for learning.
    fn erase(&self, subject: &Subject) -> Result<Erased, StoreError>;

    /// A decision's record.
    fn decision(&self, id: &DecisionId) -> Result<Option<Vec<u8>>, StoreError>;

    /// The records of the last decisions that are durable, the newest first, at most `limit`.
    fn last_decisions(&self, limit: usize) -> Result<Vec<Vec<u8>>, StoreError>;

    /// Where the controllers of a placement's exposure targets stand, by the targets' names. By default nothing is kept.
    fn exposures(&self, _placement: &str) -> Result<BTreeMap<String, ExposureState>, StoreError> {
        Ok(BTreeMap::new())
    }

    /// Hands over where controllers of a placement's exposure targets stand now, in place of what was kept of them. It is durable soon after. By default nothing is kept.
    fn put_exposures(&self, _placement: &str, _states: &BTreeMap<String, ExposureState>) -> Result<(), StoreError> {
        Ok(())
    }

    /// Where the controllers of a placement's parity rules stand, by the rules' names. By default nothing is kept.
    fn parities(&self, _placement: &str) -> Result<BTreeMap<String, ParityStates>, StoreError> {
        Ok(BTreeMap::new())
    }

    /// Hands over where controllers of a placement's parity rules stand now, as [`Self::put_exposures`] does. By default nothing is kept.
    fn put_parities(&self, _placement: &str, _states: &BTreeMap<String, ParityStates>) -> Result<(), StoreError> {
        Ok(())
    }

    /// A document.
    fn document(&self, collection: Collection, id: &str) -> Result<Option<Document>, StoreError>;

    /// A collection's documents after one, in the byte order of their ids, at most `limit`.
    fn documents(&self, collection: Collection, after: Option<&str>, limit: usize)
    -> Result<Vec<Document>, StoreError>;

    /// A collection's documents that tell of a subject, in the byte order of their ids.
    fn documents_of(&self, collection: Collection, subject: &Subject) -> Result<Vec<Document>, StoreError>;

    /// Makes all these changes if each finds its document as it expects, else none; whether they were made. Each document may stand in a call once.
    fn change_documents(&self, changes: Vec<Change>) -> Result<bool, StoreError>;

    /// Names what [`Self::shop`], [`Self::live_policy`], [`Self::catalog_state`] and [`Self::document`] of the collections that
    /// rule recommendations answer now, so that what was read under this name need not be read again: it is another one when a
    /// call that changed any of it has returned. `None`, as by default, where somebody else may change it unseen.
    fn rules_name(&self) -> Option<u64> {
        None
    }

    /// The shop's settings.
    fn shop(&self) -> Result<Shop, StoreError>;

    /// Replaces the shop's settings.
    fn put_shop(&self, shop: &Shop) -> Result<(), StoreError>;

    /// How many there are.
    fn counts(&self) -> Result<Counts, StoreError>;

    /// Waits until all that was handed over is durable.
    fn flush(&self) -> Result<(), StoreError>;

    /// Whether writes are taken; the cause when they are not.
    fn writable(&self) -> Result<(), StoreError>;
}
