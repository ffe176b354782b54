//! Properties held, over random catalogues, candidates and policies:
//! - the list is a subset of the candidates, pins stand at their places, what is excluded is never shown;
//! - caps and guaranteed shares hold in every prefix unless the answer says that they could not;
//! - every move is a line, a cause or an exclusion, and every cause is true when the rule is left out;
//! - leakage budgets are kept, or said not to be (`leakage`);
//! - a run that goes on from where a rule first acted gives the list of a run from the top (`again`);
//! - the solver agrees with brute force on small instances (`solver`).

mod again;
mod leakage;
mod solver;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::catalog::{Catalog, Item};
use crate::fit::{Leaning, Leanings};
use crate::ids::{ItemId, Vocabulary};

const N: usize = 14;

fn id(at: usize) -> ItemId {
    ItemId::new(&format!("i{at:02}")).expect("a valid id")
}

fn catalog(traits: &[(usize, usize)]) -> Catalog {
    let item = |(at, &(brand, category)): (usize, &(usize, usize))| Item {
        brand: Some(format!("b{brand}")),
        category: vec!["All".to_owned(), format!("k{category}")],
        attributes: BTreeMap::from([("small".to_owned(), (at % 3 == 0).to_string())]),
        ..Item::titled(id(at), format!("Thing {at}"))
    };
    let vocabulary = Arc::new(Vocabulary::new((0..traits.len()).map(id)));
    Catalog::new(vocabulary, 1, String::new(), traits.iter().enumerate().map(item).map(Arc::new))
}

fn one(at: usize) -> Selector {
    Selector { items: BTreeSet::from([id(at)]), ..Selector::default() }
}

fn small() -> Selector {
    let value = BTreeSet::from(["true".to_owned()]);
    Selector { attributes: BTreeMap::from([("small".to_owned(), value)]), ..Selector::default() }
}

#[derive(Debug, Clone)]
struct World {
    catalog: Catalog,
    candidates: Vec<Candidate>,
    policy: Policy,
    count: usize,
    leanings: Leanings,
}

/// Items as random directions of four numbers, every other one little known, that lean to groups of customers.
struct Random<'a>(&'a Leanings);

impl Traits for Random<'_> {
    fn vector(&self, item: ItemIx, into: &mut Vector) {
        into.fill(0.0);
        let mut state = u64::from(item.0) + 1;
        for slot in &mut into[..4] {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *slot = (state >> 40) as f32 / (1u32 << 24) as f32 - 0.3;
        }
        let length = into.iter().map(|x| x * x).sum::<f32>().sqrt();
        into.iter_mut().for_each(|x| *x /= length);
    }

    fn novelty(&self, item: ItemIx) -> f64 {
        if item.0.is_multiple_of(2) { 0.9 } else { 0.1 }
    }

    fn leaning(&self, segment: &str) -> Option<&Leaning> {
        self.0.segment(segment)
    }
}

impl World {
    fn rerank(&self) -> Reranked {
        let similarity = CatalogSimilarity::new(&self.catalog, |_, _| 0.0);
        let labels = Labels::new(&self.catalog);
        let taste = [(ItemIx(0), 1.0), (ItemIx(3), 0.5)];
        let (catalog, labels) = (&self.catalog, &labels);
        let (similarity, traits, taste) = (&similarity, &Random(&self.leanings), &taste);
        let (exposure, parity) = (&[0.4, 1.5], &[0.7]);
        let scene = Scene { catalog, labels, similarity, traits, taste, exposure, parity };
        rerank(&self.candidates, &scene, &self.policy, self.count)
    }

