//! The console: where those who work for a shop see and change the rules of its lists.
//!
//! Rendered on the server and complete without scripts. Every route stands for an operation of the API, and whoever calls it may do what
//! their key lets them do there, and no more. Must not know how a rule acts.

mod bars;
mod deed;
mod desk;
mod door;
mod experiment;
mod experiments;
mod facts;
mod fault;
mod figures;
mod frontier;
mod harms;
mod heard;
mod impact;
mod incident;
mod incidents;
mod oversight;
mod page;
mod plan;
mod policy_form;
mod preview;
mod proposal;
mod proposals;
mod report;
mod reports;
mod review;
mod reviews;
mod session;
mod sign;
mod start;
mod steps;
mod tune;
mod watch;
mod watch_figures;
mod weeks;
mod wording;
mod words;

use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

pub(super) use fault::Fault;
pub(crate) use report::{ReportForm, report_file, report_html};
pub(in crate::http) use session::Sessions;
pub(in crate::http) use sign::DemoKeys;

use super::{PageError, act};
use crate::http::problem::Problem;
use crate::http::rule::Rules;
use crate::http::{AppState, Pages};
use crate::service::Service;
use desk::Desk;
use fault::Oops;

/// The console's routes; the demo's people sign in without a key.
pub(super) fn desk(api: &Rules, pages: Pages) -> Desk<'_> {
    let desk = Desk::new(api)
        .open("GET /console/sign-in", get(sign::ask))
        .open("POST /console/sign-in", post(sign::sign_in))
        .open("POST /console/sign-out", post(sign::sign_out))
        .open("POST /console/language", post(act::language))
        .like("GET /v1/placements/{placement}/policies", "GET /console", get(start::start))
        .like("POST /v1/placements/{placement}/preview", "POST /console/tune/{placement}/preview", post(tune::follow))
        .like("POST /v1/placements/{placement}/preview", "GET /console/tune", get(tune::to_placement))
        .like("POST /v1/placements/{placement}/preview", "GET /console/tune/{placement}", get(tune::tune))
        .like("POST /v1/placements/{placement}/policies", "POST /console/tune/{placement}", post(tune::save))
        .like("POST /v1/placements/{placement}/preview", "GET /console/wording", get(wording::to_placement))
        .like("POST /v1/placements/{placement}/preview", "GET /console/wording/{placement}", get(wording::wording));
    let desk = reports(watching(settings(reviews(policies(desk)))));
    match pages {
        Pages::Off | Pages::Console => desk,
        Pages::DemoShop => desk.open("POST /console/people", post(sign::demo_sign_in)),
    }
}

/// Proposals, and the steps of their life.
fn policies(desk: Desk<'_>) -> Desk<'_> {
    let desk = desk
        .like("GET /v1/placements/{placement}/policies", "GET /console/policies", get(proposals::to_placement))
        .like("GET /v1/placements/{placement}/policies", "GET /console/policies/{placement}", get(proposals::list))
        .like(
            "POST /v1/placements/{placement}/policies/rollback",
            "POST /console/policies/{placement}/rollback",
            post(proposals::roll_back),
        )
        .like(
            "GET /v1/placements/{placement}/policies/{id}",
            "GET /console/policies/{placement}/{id}",
            get(proposal::proposal),
        )
        .like(
            "PUT /v1/placements/{placement}/policies/{id}",
            "POST /console/policies/{placement}/{id}/edit",
            post(tune::edit),
        )
        .like(
            "DELETE /v1/placements/{placement}/policies/{id}",
            "POST /console/policies/{placement}/{id}/delete",
            post(steps::delete),
        );
    let steps = [
        ("preview", post(steps::preview)),
        ("submit", post(steps::submit)),
        ("approve", post(steps::approve)),
        ("reject", post(steps::reject)),
        ("withdraw", post(steps::withdraw)),
        ("publish", post(steps::publish)),
    ];
    steps.into_iter().fold(desk, |desk, (step, to)| {
        let operation = format!("POST /v1/placements/{{placement}}/policies/{{id}}/{step}");
        desk.like(&operation, &format!("POST /console/policies/{{placement}}/{{id}}/{step}"), to)
    })
}

/// The review queue.
fn reviews(desk: Desk<'_>) -> Desk<'_> {
    desk.like("GET /v1/reviews", "GET /console/reviews", get(reviews::list))
        .like("GET /v1/reviews/figures", "GET /console/reviews/figures", get(figures::figures))
        .like("GET /v1/reviews/{id}", "GET /console/reviews/{id}", get(review::review))
        .like("POST /v1/reviews/{id}", "POST /console/reviews/{id}", post(review::decide))
        .like("POST /v1/reviews/{id}/undo", "POST /console/reviews/{id}/undo", post(review::undo))
}

/// What needs approval, what is drawn, when the watch alarms.
fn settings(desk: Desk<'_>) -> Desk<'_> {
    desk.like("GET /v1/oversight", "GET /console/oversight", get(oversight::oversight))
        .like("PUT /v1/oversight", "POST /console/oversight", post(oversight::change))
        .like("POST /v1/oversight/approve", "POST /console/oversight/approve", post(oversight::approve))
        .like("POST /v1/oversight/reject", "POST /console/oversight/reject", post(oversight::reject))
}

/// What is shown and what comes of it, what went wrong, what is tried.
fn watching(desk: Desk<'_>) -> Desk<'_> {
    desk.like("GET /v1/watch/{placement}", "GET /console/watch", get(watch::to_placement))
        .like("GET /v1/watch/{placement}", "GET /console/watch/{placement}", get(watch::watch))
        .like("GET /v1/incidents", "GET /console/incidents", get(incidents::list))
        .like("POST /v1/incidents", "POST /console/incidents", post(incidents::open))
        .like("GET /v1/incidents/{id}", "GET /console/incidents/{id}", get(incident::incident))
        .like("POST /v1/incidents/{id}", "POST /console/incidents/{id}", post(incident::handle))
        .like("GET /v1/experiments", "GET /console/experiments", get(experiments::list))
        .like("GET /v1/experiments", "GET /console/experiments/plan", get(plan::plan))
        .like("POST /v1/experiments", "POST /console/experiments", post(plan::keep))
        .like("GET /v1/experiments/{id}", "GET /console/experiments/{id}", get(experiment::experiment))
        .like("POST /v1/experiments/{id}/begin", "POST /console/experiments/{id}/begin", post(experiment::begin))
        .like("POST /v1/experiments/{id}/stop", "POST /console/experiments/{id}/stop", post(experiment::stop))
}

/// Reports on a span.
fn reports(desk: Desk<'_>) -> Desk<'_> {
    desk.like("GET /v1/reports", "GET /console/reports", get(reports::list))
        .like("POST /v1/reports", "POST /console/reports", post(reports::make))
        .like("GET /v1/audit/bundle", "GET /console/reports/bundle", get(reports::bundle))
        .like("GET /v1/reports/{id}", "GET /console/reports/{id}", get(report::report))
        .like("GET /v1/reports/{id}", "GET /console/reports/{id}/{form}", get(report::file))
}

/// Does a page's work off the async threads.
async fn answered<T, W>(state: AppState, work: W) -> Response
where
    T: IntoResponse + Send + 'static,
    W: FnOnce(&Service) -> Result<T, PageError> + Send + 'static,
{
    match state.off_thread(move |service| Ok::<_, Problem>(work(service))).await {
        Ok(Ok(page)) => page.into_response(),
        Ok(Err(error)) => Oops::from(error).into_response(),
        Err(problem) => Oops::of(&problem).into_response(),
    }
}

#[cfg(test)]
mod tests;
