//! Invariants 1 to 10 of `ARCHITECTURE.md`, over random shops, histories, consents and policies. Each test is named after
//! the number of its invariant. What a unit can show alone (the door, the sums, the fold) is also tested beside it.

#[path = "invariants/shop.rs"]
mod shop;

use std::collections::BTreeSet;
use std::sync::Arc;

use candor::decision::{Answer, AnswerItem, Detail, Inputs, LineSource, Record};
use candor::engine::{Engine, Lesson, Survey};
use candor::event::{Consent, Personalisation, Profile, Recommend, admit};
use candor::ids::ItemId;
use candor::ledger::fold;
use candor::model::{AlignedBytes, Model, ModelParams};
use candor::reason::{Code, Disclosure};
use candor::rerank::{Boost, Caps, Policy};
use candor::score::{self, Muted, Query, Setting};
use candor::stats::Statistics;
use proptest::prelude::*;
use shop::{Shop, item_id, shops, title};

const CASES: u32 = 96;

fn bytes(answer: &Answer) -> Vec<u8> {
    serde_json::to_vec(answer).expect("an answer is plain data")
}

fn folded(item: &AnswerItem) -> f64 {
    fold(item.ledger.iter().flatten().map(|line| line.amount))
}

/// A profile as the engine builds it from the admitted events of a request.
fn profile(engine: &Engine, inputs: &Inputs) -> Profile {
    let door = |event| admit::<Recommend>(event, inputs.consent, inputs.personalisation, inputs.now).ok();
    let params = engine.model().params();
    let visit = inputs.visit();
    let admitted = inputs.events.iter().filter_map(door);
    Profile::build(admitted, engine.model().vocabulary(), &params.kinds, params.recency(), visit.as_ref())
}

/// The rank of an item in an answer, if it is in the list.
fn selects(shop: &Shop, boost: &Boost, item: &ItemId) -> bool {
    shop.offer().any(|known| known.id == *item && boost.members.matches(&known))
}

