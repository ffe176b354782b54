//! One run from the top of the list to its end.

use std::cmp::Ordering;

use super::Policy;
use super::bounds::Bounds;
use super::compile::{Rules, STEPS_MAX};
use super::field::{Entry, Field};
use super::mix::Mix;
use super::scene::Scene;
use super::variety::{Variety, Vectors};
use super::witness::{Budget, Walk};
use crate::ledger::{Line, Source};

/// Steps that all searches of one run may take together.
const PASS_STEPS_MAX: u64 = 200_000;

/// An entry with the lines that depend on what stands above it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pick {
    pub(super) entry: usize,
    pub(super) diversity: Option<f64>,
    pub(super) calibration: Option<f64>,
}

/// A filled list.
#[derive(Debug, Default)]
pub(super) struct Filled {
    pub(super) list: Vec<Pick>,
    /// Places from 0 with the constraints that held a better item off there.
    pub(super) blocks: Vec<(u16, u16)>,
}

/// Which lines are counted that do not depend on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    Boosts,
    BoostsAndNovelty,
    ButPrices,
    ButParity,
    All,
}

impl Lines {
    fn start(self, entry: &Entry) -> f64 {
        let with = |sum: f64, line: Option<f64>| line.map_or(sum, |amount| sum + amount);
        match self {
            Self::Boosts => entry.boosted,
            Self::BoostsAndNovelty => with(entry.boosted, entry.novelty),
            Self::ButPrices => with(with(entry.boosted, entry.novelty), entry.serendipity),
            Self::ButParity | Self::All => {
                let is_counted = |line: &&Line| self == Self::All || !matches!(line.source, Source::Parity { .. });
                let before = with(with(entry.boosted, entry.novelty), entry.serendipity);
                entry.exposure.iter().filter(is_counted).fold(before, |sum, line| sum + line.amount)
            }
        }
    }
}

/// Entries by what rules and lines can tell apart: those of one bucket differ by score and variety alone.
#[derive(Debug)]
pub(super) struct Layout {
    /// By entry: the score before the lines that depend on the list.
    start: Vec<f64>,
    /// By bucket: type, category, and where its entries lie in `order`.
    buckets: Vec<(usize, u16, u32, u32)>,
    /// Entries by bucket, best first.
    order: Vec<u32>,
    mix: Mix,
}

impl Layout {
    pub(super) fn new(field: &Field, rules: &Rules, scene: &Scene<'_>, policy: &Policy, lines: Lines) -> Self {
        let start: Vec<f64> = field.entries.iter().map(|entry| lines.start(entry)).collect();
        let mut ranked: Vec<u32> = (0..).take(start.len()).collect();
        let by_start = |a: &u32, b: &u32| {
            let (a, b) = (*a as usize, *b as usize);
            start[b].total_cmp(&start[a]).then(field.entries[a].item.cmp(&field.entries[b].item))
        };
        if !ranked.is_sorted_by(|a, b| by_start(a, b).is_le()) {
            ranked.sort_unstable_by(by_start);
        }
        let items = field.entries.iter().map(|entry| entry.item);
        let mix = if policy.calibration > 0.0 { Mix::new(items, scene) } else { Mix::default() };
        let category = |entry: usize| mix.of_entry.get(entry).copied().unwrap_or(0);
        let categories = 1 + mix.of_entry.iter().copied().max().map_or(0, usize::from);
        let key = |entry: u32| rules.type_of[entry as usize] * categories + usize::from(category(entry as usize));
        let keys = categories * rules.bounds.supply.len();
        let mut slot_of = vec![u32::MAX; keys];
        let mut sizes: Vec<(usize, u32)> = Vec::new();
        for &entry in &ranked {
            let slot = &mut slot_of[key(entry)];
            if *slot == u32::MAX {
                *slot = u32::try_from(sizes.len()).expect("fewer buckets than candidates");
                sizes.push((key(entry), 0));
            }
            sizes[*slot as usize].1 += 1;
        }
        let mut begin = 0;
        let mut buckets = Vec::with_capacity(sizes.len());
        for (key, size) in sizes {
            let category = u16::try_from(key % categories).expect("fewer categories than candidates");
            buckets.push((key / categories, category, begin, begin));
            begin += size;
        }
        let mut order = vec![0; ranked.len()];
        for entry in ranked {
            let slot = slot_of[key(entry)];
            let end = &mut buckets[slot as usize].3;
            order[*end as usize] = entry;
            *end += 1;
        }
        Self { start, buckets, order, mix }
    }
}

/// What a run goes by.
#[derive(Clone, Copy)]
pub(super) struct Run<'a> {
    pub(super) field: &'a Field,
    pub(super) scene: &'a Scene<'a>,
    pub(super) rules: &'a Rules,
    pub(super) bounds: &'a Bounds,
    pub(super) layout: &'a Layout,
    pub(super) policy: &'a Policy,
    /// A full list of types within the bounds.
    pub(super) witness: &'a [usize],
    /// What the list is known to begin with, since another run does.
    pub(super) begins: &'a [Pick],
    pub(super) notes: Notes,
}

