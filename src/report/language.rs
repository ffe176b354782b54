//! In which language a report is told.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::disclosure::Words;

/// The language of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ReportLanguage, example = "en")]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English, that of every report from before there were others.
    #[default]
    En,
    /// German.
    De,
    /// French.
    Fr,
}

static WORDS: LazyLock<[Words; 3]> =
    LazyLock::new(|| Language::ALL.map(|language| Words::of_reports(language.as_str())));

impl Language {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::En, Self::De, Self::Fr];

    /// As it stands on the wire and in names of files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Fr => "fr",
        }
    }

    /// That of a locale; English where reports do not speak it.
    #[must_use]
    pub fn of(locale: &str) -> Self {
        let wanted = locale.split(['-', '_']).next().unwrap_or_default();
        let found = Self::ALL.into_iter().find(|language| language.as_str().eq_ignore_ascii_case(wanted));
        found.unwrap_or_default()
    }

    /// What reports say in it.
    pub(super) fn words(self) -> &'static Words {
        match self {
            Self::En => &WORDS[0],
            Self::De => &WORDS[1],
            Self::Fr => &WORDS[2],
        }
    }
}

impl FromStr for Language {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|language| language.as_str() == text);
        let all = || Self::ALL.map(Self::as_str).join(", ");
        found.ok_or_else(|| format!("there are no reports in `{text}`; there are such in {}", all()))
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
