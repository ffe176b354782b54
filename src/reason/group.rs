//! What is told by name and what as one of several that share a category, brand, series or word.

use std::collections::BTreeSet;
use std::ops::Range;

use super::certainty::Doubt;
use super::draft::Draft;
use super::history::{Openness, Voice, cited};
use super::{Account, Code, Deed, Facet, FacetKind, REASONS_MAX, ReasonSubject, TellingOrder, Topics};
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

/// Tells what is told one by one and in groups of at least two items while anything reaches the threshold, the best first: greedy
/// weighted coverage (Nemhauser, Wolsey and Fisher 1978), each event in one reason. Leaves in the pool what is not told.
///
/// What the item's place hangs on comes first, the first pieces of it by themselves. Else the best covers the most points; a facet that half
/// the catalogue has counts for less than a sharp one, a group of one kind of event for more than a mixed one, and an event by
/// name for all that it is. Nothing is told whose sign is not certain.
pub(super) fn covers(pool: &mut Pool<'_, '_>, alone: usize) -> Vec<Draft> {
    let account = pool.account;
    let mut drafts = Vec::new();
    while drafts.len() < REASONS_MAX {
        match pool.best(alone) {
            None => break,
            Some(Cover::Single(at)) => drafts.push(pool.take(at).told(account)),
            Some(Cover::Group(key)) => {
                let members = pool.take_group(key);
                let group = told(account, account.groups.facets[key.1].0, &members);
                drafts.push(Draft { decisive: pool.standing(&members), ..group });
            }
        }
    }
    drafts
}

/// What the best group by a facet is worth, and what was done with its members; `None` where none may be told.
type Worth = Option<(f64, Deed)>;

/// The events that are not told yet.
#[derive(Clone)]
pub(super) struct Pool<'p, 'a> {
    account: &'p Account<'a>,
    /// Points below which nothing is told.
    threshold: f64,
    voices: &'p [Voice<'a>],
    is_left: Vec<bool>,
    /// Of the voices that were left at first: whether they may be told by themselves.
    is_told: Vec<bool>,
    /// By place in the history: the voice.
    voice_of: Vec<Option<usize>>,
    /// By facet, as long as nothing more is taken that has it.
    worths: Vec<Option<Worth>>,
}

