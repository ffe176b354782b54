//! One draft of a policy against the live one, before it is made live.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::panel::{List, Panel, Sheet, share};
use super::parts::{Part, PartChange, parts};
use super::reading::ratio;
use super::resting::{Resting, RestingPrice};
use crate::evaluate::interval::{Interval, Resampling, bootstrap, jackknife};
use crate::rerank::{Cause, Policy, Selector};
use crate::units::Time;

/// A measure under the live policy, under the draft, and the difference; all paired by customer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Change {
    /// Under the live policy.
    pub live: Interval,
    /// Under the draft.
    pub draft: Interval,
    /// The draft less the live policy; an interval that does not hold 0 is a difference.
    pub difference: Interval,
}

/// The share of attention, under both, of the items that a group, an exposure target or a parity rule means.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct GroupChange {
    /// The rule's name in the draft, or in the live policy where the draft has none of that name.
    #[schema(example = "small makers")]
    pub group: String,
    /// Its share of attention, `1 / log2(1 + place)`.
    #[serde(flatten)]
    pub share: Change,
}

/// What lists give away of their customers, under both: the most nats by which one moves the log-odds of any group of the segment.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct LeakageChange {
    /// Which segment of customers.
    #[schema(example = "age_band")]
    pub segment: String,
    /// The mean over all customers, whatever their own group.
    #[serde(flatten)]
    pub nats: Change,
}

/// How many places show another item than under the live policy, by what put it there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, utoipa::ToSchema)]
pub struct Moves {
    /// Places of the draft's lists.
    #[schema(example = 10000)]
    pub places: usize,
    /// Those that show another item than before.
    #[schema(example = 1200)]
    pub moved: usize,
    /// Of these, by the kind of rule of the draft without which the item would not stand there; a place with two kinds counts for both.
    #[schema(example = json!({"diversity": 900, "group": 200}))]
    pub by_cause: BTreeMap<&'static str, usize>,
    /// Of these, those with no such rule: they follow from other places, or from a rule that the draft left out.
    #[schema(example = 100)]
    pub follow: usize,
}

/// What a draft would change.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Impact {
    /// The later moment at which the lists were made, where a schedule begins or ends then; absent where they are of the moment of measuring.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Time>,
    /// At how many further moments the two policies do otherwise, which nobody measured.
    #[serde(skip_serializing_if = "is_none")]
    #[schema(example = 0)]
    pub moments_left_out: usize,
    /// How many customers the lists were made for.
    #[schema(example = 1000)]
    pub customers: usize,
    /// Mean score of the evidence alone.
    pub relevance: Change,
    /// The draft's relevance as a share of that of the live policy.
    pub relevance_kept: Interval,
    /// Mean `1 - cos` of the items' vectors over all pairs of a list.
    pub intra_list_distance: Change,
    /// The share of places that surprise.
    pub serendipity: Change,
    /// The share of the offer in at least one list. Its intervals are by the jackknife, of so many customers drawn anew: resampled customers
    /// always see less.
    pub coverage: Change,
    /// By what groups, exposure targets and parity rules of either policy mean.
    pub exposure: Vec<GroupChange>,
    /// By the categories and brands with the most attention, whether a rule names them or not.
    pub parts: Vec<PartChange>,
    /// By the segments that leakage budgets of either policy name.
    pub leakage: Vec<LeakageChange>,
    /// Where the prices of the draft's exposure targets and parity rules come to rest: the draft's lists, as the live ones, are made at
    /// such prices, whatever the controllers stand at now.
    pub prices: Vec<RestingPrice>,
    /// The share of the live list's items that the draft's list has too.
    pub overlap: Interval,
    /// Which places move, and why.
    pub moves: Moves,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_none(count: &usize) -> bool {
    *count == 0
}

/// Makes the lists of the same customers under the live policy and under a draft. The two panels are of the same inputs but for the policy, or one and the same.
///
/// # Panics
/// When the panels are not of the same customers.
#[must_use]
pub fn impact(live: (&Policy, &Panel<'_>), draft: (&Policy, &Panel<'_>), how: Resampling) -> Impact {
    let groups = groups(live.0, draft.0);
    assert_eq!(live.1.customers(), draft.1.customers(), "panels of the same customers");
    let before = live.1.lists(live.0, &Resting::of(live.1, live.0));
    let resting = Resting::of(draft.1, draft.0);
    let (after, causes) = with_causes(draft.1, draft.0, &resting);
    let mut members: Vec<Vec<bool>> = groups.iter().map(|(_, members)| draft.1.members(members)).collect();
    let mut parts = parts(draft.1, &before, &after);
    members.extend(parts.iter_mut().map(|part| std::mem::take(&mut part.members)));
    let (was, is) = (live.1.sheet(&before, &members), draft.1.sheet(&after, &members));
    let kept = ratio(&is.relevance, &was.relevance);
    let overlap: Vec<f64> = before.iter().zip(&after).map(|(before, after)| shared(before, after)).collect();
    let sure = bootstrap(&[&kept, &overlap], how);
    let mut changes = changes(&was, &is, how).into_iter();
    let mut next = || changes.next().expect("a change per column");
    Impact {
        at: None,
        moments_left_out: 0,
        customers: before.len(),
        relevance: next(),
        relevance_kept: sure[0],
        intra_list_distance: next(),
        serendipity: next(),
        coverage: coverage(&was, &is),
        exposure: groups.iter().map(|(name, _)| GroupChange { group: (*name).to_owned(), share: next() }).collect(),
        parts: parts
            .into_iter()
            .map(|Part { kind, name, parts, .. }| PartChange { kind, name, parts, share: next() })
            .collect(),
        leakage: leakage((live, &before), (draft, &after), how),
        prices: resting.told(draft.0),
        overlap: sure[1],
        moves: moves(&before, &after, &causes),
    }
}

