//! The model card as a report: what training wrote down about a model, read from its Markdown, and how it came into use.

use serde_json::Value;

use super::{Basis, Cell, Column, Kind, Language, Report, Section, Table, Unit};
use crate::disclosure::{Words, whole};
use crate::evaluate::Card;
use crate::store::{Override, Promotion, Verdict};

/// What is known of the model.
#[derive(Debug, Clone, Copy)]
pub struct ModelTold<'a> {
    /// Its name.
    pub fingerprint: &'a str,
    /// Its card, as training wrote it.
    pub card: &'a Card,
    /// What was found when it was to become the current one.
    pub promotion: Option<&'a Promotion>,
    /// How many models are kept.
    pub models: usize,
}

/// The card; without a model it says so.
#[must_use]
pub fn model_card(basis: Basis, told: Option<ModelTold<'_>>) -> Report {
    let (language, words) = (basis.language, basis.language.words());
    let sections = match told {
        None => vec![Section::new("use", words.say("use-title")).say(words.say("use-none"))],
        Some(told) => [vec![in_use(words, told)], told_in(language, told.card)].concat(),
    };
    Report::new(Kind::Model, basis, sections)
}

fn in_use(words: &Words, told: ModelTold<'_>) -> Section {
    let ModelTold { fingerprint, promotion, models, .. } = told;
    let section = Section::new("use", words.say("use-title"));
    let section = section.say(words.counting("use-kept", whole(models), [("thing", fingerprint.into())]));
    match promotion {
        None => section.say(words.say("use-unheld")),
        Some(Promotion { verdict, reason, overridden, .. }) => {
            let verdict = match verdict {
                Verdict::Promoted => "use-came",
                Verdict::Refused => "use-refused",
            };
            let section = section.say(words.told(verdict, reason));
            match overridden {
                Some(Override { at, by, reason }) => {
                    let who = by.clone().unwrap_or_else(|| words.say("use-somebody"));
                    section.say(words.filled("use-overridden", [who, at.minute(), reason.clone()]))
                }
                None => section,
            }
        }
    }
}

/// A card in a language, with the ids of the English one; in English, and marked so, where it was written before there were others.
fn told_in(language: Language, card: &Card) -> Vec<Section> {
    let english = sections(&card.text, Language::En);
    if language == Language::En {
        return english;
    }
    let shape = |sections: &[Section]| sections.iter().map(|section| section.tables.len()).collect::<Vec<_>>();
    let told = card.others.get(language.as_str()).map(|text| sections(text, language));
    match told.filter(|told| shape(told) == shape(&english)) {
        Some(told) => told.into_iter().zip(english).map(|(section, english)| called_as(section, english)).collect(),
        None => english.into_iter().map(|section| Section { language: Some(Language::En), ..section }).collect(),
    }
}

/// A section with the stable names of another.
fn called_as(mut section: Section, other: Section) -> Section {
    section.id = other.id;
    for (table, other) in section.tables.iter_mut().zip(other.tables) {
        table.id = other.id;
        for (row, other) in table.rows.iter_mut().zip(other.rows) {
            row.id = other.id.or(Some(other.name)).filter(|id| *id != row.name);
        }
    }
    section
}

/// The parts of a card. Cards are of headings, paragraphs, lists, tables, one block of JSON and one chart, whose table stands beside it.
fn sections(card: &str, language: Language) -> Vec<Section> {
    let mut all: Vec<Section> = Vec::new();
    for chapter in format!("\n{card}").split("\n## ").skip(1) {
        let (title, body) = chapter.split_once('\n').unwrap_or((chapter, ""));
        let id: String =
            title.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let mut section = Section::new(&id, title.trim().to_owned());
        for block in blocks(body) {
            let no = section.tables.len() + 1;
            section = part(language.words(), section, &block, &format!("{id}-{no}"));
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

fn part(words: &Words, section: Section, block: &str, id: &str) -> Section {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").replace(['`', '*'], "");
    if let Some(json) = block.strip_prefix("```json") {
        return section.show(parameters(words, json.trim_end().trim_end_matches("```"), id));
    }
    if block.starts_with('|') {
        return section.show(table(words, block, id));
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
fn parameters(words: &Words, json: &str, id: &str) -> Table {
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
    let columns = [("value", "card-its-value", Unit::Number)];
    Table::new(words, id, words.say("card-all"), "card-one", &columns).rows(rows)
}

/// A table of a card: the first column names the rows.
fn table(words: &Words, block: &str, id: &str) -> Table {
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
    // What was promised of candidates and what came true are drawn beside each other.
    let (confidence, chosen) = (words.say("card-mean"), words.say("card-share"));
    let unit = |title: &String| if *title == confidence || *title == chosen { Unit::Share } else { Unit::Number };
    let column = |at: usize| Column::new(&format!("c{at}"), head[at].clone(), unit(&head[at]));
    let of = head.first().cloned().unwrap_or_default();
    let mut table = Table::of(id, String::new(), of, (1..head.len()).map(column).collect());
    let named = |title: &String| table.columns.iter().find(|column| column.title == *title).map(|one| one.id.clone());
    if let (Some(chosen), Some(confidence)) = (named(&chosen), named(&confidence)) {
        table = table.drawn(&chosen, Some(&confidence), None);
    }
    for cells in lines.skip(1).filter(|cells| cells.len() == head.len()) {
        table.row(cells[0].clone(), cells[1..].iter().map(cell).collect::<Vec<_>>());
    }
    table
}
