//! What the clients name: operations, forms, choices and statuses, in one notation for all of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde::Deserialize;

/// A field of a form.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Field {
    /// As TypeScript writes it.
    #[serde(rename = "type")]
    pub(super) kind: String,
    /// Whether it may be absent.
    pub(super) optional: bool,
}

/// A call.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Operation {
    pub(super) method: String,
    pub(super) path: String,
    #[serde(default)]
    pub(super) query: Vec<String>,
    #[serde(default)]
    pub(super) body: Option<String>,
    #[serde(default)]
    pub(super) answer: Option<String>,
}

pub(super) type Form = BTreeMap<String, Field>;

/// Everything that a client names.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Shape {
    pub(super) interfaces: BTreeMap<String, Form>,
    pub(super) choices: BTreeMap<String, Vec<String>>,
    pub(super) operations: BTreeMap<String, Operation>,
    pub(super) statuses: Vec<u16>,
}

pub(super) fn read(path: &str) -> String {
    let full = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&full).unwrap_or_else(|cause| panic!("{}: {cause}", full.display()))
}

/// The TypeScript client's, read from its source.
pub(super) fn typescript() -> Shape {
    let (interfaces, choices) = forms(&read("clients/typescript/types.d.ts"));
    let operations = operations(&read("clients/typescript/operations.js"));
    let errors = read("clients/typescript/errors.js");
    let entries = errors.lines().filter_map(|line| line.trim().split_once(": "));
    let statuses = entries.filter_map(|(status, _)| status.parse().ok()).collect();
    Shape { interfaces, choices, operations, statuses }
}

/// The table that begins with `OPERATIONS = `, in a module of JavaScript.
pub(super) fn operations(source: &str) -> BTreeMap<String, Operation> {
    let (_, rest) = source.split_once("OPERATIONS = ").expect("a table of operations");
    let (table, _) = rest.split_once("\n};").expect("the table's end");
    serde_json::from_str(&format!("{table}\n}}")).expect("a table that is JSON too")
}

fn forms(source: &str) -> (BTreeMap<String, Form>, BTreeMap<String, Vec<String>>) {
    let (mut interfaces, mut choices) = (BTreeMap::<String, Form>::new(), BTreeMap::new());
    let mut open: Option<(String, Form)> = None;
    for line in source.lines() {
        let text = line.trim();
        if text.is_empty() || text.starts_with("/**") || text.starts_with('*') {
            continue;
        }
        if let Some((name, values)) = text.strip_prefix("export type ").and_then(|rest| rest.split_once(" = ")) {
            let values = values.trim_end_matches(';').split(" | ").map(|value| value.trim_matches('"').to_owned());
            choices.insert(name.to_owned(), values.collect());
        } else if let Some(head) = text.strip_prefix("export interface ") {
            let head = head.trim_end_matches(" {");
            let (name, base) = head.split_once(" extends ").unwrap_or((head, ""));
            open = Some((name.to_owned(), interfaces.get(base).cloned().unwrap_or_default()));
        } else if text == "}" {
            interfaces.extend(open.take());
        } else {
            let (name, kind) = text.trim_end_matches(';').split_once(": ").unwrap_or_else(|| panic!("`{line}`"));
            let (_, form) = open.as_mut().unwrap_or_else(|| panic!("`{line}` stands in no interface"));
            let field = Field { kind: kind.to_owned(), optional: name.ends_with('?') };
            form.insert(name.trim_end_matches('?').to_owned(), field);
        }
    }
    (interfaces, choices)
}
