//! The review of a campaign: what the rules promoted in the span, what came of it, and what was expected.

use serde::Deserialize;

use super::fairness::drawn_by_hash;
use super::happened::{Happened, Live};
use super::{Basis, Cell, Kind, Report, Section, Table, Unit};
use crate::catalog::Item;
use crate::monitor::{GroupKind, PEOPLE_TOLD_MIN, Reach, Reached, Scene};
use crate::rerank::{Policy, Schedule};

/// What the review is made of.
#[derive(Debug, Clone, Copy)]
pub struct Campaign<'a> {
    /// The versions of the rules that were in force at some moment of the span, the oldest first.
    pub policies: &'a [Policy],
    /// The groups of items, by [`campaign_groups`].
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

/// The groups of an item in a review: the pins, boosts, groups and exposure targets of these rules that mean it, and who pays for its place.
#[must_use]
pub fn campaign_groups(policies: &[Policy], item: &Item) -> Vec<(GroupKind, String)> {
    let mut groups = Vec::new();
    for policy in policies {
        let pins = policy.pins.iter().filter(|pin| pin.item == item.id).map(|pin| named("pin", &pin.label));
        let boosts = policy.boosts.iter().filter(|boost| boost.members.matches(item));
        let boosts = boosts.map(|boost| named("boost", &boost.label));
        let shares = policy.groups.iter().filter(|group| group.members.matches(item));
        let shares = shares.map(|group| named("group", &group.name));
        let targets = policy.exposures.iter().filter(|target| target.members.matches(item));
        let targets = targets.map(|target| named("target", &target.name));
        let rules = pins.chain(boosts).chain(shares).chain(targets);
        groups.extend(rules.map(|name| (GroupKind::Rule, name)));
    }
    groups.extend(item.sponsored.iter().map(|sponsored| (GroupKind::Payer, sponsored.payer.clone())));
    groups.sort();
    groups.dedup();
    groups
}

fn named(kind: &str, label: &str) -> String {
    format!("{kind} “{label}”")
}

/// The review.
#[must_use]
pub fn campaign(basis: Basis, of: Campaign<'_>) -> Report {
    let span = basis.span;
    let sections = vec![
        rules(of.policies),
        reached(&of),
        expected(&of.happened.lives_in(span)),
        of.happened.tried(),
        of.happened.rules(span),
        limits(),
    ];
    Report::new(Kind::Campaign, basis, sections)
}

fn rules(policies: &[Policy]) -> Section {
    let columns = [
        ("versions", "Versions", Unit::Text),
        ("does", "What it does", Unit::Text),
        ("paid_by", "Paid by", Unit::Text),
        ("when", "When", Unit::Text),
    ];
    let mut rows: Vec<(String, [Cell; 4], Vec<u32>)> = Vec::new();
    for policy in policies {
        let pins = policy.pins.iter().map(|pin| {
            let does = format!("stands at place {}", pin.position);
            (named("pin", &pin.label), does, pin.paid_by.as_ref(), active(&pin.active))
        });
        let boosts = policy.boosts.iter().map(|boost| {
            let does = if boost.points < 0.0 {
                format!("lowers by {} points", -boost.points)
            } else {
                format!("raises by {} points", boost.points)
            };
            (named("boost", &boost.label), does, boost.paid_by.as_ref(), active(&boost.active))
        });
        let always = || "always".to_owned();
        let shares = policy.groups.iter().map(|group| {
            let does = format!("at least {:.0} % of the places", 100.0 * group.min_share);
            (named("group", &group.name), does, None, always())
        });
        let targets = policy.exposures.iter().map(|target| {
            let does = format!("{:.0} % of the attention over time", 100.0 * target.target);
            (named("target", &target.name), does, None, always())
        });
        let out = policy
            .exclusions
            .iter()
            .map(|rule| (named("exclusion", &rule.label), "is shown to nobody".to_owned(), None, active(&rule.active)));
        for (name, does, paid_by, when) in pins.chain(boosts).chain(shares).chain(targets).chain(out) {
            let payer = paid_by.map_or_else(Cell::default, Cell::text);
            let cells = [Cell::default(), Cell::text(does), payer, Cell::text(when)];
            // A rule that goes on unchanged is one row.
            match rows.iter_mut().find(|row| row.0 == name && row.1 == cells) {
                Some(row) => row.2.push(policy.version),
                None => rows.push((name, cells, vec![policy.version])),
            }
        }
    }
    let told = rows.into_iter().map(|(name, mut cells, versions)| {
        let versions: Vec<String> = versions.iter().map(ToString::to_string).collect();
        cells[0] = Cell::text(versions.join(", "));
        (name, cells)
    });
    let table = Table::new("promoted", "Rules in force", "Rule", &columns).rows(told);
    let section = Section::new("promoted", "What was promoted");
    if table.rows.is_empty() {
        return section
            .say("No rule of this span pinned, raised, lowered or excluded anything, or gave a group its share.");
    }
    section.show(table)
}

fn active(schedule: &Schedule) -> String {
    match (schedule.from, schedule.until) {
        (None, None) => "always".to_owned(),
        (Some(from), None) => format!("from {}", from.minute()),
        (None, Some(until)) => format!("until {}", until.minute()),
        (Some(from), Some(until)) => format!("{} to {}", from.minute(), until.minute()),
    }
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
        let range = |Range { mean, low, high }: Range| Cell::figure(mean, low, Some(high), of.customers);
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
