//! A report as a page of the console, and as a file that needs nothing but itself.

use askama::Template;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::answered;
use super::bars::{Bars, Entry, Scale};
use super::door::Person;
use super::fault::{Fault, Oops};
use super::page::{Frame, Here};
use super::reports::{kind_words, own_name};
use super::words::{too_few, written};
use crate::http::AppState;
use crate::http::pages::asked::Named;
use crate::http::pages::page::Rendered;
use crate::http::pages::tongue::Tongue;
use crate::http::pages::{assets, filters};
use crate::http::reports::check_role;
use crate::report::{Cell, Language, Report, Table, Unit, csv};
use crate::service::Service;
use crate::units::Time;

/// Nothing is loaded by a report's file: its style is in it.
const ALONE: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// In which form a report is given away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReportForm {
    /// Everything, for programs.
    #[default]
    Json,
    /// Everything as one table.
    Csv,
    /// A page with charts that needs nothing but itself.
    Html,
}

/// A cell as it is read.
struct Shown {
    main: String,
    /// Where the truth lies, and of how many people.
    under: String,
}

/// A table with its chart.
struct Sheet<'r> {
    table: &'r Table,
    numbers: Vec<bool>,
    rows: Vec<(&'r str, Vec<Shown>)>,
    bars: Option<Bars>,
    /// What the first column is of, where the table does not say it.
    which: String,
    /// What a mark in the chart is, in words.
    against: Option<String>,
}

/// What a report says, in order.
struct Part<'r> {
    id: &'r str,
    /// Its language, where that is not the report's.
    language: Option<Language>,
    title: &'r str,
    text: &'r [String],
    sheets: Vec<Sheet<'r>>,
}

/// What it is, and what it stands on.
struct Head {
    title: String,
    of: String,
    stands: String,
    facts: [(String, String); 6],
}

#[derive(Template)]
#[template(path = "console/report.html")]
struct Page<'r> {
    frame: Frame,
    id: String,
    /// The report's.
    language: Language,
    head: Head,
    parts: Vec<Part<'r>>,
}

#[derive(Template)]
#[template(path = "console/report-file.html")]
struct Alone<'r> {
    words: Tongue,
    shop: &'r str,
    styles: [&'static str; 2],
    head: Head,
    parts: Vec<Part<'r>>,
}

/// A report as one HTML file.
///
/// # Panics
/// Never: the template writes to memory.
#[must_use]
pub(crate) fn report_html(report: &Report) -> String {
    let words = spoken(report);
    let (head, parts) = (head(words, report), parts(report));
    let alone = Alone { words, shop: &report.shop, styles: assets::styles(), head, parts };
    alone.render().expect("a template that writes to memory")
}

/// The words of the language that a report is told in.
fn spoken(report: &Report) -> Tongue {
    Tongue::of(report.language.as_str())
}

/// A report as a file of a form, for saving.
pub(crate) fn report_file(report: &Report, form: ReportForm) -> Response {
    let (kind, ending, body) = match form {
        ReportForm::Json => ("application/json", "json", report.json()),
        ReportForm::Csv => ("text/csv; charset=utf-8", "csv", csv(report)),
        ReportForm::Html => ("text/html; charset=utf-8", "html", report_html(report)),
    };
    let saved = format!("attachment; filename=\"{}.{ending}\"", report.file_name());
    let headers = [
        (CONTENT_TYPE, kind),
        (CONTENT_LANGUAGE, report.language.as_str()),
        (CONTENT_DISPOSITION, saved.as_str()),
        (CONTENT_SECURITY_POLICY, ALONE),
    ];
    (headers, body).into_response()
}

/// `GET /console/reports/{id}`
pub(super) async fn report(State(state): State<AppState>, person: Person, Named(id): Named<String>) -> Response {
    answered(state, move |service| {
        read(service, &person, &id, |report| {
            let frame = Frame::new(service, &person, Here::Reports)?;
            let (head, language) = (head(frame.words, report), report.language);
            let page = Page { head, frame, language, parts: parts(report), id: id.clone() };
            Ok(Rendered(page).into_response())
        })
    })
    .await
}

/// `GET /console/reports/{id}/{form}`
pub(super) async fn file(
    State(state): State<AppState>,
    person: Person,
    Named((id, form)): Named<(String, ReportForm)>,
) -> Response {
    answered(state, move |service| read(service, &person, &id, |report| Ok(report_file(report, form)))).await
}

