//! How reasons read. Properties held:
//! - every wording of every code, language and tone has at most 20 words and no unresolved variable; English ones read at
//!   school grade 8 or below, a name counted as one short word;
//! - over real decisions of a real shop, in every language and tone: the same, every sentence; no list of ten uses one
//!   wording more than twice; a replay says the same.
//!
//! 600 decisions by default; `CANDOR_DECISIONS=20000` asks for so many. The store is built from the shared data when they
//! are there.

mod common;

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::Arc;

use candor::decision::{Detail, Request};
use candor::engine::{CatalogState, Engine};
use candor::ids::{CustomerId, DecisionId};
use candor::metrics::{GRADE_EASY_MAX, LIX_EASY_MAX, Readability, Scale, flesch_kincaid_grade, lix, readability};
use candor::reason::{Code, Tone, Wording};
use candor::rerank::Language;
use candor::service::Service;
use candor::store::{ModelDir, Store};
use candor::units::Time;

const FILE: &str = "data/uci-online-retail/online_retail_by_day.csv.gz";
const WORDS_MAX: usize = 20;
const DECISIONS: usize = 600;

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

#[test]
fn grades_are_those_of_the_formula() {
    assert!((flesch_kincaid_grade("The cat sat on the mat.") - (0.39 * 6.0 + 11.8 - 15.59)).abs() < 1e-12);
    assert!(flesch_kincaid_grade("Notwithstanding considerable organisational difficulties.") > GRADE_EASY_MAX);
    assert!(flesch_kincaid_grade("Why this? You bought it.") < flesch_kincaid_grade("Why this, you bought it."));
    assert!(flesch_kincaid_grade("...").abs() < 1e-12);
}

#[test]
fn a_lix_is_words_of_a_sentence_and_long_words_of_a_hundred() {
    assert!((lix("Weil Sie Laternen gekauft haben.") - (5.0 + 40.0)).abs() < 1e-12);
    assert!((lix("Sie haben Öl. Und Salz.") - 2.5).abs() < 1e-12);
    assert!((lix("Les éléphants dorment!") - (3.0 + 100.0 * 2.0 / 3.0)).abs() < 1e-12, "letters, not bytes");
    assert!(lix("...").abs() < 1e-12);
    assert!(lix("Weil Sie eine Tasse gekauft haben.") <= LIX_EASY_MAX);
}

#[test]
fn a_text_is_judged_as_a_whole_and_sentence_by_sentence() {
    let text = ["You bought a mug.", "Notwithstanding considerable organisational difficulties."].map(str::to_owned);
    let reading = readability(Scale::of(Language::En), &text);
    assert_eq!((reading.sentences, reading.words_most, reading.easy), (2, 4, 1));
    assert!((reading.words - 4.0).abs() < 1e-12);
    assert!((reading.hardness - flesch_kincaid_grade(&text.join(" "))).abs() < 1e-12);
    let german = readability(Scale::of(Language::De), &text);
    assert!((german.hardness - lix(&text.join(" "))).abs() < 1e-12);
    assert_eq!(readability(Scale::Lix, &[]), Readability::default());
}

#[test]
fn every_wording_of_every_tone_is_short_and_easy() {
    let wording = Wording::new().expect("sound wordings");
    for (locale, tone) in Wording::languages().flat_map(|locale| Tone::ALL.map(|tone| (locale, tone))) {
        for code in Code::ALL {
            let wordings = wording.wordings(locale, tone, code);
            assert!(wordings.len() >= 3, "{locale} {tone:?} {code}: {wordings:?}");
            for text in wordings {
                let named = text.replace("{name}", "Mug").replace("{n}", "3");
                assert!(!named.contains(['{', '}', '$']) && words(&named) <= WORDS_MAX, "{locale} {tone:?}: {text}");
                let grade = flesch_kincaid_grade(&named);
                assert!(locale != "en" || grade <= GRADE_EASY_MAX, "{tone:?} {code}: grade {grade:.1}: {text}");
            }
        }
    }
}

/// A wording and what it says before, between and after names and numbers.
struct Blank {
    wording: String,
    parts: Vec<String>,
}

/// The wordings of each code in one manner, those that say most in their own words first.
struct Catalogue(BTreeMap<Code, Vec<Blank>>);

impl Catalogue {
    fn of(locale: &str, tone: Tone) -> Self {
        let wording = Wording::new().expect("sound wordings");
        let blank = |wording: String| {
            let parts = wording.replace("{n}", "{name}").split("{name}").map(str::to_owned).collect();
            Blank { wording, parts }
        };
        let blanks = |code| {
            let mut blanks: Vec<Blank> = wording.wordings(locale, tone, code).into_iter().map(blank).collect();
            blanks.sort_by_key(|blank| std::cmp::Reverse(blank.wording.replace("{name}", "").len()));
            blanks
        };
        Self(Code::ALL.into_iter().map(|code| (code, blanks(code))).collect())
    }

    /// The wording of a sentence: of those that fit, the one that says most of it in its own words.
    fn wording_of(&self, code: Code, text: &str) -> &str {
        let fitting = self.0[&code].iter().find(|blank| blank.fits(text));
        &fitting.unwrap_or_else(|| panic!("{code}: `{text}` is in no wording")).wording
    }
}

