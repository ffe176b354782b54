//! What the pages show, read from the service.

use askama::Template;

use crate::catalog::Item;
use crate::decision::{AnswerItem, Detail, LineSource, Request};
use crate::demo::{self, Persona};
use crate::engine::Engine;
use crate::event::Kind;
use crate::ids::{CustomerId, DecisionId, ItemId};
use crate::reason::Disclosure;
use crate::rerank::Policy;
use crate::service::{Service, ServiceError};
use crate::store::Counts;

const RAIL: u16 = 8;
const GRID: usize = 24;

/// A card of the rail.
pub(super) struct Card {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) price: String,
    pub(super) reason: String,
    pub(super) badge: &'static str,
    pub(super) why: String,
}

/// What stands on top of every page.
pub(super) struct Head {
    pub(super) shop: String,
    pub(super) personas: &'static [Persona],
    pub(super) current: String,
    pub(super) story: &'static str,
}

impl Head {
    fn of(service: &Service, shopper: &CustomerId) -> Result<Self, ServiceError> {
        let personas = demo::personas();
        let story = personas.iter().find(|persona| persona.id == shopper.as_str()).map_or("", |persona| persona.story);
        Ok(Self { shop: service.store().shop()?.name, personas, current: shopper.to_string(), story })
    }
}

#[derive(Template)]
#[template(path = "home.html")]
pub(super) struct HomePage {
    head: Head,
    rail: Vec<Card>,
    note: &'static str,
    grid: Vec<Card>,
}

#[derive(Template)]
#[template(path = "item.html")]
pub(super) struct ItemPage {
    head: Head,
    card: Card,
    category: String,
    seller: String,
    rail: Vec<Card>,
}

#[derive(Template)]
#[template(path = "why.html")]
pub(super) struct WhyPage {
    head: Head,
    card: Card,
    rank: u32,
    base_rank: u32,
    score: String,
    confidence: String,
    reasons: Vec<(String, String)>,
    bars: Vec<Bar>,
    minimal: Option<String>,
}

#[derive(Template)]
#[template(path = "console.html")]
pub(super) struct ConsolePage {
    head: Head,
    counts: Counts,
    model: String,
    policy: Policy,
    moves: Vec<(Card, u32, u32)>,
}

/// One line of the ledger as a bar of a waterfall: where it begins and how long it is, in hundredths of the chart.
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) amount: f64,
    pub(super) shown: String,
    pub(super) start: f64,
    pub(super) length: f64,
    pub(super) class: &'static str,
}

fn card(item: &Item, told: Option<(&DecisionId, &AnswerItem)>) -> Card {
    let reasons = told.and_then(|(_, answer)| answer.reasons.as_deref()).unwrap_or_default();
    let badge = reasons.iter().find_map(|reason| match reason.disclosure {
        Disclosure::Sponsored => Some("Sponsored"),
        Disclosure::Merchandised => Some("Promoted"),
        Disclosure::Fairness => Some("Fair share"),
        Disclosure::None | Disclosure::Fallback => None,
    });
    Card {
        id: item.id.to_string(),
        title: item.title.clone(),
        price: item.price.map(|price| price.to_string()).unwrap_or_default(),
        reason: reasons.first().map(|reason| reason.text.clone()).unwrap_or_default(),
        badge: badge.unwrap_or_default(),
        why: told.map(|(id, answer)| format!("/shop/decisions/{id}/items/{}/why", answer.item)).unwrap_or_default(),
    }
}

/// A list for a shopper as cards, and whether it is personal.
fn rail(service: &Service, shopper: &CustomerId, context: Vec<ItemId>) -> Result<(Vec<Card>, bool), ServiceError> {
    let request = Request { count: RAIL, context_items: context, ..Request::home(Some(shopper.clone())) };
    let answer = service.recommend(Service::new_decision_id(), Service::now(), request)?;
    let engine = service.engine()?;
    let found = answer
        .items
        .iter()
        .filter_map(|told| Some(card(item_of(&engine, &told.item)?, Some((&answer.decision, told)))));
    Ok((found.collect(), answer.personalised))
}

fn item_of<'a>(engine: &'a Engine, id: &ItemId) -> Option<&'a Item> {
    engine.catalog().item(engine.model().vocabulary().index(id)?)
}

impl HomePage {
    pub(super) fn of(service: &Service, shopper: &CustomerId) -> Result<Self, ServiceError> {
        let (rail, is_personal) = rail(service, shopper, Vec::new())?;
        let engine = service.engine()?;
        let every = (engine.catalog().len() / GRID).max(1);
        let items = (0..engine.catalog().len())
            .step_by(every)
            .filter_map(|at| engine.catalog().item(crate::ids::ItemIx::from_at(at)));
        let grid = items.take(GRID).map(|item| card(item, None)).collect();
        let note = if is_personal { "" } else { "Not personalised: nothing of yours was used." };
        Ok(Self { head: Head::of(service, shopper)?, rail, note, grid })
    }
}

