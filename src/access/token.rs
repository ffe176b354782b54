//! The token of a customer or visitor: for whom, for which part of the service, until when; signed by the shop.
//!
//! `candor_token_<claims><signature>` in hexadecimal digits. The signature is keyed BLAKE3 over the claims, with a key that every
//! store has of its own, so that no other shop's token opens here. Claims have a fixed layout: what was signed can be read in one
//! way only.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::hex;
use super::key::{ID_BYTES, KeyId, SECRET_BYTES, plus_seconds};
use crate::event::Subject;
use crate::ids::{CustomerId, VisitorId};
use crate::units::Time;

/// The longest life of a token.
pub const TOKEN_SECONDS_MAX: u32 = 900;

const PREFIX: &str = "candor_token_";
const LAYOUT: u8 = 1;
/// Layout, audience, moment, issuer, kind of subject; the subject's name follows.
const HEAD_BYTES: usize = 3 + 8 + ID_BYTES;

/// For which part of the service a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = "storefront")]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Events, recommendations and their reasons, beside a publishable key.
    Storefront,
    /// `/v1/me`: what somebody may see and decide about themself.
    Me,
}

impl Audience {
    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Storefront => "storefront",
            Self::Me => "me",
        }
    }
}

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// Of whom it speaks.
    pub subject: Subject,
    /// What it is for.
    pub audience: Audience,
    /// When it ends.
    pub expires: Time,
    /// With which key it was asked for; it ends with that key.
    pub issuer: KeyId,
}

/// Why a token opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TokenError {
    /// It is none of ours.
    #[error("the token is not known")]
    Unknown,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
}

impl Claims {
    /// For some seconds from now on, [`TOKEN_SECONDS_MAX`] at most.
    #[must_use]
    pub fn new(subject: Subject, audience: Audience, issuer: KeyId, now: Time, seconds: u32) -> Self {
        Self { subject, audience, issuer, expires: plus_seconds(now, seconds.min(TOKEN_SECONDS_MAX)) }
    }

    fn to_bytes(&self) -> Vec<u8> {
        let audience = match self.audience {
            Audience::Storefront => 0,
            Audience::Me => 1,
        };
        let kind = match self.subject {
            Subject::Customer(_) => 0,
            Subject::Visitor(_) => 1,
        };
        let mut bytes = vec![LAYOUT, audience, kind];
        bytes.extend(self.expires.millis().to_le_bytes());
        bytes.extend(self.issuer.to_bytes());
        bytes.extend(self.subject.as_str().as_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (head, name) = bytes.split_first_chunk::<HEAD_BYTES>()?;
        let name = std::str::from_utf8(name).ok()?;
        let [LAYOUT, audience, kind, rest @ ..] = head else { return None };
        let audience = match audience {
            0 => Audience::Storefront,
            1 => Audience::Me,
            _ => return None,
        };
        let subject = match kind {
            0 => Subject::Customer(CustomerId::new(name).ok()?),
            1 => Subject::Visitor(VisitorId::new(name).ok()?),
            _ => return None,
        };
        let (expires, issuer) = rest.split_first_chunk::<8>()?;
        let issuer = KeyId::of(issuer.try_into().ok()?);
        Some(Self { subject, audience, expires: Time::from_millis(i64::from_le_bytes(*expires)), issuer })
    }
}

/// What signs a shop's tokens.
#[derive(Clone)]
pub struct Signer([u8; SECRET_BYTES]);

impl Signer {
    /// Of random bytes.
    #[must_use]
    pub const fn new(secret: [u8; SECRET_BYTES]) -> Self {
        Self(secret)
    }

    /// As the store keeps it.
    #[must_use]
    pub fn to_text(&self) -> String {
        hex::encode(&self.0)
    }

    /// Back from [`Signer::to_text`].
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        Some(Self(hex::decode(text)?.try_into().ok()?))
    }

    /// The token that says this.
    #[must_use]
    pub fn sign(&self, claims: &Claims) -> String {
        let bytes = claims.to_bytes();
        let signature = blake3::keyed_hash(&self.0, &bytes);
        format!("{PREFIX}{}{}", hex::encode(&bytes), signature.to_hex())
    }

    /// What a token says, once its signature has been found to be right, in constant time.
    ///
    /// # Errors
    /// When it is none of ours, or its time is over.
    pub fn read(&self, text: &str, now: Time) -> Result<Claims, TokenError> {
        let bytes = text.strip_prefix(PREFIX).and_then(hex::decode).ok_or(TokenError::Unknown)?;
        let (claims, signature) = bytes.split_last_chunk::<{ blake3::OUT_LEN }>().ok_or(TokenError::Unknown)?;
        // The comparison of two hashes takes the same time wherever they differ.
        if blake3::keyed_hash(&self.0, claims) != blake3::Hash::from_bytes(*signature) {
            return Err(TokenError::Unknown);
        }
        let claims = Claims::from_bytes(claims).ok_or(TokenError::Unknown)?;
        if claims.expires <= now { Err(TokenError::Expired) } else { Ok(claims) }
    }
}

/// Whether a text has the form of a token, without a look at its signature.
#[must_use]
pub(crate) fn is_token(text: &str) -> bool {
    text.starts_with(PREFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_millis(1_700_000_000_000);

    fn claims(subject: Subject) -> Claims {
        Claims::new(subject, Audience::Me, KeyId::of([9; ID_BYTES]), NOW, 60)
    }

    fn subjects() -> [Subject; 2] {
        let name = "x".repeat(128);
        [
            Subject::Customer(CustomerId::new("c:1 ü").expect("a valid id")),
            Subject::Visitor(VisitorId::new(&name).expect("a valid id")),
        ]
    }

    #[test]
    fn what_was_signed_is_read_back_until_its_time_is_over() {
        let signer = Signer::new([3; SECRET_BYTES]);
        for subject in subjects() {
            let claims = claims(subject);
            let token = signer.sign(&claims);
            assert_eq!(signer.read(&token, NOW), Ok(claims.clone()));
            assert_eq!(signer.read(&token, claims.expires), Err(TokenError::Expired));
            let long = Claims::new(claims.subject, Audience::Me, claims.issuer, NOW, u32::MAX);
            assert_eq!(long.expires, plus_seconds(NOW, TOKEN_SECONDS_MAX));
        }
    }

    #[test]
    fn every_change_of_a_single_digit_is_noticed_and_so_is_another_shops_signature() {
        let [customer, _] = subjects();
        let signer = Signer::new([3; SECRET_BYTES]);
        let token = signer.sign(&claims(customer));
        for at in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
            let changed = String::from_utf8(changed).expect("ASCII");
            assert_eq!(signer.read(&changed, NOW), Err(TokenError::Unknown), "{at}");
            assert_eq!(signer.read(&token[..at], NOW), Err(TokenError::Unknown), "{at}");
        }
        assert_eq!(Signer::new([4; SECRET_BYTES]).read(&token, NOW), Err(TokenError::Unknown));
        assert_eq!(signer.read(&token.to_uppercase(), NOW), Err(TokenError::Unknown));
        assert_eq!(
            Signer::from_text(&signer.to_text()).map(|again| again.sign(&claims(subjects()[0].clone()))),
            Some(token)
        );
    }
}
