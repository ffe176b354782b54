//! The console's door and what lies behind it: each route lets in whom the API would, a session ends with its key, attempts are counted
//! and noted, and a rule goes from its author over somebody else into the next list.

use axum::body::Body;
use axum::http::Request;
use candor::access::{KeyId, KeyWish, Role};
use candor::config::{Config, Limits};
use candor::event::Consent;
use candor::http::console_roles;
use serde_json::{Value, json};

use crate::client::{Reply, ask_as, send};
use crate::shop::{Shop, unhurried};
use crate::watch::{ALL, allow};

const PEOPLE: [Role; 5] = [Role::Marketer, Role::Approver, Role::Analyst, Role::Auditor, Role::Admin];

/// A request as a browser on one of our own pages sends it.
pub(crate) async fn browse(shop: &Shop, cookie: &str, (method, path): (&str, &str), body: &str) -> Reply {
    let request = Request::builder().method(method).uri(path).header("host", "localhost:7878").header("cookie", cookie);
    let request =
        request.header("content-type", "application/x-www-form-urlencoded").header("sec-fetch-site", "same-origin");
    send(&shop.router, request.body(Body::from(body.to_owned())).expect("a valid request")).await
}

pub(crate) async fn shown(shop: &Shop, cookie: &str, path: &str) -> String {
    let reply = browse(shop, cookie, ("GET", path), "").await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    reply.text()
}

async fn try_key(shop: &Shop, key: &str) -> Reply {
    browse(shop, "", ("POST", "/console/sign-in"), &format!("key={key}")).await
}

/// Signs in; the cookie to send from then on.
async fn sign_in(shop: &Shop, key: &str) -> String {
    let reply = try_key(shop, key).await;
    assert_eq!((reply.status, reply.header("location")), (303, "/console"), "{}", reply.text());
    let given = reply.header("set-cookie");
    for part in ["HttpOnly", "SameSite=Strict", "Secure", "Path=/"] {
        assert!(given.starts_with("__Host-candor=") && given.contains(part), "{given}");
    }
    given.split(';').next().expect("a cookie").to_owned()
}

/// A key under a name of its own, and the cookie of who signed in with it.
pub(crate) async fn person(shop: &Shop, name: &str, role: Role) -> (KeyId, String) {
    let wish = KeyWish { name: name.to_owned(), role, expires: None, origins: [].into() };
    let (key, text) = shop.service.create_key(wish).expect("a store at work");
    (key.id, sign_in(shop, &text).await)
}

pub(crate) fn unhurried_shop() -> Shop {
    Shop::guarded(Limits { sign_ins_per_minute: 0, ..unhurried() })
}

