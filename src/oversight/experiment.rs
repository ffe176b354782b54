//! An experiment: two arms of customers, what differs between them, and when it ends.

use serde::{Deserialize, Serialize};

use super::proposal::Proposal;
use super::step::{Act, Refusal, State};
use crate::access::Actor;
use crate::decision::{Arm, Telling, Trial};
use crate::event::{Consent, Customer, Personalisation};
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
        /// Its rules: as they were approved once it has begun, until then as they stood when it was drafted.
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

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ExperimentState, example = "running")]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// It is planned; nobody's list is another yet.
    Draft,
    /// It was given up before it began.
    Dropped,
    /// It goes on.
    Running,
    /// It reached its end, or somebody ended it.
    Ended,
    /// Its guard rail ended it.
    Guarded,
    /// Another policy went live, so that nothing more can be compared, or what it tried is approved no more.
    Overtaken,
}

impl Course {
    /// All of them, in the order of their life.
    pub const ALL: [Self; 6] = [Self::Draft, Self::Dropped, Self::Running, Self::Ended, Self::Guarded, Self::Overtaken];

    /// As it stands on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Dropped => "dropped",
            Self::Running => "running",
            Self::Ended => "ended",
            Self::Guarded => "guarded",
            Self::Overtaken => "overtaken",
        }
    }
}

/// What it is held against, and from when to when it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ExperimentRun)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// The live version that the control sees; once another is live, nothing more is compared.
    #[schema(example = 12)]
    pub against: u32,
    /// When it began.
    pub began: Time,
    /// When it ends at the latest.
    pub ends: Time,
}

/// How it was drafted, began and ended.
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
    /// For how many days it is planned.
    #[schema(example = 28)]
    pub days: u16,
    /// Its run; `null` while it has not begun.
    pub run: Option<Run>,
    /// Where it stands.
    pub state: Course,
    /// How it was drafted, began and ended.
    pub log: Vec<Turn>,
}

impl Treatment {
    fn of(id: &str, proposal: &Proposal) -> Self {
        Self::Policy { proposal: id.to_owned(), policy: Box::new(proposal.policy.clone()) }
    }

    /// The proposal whose rules are tried.
    #[must_use]
    pub fn proposal(&self) -> Option<&str> {
        match self {
            Self::Policy { proposal, .. } => Some(proposal),
            Self::ReasonsHidden => None,
        }
    }
}

impl Experiment {
    /// Plans one: of a proposal by its name, or without one of hidden reasons. Nothing is tried on anybody yet.
    ///
    /// # Errors
    /// When the role plans nothing, there is no reason, or a number is out of its range.
    pub fn draft(plan: Plan, tried: Option<(&str, &Proposal)>, act: &Act) -> Result<Self, Refusal> {
        act.as_planner()?;
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
        let treatment = tried.map_or(Treatment::ReasonsHidden, |(id, proposal)| Treatment::of(id, proposal));
        let Plan { placement, question, share, outcome, fall_max, days } = plan;
        let question = super::incident::sound(&question)?.to_owned();
        let (state, log) = (Course::Draft, Vec::new());
        let empty = Self { placement, question, treatment, share, outcome, fall_max, days, run: None, state, log };
        Ok(empty.turned(Course::Draft, Some(act.by.clone()), act.at, act.words()))
    }

    /// Begun, with its proposal as it stands now and against the version that is live. A policy must be approved before some see it, as
    /// before all do.
    ///
    /// # Errors
    /// When it is no draft, the role does not approve, there is no reason, or the proposal is not approved.
    pub fn begin(&self, tried: Option<(&str, &Proposal)>, against: u32, act: &Act) -> Result<Self, Refusal> {
        if self.state != Course::Draft {
            return Err(Refusal::State { did: "begun", state: self.state.as_str() });
        }
        act.as_approver()?;
        act.with_reason()?;
        if let Some((_, proposal)) = tried.filter(|(_, proposal)| proposal.state != State::Approved) {
            return Err(Refusal::State { did: "tried in an experiment", state: proposal.state.as_str() });
        }
        let run = Run { against, began: act.at, ends: act.at.plus_days(i64::from(self.days)) };
        let treatment = tried.map_or(Treatment::ReasonsHidden, |(id, proposal)| Treatment::of(id, proposal));
        let begun = Self { treatment, run: Some(run), ..self.clone() };
        Ok(begun.turned(Course::Running, Some(act.by.clone()), act.at, act.words()))
    }

    /// Ended by somebody; a draft is dropped, by whoever may plan one.
    ///
    /// # Errors
    /// When it has ended, the role may not, or there is no reason.
    pub fn stop(&self, act: &Act) -> Result<Self, Refusal> {
        let next = match self.state {
            Course::Draft => act.as_planner().map(|()| Course::Dropped)?,
            Course::Running => act.as_approver().map(|()| Course::Ended)?,
            Course::Dropped | Course::Ended | Course::Guarded | Course::Overtaken => {
                return Err(Refusal::State { did: "ended", state: self.state.as_str() });
            }
        };
        act.with_reason()?;
        Ok(self.turned(next, Some(act.by.clone()), act.at, act.words()))
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
    pub fn part(
        &self,
        id: &str,
        (customer, basis): (&Customer, Consent),
        live: u32,
        now: Time,
    ) -> Option<(Trial, Option<Policy>)> {
        let may = customer.may_be_measured(basis) && customer.personalisation != Personalisation::Off;
        let run = self.run.filter(|_| self.state == Course::Running)?;
        if !may || now >= run.ends || live != run.against {
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
