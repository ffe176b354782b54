//! Purposes, consent, and the door between what happened and what may be used.

use std::marker::PhantomData;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Event;
use crate::units::Time;

/// What an event may be used for. Each is allowed or withheld on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = "recommend")]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To choose what is shown, and to learn from it together with others' events.
    Recommend,
    /// To be named in a reason.
    Explain,
    /// To check whether groups of customers are served alike, and to make groups equally heavy in what is learnt.
    MeasureFairness,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Recommend, Self::Explain, Self::MeasureFairness];
}

/// How much of a customer's history is used.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, utoipa::ToSchema,
)]
#[schema(example = "full")]
#[serde(rename_all = "snake_case")]
pub enum Personalisation {
    /// All that consent allows.
    #[default]
    Full,
    /// Only the last [`LIGHT_DAYS`] days.
    Light,
    /// Nothing.
    Off,
}

/// How many days of history light personalisation uses.
pub const LIGHT_DAYS: i64 = 30;

/// What a person allows. Withheld unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// To choose what is shown ([`Purpose::Recommend`]).
    #[serde(default)]
    #[schema(example = true)]
    pub recommend: bool,
    /// To be named in a reason ([`Purpose::Explain`]).
    #[serde(default)]
    #[schema(example = true)]
    pub explain: bool,
    /// To check whether groups are served alike, and to make them equally heavy in what is learnt ([`Purpose::MeasureFairness`]).
    #[serde(default)]
    #[schema(example = false)]
    pub measure_fairness: bool,
}

impl Consent {
    /// Nothing is allowed.
    pub const NONE: Self = Self { recommend: false, explain: false, measure_fairness: false };
    /// Recommending and explaining, the two that a personal list with its reasons needs.
    pub const RECOMMEND_AND_EXPLAIN: Self = Self { recommend: true, explain: true, measure_fairness: false };

    /// Whether a purpose is allowed.
    #[must_use]
    pub const fn allows(self, purpose: Purpose) -> bool {
        match purpose {
            Purpose::Recommend => self.recommend,
            Purpose::Explain => self.explain,
            Purpose::MeasureFairness => self.measure_fairness,
        }
    }
}

/// A purpose as a type, so that an event admitted for one use cannot be put to another.
pub trait Use: Copy {
    /// Which.
    const PURPOSE: Purpose;
}

macro_rules! purpose_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {}
        impl Use for $name {
            const PURPOSE: Purpose = Purpose::$name;
        }
    };
}

purpose_type! {
    /// Marks what may be recommended from.
    Recommend
}
purpose_type! {
    /// Marks what may be named in a reason.
    Explain
}
purpose_type! {
    /// Marks what may be measured.
    MeasureFairness
}

/// Whether the customer lets an event count. They can switch off each one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = "used")]
#[serde(rename_all = "snake_case")]
pub enum Usage {
    /// It counts.
    #[default]
    Used,
    /// "Do not use this."
    Unused,
}

/// An event that consent lets through for the purpose `P`. Only [`admit`] makes one:
///
/// ```compile_fail,E0451
/// # use candor::event::{Admitted, Event, Recommend};
/// fn slip_past_the_door(event: &Event) -> Admitted<'_, Recommend> {
///     Admitted { event, purpose: std::marker::PhantomData }
/// }
/// ```
///
/// and one that was admitted for a purpose cannot be put to another:
///
/// ```compile_fail,E0308
/// # use candor::event::{Admitted, Explain, Recommend};
/// fn put_to_another_use(admitted: Admitted<'_, Recommend>) -> Admitted<'_, Explain> {
///     admitted
/// }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Admitted<'a, P: Use> {
    event: &'a Event,
    purpose: PhantomData<P>,
}

impl<'a, P: Use> Admitted<'a, P> {
    /// What was let through.
    #[must_use]
    pub const fn event(&self) -> &'a Event {
        self.event
    }
}

/// Why an event is kept out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Error)]
pub enum Refused {
    /// The purpose is withheld.
    #[error("the purpose is withheld")]
    PurposeWithheld,
    /// Personalisation is switched off.
    #[error("personalisation is switched off")]
    PersonalisationOff,
    /// Light personalisation, and the event is older than [`LIGHT_DAYS`] days.
    #[error("light personalisation uses the last {LIGHT_DAYS} days only")]
    TooOldForLight,
    /// The customer marked it "do not use".
    #[error("the customer marked it as not to be used")]
    MarkedUnused,
    /// The event lies after the moment that is asked about.
    #[error("the event lies in the future")]
    Future,
}

/// The only door: lets an event through for the purpose `P`, as of `now`.
///
/// # Errors
/// Why it is kept out. A refusal is normal and is counted, never logged with the event.
pub fn admit<P: Use>(
    event: &Event,
    consent: Consent,
    personalisation: Personalisation,
    now: Time,
) -> Result<Admitted<'_, P>, Refused> {
    if !consent.allows(P::PURPOSE) {
        return Err(Refused::PurposeWithheld);
    }
    match personalisation {
        Personalisation::Full => {}
        Personalisation::Light if event.time < now.plus_days(-LIGHT_DAYS) => return Err(Refused::TooOldForLight),
        Personalisation::Light => {}
        Personalisation::Off => return Err(Refused::PersonalisationOff),
    }
    match event.usage {
        Usage::Used => {}
        Usage::Unused => return Err(Refused::MarkedUnused),
    }
    if event.time > now {
        return Err(Refused::Future);
    }
    Ok(Admitted { event, purpose: PhantomData })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Kind, Subject};
    use crate::ids::{CustomerId, EventId, ItemId};

    const NOW: Time = Time::from_millis(100 * crate::units::DAY_MS);

    fn event(days_ago: i64) -> Event {
        let subject = Subject::Customer(CustomerId::new("c").expect("a valid id"));
        let item = ItemId::new("i").expect("a valid id");
        Event::new(EventId::new("e").expect("a valid id"), subject, item, Kind::View, NOW.plus_days(-days_ago))
    }

    fn refusal(event: &Event, consent: Consent, personalisation: Personalisation) -> Option<Refused> {
        admit::<Recommend>(event, consent, personalisation, NOW).err()
    }

    #[test]
    fn each_purpose_opens_only_its_own_door() {
        let event = event(1);
        let consent = Consent { explain: true, ..Consent::NONE };
        assert!(admit::<Explain>(&event, consent, Personalisation::Full, NOW).is_ok());
        assert_eq!(refusal(&event, consent, Personalisation::Full), Some(Refused::PurposeWithheld));
        assert!(admit::<MeasureFairness>(&event, consent, Personalisation::Full, NOW).is_err());
    }

    #[test]
    fn light_off_unused_and_future_events_stay_out() {
        let all = Consent::RECOMMEND_AND_EXPLAIN;
        assert_eq!(refusal(&event(29), all, Personalisation::Light), None);
        assert_eq!(refusal(&event(31), all, Personalisation::Light), Some(Refused::TooOldForLight));
        assert_eq!(refusal(&event(1), all, Personalisation::Off), Some(Refused::PersonalisationOff));
        assert_eq!(refusal(&event(-1), all, Personalisation::Full), Some(Refused::Future));
        let unused = Event { usage: Usage::Unused, ..event(1) };
        assert_eq!(refusal(&unused, all, Personalisation::Full), Some(Refused::MarkedUnused));
    }
}
