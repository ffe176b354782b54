//! One customer's list under the live rules and under a draft: who moved, and which rule did it.

use crate::decision::{Answer, AnswerItem, Inputs, Record, Request};
use crate::demo::personas;
use crate::engine::Engine;
use crate::http::pages::tongue::{Tongue, whole};
use crate::http::pages::view::{Card, item_of};
use crate::http::pages::{PageError, words};
use crate::ids::{CustomerId, ItemId};
use crate::monitor::PEOPLE_TOLD_MIN;
use crate::reason::Disclosure;
use crate::rerank::{Cause, ExclusionCause, Policy};
use crate::service::Service;
use crate::units::Time;

/// How many customers one may choose among.
const SAMPLED: usize = 12;
/// Out of how many they are drawn, at most. Where even the least number of whom anything is told is not among them, a list could be guessed to
/// be somebody's.
const DRAWN: usize = 40;
/// How many items a list shows.
const COUNT: u16 = 10;

/// For whom a preview is made.
pub(super) struct Sampled {
    /// Everybody whom one may choose, in words that say nothing of who they are, the demo's people aside.
    pub(super) names: Vec<String>,
    /// Who is chosen.
    pub(super) chosen: usize,
    /// What is told of them.
    pub(super) story: String,
    inputs: Option<Inputs>,
}

impl Sampled {
    /// The demo's people, or some of the shop's customers, always the same ones: the shop's store chooses by a hash of their names.
    pub(super) fn of(
        tongue: Tongue,
        service: &Service,
        live: &Policy,
        (chosen, is_demo): (usize, bool),
    ) -> Result<Self, PageError> {
        if is_demo {
            let chosen = chosen.min(personas().len().saturating_sub(1));
            let persona = personas().get(chosen).ok_or(PageError::NotFound("customer"))?;
            let customer = CustomerId::new(persona.id).map_err(|_| PageError::NotFound("customer"))?;
            let request = Request { placement: live.placement.clone(), count: COUNT, ..Request::home(Some(customer)) };
            let inputs = Some(service.gather(Service::new_decision_id(), Service::now(), request)?);
            let names = personas().iter().map(|persona| persona.name.to_owned()).collect();
            return Ok(Self { names, chosen, story: persona.story(tongue.code()).to_owned(), inputs });
        }
        let mut sample = service.sample(live, Service::now(), DRAWN, 1)?;
        sample.truncate(if sample.len() < PEOPLE_TOLD_MIN { 0 } else { SAMPLED });
        let names = (1..=sample.len()).map(|number| tongue.told("see-number", number)).collect();
        let chosen = chosen.min(sample.len().saturating_sub(1));
        let inputs = (!sample.is_empty()).then(|| sample.swap_remove(chosen));
        Ok(Self { names, chosen, story: tongue.say("see-sampled"), inputs })
    }

    /// Both lists, of one moment and one history; neither goes into the log, for nobody was shown them. None where nobody has a history.
    pub(super) fn lists(&self, tongue: Tongue, engine: &Engine, draft: &Policy) -> Option<Lists> {
        let live = self.inputs.clone()?;
        let mut drafted = live.clone();
        let before = std::mem::replace(&mut drafted.policy, draft.clone());
        let names = |policy: &Policy| policy.exposures.iter().map(|rule| rule.name.clone()).collect::<Vec<_>>();
        drafted.exposure = by_name(&names(&before), &names(draft), &live.exposure);
        let names = |policy: &Policy| policy.parities.iter().map(|rule| rule.name.clone()).collect::<Vec<_>>();
        drafted.parity = by_name(&names(&before), &names(draft), &live.parity);
        Some(Lists::new(tongue, engine, &engine.decide_on_record(live), &engine.decide_on_record(drafted)))
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
    pub(super) sides: [(String, Vec<Placed>); 2],
    /// How many places of the draft's list show another item.
    pub(super) moved: usize,
    /// How many places it has.
    places: usize,
    /// Rules of the draft that cannot be held.
    pub(super) relaxed: Vec<String>,
    /// The next moment at which rules of either begin or end, so that lists may differ otherwise than now.
    pub(super) turn: Option<String>,
}

impl Lists {
    fn new(tongue: Tongue, engine: &Engine, live: &Record, draft: &Record) -> Self {
        let place = |side: Side, here: &Record, there: &Record| -> Vec<Placed> {
            let placed = |item: &AnswerItem| placed(tongue, (engine, side), item, &there.answer, draft);
            here.answer.items.iter().filter_map(placed).collect()
        };
        let drafted = place(Side::Draft, draft, live);
        Self {
            moved: drafted.iter().filter(|placed| placed.class != "same").count(),
            places: drafted.len(),
            sides: [(tongue.say("desk-live"), place(Side::Live, live, draft)), (tongue.say("desk-draft"), drafted)],
            relaxed: relaxed(tongue, engine, draft),
            turn: turn(live, draft),
        }
    }

