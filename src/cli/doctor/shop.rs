//! What the shop has: its store, its models, the key that signs.

use std::fs;
use std::io::Write;
use std::path::Path;

use super::{Check, State};
use crate::config::Config;
use crate::http;
use crate::store::{self, Glance, ModelDir, Promotion, StoreError, Verdict, glance};
use crate::units::Time;

/// A clock further off than this makes events come from the future, and tokens end at the wrong time.
const CLOCK_OFF_MS: i64 = 2_000;
/// An event may be this far ahead of our clock.
const AHEAD_MS: i64 = 3_600_000;

pub(super) fn store(config: &Config, now: Time) -> Vec<Check> {
    let url = &config.store;
    let mut checks = Vec::new();
    if !url.contains("://") {
        checks.push(folder("store's folder", Path::new(url)));
    }
    let seen = glance(url);
    checks.extend(seen.as_ref().map(|seen| times(seen, now)).unwrap_or_default());
    checks.push(match seen {
        Ok(Glance { schema: None, .. }) => Check::doubtful(
            "store",
            format!("there is none at `{}` yet", store::shown(url)),
            "the service makes one; if there should be one, check `store`",
        ),
        Ok(Glance { schema: Some(schema), known, .. }) if schema < known => Check::doubtful(
            "store",
            format!("it has schema {schema}, this program writes {known}"),
            "the service brings it forward at its start, and no earlier version reads it then: make a backup before",
        ),
        Ok(seen) => Check::fine("store", format!("it is there, with schema {}", seen.known)),
        Err(cause @ StoreError::NewerSchema { .. }) => Check::broken(
            "store",
            cause.to_string(),
            "a store never goes back: use the newer version, or restore a backup",
        ),
        Err(cause) => Check::broken("store", cause.to_string(), "see docs/store.md"),
    });
    checks
}

fn times(seen: &Glance, now: Time) -> Vec<Check> {
    let off = seen.server_clock.map(|server| server.millis() - now.millis()).filter(|off| off.abs() > CLOCK_OFF_MS);
    let off = off
        .map(|off| Check::doubtful("server's clock", format!("it is {off} ms ahead of ours"), "keep both set (NTP)"));
    let ahead = seen.newest_event.filter(|newest| newest.millis() - now.millis() > AHEAD_MS).map(|newest| {
        let advice = "check the clock here, and the times that the shop sends: what lies ahead counts only when its time has come";
        Check::doubtful("events", format!("the newest one is of {newest}, which is still to come"), advice)
    });
    off.into_iter().chain(ahead).collect()
}

/// Whether files can be made there, and by whom they can be read.
fn folder(about: &'static str, folder: &Path) -> Check {
    if !folder.exists() {
        return Check::fine(about, format!("`{}` is not there yet", folder.display()));
    }
    let probe = folder.join(format!(".candor-doctor-{}", std::process::id()));
    let written = fs::File::create_new(&probe).and_then(|mut file| file.write_all(b"?").and_then(|()| file.sync_all()));
    drop(fs::remove_file(&probe));
    match written {
        Err(cause) => Check::broken(
            about,
            format!("no file can be made in `{}`: {cause}", folder.display()),
            "give the folder to the user whom the service runs as, and check the disk",
        ),
        Ok(()) if is_open_to_others(folder) => Check::doubtful(
            about,
            format!("every user of this machine can read `{}`", folder.display()),
            "it holds all that is known of people: `chmod o-rwx` it",
        ),
        Ok(()) => Check::fine(about, format!("`{}` can be written to", folder.display())),
    }
}

#[cfg(unix)]
pub(super) fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o007 != 0)
}

#[cfg(not(unix))]
pub(super) fn is_open_to_others(_path: &Path) -> bool {
    false
}

pub(super) fn models(config: &Config) -> Vec<Check> {
    let models = ModelDir::new(&config.models);
    let (names, current) = match (models.list(), models.current()) {
        (Ok(names), Ok(current)) => (names, current),
        (Err(cause), _) | (_, Err(cause)) => {
            return vec![Check::broken("models", cause.to_string(), "check `models` and the folder's permissions")];
        }
    };
    let mut checks = vec![match &current {
        None => Check::doubtful("model", "none is in use", "run `candor train`; until then nothing is recommended"),
        Some(name) => match models.load(name) {
            Ok(_) => Check::fine("model", format!("`{name}` is in use, and every byte of it is sound")),
            Err(cause) => Check::broken(
                "model",
                cause.to_string(),
                "`candor model rollback` to a sound one, or run `candor train`",
            ),
        },
    }];
    for name in names.iter().filter(|name| Some(*name) != current.as_ref()) {
        if let Err(cause) = models.load(name) {
            let advice = "copy it anew from a backup if a decision names it, else remove its folder";
            checks.push(Check::doubtful("earlier model", cause.to_string(), advice));
        }
        if let Ok(Some(Promotion { verdict: Verdict::Refused, reason, overridden: None, .. })) = models.promotion(name)
        {
            let advice = format!("look into the data; `candor model promote {name} --reason WHY` makes it current");
            checks.push(Check::doubtful("refused model", format!("`{name}`: {reason}"), advice));
        }
    }
    checks
}

pub(super) fn signing_key(config: &Config) -> Option<Check> {
    let (about, file) = ("signing key", &config.audit.signing_key);
    if file.as_os_str().is_empty() {
        let advice = "without signatures a decision log proves little (docs/audit.md): `candor audit key --out FILE`";
        return Some(Check { state: State::Fine, ..Check::doubtful(about, "none", advice) });
    }
    Some(match http::read_key(file) {
        Ok(_) if is_open_to_others(file) => {
            Check::doubtful(about, "every user of this machine can read it", "`chmod 400` it")
        }
        Ok(_) => Check::fine(about, "it can be read"),
        Err(cause) => Check::broken(about, cause.to_string(), "make one with `candor audit key --out FILE`"),
    })
}
