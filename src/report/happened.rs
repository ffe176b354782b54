//! What happened in a span, as tables that several reports share: rules that went live, reviews, incidents, experiments.

use super::{Cell, Section, Table, Unit};
use crate::metrics::RateInterval;
use crate::monitor::{Comparison, Finding, Outcome, Window};
use crate::oversight::{Did, Entry, Experiment, Figures, Incident, Kept, Pattern, Phase, Proposal, Review, figures};

const HOUR_MS: f64 = 3_600_000.0;

/// What people did with a placement.
#[derive(Debug, Clone, Copy)]
pub struct Happened<'a> {
    /// Its proposals, the oldest first.
    pub proposals: &'a [Kept<Proposal>],
    /// Its incidents that were opened in the span.
    pub incidents: &'a [Kept<Incident>],
    /// Its experiments that ran in the span, with where they stood at the report's moment.
    pub experiments: &'a [(Kept<Experiment>, Comparison)],
    /// Its entries of the review queue that came in in the span.
    pub reviews: &'a [Kept<Review>],
}

/// A version that went live.
#[derive(Debug, Clone, Copy)]
pub(super) struct Live<'a> {
    pub(super) version: u32,
    pub(super) entry: &'a Entry,
    pub(super) proposal: &'a Proposal,
}

impl<'a> Happened<'a> {
    /// The versions that went live, whenever they did, in the order of their numbers.
    fn lives(&self) -> Vec<Live<'a>> {
        let entries = self.proposals.iter().flat_map(|kept| {
            let of = move |entry: &'a Entry| Some(Live { version: entry.version?, entry, proposal: &kept.it });
            kept.it.history.iter().filter_map(of)
        });
        let mut lives: Vec<Live<'a>> = entries.collect();
        lives.sort_by_key(|live| live.version);
        lives
    }

    /// Those that went live within a span.
    pub(super) fn lives_in(&self, span: Window) -> Vec<Live<'a>> {
        self.lives().into_iter().filter(|live| span.holds(live.entry.at)).collect()
    }

    /// The versions that were in force at some moment of a span, of those up to `newest`; one that nobody proposed was there from the
    /// beginning.
    #[must_use]
    pub fn in_force(&self, span: Window, newest: u32) -> Vec<u32> {
        let lives = self.lives();
        let began = |version: u32| lives.iter().find(|live| live.version == version).map(|live| live.entry.at);
        let is_in_force = |version: &u32| {
            let has_begun = began(*version).is_none_or(|at| at < span.to);
            let has_ended = began(version + 1).is_some_and(|at| at <= span.from);
            has_begun && !has_ended
        };
        (1..=newest).filter(is_in_force).collect()
    }

    /// The rules that went live.
    pub(super) fn rules(&self, span: Window) -> Section {
        let columns = [
            ("how", "How", Unit::Text),
            ("when", "When", Unit::Text),
            ("by", "By", Unit::Text),
            ("approved_by", "Approved by", Unit::Text),
            ("reason", "Why", Unit::Text),
        ];
        let rows = self.lives_in(span).into_iter().map(|Live { version, entry, proposal }| {
            let approved = proposal.approved_by.as_ref().map_or("nobody", |by| by.name.as_str());
            let handed_in = proposal.history.iter().rev().find(|entry| entry.did == Did::Submitted);
            let why = entry.reason.as_ref().or_else(|| handed_in?.reason.as_ref());
            let cells = [
                Cell::text(how(entry.did)),
                Cell::text(entry.at.minute()),
                Cell::text(entry.by.name.as_str()),
                Cell::text(approved),
                why.map_or_else(Cell::default, Cell::text),
            ];
            (format!("version {version}"), cells)
        });
        let table = Table::new("rules", "Rules that went live", "Rules", &columns).rows(rows);
        let section = Section::new("rules", "Changes of the rules");
        let section = if table.rows.is_empty() { section.say("No rules went live in this span.") } else { section };
        section.show(table)
    }

    /// What people found of what was recommended.
    pub(super) fn reviewed(&self) -> Section {
        let Figures { all, by_source, .. } = figures(self.reviews.iter().map(|kept| &kept.it));
        let columns = [
            ("entries", "Entries", Unit::Count),
            ("decided", "Decided", Unit::Count),
            ("fine", "Of these found fine", Unit::Share),
        ];
        let sources = by_source.iter().map(|(source, of)| (source.as_str().replace('_', " "), cells(of)));
        let rows = [("all".to_owned(), cells(&all))].into_iter().chain(sources);
        let table = Table::new("reviews", "By why they were looked at", "Entries", &columns)
            .rows(rows)
            .drawn("fine", None, None);
        let section = Section::new("reviews", "What people reviewed");
        match (all.entries, self.median_hours()) {
            (0, _) => section.say("Nothing came up for review in this span."),
            (_, None) => section.say("Nothing of it is decided yet.").show(table),
            (_, Some(hours)) => section
                .say(format!("Half of what was decided was decided within {hours:.1} hours of coming in."))
                .show(table),
        }
    }

    fn median_hours(&self) -> Option<f64> {
        let decided = self.reviews.iter().filter_map(|kept| Some(kept.it.ruling()?.at.millis() - kept.it.at.millis()));
        let mut waits: Vec<i64> = decided.collect();
        waits.sort_unstable();
        #[expect(clippy::cast_precision_loss, reason = "a span is far below 2^53 milliseconds")]
        waits.get(waits.len().saturating_sub(1) / 2).map(|wait| *wait as f64 / HOUR_MS)
    }

    /// What went wrong, and what became of it.
    pub(super) fn incidents(&self) -> Section {
        let columns = [
            ("opened", "Opened", Unit::Text),
            ("state", "Now", Unit::Text),
            ("owner", "With", Unit::Text),
            ("last", "Last said", Unit::Text),
        ];
        let rows = self.incidents.iter().map(|Kept { it, .. }| {
            let state = match it.state {
                Phase::Open => "open",
                Phase::Resolved => "resolved",
            };
            let cells = [
                it.log.first().map_or_else(Cell::default, |line| Cell::text(line.at.minute())),
                Cell::text(state),
                it.owner.as_ref().map_or_else(Cell::default, Cell::text),
                it.log.last().map_or_else(Cell::default, |line| Cell::text(line.reason.as_str())),
            ];
            (it.title.clone(), cells)
        });
        let table = Table::new("incidents", "What was opened", "What happened", &columns).rows(rows);
        let section = Section::new("incidents", "Incidents");
        let section = if table.rows.is_empty() { section.say("None was opened in this span.") } else { section };
        section.show(table)
    }

    /// What was tried, and what can be said of it.
    pub(super) fn tried(&self) -> Section {
        let columns = [
            ("control", "As usual", Unit::Share),
            ("treatment", "With what was tried", Unit::Share),
            ("finding", "What can be said", Unit::Text),
        ];
        let rows = self.experiments.iter().map(|(kept, comparison)| {
            let chosen = comparison.outcomes.iter().find(|of| of.outcome == kept.it.outcome);
            let arm = |rate: Option<crate::monitor::Rate>, people: Option<u64>| match (rate, people) {
                (Some(rate), Some(people)) => Cell::figure(rate.rate, rate.low, Some(rate.high), people),
                _ => Cell::withheld(),
            };
            let cells = [
                arm(chosen.map(|of| of.control), comparison.control),
                arm(chosen.map(|of| of.treatment), comparison.treatment),
                Cell::text(comparison.words.as_str()),
            ];
            let what = match kept.it.outcome {
                Outcome::Clicks => "who clicked",
                Outcome::Purchases => "who bought",
            };
            (format!("{} (people {what})", kept.it.question), cells)
        });
        let table = Table::new("experiments", "What was tried", "Question", &columns).rows(rows);
        let open =
            self.experiments.iter().filter(|(_, of)| matches!(of.finding, Finding::Open | Finding::TooFew)).count();
        let section = Section::new("experiments", "Experiments");
        let section = match (table.rows.is_empty(), open) {
            (true, _) => section.say("None ran in this span."),
            (false, 0) => section,
            (false, open) => section.say(format!("Of {open} nothing certain can be said at this report’s moment.")),
        };
        section.show(table)
    }
}

fn cells(of: &Pattern) -> [Cell; 3] {
    let fine = of.agreement.zip(of.interval);
    let fine = fine.map_or_else(Cell::default, |(share, (low, high))| Cell::bounded(share, RateInterval { low, high }));
    [Cell::count(of.entries), Cell::count(of.decided), fine]
}

const fn how(did: Did) -> &'static str {
    match did {
        Did::Imposed => "imposed, past approval",
        Did::RolledBack => "went back to earlier rules",
        Did::Created
        | Did::Edited
        | Did::Previewed
        | Did::Submitted
        | Did::Approved
        | Did::Rejected
        | Did::Withdrawn
        | Did::Scheduled
        | Did::Published
        | Did::Lapsed => "published",
    }
}
