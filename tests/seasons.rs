//! What sells at one time of the year, from events to a sentence. Properties held:
//! - in the month in which an item sold more than usual year after year it has a line and a reason, in any other month neither;
//! - the counterfactual rank of that reason is the rank of a decision whose model gives the line no points;
//! - a model of one year says nothing of seasons, and the disclosure names none;
//! - the line folds into the score like any other, and a refit of the same events has the same bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use candor::catalog::{Catalog, Item};
use candor::decision::{Answer, AnswerItem, Detail, House, Inputs, Known, LineSource, Request};
use candor::disclosure::{Parameter, silent};
use candor::engine::{DataError, Engine, Lesson, Person, Survey, TrainingData};
use candor::event::{Consent, Event, Kind, Personalisation, Subject};
use candor::fit::Calibration;
use candor::ids::{CustomerId, DecisionId, EventId, ItemId};
use candor::ledger::fold;
use candor::model::{Model, ModelParams};
use candor::reason::{Code, Wording};
use candor::rerank::Policy;
use candor::units::Time;

const N_ITEMS: usize = 20;
/// Sells three times as much in December as in other months, next to what else is chosen.
const LANTERN: usize = 7;

/// A shop that was open for so many months from January 2020 on.
struct Shop {
    months: usize,
}

fn item_id(at: usize) -> ItemId {
    ItemId::new(&format!("i{at:02}")).expect("a valid id")
}

/// A moment in a month, counted from January 2020.
fn moment(month: usize, day: usize) -> Time {
    format!("{:04}-{:02}-{day:02}T12:00:00Z", 2020 + month / 12, month % 12 + 1).parse().expect("a time")
}

/// What one of 120 people does: they come every month and buy an item of their own and one of all items.
fn person(who: usize, months: usize) -> Person {
    let subject = Subject::Customer(CustomerId::new(&format!("c{who:02}")).expect("a valid id"));
    let visit = |month: usize| {
        let usual = (who + month) % N_ITEMS;
        let is_festive = month % 12 == 11 && who.is_multiple_of(2);
        [Some(who % N_ITEMS), Some(usual), is_festive.then_some(LANTERN)]
            .into_iter()
            .flatten()
            .map(move |at| (at, month))
    };
    let bought = (0..months).flat_map(visit).enumerate();
    let event = |(at, (item, month)): (usize, (usize, usize))| {
        let id = EventId::new(&format!("e{who:02}-{at:03}")).expect("a valid id");
        Event::new(id, subject.clone(), item_id(item), Kind::Purchase, moment(month, 3 + at % 20))
    };
    let mut events: Vec<Event> = bought.map(event).collect();
    events.sort_by(|a, b| a.time.cmp(&b.time).then_with(|| a.id.cmp(&b.id)));
    let (consent, personalisation) = (Consent::RECOMMEND_AND_EXPLAIN, Personalisation::Full);
    Person { subject: subject.clone(), consent, personalisation, segments: BTreeMap::new(), events }
}

impl TrainingData for Shop {
    fn items(&self) -> Result<Vec<ItemId>, DataError> {
        Ok((0..N_ITEMS).map(item_id).collect())
    }

    fn for_each(&self, visit: &mut dyn FnMut(Person)) -> Result<(), DataError> {
        (0..120).map(|who| person(who, self.months)).for_each(visit);
        Ok(())
    }
}

fn model(months: usize, season: f64) -> Model {
    let shop = Shop { months };
    let survey = Survey::of(&shop).expect("there is something to learn");
    let params = ModelParams { season, ..ModelParams::default() };
    let lesson = Lesson::gather(&shop, &survey, &params, None).expect("there is something to learn");
    lesson.learn(&survey, &params, Calibration::plain(1.0, -2.0), 2).expect("a sound fit")
}

/// What somebody who is not known is shown.
fn shown(model: &Model, now: Time) -> Answer {
    let titled = |at: usize| Arc::new(Item::titled(item_id(at), format!("Thing {at}")));
    let items: Vec<Arc<Item>> = (0..N_ITEMS).map(titled).collect();
    let catalog = Catalog::new(Arc::clone(model.vocabulary()), 1, String::new(), items);
    let wording = Arc::new(Wording::new().expect("sound wordings"));
    let engine = Engine::new(Arc::new(model.clone()), Arc::new(catalog), wording);
    let house = House {
        shop: "the shop".to_owned(),
        locale: "en".to_owned(),
        tone: candor::reason::Tone::Neutral,
        consent_unrecorded: Consent::RECOMMEND_AND_EXPLAIN,
        policy: Policy::standard("home"),
        exposure: Vec::new(),
        parity: Vec::new(),
    };
    let request = Request { explain: Detail::Full, count: 20, ..Request::home(None) };
    let id = DecisionId::new("d_season").expect("a valid id");
    engine.decide(&Inputs::gather(id, now, request, Known { customer: None, events: Vec::new().into() }, house))
}

fn lantern(answer: &Answer) -> &AnswerItem {
    let found = answer.items.iter().find(|item| item.item == item_id(LANTERN));
    found.expect("a list of everything")
}

fn seasonal(item: &AnswerItem) -> usize {
    let lines = item.ledger.iter().flatten().filter(|line| line.source == LineSource::Season).count();
    let told = item.reasons.iter().flatten().filter(|reason| reason.code == Code::TimSeason).count();
    assert_eq!(lines, told, "a line of its size is told");
    told
}

#[test]
fn what_sells_every_december_is_told_of_in_december() {
    let model = model(40, 0.2);
    let december = shown(&model, moment(47, 10));
    for item in &december.items {
        let amounts = item.ledger.iter().flatten().map(|line| line.amount);
        assert_eq!(fold(amounts).to_bits(), item.score.to_bits());
        assert_eq!(seasonal(item), usize::from(item.item == item_id(LANTERN)), "{}", item.item);
    }
    let told = lantern(&december);
    let reason = told.reasons.iter().flatten().find(|reason| reason.code == Code::TimSeason).expect("told");
    assert!(reason.text.contains("time of the year") || reason.text.contains("very year"), "{}", reason.text);
    let june = shown(&model, moment(41, 10));
    assert_eq!(june.items.iter().map(seasonal).sum::<usize>(), 0);
    assert!(told.rank < lantern(&june).rank, "{} before {}", told.rank, lantern(&june).rank);
}

#[test]
fn without_its_season_it_stands_where_a_model_without_seasons_puts_it() {
    let december = moment(47, 10);
    let answer = shown(&model(40, 0.2), december);
    let reason = lantern(&answer).reasons.iter().flatten().find(|reason| reason.code == Code::TimSeason);
    let claimed = reason.and_then(|reason| reason.without).expect("asked for in full").rank;
    assert_eq!(claimed, Some(lantern(&shown(&model(40, 0.0), december)).rank));
}

#[test]
fn one_year_tells_no_season_and_the_same_events_give_the_same_bytes() {
    let answer = shown(&model(20, 0.2), moment(23, 10));
    assert_eq!(answer.items.iter().map(seasonal).sum::<usize>(), 0);
    assert!(silent(&model(20, 0.2)).contains(&Parameter::Season), "the disclosure does not name it");
    assert!(!silent(&model(40, 0.2)).contains(&Parameter::Season));
    assert_eq!(model(40, 0.2).to_bytes(), model(40, 0.2).to_bytes());
}
