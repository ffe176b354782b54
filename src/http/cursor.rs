//! Where a list goes on: opaque to callers, who give back what they were given. A cursor that was changed, or belongs to another list
//! or to another selection, is refused rather than followed to a wrong place. It opens nothing that its holder could not ask for.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::problem::{FieldError, Problem};
use crate::access::hex;

/// What the check is made with; another form of cursors gets another one.
const CONTEXT: &str = "candor cursor 1";
const CHECK_BYTES: usize = 8;

/// Which part of a list, of those whose entries are few or long.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Part {
    /// `next` of the part before.
    after: Option<String>,
    /// At most so many, 1 to 200.
    #[param(minimum = 1, maximum = 200, example = 50, default = 50)]
    limit: Option<usize>,
}

impl Part {
    /// How many entries are asked for, and where they begin.
    pub(super) fn of<T: DeserializeOwned>(&self, list: &str) -> Result<(usize, Option<T>), Problem> {
        Ok((limit(self.limit, 50, 200)?, after(list, self.after.as_deref())?))
    }
}

/// A cursor of a list; `list` names it with everything that selects its entries.
pub(super) fn seal(list: &str, content: &impl Serialize) -> String {
    let body = serde_json::to_vec(content).expect("a place in a list is plain data");
    hex::encode(&[&check(list, &body)[..], &body].concat())
}

/// What a cursor of this list says; `field` names where it was given.
pub(super) fn open<T: DeserializeOwned>(list: &str, field: &str, cursor: &str) -> Result<T, Problem> {
    let read = || {
        let bytes = hex::decode(cursor)?;
        let (given, body) = bytes.split_at_checked(CHECK_BYTES)?;
        if *given == check(list, body) { serde_json::from_slice(body).ok() } else { None }
    };
    read().ok_or_else(|| {
        let detail = format!("`{field}` is none that this list has given; leave it out to begin anew");
        Problem::invalid(vec![FieldError { pointer: format!("/{field}"), detail }])
    })
}

/// Where a list goes on after, as the `after` of a query says; its beginning where that was left out.
pub(super) fn after<T: DeserializeOwned>(list: &str, cursor: Option<&str>) -> Result<Option<T>, Problem> {
    let unplaced = |problem: Problem| Problem::invalid(vec![FieldError::of_query(problem.detail())]);
    cursor.map(|cursor| open(list, "after", cursor)).transpose().map_err(unplaced)
}

/// How many entries are asked for, 1 to `max`.
pub(super) fn limit(given: Option<usize>, default: usize, max: usize) -> Result<usize, Problem> {
    match given.unwrap_or(default) {
        limit if (1..=max).contains(&limit) => Ok(limit),
        limit => {
            let detail = format!("`limit` must be between 1 and {max}, not {limit}");
            Err(Problem::invalid(vec![FieldError::of_query(&detail)]))
        }
    }
}

/// Where to go on after a full part of a list: its last entry.
pub(super) fn next<T, P: Serialize>(list: &str, part: &[T], limit: usize, place: impl Fn(&T) -> P) -> Option<String> {
    part.last().filter(|_| part.len() >= limit).map(|last| seal(list, &place(last)))
}

fn check(list: &str, body: &[u8]) -> [u8; CHECK_BYTES] {
    let mut hasher = blake3::Hasher::new_derive_key(CONTEXT);
    hasher.update(&(list.len() as u64).to_le_bytes()).update(list.as_bytes()).update(body);
    let mut bytes = [0; CHECK_BYTES];
    hasher.finalize_xof().fill(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_opens_its_own_list_and_no_changed_one_opens_anything() {
        let cursor = seal("reviews?state=open", &"r_1");
        assert_eq!(open::<String>("reviews?state=open", "after", &cursor).expect("its own list"), "r_1");
        assert!(open::<String>("reviews", "after", &cursor).is_err());
        for at in 0..cursor.len() {
            let mut other = cursor.clone().into_bytes();
            other[at] = if other[at] == b'0' { b'1' } else { b'0' };
            let other = String::from_utf8(other).expect("digits");
            assert!(open::<String>("reviews?state=open", "after", &other).is_err(), "{other}");
        }
        for text in ["", "00", "r_1", &cursor.to_uppercase(), &cursor[..cursor.len() - 2]] {
            assert!(open::<String>("reviews?state=open", "after", text).is_err(), "{text}");
        }
    }
}
