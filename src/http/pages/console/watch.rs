//! The watch over a placement: what was shown, to whom, what came of it, and what is alarming, as charts with their tables.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::answered;
use super::bars::{Bars, Entry, Scale};
use super::door::Person;
use super::page::{Frame, Here, others};
use super::watch_figures::{Glance, glance};
use super::words::{group_words, grouped, percent, quoted, too_few};
use crate::http::AppState;
use crate::http::pages::act::{encoded, see};
use crate::http::pages::asked::{Asked, Named};
use crate::http::pages::filters;
use crate::http::pages::page::Rendered;
use crate::http::pages::placement_name;
use crate::metrics::FOUR_FIFTHS;
use crate::monitor::{Alarm, Alarms, CustomerGroup, DAYS_MAX, GroupKind, Impact, ItemGroup, Latency, Segment};
use crate::oversight::{self, Incident, Kept, Origin, Phase};
use crate::service::Service;

/// Groups of a chart; the table has all that are told of.
const DRAWN_MAX: usize = 12;
/// The most open incidents that alarms are looked up in.
const OPEN_MAX: usize = 200;
/// Windows that one may choose with a click.
const SPANS: [u16; 4] = [1, 7, 28, 92];

/// What an address may say.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Said {
    placement: Option<String>,
    days: Option<u16>,
}

/// Something alarming, and the incident that it is.
struct Alarming {
    detail: String,
    incident: Option<String>,
}

/// Groups of items of one kind.
struct Kind {
    id: &'static str,
    heading: &'static str,
    rows: Vec<[String; 5]>,
    /// Groups that too few people were shown, with their places, and groups that nobody was.
    few: Vec<String>,
    none: Vec<String>,
    attention: Option<Bars>,
    clicks: Option<Bars>,
    purchases: Option<Bars>,
}

/// A segment of customers.
struct People {
    id: String,
    heading: String,
    rows: Vec<PeopleRow>,
    clicks: Option<Bars>,
    purchases: Option<Bars>,
    withheld: usize,
}

/// A group of customers.
struct PeopleRow {
    group: String,
    people: String,
    /// Of clicks and purchases: the rate, the ratio with its bounds, and what follows.
    rates: [[String; 3]; 2],
}

