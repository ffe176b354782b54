//! Life in the shop: visits, what is looked at, what is bought together, again, and sent back.

use std::collections::BTreeMap;

use super::goods::Goods;
use super::people::{DAYS, Person};
use super::random::Chance;
use super::recipe::Recipe;
use crate::event::Kind;
use crate::units::{DAY_MS, Time};

/// Something that happened, before it has a name.
#[derive(Debug, Clone)]
pub(super) struct Happening {
    pub(super) time: Time,
    /// The customer's position.
    pub(super) person: usize,
    /// Counts the customer's visits; absent when it happened after one.
    pub(super) visit: Option<usize>,
    /// The item's position.
    pub(super) item: usize,
    pub(super) kind: Kind,
    pub(super) value: Option<f64>,
    pub(super) quantity: Option<u32>,
    pub(super) is_gift: bool,
}

/// The days that are generated, and how busy the shop is on each.
pub(super) struct Calendar {
    start: Time,
    end: Time,
    /// 0 for January, by day.
    months: Vec<usize>,
    /// The shop's visits by day; at most 1.
    bustle: Vec<f64>,
}

impl Calendar {
    pub(super) fn new(recipe: &Recipe, end: Time) -> Self {
        let start = end.plus_days(-i64::try_from(DAYS).expect("a few hundred days"));
        let months: Vec<usize> = (0_i64..).take(DAYS).map(|day| month(start.plus_days(day))).collect();
        let most = recipe.shop.months.iter().copied().fold(0.0, f64::max);
        let bustle = months.iter().map(|month| recipe.shop.months[*month] / most).collect();
        Self { start, end, months, bustle }
    }

    /// A day from `first` on, more likely a busy one.
    fn day(&self, first: usize, chance: &mut Chance) -> usize {
        loop {
            let day = first + chance.below(DAYS - first);
            if chance.happens(self.bustle[day]) {
                return day;
            }
        }
    }

    /// A time of that day: mostly evenings.
    #[expect(clippy::cast_possible_truncation, reason = "seconds of a day")]
    fn moment(&self, day: usize, chance: &mut Chance) -> Time {
        let hour = match chance.unit() {
            share if share < 0.2 => chance.between(7.0, 11.0),
            share if share < 0.45 => chance.between(11.5, 16.5),
            _ => chance.between(17.5, 21.5),
        };
        let within = (hour * 3_600.0) as i64 * 1_000;
        let day = i64::try_from(day).expect("a few hundred days");
        Time::from_millis(self.start.millis() + day * DAY_MS + within)
    }
}

fn month(time: Time) -> usize {
    let stamp = jiff::Timestamp::from_millisecond(time.millis()).expect("a time that jiff can hold");
    let month = jiff::tz::Offset::UTC.to_datetime(stamp).month();
    usize::from(month.unsigned_abs()) - 1
}

/// The shop in which somebody lives.
#[derive(Clone, Copy)]
pub(super) struct World<'a> {
    pub(super) recipe: &'static Recipe,
    pub(super) goods: &'a Goods,
    pub(super) calendar: &'a Calendar,
}

/// Everything that a customer did, in order of the visits.
pub(super) fn live(world: World<'_>, person: Person, at: usize, chance: Chance) -> Vec<Happening> {
    let mut life = Life::new(world, person, at, chance);
    let mut days: Vec<usize> =
        (0..life.person.visits).map(|_| world.calendar.day(life.person.joined_day, &mut life.chance)).collect();
    let told = life.person.persona;
    let ago = |days: u16| DAYS - usize::from(days);
    days.extend(told.iter().flat_map(|p| p.bought.iter().chain(&p.looked).map(|(_, days)| ago(*days))));
    days.sort_unstable();
    days.dedup();
    for (visit, day) in days.into_iter().enumerate() {
        life.begin(visit, day);
        let on = |list: &'static [(String, u16)]| list.iter().filter(move |(_, days)| ago(*days) == day);
        let bought = told.into_iter().flat_map(|p| on(&p.bought)).map(|(key, _)| (key, Aim::Certain));
        let looked = told.into_iter().flat_map(|p| on(&p.looked)).map(|(key, _)| (key, Aim::Look));
        let told: Vec<(&String, Aim)> = bought.chain(looked).collect();
        if told.is_empty() {
            life.wander();
        }
        for (key, aim) in told {
            life.pursue(world.goods.shelf(key), aim);
        }
    }
    life.happenings
}

/// How determined somebody is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Aim {
    /// Certainly buys.
    Certain,
    /// Knows what is missing.
    Need,
    /// May be tempted.
    Browse,
    /// Only looks.
    Look,
}

impl Aim {
    const fn buys(self) -> f64 {
        match self {
            Self::Certain => 1.0,
            Self::Need => 0.85,
            Self::Browse => 0.42,
            Self::Look => 0.0,
        }
    }
}

/// The most pieces of work in one visit, so that complements of complements end.
const BASKET_MAX: usize = 8;

