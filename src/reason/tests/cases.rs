//! One rule at a time.

use super::*;
use crate::catalog::Sponsorship;
use crate::rerank::{ParityRule, Window};

fn plain(n_items: u32) -> Catalog {
    catalog(n_items, (0..n_items).map(|at| item(at, &["Home"])))
}

/// Each in a category of its own.
fn apart(n_items: u32) -> Catalog {
    catalog(n_items, (0..n_items).map(|at| item(at, &[&format!("Own{at}")])))
}

fn bought(n: u32) -> Vec<Did> {
    (1..=n).map(|at| did(at, Kind::Purchase)).collect()
}

fn bought_lines(n: u32, amount: f64) -> Vec<(Source, f64)> {
    (1..=n).map(|at| (history(at, Kind::Purchase), amount)).collect()
}

#[test]
fn every_kind_of_event_has_its_code() {
    for (kind, code) in [
        (Kind::Purchase, Code::HisBought),
        (Kind::View, Code::HisViewed),
        (Kind::Like, Code::HisRated),
        (Kind::Rate, Code::HisRated),
        (Kind::Cart, Code::HisCart),
        (Kind::Save, Code::HisSaved),
    ] {
        let world = World::new(plain(3), &[did(1, kind)], &[(history(1, kind), 1.0)]);
        assert_eq!(world.codes(), [code], "{kind:?}");
        assert_eq!(world.explain().reasons[0].evidence.len(), 1);
    }
}

#[test]
fn small_events_in_one_category_are_told_as_one_and_the_narrow_category_wins() {
    let items = (0..40).map(|at| item(at, if at < 35 { &["Home", "Lamps"] } else { &["Home", "Rugs"] }));
    let mut lines = bought_lines(30, 0.02);
    lines.push((Source::Popularity, 0.8));
    let world = World::new(catalog(40, items), &bought(30), &lines);
    let explanation = world.explain();
    let [popular, group] = &explanation.reasons[..] else { panic!("two reasons: {explanation:?}") };
    assert_eq!((popular.code, group.code), (Code::SocPopular, Code::HisGroup));
    let subject =
        ReasonSubject::Topic { facet: FacetKind::Category, name: "Lamps".to_owned(), n: 30, deed: Deed::Bought };
    assert_eq!((&group.subject, group.lines.len(), group.evidence.len()), (&subject, 30, 30));
    assert_eq!(explanation.smaller.count(), 0);
}

#[test]
fn what_is_large_is_told_by_name_and_what_is_small_is_a_smaller_signal() {
    let lines = [(history(1, Kind::Purchase), 1.0), (history(2, Kind::View), 0.04)];
    let world = World::new(plain(3), &[did(1, Kind::Purchase), did(2, Kind::View)], &lines);
    assert_eq!(world.codes(), [Code::HisBought]);
    assert_eq!(world.explain().smaller.lines, [1]);
}

#[test]
fn what_the_place_hangs_on_is_told_first_and_by_itself_where_it_is_large_and_may_be_named() {
    let items = (0..200).map(|at| item(at, if at < 9 { &["Home", "Lamps"] } else { &["Home", "Rugs"] }));
    let lines = [0.5, 0.4, 0.3, 0.04, 0.2, 0.2].into_iter().zip(1..);
    let lines: Vec<(Source, f64)> = lines.map(|(amount, at)| (history(at, Kind::Purchase), amount)).collect();
    let mut done = bought(6);
    done[2].gift = true;
    let mut world = World::new(catalog(200, items), &done, &lines);
    let told = |world: &World| -> Vec<Vec<usize>> { world.explain().reasons.into_iter().map(|r| r.lines).collect() };
    let whole: Vec<Vec<usize>> = vec![(0..6).collect()];
    assert_eq!(told(&world), whole, "six lamps are more than one of them");
    // The third is a gift, the fourth too small.
    world.decisive = [3, 4, 6, 2].map(ItemIx).to_vec();
    assert_eq!(told(&world), [vec![5], vec![1], vec![0, 2, 3, 4]]);
}

