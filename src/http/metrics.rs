//! What is counted, for Prometheus. No label holds anything that a caller chose.

use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::decision::{Answer, FallbackReason, Keeping};
use crate::monitor::AlarmKind;
use crate::oversight::Standings;
use crate::units::Time;

/// The media type of [`Metrics::text`].
pub(super) const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The upper bounds of the latency buckets, in seconds.
const LATENCY_S: [f64; 12] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: String,
    method: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StoodIn {
    reason: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Refit {
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Kept {
    record: &'static str,
}

/// Counters, and the registry that prints them.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    latency: Family<Route, Histogram, fn() -> Histogram>,
    decisions: Counter,
    fallbacks: Family<StoodIn, Counter>,
    away: Family<Kept, Counter>,
    events: Counter,
    refits: Family<Refit, Counter>,
    model: Gauge,
    store: Gauge,
    alarms: Family<About, Gauge>,
    incidents: Gauge,
    certificate: Gauge,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct About {
    kind: &'static str,
}

impl Metrics {
    /// Of the shop with this name, which each figure carries as `shop`, where there are several.
    pub(super) fn new(shop: Option<&str>) -> Self {
        let label = shop.map(|name| ("shop".into(), name.to_owned().into()));
        let mut registry = Registry::with_prefix_and_labels("candor", label.into_iter());
        let metrics = Self {
            requests: Family::default(),
            latency: Family::new_with_constructor(|| Histogram::new(LATENCY_S)),
            decisions: Counter::default(),
            fallbacks: Family::default(),
            away: Family::default(),
            events: Counter::default(),
            refits: Family::default(),
            model: Gauge::default(),
            store: Gauge::default(),
            alarms: Family::default(),
            incidents: Gauge::default(),
            certificate: Gauge::default(),
            registry: Registry::default(),
        };
        registry.register("http_requests", "Requests, by route, method and status", metrics.requests.clone());
        let help = "How long answers took, by route";
        registry.register_with_unit("http_request_duration", help, Unit::Seconds, metrics.latency.clone());
        registry.register("decisions", "Recommendation decisions", metrics.decisions.clone());
        let help = "Decisions for which something stood in, by reason";
        registry.register("fallbacks", help, metrics.fallbacks.clone());
        let help = "Decisions made while the store was away, by what becomes of their record";
        registry.register("decisions_away", help, metrics.away.clone());
        registry.register("events_accepted", "Events accepted", metrics.events.clone());
        registry.register("refits", "Refits that changed something, by outcome", metrics.refits.clone());
        registry.register("model_loaded", "1 while a model answers", metrics.model.clone());
        registry.register("store_writable", "1 while the store takes writes", metrics.store.clone());
        let help = "Alarms that stood when the watch last looked, by what they are about";
        registry.register("alarms", help, metrics.alarms.clone());
        registry.register("incidents_open", "Incidents that nobody has resolved", metrics.incidents.clone());
        let help = "When the certificate of encrypted connections ends, in seconds since 1970; 0 without one";
        registry.register_with_unit("certificate_end", help, Unit::Seconds, metrics.certificate.clone());
        metrics.begin_at_zero();
        Self { registry, ..metrics }
    }

    /// What is counted by a closed set of labels is there from the start, so that the first one is seen as a rise.
    fn begin_at_zero(&self) {
        for reason in FallbackReason::ALL {
            drop(self.fallbacks.get_or_create(&StoodIn { reason: reason.as_str() }));
        }
        for keeping in Keeping::ALL {
            drop(self.away.get_or_create(&Kept { record: keeping.as_str() }));
        }
        for outcome in Outcome::ALL {
            drop(self.refits.get_or_create(&Refit { outcome: outcome.as_str() }));
        }
    }

    pub(super) fn count_request(&self, route: &str, method: &'static str, status: u16, took: Duration) {
        let route = route.to_owned();
        self.requests.get_or_create(&Answered { route: route.clone(), method, status }).inc();
        self.latency.get_or_create(&Route { route }).observe(took.as_secs_f64());
    }

    pub(super) fn count_decision(&self, answer: &Answer) {
        self.decisions.inc();
        if let Some(reason) = answer.fallback_reason {
            self.fallbacks.get_or_create(&StoodIn { reason: reason.as_str() }).inc();
        }
        if let Some(keeping) = answer.record {
            self.away.get_or_create(&Kept { record: keeping.as_str() }).inc();
        }
    }

    pub(super) fn count_refit(&self, outcome: Outcome) {
        self.refits.get_or_create(&Refit { outcome: outcome.as_str() }).inc();
    }

    pub(super) fn count_events(&self, accepted: usize) {
        self.events.inc_by(accepted as u64);
    }

    pub(super) fn set_model(&self, state: ModelState) {
        self.model.set(match state {
            ModelState::Loaded => 1,
            ModelState::Missing => 0,
        });
    }

    pub(super) fn set_store(&self, is_writable: bool) {
        self.store.set(i64::from(is_writable));
    }

    pub(super) fn set_standings(&self, standings: &Standings) {
        for kind in AlarmKind::ALL {
            let stand = standings.alarms.iter().filter(|alarm| **alarm == kind).count();
            self.alarms.get_or_create(&About { kind: kind.as_str() }).set(i64::try_from(stand).unwrap_or(i64::MAX));
        }
        self.incidents.set(i64::try_from(standings.open).unwrap_or(i64::MAX));
    }

    pub(super) fn set_certificate(&self, ends: Option<Time>) {
        self.certificate.set(ends.map_or(0, |ends| ends.millis() / 1_000));
    }

    /// Everything, in the OpenMetrics text form.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        text::encode(&mut out, &self.registry).expect("writing into memory cannot fail");
        out
    }
}

/// What became of a refit.
#[derive(Debug, Clone, Copy)]
pub(super) enum Outcome {
    /// Its model is the current one.
    Promoted,
    /// Its model fell too far behind.
    Refused,
    /// There is no model.
    Failed,
}

impl Outcome {
    const ALL: [Self; 3] = [Self::Promoted, Self::Refused, Self::Failed];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Promoted => "promoted",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// Whether a model answers.
#[derive(Debug, Clone, Copy)]
pub(super) enum ModelState {
    /// It does.
    Loaded,
    /// None does.
    Missing,
}
