//! Leakage budgets next to all other rules. Properties held, over random worlds and what their items lean to:
//! - a budget that is not said to be given up is kept, to the step; what the list gave away before and gives away now is told;
//! - a list that keeps the budgets is the one that is made without them;
//! - what holds an exchange off is a rule that binds, although it let the list before pass;
//! - of the lists that hold every bound the best is found or nearly so, and where there is none that is said (brute force).

use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::*;

/// What items lean to: three groups of an age, two of a kind of which one is what the other is not.
pub(super) fn leanings() -> impl Strategy<Value = Leanings> {
    let age = prop::collection::vec(prop::collection::vec(-600..600i32, 3), N);
    let kind =
        prop::collection::vec(-600..600i32, N).prop_map(|all| all.into_iter().map(|one| vec![one, -one]).collect());
    (age, kind).prop_map(|(age, kind)| Leanings::made(&[("age", age), ("kind", kind)]))
}

/// Budgets of those segments that have one.
pub(super) fn budgets<const K: usize>(of: [(&str, Option<f64>); K]) -> Vec<LeakageBudget> {
    let one =
        |(segment, budget): (&str, Option<f64>)| Some(LeakageBudget { segment: segment.to_owned(), budget: budget? });
    of.into_iter().filter_map(one).collect()
}

fn items(reranked: &Reranked) -> Vec<ItemIx> {
    reranked.placed.iter().map(|placed| placed.item).collect()
}

/// The same world without budgets.
fn free_of(world: &World) -> World {
    let mut free = world.clone();
    free.policy.leakages.clear();
    free
}

proptest! {
    #[test]
    fn a_budget_is_kept_or_said_to_be_given_up(world in worlds()) {
        let reranked = world.rerank();
        let free = free_of(&world).rerank();
        prop_assert_eq!(reranked.leaks.len(), world.policy.leakages.len());
        for (leak, (rule, budget)) in reranked.leaks.iter().zip((0..).zip(&world.policy.leakages)) {
            let leaning = world.leanings.segment(&budget.segment).expect("made for both");
            prop_assert_eq!(leak.rule, rule);
            prop_assert_eq!(leak.after.to_bits(), leaning.moved_by(items(&reranked)).to_bits());
            prop_assert_eq!(leak.before.to_bits(), leaning.moved_by(items(&free)).to_bits());
            prop_assert_eq!(reranked.relaxed.contains(&Relaxed::Leakage { rule }), leak.after > budget.budget);
        }
        if reranked.leaks.iter().zip(&world.policy.leakages).all(|(leak, budget)| leak.before <= budget.budget) {
            prop_assert_eq!(items(&reranked), items(&free));
        }
    }
}

#[test]
fn a_cap_that_holds_an_exchange_off_binds_the_place() {
    let items = [(0, 0), (0, 1), (1, 2), (2, 3)];
    let bases = [3.0, 1.9, 2.0, 0.5];
    let leans: Vec<Vec<i32>> = [800, -800, 800, -800].map(|steps| vec![steps]).into();
    let caps = Caps { brand: Some(1), ..Caps::default() };
    let leakages = budgets([("age", Some(0.2))]);
    let mut world = World {
        catalog: catalog(&items),
        candidates: bases
            .into_iter()
            .enumerate()
            .map(|(at, base)| Candidate { item: ItemIx::from_at(at), base })
            .collect(),
        policy: Policy { caps, leakages, diversity: 0.0, ..Policy::standard("home") },
        count: 2,
        leanings: Leanings::made(&[("age", leans)]),
    };
    let list = world.rerank();
    assert_eq!(items_of(&list), [0, 3], "item 1 has the brand of item 0");
    let [cap, age] = list.accounts[1].bindings[..] else { panic!("{:?}", list.accounts) };
    assert!(matches!(cap.rule, Rule::Cap { level: CapLevel::Brand, .. }) && cap.slack == 0, "{cap:?}");
    assert_eq!((age.rule, list.accounts[0].bindings.len()), (Rule::Leakage { rule: 0 }, 0));
    assert_eq!(list.accounts[1].displaced, Some(ItemIx(1)), "whom the first of them displaced");
    assert!(list.placed[1].causes.contains(&Cause::Cap), "{:?}", list.placed[1].causes);
    world.policy.caps = Caps::default();
    assert_eq!(items_of(&world.rerank()), [0, 1]);
}