    /// The same world without what a cause names.
    fn without(&self, cause: Cause) -> Self {
        let mut world = self.clone();
        let policy = &mut world.policy;
        match cause {
            Cause::Pin { rule } => policy.pins[usize::from(rule)].position = u16::MAX,
            Cause::Boost { rule } => policy.boosts[usize::from(rule)].members = one(N),
            Cause::Group { rule } => policy.groups[usize::from(rule)].open(),
            Cause::Diversity => policy.diversity = 0.0,
            Cause::Cap => policy.caps = Caps::default(),
            Cause::Serendipity => policy.serendipity = 0.0,
            Cause::Calibration => policy.calibration = 0.0,
            Cause::Novelty => policy.novelty = 0.0,
            Cause::Exposure { rule } => policy.exposures[usize::from(rule)].members = one(N),
            Cause::Parity { rule } => policy.parities[usize::from(rule)].members = one(N),
            Cause::Leakage { rule } => policy.leakages[usize::from(rule)].lift(),
        }
        world
    }
}

/// A share of attention for one item, or for the small ones.
fn owed(at: usize) -> ExposureTarget {
    let members = if at == 0 { small() } else { one(at) };
    ExposureTarget { name: format!("e{at}"), members, target: 0.1, window: Window::default(), gain: 0.05 }
}

/// Items that groups of customers are to see as often as each other: the small ones, or one.
fn even(at: usize) -> ParityRule {
    let members = if at < N / 2 { small() } else { one(at) };
    let (name, segment, window) = ("offers".to_owned(), "age".to_owned(), Window::default());
    ParityRule { name, members, segment, difference: 0.1, window, gain: 0.05 }
}

fn number(rule: usize) -> u16 {
    u16::try_from(rule).expect("few rules")
}

fn worlds() -> impl Strategy<Value = World> {
    let traits = prop::collection::vec((0..4usize, 0..4usize), N);
    let scores = prop::collection::vec(prop_oneof![0.0..1.0f64, Just(0.5)], 1..=N);
    let leaks = (prop::option::of(0.0..1.5f64), prop::option::of(0.0..1.5f64), leakage::leanings());
    let caps = (prop::option::of(1..4u16), prop::option::of(1..4u16));
    let share = (0.0..0.7f64, prop::option::of(0.3..1.0f64), any::<bool>(), 0..3u8);
    let wish = || prop_oneof![3 => Just(0.0), 1 => 0.01..0.6f64];
    let wishes = (prop_oneof![Just(0.0), 0.01..1.0f64], any::<bool>(), wish(), wish(), wish());
    let rules = (
        prop::collection::vec(share, 0..3),
        prop::collection::btree_map(0..N, 1..7u16, 0..3),
        prop::collection::vec((0..N, -0.6..0.6f64), 0..3),
        prop::collection::vec(0..N, 0..2),
        (prop::collection::vec(0..N, 0..3), prop::option::of(0..N)),
    );
    (traits, scores, caps, rules, wishes, (leaks, 1..9usize)).prop_map(
        |(
            traits,
            scores,
            (brand, category),
            (shares, pins, boosts, exclusions, (exposures, evened)),
            wishes,
            ((by_age, by_kind, leanings), count),
        )| {
            let (diversity, is_dpp, serendipity, calibration, novelty) = wishes;
            let candidate = |(at, base): (usize, f64)| Candidate { item: ItemIx::from_at(at), base };
            let mut taken = BTreeSet::new();
            let pins = pins.into_iter().filter(|(_, position)| taken.insert(*position));
            let label = || "Corner Shop".to_owned();
            let policy = Policy {
                diversity,
                diversity_mode: if is_dpp { DiversityMode::Dpp } else { DiversityMode::Mmr },
                serendipity,
                calibration,
                novelty,
                caps: Caps { brand, category, seller: None },
                groups: shares
                    .into_iter()
                    .enumerate()
                    .map(|(at, (min_share, max_share, is_list, priority))| {
                        let members = if at == 0 { small() } else { one(at) };
                        let scope = if is_list { Scope::List } else { Scope::Prefix };
                        GroupRule {
                            name: format!("g{at}"),
                            members,
                            min_share,
                            max_share,
                            scope,
                            priority,
                            fair_star: None,
                        }
                    })
                    .collect(),
                pins: pins
                    .map(|(at, position)| Pin {
                        item: id(at),
                        position,
                        label: label(),
                        paid_by: None,
                        active: Schedule::default(),
                    })
                    .collect(),
                boosts: boosts
                    .into_iter()
                    .map(|(at, points)| Boost {
                        label: label(),
                        members: one(at),
                        points,
                        paid_by: None,
                        active: Schedule::default(),
                    })
                    .collect(),
                exclusions: exclusions
                    .into_iter()
                    .map(|at| Exclusion { label: label(), members: one(at), active: Schedule::default() })
                    .collect(),
                exposures: exposures.into_iter().map(owed).collect(),
                parities: evened.into_iter().map(even).collect(),
                leakages: leakage::budgets([("age", by_age), ("kind", by_kind)]),
                ..Policy::standard("home")
            };
            World {
                catalog: catalog(&traits),
                candidates: scores.into_iter().enumerate().map(candidate).collect(),
                policy,
                count,
                leanings,
            }
        },
    )
}

