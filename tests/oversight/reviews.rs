//! An entry is decided once at a time, by an approver with a reason; an undoing opens it again; figures count what holds.

use std::collections::BTreeSet;

use candor::access::{Actor, Role};
use candor::decision::Answer;
use candor::ids::ItemId;
use candor::oversight::{
    Act, Drawn, Pattern, Refusal, Review, Sampling, Source, Suppressed, Suppression, Verdict, Weekly, candidate,
    figures, picks, week,
};
use candor::units::Time;
use proptest::prelude::*;

fn act(role: Role, reason: Option<&str>) -> Act {
    Act {
        by: Actor { name: "bea".to_owned(), role },
        at: Time::from_millis(1),
        reason: reason.map(str::to_owned),
        known_to: Vec::new(),
    }
}

fn review(placement: Option<&str>) -> Review {
    Review {
        source: Source::Report,
        at: Time::from_millis(0),
        item: ItemId::new("lamp").expect("a valid id"),
        decision: None,
        placement: placement.map(str::to_owned),
        confidence: None,
        week: None,
        event: None,
        displaced: false,
        history: Vec::new(),
    }
}

#[test]
fn a_decision_keeps_out_what_it_says_and_an_undoing_takes_it_back() {
    let bea = act(Role::Approver, Some("recalled"));
    let open = review(Some("home"));
    let (decided, out) = open.decide("r", Verdict::SuppressHere, &bea).expect("an approver decides");
    let (wide, far) = open.decide("r", Verdict::SuppressEverywhere, &bea).expect("an approver decides");
    let kept = |out: Option<Suppression>| Suppressed { items: out.into_iter().collect() };
    let (here, everywhere) = (kept(out), kept(far));
    assert_eq!([here.of("home").len(), here.of("basket").len(), here.everywhere().len()], [1, 0, 0]);
    assert_eq!([everywhere.of("home").len(), everywhere.of("basket").len(), everywhere.everywhere().len()], [1, 1, 1]);
    assert_eq!(here.clone().without("other"), here);
    assert_eq!(here.without("r"), Suppressed::default());
    assert!(decided.decide("r", Verdict::Fine, &bea).is_err(), "it is decided");
    let undone = wide.undo(&bea).expect("it is decided");
    assert_eq!((undone.ruling(), undone.history.len()), (None, 2));
    assert!(undone.undo(&bea).is_err() && undone.decide("r", Verdict::Fine, &bea).is_ok());
}

#[test]
fn only_approvers_decide_with_a_reason_and_here_needs_a_place() {
    let (home, nowhere) = (review(Some("home")), review(None));
    for role in [Role::Publishable, Role::Secret, Role::Marketer, Role::Analyst, Role::Auditor] {
        assert!(home.decide("r", Verdict::Fine, &act(role, Some("fine"))).is_err(), "{role:?}");
    }
    let admin = |reason| act(Role::Admin, reason);
    assert_eq!(home.decide("r", Verdict::Fine, &admin(None)).expect_err("no reason"), Refusal::Reason);
    let refused = nowhere.decide("r", Verdict::SuppressHere, &admin(Some("x"))).expect_err("no placement");
    assert_eq!(refused, Refusal::NoPlacement);
    assert!(nowhere.decide("r", Verdict::SuppressEverywhere, &admin(Some("x"))).is_ok());
}

#[test]
fn figures_count_what_holds_and_say_how_sure_they_are() {
    let bea = act(Role::Approver, Some("seen"));
    let decided = |verdict| review(Some("home")).decide("r", verdict, &bea).expect("decided").0;
    let mut all: Vec<Review> = (0..9).map(|_| decided(Verdict::Fine)).collect();
    all.push(decided(Verdict::WrongReason));
    all.push(decided(Verdict::Incident).undo(&bea).expect("undone"));
    let told = figures(&all);
    assert_eq!((told.all.entries, told.all.decided, told.all.agreement), (11, 10, Some(0.9)));
    let (low, high) = told.all.interval.expect("something is decided");
    // Nine of ten by hand: (0.9 + 0.19207 -+ 1.96 sqrt(0.009 + 0.0096037)) / 1.38415.
    assert!((low - 0.5958).abs() < 1e-3 && (high - 0.9821).abs() < 1e-3, "{low} {high}");
    assert_eq!(told.by_reviewer["bea"].decided, 10);
    assert_eq!(figures(&[]).all, Pattern::default());
}

#[test]
fn a_week_begins_on_monday_in_utc() {
    let at = |text: &str| week(text.parse().expect("a time"));
    assert_eq!(at("1970-01-05T00:00:00Z"), 0);
    assert_eq!(at("1970-01-04T23:59:59Z"), -1);
    assert_eq!(at("2024-05-05T23:59:59Z"), at("2024-04-29T00:00:00Z"));
    assert_eq!(at("2024-05-06T00:00:00Z"), at("2024-05-05T23:59:59Z") + 1);
}

