//! What stands in records, in the words of the console.

use serde_json::Value;

use super::policy_form::called;
use crate::access::Role;
use crate::http::pages::tongue::{Tongue, grouped};
use crate::monitor::{GroupKind, Outcome, PEOPLE_TOLD_MIN};
use crate::oversight::{Course, Did, Done, Source, State, Threshold, Verdict};
use crate::report::{self, Unit};

/// A number as a reader wants it.
pub(super) fn written(tongue: Tongue, value: f64, unit: Unit) -> String {
    tongue.number(&match unit {
        Unit::Share if value > 0.0 && value < 0.0995 => format!("{:.1} %", 100.0 * value),
        Unit::Share => format!("{:.0} %", 100.0 * value),
        Unit::Ratio => format!("{value:.2}"),
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count is a whole number from 0")]
        Unit::Count => grouped(value as u64),
        Unit::Number | Unit::Text => format!("{}", (value * 1e6).round() / 1e6),
    })
}

/// A figure with what bounds it.
pub(super) fn within(tongue: Tongue, figure: String, [low, high]: [String; 2]) -> String {
    tongue.filled("desk-within", [figure, low, high])
}

/// What stands for a figure of people who are too few.
pub(super) fn too_few(tongue: Tongue) -> String {
    tongue.told("desk-too-few", PEOPLE_TOLD_MIN)
}

/// What somebody is here, by their task.
pub(super) fn role_words(tongue: Tongue, role: Role) -> String {
    tongue.say(&format!("role-{}", role.as_str()))
}

/// A kind of rule that moves places, as impacts name it.
pub(super) fn cause_kind(tongue: Tongue, kind: &str) -> String {
    known(tongue, &format!("impact-{kind}")).unwrap_or_else(|| tongue.say("impact-other"))
}

/// A text, where there is one of that name.
fn known(tongue: Tongue, name: &str) -> Option<String> {
    Some(tongue.say(name)).filter(|said| said != name)
}

/// Where a proposal stands.
pub(super) fn state_words(tongue: Tongue, state: State) -> String {
    tongue.say(&format!("stand-{}", state.as_str()))
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
pub(super) fn did_words(tongue: Tongue, did: Did) -> String {
    tongue.say(match did {
        Did::Created => "done-created",
        Did::Edited => "done-edited",
        Did::Previewed => "done-previewed",
        Did::Submitted => "done-submitted",
        Did::Approved => "done-approved",
        Did::Rejected => "done-rejected",
        Did::Withdrawn => "done-withdrawn",
        Did::Scheduled => "done-scheduled",
        Did::Published => "done-published",
        Did::Imposed => "done-imposed",
        Did::RolledBack => "done-rolled_back",
        Did::Lapsed => "done-lapsed",
    })
}

/// What asks for approval.
pub(super) fn threshold_words(tongue: Tongue, threshold: Threshold) -> String {
    tongue.say(match threshold {
        Threshold::Exclusion => "threshold-exclusion",
        Threshold::Exposure => "threshold-exposure",
        Threshold::Relevance => "threshold-relevance",
        Threshold::Sensitive => "threshold-sensitive",
        Threshold::Sponsored => "threshold-sponsored",
        Threshold::Wording => "threshold-wording",
        Threshold::Unmeasured => "threshold-unmeasured",
    })
}

/// A field of a policy, by the pointer that a difference gives.
pub(super) fn field_words(tongue: Tongue, pointer: &str) -> String {
    let parts: Vec<String> = pointer.trim_start_matches('/').split('/').map(|part| part_words(tongue, part)).collect();
    parts.join(" › ")
}

fn part_words(tongue: Tongue, part: &str) -> String {
    if let Ok(at) = part.parse::<usize>() {
        return tongue.told("part-number", at + 1);
    }
    known(tongue, &format!("part-{part}"))
        .unwrap_or_else(|| part.replace("~1", "/").replace("~0", "~").replace('_', " "))
}

/// A value of a field of a policy, by its name: a rule as `name: value` pairs, what the form offers a choice of as it says it there,
/// everything else as it is.
pub(super) fn value_words(tongue: Tongue, name: &str, value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            // What items are chosen by is in the shop's words.
            let title = |field: &str| if name == "attributes" { field.to_owned() } else { part_words(tongue, field) };
            let field =
                |(field, value): (&String, &Value)| format!("{}: {}", title(field), value_words(tongue, field, value));
            fields.iter().map(field).collect::<Vec<_>>().join("; ")
        }
        Value::Array(list) => list.iter().map(|value| value_words(tongue, "", value)).collect::<Vec<_>>().join(", "),
        Value::String(text) => called(name, text).map_or_else(|| text.clone(), |label| tongue.say(label)),
        Value::Null => tongue.say("part-none"),
        Value::Number(number) => tongue.number(&number.to_string()),
        Value::Bool(is) => is.to_string(),
    }
}

