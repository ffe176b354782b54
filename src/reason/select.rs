//! Which drafts are told, and what is left over.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::draft::{Draft, Standing, share};
use super::history::{History, Voice};
use super::{
    Account, COVERED_MIN, Code, Explanation, OTHER_MAX, REASON_SHARE_MIN, REASONS_MAX, Reason, Smaller, TellingOrder,
    content, history, rules,
};
use crate::ledger::fold;

/// Groups the lines of an account into reasons.
///
/// Every line is in one reason or among the smaller signals (invariant 6), and a reason's positive lines are never
/// netted against negative ones of another source. What has no certain sign is among the smaller signals. What must be
/// disclosed comes on top of `reasons_max` and may drive out evidence, so that more than [`REASONS_MAX`] are told only when
/// all of them are disclosures.
///
/// Of the evidence that the place hangs on as much is told by itself as leaves room for reasons that carry enough between them; the
/// rest of it is told first in what it shares with others.
#[must_use]
pub fn explain(account: &Account<'_>) -> Explanation {
    let positive = fold(account.ledger.lines().iter().map(|line| line.amount).filter(|&amount| amount > 0.0));
    let mut others = content::drafts(account);
    others.extend(rules::impersonal(account));
    others.extend(rules::ruled(account));
    others.retain(|draft| account.is_sound(draft));
    let voices = history::voices(account);
    let history = History::of(account, &voices, positive);
    let sources = Sources { account, positive, voices: &voices, history, others };
    let tell = |alone: usize| sources.tell(alone);
    let carries = |told: &Vec<Draft>| carried(told) >= COVERED_MIN * positive;
    let all = account.decisive.len();
    let mut told = tell(all);
    if account.telling == TellingOrder::DecisiveFirst && !carries(&told) {
        told = (0..all).rev().map(tell).find(carries).unwrap_or(told);
    }
    if told.is_empty() && positive > 0.0 {
        told.push(history::vaguely(account, &voices));
    }
    told.sort_by(in_order);
    let mut reasons: Vec<Reason> = told.into_iter().map(|draft| draft.into_reason(account, positive)).collect();
    count_repeats(&mut reasons);
    let smaller = smaller(account, &reasons);
    Explanation { reasons, smaller }
}

/// What reasons are made of.
struct Sources<'p, 'a> {
    account: &'p Account<'a>,
    /// The sum of the positive lines.
    positive: f64,
    voices: &'p [Voice<'a>],
    history: History<'p, 'a>,
    /// What follows from everything but the history.
    others: Vec<Draft>,
}

impl Sources<'_, '_> {
    /// What is told when so much of the evidence that the place hangs on is told by itself.
    fn tell(&self, alone: usize) -> Vec<Draft> {
        let (account, positive) = (self.account, self.positive);
        let mut drafts = self.history.drafts(alone);
        drafts.retain(|draft| account.is_sound(draft));
        drafts.extend_from_slice(&self.others);
        let (told, rest): (Vec<Draft>, Vec<Draft>) =
            drafts.into_iter().partition(|draft| draft.standing == Standing::Disclosed);
        let room = usize::from(account.policy.reasons_max).clamp(1, REASONS_MAX);
        let evidence = earned(rest, told.iter().any(Draft::is_for), positive);
        let room = room.min(REASONS_MAX.saturating_sub(told.len()));
        self.rounded(told, fit(evidence, room), room)
    }

    /// Both together; where they carry too little, the rest of the history is told as one, in a free place or in that of the
    /// smallest reason, which it then takes in.
    fn rounded(&self, disclosed: Vec<Draft>, mut earned: Vec<Draft>, room: usize) -> Vec<Draft> {
        let before = carried(&disclosed) + carried(&earned);
        let mut all = disclosed;
        if room >= 2 && before < COVERED_MIN * self.positive {
            let smallest = earned.iter().rposition(Draft::is_for).filter(|&at| at > 0 && earned.len() >= room);
            let kept = || earned.iter().enumerate().filter(|(at, _)| Some(*at) != smallest).map(|(_, draft)| draft);
            let is_told = told_lines(self.account, all.iter().chain(kept()).map(|draft| draft.lines.as_slice()));
            let n_kept = kept().count();
            let rest = history::rest(self.account, self.voices, &is_told).filter(|rest| {
                let share = share(rest.points, self.positive);
                let gain = rest.points - smallest.map_or(0.0, |at| earned[at].points);
                n_kept < room
                    && (REASON_SHARE_MIN..=OTHER_MAX).contains(&share)
                    && gain > 0.0
                    && self.account.is_sound(rest)
            });
            if let Some(rest) = rest {
                smallest.map(|at| earned.remove(at));
                earned.push(rest);
            }
        }
        all.extend(earned);
        all
    }
}

