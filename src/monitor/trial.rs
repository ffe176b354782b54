//! Two arms of an experiment against each other. Each customer counts once, by the first list that the experiment showed them, after its
//! time, if they allow measuring: so the two rates are sequences of draws, and their bounds hold however often somebody looks.

use serde::{Deserialize, Serialize};

use super::PEOPLE_TOLD_MIN;
use super::harm::{Begins, Guard, Harm, harm, may_be_told};
use super::listed::Listed;
use super::people::Smallest;
use super::tally::{First, real};
use crate::decision::Arm;
use crate::metrics::{RateInterval, rate_interval};
use crate::units::Time;

/// The most people of an arm who are counted; of more, so many are drawn by hash.
const ARM_MAX: usize = 262_144;
/// The chance that any bound is ever wrong, at most. Shared among two outcomes of two arms.
const ALPHA: f64 = 0.05;
/// About how many people of an arm the bounds are tightest for; fixed beforehand.
const PEOPLE_OPT: f64 = 1_000.0;

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = "clicks")]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The share of people who clicked an item of their first list.
    Clicks,
    /// The share who bought one.
    Purchases,
}

/// The people of both arms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arms {
    control: Smallest<First>,
    treatment: Smallest<First>,
    begins: Begins,
}

impl Default for Arms {
    fn default() -> Self {
        Self { control: Smallest::new(ARM_MAX), treatment: Smallest::new(ARM_MAX), begins: Begins::new(ARM_MAX) }
    }
}

/// The rate of an arm.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ArmRate)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// The share of people.
    #[schema(example = 0.21)]
    pub rate: f64,
    /// Where it lies: from.
    #[schema(example = 0.18)]
    pub low: f64,
    /// To.
    #[schema(example = 0.24)]
    pub high: f64,
}

/// One outcome in both arms.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ArmsCompared)]
#[serde(deny_unknown_fields)]
pub struct Compared {
    /// Which.
    pub outcome: Outcome,
    /// As everybody else.
    pub control: Rate,
    /// With what is tried.
    pub treatment: Rate,
    /// Where the difference, treatment less control, lies: from.
    #[schema(example = -0.02)]
    pub low: f64,
    /// To.
    #[schema(example = 0.08)]
    pub high: f64,
}

/// What can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ExperimentVerdict, example = "open")]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// Too few people for anything to be told.
    TooFew,
    /// Either may be better.
    Open,
    /// The treatment is certainly better.
    Better,
    /// The treatment is certainly worse.
    Worse,
}

/// Where an experiment stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ExperimentFigures)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// People of the control who count so far; `null` while they are too few to be told.
    #[schema(example = 1204)]
    pub control: Option<u64>,
    /// People of the treatment.
    #[schema(example = 1188)]
    pub treatment: Option<u64>,
    /// Each outcome; empty while the people are too few.
    pub outcomes: Vec<Compared>,
    /// What must not come of it, in both arms; each while its people are enough, and who opted out while these are.
    pub harms: Vec<Harm>,
    /// The same with what must not be told, for the decision whether the treatment goes on.
    #[serde(skip)]
    #[schema(ignore)]
    guarded: Vec<Harm>,
    /// What can be said of the outcome that was chosen beforehand.
    pub finding: Finding,
    /// The same in words.
    #[schema(
        example = "It is not known yet which is better: between 2.0 points fewer and 8.0 points more people click."
    )]
    pub words: String,
}

impl Arms {
    /// Counts a list of an arm, if its customer allows that.
    pub fn add(&mut self, arm: Arm, listed: &Listed<'_>) {
        self.begins.add(arm, listed);
        let (Some(person), Some(first)) = (listed.person, First::of(listed)) else { return };
        let people = match arm {
            Arm::Control => &mut self.control,
            Arm::Treatment => &mut self.treatment,
        };
        people.add(person, first, First::join);
    }

    /// Notes a list of its placement that is of no arm.
    pub fn note(&mut self, listed: &Listed<'_>) {
        self.begins.note(listed);
    }

    /// The guard rails, each with whether it may be told.
    fn harms(&self, control: &Counted, treatment: &Counted, now: Time) -> Vec<(Harm, bool)> {
        let [of_control, of_treatment] = [Arm::Control, Arm::Treatment].map(|arm| self.begins.shares(arm, now));
        let objected = [control, treatment].map(|arm| (arm.objected, arm.people));
        let shares = |guard| match guard {
            Guard::OptedOut => [of_control[0], of_treatment[0]],
            Guard::Objected => [objected[0], objected[1]],
            Guard::Fallback => [of_control[1], of_treatment[1]],
        };
        let found = Guard::ALL.into_iter().filter_map(|guard| {
            let shares = shares(guard);
            Some((harm(guard, shares[0], shares[1])?, may_be_told(guard, shares)))
        });
        found.collect()
    }

