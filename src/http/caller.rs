//! Who a request comes from.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::AppState;
use crate::access::{Actor, Role};

/// The header by which a caller of an open service says who they are.
const ACTOR: &str = "candor-actor";

/// Who acts: as the guard of the service found, or, where the service is open to everybody on this machine, as they say.
pub(super) struct Acting(pub(super) Actor);

impl FromRequestParts<AppState> for Acting {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &AppState) -> Result<Self, Infallible> {
        let named = |parts: &Parts| {
            let name = parts.headers.get(ACTOR).and_then(|name| name.to_str().ok()).unwrap_or("somebody");
            Actor { name: name.chars().take(64).collect(), role: Role::Admin }
        };
        Ok(Self(parts.extensions.get::<Actor>().cloned().unwrap_or_else(|| named(parts))))
    }
}
