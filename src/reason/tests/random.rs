//! What holds for every account.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::catalog::Sponsorship;
use crate::ledger::fold;

const N_ITEMS: u32 = 14;
const TOLERANCE: f64 = 1e-9;

static WORDING: LazyLock<Wording> = LazyLock::new(|| Wording::new().expect("sound wordings"));

#[derive(Debug, Clone)]
struct Traits {
    top: u8,
    narrow: u8,
    brand: Option<u8>,
    series: Option<u8>,
    is_sensitive: bool,
    is_withdrawn: bool,
}

fn traits() -> impl Strategy<Value = Traits> {
    let opt = || prop::option::of(0u8..3);
    let rarely = || prop::bool::weighted(0.12);
    (0u8..3, 0u8..5, opt(), opt(), rarely(), rarely()).prop_map(
        |(top, narrow, brand, series, is_sensitive, is_withdrawn)| Traits {
            top,
            narrow,
            brand,
            series,
            is_sensitive,
            is_withdrawn,
        },
    )
}

fn made(at: u32, traits: &Traits) -> Item {
    let mut item = item(at, &[&format!("Top{}", traits.top), &format!("Narrow{}", traits.narrow)]);
    item.brand = traits.brand.map(|brand| format!("Brand{brand}"));
    item.attributes.extend(traits.series.map(|series| ("series".to_owned(), format!("Series{series}"))));
    item.sensitive = traits.is_sensitive.then_some(Sensitive::Adult);
    item
}

fn catalogs() -> impl Strategy<Value = Catalog> {
    (prop::collection::vec(traits(), N_ITEMS as usize), any::<bool>()).prop_map(|(all, is_sponsored)| {
        let items = all.iter().enumerate().filter(|(at, traits)| *at == 0 || !traits.is_withdrawn);
        catalog(
            N_ITEMS,
            items.map(|(at, traits)| {
                let mut item = made(u32::try_from(at).expect("few items"), traits);
                let payer = || Sponsorship { payer: "Itempayer".to_owned() };
                item.sponsored = (at == 0 && is_sponsored).then(payer);
                item
            }),
        )
    })
}

fn doings() -> impl Strategy<Value = Vec<Did>> {
    let one = (1..N_ITEMS, 0..Kind::ALL.len(), prop::bool::weighted(0.4), prop::bool::weighted(0.2), 1u8..6);
    let did = |(item, kind, gift, now, stars)| Did { item, kind: Kind::ALL[kind], gift, now, stars: f64::from(stars) };
    prop::collection::vec(one.prop_map(did), 0..16)
}

fn amounts() -> impl Strategy<Value = f64> {
    prop_oneof![4 => 0.0..0.1f64, 3 => 0.1..1.0f64, 2 => -0.5..0.0f64, 1 => Just(0.0)]
}

fn policies() -> impl Strategy<Value = (Policy, Vec<Cause>)> {
    let payer = || prop::option::of(prop_oneof![Just("Payer1"), Just("Payer2"), Just(" ")]);
    let boosts = prop::collection::vec((0u8..2, -1.0..1.0f64, payer(), any::<bool>()), 0..4);
    let pins = prop::collection::vec((0u8..2, payer(), any::<bool>()), 0..2);
    let groups = prop::collection::vec(any::<bool>(), 0..3);
    (1u8..=4, boosts, pins, groups, any::<bool>(), any::<bool>()).prop_map(
        |(reasons_max, boosts, pins, groups, diversity, cap)| {
            let mut policy = Policy { reasons_max, ..Policy::standard("home") };
            let mut causes = Vec::new();
            for (rule, (label, points, payer, moved)) in (0u16..).zip(boosts) {
                policy.boosts.push(boost(&format!("Label{label}"), points, payer));
                causes.extend(moved.then_some(Cause::Boost { rule }));
            }
            for (rule, (label, payer, moved)) in (0u16..).zip(pins) {
                policy.pins.push(pin(&format!("Label{label}"), payer));
                causes.extend(moved.then_some(Cause::Pin { rule }));
            }
            for (rule, moved) in (0u16..).zip(groups) {
                policy.groups.push(group(&format!("Group{rule}")));
                causes.extend(moved.then_some(Cause::Group { rule }));
            }
            causes.extend(diversity.then_some(Cause::Diversity));
            causes.extend(cap.then_some(Cause::Cap));
            (policy, causes)
        },
    )
}

