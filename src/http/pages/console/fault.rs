//! What went wrong, for whoever uses the console: kept as what it is until it is known in which language to say it.

use std::time::Duration;

use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};

use super::oversight;
use super::words::field_words;
use crate::access::KEY_SETTLES_DAYS;
use crate::http::pages::PageError;
use crate::http::pages::tongue::Tongue;
use crate::http::problem::{Kind, Problem};
use crate::monitor::DAYS_MAX;
use crate::oversight::{
    OversightError, REASON_CHARS_MAX, Refusal, SUPPRESSED_MAX, SettingsError, TITLE_CHARS_MAX, Whose,
};
use crate::report::SpanError;
use crate::rerank::{Clashing, PolicyError, RULES_MAX};
use crate::service::ServiceError;
use crate::store::UNLINKED_MAX;

/// What a page says of what went wrong.
#[derive(Debug, Clone)]
pub(in crate::http::pages) enum Fault {
    /// A sentence.
    Named(&'static str),
    /// A sentence about a thing.
    About(&'static str, String),
    /// A step that was refused.
    Refused(Box<Refusal>),
    /// Rules that no policy may have.
    Policy(Box<PolicyError>),
    /// A setting outside its range.
    Setting(SettingsError),
    /// A field that cannot hold what a form says.
    Value(String, String),
}

impl Fault {
    /// In words.
    pub(in crate::http::pages) fn words(&self, tongue: Tongue) -> String {
        match self {
            Self::Named(name) => tongue.say(name),
            Self::About(name, thing) => tongue.told(name, thing),
            Self::Refused(refusal) => sentence(&refusal_words(tongue, refusal)),
            Self::Policy(cause) => tongue.told("rules-refused", policy_words(tongue, cause)),
            Self::Setting(SettingsError { field, max, .. }) => {
                let bounds = [oversight::label(tongue, field), "0".to_owned(), oversight::bound(tongue, field, *max)];
                sentence(&tongue.filled("refused-range", bounds))
            }
            Self::Value(field, text) => tongue.pair("rules-value", field_words(tongue, &field.replace('.', "/")), text),
        }
    }

    fn of(error: &PageError) -> Self {
        match error {
            PageError::NotFound(_) => Self::Named("fault-page"),
            PageError::Address => Self::Named("fault-address"),
            PageError::Large => Self::Named("fault-large"),
            PageError::Rules(_) => Self::Named("rules-unread"),
            PageError::Unchanged => Self::Named("rules-same"),
            PageError::Value { name, text } => Self::Value(name.clone(), text.clone()),
            PageError::Policy(cause) => Self::Policy(Box::new(cause.clone())),
            PageError::Choice(_) | PageError::Form(_) | PageError::NoProfile | PageError::Unfilled => {
                Self::Named("fault-form")
            }
            PageError::Service(cause) => Self::of_service(cause),
        }
    }

    fn of_service(cause: &ServiceError) -> Self {
        match cause {
            ServiceError::Oversight(OversightError::Refused(refusal)) => Self::Refused(Box::new(refusal.clone())),
            ServiceError::Oversight(OversightError::Full) => Self::About("fault-full", SUPPRESSED_MAX.to_string()),
            ServiceError::Oversight(OversightError::FullOfPairs) => {
                Self::About("fault-full-of-pairs", UNLINKED_MAX.to_string())
            }
            ServiceError::Oversight(OversightError::Changed) => Self::Named("fault-changed"),
            ServiceError::Oversight(OversightError::Unknown { .. })
            | ServiceError::UnknownDecision(_)
            | ServiceError::UnknownItem(_)
            | ServiceError::Why(_) => Self::Named("fault-page"),
            ServiceError::Oversight(OversightError::Settings(cause)) => Self::Setting(cause.clone()),
            ServiceError::Request(_) => Self::Named("fault-form"),
            ServiceError::Unlearnt { segment, .. } => Self::About("rules-unlearnt", segment.clone()),
            ServiceError::Model(_) => Self::Named("fault-unlearnt"),
            ServiceError::Oversight(OversightError::Store(_))
            | ServiceError::Record(_)
            | ServiceError::Key(_)
            | ServiceError::Store(_)
            | ServiceError::Outbox(_) => Self::Named("fault-ours"),
        }
    }
}

/// A part of a sentence as a whole one.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).chain(['.']).collect()
}

/// Why a step is refused, as part of a sentence.
pub(super) fn refusal_words(tongue: Tongue, refusal: &Refusal) -> String {
    match refusal {
        Refusal::State { did, state } => {
            let stands = tongue.say(&format!("stand-{state}"));
            tongue.filled("refused-state", [(*did).to_owned(), (*state).to_owned(), stands])
        }
        Refusal::Role(whose) => {
            let whose = match whose {
                Whose::Approvers => "refused-role-approver",
                Whose::Admins => "refused-role-admin",
                Whose::Authors => "refused-role-author",
                Whose::Planners => "refused-role-handler",
            };
            tongue.told("refused-role", tongue.say(whose))
        }
        Refusal::NotYours(name) => tongue.told("refused-yours", name),
        Refusal::Own => tongue.say("refused-own"),
        Refusal::OwnWish => tongue.say("refused-own-wish"),
        Refusal::NewKey(name) => tongue.pair("refused-new-key", name, KEY_SETTLES_DAYS),
        Refusal::Reason => tongue.told("refused-reason", REASON_CHARS_MAX),
        Refusal::Title => tongue.told("refused-title", TITLE_CHARS_MAX),
        Refusal::Range { field, min, max } => {
            let (label, [min, max]) = asked(field, [min, max]);
            tongue.filled("refused-range", [tongue.say(label), tongue.number(&min), tongue.number(&max)])
        }
        Refusal::Running => tongue.say("refused-running"),
        Refusal::NeedsApproval(_) => tongue.say("refused-approval"),
        Refusal::Outdated { against, live } => tongue.pair("refused-outdated", against, live),
        Refusal::Past => tongue.say("refused-past"),
        Refusal::NotDue => tongue.say("refused-not-due"),
        Refusal::NoPlacement => tongue.say("refused-no-placement"),
        Refusal::Sentences => tongue.say("refused-sentences"),
        Refusal::Uncited => tongue.say("refused-uncited"),
        Refusal::NothingBefore => tongue.say("refused-nothing-before"),
    }
}

/// What the form of an experiment calls a field, and its bounds as it asks for them: shares in percent.
fn asked(field: &str, bounds: [&String; 2]) -> (&'static str, [String; 2]) {
    let in_percent = |bound: &String| {
        bound.parse::<f64>().map_or_else(|_| bound.clone(), |share| ((share * 1e5).round() / 1e3).to_string())
    };
    match field {
        "days" => ("plan-trial-days", bounds.map(Clone::clone)),
        "share" => ("plan-trial-share", bounds.map(in_percent)),
        _ => ("plan-trial-fall", bounds.map(in_percent)),
    }
}

fn policy_words(tongue: Tongue, cause: &PolicyError) -> String {
    // The API points into its bodies; here the same names are fields of a form.
    let named = |pointer: &str| field_words(tongue, pointer);
    match cause {
        PolicyError::Range { field, value, min, max } => {
            let [value, min, max] = [value, min, max].map(|number| tongue.number(&number.to_string()));
            tongue.filled("rules-range", [named(field), min, max, value])
        }
        PolicyError::Empty { field } => tongue.told("rules-empty", named(field)),
        PolicyError::TooMany { field, count } => {
            tongue.filled("rules-many", [named(field), count.to_string(), RULES_MAX.to_string()])
        }
        PolicyError::Impossible { rules } => {
            let rule = |rule: &Clashing| tongue.pair("cause-named", named(&rule.pointer), &rule.name);
            let all = rules.iter().map(rule).collect::<Vec<_>>().join(", ");
            tongue.told(if rules.len() == 1 { "rules-squeezed" } else { "rules-impossible" }, all)
        }
        PolicyError::Schedule { field } => tongue.told("rules-schedule", named(field)),
        PolicyError::FairStar { field } => tongue.told("rules-fair", named(field)),
        PolicyError::PinConflict { first, second, .. } => tongue.pair("rules-pins", first + 1, second + 1),
        PolicyError::SameName { field, .. } => tongue.told("rules-names", named(field)),
        PolicyError::SameSegment { first, second } => tongue.pair("rules-segments", first + 1, second + 1),
    }
}

/// An answer that says what went wrong; whoever knows the language makes a page of it.
pub(super) struct Oops {
    status: StatusCode,
    fault: Fault,
    retry_after_s: Option<u64>,
}

impl Oops {
    /// With a status.
    pub(super) fn new(status: StatusCode, fault: Fault) -> Self {
        Self { status, fault, retry_after_s: None }
    }

