//! Every score is the fold of its lines, for a million pairs of customer and item, with every source of evidence at work.
//! Properties held:
//! - the score that ranks and the fold of the ledger are the same bits, for every pair;
//! - every source of evidence takes part.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use candor::catalog::Item;
use candor::engine::{DataError, Lesson, Person, Survey, TrainingData};
use candor::event::{Consent, Event, Kind, Personalisation, Profile, Subject, admit};
use candor::fit::Calibration;
use candor::ids::{CustomerId, EventId, ItemId, ItemIx, SessionId};
use candor::ledger::Source;
use candor::model::ModelParams;
use candor::score::{Muted, Query, Setting, candidates, ledgers};
use candor::units::Time;

const N_ITEMS: usize = 1_000;
const N_PEOPLE: usize = 1_000;
const BRANDS: [&str; 7] = ["Arbor", "Brix", "Cirro", "Dune", "Elm", "Fjord", "Gale"];
const WORDS: [&str; 9] = ["red", "blue", "small", "large", "lamp", "mug", "pot", "rug", "chair"];

/// A shop whose people keep to a few kinds of goods; the last hundred items are new.
struct Shop;

fn item_id(at: usize) -> ItemId {
    ItemId::new(&format!("i{at:04}")).expect("a valid id")
}

/// A fixed scatter of numbers: Weyl's sequence.
fn scatter(seed: usize, below: usize) -> usize {
    (seed.wrapping_mul(2_654_435_761) >> 7) % below
}

fn item(at: usize) -> Arc<Item> {
    let title = format!("{} {} {}", WORDS[at % 4], WORDS[4 + at % 5], BRANDS[at % 7]);
    let price = format!(r#"{{"amount":"{}.50","currency":"GBP"}}"#, 1 + at % 30);
    Arc::new(Item {
        brand: Some(BRANDS[at % 7].to_owned()),
        category: vec!["Home".to_owned(), WORDS[4 + at % 5].to_owned()],
        attributes: [("colour".to_owned(), WORDS[at % 4].to_owned())].into(),
        price: serde_json::from_str(&price).expect("valid money"),
        ..Item::titled(item_id(at), title)
    })
}

fn person(who: usize) -> Person {
    let subject = Subject::Customer(CustomerId::new(&format!("c{who:04}")).expect("a valid id"));
    let event = |at: usize| {
        let seed = who * 101 + at;
        let item = (who % 9) * 100 + scatter(seed, 130) % 100;
        let item = if at.is_multiple_of(5) { scatter(seed, N_ITEMS - 100) } else { item };
        let time = Time::from_millis(1_500_000_000_000 + i64::try_from(seed * 60_000).expect("a moment"));
        let id = EventId::new(&format!("e{who:04}-{at:02}")).expect("a valid id");
        let kind = [Kind::View, Kind::Purchase, Kind::Cart, Kind::Dislike][scatter(seed, 13) % 4];
        let session = Some(SessionId::new(&format!("s{}", at / 4)).expect("a valid id"));
        Event { session, ..Event::new(id, subject.clone(), item_id(item), kind, time) }
    };
    let events = (0..4 + who % 25).map(event).collect();
    let (consent, personalisation) = (Consent::RECOMMEND_AND_EXPLAIN, Personalisation::Full);
    Person { subject: subject.clone(), consent, personalisation, segments: BTreeMap::new(), events }
}

impl TrainingData for Shop {
    fn items(&self) -> Result<Vec<ItemId>, DataError> {
        Ok((0..N_ITEMS).map(item_id).collect())
    }

    fn descriptions(&self) -> Result<Vec<Arc<Item>>, DataError> {
        Ok((0..N_ITEMS).map(item).collect())
    }

    fn for_each(&self, visit: &mut dyn FnMut(Person)) -> Result<(), DataError> {
        (0..N_PEOPLE).map(person).for_each(visit);
        Ok(())
    }
}

#[test]
fn invariant_3_a_million_scores_are_the_folds_of_their_ledgers_bit_for_bit() {
    let survey = Survey::of(&Shop).expect("there is something to learn");
    let params = ModelParams { trend: 0.1, ..ModelParams::default() };
    let lesson = Lesson::gather(&Shop, &survey, &params, None).expect("there is something to learn");
    let model = lesson.learn(&survey, &params, Calibration::plain(1.0, -2.0), 2).expect("a sound fit");
    let everything: Vec<ItemIx> = (0..N_ITEMS).map(ItemIx::from_at).collect();
    let (mut pairs, mut differences) = (0_usize, 0_usize);
    let mut spoke: BTreeSet<&str> = BTreeSet::new();
    for person in (0..N_PEOPLE).map(person) {
        let now = person.events.last().expect("everybody did something").time;
        let visit = person.events.last().and_then(|event| event.session.clone());
        let admitted = person.events.iter().filter_map(|e| admit(e, person.consent, person.personalisation, now).ok());
        let profile = Profile::build(admitted, &survey.vocabulary, &params.kinds, params.recency(), visit.as_ref());
        let context = [ItemIx::from_at(person.events.len())];
        let query = Query {
            model: &model,
            profile: &profile,
            context: &context,
            muted: Muted::default(),
            setting: Setting::default(),
        };
        let mut scores = vec![None; N_ITEMS];
        for candidate in candidates(&query, &|_| true, &everything, N_ITEMS) {
            scores[candidate.item.at()] = Some(candidate.base);
        }
        for (score, ledger) in scores.into_iter().zip(ledgers(&query, &everything)) {
            pairs += 1;
            differences += usize::from(score.map(f64::to_bits) != Some(ledger.fold().to_bits()));
            spoke.extend(ledger.lines().iter().filter(|line| line.amount != 0.0).map(|line| name(line.source)));
        }
    }
    assert_eq!((pairs, differences), (1_000_000, 0));
    let all = ["history", "session", "transition", "content", "context", "popularity", "trend"];
    assert_eq!(spoke, BTreeSet::from(all));
}

fn name(source: Source) -> &'static str {
    match source {
        Source::History { .. } => "history",
        Source::Session { .. } => "session",
        Source::Transition { .. } => "transition",
        Source::Content { .. } => "content",
        Source::Context { .. } => "context",
        Source::Popularity => "popularity",
        Source::Trend => "trend",
        Source::Newness => "newness",
        Source::Season => "season",
        Source::Stated { .. } => "stated",
        Source::Reorder => "reorder",
        Source::Boost { .. } => "boost",
        Source::Diversity => "diversity",
        Source::Novelty => "novelty",
        Source::Serendipity => "serendipity",
        Source::Exposure { .. } => "exposure",
        Source::Parity { .. } => "parity",
        Source::Calibration => "calibration",
    }
}
