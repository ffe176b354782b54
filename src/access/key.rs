//! A key: what its holder shows, and what is kept of it.
//!
//! `candor_<role>_<id>_<secret>`: scanners find a leaked key by its form, the id finds the record without a search, and the secret
//! is 256 random bits. Kept is only the BLAKE3 hash of the secret. A slow hash, as for passwords, would add nothing: nobody can try
//! 2^256 secrets, and every call with a wrong key would cost us a slow hash. Hashes are compared in constant time, which
//! [`blake3::Hash`] promises of its `==`.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Actor, Role, hex};
use crate::units::Time;

/// The random bytes of a secret.
pub const SECRET_BYTES: usize = 32;
/// The random bytes of an id.
pub const ID_BYTES: usize = 8;
/// The longest name of a key, in characters.
pub const NAME_CHARS_MAX: usize = 64;
/// The most origins of a publishable key.
pub const ORIGINS_MAX: usize = 32;

/// For so long a key approves nothing for whoever was given it to hand on.
pub const KEY_SETTLES_DAYS: i64 = 7;
const PREFIX: &str = "candor_";
const DAY_MS: i64 = crate::units::DAY_MS;

/// A key's public name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, pattern = "^[0-9a-f]{16}$", example = "3f2a9c1e5b7d8a60")]
pub struct KeyId(String);

impl KeyId {
    /// Of random bytes.
    #[must_use]
    pub fn of(bytes: [u8; ID_BYTES]) -> Self {
        Self(hex::encode(&bytes))
    }

    /// As it stands in the key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn to_bytes(&self) -> [u8; ID_BYTES] {
        let bytes = hex::decode(&self.0).and_then(|bytes| bytes.try_into().ok());
        bytes.expect("an id was checked when it was made")
    }
}

impl FromStr for KeyId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match hex::decode(text) {
            Some(bytes) if bytes.len() == ID_BYTES => Ok(Self(text.to_owned())),
            Some(_) | None => Err(format!("a key's id has {} digits from 0 to f", 2 * ID_BYTES)),
        }
    }
}

impl TryFrom<String> for KeyId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A key as somebody showed it: well formed, and nothing more. The secret itself is gone; its hash is left.
#[derive(Clone)]
pub struct Presented {
    id: KeyId,
    role: Role,
    secret: blake3::Hash,
}

impl Presented {
    /// Reads a key; `None` where it is none.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix(PREFIX)?.split('_');
        let role = parts.next()?.parse().ok()?;
        let id = parts.next()?.parse().ok()?;
        let secret = hex::decode(parts.next()?).filter(|secret| secret.len() == SECRET_BYTES)?;
        parts.next().is_none().then(|| Self { id, role, secret: blake3::hash(&secret) })
    }

    /// Which key it says that it is.
    #[must_use]
    pub const fn id(&self) -> &KeyId {
        &self.id
    }
}

/// What a new key is to be.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyWish {
    /// Who will hold it, as it will stand in histories.
    #[schema(min_length = 1, max_length = 64, example = "storefront servers")]
    pub name: String,
    /// What it lets its holder be.
    pub role: Role,
    /// When it ends; never where it is left out.
    #[serde(default)]
    pub expires: Option<Time>,
    /// From which pages browsers may use it, such as `https://shop.example`; only for publishable keys.
    #[serde(default)]
    #[schema(example = json!(["https://shop.example"]))]
    pub origins: BTreeSet<String>,
}

/// Why a key cannot be made as wished.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WishError {
    /// The name is blank or too long.
    #[error("`name` must have 1 to {NAME_CHARS_MAX} printable characters")]
    Name,
    /// It would have ended already.
    #[error("`expires` must lie in the future")]
    Expires,
    /// Origins on a key that no browser holds.
    #[error("`origins` belong to publishable keys only")]
    UnexpectedOrigins,
    /// Too many origins.
    #[error("`origins` has more than {ORIGINS_MAX} entries")]
    TooManyOrigins,
    /// Not an origin.
    #[error("`origins` must be like `https://shop.example`: scheme, host and port, in small letters, no path")]
    Origin,
}

