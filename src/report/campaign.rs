//! The review of a campaign: what the rules promoted in the span, what came of it, and what was expected.

use serde::Deserialize;

use super::fairness::drawn_by_hash;
use super::happened::{Happened, Live};
use super::promoted::Promoted;
use super::{Basis, Cell, Kind, Report, Section, Table, Unit};
use crate::monitor::{GroupKind, PEOPLE_TOLD_MIN, Reach, Reached, Scene};

/// What the review is made of.
#[derive(Debug, Clone, Copy)]
pub struct Campaign<'a> {
    /// The rules that were in force at some moment of the span.
    pub promoted: &'a Promoted<'a>,
    /// The groups of items, by [`Promoted::groups`].
    pub scene: &'a Scene<'a>,
    /// The people of the span.
    pub reach: &'a Reach,
    /// Those of the span before.
    pub before: &'a Reach,
    /// What people did.
    pub happened: Happened<'a>,
}

/// What was measured when a proposal was handed in; the rest of it is told on its page.
#[derive(Debug, Deserialize)]
struct Expected {
    customers: u64,
    relevance_kept: Range,
    overlap: Range,
}

#[derive(Debug, Deserialize)]
struct Range {
    mean: f64,
    low: f64,
    high: f64,
}

/// The review.
#[must_use]
pub fn campaign(basis: Basis, of: Campaign<'_>) -> Report {
    let span = basis.span;
    let sections = vec![
        of.promoted.section(),
        reached(&of),
        expected(&of.happened.lives_in(span)),
        of.happened.tried(),
        of.happened.rules(span),
        limits(),
    ];
    Report::new(Kind::Campaign, basis, sections)
}

fn reached(of: &Campaign<'_>) -> Section {
    let (all, before) = (of.reach.told(of.scene), of.before.told(of.scene));
    let section = Section::new("reach", "What came of it");
    if all.is_empty() {
        return section.say("No item on offer is one that a rule of this span means.");
    }
    // Of who pays only those whose items were shown; a rule that reached nobody is worth a row.
    let is_told = |one: &&Reached| one.kind == GroupKind::Rule || one.exposure.is_some_and(|of| of.share > 0.0);
    let told: Vec<&Reached> = all.iter().filter(is_told).collect();
    let quiet = all.len() - told.len();
    let earlier = |one: &Reached| {
        let same = before.iter().find(|other| other.kind == one.kind && other.name == one.name);
        Cell::estimate(same.and_then(|other| other.exposure))
    };
    let columns = [("exposure", "Attention", Unit::Share), ("before", "In the span before", Unit::Share)];
    let attention = Table::new("reach", "Attention", "Items of", &columns)
        .rows(told.iter().map(|one| (of_whom(one), [Cell::estimate(one.exposure), earlier(one)])));
    let columns = [("clicks", "Clicked", Unit::Share), ("purchases", "Bought", Unit::Share)];
    let (clicks, purchases) = of.reach.overall();
    let rates = Table::new("rates", "Clicks and purchases next to all places", "Items of", &columns)
        .rows([("all places".to_owned(), [Cell::estimate(clicks), Cell::estimate(purchases)])])
        .rows(told.iter().map(|one| (of_whom(one), [Cell::estimate(one.clicks), Cell::estimate(one.purchases)])));
    let section = section.say(
        "Places of items that a rule means, whether the rule put them there or evidence did; what a rule did by itself only an experiment \
         says. Attention is what a place gets of a list’s: the first the most, the tenth 0.29 of that.",
    );
    let section = match quiet {
        0 => section,
        1 => section.say("Of 1 more who pays nothing was shown, or to too few people to tell."),
        n => section.say(format!("Of {n} more who pay nothing was shown, or to too few people to tell.")),
    };
    let section = drawn_by_hash(section, of.reach);
    section.show(attention.drawn("exposure", Some("before"), None)).show(rates.drawn("clicks", None, None))
}

fn of_whom(one: &Reached) -> String {
    match one.kind {
        GroupKind::Payer => format!("{}, who pays", one.name),
        GroupKind::Rule | GroupKind::Category | GroupKind::Brand | GroupKind::Seller => one.name.clone(),
    }
}

fn expected(lives: &[Live<'_>]) -> Section {
    let columns = [
        ("relevance_kept", "Relevance kept", Unit::Ratio),
        ("overlap", "Items kept", Unit::Share),
        ("approved_by", "Approved by", Unit::Text),
        ("since", "Live since", Unit::Text),
    ];
    let rows = lives.iter().filter_map(|live| {
        let measured = live.proposal.measured.as_ref()?;
        let of: Expected = serde_json::from_value(measured.impact.clone()).ok()?;
        let range = |Range { mean, low, high }: Range| {
            if of.customers < PEOPLE_TOLD_MIN as u64 {
                Cell::withheld()
            } else {
                Cell::figure(mean, low, Some(high), of.customers)
            }
        };
        let approved = live.proposal.approved_by.as_ref().map_or("nobody", |by| by.name.as_str());
        let cells =
            [range(of.relevance_kept), range(of.overlap), Cell::text(approved), Cell::text(live.entry.at.day())];
        Some((format!("version {}", live.version), cells))
    });
    let table = Table::new("expected", "Measured when it was handed in", "Rules", &columns).rows(rows);
    let section = Section::new("expected", "What was expected");
    if table.rows.is_empty() {
        return section.say("No rules that were measured beforehand went live in this span.");
    }
    section
        .say("Against the rules that were live then, on the lists of real customers, before anybody was shown them.")
        .show(table)
}

fn limits() -> Section {
    Section::new("limits", "What this does not say")
        .say("Clicks and purchases are of people whose consent allows counting them, within 24 hours of a list that their event quotes.")
        .say("Rates of two spans, or of two groups of items, differ for many reasons. Only an experiment says what a rule did.")
        .say(format!("Nothing is told of fewer than {PEOPLE_TOLD_MIN} people."))
}