fn modes() -> impl Strategy<Value = Mode> {
    let fallback = [FallbackCause::NoHistory, FallbackCause::Off, FallbackCause::Withheld].map(Mode::Fallback);
    prop_oneof![3 => Just(Mode::Personal), 1 => prop::sample::select(fallback.to_vec())]
}

/// What is left of lines, and how far they stray.
fn doubts() -> impl Strategy<Value = Vec<(f64, f64)>> {
    prop::collection::vec((0.0..1.0f64, 0.0..1.0f64), 1..9)
}

/// Lines in the order in which scorers and the reranker write them; in a fallback there is no history.
fn worlds() -> impl Strategy<Value = World> {
    let lines = (
        prop::collection::vec(amounts(), 32),
        prop::collection::vec((1..N_ITEMS, 0..Kind::ALL.len(), amounts()), 0..3),
        prop::collection::vec((1..N_ITEMS, amounts()), 0..3),
        (prop::option::of(0.0..0.5f64), prop::option::of(-0.3..0.3f64), prop::option::of(-0.1..0.5f64)),
    );
    let seen = (prop::bool::weighted(0.7), prop::bool::weighted(0.2), prop::option::of(doubts()));
    (catalogs(), doings(), policies(), lines, modes(), seen).prop_map(
        |(catalog, done, (policy, causes), (amounts, strays, page, (popular, trend, diversity)), mode, seen)| {
            let (consent, is_shared, doubts) = seen;
            let done = if mode == Mode::Personal { done } else { Vec::new() };
            let mut lines: Vec<(Source, f64)> = Vec::new();
            for (evidence, amount) in profile(&catalog, &done).evidence().iter().zip(amounts) {
                let (item, kind) = (evidence.item, evidence.kind);
                lines.push(match evidence.origin {
                    crate::event::Origin::History => (Source::History { item, kind }, amount),
                    crate::event::Origin::Session => (Source::Session { item, kind }, amount),
                });
            }
            let aspects = crate::catalog::Aspect::ALL.into_iter().cycle();
            for (evidence, aspect) in profile(&catalog, &done).evidence().iter().zip(aspects) {
                let (item, kind) = (evidence.item, evidence.kind);
                let amount = 0.3 * evidence.weight;
                lines.push((Source::Content { item, kind, aspect }, amount));
                if evidence.origin == crate::event::Origin::Session {
                    lines.push((Source::Transition { item, kind }, amount.abs()));
                }
            }
            if mode == Mode::Personal {
                lines.extend(strays.iter().map(|&(at, kind, amount)| (history(at, Kind::ALL[kind]), amount)));
                lines.extend(page.iter().map(|&(at, amount)| (Source::Context { item: ItemIx(at) }, amount)));
            }
            lines.extend(popular.map(|amount| (Source::Popularity, amount)));
            if mode == Mode::Personal {
                lines.extend([0u16, 1].map(|topic| (Source::Stated { topic }, 0.1)));
                lines.extend([(Source::Reorder, 0.2), (Source::Newness, 0.1), (Source::Season, 0.1)]);
            }
            lines.extend(trend.map(|amount| (Source::Trend, amount)));
            lines.extend((0u16..).zip(&policy.boosts).map(|(rule, b)| (Source::Boost { rule }, b.points)));
            lines.extend(diversity.map(|amount| (Source::Diversity, amount)));
            let world = World::new(catalog, &done, &lines).causes(&causes);
            let world = if consent { world } else { world.unexplained() };
            let world = if is_shared { world.shared() } else { world };
            let world = match &doubts {
                Some(doubts) => world.doubted(|at| doubts[at % doubts.len()]),
                None => world,
            };
            let stated = vec!["Brand0".to_owned(), "Narrow1".to_owned()];
            World { policy, mode, stated, ..world }
        },
    )
}

/// Whether a reason is told because it must be.
fn is_disclosed(world: &World, reason: &Reason) -> bool {
    let moved = world.placed.causes.iter().any(|&cause| names(world, cause).is_some_and(|n| n == key(reason)));
    let is_fallback = matches!(reason.code, Code::NpfPopular | Code::ConOff | Code::ConLimited);
    moved || is_fallback
}

