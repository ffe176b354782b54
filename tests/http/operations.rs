//! Health, readiness and metrics tell the truth; the description describes every route, field and problem.

use std::collections::BTreeSet;

use candor::http::openapi;
use serde_json::{Value, json};

use crate::client::get;
use crate::memory::{Fault, SECRET};
use crate::shop::Shop;

#[tokio::test]
async fn readiness_names_what_is_missing_and_leaks_nothing() {
    let shop = Shop::untrained();
    get(&shop.router, "/healthz").await.expect(200);
    let answer = get(&shop.router, "/readyz").await.expect(503);
    assert_eq!(answer["ready"], false);
    assert!(answer["missing"][0].as_str().is_some_and(|text| text.contains("candor train")), "{answer}");
    shop.store.set_fault(Fault::Stopped);
    let reply = get(&shop.router, "/readyz").await;
    assert_eq!(reply.expect(503)["missing"].as_array().map(Vec::len), Some(2));
    assert!(!reply.text().contains(SECRET), "{}", reply.text());
    get(&shop.router, "/healthz").await.expect(200);
}

#[tokio::test]
async fn with_a_store_and_a_model_the_service_is_ready_and_says_so_in_its_metrics() {
    let shop = Shop::trained();
    assert_eq!(get(&shop.router, "/readyz").await.expect(200), json!({"ready": true, "missing": []}));
    assert!(get(&shop.router, "/metrics").await.text().contains("candor_model_loaded 1"));
}

#[tokio::test]
async fn metrics_count_by_route_and_never_name_anybody() {
    let shop = Shop::untrained();
    get(&shop.router, "/v1/customers/17850").await.expect_problem(404, "not-found");
    get(&shop.router, "/v1/customers/17850").await.expect_problem(404, "not-found");
    let reply = get(&shop.router, "/metrics").await;
    assert!(reply.header("content-type").starts_with("application/openmetrics-text"), "{:?}", reply.headers);
    let text = reply.text();
    let line = "candor_http_requests_total{route=\"/v1/customers/{id}\",method=\"GET\",status=\"404\"} 2";
    assert!(text.contains(line), "{text}");
    for needle in ["candor_http_request_duration_seconds_bucket", "candor_decisions_total 0", "candor_model_loaded 0"] {
        assert!(text.contains(needle), "{needle}: {text}");
    }
    assert!(!text.contains("17850"), "{text}");
}

#[tokio::test]
async fn the_description_is_openapi_3_1_and_is_served() {
    let shop = Shop::untrained();
    let served = get(&shop.router, "/v1/openapi.json").await.expect(200);
    assert_eq!(served, openapi());
    assert!(served["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")), "{}", served["openapi"]);
}

/// Every operation, by method and path.
pub(crate) fn operations(description: &Value) -> Vec<(String, Value)> {
    let paths = description["paths"].as_object().expect("paths");
    let of = |(path, item): (&String, &Value)| {
        let methods = item.as_object().expect("methods").clone();
        methods.into_iter().map(|(method, operation)| (format!("{method} {path}"), operation)).collect::<Vec<_>>()
    };
    paths.iter().flat_map(of).collect()
}