impl<'p, 'a> Pool<'p, 'a> {
    /// Of those voices that `is_open` lets in.
    pub(super) fn new(
        account: &'p Account<'a>,
        threshold: f64,
        voices: &'p [Voice<'a>],
        is_open: impl Fn(&Voice<'a>) -> bool,
    ) -> Self {
        let mut voice_of = vec![None; account.profile.evidence().len()];
        let is_left: Vec<bool> = voices.iter().map(is_open).collect();
        for (at, voice) in voices.iter().enumerate().filter(|(at, _)| is_left[*at]) {
            if let Some(place) = voice.place {
                voice_of[place] = Some(at);
            }
        }
        let is_told = |voice: &Voice<'_>| {
            let is_certain = || account.is_certain(voice.points, voice.doubt);
            voice.openness == Openness::Named && voice.points >= threshold && is_certain()
        };
        let is_told = voices.iter().zip(&is_left).map(|(voice, is_left)| *is_left && is_told(voice)).collect();
        let worths = vec![None; account.groups.facets.len()];
        let mut pool = Self { account, threshold, voices, is_left, is_told, voice_of, worths };
        (0..pool.worths.len()).for_each(|facet| pool.worths[facet] = Some(pool.worth_of(facet)));
        pool
    }

    /// The voices that are left.
    pub(super) fn left(&self) -> impl Iterator<Item = &'p Voice<'a>> {
        self.voices.iter().zip(&self.is_left).filter(|(_, is_left)| **is_left).map(|(voice, _)| voice)
    }

    /// The positions of the events that share a facet and may be told by it, in the order of their items.
    fn sharing(&self, facet: usize) -> impl Iterator<Item = usize> {
        let (id, places) = &self.account.groups.facets[facet];
        let facet = self.account.topics.facet(*id);
        let found = self.account.groups.places[places.clone()].iter().filter_map(|&place| self.voice_of[place]);
        found.filter(move |&at| self.is_left[at] && may_hold(&self.voices[at], facet))
    }

    fn take(&mut self, at: usize) -> &'p Voice<'a> {
        self.is_left[at] = false;
        for facet in self.account.topics.ids_of(self.voices[at].item) {
            if let Ok(facet) = self.account.groups.facets.binary_search_by_key(facet, |(id, _)| *id) {
                self.worths[facet] = None;
            }
        }
        &self.voices[at]
    }

    fn take_group(&mut self, (deed, facet): Key) -> Vec<&'p Voice<'a>> {
        let members: Vec<usize> =
            self.sharing(facet).filter(|&at| deeds(self.voices[at].kind).contains(&deed)).collect();
        members.into_iter().map(|at| self.take(at)).collect()
    }

    /// What is left that may be told by itself.
    fn singles(&self) -> impl Iterator<Item = (usize, &'p Voice<'a>)> {
        let is_single = move |(at, _): &(usize, &Voice<'_>)| self.is_left[*at] && self.is_told[*at];
        self.voices.iter().enumerate().filter(is_single)
    }

    /// What covers the most; `alone` of the pieces that the item's place hangs on come before that, each by itself.
    fn best(&mut self, alone: usize) -> Option<Cover> {
        let rank = |(at, voice): (usize, &Voice<'_>)| Some((voice.decisive(self.account)?, at));
        if let Some((_, at)) = self.singles().filter_map(rank).filter(|&(rank, _)| rank < alone).min() {
            return Some(Cover::Single(at));
        }
        for facet in 0..self.worths.len() {
            if self.worths[facet].is_none() {
                self.worths[facet] = Some(self.worth_of(facet));
            }
        }
        let singles = self.singles().map(|(at, voice)| (voice.points, Cover::Single(at)));
        let group = |(facet, worth): (usize, &Option<Worth>)| {
            let (worth, deed) = (*worth)??;
            Some((worth, Cover::Group((deed, facet))))
        };
        let groups = self.worths.iter().enumerate().filter_map(group);
        let by_worth = |a: &(f64, Cover), b: &(f64, Cover)| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1));
        singles.chain(groups).max_by(by_worth).map(|(_, cover)| cover)
    }

    /// The best of the groups by one facet that are large and certain enough; of equal ones the first deed's.
    fn worth_of(&self, facet: usize) -> Worth {
        let mut by_deed = [(0.0, Doubt::default(), 0_usize); Deed::ALL.len()];
        for voice in self.sharing(facet).map(|at| &self.voices[at]) {
            let [own, any] = deeds(voice.kind);
            for deed in std::iter::once(own).chain((any != own).then_some(any)) {
                let (points, doubt, items) = &mut by_deed[deed as usize];
                *points += voice.points;
                *doubt += voice.doubt;
                *items += 1;
            }
        }
        let sharpness = self.account.topics.sharpness(self.account.groups.facets[facet].0);
        let worths = Deed::ALL.into_iter().filter_map(|deed| {
            let (points, doubt, items) = by_deed[deed as usize];
            let is_large = items >= 2 && points >= self.threshold;
            let clarity = if deed == Deed::Mixed { MIXED_WORTH } else { 1.0 };
            (is_large && self.account.is_certain(points, doubt)).then_some((points * clarity * sharpness, deed))
        });
        worths.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
    }

    /// Where a group stands: what could be told by itself puts it where that would stand.
    fn standing(&self, members: &[&Voice<'_>]) -> Option<usize> {
        let is_single = |voice: &&&Voice<'_>| voice.openness == Openness::Named && voice.points >= self.threshold;
        let first = members.iter().filter(is_single).filter_map(|voice| voice.decisive(self.account)).min();
        first.filter(|_| self.account.telling == TellingOrder::DecisiveFirst)
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

fn told(account: &Account<'_>, facet: u32, members: &[&Voice<'_>]) -> Draft {
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
fn completes(account: &Account<'_>, facet: &Facet, members: &[&Voice<'_>]) -> bool {
    let item = account.placed.item;
    let is_piece = account.topics.of(item).any(|own| own.kind == FacetKind::Series && own.name == facet.name);
    let is_had = |voice: &&Voice<'_>| voice.openness == Openness::Named && account.profile.owns(voice.item);
    facet.kind == FacetKind::Series && is_piece && !account.profile.owns(item) && members.iter().all(is_had)
}