fn items_of(reranked: &Reranked) -> Vec<u32> {
    items(reranked).into_iter().map(|item| item.0).collect()
}

/// The best list of a world whose only rules are caps and budgets, over all sets of its candidates; `None` where none holds them.
fn best(world: &World, k: usize) -> Option<f64> {
    let n = world.candidates.len();
    let held = (0_u32..1 << n).filter(|set| set.count_ones() as usize == k);
    let gain = |set: u32| {
        let chosen: Vec<Candidate> = (0..n).filter(|at| set >> at & 1 == 1).map(|at| world.candidates[at]).collect();
        let mut bases: Vec<f64> = chosen.iter().map(|candidate| candidate.base).collect();
        bases.sort_by(|a, b| b.total_cmp(a));
        holds(world, &chosen).then(|| bases.iter().enumerate().map(|(at, base)| base * discount(at)).sum::<f64>())
    };
    held.filter_map(gain).max_by(f64::total_cmp)
}

fn holds(world: &World, chosen: &[Candidate]) -> bool {
    let item = |candidate: &Candidate| world.catalog.item(candidate.item).expect("on offer");
    let most = |name: fn(&Item) -> Option<&String>| {
        let count = |one: &Candidate| chosen.iter().filter(|other| name(item(other)) == name(item(one))).count();
        chosen.iter().map(count).max().unwrap_or(0)
    };
    let Caps { brand, category, .. } = world.policy.caps;
    let is_kept = |budget: &LeakageBudget| {
        let leaning = world.leanings.segment(&budget.segment).expect("made for both");
        leaning.moved_by(chosen.iter().map(|candidate| candidate.item)) <= budget.budget
    };
    most(|item| item.brand.as_ref()) <= brand.map_or(N, usize::from)
        && most(|item| item.category.last()) <= category.map_or(N, usize::from)
        && world.policy.leakages.iter().all(is_kept)
}

#[test]
#[expect(clippy::print_stderr, reason = "the figures are told with --nocapture")]
fn of_the_lists_that_hold_every_bound_a_good_one_is_found() {
    let (mut runner, worlds) = (TestRunner::deterministic(), worlds());
    let (mut some, mut found, mut gaps, mut worst) = (0_u32, 0_u32, 0.0, 0.0_f64);
    for _ in 0..2_000 {
        let mut world = worlds.new_tree(&mut runner).expect("a world").current();
        let Policy { caps, leakages, .. } = world.policy;
        world.policy = Policy { caps, leakages, diversity: 0.0, ..Policy::standard("home") };
        let list = world.rerank();
        let is_short = list.relaxed.contains(&Relaxed::Shortened);
        let Some(best) = best(&world, list.placed.len()).filter(|_| !is_short && !world.policy.leakages.is_empty())
        else {
            continue;
        };
        some += 1;
        if list.relaxed.is_empty() {
            let own: f64 = list.placed.iter().enumerate().map(|(at, placed)| placed.base * discount(at)).sum();
            let gap = if best > 0.0 { 1.0 - own / best } else { 0.0 };
            assert!(gap > -1e-9, "no list is better than the best: {gap}");
            (found, gaps, worst) = (found + 1, gaps + gap, worst.max(gap));
        }
    }
    eprintln!("{found} of {some} found, mean gap {:.4}, worst {worst:.4}", gaps / f64::from(found));
    assert!(some > 500 && f64::from(found) >= 0.99 * f64::from(some), "{found} of {some}");
    assert!(gaps / f64::from(found) <= 0.02, "{}", gaps / f64::from(found));
}
