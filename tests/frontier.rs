//! Properties of trials of policies, held here:
//! - without variety and other rules all relevance is kept and no list is wider;
//! - more variety never gives narrower lists on the whole, and never more relevance than no rule;
//! - the same data give the same bytes on any number of threads;
//! - a draft that says what the live policy says moves nothing, one with a group moves places for it;
//! - categories and brands are told whether a rule names them or not;
//! - exposure targets and parity rules are tried at the prices at which they get what they ask for.

use std::sync::{Arc, OnceLock};

use candor::catalog::Item;
use candor::decision::{House, Inputs, Known, Request};
use candor::engine::{CatalogState, DataError, Engine, Person, Prices, Rehearsal, Survey, TrainingData};
use candor::evaluate::*;
use candor::event::{Consent, Customer, Event, Kind, Personalisation, Subject};
use candor::ids::{CustomerId, DecisionId, EventId, ItemId};
use candor::model::{Manifest, ModelParams};
use candor::reason::Wording;
use candor::rerank::{
    Boost, DiversityMode, ExposureTarget, GroupRule, PRICE_MAX, ParityRule, ParityStates, Policy, Selector, Shown,
    Window,
};
use candor::units::Time;

const FAMILIES: u32 = 4;
const PEOPLE: u32 = 120;

/// Forty items in four families; everybody buys in two of them.
struct Shop;

fn item(number: u32) -> ItemId {
    ItemId::new(&format!("i{number:02}")).expect("a valid id")
}

impl TrainingData for Shop {
    fn items(&self) -> Result<Vec<ItemId>, DataError> {
        Ok((0..40).map(item).collect())
    }

    fn descriptions(&self) -> Result<Vec<Arc<Item>>, DataError> {
        let describe = |number: u32| {
            let mut item = Item::titled(item(number), format!("Thing {number}"));
            item.category = vec![format!("family {}", number % FAMILIES)];
            Arc::new(item)
        };
        Ok((0..40).map(describe).collect())
    }

    fn for_each(&self, visit: &mut dyn FnMut(Person)) -> Result<(), DataError> {
        (0..PEOPLE).map(person).for_each(visit);
        Ok(())
    }
}

fn person(who: u32) -> Person {
    let subject = Subject::Customer(CustomerId::new(&format!("c{who}")).expect("a valid id"));
    let event = |step: u32| {
        let family = if step.is_multiple_of(3) { who / 2 } else { who } % FAMILIES;
        let bought = item(family + FAMILIES * ((who * 3 + step * 7) % 10));
        let id = EventId::new(&format!("{who}-{step}")).expect("a valid id");
        let time = Time::from_millis(0).plus_days(i64::from(step * 10 + who % 10));
        Event::new(id, subject.clone(), bought, Kind::Purchase, time)
    };
    let events = (0..9).map(event).collect();
    let consent = Consent::RECOMMEND_AND_EXPLAIN;
    Person {
        subject: subject.clone(),
        consent,
        personalisation: Personalisation::Full,
        segments: Default::default(),
        events,
    }
}

fn later() -> &'static Later {
    static LATER: OnceLock<Later> = OnceLock::new();
    LATER.get_or_init(|| {
        let survey = Survey::of(&Shop).expect("readable data");
        let grid = Grid::nothing();
        let params = ModelParams::default();
        let start = Start::Choose { params: &params, grid: &grid };
        let trained = train(&Shop, start, Reading::Everybody, 1, &mut |_, _| {}).expect("enough to learn from");
        let manifest: &Manifest = trained.model.manifest();
        let words = Arc::new(Wording::new().expect("sound wordings"));
        let later = Later::gather(&Shop, &survey, manifest, (&plain(), words), None, (100, 1));
        later.expect("a fit").expect("people who buy on")
    })
}

/// No rule at all.
fn plain() -> Policy {
    Policy { diversity: 0.0, ..Policy::standard("home") }
}

fn settings() -> Settings {
    Settings { resampling: Resampling { resamples: 50, seed: 7 }, ..Settings::default() }
}

fn told(threads: usize) -> Frontier {
    let panel = later_panel(later(), threads);
    frontier(&plain(), &panel, Some(&panel), &settings(), &mut |_, _| {})
}

