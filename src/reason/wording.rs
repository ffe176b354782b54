//! What reasons say: Fluent templates, a file for each language and for each of its tones, compiled in.
//!
//! A template brings the sentence; the nouns come from the reason's subject and the catalogue (invariant 7).

use std::collections::BTreeMap;

use thiserror::Error;

use super::noun::{close, open_ended, shorten, words};
use super::phrases::{Nouns, Phrase, Phrases, Variant, WORDINGS_MIN};
use super::samples::{samples, stand_in};
use super::{Certainty, Code, Reason, ReasonSubject, Tone, WORDS_MAX};
use crate::catalog::Catalog;
use crate::rerank::Language;

/// How far the pick moves from one rank to the next.
const STEP: u64 = 2;

/// In which words a shop speaks.
#[derive(Debug, Clone, Copy)]
pub struct Manner<'a> {
    /// The language: the locale as it is, else its language, else English.
    pub locale: &'a str,
    /// The tone.
    pub tone: Tone,
    /// Stands in for a rule's name that is blank.
    pub shop: &'a str,
}

/// What a list has said so far, so that it does not repeat itself.
#[derive(Debug, Clone)]
pub struct Said {
    salt: String,
    times: BTreeMap<Phrase, u32>,
}

impl Said {
    /// Nothing yet. `salt` (the decision) makes equal lists of different decisions read differently.
    #[must_use]
    pub const fn nothing(salt: String) -> Self {
        Self { salt, times: BTreeMap::new() }
    }
}

/// Why the wordings cannot be used.
#[derive(Debug, Error)]
pub enum WordingError {
    /// The file does not parse.
    #[error("the `{language}` wordings are not valid Fluent: {detail}")]
    Syntax {
        /// Which file.
        language: &'static str,
        /// Where and why.
        detail: String,
    },
    /// A message is missing or can be said in too few ways.
    #[error("`{message}` has {found} wordings in `{language}` and the tone {tone:?}, write at least {WORDINGS_MIN}")]
    TooFew {
        /// Which file.
        language: &'static str,
        /// In which tone.
        tone: Tone,
        /// Which message.
        message: String,
        /// How many it has.
        found: usize,
    },
}

/// The compiled-in wordings.
#[derive(Debug)]
pub struct Wording {
    phrases: BTreeMap<(Language, Tone), Phrases>,
}

/// Where the choice among equivalent wordings begins: a stable hash of `salt` (the decision) and the code, moved on by
/// the rank.
#[must_use]
pub fn pick(salt: &str, rank: u32, code: Code) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(code.as_str().as_bytes()).update(b"/").update(salt.as_bytes());
    let mut head = [0; 8];
    head.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    (u64::from_le_bytes(head) >> 1) + STEP * u64::from(rank)
}

impl Wording {
    /// Reads the compiled-in wordings.
    ///
    /// # Errors
    /// When a file is not valid Fluent, or a code has too few wordings in a tone.
    pub fn new() -> Result<Self, WordingError> {
        let names = messages();
        let said = |code| samples(code, "").into_iter().map(move |of| (message_of(code, &of), Variant::of(&of)));
        let usual: Vec<(usize, Variant)> = Code::ALL.into_iter().flat_map(said).collect();
        let mut phrases = BTreeMap::new();
        for language in Language::ALL {
            for tone in Tone::ALL {
                let of_tone = Phrases::new(language, tone, &names, Code::HisNegative as usize, &usual)?;
                phrases.insert((language, tone), of_tone);
            }
        }
        Ok(Self { phrases })
    }

