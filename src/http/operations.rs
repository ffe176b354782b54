//! Health, readiness, metrics and the description of the API.

use std::sync::LazyLock;

use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{OpenApi, Required};
use utoipa::{OpenApi as _, ToSchema};

use super::AppState;
use super::idempotency::KEY_BYTES_MAX;
use super::metrics::{self, ModelState};
use super::problem::{FieldError, Problem, ProblemDocument};
use super::rule;
use super::server::Stopping;
use crate::service::Service;

/// That the process answers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always `ok`.
    #[schema(example = "ok")]
    status: &'static str,
}

impl Health {
    pub(super) const OK: Self = Self { status: "ok" };
}

/// Alive?
///
/// Answers as soon as the process does; says nothing of store and model.
#[utoipa::path(
    get, path = "/healthz", tag = "operations",
    responses((status = 200, description = "The process answers.", body = Health)),
)]
pub(crate) async fn healthz() -> Json<Health> {
    Json(Health::OK)
}

/// Whether recommendations and writes can be served.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Readiness {
    /// Whether all is there.
    #[schema(example = false)]
    ready: bool,
    /// What is missing, and what to do about it.
    #[schema(example = json!(["a model: no model has been trained yet; run `candor train`, for which a service on an embedded store has to stop, or set `refit.every_minutes`"]))]
    missing: Vec<String>,
}

impl Readiness {
    /// The answer, where so much is missing, and perhaps time.
    pub(super) fn of(mut missing: Vec<String>, stopping: Option<&Stopping>) -> Response {
        missing.extend(stopping.map(|_| "time: the service is about to stop".to_owned()));
        let ready = missing.is_empty();
        let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
        (status, Json(Self { ready, missing })).into_response()
    }
}

/// Ready?
///
/// 200 when the store takes writes, a model answers and nobody has told the service to stop; else 503 and what is missing.
#[utoipa::path(
    get, path = "/readyz", tag = "operations",
    responses(
        (status = 200, description = "Everything is there.", body = Readiness),
        (status = 503, description = "Something is missing.", body = Readiness),
    ),
)]
pub(crate) async fn readyz(State(state): State<AppState>, stopping: Option<Extension<Stopping>>) -> Response {
    let missing = state.off_thread(|service| Ok::<_, Problem>(missing(service))).await;
    Readiness::of(missing.unwrap_or_else(|problem| vec![problem.detail().to_owned()]), stopping.as_deref())
}

/// What a shop lacks. Looks at the store.
pub(super) fn missing(service: &Service) -> Vec<String> {
    let told = |what: &str, problem: &Problem| format!("{what}: {}", problem.detail());
    let store = service.store().writable().err().map(|cause| told("a writable store", &cause.into()));
    let model = service.engine().err().map(|cause| told("a model", &cause.into()));
    store.into_iter().chain(model).collect()
}

/// Metrics
///
/// Requests by route, method and status, latencies, decisions and what stood in for them, accepted events, and whether a model answers
/// and the store takes writes.
#[utoipa::path(
    get, path = "/metrics", tag = "operations",
    responses((
        status = 200, description = "The OpenMetrics text form.", body = String,
        content_type = "application/openmetrics-text",
    )),
)]
pub(crate) async fn get_metrics(State(state): State<AppState>) -> Response {
    let look = |service: &Service| Ok::<_, Problem>((service.answers(), service.store().writable().is_ok()));
    // Whoever looks at the figures must see them most of all when everything else is busy.
    let (is_loaded, is_writable) = state.beside(look).await.unwrap_or_default();
    state.metrics().set_model(if is_loaded { ModelState::Loaded } else { ModelState::Missing });
    state.metrics().set_store(is_writable);
    if let Ok(standings) = state.beside(Service::standings).await {
        state.metrics().set_standings(&standings);
    }
    ([(header::CONTENT_TYPE, metrics::MEDIA_TYPE)], state.metrics().text()).into_response()
}

