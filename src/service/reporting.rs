//! Reports: what each is made of is gathered here, in one pass over the log of the span and of the one before.

use std::sync::Arc;

use super::watching::Depth;
use super::{Service, ServiceError};
use crate::access::Actor;
use crate::catalog::Item;
use crate::decision::Outline;
use crate::monitor::{self, Comparison, Listed, Reach, Scene, Tally, Watch, Window};
use crate::oversight::{self, Course, Experiment, Incident, Kept, Proposal, Review};
use crate::report::{
    self, Basis, Brief, Campaign, Fairness, Happened, Kind, Language, ModelTold, Promoted, Report, Requests,
    Transparency,
};
use crate::rerank::Policy;
use crate::units::Time;

/// The most placements without rules of their own that reports are of: anybody who may ask for a list may name one.
const OTHER_PLACEMENTS_MAX: usize = 100;
/// Entries of the trail in memory at a time.
const PAGE: usize = 500;

/// Which report is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportWish {
    /// What it is about.
    pub kind: Kind,
    /// Where.
    pub placement: String,
    /// Of which span.
    pub span: Window,
    /// In which language; that of the shop where nobody says.
    pub language: Option<Language>,
    /// Who wants it; nobody at the command line.
    pub by: Option<Actor>,
}

/// What people did with a placement in a span.
struct Deeds {
    proposals: Vec<Kept<Proposal>>,
    incidents: Vec<Kept<Incident>>,
    experiments: Vec<(Kept<Experiment>, Comparison)>,
    reviews: Vec<Kept<Review>>,
}

impl Deeds {
    fn told(&self) -> Happened<'_> {
        let Self { proposals, incidents, experiments, reviews } = self;
        Happened { proposals, incidents, experiments, reviews }
    }
}

impl Service {
    /// Makes a report, and keeps it.
    ///
    /// # Errors
    /// When the store fails.
    pub fn make_report(&self, wish: ReportWish, now: Time) -> Result<Kept<Report>, ServiceError> {
        Ok(report::keep(&*self.store, self.report(wish, now)?)?)
    }

    /// Makes a report.
    ///
    /// # Errors
    /// When the store fails.
    pub fn report(&self, wish: ReportWish, now: Time) -> Result<Report, ServiceError> {
        let ReportWish { kind, placement, span, language, by } = wish;
        let policy = self.policy(&placement)?;
        let shop = self.store.shop()?;
        let basis = Basis {
            language: language.unwrap_or_else(|| Language::of(&shop.locale)),
            shop: shop.name,
            placement,
            span,
            made_at: now,
            by,
            log: self.store.chain_head()?,
            policy: policy.name(),
            model: self.models.current()?,
        };
        match kind {
            Kind::Fairness => self.fairness(basis, &policy),
            Kind::Transparency => self.transparency(basis, &policy),
            Kind::Model => self.model_card(basis),
            Kind::Campaign => self.campaign(basis, &policy),
        }
    }

    /// The placements that reports on a span are of: those with rules of their own, and the first 100 others of which the log of the
    /// span tells.
    ///
    /// # Errors
    /// When the store fails.
    pub fn placements_in(&self, span: Window) -> Result<Vec<String>, ServiceError> {
        let mut all = self.placements()?;
        let in_log = self.named_in_log((span, Depth::Records), &all, OTHER_PLACEMENTS_MAX)?;
        all.extend(in_log);
        Ok(all)
    }

    /// A report that is kept.
    ///
    /// # Errors
    /// When there is none, or the store fails.
    pub fn kept_report(&self, id: &str) -> Result<Kept<Report>, ServiceError> {
        Ok(report::kept(&*self.store, id)?)
    }

