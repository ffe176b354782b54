//! The sentences, by language.

use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

/// The compiled-in languages; the first is used where the locale has none.
pub const DISCLOSURE_LANGUAGES: [(&str, &str); 3] = [
    ("en", include_str!("../../data/disclosure/en.ftl")),
    ("de", include_str!("../../data/disclosure/de.ftl")),
    ("fr", include_str!("../../data/disclosure/fr.ftl")),
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
    pub fn say(&self, name: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let mut errors = Vec::new();
        let pattern = self.bundle.get_message(name).and_then(|message| message.value());
        let said = pattern.map(|pattern| self.bundle.format_pattern(pattern, arguments, &mut errors));
        debug_assert!(errors.is_empty(), "{name} in {}: {errors:?}", self.language);
        said.map_or_else(|| name.to_owned(), std::borrow::Cow::into_owned)
    }
}
