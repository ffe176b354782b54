//! What an auditor asks of the decision log: which decisions there are, whether the chain is sound, and the same bytes again.

use serde::Serialize;

use super::{Service, ServiceError};
use crate::chain::{Checked, Checkpoint, Fault, Head, PublicKey, SecretKey, Verifier};
use crate::decision::Record;
use crate::event::Kind;
use crate::ids::{DecisionId, ItemId};
use crate::store::{Change, Collection, Document, Expected, ModelDirError, Search, StoreError};
use crate::units::Time;

/// How many records or links are in memory at a time.
const PAGE: usize = 256;
/// The most records that are read for one page of a search by item.
const READ_MAX: usize = 4_096;
/// How many decisions expire in one transaction.
const EXPIRE_CHUNK: usize = 1_024;

/// Which decisions are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// For whom, when, after which place and how many.
    pub search: Search,
    /// With this item in the list.
    pub item: Option<ItemId>,
}

/// A decision in short.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Summary {
    /// Its name.
    pub decision: DecisionId,
    /// When it was made.
    pub time: Time,
    /// Where.
    #[schema(example = "home")]
    pub placement: String,
    /// The model that decided, by fingerprint.
    #[schema(example = "9f2c4b1e7a3d5c6b8e0f1a2b3c4d5e6f")]
    pub model: String,
    /// The policy and its version.
    #[schema(example = "home@12")]
    pub policy: String,
    /// Whether anything personal was used.
    #[schema(example = true)]
    pub personalised: bool,
    /// The list.
    pub items: Vec<ItemId>,
}

/// One page of a search.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Page {
    /// What was found, in the order of the log.
    pub decisions: Vec<Summary>,
    /// Where to go on; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 128)]
    pub next: Option<u64>,
}

/// What became of replays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Replays {
    /// Decisions that gave the same bytes again.
    pub identical: u64,
    /// Those that did not, by name.
    pub different: Vec<DecisionId>,
    /// Those whose model is not kept any more.
    pub without_model: u64,
    /// Those whose record cannot be read, or whose artifacts are not those that it names, each with the cause.
    pub unreadable: Vec<String>,
}

/// What went because its time was over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Expired {
    /// Events.
    pub events: u64,
    /// Decisions.
    pub decisions: u64,
}

impl Service {
    /// A page of decisions. A search by item reads a bounded number of records, so a page may be short, or empty, before the
    /// end: `next` says whether it is the end.
    ///
    /// # Errors
    /// When a record cannot be read, or the store fails.
    pub fn decisions(&self, wanted: &Wanted) -> Result<Page, ServiceError> {
        let (mut search, mut decisions, mut read) = (wanted.search.clone(), Vec::new(), 0);
        while decisions.len() < wanted.search.limit && read < READ_MAX {
            search.limit = PAGE.min(READ_MAX - read);
            let found = self.store.find_decisions(&search)?;
            let is_last = found.len() < search.limit;
            for one in found {
                search.after = one.place;
                read += 1;
                let record = Record::from_bytes(&one.record)?;
                if wanted.item.as_ref().is_none_or(|item| record.answer.items.iter().any(|shown| shown.item == *item)) {
                    decisions.push(summary(record));
                }
                if decisions.len() == wanted.search.limit {
                    return Ok(Page { decisions, next: Some(search.after) });
                }
            }
            if is_last {
                return Ok(Page { decisions, next: None });
            }
        }
        Ok(Page { decisions, next: Some(search.after) })
    }

    /// Decides again what was decided since a moment and before another, and compares byte by byte; `progress` is told after
    /// each. Changes nothing.
    ///
    /// # Errors
    /// When the store fails.
    pub fn replay_all(&self, search: &Search, progress: &mut dyn FnMut()) -> Result<Replays, ServiceError> {
        let (mut search, mut replays, mut left) = (search.clone(), Replays::default(), search.limit);
        while left > 0 {
            search.limit = left.min(PAGE);
            let found = self.store.find_decisions(&search)?;
            let is_last = found.len() < search.limit;
            for one in &found {
                search.after = one.place;
                self.replay_one(&one.record, &mut replays)?;
                progress();
            }
            if is_last {
                break;
            }
            left -= found.len();
        }
        Ok(replays)
    }

