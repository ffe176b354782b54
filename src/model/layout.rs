//! The artifact's binary layout, version 5, little endian:
//!
//! ```text
//! 0    8  magic "CANDOR\r\n"
//! 8    4  format version
//! 12   4  number of sections
//! 16   8  length of the whole file
//! 24  32  blake3 of bytes 0..24 and of the section table
//! 56   8  zero
//! 64      section table, 64 bytes each: name (16, zero-padded), offset (8), length (8), blake3 of the section (32)
//! ...     sections in table order, each at the next multiple of 64; the gaps are zero
//! ```
//!
//! So every byte is covered: by the header's checksum, by a section's, or by having to be zero. Version 4 ends before the section
//! of leanings, version 3 before the three of seasons, version 2 before those of pairs; what is not there is read as if it were empty.

mod section;

use std::ops::Range;
use std::sync::Arc;

use thiserror::Error;

pub(super) use section::{LIKE, Matrix, NEXT, PAIRS, Rows, SEASONS, Section, TOGETHER};
use section::{SECTIONS, sections_in};

use super::{Manifest, ModelBytes};

/// The layout that this program writes, and the newest that it reads.
pub const FORMAT_VERSION: u32 = 5;

/// The oldest layout that it reads.
const FORMAT_VERSION_MIN: u32 = 2;

const MAGIC: &[u8; 8] = b"CANDOR\r\n";
const ALIGN: usize = 64;
const HEADER: usize = 64;
const ENTRY: usize = 64;

#[cfg(not(target_endian = "little"))]
compile_error!("artifacts are read in place and are little endian");

/// Why an artifact is refused. It is left as it is; the last good model keeps serving.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ArtifactError {
    /// Not one of ours.
    #[error("this is not a candor model")]
    Magic,
    /// Written by a newer program.
    #[error("the model has format {found}, this program reads up to {FORMAT_VERSION}; use a newer candor")]
    NewerFormat {
        /// What it has.
        found: u32,
    },
    /// Written before anything was released.
    #[error("the model has format {found}, this program reads format {FORMAT_VERSION}; train again")]
    OlderFormat {
        /// What it has.
        found: u32,
    },
    /// Shorter or longer than it says.
    #[error("the model should have {expected} bytes and has {found}: the file was cut off or appended to")]
    Length {
        /// What the header says.
        expected: u64,
        /// What there is.
        found: u64,
    },
    /// A checksum differs.
    #[error("the model's {part} does not match its checksum: the file is damaged; restore it or train again")]
    Checksum {
        /// Where.
        part: String,
    },
    /// The parts do not fit together.
    #[error("the model's parts do not fit together: {cause}")]
    Shape {
        /// Which and how.
        cause: String,
    },
    /// The manifest cannot be read.
    #[error("the model's manifest cannot be read: {cause}")]
    Manifest {
        /// Why.
        cause: String,
    },
}

/// A checked artifact: its bytes, and where each section lies.
#[derive(Debug, Clone)]
pub(super) struct Sections {
    bytes: Arc<dyn ModelBytes>,
    ranges: [Range<usize>; SECTIONS],
}

impl Sections {
    pub(super) fn all(&self) -> &[u8] {
        self.bytes.as_bytes()
    }

    pub(super) fn bytes(&self, section: Section) -> &[u8] {
        &self.all()[self.ranges[section as usize].clone()]
    }

    pub(super) fn u64s(&self, section: Section) -> &[u64] {
        bytemuck::cast_slice(self.bytes(section))
    }

    pub(super) fn u32s(&self, section: Section) -> &[u32] {
        bytemuck::cast_slice(self.bytes(section))
    }

    pub(super) fn f32s(&self, section: Section) -> &[f32] {
        bytemuck::cast_slice(self.bytes(section))
    }

