//! One customer's list under the live rules and under a draft: who moved, and which rule did it.

use crate::decision::{Answer, AnswerItem, Inputs, Record, Request};
use crate::demo::personas;
use crate::engine::Engine;
use crate::http::pages::tongue::Tongue;
use crate::http::pages::view::{Card, item_of};
use crate::http::pages::{PageError, words};
use crate::ids::{CustomerId, ItemId};
use crate::monitor::PEOPLE_TOLD_MIN;
use crate::rerank::{Cause, ExclusionCause, Policy};
use crate::service::Service;

/// How many customers one may choose among.
const SAMPLED: usize = 12;
/// Out of how many they are drawn, at most. Where even the least number of whom anything is told is not among them, a list could be guessed to
/// be somebody's.
const DRAWN: usize = 40;
/// What is told of a customer of the sample.
const STORY: &str = "One of twelve customers who are drawn by a hash of their names from those whose history may be used, and only numbered. \
     You see which items move and which rule moves them, not who somebody is or what they did.";
/// How many items a list shows.
const COUNT: u16 = 10;

/// For whom a preview is made.
pub(super) struct Sampled {
    /// Everybody whom one may choose, in words that say nothing of who they are, the demo's people aside.
    pub(super) names: Vec<String>,
    /// Who is chosen.
    pub(super) chosen: usize,
    /// What is told of them.
    pub(super) story: &'static str,
    inputs: Option<Inputs>,
}

impl Sampled {
    /// The demo's people, or some of the shop's customers, always the same ones: the shop's store chooses by a hash of their names.
    pub(super) fn of(service: &Service, live: &Policy, chosen: usize, is_demo: bool) -> Result<Self, PageError> {
        if is_demo {
            let chosen = chosen.min(personas().len().saturating_sub(1));
            let persona = personas().get(chosen).ok_or(PageError::NotFound("customer"))?;
            let customer = CustomerId::new(persona.id).map_err(|_| PageError::NotFound("customer"))?;
            let request = Request { placement: live.placement.clone(), count: COUNT, ..Request::home(Some(customer)) };
            let inputs = Some(service.gather(Service::new_decision_id(), Service::now(), request)?);
            let names = personas().iter().map(|persona| persona.name.to_owned()).collect();
            return Ok(Self { names, chosen, story: persona.story("en"), inputs });
        }
        let mut sample = service.sample(live, Service::now(), DRAWN, 1)?;
        sample.truncate(if sample.len() < PEOPLE_TOLD_MIN { 0 } else { SAMPLED });
        let names = (1..=sample.len()).map(|number| format!("Customer {number} of the sample")).collect();
        let chosen = chosen.min(sample.len().saturating_sub(1));
        let inputs = (!sample.is_empty()).then(|| sample.swap_remove(chosen));
        Ok(Self { names, chosen, story: STORY, inputs })
    }

    /// Both lists, of one moment and one history; neither goes into the log, for nobody was shown them. None where nobody has a history.
    pub(super) fn lists(&self, engine: &Engine, draft: &Policy) -> Option<Lists> {
        let live = self.inputs.clone()?;
        let mut drafted = live.clone();
        let before = std::mem::replace(&mut drafted.policy, draft.clone());
        let names = |policy: &Policy| policy.exposures.iter().map(|rule| rule.name.clone()).collect::<Vec<_>>();
        drafted.exposure = by_name(&names(&before), &names(draft), &live.exposure);
        let names = |policy: &Policy| policy.parities.iter().map(|rule| rule.name.clone()).collect::<Vec<_>>();
        drafted.parity = by_name(&names(&before), &names(draft), &live.parity);
        Some(Lists::new(engine, &engine.decide_on_record(live), &engine.decide_on_record(drafted)))
    }
}

/// What was learnt under the live policy's names, in the order of the draft's: a price belongs to a name and not to a position.
fn by_name<T: Clone + Default>(live: &[String], draft: &[String], learnt: &[T]) -> Vec<T> {
    let of = |name: &String| live.iter().position(|other| other == name).and_then(|at| learnt.get(at));
    draft.iter().map(|name| of(name).cloned().unwrap_or_default()).collect()
}

/// An item of one of the lists.
pub(super) struct Placed {
    pub(super) card: Card,
    pub(super) rank: u32,
    /// `up`, `down`, `same`, `new` or `gone`.
    pub(super) class: &'static str,
    /// The same in words.
    pub(super) moved: String,
    /// Why it moved.
    pub(super) cause: Option<String>,
    /// Whose interest is behind it, and which groups of the draft it is in.
    pub(super) tags: Vec<String>,
}

