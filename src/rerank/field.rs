//! The candidates under exclusions and boosts, with every line of their scores that does not depend on the list.

use super::bounds::index;
use super::labels::Matcher;
use super::rank::Rank;
use super::scene::{Scene, Vector, dot};
use super::{Candidate, Excluded, ExclusionCause, Policy, Selector};
use crate::ids::ItemIx;
use crate::ledger::{Line, Source};

/// The most pieces of a taste that surprise is measured against: the loudest.
const TASTE_MAX: usize = 8;
/// An item surprises that is at least this far from the taste, and at least this little known.
const UNEXPECTED_MIN: f64 = 0.5;
const NOVEL_MIN: f64 = 0.5;

/// A candidate with what its score became.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) item: ItemIx,
    pub(super) base: f64,
    pub(super) base_rank: u32,
    /// Boosts and buries, in the order of the rules.
    pub(super) boosts: Vec<Line>,
    /// The base with these added.
    pub(super) boosted: f64,
    pub(super) novelty: Option<f64>,
    pub(super) serendipity: Option<f64>,
    /// What exposure targets and parity rules add, in the order of the rules.
    pub(super) exposure: Vec<Line>,
    /// Whether it counts towards the share that should surprise.
    pub(super) surprises: bool,
}

impl Entry {
    /// The lines that do not depend on the list, in order.
    pub(super) fn lines(&self) -> impl Iterator<Item = Line> + '_ {
        let novelty = self.novelty.map(|amount| Line { source: Source::Novelty, amount });
        let serendipity = self.serendipity.map(|amount| Line { source: Source::Serendipity, amount });
        self.boosts.iter().copied().chain(novelty).chain(serendipity).chain(self.exposure.iter().copied())
    }
}

/// The candidates by base score.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) entries: Vec<Entry>,
    /// What an exclusion rule bars.
    pub(super) barred: Vec<Excluded>,
    /// Base scores from the best, of all candidates, as many as the list is long: what no rule costs.
    pub(super) best: Vec<f64>,
    /// The distance between the best and the last score that a list without rules would hold: the unit of every strength.
    pub(super) spread: f64,
}

/// One item's own boost that a re-run leaves out.
pub(super) type Dropped = Option<(ItemIx, u16)>;

impl Field {
    pub(super) fn new(candidates: &[Candidate], scene: &Scene<'_>, policy: &Policy, count: usize) -> Self {
        assert!(candidates.iter().all(|candidate| candidate.base.is_finite()), "a candidate has a finite score");
        let mut ranked: Vec<Rank> =
            candidates.iter().map(|candidate| Rank::new(candidate.base, candidate.item)).collect();
        ranked.sort_unstable_by(|a, b| b.cmp(a));
        ranked.dedup_by_key(|rank| rank.item());
        let matcher = |members| scene.labels.matcher(members, scene.catalog.vocabulary());
        let bars: Vec<Matcher> = policy.exclusions.iter().map(|rule| matcher(&rule.members)).collect();
        let lifts: Vec<Matcher> = policy.boosts.iter().map(|boost| matcher(&boost.members)).collect();
        let best = ranked.iter().take(count).map(|rank| rank.score()).collect();
        let mut field = Self { entries: Vec::with_capacity(ranked.len()), barred: Vec::new(), best, spread: 0.0 };
        for (base_rank, rank) in (1..).zip(ranked) {
            let candidate = Candidate { item: rank.item(), base: rank.score() };
            let item = candidate.item;
            if let Some(rule) = bars.iter().position(|rule| rule.matches(scene.labels, item)) {
                let cause = ExclusionCause::Rule { rule: index(rule) };
                field.barred.push(Excluded { item, base_rank, cause });
                continue;
            }
            let of_item = lifts.iter().enumerate().filter(|(_, rule)| rule.matches(scene.labels, item));
            let line = |(rule, _): (usize, &Matcher)| Line {
                source: Source::Boost { rule: index(rule) },
                amount: policy.boosts[rule].points,
            };
            field.entries.push(Entry::new(candidate, base_rank, of_item.map(line).collect()));
        }
        field.settle(scene, policy, count);
        field
    }

    /// The same field without one item's own boost.
    pub(super) fn without(&self, dropped: Dropped, scene: &Scene<'_>, policy: &Policy, count: usize) -> Self {
        let mut field = self.clone();
        if let Some((item, rule)) = dropped {
            for entry in field.entries.iter_mut().filter(|entry| entry.item == item) {
                entry.boosts.retain(|line| line.source != Source::Boost { rule });
            }
        }
        field.settle(scene, policy, count);
        field
    }

