//! What a list had to give up, in words.

use super::Engine;
use crate::decision::Inputs;
use crate::rerank::{CapLevel, Conflict, Policy, Relaxed, Reranked, Rule};

/// What was given up, with the rules that it cannot be held with.
pub(super) fn relaxed_in_words(engine: &Engine, inputs: &Inputs, reranked: &Reranked) -> Vec<String> {
    let with = |relaxed: &Relaxed| {
        let is_it = |conflict: &&Conflict| match (conflict.given_up, *relaxed) {
            (Rule::Group { rule }, Relaxed::Group { rule: other }) => rule == other,
            (Rule::Serendipity, Relaxed::Serendipity) => true,
            _ => false,
        };
        let others = &reranked.conflicts.iter().find(is_it)?.with;
        let named: Vec<String> = others.iter().map(|rule| rule_in_words(engine, *rule, &inputs.policy)).collect();
        (!named.is_empty()).then(|| format!("; it cannot be held together with {}", named.join(", ")))
    };
    let told = |relaxed: &Relaxed| in_words(engine, *relaxed, &inputs.policy) + &with(relaxed).unwrap_or_default();
    reranked.relaxed.iter().map(told).collect()
}

fn rule_in_words(engine: &Engine, rule: Rule, policy: &Policy) -> String {
    match rule {
        Rule::Pin { rule } => format!("pin `{}`", policy.pins[usize::from(rule)].item),
        Rule::Group { rule } => format!("group `{}`", policy.groups[usize::from(rule)].name),
        Rule::Serendipity => "the share that should surprise".to_owned(),
        Rule::Leakage { rule } => format!("the leakage budget of `{}`", policy.leakages[usize::from(rule)].segment),
        Rule::Cap { level, label } => {
            let level_name = match level {
                CapLevel::Brand => "brand",
                CapLevel::Category => "category",
                CapLevel::Seller => "seller",
            };
            format!("the cap of {level_name} `{}`", engine.labels.text(level, label))
        }
    }
}

fn in_words(engine: &Engine, relaxed: Relaxed, policy: &Policy) -> String {
    match relaxed {
        Relaxed::Group { rule } => {
            let group = &policy.groups[usize::from(rule)].name;
            format!("group `{group}`: too few of its items can be shown for its guaranteed share")
        }
        Relaxed::Serendipity => "surprise: too few items are new to the customer and may suit them".to_owned(),
        Relaxed::Shortened => "the list is shorter than asked for: the caps leave too few items".to_owned(),
        Relaxed::Pin { rule } => {
            format!("pin `{}`: the item cannot be shown now", policy.pins[usize::from(rule)].item)
        }
        Relaxed::Leakage { rule } => {
            let segment = &policy.leakages[usize::from(rule)].segment;
            let why = match engine.model.leaning(segment) {
                Some(_) => {
                    "no list within it was found that keeps the other rules; this one is as near to it as was found"
                }
                None => "the model has learnt nothing of what leans to whom, so the list is not bounded",
            };
            format!("leakage budget of `{segment}`: {why}")
        }
    }
}
