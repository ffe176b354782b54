//! How often people agree with what was recommended, as charts with their table beside.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::answered;
use super::bars::{Bars, Entry, Scale};
use super::door::Person;
use super::page::{Frame, Here};
use super::weeks::{Week, Weeks};
use super::words::{source_words, verdict_words, within};
use crate::http::AppState;
use crate::http::pages::filters;
use crate::http::pages::page::Rendered;
use crate::http::pages::tongue::{Tongue, grouped};
use crate::oversight::{Pattern, Verdict, WeekFigures};

/// Reviewers who have a column of their own, week by week.
const REVIEWERS_MAX: usize = 8;

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

/// Week by week: what was decided, and by whom.
struct Course {
    weeks: Option<Weeks>,
    rows: Vec<Row>,
    /// Who decided, those who decided the most first.
    reviewers: Vec<String>,
    /// By week, the newest first: its first day, and of each of them how many of how many they found fine.
    by_reviewer: Vec<(String, Vec<String>)>,
}

#[derive(Template)]
#[template(path = "console/figures.html")]
struct Page {
    frame: Frame,
    verdicts: Vec<String>,
    course: Course,
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
            course: course(tongue, &figures.by_week, &figures.by_reviewer),
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

fn course(tongue: Tongue, weeks: &[WeekFigures], all: &BTreeMap<String, Pattern>) -> Course {
    let mut reviewers: Vec<(&String, u64)> = all.iter().map(|(name, of)| (name, of.decided)).collect();
    reviewers.sort_by_key(|(name, decided)| (Reverse(*decided), *name));
    let reviewers: Vec<String> = reviewers.into_iter().take(REVIEWERS_MAX).map(|(name, _)| name.clone()).collect();
    let drawn: Vec<Week> = weeks
        .iter()
        .map(|week| Week { name: week.from.day(), share: week.all.agreement.zip(week.all.interval) })
        .collect();
    let newest_first = || weeks.iter().rev().filter(|week| week.all.decided > 0);
    let fine_of = |of: Option<&Pattern>| {
        of.map_or_else(|| "—".to_owned(), |of| tongue.pair("desk-of", grouped(fine(of)), grouped(of.decided)))
    };
    let by_reviewer = |week: &WeekFigures| {
        let theirs = reviewers.iter().map(|name| fine_of(week.by_reviewer.get(name)));
        (week.from.day(), theirs.collect())
    };
    Course {
        weeks: Weeks::new(tongue, &tongue.say("figures-week-chart"), &drawn),
        rows: newest_first().map(|week| row(tongue, week.from.day(), &week.all)).collect(),
        by_reviewer: newest_first().map(by_reviewer).collect(),
        reviewers,
    }
}

fn fine(of: &Pattern) -> u64 {
    of.verdicts.get(&Verdict::Fine).copied().unwrap_or_default()
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
    fn weeks_are_drawn_from_the_oldest_on_and_told_from_the_newest_on_with_who_decided() {
        let of = |decided: u64, fine: u64| Pattern {
            entries: decided,
            decided,
            verdicts: BTreeMap::from([(Verdict::Fine, fine)]),
            agreement: (decided > 0).then_some(0.5),
            interval: (decided > 0).then_some((0.3, 0.7)),
        };
        let week = |at: i64, all: Pattern, by: &[(&str, Pattern)]| WeekFigures {
            from: crate::oversight::week_begins(2_900 + at),
            all,
            by_reviewer: by.iter().map(|(name, of)| ((*name).to_owned(), of.clone())).collect(),
        };
        let weeks =
            [week(0, of(2, 1), &[("bea", of(2, 1))]), week(1, of(0, 0), &[]), week(2, of(4, 2), &[("tom", of(4, 2))])];
        let all = BTreeMap::from([("bea".to_owned(), of(2, 1)), ("tom".to_owned(), of(4, 2))]);
        let course = course(Tongue::of("en"), &weeks, &all);
        assert_eq!(course.weeks.expect("two weeks").dots.len(), 2);
        assert_eq!(course.rows.iter().map(|row| row.decided.as_str()).collect::<Vec<_>>(), ["4", "2"]);
        assert_eq!(course.reviewers, ["tom", "bea"]);
        assert_eq!(course.by_reviewer[0].1, ["2 of 4", "—"]);
    }

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