#[test]
fn the_largest_is_told_when_none_is_large() {
    let items = (0..60).map(|at| item(at, &[&format!("Own{at}")]));
    let mut lines = bought_lines(50, 0.01);
    lines[7].1 = 0.011;
    let world = World::new(catalog(60, items), &bought(50), &lines);
    let reasons = world.explain().reasons;
    let [only] = &reasons[..] else { panic!("one reason: {reasons:?}") };
    assert_eq!((only.code, &only.lines[..]), (Code::HisBought, &[7][..]));
}

#[test]
fn a_gift_alone_has_no_noun_and_two_gifts_have_only_their_category() {
    let one = World::new(plain(3), &[gift(1)], &[(history(1, Kind::Purchase), 1.0)]);
    assert_eq!(one.codes(), [Code::SocPeers]);
    let lines = bought_lines(2, 1.0);
    let two = World::new(plain(8), &[gift(1), gift(2)], &lines);
    let reasons = two.explain().reasons;
    assert_eq!((reasons[0].code, reasons[0].evidence.len()), (Code::HisGroup, 0));
}

#[test]
fn no_sensitive_category_is_named_not_even_for_a_harmless_item() {
    let items = || [item(0, &["Home"]), item(1, &["Care"]), item(2, &["Care"]), sensitive(3, &["Care", "Tests"])];
    let gifts = World::new(catalog(4, items()), &[gift(1), gift(2)], &bought_lines(2, 1.0));
    assert_eq!(gifts.codes(), [Code::SocPeers]);
    let named = World::new(catalog(4, items()), &bought(3), &bought_lines(3, 1.0));
    assert_eq!(named.codes(), [Code::HisBought, Code::HisBought, Code::SocPeers]);
    let at_large = Item { brand: Some("tests".to_owned()), ..item(1, &["Home"]) };
    let topics = Topics::new(&catalog(4, [at_large, sensitive(3, &["Care", "Tests"])]));
    assert_eq!(topics.of(ItemIx(1)).map(|facet| facet.name.as_str()).collect::<Vec<_>>(), ["Home"]);
}

#[test]
fn without_consent_to_explain_a_withdrawn_or_unknown_event_is_not_spoken_of() {
    let world = World::new(plain(3), &bought(2), &bought_lines(2, 1.0)).unexplained();
    assert_eq!(world.codes(), [Code::SocPeers]);
    let gifts = World::new(plain(3), &[gift(1), gift(2)], &bought_lines(2, 1.0)).unexplained();
    assert_eq!(gifts.codes(), [Code::SocPeers]);
    let withdrawn = World::new(catalog(3, [item(0, &["Home"])]), &bought(2), &bought_lines(2, 1.0));
    assert_eq!(withdrawn.codes(), [Code::SocPeers]);
    let unknown = World::new(plain(3), &[], &bought_lines(2, 1.0));
    assert_eq!(unknown.codes(), [Code::SocPeers]);
}

#[test]
fn a_rejection_is_told_once_and_only_against_the_item() {
    let done = [did(1, Kind::Purchase), did(2, Kind::Return), did(3, Kind::Dislike)];
    let lines =
        [(history(1, Kind::Purchase), 1.0), (history(2, Kind::Return), -0.2), (history(3, Kind::Dislike), -0.3)];
    let world = World::new(plain(5), &done, &lines);
    let reasons = world.explain().reasons;
    let told: Vec<(Code, &[usize])> = reasons.iter().map(|r| (r.code, &r.lines[..])).collect();
    assert_eq!(told, [(Code::HisBought, &[0][..]), (Code::HisNegative, &[2][..])]);
    assert_eq!(reasons[1].share.to_bits(), 0.0f64.to_bits());
    let low = [Did { stars: 1.0, ..did(1, Kind::Rate) }];
    let poor = World::new(plain(3), &low, &[(history(1, Kind::Rate), -0.5)]);
    assert_eq!(poor.codes(), [Code::HisNegative]);
    let purchase = World::new(plain(3), &bought(1), &bought_lines(1, -0.5));
    assert_eq!(purchase.codes(), []);
    let lifted = World::new(plain(3), &[did(1, Kind::Return)], &[(history(1, Kind::Return), 0.5)]);
    assert_eq!(lifted.codes(), [Code::SocPeers]);
}

