//! The compiled-in wordings of one language and tone: which sentences each message can be said in.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

use super::wording::WordingError;
use super::{Certainty, Deed, FacetKind, ReasonSubject, Tone};
use crate::event::Kind;
use crate::rerank::Language;

/// The fewest wordings of a message in a tone.
pub(super) const WORDINGS_MIN: usize = 3;
/// The frames of clauses that speak for an item, of clauses that speak against it, and of whole sentences.
const FRAMES: [&str; 3] = ["because", "lower", "plainly"];

/// The messages of a language.
const fn source(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("../../data/reasons/en.ftl"),
        Language::De => include_str!("../../data/reasons/de.ftl"),
        Language::Fr => include_str!("../../data/reasons/fr.ftl"),
    }
}

/// The frames of a tone in a language.
const fn frames(language: Language, tone: Tone) -> &'static str {
    match (language, tone) {
        (Language::En, Tone::Neutral) => include_str!("../../data/reasons/en-neutral.ftl"),
        (Language::En, Tone::Warm) => include_str!("../../data/reasons/en-warm.ftl"),
        (Language::En, Tone::Playful) => include_str!("../../data/reasons/en-playful.ftl"),
        (Language::De, Tone::Neutral) => include_str!("../../data/reasons/de-neutral.ftl"),
        (Language::De, Tone::Warm) => include_str!("../../data/reasons/de-warm.ftl"),
        (Language::De, Tone::Playful) => include_str!("../../data/reasons/de-playful.ftl"),
        (Language::Fr, Tone::Neutral) => include_str!("../../data/reasons/fr-neutral.ftl"),
        (Language::Fr, Tone::Warm) => include_str!("../../data/reasons/fr-warm.ftl"),
        (Language::Fr, Tone::Playful) => include_str!("../../data/reasons/fr-playful.ftl"),
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

/// What chooses among the forms of a wording: all that is said of a subject but its name and its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Variant {
    Nothing,
    Named,
    Item(Kind),
    Topic(FacetKind, Deed, Number),
    Rest(Deed, Number),
    Visit(Deed),
}

/// Grammatical number, as far as the wordings of a language tell it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Number {
    One,
    Many,
}

impl Number {
    const fn of(n: usize) -> Self {
        if n == 1 { Self::One } else { Self::Many }
    }
}

impl Variant {
    pub(super) const fn of(subject: &ReasonSubject) -> Self {
        match subject {
            ReasonSubject::Nothing => Self::Nothing,
            ReasonSubject::Named(_) => Self::Named,
            ReasonSubject::Item { kind, .. } => Self::Item(*kind),
            ReasonSubject::Topic { facet, deed, n, .. } => Self::Topic(*facet, *deed, Number::of(*n)),
            ReasonSubject::Rest { deed, n } => Self::Rest(*deed, Number::of(*n)),
            ReasonSubject::Visit { deed } => Self::Visit(*deed),
        }
    }

    /// As Fluent takes it, with marks where name and number will stand.
    fn arguments(self) -> FluentArgs<'static> {
        let mut arguments = FluentArgs::new();
        let mut set_number = |number: Number| match number {
            Number::One => arguments.set("n", 1),
            Number::Many => arguments.set("n", COUNT_MARK),
        };
        match self {
            Self::Topic(_, _, number) | Self::Rest(_, number) => set_number(number),
            Self::Nothing | Self::Named | Self::Item(_) | Self::Visit(_) => {}
        }
        match self {
            Self::Nothing => {}
            Self::Named => arguments.set("name", NAME_MARK),
            Self::Item(kind) => {
                arguments.set("name", NAME_MARK);
                arguments.set("kind", kind.as_str());
            }
            Self::Topic(facet, deed, _) => {
                arguments.set("name", NAME_MARK);
                arguments.set("facet", facet_word(facet));
                arguments.set("deed", deed_word(deed));
            }
            Self::Rest(deed, _) | Self::Visit(deed) => arguments.set("deed", deed_word(deed)),
        }
        arguments
    }
}

/// Stands for a name while a form is made; no name holds it.
const NAME_MARK: &str = "\u{1}";
/// Stands for a number of many: one that no wording has of its own.
const COUNT_MARK: u32 = 7_777_777;

/// What stands in a wording.
#[derive(Debug, Clone, Copy)]
pub(super) struct Nouns<'a> {
    pub(super) name: &'a str,
    pub(super) n: &'a str,
}

