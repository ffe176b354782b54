//! How the reasons of a placement speak. What they say never depends on it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Policy;

/// How a shop speaks to its customers. What is said never depends on it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, utoipa::ToSchema,
)]
#[schema(example = "neutral")]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Plainly.
    #[default]
    Neutral,
    /// In a friendly voice.
    Warm,
    /// With a wink.
    Playful,
}

impl Tone {
    /// Every tone, in declaration order.
    pub const ALL: [Self; 3] = [Self::Neutral, Self::Warm, Self::Playful];

    /// Whether it is the one that needs no mention.
    #[must_use]
    pub fn is_neutral(&self) -> bool {
        *self == Self::Neutral
    }

    /// As it stands on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Warm => "warm",
            Self::Playful => "playful",
        }
    }
}

/// A language that there are wordings of.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, utoipa::ToSchema,
)]
#[schema(example = "de")]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English, that of whatever was written before there were others.
    #[default]
    En,
    /// German.
    De,
    /// French.
    Fr,
}

impl Language {
    /// Every language; the first is used where a locale has none.
    pub const ALL: [Self; 3] = [Self::En, Self::De, Self::Fr];

    /// Of a locale such as `de-AT`.
    #[must_use]
    pub fn of(locale: &str) -> Self {
        let wanted = locale.split(['-', '_']).next().unwrap_or_default();
        let known = Self::ALL.into_iter().find(|language| language.as_str().eq_ignore_ascii_case(wanted));
        known.unwrap_or(Self::ALL[0])
    }

    /// As it stands on the wire, and in a page's `lang`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Fr => "fr",
        }
    }
}

impl FromStr for Language {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|language| language.as_str() == text);
        let all = || Self::ALL.map(Self::as_str).join(", ");
        found.ok_or_else(|| format!("there are no words in `{text}`; there are such in {}", all()))
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Policy {
    /// The tone of its reasons in a shop that speaks in this one.
    #[must_use]
    pub fn tone_in(&self, shop: Tone) -> Tone {
        self.tone.unwrap_or(shop)
    }

    /// The language of its reasons in a shop of this locale, for whoever asks for none of their own.
    #[must_use]
    pub fn locale_in<'a>(&self, shop: &'a str) -> &'a str {
        self.locale.map_or(shop, |locale| locale.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_that_says_nothing_of_wording_reads_and_writes_as_ever_and_speaks_as_its_shop() {
        let ever = r#"{"placement":"home","version":0,"diversity":0.1,"caps":{},"owned":"exclude","fallback":"popular","reasons_max":4}"#;
        let policy: Policy = serde_json::from_str(ever).expect("a policy of an earlier version");
        assert_eq!(policy, Policy::standard("home"));
        assert_eq!(serde_json::to_string(&policy).expect("plain data"), ever);
        assert_eq!((policy.tone_in(Tone::Warm), policy.locale_in("pt-BR")), (Tone::Warm, "pt-BR"));
    }

    #[test]
    fn what_a_policy_says_of_wording_counts_before_its_shop() {
        let policy: Policy =
            serde_json::from_str(r#"{"placement":"home","tone":"playful","locale":"fr"}"#).expect("sound");
        assert_eq!((policy.tone_in(Tone::Warm), policy.locale_in("en")), (Tone::Playful, "fr"));
        let plain = Policy { tone: Some(Tone::Neutral), ..policy };
        assert_eq!(plain.tone_in(Tone::Warm), Tone::Neutral);
        for unknown in [r#"{"placement":"home","locale":"pt"}"#, r#"{"placement":"home","tone":"stern"}"#] {
            assert!(serde_json::from_str::<Policy>(unknown).is_err(), "{unknown}");
        }
    }

    #[test]
    fn a_locale_means_its_language_and_english_where_there_is_none() {
        for (locale, language) in
            [("de-AT", Language::De), ("FR_ca", Language::Fr), ("pt", Language::En), ("", Language::En)]
        {
            assert_eq!(Language::of(locale), language, "{locale}");
        }
        for language in Language::ALL {
            assert_eq!(serde_json::to_value(language).expect("plain data"), language.as_str());
        }
        for tone in Tone::ALL {
            assert_eq!(serde_json::to_value(tone).expect("plain data"), tone.as_str());
        }
    }
}
