//! How much an item adds to what stands above it, from 0 (nothing) to 1: brought up to date only where it is asked for.
//!
//! Both measures only fall as the list grows, so an outdated value is an upper bound and most items are never looked at
//! again: the greedy choice stays exact (Minoux 1978; for determinants Hemmi, Oki, Sakaue, Fujii & Iwata 2022).

use super::DiversityMode;
use super::field::Field;
use super::scene::{DIMENSIONS, Scene, Vector, dot};
use super::trails::{Step, Trails};

/// What is added to the likenesses' diagonal: how much even an exact copy of what stands above still adds.
const RIDGE: f32 = 0.05;

/// Vectors and inner products that were asked for.
#[derive(Debug)]
pub(super) struct Vectors {
    /// By entry: where its vector stands; [`NO_SLOT`] before it is asked for.
    slot_of: Vec<u32>,
    vectors: Vec<Vector>,
    /// By slot: its column of inner products, once it was chosen in some run.
    column_of: Vec<u32>,
    columns: usize,
    /// Column by column, `stride` inner products by slot; not a number before it is asked for.
    products: Vec<f32>,
    stride: usize,
}

const NO_SLOT: u32 = u32::MAX;
/// Slots and columns that there is room for at first.
const STRIDE: usize = 128;
const COLUMNS: usize = 32;

impl Vectors {
    fn new(entries: usize) -> Self {
        let (vectors, column_of) = (Vec::with_capacity(STRIDE), Vec::with_capacity(STRIDE));
        let slot_of = vec![NO_SLOT; entries];
        let products = Vec::with_capacity(COLUMNS * STRIDE);
        Self { slot_of, vectors, column_of, columns: 0, products, stride: STRIDE }
    }

    fn slot(&mut self, entry: usize, field: &Field, scene: &Scene<'_>) -> usize {
        if self.slot_of[entry] == NO_SLOT {
            self.fetch(entry, field, scene);
        }
        self.slot_of[entry] as usize
    }

    #[cold]
    fn fetch(&mut self, entry: usize, field: &Field, scene: &Scene<'_>) {
        self.slot_of[entry] = u32::try_from(self.vectors.len()).expect("a few hundred candidates");
        self.vectors.push([0.0; DIMENSIONS]);
        self.column_of.push(NO_SLOT);
        let vector = self.vectors.last_mut().expect("just pushed");
        scene.traits.vector(field.entries[entry].item, vector);
        if self.vectors.len() > self.stride {
            self.widen();
        }
    }

    /// Makes room for twice as many slots.
    fn widen(&mut self) {
        let (before, stride) = (std::mem::take(&mut self.products), 2 * self.stride);
        self.products.resize(self.columns * stride, f32::NAN);
        for (column, row) in before.chunks_exact(self.stride).enumerate() {
            self.products[column * stride..column * stride + row.len()].copy_from_slice(row);
        }
        self.stride = stride;
    }

    /// The inner product of an entry and one that was chosen.
    fn product(&mut self, entry: usize, above: usize, field: &Field, scene: &Scene<'_>) -> f32 {
        let (one, other) = (self.slot(entry, field, scene), self.slot(above, field, scene));
        if self.column_of[other] == NO_SLOT {
            self.column_of[other] = u32::try_from(self.columns).expect("few are ever chosen");
            self.columns += 1;
            self.products.resize(self.columns * self.stride, f32::NAN);
        }
        let at = self.column_of[other] as usize * self.stride + one;
        if self.products[at].is_nan() {
            self.products[at] = dot(&self.vectors[one], &self.vectors[other]);
        }
        self.products[at]
    }
}

/// The measure of all runs for one list.
#[derive(Debug)]
pub(super) enum Variety {
    /// Nothing is asked for.
    Off,
    /// `1 -` the greatest likeness to an item above (Carbonell & Goldstein 1998); a cell holds that likeness.
    Likest(Box<Trails<f64>>),
    /// The log-determinant's gain.
    Volume(Box<Volume>),
}