fn rank(answer: &Answer, item: &ItemId) -> Option<u32> {
    answer.items.iter().find(|found| found.item == *item).map(|found| found.rank)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn invariant_1_what_consent_withholds_changes_nothing_and_is_not_learnt(shop in shops(), who in 0usize..24) {
        let mut silent = shop.clone();
        let at = who % silent.people.len();
        silent.people[at].consent = Consent::NONE;
        let mut absent = silent.clone();
        absent.people[at].events.clear();
        let (with, without) = (silent.train(1), absent.train(1));
        prop_assert_eq!(with.as_ref().map(Model::to_bytes), without.as_ref().map(Model::to_bytes));
        let Some(engine) = silent.engine(1) else { return Ok(()) };
        let answer = engine.decide(&silent.inputs(at, 10, Detail::Full));
        prop_assert!(!answer.personalised);
        let lines = answer.items.iter().flat_map(|item| item.ledger.iter().flatten());
        let is_personal = |source: &LineSource| {
            use LineSource::{Content, History, Session, Transition};
            matches!(source, History { .. } | Session { .. } | Transition { .. } | Content { .. })
        };
        prop_assert!(!lines.map(|line| &line.source).any(is_personal));
        let evidence = answer.items.iter().flat_map(|item| item.reasons.iter().flatten()).flat_map(|r| &r.evidence);
        prop_assert_eq!(evidence.count(), 0);
    }

    #[test]
    fn invariant_1_personalisation_off_and_unused_events_stay_outside(shop in shops(), who in 0usize..24) {
        let Some(engine) = shop.engine(1) else { return Ok(()) };
        let mut off = shop.clone();
        let at = who % off.people.len();
        off.people[at].personalisation = Personalisation::Off;
        prop_assert!(off.inputs(at, 10, Detail::Full).events.is_empty());
        let inputs = shop.inputs(who, 10, Detail::Full);
        prop_assert!(inputs.events.iter().all(|event| event.usage == candor::event::Usage::Used));
        prop_assert!(!engine.decide(&off.inputs(at, 10, Detail::Full)).personalised);
    }

    #[test]
    fn invariant_2_forgetting_somebody_gives_the_statistics_of_a_run_that_never_saw_them(
        shop in shops(), who in 0usize..24, split in 0usize..24,
    ) {
        let Ok(survey) = Survey::of(&shop) else { return Ok(()) };
        let params = ModelParams::default();
        let Ok(lesson) = Lesson::gather(&shop, &survey, &params, None) else { return Ok(()) };
        let all = lesson.contributions;
        prop_assume!(!all.is_empty());
        let n_items = survey.vocabulary.len();
        let who = who % all.len();
        let rest: Vec<_> = all.iter().enumerate().filter(|(at, _)| *at != who).map(|(_, c)| c.clone()).collect();
        let mut statistics = Statistics::of(n_items, &all, 0.3, 2);
        statistics.remove(&Statistics::of(n_items, &all[who..=who], 0.3, 1));
        prop_assert_eq!(&statistics, &Statistics::of(n_items, &rest, 0.3, 1));
        let (left, right) = all.split_at(split % all.len());
        let mut merged = Statistics::of(n_items, right, 0.3, 1);
        merged.merge(&Statistics::of(n_items, left, 0.3, 2));
        prop_assert_eq!(merged, Statistics::of(n_items, &all, 0.3, 3));
    }

    #[test]
    fn invariant_3_the_folded_ledger_is_the_ranking_score_bit_for_bit(shop in shops(), who in 0usize..24) {
        let Some(engine) = shop.engine(1) else { return Ok(()) };
        let full = engine.decide(&shop.inputs(who, 20, Detail::Full));
        let bare = engine.decide(&shop.inputs(who, 20, Detail::None));
        prop_assert_eq!(full.items.len(), bare.items.len());
        for (told, ranked) in full.items.iter().zip(&bare.items) {
            prop_assert_eq!(&told.item, &ranked.item);
            prop_assert_eq!(folded(told).to_bits(), ranked.score.to_bits());
            prop_assert_eq!(told.score.to_bits(), ranked.score.to_bits());
        }
    }

    #[test]
    fn invariant_4_threads_and_the_order_of_events_change_no_byte(shop in shops(), who in 0usize..24) {
        let (Some(one), Some(three)) = (shop.engine(1), shop.engine(3)) else { return Ok(()) };
        prop_assert_eq!(one.model().to_bytes(), three.model().to_bytes());
        let inputs = shop.inputs(who, 12, Detail::Full);
        let mut turned = shop.clone();
        turned.people.iter_mut().for_each(|person| person.events.reverse());
        let again = turned.inputs(who, 12, Detail::Full);
        prop_assert_eq!(bytes(&one.decide(&inputs)), bytes(&three.decide(&again)));
        for item in one.decide(&inputs).items {
            prop_assert!(item.score.is_finite() && (0.0..=1.0).contains(&item.confidence));
        }
    }

    #[test]
    fn invariant_4_equal_scores_stand_in_the_order_of_their_ids(shop in shops(), who in 0usize..24) {
        let plain = Shop { policy: Policy { diversity: 0.0, ..Policy::standard("home") }, ..shop };
        let Some(engine) = plain.engine(1) else { return Ok(()) };
        let answer = engine.decide(&plain.inputs(who, 30, Detail::None));
        for pair in answer.items.windows(2) {
            let in_order = pair[0].score > pair[1].score || (pair[0].score == pair[1].score && pair[0].item < pair[1].item);
            prop_assert!(in_order, "{pair:?}");
        }
    }

    #[test]
    fn invariant_5_reranking_shows_only_what_may_be_shown_and_accounts_for_every_line(
        shop in shops(), who in 0usize..24,
    ) {
        let Some(engine) = shop.engine(1) else { return Ok(()) };
        let inputs = shop.inputs(who, 10, Detail::Full);
        let profile = profile(&engine, &inputs);
        let answer = engine.decide(&inputs);
        let mut seen = BTreeSet::new();
        for (at, shown) in answer.items.iter().enumerate() {
            let ix = engine.model().vocabulary().index(&shown.item).expect("an item of the model");
            let item = engine.catalog().item(ix).expect("an item on offer");
            prop_assert!(seen.insert(ix), "{ix:?} stands twice");
            prop_assert_eq!(shown.rank as usize, at + 1);
            prop_assert!(item.in_stock() && !profile.rejects(ix));
            prop_assert!(inputs.policy.owned == candor::rerank::Owned::Allow || !profile.owns(ix));
            prop_assert!(!inputs.policy.exclusions.iter().any(|rule| rule.members.matches(item)));
            let query = Query { model: engine.model(), profile: &profile, context: &[], muted: Muted::default(), setting: Setting::default() };
            let evidence = score::ledgers(&query, &[ix]).remove(0);
            let ledger = shown.ledger.as_ref().expect("asked for in full");
            // What depends on the moment and on stated topics is evidence too, which this query does not know of.
            let is_of_setting = |source: &LineSource| {
                matches!(
                    source,
                    LineSource::Newness | LineSource::Season | LineSource::Stated { .. } | LineSource::Reorder
                )
            };
            let others: Vec<_> = ledger.iter().filter(|line| !is_of_setting(&line.source)).collect();
            for (line, told) in evidence.lines().iter().zip(&others) {
                prop_assert_eq!(line.amount.to_bits(), told.amount.to_bits(), "a line was rewritten");
            }
            let appended = &others[evidence.lines().len()..];
            let is_rule = |source: &LineSource| {
                use LineSource::{Boost, Calibration, Diversity, Exposure, Novelty, Parity, Serendipity};
                matches!(source, Boost { .. } | Diversity | Novelty | Serendipity | Calibration | Exposure { .. } | Parity { .. })
            };
            prop_assert!(appended.iter().all(|line| is_rule(&line.source)));
        }
    }

    #[test]
    fn invariant_5_without_rules_nothing_moves(shop in shops(), who in 0usize..24) {
        let plain = Shop { policy: Policy { diversity: 0.0, ..Policy::standard("home") }, ..shop };
        let Some(engine) = plain.engine(1) else { return Ok(()) };
        for item in engine.decide(&plain.inputs(who, 10, Detail::Full)).items {
            prop_assert_eq!(item.rank, item.base_rank);
        }
    }

    #[test]
    fn invariant_5_caps_and_shares_hold_in_every_prefix_unless_the_answer_says_so(shop in shops(), who in 0usize..24) {
        let Some(engine) = shop.engine(1) else { return Ok(()) };
        let inputs = shop.inputs(who, 10, Detail::None);
        let answer = engine.decide(&inputs);
        let item = |id: &ItemId| engine.catalog().item(engine.model().vocabulary().index(id).expect("known"));
        let shown: Vec<_> = answer.items.iter().map(|shown| item(&shown.item).expect("on offer")).collect();
        for group in &inputs.policy.groups {
            let is_told = answer.relaxed.iter().any(|text| text.contains(&format!("`{}`", group.name)));
            for q in 1..=shown.len() {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a count")]
                let owed = (group.min_share * q as f64).floor() as usize;
                let members = shown[..q].iter().filter(|item| group.members.matches(item)).count();
                prop_assert!(is_told || members >= owed, "{} of the first {q}: {members} < {owed}", group.name);
            }
        }
        let pins = inputs.policy.pins.len();
        if let Some(cap) = inputs.policy.caps.brand {
            for brand in shown.iter().filter_map(|item| item.brand.as_ref()).collect::<BTreeSet<_>>() {
                let count = shown.iter().filter(|item| item.brand.as_ref() == Some(brand)).count();
                prop_assert!(count <= usize::from(cap) + pins, "{count} of {brand}, cap {cap}");
            }
        }
    }

    #[test]
    fn invariant_6_reasons_and_smaller_signals_add_up_to_the_score(shop in shops(), who in 0usize..24) {
        let Some(engine) = shop.engine(1) else { return Ok(()) };
        for item in engine.decide(&shop.inputs(who, 12, Detail::Full)).items {
            let reasons = item.reasons.as_ref().expect("asked for");
            let smaller = item.smaller_signals.expect("asked for");
            let sum = reasons.iter().map(|reason| reason.points).sum::<f64>() + smaller.points;
            prop_assert!((sum - item.score).abs() <= 1e-9, "{sum} and {}", item.score);
            prop_assert!(smaller.count <= item.ledger.as_ref().expect("in full").len());
            let is_moved = |r: &&candor::decision::ShownReason| r.disclosure != Disclosure::None;
            let told = reasons.len() - reasons.iter().filter(is_moved).count();
            prop_assert!(told <= usize::from(shop.policy.reasons_max), "{reasons:?}");
            let has_support = item.ledger.iter().flatten().any(|line| line.amount > 0.0);
            prop_assert!(!has_support || !reasons.is_empty(), "positive evidence, and no reason");
        }
    }

    #[test]
    fn invariant_7_words_name_only_what_the_customer_did_and_never_what_is_private(shop in shops(), who in 0usize..24) {
        let Some(engine) = shop.engine(1) else { return Ok(()) };
        let inputs = shop.inputs(who, 12, Detail::Full);
        let own = |at: usize| inputs.events.iter().any(|event| event.item == item_id(at));
        let is_private = |at: usize| {
            shop.items[at].sensitive.is_some()
                || inputs.events.iter().any(|event| event.item == item_id(at) && event.gift)
        };
        for item in engine.decide(&inputs).items {
            for reason in item.reasons.iter().flatten() {
                prop_assert!(reason.text.split_whitespace().count() <= 20, "{}", reason.text);
                for at in (0..shop.items.len()).filter(|at| reason.text.contains(&title(*at)[..6])) {
                    prop_assert!(own(at) && !is_private(at) && inputs.consent.explain, "{}", reason.text);
                }
                prop_assert!(!reason.text.contains("Remedies"), "a sensitive category is named: {}", reason.text);
                prop_assert!(inputs.consent.explain || reason.evidence.is_empty());
            }
        }
    }

    #[test]
    fn invariant_7_what_was_paid_for_or_promoted_and_moved_is_told(shop in shops(), who in 0usize..24) {
        let Some(engine) = shop.engine(1) else { return Ok(()) };
        let inputs = shop.inputs(who, 12, Detail::Reasons);
        let answer = engine.decide(&inputs);
        let pinned = |item: &AnswerItem| {
            let pin = inputs.policy.pins.iter().find(|pin| pin.item == item.item)?;
            let mut bare = inputs.clone();
            bare.policy.pins.retain(|other| other.item != item.item);
            let moved = rank(&engine.decide(&bare), &item.item) != Some(item.rank);
            (moved && u32::from(pin.position) == item.rank).then(|| pin.paid_by.is_some())
        };
        for item in &answer.items {
            let codes: Vec<Code> = item.reasons.iter().flatten().map(|reason| reason.code).collect();
            match pinned(item) {
                Some(true) => prop_assert!(codes.contains(&Code::BusSponsored), "{codes:?}"),
                Some(false) => prop_assert!(codes.contains(&Code::BusPromoted) || codes.contains(&Code::BusSponsored)),
                None => {}
            }
        }
    }

    #[test]
    fn invariant_8_the_rank_without_a_purchase_is_the_rank_of_a_run_without_it(shop in shops(), who in 0usize..24) {
        let Some(engine) = shop.engine(1) else { return Ok(()) };
        let inputs = shop.inputs(who, 12, Detail::Full);
        let answer = engine.decide(&inputs);
        for item in &answer.items {
            for reason in item.reasons.iter().flatten() {
                let is_own = matches!(reason.code, Code::HisBought | Code::HisViewed | Code::HisRated | Code::HisSaved);
                if !is_own {
                    continue;
                }
                let forgotten: BTreeSet<&ItemId> = reason.evidence.iter().map(|cited| &cited.item).collect();
                let mut without = inputs.clone();
                without.events =
                    inputs.events.iter().filter(|event| !forgotten.contains(&event.item)).cloned().collect();
                let expected = rank(&engine.decide(&without), &item.item);
                let told = reason.without.expect("asked for in full").rank;
                let length = u32::try_from(answer.items.len()).expect("a short list");
                match expected {
                    Some(expected) => prop_assert_eq!(told, Some(expected), "{}", reason.text),
                    None => prop_assert!(told.is_none_or(|rank| rank > length.min(12)), "{}: {:?}", reason.text, told),
                }
            }
        }
    }

    #[test]
    fn invariant_8_the_rank_without_a_campaign_is_the_rank_of_a_run_without_its_own_rules(
        shop in shops(), who in 0usize..24,
    ) {
        let Some(engine) = shop.engine(1) else { return Ok(()) };
        let inputs = shop.inputs(who, 12, Detail::Full);
        let answer = engine.decide(&inputs);
        for item in &answer.items {
            for reason in item.reasons.iter().flatten().filter(|reason| reason.code == Code::BusDemoted) {
                // Demotions are named by their label, and are told of an item by the boosts that are below zero.
                let mut without = inputs.clone();
                for boost in &mut without.policy.boosts {
                    if boost.points < 0.0 && reason.text.contains(&boost.label) && selects(&shop, boost, &item.item) {
                        boost.points = 0.0;
                    }
                }
                let expected = rank(&engine.decide(&without), &item.item);
                let told = reason.without.expect("asked for in full").rank;
                prop_assert!(expected.is_none() || told == expected, "{}: {told:?}, not {expected:?}", reason.text);
            }
        }
    }

    #[test]
    fn invariant_9_a_record_and_its_artifacts_give_the_same_bytes_again(shop in shops(), who in 0usize..24) {
        let Some(engine) = shop.engine(2) else { return Ok(()) };
        let record = engine.decide_on_record(shop.inputs(who, 10, Detail::Full));
        let written = record.to_bytes();
        let read = Record::from_bytes(&written).expect("what was written reads back");
        prop_assert_eq!(&read.to_bytes(), &written);
        let artifact = AlignedBytes::from_slice(engine.fitted().to_bytes());
        let model = Arc::new(Model::from_bytes(Arc::new(artifact)).expect("a sound artifact"));
        let wording = Arc::new(candor::reason::Wording::new().expect("sound wordings"));
        let replay = Engine::open(model, shop.state(), wording, None).replay(&read).expect("the same artifacts");
        prop_assert!(replay.identical);
        prop_assert_eq!(bytes(&replay.answer), bytes(&record.answer));
    }

    #[test]
    fn invariant_10_the_same_question_gives_the_same_bytes_on_any_thread(shop in shops(), who in 0usize..24) {
        let Some(engine) = shop.engine(1) else { return Ok(()) };
        let inputs = shop.inputs(who, 10, Detail::Full);
        let here = bytes(&engine.decide(&inputs));
        let there = std::thread::scope(|scope| {
            let runs: Vec<_> = (0..3).map(|_| scope.spawn(|| bytes(&engine.decide(&inputs)))).collect();
            runs.into_iter().map(|run| run.join().expect("no panic")).collect::<Vec<_>>()
        });
        prop_assert!(there.iter().all(|bytes| *bytes == here));
    }
}

#[test]
fn the_caps_of_an_untuned_policy_are_open() {
    assert_eq!(Policy::standard("home").caps, Caps::default());
}