impl Blank {
    /// Whether a sentence is this wording with names and numbers filled in. A name may bring its own closing mark.
    fn fits(&self, text: &str) -> bool {
        let [first, middle @ .., last] = &self.parts[..] else { return self.wording == text };
        let last = if text.ends_with('.') { last } else { last.trim_end_matches('.') };
        let Some(mut rest) = text.strip_prefix(first.as_str()).and_then(|rest| rest.strip_suffix(last)) else {
            return false;
        };
        middle.iter().all(|part| {
            let found = rest.find(part.as_str());
            rest = found.map_or("", |at| &rest[at + part.len()..]);
            found.is_some()
        })
    }
}

#[derive(Debug, Default)]
struct Tally {
    decisions: usize,
    sentences: usize,
    words_most: usize,
    english: usize,
    /// English sentences at grade 8 or below with their names counted as they are.
    easy_with_names: usize,
    repeats_most: usize,
}

impl Tally {
    /// Reads one list: every sentence, and how often a wording comes again.
    fn read(&mut self, locale: &str, catalogue: &Catalogue, list: &[(Code, &str)]) {
        let mut times: BTreeMap<(Code, &str), usize> = BTreeMap::new();
        for (code, text) in list {
            assert!(!text.contains(['{', '}', '$']) && words(text) <= WORDS_MAX, "{text}");
            let wording = catalogue.wording_of(*code, text);
            if locale == "en" {
                let grade = flesch_kincaid_grade(&wording.replace("{name}", "Mug").replace("{n}", "3"));
                assert!(grade <= GRADE_EASY_MAX, "{grade}: {wording}");
                self.english += 1;
                self.easy_with_names += usize::from(flesch_kincaid_grade(text) <= GRADE_EASY_MAX);
            }
            self.words_most = self.words_most.max(words(text));
            self.sentences += 1;
            *times.entry((*code, wording)).or_default() += 1;
        }
        let most = times.into_iter().max_by_key(|(_, times)| *times);
        assert!(most.is_none_or(|(_, times)| times <= 2), "{most:?}");
        self.repeats_most = self.repeats_most.max(most.map_or(0, |(_, times)| times));
        self.decisions += 1;
    }
}

fn shop(folder: &std::path::Path, file: &std::path::Path) -> Service {
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_candor")).args(arguments).current_dir(folder).output();
        let output = output.expect("the program starts");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    run(&["import", "online-retail", file.to_str().expect("a plain path")]);
    std::fs::write(folder.join("params.json"), "{}").expect("a writable folder");
    run(&["train", "--params", "params.json"]);
    let store = candor::store::open(folder.join("candor-data").to_str().expect("a plain path")).expect("a store");
    Service::open(store, ModelDir::new(folder.join("models")))
}

fn engine(service: &Service) -> Engine {
    let store: &dyn Store = service.store();
    let revision = store.catalog_state().expect("readable").revision;
    let (digest, items) = store.items_at(revision).expect("readable");
    let model = Arc::new(service.models().load_current().expect("a model"));
    Engine::open(model, CatalogState { revision, digest, items }, Arc::new(Wording::new().expect("sound")), None)
}

#[test]
#[expect(clippy::print_stderr, reason = "with `--nocapture` it tells what the documents quote")]
fn over_real_decisions_every_sentence_is_short_easy_and_said_at_most_twice() {
    let Some(file) = common::shared(FILE) else { return };
    let wanted = std::env::var("CANDOR_DECISIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(DECISIONS);
    let folder = tempfile::tempdir().expect("a folder");
    let service = shop(folder.path(), &file);
    let engine = engine(&service);
    let customers = service.store().customer_ids(None, usize::MAX >> 1).expect("readable");
    let manners: Vec<(&str, Tone)> =
        Wording::languages().flat_map(|locale| Tone::ALL.map(|tone| (locale, tone))).collect();
    let catalogues: Vec<Catalogue> = manners.iter().map(|&(locale, tone)| Catalogue::of(locale, tone)).collect();
    let now = Time::from_millis(1_323_388_800_000);
    let mut tally = Tally::default();
    for at in 0..wanted {
        let (locale, tone) = manners[at % manners.len()];
        let customer = (!at.is_multiple_of(20)).then(|| customers[at * 7 % customers.len()].clone());
        let inputs = asked(&service, at, customer, (locale, tone), now);
        let record = engine.decide_on_record(inputs);
        if at.is_multiple_of(50) {
            assert!(engine.replay(&record).expect("the same artifacts").identical);
        }
        let told = record.answer.items.iter().flat_map(|item| item.reasons.iter().flatten());
        let list: Vec<(Code, &str)> = told.map(|reason| (reason.code, reason.text.as_str())).collect();
        tally.read(locale, &catalogues[at % manners.len()], &list);
    }
    assert!(tally.decisions == wanted && tally.sentences > wanted);
    eprintln!("{tally:?}");
}

fn asked(
    service: &Service,
    at: usize,
    customer: Option<CustomerId>,
    (locale, tone): (&str, Tone),
    now: Time,
) -> candor::decision::Inputs {
    let id = DecisionId::new(&format!("d_{at}")).expect("a valid id");
    let request = Request { locale: Some(locale.to_owned()), explain: Detail::Reasons, ..Request::home(customer) };
    candor::decision::Inputs { tone, ..service.gather(id, now, request).expect("a sound request") }
}
