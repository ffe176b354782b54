//! The shop's keys, and the signature of its customers' tokens.
//!
//! Keys are read from the store at most once a second each, so that a call costs no look into it; a change that this process makes
//! counts at once, one that another process makes within [`KEYS_FRESH`].

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use std::time::{Duration, Instant};

use thiserror::Error;

use super::{Service, ServiceError};
use crate::access::{
    Actor, Claims, ID_BYTES, Key, KeyId, KeyWish, Presented, Refusal, Role, SECRET_BYTES, Signer, TokenError, WishError,
};
use crate::oversight::Act;
use crate::store::{Change, Collection, Document, Expected, StoreError};

/// How long a key, once read, is not looked for again: so late does another process notice that it was revoked.
pub const KEYS_FRESH: Duration = Duration::from_secs(1);
/// How long a key that was read goes on opening while the store is away.
pub const KEYS_KEPT_AWAY: Duration = Duration::from_secs(3_600);
/// The longest time for which the secret before a rotation may go on opening.
pub const OVERLAP_SECONDS_MAX: u32 = 7 * 86_400;

/// The document that holds what signs tokens; no key has an id like it.
const SIGNER: &str = "token-signer";
/// How many keys are read at a time.
const PAGE: usize = 500;
/// How often a change is tried that others keep coming before.
const TRIES: usize = 5;

/// Why something cannot be done with a key.
#[derive(Debug, Error)]
pub enum KeyError {
    /// The key cannot be made as wished.
    #[error(transparent)]
    Wish(#[from] WishError),
    /// There is no such key.
    #[error("there is no key `{0}`")]
    Unknown(KeyId),
    /// It opens nothing any more, so there is nothing to replace.
    #[error("the key `{id}` cannot get another secret: {cause}; create a new key")]
    Ended {
        /// Which.
        id: KeyId,
        /// Why it has ended.
        cause: Refusal,
    },
    /// Without it nobody could make keys any more.
    #[error("`{0}` is the last key of an admin; create another one first, or rotate this one")]
    LastAdmin(KeyId),
    /// The overlap is too long.
    #[error("`overlap_seconds` must be between 0 and {OVERLAP_SECONDS_MAX}, not {0}")]
    Overlap(u32),
    /// Somebody else keeps changing it.
    #[error("the key `{0}` is being changed by somebody else; try again")]
    Contended(KeyId),
    /// The system gives no random bytes.
    #[error("the system gives no random bytes: {0}")]
    Random(String),
}

/// What is remembered of the store's keys.
#[derive(Default)]
pub(super) struct Keyring {
    keys: RwLock<HashMap<KeyId, (Instant, Arc<Key>)>>,
    /// Counts changes that this process made, so that what was read before one is not remembered after it.
    changes: AtomicU64,
    /// Held while a key is revoked, so that no two admins revoke each other.
    revoking: Mutex<()>,
    signer: RwLock<Option<Signer>>,
    origins: RwLock<Option<(Instant, Arc<BTreeSet<String>>)>>,
}

impl Keyring {
    /// A key that was read a moment ago.
    fn fresh(&self, id: &KeyId) -> Option<Arc<Key>> {
        self.read_within(id, KEYS_FRESH)
    }

    fn read_within(&self, id: &KeyId, limit: Duration) -> Option<Arc<Key>> {
        let keys = self.keys.read().expect("no holder panics");
        keys.get(id).filter(|(read, _)| read.elapsed() < limit).map(|(_, key)| Arc::clone(key))
    }

    /// Remembers a key as the store had it when there had been `changes`. Only keys that are there are remembered, so that invented
    /// ids take no memory.
    fn keep(&self, key: Key, changes: u64) -> Arc<Key> {
        let key = Arc::new(key);
        let mut keys = self.keys.write().expect("no holder panics");
        if self.changes.load(Ordering::SeqCst) == changes {
            keys.insert(key.id.clone(), (Instant::now(), Arc::clone(&key)));
        }
        key
    }

