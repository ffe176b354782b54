//! One list and what came of it, as far as it may be counted.

use std::collections::{BTreeMap, BTreeSet};

use crate::decision::{FallbackReason, Outline};
use crate::event::{
    Consent, Customer, Event, Kind, LIGHT_DAYS, MeasureFairness, Personalisation, Purpose, Recommend, Subject, admit,
};
use crate::ids::ItemId;
use crate::units::Time;

/// How long after a list an event that quotes it counts for it, in hours.
pub const ATTRIBUTION_HOURS: i64 = 24;

const HOUR_MS: i64 = 3_600_000;

/// What came of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Came {
    /// The items that were looked at, put into a basket or onto a wish list, liked, rated or bought.
    pub clicked: BTreeSet<ItemId>,
    /// Those that were bought.
    pub bought: BTreeSet<ItemId>,
    /// Whether any was disliked, rejected or reported.
    pub objected: bool,
}

/// One list as it is counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed<'a> {
    /// The decision.
    pub outline: &'a Outline,
    /// The hash of whom it was for; `None` where nobody was named.
    pub person: Option<u64>,
    /// What came of it, for groups of items; `None` where that must not be counted.
    pub came: Option<Came>,
    /// Whether the customer lets themselves be measured, as they say now, whatever else they allow.
    pub may_measure: bool,
    /// The same for groups of customers, with the customer's groups; `None` where they do not allow that.
    pub measured: Option<(Came, &'a BTreeMap<String, String>)>,
}

impl<'a> Listed<'a> {
    /// A list with the events that quote it. `customer` is the record of whom it was for, as it is now: who has withdrawn a consent since
    /// is not counted any more. `basis` is what holds where they have not chosen; it never allows measuring.
    #[must_use]
    pub fn new(
        outline: &'a Outline,
        customer: Option<&'a Customer>,
        basis: Consent,
        events: &[Event],
        now: Time,
    ) -> Self {
        let basis = Consent { measure_fairness: false, ..basis };
        let consent = customer.map_or(basis, |customer| customer.consent_under(basis));
        let personalisation = customer.map_or(Personalisation::Full, |customer| customer.personalisation);
        // What somebody does while they want nothing used is not used, whatever they allow now.
        let may_any = outline.subject.is_some() && !has_opted_out(outline);
        let may = |purpose| may_any && may_count(consent, personalisation, purpose, outline.at, now);
        let quotes: Vec<&Event> = events.iter().filter(|event| counts_for(event, outline)).collect();
        let came = may(Purpose::Recommend).then(|| {
            all_of(
                quotes
                    .iter()
                    .filter_map(|event| Some(admit::<Recommend>(event, consent, personalisation, now).ok()?.event())),
            )
        });
        let measured = customer.filter(|_| may(Purpose::MeasureFairness)).map(|customer| {
            let admitted = quotes
                .iter()
                .filter_map(|event| Some(admit::<MeasureFairness>(event, consent, personalisation, now).ok()?.event()));
            (all_of(admitted), &customer.segments)
        });
        let may_measure = consent.measure_fairness;
        Self { outline, person: outline.subject.as_ref().map(hash), came, may_measure, measured }
    }

    /// Whether the person had said that nothing personal is to be used.
    #[must_use]
    pub const fn is_opted_out(&self) -> bool {
        has_opted_out(self.outline)
    }

    /// Whether nothing more can come of it by `now`.
    #[must_use]
    pub const fn is_settled(at: Time, now: Time) -> bool {
        now.millis().saturating_sub(at.millis()) >= ATTRIBUTION_HOURS * HOUR_MS
    }
}

/// Whether a list is of somebody who had said that nothing personal is to be used.
#[must_use]
pub const fn has_opted_out(outline: &Outline) -> bool {
    matches!(outline.fallback_reason, Some(FallbackReason::ConsentWithheld | FallbackReason::PersonalisationOff))
}

/// Whether what came of a list could be counted at all, so that it may stand below a rate.
fn may_count(consent: Consent, personalisation: Personalisation, purpose: Purpose, at: Time, now: Time) -> bool {
    consent.allows(purpose)
        && match personalisation {
            Personalisation::Full => true,
            Personalisation::Light => at >= now.plus_days(-LIGHT_DAYS),
            Personalisation::Off => false,
        }
}

/// An event counts for a list that it quotes, shows its item and was made for the same person, from its moment on, for a while.
fn counts_for(event: &Event, outline: &Outline) -> bool {
    let after = event.time.millis().saturating_sub(outline.at.millis());
    event.decision.as_ref() == Some(&outline.id)
        && outline.subject.as_ref() == Some(&event.subject)
        && (0..ATTRIBUTION_HOURS * HOUR_MS).contains(&after)
        && outline.shown.iter().any(|shown| shown.item == event.item)
}

fn all_of<'e>(events: impl Iterator<Item = &'e Event>) -> Came {
    let mut came = Came::default();
    for event in events {
        match event.kind {
            Kind::Purchase => {
                came.clicked.insert(event.item.clone());
                came.bought.insert(event.item.clone());
            }
            Kind::View | Kind::Cart | Kind::Rate | Kind::Like | Kind::Save => {
                came.clicked.insert(event.item.clone());
            }
            Kind::Dislike | Kind::NotInterested | Kind::Report => came.objected = true,
            Kind::Return => {}
        }
    }
    came
}

/// The hash of a person's name: a place in a sample, from which the name cannot be read without knowing it.
fn hash(subject: &Subject) -> u64 {
    let mut hasher = blake3::Hasher::new_derive_key("candor 2026 place in a sample of people");
    hasher.update(match subject {
        Subject::Customer(_) => b"c:",
        Subject::Visitor(_) => b"v:",
    });
    hasher.update(subject.as_str().as_bytes());
    let hash = hasher.finalize();
    u64::from_le_bytes(std::array::from_fn(|byte| hash.as_bytes()[byte]))
}
