//! What another site makes a browser send. Held here, over every route of shop and console that changes something, as the routers list them:
//! - sent by another site it is refused, cookies or not, and not one byte of what is kept changes;
//! - so it is at the console without the session's cookie;
//! - the very same request from one of our own pages is taken.
//!
//! No form holds a token: the browser itself says which site a request comes from, and the session's cookie is sent by none but ours.

use std::collections::BTreeSet;

use candor::access::{Actor, KeyWish, Role};
use candor::decision::Request;
use candor::event::{Event, Subject};
use candor::http::{console_roles, demo_routes};
use candor::ids::{CustomerId, DecisionId, ItemId};
use candor::monitor::Outcome;
use candor::oversight::{self, Act, Kept, Plan, Proposal, Step};
use candor::service::Service;

use super::no_script::{OWN, colleague, with};
use super::places::Known;
use super::shop::{Own, few};

/// Every form, in an order in which each can be sent.
const FORMS: [&str; 37] = [
    "POST /shop/language",
    "POST /shop/persona",
    "POST /shop/events",
    "POST /shop/usage",
    "POST /shop/feedback",
    "POST /shop/undo",
    "POST /shop/you/purpose",
    "POST /shop/you/extent",
    "POST /shop/you/topic",
    "POST /shop/you/event",
    "POST /shop/you/all",
    "POST /console/language",
    "POST /console/people",
    "POST /console/sign-in",
    "POST /console/tune/{placement}",
    "POST /console/policies/{placement}/{id}/edit",
    "POST /console/policies/{placement}/{id}/preview",
    "POST /console/policies/{placement}/{id}/submit",
    "POST /console/policies/{placement}/{id}/delete",
    "POST /console/policies/{placement}/{id}/approve",
    "POST /console/policies/{placement}/{id}/reject",
    "POST /console/policies/{placement}/{id}/withdraw",
    "POST /console/policies/{placement}/{id}/publish",
    "POST /console/policies/{placement}/rollback",
    "POST /console/reviews/{id}",
    "POST /console/reviews/{id}/undo",
    "POST /console/incidents",
    "POST /console/incidents/{id}",
    "POST /console/experiments",
    "POST /console/experiments/{id}/begin",
    "POST /console/experiments/{id}/stop",
    "POST /console/reports",
    // The wish that waits already is let be; the next one is refused.
    "POST /console/oversight/approve",
    "POST /console/oversight",
    "POST /console/oversight/reject",
    "POST /console/sign-out",
    // Erases what the others are about.
    "POST /shop/you/leave",
];

/// What shows what a form would do, and keeps nothing.
const TRIED: &str = "POST /console/tune/{placement}/preview";

/// How a browser tells that a form of another site is sent, or tells nothing.
const ELSEWHERE: [(&str, &str); 6] = [
    ("sec-fetch-site", "cross-site"),
    ("sec-fetch-site", "same-site"),
    ("sec-fetch-site", "none"),
    ("origin", "http://evil.example"),
    ("origin", "null"),
    ("x-nothing", "told"),
];

/// A shop in which every form can be sent.
struct Ready {
    shop: Own,
    known: Known,
    item: ItemId,
    decision: DecisionId,
    deeds: Vec<Event>,
    key: String,
    /// Proposals, each to be sent one form: edit, preview, submit, delete; approve, reject, withdraw; publish.
    proposals: Vec<String>,
    experiment: String,
}

fn act(name: &str, role: Role) -> Act {
    Act {
        by: Actor { name: name.to_owned(), role },
        at: Service::now(),
        reason: Some("Because.".to_owned()),
        known_to: Vec::new(),
    }
}

/// A draft; from the fourth on handed in, from the seventh on approved too.
pub(crate) fn proposal(service: &Service, no: usize) -> Kept<Proposal> {
    let mara = act("Mara", Role::Marketer);
    let mut policy = service.policy("home").expect("a policy");
    policy.diversity = 0.1 + f64::from(u32::try_from(no).expect("few")) / 100.0;
    let draft = service.draft(policy, &mara).expect("a draft");
    if no < 4 {
        return draft;
    }
    let handed_in = service.submit("home", &draft.id, draft.revision, &mara, 1).expect("handed in");
    if no < 7 {
        return handed_in;
    }
    let tomas = act("Tomas", Role::Approver);
    service.step("home", &handed_in.id, handed_in.revision, Step::Approve, &tomas).expect("approved")
}

