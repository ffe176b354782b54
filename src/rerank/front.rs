//! Which entry leads: brought up to date only at the front.
//!
//! What variety adds only falls as the list grows, so a value of an earlier moment is an upper bound, and a front of an earlier
//! moment serves every list that begins like the one it was made for.

use super::field::Field;
use super::layout::Layout;
use super::rank::Rank;

const NONE: u32 = u32::MAX;
/// Looked at before anything was placed: an upper bound alone.
const UNSEEN: u16 = u16::MAX;
const EMPTY: Top = Top { rank: Rank::NONE, entry: NONE, node: NONE, seen: UNSEEN };

/// The best of a bucket, perhaps outdated: then it is at least as good as the best.
#[derive(Debug, Clone, Copy)]
pub(super) struct Top {
    /// [`Rank::NONE`] where the bucket is empty.
    rank: Rank,
    entry: u32,
    node: u32,
    /// How long the list was for which the value is exact.
    seen: u16,
}

/// An entry that was looked at.
#[derive(Debug, Clone, Copy)]
struct Node {
    rank: Rank,
    entry: u32,
    /// The next of its bucket.
    link: u32,
    seen: u16,
}

/// Where each bucket stands.
#[derive(Debug, Default)]
pub(super) struct Front {
    /// By bucket: the first entry of the layout's order that was never looked at.
    next: Vec<u32>,
    /// By bucket: the first of those that were.
    head: Vec<u32>,
    nodes: Vec<Node>,
    tops: Vec<Top>,
    /// Buckets by their tops, best first.
    ranked: Vec<u32>,
}

/// What a front is asked about.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) field: &'a Field,
    pub(super) layout: &'a Layout,
    /// What variety adds at most.
    pub(super) strength: f64,
}

impl View<'_> {
    fn rank(&self, value: f64, entry: u32) -> Rank {
        Rank::new(value, self.field.entries[entry as usize].item)
    }

    /// The rank of a bucket's top with what its category adds.
    fn pulled(&self, bucket: u32, tops: &[Top], pulls: &[f64]) -> Rank {
        let own = tops[bucket as usize].rank;
        if own == Rank::NONE || pulls.is_empty() {
            return own;
        }
        let category = self.layout.buckets[bucket as usize].category;
        Rank::new(own.score() + pulls[usize::from(category)], own.item())
    }
}

impl Front {
    /// Before anything is looked at.
    pub(super) fn start(&mut self, view: View<'_>) {
        let buckets = view.layout.buckets.len();
        self.next.clear();
        self.next.extend(view.layout.buckets.iter().map(|bucket| bucket.begin));
        self.head.clear();
        self.head.resize(buckets, NONE);
        self.nodes.clear();
        self.tops.clear();
        self.tops.resize(buckets, EMPTY);
        (0..buckets).for_each(|bucket| self.renew(bucket, view));
        self.ranked.clear();
        self.ranked.extend((0..).take(buckets));
        self.sort(view, &[]);
    }

    /// Becomes like another, in its own memory.
    pub(super) fn copy(&mut self, other: &Self) {
        self.next.clone_from(&other.next);
        self.head.clone_from(&other.head);
        self.nodes.clone_from(&other.nodes);
        self.tops.clone_from(&other.tops);
        self.ranked.clone_from(&other.ranked);
    }

    /// Sorts the buckets by what they lead with.
    pub(super) fn sort(&mut self, view: View<'_>, pulls: &[f64]) {
        let tops = &self.tops;
        self.ranked.sort_by_key(|&bucket| std::cmp::Reverse(view.pulled(bucket, tops, pulls)));
    }

    /// The bucket at a place of the ranking.
    pub(super) fn bucket(&self, at: usize) -> usize {
        self.ranked[at] as usize
    }

    /// What a bucket leads with, and whether its value is that for a list of this length.
    pub(super) fn top(&self, bucket: usize, length: usize) -> (usize, bool) {
        let top = &self.tops[bucket];
        assert!(top.rank != Rank::NONE, "the completion at hand is always open");
        (top.entry as usize, usize::from(top.seen) == length)
    }

    /// Brings the value of a bucket's top up to date; the bucket is at place `at` of the ranking.
    pub(super) fn refresh(&mut self, at: usize, (value, length): (f64, usize), view: View<'_>, pulls: &[f64]) {
        let bucket = self.bucket(at);
        let Top { entry, node, .. } = self.tops[bucket];
        let seen = u16::try_from(length).expect("a short list");
        if node == NONE {
            let link = std::mem::replace(&mut self.head[bucket], u32::try_from(self.nodes.len()).expect("few"));
            self.nodes.push(Node { rank: view.rank(value, entry), entry, link, seen });
            self.next[bucket] += 1;
        } else {
            let node = &mut self.nodes[node as usize];
            (node.rank, node.seen) = (view.rank(value, entry), seen);
        }
        self.renew(bucket, view);
        self.sink(at, view, pulls);
    }

    /// Takes a bucket's top away; the bucket is at place `at` of the ranking.
    pub(super) fn take(&mut self, at: usize, view: View<'_>, pulls: &[f64]) {
        let bucket = self.bucket(at);
        let gone = self.tops[bucket].node;
        if gone == NONE {
            self.next[bucket] += 1;
        } else if self.head[bucket] == gone {
            self.head[bucket] = self.nodes[gone as usize].link;
        } else {
            let mut before = self.head[bucket] as usize;
            while self.nodes[before].link != gone {
                before = self.nodes[before].link as usize;
            }
            self.nodes[before].link = self.nodes[gone as usize].link;
        }
        self.renew(bucket, view);
        self.sink(at, view, pulls);
    }

    /// Moves a bucket, whose top has become worse, to where it belongs.
    fn sink(&mut self, mut at: usize, view: View<'_>, pulls: &[f64]) {
        let bucket = self.ranked[at];
        let own = view.pulled(bucket, &self.tops, pulls);
        while at + 1 < self.ranked.len() && view.pulled(self.ranked[at + 1], &self.tops, pulls) > own {
            self.ranked[at] = self.ranked[at + 1];
            at += 1;
        }
        self.ranked[at] = bucket;
    }

    /// Finds a bucket's top.
    fn renew(&mut self, bucket: usize, view: View<'_>) {
        let (layout, next) = (view.layout, self.next[bucket]);
        let mut top = EMPTY;
        if next < layout.buckets[bucket].end {
            let entry = layout.order[next as usize];
            let rank = view.rank(layout.start[entry as usize] + view.strength, entry);
            top = Top { rank, entry, ..EMPTY };
        }
        let mut at = self.head[bucket];
        while at != NONE {
            let Node { rank, entry, link, seen } = self.nodes[at as usize];
            if rank > top.rank {
                top = Top { rank, entry, node: at, seen };
            }
            at = link;
        }
        self.tops[bucket] = top;
    }
}
