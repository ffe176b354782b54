//! How we choose: the system disclosure of the home page.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use fluent_bundle::FluentArgs;
use serde::Deserialize;

use super::answered;
use super::asked::Asked;
use super::filters;
use super::page::{Frame, Here, Rendered};
use super::shopper::Shopper;
use crate::disclosure::{Disclosure, PEOPLE_TOLD_MIN, RuleKind, RuleTold, Words};
use crate::http::AppState;

const PLACEMENT: &str = "home";
/// The width of a bar of all, in the drawing's units.
const WIDTH: f64 = 1000.0;

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Tongue {
    /// A language.
    lang: Option<String>,
}

/// A parameter with its bar.
struct Counted {
    text: String,
    why: String,
    /// In percent; `None` when nothing was measured yet.
    share: Option<String>,
    width: f64,
}

#[derive(Template)]
#[template(path = "how.html")]
struct How {
    frame: Frame,
    told: Disclosure,
    words: Words,
    counted: Vec<Counted>,
    used: Vec<String>,
    unused: Vec<String>,
}

impl How {
    fn rules(&self, kind: RuleKind) -> Vec<&RuleTold> {
        self.told.rules.iter().filter(|rule| rule.kind == kind).collect()
    }

    /// A text of the page itself.
    fn say(&self, name: &str) -> String {
        let mut arguments = FluentArgs::new();
        arguments.set("policy", self.told.policy.clone());
        arguments.set("model", self.told.model.clone());
        arguments.set("decisions", self.told.measured.decisions);
        arguments.set("items", self.told.measured.items);
        arguments.set("least", PEOPLE_TOLD_MIN);
        self.words.say(&format!("page-{name}"), Some(&arguments))
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
pub(super) async fn how(State(state): State<AppState>, shopper: Shopper, Asked(tongue): Asked<Tongue>) -> Response {
    answered(state, move |service| {
        let frame = Frame::new(service, &shopper, Here::Shop)?;
        let told = service.disclose(PLACEMENT, tongue.lang.as_deref())?;
        let largest = told.parameters.iter().filter_map(|told| told.share).fold(0.0, f64::max);
        let counted = told.parameters.iter().map(|told| Counted {
            text: told.text.clone(),
            why: told.why.clone(),
            share: told.share.map(|share| format!("{:.1} %", 100.0 * share)),
            width: if largest > 0.0 { WIDTH * told.share.unwrap_or(0.0) / largest } else { 0.0 },
        });
        let counted = counted.collect();
        let data = |used: bool| told.data.iter().filter(move |data| data.used == used).map(|data| data.text.clone());
        let (used, unused) = (data(true).collect(), data(false).collect());
        let words = Words::of(&told.locale);
        Ok(Rendered(How { frame, counted, used, unused, words, told }))
    })
    .await
}
