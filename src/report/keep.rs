//! Reports in the store, the newest first. A report is never changed; it tells of nobody in particular, so no erasure reaches it.

use serde::{Deserialize, Serialize};

use super::{Kind, Language, Report};
use crate::access::Actor;
use crate::monitor::Window;
use crate::oversight::{Kept, OversightError, read_named, wanted};
use crate::store::{Change, Collection, Expected, Store};
use crate::units::Time;

/// As one is called when it is not there, or damaged.
const REPORT: &str = "report";

/// A report in short.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ReportBrief)]
pub struct Brief {
    /// What it is about.
    pub kind: Kind,
    /// Its language.
    #[serde(default)]
    pub language: Language,
    /// Where.
    #[schema(example = "home")]
    pub placement: String,
    /// The span that was looked at.
    pub span: Window,
    /// When it was made.
    pub made_at: Time,
    /// Who made it; absent where the command line did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Actor>,
}

/// Names sort backwards in time, so that the newest are found first.
fn fresh_id(at: Time) -> String {
    let (before_the_end, random) = (i64::MAX - at.millis(), uuid::Uuid::now_v7().simple().to_string());
    // The last half of such a name is random.
    format!("t_{before_the_end:016x}{}", &random[16..])
}

/// Keeps a report.
///
/// # Errors
/// When the store fails.
pub fn keep(store: &dyn Store, report: Report) -> Result<Kept<Report>, OversightError> {
    let id = fresh_id(report.made_at);
    let write = Change::write(Collection::Report, &id, Expected::Absent, report.json());
    if store.change_documents(vec![write])? {
        Ok(Kept { id, revision: 1, subject: None, it: report })
    } else {
        Err(OversightError::Changed)
    }
}

/// A report.
///
/// # Errors
/// When there is none, or the store fails.
pub fn kept(store: &dyn Store, id: &str) -> Result<Kept<Report>, OversightError> {
    let unknown = || OversightError::Unknown { what: REPORT, id: id.to_owned() };
    Ok(read_named(REPORT, store.document(Collection::Report, id)?.ok_or_else(unknown)?)?)
}

/// Those that are wanted, after one, the newest first.
///
/// # Errors
/// When the store fails.
pub fn list(
    store: &dyn Store,
    after: Option<&str>,
    limit: usize,
    is_wanted: &dyn Fn(&Brief) -> bool,
) -> Result<Vec<Kept<Brief>>, OversightError> {
    Ok(wanted(store, (Collection::Report, REPORT), after, limit, is_wanted)?)
}
