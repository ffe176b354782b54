//! Traces for a collector of OpenTelemetry: a span for each request that is drawn, and one for each of its stages.
//!
//! No attribute holds what a caller chose or anything of a person: routes as they are declared, methods, status codes, stages.

use std::fmt;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use anyhow::Context;
use axum::body::{Body, Bytes};
use axum::http::header::HOST;
use axum::http::{Request, Response};
use opentelemetry::trace::{Link, SpanKind, TraceContextExt, TraceId, TracerProvider};
use opentelemetry::{Context as Within, KeyValue};
use opentelemetry_http::{HttpClient, HttpError};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{Sampler, SamplingResult, SdkTracerProvider, ShouldSample};
use tokio::net::lookup_host;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::registry::LookupSpan;

use crate::config::Traces;
use crate::http::wire;
use crate::service::STAGES;

/// How long the collector may take for what it is sent at once.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long the end of the process waits for spans that are on their way.
const LAST_SPANS: Duration = Duration::from_secs(3);

/// Spans on their way to a collector, until this is dropped.
pub(super) struct Tracing(SdkTracerProvider);

impl Drop for Tracing {
    fn drop(&mut self) {
        if let Err(cause) = self.0.shutdown_with_timeout(LAST_SPANS) {
            tracing::warn!(%cause, "the last traces did not reach the collector");
        }
    }
}

impl Tracing {
    /// Of a collector that the configuration names.
    pub(super) fn new(traces: &Traces) -> anyhow::Result<Option<Self>> {
        if traces.collector.is_empty() {
            return Ok(None);
        }
        let address = format!("{}/v1/traces", traces.collector.trim_end_matches('/'));
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Collector::new()?)
            .with_protocol(Protocol::HttpJson)
            .with_timeout(PATIENCE)
            .with_endpoint(address)
            .build()
            .context("`traces.collector`")?;
        let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
        let resource = Resource::builder_empty().with_service_name(traces.service.clone()).with_attribute(version);
        let drawn = Drawn::new(traces.one_in)?;
        let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).with_sampler(drawn);
        Ok(Some(Self(provider.with_resource(resource.build()).build())))
    }

    /// What hands the spans of requests and stages over.
    pub(super) fn layer<S: Subscriber + for<'a> LookupSpan<'a>>(&self) -> impl Layer<S> + use<S> {
        let layer = tracing_opentelemetry::layer().with_tracer(self.0.tracer("candor"));
        let bare = layer.with_location(false).with_threads(false).with_tracked_inactivity(false);
        let bare = bare.with_level(false).with_target(false);
        bare.with_filter(filter_fn(|metadata| metadata.is_span() && metadata.target() == STAGES))
    }
}

/// Draws requests by their trace and a secret of this process: nobody else decides what this machine spends on it, not even by choosing
/// the trace. What is within a request follows it.
#[derive(Clone)]
struct Drawn {
    secret: [u8; 32],
    one_in: u64,
}

impl fmt::Debug for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "one in {}", self.one_in)
    }
}

impl Drawn {
    fn new(one_in: u32) -> anyhow::Result<Self> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).context("asking the system for chance")?;
        Ok(Self { secret, one_in: u64::from(one_in) })
    }

    fn is_drawn(&self, trace: TraceId) -> bool {
        let hash = *blake3::keyed_hash(&self.secret, &trace.to_bytes()).as_bytes();
        u64::from_le_bytes(hash[..8].try_into().expect("eight of 32 bytes")) % self.one_in == 0
    }
}

impl ShouldSample for Drawn {
    fn should_sample(
        &self,
        parent: Option<&Within>,
        trace: TraceId,
        name: &str,
        kind: &SpanKind,
        attributes: &[KeyValue],
        links: &[Link],
    ) -> SamplingResult {
        let is_ours = parent.is_some_and(|parent| {
            let span = parent.span();
            span.span_context().is_valid() && !span.span_context().is_remote()
        });
        let sampler = match (is_ours, self.is_drawn(trace)) {
            (true, _) => Sampler::ParentBased(Box::new(Sampler::AlwaysOff)),
            (false, true) => Sampler::AlwaysOn,
            (false, false) => Sampler::AlwaysOff,
        };
        sampler.should_sample(parent, trace, name, kind, attributes, links)
    }
}

/// Speaks to the collector, on the thread that the exporter has for itself.
struct Collector {
    runtime: Runtime,
    /// Whether it was told last that the collector takes nothing.
    is_away: AtomicBool,
}

impl fmt::Debug for Collector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Collector")
    }
}

impl Collector {
    fn new() -> anyhow::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build().context("starting what sends traces")?;
        Ok(Self { runtime, is_away: AtomicBool::new(false) })
    }

    /// Tells once that the collector takes nothing, and once that it takes traces again.
    fn note(&self, outcome: &Result<Response<Bytes>, String>) {
        let cause = match outcome {
            Ok(answer) if answer.status().is_success() => None,
            Ok(answer) => Some(format!("it was answered with {}", answer.status().as_u16())),
            Err(cause) => Some(cause.clone()),
        };
        match (cause, self.is_away.load(Relaxed)) {
            (Some(cause), false) => tracing::warn!(cause, "the collector takes no traces; they are dropped"),
            (None, true) => tracing::info!("the collector takes traces again"),
            (Some(_), true) | (None, false) => return,
        }
        self.is_away.fetch_not(Relaxed);
    }
}

#[async_trait::async_trait]
impl HttpClient for Collector {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        // Nobody but the exporter's thread waits here. Patience needs the clock of the runtime, so it begins within it.
        let sending = async { timeout(PATIENCE, send(request)).await };
        let late = format!("there was no answer within {} s", PATIENCE.as_secs());
        let outcome = self.runtime.block_on(sending).unwrap_or(Err(late));
        self.note(&outcome);
        Ok(outcome?)
    }
}

async fn send(request: Request<Bytes>) -> Result<Response<Bytes>, String> {
    let (mut head, body) = request.into_parts();
    let unsound = || "the address of the collector is none".to_owned();
    let authority = head.uri.authority().ok_or_else(unsound)?.clone();
    let place = (authority.host().trim_matches(['[', ']']), authority.port_u16().unwrap_or(80));
    let address = lookup_host(place).await.ok().and_then(|mut found| found.next());
    let address = address.ok_or_else(|| "the collector has no address".to_owned())?;
    head.headers.insert(HOST, authority.as_str().parse().map_err(|_| unsound())?);
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    head.uri = path.parse().map_err(|_| unsound())?;
    wire::send(address, Request::from_parts(head, Body::from(body))).await
}
