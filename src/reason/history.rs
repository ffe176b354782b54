//! What the customer did: which event a line speaks of, whether it may be named, and what the reason is called.

use std::collections::BTreeSet;

use super::certainty::Doubt;
use super::draft::{Draft, points};
use super::group::{Bar, covers};
use super::{Account, Cited, Code, Deed, REASON_SHARE_MIN, ReasonSubject, Telling};
use crate::catalog::Catalog;
use crate::event::{Evidence, Kind, Origin};
use crate::ids::ItemIx;
use crate::ledger::{Line, Source};

/// Whether a piece of evidence may be named to the customer: it passed the door for explaining, it is no gift, nobody else may read
/// along, and the shop still sells the item and does not mark it as sensitive.
#[must_use]
pub fn may_name(evidence: &Evidence, catalog: &Catalog) -> bool {
    evidence.is_explainable && !evidence.gift && !evidence.is_shared && is_harmless(evidence, catalog)
}

/// Whether the shop sells the item and does not mark it as sensitive.
fn is_harmless(evidence: &Evidence, catalog: &Catalog) -> bool {
    catalog.item(evidence.item).is_some_and(|item| item.sensitive.is_none())
}

/// Which side a line takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    For,
    Against,
}

/// How openly an event may be spoken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Openness {
    /// By name.
    Named,
    /// As one of several in a category, brand or series.
    Grouped,
    /// Not at all.
    Private,
}

/// All lines on one side from one event.
#[derive(Debug, Clone)]
pub(super) struct Voice<'a> {
    pub(super) item: ItemIx,
    pub(super) kind: Kind,
    pub(super) openness: Openness,
    pub(super) lines: Vec<usize>,
    pub(super) points: f64,
    pub(super) doubt: Doubt,
    /// Where the event stands in the history.
    pub(super) place: Option<usize>,
    origin: Origin,
    side: Side,
    is_rejection: bool,
    evidence: Option<&'a Evidence>,
}

impl Voice<'_> {
    /// What may be cited of it.
    fn cited(&self) -> Option<Cited> {
        let evidence = self.evidence.filter(|_| self.openness == Openness::Named)?;
        Some(Cited { item: self.item, kind: self.kind, time: evidence.time, points: self.points })
    }

    /// By its kind of event, or as what the item is bought together with.
    pub(super) fn told(self, account: &Account<'_>) -> Draft {
        let is_pair = self.kind == Kind::Purchase && account.partners.binary_search(&self.item).is_ok();
        let code = if is_pair { Code::CmpComplement } else { code_of(self.kind) };
        self.draft(account, code)
    }

    fn draft(self, account: &Account<'_>, code: Code) -> Draft {
        let evidence = self.cited().into_iter().collect();
        let subject = ReasonSubject::Item { item: self.item, kind: self.kind };
        let decisive = self.decisive(account);
        Draft { evidence, decisive, ..Draft::new(account.ledger, code, subject, self.lines) }
    }

    /// How many pieces the item's place hangs on more than on this one, if it hangs on this one.
    pub(super) fn decisive(&self, account: &Account<'_>) -> Option<usize> {
        account.decisive.iter().position(|item| *item == self.item).filter(|_| self.side == Side::For)
    }
}