    /// Remembers what this process has just made of a key.
    fn renew(&self, key: Key) {
        let mut keys = self.keys.write().expect("no holder panics");
        self.changes.fetch_add(1, Ordering::SeqCst);
        keys.insert(key.id.clone(), (Instant::now(), Arc::new(key)));
        drop(keys);
        *self.origins.write().expect("no holder panics") = None;
    }
}

impl Service {
    /// Makes a key for whoever is at the machine: its record, and the text to show, which is kept nowhere.
    ///
    /// # Errors
    /// When it cannot be made as wished, or the store fails.
    pub fn create_key(&self, wish: KeyWish) -> Result<(Key, String), ServiceError> {
        self.create_key_for(wish, Vec::new())
    }

    /// The same for somebody with a key of their own, who hands it on; with whoever may be acting through them.
    ///
    /// # Errors
    /// When it cannot be made as wished, or the store fails.
    pub fn create_key_for(&self, wish: KeyWish, given_to: Vec<String>) -> Result<(Key, String), ServiceError> {
        let now = Self::now();
        wish.check(now).map_err(KeyError::Wish)?;
        let (mut key, text) = Key::new(wish, KeyId::of(random::<ID_BYTES>()?), random::<SECRET_BYTES>()?, now);
        key.given_to = given_to;
        let change = written(&key, Expected::Absent);
        if !self.store.change_documents(vec![change])? {
            return Err(KeyError::Contended(key.id).into());
        }
        self.keyring.renew(key.clone());
        Ok((key, text))
    }

    /// Makes the first key of a shop that has none, an admin's; `None` where there are keys. Of several processes that start at
    /// once, one makes it.
    ///
    /// # Errors
    /// When the store fails.
    pub fn first_key(&self) -> Result<Option<String>, ServiceError> {
        if !self.keys()?.is_empty() {
            return Ok(None);
        }
        let wish =
            KeyWish { name: "first admin".to_owned(), role: Role::Admin, expires: None, origins: BTreeSet::new() };
        let (key, text) = Key::new(wish, KeyId::of(random::<ID_BYTES>()?), random::<SECRET_BYTES>()?, Self::now());
        // Whoever changes this document first has made the key.
        let once = match self.store.document(Collection::Key, SIGNER)? {
            Some(Document { id, version, body, .. }) => {
                Change::write(Collection::Key, &id, Expected::Version(version), body)
            }
            None => signer_written(&Signer::new(random::<SECRET_BYTES>()?)),
        };
        let is_ours = self.store.change_documents(vec![once, written(&key, Expected::Absent)])?;
        Ok(is_ours.then_some(text))
    }

    /// All keys, in the order of their ids.
    ///
    /// # Errors
    /// When a record cannot be read, or the store fails.
    pub fn keys(&self) -> Result<Vec<Key>, ServiceError> {
        let mut keys = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let page = self.store.documents(Collection::Key, after.as_deref(), PAGE)?;
            let Some(last) = page.last() else { return Ok(keys) };
            after = Some(last.id.clone());
            for document in page.iter().filter(|document| document.id != SIGNER) {
                keys.push(read(document)?);
            }
        }
    }

    /// A key that was read within [`KEYS_FRESH`], without a look into the store.
    #[must_use]
    pub fn fresh_key(&self, id: &KeyId) -> Option<Arc<Key>> {
        self.keyring.fresh(id)
    }

    /// A key as it was when it was read last, however long ago: enough to know an old acquaintance by, not to let them in.
    #[must_use]
    pub fn remembered_key(&self, id: &KeyId) -> Option<Arc<Key>> {
        self.keyring.keys.read().expect("no holder panics").get(id).map(|(_, key)| Arc::clone(key))
    }

    /// A key. While the store is away, one that was read within [`KEYS_KEPT_AWAY`] counts as it was.
    ///
    /// # Errors
    /// When its record cannot be read, or the store fails.
    pub fn key(&self, id: &KeyId) -> Result<Option<Arc<Key>>, ServiceError> {
        if let Some(key) = self.keyring.fresh(id) {
            return Ok(Some(key));
        }
        let changes = self.keyring.changes.load(Ordering::SeqCst);
        let document = match self.store.document(Collection::Key, id.as_str()) {
            Err(cause @ StoreError::Away(_)) => {
                return self.keyring.read_within(id, KEYS_KEPT_AWAY).map(Some).ok_or(cause.into());
            }
            other => other?,
        };
        document.map(|document| Ok(self.keyring.keep(read(&document)?, changes))).transpose()
    }