#[tokio::test]
async fn every_route_lets_in_whom_its_rule_says_and_nobody_else() {
    let shop = unhurried_shop();
    let mut cookies = Vec::new();
    for role in PEOPLE {
        cookies.push((role, sign_in(&shop, &shop.key(role)).await));
    }
    let routes = console_roles();
    let mut faults = Vec::new();
    for (route, roles) in routes.iter().filter(|(_, roles)| !roles.is_empty()) {
        let (method, pattern) = route.split_once(' ').expect("a method and a path");
        let path = pattern.replace("{placement}", "home").replace("{id}", "p_none").replace("{form}", "csv");
        assert!(!path.contains('{'), "{path}: give its parameters values");
        for cookie in ["", "__Host-candor=0000", "candor-session=0000"] {
            let stranger = browse(&shop, cookie, (method, &path), "").await;
            let expected = if method == "GET" { 303 } else { 401 };
            if stranger.status != expected {
                faults.push(format!("{route} with `{cookie}`: {}", stranger.status));
            }
        }
        for (role, cookie) in &cookies {
            let reply = browse(&shop, cookie, (method, &path), "").await;
            let is_right = match roles.contains(role) {
                true => ![401, 403, 405, 429, 500].contains(&reply.status),
                false => reply.status == 403,
            };
            if !is_right {
                faults.push(format!("{route} as {role}: {}", reply.status));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(routes.len() > 12, "{}", routes.len());
    let open: Vec<&str> =
        routes.iter().filter(|(_, roles)| roles.is_empty()).map(|(route, _)| route.as_str()).collect();
    for route in open {
        assert!(["/sign-in", "/sign-out", "/people", "/language"].iter().any(|end| route.ends_with(end)), "{route}");
    }
}

#[tokio::test]
async fn a_session_ends_with_its_key_and_when_somebody_signs_out() {
    let shop = unhurried_shop();
    let is_in = async |cookie: &str| browse(&shop, cookie, ("GET", "/console"), "").await.status == 200;
    let (revoked, first) = person(&shop, "first", Role::Marketer).await;
    let (rotated, second) = person(&shop, "second", Role::Marketer).await;
    let (_, third) = person(&shop, "third", Role::Marketer).await;
    for cookie in [&first, &second, &third] {
        assert!(is_in(cookie).await);
    }
    shop.service.revoke_key(&revoked).expect("a store at work");
    let ended = browse(&shop, &first, ("GET", "/console/tune/home?diversity=1"), "").await;
    let back = "/console/sign-in?ended=1&to=%2Fconsole%2Ftune%2Fhome%3Fdiversity%3D1";
    assert_eq!((ended.status, ended.header("location")), (303, back));
    drop(shop.service.rotate_key(&rotated, 0).expect("a store at work"));
    assert!(!is_in(&first).await && !is_in(&second).await && is_in(&third).await);
    let out = browse(&shop, &third, ("POST", "/console/sign-out"), "").await;
    assert_eq!((out.status, out.header("location")), (303, "/console/sign-in?out=1"));
    assert!(out.header("set-cookie").contains("Max-Age=0"), "{}", out.header("set-cookie"));
    assert!(!is_in(&third).await, "a cookie that was kept opens nothing");
}

#[tokio::test]
async fn keys_of_programs_and_keys_that_do_not_open_let_nobody_in() {
    let shop = unhurried_shop();
    let (id, _) = person(&shop, "gone", Role::Admin).await;
    shop.key(Role::Admin);
    let wish = KeyWish { name: "x".to_owned(), role: Role::Marketer, expires: None, origins: [].into() };
    let (revoked, text) = shop.service.create_key(wish).expect("a store at work");
    shop.service.revoke_key(&revoked.id).expect("a store at work");
    let unknown = format!("candor_admin_{id}_{}", "0".repeat(64));
    for (key, status) in [
        (shop.key(Role::Secret), 403),
        (shop.key(Role::Publishable), 403),
        (text, 401),
        (unknown, 401),
        ("no-key".to_owned(), 401),
    ] {
        let reply = try_key(&shop, &key).await;
        assert_eq!((reply.status, reply.header("set-cookie")), (status, ""), "{}", reply.text());
        assert!(!reply.text().contains(&key) && reply.text().contains("role=\"alert\""), "{}", reply.text());
    }
    let request = Request::builder().method("POST").uri("/console/sign-in").header("host", "localhost:7878");
    let request =
        request.header("content-type", "application/x-www-form-urlencoded").header("sec-fetch-site", "cross-site");
    let body = Body::from(format!("key={}", shop.key(Role::Marketer)));
    assert_eq!(send(&shop.router, request.body(body).expect("a valid request")).await.status, 403, "from another site");
}

#[tokio::test]
async fn attempts_are_limited_and_noted() {
    let shop = Shop::guarded(Limits { sign_ins_per_minute: 3, ..unhurried() });
    let auditor = shop.key(Role::Auditor);
    sign_in(&shop, &shop.key(Role::Marketer)).await;
    for _ in 0..2 {
        assert_eq!(try_key(&shop, "no-key").await.status, 401);
    }
    let reply = try_key(&shop, &auditor).await;
    assert_eq!(reply.status, 429, "a good key waits as well");
    assert!(reply.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds > 0));
    shop.state.settle().await.expect("a store at work");
    let trail = ask_as(&shop.router, &auditor, &[], ("GET", "/v1/audit"), &json!(null)).await.expect(200);
    let entry = |entry: &Value| (entry["by"]["with"].clone(), entry["status"].clone(), entry["count"].clone());
    let entries: Vec<_> = trail["entries"].as_array().expect("entries").iter().map(entry).collect();
    let expected = [("key", 303, 1), ("nothing", 401, 2), ("nothing", 429, 1)];
    assert_eq!(entries, expected.map(|(with, status, count)| (json!(with), json!(status), json!(count))), "{trail}");
    assert!(trail.to_string().contains("POST /console/sign-in") && !trail.to_string().contains("no-key"));
}

#[tokio::test]
async fn an_address_that_cannot_be_read_is_answered_with_a_page() {
    let shop = unhurried_shop();
    let (_, ines) = person(&shop, "ines", Role::Auditor).await;
    for path in ["/console/reports/x/pdf", "/console/reports/%FF", "/console/policies/%FF/x", "/console/watch/%FF"] {
        let reply = browse(&shop, &ines, ("GET", path), "").await;
        assert_eq!(reply.status, 422, "{path}: {}", reply.text());
        assert!(reply.text().starts_with("<!doctype html>") && reply.text().contains("href=\"/console\""), "{path}");
    }
}

#[tokio::test]
async fn without_the_console_there_is_none() {
    let shop = Shop::configured(Config { console: false, ..Config::default() });
    assert_eq!(browse(&shop, "", ("GET", "/console"), "").await.status, 404);
    assert_eq!(browse(&shop, "", ("POST", "/console/people"), "name=Mara").await.status, 404);
}

/// What a form of the page would send as the revision that was seen.
pub(crate) fn revision(page: &str) -> &str {
    let rest = page.split("name=\"revision\" value=\"").nth(1).expect("a form with a revision");
    rest.split('"').next().expect("a value")
}

async fn list(shop: &Shop, key: &str) -> Vec<Value> {
    let body = json!({"customer": "c0", "count": 12});
    let answer = ask_as(&shop.router, key, &[], ("POST", "/v1/recommendations"), &body).await.expect(200);
    answer["items"].as_array().expect("items").iter().map(|item| item["item"].clone()).collect()
}

#[tokio::test]
async fn a_rule_goes_from_its_author_over_somebody_else_into_the_next_list() {
    let shop = unhurried_shop().learnt();
    allow(&shop, |_| ALL);
    let servers = shop.key(Role::Secret);
    let before = list(&shop, &servers).await;
    let first = before[0].as_str().expect("a list");
    let (_, mara) = person(&shop, "mara", Role::Marketer).await;
    let (_, tomas) = person(&shop, "tomas", Role::Approver).await;
    let label = "%3Cscript%3Ealert(1)%3C/script%3E";
    let rules = format!("exclusions.0.label={label}&exclusions.0.members.items={first}");
    let preview = shown(&shop, &mara, &format!("/console/tune/home?{rules}")).await;
    assert!(preview.contains("&#60;script&#62;alert(1)") && !preview.contains("<script>alert"), "labels are escaped");
    assert!(preview.contains("Customer 12 of the sample") && preview.contains("only numbered"), "{preview}");
    let mut words = preview.split(|letter: char| !letter.is_alphanumeric());
    let is_id = |word: &str| word.strip_prefix('c').is_some_and(|rest| rest.parse::<u32>().is_ok());
    assert!(!words.any(is_id), "nobody is named: {preview}");
    assert_eq!(list(&shop, &servers).await, before, "a preview changes nothing");
    let kept = browse(&shop, &mara, ("POST", "/console/tune/home"), &rules).await;
    assert_eq!(kept.status, 303, "{}", kept.text());
    let page = kept.header("location").split('?').next().expect("a path").to_owned();
    let step = async |cookie: &str, step: &str, body: &str| {
        let seen = shown(&shop, cookie, &page).await;
        let body = format!("revision={}{body}", revision(&seen));
        browse(&shop, cookie, ("POST", &format!("{page}/{step}")), &body).await
    };
    assert_eq!(step(&mara, "submit", "").await.status, 422, "a reason is needed");
    let submitted = step(&mara, "submit", "&reason=It+was+recalled").await;
    assert_eq!(submitted.status, 303, "{}", submitted.text());
    let seen = shown(&shop, &mara, &page).await;
    assert!(seen.contains("only an approver or an admin may do this"), "it says why a button is missing");
    assert!(seen.contains("Needs approval: Keeps items out") && !seen.contains("/approve\""), "{seen}");
    assert_eq!(browse(&shop, &mara, ("POST", &format!("{page}/approve")), "revision=2&reason=x").await.status, 403);
    assert_eq!(step(&tomas, "approve", "&reason=Right").await.status, 303);
    let stale = browse(&shop, &tomas, ("POST", &format!("{page}/publish")), "revision=1").await;
    assert_eq!(stale.status, 409, "what was not seen is not decided");
    let live = step(&mara, "publish", "").await;
    assert_eq!(live.status, 303, "{}", live.text());
    let after = list(&shop, &servers).await;
    assert!(!after.contains(&json!(first)) && after != before, "the next list follows");
    let seen = shown(&shop, &tomas, &page).await;
    for words in ["Version 1, in force now", "It was recalled", "mara, marketer", "tomas, approver"] {
        assert!(seen.contains(words), "{words}: {seen}");
    }
    let back = browse(&shop, &tomas, ("POST", "/console/policies/home/rollback"), "version=0&reason=It+was+not").await;
    assert_eq!(back.status, 303, "{}", back.text());
    assert_eq!(list(&shop, &servers).await, before);
}

#[tokio::test]
async fn what_variety_costs_is_told_of_twenty_customers_and_of_no_fewer() {
    let curve = async |people: usize| {
        let shop = unhurried_shop().learnt();
        allow(&shop, |no| Consent { recommend: no < people, ..ALL });
        let (_, noor) = person(&shop, "noor", Role::Analyst).await;
        assert!(shop.service.frontier("home").expect("a model").is_due);
        shop.service.measure_frontier("home").expect("a model");
        shown(&shop, &noor, "/console/tune/home?part=frontier").await
    };
    let told = curve(20).await;
    assert!(told.contains("class=\"frontier\"") && told.contains("on 20 customers"), "{told}");
    let withheld = curve(19).await;
    assert!(
        withheld.contains("There are fewer than 20 people with a history") && !withheld.contains("<svg"),
        "{withheld}"
    );
}

#[tokio::test]
async fn what_is_no_name_of_a_placement_is_neither_shown_nor_measured() {
    let shop = unhurried_shop().learnt();
    let (_, mara) = person(&shop, "mara", Role::Marketer).await;
    let long = format!("/console/tune/{}", "x".repeat(300));
    for (method, path) in [("GET", long.as_str()), ("GET", "/console/tune/%20?part=frontier"), ("POST", &long)] {
        let reply = browse(&shop, &mara, (method, path), "diversity=0.4").await;
        assert_eq!(reply.status, 422, "{method} {path}: {}", reply.text());
    }
    assert!(shop.service.frontier("home").expect("a model").is_due, "nothing is being measured");
}

#[tokio::test]
async fn what_a_customer_reports_is_decided_here_and_leaves_the_next_list_until_that_is_undone() {
    let shop = unhurried_shop().learnt();
    let servers = shop.key(Role::Secret);
    let answer = {
        let body = json!({"customer": "c12", "count": 3});
        ask_as(&shop.router, &servers, &[], ("POST", "/v1/recommendations"), &body).await.expect(200)
    };
    let item = answer["items"][0]["item"].as_str().expect("a list");
    let told = answer["items"][0]["reasons"][0]["text"].as_str().expect("a reason");
    let report = json!({"id": "unfair", "customer": "c12", "item": item, "kind": "report", "time": "2024-05-02T09:00:00Z",
        "decision": answer["decision"]});
    ask_as(&shop.router, &servers, &[], ("POST", "/v1/events"), &report).await.expect(200);
    let (_, tomas) = person(&shop, "tomas", Role::Approver).await;
    let (_, ines) = person(&shop, "ines", Role::Auditor).await;
    let (_, mara) = person(&shop, "mara", Role::Marketer).await;
    let queue = shown(&shop, &tomas, "/console/reviews?source=report").await;
    let entry =
        queue.split("href=\"/console/reviews/r_").nth(1).and_then(|rest| rest.split('"').next()).expect("an entry");
    let entry = format!("/console/reviews/r_{entry}");
    assert!(!shown(&shop, &mara, "/console/reviews").await.contains(&entry), "what was told is not for marketers");
    assert_eq!(browse(&shop, &mara, ("GET", &entry), "").await.status, 403);
    let seen = shown(&shop, &ines, &entry).await;
    assert!(seen.contains("You decide nothing here: only an approver or an admin may do this."), "{seen}");
    let page = shown(&shop, &tomas, &entry).await;
    let mut words = page.split(|letter: char| !letter.is_alphanumeric());
    assert!(page.contains(told) && words.all(|word| word != "c12"), "the reasons, and not who read them: {page}");
    assert!(list(&shop, &servers).await.contains(&json!(item)));
    let blank = format!("revision={}&verdict=suppress_here&reason=", revision(&page));
    assert_eq!(browse(&shop, &tomas, ("POST", &entry), &blank).await.status, 422, "a reason is needed");
    let body = format!("revision={}&verdict=suppress_here&reason=Recalled", revision(&page));
    assert_eq!(browse(&shop, &tomas, ("POST", &entry), &body).await.status, 303);
    assert!(!list(&shop, &servers).await.contains(&json!(item)), "the next list follows");
    let figures = shown(&shop, &ines, "/console/reviews/figures").await;
    assert!(figures.contains("<svg class=\"bars\"") && figures.contains("0 % (0 % to"), "{figures}");
    let body = format!("revision={}&reason=It+was+another+one", revision(&shown(&shop, &tomas, &entry).await));
    assert_eq!(browse(&shop, &tomas, ("POST", &format!("{entry}/undo")), &body).await.status, 303);
    assert!(list(&shop, &servers).await.contains(&json!(item)), "and follows again");
    let api = entry.replace("/console", "/v1");
    let told_by_api =
        ask_as(&shop.router, &shop.key(Role::Auditor), &[], ("GET", &api), &json!(null)).await.expect(200);
    assert_eq!(told_by_api["reasons"][0]["text"], told, "{told_by_api}");
}
