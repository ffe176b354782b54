//! Every page that there is, in one list: each check of pages goes through all of it. Whoever adds a page adds a line; a test compares the
//! list with the routes of the console.

use candor::access::{Actor, Role};
use candor::decision::Request;
use candor::event::{Event, Kind, Subject};
use candor::ids::{CustomerId, EventId, ItemId};
use candor::monitor::{Outcome, Window};
use candor::oversight::{self, Act, Plan, Review, Source, Verdict};
use candor::report;
use candor::rerank::Tone;
use candor::service::{ReportWish, Service};

/// Who looks at a page, and its address. `{word}` stands for what [`Known`] knows by that word. Nobody is signed in for a customer's pages.
pub(crate) const PLACES: [(Option<&str>, &str); 37] = [
    (None, "/"),
    (None, "/?page=2&department=Kitchen"),
    (None, "/shop/items/{item}"),
    (None, "{why}?instead_of={other}&without={bought}"),
    (None, "/shop/you?done=blocked&topic=Kitchen"),
    (None, "/shop/you/leave"),
    (None, "/shop/how"),
    (None, "/nowhere"),
    (None, "/console/sign-in?out=1"),
    (Some("Mara"), "/console"),
    (
        Some("Mara"),
        "/console/tune/home?diversity=0.6&groups.0.min_share=40&pins.0.label=Cover&pins.0.item={item}&pins.0.position=4",
    ),
    (Some("Mara"), "/console/wording/home?tone=playful&locale=de"),
    (Some("Mara"), "/console/policies/home"),
    (Some("Mara"), "/console/policies/home/{draft}"),
    (Some("Mara"), "/console/reviews?state=any"),
    (Some("Tomas"), "/console"),
    (Some("Tomas"), "/console/tune/home?measure=1&diversity=0.8"),
    (Some("Tomas"), "/console/wording/home"),
    (Some("Tomas"), "/console/policies/home/{proposal}"),
    (Some("Tomas"), "/console/reviews/{report}"),
    (Some("Tomas"), "/console/reviews/{decided}"),
    (Some("Ines"), "/console"),
    (Some("Ines"), "/console/policies/home/{proposal}"),
    (Some("Ines"), "/console/reviews/{decided}"),
    (Some("Ines"), "/console/reviews/figures"),
    (Some("Noor"), "/console/watch/home"),
    (Some("Tomas"), "/console/incidents"),
    (Some("Tomas"), "/console/incidents/{incident}"),
    (Some("Mara"), "/console/experiments"),
    (Some("Mara"), "/console/experiments/plan?placement=home"),
    (Some("Tomas"), "/console/experiments/{experiment}"),
    (Some("Ines"), "/console/reports"),
    (Some("Ines"), "/console/reports/{audit}"),
    (Some("Tomas"), "/console/oversight"),
    (Some("Ada"), "/console/oversight?done=waits"),
    (Some("Ada"), "/console"),
    (Some("Ada"), "/console/nowhere"),
];

/// Addresses of the console that only lead to another one, or to a file.
const NO_PAGES: [&str; 6] = [
    "/console/tune",
    "/console/wording",
    "/console/policies",
    "/console/watch",
    "/console/reports/bundle",
    "/console/reports/{id}/{form}",
];