impl KeyWish {
    /// Checks what the type cannot say.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self, now: Time) -> Result<(), WishError> {
        let length = self.name.chars().count();
        if self.name.trim().is_empty() || length > NAME_CHARS_MAX || self.name.chars().any(char::is_control) {
            return Err(WishError::Name);
        }
        if self.expires.is_some_and(|expires| expires <= now) {
            return Err(WishError::Expires);
        }
        if self.role != Role::Publishable && !self.origins.is_empty() {
            return Err(WishError::UnexpectedOrigins);
        }
        if self.origins.len() > ORIGINS_MAX {
            return Err(WishError::TooManyOrigins);
        }
        if self.origins.iter().all(|origin| is_origin(origin)) { Ok(()) } else { Err(WishError::Origin) }
    }
}

/// Whether a text is an origin as browsers write it.
pub(crate) fn is_origin(text: &str) -> bool {
    let authority = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.:[]".contains(c);
    // A browser leaves out the port that the scheme has anyway.
    let own_port = if text.starts_with("https:") { ":443" } else { ":80" };
    let is_written = |authority: &str| !authority.ends_with(own_port) && !authority.ends_with(':');
    let is_short = |authority: &str| !authority.is_empty() && authority.len() < 256;
    authority.is_some_and(|authority| is_short(authority) && is_written(authority) && authority.chars().all(is_part))
}

/// Why a well-formed key opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refusal {
    /// There is no such key, or it has another secret or role.
    #[error("the key is not known")]
    Unknown,
    /// It was revoked, or another secret took its place.
    #[error("the key was revoked")]
    Revoked,
    /// Its time is over.
    #[error("the key has expired")]
    Expired,
}

/// What is kept of a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// Its public name.
    pub id: KeyId,
    /// Who holds it.
    pub name: String,
    /// What it lets its holder be.
    pub role: Role,
    /// From which pages browsers may use it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub origins: BTreeSet<String>,
    /// When it was made.
    pub created: Time,
    /// Who was given its present secret to hand on, and who may have acted through them, by the names of their keys; nobody where it was given out
    /// at the machine itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given_to: Vec<String>,
    /// When its secret was replaced last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotated: Option<Time>,
    /// When it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Time>,
    /// Since when it opens nothing any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Time>,
    /// The start of the last day on which it was used. Not the moment: that would be a write for every call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used: Option<Time>,
    secret: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    earlier: Option<Earlier>,
}

/// The secret before the last rotation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Earlier {
    secret: String,
    until: Time,
}

impl Key {
    /// A key, and the text that its holder will show; that text is kept nowhere.
    #[must_use]
    pub fn new(wish: KeyWish, id: KeyId, secret: [u8; SECRET_BYTES], now: Time) -> (Self, String) {
        let key = Self {
            id,
            name: wish.name,
            role: wish.role,
            origins: wish.origins,
            created: now,
            given_to: Vec::new(),
            rotated: None,
            expires: wish.expires,
            revoked: None,
            last_used: None,
            secret: hashed(secret),
            earlier: None,
        };
        let text = key.text(secret);
        (key, text)
    }

    fn text(&self, secret: [u8; SECRET_BYTES]) -> String {
        format!("{PREFIX}{}_{}_{}", self.role, self.id, hex::encode(&secret))
    }

    /// Gives it another secret; the earlier one still opens for `overlap_seconds`. The text to show from now on.
    #[must_use]
    pub fn rotate(&mut self, secret: [u8; SECRET_BYTES], now: Time, overlap_seconds: u32) -> String {
        let until = plus_seconds(now, overlap_seconds);
        let earlier = std::mem::replace(&mut self.secret, hashed(secret));
        self.earlier = (overlap_seconds > 0).then_some(Earlier { secret: earlier, until });
        self.rotated = Some(now);
        self.text(secret)
    }