/// The reasons that follow from the customer's own events, when the positive lines add up to `positive` and so many of those
/// that the place hangs on are told by themselves.
pub(super) fn drafts(account: &Account<'_>, positive: f64, alone: usize) -> Vec<Draft> {
    let threshold = REASON_SHARE_MIN * positive;
    let (mut pooled, mut visit, mut private, mut drafts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for voice in voices(account) {
        let is_large = voice.points.abs() >= threshold;
        match (voice.side, voice.is_rejection, voice.openness, voice.origin) {
            (Side::Against, true, Openness::Named, _) if is_large => {
                drafts.push(voice.draft(account, Code::HisNegative));
            }
            (Side::Against, ..) => {}
            (Side::For, false, Openness::Named, Origin::Session) if is_large => {
                drafts.push(voice.draft(account, Code::SesNow));
            }
            (Side::For, false, Openness::Named, Origin::Session) => visit.push(voice),
            (Side::For, false, Openness::Named | Openness::Grouped, Origin::History) => pooled.push(voice),
            (Side::For, ..) => private.push(voice),
        }
    }
    drafts.extend(together(account, visit));
    drafts.extend(covers(account, &mut pooled, Bar { threshold, alone }));
    let (named, unnamed): (Vec<_>, Vec<_>) = pooled.into_iter().partition(|v| v.openness == Openness::Named);
    private.extend(unnamed);
    drafts.extend(peers(account, &private));
    drafts.extend(named.into_iter().map(|voice| voice.told(account)));
    drafts
}

/// All that the customer did before this visit and that speaks for the item, as far as it may be spoken of and nobody
/// told it: `told` holds the lines that somebody did. `None` for fewer than two items.
pub(super) fn rest(account: &Account<'_>, told: &BTreeSet<usize>) -> Option<Draft> {
    let is_open = |voice: &Voice<'_>| {
        let is_pro = voice.side == Side::For && !voice.is_rejection && voice.origin == Origin::History;
        is_pro && voice.openness != Openness::Private && !voice.lines.iter().any(|at| told.contains(at))
    };
    let left: Vec<Voice<'_>> = voices(account).into_iter().filter(is_open).collect();
    let items: BTreeSet<ItemIx> = left.iter().map(|voice| voice.item).collect();
    let subject = ReasonSubject::Rest { n: items.len(), deed: Deed::of(left.iter().map(|voice| voice.kind)) };
    let lines = left.iter().flat_map(|voice| voice.lines.iter().copied()).collect();
    let evidence = cited(account, &left);
    (items.len() >= 2).then(|| Draft { evidence, ..Draft::new(account.ledger, Code::HisOther, subject, lines) })
}

/// What is told where nothing else may be: the whole of what the customer did, without a noun, or that not even this is
/// certain.
pub(super) fn vaguely(account: &Account<'_>) -> Draft {
    let pros: Vec<Voice<'_>> = voices(account).into_iter().filter(|voice| voice.side == Side::For).collect();
    let whole = peers(account, &pros).filter(|draft| account.is_sound(draft));
    whole.unwrap_or_else(|| Draft::new(account.ledger, Code::ExpExplore, ReasonSubject::Nothing, Vec::new()))
}

/// The code of an event that speaks for an item. Rejections do so only as part of [`Code::SocPeers`].
const fn code_of(kind: Kind) -> Code {
    match kind {
        Kind::Purchase => Code::HisBought,
        Kind::View => Code::HisViewed,
        Kind::Rate | Kind::Like => Code::HisRated,
        Kind::Cart => Code::HisCart,
        Kind::Save => Code::HisSaved,
        Kind::Dislike | Kind::Return | Kind::NotInterested | Kind::Report => Code::SocPeers,
    }
}

fn voices<'a>(account: &Account<'a>) -> Vec<Voice<'a>> {
    let lines = account.ledger.lines().iter().enumerate().filter(|(_, line)| line.amount != 0.0);
    let mut spoken: Vec<(Speaker, usize)> =
        lines.filter_map(|(at, line)| Some((speaker(account, line)?, at))).collect();
    spoken.sort_unstable();
    let voice = |spoken: &[(Speaker, usize)]| {
        let (origin, item, kind, side) = spoken[0].0;
        let place = account.profile.place_of(item);
        let evidence = place.map(|place| &account.profile.evidence()[place]).filter(|evidence| evidence.kind == kind);
        let place = place.filter(|_| evidence.is_some());
        let lines: Vec<usize> = spoken.iter().map(|&(_, at)| at).collect();
        let (points, doubt) = (points(account.ledger, &lines), account.doubt(&lines));
        let (openness, is_rejection) = (openness(account, evidence), is_rejection(kind, evidence));
        Voice { item, kind, openness, lines, points, doubt, place, origin, side, is_rejection, evidence }
    };
    spoken.chunk_by(|a, b| a.0 == b.0).map(voice).collect()
}

