//! What is not the customer's own: the page, the priors, variety, and the rules that must be disclosed.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, Standing};
use super::history::may_name;
use super::{Account, Code, Disclosure, FallbackCause, Mode, ReasonSubject};
use crate::ledger::{Line, Source, fold};
use crate::rerank::{Boost, Cause, Pin};

/// The reasons that follow from the page, the priors and variety.
pub(super) fn impersonal(account: &Account<'_>) -> Vec<Draft> {
    let mut drafts = vec![told(account, Code::CtxPage, |source| matches!(source, Source::Context { .. }))];
    drafts.push(told(account, Code::TimNew, |source| source == Source::Newness));
    drafts.push(told(account, Code::TimSeason, |source| source == Source::Season));
    drafts.push(reorder(account));
    drafts.extend(stated(account));
    match account.mode {
        Mode::Personal => {
            let is_popular = account.demand.is_popular();
            let is_rising = account.demand.is_rising();
            let is_told = |source| match source {
                Source::Popularity => is_popular,
                Source::Trend => is_rising,
                _ => false,
            };
            drafts.push(told(account, Code::SocPopular, |source| is_popular && source == Source::Popularity));
            drafts.push(told(account, Code::TimTrend, |source| is_rising && source == Source::Trend));
            let is_prior = |source| matches!(source, Source::Popularity | Source::Trend);
            let quiet = told(account, Code::NpfPopular, |source| is_prior(source) && !is_told(source));
            drafts.push(Draft { standing: Standing::LastResort, ..quiet });
        }
        Mode::Fallback(cause) => drafts.push(fallback(account, cause)),
    }
    drafts.push(wished(account, Code::DivVariety, Source::Diversity, &[Cause::Diversity, Cause::Cap]));
    drafts.push(wished(account, Code::DivSerendipity, Source::Serendipity, &[Cause::Serendipity]));
    drafts.push(wished(account, Code::DivCalibrated, Source::Calibration, &[Cause::Calibration]));
    drafts.push(wished(account, Code::DivNovel, Source::Novelty, &[Cause::Novelty]));
    drafts.retain(|draft| !draft.lines.is_empty() || draft.standing == Standing::Disclosed);
    drafts
}

/// What the list as a whole is wished to be: told where it changed the rank, else only where nothing else is. The first of
/// `of` is the wish itself; what counters the reason leaves it out.
fn wished(account: &Account<'_>, code: Code, source: Source, of: &[Cause]) -> Draft {
    let draft = told(account, code, |other| other == source);
    let mut causes: Vec<Cause> = account.placed.causes.iter().copied().filter(|cause| of.contains(cause)).collect();
    let standing = if causes.is_empty() { Standing::LastResort } else { Standing::Earned };
    if !draft.lines.is_empty() && !causes.contains(&of[0]) {
        causes.push(of[0]);
    }
    Draft { standing, causes, ..draft }
}

/// The customer's own rhythm, where their purchases of the item may be named; else nobody tells it.
fn reorder(account: &Account<'_>) -> Draft {
    let evidence = account.profile.on(account.placed.item);
    let is_open = evidence.is_some_and(|evidence| may_name(evidence, account.catalog));
    told(account, Code::HisReorder, |source| is_open && source == Source::Reorder)
}

/// One reason for each topic that the customer stated and that may be named.
fn stated(account: &Account<'_>) -> Vec<Draft> {
    let named = (0u16..).zip(account.stated).filter(|(_, name)| account.topics.may_say(name.trim()));
    let draft = |(topic, name): (u16, &String)| {
        let draft = told(account, Code::AttStated, |source| source == Source::Stated { topic });
        Draft { subject: ReasonSubject::Named(name.clone()), ..draft }
    };
    named.map(draft).collect()
}

/// Why nothing personal was used, with the priors that stood in.
///
/// Its words speak of the list and not of the item, so that they are true of an item that few people chose.
fn fallback(account: &Account<'_>, cause: FallbackCause) -> Draft {
    let code = match cause {
        FallbackCause::NoHistory => Code::NpfPopular,
        FallbackCause::Off => Code::ConOff,
        FallbackCause::Withheld => Code::ConLimited,
    };
    let draft = told(account, code, |source| matches!(source, Source::Popularity | Source::Trend));
    Draft { standing: Standing::Disclosed, ..draft }
}

