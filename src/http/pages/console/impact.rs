//! What a draft changes for many customers, as a table and as intervals around nothing.

use serde_json::Value;

use super::words::{cause_kind, within};
use crate::http::pages::tongue::{Tongue, grouped};
use crate::units::Time;

/// Half the width of a drawing.
const REACH: f64 = 100.0;
/// The narrowest interval that can still be seen.
const BAR_MIN: f64 = 2.0;

/// An impact as the page shows it.
pub(super) struct ImpactView {
    /// Of when the lists are, where that is later than the measurement.
    pub(super) at: Option<String>,
    /// That further moments were not measured.
    pub(super) left_out: Option<String>,
    pub(super) customers: usize,
    pub(super) rows: Vec<Row>,
    /// The attention of categories and brands.
    pub(super) parts: Vec<Row>,
    /// Of the live relevance.
    pub(super) kept: String,
    /// Of the live items.
    pub(super) overlap: String,
    /// How many places would show another item.
    pub(super) moved: String,
    /// What moved places, by kind of rule; blank where nothing did.
    pub(super) causes: String,
    /// Where the draft's prices come to rest, a sentence each.
    pub(super) prices: Vec<String>,
}

/// A measure under both.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) live: String,
    pub(super) draft: String,
    pub(super) difference: String,
    /// Where the difference certainly lies: `up`, `down`, or `same` where the interval holds 0.
    pub(super) class: &'static str,
    /// The interval and its middle, from -100 to 100 with nothing at 0.
    pub(super) drawn: Option<Drawn>,
}

/// Left edge, width and middle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Drawn {
    pub(super) x: f64,
    pub(super) width: f64,
    pub(super) middle: f64,
}

/// How a measure is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Points,
    Share,
}

impl Unit {
    fn text(self, tongue: Tongue, value: f64) -> String {
        match self {
            Self::Points => tongue.number(&format!("{value:.3}")),
            Self::Share => tongue.percent(value),
        }
    }

    /// Without a sign.
    fn bare(self, value: f64) -> String {
        match self {
            Self::Points => format!("{:.3}", value.abs()),
            Self::Share => format!("{:.1}", 100.0 * value.abs()),
        }
    }

    /// Whether it is nothing as it is written.
    fn is_nothing(self, value: f64) -> bool {
        self.bare(value).chars().all(|c| matches!(c, '0' | '.'))
    }

    fn signed(self, tongue: Tongue, value: f64) -> String {
        let text = self.bare(value);
        let sign = if self.is_nothing(value) {
            ""
        } else if value < 0.0 {
            "−"
        } else {
            "+"
        };
        tongue.number(&format!("{sign}{text}"))
    }
}

