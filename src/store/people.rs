//! What was read of people lately, kept for whoever asks next. Nothing of it is given without a look at the store: the subject's
//! row has a number that changes with every change of its record or events, whichever process makes it, and what was read under
//! another number is read anew.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::event::{Customer, Events, Subject};

/// How many events are kept of all people together. One takes about 450 bytes, with what is written of
/// it in records.
const EVENTS_MAX: usize = 524_288;
/// As much room as so many events takes what is known of somebody who did nothing.
const BARE: usize = 4;

/// What a store knows of a subject, in one state.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Person {
    /// The record of a customer who has one.
    pub customer: Option<Customer>,
    /// Everything that they did, in (time, event id) order, unused events included and marked.
    pub events: Events,
}

/// The state of a subject's row: which row, and the number of its last change. No two states of a store have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Version {
    pub(super) no: i64,
    pub(super) state: i64,
}

/// People as they were read. Where there are too many, who was not asked about since their last turn goes.
#[derive(Default)]
pub(super) struct People(Mutex<Known>);

#[derive(Default)]
struct Known {
    by_subject: HashMap<Subject, Seen>,
    /// Each of them once, in the order in which it is their turn to go.
    turns: VecDeque<Subject>,
    /// What they weigh together.
    weight: usize,
    /// How often somebody was let go of for good.
    forgotten: u64,
}

/// A moment before something was read of people: what was read before somebody was forgotten is not kept after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment(u64);

struct Seen {
    /// `None` of somebody who is to be forgotten.
    person: Option<(Version, Arc<Person>)>,
    /// Since their last turn.
    was_asked: bool,
}

impl Seen {
    /// In events; somebody without any takes room, too.
    fn weight(&self) -> usize {
        let of_record = |customer: &Customer| {
            customer.segments.len() + customer.blocked_topics.len() + customer.preferred_topics.len()
        };
        let of = |person: &Person| person.events.len() + person.customer.as_ref().map_or(0, of_record);
        BARE + self.person.as_ref().map_or(0, |(_, person)| of(person))
    }
}

impl People {
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A subject as it was read at this version, which the store says now; what was read at another one goes.
    pub(super) fn at(&self, subject: &Subject, now: Version) -> Option<Arc<Person>> {
        let mut known = self.lock();
        let seen = known.by_subject.get_mut(subject)?;
        if let Some((version, person)) = &seen.person
            && *version == now
        {
            seen.was_asked = true;
            return Some(Arc::clone(person));
        }
        known.replace(subject, None);
        None
    }

    /// Now, before anything is read.
    pub(super) fn moment(&self) -> Moment {
        Moment(self.lock().forgotten)
    }

    /// Keeps a subject as it was read at a version, unless somebody was forgotten since the moment before: that may be who was read.
    pub(super) fn keep(&self, subject: &Subject, version: Version, person: &Arc<Person>, since: Moment) {
        let mut known = self.lock();
        if person.events.len() < EVENTS_MAX && Moment(known.forgotten) == since {
            known.replace(subject, Some((version, Arc::clone(person))));
            known.make_room();
        } else {
            known.replace(subject, None);
        }
    }

    /// Lets go of a subject that the store was found not to have.
    pub(super) fn let_go(&self, subject: &Subject) {
        self.lock().replace(subject, None);
    }

    /// Lets go of a subject that the store has no more, also where a reader still holds it.
    pub(super) fn forget(&self, subject: &Subject) {
        let mut known = self.lock();
        known.forgotten += 1;
        known.replace(subject, None);
    }

    /// Lets go of everybody, likewise.
    pub(super) fn forget_all(&self) {
        let mut known = self.lock();
        *known = Known { forgotten: known.forgotten + 1, ..Known::default() };
    }
}

impl Known {
    /// What is kept of a subject from now on; of one that is not known nothing need be forgotten.
    fn replace(&mut self, subject: &Subject, person: Option<(Version, Arc<Person>)>) {
        let seen = Seen { person, was_asked: false };
        match self.by_subject.get_mut(subject) {
            Some(before) => {
                self.weight = self.weight - before.weight() + seen.weight();
                *before = seen;
            }
            None if seen.person.is_some() => {
                self.weight += seen.weight();
                self.by_subject.insert(subject.clone(), seen);
                self.turns.push_back(subject.clone());
            }
            None => {}
        }
    }