/// Why an entry is looked at.
pub(super) fn source_words(tongue: Tongue, source: Source) -> String {
    report::source_in_words(&tongue, source)
}

/// What was decided of it.
pub(super) fn verdict_words(tongue: Tongue, verdict: Verdict) -> String {
    tongue.say(&format!("verdict-{}", verdict.as_str()))
}

/// What makes a group of items.
pub(super) fn group_words(tongue: Tongue, kind: GroupKind) -> String {
    tongue.say(&format!("kind-{}", kind.as_str()))
}

/// What was done with an incident.
pub(super) fn done_words(tongue: Tongue, did: Done) -> String {
    tongue.say(match did {
        Done::Opened => "handled-opened",
        Done::Assigned => "handled-assigned",
        Done::Noted => "handled-noted",
        Done::Resolved => "handled-resolved",
        Done::Reopened => "handled-reopened",
        Done::Quiet => "handled-quiet",
        Done::Back => "handled-back",
    })
}

/// Where an experiment stands.
pub(super) fn course_words(tongue: Tongue, course: Course) -> String {
    tongue.say(&format!("stand-{}", course.as_str()))
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
pub(super) fn outcome_words(tongue: Tongue, outcome: Outcome) -> String {
    tongue.say(match outcome {
        Outcome::Clicks => "outcome-clicks",
        Outcome::Purchases => "outcome-purchases",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::pages::words::quoted;

    #[test]
    fn counts_and_values_are_written_as_people_read_them() {
        let [english, german] = ["en", "de"].map(Tongue::of);
        assert_eq!([7, 999, 1_000, 236_142].map(grouped), ["7", "999", "1\u{202f}000", "236\u{202f}142"]);
        assert_eq!(quoted(english, "`a b` and `c`"), "“a b” and “c”");
        assert_eq!(quoted(german, "`a b` und `c`"), "„a b“ und „c“");
        assert_eq!(field_words(english, "/groups/0/min_share"), "groups › no. 1 › min share");
        assert_eq!(field_words(german, "/groups/0/min_share"), "Gruppen › Nr. 1 › Mindestanteil");
        let rule = serde_json::json!({"label": "Recalled", "members": {"items": ["a", "b"]}, "shoe_size": 0.5});
        assert_eq!(value_words(english, "1", &rule), "label: Recalled; members: items: a, b; shoe size: 0.5");
        let told = "Bezeichnung: Recalled; Artikel darin: Artikel: a, b; shoe size: 0,5";
        assert_eq!(value_words(german, "1", &rule), told);
    }

    #[test]
    fn what_the_form_offers_is_told_in_its_words_and_what_items_are_chosen_by_in_the_shops() {
        let group = serde_json::json!({
            "scope": "prefix", "fair_star": {"correction": "nearest"}, "window": {"kind": "requests"},
            "members": {"attributes": {"kind": ["days"], "brand": ["list"]}},
        });
        assert_eq!(
            value_words(Tongue::of("de"), "0", &group),
            "Test: Korrektur: so nah wie möglich; Artikel darin: Merkmale: brand: list; kind: days; Bereich: jeder Abschnitt von \
             oben an; Zeitraum: Art: Listen"
        );
        assert_eq!(value_words(Tongue::of("fr"), "scope", &"list".into()), "la liste entière");
    }

    #[test]
    fn numbers_are_written_as_people_read_them() {
        let written = |value, unit| written(Tongue::of("en"), value, unit).replace('\u{202f}', " ");
        assert_eq!(written(0.031, Unit::Share), "3.1 %");
        assert_eq!(written(0.31, Unit::Share), "31 %");
        assert_eq!(written(0.74, Unit::Ratio), "0.74");
        assert_eq!(written(5120.0, Unit::Count), "5 120");
        assert_eq!(written(0.000_25, Unit::Number), "0.00025");
        assert_eq!(super::written(Tongue::of("fr"), 0.031, Unit::Share), "3,1 %");
    }
}