#[test]
fn clicks_of_this_visit_are_told_one_by_one_or_together() {
    let done = [now(1, Kind::View), now(2, Kind::View), now(3, Kind::View)];
    let lines = [(session(1, Kind::View), 1.0), (session(2, Kind::View), 0.04), (session(3, Kind::View), 0.04)];
    let world = World::new(plain(5), &done, &lines);
    let subjects: Vec<ReasonSubject> = world.explain().reasons.into_iter().map(|reason| reason.subject).collect();
    let item = ReasonSubject::Item { item: ItemIx(1), kind: Kind::View };
    assert_eq!(subjects, [item, ReasonSubject::Visit { deed: Deed::Viewed }]);
}

#[test]
fn context_and_priors_have_their_codes() {
    let context = Source::Context { item: ItemIx(1) };
    let lines = [(context, 0.5), (Source::Popularity, 0.4), (Source::Trend, 0.3), (Source::Trend, -0.1)];
    let world = World::new(plain(3), &[], &lines);
    assert_eq!(world.codes(), [Code::CtxPage, Code::SocPopular, Code::TimTrend]);
    assert_eq!(world.explain().smaller.lines, [3]);
}

#[test]
fn nothing_is_called_popular_or_in_demand_on_the_word_of_a_few() {
    let lines = [(Source::Popularity, 0.4), (Source::Trend, 0.3)];
    let world = |people, trend| World { demand: Demand { people, trend }, ..World::new(plain(3), &[], &lines) };
    assert_eq!(world(50, 0.2).codes(), [Code::SocPopular, Code::TimTrend]);
    assert_eq!(world(50, 0.1).codes(), [Code::SocPopular]);
    assert_eq!(world(49, 0.2).codes(), [Code::NpfPopular]);
    let mut personal =
        World::new(plain(3), &bought(1), &[(history(1, Kind::Purchase), 0.1), (Source::Popularity, 1.0)]);
    personal.demand = Demand::default();
    assert_eq!(personal.codes(), [Code::HisBought]);
}

#[test]
fn a_thing_that_was_bought_as_a_gift_is_not_named_through_a_later_look() {
    let world = World::new(plain(3), &[gift(1), did(1, Kind::Like)], &[(history(1, Kind::Like), 1.0)]);
    assert_eq!(world.codes(), [Code::SocPeers]);
}

#[test]
fn variety_is_told_only_where_it_changed_the_rank() {
    let lines = [(Source::Popularity, 1.0), (Source::Diversity, 0.5)];
    let world = World::new(plain(3), &[], &lines);
    assert_eq!(world.codes(), [Code::SocPopular]);
    for cause in [Cause::Diversity, Cause::Cap] {
        assert_eq!(world.clone().causes(&[cause]).codes(), [Code::SocPopular, Code::DivVariety]);
    }
    let nothing_else = World::new(plain(3), &[], &[(Source::Diversity, 0.5)]);
    assert_eq!(nothing_else.codes(), [Code::DivVariety]);
}

#[test]
fn a_paid_pin_is_disclosed_without_a_line_and_names_the_payer() {
    let world = World::new(plain(3), &bought(1), &bought_lines(1, 1.0))
        .policy(|policy| policy.pins.push(pin("Spring", Some("Acme"))))
        .causes(&[Cause::Pin { rule: 0 }]);
    let reasons = world.explain().reasons;
    assert_eq!(reasons[0].code, Code::BusSponsored);
    assert_eq!(reasons[0].subject, ReasonSubject::Named("Acme".to_owned()));
    assert_eq!((reasons[0].disclosure, reasons[0].lines.len()), (Disclosure::Sponsored, 0));
    assert_eq!(reasons[1].code, Code::HisBought);
}