    /// Where the experiment stands at a moment.
    #[must_use]
    pub fn compare(&self, chosen: Outcome, now: Time) -> Comparison {
        let (control, treatment) = (Counted::of(&self.control, now), Counted::of(&self.treatment, now));
        let is_told = |arm: &Counted| arm.people >= PEOPLE_TOLD_MIN as u64;
        let told = |arm: &Counted| is_told(arm).then_some(arm.people);
        let outcomes = if is_told(&control) && is_told(&treatment) {
            [Outcome::Clicks, Outcome::Purchases].map(|outcome| compared(outcome, &control, &treatment)).to_vec()
        } else {
            Vec::new()
        };
        let of_chosen = outcomes.iter().find(|compared| compared.outcome == chosen);
        let (finding, words) = of_chosen.map_or_else(
            || {
                (
                    Finding::TooFew,
                    format!("Nothing is told while an arm has fewer than {PEOPLE_TOLD_MIN} people who count."),
                )
            },
            |compared| (compared.finding(), in_words(compared)),
        );
        let found = self.harms(&control, &treatment, now);
        let harms = found.iter().filter(|(_, is_told)| *is_told).map(|(harm, _)| *harm).collect();
        let guarded = found.into_iter().map(|(harm, _)| harm).collect();
        Comparison { control: told(&control), treatment: told(&treatment), outcomes, harms, guarded, finding, words }
    }
}

impl Comparison {
    /// The outcome by which the treatment is certainly worse than the control less a share of it, if there is one.
    #[must_use]
    pub fn fallen(&self, fall_max: f64) -> Option<&Compared> {
        self.outcomes.iter().find(|compared| compared.treatment.high < (1.0 - fall_max) * compared.control.low)
    }

    /// The guard rail beside the outcomes that the treatment has certainly crossed, if there is one.
    #[must_use]
    pub fn harmed(&self, rise_max: f64) -> Option<&Harm> {
        self.guarded.iter().find(|harm| harm.is_crossed(rise_max))
    }
}

impl Compared {
    const fn finding(&self) -> Finding {
        if self.low > 0.0 {
            Finding::Better
        } else if self.high < 0.0 {
            Finding::Worse
        } else {
            Finding::Open
        }
    }
}

/// The lowest rate of a treatment that is certainly better than a control with this rate, with so many people in each arm; `None` where
/// even all of them would not be enough. For whoever plans how long an experiment has to be.
#[must_use]
pub fn certain_from(rate: f64, people: u64) -> Option<f64> {
    let bounds = |hits: u64| rate_interval(hits, people, ALPHA / 4.0, PEOPLE_OPT);
    let expected = (0..people).find(|hits| real(*hits) >= rate * real(people)).unwrap_or(people);
    let high = bounds(expected).high;
    let (mut short, mut enough) = (expected, people);
    if bounds(people).low <= high {
        return None;
    }
    while enough - short > 1 {
        let middle = short + (enough - short) / 2;
        if bounds(middle).low > high { enough = middle } else { short = middle }
    }
    Some(real(enough) / real(people))
}

/// People whose first list has had its time.
#[derive(Debug, Default)]
struct Counted {
    people: u64,
    clicked: u64,
    bought: u64,
    objected: u64,
}

impl Counted {
    fn of(people: &Smallest<First>, now: Time) -> Self {
        let mut counted = Self::default();
        for first in people.values().filter(|first| Listed::is_settled(first.at, now)) {
            counted.people += 1;
            counted.clicked += u64::from(first.clicked);
            counted.bought += u64::from(first.bought);
            counted.objected += u64::from(first.objected);
        }
        counted
    }

    fn rate(&self, outcome: Outcome) -> Rate {
        let hits = match outcome {
            Outcome::Clicks => self.clicked,
            Outcome::Purchases => self.bought,
        };
        let RateInterval { low, high } = rate_interval(hits, self.people, ALPHA / 4.0, PEOPLE_OPT);
        Rate { rate: real(hits) / real(self.people), low, high }
    }
}

fn compared(outcome: Outcome, control: &Counted, treatment: &Counted) -> Compared {
    let (control, treatment) = (control.rate(outcome), treatment.rate(outcome));
    let (low, high) = (treatment.low - control.high, treatment.high - control.low);
    Compared { outcome, control, treatment, low, high }
}

fn in_words(compared: &Compared) -> String {
    let does = match compared.outcome {
        Outcome::Clicks => "click",
        Outcome::Purchases => "buy",
    };
    let points = |share: f64| format!("{:.1} points", 100.0 * share.abs());
    let (low, high) = (points(compared.low), points(compared.high));
    match compared.finding() {
        Finding::Better => format!("The treatment is better: between {low} and {high} more people {does}."),
        Finding::Worse => format!("The treatment is worse: between {high} and {low} fewer people {does}."),
        Finding::Open | Finding::TooFew => {
            format!("It is not known yet which is better: between {low} fewer and {high} more people {does}.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_promises_the_verdict_that_the_experiment_will_give_and_not_one_person_sooner() {
        for people in [100, 500, 2_000] {
            let rate = certain_from(0.1, people).expect("enough people");
            let arm = |clicked| Counted { people, clicked, ..Counted::default() };
            let found = |clicked| compared(Outcome::Clicks, &arm(people / 10), &arm(clicked)).finding();
            let needed =
                (0..=people).find(|hits| real(*hits) / real(people) >= rate).expect("a rate of so many people");
            assert_eq!((found(needed), found(needed - 1)), (Finding::Better, Finding::Open), "{people}");
        }
        assert_eq!(certain_from(0.9, 20), None);
    }
}