impl ItemPage {
    pub(super) fn of(service: &Service, shopper: &CustomerId, id: &ItemId) -> Result<Self, ServiceError> {
        let item = service.store().item(id)?.ok_or_else(|| ServiceError::UnknownItem(id.clone()))?;
        let (rail, _) = rail(service, shopper, vec![id.clone()])?;
        Ok(Self {
            head: Head::of(service, shopper)?,
            category: item.category.join(" › "),
            seller: item.seller.clone().unwrap_or_default(),
            card: card(&item, None),
            rail,
        })
    }
}

impl WhyPage {
    pub(super) fn of(service: &Service, decision: &DecisionId, id: &ItemId) -> Result<Self, ServiceError> {
        let record = service.record(decision)?;
        let why = service.why(decision, id, None)?;
        let engine = service.engine()?;
        let item = service.store().item(id)?.ok_or_else(|| ServiceError::UnknownItem(id.clone()))?;
        let shopper = record.inputs.request.customer.clone();
        let shopper = shopper.unwrap_or_else(|| CustomerId::new("visitor").expect("a constant id"));
        let told = &why.item;
        let without = |rank: Option<u32>| match rank {
            Some(rank) if rank == told.rank => "Without this it would stand in the same place.".to_owned(),
            Some(rank) => format!("Without this it would stand in place {rank}."),
            None => "Without this it would not be here.".to_owned(),
        };
        let reasons = told.reasons.iter().flatten();
        let reasons = reasons.map(|r| (r.text.clone(), r.without.map(|w| without(w.rank)).unwrap_or_default()));
        let names = |id: &ItemId| item_of(&engine, id).map_or_else(|| id.to_string(), |item| item.title.clone());
        let minimal = why.minimal_set.as_ref().map(|set| {
            let named: Vec<String> = set.items.iter().map(names).collect();
            if named.is_empty() { "some things that stay private".to_owned() } else { named.join(" and ") }
        });
        Ok(Self {
            head: Head::of(service, &shopper)?,
            card: card(&item, None),
            rank: told.rank,
            base_rank: told.base_rank,
            score: format!("{:.4}", told.score),
            confidence: format!("{:.0} %", told.confidence * 100.0),
            reasons: reasons.collect(),
            bars: bars(told, &names),
            minimal,
        })
    }
}

/// The ledger as a waterfall from zero to the score.
fn bars(told: &AnswerItem, names: &dyn Fn(&ItemId) -> String) -> Vec<Bar> {
    let lines = told.ledger.as_deref().unwrap_or_default();
    let mut edges = vec![0.0_f64];
    for line in lines {
        edges.push(edges.last().copied().unwrap_or_default() + line.amount);
    }
    let low = edges.iter().copied().fold(0.0, f64::min);
    let width = (edges.iter().copied().fold(0.0, f64::max) - low).max(f64::MIN_POSITIVE);
    let bar = |(at, line): (usize, &crate::decision::LedgerLine)| Bar {
        label: label(&line.source, names),
        amount: line.amount,
        shown: format!("{:+.4}", line.amount),
        start: (edges[at].min(edges[at + 1]) - low) / width * 100.0,
        length: (line.amount.abs() / width * 100.0).max(0.4),
        class: if line.amount < 0.0 { "minus" } else { "plus" },
    };
    lines.iter().enumerate().map(bar).collect()
}

fn label(source: &LineSource, names: &dyn Fn(&ItemId) -> String) -> String {
    let event = |item: &Option<ItemId>, kind: Kind| {
        let did = match kind {
            Kind::View => "looked at",
            Kind::Cart => "put in the basket",
            Kind::Purchase => "bought",
            Kind::Rate => "rated",
            Kind::Like => "liked",
            Kind::Dislike => "disliked",
            Kind::Save => "saved",
            Kind::Return => "sent back",
            Kind::NotInterested => "not interested in",
            Kind::Report => "reported",
        };
        item.as_ref().map_or_else(|| "Something private of yours".to_owned(), |item| format!("{} ({did})", names(item)))
    };
    match source {
        LineSource::History { item, event: kind } | LineSource::Session { item, event: kind } => event(item, *kind),
        LineSource::Context { item } => format!("{} (this page)", names(item)),
        LineSource::Popularity => "How many people choose it".to_owned(),
        LineSource::Trend => "Chosen more than usual lately".to_owned(),
        LineSource::Boost { label } => format!("Rule of {label}"),
        LineSource::Diversity => "Different from what stands above".to_owned(),
    }
}

impl ConsolePage {
    pub(super) fn of(service: &Service, shopper: &CustomerId) -> Result<Self, ServiceError> {
        let request = Request { count: RAIL, explain: Detail::Reasons, ..Request::home(Some(shopper.clone())) };
        let answer = service.recommend(Service::new_decision_id(), Service::now(), request)?;
        let engine = service.engine()?;
        let moved = answer.items.iter().filter_map(|told| {
            Some((card(item_of(&engine, &told.item)?, Some((&answer.decision, told))), told.rank, told.base_rank))
        });
        Ok(Self {
            head: Head::of(service, shopper)?,
            counts: service.store().counts()?,
            model: engine.model().manifest().fingerprint.clone(),
            policy: service.policy("home")?,
            moves: moved.collect(),
        })
    }
}
