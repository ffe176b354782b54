//! The trail: what somebody with rights did, and who was refused. Never what was sent, and nobody's name but as the store's link to a
//! subject, which an erasure removes.

use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use super::{Service, ServiceError};
use crate::access::{Audience, KeyId, Role};
use crate::event::Subject;
use crate::ids::{CustomerId, VisitorId};
use crate::store::{Becomes, Change, Collection, Expected, StoreError};
use crate::units::Time;

/// How many old entries are removed at a time.
const PAGE: usize = 500;

/// Who called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = json!({"with": "key", "id": "3f2a9c1e5b7d8a60", "name": "anna", "role": "admin"}))]
#[serde(tag = "with", rename_all = "snake_case", deny_unknown_fields)]
pub enum By {
    /// Somebody who showed no key that opens.
    Nothing,
    /// The holder of a key.
    Key {
        /// Which.
        id: KeyId,
        /// Its name.
        #[schema(example = "anna")]
        name: String,
        /// What it lets its holder be.
        role: Role,
    },
    /// A customer or visitor with a token.
    Token {
        /// What the token is for.
        audience: Audience,
    },
}

/// What is noted of a call, or of several that were refused alike within a minute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Noted {
    /// When it was noted.
    pub time: Time,
    /// Who called.
    pub by: By,
    /// Which route, as a pattern.
    #[schema(example = "GET /v1/customers/{id}/export")]
    pub route: String,
    /// The status of the answer.
    #[schema(example = 200)]
    pub status: u16,
    /// How many calls; refusals are counted for a minute and noted once.
    #[schema(example = 1)]
    pub count: u64,
}

/// An entry of the trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct TrailEntry {
    /// Its name; entries are listed in its order, which is that of time.
    #[schema(example = "019ac2f05a7e7c3b9d0e2f6b8a1c4d5e")]
    pub id: String,
    /// What is noted.
    #[serde(flatten)]
    pub noted: Noted,
    /// Whose data a copy was made of, until they are erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// The same, of a visitor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visitor: Option<VisitorId>,
}

/// How many erasures there have been, at some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erasures(u64);

/// Counts erasures, so that no name is written by a call that began before its erasure.
#[derive(Default)]
pub(super) struct ErasureCount(AtomicU64);

impl ErasureCount {
    pub(super) fn raise(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Service {
    /// How many erasures there have been. Ask before a call whose entry will name somebody.
    #[must_use]
    pub fn erasures(&self) -> Erasures {
        Erasures(self.erased.0.load(Ordering::SeqCst))
    }

    /// Keeps entries. Whom they tell of is left out if anybody was erased since `began`.
    ///
    /// # Errors
    /// When the store fails.
    pub fn note(&self, entries: Vec<(Noted, Option<Subject>)>, began: Erasures) -> Result<(), ServiceError> {
        let _no_erasure = self.histories.read().expect("no writer panics");
        let may_name = self.erasures() == began;
        let change = |(noted, subject): (Noted, Option<Subject>)| Change {
            collection: Collection::Access,
            id: uuid::Uuid::now_v7().simple().to_string(),
            expected: Expected::Absent,
            to: Becomes::Written {
                subject: subject.filter(|_| may_name),
                body: serde_json::to_string(&noted).expect("an entry is plain data"),
            },
        };
        let changes: Vec<Change> = entries.into_iter().map(change).collect();
        if !changes.is_empty() {
            self.store.change_documents(changes)?;
        }
        Ok(())
    }

    /// The trail's entries after one, the oldest first, at most `limit`.
    ///
    /// # Errors
    /// When an entry cannot be read, or the store fails.
    pub fn trail(&self, after: Option<&str>, limit: usize) -> Result<Vec<TrailEntry>, ServiceError> {
        let documents = self.store.documents(Collection::Access, after, limit)?;
        let entry = |document: crate::store::Document| {
            let noted = read(&document.id, &document.body)?;
            let (customer, visitor) = match document.subject {
                Some(Subject::Customer(id)) => (Some(id), None),
                Some(Subject::Visitor(id)) => (None, Some(id)),
                None => (None, None),
            };
            Ok(TrailEntry { id: document.id, noted, customer, visitor })
        };
        documents.into_iter().map(entry).collect()
    }

    /// Removes the trail's entries of before a moment; how many.
    ///
    /// # Errors
    /// When an entry cannot be read, or the store fails.
    pub fn forget_trail(&self, before: Time) -> Result<usize, ServiceError> {
        let mut removed = 0;
        loop {
            // They are in the order of time, so the old ones come first.
            let page = self.trail(None, PAGE)?;
            let old = page.into_iter().filter(|entry| entry.noted.time < before);
            let changes: Vec<Change> =
                old.map(|entry| Change::remove(Collection::Access, &entry.id, Expected::Any)).collect();
            let count = changes.len();
            if count > 0 {
                self.store.change_documents(changes)?;
            }
            removed += count;
            if count < PAGE {
                return Ok(removed);
            }
        }
    }
}

fn read(id: &str, body: &str) -> Result<Noted, StoreError> {
    serde_json::from_str(body).map_err(|cause| StoreError::Corrupt {
        what: "entry of the trail",
        id: id.to_owned(),
        cause: cause.to_string(),
    })
}
