//! Whom the shop tells of what happens here, and the queue of what they are still to be told.
//!
//! The queue lies in the store: what waits survives a restart, and of several processes one takes each message at a time. Who sends
//! is told nothing of how messages are kept.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Service, ServiceError, random};
use crate::access::hex;
use crate::store::{Change, Collection, Document, Expected, StoreError};
use crate::units::Time;

/// For how long a message is tried; then it is given up.
pub const GIVEN_UP_AFTER: Duration = Duration::from_secs(3 * 86_400);
/// How long a message that was given up can still be seen.
pub const GIVEN_UP_KEPT: Duration = Duration::from_secs(30 * 86_400);
/// The most webhooks of a shop.
pub const WEBHOOKS_MAX: usize = 32;
/// How long whoever takes a message has for it.
const LEASE: Duration = Duration::from_secs(60);
/// The first wait after a failure; each further one is twice as long ...
const WAIT_FIRST: Duration = Duration::from_secs(10);
/// ... up to this.
const WAIT_MAX: Duration = Duration::from_secs(6 * 3_600);
/// Documents that are read at once.
const PAGE: usize = 256;

/// Where webhooks lie in their collection, and what was told last of models.
const HOOK: &str = "hook/";
const MODEL_TOLD: &str = "model-told";
/// Where messages lie in theirs: those that wait by their moment, those that were given up by their webhook.
const WAITING: &str = "waiting/";
const GIVEN_UP: &str = "given-up/";

/// What is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = WebhookEvent, example = "model.published")]
pub enum News {
    /// A model was taken into use.
    #[serde(rename = "model.published")]
    ModelPublished,
    /// An import job has ended, well or not.
    #[serde(rename = "import.finished")]
    ImportFinished,
    /// Somebody was forgotten; it is not told who.
    #[serde(rename = "erasure.finished")]
    ErasureFinished,
}

/// Whom to tell of what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    /// Its name.
    pub id: String,
    /// Where it is told.
    pub url: String,
    /// What it is told of.
    pub events: BTreeSet<News>,
    /// What messages are signed with.
    pub secret: String,
    /// Since when.
    pub created: Time,
}

/// A message on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its name, the same at each attempt.
    pub id: String,
    /// For which webhook.
    pub webhook: String,
    /// What it tells of.
    pub event: News,
    /// When that was.
    pub time: Time,
    /// The body as it is sent, each time the same bytes.
    pub body: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next; `None` once it was given up.
    pub next: Option<Time>,
    /// What came of the last attempt.
    pub failure: Option<String>,
}

/// A message that somebody has taken, and to whom it goes.
#[derive(Debug)]
pub struct Errand {
    /// The message.
    pub message: Message,
    /// The webhook.
    pub webhook: Webhook,
    place: String,
    version: u64,
}

fn json(it: &impl Serialize) -> String {
    serde_json::to_string(it).expect("plain data")
}

fn read<T: serde::de::DeserializeOwned>(what: &'static str, document: &Document) -> Result<T, StoreError> {
    serde_json::from_str(&document.body).map_err(|cause| StoreError::Corrupt {
        what,
        id: document.id.clone(),
        cause: cause.to_string(),
    })
}

fn after(now: Time, wait: Duration) -> Time {
    Time::from_millis(now.millis().saturating_add(i64::try_from(wait.as_millis()).expect("days, not ages")))
}

fn waiting(due: Time, id: &str) -> String {
    format!("{WAITING}{:020}/{id}", due.millis().max(0))
}

fn fresh_secret() -> Result<String, ServiceError> {
    Ok(format!("whsec_{}", hex::encode(&random::<32>()?)))
}

/// The wait before the next attempt: half of it is drawn by lot, so that receivers that were down are not met by all at once.
fn wait(attempts: u32, lot: u64) -> Duration {
    let whole = WAIT_FIRST.saturating_mul(1 << attempts.saturating_sub(1).min(16)).min(WAIT_MAX);
    let half_ms = u64::try_from(whole.as_millis() / 2).expect("hours");
    Duration::from_millis(half_ms + lot % (half_ms + 1))
}

fn lot(id: &str, attempts: u32) -> u64 {
    let digest = blake3::hash(format!("{id} {attempts}").as_bytes());
    u64::from_le_bytes(digest.as_bytes()[..8].try_into().expect("eight bytes"))
}

