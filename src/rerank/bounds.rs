//! Bounds on every prefix of a list, over items compressed to types, and what a partial list already rules out.
//!
//! A constraint `g` counts some of the items; a list of `k` places holds it when
//! `lower[g][q] <= (members of g in the first q places) <= upper[g][q]` for every `q`. Items that the same constraints
//! count are one type: only how many of each type are left matters to whether a list can be completed. Must not know
//! what a constraint stands for.

use std::collections::BTreeMap;
use std::sync::Arc;

/// A constraint: bounds by prefix length, `k + 1` of each.
#[derive(Debug, Clone)]
pub(super) struct Limits {
    /// At least so many.
    pub(super) lower: Vec<i32>,
    /// At most so many.
    pub(super) upper: Vec<i32>,
}

impl Limits {
    /// Bounds on lists of `k` that every list holds.
    pub(super) fn open(k: usize) -> Self {
        Self { lower: vec![0; k + 1], upper: vec![saturate(k); k + 1] }
    }
}

/// Items by the constraints that count them.
#[derive(Debug, Clone, Default)]
pub(super) struct Types {
    /// The constraints that count a type, ascending.
    pub(super) counted_by: Vec<Vec<u16>>,
    /// The type of each item.
    pub(super) of_item: Vec<usize>,
}

impl Types {
    /// Compresses items, each given by the constraints that count it, ascending.
    pub(super) fn new(items: &[Vec<u16>]) -> Self {
        let mut index: BTreeMap<&[u16], usize> = items.iter().map(|list| (list.as_slice(), 0)).collect();
        index.values_mut().enumerate().for_each(|(at, slot)| *slot = at);
        Self {
            of_item: items.iter().map(|list| index[list.as_slice()]).collect(),
            counted_by: index.into_keys().map(<[u16]>::to_vec).collect(),
        }
    }

    /// Items that nothing counts yet.
    pub(super) fn one(items: usize) -> Self {
        Self { counted_by: vec![Vec::new()], of_item: vec![0; items] }
    }

    /// Splits the types by one more constraint, later than all before it. Types may be left without an item.
    pub(super) fn refine(&mut self, g: u16, members: &[usize]) {
        const UNSPLIT: usize = usize::MAX;
        let mut split = vec![UNSPLIT; self.counted_by.len()];
        for &item in members {
            let old = self.of_item[item];
            if split[old] == UNSPLIT {
                split[old] = self.counted_by.len();
                let counted_by = self.counted_by[old].iter().copied().chain([g]).collect();
                self.counted_by.push(counted_by);
            }
            self.of_item[item] = split[old];
        }
    }

    pub(super) fn len(&self) -> usize {
        self.counted_by.len()
    }
}

/// Constraints no two of which count the same item: what they need, and what they leave room for, adds up.
#[derive(Debug, Clone)]
struct Family {
    members: Vec<usize>,
    /// The prefix lengths at which it can first fail.
    checkpoints: Vec<usize>,
}

/// Everything that decides whether a list can be completed.
#[derive(Debug, Clone)]
pub(super) struct Bounds {
    /// Places.
    pub(super) k: usize,
    /// By constraint; tightened by everything that one constraint implies alone. Shared by what only leaves others out.
    pub(super) limits: Vec<Arc<Limits>>,
    /// By type: the constraints that count it.
    pub(super) counted_by: Arc<Vec<Vec<u16>>>,
    /// By constraint: the types that it counts.
    pub(super) types_of: Arc<Vec<Vec<usize>>>,
    /// By type: items that may be chosen for a free place.
    pub(super) supply: Arc<Vec<usize>>,
    /// By place: the type of the item that is fixed there; such an item is not in `supply`.
    pub(super) fixed: Arc<Vec<Option<usize>>>,
    /// Constraints that ask for something.
    floors: Vec<usize>,
    families: Arc<Vec<Family>>,
    /// `fixed_in[g][q]`: fixed places among the first `q` whose item `g` counts.
    fixed_in: Arc<Vec<Vec<i32>>>,
    /// `free[q]`: free places among the first `q`.
    free: Arc<Vec<i32>>,
    /// By constraint: items of `supply` that it counts.
    members: Arc<Vec<i32>>,
}

