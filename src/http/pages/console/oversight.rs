//! What needs approval, what is drawn for review and when the watch alarms: how that stands, who changed it, and what waits for somebody else.

pub(super) mod fields;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::answered;
use super::deed::{Deed, Said, signed};
use super::door::Person;
use super::fault::refusal_words;
use super::page::{Frame, Here};
use super::steps::because;
use crate::http::AppState;
use crate::http::pages::PageError;
use crate::http::pages::act::see;
use crate::http::pages::asked::{Asked, Filled};
use crate::http::pages::page::Rendered;
use crate::http::pages::tongue::Tongue;
use crate::http::policies::act;
use crate::oversight::{self, Act, Kept, REASON_CHARS_MAX, Settings, SettingsChange, Signed, Wish};
use crate::service::{Assent, Service, ServiceError};
use fields::{Group, Shape, Turned, groups, said, turned};

pub(super) use fields::{bound, label};

/// What waits, and what this person may do about it.
struct Waiting {
    revision: u64,
    by: String,
    since: String,
    reason: String,
    turned: Vec<Turned>,
    /// Whether this person wished for it.
    is_own: bool,
    /// Why this person may refuse it alone; none where they may approve it too.
    may_refuse: Option<String>,
    /// Why this person decides nothing; none where they may.
    may_not: Option<String>,
}

#[derive(Template)]
#[template(path = "console/oversight.html")]
struct Page {
    frame: Frame,
    revision: u64,
    notice: Option<String>,
    groups: Vec<Group>,
    waiting: Option<Waiting>,
    deeds: Vec<Deed>,
    /// Why this person changes nothing; none where they may.
    may_not: Option<String>,
    reason_chars_max: usize,
}

/// `GET /console/oversight`
pub(super) async fn oversight(State(state): State<AppState>, person: Person, Asked(asked): Asked<Said>) -> Response {
    answered(state, move |service| {
        let store = service.store();
        let kept = oversight::settings(store).map_err(ServiceError::from)?;
        let waits = oversight::wished_settings(store).map_err(ServiceError::from)?;
        let deeds = Deeds {
            changes: oversight::settings_changes(store).map_err(ServiceError::from)?,
            refused: oversight::refused_settings(store).map_err(ServiceError::from)?,
        };
        let frame = Frame::new(service, &person, Here::Oversight)?;
        let tongue = frame.words;
        let may_not = act(person.actor.clone(), None).as_admin().err();
        let waits =
            waits.map(|wish| Ok::<_, ServiceError>((service.towards(&wish.it.wished.by, &person.act())?, wish)));
        Ok(Rendered(Page {
            frame,
            revision: kept.revision,
            notice: asked.done.as_deref().and_then(notice).map(|name| tongue.say(name)),
            groups: groups(tongue, &kept.it),
            waiting: waits.transpose()?.map(|(seen, wish)| waiting(tongue, &kept.it, wish, &seen)),
            deeds: deeds.told(tongue),
            may_not: may_not.map(|refusal| refusal_words(tongue, &refusal)),
            reason_chars_max: REASON_CHARS_MAX,
        }))
    })
    .await
}

/// What was just done, by the name of its words: the address only picks among them.
fn notice(done: &str) -> Option<&'static str> {
    Some(match done {
        "saved" => "settings-saved",
        "waits" => "settings-wait",
        "approved" => "settings-approved",
        "rejected" => "settings-rejected",
        _ => return None,
    })
}

fn waiting(tongue: Tongue, now: &Settings, wish: Kept<Wish>, act: &Act) -> Waiting {
    let Kept { revision, it: Wish { settings, wished, .. }, .. } = wish;
    let may_not = act.as_approver().err();
    let is_own = wished.by.name == act.by.name;
    let may_refuse = match act.as_somebody_but(&wished.by) {
        _ if is_own => Some(tongue.say("settings-own")),
        refused => refused.err().map(|refusal| tongue.told("settings-refuse-alone", refusal_words(tongue, &refusal))),
    };
    Waiting {
        revision,
        turned: turned(tongue, now, &settings),
        is_own,
        may_refuse,
        may_not: may_not.map(|refusal| refusal_words(tongue, &refusal)),
        by: signed(tongue, &wished.by),
        since: wished.at.minute(),
        reason: wished.reason,
    }
}

