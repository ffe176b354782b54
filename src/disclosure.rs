//! How a placement chooses: what data, which parameters and how much each counts, which rules, what a customer can do.
//!
//! Made from the live policy, the model in use and the accounts of the last decisions, never typed (EU Digital Services Act,
//! Art. 27; GDPR, Art. 15(1)(h); Consumer Rights Directive, Art. 6a). Must not know any customer.

#[cfg(test)]
pub(crate) mod checks;
mod rules;
mod tally;
mod words;

pub use tally::{Concerns, PEOPLE_TOLD_MIN, Parameter, Tally};
#[cfg(test)]
pub(crate) use words::REPORTS;
pub use words::{DISCLOSURE_LANGUAGES, Words};
pub(crate) use words::{grouped, whole};

use fluent_bundle::FluentArgs;
use serde::{Deserialize, Serialize};

use crate::catalog::Aspect;
use crate::event::{Kind, KindWeights, LIGHT_DAYS};
use crate::ids::ItemIx;
use crate::model::{Manifest, Model};
use crate::rerank::{Owned, Policy};
use crate::units::Time;

/// The system disclosure of one placement.
// Forms of one name would be one form in the description, and a reason has a `Disclosure` too, a proposal a `Measured`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = SystemDisclosure)]
pub struct Disclosure {
    /// Which placement.
    #[schema(example = "home")]
    pub placement: String,
    /// The policy in force.
    #[schema(example = "home@12")]
    pub policy: String,
    /// The model in use.
    #[schema(example = "5f0c1d2e3b4a59687786958493a2b1c0")]
    pub model: String,
    /// The language of all texts.
    #[schema(example = "en")]
    pub locale: String,
    /// What the shares were measured on.
    pub measured: Measured,
    /// What is used, and what is not.
    pub data: Vec<DataUsed>,
    /// What a score is made of, the largest share first.
    pub parameters: Vec<ParameterTold>,
    /// What the shop has set: promotion, fairness, variety and the like. Empty where nothing is.
    pub rules: Vec<RuleTold>,
    /// What a customer can do.
    pub controls: Vec<Control>,
}

/// The decisions that shares were measured on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MeasuredShares)]
pub struct Measured {
    /// How many decisions: the last of this placement.
    #[schema(example = 200)]
    pub decisions: usize,
    /// How many items they showed.
    #[schema(example = 2000)]
    pub items: usize,
    /// How many people they rest on something of; visitors without a name count as one.
    #[schema(example = 120)]
    #[serde(default)]
    pub people: usize,
    /// Whether these are some but fewer than 20, so that shares could speak of one of them: then none is told.
    #[schema(example = false)]
    #[serde(default)]
    pub too_few_people: bool,
    /// The first of them; `null` when they are of too few people.
    pub from: Option<Time>,
    /// The last of them; as `from`.
    pub to: Option<Time>,
}

/// A kind of data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DataUsed {
    /// A stable name: a kind of event, `catalogue`, `counts` or `segments`.
    #[schema(example = "purchase")]
    pub id: String,
    /// Whether it enters a score.
    #[schema(example = true)]
    pub used: bool,
    /// In words.
    #[schema(example = "What you bought: item, time and, where there is one, the price.")]
    pub text: String,
}

/// A parameter, how much it counts and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ParameterTold {
    /// A stable name.
    #[schema(example = "purchase")]
    pub id: String,
    /// In words.
    #[schema(example = "What you bought")]
    pub text: String,
    /// Its measured share of the absolute contributions to the scores of all items shown, 0 to 1; `null` when no decision was
    /// measured yet, or only such of too few people.
    #[schema(example = 0.61)]
    pub share: Option<f64>,
    /// Why it weighs as it does.
    #[schema(example = "One such event counts 1 next to 1 for a purchase, and less the older it is.")]
    pub why: String,
}

/// A rule in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RuleTold {
    /// What it is for.
    pub kind: RuleKind,
    /// In words.
    #[schema(example = "At most 2 items of one brand.")]
    pub text: String,
}

/// What a rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = "variety")]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// Somebody pays for it.
    Paid,
    /// The shop raises or lowers something.
    Promotion,
    /// A group gets its share.
    Fairness,
    /// A list is varied.
    Variety,
    /// Something is not shown.
    Exclusion,
}

/// What a customer can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Control {
    /// A stable name.
    #[schema(example = "off")]
    pub id: String,
    /// In words.
    #[schema(example = "Mark a single event as not to be used.")]
    pub text: String,
    /// The call that a storefront makes for it.
    #[schema(example = "PUT /v1/customers/{id} {\"personalisation\": \"off\"}")]
    pub call: String,
}

