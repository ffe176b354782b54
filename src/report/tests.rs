//! What every report is held to, on values made by hand.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::card::model_card;
use super::csv::csv;
use super::fairness::lists;
use super::form::{Basis, Cell, Column, Name, Report, Section, Table, Unit};
use super::happened::Happened;
use super::span::{SpanError, span};
use super::{Kind, Language, ModelTold};
use crate::access::{Actor, Role};
use crate::chain::Head;
use crate::decision::Outline;
use crate::disclosure::checks::{arguments, hold_plurals, messages, names};
use crate::disclosure::{REPORTS, Words};
use crate::evaluate::{Card, Origin, model_card as card_of};
use crate::ids::ItemId;
use crate::monitor::{Alarm, AlarmKind, Crossing, Listed, Reach, Scene, Tally, Window, watch};
use crate::oversight::{Act, Done, Incident, Kept, Proposal};
use crate::rerank::Policy;
use crate::store::ModelDir;
use crate::units::Time;

fn at(text: &str) -> Time {
    text.parse().expect("a valid time")
}

fn basis() -> Basis {
    Basis {
        language: Language::En,
        shop: "A shop".to_owned(),
        placement: "home page/1".to_owned(),
        span: Window { from: at("2026-06-01T00:00:00Z"), to: at("2026-07-01T00:00:00Z") },
        made_at: at("2026-07-02T10:00:00Z"),
        by: None,
        log: Head::START,
        policy: "home@1".to_owned(),
        model: None,
    }
}

#[test]
fn what_the_watch_and_reviewers_found_is_told_in_the_language_of_the_report() {
    let act = Act {
        by: Actor { name: "bea".to_owned(), role: Role::Approver },
        at: at("2026-06-03T00:00:00Z"),
        reason: Some("It has no licence.".to_owned()),
        known_to: Vec::new(),
    };
    let item = ItemId::new("lamp").expect("a short id");
    let of_review = Incident::of_review("r_1", None, &item, &act);
    let alarm = Alarm {
        kind: AlarmKind::Coverage,
        about: None,
        found: Some(Crossing { value: 0.011, limit: 0.05 }),
        detail: "1.1 % of the catalogue is shown".to_owned(),
    };
    let of_alarm = Incident::of_alarm("home", &alarm, act.at);
    let quiet = of_alarm.seen(Done::Quiet, ("it is over", None), act.at).expect("it is open");
    let kept = |id: &str, it: &Incident| Kept { id: id.to_owned(), revision: 1, subject: None, it: it.clone() };
    let incidents = [kept("i_1", &of_review), kept("i_2", &of_alarm), kept("i_3", &quiet)];
    let happened = Happened { proposals: &[], incidents: &incidents, experiments: &[], reviews: &[] };
    for (language, review, drop, over) in [
        (
            "en",
            "A reviewer found that “lamp” needs more than a review",
            "1.1 % of the catalogue is shown, at least 5.0 % is usual",
            "It is no longer so.",
        ),
        (
            "de",
            "Eine Prüfung fand, dass „lamp“ mehr braucht als eine Prüfung",
            "1,1 % des Angebots werden gezeigt, üblich sind mindestens 5,0 %",
            "Es ist nicht mehr so.",
        ),
        (
            "fr",
            "Un examen a trouvé que « lamp » demande davantage qu’un examen",
            "1,1 % du catalogue est montré, 5,0 % au moins est habituel",
            "Ce n’est plus le cas.",
        ),
    ] {
        let section = happened.incidents(&Words::of_reports(language));
        let rows = serde_json::to_value(&section.tables[0].rows).expect("plain data");
        let told = |row: usize| (rows[row]["name"].clone(), rows[row]["id"].clone());
        assert_eq!(told(0), (review.into(), "i_1".into()), "{rows}");
        assert_eq!(told(1), (drop.into(), "i_2".into()), "{rows}");
        assert_eq!(rows[2]["cells"][3]["text"], over, "{rows}");
        assert_eq!(rows[0]["cells"][3]["text"], "It has no licence.", "what somebody wrote stays: {rows}");
    }
}

