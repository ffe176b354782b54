//! Which span a report is of.

use thiserror::Error;

use crate::monitor::{DAYS_MAX, Window};
use crate::units::{DAY_MS, Time};

/// A span that no report is of.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SpanError {
    /// Not a month.
    #[error("`month` is a year and a month, such as 2026-06, not `{0}`")]
    Month(String),
    /// Half of it is missing, or there is a month beside it.
    #[error("name a `month`, or both `since` and `until`")]
    Half,
    /// Part of a day: reports on spans that differ by a minute would tell, one taken from the other, of one visit.
    #[error("`since` and `until` are midnights in UTC, such as 2026-06-01T00:00:00Z")]
    Midnight,
    /// It ends before it begins, or is too long.
    #[error("`until` must come after `since`, at most {DAYS_MAX} days")]
    Length,
    /// Nothing of it has come yet.
    #[error("the span has not begun yet")]
    Future,
}

/// A month in UTC, or from a midnight until before another; the last whole month where nothing is said.
///
/// # Errors
/// When it is none, or of the future.
pub fn span(month: Option<&str>, since: Option<Time>, until: Option<Time>, now: Time) -> Result<Window, SpanError> {
    let span = match (month, since, until) {
        (None, None, None) => month_before(now).ok_or(SpanError::Future)?,
        (Some(month), None, None) => {
            let of = read(month).and_then(|(year, month)| of_month(year, month));
            of.ok_or_else(|| SpanError::Month(month.to_owned()))?
        }
        (None, Some(from), Some(to)) => Window { from, to },
        _ => return Err(SpanError::Half),
    };
    if span.from != span.from.midnight() || span.to != span.to.midnight() {
        return Err(SpanError::Midnight);
    }
    let length_ms = span.to.millis().saturating_sub(span.from.millis());
    if length_ms <= 0 || length_ms > i64::from(DAYS_MAX) * DAY_MS {
        return Err(SpanError::Length);
    }
    if span.from > now { Err(SpanError::Future) } else { Ok(span) }
}

/// The month of a day, and the one after it: `YYYY-MM`, as texts of moments begin.
fn of_month(year: i32, month: u8) -> Option<Window> {
    let (next_year, next) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    Some(Window { from: first_of(year, month)?, to: first_of(next_year, next)? })
}

fn first_of(year: i32, month: u8) -> Option<Time> {
    format!("{year:04}-{month:02}-01T00:00:00Z").parse().ok()
}

/// `YYYY-MM`, where it is one.
fn read(month: &str) -> Option<(i32, u8)> {
    let (year, month) = month.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() == 2)?;
    Some((year.parse().ok()?, month.parse().ok()?))
}

fn month_before(now: Time) -> Option<Window> {
    let (year, month) = read(&now.to_string().chars().take("2026-06".len()).collect::<String>())?;
    if month == 1 { of_month(year - 1, 12) } else { of_month(year, month - 1) }
}