    /// Adds boosts, then what is measured in the spread of the boosted scores.
    fn settle(&mut self, scene: &Scene<'_>, policy: &Policy, count: usize) {
        let mut scores: Vec<f64> = Vec::with_capacity(self.entries.len());
        for entry in &mut self.entries {
            entry.boosted = entry.boosts.iter().fold(entry.base, |sum, line| sum + line.amount);
            // A field that is settled again under another policy keeps nothing of the one before.
            (entry.novelty, entry.serendipity, entry.surprises) = (None, None, false);
            entry.exposure.clear();
            scores.push(entry.boosted);
        }
        if !scores.is_sorted_by(|a, b| a >= b) {
            scores.sort_unstable_by(|a, b| b.total_cmp(a));
        }
        let Some(best) = scores.first().copied() else { return };
        let (last, lowest) = (scores[count.min(scores.len()).saturating_sub(1)], scores[scores.len() - 1]);
        self.spread = best - last;
        let exposures = (0..).map(|rule| Source::Exposure { rule });
        let exposures = policy.exposures.iter().map(|target| &target.members).zip(exposures);
        self.raise(scene, exposures.zip(scene.exposure));
        let parities = (0..).map(|rule| Source::Parity { rule });
        let parities = policy.parities.iter().map(|rule| &rule.members).zip(parities);
        self.raise(scene, parities.zip(scene.parity));
        let asks = policy.novelty > 0.0 || policy.serendipity > 0.0;
        if !asks {
            return;
        }
        let taste = Taste::new(scene);
        for entry in &mut self.entries {
            let novelty = scene.traits.novelty(entry.item).clamp(0.0, 1.0);
            entry.novelty = line(policy.novelty * self.spread * novelty);
            let relevance = if best > lowest { (entry.boosted - lowest) / (best - lowest) } else { 0.0 };
            let unexpected = taste.unexpectedness(scene, entry.item);
            entry.serendipity = line(policy.serendipity * self.spread * relevance * unexpected * novelty);
            entry.surprises = policy.serendipity > 0.0 && is_surprise(unexpected, novelty);
        }
    }

    /// Adds prices, in spreads, to the members of what they are the prices of.
    fn raise<'a>(&mut self, scene: &Scene<'_>, priced: impl Iterator<Item = ((&'a Selector, Source), &'a f64)>) {
        for ((members, source), price) in priced {
            let Some(amount) = line(price * self.spread) else { continue };
            let matcher = scene.labels.matcher(members, scene.catalog.vocabulary());
            let members = self.entries.iter_mut().filter(|entry| matcher.matches(scene.labels, entry.item));
            members.for_each(|entry| entry.exposure.push(Line { source, amount }));
        }
    }
}

impl Entry {
    fn new(candidate: Candidate, base_rank: u32, boosts: Vec<Line>) -> Self {
        let Candidate { item, base } = candidate;
        let (novelty, serendipity, exposure) = (None, None, Vec::new());
        Self { item, base, base_rank, boosts, boosted: base, novelty, serendipity, exposure, surprises: false }
    }
}

fn line(amount: f64) -> Option<f64> {
    (amount > 0.0).then_some(amount)
}

fn is_surprise(unexpected: f64, novelty: f64) -> bool {
    unexpected >= UNEXPECTED_MIN && novelty >= NOVEL_MIN
}

/// For each of these items whether it surprises the customer of the scene: at least half as far from what they turned to
/// as anything can be, and at least half as little known. Nothing surprises a stranger.
#[must_use]
pub fn surprises(scene: &Scene<'_>, items: &[ItemIx]) -> Vec<bool> {
    let taste = Taste::new(scene);
    let novelty = |item: ItemIx| scene.traits.novelty(item).clamp(0.0, 1.0);
    items.iter().map(|&item| is_surprise(taste.unexpectedness(scene, item), novelty(item))).collect()
}

/// What a customer turned to, as directions.
struct Taste(Vec<Vector>);

impl Taste {
    fn new(scene: &Scene<'_>) -> Self {
        let loudest = scene.taste.iter().take(TASTE_MAX);
        Self(loudest.map(|&(item, _)| vector(scene, item)).collect())
    }

    /// `1 - cos` to the nearest piece of the taste, at most 1; 0 for strangers, whom nothing can surprise.
    fn unexpectedness(&self, scene: &Scene<'_>, item: ItemIx) -> f64 {
        if self.0.is_empty() {
            return 0.0;
        }
        let own = vector(scene, item);
        let nearest = self.0.iter().map(|piece| dot(piece, &own)).fold(0.0_f32, f32::max);
        f64::from(1.0 - nearest.min(1.0))
    }
}

fn vector(scene: &Scene<'_>, item: ItemIx) -> Vector {
    let mut vector = [0.0; super::scene::DIMENSIONS];
    scene.traits.vector(item, &mut vector);
    vector
}