#[test]
fn a_span_is_a_month_or_between_two_midnights_and_the_last_whole_month_where_nothing_is_said() {
    let now = at("2026-01-15T10:00:00Z");
    let whole = |from: &str, to: &str| Ok(Window { from: at(from), to: at(to) });
    assert_eq!(span(None, None, None, now), whole("2025-12-01T00:00:00Z", "2026-01-01T00:00:00Z"));
    assert_eq!(span(Some("2024-02"), None, None, now), whole("2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"));
    let (from, to) = (at("2025-12-24T00:00:00Z"), at("2025-12-25T00:00:00Z"));
    assert_eq!(span(None, Some(from), Some(to), now), Ok(Window { from, to }));
    for month in ["2026-13", "2026-00", "26-01", "2026-1", "2026", "2026-06-01", "junk", "20é6-1"] {
        assert_eq!(span(Some(month), None, None, now), Err(SpanError::Month(month.to_owned())));
    }
    assert_eq!(span(None, Some(from), None, now), Err(SpanError::Half));
    assert_eq!(span(Some("2025-12"), Some(from), Some(to), now), Err(SpanError::Half));
    assert_eq!(span(None, Some(to), Some(from), now), Err(SpanError::Length));
    assert_eq!(span(None, Some(from), Some(from.plus_days(93)), now), Err(SpanError::Length));
    assert_eq!(span(Some("2026-02"), None, None, now), Err(SpanError::Future));
    let later = Time::from_millis(to.millis() + 60_000);
    for (since, until) in [(from, later), (Time::from_millis(from.millis() + 1), to)] {
        assert_eq!(span(None, Some(since), Some(until), now), Err(SpanError::Midnight));
    }
}

#[test]
fn who_writes_rules_reads_what_came_of_them_and_no_more() {
    let theirs = |role: Role| Kind::ALL.into_iter().filter(|kind| kind.is_for(role)).collect::<Vec<_>>();
    assert_eq!(theirs(Role::Marketer), [Kind::Campaign]);
    for role in [Role::Approver, Role::Analyst, Role::Auditor, Role::Admin] {
        assert_eq!(theirs(role), Kind::ALL);
    }
}

#[test]
fn every_cell_is_a_row_of_the_table_and_no_text_is_a_formula() {
    let columns = [("a", Unit::Share), ("b", Unit::Text)].map(|(id, unit)| Column::new(id, id.to_uppercase(), unit));
    let mut table = Table::of("t", "T".to_owned(), "Of".to_owned(), columns.into());
    table.row("=HYPERLINK(\"x\")".to_owned(), [Cell::figure(0.25, 0.2, None, 40), Cell::text("-1, \"quoted\"")]);
    table.row(Name::of("plain", "in some language".to_owned()), [Cell::withheld(), Cell::text("+")]);
    let section = Section::new("s", "S".to_owned()).say("@text").show(table);
    let report = Report::new(Kind::Campaign, basis(), vec![section]);
    let text = csv(&report);
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<::csv::StringRecord> = reader.records().map(|row| row.expect("a sound row")).collect();
    assert_eq!(rows.len(), 5);
    assert_eq!((&rows[0][5], &rows[1][2], &rows[2][5]), ("'@text", "'=HYPERLINK(\"x\")", "'-1, \"quoted\""));
    assert_eq!((&rows[1][6], &rows[1][7], &rows[1][8], &rows[1][9], &rows[1][10]), ("0.25", "0.2", "", "40", "false"));
    assert_eq!((&rows[3][2], &rows[3][6], &rows[3][10]), ("plain", "", "true"));
    assert_eq!(report.file_name(), "campaign-home_page_1-2026-06-01-2026-07-01-en");
    assert_eq!(serde_json::from_str::<Report>(&report.json()).expect("its own form"), report);
}