/// By line of the ledger: whether any of these tell it.
fn told_lines<'p>(account: &Account<'_>, told: impl Iterator<Item = &'p [usize]>) -> Vec<bool> {
    let mut is_told = vec![false; account.ledger.lines().len()];
    told.flatten().for_each(|&at| is_told[at] = true);
    is_told
}

/// What some reasons carry of what speaks for the item.
fn carried(drafts: &[Draft]) -> f64 {
    fold(drafts.iter().filter(|draft| draft.is_for()).map(|draft| draft.points))
}

/// What is told on its own merits.
struct Earned {
    /// What speaks for the item, what its place hangs on first, then the largest.
    pros: Vec<Draft>,
    /// The loudest voice against it, if it is loud enough.
    con: Option<Draft>,
}

/// Keeps what reaches the least share; the largest where nothing does and nothing disclosed speaks for the item.
fn earned(drafts: Vec<Draft>, is_answered: bool, positive: f64) -> Earned {
    let (pros, cons): (Vec<Draft>, Vec<Draft>) = drafts.into_iter().partition(Draft::is_for);
    let con = cons
        .into_iter()
        .filter(|draft| draft.code == Code::HisNegative && -draft.points >= REASON_SHARE_MIN * positive)
        .min_by(|a, b| a.points.total_cmp(&b.points).then_with(|| a.lines.cmp(&b.lines)));
    let is_large =
        |draft: &Draft| draft.standing == Standing::Earned && share(draft.points, positive) >= REASON_SHARE_MIN;
    let (mut pros, small): (Vec<Draft>, Vec<Draft>) = pros.into_iter().partition(is_large);
    pros.sort_by(decisive_first);
    if pros.is_empty() && !is_answered {
        let first = small.into_iter().min_by(|a, b| a.standing.cmp(&b.standing).then_with(|| louder_first(a, b)));
        pros.extend(first);
    }
    Earned { pros, con }
}

/// At most `room` of them. What speaks against gives way to what speaks for, unless it is louder than the last of it.
fn fit(Earned { mut pros, con }: Earned, room: usize) -> Vec<Draft> {
    pros.truncate(room);
    if let Some(con) = con {
        if room >= 2 && pros.len() == room && pros[room - 1].points < -con.points {
            pros.pop();
        }
        if pros.len() < room {
            pros.push(con);
        }
    }
    pros
}

fn in_order(a: &Draft, b: &Draft) -> Ordering {
    place(a).cmp(&place(b)).then_with(|| decisive_first(a, b))
}

/// Who pays stands first, so that a shop that shows one sentence shows that one.
const fn place(draft: &Draft) -> u8 {
    match draft.code {
        Code::BusSponsored => 0,
        Code::ConOff | Code::ConLimited | Code::NpfPopular => 1,
        Code::HisOther => 3,
        Code::BusPromoted => 4,
        Code::BusDemoted => 5,
        Code::FaiExposure | Code::FaiParity | Code::FaiLeakage => 6,
        Code::HisNegative => 7,
        Code::HisBought
        | Code::HisViewed
        | Code::HisRated
        | Code::HisCart
        | Code::HisSaved
        | Code::HisGroup
        | Code::HisReorder
        | Code::CmpComplement
        | Code::CmpSet
        | Code::AttStated
        | Code::AttBrand
        | Code::AttCategory
        | Code::AttAttribute
        | Code::AttPrice
        | Code::SocPeers
        | Code::SocPopular
        | Code::TimTrend
        | Code::TimNew
        | Code::TimSeason
        | Code::CtxPage
        | Code::SesNow
        | Code::DivVariety
        | Code::DivSerendipity
        | Code::DivCalibrated
        | Code::DivNovel
        | Code::ExpExplore => 2,
    }
}

/// What the item's place hangs on before what gives most.
fn decisive_first(a: &Draft, b: &Draft) -> Ordering {
    let rank = |draft: &Draft| draft.decisive.unwrap_or(usize::MAX);
    rank(a).cmp(&rank(b)).then_with(|| louder_first(a, b))
}

fn louder_first(a: &Draft, b: &Draft) -> Ordering {
    let by_name = || a.code.cmp(&b.code).then_with(|| a.subject.cmp(&b.subject));
    b.points.total_cmp(&a.points).then_with(|| a.lines.cmp(&b.lines)).then_with(by_name)
}

fn count_repeats(reasons: &mut [Reason]) {
    let mut seen: BTreeMap<Code, u64> = BTreeMap::new();
    for reason in reasons {
        let repeat = seen.entry(reason.code).or_default();
        reason.repeat = *repeat;
        *repeat += 1;
    }
}

fn smaller(account: &Account<'_>, reasons: &[Reason]) -> Smaller {
    let is_told = told_lines(account, reasons.iter().map(|reason| reason.lines.as_slice()));
    let lines = (0..is_told.len()).filter(|&at| !is_told[at]).collect();
    let points = account.ledger.fold() - fold(reasons.iter().map(|reason| reason.points));
    Smaller { lines, points }
}
