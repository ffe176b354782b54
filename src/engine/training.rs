//! From everybody's events to a model. The data is streamed, never held: what is kept of a person is their contribution.

mod fitted;
mod recall;
mod spread;
mod trace;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use thiserror::Error;

pub use self::fitted::Fitted;
use self::fitted::lexicon;
use self::trace::Trace;
use super::weighting::Scales;
use crate::catalog::{Catalog, Item};
use crate::event::{Consent, Event, Personalisation, Recommend, Subject, Walk, admit};
use crate::fit::{self, FitError, Leanings, Workshop};
use crate::ids::{ItemId, ItemIx, Vocabulary};
use crate::model::{Manifest, Model, ModelParams, Parts, Tuning};
use crate::stats::{Baskets, Contribution, Counts, GroupCounts, Statistics};
use crate::units::Time;

/// A person and what they did, as the shell streams them.
#[derive(Debug, Clone)]
pub struct Person {
    /// Who.
    pub subject: Subject,
    /// What they allow, or the shop's declared basis.
    pub consent: Consent,
    /// How much of their history is used.
    pub personalisation: Personalisation,
    /// Groups that they belong to, such as `age_band: 25-34`; used for nothing but [`crate::model::Weighting::reweigh`] and
    /// [`ModelParams::leanings`].
    pub segments: BTreeMap<String, String>,
    /// What they did, in (time, id) order.
    pub events: Vec<Event>,
}

/// The data could not be read.
#[derive(Debug, Error)]
#[error("the training data could not be read: {0}")]
pub struct DataError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// Why there is no model.
#[derive(Debug, Error)]
pub enum TrainError {
    /// The data could not be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The fit failed.
    #[error(transparent)]
    Fit(#[from] FitError),
    /// What was kept of an earlier run cannot be read.
    #[error("what an earlier training kept cannot be read: {0}; train without --incremental")]
    Trace(String),
    /// Nobody's events may be learnt from.
    #[error(
        "there is nothing to learn from: import events first, and check that consent lets them be used; what is held out to be measured on comes after the rest, so they must not all be of one moment"
    )]
    Empty,
}

/// A person as [`TrainingData::for_each_known`] tells of them.
#[derive(Debug)]
pub enum Told {
    /// By what an earlier training kept of them; nothing that it depends on has changed since.
    Kept(Vec<u8>),
    /// By their events.
    Anew {
        /// Who, and what they did.
        person: Person,
        /// The state in which they were read; `None` when time alone will change what may be learnt from them.
        state: Option<u64>,
    },
}

/// What a training keeps of a person.
#[derive(Debug)]
pub struct Keep {
    /// Who.
    pub subject: Subject,
    /// The state in which they were read.
    pub state: u64,
    /// What their events came to.
    pub trace: Vec<u8>,
}

/// Where training data comes from. It can be streamed again and gives the same each time.
pub trait TrainingData {
    /// Every item that the catalogue or an event names.
    ///
    /// # Errors
    /// When the data cannot be read.
    fn items(&self) -> Result<Vec<ItemId>, DataError>;

    /// What the shop says of its items now. None by default: then nothing is learnt from descriptions.
    ///
    /// # Errors
    /// When the data cannot be read.
    fn descriptions(&self) -> Result<Vec<Arc<Item>>, DataError> {
        Ok(Vec::new())
    }

    /// Pairs of evidence and item of which reviewers said that the one is no reason for the other: a model has no weight from the one to the
    /// other. None by default.
    ///
    /// # Errors
    /// When the data cannot be read.
    fn unlinked(&self) -> Result<BTreeSet<(ItemId, ItemId)>, DataError> {
        Ok(BTreeSet::new())
    }

    /// Streams everybody, always in the same order.
    ///
    /// # Errors
    /// When the data cannot be read.
    fn for_each(&self, visit: &mut dyn FnMut(Person)) -> Result<(), DataError>;

    /// Streams everybody in that order, those who have not changed by what was kept of them under the same key. By
    /// default nothing was kept.
    ///
    /// # Errors
    /// When the data cannot be read.
    fn for_each_known(&self, _key: u64, visit: &mut dyn FnMut(Told)) -> Result<(), DataError> {
        self.for_each(&mut |person| visit(Told::Anew { person, state: None }))
    }

    /// Keeps this of people for the next time, unless they have changed meanwhile. By default nothing is kept.
    ///
    /// # Errors
    /// When it cannot be written.
    fn keep(&self, _key: u64, _people: Vec<Keep>) -> Result<(), DataError> {
        Ok(())
    }
}