#[test]
fn a_card_comes_back_section_by_section_with_its_tables_and_parameters() {
    let model = ModelDir::new("models/golden").load_current().expect("the golden model");
    let card = card_of(&model, &Origin::TakenOver { from: "another".to_owned() });
    let told = ModelTold { fingerprint: "f", card: &card, promotion: None, models: 2 };
    let report = model_card(basis(), Some(told));
    let ids: Vec<&str> = report.sections.iter().map(|section| section.id.as_str()).collect();
    assert_eq!(ids, ["use", "data", "parameters", "how-it-was-measured", "intended-use", "limits"]);
    let data = &report.sections[1].tables[0];
    assert_eq!(data.rows[2].name, "items");
    assert_eq!(data.rows[2].cells[0].value, Some(6.0));
    let parameters = &report.sections[2].tables[0];
    let names: Vec<&str> = parameters.rows.iter().map(|row| row.name.as_str()).collect();
    assert!(names.contains(&"popularity") && names.contains(&"kinds.purchase"), "{names:?}");
    assert_eq!(report.sections[5].text.len(), 5, "a point each: {:?}", report.sections[5].text);
    let all = report.json();
    assert!(!all.contains("```") && !all.contains("\\n"), "no Markdown is left: {all}");
    let measured = "# Card\n\n## Confidence\n\nOf bins.\n\n| from | to | mean confidence | share chosen |\n|---:|---:|---:|---:|\n| 0 | 0.1 | 0.04 | 0.05 |\n";
    let measured = Card { text: measured.to_owned(), ..Card::default() };
    let told = ModelTold { card: &measured, ..told };
    let report = model_card(basis(), Some(told));
    let table = &report.sections[1].tables[0];
    let chart = table.chart.as_ref().expect("promised and come true are drawn");
    assert_eq!((chart.column.as_str(), chart.against.as_deref()), ("c3", Some("c2")));
    assert_eq!((table.rows[0].name.as_str(), table.rows[0].cells[2].value), ("0", Some(0.05)));
    let none = model_card(basis(), None);
    assert_eq!(none.sections[0].text, ["There is none yet."]);
}

#[test]
fn a_sample_of_the_people_is_called_one_and_never_their_number() {
    let (policy, span) = (Policy::standard("home"), basis().span);
    let scene = Scene::new(&[], &policy);
    let nothing = Tally::new(&scene);
    let watch = watch("home", span, &scene, (&nothing, &nothing), span.to);
    let outline = Outline {
        id: "d_1".parse().expect("an id"),
        at: span.from,
        placement: "home".to_owned(),
        subject: None,
        personalised: true,
        fallback: None,
        fallback_reason: None,
        experiment: None,
        shown: Vec::new(),
    };
    let words = Language::En.words();
    let told = |people: u64| {
        let mut reach = Reach::default();
        for person in 0..people {
            reach.add(
                &scene,
                &Listed { outline: &outline, person: Some(person), came: None, may_measure: true, measured: None },
            );
        }
        let section = lists(words, Section::new("lists", "Lists".to_owned()), &watch, &reach);
        let row = section.tables[0].rows.iter().find(|row| row.stable() == "people").expect("a row");
        (row.cells[0].clone(), section.text)
    };
    assert_eq!(told(19), (Cell::withheld(), Vec::new()));
    assert_eq!(told(8_192), (Cell::count(8_192), Vec::new()));
    let (cell, text) = told(8_193);
    assert_eq!(cell, Cell::text("more than 8192"));
    assert!(text[0].contains("drawn by hash"), "{text:?}");
}

#[test]
fn rules_are_in_force_from_when_they_went_live_until_others_did() {
    let act = |day: &str| Act {
        by: Actor { name: "ada".to_owned(), role: Role::Admin },
        at: at(&format!("{day}T00:00:00Z")),
        reason: Some("so it is".to_owned()),
        known_to: Vec::new(),
    };
    let back = |version: u32, day: &str| {
        let earlier = Policy { version: 0, ..Policy::standard("home") };
        let it = Proposal::returning(earlier, version - 1, &act(day)).expect("an admin may");
        Kept { id: format!("p_{version}"), revision: 1, subject: None, it }
    };
    let proposals = [back(2, "2026-05-10"), back(3, "2026-06-10"), back(4, "2026-07-10")];
    let happened = Happened { proposals: &proposals, incidents: &[], experiments: &[], reviews: &[] };
    assert_eq!(happened.in_force(basis().span, 4), [2, 3], "the first was gone, the fourth had not come");
    let earlier = Window { from: at("2026-05-01T00:00:00Z"), to: at("2026-05-05T00:00:00Z") };
    assert_eq!(happened.in_force(earlier, 4), [1], "nobody proposed the first");
    assert_eq!(happened.lives_in(basis().span).iter().map(|live| live.version).collect::<Vec<_>>(), [3]);
}

