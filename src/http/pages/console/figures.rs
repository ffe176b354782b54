//! How often people agree with what was recommended, as charts with their table beside.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::answered;
use super::door::Person;
use super::page::{Frame, Here};
use super::words::{grouped, source_words, verdict_words};
use crate::http::AppState;
use crate::http::pages::filters;
use crate::http::pages::page::Rendered;
use crate::oversight::{Pattern, Verdict};

/// The width of what a chart measures, in its own units; labels stand to the left of it.
const WIDTH: f64 = 400.0;
/// The height of a row.
const ROW: usize = 34;

/// A row of the table, and of the chart where something is decided.
struct Row {
    name: String,
    entries: String,
    decided: String,
    /// By verdict, in the order of the table's head.
    verdicts: Vec<String>,
    agreement: String,
    bar: Option<Bar>,
}

/// A share and its interval in the chart.
struct Bar {
    y: usize,
    width: f64,
    low: f64,
    high: f64,
}

/// One way of telling the entries apart.
struct Table {
    id: &'static str,
    heading: &'static str,
    rows: Vec<Row>,
    /// The chart's height; 0 where nothing is decided.
    height: usize,
}

#[derive(Template)]
#[template(path = "console/figures.html")]
struct Page {
    frame: Frame,
    verdicts: Vec<&'static str>,
    tables: Vec<Table>,
}

/// `GET /console/reviews/figures`
pub(super) async fn figures(State(state): State<AppState>, person: Person) -> Response {
    answered(state, move |service| {
        let figures = service.review_figures()?;
        let by_source = figures.by_source.into_iter().map(|(source, of)| (source_words(source).to_owned(), of));
        let sources: Vec<(String, Pattern)> =
            [("all entries".to_owned(), figures.all)].into_iter().chain(by_source).collect();
        Ok(Rendered(Page {
            frame: Frame::new(service, &person, Here::Reviews)?,
            verdicts: Verdict::ALL.map(verdict_words).to_vec(),
            tables: vec![
                table("source", "By why they were looked at", sources),
                table("placement", "By placement", pairs(figures.by_placement)),
                table("reviewer", "By who decided", pairs(figures.by_reviewer)),
            ],
        }))
    })
    .await
}

fn pairs(patterns: BTreeMap<String, Pattern>) -> Vec<(String, Pattern)> {
    patterns.into_iter().map(|(name, of)| (if name == "-" { "not known".to_owned() } else { name }, of)).collect()
}

fn table(id: &'static str, heading: &'static str, patterns: Vec<(String, Pattern)>) -> Table {
    let mut drawn = 0;
    let rows = patterns.into_iter().map(|(name, of)| row(name, &of, &mut drawn)).collect();
    Table { id, heading, rows, height: drawn * ROW }
}

fn row(name: String, of: &Pattern, drawn: &mut usize) -> Row {
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    let told = of.agreement.zip(of.interval);
    let bar = told.map(|(share, (low, high))| {
        let y = *drawn * ROW;
        *drawn += 1;
        Bar { y, width: share * WIDTH, low: low * WIDTH, high: high * WIDTH }
    });
    Row {
        name,
        entries: grouped(of.entries),
        decided: grouped(of.decided),
        verdicts: Verdict::ALL.map(|verdict| grouped(of.verdicts.get(&verdict).copied().unwrap_or_default())).to_vec(),
        agreement: told.map_or_else(
            || "—".to_owned(),
            |(share, (low, high))| format!("{} ({} to {})", percent(share), percent(low), percent(high)),
        ),
        bar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_decided_is_drawn_and_stays_within_the_chart() {
        let open = Pattern { entries: 3, ..Pattern::default() };
        let decided =
            Pattern { entries: 9, decided: 8, agreement: Some(1.0), interval: Some((0.67, 1.0)), ..open.clone() };
        let table = table("x", "X", vec![("a".to_owned(), open), ("b".to_owned(), decided)]);
        assert_eq!(table.height, ROW);
        assert!(table.rows[0].bar.is_none() && table.rows[0].agreement == "—");
        let bar = table.rows[1].bar.as_ref().expect("something is decided");
        assert!(bar.y == 0 && bar.low < bar.width && bar.high <= WIDTH);
        assert_eq!(table.rows[1].agreement, "100 % (67 % to 100 %)");
    }
}