#[test]
fn without_variety_all_is_kept_and_nothing_gained() {
    let frontier = told(1);
    assert_eq!(frontier.series.len(), 3);
    assert!(frontier.unruled.relevance.mean > 0.0 && frontier.unruled.intra_list_distance.mean > 0.0);
    let of = |worth: &Worth| {
        let later = worth.held_out.as_ref().expect("a hold-out");
        (worth.relevance_kept.mean, worth.distance_gained.mean, later.ndcg_kept.mean)
    };
    for series in frontier.series.iter().filter(|series| series.serendipity == 0.0) {
        assert_eq!(series.points[0].diversity, 0.0);
        let (kept, gained, ndcg) = of(&series.points[0].worth);
        assert!((kept - 1.0).abs() < 1e-12 && gained.abs() < 1e-12 && (ndcg - 1.0).abs() < 1e-12, "{series:?}");
        let (kept, gained, _) = of(&series.points[10].worth);
        assert!(kept < 1.0, "the strongest variety costs something: {kept}");
        assert!(gained > 0.0 || series.diversity_mode == DiversityMode::Mmr, "and gains something: {gained}");
        assert!(series.points.iter().all(|point| of(&point.worth).0 <= 1.0 + 1e-12), "nothing beats the best scores");
        assert!(series.widest.is_some(), "no variety keeps everything");
    }
    assert_eq!(frontier.live, frontier.series[0].points[0].worth, "the live policy has no variety");
}

#[test]
fn the_same_data_give_the_same_bytes_on_any_number_of_threads() {
    let (one, two) = (told(1), told(2));
    assert_eq!(serde_json::to_string(&one).expect("plain data"), serde_json::to_string(&two).expect("plain data"));
    let (one, two) = (frontier_chart(&one), frontier_chart(&two));
    assert!(one == two && one.contains("you are here"));
}

#[test]
fn a_draft_like_the_live_policy_moves_nothing() {
    let (live, panel) = (Policy::standard("home"), later_panel(later(), 2));
    let impact = impact((&live, &panel), (&live, &panel), settings().resampling);
    assert_eq!((impact.moves.moved, impact.moves.follow, impact.overlap.low), (0, 0, 1.0));
    assert!(impact.moves.places > 0 && impact.customers > 0);
    let changes = [impact.relevance, impact.intra_list_distance, impact.serendipity];
    assert!(changes.iter().all(|change| change.difference.low == 0.0 && change.difference.high == 0.0));
}

#[test]
fn a_draft_with_a_group_moves_places_for_it() {
    let (live, panel) = (plain(), later_panel(later(), 2));
    let members = Selector { categories: ["family 0".to_owned()].into(), ..Selector::default() };
    let group = GroupRule { name: "zero".to_owned(), members, min_share: 0.5, ..GroupRule::default() };
    let draft = Policy { groups: vec![group], ..plain() };
    let impact = impact((&live, &panel), (&draft, &panel), settings().resampling);
    assert!(impact.exposure[0].share.difference.low > 0.0, "{impact:?}");
    assert!(impact.relevance_kept.mean < 1.0 && impact.overlap.mean < 1.0);
    assert!(impact.moves.by_cause["group"] > 0 && impact.moves.moved > impact.moves.by_cause["group"]);
    assert!(impact.moves.by_cause["group"] + impact.moves.follow >= impact.moves.moved);
}

/// What is of one family.
fn family(number: u32) -> Selector {
    Selector { categories: [format!("family {number}")].into(), ..Selector::default() }
}

