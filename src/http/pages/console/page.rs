//! What every page of the console has: the frame around it, and the page that says what went wrong.

use std::time::Duration;

use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};

use super::door::Person;
use super::words::quoted;
use crate::access::Role;
use crate::http::pages::page::{self, Rendered};
use crate::http::pages::{PageError, assets};
use crate::http::problem::Problem;
use crate::http::rule::{OVERSEERS, TRIERS};
use crate::service::Service;

/// The frame: header, navigation, who is signed in.
#[derive(Debug)]
pub(super) struct Frame {
    /// The shop's name.
    pub(super) shop: String,
    /// Names the assets' contents in their addresses.
    pub(super) assets: &'static str,
    /// Which entry of the navigation is this page.
    pub(super) here: Here,
    /// Who is signed in.
    pub(super) person: Person,
}

/// The placements that a page of one placement leads to.
pub(super) fn others(service: &Service, placement: &str) -> Result<Vec<String>, PageError> {
    Ok(service.placements()?.into_iter().filter(|other| other != placement).collect())
}

/// An entry of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Here {
    /// What waits, and the placements.
    Start,
    /// The rules of a placement in a form.
    Tune,
    /// How reasons speak.
    Wording,
    /// Proposals, and their life.
    Policies,
    /// What is tried on some.
    Experiments,
    /// What people look at.
    Reviews,
    /// What is shown, and what comes of it.
    Watch,
    /// What went wrong.
    Incidents,
    /// What was shown in a span, and what came of it.
    Reports,
}

/// The navigation, in order: what it leads to, under which name and address, and to whom it is shown.
const ENTRIES: [(Here, &str, &str, &[Role]); 9] = [
    (Here::Start, "Start", "/console", OVERSEERS),
    (Here::Tune, "Tune", "/console/tune", TRIERS),
    (Here::Wording, "Wording", "/console/wording", TRIERS),
    (Here::Policies, "Policies", "/console/policies", OVERSEERS),
    (Here::Experiments, "Experiments", "/console/experiments", OVERSEERS),
    (Here::Reviews, "Reviews", "/console/reviews", OVERSEERS),
    (Here::Watch, "Watch", "/console/watch", OVERSEERS),
    (Here::Incidents, "Incidents", "/console/incidents", OVERSEERS),
    (Here::Reports, "Reports", "/console/reports", OVERSEERS),
];

impl Frame {
    /// Around a page.
    pub(super) fn new(service: &Service, person: &Person, here: Here) -> Result<Self, PageError> {
        Ok(Self { shop: service.store().shop()?.name, assets: assets::version(), here, person: person.clone() })
    }

    /// The entries that this person may open: address, name, and whether it is this page.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'static str, &'static str, bool)> {
        let is_theirs = |roles: &[Role]| roles.contains(&self.person.actor.role);
        let shown = ENTRIES.iter().filter(move |(.., roles)| is_theirs(roles));
        shown.map(|(here, name, address, _)| (*address, *name, *here == self.here))
    }
}

/// What went wrong, for whoever uses the console.
pub(super) struct Oops {
    status: StatusCode,
    words: String,
    retry_after_s: Option<u64>,
}

impl Oops {
    /// In words for whoever uses the console.
    pub(super) fn new(status: StatusCode, words: impl Into<String>) -> Self {
        Self { status, words: words.into(), retry_after_s: None }
    }

    /// What the API would say.
    pub(super) fn of(problem: &Problem) -> Self {
        // The API points into its bodies; here the same names are fields of a form.
        let words = quoted(&problem.detail().replace("`/", "`"));
        let mut letters = words.chars();
        let words = letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>());
        Self::new(problem.status(), words.unwrap_or_default() + ".")
    }

    /// Somebody comes too often.
    pub(super) fn wait(wait: Duration) -> Self {
        let seconds = wait.as_secs() + 1;
        let words = format!("That was too often in too short a time. Try again in {seconds} s.");
        Self { retry_after_s: Some(seconds), ..Self::new(StatusCode::TOO_MANY_REQUESTS, words) }
    }
}

impl From<PageError> for Oops {
    fn from(error: PageError) -> Self {
        match error {
            // Faults of ours are logged where the problem is made.
            PageError::Service(cause) => Self::of(&Problem::from(cause)),
            other => Self::new(other.status(), other.to_string()),
        }
    }
}

impl IntoResponse for Oops {
    fn into_response(self) -> Response {
        let page = page::Oops::at_console(self.status, self.words);
        let mut response = (self.status, Rendered(page)).into_response();
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}
