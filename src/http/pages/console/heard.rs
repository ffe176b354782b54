//! How reasons read, one wording beside another: sentences of real lists, how hard they are to read, and examples of what no list says.

use super::words::grouped;
use crate::http::pages::PageError;
use crate::http::preview::threads;
use crate::metrics::{Readability, Scale};
use crate::monitor::PEOPLE_TOLD_MIN;
use crate::reason::{Code, catalogue};
use crate::rerank::{Language, Policy, Tone};
use crate::service::{HeardKind, HeardSide, Service};

/// One or two wordings, and what they say.
pub(super) struct Heard {
    /// How many customers' lists were read, if they are enough.
    pub(super) customers: usize,
    /// The fewest customers of whom anything is told.
    pub(super) people_min: usize,
    pub(super) sides: Vec<Side>,
    /// What is measured of all sentences, with a value for each side.
    pub(super) figures: Vec<(&'static str, Vec<String>)>,
    /// What the lists say, most often said first.
    pub(super) said: Vec<Kind>,
    /// What they do not say.
    pub(super) unsaid: Vec<Kind>,
}

/// A policy, and what its column is called.
type Titled<'a> = (&'static str, &'a Policy);

/// One wording.
pub(super) struct Side {
    pub(super) title: &'static str,
    pub(super) manner: String,
    scale: Scale,
    language: Language,
}

/// A kind of reason.
pub(super) struct Kind {
    pub(super) code: Code,
    pub(super) meaning: &'static str,
    /// How many of the lists' reasons are of it, if any is.
    pub(super) often: Option<String>,
    pub(super) is_made_up: bool,
    /// Examples, each as every side says it.
    pub(super) examples: Vec<Vec<Line>>,
}

/// A sentence of one side.
pub(super) struct Line {
    pub(super) title: &'static str,
    pub(super) text: String,
    pub(super) lang: &'static str,
    /// How long and how hard it is.
    pub(super) reads: String,
}

impl Heard {
    /// Reads the lists of one policy in its own wording, and in that of another where this differs.
    pub(super) fn of(service: &Service, from: Titled<'_>, to: Titled<'_>) -> Result<Self, PageError> {
        let heard = service.hear(&[from.1, to.1], threads())?;
        let is_changed = heard.sides[0].manner() != heard.sides[1].manner();
        let count = if is_changed { 2 } else { 1 };
        let titles = [from.0, to.0].into_iter();
        let sides: Vec<Side> =
            titles.zip(&heard.sides).take(count).map(|(title, side)| Side::of(title, side)).collect();
        let all: usize = heard.kinds.iter().map(|kind| kind.times).sum();
        let (mut said, unsaid): (Vec<HeardKind>, Vec<HeardKind>) =
            heard.kinds.into_iter().partition(|kind| kind.times > 0);
        said.sort_by_key(|kind| std::cmp::Reverse(kind.times));
        let kinds = |kinds: Vec<HeardKind>| kinds.into_iter().map(|kind| Kind::of(kind, &sides, all)).collect();
        Ok(Self {
            customers: heard.customers,
            people_min: PEOPLE_TOLD_MIN,
            figures: if all == 0 { Vec::new() } else { figures(&heard.sides[..count]) },
            said: kinds(said),
            unsaid: kinds(unsaid),
            sides,
        })
    }

    /// Whether there are two wordings to compare.
    pub(super) fn is_changed(&self) -> bool {
        self.sides.len() > 1
    }
}

impl HeardSide {
    fn manner(&self) -> (Tone, Language) {
        (self.tone, self.language)
    }
}

/// A tone and a language in words.
pub(super) fn manner_words(tone: Tone, language: Language) -> String {
    let tone = match tone {
        Tone::Neutral => "plain",
        Tone::Warm => "warm",
        Tone::Playful => "playful",
    };
    let language = match language {
        Language::En => "English",
        Language::De => "German",
        Language::Fr => "French",
    };
    format!("{tone}, in {language}")
}

impl Side {
    fn of(title: &'static str, side: &HeardSide) -> Self {
        let HeardSide { tone, language, .. } = *side;
        Self { title, manner: manner_words(tone, language), scale: Scale::of(language), language }
    }

    fn line(&self, text: String) -> Line {
        let n_words = text.split_whitespace().count();
        let reads = format!("{n_words} words, {}", hardness(self.scale, self.scale.measure(&text)));
        Line { title: self.title, text, lang: self.language.as_str(), reads }
    }
}

impl Kind {
    fn of(kind: HeardKind, sides: &[Side], all: usize) -> Self {
        let HeardKind { code, times, is_made_up, examples } = kind;
        let lines = |texts: Vec<String>| sides.iter().zip(texts).map(|(side, text)| side.line(text)).collect();
        let entry = catalogue().into_iter().find(|entry| entry.code == code).expect("every code is in the catalogue");
        Self {
            code,
            meaning: entry.meaning,
            often: (times > 0).then(|| format!("{} of {} reasons", grouped(whole(times)), grouped(whole(all)))),
            is_made_up,
            examples: examples.into_iter().map(lines).collect(),
        }
    }
}

/// A place on a scale; no text is easier than that of the first grade.
fn hardness(scale: Scale, value: f64) -> String {
    match scale {
        Scale::Grade => format!("grade {:.1}", value.max(0.0)),
        Scale::Lix => format!("LIX {value:.0}"),
    }
}

fn figures(sides: &[HeardSide]) -> Vec<(&'static str, Vec<String>)> {
    let each = |told: fn(Scale, &Readability) -> String| {
        sides.iter().map(|side| told(Scale::of(side.language), &side.reading)).collect()
    };
    vec![
        ("How hard the whole is to read", each(|scale, reading| hardness(scale, reading.hardness))),
        ("Easy sentences", each(easy)),
        ("Words of a sentence", each(|_, reading| format!("{:.1}, at most {}", reading.words, reading.words_most))),
    ]
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand sentences")]
fn easy(scale: Scale, reading: &Readability) -> String {
    let share = 100.0 * reading.easy as f64 / reading.sentences.max(1) as f64;
    let bound = match scale {
        Scale::Grade => format!("grade {}", scale.easy_max()),
        Scale::Lix => format!("LIX {}", scale.easy_max()),
    };
    format!("{share:.0} %, up to {bound}")
}

fn whole(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
