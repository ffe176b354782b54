//! What the item's description has in common with those of things that the customer turned to.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, points};
use super::history::may_name;
use super::{Account, Cited, Code, FacetKind, ReasonSubject};
use crate::catalog::{Aspect, Item};
use crate::event::{Evidence, Kind};
use crate::ids::ItemIx;
use crate::ledger::Source;

/// The lines of one aspect from one event.
struct Trait<'a> {
    at: usize,
    item: ItemIx,
    kind: Kind,
    aspect: Aspect,
    /// The event, where it may be named.
    named: Option<&'a Evidence>,
}

/// The reasons that follow from descriptions: one for each brand, category and attribute that is shared, one for the
/// price, one for the thing that is called most alike, and one without a noun for all that must not be named.
pub(super) fn drafts(account: &Account<'_>) -> Vec<Draft> {
    let mut groups: BTreeMap<(Code, Option<String>), Vec<Trait<'_>>> = BTreeMap::new();
    let mut titles = Vec::new();
    for found in traits(account) {
        let key = match (found.named, found.aspect) {
            (None, _) => (Code::AttAttribute, None),
            (Some(_), Aspect::Title) if sound_alike(account, found.item) => {
                titles.push(found);
                continue;
            }
            (Some(_), Aspect::Price) if cost_alike(account, found.item) => (Code::AttPrice, None),
            (Some(_), aspect) => match shared_name(account, found.item, aspect) {
                Some(name) => (code_of(aspect), Some(name)),
                None => (Code::AttAttribute, None),
            },
        };
        groups.entry(key).or_default().push(found);
    }
    let mut drafts = Vec::new();
    if let Some(most) = most_alike(account, &titles) {
        let (most, others): (Vec<_>, Vec<_>) = titles.into_iter().partition(|found| found.item == most);
        let subject = ReasonSubject::Item { item: most[0].item, kind: most[0].kind };
        drafts.push(draft(account, Code::AttAttribute, subject, &most));
        groups.entry((Code::AttAttribute, None)).or_default().extend(others);
    }
    let told = groups.into_iter().filter(|(_, found)| !found.is_empty());
    drafts.extend(told.map(|((code, name), found)| draft(account, code, subject(code, name, &found), &found)));
    drafts
}

fn traits<'a>(account: &Account<'a>) -> Vec<Trait<'a>> {
    let lines = account.ledger.lines().iter().enumerate().filter(|(_, line)| line.amount > 0.0);
    let found = |(at, line): (usize, &crate::ledger::Line)| match line.source {
        Source::Content { item, kind, aspect } => {
            let evidence = account.profile.on(item).filter(|evidence| evidence.kind == kind);
            Some(Trait { at, item, kind, aspect, named: evidence.filter(|e| may_name(e, account.catalog)) })
        }
        Source::History { .. }
        | Source::Session { .. }
        | Source::Transition { .. }
        | Source::Context { .. }
        | Source::Popularity
        | Source::Trend
        | Source::Newness
        | Source::Season
        | Source::Stated { .. }
        | Source::Reorder
        | Source::Boost { .. }
        | Source::Diversity
        | Source::Novelty
        | Source::Serendipity
        | Source::Exposure { .. }
        | Source::Parity { .. }
        | Source::Calibration => None,
    };
    lines.filter_map(found).collect()
}

const fn code_of(aspect: Aspect) -> Code {
    match aspect {
        Aspect::Brand => Code::AttBrand,
        Aspect::Category => Code::AttCategory,
        Aspect::Price => Code::AttPrice,
        Aspect::Title | Aspect::Attribute => Code::AttAttribute,
    }
}

/// What both items share in an aspect, by a name that no sensitive item has.
fn shared_name(account: &Account<'_>, evidence: ItemIx, aspect: Aspect) -> Option<String> {
    let (own, other) = (account.catalog.item(account.placed.item)?, account.catalog.item(evidence)?);
    let name = match aspect {
        Aspect::Brand => own.brand.as_deref().filter(|brand| other.brand.as_deref().is_some_and(|b| alike(brand, b))),
        Aspect::Category => narrowest(own, other),
        Aspect::Attribute => {
            let shared = |(name, a): &(&String, &String)| other.attributes.get(*name).is_some_and(|b| alike(a, b));
            let told = own.attributes.iter().filter(shared).filter_map(|(name, value)| {
                let items = account.topics.items_with(name, value)?;
                account.topics.may_say(value.trim()).then_some((items, name, value))
            });
            let (_, name, value) = told.min()?;
            return Some(format!("{} ({})", value.trim(), name.trim()));
        }
        Aspect::Title | Aspect::Price => None,
    };
    let name = name.map(str::trim).filter(|name| !name.is_empty() && account.topics.may_say(name));
    name.map(str::to_owned)
}

