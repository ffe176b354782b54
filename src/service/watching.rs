//! Watching what is shown and what comes of it: passes over the log of a window, a page at a time, and the alarms that follow.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::latency::Latencies;
use super::{Service, ServiceError};
use crate::catalog::Item;
use crate::decision::Outline;
use crate::event::{Customer, Event, Subject};
use crate::ids::{CustomerId, DecisionId};
use crate::monitor::{self, Listed, Scene, Tally, Watch, Window};
use crate::oversight::{self, Handling, Incident, Kept, OversightError, Phase, Source};
use crate::oversight::{Act, Standings, Treatment};
use crate::rerank::Policy;
use crate::store::{Outlined, Search, Span, Told};
use crate::units::Time;

/// How many outlines are in memory at a time.
const PAGE: usize = 256;
/// The most placements that alarms are looked for in, in the order in which the log names them: anybody who may ask for a list
/// may name one.
const PLACEMENTS_MAX: usize = 16;

/// Where reports stand that quote no list that is known: no placement has such a name.
pub(super) const UNPLACED: &str = "";

/// What watching needs of a running service.
#[derive(Default)]
pub(super) struct Watcher {
    /// How long lists took lately.
    pub(super) latencies: Latencies,
    /// Held by a pass over the log, so that however many ask, one is made at a time.
    passing: Mutex<()>,
}

/// The counters of a placement while the log is read.
struct Watched<'s> {
    scene: Scene<'s>,
    own: Tally,
    before: Tally,
    /// Segments whose leakage budgets bound nothing now.
    unlearnt: Vec<String>,
}

impl<'s> Watched<'s> {
    fn new(items: &'s [Arc<Item>], policy: &Policy, unlearnt: Vec<String>) -> Self {
        let scene = Scene::new(items, policy);
        let (own, before) = (Tally::new(&scene), Tally::new(&scene));
        Self { scene, own, before, unlearnt }
    }
}

/// A page of outlines, each with its place in the log; `None` where there is none to be read.
type Page = Vec<(u64, Option<Outline>)>;

/// Takes a page of outlines.
type VisitPage<'a> = dyn FnMut(Page) -> Result<(), ServiceError> + 'a;

/// What a pass reads of each decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// What is kept beside the records, for whoever looks often.
    Outlines,
    /// The records, which the chain vouches for: for whatever is signed or handed to others.
    Records,
}

impl Service {
    /// What a placement showed in the last `days`, today included, and what came of it: one pass over the log of these days and of
    /// as many before them.
    ///
    /// # Errors
    /// When the store fails.
    pub fn watch(&self, placement: &str, days: u16, now: Time) -> Result<Watch, ServiceError> {
        self.watch_window(placement, Window::last(days, now), now)
    }

    /// The same of any window.
    ///
    /// # Errors
    /// When the store fails.
    pub fn watch_window(&self, placement: &str, window: Window, now: Time) -> Result<Watch, ServiceError> {
        let (_, items) = self.store.items_at(self.store.catalog_state()?.revision)?;
        let mut all = BTreeMap::from([(placement.to_owned(), self.counters_of(placement, &items)?)]);
        self.pass(window, now, &mut all)?;
        let mut told = self.told(window, now, &all)?;
        Ok(told.pop().expect("the placement that was asked for"))
    }

    /// Looks for alarms in every placement, as the settings say, and opens, notes and closes what follows from them.
    ///
    /// # Errors
    /// When the store fails.
    pub fn look_for_alarms(&self, now: Time) -> Result<Vec<Watch>, ServiceError> {
        let days = oversight::settings(&*self.store)?.it.alarms.days;
        let window = Window::last(days, now);
        let (_, items) = self.store.items_at(self.store.catalog_state()?.revision)?;
        let mut all = BTreeMap::new();
        // Where nothing is shown any more, what stood there ends.
        let mut placements = self.named_in_log((window, Depth::Outlines), &[], PLACEMENTS_MAX)?;
        placements.extend(oversight::alarmed(&*self.store)?);
        for placement in placements {
            let watched = self.counters_of(&placement, &items)?;
            all.insert(placement, watched);
        }
        self.pass(window, now, &mut all)?;
        let told = self.told(window, now, &all)?;
        for watch in &told {
            oversight::settle_alarms(&*self.store, &watch.placement, &watch.alarms, now)?;
        }
        Ok(told)
    }