#[test]
fn a_boost_is_disclosed_where_it_moved_the_item_and_has_to_earn_its_place_at_large() {
    let lines = [(Source::Popularity, 10.0), (Source::Boost { rule: 0 }, 0.1), (Source::Boost { rule: 1 }, -0.1)];
    let world = World::new(plain(3), &[], &lines).policy(|policy| {
        policy.boosts = vec![boost("Spring", 0.1, None), boost("Autumn", -0.1, None)];
    });
    assert_eq!(world.codes(), [Code::SocPopular]);
    let moved = world.causes(&[Cause::Boost { rule: 0 }, Cause::Boost { rule: 1 }]);
    assert_eq!(moved.codes(), [Code::SocPopular, Code::BusPromoted, Code::BusDemoted]);
}

#[test]
fn a_sponsored_item_that_a_rule_moved_names_its_payer_and_a_paid_demotion_is_marked_as_paid() {
    let payer = Sponsorship { payer: "Acme".to_owned() };
    let items = [Item { sponsored: Some(payer), ..item(0, &["Home"]) }];
    let world = World::new(catalog(3, items), &[], &[(Source::Boost { rule: 0 }, 1.0)])
        .policy(|policy| policy.boosts.push(boost("Spring", 1.0, None)))
        .causes(&[Cause::Boost { rule: 0 }]);
    let reasons = world.explain().reasons;
    assert_eq!(reasons[0].subject, ReasonSubject::Named("Acme".to_owned()));
    assert_eq!(reasons[0].code, Code::BusSponsored);
    let buried = World::new(plain(3), &[], &[(Source::Boost { rule: 0 }, -1.0)])
        .policy(|policy| policy.boosts.push(boost("Spring", -1.0, Some("Rival"))))
        .causes(&[Cause::Boost { rule: 0 }]);
    let reasons = buried.explain().reasons;
    assert_eq!((reasons[0].code, reasons[0].disclosure), (Code::BusDemoted, Disclosure::Sponsored));
    assert_eq!(reasons[0].subject, ReasonSubject::Named("Spring".to_owned()));
    let items = [Item { sponsored: Some(Sponsorship { payer: "Acme".to_owned() }), ..item(0, &["Home"]) }];
    let own = World::new(catalog(3, items), &[], &[(Source::Boost { rule: 0 }, -1.0)])
        .policy(|policy| policy.boosts.push(boost("Autumn", -1.0, None)))
        .causes(&[Cause::Boost { rule: 0 }]);
    let reasons = own.explain().reasons;
    assert_eq!((reasons[0].code, reasons[0].disclosure), (Code::BusDemoted, Disclosure::Merchandised));
    assert_eq!(reasons[0].subject, ReasonSubject::Named("Autumn".to_owned()));
}

#[test]
fn disclosures_drive_out_evidence_and_alone_may_exceed_the_limit() {
    let rules = |world: World, n: u16| {
        let names: Vec<String> = (0..n).map(|at| format!("Group {at}")).collect();
        let causes: Vec<Cause> = (0..n).map(|rule| Cause::Group { rule }).collect();
        world.policy(|policy| policy.groups = names.iter().map(|name| group(name)).collect()).causes(&causes)
    };
    let world = World::new(plain(6), &bought(4), &bought_lines(4, 1.0)).policy(|policy| policy.reasons_max = 2);
    assert_eq!(rules(world.clone(), 1).codes().len(), 3);
    assert_eq!(rules(world.clone(), 3).codes().len(), 4);
    assert_eq!(rules(world, 6).codes(), [Code::FaiExposure; 6]);
}

