//! One run from the top of the list to its end, and runs after it that begin like it.

use super::bounds::{Bounds, Partial};
use super::compile::{Rules, STEPS_MAX};
use super::field::Field;
use super::front::{Front, View};
use super::layout::Layout;
use super::mix::Mix;
use super::scene::Scene;
use super::variety::Variety;
use super::witness::{Budget, Walk};
use super::{DiversityMode, Policy, Rule};

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
    /// The first place where an item was held off by no bound of its own but by what others would then lack: any constraint may
    /// have had a part in that.
    entangled: Option<usize>,
    /// The run at each place where a constraint first held something off.
    marks: Vec<Mark>,
}

/// A run at the beginning of a place.
#[derive(Debug)]
struct Mark {
    place: usize,
    front: Front,
    partial: Partial,
    mix: Mix,
}

/// What a run goes by.
#[derive(Clone, Copy)]
pub(super) struct Run<'a> {
    pub(super) field: &'a Field,
    pub(super) scene: &'a Scene<'a>,
    pub(super) rules: &'a Rules,
    pub(super) bounds: &'a Bounds,
    pub(super) layout: &'a Layout,
    /// How much variety and the mix of categories count, in points.
    pub(super) diversity: f64,
    pub(super) calibration: f64,
}

impl<'a> Run<'a> {
    /// Under a policy's rules and wishes.
    pub(super) fn new(
        (field, scene): (&'a Field, &'a Scene<'a>),
        (rules, layout): (&'a Rules, &'a Layout),
        policy: &Policy,
    ) -> Self {
        let (diversity, calibration) = (policy.diversity * field.spread, policy.calibration * field.spread);
        Self { field, scene, rules, bounds: &rules.bounds, layout, diversity, calibration }
    }

    const fn view(&self) -> View<'a> {
        View { field: self.field, layout: self.layout, strength: self.diversity }
    }
}

/// Whether a run notes what holds items off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notes {
    Yes,
    No,
}

/// Fills lists, and keeps what later ones can use: memory, and what the first has worked out.
pub(super) struct Filler {
    walk: Walk,
    variety: Variety,
    mix: Mix,
    front: Front,
    /// By type: whether it was found closed at this place, and whether it is for all places to come.
    shut: Vec<bool>,
    closed: Vec<bool>,
    /// By constraint: whether the run is marked where it first held something off.
    is_marked: Vec<bool>,
    notes: Notes,
    filled: Filled,
}

impl Filler {
    /// Fills a list from the top: at each place the pinned item, or the best by score and by what it adds to the list among those
    /// whose choice leaves a completion within the bounds. Ties go to the lower item.
    pub(super) fn first(run: Run<'_>, mode: DiversityMode, notes: Notes) -> (Self, Filled) {
        let (k, witness) = (run.bounds.k, run.rules.witness.clone());
        let mut filler = Self {
            walk: Walk::new(run.bounds, witness, Budget(PASS_STEPS_MAX), STEPS_MAX),
            variety: Variety::new((mode, run.diversity), run.field.entries.len(), k),
            mix: run.layout.mix.emptied(),
            front: Front::default(),
            shut: vec![false; run.bounds.supply.len()],
            closed: vec![false; run.bounds.supply.len()],
            is_marked: vec![false; run.bounds.limits.len()],
            notes,
            filled: Filled { list: Vec::with_capacity(k), ..Filled::default() },
        };
        filler.front.start(run.view());
        (0..k).for_each(|place| filler.place(run, place));
        filler.notes = Notes::No;
        let filled = std::mem::take(&mut filler.filled);
        (filler, filled)
    }

    /// What the first list holds, by constraint and prefix.
    pub(super) fn held(&self) -> Vec<i32> {
        self.walk.held().to_vec()
    }

    /// Fills the list again under looser bounds or other wishes, as far as place `until`. `main` is the first list, of which
    /// `types` and `held` tell the types and the members by prefix.
    pub(super) fn again(
        &mut self,
        run: Run<'_>,
        main: &Filled,
        (types, held): (&[usize], &[i32]),
        (start, until): (Start, usize),
    ) -> Vec<usize> {
        let mark = match start {
            Start::Top => None,
            Start::Block(place) => {
                let place = main.entangled.map_or(place, |entangled| entangled.min(place));
                main.marks.iter().find(|mark| mark.place == place)
            }
        };
        let place = mark.map_or(0, |mark| mark.place);
        match mark {
            Some(mark) => {
                self.walk.again(&mark.partial, types, held, Budget(PASS_STEPS_MAX));
                self.front.copy(&mark.front);
                self.mix = mark.mix.clone();
            }
            None => {
                self.walk.again(&run.bounds.empty(), types, held, Budget(PASS_STEPS_MAX));
                self.front.start(run.view());
                self.mix = run.layout.mix.emptied();
            }
        }
        self.closed.fill(false);
        (0..run.bounds.limits.len()).for_each(|g| self.close(run.bounds, g));
        self.variety.again(place);
        self.filled.list.clear();
        self.filled.list.extend_from_slice(&main.list[..place]);
        (place..until).for_each(|place| self.place(run, place));
        self.filled.list.iter().map(|pick| pick.entry).collect()
    }