impl Variety {
    /// For lists of `k` in which it counts so many points.
    pub(super) fn new((mode, points): (DiversityMode, f64), entries: usize, k: usize) -> Self {
        match (points > 0.0, mode) {
            (false, _) => Self::Off,
            (true, DiversityMode::Mmr) => Self::Likest(Box::new(Trails::new(entries, k))),
            (true, DiversityMode::Dpp) => Self::Volume(Box::new(Volume::new(entries, k))),
        }
    }

    /// Begins another run with so many of the places of the first.
    pub(super) fn again(&mut self, places: usize) {
        match self {
            Self::Off => {}
            Self::Likest(trails) => trails.again(places),
            Self::Volume(volume) => volume.trails.again(places),
        }
    }

    /// What an entry adds now.
    pub(super) fn gain(&mut self, entry: usize, field: &Field, scene: &Scene<'_>) -> f64 {
        match self {
            Self::Off => 0.0,
            Self::Likest(trails) => 1.0 - likeness(trails, entry, field, scene),
            Self::Volume(volume) => {
                let ratio = f64::from(volume.left(entry, field, scene) / RIDGE);
                (libm::log(ratio) * volume.unit).clamp(0.0, 1.0)
            }
        }
    }

    /// Puts an entry into the list.
    pub(super) fn choose(&mut self, entry: usize, field: &Field, scene: &Scene<'_>) {
        match self {
            Self::Off => {}
            Self::Likest(trails) => {
                likeness(trails, entry, field, scene);
                trails.choose(entry, 0.0);
            }
            Self::Volume(volume) => {
                let root = volume.left(entry, field, scene).sqrt();
                volume.trails.choose(entry, root);
            }
        }
    }
}

/// The greatest likeness of an entry to one that is chosen.
fn likeness(trails: &mut Trails<f64>, entry: usize, field: &Field, scene: &Scene<'_>) -> f64 {
    let item = |at: usize| field.entries[at].item;
    let last = trails.bring(entry, |step| {
        let alike = scene.similarity.between(item(entry), item(step.above)).clamp(0.0, 1.0);
        step.mine.last().copied().unwrap_or(0.0).max(alike)
    });
    last.unwrap_or(0.0)
}

/// The gain in `log det(S + ridge I)` over the items of the list, `S` their inner products: greedy maximisation by
/// incremental Cholesky factors (Chen, Zhang & Zhou 2018), divided by the gain of an item that is like none above.
///
/// The ridge keeps every gain at 0 or more, whatever the vectors are, and so makes the objective monotone.
#[derive(Debug)]
pub(super) struct Volume {
    /// By step: the Cholesky factor, and the square of the diagonal after it.
    trails: Trails<(f32, f32)>,
    vectors: Vectors,
    unit: f64,
}

impl Volume {
    fn new(entries: usize, k: usize) -> Self {
        let unit = 1.0 / libm::log(f64::from((1.0 + RIDGE) / RIDGE));
        Self { trails: Trails::new(entries, k), vectors: Vectors::new(entries), unit }
    }

    /// The square of an entry's Cholesky diagonal after all that is chosen.
    fn left(&mut self, entry: usize, field: &Field, scene: &Scene<'_>) -> f32 {
        let Self { trails, vectors, .. } = self;
        let last = trails.bring(entry, |step: Step<'_, (f32, f32)>| {
            let alike = vectors.product(entry, step.above, field, scene);
            let known: f32 = step.mine.iter().zip(step.theirs).fold(0.0, |sum, (a, b)| sum + a.0 * b.0);
            let factor = (alike - known) / step.root;
            let before = step.mine.last().map_or(1.0 + RIDGE, |(_, left)| *left);
            (factor, before - factor * factor)
        });
        last.map_or(1.0 + RIDGE, |(_, left)| left).max(RIDGE)
    }
}