/// Which event speaks, and on which side.
type Speaker = (Origin, ItemIx, Kind, Side);

/// Whose line it is; `None` where no event of its own speaks by it.
fn speaker(account: &Account<'_>, line: &Line) -> Option<Speaker> {
    let side = if line.amount > 0.0 { Side::For } else { Side::Against };
    match line.source {
        Source::History { item, kind } => Some((Origin::History, item, kind, side)),
        Source::Session { item, kind } | Source::Transition { item, kind } => Some((Origin::Session, item, kind, side)),
        // What speaks for an item by its description has reasons of its own.
        Source::Content { item, kind, .. } if side == Side::Against => {
            let origin = account.profile.on(item).map_or(Origin::History, |evidence| evidence.origin);
            Some((origin, item, kind, side))
        }
        Source::Content { .. }
        | Source::Context { .. }
        | Source::Popularity
        | Source::Trend
        | Source::Newness
        | Source::Stated { .. }
        | Source::Reorder
        | Source::Boost { .. }
        | Source::Diversity
        | Source::Novelty
        | Source::Serendipity
        | Source::Exposure { .. }
        | Source::Parity { .. }
        | Source::Calibration => None,
    }
}

fn openness(account: &Account<'_>, evidence: Option<&Evidence>) -> Openness {
    match evidence {
        Some(evidence) if may_name(evidence, account.catalog) => Openness::Named,
        Some(evidence) if evidence.gift && evidence.is_explainable => Openness::Grouped,
        Some(evidence) if evidence.is_explainable && is_harmless(evidence, account.catalog) => Openness::Grouped,
        _ => Openness::Private,
    }
}

fn is_rejection(kind: Kind, evidence: Option<&Evidence>) -> bool {
    match kind {
        Kind::Dislike | Kind::Return | Kind::NotInterested | Kind::Report => true,
        Kind::Rate => evidence.is_some_and(|e| e.weight < 0.0),
        Kind::View | Kind::Cart | Kind::Purchase | Kind::Like | Kind::Save => false,
    }
}

/// The small clicks of this visit, in one reason.
fn together(account: &Account<'_>, mut visit: Vec<Voice<'_>>) -> Option<Draft> {
    if visit.len() < 2 {
        return visit.pop().map(|voice| voice.draft(account, Code::SesNow));
    }
    let deed = match Deed::of(visit.iter().map(|voice| voice.kind)) {
        Deed::Viewed => Deed::Viewed,
        Deed::Bought | Deed::Liked | Deed::Mixed => Deed::Mixed,
    };
    let lines = visit.iter().flat_map(|voice| voice.lines.iter().copied()).collect();
    let evidence = cited(account, &visit);
    Some(Draft { evidence, ..Draft::new(account.ledger, Code::SesNow, ReasonSubject::Visit { deed }, lines) })
}

/// What must not be named, in one reason without a noun.
fn peers(account: &Account<'_>, private: &[Voice<'_>]) -> Option<Draft> {
    let lines: Vec<usize> = private.iter().flat_map(|voice| voice.lines.iter().copied()).collect();
    (!lines.is_empty()).then(|| Draft::new(account.ledger, Code::SocPeers, ReasonSubject::Nothing, lines))
}

/// What may be cited of several events: what the item's place hangs on, then the loudest; before schema 4 the loudest.
pub(super) fn cited(account: &Account<'_>, voices: &[Voice<'_>]) -> Vec<Cited> {
    let decisive = |voice: &Voice<'_>| voice.decisive(account).filter(|_| account.telling == Telling::DecisiveFirst);
    let rank = |voice: &Voice<'_>| decisive(voice).unwrap_or(usize::MAX);
    let mut cited: Vec<(usize, Cited)> =
        voices.iter().filter_map(|voice| Some((rank(voice), voice.cited()?))).collect();
    let louder =
        |a: &Cited, b: &Cited| b.points.total_cmp(&a.points).then(a.item.cmp(&b.item)).then(a.kind.cmp(&b.kind));
    cited.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| louder(&a.1, &b.1)));
    cited.into_iter().map(|(_, cited)| cited).collect()
}