/// More families than this are not looked for: each costs time at every step of a search.
const FAMILIES_MAX: usize = 12;

impl Bounds {
    /// Puts a problem together; `fixed` has an entry for each of the `k` places.
    pub(super) fn new(
        limits: Vec<Limits>,
        counted_by: Vec<Vec<u16>>,
        supply: Vec<usize>,
        fixed: Vec<Option<usize>>,
    ) -> Self {
        let k = fixed.len();
        let mut free = vec![0; k + 1];
        let mut fixed_in = vec![vec![0; k + 1]; limits.len()];
        for (at, slot) in fixed.iter().enumerate() {
            free[at + 1] = free[at] + i32::from(slot.is_none());
            fixed_in.iter_mut().for_each(|row| row[at + 1] = row[at]);
            for &g in slot.map_or(&[] as &[u16], |t| counted_by[t].as_slice()) {
                fixed_in[usize::from(g)][at + 1] += 1;
            }
        }
        let mut members = vec![0; limits.len()];
        let mut types_of = vec![Vec::new(); limits.len()];
        for (t, (by, &supply)) in counted_by.iter().zip(&supply).enumerate() {
            for g in by.iter().map(|&g| usize::from(g)) {
                members[g] += saturate(supply);
                types_of[g].push(t);
            }
        }
        let (counted_by, types_of, fixed_in) = (Arc::new(counted_by), Arc::new(types_of), Arc::new(fixed_in));
        let (supply, fixed, free, members) = (Arc::new(supply), Arc::new(fixed), Arc::new(free), Arc::new(members));
        let (limits, floors, families) = (limits.into_iter().map(Arc::new).collect(), Vec::new(), Arc::default());
        let mut bounds =
            Self { k, limits, counted_by, types_of, supply, fixed, floors, families, fixed_in, free, members };
        for g in 0..bounds.limits.len() {
            bounds.tighten(g);
        }
        bounds.floors = (0..bounds.limits.len()).filter(|&g| bounds.limits[g].lower[k] > 0).collect();
        bounds.families = Arc::new(bounds.find_families());
        bounds
    }

    /// Takes in what a constraint implies for the prefixes next to each prefix: a count never falls, grows by at most
    /// one per place, grows at a fixed place exactly as that item says, and ends within the supply.
    fn tighten(&mut self, g: usize) {
        let Limits { lower, upper } = Arc::make_mut(&mut self.limits[g]);
        let grows = |at: usize| {
            let is_fixed = self.fixed[at].is_some();
            let by = self.fixed_in[g][at + 1] - self.fixed_in[g][at];
            if is_fixed { (by, by) } else { (0, 1) }
        };
        lower[0] = lower[0].max(0);
        upper[0] = upper[0].min(0);
        upper[self.k] = upper[self.k].min(self.members[g].saturating_add(self.fixed_in[g][self.k]));
        for at in 0..self.k {
            let (least, most) = grows(at);
            lower[at + 1] = lower[at + 1].max(lower[at] + least);
            upper[at + 1] = upper[at + 1].min(upper[at] + most);
        }
        for at in (0..self.k).rev() {
            let (least, most) = grows(at);
            lower[at] = lower[at].max(lower[at + 1] - most);
            upper[at] = upper[at].min(upper[at + 1] - least);
        }
    }

    fn find_families(&self) -> Vec<Family> {
        let count = self.limits.len();
        let mut is_disjoint = vec![true; count * count];
        for by in self.counted_by.iter() {
            for (&a, &b) in by.iter().flat_map(|a| by.iter().map(move |b| (a, b))) {
                is_disjoint[usize::from(a) * count + usize::from(b)] = false;
            }
        }
        let fits = |family: &Vec<usize>, g: usize| family.iter().all(|&other| is_disjoint[g * count + other]);
        let mut found: Vec<Vec<usize>> = Vec::new();
        for g in 0..count {
            let mut is_placed = false;
            for family in &mut found {
                if fits(family, g) {
                    family.push(g);
                    is_placed = true;
                }
            }
            if !is_placed && found.len() < FAMILIES_MAX {
                found.push(vec![g]);
            }
        }
        found.into_iter().map(|members| self.family(members)).collect()
    }