    fn counters_of<'s>(&self, placement: &str, items: &'s [Arc<Item>]) -> Result<Watched<'s>, ServiceError> {
        let policy = self.policy(placement)?;
        // What is tried on some is shown as well.
        let running = self.running_experiment(placement)?.map(|kept| kept.it.treatment);
        let tried = match &running {
            Some(Treatment::Policy { policy, .. }) => Some(&**policy),
            Some(Treatment::ReasonsHidden) | None => None,
        };
        let mut unlearnt = Vec::new();
        for shown in std::iter::once(&policy).chain(tried) {
            let segments = self.unlearnt(shown)?.into_iter().map(|at| shown.leakages[at].segment.clone());
            unlearnt.extend(segments.filter(|segment| !unlearnt.contains(segment)).collect::<Vec<_>>());
        }
        Ok(Watched::new(items, &policy, unlearnt))
    }

    fn told(&self, window: Window, now: Time, all: &BTreeMap<String, Watched<'_>>) -> Result<Vec<Watch>, ServiceError> {
        let thresholds = oversight::settings(&*self.store)?.it.alarms;
        let reports = self.reports(window)?;
        let tell = |(placement, of): (&String, &Watched<'_>)| {
            let mut watch = monitor::watch(placement, window, &of.scene, (&of.own, &of.before), now);
            watch.reports = reports.get(placement).copied().unwrap_or_default();
            watch.reports_unplaced = reports.get(UNPLACED).copied().unwrap_or_default();
            watch.latency = self.watcher.latencies.last_hour(now);
            watch.unlearnt.clone_from(&of.unlearnt);
            watch.alarms = monitor::alarms(&watch, &thresholds);
            watch
        };
        Ok(all.iter().map(tell).collect())
    }

    /// Reads the log of a window and of the one before, and counts.
    fn pass(&self, window: Window, now: Time, all: &mut BTreeMap<String, Watched<'_>>) -> Result<(), ServiceError> {
        let names: BTreeSet<String> = all.keys().cloned().collect();
        let is_wanted = |outline: &Outline| names.contains(&outline.placement);
        let both = Window { from: window.before().from, to: window.to };
        let unreadable = self.pass_with((both, Depth::Outlines), now, &is_wanted, &mut |listed| {
            let Some(of) = all.get_mut(&listed.outline.placement) else { return };
            let tally = if window.holds(listed.outline.at) { &mut of.own } else { &mut of.before };
            tally.add(&of.scene, listed);
        })?;
        // Which placement such a record is of cannot be known, so each says how many there are.
        let count = self.count_since(window.from, &unreadable)?;
        all.values_mut().for_each(|of| of.own.add_unreadable(count));
        Ok(())
    }

    /// How many of these places in the log are of a moment or of a later one.
    pub(super) fn count_since(&self, moment: Time, places: &[u64]) -> Result<u64, ServiceError> {
        let before = self.store.place_before(moment)?;
        Ok(places.iter().filter(|place| **place > before).count() as u64)
    }

    /// Reads the log between two moments, a page at a time, and gives each list that is wanted with what came of it; the places of
    /// records that could not be read.
    pub(super) fn pass_with(
        &self,
        (span, depth): (Window, Depth),
        now: Time,
        is_wanted: &dyn Fn(&Outline) -> bool,
        take: &mut dyn FnMut(&Listed<'_>),
    ) -> Result<Vec<u64>, ServiceError> {
        let _one_at_a_time = self.watcher.passing.lock().unwrap_or_else(PoisonError::into_inner);
        let basis = self.store.shop()?.consent_unrecorded;
        let mut unreadable = Vec::new();
        self.pages((span.from, span.to), depth, &mut |page| {
            let mut outlines = Vec::with_capacity(page.len());
            for (place, outline) in page {
                match outline {
                    Some(outline) if is_wanted(&outline) => outlines.push(outline),
                    Some(_) => {}
                    None => unreadable.push(place),
                }
            }
            let (customers, events) = self.about(&outlines)?;
            for outline in &outlines {
                let customer = named(outline).and_then(|id| customers.get(id));
                let quotes = events.get(&outline.id).map(Vec::as_slice).unwrap_or_default();
                take(&Listed::new(outline, customer, basis, quotes, now));
            }
            Ok(())
        })?;
        Ok(unreadable)
    }

    /// Who the lists were for, and what quotes them.
    fn about(&self, outlines: &[Outline]) -> Result<About, ServiceError> {
        let ids: BTreeSet<CustomerId> = outlines.iter().filter_map(named).cloned().collect();
        let customers = self.store.customers(&ids)?.into_iter().map(|customer| (customer.id.clone(), customer));
        let decisions: Vec<DecisionId> = outlines.iter().map(|outline| outline.id.clone()).collect();
        let mut events: BTreeMap<DecisionId, Vec<Event>> = BTreeMap::new();
        for event in self.store.events_quoting(&decisions)? {
            if let Some(decision) = event.decision.clone() {
                events.entry(decision).or_default().push(event);
            }
        }
        Ok((customers.collect(), events))
    }

    /// The placements of which the log of a window tells beside those that are known, at most so many, in its order.
    pub(super) fn named_in_log(
        &self,
        (window, depth): (Window, Depth),
        known: &[String],
        at_most: usize,
    ) -> Result<BTreeSet<String>, ServiceError> {
        let mut found = BTreeSet::new();
        self.pages((window.from, window.to), depth, &mut |page| {
            for outline in page.into_iter().filter_map(|(_, outline)| outline) {
                if found.len() < at_most && !known.contains(&outline.placement) {
                    found.insert(outline.placement);
                }
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// The log between two moments in outline, a page at a time.
    fn pages(&self, (from, until): (Time, Time), depth: Depth, visit: &mut VisitPage<'_>) -> Result<(), ServiceError> {
        let mut span = Span { since: from, until, after: self.store.place_before(from)?, limit: PAGE };
        loop {
            let page = match depth {
                Depth::Outlines => self.outlines(&span)?,
                Depth::Records => self.records(&span)?,
            };
            let Some((last, _)) = page.last() else { return Ok(()) };
            span.after = *last;
            let is_last = page.len() < PAGE;
            visit(page)?;
            if is_last {
                return Ok(());
            }
        }
    }

    /// A page of what is kept beside the records. What had to be made from these is kept, so that the next reader finds it.
    fn outlines(&self, span: &Span) -> Result<Page, ServiceError> {
        let (mut page, mut made) = (Vec::new(), Vec::new());
        for Outlined { place, told } in self.store.outlines(span)? {
            let of_record = match told {
                Told::Outline(kept) => match Outline::from_kept(&kept) {
                    Ok(outline) => {
                        page.push((place, Some(outline)));
                        continue;
                    }
                    Err(_) => self.records(&Span { after: place - 1, limit: 1, ..*span })?.pop().and_then(|(_, of)| of),
                },
                Told::Record(record) => Outline::from_bytes(&record).ok(),
            };
            made.extend(of_record.as_ref().map(|outline| (place, outline.to_kept())));
            page.push((place, of_record));
        }
        if !made.is_empty()
            && let Err(cause) = self.store.keep_outlines(made)
        {
            tracing::debug!(%cause, "outlines were not kept; they are made again next time");
        }
        Ok(page)
    }

    /// A page of what the records themselves say.
    fn records(&self, span: &Span) -> Result<Page, ServiceError> {
        let Span { since, until, after, limit } = *span;
        let search = Search { since: Some(since), until: Some(until), after, limit, subject: None };
        let found = self.store.find_decisions(&search)?;
        Ok(found.iter().map(|found| (found.place, Outline::from_bytes(&found.record).ok())).collect())
    }

    /// Reports of customers in a window, by placement; those that quote no known list under [`UNPLACED`].
    pub(super) fn reports(&self, window: Window) -> Result<BTreeMap<String, u64>, ServiceError> {
        let after = oversight::first_id(window.from);
        let is_wanted = |review: &oversight::Review| review.source == Source::Report && window.holds(review.at);
        let mut reports = BTreeMap::new();
        for kept in self.reviews(Some(&after), usize::MAX, &is_wanted)? {
            *reports.entry(kept.it.placement.unwrap_or_else(|| UNPLACED.to_owned())).or_default() += 1;
        }
        Ok(reports)
    }

    /// Incidents of a phase, or all, after one, in the order of time.
    ///
    /// # Errors
    /// When the store fails.
    pub fn incidents(
        &self,
        after: Option<&str>,
        limit: usize,
        phase: Option<Phase>,
    ) -> Result<Vec<Kept<Incident>>, ServiceError> {
        // What is open is found by its mark; all others have to be read.
        Ok(match phase {
            Some(Phase::Open) => oversight::open_incidents(&*self.store, after, limit)?,
            Some(Phase::Resolved) => {
                oversight::incidents(&*self.store, after, limit, &|incident| incident.state == Phase::Resolved)?
            }
            None => oversight::incidents(&*self.store, after, limit, &|_| true)?,
        })
    }

    /// An incident.
    ///
    /// # Errors
    /// When there is none, or the store fails.
    pub fn incident(&self, id: &str) -> Result<Kept<Incident>, ServiceError> {
        Ok(oversight::incident(&*self.store, id)?)
    }

    /// Opens an incident of what somebody saw.
    ///
    /// # Errors
    /// When it is refused, or the store fails.
    pub fn open_incident(
        &self,
        placement: Option<String>,
        title: &str,
        act: &Act,
    ) -> Result<Kept<Incident>, ServiceError> {
        let incident = Incident::of_person(placement, title, act).map_err(OversightError::from)?;
        Ok(oversight::open_incident(&*self.store, incident, act)?)
    }

    /// Takes a step with an incident.
    ///
    /// # Errors
    /// When it is refused, the incident is not at that revision, or the store fails.
    pub fn handle_incident(
        &self,
        id: &str,
        revision: u64,
        handling: Handling,
        act: &Act,
    ) -> Result<Kept<Incident>, ServiceError> {
        Ok(oversight::handle(&*self.store, id, revision, handling, act)?)
    }

    /// The alarms that stand, and how many incidents are open.
    ///
    /// # Errors
    /// When the store fails.
    pub fn standings(&self) -> Result<Standings, ServiceError> {
        Ok(oversight::standings(&*self.store)?)
    }
}

/// The records of customers, and what quotes each decision.
type About = (BTreeMap<CustomerId, Customer>, BTreeMap<DecisionId, Vec<Event>>);

/// The customer that a list was made for, where it was for one.
fn named(outline: &Outline) -> Option<&CustomerId> {
    match &outline.subject {
        Some(Subject::Customer(id)) => Some(id),
        Some(Subject::Visitor(_)) | None => None,
    }
}
