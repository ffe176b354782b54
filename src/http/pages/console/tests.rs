//! Held here: the console has the same words in every language, uses all of them and no others, and holds no sentence of its own beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::oversight::fields::{GROUPS, word};
use super::policy_form::parts;
use crate::access::Role;
use crate::demo::staff;
use crate::disclosure::checks::{arguments, counted, counts, hold_plurals, messages, names};
use crate::disclosure::{DISCLOSURE_LANGUAGES, REPORTS};
use crate::http::pages::tongue::CONSOLE;
use crate::monitor::GroupKind;
use crate::oversight::{Course, State, Verdict};
use crate::reason::Code;
use crate::report::Kind;

/// Where the console's pages and their words come from.
const SOURCES: [&str; 2] = ["src/http/pages/console", "src/http/pages/templates/console"];
/// What tells of a number that bends a word in French alone.
const BENT_IN_FRENCH: [&str; 2] = ["heard-often", "impact-moved"];

/// Names that are put together where they are used, from all that they may be put together from.
fn made() -> BTreeSet<String> {
    let names = |beginning: &str, of: &[&str]| of.iter().map(|of| format!("{beginning}-{of}")).collect::<Vec<_>>();
    let verdicts = Verdict::ALL.map(Verdict::as_str);
    let settings = GROUPS.iter().flat_map(|(_, of)| of.iter().map(|(path, _)| *path));
    [
        Code::ALL.map(|code| format!("code-{code}")).to_vec(),
        names("kind", &GroupKind::ALL.map(GroupKind::as_str)),
        names("meaning", &verdicts),
        names("part", &parts()),
        names("report", &Kind::ALL.map(Kind::as_str)),
        GROUPS.iter().flat_map(|(id, _)| [format!("settings-{id}"), format!("settings-{id}-means")]).collect(),
        settings.flat_map(|path| [word(path), format!("{}-means", word(path))]).collect(),
        names("role", &Role::ALL.map(Role::as_str)),
        names("stand", &State::ALL.map(State::as_str)),
        names("stand", &Course::ALL.map(Course::as_str)),
        names("task", &staff().iter().map(|one| one.role.as_str()).collect::<Vec<_>>()),
        names("trial-did", &Course::ALL.map(Course::as_str)),
        names("verdict", &verdicts),
    ]
    .concat()
    .into_iter()
    .collect()
}

/// What a name of the sources becomes where it is used: a figure's meaning, what moved a place and how often, and what a problem is called at the console.
fn further(name: &str) -> Option<String> {
    match name.split_once('-')? {
        ("glance", _) => Some(format!("{name}-means")),
        ("cause", rest) => Some(format!("impact-{rest}")),
        ("oops", rest) => Some(format!("fault-{rest}")),
        _ => None,
    }
}

#[test]
fn every_word_is_there_in_every_language_with_the_same_arguments() {
    let [english, others @ ..] = CONSOLE.map(messages);
    assert!(english.len() > 800);
    for other in others {
        assert!(other.keys().eq(english.keys()), "the same names");
        for (name, said) in &english {
            let (here, there) = (arguments(said), arguments(&other[name]));
            // Only where a language bends its words does it ask for the number, and only English lacks a word for where something stands.
            let is_bent = BENT_IN_FRENCH.contains(&name.as_str());
            let further = |one: &&str| !(*one == "n" && is_bent) && name != "refused-state";
            assert!(
                here.symmetric_difference(&there).filter(|one| further(one)).count() == 0,
                "{name}: {here:?} {there:?}"
            );
            assert!(!other[name].trim().is_empty(), "{name} says nothing");
        }
    }
}

#[test]
fn both_plurals_are_told_in_every_language_that_bends_its_words() {
    hold_plurals(CONSOLE);
    let [english, german, french] = CONSOLE.map(messages);
    let texts = files();
    let counted = texts.iter().flat_map(|(path, text)| counted(text).map(move |name| (path, name)));
    let mut seen = 0;
    for (path, name) in counted {
        let name = name.unwrap_or_else(|| panic!("{}: a text about a number is said by its name", path.display()));
        let is_bent = |words: &BTreeMap<String, String>| words.get(name).is_some_and(|said| said.contains("->"));
        assert!(is_bent(&french), "{name}");
        if !BENT_IN_FRENCH.contains(&name) {
            assert!(is_bent(&english) && is_bent(&german), "{name}");
        }
        seen += 1;
    }
    assert!(seen >= 14, "{seen} texts about a number");
}

