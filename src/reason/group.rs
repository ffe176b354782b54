//! Several small events that share a category, brand or series, told as one.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::Draft;
use super::history::{Voice, cited};
use super::{Account, Code, Deed, REASONS_MAX, ReasonSubject};
use crate::event::Kind;
use crate::ids::ItemIx;

/// What a group that takes in every kind of event is worth, next to one of purchases or of views alone: "you bought 6
/// things" says more than "you showed interest in 9".
const MIXED_WORTH: f64 = 0.4;

/// What the members of a group share: a facet, and what was done with them unless that differs.
type Key = (Deed, u32);

/// Takes groups of at least two items out of `pooled` while one reaches `threshold`, the best first.
///
/// The best covers the most points; a facet that half the catalogue has counts for less than a sharp one, and a group
/// of one kind of event for more than a mixed one. Greedy covering, because the reasons that are shown are few and the
/// largest matters most.
pub(super) fn groups(account: &Account<'_>, pooled: &mut Vec<Voice<'_>>, threshold: f64) -> Vec<Draft> {
    let mut drafts = Vec::new();
    while drafts.len() < REASONS_MAX {
        let Some((deed, facet)) = best(account, pooled, threshold) else { break };
        let belongs =
            |voice: &Voice<'_>| deeds(voice.kind).contains(&deed) && account.topics.ids_of(voice.item).contains(&facet);
        let (members, others) = std::mem::take(pooled).into_iter().partition(belongs);
        *pooled = others;
        drafts.push(told(account, facet, &members));
    }
    drafts
}

/// The groups that an event may belong to, by what was done.
fn deeds(kind: Kind) -> [Deed; 2] {
    [Deed::of([kind]), Deed::Mixed]
}

fn best(account: &Account<'_>, pooled: &[Voice<'_>], threshold: f64) -> Option<Key> {
    let mut found: BTreeMap<Key, (f64, BTreeSet<ItemIx>)> = BTreeMap::new();
    for voice in pooled {
        for &facet in account.topics.ids_of(voice.item) {
            for deed in BTreeSet::from(deeds(voice.kind)) {
                let (points, items) = found.entry((deed, facet)).or_default();
                *points += voice.points;
                items.insert(voice.item);
            }
        }
    }
    let worth = |((deed, facet), points): &(Key, f64)| {
        let clarity = if *deed == Deed::Mixed { MIXED_WORTH } else { 1.0 };
        points * clarity * account.topics.sharpness(*facet)
    };
    let rank = |(deed, facet): Key| (deed, account.topics.facet(facet).kind, facet);
    let by_worth = |a: &(Key, f64), b: &(Key, f64)| worth(a).total_cmp(&worth(b)).then(rank(b.0).cmp(&rank(a.0)));
    let large = found.into_iter().filter(|(_, (points, items))| items.len() >= 2 && *points >= threshold);
    large.map(|(key, (points, _))| (key, points)).max_by(by_worth).map(|(key, _)| key)
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
