//! The reranker on drawn shops and rules, and on bare instances; the first byte says which. Stated:
//! - every list holds what is stated of lists (`tests/common/world.rs`);
//! - what is given up is in conflict with what is named: no list of that length holds them together, by looking at all, and some list does without
//!   any one of them;
//! - a bare instance, drawn or as JSON, is decided as an exact method decides it, within the bound that it states.

use candor::rerank::{Conflict, Instance, Relaxed, Rule, Status, solve};

use super::exact::{check_list, optimum};
use super::world::{self, Draw, Sizes, World, limits};

/// So small that all lists can be looked at: at most 8 * 7 * 6 * 5.
const SMALL: Sizes = Sizes { items: 3, places: 4 };
const LARGE: Sizes = Sizes { items: 20, places: 12 };

/// Bytes to draw from; 0 where they end.
pub(crate) struct Bytes<'d>(pub(crate) &'d [u8]);

impl Bytes<'_> {
    fn next(&mut self) -> u8 {
        let (next, rest) = self.0.split_first().map_or((0, self.0), |(next, rest)| (*next, rest));
        self.0 = rest;
        next
    }
}

impl Draw for Bytes<'_> {
    fn below(&mut self, end: u64) -> usize {
        usize::try_from(u64::from(self.next()) % end).expect("small")
    }

    fn unit(&mut self) -> f64 {
        f64::from(u16::from_le_bytes([self.next(), self.next()])) / f64::from(u16::MAX)
    }
}

pub(crate) fn check(data: &[u8]) {
    let Some((&what, rest)) = data.split_first() else { return };
    match what % 4 {
        0 => check_world(&World::random(&mut Bytes(rest), LARGE)),
        1 => {
            let world = World::random(&mut Bytes(rest), SMALL);
            check_world(&world);
            check_conflicts(&world);
        }
        2 => check_instance(&instance(&mut Bytes(rest))),
        _ => serde_json::from_slice::<Instance>(rest).ok().filter(is_small).iter().for_each(check_instance),
    }
}

fn check_world(world: &World) {
    world::check(world, &world.rerank(&world.policy), 0);
}

/// Whoever is given up has a conflict of a name, or too few members. Who is named is in it: without any one of them the others hold.
fn check_conflicts(world: &World) {
    let list = world.rerank(&world.policy);
    let k = list.placed.len();
    for conflict in &list.conflicts {
        let Conflict { given_up, with } = conflict;
        let rules: Vec<Rule> = with.iter().copied().chain([*given_up]).collect();
        if rules.iter().any(|rule| matches!(rule, Rule::Serendipity | Rule::Leakage { .. })) {
            continue;
        }
        assert!(!world.any_holds(&rules, k), "{conflict:?} in a list of {k}: {:?}", world.policy);
        for one in with {
            let others: Vec<Rule> = rules.iter().copied().filter(|rule| rule != one).collect();
            assert!(
                world.any_holds(&others, k),
                "without {one:?} of {conflict:?} in a list of {k}: {:?}",
                world.policy
            );
        }
    }
    for relaxed in &list.relaxed {
        let Relaxed::Group { rule } = *relaxed else { continue };
        let is_named = list.conflicts.iter().any(|conflict| conflict.given_up == Rule::Group { rule });
        let (least, _) = limits(&world.policy.groups[usize::from(rule)], k, k);
        assert!(is_named || world.members(rule) < least, "group {rule} is given up: {:?}", world.policy);
    }
    let groups = (0..).take(world.policy.groups.len()).filter(|&rule| !list.relaxed.contains(&Relaxed::Group { rule }));
    let kept: Vec<Rule> = groups.map(|rule| Rule::Group { rule }).collect();
    let has_pins = !world.policy.pins.is_empty();
    assert!(has_pins || world.any_holds(&kept, k), "the list itself holds what is kept: {:?}", world.policy);
}

fn instance(random: &mut Bytes<'_>) -> Instance {
    let n = random.below(9);
    let (k, groups) = (random.below(n as u64 + 1).min(5), random.below(4));
    let mut row = |least: i64| {
        (0..=k).map(|_| i64::try_from(random.below(k as u64 + 3)).expect("small") - least).collect::<Vec<i64>>()
    };
    let (lower, upper) = ((0..groups).map(|_| row(2)).collect(), (0..groups).map(|_| row(1)).collect());
    let mask = (0..n).map(|_| random.below(1 << groups) as u64).collect();
    let score = (0..n).map(|_| random.unit() - 0.25).collect();
    Instance { n, k, mask, score, lower, upper }
}

/// What the exact method is quick for.
fn is_small(instance: &Instance) -> bool {
    instance.n <= 8 && instance.k <= 5 && instance.lower.len() <= 4
}

fn check_instance(instance: &Instance) {
    let Ok(answer) = solve(instance) else { return };
    match optimum(instance) {
        None => assert_eq!(answer.status, Status::Infeasible, "{instance:?}"),
        Some(optimum) => {
            assert_eq!(answer.status, Status::Feasible, "{instance:?}");
            check_list(instance, &answer, "an instance");
            let (dcg, bound) = (answer.dcg.expect("a list"), answer.upper_bound.expect("a list"));
            let slack = 1e-9 * (1.0 + optimum.abs());
            assert!(dcg <= optimum + slack && optimum <= bound + slack, "{dcg} {optimum} {bound}: {instance:?}");
        }
    }
}
