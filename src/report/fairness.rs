//! The fairness audit: how groups of customers and of items fared, against what the rules promise.

use super::happened::Happened;
use super::{Basis, Cell, Kind, Report, Section, Table, Unit};
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
    let span = basis.span;
    let told = of.reach.told(of.scene);
    let sections = vec![
        looked_at(&of),
        customers(of.watch),
        spread(of.watch, items(&told)),
        promises(&told, of.policy),
        of.happened.reviewed().say(format!("Reviews keep {} items out now.", of.kept_out)),
        of.happened.incidents(),
        of.happened.rules(span),
        limits(),
    ];
    Report::new(Kind::Fairness, basis, sections)
}

/// How many lists there were, and what they rested on.
pub(super) fn lists(section: Section, watch: &Watch, reach: &Reach) -> Section {
    let stood = reach.stood();
    let counts = [
        ("lists", Cell::count(watch.lists)),
        ("lists of the span before", Cell::count(watch.lists_before)),
        ("people who were shown any", people(reach)),
        ("records that could not be read", Cell::count(watch.unreadable)),
        ("customers’ reports", Cell::count(watch.reports)),
    ];
    let shares = [
        ("with something personal", Cell::estimate(stood.personalised)),
        ("with a stand-in for it", Cell::estimate(stood.fallback)),
        ("for people who want nothing used", Cell::estimate(stood.opted_out)),
    ];
    let named = |(name, cell): (&str, Cell)| (name.to_owned(), [cell]);
    let counted = Table::new("counts", "Counted in full", "What", &[("count", "How many", Unit::Count)]);
    let shared = Table::new("lists", "Lists for somebody", "Lists", &[("share", "Share of lists", Unit::Share)]);
    let section = drawn_by_hash(section, reach);
    section.show(counted.rows(counts.map(named))).show(shared.rows(shares.map(named)).drawn("share", None, None))
}

/// Says where shares are of a sample.
pub(super) fn drawn_by_hash(section: Section, reach: &Reach) -> Section {
    if !reach.is_sample() {
        return section;
    }
    section.say(format!(
        "There were more than the {} people who are counted for shares; those who are were drawn by hash.",
        reach.people()
    ))
}

/// A count of people, told where it is of enough of them, or of none; of a sample that there were more.
fn people(reach: &Reach) -> Cell {
    match reach.people() {
        sample if reach.is_sample() => Cell::text(format!("more than {sample}")),
        people if people == 0 || people >= PEOPLE_TOLD_MIN as u64 => Cell::count(people),
        _ => Cell::withheld(),
    }
}

fn looked_at(of: &Fairness<'_>) -> Section {
    let section = Section::new("scope", "What was looked at").say(
        "All lists of the decision log in the span, as far as they are still there: what was erased, withdrawn or has expired is in no \
         figure. A click or a purchase counts where its event quotes the list, within 24 hours.",
    );
    lists(section, of.watch, of.reach)
}

fn customers(watch: &Watch) -> Section {
    let section = Section::new("customers", "Groups of customers").say(
        "Of the customers who chose to allow measuring: who clicked or bought something of their first list. A group’s rate is held \
         against the highest of its segment. Its bounds hold however often somebody looks while the span grows.",
    );
    let certain = |impact: &Impact| impact.certainly_below;
    let groups = || watch.segments.iter().flat_map(|segment| segment.groups.iter().map(move |group| (segment, group)));
    let mut section = section;
    for (segment, group) in groups().filter(|(_, group)| certain(&group.clicks) || certain(&group.purchases)) {
        let what = match (certain(&group.clicks), certain(&group.purchases)) {
            (true, true) => "clicks and buys",
            (true, false) => "clicks",
            _ => "buys",
        };
        section = section.say(format!(
            "{} {} {what} certainly less than four fifths of the group with the highest rate.",
            segment.segment, group.group
        ));
    }
    let is_open = |impact: &Impact| impact.below_four_fifths && !impact.certainly_below;
    let open = groups().filter(|(_, group)| is_open(&group.clicks) || is_open(&group.purchases)).count();
    section = match (groups().count(), open) {
        (0, _) => section.say(format!("No group of at least {PEOPLE_TOLD_MIN} such people could be measured.")),
        (_, 0) => section,
        (_, 1) => section.say("1 group is below four fifths as counted, but that may be chance."),
        (_, open) => section.say(format!("{open} groups are below four fifths as counted, but that may be chance.")),
    };
    watch.segments.iter().fold(section, |section, segment| section.show(segment_table(segment)))
}

