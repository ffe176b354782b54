//! The review queue at work: what comes into it, and what is decided.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use super::{Misquote, Place, Service, ServiceError};
use crate::decision::{Record, ShownReason};
use crate::engine::Engine;
use crate::event::{Event, Kind};
use crate::ids::ItemId;
use crate::oversight::{
    self, Act, Candidate, Figures, Finding, Kept, OversightError, Refusal, Review, Settings, Source, Verdict,
};
use crate::store::{Appended, Change, unlinked_by};
use crate::units::Time;

/// From which place on nothing comes into the sample of a week any more, as it was last seen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bound {
    week: i64,
    /// How many the sample may have.
    size: u16,
    place: u64,
}

impl Service {
    /// Keeps events that are new. A report goes into the review queue first: a crash between the two leaves an entry whose event is sent
    /// again, never a report that nobody looks at.
    ///
    /// # Errors
    /// When the store fails; the events are not kept then.
    pub fn take_events(&self, events: &[Event]) -> Result<Appended, ServiceError> {
        self.queue_reports(events)?;
        Ok(self.store.append_events(events)?)
    }

    /// The same, for a repeatable request: what became of the events and that the request was answered are kept in one step, or neither.
    /// `None` when another process has the request's place now.
    ///
    /// # Errors
    /// When the store fails.
    pub fn take_events_once(
        &self,
        events: &[Event],
        place: &Place,
        (at, misquoted): (Time, Vec<(usize, Misquote)>),
    ) -> Result<Option<Appended>, ServiceError> {
        self.queue_reports(events)?;
        Ok(self.store.append_with_receipt(events, self.receipt(place, at, misquoted))?)
    }

    fn queue_reports(&self, events: &[Event]) -> Result<(), ServiceError> {
        for event in events.iter().filter(|event| event.kind == Kind::Report) {
            let review = self.reported(event)?;
            let id = oversight::report_id(&event.id, event.time);
            // An entry that is there already came with the same event.
            self.store.change_documents(vec![oversight::review(&id, &review, Some(event.subject.clone()))])?;
        }
        Ok(())
    }

    /// What a report tells; of the decision that it names what the record says, where it shows the item.
    fn reported(&self, event: &Event) -> Result<Review, ServiceError> {
        let bytes = event.decision.as_ref().map_or(Ok(None), |decision| self.store.decision(decision))?;
        let record = bytes.and_then(|bytes| Record::from_bytes(&bytes).ok());
        let record = record.filter(|record| record.inputs.request.subject().as_ref() == Some(&event.subject));
        let shown = record.as_ref().and_then(|record| record.answer.items.iter().find(|item| item.item == event.item));
        Ok(Review {
            source: Source::Report,
            at: event.time,
            item: event.item.clone(),
            decision: shown.and(event.decision.clone()),
            placement: shown.and(record.as_ref()).map(|record| record.inputs.request.placement.clone()),
            confidence: shown.map(|item| item.confidence),
            week: None,
            event: Some(event.id.clone()),
            displaced: false,
            history: Vec::new(),
        })
    }

    /// Puts what is drawn of a decision into the queue.
    pub(super) fn draw_for_review(
        &self,
        engine: &Engine,
        record: &Record,
        Settings { sampling, .. }: &Settings,
    ) -> Result<(), ServiceError> {
        let inputs = &record.inputs;
        let is_sensitive = |id: &ItemId| {
            let item = engine.catalog().vocabulary().index(id).and_then(|item| engine.catalog().item(item));
            item.is_some_and(|item| item.sensitive.is_some())
        };
        let placement = &inputs.request.placement;
        for review in oversight::picks(sampling, placement, &record.answer, inputs.now, is_sensitive) {
            let id = oversight::sampled_id(review.source, &inputs.id, inputs.now);
            let change: Change = oversight::review(&id, &review, inputs.request.subject());
            self.store.change_documents(vec![change])?;
        }
        self.draw_sample(record, sampling.weekly)
    }

    /// Puts a decision into the sample of its week, if it belongs there.
    fn draw_sample(&self, record: &Record, size: u16) -> Result<(), ServiceError> {
        let inputs = &record.inputs;
        let found = oversight::candidate(&inputs.request.placement, &record.answer, inputs.now);
        let Some((place, review)) = found else { return Ok(()) };
        let week = oversight::week(inputs.now);
        let is_out = |seen: Option<Bound>| {
            seen.is_some_and(|seen| (seen.week, seen.size) == (week, size) && place >= seen.place)
        };
        if is_out(*self.sample_bound.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(());
        }
        let id = oversight::sampled_id(Source::Sample, &inputs.id, inputs.now);
        let candidate = Candidate { week, place, id, review, subject: inputs.request.subject() };
        // Within one process they come in one by one, so that none is tried again.
        let mut seen = self.sample_bound.lock().unwrap_or_else(PoisonError::into_inner);
        if is_out(*seen) {
            return Ok(());
        }
        match oversight::join_sample(&*self.store, &candidate, size) {
            Ok(bound) => *seen = bound.map(|place| Bound { week, size, place }),
            // Rather is a list not in the sample than that somebody waits for it while other processes draw theirs.
            Err(OversightError::Changed) => {
                tracing::warn!("a list is not in the sample of its week: too many came in at once")
            }
            Err(OversightError::Store(cause)) => return Err(cause.into()),
            Err(cause) => return Err(cause.into()),
        }
        Ok(())
    }