#[test]
fn every_route_of_the_contract_is_described() {
    let description = openapi();
    let described: BTreeSet<String> = operations(&description).into_iter().map(|(name, _)| name).collect();
    let contract = [
        "post /v1/events",
        "post /v1/items",
        "get /v1/items",
        "put /v1/items/{id}",
        "get /v1/items/{id}",
        "delete /v1/items/{id}",
        "get /v1/items/{id}/similar",
        "put /v1/customers/{id}",
        "get /v1/customers/{id}",
        "post /v1/customers/{id}/merge",
        "delete /v1/customers/{id}",
        "get /v1/customers/{id}/export",
        "get /v1/customers/{id}/events",
        "patch /v1/customers/{id}/events/{event}",
        "post /v1/recommendations",
        "get /v1/decisions",
        "get /v1/decisions/{id}",
        "get /v1/decisions/{id}/items/{item}/why",
        "post /v1/decisions/{id}/replay",
        "get /v1/shop",
        "put /v1/shop",
        "get /v1/placements/{placement}/policy",
        "put /v1/placements/{placement}/policy",
        "post /v1/placements/{placement}/preview",
        "get /v1/placements/{placement}/policies",
        "post /v1/placements/{placement}/policies",
        "post /v1/placements/{placement}/policies/rollback",
        "get /v1/placements/{placement}/policies/{id}",
        "put /v1/placements/{placement}/policies/{id}",
        "delete /v1/placements/{placement}/policies/{id}",
        "post /v1/placements/{placement}/policies/{id}/preview",
        "post /v1/placements/{placement}/policies/{id}/submit",
        "post /v1/placements/{placement}/policies/{id}/approve",
        "post /v1/placements/{placement}/policies/{id}/reject",
        "post /v1/placements/{placement}/policies/{id}/withdraw",
        "post /v1/placements/{placement}/policies/{id}/publish",
        "get /v1/placements/{placement}/policies/{id}/history",
        "get /v1/placements/{placement}/policies/{id}/diff",
        "get /v1/reviews",
        "get /v1/reviews/figures",
        "get /v1/reviews/{id}",
        "post /v1/reviews/{id}",
        "post /v1/reviews/{id}/undo",
        "get /v1/oversight",
        "put /v1/oversight",
        "post /v1/oversight/approve",
        "post /v1/oversight/reject",
        "get /v1/watch/{placement}",
        "get /v1/incidents",
        "post /v1/incidents",
        "get /v1/incidents/{id}",
        "post /v1/incidents/{id}",
        "get /v1/experiments",
        "post /v1/experiments",
        "get /v1/experiments/{id}",
        "post /v1/experiments/{id}/begin",
        "post /v1/experiments/{id}/stop",
        "get /v1/reports",
        "post /v1/reports",
        "get /v1/reports/{id}",
        "get /v1/audit/bundle",
        "get /v1/disclosure/{placement}",
        "post /v1/tokens",
        "get /v1/keys",
        "post /v1/keys",
        "delete /v1/keys/{id}",
        "post /v1/keys/{id}/rotate",
        "get /v1/audit",
        "get /v1/imports",
        "post /v1/imports",
        "get /v1/imports/{id}",
        "delete /v1/imports/{id}",
        "get /v1/imports/{id}/rejects",
        "get /v1/webhooks",
        "post /v1/webhooks",
        "delete /v1/webhooks/{id}",
        "post /v1/webhooks/{id}/rotate",
        "get /v1/webhooks/{id}/deliveries",
        "get /v1/me/consent",
        "put /v1/me/consent/{purpose}",
        "get /v1/me/personalisation",
        "put /v1/me/personalisation",
        "get /v1/me/topics",
        "put /v1/me/topics",
        "get /v1/me/events",
        "patch /v1/me/events/{event}",
        "get /v1/me/export",
        "delete /v1/me",
        "get /healthz",
        "get /readyz",
        "get /metrics",
        "get /v1/openapi.json",
    ];
    assert_eq!(described, contract.map(str::to_owned).into());
}

