//! How often people agree with what was recommended, as charts with their table beside.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::answered;
use super::bars::{Bars, Number};
use super::door::Person;
use super::page::{Frame, Here};
use super::words::{grouped, source_words, verdict_words};
use crate::http::AppState;
use crate::http::pages::filters;
use crate::http::pages::page::Rendered;
use crate::oversight::{Pattern, Verdict};
use crate::report::Unit;

/// A row of the table, and of the chart where something is decided.
struct Row {
    name: String,
    entries: String,
    decided: String,
    /// By verdict, in the order of the table's head.
    verdicts: Vec<String>,
    agreement: String,
}

/// One way of telling the entries apart.
struct Table {
    id: &'static str,
    heading: &'static str,
    rows: Vec<Row>,
    /// Of what is decided.
    bars: Option<Bars>,
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
    let number = |(name, of): &(String, Pattern)| {
        let (value, (low, high)) = of.agreement.zip(of.interval)?;
        Some(Number { name: name.clone(), value, range: Some((low, Some(high))), mark: None })
    };
    let label = format!("{heading}: the share that people found fine, as in the table below");
    let bars = Bars::of(label, Unit::Share, patterns.iter().filter_map(number).collect(), None, Some(1.0));
    Table { id, heading, bars, rows: patterns.into_iter().map(|(name, of)| row(name, &of)).collect() }
}

fn row(name: String, of: &Pattern) -> Row {
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    Row {
        name,
        entries: grouped(of.entries),
        decided: grouped(of.decided),
        verdicts: Verdict::ALL.map(|verdict| grouped(of.verdicts.get(&verdict).copied().unwrap_or_default())).to_vec(),
        agreement: of.agreement.zip(of.interval).map_or_else(
            || "—".to_owned(),
            |(share, (low, high))| format!("{} ({} to {})", percent(share), percent(low), percent(high)),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_decided_is_drawn() {
        let open = Pattern { entries: 3, ..Pattern::default() };
        let decided =
            Pattern { entries: 9, decided: 8, agreement: Some(1.0), interval: Some((0.67, 1.0)), ..open.clone() };
        let table = table("x", "X", vec![("a".to_owned(), open), ("b".to_owned(), decided)]);
        let bars = table.bars.expect("something is decided");
        assert_eq!((bars.rows.len(), bars.rows[0].name.as_str()), (1, "b"));
        assert_eq!(table.rows[0].agreement, "—");
        assert_eq!(table.rows[1].agreement, "100 % (67 % to 100 %)");
    }
}
