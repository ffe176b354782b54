//! What every page has: the frame around it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::shopper::Shopper;
use super::{PageError, assets};
use crate::demo::{Persona, personas};
use crate::service::Service;

/// The frame: header, customer switcher, footer.
#[derive(Debug)]
pub(super) struct Frame {
    /// The shop's name.
    pub(super) shop: String,
    /// Who shops.
    pub(super) shopper: &'static Persona,
    /// Who else could.
    pub(super) personas: &'static [Persona],
    /// Names the assets' contents in their addresses.
    pub(super) assets: &'static str,
    /// Which entry of the navigation is this page.
    pub(super) here: Here,
}

/// An entry of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Here {
    /// The shop.
    Shop,
    /// The customer's data and choices.
    You,
    /// How we choose.
    How,
}

impl Frame {
    /// Around a page of the shop.
    pub(super) fn new(service: &Service, shopper: &Shopper, here: Here) -> Result<Self, PageError> {
        let shop = service.store().shop()?.name;
        Ok(Self { shop, shopper: shopper.persona, personas: personas(), assets: assets::version(), here })
    }

    /// Whether this is a page of the shop.
    pub(super) fn in_shop(&self) -> bool {
        self.here == Here::Shop
    }

    /// Whether this is the page of choices.
    pub(super) fn in_you(&self) -> bool {
        self.here == Here::You
    }

    /// Whether this is "how we choose".
    pub(super) fn in_how(&self) -> bool {
        self.here == Here::How
    }
}

/// A template as an answer.
pub(super) struct Rendered<T>(pub(super) T);

impl<T: Template> IntoResponse for Rendered<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(html) => Html(html).into_response(),
            Err(cause) => {
                tracing::error!(%cause, "a template failed");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

/// A page that says what went wrong; it needs nothing from the store.
#[derive(Template)]
#[template(path = "oops.html")]
pub(super) struct Oops {
    title: &'static str,
    words: String,
    assets: &'static str,
}

impl Oops {
    /// In words that a customer may read.
    pub(super) fn new(status: StatusCode, words: String) -> Self {
        let title = match status {
            StatusCode::NOT_FOUND => "Not here",
            StatusCode::FORBIDDEN => "Not from there",
            StatusCode::UNPROCESSABLE_ENTITY => "Not like that",
            _ => "Not now",
        };
        Self { title, words, assets: assets::version() }
    }
}

impl IntoResponse for Oops {
    fn into_response(self) -> Response {
        Rendered(self).into_response()
    }
}