/// This description
///
/// OpenAPI 3.1.
#[utoipa::path(
    get, path = "/v1/openapi.json", tag = "operations",
    responses((status = 200, description = "The description.", body = Object)),
)]
pub(crate) async fn get_openapi() -> Response {
    static TEXT: LazyLock<String> =
        LazyLock::new(|| serde_json::to_string(&openapi()).expect("a description is plain data"));
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "public, no-cache")];
    (headers, TEXT.as_str()).into_response()
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Candor",
        description = "Recommendations that can always say why: a score is a ledger of evidence that adds up.\n\n\
            Problems are RFC 9457 documents. Every POST honours an `Idempotency-Key`. `x-roles` of an operation lists the roles \
            whose keys may call it.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    components(schemas(ProblemDocument, FieldError)),
    tags(
        (name = "events", description = "What customers and visitors do."),
        (name = "items", description = "What the shop sells."),
        (name = "customers", description = "What customers choose and state."),
        (name = "recommendations", description = "Lists with reasons."),
        (name = "decisions", description = "What was decided, why, and whether it can be repeated."),
        (name = "shop", description = "The shop's settings."),
        (name = "placements", description = "The rules of each place where a list stands."),
        (name = "policies", description = "How rules become live: drafts, approval, schedules, going back."),
        (name = "reviews", description = "What people look at and decide, and what needs approval."),
        (name = "watch", description = "What is shown and what comes of it, alarms, and what is done about them."),
        (name = "me", description = "What a customer or visitor may see and decide about themself."),
        (name = "imports", description = "Files that become events, items and customers."),
        (name = "webhooks", description = "Whom the shop tells of what happens."),
        (name = "access", description = "Keys, tokens, and who did what."),
        (name = "operations", description = "Health, metrics, description."),
    ),
)]
struct Description;

/// The description without the routes.
pub(super) fn description() -> OpenApi {
    Description::openapi()
}

/// The OpenAPI 3.1 description of every route.
///
/// # Panics
/// Never: a description is plain data.
#[must_use]
pub fn openapi() -> Value {
    let (mut api, rules) = super::api().describe();
    for item in api.paths.paths.values_mut() {
        if let Some(operation) = item.post.as_mut() {
            add_parameter(operation, idempotency_key());
        }
    }
    let mut description = serde_json::to_value(api).expect("a description is plain data");
    for (path, item) in description["paths"].as_object_mut().into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            let method = method.to_ascii_uppercase().parse().expect("a method");
            let rule = rules.of(path, &method).expect("a route is added with its rule");
            rule::describe(operation, rule);
        }
    }
    description["components"]["securitySchemes"] = rule::schemes();
    plain_words(&mut description);
    let schemas = description["components"]["schemas"].clone();
    open_parts(&mut description["components"]["schemas"], &schemas);
    let bodies = description["paths"].as_object_mut().into_iter().flatten().filter_map(|(path, item)| {
        let body = item.pointer_mut("/put/requestBody/content/application~1json/schema");
        body.filter(|_| path.ends_with("/{id}"))
    });
    bodies.for_each(|body| name_by_path(body, &schemas));
    description
}

/// The form that a reference leads to.
fn named<'s>(reference: &Value, schemas: &'s Value) -> Option<&'s Value> {
    schemas.get(reference["$ref"].as_str()?.rsplit('/').next()?)
}

/// What the address names needs no name in the body.
fn name_by_path(body: &mut Value, schemas: &Value) {
    let Some(mut form) = named(body, schemas).cloned() else { return };
    let required = form.get_mut("required").and_then(Value::as_array_mut);
    if let Some(required) = required.filter(|required| required.contains(&Value::from("id"))) {
        required.retain(|field| field != "id");
        *body = form;
    }
}

/// A form that takes no other fields closes every form that it is a part of: as a part it stands without that.
fn open_parts(schema: &mut Value, schemas: &Value) {
    match schema {
        Value::Object(fields) => {
            for part in fields.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten() {
                if let Some(whole) = named(part, schemas).filter(|whole| whole["additionalProperties"] == false) {
                    let mut open = whole.clone();
                    open.as_object_mut().expect("it has a field").remove("additionalProperties");
                    *part = open;
                }
            }
            fields.values_mut().for_each(|field| open_parts(field, schemas));
        }
        Value::Array(entries) => entries.iter_mut().for_each(|entry| open_parts(entry, schemas)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn add_parameter(operation: &mut Operation, parameter: Parameter) {
    operation.parameters.get_or_insert_default().push(parameter.into());
}

fn idempotency_key() -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(KEY_BYTES_MAX));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "A repetition with the same key and the same body is not done again but answered again, with \
             `Idempotency-Replayed: true`; with another body it is refused, and so is one of what showed the secret of a key or \
             a webhook. Kept for 24 hours, across restarts.",
        ))
        .schema(Some(text))
        .example(Some(Value::from("7c0d9f2e-basket-81")))
        .build()
}

/// Descriptions come from documentation whose links lead nowhere in JSON.
fn plain_words(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match field {
                    Value::String(text) if name == "description" => *text = text.replace("[`", "`").replace("`]", "`"),
                    other => plain_words(other),
                }
            }
        }
        Value::Array(entries) => entries.iter_mut().for_each(plain_words),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
