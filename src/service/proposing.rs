//! A policy's life at work: measuring, handing in, approving, going live at once or at its moment, going back.

use serde_json::Value;

use super::sample::costliest;
use super::{SAMPLE_MAX, Service, ServiceError};
use crate::evaluate::Impact;
use crate::monitor::Alarm;
use crate::oversight::{
    self, Act, Check, Compared, Difference, Kept, Measured, OversightError, Proposal, Refusal, Step, Thresholds,
};
use crate::rerank::{LeakageBudget, Policy};
use crate::store::ModelDirError;
use crate::units::Time;

/// The placement of a request that names none.
const HOME: &str = "home";

/// What is known of a change when it is handed in.
struct Findings {
    measured: Measured,
    thresholds: Thresholds,
    checks: Vec<Check>,
}

/// What became of a proposal whose moment had come.
#[derive(Debug, Clone, PartialEq)]
pub enum Came {
    /// It is live.
    Live(Kept<Proposal>),
    /// It was measured against another policy than the live one and nobody had approved it, so it waits again.
    Lapsed(Kept<Proposal>),
}

impl Service {
    /// A proposal, as it stands now.
    ///
    /// # Errors
    /// When there is none, or the store fails.
    pub fn proposal(&self, placement: &str, id: &str) -> Result<Kept<Proposal>, ServiceError> {
        let kept = oversight::proposal(&*self.store, placement, id)?;
        self.as_it_stands(kept)
    }

    /// The placements that are known here: `home`, which a request means that names none, and those with proposals.
    ///
    /// # Errors
    /// When the store fails.
    pub fn placements(&self) -> Result<Vec<String>, ServiceError> {
        let mut known = oversight::placements(&*self.store)?;
        if !known.iter().any(|name| name == HOME) {
            known.insert(0, HOME.to_owned());
        }
        Ok(known)
    }

    /// The proposals of a placement after one, the oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn proposals(
        &self,
        placement: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Kept<Proposal>>, ServiceError> {
        let found = oversight::proposals(&*self.store, placement, after, limit)?;
        let live = self.policy(placement)?.version;
        Ok(found.into_iter().map(|kept| Kept { it: kept.it.while_live(live), ..kept }).collect())
    }

    fn as_it_stands(&self, kept: Kept<Proposal>) -> Result<Kept<Proposal>, ServiceError> {
        let live = self.policy(&kept.it.policy.placement)?.version;
        Ok(Kept { it: kept.it.while_live(live), ..kept })
    }

    /// Keeps a new draft.
    ///
    /// # Errors
    /// When the role does not write rules, or the store fails.
    pub fn draft(&self, policy: Policy, act: &Act) -> Result<Kept<Proposal>, ServiceError> {
        let draft = Proposal::draft(policy, act).map_err(OversightError::from)?;
        Ok(oversight::write_new(&*self.store, oversight::fresh_id(), draft)?)
    }

    /// Takes a step that measures nothing and makes nothing live.
    ///
    /// # Errors
    /// When it is refused, the proposal is not at that revision, or the store fails.
    pub fn step(
        &self,
        placement: &str,
        id: &str,
        revision: u64,
        step: Step,
        act: &Act,
    ) -> Result<Kept<Proposal>, ServiceError> {
        let kept = self.proposal(placement, id)?;
        let act = if step == Step::Approve { &self.towards(&kept.it.author, act)? } else { act };
        let kept = oversight::change(&*self.store, kept, revision, step, act)?;
        // What is approved no more is tried on nobody from here on.
        self.guard_trials_of(id, act.at)?;
        Ok(kept)
    }

    /// Deletes a draft that was never handed in.
    ///
    /// # Errors
    /// When it was, somebody else wrote it, or the store fails.
    pub fn delete_draft(&self, placement: &str, id: &str, act: &Act) -> Result<(), ServiceError> {
        Ok(oversight::remove(&*self.store, &self.proposal(placement, id)?, act)?)
    }

    /// Measures what a draft would change, and keeps it with the draft.
    ///
    /// # Errors
    /// When it is refused, there is no usable model, or the store fails.
    pub fn preview_draft(
        &self,
        placement: &str,
        id: &str,
        act: &Act,
        threads: usize,
    ) -> Result<Kept<Proposal>, ServiceError> {
        let kept = self.proposal(placement, id)?;
        // What is refused is refused before anything is measured.
        kept.it.may_be_measured(act).map_err(OversightError::from)?;
        let engine = self.engine()?;
        let against = self.policy(placement)?.version;
        let impact = to_value(&self.impact(&kept.it.policy, SAMPLE_MAX, threads)?);
        let model = Some(engine.model().manifest().fingerprint.clone());
        let revision = kept.revision;
        let step = Step::Preview(Measured { at: act.at, against, model, impact });
        Ok(oversight::change(&*self.store, kept, revision, step, act)?)
    }

