//! The artifact's binary layout, version 1, little endian:
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
//! So every byte is covered: by the header's checksum, by a section's, or by having to be zero.

use std::ops::Range;
use std::sync::Arc;

use thiserror::Error;

use super::{Manifest, ModelBytes};

/// The layout that this program writes, and the newest that it reads.
pub const FORMAT_VERSION: u32 = 1;

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

/// What the artifact is made of, in file order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Manifest,
    Names,
    NameEnds,
    Offsets,
    Targets,
    Values,
    Popularity,
    Trend,
}

impl Section {
    const ALL: [Self; 8] = [
        Self::Manifest,
        Self::Names,
        Self::NameEnds,
        Self::Offsets,
        Self::Targets,
        Self::Values,
        Self::Popularity,
        Self::Trend,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::Names => "names",
            Self::NameEnds => "name_ends",
            Self::Offsets => "offsets",
            Self::Targets => "targets",
            Self::Values => "values",
            Self::Popularity => "popularity",
            Self::Trend => "trend",
        }
    }

    fn padded_name(self) -> [u8; 16] {
        let mut padded = [0; 16];
        padded[..self.name().len()].copy_from_slice(self.name().as_bytes());
        padded
    }
}

/// A checked artifact: its bytes, and where each section lies.
#[derive(Debug, Clone)]
pub(super) struct Sections {
    bytes: Arc<dyn ModelBytes>,
    ranges: [Range<usize>; 8],
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

    /// Checks that lengths, offsets, targets and values belong together.
    pub(super) fn check_shape(&self, n_items: usize, manifest: &Manifest) -> Result<(), ArtifactError> {
        let (offsets, targets) = (self.u64s(Section::Offsets), self.u32s(Section::Targets));
        let numbers = [Section::Values, Section::Popularity, Section::Trend].map(|section| self.f32s(section));
        let rows = offsets.windows(2).map(|ends| ends[0] as usize..ends[1] as usize);
        let checks = [
            ("the manifest's number of items", manifest.items == n_items),
            ("the manifest's number of weights", manifest.weights == targets.len() as u64),
            ("one row per item", offsets.len() == n_items + 1),
            ("rows from the first weight to the last", {
                offsets.first() == Some(&0) && offsets.last() == Some(&(targets.len() as u64)) && offsets.is_sorted()
            }),
            ("one value per target", numbers[0].len() == targets.len()),
            ("one popularity per item", numbers[1].len() == n_items),
            ("one trend per item", numbers[2].len() == n_items),
            ("finite numbers", numbers.iter().all(|numbers| numbers.iter().all(|x| x.is_finite()))),
        ];
        if let Some((what, _)) = checks.iter().find(|(_, holds)| !holds) {
            return Err(ArtifactError::Shape { cause: format!("expected {what}") });
        }
        let is_row =
            |row: &[u32]| row.is_sorted_by(|a, b| a < b) && row.last().is_none_or(|&last| (last as usize) < n_items);
        if rows.map(|range| &targets[range]).all(is_row) {
            Ok(())
        } else {
            Err(ArtifactError::Shape { cause: "expected ascending targets within the vocabulary".to_owned() })
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
    let table = file.get(HEADER..HEADER + Section::ALL.len() * ENTRY).ok_or_else(header)?;
    let is_sound = header_hash(&file[..24], table).as_bytes() == &file[24..56] && file[56..HEADER] == [0; 8];
    let found = u32::from_le_bytes(file[8..12].try_into().expect("four bytes"));
    if found > FORMAT_VERSION && !is_sound {
        // A newer layout may have another header; whether it is damaged is not ours to say.
        return Err(ArtifactError::NewerFormat { found });
    }
    if !is_sound {
        return Err(header());
    }
    let expected = u64_at(file, 16);
    if expected != file.len() as u64 {
        return Err(ArtifactError::Length { expected, found: file.len() as u64 });
    }
    Ok(table)
}

fn check_number_widths(ranges: &[Range<usize>; 8]) -> Result<(), ArtifactError> {
    let widths = [1, 1, 8, 8, 4, 4, 4, 4];
    match ranges.iter().zip(widths).zip(Section::ALL).find(|((range, width), _)| range.len() % width != 0) {
        Some((_, section)) => {
            Err(ArtifactError::Shape { cause: format!("section `{}` ends within a number", section.name()) })
        }
        None => Ok(()),
    }
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"))
}