impl ImpactView {
    /// Of an impact as the API gives it; none where nothing was measured.
    pub(super) fn of(tongue: Tongue, impact: &Value) -> Option<Self> {
        let customers = impact.get("customers")?.as_u64()?;
        let mut rows = vec![
            row(tongue, tongue.say("impact-relevance"), &impact["relevance"], Unit::Points),
            row(tongue, tongue.say("impact-variety"), &impact["intra_list_distance"], Unit::Points),
            row(tongue, tongue.say("impact-surprise"), &impact["serendipity"], Unit::Share),
            row(tongue, tongue.say("impact-coverage"), &impact["coverage"], Unit::Share),
        ];
        let groups = impact["exposure"].as_array().into_iter().flatten();
        rows.extend(groups.map(|group| {
            let name = tongue.told("impact-attention", group["group"].as_str().unwrap_or_default());
            row(tongue, name, group, Unit::Share)
        }));
        let leaks = impact["leakage"].as_array().into_iter().flatten();
        rows.extend(leaks.map(|leak| {
            let name = tongue.told("impact-leaks", leak["segment"].as_str().unwrap_or_default());
            row(tongue, name, leak, Unit::Points)
        }));
        let parts = impact["parts"].as_array().into_iter().flatten();
        let parts = parts.map(|part| row(tongue, part_words(tongue, part), part, Unit::Share)).collect();
        let moves = &impact["moves"];
        let count = |value: &Value| value.as_u64().unwrap_or_default();
        let places = grouped(count(&moves["places"]));
        let kinds = moves["by_cause"].as_object().into_iter().flatten();
        let mut causes: Vec<(String, u64)> =
            kinds.map(|(kind, places)| (cause_kind(tongue, kind), count(places))).collect();
        causes.push((tongue.say("impact-follow"), count(&moves["follow"])));
        causes.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let causes = causes.iter().filter(|(_, n)| *n > 0).map(|(kind, n)| format!("{kind}: {}", grouped(*n)));
        let at = impact["at"].as_str().and_then(|at| at.parse::<Time>().ok()).map(Time::minute);
        Some(Self {
            at,
            left_out: usize::try_from(count(&impact["moments_left_out"]))
                .ok()
                .filter(|n| *n > 0)
                .map(|n| tongue.many("impact-left-out", n)),
            customers: usize::try_from(customers).unwrap_or(usize::MAX),
            rows,
            parts,
            kept: share(tongue, &impact["relevance_kept"]),
            overlap: share(tongue, &impact["overlap"]),
            moved: tongue.counting("impact-moved", count(&moves["moved"]), [("places", places.into())]),
            causes: causes.collect::<Vec<_>>().join(", "),
            prices: impact["prices"].as_array().into_iter().flatten().map(|price| told(tongue, price)).collect(),
        })
    }
}

/// A part of the offer, or all others of its kind.
fn part_words(tongue: Tongue, part: &Value) -> String {
    let is_brand = part["kind"] == "brand";
    let count = part["parts"].as_u64().unwrap_or_default();
    match (part["name"].as_str(), is_brand) {
        (Some(name), true) => tongue.told("impact-brand", name),
        (Some(name), false) => tongue.told("impact-category", name),
        (None, true) if count == 0 => tongue.say("impact-brand-none"),
        (None, false) if count == 0 => tongue.say("impact-category-none"),
        (None, true) => tongue.counting("impact-brand-others", count, []),
        (None, false) => tongue.counting("impact-category-others", count, []),
    }
}

