//! The keyboard alone: on every page of the list the tab key reaches whatever can be clicked or filled in, each once and in order, shows where it
//! is, and nothing covers that. Then the main actions of a customer and of those who work for a shop, from the first key to what they change.
//!
//! Each page is also drawn as it stands, on a desk and on a phone, into `target/screenshots/`.

use fantoccini::key::Key;
use fantoccini::{Client, Locator};

use super::console::sign_in;
use super::driver::{drawn, keep_in_front, shown};
use super::places::{Known, PLACES};
use super::rights::noticed;
use super::shop::few;
use super::visit::{in_browser, press, rail, tab_to};

/// Opens what is folded away, tells what the keyboard has to reach, in order, and watches where it goes.
///
/// Of radio buttons of one question the tab key reaches one, arrow keys the others.
const WATCH: &str = "for (const one of document.querySelectorAll('details')) one.open = true; \
    const within = document.querySelector('dialog[open]') ?? document; \
    const can = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex=\"-1\"])'; \
    const asked = new Set(); \
    window.wanted = [...within.querySelectorAll(can)].filter((one) => !one.disabled && one.getClientRects().length \
        && one.checkVisibility({ visibilityProperty: true })).filter((one) => { \
            if (one.type !== 'radio') return true; \
            const chosen = one.form.querySelector(`[name=\"${one.name}\"]:checked`); \
            if (chosen) return one === chosen; \
            const question = one.form.action + one.name; \
            const is_first = !asked.has(question); asked.add(question); return is_first; }); \
    window.reached = []; window.unseen = []; \
    document.addEventListener('focusin', ({ target }) => { \
        if (reached.includes(target)) return; \
        reached.push(target); \
        const is_drawn = (part) => { const style = getComputedStyle(target, part); \
            return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; }; \
        if (!is_drawn() && !is_drawn('::after')) unseen.push(target); }); \
    const parts = wanted.filter((one) => /^(date|time|month)/.test(one.type)).length; \
    return wanted.length + 8 * parts + 4;";

/// What is wrong with where the keyboard went. It may have begun in the middle, as in a panel.
const WENT: &str = "const told = (one) => one.outerHTML.slice(0, 140); \
    const is_scroller = (one) => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight; \
    const faults = []; \
    for (const one of wanted) if (!reached.includes(one)) faults.push('not reached: ' + told(one)); \
    for (const one of reached) if (!wanted.includes(one) && !is_scroller(one)) faults.push('reached, but does nothing: ' + told(one)); \
    const went = reached.filter((one) => wanted.includes(one)); \
    const from = Math.max(0, went.indexOf(wanted.find((one) => went.includes(one)))); \
    const order = [...went.slice(from), ...went.slice(0, from)]; \
    const astray = order.findIndex((one, at) => one !== wanted.filter((one) => order.includes(one))[at]); \
    if (astray >= 0) faults.push('not in order: ' + told(order[astray])); \
    for (const one of unseen) faults.push('no sign of the focus: ' + told(one)); \
    for (const one of order) { \
        document.activeElement.blur(); \
        one.focus(); \
        const { left, right, top, bottom } = one.getBoundingClientRect(); \
        const at = (share, from, to) => from + (to - from) * share; \
        const seen = [0.5, 0.1, 0.9].some((x) => [0.5, 0.1, 0.9].some((y) => { \
            const there = document.elementFromPoint(at(x, left, right), at(y, top, bottom)); \
            return there && (one.contains(there) || there.contains(one)); })); \
        if (!seen) faults.push('covered where it has the focus: ' + told(one)); } \
    return [faults, order.length];";

fn tab() -> String {
    char::from(Key::Tab).to_string()
}

/// Goes through what is open with the tab key; what is wrong with that, and how many stops there are.
async fn tabbed(client: &Client) -> (Vec<String>, usize) {
    let presses = client.execute(WATCH, Vec::new()).await.expect("a page").as_u64().expect("a count");
    press(client, &tab().repeat(usize::try_from(presses).expect("a small number"))).await;
    went(client).await
}

async fn went(client: &Client) -> (Vec<String>, usize) {
    let told = client.execute(WENT, Vec::new()).await.expect("a report");
    serde_json::from_value(told).expect("faults and a count")
}

