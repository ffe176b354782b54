//! "Why this?": one item's account in words, as a waterfall, and as the exact ledger.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::act::record_of;
use super::asked::{Asked, Named};
use super::chart::{self, Chart, Points};
use super::contrast::Versus;
use super::filters;
use super::page::{Frame, Here, Rendered};
use super::shopper::Shopper;
use super::tongue::Tongue;
use super::view::{Card, decision_id, evidence_of, item_id, item_of, title_of};
use super::{PageError, answered, words};
use crate::decision::{AnswerItem, CitedEvidence, LedgerLine, Record, ShownReason, Without};
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
    disclosure: Option<String>,
    /// How sure it is.
    sure: Option<String>,
    /// Why it has no points, where it has none.
    pointless: String,
    /// The loudest.
    evidence: Vec<Evidence>,
    /// The rest.
    further: Vec<Evidence>,
}

/// Evidence that the customer may switch off.
pub(super) struct Evidence {
    id: String,
    /// What was done, and when.
    told: String,
    /// What was done.
    did: String,
    points: Points,
    /// Whether it can have been bought for somebody else.
    may_be_gift: bool,
    /// Where the item would stand without it, if that was asked.
    without: Option<String>,
    /// Whether that is the first place on the page that says it, which links lead to.
    is_answer: bool,
}

impl Told {
    /// Whether what was asked is answered among what is folded away.
    fn has_answer(&self) -> bool {
        self.further.iter().any(|thing| thing.without.is_some())
    }
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
    place: String,
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
    personal: bool,
    /// Whether the shop around it is the demo, which has pages and pictures of its items.
    is_demo: bool,
    /// What names the decision, its rules and its model.
    proof: String,
    /// The language that the reasons were told in.
    spoken: &'static str,
}

#[derive(Template)]
#[template(path = "why.html")]
struct WhyPage {
    frame: Frame,
    words: Tongue,
    account: Account,
}

#[derive(Template)]
#[template(path = "account.html")]
struct WhyPanel {
    words: Tongue,
    account: Account,
}

