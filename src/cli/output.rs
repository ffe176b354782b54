//! What every command needs to speak: JSON on standard output, progress on a terminal.

use std::io::{IsTerminal, Write};
use std::path::Path;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::store::Contents;

/// In which Linux counts what it tells of processes.
const TICKS_PER_SECOND: f64 = 100.0;

/// Prints one JSON object, pretty, and nothing else.
pub(super) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    line(&serde_json::to_string_pretty(value).context("writing JSON")?)
}

/// Prints a line; a closed pipe is not our failure.
pub(super) fn line(text: &str) -> anyhow::Result<()> {
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        outcome => Ok(outcome?),
    }
}

/// Prints what an archive holds.
pub(super) fn contents(contents: &Contents) -> anyhow::Result<()> {
    contents.rows.iter().try_for_each(|(kind, rows)| line(&format!("{kind:<12} {rows}")))?;
    match &contents.current {
        Some(current) => {
            line(&format!("The model in use is `{current}`; models are no part of the file, keep their folder too."))
        }
        None => line("There was no model in use."),
    }
}

/// A progress bar on standard error, invisible unless that is a terminal.
pub(super) fn progress(length: u64, template: &'static str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(template).expect("a template of ours");
    ProgressBar::new(length).with_style(style)
}

/// The most memory that this process ever held, in MiB; `None` where the system does not tell.
pub(super) fn peak_rss_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024)
}

/// The processor seconds that all threads of this process have used; `None` where the system does not tell.
pub(super) fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, in brackets, may hold blanks.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: u64 = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some(f64::from(u32::try_from(ticks).ok()?) / TICKS_PER_SECOND)
}

/// Writes charts into a folder, which is made where it is missing.
pub(super) fn charts(folder: &Path, charts: &[(&str, &str)]) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("making `{}`", folder.display()))?;
    for (name, svg) in charts {
        let path = folder.join(name);
        std::fs::write(&path, svg).with_context(|| format!("writing `{}`", path.display()))?;
    }
    Ok(())
}