    /// The key that somebody shows, if it opens.
    ///
    /// # Errors
    /// `Ok(Err)` says why it does not; `Err` when the store fails.
    pub fn opened_by(&self, presented: &Presented) -> Result<Result<Arc<Key>, Refusal>, ServiceError> {
        let Some(key) = self.key(presented.id())? else { return Ok(Err(Refusal::Unknown)) };
        Ok(key.opens(presented, Self::now()).map(|()| key))
    }

    /// Makes a key open nothing any more, at once. Its record stays, for histories name it.
    ///
    /// # Errors
    /// When there is no such key, it is the last of an admin, or the store fails.
    pub fn revoke_key(&self, id: &KeyId) -> Result<Key, ServiceError> {
        let _one_at_a_time = self.keyring.revoking.lock().expect("no holder panics");
        let now = Self::now();
        let others = self.keys()?.into_iter().filter(|key| key.id != *id && key.role == Role::Admin);
        let is_last = others.filter(|key| key.is_live(now).is_ok()).count() == 0;
        self.change_key(id, |key| {
            if is_last && key.role == Role::Admin && key.is_live(now).is_ok() {
                return Err(KeyError::LastAdmin(id.clone()));
            }
            key.revoked = key.revoked.or(Some(now));
            Ok(())
        })
        .map(|(key, ())| key)
    }

    /// An act as what it may be towards who asks for something: whoever knows a key of theirs since lately may have asked in their name.
    ///
    /// # Errors
    /// When a key cannot be read, or the store fails.
    pub fn towards(&self, asker: &Actor, act: &Act) -> Result<Act, ServiceError> {
        let keys = self.keys()?;
        let theirs = keys.iter().filter(|key| key.name == asker.name).flat_map(|key| key.known_to(act.at));
        let is_one = |name: &String| *name == act.by.name || act.known_to.contains(name);
        let mut act = act.clone();
        if theirs.into_iter().any(is_one) {
            act.known_to.push(asker.name.clone());
        }
        Ok(act)
    }

    /// Gives a key another secret, for whoever is at the machine; the earlier one ends after `overlap_seconds`. The record, and the text to show.
    ///
    /// # Errors
    /// When there is no such key, it has ended, the overlap is too long, or the store fails.
    pub fn rotate_key(&self, id: &KeyId, overlap_seconds: u32) -> Result<(Key, String), ServiceError> {
        self.rotate_key_for(id, overlap_seconds, &[])
    }

    /// The same for somebody with a key of their own, who hands it on; with whoever may be acting through them.
    ///
    /// # Errors
    /// When there is no such key, it has ended, the overlap is too long, or the store fails.
    pub fn rotate_key_for(
        &self,
        id: &KeyId,
        overlap_seconds: u32,
        given_to: &[String],
    ) -> Result<(Key, String), ServiceError> {
        if overlap_seconds > OVERLAP_SECONDS_MAX {
            return Err(KeyError::Overlap(overlap_seconds).into());
        }
        let secret = random::<SECRET_BYTES>()?;
        let now = Self::now();
        self.change_key(id, |key| match key.is_live(now) {
            Ok(()) => {
                // While the earlier secret opens, so may whoever was given that.
                let before = if overlap_seconds > 0 { key.known_to(now).to_vec() } else { Vec::new() };
                let all: BTreeSet<String> = given_to.iter().cloned().chain(before).collect();
                key.given_to = all.into_iter().collect();
                Ok(key.rotate(secret, now, overlap_seconds))
            }
            Err(cause) => Err(KeyError::Ended { id: id.clone(), cause }),
        })
    }

    /// Notes that a key is used today; one write a day at most.
    ///
    /// # Errors
    /// When the store fails.
    pub fn use_key(&self, id: &KeyId) -> Result<(), ServiceError> {
        let now = Self::now();
        self.change_key(id, |key| {
            key.use_at(now);
            Ok(())
        })
        .map(drop)
    }