/// What was done with the settings.
struct Deeds {
    changes: Vec<SettingsChange>,
    refused: Vec<Wish>,
}

impl Deeds {
    /// The newest first.
    fn told(&self, tongue: Tongue) -> Vec<Deed> {
        let standard = Settings::default();
        let before = std::iter::once(&standard).chain(self.changes.iter().map(|change| &change.settings));
        let changed = self.changes.iter().zip(before.clone()).map(|(change, before)| {
            let moment = change.approved.as_ref().map_or(change.at, |approved| approved.at);
            (moment, changed(tongue, change, before))
        });
        let held: Vec<&Settings> = before.collect();
        let refused = self.refused.iter().filter_map(|wish| {
            let refused = wish.refused.as_ref()?;
            let before = usize::try_from(wish.against).ok().and_then(|at| held.get(at))?;
            let turned = turned(tongue, before, &wish.settings);
            let did = tongue.told("settings-refused", &wish.wished.by.name);
            Some((refused.at, deed(tongue, did, refused, &turned)))
        });
        let mut all: Vec<_> = changed.chain(refused).collect();
        all.sort_by_key(|(moment, _)| std::cmp::Reverse(*moment));
        all.into_iter().map(|(_, deed)| deed).collect()
    }
}

fn changed(tongue: Tongue, change: &SettingsChange, before: &Settings) -> Deed {
    let let_by = change.approved.as_ref();
    let did = let_by.map_or_else(
        || tongue.say("settings-changed"),
        |approved| tongue.told("settings-changed-with", &approved.by.name),
    );
    let wished = Signed { by: change.by.clone(), at: change.at, reason: change.reason.clone() };
    deed(tongue, did, &wished, &turned(tongue, before, &change.settings))
}

fn deed(tongue: Tongue, did: String, by: &Signed, turned: &[Turned]) -> Deed {
    let told =
        turned.iter().map(|one| tongue.filled("settings-turned", [&one.label, &one.from, &one.to].map(String::clone)));
    let told: Vec<String> = told.collect();
    let further = (!told.is_empty()).then(|| format!("({})", told.join("; ")));
    Deed::new(did, signed(tongue, &by.by), by.at).further(further).reason(by.reason.clone())
}

/// What the form says: the settings by their paths beside it.
#[derive(Debug, Deserialize)]
pub(super) struct Changed {
    revision: u64,
    #[serde(default)]
    reason: String,
    #[serde(flatten)]
    settings: BTreeMap<String, String>,
}

/// `POST /console/oversight`
pub(super) async fn change(State(state): State<AppState>, person: Person, Filled(form): Filled<Changed>) -> Response {
    answered(state, move |service| {
        let now = oversight::settings(service.store()).map_err(ServiceError::from)?.it;
        let new = said(&now, &form.settings)?;
        let act = because(person.actor, form.reason);
        let kept = oversight::put_settings(service.store(), new, form.revision, &act).map_err(ServiceError::from)?;
        let done = if kept.it == new { "saved" } else { "waits" };
        Ok(see(&format!("/console/oversight?done={done}")))
    })
    .await
}

/// A decision about what waits.
#[derive(Debug, Deserialize)]
pub(super) struct Decided {
    revision: u64,
    #[serde(default)]
    reason: String,
}

/// `POST /console/oversight/approve`
pub(super) async fn approve(State(state): State<AppState>, person: Person, Filled(form): Filled<Decided>) -> Response {
    answered(state, move |service| decide(service, person, form, Assent::Given)).await
}

/// `POST /console/oversight/reject`
pub(super) async fn reject(State(state): State<AppState>, person: Person, Filled(form): Filled<Decided>) -> Response {
    answered(state, move |service| decide(service, person, form, Assent::Refused)).await
}

fn decide(service: &Service, person: Person, form: Decided, assent: Assent) -> Result<Response, PageError> {
    let act = Act { known_to: person.known_to, ..because(person.actor, form.reason) };
    service.settle(form.revision, assent, &act)?;
    let done = match assent {
        Assent::Given => "approved",
        Assent::Refused => "rejected",
    };
    Ok(see(&format!("/console/oversight?done={done}")))
}
