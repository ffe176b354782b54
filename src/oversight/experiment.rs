//! An experiment: two arms of customers, what differs between them, and when it ends.

use serde::{Deserialize, Serialize};

use super::proposal::Proposal;
use super::step::{Act, Refusal, State};
use crate::access::Actor;
use crate::decision::{Arm, Telling, Trial};
use crate::event::{Customer, Personalisation};
use crate::monitor::Outcome;
use crate::rerank::Policy;
use crate::units::Time;

/// The longest experiment, in days.
pub const EXPERIMENT_DAYS_MAX: u16 = 92;

/// What is tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ExperimentTreatment, example = json!({"kind": "reasons_hidden"}))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Treatment {
    /// An approved proposal's rules in place of the live ones.
    Policy {
        /// The proposal.
        #[schema(example = "p_0192f0c4a5b27c3b9d0e2f6b8a1c4d5e")]
        proposal: String,
        /// Its rules, as they were approved.
        policy: Box<Policy>,
    },
    /// Lists without reasons, but for those that disclose an interest other than the customer's.
    ReasonsHidden,
}

/// What somebody plans.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Where.
    pub placement: String,
    /// What it is to find out.
    pub question: String,
    /// The share of customers who get what is tried.
    pub share: f64,
    /// What decides.
    pub outcome: Outcome,
    /// The treatment ends early once an outcome is certainly lower than the control's less this share of it.
    pub fall_max: f64,
    /// For how many days.
    pub days: u16,
}

/// Whether it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ExperimentState, example = "running")]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// It does.
    Running,
    /// It reached its end, or somebody ended it.
    Ended,
    /// Its guard rail ended it.
    Guarded,
    /// Another policy went live, so that nothing more can be compared, or what it tried is approved no more.
    Overtaken,
}

/// How it began and ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ExperimentEntry)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// Where it stood from then on.
    pub state: Course,
    /// By whom; absent where it came by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Actor>,
    /// When.
    pub at: Time,
    /// Why, in words.
    #[schema(example = "The new rules were approved; do people find what they want?")]
    pub reason: String,
}

/// An experiment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// Where.
    #[schema(example = "home")]
    pub placement: String,
    /// What it is to find out.
    #[schema(example = "Do more people click when the list is more varied?")]
    pub question: String,
    /// What is tried.
    pub treatment: Treatment,
    /// The share of customers who get it, 0.05 to 0.95.
    #[schema(example = 0.5)]
    pub share: f64,
    /// What decides.
    pub outcome: Outcome,
    /// It ends early once an outcome of the treatment is certainly lower than the control's less this share of it.
    #[schema(example = 0.0)]
    pub fall_max: f64,
    /// The live version that the control sees; once another is live, nothing more is compared.
    #[schema(example = 12)]
    pub against: u32,
    /// When it began.
    pub began: Time,
    /// When it ends at the latest.
    pub ends: Time,
    /// Whether it goes on.
    pub state: Course,
    /// How it began and ended.
    pub log: Vec<Turn>,
}

impl Experiment {
    /// Begins one: of a proposal by its name, or without one of hidden reasons. A policy must be approved before some see it, as before
    /// all do.
    ///
    /// # Errors
    /// When the role does not approve, there is no reason, the proposal is not approved, or a number is out of its range.
    pub fn begin(plan: Plan, tried: Option<(&str, &Proposal)>, against: u32, act: &Act) -> Result<Self, Refusal> {
        act.as_approver()?;
        act.with_reason()?;
        let ranges = [
            ("share", plan.share, 0.05, 0.95),
            ("fall_max", plan.fall_max, 0.0, 1.0),
            ("days", f64::from(plan.days), 1.0, f64::from(EXPERIMENT_DAYS_MAX)),
        ];
        for (field, value, min, max) in ranges {
            if !(min..=max).contains(&value) {
                return Err(Refusal::Range { field, min: min.to_string(), max: max.to_string() });
            }
        }
        if let Some((_, proposal)) = tried.filter(|(_, proposal)| proposal.state != State::Approved) {
            return Err(Refusal::State { did: "tried in an experiment", state: proposal.state.as_str() });
        }
        let treatment = tried.map_or(Treatment::ReasonsHidden, |(id, proposal)| Treatment::Policy {
            proposal: id.to_owned(),
            policy: Box::new(proposal.policy.clone()),
        });
        let Plan { placement, question, share, outcome, fall_max, days } = plan;
        let question = super::incident::sound(&question)?.to_owned();
        let reason = act.reason.as_deref().unwrap_or_default().trim().to_owned();
        let began = Turn { state: Course::Running, by: Some(act.by.clone()), at: act.at, reason };
        Ok(Self {
            placement,
            question,
            treatment,
            share,
            outcome,
            fall_max,
            against,
            began: act.at,
            ends: act.at.plus_days(i64::from(days)),
            state: Course::Running,
            log: vec![began],
        })
    }

    /// Ended by somebody.
    ///
    /// # Errors
    /// When it has ended, the role does not approve, or there is no reason.
    pub fn stop(&self, act: &Act) -> Result<Self, Refusal> {
        act.as_approver()?;
        act.with_reason()?;
        if self.state != Course::Running {
            return Err(Refusal::State { did: "ended", state: "ended" });
        }
        Ok(self.turned(Course::Ended, Some(act.by.clone()), act.at, act.reason.as_deref().unwrap_or_default().trim()))
    }

    /// With where it stands from now on.
    #[must_use]
    pub fn turned(&self, state: Course, by: Option<Actor>, at: Time, reason: &str) -> Self {
        let mut next = self.clone();
        next.log.push(Turn { state, by, at, reason: reason.to_owned() });
        next.state = state;
        next
    }

    /// The part of a customer's list in it, with the rules of their arm where these are not the live ones. Only who chose to allow
    /// measuring takes part: nobody is tried on whom nothing could be learnt from.
    #[must_use]
    pub fn part(&self, id: &str, customer: &Customer, live: u32, now: Time) -> Option<(Trial, Option<Policy>)> {
        let may = customer.consent.is_some_and(|consent| consent.recommend && consent.measure_fairness)
            && customer.personalisation != Personalisation::Off;
        if !may || self.state != Course::Running || now >= self.ends || live != self.against {
            return None;
        }
        let arm = Arm::of(id, &customer.id, self.share);
        let (telling, policy) = match (arm, &self.treatment) {
            (Arm::Control, _) => (Telling::AsAsked, None),
            (Arm::Treatment, Treatment::ReasonsHidden) => (Telling::Hidden, None),
            (Arm::Treatment, Treatment::Policy { policy, .. }) => (Telling::AsAsked, Some((**policy).clone())),
        };
        Some((Trial { experiment: id.to_owned(), arm, telling }, policy))
    }
}
