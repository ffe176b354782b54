//! What stands in records, in the words of the console.

use serde_json::Value;

use crate::monitor::{GroupKind, Outcome, PEOPLE_TOLD_MIN};
use crate::oversight::{Course, Did, Done, Source, State, Threshold, Verdict};
use crate::report::Unit;

/// A sentence whose names stand between backticks, with quotation marks.
pub(super) fn quoted(text: &str) -> String {
    let mut parts = text.split('`').enumerate();
    let first = parts.next().map_or("", |(_, part)| part).to_owned();
    parts.fold(first, |text, (at, part)| text + if at % 2 == 1 { "“" } else { "”" } + part)
}

/// A count with its thousands told apart.
pub(super) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// A number as a reader wants it.
pub(super) fn written(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Share if value > 0.0 && value < 0.0995 => format!("{:.1} %", 100.0 * value),
        Unit::Share => format!("{:.0} %", 100.0 * value),
        Unit::Ratio => format!("{value:.2}"),
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count is a whole number from 0")]
        Unit::Count => grouped(value as u64),
        Unit::Number | Unit::Text => format!("{}", (value * 1e6).round() / 1e6),
    }
}

/// A share to a tenth of a percent.
pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// What stands for a figure of people who are too few.
pub(super) fn too_few() -> String {
    format!("fewer than {PEOPLE_TOLD_MIN} people")
}

/// A kind of rule that moves places, as impacts name it.
pub(super) fn cause_kind(kind: &str) -> &'static str {
    match kind {
        "pin" => "pins",
        "boost" => "boosts and buries",
        "group" => "places for groups",
        "diversity" => "variety",
        "cap" => "limits",
        "serendipity" => "surprise",
        "calibration" => "the customer’s own mix",
        "novelty" => "what few know",
        "exposure" => "attention over time",
        "parity" => "parity between customers",
        _ => "another rule",
    }
}

/// Where a proposal stands.
pub(super) const fn state_words(state: State) -> &'static str {
    match state {
        State::Draft => "draft",
        State::Previewed => "measured draft",
        State::Submitted => "handed in",
        State::Approved => "approved",
        State::Scheduled => "scheduled",
        State::Live => "live",
        State::Retired => "retired",
        State::Rejected => "rejected",
        State::Withdrawn => "withdrawn",
    }
}

/// How that looks.
pub(super) const fn state_class(state: State) -> &'static str {
    match state {
        State::Live => "live",
        State::Submitted | State::Approved | State::Scheduled => "waits",
        State::Retired | State::Rejected | State::Withdrawn => "past",
        State::Draft | State::Previewed => "draft",
    }
}

/// What was done with a proposal.
pub(super) const fn did_words(did: Did) -> &'static str {
    match did {
        Did::Created => "Written",
        Did::Edited => "Changed",
        Did::Previewed => "Measured",
        Did::Submitted => "Handed in",
        Did::Approved => "Approved",
        Did::Rejected => "Rejected",
        Did::Withdrawn => "Withdrawn",
        Did::Scheduled => "Scheduled",
        Did::Published => "Published",
        Did::Imposed => "Imposed, past approval",
        Did::RolledBack => "Earlier rules made live again",
        Did::Lapsed => "Not made live: another policy had come between",
    }
}

/// What asks for approval.
pub(super) const fn threshold_words(threshold: Threshold) -> &'static str {
    match threshold {
        Threshold::Exclusion => "Keeps items out",
        Threshold::Exposure => "Takes attention from a group",
        Threshold::Relevance => "Costs relevance",
        Threshold::Sensitive => "Means a sensitive kind of item",
        Threshold::Sponsored => "Somebody pays for it",
        Threshold::Wording => "Changes how reasons speak",
        Threshold::Unmeasured => "Was not measured on enough customers",
    }
}

/// A field of a policy, by the pointer that a difference gives.
pub(super) fn field_words(pointer: &str) -> String {
    let parts: Vec<String> = pointer.trim_start_matches('/').split('/').map(part_words).collect();
    parts.join(" › ")
}

