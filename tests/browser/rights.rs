//! From a customer's click to its effect in the next list, in a real browser; and hostile texts that stay texts.

use candor::catalog::Item;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

use super::driver::{attributes, picture, shown};
use super::shop::{Own, own};
use super::visit::{all_quiet, in_browser, listen, no_sideways_scrolling, rail};

async fn click(client: &Client, selector: &str) {
    shown(client, selector).await.click().await.unwrap_or_else(|cause| panic!("{selector}: {cause}"));
}

async fn notice(client: &Client) -> String {
    shown(client, ".notice").await.text().await.expect("a text")
}

/// The list on the page of choices.
async fn list(client: &Client) -> Vec<String> {
    shown(client, ".strip").await;
    attributes(client, ".strip [data-item]", "data-item").await
}

async fn a_word_on_a_recommendation(client: &Client, address: &str) {
    for verb in ["not_interested", "have", "unfair"] {
        client.goto(address).await.expect("the shop");
        let before = rail(client).await;
        click(client, "#rail a[data-why]").await;
        listen(client).await;
        click(client, &format!("dialog[open] button[value={verb}]")).await;
        assert!(notice(client).await.contains("Left your list:"), "{verb}");
        let after = rail(client).await;
        assert!(!after.contains(&before[0]), "{verb}");
        all_quiet(client).await;
        click(client, ".notice button").await;
        assert!(notice(client).await.contains("Undone:"), "{verb}");
        assert_eq!(rail(client).await, before, "{verb}");
    }
}

async fn what_if_not(client: &Client, address: &str) {
    client.goto(address).await.expect("the shop");
    for at in 1..=8 {
        client.goto(address).await.expect("the shop");
        click(client, &format!("#rail li:nth-of-type({at}) a[data-why]")).await;
        shown(client, "dialog[open] .account").await;
        if client.find(Locator::Css("dialog a[href*='without=']")).await.is_ok() {
            click(client, "dialog a[href*='without=']").await;
            let told = shown(client, "dialog .whatif").await.text().await.expect("a text");
            assert!(told.starts_with("Without this it would"), "{told}");
            return;
        }
    }
    panic!("no reason names what was done");
}

async fn data_and_choices(client: &Client, address: &str) {
    client.goto(&format!("{address}/shop/you")).await.expect("the page");
    listen(client).await;
    let before = list(client).await;
    picture(client, "choices.png").await;
    all_quiet(client).await;
    click(client, "button[name=extent][value=off]").await;
    assert!(notice(client).await.contains("Personalisation is off"));
    shown(client, "button[value=off][aria-pressed=true]").await;
    let everybodys = list(client).await;
    assert_ne!(everybodys, before);
    click(client, "button[name=extent][value=full]").await;
    shown(client, "button[value=full][aria-pressed=true]").await;
    assert_eq!(list(client).await, before);
    click(client, "button[name=allowed][value=no]").await;
    shown(client, "button[value=no][aria-pressed=true]").await;
    assert_eq!(list(client).await, everybodys, "without consent the list is everybody's");
    click(client, "button[name=allowed][value=yes]").await;
    assert!(notice(client).await.contains("may choose what you see"));
    shown(client, "#topic").await.select_by_label("Kitchen").await.expect("a topic");
    click(client, "button[name=list][value=blocked]").await;
    assert!(notice(client).await.contains("Kitchen is never shown"));
    assert_ne!(list(client).await, before);
    click(client, ".notice button").await;
    assert!(notice(client).await.contains("neither kept out nor preferred"));
    assert_eq!(list(client).await, before);
    click(client, ".deeds button[value=unused]").await;
    assert!(notice(client).await.contains("no longer used"));
    shown(client, ".deeds .off").await;
    shown(client, ".letter").await;
    all_quiet(client).await;
}

async fn leaving(client: &Client, address: &str) {
    client.goto(&format!("{address}/shop/you/leave")).await.expect("the page");
    click(client, ".check input").await;
    click(client, "button.danger").await;
    shown(client, ".receipt").await;
    client.goto(&format!("{address}/shop/you")).await.expect("the page");
    let text = shown(client, "#main").await.text().await.expect("a text");
    assert!(text.contains("Kept of you: 0,") && text.contains("You have not decided yet"), "{text}");
    assert_eq!(client.find_all(Locator::Css("[aria-pressed=true][name=allowed]")).await.expect("a page").len(), 0);
}

#[test]
fn each_click_shows_in_the_next_list() {
    in_browser(own(), |client, address| async move {
        a_word_on_a_recommendation(&client, &address).await;
        what_if_not(&client, &address).await;
        data_and_choices(&client, &address).await;
        client.goto(&format!("{address}/shop/how")).await.expect("the page");
        picture(&client, "how.png").await;
        client.set_window_size(360, 780).await.expect("a phone");
        for lang in ["fr", "de", "en"] {
            click(&client, &format!(".tongues [value={lang}]")).await;
            shown(&client, &format!("html[lang={lang}]")).await;
            for path in ["/shop/you", "/shop/you/leave", "/", "/shop/how"] {
                client.goto(&format!("{address}{path}")).await.expect("a page");
                no_sideways_scrolling(&client, path).await;
            }
        }
        leaving(&client, &address).await;
    });
}