    /// Whether it has neither been revoked nor expired.
    ///
    /// # Errors
    /// Which of the two.
    pub fn is_live(&self, now: Time) -> Result<(), Refusal> {
        if self.revoked.is_some() {
            return Err(Refusal::Revoked);
        }
        if self.expires.is_some_and(|expires| expires <= now) { Err(Refusal::Expired) } else { Ok(()) }
    }

    /// Whether what somebody showed opens. That it was revoked or has expired is told only to whoever knows a secret of it.
    ///
    /// # Errors
    /// Why it does not.
    pub fn opens(&self, presented: &Presented, now: Time) -> Result<(), Refusal> {
        // Both are compared, whichever fits, so that the time tells nothing of them.
        let is_current = is_hash_of(&self.secret, presented);
        let is_earlier = self.earlier.as_ref().is_some_and(|earlier| is_hash_of(&earlier.secret, presented));
        if presented.role != self.role || !(is_current | is_earlier) {
            return Err(Refusal::Unknown);
        }
        self.is_live(now)?;
        let is_over = self.earlier.as_ref().is_none_or(|earlier| earlier.until <= now);
        if !is_current && is_over { Err(Refusal::Revoked) } else { Ok(()) }
    }

    /// Whether a use at this moment is the first of its day.
    #[must_use]
    pub fn is_first_use(&self, now: Time) -> bool {
        self.last_used.is_none_or(|last| last < day_of(now))
    }

    /// Notes that it is used at a moment.
    pub fn use_at(&mut self, now: Time) {
        self.last_used = self.last_used.max(Some(day_of(now)));
    }

    /// Who may still be acting with it in somebody else's name, because they were given its secret lately.
    #[must_use]
    pub fn known_to(&self, now: Time) -> &[String] {
        let given = self.rotated.unwrap_or(self.created);
        if now < given.plus_days(KEY_SETTLES_DAYS) { &self.given_to } else { &[] }
    }

    /// Who acts with it.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor { name: self.name.clone(), role: self.role }
    }
}

const fn day_of(now: Time) -> Time {
    Time::from_millis(now.millis() - now.millis().rem_euclid(DAY_MS))
}

pub(super) fn plus_seconds(now: Time, seconds: u32) -> Time {
    Time::from_millis(now.millis().saturating_add(i64::from(seconds) * 1_000))
}

fn hashed(secret: [u8; SECRET_BYTES]) -> String {
    blake3::hash(&secret).to_hex().to_string()
}

