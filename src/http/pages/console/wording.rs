//! Wording: how the reasons of a placement speak, with sentences of real lists in the live wording and in another one.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::answered;
use super::door::Person;
use super::heard::{Heard, manner_words};
use super::page::{Frame, Here, others};
use super::policy_form::{Fields, Shape, Shown, voice};
use super::tune::{Wish, may_write};
use crate::http::AppState;
use crate::http::pages::asked::{Asked, Named};
use crate::http::pages::page::Rendered;
use crate::http::pages::placement_name;
use crate::rerank::Language;

/// What an address may say besides the form's fields.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Said {
    /// `preview`: that part alone, for the script.
    part: Option<String>,
}

#[derive(Template)]
#[template(path = "console/wording.html")]
struct Page {
    frame: Frame,
    placement: String,
    version: u32,
    others: Vec<String>,
    fields: Vec<Shown>,
    /// How the shop itself speaks.
    shop: String,
    may_write: bool,
    heard: Heard,
}

#[derive(Template)]
#[template(path = "console/heard.html")]
struct Part {
    frame: Frame,
    heard: Heard,
}

/// `GET /console/wording?placement=`
pub(super) async fn to_placement(Asked(wish): Asked<Wish>) -> Response {
    wish.lead("/console/wording")
}

/// `GET /console/wording/{placement}`
pub(super) async fn wording(
    State(state): State<AppState>,
    person: Person,
    Named(placement): Named<String>,
    Asked(fields): Asked<Fields>,
    Asked(said): Asked<Said>,
) -> Response {
    answered(state, move |service| {
        placement_name(&placement)?;
        let live = service.policy(&placement)?;
        let draft = fields.onto(&live)?;
        let frame = Frame::new(service, &person, Here::Wording)?;
        let tongue = frame.words;
        let heard = Heard::of(tongue, service, ("desk-live", &live), ("desk-draft", &draft))?;
        if said.part.as_deref() == Some("preview") {
            return Ok(Rendered(Part { frame, heard }).into_response());
        }
        let shop = service.store().shop()?;
        let page = Page {
            frame,
            version: live.version,
            others: others(service, &placement)?,
            fields: voice(tongue, &draft),
            shop: manner_words(tongue, shop.tone, Language::of(&shop.locale)),
            may_write: may_write(person.actor.role),
            placement,
            heard,
        };
        Ok(Rendered(page).into_response())
    })
    .await
}
