//! Quantities as a person reads them.

use std::sync::LazyLock;

use fluent_bundle::FluentArgs;

use crate::decision::{Fallback, FallbackReason};
use crate::disclosure::Words;
use crate::event::Kind;
use crate::reason::{Code, Disclosure};
use crate::units::{Money, Time};

/// A price, with the currency's sign where everybody knows it.
pub(super) fn price(money: Money) -> String {
    match money.currency.as_str() {
        "GBP" => format!("£{}", money.amount),
        "EUR" => format!("€{}", money.amount),
        "USD" => format!("${}", money.amount),
        _ => money.to_string(),
    }
}

/// 1st, 2nd, 3rd, ...
pub(super) fn ordinal(rank: u32) -> String {
    let ending = match (rank % 10, rank % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{rank}{ending}")
}

/// A count with its noun.
pub(super) fn counted(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// A date without its hour.
pub(super) fn day(time: Time) -> String {
    time.to_string().split('T').next().unwrap_or_default().to_owned()
}

/// Why a reason has no points.
pub(super) const fn pointless(code: Code) -> &'static str {
    match code {
        Code::ExpExplore => "No points of its own: all that speaks for it is too uncertain to be told.",
        _ => "No points: a rule gave it this place.",
    }
}

/// What the customer did with a thing, in the language of the shop's own pages.
pub(super) fn did(kind: Kind, thing: &str) -> String {
    static OWN: LazyLock<Words> = LazyLock::new(|| Words::of(super::home::LANGUAGE));
    done(&OWN, kind, thing)
}

/// The same in a language.
pub(super) fn done(words: &Words, kind: Kind, thing: &str) -> String {
    words.say(&format!("did-{}", kind.as_str()), Some(&with([("thing", thing.to_owned())])))
}

/// Arguments of a sentence.
pub(super) fn with<'a>(pairs: impl IntoIterator<Item = (&'a str, String)>) -> FluentArgs<'a> {
    let mut arguments = FluentArgs::new();
    pairs.into_iter().for_each(|(name, value)| arguments.set(name, value));
    arguments
}

/// A calibrated probability in words, as natural frequencies: people read "1 in 5" better than "0.2".
pub(super) fn confidence(probability: f64) -> String {
    let verdict = match probability {
        p if p >= 0.5 => "We are fairly sure",
        p if p >= 0.2 => "A good guess",
        p if p >= 0.05 => "A guess",
        _ => "A long shot",
    };
    format!("{verdict}: {}", odds(probability))
}

fn odds(probability: f64) -> String {
    if probability >= 0.15 {
        let tenths = (probability * 10.0).round().clamp(1.0, 10.0);
        return format!("about {tenths:.0} in 10 suggestions like this are taken up");
    }
    let one_in = (1.0 / probability.max(0.001)).round();
    format!("about 1 in {one_in:.0} suggestions like this is taken up")
}

/// Where an item would stand without some evidence.
pub(super) fn without(now: u32, then: Option<u32>) -> String {
    match then {
        None => "Without this it would not be in the running at all.".to_owned(),
        Some(rank) if rank == now => format!("Without this it would still be {}.", ordinal(rank)),
        Some(rank) => format!("Without this it would be {}.", ordinal(rank)),
    }
}

/// Whose interest is behind a place, if not only the customer's.
pub(super) const fn disclosure(disclosure: Disclosure) -> Option<&'static str> {
    match disclosure {
        Disclosure::None => None,
        Disclosure::Sponsored => Some("Sponsored"),
        Disclosure::Merchandised => Some("Promoted"),
        Disclosure::Fairness => Some("Fair chance"),
        Disclosure::Fallback => Some("Not personalised"),
    }
}

/// Why a list is not personal.
pub(super) const fn fallback(fallback: Option<Fallback>, reason: Option<FallbackReason>) -> Option<&'static str> {
    match (fallback, reason) {
        (None, _) => None,
        (Some(Fallback::Empty), _) => Some("There is nothing to recommend right now."),
        (Some(Fallback::Popular), Some(FallbackReason::PersonalisationOff)) => {
            Some("Personalisation is off, so these are simply popular here.")
        }
        (Some(Fallback::Popular), Some(FallbackReason::ConsentWithheld)) => {
            Some("You have not allowed recommendations from your history, so these are simply popular here.")
        }
        (Some(Fallback::Context), _) => {
            Some("Nothing of yours can be looked up right now, so these simply go with what is on this page.")
        }
        (Some(Fallback::Popular), Some(FallbackReason::StoreAway)) => {
            Some("Nothing of yours can be looked up right now, so these are simply popular here.")
        }
        (Some(Fallback::Popular), _) => {
            Some("There is nothing that you did here to go by, so these are simply popular here.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals_follow_the_teens() {
        let ranks = [1, 2, 3, 4, 11, 12, 13, 21, 102, 111];
        let words = ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th"];
        assert_eq!(ranks.map(ordinal), words);
    }

    #[test]
    fn confidence_never_promises_more_than_the_figure() {
        assert_eq!(confidence(0.31), "A good guess: about 3 in 10 suggestions like this are taken up");
        assert_eq!(confidence(0.02), "A long shot: about 1 in 50 suggestions like this is taken up");
    }
}