    fn family(&self, members: Vec<usize>) -> Family {
        let is_flat = |g: &usize| {
            let upper = &self.limits[*g].upper;
            (1..self.k).all(|q| upper[q] == upper[self.k] || upper[q] >= saturate(q))
        };
        let rises = |q: usize| members.iter().any(|&g| self.limits[g].lower[q] > self.limits[g].lower[q - 1]);
        let is_all = !members.iter().all(is_flat);
        let checkpoints = (1..=self.k).filter(|&q| is_all || q == self.k || rises(q)).collect();
        Family { members, checkpoints }
    }

    /// The same bounds without some constraints. A list within these bounds is within those.
    pub(super) fn without(&self, is_left_out: impl Fn(usize) -> bool) -> Self {
        let mut bounds = self.clone();
        for g in (0..self.limits.len()).filter(|&g| is_left_out(g)) {
            bounds.limits[g] = Arc::new(Limits::open(self.k));
            bounds.tighten(g);
        }
        bounds.floors.retain(|&g| bounds.limits[g].lower[self.k] > 0);
        bounds
    }

    /// Whether some constraint alone already cannot be held.
    pub(super) fn is_contradictory(&self) -> bool {
        self.limits.iter().any(|limits| limits.lower.iter().zip(&limits.upper).any(|(lower, upper)| lower > upper))
    }

    /// Constraints that ask for something, ascending.
    pub(super) fn floors(&self) -> &[usize] {
        &self.floors
    }

    /// Sets of constraints no two of which count the same item.
    pub(super) fn families(&self) -> impl Iterator<Item = &[usize]> {
        self.families.iter().map(|family| family.members.as_slice())
    }

    /// A list with nothing in it yet.
    pub(super) fn empty(&self) -> Partial {
        Partial {
            placed: 0,
            count: vec![0; self.limits.len()],
            left: self.supply.to_vec(),
            left_in: self.members.to_vec(),
            left_total: self.supply.iter().sum(),
        }
    }
}

/// A list under construction.
#[derive(Debug, Clone)]
pub(super) struct Partial {
    /// Places filled.
    pub(super) placed: usize,
    /// By constraint: how many of these it counts.
    pub(super) count: Vec<i32>,
    /// By type: items left.
    pub(super) left: Vec<usize>,
    /// By constraint: items left that it counts.
    left_in: Vec<i32>,
    left_total: usize,
}

impl Partial {
    /// Becomes like another, in its own memory.
    pub(super) fn copy(&mut self, other: &Self) {
        (self.placed, self.left_total) = (other.placed, other.left_total);
        self.count.clone_from(&other.count);
        self.left.clone_from(&other.left);
        self.left_in.clone_from(&other.left_in);
    }

    /// Whether the next place may hold an item of a type, as far as that place itself shows.
    pub(super) fn may_push(&self, bounds: &Bounds, t: usize) -> bool {
        match bounds.fixed[self.placed] {
            Some(fixed) => fixed == t,
            None => self.left[t] > 0,
        }
    }

    /// Fills the next place. [`Self::pop`] takes it back.
    pub(super) fn push(&mut self, bounds: &Bounds, t: usize) {
        let taken = usize::from(bounds.fixed[self.placed].is_none());
        self.placed += 1;
        self.left[t] -= taken;
        self.left_total -= taken;
        for &g in &bounds.counted_by[t] {
            self.count[usize::from(g)] += 1;
            self.left_in[usize::from(g)] -= saturate(taken);
        }
    }

    /// Empties the last place, which holds `t`.
    pub(super) fn pop(&mut self, bounds: &Bounds, t: usize) {
        self.placed -= 1;
        let taken = usize::from(bounds.fixed[self.placed].is_none());
        self.left[t] += taken;
        self.left_total += taken;
        for &g in &bounds.counted_by[t] {
            self.count[usize::from(g)] -= 1;
            self.left_in[usize::from(g)] += saturate(taken);
        }
    }

