//! What an artifact is made of, and which of it makes up a sparse matrix.

use crate::fit::MONTHS;

/// What the artifact is made of, in file order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::model) enum Section {
    Manifest,
    Names,
    NameEnds,
    Offsets,
    Targets,
    Values,
    Popularity,
    Trend,
    NextOffsets,
    NextTargets,
    NextValues,
    Lexicon,
    LikeOffsets,
    LikeTargets,
    LikeValues,
    PairOffsets,
    PairTargets,
    PairValues,
    SeasonOffsets,
    SeasonTargets,
    SeasonValues,
    Leanings,
}

pub(super) const SECTIONS: usize = 22;

/// How many sections a layout has: later ones only add some at the end.
pub(super) const fn sections_in(version: u32) -> usize {
    match version {
        ..=2 => 15,
        3 => 18,
        4 => 21,
        _ => SECTIONS,
    }
}

impl Section {
    pub(super) const ALL: [Self; SECTIONS] = [
        Self::Manifest,
        Self::Names,
        Self::NameEnds,
        Self::Offsets,
        Self::Targets,
        Self::Values,
        Self::Popularity,
        Self::Trend,
        Self::NextOffsets,
        Self::NextTargets,
        Self::NextValues,
        Self::Lexicon,
        Self::LikeOffsets,
        Self::LikeTargets,
        Self::LikeValues,
        Self::PairOffsets,
        Self::PairTargets,
        Self::PairValues,
        Self::SeasonOffsets,
        Self::SeasonTargets,
        Self::SeasonValues,
        Self::Leanings,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::Names => "names",
            Self::NameEnds => "name_ends",
            Self::Offsets => "offsets",
            Self::Targets => "targets",
            Self::Values => "values",
            Self::Popularity => "popularity",
            Self::Trend => "trend",
            Self::NextOffsets => "next_offsets",
            Self::NextTargets => "next_targets",
            Self::NextValues => "next_values",
            Self::Lexicon => "lexicon",
            Self::LikeOffsets => "like_offsets",
            Self::LikeTargets => "like_targets",
            Self::LikeValues => "like_values",
            Self::PairOffsets => "pair_offsets",
            Self::PairTargets => "pair_targets",
            Self::PairValues => "pair_values",
            Self::SeasonOffsets => "season_offsets",
            Self::SeasonTargets => "season_targets",
            Self::SeasonValues => "season_values",
            Self::Leanings => "leanings",
        }
    }

    /// Bytes of one of its numbers.
    pub(super) const fn width(self) -> usize {
        match self {
            Self::Manifest | Self::Names | Self::Lexicon | Self::Leanings => 1,
            Self::NameEnds | Self::Offsets | Self::NextOffsets | Self::LikeOffsets | Self::PairOffsets => 8,
            Self::SeasonOffsets => 8,
            Self::Targets | Self::Values | Self::Popularity | Self::Trend => 4,
            Self::NextTargets | Self::NextValues | Self::LikeTargets | Self::LikeValues => 4,
            Self::PairTargets | Self::PairValues | Self::SeasonTargets | Self::SeasonValues => 4,
        }
    }

    pub(super) fn padded_name(self) -> [u8; 16] {
        let mut padded = [0; 16];
        padded[..self.name().len()].copy_from_slice(self.name().as_bytes());
        padded
    }
}

/// A sparse matrix of the artifact, by its sections.
#[derive(Debug, Clone, Copy)]
pub(in crate::model) struct Matrix {
    pub(in crate::model) offsets: Section,
    pub(in crate::model) targets: Section,
    pub(in crate::model) values: Section,
    pub(in crate::model) rows: Rows,
}

/// How many rows a matrix has.
#[derive(Debug, Clone, Copy)]
pub(in crate::model) enum Rows {
    /// So many for each item.
    PerItem(usize),
    /// So many, however many items there are.
    InAll(usize),
}

impl Rows {
    pub(in crate::model) const fn count(self, n_items: usize) -> usize {
        match self {
            Self::PerItem(rows) => rows * n_items,
            Self::InAll(rows) => rows,
        }
    }
}

/// What goes with what: one row per item.
pub(in crate::model) const TOGETHER: Matrix =
    Matrix { offsets: Section::Offsets, targets: Section::Targets, values: Section::Values, rows: Rows::PerItem(1) };
/// What is clicked after what: one row per item.
pub(in crate::model) const NEXT: Matrix = Matrix {
    offsets: Section::NextOffsets,
    targets: Section::NextTargets,
    values: Section::NextValues,
    rows: Rows::PerItem(1),
};
/// What is described alike: a row per item and aspect.
pub(in crate::model) const LIKE: Matrix = Matrix {
    offsets: Section::LikeOffsets,
    targets: Section::LikeTargets,
    values: Section::LikeValues,
    rows: Rows::PerItem(5),
};
/// What is bought together on one day: one row per item.
pub(in crate::model) const PAIRS: Matrix = Matrix {
    offsets: Section::PairOffsets,
    targets: Section::PairTargets,
    values: Section::PairValues,
    rows: Rows::PerItem(1),
};

/// What sells at one time of the year: a row for each month.
pub(in crate::model) const SEASONS: Matrix = Matrix {
    offsets: Section::SeasonOffsets,
    targets: Section::SeasonTargets,
    values: Section::SeasonValues,
    rows: Rows::InAll(MONTHS),
};
