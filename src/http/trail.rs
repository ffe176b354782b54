//! What becomes an entry of the trail: each call that is noted, at once; refusals counted, and noted once a minute, so that whoever
//! knocks without end fills no disk.

use std::collections::BTreeMap;
use std::sync::Mutex;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument;

use super::AppState;
use super::problem::Problem;
use crate::event::Subject;
use crate::service::{By, Noted, Service, ServiceError};

/// Whom an answer tells of. A handler leaves it on the answer; nobody outside sees it.
#[derive(Debug, Clone)]
pub(super) struct Concerning(pub(super) Subject);

/// Refusals since they were last noted: by whom, which route, with which status. There are as many as keys, routes and statuses at most.
#[derive(Default)]
pub(super) struct Trail(Mutex<BTreeMap<(By, String, u16), u64>>);

impl Trail {
    /// Counts a refusal.
    pub(super) fn count(&self, by: By, route: String, status: u16) {
        *self.0.lock().expect("no holder panics").entry((by, route, status)).or_default() += 1;
    }

    /// Notes what was counted.
    pub(super) fn settle(&self, service: &Service) -> Result<(), ServiceError> {
        let counted = std::mem::take(&mut *self.0.lock().expect("no holder panics"));
        let time = Service::now();
        let noted =
            counted.into_iter().map(|((by, route, status), count)| (Noted { time, by, route, status, count }, None));
        service.note(noted.collect(), service.erasures())
    }
}

/// Makes a call and notes it, also when the caller hangs up meanwhile.
pub(super) async fn noted(state: AppState, by: By, route: String, request: Request, next: Next) -> Response {
    let work = async move {
        let began = state.service().erasures();
        let response = next.run(request).await;
        let subject = response.extensions().get::<Concerning>().map(|concerning| concerning.0.clone());
        let noted = Noted { time: Service::now(), by, route, status: response.status().as_u16(), count: 1 };
        let note = state.beside(move |service| service.note(vec![(noted, subject)], began)).await;
        match note {
            Ok(()) => response,
            // What was done is done; that nothing tells of it must not stay unseen.
            Err(cause) => {
                tracing::error!(cause = cause.detail(), "a call was not noted in the trail");
                response
            }
        }
    };
    let task = tokio::spawn(work.in_current_span());
    task.await.unwrap_or_else(|cause| Problem::internal(&cause).into_response())
}
