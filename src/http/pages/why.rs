//! "Why this?": one item's account in words, as a waterfall, and as the exact ledger.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::asked::Asked;
use super::chart::{self, Chart, Points};
use super::contrast::Versus;
use super::filters;
use super::page::{Frame, Here, Rendered};
use super::shopper::Shopper;
use super::view::{Card, decision_id, evidence_of, item_id, item_of, title_of};
use super::{PageError, answered, words};
use crate::decision::{AnswerItem, LedgerLine, Record, ShownReason, Without};
use crate::engine::{Engine, MinimalSet, Why};
use crate::event::{Kind, Usage};
use crate::http::AppState;
use crate::ids::ItemId;
use crate::reason::Disclosure;
use crate::service::Service;

/// How many other items "why not that?" offers beside those of the list.
const OTHERS: usize = 12;

/// How many pieces of evidence a reason shows at first.
const LOUDEST: usize = 3;

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Ask {
    instead_of: Option<String>,
    /// What if the customer had not done anything with this item?
    without: Option<String>,
    part: Option<String>,
}

/// One reason, told.
pub(super) struct Told {
    text: String,
    share: String,
    points: Points,
    without: Option<String>,
    disclosure: Option<&'static str>,
    /// How sure it is.
    sure: Option<String>,
    /// Why it has no points, where it has none.
    pointless: &'static str,
    /// The loudest.
    evidence: Vec<Evidence>,
    /// The rest.
    further: Vec<Evidence>,
}

/// Evidence that the customer may switch off.
pub(super) struct Evidence {
    id: String,
    did: String,
    day: String,
    points: Points,
    /// Whether it can have been bought for somebody else.
    may_be_gift: bool,
    /// Where the item would stand without it, if that was asked.
    without: Option<String>,
}

/// A line of the ledger, exactly.
pub(super) struct Exact {
    label: String,
    amount: f64,
}

/// Another item, for "why not that?".
pub(super) struct Other {
    id: String,
    title: String,
    chosen: bool,
}

/// Everything that the explanation shows.
pub(super) struct Account {
    decision: String,
    card: Card,
    rank: String,
    moved: Option<String>,
    confidence: String,
    /// Who paid for the place, or that nobody did; none where the first reason says it.
    paid: Option<String>,
    reasons: Vec<Told>,
    smaller: Option<(String, Points)>,
    chart: Chart,
    ledger: Vec<Exact>,
    minimal: String,
    others: Vec<Other>,
    versus: Option<Versus>,
    /// What the customer switched off: id and title.
    unused: Vec<(String, String)>,
    may_switch: bool,
    personal: bool,
    policy: String,
    model: String,
}

#[derive(Template)]
#[template(path = "why.html")]
struct WhyPage {
    frame: Frame,
    account: Account,
}

#[derive(Template)]
#[template(path = "account.html")]
struct WhyPanel {
    account: Account,
}

/// `GET /shop/decisions/{decision}/items/{item}/why`
pub(super) async fn why(
    State(state): State<AppState>,
    shopper: Shopper,
    Path((decision, item)): Path<(String, String)>,
    Asked(ask): Asked<Ask>,
) -> Response {
    answered(state, move |service| {
        let (decision, item) = (decision_id(&decision)?, item_id(&item)?);
        let instead_of = ask.instead_of.as_deref().filter(|id| !id.is_empty()).map(item_id).transpose()?;
        let record = service.record(&decision)?;
        let why = service.why(&decision, &item, instead_of.as_ref())?;
        let gone = ask.without.as_deref().filter(|id| !id.is_empty()).map(item_id).transpose()?;
        let gone =
            gone.map(|gone| Ok::<_, PageError>((service.without(&decision, &item, &gone)?, gone))).transpose()?;
        let account = account(service, &shopper, &record, &why, gone.as_ref())?;
        if ask.part.as_deref() == Some("panel") {
            return Ok(Rendered(WhyPanel { account }).into_response());
        }
        let frame = Frame::new(service, &shopper, Here::Shop)?;
        Ok(Rendered(WhyPage { frame, account }).into_response())
    })
    .await
}

fn account(
    service: &Service,
    shopper: &Shopper,
    record: &Record,
    why: &Why,
    gone: Option<&(Without, ItemId)>,
) -> Result<Account, PageError> {
    let engine = service.engine()?;
    let shown = &why.item;
    let item = item_of(&engine, &shown.item).ok_or(PageError::NotFound("item"))?;
    let title = |id: &ItemId| title_of(&engine, id);
    let ledger = shown.ledger.as_deref().unwrap_or_default();
    let reasons = shown.reasons.as_deref().unwrap_or_default();
    let smaller = shown.smaller_signals.filter(|smaller| smaller.count > 0).map(|smaller| {
        (words::counted(smaller.count, "smaller signal", "smaller signals"), Points::of(smaller.points))
    });
    let versus = why.instead_of.as_ref().map(|contrast| Versus::new(contrast, shown.score, &title));
    Ok(Account {
        decision: record.answer.decision.to_string(),
        card: Card::new(item),
        rank: words::ordinal(shown.rank),
        moved: moved(shown),
        confidence: words::confidence(shown.confidence),
        paid: paid(reasons),
        reasons: reasons.iter().map(|reason| told(reason, shown.rank, &title, gone)).collect(),
        smaller,
        chart: chart::chart(ledger, &title),
        ledger: ledger.iter().map(|line| exact(line, &title)).collect(),
        minimal: minimal(why.minimal_set.as_ref(), &title),
        others: others(&engine, record, &shown.item, why.instead_of.as_ref().map(|contrast| &contrast.item)),
        versus,
        unused: unused(service, shopper, &title)?,
        may_switch: record.inputs.request.customer.as_ref() == Some(&shopper.id()),
        personal: record.answer.personalised,
        policy: record.answer.policy.clone(),
        model: record.answer.model.chars().take(12).collect(),
    })
}

