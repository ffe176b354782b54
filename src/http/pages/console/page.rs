//! What every page of the console has: the frame around it.

use super::door::Person;
use super::words::role_words;
use crate::access::Role;
use crate::http::pages::tongue::{Switch, Tongue};
use crate::http::pages::{PageError, assets};
use crate::http::rule::{OVERSEERS, TRIERS};
use crate::service::Service;

/// The frame: header, navigation, who is signed in.
#[derive(Debug)]
pub(super) struct Frame {
    /// The shop's name.
    pub(super) shop: String,
    /// Names the assets' contents in their addresses.
    pub(super) assets: &'static str,
    /// Which entry of the navigation is this page.
    pub(super) here: Here,
    /// Who is signed in.
    pub(super) person: Person,
    /// The language.
    pub(super) words: Tongue,
    /// The way to another one.
    pub(super) switch: Switch,
}

/// The address that a page's choice of a language is sent to.
pub(super) const LANGUAGE: &str = "/console/language";

/// The placements that a page of one placement leads to.
pub(super) fn others(service: &Service, placement: &str) -> Result<Vec<String>, PageError> {
    Ok(service.placements()?.into_iter().filter(|other| other != placement).collect())
}

/// An entry of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Here {
    /// What waits, and the placements.
    Start,
    /// The rules of a placement in a form.
    Tune,
    /// How reasons speak.
    Wording,
    /// Proposals, and their life.
    Policies,
    /// What is tried on some.
    Experiments,
    /// What people look at.
    Reviews,
    /// What is shown, and what comes of it.
    Watch,
    /// What went wrong.
    Incidents,
    /// What was shown in a span, and what came of it.
    Reports,
    /// What needs approval, what is drawn, when the watch alarms.
    Oversight,
}

/// The navigation, in order: what it leads to, under which name and address, and to whom it is shown.
const ENTRIES: [(Here, &str, &str, &[Role]); 10] = [
    (Here::Start, "nav-start", "/console", OVERSEERS),
    (Here::Tune, "nav-tune", "/console/tune", TRIERS),
    (Here::Wording, "nav-wording", "/console/wording", TRIERS),
    (Here::Policies, "nav-policies", "/console/policies", OVERSEERS),
    (Here::Experiments, "nav-experiments", "/console/experiments", OVERSEERS),
    (Here::Reviews, "nav-reviews", "/console/reviews", OVERSEERS),
    (Here::Watch, "nav-watch", "/console/watch", OVERSEERS),
    (Here::Incidents, "nav-incidents", "/console/incidents", OVERSEERS),
    (Here::Reports, "nav-reports", "/console/reports", OVERSEERS),
    (Here::Oversight, "nav-oversight", "/console/oversight", OVERSEERS),
];

impl Frame {
    /// Around a page.
    pub(super) fn new(service: &Service, person: &Person, here: Here) -> Result<Self, PageError> {
        let shop = service.store().shop()?;
        let tongue = person.tongue.unwrap_or_else(|| Tongue::of(&shop.locale));
        let switch = Switch { to: LANGUAGE, at: person.at.clone(), words: tongue };
        Ok(Self { shop: shop.name, assets: assets::version(), here, person: person.clone(), words: tongue, switch })
    }

    /// The entries that this person may open: address, name, and whether it is this page.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'static str, String, bool)> {
        let is_theirs = |roles: &[Role]| roles.contains(&self.person.actor.role);
        let shown = ENTRIES.iter().filter(move |(.., roles)| is_theirs(roles));
        shown.map(|(here, name, address, _)| (*address, self.words.say(name), *here == self.here))
    }

    /// What this person is here.
    pub(super) fn role(&self) -> String {
        role_words(self.words, self.person.actor.role)
    }
}
