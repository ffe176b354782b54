//! The sentences, by language, and numbers as each language writes them.

use std::borrow::Borrow;
use std::fmt::{self, Display};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// The compiled-in languages; the first is used where the locale has none.
pub const DISCLOSURE_LANGUAGES: [(&str, &str); 3] = [
    ("en", include_str!("../../data/disclosure/en.ftl")),
    ("de", include_str!("../../data/disclosure/de.ftl")),
    ("fr", include_str!("../../data/disclosure/fr.ftl")),
];

/// What reports and model cards say, in the same languages.
pub(crate) const REPORTS: [&str; 3] = [
    include_str!("../../data/reports/en.ftl"),
    include_str!("../../data/reports/de.ftl"),
    include_str!("../../data/reports/fr.ftl"),
];

/// The sentences of one language.
pub struct Words {
    language: &'static str,
    bundle: FluentBundle<FluentResource>,
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Words").field(&self.language).finish()
    }
}

impl Words {
    /// Of a locale's language; English where there is none for it.
    ///
    /// # Panics
    /// When a compiled-in file is broken, which a test rules out.
    #[must_use]
    pub fn of(locale: &str) -> Self {
        let wanted = locale.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let found = DISCLOSURE_LANGUAGES.into_iter().find(|(language, _)| *language == wanted);
        let (language, source) = found.unwrap_or(DISCLOSURE_LANGUAGES[0]);
        let resource = FluentResource::try_new(source.to_owned()).expect("a compiled-in file that was tested");
        let id: LanguageIdentifier = language.parse().expect("a language");
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        bundle.set_use_isolating(false);
        bundle.add_resource(resource).expect("each message once");
        Self { language, bundle }
    }

    /// The same with what reports and model cards say.
    ///
    /// # Panics
    /// When a compiled-in file is broken, which a test rules out.
    #[must_use]
    pub fn of_reports(locale: &str) -> Self {
        let words = Self::of(locale);
        let further =
            DISCLOSURE_LANGUAGES.into_iter().zip(REPORTS).find(|((language, _), _)| *language == words.language);
        words.and(further.expect("a language that there is").1)
    }

    /// The same with the sentences of another file beside them.
    ///
    /// # Panics
    /// When the file is broken or names a sentence that there is already, which a test rules out.
    #[must_use]
    pub fn and(mut self, source: &str) -> Self {
        let resource = FluentResource::try_new(source.to_owned()).expect("a compiled-in file that was tested");
        self.bundle.add_resource(resource).expect("each message once");
        self
    }

    /// Which language it is.
    #[must_use]
    pub const fn language(&self) -> &'static str {
        self.language
    }

    /// A sentence; its name where it is missing or lacks an argument, which a test rules out.
    #[must_use]
    pub fn said(&self, name: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let mut errors = Vec::new();
        let pattern = self.bundle.get_message(name).and_then(|message| message.value());
        let said = pattern.map(|pattern| self.bundle.format_pattern(pattern, arguments, &mut errors));
        debug_assert!(errors.is_empty(), "{name} in {}: {errors:?}", self.language);
        said.map_or_else(|| name.to_owned(), std::borrow::Cow::into_owned)
    }

    /// A text.
    pub(crate) fn say(&self, name: &str) -> String {
        self.said(name, None)
    }

    /// A text about a thing.
    pub(crate) fn told(&self, name: &str, thing: impl Display) -> String {
        self.with(name, [("thing", thing.to_string().into())])
    }

    /// A text about a number.
    pub(crate) fn counted(&self, name: &str, n: impl Display) -> String {
        let n = n.to_string();
        let value = n.parse::<u32>().map_or_else(|_| n.into(), FluentValue::from);
        self.with(name, [("n", value)])
    }

    /// A text about two things.
    pub(crate) fn pair(&self, name: &str, a: impl Display, b: impl Display) -> String {
        self.filled(name, [a.to_string(), b.to_string()])
    }

    /// A text about up to four things, which it calls `a` to `d`.
    pub(crate) fn filled<const N: usize>(&self, name: &str, things: [String; N]) -> String {
        self.with(name, ["a", "b", "c", "d"].into_iter().zip(things.map(FluentValue::from)))
    }

    /// A text about so many things: `n` picks its form, `shown` is the number as it is read.
    pub(crate) fn many(&self, name: &str, n: impl Borrow<usize>) -> String {
        self.counting(name, whole(*n.borrow()), [])
    }

    /// The same with further arguments.
    pub(crate) fn counting<'a, const N: usize>(
        &self,
        name: &str,
        n: u64,
        further: [(&'a str, FluentValue<'a>); N],
    ) -> String {
        let counted = [("n", n.into()), ("shown", grouped(n).into())];
        self.with(name, counted.into_iter().chain(further))
    }

    /// A text with arguments.
    pub(crate) fn with<'a>(&self, name: &str, pairs: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>) -> String {
        let mut arguments = FluentArgs::new();
        pairs.into_iter().for_each(|(name, value)| arguments.set(name, value));
        self.said(name, Some(&arguments))
    }

    /// A number as it is written here.
    pub(crate) fn number(&self, text: &str) -> String {
        if self.language == "en" { text.to_owned() } else { text.replace('.', ",") }
    }
}

/// A count with its thousands told apart.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// A count as the widest one.
pub(crate) fn whole(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
