//! The certificate and the key of encrypted connections.

use super::Check;
use super::shop::is_open_to_others;
use crate::config::Config;
use crate::http::Tls;
use crate::units::Time;

/// With fewer days left than these a renewal is late: tools renew when a third of the time is left, a month of three.
const DAYS_LEFT_MIN: i64 = 14;

/// Nothing where connections are not encrypted.
pub(super) fn certificate(config: &Config, now: Time) -> Option<Check> {
    let about = "certificate";
    let ends = match Tls::open(&config.tls) {
        Ok(None) => return None,
        Ok(Some(tls)) => tls.ends(),
        Err(cause) => return Some(Check::broken(about, cause.to_string(), "see `tls` in docs/configuration.md")),
    };
    let renew = "renew it; the service takes the new files into use by itself";
    Some(match ends {
        None => Check::doubtful(about, "it does not say until when it is good", "let another tool make it"),
        Some(ends) if ends <= now => Check::broken(about, format!("it ended at {ends}"), renew),
        Some(ends) if ends < now.plus_days(DAYS_LEFT_MIN) => {
            Check::doubtful(about, format!("it ends at {ends}"), renew)
        }
        Some(_) if is_open_to_others(&config.tls.key) => {
            Check::doubtful(about, "every user of this machine can read its key", "`chmod o-rwx` the file of `tls.key`")
        }
        Some(ends) => Check::fine(about, format!("it is good until {ends}, and the key is its own")),
    })
}