#[test]
fn rules_of_parity_are_told_as_one_and_name_nobody() {
    let rule = |name: &str| ParityRule {
        name: name.to_owned(),
        members: Selector::default(),
        segment: "age".to_owned(),
        difference: 0.02,
        window: Window::default(),
        gain: 0.05,
    };
    let lines = [(Source::Popularity, 1.0), (Source::Parity { rule: 0 }, 0.2), (Source::Parity { rule: 1 }, 0.1)];
    let world = World::new(plain(3), &[], &lines)
        .policy(|policy| policy.parities = vec![rule("offers"), rule("own label")])
        .causes(&[Cause::Parity { rule: 1 }]);
    let reasons = world.explain().reasons;
    let told: Vec<&Reason> = reasons.iter().filter(|reason| reason.code == Code::FaiParity).collect();
    assert_eq!((told.len(), told[0].disclosure), (1, Disclosure::Fairness));
    assert_eq!((&told[0].subject, told[0].lines.as_slice()), (&ReasonSubject::Nothing, &[1, 2][..]));
}

#[test]
fn a_list_that_is_not_personal_says_why() {
    for (cause, code) in [
        (FallbackCause::NoHistory, Code::NpfPopular),
        (FallbackCause::Off, Code::ConOff),
        (FallbackCause::Withheld, Code::ConLimited),
    ] {
        let mut world = World::new(plain(3), &[], &[(Source::Popularity, 0.5), (Source::Trend, 0.1)]);
        world.mode = Mode::Fallback(cause);
        let reasons = world.explain().reasons;
        assert_eq!((reasons.len(), reasons[0].code, reasons[0].lines.len()), (1, code, 2));
        assert_eq!(reasons[0].disclosure, Disclosure::Fallback);
    }
    let mut trending = World::new(plain(3), &[], &[(Source::Trend, 0.1)]);
    trending.mode = Mode::Fallback(FallbackCause::NoHistory);
    assert_eq!(trending.codes(), [Code::NpfPopular]);
    let mut silent = World::new(plain(3), &[], &[]);
    silent.mode = Mode::Fallback(FallbackCause::Off);
    assert_eq!(silent.codes(), [Code::ConOff]);
}

#[test]
fn what_was_stated_is_told_by_name_unless_it_is_delicate_or_unspoken() {
    let line = [(Source::Stated { topic: 1 }, 0.5), (Source::Popularity, 0.1)];
    let stating = |world: World| World { stated: vec!["Rugs".to_owned(), "Lamps".to_owned()], ..world };
    let world = stating(World::new(plain(3), &[], &line));
    assert_eq!(world.codes(), [Code::AttStated, Code::SocPopular]);
    assert_eq!(world.explain().reasons[0].subject, ReasonSubject::Named("Lamps".to_owned()));
    assert_eq!(stating(World::new(plain(3), &[], &line)).unexplained().codes(), [Code::SocPopular]);
    let delicate = stating(World::new(catalog(3, [item(0, &["Home"]), sensitive(1, &["lamps"])]), &[], &line));
    assert_eq!(delicate.codes(), [Code::SocPopular]);
}

#[test]
fn what_is_new_or_due_again_is_told_and_a_delicate_rhythm_is_not() {
    let lines = [(Source::Reorder, 0.5), (Source::Newness, 0.2)];
    let own = [did(0, Kind::Purchase)];
    assert_eq!(World::new(plain(3), &own, &lines).codes(), [Code::HisReorder, Code::TimNew]);
    assert_eq!(World::new(plain(3), &own, &lines).unexplained().codes(), [Code::TimNew]);
    let delicate = World::new(catalog(3, [sensitive(0, &["Care"])]), &own, &lines);
    assert_eq!(delicate.codes(), [Code::TimNew]);
    assert_eq!(World::new(plain(3), &[gift(0)], &lines).codes(), [Code::TimNew]);
}

#[test]
fn what_sells_at_this_time_of_the_year_is_told_whoever_asks() {
    let lines = [(Source::Season, 0.2), (Source::Popularity, 0.1)];
    assert_eq!(World::new(plain(3), &[], &lines).codes(), [Code::TimSeason, Code::SocPopular]);
    let quiet = [(Source::Season, 0.002), (Source::Popularity, 0.1)];
    assert_eq!(World::new(plain(3), &[], &quiet).codes(), [Code::SocPopular]);
}