    /// The clock of page replacement (Corbato 1968): whoever was asked about since their last turn is spared once.
    fn make_room(&mut self) {
        while self.weight > EVENTS_MAX {
            let Some(subject) = self.turns.pop_front() else { return };
            let Some(seen) = self.by_subject.get_mut(&subject) else { continue };
            if seen.was_asked && seen.person.is_some() {
                seen.was_asked = false;
                self.turns.push_back(subject);
            } else {
                self.weight -= seen.weight();
                self.by_subject.remove(&subject);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Event, Kind};
    use crate::ids::{CustomerId, EventId, ItemId};
    use crate::units::Time;

    const FIRST: Version = Version { no: 1, state: 7 };

    fn subject(n: usize) -> Subject {
        Subject::Customer(CustomerId::new(&format!("c{n}")).expect("a short id"))
    }

    fn with(n_events: usize) -> Arc<Person> {
        let (id, item) = (EventId::new("e").expect("a short id"), ItemId::new("i").expect("a short id"));
        let event = Event::new(id, subject(0), item, Kind::View, Time::from_millis(0));
        Arc::new(Person { customer: None, events: vec![event; n_events].into() })
    }

    #[test]
    fn what_was_read_at_another_version_is_not_given_and_goes() {
        let people = People::default();
        people.keep(&subject(0), FIRST, &with(1), people.moment());
        assert!(people.at(&subject(0), FIRST).is_some());
        for other in [Version { state: 8, ..FIRST }, Version { no: 2, ..FIRST }] {
            people.keep(&subject(0), FIRST, &with(1), people.moment());
            assert!(people.at(&subject(0), other).is_none());
            assert!(people.at(&subject(0), FIRST).is_none(), "what is outdated does not come back");
        }
    }

    #[test]
    fn who_is_asked_about_stays_and_the_others_go_when_there_are_too_many() {
        let people = People::default();
        for n in 0..20 {
            people.keep(&subject(n), FIRST, &with(EVENTS_MAX / 3), people.moment());
            assert!(people.at(&subject(0), FIRST).is_some(), "asked about each time, with {n} others since");
        }
        let kept: Vec<usize> = (0..20).filter(|&n| people.at(&subject(n), FIRST).is_some()).collect();
        assert_eq!(kept, [0, 19], "two thirds and a little are taken, and there is no room for one more");
        let known = people.lock();
        assert_eq!(
            known.by_subject.values().map(Seen::weight).sum::<usize>(),
            known.weight,
            "what is counted is there"
        );
        assert_eq!((known.turns.len(), known.weight <= EVENTS_MAX), (known.by_subject.len(), true));
    }

    #[test]
    fn who_comes_and_goes_takes_one_place() {
        let people = People::default();
        for state in 0..1_000 {
            people.keep(&subject(0), Version { state, ..FIRST }, &with(3), people.moment());
            assert!(people.at(&subject(0), Version { state: state + 1, ..FIRST }).is_none());
            people.forget(&subject(0));
        }
        let known = people.lock();
        assert_eq!((known.turns.len(), known.by_subject.len(), known.weight), (1, 1, BARE));
    }

    #[test]
    fn somebody_with_more_than_is_kept_is_read_each_time() {
        let people = People::default();
        people.keep(&subject(0), FIRST, &with(EVENTS_MAX), people.moment());
        assert!(people.at(&subject(0), FIRST).is_none());
    }

    #[test]
    fn who_is_forgotten_is_gone() {
        let people = People::default();
        (0..2).for_each(|n| people.keep(&subject(n), FIRST, &with(1), people.moment()));
        people.forget(&subject(0));
        assert!(people.at(&subject(0), FIRST).is_none() && people.at(&subject(1), FIRST).is_some());
        people.forget_all();
        assert!(people.at(&subject(1), FIRST).is_none());
    }

    #[test]
    fn what_was_read_before_somebody_was_forgotten_is_not_kept_after_it() {
        let people = People::default();
        let before = people.moment();
        people.forget(&subject(0));
        people.keep(&subject(0), FIRST, &with(1), before);
        assert!(people.at(&subject(0), FIRST).is_none() && people.lock().turns.is_empty());
        let before = people.moment();
        people.let_go(&subject(1));
        people.keep(&subject(0), FIRST, &with(1), before);
        assert!(people.at(&subject(0), FIRST).is_some(), "that somebody is not there forgets nobody");
        people.forget_all();
        people.keep(&subject(0), FIRST, &with(1), before);
        assert!(people.at(&subject(0), FIRST).is_none());
    }
}
