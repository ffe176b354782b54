//! One policy on its way to be live: its history, and who may take which step.

use serde::{Deserialize, Serialize};

use super::step::{Act, Did, Entry, Measured, Refusal, State, Step};
use super::threshold::{Check, Thresholds};
use crate::access::Actor;
use crate::rerank::Policy;
use crate::units::Time;

/// A policy on its way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// Where it stands.
    pub state: State,
    /// Who wrote it; nobody else edits or submits it, and they do not approve it.
    pub author: Actor,
    /// The rules. `version` is 0 until they are live.
    pub policy: Policy,
    /// What it would change: of the last preview, or, once it is submitted, as it was handed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured: Option<Measured>,
    /// The thresholds as they were at submission.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thresholds: Option<Thresholds>,
    /// Each threshold, met or not; one that is met asks for approval.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// Who approved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<Actor>,
    /// When it goes live by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Time>,
    /// The earlier version whose rules it makes live again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 9)]
    pub returns_to: Option<u32>,
    /// Everything that was done with it, the oldest first.
    pub history: Vec<Entry>,
}

impl Proposal {
    /// A new draft.
    ///
    /// # Errors
    /// When the role does not write rules.
    pub fn draft(policy: Policy, act: &Act) -> Result<Self, Refusal> {
        act.as_author()?;
        let mut draft = Self::blank(policy, act);
        draft.note(Did::Created, State::Draft, act);
        Ok(draft)
    }

    /// Rules that an admin makes live at once, past approval; the history says so, and the checks say what approval was for.
    ///
    /// # Errors
    /// When the role is no admin, or there is no reason.
    pub fn imposed(
        policy: Policy,
        live: u32,
        known: (Measured, Thresholds, Vec<Check>),
        act: &Act,
    ) -> Result<Self, Refusal> {
        act.as_admin()?;
        act.with_reason()?;
        let mut imposed = Self::blank(policy, act);
        let (measured, thresholds, checks) = known;
        (imposed.measured, imposed.thresholds, imposed.checks) = (Some(measured), Some(thresholds), checks);
        imposed.go_live(Did::Imposed, live, act);
        Ok(imposed)
    }

    /// The rules of an earlier version, live again as a new one.
    ///
    /// # Errors
    /// When the role does not approve, there is no reason, or the version is not an earlier one.
    pub fn returning(earlier: Policy, live: u32, act: &Act) -> Result<Self, Refusal> {
        act.as_approver()?;
        act.with_reason()?;
        if earlier.version >= live {
            return Err(Refusal::NothingBefore);
        }
        let returns_to = Some(earlier.version);
        let mut returning = Self { returns_to, ..Self::blank(earlier, act) };
        returning.go_live(Did::RolledBack, live, act);
        Ok(returning)
    }

    fn blank(policy: Policy, act: &Act) -> Self {
        Self {
            state: State::Draft,
            author: act.by.clone(),
            policy: Policy { version: 0, ..policy },
            measured: None,
            thresholds: None,
            checks: Vec::new(),
            approved_by: None,
            due: None,
            returns_to: None,
            history: Vec::new(),
        }
    }

    /// Whether a threshold was met at submission.
    #[must_use]
    pub fn needs_approval(&self) -> bool {
        self.checks.iter().any(|check| check.met)
    }

    /// As it stands while a version is live: what was made live before that is retired.
    #[must_use]
    pub fn while_live(mut self, version: u32) -> Self {
        if self.state == State::Live && self.policy.version < version {
            self.state = State::Retired;
        }
        self
    }

    /// Whether it may be deleted as if it had never been: only what was never handed in.
    ///
    /// # Errors
    /// When it was, or somebody else wrote it.
    pub fn may_be_deleted(&self, act: &Act) -> Result<(), Refusal> {
        self.by_author(act)?;
        if self.history.iter().any(|entry| entry.did == Did::Submitted) {
            return Err(self.out_of_place("deleted"));
        }
        self.in_state(&[State::Draft, State::Previewed], "deleted")
    }

    /// Whether it may be previewed and submitted: a draft, by its author.
    ///
    /// # Errors
    /// When it is no draft, or somebody else wrote it.
    pub fn may_be_measured(&self, act: &Act) -> Result<(), Refusal> {
        self.by_author(act)?;
        self.in_state(&[State::Draft, State::Previewed], "measured and submitted")
    }

