//! What the machine gives: the address, room on the disks, the clock, open files.

use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use super::Check;
use crate::config::Config;
use crate::units::Time;

/// Less room than this and the next checkpoint of the store may not fit.
const ROOM_MIN: u64 = 512 << 20;
/// Less than this and it is time to make some.
const ROOM_LITTLE: u64 = 4 << 30;
/// No clock stands before this program was written: 2025-01-01.
const CLOCK_MIN: Time = Time::from_millis(1_735_689_600_000);
/// Files that are open besides connections: the store, models, the connections of a database, the log.
const FILES_BESIDE: u64 = 128;

pub(super) fn address(config: &Config) -> Check {
    let (about, listen) = ("address", config.listen);
    match TcpListener::bind(listen) {
        Ok(_) if config.is_loopback() => Check::fine(about, format!("{listen} is free, and for this machine alone")),
        Ok(_) if config.tls.is_on() => Check::fine(about, format!("{listen} is free, and others reach it encrypted")),
        Ok(_) => Check::doubtful(
            about,
            format!("{listen} is free, and others can reach it"),
            "the service speaks plain HTTP: keys cross the network unprotected unless `tls` names a certificate, or a proxy in front \
             of it encrypts",
        ),
        Err(cause) if cause.kind() == io::ErrorKind::AddrInUse => Check::doubtful(
            about,
            format!("{listen} is in use"),
            "fine if this service holds it already, else set `listen` to another port",
        ),
        Err(cause) => Check::broken(about, format!("{listen}: {cause}"), "set `listen` to an address of this machine"),
    }
}

pub(super) fn clock(now: Time) -> Check {
    if now < CLOCK_MIN {
        return Check::broken("clock", format!("it says {now}"), "set it, and keep it set (NTP)");
    }
    Check::fine("clock", format!("it says {now}"))
}

/// The disks of the store and of the models.
pub(super) fn disks(config: &Config) -> Vec<Check> {
    let mut folders = vec![("models' disk", config.models.clone())];
    if !config.store.contains("://") {
        folders.insert(0, ("store's disk", PathBuf::from(&config.store)));
    }
    folders.into_iter().filter_map(|(about, folder)| room(about, &folder)).collect()
}

fn room(about: &'static str, folder: &Path) -> Option<Check> {
    let there = folder.ancestors().map(|at| if at.as_os_str().is_empty() { Path::new(".") } else { at });
    let free = free_bytes(there.into_iter().find(|at| at.exists())?)?;
    let found = format!("{} MiB are free", free >> 20);
    Some(if free < ROOM_MIN {
        Check::broken(about, found, "make room: on a full disk the service stops writing")
    } else if free < ROOM_LITTLE {
        Check::doubtful(about, found, "make room soon; earlier models that no decision names can go")
    } else {
        Check::fine(about, found)
    })
}

#[cfg(unix)]
fn free_bytes(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(not(unix))]
fn free_bytes(_folder: &Path) -> Option<u64> {
    None
}

/// Whether the connections that the configuration allows can be open at once.
#[cfg(unix)]
pub(super) fn open_files(config: &Config) -> Option<Check> {
    let allowed = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
    let wanted = u64::try_from(config.limits.connections).unwrap_or(u64::MAX).saturating_add(FILES_BESIDE);
    let found =
        allowed.map_or_else(|| "no limit".to_owned(), |allowed| format!("{allowed} may be open, {wanted} are wanted"));
    Some(if allowed.is_some_and(|allowed| allowed < wanted) {
        let advice =
            "raise the limit (`ulimit -n`, or `LimitNOFILE=` of the systemd unit), or lower `limits.connections`";
        Check::broken("open files", found, advice)
    } else {
        Check::fine("open files", found)
    })
}

#[cfg(not(unix))]
pub(super) fn open_files(_config: &Config) -> Option<Check> {
    None
}
