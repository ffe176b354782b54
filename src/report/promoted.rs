//! The rules of a span, each named so that it can be told from every other.

use std::collections::BTreeMap;

use super::fairness::percent;
use super::form::Name;
use super::{Cell, Section, Table, Unit};
use crate::catalog::Item;
use crate::disclosure::Words;
use crate::monitor::GroupKind;
use crate::rerank::{Boost, Exclusion, ExposureTarget, GroupRule, Pin, Policy, Schedule, Selector};

/// A rule that moves items.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Rule<'a> {
    Pin(&'a Pin),
    Boost(&'a Boost),
    Group(&'a GroupRule),
    Target(&'a ExposureTarget),
    Exclusion(&'a Exclusion),
}

/// Whom a rule means.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Meant<'a> {
    Item(&'a Pin),
    Members(&'a Selector),
}

/// What a rule is called.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Named {
    /// In every language, in records and tables.
    stable: String,
    /// Which of those with one label it is, from 0.
    place: usize,
}

/// The rules of all versions that were in force in a span. Two of one kind with one label that mean other items are two rules: the
/// later ones are numbered.
#[derive(Debug)]
pub struct Promoted<'a> {
    /// Each rule with its stable name and the versions in which it stands unchanged.
    rules: Vec<(Rule<'a>, Named, Vec<u32>)>,
}

impl<'a> Promoted<'a> {
    /// Of versions of a placement's rules, the oldest first.
    #[must_use]
    pub fn of(policies: &'a [Policy]) -> Self {
        let mut meanings: BTreeMap<String, Vec<Meant<'a>>> = BTreeMap::new();
        let mut rules: Vec<(Rule<'a>, Named, Vec<u32>)> = Vec::new();
        for policy in policies {
            for rule in rules_of(policy) {
                let label = rule.label();
                let known = meanings.entry(label.clone()).or_default();
                let place = known.iter().position(|meant| meant.is_same(rule.meant())).unwrap_or_else(|| {
                    known.push(rule.meant());
                    known.len() - 1
                });
                let stable = if place == 0 { label } else { format!("{label}, no. {}", place + 1) };
                let name = Named { stable, place };
                match rules.iter_mut().find(|(other, known, _)| *other == rule && *known == name) {
                    Some((_, _, versions)) if versions.last() == Some(&policy.version) => {}
                    Some((_, _, versions)) => versions.push(policy.version),
                    None => rules.push((rule, name, vec![policy.version])),
                }
            }
        }
        Self { rules }
    }

    /// The groups of an item in a review: the pins, boosts, groups and exposure targets that mean it, and who pays for its place.
    #[must_use]
    pub fn groups(&self, item: &Item) -> Vec<(GroupKind, String)> {
        let meaning = self.rules.iter().filter(|(rule, ..)| !matches!(rule, Rule::Exclusion(_)) && rule.means(item));
        let mut groups: Vec<(GroupKind, String)> =
            meaning.map(|(_, name, _)| (GroupKind::Rule, name.stable.clone())).collect();
        groups.extend(item.sponsored.iter().map(|sponsored| (GroupKind::Payer, sponsored.payer.clone())));
        groups.sort();
        groups.dedup();
        groups
    }

    /// A rule by its stable name, in words.
    pub(super) fn named(&self, words: &Words, stable: &str) -> Name {
        let found = self.rules.iter().find(|(_, name, _)| name.stable == stable);
        let text = found.map_or_else(|| stable.to_owned(), |(rule, name, _)| rule.called(words, name.place));
        Name::of(stable, text)
    }

    /// What stands in a review of them.
    pub(super) fn section(&self, words: &Words) -> Section {
        let columns = [
            ("versions", "title-versions", Unit::Text),
            ("does", "title-does", Unit::Text),
            ("paid_by", "title-paid-by", Unit::Text),
            ("when", "title-when", Unit::Text),
        ];
        let rows = self.rules.iter().map(|(rule, name, versions)| {
            let versions: Vec<String> = versions.iter().map(ToString::to_string).collect();
            let payer = rule.paid_by().map_or_else(Cell::default, Cell::text);
            let [does, when] = [rule.does(words), rule.when(words)].map(Cell::text);
            (self.named(words, &name.stable), [Cell::text(versions.join(", ")), does, payer, when])
        });
        let section = Section::new("promoted", words.say("promoted-title"));
        if self.rules.is_empty() {
            return section.say(words.say("promoted-none"));
        }
        section.show(Table::new(words, "promoted", words.say("promoted-rules"), "title-rule", &columns).rows(rows))
    }
}

fn rules_of(policy: &Policy) -> impl Iterator<Item = Rule<'_>> {
    let pins = policy.pins.iter().map(Rule::Pin);
    let shares = policy.groups.iter().map(Rule::Group).chain(policy.exposures.iter().map(Rule::Target));
    pins.chain(policy.boosts.iter().map(Rule::Boost)).chain(shares).chain(policy.exclusions.iter().map(Rule::Exclusion))
}

impl<'a> Rule<'a> {
    /// Its kind and label, in every language.
    fn label(self) -> String {
        let (kind, _, label) = self.parts();
        format!("{kind} “{label}”")
    }

    /// The same as people read it.
    fn called(self, words: &Words, place: usize) -> String {
        let (_, name, label) = self.parts();
        let text = words.told(name, label);
        if place == 0 { text } else { words.pair("promoted-no", text, place + 1) }
    }

    /// Its kind, the name of the words for it, and its label.
    const fn parts(self) -> (&'static str, &'static str, &'a String) {
        match self {
            Self::Pin(rule) => ("pin", "promoted-pin", &rule.label),
            Self::Boost(rule) => ("boost", "promoted-boost", &rule.label),
            Self::Group(rule) => ("group", "promoted-group", &rule.name),
            Self::Target(rule) => ("target", "promoted-target", &rule.name),
            Self::Exclusion(rule) => ("exclusion", "promoted-exclusion", &rule.label),
        }
    }

    const fn meant(self) -> Meant<'a> {
        match self {
            Self::Pin(rule) => Meant::Item(rule),
            Self::Boost(rule) => Meant::Members(&rule.members),
            Self::Group(rule) => Meant::Members(&rule.members),
            Self::Target(rule) => Meant::Members(&rule.members),
            Self::Exclusion(rule) => Meant::Members(&rule.members),
        }
    }

    fn means(self, item: &Item) -> bool {
        match self.meant() {
            Meant::Item(pin) => pin.item == item.id,
            Meant::Members(members) => members.matches(item),
        }
    }

    fn does(self, words: &Words) -> String {
        let by = |name: &str, points: f64| {
            words.with(name, [("n", points.into()), ("shown", words.number(&points.to_string()).into())])
        };
        match self {
            Self::Pin(rule) => words.pair("promoted-puts", &rule.item, rule.position),
            Self::Boost(rule) if rule.points < 0.0 => by("promoted-lowers", -rule.points),
            Self::Boost(rule) => by("promoted-raises", rule.points),
            Self::Group(rule) => match (&rule.fair_star, rule.max_share.map(percent)) {
                (Some(_), Some(most)) => words.told("places-tested-most", most),
                (Some(_), None) => words.say("places-tested"),
                (None, Some(most)) => words.pair("places-between", percent(rule.min_share), most),
                (None, None) => words.told("places-least", percent(rule.min_share)),
            },
            Self::Target(rule) => words.told("places-over-time", percent(rule.target)),
            Self::Exclusion(_) => words.say("promoted-kept-out"),
        }
    }

    const fn paid_by(self) -> Option<&'a String> {
        match self {
            Self::Pin(rule) => rule.paid_by.as_ref(),
            Self::Boost(rule) => rule.paid_by.as_ref(),
            Self::Group(_) | Self::Target(_) | Self::Exclusion(_) => None,
        }
    }

    fn when(self, words: &Words) -> String {
        let always = Schedule::default();
        let schedule = match self {
            Self::Pin(rule) => &rule.active,
            Self::Boost(rule) => &rule.active,
            Self::Exclusion(rule) => &rule.active,
            Self::Group(_) | Self::Target(_) => &always,
        };
        match (schedule.from, schedule.until) {
            (None, None) => words.say("promoted-always"),
            (Some(from), None) => words.told("promoted-from", from.minute()),
            (None, Some(until)) => words.told("promoted-until", until.minute()),
            (Some(from), Some(until)) => words.pair("promoted-span", from.minute(), until.minute()),
        }
    }
}

impl Meant<'_> {
    fn is_same(self, other: Meant<'_>) -> bool {
        match (self, other) {
            (Meant::Item(one), Meant::Item(other)) => one.item == other.item,
            (Meant::Members(one), Meant::Members(other)) => one == other,
            (Meant::Item(_), Meant::Members(_)) | (Meant::Members(_), Meant::Item(_)) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Language;

    fn pin(item: &str, label: &str) -> Pin {
        Pin {
            item: item.parse().expect("an id"),
            position: 1,
            label: label.to_owned(),
            paid_by: None,
            active: Schedule::default(),
        }
    }

    fn of_version(version: u32, pins: Vec<Pin>) -> Policy {
        Policy { version, pins, ..Policy::standard("home") }
    }

    #[test]
    fn an_item_is_in_the_groups_of_the_rules_that_mean_it() {
        let lamp = Item { brand: Some("Lumen".to_owned()), ..Item::titled("lamp".parse().expect("an id"), "Lamp") };
        let members = Selector { brands: ["Lumen".to_owned()].into(), ..Selector::default() };
        let active = Schedule::default();
        let boost = Boost { label: "Lights".to_owned(), members, points: 0.1, paid_by: None, active };
        let first = Policy { boosts: vec![boost], ..Policy::standard("home") };
        let second = Policy { pins: vec![pin("lamp", "Lights")], ..first.clone() };
        let rules = ["boost “Lights”", "pin “Lights”"].map(|name| (GroupKind::Rule, name.to_owned()));
        assert_eq!(Promoted::of(&[first, second]).groups(&lamp), rules);
        assert!(Promoted::of(&[Policy::standard("home")]).groups(&lamp).is_empty());
    }

    #[test]
    fn two_rules_of_one_label_that_mean_other_items_are_told_apart() {
        let versions = [
            of_version(1, vec![pin("lamp", "Cover")]),
            of_version(2, vec![pin("lamp", "Cover"), pin("shade", "Cover")]),
            of_version(3, vec![pin("shade", "Cover"), pin("bulb", "Cover")]),
        ];
        let promoted = Promoted::of(&versions);
        let told: Vec<(&str, &[u32])> =
            promoted.rules.iter().map(|(_, name, versions)| (name.stable.as_str(), versions.as_slice())).collect();
        let german = |stable: &str| promoted.named(Language::De.words(), stable).text;
        assert_eq!(german("pin “Cover”, no. 3"), "fester Platz „Cover“, Nr. 3");
        let numbered = [("pin “Cover”", &[1, 2][..]), ("pin “Cover”, no. 2", &[2, 3]), ("pin “Cover”, no. 3", &[3])];
        assert_eq!(told, numbered);
        let group = |id: &str| promoted.groups(&Item::titled(id.parse().expect("an id"), "Thing"));
        assert_eq!(group("lamp"), [(GroupKind::Rule, "pin “Cover”".to_owned())]);
        assert_eq!(group("shade"), [(GroupKind::Rule, "pin “Cover”, no. 2".to_owned())]);
    }

    #[test]
    fn a_rule_that_asks_for_another_share_is_another_row_and_the_same_group() {
        let group =
            |max_share| GroupRule { name: "Small".to_owned(), min_share: 0.2, max_share, ..GroupRule::default() };
        let versions = [None, Some(0.5)].map(|most| Policy { groups: vec![group(most)], ..Policy::standard("home") });
        let promoted = Promoted::of(&versions);
        let does: Vec<String> = promoted.rules.iter().map(|(rule, ..)| rule.does(Language::En.words())).collect();
        assert_eq!(does, ["at least 20 % of the places", "at least 20 % of the places, at most 50 %"]);
        assert!(promoted.rules.iter().all(|(_, name, _)| name.stable == "group “Small”"));
    }
}