#[test]
fn a_missing_piece_completes_a_series_of_own_pieces_only() {
    let piece = |at| {
        let mut item = item(at, &[&format!("Own{at}")]);
        item.attributes.insert("series".to_owned(), "Dune".to_owned());
        item
    };
    let lines = bought_lines(3, 0.04).into_iter().chain([(Source::Popularity, 1.0)]).collect::<Vec<_>>();
    let shelf =
        |n: u32| catalog(12, (0..12).map(move |at| if at < n { piece(at) } else { item(at, &[&format!("Own{at}")]) }));
    assert_eq!(World::new(shelf(8), &bought(3), &lines).codes(), [Code::SocPopular, Code::CmpSet]);
    let gifts = [gift(1), gift(2), gift(3)];
    assert_eq!(World::new(shelf(8), &gifts, &lines).codes(), [Code::SocPopular, Code::HisGroup]);
    let owned: Vec<Did> = (0..4).map(|at| did(at, Kind::Purchase)).collect();
    assert_eq!(World::new(shelf(8), &owned, &lines).codes(), [Code::SocPopular, Code::HisGroup]);
}

#[test]
fn what_is_bought_together_is_told_so_of_own_purchases_that_may_be_named() {
    let paired = |done: &[Did], lines: &[(Source, f64)]| World {
        partners: vec![ItemIx(1)],
        ..World::new(apart(6), done, lines)
    };
    let lines = bought_lines(2, 1.0);
    assert_eq!(paired(&bought(2), &lines).codes(), [Code::CmpComplement, Code::HisBought]);
    assert_eq!(paired(&bought(2), &lines).shared().codes(), [Code::SocPeers]);
    let viewed = [did(1, Kind::View)];
    assert_eq!(paired(&viewed, &[(history(1, Kind::View), 1.0)]).codes(), [Code::HisViewed]);
}

#[test]
fn what_the_place_hangs_on_is_told_by_itself_where_reasons_still_carry_enough() {
    let lines: Vec<(Source, f64)> = bought_lines(10, 0.5);
    let aisle = || catalog(12, (0..12).map(|at| item(at, &["Home"])));
    let hanging = |lines: &[(Source, f64)]| World {
        decisive: vec![ItemIx(3), ItemIx(4), ItemIx(5)],
        ..World::new(aisle(), &bought(10), lines)
    };
    let reasons = hanging(&lines).explain().reasons;
    let codes: Vec<Code> = reasons.iter().map(|reason| reason.code).collect();
    assert_eq!(codes, [Code::HisBought, Code::HisBought, Code::HisBought, Code::HisGroup]);
    // Beside something else that is large, three single things would leave too much untold.
    let beside: Vec<(Source, f64)> = lines.iter().copied().chain([(Source::Popularity, 1.5)]).collect();
    let reasons = hanging(&beside).explain().reasons;
    let codes: Vec<Code> = reasons.iter().map(|reason| reason.code).collect();
    assert_eq!(codes, [Code::HisBought, Code::HisBought, Code::HisGroup, Code::SocPopular]);
    assert_eq!(reasons[2].evidence[0].item, ItemIx(5), "in the group it comes first");
}

#[test]
fn what_a_record_of_schema_3_told_is_told_so_again() {
    let aisle = || catalog(12, (0..12).map(|at| item(at, &["Home"])));
    let beside: Vec<(Source, f64)> = bought_lines(10, 0.5).into_iter().chain([(Source::Popularity, 1.5)]).collect();
    let world = World {
        decisive: vec![ItemIx(3), ItemIx(4), ItemIx(5)],
        telling: TellingOrder::of_schema(3),
        ..World::new(aisle(), &bought(10), &beside)
    };
    assert_eq!(world.codes(), [Code::HisBought, Code::HisBought, Code::HisBought, Code::HisGroup]);
    // One that is too small to be told by itself is cited in its group as loud as it is.
    let mut lines = bought_lines(5, 0.1);
    lines[4].1 = 0.01;
    let lamps =
        || catalog(200, (0..200).map(|at| item(at, if at < 9 { &["Home", "Lamps"] } else { &["Home", "Rugs"] })));
    let cited = |schema| {
        let (decisive, telling) = (vec![ItemIx(5)], TellingOrder::of_schema(schema));
        let reasons = World { decisive, telling, ..World::new(lamps(), &bought(5), &lines) }.explain().reasons;
        assert_eq!((reasons.len(), reasons[0].lines.len()), (1, 5));
        reasons[0].evidence[0].item
    };
    assert_eq!([3, 4].map(cited), [ItemIx(1), ItemIx(5)]);
}