proptest! {
    #[test]
    fn invariant_5_the_list_and_the_tail_partition_what_may_be_shown(world in worlds()) {
        let reranked = world.rerank();
        let barred = |item: ItemIx| {
            let item = world.catalog.item(item).expect("every item is on offer");
            world.policy.exclusions.iter().any(|rule| rule.members.matches(item))
        };
        let shown = reranked.placed.iter().map(|placed| placed.item).chain(reranked.tail.iter().copied());
        let mut shown: Vec<ItemIx> = shown.collect();
        shown.sort_unstable();
        let open: Vec<ItemIx> = world.candidates.iter().map(|c| c.item).filter(|item| !barred(*item)).collect();
        prop_assert_eq!(shown, open);
        prop_assert!(reranked.placed.len() <= world.count);
        let is_told = reranked.relaxed.contains(&Relaxed::Shortened);
        prop_assert!(is_told || reranked.placed.len() == world.count.min(reranked.placed.len() + reranked.tail.len()));
    }

    #[test]
    fn invariant_5_every_move_is_accounted_for(world in worlds()) {
        let reranked = world.rerank();
        for placed in &reranked.placed {
            let folded = placed.lines.iter().fold(placed.base, |sum, line| sum + line.amount);
            prop_assert_eq!(folded.to_bits(), placed.score.to_bits());
            let base = world.candidates.iter().find(|c| c.item == placed.item).expect("a candidate").base;
            prop_assert_eq!(base.to_bits(), placed.base.to_bits());
        }
        let length = u32::try_from(reranked.placed.len()).expect("a short list");
        let listed: BTreeSet<u32> = reranked.placed.iter().map(|placed| placed.base_rank).collect();
        let left: BTreeSet<u32> = reranked.excluded.iter().map(|excluded| excluded.base_rank).collect();
        for base_rank in 1..=length {
            prop_assert!(listed.contains(&base_rank) != left.contains(&base_rank), "base rank {base_rank}");
        }
    }

    #[test]
    fn bounds_hold_in_every_prefix_and_pins_at_their_places_unless_told(world in worlds()) {
        let reranked = world.rerank();
        let item = |at: usize| world.catalog.item(reranked.placed[at].item).expect("on offer");
        let k = reranked.placed.len();
        let item_is_pinned = |at: usize| world.policy.pins.iter().any(|pin| pin.item == item(at).id);
        for (rule, group) in world.policy.groups.iter().enumerate() {
            if reranked.relaxed.contains(&Relaxed::Group { rule: number(rule) }) {
                continue;
            }
            for q in (1..=k).filter(|&q| group.scope == Scope::Prefix || q == k) {
                let share = |share: f64| share * q as f64;
                let members = (0..q).filter(|at| group.members.matches(item(*at))).count() as f64;
                prop_assert!(members >= share(group.min_share).floor());
                let most = group.max_share.map_or(q as f64, |most| match group.scope {
                    Scope::Prefix => share(most).ceil(),
                    Scope::List => share(most).floor(),
                });
                let pinned = (0..q).filter(|at| group.members.matches(item(*at)) && item_is_pinned(*at)).count() as f64;
                prop_assert!(members <= most.max(pinned), "{members} of {q}");
            }
        }
        for (rule, pin) in world.policy.pins.iter().enumerate() {
            let is_told = reranked.relaxed.contains(&Relaxed::Pin { rule: number(rule) });
            let at = usize::from(pin.position) - 1;
            let stands = reranked.placed.get(at).is_some_and(|_| item(at).id == pin.item);
            prop_assert!(stands || is_told || usize::from(pin.position) > world.count);
        }
        let pinned = |at: usize| world.policy.pins.iter().filter(|pin| pin.item == item(at).id).count();
        let pins: usize = (0..reranked.placed.len()).map(pinned).sum();
        type Name = fn(&Item) -> &str;
        let levels: [(Option<u16>, Name); 2] = [
            (world.policy.caps.brand, |item| item.brand.as_deref().unwrap_or_default()),
            (world.policy.caps.category, |item| item.category.last().map_or("", String::as_str)),
        ];
        for (cap, name) in levels {
            let Some(cap) = cap else { continue };
            for at in 0..reranked.placed.len() {
                let same = (0..reranked.placed.len()).filter(|other| name(item(*other)) == name(item(at))).count();
                prop_assert!(same <= usize::from(cap).max(pins), "{same} of {}", name(item(at)));
            }
        }
    }

    #[test]
    fn the_order_of_the_candidates_changes_nothing(world in worlds()) {
        let mut turned = world.clone();
        turned.candidates.reverse();
        prop_assert_eq!(world.rerank(), turned.rerank());
    }

    #[test]
    fn a_cause_is_true_when_its_rule_is_left_out(world in worlds()) {
        let reranked = world.rerank();
        for placed in &reranked.placed {
            for cause in &placed.causes {
                let without = world.without(*cause);
                let rank = without.rerank().placed.iter().find(|other| other.item == placed.item).map(|other| other.rank);
                prop_assert_ne!(rank, Some(placed.rank), "{:?}", cause);
            }
        }
    }

    #[test]
    fn a_binding_rule_changes_its_place_when_it_is_left_out(world in worlds()) {
        let reranked = world.rerank();
        for (placed, account) in reranked.placed.iter().zip(&reranked.accounts) {
            for binding in &account.bindings {
                let without = match binding.rule {
                    Rule::Pin { rule } => world.without(Cause::Pin { rule }),
                    Rule::Group { rule } => world.without(Cause::Group { rule }),
                    // A cap has no switch for one label, and what should surprise brings lines of its own.
                    Rule::Leakage { rule } => world.without(Cause::Leakage { rule }),
                    Rule::Cap { .. } | Rule::Serendipity => continue,
                };
                let other = without.rerank();
                let other = other.placed.get(placed.rank as usize - 1).map(|other| other.item);
                prop_assert_ne!(other, Some(placed.item), "{:?}", binding);
            }
        }
    }

    #[test]
    fn the_prices_of_the_stages_and_of_the_places_add_up_to_what_the_rules_cost(world in worlds()) {
        let reranked = world.rerank();
        let discount = |at: usize| 1.0 / (at as f64 + 2.0).log2();
        let mut bases: Vec<f64> = world.candidates.iter().map(|candidate| candidate.base).collect();
        bases.sort_by(|a, b| b.total_cmp(a));
        let free: f64 = bases.iter().take(world.count).enumerate().map(|(at, base)| base * discount(at)).sum();
        let own: f64 = reranked.placed.iter().enumerate().map(|(at, placed)| placed.base * discount(at)).sum();
        let stages: f64 = reranked.prices.iter().map(|price| price.relevance).sum();
        prop_assert!((free - own - stages).abs() < 1e-9, "{} {stages}", free - own);
        if reranked.placed.len() == world.count.min(bases.len()) {
            let places: f64 = reranked.accounts.iter().map(|account| account.paid).sum();
            prop_assert!((places - stages).abs() < 1e-9, "{places} {stages}");
        }
    }

    #[test]
    fn what_is_given_up_conflicts_with_what_is_named_and_with_no_less(world in worlds()) {
        for conflict in world.rerank().conflicts {
            let Rule::Group { rule } = conflict.given_up else { continue };
            let is_relaxed = |world: &World| world.rerank().relaxed.contains(&Relaxed::Group { rule });
            prop_assert!(is_relaxed(&world));
            // Nothing but what is named: the rule goes first, then each other group that is not named goes.
            let mut alone = world.clone();
            for (at, group) in alone.policy.groups.iter_mut().enumerate() {
                let is_named = conflict.with.contains(&Rule::Group { rule: number(at) });
                if number(at) != rule && !is_named {
                    group.open();
                }
            }
            alone.policy.serendipity = 0.0;
            prop_assert!(is_relaxed(&alone), "{:?}", conflict);
        }
    }

    #[test]
    fn without_rules_the_list_is_the_best_by_score(world in worlds()) {
        let plain = World { policy: Policy { diversity: 0.0, ..Policy::standard("home") }, ..world };
        for placed in plain.rerank().placed {
            prop_assert_eq!(placed.rank, placed.base_rank);
            prop_assert!(placed.lines.is_empty() && placed.causes.is_empty());
        }
    }
}