    /// How many places change.
    pub(super) fn told(&self, tongue: &Tongue) -> String {
        tongue.counting("see-places", whole(self.moved), [("places", self.places.to_string().into())])
    }
}

/// When the two next differ in another way than now, as far as schedules say.
fn turn(live: &Record, draft: &Record) -> Option<String> {
    let (now, live, draft) = (live.inputs.now, &live.inputs.policy, &draft.inputs.policy);
    let mut turns = live.turns(now);
    turns.append(&mut draft.turns(now));
    let acting = |at: Time| (live.acting(at), draft.acting(at));
    let today = acting(now);
    let is_otherwise = |at: &Time| {
        let then = acting(*at);
        then != today && then.0 != then.1
    };
    turns.into_iter().find(is_otherwise).map(Time::minute)
}

/// Rules of the draft that cannot be held, as the reader reads it: the record has them in English.
fn relaxed(tongue: Tongue, engine: &Engine, draft: &Record) -> Vec<String> {
    if draft.answer.relaxed.is_empty() {
        return Vec::new();
    }
    let told = engine.relaxed(&draft.inputs, &tongue);
    told.into_iter().map(|sentence| words::quoted(tongue, &sentence)).collect()
}

/// Which of the two lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Live,
    Draft,
}

fn placed(
    tongue: Tongue,
    (engine, side): (&Engine, Side),
    shown: &AnswerItem,
    other: &Answer,
    draft: &Record,
) -> Option<Placed> {
    let item = item_of(engine, &shown.item)?;
    let there = other.items.iter().find(|there| there.item == shown.item).map(|there| there.rank);
    let (class, moved) = side.moved(tongue, shown.rank, there);
    let policy = &draft.inputs.policy;
    let cause = match class {
        "gone" => Some(left(tongue, &shown.item, draft)),
        "up" | "down" | "new" => Some(came(tongue, &shown.item, draft)),
        _ => None,
    };
    let reasons = shown.reasons.as_deref().unwrap_or_default();
    // Of which group an item is stands there anyway.
    let others = reasons.iter().filter(|reason| reason.disclosure != Disclosure::Fairness);
    let mut tags: Vec<String> = others.filter_map(|reason| words::disclosure(tongue, reason.disclosure)).collect();
    tags.dedup();
    tags.extend(policy.groups.iter().filter(|group| group.members.matches(item)).map(|group| group.name.clone()));
    Some(Placed { card: Card::new(item), rank: shown.rank, class, moved, cause, tags })
}

impl Side {
    fn moved(self, tongue: Tongue, here: u32, there: Option<u32>) -> (&'static str, String) {
        match (self, there) {
            (Self::Live, None) => ("gone", tongue.say("see-leaves")),
            (Self::Draft, None) => ("new", tongue.say("see-new")),
            (Self::Draft, Some(there)) if there > here => ("up", tongue.told("see-up", there - here)),
            (Self::Draft, Some(there)) if there < here => ("down", tongue.told("see-down", here - there)),
            (Self::Live | Self::Draft, Some(_)) => ("same", String::new()),
        }
    }
}

/// The rules of the draft without which an item would not stand where it does.
fn came(tongue: Tongue, item: &ItemId, draft: &Record) -> String {
    let causes = draft.moves.iter().find(|moved| moved.item == *item).map_or(&[][..], |moved| &moved.causes[..]);
    let words: Vec<String> = causes.iter().map(|cause| cause_words(tongue, cause, &draft.inputs.policy)).collect();
    if words.is_empty() { tongue.say("see-follows") } else { words.join(", ") }
}

/// What kept an item out of the draft's list.
fn left(tongue: Tongue, item: &ItemId, draft: &Record) -> String {
    match draft.kept_out.iter().find(|kept| kept.item == *item).map(|kept| kept.cause) {
        Some(ExclusionCause::Rule { rule }) => {
            let rule = draft.inputs.policy.exclusions.get(usize::from(rule));
            tongue.told("see-never", rule.map_or_else(|| tongue.say("see-rule"), |rule| rule.label.clone()))
        }
        Some(ExclusionCause::BrandCap) => tongue.say("see-brand"),
        Some(ExclusionCause::CategoryCap) => tongue.say("see-category"),
        Some(ExclusionCause::SellerCap) => tongue.say("see-seller"),
        Some(ExclusionCause::Displaced) => tongue.say("see-room"),
        None => tongue.say("see-louder"),
    }
}

/// A cause, by the name that its rule has in the policy.
fn cause_words(tongue: Tongue, cause: &Cause, policy: &Policy) -> String {
    let named = |name: Option<&String>, what: &str| {
        let what = tongue.say(what);
        name.map_or_else(|| what.clone(), |name| tongue.pair("cause-named", &what, name))
    };
    match *cause {
        Cause::Pin { rule } => named(policy.pins.get(usize::from(rule)).map(|pin| &pin.label), "cause-pin"),
        Cause::Boost { rule } => {
            let boost = policy.boosts.get(usize::from(rule));
            named(
                boost.map(|boost| &boost.label),
                if boost.is_some_and(|boost| boost.points < 0.0) { "cause-bury" } else { "cause-boost" },
            )
        }
        Cause::Group { rule } => named(policy.groups.get(usize::from(rule)).map(|group| &group.name), "cause-group"),
        Cause::Exposure { rule } => {
            named(policy.exposures.get(usize::from(rule)).map(|rule| &rule.name), "cause-exposure")
        }
        Cause::Parity { rule } => named(policy.parities.get(usize::from(rule)).map(|rule| &rule.name), "cause-parity"),
        Cause::Leakage { rule } => {
            named(policy.leakages.get(usize::from(rule)).map(|rule| &rule.segment), "cause-leakage")
        }
        Cause::Diversity => tongue.say("cause-diversity"),
        Cause::Cap => tongue.say("cause-cap"),
        Cause::Serendipity => tongue.say("cause-serendipity"),
        Cause::Calibration => tongue.say("cause-calibration"),
        Cause::Novelty => tongue.say("cause-novelty"),
    }
}