/// Where the price of a rule comes to rest, and whether it is enough.
fn told(tongue: Tongue, price: &Value) -> String {
    let rule = price["rule"].as_str().unwrap_or_default();
    let at = tongue.number(&format!("{:.2}", number(&price["price"])));
    match price["is_reached"].as_bool() {
        Some(true) => tongue.pair("impact-price-enough", rule, at),
        Some(false) => tongue.pair("impact-price-short", rule, at),
        None => tongue.told("impact-price-unknown", rule),
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_default()
}

/// A share with its interval.
fn share(tongue: Tongue, interval: &Value) -> String {
    let [mean, low, high] = ["mean", "low", "high"].map(|end| Unit::Share.text(tongue, number(&interval[end])));
    within(tongue, mean, [low, high])
}

fn row(tongue: Tongue, name: String, change: &Value, unit: Unit) -> Row {
    let [mean, low, high] = ["mean", "low", "high"].map(|end| number(&change["difference"][end]));
    let class = if low > 0.0 {
        "up"
    } else if high < 0.0 {
        "down"
    } else {
        "same"
    };
    Row {
        name,
        live: unit.text(tongue, number(&change["live"]["mean"])),
        draft: unit.text(tongue, number(&change["draft"]["mean"])),
        difference: within(tongue, unit.signed(tongue, mean), [low, high].map(|end| unit.signed(tongue, end))),
        class,
        // Nothing is drawn of what is nothing as it is written.
        drawn: drawn(mean, low, high).filter(|_| ![mean, low, high].iter().all(|end| unit.is_nothing(*end))),
    }
}

/// An interval to its own scale: what matters is on which side of nothing it lies.
fn drawn(mean: f64, low: f64, high: f64) -> Option<Drawn> {
    let widest = low.abs().max(high.abs());
    let place = |value: f64| value / widest * (REACH - BAR_MIN);
    (widest > 0.0).then(|| {
        let width = (place(high) - place(low)).max(BAR_MIN);
        Drawn { x: place(low), width, middle: place(mean) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(low: f64, mean: f64, high: f64) -> Value {
        let interval = |low: f64, mean: f64, high: f64| serde_json::json!({"mean": mean, "low": low, "high": high});
        serde_json::json!({"live": interval(0.4, 0.5, 0.6), "draft": interval(0.4, 0.5, 0.6), "difference": interval(low, mean, high)})
    }

    #[test]
    fn a_difference_is_one_only_where_its_interval_does_not_hold_nothing() {
        let english = Tongue::of("en");
        for (low, high, class) in
            [(0.01, 0.02, "up"), (-0.02, -0.01, "down"), (-0.01, 0.02, "same"), (0.0, 0.0, "same")]
        {
            assert_eq!(row(english, "x".to_owned(), &change(low, (low + high) / 2.0, high), Unit::Points).class, class);
        }
        assert_eq!(
            row(english, "x".to_owned(), &change(-0.031, -0.02, 0.0), Unit::Share).difference,
            "−2.0 (−3.1 to 0.0)"
        );
    }

    #[test]
    fn a_drawing_stays_within_its_width_and_puts_nothing_at_its_middle() {
        for (low, mean, high) in [(-3.0, -1.0, 2.0), (0.5, 0.5, 0.5), (-1e-9, 0.0, 1e-9)] {
            let drawn = drawn(mean, low, high).expect("a difference");
            assert!(drawn.x >= -REACH && drawn.x + drawn.width <= REACH + BAR_MIN, "{drawn:?}");
            assert!((low < 0.0) == (drawn.x < 0.0) && (mean < 0.0) == (drawn.middle < 0.0));
        }
        assert_eq!(drawn(0.0, 0.0, 0.0), None);
        let shown = |by: f64| row(Tongue::of("en"), "x".to_owned(), &change(-by, 0.0, by), Unit::Points);
        assert_eq!((shown(0.0004).drawn, shown(0.0004).difference.as_str()), (None, "0.000 (0.000 to 0.000)"));
        assert!(shown(0.0006).drawn.is_some());
    }

    #[test]
    fn a_price_says_whether_it_is_enough_as_far_as_anybody_can_tell() {
        let say = |language: &str, is_reached: Value| {
            told(Tongue::of(language), &serde_json::json!({"rule": "tail", "price": 0.5, "is_reached": is_reached}))
        };
        assert!(say("en", true.into()).contains("0.50") && say("de", true.into()).contains("0,50"));
        let all = [Value::Bool(true), Value::Bool(false), Value::Null].map(|is_reached| say("en", is_reached));
        assert!(all[0] != all[1] && !all[2].contains("0.50") && all.iter().all(|text| text.contains("tail")));
    }

    #[test]
    fn parts_are_told_by_name_and_the_others_by_how_many_they_are() {
        let told = |language: &str, part: Value| part_words(Tongue::of(language), &part);
        let part = |kind: &str, name: Option<&str>, parts: u64| serde_json::json!({"kind": kind, "name": name, "parts": parts});
        assert_eq!(told("en", part("brand", Some("Lumen"), 1)), "Brand Lumen");
        assert_eq!(told("en", part("category", None, 1)), "1 other category, and items without one");
        assert_eq!(told("de", part("category", None, 3)), "3 weitere Kategorien und Artikel ohne eine");
        assert_eq!(told("fr", part("brand", None, 0)), "Articles sans marque");
    }

    #[test]
    fn what_was_not_measured_is_not_shown() {
        assert!(ImpactView::of(Tongue::of("en"), &Value::Null).is_none());
    }
}
