//! The files of an import, and how far the reading has come.

use std::path::{Path, PathBuf};

use super::{ImportError, Reader};

/// How a file came to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// It was named.
    ByName,
    /// Its folder was named.
    InFolder,
}

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Where it is.
    pub path: PathBuf,
    /// Its name without a trailing `.gz`.
    pub name: String,
}

impl Input {
    fn new(path: &Path) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = strip_gz(&name).to_owned();
        Self { path: path.to_owned(), name }
    }

    /// Whether it is compressed.
    #[must_use]
    pub fn is_gzip(&self) -> bool {
        self.path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"))
    }
}

fn strip_gz(name: &str) -> &str {
    match name.len().checked_sub(3).and_then(|at| name.split_at_checked(at)) {
        Some((stem, end)) if end.eq_ignore_ascii_case(".gz") => stem,
        _ => name,
    }
}

/// The files of an import: those that were named, and those of named folders that belong to the format, by name.
pub struct Source<'a> {
    inputs: Vec<Input>,
    bytes: u64,
    progressed: &'a dyn Fn(u64),
}

impl<'a> Source<'a> {
    /// Finds the files; `progressed` is told of every further byte that is read.
    ///
    /// # Errors
    /// When a path does not exist, a named file does not belong to the format, or a folder holds none that does.
    pub fn new(reader: &dyn Reader, paths: &[PathBuf], progressed: &'a dyn Fn(u64)) -> Result<Self, ImportError> {
        let mut inputs = Vec::new();
        for path in paths {
            inputs.extend(if path.is_dir() { folder(reader, path)? } else { vec![named(reader, path)?] });
        }
        let size = |input: &Input| std::fs::metadata(&input.path).map_or(0, |metadata| metadata.len());
        let bytes = inputs.iter().map(size).sum();
        Ok(Self { inputs, bytes, progressed })
    }

    /// The files, in the order in which they were named; the files of a folder by name.
    #[must_use]
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// The bytes of all files as they lie on the disk.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The files with this name.
    pub(super) fn named(&self, name: &str) -> impl Iterator<Item = &Input> {
        self.inputs.iter().filter(move |input| input.name == name)
    }

    pub(super) fn progressed(&self, n_bytes: usize) {
        (self.progressed)(n_bytes as u64);
    }
}

fn named(reader: &dyn Reader, path: &Path) -> Result<Input, ImportError> {
    std::fs::metadata(path).map_err(|cause| ImportError::Open { path: path.to_owned(), cause })?;
    let input = Input::new(path);
    if reader.takes(&input.name, Found::ByName) { Ok(input) } else { Err(not_of_format(reader, path)) }
}

fn not_of_format(reader: &dyn Reader, path: &Path) -> ImportError {
    ImportError::NotOfFormat { path: path.to_owned(), format: reader.name(), expects: reader.expects() }
}

fn folder(reader: &dyn Reader, path: &Path) -> Result<Vec<Input>, ImportError> {
    let fail = |cause| ImportError::Open { path: path.to_owned(), cause };
    let mut inputs = Vec::new();
    for entry in std::fs::read_dir(path).map_err(fail)? {
        let input = Input::new(&entry.map_err(fail)?.path());
        if input.path.is_file() && reader.takes(&input.name, Found::InFolder) {
            inputs.push(input);
        }
    }
    if inputs.is_empty() {
        return Err(not_of_format(reader, path));
    }
    inputs.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(inputs)
}
