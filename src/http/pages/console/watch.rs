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
use super::words::{group_words, too_few, within};
use crate::http::AppState;
use crate::http::pages::act::{encoded, see};
use crate::http::pages::asked::{Asked, Named};
use crate::http::pages::filters;
use crate::http::pages::page::Rendered;
use crate::http::pages::placement_name;
use crate::http::pages::tongue::{Tongue, grouped, whole};
use crate::metrics::FOUR_FIFTHS;
use crate::monitor::{
    Alarm, Alarms, CustomerGroup, DAYS_MAX, GroupKind, Impact, ItemGroup, Latency, PEOPLE_TOLD_MIN, RestOfItems,
    Segment,
};
use crate::oversight::{self, Incident, Kept, Origin, Phase};
use crate::report::alarm_in_words;
use crate::service::Service;
use crate::units::Time;

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
    heading: String,
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
    /// What is said of those.
    withheld_words: String,
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
    rows: [(String, String); 2],
}

#[derive(Template)]
#[template(path = "console/watch.html")]
struct Page {
    frame: Frame,
    placement: String,
    others: Vec<String>,
    /// Windows by their length in days and in words, and whether it is this one.
    spans: Vec<(u16, String, bool)>,
    days: u16,
    days_max: u16,
    story: String,
    told_min: usize,
    few: bool,
    unreadable: usize,
    /// When an alarm is one.
    rules: String,
    alarms: Vec<Alarming>,
    /// Whether incidents follow from this window.
    is_looked_at: bool,
    ratios_alarm: bool,
    glance: Glance,
    kinds: Vec<Kind>,
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
        let frame = Frame::new(service, &person, Here::Watch)?;
        let tongue = frame.words;
        let [from, to] = [watch.window.from, watch.window.to].map(Time::minute);
        let alarm = |alarm: &Alarm| Alarming {
            detail: alarm_in_words(&tongue, alarm.kind, alarm.about.as_deref(), alarm.found)
                .unwrap_or_else(|| alarm.detail.clone()),
            incident: incident(alarm, &placement, &open),
        };
        Ok(Rendered(Page {
            others: others(service, &placement)?,
            spans: SPANS.map(|span| (span, tongue.many("watch-span", usize::from(span)), span == days)).to_vec(),
            days_max: DAYS_MAX,
            story: story(tongue, watch.lists, [from, to]),
            told_min: PEOPLE_TOLD_MIN,
            few: watch.too_few_people,
            unreadable: usize::try_from(watch.unreadable).unwrap_or(usize::MAX),
            rules: rules(tongue, &limits),
            alarms: watch.alarms.iter().map(alarm).collect(),
            glance: glance(tongue, &watch, &limits),
            kinds: kinds(tongue, &watch.items, &watch.items_rest),
            people: watch.segments.iter().enumerate().map(|(at, segment)| people(tongue, at, segment)).collect(),
            speed: watch.latency.map(|latency| speed(tongue, latency)),
            is_looked_at: days == limits.days,
            ratios_alarm: limits.four_fifths,
            placement,
            frame,
            days,
        }))
    })
    .await
}

/// From which window incidents follow, and from how many lists on.
fn rules(tongue: Tongue, limits: &Alarms) -> String {
    let lists = tongue.counting("watch-limits-lists", limits.lists_min, []);
    format!("{} {lists}", tongue.many("watch-limits", usize::from(limits.days)))
}

/// How many lists of which span are counted.
fn story(tongue: Tongue, lists: u64, [from, to]: [String; 2]) -> String {
    let span = [("from", from.into()), ("to", to.into()), ("least", PEOPLE_TOLD_MIN.to_string().into())];
    tongue.counting("watch-story", lists, span)
}

/// The open incident that an alarm is.
fn incident(alarm: &Alarm, placement: &str, open: &[Kept<Incident>]) -> Option<String> {
    let is_of = |incident: &Incident| match &incident.origin {
        Origin::Alarm { alarm: kind, about } => {
            (*kind, about) == (alarm.kind, &alarm.about) && incident.placement.as_deref() == Some(placement)
        }
        Origin::Review { .. } | Origin::Person => false,
    };
    open.iter().find(|kept| is_of(&kept.it)).map(|kept| kept.id.clone())
}

fn kinds(tongue: Tongue, items: &[ItemGroup], rest: &[RestOfItems]) -> Vec<Kind> {
    let of = |kind: GroupKind| items.iter().filter(|group| group.kind == kind).collect::<Vec<_>>();
    if items.iter().all(|group| group.shown == 0) {
        return Vec::new();
    }
    let told = GroupKind::ALL.into_iter().map(|kind| (kind, of(kind))).filter(|(_, groups)| !groups.is_empty());
    told.map(|(kind, groups)| kind_of(tongue, kind, &groups, rest.iter().find(|of| of.kind == kind))).collect()
}

