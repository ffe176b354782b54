//! What is told by name and what as one of several that share a category, brand, series or word.

use std::collections::BTreeSet;
use std::ops::Range;

use super::certainty::Doubt;
use super::draft::Draft;
use super::history::{Openness, Voice, cited};
use super::{Account, Code, Deed, Facet, FacetKind, REASONS_MAX, ReasonSubject, Telling, Topics};
use crate::event::{Evidence, Kind, Profile};
use crate::ids::ItemIx;

/// What a group that takes in every kind of event is worth, next to one of purchases or of views alone: "you bought 6
/// things" says more than "you showed interest in 9".
const MIXED_WORTH: f64 = 0.4;

/// Which pieces of a history could be told together, for all items of a list.
#[derive(Debug, Clone, Default)]
pub struct Groups {
    /// What two pieces or more share, ascending, and where these lie in `places`.
    facets: Vec<(u32, Range<usize>)>,
    /// Places in the history: by facet, then by item.
    places: Vec<usize>,
}

impl Groups {
    /// Of a history.
    #[must_use]
    pub fn of(profile: &Profile, topics: &Topics) -> Self {
        let facets = |(place, piece): (usize, &Evidence)| {
            let item = piece.item;
            topics.ids_of(item).iter().map(move |&facet| (facet, item, place))
        };
        let mut shared: Vec<(u32, ItemIx, usize)> = profile.evidence().iter().enumerate().flat_map(facets).collect();
        shared.sort_unstable();
        let mut groups = Self::default();
        for run in shared.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() >= 2) {
            let from = groups.places.len();
            groups.places.extend(run.iter().map(|&(_, _, place)| place));
            groups.facets.push((run[0].0, from..groups.places.len()));
        }
        groups
    }
}

/// What the members of a group share: what was done with them unless that differs, and the position of a facet in
/// [`Groups`].
type Key = (Deed, usize);

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

/// What evidence has to come to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bar {
    /// Points below which nothing is told.
    pub(super) threshold: f64,
    /// How many of the pieces that the item's place hangs on are told before anything else, each by itself.
    pub(super) alone: usize,
}

/// Takes what is told one by one and in groups of at least two items out of `pooled` while anything reaches the threshold,
/// the best first: greedy weighted coverage (Nemhauser, Wolsey and Fisher 1978), each event in one reason.
///
/// What the item's place hangs on comes first, the first pieces of it by themselves. Else the best covers the most points; a facet that half
/// the catalogue has counts for less than a sharp one, a group of one kind of event for more than a mixed one, and an event by
/// name for all that it is. Nothing is told whose sign is not certain.
pub(super) fn covers<'a>(account: &Account<'a>, pooled: &mut Vec<Voice<'a>>, bar: Bar) -> Vec<Draft> {
    let mut pool = Pool::new(account, std::mem::take(pooled));
    let mut drafts = Vec::new();
    while drafts.len() < REASONS_MAX {
        match pool.best(bar) {
            None => break,
            Some(Cover::Single(at)) => drafts.extend(pool.voices[at].take().map(|voice| voice.told(account))),
            Some(Cover::Group(key)) => {
                let members = pool.take(key);
                let group = told(account, account.groups.facets[key.1].0, &members);
                drafts.push(Draft { decisive: standing(account, &members, bar), ..group });
            }
        }
    }
    pooled.extend(pool.voices.into_iter().flatten());
    drafts
}

/// The events that are not told yet.
struct Pool<'p, 'a> {
    account: &'p Account<'a>,
    /// `None` where one was taken.
    voices: Vec<Option<Voice<'a>>>,
    /// By place in the history.
    voice_of: Vec<Option<usize>>,
}

impl<'p, 'a> Pool<'p, 'a> {
    fn new(account: &'p Account<'a>, voices: Vec<Voice<'a>>) -> Self {
        let mut voice_of = vec![None; account.profile.evidence().len()];
        for (at, voice) in voices.iter().enumerate() {
            if let Some(place) = voice.place {
                voice_of[place] = Some(at);
            }
        }
        Self { account, voices: voices.into_iter().map(Some).collect(), voice_of }
    }

