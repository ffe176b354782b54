//! The console's routes. Each stands for an operation of the API and has that operation's rule, so that nobody may do here what their key
//! does not let them do there.

use std::sync::Arc;

use axum::Router;
use axum::http::Method;
use axum::middleware;
use axum::routing::MethodRouter;

use super::door;
use crate::access::Role;
use crate::http::AppState;
use crate::http::rule::{Rule, Rules};

/// Routes and their rules.
pub(in crate::http::pages) struct Desk<'a> {
    router: Router<AppState>,
    rules: Rules,
    api: &'a Rules,
}

impl<'a> Desk<'a> {
    /// None yet; what they may stand for.
    pub(super) fn new(api: &'a Rules) -> Self {
        Self { router: Router::new(), rules: Rules::default(), api }
    }

    /// A route for whoever is not signed in yet.
    pub(super) fn open(self, route: &str, to: MethodRouter<AppState>) -> Self {
        self.add(route, Rule::EVERYBODY, to)
    }

    /// A route that shows or does what an operation of the API does; both are written as `GET /path/{parameter}`.
    pub(super) fn like(self, operation: &str, route: &str, to: MethodRouter<AppState>) -> Self {
        let (method, path) = split(operation);
        let rule =
            self.api.of(path, &method).expect("what a route of the console stands for is an operation of the API");
        self.add(route, rule, to)
    }

    fn add(mut self, route: &str, rule: Rule, to: MethodRouter<AppState>) -> Self {
        let (method, path) = split(route);
        self.rules.insert(path, method, rule);
        Self { router: self.router.route(path, to), ..self }
    }

    /// Who may call what: the roles of each route, none where everybody may.
    pub(in crate::http::pages) fn roles(&self) -> Vec<(String, Vec<Role>)> {
        self.rules.all().map(|(path, method, rule)| (format!("{method} {path}"), rule.who.roles())).collect()
    }

    /// The routes behind their door.
    pub(in crate::http::pages) fn router(self, state: &AppState) -> Router<AppState> {
        let door = (state.clone(), Arc::new(self.rules));
        self.router.route_layer(middleware::from_fn_with_state(door, door::guard))
    }
}

fn split(route: &str) -> (Method, &str) {
    let (method, path) = route.split_once(' ').expect("a method and a path");
    (method.parse().expect("a method"), path)
}