#[test]
fn the_tab_key_reaches_everything_on_every_page_in_order_and_in_sight() {
    let shop = few();
    let known = Known::of(&shop.service, &["Zora", "A.", "Zeno", "B.", "C", "D.", "E?", "F."]);
    in_browser(shop, |client, address| async move {
        keep_in_front(&client).await;
        let (mut faults, mut stops, mut who) = (Vec::new(), 0, None);
        for (no, (eye, path)) in PLACES.into_iter().enumerate() {
            if let Some(name) = eye.filter(|_| eye != who) {
                sign_in(&client, &address, name).await;
                who = eye;
            }
            let page = format!("{address}{}", known.address(path));
            for (width, height, name) in [(1_280, 1_000, "desk"), (360, 780, "phone")] {
                client.set_window_size(width, height).await.expect("a window");
                client.goto(&page).await.expect("a page");
                drawn(&client, &format!("{no:02}-{}-{name}", named(eye, path)), width, height).await;
                let (found, reached) = tabbed(&client).await;
                faults.extend(found.into_iter().map(|fault| format!("{path}, {name}: {fault}")));
                stops += reached;
            }
        }
        assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
        assert!(stops > 2_500, "{stops} stops");
        in_the_panel(&client, &address).await;
    });
}

/// What a picture of a page is called: who looks, and the address without what differs from run to run.
fn named(eye: Option<&str>, path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let words: Vec<&str> = path.split(['/', '{', '}']).filter(|word| !word.is_empty()).collect();
    let words = if words.is_empty() { vec!["shop"] } else { words };
    format!("{}-{}", eye.unwrap_or("customer"), words.join("-")).to_lowercase()
}

/// The panel keeps the keyboard to itself; and the check can fail.
async fn in_the_panel(client: &Client, address: &str) {
    client.set_window_size(1_280, 1_000).await.expect("a desk");
    client.goto(address).await.expect("the shop");
    tab_to(client, "#rail a[data-why]").await;
    enter(client).await;
    shown(client, "dialog[open] .account").await;
    let (faults, stops) = tabbed(client).await;
    assert!(faults.is_empty() && stops > 10, "{stops} stops: {faults:?}");
    press(client, &char::from(Key::Escape).to_string()).await;
    let spoilt = "document.querySelector('.mark').tabIndex = -1; document.querySelector('#persona').tabIndex = 3; \
        document.querySelector('nav a').style.outline = 'none'; \
        const lid = document.createElement('p'); lid.style = 'position: fixed; inset: 0 0 auto auto; width: 20rem; height: 9rem; z-index: 99'; \
        document.body.append(lid);";
    client.goto(address).await.expect("the shop");
    client.execute(spoilt, Vec::new()).await.expect("an attempt");
    let (faults, _) = tabbed(client).await;
    for fault in ["not in order", "no sign of the focus", "covered where it has the focus"] {
        assert!(faults.iter().any(|one| one.starts_with(fault)), "{fault}: {faults:?}");
    }
}

async fn enter(client: &Client) {
    press(client, &char::from(Key::Enter).to_string()).await;
}

/// Reaches something with the tab key and presses it.
async fn push(client: &Client, selector: &str) {
    tab_to(client, selector).await;
    enter(client).await;
}

/// Reaches a field with the tab key and types.
async fn fill(client: &Client, selector: &str, text: &str) {
    tab_to(client, selector).await;
    press(client, text).await;
}

/// Follows a link with the keyboard, to where something stands that does not stand here.
async fn follow(client: &Client, link: &str, there: &str) {
    push(client, link).await;
    shown(client, there).await;
}

/// A word on a recommendation, a purchase, what is used, a topic, and an event.
async fn a_customer(client: &Client, address: &str) {
    client.goto(address).await.expect("the shop");
    let before = rail(client).await;
    follow(client, "#rail a[data-why]", "dialog[open] .account").await;
    push(client, "dialog button[value=unfair]").await;
    noticed(client, "People will look at it").await;
    assert!(!rail(client).await.contains(&before[0]));
    push(client, ".notice button").await;
    noticed(client, "Undone:").await;
    assert_eq!(rail(client).await, before);
    follow(client, "#rail .go", "article.item").await;
    push(client, ".item button[value=purchase]").await;
    noticed(client, "Your list follows.").await;
    follow(client, "nav a[href='/shop/you']", ".you").await;
    push(client, "button[name=allowed][value=no]").await;
    shown(client, "button[name=allowed][value=no][aria-pressed=true]").await;
    push(client, "button[name=extent][value=light]").await;
    noticed(client, "Personalisation is light").await;
    fill(client, "#topic", "Kitchen").await;
    push(client, "button[name=list][value=blocked]").await;
    noticed(client, "Kitchen is never shown").await;
    push(client, ".deeds button[value=unused]").await;
    noticed(client, "no longer used").await;
}

/// Everything of a customer is deleted.
async fn a_customer_leaves(client: &Client, address: &str) {
    client.goto(&format!("{address}/shop/you")).await.expect("the page of choices");
    follow(client, "a[href='/shop/you/leave']", "form.sure").await;
    fill(client, ".check input", " ").await;
    follow(client, "button.danger", ".receipt").await;
}

