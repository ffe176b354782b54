//! The items of the page that asks.

use super::{Query, Reach, Scorer};
use crate::ledger::{Sink, Source};

/// `score(j) += context B[i][j]` for every item `i` of the page, in the order given.
#[derive(Debug, Clone, Copy)]
pub struct Context;

impl Scorer for Context {
    fn reach(&self) -> Reach {
        Reach::OwnRows
    }

    fn rows(&self, query: &Query<'_>, _targets: &[u32], sink: &mut dyn Sink) {
        for &item in query.context {
            let (targets, weights) = query.model.row(item);
            sink.row(Source::Context { item }, query.model.params().context, targets, weights);
        }
    }
}
