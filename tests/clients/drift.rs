//! The clients held to the OpenAPI document.

use std::collections::{BTreeMap, BTreeSet};

use candor::http::openapi;
use serde_json::Value;

use super::languages::python_shape;
use super::shape::{Field, Form, Operation, Shape, operations, read, typescript};

/// Who writes a form.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    /// The client: it must know every field that the service asks for.
    ByClient,
    /// The service: what the client relies on must always be there.
    ByService,
}

/// A client against the document.
struct Check<'a> {
    document: &'a Value,
    shape: &'a Shape,
    /// The forms that an operation takes or gives, or that stand in one of those.
    reached: BTreeSet<&'a str>,
    faults: Vec<String>,
}

/// An object's fields and which of them are always there.
struct Object<'a> {
    fields: BTreeMap<&'a str, &'a Value>,
    required: BTreeSet<&'a str>,
}

impl<'a> Check<'a> {
    fn fault(&mut self, at: &str, what: &str) {
        self.faults.push(format!("{at}: {what}"));
    }

    fn resolved(&self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(name) => {
                let found = self.document.pointer(name.trim_start_matches('#'));
                self.resolved(found.unwrap_or_else(|| panic!("{name} leads nowhere")))
            }
            None => schema,
        }
    }

    /// The alternatives of a schema, apart from `null`.
    fn alternatives(&self, schema: &'a Value) -> Vec<&'a Value> {
        let schema = self.resolved(schema);
        match schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
            Some(all) => {
                all.iter().flat_map(|one| self.alternatives(one)).filter(|one| one["type"] != "null").collect()
            }
            None => vec![schema],
        }
    }

    fn object(&self, schema: &'a Value) -> Object<'a> {
        let mut object = Object { fields: BTreeMap::new(), required: BTreeSet::new() };
        let parts = schema["allOf"].as_array().into_iter().flatten().map(|part| self.resolved(part));
        for part in parts.chain([schema]) {
            let nested = part["allOf"].is_array() && !std::ptr::eq(part, schema);
            let fields = part["properties"].as_object().into_iter().flatten();
            object.fields.extend(fields.map(|(name, field)| (name.as_str(), field)));
            object.required.extend(part["required"].as_array().into_iter().flatten().filter_map(Value::as_str));
            if nested {
                let inner = self.object(part);
                object.fields.extend(inner.fields);
                object.required.extend(inner.required);
            }
        }
        object
    }

    /// A type as TypeScript writes it, against a schema.
    fn fits(&mut self, written: &str, schema: &'a Value, by: Written, at: &str) {
        let alternatives = self.alternatives(schema);
        let of_type = |name: &str| alternatives.iter().copied().find(|one| is_of(&one["type"], name));
        let parts = parts(written).into_iter().filter(|part| *part != "null");
        for part in parts {
            let found = if let Some(inner) = part.strip_suffix("[]") {
                let items = of_type("array").map(|array| &array["items"]);
                items.map(|items| self.fits(inner.trim_matches(['(', ')']), items, by, at))
            } else if let Some(inner) = part.strip_prefix("Record<string, ").and_then(|rest| rest.strip_suffix('>')) {
                let values = of_type("object").map(|object| &object["additionalProperties"]);
                values.filter(|values| values.is_object()).map(|values| self.fits(inner, values, by, at))
            } else if part.starts_with('"') {
                is_choice(&alternatives, part.trim_matches('"')).then_some(())
            } else if let Some(values) = self.shape.choices.get(part) {
                values.iter().all(|value| is_choice(&alternatives, value)).then_some(())
            } else if let Some((name, form)) = self.shape.interfaces.get_key_value(part) {
                self.reached.insert(name);
                self.form(form, &alternatives, by, &format!("{at}.{part}"));
                Some(())
            } else {
                let is_number = part == "number" && of_type("integer").is_some();
                (is_number || of_type(part).is_some()).then_some(())
            };
            if found.is_none() {
                self.fault(at, &format!("`{part}` is not what the document says"));
            }
        }
    }

    fn form(&mut self, form: &Form, alternatives: &[&'a Value], by: Written, at: &str) {
        let objects: Vec<Object<'a>> = alternatives.iter().map(|one| self.object(one)).collect();
        let objects: Vec<&Object<'a>> = objects.iter().filter(|object| !object.fields.is_empty()).collect();
        let is_required =
            |name: &str| !objects.is_empty() && objects.iter().all(|object| object.required.contains(name));
        for (name, Field { kind, optional }) in form {
            let Some(schema) = objects.iter().find_map(|object| object.fields.get(name.as_str())) else {
                self.fault(at, &format!("there is no field `{name}`"));
                continue;
            };
            self.fits(kind, schema, by, &format!("{at}.{name}"));
            if by == Written::ByService && !optional && !is_required(name) {
                self.fault(at, &format!("`{name}` may be absent"));
            }
        }
        if by == Written::ByClient {
            let asked: BTreeSet<&str> = objects.iter().flat_map(|object| object.required.iter().copied()).collect();
            for name in asked.into_iter().filter(|name| is_required(name)) {
                if form.get(name).is_none_or(|field| field.optional) {
                    self.fault(at, &format!("the service asks for `{name}`"));
                }
            }
        }
    }

    fn operation(&mut self, name: &str, operation: &Operation) {
        let method = operation.method.to_ascii_lowercase();
        let Some(described) = self.document["paths"][&operation.path].get(&method) else {
            return self.fault(name, &format!("there is no {} {}", operation.method, operation.path));
        };
        let named = |place: &str| -> BTreeSet<&str> {
            let all = described["parameters"].as_array().into_iter().flatten();
            all.filter(|one| one["in"] == place).filter_map(|one| one["name"].as_str()).collect()
        };
        for parameter in operation.query.iter().filter(|name| !named("query").contains(name.as_str())) {
            self.fault(name, &format!("there is no parameter `{parameter}`"));
        }
        if method == "post" && !named("header").contains("Idempotency-Key") {
            self.fault(name, "there is no header `Idempotency-Key`");
        }
        if let Some(body) = &operation.body {
            let schema = &described["requestBody"]["content"]["application/json"]["schema"];
            self.fits(body, schema, Written::ByClient, name);
        }
        match &operation.answer {
            Some(answer) => {
                let schema = &described["responses"]["200"]["content"]["application/json"]["schema"];
                let goes_on = self.alternatives(schema).iter().any(|one| self.object(one).fields.contains_key("next"));
                if operation.query.iter().any(|name| name == "after") && !goes_on {
                    self.fault(name, "there is no `next` to go on with");
                }
                self.fits(answer, schema, Written::ByService, name);
            }
            None if described["responses"].get("204").is_none() => self.fault(name, "there is an answer"),
            None => {}
        }
    }

    /// A named choice: the form of that name, or the values of the parameter of that name.
    fn choice(&mut self, name: &str, values: &[String]) {
        let form = &self.document["components"]["schemas"][name];
        let paths = self.document["paths"].as_object().expect("paths").values();
        let parameters = paths.flat_map(|path| path.as_object().expect("methods").values());
        let parameters = parameters.flat_map(|operation| operation["parameters"].as_array().into_iter().flatten());
        let of_parameter =
            parameters.filter(|one| one["name"] == name.to_ascii_lowercase()).map(|one| &one["schema"]).next();
        let schema = if form.is_null() { of_parameter } else { Some(form) };
        let alternatives = schema.map(|schema| self.alternatives(schema)).unwrap_or_default();
        for value in values.iter().filter(|value| !is_choice(&alternatives, value)) {
            self.fault(name, &format!("there is no `{value}`"));
        }
    }
}

/// The parts of a union, at its top level.
fn parts(written: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let is_end = move |c: char| {
        match c {
            '(' | '<' => depth += 1,
            ')' | '>' => depth -= 1,
            _ => {}
        }
        c == '|' && depth == 0
    };
    written.split(is_end).map(str::trim).collect()
}

fn is_of(kind: &Value, name: &str) -> bool {
    kind == name || kind.as_array().is_some_and(|all| all.iter().any(|one| one == name))
}

fn is_choice(alternatives: &[&Value], value: &str) -> bool {
    alternatives.iter().any(|one| one["enum"].as_array().is_some_and(|all| all.iter().any(|known| known == value)))
}

/// What a client names and the document does not have.
fn faults(document: &Value, shape: &Shape) -> Vec<String> {
    let mut check = Check { document, shape, reached: BTreeSet::new(), faults: Vec::new() };
    for (name, operation) in &shape.operations {
        check.operation(name, operation);
    }
    for (name, values) in &shape.choices {
        check.choice(name, values);
    }
    let reached = std::mem::take(&mut check.reached);
    // What stands in no operation's body or answer, such as a problem, is known by its name.
    for (name, form) in shape.interfaces.iter().filter(|(name, _)| !reached.contains(name.as_str())) {
        match document["components"]["schemas"].get(name) {
            Some(schema) => {
                let alternatives = check.alternatives(schema);
                check.form(form, &alternatives, Written::ByService, name);
            }
            None => check.fault(name, "there is no such form"),
        }
    }
    let described = document["paths"].to_string();
    for status in shape.statuses.iter().filter(|status| !described.contains(&format!("\"{status}\":"))) {
        check.fault("errors", &format!("nothing answers {status}"));
    }
    check.faults
}

#[test]
fn what_the_typescript_client_names_is_in_the_document() {
    let found = faults(&openapi(), &typescript());
    assert!(found.is_empty(), "{found:#?}");
    let schemes = &openapi()["components"]["securitySchemes"];
    assert_eq!(schemes["token"]["name"], "candor-token");
}

#[test]
fn what_the_python_client_names_is_in_the_document_and_in_the_other_client() {
    let Some(shape) = python_shape() else { return };
    let found = faults(&openapi(), &shape);
    assert!(found.is_empty(), "{found:#?}");
    let other = typescript();
    let fields = |shape: &Shape| -> Vec<String> {
        let forms = shape.interfaces.iter();
        forms
            .flat_map(|(form, fields)| {
                fields.iter().map(move |(name, field)| format!("{form}.{name} {}", field.optional))
            })
            .collect()
    };
    assert_eq!(fields(&shape), fields(&other));
    assert_eq!(shape.choices, other.choices);
    assert_eq!(shape.statuses, other.statuses);
    let calls = |shape: &Shape| -> BTreeSet<String> {
        shape.operations.values().map(|operation| format!("{operation:?}")).collect()
    };
    assert_eq!(calls(&shape), calls(&other));
}

#[test]
fn what_the_component_calls_is_in_the_document() {
    let operations = operations(&read("clients/why-this/why-this.js"));
    assert!(operations.len() >= 4);
    let document = openapi();
    for (name, operation) in operations {
        let described = document["paths"][&operation.path].get(operation.method.to_ascii_lowercase());
        assert!(described.is_some(), "{name}: there is no {} {}", operation.method, operation.path);
    }
}

#[test]
fn a_client_that_names_something_else_is_found_out() {
    type Change = fn(&mut Shape);
    let changes: [(&str, Change); 10] = [
        ("a path", |shape| operation(shape).path = "/v1/recommend".to_owned()),
        ("a method", |shape| operation(shape).method = "PUT".to_owned()),
        ("a parameter", |shape| operation(shape).query.push("fast".to_owned())),
        ("an answer", |shape| operation(shape).answer = Some("Item[]".to_owned())),
        ("a field", |shape| drop(form(shape, "Reason").insert("verdict".to_owned(), of("string", true)))),
        ("a type", |shape| drop(form(shape, "Reason").insert("text".to_owned(), of("number", false)))),
        ("a field that may be absent", |shape| {
            drop(form(shape, "Why").insert("instead_of".to_owned(), of("Contrast", false)))
        }),
        ("a field that is asked for", |shape| drop(form(shape, "Event").remove("kind"))),
        ("a choice", |shape| shape.choices.get_mut("Kind").expect("kinds").push("stare".to_owned())),
        ("a status", |shape| shape.statuses.push(402)),
    ];
    let (document, sound) = (openapi(), typescript());
    for (name, change) in changes {
        let mut shape = sound.clone();
        change(&mut shape);
        assert!(!faults(&document, &shape).is_empty(), "{name} is not noticed");
    }
}

fn operation(shape: &mut Shape) -> &mut Operation {
    shape.operations.get_mut("recommend").expect("it recommends")
}

fn form<'a>(shape: &'a mut Shape, name: &str) -> &'a mut Form {
    shape.interfaces.get_mut(name).expect("a form")
}

fn of(kind: &str, optional: bool) -> Field {
    Field { kind: kind.to_owned(), optional }
}