/// All files of the console with their texts, in-file tests aside.
fn files() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<PathBuf> = SOURCES.iter().map(|source| root.join(source)).collect();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the source") {
            let path = entry.expect("a readable folder").path();
            let is_own = path.file_name().is_some_and(|name| name == "tests.rs");
            if path.is_dir() {
                folders.push(path);
            } else if !is_own {
                let text = fs::read_to_string(&path).expect("a readable file");
                let end = text.find("\n#[cfg(test)]").unwrap_or(text.len());
                found.push((path, text[..end].to_owned()));
            }
        }
    }
    found
}

/// What stands between quotation marks.
fn literals(source: &str) -> Vec<String> {
    let (mut found, mut letters) = (Vec::new(), source.chars());
    while let Some(letter) = letters.next() {
        match letter {
            '\'' if letters.clone().nth(1) == Some('\'') => drop(letters.nth(1)),
            '"' => {
                let mut text = String::new();
                while let Some(letter) = letters.next().filter(|letter| *letter != '"') {
                    text.push(if letter == '\\' { letters.next().unwrap_or_default() } else { letter });
                }
                found.push(text);
            }
            _ => {}
        }
    }
    found
}

/// What is told with a number that is never one, or with none that counts what stands beside it.
const UNCOUNTED: [&str; 47] = [
    // At least so many as people are told of, or a limit of the program.
    "desk-too-few",
    "watch-few",
    "watch-fewer",
    "watch-shown-few",
    "heard-lists",
    "heard-few",
    "refused-reason",
    "refused-title",
    "rules-many",
    "refused-new-key",
    "fault-full",
    "fault-full-of-pairs",
    "span-length",
    "audit-no-group",
    "audit-limit-few",
    "review-limit-few",
    "trial-too-few",
    "curve-measured",
    "impact-moved",
    "heard-often",
    "control-light",
    "you-light-text",
    "page-fade-after",
    "odds-one",
    // Measured, not counted.
    "impact-price-enough",
    "impact-price-short",
    "alarm-clicks",
    "alarm-purchases",
    "trial-found-better-clicks",
    "trial-found-worse-clicks",
    "trial-found-open-clicks",
    "trial-found-better-purchases",
    "trial-found-worse-purchases",
    "trial-found-open-purchases",
    "trial-in-points",
    "why-popularity",
    "why-trend",
    "why-season",
    "why-stated",
    "why-reorder",
    "rule-parity",
    // A verb.
    "watch-heading",
    "incident-owned",
    "item-paid",
    "audit-certain-both",
    "audit-certain-clicks",
    "audit-certain-buys",
];

#[test]
fn a_sentence_that_counts_has_its_plurals_in_every_language() {
    assert!(counts("{ $a } events of { $b }") && counts("the last { $n } whole lists, all") && counts("{ $n } people"));
    assert!(!counts("{ $a } is shown, as always") && !counts("{ $thing } s") && !counts("of { $a }: lists"));
    let mut excused = BTreeSet::new();
    for set in [CONSOLE, REPORTS, DISCLOSURE_LANGUAGES.map(|(_, source)| source)] {
        let [english, others @ ..] = set.map(messages);
        for (name, said) in english.iter().filter(|(_, said)| counts(said)) {
            if UNCOUNTED.contains(&name.as_str()) {
                excused.insert(name.clone());
                continue;
            }
            let is_bent = |words: &BTreeMap<String, String>| words[name].contains("->");
            assert!(said.contains("->") && others.iter().all(is_bent), "`{name}` tells of one and of many alike");
        }
    }
    assert!(UNCOUNTED.iter().all(|name| excused.contains(*name)), "only these are excused: {excused:?}");
}