    /// Whether every constraint holds for the prefix that `last`, just pushed, completes.
    ///
    /// A tightened upper bound never falls, so only the constraints that count `last` can have reached one.
    pub(super) fn holds(&self, bounds: &Bounds, last: usize) -> bool {
        let q = self.placed;
        let is_above = |&g: &usize| self.count[g] >= bounds.limits[g].lower[q];
        let is_below = |&g: &u16| self.count[usize::from(g)] <= bounds.limits[usize::from(g)].upper[q];
        bounds.counted_by[last].iter().all(is_below) && bounds.floors.iter().all(is_above)
    }

    /// Whether what is left cannot complete the list: too few members of one constraint, or too much asked of
    /// (or too little room in) a family. `false` promises nothing.
    pub(super) fn is_hopeless(&self, bounds: &Bounds) -> bool {
        let k = bounds.k;
        let is_starved = |&g: &usize| self.need(bounds, g, k) > self.left_in[g];
        bounds.floors.iter().any(is_starved)
            || bounds.families.iter().any(|family| {
                let ahead = family.checkpoints.iter().filter(|&&q| q > self.placed);
                ahead.into_iter().any(|&q| self.fails(bounds, family, q))
            })
    }

    /// What constraint `g` still needs from the free places up to `q`.
    pub(super) fn need(&self, bounds: &Bounds, g: usize, q: usize) -> i32 {
        bounds.limits[g].lower[q] - self.count[g] - self.fixed_ahead(bounds, g, q)
    }

    fn fixed_ahead(&self, bounds: &Bounds, g: usize, q: usize) -> i32 {
        bounds.fixed_in[g][q] - bounds.fixed_in[g][self.placed]
    }

    /// What constraint `g` still has room for in the free places up to `q`.
    pub(super) fn room(&self, bounds: &Bounds, g: usize, q: usize) -> i32 {
        bounds.limits[g].upper[q] - self.count[g] - self.fixed_ahead(bounds, g, q)
    }

    /// Free places up to `q`.
    pub(super) fn free(&self, bounds: &Bounds, q: usize) -> i32 {
        bounds.free[q] - bounds.free[self.placed]
    }

    /// Items left that constraint `g` counts.
    pub(super) fn left_in(&self, g: usize) -> i32 {
        self.left_in[g]
    }

    fn fails(&self, bounds: &Bounds, family: &Family, q: usize) -> bool {
        let free = self.free(bounds, q);
        let (mut needed, mut room, mut counted) = (0, 0, 0);
        for &g in &family.members {
            needed += self.need(bounds, g, q).max(0);
            room += self.room(bounds, g, q).min(self.left_in[g]);
            counted += self.left_in[g];
        }
        needed > free || room + (saturate(self.left_total) - counted) < free
    }

    /// How pressing a constraint's lower bounds are: 1 when every free place up to some prefix must serve it.
    pub(super) fn urgency(&self, bounds: &Bounds) -> Vec<f64> {
        let mut urgency = vec![0.0; bounds.limits.len()];
        for &g in &bounds.floors {
            let pressing = (self.placed + 1..=bounds.k).map(|q| {
                let (free, need) = (self.free(bounds, q), self.need(bounds, g, q));
                if free > 0 && need > 0 { f64::from(need) / f64::from(free) } else { 0.0 }
            });
            urgency[g] = pressing.fold(0.0, f64::max);
        }
        urgency
    }

    /// What decides how a partial list of this length can be completed, and nothing else.
    pub(super) fn key(&self, bounds: &Bounds) -> Box<[u16]> {
        let places = bounds.k - self.placed;
        let left = self.left.iter().map(|&left| u16::try_from(left.min(places)).unwrap_or(u16::MAX));
        let count = self.count.iter().map(|&count| u16::try_from(count).unwrap_or(u16::MAX));
        left.chain(count).collect()
    }
}

/// A constraint's position in the form in which types hold it.
pub(super) fn index(g: usize) -> u16 {
    u16::try_from(g).expect("constraints are numbered in 16 bits")
}

/// A count in the form in which bounds hold it.
pub(super) fn saturate(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX / 4)
}
