//! Experiments at work: whose list takes part, how the arms compare, and when one ends by itself.

use super::rulebook::Rules;
use super::watching::Depth;
use super::{Service, ServiceError};
use crate::decision::{Arm, Outline, Trial};
use crate::event::Customer;
use crate::monitor::{self, ATTRIBUTION_HOURS, Arms, Comparison, Guard, Window};
use crate::oversight::{self, Act, Course, Experiment, Kept, OversightError, Plan, Refusal, State, Treatment};
use crate::rerank::Policy;
use crate::units::Time;

impl Rules {
    /// The policy of a list, and the part that it plays in an experiment: that of the customer's arm, or the live one.
    pub(super) fn policy_for(&self, customer: Option<&Customer>, now: Time) -> (Policy, Option<Trial>) {
        let running = self.running.as_ref();
        let basis = self.shop.consent_unrecorded;
        let part = running.zip(customer);
        let part = part.and_then(|(kept, who)| kept.it.part(&kept.id, (who, basis), self.live.version, now));
        let live = || self.live.clone();
        part.map_or_else(|| (live(), None), |(trial, policy)| (policy.unwrap_or_else(live), Some(trial)))
    }
}

impl Service {
    /// Drafts an experiment.
    ///
    /// # Errors
    /// When it is refused, there is no such proposal, or the store fails.
    pub fn draft_experiment(
        &self,
        plan: Plan,
        proposal: Option<&str>,
        act: &Act,
    ) -> Result<Kept<Experiment>, ServiceError> {
        let proposal = proposal.map(|id| self.proposal(&plan.placement, id)).transpose()?;
        let tried = proposal.as_ref().map(|kept| (kept.id.as_str(), &kept.it));
        let draft = Experiment::draft(plan, tried, act).map_err(OversightError::from)?;
        Ok(oversight::plan(&*self.store, draft, act)?)
    }

    /// Begins a draft.
    ///
    /// # Errors
    /// When it is refused, not at that revision, one runs in the placement already, or the store fails.
    pub fn begin_experiment(&self, id: &str, revision: u64, act: &Act) -> Result<Kept<Experiment>, ServiceError> {
        let draft = oversight::experiment(&*self.store, id)?.at(revision)?;
        let begun = self.begun(&draft.it, act)?;
        Ok(oversight::begin(&*self.store, draft, begun)?)
    }

    /// Refuses what [`Self::begin_experiment`] would refuse now, whoever comes between.
    ///
    /// # Errors
    /// When it is refused, its proposal is there no more, one runs in the placement already, or the store fails.
    pub fn may_begin_experiment(&self, draft: &Experiment, act: &Act) -> Result<(), ServiceError> {
        self.begun(draft, act)?;
        match self.running_experiment(&draft.placement)? {
            Some(_) => Err(OversightError::from(Refusal::Running).into()),
            None => Ok(()),
        }
    }

    /// A draft, begun with its proposal as it stands now.
    fn begun(&self, draft: &Experiment, act: &Act) -> Result<Experiment, ServiceError> {
        let placement = &draft.placement;
        let proposal = draft.treatment.proposal().map(|id| self.proposal(placement, id)).transpose()?;
        let live = self.policy(placement)?;
        if let Some(kept) = &proposal {
            self.check_new_learnt(&live, &kept.it.policy)?;
        }
        let tried = proposal.as_ref().map(|kept| (kept.id.as_str(), &kept.it));
        Ok(draft.begin(tried, live.version, act).map_err(OversightError::from)?)
    }

    /// The experiment that runs in a placement, if one does.
    ///
    /// # Errors
    /// When the store fails.
    pub fn running_experiment(&self, placement: &str) -> Result<Option<Kept<Experiment>>, ServiceError> {
        Ok(oversight::running(&*self.store, placement)?)
    }

    /// An experiment, and where it stands: one pass over the log since it began.
    ///
    /// # Errors
    /// When there is none, or the store fails.
    pub fn experiment(&self, id: &str, now: Time) -> Result<(Kept<Experiment>, Comparison), ServiceError> {
        let kept = oversight::experiment(&*self.store, id)?;
        let comparison = self.compared_arms(&kept, now)?;
        Ok((kept, comparison))
    }

    /// Experiments after one, in the order in which they were drafted.
    ///
    /// # Errors
    /// When the store fails.
    pub fn experiments(&self, after: Option<&str>, limit: usize) -> Result<Vec<Kept<Experiment>>, ServiceError> {
        Ok(oversight::experiments(&*self.store, after, limit)?)
    }

    /// Ends an experiment, or drops a draft.
    ///
    /// # Errors
    /// When it is refused, not at that revision, or the store fails.
    pub fn stop_experiment(&self, id: &str, revision: u64, act: &Act) -> Result<Kept<Experiment>, ServiceError> {
        Ok(oversight::stop(&*self.store, id, revision, act)?)
    }

