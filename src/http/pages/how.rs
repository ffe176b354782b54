//! How we choose: the system disclosure of the placement that these pages speak of.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::answered;
use super::filters;
use super::page::{Frame, Here, Rendered};
use super::shopper::Reader;
use super::tongue::{Tongue, whole};
use crate::disclosure::{Disclosure, PEOPLE_TOLD_MIN, RuleKind, RuleTold};
use crate::event::{Kind, KindWeights};
use crate::http::AppState;

/// The width of a bar of all, in the drawing's units.
const WIDTH: f64 = 1000.0;

/// How long the drawing of fading is, in days, and how high in its units; the line is drawn in so many steps.
const FADING_DAYS: f64 = 730.0;
const FADING_HEIGHT: f64 = 240.0;
const FADING_STEPS: u32 = 60;

/// A parameter with its bar.
struct Counted {
    text: String,
    why: String,
    /// In percent; empty when nothing was measured yet.
    share: String,
    width: f64,
}

/// What one event is worth, with its bar from the line in the middle.
struct Weight {
    text: String,
    weight: String,
    x: f64,
    width: f64,
    class: &'static str,
}

/// How an event fades with age.
struct Fading {
    /// The line, as the path of a drawing.
    path: String,
    /// What is left after so many days, with its point.
    left: Vec<(String, String, f64, f64)>,
    half_life_days: f64,
}

#[derive(Template)]
#[template(path = "how.html")]
struct How {
    frame: Frame,
    told: Disclosure,
    words: Tongue,
    counted: Vec<Counted>,
    weights: Vec<Weight>,
    fading: Fading,
    used: Vec<String>,
    unused: Vec<String>,
}

impl How {
    fn is_measured(&self) -> bool {
        self.told.parameters.iter().any(|told| told.share.is_some())
    }

    fn rules(&self, kind: RuleKind) -> Vec<&RuleTold> {
        self.told.rules.iter().filter(|rule| rule.kind == kind).collect()
    }

    /// A text of the page itself.
    fn say(&self, name: &str) -> String {
        let told = &self.told;
        let arguments = [
            ("policy", told.policy.clone().into()),
            ("model", told.model.clone().into()),
            ("items", self.words.many("page-items", told.measured.items).into()),
            ("least", PEOPLE_TOLD_MIN.into()),
            ("half_life", self.fading.half_life_days.into()),
            ("days", format!("{:.0}", self.fading.half_life_days).into()),
        ];
        self.words.counting(&format!("page-{name}"), whole(told.measured.decisions), arguments)
    }

    /// The rules by what they are for, without empty headings.
    fn by_kind(&self) -> Vec<(String, Vec<&RuleTold>)> {
        let kinds = [
            ("paid", RuleKind::Paid),
            ("promotion", RuleKind::Promotion),
            ("fairness", RuleKind::Fairness),
            ("variety", RuleKind::Variety),
            ("exclusion", RuleKind::Exclusion),
        ];
        let all = kinds.map(|(title, kind)| (self.say(title), self.rules(kind)));
        all.into_iter().filter(|(_, rules)| !rules.is_empty()).collect()
    }
}

/// `GET /shop/how`
pub(super) async fn how(State(state): State<AppState>, reader: Reader) -> Response {
    answered(state, move |service| {
        let frame = Frame::new(service, &reader, Here::How)?;
        let words = reader.tongue(service)?;
        let told = service.disclose(&reader.placement, Some(words.code()))?;
        let largest = told.parameters.iter().filter_map(|told| told.share).fold(0.0, f64::max);
        let counted = told.parameters.iter().map(|told| Counted {
            text: told.text.clone(),
            why: told.why.clone(),
            share: told.share.map(|share| words.number(&format!("{:.1} %", 100.0 * share))).unwrap_or_default(),
            width: if largest > 0.0 { WIDTH * told.share.unwrap_or(0.0) / largest } else { 0.0 },
        });
        let counted = counted.collect();
        let data = |used: bool| told.data.iter().filter(move |data| data.used == used).map(|data| data.text.clone());
        let (used, unused) = (data(true).collect(), data(false).collect());
        let params = service.engine()?.model().params().clone();
        let (weights, fading) = (weights(words, &params.kinds), fading(words, params.half_life_days));
        Ok(Rendered(How { frame, counted, weights, fading, used, unused, words, told }))
    })
    .await
}

/// The kinds of events, the loudest first; a rating is worth up to what a like or a dislike is.
fn weights(words: Tongue, kinds: &KindWeights) -> Vec<Weight> {
    let mut all = [
        (Kind::Purchase, kinds.purchase),
        (Kind::Like, kinds.like),
        (Kind::Save, kinds.save),
        (Kind::Cart, kinds.cart),
        (Kind::View, kinds.view),
        (Kind::Return, kinds.r#return),
        (Kind::Dislike, kinds.dislike),
        (Kind::NotInterested, kinds.not_interested),
    ];
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    let largest = all.iter().map(|(_, weight)| weight.abs()).fold(f64::MIN_POSITIVE, f64::max);
    let told = |(kind, weight): (Kind, f64)| {
        let width = weight.abs() / largest * WIDTH / 2.0;
        let (x, class) = if weight < 0.0 { (WIDTH / 2.0 - width, "against") } else { (WIDTH / 2.0, "for") };
        let sign = if weight < 0.0 { "−" } else { "+" };
        let text = words.say(&format!("source-{}", kind.as_str()));
        Weight { text, weight: words.number(&format!("{sign}{:.2}", weight.abs())), x, width, class }
    };
    all.into_iter().map(told).collect()
}

/// What is left of an event over two years.
fn fading(words: Tongue, half_life_days: f64) -> Fading {
    let left = |days: f64| (-days / half_life_days).exp2();
    let place = |days: f64| (days / FADING_DAYS * WIDTH, (1.0 - left(days)) * FADING_HEIGHT);
    let steps = (0..=FADING_STEPS).map(|step| place(f64::from(step) / f64::from(FADING_STEPS) * FADING_DAYS));
    let line: Vec<String> = steps.map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
    let told = |days: u32| {
        let (x, y) = place(f64::from(days));
        let text = words.with("page-fade-after", [("days", days.into())]);
        (text, format!("{:.0} %", 100.0 * left(f64::from(days))), x, y)
    };
    Fading {
        path: format!("M{}", line.join("L")),
        left: [0, 30, 180, 365, 730].map(told).to_vec(),
        half_life_days: half_life_days.round(),
    }
}
