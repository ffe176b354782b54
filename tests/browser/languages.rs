//! Every page that a customer sees, in every language: chosen, or asked for by the browser.

use super::no_script::{OWN, attributes, get, rail, whys};
use super::shop::own;

/// What only words that are missing, or lack an argument, look like.
const MISSING: [&str; 12] =
    [">you-", ">leave-", ">page-", ">did-", ">why-", ">line-", ">home-", ">item-", ">pick-", ">frame-", "{$", "{ $"];

/// Words of one language, which no page of another one has.
const WORDS: [(&str, &str, &[&str]); 3] = [
    ("en", "Skip to the content", &["Zum Inhalt", "Aller au contenu"]),
    ("de", "Zum Inhalt", &["Skip to", "Why this?", "Score", "Aller au contenu"]),
    ("fr", "Aller au contenu", &["Skip to", "Why this?", "Zum Inhalt", "Punkte"]),
];

#[tokio::test]
async fn every_page_speaks_the_language_that_was_chosen_and_says_so() {
    let shop = own();
    let home = get(&shop.router, "/", "c0001").await;
    let (item, other) = (rail(&home.text)[0].to_owned(), rail(&home.text)[1].to_owned());
    for (lang, word, foreign) in WORDS {
        let chosen = shop.post("/shop/language", &format!("lang={lang}&to=/shop/you"), "c0001").await;
        assert_eq!((chosen.status, chosen.header("location")), (303, "/shop/you"));
        let cookie = format!("persona=c0001; {}", chosen.header("set-cookie").split(';').next().expect("a cookie"));
        // The reasons of a list keep the language that they were told in.
        let headers = [("cookie", cookie.as_str()), OWN];
        let home = shop.with(&headers, "GET", "/", "").await;
        let why = whys(&home.text)[0].to_owned();
        let pages = [
            "/".to_owned(),
            format!("/shop/items/{item}"),
            format!("{why}?instead_of={other}"),
            "/shop/you".to_owned(),
            "/shop/you/leave".to_owned(),
            "/shop/how".to_owned(),
        ];
        for path in pages {
            let page = shop.with(&headers, "GET", &path, "").await;
            assert_eq!(page.status, 200, "{path}");
            assert!(
                page.text.contains(&format!("<html lang=\"{lang}\">")) && page.text.contains(word),
                "{path} {lang}"
            );
            for text in foreign.iter().chain(&MISSING) {
                assert!(!page.text.contains(text), "{path} {lang}: {text}");
            }
        }
        for (path, form) in [
            ("/nowhere", ""),
            ("/shop/items/nothing", ""),
            ("/shop/items/%FF", ""),
            ("/shop/you/extent", "extent=none"),
        ] {
            let method = if form.is_empty() { "GET" } else { "POST" };
            let wrong = shop.with(&[headers[0], OWN, ("accept", "text/html")], method, path, form).await;
            assert!(wrong.text.contains(&format!("<html lang=\"{lang}\">")), "{path} {lang}: {}", wrong.text);
        }
    }
}

#[tokio::test]
async fn a_browser_is_answered_in_the_language_that_it_asks_for_and_only_our_own_addresses_are_gone_back_to() {
    let shop = own();
    for (accept, lang) in [("de-AT,de;q=0.9,en;q=0.5", "de"), ("fr", "fr"), ("it", "en")] {
        let page = shop.with(&[("accept-language", accept)], "GET", "/", "").await;
        assert!(page.text.contains(&format!("<html lang=\"{lang}\">")), "{accept}");
    }
    for to in ["//evil.example", "https://evil.example", "/\\evil.example", ""] {
        let reply = shop.post("/shop/language", &format!("lang=de&to={to}"), "c0001").await;
        assert_eq!((reply.status, reply.header("location")), (303, "/"), "{to}");
    }
    assert_eq!(shop.post("/shop/language", "lang=xx&to=/", "c0001").await.status, 422);
}

#[tokio::test]
async fn nobody_reads_why_something_was_suggested_to_somebody_else() {
    let shop = own();
    let home = get(&shop.router, "/", "c0002").await;
    let why = whys(&home.text)[0];
    assert_eq!(shop.with(&[("cookie", "persona=c0002")], "GET", why, "").await.status, 200);
    assert_eq!(shop.with(&[("cookie", "persona=c0001")], "GET", why, "").await.status, 404);
}

#[tokio::test]
async fn a_browser_that_asks_for_a_page_gets_one_whatever_goes_wrong_and_a_program_gets_a_problem() {
    let shop = own();
    let large = "x".repeat(candor::config::Config::default().limits.body_bytes + 1);
    for (method, path, body, status) in [
        ("GET", "/nowhere", "", 404),
        ("DELETE", "/shop/you", "", 405),
        ("POST", "/shop/events", large.as_str(), 413),
        ("GET", "/console/nowhere", "", 404),
        ("GET", "/shop/you/copy?format=xml", "", 422),
        ("GET", "/shop/items/%FF", "", 422),
    ] {
        let asked = shop.with(&[OWN, ("accept", "text/html,*/*;q=0.8")], method, path, body).await;
        assert_eq!(asked.status, status, "{method} {path}: {}", asked.text);
        assert!(asked.text.starts_with("<!doctype html>"), "{method} {path}: {}", asked.text);
        assert!(asked.header("content-security-policy").starts_with("default-src 'none'"), "{path}");
        let way = if path.starts_with("/console") { "/console" } else { "/" };
        assert!(attributes(&asked.text, "href").contains(&way), "{path}");
    }
    let program = shop.with(&[("accept", "application/json")], "GET", "/nowhere", "").await;
    assert_eq!(program.header("content-type"), "application/problem+json");
    let api = shop.with(&[("accept", "text/html")], "GET", "/v1/nowhere", "").await;
    assert_eq!(api.header("content-type"), "application/problem+json");
}