    /// The positions of the events that share a facet and may be told by it, in the order of their items.
    fn sharing(&self, facet: usize) -> impl Iterator<Item = usize> {
        let (id, places) = &self.account.groups.facets[facet];
        let facet = self.account.topics.facet(*id);
        let found = self.account.groups.places[places.clone()].iter().filter_map(|&place| self.voice_of[place]);
        found.filter(move |&at| self.voices[at].as_ref().is_some_and(|voice| may_hold(voice, facet)))
    }

    fn take(&mut self, (deed, facet): Key) -> Vec<Voice<'a>> {
        let is_of = |voice: &Voice<'_>| deeds(voice.kind).contains(&deed);
        let members: Vec<usize> =
            self.sharing(facet).filter(|&at| self.voices[at].as_ref().is_some_and(is_of)).collect();
        members.into_iter().filter_map(|at| self.voices[at].take()).collect()
    }

    fn best(&self, Bar { threshold, alone }: Bar) -> Option<Cover> {
        let live = || self.voices.iter().enumerate().filter_map(|(at, voice)| Some((at, voice.as_ref()?)));
        let singles = || live().filter(move |(_, voice)| self.is_told(voice, threshold));
        let is_first = |&(rank, _): &(usize, usize)| rank < alone;
        let decisive =
            singles().filter_map(|(at, voice)| Some((voice.decisive(self.account)?, at))).filter(is_first).min();
        if let Some((_, at)) = decisive {
            return Some(Cover::Single(at));
        }
        let singles = singles().map(|(at, voice)| (voice.points, Cover::Single(at)));
        let groups = (0..self.account.groups.facets.len()).flat_map(|facet| self.groups(facet, threshold));
        let by_worth = |a: &(f64, Cover), b: &(f64, Cover)| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1));
        singles.chain(groups).max_by(by_worth).map(|(_, cover)| cover)
    }

    fn is_told(&self, voice: &Voice<'_>, threshold: f64) -> bool {
        let is_certain = || self.account.is_certain(voice.points, voice.doubt);
        voice.openness == Openness::Named && voice.points >= threshold && is_certain()
    }

    /// The groups by one facet that are large and certain enough, with their worth.
    fn groups(&self, facet: usize, threshold: f64) -> impl Iterator<Item = (f64, Cover)> {
        let mut by_deed = [(0.0, Doubt::default(), 0_usize); Deed::ALL.len()];
        for voice in self.sharing(facet).filter_map(|at| self.voices[at].as_ref()) {
            let [own, any] = deeds(voice.kind);
            for deed in std::iter::once(own).chain((any != own).then_some(any)) {
                let (points, doubt, items) = &mut by_deed[deed as usize];
                *points += voice.points;
                *doubt += voice.doubt;
                *items += 1;
            }
        }
        let is_large = move |(_, (points, doubt, items)): &(Deed, (f64, Doubt, usize))| {
            *items >= 2 && *points >= threshold && self.account.is_certain(*points, *doubt)
        };
        let id = self.account.groups.facets[facet].0;
        let worth = move |deed: Deed, points: f64| {
            let clarity = if deed == Deed::Mixed { MIXED_WORTH } else { 1.0 };
            points * clarity * self.account.topics.sharpness(id)
        };
        let large = Deed::ALL.into_iter().zip(by_deed).filter(is_large);
        large.map(move |(deed, (points, ..))| (worth(deed, points), Cover::Group((deed, facet))))
    }
}

/// Whether a group hides an event that must not be named.
fn may_hold(voice: &Voice<'_>, facet: &Facet) -> bool {
    voice.openness == Openness::Named || (facet.kind != FacetKind::Word && facet.items >= HIDING_MIN)
}

/// The groups that an event may belong to, by what was done.
fn deeds(kind: Kind) -> [Deed; 2] {
    [Deed::of([kind]), Deed::Mixed]
}

/// Where a group stands: what could be told by itself puts it where that would stand.
fn standing(account: &Account<'_>, members: &[Voice<'_>], bar: Bar) -> Option<usize> {
    let is_single = |voice: &&Voice<'_>| voice.openness == Openness::Named && voice.points >= bar.threshold;
    let first = members.iter().filter(is_single).filter_map(|voice| voice.decisive(account)).min();
    first.filter(|_| account.telling == Telling::DecisiveFirst)
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
    let evidence = cited(account, members);
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