/// How the rules moved it, if they did.
fn moved(item: &AnswerItem) -> Option<String> {
    let (now, before) = (item.rank, item.base_rank);
    (now != before).then(|| format!("By evidence alone it would be {}.", words::ordinal(before)))
}

/// Who paid for the place, if the first reason does not say it.
fn paid(reasons: &[ShownReason]) -> Option<String> {
    match reasons.iter().position(|reason| reason.disclosure == Disclosure::Sponsored) {
        Some(0) => None,
        Some(at) => Some(reasons[at].text.clone()),
        None => Some("Nobody paid for this place.".to_owned()),
    }
}

fn told(reason: &ShownReason, rank: u32, title: &dyn Fn(&ItemId) -> String, gone: Option<&(Without, ItemId)>) -> Told {
    let evidence = |cited: &crate::decision::CitedEvidence| Evidence {
        id: cited.item.to_string(),
        did: words::did(cited.kind, &title(&cited.item)),
        day: words::day(cited.time),
        points: Points::of(cited.points),
        may_be_gift: cited.kind == Kind::Purchase,
        without: gone.filter(|(_, item)| *item == cited.item).map(|(without, _)| words::without(rank, without.rank)),
    };
    let mut evidence: Vec<Evidence> = reason.evidence.iter().map(evidence).collect();
    let further = evidence.split_off(evidence.len().min(LOUDEST));
    Told {
        text: reason.text.clone(),
        share: format!("{:.0} %", reason.share * 100.0),
        points: Points::of(reason.points),
        without: reason.without.map(|without| words::without(rank, without.rank)),
        disclosure: words::disclosure(reason.disclosure),
        sure: reason.how_sure.clone(),
        pointless: words::pointless(reason.code),
        evidence,
        further,
    }
}

fn exact(line: &LedgerLine, title: &dyn Fn(&ItemId) -> String) -> Exact {
    let when = match evidence_of(&line.source) {
        Some(id) => format!(" ({id})"),
        None => String::new(),
    };
    Exact { label: chart::label(&line.source, title) + &when, amount: line.amount }
}

/// What it would take for the item to leave the list, in words.
fn minimal(set: Option<&MinimalSet>, title: &dyn Fn(&ItemId) -> String) -> String {
    let Some(set) = set else {
        return "No three of the things that weigh most hold it here: even without them it would stay in this list."
            .to_owned();
    };
    let mut things: Vec<String> = set.items.iter().map(title).collect();
    match set.unnamed {
        0 => {}
        1 => things.push("one thing that we do not name".to_owned()),
        n => things.push(format!("{n} things that we do not name")),
    }
    let place = set.rank.map_or("would not be in the running".to_owned(), |rank| {
        format!("would be {}, outside this list", words::ordinal(rank))
    });
    format!("Without {} it {place}.", listed(&things))
}

fn listed(things: &[String]) -> String {
    match things {
        [] => "any of it".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The rest of the list, then what many customers choose.
fn others(engine: &Engine, record: &Record, item: &ItemId, chosen: Option<&ItemId>) -> Vec<Other> {
    let listed = record.answer.items.iter().map(|shown| shown.item.clone());
    let vocabulary = engine.model().vocabulary();
    let order = engine.model().prior_order().iter();
    let popular = order.map(|&ix| vocabulary.id(crate::ids::ItemIx(ix)).clone());
    let mut seen = BTreeSet::from([item.clone()]);
    let candidates = chosen.cloned().into_iter().chain(listed).chain(popular);
    candidates
        .filter(|id| seen.insert(id.clone()))
        .filter_map(|id| Some((item_of(engine, &id)?.title.clone(), id)))
        .take(record.answer.items.len() + OTHERS)
        .map(|(title, id)| Other { chosen: chosen == Some(&id), id: id.to_string(), title })
        .collect()
}

/// What the customer switched off, newest first.
fn unused(
    service: &Service,
    shopper: &Shopper,
    title: &dyn Fn(&ItemId) -> String,
) -> Result<Vec<(String, String)>, PageError> {
    let events = service.store().events_of(&shopper.subject())?;
    let off: BTreeSet<ItemId> =
        events.into_iter().filter(|event| event.usage == Usage::Unused).map(|event| event.item).collect();
    Ok(off.iter().map(|id| (id.to_string(), title(id))).collect())
}