    /// The languages that there are wordings of.
    pub fn languages() -> impl Iterator<Item = &'static str> {
        Language::ALL.into_iter().map(Language::as_str)
    }

    /// The sentence of a reason at a rank of a list.
    ///
    /// Of the wordings that the list has used least so far it takes the first from the [`pick`] on. It has at most
    /// [`WORDS_MAX`] words; a name that is too long for that ends in `…`.
    #[must_use]
    pub fn say(&self, manner: &Manner<'_>, said: &mut Said, rank: u32, reason: &Reason, catalog: &Catalog) -> String {
        let (phrases, message) = (self.phrases(manner), message_of(reason.code, &reason.subject));
        let pool = phrases.of(message);
        let from = pick(&said.salt, rank, reason.code).wrapping_add(reason.repeat);
        let n_phrases = u64::try_from(pool.len()).expect("a few dozen wordings");
        let from = usize::try_from(from % n_phrases).expect("a few dozen wordings");
        let (late, early) = pool.split_at(from);
        let in_order = early.iter().chain(late);
        let least = in_order.min_by_key(|phrase| said.times.get(phrase).copied().unwrap_or(0));
        let phrase = *least.expect("every message has wordings");
        *said.times.entry(phrase).or_default() += 1;
        spoken(phrases, message, phrase, &reason.subject, &name(&reason.subject, catalog, manner.shop))
    }

    /// How sure a reason is, as a sentence of its own.
    ///
    /// # Panics
    /// Never: [`Self::new`] has said all of them.
    #[must_use]
    pub fn how_sure(&self, manner: &Manner<'_>, certainty: Certainty) -> String {
        self.phrases(manner).how_sure(certainty).expect("said once when it was read")
    }

    /// Every wording of a code in a language and tone, with `{name}` and `{n}` where the record's names and numbers stand.
    #[must_use]
    pub fn wordings(&self, locale: &str, tone: Tone, code: Code) -> Vec<String> {
        let phrases = self.phrases(&Manner { locale, tone, shop: "" });
        let mut found = Vec::new();
        for subject in samples(code, "{name}") {
            let message = message_of(code, &subject);
            let (variant, nouns) = (Variant::of(&subject), Nouns { name: "{name}", n: "{n}" });
            let say = |phrase: &Phrase| phrases.say(message, *phrase, variant, nouns).unwrap_or_else(|broken| broken);
            found.extend(phrases.of(message).iter().map(say).filter(|text| !found.contains(text)).collect::<Vec<_>>());
        }
        found
    }

    /// The first wording of a code with made-up names, for what no list at hand says.
    ///
    /// # Panics
    /// Never: every code has wordings.
    #[must_use]
    pub fn example(&self, manner: &Manner<'_>, code: Code) -> String {
        let first = self.wordings(manner.locale, manner.tone, code).into_iter().next();
        let first = first.expect("every code has wordings");
        close(first.replace("{name}", stand_in(code)).replace("{n}", "3"))
    }

    fn phrases(&self, manner: &Manner<'_>) -> &Phrases {
        &self.phrases[&(Language::of(manner.locale), manner.tone)]
    }

    /// A sentence in every wording, or what is wrong with one.
    #[cfg(test)]
    pub(super) fn try_all(&self, manner: &Manner<'_>, reason: &Reason, name: &str) -> Vec<Result<String, String>> {
        let (phrases, message) = (self.phrases(manner), message_of(reason.code, &reason.subject));
        let (variant, n) = (Variant::of(&reason.subject), number(&reason.subject));
        let say = |phrase: &Phrase| phrases.say(message, *phrase, variant, Nouns { name, n: &n });
        phrases.of(message).iter().map(say).collect()
    }

    /// As [`Self::say`] would put it, in every wording.
    #[cfg(test)]
    pub(super) fn all(&self, manner: &Manner<'_>, reason: &Reason, catalog: &Catalog) -> Vec<String> {
        let (phrases, message) = (self.phrases(manner), message_of(reason.code, &reason.subject));
        let name = name(&reason.subject, catalog, manner.shop);
        let said = phrases.of(message).iter().map(|phrase| spoken(phrases, message, *phrase, &reason.subject, &name));
        said.collect()
    }
}

/// A sentence that is not too long.
fn spoken(phrases: &Phrases, message: usize, phrase: Phrase, subject: &ReasonSubject, name: &str) -> String {
    let (variant, n) = (Variant::of(subject), number(subject));
    let say = |name: &str| {
        phrases.say(message, phrase, variant, Nouns { name, n: &n }).unwrap_or_else(|broken| {
            debug_assert!(false, "every code and subject that `explain` makes has its wording: {broken}");
            name.to_owned()
        })
    };
    let sentence = say(name);
    match words(&sentence).saturating_sub(WORDS_MAX) {
        0 => close(sentence),
        surplus => close(say(&shorten(name, words(name).saturating_sub(surplus)))),
    }
}

/// Messages of a code whose subject has more than one form.
const FURTHER: [&str; 3] = ["ses-now-item", "att-attribute-item", "att-attribute-name"];

/// Every message that [`message_of`] can name, by its number.
pub(super) fn messages() -> Vec<String> {
    let codes = Code::ALL.iter().map(|code| code.as_str().to_ascii_lowercase());
    codes.chain(FURTHER.map(str::to_owned)).collect()
}

pub(super) const fn message_of(code: Code, subject: &ReasonSubject) -> usize {
    match (code, subject) {
        (Code::SesNow, ReasonSubject::Item { .. }) => Code::ALL.len(),
        (Code::AttAttribute, ReasonSubject::Item { .. }) => Code::ALL.len() + 1,
        (Code::AttAttribute, ReasonSubject::Topic { .. }) => Code::ALL.len() + 2,
        (code, _) => code as usize,
    }
}

/// The one noun of a sentence; never empty where the sentence has one.
fn name(subject: &ReasonSubject, catalog: &Catalog, shop: &str) -> String {
    let (first, second) = match subject {
        ReasonSubject::Nothing | ReasonSubject::Visit { .. } | ReasonSubject::Rest { .. } => return String::new(),
        ReasonSubject::Item { item, .. } => (catalog.title(*item), catalog.vocabulary().id(*item).as_str()),
        ReasonSubject::Topic { name, .. } | ReasonSubject::Named(name) => (name.as_str(), shop),
    };
    [first, second].map(open_ended).into_iter().find(|name| !name.is_empty()).unwrap_or_else(|| "…".to_owned())
}

/// How many a sentence speaks of; blank where it counts nothing.
fn number(subject: &ReasonSubject) -> String {
    match subject {
        ReasonSubject::Topic { n, .. } | ReasonSubject::Rest { n, .. } => n.to_string(),
        ReasonSubject::Nothing | ReasonSubject::Item { .. } | ReasonSubject::Visit { .. } | ReasonSubject::Named(_) => {
            String::new()
        }
    }
}
