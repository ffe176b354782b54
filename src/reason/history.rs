//! What the customer did: which event a line speaks of, whether it may be named, and what the reason is called.

use std::collections::BTreeSet;

use super::certainty::Doubt;
use super::draft::{Draft, points, share};
use super::group::{Pool, covers};
use super::{Account, Cited, Code, Deed, REASON_SHARE_MIN, ReasonSubject, TellingOrder};
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
    /// Whether it speaks for the item from before this visit, as far as that may be spoken of.
    fn is_open(&self) -> bool {
        let is_pro = self.side == Side::For && !self.is_rejection && self.origin == Origin::History;
        is_pro && self.openness != Openness::Private
    }

    /// What may be cited of it.
    fn cited(&self) -> Option<Cited> {
        let evidence = self.evidence.filter(|_| self.openness == Openness::Named)?;
        Some(Cited { item: self.item, kind: self.kind, time: evidence.time, points: self.points })
    }

    /// By its kind of event, or as what the item is bought together with.
    pub(super) fn told(&self, account: &Account<'_>) -> Draft {
        let is_pair = self.kind == Kind::Purchase && account.partners.binary_search(&self.item).is_ok();
        let code = if is_pair { Code::CmpComplement } else { code_of(self.kind) };
        self.draft(account, code)
    }

    fn draft(&self, account: &Account<'_>, code: Code) -> Draft {
        let evidence = self.cited().into_iter().collect();
        let subject = ReasonSubject::Item { item: self.item, kind: self.kind };
        let decisive = self.decisive(account);
        Draft { evidence, decisive, ..Draft::new(account.ledger, code, subject, self.lines.clone()) }
    }

    /// How many pieces the item's place hangs on more than on this one, if it hangs on this one.
    pub(super) fn decisive(&self, account: &Account<'_>) -> Option<usize> {
        account.decisive.iter().position(|item| *item == self.item).filter(|_| self.side == Side::For)
    }
}

/// What the customer did, by how it is told.
pub(super) struct History<'p, 'a> {
    account: &'p Account<'a>,
    /// The sum of the positive lines.
    positive: f64,
    /// What is told in one way alone.
    settled: Vec<Draft>,
    /// What must not be named.
    private: Vec<&'p Voice<'a>>,
    /// What is told one by one or in groups.
    pool: Pool<'p, 'a>,
}

impl<'p, 'a> History<'p, 'a> {
    /// Of all voices, when the positive lines add up to `positive`.
    pub(super) fn of(account: &'p Account<'a>, voices: &'p [Voice<'a>], positive: f64) -> Self {
        let threshold = REASON_SHARE_MIN * positive;
        let (mut visit, mut private, mut settled) = (Vec::new(), Vec::new(), Vec::new());
        for voice in voices {
            let is_large = voice.points.abs() >= threshold;
            match (voice.side, voice.is_rejection, voice.openness, voice.origin) {
                (Side::Against, true, Openness::Named, _) if is_large => {
                    settled.push(voice.draft(account, Code::HisNegative));
                }
                (Side::Against, ..) => {}
                (Side::For, false, Openness::Named, Origin::Session) if is_large => {
                    settled.push(voice.draft(account, Code::SesNow));
                }
                (Side::For, false, Openness::Named, Origin::Session) => visit.push(voice),
                (Side::For, false, Openness::Named | Openness::Grouped, Origin::History) => {}
                (Side::For, ..) => private.push(voice),
            }
        }
        settled.extend(together(account, &visit));
        Self { account, positive, settled, private, pool: Pool::new(account, threshold, voices, Voice::is_open) }
    }

    /// The reasons that follow, when so many of the pieces that the place hangs on are told by themselves.
    pub(super) fn drafts(&self, alone: usize) -> Vec<Draft> {
        let (account, mut pool, mut drafts) = (self.account, self.pool.clone(), self.settled.clone());
        drafts.extend(covers(&mut pool, alone));
        let (named, unnamed): (Vec<_>, Vec<_>) = pool.left().partition(|voice| voice.openness == Openness::Named);
        drafts.extend(peers(account, self.private.iter().copied().chain(unnamed)));
        let is_large = |voice: &&Voice<'_>| share(voice.points, self.positive) >= REASON_SHARE_MIN;
        let (large, small): (Vec<_>, Vec<_>) = named.into_iter().partition(is_large);
        drafts.extend(large.into_iter().map(|voice| voice.told(account)));
        // What is too small to be told is told only where nothing else is, and then the loudest of it.
        let certain = small.into_iter().filter(|voice| account.is_certain(voice.points, voice.doubt));
        let louder = |a: &&Voice<'_>, b: &&Voice<'_>| b.points.total_cmp(&a.points).then_with(|| a.lines.cmp(&b.lines));
        drafts.extend(certain.min_by(louder).map(|voice| voice.told(account)));
        drafts
    }
}

