//! What a customer thinks of a recommendation, and what they let the shop use: each change shows in the next list, and can be taken back.

use candor::access::{Audience, Claims, KeyWish, Role};
use candor::config::Config;
use candor::event::{Customer, Subject, Usage};
use candor::http::{AppState, app};
use candor::ids::{CustomerId, EventId};
use candor::service::Service;

use super::no_script::{OWN, Reply, attributes, get, rail, whys, with, with_headers};
use super::shop::{Own, keyed, own};

/// The items of the list on the page of choices.
fn list(html: &str) -> Vec<&str> {
    let strip = html.split("class=\"strip\"").nth(1).expect("a list").split("</ol>").next().unwrap_or_default();
    attributes(strip, "data-item")
}

/// Sends a form of a page as a customer, and follows to where it leads.
async fn act(shop: &Own, path: &str, body: &str, persona: &str) -> Reply {
    let reply = shop.post(path, body, persona).await;
    assert_eq!(reply.status, 303, "{path} {body}: {}", reply.text);
    get(&shop.router, reply.header("location"), persona).await
}

/// Sends the undo form of a notice.
async fn undo(shop: &Own, page: &Reply, persona: &str) -> Reply {
    let notice = page.text.split("class=\"notice\"").nth(1).expect("a notice");
    let form = notice.split("<form").nth(1).expect("a way back").split("</form>").next().expect("its end");
    let fields = attributes(form, "name").into_iter().zip(attributes(form, "value"));
    let body: Vec<String> = fields.map(|(name, value)| format!("{name}={value}")).collect();
    act(shop, attributes(form, "action")[0], &body.join("&"), persona).await
}

fn decision(html: &str) -> &str {
    attributes(html, "data-decision")[0]
}

#[tokio::test]
async fn each_word_on_a_recommendation_changes_the_next_list_and_can_be_taken_back() {
    for (verb, said) in [
        ("not_interested", "You were not interested in"),
        ("have", "You already have"),
        ("unfair", "People will look at it"),
    ] {
        let shop = own();
        let home = get(&shop.router, "/", "c0001").await;
        let (first, from) = (rail(&home.text)[0], decision(&home.text));
        let why = get(&shop.router, whys(&home.text)[0], "c0001").await;
        assert!(why.text.contains(&format!("name=\"verb\" value=\"{verb}\"")), "{verb}");
        let body = format!("item={first}&decision={from}&verb={verb}");
        let after = act(&shop, "/shop/feedback", &body, "c0001").await;
        assert!(after.text.contains(said) && after.text.contains("Left your list:"), "{verb}: {}", after.text);
        assert!(!rail(&after.text).contains(&first), "{verb}");
        let undone = undo(&shop, &after, "c0001").await;
        assert!(undone.text.contains("Undone:") && undone.text.contains("Came into your list:"), "{verb}");
        assert_eq!(rail(&undone.text), rail(&home.text), "{verb}");
    }
}

#[tokio::test]
async fn what_is_reported_lies_in_the_review_queue_with_its_decision() {
    let shop = own();
    let home = get(&shop.router, "/", "c0001").await;
    let (first, from) = (rail(&home.text)[0], decision(&home.text));
    let before = shop.service.review_figures().expect("readable");
    act(&shop, "/shop/feedback", &format!("item={first}&decision={from}&verb=unfair"), "c0001").await;
    let reports = shop.service.reviews(None, 1_000, &|review| review.source == candor::oversight::Source::Report);
    let reports = reports.expect("readable");
    let [report] = &*reports else { panic!("one report: {reports:?}") };
    assert_eq!((report.it.item.as_str(), report.it.decision.as_ref().map(|id| id.as_str())), (first, Some(from)));
    assert_ne!(shop.service.review_figures().expect("readable"), before);
}

#[tokio::test]
async fn what_is_too_personal_is_no_longer_used_until_it_is_taken_back() {
    let shop = own();
    // Most of what she did must not be named: that is what can feel too personal.
    let home = get(&shop.router, "/", "c0002").await;
    let (first, from) = (rail(&home.text)[0], decision(&home.text));
    let body = format!("item={first}&decision={from}&verb=personal");
    let after = act(&shop, "/shop/feedback", &body, "c0002").await;
    assert_ne!(rail(&after.text), rail(&home.text));
    let you = get(&shop.router, "/shop/you", "c0002").await;
    assert!(!you.text.contains("Of these not used: 0."));
    let undone = undo(&shop, &after, "c0002").await;
    assert_eq!(rail(&undone.text), rail(&home.text));
    assert!(get(&shop.router, "/shop/you", "c0002").await.text.contains("Of these not used: 0."));
    // Nobody switches anything off through a list of somebody else.
    assert_eq!(shop.post("/shop/feedback", &body, "c0001").await.status, 404);
}