    /// Ends the experiments that have come to their end: by their time, by their guard rail, because another policy is live, or because
    /// what they try is approved no more.
    ///
    /// # Errors
    /// When the store fails.
    pub fn guard_experiments(&self, now: Time) -> Result<Vec<Kept<Experiment>>, ServiceError> {
        self.guard_those(now, |_| true)
    }

    /// The same of the experiments that try a proposal, at once after a step of it.
    pub(super) fn guard_trials_of(&self, proposal: &str, now: Time) -> Result<(), ServiceError> {
        let is_tried = |tried: &Treatment| matches!(tried, Treatment::Policy { proposal: of, .. } if of == proposal);
        self.guard_those(now, |experiment| is_tried(&experiment.treatment)).map(drop)
    }

    fn guard_those(
        &self,
        now: Time,
        is_meant: impl Fn(&Experiment) -> bool,
    ) -> Result<Vec<Kept<Experiment>>, ServiceError> {
        let mut ended = Vec::new();
        for kept in oversight::all_running(&*self.store)?.into_iter().filter(|kept| is_meant(&kept.it)) {
            let Some((course, why)) = self.end_of(&kept, now)? else { continue };
            let next = kept.it.turned(course, None, now, &why);
            match oversight::end(&*self.store, kept, next) {
                Ok(kept) => ended.push(kept),
                // Somebody ended it at the same moment.
                Err(OversightError::Changed) => {}
                Err(cause) => return Err(cause.into()),
            }
        }
        Ok(ended)
    }

    fn end_of(&self, kept: &Kept<Experiment>, now: Time) -> Result<Option<(Course, String)>, ServiceError> {
        let experiment = &kept.it;
        let live = self.policy(&experiment.placement)?.version;
        let Some(run) = experiment.run else { return Ok(None) };
        if live != run.against {
            let why = format!("version {live} went live, the control was version {}", run.against);
            return Ok(Some((Course::Overtaken, why)));
        }
        if let Treatment::Policy { proposal, .. } = &experiment.treatment {
            let state = oversight::proposal(&*self.store, &experiment.placement, proposal)?.it.state;
            if !matches!(state, State::Approved | State::Scheduled | State::Live) {
                return Ok(Some((Course::Overtaken, format!("the proposal that it tried is {}", state.as_str()))));
            }
        }
        let comparison = self.compared_arms(kept, now)?;
        if let Some(fallen) = comparison.fallen(experiment.fall_max) {
            let (control, treatment) = (100.0 * fallen.control.low, 100.0 * fallen.treatment.high);
            let why = format!(
                "of the treatment at most {treatment:.1} % of people did what counts, of the control at least {control:.1} %"
            );
            return Ok(Some((Course::Guarded, why)));
        }
        if let Some(harm) = comparison.harmed(experiment.fall_max) {
            let (control, treatment) = (100.0 * harm.control.high, 100.0 * harm.treatment.low);
            let did = match harm.guard {
                Guard::OptedOut => "of people opted out",
                Guard::Objected => "of people rejected or reported something",
                Guard::Fallback => "of first lists had something stand in",
            };
            let why =
                format!("of the treatment at least {treatment:.1} % {did}, of the control at most {control:.1} %");
            return Ok(Some((Course::Guarded, why)));
        }
        Ok((now >= run.ends).then_some((Course::Ended, comparison.words)))
    }

    fn compared_arms(&self, kept: &Kept<Experiment>, now: Time) -> Result<Comparison, ServiceError> {
        let experiment = &kept.it;
        let until = experiment.log.last().filter(|_| experiment.state != Course::Running).map_or(now, |turn| turn.at);
        let mut arms = Arms::default();
        let Some(run) = experiment.run else { return Ok(arms.compare(experiment.outcome, now)) };
        // Who opts out does so in the day after their first list, which may be the last of the run.
        let day_after = Time::from_millis(until.millis().saturating_add(ATTRIBUTION_HOURS * 3_600_000));
        let window = Window { from: run.began, to: day_after };
        let is_wanted = |outline: &Outline| {
            let is_of_leaver = outline.placement == experiment.placement && monitor::has_opted_out(outline);
            is_of_leaver || arm_of(outline, &kept.id).is_some()
        };
        self.pass_with(
            (window, Depth::Outlines),
            now,
            &is_wanted,
            &mut |listed| match arm_of(listed.outline, &kept.id) {
                Some(arm) => arms.add(arm, listed),
                None => arms.note(listed),
            },
        )?;
        Ok(arms.compare(experiment.outcome, now))
    }
}

/// The arm of a decision in an experiment, if it took part.
fn arm_of(outline: &Outline, experiment: &str) -> Option<Arm> {
    let arm = outline.experiment.as_deref()?.strip_prefix(experiment)?.strip_prefix(':')?;
    [Arm::Control, Arm::Treatment].into_iter().find(|known| known.as_str() == arm)
}