    /// Hands a draft in, with what it would change and whether that needs approval.
    ///
    /// # Errors
    /// When it is refused, the model or the store fails.
    pub fn submit(
        &self,
        placement: &str,
        id: &str,
        revision: u64,
        act: &Act,
        threads: usize,
    ) -> Result<Kept<Proposal>, ServiceError> {
        let kept = self.proposal(placement, id)?.at(revision)?;
        kept.it.may_be_measured(act).and_then(|()| act.with_reason()).map_err(OversightError::from)?;
        let Findings { measured, thresholds, checks } = self.findings(&kept.it.policy, act.at, threads)?;
        let step = Step::Submit { measured, thresholds, checks };
        Ok(oversight::change(&*self.store, kept, revision, step, act)?)
    }

    /// Makes a proposal live, now or at a moment.
    ///
    /// # Errors
    /// When it is refused, the model in use has learnt nothing of what a new leakage budget bounds, the proposal is not at that revision, or the store fails.
    pub fn publish(
        &self,
        placement: &str,
        id: &str,
        revision: u64,
        due: Option<Time>,
        act: &Act,
    ) -> Result<Kept<Proposal>, ServiceError> {
        let kept = self.proposal(placement, id)?.at(revision)?;
        self.check_new_learnt(&self.policy(placement)?, &kept.it.policy)?;
        if let Some(due) = due {
            let live = self.policy(placement)?.version;
            return Ok(oversight::change(&*self.store, kept, revision, Step::Schedule { due, live }, act)?);
        }
        let take = |live: u32| kept.it.step(Step::Publish { live }, act);
        Ok(self.make_live(Some(&kept), placement, &take)?)
    }

    /// Makes rules live at once, past approval: for admins, with a reason, and on record with what approval was for. Nothing is measured:
    /// this is for what cannot wait.
    ///
    /// # Errors
    /// When it is refused, or the store fails.
    pub fn impose(&self, policy: &Policy, act: &Act) -> Result<Kept<Proposal>, ServiceError> {
        act.as_admin().and_then(|()| act.with_reason()).map_err(OversightError::from)?;
        let live = self.policy(&policy.placement)?;
        self.check_new_learnt(&live, policy)?;
        let measured = Measured { at: act.at, against: live.version, model: None, impact: Value::Null };
        let Findings { measured, thresholds, checks } = self.compared(&live, policy, &[], measured)?;
        let take = |live: u32| {
            let known = (measured.clone(), thresholds, checks.clone());
            Proposal::imposed(policy.clone(), live, known, act)
        };
        Ok(self.make_live(None, &policy.placement, &take)?)
    }

    /// Makes the rules of an earlier version live again as a new one; without a version, those before the live one. The way back is
    /// never barred: a leakage budget of which the model in use has learnt nothing is an alarm from then on.
    ///
    /// # Errors
    /// When it is refused, there is no such version, or the store fails.
    pub fn roll_back(&self, placement: &str, version: Option<u32>, act: &Act) -> Result<Kept<Proposal>, ServiceError> {
        let live = self.policy(placement)?.version;
        let version = version.or_else(|| live.checked_sub(1)).ok_or(OversightError::Refused(Refusal::NothingBefore))?;
        let earlier = self.version(placement, version)?;
        let take = |live: u32| Proposal::returning(earlier.clone(), live, act);
        Ok(self.make_live(None, placement, &take)?)
    }

    /// The rules of a version; version 0 is what holds where nothing was saved.
    fn version(&self, placement: &str, version: u32) -> Result<Policy, ServiceError> {
        if version == 0 {
            return Ok(Policy::standard(placement));
        }
        let unknown = || OversightError::Unknown { what: "version", id: format!("{placement}@{version}") };
        Ok(self.store.policy(placement, version)?.ok_or_else(unknown)?)
    }

    /// What a proposal changes against a version, which is named first: the live one, or, for what was live itself, the one that it replaced.
    ///
    /// # Errors
    /// When there is no such proposal or version, or the store fails.
    pub fn differences(
        &self,
        placement: &str,
        id: &str,
        against: Option<u32>,
    ) -> Result<(u32, Vec<Difference>), ServiceError> {
        let Kept { it: proposal, .. } = self.proposal(placement, id)?;
        let replaced = proposal.policy.version.checked_sub(1);
        let against = match against.or(replaced) {
            Some(version) => version,
            None => self.policy(placement)?.version,
        };
        Ok((against, oversight::diff(&self.version(placement, against)?, &proposal.policy)))
    }

    fn make_live(
        &self,
        proposal: Option<&Kept<Proposal>>,
        placement: &str,
        take: &dyn Fn(u32) -> Result<Proposal, Refusal>,
    ) -> Result<Kept<Proposal>, OversightError> {
        let live = oversight::make_live(&*self.store, proposal, placement, take)?;
        self.look_again();
        if let Err(cause) = self.raise_unlearnt(&live.it) {
            tracing::warn!(%cause, "whether a policy that is live now bounds what it says waits for the next look");
        }
        Ok(live)
    }

