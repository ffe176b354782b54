//! What makes a policy unsound, and what can be proven impossible before it is ever served.

use std::collections::BTreeSet;
use std::fmt;

use thiserror::Error;

use super::{Exclusion, GroupRule, Policy, RULES_MAX, Schedule, Scope, Selector, Window};
use crate::ids::ItemId;

/// Why a policy is refused.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum PolicyError {
    /// A number outside its range.
    #[error("`{field}` must be between {min} and {max}, not {value}")]
    Range {
        /// Which, as a JSON pointer.
        field: String,
        /// The lowest.
        min: f64,
        /// The highest.
        max: f64,
        /// What it is.
        value: f64,
    },
    /// A blank text.
    #[error("`{field}` must not be empty")]
    Empty {
        /// Which, as a JSON pointer.
        field: String,
    },
    /// Too many rules of a kind.
    #[error("`{field}` has {count} rules, at most {RULES_MAX} are kept")]
    TooMany {
        /// Which.
        field: &'static str,
        /// How many.
        count: usize,
    },
    /// A share that is at least more than it is at most, or rules that no list can hold together.
    #[error("{}", told(.rules))]
    Impossible {
        /// The rules, so few that without any one of them the others are not known to conflict.
        rules: Vec<Clashing>,
    },
    /// A schedule that ends before it begins.
    #[error("`{field}` ends before it begins")]
    Schedule {
        /// Which, as a JSON pointer.
        field: String,
    },
    /// A test of every prefix together with another minimum, or with a scope that is not every prefix.
    #[error("`{field}` sets the least of every prefix itself: leave `min_share` at 0 and `scope` at `prefix`")]
    FairStar {
        /// Which, as a JSON pointer.
        field: String,
    },
    /// Two pins want one place, or one item two.
    #[error("`/pins/{second}` wants the same {what} as `/pins/{first}`")]
    PinConflict {
        /// The earlier one.
        first: usize,
        /// The later one.
        second: usize,
        /// `position` or `item`.
        what: &'static str,
    },
    /// Two exposure targets, or parity rules, of one name, under which their prices are kept.
    #[error("`/{field}/{second}/name` is that of `/{field}/{first}` too; give each a name of its own")]
    SameName {
        /// `exposures` or `parities`.
        field: &'static str,
        /// The earlier one.
        first: usize,
        /// The later one.
        second: usize,
    },
    /// Two leakage budgets of one segment.
    #[error("`/leakages/{second}/segment` is that of `/leakages/{first}` too; give each segment one budget")]
    SameSegment {
        /// The earlier one.
        first: usize,
        /// The later one.
        second: usize,
    },
}

/// A rule that cannot be held, or not together with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clashing {
    /// Which, as a JSON pointer.
    pub pointer: String,
    /// What it is called.
    pub name: String,
}

impl fmt::Display for Clashing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.pointer.split('/').nth(1).unwrap_or_default().trim_end_matches('s');
        write!(f, "{kind} `{}` (`{}`)", self.name, self.pointer)
    }
}

fn told(rules: &[Clashing]) -> String {
    match rules {
        [one] => format!("{one} asks for more at least than at most: no list has both; change one of them"),
        all => {
            let all = all.iter().map(Clashing::to_string).collect::<Vec<_>>().join(", ");
            format!("{all} cannot hold together: no list does; change or remove one of them")
        }
    }
}

impl Policy {
    /// Checks what the type cannot say.
    ///
    /// # Errors
    /// The first number out of range, blank text, overlong list or pair of pins in conflict, by JSON pointer.
    pub fn check(&self) -> Result<(), PolicyError> {
        let counts = [
            ("groups", self.groups.len()),
            ("exposures", self.exposures.len()),
            ("parities", self.parities.len()),
            ("leakages", self.leakages.len()),
            ("pins", self.pins.len()),
            ("boosts", self.boosts.len()),
            ("exclusions", self.exclusions.len()),
        ];
        if let Some(&(field, count)) = counts.iter().find(|(_, count)| *count > RULES_MAX) {
            return Err(PolicyError::TooMany { field, count });
        }
        filled("/placement".to_owned(), &self.placement)?;
        within("/diversity".to_owned(), self.diversity, 0.0, self.diversity_mode.strength_max())?;
        within("/reasons_max".to_owned(), f64::from(self.reasons_max), 1.0, 4.0)?;
        let caps = [("brand", self.caps.brand), ("category", self.caps.category), ("seller", self.caps.seller)];
        for (name, cap) in caps {
            within(format!("/caps/{name}"), f64::from(cap.unwrap_or(1)), 1.0, f64::from(u16::MAX))?;
        }
        let shares = [("serendipity", self.serendipity), ("calibration", self.calibration), ("novelty", self.novelty)];
        shares.into_iter().try_for_each(|(name, value)| within(format!("/{name}"), value, 0.0, 1.0))?;
        self.check_rules()?;
        self.check_exposures()?;
        self.check_parities()?;
        self.check_leakages()?;
        self.check_pins()?;
        self.check_together()
    }

