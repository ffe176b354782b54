//! The model card as a report: what training wrote down about a model, read from its Markdown, and how it came into use.

use serde_json::Value;

use super::{Basis, Cell, Kind, Report, Section, Table, Unit};
use crate::store::{Override, Promotion, Verdict};

/// How a card's tables call what was promised of candidates, and what came true: drawn beside each other.
const CONFIDENCE: &str = "mean confidence";
const CHOSEN: &str = "share chosen";

/// What is known of the model.
#[derive(Debug, Clone, Copy)]
pub struct ModelTold<'a> {
    /// Its name.
    pub fingerprint: &'a str,
    /// Its card, in Markdown, as training wrote it.
    pub card: &'a str,
    /// What was found when it was to become the current one.
    pub promotion: Option<&'a Promotion>,
    /// How many models are kept.
    pub models: usize,
}

/// The card; without a model it says so.
#[must_use]
pub fn model_card(basis: Basis, told: Option<ModelTold<'_>>) -> Report {
    let sections = match told {
        None => vec![Section::new("use", "The model in use").say("There is none yet.")],
        Some(told) => [vec![in_use(told)], sections(told.card)].concat(),
    };
    Report::new(Kind::Model, basis, sections)
}

fn in_use(told: ModelTold<'_>) -> Section {
    let ModelTold { fingerprint, promotion, models, .. } = told;
    let kept =
        if models == 1 { "the only one that is kept".to_owned() } else { format!("one of {models} that are kept") };
    let section = Section::new("use", "The model in use")
        .say(format!("Model {fingerprint}, {kept}. What follows is the card that was written when it was fitted."));
    match promotion {
        None => section.say("It was held to no earlier model when it came into use."),
        Some(Promotion { verdict, reason, overridden, .. }) => {
            let verdict = match verdict {
                Verdict::Promoted => "came into use",
                Verdict::Refused => "was refused",
            };
            let section = section.say(format!("It {verdict}: {reason}."));
            match overridden {
                Some(Override { at, by, reason }) => {
                    let who = by.as_deref().unwrap_or("Somebody");
                    section.say(format!("{who} made it the current one all the same, on {}: {reason}", at.minute()))
                }
                None => section,
            }
        }
    }
}

/// The parts of a card. Cards are of headings, paragraphs, lists, tables, one block of JSON and one chart, whose table stands beside it.
fn sections(card: &str) -> Vec<Section> {
    let mut all: Vec<Section> = Vec::new();
    for chapter in format!("\n{card}").split("\n## ").skip(1) {
        let (title, body) = chapter.split_once('\n').unwrap_or((chapter, ""));
        let id: String =
            title.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let mut section = Section::new(&id, title.trim());
        for block in blocks(body) {
            let no = section.tables.len() + 1;
            section = part(section, &block, &format!("{id}-{no}"));
        }
        all.push(section);
    }
    all
}

/// Runs of lines between empty ones; a fenced block is one, whatever is in it.
fn blocks(body: &str) -> Vec<String> {
    let mut blocks = vec![String::new()];
    let mut is_fenced = false;
    for line in body.lines() {
        is_fenced ^= line.starts_with("```");
        if line.trim().is_empty() && !is_fenced {
            blocks.push(String::new());
        } else if let Some(block) = blocks.last_mut() {
            block.push_str(line);
            block.push('\n');
        }
    }
    blocks.retain(|block| !block.is_empty());
    blocks
}

fn part(section: Section, block: &str, id: &str) -> Section {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").replace(['`', '*'], "");
    if let Some(json) = block.strip_prefix("```json") {
        return section.show(parameters(json.trim_end().trim_end_matches("```"), id));
    }
    if block.starts_with('|') {
        return section.show(table(block, id));
    }
    if block.starts_with("![") {
        return section;
    }
    if block.starts_with("- ") {
        let points = format!("\n{block}");
        return points.split("\n- ").skip(1).fold(section, |section, point| section.say(plain(point)));
    }
    section.say(plain(block))
}

/// A JSON object as a table, inner ones by their paths.
fn parameters(json: &str, id: &str) -> Table {
    fn walk(path: &str, value: &Value, rows: &mut Vec<(String, [Cell; 1])>) {
        match value {
            Value::Object(fields) => fields.iter().for_each(|(name, value)| {
                let way = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                walk(&way, value, rows);
            }),
            Value::Number(number) => {
                rows.push((path.to_owned(), [number.as_f64().map_or_else(Cell::default, Cell::number)]));
            }
            Value::String(text) => rows.push((path.to_owned(), [Cell::text(text.as_str())])),
            Value::Null | Value::Bool(_) | Value::Array(_) => {
                rows.push((path.to_owned(), [Cell::text(value.to_string())]))
            }
        }
    }
    let mut rows = Vec::new();
    walk("", &serde_json::from_str(json).unwrap_or_default(), &mut rows);
    Table::new(id, "All parameters", "Parameter", &[("value", "Value", Unit::Number)]).rows(rows)
}

/// A table of a card: the first column names the rows.
fn table(block: &str, id: &str) -> Table {
    let row = |line: &str| -> Vec<String> {
        let inner = line.trim().trim_start_matches('|').trim_end_matches('|');
        inner.split('|').map(|cell| cell.trim().replace('`', "")).collect()
    };
    let mut lines = block.lines().map(row);
    let head = lines.next().unwrap_or_default();
    let cell = |text: &String| match text.parse::<f64>() {
        Ok(number) => Cell::number(number),
        Err(_) => Cell::text(text.as_str()),
    };
    let columns: Vec<(String, String)> = (1..head.len()).map(|at| (format!("c{at}"), head[at].clone())).collect();
    let unit = |title: &str| if [CONFIDENCE, CHOSEN].contains(&title) { Unit::Share } else { Unit::Number };
    let columns: Vec<(&str, &str, Unit)> =
        columns.iter().map(|(id, title)| (id.as_str(), title.as_str(), unit(title))).collect();
    let of = head.first().map_or("", String::as_str);
    let mut table = Table::new(id, "", of, &columns);
    let named = |title: &str| columns.iter().find(|column| column.1 == title).map(|column| column.0);
    if let (Some(chosen), Some(confidence)) = (named(CHOSEN), named(CONFIDENCE)) {
        table = table.drawn(chosen, Some(confidence), None);
    }
    for cells in lines.skip(1).filter(|cells| cells.len() == head.len()) {
        table.rows.push(super::Row { name: cells[0].clone(), cells: cells[1..].iter().map(cell).collect() });
    }
    table
}
