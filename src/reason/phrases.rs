//! The compiled-in wordings of one language and tone: which sentences each message can be said in.

use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

use super::wording::WordingError;
use super::{Certainty, Tone};

/// The compiled-in languages with the file of their messages; the first is used where the locale has none.
pub(super) const LANGUAGES: [(&str, &str); 3] = [
    ("en", include_str!("../../data/reasons/en.ftl")),
    ("de", include_str!("../../data/reasons/de.ftl")),
    ("fr", include_str!("../../data/reasons/fr.ftl")),
];
/// The fewest wordings of a message in a tone.
pub(super) const WORDINGS_MIN: usize = 3;
/// The frames of clauses that speak for an item, of clauses that speak against it, and of whole sentences.
const FRAMES: [&str; 3] = ["because", "lower", "plainly"];

/// The frames of a tone in a language.
fn frames(language: &str, tone: Tone) -> &'static str {
    match (language, tone) {
        ("de", Tone::Neutral) => include_str!("../../data/reasons/de-neutral.ftl"),
        ("de", Tone::Warm) => include_str!("../../data/reasons/de-warm.ftl"),
        ("de", Tone::Playful) => include_str!("../../data/reasons/de-playful.ftl"),
        ("fr", Tone::Neutral) => include_str!("../../data/reasons/fr-neutral.ftl"),
        ("fr", Tone::Warm) => include_str!("../../data/reasons/fr-warm.ftl"),
        ("fr", Tone::Playful) => include_str!("../../data/reasons/fr-playful.ftl"),
        (_, Tone::Neutral) => include_str!("../../data/reasons/en-neutral.ftl"),
        (_, Tone::Warm) => include_str!("../../data/reasons/en-warm.ftl"),
        (_, Tone::Playful) => include_str!("../../data/reasons/en-playful.ftl"),
    }
}

/// One way to say a message. Equal phrases sound alike, whatever they are about: two reasons in one frame do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phrase {
    /// A whole sentence: the message and its attribute.
    Whole { message: usize, at: usize },
    /// A clause in a frame: which frames, and which of them.
    Framed { frames: usize, at: usize },
    /// A whole sentence behind an opening.
    Opened { message: usize, at: usize, opening: usize },
}

type Bundle = FluentBundle<FluentResource>;

/// A language in a tone.
pub(super) struct Phrases {
    bundle: Bundle,
    names: Vec<String>,
    /// By message.
    pools: Vec<Vec<Phrase>>,
}

impl fmt::Debug for Phrases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Phrases").field("pools", &self.pools).finish_non_exhaustive()
    }
}

impl Phrases {
    /// Reads the wordings of a language in a tone for these messages; those at `negative` speak against an item.
    pub(super) fn new(
        (language, source): (&'static str, &'static str),
        tone: Tone,
        names: &[String],
        negative: usize,
    ) -> Result<Self, WordingError> {
        let bundle = bundle(language, &[source, frames(language, tone)])?;
        let mut phrases = Self { bundle, names: names.to_vec(), pools: Vec::new() };
        for (message, name) in names.iter().enumerate() {
            let pool = phrases.pool(message, tone, usize::from(message == negative));
            if pool.len() < WORDINGS_MIN {
                return Err(WordingError::TooFew { language, tone, message: name.clone(), found: pool.len() });
            }
            phrases.pools.push(pool);
        }
        match Certainty::ALL.into_iter().find(|certainty| phrases.how_sure(*certainty).is_err()) {
            Some(certainty) => {
                Err(WordingError::TooFew { language, tone, message: certainty.message().to_owned(), found: 0 })
            }
            None => Ok(phrases),
        }
    }

    /// Every way to say a message.
    pub(super) fn of(&self, message: usize) -> &[Phrase] {
        &self.pools[message]
    }

    /// Says it.
    pub(super) fn say(&self, message: usize, phrase: Phrase, arguments: &FluentArgs<'_>) -> Result<String, String> {
        let name = &self.names[message];
        match phrase {
            Phrase::Whole { at, .. } => self.attribute(name, at, arguments),
            Phrase::Framed { frames, at } => {
                let mut clause = FluentArgs::new();
                clause.set("clause", self.value(name, arguments)?);
                self.attribute(FRAMES[frames], at, &clause)
            }
            Phrase::Opened { at, opening, .. } => {
                let mut sentence = FluentArgs::new();
                sentence.set("sentence", self.attribute(name, at, arguments)?);
                self.attribute(FRAMES[2], opening, &sentence)
            }
        }
    }

    /// Says how sure a reason is.
    pub(super) fn how_sure(&self, certainty: Certainty) -> Result<String, String> {
        self.attribute(certainty.message(), 0, &FluentArgs::new())
    }

    fn pool(&self, message: usize, tone: Tone, frames: usize) -> Vec<Phrase> {
        let Some(found) = self.bundle.get_message(&self.names[message]) else { return Vec::new() };
        let whole = 0..found.attributes().count();
        if found.value().is_none() {
            let openings = self.count(FRAMES[2]);
            let opened = |at| (0..openings).map(move |opening| Phrase::Opened { message, at, opening });
            return whole.flat_map(opened).collect();
        }
        let framed = (0..self.count(FRAMES[frames])).map(|at| Phrase::Framed { frames, at });
        let whole = whole.filter(|_| tone == Tone::Neutral).map(|at| Phrase::Whole { message, at });
        whole.chain(framed).collect()
    }

    fn count(&self, message: &str) -> usize {
        self.bundle.get_message(message).map_or(0, |message| message.attributes().count())
    }

    fn value(&self, message: &str, arguments: &FluentArgs<'_>) -> Result<String, String> {
        let missing = || format!("no clause of {message}");
        let value = self.bundle.get_message(message).and_then(|message| message.value()).ok_or_else(missing)?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(value, Some(arguments), &mut errors);
        if errors.is_empty() { Ok(text.into_owned()) } else { Err(format!("{message}: {errors:?}")) }
    }

    fn attribute(&self, message: &str, at: usize, arguments: &FluentArgs<'_>) -> Result<String, String> {
        let missing = || format!("no wording {at} of {message}");
        let found = self.bundle.get_message(message).and_then(|message| message.attributes().nth(at));
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(found.ok_or_else(missing)?.value(), Some(arguments), &mut errors);
        if errors.is_empty() { Ok(text.into_owned()) } else { Err(format!("{message}: {errors:?}")) }
    }
}

fn bundle(language: &'static str, sources: &[&str]) -> Result<Bundle, WordingError> {
    let syntax = |detail: String| WordingError::Syntax { language, detail };
    let id: LanguageIdentifier = language.parse().map_err(|error| syntax(format!("{error}")))?;
    let mut bundle = Bundle::new_concurrent(vec![id]);
    bundle.set_use_isolating(false);
    for source in sources {
        let resource =
            FluentResource::try_new((*source).to_owned()).map_err(|(_, errors)| syntax(format!("{errors:?}")))?;
        bundle.add_resource(resource).map_err(|errors| syntax(format!("{errors:?}")))?;
    }
    Ok(bundle)
}
