//! The fairness audit: how groups of customers and of items fared, against what the rules promise.

use super::form::Name;
use super::happened::Happened;
use super::{Basis, Cell, Kind, Report, Section, Table, Unit};
use crate::disclosure::{Words, whole};
use crate::metrics::FOUR_FIFTHS;
use crate::monitor::{GroupKind, Impact, PEOPLE_TOLD_MIN, Reach, Reached, Scene, Segment, Watch};
use crate::rerank::Policy;

/// The most groups of items of a kind that are told of, those with the most attention.
const GROUPS_MAX: usize = 20;

/// What the audit is made of.
#[derive(Debug, Clone, Copy)]
pub struct Fairness<'a> {
    /// The figures of the span.
    pub watch: &'a Watch,
    /// The people of the span.
    pub reach: &'a Reach,
    /// The groups of items.
    pub scene: &'a Scene<'a>,
    /// The rules that are live at its end.
    pub policy: &'a Policy,
    /// What people did.
    pub happened: Happened<'a>,
    /// How many items reviews keep out now.
    pub kept_out: usize,
}

/// The audit.
#[must_use]
pub fn fairness(basis: Basis, of: Fairness<'_>) -> Report {
    let (span, words) = (basis.span, basis.language.words());
    let told = of.reach.told(of.scene);
    let sections = vec![
        looked_at(words, &of),
        customers(words, of.watch),
        spread(words, of.watch, items(words, &told)),
        promises(words, &told, of.policy),
        of.happened.reviewed(words).say(words.many("audit-kept-out", of.kept_out)),
        of.happened.incidents(words),
        of.happened.rules(words, span),
        limits(words),
    ];
    Report::new(Kind::Fairness, basis, sections)
}

/// How many lists there were, and what they rested on.
pub(super) fn lists(words: &Words, section: Section, watch: &Watch, reach: &Reach) -> Section {
    let stood = reach.stood();
    let counts = [
        ("row-lists", Cell::count(watch.lists)),
        ("row-lists_before", Cell::count(watch.lists_before)),
        ("row-people", people(words, reach)),
        ("row-unreadable", Cell::count(watch.unreadable)),
        ("row-reports", Cell::count(watch.reports)),
    ];
    let shares = [
        ("row-personalised", Cell::estimate(stood.personalised)),
        ("row-fallback", Cell::estimate(stood.fallback)),
        ("row-opted_out", Cell::estimate(stood.opted_out)),
    ];
    let named = |(name, cell): (&str, Cell)| (Name::known(words, name), [cell]);
    let columns = [("count", "title-how-many", Unit::Count)];
    let counted = Table::new(words, "counts", words.say("title-counted"), "title-what", &columns);
    let columns = [("share", "title-share-of-lists", Unit::Share)];
    let shared = Table::new(words, "lists", words.say("title-for-somebody"), "title-lists", &columns);
    let section = drawn_by_hash(words, section, reach);
    section.show(counted.rows(counts.map(named))).show(shared.rows(shares.map(named)).drawn("share", None, None))
}

/// Says where shares are of a sample.
pub(super) fn drawn_by_hash(words: &Words, section: Section, reach: &Reach) -> Section {
    if !reach.is_sample() {
        return section;
    }
    section.say(words.counting("audit-drawn", reach.people(), []))
}

/// A count of people, told where it is of enough of them, or of none; of a sample that there were more.
fn people(words: &Words, reach: &Reach) -> Cell {
    match reach.people() {
        sample if reach.is_sample() => Cell::text(words.told("audit-more-than", sample)),
        people if people == 0 || people >= PEOPLE_TOLD_MIN as u64 => Cell::count(people),
        _ => Cell::withheld(),
    }
}

fn looked_at(words: &Words, of: &Fairness<'_>) -> Section {
    let section = Section::new("scope", words.say("audit-scope")).say(words.say("audit-scope-all"));
    lists(words, section, of.watch, of.reach)
}

fn customers(words: &Words, watch: &Watch) -> Section {
    let mut section = Section::new("customers", words.say("audit-customers")).say(words.say("audit-customers-how"));
    let certain = |impact: &Impact| impact.certainly_below;
    let groups = || watch.segments.iter().flat_map(|segment| segment.groups.iter().map(move |group| (segment, group)));
    for (segment, group) in groups().filter(|(_, group)| certain(&group.clicks) || certain(&group.purchases)) {
        let name = match (certain(&group.clicks), certain(&group.purchases)) {
            (true, true) => "audit-certain-both",
            (true, false) => "audit-certain-clicks",
            _ => "audit-certain-buys",
        };
        section = section.say(words.pair(name, &segment.segment, &group.group));
    }
    let is_open = |impact: &Impact| impact.below_four_fifths && !impact.certainly_below;
    let open = groups().filter(|(_, group)| is_open(&group.clicks) || is_open(&group.purchases)).count();
    section = match (groups().count(), open) {
        (0, _) => section.say(words.told("audit-no-group", PEOPLE_TOLD_MIN)),
        (_, 0) => section,
        (_, open) => section.say(words.many("audit-open", open)),
    };
    watch.segments.iter().fold(section, |section, segment| section.show(segment_table(words, segment)))
}