    /// What the API would refuse, by its kind.
    pub(super) fn of(problem: &Problem) -> Self {
        let name = match problem.kind() {
            Kind::NotFound => "fault-page",
            Kind::MethodNotAllowed => "fault-way",
            Kind::TooLarge => "fault-large",
            Kind::TooMany | Kind::Busy => "fault-busy",
            Kind::BodyTimeout | Kind::Timeout => "fault-late",
            Kind::NoModel => "fault-unlearnt",
            Kind::Conflict => "fault-changed",
            Kind::Internal | Kind::ReadOnly | Kind::StoreAway => "fault-ours",
            Kind::Unauthenticated | Kind::Forbidden => "fault-role",
            Kind::Malformed | Kind::UnsupportedMediaType | Kind::Misdirected | Kind::Invalid => "fault-form",
        };
        Self::new(problem.status(), Fault::Named(name))
    }

    /// Somebody comes too often.
    pub(super) fn wait(wait: Duration) -> Self {
        let seconds = wait.as_secs() + 1;
        let fault = Fault::About("fault-often", seconds.to_string());
        Self { retry_after_s: Some(seconds), ..Self::new(StatusCode::TOO_MANY_REQUESTS, fault) }
    }

    /// A span that no report is of.
    pub(super) fn of_span(cause: &SpanError) -> Self {
        let fault = match cause {
            SpanError::Month(_) => Fault::Named("span-month"),
            SpanError::Half | SpanError::Midnight => Fault::Named("span-half"),
            SpanError::Length => Fault::About("span-length", DAYS_MAX.to_string()),
            SpanError::Future => Fault::Named("span-future"),
        };
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, fault)
    }
}

