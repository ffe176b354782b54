//! Reasons partition the lines (invariant 6), say nothing that the record does not (invariant 7), disclose what must be
//! disclosed and keep to themselves what must not be named. Rules one by one are in `cases`, sentences in `words`,
//! random accounts in `random`.

mod cases;
mod random;
mod words;

use std::sync::Arc;

use super::*;
use crate::catalog::{Item, Sensitive};
use crate::event::{Consent, Event, KindWeights, Personalisation, Recency, Subject, admit};
use crate::fit::Belief;
use crate::ids::{CustomerId, EventId, ItemId, SessionId, Vocabulary};
use crate::ledger::Source;
use crate::rerank::{Boost, Cause, GroupRule, Pin, Schedule, Selector};

const NOW: Time = Time::from_millis(1_000 * crate::units::DAY_MS);

fn id(at: u32) -> ItemId {
    ItemId::new(&format!("i{at:02}")).expect("a valid id")
}

/// A recognisable title: no template holds such a word.
fn title(at: u32) -> String {
    format!("Qx{at:02} Thing")
}

fn item(at: u32, category: &[&str]) -> Item {
    let category = category.iter().map(|level| (*level).to_owned()).collect();
    Item { category, ..Item::titled(id(at), title(at)) }
}

fn catalog(n_items: u32, items: impl IntoIterator<Item = Item>) -> Catalog {
    let vocabulary = Arc::new(Vocabulary::new((0..n_items).map(id)));
    Catalog::new(vocabulary, 1, String::new(), items.into_iter().map(Arc::new))
}

/// What the customer did, before it is an event.
#[derive(Debug, Clone, Copy)]
struct Did {
    item: u32,
    kind: Kind,
    gift: bool,
    now: bool,
    stars: f64,
}

fn did(item: u32, kind: Kind) -> Did {
    Did { item, kind, gift: false, now: false, stars: 5.0 }
}

fn gift(item: u32) -> Did {
    Did { gift: true, ..did(item, Kind::Purchase) }
}

fn now(item: u32, kind: Kind) -> Did {
    Did { now: true, ..did(item, kind) }
}

fn profile(catalog: &Catalog, done: &[Did]) -> Profile {
    let subject = Subject::Customer(CustomerId::new("c").expect("a valid id"));
    let visit = SessionId::new("visit").expect("a valid id");
    let event = |(at, did): (usize, &Did)| {
        let event_id = EventId::new(&format!("e{at}")).expect("a valid id");
        let mut event = Event::new(event_id, subject.clone(), id(did.item), did.kind, NOW);
        event.gift = did.gift;
        event.session = did.now.then(|| visit.clone());
        event.value = (did.kind == Kind::Rate).then_some(did.stars);
        event
    };
    let events: Vec<Event> = done.iter().enumerate().map(event).collect();
    let (all, full) = (Consent::RECOMMEND_AND_EXPLAIN, Personalisation::Full);
    let (known, weights) = (events.iter().filter_map(|e| admit(e, all, full, NOW).ok()), KindWeights::default());
    let mut profile = Profile::build(known, catalog.vocabulary(), &weights, Recency::Timeless, Some(&visit));
    profile.name_only(events.iter().filter_map(|e| admit(e, all, full, NOW).ok()));
    profile
}

fn selector(at: u32) -> Selector {
    Selector { items: [id(at)].into(), ..Selector::default() }
}

fn boost(label: &str, points: f64, paid_by: Option<&str>) -> Boost {
    Boost {
        label: label.to_owned(),
        members: selector(0),
        points,
        paid_by: paid_by.map(str::to_owned),
        active: Schedule::default(),
    }
}

fn pin(label: &str, paid_by: Option<&str>) -> Pin {
    Pin {
        item: id(0),
        position: 1,
        label: label.to_owned(),
        paid_by: paid_by.map(str::to_owned),
        active: Schedule::default(),
    }
}

fn group(name: &str) -> GroupRule {
    GroupRule { name: name.to_owned(), members: selector(0), min_share: 0.3, ..GroupRule::default() }
}