impl Service {
    /// Makes a webhook; `None` when there are too many.
    ///
    /// # Errors
    /// When the store fails.
    pub fn create_webhook(&self, url: String, events: BTreeSet<News>) -> Result<Option<Webhook>, ServiceError> {
        if self.webhooks()?.len() >= WEBHOOKS_MAX {
            return Ok(None);
        }
        let id = format!("wh_{}", uuid::Uuid::now_v7().simple());
        let webhook = Webhook { id, url, events, secret: fresh_secret()?, created: Self::now() };
        let place = format!("{HOOK}{}", webhook.id);
        self.store.change_documents(vec![Change::write(
            Collection::Webhook,
            &place,
            Expected::Absent,
            json(&webhook),
        )])?;
        Ok(Some(webhook))
    }

    /// All webhooks, the oldest first.
    ///
    /// # Errors
    /// When one cannot be read, or the store fails.
    pub fn webhooks(&self) -> Result<Vec<Webhook>, ServiceError> {
        let documents = self.store.documents(Collection::Webhook, Some(HOOK), WEBHOOKS_MAX)?;
        let hooks = documents.iter().filter(|document| document.id.starts_with(HOOK));
        Ok(hooks.map(|document| read("webhook", document)).collect::<Result<_, _>>()?)
    }

    /// Whether there is such a webhook.
    ///
    /// # Errors
    /// When one cannot be read, or the store fails.
    pub fn has_webhook(&self, id: &str) -> Result<bool, ServiceError> {
        Ok(self.webhooks()?.iter().any(|webhook| webhook.id == id))
    }

    /// Gives a webhook another secret, which signs from the next attempt on; `None` when there is no such webhook.
    ///
    /// # Errors
    /// When the store fails.
    pub fn rotate_webhook(&self, id: &str) -> Result<Option<Webhook>, ServiceError> {
        let place = format!("{HOOK}{id}");
        let Some(document) = self.store.document(Collection::Webhook, &place)? else { return Ok(None) };
        let webhook = Webhook { secret: fresh_secret()?, ..read("webhook", &document)? };
        let expected = Expected::Version(document.version);
        let is_done =
            self.store.change_documents(vec![Change::write(Collection::Webhook, &place, expected, json(&webhook))])?;
        Ok(is_done.then_some(webhook))
    }

    /// Removes a webhook and what it was still to be told; whether it was there.
    ///
    /// # Errors
    /// When the store fails.
    pub fn delete_webhook(&self, id: &str) -> Result<bool, ServiceError> {
        let place = format!("{HOOK}{id}");
        let Some(document) = self.store.document(Collection::Webhook, &place)? else { return Ok(false) };
        let expected = Expected::Version(document.version);
        let is_done = self.store.change_documents(vec![Change::remove(Collection::Webhook, &place, expected)])?;
        if is_done {
            let theirs = self.messages(|message| message.webhook == id)?;
            let removed = theirs.iter().map(|(place, _)| Change::remove(Collection::Delivery, place, Expected::Any));
            self.store.change_documents(removed.collect())?;
        }
        Ok(is_done)
    }

    /// Queues news for all webhooks that want them, in the step that makes `with`; whether that was made.
    pub(super) fn tell_with(&self, event: News, data: &Value, with: Vec<Change>) -> Result<bool, ServiceError> {
        let time = Self::now();
        let wanted = self.webhooks()?.into_iter().filter(|webhook| webhook.events.contains(&event));
        let message = |webhook: Webhook| {
            let id = format!("msg_{}", uuid::Uuid::now_v7().simple());
            let body = json(&json!({"id": id, "type": event, "time": time, "data": data}));
            let place = waiting(time, &id);
            let message =
                Message { id, webhook: webhook.id, event, time, body, attempts: 0, next: Some(time), failure: None };
            Change::write(Collection::Delivery, &place, Expected::Absent, json(&message))
        };
        let changes: Vec<Change> = with.into_iter().chain(wanted.map(message)).collect();
        Ok(changes.is_empty() || self.store.change_documents(changes)?)
    }

    /// Queues news for all webhooks that want them.
    ///
    /// # Errors
    /// When the store fails.
    pub fn tell(&self, event: News, data: &Value) -> Result<(), ServiceError> {
        self.tell_with(event, data, Vec::new()).map(drop)
    }

    /// Queues that a model is in use now, unless it was told by this process or another one.
    ///
    /// # Errors
    /// When the store fails.
    pub fn tell_model(&self, fingerprint: &str) -> Result<(), ServiceError> {
        let told = self.store.document(Collection::Webhook, MODEL_TOLD)?;
        let body = json(&fingerprint);
        let expected = match told {
            Some(told) if told.body == body => return Ok(()),
            Some(told) => Expected::Version(told.version),
            None => Expected::Absent,
        };
        let told = Change::write(Collection::Webhook, MODEL_TOLD, expected, body);
        self.tell_with(News::ModelPublished, &json!({"model": fingerprint}), vec![told]).map(drop)
    }

