//! What reports say in a language.

use std::sync::LazyLock;

use crate::disclosure::Words;
use crate::rerank::Language;

static WORDS: LazyLock<[Words; 3]> =
    LazyLock::new(|| Language::ALL.map(|language| Words::of_reports(language.as_str())));

impl Language {
    /// What reports say in it.
    pub(super) fn words(self) -> &'static Words {
        &WORDS[self as usize]
    }
}
