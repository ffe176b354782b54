//! The frozen model: weights, priors, vocabulary and what it was made from. Loaded once, shared read-only.
//!
//! Knows its bytes (written by [`Model::to_bytes`], checked by [`Model::from_bytes`]) but not where they are kept: the
//! shell maps files, the core sees bytes.

mod bytes;
mod extend;
mod layout;
mod manifest;
mod params;
mod weighting;

use std::sync::Arc;

pub use bytes::{AlignedBytes, ModelBytes};
pub use layout::{ArtifactError, FORMAT_VERSION};
pub use manifest::{Manifest, Tuning};
pub use params::ModelParams;
pub use weighting::Weighting;

use crate::catalog::Aspect;
use crate::event::{Evidence, Origin};
use crate::fit::{Leaning, Leanings, Lexicon, MONTHS, Priors, Weights};
use crate::ids::{ItemId, ItemIx, Vocabulary};
use crate::units::Time;
use layout::{LIKE, NEXT, PAIRS, SEASONS, Section, Sections, TOGETHER};

/// What a fit hands over to be frozen.
#[derive(Debug, Clone, PartialEq)]
pub struct Parts {
    /// The item ids.
    pub vocabulary: Vocabulary,
    /// `B`: what goes together.
    pub weights: Weights,
    /// What is clicked after what.
    pub next: Weights,
    /// What is described alike: row `5 i + a` by item and aspect.
    pub like: Weights,
    /// What is bought together on one day, and how many times as often as by chance.
    pub pairs: Weights,
    /// What sells in each month of the year more than in others, a row for each.
    pub seasons: Weights,
    /// What descriptions are made of.
    pub lexicon: Lexicon,
    /// Popularity and trend.
    pub priors: Priors,
    /// What leans to which group of customers.
    pub leanings: Leanings,
    /// Everything else; its fingerprint is filled in by [`Model::freeze`].
    pub manifest: Manifest,
}

/// A checked, immutable model.
#[derive(Debug, Clone)]
pub struct Model {
    manifest: Manifest,
    vocabulary: Arc<Vocabulary>,
    sections: Sections,
    /// What descriptions are made of.
    lexicon: Arc<Lexicon>,
    leanings: Arc<Leanings>,
    /// Items by prior score, best first, ties by item: what stands in where evidence reaches too few.
    prior_order: Vec<u32>,
}

impl Model {
    /// Freezes a fit: names it by its fingerprint, writes its bytes and reads them back as any loader would.
    ///
    /// # Panics
    /// When the parts do not belong together (lengths differ): that is a bug in the fit.
    #[must_use]
    pub fn freeze(mut parts: Parts) -> Self {
        let n_items = parts.vocabulary.len();
        let matrices = [(&parts.weights, 1), (&parts.next, 1), (&parts.like, Aspect::ALL.len()), (&parts.pairs, 1)];
        for (weights, rows_per_item) in matrices {
            assert_eq!(weights.offsets.len(), rows_per_item * n_items + 1, "rows of weights for every item");
        }
        assert_eq!(parts.seasons.offsets.len(), MONTHS + 1, "a row for every month");
        assert_eq!(parts.priors.popularity.len(), n_items, "one prior per item");
        parts.manifest.format = FORMAT_VERSION;
        parts.manifest.items = n_items;
        parts.manifest.most_chosen = parts.priors.most_chosen;
        parts.manifest.mean_popularity = parts.priors.mean_popularity;
        parts.manifest.weights = parts.weights.targets.len() as u64;
        parts.manifest.fingerprint = String::new();
        parts.manifest.fingerprint = fingerprint(&parts);
        let bytes = AlignedBytes::from_slice(&layout::write(&sections_of(&parts)));
        Self::from_bytes(Arc::new(bytes)).expect("what was just written reads back")
    }

    /// Reads and checks a model. Every byte is covered by a checksum or must be zero.
    ///
    /// # Errors
    /// When any byte is wrong, something is missing, or it was written by a newer program.
    pub fn from_bytes(bytes: Arc<dyn ModelBytes>) -> Result<Self, ArtifactError> {
        let sections = layout::read(bytes)?;
        let manifest = manifest::read(sections.bytes(Section::Manifest))
            .map_err(|cause| ArtifactError::Manifest { cause: cause.to_string() })?;
        let vocabulary = Arc::new(read_vocabulary(&sections)?);
        sections.check_shape(vocabulary.len(), &manifest)?;
        let lexicon: Lexicon = serde_json::from_slice(sections.bytes(Section::Lexicon))
            .map_err(|cause| ArtifactError::Shape { cause: format!("lexicon: {cause}") })?;
        let unsound = |cause: crate::fit::FitError| ArtifactError::Shape { cause: cause.to_string() };
        manifest.params.description.check().map_err(unsound)?;
        let (lexicon, leanings) = (Arc::new(lexicon), Arc::new(read_leanings(&sections, vocabulary.len())?));
        let mut model = Self { manifest, vocabulary, sections, lexicon, leanings, prior_order: Vec::new() };
        model.prior_order = model.order_by_prior();
        Ok(model)
    }