#[test]
fn every_word_that_is_used_is_there_and_every_one_that_is_there_is_used() {
    let (known, of_reports) = (messages(CONSOLE[0]), messages(REPORTS[0]));
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http/pages");
    let beside = ["page.rs", "guard.rs"].map(|file| fs::read_to_string(pages.join(file)).expect("a file"));
    let texts = files().into_iter().map(|(_, text)| text).chain(beside);
    let used: BTreeSet<String> = texts.flat_map(|text| names(&text)).collect();
    let beginnings: BTreeSet<&str> = known.keys().filter_map(|name| name.split('-').next()).collect();
    for name in &used {
        let is_word = name.split('-').next().is_some_and(|beginning| beginnings.contains(beginning));
        let is_elsewhere =
            ["frame-", "why-", "sign-in"].iter().any(|other| name.starts_with(other)) || of_reports.contains_key(name);
        assert!(!is_word || known.contains_key(name) || is_elsewhere || is_no_word(name), "`{name}` is not there");
    }
    let (made, further): (_, BTreeSet<String>) = (made(), used.iter().filter_map(|name| further(name)).collect());
    for name in known.keys() {
        let is_said = [&used, &made, &further].iter().any(|names| names.contains(name));
        assert!(is_said, "nothing says `{name}`");
    }
    for name in &made {
        assert!(known.contains_key(name), "`{name}` is not there");
    }
}

/// Ids and classes of the markup, and other names, that begin like words.
fn is_no_word(name: &str) -> bool {
    ["bundle-language", "bundle-month", "form-action", "reason-begin", "report-body", "report-facts"].contains(&name)
        || name.ends_with("-title")
        || name.contains("css")
}

/// What of a template a person reads, or hears: its text, and the attributes that hold one.
fn read(template: &str) -> Vec<String> {
    let without = |text: &str, (open, close): (&str, &str)| {
        let mut parts = text.split(open);
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |text, part| text + part.split_once(close).map_or("", |(_, rest)| rest))
    };
    let text = [("{{", "}}"), ("{%", "%}"), ("<code>", "</code>"), ("&", ";")]
        .into_iter()
        .fold(template.to_owned(), |t, marks| without(&t, marks));
    let heard = ["aria-label", "placeholder", "title", "alt"].into_iter().flat_map(|name| {
        let opening = format!(" {name}=\"");
        text.split(&opening)
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    });
    heard.chain(without(&text, ("<", ">")).lines().map(str::to_owned)).collect()
}

fn words(text: &str) -> usize {
    text.split(|letter: char| !letter.is_alphabetic()).filter(|word| word.chars().count() > 1).count()
}

#[test]
fn no_template_holds_a_sentence_of_its_own() {
    assert_eq!(words(&read("<p class=\"a b\" title=\"Oh no\">{{ x.y(\"z\") }} 95 % · −&nbsp;</p>").join(" ")), 2);
    for (path, text) in files() {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if !path.to_string_lossy().ends_with(".html") {
            continue;
        }
        for line in read(&text) {
            assert_eq!(words(&line), 0, "{name}: {line}");
        }
    }
}

/// Whether a text is one that somebody reads: two words beside each other, or a word that begins large.
fn is_told(text: &str) -> bool {
    let is_word = |word: &&str| word.chars().count() > 1 && word.chars().all(char::is_alphabetic);
    let parts: Vec<&str> = text.split(' ').map(|part| part.trim_end_matches(['.', ',', ':', ';'])).collect();
    parts.windows(2).any(|pair| pair.iter().all(is_word)) || (is_word(&text) && text.starts_with(char::is_uppercase))
}

/// A source without what nobody reads: comments, attributes, and what is said of a fault to those who mend it.
fn without_asides(source: &str) -> String {
    let aside = ["//", "#[", ".expect(", ".open(", ".like(", "tracing::", "format!(\"POST", "format!(\"attachment"];
    let is_code = |line: &&str| !aside.iter().any(|mark| line.contains(mark));
    source.lines().filter(is_code).collect::<Vec<_>>().join("\n")
}

#[test]
fn no_source_holds_a_sentence_of_its_own() {
    assert!(
        is_told("Keep it")
            && is_told("Live")
            && is_told("{n} words, at most")
            && !is_told("watch-span")
            && !is_told("LIX {value:.0}")
    );
    for (path, text) in files() {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if !name.ends_with(".rs") {
            continue;
        }
        for text in literals(&without_asides(&text)).iter().filter(|text| is_told(text)) {
            let is_route = ["GET /", "POST /", "PUT /", "DELETE /"].iter().any(|method| text.starts_with(method));
            assert!(is_route, "{name}: {text}");
        }
    }
}