    /// Takes a step, or says why not. The history grows by one line.
    ///
    /// # Errors
    /// When the state, the person, the reason or the moment does not allow it.
    pub fn step(&self, step: Step, act: &Act) -> Result<Self, Refusal> {
        act.with_sound_reason()?;
        let mut next = self.clone();
        match step {
            Step::Edit(policy) => next.edit(*policy, act)?,
            Step::Preview(measured) => {
                self.may_be_measured(act)?;
                next.measured = Some(measured);
                next.note(Did::Previewed, State::Previewed, act);
            }
            Step::Submit { measured, thresholds, checks } => {
                self.may_be_measured(act)?;
                act.with_reason()?;
                (next.measured, next.thresholds, next.checks) = (Some(measured), Some(thresholds), checks);
                next.note(Did::Submitted, State::Submitted, act);
            }
            Step::Approve => {
                self.judged(&[State::Submitted], "approved", act)?;
                act.as_somebody_but(&self.author)?;
                next.approved_by = Some(act.by.clone());
                next.note(Did::Approved, State::Approved, act);
            }
            Step::Reject => {
                self.judged(&[State::Submitted, State::Approved, State::Scheduled], "rejected", act)?;
                (next.approved_by, next.due) = (None, None);
                next.note(Did::Rejected, State::Rejected, act);
            }
            Step::Withdraw => {
                next.withdraw(act)?;
            }
            Step::Schedule { due, live } => {
                self.in_state(&[State::Submitted, State::Approved], "scheduled")?;
                self.may_go_live(live, act)?;
                if due <= act.at {
                    return Err(Refusal::Past);
                }
                next.due = Some(due);
                next.note(Did::Scheduled, State::Scheduled, act);
            }
            Step::Publish { live } => {
                self.in_state(&[State::Submitted, State::Approved, State::Scheduled], "published")?;
                self.may_go_live(live, act)?;
                next.go_live(Did::Published, live, act);
            }
            Step::Lapse { live } => {
                self.in_state(&[State::Scheduled], "found out of date")?;
                if self.due.is_none_or(|due| due > act.at) || self.is_free(live).is_ok() {
                    return Err(Refusal::NotDue);
                }
                next.due = None;
                next.note(Did::Lapsed, State::Submitted, act);
            }
        }
        Ok(next)
    }

    fn edit(&mut self, policy: Policy, act: &Act) -> Result<(), Refusal> {
        self.by_author(act)?;
        self.in_state(&[State::Draft, State::Previewed, State::Submitted, State::Rejected], "edited")?;
        self.policy = Policy { version: 0, ..policy };
        // What was seen of other rules says nothing of these.
        (self.measured, self.thresholds, self.approved_by) = (None, None, None);
        self.checks.clear();
        self.note(Did::Edited, State::Draft, act);
        Ok(())
    }

    fn withdraw(&mut self, act: &Act) -> Result<(), Refusal> {
        if act.as_admin().is_err() {
            self.by_author(act)?;
        }
        let open = [State::Draft, State::Previewed, State::Submitted, State::Approved, State::Scheduled];
        self.in_state(&open, "withdrawn")?;
        act.with_reason()?;
        (self.approved_by, self.due) = (None, None);
        self.note(Did::Withdrawn, State::Withdrawn, act);
        Ok(())
    }

    /// Whether somebody approved it, or nobody has to: no threshold was met, measured against what is live.
    fn is_free(&self, live: u32) -> Result<(), Refusal> {
        if self.approved_by.is_some() {
            return Ok(());
        }
        let met: Vec<&str> = self.checks.iter().filter(|check| check.met).map(|check| check.detail.as_str()).collect();
        if !met.is_empty() {
            return Err(Refusal::NeedsApproval(met.join("; ")));
        }
        let against = self.measured.as_ref().map_or(0, |measured| measured.against);
        if against == live { Ok(()) } else { Err(Refusal::Outdated { against, live }) }
    }

    /// What was approved is made live by its author or an approver; what needs no approval by its author.
    fn may_go_live(&self, live: u32, act: &Act) -> Result<(), Refusal> {
        self.is_free(live)?;
        if self.approved_by.is_some() && act.as_approver().is_ok() {
            return Ok(());
        }
        self.by_author(act)
    }

    fn by_author(&self, act: &Act) -> Result<(), Refusal> {
        act.as_author()?;
        if act.by.name == self.author.name { Ok(()) } else { Err(Refusal::NotYours(self.author.name.clone())) }
    }

    /// Approved or refused: by an approver who is not its author, with a reason.
    fn judged(&self, states: &[State], did: &'static str, act: &Act) -> Result<(), Refusal> {
        act.as_approver()?;
        if act.by.name == self.author.name {
            return Err(Refusal::Own);
        }
        self.in_state(states, did)?;
        act.with_reason()
    }

    fn in_state(&self, states: &[State], did: &'static str) -> Result<(), Refusal> {
        if states.contains(&self.state) { Ok(()) } else { Err(self.out_of_place(did)) }
    }

    const fn out_of_place(&self, did: &'static str) -> Refusal {
        Refusal::State { did, state: self.state.as_str() }
    }

    fn go_live(&mut self, did: Did, live: u32, act: &Act) {
        self.policy.version = live + 1;
        self.due = None;
        self.note(did, State::Live, act);
    }

    fn note(&mut self, did: Did, state: State, act: &Act) {
        self.state = state;
        let version = (state == State::Live).then_some(self.policy.version);
        let reason = act.reason.as_ref().map(|reason| reason.trim().to_owned());
        self.history.push(Entry { did, state, by: act.by.clone(), at: act.at, reason, version, due: self.due });
    }
}