    /// The messages of a webhook that wait or were given up, the newest first.
    ///
    /// # Errors
    /// When one cannot be read, or the store fails.
    pub fn messages_of(&self, webhook: &str) -> Result<Vec<Message>, ServiceError> {
        let found = self.messages(|message| message.webhook == webhook)?;
        let mut messages: Vec<Message> = found.into_iter().map(|(_, message)| message).collect();
        messages.sort_by(|a, b| b.id.cmp(&a.id));
        Ok(messages)
    }

    fn messages(&self, is_wanted: impl Fn(&Message) -> bool) -> Result<Vec<(String, Message)>, ServiceError> {
        let (mut found, mut last) = (Vec::new(), None);
        loop {
            let page = self.store.documents(Collection::Delivery, last.as_deref(), PAGE)?;
            let is_last = page.len() < PAGE;
            last = page.last().map(|document| document.id.clone());
            for document in &page {
                let message = read("message", document)?;
                if is_wanted(&message) {
                    found.push((document.id.clone(), message));
                }
            }
            if is_last {
                return Ok(found);
            }
        }
    }

    /// Takes messages that are due, at most `limit`; nobody else gets them until their time is over.
    ///
    /// # Errors
    /// When one cannot be read, or the store fails.
    pub fn take_messages(&self, limit: usize, now: Time) -> Result<Vec<Errand>, ServiceError> {
        let due = self.store.documents(Collection::Delivery, Some(WAITING), limit)?;
        let mut webhooks = None;
        let mut taken = Vec::new();
        for document in due.iter().filter(|document| document.id.starts_with(WAITING)) {
            let mut message: Message = read("message", document)?;
            if message.next.is_none_or(|next| next > now) {
                break;
            }
            let webhooks = match &webhooks {
                Some(webhooks) => webhooks,
                None => webhooks.insert(self.webhooks()?),
            };
            let remove = Change::remove(Collection::Delivery, &document.id, Expected::Version(document.version));
            let Some(webhook) = webhooks.iter().find(|webhook| webhook.id == message.webhook) else {
                self.store.change_documents(vec![remove])?;
                continue;
            };
            message.attempts += 1;
            message.next = Some(after(now, LEASE));
            let place = waiting(after(now, LEASE), &message.id);
            let write = Change::write(Collection::Delivery, &place, Expected::Absent, json(&message));
            if self.store.change_documents(vec![remove, write])? {
                taken.push(Errand { message, webhook: webhook.clone(), place, version: 1 });
            }
        }
        Ok(taken)
    }

    /// Keeps what came of an attempt: a message that arrived goes, another one waits for its next attempt or is given up.
    ///
    /// # Errors
    /// When the store fails.
    pub fn settle_message(&self, errand: Errand, outcome: Result<(), String>, now: Time) -> Result<(), ServiceError> {
        let Errand { mut message, place, version, .. } = errand;
        let remove = Change::remove(Collection::Delivery, &place, Expected::Version(version));
        let Err(failure) = outcome else {
            self.store.change_documents(vec![remove])?;
            return Ok(());
        };
        message.failure = Some(failure);
        let next = after(now, wait(message.attempts, lot(&message.id, message.attempts)));
        let is_over = next > after(message.time, GIVEN_UP_AFTER);
        message.next = (!is_over).then_some(next);
        let place =
            if is_over { format!("{GIVEN_UP}{}/{}", message.webhook, message.id) } else { waiting(next, &message.id) };
        let write = Change::write(Collection::Delivery, &place, Expected::Absent, json(&message));
        self.store.change_documents(vec![remove, write])?;
        Ok(())
    }

    /// Removes what was given up long ago; how many.
    ///
    /// # Errors
    /// When the store fails.
    pub fn forget_messages(&self, now: Time) -> Result<usize, ServiceError> {
        let is_old = |message: &Message| message.next.is_none() && after(message.time, GIVEN_UP_KEPT) <= now;
        let old = self.messages(is_old)?;
        let removed = old.iter().map(|(place, _)| Change::remove(Collection::Delivery, place, Expected::Any));
        self.store.change_documents(removed.collect())?;
        Ok(old.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_six_hours_and_lots_spread_them_over_their_second_half() {
        for attempts in 1..40 {
            let whole = WAIT_FIRST.saturating_mul(1 << (attempts - 1).min(16)).min(WAIT_MAX);
            assert_eq!(wait(attempts, 0), whole / 2);
            for lot in [1, 77, u64::MAX, lot("msg", attempts)] {
                assert!((whole / 2..=whole).contains(&wait(attempts, lot)), "{attempts} {lot}");
            }
        }
    }
}
