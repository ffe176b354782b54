//! What was just changed, what the next list makes of it, and how to take it back.
//!
//! An address only picks among the words that stand ready here, and names things that the shop has.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::PageError;
use super::act::record_of;
use super::shopper::Shopper;
use super::tongue::Tongue;
use super::view::{Rail, title_of};
use crate::catalog::Item;
use crate::engine::Engine;
use crate::ids::{ItemId, ItemIx};
use crate::service::Service;

/// What the address says was done.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Told {
    /// One of [`DONE`].
    #[serde(default)]
    pub(super) done: String,
    /// With which item.
    #[serde(default)]
    pub(super) item: String,
    /// With which topic.
    #[serde(default)]
    pub(super) topic: String,
    /// What taking it back needs: the events that say it or that it switched, or where a topic stood.
    #[serde(default)]
    pub(super) event: String,
    /// The list from which it was done.
    #[serde(default)]
    pub(super) before: String,
}

/// What a sentence is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    Nothing,
    Item,
    Topic,
}

/// How it is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Back {
    /// The event that was noted is not used.
    Event,
    /// What was done with the item is used, as far as it was.
    Item,
    /// The one event is used, or not.
    Usage(&'static str),
    /// What the item rests on is used, as far as it was.
    Rest,
    /// The topic stands where it stood.
    Topic,
    /// Everything is used that was.
    Everything,
    /// Where it was chosen.
    There,
}

/// Everything that can have been done: its name in addresses, what it is about, and the way back.
const DONE: [(&str, About, Back); 33] = [
    ("view", About::Item, Back::Event),
    ("cart", About::Item, Back::Event),
    ("purchase", About::Item, Back::Event),
    ("save", About::Item, Back::Event),
    ("like", About::Item, Back::Event),
    ("dislike", About::Item, Back::Event),
    ("not_interested", About::Item, Back::Event),
    ("have", About::Item, Back::Event),
    ("unfair", About::Item, Back::Event),
    ("personal", About::Item, Back::Rest),
    ("personal-back", About::Item, Back::There),
    ("undone", About::Item, Back::There),
    ("unused", About::Item, Back::Item),
    ("gift", About::Item, Back::Item),
    ("used", About::Item, Back::There),
    ("event-unused", About::Item, Back::Usage("used")),
    ("event-used", About::Item, Back::Usage("unused")),
    ("all-unused", About::Nothing, Back::Everything),
    ("all-used", About::Nothing, Back::There),
    ("all-before", About::Nothing, Back::There),
    ("recommend-yes", About::Nothing, Back::There),
    ("recommend-no", About::Nothing, Back::There),
    ("explain-yes", About::Nothing, Back::There),
    ("explain-no", About::Nothing, Back::There),
    ("measure_fairness-yes", About::Nothing, Back::There),
    ("measure_fairness-no", About::Nothing, Back::There),
    ("extent-full", About::Nothing, Back::There),
    ("extent-light", About::Nothing, Back::There),
    ("extent-off", About::Nothing, Back::There),
    ("paused", About::Nothing, Back::There),
    ("blocked", About::Topic, Back::Topic),
    ("preferred", About::Topic, Back::Topic),
    ("topic-free", About::Topic, Back::There),
];

/// Stands for more events than an address holds; no event has such a name among others, for it ends in a line.
pub(super) const TOO_MANY: &str = "\n";

/// The page of choices.
pub(super) const YOU: &str = "/shop/you";

/// A form of one button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Undo {
    pub(super) action: &'static str,
    pub(super) fields: Vec<(&'static str, String)>,
    pub(super) label: String,
}

/// What was done, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Notice {
    pub(super) words: String,
    /// What left the list and what came into it.
    pub(super) difference: Vec<String>,
    pub(super) undo: Option<Undo>,
}

impl Notice {
    /// Of what the address says, next to the list that was made after it, if one can be made; nothing where it says nothing that is so.
    pub(super) fn of(
        service: &Service,
        shopper: &Shopper,
        words: Tongue,
        told: &Told,
        rail: Option<&Rail>,
        page: &'static str,
    ) -> Result<Option<Self>, PageError> {
        let Some(said) = sentence(service, words, told)? else { return Ok(None) };
        let difference = match rail {
            Some(rail) => difference(service, shopper, words, &*service.engine()?, told, rail)?,
            None => Vec::new(),
        };
        Ok(Some(Self { words: said, difference, undo: undo(words, told, rail, page) }))
    }
}