struct Life<'a> {
    world: World<'a>,
    person: Person,
    at: usize,
    chance: Chance,
    happenings: Vec<Happening>,
    /// The last day on which each bought item was bought.
    bought: BTreeMap<usize, usize>,
    /// Series of which something is owned.
    sets: Vec<usize>,
    /// Items that will be used up, and when.
    used_up: Vec<(usize, usize)>,
    /// Shelves that are wanted soon, and from when on.
    wanted: Vec<(usize, usize)>,
    // The visit at hand.
    visit: usize,
    day: usize,
    clock: Time,
    is_gift: bool,
    errands: usize,
}

impl<'a> Life<'a> {
    fn new(world: World<'a>, person: Person, at: usize, chance: Chance) -> Self {
        Self {
            world,
            person,
            at,
            chance,
            happenings: Vec::new(),
            bought: BTreeMap::new(),
            sets: Vec::new(),
            used_up: Vec::new(),
            wanted: Vec::new(),
            visit: 0,
            day: 0,
            clock: world.calendar.start,
            is_gift: false,
            errands: 0,
        }
    }

    fn begin(&mut self, visit: usize, day: usize) {
        self.visit = visit;
        self.day = day;
        self.clock = self.world.calendar.moment(day, &mut self.chance);
        let is_december = self.world.calendar.months[day] == 11;
        let gifts = self.person.taste.gifts * if is_december { 3.0 } else { 1.0 };
        self.is_gift = self.chance.happens(gifts);
        self.errands = 0;
    }

    /// A visit without a script: what is used up, what is missing, and what the season and taste suggest.
    fn wander(&mut self) {
        let day = self.day;
        let due: Vec<usize> = self.used_up.iter().filter(|(_, from)| *from <= day).map(|(item, _)| *item).collect();
        self.used_up.retain(|(_, from)| *from > day);
        for item in due {
            if self.chance.happens(0.55) {
                self.restock(item);
            }
        }
        let due: Vec<usize> = self.wanted.iter().filter(|(_, from)| *from <= day).map(|(shelf, _)| *shelf).collect();
        self.wanted.retain(|(_, from)| *from > day);
        for shelf in due {
            if self.chance.happens(0.6) {
                self.pursue(shelf, Aim::Need);
            }
        }
        while self.errands == 0 || (self.errands < BASKET_MAX && self.chance.happens(0.45)) {
            let shelf = self.temptation();
            self.pursue(shelf, Aim::Browse);
        }
    }

    /// A shelf, by taste and season.
    fn temptation(&mut self) -> usize {
        let month = self.world.calendar.months[self.day];
        let seasons = &self.world.recipe.shop.seasons;
        let demand = |season: &Option<String>| season.as_ref().map_or(1.0, |season| seasons[season][month]);
        let shelves = self.world.goods.shelves.iter().map(|shelf| demand(&shelf.kind.season));
        let weights = shelves.zip(&self.person.taste.shelves).map(|(demand, liking)| demand * liking);
        self.chance.weighted(weights).expect("everybody likes something")
    }

    fn restock(&mut self, item: usize) {
        self.errands += 1;
        if self.chance.happens(0.4) {
            self.note(item, Kind::View);
        }
        self.buy(item);
    }

    /// Looks along a shelf, and perhaps buys.
    fn pursue(&mut self, shelf: usize, aim: Aim) {
        self.errands += 1;
        let mut seen: Vec<usize> = Vec::new();
        let looks = 1 + self.chance.below(4);
        for _ in 0..looks {
            let Some(item) = self.choose(self.world.goods.shelves[shelf].items.clone(), &seen) else { break };
            self.note(item, Kind::View);
            seen.push(item);
        }
        let Some(item) = self.choose(seen.iter().copied(), &[]) else { return };
        if self.chance.happens(aim.buys()) {
            self.buy(item);
            self.complete(shelf, item);
        } else {
            self.hesitate(item);
        }
    }

    /// One of some items, by taste, among those on offer that were not yet seen.
    fn choose(&mut self, among: impl Iterator<Item = usize> + Clone, seen: &[usize]) -> Option<usize> {
        let among: Vec<usize> = among.collect();
        let weights: Vec<f64> =
            among.iter().map(|item| if seen.contains(item) { 0.0 } else { self.attraction(*item) }).collect();
        self.chance.weighted(weights.iter().copied()).map(|at| among[at])
    }

    fn attraction(&self, item: usize) -> f64 {
        let (traits, taste) = (&self.world.goods.traits[item], &self.person.taste);
        let since = self.world.goods.items[item].available_since;
        if since.is_some_and(|since| since > self.clock) {
            return 0.0;
        }
        let far = (traits.level - taste.level) / 0.6;
        let is_liked = traits.color.as_ref().is_some_and(|color| taste.colors.contains(color));
        let is_owned_set = traits.set.is_some_and(|set| self.sets.contains(&set));
        let is_owned = self.bought.contains_key(&item);
        let factors = [(is_liked, 2.0), (is_owned_set, 4.0), (is_owned, 0.3)];
        let factors: f64 = factors.iter().map(|(holds, factor)| if *holds { *factor } else { 1.0 }).product();
        traits.appeal * taste.brands[traits.brand] * libm::exp(-0.5 * far * far) * factors
    }

