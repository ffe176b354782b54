//! What thresholds found, in the reader's language.

use crate::http::pages::tongue::{Tongue, whole};
use crate::oversight::{Check, Fact, Respoken, Threshold};
use crate::units::Time;

/// What a threshold found; none where it is only kept in English words.
pub(super) fn found_words(tongue: Tongue, check: &Check) -> Option<String> {
    if !check.facts.is_empty() {
        return Some(check.facts.iter().map(|fact| fact_words(tongue, fact)).collect::<Vec<_>>().join("; "));
    }
    let nothing = match check.threshold {
        Threshold::Exclusion => "fact-nothing-out",
        Threshold::Sensitive => "fact-nothing-sensitive",
        Threshold::Sponsored => "fact-nothing-paid",
        Threshold::Wording => "fact-nothing-said",
        Threshold::Exposure | Threshold::Relevance | Threshold::Unmeasured => return None,
    };
    (!check.met).then(|| tongue.say(nothing))
}

fn fact_words(tongue: Tongue, fact: &Fact) -> String {
    let share = |share: f64| tongue.percent(share);
    match fact {
        Fact::Excluded { rule } => tongue.told("fact-excluded", rule),
        Fact::NoPlace { group } => tongue.told("fact-no-place", group),
        Fact::Buried { rule, points } => tongue.pair("fact-buried", rule, tongue.number(&points.to_string())),
        Fact::AttentionFalls { group, by, from } => {
            dated(tongue, tongue.pair("fact-attention-falls", group, share(*by)), *from)
        }
        Fact::AttentionHolds { limit } => tongue.told("fact-attention-holds", share(*limit)),
        Fact::OwedLess { rule } => tongue.told("fact-owed-less", rule),
        Fact::LessEqual { rule } => tongue.told("fact-less-equal", rule),
        Fact::GivesAwayMore { segment } => tongue.told("fact-gives-away", segment),
        Fact::KeptAfter { segment, other } => tongue.pair("fact-kept-after", segment, other),
        Fact::RelevanceFalls { by, limit, from } => {
            dated(tongue, tongue.pair("fact-relevance", share(*by), share(*limit)), *from)
        }
        Fact::MeansSensitive { rule } => tongue.told("fact-sensitive", rule),
        Fact::Paid { rule, payer } => tongue.pair("fact-paid", rule, payer),
        Fact::Unnamed { rule, payer } => tongue.pair("fact-unnamed", payer, rule),
        Fact::Tone(turn) => spoken(tongue, "fact-tone", turn),
        Fact::Language(turn) => spoken(tongue, "fact-language", turn),
        Fact::NotMeasured => tongue.say("fact-not-measured"),
        Fact::MeasuredOnFew { customers, least } => tongue.pair("fact-measured-few", customers, least),
        Fact::MomentsLeftOut { moments } => tongue.counting("fact-moments", whole(*moments), []),
        Fact::Measured { least } => tongue.counting("fact-measured", whole(*least), []),
    }
}

/// With the moment from which on it is so, where that is later.
fn dated(tongue: Tongue, told: String, from: Option<Time>) -> String {
    from.map_or_else(|| told.clone(), |from| tongue.pair("fact-from", &told, from.minute()))
}

fn spoken(tongue: Tongue, name: &str, Respoken { was, becomes }: &Respoken) -> String {
    let said = |one: &Option<String>| {
        one.as_ref().map_or_else(|| tongue.say("fact-of-shop"), |one| tongue.say(&format!("form-{one}")))
    };
    tongue.pair(name, said(was), said(becomes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_told_in_the_readers_language_and_what_is_kept_in_english_alone_is_not() {
        let check = |facts: Vec<Fact>, met| Check {
            threshold: Threshold::Relevance,
            met,
            facts,
            detail: "in English".to_owned(),
        };
        let falls = Fact::RelevanceFalls { by: 0.125, limit: 0.05, from: None };
        let told =
            |language: &str| found_words(Tongue::of(language), &check(vec![falls.clone()], true)).expect("facts");
        assert_eq!(told("en"), "relevance may fall by 12.5 %, at most 5.0 % go without approval");
        assert_eq!(told("de"), "die Relevanz kann um 12,5 % sinken, ohne Freigabe gehen höchstens 5,0 %");
        assert_eq!(told("fr"), "la pertinence peut baisser de 12,5 %, 5,0 % au plus passent sans approbation");
        assert_eq!(found_words(Tongue::of("en"), &check(Vec::new(), true)), None);
        let tone = Fact::Tone(Respoken { was: None, becomes: Some("warm".to_owned()) });
        assert_eq!(
            fact_words(Tongue::of("de"), &tone),
            "Gründe bekommen einen anderen Ton: bisher der Standard des Shops, künftig herzlich"
        );
        let nothing = Check { threshold: Threshold::Sponsored, ..check(Vec::new(), false) };
        assert!(found_words(Tongue::of("fr"), &nothing).is_some_and(|told| told.contains("pay")));
    }
}