/// What of a report no language may change.
fn bare(mut report: Report) -> Report {
    report.language = Language::En;
    for section in &mut report.sections {
        (section.title, section.text) = (String::new(), vec![String::new(); section.text.len()]);
        for table in &mut section.tables {
            (table.title, table.of) = (String::new(), String::new());
            table.columns.iter_mut().for_each(|column| column.title = String::new());
            for row in &mut table.rows {
                (row.id, row.name) = (Some(row.stable().to_owned()), String::new());
                row.cells.iter_mut().for_each(|cell| cell.text = cell.text.take().map(|_| String::new()));
            }
        }
    }
    report
}

#[test]
fn a_card_has_the_same_figures_and_ids_in_every_language_and_one_that_has_none_says_that_it_is_english() {
    let model = ModelDir::new("models/golden").load_current().expect("the golden model");
    let card = card_of(&model, &Origin::TakenOver { from: "another".to_owned() });
    let told = |card: &Card, language: Language| {
        let told = ModelTold { fingerprint: "f", card, promotion: None, models: 2 };
        model_card(Basis { language, ..basis() }, Some(told))
    };
    let english = told(&card, Language::En);
    for language in [Language::De, Language::Fr] {
        let other = told(&card, language);
        assert_eq!(other.language, language);
        assert_ne!(other.sections[1].title, english.sections[1].title);
        assert!(other.sections.iter().all(|section| section.language.is_none()));
        assert_eq!(bare(other).sections, bare(english.clone()).sections);
        let old = told(&Card { others: std::collections::BTreeMap::new(), ..card.clone() }, language);
        assert_eq!(old.sections[1].title, english.sections[1].title);
        assert!(old.sections[0].language.is_none() && old.sections[1].language == Some(Language::En));
    }
}

#[test]
fn a_report_from_before_there_were_languages_is_english() {
    let report = Report::new(Kind::Campaign, basis(), Vec::new());
    let mut old = serde_json::to_value(&report).expect("plain data");
    old.as_object_mut().expect("an object").remove("language");
    assert_eq!(serde_json::from_value::<Report>(old).expect("the old form").language, Language::En);
    assert_eq!(["de-AT", "fr", "pt", ""].map(Language::of), [Language::De, Language::Fr, Language::En, Language::En]);
}

#[test]
fn every_word_is_there_in_every_language_with_the_same_arguments_and_its_plurals() {
    hold_plurals(REPORTS);
    let [english, others @ ..] = REPORTS.map(messages);
    for other in others {
        assert!(other.keys().eq(english.keys()), "the same names");
        for (name, said) in &english {
            assert_eq!(arguments(said), arguments(&other[name]), "{name}");
            assert!(!other[name].trim().is_empty(), "{name} says nothing");
        }
    }
}

#[test]
fn every_word_that_is_used_is_there_and_every_one_that_is_there_is_used() {
    let known = messages(REPORTS[0]);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let own = fs::read_dir(root.join("report")).expect("a folder").map(|entry| entry.expect("a file").path());
    let files = own.filter(|path| !path.ends_with("tests.rs")).chain([root.join("evaluate/card.rs")]);
    let texts = files.map(|path| fs::read_to_string(path).expect("a source"));
    let used: BTreeSet<String> =
        texts.flat_map(|text| names(text.split("\n#[cfg(test)]").next().unwrap_or_default())).collect();
    let beginnings: BTreeSet<&str> = known.keys().filter_map(|name| name.split('-').next()).collect();
    for name in used.iter().filter(|name| !name.ends_with('-')) {
        let is_word = name.split('-').next().is_some_and(|beginning| beginnings.contains(beginning));
        assert!(!is_word || known.contains_key(name), "`{name}` is not there");
    }
    for name in known.keys() {
        assert!(used.contains(name), "nothing says `{name}`");
    }
}
