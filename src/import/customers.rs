//! What a file knows of a customer. Facts that it does not mention stay as they are.

use std::collections::{BTreeMap, BTreeSet};

use crate::event::{Consent, Customer, Personalisation};
use crate::ids::CustomerId;

/// News of a customer. An import never takes back a choice that it does not mention, such as a recorded consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerUpdate {
    /// Who.
    pub id: CustomerId,
    /// What they allow, if the file says.
    pub consent: Option<Consent>,
    /// How much of their history is used, if the file says.
    pub personalisation: Option<Personalisation>,
    /// Segments to set; others stay.
    pub segments: BTreeMap<String, String>,
    /// What they never want to see, if the file says.
    pub blocked_topics: Option<BTreeSet<String>>,
    /// Their language, if the file says.
    pub locale: Option<String>,
}

impl CustomerUpdate {
    /// News that somebody exists.
    #[must_use]
    pub const fn new(id: CustomerId) -> Self {
        let segments = BTreeMap::new();
        Self { id, consent: None, personalisation: None, segments, blocked_topics: None, locale: None }
    }

    /// Sets a segment unless its value is a gap: empty or `NA`.
    #[must_use]
    pub fn with_segment(mut self, name: &str, value: &str) -> Self {
        let value = value.trim();
        if !value.is_empty() && value != "NA" {
            self.segments.insert(name.to_owned(), value.to_owned());
        }
        self
    }

    /// The record after the news.
    #[must_use]
    pub fn apply(self, known: Option<Customer>) -> Customer {
        let mut customer = known.unwrap_or_else(|| Customer::unknown(self.id));
        if self.consent.is_some() {
            customer.consent = self.consent;
            customer.undecided.clear();
        }
        customer.personalisation = self.personalisation.unwrap_or(customer.personalisation);
        customer.segments.extend(self.segments);
        customer.blocked_topics = self.blocked_topics.unwrap_or(customer.blocked_topics);
        customer.locale = self.locale.or(customer.locale);
        customer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_of_segments_keeps_recorded_choices() {
        let id = CustomerId::new("c").expect("a valid id");
        let mut known = Customer::unknown(id.clone());
        known.consent = Some(Consent::NONE);
        known.personalisation = Personalisation::Off;
        known.segments.insert("income".to_owned(), "low".to_owned());
        let after = CustomerUpdate::new(id).with_segment("age", "25-34").with_segment("gap", "").apply(Some(known));
        assert_eq!((after.consent, after.personalisation), (Some(Consent::NONE), Personalisation::Off));
        assert_eq!(after.segments.keys().collect::<Vec<_>>(), ["age", "income"]);
    }
}
