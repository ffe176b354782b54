//! A lesson of everybody of which only those are read anew who have changed since the last one.

use super::trace::{self, Trace};
use super::{Gathering, Keep, Lesson, Person, Survey, Told, TrainError, TrainingData};
use crate::event::Personalisation;
use crate::ids::Vocabulary;
use crate::model::ModelParams;
use crate::units::Time;

/// After all events.
const END: Time = Time::from_millis(i64::MAX);

impl Lesson {
    /// The lesson of all data, as [`Lesson::gather`] gives it to the bit, and a survey that knows its end only. What was
    /// kept of people stands in for their events; of those who have changed it is kept anew.
    ///
    /// # Errors
    /// When the data or what was kept cannot be read, or nothing may be used.
    pub fn recall(data: &dyn TrainingData, params: &ModelParams) -> Result<(Survey, Self), TrainError> {
        let vocabulary = Vocabulary::new(data.items()?);
        let key = trace::key(params);
        let mut recalled =
            Recalled { vocabulary: &vocabulary, params, people: Vec::new(), keep: Vec::new(), failure: None };
        data.for_each_known(key, &mut |told| recalled.hear(told))?;
        let Recalled { people, keep, failure, .. } = recalled;
        failure.map_or(Ok(()), Err)?;
        let newest = people.iter().filter_map(Heard::newest).max().ok_or(TrainError::Empty)?;
        data.keep(key, keep)?;
        let mut gathering = Gathering::new(params, newest)?;
        people.into_iter().for_each(|heard| gathering.add(heard.into_trace(&vocabulary, params, newest)));
        let survey = Survey::with(data, vocabulary, vec![newest])?;
        let lesson = gathering.finish(&survey);
        Ok((survey, lesson))
    }
}

/// A person whose trace is known, or depends on the end of all data.
enum Heard {
    Settled(Trace),
    Light(Person),
}

impl Heard {
    fn newest(&self) -> Option<Time> {
        match self {
            Self::Settled(trace) => trace.newest,
            Self::Light(person) => trace::newest(person, END),
        }
    }

    fn into_trace(self, vocabulary: &Vocabulary, params: &ModelParams, newest: Time) -> Trace {
        match self {
            Self::Settled(trace) => trace,
            Self::Light(person) => Trace::of(&person, vocabulary, params, newest),
        }
    }
}

struct Recalled<'a> {
    vocabulary: &'a Vocabulary,
    params: &'a ModelParams,
    people: Vec<Heard>,
    keep: Vec<Keep>,
    failure: Option<TrainError>,
}

impl Recalled<'_> {
    fn hear(&mut self, told: Told) {
        match told {
            Told::Kept(bytes) => match Trace::from_bytes(&bytes, self.vocabulary) {
                Ok(trace) => self.people.push(Heard::Settled(trace)),
                Err(cause) => self.failure = Some(TrainError::Trace(cause)),
            },
            // Which of their events count is known only when the end of all data is.
            Told::Anew { person, .. } if person.personalisation == Personalisation::Light => {
                self.people.push(Heard::Light(person));
            }
            Told::Anew { person, state } => {
                // No event that may be learnt from lies after the newest one, so the end of all data does not matter.
                let trace = Trace::of(&person, self.vocabulary, self.params, END);
                // An item that came while the data were read is not in the vocabulary yet: the next time it is.
                let is_whole = person.events.iter().all(|event| self.vocabulary.index(&event.item).is_some());
                let state = state.filter(|_| is_whole);
                let kept = |state| Keep { subject: person.subject, state, trace: trace.to_bytes(self.vocabulary) };
                self.keep.extend(state.map(kept));
                self.people.push(Heard::Settled(trace));
            }
        }
    }
}