    fn change_key<T>(
        &self,
        id: &KeyId,
        change: impl Fn(&mut Key) -> Result<T, KeyError>,
    ) -> Result<(Key, T), ServiceError> {
        for _ in 0..TRIES {
            let document = self.store.document(Collection::Key, id.as_str())?;
            let Some(document) = document else { return Err(KeyError::Unknown(id.clone()).into()) };
            let mut key = read(&document)?;
            let outcome = change(&mut key)?;
            if self.store.change_documents(vec![written(&key, Expected::Version(document.version))])? {
                self.keyring.renew(key.clone());
                return Ok((key, outcome));
            }
        }
        Err(KeyError::Contended(id.clone()).into())
    }

    /// From which pages browsers may call: the origins of all publishable keys that open. Read once a second at most.
    ///
    /// # Errors
    /// When a record cannot be read, or the store fails.
    pub fn origins(&self) -> Result<Arc<BTreeSet<String>>, ServiceError> {
        if let Some((read, origins)) = &*self.keyring.origins.read().expect("no holder panics")
            && read.elapsed() < KEYS_FRESH
        {
            return Ok(Arc::clone(origins));
        }
        let now = Self::now();
        let live = self.keys()?.into_iter().filter(|key| key.is_live(now).is_ok());
        let origins: Arc<BTreeSet<String>> = Arc::new(live.flat_map(|key| key.origins).collect());
        *self.keyring.origins.write().expect("no holder panics") = Some((Instant::now(), Arc::clone(&origins)));
        Ok(origins)
    }

    /// Signs a token.
    ///
    /// # Errors
    /// When the store fails.
    pub fn sign_token(&self, claims: &Claims) -> Result<String, ServiceError> {
        Ok(self.signer()?.sign(claims))
    }

    /// What a token of this shop says, while the key that asked for it opens.
    ///
    /// # Errors
    /// `Ok(Err)` says why it opens nothing; `Err` when the store fails.
    pub fn read_token(&self, text: &str) -> Result<Result<Claims, TokenError>, ServiceError> {
        let now = Self::now();
        let claims = match self.signer()?.read(text, now) {
            Ok(claims) => claims,
            Err(cause) => return Ok(Err(cause)),
        };
        let issuer = self.key(&claims.issuer)?;
        Ok(if issuer.is_some_and(|key| key.is_live(now).is_ok()) { Ok(claims) } else { Err(TokenError::Expired) })
    }

    /// What signs this store's tokens; made when it is first needed.
    fn signer(&self) -> Result<Signer, ServiceError> {
        if let Some(signer) = &*self.keyring.signer.read().expect("no holder panics") {
            return Ok(signer.clone());
        }
        if self.store.document(Collection::Key, SIGNER)?.is_none() {
            let signer = Signer::new(random::<SECRET_BYTES>()?);
            // Whoever comes first has made it; what counts is what is there then.
            self.store.change_documents(vec![signer_written(&signer)])?;
        }
        let document = self.store.document(Collection::Key, SIGNER)?;
        let text = document.and_then(|document| serde_json::from_str::<String>(&document.body).ok());
        let signer = text.and_then(|text| Signer::from_text(&text));
        let signer = signer.ok_or_else(|| corrupt(SIGNER, "it holds no signature"))?;
        *self.keyring.signer.write().expect("no holder panics") = Some(signer.clone());
        Ok(signer)
    }
}

fn written(key: &Key, expected: Expected) -> Change {
    let body = serde_json::to_string(key).expect("a key is plain data");
    Change::write(Collection::Key, key.id.as_str(), expected, body)
}

fn signer_written(signer: &Signer) -> Change {
    let body = serde_json::to_string(&signer.to_text()).expect("a text is plain data");
    Change::write(Collection::Key, SIGNER, Expected::Absent, body)
}

fn read(document: &Document) -> Result<Key, StoreError> {
    serde_json::from_str(&document.body).map_err(|cause| corrupt(&document.id, &cause.to_string()))
}

fn corrupt(id: &str, cause: &str) -> StoreError {
    StoreError::Corrupt { what: "key", id: id.to_owned(), cause: cause.to_owned() }
}

/// Random bytes of the system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], KeyError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|cause| KeyError::Random(cause.to_string()))?;
    Ok(bytes)
}