    /// The reports that are kept and wanted, after one, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn kept_reports(
        &self,
        after: Option<&str>,
        limit: usize,
        is_wanted: &dyn Fn(&Brief) -> bool,
    ) -> Result<Vec<Kept<Brief>>, ServiceError> {
        Ok(report::list(&*self.store, after, limit, is_wanted)?)
    }

    fn fairness(&self, basis: Basis, policy: &Policy) -> Result<Report, ServiceError> {
        let items = self.on_offer()?;
        let scene = Scene::new(&items, policy);
        let (watch, reach) = self.watched(&basis, &scene)?;
        let deeds = self.deeds(&basis)?;
        let kept_out = self.suppressed(&basis.placement)?.len();
        let of = Fairness { watch: &watch, reach: &reach, scene: &scene, policy, happened: deeds.told(), kept_out };
        Ok(report::fairness(basis, of))
    }

    fn transparency(&self, basis: Basis, policy: &Policy) -> Result<Report, ServiceError> {
        let items = self.on_offer()?;
        let (watch, reach) = self.watched(&basis, &Scene::new(&items, policy))?;
        let deeds = self.deeds(&basis)?;
        let disclosure = match self.disclose(&basis.placement, Some(basis.language.as_str())) {
            Ok(told) => Some(told),
            Err(ServiceError::Model(_)) => None,
            Err(cause) => return Err(cause),
        };
        let changes = oversight::settings_changes(&*self.store)?;
        let changes: Vec<_> = changes.into_iter().filter(|change| basis.span.holds(change.at)).collect();
        let signed = self.checkpoints()?.pop();
        let of = Transparency {
            disclosure: disclosure.as_ref(),
            watch: &watch,
            reach: &reach,
            happened: deeds.told(),
            kept_out: self.suppressed(&basis.placement)?.len(),
            requests: self.requests(basis.span)?,
            settings: &changes,
            signed: signed.as_ref(),
        };
        Ok(report::transparency(basis, of))
    }

    fn model_card(&self, basis: Basis) -> Result<Report, ServiceError> {
        let Some(fingerprint) = basis.model.clone() else { return Ok(report::model_card(basis, None)) };
        let (card, promotion) = (self.models.card(&fingerprint)?, self.models.promotion(&fingerprint)?);
        let models = self.models.list()?.len();
        let told = ModelTold { fingerprint: &fingerprint, card: &card, promotion: promotion.as_ref(), models };
        Ok(report::model_card(basis, Some(told)))
    }

    fn campaign(&self, basis: Basis, live: &Policy) -> Result<Report, ServiceError> {
        let deeds = self.deeds(&basis)?;
        let mut policies = Vec::new();
        for version in deeds.told().in_force(basis.span, live.version) {
            policies.extend(self.store.policy(&basis.placement, version)?);
        }
        let items = self.on_offer()?;
        let promoted = Promoted::of(&policies);
        let scene = Scene::by(&items, &|item| promoted.groups(item));
        let (mut reach, mut before) = (Reach::default(), Reach::default());
        self.read_span(&basis, &mut |listed| {
            let of = if basis.span.holds(listed.outline.at) { &mut reach } else { &mut before };
            of.add(&scene, listed);
        })?;
        let happened = deeds.told();
        let of = Campaign { promoted: &promoted, scene: &scene, reach: &reach, before: &before, happened };
        Ok(report::campaign(basis, of))
    }

    fn on_offer(&self) -> Result<Vec<Arc<Item>>, ServiceError> {
        Ok(self.store.items_at(self.store.catalog_state()?.revision)?.1)
    }

    /// The figures of the span against the one before, and its people.
    fn watched(&self, basis: &Basis, scene: &Scene<'_>) -> Result<(Watch, Reach), ServiceError> {
        let (mut own, mut before, mut reach) = (Tally::new(scene), Tally::new(scene), Reach::default());
        let unreadable = self.read_span(basis, &mut |listed| {
            if basis.span.holds(listed.outline.at) {
                own.add(scene, listed);
                reach.add(scene, listed);
            } else {
                before.add(scene, listed);
            }
        })?;
        own.add_unreadable(self.count_since(basis.span.from, &unreadable)?);
        let mut watch = monitor::watch(&basis.placement, basis.span, scene, (&own, &before), basis.made_at);
        watch.reports = self.reports(basis.span)?.get(&basis.placement).copied().unwrap_or_default();
        Ok((watch, reach))
    }

    /// The lists of the placement in the span and in the one before; the places of records that could not be read.
    fn read_span(&self, basis: &Basis, take: &mut dyn FnMut(&Listed<'_>)) -> Result<Vec<u64>, ServiceError> {
        let both = Window { from: basis.span.before().from, to: basis.span.to };
        let is_wanted = |outline: &Outline| outline.placement == basis.placement;
        self.pass_with((both, Depth::Records), basis.made_at, &is_wanted, take)
    }

    fn deeds(&self, basis: &Basis) -> Result<Deeds, ServiceError> {
        let Basis { placement, span, made_at, .. } = basis;
        let is_here = |of: &Option<String>| of.as_ref() == Some(placement);
        let is_wanted = |review: &Review| is_here(&review.placement) && span.holds(review.at);
        let reviews = self.reviews(Some(&oversight::first_id(span.from)), usize::MAX, &is_wanted)?;
        let is_wanted = |incident: &Incident| {
            let opened = incident.log.first().is_some_and(|line| span.holds(line.at));
            opened && (incident.placement.is_none() || is_here(&incident.placement))
        };
        let incidents = oversight::incidents(&*self.store, None, usize::MAX, &is_wanted)?;
        let mut experiments = Vec::new();
        for kept in self.experiments(None, usize::MAX)? {
            let Some(run) = &kept.it.run else { continue };
            let ended =
                kept.it.log.last().filter(|_| kept.it.state != Course::Running).map_or(run.ends, |turn| turn.at);
            if kept.it.placement == *placement && run.began < span.to && ended >= span.from {
                experiments.push(self.experiment(&kept.id, *made_at)?);
            }
        }
        Ok(Deeds { proposals: self.proposals(placement, None, usize::MAX)?, incidents, experiments, reviews })
    }

    /// What people asked for, by the trail.
    fn requests(&self, span: Window) -> Result<Requests, ServiceError> {
        let (mut requests, mut last) = (Requests::default(), None);
        loop {
            let page = self.trail(last.as_deref(), PAGE)?;
            for entry in page.iter().filter(|entry| span.holds(entry.noted.time)) {
                let is_done = (200..300).contains(&entry.noted.status);
                let count = match (entry.noted.route.as_str(), entry.noted.status) {
                    (_, 401 | 403) => &mut requests.refused,
                    ("GET /v1/customers/{id}/export" | "GET /v1/me/export", _) if is_done => &mut requests.copies,
                    ("DELETE /v1/customers/{id}" | "DELETE /v1/me", _) if is_done => &mut requests.erasures,
                    ("POST /v1/decisions/{id}/replay", _) if is_done => &mut requests.replays,
                    _ => continue,
                };
                *count += entry.noted.count;
            }
            match page.last().filter(|_| page.len() == PAGE) {
                Some(entry) => last = Some(entry.id.clone()),
                None => return Ok(requests),
            }
        }
    }
}