/// What is told of, and in which language.
#[derive(Debug, Clone, Copy)]
pub struct Live<'a> {
    /// The rules in force.
    pub policy: &'a Policy,
    /// The model in use.
    pub manifest: &'a Manifest,
    /// What the model has no weight for.
    pub silent: &'a [Parameter],
    /// The last decisions.
    pub tally: &'a Tally,
    /// How many items reviews keep out of it.
    pub kept_out: usize,
    /// The language.
    pub words: &'a Words,
    /// The moment: a rule that is scheduled for another is not in force.
    pub now: Time,
}

/// Tells how a placement chooses.
#[must_use]
pub fn disclose(live: Live<'_>) -> Disclosure {
    Disclosure {
        placement: live.policy.placement.clone(),
        policy: live.policy.name(),
        model: live.manifest.fingerprint.clone(),
        locale: live.words.language().to_owned(),
        measured: live.tally.measured(),
        data: data(live),
        parameters: parameters(live),
        rules: rules::told(live),
        controls: controls(live.words),
    }
}

/// The parameters that a model has no weight for, whatever strength it gives them: a shop that is too young has no seasons, one whose visits have
/// no order nothing that follows.
#[must_use]
pub fn silent(model: &Model) -> Vec<Parameter> {
    let is_any = |has: &dyn Fn(ItemIx) -> bool| (0..model.n_items()).map(ItemIx::from_at).any(has);
    let is_like = |item: ItemIx| Aspect::ALL.into_iter().any(|aspect| !model.like_row(item, aspect).0.is_empty());
    let [has_together, has_next] =
        [is_any(&|item| !model.row(item).0.is_empty()), is_any(&|item| !model.next_row(item).0.is_empty())];
    let has_like = is_any(&is_like);
    let is_told = |priors: &[f32]| priors.iter().any(|prior| *prior != 0.0);
    let has_weight = |parameter: &Parameter| match parameter {
        Parameter::Event(_) | Parameter::Session => has_together,
        Parameter::Transition => has_next,
        Parameter::Content => has_like,
        Parameter::Context => has_together || has_like,
        Parameter::Popularity => is_told(model.popularity()),
        Parameter::Trend => is_told(model.trend()),
        Parameter::Season => model.has_seasons(),
        Parameter::Newness
        | Parameter::Stated
        | Parameter::Reorder
        | Parameter::Boost
        | Parameter::Diversity
        | Parameter::Novelty
        | Parameter::Serendipity
        | Parameter::Exposure
        | Parameter::Parity
        | Parameter::Calibration => true,
    };
    Parameter::all().into_iter().filter(|parameter| !has_weight(parameter)).collect()
}

/// Arguments of a sentence.
fn with<'a>(pairs: impl IntoIterator<Item = (&'a str, String)>) -> FluentArgs<'a> {
    let mut arguments = FluentArgs::new();
    pairs.into_iter().for_each(|(name, value)| arguments.set(name, value));
    arguments
}

/// A number as a reader wants it: at most two digits after the point.
fn figure(value: f64) -> String {
    let rounded = libm::round(value * 100.0) / 100.0;
    format!("{rounded}")
}

/// A number of score points, which may be small: at most four digits after the point.
fn exact(points: f64) -> String {
    let rounded = libm::round(points * 10_000.0) / 10_000.0;
    format!("{rounded}")
}

fn weight_of(kind: Kind, weights: &KindWeights) -> f64 {
    match kind {
        Kind::View => weights.view,
        Kind::Cart => weights.cart,
        Kind::Purchase => weights.purchase,
        Kind::Save => weights.save,
        Kind::Rate | Kind::Like => weights.like,
        Kind::Dislike => weights.dislike,
        Kind::Return => weights.r#return,
        Kind::NotInterested => weights.not_interested,
        Kind::Report => 0.0,
    }
}

fn data(live: Live<'_>) -> Vec<DataUsed> {
    let words = live.words;
    let event = |kind: Kind| {
        let what = words.say(&format!("source-{}", kind.as_str()));
        let text = words.said("data-event", Some(&with([("what", what)])));
        DataUsed { id: kind.as_str().to_owned(), used: weight_of(kind, &live.manifest.params.kinds) != 0.0, text }
    };
    let other = |id: &str, used: bool| DataUsed { id: id.to_owned(), used, text: words.say(&format!("data-{id}")) };
    let others = [
        other("stated", live.manifest.params.stated > 0.0),
        other("catalogue", true),
        other("counts", true),
        other("segments", false),
    ];
    Kind::ALL.into_iter().map(event).chain(others).collect()
}

