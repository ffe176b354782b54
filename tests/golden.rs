//! What released versions wrote stays readable. Properties held:
//! - the golden model loads, byte by byte as it was written;
//! - records of every schema, each as a program of its time wrote it, replay on it to the same bytes.
//!
//! `UPDATE_GOLDEN=1` writes what is missing; only a new format version is a reason to do so, beside the old ones.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use candor::catalog::Catalog;
use candor::decision::{Detail, FallbackReason, House, Inputs, Known, Outline, RECORD_SCHEMA, Record, Request};
use candor::engine::{DataError, Engine, Lesson, Person, Survey, TrainingData};
use candor::evaluate::Card;
use candor::event::{Consent, Event, Personalisation, Subject};
use candor::fit::Calibration;
use candor::ids::{DecisionId, ItemId};
use candor::model::ModelParams;
use candor::reason::{Tone, Wording};
use candor::rerank::Policy;
use candor::store::ModelDir;
use candor::units::Time;
use candor::{catalog::Item, event::Kind, ids::CustomerId, ids::EventId};

const TITLES: [&str; 6] = ["Brass Lantern", "Oak Shelf", "Linen Apron", "Clay Mug", "Wool Blanket", "Tin Watering Can"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn items() -> Vec<Arc<Item>> {
    let id = |at| ItemId::new(&format!("g{at}")).expect("a valid id");
    TITLES.iter().enumerate().map(|(at, title)| Arc::new(Item::titled(id(at), *title))).collect()
}

/// Twelve people, each with three of six things.
struct Golden;

impl Golden {
    fn person(who: usize) -> Person {
        let subject = Subject::Customer(CustomerId::new(&format!("p{who:02}")).expect("a valid id"));
        let events = (0..3).map(|at| {
            let item = items()[(who + at * (1 + who % 2)) % TITLES.len()].id.clone();
            let id = EventId::new(&format!("p{who:02}-{at}")).expect("a valid id");
            let time = Time::from_millis(1_577_836_800_000).plus_days(i64::try_from(who * 3 + at).expect("a few days"));
            Event::new(id, subject.clone(), item, Kind::Purchase, time)
        });
        Person {
            events: events.collect(),
            consent: Consent::RECOMMEND_AND_EXPLAIN,
            personalisation: Personalisation::Full,
            segments: std::collections::BTreeMap::new(),
            subject: subject.clone(),
        }
    }
}

impl TrainingData for Golden {
    fn items(&self) -> Result<Vec<ItemId>, DataError> {
        Ok(items().iter().map(|item| item.id.clone()).collect())
    }

    fn descriptions(&self) -> Result<Vec<Arc<Item>>, DataError> {
        Ok(items())
    }

    fn for_each(&self, visit: &mut dyn FnMut(Person)) -> Result<(), DataError> {
        (0..12).map(Self::person).for_each(visit);
        Ok(())
    }
}

/// The digest of the items, as a store of them has it: what later records name.
const DIGEST: &str = "3f1e6f8fd628320d8f6066c4e7c4abe0cecdbf71866be0a5672225cc4e228734";

fn engine(models: &ModelDir, digest: &str) -> Engine {
    let model = Arc::new(models.load_current().expect("the golden model loads"));
    let catalog = Catalog::new(Arc::clone(model.vocabulary()), 1, digest.to_owned(), items());
    Engine::new(model, Arc::new(catalog), Arc::new(Wording::new().expect("sound wordings")))
}

fn write_anew(models: &ModelDir, record: &PathBuf) {
    let survey = Survey::of(&Golden).expect("there is something to learn");
    let params = ModelParams::default();
    let lesson = Lesson::gather(&Golden, &survey, &params, None).expect("there is something to learn");
    let calibration = Calibration::plain(5.0, -2.0);
    let model = lesson.learn(&survey, &params, calibration, 1).expect("a sound fit");
    let card = Card { text: "A made-up shop of six items, for tests.\n".to_owned(), ..Card::default() };
    models.publish(&model, &card).expect("a writable folder");
    let person = Golden::person(2);
    let Subject::Customer(customer) = person.subject else { panic!("a customer") };
    let request = Request { count: 3, explain: Detail::Full, ..Request::home(Some(customer)) };
    let house = House {
        shop: "The Golden Shop".to_owned(),
        locale: "en".to_owned(),
        tone: Tone::Neutral,
        consent_unrecorded: Consent::RECOMMEND_AND_EXPLAIN,
        policy: Policy::standard("home"),
        exposure: Vec::new(),
        parity: Vec::new(),
    };
    let now = Time::from_millis(1_600_000_000_000);
    let id = DecisionId::new("d_golden").expect("a valid id");
    let inputs =
        Inputs::gather(id, now, request, Known { customer: None, events: person.events.clone().into() }, house);
    fs::create_dir_all(record.parent().expect("a folder")).expect("a writable folder");
    fs::write(record, engine(models, "golden").decide_on_record(inputs).to_bytes()).expect("a writable folder");
}

/// A list that nothing is left for, of somebody with a history: what its schema tells otherwise than those before.
fn write_empty(models: &ModelDir, (before, record): (&PathBuf, &PathBuf)) {
    let mut inputs = Record::from_bytes(&fs::read(before).expect("a golden record")).expect("a readable record").inputs;
    inputs.request.exclude = items().into_iter().map(|item| item.id.clone()).collect();
    fs::write(record, engine(models, DIGEST).decide_on_record(inputs).to_bytes()).expect("a writable folder");
}

#[test]
fn the_golden_model_loads_and_records_of_every_schema_replay_on_it() {
    let models = ModelDir::new(root().join("models/golden"));
    let path = |schema: u32| root().join(format!("tests/golden/record-{schema}.json"));
    if std::env::var("UPDATE_GOLDEN").as_deref() == Ok("1") {
        // What a version wrote stays as it wrote it.
        if !path(1).exists() {
            write_anew(&models, &path(1));
        }
        if !path(5).exists() {
            write_empty(&models, (&path(4), &path(5)));
        }
    }
    for schema in 1..=RECORD_SCHEMA {
        let engine = engine(&models, if schema == 1 { "golden" } else { DIGEST });
        let bytes = fs::read(path(schema)).expect("a golden record of every schema");
        let record = Record::from_bytes(&bytes).expect("a readable record");
        assert_eq!(record.schema, schema);
        assert!(record.to_bytes() == bytes, "a record of schema {schema} keeps its bytes");
        let reason = record.answer.fallback_reason;
        assert_eq!(reason, (schema == 5).then_some(FallbackReason::NothingLeft), "schema {schema}");
        let outline = Outline::of(&record);
        assert_eq!(Outline::from_bytes(&bytes).expect("a readable record"), outline);
        assert_eq!(Outline::from_kept(&outline.to_kept()).expect("as it was kept"), outline);
        let replay = engine.replay(&record).expect("the artifacts that it names");
        assert!(replay.identical, "schema {schema}: {:?}", replay.answer);
    }
}