/// One reason for all positive lines of some sources.
fn told(account: &Account<'_>, code: Code, is_of: impl Fn(Source) -> bool) -> Draft {
    let is_told = |line: &Line| line.amount > 0.0 && is_of(line.source);
    Draft::new(account.ledger, code, ReasonSubject::Nothing, positions(account, is_told))
}

fn positions(account: &Account<'_>, is_told: impl Fn(&Line) -> bool) -> Vec<usize> {
    let lines = account.ledger.lines().iter().enumerate();
    lines.filter(|(_, line)| is_told(line)).map(|(at, _)| at).collect()
}

/// The reasons that follow from rules: groups, and what is promoted, demoted or paid for.
///
/// Rules that would read alike are one reason. One that changed the rank is disclosed, with or without a line.
pub(super) fn ruled(account: &Account<'_>) -> Vec<Draft> {
    let mut rules: BTreeMap<(Code, String), Rule> = BTreeMap::new();
    for (at, boost) in account.policy.boosts.iter().enumerate() {
        let (key, rule) = boosted(account, at, boost);
        rules.entry(key).or_default().join(rule);
    }
    for (at, pin) in account.policy.pins.iter().enumerate() {
        if is_cause(account, |cause| pin_of(cause) == Some(at)) {
            rules.entry(pinned(account, pin)).or_default().join(Rule::cause(Cause::Pin { rule: position(at) }));
        }
    }
    for (at, group) in account.policy.groups.iter().enumerate() {
        if is_cause(account, |cause| group_of(cause) == Some(at)) {
            let key = (Code::FaiExposure, group.name.clone());
            rules.entry(key).or_default().join(Rule::cause(Cause::Group { rule: position(at) }));
        }
    }
    for (at, target) in account.policy.exposures.iter().enumerate() {
        let at = position(at);
        let rule = priced(account, Source::Exposure { rule: at }, Cause::Exposure { rule: at });
        rules.entry((Code::FaiExposure, target.name.clone())).or_default().join(rule);
    }
    for at in 0..account.policy.parities.len() {
        let at = position(at);
        let rule = priced(account, Source::Parity { rule: at }, Cause::Parity { rule: at });
        // Its words name no rule, so that all of them are told as one.
        rules.entry((Code::FaiParity, String::new())).or_default().join(rule);
    }
    for &cause in account.placed.causes.iter().filter(|cause| matches!(cause, Cause::Leakage { .. })) {
        // Which segment would say what others might guess.
        rules.entry((Code::FaiLeakage, String::new())).or_default().join(Rule::cause(cause));
    }
    let told = rules.into_iter().filter(|(_, rule)| rule.moved || !rule.lines.is_empty());
    told.map(|((code, name), rule)| rule.draft(account, code, name)).collect()
}

/// What rules of one name did to the item.
#[derive(Debug, Default)]
struct Rule {
    lines: BTreeSet<usize>,
    moved: bool,
    paid: bool,
    /// The rules of the policy that go by this name.
    causes: BTreeSet<Cause>,
}

impl Rule {
    /// A rule that moved the item without a line.
    fn cause(cause: Cause) -> Self {
        Self { moved: true, causes: BTreeSet::from([cause]), ..Self::default() }
    }

    fn join(&mut self, other: Self) {
        self.causes.extend(other.causes);
        self.lines.extend(other.lines);
        self.moved |= other.moved;
        self.paid |= other.paid;
    }

    fn draft(self, account: &Account<'_>, code: Code, name: String) -> Draft {
        let standing = if self.moved { Standing::Disclosed } else { Standing::Earned };
        let is_nameless = matches!(code, Code::FaiParity | Code::FaiLeakage);
        let subject = if is_nameless { ReasonSubject::Nothing } else { ReasonSubject::Named(name) };
        let draft = Draft::new(account.ledger, code, subject, self.lines.into_iter().collect());
        let disclosure = if self.paid { Disclosure::Sponsored } else { draft.disclosure };
        Draft { standing, disclosure, causes: self.causes.into_iter().collect(), ..draft }
    }
}

