//! A copy of everything, and the end: what will happen before, a receipt after.

use askama::Template;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::super::asked::{Asked, Filled};
use super::super::page::{Frame, Here, Rendered};
use super::super::shopper::Shopper;
use super::super::tongue::Tongue;
use super::super::visit;
use super::super::{PageError, answered};
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
    words: Tongue,
    counts: Counts,
    /// What is gone, once it is.
    receipt: Option<(Erased, String)>,
}

impl Leave {
    fn say(&self, name: &str) -> String {
        self.words.say(&format!("leave-{name}"))
    }

    fn counted(&self, name: &str, n: &usize) -> String {
        self.words.counted(&format!("leave-{name}"), n)
    }
}

#[derive(Debug, Deserialize)]
pub(in crate::http::pages) struct LeaveForm {
    #[serde(default)]
    sure: String,
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
pub(in crate::http::pages) async fn ask(State(state): State<AppState>, shopper: Shopper) -> Response {
    answered(state, move |service| Ok(Rendered(page(service, &shopper, None)?))).await
}

/// `POST /shop/you/leave`: the answer is the receipt, since nothing is left to look it up in.
pub(in crate::http::pages) async fn leave(
    State(state): State<AppState>,
    shopper: Shopper,
    Filled(form): Filled<LeaveForm>,
) -> Response {
    let (is_demo, ended) = (shopper.persona.is_some(), state.clone());
    let response = answered(state, move |service| {
        if form.sure != "yes" {
            return Err(PageError::Unfilled);
        }
        let words = shopper.tongue(service)?;
        let erased = service.erase(&shopper.subject())?;
        // They are gone already, whatever becomes of the letter.
        if let Err(cause) = service.write_last_to(&shopper.id(), &words) {
            tracing::error!(%cause, "a last message was not written");
        }
        let receipt = (erased, Service::now().to_string());
        Ok(Rendered(page(service, &shopper, Some(receipt))?))
    })
    .await;
    // Whoever is forgotten is nobody any more: another look would begin a new history under the old name.
    if is_demo || !response.status().is_success() { response } else { visit::over(&ended, response) }
}

fn page(service: &Service, shopper: &Shopper, receipt: Option<(Erased, String)>) -> Result<Leave, PageError> {
    let subject = shopper.subject();
    service.store().flush()?;
    let counts = Counts {
        events: service.store().events_of(&subject)?.len(),
        decisions: service.store().decisions_of(&subject)?.len(),
        reviews: reviews_of(service.store(), &subject)?.len(),
    };
    let words = shopper.tongue(service)?;
    let here = if receipt.is_some() { Here::Gone } else { Here::You };
    Ok(Leave { frame: Frame::new(service, shopper, here)?, words, counts, receipt })
}