/// A first look at the data: what there is, and when it happened.
#[derive(Debug, Clone)]
pub struct Survey {
    /// All items.
    pub vocabulary: Vocabulary,
    /// What they are, as far as the shop says.
    pub catalog: Catalog,
    /// Pairs of evidence and item that reviewers took back, ascending.
    unlinked: Vec<(ItemIx, ItemIx)>,
    /// The times of all events that may be learnt from, ascending; of a lesson that was recalled, the newest alone.
    times: Vec<Time>,
}

impl Survey {
    /// Streams the data once.
    ///
    /// # Errors
    /// When the data cannot be read, or nothing of it may be used.
    pub fn of(data: &dyn TrainingData) -> Result<Self, TrainError> {
        let vocabulary = Vocabulary::new(data.items()?);
        let mut times = Vec::new();
        let end = Time::from_millis(i64::MAX);
        data.for_each(&mut |person| times.extend(usable(&person, end).map(|event| event.time)))?;
        times.sort_unstable();
        if times.is_empty() {
            return Err(TrainError::Empty);
        }
        Self::with(data, vocabulary, times)
    }

    fn with(data: &dyn TrainingData, vocabulary: Vocabulary, times: Vec<Time>) -> Result<Self, TrainError> {
        let catalog = Catalog::new(Arc::new(vocabulary.clone()), 0, String::new(), data.descriptions()?);
        let known = |(evidence, item): &(ItemId, ItemId)| Some((vocabulary.index(evidence)?, vocabulary.index(item)?));
        let mut unlinked: Vec<(ItemIx, ItemIx)> = data.unlinked()?.iter().filter_map(known).collect();
        unlinked.sort_unstable();
        Ok(Self { vocabulary, catalog, unlinked, times })
    }

    /// The newest event before `until`.
    #[must_use]
    pub fn newest(&self, until: Option<Time>) -> Option<Time> {
        let end = until.map_or(self.times.len(), |until| self.times.partition_point(|time| *time < until));
        self.times[..end].last().copied()
    }

    /// The moment before which a share of the events (of those before `until`) lies.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a count"
    )]
    pub fn cut(&self, share: f64, until: Option<Time>) -> Time {
        let end = until.map_or(self.times.len(), |until| self.times.partition_point(|time| *time < until));
        let at = (share.clamp(0.0, 1.0) * end as f64) as usize;
        self.times[at.min(end.max(1) - 1)]
    }
}

/// What a person's events give for learning, as of `now`: those that pass the door.
fn usable(person: &Person, now: Time) -> impl Iterator<Item = &Event> {
    let (consent, personalisation) = (person.consent, person.personalisation);
    person
        .events
        .iter()
        .filter(move |event| admit::<Recommend>(event, consent, personalisation, latest(event, now)).is_ok())
}

/// Light personalisation counts back from the end of the data; a survey has no end yet.
fn latest(event: &Event, now: Time) -> Time {
    if now == Time::from_millis(i64::MAX) { event.time } else { now }
}

/// What is learnt from: everybody's contribution, and what it was made of.
#[derive(Debug)]
pub struct Lesson {
    /// One per person with something to contribute.
    pub contributions: Vec<Contribution>,
    /// Visits of which the order is known, in the order in which the data were streamed.
    pub walks: Vec<Walk>,
    /// Whose visit each is: an index of `contributions`; none of somebody with nothing to contribute.
    walkers: Vec<Option<usize>>,
    /// What each person bought on which day, of those who bought anything, in the order in which the data were streamed.
    pub baskets: Vec<Baskets>,
    /// What groups of customers chose, of the segments in [`ModelParams::leanings`] and of those who let fairness be measured.
    pub groups: GroupCounts,
    /// Events that passed the door.
    pub events: u64,
    /// The newest of them.
    pub newest: Option<Time>,
    /// A hash of all of it.
    pub digest: String,
}

impl Lesson {
    /// Streams the data before `until` into contributions.
    ///
    /// # Errors
    /// When the data cannot be read, or nothing of it may be used.
    pub fn gather(
        data: &dyn TrainingData,
        survey: &Survey,
        params: &ModelParams,
        until: Option<Time>,
    ) -> Result<Self, TrainError> {
        let newest = survey.newest(until).ok_or(TrainError::Empty)?;
        let mut gathering = Gathering::new(params, newest)?;
        data.for_each(&mut |person| gathering.add(Trace::of(&person, &survey.vocabulary, params, newest)))?;
        Ok(gathering.finish(survey))
    }

    /// Sums, fits and freezes.
    ///
    /// # Errors
    /// A parameter out of range, or a system that cannot be solved.
    pub fn learn(
        &self,
        survey: &Survey,
        params: &ModelParams,
        tuning: impl Into<Tuning>,
        threads: usize,
    ) -> Result<Model, TrainError> {
        let fitted = self.fit(survey, params, threads)?;
        Ok(self.freeze(survey, params, tuning, fitted))
    }