/// In constant time for a hash that can be read; one that cannot be read fits nothing.
fn is_hash_of(kept: &str, presented: &Presented) -> bool {
    blake3::Hash::from_hex(kept).is_ok_and(|kept| kept == presented.secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_millis(20_000 * DAY_MS + 5);
    const LATER: Time = Time::from_millis(20_000 * DAY_MS + 61_000);

    fn wish(role: Role) -> KeyWish {
        KeyWish { name: "anna".to_owned(), role, expires: None, origins: BTreeSet::new() }
    }

    fn key() -> (Key, String) {
        Key::new(wish(Role::Marketer), KeyId::of([7; ID_BYTES]), [1; SECRET_BYTES], NOW)
    }

    fn tried(key: &Key, text: &str, now: Time) -> Result<(), Refusal> {
        key.opens(&Presented::read(text).expect("well formed"), now)
    }

    #[test]
    fn a_key_has_one_spelling_and_its_record_does_not_hold_it() {
        let (key, text) = key();
        assert_eq!(text, format!("candor_marketer_{}_{}", "07".repeat(8), "01".repeat(32)));
        assert_eq!(tried(&key, &text, NOW), Ok(()));
        let record = serde_json::to_string(&key).expect("plain data");
        assert!(!record.contains(&"01".repeat(32)), "{record}");
        assert_eq!(serde_json::from_str::<Key>(&record).expect("a record"), key);
        for wrong in
            ["", "candor", "candor_marketer", &text[1..], &text.to_uppercase(), &format!("{text}_x"), &text[..90]]
        {
            assert!(Presented::read(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn another_secret_or_role_is_unknown_whatever_the_state_of_the_key() {
        let (mut key, text) = key();
        let other_secret = text.replace(&"01".repeat(32), &"02".repeat(32));
        let other_role = text.replace("marketer", "admin");
        for state in [None, Some(NOW)] {
            key.revoked = state;
            assert_eq!(tried(&key, &other_secret, NOW), Err(Refusal::Unknown));
            assert_eq!(tried(&key, &other_role, NOW), Err(Refusal::Unknown));
        }
    }

    #[test]
    fn a_key_ends_when_it_is_revoked_or_its_time_is_over() {
        let (mut key, text) = key();
        key.expires = Some(LATER);
        assert_eq!((tried(&key, &text, NOW), tried(&key, &text, LATER)), (Ok(()), Err(Refusal::Expired)));
        key.revoked = Some(NOW);
        assert_eq!(tried(&key, &text, NOW), Err(Refusal::Revoked));
    }

    #[test]
    fn after_a_rotation_the_earlier_secret_ends_at_once_or_after_the_overlap() {
        let (mut key, first) = key();
        let second = key.rotate([2; SECRET_BYTES], NOW, 60);
        assert_eq!((tried(&key, &first, NOW), tried(&key, &second, NOW)), (Ok(()), Ok(())));
        assert_eq!((tried(&key, &first, LATER), tried(&key, &second, LATER)), (Err(Refusal::Revoked), Ok(())));
        let third = key.rotate([3; SECRET_BYTES], NOW, 0);
        assert_eq!((tried(&key, &second, NOW), tried(&key, &third, NOW)), (Err(Refusal::Unknown), Ok(())));
    }

    #[test]
    fn who_was_given_a_key_may_be_its_holder_until_it_has_settled() {
        let (mut key, _) = key();
        assert!(key.known_to(NOW).is_empty(), "it was made at the machine");
        key.given_to = vec!["ada".to_owned()];
        let days = |days: i64| NOW.plus_days(days);
        assert_eq!((key.known_to(days(6)).len(), key.known_to(days(KEY_SETTLES_DAYS)).len()), (1, 0));
        let _text = key.rotate([2; SECRET_BYTES], days(100), 0);
        assert_eq!((key.known_to(days(106)).len(), key.known_to(days(107)).len()), (1, 0));
    }

    #[test]
    fn a_use_is_news_once_a_day() {
        let (mut key, _) = key();
        assert!(key.is_first_use(NOW));
        key.use_at(NOW);
        assert!(!key.is_first_use(LATER) && key.is_first_use(NOW.plus_days(1)));
        key.use_at(NOW.plus_days(-1));
        assert_eq!(key.last_used, Some(Time::from_millis(20_000 * DAY_MS)));
    }

    #[test]
    fn a_wish_is_checked() {
        let with = |change: fn(&mut KeyWish)| {
            let mut wish = wish(Role::Publishable);
            change(&mut wish);
            wish.check(NOW)
        };
        assert_eq!(with(|wish| wish.origins = ["https://shop.example:8443".to_owned()].into()), Ok(()));
        assert_eq!(with(|wish| wish.name = " ".to_owned()), Err(WishError::Name));
        assert_eq!(with(|wish| wish.expires = Some(NOW)), Err(WishError::Expires));
        for origin in ["*", "null", "shop.example", "https://shop.example/", "https://Shop.example", "https://"] {
            let wish = KeyWish { origins: [origin.to_owned()].into(), ..wish(Role::Publishable) };
            assert_eq!(wish.check(NOW), Err(WishError::Origin), "{origin}");
            assert_eq!(KeyWish { role: Role::Secret, ..wish }.check(NOW), Err(WishError::UnexpectedOrigins));
        }
    }
}
