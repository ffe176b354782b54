//! The review of a campaign: what the rules promoted in the span, what came of it, and what was expected.

use serde::Deserialize;

use super::fairness::drawn_by_hash;
use super::form::Name;
use super::happened::{Happened, Live};
use super::promoted::Promoted;
use super::{Basis, Cell, Kind, Report, Section, Table, Unit};
use crate::disclosure::Words;
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
    let (span, words) = (basis.span, basis.language.words());
    let sections = vec![
        of.promoted.section(words),
        reached(words, &of),
        expected(words, &of.happened.lives_in(span)),
        of.happened.tried(words),
        of.happened.rules(words, span),
        limits(words),
    ];
    Report::new(Kind::Campaign, basis, sections)
}

fn reached(words: &Words, of: &Campaign<'_>) -> Section {
    let (all, before) = (of.reach.told(of.scene), of.before.told(of.scene));
    let section = Section::new("reach", words.say("review-came"));
    if all.is_empty() {
        return section.say(words.say("review-no-item"));
    }
    // Of who pays only those whose items were shown; a rule that reached nobody is worth a row.
    let is_told = |one: &&Reached| one.kind == GroupKind::Rule || one.exposure.is_some_and(|of| of.share > 0.0);
    let told: Vec<&Reached> = all.iter().filter(is_told).collect();
    let quiet = all.len() - told.len();
    let whom = |one: &Reached| of_whom(words, of.promoted, one);
    let earlier = |one: &Reached| {
        let same = before.iter().find(|other| other.kind == one.kind && other.name == one.name);
        Cell::estimate(same.and_then(|other| other.exposure))
    };
    let columns = [("exposure", "title-attention", Unit::Share), ("before", "title-span-before", Unit::Share)];
    let attention = Table::new(words, "reach", words.say("title-attention"), "title-items-of", &columns)
        .rows(told.iter().map(|one| (whom(one), [Cell::estimate(one.exposure), earlier(one)])));
    let columns = [("clicks", "title-clicked", Unit::Share), ("purchases", "title-bought", Unit::Share)];
    let (clicks, purchases) = of.reach.overall();
    let all_places = Name::known(words, "row-all_places");
    let rates = Table::new(words, "rates", words.say("review-rates"), "title-items-of", &columns)
        .rows([(all_places, [Cell::estimate(clicks), Cell::estimate(purchases)])])
        .rows(told.iter().map(|one| (whom(one), [Cell::estimate(one.clicks), Cell::estimate(one.purchases)])));
    let section = section.say(words.say("review-came-how"));
    let section = if quiet == 0 { section } else { section.say(words.many("review-quiet", quiet)) };
    let section = drawn_by_hash(words, section, of.reach);
    section.show(attention.drawn("exposure", Some("before"), None)).show(rates.drawn("clicks", None, None))
}

fn of_whom(words: &Words, promoted: &Promoted<'_>, one: &Reached) -> Name {
    match one.kind {
        GroupKind::Payer => Name::of(format!("payer “{}”", one.name), words.told("review-payer", &one.name)),
        GroupKind::Rule => promoted.named(words, &one.name),
        GroupKind::Category | GroupKind::Brand | GroupKind::Seller => one.name.clone().into(),
    }
}

fn expected(words: &Words, lives: &[Live<'_>]) -> Section {
    let columns = [
        ("relevance_kept", "title-relevance-kept", Unit::Ratio),
        ("overlap", "title-items-kept", Unit::Share),
        ("approved_by", "title-approved-by", Unit::Text),
        ("since", "title-live-since", Unit::Text),
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
        let cells = [
            range(of.relevance_kept),
            range(of.overlap),
            Cell::text(live.approved(words)),
            Cell::text(live.entry.at.day()),
        ];
        Some((live.name(words), cells))
    });
    let table = Table::new(words, "expected", words.say("review-measured"), "title-rules", &columns).rows(rows);
    let section = Section::new("expected", words.say("review-expected"));
    if table.rows.is_empty() {
        return section.say(words.say("review-unmeasured"));
    }
    section.say(words.say("review-expected-how")).show(table)
}

fn limits(words: &Words) -> Section {
    Section::new("limits", words.say("limits-title"))
        .say(words.say("review-limit-consent"))
        .say(words.say("review-limit-causes"))
        .say(words.told("review-limit-few", PEOPLE_TOLD_MIN))
}
