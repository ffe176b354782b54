//! Something that went wrong, who looks after it, and what was done about it.

use serde::{Deserialize, Serialize};

use super::step::{Act, Refusal, Whose};
use crate::access::{Actor, Role};
use crate::ids::ItemId;
use crate::monitor::{Alarm, AlarmKind, Crossing};
use crate::units::Time;

/// The longest title or owner's name, in characters.
pub const TITLE_CHARS_MAX: usize = 200;
/// So many lines of a log are the watch's and everybody's; further ones only close it.
const LINES_MAX: usize = 500;

/// What an incident comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = IncidentSource, example = json!({"kind": "alarm", "alarm": "clicks", "about": "age_band=25-34"}))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Origin {
    /// Figures crossed a threshold.
    Alarm {
        /// Which.
        alarm: AlarmKind,
        /// The group of customers that it is about, as `segment=group`, or the segment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(example = "age_band=25-34")]
        about: Option<String>,
    },
    /// Somebody who looked at a recommendation decided that it needs more than that.
    Review {
        /// The entry of the review queue.
        #[schema(example = "r_0192f0c4a5b2c81f27d3e5a0b91d")]
        review: String,
        /// The item that it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<ItemId>,
    },
    /// Somebody saw it.
    Person,
}

/// Whether there is still something to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = IncidentState, example = "open")]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// There is.
    Open,
    /// Somebody said what became of it.
    Resolved,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = IncidentStep, example = "assigned")]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// It was opened.
    Opened,
    /// It was given to somebody.
    Assigned,
    /// Something was done or found out.
    Noted,
    /// It was closed.
    Resolved,
    /// It was opened again.
    Reopened,
    /// The figures no longer cross the threshold.
    Quiet,
    /// They cross it again.
    Back,
}

/// One line of the log; lines are added, never changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = IncidentEntry)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// What was done.
    pub did: Done,
    /// By whom; absent where the watch did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Actor>,
    /// When.
    pub at: Time,
    /// What the watch found; absent where somebody did it, or the figures no longer cross the threshold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<Crossing>,
    /// Why, or what was found, in words; of the watch in English.
    #[schema(example = "The winter goods went out of stock; new ones come on Monday.")]
    pub reason: String,
    /// Who it was given to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "bea")]
    pub owner: Option<String>,
}

/// An incident. It names nobody but who works on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Incident {
    /// What it comes from.
    pub origin: Origin,
    /// Where, where it is about one placement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "home")]
    pub placement: Option<String>,
    /// What happened, in a few words; in English where nobody wrote it.
    #[schema(example = "41 % of the attention went over to other categories, at most 30 % is usual")]
    pub title: String,
    /// Whether there is still something to do.
    pub state: Phase,
    /// Who looks after it; `null` while nobody does.
    #[schema(example = "bea")]
    pub owner: Option<String>,
    /// What was done, the oldest first.
    pub log: Vec<Line>,
}

/// A step that somebody wants to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handling {
    /// Give it to somebody, by the name of their key.
    Assign(String),
    /// Say what was done or found out.
    Note,
    /// Close it.
    Resolve,
    /// Open it again.
    Reopen,
}

impl Incident {
    /// Of an alarm.
    #[must_use]
    pub fn of_alarm(placement: &str, alarm: &Alarm, now: Time) -> Self {
        let origin = Origin::Alarm { alarm: alarm.kind, about: alarm.about.clone() };
        let first = Line { found: alarm.found, ..line(Done::Opened, None, now, &alarm.detail) };
        Self::new(origin, Some(placement.to_owned()), &alarm.detail, first)
    }

    /// Of a review, by who decided it.
    #[must_use]
    pub fn of_review(review: &str, placement: Option<String>, item: &ItemId, act: &Act) -> Self {
        let origin = Origin::Review { review: review.to_owned(), item: Some(item.clone()) };
        let title = format!("a reviewer found that `{item}` needs more than a review");
        Self::new(origin, placement, &title, by(Done::Opened, act))
    }

    /// Of what somebody saw.
    ///
    /// # Errors
    /// When the role may not, or title or reason say nothing or too much.
    pub fn of_person(placement: Option<String>, title: &str, act: &Act) -> Result<Self, Refusal> {
        act.as_planner()?;
        act.with_reason()?;
        Ok(Self::new(Origin::Person, placement, sound(title)?, by(Done::Opened, act)))
    }

    fn new(origin: Origin, placement: Option<String>, title: &str, first: Line) -> Self {
        Self { origin, placement, title: title.to_owned(), state: Phase::Open, owner: None, log: vec![first] }
    }

    /// After a step. Each has a reason; assigning and resolving are for what is open, reopening for what is not.
    ///
    /// # Errors
    /// When it does not follow, the role may not, or there is no reason.
    pub fn step(&self, handling: Handling, act: &Act) -> Result<Self, Refusal> {
        act.as_planner()?;
        act.with_reason()?;
        let state = match self.state {
            Phase::Open => "open",
            Phase::Resolved => "resolved",
        };
        let refused = |did| Refusal::State { did, state };
        let mut next = self.clone();
        let mut line = match (&handling, self.state) {
            (Handling::Note | Handling::Assign(_), _) if self.log.len() >= LINES_MAX => return Err(refused("noted")),
            (Handling::Assign(_), Phase::Open) => by(Done::Assigned, act),
            (Handling::Assign(_), Phase::Resolved) => return Err(refused("assigned")),
            (Handling::Note, _) => by(Done::Noted, act),
            (Handling::Resolve, Phase::Open) => by(Done::Resolved, act),
            (Handling::Resolve, Phase::Resolved) => return Err(refused("resolved")),
            (Handling::Reopen, Phase::Resolved) => by(Done::Reopened, act),
            (Handling::Reopen, Phase::Open) => return Err(refused("reopened")),
        };
        match handling {
            Handling::Assign(owner) => {
                let owner = sound(&owner)?.to_owned();
                line.owner = Some(owner.clone());
                next.owner = Some(owner);
            }
            Handling::Note => {}
            Handling::Resolve => next.state = Phase::Resolved,
            Handling::Reopen => next.state = Phase::Open,
        }
        next.log.push(line);
        Ok(next)
    }

    /// With what the watch saw of its alarm; `None` where that is of no use any more.
    #[must_use]
    pub fn seen(&self, did: Done, (reason, found): (&str, Option<Crossing>), now: Time) -> Option<Self> {
        if self.state == Phase::Resolved || self.log.len() >= LINES_MAX {
            return None;
        }
        let mut next = self.clone();
        next.log.push(Line { found, ..line(did, None, now, reason) });
        Some(next)
    }
}

fn by(did: Done, act: &Act) -> Line {
    line(did, Some(act.by.clone()), act.at, act.words())
}

fn line(did: Done, by: Option<Actor>, at: Time, reason: &str) -> Line {
    Line { did, by, at, found: None, reason: reason.to_owned(), owner: None }
}

pub(super) fn sound(text: &str) -> Result<&str, Refusal> {
    let text = text.trim();
    if (1..=TITLE_CHARS_MAX).contains(&text.chars().count()) { Ok(text) } else { Err(Refusal::Title) }
}

impl Act {
    /// Refuses whoever plans no rules.
    ///
    /// # Errors
    /// [`Refusal::Role`].
    pub(super) fn as_planner(&self) -> Result<(), Refusal> {
        let planners = [Role::Marketer, Role::Approver, Role::Admin];
        self.as_one_of(&planners, Whose::Planners)
    }
}