/// How fast lists are made.
struct Speed {
    words: String,
    bars: Option<Bars>,
    rows: [(&'static str, String); 2],
}

#[derive(Template)]
#[template(path = "console/watch.html")]
struct Page {
    frame: Frame,
    placement: String,
    others: Vec<String>,
    spans: Vec<(u16, bool)>,
    days: u16,
    days_max: u16,
    from: String,
    to: String,
    lists: String,
    told_min: usize,
    few: bool,
    unreadable: Option<String>,
    alarms: Vec<Alarming>,
    limits: Alarms,
    glance: Glance,
    kinds: Vec<Kind>,
    left_out: usize,
    people: Vec<People>,
    speed: Option<Speed>,
}

/// `GET /console/watch?placement=`
pub(super) async fn to_placement(Asked(said): Asked<Said>) -> Response {
    see(&format!("/console/watch/{}", encoded(said.placement.as_deref().unwrap_or("home"))))
}

/// `GET /console/watch/{placement}?days=`
pub(super) async fn watch(
    State(state): State<AppState>,
    person: Person,
    Named(placement): Named<String>,
    Asked(said): Asked<Said>,
) -> Response {
    answered(state, move |service| {
        placement_name(&placement)?;
        let limits = oversight::settings(service.store())?.it.alarms;
        let days = said.days.unwrap_or(limits.days).clamp(1, DAYS_MAX);
        let watch = service.watch(&placement, days, Service::now())?;
        let open = service.incidents(None, OPEN_MAX, Some(Phase::Open))?;
        Ok(Rendered(Page {
            frame: Frame::new(service, &person, Here::Watch)?,
            others: others(service, &placement)?,
            spans: SPANS.map(|span| (span, span == days)).to_vec(),
            days_max: DAYS_MAX,
            from: watch.window.from.minute(),
            to: watch.window.to.minute(),
            lists: grouped(watch.lists),
            told_min: crate::monitor::PEOPLE_TOLD_MIN,
            few: watch.too_few_people,
            unreadable: Some(watch.unreadable).filter(|count| *count > 0).map(grouped),
            alarms: watch.alarms.iter().map(|alarm| alarming(alarm, &placement, &open)).collect(),
            glance: glance(&watch, &limits),
            kinds: kinds(&watch.items),
            left_out: watch.items_left_out,
            people: watch.segments.iter().enumerate().map(|(at, segment)| people(at, segment)).collect(),
            speed: watch.latency.map(speed),
            placement,
            days,
            limits,
        }))
    })
    .await
}

fn alarming(alarm: &Alarm, placement: &str, open: &[Kept<Incident>]) -> Alarming {
    let is_of = |incident: &Incident| match &incident.origin {
        Origin::Alarm { alarm: kind, about } => {
            (*kind, about) == (alarm.kind, &alarm.about) && incident.placement.as_deref() == Some(placement)
        }
        Origin::Review { .. } | Origin::Person => false,
    };
    let incident = open.iter().find(|kept| is_of(&kept.it)).map(|kept| kept.id.clone());
    Alarming { detail: quoted(&alarm.detail), incident }
}

fn kinds(items: &[ItemGroup]) -> Vec<Kind> {
    let of = |kind: GroupKind| items.iter().filter(|group| group.kind == kind).collect::<Vec<_>>();
    if items.iter().all(|group| group.shown == 0) {
        return Vec::new();
    }
    let told = GroupKind::ALL.into_iter().map(|kind| (kind, of(kind))).filter(|(_, groups)| !groups.is_empty());
    told.map(|(kind, groups)| kind_of(kind, &groups)).collect()
}

fn kind_of(kind: GroupKind, groups: &[&ItemGroup]) -> Kind {
    let heading = group_words(kind);
    let bars = |what: &str, of: fn(&ItemGroup) -> Option<f64>| {
        let drawn = groups.iter().take(DRAWN_MAX).filter_map(|group| {
            let value = of(group)?;
            Some(Entry { name: group.name.clone(), value, ..Entry::default() })
        });
        let drawn: Vec<Entry> = drawn.collect();
        // Where nothing happened the table says enough.
        let is_any = drawn.iter().any(|entry| entry.value > 0.0);
        is_any.then(|| Bars::new(format!("{heading}: {what}"), Scale::Share, drawn)).flatten()
    };
    let figure = |share: Option<f64>| share.map_or_else(too_few, percent);
    let (shown, none): (Vec<&ItemGroup>, Vec<&ItemGroup>) = groups.iter().partition(|group| group.shown > 0);
    let (told, few): (Vec<&ItemGroup>, Vec<&ItemGroup>) = shown.iter().partition(|group| group.exposure.is_some());
    let row = |group: &&ItemGroup| {
        let rates = [group.exposure, group.click_rate, group.purchase_rate].map(figure);
        let [attention, clicked, bought] = rates;
        [group.name.clone(), grouped(group.shown), attention, clicked, bought]
    };
    Kind {
        id: kind.as_str(),
        heading,
        rows: told.iter().map(row).collect(),
        few: few.iter().map(|group| format!("{} ({})", group.name, grouped(group.shown))).collect(),
        none: none.iter().map(|group| group.name.clone()).collect(),
        attention: bars("the share of attention", |group| group.exposure),
        clicks: bars("the share of places that were clicked", |group| group.click_rate),
        purchases: bars("the share of places that were bought", |group| group.purchase_rate),
    }
}

fn people(at: usize, segment: &Segment) -> People {
    let name = segment.segment.replace('_', " ");
    let bars = |what: &str, of: fn(&CustomerGroup) -> Impact| {
        let drawn = segment.groups.iter().take(DRAWN_MAX).map(|group| {
            let impact = of(group);
            Entry {
                name: group.group.clone(),
                value: impact.ratio,
                interval: Some((impact.low, impact.high)),
                limit: Some(FOUR_FIFTHS),
                is_over: impact.certainly_below,
            }
        });
        Bars::new(format!("{what} by {name}, against the group with the highest rate"), Scale::Ratio, drawn.collect())
    };
    let row = |group: &CustomerGroup| PeopleRow {
        group: group.group.clone(),
        people: format!("{}{}", grouped(group.people), if group.is_sample { ", a sample" } else { "" }),
        rates: [told(&group.clicks), told(&group.purchases)],
    };
    People {
        id: format!("segment-{at}"),
        rows: segment.groups.iter().map(row).collect(),
        clicks: bars("Clicks", |group| group.clicks),
        purchases: bars("Purchases", |group| group.purchases),
        withheld: segment.withheld,
        heading: format!("By {name}"),
    }
}

/// The rate, the ratio with its bounds, and what follows.
fn told(impact: &Impact) -> [String; 3] {
    let (low, ratio) = (impact.low, impact.ratio);
    let bounds = impact.high.map_or_else(|| format!("{low:.2} or more"), |high| format!("{low:.2} to {high:.2}"));
    let verdict = match (impact.certainly_below, impact.below_four_fifths) {
        (true, _) => "certainly below four fifths",
        (false, true) => "below four fifths, not certain",
        (false, false) if low >= FOUR_FIFTHS => "certainly not below four fifths",
        (false, false) => "not below four fifths, not certain",
    };
    [percent(impact.rate), format!("{ratio:.2} ({bounds})"), verdict.to_owned()]
}

fn speed(latency: Latency) -> Speed {
    let millis = [latency.ms_p50, latency.ms_p99];
    let names = ["half of the lists", "99 of 100 lists"];
    let drawn = names.into_iter().zip(millis);
    let drawn = drawn.map(|(name, value)| Entry { name: name.to_owned(), value, ..Entry::default() });
    Speed {
        words: format!("In the last {} minutes this process made {} lists.", latency.minutes, grouped(latency.lists)),
        bars: Bars::new("How long lists took at most", Scale::Millis, drawn.collect()),
        rows: [(names[0], format!("{:.1} ms", millis[0])), (names[1], format!("{:.1} ms", millis[1]))],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn impact(ratio: f64, low: f64, high: Option<f64>) -> Impact {
        Impact {
            rate: 0.2,
            rate_low: 0.1,
            rate_high: 0.3,
            ratio,
            low,
            high,
            below_four_fifths: ratio < FOUR_FIFTHS,
            certainly_below: high.is_some_and(|high| high < FOUR_FIFTHS),
        }
    }

    #[test]
    fn a_ratio_is_certain_only_where_its_whole_interval_lies_on_one_side() {
        for (ratio, low, high, words) in [
            (0.5, 0.3, Some(0.7), "certainly below four fifths"),
            (0.5, 0.3, Some(0.9), "below four fifths, not certain"),
            (0.9, 0.85, None, "certainly not below four fifths"),
            (1.0, 0.6, Some(1.4), "not below four fifths, not certain"),
        ] {
            assert_eq!(told(&impact(ratio, low, high))[2], words);
        }
        assert_eq!(told(&impact(0.9, 0.85, None))[1], "0.90 (0.85 or more)");
    }

    #[test]
    fn of_too_few_people_there_is_a_word_and_no_bar() {
        let group = |name: &str, share: Option<f64>| ItemGroup {
            kind: GroupKind::Brand,
            name: name.to_owned(),
            shown: 7,
            exposure: share,
            click_rate: None,
            purchase_rate: None,
        };
        let kinds = kinds(&[group("a", Some(0.4)), group("b", None)]);
        assert_eq!(kinds.len(), 1);
        assert_eq!(kinds[0].rows, [["a", "7", "40.0 %", "fewer than 20 people", "fewer than 20 people"]]);
        assert_eq!(kinds[0].few, ["b (7)"]);
        let drawn = kinds[0].attention.as_ref().map(|bars| bars.rows.len());
        assert!(drawn == Some(1) && kinds[0].clicks.is_none());
    }
}