#[tokio::test]
async fn what_if_not_is_answered_with_the_place_that_the_next_list_gives() {
    let shop = own();
    let home = get(&shop.router, "/", "c0001").await;
    let mut asked = 0;
    for why in whys(&home.text).into_iter().take(2) {
        let page = get(&shop.router, why, "c0001").await;
        let Some(link) = attributes(&page.text, "href").into_iter().find(|href| href.contains("?without=")) else {
            continue;
        };
        let told = get(&shop.router, link, "c0001").await;
        let answer = told.text.split("class=\"whatif\"").nth(1).expect("an answer");
        assert!(answer.contains("Without this it would"), "{answer}");
        asked += 1;
    }
    assert!(asked > 0, "some reason names what was done");
}

#[tokio::test]
async fn a_gift_is_used_no_longer() {
    let shop = own();
    let you = get(&shop.router, "/shop/you", "c0001").await;
    let form = you.text.split("<form").find(|form| form.contains("value=\"gift\"")).expect("something was bought");
    let item = attributes(form, "value")[2];
    let after = act(&shop, "/shop/usage", &format!("page=you&item={item}&usage=gift"), "c0001").await;
    assert!(after.text.contains("was a gift"), "{}", after.text);
    assert!(!after.text.contains("Of these not used: 0."));
    let letters = || shop.service.outbox().last(&CustomerId::new("c0001").expect("an id"), 10).expect("readable");
    assert!(letters()[0].contains("was a gift"), "{:?}", letters());
    assert!(undo(&shop, &after, "c0001").await.text.contains("Of these not used: 0."));
    assert_eq!(letters().len(), 2, "of the undo too: {:?}", letters());
}

#[tokio::test]
async fn purposes_extent_and_pause_hold_from_the_next_list_on() {
    let shop = own();
    let own_list = get(&shop.router, "/shop/you", "c0001").await;
    let same = get(&shop.router, "/shop/you", "c0001").await;
    assert_eq!(list(&own_list.text), list(&same.text));
    let everybody = "It is not personal";
    for (path, less, more) in [
        ("/shop/you/purpose", "purpose=recommend&allowed=no", "purpose=recommend&allowed=yes"),
        ("/shop/you/extent", "extent=off", "extent=full"),
        ("/shop/you/extent", "extent=pause", "extent=full"),
    ] {
        let way = format!("page=you&before={}", decision(&own_list.text));
        let after = act(&shop, path, &format!("{less}&{way}"), "c0001").await;
        assert!(after.text.contains(everybody), "{less}");
        assert!(after.text.contains("Left your list:") && after.text.contains("Came into your list:"), "{less}");
        let back = act(&shop, path, &format!("{more}&{way}"), "c0001").await;
        assert!(!back.text.contains(everybody) && back.text.contains("Your list stays as it was."), "{more}");
        assert_eq!(list(&back.text), list(&own_list.text), "{more}");
    }
    let light = act(&shop, "/shop/you/extent", "extent=light&page=you", "c0001").await;
    assert!(light.text.contains("Personalisation is light"));
    for (path, body) in [
        ("/shop/you/purpose", "purpose=sell&allowed=yes"),
        ("/shop/you/purpose", "purpose=explain&allowed=maybe"),
        ("/shop/you/extent", "extent=none"),
        ("/shop/you/topic", "topic=Home&list=somewhere"),
        ("/shop/you/topic", "topic=%3Cscript%3E&list=blocked"),
        ("/shop/you/all", "usage=perhaps"),
        ("/shop/you/leave", "sure=no"),
    ] {
        assert_eq!(shop.post(path, body, "c0001").await.status, 422, "{path} {body}");
    }
}