    /// A row of a matrix: targets ascending, and their weights.
    #[expect(clippy::cast_possible_truncation, reason = "offsets were checked against the section's length")]
    pub(super) fn row(&self, matrix: Matrix, row: usize) -> (&[u32], &[f32]) {
        let offsets = self.u64s(matrix.offsets);
        if offsets.is_empty() {
            // A layout that does not have the matrix yet.
            return (&[], &[]);
        }
        let range = offsets[row] as usize..offsets[row + 1] as usize;
        (&self.u32s(matrix.targets)[range.clone()], &self.f32s(matrix.values)[range])
    }

    /// Checks that lengths, offsets, targets and values belong together.
    pub(super) fn check_shape(&self, n_items: usize, manifest: &Manifest) -> Result<(), ArtifactError> {
        let priors = [Section::Popularity, Section::Trend].map(|section| self.f32s(section));
        let checks = [
            ("the manifest's number of items", manifest.items == n_items),
            ("the manifest's number of weights", manifest.weights == self.u32s(Section::Targets).len() as u64),
            ("one popularity per item", priors[0].len() == n_items),
            ("one trend per item", priors[1].len() == n_items),
            ("finite numbers", priors.iter().all(|numbers| numbers.iter().all(|x| x.is_finite()))),
        ];
        if let Some((what, _)) = checks.iter().find(|(_, holds)| !holds) {
            return Err(ArtifactError::Shape { cause: format!("expected {what}") });
        }
        // An earlier version lacks what came later, and then all of it.
        let parts = |matrix: &Matrix| [matrix.offsets, matrix.targets, matrix.values];
        let is_there = |matrix: &Matrix| parts(matrix).iter().any(|&part| !self.bytes(part).is_empty());
        let matrices = [TOGETHER, NEXT, LIKE].into_iter().chain([PAIRS, SEASONS].into_iter().filter(is_there));
        matrices.into_iter().try_for_each(|matrix| self.check_matrix(matrix, n_items))
    }

    fn check_matrix(&self, matrix: Matrix, n_items: usize) -> Result<(), ArtifactError> {
        let (offsets, targets) = (self.u64s(matrix.offsets), self.u32s(matrix.targets));
        let values = self.f32s(matrix.values);
        let wrong = |what: &str| {
            let name = matrix.targets.name();
            Err(ArtifactError::Shape { cause: format!("expected {what} in `{name}`") })
        };
        if offsets.len() != matrix.rows.count(n_items) + 1 {
            return wrong("so many rows as items and aspects, or months");
        }
        if !(offsets.first() == Some(&0) && offsets.last() == Some(&(targets.len() as u64)) && offsets.is_sorted()) {
            return wrong("rows from the first weight to the last");
        }
        if values.len() != targets.len() || !values.iter().all(|value| value.is_finite() && *value != 0.0) {
            return wrong("one finite value per target, and none that is 0");
        }
        let is_row =
            |row: &[u32]| row.is_sorted_by(|a, b| a < b) && row.last().is_none_or(|&last| (last as usize) < n_items);
        if (0..offsets.len() - 1).all(|row| is_row(self.row(matrix, row).0)) {
            Ok(())
        } else {
            wrong("ascending targets within the vocabulary")
        }
    }
}

/// Writes sections in file order.
///
/// # Panics
/// When the sections are not exactly those of [`Section::ALL`], in order.
pub(super) fn write(sections: &[(Section, Vec<u8>)]) -> Vec<u8> {
    assert!(sections.iter().map(|(section, _)| *section).eq(Section::ALL), "all sections, in order");
    let mut table = Vec::with_capacity(sections.len() * ENTRY);
    let mut body_end = HEADER + sections.len() * ENTRY;
    for (section, bytes) in sections {
        let offset = body_end.next_multiple_of(ALIGN);
        table.extend_from_slice(&section.padded_name());
        table.extend_from_slice(&(offset as u64).to_le_bytes());
        table.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        table.extend_from_slice(blake3::hash(bytes).as_bytes());
        body_end = offset + bytes.len();
    }
    let mut file = Vec::with_capacity(body_end);
    file.extend_from_slice(MAGIC);
    file.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
    file.extend_from_slice(&u32::try_from(sections.len()).expect("a handful of sections").to_le_bytes());
    file.extend_from_slice(&(body_end as u64).to_le_bytes());
    file.extend_from_slice(header_hash(&file, &table).as_bytes());
    file.resize(HEADER, 0);
    file.extend_from_slice(&table);
    for (_, bytes) in sections {
        file.resize(file.len().next_multiple_of(ALIGN), 0);
        file.extend_from_slice(bytes);
    }
    file
}

