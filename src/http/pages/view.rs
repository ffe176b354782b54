//! Items as cards, and recommended items as cards with a reason.

use crate::catalog::Item;
use crate::decision::{AnswerItem, LineSource, Request};
use crate::engine::Engine;
use crate::ids::{DecisionId, ItemId};
use crate::service::{History, Service};

use super::shopper::Shopper;
use super::tongue::Tongue;
use super::{PageError, words};

/// An item as a card shows it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Card {
    /// Names it in addresses, percent-encoded by the template.
    pub(super) id: String,
    /// What it is.
    pub(super) title: String,
    /// Brand, or else seller, or else nothing.
    pub(super) maker: String,
    /// With a currency sign; empty where the shop names none.
    pub(super) price: String,
}

impl Card {
    /// Of an item.
    pub(super) fn new(item: &Item) -> Self {
        Self {
            id: item.id.to_string(),
            title: item.title.clone(),
            maker: item.brand.clone().or_else(|| item.seller.clone()).unwrap_or_default(),
            price: item.price.map(words::price).unwrap_or_default(),
        }
    }
}

/// One stretch of the stripe under a card: how much of the positive evidence a reason is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stretch {
    /// Left edge, in percent.
    pub(super) x: f64,
    /// Width, in percent.
    pub(super) width: f64,
    /// Which of the stripe's shades, from 1.
    pub(super) shade: usize,
}

/// A recommended item.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pick {
    /// The item.
    pub(super) card: Card,
    /// The first reason.
    pub(super) reason: String,
    /// Whose interest else is behind it.
    pub(super) disclosures: Vec<String>,
    /// The reasons' shares.
    pub(super) stripe: Vec<Stretch>,
}

/// A list of recommended items.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rail {
    /// Clicks quote this.
    pub(super) decision: String,
    /// In order.
    pub(super) picks: Vec<Pick>,
    /// Said where the list is not personal.
    pub(super) fallback: Option<String>,
    /// Rules that could not be held.
    pub(super) relaxed: Vec<String>,
}

impl Rail {
    /// Recommends, on the record, with reasons in that language.
    pub(super) fn recommend(
        service: &Service,
        tongue: Tongue,
        request: Request,
        history: History,
    ) -> Result<Self, PageError> {
        let (id, now) = (Service::new_decision_id(), Service::now());
        let request = Request { locale: Some(tongue.code().to_owned()), ..request };
        let answer = service.recommend_with(id, now, request, history)?;
        let engine = service.engine()?;
        // The record has it in English.
        let relaxed = match answer.relaxed.as_slice() {
            [] => Vec::new(),
            // A list that is on no record, as while the store is away, says it as the answer does.
            said => service.relaxed(&answer.decision, &tongue).unwrap_or_else(|_| said.to_vec()),
        };
        let relaxed = relaxed.iter().map(|sentence| words::quoted(tongue, sentence)).collect();
        let picks = answer.items.iter().filter_map(|item| Pick::new(tongue, item, &engine)).collect();
        let fallback = words::fallback(tongue, answer.fallback, answer.fallback_reason);
        Ok(Self { decision: answer.decision.to_string(), picks, fallback, relaxed })
    }
}

impl Pick {
    fn new(tongue: Tongue, item: &AnswerItem, engine: &Engine) -> Option<Self> {
        let reasons = item.reasons.as_deref().unwrap_or_default();
        let mut disclosures: Vec<String> =
            reasons.iter().filter_map(|reason| words::disclosure(tongue, reason.disclosure)).collect();
        disclosures.dedup();
        Some(Self {
            card: Card::new(item_of(engine, &item.item)?),
            reason: reasons.first().map(|reason| reason.text.clone()).unwrap_or_default(),
            disclosures,
            stripe: stripe(reasons.iter().map(|reason| reason.share)),
        })
    }
}

/// The item behind an id, as the engine's catalogue has it.
pub(super) fn item_of<'a>(engine: &'a Engine, id: &ItemId) -> Option<&'a Item> {
    engine.catalog().item(engine.model().vocabulary().index(id)?)
}

/// The title behind an id; the id where the shop has withdrawn the item.
pub(super) fn title_of(engine: &Engine, id: &ItemId) -> String {
    item_of(engine, id).map_or_else(|| id.to_string(), |item| item.title.clone())
}

/// The item that a ledger line's evidence is about, where it may be named.
pub(super) fn evidence_of(source: &LineSource) -> Option<&ItemId> {
    match source {
        LineSource::History { item, .. }
        | LineSource::Session { item, .. }
        | LineSource::Transition { item, .. }
        | LineSource::Content { item, .. } => item.as_ref(),
        LineSource::Context { .. }
        | LineSource::Popularity
        | LineSource::Trend
        | LineSource::Newness
        | LineSource::Season
        | LineSource::Stated { .. }
        | LineSource::Reorder
        | LineSource::Boost { .. }
        | LineSource::Diversity
        | LineSource::Novelty
        | LineSource::Serendipity
        | LineSource::Exposure { .. }
        | LineSource::Parity { .. }
        | LineSource::Calibration => None,
    }
}

fn stripe(shares: impl Iterator<Item = f64>) -> Vec<Stretch> {
    let mut x = 0.0;
    let mut stripe = Vec::new();
    for (at, share) in shares.enumerate() {
        let width = (share * 100.0).clamp(0.0, 100.0 - x);
        if width > 0.0 {
            stripe.push(Stretch { x, width, shade: at + 1 });
        }
        x += width;
    }
    stripe
}

/// The request for the list that follows from the choices.
pub(super) fn home_request(shopper: &Shopper, count: u16) -> Request {
    Request { placement: shopper.placement.clone(), count, ..Request::home(Some(shopper.id())) }
}

/// A decision id from an address or a form.
pub(super) fn decision_id(text: &str) -> Result<DecisionId, PageError> {
    DecisionId::new(text).map_err(|_| PageError::NotFound("decision"))
}

/// An item id from an address or a form.
pub(super) fn item_id(text: &str) -> Result<ItemId, PageError> {
    ItemId::new(text).map_err(|_| PageError::NotFound("item"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stripe_stays_within_its_width() {
        let stripe = stripe([0.5, 0.4, 0.3].into_iter());
        let end = stripe.last().map(|stretch| stretch.x + stretch.width);
        assert_eq!(end, Some(100.0));
    }
}