/// The two lists.
pub(super) struct Lists {
    /// Each under its title.
    pub(super) sides: [(&'static str, Vec<Placed>); 2],
    /// How many places of the draft's list show another item.
    pub(super) moved: usize,
    /// How many places it has.
    pub(super) places: usize,
    /// Rules of the draft that cannot be held.
    pub(super) relaxed: Vec<String>,
}

impl Lists {
    fn new(engine: &Engine, live: &Record, draft: &Record) -> Self {
        let place = |side: Side, here: &Record, there: &Record| -> Vec<Placed> {
            let placed = |item: &AnswerItem| placed(engine, side, item, &there.answer, draft);
            here.answer.items.iter().filter_map(placed).collect()
        };
        let drafted = place(Side::Draft, draft, live);
        Self {
            moved: drafted.iter().filter(|placed| placed.class != "same").count(),
            places: drafted.len(),
            sides: [("Live", place(Side::Live, live, draft)), ("Draft", drafted)],
            relaxed: draft.answer.relaxed.clone(),
        }
    }
}

/// Which of the two lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Live,
    Draft,
}

fn placed(engine: &Engine, side: Side, shown: &AnswerItem, other: &Answer, draft: &Record) -> Option<Placed> {
    let item = item_of(engine, &shown.item)?;
    let there = other.items.iter().find(|there| there.item == shown.item).map(|there| there.rank);
    let (class, moved) = side.moved(shown.rank, there);
    let policy = &draft.inputs.policy;
    let cause = match class {
        "gone" => Some(left(&shown.item, draft)),
        "up" | "down" | "new" => Some(came(&shown.item, draft)),
        _ => None,
    };
    let reasons = shown.reasons.as_deref().unwrap_or_default();
    let disclosed = reasons.iter().filter_map(|reason| words::disclosure(Tongue::english(), reason.disclosure));
    let mut tags: Vec<String> = disclosed.filter(|words| words != "Fair chance").collect();
    tags.dedup();
    tags.extend(policy.groups.iter().filter(|group| group.members.matches(item)).map(|group| group.name.clone()));
    Some(Placed { card: Card::new(item), rank: shown.rank, class, moved, cause, tags })
}

impl Side {
    fn moved(self, here: u32, there: Option<u32>) -> (&'static str, String) {
        match (self, there) {
            (Self::Live, None) => ("gone", "leaves".to_owned()),
            (Self::Draft, None) => ("new", "new".to_owned()),
            (Self::Draft, Some(there)) if there > here => ("up", format!("up {}", there - here)),
            (Self::Draft, Some(there)) if there < here => ("down", format!("down {}", here - there)),
            (Self::Live | Self::Draft, Some(_)) => ("same", String::new()),
        }
    }
}

/// The rules of the draft without which an item would not stand where it does.
fn came(item: &ItemId, draft: &Record) -> String {
    let causes = draft.moves.iter().find(|moved| moved.item == *item).map_or(&[][..], |moved| &moved.causes[..]);
    let words: Vec<String> = causes.iter().map(|cause| cause_words(cause, &draft.inputs.policy)).collect();
    if words.is_empty() {
        "follows from what moved above, or from a rule that is gone".to_owned()
    } else {
        words.join(", ")
    }
}

/// What kept an item out of the draft's list.
fn left(item: &ItemId, draft: &Record) -> String {
    match draft.kept_out.iter().find(|kept| kept.item == *item).map(|kept| kept.cause) {
        Some(ExclusionCause::Rule { rule }) => {
            let label =
                draft.inputs.policy.exclusions.get(usize::from(rule)).map_or("a rule", |rule| rule.label.as_str());
            format!("never shown: {label}")
        }
        Some(ExclusionCause::BrandCap) => "enough of its brand".to_owned(),
        Some(ExclusionCause::CategoryCap) => "enough of its category".to_owned(),
        Some(ExclusionCause::SellerCap) => "enough of its seller".to_owned(),
        Some(ExclusionCause::Displaced) => "makes room for others".to_owned(),
        None => "others speak louder now".to_owned(),
    }
}

/// A cause, by the name that its rule has in the policy.
fn cause_words(cause: &Cause, policy: &Policy) -> String {
    let named =
        |name: Option<&String>, what: &str| name.map_or_else(|| what.to_owned(), |name| format!("{what} “{name}”"));
    match *cause {
        Cause::Pin { rule } => named(policy.pins.get(usize::from(rule)).map(|pin| &pin.label), "pin"),
        Cause::Boost { rule } => {
            let boost = policy.boosts.get(usize::from(rule));
            named(
                boost.map(|boost| &boost.label),
                if boost.is_some_and(|boost| boost.points < 0.0) { "bury" } else { "boost" },
            )
        }
        Cause::Group { rule } => named(policy.groups.get(usize::from(rule)).map(|group| &group.name), "places for"),
        Cause::Exposure { rule } => {
            named(policy.exposures.get(usize::from(rule)).map(|rule| &rule.name), "attention owed to")
        }
        Cause::Parity { rule } => {
            named(policy.parities.get(usize::from(rule)).map(|rule| &rule.name), "for everyone alike:")
        }
        Cause::Diversity => "variety".to_owned(),
        Cause::Cap => "a limit on others".to_owned(),
        Cause::Serendipity => "room for a surprise".to_owned(),
        Cause::Calibration => "a mix like their own".to_owned(),
        Cause::Novelty => "room for what few know".to_owned(),
    }
}