/// A wording with blanks, as Fluent made it for a variant: a sentence is then put together and not interpreted again.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Form(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Name,
    Count,
}

impl Form {
    fn of(text: &str) -> Self {
        let count = COUNT_MARK.to_string();
        let mut parts = Vec::new();
        for (at, with_counts) in text.split(NAME_MARK).enumerate() {
            parts.extend((at > 0).then_some(Part::Name));
            for (at, plain) in with_counts.split(&count).enumerate() {
                parts.extend((at > 0).then_some(Part::Count));
                parts.extend((!plain.is_empty()).then(|| Part::Text(plain.to_owned())));
            }
        }
        Self(parts)
    }

    fn fill(&self, nouns: Nouns<'_>, into: &mut String) {
        for part in &self.0 {
            into.push_str(match part {
                Part::Text(text) => text,
                Part::Name => nouns.name,
                Part::Count => nouns.n,
            });
        }
    }
}

/// What a form is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Words {
    /// A message's value.
    Clause { message: usize },
    /// One of its attributes.
    Sentence { message: usize, at: usize },
}

type Bundle = FluentBundle<FluentResource>;

/// A language in a tone.
pub(super) struct Phrases {
    bundle: Bundle,
    names: Vec<String>,
    /// By message.
    pools: Vec<Vec<Phrase>>,
    /// By frames: what stands before and after what is framed.
    frames: [Vec<[String; 2]>; FRAMES.len()],
    /// The forms of what is said most often; others are made when they are asked for.
    forms: BTreeMap<(Words, Variant), Form>,
}

impl fmt::Debug for Phrases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Phrases").field("pools", &self.pools).finish_non_exhaustive()
    }
}

impl Phrases {
    /// Reads the wordings of a language in a tone for these messages; those at `negative` speak against an item. `usual` are
    /// the variants in which messages are said.
    pub(super) fn new(
        language: Language,
        tone: Tone,
        names: &[String],
        negative: usize,
        usual: &[(usize, Variant)],
    ) -> Result<Self, WordingError> {
        let bundle = bundle(language.as_str(), &[source(language), frames(language, tone)])?;
        let (frames, forms) = (Default::default(), BTreeMap::new());
        let mut phrases = Self { bundle, names: names.to_vec(), pools: Vec::new(), frames, forms };
        for (message, name) in names.iter().enumerate() {
            let pool = phrases.pool(message, tone, usize::from(message == negative));
            if pool.len() < WORDINGS_MIN {
                let language = language.as_str();
                return Err(WordingError::TooFew { language, tone, message: name.clone(), found: pool.len() });
            }
            phrases.pools.push(pool);
        }
        let broken = |detail: String| WordingError::Syntax { language: language.as_str(), detail };
        for (frames, name) in FRAMES.into_iter().enumerate() {
            let each = (0..phrases.count(name)).map(|at| phrases.frame(frames, at));
            phrases.frames[frames] = each.collect::<Result<_, _>>().map_err(broken)?;
        }
        for &(message, variant) in usual {
            let words: BTreeSet<Words> = phrases.of(message).iter().map(|phrase| phrase.words(message)).collect();
            for words in words {
                let form = phrases.form(words, variant).map_err(broken)?;
                phrases.forms.insert((words, variant), form);
            }
        }
        match Certainty::ALL.into_iter().find(|certainty| phrases.how_sure(*certainty).is_err()) {
            Some(certainty) => {
                let (language, message) = (language.as_str(), certainty.message().to_owned());
                Err(WordingError::TooFew { language, tone, message, found: 0 })
            }
            None => Ok(phrases),
        }
    }

    /// Every way to say a message.
    pub(super) fn of(&self, message: usize) -> &[Phrase] {
        &self.pools[message]
    }

    /// Says it.
    pub(super) fn say(
        &self,
        message: usize,
        phrase: Phrase,
        variant: Variant,
        nouns: Nouns<'_>,
    ) -> Result<String, String> {
        let words = phrase.words(message);
        let form = match self.forms.get(&(words, variant)) {
            Some(form) => Cow::Borrowed(form),
            None => Cow::Owned(self.form(words, variant)?),
        };
        let [before, after] = match phrase {
            Phrase::Whole { .. } => ["", ""],
            Phrase::Framed { frames, at } => self.frames[frames][at].each_ref().map(String::as_str),
            Phrase::Opened { opening, .. } => self.frames[2][opening].each_ref().map(String::as_str),
        };
        let mut sentence = String::with_capacity(128);
        sentence.push_str(before);
        form.fill(nouns, &mut sentence);
        sentence.push_str(after);
        Ok(sentence)
    }