#[test]
fn a_policy_s_mistakes_are_named_by_pointer() {
    let boost =
        Boost { label: "Summer".to_owned(), members: one(1), points: 0.1, paid_by: None, active: Schedule::default() };
    let pin = Pin { label: "Cover".to_owned(), item: id(1), position: 1, paid_by: None, active: Schedule::default() };
    let with_boost = |boost: Boost| Policy { boosts: vec![boost], ..Policy::standard("home") };
    let with_pins = |pins: Vec<Pin>| Policy { pins, ..Policy::standard("home") };
    let varied = |diversity| Policy { diversity, diversity_mode: DiversityMode::Dpp, ..Policy::standard("home") };
    let blank = || Some(" ".to_owned());
    let cases = [
        (Policy::standard(""), "`/placement`"),
        (Policy { diversity: f64::NAN, ..Policy::standard("home") }, "`/diversity`"),
        (Policy { diversity: 1.1, ..Policy::standard("home") }, "`/diversity`"),
        (varied(5.1), "`/diversity`"),
        (Policy { caps: Caps { brand: Some(0), ..Caps::default() }, ..Policy::standard("home") }, "`/caps/brand`"),
        (Policy { reasons_max: 5, ..Policy::standard("home") }, "`/reasons_max`"),
        (with_boost(Boost { points: 11.0, ..boost.clone() }), "`/boosts/0/points`"),
        (with_boost(Boost { members: Selector::default(), ..boost.clone() }), "`/boosts/0/members`"),
        (with_boost(Boost { paid_by: blank(), ..boost.clone() }), "`/boosts/0/paid_by`"),
        (with_pins(vec![Pin { paid_by: blank(), ..pin.clone() }]), "`/pins/0/paid_by`"),
        (with_pins(vec![Pin { position: 0, ..pin.clone() }]), "`/pins/0/position`"),
        (with_pins(vec![pin.clone(), Pin { item: id(2), ..pin.clone() }]), "`/pins/1`"),
    ];
    for (policy, field) in cases {
        let said = policy.check().expect_err(field).to_string();
        assert!(said.contains(field), "{said}");
    }
    assert_eq!(varied(5.0).check(), Ok(()));
    assert_eq!(with_boost(boost).check(), Ok(()));
    assert_eq!(with_pins(vec![pin]).check(), Ok(()));
}

