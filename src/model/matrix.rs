//! The sparse matrices of an artifact: which sections hold them.

use super::layout::Section;

/// A sparse matrix of the artifact, by its sections.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matrix {
    pub(super) offsets: Section,
    pub(super) targets: Section,
    pub(super) values: Section,
    /// How many rows each item has.
    pub(super) rows_per_item: usize,
}

/// What goes with what: one row per item.
pub(super) const TOGETHER: Matrix =
    Matrix { offsets: Section::Offsets, targets: Section::Targets, values: Section::Values, rows_per_item: 1 };
/// What is clicked after what: one row per item.
pub(super) const NEXT: Matrix = Matrix {
    offsets: Section::NextOffsets,
    targets: Section::NextTargets,
    values: Section::NextValues,
    rows_per_item: 1,
};
/// What is described alike: a row per item and aspect.
pub(super) const LIKE: Matrix = Matrix {
    offsets: Section::LikeOffsets,
    targets: Section::LikeTargets,
    values: Section::LikeValues,
    rows_per_item: 5,
};
/// What is bought together on one day: one row per item.
pub(super) const PAIRS: Matrix = Matrix {
    offsets: Section::PairOffsets,
    targets: Section::PairTargets,
    values: Section::PairValues,
    rows_per_item: 1,
};