#[test]
fn a_draw_can_be_repeated_follows_its_rate_and_is_new_each_week() {
    let now: Time = "2024-05-01T12:00:00Z".parse().expect("a time");
    let answer = |nth: usize| -> Answer {
        let item = |at: usize| serde_json::json!({"item": format!("i{at}"), "rank": at + 1, "base_rank": at + 1, "score": 1.0, "confidence": 0.5});
        let items: Vec<_> = (0..4).map(item).collect();
        let json = serde_json::json!({"decision": format!("d{nth}"), "model": "m", "policy": "home@1", "personalised": true,
            "fallback": null, "experiment": null, "items": items});
        serde_json::from_value(json).expect("an answer")
    };
    let rate = |low: f64| Sampling { weekly: 0, low_confidence: low, confidence_min: 0.6, sensitive: 0.0 };
    let draw = |nth: usize, at: Time, low: f64| picks(&rate(low), "home", &answer(nth), at, |_| false);
    let drawn = |at: Time| (0..4_000).filter(|&nth| !draw(nth, at, 0.1).is_empty()).collect::<Vec<_>>();
    let first = drawn(now);
    assert_eq!(first, drawn(now));
    assert!((330..470).contains(&first.len()), "a tenth of 4,000, give or take: {}", first.len());
    let next_week = drawn(now.plus_days(7));
    let again = first.iter().filter(|nth| next_week.contains(nth)).count();
    assert!(again < first.len() / 3, "{again} of {}", first.len());
    assert!(draw(0, now, 0.0).is_empty() && draw(0, now, 1.0).len() == 1);
    let places = (0..100).map(|nth| candidate("home", &answer(nth), now).expect("a list"));
    let items: BTreeSet<ItemId> = places.map(|(_, review)| review.item).collect();
    assert_eq!(items.len(), 4, "any place of a list may be drawn");
    let all = picks(&Sampling { sensitive: 1.0, ..rate(1.0) }, "home", &answer(0), now, |item| item.as_str() == "i2");
    let told: Vec<(Source, &str)> = all.iter().map(|review| (review.source, review.item.as_str())).collect();
    assert_eq!(told, [(Source::Sensitive, "i2"), (Source::LowConfidence, "i0")]);
}

/// The sample after lists with these places came in, each under its place.
fn sampled(size: usize, places: &[u64]) -> Weekly {
    places.iter().fold(Weekly::default().sized(size).0, |sample, &place| {
        let entry = Drawn { place, review: place.to_string() };
        let sample = sample.sized(size).0;
        sample.clone().with(entry).map_or(sample, |(next, _)| next)
    })
}

fn names(sample: &Weekly) -> Vec<String> {
    let json = serde_json::to_value(sample).expect("plain data");
    let drawn = json["drawn"].as_array().expect("entries").iter();
    drawn.map(|entry| entry["review"].as_str().expect("a name").to_owned()).collect()
}

proptest! {
    #[test]
    fn a_sample_is_that_of_the_whole_week_in_whatever_order_its_lists_come(
        mut places in prop::collection::vec(any::<u64>(), 0..60),
        size in 1usize..12,
    ) {
        let sample = sampled(size, &places);
        places.sort_unstable();
        places.dedup();
        let lowest: Vec<String> = places.iter().take(size).map(ToString::to_string).collect();
        prop_assert_eq!(names(&sample), lowest);
        prop_assert_eq!(sample.bound(), places.get(size - 1).copied());
    }
}

#[test]
fn a_sample_shrinks_at_once_and_grows_only_while_no_list_was_left_out() {
    let (shrunk, out) = sampled(4, &[7, 3, 9, 5]).sized(2);
    assert_eq!((names(&shrunk), out.len(), shrunk.bound()), (vec!["3".to_owned(), "5".to_owned()], 2, Some(5)));
    let (kept, out) = shrunk.sized(4);
    assert_eq!(
        (names(&kept).len(), out.len(), kept.bound()),
        (2, 0, Some(5)),
        "9 may not come back, so 8 must not come in"
    );
    let (paused, out) = sampled(4, &[7, 3]).sized(0);
    assert_eq!((names(&paused).len(), out.len(), paused.bound()), (0, 2, Some(0)));
    assert_eq!(
        paused.sized(4).0.bound(),
        Some(0),
        "lists were made meanwhile, so nothing is drawn until the week ends"
    );
    let (grown, _) = sampled(4, &[7, 3]).sized(6);
    assert_eq!(grown.bound(), None);
    assert_eq!(
        names(&(1..=9).fold(grown, |sample, place| {
            let sample = sample.sized(6).0;
            sample.clone().with(Drawn { place, review: place.to_string() }).map_or(sample, |(next, _)| next)
        }))
        .len(),
        6
    );
}

#[test]
fn weeks_are_those_of_the_decision_that_holds_without_a_gap_and_a_year_at_most() {
    let decided = |day: &str, name: &str, verdict| {
        let at: Time = format!("{day}T12:00:00Z").parse().expect("a time");
        let by = Actor { name: name.to_owned(), role: Role::Approver };
        let act = Act { by, at, reason: Some("seen".to_owned()), known_to: Vec::new() };
        review(Some("home")).decide("r", verdict, &act).expect("decided").0
    };
    let mut all = vec![
        decided("2024-04-29", "bea", Verdict::Fine),
        decided("2024-05-05", "tom", Verdict::WrongReason),
        decided("2024-05-20", "bea", Verdict::Fine),
        review(None),
    ];
    let told = figures(&all).by_week;
    let counts: Vec<u64> = told.iter().map(|week| week.all.decided).collect();
    assert_eq!(counts, [2, 0, 0, 1]);
    assert_eq!(told[0].from, "2024-04-29T00:00:00Z".parse().expect("a time"));
    assert_eq!((told[0].all.agreement, told[0].by_reviewer["tom"].agreement), (Some(0.5), Some(0.0)));
    assert_eq!((told[1].all.agreement, told[3].by_reviewer.len()), (None, 1));
    all.push(decided("2026-01-05", "bea", Verdict::Fine));
    assert_eq!(figures(&all).by_week.len(), 53);
    assert_eq!(figures(&[]).by_week, []);
}
