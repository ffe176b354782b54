//! Who a request comes from.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::problem::{Kind, Problem};
use super::{AppState, Door};
use crate::access::{Actor, Role};

/// The header by which a caller of an open service says who they are.
const ACTOR: &str = "candor-actor";

/// Who acts: as the guard of the service found, or, where the service is open to everybody on this machine, as they say.
pub(super) struct Acting(pub(super) Actor);

impl FromRequestParts<AppState> for Acting {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        match (parts.extensions.get::<Actor>(), state.door()) {
            (Some(actor), _) => Ok(Self(actor.clone())),
            (None, Door::Open) => {
                let name = parts.headers.get(ACTOR).and_then(|name| name.to_str().ok()).unwrap_or("somebody");
                Ok(Self(Actor { name: name.chars().take(64).collect(), role: Role::Admin }))
            }
            (None, Door::Keys) => Err(Problem::new(Kind::Unauthenticated, "only the holder of a key can do this")),
        }
    }
}
