//! A new model becomes the current one only if it holds up beside the one that answers. Properties held:
//! - worse parameters are refused: the model is kept with its figures, the current one stays, and a roll-back does not bring it in;
//! - somebody who says why makes it current all the same, and the reason stays beside it;
//! - a refit on data that went bad is refused, although its parameters are those of the current model; one on data that goes on is not;
//! - what was refused once is not measured again while nothing changes;
//! - after an erasure the model that knew them goes, whatever the figures say.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use candor::evaluate::{Grid, Measured, Reading, Shadow, Start, train};
use candor::event::{Event, Kind, Subject};
use candor::ids::{CustomerId, EventId, ItemId};
use candor::model::ModelParams;
use candor::service::{Gate, Refitted, Service};
use candor::store::{Embedded, ModelDir, Store, StoreData, Verdict};
use candor::units::Time;
use serde_json::Value;

const GATE: Gate = Gate::FallShareMax(0.1);
const CUSTOMERS: u32 = 120;

fn bought(who: &str, step: u32, item: String, day: i64) -> Event {
    let subject = Subject::Customer(CustomerId::new(who).expect("a short id"));
    let id = EventId::new(&format!("{who}-{step}")).expect("a short id");
    let time = Time::from_millis(0).plus_days(day);
    Event::new(id, subject, ItemId::new(&item).expect("a short id"), Kind::Purchase, time)
}

/// People of six tastes, each buying through the ten items of their taste in an order of their own, one every ten days.
fn purchases(steps: std::ops::Range<u32>) -> Vec<Event> {
    let of = |who: u32| {
        steps.clone().map(move |step| {
            let item = format!("t{}-{}", who % 6, (who / 6 + step * 7) % 10);
            bought(&format!("c{who:03}"), step, item, i64::from(step * 10 + who % 10))
        })
    };
    (0..CUSTOMERS).flat_map(of).collect()
}

/// Somebody's programs that buy one item of each taste, over and over, within days that are long past.
fn nonsense() -> Vec<Event> {
    let of = |who: u32| {
        (0..12).map(move |step| {
            bought(&format!("x{who:03}"), step, format!("t{}-{}", step % 6, (who * 7 + step * 3) % 10), 30)
        })
    };
    (0..900).flat_map(of).collect()
}

struct Shop {
    folder: tempfile::TempDir,
}

impl Shop {
    /// Who bought through six of the eight steps.
    fn new() -> Self {
        let shop = Self { folder: tempfile::tempdir().expect("a folder") };
        shop.store().append_events(&purchases(0..6)).expect("durable");
        shop
    }

    fn store(&self) -> Arc<dyn Store> {
        Arc::new(Embedded::open(&self.folder.path().join("store")).expect("a store"))
    }

    fn models(&self) -> ModelDir {
        ModelDir::new(self.folder.path().join("models"))
    }

    /// Learns with the standard parameters, and publishes.
    fn learn(&self) -> String {
        let data = StoreData::new(self.store(), Service::now()).expect("readable");
        let start = Start::Choose { params: &ModelParams::default(), grid: &Grid::nothing() };
        let trained = train(&data, start, Reading::Everybody, 1, &mut |_, _| {}).expect("enough to learn from");
        self.models().publish(&trained.model, &trained.card).expect("published");
        trained.model.manifest().fingerprint.clone()
    }

    fn candor(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
        command.current_dir(self.folder.path()).args(arguments).output().expect("the program starts")
    }
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).expect("written");
}

#[test]
fn worse_parameters_are_refused_and_somebody_who_says_why_may_promote_them() {
    let shop = Shop::new();
    let good = shop.learn();
    // Only how much is chosen, nothing of who chose what.
    write(shop.folder.path(), "params.json", r#"{"history": 0.0, "popularity": 1.0}"#);
    let always = ["train", "--store", "store", "--out", "models", "--params", "params.json", "--json"];
    let refused = shop.candor(&always);
    assert_eq!(refused.status.code(), Some(1));
    let report = json(&refused);
    let (bad, promotion) = (report["model"].as_str().expect("a name"), &report["promotion"]);
    assert_eq!((&promotion["verdict"], &promotion["against"]), (&"refused".into(), &good.as_str().into()));
    assert_eq!(promotion["shadow"]["current_measured"], "by_its_parameters", "it has seen everything there is");
    assert!(promotion["reason"].as_str().is_some_and(|text| text.contains("NDCG@20")), "{promotion}");
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(told.contains(&format!("candor model promote {bad}")), "{told}");

    let list = json(&shop.candor(&["model", "list"]));
    assert_eq!(list["current"], good.as_str());
    assert_eq!(&list["promotions"][bad], promotion, "kept, with its figures");
    assert_eq!(shop.candor(&["model", "rollback", bad]).status.code(), Some(1));
    assert_eq!(shop.models().current().expect("readable"), Some(good.clone()));
    assert_eq!(shop.candor(&["model", "promote", bad, "--reason", " "]).status.code(), Some(2));
    let promote = ["model", "promote", bad, "--reason", "a test of the shop", "--by"];
    assert_eq!(shop.candor(&[&promote[..], &[" "]].concat()).status.code(), Some(2), "somebody does it");
    let promoted = json(&shop.candor(&[&promote[..], &["ada"]].concat()));
    let overridden = &promoted["promotion"]["overridden"];
    assert_eq!((&overridden["reason"], &overridden["by"]), (&"a test of the shop".into(), &"ada".into()));
    assert_eq!(promoted["promotion"]["verdict"], "refused", "what was found stays");
    assert_eq!(shop.models().current().expect("readable").as_deref(), Some(bad));
    assert!(shop.candor(&["model", "rollback", &good]).status.success());
    let anyway = shop.candor(&[&always[..], &["--fall-percent-max", "100"]].concat());
    assert_eq!((anyway.status.code(), &json(&anyway)["promotion"]["verdict"]), (Some(0), &"promoted".into()));
}

#[test]
fn a_refit_on_data_that_goes_on_is_promoted_and_one_on_data_that_went_bad_is_refused() {
    let shop = Shop::new();
    let first = shop.learn();
    let (store, models) = (shop.store(), shop.models());
    let service = Service::open(Arc::clone(&store), models.clone());
    store.append_events(&purchases(6..8)).expect("durable");
    let Refitted::Promoted(second) = service.refit(GATE, 1).expect("a refit") else { panic!("it should be promoted") };
    let promotion = models.promotion(&second).expect("readable").expect("it was measured");
    assert_eq!((promotion.verdict, promotion.against), (Verdict::Promoted, Some(first.clone())));
    assert!(
        matches!(promotion.shadow, Some(Shadow::Compared { current_measured: Measured::AsItIs, customers, .. }) if customers >= 50),
        "{:?}",
        promotion.shadow
    );

    models.make_current(&first).expect("a sound model");
    store.append_events(&nonsense()).expect("durable");
    let Refitted::Refused { model, reason } = service.refit(GATE, 1).expect("a refit") else {
        panic!("it should be refused: {:?}", models.list())
    };
    assert!(reason.contains("below"), "{reason}");
    assert_eq!(models.current().expect("readable"), Some(first.clone()));
    assert_eq!(models.promotion(&model).expect("readable").expect("measured").verdict, Verdict::Refused);
    assert_eq!(service.refit(GATE, 1).expect("a refit"), Refitted::Unchanged, "it is not measured again");
    assert_eq!(service.refit(Gate::Open, 1).expect("a refit"), Refitted::Promoted(model), "somebody was erased");
}