    /// What each entry is worth where this list is chosen: its score, and what it adds to what stands above it, or, of those that are
    /// not in it, to all of it.
    pub(super) fn worths(&mut self, run: Run<'_>, list: &[usize]) -> Vec<f64> {
        let mut worths = run.layout.start.clone();
        if run.diversity <= 0.0 {
            return worths;
        }
        self.variety.again(0);
        let mut is_other = vec![true; worths.len()];
        for &entry in list {
            worths[entry] += run.diversity * self.variety.gain(entry, run.field, run.scene);
            self.variety.choose(entry, run.field, run.scene);
            is_other[entry] = false;
        }
        for entry in (0..worths.len()).filter(|&entry| is_other[entry]) {
            worths[entry] += run.diversity * self.variety.gain(entry, run.field, run.scene);
        }
        worths
    }

    fn place(&mut self, run: Run<'_>, place: usize) {
        let weight = run.calibration;
        let pulls: Vec<f64> =
            if weight > 0.0 { self.mix.gains().into_iter().map(|gain| gain * weight).collect() } else { Vec::new() };
        let entry = match run.rules.pinned[place] {
            Some(entry) => {
                let is_open = self.walk.step(run.bounds, run.rules.type_of[entry]);
                assert!(is_open, "a pin is part of every completion");
                entry
            }
            None => self.best(run, place, &pulls),
        };
        let category = run.layout.mix.of_entry.get(entry).copied();
        let mut pick = Pick { entry, diversity: None, calibration: None };
        if self.notes == Notes::Yes {
            let is_varied = run.diversity > 0.0;
            pick.diversity = is_varied.then(|| run.diversity * self.variety.gain(entry, run.field, run.scene));
            pick.calibration = category.filter(|_| weight > 0.0).map(|category| pulls[usize::from(category)]);
        }
        self.filled.list.push(pick);
        if run.diversity > 0.0 {
            self.variety.choose(entry, run.field, run.scene);
        }
        category.into_iter().for_each(|category| self.mix.place(category));
        if self.notes == Notes::No {
            let counted_by = &run.bounds.counted_by[run.rules.type_of[entry]];
            counted_by.iter().for_each(|&g| self.close(run.bounds, usize::from(g)));
        }
    }

    /// Closes the types that a constraint counts, if nothing to come can be of them.
    fn close(&mut self, bounds: &Bounds, g: usize) {
        if self.walk.is_full(bounds, g) {
            bounds.types_of[g].iter().for_each(|&t| self.closed[t] = true);
        }
    }

    /// The best entry that leaves a completion; takes the step.
    fn best(&mut self, run: Run<'_>, place: usize, pulls: &[f64]) -> usize {
        let view = run.view();
        // What is closed for good need not be looked at, unless it is asked whether it leads.
        if self.notes == Notes::Yes {
            self.shut.fill(false);
        } else {
            self.shut.copy_from_slice(&self.closed);
        }
        if !pulls.is_empty() {
            self.front.sort(view, pulls);
        }
        let mut at = 0;
        loop {
            let bucket = self.front.bucket(at);
            let t = run.layout.buckets[bucket].t;
            if self.shut[t] {
                at += 1;
                continue;
            }
            let (entry, is_exact) = self.front.top(bucket, place);
            if !is_exact && run.diversity > 0.0 {
                let gain = self.variety.gain(entry, run.field, run.scene);
                let value = run.layout.start[entry] + run.diversity * gain;
                self.front.refresh(at, (value, place), view, pulls);
                continue;
            }
            if self.walk.step(run.bounds, t) {
                self.front.take(at, view, pulls);
                return entry;
            }
            self.shut[t] = true;
            if self.notes == Notes::Yes {
                self.blocked(run, place, t);
            }
        }
    }

    /// Notes what holds a type off: the bounds that it would break at once, else all that ask for others.
    fn blocked(&mut self, run: Run<'_>, place: usize, t: usize) {
        let (bounds, partial) = (run.bounds, self.walk.partial());
        let counted_by = &bounds.counted_by[t];
        let is_full = |g: &&u16| partial.count[usize::from(**g)] >= bounds.limits[usize::from(**g)].upper[place + 1];
        let at = u16::try_from(place).expect("a short list");
        let before = self.filled.blocks.len();
        self.filled.blocks.extend(counted_by.iter().filter(is_full).map(|&g| (at, g)));
        if self.filled.blocks.len() == before {
            self.filled.entangled.get_or_insert(place);
            let is_share = |g: &u16| !matches!(run.rules.rules[usize::from(*g)], Rule::Cap { .. });
            let all = u16::try_from(bounds.limits.len()).expect("constraints are numbered in 16 bits");
            let held = (0..all).filter(|g| is_share(g) || counted_by.contains(g));
            self.filled.blocks.extend(held.map(|g| (at, g)));
        }
        let mut is_first = false;
        for &(_, g) in &self.filled.blocks[before..] {
            is_first |= !std::mem::replace(&mut self.is_marked[usize::from(g)], true);
        }
        if is_first && self.filled.marks.last().is_none_or(|mark| mark.place != place) {
            let mut front = Front::default();
            front.copy(&self.front);
            let (partial, mix) = (self.walk.partial().clone(), self.mix.clone());
            self.filled.marks.push(Mark { place, front, partial, mix });
        }
    }
}

/// Where a run that begins like the first one starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    Top,
    /// The place at which a constraint first held something off.
    Block(usize),
}