impl From<PageError> for Oops {
    fn from(error: PageError) -> Self {
        let fault = Fault::of(&error);
        match error {
            // Faults of ours are logged where the problem is made.
            PageError::Service(cause) => Self::new(Problem::from(cause).status(), fault),
            other => Self::new(other.status(), fault),
        }
    }
}

impl IntoResponse for Oops {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self.fault);
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_in_each_language_with_where_it_stands() {
        let refusal = Refusal::State { did: "begun", state: "guarded" };
        let told = |code| Fault::Refused(Box::new(refusal.clone())).words(Tongue::of(code));
        assert_eq!(told("en"), "This cannot be begun any more, or not yet: it is guarded.");
        assert_eq!(told("de"), "Das geht nicht mehr oder noch nicht, Stand: durch die Schutzgrenze beendet.");
        assert_eq!(told("fr"), "Ce n’est plus possible, ou pas encore ; état : arrêtée par son garde-fou.");
        let range = PolicyError::Range { field: "/caps/brand".to_owned(), value: 0.5, min: 1.0, max: 9.0 };
        let told = Fault::Policy(Box::new(range)).words(Tongue::of("de"));
        assert_eq!(
            told,
            "Die Regeln lassen sich nicht speichern: „Grenzen › Marke“ muss zwischen 1 und 9 liegen, nicht 0,5."
        );
        let range = Refusal::Range { field: "share", min: "0.05".to_owned(), max: "0.95".to_owned() };
        let told = Fault::Refused(Box::new(range)).words(Tongue::of("de"));
        assert_eq!(told, "„Wie viele der Teilnehmenden es sehen, in Prozent“ muss zwischen 5 und 95 liegen.");
    }

    #[test]
    fn rules_that_cannot_be_held_are_told_by_their_places_and_names() {
        let told = |rules: &[(&str, &str)]| {
            let rule = |(pointer, name): &(&str, &str)| Clashing { pointer: (*pointer).into(), name: (*name).into() };
            let cause = PolicyError::Impossible { rules: rules.iter().map(rule).collect() };
            Fault::Policy(Box::new(cause)).words(Tongue::of("de"))
        };
        assert_eq!(
            told(&[("/pins/0", "Titel"), ("/exclusions/1", "Rückruf")]),
            "Die Regeln lassen sich nicht speichern: feste Plätze › Nr. 1 „Titel“, Ausschlüsse › Nr. 2 „Rückruf“ sind nicht \
             zusammen einzuhalten: Keine Liste tut das; ändern oder entfernen Sie eine davon."
        );
        assert_eq!(
            told(&[("/groups/0", "Kleine")]),
            "Die Regeln lassen sich nicht speichern: bei Gruppen › Nr. 1 „Kleine“ ist das Mindeste mehr als das Höchste; ändern \
             Sie eines von beiden."
        );
    }
}