impl Ready {
    fn new() -> Self {
        let shop = few();
        let known = Known::of(&shop.service, &["Zora", "A.", "Zeno", "B.", "C", "D.", "E?", "F."]);
        let service = &shop.service;
        let customer = CustomerId::new("c0001").expect("an id");
        let decision = Service::new_decision_id();
        let asked = Request::home(Some(customer.clone()));
        let item = service.recommend(decision.clone(), Service::now(), asked).expect("a list").items[0].item.clone();
        let mut deeds = service.store().events_of(&Subject::Customer(customer)).expect("events");
        let mut seen = BTreeSet::new();
        deeds.retain(|event| event.kind.as_str() == "purchase" && seen.insert(event.item.clone()));
        let wish = KeyWish { name: "Zita".to_owned(), role: Role::Approver, expires: None, origins: [].into() };
        let (_, key) = service.create_key(wish).expect("a key");
        let proposals = (0..8).map(|no| proposal(service, no).id).collect();
        let plan = Plan {
            placement: "home".to_owned(),
            question: "Zzz?".to_owned(),
            share: 0.5,
            outcome: Outcome::Clicks,
            fall_max: 0.2,
            days: 28,
        };
        let experiment = service.draft_experiment(plan, None, &act("Mara", Role::Marketer)).expect("a draft").id;
        Self { shop, known, item, decision, deeds, key, proposals, experiment }
    }

    /// A step of the proposal that is kept for it.
    fn step(&self, no: usize, step: &str, more: &str) -> (String, String) {
        let id = &self.proposals[no];
        let revision = self.shop.service.proposal("home", id).expect("a proposal").revision;
        let body = format!("revision={revision}&reason=Because.{more}");
        (format!("/console/policies/home/{id}/{step}"), body)
    }

    /// Where a form of the shop goes and what it holds.
    fn shops(&self, route: &str) -> (String, String) {
        let Self { item, decision, deeds, .. } = self;
        let body = match route {
            "POST /shop/language" => "lang=de&to=/".to_owned(),
            "POST /shop/persona" => "persona=c0003".to_owned(),
            "POST /shop/events" => format!("item={item}&kind=purchase&decision={decision}"),
            "POST /shop/usage" => format!("item={}&usage=unused", deeds[0].item),
            "POST /shop/feedback" => format!("item={item}&decision={decision}&verb=unfair"),
            "POST /shop/undo" => format!("item={}&event={}", deeds[1].item, deeds[1].id),
            "POST /shop/you/purpose" => "purpose=explain&allowed=no".to_owned(),
            "POST /shop/you/extent" => "extent=light".to_owned(),
            "POST /shop/you/topic" => "topic=Kitchen&list=blocked".to_owned(),
            "POST /shop/you/event" => format!("item={}&event={}&usage=unused", deeds[2].item, deeds[2].id),
            "POST /shop/you/all" => "usage=unused".to_owned(),
            "POST /shop/you/leave" => "sure=yes".to_owned(),
            _ => panic!("no form for `{route}`"),
        };
        (route.trim_start_matches("POST ").to_owned(), body)
    }

    /// The same of the console, and who may send it.
    fn consoles(&self, route: &str) -> (&'static str, (String, String)) {
        let at = |path: &str, body: &str| (self.known.address(path), body.to_owned());
        let revised = |path: &str, revision: u64, more: &str| at(path, &format!("revision={revision}&reason=A.{more}"));
        let service = &self.shop.service;
        let review = |word: &str| {
            let id = self.known.address(word);
            let all = service.reviews(None, 100, &|_| true).expect("readable");
            all.iter().find(|one| one.id == id).expect("an entry").revision
        };
        match route.trim_start_matches("POST /console") {
            "/language" => ("Noor", at("/console/language", "lang=fr&to=/console")),
            "/people" => ("Noor", at("/console/people", "name=Noor")),
            "/sign-in" => ("Noor", at("/console/sign-in", &format!("key={}", self.key))),
            "/sign-out" => ("Ines", at("/console/sign-out", "")),
            "/tune/{placement}" => ("Mara", at("/console/tune/home", "diversity=0.43")),
            "/tune/{placement}/preview" => ("Mara", at("/console/tune/home/preview", "diversity=0.43")),
            "/oversight" => {
                let revision = oversight::settings(service.store()).expect("readable").revision;
                ("Ada", revised("/console/oversight", revision, "&thresholds.relevance_fall=60"))
            }
            "/oversight/approve" => ("Tomas", revised("/console/oversight/approve", self.wish(), "")),
            "/oversight/reject" => ("Tomas", revised("/console/oversight/reject", self.wish(), "")),
            "/policies/{placement}/{id}/edit" => ("Mara", self.step(0, "edit", "&diversity=0.41")),
            "/policies/{placement}/{id}/preview" => ("Mara", self.step(1, "preview", "")),
            "/policies/{placement}/{id}/submit" => ("Mara", self.step(2, "submit", "")),
            "/policies/{placement}/{id}/delete" => ("Mara", self.step(3, "delete", "")),
            "/policies/{placement}/{id}/approve" => ("Tomas", self.step(4, "approve", "")),
            "/policies/{placement}/{id}/reject" => ("Tomas", self.step(5, "reject", "")),
            "/policies/{placement}/{id}/withdraw" => ("Mara", self.step(6, "withdraw", "")),
            "/policies/{placement}/{id}/publish" => ("Tomas", self.step(7, "publish", "")),
            "/policies/{placement}/rollback" => {
                ("Tomas", at("/console/policies/home/rollback", "version=0&reason=Because."))
            }
            "/reviews/{id}" => {
                ("Tomas", revised("/console/reviews/{report}", review("{report}"), "&verdict=suppress_everywhere"))
            }
            "/reviews/{id}/undo" => ("Tomas", revised("/console/reviews/{decided}/undo", review("{decided}"), "")),
            "/incidents" => ("Tomas", at("/console/incidents", "title=Zzz&placement=home&reason=Seen.")),
            "/incidents/{id}" => {
                let revision = service.incident(&self.known.address("{incident}")).expect("an incident").revision;
                ("Tomas", revised("/console/incidents/{incident}", revision, "&action=take"))
            }
            "/experiments" => (
                "Mara",
                at(
                    "/console/experiments",
                    "placement=home&question=Why?&proposal=&outcome=clicks&share=50&days=28&fall_max=0&reason=Because.",
                ),
            ),
            "/experiments/{id}/begin" => ("Tomas", self.trial(&self.known.address("{experiment}"), "begin")),
            "/experiments/{id}/stop" => ("Tomas", self.trial(&self.experiment, "stop")),
            "/reports" => {
                let day = |ago: i64| Service::now().plus_days(-ago).to_string()[.."2026-01-01".len()].to_owned();
                let form = format!("kind=fairness&placement=home&language=en&month=&since={}&until={}", day(6), day(0));
                ("Ines", at("/console/reports", &form))
            }
            _ => panic!("no form for `{route}`"),
        }
    }

