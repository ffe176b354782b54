//! In which language a page speaks: the one that the customer chose, else what their browser asks for, else the shop's.

use std::ops::Deref;
use std::sync::LazyLock;

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use fluent_bundle::FluentValue;

use super::asked::cookie;
use super::chart::Points;
use crate::disclosure::{DISCLOSURE_LANGUAGES, Words};

pub(super) use crate::disclosure::{grouped, whole};

/// The cookie that remembers the choice.
pub(super) const COOKIE_NAME: &str = "lang";

/// The languages of all pages that customers see, each by its own name.
pub(super) const LANGUAGES: [(&str, &str); 3] = [("en", "English"), ("de", "Deutsch"), ("fr", "français")];

/// What the console says besides, in the same languages.
pub(super) const CONSOLE: [&str; 3] = [
    include_str!("../../../data/console/en.ftl"),
    include_str!("../../../data/console/de.ftl"),
    include_str!("../../../data/console/fr.ftl"),
];

static WORDS: LazyLock<Vec<Words>> = LazyLock::new(|| {
    let all = DISCLOSURE_LANGUAGES.iter().zip(CONSOLE);
    all.map(|((language, _), further)| Words::of_reports(language).and(further)).collect()
});

/// The words of a language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tongue(&'static Words);

impl Tongue {
    /// That of whoever asks for none, where no shop has one either.
    pub(super) fn english() -> Self {
        Self(&WORDS[0])
    }

    /// Of a locale's language; English where there is none for it.
    pub(super) fn of(locale: &str) -> Self {
        Self::known(locale).unwrap_or_else(Self::english)
    }

    fn known(locale: &str) -> Option<Self> {
        let wanted = locale.split(['-', '_']).next().unwrap_or_default();
        WORDS.iter().find(|words| words.language().eq_ignore_ascii_case(wanted)).map(Self)
    }

    /// The words themselves.
    pub(super) const fn words(self) -> &'static Words {
        self.0
    }

    /// What the customer chose, else the best of what their browser asks for; nothing where it asks for none of ours.
    pub(super) fn asked(headers: &HeaderMap) -> Option<Self> {
        let chosen = cookie(headers, COOKIE_NAME).and_then(Self::known);
        chosen.or_else(|| accepted(headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?))
    }

    /// The language's code.
    pub(super) fn code(self) -> &'static str {
        self.0.language()
    }

    /// A text about a rank: `n` where the language counts places, `th` where it orders things.
    pub(super) fn ranked(self, name: &str, rank: u32, further: Option<(&'static str, String)>) -> String {
        let rank = [("n", FluentValue::from(rank)), ("th", self.ordinal(rank).into())];
        self.with(name, rank.into_iter().chain(further.map(|(name, text)| (name, text.into()))))
    }

    fn ordinal(self, rank: u32) -> String {
        let ending = match (self.code(), rank % 10, rank % 100) {
            ("de", ..) => ".",
            ("fr", ..) if rank == 1 => "er",
            ("fr", ..) => "e",
            (_, _, 11..=13) => "th",
            (_, 1, _) => "st",
            (_, 2, _) => "nd",
            (_, 3, _) => "rd",
            _ => "th",
        };
        format!("{rank}{ending}")
    }

    /// A share to a tenth of a percent.
    pub(super) fn percent(self, share: f64) -> String {
        self.number(&format!("{:.1} %", share * 100.0))
    }

    /// Points with their sign.
    pub(super) fn signed(self, points: &Points) -> String {
        self.number(&points.signed())
    }

    /// Points without a sign where they are positive.
    pub(super) fn plain(self, points: &Points) -> String {
        self.number(&points.plain())
    }
}

impl Deref for Tongue {
    type Target = Words;

    fn deref(&self) -> &Words {
        self.0
    }
}

/// The form by which somebody chooses another language.
#[derive(Debug, Clone)]
pub(super) struct Switch {
    /// Where it goes.
    pub(super) to: &'static str,
    /// The page that it comes back to.
    pub(super) at: String,
    /// The language of the page.
    pub(super) words: Tongue,
}

impl Switch {
    /// The languages: code, name, and whether it is this page's.
    pub(super) fn languages(&self) -> impl Iterator<Item = (&'static str, &'static str, bool)> {
        LANGUAGES.into_iter().map(|(code, name)| (code, name, code == self.words.code()))
    }
}

/// The best of a list such as `fr-CH, fr;q=0.9, *;q=0.5` that there are words for; of equals the first.
fn accepted(list: &str) -> Option<Tongue> {
    let ranges = list.split(',').filter_map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let tongue = Tongue::known(parts.next()?)?;
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |weight| weight.parse().ok())?;
        (weight > 0.0).then_some((weight, tongue))
    });
    let best = ranges.reduce(|best: (f32, Tongue), next| if next.0 > best.0 { next } else { best });
    best.map(|(_, tongue)| tongue)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use axum::http::header::COOKIE;

    use super::*;

    #[test]
    fn the_customers_choice_comes_before_what_the_browser_asks_for() {
        for (cookie, accept, wanted) in [
            ("", "de", Some("de")),
            ("lang=fr", "de", Some("fr")),
            ("lang=xx", "de-AT, fr;q=0.9", Some("de")),
            ("", "it, fr-CH;q=0.7, de;q=0.8", Some("de")),
            ("", "de;q=0, fr;q=0.1", Some("fr")),
            ("", "fr;q=x, en;q=0.2", Some("en")),
            ("", "it, *", None),
            ("", "", None),
        ] {
            let header = |text: &'static str| HeaderValue::from_static(text);
            let headers: HeaderMap =
                [(COOKIE, header(cookie)), (ACCEPT_LANGUAGE, header(accept))].into_iter().collect();
            assert_eq!(Tongue::asked(&headers).map(Tongue::code), wanted, "{cookie} {accept}");
        }
    }

    #[test]
    fn every_language_has_a_name_and_words() {
        let codes: Vec<&str> = WORDS.iter().map(|words| words.language()).collect();
        assert_eq!(codes, LANGUAGES.map(|(code, _)| code));
    }

    #[test]
    fn ranks_and_numbers_are_written_as_each_language_does() {
        let english = Tongue::of("en");
        let ranks = [1, 2, 3, 4, 11, 12, 13, 21, 102, 111].map(|rank| english.ordinal(rank));
        assert_eq!(ranks, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th"]);
        assert_eq!([1, 2, 11].map(|rank| Tongue::of("fr").ordinal(rank)), ["1er", "2e", "11e"]);
        let points = Points::of(-1.25);
        assert_eq!(english.signed(&points), "−1.2500");
        assert_eq!(Tongue::of("de").signed(&points), "−1,2500");
    }
}