fn part_words(part: &str) -> String {
    if let Ok(at) = part.parse::<usize>() {
        return format!("no. {}", at + 1);
    }
    part.replace("~1", "/").replace("~0", "~").replace('_', " ")
}

/// A value of a policy: a rule as `name: value` pairs, everything else as it is.
pub(super) fn value_words(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let field =
                |(name, value): (&String, &Value)| format!("{}: {}", name.replace('_', " "), value_words(value));
            fields.iter().map(field).collect::<Vec<_>>().join("; ")
        }
        Value::Array(list) => list.iter().map(value_words).collect::<Vec<_>>().join(", "),
        Value::String(text) => text.clone(),
        Value::Null => "none".to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// Why an entry is looked at.
pub(super) const fn source_words(source: Source) -> &'static str {
    match source {
        Source::Report => "reported by a customer",
        Source::LowConfidence => "little confidence",
        Source::Sensitive => "sensitive kind",
        Source::Sample => "weekly sample",
    }
}

/// What was decided of it.
pub(super) const fn verdict_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fine => "Fine",
        Verdict::SuppressHere => "Suppress here",
        Verdict::SuppressEverywhere => "Suppress everywhere",
        Verdict::WrongReason => "Wrong reason",
        Verdict::Incident => "Incident",
    }
}

/// What makes a group of items.
pub(super) const fn group_words(kind: GroupKind) -> &'static str {
    match kind {
        GroupKind::Rule => "By the groups of the rules",
        GroupKind::Category => "By category",
        GroupKind::Brand => "By brand",
        GroupKind::Seller => "By seller",
        GroupKind::Payer => "By who pays for places",
    }
}

/// What was done with an incident.
pub(super) const fn done_words(did: Done) -> &'static str {
    match did {
        Done::Opened => "Opened",
        Done::Assigned => "Given",
        Done::Noted => "Noted",
        Done::Resolved => "Resolved",
        Done::Reopened => "Opened again",
        Done::Quiet => "Quiet again",
        Done::Back => "Back again",
    }
}

/// Where an experiment stands.
pub(super) const fn course_words(course: Course) -> &'static str {
    match course {
        Course::Draft => "draft",
        Course::Dropped => "dropped",
        Course::Running => "running",
        Course::Ended => "ended",
        Course::Guarded => "ended by its guard rail",
        Course::Overtaken => "overtaken",
    }
}

/// How that looks.
pub(super) const fn course_class(course: Course) -> &'static str {
    match course {
        Course::Running => "live",
        Course::Guarded => "waits",
        Course::Draft => "draft",
        Course::Dropped | Course::Ended | Course::Overtaken => "past",
    }
}

/// What is compared.
pub(super) const fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Clicks => "people who click",
        Outcome::Purchases => "people who buy",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_values_are_written_as_people_read_them() {
        assert_eq!([7, 999, 1_000, 236_142].map(grouped), ["7", "999", "1\u{202f}000", "236\u{202f}142"]);
        assert_eq!(quoted("`a b` and `c`"), "“a b” and “c”");
        assert_eq!(field_words("/groups/0/min_share"), "groups › no. 1 › min share");
        let rule = serde_json::json!({"label": "Recalled", "members": {"items": ["a", "b"]}});
        assert_eq!(value_words(&rule), "label: Recalled; members: items: a, b");
    }

    #[test]
    fn numbers_are_written_as_people_read_them() {
        let written = |value, unit| written(value, unit).replace('\u{202f}', " ");
        assert_eq!(written(0.031, Unit::Share), "3.1 %");
        assert_eq!(written(0.31, Unit::Share), "31 %");
        assert_eq!(written(0.74, Unit::Ratio), "0.74");
        assert_eq!(written(5120.0, Unit::Count), "5 120");
        assert_eq!(written(0.000_25, Unit::Number), "0.00025");
    }
}
