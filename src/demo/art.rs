//! stub
use crate::catalog::Item;
/// stub
#[must_use]
pub fn art(_item: &Item) -> String {
    String::new()
}
