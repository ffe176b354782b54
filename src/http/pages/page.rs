//! What every page has: the frame around it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::shopper::Reader;
use super::tongue::{Switch, Tongue};
use super::{PageError, assets};
use crate::demo::{Persona, personas};
use crate::service::Service;

/// The frame: header, in the demo its customers, footer.
#[derive(Debug)]
pub(super) struct Frame {
    /// The shop's name.
    pub(super) shop: String,
    /// In the demo, who shops and who else could.
    pub(super) demo: Option<(&'static Persona, &'static [Persona])>,
    /// Where the shop itself is.
    pub(super) home: String,
    /// Names the assets' contents in their addresses.
    pub(super) assets: &'static str,
    /// Which entry of the navigation is this page.
    pub(super) here: Here,
    /// The language.
    pub(super) words: Tongue,
    /// The way to another one.
    pub(super) switch: Switch,
}

/// An entry of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Here {
    /// The shop.
    Shop,
    /// The customer's data and choices.
    You,
    /// The receipt of whoever is forgotten.
    Gone,
    /// How we choose.
    How,
}

impl Frame {
    /// Around a page of the shop.
    pub(super) fn new(service: &Service, reader: &Reader, here: Here) -> Result<Self, PageError> {
        let shop = service.store().shop()?.name;
        let words = reader.tongue(service)?;
        let switch = Switch { to: "/shop/language", at: reader.at.clone(), words };
        let demo = reader.persona.map(|persona| (persona, personas()));
        Ok(Self { shop, demo, home: reader.shop.clone(), assets: assets::version(), here, words, switch })
    }

    /// Whether this is the shop itself, which the demo alone serves.
    pub(super) fn is_shop(&self) -> bool {
        self.here == Here::Shop && self.demo.is_some()
    }

    /// Whether this is the page of choices.
    pub(super) fn in_you(&self) -> bool {
        self.here == Here::You
    }

    /// Whether the page of choices is there for whoever reads this.
    pub(super) fn has_choices(&self) -> bool {
        self.here != Here::Gone || self.demo.is_some()
    }

    /// Whether there is a visit to end; "how we choose" is read by everybody.
    pub(super) fn may_end(&self) -> bool {
        !matches!(self.here, Here::How | Here::Gone)
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

/// What went wrong, until [`told`](super::told), which knows whose language to say it in, makes a page of it.
#[derive(Debug, Clone)]
pub(super) struct Failed(pub(super) &'static str);

impl Failed {
    /// With a status, as an answer.
    pub(super) fn with(self, status: StatusCode) -> Response {
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A page that says what went wrong; it needs nothing from the store.
#[derive(Debug, Template)]
#[template(path = "oops.html")]
pub(super) struct Oops {
    /// The language.
    pub(super) lang: &'static str,
    /// In few words.
    pub(super) title: String,
    /// What happened, and what to do.
    pub(super) words: String,
    /// The way on: where it leads, and what it is called.
    pub(super) way: Option<(String, String)>,
    assets: &'static str,
}

impl Oops {
    /// For somebody who works at the console.
    pub(super) fn at_console(tongue: Tongue, status: StatusCode, words: String) -> Self {
        let title = match status {
            StatusCode::NOT_FOUND => "fault-here",
            StatusCode::UNAUTHORIZED => "fault-signed-out",
            StatusCode::FORBIDDEN => "fault-you",
            StatusCode::CONFLICT => "fault-yet",
            StatusCode::UNPROCESSABLE_ENTITY => "fault-like",
            _ => "fault-now",
        };
        let way = Some(("/console".to_owned(), tongue.say("fault-way-on")));
        Self { lang: tongue.code(), title: tongue.say(title), words, way, assets: assets::version() }
    }

    /// For a customer; their way on leads to the shop, where it is known.
    pub(super) fn in_shop(tongue: Tongue, status: StatusCode, said: &str, shop: Option<String>) -> Self {
        let title = match status {
            StatusCode::NOT_FOUND => "oops-here",
            StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => "oops-there",
            StatusCode::UNPROCESSABLE_ENTITY | StatusCode::METHOD_NOT_ALLOWED => "oops-like",
            StatusCode::CONFLICT => "oops-yet",
            _ => "oops-now",
        };
        let way = shop.map(|shop| (shop, tongue.say("oops-shop")));
        Self { lang: tongue.code(), title: tongue.say(title), words: tongue.say(said), way, assets: assets::version() }
    }

    /// For a customer who has left the pages on their data.
    pub(super) fn goodbye(tongue: Tongue, shop: String) -> Self {
        let (title, words) = (tongue.say("visit-over"), tongue.say("visit-over-text"));
        let way = Some((shop, tongue.say("oops-shop")));
        Self { lang: tongue.code(), title, words, way, assets: assets::version() }
    }
}