/// Everything that an account borrows; the item that is explained has index 0.
#[derive(Debug, Clone)]
struct World {
    catalog: Catalog,
    topics: Topics,
    profile: Profile,
    policy: Policy,
    placed: Placed,
    ledger: Ledger,
    beliefs: Option<Vec<Belief>>,
    groups: Groups,
    decisive: Vec<ItemIx>,
    telling: TellingOrder,
    partners: Vec<ItemIx>,
    may_explain: bool,
    is_shared: bool,
    stated: Vec<String>,
    demand: Demand,
    mode: Mode,
}

/// So many people that an item may be called popular, and so much more than usual that it may be called in demand.
const ASKED_FOR: Demand = Demand { people: 80, trend: 0.5 };

impl World {
    fn new(catalog: Catalog, done: &[Did], lines: &[(Source, f64)]) -> Self {
        let mut ledger = Ledger::default();
        lines.iter().for_each(|&(source, amount)| ledger.append(source, amount));
        let (base, lines, causes) = (ledger.fold(), Vec::new(), Vec::new());
        let (topics, profile) = (Topics::new(&catalog), profile(&catalog, done));
        Self {
            groups: Groups::of(&profile, &topics),
            topics,
            profile,
            policy: Policy::standard("home"),
            placed: Placed { item: ItemIx(0), rank: 1, base_rank: 1, base, lines, score: base, causes },
            ledger,
            beliefs: None,
            decisive: Vec::new(),
            telling: TellingOrder::DecisiveFirst,
            partners: Vec::new(),
            may_explain: true,
            is_shared: false,
            stated: Vec::new(),
            demand: ASKED_FOR,
            mode: Mode::Personal,
            catalog,
        }
    }

    /// As for a customer who does not let their events be named.
    fn unexplained(mut self) -> Self {
        self.profile.name_only([]);
        Self { may_explain: false, ..self }
    }

    /// As on a device where others may read along.
    fn shared(mut self) -> Self {
        self.profile.hide_names();
        Self { is_shared: true, ..self }
    }

    /// With lines that other people would teach so: what is left of each, and how far it strays in shares of it.
    fn doubted(self, of_line: impl Fn(usize) -> (f64, f64)) -> Self {
        let belief = |(at, line): (usize, &crate::ledger::Line)| {
            let (kept, spread) = of_line(at);
            Belief { expected: kept * line.amount, deviation: spread * line.amount.abs() }
        };
        let beliefs = self.ledger.lines().iter().enumerate().map(belief).collect();
        Self { beliefs: Some(beliefs), ..self }
    }

    fn causes(mut self, causes: &[Cause]) -> Self {
        self.placed.causes = causes.to_vec();
        self
    }

    fn policy(mut self, change: impl FnOnce(&mut Policy)) -> Self {
        change(&mut self.policy);
        self
    }

    fn account(&self) -> Account<'_> {
        Account {
            placed: &self.placed,
            ledger: &self.ledger,
            beliefs: self.beliefs.as_deref().map(|lines| Beliefs { lines, shared: 0.1 }),
            decisive: &self.decisive,
            telling: self.telling,
            partners: &self.partners,
            groups: &self.groups,
            profile: &self.profile,
            catalog: &self.catalog,
            topics: &self.topics,
            policy: &self.policy,
            stated: if self.may_explain && !self.is_shared { &self.stated } else { &[] },
            demand: self.demand,
            mode: self.mode,
        }
    }

    fn explain(&self) -> Explanation {
        explain(&self.account())
    }

    fn codes(&self) -> Vec<Code> {
        self.explain().reasons.iter().map(|reason| reason.code).collect()
    }

    /// Everything that its reasons can say, in every language; of the tones the plain one, which has all nouns too.
    fn texts(&self, wording: &Wording) -> Vec<String> {
        let explanation = self.explain();
        let said = |reason: &Reason| {
            let manner = |locale| Manner { locale, tone: Tone::Neutral, shop: "Shop" };
            Wording::languages()
                .flat_map(|locale| wording.all(&manner(locale), reason, &self.catalog))
                .collect::<Vec<_>>()
        };
        explanation.reasons.iter().flat_map(said).collect()
    }
}

fn history(item: u32, kind: Kind) -> Source {
    Source::History { item: ItemIx(item), kind }
}

fn session(item: u32, kind: Kind) -> Source {
    Source::Session { item: ItemIx(item), kind }
}

fn sensitive(at: u32, category: &[&str]) -> Item {
    Item { sensitive: Some(Sensitive::Health), ..item(at, category) }
}
