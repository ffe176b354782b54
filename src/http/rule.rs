//! Who may call which operation: one rule for each, given where the route is added. The guard and the description read the same
//! rules, and a route cannot be added without one.

use std::collections::{BTreeMap, HashMap};

use axum::http::Method;
use serde_json::{Value, json};
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::PathItem;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

use super::AppState;
use super::door;
use crate::access::Role;

/// Every role.
pub(super) const ALL: &[Role] = &Role::ALL;
/// The shop's own servers.
pub(super) const SERVERS: &[Role] = &[Role::Secret, Role::Admin];
/// Whoever works for the shop.
pub(super) const STAFF: &[Role] =
    &[Role::Secret, Role::Marketer, Role::Approver, Role::Analyst, Role::Auditor, Role::Admin];
/// Whoever looks at what was decided.
pub(super) const LOOKERS: &[Role] = &[Role::Secret, Role::Auditor, Role::Admin];
/// Whoever checks what was decided.
pub(super) const AUDITORS: &[Role] = &[Role::Auditor, Role::Admin];
/// Whoever tries what rules would change, without changing any.
pub(super) const TRIERS: &[Role] = &[Role::Marketer, Role::Approver, Role::Analyst, Role::Admin];
/// Whoever plans rules.
pub(super) const PLANNERS: &[Role] = &[Role::Marketer, Role::Approver, Role::Admin];
/// Whoever writes rules.
pub(super) const AUTHORS: &[Role] = &[Role::Marketer, Role::Admin];
/// Whoever decides about what others wrote.
pub(super) const APPROVERS: &[Role] = &[Role::Approver, Role::Admin];
/// Whoever has to see what becomes of rules.
pub(super) const OVERSEERS: &[Role] = &[Role::Marketer, Role::Approver, Role::Analyst, Role::Auditor, Role::Admin];
/// Whoever looks at what came up for review, and at what a customer was told.
pub(super) const REVIEWERS: &[Role] = &[Role::Approver, Role::Auditor, Role::Admin];
/// Admins.
pub(super) const ADMINS: &[Role] = &[Role::Admin];

/// Who may call an operation, and whether it is noted in the trail that they did.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    pub(super) who: Who,
    pub(super) is_noted: bool,
}