/// Whether a run notes what holds items off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notes {
    Yes,
    No,
}

/// Fills the list: at each place the pinned item, or the best by score and by what it adds to the list among those whose
/// choice leaves a completion within the bounds. Ties go to the lower item.
pub(super) fn fill(run: Run<'_>, vectors: &mut Vectors) -> Filled {
    let k = run.bounds.k;
    let walk = Walk::new(run.bounds, run.witness.to_vec(), Budget(PASS_STEPS_MAX), STEPS_MAX);
    let mut filling = Filling {
        walk,
        variety: Variety::new(run.policy, run.field.entries.len(), k),
        strength: run.policy.diversity * run.field.spread,
        mix: run.layout.mix.emptied(),
        tops: Vec::with_capacity(run.layout.buckets.len()),
        ranked: (0..run.layout.buckets.len()).collect(),
        is_gone: vec![false; run.field.entries.len()],
        shut: vec![false; run.bounds.supply.len()],
        filled: Filled { list: Vec::with_capacity(k), blocks: Vec::new() },
        vectors,
        run,
    };
    run.rules.pinned.iter().flatten().for_each(|&entry| filling.is_gone[entry] = true);
    run.begins.iter().for_each(|pick| filling.begin(pick));
    for (bucket, &(_, _, begin, _)) in run.layout.buckets.iter().enumerate() {
        filling.tops.push(Bucket { next: begin, touched: Vec::new(), top: None });
        filling.renew(bucket);
    }
    let mut ranked = std::mem::take(&mut filling.ranked);
    ranked.sort_by(|&a, &b| filling.compare(a, b, &[]));
    filling.ranked = ranked;
    (run.begins.len()..k).for_each(|place| filling.place(place));
    let Filling { variety, vectors, filled, .. } = filling;
    vectors.keep(variety);
    filled
}

/// The best of a bucket, perhaps outdated: then it is at least as good as the best.
#[derive(Debug, Clone, Copy)]
struct Top {
    value: f64,
    entry: u32,
    is_exact: bool,
}

#[derive(Debug)]
struct Bucket {
    /// The first entry that was never looked at, in the layout's order.
    next: u32,
    /// Those that were, with the value at that time.
    touched: Vec<(f64, u32)>,
    top: Option<Top>,
}

struct Filling<'a> {
    run: Run<'a>,
    walk: Walk<'a>,
    variety: Variety,
    strength: f64,
    mix: Mix,
    tops: Vec<Bucket>,
    /// Buckets by their tops, best first.
    ranked: Vec<usize>,
    shut: Vec<bool>,
    /// By entry: whether it is placed or pinned.
    is_gone: Vec<bool>,
    filled: Filled,
    vectors: &'a mut Vectors,
}