fn read(
    service: &Service,
    person: &Person,
    id: &str,
    show: impl FnOnce(&Report) -> Result<Response, super::PageError>,
) -> Result<Response, super::PageError> {
    let report = service.kept_report(id)?.it;
    match check_role(report.kind, person.actor.role) {
        Ok(()) => show(&report),
        Err(problem) => Ok(Oops::new(problem.status(), Fault::Named("fault-report")).into_response()),
    }
}

fn head(tongue: Tongue, report: &Report) -> Head {
    // The span ends before its last moment: the day that holds the one before it is the last.
    let last = Time::from_millis(report.span.to.millis() - 1);
    let of = tongue.filled("report-of", [report.placement.clone(), report.span.from.day(), last.day()]);
    let at = report.made_at.minute();
    let made = report.by.as_ref().map(|by| tongue.pair("report-by", &at, &by.name));
    let facts = [
        ("report-span", tongue.pair("desk-range", report.span.from.minute(), report.span.to.minute())),
        ("report-language", own_name(report.language).to_owned()),
        ("report-made", made.unwrap_or_else(|| tongue.told("report-command", &at))),
        ("report-policy", report.policy.clone()),
        ("report-model-used", report.model.clone().unwrap_or_else(|| tongue.say("start-no-model"))),
        ("report-log", tongue.pair("report-link", report.log.no, report.log.hash)),
    ];
    Head {
        title: kind_words(tongue, report.kind),
        of,
        stands: tongue.say("report-stands"),
        facts: facts.map(|(what, is)| (tongue.say(what), is)),
    }
}

fn parts(report: &Report) -> Vec<Part<'_>> {
    let tongue = spoken(report);
    report
        .sections
        .iter()
        .map(|section| Part {
            id: &section.id,
            language: section.language,
            title: &section.title,
            text: &section.text,
            sheets: section.tables.iter().map(|table| sheet(tongue, table)).collect(),
        })
        .collect()
}

fn sheet(tongue: Tongue, table: &Table) -> Sheet<'_> {
    let numbers: Vec<bool> = table.columns.iter().map(|column| column.unit != Unit::Text).collect();
    let cells = |cells: &[Cell]| {
        table.columns.iter().zip(cells).map(|(column, cell)| shown(tongue, cell, column.unit)).collect()
    };
    let rows = table.rows.iter().map(|row| (row.name.as_str(), cells(&row.cells))).collect();
    let bars = bars(tongue, table);
    let has_marks = bars.as_ref().is_some_and(Bars::has_limits);
    let against = table.chart.as_ref().filter(|_| has_marks);
    let against = against.and_then(|chart| table.column(chart.against.as_deref()?));
    let against = against.map(|at| tongue.told("report-mark", &table.columns[at].title));
    Sheet { table, numbers, rows, bars, which: tongue.say("desk-which"), against }
}

fn bars(tongue: Tongue, table: &Table) -> Option<Bars> {
    let chart = table.chart.as_ref()?;
    let (at, against) = (table.column(&chart.column)?, chart.against.as_deref().and_then(|id| table.column(id)));
    let entries = table.rows.iter().filter_map(|row| {
        let cell = row.cells.get(at)?;
        Some(Entry {
            name: row.name.clone(),
            value: cell.value?,
            interval: cell.low.map(|low| (low, cell.high)),
            limit: against.map_or(chart.line, |at| row.cells.get(at)?.value),
            is_over: false,
        })
    });
    let scale = match table.columns[at].unit {
        Unit::Share => Scale::Share,
        Unit::Ratio => Scale::Ratio,
        Unit::Text | Unit::Count | Unit::Number => Scale::Number,
    };
    let title = &table.columns[at].title;
    let name = if table.title.is_empty() { title.clone() } else { format!("{}: {title}", table.title) };
    Bars::new(tongue, &name, scale, entries.collect())
}

fn shown(tongue: Tongue, cell: &Cell, unit: Unit) -> Shown {
    let Cell { text, value, low, high, people, withheld } = cell;
    let written = |value: f64| written(tongue, value, unit);
    let main = match (text, value) {
        (Some(text), _) => text.clone(),
        (None, Some(value)) => written(*value),
        (None, None) if *withheld => too_few(tongue),
        (None, None) => "—".to_owned(),
    };
    let range = low.map(|low| match high {
        Some(high) => tongue.pair("desk-range", written(low), written(*high)),
        None => tongue.told("report-at-least", written(low)),
    });
    let people = people.map(|people| tongue.counting("report-people", people, []));
    let under = [range, people].into_iter().flatten().collect::<Vec<_>>().join(", ");
    Shown { main, under }
}