fn key(reason: &Reason) -> (Code, String) {
    let ReasonSubject::Named(name) = &reason.subject else { return (reason.code, String::new()) };
    (reason.code, name.clone())
}

/// The code and the name that a cause has to be disclosed with.
fn names(world: &World, cause: Cause) -> Option<(Code, String)> {
    let by_item = world.catalog.item(ItemIx(0)).and_then(|item| item.sponsored.as_ref()).map(|s| s.payer.clone());
    let payer = |paid_by: &Option<String>, label: &str| {
        let payer = paid_by.clone().or_else(|| by_item.clone())?;
        Some(if payer.trim().is_empty() { label.to_owned() } else { payer })
    };
    match cause {
        Cause::Boost { rule } => {
            let boost = &world.policy.boosts[usize::from(rule)];
            Some(match (boost.points < 0.0, payer(&boost.paid_by, &boost.label)) {
                (true, _) => (Code::BusDemoted, boost.label.clone()),
                (false, Some(payer)) => (Code::BusSponsored, payer),
                (false, None) => (Code::BusPromoted, boost.label.clone()),
            })
        }
        Cause::Pin { rule } => {
            let pin = &world.policy.pins[usize::from(rule)];
            Some(match payer(&pin.paid_by, &pin.label) {
                Some(payer) => (Code::BusSponsored, payer),
                None => (Code::BusPromoted, pin.label.clone()),
            })
        }
        Cause::Group { rule } => Some((Code::FaiExposure, world.policy.groups[usize::from(rule)].name.clone())),
        Cause::Exposure { rule } => Some((Code::FaiExposure, world.policy.exposures[usize::from(rule)].name.clone())),
        Cause::Parity { .. } => Some((Code::FaiParity, String::new())),
        Cause::Leakage { .. } => Some((Code::FaiLeakage, String::new())),
        Cause::Diversity | Cause::Cap | Cause::Serendipity | Cause::Calibration | Cause::Novelty => None,
    }
}

/// Said again, not asked of `may_name`: with consent, no gift, nobody reading along, still sold, not sensitive.
fn nameable(world: &World) -> BTreeSet<ItemIx> {
    let is_harmless = |item: ItemIx| matches!(world.catalog.item(item), Some(Item { sensitive: None, .. }));
    let evidence = world.profile.evidence().iter();
    evidence
        .filter(|e| world.may_explain && !world.is_shared && !e.gift && is_harmless(e.item))
        .map(|e| e.item)
        .collect()
}

fn own_items<'a>(world: &'a World, reason: &'a Reason) -> impl Iterator<Item = ItemIx> + 'a {
    reason.lines.iter().filter_map(|&at| match world.ledger.lines()[at].source {
        Source::History { item, .. }
        | Source::Session { item, .. }
        | Source::Transition { item, .. }
        | Source::Content { item, .. } => Some(item),
        _ => None,
    })
}

/// Every noun that the record holds for a reason.
fn nouns(world: &World, reason: &Reason) -> BTreeSet<String> {
    let titles = own_items(world, reason).map(|item| world.catalog.title(item).to_owned());
    let facets = own_items(world, reason).flat_map(|item| world.topics.of(item).map(|facet| facet.name.clone()));
    let described = own_items(world, reason).filter_map(|item| world.catalog.item(item));
    let values = described.flat_map(|item| item.attributes.iter().map(|(name, value)| format!("{value} ({name})")));
    let facets = facets.chain(values);
    let labels = world.policy.boosts.iter().map(|boost| (&boost.label, &boost.paid_by));
    let labels = labels.chain(world.policy.pins.iter().map(|pin| (&pin.label, &pin.paid_by)));
    let labels = labels.flat_map(|(label, payer)| payer.iter().chain([label]).cloned().collect::<Vec<_>>());
    let groups = world.policy.groups.iter().map(|group| group.name.clone());
    let sponsor = world.catalog.item(ItemIx(0)).and_then(|item| item.sponsored.as_ref()).map(|s| s.payer.clone());
    let labels = labels.chain(world.stated.iter().cloned());
    titles.chain(facets).chain(labels).chain(groups).chain(sponsor).collect()
}

