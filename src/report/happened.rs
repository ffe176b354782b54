//! What happened in a span, as tables that several reports share: rules that went live, reviews, incidents, experiments.

use std::convert::Infallible;

use super::alarm::{line_in_words, title_in_words};
use super::finding::finding_in_words;
use super::form::Name;
use super::{Cell, Section, Table, Unit};
use crate::disclosure::Words;
use crate::ids::ItemId;
use crate::metrics::RateInterval;
use crate::monitor::{Comparison, Finding, Outcome, Window};
use crate::oversight::{
    Did, Entry, Experiment, Figures, Incident, Kept, Pattern, Phase, Proposal, Review, Source, figures,
};

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

impl Live<'_> {
    /// What its row is called.
    pub(super) fn name(&self, words: &Words) -> Name {
        Name::of(format!("version-{}", self.version), words.told("deed-version", self.version))
    }

    /// Who approved it.
    pub(super) fn approved(&self, words: &Words) -> String {
        let by = self.proposal.approved_by.as_ref();
        by.map_or_else(|| words.say("deed-nobody"), |by| by.name.clone())
    }
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
    pub(super) fn rules(&self, words: &Words, span: Window) -> Section {
        let columns = [
            ("how", "title-how", Unit::Text),
            ("when", "title-when", Unit::Text),
            ("by", "title-by", Unit::Text),
            ("approved_by", "title-approved-by", Unit::Text),
            ("reason", "title-why", Unit::Text),
        ];
        let rows = self.lives_in(span).into_iter().map(|live| {
            let Live { entry, proposal, .. } = live;
            let handed_in = proposal.history.iter().rev().find(|entry| entry.did == Did::Submitted);
            let why = entry.reason.as_ref().or_else(|| handed_in?.reason.as_ref());
            let cells = [
                Cell::text(words.say(how(entry.did))),
                Cell::text(entry.at.minute()),
                Cell::text(entry.by.name.as_str()),
                Cell::text(live.approved(words)),
                why.map_or_else(Cell::default, Cell::text),
            ];
            (live.name(words), cells)
        });
        let table = Table::new(words, "rules", words.say("deed-rules"), "title-rules", &columns).rows(rows);
        let section = Section::new("rules", words.say("deed-changes"));
        let section = if table.rows.is_empty() { section.say(words.say("deed-no-rules")) } else { section };
        section.show(table)
    }

    /// What people found of what was recommended.
    pub(super) fn reviewed(&self, words: &Words) -> Section {
        let Figures { all, by_source, .. } = figures(self.reviews.iter().map(|kept| &kept.it));
        let columns = [
            ("entries", "title-entries", Unit::Count),
            ("decided", "title-decided", Unit::Count),
            ("fine", "title-fine", Unit::Share),
        ];
        let sources = by_source.iter().map(|(source, of)| {
            let name = source_in_words(words, *source);
            (Name::of(source.as_str(), name), cells(of))
        });
        let rows = [(Name::known(words, "row-all"), cells(&all))].into_iter().chain(sources);
        let table = Table::new(words, "reviews", words.say("deed-by-source"), "title-entries", &columns)
            .rows(rows)
            .drawn("fine", None, None);
        let section = Section::new("reviews", words.say("deed-reviews"));
        match (all.entries, self.median_hours()) {
            (0, _) => section.say(words.say("deed-no-review")),
            (_, None) => section.say(words.say("deed-undecided")).show(table),
            (_, Some(hours)) => {
                let shown = words.number(&format!("{hours:.1}"));
                section.say(words.with("deed-median", [("n", hours.into()), ("shown", shown.into())])).show(table)
            }
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
    pub(super) fn incidents(&self, words: &Words) -> Section {
        let columns = [
            ("opened", "title-opened", Unit::Text),
            ("state", "title-now", Unit::Text),
            ("owner", "title-owner", Unit::Text),
            ("last", "title-last", Unit::Text),
        ];
        let rows = self.incidents.iter().map(|Kept { it, id, .. }| {
            let state = match it.state {
                Phase::Open => "deed-open",
                Phase::Resolved => "deed-resolved",
            };
            let cells = [
                it.log.first().map_or_else(Cell::default, |line| Cell::text(line.at.minute())),
                Cell::text(words.say(state)),
                it.owner.as_ref().map_or_else(Cell::default, Cell::text),
                it.log.last().map_or_else(Cell::default, |line| {
                    Cell::text(line_in_words(words, &it.origin, line).unwrap_or_else(|| line.reason.clone()))
                }),
            ];
            let called = |item: &ItemId| Ok::<_, Infallible>(item.to_string());
            let Ok(title) = title_in_words(words, it, called);
            (Name::of(id, title.unwrap_or_else(|| it.title.clone())), cells)
        });
        let table = Table::new(words, "incidents", words.say("deed-opened"), "title-happened", &columns).rows(rows);
        let section = Section::new("incidents", words.say("deed-incidents"));
        let section = if table.rows.is_empty() { section.say(words.say("deed-no-incident")) } else { section };
        section.show(table)
    }

    /// What was tried, and what can be said of it.
    pub(super) fn tried(&self, words: &Words) -> Section {
        let columns = [
            ("control", "title-as-usual", Unit::Share),
            ("treatment", "title-tried", Unit::Share),
            ("finding", "title-finding", Unit::Text),
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
                Cell::text(finding_in_words(words, comparison, kept.it.outcome)),
            ];
            let what = match kept.it.outcome {
                Outcome::Clicks => "deed-asked-clicks",
                Outcome::Purchases => "deed-asked-purchases",
            };
            (Name::of(&kept.id, words.told(what, &kept.it.question)), cells)
        });
        let table = Table::new(words, "experiments", words.say("deed-tried"), "title-question", &columns).rows(rows);
        let open =
            self.experiments.iter().filter(|(_, of)| matches!(of.finding, Finding::Open | Finding::TooFew)).count();
        let section = Section::new("experiments", words.say("deed-experiments"));
        let section = match (table.rows.is_empty(), open) {
            (true, _) => section.say(words.say("deed-no-experiment")),
            (false, 0) => section,
            (false, open) => section.say(words.many("deed-uncertain", open)),
        };
        section.show(table)
    }
}

/// Why an entry is looked at.
pub(crate) fn source_in_words(words: &Words, source: Source) -> String {
    words.say(match source {
        Source::Report => "source-of-report",
        Source::LowConfidence => "source-of-low_confidence",
        Source::Sensitive => "source-of-sensitive",
        Source::Sample => "source-of-sample",
    })
}

fn cells(of: &Pattern) -> [Cell; 3] {
    let fine = of.agreement.zip(of.interval);
    let fine = fine.map_or_else(Cell::default, |(share, (low, high))| Cell::bounded(share, RateInterval { low, high }));
    [Cell::count(of.entries), Cell::count(of.decided), fine]
}

const fn how(did: Did) -> &'static str {
    match did {
        Did::Imposed => "deed-imposed",
        Did::RolledBack => "deed-rolled-back",
        Did::Created
        | Did::Edited
        | Did::Previewed
        | Did::Submitted
        | Did::Approved
        | Did::Rejected
        | Did::Withdrawn
        | Did::Scheduled
        | Did::Published
        | Did::Lapsed => "deed-published",
    }
}
