//! Whether "we are sure" comes true, on the ratings of real people. Properties held, for a shop that learns from one half of them and is
//! checked against the other:
//! - nine in ten of the weights behind what it recommends are, learnt from the others, within the interval that it gave;
//! - of the weights whose direction it is certain of, the others give the same direction to so many as the laws foretell, and of what
//!   speaks for an item as a whole to nine in ten;
//! - it is certain of something and not of everything; and a refit takes its laws over.

mod common;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;

use candor::engine::{DataError, Fitted, Lesson, Person, Survey, TrainingData};
use candor::event::{Consent, Event, Kind, Personalisation, Subject};
use candor::fit::{FitParams, SpectralParams, Spreads};
use candor::ids::{CustomerId, EventId, ItemId, ItemIx};
use candor::model::ModelParams;
use candor::stats::Counts;
use candor::units::Time;

const FILE: &str = "data/ml-100k/u.data.gz";
const LIST: usize = 10;
/// One-sided, nine in ten; two-sided, nine in ten.
const CERTAIN: f64 = 1.2816;
const INTERVAL: f64 = 1.6449;

/// People and what they rated with four stars or five.
struct People {
    items: Vec<ItemId>,
    people: Vec<Person>,
}

impl TrainingData for People {
    fn items(&self) -> Result<Vec<ItemId>, DataError> {
        Ok(self.items.clone())
    }

    fn for_each(&self, visit: &mut dyn FnMut(Person)) -> Result<(), DataError> {
        self.people.iter().cloned().for_each(visit);
        Ok(())
    }
}

fn person(name: &str, events: Vec<Event>) -> Person {
    Person {
        subject: Subject::Customer(CustomerId::new(name).expect("a short name")),
        consent: Consent::RECOMMEND_AND_EXPLAIN,
        personalisation: Personalisation::Full,
        segments: BTreeMap::new(),
        events,
    }
}

/// Every other person of a file.
fn half(path: &Path, side: usize) -> People {
    let file = std::fs::File::open(path).expect("a readable file");
    let lines = BufReader::new(flate2::read::GzDecoder::new(file)).lines().map(|line| line.expect("text"));
    let (mut events, mut items): (BTreeMap<String, Vec<Event>>, Vec<ItemId>) = (BTreeMap::new(), Vec::new());
    for (at, line) in lines.enumerate() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let &[user, item, stars, seconds] = fields.as_slice() else { panic!("four fields: {line}") };
        let item = ItemId::new(item).expect("a short name");
        items.push(item.clone());
        if stars.parse::<u8>().expect("stars") >= 4 {
            let id = EventId::new(&format!("e{at}")).expect("a short name");
            let subject = Subject::Customer(CustomerId::new(user).expect("a short name"));
            let time = Time::from_millis(1_000 * seconds.parse::<i64>().expect("a moment"));
            events.entry(user.to_owned()).or_default().push(Event::new(id, subject, item, Kind::Like, time));
        }
    }
    let own = events.into_iter().enumerate().filter(|(at, _)| at % 2 == side);
    People { items, people: own.map(|(_, (user, events))| person(&user, events)).collect() }
}

struct Shop {
    people: People,
    survey: Survey,
    lesson: Lesson,
    fitted: Fitted,
}

fn shop(people: People, params: &ModelParams) -> Shop {
    let survey = Survey::of(&people).expect("something to learn");
    let lesson = Lesson::gather(&people, &survey, params, None).expect("something to learn");
    let fitted = lesson.fit(&survey, params, 2).expect("solvable");
    Shop { people, survey, lesson, fitted }
}

impl Shop {
    fn histories(&self) -> impl Iterator<Item = Vec<ItemIx>> {
        let index = |event: &Event| self.survey.vocabulary.index(&event.item).expect("a known item");
        self.people.people.iter().step_by(4).map(move |person| person.events.iter().map(index).collect())
    }

    /// What goes best with a history.
    fn list(&self, history: &[ItemIx]) -> Vec<ItemIx> {
        let mut scores: BTreeMap<u32, f64> = BTreeMap::new();
        for (target, weight) in history.iter().flat_map(|&item| self.fitted.together.row(item)) {
            *scores.entry(target).or_default() += f64::from(weight);
        }
        let mut found: Vec<(u32, f64)> =
            scores.into_iter().filter(|(target, _)| !history.contains(&ItemIx(*target))).collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.into_iter().take(LIST).map(|(target, _)| ItemIx(target)).collect()
    }
}