    fn replay_one(&self, bytes: &[u8], replays: &mut Replays) -> Result<(), ServiceError> {
        let record = match Record::from_bytes(bytes) {
            Ok(record) => record,
            Err(cause) => {
                replays.unreadable.push(cause.to_string());
                return Ok(());
            }
        };
        let outcome = self.engine_of(&record).and_then(|engine| Ok(engine.replay(&record)?));
        match outcome {
            Ok(replay) if replay.identical => replays.identical += 1,
            Ok(_) => replays.different.push(record.inputs.id),
            Err(ServiceError::Model(ModelDirError::Unknown { .. } | ModelDirError::None { .. })) => {
                replays.without_model += 1;
            }
            Err(cause @ ServiceError::Store(_)) => return Err(cause),
            Err(cause) => replays.unreadable.push(format!("{}: {cause}", record.inputs.id)),
        }
        Ok(())
    }

    /// The signed states of the chain, in its order.
    ///
    /// # Errors
    /// When one cannot be read, or the store fails.
    pub fn checkpoints(&self) -> Result<Vec<Checkpoint>, ServiceError> {
        let documents = self.store.documents(Collection::Checkpoint, None, usize::MAX)?;
        let read = |document: Document| {
            serde_json::from_str(&document.body).map_err(|cause| {
                StoreError::Corrupt { what: "checkpoint", id: document.id, cause: cause.to_string() }.into()
            })
        };
        documents.into_iter().map(read).collect()
    }

    /// The newest state of the chain that a key signed.
    ///
    /// # Errors
    /// When one cannot be read, or the store fails.
    pub fn last_signed_by(&self, key: &PublicKey) -> Result<Option<Checkpoint>, ServiceError> {
        Ok(self.checkpoints()?.into_iter().rev().find(|signed| signed.key == *key))
    }

    /// Signs the state of the chain, unless this key did so since the last decision.
    ///
    /// # Errors
    /// When the store fails.
    pub fn sign_chain(&self, key: &SecretKey, now: Time) -> Result<Option<Checkpoint>, ServiceError> {
        let head = self.store.chain_head()?;
        let public = key.public();
        if head.no == 0 || self.last_signed_by(&public)?.is_some_and(|signed| signed.no == head.no) {
            return Ok(None);
        }
        let checkpoint = key.sign(head, now);
        let body = serde_json::to_string(&checkpoint).expect("plain data");
        // Ids sort as the numbers do; another key may have signed the same state.
        let first = format!("{:020}", head.no);
        for id in [first.clone(), format!("{first}-{public}")] {
            let change = Change::write(Collection::Checkpoint, &id, Expected::Absent, body.clone());
            if self.store.change_documents(vec![change])? {
                return Ok(Some(checkpoint));
            }
            // Another process with this key may have come before.
            if self.last_signed_by(&public)?.is_some_and(|signed| signed.no == head.no) {
                return Ok(None);
            }
        }
        Ok(None)
    }

    /// Reads the whole chain and checks it, against the signed states too: those that the store keeps, and those that somebody
    /// `held` elsewhere, where whoever can write to the store cannot remove them.
    ///
    /// # Errors
    /// When the store fails; the first fault of the chain is the inner error.
    pub fn verify_chain(
        &self,
        held: Vec<Checkpoint>,
        keys: &[PublicKey],
    ) -> Result<Result<Checked, Fault>, ServiceError> {
        let signed = [self.checkpoints()?, held].concat();
        let mut verifier = match Verifier::new(Head::START, signed, keys) {
            Ok(verifier) => verifier,
            Err(fault) => return Ok(Err(fault)),
        };
        let mut after = 0;
        loop {
            let links = self.store.chain_links(after, PAGE)?;
            for link in &links {
                after = link.no;
                if let Err(fault) = verifier.read(link) {
                    return Ok(Err(fault));
                }
            }
            if links.len() < PAGE {
                return Ok(verifier.finish());
            }
        }
    }

    /// Removes events by their kinds' moments, and decisions that were made before one.
    ///
    /// # Errors
    /// When the store fails; what was removed until then stays removed.
    pub fn expire(&self, events: &[(Kind, Time)], decisions: Option<Time>) -> Result<Expired, ServiceError> {
        let mut expired = Expired::default();
        if !events.is_empty() {
            expired.events = self.store.expire_events(events)?;
        }
        let Some(before) = decisions else { return Ok(expired) };
        loop {
            let removed = self.store.expire_decisions(before, EXPIRE_CHUNK)?;
            expired.decisions += removed;
            if removed < EXPIRE_CHUNK as u64 {
                return Ok(expired);
            }
        }
    }
}

fn summary(record: Record) -> Summary {
    let answer = record.answer;
    Summary {
        decision: record.inputs.id,
        time: record.inputs.now,
        placement: record.inputs.request.placement,
        model: answer.model,
        policy: answer.policy,
        personalised: answer.personalised,
        items: answer.items.into_iter().map(|shown| shown.item).collect(),
    }
}
