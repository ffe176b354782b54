//! Quantities as a person reads them.

use super::tongue::Tongue;
use crate::decision::{Fallback, FallbackReason};
use crate::event::Kind;
use crate::reason::{Code, Disclosure};
use crate::units::Money;

/// A sentence whose names stand between backticks, with quotation marks.
pub(super) fn quoted(tongue: Tongue, text: &str) -> String {
    let (open, close) = match tongue.code() {
        "de" => ("„", "“"),
        "fr" => ("« ", " »"),
        _ => ("“", "”"),
    };
    let mut parts = text.split('`').enumerate();
    let first = parts.next().map_or("", |(_, part)| part).to_owned();
    parts.fold(first, |text, (at, part)| text + if at % 2 == 1 { open } else { close } + part)
}

/// A price, with the currency's sign where everybody knows it.
pub(super) fn price(money: Money) -> String {
    match money.currency.as_str() {
        "GBP" => format!("£{}", money.amount),
        "EUR" => format!("€{}", money.amount),
        "USD" => format!("${}", money.amount),
        _ => money.to_string(),
    }
}

/// Why a reason has no points.
pub(super) fn pointless(tongue: Tongue, code: Code) -> String {
    match code {
        Code::ExpExplore => tongue.say("why-explored"),
        _ => tongue.say("why-ruled"),
    }
}

/// What the customer did with a thing.
pub(super) fn did(tongue: Tongue, kind: Kind, thing: &str) -> String {
    tongue.told(&format!("did-{}", kind.as_str()), thing)
}

/// A calibrated probability in words, as natural frequencies: people read "1 in 5" better than "0.2".
pub(super) fn confidence(tongue: Tongue, probability: f64) -> String {
    let verdict = match probability {
        p if p >= 0.5 => "sure-fairly",
        p if p >= 0.2 => "sure-good",
        p if p >= 0.05 => "sure-guess",
        _ => "sure-long",
    };
    tongue.with(verdict, [("odds", odds(tongue, probability).into())])
}

fn odds(tongue: Tongue, probability: f64) -> String {
    if probability >= 0.15 {
        let tenths = (probability * 10.0).round().clamp(1.0, 10.0);
        return tongue.counted("odds-tenths", tenths);
    }
    tongue.counted("odds-one", (1.0 / probability.max(0.001)).round())
}

/// Where an item would stand without some evidence.
pub(super) fn without(tongue: Tongue, now: u32, then: Option<u32>) -> String {
    match then {
        None => tongue.say("why-without-none"),
        Some(rank) if rank == now => tongue.ranked("why-without-same", rank, None),
        Some(rank) => tongue.ranked("why-without", rank, None),
    }
}

/// Whose interest is behind a place, if not only the customer's.
pub(super) fn disclosure(tongue: Tongue, disclosure: Disclosure) -> Option<String> {
    let name = match disclosure {
        Disclosure::None => return None,
        Disclosure::Sponsored => "tag-sponsored",
        Disclosure::Merchandised => "tag-promoted",
        Disclosure::Fairness => "tag-fair",
        Disclosure::Fallback => "tag-plain",
    };
    Some(tongue.say(name))
}

/// Why a list is not personal.
pub(super) fn fallback(tongue: Tongue, fallback: Option<Fallback>, reason: Option<FallbackReason>) -> Option<String> {
    let name = match (fallback?, reason) {
        (Fallback::Empty, _) => "plain-empty",
        (Fallback::Popular, Some(FallbackReason::PersonalisationOff)) => "plain-off",
        (Fallback::Popular, Some(FallbackReason::ConsentWithheld)) => "plain-consent",
        (Fallback::Context, _) => "plain-context",
        (Fallback::Popular, Some(FallbackReason::StoreAway)) => "plain-away",
        (Fallback::Popular, _) => "plain-nothing",
    };
    Some(tongue.say(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_never_promises_more_than_the_figure() {
        let english = Tongue::of("en");
        assert_eq!(confidence(english, 0.31), "A good guess: about 3 in 10 suggestions like this are taken up.");
        assert_eq!(confidence(english, 0.02), "A long shot: about 1 in 50 suggestions like this is taken up.");
    }
}