/// Of how many something held.
#[derive(Debug, Default, Clone, Copy)]
struct Share {
    held: u32,
    all: u32,
}

impl Share {
    fn note(&mut self, held: bool) {
        self.held += u32::from(held);
        self.all += 1;
    }

    fn of(self) -> f64 {
        f64::from(self.held) / f64::from(self.all.max(1))
    }
}

/// How often a standard normal quantity is below this.
fn below(z: f64) -> f64 {
    0.5 * (1.0 + libm::erf(z / std::f64::consts::SQRT_2))
}

#[derive(Debug, Default)]
struct Checked {
    /// Weights within their interval.
    within: Share,
    /// Weights whose direction is certain.
    certain: Share,
    /// Of these, how many the others give the same direction, and how many they should.
    agreed: Share,
    foretold: f64,
    /// The same for all that speaks for an item.
    certain_sums: Share,
    agreed_sums: Share,
}

fn check(one: &Shop, other: &Shop, spreads: &Spreads) -> Checked {
    let counts = Counts::of(one.survey.vocabulary.len(), &one.lesson.contributions);
    let all = one.lesson.contributions.len() as u64;
    let people = |item: ItemIx| spreads.among(counts.chosen_by(item).unsigned_abs(), all);
    let law = &spreads.together;
    let mut checked = Checked::default();
    for history in one.histories() {
        for target in one.list(&history) {
            let (mut expected, mut again, mut variance, mut deviation) = (0.0, 0.0, 0.0, 0.0);
            for &item in &history {
                let weight = f64::from(one.fitted.together.get(item, target));
                if weight <= 0.0 {
                    continue;
                }
                let belief = law.belief(weight, [people(item), people(target)]);
                let relearnt = f64::from(other.fitted.together.get(item, target));
                let interval = law.relearnt(weight, [people(item), people(target)]).deviation;
                checked.within.note((relearnt - belief.expected).abs() <= INTERVAL * interval);
                let is_certain = belief.expected > CERTAIN * belief.deviation;
                checked.certain.note(is_certain);
                if is_certain {
                    checked.agreed.note(relearnt > 0.0);
                    checked.foretold += below(belief.expected / interval);
                }
                (expected, again) = (expected + belief.expected, again + relearnt);
                (variance, deviation) = (variance + belief.deviation.powi(2), deviation + belief.deviation);
            }
            let error = (variance + law.shared * (deviation * deviation - variance)).sqrt();
            let is_certain = expected > CERTAIN * error;
            checked.certain_sums.note(is_certain);
            if is_certain {
                checked.agreed_sums.note(again > 0.0);
            }
        }
    }
    checked
}

#[test]
#[expect(clippy::print_stderr, reason = "with `--nocapture` it tells what the documents quote")]
fn what_is_called_certain_comes_true_for_people_who_were_not_learnt_from() {
    let Some(file) = common::shared(FILE) else { return };
    let fit =
        FitParams { spectral: SpectralParams { strength: 0.0, ..SpectralParams::default() }, ..FitParams::default() };
    let params = ModelParams { fit, ..ModelParams::default() };
    let roomy = ModelParams { fit: FitParams { row_weights: 2_000, ..fit }, ..params.clone() };
    let (one, other) = (shop(half(&file, 0), &params), shop(half(&file, 1), &roomy));
    let spreads = one.lesson.spreads(&one.survey, &params, 2).expect("solvable").expect("enough people for a law");
    let again = one.lesson.spreads(&one.survey, &params, 1).expect("solvable");
    assert_eq!(again, Some(spreads), "whatever the number of threads");
    let checked = check(&one, &other, &spreads);
    eprintln!("{spreads:?} {checked:?}");
    let Checked { within, certain, agreed, foretold, certain_sums, agreed_sums } = checked;
    assert!((0.85..0.99).contains(&within.of()), "{within:?}");
    assert!(certain.held > 0 && certain.held < certain.all, "{certain:?}");
    let foretold = foretold / f64::from(agreed.all);
    assert!((agreed.of() - foretold).abs() < 0.05, "{agreed:?}, foretold {foretold}");
    assert!(agreed_sums.of() >= 0.9, "{agreed_sums:?}");
    assert!(certain_sums.of() > certain.of(), "many together are surer than one by one");
}