    fn form(&self, words: Words, variant: Variant) -> Result<Form, String> {
        let arguments = variant.arguments();
        let text = match words {
            Words::Clause { message } => self.value(&self.names[message], &arguments),
            Words::Sentence { message, at } => self.attribute(&self.names[message], at, &arguments),
        };
        Ok(Form::of(&text?))
    }

    /// What a frame puts before and after what it takes in.
    fn frame(&self, frames: usize, at: usize) -> Result<[String; 2], String> {
        let mut arguments = FluentArgs::new();
        arguments.set(if frames == 2 { "sentence" } else { "clause" }, NAME_MARK);
        let text = self.attribute(FRAMES[frames], at, &arguments)?;
        let (before, after) = text.split_once(NAME_MARK).ok_or_else(|| format!("frame {at} takes nothing in"))?;
        Ok([before.to_owned(), after.to_owned()])
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

impl Phrase {
    /// What it says of a message, in whatever frame.
    const fn words(self, message: usize) -> Words {
        match self {
            Self::Framed { .. } => Words::Clause { message },
            Self::Whole { at, .. } | Self::Opened { at, .. } => Words::Sentence { message, at },
        }
    }
}

const fn facet_word(facet: FacetKind) -> &'static str {
    match facet {
        FacetKind::Category => "category",
        FacetKind::Brand => "brand",
        FacetKind::Series => "series",
        FacetKind::Attribute => "attribute",
        FacetKind::Word => "word",
    }
}

const fn deed_word(deed: Deed) -> &'static str {
    match deed {
        Deed::Bought => "bought",
        Deed::Viewed => "viewed",
        Deed::Liked => "liked",
        Deed::Mixed => "mixed",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reason::Code;
    use crate::reason::samples::samples;
    use crate::reason::wording::{message_of, messages};

    /// What Fluent itself makes of a phrase.
    fn interpreted(phrases: &Phrases, message: usize, phrase: Phrase, arguments: &FluentArgs<'_>) -> String {
        let name = &phrases.names[message];
        let framed = |kind: &'static str, frames: usize, at: usize, inner: String| {
            let mut frame = FluentArgs::new();
            frame.set(kind, inner);
            phrases.attribute(FRAMES[frames], at, &frame).expect("a frame")
        };
        match phrase {
            Phrase::Whole { at, .. } => phrases.attribute(name, at, arguments).expect("a sentence"),
            Phrase::Framed { frames, at } => {
                framed("clause", frames, at, phrases.value(name, arguments).expect("a clause"))
            }
            Phrase::Opened { at, opening, .. } => {
                framed("sentence", 2, opening, phrases.attribute(name, at, arguments).expect("a sentence"))
            }
        }
    }

    #[test]
    fn what_is_put_together_is_what_fluent_says() {
        let mut compared = 0;
        for (language, tone) in Language::ALL.into_iter().flat_map(|one| Tone::ALL.map(|tone| (one, tone))) {
            let phrases =
                Phrases::new(language, tone, &messages(), Code::HisNegative as usize, &[]).expect("sound wordings");
            for (code, subject) in
                Code::ALL.into_iter().flat_map(|code| samples(code, "Mug").into_iter().map(move |s| (code, s)))
            {
                for n in [1, 2, 12] {
                    let subject = match subject.clone() {
                        ReasonSubject::Topic { facet, name, deed, .. } => ReasonSubject::Topic { facet, name, n, deed },
                        ReasonSubject::Rest { deed, .. } => ReasonSubject::Rest { n, deed },
                        other => other,
                    };
                    let (message, variant) = (message_of(code, &subject), Variant::of(&subject));
                    let mut arguments = variant.arguments();
                    arguments.set("name", "7 Mugs & “Co”");
                    arguments.set("n", n);
                    let nouns = Nouns { name: "7 Mugs & “Co”", n: &n.to_string() };
                    for &phrase in phrases.of(message) {
                        let said = phrases.say(message, phrase, variant, nouns).expect("a sentence");
                        assert_eq!(said, interpreted(&phrases, message, phrase, &arguments));
                        compared += 1;
                    }
                }
            }
        }
        assert!(compared > 10_000, "{compared} sentences");
    }
}
