//! The form of every report.

use serde::{Deserialize, Serialize};

use super::{Kind, Language};
use crate::access::Actor;
use crate::chain::Head;
use crate::disclosure::Words;
use crate::metrics::RateInterval;
use crate::monitor::{Estimate, Window};
use crate::units::Time;

/// The version of the form. Before 2 a report did not say its language, which was English, and no row had a stable name.
const SCHEMA: u32 = 2;

/// What a report stands on.
#[derive(Debug, Clone, PartialEq)]
pub struct Basis {
    /// In which language it is told.
    pub language: Language,
    /// The shop's name.
    pub shop: String,
    /// Where.
    pub placement: String,
    /// Of which span.
    pub span: Window,
    /// When it is made.
    pub made_at: Time,
    /// For whom; nobody where the command line makes it.
    pub by: Option<Actor>,
    /// The end of the decision log then.
    pub log: Head,
    /// The rules that are live then.
    pub policy: String,
    /// The model that answers then.
    pub model: Option<String>,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The version of this form.
    #[schema(example = 2)]
    pub schema: u32,
    /// What it is about.
    pub kind: Kind,
    /// The language of its headings and sentences. Names, and what people wrote, are as they are; ids are the same in each.
    #[serde(default)]
    pub language: Language,
    /// The shop.
    #[schema(example = "Harrow & Finch")]
    pub shop: String,
    /// Where.
    #[schema(example = "home")]
    pub placement: String,
    /// The span that was looked at.
    pub span: Window,
    /// When it was made; what was erased, withdrawn or had expired by then is not in it.
    pub made_at: Time,
    /// Who made it; absent where the command line did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Actor>,
    /// The end of the decision log when it was made: whoever verifies the log finds this link in it.
    pub log: Head,
    /// The rules that were live then.
    #[schema(example = "home@12")]
    pub policy: String,
    /// The model that answered then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "9f2c4b1e7a3d5c6b8e0f1a2b3c4d5e6f")]
    pub model: Option<String>,
    /// What it says.
    pub sections: Vec<Section>,
}

/// A part of a report.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ReportSection)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// A stable name.
    #[schema(example = "customers")]
    pub id: String,
    /// Its heading.
    #[schema(example = "Groups of customers")]
    pub title: String,
    /// The language of what stands in it, where that is another than the report's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// What is to be said, a paragraph each.
    #[schema(example = json!(["No group is certainly below four fifths of the best."]))]
    pub text: Vec<String>,
    /// The figures.
    pub tables: Vec<Table>,
}

/// Figures in rows and columns.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ReportTable)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// A stable name, unique within the report.
    #[schema(example = "customers-age_band")]
    pub id: String,
    /// What it is of.
    #[schema(example = "By age band")]
    pub title: String,
    /// What a row is.
    #[schema(example = "Group")]
    pub of: String,
    /// What stands in the cells of a row, in order.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
    /// What is drawn of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chart: Option<Chart>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ReportColumn)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// A stable name.
    #[schema(example = "click_ratio")]
    pub id: String,
    /// Its heading.
    #[schema(example = "Clicks, against the best")]
    pub title: String,
    /// What its numbers are.
    pub unit: Unit,
}

/// What numbers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ReportUnit, example = "share")]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Words.
    Text,
    /// A count.
    Count,
    /// A share of a whole, 0 to 1.
    Share,
    /// One rate over another.
    Ratio,
    /// A plain number.
    Number,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ReportRow)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// A stable name, where it is no name already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "lists_before")]
    pub id: Option<String>,
    /// What it is of.
    #[schema(example = "25-34")]
    pub name: String,
    /// A cell for each column.
    pub cells: Vec<Cell>,
}

/// What stands in a cell: words, or a number with how sure it is; nothing where there is nothing to tell.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ReportCell)]
#[serde(deny_unknown_fields, default)]
pub struct Cell {
    /// Words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "yes")]
    pub text: Option<String>,
    /// The number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 0.74)]
    pub value: Option<f64>,
    /// Where the truth lies: from. Absent where the number is counted in full.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 0.58)]
    pub low: Option<f64>,
    /// To; absent too where nothing bounds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 0.95)]
    pub high: Option<f64>,
    /// Of how many people.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 412)]
    pub people: Option<u64>,
    /// Whether it is not told because it would be of fewer than 20 people.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(example = false)]
    pub withheld: bool,
}

/// What is drawn of a table: a bar for each row with its interval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ReportChart)]
#[serde(deny_unknown_fields)]
pub struct Chart {
    /// The column whose numbers are the bars.
    #[schema(example = "click_ratio")]
    pub column: String,
    /// The column whose number is a mark at each bar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "offer")]
    pub against: Option<String>,
    /// A line across all bars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 0.8)]
    pub line: Option<f64>,
}

/// What a row is of, while a table is built.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub(super) id: Option<String>,
    pub(super) text: String,
}

