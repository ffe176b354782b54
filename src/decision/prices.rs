//! What exposure targets and parity rules add to a list, and who is in a group of customers.

use super::{House, Inputs};
use crate::event::{Consent, Customer, Personalisation};
use crate::rerank::{ParityRule, ParityStand, ParityStates};
use crate::units::Time;

impl Inputs {
    /// What exposure targets and parity rules add to their members' scores, in spreads, by position.
    #[must_use]
    pub fn prices(&self) -> (Vec<f64>, Vec<f64>) {
        let exposure = self.exposure.iter().map(|state| state.price).collect();
        (exposure, self.parity.iter().map(|stand| stand.price).collect())
    }
}

/// How a customer stands to the parity rules of a placement.
pub(super) fn stands(customer: Option<&Customer>, house: &House, now: Time) -> Vec<ParityStand> {
    let group = |rule: &ParityRule| group_in(customer, house.consent_unrecorded, rule, now);
    let stand = |(rule, states): (&ParityRule, &ParityStates)| ParityStand::of(group(rule), states);
    house.policy.parities.iter().zip(&house.parity).map(stand).collect()
}

/// The customer's group among those that a parity rule evens out. Only who chose to have fairness measured, and lets what is
/// known of them choose what they see, is in one.
fn group_in<'a>(customer: Option<&'a Customer>, basis: Consent, rule: &ParityRule, now: Time) -> Option<&'a String> {
    let customer = customer.filter(|c| c.extent(now) != Personalisation::Off)?;
    let may = customer.may_be_measured(basis);
    customer.segments.get(&rule.segment).filter(|_| may)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::CustomerId;
    use crate::rerank::{Selector, Window};

    const NOW: Time = Time::from_millis(0);
    const BASIS: Consent = Consent::RECOMMEND_AND_EXPLAIN;

    #[test]
    fn only_who_let_fairness_be_measured_and_lists_be_personal_is_in_a_group() {
        let rule = ParityRule {
            name: "offers".to_owned(),
            members: Selector::default(),
            segment: "age".to_owned(),
            difference: 0.02,
            window: Window::default(),
            gain: 0.05,
        };
        let everything = Consent { recommend: true, explain: true, measure_fairness: true };
        let with = |consent, personalisation| Customer {
            consent,
            personalisation,
            segments: [("age".to_owned(), "25-34".to_owned())].into(),
            ..Customer::unknown(CustomerId::new("c").expect("a short id"))
        };
        let group = |customer: &Customer| group_in(Some(customer), BASIS, &rule, NOW).cloned();
        let full = with(Some(everything), Personalisation::Full);
        assert_eq!(group(&full).as_deref(), Some("25-34"));
        for outside in [
            with(None, Personalisation::Full),
            with(Some(Consent::RECOMMEND_AND_EXPLAIN), Personalisation::Full),
            with(Some(Consent { recommend: false, ..everything }), Personalisation::Full),
            with(Some(everything), Personalisation::Off),
            Customer { paused_until: Some(NOW.plus_days(1)), ..full.clone() },
            Customer { segments: [("income".to_owned(), "high".to_owned())].into(), ..full },
        ] {
            assert_eq!(group(&outside), None, "{outside:?}");
        }
        assert_eq!(group_in(None, BASIS, &rule, NOW), None);
    }
}