#[tokio::test]
async fn a_topic_that_is_blocked_leaves_every_list_and_one_that_is_liked_is_told() {
    let shop = own();
    let before = get(&shop.router, "/shop/you", "c0003").await;
    let way = format!("page=you&before={}", decision(&before.text));
    let after = act(&shop, "/shop/you/topic", &format!("topic=Outdoor&list=blocked&{way}"), "c0003").await;
    assert!(after.text.contains("Outdoor is never shown to you") && after.text.contains("Left your list:"));
    assert!(after.text.contains("Never: Outdoor"));
    let undone = undo(&shop, &after, "c0003").await;
    assert_eq!(list(&undone.text), list(&before.text));
    let liked = act(&shop, "/shop/you/topic", &format!("topic=Pets&list=preferred&{way}"), "c0003").await;
    assert!(liked.text.contains("Liked: Pets"));
    let blocked = act(&shop, "/shop/you/topic", "topic=Pets&list=blocked&page=you", "c0003").await;
    assert!(blocked.text.contains("Never: Pets") && !blocked.text.contains("Liked: Pets"));
    let undone = undo(&shop, &blocked, "c0003").await;
    assert!(undone.text.contains("Liked: Pets") && !undone.text.contains("Never: Pets"), "it stands where it stood");
}

#[tokio::test]
async fn a_fresh_start_uses_nothing_and_everything_can_be_used_again() {
    let shop = own();
    let before = get(&shop.router, "/shop/you", "c0001").await;
    let after = act(&shop, "/shop/you/all", "usage=unused&page=you", "c0001").await;
    assert!(after.text.contains("It is not personal") && after.text.contains("Of these not used:"));
    let again = undo(&shop, &after, "c0001").await;
    assert_eq!(list(&again.text), list(&before.text));
    let form = before.text.split("action=\"/shop/you/event\"").nth(1).expect("an event");
    let [item, event] = [2, 3].map(|at| attributes(form, "value")[at].to_owned());
    let off = act(&shop, "/shop/you/event", &format!("item={item}&event={event}&usage=unused&page=you"), "c0001").await;
    assert!(off.text.contains("Of these not used: 1."));
    assert!(undo(&shop, &off, "c0001").await.text.contains("Of these not used: 0."));
    assert_eq!(
        shop.post("/shop/you/event", &format!("item={item}&event={event}&usage=used"), "c0003").await.status,
        404
    );
    act(&shop, "/shop/you/event", &format!("item={item}&event={event}&usage=unused&page=you"), "c0001").await;
    let off = unused(&shop, "c0001");
    let fresh = act(&shop, "/shop/you/all", "usage=unused&page=you", "c0001").await;
    assert!(unused(&shop, "c0001").len() > 1);
    undo(&shop, &fresh, "c0001").await;
    assert_eq!(unused(&shop, "c0001"), off, "what was off before stays off");
}

#[tokio::test]
async fn deciding_on_one_purpose_decides_on_no_other() {
    let shop = own();
    assert_eq!(shop.post("/shop/you/leave", "sure=yes", "c0001").await.status, 200);
    let after = act(&shop, "/shop/you/purpose", "purpose=explain&allowed=no&page=you", "c0001").await;
    assert!(after.text.contains("You have decided on some of it."), "{}", after.text);
    let pressed = after.text.matches("name=\"allowed\" value=").count();
    assert_eq!((pressed, after.text.matches("aria-pressed=\"true\">Do not allow").count()), (6, 1), "{}", after.text);
    assert!(!after.text.contains("aria-pressed=\"true\">Allow"), "nothing is ticked for anybody");
    let id = CustomerId::new("c0001").expect("a valid id");
    let holds = shop.service.consent(&id).expect("readable");
    assert!(holds.consent.recommend && !holds.consent.explain, "the shop's basis holds for the rest: {holds:?}");
    let record = shop.service.store().customer(&id).expect("readable").expect("a record");
    assert!(record.consent.is_some_and(|consent| !consent.recommend), "nobody is said to have allowed: {record:?}");
}

#[tokio::test]
async fn a_browser_that_wants_no_profile_gets_none_and_can_allow_no_more() {
    let shop = own();
    let open = get(&shop.router, "/shop/you", "c0001").await;
    let headers = [("cookie", "persona=c0001"), ("sec-gpc", "1"), OWN];
    let page = shop.with(&headers, "GET", "/shop/you", "").await;
    assert!(page.text.contains("Your browser asks for no profile") && page.text.contains("It is not personal"));
    assert_ne!(list(&page.text), list(&open.text));
    for (path, more) in [
        ("/shop/you/purpose", "purpose=explain&allowed=yes"),
        ("/shop/you/extent", "extent=light"),
        ("/shop/you/topic", "topic=Pets&list=preferred"),
        ("/shop/you/all", "usage=used"),
    ] {
        assert_eq!(shop.with(&headers, "POST", path, more).await.status, 409, "{path}");
    }
    assert_eq!(shop.with(&headers, "POST", "/shop/you/extent", "extent=off").await.status, 303);
}

