//! A copy of everything, and the end: what will happen before, a receipt after.

use askama::Template;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::super::act::Way;
use super::super::asked::{Asked, Filled};
use super::super::page::{Frame, Here, Rendered};
use super::super::shopper::Shopper;
use super::super::words::with;
use super::super::{PageError, answered};
use super::{Wish, words};
use crate::disclosure::Words;
use crate::http::AppState;
use crate::http::rights::{self, Wanted};
use crate::oversight::reviews_of;
use crate::service::Service;
use crate::store::Erased;

/// What is kept of somebody, in numbers.
struct Counts {
    events: usize,
    decisions: usize,
    reviews: usize,
}

#[derive(Template)]
#[template(path = "leave.html")]
struct Leave {
    frame: Frame,
    words: Words,
    lang: &'static str,
    counts: Counts,
    /// What is gone, once it is.
    receipt: Option<(Erased, String)>,
}

impl Leave {
    fn say(&self, name: &str) -> String {
        self.words.say(&format!("leave-{name}"), None)
    }

    fn counted(&self, name: &str, n: &dyn ToString) -> String {
        self.words.say(&format!("leave-{name}"), Some(&with([("n", n.to_string())])))
    }
}

#[derive(Debug, Deserialize)]
pub(in crate::http::pages) struct LeaveForm {
    #[serde(default)]
    sure: String,
    #[serde(flatten)]
    way: Way,
}

/// `GET /shop/you/copy`
pub(in crate::http::pages) async fn copy(
    State(state): State<AppState>,
    shopper: Shopper,
    Asked(wanted): Asked<Wanted>,
) -> Response {
    let mut response = match rights::copy(&state, shopper.subject(), wanted).await {
        Ok(response) => response,
        Err(problem) => return problem.into_response(),
    };
    response.headers_mut().insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    response
}

/// `GET /shop/you/leave`
pub(in crate::http::pages) async fn ask(
    State(state): State<AppState>,
    shopper: Shopper,
    Asked(wish): Asked<Wish>,
) -> Response {
    answered(state, move |service| Ok(Rendered(page(service, &shopper, &wish.lang, None)?))).await
}

/// `POST /shop/you/leave`: the answer is the receipt, since nothing is left to look it up in.
pub(in crate::http::pages) async fn leave(
    State(state): State<AppState>,
    shopper: Shopper,
    Filled(form): Filled<LeaveForm>,
) -> Response {
    answered(state, move |service| {
        if form.sure != "yes" {
            return Err(PageError::Unfilled);
        }
        let erased = service.erase(&shopper.subject())?;
        let receipt = (erased, Service::now().to_string());
        Ok(Rendered(page(service, &shopper, &form.way.lang, Some(receipt))?))
    })
    .await
}

fn page(
    service: &Service,
    shopper: &Shopper,
    lang: &str,
    receipt: Option<(Erased, String)>,
) -> Result<Leave, PageError> {
    let words = words(service, lang)?;
    let subject = shopper.subject();
    service.store().flush()?;
    let counts = Counts {
        events: service.store().events_of(&subject)?.len(),
        decisions: service.store().decisions_of(&subject)?.len(),
        reviews: reviews_of(service.store(), &subject)?.len(),
    };
    Ok(Leave { frame: Frame::new(service, shopper, Here::You)?, lang: words.language(), words, counts, receipt })
}
