//! What a list had to give up, in words.

use super::Engine;
use crate::decision::Inputs;
use crate::disclosure::Words;
use crate::rerank::{CapLevel, Conflict, Policy, Relaxed, Reranked, Rule};

/// What was given up, with the rules that it cannot be held with.
pub(super) fn relaxed_in_words(engine: &Engine, inputs: &Inputs, reranked: &Reranked, words: &Words) -> Vec<String> {
    let with = |relaxed: &Relaxed| {
        let is_it = |conflict: &&Conflict| match (conflict.given_up, *relaxed) {
            (Rule::Group { rule }, Relaxed::Group { rule: other }) => rule == other,
            (Rule::Serendipity, Relaxed::Serendipity) => true,
            _ => false,
        };
        let others = &reranked.conflicts.iter().find(is_it)?.with;
        let named: Vec<String> =
            others.iter().map(|rule| rule_in_words(engine, *rule, &inputs.policy, words)).collect();
        (!named.is_empty()).then(|| words.told("gave-with", named.join(", ")))
    };
    let told =
        |relaxed: &Relaxed| in_words(engine, *relaxed, &inputs.policy, words) + &with(relaxed).unwrap_or_default();
    reranked.relaxed.iter().map(told).collect()
}

fn rule_in_words(engine: &Engine, rule: Rule, policy: &Policy, words: &Words) -> String {
    match rule {
        Rule::Pin { rule } => words.told("gave-rule-pin", &policy.pins[usize::from(rule)].item),
        Rule::Group { rule } => words.told("gave-rule-group", &policy.groups[usize::from(rule)].name),
        Rule::Serendipity => words.say("gave-rule-serendipity"),
        Rule::Leakage { rule } => words.told("gave-rule-leakage", &policy.leakages[usize::from(rule)].segment),
        Rule::Cap { level, label } => {
            let name = match level {
                CapLevel::Brand => "gave-rule-brand",
                CapLevel::Category => "gave-rule-category",
                CapLevel::Seller => "gave-rule-seller",
            };
            words.told(name, engine.labels.text(level, label))
        }
    }
}

fn in_words(engine: &Engine, relaxed: Relaxed, policy: &Policy, words: &Words) -> String {
    match relaxed {
        Relaxed::Group { rule } => words.told("gave-group", &policy.groups[usize::from(rule)].name),
        Relaxed::Serendipity => words.say("gave-serendipity"),
        Relaxed::Shortened => words.say("gave-shortened"),
        Relaxed::Pin { rule } => words.told("gave-pin", &policy.pins[usize::from(rule)].item),
        Relaxed::Leakage { rule } => {
            let segment = &policy.leakages[usize::from(rule)].segment;
            let is_learnt = engine.model.leaning(segment).is_some();
            words.told(if is_learnt { "gave-leakage" } else { "gave-leakage-unlearnt" }, segment)
        }
    }
}