fn boosted(account: &Account<'_>, at: usize, boost: &Boost) -> ((Code, String), Rule) {
    let lines = positions(account, |line| boost_of(line.source) == Some(at));
    let amounts = fold(lines.iter().map(|&at| account.ledger.lines()[at].amount));
    let is_bury = if lines.is_empty() { boost.points < 0.0 } else { amounts < 0.0 };
    let moved = is_cause(account, |cause| matches!(cause, Cause::Boost { rule } if usize::from(rule) == at));
    let payer = payer(account, boost.paid_by.as_deref(), &boost.label).filter(|_| !is_bury);
    let paid = payer.is_some() || boost.paid_by.is_some();
    let concerns = moved || !lines.is_empty();
    let causes = concerns.then_some(Cause::Boost { rule: position(at) }).into_iter().collect();
    let rule = Rule { lines: lines.into_iter().collect(), moved, paid, causes };
    let key = match (is_bury, payer) {
        (true, _) => (Code::BusDemoted, boost.label.clone()),
        (false, Some(payer)) => (Code::BusSponsored, payer),
        (false, None) => (Code::BusPromoted, boost.label.clone()),
    };
    (key, rule)
}

/// What the price of an exposure target or a parity rule did to the item.
fn priced(account: &Account<'_>, source: Source, cause: Cause) -> Rule {
    let lines = positions(account, |line| line.source == source);
    let moved = is_cause(account, |other| other == cause);
    let causes = (moved || !lines.is_empty()).then_some(cause).into_iter().collect();
    Rule { lines: lines.into_iter().collect(), moved, paid: false, causes }
}

fn position(at: usize) -> u16 {
    u16::try_from(at).expect("a policy has few rules")
}

fn pinned(account: &Account<'_>, pin: &Pin) -> (Code, String) {
    match payer(account, pin.paid_by.as_deref(), &pin.label) {
        Some(payer) => (Code::BusSponsored, payer),
        None => (Code::BusPromoted, pin.label.clone()),
    }
}

/// Who pays for a promotion: as the rule says, else as the item does, whose place is paid for. The label stands in for a
/// payer without a name.
fn payer(account: &Account<'_>, paid_by: Option<&str>, label: &str) -> Option<String> {
    let item = account.catalog.item(account.placed.item);
    let by_item = || item.and_then(|item| item.sponsored.as_ref()).map(|sponsorship| sponsorship.payer.as_str());
    let payer = paid_by.or_else(by_item)?.trim();
    Some(if payer.is_empty() { label.to_owned() } else { payer.to_owned() })
}

fn is_cause(account: &Account<'_>, is_it: impl Fn(Cause) -> bool) -> bool {
    account.placed.causes.iter().any(|&cause| is_it(cause))
}

fn boost_of(source: Source) -> Option<usize> {
    match source {
        Source::Boost { rule } => Some(usize::from(rule)),
        Source::History { .. }
        | Source::Session { .. }
        | Source::Transition { .. }
        | Source::Content { .. }
        | Source::Context { .. }
        | Source::Popularity
        | Source::Trend
        | Source::Newness
        | Source::Season
        | Source::Stated { .. }
        | Source::Reorder
        | Source::Diversity
        | Source::Novelty
        | Source::Serendipity
        | Source::Exposure { .. }
        | Source::Parity { .. }
        | Source::Calibration => None,
    }
}

fn pin_of(cause: Cause) -> Option<usize> {
    match cause {
        Cause::Pin { rule } => Some(usize::from(rule)),
        Cause::Boost { .. }
        | Cause::Group { .. }
        | Cause::Exposure { .. }
        | Cause::Parity { .. }
        | Cause::Leakage { .. }
        | Cause::Diversity
        | Cause::Cap
        | Cause::Serendipity
        | Cause::Calibration
        | Cause::Novelty => None,
    }
}

fn group_of(cause: Cause) -> Option<usize> {
    match cause {
        Cause::Group { rule } => Some(usize::from(rule)),
        Cause::Pin { .. }
        | Cause::Boost { .. }
        | Cause::Exposure { .. }
        | Cause::Parity { .. }
        | Cause::Leakage { .. }
        | Cause::Diversity
        | Cause::Cap
        | Cause::Serendipity
        | Cause::Calibration
        | Cause::Novelty => None,
    }
}
