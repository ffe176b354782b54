//! How often people agree with what was recommended, as charts with their table beside.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::answered;
use super::bars::{Bars, Entry, Scale};
use super::door::Person;
use super::page::{Frame, Here};
use super::words::{source_words, verdict_words, within};
use crate::http::AppState;
use crate::http::pages::filters;
use crate::http::pages::page::Rendered;
use crate::http::pages::tongue::{Tongue, grouped};
use crate::oversight::{Pattern, Verdict};

/// A row of the table.
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
    heading: String,
    rows: Vec<Row>,
    /// Of what is decided.
    bars: Option<Bars>,
}

#[derive(Template)]
#[template(path = "console/figures.html")]
struct Page {
    frame: Frame,
    verdicts: Vec<String>,
    tables: Vec<Table>,
}

/// `GET /console/reviews/figures`
pub(super) async fn figures(State(state): State<AppState>, person: Person) -> Response {
    answered(state, move |service| {
        let figures = service.review_figures()?;
        let frame = Frame::new(service, &person, Here::Reviews)?;
        let tongue = frame.words;
        let by_source = figures.by_source.into_iter().map(|(source, of)| (source_words(tongue, source), of));
        let sources: Vec<(String, Pattern)> =
            [(tongue.say("figures-all"), figures.all)].into_iter().chain(by_source).collect();
        Ok(Rendered(Page {
            frame,
            verdicts: Verdict::ALL.map(|verdict| verdict_words(tongue, verdict)).to_vec(),
            tables: vec![
                table(tongue, "figures-source", sources),
                table(tongue, "figures-placement", pairs(tongue, figures.by_placement)),
                table(tongue, "figures-reviewer", pairs(tongue, figures.by_reviewer)),
            ],
        }))
    })
    .await
}

fn pairs(tongue: Tongue, patterns: BTreeMap<String, Pattern>) -> Vec<(String, Pattern)> {
    patterns.into_iter().map(|(name, of)| (if name == "-" { tongue.say("desk-not-known") } else { name }, of)).collect()
}

fn table(tongue: Tongue, id: &'static str, patterns: Vec<(String, Pattern)>) -> Table {
    let heading = tongue.say(id);
    let drawn = patterns.iter().filter_map(|(name, of)| {
        let ((low, high), value) = of.interval.zip(of.agreement)?;
        Some(Entry { name: name.clone(), value, interval: Some((low, Some(high))), ..Entry::default() })
    });
    let bars = Bars::new(tongue, &tongue.told("figures-chart", &heading), Scale::Whole, drawn.collect());
    Table { id, heading, rows: patterns.into_iter().map(|(name, of)| row(tongue, name, &of)).collect(), bars }
}

fn row(tongue: Tongue, name: String, of: &Pattern) -> Row {
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    Row {
        name,
        entries: grouped(of.entries),
        decided: grouped(of.decided),
        verdicts: Verdict::ALL.map(|verdict| grouped(of.verdicts.get(&verdict).copied().unwrap_or_default())).to_vec(),
        agreement: of.agreement.zip(of.interval).map_or_else(
            || "—".to_owned(),
            |(share, (low, high))| within(tongue, percent(share), [low, high].map(percent)),
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
        let table = table(Tongue::of("en"), "source", vec![("a".to_owned(), open), ("b".to_owned(), decided)]);
        let drawn: Vec<String> =
            table.bars.expect("something is decided").rows.into_iter().map(|bar| bar.name).collect();
        assert_eq!((drawn, table.rows[0].agreement.as_str()), (vec!["b".to_owned()], "—"));
        assert_eq!(table.rows[1].agreement, "100 % (67 % to 100 %)");
    }
}
