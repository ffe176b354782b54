//! The shop front's routes. Each is listed as it is added, under the method that it answers to, so that no check can overlook one.

use axum::Router;
use axum::handler::Handler;
use axum::routing::{get, post};

use crate::http::AppState;

/// Routes, and the list of them.
pub(super) struct Front {
    router: Router<AppState>,
    listed: Vec<String>,
}

impl Front {
    /// None yet.
    pub(super) fn new() -> Self {
        Self { router: Router::new(), listed: Vec::new() }
    }

    /// What shows something.
    pub(super) fn get<T: 'static>(self, path: &str, to: impl Handler<T, AppState>) -> Self {
        let Self { router, mut listed } = self;
        listed.push(format!("GET {path}"));
        Self { router: router.route(path, get(to)), listed }
    }

    /// What changes something.
    pub(super) fn post<T: 'static>(self, path: &str, to: impl Handler<T, AppState>) -> Self {
        let Self { router, mut listed } = self;
        listed.push(format!("POST {path}"));
        Self { router: router.route(path, post(to)), listed }
    }

    /// With those of another part.
    pub(super) fn merge(self, other: Self) -> Self {
        Self { router: self.router.merge(other.router), listed: [self.listed, other.listed].concat() }
    }

    /// The list, each as `POST /path/{parameter}`.
    pub(super) fn listed(self) -> Vec<String> {
        self.listed
    }

    /// The routes.
    pub(super) fn router(self) -> Router<AppState> {
        self.router
    }
}
