//! `POST /v1/tokens`

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::AppState;
use super::body::Typed;
use super::door::Caller;
use super::idempotency::ShownOnce;
use super::problem::{FieldError, Kind, Problem, WriteProblems};
use crate::access::{Audience, Claims, TOKEN_SECONDS_MAX};
use crate::event::Subject;
use crate::ids::{CustomerId, VisitorId};
use crate::service::{By, Service};
use crate::units::Time;

/// For whom a token is asked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenWish {
    /// A customer who has signed in. Give either this or `visitor`.
    #[serde(default)]
    customer: Option<CustomerId>,
    /// A device that has not signed in. Give either this or `customer`.
    #[serde(default)]
    visitor: Option<VisitorId>,
    /// What it is for.
    audience: Audience,
    /// For how many seconds, 1 to 900.
    #[schema(example = 600, minimum = 1, maximum = 900)]
    ttl_seconds: u32,
}

/// A token.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokenMade {
    /// To be handed to the page of this customer or visitor, and to nobody else.
    #[schema(example = "candor_token_<digits>")]
    token: String,
    /// When it ends. It ends earlier when the key that asked for it is revoked or expires.
    expires: Time,
}

/// Signs a token for a customer or visitor
///
/// For the shop's servers, which know who has signed in. With the audience `storefront` it goes beside a publishable key, with the
/// audience `me` it opens `/v1/me`. A repetition with the same `Idempotency-Key` signs another one.
#[utoipa::path(
    post, path = "/v1/tokens", tag = "access", request_body = TokenWish,
    responses((status = 200, description = "The token.", body = TokenMade), WriteProblems),
)]
pub(crate) async fn create_token(
    State(state): State<AppState>,
    caller: Caller,
    Typed(wish): Typed<TokenWish>,
) -> Result<Response, Problem> {
    let invalid =
        |pointer: &str, detail: String| Problem::invalid(vec![FieldError { pointer: pointer.to_owned(), detail }]);
    if !(1..=TOKEN_SECONDS_MAX).contains(&wish.ttl_seconds) {
        let detail = format!("`ttl_seconds` must be between 1 and {TOKEN_SECONDS_MAX}, not {}", wish.ttl_seconds);
        return Err(invalid("/ttl_seconds", detail));
    }
    let subject = match (wish.customer, wish.visitor) {
        (Some(customer), None) => Subject::Customer(customer),
        (None, Some(visitor)) => Subject::Visitor(visitor),
        (None, None) | (Some(_), Some(_)) => {
            return Err(invalid("", "give either `customer` or `visitor`".to_owned()));
        }
    };
    let By::Key { id, .. } = caller.by else {
        // Tokens end with the key that asked for them.
        return Err(Problem::new(Kind::Conflict, "this service is open to everybody and signs no tokens"));
    };
    let claims = Claims::new(subject, wish.audience, id, Service::now(), wish.ttl_seconds);
    let expires = claims.expires;
    let token = state.off_thread(move |service| service.sign_token(&claims)).await?;
    Ok(ShownOnce::Made.answer(Json(TokenMade { token, expires })))
}
