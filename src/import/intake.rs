//! What readers feed: batches into a store, rejects into a list, and the count of both.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use super::{CustomerUpdate, ImportError, RejectFile, Rejected};
use crate::catalog::Item;
use crate::event::{Customer, Event, Subject};
use crate::ids::{CustomerId, ItemId};
use crate::store::Store;
use crate::units::Time;

/// How many events, items or customers go to the store at once.
pub const BATCH_ROWS: usize = 1_000;

/// Takes what a reader finds. Every row of a file ends in exactly one of [`Intake::accept_row`] and [`Intake::reject`].
pub trait Intake {
    /// Takes an event, which has passed [`Event::check`].
    ///
    /// # Errors
    /// When it cannot be kept.
    fn event(&mut self, event: Event) -> Result<(), ImportError>;

    /// Takes an item, which has passed [`Item::check`].
    ///
    /// # Errors
    /// When it cannot be kept.
    fn item(&mut self, item: Item) -> Result<(), ImportError>;

    /// Takes news of a customer; applied to an empty record it passes [`Customer::check`].
    ///
    /// # Errors
    /// When it cannot be kept.
    fn customer(&mut self, update: CustomerUpdate) -> Result<(), ImportError>;

    /// Counts a row that is taken.
    fn accept_row(&mut self);

    /// Counts and lists a row that is not taken.
    ///
    /// # Errors
    /// When it cannot be listed.
    fn reject(&mut self, rejected: &Rejected<'_>) -> Result<(), ImportError>;

    /// Counts something odd about the input, whatever became of the rows. Names are listed in `docs/import.md`.
    fn notice(&mut self, oddity: &'static str, count: u64);

    /// Makes sure that everything taken so far is kept.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn finish(&mut self) -> Result<(), ImportError>;
}

/// What an import did. `read = accepted + rejected`, and `rejected` is the sum over `rejected_by_reason`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, utoipa::ToSchema)]
#[schema(as = ImportReport)]
pub struct Report {
    /// Rows.
    #[schema(example = 4)]
    pub read: u64,
    /// Rows taken, also where the store knew them already.
    #[schema(example = 3)]
    pub accepted: u64,
    /// Rows not taken.
    #[schema(example = 1)]
    pub rejected: u64,
    /// The same, by reason (`docs/import.md`); a row counts for the first reason that applies.
    #[schema(value_type = BTreeMap<String, u64>, example = json!({"bad_time": 1}))]
    pub rejected_by_reason: BTreeMap<&'static str, u64>,
    /// Customers and visitors that the files hold an accepted event or record of.
    #[schema(example = 2)]
    pub customers: u64,
    /// Items that the files describe.
    #[schema(example = 0)]
    pub items: u64,
    /// Events that the files hold.
    #[schema(example = 3)]
    pub events: u64,
    /// Events, items and customers' records that the store had just so before.
    #[schema(example = 0)]
    pub unchanged: u64,
    /// What is odd about the input, counted over all rows, whatever became of them.
    #[schema(value_type = BTreeMap<String, u64>, example = json!({}))]
    pub noticed: BTreeMap<&'static str, u64>,
}

/// Names seen so far, 16 bytes each: two names are taken for one with a chance below 2^-64 for 2^32 names.
#[derive(Debug, Default)]
pub(super) struct Seen(HashSet<[u8; 16]>);

impl Seen {
    /// Remembers a name; whether it is new.
    pub(super) fn insert(&mut self, name: &[u8]) -> bool {
        self.0.insert(short(name))
    }

    /// Whether a name was seen.
    pub(super) fn has(&self, name: &[u8]) -> bool {
        self.0.contains(&short(name))
    }

    /// How many there are.
    pub(super) fn len(&self) -> u64 {
        self.0.len() as u64
    }
}

fn short(name: &[u8]) -> [u8; 16] {
    let mut short = [0; 16];
    short.copy_from_slice(&blake3::hash(name).as_bytes()[..16]);
    short
}

/// Feeds a store, in batches of [`BATCH_ROWS`]. What it holds unsaved is at most one batch of each.
pub struct StoreIntake<'a> {
    store: &'a dyn Store,
    rejects: RejectFile,
    events: Vec<Event>,
    items: BTreeMap<ItemId, Item>,
    updates: Vec<CustomerUpdate>,
    subjects_seen: Seen,
    items_seen: Seen,
    /// Events after this moment are noticed.
    latest: Time,
    report: Report,
}

impl<'a> StoreIntake<'a> {
    /// An intake for one import.
    #[must_use]
    pub fn new(store: &'a dyn Store, rejects: RejectFile) -> Self {
        Self {
            store,
            rejects,
            events: Vec::with_capacity(BATCH_ROWS),
            items: BTreeMap::new(),
            updates: Vec::new(),
            subjects_seen: Seen::default(),
            items_seen: Seen::default(),
            latest: Time::from_millis(i64::MAX),
            report: Report::default(),
        }
    }