#[test]
fn the_rest_of_a_long_history_is_told_as_one_but_never_as_more_than_half() {
    let items = || (0..60).map(|at| item(at, &[&format!("Own{at}")]));
    let mut lines = bought_lines(50, 0.01);
    lines[..4].iter_mut().for_each(|line| line.1 = 0.3);
    let world = World::new(catalog(60, items()), &bought(50), &lines);
    let reasons = world.explain().reasons;
    let [.., other] = &reasons[..] else { panic!("reasons") };
    assert_eq!((reasons.len(), other.code), (4, Code::HisOther));
    assert_eq!(other.subject, ReasonSubject::Rest { n: 47, deed: Deed::Bought });
    assert!(world.explain().smaller.lines.is_empty());
    lines[..4].iter_mut().for_each(|line| line.1 = 0.05);
    let vague = World::new(catalog(60, items()), &bought(50), &lines);
    assert!(!vague.codes().contains(&Code::HisOther), "it would stand for more than half");
}

#[test]
fn what_could_as_well_have_come_out_the_other_way_is_not_told() {
    let lines = bought_lines(3, 1.0);
    let world = || World::new(apart(6), &bought(3), &lines);
    assert_eq!(world().codes().len(), 3);
    let sure = world().doubted(|_| (1.0, 0.3)).explain();
    assert!(sure.reasons.iter().all(|r| r.at_large.and_then(|e| e.certainty) == Some(Certainty::Sure)), "{sure:?}");
    let fairly = world().doubted(|_| (1.0, 0.6)).explain();
    let degrees = fairly.reasons.iter().map(|r| r.at_large.and_then(|e| e.certainty));
    assert!(degrees.eq([Some(Certainty::FairlySure); 3]), "{fairly:?}");
    // One by one they say nothing, together they do; and some do not even then.
    assert_eq!(world().doubted(|_| (1.0, 0.9)).codes(), [Code::SocPeers]);
    let nothing = world().doubted(|_| (0.1, 0.9)).explain();
    assert_eq!(nothing.reasons.iter().map(|r| r.code).collect::<Vec<_>>(), [Code::ExpExplore]);
    assert_eq!((nothing.reasons[0].lines.len(), nothing.smaller.count()), (0, 3));
    let shelf = World::new(plain(6), &bought(3), &lines).doubted(|_| (1.0, 0.9));
    assert_eq!(shelf.codes(), [Code::HisGroup]);
    let one = world().doubted(|at| if at == 0 { (1.0, 0.1) } else { (0.2, 0.9) });
    assert_eq!(one.codes(), [Code::HisBought]);
}

#[test]
fn where_others_may_read_along_nothing_is_named() {
    let lines = bought_lines(3, 1.0);
    let private = World::new(apart(6), &bought(3), &lines).shared();
    assert_eq!(private.codes(), [Code::SocPeers]);
    assert!(private.explain().reasons[0].evidence.is_empty());
    let aisle = (0..8).map(|at| item(at, &["Home"]));
    let grouped = World::new(catalog(8, aisle), &bought(3), &lines).shared();
    assert_eq!(grouped.codes(), [Code::HisGroup]);
    let delicate = (0..8).map(|at| if at == 0 { item(at, &["Home"]) } else { sensitive(at, &["Care"]) });
    assert_eq!(World::new(catalog(8, delicate), &bought(3), &lines).shared().codes(), [Code::SocPeers]);
}