fn kind_of(tongue: Tongue, kind: GroupKind, groups: &[&ItemGroup], rest: Option<&RestOfItems>) -> Kind {
    let heading = group_words(tongue, kind);
    let bars = |name: &str, of: fn(&ItemGroup) -> Option<f64>| {
        let drawn = groups.iter().take(DRAWN_MAX).filter_map(|group| {
            let value = of(group)?;
            Some(Entry { name: group.name.clone(), value, ..Entry::default() })
        });
        let drawn: Vec<Entry> = drawn.collect();
        // Where nothing happened the table says enough.
        let is_any = drawn.iter().any(|entry| entry.value > 0.0);
        is_any.then(|| Bars::new(tongue, &tongue.told(name, &heading), Scale::Share, drawn)).flatten()
    };
    let figure = |share: Option<f64>| share.map_or_else(|| too_few(tongue), |share| tongue.percent(share));
    let (shown, none): (Vec<&ItemGroup>, Vec<&ItemGroup>) = groups.iter().partition(|group| group.shown > 0);
    let (told, few): (Vec<&ItemGroup>, Vec<&ItemGroup>) = shown.iter().partition(|group| group.exposure.is_some());
    let row = |group: &&ItemGroup| {
        let rates = [group.exposure, group.click_rate, group.purchase_rate].map(figure);
        let [attention, clicked, bought] = rates;
        [group.name.clone(), grouped(group.shown), attention, clicked, bought]
    };
    let rest_row = |rest: &RestOfItems| {
        let rates = [rest.exposure, rest.click_rate, rest.purchase_rate].map(figure);
        let [attention, clicked, bought] = rates;
        [tongue.many("watch-left-out", rest.groups), grouped(rest.shown), attention, clicked, bought]
    };
    Kind {
        id: kind.as_str(),
        rows: told.iter().map(row).chain(rest.map(rest_row)).collect(),
        few: few.iter().map(|group| format!("{} ({})", group.name, grouped(group.shown))).collect(),
        none: none.iter().map(|group| group.name.clone()).collect(),
        attention: bars("watch-share-attention", |group| group.exposure),
        clicks: bars("watch-share-clicked", |group| group.click_rate),
        purchases: bars("watch-share-bought", |group| group.purchase_rate),
        heading,
    }
}

fn people(tongue: Tongue, at: usize, segment: &Segment) -> People {
    let name = segment.segment.replace('_', " ");
    let bars = |what: String, of: fn(&CustomerGroup) -> Impact| {
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
        Bars::new(tongue, &tongue.pair("watch-ratio-chart", what, &name), Scale::Ratio, drawn.collect())
    };
    let row = |group: &CustomerGroup| PeopleRow {
        group: group.group.clone(),
        people: match grouped(group.people) {
            people if group.is_sample => tongue.told("watch-sample", people),
            people => people,
        },
        rates: [told(tongue, &group.clicks), told(tongue, &group.purchases)],
    };
    People {
        id: format!("segment-{at}"),
        rows: segment.groups.iter().map(row).collect(),
        clicks: bars(tongue.say("watch-clicks"), |group| group.clicks),
        purchases: bars(tongue.say("watch-purchases"), |group| group.purchases),
        withheld: segment.withheld,
        withheld_words: withheld_words(tongue, segment),
        heading: tongue.told("watch-by", name),
    }
}

/// What is said of groups of a segment that are too small to be told of, which may be all of them.
fn withheld_words(tongue: Tongue, segment: &Segment) -> String {
    let (count, least) = (whole(segment.withheld), [("least", PEOPLE_TOLD_MIN.to_string().into())]);
    if segment.groups.is_empty() {
        tongue.counting("watch-all-withheld", count, least)
    } else {
        tongue.counting("watch-withheld", count, least)
    }
}

/// The rate, the ratio with its bounds, and what follows.
fn told(tongue: Tongue, impact: &Impact) -> [String; 3] {
    let (low, ratio) = (impact.low, impact.ratio);
    let figure = |value: f64| tongue.number(&format!("{value:.2}"));
    let ratio = impact.high.map_or_else(
        || format!("{} ({})", figure(ratio), tongue.told("watch-or-more", figure(low))),
        |high| within(tongue, figure(ratio), [low, high].map(figure)),
    );
    let verdict = match (impact.certainly_below, impact.below_four_fifths) {
        (true, _) => "watch-below",
        (false, true) => "watch-maybe-below",
        (false, false) if low >= FOUR_FIFTHS => "watch-not-below",
        (false, false) => "watch-maybe-not-below",
    };
    [tongue.percent(impact.rate), ratio, tongue.say(verdict)]
}

fn speed(tongue: Tongue, latency: Latency) -> Speed {
    let millis = [latency.ms_p50, latency.ms_p99];
    let names = ["watch-half", "watch-most"].map(|name| tongue.say(name));
    let drawn = names.iter().zip(millis);
    let drawn = drawn.map(|(name, value)| Entry { name: name.clone(), value, ..Entry::default() });
    Speed {
        words: tongue.counting("watch-speed-story", latency.lists, [("minutes", latency.minutes.to_string().into())]),
        bars: Bars::new(tongue, &tongue.say("watch-speed-chart"), Scale::Millis, drawn.collect()),
        rows: [0, 1].map(|at| (names[at].clone(), tongue.number(&format!("{:.1} ms", millis[at])))),
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
            assert_eq!(told(Tongue::of("en"), &impact(ratio, low, high))[2], words);
        }
        assert_eq!(told(Tongue::of("en"), &impact(0.9, 0.85, None))[1], "0.90 (0.85 or more)");
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
        let kinds = kinds(Tongue::of("en"), &[group("a", Some(0.4)), group("b", None)], &[]);
        assert_eq!(kinds.len(), 1);
        assert_eq!(kinds[0].rows, [["a", "7", "40.0 %", "fewer than 20 people", "fewer than 20 people"]]);
        assert_eq!(kinds[0].few, ["b (7)"]);
        let drawn = kinds[0].attention.as_ref().map(|bars| bars.rows.len());
        assert!(drawn == Some(1) && kinds[0].clicks.is_none());
        let shown = Some(0.2);
        let rest = RestOfItems {
            kind: GroupKind::Brand,
            groups: 9,
            shown: 4,
            exposure: shown,
            click_rate: None,
            purchase_rate: None,
        };
        let kinds = super::kinds(Tongue::of("en"), &[group("a", Some(0.4))], &[rest]);
        assert_eq!(kinds[0].rows[1][..3], ["9 others together", "4", "20.0 %"]);
    }
}
