//! A reason before it is decided whether it is told.

use super::{Account, AtLarge, Cited, Code, Disclosure, Reason, ReasonSubject};
use crate::ledger::{Ledger, fold};
use crate::rerank::Cause;

/// What entitles a draft to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// It must be told.
    Disclosed,
    /// Its share.
    Earned,
    /// Only that nothing else speaks for the item.
    LastResort,
}

/// A reason that may be told. Its lines belong to no other draft.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) code: Code,
    pub(super) subject: ReasonSubject,
    pub(super) lines: Vec<usize>,
    pub(super) points: f64,
    pub(super) evidence: Vec<Cited>,
    pub(super) disclosure: Disclosure,
    pub(super) causes: Vec<Cause>,
    pub(super) standing: Standing,
    /// How many pieces of evidence the item's place hangs on more than on this one; `None` where it does not hang on it.
    pub(super) decisive: Option<usize>,
}

impl Draft {
    /// A draft that has to earn its place and cites nothing.
    pub(super) fn new(ledger: &Ledger, code: Code, subject: ReasonSubject, mut lines: Vec<usize>) -> Self {
        lines.sort_unstable();
        let points = points(ledger, &lines);
        let (evidence, standing) = (Vec::new(), Standing::Earned);
        let causes = Vec::new();
        let (disclosure, decisive) = (code.disclosure(), None);
        Self { code, subject, lines, points, evidence, disclosure, causes, standing, decisive }
    }

    /// Whether it speaks for the item.
    pub(super) fn is_for(&self) -> bool {
        self.points > 0.0
    }

    /// The reason that it becomes, in an item whose positive lines add up to `positive`.
    pub(super) fn into_reason(self, account: &Account<'_>, positive: f64) -> Reason {
        let share = share(self.points, positive);
        let at_large = account.beliefs.filter(|_| !self.lines.is_empty()).map(|beliefs| {
            let doubt = account.doubt(&self.lines);
            let (expected, standard_error) = (doubt.expected(), doubt.standard_error(beliefs.shared));
            AtLarge { expected, standard_error, certainty: account.certainty(self.points, doubt) }
        });
        let Self { code, subject, lines, points, evidence, disclosure, causes, .. } = self;
        Reason { code, subject, repeat: 0, lines, points, at_large, share, evidence, disclosure, causes }
    }
}

/// `points / positive`, clamped to 0..=1; 0 where nothing speaks for the item.
pub(super) fn share(points: f64, positive: f64) -> f64 {
    if positive > 0.0 { (points / positive).clamp(0.0, 1.0) } else { 0.0 }
}

/// The fold of some lines, which must be in ascending order.
pub(super) fn points(ledger: &Ledger, lines: &[usize]) -> f64 {
    fold(lines.iter().map(|&at| ledger.lines()[at].amount))
}