    fn check_rules(&self) -> Result<(), PolicyError> {
        for (at, group) in self.groups.iter().enumerate() {
            filled(format!("/groups/{at}/name"), &group.name)?;
            within(format!("/groups/{at}/min_share"), group.min_share, 0.0, 1.0)?;
            within(format!("/groups/{at}/max_share"), group.max_share.unwrap_or(1.0), 0.0, 1.0)?;
            selected(format!("/groups/{at}/members"), &group.members)?;
            if let Some(test) = group.fair_star {
                let field = format!("/groups/{at}/fair_star");
                within(format!("{field}/p"), test.p, FAIR_MIN, group.max_share.unwrap_or(1.0).min(1.0 - FAIR_MIN))?;
                within(format!("{field}/alpha"), test.alpha, FAIR_MIN, 0.5)?;
                if group.min_share > 0.0 || group.scope == Scope::List {
                    return Err(PolicyError::FairStar { field });
                }
            }
        }
        for (at, boost) in self.boosts.iter().enumerate() {
            filled(format!("/boosts/{at}/label"), &boost.label)?;
            within(format!("/boosts/{at}/points"), boost.points, -10.0, 10.0)?;
            selected(format!("/boosts/{at}/members"), &boost.members)?;
            filled(format!("/boosts/{at}/paid_by"), boost.paid_by.as_deref().unwrap_or(UNPAID))?;
            scheduled(format!("/boosts/{at}/active"), boost.active)?;
        }
        for (at, exclusion) in self.exclusions.iter().enumerate() {
            filled(format!("/exclusions/{at}/label"), &exclusion.label)?;
            selected(format!("/exclusions/{at}/members"), &exclusion.members)?;
            scheduled(format!("/exclusions/{at}/active"), exclusion.active)?;
        }
        Ok(())
    }

    fn check_exposures(&self) -> Result<(), PolicyError> {
        for (second, rule) in self.exposures.iter().enumerate() {
            let field = |name: &str| format!("/exposures/{second}/{name}");
            filled(field("name"), &rule.name)?;
            selected(field("members"), &rule.members)?;
            within(field("target"), rule.target, 0.0, 1.0)?;
            within(field("gain"), rule.gain, GAIN_MIN, 1.0)?;
            windowed(field("window/length"), rule.window)?;
            if let Some(first) = self.exposures[..second].iter().position(|other| other.name == rule.name) {
                return Err(PolicyError::SameName { field: "exposures", first, second });
            }
        }
        Ok(())
    }

    fn check_parities(&self) -> Result<(), PolicyError> {
        for (second, rule) in self.parities.iter().enumerate() {
            let field = |name: &str| format!("/parities/{second}/{name}");
            filled(field("name"), &rule.name)?;
            filled(field("segment"), &rule.segment)?;
            selected(field("members"), &rule.members)?;
            within(field("difference"), rule.difference, DIFFERENCE_MIN, 1.0)?;
            within(field("gain"), rule.gain, GAIN_MIN, 1.0)?;
            windowed(field("window/length"), rule.window)?;
            if let Some(first) = self.parities[..second].iter().position(|other| other.name == rule.name) {
                return Err(PolicyError::SameName { field: "parities", first, second });
            }
        }
        Ok(())
    }

    fn check_leakages(&self) -> Result<(), PolicyError> {
        for (second, rule) in self.leakages.iter().enumerate() {
            filled(format!("/leakages/{second}/segment"), &rule.segment)?;
            within(format!("/leakages/{second}/budget"), rule.budget, 0.0, NATS_MAX)?;
            if let Some(first) = self.leakages[..second].iter().position(|other| other.segment == rule.segment) {
                return Err(PolicyError::SameSegment { first, second });
            }
        }
        Ok(())
    }

    fn check_pins(&self) -> Result<(), PolicyError> {
        for (second, pin) in self.pins.iter().enumerate() {
            filled(format!("/pins/{second}/label"), &pin.label)?;
            filled(format!("/pins/{second}/paid_by"), pin.paid_by.as_deref().unwrap_or(UNPAID))?;
            within(format!("/pins/{second}/position"), f64::from(pin.position), 1.0, 100.0)?;
            scheduled(format!("/pins/{second}/active"), pin.active)?;
            let earlier = self.pins[..second].iter().enumerate();
            for (first, other) in earlier.filter(|(_, other)| other.active.overlaps(pin.active)) {
                let what = match (other.position == pin.position, other.item == pin.item) {
                    (true, _) => "position",
                    (false, true) => "item",
                    (false, false) => continue,
                };
                return Err(PolicyError::PinConflict { first, second, what });
            }
        }
        Ok(())
    }