#[test]
fn parts_that_no_rule_names_are_told_with_their_interval_and_add_up_to_all_attention() {
    let (live, panel) = (plain(), later_panel(later(), 2));
    let boost = serde_json::json!({"label": "more of two", "members": {"categories": ["family 2"]}, "points": 3.0});
    let boost: Boost = serde_json::from_value(boost).expect("a boost");
    let draft = Policy { boosts: vec![boost], ..plain() };
    let impact = impact((&live, &panel), (&draft, &panel), settings().resampling);
    let parts: Vec<&PartChange> = impact.parts.iter().collect();
    assert!(
        impact.exposure.is_empty() && parts.iter().all(|part| part.kind == PartKind::Category),
        "nothing has a brand"
    );
    let named: Vec<&str> = parts.iter().filter_map(|part| part.name.as_deref()).collect();
    assert_eq!((parts.len(), named[0]), (4, "family 2"), "the one with the most attention first: {named:?}");
    for side in [|of: &PartChange| of.share.live.mean, |of: &PartChange| of.share.draft.mean] {
        let all: f64 = parts.iter().map(|part| side(part)).sum();
        assert!((all - 1.0).abs() < 1e-9, "{all}");
    }
    assert!(parts[0].share.difference.low > 0.0, "{:?}", parts[0]);
    assert!(parts[1..].iter().all(|part| part.share.difference.mean <= 0.0), "{parts:?}");
    for Change { live, draft, difference } in [impact.coverage] {
        assert!((draft.mean - live.mean - difference.mean).abs() < 1e-12);
        for interval in [live, draft, difference] {
            assert!(interval.low <= interval.mean && interval.mean <= interval.high, "{interval:?}");
        }
        assert!(0.0 <= live.low && live.high <= 1.0, "{live:?}");
    }
}

#[test]
fn a_target_of_attention_is_tried_at_the_price_at_which_it_is_met() {
    let (live, panel) = (plain(), later_panel(later(), 2));
    let owing = |target: f64| {
        let (name, window) = ("zero".to_owned(), Window::default());
        let target = ExposureTarget { name, members: family(0), target, window, gain: 0.05 };
        Policy { exposures: vec![target], ..plain() }
    };
    let tried = |target: f64| impact((&live, &panel), (&owing(target), &panel), settings().resampling);
    let free = tried(0.0);
    assert!(
        free.prices[0].price == 0.0 && free.prices[0].is_reached == Some(true),
        "what asks for nothing costs nothing"
    );
    let had = free.exposure[0].share.live.mean;
    assert_eq!((free.exposure[0].share.draft.mean, free.moves.moved), (had, 0));
    let more = tried(had + 0.1);
    let (price, got) = (&more.prices[0], more.exposure[0].share.draft.mean);
    assert!(price.rule == "zero" && price.is_reached == Some(true) && price.price > 0.0, "{price:?}");
    assert!((had + 0.1 - 1e-12..had + 0.15).contains(&got), "{got} of {had} and a tenth");
    assert!(more.relevance_kept.mean < 1.0 && more.moves.by_cause["exposure"] > 0);
    let most = tried(1.0);
    assert!(most.prices[0].price == PRICE_MAX && most.prices[0].is_reached == Some(false), "{:?}", most.prices);
    assert!(most.exposure[0].share.draft.mean > got);
}

#[test]
fn targets_that_outbid_each_other_are_not_said_to_be_met() {
    let (live, panel) = (plain(), later_panel(later(), 2));
    let target = |number: u32, target: f64| ExposureTarget {
        name: format!("family {number}"),
        members: family(number),
        target,
        window: Window::default(),
        gain: 0.05,
    };
    let tried = |shares: [f64; 2]| {
        let exposures = (0..).zip(shares).map(|(number, share)| target(number, share)).collect();
        let draft = Policy { exposures, ..plain() };
        impact((&live, &panel), (&draft, &panel), settings().resampling)
    };
    let had = tried([0.0, 0.0]).exposure.iter().map(|group| group.share.live.mean).collect::<Vec<f64>>();
    let both = tried([had[0] + 0.05, had[1] + 0.05]);
    assert!(both.prices.iter().all(|price| price.is_reached == Some(true)), "{:?}", both.prices);
    let got =
        |of: &candor::evaluate::Impact| of.exposure.iter().map(|group| group.share.draft.mean).collect::<Vec<_>>();
    assert!(got(&both).iter().zip(&had).all(|(got, had)| *got >= had + 0.05 - 1e-9), "{:?} of {had:?}", got(&both));
    let neither = tried([0.6, 0.6]);
    assert!(neither.prices.iter().any(|price| price.is_reached == Some(false)), "{:?}", neither.prices);
}