#[test]
fn every_operation_says_what_it_does_and_how_it_fails_and_every_post_knows_the_key() {
    let description = openapi();
    for (name, operation) in operations(&description) {
        for field in ["summary", "description"] {
            assert!(operation[field].as_str().is_some_and(|text| !text.is_empty()), "{name} has no {field}");
        }
        if name.contains(" /v1/") && !name.contains("openapi") {
            let problem = &operation["responses"]["422"]["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(problem, "#/components/schemas/Problem", "{name}");
        }
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let knows_key = parameters.iter().any(|parameter| parameter["name"] == "Idempotency-Key");
        assert_eq!(knows_key, name.starts_with("post "), "{name}");
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_field_has_a_description_and_an_example() {
    let description = openapi();
    let schemas = description["components"]["schemas"].as_object().expect("schemas");
    let text = description.to_string();
    for reference in text.split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().expect("a name");
        assert!(schemas.contains_key(name), "`{name}` is nowhere");
    }
    assert!(!text.contains("[`"), "a link of the program's own documentation is left");
    let mut lacking = Vec::new();
    for (name, schema) in schemas {
        lack(schemas, name, schema, &mut lacking);
    }
    assert!(lacking.is_empty(), "{lacking:#?}");
}

/// Notes every property at or below a schema that lacks a description or an example.
fn lack(all: &serde_json::Map<String, Value>, name: &str, schema: &Value, lacking: &mut Vec<String>) {
    for (field, property) in schema["properties"].as_object().into_iter().flatten() {
        let way = format!("{name}.{field}");
        if !has_description(property) && !has_constant(property) {
            lacking.push(format!("{way}: description"));
        }
        if !has_example(all, property) && !has_constant(property) {
            lacking.push(format!("{way}: example"));
        }
    }
    for (at, part) in ["oneOf", "allOf"].iter().flat_map(|of| schema[*of].as_array().into_iter().flatten()).enumerate()
    {
        lack(all, &format!("{name}/{at}"), part, lacking);
    }
}

/// On the field, or, where it may be null, beside the reference to what else it is.
fn has_description(property: &Value) -> bool {
    let parts = property["oneOf"].as_array().into_iter().flatten();
    property["description"].is_string() || parts.into_iter().any(|part| part["description"].is_string())
}

/// The tag of a variant: one value, which says it all.
fn has_constant(property: &Value) -> bool {
    property["enum"].as_array().is_some_and(|values| values.len() == 1)
}

fn has_example(all: &serde_json::Map<String, Value>, schema: &Value) -> bool {
    if schema.get("example").is_some() || schema["examples"].as_array().is_some_and(|all| !all.is_empty()) {
        return true;
    }
    if let Some(reference) = schema["$ref"].as_str() {
        let target = &all[reference.rsplit('/').next().expect("a name")];
        // An object is exampled by its fields, which are looked at on their own.
        return target["properties"].is_object() || has_example(all, target);
    }
    let parts = ["oneOf", "allOf"].iter().flat_map(|of| schema[*of].as_array().into_iter().flatten());
    schema["items"].is_object() && has_example(all, &schema["items"])
        // As above: the fields of a part are looked at with its whole.
        || parts.into_iter().any(|part| part["properties"].is_object() || has_example(all, part))
}

#[test]
fn a_form_that_is_part_of_another_leaves_room_for_its_fields_and_two_forms_have_two_names() {
    fn closed_parts(all: &Value, schema: &Value, found: &mut Vec<String>) {
        for part in schema["allOf"].as_array().into_iter().flatten() {
            let name = part["$ref"].as_str().and_then(|name| name.rsplit('/').next());
            let whole = name.map_or(part, |name| &all[name]);
            if whole["additionalProperties"] == false {
                found.push(part.to_string());
            }
        }
        match schema {
            Value::Object(fields) => fields.values().for_each(|field| closed_parts(all, field, found)),
            Value::Array(entries) => entries.iter().for_each(|entry| closed_parts(all, entry, found)),
            _ => {}
        }
    }
    let description = openapi();
    let schemas = &description["components"]["schemas"];
    let mut found = Vec::new();
    closed_parts(schemas, &description, &mut found);
    assert!(found.is_empty(), "{found:?}");
    assert!(schemas["KeptEvent"]["allOf"][0]["properties"]["kind"].is_object(), "{}", schemas["KeptEvent"]);
    assert_eq!(schemas["Event"]["additionalProperties"], false, "by itself it takes no other field");
    let answer = &description["paths"]["/v1/disclosure/{placement}"]["get"]["responses"]["200"]["content"];
    let name = answer["application/json"]["schema"]["$ref"].as_str().and_then(|name| name.rsplit('/').next());
    assert!(schemas[name.expect("a form")]["properties"]["controls"].is_object(), "{answer}");
    assert_eq!(schemas["Disclosure"]["type"], "string", "that of a reason");
    assert!(schemas["Measured"]["properties"]["against"].is_object(), "that of a proposal");
    assert!(schemas["MeasuredShares"]["properties"]["people"].is_object(), "that of a disclosure");
    let body = &description["paths"]["/v1/items/{id}"]["put"]["requestBody"]["content"]["application/json"]["schema"];
    let required = |schema: &Value| schema["required"].as_array().expect("some").contains(&Value::from("id"));
    assert!(required(&schemas["Item"]) && !required(body), "the address names it");
}