/// Presses a button with a reason, and waits for the page that says that it is done.
async fn push_because(client: &Client, form: &str, reason: &str, now: &str) {
    fill(client, &format!("{form} textarea"), reason).await;
    push(client, &format!("{form} button")).await;
    let stands = format!("//h1//*[contains(@class, 'state')][normalize-space() = '{now}']");
    client.wait().for_element(Locator::XPath(&stands)).await.unwrap_or_else(|cause| panic!("{now}: {cause}"));
}

/// Goes on as somebody else, with the keys that lead there.
async fn change_to(client: &Client, name: &str) {
    let person = format!("button[value={name}]");
    follow(client, ".me a[href='/console/sign-in']", &person).await;
    follow(client, &person, ".tabs").await;
}

/// A rule from its author over an approver into force and back; a report that is decided; an incident.
async fn the_people_of_a_shop(client: &Client, address: &str) {
    client.goto(&format!("{address}/console/sign-in")).await.expect("the door");
    follow(client, "button[value=Mara]", ".tabs").await;
    follow(client, ".tabs a[href='/console/tune']", "#diversity").await;
    tab_to(client, "#diversity").await;
    press(client, &char::from(Key::End).to_string()).await;
    follow(client, ".stick button.main", "form[action$='/submit']").await;
    push_because(client, "form[action$='/submit']", "More variety.", "handed in").await;
    change_to(client, "Tomas").await;
    follow(client, ".tabs a[href='/console/policies']", ".filter #state").await;
    follow(client, ".list th a", "form[action$='/approve']").await;
    push_because(client, "form[action$='/approve']", "Right.", "approved").await;
    push_because(client, "form[action$='/publish']", "Now.", "live").await;
    follow(client, ".tabs a[href='/console/policies']", "form[action$='/rollback']").await;
    push_because(client, "form[action$='/rollback']", "It was better before.", "live").await;
    follow(client, ".tabs a[href='/console/reviews']", ".filter #source").await;
    follow(client, ".list th a", "input[name=verdict]").await;
    fill(client, "input[name=verdict]", " ").await;
    fill(client, "#reason", "It is right.").await;
    follow(client, "form.step button.main", "form[action$='/undo']").await;
    follow(client, ".tabs a[href='/console/incidents']", "#title").await;
    fill(client, "#title", "Prices are missing").await;
    fill(client, "#reason", "Seen on the front page.").await;
    follow(client, "form.step button.main", "form:has([value=take])").await;
    fill(client, "#reason-take", "Mine.").await;
    push(client, "form:has([value=take]) button").await;
    shown(client, "body:not(:has([value=take]))").await;
    push_because(client, "form:has([value=resolve])", "It came.", "resolved").await;
}

/// Another tone is proposed, an experiment planned, begun and ended, a report made, and a setting changed.
async fn the_rest_of_a_console(client: &Client) {
    change_to(client, "Mara").await;
    follow(client, ".tabs a[href='/console/wording']", "#tone").await;
    tab_to(client, "#tone").await;
    press(client, &char::from(Key::Down).to_string().repeat(3)).await;
    follow(client, ".rules button.main", "form[action$='/submit']").await;
    push_because(client, "form[action$='/submit']", "It suits us.", "handed in").await;
    follow(client, ".tabs a[href='/console/experiments']", "a.button.main").await;
    follow(client, "a.button.main", "#question").await;
    fill(client, "#question", "Do reasons help?").await;
    fill(client, "#reason", "Nobody knows.").await;
    follow(client, "form.step button.main", "form[action$='/stop']").await;
    change_to(client, "Tomas").await;
    follow(client, ".tabs a[href='/console/experiments']", ".list th a").await;
    follow(client, ".list th a", "form[action$='/begin']").await;
    push_because(client, "form[action$='/begin']", "It does no harm.", "running").await;
    push_because(client, "form[action$='/stop']", "Enough.", "ended").await;
    change_to(client, "Ines").await;
    follow(client, ".tabs a[href='/console/reports']", "#kind").await;
    fill(client, "#kind", "T").await;
    follow(client, ".make button.main", "a[download]").await;
    let title = shown(client, "h1").await.text().await.expect("a text");
    assert_eq!(title, "Transparency report");
    change_to(client, "Ada").await;
    follow(client, ".tabs a[href='/console/oversight']", "form.rules").await;
    // What a field holds is chosen whole when the tab key reaches it.
    fill(client, "[name='sampling.weekly']", "25").await;
    fill(client, "form.rules textarea", "To see more.").await;
    follow(client, "form.rules button.main", ".notice[role=status]").await;
    shown(client, "[name='sampling.weekly'][value='25']").await;
}

#[test]
fn the_main_actions_take_no_mouse() {
    in_browser(few(), |client, address| async move {
        keep_in_front(&client).await;
        a_customer(&client, &address).await;
        the_people_of_a_shop(&client, &address).await;
        the_rest_of_a_console(&client).await;
        a_customer_leaves(&client, &address).await;
    });
}