/// `GET /shop/decisions/{decision}/items/{item}/why`: of a list that was made for this customer.
pub(super) async fn why(
    State(state): State<AppState>,
    shopper: Shopper,
    Named((decision, item)): Named<(String, String)>,
    Asked(ask): Asked<Ask>,
) -> Response {
    answered(state, move |service| {
        let (decision, item) = (decision_id(&decision)?, item_id(&item)?);
        let instead_of = ask.instead_of.as_deref().filter(|id| !id.is_empty()).map(item_id).transpose()?;
        let record = record_of(service, &shopper, decision.as_str())?.ok_or(PageError::NotFound("decision"))?;
        let words = shopper.tongue(service)?;
        let why = service.why(&decision, &item, instead_of.as_ref())?;
        let gone = ask.without.as_deref().filter(|id| !id.is_empty()).map(item_id).transpose()?;
        let gone =
            gone.map(|gone| Ok::<_, PageError>((service.without(&decision, &item, &gone)?, gone))).transpose()?;
        let account = account(service, &shopper, &record, &why, gone.as_ref())?;
        if ask.part.as_deref() == Some("panel") {
            return Ok(Rendered(WhyPanel { words, account }).into_response());
        }
        let frame = Frame::new(service, &shopper, Here::Shop)?;
        Ok(Rendered(WhyPage { frame, words, account }).into_response())
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
    let (engine, tongue) = (service.engine()?, shopper.tongue(service)?);
    let shown = &why.item;
    let item = item_of(&engine, &shown.item).ok_or(PageError::NotFound("item"))?;
    let title = |id: &ItemId| title_of(&engine, id);
    let ledger = shown.ledger.as_deref().unwrap_or_default();
    let reasons = shown.reasons.as_deref().unwrap_or_default();
    let smaller = shown.smaller_signals.filter(|smaller| smaller.count > 0);
    let smaller = smaller.map(|smaller| (tongue.counted("line-smaller", smaller.count), Points::of(smaller.points)));
    let versus =
        why.instead_of.as_ref().map(|contrast| Versus::new(tongue, contrast, (shown.score, &item.title), &title));
    Ok(Account {
        decision: record.answer.decision.to_string(),
        card: Card::new(item),
        place: tongue.ranked("why-place", shown.rank, None),
        moved: moved(tongue, shown),
        confidence: words::confidence(tongue, shown.confidence),
        paid: paid(tongue, reasons),
        reasons: answered_once(reasons.iter().map(|reason| told(tongue, reason, shown.rank, (&title, gone))).collect()),
        smaller,
        chart: chart::chart(tongue, ledger, &title),
        ledger: ledger.iter().map(|line| exact(tongue, line, &title)).collect(),
        minimal: minimal(tongue, why.minimal_set.as_ref(), &title),
        others: others(&engine, record, &shown.item, why.instead_of.as_ref().map(|contrast| &contrast.item)),
        versus,
        unused: unused(service, shopper, &title)?,
        personal: record.answer.personalised,
        is_demo: shopper.persona.is_some(),
        proof: proof(tongue, record),
        spoken: Tongue::of(&record.inputs.locale).code(),
    })
}

fn proof(tongue: Tongue, record: &Record) -> String {
    let model: String = record.answer.model.chars().take(12).collect();
    let (decision, policy) = (record.answer.decision.to_string(), record.answer.policy.as_str());
    let names = [("decision", decision.into()), ("policy", policy.into()), ("model", model.into())];
    tongue.with("why-proof", names)
}

/// How the rules moved it, if they did.
fn moved(tongue: Tongue, item: &AnswerItem) -> Option<String> {
    let (now, before) = (item.rank, item.base_rank);
    (now != before).then(|| tongue.ranked("why-alone", before, None))
}

/// Who paid for the place, if the first reason does not say it.
fn paid(tongue: Tongue, reasons: &[ShownReason]) -> Option<String> {
    match reasons.iter().position(|reason| reason.disclosure == Disclosure::Sponsored) {
        Some(0) => None,
        Some(at) => Some(reasons[at].text.clone()),
        None => Some(tongue.say("why-unpaid")),
    }
}

/// A title of an item, and what was asked to be left out.
type About<'a> = (&'a dyn Fn(&ItemId) -> String, Option<&'a (Without, ItemId)>);

fn told(tongue: Tongue, reason: &ShownReason, rank: u32, (title, gone): About<'_>) -> Told {
    let did = |cited: &CitedEvidence| words::did(tongue, cited.kind, &title(&cited.item));
    let evidence = |cited: &CitedEvidence| Evidence {
        id: cited.item.to_string(),
        told: tongue.with("why-did-on", [("did", did(cited).into()), ("day", cited.time.day().into())]),
        did: did(cited),
        points: Points::of(cited.points),
        may_be_gift: cited.kind == Kind::Purchase,
        without: gone
            .filter(|(_, item)| *item == cited.item)
            .map(|(without, _)| words::without(tongue, rank, without.rank)),
        is_answer: false,
    };
    let mut evidence: Vec<Evidence> = reason.evidence.iter().map(evidence).collect();
    let further = evidence.split_off(evidence.len().min(LOUDEST));
    Told {
        text: reason.text.clone(),
        share: format!("{:.0} %", reason.share * 100.0),
        points: Points::of(reason.points),
        without: reason.without.map(|without| words::without(tongue, rank, without.rank)),
        disclosure: words::disclosure(tongue, reason.disclosure),
        sure: reason.how_sure.clone(),
        pointless: words::pointless(tongue, reason.code),
        evidence,
        further,
    }
}

/// Marks the first place that answers what was asked.
fn answered_once(mut reasons: Vec<Told>) -> Vec<Told> {
    let mut things = reasons.iter_mut().flat_map(|reason| reason.evidence.iter_mut().chain(&mut reason.further));
    if let Some(first) = things.find(|thing| thing.without.is_some()) {
        first.is_answer = true;
    }
    reasons
}

fn exact(tongue: Tongue, line: &LedgerLine, title: &dyn Fn(&ItemId) -> String) -> Exact {
    let when = match evidence_of(&line.source) {
        Some(id) => format!(" ({id})"),
        None => String::new(),
    };
    Exact { label: chart::label(tongue, &line.source, title) + &when, amount: line.amount }
}

/// What it would take for the item to leave the list, in words.
fn minimal(tongue: Tongue, set: Option<&MinimalSet>, title: &dyn Fn(&ItemId) -> String) -> String {
    let Some(set) = set else { return tongue.say("why-holds") };
    let mut things: Vec<String> = set.items.iter().map(title).collect();
    if set.unnamed > 0 {
        things.push(tongue.counted("why-unnamed-things", set.unnamed));
    }
    let things = listed(tongue, &things);
    match set.rank {
        Some(rank) => tongue.ranked("why-leaves", rank, Some(("things", things))),
        None => tongue.with("why-leaves-none", [("things", things.into())]),
    }
}

fn listed(tongue: Tongue, things: &[String]) -> String {
    match things {
        [] => tongue.say("why-any"),
        [one] => one.clone(),
        [first @ .., last] => {
            tongue.with("list-and", [("first", first.join(", ").into()), ("last", last.as_str().into())])
        }
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
