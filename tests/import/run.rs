//! Runs an import and holds the properties that every import has.

use std::io::Write;
use std::path::{Path, PathBuf};

use candor::import::{ImportError, Reason, RejectFile, Report, Source, StoreIntake, import, reader};
use serde_json::Value;
use tempfile::TempDir;

use super::memory::Memory;

/// A shop under test, with a folder for files.
pub(crate) struct Shop {
    pub(crate) store: Memory,
    pub(crate) folder: TempDir,
}

/// What came of an import.
pub(crate) struct Run {
    pub(crate) report: Report,
    pub(crate) outcome: Result<(), ImportError>,
    pub(crate) rejects: Vec<Value>,
}

impl Run {
    pub(crate) fn rejected(&self, reason: &str) -> u64 {
        assert!(Reason::ALL.iter().any(|known| known.as_str() == reason), "`{reason}` is no reason");
        self.report.rejected_by_reason.get(reason).copied().unwrap_or(0)
    }

    pub(crate) fn noticed(&self, oddity: &str) -> u64 {
        self.report.noticed.get(oddity).copied().unwrap_or(0)
    }
}

impl Shop {
    pub(crate) fn new() -> Self {
        Self { store: Memory::default(), folder: tempfile::tempdir().expect("a folder") }
    }

    /// Writes a file; compressed where its name says so.
    pub(crate) fn file(&self, name: &str, contents: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        let contents = if name.to_lowercase().ends_with(".gz") { gzip(contents) } else { contents.to_vec() };
        std::fs::write(&path, contents).expect("writable");
        path
    }

    /// Imports, and checks that rows, reasons and the list of rejects add up.
    pub(crate) fn import(&self, format: &str, paths: &[&Path]) -> Run {
        let reader = reader(format).expect("a known format");
        let paths: Vec<PathBuf> = paths.iter().map(|path| path.to_path_buf()).collect();
        let rejects_path = self.folder.path().join("rejects.jsonl");
        let rejects = RejectFile::create(&rejects_path, &paths).expect("writable");
        let mut intake = StoreIntake::new(&self.store, rejects);
        let progressed = |_| ();
        let outcome = Source::new(reader, &paths, &progressed).and_then(|source| import(reader, &source, &mut intake));
        let report = intake.report();
        drop(intake);
        let listed = std::fs::read_to_string(rejects_path).expect("valid UTF-8");
        let rejects: Vec<Value> = listed.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(report.read, report.accepted + report.rejected);
        assert_eq!(report.rejected, report.rejected_by_reason.values().sum::<u64>());
        assert_eq!(report.rejected, rejects.len() as u64);
        Run { report, outcome, rejects }
    }

    /// Imports what must go through to the end.
    pub(crate) fn import_whole(&self, format: &str, paths: &[&Path]) -> Run {
        let run = self.import(format, paths);
        run.outcome.as_ref().expect("an import that goes through");
        run
    }

    /// Imports twice and checks that the second run changes nothing.
    pub(crate) fn import_twice(&self, format: &str, paths: &[&Path]) -> Run {
        let first = self.import_whole(format, paths);
        let before = self.store.contents();
        let second = self.import_whole(format, paths);
        assert!(self.store.contents() == before, "a second run changed the store");
        let known = Report { unchanged: second.report.unchanged, ..first.report.clone() };
        assert_eq!(second.report, known);
        let records = before.events.len() + before.items.len() + before.customers.len();
        assert_eq!(second.report.unchanged, records as u64);
        first
    }
}

pub(crate) fn gzip(contents: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(contents).expect("memory");
    encoder.finish().expect("memory")
}
