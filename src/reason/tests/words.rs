//! What sentences look like, whatever the reason. How they read is measured in `tests/wordings.rs`.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::super::noun::{clean, words};
use super::super::phrases::WORDINGS_MIN;
use super::super::samples::samples;
use super::*;

/// The most reasons of a list of ten that are told on their own merits.
const LIST: usize = 10 * REASONS_MAX;

fn wording() -> Wording {
    Wording::new().expect("sound wordings")
}

fn manner(locale: &str) -> Manner<'_> {
    Manner { locale, tone: Tone::Neutral, shop: "Shop" }
}

fn manners() -> impl Iterator<Item = Manner<'static>> {
    let toned = |locale| Tone::ALL.map(|tone| Manner { tone, ..manner(locale) });
    Wording::languages().flat_map(toned)
}

fn reason(code: Code, subject: ReasonSubject) -> Reason {
    Reason {
        code,
        subject,
        repeat: 0,
        lines: Vec::new(),
        points: 1.0,
        at_large: None,
        share: 1.0,
        evidence: Vec::new(),
        disclosure: code.disclosure(),
        causes: Vec::new(),
    }
}

fn of_item(kind: Kind) -> ReasonSubject {
    ReasonSubject::Item { item: ItemIx(0), kind }
}

fn many(subject: ReasonSubject, n: usize) -> ReasonSubject {
    match subject {
        ReasonSubject::Topic { facet, name, deed, .. } => ReasonSubject::Topic { facet, name, n, deed },
        ReasonSubject::Rest { deed, .. } => ReasonSubject::Rest { n, deed },
        other => other,
    }
}

fn titled(title: &str) -> Catalog {
    catalog(1, [Item::titled(id(0), title)])
}