    /// Where models of this lesson are fitted, one after the other.
    #[must_use]
    pub fn workshop(&self, survey: &Survey, threads: usize) -> Workshop {
        Workshop::new(survey.vocabulary.len(), &self.contributions, threads)
    }

    /// The sums of this lesson, as the ridge takes them.
    #[must_use]
    pub fn statistics(&self, survey: &Survey, params: &ModelParams, threads: usize) -> Statistics {
        let exponent = params.fit.ridge.customer_exponent;
        Statistics::of(survey.vocabulary.len(), &self.contributions, exponent, threads)
    }

    /// Priors and name for weights that were fitted with these parameters, without those that reviewers took back.
    #[must_use]
    pub fn freeze(&self, survey: &Survey, params: &ModelParams, tuning: impl Into<Tuning>, fitted: Fitted) -> Model {
        let Tuning { calibration, spreads } = tuning.into();
        let manifest = Manifest {
            format: 0,
            fingerprint: String::new(),
            code_version: env!("CARGO_PKG_VERSION").to_owned(),
            data_digest: self.digest.clone(),
            params: params.clone(),
            calibration,
            spreads,
            items: survey.vocabulary.len(),
            customers: self.contributions.len() as u64,
            events: self.events,
            weights: 0,
            unlinked: survey.unlinked.len() as u64,
            most_chosen: 0,
            mean_popularity: 0.0,
            newest_event: self.newest,
        };
        let priors = fit::priors(&Counts::of(survey.vocabulary.len(), &self.contributions));
        let Fitted { together, next, like, pairs, seasons } = fitted.without(&survey.unlinked);
        Model::freeze(Parts {
            vocabulary: survey.vocabulary.clone(),
            weights: together,
            next,
            like,
            pairs,
            seasons,
            lexicon: lexicon(&survey.catalog),
            priors,
            leanings: Leanings::of(&self.groups),
            manifest,
        })
    }
}

fn hash_walk(walk: &Walk, hasher: &mut blake3::Hasher) {
    hasher.update(&walk.end.millis().to_le_bytes());
    walk.clicks.iter().for_each(|item| {
        hasher.update(&item.0.to_le_bytes());
    });
    hasher.update(b"/");
}

/// A lesson that people are still added to.
struct Gathering<'a> {
    lesson: Lesson,
    late_from: Time,
    scales: Scales<'a>,
    hasher: blake3::Hasher,
}

impl<'a> Gathering<'a> {
    /// For people whose events end at `newest`.
    fn new(params: &'a ModelParams, newest: Time) -> Result<Self, FitError> {
        Ok(Self {
            lesson: Lesson {
                contributions: Vec::new(),
                walks: Vec::new(),
                walkers: Vec::new(),
                baskets: Vec::new(),
                groups: GroupCounts::default(),
                events: 0,
                newest: Some(newest),
                digest: String::new(),
            },
            late_from: newest.plus_days(-params.trend_days),
            scales: Scales::new(&params.weighting, newest)?,
            hasher: blake3::Hasher::new(),
        })
    }

    fn add(&mut self, trace: Trace) {
        let contribution = trace.contribution(self.late_from);
        let walker = (!contribution.is_empty()).then_some(self.lesson.contributions.len());
        if walker.is_some() {
            let (last, group) = trace.standing();
            self.scales.note(last, group);
            self.lesson.groups.add(trace.groups(), &contribution);
            self.lesson.contributions.push(contribution);
        }
        let (walks, baskets, events) = trace.into_parts();
        walks.iter().for_each(|walk| hash_walk(walk, &mut self.hasher));
        self.lesson.walkers.extend(walks.iter().map(|_| walker));
        self.lesson.walks.extend(walks);
        baskets.hash_into(&mut self.hasher);
        self.lesson.baskets.extend(Some(baskets).filter(|baskets| baskets.days() > 0));
        self.lesson.events += events;
    }

    fn finish(self, survey: &Survey) -> Lesson {
        let Self { mut lesson, scales, mut hasher, .. } = self;
        scales.weigh(&mut lesson.contributions);
        lesson.contributions.iter().for_each(|contribution| contribution.hash_into(&mut hasher));
        survey.catalog.hash_descriptions(&mut hasher);
        lesson.groups.hash_into(&mut hasher);
        for (evidence, item) in &survey.unlinked {
            hasher.update(&evidence.0.to_le_bytes()).update(&item.0.to_le_bytes());
        }
        lesson.digest = hasher.finalize().to_hex().as_str()[..32].to_owned();
        lesson
    }
}