/// Texts that would run where a page takes a text for markup, a script, an address or a style.
const HOSTILE: [&str; 16] = [
    "<script>window.broken = 1</script>",
    "\"><script>window.broken = 1</script>",
    "'><img src=x onerror='window.broken = 1'>",
    "<img src=x onerror=window.broken=1>",
    "<svg onload=window.broken=1>",
    "<svg><animate onbegin=window.broken=1 attributeName=x dur=1s>",
    "<details open ontoggle=window.broken=1>",
    "</title><script>window.broken = 1</script>",
    "</textarea></select></option><iframe srcdoc='<script>parent.broken = 1</script>'>",
    "\" autofocus onfocus=\"window.broken = 1",
    "' onmouseover='window.broken = 1' x='",
    "javascript:window.broken=1",
    "<a href=\"javascript:window.broken=1\">x</a>",
    "{{ 7 * 7 }}{% include \"base.html\" %}",
    "<style>body { display: none }</style><base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>\u{202e}",
];

/// Puts hostile texts wherever the shop's goods and rules hold a text.
fn poison(shop: &Own) {
    let store = shop.service.store();
    let revision = store.catalog_state().expect("a catalogue").revision;
    let (_, items) = store.items_at(revision).expect("items");
    let poisoned = items.iter().enumerate().map(|(at, item)| {
        let text = |by: usize| HOSTILE[(at + by) % HOSTILE.len()].to_owned();
        let mut category = item.category.clone();
        category.push(text(3));
        let attributes = [("type".to_owned(), text(4)), ("colour".to_owned(), text(5))].into();
        Item { title: text(0), brand: Some(text(1)), seller: Some(text(2)), category, attributes, ..(**item).clone() }
    });
    store.put_items(&poisoned.collect::<Vec<_>>()).expect("sound items");
    let mut policy = shop.service.policy("home").expect("a policy");
    policy.boosts.iter_mut().zip(HOSTILE).for_each(|(boost, text)| boost.label = text.to_owned());
    policy.groups.iter_mut().zip(HOSTILE).for_each(|(group, text)| group.name = text.to_owned());
    store.put_policy(&policy).expect("a sound policy");
}

/// What of a page ran, or is markup that none of our templates holds.
const FOUND: &str = "const found = []; \
    if (window.broken !== undefined) found.push('a script ran'); \
    for (const one of document.querySelectorAll('*')) { \
        for (const { name, value } of one.attributes) { \
            if (name.startsWith('on') || name === 'style' || name === 'srcdoc' || /^\\s*javascript:/i.test(value) && name === 'href') \
                found.push(`${one.tagName} ${name}`); } } \
    for (const one of document.querySelectorAll('script:not([src^=\"/assets/\"]), style, iframe, object, embed, base, animate, meta[http-equiv]')) \
        found.push(one.tagName); \
    const done = arguments[arguments.length - 1]; \
    const observer = new ReportingObserver((reports) => found.push(...reports.map((one) => one.type)), \
        { buffered: true, types: ['csp-violation'] }); \
    observer.observe(); \
    setTimeout(() => done(found), 60);";

async fn found(client: &Client) -> Value {
    client.execute_async(FOUND, Vec::new()).await.expect("a report")
}

#[test]
fn hostile_texts_stay_texts_on_every_page() {
    let shop = own();
    poison(&shop);
    in_browser(shop, |client, address| async move {
        client.goto(&address).await.expect("the shop");
        let why = attributes(&client, "#rail a[data-why]", "href").await.remove(0);
        let item = attributes(&client, "#rail .go", "href").await.remove(0);
        let versus = format!("{why}?instead_of={}", rail(&client).await.remove(1));
        let asked = "/shop/you?done=blocked&topic=%3Cscript%3Ewindow.broken%3D1%3C%2Fscript%3E&item=%22%3E%3Cscript%3E"
            .to_owned();
        let pages = ["/", &item, &why, &versus, "/shop/you", &asked, "/shop/you/leave", "/shop/how", "/console"];
        for path in pages {
            client.goto(&format!("{address}{path}")).await.expect("a page");
            assert_eq!(found(&client).await, json!([]), "{path}");
        }
        client.goto(&format!("{address}/shop/you")).await.expect("the page");
        let first = HOSTILE[0];
        let topics = shown(&client, "#topic").await.text().await.expect("a text");
        assert!(topics.contains(first), "the texts are there, as texts");
        shown(&client, "#topic").await.select_by_label(first).await.expect("a topic");
        click(&client, "button[name=list][value=blocked]").await;
        assert!(notice(&client).await.contains(first));
        assert_eq!(found(&client).await, json!([]), "a notice");
        client.goto(&address).await.expect("the shop");
        click(&client, "#rail a[data-why]").await;
        shown(&client, "dialog[open] .account").await;
        assert_eq!(found(&client).await, json!([]), "the panel");
        // The check itself can fail.
        let inline =
            "const script = document.createElement('script'); script.textContent = '1'; document.body.append(script)";
        client.execute(inline, Vec::new()).await.expect("an attempt");
        assert_eq!(found(&client).await, json!(["SCRIPT", "csp-violation"]));
    });
}
