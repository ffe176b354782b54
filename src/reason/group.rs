//! What is told by name and what as one of several that share a category, brand, series or word.

use std::collections::{BTreeMap, BTreeSet};

use super::certainty::Doubt;
use super::draft::Draft;
use super::history::{Openness, Voice, cited};
use super::{Account, Code, Deed, Facet, FacetKind, REASONS_MAX, ReasonSubject};
use crate::event::Kind;
use crate::ids::ItemIx;

/// What a group that takes in every kind of event is worth, next to one of purchases or of views alone: "you bought 6
/// things" says more than "you showed interest in 9".
const MIXED_WORTH: f64 = 0.4;

/// What the members of a group share: a facet, and what was done with them unless that differs.
type Key = (Deed, u32);

/// The fewest items that a facet must have when what must not be named hides in it.
const HIDING_MIN: u32 = 5;

/// What a reason could be made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cover {
    /// One event, by its position.
    Single(usize),
    /// Events that share something.
    Group(Key),
}

/// Takes what is told one by one and in groups of at least two items out of `pooled` while anything reaches `threshold`,
/// the best first: greedy weighted coverage (Nemhauser, Wolsey and Fisher 1978), each event in one reason.
///
/// The best covers the most points; a facet that half the catalogue has counts for less than a sharp one, a group of one
/// kind of event for more than a mixed one, and an event by name for all that it is. Nothing is told whose sign is not certain.
pub(super) fn covers<'a>(account: &Account<'a>, pooled: &mut Vec<Voice<'a>>, threshold: f64) -> Vec<Draft> {
    let mut drafts = Vec::new();
    while drafts.len() < REASONS_MAX {
        match best(account, pooled, threshold) {
            None => break,
            Some(Cover::Single(at)) => drafts.push(pooled.remove(at).told(account)),
            Some(Cover::Group(key)) => {
                let belongs = |voice: &Voice<'_>| belongs(account, voice, key);
                let (members, others) = std::mem::take(pooled).into_iter().partition(belongs);
                *pooled = others;
                drafts.push(told(account, key.1, &members));
            }
        }
    }
    drafts
}

fn belongs(account: &Account<'_>, voice: &Voice<'_>, (deed, facet): Key) -> bool {
    deeds(voice.kind).contains(&deed)
        && account.topics.ids_of(voice.item).contains(&facet)
        && may_hold(account, voice, facet)
}

/// Whether a group hides an event that must not be named.
fn may_hold(account: &Account<'_>, voice: &Voice<'_>, facet: u32) -> bool {
    let facet = account.topics.facet(facet);
    voice.openness == Openness::Named || (facet.kind != FacetKind::Word && facet.items >= HIDING_MIN)
}

/// The groups that an event may belong to, by what was done.
fn deeds(kind: Kind) -> [Deed; 2] {
    [Deed::of([kind]), Deed::Mixed]
}

fn best(account: &Account<'_>, pooled: &[Voice<'_>], threshold: f64) -> Option<Cover> {
    let mut found: BTreeMap<Key, (f64, Doubt, BTreeSet<ItemIx>)> = BTreeMap::new();
    for voice in pooled {
        for &facet in account.topics.ids_of(voice.item).iter().filter(|&&facet| may_hold(account, voice, facet)) {
            for deed in BTreeSet::from(deeds(voice.kind)) {
                let (points, doubt, items) = found.entry((deed, facet)).or_default();
                *points += voice.points;
                *doubt += voice.doubt;
                items.insert(voice.item);
            }
        }
    }
    let worth = |(deed, facet): Key, points: f64| {
        let clarity = if deed == Deed::Mixed { MIXED_WORTH } else { 1.0 };
        points * clarity * account.topics.sharpness(facet)
    };
    let is_told = |voice: &Voice<'_>| {
        voice.openness == Openness::Named && voice.points >= threshold && account.is_certain(voice.points, voice.doubt)
    };
    let singles = pooled.iter().enumerate().filter(|(_, voice)| is_told(voice));
    let singles = singles.map(|(at, voice)| (voice.points, Cover::Single(at)));
    let large = found.into_iter().filter(|(_, (points, doubt, items))| {
        items.len() >= 2 && *points >= threshold && account.is_certain(*points, *doubt)
    });
    let groups = large.map(|(key, (points, ..))| (worth(key, points), Cover::Group(key)));
    let by_worth = |a: &(f64, Cover), b: &(f64, Cover)| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1));
    singles.chain(groups).max_by(by_worth).map(|(_, cover)| cover)
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
    let code = if completes(account, facet, members) { Code::CmpSet } else { Code::HisGroup };
    Draft { evidence, ..Draft::new(account.ledger, code, subject, lines) }
}

/// Whether the item is a missing piece of a series of which the customer has all these.
fn completes(account: &Account<'_>, facet: &Facet, members: &[Voice<'_>]) -> bool {
    let item = account.placed.item;
    let is_piece = account.topics.of(item).any(|own| own.kind == FacetKind::Series && own.name == facet.name);
    let is_had = |voice: &Voice<'_>| voice.openness == Openness::Named && account.profile.owns(voice.item);
    facet.kind == FacetKind::Series && is_piece && !account.profile.owns(item) && members.iter().all(is_had)
}
