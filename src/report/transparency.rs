//! The transparency report: how lists are made, what people can do about it, what they did, and how that was answered.

use super::fairness::lists;
use super::form::Name;
use super::happened::Happened;
use super::{Basis, Cell, Kind, Report, Section, Table, Unit};
use crate::chain::{Checkpoint, Head};
use crate::disclosure::{Disclosure, RuleKind, Words};
use crate::monitor::{Reach, Watch};
use crate::oversight::SettingsChange;

/// What people asked for, counted from the trail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Requests {
    /// Copies of what is kept of somebody.
    pub copies: u64,
    /// Erasures.
    pub erasures: u64,
    /// Decisions that were replayed.
    pub replays: u64,
    /// Calls that were refused.
    pub refused: u64,
}

/// What the report is made of.
#[derive(Debug, Clone, Copy)]
pub struct Transparency<'a> {
    /// How the placement chooses, in the report's language.
    pub disclosure: Option<&'a Disclosure>,
    /// The figures of the span.
    pub watch: &'a Watch,
    /// The people of the span.
    pub reach: &'a Reach,
    /// What people did.
    pub happened: Happened<'a>,
    /// How many items reviews keep out now.
    pub kept_out: usize,
    /// What people asked for.
    pub requests: Requests,
    /// Who changed the settings of oversight in the span.
    pub settings: &'a [SettingsChange],
    /// The last signed state of the log.
    pub signed: Option<&'a Checkpoint>,
}

/// The report.
#[must_use]
pub fn transparency(basis: Basis, of: Transparency<'_>) -> Report {
    let (span, log, words) = (basis.span, basis.log, basis.language.words());
    let mut sections = of.disclosure.map_or_else(|| unlearnt(words), |told| how(words, told));
    sections.push(lists(words, Section::new("lists", words.say("clarity-lists")), of.watch, of.reach));
    sections.push(asked_for(words, of.requests));
    sections.push(of.happened.reviewed(words).say(words.many("audit-kept-out", of.kept_out)));
    sections.push(of.happened.incidents(words));
    sections.push(of.happened.rules(words, span).show(settings(words, of.settings)));
    sections.push(of.happened.tried(words));
    sections.push(record(words, log, of.signed));
    Report::new(Kind::Transparency, basis, sections)
}

fn unlearnt(words: &Words) -> Vec<Section> {
    vec![Section::new("system", words.say("clarity-how")).say(words.say("clarity-unlearnt"))]
}

fn how(words: &Words, told: &Disclosure) -> Vec<Section> {
    let people = told.measured.people as u64;
    let (said, decisions) = (|name: &str| words.say(name), told.measured.decisions as u64);
    let measured = words.counting("clarity-measured", decisions, [("people", people.into())]);
    let ruled = Section::new("in-force", said("clarity-set"));
    let rules = rules(words, told);
    vec![
        Section::new("system", said("clarity-how"))
            .say(said("clarity-sum"))
            .say(measured)
            .show(parameters(words, told)),
        Section::new("data", said("clarity-data")).show(data(words, told)),
        if rules.rows.is_empty() { ruled.say(said("clarity-no-rule")) } else { ruled.show(rules) },
        Section::new("choices", said("clarity-choices")).show(choices(words, told)),
    ]
}

fn parameters(words: &Words, told: &Disclosure) -> Table {
    let people = told.measured.people as u64;
    let rows = told.parameters.iter().map(|parameter| {
        let share =
            parameter.share.map_or_else(Cell::withheld, |share| Cell { people: Some(people), ..Cell::number(share) });
        (Name::of(&parameter.id, parameter.text.clone()), [share, Cell::text(parameter.why.as_str())])
    });
    let columns = [("share", "title-share-of-scores", Unit::Share), ("why", "title-why-so", Unit::Text)];
    let table = Table::new(words, "parameters", words.say("clarity-parameters"), "title-evidence", &columns);
    table.rows(rows).drawn("share", None, None)
}

fn data(words: &Words, told: &Disclosure) -> Table {
    let used = |is_used: bool| Cell::text(words.say(if is_used { "clarity-used" } else { "clarity-unused" }));
    let rows = told.data.iter().map(|data| (Name::of(&data.id, data.text.clone()), [used(data.used)]));
    let columns = [("used", "title-used", Unit::Text)];
    Table::new(words, "data", words.say("clarity-kinds"), "title-data", &columns).rows(rows)
}

fn rules(words: &Words, told: &Disclosure) -> Table {
    let rows = (1..).zip(&told.rules).map(|(no, rule)| {
        (Name::of(format!("rule-{no}"), rule.text.clone()), [Cell::text(words.say(purpose(rule.kind)))])
    });
    let columns = [("kind", "title-what-for", Unit::Text)];
    Table::new(words, "in-force", words.say("clarity-in-force"), "title-rule", &columns).rows(rows)
}

fn choices(words: &Words, told: &Disclosure) -> Table {
    let choice = |id: &str, text: &str, call: &str| (Name::of(id, text.to_owned()), [Cell::text(call)]);
    let rows = told.controls.iter().map(|control| choice(&control.id, &control.text, &control.call));
    let columns = [("call", "title-call", Unit::Text)];
    Table::new(words, "choices", words.say("clarity-can"), "title-choice", &columns).rows(rows)
}

const fn purpose(kind: RuleKind) -> &'static str {
    match kind {
        RuleKind::Paid => "clarity-paid",
        RuleKind::Promotion => "clarity-promotion",
        RuleKind::Fairness => "clarity-fairness",
        RuleKind::Variety => "clarity-variety",
        RuleKind::Exclusion => "clarity-exclusion",
    }
}

fn asked_for(words: &Words, requests: Requests) -> Section {
    let Requests { copies, erasures, replays, refused } = requests;
    let rows = [("row-copies", copies), ("row-erasures", erasures), ("row-replays", replays), ("row-refused", refused)];
    let columns = [("count", "title-how-many", Unit::Count)];
    let table = Table::new(words, "requests", words.say("clarity-calls"), "title-what", &columns);
    Section::new("requests", words.say("clarity-asked"))
        .say(words.say("clarity-asked-how"))
        .show(table.rows(rows.map(|(name, count)| (Name::known(words, name), [Cell::count(count)]))))
}

fn settings(words: &Words, changes: &[SettingsChange]) -> Table {
    let columns = [("by", "title-by", Unit::Text), ("reason", "title-why", Unit::Text)];
    let row = |change: &SettingsChange| {
        (change.at.minute(), [Cell::text(change.by.name.as_str()), Cell::text(change.reason.as_str())])
    };
    Table::new(words, "settings", words.say("clarity-settings"), "title-when", &columns).rows(changes.iter().map(row))
}

fn record(words: &Words, log: Head, signed: Option<&Checkpoint>) -> Section {
    let section = Section::new("record", words.say("clarity-record"));
    let section = section.say(words.pair("clarity-chain", log.no, log.hash));
    section.say(match signed {
        Some(state) => words.filled("clarity-signed", [state.no.to_string(), state.at.minute(), state.key.to_string()]),
        None => words.say("clarity-unsigned"),
    })
}