    fn buy(&mut self, item: usize) {
        if self.chance.happens(0.75) {
            self.note(item, Kind::Cart);
        }
        let shelf = self.shelf_of(item);
        let again = self.world.goods.shelves[shelf].kind.again;
        self.note(item, Kind::Purchase);
        let several = again.is_some() && self.chance.happens(0.3);
        let quantity = if several { 2 + u32::try_from(self.chance.below(2)).expect("below 2") } else { 1 };
        let happening = self.happenings.last_mut().expect("the purchase was noted");
        (happening.quantity, happening.is_gift) = (Some(quantity), self.is_gift);
        self.bought.insert(item, self.day);
        self.sets.extend(self.world.goods.traits[item].set);
        match again {
            Some(days) => self.use_up(item, f64::from(days)),
            None => self.person.taste.shelves[shelf] *= 0.55,
        }
        self.judge(item, shelf);
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred days")]
    fn use_up(&mut self, item: usize, days: f64) {
        if !self.is_gift {
            let days = days * self.chance.between(0.7, 1.5);
            self.used_up.push((item, self.day + days as usize));
        }
    }

    fn shelf_of(&self, item: usize) -> usize {
        self.world.goods.shelves.partition_point(|shelf| shelf.items.end <= item)
    }

    /// What goes with a purchase: at once, or wanted soon.
    fn complete(&mut self, shelf: usize, item: usize) {
        for &(other, share) in &self.world.goods.shelves[shelf].with {
            if self.errands >= BASKET_MAX {
                return;
            }
            if self.chance.happens(share * 0.55) {
                self.pursue(other, Aim::Need);
            } else if self.chance.happens(share * 0.4) {
                self.wanted.push((other, self.day + 3 + self.chance.below(30)));
            }
        }
        let goods = self.world.goods;
        if let Some(set) = goods.traits[item].set.filter(|_| self.errands < BASKET_MAX && self.chance.happens(0.25)) {
            let others: Vec<usize> = goods.sets[set].iter().copied().filter(|o| !self.bought.contains_key(o)).collect();
            if let Some(other) = self.choose(others.into_iter(), &[]) {
                self.errands += 1;
                self.note(other, Kind::View);
                self.buy(other);
            }
        }
    }

    /// Left without it: on the wish list, in the basket, or not at all.
    fn hesitate(&mut self, item: usize) {
        match self.chance.unit() {
            share if share < 0.10 => self.note(item, Kind::Save),
            share if share < 0.22 => self.note(item, Kind::Cart),
            share if share < 0.235 => self.note(item, Kind::NotInterested),
            share if share < 0.245 => self.note(item, Kind::Dislike),
            share if share < 0.275 => self.note(item, Kind::Like),
            _ => {}
        }
    }

    /// What they say of it once it has arrived.
    fn judge(&mut self, item: usize, shelf: usize) {
        let quality = self.world.goods.traits[item].quality;
        let is_worn = ["Fashion", "Sport"].contains(&self.world.goods.shelves[shelf].department);
        let returns = if is_worn { 0.07 } else { 0.03 } * libm::exp(-0.5 * quality);
        let kind = match self.chance.unit() {
            share if share < returns => Kind::Return,
            share if share < returns + 0.11 => Kind::Rate,
            share if share < returns + 0.14 => Kind::Like,
            _ => return,
        };
        let days = self.chance.between(3.0, 20.0);
        #[expect(clippy::cast_possible_truncation, reason = "seconds of a few days")]
        let time = Time::from_millis(self.clock.millis() + (days * 86_400.0) as i64 * 1_000);
        if time < self.world.calendar.end {
            let stars = libm::round(4.0 + 0.7 * quality + 0.6 * self.chance.normal()).clamp(1.0, 5.0);
            let value = (kind == Kind::Rate).then_some(stars);
            self.happenings.push(Happening { time, value, visit: None, ..self.happening(item, kind) });
        }
    }

    fn happening(&self, item: usize, kind: Kind) -> Happening {
        let (time, person, visit) = (self.clock, self.at, Some(self.visit));
        Happening { time, person, visit, item, kind, value: None, quantity: None, is_gift: false }
    }

    /// Notes an act of this visit; the next one comes seconds or minutes later.
    #[expect(clippy::cast_possible_truncation, reason = "seconds of two minutes")]
    fn note(&mut self, item: usize, kind: Kind) {
        self.happenings.push(self.happening(item, kind));
        let pause_s = self.chance.between(8.0, 110.0) as i64;
        self.clock = Time::from_millis(self.clock.millis() + pause_s * 1_000);
    }
}