#[tokio::test]
async fn each_change_is_confirmed_outside_of_the_page() {
    let shop = own();
    let headers = [("cookie", "persona=c0001; lang=fr"), OWN];
    let reply = shop.with(&headers, "POST", "/shop/you/purpose", "purpose=explain&allowed=no&page=you").await;
    let page = shop.with(&headers, "GET", reply.header("location"), "").await;
    let letter = page.text.split("class=\"letter\"").nth(1).expect("a message");
    assert!(letter.contains("vous avez changé ce que nous pouvons utiliser"), "{letter}");
    assert!(letter.contains("n’est plus nommé dans les raisons"), "{letter}");
    let other = get(&shop.router, "/shop/you", "c0003").await;
    assert!(!other.text.contains("class=\"letter\""), "nobody reads somebody else's messages");
    // From every other page too, where something changed, and only there.
    let id = CustomerId::new("c0002").expect("an id");
    let letters = || shop.service.outbox().last(&id, 20).expect("readable").len();
    let home = get(&shop.router, "/", "c0002").await;
    let (first, from) = (rail(&home.text)[0].to_owned(), decision(&home.text).to_owned());
    let personal = format!("item={first}&decision={from}&verb=personal");
    let after = act(&shop, "/shop/feedback", &personal, "c0002").await;
    assert_eq!(letters(), 1, "too personal");
    act(&shop, "/shop/feedback", &personal, "c0002").await;
    assert_eq!(letters(), 1, "nothing more was switched off");
    undo(&shop, &after, "c0002").await;
    assert_eq!(letters(), 2, "its way back");
    let events = shop.service.store().events_of(&Subject::Customer(id.clone())).expect("events");
    let item = &events[0].item;
    act(&shop, "/shop/usage", &format!("item={item}&usage=unused"), "c0002").await;
    act(&shop, "/shop/usage", &format!("item={item}&usage=unused"), "c0002").await;
    assert_eq!(letters(), 3, "do not use this, once");
}

#[tokio::test]
async fn a_copy_holds_everything_and_leaving_removes_everything_with_a_receipt() {
    let shop = own();
    act(&shop, "/shop/you/extent", "extent=light&page=you", "c0001").await;
    let copy = get(&shop.router, "/shop/you/copy?format=json", "c0001").await;
    assert_eq!(copy.header("content-disposition"), "attachment");
    let copy: serde_json::Value = serde_json::from_str(&copy.text).expect("JSON");
    assert_eq!((&copy["customer"], &copy["given"]["record"]["personalisation"]), (&"c0001".into(), &"light".into()));
    let table = get(&shop.router, "/shop/you/copy?format=csv", "c0001").await;
    assert!(table.text.starts_with("data,what,") && table.header("content-type").starts_with("text/csv"));
    let events = copy["given"]["events"].as_array().expect("events").len();
    let german = [("cookie", "persona=c0001; lang=de"), OWN];
    let ask = shop.with(&german, "GET", "/shop/you/leave", "").await;
    assert!(ask.text.contains(&format!("Was du getan hast: {events}")), "{}", ask.text);
    let gone = shop.post("/shop/you/leave", "sure=yes", "c0001").await;
    assert_eq!(gone.status, 200, "{}", gone.text);
    assert!(gone.text.contains("Receipt") && gone.text.contains(&format!(">{events}<")), "{}", gone.text);
    let after = get(&shop.router, "/shop/you", "c0001").await;
    assert!(after.text.contains("Kept of you: 0,") && after.text.contains("You have not decided yet"));
    assert!(!after.text.contains("class=\"letter\"") && !after.text.contains("aria-pressed=\"true\">Allow"));
}

/// Everything that a customer does not want to be used, by event.
fn unused(shop: &Own, persona: &str) -> Vec<EventId> {
    let subject = Subject::Customer(CustomerId::new(persona).expect("a valid id"));
    let events = shop.service.store().events_of(&subject).expect("events").into_iter();
    events.filter(|event| event.usage == Usage::Unused).map(|event| event.id).collect()
}