fn segment_table(words: &Words, segment: &Segment) -> Table {
    let columns = [
        ("click_rate", "title-who-clicked", Unit::Share),
        ("click_ratio", "title-click-ratio", Unit::Ratio),
        ("purchase_rate", "title-who-bought", Unit::Share),
        ("purchase_ratio", "title-purchase-ratio", Unit::Ratio),
        ("verdict", "title-below", Unit::Text),
    ];
    let rows = segment.groups.iter().map(|group| {
        let rate = |of: &Impact| Cell::figure(of.rate, of.rate_low, Some(of.rate_high), group.people);
        let ratio = |of: &Impact| Cell::figure(of.ratio, of.low, of.high, group.people);
        let verdict = |of: &Impact| {
            words.say(match (of.below_four_fifths, of.certainly_below) {
                (_, true) => "audit-certainly",
                (true, false) => "audit-perhaps",
                (false, false) => "audit-not",
            })
        };
        let verdicts = words.pair("audit-verdicts", verdict(&group.clicks), verdict(&group.purchases));
        let cells = [
            rate(&group.clicks),
            ratio(&group.clicks),
            rate(&group.purchases),
            ratio(&group.purchases),
            Cell::text(verdicts),
        ];
        (group.group.clone(), cells)
    });
    let title = match segment.withheld {
        0 => segment.segment.clone(),
        n => words.counting("audit-withheld", whole(n), [("thing", segment.segment.as_str().into())]),
    };
    let table = Table::new(words, &format!("customers-{}", segment.segment), title, "title-group", &columns).rows(rows);
    table.drawn("click_ratio", None, Some(FOUR_FIFTHS))
}

const fn groups_of(kind: GroupKind) -> &'static str {
    match kind {
        GroupKind::Rule => "audit-of-rules",
        GroupKind::Category => "audit-of-categories",
        GroupKind::Brand => "audit-of-brands",
        GroupKind::Seller => "audit-of-sellers",
        GroupKind::Payer => "audit-of-payers",
    }
}

fn items(words: &Words, told: &[Reached]) -> Section {
    let section = Section::new("items", words.say("audit-items")).say(words.say("audit-items-how"));
    let columns = [
        ("exposure", "title-attention", Unit::Share),
        ("offer", "title-offer", Unit::Share),
        ("clicks", "title-clicked", Unit::Share),
        ("purchases", "title-bought", Unit::Share),
    ];
    GroupKind::ALL.into_iter().fold(section, |section, kind| {
        let of: Vec<&Reached> = told.iter().filter(|one| one.kind == kind).collect();
        let rows = of.iter().take(GROUPS_MAX).map(|one| {
            let cells = [
                Cell::estimate(one.exposure),
                Cell::number(one.offer),
                Cell::estimate(one.clicks),
                Cell::estimate(one.purchases),
            ];
            (one.name.clone(), cells)
        });
        let left_out = of.len().saturating_sub(GROUPS_MAX);
        let title = match left_out {
            0 => words.say(groups_of(kind)),
            n => words.counting("audit-left-out", whole(n), [("thing", words.say(groups_of(kind)).into())]),
        };
        let table = Table::new(words, &format!("items-{}", kind.as_str()), title, "title-group", &columns).rows(rows);
        section.show(table.drawn("exposure", Some("offer"), None))
    })
}

/// How evenly the offer is shown.
fn spread(words: &Words, watch: &Watch, section: Section) -> Section {
    let rows = [
        ("row-coverage", Cell::counted(watch.coverage)),
        ("row-gone", Cell::counted(watch.gone)),
        ("row-concentration", Cell::counted(watch.concentration)),
    ];
    let columns = [("share", "title-share", Unit::Ratio)];
    let table = Table::new(words, "spread", words.say("audit-whole-offer"), "title-what", &columns);
    section.show(table.rows(rows.map(|(name, cell)| (Name::known(words, name), [cell]))))
}

/// A share to a whole percent.
pub(super) fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

/// What the rules promise to groups of items, beside what was measured.
fn promises(words: &Words, told: &[Reached], policy: &Policy) -> Section {
    let measured = |name: &str| {
        let found = told.iter().find(|one| one.kind == GroupKind::Rule && one.name == name);
        Cell::estimate(found.and_then(|one| one.exposure))
    };
    let columns = [("promise", "title-promise", Unit::Text), ("attention", "title-attention-measured", Unit::Share)];
    let groups = policy.groups.iter().map(|rule| {
        let promise = match rule.max_share {
            Some(most) => words.pair("places-between", percent(rule.min_share), percent(most)),
            None => words.told("places-least", percent(rule.min_share)),
        };
        (rule.name.clone(), [Cell::text(promise), measured(&rule.name)])
    });
    let targets = policy.exposures.iter().map(|target| {
        let promise = words.told("places-over-time", percent(target.target));
        (target.name.clone(), [Cell::text(promise), measured(&target.name)])
    });
    let parities = policy.parities.iter().map(|rule| {
        let promise = words.pair("audit-parity", &rule.segment, percent(rule.difference));
        (rule.name.clone(), [Cell::text(promise), measured(&rule.name)])
    });
    let table = Table::new(words, "promises", words.say("audit-promised"), "title-rule", &columns)
        .rows(groups.chain(targets).chain(parities));
    let section = Section::new("promises", words.say("audit-promises"));
    if table.rows.is_empty() {
        return section.say(words.say("audit-no-promise"));
    }
    section.say(words.say("audit-promises-how")).show(table)
}

fn limits(words: &Words) -> Section {
    Section::new("limits", words.say("limits-title"))
        .say(words.say("audit-limit-consent"))
        .say(words.told("audit-limit-few", PEOPLE_TOLD_MIN))
        .say(words.say("audit-limit-alone"))
        .say(words.say("audit-limit-intervals"))
}