    /// The same weights under other serving parameters, for trials: not an artifact, its name stays that of the fit.
    #[must_use]
    pub fn with_params(&self, params: ModelParams) -> Self {
        let mut model = self.clone();
        model.manifest.params = params;
        model.prior_order = model.order_by_prior();
        model
    }

    /// The bytes of the artifact.
    #[must_use]
    pub fn to_bytes(&self) -> &[u8] {
        self.sections.all()
    }

    /// The manifest, exactly as the binary holds it.
    #[must_use]
    pub fn manifest_json(&self) -> &[u8] {
        self.sections.bytes(Section::Manifest)
    }

    /// What the model is.
    #[must_use]
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Its parameters.
    #[must_use]
    pub const fn params(&self) -> &ModelParams {
        &self.manifest.params
    }

    /// Its items.
    #[must_use]
    pub const fn vocabulary(&self) -> &Arc<Vocabulary> {
        &self.vocabulary
    }

    /// `n_items`.
    #[must_use]
    pub fn n_items(&self) -> usize {
        self.vocabulary.len()
    }

    /// Row `i` of `B`: targets ascending, and their weights.
    #[must_use]
    pub fn row(&self, item: ItemIx) -> (&[u32], &[f32]) {
        self.sections.row(TOGETHER, item.at())
    }

    /// What is clicked after an item: targets ascending, and their weights.
    #[must_use]
    pub fn next_row(&self, item: ItemIx) -> (&[u32], &[f32]) {
        self.sections.row(NEXT, item.at())
    }

    /// What is described like an item in one aspect: targets ascending, and their weights.
    #[must_use]
    pub fn like_row(&self, item: ItemIx, aspect: Aspect) -> (&[u32], &[f32]) {
        self.sections.row(LIKE, Aspect::ALL.len() * item.at() + aspect as usize)
    }

    /// What is bought together with an item on one day, by many and more often than by chance, ascending.
    #[must_use]
    pub fn pairs_of(&self, item: ItemIx) -> &[u32] {
        self.sections.row(PAIRS, item.at()).0
    }

    /// What sells in the month of a moment more than in others, year after year: items ascending, and `ln` of how many times as much.
    #[must_use]
    pub fn season(&self, now: Time) -> (&[u32], &[f32]) {
        let month = usize::try_from(now.month().rem_euclid(12)).expect("below twelve");
        self.sections.row(SEASONS, month)
    }

    /// Whether anything sells in one month more than in others, as far as was learnt.
    #[must_use]
    pub fn has_seasons(&self) -> bool {
        (0..MONTHS).any(|month| !self.sections.row(SEASONS, month).0.is_empty())
    }

    /// What leans to which group of a segment of customers, where it was learnt.
    #[must_use]
    pub fn leaning(&self, segment: &str) -> Option<&Leaning> {
        self.leanings.segment(segment)
    }

    /// Whether a piece of evidence says anything of an item, as the scorers would let it.
    #[must_use]
    pub fn relates(&self, evidence: &Evidence, target: ItemIx) -> bool {
        let reaches = |(targets, _): (&[u32], &[f32])| targets.binary_search(&target.0).is_ok();
        let is_like = |aspect: Aspect| reaches(self.like_row(evidence.item, aspect));
        let params = self.params();
        let is_click = evidence.origin == Origin::Session && evidence.weight > 0.0;
        (params.history != 0.0 && reaches(self.row(evidence.item)))
            || (params.session != 0.0 && is_click && reaches(self.next_row(evidence.item)))
            || (params.content != 0.0 && Aspect::ALL.into_iter().any(is_like))
    }

    /// `B[i][j]`, 0 where there is none. O(log of the row's length).
    #[must_use]
    pub fn weight(&self, evidence: ItemIx, target: ItemIx) -> f32 {
        let (targets, values) = self.row(evidence);
        targets.binary_search(&target.0).map_or(0.0, |at| values[at])
    }

    /// `N[i][j]` of what is clicked after what, 0 where there is none.
    #[must_use]
    pub fn next_weight(&self, evidence: ItemIx, target: ItemIx) -> f32 {
        let (targets, values) = self.next_row(evidence);
        targets.binary_search(&target.0).map_or(0.0, |at| values[at])
    }

    /// Popularity per item, above 0 where it is more than average, -1 to 1.
    #[must_use]
    pub fn popularity(&self) -> &[f32] {
        self.sections.f32s(Section::Popularity)
    }