impl Filling<'_> {
    /// Places what another run has placed here.
    fn begin(&mut self, pick: &Pick) {
        let is_open = self.walk.step(self.run.rules.type_of[pick.entry]);
        assert!(is_open, "the beginning of a list within the bounds");
        self.gain(pick.entry);
        self.is_gone[pick.entry] = true;
        self.put(*pick);
    }

    fn put(&mut self, pick: Pick) {
        self.filled.list.push(pick);
        self.variety.choose(pick.entry, self.vectors);
        let category = self.run.layout.mix.of_entry.get(pick.entry);
        category.into_iter().for_each(|category| self.mix.place(*category));
    }

    fn place(&mut self, place: usize) {
        let weight = self.run.policy.calibration * self.run.field.spread;
        let pulls: Vec<f64> =
            if weight > 0.0 { self.mix.gains().into_iter().map(|gain| gain * weight).collect() } else { Vec::new() };
        let entry = match self.run.rules.pinned[place] {
            Some(entry) => {
                let is_open = self.walk.step(self.run.rules.type_of[entry]);
                assert!(is_open, "a pin is part of every completion");
                entry
            }
            None => self.best(place, &pulls),
        };
        let diversity = (self.strength > 0.0).then(|| self.strength * self.gain(entry));
        let category = self.run.layout.mix.of_entry.get(entry).copied();
        let calibration = category.filter(|_| weight > 0.0).map(|category| pulls[usize::from(category)]);
        self.put(Pick { entry, diversity, calibration });
    }

    fn gain(&mut self, entry: usize) -> f64 {
        self.variety.gain(entry, self.run.field, self.run.scene, self.vectors)
    }

    /// The best entry that leaves a completion; takes the step.
    fn best(&mut self, place: usize, pulls: &[f64]) -> usize {
        self.shut.fill(false);
        if !pulls.is_empty() {
            let mut ranked = std::mem::take(&mut self.ranked);
            ranked.sort_by(|&a, &b| self.compare(a, b, pulls));
            self.ranked = ranked;
        }
        let mut at = 0;
        loop {
            let bucket = self.ranked[at];
            let t = self.run.layout.buckets[bucket].0;
            if self.shut[t] {
                at += 1;
                continue;
            }
            let top = self.tops[bucket].top.expect("the completion at hand is always open");
            let entry = top.entry as usize;
            let is_current = top.is_exact && self.variety.is_fresh(entry);
            if !is_current && !matches!(self.variety, Variety::Off) {
                self.refresh(bucket, entry);
                self.sink(at, pulls);
                continue;
            }
            if self.walk.step(t) {
                self.take(bucket, top.entry);
                self.sink(at, pulls);
                return entry;
            }
            self.shut[t] = true;
            self.blocked(place, t);
        }
    }

    /// The order of buckets by their tops, best first, empty ones last.
    fn compare(&self, a: usize, b: usize, pulls: &[f64]) -> Ordering {
        let key = |bucket: usize| {
            let category = usize::from(self.run.layout.buckets[bucket].1);
            let pull = pulls.get(category).copied();
            self.tops[bucket].top.map(|top| (pull.map_or(top.value, |pull| top.value + pull), top.entry))
        };
        match (key(a), key(b)) {
            (Some(a), Some(b)) if self.is_better(a, b) => Ordering::Less,
            (Some(_), None) => Ordering::Less,
            (None, None) => Ordering::Equal,
            (Some(_) | None, Some(_)) => Ordering::Greater,
        }
    }

    /// Moves a bucket, whose top has become worse, to where it belongs.
    fn sink(&mut self, mut at: usize, pulls: &[f64]) {
        while at + 1 < self.ranked.len() && self.compare(self.ranked[at], self.ranked[at + 1], pulls).is_gt() {
            self.ranked.swap(at, at + 1);
            at += 1;
        }
    }

    fn is_better(&self, one: (f64, u32), other: (f64, u32)) -> bool {
        let item = |entry: u32| self.run.field.entries[entry as usize].item;
        one.0.total_cmp(&other.0).then_with(|| item(other.1).cmp(&item(one.1))).is_gt()
    }

    /// Brings the value of a bucket's top up to date.
    fn refresh(&mut self, bucket: usize, entry: usize) {
        let value = self.run.layout.start[entry] + self.strength * self.gain(entry);
        let at = u32::try_from(entry).expect("a few hundred candidates");
        let state = &mut self.tops[bucket];
        match state.touched.iter_mut().find(|(_, other)| *other == at) {
            Some(slot) => slot.0 = value,
            None => {
                state.touched.push((value, at));
                state.next += 1;
            }
        }
        self.renew(bucket);
    }

    fn take(&mut self, bucket: usize, entry: u32) {
        self.is_gone[entry as usize] = true;
        let state = &mut self.tops[bucket];
        match state.touched.iter().position(|(_, other)| *other == entry) {
            Some(at) => drop(state.touched.swap_remove(at)),
            None => state.next += 1,
        }
        self.renew(bucket);
    }

    fn renew(&mut self, bucket: usize) {
        let (layout, end) = (self.run.layout, self.run.layout.buckets[bucket].3);
        let mut next = self.tops[bucket].next;
        while next < end && self.is_gone[layout.order[next as usize] as usize] {
            next += 1;
        }
        self.tops[bucket].next = next;
        let untouched = (next < end).then(|| {
            let entry = layout.order[next as usize];
            Top { value: layout.start[entry as usize] + self.strength, entry, is_exact: false }
        });
        let touched = self.tops[bucket].touched.iter().map(|&(value, entry)| Top { value, entry, is_exact: true });
        let better = |a: Top, b: Top| if self.is_better((a.value, a.entry), (b.value, b.entry)) { a } else { b };
        let top = untouched.into_iter().chain(touched).reduce(better);
        self.tops[bucket].top = top;
    }

    /// Notes what holds a type off: the bounds that it would break at once, else all that ask for others.
    fn blocked(&mut self, place: usize, t: usize) {
        if self.run.notes == Notes::No {
            return;
        }
        let (bounds, partial) = (self.run.bounds, self.walk.partial());
        let counted_by = &bounds.counted_by[t];
        let is_full = |g: &&u16| partial.count[usize::from(**g)] >= bounds.limits[usize::from(**g)].upper[place + 1];
        let at = u16::try_from(place).expect("a short list");
        let before = self.filled.blocks.len();
        self.filled.blocks.extend(counted_by.iter().filter(is_full).map(|&g| (at, g)));
        if self.filled.blocks.len() == before {
            let is_share = |g: &u16| !matches!(self.run.rules.rules[usize::from(*g)], super::Rule::Cap { .. });
            let all = u16::try_from(bounds.limits.len()).expect("constraints are numbered in 16 bits");
            let held = (0..all).filter(|g| is_share(g) || counted_by.contains(g));
            self.filled.blocks.extend(held.map(|g| (at, g)));
        }
    }
}