/// Who may call an operation.
#[derive(Debug, Clone, Copy)]
pub(super) enum Who {
    /// Everybody, without a key.
    Everybody,
    /// Holders of a key with one of these roles.
    Keys(&'static [Role]),
    /// The same, and a publishable key beside the token of the customer or visitor whom the call is about.
    Storefront(&'static [Role]),
    /// A customer or visitor, about themself, with a token alone.
    Themself,
}

impl Rule {
    pub(super) const EVERYBODY: Self = Self::of(Who::Everybody);
    pub(super) const THEMSELF: Self = Self::of(Who::Themself);

    pub(super) const fn keys(roles: &'static [Role]) -> Self {
        Self::of(Who::Keys(roles))
    }

    pub(super) const fn storefront(roles: &'static [Role]) -> Self {
        Self::of(Who::Storefront(roles))
    }

    const fn of(who: Who) -> Self {
        Self { who, is_noted: false }
    }

    /// The same, and each call is noted.
    pub(super) const fn noted(self) -> Self {
        Self { is_noted: true, ..self }
    }
}

impl Who {
    /// The roles that a key may have, the publishable one included where a token has to come with it.
    pub(super) fn roles(self) -> Vec<Role> {
        match self {
            Self::Everybody | Self::Themself => Vec::new(),
            Self::Keys(roles) => roles.to_vec(),
            Self::Storefront(roles) => [&[Role::Publishable], roles].concat(),
        }
    }
}

/// The rules, by path pattern and method.
#[derive(Debug, Default)]
pub(super) struct Rules(HashMap<String, Vec<(Method, Rule)>>);

impl Rules {
    /// Adds the rule of an operation.
    pub(super) fn insert(&mut self, path: &str, method: Method, rule: Rule) {
        self.0.entry(path.to_owned()).or_default().push((method, rule));
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &Method, Rule)> {
        self.0.iter().flat_map(|(path, rules)| rules.iter().map(move |(method, rule)| (path.as_str(), method, *rule)))
    }

    /// The rule of an operation. A `HEAD` is a `GET` whose body is left out.
    pub(super) fn of(&self, path: &str, method: &Method) -> Option<Rule> {
        let method = if method == Method::HEAD { &Method::GET } else { method };
        self.0.get(path)?.iter().find(|(known, _)| known == method).map(|(_, rule)| *rule)
    }
}

/// Routes, each with its rule.
pub(super) struct Routes {
    router: OpenApiRouter<AppState>,
    rules: Rules,
}

impl Routes {
    /// None yet.
    pub(super) fn described(description: OpenApi) -> Self {
        Self { router: OpenApiRouter::with_openapi(description), rules: Rules::default() }
    }

    /// Adds routes under a rule.
    pub(super) fn add(mut self, rule: Rule, routes: UtoipaMethodRouter<AppState>) -> Self {
        for (path, item) in &routes.1.paths {
            methods(item).into_iter().for_each(|method| self.rules.insert(path, method, rule));
        }
        Self { router: self.router.routes(routes), rules: self.rules }
    }

    /// The routes, and their rules.
    pub(super) fn split(self) -> (axum::Router<AppState>, Rules) {
        (self.router.split_for_parts().0, self.rules)
    }

    /// The description, with what each operation asks of its caller.
    pub(super) fn describe(self) -> (OpenApi, Rules) {
        (self.router.into_openapi(), self.rules)
    }
}

fn methods(item: &PathItem) -> Vec<Method> {
    let operations = [
        (&item.get, Method::GET),
        (&item.put, Method::PUT),
        (&item.post, Method::POST),
        (&item.delete, Method::DELETE),
        (&item.patch, Method::PATCH),
    ];
    operations.into_iter().filter(|(operation, _)| operation.is_some()).map(|(_, method)| method).collect()
}

/// How callers say who they are, for the description.
pub(super) fn schemes() -> Value {
    json!({
        "key": {"type": "http", "scheme": "bearer", "bearerFormat": "candor_<role>_<id>_<secret>",
            "description": "A key of the shop. `x-roles` of an operation lists the roles that may call it."},
        "token": {"type": "apiKey", "in": "header", "name": door::TOKEN.as_str(),
            "description": "Beside a publishable key: a token with the audience `storefront`, of the customer or visitor whom the \
                            call is about."},
        "own_token": {"type": "http", "scheme": "bearer", "bearerFormat": "candor_token_<claims><signature>",
            "description": "Instead of a key: a token with the audience `me`, of the customer or visitor who calls."},
    })
}

/// Writes into an operation's description what it asks of its caller, and how it refuses.
pub(super) fn describe(operation: &mut Value, rule: Rule) {
    let security = match rule.who {
        Who::Everybody => json!([]),
        Who::Keys(_) => json!([{"key": []}]),
        Who::Storefront(_) => json!([{"key": []}, {"key": [], "token": []}]),
        Who::Themself => json!([{"own_token": []}]),
    };
    operation["security"] = security;
    operation["x-roles"] = json!(rule.who.roles());
    let problem = |description: &str| {
        let schema = json!({"$ref": "#/components/schemas/Problem"});
        json!({"description": description, "content": {super::problem::MEDIA_TYPE: {"schema": schema}}})
    };
    let refusals: &[(&str, &str)] = match rule.who {
        Who::Everybody => &[("429", TOO_MANY)],
        Who::Keys(_) | Who::Storefront(_) | Who::Themself => &[("401", NOBODY), ("403", NOT_THEY), ("429", TOO_MANY)],
    };
    let all: BTreeMap<&str, Value> = refusals.iter().map(|(status, text)| (*status, problem(text))).collect();
    for (status, problem) in all {
        operation["responses"][status] = problem;
    }
}

const NOBODY: &str = "No key or token came with the call, or one that opens nothing.";
const NOT_THEY: &str = "The key or token is good, but not for this; `detail` says for whom this is.";
const TOO_MANY: &str = "Too many calls with this key or from this address; `Retry-After` says when to go on.";
