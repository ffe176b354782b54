//! Traces for a collector of OpenTelemetry: a span for each request that is drawn, and one for each of its stages.
//!
//! No attribute holds what a caller chose or anything of a person: routes as they are declared, methods, status codes, stages.

use std::fmt;
use std::time::Duration;

use anyhow::{Context, anyhow};
use axum::body::{Bytes, to_bytes};
use hyper_util::rt::TokioIo;
use opentelemetry::trace::{Link, SpanKind, TraceContextExt, TraceId, TracerProvider};
use opentelemetry::{Context as Within, KeyValue};
use opentelemetry_http::{HttpClient, HttpError};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{Sampler, SamplingResult, SdkTracerProvider, ShouldSample};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::registry::LookupSpan;

use crate::config::Traces;
use crate::service::STAGES;

/// How long the collector may take for what it is sent at once.
const PATIENCE: Duration = Duration::from_secs(10);
/// How much of its answer is read, in bytes.
const ANSWER_BYTES: usize = 64 << 10;
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
        let sampler = Drawn(Sampler::TraceIdRatioBased(1.0 / f64::from(traces.one_in)));
        let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).with_sampler(sampler);
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

/// Draws requests by their trace, also those that a caller says are traced: nobody else decides what this machine spends on it. What is
/// within a request follows it.
#[derive(Debug, Clone)]
struct Drawn(Sampler);

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
        if is_ours {
            let follow = Sampler::ParentBased(Box::new(Sampler::AlwaysOff));
            return follow.should_sample(parent, trace, name, kind, attributes, links);
        }
        self.0.should_sample(parent, trace, name, kind, attributes, links)
    }
}

/// Speaks to the collector, on the thread that the exporter has for itself.
struct Collector(Runtime);

impl fmt::Debug for Collector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Collector")
    }
}

impl Collector {
    fn new() -> anyhow::Result<Self> {
        Ok(Self(Builder::new_current_thread().enable_all().build().context("starting what sends traces")?))
    }
}

#[async_trait::async_trait]
impl HttpClient for Collector {
    async fn send_bytes(&self, request: axum::http::Request<Bytes>) -> Result<axum::http::Response<Bytes>, HttpError> {
        // Nobody but the exporter's thread waits here. Patience needs the clock of the runtime, so it begins within it.
        let sending = async { timeout(PATIENCE, send(request)).await };
        Ok(self.0.block_on(sending).map_err(|_| anyhow!("there was no answer"))??)
    }
}

async fn send(request: axum::http::Request<Bytes>) -> anyhow::Result<axum::http::Response<Bytes>> {
    let (mut head, body) = request.into_parts();
    let authority = head.uri.authority().context("the collector has no host")?.clone();
    let address = (authority.host().trim_matches(['[', ']']).to_owned(), authority.port_u16().unwrap_or(80));
    let stream = TcpStream::connect(address).await.context("there was no connection")?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    let driving = tokio::spawn(connection);
    head.headers.insert(axum::http::header::HOST, authority.as_str().parse()?);
    head.uri = head.uri.path_and_query().map_or("/", |path| path.as_str()).parse()?;
    let answer = sender.send_request(axum::http::Request::from_parts(head, axum::body::Body::from(body))).await;
    let (head, body) = answer?.into_parts();
    let body = to_bytes(axum::body::Body::new(body), ANSWER_BYTES).await?;
    driving.abort();
    Ok(axum::http::Response::from_parts(head, body))
}
