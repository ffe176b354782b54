//! A policy over candidates as constraints that can all be held, and what had to be given up for that.

use super::bounds::{Bounds, Limits, Types, index, saturate};
use super::field::Field;
use super::labels::{CapLevel, NONE};
use super::record::{Conflict, Rule};
use super::scene::Scene;
use super::witness::{Budget, Completion, complete};
use super::{Caps, FairStar, Policy, Relaxed, Scope};

/// Steps that one question "can these bounds be held" may take.
pub(super) const STEPS_MAX: u64 = 20_000;
/// ... and one of those that only look for whom a rule conflicts with: they are many.
const CONFLICT_STEPS_MAX: u64 = 2_000;

/// What a constraint counts, and how many it wants.
#[derive(Debug, Clone)]
pub(super) struct Constraint {
    pub(super) rule: Rule,
    /// Members among the entries.
    members: usize,
    least: Least,
    most: Most,
    scope: Scope,
}

#[derive(Debug, Clone, Copy)]
enum Least {
    Share(f64),
    Test(FairStar),
}

impl Least {
    /// By prefix length from 0 to `k`.
    fn counts(self, k: usize) -> Vec<usize> {
        match self {
            Self::Share(share) => (0..=k).map(|q| owed(share, q)).collect(),
            Self::Test(test) => test.table(k),
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Most {
    Any,
    Count(u16),
    Share(f64),
}

/// The cap of one label, which is left out.
type But = Option<Rule>;

/// What the entries are counted by: caps, then the policy's groups, then what should surprise.
pub(super) struct Counted {
    types: Types,
    constraints: Vec<Constraint>,
}

/// The cap of a level.
pub(super) const fn cap_of(caps: &Caps, level: CapLevel) -> Option<u16> {
    match level {
        CapLevel::Brand => caps.brand,
        CapLevel::Category => caps.category,
        CapLevel::Seller => caps.seller,
    }
}

impl Counted {
    fn new(field: &Field, scene: &Scene<'_>, policy: &Policy, but: But) -> Self {
        let mut counted = Self { types: Types::one(field.entries.len()), constraints: Vec::new() };
        for level in CapLevel::ALL {
            if let Some(cap) = cap_of(&policy.caps, level) {
                counted.caps(field, scene, (level, cap), but);
            }
        }
        for (rule, group) in policy.groups.iter().enumerate() {
            let matcher = scene.labels.matcher(&group.members, scene.catalog.vocabulary());
            let is_member = |at: &usize| matcher.matches(scene.labels, field.entries[*at].item);
            let members: Vec<usize> = (0..field.entries.len()).filter(is_member).collect();
            let most = group.max_share.map_or(Most::Any, Most::Share);
            let rule = Rule::Group { rule: index(rule) };
            let least = group.fair_star.map_or(Least::Share(group.min_share), Least::Test);
            let constraint = Constraint { rule, members: members.len(), least, most, scope: group.scope };
            counted.add(constraint, &members);
        }
        if policy.serendipity > 0.0 {
            let members: Vec<usize> = (0..field.entries.len()).filter(|&at| field.entries[at].surprises).collect();
            let constraint = Constraint {
                rule: Rule::Serendipity,
                members: members.len(),
                least: Least::Share(policy.serendipity),
                most: Most::Any,
                scope: Scope::List,
            };
            counted.add(constraint, &members);
        }
        counted
    }

    /// One constraint for each label that more candidates have than the cap admits.
    fn caps(&mut self, field: &Field, scene: &Scene<'_>, (level, cap): (CapLevel, u16), but: But) {
        let labels: Vec<u32> = field.entries.iter().map(|entry| scene.labels.at_level(level, entry.item)).collect();
        let mut members: Vec<Vec<usize>> = Vec::new();
        let mut slot_of = vec![u32::MAX; scene.labels.count(level)];
        for (at, &label) in labels.iter().enumerate().filter(|(_, label)| **label != NONE) {
            let slot = &mut slot_of[label as usize];
            if *slot == u32::MAX {
                *slot = u32::try_from(members.len()).expect("fewer labels than candidates");
                members.push(Vec::new());
            }
            members[*slot as usize].push(at);
        }
        for members in members.into_iter().filter(|members| members.len() > usize::from(cap)) {
            let rule = Rule::Cap { level, label: labels[members[0]] };
            if but == Some(rule) {
                continue;
            }
            let most = Most::Count(cap);
            let constraint =
                Constraint { rule, members: members.len(), least: Least::Share(0.0), most, scope: Scope::List };
            self.add(constraint, &members);
        }
    }

    fn add(&mut self, constraint: Constraint, members: &[usize]) {
        self.types.refine(index(self.constraints.len()), members);
        self.constraints.push(constraint);
    }

    fn is_cap(&self, g: usize) -> bool {
        matches!(self.constraints[g].rule, Rule::Cap { .. })
    }

    /// The constraints that ask for a share, those that are given up last first.
    fn by_priority(&self, policy: &Policy) -> Vec<usize> {
        let mut shares: Vec<usize> = (0..self.constraints.len()).filter(|&g| !self.is_cap(g)).collect();
        let priority = |&g: &usize| match self.constraints[g].rule {
            Rule::Group { rule } => (0, u8::MAX - policy.groups[usize::from(rule)].priority, g),
            Rule::Serendipity | Rule::Cap { .. } | Rule::Pin { .. } | Rule::Leakage { .. } => (1, 0, g),
        };
        shares.sort_by_key(priority);
        shares
    }

    /// The bounds for a list with these pins, under the constraints that are kept.
    fn bounds(&self, pinned: &[Option<usize>], is_kept: &[bool]) -> Bounds {
        let k = pinned.len();
        let mut supply = vec![0; self.types.len()];
        self.types.of_item.iter().for_each(|&t| supply[t] += 1);
        let fixed: Vec<Option<usize>> = pinned.iter().map(|slot| slot.map(|at| self.types.of_item[at])).collect();
        fixed.iter().flatten().for_each(|&t| supply[t] -= 1);
        let limits = self
            .constraints
            .iter()
            .enumerate()
            .map(|(g, constraint)| if is_kept[g] { self.limits(g, constraint, &fixed) } else { Limits::open(k) });
        Bounds::new(limits.collect(), self.types.counted_by.clone(), supply, fixed)
    }

    fn limits(&self, g: usize, constraint: &Constraint, fixed: &[Option<usize>]) -> Limits {
        let k = fixed.len();
        let is_counted = |t: &usize| self.types.counted_by[*t].contains(&index(g));
        let is_checked = |q: usize| constraint.scope == Scope::Prefix || q == k;
        let mut limits = Limits::open(k);
        let mut pinned = 0;
        for (q, least) in constraint.least.counts(k).into_iter().enumerate() {
            pinned += q.checked_sub(1).and_then(|at| fixed[at]).filter(is_counted).map_or(0, |_| 1);
            if !is_checked(q) {
                continue;
            }
            limits.lower[q] = saturate(least.min(constraint.members));
            let most = match constraint.most {
                Most::Any => k,
                Most::Count(cap) => usize::from(cap),
                Most::Share(share) if constraint.scope == Scope::Prefix => at_most(share, q),
                Most::Share(share) => owed(share, q),
            };
            limits.upper[q] = saturate(most.max(pinned));
        }
        limits
    }
}

/// `floor(share * q)`; what decimals lose is not counted.
#[expect(clippy::cast_precision_loss, reason = "a short list")]
fn owed(share: f64, q: usize) -> usize {
    whole((share * q as f64).floor())
}

/// `ceil(share * q)`.
#[expect(clippy::cast_precision_loss, reason = "a short list")]
fn at_most(share: f64, q: usize) -> usize {
    whole((share * q as f64).ceil())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a short list")]
const fn whole(count: f64) -> usize {
    count as usize
}

/// The constraints that hold for a list, and what was given up.
pub(super) struct Rules {
    pub(super) bounds: Bounds,
    /// The type of each entry.
    pub(super) type_of: Vec<usize>,
    /// By place: the entry that is pinned there.
    pub(super) pinned: Vec<Option<usize>>,
    /// By constraint: the rule that it stands for.
    pub(super) rules: Vec<Rule>,
    /// A full list of types within the bounds.
    pub(super) witness: Vec<usize>,
    pub(super) relaxed: Vec<Relaxed>,
    pub(super) conflicts: Vec<Conflict>,
}

impl Rules {
    /// Finds what can be held, giving up in this order: pins that cannot be shown, places that the caps leave empty, then
    /// what should surprise, then groups by their priority.
    pub(super) fn settle(field: &Field, scene: &Scene<'_>, policy: &Policy, count: usize) -> Self {
        Self::settle_but(None, field, scene, (policy, count))
    }

    /// The same as if there were no cap for one label.
    pub(super) fn settle_but(but: But, field: &Field, scene: &Scene<'_>, (policy, count): (&Policy, usize)) -> Self {
        let counted = Counted::new(field, scene, policy, but);
        let longest = count.min(field.entries.len());
        let all = vec![true; counted.constraints.len()];
        let pinned = pins(field, scene, policy, longest);
        let bounds = counted.bounds(&pinned, &all);
        let kept = match completion(&bounds) {
            Some(witness) => Kept { bounds, witness, pinned, is_kept: all, conflicts: Vec::new() },
            None => Kept::find(&counted, field, scene, policy, longest),
        };
        let k = kept.pinned.len();
        let is_short = |g: &usize| {
            let Constraint { least, members, .. } = counted.constraints[*g];
            !kept.is_kept[*g] || members < k && least.counts(k)[k] > members
        };
        let shares = (0..counted.constraints.len()).filter(|&g| !counted.is_cap(g));
        let mut relaxed: Vec<Relaxed> = shares
            .filter(is_short)
            .filter_map(|g| match counted.constraints[g].rule {
                Rule::Group { rule } => Some(Relaxed::Group { rule }),
                Rule::Serendipity => Some(Relaxed::Serendipity),
                Rule::Cap { .. } | Rule::Pin { .. } | Rule::Leakage { .. } => None,
            })
            .collect();
        relaxed.extend((k < longest).then_some(Relaxed::Shortened));
        relaxed.extend(unshown(field, scene, policy, &kept.pinned, count));
        Self {
            bounds: kept.bounds,
            type_of: counted.types.of_item,
            pinned: kept.pinned,
            rules: counted.constraints.into_iter().map(|constraint| constraint.rule).collect(),
            witness: kept.witness,
            relaxed,
            conflicts: kept.conflicts,
        }
    }

    /// The same for a list of these entries alone, which holds these bounds in this order.
    pub(super) fn only(&self, bounds: &Bounds, list: &[usize]) -> Self {
        let witness: Vec<usize> = list.iter().map(|&entry| self.type_of[entry]).collect();
        let mut supply = vec![0; bounds.supply.len()];
        let free = witness.iter().zip(&self.pinned).filter(|(_, pin)| pin.is_none());
        free.for_each(|(&t, _)| supply[t] += 1);
        let limits = bounds.limits.iter().map(|limits| Limits::clone(limits)).collect();
        let bounds = Bounds::new(limits, bounds.counted_by.to_vec(), supply, bounds.fixed.to_vec());
        let (type_of, pinned, rules) = (self.type_of.clone(), self.pinned.clone(), self.rules.clone());
        Self { bounds, type_of, pinned, rules, witness, relaxed: Vec::new(), conflicts: Vec::new() }
    }

    /// Whether no bound was given up: any constraint can then be left out, and the others still hold.
    pub(super) fn is_whole(&self) -> bool {
        self.relaxed.iter().all(|relaxed| matches!(relaxed, Relaxed::Pin { .. })) || self.rules.is_empty()
    }
}

/// What is kept when not everything can be.
struct Kept {
    bounds: Bounds,
    witness: Vec<usize>,
    pinned: Vec<Option<usize>>,
    is_kept: Vec<bool>,
    conflicts: Vec<Conflict>,
}

impl Kept {
    fn find(counted: &Counted, field: &Field, scene: &Scene<'_>, policy: &Policy, longest: usize) -> Self {
        let mut is_kept: Vec<bool> = (0..counted.constraints.len()).map(|g| counted.is_cap(g)).collect();
        let shortened = (0..=longest).rev().find_map(|k| {
            let pinned = pins(field, scene, policy, k);
            let bounds = counted.bounds(&pinned, &is_kept);
            completion(&bounds).map(|witness| (pinned, bounds, witness))
        });
        let (pinned, mut bounds, mut witness) = shortened.expect("an empty list holds every cap");
        let mut conflicts = Vec::new();
        for g in counted.by_priority(policy) {
            is_kept[g] = true;
            let with = counted.bounds(&pinned, &is_kept);
            if let Some(found) = completion(&with) {
                (bounds, witness) = (with, found);
                continue;
            }
            conflicts.push(conflict(counted, policy, &pinned, &is_kept, g));
            is_kept[g] = false;
        }
        Self { bounds, witness, pinned, is_kept, conflicts }
    }
}

/// A smallest set of rules, in the sense that without any one of them the rest can be held, that `g` conflicts with.
fn conflict(counted: &Counted, policy: &Policy, pinned: &[Option<usize>], is_kept: &[bool], g: usize) -> Conflict {
    let (mut is_kept, mut pinned) = (is_kept.to_vec(), pinned.to_vec());
    let mut with = Vec::new();
    for other in (0..counted.constraints.len()).filter(|&other| other != g) {
        if !std::mem::replace(&mut is_kept[other], false) {
            continue;
        }
        if completion_within(&counted.bounds(&pinned, &is_kept), CONFLICT_STEPS_MAX).is_some() {
            is_kept[other] = true;
            with.push(counted.constraints[other].rule);
        }
    }
    for place in 0..pinned.len() {
        let Some(entry) = pinned[place].take() else { continue };
        if completion_within(&counted.bounds(&pinned, &is_kept), CONFLICT_STEPS_MAX).is_some() {
            pinned[place] = Some(entry);
            let at_place = |pin: &super::Pin| usize::from(pin.position) == place + 1;
            let rule = policy.pins.iter().position(at_place).expect("a pin stands at a pinned place");
            with.push(Rule::Pin { rule: index(rule) });
        }
    }
    Conflict { given_up: counted.constraints[g].rule, with }
}

/// Pins that were asked for within the list and are not there.
fn unshown(field: &Field, scene: &Scene<'_>, policy: &Policy, pinned: &[Option<usize>], count: usize) -> Vec<Relaxed> {
    let is_shown = |item| pinned.iter().flatten().any(|&at| field.entries[at].item == item);
    let wanted = policy.pins.iter().enumerate().filter(|(_, pin)| usize::from(pin.position) <= count);
    let missing = wanted.filter(|(_, pin)| !scene.catalog.vocabulary().index(&pin.item).is_some_and(is_shown));
    missing.map(|(rule, _)| Relaxed::Pin { rule: index(rule) }).collect()
}

/// By place: the entry that is pinned there.
fn pins(field: &Field, scene: &Scene<'_>, policy: &Policy, k: usize) -> Vec<Option<usize>> {
    let mut pinned = vec![None; k];
    for pin in policy.pins.iter().filter(|pin| (1..=k).contains(&usize::from(pin.position))) {
        let item = scene.catalog.vocabulary().index(&pin.item);
        let at = field.entries.iter().position(|entry| Some(entry.item) == item);
        pinned[usize::from(pin.position) - 1] = at;
    }
    pinned
}

/// A list of types within the bounds. What cannot be shown to exist within the budget is given up, and said.
fn completion(bounds: &Bounds) -> Option<Vec<usize>> {
    completion_within(bounds, STEPS_MAX)
}

fn completion_within(bounds: &Bounds, steps: u64) -> Option<Vec<usize>> {
    match complete(bounds, &bounds.empty(), &mut Budget(steps)) {
        Completion::Found(types) => Some(types),
        Completion::Impossible | Completion::Unknown => None,
    }
}