fn segment_table(segment: &Segment) -> Table {
    let columns = [
        ("click_rate", "Who clicked", Unit::Share),
        ("click_ratio", "Clicks, against the best", Unit::Ratio),
        ("purchase_rate", "Who bought", Unit::Share),
        ("purchase_ratio", "Purchases, against the best", Unit::Ratio),
        ("verdict", "Below four fifths", Unit::Text),
    ];
    let rows = segment.groups.iter().map(|group| {
        let rate = |of: &Impact| Cell::figure(of.rate, of.rate_low, Some(of.rate_high), group.people);
        let ratio = |of: &Impact| Cell::figure(of.ratio, of.low, of.high, group.people);
        let verdict = |of: &Impact| match (of.below_four_fifths, of.certainly_below) {
            (_, true) => "certainly",
            (true, false) => "perhaps",
            (false, false) => "no",
        };
        let (clicks, purchases) = (verdict(&group.clicks), verdict(&group.purchases));
        let cells = [
            rate(&group.clicks),
            ratio(&group.clicks),
            rate(&group.purchases),
            ratio(&group.purchases),
            Cell::text(format!("clicks {clicks}, purchases {purchases}")),
        ];
        (group.group.clone(), cells)
    });
    let withheld = match segment.withheld {
        0 => String::new(),
        1 => "; 1 group is too small to be told of".to_owned(),
        n => format!("; {n} groups are too small to be told of"),
    };
    let title = format!("{}{withheld}", segment.segment);
    let table = Table::new(&format!("customers-{}", segment.segment), &title, "Group", &columns).rows(rows);
    table.drawn("click_ratio", None, Some(FOUR_FIFTHS))
}

const fn groups_of(kind: GroupKind) -> &'static str {
    match kind {
        GroupKind::Rule => "Groups that the rules name",
        GroupKind::Category => "Categories",
        GroupKind::Brand => "Brands",
        GroupKind::Seller => "Sellers",
        GroupKind::Payer => "Items whose place somebody pays for, by who pays",
    }
}

fn items(told: &[Reached]) -> Section {
    let section = Section::new("items", "Groups of items").say(
        "Attention is what a place gets of a list’s: the first the most, the tenth 0.29 of that. The mark beside a bar is the group’s share of \
         the items on offer. Clicks and purchases are shares of places.",
    );
    let columns = [
        ("exposure", "Attention", Unit::Share),
        ("offer", "Share of the offer", Unit::Share),
        ("clicks", "Clicked", Unit::Share),
        ("purchases", "Bought", Unit::Share),
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
        let mut title = groups_of(kind).to_owned();
        if left_out > 0 {
            title.push_str(&format!("; {left_out} with less attention are left out"));
        }
        let table = Table::new(&format!("items-{}", kind.as_str()), &title, "Group", &columns).rows(rows);
        section.show(table.drawn("exposure", Some("offer"), None))
    })
}

/// How evenly the offer is shown.
fn spread(watch: &Watch, section: Section) -> Section {
    let rows = [
        ("items on offer that stood in any list", Cell::counted(watch.coverage)),
        ("places of items that are not on offer any more", Cell::counted(watch.gone)),
        ("how unevenly places are shared: 0 evenly, 1 one item has all (Gini)", Cell::counted(watch.concentration)),
    ];
    let table = Table::new("spread", "The offer as a whole", "What", &[("share", "Share", Unit::Ratio)]);
    section.show(table.rows(rows.map(|(name, cell)| (name.to_owned(), [cell]))))
}

/// What the rules promise to groups of items, beside what was measured.
fn promises(told: &[Reached], policy: &Policy) -> Section {
    let measured = |name: &str| {
        let found = told.iter().find(|one| one.kind == GroupKind::Rule && one.name == name);
        Cell::estimate(found.and_then(|one| one.exposure))
    };
    let columns = [("promise", "What it promises", Unit::Text), ("attention", "Attention measured", Unit::Share)];
    let percent = |share: f64| format!("{:.0} %", 100.0 * share);
    let groups = policy.groups.iter().map(|rule| {
        let most = rule.max_share.map_or(String::new(), |most| format!(", at most {}", percent(most)));
        let promise = format!("at least {} of the places{most}", percent(rule.min_share));
        (rule.name.clone(), [Cell::text(promise), measured(&rule.name)])
    });
    let targets = policy.exposures.iter().map(|target| {
        let promise = format!("{} of the attention over time", percent(target.target));
        (target.name.clone(), [Cell::text(promise), measured(&target.name)])
    });
    let parities = policy.parities.iter().map(|rule| {
        let promise = format!("groups of {} see it alike, within {}", rule.segment, percent(rule.difference));
        (rule.name.clone(), [Cell::text(promise), measured(&rule.name)])
    });
    let table =
        Table::new("promises", "Promised and measured", "Rule", &columns).rows(groups.chain(targets).chain(parities));
    let section = Section::new("promises", "What the rules promise");
    if table.rows.is_empty() {
        return section.say("No rule that is live promises a group of items anything.");
    }
    section
        .say("By the rules that are live at the report’s moment; a promise of places is not one of attention.")
        .show(table)
}

fn limits() -> Section {
    Section::new("limits", "What this does not say")
        .say("Groups of customers are those who chose to allow measuring; the others may fare otherwise.")
        .say(format!("Nothing is told of fewer than {PEOPLE_TOLD_MIN} people. An empty figure is no clean bill of health."))
        .say("A group is seen alone, not together with another. A lower rate is no proof of unfairness, and an equal one none of fairness.")
        .say(
            "Shares have 95 % intervals that take one person’s lists for alike; rates of groups of customers have bounds that hold at all times at \
             once. Figures without an interval are counted in full.",
        )
}