fn coverage(was: &Sheet, is: &Sheet) -> Change {
    let by: Vec<f64> = is.covers_alone.iter().zip(&was.covers_alone).map(|(is, was)| is - was).collect();
    let share = |sheet: &Sheet| {
        let Interval { mean, low, high } = jackknife(sheet.coverage, &sheet.covers_alone);
        Interval { mean, low: low.max(0.0), high: high.min(1.0) }
    };
    Change { live: share(was), draft: share(is), difference: jackknife(is.coverage - was.coverage, &by) }
}

/// What the rules of the draft mean, then those of the live policy under a name that the draft has no more.
fn groups<'p>(live: &'p Policy, draft: &'p Policy) -> Vec<(&'p str, &'p Selector)> {
    let mut groups: Vec<(&str, &Selector)> = Vec::new();
    for policy in [draft, live] {
        let shares = policy.groups.iter().map(|group| (group.name.as_str(), &group.members));
        let exposures = policy.exposures.iter().map(|target| (target.name.as_str(), &target.members));
        let parities = policy.parities.iter().map(|rule| (rule.name.as_str(), &rule.members));
        let is_draft = std::ptr::eq(policy, draft);
        for (name, members) in shares.chain(exposures).chain(parities) {
            let is_known = |known: &(&str, &Selector)| known.0 == name && (!is_draft || known.1 == members);
            if !groups.iter().any(is_known) {
                groups.push((name, members));
            }
        }
    }
    groups
}

/// What the lists give away, of the segments that budgets of the draft name, then those of the live policy.
fn leakage(
    (live, before): ((&Policy, &Panel<'_>), &[List]),
    (draft, after): ((&Policy, &Panel<'_>), &[List]),
    how: Resampling,
) -> Vec<LeakageChange> {
    let segments = |policy: &'_ Policy| policy.leakages.iter().map(|rule| rule.segment.clone()).collect::<Vec<_>>();
    let mut named = segments(draft.0);
    named.extend(
        segments(live.0).into_iter().filter(|segment| !draft.0.leakages.iter().any(|rule| rule.segment == *segment)),
    );
    let told = |segment: String| {
        let (was, is) = (live.1.leaks(&segment, before)?, draft.1.leaks(&segment, after)?);
        paired(&[&was], &[&is], how).pop().map(|nats| LeakageChange { segment, nats })
    };
    named.into_iter().filter_map(told).collect()
}

type Causes = Vec<Vec<Cause>>;

fn with_causes(panel: &Panel<'_>, policy: &Policy, resting: &Resting) -> (Vec<List>, Vec<Causes>) {
    let made = panel.each(|prospect| {
        let placed = panel.rehearsal().rerank(prospect, policy, &resting.prices(policy, prospect)).placed;
        placed.into_iter().map(|placed| ((placed.item, placed.base), placed.causes)).unzip()
    });
    made.into_iter().unzip()
}

fn columns(sheet: &Sheet) -> Vec<&[f64]> {
    let first: [&[f64]; 3] = [&sheet.relevance, &sheet.distance, &sheet.serendipity];
    first.into_iter().chain(sheet.exposure.iter().map(Vec::as_slice)).collect()
}

/// Relevance, distance, serendipity, then the groups.
fn changes(was: &Sheet, is: &Sheet, how: Resampling) -> Vec<Change> {
    paired(&columns(was), &columns(is), how)
}

/// Column by column.
fn paired(was: &[&[f64]], is: &[&[f64]], how: Resampling) -> Vec<Change> {
    let less = |(was, is): (&&[f64], &&[f64])| is.iter().zip(*was).map(|(is, was)| is - was).collect::<Vec<f64>>();
    let differences: Vec<Vec<f64>> = was.iter().zip(is).map(less).collect();
    let n = was.len();
    let all: Vec<&[f64]> = was.iter().chain(is).copied().chain(differences.iter().map(Vec::as_slice)).collect();
    let sure = bootstrap(&all, how);
    (0..n).map(|at| Change { live: sure[at], draft: sure[n + at], difference: sure[2 * n + at] }).collect()
}

fn shared(before: &List, after: &List) -> f64 {
    let kept = before.iter().filter(|(item, _)| after.iter().any(|(other, _)| other == item));
    if before.is_empty() && after.is_empty() { 1.0 } else { share(kept.count(), before.len()) }
}

fn moves(before: &[List], after: &[List], causes: &[Causes]) -> Moves {
    let mut moves = Moves::default();
    for ((before, after), causes) in before.iter().zip(after).zip(causes) {
        moves.places += after.len();
        for (place, ((item, _), causes)) in after.iter().zip(causes).enumerate() {
            if before.get(place).is_some_and(|(was, _)| was == item) {
                continue;
            }
            moves.moved += 1;
            moves.follow += usize::from(causes.is_empty());
            let kinds: BTreeSet<&str> = causes.iter().map(kind).collect();
            kinds.into_iter().for_each(|kind| *moves.by_cause.entry(kind).or_default() += 1);
        }
    }
    moves
}

const fn kind(cause: &Cause) -> &'static str {
    match cause {
        Cause::Pin { .. } => "pin",
        Cause::Boost { .. } => "boost",
        Cause::Group { .. } => "group",
        Cause::Diversity => "diversity",
        Cause::Cap => "cap",
        Cause::Serendipity => "serendipity",
        Cause::Calibration => "calibration",
        Cause::Novelty => "novelty",
        Cause::Exposure { .. } => "exposure",
        Cause::Parity { .. } => "parity",
        Cause::Leakage { .. } => "leakage",
    }
}