/// Whether an item and the one that is explained both carry a name.
fn shares(world: &World, item: ItemIx, name: &str) -> bool {
    let carries = |item: ItemIx| {
        let Some(item) = world.catalog.item(item) else { return false };
        let names = item.category.iter().chain(&item.brand).cloned();
        let values = item.attributes.iter().map(|(name, value)| format!("{} ({name})", value.trim()));
        names.chain(values).any(|own| own.trim() == name)
    };
    carries(item) && carries(ItemIx(0))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn invariant_6_reasons_partition_the_lines_and_add_up(world in worlds()) {
        let Explanation { reasons, smaller } = world.explain();
        let told = reasons.iter().flat_map(|reason| reason.lines.iter().copied());
        let mut all: Vec<usize> = told.chain(smaller.lines.iter().copied()).collect();
        all.sort_unstable();
        prop_assert_eq!(all, (0..world.ledger.lines().len()).collect::<Vec<_>>());
        for reason in &reasons {
            let amounts = reason.lines.iter().map(|&at| world.ledger.lines()[at].amount);
            prop_assert_eq!(reason.points.to_bits(), fold(amounts).to_bits());
            prop_assert!(reason.lines.is_sorted());
            let cited = fold(reason.evidence.iter().map(|cited| cited.points));
            prop_assert!(cited.abs() <= reason.points.abs() + TOLERANCE);
        }
        let shown = fold(reasons.iter().map(|reason| reason.points));
        prop_assert_eq!(smaller.points.to_bits(), (world.ledger.fold() - shown).to_bits());
        let left = fold(smaller.lines.iter().map(|&at| world.ledger.lines()[at].amount));
        prop_assert!((smaller.points - left).abs() < TOLERANCE);
    }

    #[test]
    fn few_reasons_are_told_and_each_is_large_or_a_disclosure_or_the_only_one(world in worlds()) {
        let reasons = world.explain().reasons;
        let positive = fold(world.ledger.lines().iter().map(|line| line.amount.max(0.0)));
        let evidence: Vec<&Reason> = reasons.iter().filter(|reason| !is_disclosed(&world, reason)).collect();
        prop_assert!(evidence.len() <= usize::from(world.policy.reasons_max));
        prop_assert!(reasons.len() <= REASONS_MAX || evidence.is_empty());
        prop_assert!(positive == 0.0 || !reasons.is_empty());
        let (cons, pros): (Vec<&Reason>, Vec<&Reason>) =
            evidence.into_iter().partition(|reason| reason.code == Code::HisNegative);
        prop_assert!(cons.len() <= 1);
        for con in cons {
            prop_assert!(-con.points >= REASON_SHARE_MIN * positive && con.share == 0.0);
        }
        for pro in &pros {
            // Where nothing else is large enough the largest is told, next to the rest of the history if that is.
            let is_only = pros.iter().all(|other| other.code == Code::HisOther || other.lines == pro.lines);
            prop_assert!(pro.share >= REASON_SHARE_MIN || is_only, "{pro:?}");
            prop_assert!((pro.share - pro.points / positive).abs() < TOLERANCE && pro.share <= 1.0);
        }
    }

    #[test]
    fn what_is_told_on_its_merits_has_a_certain_sign(world in worlds()) {
        let Some(beliefs) = &world.beliefs else { return Ok(()) };
        for reason in world.explain().reasons.iter().filter(|reason| !is_disclosed(&world, reason)) {
            let lines = || reason.lines.iter().map(|&at| beliefs[at]);
            let (variance, deviation) =
                (lines().map(|b| b.deviation.powi(2)).sum::<f64>(), lines().map(|b| b.deviation).sum::<f64>());
            let error = (0.9 * variance + 0.1 * deviation * deviation).sqrt();
            let expected = lines().map(|b| b.expected).sum::<f64>();
            prop_assert!(expected * reason.points.signum() > 1.28 * error || reason.lines.is_empty(), "{reason:?}");
            prop_assert_eq!(reason.at_large.is_some(), !reason.lines.is_empty());
            prop_assert!(reason.at_large.is_none_or(|at_large| at_large.certainty.is_some()));
        }
    }

    #[test]
    fn what_moved_the_item_for_somebody_elses_sake_is_always_disclosed(world in worlds()) {
        let reasons = world.explain().reasons;
        for expected in world.placed.causes.iter().filter_map(|&cause| names(&world, cause)) {
            let told = reasons.iter().find(|reason| key(reason) == expected);
            prop_assert!(told.is_some_and(|reason| reason.disclosure != Disclosure::None), "{expected:?}");
        }
        if let Mode::Fallback(FallbackCause::Off) = world.mode {
            prop_assert!(reasons.iter().any(|reason| reason.code == Code::ConOff));
        }
    }

    #[test]
    fn what_must_not_be_named_is_in_no_sentence_and_in_no_evidence(world in worlds()) {
        let nameable = nameable(&world);
        let texts = world.texts(&WORDING);
        for at in (0..N_ITEMS).filter(|&at| !nameable.contains(&ItemIx(at))) {
            let (id, title) = (id(at), title(at));
            let is_named = |text: &&String| text.contains(&title) || text.contains(id.as_str());
            prop_assert_eq!(texts.iter().find(is_named), None);
        }
        let items = (0..N_ITEMS).filter_map(|at| world.catalog.item(ItemIx(at)));
        let delicate: BTreeSet<&String> = items
            .filter(|item| item.sensitive.is_some())
            .flat_map(|item| item.category.iter().chain(&item.brand).chain(item.attributes.values()))
            .collect();
        for name in delicate {
            prop_assert_eq!(texts.iter().find(|text| text.contains(name.as_str())), None);
        }
        for reason in world.explain().reasons {
            prop_assert!(reason.evidence.iter().all(|cited| nameable.contains(&cited.item)));
            let is_own = matches!(
                reason.subject,
                ReasonSubject::Item { .. } | ReasonSubject::Topic { .. } | ReasonSubject::Visit { .. }
            );
            prop_assert!(world.may_explain || !is_own);
            let is_one = matches!(reason.subject, ReasonSubject::Item { .. });
            prop_assert!(!(world.is_shared && is_one));
        }
    }

    #[test]
    fn a_group_is_of_at_least_two_items_that_all_share_it(world in worlds()) {
        for reason in world.explain().reasons {
            let ReasonSubject::Topic { facet, name, n, deed } = &reason.subject else { continue };
            let items: BTreeSet<ItemIx> = own_items(&world, &reason).collect();
            if reason.code != Code::HisGroup {
                prop_assert!(items.len() == *n && items.iter().all(|&item| shares(&world, item, name)), "{reason:?}");
                continue;
            }
            prop_assert!(items.len() == *n && *n >= 2);
            for item in items {
                prop_assert!(world.topics.of(item).any(|own| own.kind == *facet && own.name == *name));
            }
            let kinds = reason.lines.iter().map(|&at| match world.ledger.lines()[at].source {
                Source::History { kind, .. } => kind,
                other => panic!("a group is of history lines, not {other:?}"),
            });
            prop_assert_eq!(*deed, Deed::of(kinds));
        }
    }

    #[test]
    fn invariant_7_words_add_no_noun_that_the_record_does_not_hold(world in worlds()) {
        const MARK: &str = "@@";
        for reason in world.explain().reasons {
            let nouns = nouns(&world, &reason);
            for (locale, tone) in [("en", Tone::Neutral), ("de", Tone::Warm), ("fr", Tone::Playful)] {
                let manner = Manner { locale, tone, shop: "Shop" };
                let texts = WORDING.all(&manner, &reason, &world.catalog);
                for (text, template) in texts.iter().zip(WORDING.try_all(&manner, &reason, MARK)) {
                    let template = template.expect("a sound wording");
                    let is_said = |noun: &str| template.replace(MARK, noun) == *text;
                    prop_assert!(nouns.iter().any(|noun| is_said(noun)) || is_said(""), "{text}");
                    prop_assert_eq!(template.contains(MARK), !is_said(""));
                }
            }
        }
    }

    #[test]
    fn a_replay_says_the_same(world in worlds()) {
        prop_assert_eq!(world.explain(), world.clone().explain());
        let fresh = Wording::new().expect("sound wordings");
        prop_assert_eq!(world.texts(&WORDING), world.texts(&fresh));
    }
}
