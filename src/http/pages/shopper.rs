//! Who shops: one of the demo's customers, remembered in a cookie.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;

use super::asked::cookie;
use super::tongue::Tongue;
use super::{PageError, guard};
use crate::demo::{Persona, personas};
use crate::event::Subject;
use crate::http::door::history;
use crate::ids::CustomerId;
use crate::service::{History, Service};

/// The cookie's name.
pub(super) const COOKIE_NAME: &str = "persona";

/// The demo customer on whose behalf a page is shown.
#[derive(Debug, Clone)]
pub(super) struct Shopper {
    /// Who.
    pub(super) persona: &'static Persona,
    /// Whether somebody really looks at the page, so that a view counts.
    pub(super) looks: bool,
    /// What the browser says of profiles.
    pub(super) history: History,
    /// The language that they chose, or that the browser asks for.
    tongue: Option<Tongue>,
    /// The page that was asked for, to come back to.
    pub(super) at: String,
}

impl Shopper {
    /// The name that events carry.
    pub(super) fn id(&self) -> CustomerId {
        CustomerId::new(self.persona.id).expect("the demo's customers have sound names")
    }

    /// Nothing more may be used of somebody whose browser says that they want no profile.
    pub(super) fn may_allow_more(&self) -> Result<(), PageError> {
        match self.history {
            History::AsAllowed => Ok(()),
            History::Unused => Err(PageError::NoProfile),
        }
    }

    /// In which language pages speak to them.
    pub(super) fn tongue(&self, service: &Service) -> Result<Tongue, PageError> {
        Ok(self.tongue.map_or_else(|| service.store().shop().map(|shop| Tongue::of(&shop.locale)), Ok)?)
    }

    /// As the store knows them.
    pub(super) fn subject(&self) -> Subject {
        Subject::Customer(self.id())
    }
}

/// The demo customer with an id.
pub(super) fn persona(id: &str) -> Option<&'static Persona> {
    personas().iter().find(|persona| persona.id == id)
}

impl<S: Sync> FromRequestParts<S> for Shopper {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let chosen = cookie(&parts.headers, COOKIE_NAME).and_then(persona);
        let first = || personas().first().expect("the demo has customers");
        let persona = chosen.unwrap_or_else(first);
        let at = parts.uri.path_and_query().map_or("/", PathAndQuery::as_str).to_owned();
        let (looks, history) = (guard::is_looked_at(&parts.headers), history(&parts.headers));
        Ok(Self { persona, looks, history, tongue: Tongue::asked(&parts.headers), at })
    }
}