    /// How many customers the model learnt an item from: `c_j`, from its popularity.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts of people stay far below 2^53 and are never negative"
    )]
    pub fn people(&self, item: ItemIx) -> u64 {
        let most = libm::log1p(self.manifest.most_chosen as f64);
        let share = f64::from(self.popularity()[item.at()]) + self.manifest.mean_popularity;
        libm::round(libm::expm1(share * most)) as u64
    }

    /// Trend per item, -1 to 1.
    #[must_use]
    pub fn trend(&self) -> &[f32] {
        self.sections.f32s(Section::Trend)
    }

    /// All items by prior score, best first, ties by item.
    #[must_use]
    pub fn prior_order(&self) -> &[u32] {
        &self.prior_order
    }

    fn order_by_prior(&self) -> Vec<u32> {
        let (popularity, trend) = (self.popularity(), self.trend());
        let prior = |item: u32| {
            let at = item as usize;
            let params = self.params();
            crate::ledger::amount(params.popularity, popularity[at]) + crate::ledger::amount(params.trend, trend[at])
        };
        let mut order: Vec<u32> = (0..self.n_items()).map(|at| ItemIx::from_at(at).0).collect();
        order.sort_by(|&a, &b| prior(b).total_cmp(&prior(a)).then(a.cmp(&b)));
        order
    }
}

fn fingerprint(parts: &Parts) -> String {
    let digest = blake3::hash(&layout::write(&sections_of(parts)));
    digest.to_hex().as_str()[..32].to_owned()
}

fn sections_of(parts: &Parts) -> Vec<(Section, Vec<u8>)> {
    let manifest = serde_json::to_vec_pretty(&parts.manifest).expect("a manifest is plain data");
    let mut names = Vec::new();
    let mut name_ends: Vec<u64> = Vec::with_capacity(parts.vocabulary.len());
    for id in parts.vocabulary.ids() {
        names.extend_from_slice(id.as_str().as_bytes());
        name_ends.push(names.len() as u64);
    }
    vec![
        (Section::Manifest, manifest),
        (Section::Names, names),
        (Section::NameEnds, bytemuck::cast_slice(&name_ends).to_vec()),
        (Section::Offsets, bytemuck::cast_slice(&parts.weights.offsets).to_vec()),
        (Section::Targets, bytemuck::cast_slice(&parts.weights.targets).to_vec()),
        (Section::Values, bytemuck::cast_slice(&parts.weights.values).to_vec()),
        (Section::Popularity, bytemuck::cast_slice(&parts.priors.popularity).to_vec()),
        (Section::Trend, bytemuck::cast_slice(&parts.priors.trend).to_vec()),
        (Section::NextOffsets, bytemuck::cast_slice(&parts.next.offsets).to_vec()),
        (Section::NextTargets, bytemuck::cast_slice(&parts.next.targets).to_vec()),
        (Section::NextValues, bytemuck::cast_slice(&parts.next.values).to_vec()),
        (Section::Lexicon, serde_json::to_vec(&parts.lexicon).expect("a lexicon is plain data")),
        (Section::LikeOffsets, bytemuck::cast_slice(&parts.like.offsets).to_vec()),
        (Section::LikeTargets, bytemuck::cast_slice(&parts.like.targets).to_vec()),
        (Section::LikeValues, bytemuck::cast_slice(&parts.like.values).to_vec()),
        (Section::PairOffsets, bytemuck::cast_slice(&parts.pairs.offsets).to_vec()),
        (Section::PairTargets, bytemuck::cast_slice(&parts.pairs.targets).to_vec()),
        (Section::PairValues, bytemuck::cast_slice(&parts.pairs.values).to_vec()),
        (Section::SeasonOffsets, bytemuck::cast_slice(&parts.seasons.offsets).to_vec()),
        (Section::SeasonTargets, bytemuck::cast_slice(&parts.seasons.targets).to_vec()),
        (Section::SeasonValues, bytemuck::cast_slice(&parts.seasons.values).to_vec()),
        (Section::Leanings, serde_json::to_vec(&parts.leanings).expect("leanings are plain data")),
    ]
}

/// A layout that has none yet is a model that learnt none.
fn read_leanings(sections: &Sections, n_items: usize) -> Result<Leanings, ArtifactError> {
    let bytes = sections.bytes(Section::Leanings);
    let wrong = |cause: String| ArtifactError::Shape { cause: format!("leanings: {cause}") };
    let leanings = if bytes.is_empty() { Ok(Leanings::default()) } else { serde_json::from_slice(bytes) };
    let leanings: Leanings = leanings.map_err(|cause| wrong(cause.to_string()))?;
    if leanings.is_sound(n_items) { Ok(leanings) } else { Err(wrong("they fit no items".to_owned())) }
}

fn read_vocabulary(sections: &Sections) -> Result<Vocabulary, ArtifactError> {
    let wrong = |cause: &str| ArtifactError::Shape { cause: format!("names: {cause}") };
    let names = std::str::from_utf8(sections.bytes(Section::Names)).map_err(|_| wrong("not UTF-8"))?;
    let mut start = 0;
    let mut ids = Vec::new();
    for &end in sections.u64s(Section::NameEnds) {
        let end = usize::try_from(end).map_err(|_| wrong("an end beyond memory"))?;
        let name = names.get(start..end).ok_or_else(|| wrong("an end outside the names"))?;
        ids.push(ItemId::new(name).map_err(|cause| wrong(&cause.to_string()))?);
        start = end;
    }
    let n_names = ids.len();
    let vocabulary = Vocabulary::new(ids);
    if vocabulary.len() == n_names { Ok(vocabulary) } else { Err(wrong("a name stands twice")) }
}

#[cfg(test)]
mod tests;