#[tokio::test]
async fn taking_something_back_leaves_off_what_was_off_before() {
    let shop = own();
    let home = get(&shop.router, "/", "c0002").await;
    let (first, from) = (rail(&home.text)[0], decision(&home.text));
    let personal = format!("item={first}&decision={from}&verb=personal");
    let after = act(&shop, "/shop/feedback", &personal, "c0002").await;
    let rests_on = unused(&shop, "c0002");
    assert!(rests_on.len() > 1, "{rests_on:?}");
    undo(&shop, &after, "c0002").await;
    // One of the things that it rests on is switched off by itself, then the whole of them, and that is taken back.
    let subject = Subject::Customer(CustomerId::new("c0002").expect("a valid id"));
    shop.service.store().set_usage(&subject, &rests_on[0], Usage::Unused).expect("an event");
    let after = act(&shop, "/shop/feedback", &personal, "c0002").await;
    assert_eq!(unused(&shop, "c0002"), rests_on);
    undo(&shop, &after, "c0002").await;
    assert_eq!(unused(&shop, "c0002"), rests_on[..1]);
    // The same with all that was done with one thing.
    let event = shop.service.store().events_of(&subject).expect("events");
    let item = &event.iter().find(|event| event.id == rests_on[0]).expect("it is there").item;
    let after = act(&shop, "/shop/usage", &format!("item={item}&usage=gift"), "c0002").await;
    undo(&shop, &after, "c0002").await;
    assert_eq!(unused(&shop, "c0002"), rests_on[..1]);
}

#[tokio::test]
async fn two_clicks_on_topics_at_once_are_both_kept() {
    let shop = own();
    let topics = ["Outdoor", "Pets", "Kitchen", "Garden", "Sport", "Home"];
    let clicks = topics.map(|topic| {
        let router = shop.router.clone();
        tokio::spawn(async move {
            let body = format!("topic={topic}&list=blocked");
            with(&router, "POST", "/shop/you/topic", &[("cookie", "persona=c0003"), OWN], &body).await.status
        })
    });
    for click in clicks {
        assert_eq!(click.await.expect("a click"), 303);
    }
    let you = get(&shop.router, "/shop/you", "c0003").await;
    for topic in topics {
        assert!(you.text.contains(&format!("Never: {topic}")), "{topic}");
    }
}

#[tokio::test]
async fn what_is_changed_through_the_interface_is_confirmed_in_the_customers_language_once() {
    let shop = keyed();
    let id = CustomerId::new("c0001").expect("a valid id");
    let record = shop.service.store().customer(&id).expect("readable").expect("a record");
    let german = Customer { locale: Some("de".to_owned()), ..record };
    shop.service.store().put_customers(&[german]).expect("a sound record");
    let subject = Subject::Customer(id.clone());
    let wish = KeyWish { name: "servers".to_owned(), role: Role::Secret, expires: None, origins: [].into() };
    let (key, _) = shop.service.create_key(wish).expect("a key");
    let claims = Claims::new(subject.clone(), Audience::Me, key.id, Service::now(), 600);
    let token = format!("Bearer {}", shop.service.sign_token(&claims).expect("a store at work"));
    let router = app(AppState::new(std::sync::Arc::clone(&shop.service), Config::default()));
    let events = shop.service.store().events_of(&subject).expect("events");
    let event = format!("/v1/me/events/{}", events[0].id);
    let headers = [("authorization", token.as_str()), ("content-type", "application/json")];
    for (method, path, body, said) in [
        ("PUT", "/v1/me/consent/explain", r#"{"allowed": false}"#, "wird in Gründen nicht mehr genannt"),
        ("PUT", "/v1/me/personalisation", r#"{"personalisation": "light"}"#, "Leichte Personalisierung"),
        (
            "PUT",
            "/v1/me/personalisation",
            r#"{"personalisation": "light", "paused_until": "2999-01-01T00:00:00Z"}"#,
            "Pausiert bis 2999-01-01",
        ),
        ("PUT", "/v1/me/topics", r#"{"blocked": ["Pets"]}"#, "Nie gezeigt: Pets. Gemocht: —."),
        ("PATCH", event.as_str(), r#"{"used": false}"#, "nicht mehr benutzt"),
    ] {
        let reply = with_headers(&router, method, path, &headers, body).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        let letters = shop.service.outbox().last(&id, 100).expect("readable");
        assert!(letters[0].contains(said), "{path}: {}", letters[0]);
        // Saying the same again changes nothing, and nothing is told.
        if method == "PUT" {
            with_headers(&router, method, path, &headers, body).await;
            assert_eq!(shop.service.outbox().last(&id, 100).expect("readable").len(), letters.len(), "{path}");
        }
    }
}