    /// Raises at once that a leakage budget of what has just become live bounds nothing.
    fn raise_unlearnt(&self, live: &Proposal) -> Result<(), ServiceError> {
        let Some(at) = live.history.last().map(|entry| entry.at) else { return Ok(()) };
        let Policy { placement, leakages, .. } = &live.policy;
        for budget in self.unlearnt(&live.policy)? {
            oversight::raise_alarm(&*self.store, placement, &Alarm::unlearnt(&leakages[budget].segment), at)?;
        }
        Ok(())
    }

    /// Makes live what is due. One that fails does not keep back those after it. One with a leakage budget of which the model in use has
    /// learnt nothing meanwhile goes live as well, with an alarm: nothing that is live till then bounds that either, and nobody is there to mend it.
    ///
    /// # Errors
    /// When the store cannot say what is due.
    pub fn publish_due(&self, now: Time) -> Result<Vec<Result<Came, ServiceError>>, ServiceError> {
        let due = oversight::due(&*self.store, now)?;
        Ok(due.into_iter().map(|(placement, kept)| self.come_due(&placement, kept, now)).collect())
    }

    fn come_due(&self, placement: &str, kept: Kept<Proposal>, now: Time) -> Result<Came, ServiceError> {
        let act = Act { by: kept.scheduled_by(), at: now, reason: None, known_to: Vec::new() };
        let take = |live: u32| kept.it.step(Step::Publish { live }, &act);
        match self.make_live(Some(&kept), placement, &take) {
            Err(OversightError::Refused(Refusal::Outdated { live, .. })) => {
                let revision = kept.revision;
                Ok(Came::Lapsed(oversight::change(&*self.store, kept, revision, Step::Lapse { live }, &act)?))
            }
            other => Ok(Came::Live(other?)),
        }
    }

    /// Refuses a policy with a leakage budget of which the model in use has learnt nothing, but for budgets that are live as they are: for
    /// those nothing has to wait.
    pub(super) fn check_new_learnt(&self, live: &Policy, policy: &Policy) -> Result<(), ServiceError> {
        let is_new = |rule: &LeakageBudget| !live.leakages.contains(rule);
        match self.unlearnt(policy)?.into_iter().find(|&at| is_new(&policy.leakages[at])) {
            Some(at) => Err(ServiceError::Unlearnt { at, segment: policy.leakages[at].segment.clone() }),
            None => Ok(()),
        }
    }

    /// The leakage budgets of a policy that bound nothing, because the model in use has learnt nothing of their segments; none before there is
    /// a model, since there is no list then either.
    pub(super) fn unlearnt(&self, policy: &Policy) -> Result<Vec<usize>, ServiceError> {
        if policy.leakages.is_empty() {
            return Ok(Vec::new());
        }
        let engine = match self.engine() {
            Ok(engine) => engine,
            Err(ServiceError::Model(ModelDirError::None { .. })) => return Ok(Vec::new()),
            Err(cause) => return Err(cause),
        };
        let is_unlearnt = |at: &usize| engine.model().leaning(&policy.leakages[*at].segment).is_none();
        Ok((0..policy.leakages.len()).filter(is_unlearnt).collect())
    }

    /// What a policy would change, measured, against the thresholds that hold now.
    fn findings(&self, draft: &Policy, at: Time, threads: usize) -> Result<Findings, ServiceError> {
        let live = self.policy(&draft.placement)?;
        let engine = match self.engine() {
            Ok(engine) => Some(engine),
            Err(ServiceError::Model(ModelDirError::None { .. })) => None,
            Err(cause) => return Err(cause),
        };
        let impacts = engine.as_ref().map(|_| self.impacts(draft, SAMPLE_MAX, threads)).transpose()?;
        let impacts = impacts.unwrap_or_default();
        let measured = Measured {
            model: engine.map(|engine| engine.model().manifest().fingerprint.clone()),
            impact: costliest(&impacts).map_or(Value::Null, to_value),
            against: live.version,
            at,
        };
        self.compared(&live, draft, &impacts, measured)
    }

    fn compared(
        &self,
        live: &Policy,
        draft: &Policy,
        impacts: &[Impact],
        measured: Measured,
    ) -> Result<Findings, ServiceError> {
        let thresholds = oversight::settings(&*self.store)?.it.thresholds;
        let (_, items) = self.store.items_at(self.store.catalog_state()?.revision)?;
        let checks = oversight::checks(Compared { live, draft, impacts, items: &items }, &thresholds);
        Ok(Findings { measured, thresholds, checks })
    }
}

fn to_value(impact: &Impact) -> Value {
    serde_json::to_value(impact).expect("figures are plain data")
}