fn parameters(live: Live<'_>) -> Vec<ParameterTold> {
    let told = |parameter: Parameter| ParameterTold {
        id: parameter.id().to_owned(),
        text: live.words.say(&format!("source-{}", parameter.id())),
        share: live.tally.share(parameter),
        why: why(parameter, live),
    };
    let mut all: Vec<ParameterTold> =
        Parameter::all().into_iter().filter(|parameter| is_in_force(*parameter, live)).map(told).collect();
    all.sort_by(|a, b| b.share.unwrap_or(0.0).total_cmp(&a.share.unwrap_or(0.0)));
    all
}

/// Whether a parameter can enter a score at all.
fn is_in_force(parameter: Parameter, live: Live<'_>) -> bool {
    if live.silent.contains(&parameter) {
        return false;
    }
    let params = &live.manifest.params;
    match parameter {
        Parameter::Event(kind) => weight_of(kind, &params.kinds) != 0.0 && params.history > 0.0,
        Parameter::Session => params.history > 0.0,
        Parameter::Transition => params.session > 0.0,
        Parameter::Content => params.content > 0.0,
        Parameter::Context => params.context > 0.0,
        Parameter::Popularity => params.popularity > 0.0,
        Parameter::Trend => params.trend > 0.0,
        Parameter::Newness => params.newness > 0.0,
        Parameter::Season => params.season > 0.0,
        Parameter::Stated => params.stated > 0.0,
        Parameter::Reorder => params.reorder > 0.0 && live.policy.owned == Owned::Allow,
        Parameter::Boost => !live.policy.boosts.is_empty(),
        Parameter::Diversity => live.policy.diversity > 0.0,
        Parameter::Novelty => live.policy.novelty > 0.0,
        Parameter::Serendipity => live.policy.serendipity > 0.0,
        Parameter::Exposure => !live.policy.exposures.is_empty(),
        Parameter::Parity => !live.policy.parities.is_empty(),
        Parameter::Calibration => live.policy.calibration > 0.0,
    }
}

fn why(parameter: Parameter, live: Live<'_>) -> String {
    let (words, params) = (live.words, &live.manifest.params);
    let points = |points: f64| with([("points", exact(points))]);
    match parameter {
        Parameter::Event(kind) => {
            let weight = weight_of(kind, &params.kinds);
            let direction = if weight < 0.0 { "against" } else { "for" };
            let arguments = with([("weight", figure(weight.abs())), ("direction", direction.to_owned())]);
            format!("{} {}", words.say("why-together"), words.said("why-kind", Some(&arguments)))
        }
        Parameter::Session => words.say("why-together"),
        Parameter::Transition => words.say("why-transition"),
        Parameter::Content => words.say("why-content"),
        Parameter::Popularity => words.said("why-popularity", Some(&points(params.popularity))),
        Parameter::Trend => words.said("why-trend", Some(&points(params.trend))),
        Parameter::Newness => {
            let (points, days) = (exact(params.newness), figure(params.newness_days));
            let count = ("n", params.newness_days.into());
            words.with("why-newness", [("points", points.into()), ("days", days.into()), count])
        }
        Parameter::Season => words.said("why-season", Some(&points(params.season))),
        Parameter::Stated => words.said("why-stated", Some(&points(params.stated))),
        Parameter::Reorder => words.said("why-reorder", Some(&points(params.reorder))),
        Parameter::Context => words.said("why-page", Some(&with([("weight", figure(params.context))]))),
        Parameter::Boost
        | Parameter::Diversity
        | Parameter::Novelty
        | Parameter::Serendipity
        | Parameter::Exposure
        | Parameter::Parity
        | Parameter::Calibration => words.say("why-rule"),
    }
}

fn controls(words: &Words) -> Vec<Control> {
    let calls = [
        ("off", "PUT /v1/customers/{id} {\"personalisation\": \"off\"}"),
        ("light", "PUT /v1/customers/{id} {\"personalisation\": \"light\"}"),
        ("consent", "PUT /v1/customers/{id} {\"consent\": {\"recommend\": false}}"),
        ("event", "PATCH /v1/customers/{id}/events/{event} {\"used\": false}"),
        ("topics", "PUT /v1/customers/{id} {\"blocked_topics\": [\"..\"]}"),
        ("export", "GET /v1/customers/{id}/export"),
        ("erase", "DELETE /v1/customers/{id}"),
        ("why", "GET /v1/decisions/{decision}/items/{item}/why"),
    ];
    let control = |(id, call): (&str, &str)| {
        let arguments = with([("days", LIGHT_DAYS.to_string())]);
        Control {
            id: id.to_owned(),
            text: words.said(&format!("control-{id}"), Some(&arguments)),
            call: call.to_owned(),
        }
    };
    calls.into_iter().map(control).collect()
}

#[cfg(test)]
mod tests;