    /// Entries of the queue that are wanted, after one, in the order of time, at most `limit`.
    ///
    /// # Errors
    /// When the store fails.
    pub fn reviews(
        &self,
        after: Option<&str>,
        limit: usize,
        is_wanted: &dyn Fn(&Review) -> bool,
    ) -> Result<Vec<Kept<Review>>, ServiceError> {
        Ok(oversight::reviews(&*self.store, after, limit, is_wanted)?)
    }

    /// An entry, and what was said of its item where it was shown; nothing where that list is not known any more, or kept no reasons.
    ///
    /// # Errors
    /// When there is no such entry, or the store fails.
    pub fn review(&self, id: &str) -> Result<(Kept<Review>, Option<Vec<ShownReason>>), ServiceError> {
        let kept = oversight::entry(&*self.store, id)?;
        let bytes = kept.it.decision.as_ref().map_or(Ok(None), |decision| self.store.decision(decision))?;
        let record = bytes.and_then(|bytes| Record::from_bytes(&bytes).ok());
        let shown = record.and_then(|record| record.answer.items.into_iter().find(|item| item.item == kept.it.item));
        Ok((kept, shown.map(|item| item.reasons.unwrap_or_default())))
    }

    /// Decides an entry, or undoes what was decided; the next list follows. Of a wrong reason the sentences are named that are wrong, from 0, or
    /// none for all of them: what they cite gives no weight to the item from the next training on.
    ///
    /// # Errors
    /// When it is refused, the entry is not at that revision, a sentence is not there, or the store fails.
    pub fn rule(
        &self,
        id: &str,
        revision: u64,
        verdict: Option<Verdict>,
        sentences: &[usize],
        act: &Act,
    ) -> Result<Kept<Review>, ServiceError> {
        let finding = verdict.map(|verdict| self.finding(id, verdict, sentences)).transpose()?;
        let kept = oversight::rule(&*self.store, id, revision, finding.as_ref(), act)?;
        self.look_again();
        Ok(kept)
    }

    fn finding(&self, id: &str, verdict: Verdict, sentences: &[usize]) -> Result<Finding, ServiceError> {
        if verdict != Verdict::WrongReason {
            let refusal = OversightError::from(Refusal::Sentences);
            return if sentences.is_empty() { Ok(verdict.into()) } else { Err(refusal.into()) };
        }
        let (kept, said) = self.review(id)?;
        let said = said.unwrap_or_default();
        let is_citing = |&at: &usize| said.get(at).is_some_and(|reason: &ShownReason| !reason.evidence.is_empty());
        if !sentences.iter().all(is_citing) {
            return Err(OversightError::from(Refusal::Uncited).into());
        }
        let is_wrong = |at: usize| sentences.is_empty() || sentences.contains(&at);
        let wrong = said.iter().enumerate().filter(|(at, _)| is_wrong(*at));
        let cited = wrong.flat_map(|(_, reason)| &reason.evidence).map(|cited| cited.item.clone());
        Ok(Finding { verdict, evidence: cited.filter(|evidence| *evidence != kept.it.item).collect() })
    }

    /// What a review took back of what is learnt: these items are no reason for its item.
    ///
    /// # Errors
    /// When the store fails.
    pub fn unlinked_by(&self, review: &str) -> Result<Vec<ItemId>, ServiceError> {
        Ok(unlinked_by(&*self.store, review)?)
    }

    /// How often people agree with the engine, and where they do not.
    ///
    /// # Errors
    /// When the store fails.
    pub fn review_figures(&self) -> Result<Figures, ServiceError> {
        let all = self.reviews(None, usize::MAX, &|_| true)?;
        Ok(oversight::figures(all.iter().map(|kept| &kept.it)))
    }

    /// What reviews keep out of a placement now.
    ///
    /// # Errors
    /// When the store fails.
    pub fn suppressed(&self, placement: &str) -> Result<BTreeSet<ItemId>, ServiceError> {
        Ok(oversight::suppressed(&*self.store)?.of(placement))
    }
}