/// What was done, in words; nothing where the shop has no such thing.
fn sentence(service: &Service, words: Tongue, told: &Told) -> Result<Option<String>, PageError> {
    let Some((name, about, _)) = DONE.iter().find(|(name, ..)| *name == told.done) else { return Ok(None) };
    let thing = match about {
        About::Nothing => Some(String::new()),
        About::Item => match ItemId::new(&told.item) {
            Ok(id) => service.store().item(&id)?.map(|item| item.title),
            Err(_) => None,
        },
        About::Topic => service.engine().ok().and_then(|engine| topics(&engine).take(&told.topic)),
    };
    Ok(thing.map(|thing| words.told(&format!("done-{name}"), thing)))
}

/// Every category and brand of what is on offer.
pub(super) fn topics(engine: &Engine) -> BTreeSet<String> {
    let items = (0..engine.catalog().len()).filter_map(|at| engine.catalog().item(ItemIx::from_at(at)));
    let of = |item: &Item| item.category.iter().chain(&item.brand).cloned().collect::<Vec<_>>();
    items.flat_map(of).collect()
}

/// How the list differs from the one from which something was done; both stand in the log.
fn difference(
    service: &Service,
    shopper: &Shopper,
    words: Tongue,
    engine: &Engine,
    told: &Told,
    rail: &Rail,
) -> Result<Vec<String>, PageError> {
    let Some(before) = record_of(service, shopper, &told.before)? else { return Ok(Vec::new()) };
    if before.inputs.request.placement != shopper.placement {
        return Ok(Vec::new());
    }
    let before: Vec<&ItemId> = before.answer.items.iter().map(|item| &item.item).take(rail.picks.len()).collect();
    let after: Vec<&str> = rail.picks.iter().map(|pick| pick.card.id.as_str()).collect();
    let left = before.iter().filter(|id| !after.contains(&id.as_str())).map(|id| title_of(engine, id));
    let is_new = |id: &str| !before.iter().any(|old| old.as_str() == id);
    let came = rail.picks.iter().filter(|pick| is_new(&pick.card.id)).map(|pick| pick.card.title.clone());
    let (left, came): (Vec<String>, Vec<String>) = (left.collect(), came.collect());
    let say = |name: &str, things: Vec<String>| words.with(name, [("things", things.join(" · ").into())]);
    if left.is_empty() && came.is_empty() {
        let is_same = before.iter().map(|id| id.as_str()).eq(after.iter().copied());
        return Ok(vec![words.say(if is_same { "list-same" } else { "list-order" })]);
    }
    let lines = [("list-left", left), ("list-came", came)].into_iter().filter(|(_, things)| !things.is_empty());
    Ok(lines.map(|(name, things)| say(name, things)).collect())
}

fn undo(words: Tongue, told: &Told, rail: Option<&Rail>, page: &'static str) -> Option<Undo> {
    let (.., back) = DONE.iter().find(|(name, ..)| *name == told.done)?;
    let item = || ("item", told.item.clone());
    let event = || ("event", told.event.clone());
    let (action, fields) = match back {
        Back::There => return None,
        // Where nothing was changed there is nothing to take back.
        Back::Event | Back::Item | Back::Rest if told.event.is_empty() => return None,
        Back::Event => ("/shop/undo", vec![item(), event()]),
        Back::Item => ("/shop/usage", vec![item(), ("usage", "used".to_owned()), event()]),
        Back::Usage(usage) => ("/shop/you/event", vec![item(), event(), ("usage", (*usage).to_owned())]),
        Back::Rest => {
            let verb = ("verb", "personal-back".to_owned());
            ("/shop/feedback", vec![item(), ("decision", told.before.clone()), verb, event()])
        }
        Back::Topic => {
            let list = if told.event.is_empty() { "free".to_owned() } else { told.event.clone() };
            ("/shop/you/topic", vec![("topic", told.topic.clone()), ("list", list)])
        }
        Back::Everything if told.event == TOO_MANY => return None,
        Back::Everything => ("/shop/you/all", vec![("usage", "used".to_owned()), ("except", told.event.clone())]),
    };
    let is_all = *back == Back::Everything && told.event.is_empty();
    let name = if is_all { "undo-all" } else { "undo" };
    let ways = [("page", page.to_owned()), ("before", rail.map(|rail| rail.decision.clone()).unwrap_or_default())];
    let fields = fields.into_iter().chain(ways).collect();
    Some(Undo { action, fields, label: words.say(name) })
}

/// Tells the customer outside of the shop too.
pub(super) fn tell(service: &Service, shopper: &Shopper, words: Tongue, told: &Told) -> Result<(), PageError> {
    let Some(said) = sentence(service, words, told)? else { return Ok(()) };
    Ok(service.write_to(&shopper.id(), words.words(), &said)?)
}
