//! Every page, in every language: chosen, or asked for by the browser.

use super::no_script::{OWN, attributes, colleague, get, rail, whys};
use super::places::{Known, PLACES};
use super::shop::{few, own};

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

/// The console's words by language, English first.
const CONSOLE: [(&str, &str); 3] = [
    ("en", include_str!("../../data/console/en.ftl")),
    ("de", include_str!("../../data/console/de.ftl")),
    ("fr", include_str!("../../data/console/fr.ftl")),
];

/// What people write in this test: nothing that the console says itself.
const WRITTEN: [&str; 8] = ["Xenia", "Zzz aaa.", "Yago", "Zzz bbb.", "Zzz ccc", "Zzz ddd.", "Zzz eee?", "Zzz fff."];

/// The stretches of a language's sentences, between what is put into them, that are long enough to be told from names.
fn stretches(source: &str) -> Vec<String> {
    let said = source.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let said = said.map(|line| line.split_once(" = ").map_or(line, |(_, said)| said));
    let parts = said.flat_map(|line| line.split(['{', '}', ']']).map(str::trim).map(str::to_owned).collect::<Vec<_>>());
    parts.filter(|part| part.contains(' ') && part.chars().count() >= 10 && !part.starts_with('$')).collect()
}

/// A page without what it marks as being in another language.
fn own_words(html: &str, lang: &str) -> String {
    let mut left = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        left.push_str(&rest[..at]);
        let tag_end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        let tag = &rest[at..tag_end];
        let name: String = tag[1..].chars().take_while(char::is_ascii_alphanumeric).collect();
        let other = attributes(tag, "lang").first().is_some_and(|other| *other != lang);
        if other && name != "html" && !name.is_empty() {
            rest = after(&rest[tag_end..], &name);
        } else {
            left.push_str(tag);
            rest = &rest[tag_end..];
        }
    }
    (left + rest).replace("&#39;", "'").replace("&#38;", "&").replace("&#34;", "\"")
}

/// What follows the end of an element.
fn after<'h>(html: &'h str, name: &str) -> &'h str {
    let (opening, closing) = (format!("<{name}"), format!("</{name}>"));
    let (mut depth, mut at) = (1, 0);
    while depth > 0 {
        let close = html[at..].find(&closing).map_or(html.len(), |found| at + found);
        let open = html[at..].find(&opening).map_or(html.len(), |found| at + found);
        if close == html.len() {
            return "";
        }
        (depth, at) = if open < close { (depth + 1, open + opening.len()) } else { (depth - 1, close + closing.len()) };
    }
    &html[at..]
}

#[test]
fn what_is_in_another_language_is_told_from_what_is_not() {
    let page = "<html lang=\"de\"><p>a<span lang=\"en\">b<span>c</span></span>d</p><dd lang=\"de\">e</dd>";
    assert_eq!(own_words(page, "de"), "<html lang=\"de\"><p>ad</p><dd lang=\"de\">e</dd>");
    assert_eq!(stretches("# x y\nk = Version { $thing } is live, and so on.\n"), ["is live, and so on."]);
}

#[tokio::test]
async fn every_page_of_the_console_is_in_one_language_alone() {
    let shop = few();
    let known = Known::of(&shop.service, &WRITTEN);
    let (mut faults, mut seen) = (Vec::new(), 0);
    for (lang, source) in CONSOLE {
        let chosen = shop.with(&[OWN], "POST", "/console/language", &format!("lang={lang}&to=/console/sign-in")).await;
        assert_eq!((chosen.status, chosen.header("location")), (303, "/console/sign-in"));
        let language = chosen.header("set-cookie").split(';').next().expect("a cookie").to_owned();
        let others = CONSOLE.iter().filter(|(other, _)| *other != lang).flat_map(|(_, source)| stretches(source));
        let foreign: Vec<String> = others.filter(|stretch| !source.contains(stretch.as_str())).collect();
        for (eye, path) in PLACES.iter().filter(|(_, path)| path.starts_with("/console")) {
            let cookie = match eye {
                Some(name) => format!("{language}; {}", colleague(&shop, name).await),
                None => language.clone(),
            };
            let path = known.address(path);
            let page = shop.with(&[("cookie", &cookie), ("accept", "text/html")], "GET", &path, "").await;
            assert!(page.text.contains(&format!("<html lang=\"{lang}\">")), "{path} {lang}: {}", page.text);
            let words = own_words(&page.text, lang);
            seen += 1;
            faults.extend(
                foreign
                    .iter()
                    .filter(|other| words.contains(other.as_str()))
                    .map(|other| format!("{lang} {path}: {other}")),
            );
            if !path.ends_with("/nowhere") {
                assert!(
                    attributes(&page.text, "action").contains(&"/console/language"),
                    "{path} leads to other languages"
                );
            }
        }
    }
    assert!(seen > 60 && faults.is_empty(), "{seen} pages, {} faults:\n{}", faults.len(), faults.join("\n"));
}

#[tokio::test]
async fn what_goes_wrong_at_the_console_is_told_in_the_language_that_was_chosen() {
    let shop = few();
    let mara = format!("lang=de; {}", colleague(&shop, "Mara").await);
    for (method, path, form, status, words) in [
        ("GET", "/console/policies/home/nothing", "", 404, "Nicht hier"),
        (
            "GET",
            "/console/tune/home?diversity=x",
            "",
            422,
            "Die Regeln sind nicht zu lesen: „Abwechslung“ kann nicht „x“ sein.",
        ),
        ("GET", "/console/tune/home?caps.brand=0", "", 422, "„Grenzen › Marke“ muss zwischen 1 und"),
        ("POST", "/console/tune/home", "", 422, "Das sind die gültigen Regeln"),
        ("POST", "/console/incidents", "title=Zzz", 422, "Die Begründung muss 1 bis"),
        ("POST", "/console/policies/home/rollback", "version=0&reason=Zzz", 403, "Ihr Schlüssel lässt das nicht zu."),
    ] {
        let told = shop.with(&[("cookie", &mara), OWN], method, path, form).await;
        assert_eq!(told.status, status, "{method} {path}: {}", told.text);
        assert!(
            told.text.contains("<html lang=\"de\">") && told.text.contains(words),
            "{method} {path}: {}",
            told.text
        );
    }
    let gone = shop.with(&[("cookie", "lang=fr"), OWN], "POST", "/console/incidents", "title=Zzz").await;
    assert!(gone.status == 401 && gone.text.contains("Pas de session"), "{}", gone.text);
}