#[test]
fn rules_that_no_list_can_hold_together_are_named_before_they_are_served() {
    let brand = |name: &str| Selector { brands: BTreeSet::from([name.to_owned()]), ..Selector::default() };
    let group = |name: &str, min_share: f64, max_share: Option<f64>| GroupRule {
        name: name.to_owned(),
        members: brand(name),
        min_share,
        max_share,
        ..GroupRule::default()
    };
    let of = |groups: Vec<GroupRule>| Policy { groups, ..Policy::standard("home") }.check();
    let named = |groups: Vec<GroupRule>| match of(groups) {
        Err(PolicyError::Impossible { rules }) => rules,
        other => panic!("{other:?}"),
    };
    assert_eq!(of(vec![group("a", 0.7, None), group("b", 0.3, None)]), Ok(()));
    assert_eq!(named(vec![group("a", 0.6, Some(0.5))]).len(), 1);
    let three = named(vec![group("a", 0.2, None), group("b", 0.6, None), group("c", 0.5, None)]);
    assert_eq!(three.len(), 2, "{three:?}");
    assert_eq!(three.iter().map(|rule| rule.name.as_str()).collect::<Vec<_>>(), ["b", "c"]);
    let pin = Pin { item: id(1), position: 1, label: "Cover".to_owned(), paid_by: None, active: Schedule::default() };
    let recalled = Exclusion { label: "recalled".to_owned(), members: one(1), active: Schedule::default() };
    let both = Policy { pins: vec![pin], exclusions: vec![recalled], ..Policy::standard("home") };
    let told = both.check().expect_err("nobody is shown what is recalled").to_string();
    assert!(told.starts_with("pin `Cover` (`/pins/0`), exclusion `recalled` (`/exclusions/0`) cannot hold"), "{told}");
}

