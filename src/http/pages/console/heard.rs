//! How reasons read, one wording beside another: sentences of real lists, how hard they are to read, and examples of what no list says.

use crate::http::pages::PageError;
use crate::http::pages::tongue::{Tongue, grouped, whole};
use crate::http::preview::threads;
use crate::metrics::{Readability, Scale};
use crate::monitor::PEOPLE_TOLD_MIN;
use crate::reason::Code;
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
    pub(super) figures: Vec<(String, Vec<String>)>,
    /// What the lists say, most often said first.
    pub(super) said: Vec<Kind>,
    /// What they do not say.
    pub(super) unsaid: Vec<Kind>,
}

/// A policy, and the name of what its column is called.
type Titled<'a> = (&'static str, &'a Policy);

/// One wording.
pub(super) struct Side {
    pub(super) title: String,
    pub(super) manner: String,
    scale: Scale,
    language: Language,
}

/// A kind of reason.
pub(super) struct Kind {
    pub(super) code: Code,
    pub(super) meaning: String,
    /// How many of the lists' reasons are of it, if any is.
    pub(super) often: Option<String>,
    pub(super) is_made_up: bool,
    /// Examples, each as every side says it.
    pub(super) examples: Vec<Vec<Line>>,
}

/// A sentence of one side.
pub(super) struct Line {
    pub(super) title: String,
    pub(super) text: String,
    pub(super) lang: &'static str,
    /// How long and how hard it is.
    pub(super) reads: String,
}

impl Heard {
    /// Reads the lists of one policy in its own wording, and in that of another where this differs.
    pub(super) fn of(tongue: Tongue, service: &Service, from: Titled<'_>, to: Titled<'_>) -> Result<Self, PageError> {
        let heard = service.hear(&[from.1, to.1], threads())?;
        let is_changed = heard.sides[0].manner() != heard.sides[1].manner();
        let count = if is_changed { 2 } else { 1 };
        let titles = [from.0, to.0].into_iter();
        let sides = titles.zip(&heard.sides).take(count);
        let sides: Vec<Side> = sides.map(|(title, side)| Side::of(tongue, tongue.say(title), side)).collect();
        let all: usize = heard.kinds.iter().map(|kind| kind.times).sum();
        let (mut said, unsaid): (Vec<HeardKind>, Vec<HeardKind>) =
            heard.kinds.into_iter().partition(|kind| kind.times > 0);
        said.sort_by_key(|kind| std::cmp::Reverse(kind.times));
        let kinds = |kinds: Vec<HeardKind>| kinds.into_iter().map(|kind| Kind::of(tongue, kind, &sides, all)).collect();
        Ok(Self {
            customers: heard.customers,
            people_min: PEOPLE_TOLD_MIN,
            figures: if all == 0 { Vec::new() } else { figures(tongue, &heard.sides[..count]) },
            said: kinds(said),
            unsaid: kinds(unsaid),
            sides,
        })
    }

    /// Which wordings these are.
    pub(super) fn told(&self, tongue: &Tongue) -> String {
        match &self.sides[..] {
            [one, other] => {
                tongue.filled("heard-sides", [&one.title, &one.manner, &other.title, &other.manner].map(String::clone))
            }
            sides => tongue.told("heard-live", sides.first().map_or("", |side| &side.manner)),
        }
    }
}

impl HeardSide {
    fn manner(&self) -> (Tone, Language) {
        (self.tone, self.language)
    }
}

/// A tone and a language in words.
pub(super) fn manner_words(tongue: Tongue, tone: Tone, language: Language) -> String {
    let [tone, language] = [tone.as_str(), language.as_str()].map(|name| tongue.say(&format!("form-{name}")));
    tongue.pair("voice-manner", tone, language)
}

impl Side {
    fn of(tongue: Tongue, title: String, side: &HeardSide) -> Self {
        let HeardSide { tone, language, .. } = *side;
        Self { title, manner: manner_words(tongue, tone, language), scale: Scale::of(language), language }
    }

    fn line(&self, tongue: Tongue, text: String) -> Line {
        let n_words = text.split_whitespace().count();
        let hard = hardness(tongue, self.scale, self.scale.measure(&text));
        let reads = tongue.counting("heard-reads", whole(n_words), [("hard", hard.into())]);
        Line { title: self.title.clone(), text, lang: self.language.as_str(), reads }
    }
}

impl Kind {
    fn of(tongue: Tongue, kind: HeardKind, sides: &[Side], all: usize) -> Self {
        let HeardKind { code, times, is_made_up, examples } = kind;
        let lines = |texts: Vec<String>| sides.iter().zip(texts).map(|(side, text)| side.line(tongue, text)).collect();
        Self {
            code,
            meaning: tongue.say(&format!("code-{code}")),
            often: (times > 0)
                .then(|| tongue.counting("heard-often", whole(times), [("all", grouped(whole(all)).into())])),
            is_made_up,
            examples: examples.into_iter().map(lines).collect(),
        }
    }
}

/// A place on a scale; no text is easier than that of the first grade.
fn hardness(tongue: Tongue, scale: Scale, value: f64) -> String {
    match scale {
        Scale::Grade => tongue.told("heard-grade", tongue.number(&format!("{:.1}", value.max(0.0)))),
        Scale::Lix => format!("LIX {value:.0}"),
    }
}

fn figures(tongue: Tongue, sides: &[HeardSide]) -> Vec<(String, Vec<String>)> {
    let each = |told: &dyn Fn(Scale, &Readability) -> String| {
        sides.iter().map(|side| told(Scale::of(side.language), &side.reading)).collect()
    };
    let length = |_: Scale, reading: &Readability| {
        tongue.pair("heard-words-told", tongue.number(&format!("{:.1}", reading.words)), reading.words_most)
    };
    vec![
        (tongue.say("heard-whole"), each(&|scale, reading| hardness(tongue, scale, reading.hardness))),
        (tongue.say("heard-easy"), each(&|scale, reading| easy(tongue, scale, reading))),
        (tongue.say("heard-words"), each(&length)),
    ]
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand sentences")]
fn easy(tongue: Tongue, scale: Scale, reading: &Readability) -> String {
    let share = 100.0 * reading.easy as f64 / reading.sentences.max(1) as f64;
    let bound = match scale {
        Scale::Grade => tongue.told("heard-grade", scale.easy_max()),
        Scale::Lix => format!("LIX {}", scale.easy_max()),
    };
    tongue.pair("heard-easy-told", format!("{share:.0} %"), bound)
}