/// What the addresses of pages name.
pub(crate) struct Known(Vec<(&'static str, String)>);

impl Known {
    /// Puts something into a shop for every page to show; `texts` stand wherever people write something.
    pub(crate) fn of(service: &Service, texts: &[&str]) -> Self {
        let customer = || CustomerId::new("c0001").expect("a valid id");
        let (decision, now) = (Service::new_decision_id(), Service::now());
        let answer = service.recommend(decision.clone(), now, Request::home(Some(customer()))).expect("a list");
        let [item, other, third] = [0, 1, 2].map(|at| answer.items[at].item.clone());
        let subject = Subject::Customer(customer());
        let bought = service.store().events_of(&subject).expect("events").into_iter();
        let bought = bought.rev().find(|event| event.kind == Kind::Purchase).expect("a purchase").item;
        let report = |id: &str, item: &ItemId| {
            let mut event =
                Event::new(EventId::new(id).expect("an id"), subject.clone(), item.clone(), Kind::Report, now);
            event.decision = Some(decision.clone());
            event
        };
        // Not of the first two, which the pages show.
        let reported = answer.items.iter().map(|shown| &shown.item).skip(3).take(2).enumerate();
        let reports: Vec<Event> = reported.map(|(at, item)| report(&format!("report-{at}"), item)).collect();
        service.take_events(&reports).expect("durable");
        let is_reported = |review: &Review| review.source == Source::Report;
        let open = service.reviews(None, 10, &is_reported).expect("readable");
        let act = |name: &str, role, reason: &str| Act {
            by: Actor { name: name.to_owned(), role },
            at: now,
            reason: Some(reason.to_owned()),
            known_to: Vec::new(),
        };
        let decided = &open[1];
        let tomas = act(texts[0], Role::Approver, texts[1]);
        service.rule(&decided.id, decided.revision, Some(Verdict::WrongReason), &[], &tomas).expect("decided");
        let mut policy = service.policy("home").expect("a policy");
        policy.diversity = 0.9;
        policy.tone = Some(Tone::Warm);
        policy.exclusions.clear();
        let mara = act(texts[2], Role::Marketer, texts[3]);
        let draft = service.draft(policy.clone(), &mara).expect("a draft");
        let handed_in = service.draft(policy, &mara).expect("a draft");
        let handed_in = service.submit("home", &handed_in.id, handed_in.revision, &mara, 1).expect("handed in");
        let incident =
            service.open_incident(Some("home".to_owned()), texts[4], &act(texts[0], Role::Approver, texts[5]));
        let mut lenient = oversight::settings(service.store()).expect("readable");
        lenient.it.thresholds.relevance_fall = 0.2;
        let ada = act(texts[2], Role::Admin, texts[3]);
        oversight::put_settings(service.store(), lenient.it, lenient.revision, &ada).expect("kept as a wish");
        let plan = Plan {
            placement: "home".to_owned(),
            question: texts[6].to_owned(),
            share: 0.5,
            outcome: Outcome::Clicks,
            fall_max: 0.2,
            days: 28,
        };
        let experiment = service.draft_experiment(plan, None, &mara).expect("a draft");
        let by = Some(Actor { name: texts[0].to_owned(), role: Role::Auditor });
        let wish = ReportWish {
            kind: report::Kind::Fairness,
            placement: "home".to_owned(),
            span: Window::last(7, now),
            language: None,
            by,
        };
        let audit = service.make_report(wish, now).expect("a report");
        let why = format!("/shop/decisions/{decision}/items/{item}/why");
        Self(vec![
            ("item", third.to_string()),
            ("other", other.to_string()),
            ("bought", bought.to_string()),
            ("why", why),
            ("draft", draft.id),
            ("proposal", handed_in.id),
            ("report", open[0].id.clone()),
            ("decided", decided.id.clone()),
            ("incident", incident.expect("opened").id),
            ("experiment", experiment.id),
            ("audit", audit.id),
        ])
    }

    /// An address with what it names.
    pub(crate) fn address(&self, path: &str) -> String {
        self.0.iter().fold(path.to_owned(), |path, (word, is)| path.replace(&format!("{{{word}}}"), is))
    }
}

/// Whether an address is one of a route such as `/console/reviews/{id}`.
fn is_of(path: &str, route: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let is_alike = |(here, there): (&str, &str)| here == there || there.starts_with('{');
    // A word in the list stands for a name that no other route has.
    path.split('/').count() == route.split('/').count() && path.split('/').zip(route.split('/')).all(is_alike)
}

#[test]
fn the_list_has_every_page_of_the_console() {
    for (route, _) in candor::http::console_roles() {
        let Some(page) = route.strip_prefix("GET ").filter(|page| !NO_PAGES.contains(page)) else { continue };
        let exactly = page.contains('{') || PLACES.iter().any(|(_, path)| path.split('?').next() == Some(page));
        assert!(exactly && PLACES.iter().any(|(_, path)| is_of(path, page)), "no line of the list is of `{page}`");
    }
    assert!(
        !is_of("/console/reviews", "/console/reviews/{id}")
            && is_of("/console/reviews/{x}?a=b", "/console/reviews/{id}")
    );
}