fn header_hash(start: &[u8], table: &[u8]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(start);
    hasher.update(table);
    hasher.finalize()
}

/// Checks every byte and finds the sections.
pub(super) fn read(bytes: Arc<dyn ModelBytes>) -> Result<Sections, ArtifactError> {
    let file = bytes.as_bytes();
    let table = checked_table(file)?;
    let mut ranges = std::array::from_fn(|_| 0..0);
    let mut end = HEADER + table.len();
    for (section, entry) in Section::ALL.into_iter().zip(table.chunks_exact(ENTRY)) {
        let damaged = || ArtifactError::Checksum { part: format!("section `{}`", section.name()) };
        let start = end.next_multiple_of(ALIGN);
        let length = usize::try_from(u64_at(entry, 24)).map_err(|_| damaged())?;
        let section_end = start.checked_add(length).ok_or_else(damaged)?;
        let body = file.get(start..section_end).ok_or_else(damaged)?;
        let is_named = entry[..16] == section.padded_name() && u64_at(entry, 16) == start as u64;
        if !is_named || blake3::hash(body).as_bytes() != &entry[32..64] || file[end..start].iter().any(|&b| b != 0) {
            return Err(damaged());
        }
        ranges[section as usize] = start..section_end;
        end = section_end;
    }
    if end != file.len() {
        return Err(ArtifactError::Length { expected: end as u64, found: file.len() as u64 });
    }
    check_number_widths(&ranges)?;
    Ok(Sections { bytes, ranges })
}

fn checked_table(file: &[u8]) -> Result<&[u8], ArtifactError> {
    let header = || ArtifactError::Checksum { part: "header".to_owned() };
    if file.get(..8) != Some(MAGIC.as_slice()) {
        return Err(ArtifactError::Magic);
    }
    let start = file.get(..HEADER).ok_or_else(header)?;
    let number = |at: usize| u32::from_le_bytes(start[at..at + 4].try_into().expect("four bytes"));
    let (found, n_sections) = (number(8), number(12) as usize);
    let table = n_sections.checked_mul(ENTRY).and_then(|length| file.get(HEADER..HEADER.checked_add(length)?));
    let is_sound = table.is_some_and(|table| header_hash(&start[..24], table).as_bytes() == &start[24..56]);
    if found > FORMAT_VERSION {
        // A newer layout may have another header; whether it is damaged is not ours to say.
        return Err(ArtifactError::NewerFormat { found });
    }
    let table = table.filter(|_| is_sound && start[56..] == [0; 8]).ok_or_else(header)?;
    if found < FORMAT_VERSION_MIN {
        return Err(ArtifactError::OlderFormat { found });
    }
    if n_sections != sections_in(found) {
        return Err(header());
    }
    let expected = u64_at(file, 16);
    if expected != file.len() as u64 {
        return Err(ArtifactError::Length { expected, found: file.len() as u64 });
    }
    Ok(table)
}

fn check_number_widths(ranges: &[Range<usize>; SECTIONS]) -> Result<(), ArtifactError> {
    match Section::ALL.into_iter().zip(ranges).find(|(section, range)| range.len() % section.width() != 0) {
        Some((section, _)) => {
            Err(ArtifactError::Shape { cause: format!("section `{}` ends within a number", section.name()) })
        }
        None => Ok(()),
    }
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"))
}
