//! What variety and surprise cost: relevance against diversity over a grid of policies, and one draft against the live one.

mod chart;
mod impact;
mod later;
mod panel;
mod parts;
mod reading;
mod resting;

use serde::Serialize;

pub use chart::frontier_chart;
pub use impact::{Change, GroupChange, Impact, LeakageChange, Moves, impact};
pub use later::{Later, later_panel};
pub use panel::Panel;
pub use parts::{PartChange, PartKind};
pub use reading::{GroupShare, OnLater, Worth};
pub use resting::RestingPrice;

use super::interval::Resampling;
use crate::rerank::{DiversityMode, Policy};
use panel::Sheet;
use reading::{on_later, reading};
use resting::Resting;

/// A list that keeps less of the relevance than this gives up too much.
const KEPT_MIN: f64 = 0.99;

/// Which policies are tried.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Strengths of diversity; eleven over all that a policy may say in each mode where none is given.
    pub diversity: Vec<f64>,
    /// How variety is measured and what share should surprise, each under its name.
    pub series: Vec<(&'static str, DiversityMode, f64)>,
    /// How intervals are made.
    pub resampling: Resampling,
}

impl Default for Settings {
    /// Eleven strengths by `mmr`, by `dpp`, and by `dpp` with a tenth of the list to surprise: the third axis asks what surprise costs on
    /// top of the better of the two kinds of variety.
    fn default() -> Self {
        Self {
            diversity: Vec::new(),
            series: vec![
                ("mmr", DiversityMode::Mmr, 0.0),
                ("dpp", DiversityMode::Dpp, 0.0),
                ("dpp, serendipity 0.1", DiversityMode::Dpp, 0.1),
            ],
            resampling: Resampling { resamples: 1_000, seed: 7 },
        }
    }
}

impl Settings {
    fn strengths(&self, mode: DiversityMode) -> Vec<f64> {
        if self.diversity.is_empty() {
            (0..=10).map(|tenths| mode.strength_max() * f64::from(tenths) / 10.0).collect()
        } else {
            self.diversity.clone()
        }
    }
}

/// What variety and surprise cost at a placement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Frontier {
    /// Where.
    pub placement: String,
    /// Whose other rules hold throughout: the live policy, as `placement@version`.
    pub policy: String,
    /// How many customers.
    pub customers: usize,
    /// How many customers the hold-out has; 0 where there is none.
    pub held_out_customers: usize,
    /// Lists that no rule touches: what is kept and gained is measured against them.
    pub unruled: Worth,
    /// Lists under the live policy's other rules, without variety and surprise: the widest points are measured against them.
    pub without_variety: Worth,
    /// You are here.
    pub live: Worth,
    /// Where the prices of the live policy's exposure targets and parity rules come to rest: those of all its lists here.
    pub prices: Vec<RestingPrice>,
    /// One per kind of variety.
    pub series: Vec<FrontierSeries>,
}

/// One kind of variety at all strengths.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FrontierSeries {
    /// Its name.
    pub name: &'static str,
    /// How variety is measured.
    pub diversity_mode: DiversityMode,
    /// The share that should surprise.
    pub serendipity: f64,
    /// By strength.
    pub points: Vec<FrontierPoint>,
    /// The point with the widest lists among those that keep at least 99 % of NDCG@10, or of the relevance where there is
    /// no hold-out, of the lists without variety and surprise; `null` when none does.
    pub widest: Option<Widest>,
}

/// One policy of the grid.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FrontierPoint {
    /// The strength.
    pub diversity: f64,
    /// What its lists are worth.
    #[serde(flatten)]
    pub worth: Worth,
}

/// How far the lists of a series can be spread at hardly any cost.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Widest {
    /// The strength.
    pub diversity: f64,
    /// What it keeps.
    pub kept: f64,
    /// By how much the lists are wider than without variety and surprise.
    pub distance_gained: f64,
}

/// One panel with what its lists are measured against.
struct Table<'a> {
    panel: &'a Panel<'a>,
    groups: Vec<Vec<bool>>,
    unruled: Sheet,
    /// The prices of the live policy: those of every policy of the grid, which has its targets and parity rules.
    resting: Resting,
}