impl Name {
    /// One that the program gives: a text called `row-` and its stable name.
    pub(super) fn known(words: &Words, text: &str) -> Self {
        Self::of(text.trim_start_matches("row-"), words.say(text))
    }

    /// One with its stable name.
    pub(super) fn of(id: impl Into<String>, text: String) -> Self {
        Self { id: Some(id.into()), text }
    }
}

impl From<String> for Name {
    fn from(text: String) -> Self {
        Self { id: None, text }
    }
}

impl Report {
    /// A report of sections; those with nothing in them are left out.
    #[must_use]
    pub fn new(kind: Kind, basis: Basis, sections: Vec<Section>) -> Self {
        let Basis { language, shop, placement, span, made_at, by, log, policy, model } = basis;
        let has_any = |section: &Section| !section.text.is_empty() || !section.tables.is_empty();
        let sections = sections.into_iter().filter(has_any).collect();
        Self { schema: SCHEMA, kind, language, shop, placement, span, made_at, by, log, policy, model, sections }
    }

    /// What its file is called, without an ending.
    #[must_use]
    pub fn file_name(&self) -> String {
        let placement: String =
            self.placement.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
        format!("{}-{placement}-{}-{}-{}", self.kind, self.span.from.day(), self.span.to.day(), self.language)
    }

    /// As it is kept and given away.
    ///
    /// # Panics
    /// Never: a report is plain data.
    #[must_use]
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a report is plain data")
    }
}

impl Section {
    pub(super) fn new(id: &str, title: String) -> Self {
        Self { id: id.to_owned(), title, ..Self::default() }
    }

    pub(super) fn say(mut self, text: impl Into<String>) -> Self {
        self.text.push(text.into());
        self
    }

    /// With a table, unless it has no row.
    pub(super) fn show(mut self, table: Table) -> Self {
        self.tables.extend(Some(table).filter(|table| !table.rows.is_empty()));
        self
    }
}

impl Table {
    /// Of rows that are to be added: its title, what a row is, and columns as `(id, name of the title, unit)`.
    pub(super) fn new(words: &Words, id: &str, title: String, of: &str, columns: &[(&str, &str, Unit)]) -> Self {
        let column = |&(id, title, unit): &(&str, &str, Unit)| Column::new(id, words.say(title), unit);
        Self::of(id, title, words.say(of), columns.iter().map(column).collect())
    }

    /// The same with columns at hand.
    pub(super) fn of(id: &str, title: String, of: String, columns: Vec<Column>) -> Self {
        Self { id: id.to_owned(), title, of, columns, ..Self::default() }
    }

    pub(super) fn drawn(mut self, column: &str, against: Option<&str>, line: Option<f64>) -> Self {
        self.chart = Some(Chart { column: column.to_owned(), against: against.map(str::to_owned), line });
        self
    }

    pub(super) fn row(&mut self, name: impl Into<Name>, cells: impl Into<Vec<Cell>>) {
        let (Name { id, text: name }, cells) = (name.into(), cells.into());
        debug_assert_eq!(cells.len(), self.columns.len(), "a cell for each column of {}", self.id);
        self.rows.push(Row { id, name, cells });
    }

    pub(super) fn rows<const N: usize>(mut self, rows: impl IntoIterator<Item = (impl Into<Name>, [Cell; N])>) -> Self {
        rows.into_iter().for_each(|(name, cells)| self.row(name, cells));
        self
    }

    /// The column of a name.
    #[must_use]
    pub fn column(&self, id: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.id == id)
    }
}

impl Column {
    pub(super) fn new(id: &str, title: String, unit: Unit) -> Self {
        Self { id: id.to_owned(), title, unit }
    }
}

impl Row {
    /// A name that is the same in every language.
    #[must_use]
    pub fn stable(&self) -> &str {
        self.id.as_deref().unwrap_or(&self.name)
    }
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..Self::default() }
    }

    pub(super) fn number(value: f64) -> Self {
        Self { value: Some(value), ..Self::default() }
    }

    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub(super) fn count(count: u64) -> Self {
        Self::number(count as f64)
    }

    pub(super) fn withheld() -> Self {
        Self { withheld: true, ..Self::default() }
    }

    /// Something that is counted in full, and so has no interval.
    pub(super) fn counted(value: Option<f64>) -> Self {
        value.map_or_else(Self::withheld, Self::number)
    }

    pub(super) fn estimate(estimate: Option<Estimate>) -> Self {
        let told = |Estimate { share, low, high, people }| Self::figure(share, low, Some(high), people);
        estimate.map_or_else(Self::withheld, told)
    }

    pub(super) fn figure(value: f64, low: f64, high: Option<f64>, people: u64) -> Self {
        Self { value: Some(value), low: Some(low), high, people: Some(people), ..Self::default() }
    }

    pub(super) fn bounded(value: f64, bounds: RateInterval) -> Self {
        Self { value: Some(value), low: Some(bounds.low), high: Some(bounds.high), ..Self::default() }
    }
}
