//! Files of visits. Two forms are told apart by their first line.

use std::io::{self, BufRead};

use thiserror::Error;

/// How the header of the tabular form begins.
const HEADER: &str = "SessionId\t";

/// Why a file is not of these forms.
#[derive(Debug, Error)]
pub enum SessionError {
    /// Not a number.
    #[error("line {line}: `{text}` is not {wanted}")]
    Number {
        /// Where, from 1.
        line: usize,
        /// What stands there.
        text: String,
        /// What is asked for.
        wanted: &'static str,
    },
    /// Not the fields of this form.
    #[error("line {line}: expected {wanted}")]
    Fields {
        /// Where, from 1.
        line: usize,
        /// What is asked for.
        wanted: &'static str,
    },
    /// The file cannot be read as text.
    #[error("line {line}: {cause}")]
    Read {
        /// Where, from 1.
        line: usize,
        /// What happened.
        cause: io::Error,
    },
    /// Nothing to learn from or to ask.
    #[error("the {0} part holds nothing that can be used")]
    Empty(&'static str),
}

/// A question of a test file, in the file's own numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawExample {
    /// What was clicked, oldest first.
    pub prefix: Vec<u64>,
    /// What was clicked next.
    pub next: u64,
}

/// Reads the training part, the oldest visit first. Either a line is a visit, its item numbers separated by blanks and
/// the lines in order of time; or the first line is `SessionId ItemId Time`, tab-separated, and every other line a
/// click: clicks are ordered by time, visits by their last click, ties by line and by session number.
///
/// # Errors
/// The first line that is not of the form, by its number.
pub fn read_visits(input: impl BufRead) -> Result<Vec<Vec<u64>>, SessionError> {
    let lines = lines(input)?;
    if is_tabular(&lines) {
        return tabular(&lines);
    }
    let visits = numbered(&lines).map(|(line, text)| items(text, line)).collect::<Result<Vec<_>, _>>()?;
    Ok(visits.into_iter().filter(|visit| !visit.is_empty()).collect())
}

/// Reads the test part: either a line is `prefix TAB next`, the item numbers of the prefix separated by blanks; or the
/// file is tabular as in [`read_visits`], and every click of a visit but its first is asked after those before it.
///
/// # Errors
/// The first line that is not of the form, by its number.
pub fn read_examples(input: impl BufRead) -> Result<Vec<RawExample>, SessionError> {
    let lines = lines(input)?;
    if is_tabular(&lines) {
        let visits = tabular(&lines)?;
        let asked = |visit: &Vec<u64>| -> Vec<RawExample> {
            (1..visit.len()).map(|at| RawExample { prefix: visit[..at].to_vec(), next: visit[at] }).collect()
        };
        return Ok(visits.iter().flat_map(asked).collect());
    }
    let written = numbered(&lines).filter(|(_, text)| !text.trim().is_empty());
    written.map(|(line, text)| example(text, line)).collect()
}

fn lines(input: impl BufRead) -> Result<Vec<String>, SessionError> {
    let read =
        |(at, line): (usize, io::Result<String>)| line.map_err(|cause| SessionError::Read { line: at + 1, cause });
    input.lines().enumerate().map(read).collect()
}

fn numbered(lines: &[String]) -> impl Iterator<Item = (usize, &str)> {
    lines.iter().enumerate().map(|(at, text)| (at + 1, text.as_str()))
}

fn is_tabular(lines: &[String]) -> bool {
    lines.first().is_some_and(|line| line.starts_with(HEADER))
}

fn number(text: &str, line: usize) -> Result<u64, SessionError> {
    text.parse().map_err(|_| SessionError::Number { line, text: text.to_owned(), wanted: "a whole number" })
}

fn items(text: &str, line: usize) -> Result<Vec<u64>, SessionError> {
    text.split_ascii_whitespace().map(|field| number(field, line)).collect()
}

fn example(text: &str, line: usize) -> Result<RawExample, SessionError> {
    let wanted = "the item numbers of a prefix, a tab, and the number of the next item";
    let (prefix, next) = text.split_once('\t').ok_or(SessionError::Fields { line, wanted })?;
    let prefix = items(prefix, line)?;
    if prefix.is_empty() {
        return Err(SessionError::Fields { line, wanted });
    }
    Ok(RawExample { prefix, next: number(next.trim(), line)? })
}

struct Click {
    session: u64,
    item: u64,
    time: f64,
}

fn click(text: &str, line: usize) -> Result<Click, SessionError> {
    let fields: Vec<&str> = text.trim_end().split('\t').collect();
    let [session, item, time] = fields[..] else {
        return Err(SessionError::Fields { line, wanted: "three fields, separated by tabs: SessionId, ItemId, Time" });
    };
    let seconds = time.parse().ok().filter(|time: &f64| time.is_finite());
    let time =
        seconds.ok_or_else(|| SessionError::Number { line, text: time.to_owned(), wanted: "a time in seconds" })?;
    Ok(Click { session: number(session, line)?, item: number(item, line)?, time })
}

fn tabular(lines: &[String]) -> Result<Vec<Vec<u64>>, SessionError> {
    let rows = numbered(lines).skip(1).filter(|(_, text)| !text.trim().is_empty());
    let mut clicks = rows.map(|(line, text)| click(text, line)).collect::<Result<Vec<Click>, _>>()?;
    // A stable sort: clicks of one time stay in the order of the file.
    clicks.sort_by(|a, b| a.session.cmp(&b.session).then(a.time.total_cmp(&b.time)));
    let mut visits: Vec<(f64, Vec<u64>)> = Vec::new();
    for visit in clicks.chunk_by(|a, b| a.session == b.session) {
        let last = visit.last().expect("a chunk is never empty");
        visits.push((last.time, visit.iter().map(|click| click.item).collect()));
    }
    visits.sort_by(|a, b| a.0.total_cmp(&b.0));
    Ok(visits.into_iter().map(|(_, visit)| visit).collect())
}
