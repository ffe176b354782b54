//! How hard a text is to read.

use super::real;
use crate::rerank::Language;

/// The grade up to which an English text is easy: what somebody reads after eight years of school.
pub const GRADE_EASY_MAX: f64 = 8.0;
/// The LIX up to which a text is easy: no harder than stories and other prose of everyday (Björnsson 1968).
pub const LIX_EASY_MAX: f64 = 40.0;
/// A word with more letters than this is long for LIX.
const LETTERS_MAX: usize = 6;

/// By what a text of some language is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// By the school grade, which is fitted to English: [`flesch_kincaid_grade`].
    Grade,
    /// By [`lix`], which takes any language.
    Lix,
}

impl Scale {
    /// That of a language.
    #[must_use]
    pub const fn of(language: Language) -> Self {
        match language {
            Language::En => Self::Grade,
            Language::De | Language::Fr => Self::Lix,
        }
    }

    /// How hard a text is on it; the higher, the harder.
    #[must_use]
    pub fn measure(self, text: &str) -> f64 {
        match self {
            Self::Grade => flesch_kincaid_grade(text),
            Self::Lix => lix(text),
        }
    }

    /// Up to where a text is easy.
    #[must_use]
    pub const fn easy_max(self) -> f64 {
        match self {
            Self::Grade => GRADE_EASY_MAX,
            Self::Lix => LIX_EASY_MAX,
        }
    }
}

/// How a text of many sentences reads.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Readability {
    /// How many sentences it has.
    pub sentences: usize,
    /// Words of a sentence, on average.
    pub words: f64,
    /// Words of the longest.
    pub words_most: usize,
    /// How hard the whole is, on the scale of its language.
    pub hardness: f64,
    /// How many of its sentences are easy, each taken by itself.
    pub easy: usize,
}

/// How the sentences of a text read on a scale.
#[must_use]
pub fn readability(scale: Scale, text: &[String]) -> Readability {
    let lengths: Vec<usize> = text.iter().map(|sentence| words(sentence).len()).collect();
    Readability {
        sentences: text.len(),
        words: real(lengths.iter().sum()) / real(text.len().max(1)),
        words_most: lengths.into_iter().max().unwrap_or_default(),
        hardness: scale.measure(&text.join(" ")),
        easy: text.iter().filter(|sentence| scale.measure(sentence) <= scale.easy_max()).count(),
    }
}

/// The Flesch-Kincaid grade of an English text: the American school grade that reads it with ease,
/// `0.39 words / sentences + 11.8 syllables / words - 15.59` (Kincaid, Fishburne, Rogers and Chissom 1975). 0 of no words.
///
/// A sentence ends in `.`, `!` or `?`; a word is what stands between blanks and holds a letter or a digit. Syllables are
/// counted by [`syllables`], so the grade of a text with many names is rough.
#[must_use]
pub fn flesch_kincaid_grade(text: &str) -> f64 {
    let words = words(text);
    if words.is_empty() {
        return 0.0;
    }
    let n_syllables = words.iter().map(|word| syllables(word)).sum();
    0.39 * real(words.len()) / real(sentences(&words)) + 11.8 * real(n_syllables) / real(words.len()) - 15.59
}

/// The LIX of a text, `words / sentences + 100 * long words / words` (Björnsson 1968), which needs no syllables and so serves any
/// language of long and short words: a word is long from seven letters on. 0 of no words. Words and sentences as in
/// [`flesch_kincaid_grade`]; of a single sentence it is rough, since one long word moves it much.
#[must_use]
pub fn lix(text: &str) -> f64 {
    let words = words(text);
    if words.is_empty() {
        return 0.0;
    }
    let is_long = |word: &&&str| word.chars().filter(|c| c.is_alphabetic()).count() > LETTERS_MAX;
    let long = words.iter().filter(is_long).count();
    real(words.len()) / real(sentences(&words)) + 100.0 * real(long) / real(words.len())
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).collect()
}

/// How many sentences words make, at least one.
fn sentences(words: &[&str]) -> usize {
    let ends = |word: &&&str| word.trim_end_matches(['"', '\'', ')']).ends_with(['.', '!', '?']);
    words.iter().filter(ends).count().max(1)
}

/// Syllables of an English word, by rule: its groups of vowels (`y` among them), less a silent `e` at the end (not of
/// `-le`, nor of `-ed` after `t` or `d`), at least one. Digits and marks are not read out. Against a pronouncing dictionary
/// rules of this kind are right for about nine words in ten.
#[must_use]
pub fn syllables(word: &str) -> usize {
    let word: String = word.to_lowercase().chars().filter(char::is_ascii_alphabetic).collect();
    let is_vowel = |c: char| "aeiouy".contains(c);
    let begins = |(at, c): (usize, char)| is_vowel(c) && !word[..at].ends_with(is_vowel);
    let groups = word.char_indices().filter(|&pair| begins(pair)).count();
    let is_mute_e = word.ends_with('e') && !word.ends_with("le") && !word.ends_with("ee");
    let is_mute_ed = word.ends_with("ed") && !["ted", "ded", "eed"].iter().any(|end| word.ends_with(end));
    groups.saturating_sub(usize::from(is_mute_e || is_mute_ed)).max(1)
}