#[test]
fn a_rule_holds_within_its_schedule_and_does_nothing_outside_of_it() {
    let day = |days: i64| crate::units::Time::from_millis(0).plus_days(days);
    let active = Schedule { from: Some(day(10)), until: Some(day(20)) };
    let later = Schedule { from: Some(day(20)), until: None };
    let pin = |item, active| Pin { item: id(item), position: 2, label: "Cover".to_owned(), paid_by: None, active };
    let policy = Policy { pins: vec![pin(1, active), pin(2, later)], ..Policy::standard("home") };
    assert_eq!(policy.check(), Ok(()), "two pins on one place at different times");
    let positions = |days: i64| policy.in_force(day(days)).pins.iter().map(|pin| pin.position).collect::<Vec<_>>();
    assert_eq!(positions(9), [u16::MAX, u16::MAX]);
    assert_eq!(positions(10), [2, u16::MAX]);
    assert_eq!(positions(20), [u16::MAX, 2]);
    let empty = Schedule { from: Some(day(2)), until: Some(day(1)) };
    let wrong = Policy { pins: vec![pin(1, empty)], ..Policy::standard("home") };
    assert!(wrong.check().expect_err("an empty span").to_string().contains("`/pins/0/active`"));
}

#[test]
fn a_policy_without_the_later_fields_reads_as_it_was_meant() {
    let old = r#"{"placement":"home","version":3,"diversity":0.1,"caps":{"brand":2},
        "groups":[{"name":"small makers","members":{"brands":["b1"]},"min_share":0.2}],
        "pins":[{"item":"i01","position":1,"label":"Cover"}]}"#;
    let policy: Policy = serde_json::from_str(old).expect("an old policy");
    assert_eq!(policy.diversity_mode, DiversityMode::Mmr);
    assert_eq!((policy.groups[0].scope, policy.groups[0].max_share), (Scope::Prefix, None));
    let text = serde_json::to_string(&policy).expect("plain data");
    for later in [
        "diversity_mode",
        "serendipity",
        "calibration",
        "novelty",
        "max_share",
        "scope",
        "priority",
        "active",
        "fair_star",
    ] {
        assert!(!text.contains(later), "{later} is not written where it says nothing");
    }
}
