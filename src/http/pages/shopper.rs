//! Whose pages these are: in the demo one of its customers, remembered in a cookie; elsewhere whoever came in from the shop.

use std::convert::Infallible;
use std::ops::Deref;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;

use super::asked::cookie;
use super::tongue::Tongue;
use super::visit::Guest;
use super::{PageError, guard};
use crate::config::Customers;
use crate::demo::{Persona, personas};
use crate::event::Subject;
use crate::http::door::history;
use crate::http::{AppState, Pages};
use crate::ids::CustomerId;
use crate::service::{History, Service};

/// The cookie's name.
pub(super) const COOKIE_NAME: &str = "persona";

/// Whoever reads a page.
#[derive(Debug, Clone)]
pub(super) struct Reader {
    /// The customer of the demo whose place they take; nobody where a real shop is served.
    pub(super) persona: Option<&'static Persona>,
    /// Where the shop itself is.
    pub(super) shop: String,
    /// The placement whose list and rules are shown.
    pub(super) placement: String,
    /// Whether somebody really looks at the page, so that a view counts.
    pub(super) looks: bool,
    /// What the browser says of profiles.
    pub(super) history: History,
    /// The language that they chose, or that the browser asks for.
    tongue: Option<Tongue>,
    /// The page that was asked for, to come back to.
    pub(super) at: String,
}

/// The customer on whose behalf a page is shown.
#[derive(Debug, Clone)]
pub(super) struct Shopper {
    reader: Reader,
    id: CustomerId,
}

impl Reader {
    /// In which language pages speak to them.
    pub(super) fn tongue(&self, service: &Service) -> Result<Tongue, PageError> {
        Ok(self.tongue.map_or_else(|| service.store().shop().map(|shop| Tongue::of(&shop.locale)), Ok)?)
    }
}

impl Shopper {
    /// The name that events carry.
    pub(super) fn id(&self) -> CustomerId {
        self.id.clone()
    }

    /// Nothing more may be used of somebody whose browser says that they want no profile.
    pub(super) fn may_allow_more(&self) -> Result<(), PageError> {
        match self.history {
            History::AsAllowed => Ok(()),
            History::Unused => Err(PageError::NoProfile),
        }
    }

    /// As the store knows them.
    pub(super) fn subject(&self) -> Subject {
        Subject::Customer(self.id())
    }
}

impl Deref for Shopper {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}

/// The demo customer with an id.
pub(super) fn persona(id: &str) -> Option<&'static Persona> {
    personas().iter().find(|persona| persona.id == id)
}

/// The demo's customer that a browser chose; else the first.
fn chosen(parts: &Parts) -> &'static Persona {
    let first = || personas().first().expect("the demo has customers");
    cookie(&parts.headers, COOKIE_NAME).and_then(persona).unwrap_or_else(first)
}

impl FromRequestParts<AppState> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let (persona, Customers { shop, placement }) = match state.pages() {
            Pages::DemoShop => (Some(chosen(parts)), Customers { shop: "/".to_owned(), ..Customers::default() }),
            Pages::Off | Pages::Console => (None, state.config().customers.clone()),
        };
        let at = parts.uri.path_and_query().map_or("/", PathAndQuery::as_str).to_owned();
        let (looks, history) = (guard::is_looked_at(&parts.headers), history(&parts.headers));
        Ok(Self { persona, shop, placement, looks, history, tongue: Tongue::asked(&parts.headers), at })
    }
}

impl FromRequestParts<AppState> for Shopper {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, PageError> {
        let Ok(reader) = Reader::from_request_parts(parts, state).await;
        let id = match reader.persona {
            Some(persona) => CustomerId::new(persona.id).expect("the demo's customers have sound names"),
            // Whoever nobody let in is nobody.
            None => parts.extensions.get::<Guest>().map(Guest::id).ok_or(PageError::NotFound("page"))?,
        };
        Ok(Self { reader, id })
    }
}