/// All that the customer did before this visit and that speaks for the item, as far as it may be spoken of and nobody
/// told it, by line. `None` for fewer than two items.
pub(super) fn rest(account: &Account<'_>, voices: &[Voice<'_>], is_told: &[bool]) -> Option<Draft> {
    let is_left = |voice: &&Voice<'_>| voice.is_open() && !voice.lines.iter().any(|&at| is_told[at]);
    let left: Vec<&Voice<'_>> = voices.iter().filter(is_left).collect();
    let items: BTreeSet<ItemIx> = left.iter().map(|voice| voice.item).collect();
    let subject = ReasonSubject::Rest { n: items.len(), deed: Deed::of(left.iter().map(|voice| voice.kind)) };
    let lines = left.iter().flat_map(|voice| voice.lines.iter().copied()).collect();
    let evidence = cited(account, &left);
    (items.len() >= 2).then(|| Draft { evidence, ..Draft::new(account.ledger, Code::HisOther, subject, lines) })
}

/// What is told where nothing else may be: the whole of what the customer did, without a noun, or that not even this is
/// certain.
pub(super) fn vaguely(account: &Account<'_>, voices: &[Voice<'_>]) -> Draft {
    let whole = peers(account, voices.iter().filter(|voice| voice.side == Side::For));
    let whole = whole.filter(|draft| account.is_sound(draft));
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

/// Everything that an event says, one after the other.
pub(super) fn voices<'a>(account: &Account<'a>) -> Vec<Voice<'a>> {
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
        | Source::Season
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
fn together(account: &Account<'_>, visit: &[&Voice<'_>]) -> Option<Draft> {
    if let [] | [_] = visit {
        return visit.first().map(|voice| voice.draft(account, Code::SesNow));
    }
    let deed = match Deed::of(visit.iter().map(|voice| voice.kind)) {
        Deed::Viewed => Deed::Viewed,
        Deed::Bought | Deed::Liked | Deed::Mixed => Deed::Mixed,
    };
    let lines = visit.iter().flat_map(|voice| voice.lines.iter().copied()).collect();
    let evidence = cited(account, visit);
    Some(Draft { evidence, ..Draft::new(account.ledger, Code::SesNow, ReasonSubject::Visit { deed }, lines) })
}

/// What must not be named, in one reason without a noun.
fn peers<'v, 'a: 'v>(account: &Account<'_>, private: impl Iterator<Item = &'v Voice<'a>>) -> Option<Draft> {
    let lines: Vec<usize> = private.flat_map(|voice| voice.lines.iter().copied()).collect();
    (!lines.is_empty()).then(|| Draft::new(account.ledger, Code::SocPeers, ReasonSubject::Nothing, lines))
}

/// What may be cited of several events: what the item's place hangs on, then the loudest; before schema 4 the loudest.
pub(super) fn cited(account: &Account<'_>, voices: &[&Voice<'_>]) -> Vec<Cited> {
    let decisive =
        |voice: &Voice<'_>| voice.decisive(account).filter(|_| account.telling == TellingOrder::DecisiveFirst);
    let rank = |voice: &Voice<'_>| decisive(voice).unwrap_or(usize::MAX);
    let mut cited: Vec<(usize, Cited)> =
        voices.iter().filter_map(|voice| Some((rank(voice), voice.cited()?))).collect();
    let louder =
        |a: &Cited, b: &Cited| b.points.total_cmp(&a.points).then(a.item.cmp(&b.item)).then(a.kind.cmp(&b.kind));
    cited.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| louder(&a.1, &b.1)));
    cited.into_iter().map(|(_, cited)| cited).collect()
}
