//! Events that many hold at once: whoever is asked for again and again is read, checked and written down once.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

use super::Event;

/// Events in an order. A copy is another handle on the same ones. Their JSON may be at hand: a record of a decision holds a whole
/// history, and one history is in many records.
#[derive(Clone, Default)]
pub struct Events(Arc<Shared>);

#[derive(Default)]
struct Shared {
    events: Vec<Event>,
    json: Option<Box<RawValue>>,
}

impl From<Vec<Event>> for Events {
    fn from(events: Vec<Event>) -> Self {
        Self(Arc::new(Shared { events, json: None }))
    }
}

impl Events {
    /// With their JSON, written now for all that will ask for it.
    #[must_use]
    pub fn written(events: Vec<Event>) -> Self {
        let json = to_raw_value(&events).ok();
        Self(Arc::new(Shared { events, json }))
    }
}

impl FromIterator<Event> for Events {
    fn from_iter<I: IntoIterator<Item = Event>>(events: I) -> Self {
        Vec::from_iter(events).into()
    }
}

impl Deref for Events {
    type Target = [Event];

    fn deref(&self) -> &[Event] {
        &self.0.events
    }
}

impl PartialEq for Events {
    fn eq(&self, other: &Self) -> bool {
        self[..] == other[..]
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self[..].fmt(f)
    }
}

impl Serialize for Events {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0.json {
            Some(json) => json.serialize(serializer),
            None => self.0.events.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Events {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Kind, Subject};
    use crate::ids::{CustomerId, EventId, ItemId};
    use crate::units::Time;

    fn event(n: i64) -> Event {
        let id = EventId::new(&format!("e{n}")).expect("a short id");
        let subject = Subject::Customer(CustomerId::new("c").expect("a short id"));
        Event::new(id, subject, ItemId::new("i \"1\"").expect("a short id"), Kind::View, Time::from_millis(n))
    }

    #[test]
    fn their_json_is_that_of_a_list_written_before_or_not_and_in_every_form() {
        let list: Vec<Event> = (0..3).map(event).collect();
        let events = Events::written(list.clone());
        for events in [&events, &Events::from(list.clone())] {
            assert_eq!(serde_json::to_vec(events).expect("JSON"), serde_json::to_vec(&list).expect("JSON"));
            assert_eq!(serde_json::to_value(events).expect("JSON"), serde_json::to_value(&list).expect("JSON"));
        }
        let again: Events = serde_json::from_slice(&serde_json::to_vec(&events).expect("JSON")).expect("the same");
        assert_eq!(again, events);
        assert_eq!(serde_json::from_value::<Events>(serde_json::json!([])).expect("none"), Events::default());
    }

    #[test]
    fn a_copy_is_a_handle() {
        let events = Events::from(vec![event(1)]);
        assert!(std::ptr::eq(&events[0], &events.clone()[0]));
    }
}