impl<'a> Table<'a> {
    fn new(panel: &'a Panel<'a>, live: &Policy) -> Self {
        let groups: Vec<Vec<bool>> = live.groups.iter().map(|group| panel.members(&group.members)).collect();
        let unruled = panel.sheet(&panel.unruled(), &groups);
        Self { panel, groups, unruled, resting: Resting::of(panel, live) }
    }

    fn sheet(&self, policy: &Policy) -> Sheet {
        self.panel.sheet(&self.panel.lists(policy, &self.resting), &self.groups)
    }
}

/// Makes the lists of a panel under every policy of the grid, whose other rules are those of `live`. A second panel, of customers whose later
/// choices are known, adds accuracy. `tick` is told after each policy how many of how many are done.
#[must_use]
pub fn frontier(
    live: &Policy,
    now: &Panel<'_>,
    later: Option<&Panel<'_>>,
    settings: &Settings,
    tick: &mut dyn FnMut(usize, usize),
) -> Frontier {
    let names: Vec<String> = live.groups.iter().map(|group| group.name.clone()).collect();
    let now = Table::new(now, live);
    let later = later.filter(|panel| panel.customers() > 0).map(|panel| Table::new(panel, live));
    let how = settings.resampling;
    let read = |policy: Option<&Policy>| {
        let sheet = policy.map(|policy| now.sheet(policy));
        let mut read = reading(sheet.as_ref().unwrap_or(&now.unruled), &now.unruled, &names, how);
        read.held_out = later.as_ref().map(|later| {
            let sheet = policy.map(|policy| later.sheet(policy));
            on_later(sheet.as_ref().unwrap_or(&later.unruled), &later.unruled, how)
        });
        read
    };
    let without_variety = read(Some(&Policy { diversity: 0.0, serendipity: 0.0, ..live.clone() }));
    let strengths: Vec<Vec<f64>> = settings.series.iter().map(|&(_, mode, _)| settings.strengths(mode)).collect();
    let (mut done, of) = (0, strengths.iter().map(Vec::len).sum());
    let mut series = Vec::with_capacity(settings.series.len());
    for (&(name, diversity_mode, serendipity), strengths) in settings.series.iter().zip(strengths) {
        let mut points = Vec::with_capacity(strengths.len());
        for diversity in strengths {
            let policy = Policy { diversity, diversity_mode, serendipity, ..live.clone() };
            points.push(FrontierPoint { diversity, worth: read(Some(&policy)) });
            done += 1;
            tick(done, of);
        }
        let widest = widest(&points, &without_variety);
        series.push(FrontierSeries { name, diversity_mode, serendipity, points, widest });
    }
    Frontier {
        placement: live.placement.clone(),
        policy: live.name(),
        customers: now.panel.customers(),
        held_out_customers: later.as_ref().map_or(0, |later| later.panel.customers()),
        unruled: read(None),
        without_variety,
        live: read(Some(live)),
        prices: now.resting.told(live),
        series,
    }
}

fn widest(points: &[FrontierPoint], without: &Worth) -> Option<Widest> {
    let of = |worth: &Worth| match &worth.held_out {
        Some(later) => (later.ndcg.mean, later.intra_list_distance.mean),
        None => (worth.relevance.mean, worth.intra_list_distance.mean),
    };
    let (relevance, distance) = of(without);
    let point = |point: &FrontierPoint| {
        let (kept, wide) = of(&point.worth);
        let over = |a: f64, b: f64| if b > 0.0 { a / b } else { 1.0 };
        Widest { diversity: point.diversity, kept: over(kept, relevance), distance_gained: over(wide, distance) - 1.0 }
    };
    let cheap = points.iter().map(point).filter(|point| point.kept >= KEPT_MIN);
    cheap.max_by(|a, b| a.distance_gained.total_cmp(&b.distance_gained).then(b.diversity.total_cmp(&a.diversity)))
}
