//! What the shop knows of a customer besides events: choices, segments, topics to keep out.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Consent, Personalisation, Purpose};
use crate::ids::CustomerId;
use crate::units::Time;

/// The most segments, or stated topics, of one customer.
pub const SEGMENTS_MAX: usize = 64;
const TEXT_BYTES_MAX: usize = 128;

/// Who may read along on the device that asks, as far as the shop knows.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, utoipa::ToSchema,
)]
#[schema(example = "own")]
#[serde(rename_all = "snake_case")]
pub enum Device {
    /// Nobody else.
    #[default]
    Own,
    /// The people whom it is shared with: what was done is used, but never named.
    Shared,
    /// Anybody: whoever is known has signed out. As [`Self::Shared`].
    SignedOut,
}

impl Device {
    /// Whether nobody else reads along.
    #[must_use]
    pub fn is_own(&self) -> bool {
        *self == Self::Own
    }
}

/// A customer's record; also its form on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Customer {
    /// The shop's name for them.
    pub id: CustomerId,
    /// What they allow; absent while they have not chosen, then the shop's declared basis holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
    /// Purposes of `consent` that they have not decided on: they stand as withheld there, and the shop's declared basis holds for them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schema(example = json!([]))]
    pub undecided: BTreeSet<Purpose>,
    /// How much of their history is used.
    #[serde(default)]
    pub personalisation: Personalisation,
    /// Until then nothing of their history is used for a list, whatever `personalisation` says; it ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused_until: Option<Time>,
    /// Groups for fairness checks, such as `age_band: 25-34`; never used for scoring. Of customers who allow measuring
    /// fairness, a shop may make groups equally heavy while learning.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(example = json!({"age_band": "25-34"}))]
    pub segments: BTreeMap<String, String>,
    /// Categories or brands that they never want to see.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schema(example = json!(["ALCOHOL"]))]
    pub blocked_topics: BTreeSet<String>,
    /// Categories or brands that they told the shop they like.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schema(example = json!(["LIGHTING"]))]
    pub preferred_topics: BTreeSet<String>,
    /// Whose device they usually ask from. A request can say otherwise only in that others do read along.
    #[serde(default, skip_serializing_if = "Device::is_own")]
    pub device: Device,
    /// The language of their reasons, such as `en` or `de`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "en")]
    pub locale: Option<String>,
}

/// Why a customer's record is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CustomerError {
    /// Too many entries.
    #[error("`{field}` has {count} entries, at most {SEGMENTS_MAX} are kept")]
    TooMany {
        /// Which.
        field: &'static str,
        /// How many.
        count: usize,
    },
    /// A purpose is undecided and allowed at once.
    #[error("`undecided` names a purpose that `consent` allows: leave out one of the two")]
    Decided,
    /// A name or value is blank or too long.
    #[error("`{field}` holds a text that is blank or longer than {TEXT_BYTES_MAX} bytes")]
    Text {
        /// Which.
        field: &'static str,
    },
}

impl Customer {
    /// A customer of whom nothing but the name is known.
    #[must_use]
    pub const fn unknown(id: CustomerId) -> Self {
        Self {
            id,
            consent: None,
            undecided: BTreeSet::new(),
            personalisation: Personalisation::Full,
            paused_until: None,
            segments: BTreeMap::new(),
            blocked_topics: BTreeSet::new(),
            preferred_topics: BTreeSet::new(),
            device: Device::Own,
            locale: None,
        }
    }

    /// What holds where the shop has declared a basis for what they have not decided; it never allows measuring.
    #[must_use]
    pub fn consent_under(&self, basis: Consent) -> Consent {
        let Some(chosen) = self.consent else { return basis };
        let basis = Consent { measure_fairness: false, ..basis };
        let holds = |purpose| if self.undecided.contains(&purpose) { basis } else { chosen }.allows(purpose);
        Consent {
            recommend: holds(Purpose::Recommend),
            explain: holds(Purpose::Explain),
            measure_fairness: holds(Purpose::MeasureFairness),
        }
    }

    /// Whether they chose to have fairness measured, and let what is known of them choose what they see.
    #[must_use]
    pub fn may_be_measured(&self, basis: Consent) -> bool {
        let holds = self.consent_under(basis);
        self.consent.is_some() && holds.recommend && holds.measure_fairness
    }

    /// Their word on one purpose; what they have not decided on stays so.
    pub fn decide(&mut self, purpose: Purpose, allowed: bool) {
        if self.consent.is_none() {
            self.undecided = Purpose::ALL.into();
        }
        self.undecided.remove(&purpose);
        let consent = self.consent.get_or_insert(Consent::NONE);
        match purpose {
            Purpose::Recommend => consent.recommend = allowed,
            Purpose::Explain => consent.explain = allowed,
            Purpose::MeasureFairness => consent.measure_fairness = allowed,
        }
    }

    /// The purposes that they have not decided on.
    #[must_use]
    pub fn open(&self) -> BTreeSet<Purpose> {
        if self.consent.is_some() { self.undecided.clone() } else { Purpose::ALL.into() }
    }

    /// How much of their history a list may use at a moment.
    #[must_use]
    pub fn extent(&self, now: Time) -> Personalisation {
        let is_paused = self.paused_until.is_some_and(|until| now < until);
        if is_paused { Personalisation::Off } else { self.personalisation }
    }

    /// Checks what the type cannot say.
    ///
    /// # Errors
    /// The first field that has too many entries or holds a text that is blank or too long.
    pub fn check(&self) -> Result<(), CustomerError> {
        let fields = [
            ("segments", self.segments.len()),
            ("blocked_topics", self.blocked_topics.len()),
            ("preferred_topics", self.preferred_topics.len()),
        ];
        for (field, count) in fields {
            if count > SEGMENTS_MAX {
                return Err(CustomerError::TooMany { field, count });
            }
        }
        let said = |purpose: &&Purpose| self.consent.is_some_and(|consent| consent.allows(**purpose));
        if self.undecided.iter().any(|purpose| said(&purpose)) {
            return Err(CustomerError::Decided);
        }
        self.segments.iter().flat_map(|(name, value)| [name, value]).try_for_each(|t| text("segments", t))?;
        self.blocked_topics.iter().try_for_each(|t| text("blocked_topics", t))?;
        self.preferred_topics.iter().try_for_each(|t| text("preferred_topics", t))?;
        self.locale.iter().try_for_each(|t| text("locale", t))
    }
}

fn text(field: &'static str, value: &str) -> Result<(), CustomerError> {
    if value.trim().is_empty() || value.len() > TEXT_BYTES_MAX { Err(CustomerError::Text { field }) } else { Ok(()) }
}