    /// The revision of the settings that wait.
    fn wish(&self) -> u64 {
        let store = self.shop.service.store();
        oversight::wished_settings(store).expect("readable").expect("settings that wait").revision
    }

    fn trial(&self, id: &str, step: &str) -> (String, String) {
        let (kept, _) = self.shop.service.experiment(id, Service::now()).expect("an experiment");
        (format!("/console/experiments/{id}/{step}"), format!("revision={}&reason=Because.", kept.revision))
    }
}

/// Who sends a form: their cookie, where it goes, what it holds.
struct Form {
    cookie: String,
    path: String,
    body: String,
}

async fn form(ready: &Ready, route: &str) -> Form {
    let persona = "persona=c0001".to_owned();
    if !route.starts_with("POST /console") {
        let (path, body) = ready.shops(route);
        return Form { cookie: persona, path, body };
    }
    let (name, (path, body)) = ready.consoles(route);
    Form { cookie: format!("{persona}; {}", colleague(&ready.shop, name).await), path, body }
}

#[test]
fn the_list_has_every_form_of_shop_and_console() {
    let console = console_roles().into_iter().map(|(route, _)| route);
    let posts: BTreeSet<String> =
        demo_routes().into_iter().chain(console).filter(|one| !one.starts_with("GET ")).collect();
    assert_eq!(posts, FORMS.into_iter().chain([TRIED]).map(str::to_owned).collect());
}

#[tokio::test]
async fn what_another_site_sends_changes_nothing_and_the_same_from_our_own_pages_is_taken() {
    let ready = Ready::new();
    for name in ["Mara", "Tomas", "Ines", "Noor", "Ada"] {
        colleague(&ready.shop, name).await;
    }
    let guarded: BTreeSet<String> =
        console_roles().into_iter().filter(|(_, roles)| !roles.is_empty()).map(|(route, _)| route).collect();
    for route in FORMS.into_iter().chain([TRIED]) {
        let Form { cookie, path, body } = form(&ready, route).await;
        let before = ready.shop.kept();
        let router = &ready.shop.router;
        for told in ELSEWHERE {
            let reply = with(router, "POST", &path, &[("cookie", &cookie), told], &body).await;
            assert_eq!(reply.status, 403, "{route} {told:?}: {}", reply.text);
            assert!(reply.header("set-cookie").is_empty(), "{route} {told:?}");
        }
        if guarded.contains(route) {
            for cookie in ["", "candor-session=0000", "__Host-candor=0000"] {
                let reply = with(router, "POST", &path, &[("cookie", cookie), OWN], &body).await;
                assert_eq!(reply.status, 401, "{route} with `{cookie}`: {}", reply.text);
            }
        }
        assert!(ready.shop.kept() == before, "{route}: something is kept otherwise");
    }
    for route in FORMS {
        let Form { cookie, path, body } = form(&ready, route).await;
        let before = ready.shop.kept();
        let reply = with(&ready.shop.router, "POST", &path, &[("cookie", &cookie), OWN], &body).await;
        let expected = if route.ends_with("/leave") { 200 } else { 303 };
        assert_eq!(reply.status, expected, "{route} {body}: {}", reply.text);
        let is_kept = ready.shop.kept() != before || !reply.header("set-cookie").is_empty();
        assert!(is_kept, "{route}: what is taken changes something");
    }
}
