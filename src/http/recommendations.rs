//! `POST /v1/recommendations`

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::body::Typed;
use super::door::{Caller, not_theirs};
use super::problem::{FieldError, Problem, WriteProblems};
use super::{AppState, cursor};
use crate::decision::{Answer, Request, SHOWN_MAX};
use crate::event::Subject;
use crate::ids::ItemId;
use crate::service::Service;

/// The tokens, by the names of their fields.
const PAGE: &str = "page";
const NEXT: &str = "cursor";

/// Recommends
///
/// A list for a customer, a visitor or a page, with the reasons for each item. The answer's `decision` names it: quote
/// it in the events that follow from it, and ask `/v1/decisions/{id}` about it. With a publishable key the list is for whom the token
/// names, and with `Sec-GPC: 1` it is made as if they had switched personalisation off.
///
/// While the store is away the list rests on nothing of the person (`fallback_reason` is `store_away`), and `record` says what becomes of
/// its record.
///
/// Lists of one page do not repeat each other where each is asked for with the `page` of the one before. A list goes on with its `next` as
/// `cursor`; each part is a decision of its own, whose ranks begin at 1. What was shown before stands in the record as excluded.
#[utoipa::path(
    post, path = "/v1/recommendations", tag = "recommendations", request_body = Request,
    responses(
        (status = 200, description = "The list, by rank.", body = Answer),
        (status = 204, description = "`validate_only` was set, and the request can be followed."),
        WriteProblems,
    ),
)]
pub(crate) async fn recommend(
    State(state): State<AppState>,
    caller: Caller,
    Typed(mut request): Typed<Request>,
) -> Result<Response, Problem> {
    // A wrong request is told so even while no model could answer a right one.
    request.check().and_then(|()| request.check_exclude()).map_err(|cause| Problem::failed_check(&cause))?;
    if let Some(subject) = caller.bound {
        if request.subject().is_some_and(|asked| asked != subject) {
            return Err(not_theirs());
        }
        match subject {
            Subject::Customer(id) => request.customer = Some(id),
            Subject::Visitor(id) => request.visitor = Some(id),
        }
    }
    let shown = Shown::before(&mut request)?;
    if request.validate_only {
        state.off_thread(move |service| service.check_request(&request)).await?;
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let count = usize::from(request.count);
    let work = move |service: &Service| {
        service.recommend_with(Service::new_decision_id(), Service::now(), request, caller.history)
    };
    let answer = state.off_thread(work).await?;
    state.metrics().count_decision(&answer);
    Ok(Json(shown.then(answer, count)).into_response())
}

/// What was shown before.
struct Shown {
    on_page: BTreeSet<ItemId>,
    in_list: BTreeSet<ItemId>,
}

impl Shown {
    /// Reads the tokens of a request, and lets nothing be shown that they tell of.
    fn before(request: &mut Request) -> Result<Self, Problem> {
        let read = |field: &str, token: Option<String>| match token {
            Some(token) => cursor::open(field, field, &token),
            None => Ok(BTreeSet::new()),
        };
        let in_list: BTreeSet<ItemId> = read(NEXT, request.cursor.take())?;
        let mut on_page: BTreeSet<ItemId> = read(PAGE, request.page.take())?;
        on_page.extend(in_list.iter().cloned());
        if on_page.len() > SHOWN_MAX {
            let detail = format!("a page shows at most {SHOWN_MAX} items; leave `page` out to begin another one");
            return Err(Problem::invalid(vec![FieldError { pointer: format!("/{PAGE}"), detail }]));
        }
        request.exclude.extend(on_page.iter().cloned());
        Ok(Self { on_page, in_list })
    }

    /// The answer, with the tokens for what comes after it.
    fn then(self, answer: Answer, count: usize) -> Answer {
        let and_these = |mut shown: BTreeSet<ItemId>| {
            shown.extend(answer.items.iter().map(|item| item.item.clone()));
            shown
        };
        let (on_page, in_list) = (and_these(self.on_page), and_these(self.in_list));
        let goes_on = answer.items.len() == count && in_list.len() < SHOWN_MAX;
        let next = goes_on.then(|| cursor::seal(NEXT, &in_list));
        Answer { page: Some(cursor::seal(PAGE, &on_page)), next, ..answer }
    }
}
