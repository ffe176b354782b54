//! The transparency report: how lists are made, what people can do about it, what they did, and how that was answered.

use super::fairness::lists;
use super::happened::Happened;
use super::{Basis, Cell, Kind, Report, Section, Table, Unit};
use crate::chain::{Checkpoint, Head};
use crate::disclosure::{Disclosure, RuleKind};
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
    /// How the placement chooses, in English.
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
    let (span, log) = (basis.span, basis.log);
    let mut sections = of.disclosure.map_or_else(unlearnt, how);
    sections.push(lists(Section::new("lists", "Lists of the span"), of.watch, of.reach));
    sections.push(asked_for(of.requests));
    sections.push(of.happened.reviewed().say(format!("Reviews keep {} items out now.", of.kept_out)));
    sections.push(of.happened.incidents());
    sections.push(of.happened.rules(span).show(settings(of.settings)));
    sections.push(of.happened.tried());
    sections.push(record(log, of.signed));
    Report::new(Kind::Transparency, basis, sections)
}

fn unlearnt() -> Vec<Section> {
    vec![Section::new("system", "How lists are made").say("Nothing is learnt yet, so nothing personal is recommended.")]
}

fn how(told: &Disclosure) -> Vec<Section> {
    let columns = [("share", "Share of the scores", Unit::Share), ("why", "Why it weighs as it does", Unit::Text)];
    let people = told.measured.people as u64;
    let parameters = told.parameters.iter().map(|parameter| {
        let share =
            parameter.share.map_or_else(Cell::withheld, |share| Cell { people: Some(people), ..Cell::number(share) });
        (parameter.text.clone(), [share, Cell::text(parameter.why.as_str())])
    });
    let parameters = Table::new("parameters", "What a score is made of", "Evidence", &columns).rows(parameters);
    let used = [("used", "Used", Unit::Text)];
    let data = told.data.iter().map(|data| (data.text.clone(), [Cell::text(if data.used { "yes" } else { "no" })]));
    let kind = [("kind", "What it is for", Unit::Text)];
    let rules = told.rules.iter().map(|rule| (rule.text.clone(), [Cell::text(purpose(rule.kind))]));
    let call = [("call", "The call for it", Unit::Text)];
    let choices = told.controls.iter().map(|control| (control.text.clone(), [Cell::text(control.call.as_str())]));
    let measured =
        format!("Shares are counted in full on the last {} lists, of {people} people.", told.measured.decisions);
    let rules = Table::new("in-force", "Rules in force", "Rule", &kind).rows(rules);
    let ruled = Section::new("in-force", "What the shop has set");
    vec![
        Section::new("system", "How lists are made")
            .say("A score is a sum of signed lines, one for each piece of evidence; nothing else ranks an item.")
            .say(measured)
            .show(parameters.drawn("share", None, None)),
        Section::new("data", "What data is used").show(Table::new("data", "Kinds of data", "Data", &used).rows(data)),
        if rules.rows.is_empty() { ruled.say("No rule is in force.") } else { ruled.show(rules) },
        Section::new("choices", "What customers can do")
            .show(Table::new("choices", "Choices of customers", "Choice", &call).rows(choices)),
    ]
}

const fn purpose(kind: RuleKind) -> &'static str {
    match kind {
        RuleKind::Paid => "somebody pays for it",
        RuleKind::Promotion => "promotion",
        RuleKind::Fairness => "a fair share",
        RuleKind::Variety => "variety",
        RuleKind::Exclusion => "kept out",
    }
}

fn asked_for(requests: Requests) -> Section {
    let Requests { copies, erasures, replays, refused } = requests;
    let rows = [
        ("copies of what is kept of somebody", copies),
        ("erasures", erasures),
        ("decisions made again to compare them", replays),
        ("calls that were refused for want of rights", refused),
    ];
    let table = Table::new("requests", "Calls", "What", &[("count", "How many", Unit::Count)]);
    Section::new("requests", "What people asked for")
        .say(
            "Counted from the trail of the service, as far as it reaches back. What is done at the command line is not in it, and copies for people who \
             were erased since have gone with them.",
        )
        .show(table.rows(rows.map(|(name, count)| (name.to_owned(), [Cell::count(count)]))))
}

fn settings(changes: &[SettingsChange]) -> Table {
    let columns = [("by", "By", Unit::Text), ("reason", "Why", Unit::Text)];
    let row = |change: &SettingsChange| {
        (change.at.minute(), [Cell::text(change.by.name.as_str()), Cell::text(change.reason.as_str())])
    };
    Table::new("settings", "Changes of what needs approval, and of what is alarming", "When", &columns)
        .rows(changes.iter().map(row))
}

fn record(log: Head, signed: Option<&Checkpoint>) -> Section {
    let section = Section::new("record", "How this can be checked").say(format!(
        "Every decision is a link of a chain of hashes. When this report was made the chain ended at link {}, with the hash {}.",
        log.no, log.hash
    ));
    match signed {
        Some(state) => section.say(format!(
            "Its state was last signed at link {}, on {}, by the key {}.",
            state.no,
            state.at.minute(),
            state.key
        )),
        None => {
            section.say("Its state was never signed: whoever can write to the store could have made the chain anew.")
        }
    }
}
