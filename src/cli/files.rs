//! Files that a command reads or writes.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, IntoInnerError};
use std::path::Path;

use anyhow::Context;

use crate::store;

/// Opens a file, unpacked when its name ends in `.gz`.
pub(super) fn open(path: &Path) -> anyhow::Result<Box<dyn BufRead>> {
    let file = File::open(path).with_context(|| format!("opening `{}`", path.display()))?;
    let is_packed = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
    Ok(if is_packed {
        Box::new(BufReader::new(flate2::read::MultiGzDecoder::new(file)))
    } else {
        Box::new(BufReader::new(file))
    })
}

/// Refuses a place that is a store's own: to write there would destroy it.
pub(super) fn spare(store: &str, path: &Path) -> anyhow::Result<()> {
    let is_own = store::is_own_file(store, path);
    anyhow::ensure!(!is_own, "`{}` belongs to the store `{store}`: name another file", path.display());
    Ok(())
}

/// Writes a file beside its place, and moves it there when it is whole and synced; what `write` says. `store` is what it is made from.
pub(super) fn whole<T>(
    (store, path): (&str, &Path),
    write: impl FnOnce(&mut BufWriter<File>) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    spare(store, path)?;
    let mut draft = path.as_os_str().to_owned();
    draft.push(".part");
    let written = || {
        let mut out = BufWriter::new(File::create(&draft)?);
        let said = write(&mut out)?;
        out.into_inner().map_err(IntoInnerError::into_error)?.sync_all()?;
        fs::rename(&draft, path)?;
        anyhow::Ok(said)
    };
    written().with_context(|| format!("writing `{}`", path.display()))
}