    /// Notices events that lie more than a day ahead of this moment. They are taken, and not learnt from until then.
    #[must_use]
    pub const fn at(mut self, now: Time) -> Self {
        self.latest = now.plus_days(1);
        self
    }

    /// What happened so far.
    #[must_use]
    pub fn report(&self) -> Report {
        let (customers, items) = (self.subjects_seen.len(), self.items_seen.len());
        Report { customers, items, ..self.report.clone() }
    }

    /// Where the rejected rows are listed.
    #[must_use]
    pub fn rejects_path(&self) -> &std::path::Path {
        self.rejects.path()
    }

    fn save_events(&mut self) -> Result<(), ImportError> {
        if !self.events.is_empty() {
            let appended = self.store.append_events(&self.events)?;
            self.report.events += self.events.len() as u64;
            self.report.unchanged += appended.duplicates as u64;
            self.events.clear();
        }
        Ok(())
    }

    fn save_items(&mut self) -> Result<(), ImportError> {
        if !self.items.is_empty() {
            let items: Vec<Item> = std::mem::take(&mut self.items).into_values().collect();
            let changed = self.store.put_items(&items)?;
            self.report.unchanged += items.len().saturating_sub(changed) as u64;
        }
        Ok(())
    }

    fn save_customers(&mut self) -> Result<(), ImportError> {
        if self.updates.is_empty() {
            return Ok(());
        }
        let mut customers: BTreeMap<CustomerId, Customer> = BTreeMap::new();
        for update in self.updates.drain(..) {
            let id = update.id.clone();
            let known = match customers.remove(&id) {
                Some(customer) => Some(customer),
                None => self.store.customer(&id)?,
            };
            customers.insert(id, update.apply(known));
        }
        let customers: Vec<Customer> = customers.into_values().collect();
        let changed = self.store.put_customers(&customers)?;
        self.report.unchanged += customers.len().saturating_sub(changed) as u64;
        Ok(())
    }

    fn see(&mut self, subject: &Subject) {
        let kind = match subject {
            Subject::Customer(_) => 'c',
            Subject::Visitor(_) => 'v',
        };
        self.subjects_seen.insert(format!("{kind}{}", subject.as_str()).as_bytes());
    }
}

impl Intake for StoreIntake<'_> {
    fn event(&mut self, event: Event) -> Result<(), ImportError> {
        self.see(&event.subject);
        if event.time > self.latest {
            self.notice("event_in_the_future", 1);
        }
        self.events.push(event);
        if self.events.len() < BATCH_ROWS { Ok(()) } else { self.save_events() }
    }

    fn item(&mut self, item: Item) -> Result<(), ImportError> {
        self.items_seen.insert(item.id.as_str().as_bytes());
        self.items.insert(item.id.clone(), item);
        if self.items.len() < BATCH_ROWS { Ok(()) } else { self.save_items() }
    }

    fn customer(&mut self, update: CustomerUpdate) -> Result<(), ImportError> {
        self.see(&Subject::Customer(update.id.clone()));
        self.updates.push(update);
        if self.updates.len() < BATCH_ROWS { Ok(()) } else { self.save_customers() }
    }

    fn accept_row(&mut self) {
        self.report.read += 1;
        self.report.accepted += 1;
    }

    fn reject(&mut self, rejected: &Rejected<'_>) -> Result<(), ImportError> {
        self.report.read += 1;
        self.report.rejected += 1;
        *self.report.rejected_by_reason.entry(rejected.refusal.reason.as_str()).or_default() += 1;
        self.rejects.write(rejected)
    }

    fn notice(&mut self, oddity: &'static str, count: u64) {
        if count > 0 {
            *self.report.noticed.entry(oddity).or_default() += count;
        }
    }

    fn finish(&mut self) -> Result<(), ImportError> {
        self.save_items()?;
        self.save_customers()?;
        self.save_events()?;
        self.rejects.flush()?;
        Ok(self.store.flush()?)
    }
}
