//! Several small events that share a category, brand or series, told as one.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::Draft;
use super::history::{Voice, cited};
use super::{Account, Code, Deed, REASONS_MAX, ReasonSubject};
use crate::ids::ItemIx;

/// Takes groups of at least two items out of `pooled` while one reaches `threshold`, the best first.
///
/// The best covers the most points; a facet that half the catalogue has counts for less than a sharp one. Greedy
/// covering, because the reasons that are shown are few and the largest matters most.
pub(super) fn groups(account: &Account<'_>, pooled: &mut Vec<Voice<'_>>, threshold: f64) -> Vec<Draft> {
    let mut drafts = Vec::new();
    while drafts.len() < REASONS_MAX {
        let Some(facet) = best(account, pooled, threshold) else { break };
        let has = |voice: &Voice<'_>| account.topics.ids_of(voice.item).contains(&facet);
        let (members, others) = std::mem::take(pooled).into_iter().partition(has);
        *pooled = others;
        drafts.push(told(account, facet, &members));
    }
    drafts
}

fn best(account: &Account<'_>, pooled: &[Voice<'_>], threshold: f64) -> Option<u32> {
    let mut found: BTreeMap<u32, (f64, BTreeSet<ItemIx>)> = BTreeMap::new();
    for voice in pooled {
        for &facet in account.topics.ids_of(voice.item) {
            let (points, items) = found.entry(facet).or_default();
            *points += voice.points;
            items.insert(voice.item);
        }
    }
    let worth = |(facet, points): &(u32, f64)| points * account.topics.sharpness(*facet);
    let rank = |facet: u32| (account.topics.facet(facet).kind, facet);
    let by_worth = |a: &(u32, f64), b: &(u32, f64)| worth(a).total_cmp(&worth(b)).then(rank(b.0).cmp(&rank(a.0)));
    let large = found.into_iter().filter(|(_, (points, items))| items.len() >= 2 && *points >= threshold);
    large.map(|(facet, (points, _))| (facet, points)).max_by(by_worth).map(|(facet, _)| facet)
}

fn told(account: &Account<'_>, facet: u32, members: &[Voice<'_>]) -> Draft {
    let facet = account.topics.facet(facet);
    let items: BTreeSet<ItemIx> = members.iter().map(|voice| voice.item).collect();
    let subject = ReasonSubject::Topic {
        facet: facet.kind,
        name: facet.name.clone(),
        n: items.len(),
        deed: Deed::of(members.iter().map(|voice| voice.kind)),
    };
    let lines = members.iter().flat_map(|voice| voice.lines.iter().copied()).collect();
    let evidence = cited(members);
    Draft { evidence, ..Draft::new(account.ledger, Code::HisGroup, subject, lines) }
}