/// The least share of the longer title's words that two titles have in common when they are said to be much alike.
const WORDS_SHARED_MIN: f64 = 0.5;
/// Prices are said to be about the same up to a quarter more.
const PRICE_RATIO_MAX: f64 = 1.25;

/// Whether the titles have many words in common, as they are now.
#[expect(clippy::cast_precision_loss, reason = "a title has few words")]
fn sound_alike(account: &Account<'_>, evidence: ItemIx) -> bool {
    let words = |item: ItemIx| account.catalog.item(item).map(|_| account.topics.title_words_of(item));
    let (Some(own), Some(other)) = (words(account.placed.item), words(evidence)) else { return false };
    let shared = own.iter().filter(|word| other.binary_search(word).is_ok()).count();
    shared > 0 && shared as f64 >= WORDS_SHARED_MIN * own.len().max(other.len()) as f64
}

/// Whether the prices are about the same, as they are now.
fn cost_alike(account: &Account<'_>, evidence: ItemIx) -> bool {
    let price = |item: ItemIx| account.catalog.item(item).and_then(|item| item.price);
    let (Some(own), Some(other)) = (price(account.placed.item), price(evidence)) else { return false };
    let (a, b) = (own.amount.to_f64(), other.amount.to_f64());
    own.currency == other.currency && a.min(b) > 0.0 && a.max(b) <= PRICE_RATIO_MAX * a.min(b)
}

/// Equal as descriptions are compared.
fn alike(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim(), b.trim());
    if a.is_ascii() && b.is_ascii() { a.eq_ignore_ascii_case(b) } else { a.to_lowercase() == b.to_lowercase() }
}

/// The last level of the part that two category paths share.
fn narrowest<'a>(one: &'a Item, other: &Item) -> Option<&'a str> {
    let same = |(a, b): &(&String, &String)| alike(a, b);
    one.category.iter().zip(&other.category).take_while(same).last().map(|(level, _)| level.as_str())
}

fn most_alike(account: &Account<'_>, titles: &[Trait<'_>]) -> Option<ItemIx> {
    let amount = |found: &Trait<'_>| account.ledger.lines()[found.at].amount;
    let louder = |a: &&Trait<'_>, b: &&Trait<'_>| amount(a).total_cmp(&amount(b)).then(b.item.cmp(&a.item));
    titles.iter().max_by(louder).map(|found| found.item)
}

fn subject(code: Code, name: Option<String>, found: &[Trait<'_>]) -> ReasonSubject {
    let items: BTreeSet<ItemIx> = found.iter().map(|found| found.item).collect();
    let facet = match code {
        Code::AttBrand => FacetKind::Brand,
        Code::AttCategory => FacetKind::Category,
        _ => FacetKind::Attribute,
    };
    match name {
        Some(name) => ReasonSubject::Topic { facet, name, n: items.len(), deed: super::Deed::Mixed },
        None => ReasonSubject::Nothing,
    }
}

fn draft(account: &Account<'_>, code: Code, subject: ReasonSubject, found: &[Trait<'_>]) -> Draft {
    let lines = found.iter().map(|found| found.at).collect();
    Draft { evidence: cited(account, found), ..Draft::new(account.ledger, code, subject, lines) }
}

/// The events that may be named, loudest first.
fn cited(account: &Account<'_>, found: &[Trait<'_>]) -> Vec<Cited> {
    let mut lines_of: BTreeMap<(ItemIx, Kind), (&Evidence, Vec<usize>)> = BTreeMap::new();
    for (found, evidence) in found.iter().filter_map(|found| Some((found, found.named?))) {
        lines_of.entry((found.item, found.kind)).or_insert((evidence, Vec::new())).1.push(found.at);
    }
    let cited = |((item, kind), (evidence, lines)): ((ItemIx, Kind), (&Evidence, Vec<usize>))| Cited {
        item,
        kind,
        time: evidence.time,
        points: points(account.ledger, &lines),
    };
    let mut cited: Vec<Cited> = lines_of.into_iter().map(cited).collect();
    cited.sort_by(|a, b| b.points.total_cmp(&a.points).then(a.item.cmp(&b.item)).then(a.kind.cmp(&b.kind)));
    cited
}