    /// What can be proven from the policy alone, whatever the candidates are.
    fn check_together(&self) -> Result<(), PolicyError> {
        let impossible = |rules: Vec<Clashing>| Err(PolicyError::Impossible { rules });
        let called = |pointer: String, name: &str| Clashing { pointer, name: name.to_owned() };
        let group = |at: usize| called(format!("/groups/{at}"), &self.groups[at].name);
        for (first, one) in self.groups.iter().enumerate() {
            if let Some(other) = self.groups.iter().position(|other| is_squeezed(one, other)) {
                let both = if other == first { vec![other] } else { vec![first.min(other), first.max(other)] };
                return impossible(both.into_iter().map(group).collect());
            }
        }
        for (at, pin) in self.pins.iter().enumerate() {
            let bars = |rule: &Exclusion| rule.members.is_only_items([&pin.item]) && rule.active.covers(pin.active);
            if let Some(rule) = self.exclusions.iter().position(bars) {
                let exclusion = called(format!("/exclusions/{rule}"), &self.exclusions[rule].label);
                return impossible(vec![called(format!("/pins/{at}"), &pin.label), exclusion]);
            }
        }
        match self.overdrawn() {
            Some(groups) => impossible(groups.into_iter().map(group).collect()),
            None => Ok(()),
        }
    }

    /// Groups without a common item whose least shares add up to more than the list; as few as possible.
    fn overdrawn(&self) -> Option<Vec<usize>> {
        let mut order: Vec<usize> = (0..self.groups.len()).collect();
        order.sort_by(|&a, &b| self.groups[b].min_share.total_cmp(&self.groups[a].min_share));
        for &first in &order {
            let (mut chosen, mut sum) = (Vec::new(), 0.0);
            let later = order.iter().copied().skip_while(|&at| at != first);
            for at in later {
                let is_apart = |&other: &usize| self.groups[other].members.is_disjoint(&self.groups[at].members);
                if chosen.iter().all(is_apart) {
                    chosen.push(at);
                    sum += self.groups[at].min_share;
                }
                if sum > 1.0 + SHARE_TOLERANCE {
                    chosen.sort_unstable();
                    return Some(chosen);
                }
            }
        }
        None
    }
}

/// Tests of fairness of less than one in a thousand ask for nothing in a list.
const FAIR_MIN: f64 = 0.001;
/// A target that answers more slowly than this does not answer.
const GAIN_MIN: f64 = 1e-6;
/// Two groups of customers that are to see the same differ by this much by chance.
const DIFFERENCE_MIN: f64 = 0.01;
/// A guess whose odds a list may move by more than this is bounded by nothing.
const NATS_MAX: f64 = 10.0;
/// Windows from about a minute to ten years.
const DAYS_MIN: f64 = 0.001;
const DAYS_MAX: f64 = 3_650.0;

/// Shares that add up to 1 may be written in decimals that do not quite.
const SHARE_TOLERANCE: f64 = 1e-9;

/// Whether the least share of one group exceeds the greatest of another that holds at least the same items.
fn is_squeezed(one: &GroupRule, other: &GroupRule) -> bool {
    let most = other.max_share.unwrap_or(1.0);
    let is_same_scope = one.scope == other.scope;
    is_same_scope && one.members == other.members && one.min_share > most + SHARE_TOLERANCE
}

impl Selector {
    /// Whether it means all of these items by their ids alone.
    fn is_only_items<'a>(&self, items: impl IntoIterator<Item = &'a ItemId>) -> bool {
        let others = Self { items: BTreeSet::new(), ..self.clone() };
        others.is_empty() && items.into_iter().all(|item| self.items.contains(item))
    }

    /// Whether no item can be meant by both: both name values of something that an item has one of, and no common one.
    fn is_disjoint(&self, other: &Self) -> bool {
        fn apart<T: Ord>(one: &BTreeSet<T>, other: &BTreeSet<T>) -> bool {
            !one.is_empty() && !other.is_empty() && one.is_disjoint(other)
        }
        let attribute = |(name, values): (&String, &BTreeSet<String>)| {
            other.attributes.get(name).is_some_and(|others| apart(values, others))
        };
        apart(&self.items, &other.items)
            || apart(&self.brands, &other.brands)
            || apart(&self.sellers, &other.sellers)
            || self.attributes.iter().any(attribute)
    }
}

fn windowed(field: String, window: Window) -> Result<(), PolicyError> {
    match window {
        Window::Requests { length } => within(field, f64::from(length), 1.0, f64::from(u32::MAX)),
        Window::Days { length } => within(field, length, DAYS_MIN, DAYS_MAX),
    }
}

fn scheduled(field: String, schedule: Schedule) -> Result<(), PolicyError> {
    if schedule.is_empty() { Err(PolicyError::Schedule { field }) } else { Ok(()) }
}

/// Stands for the payer of a rule that nobody pays for, which is sound.
const UNPAID: &str = "nobody";

fn within(field: String, value: f64, min: f64, max: f64) -> Result<(), PolicyError> {
    if (min..=max).contains(&value) { Ok(()) } else { Err(PolicyError::Range { field, min, max, value }) }
}

fn filled(field: String, text: &str) -> Result<(), PolicyError> {
    if text.trim().is_empty() { Err(PolicyError::Empty { field }) } else { Ok(()) }
}

fn selected(field: String, selector: &Selector) -> Result<(), PolicyError> {
    if selector.is_empty() { Err(PolicyError::Empty { field }) } else { Ok(()) }
}