/// Every other customer is in each of two groups; all let fairness be measured but for every tenth.
fn grouped(policy: &Policy) -> Vec<Inputs> {
    let house = House {
        shop: "a shop".to_owned(),
        locale: "en".to_owned(),
        tone: candor::reason::Tone::Neutral,
        consent_unrecorded: Consent::NONE,
        policy: policy.clone(),
        exposure: Vec::new(),
        parity: vec![ParityStates::default(); policy.parities.len()],
    };
    let inputs = |who: u32| {
        let Person { subject, events, .. } = person(who);
        let Subject::Customer(id) = subject else { panic!("customers alone") };
        let customer = Customer {
            consent: Some(Consent { recommend: true, explain: true, measure_fairness: who % 10 != 9 }),
            segments: [("side".to_owned(), if who.is_multiple_of(2) { "left" } else { "right" }.to_owned())].into(),
            ..Customer::unknown(id.clone())
        };
        let now = events.last().expect("nine events").time;
        let known = Known { customer: Some(&customer), events: events.into() };
        Inputs::gather(
            DecisionId::new("d_trial").expect("a short id"),
            now,
            Request::home(Some(id)),
            known,
            house.clone(),
        )
    };
    (0..PEOPLE).map(inputs).collect()
}

#[test]
fn a_parity_rule_is_tried_at_the_price_that_brings_the_group_which_lags_near_the_one_which_leads() {
    let survey = Survey::of(&Shop).expect("readable data");
    let params = ModelParams::default();
    let lesson = candor::engine::Lesson::gather(&Shop, &survey, &params, None).expect("events");
    let model = lesson.learn(&survey, &params, candor::fit::Calibration::plain(1.0, 0.0), 2).expect("a sound fit");
    let items = Shop.descriptions().expect("readable data");
    let words = Arc::new(Wording::new().expect("sound wordings"));
    let engine = Engine::open(Arc::new(model), CatalogState { revision: 0, digest: String::new(), items }, words, None);
    let (name, segment, window) = ("ones".to_owned(), "side".to_owned(), Window::default());
    let rule = ParityRule { name, members: family(1), segment, difference: 0.05, window, gain: 0.05 };
    let (live, draft) = (plain(), Policy { parities: vec![rule], ..plain() });
    let inputs = grouped(&draft);
    let panel = Panel::new(&engine, &inputs, Vec::new(), 2);
    let impact = impact((&live, &panel), (&draft, &panel), settings().resampling);
    let price = &impact.prices[0];
    assert!(price.rule == "ones" && price.is_reached == Some(true) && price.price > 0.0, "{price:?}");
    assert!(impact.exposure[0].share.difference.low > 0.0 && impact.moves.by_cause["parity"] > 0, "{impact:?}");

    let prospects: Vec<_> = inputs.iter().map(|inputs| engine.prospect(inputs)).collect();
    let rehearsal = Rehearsal::new(&engine, &prospects);
    let share = |group: &str, price: f64| {
        let (mut members, mut all) = (0.0, 0.0);
        for prospect in prospects.iter().filter(|prospect| prospect.group("side") == Some(group)) {
            let prices = Prices { parity: vec![price], ..Prices::default() };
            let placed = rehearsal.relist(prospect, &draft, &prices).placed;
            let is_one = |item| engine.catalog().item(item).is_some_and(|item| family(1).matches(item));
            let shown = Shown::count(placed.iter().map(|placed| is_one(placed.item)));
            (members, all) = (members + shown.members, all + shown.all);
        }
        members / all
    };
    let (lags, leads) = (share("left", 0.0), share("right", 0.0));
    assert!(lags < leads - 0.05, "{lags} and {leads}");
    let raised = share("left", price.price);
    assert!((leads - 0.05 - 1e-12..leads).contains(&raised), "{raised} next to {leads}");
    assert_eq!(prospects.iter().filter(|prospect| prospect.group("side").is_none()).count(), 12, "who is not measured");

    let few = Panel::new(&engine, &inputs[..30], Vec::new(), 2);
    let told = &candor::evaluate::impact((&live, &few), (&draft, &few), settings().resampling).prices[0];
    assert!(told.price == 0.0 && told.is_reached.is_none(), "groups of fewer than 20 tell nothing: {told:?}");
}