/// Says everything that can be said with a name: every language, tone, code, subject and wording.
fn say_all(name: &str, n: usize, mut hear: impl FnMut(&Manner<'_>, &Reason, String)) {
    let (wording, catalog) = (wording(), titled(name));
    for manner in manners() {
        for code in Code::ALL {
            for subject in samples(code, name) {
                let reason = reason(code, many(subject, n));
                for text in wording.all(&manner, &reason, &catalog) {
                    hear(&manner, &reason, text);
                }
            }
        }
    }
}

#[test]
fn every_message_has_three_wordings_in_every_language_and_tone_and_no_two_read_alike() {
    let wording = wording();
    for (manner, code) in manners().flat_map(|manner| Code::ALL.map(|code| (manner, code))) {
        for subject in samples(code, "Acme") {
            let all = wording.all(&manner, &reason(code, subject), &titled("Mug"));
            let said: BTreeSet<&String> = all.iter().collect();
            assert!(said.len() == all.len() && said.len() >= WORDINGS_MIN, "{manner:?} {code}: {all:?}");
        }
    }
}

#[test]
fn no_sentence_of_one_tone_is_one_of_another() {
    let mut tones: BTreeMap<(String, String), Tone> = BTreeMap::new();
    say_all("Mug", 3, |manner, reason, text| {
        let key = (manner.locale.to_owned(), format!("{} {text}", reason.code));
        let first = *tones.entry(key).or_insert(manner.tone);
        assert_eq!(first, manner.tone, "{text}");
    });
}

#[test]
fn every_wording_renders_without_errors_for_one_and_for_many() {
    let wording = wording();
    for n in [1, 2, 3, 5, 21, 400] {
        for (manner, code) in manners().flat_map(|manner| Code::ALL.map(|code| (manner, code))) {
            for subject in samples(code, "Acme") {
                let reason = reason(code, many(subject, n));
                for said in wording.try_all(&manner, &reason, "Mug") {
                    let said = said.expect("a sound wording");
                    assert!(said.ends_with('.') && !said.contains(['{', '}', '\n', '$']), "{said}");
                    assert_eq!(said, clean(&said), "no stray blanks");
                    let has_number = said.contains(&n.to_string()) || n == 1;
                    assert!(code != Code::HisGroup || has_number, "{said}");
                    let capital = said.chars().next().expect("a sentence");
                    assert!(capital.is_uppercase(), "{said}");
                }
            }
        }
    }
}

#[test]
fn french_words_before_a_name_or_a_clause_need_no_elision() {
    let vowels = ['a', 'e', 'i', 'o', 'u', 'h', '\u{e9}', '\u{ea}'];
    say_all("\u{c9}toile", 3, |manner, _, text| {
        if manner.locale == "fr" {
            let words: Vec<&str> = text.split_whitespace().collect();
            for pair in words.windows(2) {
                let begins = pair[1].to_lowercase().starts_with(vowels);
                let elides =
                    ["de", "que", "le", "la", "je", "ne", "se", "si"].contains(&pair[0].to_lowercase().as_str());
                assert!(!(begins && elides), "{text}");
            }
        }
    });
}

#[test]
fn languages_have_the_same_messages() {
    let messages = |source: &str| -> BTreeSet<String> {
        let names = source.lines().filter(|line| !line.starts_with([' ', '#']));
        names.filter_map(|line| Some(line.split_once(" =")?.0.to_owned())).collect()
    };
    let helpers = ["things", "things-dative", "things-nominative", "shared"].map(str::to_owned);
    for source in [
        include_str!("../../../data/reasons/en.ftl"),
        include_str!("../../../data/reasons/de.ftl"),
        include_str!("../../../data/reasons/fr.ftl"),
    ] {
        let said: BTreeSet<String> = messages(source).into_iter().filter(|name| !helpers.contains(name)).collect();
        assert_eq!(said, super::super::wording::messages().into_iter().collect(), "no message that nobody says");
    }
}

#[test]
fn a_sentence_has_at_most_twenty_words_however_long_the_name_is() {
    let long = "Set of six hand painted blue and white porcelain tea cups with matching saucers, ".repeat(6);
    say_all(&long, 12, |_, reason, text| {
        assert!(words(&text) <= WORDS_MAX, "{}: {text}", reason.code);
        let has_name = matches!(
            reason.subject,
            ReasonSubject::Item { .. } | ReasonSubject::Topic { .. } | ReasonSubject::Named(_)
        );
        assert_eq!(text.contains('…'), has_name, "{text}");
        assert!(!has_name || text.contains("Set of"), "{text}");
    });
}

#[test]
fn names_are_cleaned_and_never_empty() {
    let text = |title: &str| {
        let catalog = titled(title);
        wording().all(&manner("en"), &reason(Code::HisBought, of_item(Kind::Purchase)), &catalog).swap_remove(2)
    };
    assert_eq!(text("  White \t Metal\n\u{202e}Lantern  "), "Because you bought White Metal Lantern.");
    assert_eq!(text("\u{200b}"), "Because you bought i00.");
    assert_eq!(text("Mug No."), "Because you bought Mug No.");
    let blank = reason(Code::BusPromoted, ReasonSubject::Named(" ".to_owned()));
    let promoted = |shop| wording().all(&Manner { shop, ..manner("en") }, &blank, &titled("Mug")).swap_remove(0);
    assert_eq!(promoted("Corner Shop"), "Part of our promotion: Corner Shop.");
    assert_eq!(promoted(""), "Part of our promotion: …");
}

#[test]
fn a_locale_is_followed_as_far_as_it_is_known() {
    let reason = reason(Code::HisBought, of_item(Kind::Purchase));
    let say = |locale| wording().all(&manner(locale), &reason, &titled("Mug")).swap_remove(2);
    for german in ["de", "de-AT", "DE_ch"] {
        assert_eq!(say(german), "Weil du Mug gekauft hast.", "{german}");
    }
    for french in ["fr", "fr-CA"] {
        assert_eq!(say(french), "Parce que vous avez acheté Mug.", "{french}");
    }
    for english in ["en", "en-GB", "tlh", ""] {
        assert_eq!(say(english), "Because you bought Mug.", "{english}");
    }
}

#[test]
fn the_catalogue_of_codes_shows_real_wordings() {
    for Entry { code, example, .. } in catalogue() {
        let wordings = wording().wordings("en", Tone::Neutral, code);
        assert!(wordings.iter().any(|wording| wording == example), "{code}: {example} is none of {wordings:?}");
    }
}

#[test]
fn a_code_is_written_and_read_by_its_id() {
    for code in Code::ALL {
        let json = serde_json::to_string(&code).expect("serialisable");
        assert_eq!(json, format!("\"{code}\""));
        assert_eq!(serde_json::from_str::<Code>(&json).expect("readable"), code);
        assert_eq!(code.as_str().parse(), Ok(code));
    }
    assert!("HIS-STOLEN".parse::<Code>().is_err());
}

/// What a list says when every reason has one of these codes, in order, four to an item.
fn list(wording: &Wording, manner: &Manner<'_>, salt: &str, codes: &[Code]) -> Vec<String> {
    let (mut said, catalog) = (Said::nothing(salt.to_owned()), titled("Mug"));
    let say = |(at, code): (usize, &Code)| {
        let rank = u32::try_from(1 + at / REASONS_MAX).expect("a short list");
        wording.say(manner, &mut said, rank, &reason(*code, samples(*code, "Acme").swap_remove(0)), &catalog)
    };
    codes.iter().enumerate().map(say).collect()
}

/// Sentences with what differs between their codes taken out: the frame is what sounds alike.
fn most_often(texts: &[String]) -> usize {
    let mut times: BTreeMap<&String, usize> = BTreeMap::new();
    texts.iter().for_each(|text| *times.entry(text).or_default() += 1);
    times.into_values().max().unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn no_wording_is_said_more_than_twice_in_a_list_of_ten(salt in "[a-z0-9_]{1,20}", at in 0..Code::ALL.len()) {
        let (wording, code) = (wording(), Code::ALL[at]);
        let often = !matches!(code.disclosure(), Disclosure::None) || code == Code::HisNegative;
        let n_reasons = if often { LIST / REASONS_MAX } else { LIST };
        for manner in manners() {
            let codes = vec![code; n_reasons];
            let texts = list(&wording, &manner, &salt, &codes);
            prop_assert!(most_often(&texts) <= 2, "{code}: {texts:?}");
            prop_assert_eq!(&texts, &list(&wording, &manner, &salt, &codes));
            prop_assert!(texts.windows(2).all(|pair| pair[0] != pair[1]));
        }
    }
}

#[test]
fn the_pick_is_a_fixed_function_of_decision_rank_and_code() {
    assert_eq!(pick("d_1", 2, Code::HisBought) - pick("d_1", 1, Code::HisBought), 2);
    assert_ne!(pick("d_1", 1, Code::HisBought), pick("d_2", 1, Code::HisBought));
    assert_ne!(pick("d_1", 1, Code::HisBought), pick("d_1", 1, Code::HisViewed));
}
